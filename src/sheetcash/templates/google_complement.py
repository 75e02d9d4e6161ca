"""What an existing Google spreadsheet lacks of the workbook, as requests; nothing else is touched.

Sheets are known by their titles, columns by theirs, settings by their labels. What the user added,
moved or typed stays; a second run finds nothing to add.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from sheetcash.errors import InputError, MissingColumn
from sheetcash.templates import google_ajouts, google_factures
from sheetcash.templates.google import noms
from sheetcash.templates.google_feuille import Feuille
from sheetcash.templates.google_formules import Place, Places
from sheetcash.templates.google_regles import Body, grille
from sheetcash.templates.google_remise import Reste, remettre
from sheetcash.templates.google_source import PREMIER_GID
from sheetcash.templates.places import PARAMETRES
from sheetcash.workbook.addresses import Area
from sheetcash.workbook.parametres import BY_LABEL, IDENTIFIANT
from sheetcash.workbook.schema import fold, nearest
from sheetcash.workbook.tables import FACTURES, RELANCES, TABLES

if TYPE_CHECKING:
    from sheetcash.templates.google_source import Source

#: How like one of ours a sheet's or a column's title must be to be that one, renamed.
_RENOMMEE = 0.75
#: Rows in which a table's titles are looked for.
_HAUT = 50


class Onglet(NamedTuple):
    """An existing sheet: its id, its size, and what it has."""

    gid: int
    lignes: int
    colonnes: int
    reste: Reste

    @property
    def cellules(self) -> Sequence[Sequence[object]]:
        """What was entered in its cells, from the first."""
        return self.reste.cellules


class Existant(NamedTuple):
    """An existing spreadsheet: its sheets by their titles, and its names."""

    onglets: Mapping[str, Onglet]
    noms: frozenset[str]


class Complement(NamedTuple):
    """The requests, and what they add, in French; none when nothing is missing."""

    demandes: list[Body]
    ajouts: list[str]


def completer(source: Source, existant: Existant) -> Complement:
    """What an existing spreadsheet lacks.

    Raises:
        InputError: a sheet or a column of ours seems to have been renamed, or a sheet of the same
            title is another one. Nothing is to be changed then.
    """
    ours = _reconnues(source, existant)
    tables = {}
    columns: dict[str, list[str]] = {}
    for name, (sheet, _) in source.donnees.items():
        if sheet in ours:
            tables[name], columns[name] = _table(source, name, ours[sheet], existant)
    missing = [one for one in source.titres if one not in ours]
    places = source.places(_gids(source, existant, ours), tables)
    added: list[str] = []
    requests: list[Body] = []
    new = [Feuille(source, one, places) for one in missing]
    for its_own in new:
        requests.append({"addSheet": {"properties": its_own.proprietes()}})
        added.append(f"Feuille « {its_own.titre} » ajoutée.")
    requests += [
        one
        for one, (name, its_sheet, _) in zip(noms(source, places), source.noms(), strict=True)
        if its_sheet in missing and name.casefold() not in existant.noms
    ]
    for name, titles in columns.items():
        if titles:
            requests += _colonnes(source, places, name, titles, existant)
            words = ", ".join(f"« {title} »" for title in titles)
            several = "colonnes ajoutées" if len(titles) > 1 else "colonne ajoutée"
            added.append(f"{places.tables[name].feuille} : {several} : {words}.")
    if PARAMETRES in ours:
        labels, its = _reglages(source, places, existant, ours[PARAMETRES])
        requests += its
        added += [f"Paramètres : « {one} » ajouté." for one in labels]
    for its_own in new:
        requests += its_own.demandes()
    if FACTURES.sheet in ours:
        rows, its = _relances(places, existant, columns[FACTURES.name])
        requests += its
        if rows:
            lines = f"{rows} lignes vides" if rows > 1 else "une ligne vide"
            added.append(f"Factures : « Niveau » et « Dernière relance » calculés ({lines}).")
    kept = {one: existant.onglets[ours[one]].reste for one in source.titres if one in ours}
    for words, its in remettre(source, places, kept):
        requests += its
        added.append(words)
    return Complement(requests, added)


def _reconnues(source: Source, existant: Existant) -> dict[str, str]:
    """The sheets of ours that are there, by our title: their own."""
    folded = {fold(title): title for title in existant.onglets}
    found = {one: folded[fold(one)] for one in source.titres if fold(one) in folded}
    others = [title for title in existant.onglets if title not in found.values()]
    for one in source.titres:
        if one in found:
            continue
        like = nearest(one, others, _RENOMMEE) or _par_titres(source, one, others, existant)
        if like:
            raise InputError(
                f"La feuille « {one} » semble s'appeler maintenant « {like} ». "
                "Rien n'a été changé.",
                f"Rendez-lui le nom « {one} » (ou donnez un tout autre nom à « {like} » si elle "
                "est à vous), puis recommencez.",
            )
    return found


def _par_titres(source: Source, sheet: str, others: Sequence[str], existant: Existant) -> str:
    """The sheet among others that bears most of a table's titles."""
    name = source.table(sheet)
    if not name:
        return ""
    known = {fold(title) for title in TABLES[name].titles}
    for other in others:
        _, hits = _entete(existant.onglets[other], known)
        if len(hits) * 4 >= len(known) * 3:
            return other
    return ""


