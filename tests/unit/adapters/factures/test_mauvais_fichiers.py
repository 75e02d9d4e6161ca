"""Files that are no invoice, invoices that lack something: a French sentence says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

import factures_synthetiques as synthese
from fichiers_abimes import archive
from sheetcash.adapters.factures import est_facture, lire_facture, lire_factures_csv
from sheetcash.errors import IncompleteInvoice, NotAnInvoice

UNE = synthese.verite()[0]
AVOIR = next(one for one in synthese.verite() if synthese.est_avoir(one))
CII = synthese.cii(UNE).decode()
UBL = synthese.ubl(UNE).decode()
BOMB = CII.replace(
    "<!-- une facture -->",
    '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>',
).replace("F-2026-001", "&c;")
FILE = BOMB.replace('<!ENTITY a "ha">', '<!ENTITY a SYSTEM "file:///etc/passwd">')
HTTP = CII.replace("<!-- une facture -->", '<!DOCTYPE d SYSTEM "http://127.0.0.1:9/x.dtd">')


@pytest.mark.parametrize(
    ("octets", "dit"),
    [
        (b"", "vide"),
        (b" \r\n\0\0", "vide"),
        (archive("facture.xml"), "archive ZIP"),
        (archive("xl/workbook.xml"), "classeur Excel"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 100, "ancien fichier"),
        (b"\x1f\x8b\x08" + b"\0" * 100, "archive"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "image"),
        (bytes(range(256)) * 40, "pas un texte"),
        (b"N;Date\n1;2", "pas une facture"),
        (b"<?xml version='1.0'?><autre/>", "pas une facture CII ou UBL"),
        (b"<Invoice><ID>1</ID></Invoice>", "pas une facture CII ou UBL"),
        (b"<r:CrossIndustryDocument xmlns:r='urn:ferd:x'/>", "ZUGFeRD 1"),
        (BOMB.encode(), "DOCTYPE"),
        (FILE.encode(), "DOCTYPE"),
        (HTTP.encode(), "DOCTYPE"),
        (BOMB.encode("utf-16"), "DOCTYPE"),
        (CII.encode()[:-400], "coupé ou abîmé"),
        (UBL.replace("F-2026-001", "&inconnue;").encode(), "coupé ou abîmé"),
        (b"<a>" * 5_000, "coupé ou abîmé"),
        (b"<?xml version='1.0'?>" + b"<a>" * 100 + b" " * 21_000_000, "trop grand"),
        (b"%PDF-1.7\n%...", "sans facture électronique"),
        (synthese.pdf({}), "sans facture électronique"),
        (synthese.pdf({"bon.pdf": b"%PDF", "x.xml": b"<x/>"}), "sans facture électronique"),
        (synthese.pdf({"factur-x.xml": BOMB.encode()}), "DOCTYPE"),
        (synthese.pdf({"factur-x.xml": b""}), "pas un texte"),
        (synthese.pdf({"factur-x.xml": CII.encode()}, mot_de_passe="secret"), "mot de passe"),
        (synthese.facturx(UNE)[:2_000], "PDF"),
        (synthese.pdf({"factur-x.xml": b" " * 80_000_000}, compresse=True), "abîmé"),
        (synthese.pdf({"factur-x.xml": b"<x>" + b" " * 30_000_000}, compresse=True), "trop grand"),
        (CII.replace("Audit", "x" * 11_000_000).encode(), "annexe trop grande"),
        (CII.replace("Audit", "<a/>" * 1_000_001).encode(), "trop de lignes"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",  # a zip bears the time
)
def test_what_is_no_invoice_is_said_in_french(octets: bytes, dit: str) -> None:
    with pytest.raises(NotAnInvoice, match=dit) as caught:
        lire_facture(octets, "recu")
    assert caught.value.que_faire
    assert "recu" in caught.value.probleme


@pytest.mark.parametrize(
    ("de", "vers", "champ", "dit"),
    [
        ("<ram:ID>F-2026-001</ram:ID>", "", "BT-1", "numéro de la facture .BT-1. manque"),
        ("<ram:ID>F-2026-001</ram:ID>", "<ram:ID> </ram:ID>", "BT-1", "manque"),
        ("F-2026-001", "9" * 200, "BT-1", "trop long"),
        ("20260131", "", "BT-2", "date d'émission .BT-2. manque"),
        ("20260131", "20260231", "BT-2", "n'existe pas au calendrier"),
        ("20260131", "31/01/2026", "BT-2", "n'est pas une date"),
        ("20260131", "19000101", "BT-2", "n'est pas une date"),
        ('"102">20260131', '"610">202601', "BT-2", "n'est pas une date"),
        ("20260302", "20260230", "BT-9", "échéance .* n'existe pas"),
        ("<ram:TypeCode>380</ram:TypeCode>", "", "BT-3", "facture ou avoir"),
        ("<ram:TypeCode>380", "<ram:TypeCode>facture", "BT-3", "pas connu"),
        ("Code>EUR<", "Code>euros<", "BT-5", "n'est pas une devise"),
        ("<ram:GrandTotalAmount>1200.00</ram:GrandTotalAmount>", "", "BT-112", "manque"),
        ("GrandTotalAmount>1200.00", "GrandTotalAmount>1.234,56", "BT-112", "pas un montant"),
        ("GrandTotalAmount>1200.00", "GrandTotalAmount>1 200.00", "BT-112", "pas un montant"),
        ("GrandTotalAmount>1200.00", "GrandTotalAmount>1.2E3", "BT-112", "pas un montant"),
        ("GrandTotalAmount>1200.00", "GrandTotalAmount>NaN", "BT-112", "pas un montant"),
        ("GrandTotalAmount>1200.00", "GrandTotalAmount>.", "BT-112", "pas un montant"),
        ("GrandTotalAmount>1200.00", "GrandTotalAmount>1200.005", "BT-112", "centimes"),
        ("GrandTotalAmount>1200.00", "GrandTotalAmount>999999999999.00", "BT-112", "plausible"),
        ("<ram:GrandTotalAmount>", '<ram:GrandTotalAmount currencyID="USD">', "BT-112", "en USD"),
        ("DuePayableAmount>1200.00", "DuePayableAmount>x", "BT-115", "pas un montant"),
        ("TaxBasisTotalAmount>1000.00", "TaxBasisTotalAmount>1,0", "BT-109", "pas un montant"),
    ],
)
def test_a_field_that_is_missing_or_wrong_is_named(
    de: str, vers: str, champ: str, dit: str
) -> None:
    assert de in CII
    with pytest.raises(IncompleteInvoice, match=dit) as caught:
        lire_facture(CII.replace(de, vers).encode())
    assert caught.value.champ == champ
    assert caught.value.que_faire


@pytest.mark.parametrize(
    ("de", "vers", "champ"),
    [
        ("<cbc:ID>F-2026-001</cbc:ID>", "", "BT-1"),
        ("<cbc:IssueDate>2026-01-31</cbc:IssueDate>", "", "BT-2"),
        ("2026-01-31", "2026-02-31", "BT-2"),
        ("TaxInclusiveAmount", "Autre", "BT-112"),
    ],
)
def test_so_it_is_in_ubl(de: str, vers: str, champ: str) -> None:
    assert de in UBL
    with pytest.raises(IncompleteInvoice) as caught:
        lire_facture(UBL.replace(de, vers).encode())
    assert caught.value.champ == champ


@pytest.mark.parametrize(
    ("de", "vers", "dit"),
    [
        ("GrandTotalAmount>1200.00", "GrandTotalAmount>1200.01", "ne font pas le total"),
        ("DuePayableAmount>1200.00", "DuePayableAmount>1100.00", "montant à payer"),
        ("<ram:TypeCode>380", "<ram:TypeCode>325", "pro forma"),
    ],
)
def test_what_does_not_agree_is_refused(de: str, vers: str, dit: str) -> None:
    with pytest.raises(NotAnInvoice, match=dit):
        lire_facture(CII.replace(de, vers).encode())


def test_a_credit_note_that_is_already_negative_is_refused() -> None:
    text = synthese.cii(AVOIR).decode()
    for amount in ("1000.00", "200.00", "1200.00"):
        text = text.replace(f">{amount}<", f">-{amount}<")
    with pytest.raises(NotAnInvoice, match="sens"):
        lire_facture(text.encode())


@pytest.mark.parametrize(
    "octets",
    [b"", b"%PDF-1.7", b"a;b", b"<x/>", b"<Invoice/>", synthese.pdf({}), b"\0" * 50,
     synthese.pdf({"factur-x.xml": CII.encode()}, mot_de_passe="secret")],
)  # fmt: skip
def test_what_is_no_invoice_is_told_at_a_glance(octets: bytes) -> None:
    assert not est_facture(octets)


def test_paths_that_are_no_file_are_said_in_french(tmp_path: Path) -> None:
    for path, dit in ((tmp_path, "dossier"), (tmp_path / "absent.xml", "n'existe pas")):
        with pytest.raises(NotAnInvoice, match=dit):
            lire_facture(path)
        with pytest.raises(NotAnInvoice, match=dit):
            lire_factures_csv(path)


@pytest.mark.parametrize(
    ("octets", "dit"),
    [
        (CII.encode(), "XML"),
        (synthese.facturx(UNE), "PDF"),
        (b'[{"numero": 1}]', "JSON"),
        (b"", "vide"),
        (bytes(range(256)) * 40, "pas un texte"),
        (b"bonjour", "colonnes"),
        (b"a;b;c\n1;2;3\n", "colonnes"),
    ],
)
def test_what_is_no_list_is_said_in_french(octets: bytes, dit: str) -> None:
    with pytest.raises(NotAnInvoice, match=dit) as caught:
        lire_factures_csv(octets)
    assert caught.value.que_faire
