"""What only an Excel that is open can do to a workbook: filters, interruptions, calls that cost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from excel_en_memoire import FERME, OCCUPE, Cell, ErrorNumber, Excel, Tableau, refus
from sheetcash.adapters.excel_live import faults, sheets
from sheetcash.adapters.excel_live.store import ExcelLive
from sheetcash.errors import AccessDenied, InputError, Locked, StoreError
from sheetcash.workbook.addresses import Area
from sheetcash.workbook.edits import AppendRow, Edit, UpdateRow
from sheetcash.workbook.schema import CellError
from sheetcash.workbook.tables import CLIENTS, FACTURES, RELANCES

BOTH = (CLIENTS.name, RELANCES.name)
NOTES = 2 + CLIENTS.titles.index("Notes")
FIRST = 4


@pytest.fixture
def ouvert(tmp_path: Path) -> Callable[..., tuple[Excel, ExcelLive]]:
    """``ouvert(clients=10)``: a workbook with so many clients, and its Excel."""

    def open_(
        clients: int = 10,
        *,
        silent: bool = False,
        listed: bool = True,
        blanks: int = 1,
        totals: bool = False,
    ) -> tuple[Excel, ExcelLive]:
        path = tmp_path / f"{clients}.xlsx"
        with xlsxwriter.Workbook(str(path)) as made:
            for name, titles, count in (
                ("Clients", CLIENTS.titles, clients),
                ("Relances", RELANCES.titles, 2 if totals else blanks),
            ):
                sheet = made.add_worksheet(name)
                sheet.write_row(2, 1, titles)
                if listed:
                    its: dict[str, Any] = {
                        "name": f"tbl{name}", "columns": [{"header": one} for one in titles]
                    }  # fmt: skip
                    its["total_row"] = total = totals and name == "Relances"
                    sheet.add_table(2, 1, 2 + count + total, len(titles), its)
                    if total:
                        sheet.write_column(3, 1, ["premier", "ancien"])
                if name == "Clients":
                    for at in range(clients):
                        sheet.write(3 + at, 1, f"C{at}")
            made.add_worksheet("Paramètres").write_row(4, 1, ("Nom", "Atelier"))
        excel = Excel(path, silent=silent)
        return excel, ExcelLive(excel.book(), silent_errors=silent)

    return open_


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "_PAUSE", 0.0)
    monkeypatch.setattr(faults, "PATIENCE", 0.2)


def notes(rows: range, text: str = "vu avec le client") -> list[Edit]:
    return [UpdateRow(CLIENTS.name, FIRST + at, f"C{at}", {"Notes": text}) for at in rows]


def shown(excel: Excel, rows: range) -> list[Any]:
    cells = excel.sheet("Clients").cells
    return [cells.get((FIRST + at, NOTES), Cell()).value for at in rows]


def test_reading_and_writing_take_the_same_calls_whatever_the_rows(
    ouvert: Callable[..., tuple[Excel, ExcelLive]],
) -> None:
    counted = set()
    for clients in (10, 1_000, 10_000):
        excel, store = ouvert(clients)
        excel.appels = 0
        seen = store.read(BOTH)
        read = excel.appels
        store.version()
        asked = excel.appels - read
        edits = [*notes(range(0, clients, 3)), *notes(range(1, clients, 7))]
        edits += [AppendRow(RELANCES.name, {"Id": f"r{at}"}) for at in range(clients // 5)]
        store.write(seen, edits)
        counted.add((read, asked, excel.appels))
        assert shown(excel, range(clients)).count("vu avec le client") == len(
            {*range(0, clients, 3), *range(1, clients, 7)}
        )
    assert len(counted) == 1, f"calls of a reading, a version, and all with the writing: {counted}"


def test_under_a_filter_each_value_lands_in_its_own_row(
    ouvert: Callable[..., tuple[Excel, ExcelLive]],
) -> None:
    excel, store = ouvert()
    excel.table("tblClients").hidden = {FIRST + 1, FIRST + 2}
    seen = store.read(BOTH)
    edits = [
        UpdateRow(CLIENTS.name, FIRST + at, f"C{at}", {"Notes": f"note de C{at} ."})
        for at in range(5)
    ]
    store.write(seen, list(edits))
    assert shown(excel, range(6)) == [*(f"note de C{at} ." for at in range(5)), None]
    assert excel.table("tblClients").hidden == {FIRST + 1, FIRST + 2}, "the filter stays"


def test_rows_added_under_a_filter_stay_together(
    ouvert: Callable[..., tuple[Excel, ExcelLive]],
) -> None:
    excel, store = ouvert()
    excel.table("tblRelances").hidden = {FIRST}
    seen = store.read(BOTH)
    store.write(seen, [AppendRow(RELANCES.name, {"Id": one, "Niveau": 1}) for one in "abc"])
    table = store.read(BOTH).tables[RELANCES.name]
    assert table.columns["Id"] == ["a", "b", "c"] and table.columns["Niveau"] == [1, 1, 1]


def test_without_a_list_object_no_block_is_written(
    ouvert: Callable[..., tuple[Excel, ExcelLive]],
) -> None:
    excel, store = ouvert(listed=False)
    seen = store.read(BOTH)
    store.write(seen, [*notes(range(3)), AppendRow(RELANCES.name, {"Id": "a", "Niveau": 2})])
    assert shown(excel, range(4)) == ["vu avec le client"] * 3 + [None]
    assert store.read(BOTH).tables[RELANCES.name].columns["Niveau"] == [2]
    assert all(":" not in one for one in excel.ecritures)


def test_the_screen_stands_still_while_writing_and_moves_again(
    ouvert: Callable[..., tuple[Excel, ExcelLive]],
) -> None:
    excel, store = ouvert()
    store.write(store.read(BOTH), notes(range(3)))
    assert excel.screen_changes == [False, True]
    excel.sheet("Clients").protected = True
    with pytest.raises(AccessDenied) as told:
        store.write(store.read(BOTH), notes(range(5, 8)))
    assert "Excel refuse d'écrire dans la feuille « Clients »" in told.value.probleme
    assert excel.screen_changes == [False, True, False, True]


def test_a_busy_excel_is_asked_again_then_told(
    ouvert: Callable[..., tuple[Excel, ExcelLive]],
) -> None:
    excel, store = ouvert()
    excel.occupe = 5  # the user validates the cell in time
    assert store.read(BOTH).tables[CLIENTS.name].height == 10
    excel.occupe = 10**9
    with pytest.raises(Locked) as told:
        store.read(BOTH)
    assert "Excel est occupé" in told.value.probleme and "Entrée" in told.value.que_faire


def test_a_busy_excel_is_waited_for_while_writing(
    ouvert: Callable[..., tuple[Excel, ExcelLive]],
) -> None:
    excel, store = ouvert()
    seen = store.read(BOTH)

    calls = excel.call

    def moody(name: str = "") -> None:
        if excel.appels % 29 == 0:
            excel.appels += 1
            raise refus(OCCUPE)
        calls()

    excel.call = moody  # type: ignore[method-assign]
    store.write(seen, [*notes(range(4)), AppendRow(RELANCES.name, {"Id": "a"})])
    assert shown(excel, range(5)) == ["vu avec le client"] * 4 + [None]


@pytest.mark.parametrize("kind", ["bloc", "totaux", "filtre", "places"])
def test_a_change_whose_answer_is_lost_is_taken_back_with_the_rest(
    ouvert: Callable[..., tuple[Excel, ExcelLive]], kind: str
) -> None:
    lost, done = 0, False
    while not done:
        lost += 1
        excel, store = ouvert(totals=kind == "totaux", blanks=5 if kind == "places" else 1)
        for at in (0, 3):  # what stood there comes back
            excel.sheet("Clients").cells[FIRST + at, NOTES] = Cell("une note à moi", prefix=True)
        if kind == "filtre":
            excel.table("tblClients").hidden = {FIRST + 1}
        seen = store.read(BOTH)
        tables = [excel.table(name).area for name in ("tblClients", "tblRelances")]
        excel.perdue = lost
        rows_ = [AppendRow(RELANCES.name, {"Id": one, "Niveau": 1, "Détail": "x"}) for one in "abc"]
        try:
            store.write(seen, [*notes(range(5)), *rows_])
            done = True
        except Locked as error:
            assert "Excel est occupé" in error.probleme
            assert store.read(BOTH) == seen, f"the change number {lost} stayed"
            assert store.version() == seen.version
            assert [excel.table(one).area for one in ("tblClients", "tblRelances")] == tables
    assert lost > 4, "blocks, growing and rows are all of them changes"
    assert store.read(BOTH).tables[RELANCES.name].columns["Id"][-3:] == ["a", "b", "c"]


def test_what_cannot_be_looked_at_after_a_lost_answer_is_said_to_be_there_in_part(
    ouvert: Callable[..., tuple[Excel, ExcelLive]],
) -> None:
    excel, store = ouvert()
    seen = store.read(BOTH)
    calls = excel.call

    def busy_after_a_write(name: str = "") -> None:
        if excel.ecritures:
            raise refus(OCCUPE)
        calls()

    excel.call, excel.perdue = busy_after_a_write, 1  # type: ignore[method-assign]
    with pytest.raises(StoreError, match="Une partie a pu être écrite"):
        store.write(seen, notes(range(4)))


def test_a_write_that_a_busy_excel_never_began_is_told_as_nothing_done(
    ouvert: Callable[..., tuple[Excel, ExcelLive]],
) -> None:
    excel, store = ouvert()
    seen = store.read(BOTH)
    calls, writing = excel.call, False

    def busy_from_the_first_write(name: str = "") -> None:
        if writing or name == "write":
            raise refus(OCCUPE)
        calls()

    excel.call = busy_from_the_first_write  # type: ignore[method-assign]
    with pytest.raises(Locked) as told:
        store.write(seen, notes(range(4)))
    assert "Une partie" not in str(told.value)
    excel.call = calls  # type: ignore[method-assign]
    assert store.version() == seen.version


def test_a_refusal_half_way_takes_back_what_was_written(
    ouvert: Callable[..., tuple[Excel, ExcelLive]],
) -> None:
    excel, store = ouvert()
    seen = store.read(BOTH)
    excel.sheet("Relances").protected = True
    with pytest.raises(AccessDenied, match="« Relances »"):
        store.write(seen, [*notes(range(4)), *(AppendRow(RELANCES.name, {"Id": i}) for i in "ab")])
    assert shown(excel, range(4)) == [None] * 4
    assert store.version() == seen.version


def test_a_refusal_among_rows_added_above_totals_keeps_the_user_s_own(
    ouvert: Callable[..., tuple[Excel, ExcelLive]],
) -> None:
    for refused in range(1, 4):
        excel, store = ouvert(totals=True)
        sheet = excel.sheet("Relances")
        seen = store.read(BOTH)
        before = store.read(BOTH).tables[RELANCES.name]
        adds = 0
        calls = excel.call

        def moody(name: str = "", calls: Any = calls, refused: int = refused) -> None:
            nonlocal adds
            calls()
            adds += name == "add"
            if name == "add" and adds == refused:
                raise refus(1004)

        excel.call = moody  # type: ignore[method-assign]
        with pytest.raises(StoreError, match="Excel a refusé une demande"):
            store.write(seen, [AppendRow(RELANCES.name, {"Id": one}) for one in "abc"])
        excel.call = calls  # type: ignore[method-assign]
        assert store.read(BOTH).tables[RELANCES.name] == before
        assert sheet.cells[5, 2].value == "ancien"


def test_an_excel_that_stays_busy_half_way_is_said_to_have_written_a_part(
    ouvert: Callable[..., tuple[Excel, ExcelLive]],
) -> None:
    excel, store = ouvert()
    seen = store.read(BOTH)
    calls = excel.call

    def busy_after_a_write(name: str = "") -> None:
        if excel.ecritures:
            raise refus(OCCUPE)
        calls()

    excel.call = busy_after_a_write  # type: ignore[method-assign]
    edits = [*notes(range(4)), AppendRow(RELANCES.name, {"Id": "a"})]
    with pytest.raises(StoreError, match="Une partie a pu être écrite") as told:
        store.write(seen, edits)
    assert "Actualiser" in told.value.que_faire and "Rien n'a" not in str(told.value)


def test_a_write_that_is_done_is_told_as_done_whatever_the_screen_does(
    ouvert: Callable[..., tuple[Excel, ExcelLive]],
) -> None:
    excel, store = ouvert()
    seen = store.read(BOTH)
    calls = excel.call

    def busy_at_the_end(name: str = "") -> None:
        if name == "screen" and excel.ecritures:
            raise refus(OCCUPE)
        calls()

    excel.call = busy_at_the_end  # type: ignore[method-assign]
    assert store.write(seen, notes(range(4))) == 4
    assert shown(excel, range(4)) == ["vu avec le client"] * 4


def test_a_filter_beside_the_table_hides_its_rows_too(
    ouvert: Callable[..., tuple[Excel, ExcelLive]],
) -> None:
    excel, store = ouvert()
    sheet = excel.sheet("Clients")
    other = Tableau("autre", sheet, Area(3, 12, 13, 13), hidden={FIRST + 1, FIRST + 2})
    for how in ("autre table", "feuille"):
        seen = store.read(BOTH)
        if how == "autre table":
            sheet.tables.append(other)
        else:
            sheet.tables.remove(other)
            sheet.hidden, sheet.filter_mode = {FIRST + 1, FIRST + 2}, True
        texts = [f"note {how} pour C{at}" for at in range(5)]
        store.write(
            seen,
            [
                UpdateRow(CLIENTS.name, FIRST + at, f"C{at}", {"Notes": text})
                for at, text in enumerate(texts)
            ],
        )
        assert shown(excel, range(5)) == texts, how


def test_a_formula_that_shows_nothing_under_the_table_is_not_grown_over(
    ouvert: Callable[..., tuple[Excel, ExcelLive]],
) -> None:
    excel, store = ouvert()
    excel.sheet("Relances").cells[5, 2] = Cell("", '=IF(A1="","",A1)')
    seen = store.read(BOTH)
    edits = [AppendRow(RELANCES.name, {"Id": one}) for one in "ab"]
    with pytest.raises(StoreError, match="n'est pas libre pour l'agrandir"):
        store.write(seen, edits)
    assert (
        excel.sheet("Relances").cells[5, 2].formula and excel.table("tblRelances").area.bottom == 4
    )


def test_a_formula_in_one_free_row_leaves_the_others_their_values(
    ouvert: Callable[..., tuple[Excel, ExcelLive]],
) -> None:
    excel, store = ouvert(blanks=3)
    for column in (2, 4):
        excel.sheet("Relances").cells[5, column] = Cell("", "=[@Date]")
    seen = store.read(BOTH)
    rows = [{"Id": one, "N° facture": f"F-{one}"} for one in "abc"]
    store.write(seen, [AppendRow(RELANCES.name, dict(row)) for row in rows])
    table = store.read(BOTH).tables[RELANCES.name]
    assert table.columns["Id"] == ["a", "b", "c"], "a row without its key would be added again"
    assert table.columns["N° facture"] == ["F-a", None, "F-c"], "the user's own formula stays"


def test_what_pywin32_says_of_a_busy_excel_is_known(
    ouvert: Callable[..., tuple[Excel, ExcelLive]],
) -> None:
    for error in (
        AttributeError("Property 'Excel.ScreenUpdating' can not be set."),
        TypeError("This COM object does not support enumeration"),
        refus(-2147352565),
    ):
        left = [error] * 3

        def call(left: list[Exception] = left) -> str:
            if left:
                raise left.pop()
            return "fait"

        assert faults.patient(call) == "fait"
    with pytest.raises(AttributeError):
        faults.patient(lambda: object().rien)  # type: ignore[attr-defined]


def test_what_macos_does_not_answer_is_not_asked_twice() -> None:
    asked = 0

    def call() -> None:
        nonlocal asked
        asked += 1
        raise refus(-1712)

    with pytest.raises(Locked):
        faults.patient(call)
    assert asked == 1


@pytest.mark.parametrize("after", range(0, 60, 4))
def test_excel_closed_at_any_moment_is_told_in_french(
    ouvert: Callable[..., tuple[Excel, ExcelLive]], after: int
) -> None:
    excel, store = ouvert()
    seen = store.read(BOTH)
    excel.ferme_apres = excel.appels + after
    edits = [*notes(range(4)), AppendRow(RELANCES.name, {"Id": "a"})]
    try:
        store.write(seen, edits)
    except StoreError as error:
        assert "Excel ne répond plus" in error.probleme and "Rouvrez" in error.que_faire
    else:
        assert after > 40


@pytest.mark.parametrize("number", [-2146826265, -2146826243, -2146826238, -2146826100])
def test_errors_in_cells_are_seen_on_both_systems_and_blanks_are_not(
    ouvert: Callable[..., tuple[Excel, ExcelLive]], number: int
) -> None:
    for silent in (False, True):
        excel, store = ouvert(silent=silent)
        cells_ = excel.sheet("Clients").cells
        cells_[FIRST, NOTES] = Cell(ErrorNumber(number), "=Feuil9!A1")
        cells_[FIRST + 1, NOTES] = Cell("", '=IF(A1="","",A1)')
        cells = store.read(BOTH).tables[CLIENTS.name].columns["Notes"]
        assert isinstance(cells[0], CellError), f"silent: {silent}"
        assert cells[1] is None
        assert store.read(BOTH).version == store.version()


def test_a_sheet_formatted_to_its_last_column_is_refused(
    ouvert: Callable[..., tuple[Excel, ExcelLive]],
) -> None:
    excel, store = ouvert()
    excel.sheet("Clients").formatted = Area(1, 1, 20, 16_384)
    with pytest.raises(InputError, match="sur des milliers de colonnes"):
        store.read(BOTH)


@pytest.mark.parametrize("top", [1, 2])
def test_a_sheet_formatted_down_to_its_last_row_is_read_as_far_as_it_is_filled(
    ouvert: Callable[..., tuple[Excel, ExcelLive]], top: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "_BLOCK", 600)
    excel, store = ouvert(30)
    excel.sheet("Clients").formatted = Area(top, 1, 1_048_576, 20)
    table = store.read(BOTH).tables[CLIENTS.name]
    assert table.columns["Client"] == [f"C{at}" for at in range(30)]
    assert excel.appels < 300 and store.version() == store.read(BOTH).version


def test_a_workbook_opened_read_only_is_told_before_anything_leaves(
    ouvert: Callable[..., tuple[Excel, ExcelLive]],
) -> None:
    excel, store = ouvert()
    store.ensure_writable()
    excel.read_only = True
    with pytest.raises(AccessDenied, match="lecture seule"):
        store.ensure_writable()


def test_a_sheet_deleted_while_working_changes_the_version(
    ouvert: Callable[..., tuple[Excel, ExcelLive]],
) -> None:
    excel, store = ouvert()
    seen = store.read(BOTH)
    excel.sheets = [one for one in excel.sheets if one.name != "Clients"]
    assert store.version() == ""
    with pytest.raises(StoreError, match="a changé pendant le travail"):
        store.write(seen, notes(range(2)))


def test_a_day_is_written_as_a_day(ouvert: Callable[..., tuple[Excel, ExcelLive]]) -> None:
    _, store = ouvert()
    store.write(store.read(BOTH), [AppendRow(RELANCES.name, {"Date": date(2026, 11, 26)})])
    assert store.read(BOTH).tables[RELANCES.name].columns["Date"] == [date(2026, 11, 26)]


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (refus(OCCUPE), Locked, "Excel est occupé"),
        (refus(-2146777998), Locked, "Excel est occupé"),
        (refus(FERME), StoreError, "Excel ne répond plus"),
        (refus(-2147352567, -2146827864), StoreError, "a été fermé"),
        (refus(-2147352567, -2146827284), AccessDenied, "refuse d'écrire"),
    ],
)
def test_excels_numbers_are_told_in_french(error: Exception, kind: type, words: str) -> None:
    with pytest.raises(kind, match=words), faults.told("a.xlsm", "Factures"):
        raise error


def test_other_errors_go_through() -> None:
    with pytest.raises(ZeroDivisionError), faults.told("a.xlsm", "Factures"):
        raise ZeroDivisionError


def test_cells_that_an_old_excel_for_mac_leaves_out_are_noticed(
    ouvert: Callable[..., tuple[Excel, ExcelLive]],
) -> None:
    excel, store = ouvert(silent=True)
    excel.leaves_out = True
    with pytest.raises(InputError, match="n'a pas donné toutes les cellules"):
        store.read(BOTH)


def test_the_store_is_named_as_its_workbook(
    ouvert: Callable[..., tuple[Excel, ExcelLive]],
) -> None:
    assert ouvert(10)[1].name == "10.xlsx"
    assert FACTURES.name not in ouvert(10)[1].read(BOTH).tables


def test_a_volatile_cell_beside_a_table_does_not_stop_a_write(
    ouvert: Callable[..., tuple[Excel, ExcelLive]],
) -> None:
    excel, store = ouvert()
    beside = excel.sheet("Clients").cells[2, 20] = Cell(1.0, "=NOW()")
    calls = excel.call

    def ticking(name: str = "") -> None:
        beside.value += 1.0
        calls()

    excel.call = ticking  # type: ignore[method-assign]
    store.write(store.read(BOTH), notes(range(4)))
    assert shown(excel, range(4)) == ["vu avec le client"] * 4
