"""The column « Contrôle »: what is wrong with a row, said on the row itself.

It keeps the row out of the totals; but an invoice whose client or number alone is wrong counts,
and is not reminded, and a receipt counts whose invoice is not known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fnmatch import fnmatchcase
from typing import Final

from sheetcash.core.categories import LABELS
from sheetcash.core.money import MAX_CENTS
from sheetcash.core.periods import serial
from sheetcash.core.tresorerie import PERIODICITES
from sheetcash.templates.formulas import PREMIER_JOUR, Cell, col, text, this
from sheetcash.templates.valeurs import shown, vu
from sheetcash.workbook.schema import TEXTE, CellError, Column, Table
from sheetcash.workbook.tables import ACHATS, CLIENTS, FACTURES, PREVISIONS, RECETTES

Row = Mapping[str, object]
Rows = Sequence[Row]

CONTROLE: Final = "Contrôle"
#: Not columns: whether an invoice's client is in the sheet Clients and its number its own, whether
#: a receipt's day has come and its invoice is in the sheet Factures.
CLIENT_CONNU: Final = "client connu"
SEULE: Final = "numéro seul de son espèce"
VENUE: Final = "date venue"
FACTURE_CONNUE: Final = "facture connue"
#: What a receipt says of a number that no invoice bears; it is counted.
NUMERO_INCONNU: Final = "N° facture inconnu"
A_CORRIGER: Final = "à corriger"
#: The column of what a row counts for, once it has nothing to be corrected.
RETENU: Final = "Montant retenu"
EN_ERREUR: Final = "Erreur à corriger"
#: The column of the client whose credit note lowers nothing: see :mod:`.factures_xlsx`.
AVOIR_PERDU: Final = "Avoir à rattacher"
#: More was received for an invoice than it asks.
TROP: Final = "Trop encaissé"
EXTRA: Final = (
    Column(CONTROLE, TEXTE, "Ce qui est à corriger sur la ligne.", computed=True, width=24),
)

_SENS: Final = ("Encaissement", "Décaissement")
_STEPS: Final = tuple(step.capitalize() for step in PERIODICITES)
_DATE_RECETTE: Final = RECETTES.columns[1].title


def a_corriger(title: str) -> str:
    """What the column says of a cell.

    >>> a_corriger("Montant")
    'Montant à corriger'
    """
    return f"{title} {A_CORRIGER}"


def montant_lisible(cell: str) -> str:
    """Whether a cell holds a plausible amount; a blank counts as one.

    A number comes before any text.
    """
    most = MAX_CENTS // 100
    return f'({cell}<"")*({cell}<{most})*({cell}>-{most})'


def jour_lisible(cell: str) -> str:
    """Whether a cell holds a day since 2000."""
    return f'({cell}<"")*({cell}>={PREMIER_JOUR})'


def _listed(cell: str, choices: Sequence[str]) -> str:
    return "(" + "+".join(f"({cell}={text(one)})" for one in choices) + ">0)"


def _all(*conditions: str) -> str:
    return "*".join(conditions)


#: The invoice's cells whose check answers even an error.
_ROBUSTES: Final = ("Client", "Échéance")


class _Controle:
    """A table's checks: the row is blank, or the first cell that is wrong is named.

    What only looks wrong, the doubts, is said after them and not counted.
    """

    def __init__(
        self,
        table: Table,
        begun: Sequence[str],
        checks: Sequence[tuple[str, str, Callable[[Row], bool]]],
        *doubts: tuple[str, str, Callable[[Row], bool]],
    ) -> None:
        blank = _all(*(f'IFERROR({this(table.name, title)}="",0)' for title in begun))
        formula = '""'
        for words, sound, _ in reversed(doubts):
            formula = f"IF({sound},{formula},{text(words)})"
        for title, sound, _ in reversed(checks):
            formula = f"IF({sound},{formula},{text(a_corriger(title))})"
        self.formula = f'IFERROR(IF({blank},"",{formula}),{text(EN_ERREUR)})'
        self._begun, self._checks, self._doubts = begun, checks, doubts
        self.words = [*(a_corriger(title) for title, _, _ in checks), EN_ERREUR]

    def of(self, row: Row) -> str:
        """What the row shows."""
        if all(row.get(title) in (None, "") for title in self._begun):
            return ""
        for title, _, sound in self._checks:
            if isinstance(row.get(title), CellError) and title not in _ROBUSTES:
                return EN_ERREUR
            if not sound(row):
                return a_corriger(title)
        return next((words for words, _, sound in self._doubts if not sound(row)), "")


def _recettes() -> _Controle:
    def its(title: str) -> str:
        return this(RECETTES.name, title)

    labels = tuple(LABELS.values())
    return _Controle(
        RECETTES,
        (_DATE_RECETTE, "Montant", "N° facture", "Client"),
        (
            (
                _DATE_RECETTE,
                _all(jour_lisible(its(_DATE_RECETTE)), f"({its(_DATE_RECETTE)}<Aujourdhui+1)"),
                lambda row: _day(row, _DATE_RECETTE) and bool(row.get(VENUE, True)),
            ),
            _montant(its("Montant")),
            (
                "Catégorie",
                _listed(its("Catégorie"), labels),
                lambda row: _folded(row.get("Catégorie"), labels),
            ),
        ),
        (
            NUMERO_INCONNU,
            f'(IFERROR(IF({its("N° facture")}="",1,MATCH({its("N° facture")},'
            f"{col(FACTURES.name, 'N° facture')},0)),0)>0)",
            lambda row: bool(row.get(FACTURE_CONNUE, True)),
        ),
    )


def _factures() -> _Controle:
    """An invoice: what is wrong with it, even what leaves its balance in the totals."""

    def its(title: str) -> str:
        return this(FACTURES.name, title)

    client, categorie, niveau = its("Client"), its("Catégorie"), its("Niveau")
    labels = tuple(LABELS.values())
    known = f"(IFERROR(MATCH({client},{col(CLIENTS.name, 'Client')},0),0)>0)"
    return _Controle(
        FACTURES,
        ("N° facture", "Date", "Client", "Montant"),
        (
            (
                "N° facture",
                f'({its("N° facture")}<>"")'
                f"*(COUNTIFS({col(FACTURES.name, 'N° facture')},{its('N° facture')})<2)",
                lambda row: row.get("N° facture") is not None and bool(row.get(SEULE, True)),
            ),
            ("Date", jour_lisible(its("Date")), lambda row: _day(row, "Date")),
            _montant(its("Montant")),
            (
                "Échéance",
                f'({its("Échéance retenue")}<>"")',
                lambda row: vu(row, "Échéance retenue") != "",
            ),
            ("Client", known, lambda row: bool(row.get(CLIENT_CONNU))),
            (
                "Niveau",
                f'(({niveau}="")+({niveau}<"")*({niveau}>=0)*({niveau}<=4)>0)',
                lambda row: row.get("Niveau") is None or row["Niveau"] in range(5),
            ),
            *(
                (
                    title,
                    f'(({its(title)}="")+{jour_lisible(its(title))}>0)',
                    lambda row, title=title: row.get(title) is None or _day(row, title),
                )
                for title in ("Dernière relance", "Promesse de paiement")
            ),
        ),
        (
            a_corriger("Catégorie"),
            f'(({categorie}="")+{_listed(categorie, labels)}>0)',
            lambda row: row.get("Catégorie") is None or _folded(row["Catégorie"], labels),
        ),
        (
            a_corriger("Avoir sur"),
            f'({its(AVOIR_PERDU)}="")',
            lambda row: vu(row, AVOIR_PERDU) == "",
        ),
        (
            TROP,
            f"((SUM({its('Montant')})<0)+(SUM({its('Solde')})>=0)>0)",
            lambda row: _negative(row.get("Montant")) or not _negative(shown(row, "Solde")),
        ),
    )


def _negative(value: object) -> bool:
    return isinstance(value, (int, float)) and value < 0


def _achats() -> _Controle:
    def its(title: str) -> str:
        return this(ACHATS.name, title)

    days = ("Payé le", "Échéance", "Date")
    none = "*".join(f'({its(title)}="")' for title in days)

    def sound(title: str) -> tuple[str, str, Callable[[Row], bool]]:
        formula = f'({jour_lisible(its(title))}+({its(title)}="")>0)'
        return title, formula, lambda row: row.get(title) is None or _day(row, title)

    return _Controle(
        ACHATS,
        ("Montant", "Date", "Fournisseur", "Nature"),
        (
            _montant(its("Montant")),
            *map(sound, days),
            (
                "Échéance",
                f"({none}=0)",
                lambda row: any(row.get(title) is not None for title in days),
            ),
        ),
    )


def _previsions() -> _Controle:
    def its(title: str) -> str:
        return this(PREVISIONS.name, title)

    last, odds = its("Dernière date"), its("Probabilité")
    return _Controle(
        PREVISIONS,
        ("Montant", "Libellé", "Première date"),
        (
            (
                "Sens",
                _listed(its("Sens"), _SENS),
                lambda row: _folded(row.get("Sens"), _SENS),
            ),
            _montant(its("Montant")),
            (
                "Première date",
                jour_lisible(its("Première date")),
                lambda row: _day(row, "Première date"),
            ),
            (
                "Périodicité",
                _listed(its("Périodicité"), ("", *_STEPS)),
                lambda row: _folded(row.get("Périodicité"), ("", *_STEPS)),
            ),
            (
                "Dernière date",
                f'(({last}="")+{jour_lisible(last)}*({last}>={its("Première date")})>0)',
                lambda row: row.get("Dernière date") is None or _ordered(row),
            ),
            (
                "Probabilité",
                probabilite_saine(odds),
                lambda row: _share(row.get("Probabilité")),
            ),
        ),
    )


def _ordered(row: Row) -> bool:
    first, last = row.get("Première date"), row.get("Dernière date")
    return isinstance(first, date) and isinstance(last, date) and first <= last


def probabilite_saine(cell: str) -> str:
    """Whether a cell is blank, or a share between nothing and all."""
    return f'(({cell}="")+({cell}<"")*({cell}>=0)*({cell}<=1)>0)'


def _share(value: object) -> bool:
    return value is None or (isinstance(value, (int, float)) and 0 <= value <= 1)


def _montant(cell: str) -> tuple[str, str, Callable[[Row], bool]]:
    def sound(row: Row) -> bool:
        cents = row.get("Montant")
        return isinstance(cents, int) and -MAX_CENTS < cents < MAX_CENTS

    return "Montant", montant_lisible(cell), sound


def _day(row: Row, title: str) -> bool:
    day = row.get(title)
    return isinstance(day, date) and serial(day) >= PREMIER_JOUR


def _folded(value: object, choices: Sequence[str]) -> bool:
    """A text among the choices, as a spreadsheet compares: case aside."""
    return str(value or "").casefold() in {one.casefold() for one in choices}


_CONTROLES: Final = {
    FACTURES.name: _factures(),
    RECETTES.name: _recettes(),
    ACHATS.name: _achats(),
    PREVISIONS.name: _previsions(),
}


def controler(table: Table, rows: Rows) -> list[dict[str, object]]:
    """A table's rows with what the column says of each; a blank row when there is none."""
    its = _CONTROLES[table.name]
    return [{**row, CONTROLE: Cell(its.formula, its.of(row))} for row in rows or [{}]]


