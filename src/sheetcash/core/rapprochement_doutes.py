"""What doubtful credits may have paid already: a later credit is not surely the one that does."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

#: Beyond so many doubtful part payments of one client, any of its balances may be paid already.
_PARTIELS: Final = 5


class Doutes:
    """The claims of doubtful credits, each known by its rank; only earlier ones count.

    >>> doubts = Doutes()
    >>> doubts.pretendre(3, 0, 500)
    >>> doubts.pretendus(3, 1), doubts.pretendus(3, 0)
    (500, 0)
    >>> doubts.oublier([0])
    >>> doubts.pretendus(3, 1)
    0
    """

    def __init__(self) -> None:
        self._pretendus: dict[int, dict[int, int]] = {}
        self._soupcons: dict[int, set[int]] = {}
        self._partiels: dict[int, dict[int, int]] = {}
        self._de: dict[int, list[dict[int, int] | set[int]]] = {}

    def pretendre(self, piece: int, rang: int, cents: int) -> None:
        """A credit whose label quotes a piece may have paid this much of it."""
        claims = self._pretendus.setdefault(piece, {})
        claims[rang] = claims.get(rang, 0) + cents
        self._de.setdefault(rang, []).append(claims)

    def soupconner(self, pieces: Iterable[int], rang: int) -> None:
        """A credit of the client may have paid these in full."""
        for piece in pieces:
            claims = self._soupcons.setdefault(piece, set())
            claims.add(rang)
            self._de.setdefault(rang, []).append(claims)

    def partiel(self, client: int, rang: int, cents: int) -> None:
        """A credit may be a part of any of a client's pieces."""
        claims = self._partiels.setdefault(client, {})
        claims[rang] = cents
        self._de.setdefault(rang, []).append(claims)

    def oublier(self, rangs: Iterable[int]) -> None:
        """Drop what these credits claimed: they are looked at again."""
        for rang in rangs:
            for claims in self._de.pop(rang, ()):
                if isinstance(claims, dict):
                    claims.pop(rang, None)
                else:
                    claims.discard(rang)

    def pretendus(self, piece: int, rang: int) -> int:
        """What earlier credits may have paid of a piece."""
        claims = self._pretendus.get(piece)
        return sum(cents for at, cents in claims.items() if at < rang) if claims else 0

    def soupconnee(self, piece: int, rang: int) -> bool:
        """Whether an earlier credit may have paid a piece in full."""
        claims = self._soupcons.get(piece)
        return bool(claims) and any(at < rang for at in claims or ())

    def partiels(self, client: int, rang: int) -> tuple[list[int], bool]:
        """The client's earlier doubtful part payments, and whether they are too many to tell."""
        claims = self._partiels.get(client)
        found = [cents for at, cents in claims.items() if at < rang] if claims else []
        return found[:_PARTIELS], len(found) > _PARTIELS
