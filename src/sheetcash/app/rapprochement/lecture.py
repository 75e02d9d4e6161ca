"""All that a bank's lines are held against, read once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple, TypeVar

from sheetcash.app.importer import lire_banque
from sheetcash.errors import MissingColumn, MissingSheet
from sheetcash.workbook import convert
from sheetcash.workbook.banque import (
    LigneBanque,
    achat_de,
    est_confirmee,
    est_sans_suite,
    numeros,
    recette_de,
)
from sheetcash.workbook.convert import Reading, texts
from sheetcash.workbook.ecritures import Ecriture, Illisible, read_ecritures, read_illisibles
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.postes import Regle, read_postes
from sheetcash.workbook.raw import RawTable, Snapshot
from sheetcash.workbook.reading import BILAN_TABLES, read_book
from sheetcash.workbook.records import Book, Facture, key
from sheetcash.workbook.registres import REGISTRE_ACHATS, REGISTRE_RECETTES
from sheetcash.workbook.schema import fold
from sheetcash.workbook.tables import (
    ACHATS,
    BANQUE,
    BAREMES,
    CLIENTS,
    DECLARATIONS,
    POSTES,
    RECETTES,
    SCELLES,
)

#: What is read to match the bank's lines.
TABLES: Final = (
    *BILAN_TABLES,
    *(one.name for one in (BAREMES, ACHATS, DECLARATIONS, SCELLES, POSTES, BANQUE)),
)
_LATEST: Final = date(2100, 12, 31)
#: A receipt typed by hand may bear a day that far from the bank's.
PRES: Final = 10
_EN_BANQUE: Final = "En banque"
#: Without these columns nothing tells what was written already.
_EXIGEES: Final = {
    BANQUE.name: ("Id", "Rapproché avec", "Lot"),
    RECETTES.name: ("N°", "Remarque"),
    ACHATS.name: ("N°", "Payé le", "Pièce"),
}
#: A line's Id in a remark, whatever else was typed there.
_MARQUE: Final = re.compile(r"(?i:banque) ([^\s.,;()]+)")


class Declaree(NamedTuple):
    """One row of tblDeclarations whose total is known, in cents."""

    ligne: int
    periode: str
    fin: date
    total: int
    paye_le: date | None


class Livres(NamedTuple):
    """The workbook as the matching sees it.

    Attributes:
        book: clients and settings.
        factures: the invoices whose number no other bears, by that number; what this run receives
            is added to them.
        banque: the lines, in the sheet's order.
        recettes: the rows of the Livre des recettes.
        achats: those of Achats.
        prises: the receipts' rows that some line faces already.
        pris: the same for purchases.
        servies: the lines that all they name is there for.
        regles: the user's own, in order.
        declarations: those whose total is known.
        clos: the last day sealed in the Livre des recettes; None when nothing is.
        achats_clos: the same for Achats.
        en_banque: what each row of Clients says of the client's bank.
        illisibles: the receipts whose day or amount cannot be read.
        collees: the Id given to each line that was pasted without one, by row.
        constats: what the user should look at.
        faces: the rows, by table, that a line is settled with: no other can pay them.
        partages: the suppliers a purchase of whom this run splits: what is left of it is no row
            yet, so that their other lines wait for the next run.
    """

    book: Book
    factures: dict[str, Facture]
    banque: list[LigneBanque]
    recettes: list[Ecriture]
    achats: list[Ecriture]
    prises: set[int]
    pris: set[int]
    servies: set[int]
    regles: list[Regle]
    declarations: list[Declaree]
    clos: date | None
    achats_clos: date | None
    en_banque: Mapping[int, str]
    illisibles: list[Illisible]
    collees: Mapping[int, str]
    constats: list[Finding]
    faces: frozenset[tuple[str, int]] = frozenset()
    partages: frozenset[str] = frozenset()

    def facture(self, numero: str) -> Facture | None:
        """The invoice of that number, None when there is none, or two."""
        return self.factures.get(key(numero))

    def achats_de(self, nom: str) -> list[Ecriture]:
        """The purchases that « Achat 12 » names: one, unless two bear that number."""
        number = achat_de(nom)
        return [one for one in self.achats if number and key(one.numero) == key(number)]

    def en_double(self, numero: str) -> bool:
        """Whether several invoices bear that number."""
        its = key(numero)
        return sum(key(one.numero) == its for one in self.book.factures) > 1

    def scelle(self, jour: date) -> bool:
        """Whether a day is in a month sealed in the Livre des recettes."""
        return self.clos is not None and jour <= self.clos

    def achats_scelles(self, jour: date) -> bool:
        """Whether a day is in a month sealed in Achats."""
        return self.achats_clos is not None and jour <= self.achats_clos

    def encaisser(self, numero: str, cents: int) -> None:
        """Take note that this much more was received for an invoice."""
        one = self.facture(numero)
        if one is not None:
            self.factures[key(numero)] = one._replace(encaisse=one.encaisse + cents)


def lire(snapshot: Snapshot, aujourdhui: date) -> Livres:
    """Read what :data:`TABLES` named.

    Raises:
        MissingSheet: the workbook has no table Banque.
        MissingColumn: a column is not there by which a line is known, or known to be settled:
            another run would write again, and nothing could be undone.
    """
    tables = snapshot.tables
    _exiger(tables)
    # What reminders want of Banque is not asked here.
    others = {name: raw for name, raw in tables.items() if name != BANQUE.name}
    book = read_book(snapshot._replace(tables=others), aujourdhui)
    constats = list(book.findings)
    raw = tables[BANQUE.name]
    lignes, named = lire_banque(raw, constats)
    recettes = read_ecritures(tables.get(RECETTES.name))
    achats = read_ecritures(tables.get(ACHATS.name))
    prises, servies = _liees(lignes, recettes)
    bought = _achats_regles(lignes, achats)
    declarations = _declarations(tables.get(DECLARATIONS.name))
    declared = _declarations_reglees(lignes, declarations)
    return Livres(
        book,
        _uniques(book.factures),
        lignes,
        recettes,
        achats,
        prises,
        bought.nommees,
        servies | bought.lignes | declared.lignes | _copies(lignes),
        read_postes(tables.get(POSTES.name)),
        declarations,
        clos(tables.get(SCELLES.name), REGISTRE_RECETTES.nom),
        clos(tables.get(SCELLES.name), REGISTRE_ACHATS.nom),
        _en_banque(tables.get(CLIENTS.name)),
        read_illisibles(tables.get(RECETTES.name)),
        named,
        constats,
        frozenset(
            (table.name, row)
            for table, its in ((ACHATS, bought), (DECLARATIONS, declared))
            for row in its.face
        ),
    )


def _exiger(tables: Mapping[str, RawTable]) -> None:
    if BANQUE.name not in tables:
        raise MissingSheet(BANQUE.sheet)
    for name, titles in _EXIGEES.items():
        raw = tables.get(name)
        for title in titles if raw is not None else ():
            if raw is not None and title not in raw.positions:
                error = MissingColumn(raw.sheet, title)
                error.que_faire = (
                    f"Ajoutez au tableau une colonne vide de titre « {title} » (où vous voulez) : "
                    "sans elle, une ligne serait écrite deux fois ou ne pourrait pas être défaite."
                )
                raise error


def _copies(lignes: Sequence[LigneBanque]) -> set[int]:
    """The rows that bear another's Id: that one is looked at, never both."""
    first: dict[str, LigneBanque] = {}
    if len({one.id for one in lignes}) == len(lignes):
        return set()
    for one in lignes:
        before = first.setdefault(one.id, one)
        if one.lot and not before.lot:
            first[one.id] = one
    return {one.ligne for one in lignes if first[one.id].ligne != one.ligne}


