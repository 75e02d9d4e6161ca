"""Money that came in: the receipts that it makes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Final

from sheetcash.app.rapprochement.lecture import (
    PRES,
    Livres,
    marque,
    nommees,
    piece_de,
)
from sheetcash.app.rapprochement.sortes import Accord, Doute, Genre
from sheetcash.core.categories import LABELS
from sheetcash.core.libelles import mode_de_reglement, nom_propre
from sheetcash.core.money import format_euros
from sheetcash.core.periods import format_date
from sheetcash.core.rapprochement import Connu, Credit, Ouverte, Proposition, rapprocher
from sheetcash.core.rapprochement_numeros import Numeros
from sheetcash.core.rapprochement_pieces import AVANCE
from sheetcash.core.rapprochement_regles import DEJA_SOLDEE, SEUL_LE_MONTANT
from sheetcash.core.releves import Nature, titre
from sheetcash.core.virement import a_la_forme
from sheetcash.workbook.banque import LigneBanque, numeros, recette_de
from sheetcash.workbook.ecritures import Ecriture
from sheetcash.workbook.edits import Value
from sheetcash.workbook.records import Facture, key, nom_client

VENTE_DIRECTE: Final = "vente directe"
#: How the user says that it is none of those which the livre has.
AUTRE_VENTE: Final = "autre vente directe"
QUE_DIRE: Final = (
    "Écrivez « recette » et son n° si c'est elle, « autre vente directe » si c'en est une autre ; "
    "une ligne illisible du livre se corrige d'abord."
)
#: What to do where money was paid back and nothing tells it.
RENDRE: Final = (
    "Un avoir s'ajoute à Factures (montant négatif) : écrivez ici son numéro. Sans avoir, "
    "« vente directe » ôte ce montant de vos recettes."
)
_CARTE: Final = "Carte"


def par_les_factures(
    livres: Livres, lignes: Sequence[LigneBanque]
) -> tuple[list[Accord], list[Doute]]:
    """The lines that invoices explain; what a provider was paid for none is a direct sale."""
    by_id = {one.id: one for one in lignes}
    unnumbered: _SansNumero = defaultdict(list)
    for one in livres.recettes:
        if not one.facture and one.tiers:
            unnumbered[nom_client(one.tiers), one.cents].append(one)
    answers = {one.id: one for one in rapprocher(list(map(credit, lignes)), *connus(livres))}
    ventes = _ventes(livres)
    again = _DejaSoldees(livres)
    accords: list[Accord] = []
    doutes: list[Doute] = []
    for ligne in by_id.values():
        said = answers.get(ligne.id)
        twice = again.doute(ligne) if said is None or SEUL_LE_MONTANT in said.raisons else None
        if twice is not None:
            doutes.append(twice)
        elif said is not None:
            settled = _d_apres(livres, ligne, said, unnumbered)
            if isinstance(settled, Accord):
                accords.append(settled)
            else:
                doutes.append(settled)
        elif ligne.nature == Nature.PAIEMENT:
            category = livres.book.parametres.categorie_principale
            row = _recette(ligne, ligne.cents, None, LABELS.get(category, ""))
            why = "encaissé par le prestataire, et aucune facture ouverte n'y correspond"
            if ligne.cents < 0 and not _rend_une_vente(ventes, ligne):
                why = "rendu par le prestataire, et aucune vente connue n'y correspond"
                doutes.append(Doute(ligne, VENTE_DIRECTE, 60, (why,)))
                continue
            unread = illisible(livres, ligne, ())
            if category and not unread and not livres.scelle(ligne.jour):
                accords.append(Accord(ligne, VENTE_DIRECTE, Genre.RECETTE, (why,), (row,)))
            else:
                reasons = (why, unread) if unread else (why,)
                doutes.append(Doute(ligne, VENTE_DIRECTE, 80, reasons))
    return accords, doutes


class _DejaSoldees:
    """The invoices that were paid before this run, for money that quotes one of them again."""

    def __init__(self, livres: Livres) -> None:
        self.soldees = [one for one in livres.factures.values() if one.solde <= 0 < one.montant]
        self.numeros: Numeros | None = None

    def doute(self, ligne: LigneBanque) -> Doute | None:
        """The one that a credit quotes; None when it quotes none, or several."""
        if not self.soldees or ligne.cents <= 0:
            return None
        if self.numeros is None:
            self.numeros = Numeros(one.numero for one in self.soldees)
        quoted = self.numeros.lire(ligne.libelle).pleins
        if len(quoted) != 1:
            return None
        number = self.soldees[quoted[0]].numero
        return Doute(ligne, number, 35, (f"n° {number} dans le libellé", DEJA_SOLDEE))


#: A provider's sales, by account and payer: the day and amount of each.
_Ventes = dict[tuple[str, str], list[tuple[date, int]]]


def _ventes(livres: Livres) -> _Ventes:
    found: _Ventes = defaultdict(list)
    for one in livres.banque:
        if one.nature == Nature.PAIEMENT and one.cents > 0 and one.contrepartie:
            found[one.compte, titre(one.contrepartie)].append((one.jour, one.cents))
    return found


def _rend_une_vente(ventes: _Ventes, ligne: LigneBanque) -> bool:
    """Whether a provider's refund gives back a sale of its own, to the one who paid it."""
    those = ventes.get((ligne.compte, titre(ligne.contrepartie)), ())
    return any(day <= ligne.jour and cents >= -ligne.cents for day, cents in those)


