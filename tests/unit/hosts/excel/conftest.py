"""xlwings as it is on Windows: its own conversion of cells, over a pywin32 that is only made up.

Nothing of COM exists here. What is real is all that xlwings does with the values a cell gives and
takes, which is what decides how our functions see them.
"""

from __future__ import annotations

import ctypes
import datetime as dt
import sys
import types
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import pytest

_MODULES = (
    *("pywintypes", "pythoncom", "win32api", "win32con", "win32event", "win32gui", "win32process"),
    *("win32timezone", "win32com", "win32com.client", "win32com.server", "win32com.server.util"),
    *("win32com.server.dispatcher", "win32com.server.policy"),
)


def _made_up() -> dict[str, types.ModuleType]:
    found = {}
    for name in _MODULES:
        module = types.ModuleType(name)
        module.__getattr__ = lambda attribute: mock.MagicMock(name=attribute)  # type: ignore[method-assign]
        found[name] = module
    found["pywintypes"].TimeType = type("TimeType", (dt.datetime,), {})  # type: ignore[attr-defined]
    found["pywintypes"].com_error = type("com_error", (Exception,), {})  # type: ignore[attr-defined]
    utc = types.SimpleNamespace(utc=lambda: dt.UTC)
    found["win32timezone"].TimeZoneInfo = utc  # type: ignore[attr-defined]
    for name in ("CDispatch", "CoClassBaseClass", "DispatchBaseClass"):
        setattr(found["win32com.client"], name, type(name, (), {}))
    return found


def importer(patch: pytest.MonkeyPatch) -> types.ModuleType:
    """xlwings, imported as on Windows, until the patch is undone."""
    for name, module in _made_up().items():
        patch.setitem(sys.modules, name, module)
    for name in ("windll", "oledll", "PyDLL"):
        patch.setattr(ctypes, name, mock.MagicMock(), raising=False)
    for name in [one for one in sys.modules if one.partition(".")[0] == "xlwings"]:
        patch.delitem(sys.modules, name)
    patch.setattr(sys, "platform", "win32")
    import xlwings
    import xlwings.udfs

    patch.setattr(sys, "platform", "linux")
    return xlwings


@pytest.fixture(scope="module")
def windows() -> Iterator[types.ModuleType]:
    """xlwings, imported as on Windows; gone when other tests come, with their own Excel."""
    with pytest.MonkeyPatch.context() as patch:
        yield importer(patch)
        for name in [one for one in sys.modules if one.partition(".")[0] == "xlwings"]:
            del sys.modules[name]


def appeler(nom: str, *values: Any) -> Any:
    """What xlwings hands to a cell that calls a function: its own reading and writing of cells."""
    from xlwings import conversion

    from sheetcash.hosts.excel import udf

    function = getattr(udf, nom)
    told = function.__xlfunc__
    arguments = told["args"]
    read = [
        conversion.read(None, value, arguments[min(at, len(arguments) - 1)]["options"])
        for at, value in enumerate(values)
    ]
    return conversion.write(function(*read), None, told["ret"]["options"])


@pytest.fixture
def cellule(windows: types.ModuleType, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """``cellule("SC_PLAFOND", "BNC", 2026.0)``: what the cell shows."""
    from sheetcash.hosts.excel import udf

    monkeypatch.setattr(udf, "_udfs", {})
    monkeypatch.setattr(udf, "_baremes", {})
    udf._reponses.clear()

    def call(nom: str, *values: Any, classeur: str = "C:\\a.xlsm") -> Any:
        return appeler(nom, classeur, *values)

    return call
