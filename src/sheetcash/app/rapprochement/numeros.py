"""The numbers of rows added to a register: in the order of the days, as sealing wants them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from sheetcash.core.scellement import numero_suivant, rang_du_numero, se_suivent
from sheetcash.workbook.ecritures import Ecriture
from sheetcash.workbook.edits import Value


def numeroter(
    ecritures: Sequence[Ecriture], lignes: list[dict[str, Value]], titre_jour: str
) -> list[tuple[Ecriture, str]]:
    """Number new rows; rows of later days that are not sealed make room for them.

    Args:
        ecritures: the register's rows.
        lignes: the new ones, which are sorted by day and given their « N° ».
        titre_jour: the column of their day.

    Returns:
        The rows that were there and take another number.
    """

    def jour(row: dict[str, Value]) -> date:
        day = row[titre_jour]
        assert isinstance(day, date)
        return day

    numbered = [one for one in ecritures if one.numero]
    last = max((one.numero for one in numbered), key=rang_du_numero, default="0")
    lignes.sort(key=lambda row: (bool(row.get("Corrige")), jour(row)))
    ordinary = [row for row in lignes if not row.get("Corrige")]
    first = min(map(jour, ordinary), default=None)
    tail = sorted(
        (one for one in numbered if first and not one.scellee and one.jour > first),
        key=lambda one: rang_du_numero(one.numero),
    )
    run = all(se_suivent(one.numero, other.numero) for one, other in pairwise(tail))
    changed: list[tuple[Ecriture, str]] = []
    if tail and run and tail[-1].numero == last:
        number = tail[0].numero
        merged: list[tuple[date, int, Ecriture | dict[str, Value]]] = [
            *((one.jour, 0, one) for one in tail),
            *((jour(row), 1, row) for row in ordinary),
        ]
        merged.sort(key=lambda one: one[:2])
        for _, _, one in merged:
            last = number
            if isinstance(one, Ecriture):
                if one.numero != number:
                    changed.append((one, number))
            else:
                one["N°"] = number
            number = numero_suivant(number)
        lignes = [row for row in lignes if row.get("Corrige")]
    for row in lignes:
        last = numero_suivant(last) or "1"
        row["N°"] = last
    return changed
