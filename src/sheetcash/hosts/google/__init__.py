"""The Apps Script side: what is generated from the law's figures and from the catalogue."""
