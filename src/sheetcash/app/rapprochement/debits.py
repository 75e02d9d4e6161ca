"""Money that left: purchases, contributions, one's own affairs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Final

from sheetcash.app.rapprochement.lecture import PRES, Declaree, Livres, libres, piece_de
from sheetcash.app.rapprochement.sortes import Accord, Doute, Genre
from sheetcash.core.libelles import contient, marchand, mode_de_reglement, nom_propre
from sheetcash.core.periods import format_date
from sheetcash.core.releves import Nature, titre
from sheetcash.workbook.banque import PERSO, LigneBanque, est_sans_suite
from sheetcash.workbook.ecritures import Ecriture
from sheetcash.workbook.edits import UpdateRow, Value
from sheetcash.workbook.postes import Regle
from sheetcash.workbook.schema import fold
from sheetcash.workbook.tables import ACHATS, DECLARATIONS

#: How long before and after its due day a purchase may be paid, in days.
_AUTOUR: Final = 75
_TOUT_PRES: Final = 5
#: What the category of a provider's fee is called, where no rule says otherwise.
COMMISSIONS: Final = "Commissions"
_URSSAF: Final = ("urssaf", "autoentrepreneur", "auto entrepreneur")
#: How a cell « Rapproché avec » asks for a purchase to be made, and of which category.
NOUVEL_ACHAT: Final = "achat :"


def depenses(livres: Livres, lignes: Sequence[LigneBanque]) -> tuple[list[Accord], list[Doute]]:
    """What each line paid: a declaration, a purchase that is there, one that a rule makes."""
    by_cents: dict[int, list[Ecriture]] = defaultdict(list)
    for one in libres(livres.achats, livres.pris):
        by_cents[one.cents].append(one)
    used = _Postes(livres)
    accords: list[Accord] = []
    doutes: list[Doute] = []
    owed = {one.ligne: one for one in livres.declarations}
    for ligne in sorted(lignes, key=lambda one: (one.jour, one.ligne)):
        its = (
            _declaration(ligne, owed)
            or _achat(ligne, [o for o in by_cents[-ligne.cents] if o.ligne not in livres.pris])
            or used.achat(ligne)
        )
        if isinstance(its, Accord):
            accords.append(its)
            livres.pris.update(one.row for one in its.changes if one.table == ACHATS.name)
        elif its is not None:
            doutes.append(its)
    return accords, doutes


def _declaration(ligne: LigneBanque, owed: dict[int, Declaree]) -> Accord | Doute | None:
    if not owed:
        return None
    words = titre(f"{ligne.libelle} {ligne.contrepartie}")
    if not any(word in words for word in _URSSAF):
        return None
    those = [
        one
        for one in owed.values()
        if one.total == -ligne.cents
        and one.fin < ligne.jour
        and (one.paye_le is None or abs((one.paye_le - ligne.jour).days) <= PRES)
    ]
    if len(those) != 1:
        if not those:
            return None
        names = max(those, key=lambda one: one.fin)
        return Doute(ligne, names.periode, 60, ("Urssaf", "plusieurs déclarations de ce montant"))
    (one,) = those
    del owed[one.ligne]
    reasons = ("Urssaf", f"le total de {one.periode}")
    if one.paye_le is not None:
        return Accord(ligne, one.periode, Genre.LIEN, reasons)
    paid = UpdateRow(DECLARATIONS.name, one.ligne, one.periode, {"Payé le": ligne.jour})
    return Accord(ligne, one.periode, Genre.REGLEMENT, reasons, changes=(paid,))


def _achat(ligne: LigneBanque, those: Sequence[Ecriture]) -> Accord | Doute | None:
    """A purchase of that amount that is there: paid by this line, or known to be paid then."""
    open_ones = [
        one
        for one in those
        if one.paye_le is None
        and min(abs((day - ligne.jour).days) for day in (one.jour, one.echeance or one.jour))
        <= _AUTOUR
    ]
    paid = [one for one in those if one.paye_le and abs((one.paye_le - ligne.jour).days) <= PRES]
    found = [*paid, *open_ones]
    if not found:
        return None
    named = [one for one in found if _nomme(ligne, one.tiers)]
    alone = len(found) == 1 and abs((_jour(found[0]) - ligne.jour).days) <= _TOUT_PRES
    exact = [one for one in named if _jour(one) == ligne.jour]
    its = named[0] if len(named) == 1 else exact[0] if len(exact) == 1 else None
    if its is None and alone and paid:
        its = found[0]
    best = its or min(named or found, key=lambda one: abs((_jour(one) - ligne.jour).days))
    if not best.numero or its is None:
        name = f"Achat {best.numero}" if best.numero else f"Achat du {format_date(best.jour)}"
        said = f"{best.tiers or best.nature}, même montant, {format_date(_jour(best))}"
        return Doute(ligne, name, 70 if best.numero else 50, (said,))
    return regler(ligne, its, ("même montant", "le libellé nomme le fournisseur"))


def regler(ligne: LigneBanque, achat: Ecriture, raisons: tuple[str, ...]) -> Accord:
    """A line that pays a purchase: its day of payment, where it had none."""
    if achat.paye_le is not None:
        raisons = ("déjà payé dans Achats", *raisons)
        return Accord(ligne, f"Achat {achat.numero}", Genre.LIEN, raisons)
    values: dict[str, Value] = {"Payé le": ligne.jour}
    edit = UpdateRow(ACHATS.name, achat.ligne, achat.numero, values)
    return Accord(ligne, f"Achat {achat.numero}", Genre.REGLEMENT, raisons, changes=(edit,))


def _jour(achat: Ecriture) -> date:
    return achat.paye_le or achat.echeance or achat.jour


def _nomme(ligne: LigneBanque, tiers: str) -> bool:
    if not tiers:
        return False
    if contient(f"{ligne.libelle} {ligne.contrepartie}", tiers):
        return True
    its = marchand(tiers)
    return bool(its) and contient(ligne.libelle, its.split()[0]) and len(its.split()[0]) > 3


class _Postes:
    """What a line without a purchase is for: the user's rules, else what was bought before."""

    def __init__(self, livres: Livres) -> None:
        self.livres = livres
        self.avant: dict[str, Ecriture] = {}
        for one in livres.achats:
            its = marchand(one.tiers)
            if its and one.poste:
                self.avant[its] = one  # the latest row is the last

    def achat(self, ligne: LigneBanque) -> Accord | Doute | None:
        """A purchase made of the line, or proposed; None when nothing tells what it is."""
        rule = regle(self.livres, ligne)
        if rule is not None and est_sans_suite(rule.poste):
            return Accord(ligne, PERSO, Genre.SANS_SUITE, (f"règle « {rule.mots} »",))
        if rule is not None:
            if self.livres.achats_scelles(ligne.jour):
                why = (f"règle « {rule.mots} »", "dans un mois scellé")
                return Doute(ligne, f"{NOUVEL_ACHAT} {rule.poste}", 80, why)
            reasons = (f"règle « {rule.mots} »",)
            return nouvel_achat(ligne, rule.poste, rule.fournisseur, rule.fixe, reasons)
        if ligne.nature == Nature.FRAIS:
            if self.livres.achats_scelles(ligne.jour):
                return Doute(ligne, f"{NOUVEL_ACHAT} {COMMISSIONS}", 80, ("dans un mois scellé",))
            reasons = ("frais du prestataire",)
            return nouvel_achat(ligne, COMMISSIONS, ligne.compte, "Variable", reasons)
        its = (ligne.contrepartie and marchand(ligne.contrepartie)) or marchand(ligne.libelle)
        before = self.avant.get(its) or next(
            (one for name, one in self.avant.items() if name and contient(ligne.libelle, name)),
            None,
        )
        if before is not None:
            like = f"comme l'achat {before.numero} du {format_date(before.jour)}"
            return Doute(ligne, f"{NOUVEL_ACHAT} {before.poste}", 75, (like,))
        return None


