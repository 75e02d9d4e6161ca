"""Which invoice each credit of the bank pays, how surely and why; no file, no clock, no guess.

Three signals are looked for, each independent of the others:

- **number**: the label quotes the number of an open invoice in full (`rapprochement_numeros`);
- **client**: the payer's IBAN or whole name is that of one client and of no other
  (`rapprochement_noms`); a name that several clients may bear only agrees with a number;
- **amount**: what is left of one invoice, or of several, to the cent.

A match is *certain* when two of them agree, the third does not object and nothing else explains
the credit as well:

======  ======  ==================  =============================================================
number  client  amount              answer
======  ======  ==================  =============================================================
one     agrees  exact               certain
one     silent  exact               certain if no other open invoice has that balance
several agrees  exact in all        certain; without a client too
one     agrees  less                certain part payment, unless it is what is left of others
one     agrees  more                certain if, with others of the client, one sum is exact and the
                                    excess not round; else an overpayment: doubtful
none    one     one exact           certain if no twin, no other sum, no usual deposit on another,
                                    no other balance within 40 round euros
none    one     exact in several    certain if all, or the oldest due; no other sum, none quoted
none    one     anything else       doubtful: the oldest due first (art. 1342-10 C. civ.)
short   one     exact               certain: « FACT 31 » settles which of the client's invoices
any     other                       doubtful: the number says one, the payer another
any     several                     doubtful, except with number and exact amount
none    none    exact               doubtful, a mere coincidence of amounts
======  ======  ==================  =============================================================

Whatever the signals, a match is doubtful when: the label also quotes a number made like the
invoices' that is not open; the invoice is dated more than three days after the money; two invoices
bear the same number; a word tells that it is no client's payment (taxes, loan, own transfer); an
earlier doubtful credit may already pay it, or another credit quotes it. Twins (one client, one
balance, no number) are doubtful: the law would pay the oldest, yet a cheque in a deposit slip may
have done so already. Certain matches are taken off at once, in the order of days, and on one day
those that quote a number first; then the doubtful ones are looked at again, since what others
surely paid can no longer be theirs.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import Final, NamedTuple

from sheetcash.core.rapprochement_doutes import Doutes
from sheetcash.core.rapprochement_noms import Annuaire, Identite
from sheetcash.core.rapprochement_numeros import Lecture, Numeros, ensemble
from sheetcash.core.rapprochement_pieces import Connu, Credit, Ouverte, Soldes
from sheetcash.core.rapprochement_regles import Avis, Regles
from sheetcash.core.releves import mots_de
from sheetcash.core.virement import compact

__all__ = ["Connu", "Credit", "Ouverte", "Proposition", "rapprocher"]

#: Words of money that no client's payment is; a client's own name may hold them.
_ETRANGERS: Final = ensemble(
    "annulation apport caf cashback cpam deblocage dgfip dividende dividendes drfip ddfip "
    "emprunt epargne extourne impot impots indemnite indemnites indemnisation interets "
    "interne internes livret msa pret prime rejet remboursement salaire sinistre subvention "
    "tresor urssaf"
)
#: A certain answer is told by its score too.
_SURE, _DOUTE = 90, 85
#: How many times doubtful credits are looked at again, once others are certain.
_PASSAGES: Final = 3
_AUCUN: Final[frozenset[str]] = frozenset()


class Proposition(NamedTuple):
    """What a credit pays.

    Attributes:
        id: of the credit.
        parts: invoice numbers and cents; their sum is the credit's, an excess is in the last part.
        score: 0 to 100, 90 and more when certain.
        certaine: whether it may be written without asking.
        raisons: for the user, in French.
    """

    id: str
    parts: tuple[tuple[str, int], ...]
    score: int
    certaine: bool
    raisons: tuple[str, ...]


def rapprocher(
    credits: Sequence[Credit], ouvertes: Sequence[Ouverte], connus: Sequence[Connu]
) -> list[Proposition]:
    """The best answer for each credit that some open invoice may explain.

    Args:
        credits: money in, and refunds paid; other debits match nothing.
        ouvertes: invoices and credit notes with a balance.
        connus: names and accounts of clients; an invoice's client is known by its own name anyway.

    Returns:
        Answers in the order of days, then of identifiers; none for a credit nothing explains.

    >>> from datetime import date
    >>> due = date(2026, 3, 31)
    >>> bill = Ouverte("F-2026-031", "Atelier Béatrice", 120000, 120000, date(2026, 3, 1), due)
    >>> paid = Credit("b1", due, 120000, "VIR SEPA ATELIER BEATRICE FACT 2026-031")
    >>> rapprocher([paid], [bill], [])[0][1:4]
    ((('F-2026-031', 120000),), 100, True)
    """
    return _Rapprochement(ouvertes, connus).tous(credits)


@lru_cache(maxsize=20_000)
def _client(nom: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", nom).casefold().split())


class _Attente(NamedTuple):
    """A credit, read: what its label quotes, the payer, how it is known, what objects.

    ``etrangers`` are the words that no client's payment bears, ``remise`` tells a deposit slip;
    ``muet`` when nothing but the amount can tell what it pays.
    """

    credit: Credit
    lecture: Lecture
    qui: Identite
    comment: str
    objection: str
    etrangers: frozenset[str]
    remise: bool
    muet: bool


class _Rapprochement:
    """One run: what is known, what is left of each piece, what doubtful credits may have paid."""

    def __init__(self, ouvertes: Sequence[Ouverte], connus: Sequence[Connu]) -> None:
        self.pieces = sorted(
            (one for one in ouvertes if one.solde),
            key=lambda one: (one.date_facture, one.echeance, one.numero, one.client, one.solde),
        )
        rangs: dict[str, int] = {}
        noms: list[tuple[str, int]] = []
        self.ibans: dict[str, set[int]] = {}
        for connu in sorted(connus):
            client = rangs.setdefault(_client(connu.client), len(rangs))
            noms += [(nom, client) for nom in (connu.client, *connu.noms)]
            for iban in filter(None, map(compact, connu.ibans)):
                self.ibans.setdefault(iban, set()).add(client)
        clients = []
        for piece in self.pieces:
            clients.append(rangs.setdefault(_client(piece.client), len(rangs)))
            noms.append((piece.client, clients[-1]))
        self.annuaire = Annuaire(dict.fromkeys(noms))
        self.numeros = Numeros(one.numero for one in self.pieces)
        self.soldes = Soldes(self.pieces, clients, [one.solde for one in self.pieces])
        self.regles = Regles(self.pieces, clients, self.soldes)
        both = zip(self.numeros.groupes, self.pieces, strict=True)
        keys = [groups or (one.numero,) for groups, one in both]
        times = Counter(keys)
        self.doublons = {at for at, key in enumerate(keys) if times[key] > 1}
        self.doutes = Doutes()

    def tous(self, credits: Sequence[Credit]) -> list[Proposition]:
        waiting = [self._lire(credit) for credit in credits if credit.cents]
        waiting.sort(key=lambda one: (one.credit.jour, not one.lecture.pleins, one.credit))
        found: dict[int, Proposition] = {}
        touched = self._passage(waiting, range(len(waiting)), found)
        for again in range(_PASSAGES):
            ranks = [
                at
                for at, answer in sorted(found.items())
                if not answer.certaine
                and any(
                    again or touched[client] > at
                    for client in self._concernes(waiting[at])
                    if client in touched
                )
            ]
            touched = self._passage(waiting, ranks, found)
        answers = [(waiting[at].credit, answer) for at, answer in found.items()]
        answers.sort(key=lambda pair: (pair[0].jour, pair[0].id))
        return [answer for _, answer in answers]

    def _lire(self, credit: Credit) -> _Attente:
        mots = mots_de(credit.libelle)
        lecture = self.numeros.lire_mots(credit.libelle, mots)
        qui, comment, objection = self._qui(credit, mots)
        if lecture.pleins:
            self._citer(lecture, qui, 1)
        foreign = _AUCUN
        if not (_ETRANGERS.isdisjoint(mots) or credit.certaine or credit.cents < 0):
            own = {mot for client in qui.clients for mot in self.annuaire.mots_de(client)}
            foreign = _ETRANGERS.intersection(mots) - own
        slip = "remise" in mots
        mute = not (qui.niveau or qui.proches or lecture.pleins or slip)
        return _Attente(credit, lecture, qui, comment, objection, foreign, slip, mute)

    def _concernes(self, one: _Attente) -> frozenset[int]:
        """The clients that a credit may come from, by name, account or number."""
        clients, (full, also, short, *_) = self.soldes.clients, one.lecture
        return one.qui.clients.union(clients[at] for at in (*full, *also, *chain(*short)))

    def _passage(
        self, waiting: Sequence[_Attente], ranks: Sequence[int], found: dict[int, Proposition]
    ) -> dict[int, int]:
        """Go through some credits in order; clients of certain answers, and the last rank of each.

        What earlier passes found certain is taken off from the start.
        """
        touched: dict[int, int] = {}
        if not ranks:
            return touched
        clients = self.soldes.clients
        soldes = Soldes(self.pieces, clients, self.soldes.restes)
        self.soldes = self.regles.soldes = soldes
        self.doutes.oublier(ranks)
        day = None
        for at in ranks:
            one = waiting[at]
            if one.credit.jour != day:
                day = one.credit.jour
                soldes.avancer(day)
            if one.muet and one.credit.cents not in soldes.montants:
                continue  # most lines of a statement
            avis = self._un(one, at)
            if avis is None:
                found.pop(at, None)
                continue
            found[at] = self._conclure(one, avis, at)
            if not avis.reserves:
                self._citer(one.lecture, one.qui, -1)
                touched.update((clients[piece], at) for piece, _ in avis.parts)
        return touched

    def _citer(self, lecture: Lecture, qui: Identite, fois: int) -> None:
        """Count the invoices that a credit quotes, unless it is another client's."""
        cites = self.regles.cites
        for at in lecture.pleins + lecture.suites:
            if not self._etranger(at, qui):
                cites[at] = cites.get(at, 0) + fois

    def _etranger(self, at: int, qui: Identite) -> bool:
        """Whether the payer is surely another client than the piece's."""
        return qui.niveau == 2 and self.soldes.clients[at] not in qui.clients

    def _un(self, one: _Attente, rang: int) -> Avis | None:
        """What one credit pays on its day, with all that speaks against it."""
        credit, lecture, qui, _, objection, foreign, slip, _ = one
        avis = self.regles.avis(credit, lecture, qui, one.comment)
        if avis is None and slip and not qui.niveau:
            avis = self.regles.remise(credit.cents)
        if avis is None or (foreign and not avis.signale):
            return None
        if objection:
            avis.reserves.append(objection)
        if foreign:
            avis.reserves.append(f"« {min(foreign)} » : sans doute pas le règlement d'un client")
        if lecture.inconnue:
            avis.reserves.append("le libellé cite un numéro qui n'est pas ouvert")
        avis.reserves.extend(self._objections(one, avis, rang))
        return avis

    def _qui(self, credit: Credit, mots: list[str]) -> tuple[Identite, str, str]:
        """The payer, the words for how it is known, and what objects to it."""
        annuaire, objection = self.annuaire, ""
        if credit.contrepartie:
            name = annuaire.payeur(credit.contrepartie)
            named = annuaire.cites(annuaire.vocabulaire.intersection(mots))
            if not named <= name.clients:
                words = annuaire.vocabulaire.intersection(mots)
                named = annuaire.cites(words.difference(mots_de(credit.contrepartie)))
                if named and not name.niveau:
                    name = Identite(1, named, name.proches)
                elif not named <= name.clients:
                    objection = "le libellé nomme un autre client"
        else:
            name = annuaire.dans_libelle(mots)
        account = self.ibans.get(compact(credit.iban)) if credit.iban else None
        if not account:
            return name, "nom du client", objection
        both = name.clients & account
        if name.niveau and not both:
            clash = "l'IBAN et le nom ne sont pas du même client"
            return Identite(1, name.clients | account), "IBAN du client", clash
        if both:
            sure = len(both) == 1 and (name.niveau == 2 or len(account) == 1)
            return Identite(1 + sure, frozenset(both)), "IBAN et nom du client", objection
        sure = len(account) == 1
        return Identite(1 + sure, frozenset(account)), "IBAN du client", objection

    def _objections(self, one: _Attente, avis: Avis, rang: int) -> list[str]:
        """What speaks against any answer: dates, doubled numbers, what others may have paid."""
        soldes, found = self.soldes, []
        numero = bool(one.lecture.pleins)
        for at, part in avis.parts:
            reste = abs(soldes.restes[at])
            if not soldes.est_venue(at):
                found.append(f"{self.pieces[at].numero} est datée d'après le règlement")
            if at in self.doublons:
                found.append(f"plusieurs factures portent le n° {self.pieces[at].numero}")
            if abs(part) > reste and not avis.reserves:
                found.append("trop-perçu : plus que le reste dû")
            claimed = self.doutes.pretendus(at, rang)
            if (claimed and abs(claimed + part) > reste) or (
                not numero and self.doutes.soupconnee(at, rang)
            ):
                found.append("un mouvement douteux la règle peut-être déjà")
        if not (numero or avis.reserves) and self._deja(avis, one.credit.cents, rang):
            found.append("un règlement partiel douteux peut changer ce qui reste dû")
        return list(dict.fromkeys(found))

    def _deja(self, avis: Avis, cents: int, rang: int) -> bool:
        """Whether a doubtful part payment leaves another invoice with just this balance."""
        client = self.soldes.clients[avis.parts[0][0]]
        partial, many = self.doutes.partiels(client, rang)
        due = self.soldes.table(client, cents > 0).ouvertes if partial else ()
        return many or any(self.soldes.restes[at] - paid == cents for at in due for paid in partial)

    def _conclure(self, one: _Attente, avis: Avis, rang: int) -> Proposition:
        sure = not avis.reserves
        if sure:
            score = max(_SURE, min(100, avis.score))
            for at, part in avis.parts:
                self.soldes.consommer(at, part)
        else:
            score = max(5, min(_DOUTE, avis.score - 10))
            self._retenir(one, avis, rang)
        parts = tuple((self.pieces[at].numero, part) for at, part in avis.parts)
        return Proposition(one.credit.id, parts, score, sure, (*avis.raisons, *avis.reserves))

    def _retenir(self, one: _Attente, avis: Avis, rang: int) -> None:
        """Keep in mind what a doubtful credit may have paid; another client's number is a slip."""
        if not avis.signale:
            return
        if avis.partiel:
            client = self.soldes.clients[avis.parts[0][0]]
            self.doutes.partiel(client, rang, one.credit.cents)
            return
        quoted = any(self.regles.cites.get(at) for at, _ in avis.parts)
        for at, part in avis.parts:
            if not self._etranger(at, one.qui) and (
                one.lecture.pleins or (quoted and len(avis.rivales) < 2)
            ):
                self.doutes.pretendre(at, rang, part)
        suspects = (*(at for at, _ in avis.parts), *avis.rivales)
        self.doutes.soupconner((at for at in suspects if not self._etranger(at, one.qui)), rang)
