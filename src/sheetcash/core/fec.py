"""Accounting entries as the tax office reads them: the « fichier des écritures comptables ».

Livre des procédures fiscales, article A47 A-1, and BOI-CF-IOR-60-40-20: eighteen fields, in that
order, under their names; days as AAAAMMJJ; amounts with a comma; every entry balanced; numbers
that follow each other. Cash basis: an entry is money that came or went.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

#: The fields of a flat file, as article A47 A-1, VII names and orders them.
CHAMPS: Final = (
    *("JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib"),
    *("CompAuxNum", "CompAuxLib", "PieceRef", "PieceDate", "EcritureLib", "Debit", "Credit"),
    *("EcritureLet", "DateLet", "ValidDate", "Montantdevise", "Idevise"),
)
#: One of the three character sets that the article allows, and the one that has « € » and « œ ».
ENCODAGE: Final = "iso8859-15"
#: What stands in a file's name for a SIREN that is not known.
SANS_SIREN: Final = "SIREN-MANQUANT"

#: Longer, and some programs cut or refuse.
_LONGUEUR: Final = 200
_COMPTE: Final = re.compile(r"[0-9]{3}[0-9A-Za-z]{0,17}")
_BLANCS: Final = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
_MOTS: Final = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u02bc\u2032", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u2033", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        "\u2026": "...",
        "\u2022": "-",
    }
)


class Compte(NamedTuple):
    """An account of the chart: its number, and the one label that goes with it."""

    numero: str
    libelle: str


class Ecriture(NamedTuple):
    """Money that came or went: one account is debited, another credited, of the same cents.

    Attributes:
        journal: the journal's code and its label.
        jour: the day of the money.
        piece: the reference of the voucher.
        jour_piece: its day.
        libelle: what it is about.
        debit: where the money went.
        credit: where it came from.
        cents: how much, above zero.
        validee: the day since which it cannot be changed unseen, None when it still can.
    """

    journal: tuple[str, str]
    jour: date
    piece: str
    jour_piece: date
    libelle: str
    debit: Compte
    credit: Compte
    cents: int
    validee: date | None


def mouvement(
    tresorerie: Compte, contrepartie: Compte, cents: int, *, entree: bool
) -> tuple[Compte, Compte, int]:
    """Who is debited, who is credited, and how much: an amount under zero changes sides.

    Args:
        tresorerie: the bank or the till.
        contrepartie: the sale, or what was bought.
        cents: under zero for a refund, or a row that takes another back.
        entree: a receipt; else a payment.

    >>> banque, vente = Compte("512000", "Banque"), Compte("707000", "Ventes")
    >>> [c.numero for c in mouvement(banque, vente, -500, entree=True)[:2]]
    ['707000', '512000']
    """
    debit, credit = (tresorerie, contrepartie) if entree else (contrepartie, tresorerie)
    return (debit, credit, cents) if cents >= 0 else (credit, debit, -cents)


def ordonner(ecritures: Iterable[Ecriture]) -> list[Ecriture]:
    """In the order of their validation, as the article wants; those that are not yet, last.

    Entries validated on one day keep the order in which they are given, so that the numbers of
    what is sealed are the same in the next file.
    """
    return sorted(ecritures, key=lambda one: (one.validee is None, one.validee or one.jour))


def lignes(ecritures: Sequence[Ecriture]) -> list[tuple[str, ...]]:
    """Two rows by entry, numbered from 1 as they are given.

    >>> banque, vente = Compte("512000", "Banque"), Compte("707000", "Ventes")
    >>> one = Ecriture(("REC", "Recettes"), date(2026, 3, 2), "F-1", date(2026, 2, 1), "Acme",
    ...                banque, vente, 123450, None)
    >>> [row[11:13] for row in lignes([one])]
    [('1234,50', '0,00'), ('0,00', '1234,50')]
    """
    found: list[tuple[str, ...]] = []
    for number, one in enumerate(ecritures, 1):
        code, label = one.journal
        common = (code, label, str(number), _jour(one.jour))
        piece = ("", "", propre(one.piece), _jour(one.jour_piece), propre(one.libelle))
        after = ("", "", _jour(one.validee), "", "")
        amount = montant(one.cents)
        for compte, debit, credit in (
            (one.debit, amount, "0,00"),
            (one.credit, "0,00", amount),
        ):
            account = (compte.numero, propre(compte.libelle))
            found.append((*common, *account, *piece, debit, credit, *after))
    return found


def fichier(ecritures: Sequence[Ecriture]) -> bytes:
    """The whole file: the names of the fields, then two rows by entry; tabs between fields."""
    rows = [CHAMPS, *lignes(ecritures)]
    return "".join("\t".join(row) + "\r\n" for row in rows).encode(ENCODAGE)


def nom(siren: str, cloture: date) -> str:
    """The file's name: article A47 A-1, IX.

    Args:
        siren: nine digits, empty when it is not known.
        cloture: the last day of the financial year.

    >>> nom("732829320", date(2026, 12, 31)), nom("", date(2026, 12, 31))
    ('732829320FEC20261231.txt', 'SIREN-MANQUANTFEC20261231.txt')
    """
    return f"{siren or SANS_SIREN}FEC{cloture:%Y%m%d}.txt"


def montant(cents: int) -> str:
    """An amount: a comma, two decimals, nothing between thousands.

    >>> montant(123456789), montant(5)
    ('1234567,89', '0,05')
    """
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100},{abs(cents) % 100:02d}"


def est_compte(numero: str) -> bool:
    """Whether an account's number begins with three digits of the chart of accounts.

    >>> est_compte("512000"), est_compte("51"), est_compte("BNQ1")
    (True, False, False)
    """
    return _COMPTE.fullmatch(numero) is not None and numero[0] in "12345678"


@lru_cache(maxsize=4096)  # a client's name comes back on every row
def propre(texte: str) -> str:
    r"""A text as a field may hold it: on one line, without tabs, in the file's character set.

    >>> propre("Été\t2026 : l’œuvre – « 3 € »"), propre("Łódź 東京")
    ("Été 2026 : l'œuvre - « 3 € »", 'Lódz ??')
    """
    its = _BLANCS.sub(" ", texte).strip()
    if not its.isascii():
        known = "".join(map(_signe, unicodedata.normalize("NFC", its).translate(_MOTS)))
        its = _BLANCS.sub(" ", known).strip()
    return its if len(its) <= _LONGUEUR else its[: _LONGUEUR - 3].rstrip() + "..."


def _signe(sign: str) -> str:
    """A sign of the character set: itself, else its letter without accents, else « ? »."""
    if _connu(sign):
        return sign
    bare = "".join(one for one in unicodedata.normalize("NFKD", sign) if _connu(one))
    name = unicodedata.name(sign, "")
    if not bare and name.startswith("LATIN "):  # « Ł » is not made of two signs
        found = re.fullmatch(r"LATIN (CAPITAL|SMALL) LETTER ([A-Z]) WITH .*", name)
        if found is not None:
            bare = found[2] if found[1] == "CAPITAL" else found[2].lower()
    return bare or ("" if unicodedata.combining(sign) else "?")


def _connu(sign: str) -> bool:
    try:
        sign.encode(ENCODAGE)
    except UnicodeEncodeError:
        return False
    return True


def _jour(day: date | None) -> str:
    return f"{day:%Y%m%d}" if day is not None else ""
