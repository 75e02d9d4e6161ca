"""A mapping proposed for a CSV file of an unknown bank: by its titles, then by what cells hold.

Only proposed: the user says yes, or which column is which, and it is remembered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

from sheetcash.adapters.bank.decoupe import (
    JOUR,
    SANS_TITRES,
    SEPARATEURS,
    cases,
    enregistrements,
    places,
)
from sheetcash.adapters.bank.valeurs import est_jour, est_montant
from sheetcash.core.releves import Correspondance, titre

#: By role, words of a title; the first column that has the first of them.
_WORDS: Final = (
    ("debit", r"^(debit|debits|sorties?|depenses?|withdrawals?|paid out|montant debit)\b"),
    ("credit", r"^(credit|credits|entrees?|recettes?|deposits?|paid in|montant credit)\b"),
    ("montant", r"^(montant|amount|somme|betrag|importo|valeur en|value in|total)\b"),
    ("solde", r"\b(solde|balance)\b"),
    ("reference", r"\b(identifiant|transaction id|id de|reference unique|fitid)\b|^id$"),
    ("contrepartie", r"\b(contrepartie|beneficiaire|tiers|payee|partner name|emetteur|nom)\b"),
    ("iban", r"\biban\b.*(contrepartie|tiers|beneficiaire)|^(counterparty|partner) iban\b"),
    ("compte", r"^(compte|n compte|numero de compte|account|iban)\b"),
    ("devise", r"\b(devise|currency)\b"),
    ("etat", r"^(etat|statut|status|state)$"),
)
_DAYS: Final = (
    *(r"^date( d[e ]*)?( l )?(operation|comptabilisation|comptable)", r"^(booking|operation) date"),
    *(r"^date$", r"^jour$", r"\bdate\b", r"\b(jour|datum|data|fecha)\b"),
)
_LABELS: Final = (
    r"\b(libelle|label|description|motif|details?|communication|objet|memo|narrative)\b"
)
#: What tells the side of an amount that bears no sign.
_COTES: Final = frozenset({"d", "c", "debit", "credit", "db", "cr", "dbit", "crdt", "+", "-"})
_LOOK: Final = 50


class Proposition(NamedTuple):
    """What a file of an unknown bank looks like.

    Attributes:
        titres: its columns.
        correspondance: which would be which; None when no day or no amount is to be seen.
        exemples: its first rows, to show the user.
    """

    titres: tuple[str, ...]
    correspondance: Correspondance | None
    exemples: tuple[tuple[str, ...], ...]


def proposer(lines: Sequence[str], nom: str) -> Proposition:
    """A mapping for the table in these lines.

    >>> proposer(["Jour;Objet;Somme", "31/01/2026;Loyer;-500,00"], "Banque X").correspondance
    Correspondance(nom='Banque X', jour='Jour', libelle=('Objet',), montant='Somme', \
debit='', credit='', frais='', brut='', solde='', compte='', reference='', contrepartie='', \
iban='', devise='', etat='', ordre='', decimale='')
    """
    names, rows, columns = apercu(lines)
    return Proposition(names, _mapping(nom, names, columns), rows[:3])


def apercu(
    lines: Sequence[str],
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...], list[list[str]]]:
    """The table in these lines: its titles, its first rows, the same by column."""
    at, separateur = _header(lines) or (0, max(SEPARATEURS, key=lambda one: lines[0].count(one)))
    names = tuple(one.strip() for one in cases(lines[at], separateur))
    if any(map(JOUR.match, names)):  # a table without titles
        at, names = at - 1, places(len(names))
    rows = tuple(tuple(row) for row in islice(_rows(lines, at + 1, separateur, len(names)), _LOOK))
    columns = [[row[n] if n < len(row) else "" for row in rows] for n in range(len(names))]
    return names, rows, columns


def titres_vus(lines: Sequence[str]) -> tuple[str, ...]:
    """The titles above the first row that has a day and an amount; none where no row has.

    >>> titres_vus(["Relevé;du;3/2/26", "", "Jour;Quoi;Combien", "01/02/2026;CB;-3,00"])
    ('Jour', 'Quoi', 'Combien')
    """
    return apercu(lines)[0] if _header(lines) else ()


def _header(lines: Sequence[str]) -> tuple[int, str] | None:
    """The line above the first row that has a day and an amount; that row where none is above."""
    bare: tuple[int, str] | None = None
    for at, line in enumerate(lines[: 2 * _LOOK]):
        for separateur in SANS_TITRES:
            names = cases(line, separateur)
            if len(names) < 3:
                continue
            if any(map(JOUR.match, names)):
                if bare is None and any(map(est_montant, names)):
                    bare = at, separateur
                continue
            row = next(_rows(lines, at + 1, separateur, len(names)), [])
            if any(map(JOUR.match, row)) and any(map(est_montant, row)):
                return at, separateur
    return bare


def _rows(lines: Sequence[str], debut: int, separateur: str, largeur: int) -> Iterator[list[str]]:
    """The rows from a line on that have as many cells as there are titles, the last one aside."""
    least = largeur - 1

    def begins(cells: list[str]) -> bool:
        return len(cells) >= least and any(map(JOUR.match, cells))

    for record in enregistrements(list(lines[: debut + 40 * _LOOK]), debut, separateur, begins):
        if len(record.cases) >= least:
            yield record.cases


def _comme_un_jour(text: str) -> bool:
    """Whether a cell has the look of a day, be it one that no calendar has."""
    return JOUR.match(text) is not None


def _mapping(
    nom: str, names: Sequence[str], columns: Sequence[Sequence[str]]
) -> Correspondance | None:
    compared = [titre(one) for one in names]
    days = [
        n
        for n, cells in enumerate(columns)
        if la_plupart(cells, _comme_un_jour) and any(map(est_jour, cells))
    ]
    sums = [
        n for n, cells in enumerate(columns) if la_plupart(cells, est_montant) and n not in days
    ]
    day = next((n for one in _DAYS for n in days if re.search(one, compared[n])), None)
    if day is None:
        day = days[0] if days else None
    found: dict[str, str] = {}
    taken = {day}
    for role, words in _WORDS:
        money = role in ("debit", "credit", "montant", "solde")
        paired = role in ("debit", "credit")  # a month may have none of the one
        for n, name in enumerate(compared):
            fits = n not in taken and names[n] and re.search(words, name)
            blank = paired and not any(map(str.strip, columns[n]))
            if fits and (not money or n in sums or blank):
                found[role] = names[n]
                taken.add(n)
                break
    both = found.get("debit") and found.get("credit")
    if both and any(names[n] in (found["debit"], found["credit"]) for n in sums):
        found.pop("montant", None)
    else:
        half = found.pop("debit", ""), found.pop("credit", "")
        rest = [n for n in sums if n not in taken and names[n]]
        if any(half) and "montant" not in found:
            # One side is known by its title: the other has an amount where this one has none.
            other = [n for n in rest if _se_completent(columns[n], columns[names.index(max(half))])]
            if len(other) != 1:
                return None
            pair = names[other[0]]
            found["debit"], found["credit"] = half[0] or pair, half[1] or pair
            taken.add(other[0])
        elif "montant" not in found and rest:
            found["montant"] = names[rest[0]]
            taken.add(rest[0])
    labels = [n for n, one in enumerate(compared) if n not in taken and re.search(_LABELS, one)]
    if not labels:
        texts = [n for n in range(len(names)) if n not in taken and n not in days and names[n]]
        labels = sorted(texts, key=lambda n: (n in sums, -sum(map(len, columns[n]))))[:1]
    if any(map(_sens, columns)):  # an amount without its sign is not to be proposed
        return None
    if day is None or not labels or not (found.get("montant") or found.get("debit")):
        return None
    return Correspondance(nom, names[day], tuple(names[n] for n in labels[:3]), **found)


def _se_completent(cells: Sequence[str], others: Sequence[str]) -> bool:
    """Whether each row has one of both."""
    return all(bool(a.strip()) != bool(b.strip()) for a, b in zip(cells, others, strict=True))


def _sens(cells: Sequence[str]) -> bool:
    """Whether a column tells by a word of which side each amount is."""
    return any(cells) and {titre(one) or one.strip() for one in cells} <= _COTES


def la_plupart(cells: Sequence[str], test: Callable[[str], bool]) -> bool:
    """Whether four filled cells in five pass a test."""
    filled = [one for one in cells if one.strip()]
    return bool(filled) and sum(map(test, filled)) * 10 >= len(filled) * 8
