"""Money that left: purchases, contributions, one's own affairs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Final

from sheetcash.app.rapprochement.fournisseurs import AUTOUR, Fournisseurs, jour_de
from sheetcash.app.rapprochement.lecture import PRES, Livres, libres, piece_de
from sheetcash.app.rapprochement.sortes import Accord, Doute, Genre
from sheetcash.app.rapprochement.urssaf import Cotisations
from sheetcash.core.libelles import contient, marchand, mode_de_reglement, nom_propre
from sheetcash.core.money import format_euros
from sheetcash.core.periods import format_date
from sheetcash.core.releves import Nature, titre
from sheetcash.core.scellement import OUBLI
from sheetcash.workbook.banque import PERSO, LigneBanque, achat_de, est_sans_suite
from sheetcash.workbook.ecritures import SOLDE, Ecriture, objet
from sheetcash.workbook.edits import UpdateRow, Value
from sheetcash.workbook.postes import Regle
from sheetcash.workbook.schema import fold
from sheetcash.workbook.tables import ACHATS

_TOUT_PRES: Final = 5
#: Purchases of one supplier and one amount that are so many days apart are a subscription's.
_SEMAINES: Final = 20
#: What the category of a provider's fee is called, where no rule says otherwise.
COMMISSIONS: Final = "Commissions"
#: The category of the taxes that are the activity's own.
IMPOTS: Final = "Impôts et taxes"
_CFE: Final = re.compile(r"\bcfe\b|cotisation fonciere")
#: How a cell « Rapproché avec » asks for a purchase to be made, and of which category.
NOUVEL_ACHAT: Final = "achat :"
#: … and how it says that the line pays a part of one that is there.
ACOMPTE: Final = "acompte :"


def depenses(livres: Livres, lignes: Sequence[LigneBanque]) -> tuple[list[Accord], list[Doute]]:
    """What each line paid: a declaration, a purchase that is there, one that a rule makes."""
    dus = _Dus(livres)
    used = _Postes(livres, dus.fournisseurs)
    owed = Cotisations(livres)

    def une(ligne: LigneBanque) -> Accord | Doute | None:
        if livres.partages and livres.partages & dus.fournisseurs.designes(ligne):
            return None
        return (
            owed.une(ligne)
            or _des_achats(ligne, dus.de(-ligne.cents), dus.fournisseurs)
            or used.achat(ligne)
        )

    return _chacune(livres, lignes, une)


class _Dus:
    """The purchases that no line faces yet, by amount, and their suppliers."""

    def __init__(self, livres: Livres) -> None:
        self._pris = livres.pris
        self._par_montant: dict[int, list[Ecriture]] = defaultdict(list)
        for one in libres(livres.achats, livres.pris):
            self._par_montant[one.cents].append(one)
        self.fournisseurs = Fournisseurs(livres.achats, livres.pris)

    def de(self, cents: int) -> list[Ecriture]:
        """Those of an amount; what the run settles is not there any more."""
        return [o for o in self._par_montant.get(cents, ()) if o.ligne not in self._pris]


def _chacune(
    livres: Livres,
    lignes: Sequence[LigneBanque],
    une: Callable[[LigneBanque], Accord | Doute | None],
) -> tuple[list[Accord], list[Doute]]:
    """Each line in the order of days; a purchase that one pays is no other's."""
    accords: list[Accord] = []
    doutes: list[Doute] = []
    for ligne in sorted(lignes, key=attrgetter("jour", "ligne")):
        its = une(ligne)
        if isinstance(its, Accord):
            accords.append(its)
            livres.pris.update(row for table, row in its.face if table == ACHATS.name)
        elif its is not None:
            doutes.append(its)
    return accords, doutes


