"""``python -m sheetcash`` is the ``sheetcash`` command."""

from sheetcash.cli import entry_point

if __name__ == "__main__":
    entry_point()
