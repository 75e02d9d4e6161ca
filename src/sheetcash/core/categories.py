"""The activities the law tells apart, under the names users and rules give them."""

from __future__ import annotations

from typing import Final

from sheetcash.baremes.libelles import CATEGORIES

VENTE: Final = "vente"
SERVICE_BIC: Final = "service_bic"
BNC: Final = "bnc"
CIPAV: Final = "cipav"
MEUBLE_CLASSE: Final = "meuble_classe"

#: Code -> label of the workbook.
LABELS: Final = {code: CATEGORIES[code] for code in (VENTE, SERVICE_BIC, BNC, CIPAV, MEUBLE_CLASSE)}
CODES: Final = {label: code for code, label in LABELS.items()}

#: Those whose turnover also counts under the services' ceiling and VAT threshold.
SERVICES: Final = (SERVICE_BIC, BNC, CIPAV)

#: Always of liberal nature, whatever the main activity's nature is.
LIBERALES: Final = (BNC, CIPAV)

COMMERCIALE: Final = "commerciale"
ARTISANALE: Final = "artisanale"
LIBERALE: Final = "liberale"
NATURES: Final = (COMMERCIALE, ARTISANALE, LIBERALE)

METROPOLE: Final = "metropole"
ALSACE: Final = "alsace"
MOSELLE: Final = "moselle"
DROM: Final = "drom"
ZONES: Final = (METROPOLE, ALSACE, MOSELLE, DROM)
