"""Each line of the bank on what it pays: receipts, purchases, declarations; the doubtful asked."""

from sheetcash.app.rapprochement.annuler import annuler
from sheetcash.app.rapprochement.lecture import TABLES, Livres, lire
from sheetcash.app.rapprochement.preparer import Plan, preparer, repond
from sheetcash.app.rapprochement.regards import Regards, regarder
from sheetcash.app.rapprochement.sortes import Accord, Doute

__all__ = [
    "TABLES",
    "Accord",
    "Doute",
    "Livres",
    "Plan",
    "Regards",
    "annuler",
    "lire",
    "preparer",
    "regarder",
    "repond",
]
