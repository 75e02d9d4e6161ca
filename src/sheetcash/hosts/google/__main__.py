"""Write the generated Apps Script sources."""

from __future__ import annotations

import sys
from pathlib import Path

from sheetcash.hosts.google.genere import fichiers


def main(folder: Path) -> None:
    """Write each generated file into a folder."""
    for name, text in fichiers().items():
        (folder / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "apps_scripts"))
