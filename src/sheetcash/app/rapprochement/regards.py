"""What the debits of the bank show beside what they pay: subscriptions, fees, double charges."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final, NamedTuple

from sheetcash.app.rapprochement.lecture import Livres
from sheetcash.core.abonnements import (
    Abonnement,
    Debit,
    Doublon,
    Frais,
    abonnements,
    doublons,
    frais_bancaires,
)
from sheetcash.workbook.banque import LigneBanque, est_sans_suite

#: A double charge is worth a claim for so long, in days.
_RECENT: Final = 120


class Regards(NamedTuple):
    """What is worth a look.

    Attributes:
        abonnements: the purchases that come back and go on, the dearest first.
        doublons: sums that may have been charged twice of late.
        frais: what the bank took over twelve months, by head.
    """

    abonnements: list[Abonnement]
    doublons: list[Doublon]
    frais: list[Frais]

    @property
    def annuel(self) -> int:
        """What the subscriptions come to over a year, in cents."""
        return sum(one.annuel for one in self.abonnements)


def regarder(livres: Livres, aujourdhui: date) -> Regards:
    """Look at what left the bank; one's own money and affairs aside."""
    banque = [o for o in livres.banque if not (o.rapproche and est_sans_suite(o.rapproche))]
    debits = [Debit(one.jour, -one.cents, _dit(one), one.ligne) for one in banque]
    # What a provider took is told by its nature: its words are its client's.
    own = [debit for debit, one in zip(debits, banque, strict=True) if not one.nature]
    since = aujourdhui - timedelta(days=_RECENT)
    return Regards(
        [one for one in abonnements(debits, aujourdhui) if not one.arrete],
        [one for one in doublons(debits) if since <= one.second.jour <= aujourdhui],
        frais_bancaires(own, aujourdhui),
    )


def _dit(ligne: LigneBanque) -> str:
    return f"{ligne.libelle} {ligne.contrepartie}" if ligne.contrepartie else ligne.libelle
