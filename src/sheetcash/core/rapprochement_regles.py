"""What a credit may pay, by number, by client, by amount: the best answer, what speaks against it.

The rules are in the table of `rapprochement`; whether an answer is certain is said there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from typing import Final, NamedTuple

from sheetcash.core.rapprochement_noms import Identite
from sheetcash.core.rapprochement_numeros import Lecture
from sheetcash.core.rapprochement_pieces import Credit, Ouverte, Soldes, Sommes, sommes

#: A payment so late, without a number, is looked at by a human.
_TARD: Final = timedelta(days=365)
#: An invoice not written yet may be paid so early, as a deposit: doubtful.
_TOT: Final = timedelta(days=60)
#: The most invoices one doubtful credit is spread over, clients and credit notes looked at for it.
_PARTS: Final = 12
#: Of more open invoices, two of some sum are always to be found.
_OUVERTES: Final = 200
_FOULE: Final = 8
_AVOIRS: Final = 3
#: Among more invoices than this, or for a round amount, a sum may well be a coincidence.
_PEU: Final = 6
_ROND: Final = 500
DEJA_SOLDEE: Final = "cette facture est déjà soldée : un double règlement ?"
#: Less than this part of an invoice is a remainder, that sums may well fall upon.
_RESIDU: Final = 5
#: The fixed compensation of 40 € of art. D. 441-5 C. com.; a bank's fee is less.
_ECART: Final = 4_000
#: Shares of an invoice that are asked as a deposit.
_ACOMPTES: Final = ((1, 5), (1, 4), (3, 10), (1, 3), (2, 5), (1, 2))
#: What is told of an answer that neither number nor payer speaks for.
SEUL_LE_MONTANT: Final = "seul le montant correspond"
_LOI: Final = "la plus ancienne échue d'abord (art. 1342-10 C. civ.)"
_AUTRES: Final = "d'autres factures du client peuvent faire cette somme"


class Avis(NamedTuple):
    """An answer in the making.

    Attributes:
        parts: pieces by position, and cents.
        score: 0 to 100, before what speaks against.
        raisons: what speaks for it.
        reserves: what must be asked to the user; certain when there is none.
        rivales: the other pieces that the credit may pay in full.
        signale: a number or a client, not the amount alone, points at them.
        partiel: of a client without a number, so that it may be a part of any of its invoices.
    """

    parts: list[tuple[int, int]]
    score: int
    raisons: list[str]
    reserves: list[str]
    rivales: Collection[int] = ()
    signale: bool = True
    partiel: bool = False


def acompte(cents: int, montant: int) -> bool:
    """Whether an amount is a usual share of another, to the cent's rounding.

    >>> acompte(30000, 100000), acompte(33333, 100000), acompte(31000, 100000)
    (True, True, False)
    """
    return any(abs(cents * below - montant * above) < below for above, below in _ACOMPTES)


def _voisin(cents: int, reste: int) -> bool:
    """Whether an amount may be a balance with some round euros more, or a bank's fee less."""
    gap = abs(abs(cents) - abs(reste))
    return 0 < gap <= _ECART and gap % 100 == 0


