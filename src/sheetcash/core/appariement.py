"""Which row of one version of a table is which row of another: by key, by content, by place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Final

Ligne = tuple[str, ...]
Cle = tuple[int, ...]
Paire = tuple[int | None, int | None]
#: Whether two rows may be the same one, so many rows apart.
_Accepte = Callable[[Ligne, Ligne, int], bool]

#: Beyond so many pairs of rows only those of one place are held against each other.
_PAIRES: Final = 250_000


def apparier(avant: Sequence[Ligne], apres: Sequence[Ligne], cles: Sequence[Cle]) -> list[Paire]:
    """Each row of either version with its counterpart, None where it has none.

    Args:
        avant: the rows of the first version, each a tuple of texts, empty where it is blank.
        apres: those of the second, of the same columns.
        cles: the columns that tell a row, the surest first; the last one is the table's key.

    Returns:
        Pairs of positions: first those of ``avant`` in their order, then the rows that were added.

    A row that lost or changed its key is still itself where all the rest is the same, or nearly
    and at the same place; one without a key is the row that is most like it, the nearest first.

    >>> apparier([("1", "a"), ("2", "b")], [("2", "b"), ("3", "a"), ("4", "c")], [(0,)])
    [(0, 1), (1, 0), (None, 2)]
    """
    paires = _Paires(avant, apres)
    paires.en_place()
    for cle in cles[:-1]:
        paires.par_cle(cle, uniques=True)
    its = cles[-1]
    paires.par_cle(its, uniques=False)
    width = len(avant[0]) if avant else len(apres[0]) if apres else 0
    rest = tuple(at for at in range(width) if at not in its)
    paires.par_valeur(rest)

    def proche(a: Ligne, b: Ligne, distance: int) -> bool:
        equal, filled = ressemblance(a, b)
        if filled - equal <= 1:
            return True
        if any(a[at] for at in its) and any(b[at] for at in its):  # two keys: two rows, mostly
            return not distance and 4 * equal >= 3 * filled
        return 2 * equal >= filled

    paires.rapprocher(paires.libres_avant(), paires.libres_apres(), proche)
    return paires.toutes()


def ressemblance(a: Ligne, b: Ligne) -> tuple[int, int]:
    """How many fields that are not blank two rows share, and how many either has.

    >>> ressemblance(("1", "a", ""), ("1", "b", ""))
    (1, 2)
    """
    equal = filled = 0
    for one, other in zip(a, b, strict=True):
        if one or other:
            filled += 1
            equal += one == other
    return equal, filled


def _tout(_a: Ligne, _b: Ligne, _distance: int) -> bool:
    return True


class _Paires:
    def __init__(self, avant: Sequence[Ligne], apres: Sequence[Ligne]) -> None:
        self.avant, self.apres = avant, apres
        self.partner: list[int | None] = [None] * len(avant)
        self.taken = bytearray(len(apres))

    def libres_avant(self) -> list[int]:
        return [at for at, other in enumerate(self.partner) if other is None]

    def libres_apres(self) -> list[int]:
        return [at for at, taken in enumerate(self.taken) if not taken]

    def unir(self, one: int, other: int) -> None:
        self.partner[one], self.taken[other] = other, 1

    def toutes(self) -> list[Paire]:
        found: list[Paire] = list(enumerate(self.partner))
        return found + [(None, at) for at in self.libres_apres()]

    def en_place(self) -> None:
        """Join rows that are the same at the same place, from the top and from the bottom."""
        shift = len(self.apres) - len(self.avant)
        for at, (a, b) in enumerate(zip(self.avant, self.apres, strict=False)):
            if a == b:
                self.unir(at, at)
        if shift:
            for at in range(max(0, -shift), len(self.avant)):
                other = at + shift
                free = self.partner[at] is None and not self.taken[other]
                if free and self.avant[at] == self.apres[other]:
                    self.unir(at, other)

    def par_cle(self, cle: Cle, *, uniques: bool) -> None:
        """Join rows of one key; with ``uniques`` only where it stands once on both sides."""
        for ours, theirs in self._groupes(cle):
            if len(ours) == len(theirs) == 1:
                self.unir(ours[0], theirs[0])
            elif not uniques:
                self._melees(ours, theirs)

    def par_valeur(self, columns: Cle) -> None:
        """Join rows that hold the same in some columns, whatever their key."""
        for ours, theirs in self._groupes(columns):
            self._melees(ours, theirs)

    def _melees(self, ours: list[int], theirs: list[int]) -> None:
        self._meme_texte(ours, theirs)
        ours = [at for at in ours if self.partner[at] is None]
        theirs = [at for at in theirs if not self.taken[at]]
        self.rapprocher(ours, theirs, _tout)

    def _groupes(self, columns: Cle) -> Iterable[tuple[list[int], list[int]]]:
        """The rows still alone, by what they hold in these columns; blank ones left out."""
        here: dict[Ligne, list[int]] = defaultdict(list)
        there: dict[Ligne, list[int]] = defaultdict(list)
        for rows, free, found in (
            (self.avant, self.libres_avant(), here),
            (self.apres, self.libres_apres(), there),
        ):
            for at in free:
                row = rows[at]
                value = tuple([row[column] for column in columns])
                if any(value):
                    found[value].append(at)
        return [(ours, there[value]) for value, ours in here.items() if value in there]

    def _meme_texte(self, ours: list[int], theirs: list[int]) -> None:
        """Among rows of one key, those that are the same first."""
        left: dict[Ligne, list[int]] = defaultdict(list)
        for at in reversed(theirs):
            left[self.apres[at]].append(at)
        for at in ours:
            same = left.get(self.avant[at])
            if same:
                self.unir(at, same.pop())

    def rapprocher(self, ours: list[int], theirs: list[int], accepte: _Accepte) -> None:
        """Join the rows most alike, the nearest first; in a crowd, those of one place only."""
        if not ours or not theirs:
            return
        places = self._places(ours)
        if len(ours) * len(theirs) > _PAIRES:
            free = set(theirs)
            for one, place in zip(ours, places, strict=True):
                if place in free and accepte(self.avant[one], self.apres[place], 0):
                    self.unir(one, place)
                    free.discard(place)
            return
        scored = []
        for one, place in zip(ours, places, strict=True):
            for other in theirs:
                a, b = self.avant[one], self.apres[other]
                distance = abs(place - other)
                if accepte(a, b, distance):
                    scored.append((-ressemblance(a, b)[0], distance, one, other))
        for _, _, one, other in sorted(scored):
            if self.partner[one] is None and not self.taken[other]:
                self.unir(one, other)

    def _places(self, ours: list[int]) -> list[int]:
        """Where each row would stand in the other version, from the row above it that is known."""
        found, wanted, last, anchor = [], iter(ours), -1, -1
        following = next(wanted, None)
        for at, other in enumerate(self.partner):
            if following is None:
                break
            if at == following:
                found.append(anchor + at - last)
                following = next(wanted, None)
            elif other is not None:
                last, anchor = at, other
        return found
