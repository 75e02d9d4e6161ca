"""What the contributions pay for: their split between risks (CSS D613-6)."""

from __future__ import annotations

from datetime import date
from typing import Final

from sheetcash.baremes import LOI, Baremes
from sheetcash.errors import ParameterNeeded

RISQUES: Final = (
    "maladie_maternite",
    "invalidite_deces",
    "retraite_base",
    "retraite_complementaire",
    "csg_crds_et_autres",
)


def repartir(montant: int, categorie: str, jour: date, loi: Baremes = LOI) -> dict[str, int]:
    """An amount of contributions split between risks; the parts sum to it, to the cent.

    What rounding leaves goes to the parts that lose the most by it.

    Args:
        montant: contributions in cents, not negative.
        categorie: a code of :mod:`sheetcash.core.categories`.
        jour: the day that decides of the shares.
        loi: the figures to use.

    Raises:
        NoRuleForDate: the shares are not known for that category on that day.

    >>> repartir(10_001, "bnc", date(2026, 3, 31))["retraite_base"]
    4641
    """
    shares = [loi.valeur("repartition", jour, f"{categorie}.{risque}") for risque in RISQUES]
    whole = sum(shares)
    if not whole:
        raise ParameterNeeded(
            "La répartition des cotisations est nulle.", "Corrigez-la dans la feuille Barèmes."
        )
    parts = [montant * share // whole for share in shares]
    left = montant - sum(parts)
    lost = sorted(range(len(shares)), key=lambda at: -(montant * shares[at] % whole))
    for at in lost[:left]:
        parts[at] += 1
    return dict(zip(RISQUES, parts, strict=True))
