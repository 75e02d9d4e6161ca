"""Requests to Google in calls under the size that it wants; light: no workbook is built here."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

#: Bytes of requests in one call: Google wants less than 2 MB, and the envelope takes some.
LOT: Final = 1_900_000


def lots(
    groups: Iterable[list[dict[str, Any]]], limit: int = LOT
) -> list[list[list[dict[str, Any]]]]:
    """Groups of requests, in order, as few calls as their size allows; none is divided.

    >>> [len(call) for call in lots([[{"a": 1}], [{"b": 2}], [], [{"c": 3}]], limit=22)]
    [3, 1]
    """
    found: list[list[list[dict[str, Any]]]] = []
    size = 0
    for group in groups:
        its = sum(len(json.dumps(one)) + 2 for one in group)
        if not found or size + its > limit:
            found.append([])
            size = 0
        found[-1].append(group)
        size += its
    return [call for call in found if any(call)]
