"""The sheet Plan de trésorerie: twelve months in native formulas, beside the core's own answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from sheetcash.core import hypotheses, tresorerie
from sheetcash.core.charges import CETTE_FOIS
from sheetcash.core.money import euros
from sheetcash.core.periods import Period, serial
from sheetcash.core.tresorerie import (
    ACHATS,
    CFE,
    DEPENSES,
    FACTURES,
    IMPOT,
    MOIS_DU_PLAN,
    PRELEVEMENT,
    PREVUES,
    SORTIES,
    TVA,
    URSSAF,
    Mois,
)
from sheetcash.templates import appels_xlsx, flux_xlsx, previsions_xlsx
from sheetcash.templates.builder import Builder
from sheetcash.templates.calc import Calc
from sheetcash.templates.controle_xlsx import RETENU
from sheetcash.templates.estimes_xlsx import write_estimes
from sheetcash.templates.formulas import Cell, col, is_day, jusque, text, total, year
from sheetcash.templates.looks import (
    AMBER,
    COMPUTED,
    EUROS_RONDS,
    GREY,
    HAIRLINE,
    JOUR,
    RED,
    TEAL,
    TINT,
)
from sheetcash.templates.passe_xlsx import write_passe
from sheetcash.templates.places import FIRST_ROW, LINK_ROW, PARAMETRES, PLAN, TABLEAU_DE_BORD
from sheetcash.templates.plan_places import (
    CLOTURE_ROW,
    DEBUT_ROW,
    ENTREES_ROW,
    ETAT_ROW,
    FACTURES_ROW,
    FIN_ROW,
    FIRST_MONTH,
    GRAPHIQUE_ROW,
    LAST_MONTH,
    MONTHS_ROW,
    OUVERTURE_ROW,
    PASSE_ROW,
    PREVUES_ROW,
    RESERVE_ROW,
    SORTIES_FIRST_ROW,
    TOTAL_SORTIES_ROW,
    here,
)
from sheetcash.templates.recettes_xlsx import DATE_TITLE, RECENT
from sheetcash.workbook.flux import Flux
from sheetcash.workbook.parametres import SCENARIOS
from sheetcash.workbook.reading_echeances import CFE as CFE_RANG
from sheetcash.workbook.tables import ACHATS as TABLE_ACHATS
from sheetcash.workbook.tables import ECHEANCES, PREVISIONS, RECETTES
from sheetcash.workbook.tables import FACTURES as TABLE_FACTURES

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

ROUGE: Final = "dans le rouge"
SOUS_LA_RESERVE: Final = "sous la réserve"

#: The month before the plan's, and its own until today: first and last day.
_MOIS_PASSE: Final = "EOMONTH(Aujourdhui,-2)+1", "EOMONTH(Aujourdhui,-1)"
_CE_MOIS: Final = "EOMONTH(Aujourdhui,-1)+1", "Aujourdhui"

#: The row of each line out.
_SORTIES: Final = {ligne: SORTIES_FIRST_ROW + at for at, ligne in enumerate(SORTIES)}


def write_plan(builder: Builder, plan: Flux, board: Calc) -> None:
    """Add the sheet.

    Args:
        builder: the workbook.
        plan: its flows.
        board: the dashboard's working area, where today's balance is.
    """
    balance = board.values["solde"]
    assert isinstance(balance, (int, float))
    months = tresorerie.derouler(round(balance * 100), plan.mouvements, builder.figures.jour)
    looks, worksheet = builder.looks, builder.sheet(PLAN)
    worksheet.set_column(0, 0, 26)
    worksheet.set_column(FIRST_MONTH, LAST_MONTH, 11.5)
    scenario = Cell('"Scénario "&Scenario', f"Scénario {_scenario(builder)}")
    builder.write(worksheet, LINK_ROW, 3, scenario, "", looks.note(bold=True))
    builder.go(worksheet, LINK_ROW, 6, PARAMETRES, "le changer")
    formulas = _formulas(board.at["solde"])
    for row, (label, kind) in _LABELS.items():
        look = _look(kind)
        worksheet.set_row(row, 24 if kind == "total" else 19)
        worksheet.write_string(row, 0, label, looks.get(align="left", indent=1, **look))
        for at, month in enumerate(months):
            form = _FORMS.get(row, EUROS_RONDS + ";-" + EUROS_RONDS + ';"–"')
            cell = Cell(formulas[row][at], _value(row, month, builder))
            its = looks.get(align="right", num_format=form, **look)
            builder.write(worksheet, row, FIRST_MONTH + at, cell, "", its)
    write_estimes(builder)
    months_behind = write_passe(builder, board)
    worksheet.print_area(0, 0, months_behind, LAST_MONTH)
    worksheet.set_h_pagebreaks([PASSE_ROW])
    _signal(builder, worksheet)
    _chart(builder, worksheet)
    worksheet.freeze_panes(FIRST_ROW + 2, FIRST_MONTH)
    worksheet.set_landscape()
    worksheet.fit_to_pages(1, 0)
    worksheet.repeat_columns(0)
    worksheet.protect("", {"format_columns": True})


def _scenario(builder: Builder) -> str:
    chosen = builder.figures.book.parametres.scenario
    given = builder.content.setting("Scénario")
    return str(given) if given else SCENARIOS[hypotheses.SCENARIOS.index(chosen)]


_LABELS: Final = {
    MONTHS_ROW: ("Mois", "head"),
    DEBUT_ROW: ("Du", "day"),
    FIN_ROW: ("Au", "day"),
    OUVERTURE_ROW: ("Solde d'ouverture", "total"),
    FACTURES_ROW: (FACTURES, "line"),
    PREVUES_ROW: (PREVUES, "line"),
    ENTREES_ROW: ("Total des encaissements", "sum"),
    **{row: (ligne, "line") for ligne, row in _SORTIES.items()},
    TOTAL_SORTIES_ROW: ("Total des décaissements", "sum"),
    CLOTURE_ROW: ("Solde de clôture", "total"),
    RESERVE_ROW: ("Réserve de sécurité", "line"),
    ETAT_ROW: ("", "state"),
}
_FORMS: Final = {MONTHS_ROW: "mmm yyyy", DEBUT_ROW: JOUR, FIN_ROW: JOUR, ETAT_ROW: "General"}


def _look(kind: str) -> dict[str, Any]:
    line = {"bottom": 1, "bottom_color": HAIRLINE}
    looks: dict[str, dict[str, Any]] = {
        "head": {"bold": True, "font_color": "#FFFFFF", "bg_color": TEAL},
        "day": {"font_size": 8, "font_color": GREY},
        "line": line,
        "sum": {"bold": True, "bg_color": COMPUTED, **line},
        "total": {"bold": True, "bg_color": TINT, "font_color": TEAL, **line},
        "state": {"font_size": 9},
    }
    return looks[kind]


def _formulas(solde: str) -> Mapping[int, list[str]]:
    """Each row's twelve formulas."""
    found: dict[int, list[str]] = {row: [] for row in _LABELS}
    for at in range(MOIS_DU_PLAN):
        debut, fin = here(DEBUT_ROW, at), here(FIN_ROW, at)
        before = at - 1
        first = at == 0
        found[MONTHS_ROW].append(f"EOMONTH({debut},-1)+1")
        found[DEBUT_ROW].append("Aujourdhui+0" if first else f"{here(FIN_ROW, before)}+1")
        found[FIN_ROW].append(f"EOMONTH({debut},0)")
        opening = f"'{TABLEAU_DE_BORD}'!{solde}+0" if first else f"{here(CLOTURE_ROW, before)}+0"
        found[OUVERTURE_ROW].append(opening)
        bills = total(
            TABLE_FACTURES.name,
            flux_xlsx.ATTENDU,
            (flux_xlsx.ATTENDUE_LE, f'">="&{debut}'),
            (flux_xlsx.ATTENDUE_LE, f'"<="&{fin}'),
        )
        found[FACTURES_ROW].append(bills)
        month = previsions_xlsx.mois(at)
        found[PREVUES_ROW].append(total(PREVISIONS.name, month, ("Sens", text("Encaissement"))))
        receipts = f"{here(FACTURES_ROW, at)}+{here(PREVUES_ROW, at)}"
        found[ENTREES_ROW].append(f"ROUND({receipts},2)")
        bought = total(
            TABLE_ACHATS.name,
            RETENU,
            (flux_xlsx.A_PAYER_LE, f'">="&{debut}'),
            (flux_xlsx.A_PAYER_LE, f'"<="&{fin}'),
        )
        spent = total(PREVISIONS.name, month, ("Sens", text("Décaissement")))
        owed = appels_xlsx.total_prevu(appels_xlsx.A_PAYER, debut, fin)
        cfe = f"WORKDAY(DATE({year(fin)},12,15)-1,1,Feries)"
        paid = f"SUMIFS({col(ECHEANCES.name, 'Fait le')},{col(ECHEANCES.name, 'Rang')},{CFE_RANG})"
        due = (
            f"({cfe}>={debut})*({cfe}<={fin})*((Creation=0)+(Annee_creation<{year(fin)})>0)"
            f"*({paid}<={cfe}-{CETTE_FOIS.days})>0"
        )
        taxed = _tva(_recu(*_MOIS_PASSE))
        if first:
            taxed = f"IF(Aujourdhui<={_MOIS_PASSE[1]}+20,{taxed},0)"
        else:
            last = here(DEBUT_ROW, before), here(FIN_ROW, before)
            since = f"MAX({last[0]},SUM(TVA_due_depuis))"
            bills = total(
                TABLE_FACTURES.name,
                flux_xlsx.ATTENDU,
                (flux_xlsx.ATTENDUE_LE, f'">="&{since}'),
                (flux_xlsx.ATTENDUE_LE, f'"<="&{last[1]}'),
            )
            foreseen = f"IF({last[1]}>=SUM(TVA_due_depuis),{here(PREVUES_ROW, before)},0)"
            parts = [bills, foreseen, *([_recu(*_CE_MOIS)] if before == 0 else [])]
            taxed = _tva("+".join(parts))
        lines = {
            ACHATS: bought,
            DEPENSES: spent,
            URSSAF: owed,
            CFE: f"IF({due},SUM(CFE_attendue),0)",
            TVA: f"IF({is_day('TVA_due_depuis')}=1,{taxed},0)",
            IMPOT: (
                f'IF(Versement_liberatoire="Oui",0,'
                f"ROUND({here(ENTREES_ROW, at)}*SUM(Provision_impot),2))"
            ),
            PRELEVEMENT: "SUM(Prelevement_personnel)",
        }
        for ligne, formula in lines.items():
            found[_SORTIES[ligne]].append(f"ROUND(0-{formula},2)")
        rows = f"{here(SORTIES_FIRST_ROW, at)}:{here(TOTAL_SORTIES_ROW - 1, at)}"
        found[TOTAL_SORTIES_ROW].append(f"ROUND(SUM({rows}),2)")
        found[CLOTURE_ROW].append(
            f"ROUND({here(OUVERTURE_ROW, at)}+{here(ENTREES_ROW, at)}"
            f"+{here(TOTAL_SORTIES_ROW, at)},2)"
        )
        found[RESERVE_ROW].append("SUM(Reserve_de_securite)")
        closing = here(CLOTURE_ROW, at)
        found[ETAT_ROW].append(
            f"IF({closing}<0,{text(ROUGE)},"
            f'IF({closing}<{here(RESERVE_ROW, at)},{text(SOUS_LA_RESERVE)},""))'
        )
    return found


