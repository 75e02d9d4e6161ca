"""What the cash plan supposes: the scenario, and what the user sets aside or takes out.

Apart from the plan itself: every command reads these settings, few compute a plan.
"""

from __future__ import annotations

from typing import Final, NamedTuple

OPTIMISTE: Final = "optimiste"
REALISTE: Final = "réaliste"
PESSIMISTE: Final = "pessimiste"
SCENARIOS: Final = (OPTIMISTE, REALISTE, PESSIMISTE)


class Reglages(NamedTuple):
    """What the user plans to set aside or take out.

    Attributes:
        cfe: the yearly CFE expected, in cents.
        taux_impot: the share of receipts kept for income tax, per million.
        taux_tva: the VAT rate of what is invoiced, per million; 0 leaves VAT out.
        prelevement: the owner's draw each month, in cents.
    """

    cfe: int = 0
    taux_impot: int = 0
    taux_tva: int = 0
    prelevement: int = 0
