"""The sheet Tableau de bord, on one A4 landscape page.

In its first columns, what a phone shows: six cards, the alerts, the week's first tasks, the balance
ahead. Beside them, four charts and the ratios.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sheetcash.core.periods import MOIS, serial
from sheetcash.core.semaine import Tache, classer
from sheetcash.core.suivi import HORIZONS
from sheetcash.core.tresorerie import Mouvement
from sheetcash.templates import charts, dashboard_bas
from sheetcash.templates.a_faire_xlsx import seules
from sheetcash.templates.alerts import SHOWN, write_alerts
from sheetcash.templates.alerts_seuils import attendus
from sheetcash.templates.baremes_rows import INCONNU
from sheetcash.templates.builder import Builder
from sheetcash.templates.calc import FIRST_MONTH, LEFT, Calc, Grid, Rows
from sheetcash.templates.calc_limites import write_plafonds, write_tva
from sheetcash.templates.calc_plan import write_balance, write_horizons, write_ratios
from sheetcash.templates.calc_recettes import write_months, write_watch, write_year
from sheetcash.templates.calc_tresorerie import (
    write_cash,
    write_dependence,
    write_owed,
    write_unpaid,
)
from sheetcash.templates.dashboard_bas import TACHES, write_taches
from sheetcash.templates.formulas import Cell, col, text
from sheetcash.templates.looks import AMBER, EUROS_RONDS, JOUR, POURCENT, RED, TEAL, TINT, TINT_LINE
from sheetcash.templates.places import FIRST_ROW, LINK_ROW, TABLEAU_DE_BORD
from sheetcash.workbook.schema import Table
from sheetcash.workbook.tables import FACTURES, RECETTES

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_LEFT, _RIGHT = 0, 2  # the cards' two columns
_CARD_ROWS: Final = 4  # label, figure, context, gap
CHART_COLUMN: Final = 4
LAST_COLUMN: Final = 12


class _Card(NamedTuple):
    """A label, a figure, a line of context, and when the figure turns amber or red."""

    label: Cell | str
    figure: Cell
    form: str
    context: Cell | str
    context_form: str
    amber: str = ""
    red: str = ""


def write_dashboard(
    builder: Builder,
    rows: Mapping[str, Rows],
    taches: Sequence[Tache],
    mouvements: Sequence[Mouvement],
) -> Calc:
    """Add the sheet, its working area included; answers where its figures are.

    Args:
        builder: the workbook.
        rows: the tables' complete rows, by name.
        taches: the tasks that rows are.
        mouvements: the cash plan's flows.
    """
    looks, worksheet = builder.looks, builder.sheet(TABLEAU_DE_BORD)
    calc = Calc(builder, worksheet, rows)
    calc.mouvements = mouvements
    _work_out(calc)
    calc.taches = classer([*taches, *(one.tache for one in seules(calc))])
    worksheet.set_column(_LEFT, _LEFT, 30)
    worksheet.set_column(1, 1, 1.5)
    worksheet.set_column(_RIGHT, _RIGHT, 30)
    worksheet.set_column(3, 3, 2.5)
    worksheet.set_column(CHART_COLUMN, LAST_COLUMN, 11)
    worksheet.set_column(LAST_COLUMN + 1, LAST_COLUMN + 1, 2)
    day = Cell("Aujourdhui", serial(builder.figures.jour))
    look = looks.note(num_format=f'"Au "{JOUR}', align="left")
    builder.write(worksheet, LINK_ROW, 0, day, "", look)
    worksheet.set_row(FIRST_ROW - 1, 6)
    for at, card in enumerate(_cards(calc)):
        row = FIRST_ROW + (at // 2) * _CARD_ROWS
        _write_card(builder, worksheet, row, _RIGHT if at % 2 else _LEFT, card)
    under = FIRST_ROW + 3 * _CARD_ROWS
    write_alerts(calc, under)
    tasks = under + SHOWN + 2
    write_taches(calc, tasks)
    ahead = tasks + TACHES + 2
    dashboard_bas.write_horizons(calc, ahead)
    last = ahead + len(HORIZONS)
    dashboard_bas.write_ratios(calc, last - dashboard_bas.RATIOS)
    charts.write_charts(calc)
    worksheet.set_landscape()
    worksheet.fit_to_pages(1, 1)
    worksheet.print_area(0, 0, last, LAST_COLUMN)
    worksheet.center_horizontally()
    worksheet.protect("", {"format_columns": True})
    worksheet.set_selection(0, 0, 0, 0)
    return calc


def _work_out(calc: Calc) -> None:
    """Fill the working area."""
    look = calc.builder.looks.note()
    calc.worksheet.set_column(LEFT, Grid.INITIAL, 11, look)
    words = "Calculs du tableau de bord : à lire, pas à modifier."
    bold = calc.builder.looks.note(bold=True)
    calc.worksheet.write_string(FIRST_MONTH - 3, LEFT, words, bold)
    year, last_year = write_months(calc)
    write_year(calc, year)
    write_plafonds(calc, year)
    write_tva(calc, year, last_year)
    write_watch(calc)
    write_cash(calc)
    write_unpaid(calc)
    write_owed(calc)
    attendus(calc)
    write_dependence(calc)
    write_balance(calc)
    write_horizons(calc)
    write_ratios(calc)


def _cards(calc: Calc) -> Sequence[_Card]:
    at, values = calc.at, calc.values
    content, options = calc.builder.content, calc.builder.figures.book.parametres

    def same(name: str) -> Cell:
        return Cell(at[name], values[name])

    mois = calc.builder.figures.jour.month
    month = Cell(
        f'"Encaissé en "&CHOOSE({at["mois"]},{",".join(text(m) for m in MOIS)})',
        f"Encaissé en {MOIS[mois - 1]}",
    )
    left = _difference(calc, "plafond_Plafond", "plafond_CA")
    return (
        _Card(
            "Solde disponible",
            same("solde"),
            EUROS_RONDS,
            _hint(
                '(SUM(Solde_initial)=0)*(Date_du_solde="")>0',
                not options.solde_initial and content.setting("Date du solde") is None,
                "Donnez votre solde dans Paramètres",
                same("solde_marge"),
            ),
            f"{_euros('au-dessus de la réserve')};{_euros('sous la réserve')}",
            red=f"{at['solde_marge']}<0",
        ),
        _Card(
            month,
            same("ca_mois"),
            EUROS_RONDS,
            _hint(
                _empty(RECETTES, "Montant"),
                not any(row.get("Montant") is not None for row in content.table(RECETTES.name)),
                "Notez vos encaissements",
                same("ca_annee"),
            ),
            f"{_euros('depuis janvier')};-{_euros('depuis janvier')}",
        ),
        _Card(
            Cell(f'"Plafond "&{at["plafond_nom"]}', f"Plafond {values['plafond_nom']}"),
            same("plafond_part"),
            POURCENT,
            left,
            f"{_euros('avant le plafond', 'Il reste')};{_euros('au-dessus du plafond')}",
            amber=f"({at['plafond_part']}<>{text(INCONNU)})*({at['plafond_part']}>=0.8)",
            red=f"({at['plafond_part']}<>{text(INCONNU)})*({at['plafond_part']}>1)",
        ),
        _Card(
            Cell(f'"Seuil de TVA "&{at["tva_nom"]}', f"Seuil de TVA {values['tva_nom']}"),
            same("tva_taux"),
            POURCENT,
            same("tva_reste"),
            f"{_euros('avant le seuil', 'Il reste')};{_euros('au-dessus du seuil')}",
            amber=f"({at['tva_taux']}<>{text(INCONNU)})*({at['tva_taux']}>=0.8)",
            red=f"({at['tva_taux']}<>{text(INCONNU)})*({at['tva_taux']}>1)",
        ),
        _Card(
            "À payer à l'Urssaf",
            same("a_payer"),
            EUROS_RONDS,
            same("echeance"),
            f'"à ce jour, pour le "{JOUR};;"Rien à déclarer"',
            red=f"{at['declarations_en_retard']}>0",
        ),
        _Card(
            "Impayés en retard",
            same("impayes"),
            EUROS_RONDS,
            _hint(
                _empty(FACTURES, "Montant"),
                not any(row.get("Montant") is not None for row in content.table(FACTURES.name)),
                "Saisissez vos factures",
                same("impayes_nombre"),
            ),
            '[=0]"Aucune facture en retard";[=1]0" facture en retard";0" factures en retard"',
            red=f"{at['impayes']}>0",
        ),
    )


def _hint(condition: str, true: bool, words: str, context: Cell) -> Cell:
    """What to type first, as long as nothing was; then the context."""
    formula = f"IF({condition},{text(words)},{context.formula})"
    return Cell(formula, words if true else context.value)


def _empty(table: Table, title: str) -> str:
    return f'COUNTIFS({col(table.name, title)},"<>")=0'


def _euros(words: str, before: str = "") -> str:
    """A number format: whole euros between words, in one literal as Excel wants them."""
    return (f'"{before} "' if before else "") + f'#,##0\\ "€ {words}"'


def _difference(calc: Calc, limit: str, used: str) -> Cell:
    top, ca = calc.values[limit], calc.values[used]
    value: float | str = ""
    if isinstance(top, (int, float)) and isinstance(ca, (int, float)):
        value = (round(top * 100) - round(ca * 100)) / 100
    return Cell(f'IFERROR(ROUND({calc.at[limit]}-{calc.at[used]},2),"")', value)


def _write_card(builder: Builder, worksheet: Worksheet, row: int, column: int, card: _Card) -> None:
    side: dict[str, Any] = {
        "bg_color": TINT,
        "left": 5,
        "left_color": TEAL,
        "right": 1,
        "right_color": TINT_LINE,
        "align": "left",
        "indent": 1,
    }
    looks = builder.looks
    top, bottom = {"top": 1, "top_color": TINT_LINE}, {"bottom": 1, "bottom_color": TINT_LINE}
    for offset, height in enumerate((21, 38, 21, 9)):
        worksheet.set_row(row + offset, height)
    builder.write(worksheet, row, column, card.label, "", looks.note(**side, **top))
    figure = looks.get(font_size=26, bold=True, num_format=card.form, shrink=True, **side)
    builder.write(worksheet, row + 1, column, card.figure, "", figure)
    context = looks.note(num_format=card.context_form, **side, **bottom)
    builder.write(worksheet, row + 2, column, card.context, "", context)
    for condition, colour in ((card.red, RED), (card.amber, AMBER)):
        if condition:
            worksheet.conditional_format(
                row + 1,
                column,
                row + 1,
                column,
                {
                    "type": "formula",
                    "criteria": "=" + condition,
                    "format": builder.workbook.add_format({"font_color": colour}),
                    "stop_if_true": True,
                },
            )