def _des_achats(
    ligne: LigneBanque, those: Sequence[Ecriture], fournisseurs: Fournisseurs
) -> Accord | Doute | None:
    """A purchase of that amount, or several of the supplier named that make it together."""
    if not those and not fournisseurs.doit:
        return None  # most lines of most books
    one = _achat(ligne, those, fournisseurs)
    if isinstance(one, Accord) and one.genre is Genre.REGLEMENT and fournisseurs.somme(ligne):
        return Doute(ligne, one.avec, 75, (*one.raisons, "d'autres achats font ce montant"))
    named = fournisseurs.designes(ligne) if those else set()
    if isinstance(one, Accord) or any(titre(other.tiers) in named for other in those):
        return one
    found = fournisseurs.groupe(ligne)
    if found is None or not all(other.numero for other in found.achats):
        return one and (_acompte(ligne, fournisseurs) or one)  # a rule goes before a part
    raisons = ("le libellé nomme le fournisseur", "somme exacte de plusieurs achats")
    if found.seul and found.anciens:
        return regler(ligne, found.achats, raisons)
    names = [f"Achat {other.numero}" for other in found.achats]
    why = "ce ne sont pas les plus anciens" if found.seul else "d'autres achats font ce montant"
    return Doute(ligne, " ; ".join(names), 65, (*raisons, why))


def _acompte(ligne: LigneBanque, fournisseurs: Fournisseurs) -> Doute | None:
    """Less than what is owed to the supplier that a line names."""
    dus = (one for one in fournisseurs.dus(ligne) if not one.scellee)
    owed = [one for one in dus if one.cents > -ligne.cents > 0]
    if not owed or not owed[0].numero:
        return None
    left = format_euros(owed[0].cents + ligne.cents)
    why = ("le libellé nomme le fournisseur", f"un acompte ? il resterait {left} à payer")
    return Doute(ligne, f"{ACOMPTE} Achat {owed[0].numero}", 50, why)


def _achat(
    ligne: LigneBanque, those: Sequence[Ecriture], fournisseurs: Fournisseurs
) -> Accord | Doute | None:
    """A purchase of that amount that is there: paid by this line, or known to be paid then."""
    open_ones = [
        one
        for one in those
        if one.paye_le is None
        and min(abs((day - ligne.jour).days) for day in (one.jour, one.echeance or one.jour))
        <= AUTOUR
    ]
    paid = [one for one in those if one.paye_le and abs((one.paye_le - ligne.jour).days) <= PRES]
    found = [*paid, *open_ones]
    if not found:
        return None
    suppliers = fournisseurs.designes(ligne)
    named = [one for one in found if one.tiers and titre(one.tiers) in suppliers]
    its = named[0] if len(named) == 1 else _a_part(ligne, named)
    raisons = ("même montant", "le libellé nomme le fournisseur")
    alone = len(found) == 1 and abs((jour_de(found[0]) - ligne.jour).days) <= _TOUT_PRES
    if its is None and alone and paid and not _nomme_quelqu_un(ligne):
        its, raisons = found[0], ("même montant", "payé vers ce jour")
    best = its or min(named or found, key=lambda one: abs((jour_de(one) - ligne.jour).days))
    if not best.numero or its is None:
        name = f"Achat {best.numero}" if best.numero else f"Achat du {format_date(best.jour)}"
        said = f"{best.tiers or best.nature}, même montant, {format_date(jour_de(best))}"
        return Doute(ligne, name, 70 if best.numero else 50, (said,))
    return regler(ligne, [its], raisons)


def _nomme_quelqu_un(ligne: LigneBanque) -> bool:
    """Whether a line says who is paid; a cheque's does not."""
    if mode_de_reglement(ligne.libelle) == "Chèque" and not ligne.contrepartie:
        return False
    return bool(marchand(ligne.contrepartie) or marchand(ligne.libelle))


def _a_part(ligne: LigneBanque, those: Sequence[Ecriture]) -> Ecriture | None:
    """Of purchases alike, the one due about that day when no other is due in those weeks."""
    near = [one for one in those if abs((jour_de(one) - ligne.jour).days) <= _SEMAINES]
    if len(near) == 1 and abs((jour_de(near[0]) - ligne.jour).days) <= _TOUT_PRES:
        return near[0]
    return None


