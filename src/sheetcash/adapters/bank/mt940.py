"""MT940 and MT942, the statements of banks' own network.

A reader of our own: the library of that name gives up the whole file at the first tag it cannot
read, and one bad line must cost one line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

from sheetcash.adapters.bank.lignes import SANS_LIBELLE, SANS_REFERENCE, iban, joindre, rejet
from sheetcash.adapters.bank.pages import Pages
from sheetcash.adapters.bank.texte import propre
from sheetcash.core.money import MAX_CENTS
from sheetcash.core.releves import Annonce, Mouvement, Rejet, Releve, Solde

_TAG: Final = re.compile(r"(?a::(\d\d[A-Z]?):)")
_ROW: Final = re.compile(
    r"(?a:(\d{6})(\d{4})?(R?[CD]|E[CD])([A-Z])?(\d{1,15}(?:,\d{0,2})?)([A-Z][A-Z0-9]{3})?(.*))"
)
_BALANCE: Final = re.compile(r"(?a:([CD])(\d{6})([A-Z]{3})(\d{1,15}(?:,\d{0,2})?)\s*)")
_FIELD: Final = re.compile(r"\?(\d\d)")
#: In :86:, the words of the payment, as numbered fields…
_PURPOSE: Final = frozenset({*map(str, range(20, 30)), *map(str, range(60, 64))})
#: … or after codes between slashes.
_SLASH: Final = re.compile(r"/(EREF|REMI|NAME|IBAN|ORDP|BENM|CDTR|DBTR)/")
#: Tags that a statement may have; another one is a row whose tag was damaged.
_KNOWN: Final = frozenset(
    {
        *("12", "13", "13D", "20", "21", "25", "25P", "28", "28C", "34F", "60F", "60M", "61"),
        *("62F", "62M", "64", "65", "86", "90C", "90D"),
    }
)
#: A row in the middle of a line: its line end was lost.
_INNER: Final = re.compile(r"(?a:(?=:61:\d{6}(?:\d{4})?(?:R?[CD]|E[CD])))")
#: A detail goes on over six lines at most; some banks forget it.
_LINES: Final = 60


class _Champ(NamedTuple):
    ligne: int
    nom: str
    lignes: list[str]


def est_mt940(text: str) -> bool:
    """Whether a text is MT940.

    >>> est_mt940(":20:START\\n:25:123\\n:60F:C260101EUR0,\\n"), est_mt940("Date;Libellé")
    (True, False)
    """
    head = text[:5_000]
    return re.search(r"^(?:\{4:\s*)?:20:|^:25:", head, re.MULTILINE) is not None or (
        re.search(r"^:(?:60|61|62|86)[FM]?:", head, re.MULTILINE) is not None
    )


def lire_mt940(text: str) -> Releve:
    """The statements in an MT940 text.

    >>> read = lire_mt940(":25:123\\n:60F:C260101EUR10,\\n:61:2601050105D2,5NMSC\\n:86:CAFE\\n")
    >>> read.mouvements[0].libelle, read.mouvements[0].cents, read.comptes[0].ouverture.cents
    ('CAFE', -250, 1000)
    """
    lecture = _Lecture()
    for one in _champs(text):
        lecture.prendre(one)
    lecture.finir()
    return lecture.releve()


def _champs(text: str) -> Iterator[_Champ]:
    """The tags with their lines; what stands before the first is the network's envelope."""
    current: _Champ | None = None
    for number, whole in enumerate(text.split("\n"), 1):
        for line in _INNER.split(whole) if ":61:" in whole[1:] else (whole,):
            bare = line[3:].lstrip() if line.startswith("{4:") else line
            found = _TAG.match(bare)
            if found or _damaged(bare):
                if current:
                    yield current
                name, rest = (found[1], bare[found.end() :]) if found else ("?", bare)
                current = _Champ(number, name, [rest])
            elif line.strip() in ("-", "-}") or line.startswith("{"):
                if current:
                    yield current
                current = None
            elif current and len(current.lignes) < _LINES:
                current.lignes.append(line)
    if current:
        yield current


def _damaged(line: str) -> bool:
    """Whether a line is a row whose tag has been damaged, rather than the end of a detail."""
    alike = sum(a == b for a, b in zip(line, ":61:", strict=False))
    return alike >= 2 and _ROW.fullmatch(line[4:].strip()) is not None


