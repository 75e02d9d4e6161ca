"""What the lines above a bank's table tell: the account and its balance."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from sheetcash.adapters.bank.valeurs import Jours, Montants
from sheetcash.core.releves import Compte, Solde

_NUMBERS: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(FR\d{2}(?: ?[0-9A-Z]{4}){5} ?[0-9A-Z]{3})\b",
        r"\bn°\s*:?\s*\"?(\d[\d ]{3,30}\d)",
        r"num[ée]ro\s+(?:de\s+)?compte\W{0,10}([0-9A-Z]{5,30})",
        r"^=?\"?(\d{5,30})\"?;",
        r";=?\"?(\*{2,}\d{3,20}|\d{5,30})\"?;",
        r"\bcompte\b[^\d;]{0,40}(\d{5,30})",
    )
)
_SUM: Final = r"([+-]? ?\d[\d \u00a0\u202f.]{0,20}[.,]\d\d)(?!\d)"
_DAY: Final = r"(\d\d/\d\d/\d{4}|\d{4}-\d\d-\d\d)"
#: A balance with its day, then one alone; each bank has its own way.
_BALANCES: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\bsolde\s+au\s+{_DAY}\W{{0,5}}?{_SUM}",
        rf";{_DAY};\s?{_SUM}\s?(?:EUR|€)",
        rf";{_DAY};[^;]{{0,20}};\s?{_SUM}\s?$",
    )
)
_BALANCE: Final = re.compile(rf"\bsolde\b[^;\t\d]{{0,20}}[;\t:]\s?{_SUM}", re.IGNORECASE)
_DAY_ALONE: Final = re.compile(rf"^date\s*[;\t:]\s?{_DAY}\s?$", re.IGNORECASE)
_LONG: Final = 2_000


def compte(lines: Iterable[str]) -> Compte:
    """The account that lines above a table tell of; without a number when they tell none.

    >>> compte(["Compte courant carte n° 00012345678;", "Solde au 31/01/2026 1 234,56 €"])
    Compte(numero='00012345678', devise='EUR', ouverture=None, \
cloture=Solde(cents=123456, jour=datetime.date(2026, 1, 31)))
    """
    number, balance, day_alone = "", None, ""
    for line in lines:
        if len(line) > _LONG:
            continue
        for pattern in _NUMBERS:
            if not number and (found := pattern.search(line)):
                number = re.sub(r"\s", "", found[1])
        if day := _DAY_ALONE.search(line.strip()):
            day_alone = day[1]
        if balance is None:
            balance = _balance(line)
    if balance and balance.jour is None and day_alone:
        balance = _solde(day_alone, str(balance.cents)) or balance
    return Compte(number, "EUR", None, balance)


def _balance(line: str) -> Solde | None:
    for pattern in _BALANCES:
        if found := pattern.search(line):
            return _solde(found[1], found[2])
    if found := _BALANCE.search(line):
        return _solde("", found[1])
    return None


def _solde(day: str, amount: str) -> Solde | None:
    try:
        cents = int(amount) if amount.lstrip("-").isdigit() else Montants([amount]).cents(amount)
        return Solde(cents, Jours([], "JMA").jour(day) if day else None)
    except ValueError:
        return None
