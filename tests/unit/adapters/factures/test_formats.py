"""One truth in each format: every reader gives the same invoices back."""

from __future__ import annotations

from pathlib import Path

import pytest

import factures_synthetiques as synthese
from sheetcash.adapters.factures import est_facture, lire_facture, lire_factures_csv
from sheetcash.core.factures_lues import FactureLue, Partie

VERITE = synthese.verite()


@pytest.mark.parametrize("format_", synthese.ECRITURES)
@pytest.mark.parametrize("une", VERITE, ids=lambda one: one.numero)
def test_each_format_gives_the_truth_back(format_: str, une: FactureLue, tmp_path: Path) -> None:
    octets = synthese.ECRITURES[format_](une)
    assert est_facture(octets)
    assert lire_facture(octets) == une._replace(format=format_)
    path = tmp_path / "sans extension"
    path.write_bytes(octets)
    assert lire_facture(path) == une._replace(format=format_)


@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "cp1252", "iso-8859-15", "utf-16"])
def test_a_list_gives_the_truth_back(encodage: str) -> None:
    read = lire_factures_csv(synthese.liste(VERITE, encodage))
    expected = [
        one._replace(format="CSV", ligne=at, emetteur=Partie(""), iban="")
        for at, one in enumerate(VERITE, 2)
    ]
    assert read.rejets == []
    assert (read.format, read.lus) == ("CSV", len(VERITE))
    assert read.factures == expected


@pytest.mark.parametrize("encodage", ["utf-8-sig", "utf-16", "iso-8859-15", "cp1252"])
@pytest.mark.parametrize("ecrire", [synthese.cii, synthese.ubl])
def test_xml_is_read_in_the_encoding_it_declares(ecrire, encodage: str) -> None:  # type: ignore[no-untyped-def]
    une = VERITE[0]
    text = ecrire(une).decode().replace("UTF-8", encodage.removesuffix("-sig"))
    assert lire_facture(text.encode(encodage)).destinataire.nom == "Atelier Œuvre & Fils"


def test_latin_1_is_what_windows_calls_it() -> None:
    text = synthese.cii(VERITE[0]).decode().replace("UTF-8", "ISO-8859-1")
    assert lire_facture(text.encode("cp1252")).destinataire.nom == "Atelier Œuvre & Fils"


def test_prefixes_and_an_envelope_change_nothing() -> None:
    une = VERITE[0]
    text = synthese.ubl(une).decode()
    body = text.partition("?>")[2]
    sealed = f"<?xml version='1.0'?><s:StandardBusinessDocument xmlns:s='urn:x'>{body}"
    assert lire_facture(f"{sealed}</s:StandardBusinessDocument>".encode()).numero == une.numero
    other = synthese.cii(une).decode().replace("ram:", "a:").replace(":ram=", ":a=")
    assert lire_facture(other.encode()) == une._replace(format="CII")


def test_a_pdf_s_invoice_is_found_by_its_name_first() -> None:
    first, second, third = VERITE[:3]
    files = {
        "autre.xml": synthese.ubl(third),
        "xrechnung.xml": synthese.ubl(second),
        "Factur-X.xml": synthese.cii(first),
    }
    assert lire_facture(synthese.pdf(files)).numero == first.numero
    files.pop("Factur-X.xml")
    read = lire_facture(synthese.pdf(files))
    assert (read.numero, read.format) == (second.numero, "UBL")
    files.pop("xrechnung.xml")
    assert lire_facture(synthese.pdf(files)).numero == third.numero


def test_a_pdf_protected_from_changes_only_is_read() -> None:
    data = synthese.pdf({"factur-x.xml": synthese.cii(VERITE[0])}, mot_de_passe="")
    assert lire_facture(data).numero == VERITE[0].numero


