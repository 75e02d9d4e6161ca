from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sheetcash.app.miroir import refleter, stale_answer
from sheetcash.ports import ENVOYEE, Entry, Key
from sheetcash.workbook.edits import UpdateRow
from sheetcash.workbook.records import Book


def test_an_answer_never_stays_beside_a_known_mail(make_book: Callable[..., Book]) -> None:
    key = Key("classeur-1", "f-1", 1)
    entries = {key: Entry(key, ENVOYEE, "a@b.fr", "<1@b.fr>", date(2026, 11, 2), "")}
    for niveau in (1.0, 2.0):  # the user may have reminded further by hand
        book = make_book({"Niveau": niveau, "État sync": "à renvoyer"})
        assert stale_answer(book, entries)
        (edit,) = refleter(book, entries, [])
        assert isinstance(edit, UpdateRow)
        assert edit.values["État sync"] == "Relance 1 envoyée le 02/11/2026"


def test_a_note_of_the_user_s_stays_when_the_sheet_is_ahead(
    make_book: Callable[..., Book],
) -> None:
    key = Key("classeur-1", "f-1", 1)
    entries = {key: Entry(key, ENVOYEE, "a@b.fr", "<1@b.fr>", date(2026, 11, 2), "")}
    row = {"Niveau": 2.0, "Dernière relance": date(2026, 11, 9), "État sync": "appelée le 9"}
    assert refleter(make_book(row), entries, []) == []
