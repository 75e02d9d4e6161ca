"""A spreadsheet of Google's, through its API: read in one call, written in one call."""