def test_the_smallest_profile_is_enough() -> None:
    """Factur-X MINIMUM: no due day, no lines, no amount already paid."""
    text = """<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:\
CrossIndustryInvoice:100" xmlns:ram="urn:x" xmlns:udt="urn:y"><rsm:ExchangedDocument>
<ram:ID>F1</ram:ID><ram:TypeCode>380</ram:TypeCode><ram:IssueDateTime>
<udt:DateTimeString format="102">20260131</udt:DateTimeString></ram:IssueDateTime>
</rsm:ExchangedDocument><rsm:SupplyChainTradeTransaction><ram:ApplicableHeaderTradeAgreement>
<ram:SellerTradeParty><ram:Name>A</ram:Name></ram:SellerTradeParty><ram:BuyerTradeParty>
<ram:Name>B</ram:Name></ram:BuyerTradeParty></ram:ApplicableHeaderTradeAgreement>
<ram:ApplicableHeaderTradeSettlement><ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
<ram:SpecifiedTradeSettlementHeaderMonetarySummation><ram:GrandTotalAmount>12.5</ram:GrandTotalAmount>
<ram:DuePayableAmount>10</ram:DuePayableAmount></ram:SpecifiedTradeSettlementHeaderMonetarySummation>
</ram:ApplicableHeaderTradeSettlement></rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>"""
    read = lire_facture(text.encode())
    assert (read.cents, read.du_cents, read.echeance) == (1250, 1000, None)
    assert (read.hors_taxe, read.taxe, read.objet, read.mode) == (None, None, "", "")


@pytest.mark.parametrize(
    ("de", "vers", "champ", "attendu"),
    [
        ('format="102">20260131', 'format="203">202601311230', "date_facture", "2026-01-31"),
        ("<ram:DuePayableAmount>1200.00</ram:DuePayableAmount>", "", "du_cents", "120000"),
        ("1200.00", "1200.0000", "cents", "120000"),
        ("1200.00", "1200", "cents", "120000"),
        ("1200.00", "+1200.", "cents", "120000"),
        ("<ram:TypeCode>58<", "<ram:TypeCode>ZZZ<", "mode", "Autre"),
        (">732829320<", ">732 829 320<", "siren", "732829320"),
        ('"0002">732829320<', '"0009">73282932000074<', "siren", "732829320"),
        ("<ram:ID>F-2026-001</ram:ID>", "<ram:ID>F-<!-- -->1</ram:ID>", "numero", "F-1"),
        ("<ram:ID>F-2026-001</ram:ID>", "<ram:ID><![CDATA[F&1]]></ram:ID>", "numero", "F&1"),
        ("<ram:TypeCode>380", "<ram:TypeCode>386", "cents", "120000"),
        ("<ram:TypeCode>380", "<ram:TypeCode>396", "cents", "-120000"),
    ],
)
def test_what_the_standard_allows_is_read(de: str, vers: str, champ: str, attendu: str) -> None:
    text = synthese.cii(VERITE[0]).decode()
    assert de in text
    read = lire_facture(text.replace(de, vers).encode())
    found = read.emetteur.siren if champ == "siren" else getattr(read, champ)
    assert str(found) == attendu


def test_several_instalments_are_due_at_the_last() -> None:
    text = synthese.cii(VERITE[0]).decode()
    at = text.index("<ram:SpecifiedTradePaymentTerms>")
    end = text.index("<ram:SpecifiedTradeSettlementHeader")
    more = text[at:end].replace("20260302", "20260402")
    read = lire_facture((text[:end] + more + text[end:]).encode())
    assert str(read.echeance) == "2026-04-02"


def test_more_paid_than_due_is_told() -> None:
    for ecrire in (synthese.cii, synthese.ubl):
        assert lire_facture(ecrire(VERITE[0]._replace(du_cents=-5_000))).du_cents == -5_000


def test_the_tax_told_in_another_currency_is_not_taken() -> None:
    text = synthese.ubl(VERITE[0]).decode()
    other = '<cac:TaxTotal><cbc:TaxAmount currencyID="GBP">1.00</cbc:TaxAmount></cac:TaxTotal>'
    read = lire_facture(text.replace("<cac:TaxTotal>", other + "<cac:TaxTotal>").encode())
    assert read.taxe == 20_000
