"""The sheets Achats and Prévisions into what the cash plan works on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from sheetcash.core.money import MILLION
from sheetcash.core.tresorerie import PERIODICITES, UNIQUE, Prevu, Sortie
from sheetcash.workbook import convert
from sheetcash.workbook.convert import Reading, is_blank, quoted, texts
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.raw import RawTable
from sheetcash.workbook.rows import blank_rows, odd_spaces, required
from sheetcash.workbook.schema import fold, nearest
from sheetcash.workbook.tables import ACHATS, PREVISIONS

_LATEST: Final = date(2100, 12, 31)
#: What a purchase without a supplier or a nature is called.
ACHAT: Final = "achat"
_SENS: Final = {"encaissement": True, "decaissement": False}


class Achats(NamedTuple):
    """The purchases: those still to be paid, on their day, and those that were, as day and cents.

    One whose Payé le is still to come is paid that day; without a due date, on the day of the
    supplier's invoice. ``emis`` are all of them on that day, where it is known.
    """

    dus: list[Sortie]
    payes: list[tuple[date, int]]
    emis: list[tuple[date, int]]


def read_achats(raw: RawTable | None, findings: list[Finding], aujourdhui: date) -> Achats:
    """The purchases that can be read; the others are told.

    Args:
        raw: tblAchats, None when the workbook has none.
        findings: what was found, appended to.
        aujourdhui: the day it is looked at.
    """
    if raw is None:
        return Achats([], [], [])
    reading = Reading(raw.sheet, raw.first_row, findings, set())
    columns = raw.columns
    blank = blank_rows(raw, ACHATS, columns["Montant"])
    cents = convert.amounts(columns["Montant"], "Montant", reading)
    issued, due, paid = (
        convert.dates(columns[title], title, reading, _LATEST)
        for title in ("Date", "Échéance", "Payé le")
    )
    required(cents, blank, "Montant", "Mettez la somme à payer.", reading)
    names, kinds = texts(columns["Fournisseur"]), texts(columns["Nature"])
    found = Achats([], [], [])
    for index, montant in enumerate(cents):
        if index in blank or index in reading.excluded or montant is None:
            continue
        done, when = paid[index], issued[index]
        if when is not None:
            found.emis.append((when, montant))
        if done is not None and done <= aujourdhui:
            found.payes.append((done, montant))
            continue
        day = done or due[index] or when
        if day is None:
            what = "Mettez quand il faut payer."
            reading.say(index, "Échéance", "La cellule est vide.", what, exclude=True)
            continue
        name = names[index] or kinds[index] or ACHAT
        found.dus.append(Sortie(name, day, montant, raw.first_row + index))
    return found


def read_previsions(raw: RawTable | None, findings: list[Finding]) -> list[Prevu]:
    """The forecasts that can be read; the others are told.

    Args:
        raw: tblPrevisions, None when the workbook has none.
        findings: what was found, appended to.
    """
    if raw is None:
        return []
    reading = Reading(raw.sheet, raw.first_row, findings, set())
    columns = raw.columns
    blank = blank_rows(raw, PREVISIONS, columns["Montant"])
    cents = convert.amounts(columns["Montant"], "Montant", reading)
    first = convert.dates(columns["Première date"], "Première date", reading, _LATEST)
    last = convert.dates(columns["Dernière date"], "Dernière date", reading, _LATEST)
    required(cents, blank, "Montant", "Mettez la somme attendue.", reading)
    required(first, blank, "Première date", "Mettez le premier jour.", reading)
    ways = _choices(columns["Sens"], "Sens", list(_SENS), blank, reading)
    steps = _choices(
        columns["Périodicité"], "Périodicité", list(PERIODICITES), blank, reading, UNIQUE
    )
    odds = [_probabilite(index, cell, reading) for index, cell in enumerate(columns["Probabilité"])]
    names, clients = texts(columns["Libellé"]), _clients(columns["Client"], reading)
    found = []
    for index, (montant, premiere) in enumerate(zip(cents, first, strict=True)):
        if index in blank or index in reading.excluded or montant is None or premiere is None:
            continue
        derniere = last[index]
        if derniere is not None and derniere < premiere:
            reading.say(
                index,
                "Dernière date",
                "Elle est avant la première : la ligne ne vaut pour aucun jour.",
                "Corrigez l'une des deux dates.",
                exclude=True,
            )
            continue
        found.append(
            Prevu(
                names[index],
                _SENS[ways[index]],
                montant,
                premiere,
                steps[index],
                derniere,
                odds[index],
                raw.first_row + index,
                clients[index],
            )
        )
    return found


def _clients(values: Sequence[object], reading: Reading) -> list[str]:
    """The names of clients; what is none is told, and the forecast counts without it."""
    odd_spaces(values, "Client", reading)
    found = []
    for index, value in enumerate(values):
        error = convert.error_of(value)
        if error is not None:
            reading.say(index, "Client", *error)
        elif not is_blank(value) and not isinstance(value, str):
            what = "Écrivez le nom du client comme dans la feuille Clients."
            reading.say(index, "Client", f"{quoted(value)} n'est pas un nom.", what)
        found.append(value.strip() if isinstance(value, str) and error is None else "")
    return found


def _choices(
    values: Sequence[object],
    title: str,
    choices: list[str],
    blank: set[int],
    reading: Reading,
    vide: str = "",
) -> list[str]:
    """A column of a closed list, folded, a blank being ``vide``; what is none of it is told."""
    found = []
    for index, value in enumerate(values):
        wanted = fold(convert.text(value)) or vide
        if wanted not in choices and index not in blank:
            like = nearest(wanted, choices)
            reading.say(
                index,
                title,
                f"{quoted(value)} n'est pas dans la liste." if wanted else "La cellule est vide.",
                f"Choisissez dans la liste{f' (« {like.capitalize()} » ?)' if like else ''}.",
                exclude=True,
            )
        found.append(wanted)
    return found


def _probabilite(index: int, cell: object, reading: Reading) -> int:
    """Per million; a blank is certain."""
    if is_blank(cell):
        return MILLION
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and 0 <= cell <= 1:
        return convert.par_million(cell)
    reading.say(
        index,
        "Probabilité",
        f"{quoted(cell)} n'est pas un pourcentage.",
        "Mettez de 0 % à 100 %, ou videz la cellule.",
        exclude=True,
    )
    return MILLION