def regler(ligne: LigneBanque, achats: Sequence[Ecriture], raisons: tuple[str, ...]) -> Accord:
    """A line that pays purchases: their day of payment, where they had none."""
    names = " ; ".join(f"Achat {one.numero}" for one in achats)
    edits = tuple(
        UpdateRow(ACHATS.name, one.ligne, one.numero, {"Payé le": ligne.jour})
        for one in achats
        if one.paye_le is None
    )
    faced = frozenset((ACHATS.name, one.ligne) for one in achats)
    if not edits:
        return Accord(ligne, names, Genre.LIEN, ("déjà payé dans Achats", *raisons), face=faced)
    return Accord(ligne, names, Genre.REGLEMENT, raisons, changes=edits, face=faced)


def regler_en_partie(ligne: LigneBanque, achat: Ecriture, raisons: tuple[str, ...]) -> Accord:
    """A line that pays a part of a purchase, which becomes two rows: what is paid, what is left.

    A row of Achats is paid on one day or not at all.
    """
    left = achat.cents + ligne.cents
    paid = UpdateRow(
        ACHATS.name,
        achat.ligne,
        achat.numero,
        {"Montant": -ligne.cents, "Payé le": ligne.jour},
    )
    row: dict[str, Value] = {
        "Date": achat.jour,
        "Fournisseur": achat.tiers or None,
        "Nature": f"{objet(achat.nature)} {SOLDE}".strip(),
        "Poste": achat.poste or None,
        "Montant": left,
        "Mode de règlement": achat.mode or None,
        "Échéance": achat.echeance,
        "Fixe/Variable": achat.fixe or None,
        "Pièce": achat.piece or None,
    }
    if achat.corrige:  # « oubli »: its month is sealed
        row["Corrige"] = achat.corrige
    reasons = (*raisons, f"reste {format_euros(left)} à payer, sur une ligne à part ; relancez")
    name = f"Achat {achat.numero}"
    faced = frozenset({(ACHATS.name, achat.ligne)})
    return Accord(ligne, name, Genre.REGLEMENT, reasons, changes=(paid,), reste=row, face=faced)


class _Postes:
    """What a line without a purchase is for: the user's rules, else what was bought before."""

    def __init__(self, livres: Livres, fournisseurs: Fournisseurs) -> None:
        self.livres, self.fournisseurs = livres, fournisseurs

    def achat(self, ligne: LigneBanque) -> Accord | Doute | None:
        """A purchase made of the line, or proposed; None when nothing tells what it is."""
        rule = regle(self.livres, ligne)
        if rule is not None and (other := self._d_un_autre(ligne, rule)) is not None:
            return other
        if rule is not None and est_sans_suite(rule.poste):
            return Accord(ligne, PERSO, Genre.SANS_SUITE, (f"règle « {rule.mots} »",))
        if rule is not None:
            if self.livres.achats_scelles(ligne.jour):
                why = (f"règle « {rule.mots} »", "dans un mois scellé")
                return Doute(ligne, f"{NOUVEL_ACHAT} {rule.poste}", 80, why)
            reasons = (f"règle « {rule.mots} »",)
            who = rule.fournisseur or self.fournisseurs.nom(ligne)
            return nouvel_achat(ligne, rule.poste, who, rule.fixe, reasons)
        if ligne.nature == Nature.FRAIS:
            if self.livres.achats_scelles(ligne.jour):
                return Doute(ligne, f"{NOUVEL_ACHAT} {COMMISSIONS}", 80, ("dans un mois scellé",))
            reasons = ("frais du prestataire",)
            return nouvel_achat(ligne, COMMISSIONS, ligne.compte, "Variable", reasons)
        return _acompte(ligne, self.fournisseurs) or self._comme_avant(ligne)

    def _d_un_autre(self, ligne: LigneBanque, rule: Regle) -> Doute | None:
        """A part of what is owed to the supplier named, where the rule is another's."""
        owed = self.fournisseurs.dus(ligne) if rule.fournisseur else []
        if not owed or titre(owed[0].tiers) == titre(rule.fournisseur):
            return None
        part = _acompte(ligne, self.fournisseurs)
        why = f"mais la règle « {rule.mots} » y répond aussi"
        return part and part._replace(raisons=(*part.raisons, why))

    def _comme_avant(self, ligne: LigneBanque) -> Doute | None:
        before = self.fournisseurs.avant(ligne)
        if before is not None:
            like = f"comme l'achat {before.numero} du {format_date(before.jour)}"
            return Doute(ligne, f"{NOUVEL_ACHAT} {before.poste}", 75, (like,))
        if _est_la_cfe(ligne):
            why = "la cotisation foncière des entreprises est une dépense de l'activité"
            return Doute(ligne, f"{NOUVEL_ACHAT} {IMPOTS}", 75, (why,))
        return None


