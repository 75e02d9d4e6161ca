"""Rows put in the middle of a sheet of the stand-in for Google, and cells copied over others.

What Google does then, as its documentation has it: whatever reaches over the place where rows come
in grows, formulas of every sheet, rules, lists, protections and charts; what is under it moves.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from google_creation import _area, _cellules, _hors_texte, deplacee, plus
from google_feuilles import REQUETES, Onglet, Refus, Tableur

_PLAGE = r"\$?[A-Z]{1,3}\$?[1-9]\d*(?::\$?[A-Z]{1,3}(?:\$?[1-9]\d*)?)?(?![\w(.])"
_LIGNE = re.compile(r"([A-Z]\$?)([1-9]\d*)")


def _insert(its: Tableur, what: Any) -> None:
    span = what["range"]
    tab = its.numero(span.get("sheetId", 0))
    start, more = span["startIndex"], span["endIndex"] - span["startIndex"]
    if span["dimension"] != "ROWS" or not what.get("inheritFromBefore"):
        raise Refus(501, "The stand-in inserts rows that inherit from the one before.")
    if not 0 < start < tab.hauteur:
        raise Refus(400, "range.startIndex is outside of the grid.")

    def moved(row: int) -> int:
        return row + more if row > start else row

    tab.hauteur += more
    if len(tab.lignes) > start:
        tab.lignes[start:start] = [[] for _ in range(more)]
    beside = plus(tab)
    for kept in (tab.formules, tab.formats, beside.looks, beside.notes):
        after = {(moved(row), column): one for (row, column), one in kept.items()}
        kept.clear()
        kept.update(after)
    for kept in (tab.formats, beside.looks):
        for column in range(1, tab.largeur + 1):
            if (start, column) in kept:
                kept.update(
                    {(start + at, column): kept[start, column] for at in range(1, more + 1)}
                )
    beside.tailles = {
        (which, moved(at) if which == "ROWS" else at): size
        for (which, at), size in beside.tailles.items()
    }
    for other in its.onglets:
        for at, formula in other.formules.items():
            other.formules[at] = _suivie(formula, other, tab, moved)
        held = plus(other)
        rules = (other.protections, held.validations, held.regles, held.graphiques, held.fusions)
        for what_moves in (*rules, held.filtre, held.proprietes):
            _deplacer(what_moves, tab.identifiant, start, more)
    _deplacer(its.noms, tab.identifiant, start, more)


def _suivie(formula: str, where: Onglet, tab: Onglet, moved: Callable[[int], int]) -> str:
    """A formula whose references to that sheet follow their rows."""
    parts, named = [], None
    for text, bare in _hors_texte(formula):
        if not bare:
            named = text[1:-2].replace("''", "'") if text.endswith("!") else None
            parts.append(text)
            continue
        first = re.match(_PLAGE, text) if named is not None else None
        if first is not None:
            parts.append(_bougee(first[0], moved) if named == tab.titre else first[0])
            text = text[first.end() :]
        if where is tab:
            text = re.sub(rf"(?<![\w$.]){_PLAGE}", lambda one: _bougee(one[0], moved), text)
        parts.append(text)
        named = None
    return "".join(parts)


def _bougee(cells: str, moved: Callable[[int], int]) -> str:
    return _LIGNE.sub(lambda one: f"{one[1]}{moved(int(one[2]))}", cells)


def _deplacer(what: Any, sheet: int, start: int, more: int) -> None:
    """Every range and anchor of that sheet in what Google was given."""
    if isinstance(what, list):
        for one in what:
            _deplacer(one, sheet, start, more)
    if not isinstance(what, dict):
        return
    if what.get("sheetId", 0) == sheet:
        for bound, beyond in (("startRowIndex", 0), ("endRowIndex", 1), ("rowIndex", 0)):
            if what.get(bound, -1) >= start + beyond:
                what[bound] += more
    for one in what.values():
        _deplacer(one, sheet, start, more)


def _copy(its: Tableur, what: Any) -> None:
    """One row over others."""
    tab, source = _area(its, what["source"])
    into, target = _area(its, what["destination"])
    if into is not tab or source.top != source.bottom or source.left != target.left:
        raise Refus(501, "The stand-in copies one row over those of the same sheet.")
    checked = tab.validees()
    for row, column in _cellules(target):
        at, below = (source.top, column), (row, column)
        if what["pasteType"] == "PASTE_DATA_VALIDATION":
            if checked.get(at) != checked.get(below):
                raise Refus(501, "The stand-in copies only checks that are there.")
            continue
        if what["pasteType"] != "PASTE_FORMULA":
            raise Refus(501, f"The stand-in does not paste by {what['pasteType']}.")
        tab.formules.pop(below, None)
        if at in tab.formules:
            tab.formules[below] = deplacee(tab.formules[at], row - source.top, 0)
        elif (value := tab.cell(*at)) is not None or tab.cell(*below) is not None:
            tab.put(*below, value)


REQUETES |= {"insertDimension": _insert, "copyPaste": _copy}
