"""The reminders of ``sync`` as lines of text, under what became of them."""

from __future__ import annotations

from collections.abc import Sequence

from sheetcash.app.envoi import Ligne
from sheetcash.app.relances import DEVENIR, libelle
from sheetcash.cli.affichage import table
from sheetcash.core.money import format_euros


def lignes_relances(lignes: Sequence[Ligne]) -> list[str]:
    """The reminders under the heading of what became of them, with the reason."""
    lines: list[str] = []
    for etat, heading in DEVENIR:
        those = [ligne for ligne in lignes if ligne.etat == etat]
        if those:
            lines += ["", f"{heading} ({len(those)})", *table(_rows(those), frozenset({3}))]
    return lines


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
