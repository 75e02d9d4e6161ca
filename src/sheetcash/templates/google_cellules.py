"""The cells of one sheet as requests to Google: looks by rectangles, values, formulas by runs.

A formula that is the same from row to row goes once, for Google moves it: a thousand rows of a
table cost what one does.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sheetcash.templates import google_factures
from sheetcash.templates.accueil import ALLONGER, ALLONGER_GOOGLE
from sheetcash.templates.google_formules import Places, convertir, forme, relative
from sheetcash.templates.google_looks import Look, couleur, look
from sheetcash.templates.google_regles import Body, grille, rectangles
from sheetcash.templates.google_source import Source, lignes, serie
from sheetcash.templates.looks import FONT, HAIRLINE, INPUT
from sheetcash.templates.places import A_FAIRE, LINK_ROW
from sheetcash.workbook.addresses import Area, letters
from sheetcash.workbook.tables import FACTURES, RELANCES

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell

#: Rows of values in one request.
_PAQUET: Final = 500
_FOND: Final[Look] = {
    "textFormat": {"fontFamily": FONT, "fontSize": 11},
    "verticalAlignment": "MIDDLE",
}
_AUTRES_MOTS: Final = dict(zip(ALLONGER, ALLONGER_GOOGLE, strict=True))


class _Formule(NamedTuple):
    """A formula: Excel's, which every row of a table shares, or one that is ready for Google."""

    texte: str
    prete: bool = False


