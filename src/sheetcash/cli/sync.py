"""``sheetcash sync``: send the reminders that are due."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
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
    constats,
    environ,
    ouvrir,
    pieces_de,
    print_json,
)
from sheetcash.cli.racine import DONE, FINDINGS

if TYPE_CHECKING:
    from sheetcash.adapters.settings import Settings
    from sheetcash.app.avertissements import Avertissement
    from sheetcash.app.relances import Decision
    from sheetcash.app.sync import Examen, Resultat
    from sheetcash.ports import Mail, Mailer
    from sheetcash.workbook.findings import Finding


@click.command(cls=Commande)
@CLASSEUR
@click.option("--simulation", is_flag=True, help="Montre la liste ; ne change et n'envoie rien.")
@click.option("--oui", is_flag=True, help="Envoie sans demander confirmation.")
@click.option(
    "--test",
    "essai",
    is_flag=False,
    flag_value="",
    metavar="[ADRESSE]",
    help="Envoie tout à votre propre adresse, pour relire ; rien n'est noté.",
)
@click.option(
    "--apercu",
    type=click.Path(dir_okay=False),
    metavar="FICHIER.html",
    help="Écrit une page à lire avant l'envoi ; ne change et n'envoie rien.",
)
@click.option(
    "--malgre-releves",
    is_flag=True,
    help="Envoie aussi les relances 2 et 3 quand les relevés de banque sont anciens.",
)
@JOUR
@JSON
def commande(
    classeur: str,
    simulation: bool,
    oui: bool,
    essai: str | None,
    apercu: str | None,
    malgre_releves: bool,
    jour: date | None,
    as_json: bool,
) -> int:
    """Envoie les relances dues du CLASSEUR et y note ce qui s'est passé.

    Montre d'abord ce qui est dû et demande confirmation. Une relance ne part jamais deux fois ;
    une relance dont le sort est inconnu ne repart jamais d'elle-même.
    """
    from sheetcash.adapters.clock import ParisClock
    from sheetcash.adapters.journal import SqliteJournal
    from sheetcash.adapters.lettres import TypstImprimeur
    from sheetcash.adapters.settings import load_settings
    from sheetcash.app.cadence import Horloge
    from sheetcash.app.envoi import Jour, Outils
    from sheetcash.app.essai import essayer
    from sheetcash.app.sync import examiner, synchroniser
    from sheetcash.cli.avant_envoi import confirmer as demander
    from sheetcash.cli.progression import attente

    _compatibles(essai, apercu, simulation)
    settings = load_settings(environ())
    day = Jour(jour or ParisClock().sending_day(), jour is not None, malgre_releves)
    store = ouvrir(classeur)
    with (
        SqliteJournal(settings.state_dir) as journal,
        attente("Lecture du classeur…") as progression,
    ):

        def confirmer(
            due: list[tuple[Decision, Mail]],
            doubts: list[Finding],
            warnings: Sequence[Avertissement],
        ) -> bool:
            progression.arreter()
            yes = oui or demander(due, doubts, warnings, essai is not None)
            if yes:
                progression.montrer("Envoi", len(due))
            return yes

        outils = Outils(
            store,
            journal,
            lambda: _mailer(settings),
            confirmer,
            progression.avancer,
            lambda: str(uuid.uuid4()),
            pieces_de(classeur),
            TypstImprimeur(),
            _dns(settings),
            Horloge(time.monotonic, time.sleep),
        )
        clients: dict[str, str] = {}
        if essai is not None:
            result = essayer(outils, day, essai)
        elif simulation or apercu:
            from sheetcash.app.apercu import clients as leurs_habitudes

            examen = examiner(outils, day)
            result, clients = examen.resultat, leurs_habitudes(examen)
            if apercu:
                _ecrire(Path(apercu), examen, store.name)
        else:
            result = synchroniser(outils, day)
    if as_json:
        print_json(_as_json(result, simulation or bool(apercu), clients))
    else:
        what = "essai" if essai is not None else "simulation" if simulation or apercu else ""
        afficher(_lines(result, store.name, what, clients, avertir=oui or what == "simulation"))
        if apercu:
            afficher([f"À lire dans un navigateur : {Path(apercu).resolve()}"])
    return FINDINGS if result.constats else DONE


def _compatibles(essai: str | None, apercu: str | None, simulation: bool) -> None:
    """Refuse what cannot be asked for at once, and an address that is the workbook's name."""
    if essai is not None and (simulation or apercu):
        raise click.UsageError("--test envoie : il ne va pas avec --simulation ni --apercu.")
    if essai and "@" not in essai:
        raise click.UsageError(
            f"--test prend une adresse ou rien : « {essai} » n'en est pas une. "
            "Sans adresse, mettez --test à la fin."
        )
    if apercu and Path(apercu).suffix.lower() not in (".html", ".htm"):
        raise click.UsageError("--apercu prend le nom d'une page : FICHIER.html.")


