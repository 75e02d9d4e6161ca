"""The rows of a CSV statement into movements: states, signs, fees, what a provider's row is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from sheetcash.adapters.bank.description import ATTENTE, FAIT, Banque, Genre
from sheetcash.adapters.bank.texte import propre
from sheetcash.adapters.bank.valeurs import Jours, Montants
from sheetcash.core.releves import Mouvement, Nature, Rejet, titre

#: A line of the file: its number, its account, its cells in the order of `PLACES`, its text.
Ligne = tuple[int, str, tuple[str, ...], str]

_ROLES: Final = (
    *("jour", "montant", "debit", "credit", "frais", "brut", "solde", "compte", "reference"),
    *("contrepartie", "iban", "devise", "etat", "type", "memo", "pourboire"),
)
_LABELS: Final = 4
PLACES: Final = {
    role: at for at, role in enumerate((*_ROLES, *(f"libelle{n}" for n in range(_LABELS))))
}
_IBAN: Final = re.compile(r"[A-Z]{2}\d\d[A-Z0-9]{11,30}")
_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_EUROS: Final = frozenset({"", "EURO", "EUROS", "€"})
_SHOWN: Final = 300
#: A sheet's label must not be empty.
SANS_LIBELLE: Final = "(sans libellé)"
#: What a row is, whichever amounts it tells.
_TELS_QUELS: Final = frozenset({Nature.BANQUE, Nature.PAIEMENT})
#: What standard formats write for a reference that is none.
SANS_REFERENCE: Final = frozenset({"", "NOTPROVIDED", "NONREF"})


class Lues(NamedTuple):
    """What rows became."""

    mouvements: list[Mouvement]
    rejets: list[Rejet]
    ecartes: list[Rejet]


def colonnes(banque: Banque) -> dict[str, str]:
    """The title, or titles, that each role's column bears."""
    mapping = banque.colonnes
    found = {role: getattr(mapping, role, "") for role in _ROLES}
    found |= {f"libelle{at}": one for at, one in enumerate(mapping.libelle[:_LABELS])}
    found["type"], found["pourboire"] = banque.type, banque.pourboire
    found["memo"] = banque.memo[0] if banque.memo else ""
    return found


def rejet(ligne: int, pourquoi: str, texte: str) -> Rejet:
    """A row put aside, with enough of its text to find it again.

    >>> rejet(3, "le montant manque", "05/01/2026;\\tX;").texte
    '05/01/2026; X;'
    """
    texte = propre(texte[: 2 * _SHOWN])
    return Rejet(ligne, pourquoi, texte if len(texte) <= _SHOWN else texte[: _SHOWN - 1] + "…")


def iban(texte: str) -> str:
    """An IBAN without spaces, or nothing when the text is none.

    >>> iban("fr76 3000 6000 0112 3456 7890 189"), iban("12345")
    ('FR7630006000011234567890189', '')
    """
    bare = texte.replace(" ", "").upper()
    return bare if _IBAN.fullmatch(bare) else ""


def devise(texte: str) -> str:
    """A currency's code; the euro where none is told.

    >>> devise("eur"), devise(""), devise("€"), devise("usd")
    ('EUR', 'EUR', 'EUR', 'USD')
    """
    code = texte.strip().upper()
    if code in _EUROS:
        return "EUR"
    return code if _CURRENCY.fullmatch(code) else code[:10]


def joindre(parts: Sequence[str]) -> str:
    """Several columns of words as one label, nothing said twice.

    >>> joindre(["CARTE X12", "CARTE X12 SNCF", "", "Paris"])
    'CARTE X12 SNCF Paris'
    """
    kept: list[str] = []
    for part in map(propre, parts):
        low = part.casefold()
        if not part or any(low in one.casefold() for one in kept):
            continue
        kept = [one for one in kept if one.casefold() not in low]
        kept.append(part)
    return propre(" ".join(kept))


def lire_lignes(rows: Sequence[Ligne], banque: Banque, amounts: Montants, days: Jours) -> Lues:
    """Each row as a movement, a rejection, or put aside."""
    return _Lecteur(rows, banque, amounts, days).lire()


