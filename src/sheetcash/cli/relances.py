"""``sheetcash relances``: the reminders' story; an uncertain mail settled, a returned one noted."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from sheetcash.cli.commun import (
    CLASSEUR,
    JOUR,
    JSON,
    Commande,
    afficher,
    constats,
    environ,
    ouvrir,
    print_json,
)
from sheetcash.cli.racine import DONE, FINDINGS

if TYPE_CHECKING:
    from sheetcash.adapters.journal import SqliteJournal
    from sheetcash.app.envoi import Jour, Outils
    from sheetcash.ports import Mailer

#: How many events are shown unless all are asked for.
_SHOWN: Final = 50


@click.command(cls=Commande)
@CLASSEUR
@click.option("--facture", default="", metavar="N°", help="Seulement cette facture.")
@click.option("--client", default="", metavar="NOM", help="Seulement ce client.")
@click.option("--tout", is_flag=True, help=f"Montre tout, au-delà des {_SHOWN} derniers.")
@click.option(
    "--resoudre",
    default="",
    metavar="N°",
    help="Tranche l'envoi incertain de cette facture, et des autres du même courriel.",
)
@click.option(
    "--niveau", type=click.IntRange(0, 3), metavar="n", help="Avec --resoudre : quelle relance."
)
@click.option(
    "--envoyee/--non-envoyee",
    "envoyee",
    default=None,
    help="Avec --resoudre : elle est partie, ou elle est à renvoyer.",
)
@click.option(
    "--rebond",
    "rebonds",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FICHIER.eml",
    help="Note un courriel revenu, d'après l'avis de non-remise ; peut être répété.",
)
@click.argument("autres", nargs=-1, type=click.Path(path_type=Path), metavar="[FICHIER.eml …]")
@JOUR
@JSON
def commande(
    classeur: str,
    facture: str,
    client: str,
    tout: bool,
    resoudre: str,
    niveau: int | None,
    envoyee: bool | None,
    rebonds: tuple[Path, ...],
    autres: tuple[Path, ...],
    jour: date | None,
    as_json: bool,
) -> int:
    """Montre l'historique des relances du CLASSEUR, le plus récent d'abord.

    Avec --resoudre, dit ce qu'est devenu un envoi incertain. Avec --rebond, note les courriels
    revenus : plus rien ne part à leur adresse tant qu'elle n'a pas changé. Rien n'est envoyé.
    """
    if autres and not rebonds:
        raise click.UsageError(
            f"« {autres[0]} » est de trop : les avis de non-remise se donnent après --rebond."
        )
    if (niveau is not None or envoyee is not None) and not resoudre:
        raise click.UsageError("--niveau, --envoyee et --non-envoyee vont avec --resoudre N°.")
    if resoudre and envoyee is None:
        raise click.UsageError("Ajoutez --envoyee (elle est partie) ou --non-envoyee (à renvoyer).")
    if bool(resoudre) + bool(rebonds) + bool(facture or client or tout) > 1:
        raise click.UsageError("--resoudre, --rebond et l'historique se demandent séparément.")
    from sheetcash.adapters.clock import ParisClock
    from sheetcash.adapters.journal import SqliteJournal
    from sheetcash.adapters.settings import load_settings
    from sheetcash.app.envoi import Jour

    day = Jour(jour or ParisClock().today(), impose=jour is not None)
    with SqliteJournal(load_settings(environ()).state_dir) as journal:
        if resoudre:
            assert envoyee is not None
            return _resoudre(_outils(classeur, journal), day, resoudre, niveau, envoyee, as_json)
        if rebonds:
            return _rebonds(lambda: _outils(classeur, journal), day, [*rebonds, *autres], as_json)
        return _historique(classeur, journal, day, facture, client, tout, as_json)


def _historique(
    classeur: str,
    journal: SqliteJournal,
    jour: Jour,
    facture: str,
    client: str,
    tout: bool,
    as_json: bool,
) -> int:
    from sheetcash.app.historique import historique
    from sheetcash.cli.affichage_historique import montrer
    from sheetcash.cli.progression import attente
    from sheetcash.core.mots import pluriel
    from sheetcash.workbook.reading import SYNC_TABLES

    with attente("Lecture du classeur…"):
        store = ouvrir(classeur)
        book = jour.lire(store.read(SYNC_TABLES, to_write=False))
        found = historique(book, journal, facture, client)
    shown = found if tout else found[:_SHOWN]
    todo = any(one.que_faire for one in found)
    if as_json:
        print_json({"evenements": [one.as_json() for one in shown], "total": len(found)})
        return FINDINGS if todo else DONE
    whose = " ".join(filter(None, (facture and f"facture {facture}", client)))
    title = f"{store.name}{f', {whose}' if whose else ''} : {pluriel(len(found), 'événement')}"
    afficher([title, ""])
    montrer(shown)
    if len(found) > len(shown):
        left = pluriel(len(found) - len(shown), "événement plus ancien", "événements plus anciens")
        click.echo(f"\n… et {left} : --tout les montre.")
    return FINDINGS if todo else DONE


def _resoudre(
    outils: Outils, jour: Jour, numero: str, niveau: int | None, envoyee: bool, as_json: bool
) -> int:
    from sheetcash.app.resolution import resoudre

    done = resoudre(outils, jour, numero, niveau, envoyee=envoyee)
    if as_json:
        print_json(
            {
                **{"facture": done.facture, "niveau": done.niveau, "etat": done.etat},
                **{"avec": list(done.avec), "phrase": done.phrase, "ecritures": done.ecritures},
                "constats": [one.as_json() for one in done.constats],
            }
        )
    else:
        afficher([done.phrase, *constats(done.constats)])
    return FINDINGS if done.constats else DONE


def _rebonds(outils: Callable[[], Outils], jour: Jour, fichiers: list[Path], as_json: bool) -> int:
    """Each file is taken for itself: one that is no notice stops none of the others."""
    from sheetcash.adapters.mail.rebonds import lire_fichier
    from sheetcash.app.rebonds import INCONNU, Bilan, noter_retours
    from sheetcash.errors import InputError, StoreError

    avis, refus = [], []
    for one in fichiers:
        try:
            avis.append((one.name, lire_fichier(one)))
        except (InputError, StoreError) as error:
            refus.append(error)
    done = noter_retours(outils(), jour, avis) if avis else Bilan([], 0, [])
    if as_json:
        print_json(
            {
                "retours": [one.as_json() for one in done.retours],
                "refuses": [str(one) for one in refus],
                "constats": [one.as_json() for one in done.constats],
                "ecritures": done.ecritures,
            }
        )
    else:
        said = [one.phrase for one in done.retours] + [str(one) for one in refus]
        afficher([*said, *constats(done.constats)])
    unknown = any(one.etat == INCONNU for one in done.retours)
    return FINDINGS if refus or unknown or done.constats else DONE


def _outils(classeur: str, journal: SqliteJournal) -> Outils:
    """Without a mailer: nothing here sends."""
    from sheetcash.app.envoi import Outils
    from sheetcash.errors import SendError

    def no_mailer() -> Mailer:
        raise SendError("« relances » n'envoie rien.")

    return Outils(
        ouvrir(classeur),
        journal,
        no_mailer,
        lambda due, doubts, warnings: False,
        lambda done, total: None,
        lambda: str(uuid.uuid4()),
    )
