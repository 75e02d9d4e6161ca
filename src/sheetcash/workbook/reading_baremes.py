"""The sheet Barèmes into the figures that differ from the law's files: those the user typed.

An untouched sheet costs a glance: its rows are those of the files, which are skimmed, not parsed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from math import isfinite
from pathlib import Path
from typing import Final

import sheetcash.baremes
from sheetcash.baremes import LOI, SAISI, SCALES, Bareme, Baremes, charger
from sheetcash.core.money import MAX_CENTS, MILLION
from sheetcash.core.periods import day_of, format_date, parse_date
from sheetcash.workbook import convert
from sheetcash.workbook.baremes_doublons import report_twins, span_of_cells, span_of_row
from sheetcash.workbook.baremes_labels import NOMS, categories, jour_ecrit, nommer
from sheetcash.workbook.convert import Reading, is_blank, quoted
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.raw import RawTable
from sheetcash.workbook.schema import CellError, fold, nearest
from sheetcash.workbook.tables import CREATION_DEPUIS, CREATION_JUSQUA

_DATES: Final = ("Début", "Fin", CREATION_DEPUIS, CREATION_JUSQUA)
_TITLES: Final = ("Paramètre", "Catégorie", "Valeur", *_DATES, "Confirmé le")
_LATEST: Final = date(2100, 12, 31)
_SERIALS: Final = (36_526, 73_050)  # a day that lost its format, from 2000 to 2100
_DAY: Final = r"(\d{1,2})/(\d{1,2})"

#: Amounts below which a limit is a slip, or another unit: 83,6 for 83 600 €.
_LEAST: Final = dict.fromkeys(("plafond", "tva_base", "tva_majore"), 100_000)
_MOST: Final = 100  # months, years, times

Cells = tuple[object, ...]


def read_baremes(raw: RawTable | None, findings: list[Finding]) -> Baremes:
    """The law's figures, under those of the sheet that differ from them.

    A row counts as typed when its figure or its dates are not those of the law's files; a row
    without a figure is one still to be typed. A typed figure without an end is vouched for until
    31 December of the year it was confirmed or began in, the later of the two, as in the sheet's
    own formulas.

    Args:
        raw: tblBaremes, None when the workbook has none.
        findings: what was found, appended to.
    """
    if raw is None:
        return LOI
    reading = Reading(raw.sheet, raw.first_row, findings, set())
    known = _skimmed()
    changed: list[tuple[int, Cells]] = []
    same: list[tuple[int, Cells]] = []
    for index, cells in enumerate(zip(*(raw.columns[title] for title in _TITLES), strict=True)):
        if "" in cells:
            cells = tuple(None if cell == "" else cell for cell in cells)
        year, confirmed = known.get(cells[:-1]), cells[-1]
        if year is None or not _same_vouching(year, cells[4], confirmed):
            changed.append((index, cells))
        elif cells[2] is not None:
            same.append((index, cells))
    if not changed and len({cells for _, cells in same}) == len(same):
        return LOI
    spans = [span_of_cells(index, cells) for index, cells in same]
    references = convert.texts(raw.columns["Référence"])
    saisis = []
    for index, cells in changed:
        row = _typed(index, cells, references[index], reading)
        if row is not None:
            law = _is_the_law(row)
            if not law:
                from sheetcash.workbook.baremes_doutes import douter

                saisis.append(row)
                douter(index, row, reading)
            spans.append(span_of_row(index, row, saisi=not law))
    report_twins(spans, reading)
    return Baremes(saisis)


# --- rows that are the law's -----------------------------------------------------------------

_HEAD, _BLOCK = "parametre", "id"  # the first key of a file, and of each of its figures


@cache
def _skimmed() -> dict[Cells, int]:
    """What the sheet's cells are for each figure of the files -> the year it was checked in.

    Parsing all the files takes longer than reading the workbook: only the lines that matter here
    are looked at. A row that this would miss is compared with the parsed file later.
    """
    found: dict[Cells, int] = {}
    folder = Path(sheetcash.baremes.__file__).parent
    for parametre in dict.fromkeys(NOMS.values()):
        blocks: list[dict[str, str]] = []
        for line in (folder / f"{parametre}.toml").read_text("utf-8").split("\n"):
            key, equals, its = line.partition(" = ")
            if key in (_HEAD, _BLOCK):
                blocks.append({})
            if equals and key[0] != "#":
                blocks[-1][key] = its.strip('"')
        about, *rows = blocks
        unite, checked = about["unite"], int(about["verifie_le"][:4])
        for row in rows:
            value: object = row.get("valeur")
            if isinstance(value, str):
                value = float(value) if unite in SCALES else jour_ecrit(value)
            days = (
                date.fromisoformat(row[name]) if name in row else None
                for name in ("debut", "fin", "creation_min", "creation_max")
            )
            found[(*nommer(parametre, row.get("cle", "")), value, *days)] = checked
    return found


def _same_vouching(checked: int, fin: object, confirmed: object) -> bool:
    """Whether a row of the law's is vouched for no longer than the law's files do."""
    if confirmed is None or (fin is not None and isinstance(confirmed, date)):
        return True
    return isinstance(confirmed, date) and confirmed.year <= checked


def _is_the_law(row: Bareme) -> bool:
    """Whether the files say the same, once the cells are read."""
    days = (row.debut, row.fin, row.creation_min, row.creation_max)
    return any(
        law.valeur == row.valeur
        and (law.debut, law.fin, law.creation_min, law.creation_max) == days
        and row.connu_jusqu_au <= law.connu_jusqu_au
        for law in charger(row.parametre)
        if law.cle == row.cle
    )


# --- rows that the user typed ----------------------------------------------------------------


def _typed(index: int, cells: Cells, reference: str, reading: Reading) -> Bareme | None:
    """A changed row as a figure; None when it has none, or cannot be read (reported)."""
    from sheetcash.workbook.baremes_doutes import trop_petit  # only for a typed figure

    nom, categorie, value, *_ = cells
    if is_blank(value):
        _cleared(index, cells, reading)
        return None
    for title, cell in zip(_TITLES, cells, strict=True):
        if isinstance(cell, CellError):
            reading.say(index, title, *(convert.error_of(cell) or ("", "")), exclude=True)
            return None
    named = _named(index, convert.text(nom), convert.text(categorie), reading)
    if named is None:
        return None
    parametre, cle = named
    laws = charger(parametre)
    unite = laws[0].unite
    valeur = _valeur(index, value, parametre, unite, reading)
    if valeur is not None and unite == "%" and trop_petit(index, valeur, parametre, cle, reading):
        return None
    days = _days(index, cells, reading)
    if valeur is None or days is None:
        return None
    debut, fin, creation_min, creation_max, confirmed = days
    if not _in_order(
        index, days, any(law.creation_min or law.creation_max for law in laws), reading
    ):
        return None
    last = fin
    if last is None:
        years = [day.year for day in (debut, confirmed) if day is not None]
        if not years:
            reading.say(
                index,
                "Fin",
                "Rien ne dit jusqu'à quand ce chiffre vaut.",
                "Mettez une date de fin, ou le jour où vous l'avez vérifié dans Confirmé le.",
                exclude=True,
            )
            return None
        last = date(max(years), 12, 31)
    line = reading.first_row + index
    return Bareme(
        parametre,
        cle,
        valeur,
        debut,
        fin,
        last,
        reference,
        f"feuille {reading.sheet}, ligne {line}",
        SAISI,
        creation_min,
        creation_max,
        "",
        str(line),
        None,
        confirmed,
        unite,
    )


def _cleared(index: int, cells: Cells, reading: Reading) -> None:
    """A figure of the law's whose cell was emptied: the formulas know it no more, the rules do."""
    for known in _skimmed():
        if known[:2] == cells[:2] and known[3:] == cells[3:-1] and known[2] is not None:
            reading.say(
                index,
                "Valeur",
                "La valeur a été effacée : les formules de la feuille ne la connaissent plus, "
                "sheetcash garde celle de la loi.",
                "Retapez-la, ou restaurez une sauvegarde.",
            )


