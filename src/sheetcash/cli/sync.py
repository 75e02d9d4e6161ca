"""``sheetcash sync``: send the reminders that are due."""

from __future__ import annotations

import sys
import uuid
from datetime import date
from typing import TYPE_CHECKING

import click

from sheetcash.cli.commun import (
    CLASSEUR,
    JOUR,
    JSON,
    Commande,
    constats,
    environ,
    ouvrir,
    print_json,
)
from sheetcash.cli.questions import demander
from sheetcash.cli.racine import DONE, FINDINGS

if TYPE_CHECKING:
    from sheetcash.adapters.settings import Settings
    from sheetcash.app.relances import Decision
    from sheetcash.app.sync import Resultat
    from sheetcash.ports import Mail, Mailer
    from sheetcash.workbook.findings import Finding


@click.command(cls=Commande)
@CLASSEUR
@click.option("--simulation", is_flag=True, help="Montre la liste ; ne change et n'envoie rien.")
@click.option("--oui", is_flag=True, help="Envoie sans demander confirmation.")
@JOUR
@JSON
def commande(classeur: str, simulation: bool, oui: bool, jour: date | None, as_json: bool) -> int:
    """Envoie les relances dues du CLASSEUR et y note ce qui s'est passé.

    Montre d'abord ce qui est dû et demande confirmation. Une relance ne part jamais deux fois ;
    une relance dont le sort est inconnu ne repart jamais d'elle-même.
    """
    from sheetcash.adapters.clock import ParisClock
    from sheetcash.adapters.journal import SqliteJournal
    from sheetcash.adapters.settings import load_settings
    from sheetcash.app.envoi import Jour, Outils
    from sheetcash.app.sync import simuler, synchroniser
    from sheetcash.cli.progression import attente

    settings = load_settings(environ())
    day = Jour(jour or ParisClock().today(), impose=jour is not None)
    store = ouvrir(classeur)
    with (
        SqliteJournal(settings.state_dir) as journal,
        attente("Lecture du classeur…") as progression,
    ):

        def confirmer(due: list[tuple[Decision, Mail]], doubts: list[Finding]) -> bool:
            progression.arreter()
            yes = oui or _confirm(due, doubts)
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
        )
        result = simuler(outils, day) if simulation else synchroniser(outils, day)
    if as_json:
        print_json(_as_json(result, simulation))
    else:
        click.echo("\n".join(_lines(result, store.name, simulation)))
    return FINDINGS if result.constats else DONE


def _mailer(settings: Settings) -> Mailer:
    from sheetcash.adapters.mail.configured import mailer_from_settings

    return mailer_from_settings(settings, environ())


def _confirm(due: list[tuple[Decision, Mail]], doubts: list[Finding]) -> bool:
    """Show what is about to leave and ask; standard output stays free for ``--json``."""
    from sheetcash.app.envoi import ligne
    from sheetcash.cli.affichage_relances import lignes_relances
    from sheetcash.core.mots import pluriel

    if not sys.stdin.isatty():
        raise click.UsageError(
            f"{pluriel(len(due), 'relance')} à envoyer : ajoutez --oui pour envoyer "
            "sans question, ou --simulation pour voir la liste."
        )
    shown = [*constats(doubts), *lignes_relances([ligne(one) for one, _ in due])]
    click.echo("\n".join(shown), err=True)
    mail = due[0][1]
    click.echo(f"\nPar exemple, à {mail.recipient} :\n\n  {mail.subject}\n", err=True)
    click.echo("\n".join(f"  {line}" for line in mail.text.splitlines()), err=True)
    which = "ces" if len(due) > 1 else "cette"
    question = f"\nEnvoyer {which} {pluriel(len(due), 'relance')} ?"
    answer = demander(
        question + " (oui/non)",
        choix=("oui", "non", "o", "n"),
        defaut="non",
        montre=False,
        suffixe=" ",
    )
    return answer in ("o", "oui")


def _as_json(result: Resultat, simulation: bool) -> dict[str, object]:
    found: dict[str, object] = {
        "relances": [ligne.as_json() for ligne in result.lignes],
        "constats": [finding.as_json() for finding in result.constats],
        "ecritures": result.ecritures,
    }
    if simulation:
        found["prochaines"] = [one.as_json() for one in result.prochaines]
    return found


def _lines(result: Resultat, name: str, simulation: bool) -> list[str]:
    from sheetcash.app.relances import ESSAYEES
    from sheetcash.cli.affichage_relances import lignes_prochaines, lignes_relances
    from sheetcash.core.mots import jour_long, pluriel

    lines = [f"{name}, {jour_long(result.aujourdhui)}"]
    if not any(one.etat in ESSAYEES for one in result.lignes):
        lines += ["", "Aucune relance à envoyer."]
    lines += lignes_relances(result.lignes)
    if simulation:
        due = {one.decision.facture.ligne for one in result.lignes}
        lines += lignes_prochaines(
            [one for one in result.prochaines if one.facture.ligne not in due]
        )
        lines += ["", "Simulation : rien n'a été envoyé ni modifié."]
    elif result.abandon:
        lines += ["", "Rien n'a été envoyé."]
    if result.ecritures:
        cells = pluriel(result.ecritures, "cellule mise à jour", "cellules mises à jour")
        lines += ["", f"{cells} dans le classeur."]
    return lines + constats(result.constats)
