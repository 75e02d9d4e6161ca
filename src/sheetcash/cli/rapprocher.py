"""``sheetcash rapprocher``: each line of the bank on what it pays."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING

import click

from sheetcash.cli.affichage_rapprocher import (
    MONTREES,
    annulation,
    annulation_json,
    fin,
    lignes,
    regards,
)
from sheetcash.cli.affichage_rapprocher import as_json as json_of
from sheetcash.cli.commun import (
    CLASSEUR,
    JOUR,
    JSON,
    Commande,
    afficher,
    ouvrir,
    print_json,
)
from sheetcash.cli.decider import decider
from sheetcash.cli.racine import DONE, FINDINGS

if TYPE_CHECKING:
    from sheetcash.app.rapprochement.annuler import Annulation


@click.command(cls=Commande)
@CLASSEUR
@click.option("--simulation", is_flag=True, help="Montre ce qui serait écrit ; ne change rien.")
@click.option("--oui", is_flag=True, help="Écrit ce qui est certain sans rien demander.")
@click.option("--tout", is_flag=True, help=f"Montre tout, au-delà de {MONTREES} lignes.")
@click.option("--annuler", is_flag=True, help="Défait le dernier rapprochement, ou celui de --lot.")
@click.option("--lot", default="", metavar="LOT", help="Avec --annuler : lequel.")
@JOUR
@JSON
def commande(
    classeur: str,
    simulation: bool,
    oui: bool,
    tout: bool,
    annuler: bool,
    lot: str,
    jour: date | None,
    as_json: bool,
) -> int:
    """Dit ce que paie chaque ligne de la feuille Banque du CLASSEUR.

    Ce qui est certain est écrit : la recette au livre, l'achat, le jour de paiement. Ce qui est
    douteux est proposé, avec ses raisons : confirmez au terminal, ou en écrivant « oui » (ou le bon
    numéro) dans « Rapproché avec », puis relancez.
    """
    from sheetcash.adapters.clock import ParisClock
    from sheetcash.app import rapprochement
    from sheetcash.cli.progression import attente

    if lot and not annuler:
        raise click.UsageError("--lot va avec --annuler.")
    today = jour or ParisClock().today()
    store = ouvrir(classeur)
    with attente("Lecture du classeur…"):
        snapshot = store.read(rapprochement.TABLES)
        livres = rapprochement.lire(snapshot, today)
    if annuler:
        undone = rapprochement.annuler(livres, lot)
        count = 0
        agreed = not simulation and (oui or _confirmer_annulation(undone))
        if agreed:
            store.ensure_writable()
            count = store.write(snapshot, undone.edits, today)
        if as_json:
            print_json(annulation_json(undone, count))
        else:
            said = "C'est défait." if agreed and undone.edits else "Rien n'a été écrit."
            afficher([store.name, "", *annulation(undone), "", said])
        return FINDINGS if undone.constats else DONE
    plan = decider(livres, today, None if oui or simulation or as_json else store.ensure_writable)
    seen = rapprochement.regarder(livres, today)
    count = 0
    if plan.edits and not simulation:
        store.ensure_writable()
        count = store.write(snapshot, plan.edits, today)
    if as_json:
        print_json(json_of(plan, seen, count))
    else:
        shown = None if tout else MONTREES
        lines = [*lignes(plan, shown), *regards(seen, tout), *fin(plan, simulation)]
        afficher([store.name, *lines])
    return FINDINGS if plan.doutes or plan.restent or plan.constats else DONE


def _confirmer_annulation(undone: Annulation) -> bool:
    from sheetcash.cli.questions import accepter

    if not sys.stdin.isatty():
        raise click.UsageError("Ajoutez --oui pour défaire sans question, ou --simulation.")
    afficher(annulation(undone), err=True)
    return accepter("\nDéfaire ce rapprochement ?")
