"""Work on a thread: done once, whatever comes of it."""

from __future__ import annotations

import pytest

from sheetcash.adapters.aside import Aside


@pytest.mark.parametrize("long", [True, False])
def test_work_is_done_once(long: bool) -> None:
    calls: list[int] = []
    work = Aside(lambda: calls.append(1), long=long)
    assert (work.result(), work.result()) == (None, None) and calls == [1]


@pytest.mark.parametrize("long", [True, False])
def test_what_it_raises_is_raised_each_time_it_is_asked_for(long: bool) -> None:
    calls: list[int] = []

    def fail() -> None:
        calls.append(1)
        raise ValueError("non")

    work = Aside(fail, long=long)
    for _ in range(2):
        with pytest.raises(ValueError, match="non"):
            work.result()
    assert calls == [1]