class Regles:
    """The rules over one set of open pieces; ``cites`` counts the credits that quote each."""

    def __init__(self, pieces: Sequence[Ouverte], clients: Sequence[int], soldes: Soldes) -> None:
        self.pieces, self.soldes = pieces, soldes
        self.cites: dict[int, int] = {}
        self._par_total: dict[tuple[int, int], list[int]] = {}
        for at, piece in enumerate(pieces):
            self._par_total.setdefault((clients[at], piece.solde), []).append(at)

    def avis(self, credit: Credit, lecture: Lecture, qui: Identite, comment: str) -> Avis | None:
        """The best answer for a credit; None when nothing explains it."""
        found = None
        if lecture.pleins:
            found = self._par_numero(credit.cents, lecture, qui, comment)
        elif qui.niveau == 2:
            (client,) = qui.clients
            found = self._par_client(credit, client, lecture, comment)
        elif qui.niveau == 1:
            found = self._parmi(credit, lecture, qui.clients)
        return found or self._par_montant(credit, lecture, qui)

    def _par_numero(self, cents: int, lecture: Lecture, qui: Identite, comment: str) -> Avis:
        soldes, restes = self.soldes, self.soldes.restes
        quoted = list(lecture.pleins)
        if lecture.suites and sum(restes[at] for at in quoted) != cents:
            wider = list(dict.fromkeys((*quoted, *lecture.suites)))
            if sum(restes[at] for at in wider) == cents:
                quoted = wider
        clients = {soldes.clients[at] for at in quoted}
        numbers = ", ".join(self.pieces[at].numero for at in quoted)
        raisons, reserves = [f"n° {numbers} dans le libellé"], []
        agrees = min(qui.niveau, 2) if clients <= qui.clients else 0
        if agrees:
            raisons.append(comment if agrees == 2 else "nom possible du client")
        elif qui.niveau:
            reserves.append("le numéro est celui d'un autre client que le payeur")
        points = 40 + 15 * agrees
        if sum(restes[at] for at in quoted) == cents and all(restes[at] for at in quoted):
            raisons.append("montant exact" if len(quoted) == 1 else "somme exacte")
            if len(quoted) == 1 and not agrees and len(soldes.partout(cents)) > 1:
                reserves.append("d'autres factures ont ce montant, et le payeur n'est pas connu")
            return Avis([(at, restes[at]) for at in quoted], points + 30, raisons, reserves)
        if qui.niveau == 2 and not agrees:
            (payer,) = qui.clients
            better = list(soldes.exactes(payer, cents))
            if better:
                raisons = [comment, "montant exact"]
                return Avis([(better[0], cents)], 60, raisons, reserves, [*quoted, *better])
        base = Avis([], points, raisons, reserves)
        found = None
        if len(clients) == 1:
            found = self._un_client(cents, quoted, base, agrees)
        return found or self._hors_compte(cents, quoted, base)

    def _un_client(self, cents: int, quoted: list[int], base: Avis, agrees: int) -> Avis | None:
        """One client's numbers, and another amount than theirs."""
        soldes, restes = self.soldes, self.soldes.restes
        client, sens = soldes.clients[quoted[0]], cents > 0
        exact = [at for at in soldes.exactes(client, cents) if at not in quoted]
        if exact:
            base.reserves.append("ce montant est celui d'une autre facture du client")
            return base._replace(parts=[(exact[0], cents)], rivales=[*quoted, *exact])
        left = [at for at in quoted if restes[at] and (restes[at] > 0) == sens]
        total = sum(restes[at] for at in left)
        table = soldes.table(client, sens)
        if len(left) == len(quoted) and abs(total) < abs(cents) and table.completes:
            free = [at for at in table.ouvertes if at not in quoted]
            rest = sommes(free, [restes[at] for at in free])
            also = rest.pieces(cents - total)
            if also:
                base.raisons.append("somme exacte avec d'autres factures du client")
                if agrees < 2 or cents - total in rest.plusieurs:
                    base.reserves.append(_AUTRES)
                elif cents == 2 * total:
                    base.reserves.append("deux fois le reste dû : un double règlement ?")
                elif (cents - total) % _ROND == 0:  # the 40 € of art. D. 441-5, a rounding up…
                    base.reserves.append("le surplus est un compte rond : un trop-perçu ?")
                parts = [(at, restes[at]) for at in (*quoted, *also)]
                return base._replace(parts=parts, score=base.score + 25, rivales=also)
        if len(left) == len(quoted) == 1 and abs(total) > abs(cents):
            return self._partiel(cents, left[0], base, table, sure=agrees > 0)
        return None

    def _partiel(self, cents: int, at: int, base: Avis, table: Sommes, *, sure: bool) -> Avis:
        """Less than what is left of the one invoice quoted."""
        soldes, reste = self.soldes, self.soldes.restes[at]
        notes = list(soldes.exactes(soldes.clients[at], cents - reste))
        if notes:
            base.reserves.append("c'est le reste dû moins un avoir du client")
            parts = [(at, reste), (notes[0], cents - reste)]
            return base._replace(parts=parts, score=base.score + 20, rivales=notes)
        base.raisons.append("règlement partiel")
        if not sure:
            base.reserves.append("ni le payeur ni le montant ne confirment le numéro")
        if not table.completes or cents in table.parts:
            base.reserves.append(_AUTRES)
        rivals = table.pieces(cents)
        return base._replace(parts=[(at, cents)], score=base.score + 20, rivales=rivals)

    def _hors_compte(self, cents: int, quoted: list[int], base: Avis) -> Avis:
        """What no rule explains to the cent: paid off already, too much, or a part of several."""
        restes = self.soldes.restes
        left = [at for at in quoted if restes[at] and (restes[at] > 0) == (cents > 0)]
        if not left:
            base.reserves.append(DEJA_SOLDEE)
            return base._replace(parts=[(quoted[-1], cents)], score=base.score - 10)
        left.sort(key=lambda at: (self.pieces[at].echeance, at))
        if abs(sum(restes[at] for at in left)) < abs(cents):
            base.reserves.append("trop-perçu : plus que le reste dû")
        else:
            base.reserves.append(f"règlement partiel de plusieurs factures : {_LOI}")
        return base._replace(parts=self._imputer(cents, left), rivales=left)

    def _par_client(
        self, credit: Credit, client: int, lecture: Lecture, comment: str
    ) -> Avis | None:
        soldes, restes, cents = self.soldes, self.soldes.restes, credit.cents
        raisons: list[str] = [comment]
        reserves: list[str] = []
        short, named = self._abreges(cents, client, lecture)
        if named:
            raisons += ["n° abrégé dans le libellé", "montant exact"]
            return Avis([(at, restes[at]) for at in named], 92, raisons, reserves)
        if lecture.court or lecture.courts:
            reserves.append("le libellé abrège un autre numéro")
        table = soldes.table(client, cents > 0)
        exact = list(soldes.exactes(client, cents))
        if exact:
            raisons.append("montant exact")
            exact.sort(key=lambda at: (self.pieces[at].echeance, at))
            if len(exact) > 1:
                reserves.append(f"{len(exact)} factures de ce reste dû : {_LOI}")
            if credit.jour > self.pieces[exact[0]].echeance + _TARD:
                reserves.append("plus d'un an après l'échéance")
            base = Avis([(exact[0], cents)], 92, raisons, reserves, exact)
            return self._sans_numero(cents, client, base, table)
        group = table.pieces(cents)
        if group:
            raisons.append("somme exacte de plusieurs factures")
            oldest = group == list(table.ouvertes[: len(group)])
            if not oldest and (cents % _ROND == 0 or len(table.ouvertes) > _PEU):
                reserves.append("ce ne sont pas les plus anciennes")
            if any(_RESIDU * abs(restes[at]) < abs(self.pieces[at].montant) for at in group):
                reserves.append("le reste d'une facture presque payée entre dans la somme")
            if len(group) == 2 and cents == 2 * restes[group[0]]:
                reserves.append("deux fois le reste dû : un double règlement ?")
            base = Avis([(at, restes[at]) for at in group], 90, raisons, reserves, group)
            return self._sans_numero(cents, client, base, table)
        return self._sans_montant(credit, client, short, Avis([], 45, raisons, reserves))

    def _abreges(self, cents: int, client: int, lecture: Lecture) -> tuple[list[int], list[int]]:
        """The client's open invoices that short numbers may mean; those that they surely mean.

        Each number means one invoice: of two that end alike, the one of that amount.
        """
        restes, clients = self.soldes.restes, self.soldes.clients
        groups = [
            [at for at in one if clients[at] == client and restes[at] * cents > 0]
            for one in lecture.courts
        ]
        exact = [at for at in groups[0] if restes[at] == cents] if len(groups) == 1 else []
        if len(groups) > 1 and all(len(one) == 1 for one in groups):
            each = list(dict.fromkeys(one[0] for one in groups))
            exact = each if sum(restes[at] for at in each) == cents else []
        elif len(exact) > 1:
            exact = []
        return list(dict.fromkeys(at for one in groups for at in one)), exact

    def _sans_numero(self, cents: int, client: int, base: Avis, table: Sommes) -> Avis:
        """The client and an exact amount: what else may explain it."""
        mine = {at for at, _ in base.parts}
        others = [at for at in table.ouvertes if at not in base.rivales]
        reserves = base.reserves
        if any(self.cites.get(at) for at in mine):
            reserves.append("un autre mouvement cite cette facture")
        twins = len(mine) < len(base.rivales)
        rest = sommes(others, [self.soldes.restes[at] for at in others]) if twins else table
        several = cents in (rest.parts if twins else rest.plusieurs)
        if several or not table.completes:
            reserves.append(_AUTRES)
        elif any(acompte(cents, self.pieces[at].montant) for at in others):
            reserves.append("ce peut être un acompte sur une autre facture du client")
        elif any(_voisin(cents, self.soldes.restes[at]) for at in others):
            reserves.append("une autre facture du client est à quelques euros de ce montant")
        elif self._moins_avoir(cents, client, table):
            reserves.append("ce peut être le reste dû d'une autre facture moins un avoir")
        return base._replace(rivales=table.ouvertes if several else base.rivales)

    def _moins_avoir(self, cents: int, client: int, table: Sommes) -> list[tuple[int, int]]:
        """Pieces of the client that make the amount once a credit note is deducted."""
        restes = self.soldes.restes
        for note in self.soldes.ouvertes(client, cents < 0, _AVOIRS):
            group = table.pieces(cents - restes[note])
            if group:
                return [(at, restes[at]) for at in (*group, note)]
        return []

    def _sans_montant(
        self, credit: Credit, client: int, short: list[int], base: Avis
    ) -> Avis | None:
        """The client, and an amount that is no sum of its invoices."""
        soldes, cents = self.soldes, credit.cents
        net = self._moins_avoir(cents, client, soldes.table(client, cents > 0))
        if net:
            base.reserves.append("déduction faite d'un avoir")
            return base._replace(parts=net, score=75, rivales=[at for at, _ in net])
        due = short or soldes.ouvertes(client, cents > 0, _PARTS + 1)
        if not due:
            for at in self._par_total.get((client, cents), ()):
                soon = self.pieces[at].date_facture <= credit.jour + _TOT
                if soon and not soldes.est_venue(at):
                    base.raisons.append("montant exact")
                    return base._replace(parts=[(at, cents)], score=55, rivales=[at])
                if soldes.est_venue(at) and not soldes.restes[at]:
                    base.raisons.append("montant exact")
                    base.reserves.append(DEJA_SOLDEE)
                    return base._replace(parts=[(at, cents)], score=35, rivales=[at])
            return None
        parts = self._imputer(cents, due)
        if len(parts) > _PARTS:
            return None
        last, part = parts[-1]
        if abs(part) > abs(soldes.restes[last]):
            if abs(cents) > 2 * abs(sum(soldes.restes[at] for at in due)):
                return None
            base.reserves.append("trop-perçu : plus que le reste dû")
            return base._replace(parts=parts, rivales=due)
        law = f" : {_LOI}" if len(due) > 1 else ""
        base.reserves.append(f"règlement partiel sans numéro{law}")
        return base._replace(parts=parts, partiel=True)

    def _parmi(self, credit: Credit, lecture: Lecture, clients: Iterable[int]) -> Avis | None:
        """Several clients may be the payer: the one whose invoice fits."""
        among = sorted(clients)
        best: Avis | None = None
        for client in among if len(among) <= _FOULE else ():
            one = self._par_client(credit, client, lecture, "nom possible du client")
            if one is not None and (best is None or one.score > best.score):
                best = one
        if best is None:
            return None
        reserves = [*best.reserves, "le payeur ne désigne pas sûrement un seul client"]
        return best._replace(score=best.score - 15, reserves=reserves)

    def _par_montant(self, credit: Credit, lecture: Lecture, qui: Identite) -> Avis | None:
        soldes, cents = self.soldes, credit.cents
        same = soldes.partout(cents)
        near = [
            at
            for client in sorted(qui.clients | qui.proches)
            for at in soldes.exactes(client, cents)
        ]
        short = [at for one in lecture.courts for at in one if at in same]
        raisons = ["montant exact"]
        if near or short:
            raisons.append("nom approchant" if near else "n° abrégé dans le libellé")
            reserves = ["le payeur n'est pas reconnu"]
            which = (near or short)[0]
            return Avis([(which, cents)], 55, raisons, reserves, short, signale=not near)
        reserves = [SEUL_LE_MONTANT]
        points = 35 + 10 * credit.certaine
        if len(same) > 1:
            reserves.append(f"{len(same)} factures ont ce reste dû")
            points -= 10
        if same:
            which = min(same) if len(same) <= _PARTS else next(iter(same))
            return Avis([(which, cents)], points, raisons, reserves, signale=False)
        return None

    def remise(self, cents: int) -> Avis | None:
        """Cheques paid in together: the only sum of open invoices; of two, when these are many.

        Whose cheques they are is not told, so this is never certain.
        """
        soldes = self.soldes
        due = sorted(at for at in soldes.toutes if (soldes.restes[at] > 0) == (cents > 0))
        if not 2 <= len(due) <= _OUVERTES:
            return None
        if len(due) > _PARTS:
            group = _paire(due, soldes.restes, cents)
        else:
            table = sommes(due, [soldes.restes[at] for at in due])
            group = () if cents in table.plusieurs else tuple(table.pieces(cents))
        if not group:
            return None
        parts = [(at, soldes.restes[at]) for at in group]
        reserves = ["remise de chèques : seule la somme correspond"]
        return Avis(parts, 50, ["somme exacte"], reserves, signale=False)

    def _imputer(self, cents: int, due: Sequence[int]) -> list[tuple[int, int]]:
        """The oldest first; what exceeds them all is in the last part."""
        parts = []
        left = cents
        for at in due:
            if not left:
                break
            part = min(left, self.soldes.restes[at], key=abs)
            parts.append((at, part))
            left -= part
        at, part = parts[-1]
        parts[-1] = at, part + left
        return parts


def _paire(due: Sequence[int], restes: Sequence[int], cents: int) -> tuple[int, ...]:
    """The only two of these pieces that make a sum; none when there are several such pairs.

    >>> _paire([0, 1, 2], [100, 250, 400], 350), _paire([0, 1, 2], [100, 250, 250], 350)
    ((0, 1), ())
    """
    by_amount: dict[int, list[int]] = {}
    found: list[tuple[int, int]] = []
    for at in due:
        found += [(other, at) for other in by_amount.get(cents - restes[at], ())]
        by_amount.setdefault(restes[at], []).append(at)
    return found[0] if len(found) == 1 else ()
