"""The ground truth of the synthetic statements, and how amounts and days are written."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

OUVERTURE = 250_000
IBAN = "FR7612345987650123456789014"


@dataclass(frozen=True)
class Verite:
    """A movement as it truly was."""

    jour: date
    libelle: str
    cents: int
    reference: str = ""


@dataclass(frozen=True)
class Fichier:
    """A file and what it holds besides the truth."""

    nom: str
    octets: bytes
    format: str
    avec_reference: bool = False
    soldes: tuple[int | None, int | None] = (None, None)
    ecartes: int = 0
    comptes: int = 1


def verite(nombre: int = 60) -> list[Verite]:
    """Rows in the order of their days, with real twins and what statements make stumble."""
    odd = [
        "VIR SEPA RECU /DE ATELIER BÉATRICE & FILS /MOTIF FACTURE F-2026-014",
        "CB L'ÉPICERIE DU CŒUR 12.01.26",
        "PRLV SEPA URSSAF ÎLE-DE-FRANCE",
        "REMISE CHEQUE 0001234",
        "=SOMME(A1:A9) FACÉTIE",
        "+33 6 12 34 56 78",
        "-10 POUR CENT",
        "FRAIS < 5 > 3",
    ]
    rows = []
    for at in range(nombre):
        day = date(2026, 1, 2) + timedelta(days=at // 2)
        cents = (-1 if at % 3 == 1 else 1) * (1_250 + 7_919 * at % 300_000)
        rows.append(Verite(day, odd[at % len(odd)], cents, f"REF{at:06d}"))
    twin = Verite(date(2026, 1, 20), "CB BOULANGERIE", -120, "REF900001")
    rows += [twin, Verite(twin.jour, twin.libelle, twin.cents, "REF900002")]
    return sorted(rows, key=lambda row: row.jour)


def fr(cents: int, thousands: str = "", plus: str = "") -> str:
    sign = "-" if cents < 0 else plus
    return f"{sign}{abs(cents) // 100:,}".replace(",", thousands) + f",{abs(cents) % 100:02d}"


def en(cents: int) -> str:
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def jma(day: date, sep: str = "/") -> str:
    return day.strftime(f"%d{sep}%m{sep}%Y")


def table(header: str, rows: Sequence[Sequence[str]], sep: str = ";", quote: bool = False) -> str:
    stream = io.StringIO()
    how = csv.QUOTE_ALL if quote else csv.QUOTE_MINIMAL
    csv.writer(stream, delimiter=sep, lineterminator="\n", quoting=how).writerows(rows)
    return f"{header}\n{stream.getvalue()}"


def soldes(rows: Sequence[Verite]) -> list[int]:
    found, balance = [], OUVERTURE
    for row in rows:
        balance += row.cents
        found.append(balance)
    return found


def sortie(cents: int) -> str:
    return fr(-cents) if cents < 0 else ""


def entree(cents: int) -> str:
    return fr(cents) if cents >= 0 else ""
