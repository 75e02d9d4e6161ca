"""The ledger's rows into columns of receipts: fast, as there may be a hundred thousand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import compress

from sheetcash.core.categories import CODES, LABELS
from sheetcash.core.periods import format_date
from sheetcash.workbook import convert
from sheetcash.workbook.convert import Reading, texts
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.raw import RawTable
from sheetcash.workbook.records import CATEGORIES, Paiements, Recettes, key, nom_client
from sheetcash.workbook.rows import blank_rows, kept, odd_spaces, required
from sheetcash.workbook.schema import fold, nearest
from sheetcash.workbook.tables import RECETTES


def read_recettes(
    raw: RawTable | None,
    findings: list[Finding],
    aujourdhui: date,
    *,
    warn_future: bool = True,
) -> tuple[Recettes, Paiements]:
    """The ledger's readable rows, and what each invoice received.

    Left out and reported: no readable date or amount, a date past next year, a category that is
    not one of the list (it decides of the ceiling and of the rate). A row dated after today
    stays: it is reported with ``warn_future``, counts in no figure yet, and still stops the
    reminders of its invoice.
    """
    if raw is None:
        return Recettes([], [], [], [], []), Paiements({}, frozenset(), {})
    reading = Reading(raw.sheet, raw.first_row, findings, set())
    columns = raw.columns
    blank = blank_rows(raw, RECETTES, columns["Date d'encaissement"])
    days = convert.dates(
        columns["Date d'encaissement"],
        "Date d'encaissement",
        reading,
        date(aujourdhui.year + 1, 12, 31),
    )
    cents = convert.amounts(columns["Montant"], "Montant", reading)
    codes = _categories(columns["Catégorie"], blank, reading)
    if None in days:
        required(
            days, blank, "Date d'encaissement", "Mettez le jour où l'argent est arrivé.", reading
        )
    if None in cents:
        required(cents, blank, "Montant", "Mettez la somme reçue.", reading)
    if warn_future and any(day > aujourdhui for day in days if day is not None):
        for index, day in enumerate(days):
            if day is not None and day > aujourdhui and index not in reading.excluded:
                reading.say(
                    index,
                    "Date d'encaissement",
                    f"Le {format_date(day)} n'est pas encore venu : elle comptera ce jour-là.",
                    "Un encaissement se note le jour où il arrive ; ce qui est attendu va dans "
                    "Prévisions.",
                )
    numbers = texts(columns["N° facture"])
    paiements = _paiements(numbers, cents, columns["Client"])
    odd_spaces(columns["N° facture"], "N° facture", reading)
    rows = list(range(raw.first_row, raw.first_row + raw.height))
    mask = kept(blank, reading.excluded, raw.height)
    if mask is not None:
        days, cents, codes = (list(compress(c, mask)) for c in (days, cents, codes))  # type: ignore[assignment]
        numbers, rows = list(compress(numbers, mask)), list(compress(rows, mask))
    kept_rows = Recettes(rows, days, cents, codes, numbers)  # type: ignore[arg-type]
    return kept_rows, paiements


def _paiements(
    numbers: Sequence[str], cents: Sequence[int | None], clients: Sequence[object]
) -> Paiements:
    """Received by invoice; a row without a readable amount makes its invoice doubtful."""
    totals: dict[str, int] = {}
    doubtful = set()
    payers: dict[str, str] = {}
    for number, amount, client in zip(numbers, cents, clients, strict=True):
        if not number:
            continue
        its = key(number)
        payers[its] = nom_client(convert.text(client))
        if amount is None:
            doubtful.add(its)
        else:
            totals[its] = totals.get(its, 0) + amount
    return Paiements(totals, frozenset(doubtful), payers)


def _categories(values: Sequence[object], blank: set[int], reading: Reading) -> list[str]:
    codes = [CODES.get(value) if type(value) is str else None for value in values]
    if None not in codes:
        return codes  # type: ignore[return-value]
    known: dict[str, str] = {}
    for index, code in enumerate(codes):
        if code is not None or index in blank:
            continue
        shown = convert.text(values[index])
        found = known.get(shown) or CATEGORIES.get(fold(shown))
        if found is not None and shown.casefold() != LABELS[found].casefold():
            reading.say(
                index,
                "Catégorie",
                f"« {shown} » a été compris comme « {LABELS[found]} » ; les formules l'ignorent.",
                "Choisissez dans la liste.",
            )
        if found is None:
            like = nearest(shown, list(CODES))
            reading.say(
                index,
                "Catégorie",
                f"« {shown} » n'est pas une catégorie." if shown else "La cellule est vide.",
                f"Choisissez dans la liste{f' (« {like} » ?)' if like else ''}.",
                exclude=True,
            )
        else:
            known[shown] = codes[index] = found
    return [code or "" for code in codes]
