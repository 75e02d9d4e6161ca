"""Receipts by month and category for ledgers of a million rows: exact cents, in numpy."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final, NoReturn

import numpy as np
import numpy.typing as npt

from sheetcash.errors import InputError

Jours = npt.NDArray[np.datetime64] | Sequence[date]
Entiers = npt.NDArray[np.integer[Any]] | Sequence[int]
Totaux = dict[tuple[int, int, str], int]

_Int64 = npt.NDArray[np.int64]

#: Rows taken at once: few enough to stay in the processor's cache.
_LOT: Final = 1 << 17
#: ``np.bincount`` adds floats, exact up to 2^53. Amounts are cut below and above 2^32, so that a
#: lot's sums stay under 2^(32 + 17), and those of 2^14 lots, the most there are, under 2^63.
_BITS: Final = 32
_PARTIE: Final = 1 << _BITS
_LIGNES: Final = _LOT << 14

#: The days taken for those of a receipt, as the catalogue does: days since 1970.
_PREMIER: Final = (date(1950, 1, 1) - date(1970, 1, 1)).days
_DERNIER: Final = (date(2100, 12, 31) - date(1970, 1, 1)).days
_EPOQUE: Final = date(1970, 1, 1).toordinal()

#: Units of ``datetime64`` in a day; the longer ones do not tell days.
_PAR_JOUR: Final = {"D": 1, "h": 24, "m": 1440, "s": 86_400} | {
    "ms": 86_400 * 10**3,
    "us": 86_400 * 10**6,
    "ns": 86_400 * 10**9,
}


def totaux(
    jours: Jours,
    montants: Entiers,
    categories: Entiers | Sequence[str],
    libelles: Sequence[str] | None = None,
) -> Totaux:
    """Total received in each month by category, refunds deducted.

    Args:
        jours: the day of each receipt, ``datetime64`` (days to nanoseconds) or dates.
        montants: its amount in cents, negative for a refund.
        categories: its category, or with ``libelles`` its place in them, from 0.
        libelles: the categories' names, when ``categories`` holds codes.

    Returns:
        (year, month, category) to cents, exact whatever their size; oldest month first, then in
        the order of ``libelles`` or of first appearance. Without a receipt there is no entry.

    Raises:
        InputError: columns of unequal lengths or of more than 2^31 rows; a day missing or out of
            1950-2100, a category missing; amounts that are not whole cents or exceed 64 bits.

    >>> totaux([date(2026, 1, 8), date(2026, 1, 31)], [100, -30], ["BNC", "BNC"])
    {(2026, 1, 'BNC'): 70}
    >>> totaux(np.array(["2026-02-28", "2026-03-01"], "datetime64[D]"), [100, 50], [1, 0],
    ...        ["Vente", "BNC"])
    {(2026, 2, 'BNC'): 100, (2026, 3, 'Vente'): 50}
    """
    columns = (jours, montants, categories)
    if any(isinstance(column, np.ndarray) and column.ndim != 1 for column in columns):
        raise InputError("Une colonne a plusieurs dimensions.", "Donnez une colonne à plat.")
    lengths = {"jours": len(jours), "montants": len(montants), "categories": len(categories)}
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"{nom} {length}" for nom, length in lengths.items())
        raise InputError(
            f"Les colonnes n'ont pas la même longueur ({told}).",
            "Donnez les mêmes lignes pour chacune.",
        )
    if not len(jours):
        return {}
    if len(jours) > _LIGNES:
        raise InputError(
            f"{len(jours)} lignes ne tiennent pas dans un seul calcul.",
            "Faites les totaux année par année.",
        )
    stamps, unit = _jours(jours)
    cents = _cents(montants)
    codes, names = _codes(categories, libelles)
    first, months = _mois(stamps, unit)
    keys, sums = _sommes(stamps, unit, first, months * len(names), cents, codes)
    start = int(months[0])
    found: Totaux = {}
    for key, total in zip(keys, sums, strict=True):
        month, code = divmod(key, len(names))
        year, rest = divmod(start + month, 12)
        place = (1970 + year, rest + 1, names[code])
        found[place] = found.get(place, 0) + total  # two codes may bear one name
    return found


def _sommes(
    stamps: _Int64, unit: int, first: int, starts: _Int64, cents: _Int64, codes: npt.NDArray[Any]
) -> tuple[list[int], list[int]]:
    """The keys (month x categories + category) that occur, in order, and their exact sums."""
    starts = starts - starts[0]
    known, inverse = None, None
    size = int(starts[-1]) + int(codes.max()) + 1
    if size > 2 * _LOT:  # few of so many keys occur: number those that do
        known, inverse = np.unique(starts[stamps // unit - first] + codes, return_inverse=True)
        size = len(known)
    low, high = np.zeros(size, np.int64), np.zeros(size, np.int64)
    seen = np.zeros(size, np.int64)
    for at in range(0, len(cents), _LOT):
        lot = slice(at, at + _LOT)
        part = cents[lot]
        key = starts[stamps[lot] // unit - first] + codes[lot] if inverse is None else inverse[lot]
        seen += np.bincount(key, minlength=size)
        if part.min() > -_PARTIE and part.max() < _PARTIE:
            low += np.bincount(key, part, size).astype(np.int64)
            continue
        low += np.bincount(key, part & (_PARTIE - 1), size).astype(np.int64)
        high += np.bincount(key, part >> _BITS, size).astype(np.int64)
    kept = np.flatnonzero(seen)
    sums = [
        (above << _BITS) + below  # Python integers: no total is too large
        for above, below in zip(high[kept].tolist(), low[kept].tolist(), strict=True)
    ]
    return (kept if known is None else known[kept]).tolist(), sums


def _jours(jours: Jours) -> tuple[_Int64, int]:
    """Time since 1970 and how many of its units make a day; each day is there and plausible."""
    unit = 1
    if isinstance(jours, np.ndarray) and jours.dtype.kind == "M":
        name, count = np.datetime_data(jours.dtype)
        if name not in _PAR_JOUR or count != 1:
            raise InputError(
                "Les jours sont comptés dans une unité inconnue.", "Donnez des datetime64[D]."
            )
        unit = _PAR_JOUR[name]
        stamps = jours.astype(np.int64, copy=False)
    else:
        try:
            days = np.fromiter(map(date.toordinal, jours), np.int64, len(jours))
        except TypeError:
            _sans_date(next(at for at, day in enumerate(jours, 1) if not isinstance(day, date)))
        stamps = days - _EPOQUE
    # A missing day, NaT, is the lowest of integers. No limit is out of 64 bits: nanoseconds
    # reach from 1677 to 2262.
    first, end = _PREMIER * unit, (_DERNIER + 1) * unit
    if stamps.min() < first or stamps.max() >= end:
        _sans_date(_rang((stamps < first) | (stamps >= end)))
    return stamps, unit


def _rang(wrong: npt.NDArray[np.bool_]) -> int:
    """The first row concerned, from 1."""
    return int(wrong.argmax()) + 1


def _sans_date(row: int) -> NoReturn:
    raise InputError(
        f"jours, ligne {row} : ce n'est pas une date plausible.",
        "Donnez une date dont l'année est entre 1950 et 2100.",
    )


def _mois(stamps: _Int64, unit: int) -> tuple[int, _Int64]:
    """The first day, and the month since January 1970 of each day from there to the last.

    A look-up in this calendar costs a tenth of what numpy asks to convert each row.
    """
    first, last = int(stamps.min()) // unit, int(stamps.max()) // unit
    days = np.arange(first, last + 1).view("datetime64[D]")
    return first, days.astype("datetime64[M]").view(np.int64)


def _cents(montants: Entiers) -> _Int64:
    cells = np.asarray(montants)
    if cells.dtype.kind == "i":
        return cells.astype(np.int64, copy=False)
    if cells.dtype.kind == "u" and int(cells.max()) < 2**63:
        return cells.astype(np.int64)
    raise InputError(
        "Les montants ne sont pas des nombres entiers de centimes sur 64 bits.",
        "Convertissez-les en centimes, et retirez ce qui n'est pas un montant.",
    )


def _codes(
    categories: Entiers | Sequence[str], libelles: Sequence[str] | None
) -> tuple[npt.NDArray[Any], list[str]]:
    """Each row's category as a place in the names, and the names."""
    if libelles is None:
        if not all(issubclass(one, str) for one in set(map(type, categories))):
            _sans_categorie(
                next(at for at, name in enumerate(categories, 1) if not isinstance(name, str))
            )
        places: dict[Any, int] = {name: at for at, name in enumerate(dict.fromkeys(categories))}
        found = np.fromiter(map(places.__getitem__, categories), np.int64, len(categories))
        return found, list(places)
    codes, names = np.asarray(categories), list(libelles)
    if codes.dtype.kind not in "iu":
        raise InputError(
            "Les codes des catégories ne sont pas des nombres entiers.",
            "Donnez le rang de chaque catégorie dans la liste des libellés.",
        )
    if codes.min() < 0 or codes.max() >= len(names):
        _sans_categorie(_rang((codes < 0) | (codes >= len(names))))
    return codes if codes.dtype.kind == "i" else codes.astype(np.int64), names


def _sans_categorie(row: int) -> NoReturn:
    raise InputError(
        f"categories, ligne {row} : cette catégorie n'est pas connue.", "Choisissez-en une."
    )
