"""Write the generated Apps Script sources, and the files to paste made of all of them."""

from __future__ import annotations

import sys
from pathlib import Path

from sheetcash.hosts.google.genere import fichiers
from sheetcash.hosts.google.paquet import DOSSIER, a_coller


def main(folder: Path) -> None:
    """Write each generated file into a folder; clasp takes the folder as it then is."""
    for name, text in fichiers().items():
        (folder / name).write_text(text, "utf-8")
    pasted = folder / DOSSIER
    pasted.mkdir(exist_ok=True)
    for name, text in a_coller(folder).items():
        (pasted / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "apps_scripts"))
