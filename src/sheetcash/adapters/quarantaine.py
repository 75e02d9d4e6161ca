"""The rows that could not be read, in a file beside the statement: to be typed, or sent on."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from sheetcash.adapters.atomic import replace_file
from sheetcash.core.releves import Rejet
from sheetcash.errors import SheetcashError

#: Signs that a spreadsheet takes for the start of a formula.
_FORMULE: Final = ("=", "+", "-", "@")
#: So many files of one name are kept; then the last is written over.
_ESSAIS: Final = 1000


def ecrire_rejets(source: Path, rejets: Sequence[Rejet]) -> Path:
    """Write them beside the statement they come from; the file's path.

    A file of that name that holds other rows stays: it may be of last month's statement.

    Raises:
        AccessDenied, WriteFailed: the folder cannot be written to.
    """
    out = io.StringIO()
    table = csv.writer(out, delimiter=";", lineterminator="\r\n")
    table.writerow(("Ligne", "Pourquoi", "Texte"))
    for one in rejets:
        text = f"'{one.texte}" if one.texte.startswith(_FORMULE) else one.texte
        table.writerow((one.ligne, one.pourquoi, text))
    content = out.getvalue().encode("utf-8-sig")
    for rank in range(1, _ESSAIS):
        mark = f" ({rank})" if rank > 1 else ""
        path = source.with_name(f"{source.stem} - lignes à revoir{mark}.csv")
        if not _autre(path, content):
            break
    replace_file(path, content, mode=0o600)
    return path


def _autre(path: Path, content: bytes) -> bool:
    """Whether something else stands there."""
    try:
        return path.read_bytes() != content
    except FileNotFoundError:
        return False
    except OSError:
        return True


def mettre_a_part(
    fichiers: Iterable[tuple[Path, Sequence[Rejet]]], refuses: list[SheetcashError]
) -> list[str]:
    """Write what could not be read of each file beside it; the names of what was written.

    In the order of the files; empty where there is nothing to write, or where it cannot be.

    A folder that cannot be written to goes to ``refuses`` and stops none of the others.
    """
    found = []
    for path, rejets in fichiers:
        found.append("")
        if rejets:
            try:
                found[-1] = ecrire_rejets(path, rejets).name
            except SheetcashError as error:
                refuses.append(error)
    return found
