"""The cash plan as lines of text."""

from __future__ import annotations

from sheetcash.app.phrases import ronds
from sheetcash.app.plan import Plan, Rouge
from sheetcash.cli.affichage import table
from sheetcash.core.money import format_euros, round_half_up
from sheetcash.core.mots import jour_long
from sheetcash.core.periods import format_date
from sheetcash.core.tresorerie import ENTREES, SORTIES, Mois


def lignes_plan(plan: Plan) -> list[str]:
    """The plan: a line per month, then the months in the red."""
    title = f"Plan de trésorerie, {plan.nom or 'votre activité'}, {jour_long(plan.aujourdhui)}"
    lines = [title, "─" * len(title), "", f"Scénario {plan.scenario}"]
    used = [ligne for ligne in (*ENTREES, *SORTIES) if any(m.flux[ligne] for m in plan.mois)]
    rows = [("", "solde au début", *used, "solde à la fin")]
    rows += [
        (
            one.periode.label,
            ronds(one.ouverture),
            *(ronds(one.flux[ligne]) for ligne in used),
            ronds(one.cloture),
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
    return [*lines, *_suivi(plan)]


def _suivi(plan: Plan) -> list[str]:
    """The balance ahead, the months that are over, and the ratios."""
    horizons, passes, found = plan.suivi
    lines = ["", "Solde prévu"]
    rows = [(f"dans {label}", format_date(day), ronds(cents)) for label, day, cents in horizons]
    lines += table(rows, frozenset({2}))
    told = [one for one in passes if any(one[1:])]
    if told:
        lines += ["", "Prévu et réalisé, mois par mois"]
        heads = ("", "encaissé", "prévu", "décaissé", "prévu")
        months = [
            (
                one.periode.label,
                *map(ronds, (one.entrees, one.entrees_prevues, one.sorties, one.sorties_prevues)),
            )
            for one in told
        ]
        lines += table([heads, *months], frozenset(range(1, 5)))
    grown = f"{_signe(found.variation_bfr)} en un mois"
    ratios = [
        ("Délai moyen de paiement", f"{found.delai} jours" if found.delai is not None else "–"),
        ("Besoin en fonds de roulement", f"{ronds(found.bfr)}, {grown}"),
        ("Part en retard de ce qu'on vous doit", _pourcent(found.part_en_retard)),
        ("Disponible pour 1 € à payer sous 3 mois", _euros(found.liquidite)),
        ("Tendance du solde", f"{_signe(found.tendance)} par mois"),
        ("Erreur de prévision des recettes", _pourcent(found.erreur)),
    ]
    return [*lines, "", "Indicateurs", *table(ratios, frozenset())]


def _signe(cents: int) -> str:
    return f"{'+' if cents > 0 else ''}{ronds(cents)}"


def _pourcent(share: int | None) -> str:
    return "–" if share is None else f"{round_half_up(share, 10_000)} %"


def _euros(ratio: int | None) -> str:
    return "–" if ratio is None else format_euros(round_half_up(ratio, 10_000))


def _rouges(plan: Plan) -> list[str]:
    if not plan.rouges:
        limit = "la réserve" if plan.reserve else "zéro"
        return [f"Aucun mois ne finit sous {limit}."]
    red = any(one.sous_zero for one in plan.rouges)
    only = all(one.sous_zero for one in plan.rouges)
    title = "Mois dans le rouge" if only else "Mois sous la réserve"
    lines, told = [f"{title} ou dans le rouge" if red and not only else title], None
    for one in plan.rouges:
        lines.append(f"  {_mois(one.mois)} : {_manque(one)}")
        if one.causes:
            lines.append(f"    à payer ce mois-là : {', '.join(one.causes)}")
        if one.leviers == told:
            if told:
                lines.append("    de quoi y remédier : comme le mois d'avant")
            continue
        told = one.leviers
        if not told:
            lines.append("    rien dans le plan ne suffit : un prélèvement moindre, un apport…")
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
