"""The dashboard's four charts, native: two colours at most, the title says what to see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sheetcash.templates.calc import Calc, Grid, column_of
from sheetcash.templates.calc_limites import DES_SERVICES
from sheetcash.templates.calc_plan import plan_cells
from sheetcash.templates.formulas import Cell, text
from sheetcash.templates.looks import (
    AMBER,
    EUROS_RONDS,
    FONT,
    GREY,
    HAIRLINE,
    INK,
    PALE_GREY,
    RED,
    TEAL,
)
from sheetcash.templates.places import FIRST_ROW, TABLEAU_DE_BORD

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart

_COLUMN: Final = 4
#: Two by two, in pixels.
_WIDTH, _HEIGHT, _GAP = 364, 240, 8
#: Nothing for zero: a month to come, or a series that marks one point only.
_LABEL: Final = '#,##0\\ "€";-#,##0\\ "€";'
_TITLES_ROW: Final = 2
#: What the title says of the balance ahead.
SAIN: Final = "Solde prévu : jamais sous zéro en douze mois"
ROUGE: Final = "Solde prévu : sous zéro en "


def _font(size: float = 9, colour: str = GREY, **more: Any) -> dict[str, Any]:
    return {"name": FONT, "size": size, "color": colour, "bold": False, **more}


def _cells(reference: str) -> str:
    return f"='{TABLEAU_DE_BORD}'!{reference}"


def _plain(chart: Chart, title: str, words: str, width: int, height: int) -> None:
    """What all charts share."""
    chart.set_title(
        {
            "name": _cells(title),
            "data": [words],
            "name_font": _font(10, INK, bold=True),
            "overlay": False,
            "layout": {"x": 0.02, "y": 0.03},
        }
    )
    chart.set_legend({"none": True})
    chart.set_size({"width": width, "height": height})
    chart.set_chartarea({"border": {"color": HAIRLINE}, "fill": {"color": "#FFFFFF"}})
    chart.set_plotarea({"fill": {"none": True}})


def _axes(chart: Chart, *, low: bool = False) -> None:
    """The axes; ``low`` keeps the months under the columns that go down."""
    chart.set_x_axis(
        {
            "label_position": "low" if low else "next_to",
            "num_font": _font(),
            "line": {"color": PALE_GREY},
            "major_tick_mark": "none",
            "minor_tick_mark": "none",
        }
    )
    chart.set_y_axis(
        {
            "num_font": _font(),
            "num_format": EUROS_RONDS,
            "line": {"none": True},
            "major_gridlines": {"visible": True, "line": {"color": HAIRLINE, "width": 0.75}},
            "major_tick_mark": "none",
        }
    )


def _place(calc: Calc, chart: Chart, x: int, y: int) -> None:
    """Put a chart so many pixels from the corner at the right of the cards."""
    where = {"object_position": 2, "x_offset": x, "y_offset": y}
    calc.worksheet.insert_chart(FIRST_ROW, _COLUMN, chart, where)


def write_charts(calc: Calc) -> None:
    """Place the charts at the right of the cards."""
    titles = _titles(calc)
    for at, draw in enumerate((_months, _balance, _threshold, _ages)):
        chart = draw(calc, *titles[at])
        _place(calc, chart, (at % 2) * (_WIDTH + _GAP), (at // 2) * (_HEIGHT + _GAP))


def _titles(calc: Calc) -> list[tuple[str, str]]:
    """Titles that follow the figures: their cells and their present words."""
    annee = calc.builder.figures.jour.year
    services = calc.values["tva_nom"] == DES_SERVICES
    cells = (
        Cell(
            '"Encaissé par mois en "&Annee&" ; en gris, "&(Annee-1)',
            f"Encaissé par mois en {annee} ; en gris, {annee - 1}",
        ),
        Cell(
            f"IF({calc.at['rouge']}=0,{text(SAIN)},{text(ROUGE)}&{calc.at['rouge_nom']})",
            f"{ROUGE}{calc.values['rouge_nom']}" if calc.values["rouge"] else SAIN,
        ),
        Cell(
            f"IF({calc.at['tva_nom']}={text(DES_SERVICES)},"
            f"{text('Services cumulés, face au seuil de TVA')},"
            f"{text('Recettes cumulées, face au seuil de TVA')})",
            "Services cumulés, face au seuil de TVA"
            if services
            else "Recettes cumulées, face au seuil de TVA",
        ),
        Cell(text("Ce que l'on vous doit, par retard"), "Ce que l'on vous doit, par retard"),
    )
    return [
        (calc.put(_TITLES_ROW, 22 + 4 * at, cell.formula, cell.value, "@"), str(cell.value))
        for at, cell in enumerate(cells)
    ]


def _balance(calc: Calc, title: str, words: str) -> Chart:
    """The balance at the end of each month of the plan; red under zero, the reserve as a line."""
    chart = calc.builder.workbook.add_chart({"type": "column", "subtype": "stacked"})
    names = _cells(plan_cells(0))
    for at, (name, colour) in enumerate((("Solde", TEAL), ("Dans le rouge", RED)), 1):
        chart.add_series(
            {
                "name": name,
                "categories": names,
                "values": _cells(plan_cells(at)),
                "fill": {"color": colour},
                "border": {"none": True},
                "gap": 50,
            }
        )
    line = calc.builder.workbook.add_chart({"type": "line"})
    line.add_series(
        {
            "name": "Réserve",
            "categories": names,
            "values": _cells(plan_cells(3)),
            "line": {"color": AMBER, "width": 1.25, "dash_type": "dash"},
            "marker": {"type": "none"},
        }
    )
    chart.combine(line)
    _plain(chart, title, words, _WIDTH, _HEIGHT)
    _axes(chart, low=True)
    return chart


def _months(calc: Calc, title: str, words: str) -> Chart:
    chart = calc.builder.workbook.add_chart({"type": "column"})
    names = _cells(column_of(Grid.INITIAL))
    for grid, colour in ((Grid.TOTAL_BEFORE, PALE_GREY), (Grid.TOTAL, TEAL)):
        chart.add_series(
            {
                "name": "N-1" if colour == PALE_GREY else "N",
                "categories": names,
                "values": _cells(column_of(grid)),
                "fill": {"color": colour},
                "border": {"none": True},
                "gap": 60,
                "overlap": -5,
            }
        )
    mark = calc.builder.workbook.add_chart({"type": "line"})
    mark.add_series(
        {
            "name": "Mois en cours",
            "categories": names,
            "values": _cells(column_of(Grid.TOTAL_LAST)),
            "line": {"none": True},
            "marker": {"type": "none"},
            "data_labels": {
                "value": True,
                "position": "above",
                "num_format": _LABEL,
                "font": _font(9, TEAL, bold=True),
                "fill": {"color": "#FFFFFF"},
            },
        }
    )
    chart.combine(mark)
    _plain(chart, title, words, _WIDTH, _HEIGHT)
    _axes(chart)
    return chart


def _threshold(calc: Calc, title: str, words: str) -> Chart:
    chart = calc.builder.workbook.add_chart({"type": "column"})
    names = _cells(column_of(Grid.INITIAL))
    chart.add_series(
        {
            "name": "Cumul",
            "categories": names,
            "values": _cells(column_of(Grid.WATCHED)),
            "fill": {"color": TEAL},
            "border": {"none": True},
            "gap": 50,
        }
    )
    line = calc.builder.workbook.add_chart({"type": "line"})
    line.add_series(
        {
            "name": "Seuil",
            "categories": names,
            "values": _cells(column_of(Grid.LIMIT)),
            "line": {"color": AMBER, "width": 1.5, "dash_type": "dash"},
            "marker": {"type": "none"},
            "data_labels": {
                "value": True,
                "position": "above",
                "num_format": _LABEL,
                "font": _font(9, AMBER, bold=True),
                "custom": [{"delete": at != 1} if at != 1 else {} for at in range(12)],
            },
        }
    )
    line.add_series(
        {
            "name": "À ce jour",
            "categories": names,
            "values": _cells(column_of(Grid.WATCHED_LAST)),
            "line": {"none": True},
            "marker": {"type": "none"},
            "data_labels": {
                "value": True,
                "position": "above",
                "num_format": _LABEL,
                "font": _font(9, TEAL, bold=True),
                "fill": {"color": "#FFFFFF"},
            },
        }
    )
    chart.combine(line)
    _plain(chart, title, words, _WIDTH, _HEIGHT)
    _axes(chart)
    return chart


def _ages(calc: Calc, title: str, words: str) -> Chart:
    chart = calc.builder.workbook.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": "Solde",
            "categories": _cells(calc.at["ages"]),
            "values": _cells(calc.at["ages_montants"]),
            "fill": {"color": RED},
            "border": {"none": True},
            "gap": 45,
            "points": [{"fill": {"color": TEAL}}, *([{"fill": {"color": RED}}] * 4)],
            "data_labels": {"value": True, "num_format": _LABEL, "font": _font(9, INK)},
        }
    )
    _plain(chart, title, words, _WIDTH, _HEIGHT)
    inside = {"layout": {"x": 0.26, "y": 0.16, "width": 0.54, "height": 0.78}}
    chart.set_plotarea({"fill": {"none": True}, **inside})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    chart.set_y_axis(
        {
            "reverse": True,
            "num_font": _font(),
            "line": {"color": PALE_GREY},
            "major_tick_mark": "none",
            "major_gridlines": {"visible": False},
        }
    )
    return chart
