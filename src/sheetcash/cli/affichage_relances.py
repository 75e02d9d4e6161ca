"""The reminders of ``sync`` as lines of text, under what became of them."""

from __future__ import annotations

from collections.abc import Sequence

from sheetcash.app.envoi import Ligne
from sheetcash.app.prochaines import Prochaine
from sheetcash.app.relances import DEVENIR, libelle
from sheetcash.cli.affichage import table
from sheetcash.core.money import format_euros
from sheetcash.core.periods import format_date


def lignes_relances(lignes: Sequence[Ligne]) -> list[str]:
    """The reminders under the heading of what became of them, with the reason."""
    lines: list[str] = []
    for etat, heading in DEVENIR:
        those = [ligne for ligne in lignes if ligne.etat == etat]
        if those:
            lines += ["", f"{heading} ({len(those)})", *table(_rows(those), frozenset({3}))]
    return lines


def lignes_prochaines(prochaines: Sequence[Prochaine]) -> list[str]:
    """The next step of each open invoice, the day it comes and why."""
    if not prochaines:
        return []
    rows = [
        (
            "" if one.jour is None else format_date(one.jour),
            "" if one.niveau is None else libelle(one.niveau),
            one.facture.numero,
            one.facture.client,
            format_euros(one.facture.solde),
            one.raison,
        )
        for one in prochaines
    ]
    return ["", f"Prochaines étapes ({len(rows)})", *table(rows, frozenset({4}))]


def _rows(lignes: Sequence[Ligne]) -> list[tuple[str, ...]]:
    return [
        (
            libelle(ligne.decision.niveau),
            ligne.decision.facture.numero,
            ligne.decision.facture.client,
            format_euros(ligne.decision.facture.solde),
            ligne.decision.destinataire,
            ligne.raison,
        )
        for ligne in lignes
    ]
