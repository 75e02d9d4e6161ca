"""The command as a user runs it, in this very process: its exit code and what it said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from sheetcash.cli import main


class Run(NamedTuple):
    """One run: the exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """What ``--json`` printed."""
        found: dict[str, Any] = json.loads(self.out)
        return found

    @property
    def etats(self) -> dict[str, str]:
        """What ``sync --json`` says became of each invoice's reminder."""
        return {one["facture"]: one["etat"] for one in self.json["relances"]}


def lancer(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> Run:
    """Run it; whatever it says, no traceback."""
    capsys.readouterr()
    code = main([str(one) for one in arguments])
    shown = capsys.readouterr()
    assert "Traceback" not in shown.out + shown.err
    return Run(code, shown.out, shown.err)
