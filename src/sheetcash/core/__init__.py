"""The rules, pure: no files, no clock, no network; the standard library and the baremes only."""
