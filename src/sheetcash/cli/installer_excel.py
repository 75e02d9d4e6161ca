"""``sheetcash installer excel``: tell Excel where Python is."""

from __future__ import annotations

from typing import Final

import click

from sheetcash.cli.commun import environ
from sheetcash.cli.racine import DONE, FINDINGS
from sheetcash.errors import InputError
from sheetcash.hosts.excel import installation, interpreteur
from sheetcash.hosts.excel.installation import MAC, WINDOWS

_MACROS: Final = """\
Un classeur reçu par courriel ou téléchargé est bloqué par Windows : clic droit sur le fichier,
Propriétés, cochez « Débloquer ». À l'ouverture, cliquez sur « Activer le contenu »."""
_MAC: Final = """\
Sur macOS, Excel ne connaît pas les fonctions Python dans les cellules ; les boutons marchent. Au
premier clic, macOS demande si Python peut piloter Excel : répondez OK."""
_SANS_EXCEL: Final = (
    "Excel n'existe pas sur ce système.",
    "Les chiffres du classeur n'en ont pas besoin ; ses boutons marchent sous Windows et macOS, "
    "ses fonctions SC_ sous Windows.",
)


def installer() -> int:
    """Write the configuration file, then say what is still in the way."""
    poste = installation.ce_poste(environ())
    path = installation.configuration(poste)
    if path is None:
        raise InputError(*_SANS_EXCEL)
    interpreteur.ecrire(path, poste)
    lines = [f"Excel sait où est Python ({poste.python}) :", f"  {path}"]
    if poste.systeme == MAC:
        lines += [f"  {interpreteur.applescript(poste)}", "", _MAC]
    left = installation.obstacles(poste, interpreteur.texte(path))
    for one in left:
        lines += ["", f"✗ {one.probleme}", f"  {one.que_faire}"]
    if poste.systeme == WINDOWS:
        lines += ["", _MACROS]
    click.echo("\n".join(lines))
    return FINDINGS if left else DONE
