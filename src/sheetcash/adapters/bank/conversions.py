"""A provider's sale in another currency, in the euros that its own conversion gave for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Final

from sheetcash.adapters.bank.lignes import rejet
from sheetcash.core.money import round_half_up
from sheetcash.core.releves import Mouvement, Nature, Rejet

#: A conversion comes so soon after the payment that it is of.
_APRES: Final = timedelta(days=3)


def convertir(rows: Sequence[Mouvement]) -> tuple[list[Mouvement], list[Rejet]]:
    """The rows with sales in euros where the file converts just their net; the conversions, apart.

    Gross and fee are the net's euros in proportion: the rate is the provider's own, never ours.

    >>> from datetime import date
    >>> day, change = date(2026, 1, 5), Nature.CHANGE
    >>> sale = Mouvement(day, "X", 9600, devise="USD", nature=Nature.PAIEMENT, brut=10000)
    >>> legs = [Mouvement(day, "C", -9600, devise="USD", ligne=2, nature=change)]
    >>> legs.append(Mouvement(day, "C", 8830, ligne=3, nature=change))
    >>> (one,), apart = convertir([sale, *legs])
    >>> (one.devise, one.brut, one.frais, one.cents), len(apart)
    (('EUR', 9198, 368, 8830), 2)
    """
    found = list(rows)
    outs: dict[tuple[str, int], list[int]] = defaultdict(list)
    euros: dict[int, int] = {}
    for at, one in enumerate(found):
        if one.nature is Nature.CHANGE:
            outs[one.devise, one.cents].append(at)
            if one.devise == "EUR":
                euros[one.ligne] = at
    used: dict[int, int] = {}
    for at, sale in enumerate(found):
        if sale.nature is not Nature.PAIEMENT or sale.devise == "EUR" or not sale.cents:
            continue
        candidates = outs.get((sale.devise, -sale.cents), [])
        legs = _jambes(found, candidates, euros, used, sale)
        if legs is None:
            continue
        out, into = legs
        net, sign = found[into].cents, 1 if sale.cents > 0 else -1
        paid = sale.cents if sale.brut is None else sale.brut
        gross = round_half_up(paid * net * sign, sale.cents * sign)
        found[at] = sale._replace(devise="EUR", cents=net, brut=gross, frais=gross - net)
        used |= {out: sale.ligne, into: sale.ligne}
    apart = [
        rejet(found[at].ligne, f"conversion de la vente de la ligne {line}", found[at].libelle)
        for at, line in used.items()
    ]
    return [one for at, one in enumerate(found) if at not in used], apart


def _jambes(
    rows: Sequence[Mouvement],
    outs: Sequence[int],
    euros: Mapping[int, int],
    pris: Collection[int],
    sale: Mouvement,
) -> tuple[int, int] | None:
    """The conversion that takes just the sale's net, and the euros beside it that it gave."""
    for out in outs:
        taken = rows[out]
        if out in pris or not timedelta() <= taken.jour - sale.jour <= _APRES:
            continue
        sides = [euros.get(taken.ligne + step) for step in (-1, 1)]
        ins = [
            at
            for at in sides
            if at is not None
            and at not in pris
            and rows[at].jour == taken.jour
            and rows[at].cents * sale.cents > 0
        ]
        if len(ins) == 1:
            return out, ins[0]
    return None
