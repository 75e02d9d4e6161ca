"""``sheetcash courriers``: formal notices to post, and recovery folders, as PDF."""

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
    afficher,
    chez_google,
    constats,
    environ,
    ouvrir,
    pieces_de,
    print_json,
)
from sheetcash.cli.racine import DONE, FINDINGS

if TYPE_CHECKING:
    from sheetcash.app.courriers import Resultat


@click.command(cls=Commande)
@CLASSEUR
@click.argument("numeros", metavar="[N°…]", nargs=-1)
@click.option(
    "--dossier",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Où les mettre ; par défaut « Courriers », à côté du classeur.",
)
@JOUR
@JSON
def commande(
    classeur: str, numeros: tuple[str, ...], dossier: Path | None, jour: date | None, as_json: bool
) -> int:
    """Écrit les mises en demeure à poster et les dossiers de recouvrement du CLASSEUR, en PDF.

    Sans N°, ceux qui sont dus ; avec, ceux de ces factures. Le CLASSEUR n'est pas modifié, rien
    n'est envoyé, et un fichier déjà là n'est jamais remplacé.
    """
    from sheetcash.adapters.clock import ParisClock
    from sheetcash.adapters.folder import Folder
    from sheetcash.adapters.journal import SqliteJournal
    from sheetcash.adapters.lettres import TypstImprimeur
    from sheetcash.adapters.settings import load_settings
    from sheetcash.app.courriers import Moyens, ecrire
    from sheetcash.cli.progression import attente
    from sheetcash.workbook.reading import SYNC_TABLES, read_book
    from sheetcash.workbook.tables import BAREMES

    beside = Path() if chez_google(classeur) is not None else Path(classeur).parent
    place = dossier if dossier is not None else beside / "Courriers"
    settings = load_settings(environ())
    with SqliteJournal(settings.state_dir) as journal, attente("Écriture des courriers…"):
        store = ouvrir(classeur)
        snapshot = store.read((*SYNC_TABLES, BAREMES.name), to_write=False)
        book = read_book(snapshot, jour or ParisClock().today(), impose=jour is not None)
        its = book.parametres.identifiant
        moyens = Moyens(
            TypstImprimeur(),
            Folder(place),
            pieces_de(classeur),
            journal.entries(its) if its else {},
            journal.events(its) if its else [],
        )
        result = ecrire(book, moyens, numeros)
    found = [*book.findings, *result.constats]
    if as_json:
        print_json(
            {
                "courriers": [one.as_json() for one in result.courriers],
                "constats": [one.as_json() for one in found],
            }
        )
    else:
        afficher([*_lines(result, store.name), *constats(found)])
    return FINDINGS if found else DONE


def _lines(result: Resultat, name: str) -> list[str]:
    from sheetcash.app.courriers import LETTRE
    from sheetcash.core.money import format_euros
    from sheetcash.core.mots import jour_long, pluriel

    lines = [f"{name}, {jour_long(result.aujourdhui)}"]
    if not result.courriers:
        return [*lines, "", "Aucun courrier à écrire."]
    for letter in (True, False):
        those = [one for one in result.courriers if (one.genre == LETTRE) == letter]
        if those:
            what = "mise en demeure" if letter else "dossier de recouvrement"
            several = "mises en demeure" if letter else "dossiers de recouvrement"
            lines += ["", pluriel(len(those), what, several)]
            for one in those:
                lines.append(f"  {one.facture}, {one.client}, {format_euros(one.total_cents)}")
                lines.append(f"    {one.chemin}")
    if any(one.genre == LETTRE for one in result.courriers):
        lines += ["", "À relire, signer, et poster en recommandé avec avis de réception ; puis"]
        lines.append("notez-le dans Relances : canal « courrier », niveau 3, état « fait ».")
    return lines