def _named(index: int, nom: str, categorie: str, reading: Reading) -> tuple[str, str] | None:
    """The parameter and the key that a row's first two cells name; None when none (reported)."""
    known = _among(index, "Paramètre", nom, list(NOMS), "un paramètre de Barèmes", reading)
    if known is None:
        return None
    keys = categories(known)
    if not categorie and list(keys.values()) == [""]:
        return NOMS[known], ""
    its = _among(
        index, "Catégorie", categorie, list(keys), f"une catégorie de « {known} »", reading
    )
    return None if its is None else (NOMS[known], keys[its])


def _among(
    index: int, title: str, shown: str, names: list[str], what: str, reading: Reading
) -> str | None:
    """The name that a cell means; formulas want it to the letter, but for case."""
    found = {fold(name): name for name in names}.get(fold(shown))
    if found is None:
        like = nearest(shown, names)
        choice = f"« {like} » ?" if like else ", ".join(names[:6]) + ("…" if len(names) > 6 else "")
        reading.say(
            index,
            title,
            f"{quoted(shown)} n'est pas {what}." if shown else "La cellule est vide.",
            f"Recopiez le nom d'une autre ligne ({choice}).",
            exclude=True,
        )
    elif found.casefold() != shown.casefold():
        reading.say(
            index,
            title,
            f"{quoted(shown)} a été compris comme « {found} » ; les formules l'ignorent.",
            "Recopiez ce nom à la lettre.",
        )
    return found


