"""The sheet Banque: its rows, what each faces, and where they came from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import compress
from typing import Final, NamedTuple

from sheetcash.workbook import convert
from sheetcash.workbook.convert import Reading, texts
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.raw import RawTable
from sheetcash.workbook.rows import blank_rows, kept, required
from sheetcash.workbook.schema import fold
from sheetcash.workbook.tables import BANQUE

#: What a row faces that is neither a receipt nor a purchase.
VIREMENT_INTERNE: Final = "virement interne"
PERSO: Final = "perso"
_SANS_SUITE: Final = frozenset(
    map(fold, (VIREMENT_INTERNE, PERSO, "personnel", "ignorer", "autre", "change"))
)
#: What confirms a proposition.
_OUI: Final = frozenset(("oui", "ok", "o", "yes"))
_LATEST: Final = date(2100, 12, 31)
_ACHAT: Final = re.compile(r"(?i)achat\s*(?:n°\s*)?(\S+)")
_RECETTE: Final = re.compile(r"(?i)recette\s*(?:n°\s*)?(\S+)")


class LigneBanque(NamedTuple):
    """One row of tblBanque that can be read; ``cents`` is negative for what left.

    ``id`` is empty for a row that was pasted by hand; ``rapproche`` is what stands in « Rapproché
    avec », ``nature`` what the statement told of it (see :class:`sheetcash.core.releves.Nature`).
    """

    ligne: int
    id: str
    jour: date
    libelle: str
    cents: int
    compte: str = ""
    rapproche: str = ""
    proposition: str = ""
    contrepartie: str = ""
    iban: str = ""
    nature: str = ""
    source: str = ""
    lot: str = ""


def read_banque(raw: RawTable | None, findings: list[Finding]) -> list[LigneBanque]:
    """The rows that can be read, in the sheet's order; the others are told.

    Args:
        raw: tblBanque, None where the workbook has none.
        findings: what was found, appended to.
    """
    if raw is None:
        return []
    reading = Reading(raw.sheet, raw.first_row, findings, set())
    columns = raw.columns
    blank = blank_rows(raw, BANQUE, columns["Montant"])
    cents = convert.amounts(columns["Montant"], "Montant", reading)
    days = convert.dates(columns["Date"], "Date", reading, _LATEST)
    required(cents, blank, "Montant", "Mettez ce que le compte a gagné ou perdu.", reading)
    required(days, blank, "Date", "Mettez la date du relevé.", reading)
    names, labels = texts(columns["Id"]), texts(columns["Libellé"])
    titles = ("Compte", "Rapproché avec", "Proposition", "Contrepartie", "IBAN", "Nature")
    others = [texts(columns[title]) for title in (*titles, "Source", "Lot")]
    numbers = range(raw.first_row, raw.first_row + raw.height)
    rows = zip(numbers, names, days, labels, cents, *others, strict=True)
    mask = kept(blank, reading.excluded, raw.height)
    found = list(map(LigneBanque._make, rows if mask is None else compress(rows, mask)))
    return list(filter(_lisible, found)) if None in days or None in cents else found


def _lisible(ligne: LigneBanque) -> bool:
    return ligne.jour is not None and ligne.cents is not None


def en_double(lignes: Sequence[LigneBanque], feuille: str) -> list[Finding]:
    """The rows that bear another's Id: each is looked at once."""
    first: dict[str, int] = {}
    found: list[Finding] = []
    if len({one.id for one in lignes}) == len(lignes):
        return found
    for one in lignes:
        before = first.setdefault(one.id, one.ligne) if one.id else one.ligne
        if before != one.ligne:
            found.append(
                Finding(
                    feuille,
                    one.ligne,
                    "Id",
                    f"« {one.id} » est déjà l'Id de la ligne {before}.",
                    "Supprimez cette ligne si c'est une copie ; sinon, videz son Id.",
                )
            )
    return found


def est_confirmee(rapproche: str) -> bool:
    """Whether what stands in « Rapproché avec » says yes to the proposition.

    >>> est_confirmee("Oui"), est_confirmee("F-2026-001")
    (True, False)
    """
    return fold(rapproche) in _OUI


def est_sans_suite(rapproche: str) -> bool:
    """Whether a row faces nothing of the books: one's own money, or the user's own affair.

    >>> est_sans_suite("Perso"), est_sans_suite("F-2026-001")
    (True, False)
    """
    return bool(rapproche) and fold(rapproche) in _SANS_SUITE


#: What stands between what is proposed and why.
SEPARATION: Final = " — "


def proposee(texte: str) -> str:
    """What a cell « Proposition » proposes.

    >>> proposee("F-2026-001 — 80 % : montant exact")
    'F-2026-001'
    """
    return texte.partition(SEPARATION)[0].strip()


def numeros(rapproche: str) -> list[str]:
    """The invoices, purchases… that a cell « Rapproché avec » names.

    >>> numeros("F-2026-001 ; F-2026-002"), numeros("F-2026-001 + F-2026-003")
    (['F-2026-001', 'F-2026-002'], ['F-2026-001', 'F-2026-003'])
    """
    return [one for part in re.split(r"\s*[;+\n]\s*", rapproche) if (one := part.strip())]


def achat_de(nom: str) -> str:
    """The number of the purchase that a part names, empty when it names none.

    >>> achat_de("Achat 12"), achat_de("F-2026-001")
    ('12', '')
    """
    found = _ACHAT.fullmatch(nom)
    return found[1] if found else ""


def recette_de(nom: str) -> str:
    """The number of the receipt that a part names, empty when it names none.

    >>> recette_de("recette n° 7"), recette_de("F-7")
    ('7', '')
    """
    found = _RECETTE.fullmatch(nom)
    return found[1] if found else ""
