"""Money that came in and is in the livre already: the receipts that were typed by hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from sheetcash.app.rapprochement.credits import connus, credit
from sheetcash.app.rapprochement.lecture import PRES, Livres, libres
from sheetcash.app.rapprochement.sortes import Accord, Doute, Genre
from sheetcash.core.libelles import contient, marchand
from sheetcash.core.mots import pluriel
from sheetcash.core.periods import format_date
from sheetcash.core.rapprochement import rapprocher
from sheetcash.core.rapprochement_regles import SEUL_LE_MONTANT
from sheetcash.core.releves import titre
from sheetcash.core.repertoire import Repertoire
from sheetcash.workbook.banque import LigneBanque
from sheetcash.workbook.ecritures import Ecriture
from sheetcash.workbook.records import key, nom_client

#: So near, a receipt of that very amount is the line's.
_TOUT_PRES: Final = 3
#: Words of a label that name nobody: deposits, tills, whoever passes by.
_PERSONNE: Final = frozenset(
    [
        *("remise", "remises", "versement", "depot", "bordereau", "cheque", "cheques", "especes"),
        *("caisse", "tpe", "encaissement", "passage", "clients", "recettes", "ventes"),
    ]
)


def deja_la(livres: Livres, lignes: Sequence[LigneBanque]) -> tuple[list[Accord], list[Doute]]:
    """The lines whose receipt was typed by hand: linked when there is no doubt, else asked.

    A line that may be a receipt of the livre never makes another one by itself.
    """
    by_cents: dict[int, list[Ecriture]] = defaultdict(list)
    for one in libres(livres.recettes, livres.prises):
        by_cents[one.cents].append(one)
    if not by_cents:
        return [], []
    if not by_cents.keys() & {one.cents for one in lignes}:
        return [], []
    claims: dict[int, list[LigneBanque]] = defaultdict(list)
    near: dict[int, list[Ecriture]] = {}
    for ligne in lignes:
        those = [
            one
            for one in by_cents.get(ligne.cents, ())
            if abs((one.jour - ligne.jour).days) <= PRES
        ]
        if those:
            near[ligne.ligne] = those
            for one in those:
                claims[one.ligne].append(ligne)
    accords, doutes = [], []
    taken: set[int] = set()
    dits = _Dits(livres, [one for one in lignes if one.ligne in near])
    for ligne in sorted(lignes, key=lambda one: (one.jour, one.ligne)):
        those = [one for one in near.get(ligne.ligne, ()) if one.ligne not in taken]
        if not those:
            continue
        sure = _sure(ligne, those, claims)
        if sure is not None and (other := dits.autre(ligne, sure[0])):
            doutes.append(Doute(ligne, _nom(sure[0]), 50, (*sure[1], other)))
            continue
        if sure is not None:
            taken.add(sure[0].ligne)
            livres.prises.add(sure[0].ligne)
            accords.append(Accord(ligne, _nom(sure[0]), Genre.LIEN, sure[1]))
            continue
        best = min(those, key=lambda one: abs((one.jour - ligne.jour).days))
        why = (f"une recette de ce montant est au livre, le {format_date(best.jour)}",)
        doutes.append(Doute(ligne, _nom(best), 60, why))
    return accords, doutes


def _sure(
    ligne: LigneBanque, those: list[Ecriture], claims: dict[int, list[LigneBanque]]
) -> tuple[Ecriture, tuple[str, ...]] | None:
    """The one receipt that the line surely is, and why."""
    named = [one for one in those if _dit(ligne, one)]
    its = named if len(named) == 1 else [one for one in named if one.jour == ligne.jour]
    if len(its) == 1 and _a_elle_seule(ligne, its[0], claims[its[0].ligne]):
        return its[0], ("déjà au livre", "même montant", "le libellé la nomme")
    same_day = [one for one in those if one.jour == ligne.jour]
    lines = list({one.ligne: one for each in those for one in claims[each.ligne]}.values())
    near = [one for one in lines if abs((one.jour - ligne.jour).days) <= _TOUT_PRES]
    as_many = len(same_day) == len(near) and all(one.jour == ligne.jour for one in near)
    if same_day and as_many and _pareilles(same_day):
        return same_day[0], ("déjà au livre", "même montant, même jour")
    days = abs((those[0].jour - ligne.jour).days)
    if len(those) == 1 and len(lines) == 1 and days <= _TOUT_PRES:
        return those[0], ("déjà au livre", "même montant", f"à {pluriel(days, 'jour')} près")
    return None


def _dit(ligne: LigneBanque, recette: Ecriture) -> bool:
    """Whether a line names a receipt: its invoice, or its client."""
    cited = recette.facture and contient(ligne.libelle, recette.facture)
    return bool(cited or (recette.tiers and _nomme(ligne, recette.tiers)))


def _a_elle_seule(ligne: LigneBanque, recette: Ecriture, autres: Sequence[LigneBanque]) -> bool:
    """Whether no other line of that amount and those days may be this receipt just as well."""
    if recette.facture and contient(ligne.libelle, recette.facture):
        return True
    return not any(one.ligne != ligne.ligne and _dit(one, recette) for one in autres)


class _Dits:
    """What lines say of who pays what, held against receipts that have their amount."""

    def __init__(self, livres: Livres, lignes: Sequence[LigneBanque]) -> None:
        self._livres = livres
        bills, known = connus(livres)
        answers = rapprocher(list(map(credit, lignes)), bills, known)
        self._reponses = {one.id: one for one in answers if SEUL_LE_MONTANT not in one.raisons}
        self._clients = Repertoire((name, one.client) for one in known for name in one.noms)

    def autre(self, ligne: LigneBanque, recette: Ecriture) -> str:
        """Why a line may not be this receipt; empty when nothing of it says so."""
        if recette.facture and contient(ligne.libelle, recette.facture):
            return ""
        answer = self._reponses.get(ligne.id)
        numbers = [number for number, _ in answer.parts] if answer is not None else []
        if answer is not None and any(one.startswith("n°") for one in answer.raisons):
            if key(recette.facture) not in map(key, numbers):
                return f"le libellé désigne plutôt {' ; '.join(numbers)}"
            return ""
        bills = [self._livres.facture(number) for number in numbers]
        named = {nom_client(bill.client) for bill in bills if bill is not None}
        words = f"{ligne.libelle} {ligne.contrepartie}"
        named |= {nom_client(one) for one in self._clients.cites(words)}
        if named and recette.tiers and nom_client(recette.tiers) not in named:
            return "le libellé nomme un autre client"
        said = set((marchand(ligne.contrepartie) or marchand(ligne.libelle)).split()) - _PERSONNE
        if said and recette.tiers and not named and said.isdisjoint(titre(recette.tiers).split()):
            return "le libellé ne nomme pas ce client"
        return ""


def _pareilles(those: Sequence[Ecriture]) -> bool:
    """Whether it does not matter which of them is taken."""
    return len({(one.facture, one.tiers, one.jour) for one in those}) == 1


def _nomme(ligne: LigneBanque, tiers: str) -> bool:
    return contient(ligne.libelle, tiers) or titre(ligne.contrepartie) == titre(tiers)


def _nom(recette: Ecriture) -> str:
    if recette.facture:
        return recette.facture
    return f"recette {recette.numero}" if recette.numero else f"recette du {recette.jour:%d/%m/%Y}"


def peut_etre_la(livres: Livres, ligne: LigneBanque) -> str:
    """Which receipt that no line faces may be this one; empty when none may."""
    near = [
        one
        for one in libres(livres.recettes, livres.prises)
        if one.cents == ligne.cents and abs((one.jour - ligne.jour).days) <= PRES
    ]
    if not near:
        return ""
    best = min(near, key=lambda one: abs((one.jour - ligne.jour).days))
    return f"une recette de ce montant est au livre, ligne {best.ligne} ({_nom(best)})"
