"""The rows that could not be read, in a file beside the statement: to be typed, or sent on."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from sheetcash.adapters.atomic import replace_file
from sheetcash.core.releves import Rejet
from sheetcash.errors import SheetcashError

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


def mettre_a_part(
    fichiers: Iterable[tuple[str, Sequence[Rejet]]],
    chemins: Mapping[str, Path],
    refuses: list[SheetcashError],
) -> dict[str, str]:
    """Write what could not be read of each file beside it; the names of what was written, by file.

    A folder that cannot be written to goes to ``refuses`` and stops none of the others.
    """
    found = {}
    for name, rejets in fichiers:
        if rejets:
            try:
                found[name] = ecrire_rejets(chemins[name], rejets).name
            except SheetcashError as error:
                refuses.append(error)
    return found
