"""What is done of many at once is what is done one by one."""

from __future__ import annotations

import contextlib
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from sheetcash.core.cles import cles
from sheetcash.core.libelles import forme, formes
from sheetcash.core.money import cents_of_float
from sheetcash.core.releves import Mouvement, au_compte, colles, mots_de
from sheetcash.errors import NotAnAmount
from sheetcash.workbook import convert
from sheetcash.workbook.anticiper import anticiper
from sheetcash.workbook.convert import Reading
from sheetcash.workbook.edits import AppendRow, AppendRows, Edit, UpdateRow, une_a_une
from sheetcash.workbook.placement import resolve
from sheetcash.workbook.raw import RawTable, Snapshot
from sheetcash.workbook.tables import BANQUE

TEXTES = st.lists(st.text(st.characters(exclude_categories=[]), max_size=12), max_size=8)
AMOUNTS = (
    st.integers(-(10**13), 10**13).map(lambda cents: cents / 100)
    | st.floats(width=64)
    | st.integers(-(10**14), 10**14)
    | st.sampled_from(
        [0.0001, 12.3401, 0.005, -0.005, 1234.565, -0.0, 1e11, float("nan"), float("inf")]
    )
)
AUCUNE = ("", "NOTPROVIDED")
MOVES = st.lists(
    st.builds(
        Mouvement,
        jour=st.sampled_from([date(2026, 1, 5), date(2026, 1, 6)]),
        libelle=st.sampled_from(["VIR A", "VIR  A", "CB É", "", "VIR B"]),
        cents=st.sampled_from([100, -100]),
        compte=st.sampled_from(["", "A", "B"]),
        reference=st.sampled_from([*AUCUNE, "R1"]),
    ),
    max_size=12,
)


@given(TEXTES)
def test_labels(textes: list[str]) -> None:
    assert colles(textes) == ["".join(mots_de(one)) for one in textes]
    assert formes(textes) == [forme(one) for one in textes]


@given(st.lists(AMOUNTS, max_size=6))
def test_amounts(values: list[float]) -> None:
    expected = []
    for value in values:
        expected.append(None)
        with contextlib.suppress(NotAnAmount):
            expected[-1] = cents_of_float(float(value))
    together, alone = (Reading("S", 5, [], set()) for _ in range(2))
    assert convert.amounts(values, "Montant", together) == expected
    for at, value in enumerate(values):
        # Text beside it keeps a column from being read at once.
        convert.amounts([value, "1,00"], "Montant", alone._replace(first_row=5 + at))
    told = [one for one in alone.findings if "est du texte" not in one.probleme]
    assert together.findings == told
    fine = [
        value
        for value, cents in zip(values, expected, strict=True)
        if cents is not None and abs(value * 100 - cents) > 1e-4
    ]
    assert sum("plus de deux décimales" in one.probleme for one in told) == len(fine)


@given(MOVES)
def test_accounts_and_keys(rows: list[Mouvement]) -> None:
    named = au_compte(rows, "Pro")
    assert named == [one._replace(compte=one.compte or "Pro") for one in rows]
    keys = cles(rows)
    for at, row in enumerate(rows):
        # Without a reference, a row's key hangs on no row that has one, nor on any after it.
        if row.reference in AUCUNE:
            before = [one for one in rows[: at + 1] if one.reference in AUCUNE]
            assert cles(before)[-1] == keys[at]


def _banque(rows: int) -> Snapshot:
    columns: dict[str, list[object]] = {title: [None] * rows for title in BANQUE.titles}
    columns["Id"] = [f"B{at}" for at in range(rows)]
    places = {title: at for at, title in enumerate(BANQUE.titles, 1)}
    raw = RawTable(BANQUE.name, BANQUE.sheet, 5, columns, places, left=1)
    return Snapshot("v", {BANQUE.name: raw}, {})


VALUES = st.fixed_dictionaries(
    {
        "Id": st.text("ab", min_size=1, max_size=3),
        "Date": st.dates(date(2026, 1, 1), date(2026, 12, 31)),
        "Montant": st.integers(-(10**6), 10**6),
        "Libellé": st.none() | st.text(max_size=4),
    }
)
SAID = st.dictionaries(
    st.sampled_from(["Rapproché avec", "Lot", "Libellé"]), st.none() | st.text(max_size=3)
)


@given(
    there=st.integers(0, 3),
    rows=st.lists(VALUES, min_size=1, max_size=6),
    alone=st.lists(VALUES, max_size=2),
    said=st.lists(st.tuples(st.integers(0, 12), SAID), max_size=6),
)
def test_rows_column_by_column(
    there: int, rows: list[dict], alone: list[dict], said: list[tuple[int, dict]]
) -> None:
    snapshot = _banque(there)
    many = AppendRows(BANQUE.name, {title: [one[title] for one in rows] for title in rows[0]})
    edits: list[Edit] = [many, *(AppendRow(BANQUE.name, one) for one in alone)]
    told = [UpdateRow(BANQUE.name, 5 + at, "", values) for at, values in said]
    together, apart = (anticiper(snapshot, its) for its in (edits, une_a_une(edits)))
    assert together.snapshot == apart.snapshot and together.debuts == apart.debuts
    ours, theirs = (_cellules(snapshot, one.et(told)) for one in (together, apart))
    assert ours == theirs
    first = many.columns["Libellé"]
    assert first == [one["Libellé"] for one in rows], "what was planned first stays as it was"


def _cellules(snapshot: Snapshot, edits: list[Edit]) -> list[object]:
    """What would be written, row by row; an empty cell says no more than none at all."""
    found: list[object] = []
    for one in resolve(snapshot, edits):
        rows = one.lignes() if hasattr(one, "lignes") else [getattr(one, "values", one)]
        for row in rows:
            cells = row.items() if isinstance(row, dict) else ()
            found.append({at: value for at, value in cells if value is not None} or row)
    return found


@given(rows=st.lists(VALUES, min_size=1, max_size=4), there=st.integers(0, 3))
def test_rows_of_a_table_that_is_no_list_object_are_cells(rows: list[dict], there: int) -> None:
    snapshot = _banque(there)
    loose = snapshot.tables[BANQUE.name]._replace(left=0)
    snapshot = snapshot._replace(tables={BANQUE.name: loose})
    edits: list[Edit] = [
        AppendRows(BANQUE.name, {title: [one[title] for one in rows] for title in rows[0]})
    ]
    cells = resolve(snapshot, edits)
    assert cells == resolve(snapshot, une_a_une(edits))
    assert {one.row for one in cells} == set(range(5 + there, 5 + there + len(rows)))


@given(st.integers(-(10**9), 10**9))
def test_money_is_exact_by_column_too(cents: int) -> None:
    edits = [AppendRows(BANQUE.name, {"Montant": [cents]})]
    (rows,) = resolve(_banque(0), edits)
    assert rows.lignes() == [{BANQUE.titles.index("Montant"): Decimal(cents).scaleb(-2)}]
