"""The ceilings of the micro regime and the VAT thresholds: which binds, and how much is used."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

from sheetcash.baremes import Baremes
from sheetcash.core.categories import LABELS, MEUBLE_CLASSE, SERVICES, VENTE
from sheetcash.core.money import MILLION, euros, round_half_up
from sheetcash.core.plafonds import plafond, plafond_prorata, prorata
from sheetcash.core.tva import seuil_tva
from sheetcash.errors import BeforeActivity, RuleError
from sheetcash.templates.baremes_rows import INCONNU, PARAMETRES, lookup
from sheetcash.templates.calc import DATE_RECETTE, LEFT, Calc, Value, sum_of
from sheetcash.templates.controle_xlsx import RETENU
from sheetcash.templates.formulas import count, jusque, text
from sheetcash.templates.looks import POURCENT_FIN
from sheetcash.templates.places import column_letter
from sheetcash.workbook.tables import RECETTES

#: The limits' names, as ``bilan`` tells them: « Plafond des services », « Plafond global ».
DES_SERVICES: Final = "des services"


def _known(answer: Callable[[], int]) -> int | None:
    try:
        return answer()
    except (RuleError, BeforeActivity):
        return None


def _euros(cents: int | None) -> Value:
    return INCONNU if cents is None else euros(cents)


def _prorata(limit: str) -> str:
    """A limit brought down to the first year's days of activity."""
    days = "(DATE(Annee,12,31)-Creation+1)/(DATE(Annee+1,1,1)-DATE(Annee,1,1))"
    return (
        f"IF(Annee_creation>Annee,{text(INCONNU)},"
        f"IFERROR(IF(Annee_creation=Annee,ROUND({limit}*{days},2),{limit}),{text(INCONNU)}))"
    )


def _limits(
    calc: Calc,
    words: str,
    titles: Sequence[str],
    lines: Sequence[tuple[str, tuple[str, Value], Sequence[tuple[str, Value]]]],
    name: str,
) -> None:
    """A block of limits side by side, then the one that is the most used.

    Each line: its label, whether it counts (formula and value), then its turnover, its limits
    and its share, the last column being the share.
    """
    first = calc.heading(words)
    for at, title in enumerate(("Compte ?", *titles, "Part")):
        look = calc.builder.looks.note(bold=True)
        calc.worksheet.write_string(first - 1, LEFT + 3 + at, title, look)
    width = len(titles)
    for at, (label, counts, cells) in enumerate(lines):
        row = first + at
        calc.worksheet.write_string(row, LEFT, label, calc.builder.looks.note())
        flag = calc.put(row, LEFT + 3, *counts, "0")
        places = [calc.put(row, LEFT + 4 + i, *cell) for i, cell in enumerate(cells)]
        ratio = f"ROUND({places[0]}/{places[-1]},6)"
        formula = f'IF({flag}=1,IFERROR({ratio},{text(INCONNU)}),"")'
        ca, limit = cells[0][1], cells[-1][1]
        share: Value = ""
        if counts[1]:
            share = INCONNU
            if isinstance(ca, (int, float)) and isinstance(limit, (int, float)):
                share = round_half_up(round(ca * 100) * MILLION, round(limit * 100)) / MILLION
        calc.put(row, LEFT + 4 + width, formula, share, POURCENT_FIN)
        calc.values[f"{name}_{at}"] = share
    last = first + len(lines) - 1
    calc.skip(len(lines))
    shares = [calc.values[f"{name}_{at}"] for at in range(len(lines))]

    def cells_of(offset: int) -> str:
        letter = column_letter(LEFT + offset)
        return f"${letter}${first + 1}:${letter}${last + 1}"

    part_cells = cells_of(4 + width)
    known = [share for share in shares if isinstance(share, float)]
    top: Value = INCONNU if INCONNU in shares else max(known)
    best = shares.index(top)
    part = calc.line(
        f"{name}_part",
        "Part la plus haute",
        f"IF(COUNTIFS({part_cells},{text(INCONNU)})>0,{text(INCONNU)},MAX({part_cells}))",
        top,
        POURCENT_FIN,
    )
    where = f"MATCH({part},{part_cells},0)"
    calc.line(f"{name}_nom", "Limite", f"INDEX({cells_of(0)},{where})", lines[best][0], "@")
    for i, title in enumerate(titles):
        calc.line(
            f"{name}_{title}",
            title,
            f"INDEX({cells_of(4 + i)},{where})",
            lines[best][2][i][1],
        )


