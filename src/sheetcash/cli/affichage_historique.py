"""The story of the reminders as lines, or as a table on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from sheetcash.app.historique import MOTS, PAIEMENT, Evenement
from sheetcash.app.relances import libelle
from sheetcash.cli.affichage import propre, table
from sheetcash.core.money import format_euros
from sheetcash.core.periods import format_date

_TITRES = ("Date", "Facture", "Client", "Étape", "Canal", "Adresse", "État", "À faire")
_DETAIL = 60


def montrer(evenements: Sequence[Evenement]) -> None:
    """Print them: a table on a terminal, lines that line up elsewhere."""
    rows = [_row(one) for one in evenements]
    if not rows:
        return
    if not sys.stdout.isatty():
        sys.stdout.write("\n".join(table([_TITRES, *rows])) + "\n")
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = Table(box=None, pad_edge=False, header_style="bold")
    for title in _TITRES:
        shown.add_column(title, no_wrap=title == "Date", overflow="fold")
    for one, row in zip(evenements, rows, strict=True):
        # a cell's brackets are no markup of ours; red is for what needs action
        style = "red" if one.que_faire else ""
        shown.add_row(*(Text(cell, style=style) for cell in row))
    Console().print(shown)


def _row(one: Evenement) -> tuple[str, ...]:
    if one.canal == PAIEMENT:
        amount = format_euros(one.montant or 0)
        what, state = ("Paiement", "reçu") if (one.montant or 0) >= 0 else ("Paiement", "remboursé")
        return (
            *(format_date(one.jour), _plain(one.facture), _plain(one.client)),
            *(what, "", amount, state, ""),
        )
    state = MOTS.get(one.etat, one.etat)
    step = "" if one.niveau is None else libelle(one.niveau)
    return (
        *(format_date(one.jour), _plain(one.facture), _plain(one.client), step, _plain(one.canal)),
        *(_plain(one.destinataire), _plain(state), one.que_faire),
    )


def _plain(text: str) -> str:
    """A cell's text on one line, cut short."""
    line = propre(text)
    return line if len(line) <= _DETAIL else f"{line[: _DETAIL - 1]}…"
