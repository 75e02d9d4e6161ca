"""The part of a ListObject (an Excel table): where it stands, its columns and their formulas."""

from __future__ import annotations

from typing import NamedTuple

from sheetcash.adapters.excel_file.xmltext import (
    YES,
    attribute,
    damaged,
    elements,
    masked,
    unescape,
)
from sheetcash.workbook.addresses import Area


class ListColumn(NamedTuple):
    """One column: its title, and the formula of a calculated column, empty without one."""

    title: str
    formula: str
    is_array: bool


class ListObject(NamedTuple):
    """One table: its part, its name, its whole area, its header and totals rows, its columns."""

    part: str
    name: str
    area: Area
    header: int
    totals: int
    columns: list[ListColumn]

    @property
    def first(self) -> int:
        """First data row."""
        return self.area.top + self.header

    @property
    def last(self) -> int:
        """Last data row."""
        return self.area.bottom - self.totals


def parse_list_object(part: str, text: bytes) -> ListObject:
    """Read a table's part.

    Raises:
        NotAWorkbook: the part is damaged.
    """
    mask = masked(text)
    root = next(elements(mask, b"*:table"), None)
    area = root and Area.parse(attribute(root.attributes, b"ref") or "")
    if root is None or area is None:
        raise damaged(f"le tableau de « {part} » est illisible")
    columns = []
    for column in elements(mask, b"*:tableColumn"):
        tag = b"*:calculatedColumnFormula"
        found = next(elements(mask, tag, column.inner, column.inner_end), None)
        columns.append(
            ListColumn(
                attribute(column.attributes, b"name") or "",
                unescape(text[found.inner : found.inner_end]) if found else "",
                found is not None and attribute(found.attributes, b"array") in YES,
            )
        )
    if len(columns) != area.right - area.left + 1:
        raise damaged(f"le tableau de « {part} » est illisible")
    return ListObject(
        part,
        attribute(root.attributes, b"displayName") or attribute(root.attributes, b"name") or "",
        area,
        int(attribute(root.attributes, b"headerRowCount") or 1),
        int(attribute(root.attributes, b"totalsRowCount") or 0),
        columns,
    )
