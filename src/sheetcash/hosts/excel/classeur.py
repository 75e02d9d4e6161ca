"""The macro workbook: the template's, with the VBA project that calls Python."""

from __future__ import annotations

from datetime import date
from typing import BinaryIO

from sheetcash.hosts.excel.vba.modules import modules
from sheetcash.hosts.excel.vba.project import project
from sheetcash.templates.content import Content
from sheetcash.templates.xlsx import CODE_NAMES, build


def construire(target: BinaryIO, content: Content, aujourdhui: date) -> None:
    """Write a new .xlsm; the same content, on the same day, gives the same bytes.

    Args:
        target: an open binary file.
        content: what it holds.
        aujourdhui: the day its values are true for.

    Raises:
        InputError: xlwings is not installed, or not in the version we know.
    """
    build(target, content, aujourdhui, project(modules(CODE_NAMES)))
