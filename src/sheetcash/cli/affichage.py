"""Lines of text that line up, and in which nothing that a cell holds gives orders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

_ESPACE: Final = "Zs"


def propre(texte: str) -> str:
    """A text as one line of a terminal: what it holds is shown, and does nothing there.

    A cell, a file's name, a server's answer may hold line ends (a line that we never wrote), escape
    sequences (C0, C1) or marks that turn the writing round: the former become spaces, the latter
    are shown as what cannot be.

    >>> propre("Ada\\nEnvoyées (3)"), propre("\\x9b31mAda")
    ('Ada Envoyées (3)', '\ufffd31mAda')
    """
    if texte.isprintable():
        return texte
    return "".join(map(_propre, texte))


def _propre(one: str) -> str:
    import unicodedata  # most runs have no need of it

    if one.isprintable() or unicodedata.category(one) == _ESPACE:
        return one
    return " " if one.isspace() else "�"


def table(rows: Sequence[Sequence[str]], right: frozenset[int] = frozenset()) -> list[str]:
    """Rows as lines whose columns line up; ``right`` are aligned to the right.

    >>> table([("a", "1"), ("bb", "10")], frozenset({1}))
    ['  a    1', '  bb  10']
    """
    if not rows:
        return []
    rows = [[propre(cell) for cell in row] for row in rows]
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [
            cell.rjust(width) if at in right else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append(("  " + "  ".join(cells)).rstrip())
    return lines
