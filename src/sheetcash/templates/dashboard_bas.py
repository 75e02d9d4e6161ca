"""The lower half of the dashboard: the week's first tasks, the horizons, the ratios."""

from __future__ import annotations

from typing import Final, NamedTuple

from sheetcash.core.suivi import HORIZONS
from sheetcash.templates.a_faire_vues import Vue, place
from sheetcash.templates.calc import Calc
from sheetcash.templates.formulas import Cell, text
from sheetcash.templates.looks import EUROS, EUROS_RONDS, HAIRLINE, JOUR, POURCENT, RED, TEAL
from sheetcash.templates.places import A_FAIRE, PLAN

#: How many tasks and which columns.
TACHES: Final = 3
_LEFT, _RIGHT = 0, 2
#: The ratios stand under the charts: label, figure, context.
_LABEL, _FIGURE, _CONTEXT, _LAST = 4, 8, 10, 12


class _Ratio(NamedTuple):
    """A ratio: its label, its figure's name and form, what is said beside, what it means."""

    label: str
    name: str
    form: str
    context: Cell | str
    context_form: str
    note: str


def _heading(calc: Calc, row: int, words: str, first: int, last: int) -> None:
    looks, worksheet = calc.builder.looks, calc.worksheet
    look = looks.get(bold=True, font_color=TEAL, bottom=1, bottom_color=HAIRLINE)
    worksheet.set_row(row, 22)
    worksheet.write_string(row, first, words, look)
    for column in range(first + 1, last + 1):
        worksheet.write_blank(row, column, None, look)


def write_taches(calc: Calc, top: int) -> None:
    """The first tasks of the week, and the way to the others."""
    looks, worksheet = calc.builder.looks, calc.worksheet
    _heading(calc, top, "À faire d'abord", _LEFT, _RIGHT)
    look = looks.link(align="right", bottom=1, bottom_color=HAIRLINE)
    worksheet.write_url(top, _RIGHT, f"internal:'{A_FAIRE}'!A1", look, string="toute la liste →")
    for line in range(TACHES):
        row = top + 1 + line
        task = calc.taches[line] if line < len(calc.taches) else None
        action, what = (place(line, view) for view in (Vue.ACTION, Vue.OBJET))
        nothing = "Rien à faire cette semaine." if not line else ""
        said = f"{task.action} : {task.objet}" if task else nothing
        formula = f'IF({action}="",{text(nothing)},{action}&{text(" : ")}&{what})'
        look = looks.get(align="left", indent=1)
        worksheet.merge_range(row, _LEFT, row, _RIGHT, None, look)
        calc.builder.write(worksheet, row, _LEFT, Cell(formula, said), "", look)


def write_horizons(calc: Calc, top: int) -> None:
    """The balance expected in fifteen days, in one month, in three."""
    looks, worksheet = calc.builder.looks, calc.worksheet
    _heading(calc, top, "Solde prévu", _LEFT, _RIGHT)
    look = looks.link(align="right", bottom=1, bottom_color=HAIRLINE)
    worksheet.write_url(top, _RIGHT, f"internal:'{PLAN}'!A1", look, string="le plan →")
    for at, label in enumerate(HORIZONS):
        row = top + 1 + at
        day, name = f"horizon_{at}_jour", f"horizon_{at}"
        form = f'"Dans {label}, le "{JOUR}'
        cell = Cell(calc.at[day], calc.values[day])
        calc.builder.write(
            worksheet, row, _LEFT, cell, "", looks.get(align="left", indent=1, num_format=form)
        )
        look = looks.get(bold=True, align="left", indent=1, num_format=EUROS_RONDS)
        calc.builder.write(worksheet, row, _RIGHT, Cell(calc.at[name], calc.values[name]), "", look)
        worksheet.conditional_format(
            row, _RIGHT, row, _RIGHT,
            {
                "type": "cell", "criteria": "<", "value": 0,
                "format": calc.builder.workbook.add_format({"font_color": RED}),
            },
        )  # fmt: skip


