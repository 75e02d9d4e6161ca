"""The sheet Paramètres: settings as named cells, and what formulas need that follows from them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from sheetcash.core.categories import ARTISANALE, COMMERCIALE, LIBERALE
from sheetcash.core.cotisations import fin_acre
from sheetcash.core.money import euros
from sheetcash.core.periods import jours_feries, quarter_of, serial
from sheetcash.templates import periodes_xlsx, reglages_xlsx
from sheetcash.templates.builder import Builder
from sheetcash.templates.controle_xlsx import A_CORRIGER
from sheetcash.templates.figures import Figures
from sheetcash.templates.flux_xlsx import RETARD
from sheetcash.templates.formulas import Cell, col, is_day, sans_heure, text, year
from sheetcash.templates.looks import (
    COMPUTED,
    EUROS,
    HAIRLINE,
    INPUT,
    JOUR,
    NUMBER_FORMATS,
    RED,
    TEAL,
    TEXT_FORMAT,
    TINT_LINE,
)
from sheetcash.templates.places import FIRST_ROW, PARAMETRES, absolute
from sheetcash.templates.recettes_xlsx import PAYE_LE, RECENT
from sheetcash.templates.tables_xlsx import validation
from sheetcash.workbook.flux import Flux
from sheetcash.workbook.parametres import NATURES, RELANCE, SETTINGS
from sheetcash.workbook.reading_declarations import suivi_depuis
from sheetcash.workbook.schema import DATE, ENTIER, JOURS, MONTANT, TEXTE, Setting
from sheetcash.workbook.tables import CONDITIONS, FACTURES, OUI_NON, RECETTES

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

#: Columns of the value, of its help and of what is wrong with it; cells of a value.
_VALUE, _HELP, _CONTROLE, _WIDTH = 1, 6, 7, 5
_FORMS: Final = {DATE: f"{JOUR};;", ENTIER: "0;;", MONTANT: EUROS}

#: A label, a name, a kind, the cell and its help.
_Derived = tuple[str, str, str, Cell, str]

#: Years of public holidays side by side, and blocks of them, from last year on.
_YEARS, _BLOCKS = 5, 2
#: Blank lines under the payment terms, for the user's own.
_OWN_TERMS: Final = 3


def write_parametres(
    builder: Builder, plan: Flux, recu: Mapping[str, int], owed: periodes_xlsx.Rows
) -> None:
    """Add the sheet.

    Args:
        builder: the workbook.
        plan: its cash plan, for the usual delay.
        recu: what each client paid in twelve months, in cents.
        owed: the declarations' rows.
    """
    looks, worksheet = builder.looks, builder.sheet(PARAMETRES)
    worksheet.set_column(0, 0, 30, looks.get())
    worksheet.set_column(_VALUE, _HELP - 1, 11.5, looks.get())
    worksheet.set_column(_HELP, _HELP, 74, looks.note())
    worksheet.set_column(_CONTROLE, _CONTROLE, 12, looks.get(font_color=RED, bold=True))
    for group, settings in groupby(SETTINGS, key=lambda setting: setting.group):
        its = list(settings)
        first = reglages_xlsx.ROWS[its[0].label]
        _heading(builder, worksheet, first - (2 if group == RELANCE else 1), group)
        if group == RELANCE:
            for level in range(_WIDTH):
                words = f"Niveau {level}"
                where = first - 1, _VALUE + level
                worksheet.write_string(*where, words, looks.note(align="center"))
        for setting in its:
            _setting(builder, worksheet, reglages_xlsx.ROWS[setting.label], setting)
    controls = absolute(PARAMETRES, reglages_xlsx.FIRST, _CONTROLE, reglages_xlsx.LAST, _CONTROLE)
    builder.workbook.define_name(reglages_xlsx.CONTROLES, "=" + controls)
    row = reglages_xlsx.LAST + 2
    derived = _cells(builder.figures, plan, sum(recu.values()))
    derived += periodes_xlsx.reglages(builder.figures, owed)
    row = _derived(builder, worksheet, row, derived)
    row = _holidays(builder, worksheet, row)
    _terms(builder, worksheet, row)
    worksheet.fit_to_pages(1, 0)
    worksheet.freeze_panes(FIRST_ROW - 1, 0)
    worksheet.protect("", {"format_columns": True, "format_rows": True})


def _heading(builder: Builder, worksheet: Worksheet, row: int, words: str) -> int:
    """A block's title, ruled across the sheet; answers the row under it."""
    look = builder.looks.get(bold=True, font_color=TEAL, bottom=1, bottom_color=TINT_LINE)
    worksheet.write_string(row, 0, words, look)
    for column in range(_VALUE, _HELP + 1):
        worksheet.write_blank(row, column, None, look)
    worksheet.set_row(row, 24)
    return row + 1


