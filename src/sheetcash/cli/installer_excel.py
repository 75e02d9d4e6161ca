"""``sheetcash installer excel``: tell Excel where Python is."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

import click

from sheetcash.cli.commun import environ
from sheetcash.cli.racine import DONE, FINDINGS
from sheetcash.errors import AccessDenied, InputError
from sheetcash.hosts.excel import installation
from sheetcash.hosts.excel.installation import MAC, WINDOWS, Obstacle, Poste

_MACROS: Final = """\
Un classeur reçu par courriel ou téléchargé est bloqué par Windows : clic droit sur le fichier,
Propriétés, cochez « Débloquer ». À l'ouverture, cliquez sur « Activer le contenu »."""
_SANS_EXCEL: Final = (
    "Excel n'existe pas sur ce système.",
    "Les chiffres du classeur n'en ont pas besoin ; ses fonctions SC_ marchent sous Windows.",
)


def installer() -> int:
    """Write the configuration file, then say what is still in the way."""
    poste = installation.ce_poste(environ())
    path = installation.configuration(poste)
    if path is None:
        raise InputError(*_SANS_EXCEL)
    ecrire(path, poste)
    lines = [f"Excel sait où est Python ({poste.python}) :", f"  {path}"]
    if poste.systeme == MAC:
        lines.append(f"  {_applescript(poste)}")
        lines.append("Sur macOS, Excel ne connaît pas les fonctions Python dans les cellules.")
    left = installation.obstacles(poste, _text(path, poste))
    for one in left:
        lines += ["", f"✗ {one.probleme}", f"  {one.que_faire}"]
    if poste.systeme == WINDOWS:
        lines += ["", _MACROS]
    click.echo("\n".join(lines))
    return FINDINGS if left else DONE


def ecrire(path: Path, poste: Poste) -> None:
    """Write the interpreter in the file, its other lines kept; whole or not at all."""
    from sheetcash.adapters.atomic import replace_file

    text = installation.regler(_text(path, poste) or "", poste)
    replace_file(path, text.encode(installation.encodage(poste.systeme)), mode=0o600)


def ce_qui_manque(classeur: str) -> list[Obstacle]:
    """What keeps Excel and Python apart on this computer."""
    poste = installation.ce_poste(environ())
    path = installation.configuration(poste)
    text = _text(path, poste) if path is not None else None
    return installation.obstacles(poste, text, classeur)


def _text(path: Path, poste: Poste) -> str | None:
    try:
        return path.read_bytes().decode(installation.encodage(poste.systeme), "replace")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise AccessDenied(
            f"« {path} » ne peut pas être lu ({error.strerror}).", "Vérifiez vos droits."
        ) from error


def _applescript(poste: Poste) -> Path:
    """Put xlwings' own script where Excel for Mac may run it from."""
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
