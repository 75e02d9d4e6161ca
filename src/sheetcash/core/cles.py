"""By what a statement's row is known again: a key, the same in each export that has it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from hashlib import blake2b
from typing import Final

from sheetcash.core.releves import Mouvement, colles, mots_de

#: What banks write where they have no reference.
_NO_REFERENCE: Final = frozenset({"", "nonref", "notprovided", "none", "null", "nan"})


def cles(mouvements: Iterable[Mouvement]) -> list[str]:
    """A key for each row, the same whenever the bank gives the row again.

    With a reference of the bank's own: account, reference, day and amount. Without: account, day,
    amount, label, and the rank among the rows that share all four, so that two real twins keep two
    keys, which exports over other periods give again (a bank never exports half a day's twins
    without the other half existing). Rows that share a reference and everything else are one row
    given twice, unless that reference stands on other rows too, or on other words of that day and
    amount: it identifies nothing then.

    >>> a = Mouvement(date(2026, 1, 5), "CB Boulangerie", -120)
    >>> twins = cles([a, a._replace(ligne=9)])
    >>> len(set(twins)), cles([a])[0] == twins[0]
    (2, True)
    >>> b = a._replace(reference="T-1")
    >>> len(set(cles([b, b])))
    1
    """
    rows = list(mouvements)
    labels = colles([row.libelle for row in rows])
    marks, common = _reperes(rows)
    accounts = {one: _compact(one) for one in {row.compte for row in rows}}
    told = [
        f"{accounts[row.compte]}\0{row.jour.toordinal()}\0{row.cents}\0{row.devise}\0"
        for row in rows
    ]
    texts = [
        f"r\0{head}{row.reference}" if mark else f"l\0{head}{label}"
        for head, row, mark, label in zip(told, rows, marks, labels, strict=True)
    ]
    if len(set(texts)) < len(texts):
        ranks: dict[str, int] = {}
        for at, (text, mark) in enumerate(zip(texts, marks, strict=True)):
            if mark is None or mark in common:
                rank = ranks[text] = ranks.get(text, 0) + 1
                if rank > 1:  # the first twin's key is that of a row alone
                    texts[at] = f"{text}\0{rank}"
    # The letter keeps spreadsheets from seeing a number in the key.
    return [
        "B" + blake2b(text.encode(errors="replace"), digest_size=8).hexdigest() for text in texts
    ]


#: A reference of an account.
_Repere = tuple[str, str]


def _reperes(rows: Sequence[Mouvement]) -> tuple[list[_Repere | None], set[_Repere]]:
    """What the bank calls each row, None where it does not; and what it calls several."""
    seen: dict[_Repere, tuple[date, int, str]] = {}
    common: set[_Repere] = set()
    marks: list[_Repere | None] = [None] * len(rows)
    for at, row in enumerate(rows):
        if row.reference and _compact(row.reference) not in _NO_REFERENCE:
            mark = marks[at] = (row.compte, row.reference)
            its = (row.jour, row.cents, row.libelle)
            if seen.setdefault(mark, its) != its:
                common.add(mark)
    return marks, common


def _compact(texte: str) -> str:
    """A name as the key sees it: encodings and spaces differ from one export to the next."""
    return "".join(mots_de(texte))
