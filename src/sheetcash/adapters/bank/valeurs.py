"""Amounts and days as banks write them: the decimal mark and the order found over the whole file.

``1.234`` alone is a thousand or one and a bit; a file of a hundred amounts tells which. What stays
ambiguous is refused, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from sheetcash.core.money import MAX_CENTS
from sheetcash.core.releves import Annonce

_SPACES: Final = " \t\u00a0\u202f\u2007\u2009'’"
_DROP: Final = dict.fromkeys(map(ord, _SPACES))
_MINUS: Final = str.maketrans("−–—", "---")
_MONEY: Final = re.compile(r"(?:€|\$|£|EUR|USD|GBP|CHF)\s*$|^\s*(?:€|EUR)", re.IGNORECASE)
#: Thousands apart by a space or an apostrophe; else two numbers in one cell.
_ODD_SPACE: Final = re.compile(rf"\d[{_SPACES}]+(?!\d{{3}}(?!\d))\d|\d{{4}}[{_SPACES}]+\d")
_PLAIN: Final = {
    ",": re.compile(r"(?a:\d+(?:,\d{1,2}0*)?|\d+,|,\d{1,2})"),
    ".": re.compile(r"(?a:\d+(?:\.\d{1,2}0*)?|\d+\.|\.\d{1,2})"),
}
_GROUPED: Final = {
    ",": re.compile(r"(?a:\d{1,3}(?:\.\d{3})+(?:,\d{1,2}0*)?)"),
    ".": re.compile(r"(?a:\d{1,3}(?:,\d{3})+(?:\.\d{1,2}0*)?)"),
}
_THOUSAND: Final = re.compile(r"(?a:\d{1,3}[.,]\d{3})")
#: The usual amount, read without more ado.
_QUICK: Final = {
    ",": re.compile(r"(?a:-?\d{1,9},\d\d)"),
    ".": re.compile(r"(?a:-?\d{1,9}\.\d\d)"),
}
_LINES: Final = {mark: re.compile(f"^{its.pattern}$", re.MULTILINE) for mark, its in _QUICK.items()}


def _telling(mark: str) -> re.Pattern[str]:
    """What an amount looks like that can only be read with that decimal mark.

    Three decimals tell nothing after one to three digits: « 1,500 » may be a thousand and a half.
    """
    sign = re.escape(mark)
    usual = rf"[^{sign}]*{sign}(?:\d{{1,2}}|\d\d00+)?\D*"
    three = rf"(?:\D*0|.*\d{{4}}){sign}\d\d0\D*"
    return re.compile(rf"(?a:^(?:{usual}|{three})$)")


_TELLS: Final = {mark: _telling(mark) for mark in ",."}
_PARTS: Final = re.compile(
    r"(?a:\s*(\d{1,4})[-/. ](\d{1,2})[-/.' ]\s?(\d{1,4})(?:[T ,]+(\d\d?:\d\d.*))?\s*)"
)
_COMPACT: Final = re.compile(r"(?a:\s*((?:19|20)\d\d)(\d\d)(\d\d)\s*)")
_TIME: Final = re.compile(r"(?a:(\d\d?):(\d\d))")
_PARIS: Final = ZoneInfo("Europe/Paris")

JMA, MJA, AMJ = "JMA", "MJA", "AMJ"


class Montants:
    """Reads the amounts of one file.

    Attributes:
        decimale: the mark found or told; empty when the file's amounts do not tell, in which case
            only those that can be read in one way are.

    >>> amounts = Montants(["1.234,56", "1 234,56-", "(12,00)"])
    >>> [amounts.cents(one) for one in ("1.234,56", "1 234,56-", "(12,00)")], amounts.decimale
    ([123456, -123456, -1200], ',')
    """

    def __init__(self, textes: Iterable[str], decimale: str = "") -> None:
        self.decimale, self.sure = decimale, True
        if not decimale:
            comma = point = 0
            texts = list(textes)
            # Mostly all are of the usual form: counted at once, a line each.
            whole = "\n".join(texts)
            usual = {mark: len(its.findall(whole)) for mark, its in _LINES.items()}
            if len(texts) in usual.values() and whole.count("\n") == len(texts) - 1:
                comma, point, texts = usual[","], usual["."], []
            for text in texts:
                if _QUICK[","].fullmatch(text):
                    comma += 1
                elif _QUICK["."].fullmatch(text):
                    point += 1
                elif "," in text or "." in text:
                    comma += _tells(",", text)
                    point += _tells(".", text)
            if comma != point:
                self.decimale = "," if comma > point else "."
                # Both in one file: the rarer are read by what they are alone, or refused.
                self.sure = not (comma and point)
        self._known: dict[str, int] = {}

    @property
    def annonce(self) -> Annonce:
        """What is told to the user."""
        return Annonce("décimale", self.decimale or "aucune", self.sure and bool(self.decimale))

    def cents(self, texte: str) -> int:
        """The cents of an amount.

        Raises:
            ValueError: it is none, or can be read in two ways; the message says it in French.
        """
        mark = self.decimale
        if mark and _QUICK[mark].fullmatch(texte):
            return int(texte.replace(mark, ""))
        known = self._known.get(texte)
        if known is None:
            known = self._known[texte] = _cents(texte, mark, doubt=not self.sure)
        return known


def _tells(mark: str, text: str) -> bool:
    """Whether an amount can only be read with that mark."""
    other = "." if mark == "," else ","
    if other in text:
        return text.rfind(mark) > text.rfind(other) and text.count(mark) == 1
    return _TELLS[mark].match(text) is not None


def _cents(text: str, mark: str, *, doubt: bool) -> int:
    bare = _MONEY.sub("", text.translate(_MINUS)).strip()
    sign = 1
    if bare.startswith("(") and bare.endswith(")"):
        sign, bare = -1, bare[1:-1]
    elif bare.endswith(("-", "+")):
        sign, bare = (-1 if bare.endswith("-") else 1), bare[:-1].strip()
    elif bare.startswith(("-", "+")):
        sign, bare = (-1 if bare.startswith("-") else 1), bare[1:].strip()
    if _ODD_SPACE.search(bare):
        raise ValueError(f"« {_short(text)} » n'est pas un montant")
    bare = _MONEY.sub("", bare).translate(_DROP)
    if (doubt or not mark) and _THOUSAND.fullmatch(bare):
        raise ValueError(f"« {_short(text)} » peut se lire de deux façons (mille, ou un et demi ?)")
    values = {
        value for one in ((mark,) if mark else (",", ".")) if (value := _by(one, bare)) is not None
    }
    if mark and not values:
        # Another mark than the file's, but in a form that can mean one thing only.
        other = "." if mark == "," else ","
        if _tells(other, bare) and (value := _by(other, bare)) is not None:
            values = {value}
    if len(values) != 1:
        raise ValueError(f"« {_short(text)} » n'est pas un montant")
    (cents,) = values
    if cents >= MAX_CENTS:
        raise ValueError(f"« {_short(text)} » n'est pas un montant plausible")
    return sign * cents


def _by(mark: str, bare: str) -> int | None:
    """Cents of digits without a sign, or None when they are no amount with that decimal mark."""
    if len(bare) > 40 or not any(map(str.isdigit, bare)):
        return None
    if not (_PLAIN[mark].fullmatch(bare) or _GROUPED[mark].fullmatch(bare)):
        return None
    whole, _, decimals = bare.partition(mark)
    whole = whole.replace("." if mark == "," else ",", "")
    return int(whole or "0") * 100 + int(decimals[:2].ljust(2, "0") or "0")


def _short(text: str) -> str:
    text = text.strip()
    return text if len(text) <= 40 else text[:39] + "…"


class Jours:
    """Reads the days of one file.

    Args:
        textes: all its days, from which the order is found.
        ordre: ``JMA``, ``MJA`` or ``AMJ``, when it is known.
        utc: the times are Greenwich's: half past eleven in the evening there is tomorrow in France.

    >>> Jours(["31/01/2026", "02/02/2026"]).jour("02/02/2026")
    datetime.date(2026, 2, 2)
    >>> Jours([], utc=True).jour("2026-01-31 23:30:00")
    datetime.date(2026, 2, 1)
    """

    def __init__(self, textes: Iterable[str], ordre: str = "", *, utc: bool = False) -> None:
        self.ordre, self.sure, self._utc = ordre, True, utc
        self.decales = 0
        if not ordre:
            first = second = other = 0
            for text in set(textes):
                found = _PARTS.fullmatch(text)
                if found and len(found[1]) <= 2:
                    other += 1
                    first += int(found[1]) > 12
                    second += int(found[2]) > 12
            self.ordre = (MJA if second > first else JMA) if other else AMJ
            self.sure = bool(first) != bool(second) or not other
        self._known: dict[str, date | str] = {}

    @property
    def annonce(self) -> Annonce:
        """What is told to the user."""
        words = {JMA: "jour/mois/année", MJA: "mois/jour/année", AMJ: "année-mois-jour"}
        return Annonce("dates", words[self.ordre], self.sure)

    def jour(self, texte: str) -> date:
        """The day.

        Raises:
            ValueError: it is none; the message says it in French.
        """
        known = self._known.get(texte)
        if known is None:
            try:
                known = self._read(texte)
            except ValueError as error:
                known = str(error)
            if len(self._known) < 100_000:
                self._known[texte] = known
        if isinstance(known, str):
            raise ValueError(known)
        return known

    def _read(self, texte: str) -> date:
        text = texte.strip()
        if not text:
            raise ValueError("la date manque")
        time = ""
        if found := _COMPACT.fullmatch(text):
            year, month, day = map(int, found.groups())
        elif found := _PARTS.fullmatch(text):
            one, two, three = found[1], found[2], found[3]
            time = found[4] or ""
            if len(one) == 4:
                year, month, day = int(one), int(two), int(three)
            elif len(one) <= 2 and len(three) in (2, 4):
                year = int(three) + (2000 if len(three) == 2 else 0)
                day, month = (int(two), int(one)) if self.ordre == MJA else (int(one), int(two))
            else:
                raise ValueError(f"« {_short(text)} » n'est pas une date")
        else:
            raise ValueError(f"« {_short(text)} » n'est pas une date")
        try:
            found_day = date(year, month, day)
        except ValueError:
            raise ValueError(f"« {_short(text)} » n'existe pas au calendrier") from None
        if not 1980 <= year <= 2100:
            raise ValueError(f"« {_short(text)} » n'est pas une date plausible")
        return self._local(found_day, time) if self._utc and time else found_day

    def _local(self, day: date, time: str) -> date:
        clock = _TIME.match(time)
        if clock is None or int(clock[1]) > 23 or int(clock[2]) > 59:
            return day
        there = datetime(day.year, day.month, day.day, int(clock[1]), int(clock[2]), tzinfo=UTC)
        here = there.astimezone(_PARIS).date()
        self.decales += here != day
        return here


def est_jour(text: str) -> bool:
    """Whether a cell holds a day."""
    try:
        Jours([text]).jour(text)
    except ValueError:
        return False
    return True


def est_montant(text: str) -> bool:
    """Whether a cell holds an amount."""
    try:
        Montants([text]).cents(text)
    except ValueError:
        return False
    return True