def regle(livres: Livres, ligne: LigneBanque) -> Regle | None:
    """The first of the user's rules that a line's words answer to."""
    words = f"{ligne.libelle} {ligne.contrepartie}"
    return next((one for one in livres.regles if contient(words, one.mots)), None)


def nouvel_achat(
    ligne: LigneBanque, poste: str, fournisseur: str, fixe: str, raisons: tuple[str, ...]
) -> Accord:
    """A purchase made of a line, paid that day."""
    who = fournisseur or nom_propre(ligne.contrepartie or marchand(ligne.libelle))
    row: dict[str, Value] = {
        "Date": ligne.jour,
        "Fournisseur": who or None,
        "Nature": ligne.libelle,
        "Poste": poste or None,
        "Montant": -ligne.cents,
        "Mode de règlement": "Prélèvement"
        if ligne.nature == Nature.FRAIS
        else mode_de_reglement(ligne.libelle),
        "Payé le": ligne.jour,
        "Fixe/Variable": fixe or None,
        "Pièce": piece_de(ligne),
    }
    return Accord(ligne, "", Genre.ACHAT, raisons, achat=row)


def achat_de_la_ligne(livres: Livres, ligne: LigneBanque, one: Ecriture) -> bool:
    """Whether a purchase still is as a line made it, as far as that is known."""
    rule = regle(livres, ligne)
    poste = rule.poste if rule else COMMISSIONS if ligne.nature == Nature.FRAIS else one.poste
    return (
        (one.jour, one.paye_le, one.cents) == (ligne.jour, ligne.jour, -ligne.cents)
        and " ".join(one.nature.split()) == " ".join(ligne.libelle.split())
        and one.poste == poste
        and not one.pointee
    )


def poste_demande(rapproche: str) -> str | None:
    """The category of the purchase that « Rapproché avec » asks to make; None when it asks none.

    >>> poste_demande("Achat : Logiciels"), poste_demande("achat 12")
    ('Logiciels', None)
    """
    head, mark, poste = rapproche.partition(":")
    return poste.strip() if mark and fold(head) == "achat" else None
