"""One sheet per table: a ListObject with its look, its drop-downs and its checks.

The table ends at its last row of data: Excel lets it grow by itself, in the same look.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from math import ceil
from typing import TYPE_CHECKING, Any, Final

from sheetcash.core.relances import A_ENVOYER, COURTOISIE, SOLDEE
from sheetcash.templates.builder import Builder
from sheetcash.templates.controle_xlsx import CONTROLE
from sheetcash.templates.formulas import Cell, text
from sheetcash.templates.looks import (
    AMBER,
    EUROS,
    EUROS_RONDS,
    GREY,
    HEADER,
    POURCENT,
    POURCENT_FIN,
    RED,
    ROW,
    TEXT_FORMAT,
    WHITE,
)
from sheetcash.templates.places import FIRST_ROW, HEADER_ROW, column_letter, data_range
from sheetcash.workbook.champs import legende
from sheetcash.workbook.schema import DATE, ENTIER, LISTE, MONTANT, TAUX, Column, Table
from sheetcash.workbook.tables import BAREMES, CLIENTS, DECLARATIONS, FACTURES, MODELES

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

#: How far below the last row the drop-downs and checks reach.
_CHECKED: Final = 2000

#: Texts made of digits: kept as typed, « 001 » with its zeros and « 2026-01 » not a date.
_AS_TYPED: Final = (
    *("N° facture", "N°", "Id", "SIREN", "Téléphone", "Pièce"),
    *("Message-ID", "Rapproché avec", "Sceau", "Corrige", "Dernière ligne"),
)

#: Texts that are cut at their cell's edge.
_COUPES: Final = ("Sceau", "Dernière ligne")

#: The widest a column grows for its content.
_WIDEST: Final = 56
#: Texts that run over several lines, and how many of their letters one unit of width holds.
_WRAPPED: Final = {
    (MODELES.name, "Objet"): 1.1,
    (MODELES.name, "Corps"): 1.3,
    (BAREMES.name, "Référence"): 1.4,
    (BAREMES.name, "Source"): 1.4,
}

#: No text, number or day fits: what is typed over a formula is refused.
_CALCULEE: Final = {
    "validate": "custom",
    "value": "=FALSE",
    "error_title": "Cellule calculée",
    "error_message": "Le classeur calcule cette cellule : annulez avec la touche Échap.",
}

Rows = Sequence[Mapping[str, object]]


def write_table(
    builder: Builder,
    table: Table,
    rows: Rows,
    *,
    extra: Sequence[Column] = (),
    hidden: Sequence[str] = (),
    frozen: int = 0,
    pages_wide: int = 1,
) -> Worksheet:
    """Add a table's sheet.

    Args:
        builder: the workbook.
        table: the contract.
        rows: values by column title; a :class:`Cell` is a formula, and every row of a computed
            column must have one, but for the constants of a workbook of an older form. No row
            makes one blank row.
        extra: columns at the right of the contract's, computed.
        hidden: titles among those that only formulas need, folded away.
        frozen: how many columns stay in sight.
        pages_wide: on how many pages side by side it is printed.
    """
    worksheet = builder.sheet(table.sheet, purpose_column=int(pages_wide > 1))
    columns = [*table.columns, *extra]
    rows = rows or [{}]
    last = FIRST_ROW + len(rows) - 1
    worksheet.add_table(
        HEADER_ROW,
        0,
        last,
        len(columns) - 1,
        {
            "name": table.name,
            "style": None,
            "banded_rows": False,
            "columns": [_listed(builder, table, column, rows[0]) for column in columns],
        },
    )
    worksheet.set_row(HEADER_ROW, HEADER)
    widths = [_width(table, column, rows) for column in columns]
    for at, column in enumerate(columns):
        fold = {"level": int(column.computed), "hidden": True} if column.title in hidden else {}
        body = builder.looks.body(column.kind, **_as_typed(column))
        worksheet.set_column(at, at, widths[at], body, fold)
        if column.note:
            note = {"x_scale": 1.3, "y_scale": 0.45, "font_name": "Calibri", "font_size": 9}
            words = column.note
            if table is MODELES and column.title == "Corps":  # all that a text may use
                words = f"{words}\n\n{legende()}"
                note |= {"x_scale": 4.2, "y_scale": 6.2}
            worksheet.write_comment(HEADER_ROW, at, words, note)
        look = builder.looks.cell(column.kind, computed=column.computed, **_look(table, column))
        for index, row in enumerate(rows):
            its = look
            if table is BAREMES and column.title == "Valeur" and row.get("Unité") == "€":
                its = builder.looks.cell(MONTANT, num_format="#,##0.##")
            value = row.get(column.title)
            if isinstance(value, Cell) and not column.computed:
                its = builder.looks.cell(column.kind, computed=True, **_look(table, column))
            builder.write(worksheet, FIRST_ROW + index, at, value, column.kind, its)
        _check(builder, worksheet, table, column, at, last + _CHECKED)
    worksheet.freeze_panes(FIRST_ROW, frozen)
    worksheet.repeat_rows(HEADER_ROW)
    if hidden:
        worksheet.set_column(len(columns), len(columns), 3, None, {"collapsed": True})
    worksheet.fit_to_pages(pages_wide, 0)
    if pages_wide > 1:
        worksheet.repeat_columns(0)
    if sum(w for w, c in zip(widths, columns, strict=True) if c.title not in hidden) > 90:
        worksheet.set_landscape()
    _heights(worksheet, table, rows)
    worksheet.ignore_errors({"number_stored_as_text": f"A{FIRST_ROW + 1}:Z{last + _CHECKED}"})
    _signal(builder, worksheet, columns, last)
    return worksheet


def _width(table: Table, column: Column, rows: Rows) -> float:
    """In characters: the contract's, more when the header or a text of the content needs it."""
    least = {DATE: 13, MONTANT: 15}.get(column.kind, 9)
    header = max((len(word) for word in column.title.split()), default=0) + 5
    texts = (row.get(column.title) for row in rows)
    longest = max((len(value) for value in texts if isinstance(value, str)), default=0)
    if (table.name, column.title) in _WRAPPED or column.title in _COUPES:
        longest = 0
    return max(column.width, least, header, min(longest + 3, _WIDEST))


