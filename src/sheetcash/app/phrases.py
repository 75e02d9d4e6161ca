"""What the figures say, in a sentence: the terminal's and Excel's message boxes share them."""

from __future__ import annotations

from typing import Final

from sheetcash.app.bilan import Bilan
from sheetcash.core.money import format_euros, format_rate, round_half_up
from sheetcash.core.periods import format_date
from sheetcash.core.plafonds import Usage
from sheetcash.core.tva import FRANCHISE, TVA, TVA_JANVIER

_PLAFONDS: Final = {"global": "Plafond global", "services": "Plafond des services"}


def pourcent(per_million: int) -> str:
    """A share to a tenth of a percent: enough to read, exact elsewhere.

    >>> pourcent(456_789)
    '45,7\\xa0%'
    """
    return format_rate(round_half_up(per_million, 1000) * 1000)


def plafond(usage: Usage) -> str:
    """The name of a ceiling.

    >>> plafond(Usage("global", 1_000_00, 2_000_00))
    'Plafond global'
    """
    return _PLAFONDS.get(usage.nom, f"Plafond ({usage.nom})")


def tva(bilan: Bilan) -> str:
    """Where the business stands towards VAT; empty when a threshold is not known."""
    vat = bilan.franchise
    if vat is None:
        return ""
    head = f"TVA, {'services' if vat.nom == 'services' else 'chiffre d’affaires global'}"
    if vat.statut == TVA:
        head = "TVA"
    if vat.statut == FRANCHISE:
        left = format_euros(vat.base - vat.ca)
        text = f"franchise ; il reste {left} avant le seuil de {format_euros(vat.base)}"
    elif vat.statut == TVA_JANVIER:
        text = (
            f"seuil de base de {format_euros(vat.base)} dépassé : TVA au 1er janvier "
            f"{bilan.aujourdhui.year + 1} ; seuil majoré {format_euros(vat.majore)}"
        )
    else:
        assert vat.depuis is not None
        text = f"due depuis le {format_date(vat.depuis)}"
    return f"{head} : {text}"


def ronds(cents: int) -> str:
    """Whole euros: a plan is not read to the cent.

    >>> ronds(1_234_56)
    '1\\u202f235\\xa0€'
    """
    return format_euros(round_half_up(cents, 100) * 100).replace(",00", "")