def _setting(builder: Builder, worksheet: Worksheet, row: int, setting: Setting) -> None:
    looks = builder.looks
    box: dict[str, Any] = {"border": 1, "border_color": HAIRLINE, "locked": False}
    if setting.kind in NUMBER_FORMATS:
        box["num_format"] = NUMBER_FORMATS[setting.kind]
    elif setting.kind == TEXTE:
        box["num_format"] = TEXT_FORMAT  # a SIREN keeps its zeros
    value = builder.content.setting(setting.label)
    formula = reglages_xlsx.controle(setting)
    if formula:
        said = "" if reglages_xlsx.lisible(setting, value) else A_CORRIGER
        red = looks.get(font_color=RED, bold=True)
        builder.write(worksheet, row, _CONTROLE, Cell(formula, said), "", red)
    worksheet.write_string(row, 0, setting.label, looks.get())
    worksheet.write_string(row, _HELP, setting.help, looks.note(indent=1))
    options = validation(setting.kind, setting.choices)
    if setting.kind == JOURS:
        look = looks.get(bg_color=INPUT, align="center", **box)
        assert isinstance(value, tuple)
        for at, days in enumerate(value):
            builder.write(worksheet, row, _VALUE + at, days, ENTIER, look)
        options = validation(ENTIER, ()) | {"minimum": -60, "maximum": 730}
        worksheet.data_validation(row, _VALUE, row, _VALUE + _WIDTH - 1, options)
        builder.name(setting.name, PARAMETRES, row, _VALUE, _WIDTH)
        return
    look = looks.get(bg_color=INPUT, align="left", indent=1, **box)
    worksheet.merge_range(row, _VALUE, row, _HELP - 1, None, look)
    builder.write(worksheet, row, _VALUE, value, setting.kind, look)
    if options:
        worksheet.data_validation(row, _VALUE, row, _VALUE, options)
    builder.name(setting.name, PARAMETRES, row, _VALUE)


def _derived(builder: Builder, worksheet: Worksheet, row: int, cells: list[_Derived]) -> int:
    """The cells that follow from the settings, each with its name."""
    row = _heading(builder, worksheet, row, "Calculé par le classeur")
    looks = builder.looks
    for label, name, kind, cell, help_ in cells:
        look = looks.get(
            bg_color=COMPUTED,
            border=1,
            border_color=HAIRLINE,
            align="left",
            indent=1,
            num_format=_FORMS.get(kind, "General"),
        )
        worksheet.write_string(row, 0, label, looks.get())
        worksheet.merge_range(row, _VALUE, row, _HELP - 1, None, look)
        builder.write(worksheet, row, _VALUE, cell, kind, look)
        worksheet.write_string(row, _HELP, help_, looks.note(indent=1))
        builder.name(name, PARAMETRES, row, _VALUE)
        row += 1
    return row + 1


def _cells(figures: Figures, plan: Flux, recu: int) -> list[_Derived]:
    regime, jour = figures.book.parametres.regime, figures.jour
    created = regime.debut_activite
    helped = regime.acre and created is not None
    nature = {COMMERCIALE: NATURES[0], ARTISANALE: NATURES[1], LIBERALE: NATURES[2]}
    late = col(FACTURES.name, RETARD)
    first_paid = f"MIN({col(RECETTES.name, PAYE_LE)})"
    since = suivi_depuis(figures.book)
    quarter = "".join(
        f"IF(Creation>=DATE(Annee_creation,{month},1),DATE(Annee_creation,{month},1),"
        for month in (10, 7, 4)
    )
    return [
        (
            "Jour des calculs",
            "Aujourdhui",
            DATE,
            Cell(
                f"IF({is_day('Date_du_jour')}=1,{sans_heure('Date_du_jour')},TODAY())",
                serial(jour),
            ),
            "Aujourd'hui, ou la date du jour fixée plus haut.",
        ),
        (
            "Année des calculs",
            "Annee",
            ENTIER,
            Cell(year("Aujourdhui"), jour.year),
            "L'année civile de ce jour.",
        ),
        (
            "Création retenue",
            "Creation",
            DATE,
            Cell(
                f"IF({is_day('Debut_activite')}=1,Debut_activite,0)",
                serial(created) if created else 0,
            ),
            "Le début d'activité, s'il est saisi.",
        ),
        (
            "Année de création",
            "Annee_creation",
            ENTIER,
            Cell(f"IF(Creation=0,0,{year('Creation')})", created.year if created else 0),
            "Pour le prorata des plafonds.",
        ),
        (
            "Trimestre de création",
            "Trimestre_creation",
            DATE,
            Cell(
                f"IF(Creation=0,0,{quarter}DATE(Annee_creation,1,1)))))",
                serial(quarter_of(created).debut) if created else 0,
            ),
            "Son premier jour.",
        ),
        (
            "Fin de l'ACRE",
            "Fin_ACRE",
            DATE,
            Cell(
                'IF((ACRE="Oui")*(Creation>0),EOMONTH(Trimestre_creation,11),0)',
                serial(fin_acre(created)) if helped and created else 0,
            ),
            "La fin du troisième trimestre civil qui suit celui de la création.",
        ),
        (
            "Nature retenue",
            "Nature_retenue",
            TEXTE,
            Cell(
                f'IF(Nature_activite="",{text(NATURES[2])},Nature_activite)', nature[regime.nature]
            ),
            "Libérale tant que la nature n'est pas choisie.",
        ),
        (
            "Retard usuel",
            "Retard_usuel",
            ENTIER,
            Cell(
                f"IFERROR(MAX(0,ROUND(AVERAGEIFS({late},{late},{text('>-100000')}),0)),0)",
                plan.retard_usuel,
            ),
            "En jours, celui d'un client qui n'a encore rien payé.",
        ),
        (
            "Suivi depuis",
            "Suivi_depuis",
            DATE,
            Cell(
                f"IF((Creation>0)*(Annee_creation=Annee)>0,"
                f"IF({first_paid}>0,MIN(Creation,{first_paid}),Creation),{first_paid})",
                serial(since) if since else 0,
            ),
            "Le premier encaissement, ou la création si elle est de l'année : "
            "depuis ce jour, une déclaration à zéro compte aussi.",
        ),
        (
            "Encaissé sur douze mois",
            "Encaisse_12_mois",
            MONTANT,
            Cell(f"ROUND(SUM({col(RECETTES.name, RECENT)}),2)", euros(recu)),
            "Tous clients confondus.",
        ),
    ]