def _valeur(index: int, value: object, parametre: str, unite: str, reading: Reading) -> int | None:
    """The exact integer of a cell in the unit of its parameter; None when it has none."""

    def refuse(why: str, what: str) -> None:
        shown = quoted(value).replace(".", ",") if isinstance(value, float) else quoted(value)
        reading.say(index, "Valeur", f"{shown} {why}.", what, exclude=True)

    if unite not in SCALES:
        day = _day_of(value, unite)
        if day is None:
            refuse("n'est pas un jour", "Tapez un jour, par exemple 15/12 ou 01/09/2026.")
        return day
    example = {"%": "12,3 pour 12,3 %", "€": "83600 pour 83 600 €"}.get(unite, f"30 ({unite})")
    what = f"Tapez un nombre, par exemple {example}."
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not isfinite(value):
        refuse("n'est pas un nombre", what)
        return None
    from decimal import Decimal  # only for a typed figure

    exact = Decimal(f"{value:.15g}") * SCALES[unite]  # fifteen digits: what a cell shows at most
    if exact < 0:
        refuse("est négatif", what)
    elif exact > {"%": MILLION, "€": MAX_CENTS, "jours": 1_000}.get(unite, _MOST):
        refuse("dépasse 100 %" if unite == "%" else "n'est pas plausible", what)
    elif exact < _LEAST.get(parametre, 0):
        refuse("n'est pas un montant annuel plausible", what)
    elif exact != int(exact):
        finest = {"%": "quatre décimales au plus", "€": "deux décimales au plus"}
        refuse("est trop précis", f"Gardez {finest.get(unite, 'un nombre entier')}.")
    else:
        return int(exact)
    return None


def _day_of(value: object, unite: str) -> int | None:
    """A day as the files keep it: its ordinal, or 1215 for every 15 December."""
    day: object = value.date() if isinstance(value, datetime) else value
    if isinstance(day, float) and day.is_integer() and _SERIALS[0] <= day <= _SERIALS[1]:
        day = day_of(int(day))
    elif isinstance(day, str):
        short = re.fullmatch(_DAY, day.strip()) if unite == "mois-jour" else None
        day = parse_date(f"{day.strip()}/2028" if short else day)
    if not isinstance(day, date):
        return None
    return day.month * 100 + day.day if unite == "mois-jour" else day.toordinal()


def _days(index: int, cells: Cells, reading: Reading) -> list[date | None] | None:
    """The row's five days; None when one cannot be read.

    A day typed as text is refused: formulas take any text for later than any day.
    """
    found = []
    its = reading._replace(first_row=reading.first_row + index, excluded=set())
    for title, cell in zip(_TITLES[3:], cells[3:], strict=True):
        if isinstance(cell, str) and not is_blank(cell):
            its.say(
                0,
                title,
                f"{quoted(cell)} est du texte, que les formules ne prennent pas pour une date.",
                "Retapez la date, par exemple 21/11/2026.",
                exclude=True,
            )
        else:
            found += convert.dates([cell], title, its, _LATEST)
    if its.excluded:
        reading.excluded.add(index)
        return None
    return found


def _in_order(index: int, days: Sequence[date | None], by_creation: bool, reading: Reading) -> bool:
    """Whether the days make sense together; reported when they do not."""
    debut, fin, creation_min, creation_max, _ = days
    for first, last, title in ((debut, fin, "Fin"), (creation_min, creation_max, CREATION_JUSQUA)):
        if first is not None and last is not None and first > last:
            reading.say(
                index,
                title,
                f"Le {format_date(last)} est avant le {format_date(first)} : "
                "la ligne ne vaut pour aucun jour.",
                "Corrigez l'une des deux dates.",
                exclude=True,
            )
            return False
    if (creation_min or creation_max) and not by_creation:
        reading.say(
            index,
            CREATION_DEPUIS if creation_min else CREATION_JUSQUA,
            "Ce paramètre ne dépend pas de la date de création.",
            "Videz la cellule.",
            exclude=True,
        )
        return False
    return True
