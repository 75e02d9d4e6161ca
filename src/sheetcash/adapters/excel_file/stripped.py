"""What another's machine has no use for, taken out of a workbook: macros, links, hidden settings.

This module knows parts, and what the workbook's own part lists; nothing of cells.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from sheetcash.adapters.excel_file.foreign import LINK, Foreign
from sheetcash.adapters.excel_file.package import CONTENT_TYPES
from sheetcash.adapters.excel_file.xmltext import (
    YES,
    attribute,
    elements,
    masked,
    raw_attributes,
    unescape,
    with_attribute,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sheetcash.adapters.excel_file.frozen import Splice
    from sheetcash.adapters.excel_file.package import Package
    from sheetcash.adapters.excel_file.xmltext import Element

_MAIN: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MACRO_SHEETS: Final = ("xlMacrosheet", "xlIntlMacrosheet")
_OF_PACKAGE: Final = ("extensibility", "userCustomization", "origin")  # ribbon, bar, signature
_OF_WORKBOOK: Final = ("vbaProject", "attachedToolbars", *_MACRO_SHEETS)
# Parts that some writers leave without anything pointing to them.
_LOOSE: Final = re.compile(
    r"customUI/.*|.*vbaProject\w*\.bin|.*vbaData\.xml|_xmlsignatures/.*", re.I
)
_VBA: Final = "application/vnd.ms-office.vbaProject"
_PRINTER: Final = b"application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings"
# xlwings keeps paths, and sometimes a licence, in a sheet of its own.
_XLWINGS: Final = ("xlwings.conf", "_xlwings.conf")
_CONNECTIONS: Final = ("connexion", "connexions", "connection", "connections")
_HIDDEN: Final = ("hidden", "veryHidden")
_MACRO_NAMES: Final = (b"function", b"vbProcedure", b"xlm")


class _Tab(NamedTuple):
    """A sheet as the workbook lists it."""

    element: Element
    name: str
    hidden: bool
    link: str


class Plan(NamedTuple):
    """What is to be taken out, and what formulas may not call any more.

    Attributes:
        foreign: tells the formulas that cannot stay.
        macros: whether the workbook has any.
        sheets: the names of the sheets that go.
        links: how many other workbooks it reads.
        kept: whether these links stay, because more than cells and names reads them.
        connections: whether it has connections to data, which stay.
    """

    foreign: Foreign
    macros: bool
    sheets: list[str]
    links: int
    kept: bool
    connections: bool


def plan(package: Package) -> Plan:
    """Look at a workbook; nothing is changed."""
    text = package.read(package.workbook)
    kinds = {link.id: link.type for link in package.relationships(package.workbook)}
    tabs = _tabs(masked(text))
    gone = [one for one in tabs if kinds.get(one.link) in _MACRO_SHEETS]
    settings = [one for one in tabs if _is_setting(one)]
    if any(not one.hidden for one in tabs if one not in gone and one not in settings):
        gone += settings  # Excel opens no workbook without a sheet to show
    macros = "macroEnabled" in package.content_type(package.workbook) or any(
        kind in _OF_WORKBOOK for kind in kinds.values()
    )
    foreign = Foreign(_names(text), (one.name for one in gone), macros=macros)
    links = sum(kind == "externalLink" for kind in kinds.values())
    kept = links > 0 and any(foreign.reason(one) == LINK for one in _outside_cells(package))
    connections = "connections" in kinds.values()
    return Plan(foreign, macros, [one.name for one in gone], links, kept, connections)


def strip(package: Package, plan: Plan) -> None:
    """Take out what was planned; what only those parts led to goes with them."""
    before, workbook = package.reached(), package.workbook
    text = package.read(workbook)
    mask = masked(text)
    gone = [at for at, one in enumerate(_tabs(mask)) if one.name in plan.sheets]
    leaving = {one.link for one in _tabs(mask) if one.name in plan.sheets}
    splices = [*_tab_splices(mask, gone), *_name_splices(text, mask, gone, plan)]
    if not plan.kept:
        splices += [(one.start, one.end, b"") for one in elements(mask, b"*:externalReferences")]
    package.edit(workbook, splices)
    for link in package.relationships(""):
        if link.type in _OF_PACKAGE:
            package.unlink("", link)
    for link in package.relationships(workbook):
        external = link.type == "externalLink" and not plan.kept
        if link.type in _OF_WORKBOOK or external or link.id in leaving:
            package.unlink(workbook, link)
    loose = {part for part in package.parts() if _LOOSE.fullmatch(part)}
    for part in sorted((before - package.reached()) | loose):
        package.drop(part)
    _declare(package)


# --- the workbook's own part ---------------------------------------------------------------------


def _tabs(mask: bytes) -> list[_Tab]:
    found = []
    for one in elements(mask, b"*:sheet"):
        given = {key.rpartition(b":")[2]: unescape(v) for key, v in raw_attributes(one.attributes)}
        hidden = given.get(b"state") in _HIDDEN
        found.append(_Tab(one, given.get(b"name", ""), hidden, given.get(b"id", "")))
    return found


def _is_setting(tab: _Tab) -> bool:
    name = tab.name.casefold()
    return name in _XLWINGS or (tab.hidden and name in _CONNECTIONS)


def _names(text: bytes) -> dict[str, str]:
    """The defined names, macros excepted; those of one sheet and of all are looked at as one."""
    found: dict[str, str] = {}
    mask = masked(text)
    for one in elements(mask, b"*:definedName"):
        if not _is_macro(one):
            name = attribute(one.attributes, b"name") or ""
            found[name] = f"{found.get(name, '')} {unescape(text[one.inner : one.inner_end])}"
    return found


def _is_macro(name: Element) -> bool:
    return any(attribute(name.attributes, mark) in YES for mark in _MACRO_NAMES)


def _tab_splices(mask: bytes, gone: list[int]) -> Iterator[Splice]:
    """Sheets taken off the list; the places of those shown follow."""
    if not gone:
        return
    tabs = _tabs(mask)
    for at in gone:
        yield tabs[at].element.start, tabs[at].element.end, b""
    shown = next((at for at, one in enumerate(tabs) if at not in gone and not one.hidden), 0)
    for view in elements(mask, b"*:workbookView"):
        attributes = view.attributes
        for name in (b"activeTab", b"firstSheet"):
            at = int(attribute(attributes, name) or 0)
            new = _moved(shown if at in gone else at, gone)
            attributes = with_attribute(attributes, name, b"%d" % new)
        start = mask.index(view.attributes, view.start)
        yield start, start + len(view.attributes), attributes


def _moved(at: int, gone: list[int]) -> int:
    """The place of a sheet once the others have gone."""
    return at - sum(one < at for one in gone)


def _name_splices(text: bytes, mask: bytes, gone: list[int], plan: Plan) -> list[Splice]:
    """Names without macros; one that cannot be computed elsewhere leads nowhere."""
    left = 0
    found: list[Splice] = []
    for one in elements(mask, b"*:definedName"):
        local = attribute(one.attributes, b"localSheetId")
        if _is_macro(one) or (local is not None and int(local) in gone):
            found.append((one.start, one.end, b""))
            continue
        left += 1
        if local is not None and _moved(int(local), gone) != int(local):
            start = mask.index(one.attributes, one.start)
            moved = b"%d" % _moved(int(local), gone)
            new = with_attribute(one.attributes, b"localSheetId", moved)
            found.append((start, start + len(one.attributes), new))
        why = plan.foreign.reason(unescape(text[one.inner : one.inner_end]))
        if why and not (why == LINK and plan.kept):
            found.append((one.inner, one.inner_end, b"#REF!"))
    if not left:  # an empty list is not valid
        return [(one.start, one.end, b"") for one in elements(mask, b"*:definedNames")]
    return found


# --- the other parts -----------------------------------------------------------------------------


def _outside_cells(package: Package) -> Iterator[str]:
    """The formulas of charts, of conditional formats, of lists and of sparklines."""
    places = [(part, 0) for part in package.reached() if "/chart" in part and part.endswith(".xml")]
    for part in package.sheets().values():
        data = next(elements(masked(package.read(part)), b"*:sheetData"), None)
        places.append((part, data.end if data else 0))
    for part, start in places:
        text = package.read(part)
        mask = masked(text)
        for tag in (b"*:f", b"*:formula", b"*:formula1", b"*:formula2"):
            for one in elements(mask, tag, start):
                yield unescape(text[one.inner : one.inner_end])


def _declare(package: Package) -> None:
    """Say that it is a workbook without macros."""
    text = package.read(CONTENT_TYPES)
    mask = masked(text)
    said = {attribute(one.attributes, b"PartName") for one in elements(mask, b"*:Override")}
    others = [part for part in package.parts() if part.casefold().endswith(".bin")]
    splices = []
    for one in elements(mask, b"*:Default"):
        if attribute(one.attributes, b"ContentType") == _VBA:
            start = mask.index(one.attributes, one.start)
            new = with_attribute(one.attributes, b"ContentType", _PRINTER)
            if any("/" + part not in said for part in others):
                splices.append((start, start + len(one.attributes), new))
            else:
                splices.append((one.start, one.end, b""))
    package.edit(CONTENT_TYPES, splices)
    if package.content_type(package.workbook) != _MAIN:
        package.set_content_type(package.workbook, _MAIN)
