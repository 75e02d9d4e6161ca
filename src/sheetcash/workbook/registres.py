"""The registers as rows of texts: what their seals are made of, whatever the host.

A cell is taken as it is, but for what hosts write in several ways: a day is ISO, an amount whole
cents, a number that stands for a text is its digits. A cell that cannot be read stays as its text,
so that it differs from what was sealed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Final, NamedTuple

from sheetcash.core.money import cents_of_float, cents_of_text
from sheetcash.core.periods import day_of, parse_date
from sheetcash.core.scellement import propre
from sheetcash.core.verification import Ligne
from sheetcash.errors import MissingColumn, NotAnAmount
from sheetcash.workbook.edits import Value
from sheetcash.workbook.raw import RawTable
from sheetcash.workbook.schema import DATE, ENTIER, MONTANT, CellError, Table
from sheetcash.workbook.tables import ACHATS, COMPTABLE, CORRIGE, RECETTES, SCEAU, SCELLES


class Registre(NamedTuple):
    """A register that is sealed.

    Attributes:
        nom: what it is called in Scellés and in the journal.
        table: its table.
        champs: the columns that are sealed, in the order of their text.
        jour: the column of its day.
        tiers: who pays or is paid.
        detail: the column by which its totals are told, beside the means of payment.
        pieces: the columns where the voucher is named: one of them has to be.
    """

    nom: str
    table: Table
    champs: tuple[str, ...]
    jour: str
    tiers: str
    detail: str
    pieces: tuple[str, ...]

    def champ(self, title: str) -> int:
        """A column's position among the fields."""
        return self.champs.index(title)


def _champs(table: Table, *without: str) -> tuple[str, ...]:
    left_out = {SCEAU.title, *(one.title for one in COMPTABLE), *without}
    return tuple(title for title in table.titles if title not in left_out)


REGISTRE_RECETTES: Final = Registre(
    "Recettes",
    RECETTES,
    _champs(RECETTES),
    "Date d'encaissement",
    "Client",
    "Catégorie",
    ("N° facture", "Pièce"),
)
#: When a purchase is paid is not sealed: it may be long after its row.
REGISTRE_ACHATS: Final = Registre(
    "Achats",
    ACHATS,
    _champs(ACHATS, "Échéance", "Payé le"),
    "Date",
    "Fournisseur",
    "Poste",
    ("Pièce",),
)
REGISTRE_SCELLES: Final = Registre(
    "Scellés", SCELLES, _champs(SCELLES), "Fin", "Registre", "Registre", ("N°",)
)
REGISTRES: Final = (REGISTRE_RECETTES, REGISTRE_ACHATS)


def lignes(raw: RawTable | None, registre: Registre) -> list[Ligne]:
    """The register's rows that are not blank, as they stand.

    Raises:
        MissingColumn: a column that is sealed is not there, and rows bear seals.

    >>> columns = {title: [None, None] for title in RECETTES.titles}
    >>> columns |= {"N°": [1.0, None], "Montant": [12.5, None]}
    >>> raw = RawTable("tblRecettes", "Livre des recettes", 5, columns, {"Sceau": 12})
    >>> [(one.place, one.champs[0], one.champs[6]) for one in lignes(raw, REGISTRE_RECETTES)]
    [(5, '1', '1250')]
    """
    if raw is None:
        return []
    if SCEAU.title not in raw.positions:
        raise MissingColumn(raw.sheet, SCEAU.title, "")
    columns = [_canoniques(raw, registre.table, title) for title in registre.champs]
    seals = [texte_de(value) for value in raw.columns[SCEAU.title]]
    rows = zip(zip(*columns, strict=True), seals, strict=True)
    found = [
        Ligne(raw.first_row + index, champs, sceau)
        for index, (champs, sceau) in enumerate(rows)
        if sceau or any(champs)
    ]
    absent = [title for title in registre.champs if title not in raw.positions]
    absent = [title for title in absent if title != CORRIGE.title]
    if absent and any(one.sceau for one in found):
        raise MissingColumn(raw.sheet, absent[0], "")
    return found