def perdues(livres: Livres) -> list[Finding]:
    """The lines that made a receipt which is not there any more."""
    free = [(one.cents, one.jour) for one in libres(livres.recettes, livres.prises)]
    return [
        Finding(
            BANQUE.sheet,
            ligne.ligne,
            "Lot",
            f"La recette faite de cette ligne ({ligne.rapproche}) n'est plus au livre.",
            "Videz « Lot » pour qu'elle soit refaite ; si une autre la remplace, écrivez "
            "« recette » et son n° dans « Rapproché avec ».",
        )
        for ligne in livres.banque
        if ligne.lot.endswith(" recette")
        and ligne.ligne not in livres.servies
        and not any(
            cents == ligne.cents and abs((day - ligne.jour).days) <= PRES for cents, day in free
        )
    ]


def _uniques(factures: Sequence[Facture]) -> dict[str, Facture]:
    twice = Counter(key(one.numero) for one in factures)
    return {its: one for one in factures if twice[its := key(one.numero)] == 1}


def marque(id_banque: str) -> str:
    """How a receipt tells the line that it comes from.

    >>> marque("B0123456789abcdef")
    'banque B0123456789abcdef'
    """
    return f"banque {id_banque}"


def piece_de(ligne: LigneBanque) -> str:
    """What « Pièce » says of what was made of a line, where nothing better is known."""
    return f"{ligne.source} {ligne.id}".strip()


def nommees(ligne: LigneBanque) -> list[str]:
    """What a line names in « Rapproché avec »: invoices, receipts, purchases."""
    said = ligne.rapproche
    return [] if not said or est_sans_suite(said) or est_confirmee(said) else numeros(said)


def _dite(ligne: LigneBanque) -> bool:
    """Whether anything stands in « Rapproché avec »; nothing does in most lines of a statement."""
    return bool(ligne.rapproche)