class _Lecteur:
    def __init__(
        self, rows: Sequence[Ligne], banque: Banque, amounts: Montants, days: Jours
    ) -> None:
        self.rows, self.banque, self.amounts, self.days = rows, banque, amounts, days
        self.a_brut = bool(banque.colonnes.brut)
        self.debits = self._debit_sign() if banque.colonnes.debit else 0
        self.states: dict[str, str] = {}
        self.genres: dict[str, Genre] = {}
        self.autre = Genre(re.compile(""), banque.autre)
        self.codes: dict[str, str] = {}
        its = banque.colonnes
        self.un_libelle = len(its.libelle) == 1
        # Money in and out alone, as nearly all banks tell it.
        self.simple = not (its.frais or its.brut or banque.genres) and banque.autre in _TELS_QUELS

    def lire(self) -> Lues:
        lues = Lues([], [], [])
        add = lues.mouvements.append
        for line, number, cells, text in self.rows:
            try:
                # 12 is the state, 14 the memo: most files have neither.
                why = self._aside(cells) if cells[12] or cells[14] else ""
                if why:
                    lues.ecartes.append(rejet(line, why, text))
                else:
                    add(self._mouvement(line, number, cells))
            except ValueError as error:
                lues.rejets.append(rejet(line, str(error), text))
        return lues

    def _aside(self, cells: tuple[str, ...]) -> str:
        """Why the row moves no money; empty when it does."""
        state, memo = cells[12], cells[14]
        if state:
            known = self.states.get(state)
            if known is None:
                known = self.states[state] = titre(state)
            if known in ATTENTE:
                return f"opération « {propre(state)} »"
            if known not in FAIT:
                raise ValueError(f"état « {propre(state)[:40]} » inconnu")
        if memo and self.banque.memo and self.banque.memo[1].search(titre(memo)):
            return f"« {propre(memo)} » : pour information"
        return ""

    def _mouvement(self, line: int, number: str, cells: tuple[str, ...]) -> Mouvement:
        (day, amount, debit, credit, _, _, balance, account, reference, party) = cells[:10]
        (other, currency, _, sort, _, _, *labels) = cells[10:]
        jour = self.days.jour(day)
        brut: int | None = None
        cost, nature = 0, self.banque.autre
        if not self.simple:
            net, brut, cost, nature = self._sommes(cells)
        else:
            net = self._net(amount, debit, credit)
        code = self.codes.get(currency)
        if code is None:
            code = self.codes[currency] = devise(currency)
        label = propre(labels[0]) if self.un_libelle else joindre(labels)
        return Mouvement(
            jour,
            label or propre(sort or party) or SANS_LIBELLE,
            net,
            (propre(account) if account else "") or number or self.banque.numero,
            reference.strip()[:120] if reference else "",
            propre(party) if party else "",
            iban(other) if other else "",
            code,
            line,
            nature,
            brut,
            cost,
            self._balance(balance) if balance else None,
        )

    def _sommes(self, cells: tuple[str, ...]) -> tuple[int, int | None, int, Nature]:
        """Net, gross, fee and what it is for, where a provider tells more than one amount."""
        (_, amount, debit, credit, fee, gross, _, _, _, _) = cells[:10]
        (_, _, _, sort, _, tip, *_) = cells[10:]
        genre = self._genre(sort) if self.banque.genres else None
        cost = self.amounts.cents(fee) if fee and fee.strip() else 0
        if self.banque.frais_negatifs:
            cost = -cost
        brut: int | None = None
        if self.a_brut:
            net, brut = self._provider(amount, gross, cost, tip, genre)
        else:
            net = self._net(amount, debit, credit)
            if cost:
                net, brut = net - cost, net
        nature = genre.nature if genre else self.banque.autre
        if self.banque.depenses and genre is self.autre and net < 0:
            nature, brut = Nature.BANQUE, brut if cost else None
        if nature is not Nature.PAIEMENT and nature is not Nature.BANQUE:
            brut = None
            if nature is Nature.FRAIS:
                cost = -net
            elif genre and genre.sans_frais:
                cost = 0
        return net, brut, cost, nature

    def _net(self, amount: str, debit: str, credit: str) -> int:
        return self._signed(amount, debit, credit) if self.debits else self._only(amount)

    def _only(self, amount: str) -> int:
        if not amount or amount.isspace():
            raise ValueError("le montant manque")
        return self.amounts.cents(amount)

    def _signed(self, amount: str, debit: str, credit: str) -> int:
        cents = self.amounts.cents
        out = cents(debit) if debit.strip() else 0
        into = cents(credit) if credit.strip() else 0
        if out and into:
            raise ValueError("un débit et un crédit sur la même ligne")
        if not debit.strip() and not credit.strip():
            raise ValueError("ni débit ni crédit")
        if out and (out > 0) != (self.debits > 0):
            raise ValueError(f"un débit « {debit.strip()[:40]} » d'un autre signe que les autres")
        return into or -abs(out)

    def _debit_sign(self) -> int:
        """1 when the file writes its debits without a minus, as most rows do; else -1."""
        signs = 0
        for _, _, cells, _ in self.rows:
            if cells[2]:
                try:
                    cents = self.amounts.cents(cells[2])
                except ValueError:
                    continue
                signs += (cents > 0) - (cents < 0)
        return 1 if signs >= 0 else -1

    def _provider(
        self, amount: str, gross: str, cost: int, tip: str, genre: Genre | None
    ) -> tuple[int, int]:
        """Net and gross of a provider's row, which must agree with its fee."""
        cents = self.amounts.cents
        if not amount.strip() and not gross.strip():
            raise ValueError("le montant manque")
        brut = cents(gross) if gross.strip() else cents(amount) + cost
        net = cents(amount) if amount.strip() else brut - cost
        if genre and genre.sans_frais:
            return -abs(net), -abs(net)
        if genre and genre.signe:
            net, brut = -abs(net), -abs(brut)
        if brut - cost != net:
            brut += cents(tip) if tip.strip() else 0
            if brut - cost != net:
                raise ValueError("le brut, les frais et le net ne s'accordent pas")
        return net, brut

    def _genre(self, words: str) -> Genre | None:
        if words not in self.genres:
            low = titre(words)
            for one in self.banque.genres:
                if one.mots.search(low):
                    self.genres[words] = one
                    break
            else:
                self.genres[words] = self.autre
        return self.genres[words]

    def _balance(self, text: str) -> int | None:
        try:
            return self.amounts.cents(text)
        except ValueError:  # a balance is a check, not a part of the row
            return None
