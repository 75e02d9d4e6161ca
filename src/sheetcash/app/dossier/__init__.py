"""The accountant's folder: registers, declarations, vouchers, entries, and how to check them."""
