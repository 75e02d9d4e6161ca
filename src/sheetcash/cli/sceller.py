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
    afficher,
    chez_google,
    constats,
    environ,
    horodatages_de,
    ouvrir,
    print_json,
)
from sheetcash.cli.racine import DONE, FINDINGS

if TYPE_CHECKING:
    from sheetcash.adapters.horodatage import ServeurHorodatage
    from sheetcash.adapters.settings import Settings
    from sheetcash.app.horodater import Resultat as Horodate
    from sheetcash.app.sceller import Outils, Plan, Resume
    from sheetcash.ports.horodatage import Jetons
    from sheetcash.workbook.findings import Finding


class _Sceller(Commande):
    """The command, whose ``--horodater`` takes an address only where one follows it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The arguments; « --horodater CLASSEUR » names no server."""
        following = [*args[1:], ""]
        given = [
            "--horodater="
            if one == "--horodater" and ("://" not in after or chez_google(after) is not None)
            else one
            for one, after in zip(args, following, strict=True)
        ]
        return super().parse_args(ctx, given)


@click.command(cls=_Sceller)
@CLASSEUR
@click.option(
    "--jusqu-au",
    type=Jour(),
    metavar="DATE",
    help="Le dernier jour à sceller ; sans elle, la fin du mois dernier.",
)
@click.option("--achats", is_flag=True, help="Scelle aussi le registre des achats.")
@click.option(
    "--horodater",
    is_flag=False,
    flag_value="",
    metavar="[URL]",
    help="Fait horodater le dernier sceau par ce serveur (RFC 3161), sinon par celui des réglages.",
)
@click.option("--simulation", is_flag=True, help="Montre ce qui serait scellé ; ne change rien.")
@click.option("--oui", is_flag=True, help="Scelle sans demander confirmation.")
@JOUR
@JSON
def commande(
    classeur: str,
    jusqu_au: date | None,
    achats: bool,
    horodater: str | None,
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
    from sheetcash.app.sceller import Outils, executer, fin_du_mois_passe, preparer, rattraper
    from sheetcash.cli.progression import attente

    today = jour or ParisClock().today()
    until = jusqu_au or fin_du_mois_passe(today)
    settings = load_settings(environ())
    stamping = None if horodater is None else _horodatage(horodater, classeur, settings)
    state, horodate = settings.state_dir, None
    with SqliteJournal(state) as journal, SqliteScelles(state) as scelles:
        store = ouvrir(classeur)
        outils = Outils(store, journal, scelles, lambda: str(uuid.uuid4()))
        with attente("Lecture du classeur…"):
            snapshot, plan = preparer(outils, today, until, achats=achats)
        written, done = 0, False
        if not simulation:
            rattraper(outils, snapshot, plan)
        if not plan.vide and not simulation and (oui or _confirmer(plan)):
            with attente("Scellement…"):
                written = executer(outils, snapshot, plan, today).ecritures
            done = True
        if stamping is not None and not simulation and (done or plan.vide):
            from sheetcash.app.horodater import horodater as demander
            from sheetcash.app.registres import TABLES

            with attente("Horodatage…"):
                horodate = demander(lambda: store.read(TABLES, to_write=False), scelles, *stamping)
    found = [*plan.constats, *(horodate.constats if horodate is not None else ())]
    if as_json:
        print_json(_as_json(plan, written, done, horodate, found))
    else:
        afficher(_lines(outils, plan, until, done, simulation, horodate, found))
    return FINDINGS if found else DONE


def _horodatage(url: str, classeur: str, settings: Settings) -> tuple[Jetons, ServeurHorodatage]:
    """Where tokens are kept and who gives one; what is wrong with it is told before any seal."""
    from sheetcash.adapters.horodatage import LecteurRfc3161, ServeurHorodatage
    from sheetcash.ports.horodatage import Jetons

    address = url or settings.tsa_url
    if not address:
        raise click.UsageError(
            "Quel serveur d'horodatage ? Donnez son adresse : --horodater https://…, ou le réglage "
            "tsa_url (SHEETCASH_TSA_URL)."
        )
    lecteur = LecteurRfc3161(settings.tsa_ca)
    serveur = ServeurHorodatage(address, lecteur)
    return Jetons(horodatages_de(classeur), lambda: lecteur), serveur


def _confirmer(plan: Plan) -> bool:
    """Show what is about to be sealed, and ask; standard output stays free for ``--json``."""
    from sheetcash.cli.questions import accepter

    if not sys.stdin.isatty():
        raise click.UsageError(
            "Ajoutez --oui pour sceller sans question, ou --simulation pour voir ce qui le serait."
        )
    shown = [line for one in plan.resumes for line in _resume(one)] + constats(plan.constats)
    afficher(shown, err=True)
    return accepter("\nSceller ? Une ligne scellée ne se change plus")


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


def _lines(
    outils: Outils,
    plan: Plan,
    until: date,
    done: bool,
    simulation: bool,
    horodate: Horodate | None,
    found: list[Finding],
) -> list[str]:

    lines = [outils.store.name, ""]
    lines += [line for one in plan.resumes for line in _resume(one)]
    if plan.vide and not plan.constats:
        lines.append(plan.rien(until))
        lines += [one.phrase for one in plan.attentes]
        if plan.attentes:
            lines.append("  Pour les sceller dès aujourd'hui : --jusqu-au avec la date du jour.")
    elif simulation:
        lines += ["", "Simulation : rien n'a été scellé."]
    elif not done:
        lines += ["", "Rien n'a été scellé."]
    else:
        lines += ["", "Scellé. À garder ailleurs, chez votre comptable par exemple :"]
        lines += [f"  {one.registre} : {one.sceau}" for one in plan.resumes]
    if horodate is not None and horodate.horodatage is not None:
        from sheetcash.cli.verifier import SIGNATURE_NON_VERIFIEE, horodatage

        its = horodate.horodatage
        word = "Horodaté" if horodate.nouveau else "Déjà horodaté"
        lines += ["", f"{word} : {horodatage(its)}", f"  Jeton : {its.fichier}"]
        if not its.jeton.signature_verifiee:
            lines.append(SIGNATURE_NON_VERIFIEE)
    return lines + constats(found)


def _as_json(
    plan: Plan, written: int, done: bool, horodate: Horodate | None, found: list[Finding]
) -> dict[str, object]:
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
        "en_attente": {one.registre: one.lignes for one in plan.attentes},
        "horodatage": horodate.horodatage.as_json()
        if horodate is not None and horodate.horodatage is not None
        else None,
        "constats": [one.as_json() for one in found],
        "ecritures": written,
    }
