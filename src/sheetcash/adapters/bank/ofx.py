"""OFX statements, 1 (SGML, where the small tags are never closed) and 2 (XML), read alike.

A reader of our own: the libraries are GPL, or no longer kept. One pass over the tags, which takes
what is known and passes over the rest; no entity but the character ones is ever expanded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Final

from sheetcash.adapters.bank.lignes import SANS_LIBELLE, devise, iban, joindre, rejet
from sheetcash.adapters.bank.valeurs import AMJ, Jours, Montants
from sheetcash.core.releves import (
    Annonce,
    Compte,
    Mouvement,
    Rejet,
    Releve,
    Solde,
)

_TAG: Final = re.compile(r"<(/?)([A-Za-z0-9_.]{1,40})\s*/?>([^<]*)")
_DAY: Final = re.compile(r"(?a:\s*(\d{8}))")
#: A new statement, and what its account is called.
_STATEMENTS: Final = frozenset({"STMTRS", "CCSTMTRS"})
_LEAVES: Final = frozenset(
    {
        *("TRNTYPE", "DTPOSTED", "DTUSER", "TRNAMT", "FITID", "CHECKNUM", "REFNUM", "NAME"),
        *("MEMO", "ACCTID", "CURSYM", "CURDEF", "BALAMT", "DTASOF", "BANKID", "BRANCHID"),
    }
)
_BLOCKS: Final = frozenset(
    {
        *("BANKACCTFROM", "CCACCTFROM", "BANKACCTTO", "CCACCTTO"),
        *("LEDGERBAL", "CURRENCY", "ORIGCURRENCY"),
    }
)


@dataclass(slots=True)
class _Operation:
    """A STMTTRN as it stands: its line, its tags, whether its end was there."""

    ligne: int
    debut: int
    fin: int = 0
    compte: str = ""
    devise: str = "EUR"
    tags: dict[str, str] = field(default_factory=dict)
    entiere: bool = True


@dataclass(slots=True)
class _Compte:
    numero: str = ""
    devise: str = "EUR"
    solde: str = ""
    jour: str = ""


def est_ofx(text: str) -> bool:
    """Whether a text is OFX.

    >>> est_ofx("OFXHEADER:100\\n"), est_ofx("<?xml version='1.0'?><OFX>"), est_ofx("Date;OFX")
    (True, True, False)
    """
    head = text[:5_000].lstrip()
    return head.startswith(("OFXHEADER", "<OFX>")) or "<OFX>" in head.upper()[:5_000]


def lire_ofx(text: str, *, decimale: str = "") -> Releve:
    """The statement, or statements, in an OFX text.

    >>> operation = "<STMTTRN><DTPOSTED>20260105<TRNAMT>-12,50<FITID>1<NAME>CAFE</STMTTRN>"
    >>> read = lire_ofx(f"<OFX><STMTRS><ACCTID>7{operation}</STMTRS></OFX>")
    >>> read.mouvements[0].libelle, read.mouvements[0].cents
    ('CAFE', -1250)
    """
    operations, comptes = _tags(text)
    amounts = Montants((one.tags.get("TRNAMT", "") for one in operations), decimale)
    days = Jours((), AMJ)
    rows: list[Mouvement] = []
    rejets: list[Rejet] = []
    for one in operations:
        try:
            rows.append(_mouvement(one, amounts, days))
        except ValueError as error:
            end = one.fin or one.debut + 500
            rejets.append(rejet(one.ligne, str(error), text[one.debut : end]))
    notes = [amounts.annonce]
    if "</OFX>" not in text[-200:].upper():
        notes.append(Annonce("fin", "le fichier s'arrête avant sa fin", sur=False))
    return Releve("OFX", len(operations), rows, rejets, (), _comptes(comptes, amounts, days), notes)


def _tags(text: str) -> tuple[list[_Operation], list[_Compte]]:
    """The operations and the accounts, in one pass over the tags."""
    operations: list[_Operation] = []
    comptes: list[_Compte] = []
    compte = _Compte()
    current: _Operation | None = None
    block = ""
    line, counted = 1, 0
    for found in _TAG.finditer(text):
        closing, name, value = found[1], found[2].upper(), found[3]
        if name == "STMTTRN":
            line += text.count("\n", counted, found.start())
            counted = found.start()
            if current is None or not closing:
                current = _Operation(line, counted, 0, compte.numero, compte.devise)
                operations.append(current)
                current.entiere = not closing
            if closing:
                current.fin = found.end(2) + 1
                current = None
            block = ""
        elif name in _STATEMENTS:
            if not closing:
                compte = _Compte()
                comptes.append(compte)
        elif name in _BLOCKS:
            block = "" if closing else name
        elif closing or name not in _LEAVES:
            continue
        elif current is None and name == "TRNAMT":
            # An amount outside of any operation: the tag that began it was damaged.
            line += text.count("\n", counted, found.start())
            counted = found.start()
            current = _Operation(line, counted, entiere=False)
            operations.append(current)
        elif current is not None:
            key = f"{block}.{name}" if block else name
            current.tags.setdefault(key, unescape(value).strip())
        else:
            _account(compte, block, name, unescape(value).strip())
    return operations, comptes


def _account(compte: _Compte, block: str, name: str, value: str) -> None:
    if name == "ACCTID" and block in ("BANKACCTFROM", "CCACCTFROM"):
        compte.numero = " ".join(value.split())
    elif name == "CURDEF":
        compte.devise = devise(value)
    elif block == "LEDGERBAL" and name == "BALAMT":
        compte.solde = value
    elif block == "LEDGERBAL" and name == "DTASOF":
        compte.jour = value


def _mouvement(one: _Operation, amounts: Montants, days: Jours) -> Mouvement:
    tags = one.tags
    if not one.entiere:
        raise ValueError("opération abîmée : son début manque")
    if not one.fin:
        raise ValueError("opération coupée : sa fin manque")
    amount, day = tags.get("TRNAMT", ""), tags.get("DTPOSTED", "")
    if not amount:
        raise ValueError("le montant manque")
    if not day:
        raise ValueError("la date manque")
    found = _DAY.match(day)
    if found is None:
        raise ValueError(f"« {day[:40]} » n'est pas une date")
    # The account's currency, not that of the purchase: the bank's own conversion is TRNAMT.
    currency = tags.get("CURRENCY.CURSYM", "")
    number = tags.get("CHECKNUM", "").lstrip("0")
    check = f"n° {number}" if number and tags.get("TRNTYPE", "").upper() == "CHECK" else ""
    return Mouvement(
        days.jour(found[1]),
        joindre([tags.get("NAME", ""), tags.get("MEMO", ""), check])
        or tags.get("TRNTYPE", "")
        or SANS_LIBELLE,
        amounts.cents(amount),
        one.compte,
        tags.get("FITID", "")[:120],
        joindre([tags.get("NAME", "")]),
        iban(tags.get("BANKACCTTO.ACCTID", "")),
        devise(currency) if currency else one.devise,
        one.ligne,
    )


def _comptes(comptes: list[_Compte], amounts: Montants, days: Jours) -> list[Compte]:
    found: dict[tuple[str, str], Compte] = {}
    for one in comptes:
        balance = None
        try:
            if one.solde:
                day = _DAY.match(one.jour)
                balance = Solde(amounts.cents(one.solde), days.jour(day[1]) if day else None)
        except ValueError:
            pass  # a balance is for checking only: the rows, which are counted, go in without it
        found[one.numero, one.devise] = Compte(one.numero, one.devise, None, balance)
    return list(found.values())
