"""The modules of the workbook's VBA project: ours, and xlwings' own, from where it is installed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from sheetcash.errors import InputError
from sheetcash.hosts.excel.vba import functions
from sheetcash.hosts.excel.vba.project import CLASSE, CLASSEUR, FEUILLE, Module

#: The version whose VBA is known to us, and whose DLL it names.
XLWINGS: Final = "0.37.8"
#: The name of the configuration file, out of the way of the user's other xlwings projects.
PROJET: Final = "sheetcash"

WORKBOOK: Final = "ThisWorkbook"
_OURS: Final = ("SheetcashPython", "SheetcashRuban")
_INSTALLER: Final = "Dans un terminal, lancez « sheetcash installer excel », puis recommencez."
#: What of xlwings' module becomes ours: its configuration file, and all that it tells the user.
_A_NOUS: Final = (
    ('PROJECT_NAME As String = "xlwings"', f'PROJECT_NAME As String = "{PROJET}"'),
    ("Content = ReadFile(FileName)\n", "Content = SheetcashErreur(ReadFile(FileName))\n"),
    ("Content = Message\n", "Content = SheetcashErreur(Message)\n"),
    ('            Content = Content & "Press Ctrl+C to copy this message to the clipboard."\n', ""),
    ('AUTO_DISMISS, "Error", OK_BUTTON_ERROR', 'AUTO_DISMISS, "Sheetcash", OK_BUTTON_ERROR'),
    ('MsgBox Content, vbCritical, "Error"', 'MsgBox Content, vbCritical, "Sheetcash"'),
    (
        "To enable RunPython, please run 'xlwings runpython install' in a terminal once and try "
        "again.",
        f"Excel ne peut pas encore lancer Python. {_INSTALLER}",
    ),
    ("Could not find Interpreter!", f"Python est introuvable. {_INSTALLER}"),
    (
        "Your Conda version seems to be too old for the Conda settings. Use the Interpreter "
        "setting instead.",
        f"Votre conda est trop ancien. {_INSTALLER}",
    ),
    ('Application.StatusBar = "Running..."', 'Application.StatusBar = "Sheetcash : au travail…"'),
)


def modules(sheets: Sequence[str]) -> list[Module]:
    """Every module of a workbook, in the project's order.

    Args:
        sheets: the code names of its worksheets.

    Raises:
        InputError: xlwings is not installed, or not in the version we know.
    """
    return [
        Module(WORKBOOK, _ours(WORKBOOK), CLASSEUR),
        *(Module(name, "", FEUILLE) for name in sheets),
        Module(functions.MODULE, functions.source()),
        *(Module(name, _ours(name)) for name in _OURS),
        *_xlwings(),
    ]


def _ours(name: str) -> str:
    return files("sheetcash.hosts.excel.vba").joinpath(f"{name}.bas").read_text("utf-8")


def dossier_xlwings() -> Path:
    """Where xlwings is installed, without importing it.

    Raises:
        InputError: it is not installed.
    """
    spec = find_spec("xlwings")
    if spec is None or spec.origin is None:
        raise InputError(
            "Un classeur à macros a besoin d'xlwings, qui n'est pas installé.",
            f"Installez-le : pip install xlwings=={XLWINGS}",
        )
    return Path(spec.origin).parent


def _xlwings() -> list[Module]:
    """Xlwings' module, reading our own configuration file and speaking French.

    With it goes the class it needs on macOS.
    """
    folder = dossier_xlwings()
    text = (folder / "xlwings.bas").read_text("cp1252")
    version = re.search(r'XLWINGS_VERSION As String = "([^"]*)"', text)
    known = all(text.count(theirs) == 1 for theirs, _ in _A_NOUS)
    if version is None or version[1] != XLWINGS or not known:
        found = version[1] if version else "inconnue"
        raise InputError(
            f"La version d'xlwings installée ({found}) n'est pas celle attendue ({XLWINGS}).",
            f"Installez-la : pip install xlwings=={XLWINGS}",
        )
    for theirs, ours in _A_NOUS:
        text = text.replace(theirs, ours)
    dictionary = (folder / "addin" / "Dictionary.cls").read_text("cp1252")
    return [
        Module("xlwings", _body(text)),
        Module("Dictionary", _body(dictionary), CLASSE),
    ]


def _body(exported: str) -> str:
    """An exported module without its header: the project writes its own.

    Attributes of a member, which stand under it, stay.
    """
    lines = exported.splitlines()
    first = next(at for at, line in enumerate(lines) if line.startswith("Attribute VB_"))
    after = next(at for at in range(first, len(lines)) if not lines[at].startswith("Attribute VB_"))
    return "\n".join(lines[after:])
