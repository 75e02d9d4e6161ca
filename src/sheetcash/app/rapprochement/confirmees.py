"""What the user says of a line, in « Rapproché avec » or at the terminal: as rows, or why not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sheetcash.app.rapprochement import au_livre, credits, debits
from sheetcash.app.rapprochement.lecture import Declaree, Livres, nommees
from sheetcash.app.rapprochement.sortes import Accord, Genre
from sheetcash.core.categories import LABELS
from sheetcash.core.money import format_euros
from sheetcash.core.scellement import OUBLI
from sheetcash.workbook.banque import (
    LigneBanque,
    est_confirmee,
    est_sans_suite,
    proposee,
)
from sheetcash.workbook.ecritures import Ecriture, achat_entier
from sheetcash.workbook.edits import UpdateRow
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.schema import fold
from sheetcash.workbook.tables import ACHATS, BANQUE, DECLARATIONS

#: Why a line is settled that the user spoke of.
DIT: Final = ("vous l'avez dit",)
#: How a cell says that nothing is to be proposed any more.
NON: Final = frozenset(("non", "no", "n"))
_DITES: Final = (
    "Écrivez un n° de facture, « Achat 12 » (plusieurs : « ; »), « acompte : Achat 12 », "
    "« achat : Poste », une déclaration, « vente directe », « virement interne » ou « perso »."
)


def confirmee(livres: Livres, ligne: LigneBanque) -> Accord | Finding | None:
    """What the user says of a line, as rows; a finding where that cannot be."""
    said = ligne.rapproche
    if fold(said) in NON:
        return None
    if est_confirmee(said):
        said = proposee(ligne.proposition)
        if not said:
            return constat(ligne, "Il n'y a pas de proposition à confirmer.", _DITES)
        ligne = ligne._replace(rapproche=said)
    if est_sans_suite(said):
        return Accord(ligne, said, Genre.SANS_SUITE, DIT)
    if fold(said) in (credits.VENTE_DIRECTE, credits.AUTRE_VENTE):
        return _vente(livres, ligne)
    poste = debits.poste_demande(said)
    if poste is not None:
        rule = debits.regle(livres, ligne)
        who, kind = (rule.fournisseur, rule.fixe) if rule else ("", "")
        sealed = livres.achats_scelles(ligne.jour)
        return debits.nouvel_achat(ligne, poste, who, kind, DIT, oubli=sealed)
    number = debits.acompte_demande(said)
    if number:
        return _acompte(livres, ligne, number)
    names = nommees(ligne)
    return _deja_la(livres, ligne, names) or _des_factures(livres, ligne, names)


def deux_fois(ligne: LigneBanque) -> Finding:
    """What is told of a line that names what another one just paid."""
    problem = f"« {ligne.rapproche} » est déjà face à une autre ligne."
    return constat(ligne, problem, "Corrigez le numéro, ou l'autre ligne.")


def constat(ligne: LigneBanque, probleme: str, que_faire: str) -> Finding:
    """What is told of a cell « Rapproché avec »."""
    return Finding(BANQUE.sheet, ligne.ligne, "Rapproché avec", probleme, que_faire)


def _vente(livres: Livres, ligne: LigneBanque) -> Accord | Finding:
    other = fold(ligne.rapproche) == fold(credits.AUTRE_VENTE)
    there = "" if other else au_livre.peut_etre_la(livres, ligne)
    there = there or credits.illisible(livres, ligne, ())
    if there:
        return constat(ligne, f"Rien n'est écrit : {there}.", credits.QUE_DIRE)
    label = LABELS.get(livres.book.parametres.categorie_principale, "")
    row = credits.vente(ligne, label, oubli=livres.scelle(ligne.jour))
    return Accord(ligne, credits.VENTE_DIRECTE, Genre.RECETTE, DIT, (row,))


def _des_factures(livres: Livres, ligne: LigneBanque, names: Sequence[str]) -> Accord | Finding:
    parts = credits.repartir(livres, ligne, names)
    if not parts:
        twice = [name for name in names if livres.en_double(name)]
        if twice:
            why_not = f"Plusieurs factures portent le n° {twice[0]} : laquelle est payée ?"
            return constat(ligne, why_not, "Donnez à chacune son numéro, dans Factures.")
        return _rien(ligne)
    refused = credits.sans_place(livres, ligne)
    if refused:
        what = "Corrigez le numéro, ou tapez la recette vous-même."
        return constat(ligne, refused, credits.RENDRE if ligne.cents < 0 else what)
    unread = credits.illisible(livres, ligne, [number for number, _ in parts])
    if unread:
        return constat(ligne, f"Rien n'est écrit : {unread}.", "Corrigez cette ligne du livre.")
    made = credits.ecrire(livres, ligne, parts, DIT)
    return made or _rien(ligne)


def _rien(ligne: LigneBanque) -> Finding:
    """What is told of a name that nothing bears."""
    head, _, poste = ligne.rapproche.partition(" ")
    what = _DITES
    if fold(ligne.rapproche).startswith("acompte"):
        what = (
            "Écrivez « acompte : Achat 12 » pour un achat payé en partie ; pour une facture, son "
            "numéro suffit : le reste sera dû."
        )
    elif fold(head) == "achat" and poste.strip(" :") and not any(map(str.isdigit, poste)):
        what = f"Pour un nouvel achat, écrivez « {debits.NOUVEL_ACHAT} {poste} »."
    return constat(ligne, f"« {ligne.rapproche} » ne désigne rien du classeur.", what)


def _deja_la(livres: Livres, ligne: LigneBanque, names: Sequence[str]) -> Accord | Finding | None:
    """Purchases, receipts or declarations that are there: together they make the line's amount."""
    bought = [one for name in names if (one := _achat(livres, name)) is not None]
    received = [one for name in names if (one := credits.recette_nommee(livres, name)) is not None]
    declared = [its for name in names if (its := _declaration(livres, name)) is not None]
    for found in (bought, received, declared):
        rows = {each.ligne for each in found}
        if found and (len(rows) < len(found) or len({fold(n) for n in names}) < len(names)):
            return constat(ligne, f"« {ligne.rapproche} » dit deux fois le même.", "Corrigez-le.")
    if bought:
        return _les_achats(livres, ligne, bought) if len(bought) == len(names) else None
    if received:
        return _les_recettes(livres, ligne, received) if len(received) == len(names) else None
    if declared:
        return _les_declarations(livres, ligne, declared) if len(declared) == len(names) else None
    return None


