"""``sheetcash verifier``: hold sealed rows against their seals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sheetcash.cli.commun import (
    CLASSEUR,
    JSON,
    Commande,
    afficher,
    constats,
    environ,
    horodatages_de,
    ouvrir,
    print_json,
)
from sheetcash.cli.racine import DONE, FINDINGS

if TYPE_CHECKING:
    from sheetcash.app.horodater import Horodatage
    from sheetcash.app.verifier import Constate, Rapport
    from sheetcash.ports.horodatage import LecteurDeJetons


@click.command(cls=Commande)
@CLASSEUR
@click.option(
    "--sceau",
    "sceaux",
    multiple=True,
    metavar="SCEAU",
    help="Un sceau gardé ailleurs : il doit encore être dans le classeur. Peut être répété.",
)
@JSON
def commande(classeur: str, sceaux: tuple[str, ...], as_json: bool) -> int:
    """Dit de chaque ligne scellée du CLASSEUR si elle est saine, ou ce qui lui est arrivé.

    Les horodatages gardés dans le dossier « Horodatages », à côté du classeur, sont vérifiés aussi.
    Rien n'est modifié. Le code de sortie est 0 quand tout ce qui est scellé est sain, 1 sinon,
    et quand rien n'est scellé.
    """
    from sheetcash.adapters.journal_scelles import SqliteScelles
    from sheetcash.adapters.settings import load_settings
    from sheetcash.app.registres import TABLES
    from sheetcash.app.verifier import SAIN, verifier
    from sheetcash.cli.progression import attente
    from sheetcash.ports.horodatage import Jetons

    store, settings = ouvrir(classeur), load_settings(environ())

    def lecteur() -> LecteurDeJetons:
        from sheetcash.adapters.horodatage import LecteurRfc3161  # late: most have no token

        return LecteurRfc3161(settings.tsa_ca)

    jetons = Jetons(horodatages_de(classeur), lecteur)
    with (
        SqliteScelles(settings.state_dir) as scelles,
        attente("Vérification des sceaux…"),
    ):
        rapport = verifier(store.read(TABLES, to_write=False), scelles, sceaux, jetons)
    if as_json:
        print_json(
            {
                "etat": rapport.etat,
                "registres": [one.as_json() for one in rapport.registres],
                "horodatages": [one.as_json() for one in rapport.horodatages],
                "constats": [one.as_json() for one in rapport.constats],
            }
        )
    else:
        afficher([store.name, "", *_lines(rapport), *constats(rapport.constats)])
    return DONE if rapport.etat == SAIN and not rapport.constats else FINDINGS


#: What is said where the user named no authority: a token proves nothing by itself.
SIGNATURE_NON_VERIFIEE = (
    "  La signature n'a pas été vérifiée : n'importe qui aurait pu fabriquer ce jeton. Donnez le "
    "certificat de l'autorité (fichier PEM) par le réglage tsa_ca ou SHEETCASH_TSA_CA."
)


def horodatage(one: Horodatage) -> str:
    """A time-stamp in a line: of what, when, by whom, and whether that was verified."""
    from sheetcash.app.horodater import instant

    said = "vérifiée" if one.jeton.signature_verifiee else "non vérifiée"
    return (
        f"sceau {str(one.sceau)[:16]}…, le {instant(one.jeton)}, par « {one.jeton.autorite} » "
        f"(signature {said})"
    )


def _lines(rapport: Rapport) -> list[str]:
    from sheetcash.core.mots import pluriel

    lines = [line for one in rapport.registres for line in _registre(one)]
    lines += [f"Horodatage : {horodatage(one)}" for one in rapport.horodatages]
    if any(not one.jeton.signature_verifiee for one in rapport.horodatages):
        lines.append(SIGNATURE_NON_VERIFIEE)
    if rapport.jetons_d_autres:
        count = pluriel(rapport.jetons_d_autres, "jeton")
        lines.append(f"Dossier Horodatages : {count} d'un autre classeur, laissé de côté.")
    return lines


def _registre(one: Constate) -> list[str]:
    from sheetcash.app.verifier import SANS_SCEAU
    from sheetcash.core.mots import pluriel
    from sheetcash.core.periods import format_date

    free = f" {pluriel(one.libres, 'ligne pas encore scellée', 'lignes pas encore scellées')}."
    if one.etat == SANS_SCEAU:
        return [f"{one.nom} : aucune ligne n'est scellée, il n'y a rien à vérifier.{free}"]
    until = f", jusqu'au {format_date(one.jusqu_au)}" if one.jusqu_au else ""
    sound = pluriel(one.saines, "ligne scellée saine", "lignes scellées saines")
    lines = [f"{one.nom} : {sound}{until}.{free if one.libres else ''}"]
    if one.dernier is not None:
        lines.append(f"  Dernier sceau : {one.dernier}")
    return lines
