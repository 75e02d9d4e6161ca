"""sheetcash: a spreadsheet that is ledger, cash plan and reminder book at once."""

__version__ = "0.1.0"
