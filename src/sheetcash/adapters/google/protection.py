"""Protected ranges of a Google spreadsheet: set once, as warnings only.

Google asks before one is typed over, and lets the user go on: a courtesy between people of good
will. Copies lose them, and the seal is what proves an alteration.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sheetcash.adapters.google.requetes import numero
from sheetcash.adapters.google.sheets import NUMEROS, ecritures, lire
from sheetcash.errors import InputError
from sheetcash.ports.partage import Protection
from sheetcash.workbook.calculees import COURTOISIE, FEUILLES, colonnes
from sheetcash.workbook.locating import locate
from sheetcash.workbook.schema import fold
from sheetcash.workbook.tables import TABLES

if TYPE_CHECKING:
    from sheetcash.adapters.google.service import Service

_FIELDS: Final = f"{NUMEROS},sheets(properties(sheetId,title),protectedRanges(range,description))"
#: Read beside each table: the contract asks for it.
_PARAMETRES: Final = "Paramètres"
#: How ours are known.
_OURS: Final = "sheetcash : "


class _Onglet(NamedTuple):
    """A sheet: its id, and its protected ranges."""

    id: int
    ranges: list[dict[str, Any]]
    named: set[str]


def proteger(service: Service, spreadsheet: str) -> Protection:
    """Protect what nobody types, where it is not already; all at once.

    Raises:
        InputError: none of the contract's sheets is there.
        ExternallyChanged: another machine wrote there meanwhile; nothing was protected.
        StoreError: Google refuses, or does not answer.
    """
    told = service.spreadsheet(spreadsheet, _FIELDS)
    tabs = _tabs(told)
    wanted = [*_whole_sheets(tabs), *_columns(service, spreadsheet, tabs)]
    if not wanted:
        raise InputError(
            "Cette feuille Google n'a aucune des feuilles de sheetcash : rien n'y est à protéger.",
            "Vérifiez l'identifiant.",
        )
    missing = [(words, area) for words, area in wanted if not _there(tabs, words, area)]
    requests = [
        {
            "addProtectedRange": {
                "protectedRange": {
                    "range": area,
                    "description": _OURS + words,
                    "warningOnly": True,
                }
            }
        }
        for words, area in missing
    ]
    if requests:
        service.change(spreadsheet, [*numero(ecritures(told))[1], *requests])
    return Protection([words for words, _ in missing], len(wanted) - len(missing))


def _tabs(told: dict[str, Any]) -> dict[str, _Onglet]:
    tabs = {}
    for one in told.get("sheets", []):
        ranges = one.get("protectedRanges", [])
        its = one["properties"]
        tabs[its["title"]] = _Onglet(
            its.get("sheetId", 0),
            [given["range"] for given in ranges if "range" in given],
            {given.get("description", "") for given in ranges},
        )
    return tabs


def _whole_sheets(tabs: dict[str, _Onglet]) -> Iterator[tuple[str, dict[str, int]]]:
    wanted = set(map(fold, FEUILLES))
    for title, tab in tabs.items():
        if fold(title) in wanted:
            yield f"feuille {title}", {"sheetId": tab.id}


def _columns(
    service: Service, spreadsheet: str, tabs: dict[str, _Onglet]
) -> Iterator[tuple[str, dict[str, int]]]:
    """The calculated columns, from under their title down to the last row there will ever be."""
    protected = colonnes()
    titles = {fold(TABLES[name].sheet) for name in protected} | {fold(_PARAMETRES)}
    there = [title for title in tabs if fold(title) in titles]
    sheets = lire(service, spreadsheet, there) if there else None
    for name, columns in protected.items():
        try:
            found = locate(sheets, "", [name]).tables.get(name) if sheets else None
        except InputError:  # not one of ours, or changed too much to know
            continue
        if found is None:
            continue
        for column in columns:
            at = found.positions.get(column.title)
            if at is not None:
                yield (
                    f"{found.sheet}, colonne {column.title}",
                    {
                        "sheetId": tabs[found.sheet].id,
                        "startRowIndex": found.first_row - 1,
                        "startColumnIndex": at - 1,
                        "endColumnIndex": at,
                    },
                )


def _there(tabs: dict[str, _Onglet], words: str, area: dict[str, int]) -> bool:
    """Whether a protected range bears that name, or covers that area."""
    tab = next(one for one in tabs.values() if one.id == area["sheetId"])
    if COURTOISIE in tab.named:  # as nouveau made it: each calculation is protected there
        return True
    return _OURS + words in tab.named or any(_covers(one, area) for one in tab.ranges)


def _covers(large: dict[str, int], small: dict[str, int]) -> bool:
    """Whether one range holds another; a side that is not told has no end."""
    far = 1 << 40
    return all(
        large.get(f"start{side}Index", 0) <= small.get(f"start{side}Index", 0)
        and large.get(f"end{side}Index", far) >= small.get(f"end{side}Index", far)
        for side in ("Row", "Column")
    )
