"""The file that tells Excel where Python is, read and written on this computer."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from sheetcash.errors import AccessDenied
from sheetcash.hosts.excel import installation
from sheetcash.hosts.excel.installation import Obstacle, Poste


def ecrire(path: Path, poste: Poste) -> None:
    """Write the interpreter in the file, its other settings kept; whole or not at all."""
    from sheetcash.adapters.atomic import replace_file

    text = installation.regler(texte(path) or "", poste)
    encoded = text.encode(installation.encodage(poste.systeme))
    replace_file(path, encoded, mode=0o600)


def texte(path: Path) -> str | None:
    """The file's text; None when it is not there.

    Raises:
        AccessDenied: it cannot be read.
    """
    try:
        return path.read_bytes().decode(installation.encodage(sys.platform), "replace")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise AccessDenied(
            f"« {path} » ne peut pas être lu ({error.strerror}).", "Vérifiez vos droits."
        ) from error


def ce_qui_manque(environ: Mapping[str, str], classeur: str) -> list[Obstacle]:
    """What keeps Excel and Python apart on this computer."""
    poste = installation.ce_poste(environ)
    path = installation.configuration(poste)
    text = texte(path) if path is not None else None
    return installation.obstacles(poste, text, classeur)


def applescript(poste: Poste) -> Path:
    """Put xlwings' own script where Excel for Mac may run it from, and answer where.

    Raises:
        AccessDenied: the folder cannot be written.
    """
    from sheetcash.hosts.excel.vba.modules import XLWINGS, dossier_xlwings

    name = f"xlwings-{XLWINGS}.applescript"
    folder = poste.maison / "Library" / "Application Scripts" / "com.microsoft.Excel"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return Path(shutil.copy(dossier_xlwings() / name, folder))
    except OSError as error:
        raise AccessDenied(
            f"« {folder} » ne peut pas être écrit ({error.strerror}).",
            "Ouvrez Excel une fois, puis recommencez.",
        ) from error
