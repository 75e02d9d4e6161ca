"""Builds new workbooks from the contract: one description, several hosts."""