def _achat(livres: Livres, name: str) -> Ecriture | None:
    return next(iter(livres.achats_de(name)), None)


def _en_double(livres: Livres, ligne: LigneBanque, those: Sequence[Ecriture]) -> Finding | None:
    for one in those:
        if len(livres.achats_de(f"Achat {one.numero}")) > 1:
            why = f"Plusieurs achats portent le n° {one.numero} : lequel est payé ?"
            return constat(ligne, why, "Donnez à chacun son numéro, dans Achats.")
    return None


def _payes_en_partie(
    ligne: LigneBanque, those: Sequence[Ecriture | Declaree], what: str
) -> Finding | None:
    """Some are paid already and others not: undoing could not tell which day was whose."""
    paid = [one for one in those if one.paye_le is not None]
    if not paid or len(paid) == len(those):
        return None
    first = paid[0]
    name = f"{what} {first.numero if isinstance(first, Ecriture) else first.periode}".strip()
    return constat(
        ligne,
        f"« {name} » a déjà un « Payé le », et pas les autres.",
        "Videz-le si cette ligne les paie tous ; sinon, ne nommez que ceux qu'elle paie.",
    )


def _declaration(livres: Livres, name: str) -> Declaree | None:
    those = (one for one in livres.declarations if fold(one.periode) == fold(name))
    return next(those, None)


