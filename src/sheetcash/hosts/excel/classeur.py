"""The macro workbook: the template's, with the VBA project that calls Python and the ribbon."""

from __future__ import annotations

import io
from datetime import date
from typing import BinaryIO

from sheetcash.adapters.excel_file.package import Package
from sheetcash.hosts.excel import ruban
from sheetcash.hosts.excel.vba.modules import modules
from sheetcash.hosts.excel.vba.project import project
from sheetcash.templates.xlsx import CODE_NAMES, build
from sheetcash.workbook.content import Content


def construire(target: BinaryIO, content: Content, aujourdhui: date) -> None:
    """Write a new .xlsm; the same content, on the same day, gives the same bytes.

    Args:
        target: an open binary file.
        content: what it holds.
        aujourdhui: the day its values are true for.

    Raises:
        InputError: xlwings is not installed, or not in the version we know.
    """
    built = io.BytesIO()
    build(built, content, aujourdhui, project(modules(CODE_NAMES)))
    with Package(built.getvalue()) as package:
        package.add_part(ruban.PARTIE, ruban.xml())
        package.link("", ruban.RELATION, ruban.PARTIE)
        package.write(target)