class Cellules:
    """The cells of a sheet.

    Args:
        source: the workbook.
        titre: the sheet's title.
        places: where everything stands in the spreadsheet.
    """

    def __init__(self, source: Source, titre: str, places: Places) -> None:
        self._source, self._titre, self._places = source, titre, places
        self._gid = places.gids[titre]
        sheet = source.feuille(titre)
        self._valeurs: dict[tuple[int, int], Body] = {}
        self._formules: dict[tuple[int, int], _Formule] = {}
        self._looks: dict[tuple[int, int], str] = {}  # the key of each
        self._par_cle: dict[str, Look] = {}
        self.miroirs: dict[str, tuple[int, int]] = {}
        name = source.table(titre)
        self._place = places.tables[name] if name else None
        self._nom = name
        by_style: dict[int, str] = {}
        for row in sheet.iter_rows():
            for cell in row:
                self._lire(cell, by_style)  # type: ignore[arg-type] # or a merged one, much alike
        if titre == A_FAIRE:
            for at, column, value in source.renvois(places):
                self._valeurs[at, column] = _valeur(value)
        if self._place is not None:
            self._allonger()
        if name == FACTURES.name and RELANCES.name in places.tables:
            self._relances()
        cells = [*self._valeurs, *self._formules, *self._looks]
        self.derniere = max(row for row, _ in cells)
        self.largeur = max(column for _, column in cells)

    def miroir(self, nom: str) -> str:
        """A cell of this sheet that shows a name's, for the rules that see no other sheet."""
        if nom not in self.miroirs:
            cell = LINK_ROW + 1, self.largeur - len(self.miroirs)
            self._formules[cell] = _Formule(f"={nom}", True)
            self.miroirs[nom] = cell
        row, column = self.miroirs[nom]
        return f"${letters(column)}${row}"

    def souligner(self, area: Area) -> None:
        """Rule the cells of an area off from the next: Google's rules draw no borders."""
        line = {"style": "SOLID", "colorStyle": couleur(HAIRLINE)}
        for row in range(area.top, area.bottom + 1):
            for column in range(area.left, area.right + 1):
                its = dict(self._par_cle.get(self._looks.get((row, column), ""), _FOND))
                its["borders"] = its.get("borders", {}) | {"bottom": line}
                self._looks[row, column] = self._cle(its)

    def demandes(self) -> Iterator[Body]:
        """Looks, then values, then formulas."""
        whole = Area(1, 1, self._bas(), self.largeur)
        yield _partout(self._gid, whole, {"userEnteredFormat": _FOND}, "userEnteredFormat")
        by_look: dict[str, list[tuple[int, int]]] = {}
        for at, key in self._looks.items():
            by_look.setdefault(key, []).append(at)
        for key, cells in by_look.items():
            for area in rectangles(cells):
                its = {"userEnteredFormat": self._par_cle[key]}
                yield _partout(self._gid, area, its, "userEnteredFormat")
        runs = dict(self._suites())
        yield from self._ecritures(runs)
        for area, formula in runs.items():
            if area.top != area.bottom or area.left != area.right:
                cell = {"userEnteredValue": {"formulaValue": formula}}
                yield _partout(self._gid, area, cell, "userEnteredValue")

    def _bas(self) -> int:
        return self._place.derniere if self._place else self.derniere + 1

    # reading

    def _lire(self, cell: Cell, by_style: dict[int, str]) -> None:
        at = cell.row, cell.column
        if cell.has_style:
            style = cell.style_id
            if style not in by_style:
                by_style[style] = self._cle(look(cell))
            self._looks[at] = by_style[style]
        value = cell.value
        if cell.comment is not None:
            self._valeurs.setdefault(at, {})["note"] = cell.comment.text
        if value is None:
            return
        if cell.hyperlink is not None:
            target = (cell.hyperlink.location or "").rpartition("!")[0].strip("'")
            gid = self._places.gids[target.replace("''", "'")]
            words = str(value).replace('"', '""')
            self._formules[at] = _Formule(f'=HYPERLINK("#gid={gid}";"{words}")', True)
        elif cell.data_type == "f":
            self._formules[at] = _Formule(str(value))
        else:
            self._valeurs.setdefault(at, {}).update(_valeur(serie(cell.value)))

    def _texte(self, row: int, column: int) -> str:
        """The formula of a cell, as Google takes it."""
        formula, ready = self._formules[row, column]
        return formula if ready else convertir(formula, row, self._titre, self._places)

    def _cle(self, its: Look) -> str:
        key = repr(its)
        self._par_cle.setdefault(key, its)
        return key

    # the room of a table

    def _allonger(self) -> None:
        """The looks and the formulas of a table's columns, down to the end of its room."""
        assert self._place is not None
        _, data = self._source.donnees[self._nom]
        computed = self._source.calculees[self._nom]
        for title, column in self._place.colonnes.items():
            first = self._looks.get((data.top + 1, column), "")
            if title not in computed and (data.top + 1, column) in self._formules:
                its = copy(self._par_cle[first])  # grey: one of the workbook's own rows
                its["backgroundColorStyle"] = couleur(INPUT)
                first = self._cle(its)
            for row in range(data.bottom + 1, self._place.derniere + 1):
                if first:
                    self._looks[row, column] = first
                if title in computed:
                    self._formules[row, column] = _Formule(computed[title])

    def _relances(self) -> None:
        """Niveau and Dernière relance as formulas, but where they hold what Relances ignores."""
        assert self._place is not None
        relances = self._places.tables[RELANCES.name]
        sent = lignes(self._source, RELANCES.name)
        known = lignes(self._source, FACTURES.name)
        for row in range(self._place.premiere, self._place.derniere + 1):
            at = row - self._place.premiere
            its = known[at] if at < len(known) else {}
            answers = google_factures.valeurs(its.get(FACTURES.key), its.get("Date"), sent)
            typed = {one: its[one] for one in google_factures.TITRES if its.get(one) is not None}
            if typed and typed != {one: answers[one] for one in typed}:
                continue
            for title, formula in google_factures.formules(self._place, relances, row).items():
                cell = row, self._place.colonnes[title]
                self._formules[cell] = _Formule(formula, True)
                self._valeurs.pop(cell, None)

    # writing

    def _suites(self) -> Iterator[tuple[Area, str]]:
        """The formulas, each with the cells that it fills from its first."""
        by_column: dict[int, list[int]] = {}
        for row, column in sorted(self._formules):
            by_column.setdefault(column, []).append(row)
        for column, rows in by_column.items():
            first = last = rows[0]
            shape = ""
            for row in rows[1:]:
                shape = shape or self._forme(first, column)
                if row == last + 1 and self._forme(row, column) == shape:
                    last = row
                    continue
                yield Area(first, column, last, column), self._texte(first, column)
                first = last = row
                shape = ""
            yield Area(first, column, last, column), self._texte(first, column)

    def _forme(self, row: int, column: int) -> str:
        formula = self._formules[row, column].texte
        return forme(formula, row, column) if relative(formula) else formula

    def _ecritures(self, runs: dict[Area, str]) -> Iterator[Body]:
        """Values, notes, and the formulas that stand alone."""
        cells = dict(self._valeurs)
        for area, formula in runs.items():
            if area.top == area.bottom and area.left == area.right:
                at = area.top, area.left
                its = cells.get(at, {})
                cells[at] = its | {"userEnteredValue": {"formulaValue": formula}}
        if not cells:
            return
        bottom = max(row for row, _ in cells)
        for top in range(1, bottom + 1, _PAQUET):
            rows = []
            for row in range(top, min(bottom, top + _PAQUET - 1) + 1):
                last = max((column for at, column in cells if at == row), default=0)
                values = [cells.get((row, column), {}) for column in range(1, last + 1)]
                rows.append({"values": values} if values else {})
            yield {
                "updateCells": {
                    "start": {"sheetId": self._gid, "rowIndex": top - 1, "columnIndex": 0},
                    "rows": rows,
                    "fields": "userEnteredValue,note",
                }
            }


def _partout(gid: int, area: Area, cell: Body, fields: str) -> Body:
    return {"repeatCell": {"range": grille(gid, area), "cell": cell, "fields": fields}}


def _valeur(value: Any) -> Body:
    """A value as a cell is given it, whatever the sheet's language: never as if typed."""
    if isinstance(value, bool):
        return {"userEnteredValue": {"boolValue": value}}
    if isinstance(value, str):
        return {"userEnteredValue": {"stringValue": _AUTRES_MOTS.get(value, value)}}
    return {"userEnteredValue": {"numberValue": value}}
