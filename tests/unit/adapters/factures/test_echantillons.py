"""E-invoices that no one here wrote, when they are at hand (they are not part of the project)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sheetcash.adapters.factures import est_facture, lire_facture

SAMPLES = Path(__file__).parents[4].parent / "shared" / "samples" / "facturx"
OBJET = "PRESTATION SUPPORT, FOURNITURES PAPIER, APPEL"
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="no outside samples here")


@pytest.mark.parametrize(
    ("nom", "format_", "courriel", "objet"),
    [
        ("basicwl.xml", "CII", "moi@seller.com", ""),
        (
            "en16931.xml",
            "CII",
            "seller@seller.com",
            OBJET,
        ),
        (
            "en16931.pdf",
            "Factur-X",
            "seller@seller.com",
            OBJET,
        ),
    ],
)
def test_a_sample_is_read(nom: str, format_: str, courriel: str, objet: str) -> None:
    assert est_facture((SAMPLES / nom).read_bytes())
    read = lire_facture(SAMPLES / nom)
    assert (read.format, read.numero, read.avoir_sur) == (format_, "F20260023", "F20260003")
    assert (read.date_facture, read.echeance) == (date(2026, 1, 31), date(2026, 3, 2))
    assert (read.cents, read.du_cents, read.hors_taxe, read.taxe) == (10490, 10490, 10000, 490)
    assert (read.devise, read.mode, read.iban) == ("EUR", "Virement", "FR2012542547256985425874698")
    assert (read.emetteur.nom, read.emetteur.siren) == ("LE FOURNISSEUR", "123456782")
    assert (read.destinataire.nom, read.destinataire.siren) == ("LE CLIENT", "987654321")
    assert read.emetteur.courriel == courriel
    assert read.emetteur.adresse == "35 rue d'ici, Seller line 2, Seller line 3, 75018 PARIS"
    assert read.objet == objet
