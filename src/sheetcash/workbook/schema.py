"""The vocabulary of the contract: sheets, tables, columns, settings and their kinds.

The contract itself is in :mod:`sheetcash.workbook.tables` and
:mod:`sheetcash.workbook.parametres`.
"""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

TEXTE = "texte"
LISTE = "liste"
DATE = "date"
MONTANT = "montant"  # euros in the sheet, integer cents in the core
ENTIER = "entier"
TAUX = "taux"  # a fraction shown as a percentage
JOURS = "jours"  # five cells: the days of levels 0 to 4

SAISIE, SUIVI, REGLAGES = "saisie", "suivi", "réglages"


#: The text of the marker for a formula that was never calculated.
NO_VALUE = "formule sans valeur"


class CellError(str):
    """What a cell holds in place of a value: an error such as ``#N/A``, or :data:`NO_VALUE`."""

    __slots__ = ()


class Column(NamedTuple):
    """One column of a table.

    Attributes:
        title: the header, by which it is found wherever the user moved it.
        kind: one of the kinds above.
        note: the header's note, one French sentence.
        choices: the closed list, for ``LISTE``.
        open_list: the choices are suggestions: other text is accepted.
        computed: a native formula, protected; never written as a constant.
        needed: reading stops when it is absent; the other columns may be missing. What it holds
            is used even where it is computed.
        width: in characters.
    """

    title: str
    kind: str = TEXTE
    note: str = ""
    choices: tuple[str, ...] = ()
    open_list: bool = False
    computed: bool = False
    needed: bool = False
    width: int = 14


class Table(NamedTuple):
    """One ListObject: its name, its sheet and its columns, the key first.

    ``optional`` when reading goes on without it, even asked for by name; ``accessoire`` when it
    goes on as well where the sheet of that name is something else, of the user's own.
    """

    name: str
    sheet: str
    key: str
    columns: tuple[Column, ...]
    optional: bool = False
    accessoire: bool = False

    def column(self, title: str) -> Column:
        """The column of that title.

        Raises:
            KeyError: no such column in the contract.
        """
        for column in self.columns:
            if column.title == title:
                return column
        raise KeyError(title)

    @property
    def titles(self) -> tuple[str, ...]:
        """The headers in the contract's order."""
        return tuple(column.title for column in self.columns)


class Sheet(NamedTuple):
    """One sheet: its title, its group (tab colour) and the line that says what it is for."""

    title: str
    group: str
    purpose: str


class Setting(NamedTuple):
    """One setting of the sheet Paramètres.

    Attributes:
        label: what the user reads, by which it is found.
        name: the defined name of its cell (or of its five cells), for formulas.
        kind: as for a column.
        default: the value of a new workbook; a tuple of five for ``JOURS``.
        help: one French sentence beside the cell.
        choices: the closed list, for ``LISTE``.
        group: the block of the sheet it stands in.
        optional: its absence from an older workbook is not told.
    """

    label: str
    name: str
    kind: str
    default: object
    help: str
    choices: tuple[str, ...] = ()
    group: str = ""
    optional: bool = False


def fold(text: str) -> str:
    """Text reduced for comparison: no accents, case, doubled or odd spaces.

    >>> fold("  Début d’Activité\u00a0")
    "debut d'activite"
    """
    if not text.isascii():
        text = text.replace("’", "'").replace("\u00a0", " ").replace("\u202f", " ")
        decomposed = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(text.casefold().split())


def nearest(wanted: str, candidates: list[str], cutoff: float = 0.5) -> str:
    """The candidate most like ``wanted``, or an empty string when none is like it.

    Args:
        wanted: the text looked for.
        candidates: what there is instead.
        cutoff: how like it must be, from 0 to 1.

    >>> nearest("Courriel", ["Téléphone", "E-mail", "Couriel"])
    'Couriel'
    """
    from difflib import get_close_matches  # only on the way to an error

    folded = {fold(candidate): candidate for candidate in candidates if candidate}
    found = get_close_matches(fold(wanted), list(folded), n=1, cutoff=cutoff)
    return folded[found[0]] if found else ""
