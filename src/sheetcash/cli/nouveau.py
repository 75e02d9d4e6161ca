"""``sheetcash nouveau``: a new workbook."""

from __future__ import annotations

import uuid
from pathlib import Path

import click

from sheetcash.cli.commun import CLASSEUR, Commande
from sheetcash.cli.racine import DONE


@click.command(cls=Commande)
@CLASSEUR
def commande(classeur: str) -> int:
    """Crée le CLASSEUR, un fichier neuf, prêt à remplir.

    En .xlsx, sans macros ; en .xlsm, avec un onglet Sheetcash dans le ruban d'Excel et, sous
    Windows, les fonctions SC_ dans ses cellules. Un fichier qui existe déjà n'est jamais remplacé.
    """
    from sheetcash.adapters.clock import ParisClock
    from sheetcash.adapters.excel_file.create import create
    from sheetcash.templates.vide import contenu_vide

    path = _target(classeur)
    macros = path.suffix.lower() == ".xlsm"
    if macros:
        from sheetcash.hosts.excel.classeur import construire as build
    else:
        from sheetcash.templates.xlsx import build
    content = contenu_vide(str(uuid.uuid4()))
    create(path, lambda target: build(target, content, ParisClock().today()))
    click.echo(
        f"« {path} » est créé.\n"
        "Ouvrez-le : la feuille Accueil dit par où commencer. Remplissez d'abord Paramètres."
    )
    if macros:
        click.echo(
            "Pour son onglet Sheetcash et ses fonctions SC_ : lancez une fois « sheetcash "
            "installer excel », puis acceptez les macros à l'ouverture."
        )
    return DONE


def _target(classeur: str) -> Path:
    """The path to create, once its kind is one this version can make."""
    if classeur.startswith("gsheet:"):
        raise click.UsageError(
            "Cette version ne crée pas encore de feuille Google : donnez un nom en .xlsx."
        )
    path = Path(classeur)
    if not path.suffix:
        path = path.with_suffix(".xlsx")
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        raise click.UsageError(
            f"Cette version crée des classeurs .xlsx et .xlsm, pas « {path.suffix} » : "
            f"essayez « {path.with_suffix('.xlsx').name} »."
        )
    return path
