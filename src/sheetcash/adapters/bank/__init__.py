"""Statements of banks and payment providers: files into the rows of `core.releves`."""

from sheetcash.adapters.bank.lire import lire, proposer
from sheetcash.adapters.bank.proposition import Proposition

__all__ = ["Proposition", "lire", "proposer"]
