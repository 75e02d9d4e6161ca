"""Statements of banks and payment providers: files into the rows of `core.releves`."""

from sheetcash.adapters.bank.proposition import Proposition
from sheetcash.adapters.bank.reconnaitre import lire, octets, proposer

__all__ = ["Proposition", "lire", "octets", "proposer"]