def _canoniques(raw: RawTable, table: Table, title: str) -> list[str]:
    """A column's cells as texts; the usual case, all of one type, at once."""
    values, kind = raw.columns[title], table.column(title).kind
    types = set(map(type, values))
    if types <= {str, type(None)} and kind not in (DATE, MONTANT):
        return [propre(value) if value else "" for value in values]  # type: ignore[arg-type]
    if types == {date} and kind == DATE:
        return [value.isoformat() for value in values]  # type: ignore[attr-defined]
    one = _OF_KIND.get(kind, texte_de)
    return [one(value) for value in values]


def texte_de(value: object) -> str:
    """A cell that should hold a text.

    >>> texte_de(12.0), texte_de(" a "), texte_de(True), texte_de(None)
    ('12', ' a ', 'VRAI', '')
    """
    if isinstance(value, str):
        return propre(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "VRAI" if value else "FAUX"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else str(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _jour(value: object) -> str:
    """A cell that should hold a day.

    >>> _jour(date(2026, 3, 14)), _jour("14/03/2026"), _jour("mars")
    ('2026-03-14', '2026-03-14', 'mars')
    """
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, str) and not isinstance(value, CellError):
        day = parse_date(value)
        return day.isoformat() if day is not None else propre(value)
    if type(value) is float and value.is_integer() and 36_526 <= value <= 73_050:
        return day_of(int(value)).isoformat()
    return texte_de(value)


def _montant(value: object) -> str:
    """A cell that should hold an amount, in cents.

    >>> _montant(12.5), _montant("12,50 €"), _montant("gratuit"), _montant(0.125)
    ('1250', '1250', 'gratuit', '0.125')
    """
    try:
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            cents = cents_of_float(float(value))
            return str(cents) if abs(value * 100 - cents) < 1e-4 else repr(value)
        if isinstance(value, str) and not isinstance(value, CellError):
            return str(cents_of_text(value))
    except NotAnAmount:
        pass
    return texte_de(value)


_OF_KIND: Final[dict[str, Callable[[object], str]]] = {DATE: _jour, MONTANT: _montant}


def jour_de(champs: Sequence[str], registre: Registre) -> date | None:
    """A row's day; None when it has none that can be read."""
    return jour_lu(champs[registre.champ(registre.jour)])


def cents_de(champs: Sequence[str], registre: Registre) -> int | None:
    """A row's amount in cents; None when it has none that can be read."""
    return cents_lus(champs[registre.champ("Montant")])


def valeurs(champs: Sequence[str], registre: Registre) -> dict[str, Value]:
    """Fields as the workbook writes them, by column title; cents for an amount.

    >>> valeurs(["1", "Recettes", "2026-03-01"] + [""] * 6, REGISTRE_SCELLES)["Début"]
    datetime.date(2026, 3, 1)
    """
    found: dict[str, Value] = {}
    for title, text in zip(registre.champs, champs, strict=True):
        kind = registre.table.column(title).kind
        if not text:
            found[title] = None
        elif kind == DATE:
            found[title] = date.fromisoformat(text)
        else:
            found[title] = int(text) if kind in (MONTANT, ENTIER) else text
    return found


def jour_lu(texte: str) -> date | None:
    """The day that a field tells; None when it tells none.

    >>> jour_lu("2026-03-14"), jour_lu("mars")
    (datetime.date(2026, 3, 14), None)
    """
    try:
        return date.fromisoformat(texte) if len(texte) == len("2026-11-27") else None
    except ValueError:
        return None


def cents_lus(texte: str) -> int | None:
    """The cents that a field tells; None when it tells none.

    >>> cents_lus("-1250"), cents_lus("12,50")
    (-1250, None)
    """
    digits = texte.removeprefix("-")
    return int(texte) if digits.isascii() and digits.isdigit() else None
