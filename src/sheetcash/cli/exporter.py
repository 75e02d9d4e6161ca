"""``sheetcash exporter``: the workbook's figures, as files for someone else."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sheetcash.cli.commun import (
    CLASSEUR,
    JOUR,
    JSON,
    Commande,
    chez_google,
    constats,
    ouvrir_fichier,
    ouvrir_partage,
    print_json,
)
from sheetcash.cli.racine import DONE, FINDINGS
from sheetcash.errors import StoreError

if TYPE_CHECKING:
    from sheetcash.adapters.excel_file.store import ExcelFile
    from sheetcash.app.comptable import Export


@click.command(cls=Commande)
@CLASSEUR
@click.option(
    "--comptable",
    type=click.Path(path_type=Path),
    metavar="DOSSIER",
    help="Y met une copie du classeur pour le comptable.",
)
@JOUR
@JSON
def commande(classeur: str, comptable: Path | None, jour: date | None, as_json: bool) -> int:
    """Exporte le CLASSEUR pour quelqu'un d'autre.

    La copie pour le comptable est un .xlsx protégé : sans macros, des valeurs à la place des
    fonctions SC_ et des liens vers d'autres classeurs. Le CLASSEUR n'est pas modifié ; un fichier
    déjà là n'est jamais remplacé.
    """
    from sheetcash.adapters.clock import ParisClock
    from sheetcash.adapters.folder import Folder
    from sheetcash.app.comptable import copier
    from sheetcash.cli.progression import attente

    distant = chez_google(classeur) is not None
    if comptable is None:
        raise click.UsageError("Dites quoi exporter, et où : --comptable DOSSIER.")
    if "@" in comptable.name and not comptable.exists():
        raise click.UsageError(
            "--comptable attend ici un dossier. Pour ouvrir une feuille Google à quelqu'un : "
            "sheetcash partager gsheet:ID --comptable MAIL."
        )
    if distant and jour is not None:
        raise click.UsageError(
            "--date ne vaut que pour un fichier : Google donne ses chiffres du jour. Mettez cette "
            "date dans « Date du jour » de la feuille Paramètres."
        )
    file = None if distant else ouvrir_fichier(classeur)
    store = file or ouvrir_partage(classeur)
    day = jour or ParisClock().today()
    with attente("Préparation de la copie…"):
        done = copier(store, Folder(comptable), day, impose=jour is not None)
    if as_json:
        print_json(_as_json(done))
    else:
        lines = [*_lines(done), *constats(done.constats)]
        click.echo("\n".join([*lines, *(_ouvert(file) if file else [])]))
    return FINDINGS if done.constats else DONE


def _ouvert(file: ExcelFile) -> list[str]:
    """What is said of a file that is open elsewhere: what is not saved is not in the copy."""
    try:
        file.ensure_writable()
    except StoreError as error:
        return [f"{error.probleme} La copie contient ce qui y est enregistré."]
    return []


def _as_json(done: Export) -> dict[str, object]:
    copie = done.copie
    return {
        "fichier": done.fichier,
        "octets": len(copie.contenu),
        "date": done.jour.isoformat(),
        "formules_en_valeurs": copie.formules,
        "autres_formules_en_valeurs": copie.autres,
        "macros_retirees": copie.macros,
        "feuilles_retirees": copie.feuilles,
        "liens_retires": copie.liens,
        "date_figee": copie.date_figee,
        "constats": [finding.as_json() for finding in done.constats],
    }


def _lines(done: Export) -> list[str]:
    from sheetcash.core.mots import pluriel
    from sheetcash.core.periods import format_date

    copie = done.copie
    lines = ["La copie pour le comptable est prête à envoyer :", f"  {done.fichier}"]
    lines.append(f"  {_size(len(copie.contenu))}")
    lines.append("")
    if copie.formules:
        several = "formules SC_ remplacées par leur valeur"
        lines.append(f"  {pluriel(copie.formules, 'formule SC_ remplacée par sa valeur', several)}")
    if copie.autres:
        several = "autres formules remplacées par leur valeur (macros, autres classeurs)"
        one = "autre formule remplacée par sa valeur (macro, autre classeur)"
        lines.append(f"  {pluriel(copie.autres, one, several)}")
    lines.append("  macros retirées" if copie.macros else "  pas de macro dans le classeur")
    if copie.feuilles:
        lines.append(f"  feuilles techniques retirées : {', '.join(copie.feuilles)}")
    if copie.liens:
        several = "liens vers d'autres classeurs retirés"
        lines.append(f"  {pluriel(copie.liens, 'lien vers un autre classeur retiré', several)}")
    if copie.date_figee:
        lines.append(f"  chiffres figés au {format_date(done.jour)}")
    lines.append("  feuilles et structure protégées sans mot de passe, copie marquée comme finale")
    lines += ["", "Votre classeur n'a pas été modifié."]
    return lines


def _size(octets: int) -> str:
    r"""A file's size, as a mail program tells it.

    >>> _size(87_400), _size(2_345_678)
    ('87\xa0ko', '2,3\xa0Mo')
    """
    if octets < 1_000_000:
        return f"{max(1, round(octets / 1000))}\u00a0ko"
    return f"{octets / 1_000_000:.1f}\u00a0Mo".replace(".", ",")