def _heights(worksheet: Worksheet, table: Table, rows: Rows) -> None:
    """Rows tall enough for their wrapped texts: no host measures them at opening."""
    wrapped = [column for column in table.columns if (table.name, column.title) in _WRAPPED]
    if not wrapped:
        return
    line_height = 13.2 if table is MODELES else 14.5
    for index, row in enumerate(rows):
        lines = 1
        for column in wrapped:
            value = row.get(column.title)
            if isinstance(value, str):
                per_line = column.width * _WRAPPED[table.name, column.title]
                its = sum(max(1, ceil(len(line) / per_line)) for line in value.split("\n"))
                lines = max(lines, its)
        worksheet.set_row(FIRST_ROW + index, min(409, max(ROW, line_height * lines + 5)))


def _look(table: Table, column: Column) -> dict[str, Any]:
    """What sets one column apart from the others of its kind."""
    if table is MODELES and column.title != "Niveau":
        small = {"text_wrap": True, "font_size": 10}
        return {"valign": "top", **(small if (table.name, column.title) in _WRAPPED else {})}
    if (table.name, column.title) in _WRAPPED:
        return {"text_wrap": True, "font_size": 9}
    if column.title == "Niveau":
        return {"align": "center", **({"valign": "top"} if table is MODELES else {})}
    if table is BAREMES and column.title == "Valeur":
        return {"num_format": "General"}
    if table is CLIENTS and column.kind == TAUX:
        return {"num_format": POURCENT}
    if column.kind == TAUX and column.computed:
        return {"num_format": POURCENT_FIN}
    if column.title in ("Cotisations", "CFP", "Taxe", "VL"):
        return {"num_format": _dash(EUROS_RONDS)}
    if column.title in _COUPES:  # 70 signs that nobody reads run over no neighbour
        return {"num_format": TEXT_FORMAT, "align": "fill", "indent": 0}
    if column.title == "Total" and table is DECLARATIONS:
        return {"num_format": _dash(EUROS_RONDS), "bold": True}
    if column.kind == MONTANT and column.computed:
        return {"num_format": _dash(EUROS)}
    if column.title == "Retard (jours)":
        return {"num_format": "0;-0;"}  # nothing when it is not late
    return _as_typed(column)


