"""The cash plan as lines of text."""

from __future__ import annotations

from sheetcash.app.plan import Plan, Rouge
from sheetcash.cli.affichage import jour_long, table
from sheetcash.core.money import format_euros, round_half_up
from sheetcash.core.tresorerie import ENTREES, SORTIES, Mois


def _ronds(cents: int) -> str:
    """Whole euros: a plan is not read to the cent."""
    return format_euros(round_half_up(cents, 100) * 100).replace(",00", "")


def lignes_plan(plan: Plan) -> list[str]:
    """The plan: a line per month, then the months in the red."""
    title = f"Plan de trésorerie, {plan.nom or 'votre activité'}, {jour_long(plan.aujourdhui)}"
    lines = [title, "─" * len(title), "", f"Scénario {plan.scenario}"]
    used = [ligne for ligne in (*ENTREES, *SORTIES) if any(m.flux[ligne] for m in plan.mois)]
    rows = [("", "solde au début", *used, "solde à la fin")]
    rows += [
        (
            one.periode.label,
            _ronds(one.ouverture),
            *(_ronds(one.flux[ligne]) for ligne in used),
            _ronds(one.cloture),
        )
        for one in plan.mois
    ]
    lines += table(rows, frozenset(range(1, len(used) + 3)))
    lines += ["", *_rouges(plan)]
    if plan.litiges:
        lines.append(f"  {format_euros(plan.litiges)} en litige ne sont pas comptés.")
    if plan.repris is not None:
        lines.append(
            f"  Les cotisations des années suivantes sont estimées aux taux de {plan.repris}."
        )
    return lines


def _rouges(plan: Plan) -> list[str]:
    if not plan.rouges:
        limit = "la réserve" if plan.reserve else "zéro"
        return [f"Aucun mois ne finit sous {limit}."]
    lines, told = ["Mois dans le rouge"], None
    for one in plan.rouges:
        lines.append(f"  {_mois(one.mois)} : {_manque(one)}")
        if one.causes:
            lines.append(f"    à payer ce mois-là : {', '.join(one.causes)}")
        if one.leviers == told:
            continue  # the same as the month before: once is enough
        told = one.leviers
        lines += [
            f"    {lever.quoi} : {format_euros(lever.montant)}"
            f"{', suffit' if lever.montant >= one.manque else ''}"
            for lever in one.leviers
        ]
    return lines


def _mois(one: Mois) -> str:
    return f"{one.periode.label}, {format_euros(one.cloture)} à la fin"


def _manque(one: Rouge) -> str:
    to_zero = one.sous_zero and one.manque == -one.mois.cloture
    limit = "zéro" if to_zero else "la réserve"
    return f"il manque {format_euros(one.manque)} pour revenir à {limit}"
