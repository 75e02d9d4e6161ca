from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sheetcash.templates.vide import modeles as textes
from sheetcash.workbook.raw import Snapshot
from sheetcash.workbook.reading import read_book
from sheetcash.workbook.records import Book

TODAY = date(2026, 11, 20)  # a Friday


@pytest.fixture
def make_book(make_snapshot: Callable[..., Snapshot]) -> Callable[..., Book]:
    """``make_book({"Échéance": ...}, ..., client={...})``: one dict per invoice, rest by default.

    ``paid`` gives the euros received for each invoice number, from ``payeur``; ``today`` the day.
    """

    def make(
        *factures: dict[str, Any],
        client: dict[str, Any] | None = None,
        settings: dict[str, Any] | None = None,
        paid: dict[str, float] | None = None,
        payeur: str | None = None,
        relances: list[dict[str, Any]] | None = None,
        modeles: bool = True,
        today: date = TODAY,
    ) -> Book:
        base = {
            "Date": date(2026, 9, 1),
            "Client": "Acme",
            "Objet": "Affiche",
            "Montant": 1000.0,
            "Échéance": date(2026, 11, 19),
        }
        rows = {
            "tblClients": [
                {
                    "Client": "Acme",
                    "Type": "Professionnel",
                    "Contact": "Ada",
                    "Courriel": "ada@example.org",
                    "Profil de relance": "Standard",
                }
                | (client or {})
            ],
            "tblFactures": [
                base | {"N° facture": f"F-{n}"} | facture for n, facture in enumerate(factures, 1)
            ],
            "tblRecettes": [
                {
                    "Date d'encaissement": date(2026, 11, 2),
                    "N° facture": number,
                    "Client": payeur,
                    "Catégorie": "BNC",
                    "Montant": euros,
                }
                for number, euros in (paid or {}).items()
            ],
            "tblRelances": relances or [],
            "tblModeles": textes() if modeles else [],
        }
        options = {
            "Nom": "Atelier Colombe",
            "Courriel expéditeur": "moi@example.org",
            "Identifiant du classeur": "classeur-1",
        } | (settings or {})
        return read_book(make_snapshot(rows, options), today)

    return make
