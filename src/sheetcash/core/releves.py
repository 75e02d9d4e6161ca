"""What a statement holds once read: movements, what could not be read, balances; each row's key.

Knows no file and no format: the adapters read, this says what a row is and when two are the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

_NOT_WORD: Final = re.compile(r"[^0-9a-z]+")
#: The same for ASCII, byte by byte: letters in small, digits, and a space for the rest.
_MOTS: Final = bytes(
    ord(sign.lower()) if sign.isascii() and sign.isalnum() else ord(" ")
    for sign in map(chr, range(256))
)
#: The same for many texts, one to a line, and what is taken out of them.
_LETTRES: Final = bytes(10 if at == 10 else sign for at, sign in enumerate(_MOTS))
_SIGNES: Final = bytes(at for at, sign in enumerate(_LETTRES) if sign == ord(" "))
#: Accounts at which clients pay, and that are no bank's.
_PRESTATAIRES: Final = frozenset({"stripe", "paypal", "sumup"})


def est_prestataire(compte: str) -> bool:
    """Whether an account is a payment provider's: it knows nothing of what comes to the bank.

    >>> est_prestataire("PayPal"), est_prestataire("FR7630001")
    (True, False)
    """
    return titre(compte) in _PRESTATAIRES


class Nature(StrEnum):
    """What a movement is for the books.

    A payment provider's gross is the receipt, its fee a purchase; money that it sends to the bank
    is neither, nor is a conversion between two currencies of one's own.
    """

    BANQUE = "banque"  # to be matched: the file does not tell
    PAIEMENT = "paiement"  # a client's payment or its refund, at a provider: `brut` is the receipt
    FRAIS = "frais"  # a fee alone: `frais` is the purchase
    VIREMENT = "virement"  # between one's own accounts: neither
    CHANGE = "change"  # between one's own currencies: neither
    AUTRE = "autre"  # a provider's reserve, loan, adjustment…: for the user to say


class Mouvement(NamedTuple):
    """One row of a statement.

    Attributes:
        jour: the day the account was credited or debited.
        libelle: the bank's words, on one line.
        cents: what the account gained (negative: lost), fees deducted.
        compte: the account, as the file names it; empty when it does not.
        reference: the bank's own identifier of the row, or empty.
        contrepartie: the other party's name, when the file tells.
        iban: the other party's account, when the file tells.
        devise: the currency of ``cents``. Nothing is converted: another currency than the euro
            stays in that currency.
        ligne: line of the file, or number of the entry.
        nature: see `Nature`.
        brut: what the payer paid, before the provider's fee; None where there is no fee to tell.
        frais: the fee, positive when it cost something.
        solde: the account's balance after the row, when the file tells.
    """

    jour: date
    libelle: str
    cents: int
    compte: str = ""
    reference: str = ""
    contrepartie: str = ""
    iban: str = ""
    devise: str = "EUR"
    ligne: int = 0
    nature: Nature = Nature.BANQUE
    brut: int | None = None
    frais: int = 0
    solde: int | None = None


class Rejet(NamedTuple):
    """A row that gave no movement: its line, why, and what it says (cut short)."""

    ligne: int
    pourquoi: str
    texte: str


class Solde(NamedTuple):
    """A balance that the file tells; ``jour`` is None when it does not say of which day."""

    cents: int
    jour: date | None = None


class Annonce(NamedTuple):
    """What was found or guessed of the file's form, so that the user can say otherwise.

    Attributes:
        quoi: ``encodage``, ``séparateur``, ``décimale``, ``dates``, ``heure``, ``fin``, ``compte``.
        valeur: what was kept.
        sur: False when it is a guess.
    """

    quoi: str
    valeur: str
    sur: bool = True


@dataclass(frozen=True, slots=True)
class Compte:
    """An account of a statement, with its balances where the file tells them."""

    numero: str
    devise: str = "EUR"
    ouverture: Solde | None = None
    cloture: Solde | None = None


@dataclass(frozen=True, slots=True)
class Releve:
    """A file, read.

    Attributes:
        format: for the user: ``Qonto``, ``OFX``…
        lus: how many rows the source has; each is in one of the three lists below.
        mouvements: in the order of the file.
        rejets: what could not be read: the quarantine.
        ecartes: what is no movement yet, or never will be (pending, cancelled, for information).
        comptes: in the order of the file.
        annonces: what was guessed.
    """

    format: str
    lus: int
    mouvements: Sequence[Mouvement]
    rejets: Sequence[Rejet] = ()
    ecartes: Sequence[Rejet] = ()
    comptes: Sequence[Compte] = ()
    annonces: Sequence[Annonce] = field(default=())


class EcartSolde(NamedTuple):
    """Balances and rows of an account do not agree: a row is missing, or there twice.

    Attributes:
        compte: the account.
        attendu: the balance that the rows give, in cents.
        annonce: the balance that the file tells.
        ligne: line of the first row after which they part; 0 when only the closing tells.
    """

    compte: str
    attendu: int
    annonce: int
    ligne: int = 0


@dataclass(frozen=True, slots=True)
class Correspondance:
    """Which column of a CSV file holds what, by title; learned once, or known of a bank.

    A title may give alternatives, « Statut|Status »: the first that the file has is used. Titles
    are compared without case, accents or punctuation (`titre`).

    Attributes:
        nom: how the user calls it.
        jour: the day of the movement.
        libelle: one or several columns, joined where they say different things.
        montant: signed; else ``debit`` and ``credit``.
        debit: what left the account, with or without a minus.
        credit: what came in.
        frais: the provider's fee.
        brut: the amount before fees, when ``montant`` is the net.
        ordre: of the dates: ``JMA``, ``MJA``, ``AMJ``; empty to guess.
        decimale: ``,`` or ``.``; empty to guess.
    """

    nom: str
    jour: str
    libelle: tuple[str, ...]
    montant: str = ""
    debit: str = ""
    credit: str = ""
    frais: str = ""
    brut: str = ""
    solde: str = ""
    compte: str = ""
    reference: str = ""
    contrepartie: str = ""
    iban: str = ""
    devise: str = ""
    etat: str = ""
    ordre: str = ""
    decimale: str = ""


def titre(texte: str) -> str:
    """A column's title in the form in which two are compared.

    >>> titre(" Date de l'opération "), titre("Montant(EUROS)")
    ('date de l operation', 'montant euros')
    """
    return " ".join(mots_de(texte))


def mots_de(texte: str) -> list[str]:
    """A text's words: without case, accents or signs.

    >>> mots_de("VIR SEPA/DE L'ÉPICERIE n°12")
    ['vir', 'sepa', 'de', 'l', 'epicerie', 'n', '12']
    """
    if texte.isascii():  # nearly all of a bank's labels; a table of bytes is six times as fast
        return texte.encode().translate(_MOTS).decode().split()
    texte = unicodedata.normalize("NFKD", texte.replace("œ", "oe"))
    texte = "".join(sign for sign in texte if not unicodedata.combining(sign))
    return _NOT_WORD.sub(" ", texte.casefold()).split()


def colles(textes: Sequence[str]) -> list[str]:
    """The words of each text without anything between them, of many at once.

    >>> colles(["VIR SEPA/12", "L'ÉPICERIE"])
    ['virsepa12', 'lepicerie']
    """
    whole = "\n".join(textes)
    if whole.isascii():  # twenty times as fast as one by one
        found = whole.encode().translate(_LETTRES, _SIGNES).decode().split("\n")
        if len(found) == len(textes):
            return found
    return ["".join(mots_de(one)) for one in textes]


def au_compte(mouvements: Iterable[Mouvement], compte: str) -> list[Mouvement]:
    """The same movements; those that tell no account are of this one.

    >>> au_compte([Mouvement(date(2026, 1, 5), "CB", -120)], "Pro")[0].compte
    'Pro'
    """
    rows = list(mouvements)
    if all(one.compte for one in rows):
        return rows
    # Column by column: a statement may have a hundred thousand.
    columns = list(zip(*rows, strict=True))
    at = Mouvement._fields.index("compte")
    columns[at] = tuple(one or compte for one in columns[at])
    return list(map(Mouvement._make, zip(*columns, strict=True)))


def soldes_justes(releve: Releve) -> set[str]:
    """The accounts whose balances the file tells, and whose rows, all of them, give these.

    >>> rows = [Mouvement(date(2026, 1, 5), "A", 100), Mouvement(date(2026, 1, 5), "A", 100)]
    >>> soldes_justes(Releve("x", 2, rows, comptes=[Compte("", "EUR", Solde(0), Solde(200))]))
    {''}
    """
    accounts = _by_account(releve.mouvements)
    told = {
        one.numero
        for one in releve.comptes
        if (one.ouverture and one.cloture) and (one.numero, one.devise) in accounts
    }
    return told - {one.compte for one in ecarts_de_solde(releve)}


def ecarts_de_solde(releve: Releve) -> list[EcartSolde]:
    """Where the balances that the file tells do not agree with its rows; empty when they do.

    The balance after each row is followed in the file's own order, oldest first or newest first.
    An account without two balances cannot be checked.

    >>> rows = [Mouvement(date(2026, 1, 5), "A", 100), Mouvement(date(2026, 1, 6), "B", -30)]
    >>> known = Compte("", "EUR", Solde(1000), Solde(1090))
    >>> ecarts_de_solde(Releve("x", 2, rows, comptes=[known]))
    [EcartSolde(compte='', attendu=1070, annonce=1090, ligne=0)]
    """
    found: list[EcartSolde] = []
    told = any(one.ouverture and one.cloture for one in releve.comptes)
    if not told and all(row.solde is None for row in releve.mouvements):
        return found
    accounts = _by_account(releve.mouvements)
    for compte in releve.comptes:
        rows = accounts.get((compte.numero, compte.devise), [])
        if rows and all(row.solde is not None for row in rows):
            found += _chain(rows)
        elif compte.ouverture and compte.cloture:
            expected = compte.ouverture.cents + sum(row.cents for row in rows)
            if expected != compte.cloture.cents:
                found.append(EcartSolde(compte.numero, expected, compte.cloture.cents))
    return found


def _by_account(rows: Iterable[Mouvement]) -> dict[tuple[str, str], list[Mouvement]]:
    found: dict[tuple[str, str], list[Mouvement]] = {}
    for row in rows:
        found.setdefault((row.compte, row.devise), []).append(row)
    return found


def _chain(rows: list[Mouvement]) -> list[EcartSolde]:
    """The first break in the balances after each row, if any."""
    breaks = min((_breaks(rows), _breaks(rows[::-1])), key=len)
    return breaks[:1]


def _breaks(rows: list[Mouvement]) -> list[EcartSolde]:
    found = []
    previous = rows[0].solde or 0
    for row in rows[1:]:
        told = row.solde or 0
        if previous + row.cents != told:
            found.append(EcartSolde(row.compte, previous + row.cents, told, row.ligne))
        previous = told
    return found


def soldes_extremes(rows: Sequence[Mouvement]) -> tuple[Solde, Solde] | None:
    """Opening and closing balances of an account whose every row tells the balance after it.

    >>> day = date(2026, 1, 5)
    >>> soldes_extremes([Mouvement(day, "A", 100, solde=600), Mouvement(day, "B", -50, solde=550)])
    (Solde(cents=500, jour=None), Solde(cents=550, jour=datetime.date(2026, 1, 5)))
    """
    if not rows or any(row.solde is None for row in rows):
        return None
    oldest_first = rows[0].jour <= rows[-1].jour
    if rows[0].jour == rows[-1].jour:
        listed = list(rows)
        oldest_first = len(_breaks(listed)) <= len(_breaks(listed[::-1]))
    first, last = (rows[0], rows[-1]) if oldest_first else (rows[-1], rows[0])
    return Solde((first.solde or 0) - first.cents), Solde(last.solde or 0, last.jour)


def avec_soldes(comptes: Iterable[Compte], rows: Sequence[Mouvement]) -> list[Compte]:
    """Accounts with the balances that their rows tell, where the file gives no other.

    >>> row = Mouvement(date(2026, 1, 5), "A", 100, solde=600)
    >>> avec_soldes([Compte("")], [row])[0].ouverture
    Solde(cents=500, jour=None)
    """
    if all(row.solde is None for row in rows):
        return list(comptes)
    found = []
    accounts = _by_account(rows)
    for compte in comptes:
        ends = soldes_extremes(accounts.get((compte.numero, compte.devise), []))
        if ends is not None:
            compte = replace(
                compte,
                ouverture=compte.ouverture or ends[0],
                cloture=compte.cloture or ends[1],
            )
        found.append(compte)
    return found
