"""The sheet À faire: the week's list, ranked by native formulas over the tables' own ranks.

Each line looks, in each table, for the highest rank under the one before it; the highest of them
is the line's. No order of rows matters, and nothing is listed twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from sheetcash.core import semaine
from sheetcash.core.semaine import A_COMPLETER, MONTREES, Rang, Tache
from sheetcash.templates.a_faire_vues import (
    INDEX,
    LINE,
    RANK,
    SOURCE,
    WORK,
    Bloc,
    Vue,
    formules,
    ligne_du_rang,
    valeur,
)
from sheetcash.templates.builder import Builder
from sheetcash.templates.calc import Calc
from sheetcash.templates.formulas import Cell, col, text
from sheetcash.templates.looks import (
    EUROS,
    HAIRLINE,
    HEADER,
    JOUR,
    RED,
    TEAL,
    WHITE,
)
from sheetcash.templates.places import (
    A_FAIRE,
    FIRST_ROW,
    HEADER_ROW,
    TABLEAU_DE_BORD,
    column_letter,
)
from sheetcash.templates.semaine_xlsx import TABLES, URGENCE

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

#: Above any rank.
_TOP: Final = 10**14
_TITLES: Final = ("N°", "Quoi", "Pour", "Montant", "Date", "Pourquoi", "Où")
_ALIGNED: Final = {Vue.MONTANT: "right", Vue.NUMERO: "center", Vue.JOUR: "center"}
_WIDTHS: Final = (5, 24, 46, 14, 12, 38, 30)


class Seule(NamedTuple):
    """A task about a whole sheet: its task when there is one, and how many (formula)."""

    feuille: str
    nombre: str
    tache: Tache | None
    rang: Rang
    poids: int


#: Where the dashboard's working area counts what each sheet leaves to be done.
_COMPTES: Final = {
    "Paramètres": "creation",
    "Livre des recettes": "recettes_incompletes",
    "Factures": "factures_incompletes",
    "Barèmes": "baremes",
    "Achats": "achats_incomplets",
    "Prévisions": "previsions_incompletes",
}


def seules(calc: Calc) -> list[Seule]:
    """The tasks about whole sheets, from the counts of the dashboard's working area."""
    found = []
    for feuille in A_COMPLETER:
        name = _COMPTES[feuille]
        nombre = f"'{TABLEAU_DE_BORD}'!{calc.at[name]}"
        value = calc.values[name]
        assert isinstance(value, int)
        if feuille == A_COMPLETER[0]:
            nombre, task = f"1-{nombre}", None if value else semaine.saisir_creation()
        else:
            nombre, task = f"{nombre}+0", semaine.completer(feuille, value)
        found.append(Seule(feuille, nombre, task, Rang.A_COMPLETER, semaine.poids_feuille(feuille)))
    number = calc.values["banque"]
    assert isinstance(number, int)
    where = f"'{TABLEAU_DE_BORD}'!{calc.at['banque']}+0"
    found.append(Seule("Banque", where, semaine.rapprocher(number), Rang.BANQUE, 0))
    return found


def write_a_faire(builder: Builder, calc: Calc) -> None:
    """Add the sheet, from the ranked list that the dashboard has drawn up."""
    taches, alone = calc.taches, seules(calc)
    looks, worksheet = builder.looks, builder.sheet(A_FAIRE)
    for view, (title, width) in enumerate(zip(_TITLES, _WIDTHS, strict=True)):
        worksheet.set_column(view, view, width)
        align = _ALIGNED.get(Vue(view), "left")
        look = looks.get(
            bold=True, font_color=WHITE, bg_color=TEAL, align=align, indent=int(align != "center")
        )
        worksheet.write_string(HEADER_ROW, view, title, look)
    worksheet.set_row(HEADER_ROW, HEADER - 8)
    block = _write_alone(builder, worksheet, alone)
    note = looks.note()
    worksheet.set_column(WORK, WORK + 12, 15, note)
    words = "Calculs de la liste : à lire, pas à modifier."
    worksheet.write_string(HEADER_ROW - 1, WORK, words, looks.note(bold=True))
    formulas = formules(block)
    for line in range(MONTREES):
        _write_line(builder, worksheet, line, taches, block, formulas)
    last = FIRST_ROW + MONTREES
    more = _more(taches, block)
    builder.write(worksheet, last, Vue.ACTION, more, "", looks.note())
    _signal(builder, worksheet)
    worksheet.freeze_panes(FIRST_ROW, 0)
    worksheet.repeat_rows(HEADER_ROW)
    worksheet.print_area(0, 0, last, Vue.LIEN)
    worksheet.set_landscape()
    worksheet.fit_to_pages(1, 0)
    worksheet.protect("", {"format_columns": True, "format_rows": True})


def _write_alone(builder: Builder, worksheet: Worksheet, alone: Sequence[Seule]) -> Bloc:
    first = FIRST_ROW + MONTREES + 2
    note = builder.looks.note()
    for at, one in enumerate(alone):
        row = first + at
        nombre = f"${column_letter(WORK + 1)}${row + 1}"
        value = _nombre(one)
        rank = semaine.urgence(one.rang, one.poids, 0)
        worksheet.write_string(row, WORK, one.feuille, note)
        builder.write(worksheet, row, WORK + 1, Cell(one.nombre, value), "", note)
        builder.write(
            worksheet,
            row,
            WORK + 2,
            Cell(f"IF({nombre}>0,{rank},0)", rank if one.tache else 0),
            "",
            note,
        )
    last = first + len(alone)

    def cells(offset: int) -> str:
        letter = column_letter(WORK + offset)
        return f"${letter}${first + 1}:${letter}${last}"

    return Bloc(cells(0), cells(1), cells(2))


