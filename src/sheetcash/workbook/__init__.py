"""The workbook's contract: what its sheets hold, how rows become records, what may be written.

Knows the rules' nouns (core) and nothing of files, networks or hosts.
"""