def _recu(debut: str, fin: str) -> str:
    """What came in between two days, since VAT is due."""
    return total(
        RECETTES.name,
        RECENT,
        (DATE_TITLE, f'">="&MAX({debut},SUM(TVA_due_depuis))'),
        (DATE_TITLE, jusque(fin)),
    )


def _tva(taxed: str) -> str:
    """The VAT within some receipts."""
    return f"ROUND(({taxed})*SUM(Taux_TVA)/(1+SUM(Taux_TVA)),2)"


def _value(row: int, month: Mois, builder: Builder) -> float | int | str:
    """The true value of a month's cell."""
    periode: Period = month.periode
    reserve = builder.figures.book.parametres.reserve
    days = {
        MONTHS_ROW: periode.debut.replace(day=1),
        DEBUT_ROW: periode.debut,
        FIN_ROW: periode.fin,
    }
    if row in days:
        return serial(days[row])
    if row == ETAT_ROW:
        if month.cloture < 0:
            return ROUGE
        return SOUS_LA_RESERVE if month.cloture < reserve else ""
    amounts = {
        OUVERTURE_ROW: month.ouverture,
        FACTURES_ROW: month.flux[FACTURES],
        PREVUES_ROW: month.flux[PREVUES],
        ENTREES_ROW: month.entrees,
        TOTAL_SORTIES_ROW: month.sorties,
        CLOTURE_ROW: month.cloture,
        RESERVE_ROW: reserve,
        **{at: month.flux[ligne] for ligne, at in _SORTIES.items()},
    }
    return euros(amounts[row])


