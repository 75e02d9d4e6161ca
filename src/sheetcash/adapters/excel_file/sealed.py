"""What makes a workbook look finished: sheets and structure protected, « marqué comme final ».

No password: it keeps from typing by mistake, not from meaning to. This module knows which element
stands where in the parts; nothing of their cells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sheetcash.adapters.excel_file.xmltext import (
    attribute,
    damaged,
    elements,
    escape,
    masked,
    root_prefix,
    with_attribute,
)

if TYPE_CHECKING:
    from sheetcash.adapters.excel_file.frozen import Splice
    from sheetcash.adapters.excel_file.package import Package

# An attribute set to 0 says what stays allowed: sorting, filtering, widening a column.
_SHEET: Final = (
    b'sheetProtection sheet="1" objects="1" scenarios="1" formatColumns="0" sort="0" '
    b'autoFilter="0" pivotTables="0"'
)
_CHART: Final = b'sheetProtection content="1" objects="1"'
_BOOK: Final = b'workbookProtection lockStructure="1"'
_CUSTOM: Final = "docProps/custom.xml"
_CUSTOM_KIND: Final = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_CUSTOM_LINK: Final = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
)
_PROPERTIES: Final = b"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_TYPES: Final = b"http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_NO_PROPERTY: Final = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="%s"/>'
    % _PROPERTIES
)
_FORMAT: Final = b"{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # of every property of one's own
_FINAL: Final = "_MarkAsFinal"
_MENTION: Final = "Mention"


def sheet_splices(text: bytes) -> list[Splice]:
    """Protect a worksheet, or the sheet of a chart, instead of the protection it has.

    >>> sheet_splices(b"<worksheet><sheetData/><sheetProtection password='CC1A'/></worksheet>")
    [(23, 57, b''), (23, 23, b'<sheetProtection sheet="1" ...
    """
    mask = masked(text)
    found = [(one.start, one.end, b"") for one in elements(mask, b"*:sheetProtection")]
    place, new = next(elements(mask, b"*:sheetData"), None), _SHEET
    if place is None:
        place, new = next(elements(mask, b"*:sheetViews"), None), _CHART
    if place is None:
        raise damaged("une feuille est incomplète")
    place = next(elements(mask, b"*:sheetCalcPr", place.end), place)
    return [*found, (place.end, place.end, b"<%s%s/>" % (root_prefix(mask), new))]


def styles_splices(text: bytes) -> list[Splice]:
    """Lock the cells to type in: protected, a sheet only holds the locked ones."""
    mask = masked(text)
    found: list[Splice] = []
    for one in elements(mask, b"*:protection"):
        if attribute(one.attributes, b"locked") in ("0", "false", "off"):
            start = mask.index(one.attributes, one.start)
            new = with_attribute(one.attributes, b"locked", b"1")
            found.append((start, start + len(one.attributes), new))
    return found


def workbook_splices(text: bytes) -> list[Splice]:
    """Lock the workbook's structure: its sheets can neither be deleted, moved nor renamed."""
    mask = masked(text)
    found = [(one.start, one.end, b"") for one in elements(mask, b"*:workbookProtection")]
    places = (next(elements(mask, tag), None) for tag in (b"*:bookViews", b"*:sheets"))
    place = next((one for one in places if one is not None), None)
    if place is None:
        raise damaged("le classeur n'a pas de feuilles")
    return [*found, (place.start, place.start, b"<%s%s/>" % (root_prefix(mask), _BOOK))]


def mark_as_final(package: Package, mention: str) -> None:
    """Have Excel open the file as a final one, and say in its properties what it is."""
    part = next(
        (one.target for one in package.relationships("") if one.type == "custom-properties"), ""
    )
    if part not in package:
        part = _CUSTOM
        package.drop(part)  # one that nothing points to is not read
        package.add_part(part, _NO_PROPERTY)
        package.link("", _CUSTOM_LINK, part)
        package.set_content_type(part, _CUSTOM_KIND)
    text = package.read(part)
    mask = masked(text)
    root = next(elements(mask, b"*:Properties"), None)
    if root is None:
        raise damaged("ses propriétés sont illisibles")
    kept, last = b"", 1
    for one in elements(mask, b"*:property"):
        last = max(last, int(attribute(one.attributes, b"pid") or 1))
        if attribute(one.attributes, b"name") not in (_FINAL, _MENTION):
            kept += text[one.start : one.end]
    words = escape(mention.encode())
    kept += _property(last + 1, _FINAL, b"<vt:bool>true</vt:bool>")
    kept += _property(last + 2, _MENTION, b"<vt:lpwstr>%s</vt:lpwstr>" % words)
    name = root_prefix(mask) + b"Properties"
    new = b"<%s%s>%s</%s>" % (name, root.attributes, kept, name)
    package.edit(part, [(root.start, root.end, new)])


def _property(number: int, name: str, value: bytes) -> bytes:
    return b'<property xmlns="%s" xmlns:vt="%s" fmtid="%s" pid="%d" name="%s">%s</property>' % (
        _PROPERTIES, _TYPES, _FORMAT, number, name.encode(), value,
    )  # fmt: skip
