"""``sheetcash restaurer``: rebuild a workbook from the accountant's folder."""

from __future__ import annotations

from pathlib import Path

import click

from sheetcash.cli.commun import (
    CLASSEUR,
    JOUR,
    JSON,
    Commande,
    afficher,
    constats,
    environ,
    print_json,
)
from sheetcash.cli.racine import DONE, FINDINGS


@click.command(cls=Commande)
@click.argument("dossier", metavar="DOSSIER", type=click.Path(path_type=Path))
@CLASSEUR
@JOUR
@JSON
def commande(dossier: Path, classeur: str, jour: object, as_json: bool) -> int:
    """Refait un CLASSEUR neuf à partir du seul DOSSIER (ou .zip) du comptable.

    Les lignes, les réglages et les sceaux sont ceux du dossier ; les pièces reprennent leur place à
    côté. Un fichier qui existe n'est jamais remplacé. Le résultat est comparé au dossier.
    """
    from datetime import date

    from sheetcash.adapters.clock import ParisClock
    from sheetcash.adapters.excel_file.create import create, retouche
    from sheetcash.adapters.excel_file.store import ExcelFile
    from sheetcash.adapters.exports import PiecesRendues, ouvrir
    from sheetcash.adapters.journal_scelles import SqliteScelles
    from sheetcash.adapters.settings import load_settings
    from sheetcash.app import restaurer
    from sheetcash.app.verifier import SAIN, SANS_SCEAU
    from sheetcash.cli.commun import chez_google
    from sheetcash.cli.progression import attente

    if chez_google(classeur) is not None:
        raise click.UsageError(
            "« restaurer » fait un fichier .xlsx ou .xlsm, à ouvrir chez Google."
        )
    path = Path(classeur)
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        raise click.UsageError("Donnez un nom qui finit par .xlsx ou .xlsm.")
    if path.suffix.lower() == ".xlsm":
        from sheetcash.hosts.excel.classeur import construire as build
    else:
        from sheetcash.templates.xlsx import build
    today = jour if isinstance(jour, date) else ParisClock().today()
    with (
        SqliteScelles(load_settings(environ()).state_dir) as scelles,
        attente("Reconstruction du classeur…"),
    ):
        source = ouvrir(dossier)
        found = restaurer.lire(source)
        fresh = retouche(lambda to: build(to, found.contenu, today), restaurer.verrous)
        create(path, fresh)
        rapport, told = restaurer.controler(found, ExcelFile(path), scelles)
        fidele = rapport.etat == SAIN and told == [*rapport.constats]
        count, left = restaurer.rendre(found, source, PiecesRendues(path.absolute().parent))
    told = [*found.constats, *told, *left]
    rows = {name: len(its) for name, its in found.contenu.rows.items() if its}
    if as_json:
        print_json(
            {
                "classeur": str(path),
                "lignes": rows,
                "pieces": count,
                "sceaux": rapport.etat,
                "constats": [one.as_json() for one in told],
            }
        )
        return FINDINGS if told else DONE
    lines = [f"« {path} » est refait d'après « {source.nom} »."]
    lines.append(f"Recettes : {rows.get('tblRecettes', 0)} lignes ; pièces remises : {count}.")
    if rapport.etat == SANS_SCEAU:
        lines.append("Aucune ligne n'est scellée.")
    elif fidele:
        lines.append("Les lignes et les sceaux sont ceux du dossier, jusqu'au dernier.")
    afficher([*lines, *constats(told)])
    return FINDINGS if told else DONE