def _entete(tab: Onglet, known: set[str]) -> tuple[int, dict[str, int]]:
    """The row that bears most of the titles, from 1, and the column of each title of that row."""
    best: dict[str, int] = {}
    at = 0
    for number, row in enumerate(tab.cellules[:_HAUT], 1):
        titles = {
            fold(cell): column
            for column, cell in reversed(list(enumerate(row, 1)))
            if isinstance(cell, str) and cell
        }
        if len(known & set(titles)) > len(known & set(best)):
            best, at = titles, number
    return at, {title: column for title, column in best.items() if title in known}


def _table(source: Source, name: str, title: str, existant: Existant) -> tuple[Place, list[str]]:
    """Where an existing table stands, its missing columns at its right; and their titles."""
    tab = existant.onglets[title]
    ours = source.places().tables[name].colonnes
    at, found = _entete(tab, set(map(fold, ours)))
    if fold(TABLES[name].key) not in found:
        raise InputError(
            f"La feuille « {title} » n'a pas la colonne « {TABLES[name].key} » : elle ne peut être "
            "complétée. Rien n'a été changé.",
            f"Si elle est à vous, donnez-lui un autre nom ; sinon, écrivez « {TABLES[name].key} » "
            "en tête de la colonne.",
        )
    missing = [one for one in ours if fold(one) not in found]
    row = tab.cellules[at - 1]
    shown = [cell for cell in row if isinstance(cell, str) and cell]
    strangers = [one for one in shown if fold(one) not in found]
    for one in missing:
        if one in TABLES[name].titles and (like := nearest(one, strangers, _RENOMMEE)):
            raise MissingColumn(title, one, like)
    end = max(  # notes without a title are the user's, and stay
        column
        for cells in tab.cellules[at - 1 :]
        for column, cell in enumerate(cells, 1)
        if cell not in ("", None)
    )
    columns = {
        one: found[fold(one)] if fold(one) in found else end + 1 + missing.index(one)
        for one in ours
    }
    return Place(title, columns, at, at + 1, max(tab.lignes, at + 1)), missing


def _gids(source: Source, existant: Existant, ours: Mapping[str, str]) -> dict[str, int]:
    taken = {one.gid for one in existant.onglets.values()}
    found = {}
    free = (one for one in range(PREMIER_GID, PREMIER_GID + 10_000) if one not in taken)
    for title in source.titres:
        found[title] = existant.onglets[ours[title]].gid if title in ours else next(free)
    return found


def _colonnes(
    source: Source, places: Places, name: str, titles: Sequence[str], existant: Existant
) -> Iterator[Body]:
    """The missing columns of an existing table: title, look, formula, drop-down, width."""
    place = places.tables[name]
    tab = existant.onglets[place.feuille]
    right = max(place.colonnes[title] for title in titles)
    if right > tab.colonnes:
        yield _agrandir(tab, "COLUMNS", right - tab.colonnes)
    for title in titles:
        yield from google_ajouts.colonne(source, places, name, title)


def _agrandir(tab: Onglet, dimension: str, length: int) -> Body:
    its = {"sheetId": tab.gid, "dimension": dimension, "length": length}
    return {"appendDimension": its}


def _reglages(
    source: Source, places: Places, existant: Existant, title: str
) -> tuple[list[str], list[Body]]:
    """The labels of the missing settings, and what adds them under the others, with their names."""
    tab = existant.onglets[title]
    there = {fold(cell) for row in tab.cellules for cell in row if isinstance(cell, str)}
    # The workbook's own name is not a default: it would make it another one for the journal.
    labels = [one for one in BY_LABEL if fold(one) not in there and one != IDENTIFIANT]
    if not labels:
        return [], []
    top = len(tab.cellules) + 2
    requests: list[Body] = []
    if top + len(labels) > tab.lignes:
        requests.append(_agrandir(tab, "ROWS", top + len(labels) - tab.lignes))
    by_name = {name: area for name, _, area in source.noms()}
    for row, label in enumerate(labels, top):
        name = BY_LABEL[label].name
        area = by_name[name]
        requests += google_ajouts.reglage(source, places, area.top, row)
        if name.casefold() not in existant.noms:
            cells = grille(tab.gid, Area(row, area.left, row, area.right))
            requests.append({"addNamedRange": {"namedRange": {"name": name, "range": cells}}})
    return labels, requests


def _relances(places: Places, existant: Existant, added: Sequence[str]) -> tuple[int, list[Body]]:
    """How many rows of Factures get the formulas that they lack, and what gives them."""
    factures, relances = places.tables[FACTURES.name], places.tables[RELANCES.name]
    tab = existant.onglets[factures.feuille]
    given: set[int] = set()
    requests: list[Body] = []
    for title in google_factures.TITRES:
        column = factures.colonnes[title]
        blank = [
            row
            for row in range(factures.premiere, factures.derniere + 1)
            if title in added or tab.reste.cellule(row, column) in (None, "")
        ]
        given |= set(blank)
        for first, last in _suites(blank):
            formula = google_factures.formules(factures, relances, first)[title]
            requests.append(
                {
                    "repeatCell": {
                        "range": grille(tab.gid, Area(first, column, last, column)),
                        "cell": {"userEnteredValue": {"formulaValue": formula}},
                        "fields": "userEnteredValue",
                    }
                }
            )
    return len(given), requests


def _suites(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Rows that follow each other: the first and the last."""
    breaks = [at for at, (one, other) in enumerate(pairwise(rows), 1) if other != one + 1]
    for start, end in pairwise([0, *breaks, len(rows)]):
        if start < end:
            yield rows[start], rows[end - 1]
