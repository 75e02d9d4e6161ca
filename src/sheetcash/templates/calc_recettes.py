"""Receipts month by month, this year's and last year's, and the total the VAT watches."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from sheetcash.core.categories import LABELS, SERVICES
from sheetcash.core.indicateurs import mois_actifs
from sheetcash.core.money import euros, round_half_up
from sheetcash.core.periods import add_months, end_of_month, serial
from sheetcash.templates.baremes_rows import INCONNU
from sheetcash.templates.calc import (
    DATE_RECETTE,
    FIRST_MONTH,
    LAST_MONTH,
    Calc,
    Grid,
    by_category,
    column_of,
    sum_of,
)
from sheetcash.templates.calc_limites import DES_SERVICES
from sheetcash.templates.controle_xlsx import RETENU
from sheetcash.templates.formulas import apres, jusque, text, total
from sheetcash.templates.looks import JOUR
from sheetcash.templates.places import column_letter
from sheetcash.workbook.tables import RECETTES

_MOIS: Final = (
    *("janv.", "févr.", "mars", "avr.", "mai", "juin"),
    *("juil.", "août", "sept.", "oct.", "nov.", "déc."),
)


def write_months(calc: Calc) -> tuple[dict[str, int], dict[str, int]]:
    """The months' grid; answers this year's and last year's receipts by category, in cents."""
    looks, jour = calc.builder.looks, calc.builder.figures.jour
    titles: dict[int, str] = {
        Grid.START: "Début",
        Grid.END: "Fin",
        Grid.TOTAL: "Total",
        Grid.TOTAL_BEFORE: "Total N-1",
    }
    titles |= {Grid.NAME: "Mois", Grid.WATCHED: "Cumul suivi", Grid.LIMIT: "Seuil TVA"}
    titles |= {
        Grid.WATCHED_LAST: "Dernier cumul",
        Grid.TOTAL_LAST: "Dernier mois",
        Grid.INITIAL: "Initiale",
    }
    for at, label in enumerate(LABELS.values()):
        titles[Grid.NOW + at] = label
        titles[Grid.BEFORE + at] = f"{label} N-1"
    for column, words in titles.items():
        calc.worksheet.write_string(FIRST_MONTH - 1, column, words, looks.note(bold=True))
    start, end = column_letter(Grid.START), column_letter(Grid.END)
    totals: list[dict[str, int]] = [{}, {}]
    for at, name in enumerate(_MOIS):
        row = FIRST_MONTH + at
        first = date(jour.year, at + 1, 1)
        last = min(end_of_month(first), jour)
        calc.worksheet.write_string(row, Grid.NAME, name, looks.note())
        calc.worksheet.write_string(row, Grid.INITIAL, name[0].upper(), looks.note())
        calc.put(row, Grid.START, f"DATE(Annee,{at + 1},1)", serial(first), JOUR)
        its_start, its_end = f"${start}{row + 1}", f"${end}{row + 1}"
        calc.put(row, Grid.END, f"MIN(EOMONTH({its_start},0),Aujourdhui)", serial(last), JOUR)
        before = add_months(first, -12)
        spans = (
            (Grid.NOW, Grid.TOTAL, its_start, its_end, by_category(calc, first, last)),
            (
                Grid.BEFORE,
                Grid.TOTAL_BEFORE,
                f"EDATE({its_start},-12)",
                f"EOMONTH({its_start},-12)",
                by_category(calc, before, end_of_month(before)),
            ),
        )
        for block, (columns, sums, debut, fin, ca) in enumerate(spans):
            for index, (code, label) in enumerate(LABELS.items()):
                formula = total(
                    RECETTES.name,
                    RETENU,
                    ("Catégorie", text(label)),
                    (DATE_RECETTE, f'">="&{debut}'),
                    (DATE_RECETTE, jusque(fin)),
                )
                calc.put(row, columns + index, formula, euros(ca.get(code, 0)))
                totals[block][code] = totals[block].get(code, 0) + ca.get(code, 0)
            left, right = column_letter(columns), column_letter(columns + len(LABELS) - 1)
            formula = f"ROUND(SUM(${left}{row + 1}:${right}{row + 1}),2)"
            calc.put(row, sums, formula, euros(sum(ca.values())))
    for block, columns in enumerate((Grid.NOW, Grid.BEFORE)):
        for index, code in enumerate(LABELS):
            letter = column_letter(columns + index)
            formula = f"ROUND(SUM({letter}{FIRST_MONTH + 1}:{letter}{LAST_MONTH + 1}),2)"
            value = euros(totals[block][code])
            key = f"{code}{'_avant' if block else ''}"
            calc.at[key] = calc.put(LAST_MONTH + 1, columns + index, formula, value)
    return totals[0], totals[1]


