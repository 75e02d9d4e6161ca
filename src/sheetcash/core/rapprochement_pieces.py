"""What a bank's money is matched with: credits, open invoices, what is left of each on a day.

An invoice is there from three days before its date on (clocks and value days differ); what is left
of it goes down as payments are matched. All is found by index: by client, by amount.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

#: Days by which a payment may come before the date of its invoice.
AVANCE: Final = timedelta(days=3)
#: Sums of a client's invoices are all looked at up to so many open ones.
SOMMES: Final = 10


class Credit(NamedTuple):
    """A line of the bank: money in (``cents`` > 0), or a refund paid (``cents`` < 0).

    ``certaine``: a payment provider's row (Stripe…), which surely comes from a client.
    """

    id: str
    jour: date
    cents: int
    libelle: str
    contrepartie: str = ""
    iban: str = ""
    certaine: bool = False


class Ouverte(NamedTuple):
    """An invoice with a balance (``solde`` > 0), or a credit note to pay back (< 0), in cents."""

    numero: str
    client: str
    solde: int
    montant: int
    date_facture: date
    echeance: date


class Connu(NamedTuple):
    """What is known of a client's bank: names (its own, its contact's, learned ones), IBANs."""

    client: str
    noms: tuple[str, ...] = ()
    ibans: tuple[str, ...] = ()


class Sommes(NamedTuple):
    """Which of a client's open pieces make which amount.

    Attributes:
        ouvertes: their positions, the oldest due first.
        parts: for each sum, the pieces that make it (bits, the oldest ones for choice).
        plusieurs: the sums that several sets of pieces make.
        completes: False when there are too many pieces: then nothing is there.
    """

    ouvertes: tuple[int, ...]
    parts: Mapping[int, int]
    plusieurs: frozenset[int]
    completes: bool

    def pieces(self, total: int) -> list[int]:
        """The pieces that make this sum; none when there are none.

        >>> Sommes((7, 8), {100: 1, 250: 2, 350: 3}, frozenset(), True).pieces(350)
        [7, 8]
        """
        bits = self.parts.get(total, 0)
        return [piece for at, piece in enumerate(self.ouvertes) if bits >> at & 1]


def sommes(ouvertes: Sequence[int], restes: Sequence[int]) -> Sommes:
    """Every sum of some of these few pieces.

    >>> sommes([0, 1, 2], [300, 200, 500]).plusieurs
    frozenset({500})
    """
    parts: dict[int, int] = {0: 0}
    several: set[int] = set()
    for at, reste in enumerate(restes):
        doubled = frozenset(several)
        for total, bits in list(parts.items()):
            reached = total + reste
            if reached in parts:
                several.add(reached)
            else:
                parts[reached] = bits | 1 << at
            if total in doubled:
                several.add(reached)
    del parts[0]
    return Sommes(tuple(ouvertes), parts, frozenset(several), True)


_TROP: Final = Sommes((), {}, frozenset(), False)


class Soldes:
    """The pieces of one run, and what is left of each; ``toutes`` are those open on the day."""

    def __init__(
        self, ouvertes: Sequence[Ouverte], clients: Sequence[int], restes: Sequence[int]
    ) -> None:
        self.pieces, self.clients = ouvertes, clients
        self.restes = list(restes)
        self._venues = [False] * len(ouvertes)
        order = sorted(range(len(ouvertes)), key=lambda at: ouvertes[at].date_facture)
        self._attente = order[::-1]
        self._dues: dict[tuple[int, bool], list[tuple[date, date, int]]] = {}
        self._montants: dict[int, dict[int, None]] = {}
        self._du_client: dict[tuple[int, int], dict[int, None]] = {}
        self._tables: dict[tuple[int, bool], Sommes] = {}
        self.toutes: dict[int, None] = {}

    def avancer(self, jour: date) -> None:
        """Take in the pieces that are there on a day."""
        while self._attente and self.pieces[self._attente[-1]].date_facture <= jour + AVANCE:
            at = self._attente.pop()
            self._venues[at] = True
            if self.restes[at]:
                insort(self._dues.setdefault(self._rang(at), []), self._cle(at))
                self._changer(at, self.restes[at])

    def est_venue(self, at: int) -> bool:
        """Whether a piece is there on the day reached."""
        return self._venues[at]

    def consommer(self, at: int, cents: int) -> None:
        """Take a payment off a piece."""
        self._montants[self.restes[at]].pop(at)
        self._du_client[self.clients[at], self.restes[at]].pop(at)
        self.restes[at] -= cents
        if not self.restes[at]:
            del self.toutes[at]
            dues = self._dues[self._rang(at)]
            dues.pop(bisect_left(dues, self._cle(at)))
        self._changer(at, self.restes[at])

    def ouvertes(self, client: int, sens: bool, nombre: int) -> list[int]:
        """The client's open pieces, the oldest due first, at most so many."""
        return [at for _, _, at in self._dues.get((client, sens), ())[:nombre]]

    def combien(self, client: int, sens: bool) -> int:
        """How many open pieces the client has."""
        return len(self._dues.get((client, sens), ()))

    def table(self, client: int, sens: bool) -> Sommes:
        """The sums of the client's open pieces, when they are not too many."""
        if self.combien(client, sens) > SOMMES:
            return _TROP
        found = self._tables.get((client, sens))
        if found is None:
            dues = [at for _, _, at in self._dues.get((client, sens), ())]
            found = sommes(dues, [self.restes[at] for at in dues])
            self._tables[client, sens] = found
        return found

    def exactes(self, client: int, cents: int) -> Mapping[int, None]:
        """The client's pieces of which exactly this is left."""
        return self._du_client.get((client, cents), {})

    def partout(self, cents: int) -> Mapping[int, None]:
        """All clients' pieces of which exactly this is left."""
        return self._montants.get(cents, {})

    def _rang(self, at: int) -> tuple[int, bool]:
        return self.clients[at], self.pieces[at].solde > 0

    def _cle(self, at: int) -> tuple[date, date, int]:
        return self.pieces[at].echeance, self.pieces[at].date_facture, at

    def _changer(self, at: int, reste: int) -> None:
        self._tables.pop(self._rang(at), None)
        if reste:
            self._montants.setdefault(reste, {})[at] = None
            self._du_client.setdefault((self.clients[at], reste), {})[at] = None
            self.toutes[at] = None
