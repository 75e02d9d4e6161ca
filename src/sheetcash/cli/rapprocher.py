"""``sheetcash rapprocher``: each line of the bank on what it pays."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING

import click

from sheetcash.cli.commun import (
    CLASSEUR,
    JOUR,
    JSON,
    Commande,
    afficher,
    constats,
    ouvrir,
    print_json,
)
from sheetcash.cli.racine import DONE, FINDINGS

if TYPE_CHECKING:
    from sheetcash.app.rapprochement import Accord, Doute, Livres, Plan, Regards
    from sheetcash.app.rapprochement.annuler import Annulation
    from sheetcash.workbook.banque import LigneBanque

_SHOWN = 40


@click.command(cls=Commande)
@CLASSEUR
@click.option("--simulation", is_flag=True, help="Montre ce qui serait écrit ; ne change rien.")
@click.option("--oui", is_flag=True, help="Écrit ce qui est certain sans rien demander.")
@click.option("--tout", is_flag=True, help=f"Montre tout, au-delà de {_SHOWN} lignes.")
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
            print_json(_annulation_json(undone, count))
        else:
            said = "Rien n'a été écrit." if not agreed else "C'est défait."
            afficher([store.name, "", *_annulation(undone), "", said])
        return FINDINGS if undone.constats else DONE
    with attente("Rapprochement…"):
        plan = rapprochement.preparer(livres, today)
    if plan.doutes and not (oui or simulation or as_json) and sys.stdin.isatty():
        plan = _confirmer(livres, today, plan)
    seen = rapprochement.regarder(livres, today)
    count = 0
    if plan.edits and not simulation:
        store.ensure_writable()
        count = store.write(snapshot, plan.edits, today)
    if as_json:
        print_json(_as_json(plan, count) | _regards_json(seen))
    else:
        shown = None if tout else _SHOWN
        lines = [*_lines(plan, shown), *_regards(seen, tout), *_fin(plan, simulation)]
        afficher([store.name, *lines])
    return FINDINGS if plan.doutes or plan.restent or plan.constats else DONE


def _confirmer(livres: Livres, jour: date, plan: Plan) -> Plan:
    """The plan once the user was asked; what cannot be done with an answer is told, and asked."""
    from sheetcash.app import rapprochement
    from sheetcash.cli.flux import dire

    dire(f"À confirmer ({len(plan.doutes)}) : o (oui), n (non), s (plus tard), ou le bon numéro.")
    answers, asked = _demander(plan.doutes), plan.doutes
    while answers:
        plan = rapprochement.preparer(livres, jour, answers)
        told = {one.ligne: one for one in plan.constats if one.colonne == "Rapproché avec"}
        asked = [one for one in asked if one.ligne.id in answers and one.ligne.ligne in told]
        if not asked:
            return plan
        dire("À reprendre :")
        for one in asked:
            dire(f"  {told[one.ligne.ligne].probleme}")
            del answers[one.ligne.id]
        answers |= _demander(asked)
    return rapprochement.preparer(livres, jour)


def _demander(doutes: list[Doute]) -> dict[str, str]:
    """What the user says of the doubtful lines, by Id; those passed over are left for the sheet."""
    from sheetcash.cli.flux import dire
    from sheetcash.cli.questions import demander

    found = {}
    for one in doutes:
        dire(f"  {_ligne(one.ligne)}")
        dire(f"    → {one.texte}")
        answer = demander("   ", defaut="s", suffixe="> ")
        if answer.casefold() in ("s", ""):
            continue
        yes = answer.casefold() in ("o", "oui")
        found[one.ligne.id] = one.avec if yes else answer
    return found


def _ligne(one: LigneBanque) -> str:
    from sheetcash.core.money import format_euros
    from sheetcash.core.periods import format_date

    who = f" ({one.contrepartie})" if one.contrepartie else ""
    return f"{format_date(one.jour)} {format_euros(one.cents)} {one.libelle}{who}"


def _lines(plan: Plan, shown: int | None) -> list[str]:
    lines = _liste(f"Rapproché ({len(plan.accords)})", plan.accords, shown)
    if plan.doutes:
        lines += ["", f"À confirmer ({len(plan.doutes)})"]
        for one in plan.doutes[:shown]:
            lines += [f"  {_ligne(one.ligne)}", f"    → {one.texte}"]
        lines += _reste(len(plan.doutes), shown)
        lines.append("  Écrivez « oui » ou le bon numéro dans « Rapproché avec », puis relancez.")
    if plan.restent:
        lines += ["", f"Sans explication ({len(plan.restent)})"]
        lines += [f"  {_ligne(one)}" for one in plan.restent[:shown]]
        lines += _reste(len(plan.restent), shown)
    if plan.appris:
        lines += ["", "Retenu pour la prochaine fois (Clients, En banque)"]
        lines += [f"  {client} : {' ; '.join(names)}" for client, names in plan.appris.items()]
    if plan.renumerotees:
        lines += ["", f"{plan.renumerotees} ligne(s) non scellées prennent un autre n°."]
    if not (plan.accords or plan.doutes or plan.restent):
        lines += ["", "Toutes les lignes de Banque sont rapprochées."]
    return lines


def _fin(plan: Plan, simulation: bool) -> list[str]:
    lines = constats(plan.constats)
    if simulation:
        lines += ["", "Simulation : rien n'a été écrit."]
    elif plan.accords:
        lines += ["", f"Lot {plan.lot} ; pour le défaire : sheetcash rapprocher … --annuler"]
    return lines


def _regards(seen: Regards, tout: bool) -> list[str]:
    """Double charges, rises, subscriptions and fees: not to be done, but to be known."""
    from sheetcash.core.libelles import nom_propre
    from sheetcash.core.money import format_euros
    from sheetcash.core.mots import pluriel
    from sheetcash.core.periods import format_date

    lines = []
    for one in seen.doublons:
        first, second = format_date(one.premier.jour), format_date(one.second.jour)
        days = f"le {first}" if first == second else f"les {first} et {second}"
        cents = format_euros(one.second.cents)
        lines.append(f"  Prélevé deux fois ? {one.second.libelle}, {cents}, {days}")
    for sub in seen.abonnements:
        if sub.hausse:
            now = f"{format_euros(sub.cents)}, {format_euros(sub.hausse)} de plus qu'avant"
            lines.append(f"  {nom_propre(sub.marchand)} a augmenté : {now}")
    if seen.abonnements:
        count = pluriel(len(seen.abonnements), "abonnement")
        hint = "" if tout else " (la liste : --tout)"
        lines.append(f"  {count} : {format_euros(seen.annuel)} par an{hint}")
        for sub in seen.abonnements if tout else ():
            often = {1: "par mois", 3: "par trimestre", 12: "par an"}[sub.mois]
            when = f"le prochain vers le {format_date(sub.prochain)}"
            lines.append(
                f"    {nom_propre(sub.marchand)} : {format_euros(sub.cents)} {often}, {when}"
            )
    for fee in seen.frais:
        lines.append(f"  Frais bancaires sur un an, {fee.nature} : {format_euros(fee.cents)}")
    return ["", "À regarder", *lines] if lines else []


def _regards_json(seen: Regards) -> dict[str, object]:
    from sheetcash.core.money import euros

    return {
        "doublons": [
            {"libelle": o.second.libelle, "montant": euros(o.second.cents),
             "lignes": [o.premier.ligne, o.second.ligne]}
            for o in seen.doublons
        ],
        "abonnements": [
            {"marchand": o.marchand, "mois": o.mois, "montant": euros(o.cents),
             "annuel": euros(o.annuel), "hausse": euros(o.hausse),
             "prochain": o.prochain.isoformat()}
            for o in seen.abonnements
        ],
        "frais": [{"nature": o.nature, "montant": euros(o.cents)} for o in seen.frais],
    }  # fmt: skip


def _liste(heading: str, those: list[Accord], shown: int | None) -> list[str]:
    if not those:
        return []
    lines = ["", heading]
    for one in those[:shown]:
        lines.append(f"  {_ligne(one.ligne)} → {one.avec} ({', '.join(one.raisons)})")
    return [*lines, *_reste(len(those), shown)]


def _reste(number: int, shown: int | None) -> list[str]:
    return [f"  … et {number - shown} autres (--tout)"] if shown and number > shown else []


def _confirmer_annulation(undone: Annulation) -> bool:
    from sheetcash.cli.questions import accepter

    if not sys.stdin.isatty():
        raise click.UsageError("Ajoutez --oui pour défaire sans question, ou --simulation.")
    afficher(_annulation(undone), err=True)
    return accepter("\nDéfaire ce rapprochement")


def _annulation(undone: Annulation) -> list[str]:
    from sheetcash.core.mots import pluriel

    lines = [f"Lot {undone.lot} : {pluriel(len(undone.lignes), 'ligne')} de Banque à délier"]
    if undone.recettes:
        lines.append(f"  {pluriel(len(undone.recettes), 'recette retirée', 'recettes retirées')}")
    if undone.achats:
        lines.append(f"  {pluriel(len(undone.achats), 'achat retiré', 'achats retirés')}")
    for client, names in undone.oublies.items():
        lines.append(f"  Oublié (Clients, En banque) de {client} : {' ; '.join(names)}")
    return [*lines, *constats(undone.constats)]


def _as_json(plan: Plan, count: int) -> dict[str, object]:
    return {
        "lot": plan.lot,
        "accords": [
            {**_ligne_json(one.ligne), "avec": one.avec, "genre": str(one.genre),
             "raisons": list(one.raisons)}
            for one in plan.accords
        ],
        "doutes": [
            {**_ligne_json(one.ligne), "avec": one.avec, "score": one.score,
             "raisons": list(one.raisons)}
            for one in plan.doutes
        ],
        "sans_explication": [_ligne_json(one) for one in plan.restent],
        "appris": plan.appris,
        "constats": [one.as_json() for one in plan.constats],
        "ecritures": count,
    }  # fmt: skip


def _ligne_json(one: LigneBanque) -> dict[str, object]:
    from sheetcash.core.money import euros

    return {
        "id": one.id,
        "ligne": one.ligne,
        "date": one.jour.isoformat(),
        "libelle": one.libelle,
        "montant": euros(one.cents),
    }


def _annulation_json(undone: Annulation, count: int) -> dict[str, object]:
    return {
        "lot": undone.lot,
        "lignes": [_ligne_json(one) for one in undone.lignes],
        "recettes": len(undone.recettes),
        "achats": len(undone.achats),
        "oublies": undone.oublies,
        "gardees": [_ligne_json(one) for one in undone.gardees],
        "constats": [one.as_json() for one in undone.constats],
        "ecritures": count,
    }