def _liees(
    lignes: Sequence[LigneBanque], recettes: Sequence[Ecriture]
) -> tuple[set[int], set[int]]:
    """The receipts that lines face, and the lines that are faced; each receipt once."""
    by_mark: dict[str, list[Ecriture]] = {}
    by_bill: dict[str, list[Ecriture]] = {}
    by_number = {key(one.numero): one for one in recettes if one.numero}
    for one in recettes:
        for its in {*_MARQUE.findall(one.remarque), one.remarque.removeprefix("banque ")}:
            by_mark.setdefault(its, []).append(one)
        if one.facture:
            by_bill.setdefault(key(one.facture), []).append(one)
    taken: set[int] = set()
    served: set[int] = set()
    for ligne in lignes if by_mark else ():
        mine = by_mark.get(ligne.id, []) if ligne.id else []
        taken |= {one.ligne for one in mine}
        if mine:
            served.add(ligne.ligne)
    for ligne in filter(_dite, lignes):
        names = nommees(ligne)
        if ligne.ligne in served or not names:
            continue
        found: list[Ecriture] = []
        for name in names:
            own = by_number.get(key(recette_de(name))) if recette_de(name) else None
            those = [own] if own is not None else by_bill.get(key(name), [])
            free = [
                one
                for one in those
                if one.ligne not in taken
                and one not in found
                and abs((one.jour - ligne.jour).days) <= PRES
            ]
            exact = [one for one in free if one.cents == ligne.cents] or free
            if exact:
                best = min(exact, key=lambda one: abs((one.jour - ligne.jour).days))
                found.append(best)
        taken |= {one.ligne for one in found}
        if found and sum(one.cents for one in found) == ligne.cents:
            served.add(ligne.ligne)
    return taken, served


_Dues = TypeVar("_Dues", Ecriture, Declaree)


class _Reglees(NamedTuple):
    """The lines that what they name was paid by, the rows that these face, all that are named."""

    lignes: set[int]
    face: set[int]
    nommees: set[int]


def _reglees(
    lignes: Sequence[LigneBanque],
    nommee: Callable[[str], _Dues | None],
    cents: Callable[[_Dues], int],
) -> _Reglees:
    """What « Rapproché avec » says of purchases or declarations that are paid."""
    found = _Reglees(set(), set(), set())
    for ligne in sorted(filter(_dite, lignes), key=lambda one: not one.lot):
        names = nommees(ligne)
        its = [one for name in names if (one := nommee(name)) is not None]
        rows = {one.ligne for one in its}
        found.nommees.update(rows)
        # What the user typed is checked like any other answer, unless it fits already.
        fits = len(its) == len(names) and sum(map(cents, its)) == -ligne.cents
        paid = all(one.paye_le is not None for one in its) and (fits or bool(ligne.lot))
        if its and paid and found.face.isdisjoint(rows):
            found.lignes.add(ligne.ligne)
            found.face.update(rows)
    return found


def _achats_regles(lignes: Sequence[LigneBanque], achats: Sequence[Ecriture]) -> _Reglees:
    by_number = {key(one.numero): one for one in achats if one.numero}

    def nommee(name: str) -> Ecriture | None:
        number = achat_de(name)
        return by_number.get(key(number)) if number else None

    return _reglees(lignes, nommee, lambda one: one.cents)


def _declarations_reglees(
    lignes: Sequence[LigneBanque], declarations: Sequence[Declaree]
) -> _Reglees:
    by_name = {fold(one.periode): one for one in declarations if one.paye_le is not None}
    return _reglees(lignes, lambda name: by_name.get(fold(name)), lambda one: one.total)


def _declarations(raw: RawTable | None) -> list[Declaree]:
    if raw is None:
        return []
    silent = Reading(raw.sheet, raw.first_row, [], set())
    names = texts(raw.columns["Période"])
    totals = convert.amounts(raw.columns["Total"], "Total", silent)
    ends, paid = (
        convert.dates(raw.columns[title], title, silent, _LATEST) for title in ("Fin", "Payé le")
    )
    return [
        Declaree(raw.first_row + at, name, end, total, done)
        for at, (name, end, total, done) in enumerate(zip(names, ends, totals, paid, strict=True))
        if name and end is not None and total
    ]


def clos(raw: RawTable | None, registre: str) -> date | None:
    """The last day that Scellés says is sealed; whether it is true is for ``verifier`` to say."""
    if raw is None:
        return None
    silent = Reading(raw.sheet, raw.first_row, [], set())
    ends = convert.dates(raw.columns["Fin"], "Fin", silent, _LATEST)
    names = texts(raw.columns["Registre"])
    days = [d for d, n in zip(ends, names, strict=True) if d and fold(n) == fold(registre)]
    return max(days, default=None)


def _en_banque(raw: RawTable | None) -> dict[int, str]:
    if raw is None:
        return {}
    return {
        raw.first_row + at: said for at, said in enumerate(texts(raw.columns[_EN_BANQUE])) if said
    }


def libres(ecritures: Sequence[Ecriture], pris: Collection[int]) -> list[Ecriture]:
    """Those that no line faces yet."""
    return [one for one in ecritures if one.ligne not in pris]
