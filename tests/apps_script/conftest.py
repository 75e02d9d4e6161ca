"""One Node process that answers with the Apps Script functions, for the whole session."""

from __future__ import annotations

import json
import math
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER))  # for grilles.py, which has no tests
collect_ignore = ["grilles.py"]


def _sendable(value: Any) -> Any:
    if isinstance(value, float) and math.isnan(value):
        return "__NaN__"  # JSON has no NaN; the other side makes it one again
    if isinstance(value, list):
        return [_sendable(one) for one in value]
    return value


@pytest.fixture(scope="session")
def node() -> str:
    found = shutil.which("node")
    if found is None:
        pytest.skip("Node is not installed (tools/system_packages.sh)")
    return found


@pytest.fixture(scope="session")
def echange(node: str) -> Iterator[Callable[[dict[str, Any]], Any]]:
    """``echange(question)``: what the Node process answers to one line."""
    process = subprocess.Popen(
        [node, str(FOLDER / "repondeur.mjs")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert process.stdin is not None and process.stdout is not None

    def call(question: dict[str, Any]) -> Any:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(json.dumps(question) + "\n")
        process.stdin.flush()
        return json.loads(process.stdout.readline())

    yield call
    process.stdin.close()
    process.stdout.close()
    process.wait(timeout=30)


@pytest.fixture(scope="session")
def javascript(echange: Callable[[dict[str, Any]], Any]) -> Callable[[str, dict[str, Any]], Any]:
    """``javascript(fonction, args)``: what the Apps Script function answers."""

    def call(fonction: str, args: dict[str, Any]) -> Any:
        sent = {name: _sendable(value) for name, value in args.items()}
        return echange({"fonction": fonction, "args": sent})

    return call


@pytest.fixture(scope="session")
def regle(echange: Callable[[dict[str, Any]], Any]) -> Callable[[str, list[Any]], Any]:
    """``regle(nom, lignes)``: what a private rule answers to each row of typed arguments."""
    return lambda nom, lignes: echange({"regle": nom, "lignes": lignes})


@pytest.fixture(scope="session")
def feuille(echange: Callable[[dict[str, Any]], Any]) -> Callable[..., Any]:
    """``feuille(feuilles, *appels, **autour)``: what functions answer in a spreadsheet of grids."""

    def call(feuilles: dict[str, list[list[Any]]], *appels: list[Any], **autour: Any) -> Any:
        return echange({"feuilles": feuilles, "appels": list(appels), **autour})

    return call
