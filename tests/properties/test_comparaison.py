"""Whatever one cell becomes, it is listed once; what is not a change is not listed."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sheetcash.workbook.comparaison import AJOUTEE, MODIFIEE, RETIREE, comparer, comparer_reglages
from sheetcash.workbook.parametres import BY_LABEL
from sheetcash.workbook.raw import RawSetting, RawTable, Snapshot
from sheetcash.workbook.schema import DATE, ENTIER, LISTE, MONTANT, TAUX, TEXTE
from sheetcash.workbook.tables import DECLARATIONS, ECHEANCES, SCEAU, TABLES

#: Two of them follow the periods: there a row's rank decides what is compared of it.
NOMS = [name for name in TABLES if name not in (DECLARATIONS.name, ECHEANCES.name)]
MOTS = st.sampled_from(["", "a", "b", "1", "2", "12", "Virement", " ", "É", "e\u0301tait"])
VALEURS = {
    TEXTE: MOTS,
    LISTE: MOTS,
    DATE: st.none() | st.integers(0, 3).map(lambda n: date(2026, 1, 1) + timedelta(n)) | MOTS,
    MONTANT: st.none() | st.integers(-200, 200).map(lambda n: n / 100) | MOTS,
    ENTIER: st.none() | st.integers(0, 3).map(float) | MOTS,
    TAUX: st.none() | st.sampled_from([0.0, 0.5, 1.0]) | MOTS,
}
Ligne = dict[str, Any]


@st.composite
def cas(draw: st.DrawFn) -> tuple[str, list[Ligne], int, str, Any]:
    """A table, its rows, and one cell of it with what it becomes."""
    name = draw(st.sampled_from(NOMS))
    columns = [one for one in TABLES[name].columns if not one.computed]
    row = st.fixed_dictionaries({one.title: VALEURS[one.kind] for one in columns})
    rows = draw(st.lists(row, min_size=1, max_size=6))
    column = draw(st.sampled_from(columns))
    return (
        name,
        rows,
        draw(st.integers(0, len(rows) - 1)),
        column.title,
        draw(VALEURS[column.kind]),
    )


def classeur(name: str, rows: list[Ligne]) -> Snapshot:
    table = TABLES[name]
    columns = {title: [row.get(title) for row in rows] for title in table.titles}
    positions = {title: at for at, title in enumerate(table.titles, 1)}
    return Snapshot("", {name: RawTable(name, table.sheet, 5, columns, positions, 1)}, {})


def texte(value: Any) -> Any:
    """What two cells share when they are the same: written here anew, in few words."""
    if isinstance(value, str):
        return "".join(value.replace("e\u0301", "é")) or None
    return value


def vide(row: Ligne) -> bool:
    return all(one in (None, "") for one in row.values())


@given(cas())
def test_one_cell_that_changes_is_listed_once(its: tuple[str, list[Ligne], int, str, Any]) -> None:
    name, rows, at, title, value = its
    after = deepcopy(rows)
    after[at][title] = value
    found = comparer(classeur(name, rows), classeur(name, after))
    if texte(rows[at][title]) == texte(value):
        assert not found
        return
    (one,) = found
    if not vide(rows[at]) and not vide(after[at]):
        assert (one.genre, [champ.colonne for champ in one.champs]) == (MODIFIEE, [title])
    else:
        assert one.genre == (AJOUTEE if vide(rows[at]) else RETIREE)
        assert [champ.colonne for champ in one.champs] == [title]
    assert one.feuille == TABLES[name].sheet
    sealed = any(str(row.get(SCEAU.title) or "").strip() for row in rows)
    assert sealed or not one.scelle


@given(cas(), st.randoms(use_true_random=False))
def test_sorting_changes_nothing_and_a_row_more_or_less_is_one(
    its: tuple[str, list[Ligne], int, str, Any], hasard: Any
) -> None:
    name, rows, at, *_ = its
    shuffled = deepcopy(rows)
    hasard.shuffle(shuffled)
    assert comparer(classeur(name, rows), classeur(name, shuffled)) == []
    less = [*rows[:at], *rows[at + 1 :]]
    gone = comparer(classeur(name, rows), classeur(name, less))
    come = comparer(classeur(name, less), classeur(name, rows))
    expected = [] if vide(rows[at]) else [RETIREE]
    assert [one.genre for one in gone] == expected
    assert [one.genre for one in come] == [AJOUTEE] * len(expected)


@given(cas())
def test_the_other_way_round_is_the_same_list(its: tuple[str, list[Ligne], int, str, Any]) -> None:
    name, rows, at, title, value = its
    after = deepcopy(rows)
    after[at][title] = value
    there = comparer(classeur(name, rows), classeur(name, after))
    back = comparer(classeur(name, after), classeur(name, rows))
    assert [[(c.colonne, c.avant, c.apres) for c in one.champs] for one in there] == [
        [(c.colonne, c.apres, c.avant) for c in one.champs] for one in back
    ]


@given(st.sampled_from(sorted(BY_LABEL)), MOTS, MOTS)
def test_each_setting_that_changes_is_listed_once(label: str, avant: str, apres: str) -> None:
    one, other = (
        Snapshot("", {}, {label: RawSetting("Paramètres", [value] * 5, 5, 2)})
        for value in (avant, apres)
    )
    found = [champ.colonne for champ in comparer_reglages(one, other)]
    assert found == ([] if texte(avant) == texte(apres) else [label])
