"""What clients owe on a day, by age."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from sheetcash.app.dossier.tableur import Cellule
from sheetcash.core.money import format_euros
from sheetcash.core.mots import pluriel
from sheetcash.core.periods import format_date
from sheetcash.core.solvabilite import AGES
from sheetcash.ports.etats import Colonne, Etat, Genre, Rangee, Section
from sheetcash.workbook.records import Book, Facture

#: The columns of the CSV.
TITRES: Final = (
    *("Tranche", "N° facture", "Date", "Client", "Objet", "Échéance", "Retard (jours)"),
    *("Montant", "Avoirs déduits", "Encaissé", "Reste dû", "Dernière relance", "Niveau", "Litige"),
)
A_ECHOIR: Final = "À échoir"
#: From what is not due yet to the oldest.
TRANCHES: Final = (A_ECHOIR, *(label for _, label in AGES))


class Impaye(NamedTuple):
    """An open invoice, how many days it is late, and its age class."""

    facture: Facture
    retard: int
    tranche: str


def impayes(book: Book) -> list[Impaye]:
    """The open invoices of that day, the oldest due first."""
    day = book.aujourdhui
    found = []
    for facture in book.factures:
        if facture.solde <= 0 or facture.date_facture > day:
            continue
        late = (day - facture.echeance).days
        label = A_ECHOIR
        if late > 0:
            label = next(label for bound, label in AGES if bound is None or late <= bound)
        found.append(Impaye(facture, max(0, late), label))
    return sorted(found, key=lambda one: (one.facture.echeance, one.facture.ligne))


def lignes(those: list[Impaye]) -> Iterator[list[Cellule]]:
    """The rows of the CSV."""
    for facture, late, label in those:
        yield [
            *(label, facture.numero, facture.date_facture, facture.client, facture.objet),
            *(facture.echeance, str(late), facture.montant, facture.deduit, facture.encaisse),
            *(facture.solde, facture.derniere_relance),
            str(facture.niveau) if facture.niveau is not None else "",
            "Oui" if facture.litige else "",
        ]


def etat(those: list[Impaye], auteur: str, identite: tuple[str, ...], jour: date) -> Etat:
    """The list as it is printed, an age after the other, each totalled."""
    columns = (
        Colonne("Facture", 30),
        Colonne("Date", 19),
        Colonne("Client"),
        Colonne("Échéance", 19),
        Colonne("Retard", 19, droite=True),
        Colonne("Montant", 25, droite=True),
        Colonne("Encaissé", 25, droite=True),
        Colonne("Reste dû", 25, droite=True),
        Colonne("Relance", 34),
    )
    rows = []
    for label in TRANCHES:
        its = [one for one in those if one.tranche == label]
        if not its:
            continue
        rows.append(Rangee((label,), Genre.GROUPE))
        rows += [_rangee(one) for one in its]
        rows.append(_total(f"Total {label}", its, Genre.SOUS_TOTAL))
    if those:
        rows.append(_total("Total dû", those, Genre.TOTAL))
    return Etat(
        "Factures impayées, par âge",
        jour,
        auteur,
        (*identite, f"Au {format_date(jour)}, avoirs et remboursements déduits."),
        (Section("", columns, tuple(rows), "Rien n'est dû : toutes les factures sont réglées."),),
        pied=f"Impayés au {format_date(jour)}",
    )


def _rangee(one: Impaye) -> Rangee:
    facture = one.facture
    told = []
    if facture.niveau is not None and facture.derniere_relance is not None:
        told.append(f"niveau {facture.niveau}, {format_date(facture.derniere_relance)}")
    if facture.litige:
        told.append("litige")
    return Rangee(
        (
            facture.numero,
            format_date(facture.date_facture),
            facture.client,
            format_date(facture.echeance),
            pluriel(one.retard, "jour") if one.retard else "",
            format_euros(facture.montant - facture.deduit),
            format_euros(facture.encaisse) if facture.encaisse else "",
            format_euros(facture.solde),
            ", ".join(told),
        )
    )


def _total(name: str, those: list[Impaye], genre: Genre) -> Rangee:
    owed = sum(one.facture.solde for one in those)
    count = pluriel(len(those), "facture")
    return Rangee(("", "", f"{name} ({count})", "", "", "", "", format_euros(owed), ""), genre)