def _les_achats(livres: Livres, ligne: LigneBanque, those: Sequence[Ecriture]) -> Accord | Finding:
    if livres.faces.intersection((ACHATS.name, one.ligne) for one in those):
        return deux_fois(ligne)
    wrong = _en_double(livres, ligne, those) or _payes_en_partie(ligne, those, "Achat")
    if wrong is not None:
        return wrong
    total, what = sum(one.cents for one in those), ""
    if len(those) == 1 and those[0].paye_le is None and 0 < -ligne.cents < total:
        part = f"{debits.ACOMPTE} Achat {those[0].numero}"
        what = f"Pour un acompte, écrivez « {part} » ; sinon corrigez le numéro ou le montant."
    return _autre_montant(ligne, -total, what) or debits.regler(ligne, those, DIT)


def _acompte(livres: Livres, ligne: LigneBanque, number: str) -> Accord | Finding:
    """A part of a purchase that is not paid yet."""
    its = _achat(livres, f"Achat {number}")
    if its is None:
        return _rien(ligne)
    if (twice := _en_double(livres, ligne, [its])) is not None:
        return twice
    if its.paye_le is not None or its.scellee:
        state = "scellé" if its.scellee else "déjà payé"
        what = "Corrigez le numéro, ou notez ce paiement dans Achats vous-même."
        same = [one for one in livres.achats if achat_entier(one) == achat_entier(its)]
        left = [one for one in same if one.paye_le is None]
        if left:
            name = f"Achat {left[0].numero}"
            what = f"Ce qui reste à payer est une autre ligne : écrivez « {name} »."
        return constat(ligne, f"L'achat {its.numero} est {state} : il reste tel quel.", what)
    if ligne.cents > 0:
        what = "Corrigez le numéro ; pour un client qui paie en partie, écrivez sa facture."
        return constat(ligne, f"Cette entrée d'argent ne paie pas l'achat {its.numero}.", what)
    if not 0 < -ligne.cents < its.cents:
        what = "Un acompte est moins que l'achat : corrigez le numéro ou le montant."
        return _autre_montant(ligne, -its.cents, what) or debits.regler(ligne, [its], DIT)
    if its.corrige and fold(its.corrige) != OUBLI:
        what = "Tapez vous-même, dans Achats, ce qui est payé et ce qui reste."
        return constat(ligne, f"L'achat {its.numero} en corrige un autre : il reste entier.", what)
    return debits.regler_en_partie(ligne, its, DIT)


def _les_recettes(
    livres: Livres, ligne: LigneBanque, those: Sequence[Ecriture]
) -> Accord | Finding:
    rows = {one.ligne for one in those}
    if rows & livres.prises:
        return deux_fois(ligne)
    wrong = _autre_montant(ligne, sum(one.cents for one in those))
    if wrong is None:
        livres.prises.update(rows)
    return wrong or Accord(ligne, ligne.rapproche, Genre.LIEN, DIT)


def _les_declarations(
    livres: Livres, ligne: LigneBanque, those: Sequence[Declaree]
) -> Accord | Finding:
    if livres.faces.intersection((DECLARATIONS.name, one.ligne) for one in those):
        return deux_fois(ligne)
    wrong = _autre_montant(ligne, -sum(one.total for one in those))
    wrong = wrong or _payes_en_partie(ligne, those, "")
    if wrong is not None:
        return wrong
    names = " ; ".join(one.periode for one in those)
    edits = tuple(
        UpdateRow(DECLARATIONS.name, one.ligne, one.periode, {"Payé le": ligne.jour})
        for one in those
        if one.paye_le is None
    )
    kind = Genre.REGLEMENT if edits else Genre.LIEN
    faced = frozenset((DECLARATIONS.name, one.ligne) for one in those)
    return Accord(ligne, names, kind, DIT, changes=edits, face=faced)


def _autre_montant(ligne: LigneBanque, cents: int, que_faire: str = "") -> Finding | None:
    """What is told when a line faces something of another amount."""
    if ligne.cents == cents:
        return None
    return constat(
        ligne,
        f"« {ligne.rapproche} » est de {format_euros(cents)}, et cette ligne de "
        f"{format_euros(ligne.cents)}.",
        que_faire
        or "Corrigez le numéro ou le montant ; « perso » si la ligne ne concerne pas vos livres.",
    )