def write_plafonds(calc: Calc, year: Mapping[str, int]) -> None:
    """The ceilings that bind (see :func:`sheetcash.core.plafonds.usages`)."""
    figures = calc.builder.figures
    annee, created = figures.jour.year, figures.book.parametres.regime.debut_activite
    loi = figures.book.loi
    january = "DATE(Annee,1,1)"
    parametre = text(PARAMETRES["plafond"])
    services, total_ = calc.at["services"], calc.at["ca_annee"]
    vente, meuble = calc.at[VENTE], calc.at[MEUBLE_CLASSE]

    def whole_year(word: str) -> str:
        return lookup(parametre, text(word), january, "Annee")

    def limit(word: str, code: str) -> tuple[str, Value]:
        formula = _prorata(whole_year(word))
        return formula, _euros(_known(lambda: plafond_prorata(code, annee, created, loi=loi)))

    of_services, of_meuble, of_vente = (
        limit("Services", "bnc"),
        limit(LABELS[MEUBLE_CLASSE], MEUBLE_CLASSE),
        limit(LABELS[VENTE], VENTE),
    )
    ca = sum(year[code] for code in SERVICES)
    apart = _known(lambda: plafond(MEUBLE_CLASSE, annee, loi)) != _known(
        lambda: plafond(VENTE, annee, loi)
    )
    lodging = bool(year[MEUBLE_CLASSE]) and apart
    others = bool(year[VENTE] or year[MEUBLE_CLASSE])
    lodging_formula = (
        f"({meuble}<>0)*({whole_year(LABELS[MEUBLE_CLASSE])}<>{whole_year(LABELS[VENTE])})"
    )
    calc_lodging = calc.line(
        "meubles_a_part",
        "Meublés au plafond des services",
        f"{lodging_formula}+0",
        int(lodging),
        "0",
    )
    _limits(
        calc,
        "Plafonds du régime micro",
        ("CA", "Plafond"),
        (
            (
                DES_SERVICES,
                (
                    f"IF({calc_lodging}=1,0,(({services}<>0)+({vente}=0)*({meuble}=0)>0)+0)",
                    int(not lodging and (bool(ca) or not others)),
                ),
                ((services, euros(ca)), of_services),
            ),
            (
                f"{DES_SERVICES} et meublés",
                (calc_lodging, int(lodging)),
                (
                    (f"ROUND({services}+{meuble},2)", euros(ca + year[MEUBLE_CLASSE])),
                    of_meuble,
                ),
            ),
            (
                "global",
                (f"(({vente}<>0)+({meuble}<>0)>0)+0", int(others)),
                ((total_, euros(sum(year.values()))), of_vente),
            ),
        ),
        "plafond",
    )