def _signal(builder: Builder, worksheet: Worksheet) -> None:
    """A month that closes under zero is red, under the reserve amber."""
    for row in (CLOTURE_ROW, ETAT_ROW):
        closing, reserve = here(CLOTURE_ROW, 0), here(RESERVE_ROW, 0)
        for criteria, colour in ((f"{closing}<0", RED), (f"{closing}<{reserve}", AMBER)):
            worksheet.conditional_format(
                row,
                FIRST_MONTH,
                row,
                LAST_MONTH,
                {
                    "type": "formula",
                    "criteria": f"={criteria}",
                    "format": builder.workbook.add_format({"font_color": colour, "bold": True}),
                    "stop_if_true": True,
                },
            )


def _chart(builder: Builder, worksheet: Worksheet) -> None:
    """The closing balances against the reserve."""
    chart = builder.workbook.add_chart({"type": "line"})
    assert chart is not None
    months = [PLAN, MONTHS_ROW, FIRST_MONTH, MONTHS_ROW, LAST_MONTH]
    for row, colour, dash in ((CLOTURE_ROW, TEAL, "solid"), (RESERVE_ROW, AMBER, "dash")):
        chart.add_series(
            {
                "name": [PLAN, row, 0],
                "categories": months,
                "values": [PLAN, row, FIRST_MONTH, row, LAST_MONTH],
                "line": {"color": colour, "width": 2, "dash_type": dash},
            }
        )
    chart.set_title({"name": "Solde à la fin de chaque mois", "name_font": {"size": 11}})
    chart.set_legend({"position": "bottom"})
    chart.set_x_axis({"num_format": "mmm", "label_position": "low", "text_axis": True})
    grid = {"visible": True, "line": {"color": HAIRLINE}}
    chart.set_y_axis({"num_format": EUROS_RONDS, "major_gridlines": grid})
    chart.set_size({"width": 1100, "height": 260})
    worksheet.insert_chart(GRAPHIQUE_ROW, 0, chart, {"x_offset": 8})