def _holidays(builder: Builder, worksheet: Worksheet, row: int) -> int:
    """The public holidays of a few years: a relance never leaves on one of them."""
    row = _heading(builder, worksheet, row, "Jours fériés")
    look = builder.looks.get(
        bg_color=INPUT,
        border=1,
        border_color=HAIRLINE,
        num_format=JOUR,
        align="center",
        locked=False,
        font_size=10,
    )
    help_ = "Aucune relance ne part un jour férié."
    first, top = builder.figures.jour.year - 1, row
    years = [first + at for at in range(_YEARS * _BLOCKS)]
    height = max(len(list(jours_feries(year))) for year in years) + 1
    worksheet.write_string(row, 0, "Année", builder.looks.get())
    worksheet.write_string(row, _HELP, help_, builder.looks.note(indent=1))
    year_look = builder.looks.get(bold=True, align="center")
    for at, year_ in enumerate(years):
        head, column = top + at // _YEARS * height, _VALUE + at % _YEARS
        worksheet.write_number(head, column, year_, year_look)
        days = sorted(jours_feries(year_))
        for line in range(height - 1):
            day = days[line] if line < len(days) else None
            builder.write(worksheet, head + 1 + line, column, day, DATE, look)
    # the second block's years are within the range: days of 1905 to it
    last = top + _BLOCKS * height - 1
    where = absolute(PARAMETRES, top + 1, _VALUE, last, _VALUE + _YEARS - 1)
    builder.workbook.define_name("Feries", "=" + where)
    return last + 2


def _terms(builder: Builder, worksheet: Worksheet, row: int) -> None:
    """What each payment term means, for the due dates that are left blank."""
    row = _heading(builder, worksheet, row, "Délais de paiement")
    looks = builder.looks
    for column, words in ((0, "Conditions"), (1, "Jours"), (2, "Fin de mois")):
        align = "center" if column else "left"
        worksheet.write_string(row, column, words, looks.get(bold=True, align=align))
    help_ = "Une échéance laissée vide en découle ; ajoutez ici vos propres délais."
    worksheet.write_string(row, _HELP, help_, looks.note(indent=1))
    row += 1
    box = {"bg_color": INPUT, "border": 1, "border_color": HAIRLINE, "locked": False}
    last = row + len(CONDITIONS) + _OWN_TERMS - 1
    for at in range(len(CONDITIONS) + _OWN_TERMS):
        terms = CONDITIONS[at] if at < len(CONDITIONS) else None
        days, month_end = _meaning(terms) if terms else (None, None)
        builder.write(worksheet, row + at, 0, terms, TEXTE, looks.get(**box))
        centred = looks.get(align="center", **box)
        builder.write(worksheet, row + at, 1, days, ENTIER, centred)
        builder.write(worksheet, row + at, 2, month_end, TEXTE, centred)
    worksheet.data_validation(row, 2, last, 2, {"validate": "list", "source": list(OUI_NON)})
    for column, name in enumerate(("Delais", "Delais_jours", "Delais_fin_de_mois")):
        where = absolute(PARAMETRES, row, column, last, column)
        builder.workbook.define_name(name, "=" + where)


def _meaning(terms: str) -> tuple[int, str]:
    """The days of the listed terms, and whether the month's end follows.

    >>> _meaning("45 jours fin de mois"), _meaning("À réception")
    ((45, 'Oui'), (0, 'Non'))
    """
    days = int("".join(filter(str.isdigit, terms)) or 0)
    return days, OUI_NON[0] if "fin de mois" in terms.casefold() else OUI_NON[1]
