"""Invoices from elsewhere: e-invoices one by one (Factur-X, CII, UBL), lists of them in CSV."""

from sheetcash.adapters.factures.liste import lire_factures_csv
from sheetcash.adapters.factures.proposition import PropositionFactures, proposer_factures
from sheetcash.adapters.factures.reconnaitre import est_facture, lire_facture

__all__ = [
    "PropositionFactures",
    "est_facture",
    "lire_facture",
    "lire_factures_csv",
    "proposer_factures",
]
