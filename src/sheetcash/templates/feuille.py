"""A worksheet of XlsxWriter's that looks at a column's formula once, and types empty texts."""

from __future__ import annotations

from functools import cache

from xlsxwriter.worksheet import Worksheet


class Feuille(Worksheet):  # type: ignore[misc]
    """XlsxWriter looks for thirty functions of newer Excels in each formula it is given.

    Those of a table's column are the same text on each row: what it found is remembered. Held
    by the test that compares a workbook with one of plain worksheets.
    """

    def __init__(self) -> None:
        super().__init__()
        self._prepare_formula = cache(super()._prepare_formula)

    def _xml_formula_element(
        self, formula: str, result: object, attributes: list[tuple[str, object]]
    ) -> None:
        """XlsxWriter leaves an empty text untyped, as if the formula had never been computed."""
        typed = [("t", "str")] if result == "" else []
        super()._xml_formula_element(formula, result, [*attributes, *typed])