def _as_typed(column: Column) -> dict[str, Any]:
    return {"num_format": TEXT_FORMAT} if column.title in _AS_TYPED else {}


def _dash(form: str) -> str:
    """A number format in which nothing is a dash: what matters stands out."""
    return f'{form};-{form};"–"'


def _listed(
    builder: Builder, table: Table, column: Column, first: Mapping[str, object]
) -> dict[str, Any]:
    """The ListObject's column: Excel gives its look and its formula to the rows added later."""
    listed: dict[str, Any] = {
        "header": column.title,
        "header_format": builder.looks.header(column.kind),
        "format": builder.looks.cell(column.kind, computed=column.computed, **_look(table, column)),
    }
    value = first.get(column.title)
    if column.computed and isinstance(value, Cell):
        listed["formula"] = "=" + value.formula
    return listed


def _check(
    builder: Builder, worksheet: Worksheet, table: Table, column: Column, at: int, last: int
) -> None:
    """The drop-down or the check of a column's cells, with what to type when it refuses.

    Nothing is to be typed over a formula: a protected sheet would stop its table from growing.
    """
    if column.computed:
        worksheet.data_validation(FIRST_ROW, at, last, at, _CALCULEE)
        return
    options = validation(column.kind, column.choices, column.open_list)
    if column.title == "Client" and table is not CLIENTS:
        source = "=" + data_range(CLIENTS, "Client", builder.content.table(CLIENTS.name))
        options = {"validate": "list", "source": source, "show_error": False}
    elif column.title == "N° facture" and table is not FACTURES:
        source = "=" + data_range(FACTURES, "N° facture", builder.content.table(FACTURES.name))
        options = {"validate": "list", "source": source, "show_error": False}
    elif column.title == "Conditions":  # the user's own, in Paramètres, as well
        options = {"validate": "list", "source": "=Delais", "show_error": False}
    elif column.title == "Niveau":
        options |= {"minimum": 0, "maximum": 4, "error_message": "Mettez un niveau de 0 à 4."}
    elif column.title == "Rang" and table is DECLARATIONS:
        its = {"minimum": 2_000_001, "maximum": 2_099_999}
        options |= its | {"error_message": "Continuez la suite : 2025049 après 2025048."}
    if options:
        worksheet.data_validation(FIRST_ROW, at, last, at, options)


def validation(kind: str, choices: Sequence[str], open_list: bool = False) -> dict[str, Any]:
    """XlsxWriter's options that check a value of that kind; empty when any will do."""
    if kind == LISTE:
        refused = {"show_error": False} if open_list else {}
        return {
            "validate": "list",
            "source": list(choices),
            "error_title": "Hors de la liste",
            "error_message": "Choisissez une valeur dans la liste.",
            **refused,
        }
    if kind == DATE:
        return {
            "validate": "date",
            "criteria": "between",
            "minimum": date(2000, 1, 1),
            "maximum": date(2099, 12, 31),
            "error_title": "Date attendue",
            "error_message": "Tapez une date, par exemple 21/11/2026.",
        }
    if kind == MONTANT:
        return {
            "validate": "decimal",
            "criteria": "between",
            "minimum": -100_000_000,
            "maximum": 100_000_000,
            "error_title": "Montant attendu",
            "error_message": "Tapez un nombre, par exemple 1234,56.",
        }
    if kind == ENTIER:
        return {
            "validate": "integer",
            "criteria": "between",
            "minimum": 0,
            "maximum": 9999,
            "error_title": "Nombre attendu",
            "error_message": "Tapez un nombre entier.",
        }
    if kind == TAUX:
        return {
            "validate": "decimal",
            "criteria": "between",
            "minimum": 0,
            "maximum": 1,
            "error_title": "Pourcentage attendu",
            "error_message": "Tapez un pourcentage de 0 % à 100 %.",
        }
    return {}


