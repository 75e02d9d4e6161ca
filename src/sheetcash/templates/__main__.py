"""Build the workbooks of ``workbook_templates/``: ``make templates``."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from sheetcash.templates.demonstration import JOUR_DEMO, contenu_demo
from sheetcash.templates.vide import contenu_vide
from sheetcash.templates.xlsx import build
from sheetcash.workbook.content import Content


def templates() -> dict[str, tuple[Content, date]]:
    """What each file holds, and the day its values are true for.

    A day that is written here, so that the same sources give the same files. No identity: the
    first ``sync`` of each copy gives it one of its own.
    """
    return {
        "sheetcash-vide.xlsx": (contenu_vide(""), JOUR_DEMO),
        "sheetcash-demo.xlsx": (contenu_demo(""), JOUR_DEMO),
    }


def main(folder: Path) -> None:
    """Write each workbook into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (content, jour) in templates().items():
        build(folder / name, content, jour)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "workbook_templates"))
