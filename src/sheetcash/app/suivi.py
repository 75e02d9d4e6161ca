"""What one asks of a cash plan besides its months: horizons, forecast and actual, ratios."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, NamedTuple

from sheetcash.core import indicateurs, suivi
from sheetcash.core.indicateurs import Indicateurs, part
from sheetcash.core.money import round_half_up
from sheetcash.core.periods import add_months
from sheetcash.core.suivi import HORIZONS, Passe
from sheetcash.core.tresorerie import ACHATS, FACTURES, URSSAF, Prevu
from sheetcash.workbook.flux import Flux
from sheetcash.workbook.reading_tresorerie import Achats
from sheetcash.workbook.records import Book, key

#: Months over which the balance's trend is told.
TENDANCE: Final = 3


class Suivi(NamedTuple):
    """The balance expected at each horizon, the months that are over, and the ratios."""

    horizons: list[tuple[str, date, int]]
    passes: list[Passe]
    indicateurs: Indicateurs


def suivre(book: Book, achats: Achats, prevus: Sequence[Prevu], flux: Flux) -> Suivi:
    """The figures of a workbook whose plan is known.

    Args:
        book: the workbook.
        achats: its purchases.
        prevus: its forecasts.
        flux: its plan.
    """
    jour, rows = book.aujourdhui, book.recettes
    solde = flux.mois[0].ouverture
    days = suivi.horizons(jour)
    received = [
        (day, cents) for day, cents in zip(rows.dates, rows.montants, strict=True) if day <= jour
    ]
    spent = [*achats.payes, *((one.periode.echeance, one.total) for one in flux.acquittes)]
    passes = suivi.realise(jour, prevus, received, spent)

    def net(since: date) -> int:
        return _depuis(received, since, jour) - _depuis(spent, since, jour)

    open_ones = [one for one in book.factures if one.solde > 0]
    owed = sum(one.solde for one in open_ones)
    settled = [one for one in book.factures if key(one.numero) in flux.payees]
    expected = _jusqu(flux, (FACTURES,), days[-1])
    to_pay = -_jusqu(flux, (ACHATS, URSSAF), days[-1])
    month = add_months(jour, -1)
    billed = _depuis(((one.date_facture, one.montant) for one in book.factures), month, jour)
    paid_bills = (
        (day, cents)
        for day, cents, numero in zip(rows.dates, rows.montants, rows.factures, strict=True)
        if numero
    )
    found = Indicateurs(
        indicateurs.jours(
            indicateurs.dso(
                [one.date_facture for one in settled],
                [flux.payees[key(one.numero)] for one in settled],
                [one.encaisse for one in settled],
                add_months(jour, -12) + date.resolution,
                jour,
            )
        ),
        owed - sum(one.montant for one in achats.dus),
        billed
        - _depuis(paid_bills, month, jour)
        - _depuis(achats.emis, month, jour)
        + _depuis(achats.payes, month, jour),
        part(sum(one.solde for one in open_ones if one.echeance < jour), owed),
        part(max(0, solde + expected), to_pay),
        round_half_up(net(add_months(jour, -TENDANCE)), TENDANCE),
        suivi.erreur_de_prevision(passes),
    )
    return Suivi(
        [
            (label, day, suivi.solde_au(solde, flux.mouvements, day))
            for label, day in zip(HORIZONS, days, strict=True)
        ],
        passes,
        found,
    )


def _depuis(flux: Iterable[tuple[date, int]], since: date, jour: date) -> int:
    """What came in or went out after a day, today included."""
    return sum(cents for day, cents in flux if since < day <= jour)


def _jusqu(flux: Flux, lignes: Sequence[str], jour: date) -> int:
    return sum(one.montant for one in flux.mouvements if one.ligne in lignes and one.jour <= jour)
