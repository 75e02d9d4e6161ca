"""The rows that could not be read, in a file beside the statement: to be typed, or sent on."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from sheetcash.adapters.atomic import replace_file
from sheetcash.core.releves import Rejet

#: Signs that a spreadsheet takes for the start of a formula.
_FORMULE = ("=", "+", "-", "@")


def ecrire_rejets(source: Path, rejets: Sequence[Rejet]) -> Path:
    """Write them beside the statement they come from; the file's path.

    Raises:
        AccessDenied, WriteFailed: the folder cannot be written to.
    """
    path = source.with_name(f"{source.stem} - lignes à revoir.csv")
    out = io.StringIO()
    table = csv.writer(out, delimiter=";", lineterminator="\r\n")
    table.writerow(("Ligne", "Pourquoi", "Texte"))
    for one in rejets:
        text = f"'{one.texte}" if one.texte.startswith(_FORMULE) else one.texte
        table.writerow((one.ligne, one.pourquoi, text))
    replace_file(path, out.getvalue().encode("utf-8-sig"), mode=0o600)
    return path