def write_year(calc: Calc, year: Mapping[str, int]) -> None:
    """This month's, this year's and the usual month's receipts."""
    jour = calc.builder.figures.jour
    calc.heading("Recettes")
    starts = column_of(Grid.START)
    mois = calc.line("mois", "Mois en cours", f"MATCH(Aujourdhui,{starts},1)", jour.month, "0")
    ca = by_category(calc, jour.replace(day=1), jour)
    calc.line(
        "ca_mois",
        "Encaissé ce mois",
        f"INDEX({column_of(Grid.TOTAL)},{mois})",
        euros(sum(ca.values())),
    )
    calc.line(
        "ca_annee", "Encaissé cette année", sum_of(calc, tuple(LABELS)), euros(sum(year.values()))
    )
    services = sum(year[code] for code in SERVICES)
    calc.line("services", "dont services", sum_of(calc, SERVICES), euros(services))
    # the mean over the last twelve months, or over those since the activity began
    created = calc.builder.figures.book.parametres.regime.debut_activite
    debut = add_months(jour, -12) + timedelta(days=1)
    months = mois_actifs(created, jour)
    received = sum(by_category(calc, debut, jour).values())
    since = (
        (DATE_RECETTE, apres("EDATE(Aujourdhui,-12)")),
        (DATE_RECETTE, jusque("Aujourdhui")),
    )
    parts = "+".join(
        total(RECETTES.name, RETENU, ("Catégorie", text(label)), *since)
        for label in LABELS.values()
    )
    count_ = calc.line(
        "mois_actifs",
        "Mois d'activité (12 au plus)",
        "IF(Creation=0,12,MIN(12,MAX(1,ROUND((Aujourdhui-Creation+1)*100/3044,0))))",
        months,
        "0",
    )
    calc.line(
        "ca_moyen",
        "Encaissé par mois, en moyenne",
        f"ROUND(({parts})/{count_},2)",
        euros(round_half_up(received, months)),
    )


def write_watch(calc: Calc) -> None:
    """The running total that the VAT threshold watches, month by month."""
    jour = calc.builder.figures.jour
    services = calc.values["tva_nom"] == DES_SERVICES
    limit = calc.values["tva_Seuil"]
    running = highest = 0
    month_letter = column_letter(Grid.TOTAL)
    now = [column_letter(Grid.NOW + at) for at, code in enumerate(LABELS) if code in SERVICES]
    for at in range(12):
        row = FIRST_MONTH + at
        line = row + 1
        first = date(jour.year, at + 1, 1)
        ca = by_category(calc, first, min(end_of_month(first), jour))
        running += sum(v for k, v in ca.items() if not services or k in SERVICES)
        highest = max(highest, running)
        over = first > jour
        previous = f"SUM({column_letter(Grid.WATCHED)}{line - 1})+" if at else ""
        its = "+".join(f"{letter}{line}" for letter in now)
        start = f"{column_letter(Grid.START)}{line}"
        formula = (
            f'IF({start}>Aujourdhui,"",ROUND({previous}'
            f"IF({calc.at['tva_nom']}={text(DES_SERVICES)},{its},{month_letter}{line}),2))"
        )
        calc.put(row, Grid.WATCHED, formula, "" if over else euros(running))
        calc.put(
            row,
            Grid.LIMIT,
            f"IF({calc.at['tva_Seuil']}={text(INCONNU)},0,{calc.at['tva_Seuil']})",
            0 if limit == INCONNU else limit,
        )
        is_now = at + 1 == jour.month
        mark = f"{at + 1}={calc.at['mois']}"
        watched = f"{column_letter(Grid.WATCHED)}{line}"
        calc.put(row, Grid.WATCHED_LAST, f"IF({mark},{watched},0)", euros(running) if is_now else 0)
        received = euros(sum(ca.values()))
        calc.put(
            row, Grid.TOTAL_LAST, f"IF({mark},{month_letter}{line},0)", received if is_now else 0
        )
    # a refund does not undo a crossing: the month ends' highest total is held against the majoré
    # threshold; within a month, or under the limit that is not the closest, the core sees more
    calc.line(
        "tva_sommet",
        "Plus haut cumul en fin de mois",
        f"MAX(0,{column_of(Grid.WATCHED)})",
        euros(highest),
    )