def credit(ligne: LigneBanque) -> Credit:
    """A line as the core matches it."""
    sure = ligne.nature == Nature.PAIEMENT
    return Credit(
        ligne.id, ligne.jour, ligne.cents, ligne.libelle, ligne.contrepartie, ligne.iban, sure
    )


def connus(livres: Livres) -> tuple[list[Ouverte], list[Connu]]:
    """The invoices that money may be for, and what is known of who pays them."""
    open_ones = [
        Ouverte(one.numero, one.client, one.solde, one.montant, one.date_facture, one.echeance)
        for one in livres.factures.values()
        if one.solde
    ]
    known = []
    for client in livres.book.clients.values():
        names = [client.nom, *([client.contact] if client.contact else [])]
        ibans: list[str] = []
        for said in numeros(livres.en_banque.get(client.ligne, "").replace("+", " ")):
            (ibans if a_la_forme(said) else names).append(said)
        known.append(Connu(client.nom, tuple(names), tuple(ibans)))
    return open_ones, known


#: The receipts that bear no number of an invoice, by client and amount.
_SansNumero = dict[tuple[str, int], list[Ecriture]]


def _d_apres(
    livres: Livres, ligne: LigneBanque, said: Proposition, sans_numero: _SansNumero
) -> Accord | Doute:
    """What the matching says of a line, as rows; a month that is sealed is for the user to open."""
    names = " ; ".join(number for number, _ in said.parts)
    doubt = _peut_etre_paye(livres, ligne, [number for number, _ in said.parts])
    doubt = doubt or _deja_tapee(livres, ligne, said, sans_numero)
    if said.certaine and not doubt and not livres.scelle(ligne.jour):
        made = ecrire(livres, ligne, said.parts, said.raisons)
        if made is not None:
            return made
    reasons = (*said.raisons, doubt) if doubt else said.raisons
    if livres.scelle(ligne.jour):
        reasons = (*reasons, f"le {format_date(ligne.jour)} est dans un mois scellé")
    return Doute(ligne, names, min(said.score, 99), reasons)


def _peut_etre_paye(livres: Livres, ligne: LigneBanque, numbers: Sequence[str]) -> str:
    """Why the livre may have this money already, under another name; empty when it has not."""
    for number in numbers:
        bill = livres.facture(number)
        if bill is not None and bill.retenue.startswith("un encaissement"):
            return f"{number} : {bill.retenue}"
    return illisible(livres, ligne, numbers)


def _deja_tapee(
    livres: Livres, ligne: LigneBanque, said: Proposition, sans_numero: _SansNumero
) -> str:
    """Why one of these invoices may be paid by a receipt that was typed without its number."""
    for number, cents in said.parts:
        bill = livres.facture(number)
        those = sans_numero.get((nom_client(bill.client), cents), []) if bill is not None else []
        for one in those:
            if bill is not None and bill.date_facture - AVANCE <= one.jour <= ligne.jour + AVANCE:
                return f"le livre a une recette de ce client sans n° de facture, ligne {one.ligne}"
    return ""


def illisible(livres: Livres, ligne: LigneBanque, numbers: Sequence[str]) -> str:
    """Which unreadable row of the livre may be this money; empty when none may."""
    for one in livres.illisibles:
        if one.peut_etre(ligne.jour, ligne.cents, numbers, PRES):
            return f"la ligne {one.ligne} du livre, illisible, l'est peut-être déjà"
    return ""


