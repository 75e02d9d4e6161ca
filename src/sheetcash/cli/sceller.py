"""``sheetcash sceller``: seal the registers' rows up to a day."""

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
    Jour,
    constats,
    environ,
    ouvrir,
    print_json,
)
from sheetcash.cli.racine import DONE, FINDINGS

if TYPE_CHECKING:
    from sheetcash.app.sceller import Outils, Plan, Resume


@click.command(cls=Commande)
@CLASSEUR
@click.option(
    "--jusqu-au",
    type=Jour(),
    metavar="DATE",
    help="Le dernier jour à sceller ; sans elle, la fin du mois dernier.",
)
@click.option("--achats", is_flag=True, help="Scelle aussi le registre des achats.")
@click.option("--simulation", is_flag=True, help="Montre ce qui serait scellé ; ne change rien.")
@click.option("--oui", is_flag=True, help="Scelle sans demander confirmation.")
@JOUR
@JSON
def commande(
    classeur: str,
    jusqu_au: date | None,
    achats: bool,
    simulation: bool,
    oui: bool,
    jour: date | None,
    as_json: bool,
) -> int:
    """Scelle les lignes du livre des recettes du CLASSEUR, et ses achats si la loi le demande.

    Une ligne scellée ne se change plus sans que « verifier » le voie : une erreur se corrige par
    une ligne nouvelle, avec « corriger ».
    """
    from sheetcash.adapters.clock import ParisClock
    from sheetcash.adapters.journal import SqliteJournal
    from sheetcash.adapters.journal_scelles import SqliteScelles
    from sheetcash.adapters.settings import load_settings
    from sheetcash.app.sceller import Outils, executer, fin_du_mois_passe, preparer
    from sheetcash.cli.progression import attente

    today = jour or ParisClock().today()
    until = jusqu_au or fin_du_mois_passe(today)
    state = load_settings(environ()).state_dir
    with SqliteJournal(state) as journal, SqliteScelles(state) as scelles:
        outils = Outils(ouvrir(classeur), journal, scelles, lambda: str(uuid.uuid4()))
        with attente("Lecture du classeur…"):
            snapshot, plan = preparer(outils, today, until, achats=achats)
        written, done = 0, False
        if not plan.vide and not simulation and (oui or _confirmer(plan)):
            with attente("Scellement…"):
                written = executer(outils, snapshot, plan, today).ecritures
            done = True
    if as_json:
        print_json(_as_json(plan, written, done))
    else:
        click.echo("\n".join(_lines(outils, plan, until, done, simulation)))
    return FINDINGS if plan.constats else DONE


def _confirmer(plan: Plan) -> bool:
    """Show what is about to be sealed, and ask; standard output stays free for ``--json``."""
    from sheetcash.cli.questions import demander

    if not sys.stdin.isatty():
        raise click.UsageError(
            "Ajoutez --oui pour sceller sans question, ou --simulation pour voir ce qui le serait."
        )
    shown = [line for one in plan.resumes for line in _resume(one)] + constats(plan.constats)
    click.echo("\n".join(shown), err=True)
    question = "\nSceller ? Une ligne scellée ne se change plus (oui/non) "
    return demander(question, choix=("o", "oui", "n", "non"), suffixe="") in ("o", "oui")


def _resume(one: Resume) -> list[str]:
    """A register in a few lines."""
    from sheetcash.core.money import format_euros
    from sheetcash.core.mots import pluriel
    from sheetcash.core.periods import format_date

    if not one.lignes:
        what = "aucune ligne nouvelle"
    else:
        which = f"n° {one.premier}" if one.lignes == 1 else f"n° {one.premier} à {one.dernier}"
        what = f"{pluriel(one.lignes, 'ligne')}, {which}, {format_euros(one.total)}"
    if one.remis:
        what += f" ; {pluriel(one.remis, 'sceau perdu remis', 'sceaux perdus remis')}"
    lines = [f"{one.registre} jusqu'au {format_date(one.jusqu_au)} : {what}"]
    for month in one.clotures:
        span = f"du {format_date(month.debut)} au {format_date(month.fin)}"
        lines.append(f"  • {span} : {format_euros(month.total)} ({month.detail})")
    return lines


def _lines(outils: Outils, plan: Plan, until: date, done: bool, simulation: bool) -> list[str]:
    from sheetcash.core.periods import format_date

    lines = [outils.store.name, ""]
    lines += [line for one in plan.resumes for line in _resume(one)]
    if plan.vide and not plan.constats:
        lines.append(f"Tout est déjà scellé jusqu'au {format_date(until)}.")
    elif simulation:
        lines += ["", "Simulation : rien n'a été scellé."]
    elif not done:
        lines += ["", "Rien n'a été scellé."]
    else:
        lines += ["", "Scellé. À garder ailleurs, chez votre comptable par exemple :"]
        lines += [f"  {one.registre} : {one.sceau}" for one in plan.resumes]
    return lines + constats(plan.constats)


def _as_json(plan: Plan, written: int, done: bool) -> dict[str, object]:
    return {
        "scelle": done,
        "registres": [
            {
                "registre": one.registre,
                "lignes": one.lignes,
                "premier": one.premier,
                "dernier": one.dernier,
                "total": one.total / 100,
                "jusqu_au": one.jusqu_au.isoformat(),
                "sceau": str(one.sceau) if one.sceau else None,
                "mois": [
                    {
                        "debut": month.debut.isoformat(),
                        "fin": month.fin.isoformat(),
                        "lignes": month.lignes,
                        "total": month.total / 100,
                        "detail": month.detail,
                    }
                    for month in one.clotures
                ],
            }
            for one in plan.resumes
        ],
        "constats": [one.as_json() for one in plan.constats],
        "ecritures": written,
    }
