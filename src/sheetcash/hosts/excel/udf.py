"""The SC_ functions as Excel's cells call them, through xlwings' server (Windows).

Made from the catalogue, one by one, when a cell first asks for one: nothing is imported before,
so that the server starts fast. The VBA side (``vba/SheetcashPython.bas``) turns the two error texts
into Excel's own errors: xlwings would leave them texts, which a sum passes over.
"""

from __future__ import annotations

import pickle
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from sheetcash.baremes import Baremes

#: What a call answers when the server does not know the workbook's sheet Barèmes: it was started
#: again, or the sheet changed. The VBA side sends it and calls again.
BAREMES_ATTENDUS: Final = "#BAREMES?"
#: What an error in a cell is told as; it is neither an amount, nor a day, nor a choice.
_ERREUR: Final = "#ERREUR!"
_TELLES_QUELLES: Final = {float, str, bool, type(None)}
#: Answers kept: a sheet recalculated asks the same questions.
_GARDEES: Final = 1_000

_udfs: dict[str, Callable[..., Any]] = {}
_baremes: dict[str, Baremes] = {}
_reponses: OrderedDict[bytes, Any] = OrderedDict()


def __getattr__(nom: str) -> Any:
    """The function of that name, for xlwings."""
    if nom not in _udfs:
        if nom == "SC_BAREMES":
            _udfs[nom] = _declarer(_recevoir, sans_conversion=True)
        elif nom.startswith("SC_"):
            _udfs[nom] = _udf(nom)
        else:
            raise AttributeError(nom)
    return _udfs[nom]


def _udf(nom: str) -> Callable[..., Any]:
    """One function of the catalogue, which first takes the workbook that asks."""
    from sheetcash.functions import EXPLIQUER, PAR_NOM, SC_EXPLIQUER
    from sheetcash.functions.appel import DATE, TEXTE_OU_DATE

    if nom == EXPLIQUER:
        return _declarer(_fonction(nom, lambda values, loi: SC_EXPLIQUER(*values, loi=loi)))
    if nom not in PAR_NOM:
        raise AttributeError(nom)
    fonction = PAR_NOM[nom]
    # xlwings looks at each number it writes; only days need it.
    days = fonction.reponse in (DATE, TEXTE_OU_DATE)

    def repondre(values: list[Any], loi: Baremes) -> Any:
        return fonction.repondre(fonction.lier(values, {}), loi)

    return _declarer(_fonction(nom, repondre), sans_conversion=not days)


def _fonction(nom: str, repondre: Callable[[list[Any], Baremes], Any]) -> Callable[..., Any]:
    def appel(classeur: Any, *arguments: Any) -> Any:
        loi = _baremes.get(classeur)
        if loi is None:
            return BAREMES_ATTENDUS
        values = [_valeur(one) for one in arguments]
        key = pickle.dumps((nom, classeur, values), pickle.HIGHEST_PROTOCOL)
        if key in _reponses:
            _reponses.move_to_end(key)
            return _reponses[key]
        answer = _cellules(repondre, values, loi)
        _reponses[key] = answer
        if len(_reponses) > _GARDEES:
            _reponses.popitem(last=False)
        return answer

    appel.__name__ = nom
    return appel


def _declarer(appel: Callable[..., Any], *, sans_conversion: bool = False) -> Callable[..., Any]:
    """Tell xlwings to hand over cells as Excel gives them, and how answers go out.

    Its own reading looks at each cell in turn: :func:`_valeur` looks at a column at once.
    """
    import xlwings

    for name in ("classeur", "*arguments"):
        appel = xlwings.arg(name, "raw")(appel)
    appel = xlwings.ret("raw" if sans_conversion else None)(appel)
    declared: Callable[..., Any] = xlwings.func(category="Sheetcash", volatile=False)(appel)
    return declared


def _valeur(given: Any) -> Any:
    """A cell; the cells of a column as a list, by their thousands; else the rows of a range."""
    if not isinstance(given, tuple):
        return _cellule(given)
    rows = given if given and isinstance(given[0], tuple) else (given,)
    if len(rows) == len(rows[0]) == 1:
        return _cellule(rows[0][0])
    if len(rows[0]) == 1:
        return _cellules_lues([cell for (cell,) in rows])
    return [_cellules_lues(list(row)) for row in rows]


def _cellules_lues(cells: list[Any]) -> list[Any]:
    return cells if set(map(type, cells)) <= _TELLES_QUELLES else list(map(_cellule, cells))


def _cellule(cell: Any) -> Any:
    """A cell's value: a decimal is an amount in a currency format, a whole number an error."""
    kind = type(cell)
    if kind in _TELLES_QUELLES:
        return cell
    if kind is Decimal:
        return float(cell)
    if kind is int:
        return _ERREUR
    if isinstance(cell, datetime):  # pywin32's own, with a zone that means nothing
        return datetime(cell.year, cell.month, cell.day, cell.hour, cell.minute, cell.second)
    return cell


def _cellules(
    repondre: Callable[[list[Any], Baremes], Any], values: list[Any], loi: Baremes
) -> Any:
    """An answer as cells hold it: an error is its code, a blank is an empty text."""
    from sheetcash.errors import SheetcashError
    from sheetcash.functions import Erreur, erreur_de

    def cell(value: Any) -> Any:
        if value is None:
            return ""  # Excel would show an empty value as zero
        return value.code if isinstance(value, Erreur) else value

    try:
        answer = repondre(values, loi)
    except SheetcashError as error:
        return erreur_de(error).code
    if not isinstance(answer, list):
        return cell(answer)
    kinds = set(map(type, answer))
    if list not in kinds:  # a column, whatever its length
        return [[one] for one in (answer if kinds <= {float, str} else map(cell, answer))]
    rows = [row if isinstance(row, list) else [row] for row in answer]
    return [[cell(value) for value in row] for row in rows]


def _recevoir(classeur: Any, *arguments: Any) -> Any:
    """The workbook's sheet Barèmes, titles first: what its functions answer from now on.

    Without rows (the workbook has no such sheet) the law's figures alone count.
    """
    from sheetcash.workbook.findings import Finding
    from sheetcash.workbook.raw import RawTable
    from sheetcash.workbook.reading_baremes import read_baremes
    from sheetcash.workbook.tables import BAREMES

    rows = _valeur(arguments[0])
    raw = None
    titles = [str(title) for title in rows[0]] if isinstance(rows, list) else []
    if {column.title for column in BAREMES.columns if column.needed} <= set(titles):
        columns = {title: [_jour(row[at]) for row in rows[1:]] for at, title in enumerate(titles)}
        for column in BAREMES.columns:
            columns.setdefault(column.title, [None] * (len(rows) - 1))
        raw = RawTable(BAREMES.name, BAREMES.sheet, 2, columns, {})
    findings: list[Finding] = []
    _baremes[classeur] = read_baremes(raw, findings)
    _reponses.clear()
    return len(findings)


def _jour(cell: Any) -> Any:
    """A moment at midnight as its day, which the sheet's reader compares with the law's."""
    return cell.date() if isinstance(cell, datetime) else cell
