"""A busy Excel through xlwings' own code for Windows, which takes it for a missing thing."""

from __future__ import annotations

import types
from typing import Any

import pytest

from excel_en_memoire import FERME, OCCUPE, refus
from sheetcash.adapters.excel_live import faults
from sheetcash.errors import Locked, StoreError


class Com:
    """An object of COM's that refuses so many times, by number."""

    def __init__(self, module: types.ModuleType, numbers: list[tuple[int, ...]]) -> None:
        self._module, self._numbers = module, numbers

    def _ask(self, *_: object) -> Any:
        if self._numbers:
            its = refus(*self._numbers.pop(0))
            raise self._module.pywintypes.com_error(*its.args)
        return self

    __call__ = Item = _ask
    Name = "MonActivite.xlsm"


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "_PAUSE", 0.0)
    monkeypatch.setattr(faults, "PATIENCE", 0.2)


@pytest.fixture(params=["classeur", "ligne"])
def demander(request: pytest.FixtureRequest, windows: types.ModuleType) -> Any:
    """``demander(numbers)``: a question whose first answers are those refusals."""
    module = windows._xlwindows

    def ask(*numbers: tuple[int, ...]) -> Any:
        com = Com(module, list(numbers))
        if request.param == "classeur":
            books = windows.main.Books(impl=module.Books(xl=com, app=None))
            return lambda: books["monactivite.xlsm"]
        table = types.SimpleNamespace(xl=types.SimpleNamespace(ListRows=com))
        rows = module.TableRows(table)
        return lambda: rows(1)

    return ask


def test_a_busy_excel_is_waited_for_and_the_thing_is_found(demander: Any) -> None:
    assert faults.patient(demander((OCCUPE,), (OCCUPE,))) is not None


def test_a_busy_excel_is_told_as_busy_not_as_a_missing_thing(demander: Any) -> None:
    with pytest.raises(Locked, match="Excel est occupé"):
        faults.patient(demander(*[(OCCUPE,)] * 100_000))
    with pytest.raises(Locked, match="Excel est occupé"), faults.told("a.xlsm"):
        demander((OCCUPE,))()


def test_an_excel_that_is_gone_is_told_as_gone(demander: Any) -> None:
    with pytest.raises(StoreError, match="Excel ne répond plus"), faults.told("a.xlsm"):
        demander((FERME,))()


def test_what_is_really_missing_stays_so(demander: Any) -> None:
    asked = demander((-2147352567, -2146827284))
    with pytest.raises(KeyError):
        faults.patient(asked)
    with pytest.raises(KeyError), faults.told("a.xlsm"):
        demander((-2147352567, -2146827284))()
    with pytest.raises(KeyError):
        faults.patient(lambda: {}["rien"])