def _signal(builder: Builder, worksheet: Worksheet, columns: Sequence[Column], last: int) -> None:
    """Colour the words that ask for something: red to act, amber to watch, grey when over."""
    letters = {column.title: column_letter(at) for at, column in enumerate(columns)}
    line = FIRST_ROW + 1
    red, amber = {"font_color": RED, "bold": True}, {"font_color": AMBER, "bold": True}
    rules: list[tuple[str, str, dict[str, Any]]] = []
    if "Statut" in letters:
        statut = f"${letters['Statut']}{line}"
        following = f"${letters['Prochaine action']}{line}"
        now = f'({following}<>"")*({following}<=Aujourdhui)'
        near = text(A_ENVOYER[COURTOISIE])
        rules += [
            ("Statut", f"{statut}={text('À compléter')}", red),
            ("Statut", f"{now}*({statut}<>{near})", red),  # not while something suspends it
            ("Statut", f"{now}*({statut}={near})", amber),
            ("Statut", f"{statut}={text(SOLDEE)}", {"font_color": GREY}),
            ("Litige", f'(${letters["Litige"]}{line}="Oui")', amber),
        ]
    if CONTROLE in letters:
        rules.append((CONTROLE, f'${letters[CONTROLE]}{line}<>""', red))
    if "Message-ID" in letters:  # a reminder that did not leave, or that may not have
        fate = f"${letters['État']}{line}"
        rules.append(("État", f'({fate}="refusée")+({fate}="inconnue")>0', red))
    if "État" in letters and "Obligation" in letters:
        state = f"${letters['État']}{line}"
        rules += [
            ("État", f"{state}={text('En retard')}", red),
            ("État", f"{state}={text('À faire')}", amber),
            ("État", f"({state}={text('Fait')})+({state}={text('Passé')})>0", {"font_color": GREY}),
        ]
    if "Total" in letters and "Rang" in letters:
        fin = f"${letters['Fin']}{line}"
        for title in ("Déclaré le", "Payé le"):  # not before the period's end, nor without one
            cell = f"${letters[title]}{line}"
            rules.append((title, f'({cell}<>"")*({cell}<={fin})', red))
    if "Total" in letters:
        rules.append(("Total", f'${letters["Total"]}{line}="Barème inconnu"', red))
    for title, condition, look in rules:
        at = [column.title for column in columns].index(title)
        worksheet.conditional_format(
            FIRST_ROW,
            at,
            last + _CHECKED,
            at,
            {
                "type": "formula",
                "criteria": "=" + condition,
                "format": builder.workbook.add_format(look),
                "stop_if_true": True,
            },
        )
    if "Corrige" in letters:  # a sealed row is there to be read
        worksheet.conditional_format(
            FIRST_ROW,
            0,
            last + _CHECKED,
            [column.title for column in columns].index("Sceau"),
            {
                "type": "formula",
                "criteria": f'=${letters["Sceau"]}{line}<>""',
                "format": builder.workbook.add_format({"font_color": GREY}),
            },
        )
    if "Rang" in letters:  # a row without a period is as white as the sheet, and its mirror too
        said = f"${letters.get('Fin') or letters['Obligation']}{line}"
        blank = {"bg_color": WHITE, "border": 1, "border_color": WHITE}
        worksheet.conditional_format(
            FIRST_ROW,
            0,
            last,
            len(columns) - 1,
            {
                "type": "formula",
                "criteria": f'=(${letters["Rang"]}{line}<>"")*({said}="")',
                "format": builder.workbook.add_format(blank),
            },
        )