def _est_la_cfe(ligne: LigneBanque) -> bool:
    text = f"{ligne.libelle} {ligne.contrepartie}"
    low = text.casefold()  # most lines are told by this alone
    return ("cfe" in low or "fonci" in low) and _CFE.search(titre(text)) is not None


def rentrees(livres: Livres, lignes: Sequence[LigneBanque]) -> tuple[list[Accord], list[Doute]]:
    """Money in that no client's invoice explains: a supplier's refund, one's own money.

    Only a credit note that is in Achats is certain: it may be a client's payment all the same.
    """
    if not livres.achats and not livres.regles:
        return [], []
    dus = _Dus(livres)

    def une(ligne: LigneBanque) -> Accord | Doute | None:
        its = _achat(ligne, dus.de(-ligne.cents), dus.fournisseurs)
        return its or _rendu(livres, ligne, dus.fournisseurs)

    return _chacune(livres, [one for one in lignes if one.nature != Nature.PAIEMENT], une)


def _rendu(livres: Livres, ligne: LigneBanque, fournisseurs: Fournisseurs) -> Doute | None:
    rule = regle(livres, ligne)
    if rule is not None:
        sure = est_sans_suite(rule.poste)
        name = PERSO if sure else f"{NOUVEL_ACHAT} {rule.poste}"
        words = f"règle « {rule.mots} »"
        return Doute(ligne, name, 65 if sure else 55, (words, "une entrée d'argent"))
    before = fournisseurs.avant(ligne)
    if before is None:
        return None
    like = f"un remboursement de {before.tiers}, comme l'achat {before.numero} ?"
    return Doute(ligne, f"{NOUVEL_ACHAT} {before.poste}", 50, (like,))


def regle(livres: Livres, ligne: LigneBanque) -> Regle | None:
    """The first of the user's rules that a line's words answer to."""
    if not livres.regles:
        return None
    words = f"{ligne.libelle} {ligne.contrepartie}"
    return next((one for one in livres.regles if contient(words, one.mots)), None)


def nouvel_achat(
    ligne: LigneBanque,
    poste: str,
    fournisseur: str,
    fixe: str,
    raisons: tuple[str, ...],
    *,
    oubli: bool = False,
) -> Accord:
    """A purchase made of a line, paid that day; ``oubli`` when its month is sealed."""
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
    if oubli:
        row["Corrige"] = OUBLI
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


def acompte_demande(rapproche: str) -> str:
    """The number of the purchase that « Rapproché avec » says is paid in part, or nothing.

    >>> acompte_demande("Acompte : achat 12"), acompte_demande("Achat 12")
    ('12', '')
    """
    head, mark, what = rapproche.partition(":")
    return achat_de(what.strip()) if mark and fold(head) == "acompte" else ""


def poste_demande(rapproche: str) -> str | None:
    """The category of the purchase that « Rapproché avec » asks to make; None when it asks none.

    >>> poste_demande("Achat : Logiciels"), poste_demande("achat 12")
    ('Logiciels', None)
    """
    head, mark, poste = rapproche.partition(":")
    return poste.strip() if mark and fold(head) == "achat" else None
