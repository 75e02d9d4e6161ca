"""What is known by names of several words, found in a text by the first word of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Generic, TypeVar

from sheetcash.core.releves import titre

_T = TypeVar("_T")


class Repertoire(Generic[_T]):
    """Names, and what each is for; case and accents aside.

    >>> names = Repertoire([("Orange", 1), ("Fruits Orange Bleue", 2)])
    >>> names.cites("CB ORANGE 12"), names.cites("CB FRUITS ORANGE BLEUE")
    ([1], [2])
    """

    def __init__(self, entrees: Iterable[tuple[str, _T]]) -> None:
        self._par_mot: dict[str, list[tuple[tuple[str, ...], int, _T]]] = defaultdict(list)
        for rank, (name, what) in enumerate(entrees):
            if words := tuple(titre(name).split()):
                self._par_mot[words[0]].append((words, rank, what))

    def __bool__(self) -> bool:
        return bool(self._par_mot)

    def cites(self, texte: str) -> list[_T]:
        """What a text names whole, in the order given; no name that is a part of a longer one."""
        if not self._par_mot:
            return []
        words = tuple(titre(texte).split())
        found: list[tuple[int, int, int, _T]] = []
        for at, word in enumerate(words):
            for name, rank, what in self._par_mot.get(word, ()):
                end = at + len(name)
                if words[at:end] == name:
                    found.append((rank, at, end, what))
        return [
            what
            for rank, start, end, what in sorted(found, key=lambda one: one[0])
            if not any((s, e) != (start, end) and s <= start and end <= e for _, s, e, _ in found)
        ]

    def possibles(self, texte: str) -> list[_T]:
        """What a text may name: it has the first word."""
        if not self._par_mot:
            return []
        words = dict.fromkeys(titre(texte).split())
        found = [one for word in words for one in self._par_mot.get(word, ())]
        return [what for _, _, what in sorted(found, key=lambda one: one[1])]
