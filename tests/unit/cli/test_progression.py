from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator

import pytest

from sheetcash.cli import progression
from sheetcash.cli.progression import attente


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], str]]:
    """What a terminal, which the first call puts on standard error, showed since the last call."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    os.set_blocking(ours, False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(progression, "_DELAY", 0.2)
    with os.fdopen(theirs, "w", encoding="utf-8") as stream:

        def look() -> str:
            monkeypatch.setattr(sys, "stderr", stream)  # pytest's capture undoes a fixture's
            stream.flush()
            try:
                return os.read(ours, 65536).decode()
            except BlockingIOError:
                return ""

        yield look
        monkeypatch.undo()
    os.close(ours)


def until(look: Callable[[], str], words: str) -> bool:
    """Whether the terminal shows these words within ten seconds."""
    seen, end = "", time.monotonic() + 10
    while words not in seen and time.monotonic() < end:
        time.sleep(0.05)
        seen += look()
    return words in seen


def test_a_status_then_a_question_then_a_bar(terminal: Callable[[], str]) -> None:
    assert terminal() == ""
    with attente("Lecture du classeur…") as shown:
        assert terminal() == "", "not before the delay"
        assert until(terminal, "Lecture du classeur…")
        shown.arreter()
        terminal()
        time.sleep(0.4)
        assert terminal() == "", "nothing while a question is asked"
        shown.montrer("Envoi", 4)
        assert until(terminal, "Envoi"), "before the first step is over"
        shown.avancer(2, 4)
        assert until(terminal, "50%")


def test_what_is_quick_shows_nothing(terminal: Callable[[], str]) -> None:
    assert terminal() == ""
    with attente("Lecture du classeur…") as shown:
        shown.montrer("Envoi", 1)
        shown.avancer(1, 1)
    time.sleep(0.5)
    assert terminal() == ""


def test_off_a_terminal_nothing_is_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progression, "_DELAY", 0.01)
    with attente("Lecture du classeur…") as shown:
        shown.montrer("Envoi", 1)
        time.sleep(0.2)
        shown.avancer(1, 1)
    assert capsys.readouterr() == ("", "")