def _dns(settings: Settings) -> Callable[[Collection[str]], Collection[str]]:
    """What tells the domains that take no mail; nothing does when mails stay on this machine."""
    from sheetcash.adapters.mail.domaines import a_demander, sans_courriel

    return sans_courriel if a_demander(settings, environ()) else lambda domaines: ()


def _ecrire(path: Path, examen: Examen, classeur: str) -> None:
    from sheetcash.adapters.atomic import replace_file
    from sheetcash.app.apercu import page
    from sheetcash.app.apercu_page import MARQUE
    from sheetcash.errors import InputError

    if path.is_file() and MARQUE not in path.read_bytes()[:4096].decode("utf-8", "replace"):
        raise InputError(
            f"« {path} » existe déjà, et n'est pas un aperçu de sheetcash : rien n'y est écrit.",
            "Donnez un autre nom de page à --apercu.",
        )
    text = page(examen, classeur)
    replace_file(path, text.encode("utf-8"), mode=0o600)


def _mailer(settings: Settings) -> Mailer:
    from sheetcash.adapters.mail.configured import mailer_from_settings

    return mailer_from_settings(settings, environ())


def _as_json(result: Resultat, simulation: bool, clients: Mapping[str, str]) -> dict[str, object]:
    found: dict[str, object] = {
        "relances": [ligne.as_json() for ligne in result.lignes],
        "constats": [finding.as_json() for finding in result.constats],
        "ecritures": result.ecritures,
        "banque_connue_au": result.releves.isoformat() if result.releves else None,
        "avertissements": [one.as_json() for one in result.avertissements],
    }
    if simulation:
        found["prochaines"] = [one.as_json() for one in result.prochaines]
        found["clients"] = clients
    return found


def _lines(
    result: Resultat, name: str, what: str, clients: Mapping[str, str], *, avertir: bool
) -> list[str]:
    """The run in words; ``what`` when nothing left for good: ``simulation``, ``essai``.

    Without a question that would have told them, ``avertir``: the warnings too.
    """
    from sheetcash.app.relances import ESSAYEES
    from sheetcash.cli.affichage_relances import lignes_prochaines, lignes_relances
    from sheetcash.cli.avant_envoi import avertissements
    from sheetcash.core.mots import jour_long, pluriel
    from sheetcash.core.periods import format_date

    lines = [f"{name}, {jour_long(result.aujourdhui)}"]
    if not any(one.etat in ESSAYEES for one in result.lignes):
        lines += ["", "Aucune relance à envoyer."]
    lines += lignes_relances(result.lignes)
    if avertir:
        lines += avertissements(result.avertissements)
    if what == "simulation":
        if clients:
            lines += ["", f"Ces clients ({len(clients)})"]
            lines += [f"  {who} : {said}" for who, said in clients.items()]
        due = {one.decision.facture.ligne for one in result.lignes}
        lines += lignes_prochaines(
            [one for one in result.prochaines if one.facture.ligne not in due]
        )
        lines += ["", "Simulation : rien n'a été envoyé ni modifié."]
    elif what == "essai" and not result.abandon:
        lines += ["", "Essai : tout reste à envoyer ; le classeur et le journal n'ont pas changé."]
    elif result.abandon:
        lines += ["", "Rien n'a été envoyé."]
    if result.releves is not None:
        age = (result.aujourdhui - result.releves).days
        days = "aujourd'hui" if age == 0 else f"il y a {pluriel(age, 'jour')}"
        lines += ["", f"Banque connue jusqu'au {format_date(result.releves)} ({days})."]
    if result.ecritures:
        cells = pluriel(result.ecritures, "cellule mise à jour", "cellules mises à jour")
        lines += ["", f"{cells} dans le classeur."]
    return lines + constats(result.constats)
