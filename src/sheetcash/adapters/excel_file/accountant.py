"""A workbook's copy for the accountant: true everywhere, without macros, closed to typing.

The order matters: formulas that cannot be computed elsewhere become values first, so that what is
left can be recalculated by any Excel. ``frozen``, ``stripped`` and ``sealed`` know what changes in
the parts; this module knows which parts.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from sheetcash.adapters.excel_file import sealed, stripped
from sheetcash.adapters.excel_file.book import Book
from sheetcash.adapters.excel_file.cellxml import is_blank
from sheetcash.adapters.excel_file.foreign import UDF
from sheetcash.adapters.excel_file.frozen import frozen, table_splices
from sheetcash.adapters.excel_file.package import Package
from sheetcash.adapters.excel_file.patch import patch
from sheetcash.adapters.excel_file.reader import read_snapshot
from sheetcash.adapters.excel_file.xmltext import damaged
from sheetcash.errors import InputError
from sheetcash.ports import Copie, NonCalculee
from sheetcash.workbook.addresses import Area, letters
from sheetcash.workbook.cells import CellEdit, PatchEdit
from sheetcash.workbook.edits import SetSetting
from sheetcash.workbook.placement import resolve
from sheetcash.workbook.schema import fold

_ACCUEIL: Final = "accueil"
_DAY: Final = "Date du jour"
# Where Accueil has room: beside its title, then beside its link; never beside its long second line.
_ROOM: Final = tuple((row, column) for row in (1, 3) for column in range(3, 9))


def accountant_copy(
    data: bytes,
    name: str,
    jour: date,
    mention: str,
    renew: Callable[[bytes], Sequence[CellEdit]],
    *,
    impose: bool = False,
) -> Copie:
    """The copy of a workbook, as the bytes of an .xlsx.

    Args:
        data: the workbook's bytes.
        name: its name, for messages.
        jour: the day the copy is made for: it says that day's figures, whenever it is opened.
        mention: the line that tells what it is.
        renew: the cached values that are no longer true in a workbook.
        impose: take that day even where the workbook is set to another.

    Raises:
        NotAWorkbook, PasswordProtected: it cannot be copied.
        StoreError: an old shared workbook.
    """
    try:
        with Package(data) as package:
            copy = _portable(package)
            sealed.mark_as_final(package, mention)
            portable = _written(package)
        dated = _patched(portable, _day_edits(portable, name, jour, impose))
        true = _patched(dated, renew(dated))
        with Package(true) as package:
            book = Book(package)
            _write_mention(book, mention)
            book.finish(recalculate=False)
            book.recalculate_on_load()  # whatever is left computes anywhere
            return copy._replace(contenu=_written(package), date_figee=dated != portable)
    except (ValueError, LookupError) as error:
        raise damaged("son contenu n'est pas celui d'un classeur Excel") from error


def _written(package: Package) -> bytes:
    target = io.BytesIO()
    package.write(target)
    return target.getvalue()


def _patched(data: bytes, edits: Sequence[PatchEdit]) -> bytes:
    target = io.BytesIO()
    patch(data, edits, target, recalculate=False)
    return target.getvalue() if edits else data


def _portable(package: Package) -> Copie:
    """Change the parts of an open workbook; the copy told has no content yet."""
    plan = stripped.plan(package)
    reasons, missing = Counter[str](), list[NonCalculee]()
    for sheet, part in package.sheets().items():
        if sheet in plan.sheets:
            continue
        text = package.read(part)
        found = frozen(text, plan.foreign.reason)
        reasons += found.reasons
        missing += [_missing(sheet, *one) for one in found.missing]
        package.edit(part, [*found.splices, *sealed.sheet_splices(text)])
        for table in package.tables(part):
            if splices := table_splices(package.read(table), plan.foreign.reason):
                package.edit(table, splices)
    for link in package.relationships(package.workbook):
        if link.type == "chartsheet":
            package.edit(link.target, sealed.sheet_splices(package.read(link.target)))
        elif link.type == "styles":
            package.edit(link.target, sealed.styles_splices(package.read(link.target)))
    if reasons:
        package.remove(package.workbook, "calcChain")
    stripped.strip(package, plan)
    workbook = package.workbook
    package.edit(workbook, sealed.workbook_splices(package.read(workbook)))
    return Copie(
        contenu=b"",
        formules=reasons[UDF],
        autres=sum(reasons.values()) - reasons[UDF],
        macros=plan.macros,
        feuilles=plan.sheets,
        liens=0 if plan.kept else plan.links,
        liens_gardes=plan.kept,
        connexions=plan.connections,
        date_figee=False,
        non_calculees=missing,
    )


def _missing(sheet: str, reference: str, formula: str) -> NonCalculee:
    area = Area.parse(reference)
    row, column = (area.top, letters(area.left)) if area else (0, "")
    return NonCalculee(sheet, row, column, formula)


def _day_edits(data: bytes, name: str, jour: date, impose: bool) -> list[PatchEdit]:
    """Set the workbook to the copy's day, so that it says the same whenever it is opened."""
    try:
        snapshot = read_snapshot(data, name, "", ())
        setting = snapshot.settings.get(_DAY)
        if setting is None or (setting.values[0] not in ("", None) and not impose):
            return []
        return resolve(snapshot, [SetSetting(_DAY, jour)])
    except InputError:  # a workbook that is not one of ours
        return []


def _write_mention(book: Book, mention: str) -> None:
    """Write the line in a free cell of Accueil, where there is one."""
    name = next((one for one in book.sheets if fold(one) == _ACCUEIL), None)
    if name is None:
        return
    sheet = book.sheet(name)
    taken = [*sheet.merges(), *sheet.arrays, *(table.area for table in book.tables(name))]
    title = sheet.row(1)
    look = title.cell(1) if title else None
    for number, column in _ROOM:
        row = sheet.row(number)
        cell = row.cell(column) if row else None
        at = Area(number, column, number, column)
        if (cell and not is_blank(cell, sheet.prefix)) or any(area.meets(at) for area in taken):
            continue
        style = look.style if look and not cell else None
        book.write(sheet, row or sheet.new_row(number), column, mention, b"", style)
        return
