"""Tables as the files that a French spreadsheet opens right, each cell where it belongs.

UTF-8 with its mark, semicolons, decimal commas, days as AAAA-MM-JJ: Excel takes those for days
whatever its language, where 03/04/2026 may be the 4th of March.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from sheetcash.core.fec import montant

#: What Excel would take for a formula at the beginning of a cell.
_FORMULES: Final = ("=", "+", "-", "@", "\t", "\r")

Cellule = str | int | date | None


def fichier(titres: Sequence[str], lignes: Iterable[Sequence[Cellule]]) -> bytes:
    r"""The whole file; an integer is cents, a number of things goes as its text.

    >>> made = fichier(["Jour", "Qui", "€"], [[date(2026, 3, 1), "Léo ; fils", -123456]])
    >>> made.decode("utf-8-sig").splitlines()
    ['Jour;Qui;€', '2026-03-01;"Léo ; fils";-1234,56']
    """
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow(titres)
    writer.writerows([_texte(cell) for cell in row] for row in lignes)
    return target.getvalue().encode("utf-8-sig", "replace")


def _texte(cell: Cellule) -> str:
    """A cell's text; a text that would be a formula begins with an apostrophe.

    >>> _texte("=1+1"), _texte(-5), _texte(None), _texte("- remise")
    ("'=1+1", '-0,05', '', "'- remise")
    """
    if cell is None:
        return ""
    if isinstance(cell, int):
        return montant(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    return f"'{cell}" if cell.startswith(_FORMULES) else cell