def write_ratios(calc: Calc, top: int) -> None:
    """The ratios, each with what it means in a note."""
    looks, worksheet = calc.builder.looks, calc.worksheet
    _heading(calc, top, "Indicateurs", _LABEL, _LAST)
    for at, ratio in enumerate(_ratios(calc)):
        row = top + 1 + at
        worksheet.merge_range(row, _LABEL, row, _FIGURE - 1, None)
        worksheet.write_string(row, _LABEL, ratio.label, looks.get(align="left"))
        worksheet.write_comment(
            row, _LABEL, ratio.note,
            {"x_scale": 2, "y_scale": 0.8, "font_name": "Calibri", "font_size": 9},
        )  # fmt: skip
        figure = looks.get(bold=True, align="right", indent=1, num_format=ratio.form)
        worksheet.merge_range(row, _FIGURE, row, _CONTEXT - 1, None, figure)
        value = Cell(calc.at[ratio.name], calc.values[ratio.name])
        calc.builder.write(worksheet, row, _FIGURE, value, "", figure)
        context = looks.note(align="left", num_format=ratio.context_form)
        worksheet.merge_range(row, _CONTEXT, row, _LAST, None, context)
        calc.builder.write(worksheet, row, _CONTEXT, ratio.context, "", context)


def _ratios(calc: Calc) -> list[_Ratio]:
    def same(name: str) -> Cell:
        return Cell(calc.at[name], calc.values[name])

    return [
        _Ratio(
            "Objectif de l'année",
            "objectif",
            POURCENT,
            same("annee_ecoulee"),
            '0\\ %" de l\'année écoulée"',
            "Ce qui est encaissé depuis janvier, sur l'Objectif annuel de Paramètres. À comparer "
            "à la part de l'année déjà passée.",
        ),
        _Ratio(
            "Délai moyen de paiement",
            "delai",
            '0" jours"',
            "sur douze mois",
            "@",
            "De la facture au paiement, en moyenne pondérée par les montants, pour les factures "
            "soldées depuis douze mois (DSO). Plus il est court, moins vous avancez d'argent.",
        ),
        _Ratio(
            "Besoin en fonds de roulement",
            "bfr",
            EUROS_RONDS,
            same("variation_bfr"),
            '"+"#,##0\\ "€ en un mois";-#,##0\\ "€ en un mois";"stable sur un mois"',
            "Ce que les clients vous doivent, moins ce que vous devez aux fournisseurs : l'argent "
            "que vous avancez. Trois leviers : facturer tôt, relancer, payer à l'échéance.",
        ),
        _Ratio(
            "En retard",
            "part_en_retard",
            POURCENT,
            "de ce qu'on vous doit",
            "@",
            "La part des sommes dues par vos clients dont l'échéance est passée.",
        ),
        _Ratio(
            "Liquidité à trois mois",
            "liquidite",
            EUROS,
            "pour 1 € à payer",
            "@",
            "Le solde et les factures attendues sous trois mois, pour un euro d'achats et d'Urssaf "
            "à payer d'ici là. Sous 1 €, il faudra trouver de l'argent.",
        ),
        _Ratio(
            "Tendance du solde",
            "tendance",
            '"+"#,##0\\ "€";-#,##0\\ "€";0\\ "€"',
            "par mois, sur trois mois",
            "@",
            "Ce que le compte a gagné ou perdu chaque mois, en moyenne : encaissements, moins "
            "achats payés et Urssaf. Votre prélèvement personnel n'y est pas.",
        ),
        _Ratio(
            "Erreur de prévision",
            "erreur",
            POURCENT,
            "des recettes prévues",
            "@",
            "De combien les encaissements des douze derniers mois se sont écartés de la feuille "
            "Prévisions, en plus ou en moins.",
        ),
    ]


#: How many rows the ratios take.
RATIOS: Final = 7