def controler_factures(rows: Rows, clients: Rows) -> list[dict[str, object]]:
    """The same for the invoices, whose clients must be in the sheet Clients."""
    names = {_fold(row, "Client") for row in clients} - {""}
    numbers = Counter(_fold(row, "N° facture") for row in rows)
    known = [
        {
            **row,
            CLIENT_CONNU: _fold(row, "Client") in names,
            SEULE: _bearing(numbers, _fold(row, "N° facture")) < 2,
        }
        for row in rows
    ]
    return controler(FACTURES, known)


def controler_recettes(rows: Rows, factures: Rows, aujourdhui: date) -> list[dict[str, object]]:
    """The same for the receipts, which have come and whose invoices must be in their sheet."""
    numbers = Counter(_fold(row, "N° facture") for row in factures)
    known = [
        {
            **row,
            VENUE: not isinstance(day := row.get(_DATE_RECETTE), date) or day <= aujourdhui,
            FACTURE_CONNUE: not (its := _fold(row, "N° facture")) or _bearing(numbers, its) > 0,
        }
        for row in rows
    ]
    return controler(RECETTES, known)


def _bearing(numbers: Counter[str], number: str) -> int:
    """How many invoices bear a number, as COUNTIFS counts: « A* » is a pattern to it."""
    if not set("*?") & set(number):
        return numbers[number]
    return sum(times for one, times in numbers.items() if one and fnmatchcase(one, number))


def _fold(row: Row, title: str) -> str:
    """A cell as spreadsheets compare texts: case aside."""
    return str(row.get(title) or "").casefold()


def incompletes(table: Table, rows: Rows) -> tuple[str, int]:
    """How many rows are left out: the formula that counts them, and the true number."""
    its = _CONTROLES[table.name]
    column = f"{table.name}[{CONTROLE}]"
    formula = "+".join(f"COUNTIFS({column},{text(word)})" for word in dict.fromkeys(its.words))
    return formula, sum(1 for row in rows if its.of(row) in its.words)
