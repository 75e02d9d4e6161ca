"""What an invoice is about, for which the standard has no field: what its lines sell, or a note."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

_ITEMS: Final = 3
_SIGNS: Final = 200


def objet(articles: Sequence[str], notes: Sequence[str]) -> str:
    """A subject on one line.

    Args:
        articles: the names on the lines.
        notes: free words of the document.

    >>> objet(["Audit", "Audit", "Rapport"], []), objet([], ["Mission de mai"]), objet([], [])
    ('Audit, Rapport', 'Mission de mai', '')
    """
    names = list(dict.fromkeys(one for one in articles if one))
    if names:
        more = "…" if len(names) > _ITEMS else ""
        found = ", ".join(names[:_ITEMS]) + more
    else:
        found = next((one for one in notes if one), "")
    return found if len(found) <= _SIGNS else found[: _SIGNS - 1] + "…"