def recette_de_la_ligne(livres: Livres, ligne: LigneBanque, one: Ecriture) -> bool:
    """Whether a receipt still is as a line made it."""
    bill = livres.facture(one.facture) if one.facture else None
    if one.facture and bill is None:
        return False
    label = LABELS.get(livres.book.parametres.categorie_principale, "")
    row = _recette(ligne, one.cents, bill, bill.categorie if bill else label)
    pieces = (row["Pièce"], bill.numero if bill else "")
    words = (row["Client"], row["Nature"], row["Mode de règlement"])
    return (
        one.jour == ligne.jour
        and one.categorie == (row["Catégorie"] or "")
        and [" ".join(text.split()) for text in (one.tiers, one.nature, one.mode)]
        == [" ".join(str(text).split()) for text in words]
        and one.piece in pieces
        and not one.pointee
    )


def ecrire(
    livres: Livres,
    ligne: LigneBanque,
    parts: Sequence[tuple[str, int]],
    raisons: tuple[str, ...],
) -> Accord | None:
    """The receipts of a line for these invoices; None when one of them is not to be found."""
    rows = []
    clients = set()
    for number, cents in parts:
        bill = livres.facture(number)
        if bill is None:
            return None
        clients.add(nom_client(bill.client))
        rows.append(_recette(ligne, cents, bill, bill.categorie, oubli=livres.scelle(ligne.jour)))
    names = " ; ".join(number for number, _ in parts)
    payer = clients.pop() if len(clients) == 1 else ""  # else it tells of none of them
    return Accord(ligne, names, Genre.RECETTE, raisons, tuple(rows), client=payer)


def _recette(
    ligne: LigneBanque,
    cents: int,
    bill: Facture | None,
    category: str,
    *,
    oubli: bool = False,
) -> dict[str, Value]:
    mode = _CARTE if ligne.nature == Nature.PAIEMENT else mode_de_reglement(ligne.libelle)
    row: dict[str, Value] = {
        "Date d'encaissement": ligne.jour,
        "N° facture": bill.numero if bill else None,
        "Client": bill.client if bill else nom_propre(ligne.contrepartie) or "Clients de passage",
        "Nature": (bill.objet or f"Facture {bill.numero}") if bill else ligne.libelle,
        "Catégorie": category or None,
        "Montant": cents,
        "Mode de règlement": mode,
        "Pièce": (bill.piece or bill.numero) if bill else piece_de(ligne),
        "Remarque": marque(ligne.id),
    }
    if oubli:
        row["Corrige"] = "oubli"
    return row


def vente(ligne: LigneBanque, category: str, *, oubli: bool = False) -> dict[str, Value]:
    """The receipt of a line that no invoice is for."""
    return _recette(ligne, ligne.cents, None, category, oubli=oubli)


def repartir(livres: Livres, ligne: LigneBanque, names: Sequence[str]) -> list[tuple[str, int]]:
    """A line's amount over the invoices that the user named, in that order; the last has the rest.

    Empty when one of them is not to be found.
    """
    rest, found = ligne.cents, []
    for at, name in enumerate(names):
        bill = livres.facture(name)
        if bill is None:
            return []
        last = at == len(names) - 1
        part = rest if last or rest <= 0 else min(rest, max(bill.solde, 0))
        found.append((bill.numero, part))
        rest -= part
    return [one for one in found if one[1]]


def sans_place(livres: Livres, ligne: LigneBanque) -> str:
    """Why what the user named cannot take this money; empty when it can."""
    bills = [livres.facture(name) for name in nommees(ligne)]
    owed = sum(one.solde for one in bills if one is not None and one.solde * ligne.cents > 0)
    if owed * (1 if ligne.cents > 0 else -1) > 0:
        return ""
    due = sum(one.solde for one in bills if one is not None)
    if ligne.cents < 0 < due:
        return (
            f"Rien n'est à rendre sur {ligne.rapproche}, dont il reste {format_euros(due)} à "
            "recevoir : un remboursement se rapproche d'un avoir ou d'une facture payée en trop."
        )
    if ligne.cents < 0:
        return f"Rien n'est à rendre sur {ligne.rapproche} : elle est payée, sans avoir."
    return (
        f"{ligne.rapproche} ne doit plus rien, et le livre n'a pas de recette de "
        f"{format_euros(ligne.cents)} vers le {format_date(ligne.jour)}."
    )


def recette_nommee(livres: Livres, nom: str) -> Ecriture | None:
    """The receipt that a part names, None when it names none that is there."""
    number = recette_de(nom)
    those = (one for one in livres.recettes if number and key(one.numero) == key(number))
    return next(those, None)
