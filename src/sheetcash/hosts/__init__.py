"""What runs inside the user's spreadsheet: Excel's functions, Google's Apps Script."""