def _nombre(one: Seule) -> int:
    if one.tache is None:
        return 0
    head = one.tache.objet.split(" ")[0]
    return int(head) if head.isdigit() else 1


def _work(offset: int, line: int) -> str:
    return f"${column_letter(WORK + offset)}{FIRST_ROW + 1 + line}"


def _write_line(
    builder: Builder,
    worksheet: Worksheet,
    line: int,
    taches: Sequence[Tache],
    block: Bloc,
    formulas: Mapping[Vue, str],
) -> None:
    """One line: what it looks up in the working area, then what it shows."""
    row, looks = FIRST_ROW + line, builder.looks
    task = taches[line] if line < len(taches) else None
    before = _work(RANK, line - 1) if line else str(_TOP)
    above = taches[line - 1].urgence if 0 < line <= len(taches) else _TOP if not line else 0
    # LibreOffice computes a column of like formulas together, and loses its way when each row
    # waits for the one above: no two neighbours are alike
    odd = "+0" if line % 2 else ""
    ranks = [col(table.name, URGENCE) for table in TABLES] + [block.rangs]
    for at, cells in enumerate(ranks):
        best = max(
            (one.urgence for one in taches if _source(one) == at and one.urgence < above), default=0
        )
        formula = f"SUMPRODUCT(MAX(({cells}<{before})*{cells})){odd}"
        builder.write(worksheet, row, WORK + at, Cell(formula, best), "", looks.note())
    span = f"{_work(0, line)}:{_work(len(ranks) - 1, line)}"
    rank, source = _work(RANK, line), _work(SOURCE, line)
    place_ = _work(LINE, line)
    positions = ",".join(f"{place_}-ROW(INDEX({cells},1))+1" for cells in ranks[:-1])
    positions += f",MATCH({rank},{block.rangs},0)"
    worked: tuple[tuple[int, str, int], ...] = (
        (RANK, f"MAX({span}){odd}", task.urgence if task else 0),
        (SOURCE, f"IF({rank}=0,0,MATCH({rank},{span},0))", _source(task) + 1 if task else 0),
        (
            INDEX,
            f"IF({rank}=0,0,CHOOSE({source},{positions}))",
            _index(task) if task else 0,
        ),
        (
            LINE,
            f"IF(({rank}=0)+({source}={len(ranks)})>0,0,{ligne_du_rang(rank)})",
            task.ligne if task else 0,
        ),
    )
    for offset, formula, value in worked:
        builder.write(worksheet, row, WORK + offset, Cell(formula, value), "", looks.note())
    for view in Vue:
        formula = formulas[view].replace("{r}", str(row + 1)).replace("{n}", str(line + 1))
        cell = Cell(formula, valeur(task, view, line))
        builder.write(worksheet, row, view, cell, "", _look(builder, view))


def _look(builder: Builder, view: Vue) -> Format:
    looks = builder.looks
    if view == Vue.MONTANT:
        return looks.get(num_format=EUROS, align="right", indent=1)
    if view == Vue.JOUR:
        return looks.get(num_format=JOUR, align="center")
    if view == Vue.NUMERO:
        return looks.note(align="center")
    if view == Vue.ACTION:
        return looks.get(bold=True, align="left", indent=1)
    if view == Vue.LIEN:
        return looks.link(align="left", indent=1)
    return looks.get(align="left", indent=1, shrink=True)


def _source(task: Tache) -> int:
    """Which of the tables (or, last, the block of whole sheets) a task comes from."""
    sheets = [table.sheet for table in TABLES]
    return sheets.index(task.feuille) if task.ligne else len(sheets)


def _index(task: Tache) -> int:
    """Its position in its table, from 1."""
    if task.ligne:
        return task.ligne - FIRST_ROW
    return [*A_COMPLETER, "Banque"].index(task.feuille) + 1


def _more(taches: Sequence[Tache], block: Bloc) -> Cell:
    """Under the list: nothing to do, or how many wait."""
    counted = "+".join(f'COUNTIFS({col(table.name, URGENCE)},">0")' for table in TABLES)
    every = f'({counted}+COUNTIFS({block.rangs},">0"))'
    nothing = "Rien à faire cette semaine."
    formula = (
        f"IF({every}=0,{text(nothing)},IF({every}>{MONTREES},"
        f"{text('… et ')}&({every}-{MONTREES})&{text(' de plus')},{text('')}))"
    )
    left = len(taches) - MONTREES
    return Cell(formula, nothing if not taches else f"… et {left} de plus" if left > 0 else "")


def _signal(builder: Builder, worksheet: Worksheet) -> None:
    """Red when the State is kept waiting, in words already; a line under each task."""
    rank = f"${column_letter(WORK + RANK)}{FIRST_ROW + 1}"
    late = semaine.urgence(Rang.OBLIGATION_EN_RETARD, 0, 10**9)
    for first, last, condition, look in (
        (Vue.ACTION, Vue.ACTION, f"{rank}>={late}", {"font_color": RED}),
        (Vue.NUMERO, Vue.LIEN, f"{rank}>0", {"bottom": 1, "bottom_color": HAIRLINE}),
    ):
        worksheet.conditional_format(
            FIRST_ROW,
            first,
            FIRST_ROW + MONTREES - 1,
            last,
            {
                "type": "formula",
                "criteria": f"={condition}",
                "format": builder.workbook.add_format(look),
            },
        )