class _Lecture:
    """One reading: a row is kept until its details have come."""

    def __init__(self) -> None:
        self.rows: list[Mouvement] = []
        self.rejets: list[Rejet] = []
        self.pages = Pages()
        self.lus = 0
        self.compte, self.devise = "", "EUR"
        self.attente: _Champ | None = None

    def prendre(self, one: _Champ) -> None:
        """The next tag."""
        if one.nom == "86" and self.attente is not None:
            self._ligne(self.attente, one)
            self.attente = None
            return
        self._sans_details()
        if one.nom == "61":
            self.attente = one
            self.lus += 1
        elif one.nom not in _KNOWN:
            self.lus += 1
            text = "\n".join(one.lignes)
            self.rejets.append(rejet(one.ligne, "étiquette inconnue ou abîmée", text))
        elif one.nom == "25":
            self.compte = propre(one.lignes[0])
        elif one.nom[:2] in ("60", "62"):
            self._solde(one)

    def finir(self) -> None:
        """After the last tag."""
        self._sans_details()

    def _sans_details(self) -> None:
        if self.attente is not None:
            self._ligne(self.attente, None)
            self.attente = None

    def _solde(self, one: _Champ) -> None:
        found = _BALANCE.fullmatch(one.lignes[0].strip())
        if found is None:
            return
        self.devise = found[3]
        cents = _cents(found[4]) * (1 if found[1] == "C" else -1)
        try:
            balance = Solde(cents, _day(found[2]))
        except ValueError:
            balance = Solde(cents)
        if one.nom.startswith("60"):
            self.pages.ajouter(self.compte, self.devise, balance, None)
        else:
            self.pages.fermer(self.compte, self.devise, balance)

    def _ligne(self, row: _Champ, more: _Champ | None) -> None:
        details = more.lignes if more else []
        try:
            self.rows.append(self._mouvement(row, details))
        except ValueError as error:
            text = "\n".join([f":61:{row.lignes[0]}", *row.lignes[1:], *details])
            self.rejets.append(rejet(row.ligne, str(error), text))

    def _mouvement(self, row: _Champ, details: list[str]) -> Mouvement:
        found = _ROW.fullmatch(row.lignes[0].strip())
        if found is None:
            raise ValueError("la ligne :61: n'a pas la forme attendue")
        value, entry, mark, _, amount, _, rest = found.groups()
        # A reversed credit (RC) leaves the account.
        sign = 1 if mark in ("C", "RD", "EC") else -1
        client, _, bank = rest.partition("//")
        label, party, account = _details(details)
        more = " ".join(row.lignes[1:])
        words = joindre([label, "" if label else more])
        if not words:
            words = joindre([one for one in (client, bank) if one.strip() not in SANS_REFERENCE])
        reference = propre(bank)[:120]
        return Mouvement(
            _booked(value, entry),
            words or SANS_LIBELLE,
            sign * _cents(amount),
            self.compte,
            "" if reference in SANS_REFERENCE else reference,
            party,
            account,
            self.devise,
            row.ligne,
        )

    def releve(self) -> Releve:
        """What was read."""
        comptes = self.pages.comptes()
        notes = [
            Annonce("fin", f"le solde final du compte {one.numero} manque", sur=False)
            for one in comptes
            if one.cloture is None
        ]
        return Releve("MT940", self.lus, self.rows, self.rejets, (), comptes, notes)


def _cents(text: str) -> int:
    whole, _, decimals = text.partition(",")
    cents = int(whole) * 100 + int(decimals.ljust(2, "0"))
    if cents >= MAX_CENTS:
        raise ValueError(f"« {text} » n'est pas un montant plausible")
    return cents


def _day(text: str) -> date:
    try:
        # Two figures for the year: these files are of our time, the oldest of 1980.
        year = int(text[:2])
        return date(year + (2000 if year < 80 else 1900), int(text[2:4]), int(text[4:6]))
    except ValueError:
        raise ValueError(f"la date « {text} » n'existe pas au calendrier") from None


def _booked(value: str, entry: str | None) -> date:
    """The day of the entry where it is told (a value day may be a banker's 30 February)."""
    if not entry:
        return _day(value)
    try:
        near = _day(value)
    except ValueError:
        near = _day(value[:4] + "01")
    days = []
    for year in (near.year - 1, near.year, near.year + 1):
        try:
            days.append(date(year, int(entry[:2]), int(entry[2:])))
        except ValueError:
            continue
    if not days:
        raise ValueError(f"la date « {entry} » n'existe pas au calendrier")
    # The entry has no year: the one that is nearest to the value day.
    best = min(days, key=lambda day: abs(day - near))
    return best if abs(best - near) < timedelta(days=200) else near


def _details(lines: list[str]) -> tuple[str, str, str]:
    """Label, other party and its IBAN in the lines of :86:."""
    whole = "".join(lines)
    if _FIELD.search(whole):
        fields: dict[str, str] = {}
        parts = _FIELD.split(whole)
        for code, text in zip(parts[1::2], parts[2::2], strict=False):
            fields[code] = fields.get(code, "") + text
        purpose = "".join(text for code, text in fields.items() if code in _PURPOSE)
        party = propre(fields.get("32", "") + fields.get("33", ""))
        return joindre([fields.get("00", ""), purpose, party]), party, iban(fields.get("31", ""))
    whole = " ".join(lines)
    slashes = _SLASH.split(whole)
    told = dict(zip(slashes[1::2], map(propre, slashes[2::2]), strict=False))
    party = next((told[one] for one in ("NAME", "ORDP", "BENM") if told.get(one)), "")
    return propre(whole), party.strip("/ "), iban(told.get("IBAN", "").strip("/ "))