def write_tva(calc: Calc, year: Mapping[str, int], last_year: Mapping[str, int]) -> None:
    """The VAT exemption's limits (see :func:`sheetcash.core.tva.franchise`)."""
    figures = calc.builder.figures
    jour, created = figures.jour, figures.book.parametres.regime.debut_activite
    loi = figures.book.loi
    sales_codes = [code for code in LABELS if code not in SERVICES]
    first = date(jour.year, 1, 1)
    recettes = figures.book.recettes
    sales = any(
        code not in SERVICES and first <= day <= jour
        for day, code in zip(recettes.dates, recettes.categories, strict=True)
    )
    counted = "+".join(
        count(
            RECETTES.name,
            ("Catégorie", text(LABELS[code])),
            (DATE_RECETTE, '">="&DATE(Annee,1,1)'),
            (DATE_RECETTE, jusque("Aujourdhui")),
            (RETENU, '"<>0"'),
        )
        for code in sales_codes
    )

    def base(code: str) -> Callable[[], int]:
        def answer() -> int:
            its = seuil_tva(code, jour, loi=loi)
            same = created is not None and created.year == jour.year
            return prorata(its, jour.year, created) if same else its

        return answer

    def thresholds(word: str, code: str) -> tuple[tuple[str, Value], tuple[str, Value]]:
        found = []
        for parametre in ("tva_base", "tva_majore"):
            name = text(PARAMETRES[parametre])
            found.append(lookup(name, text(word), "Aujourdhui", "Annee"))
        days = "(DATE(Annee,12,31)-Creation+1)/(DATE(Annee+1,1,1)-DATE(Annee,1,1))"
        low = (
            f"IFERROR(IF(Annee_creation=Annee,ROUND({found[0]}*{days},2),{found[0]}),"
            f"{text(INCONNU)})"
        )
        return (
            (low, _euros(_known(base(code)))),
            (found[1], _euros(_known(lambda: seuil_tva(code, jour, True, loi)))),
        )

    ca = sum(year[code] for code in SERVICES)
    _limits(
        calc,
        "Franchise de TVA",
        ("CA", "Seuil", "Majoré"),
        (
            (
                DES_SERVICES,
                ("1+0", 1),
                ((calc.at["services"], euros(ca)), *thresholds("Services", "bnc")),
            ),
            (
                "global",
                (f"(({counted})>0)+0", int(sales)),
                ((calc.at["ca_annee"], euros(sum(year.values()))), *thresholds("Vente", VENTE)),
            ),
        ),
        "tva",
    )
    ca_cell, low = calc.at["tva_CA"], calc.at["tva_Seuil"]
    now, base_value = calc.values["tva_CA"], calc.values["tva_Seuil"]
    share: Value = INCONNU
    reste: Value = ""
    if isinstance(base_value, float) and isinstance(now, float):
        share = round_half_up(round(now * 100) * MILLION, round(base_value * 100)) / MILLION
        reste = euros(round(base_value * 100) - round(now * 100))
    calc.line(
        "tva_taux",
        "Part du seuil de base",
        f"IFERROR(ROUND({ca_cell}/{low},6),{text(INCONNU)})",
        share,
        POURCENT_FIN,
    )
    calc.line("tva_reste", "Reste avant le seuil", f'IFERROR(ROUND({low}-{ca_cell},2),"")', reste)
    # last year's turnover against this year's base thresholds
    before = sum(last_year[code] for code in SERVICES)
    all_before = sum(last_year.values())
    services_before = sum_of(calc, SERVICES, "_avant")
    total_before = sum_of(calc, tuple(LABELS), "_avant")
    over = _over_last_year(before, all_before, jour, created, loi)
    bases = [
        lookup(text(PARAMETRES["tva_base"]), text(word), "Aujourdhui", "Annee")
        for word in ("Services", "Vente")
    ]
    january = "DATE(Annee,1,1)"
    days = f"IF(Annee_creation=Annee-1,({january}-Creation)/({january}-DATE(Annee-1,1,1)),1)"
    calc.line(
        "tva_avant",
        "Seuil dépassé l'an dernier",
        f"IFERROR((({services_before}>ROUND({bases[0]}*{days},2))"
        f"+({total_before}>{services_before})*({total_before}>ROUND({bases[1]}*{days},2))>0)"
        f"*(Annee_creation<Annee),0)",
        int(over),
        "0",
    )


def _over_last_year(
    services: int, everything: int, jour: date, created: date | None, loi: Baremes
) -> bool:
    if created is not None and created.year >= jour.year:
        return False
    limits = [(services, "bnc")]
    if everything > services:
        limits.append((everything, VENTE))
    try:
        return any(
            amount > prorata(seuil_tva(code, jour, loi=loi), jour.year - 1, created)
            for amount, code in limits
        )
    except RuleError:
        return False
