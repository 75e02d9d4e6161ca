"""One ground truth of invoices, written as each format would: every reader must give it back.

The elements are those that the semantic model of EN 16931 is bound to in CII and UBL; not a sign of
these files was copied from a real one.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date
from xml.sax.saxutils import escape

from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from sheetcash.core.factures_lues import FactureLue, Partie

VENDEUR = Partie("Studio Béryl", "732829320", "beryl@studio.example", "3 rue Haute, 75001 Paris")
CLIENT = Partie(
    "Atelier Œuvre & Fils", "404833048", "compta@atelier.example", "9 quai Bas, 69002 Lyon"
)
IBAN = "FR7612345987650123456789014"
_CODES = {"Virement": "58", "Carte": "48", "": ""}


def verite() -> list[FactureLue]:
    """Invoices with what makes readers stumble."""
    day, due = date(2026, 1, 31), date(2026, 3, 2)
    base = FactureLue(
        "F-2026-001", day, due, VENDEUR, CLIENT, 120_000, 120_000, "EUR", "Audit de sécurité",
        iban=IBAN, mode="Virement", hors_taxe=100_000, taxe=20_000,
    )  # fmt: skip
    free = base._replace(hors_taxe=120_000, taxe=0)
    foreign = Partie("Müller GmbH", "", "", "Hauptstraße 1, 10115 Berlin, DE")
    return [
        base,
        free._replace(numero="F-2026-002", objet="=1+1 ; à l'heure", du_cents=70_000),
        free._replace(numero="+33-1", echeance=None, mode="Carte", objet="@home"),
        base._replace(
            numero="A-2026-001", cents=-120_000, du_cents=-120_000, hors_taxe=-100_000,
            taxe=-20_000, avoir_sur="F-2026-001", objet="-10 % « de trop »",
        ),
        free._replace(numero="F-2026-003", cents=1, du_cents=1, hors_taxe=1, destinataire=foreign),
        free._replace(numero="007", devise="USD", mode="", cents=999_999_999_999,
                      du_cents=999_999_999_999, hors_taxe=999_999_999_999),
        free._replace(numero="F-2026-006", du_cents=0),
        base._replace(numero="F-2026-004", cents=0, du_cents=0, hors_taxe=0, taxe=0),
        # An invoice that is negative without being a credit note.
        base._replace(numero="F-2026-005", cents=-1_205, du_cents=-1_205, hors_taxe=-1_005,
                      taxe=-200, avoir_sur="F-1, F-2"),
    ]  # fmt: skip


def est_avoir(one: FactureLue) -> bool:
    """Whether the truth is a credit note, whose amounts are written without their minus."""
    return one.numero.startswith("A-")


def _texte(cents: int) -> str:
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def _montants(one: FactureLue) -> dict[str, str]:
    sign = -1 if est_avoir(one) else 1
    told = {
        "ht": one.hors_taxe or 0,
        "taxe": one.taxe or 0,
        "total": one.cents,
        "paye": one.cents - one.du_cents,
        "du": one.du_cents,
    }
    return {name: _texte(sign * cents) for name, cents in told.items()}


def _place(partie: Partie) -> tuple[str, str, str, str]:
    street, town, *country = partie.adresse.split(", ")
    code, _, name = town.partition(" ")
    return street, code, name, country[0] if country else "FR"


def cii(one: FactureLue) -> bytes:
    """The invoice in UN/CEFACT CII."""
    m, cur = _montants(one), one.devise

    def party(tag: str, who: Partie) -> str:
        street, code, town, country = map(escape, _place(who))
        legal = f'<ram:ID schemeID="0002">{who.siren}</ram:ID>' if who.siren else ""
        mail = (
            f'<ram:URIUniversalCommunication><ram:URIID schemeID="EM">{escape(who.courriel)}'
            "</ram:URIID></ram:URIUniversalCommunication>"
        )
        return f"""<ram:{tag}><ram:ID>interne</ram:ID><ram:Name>{escape(who.nom)}</ram:Name>
<ram:SpecifiedLegalOrganization>{legal}</ram:SpecifiedLegalOrganization>
<ram:PostalTradeAddress><ram:PostcodeCode>{code}</ram:PostcodeCode>
<ram:LineOne>{street}</ram:LineOne><ram:CityName>{town}</ram:CityName>
<ram:CountryID>{country}</ram:CountryID></ram:PostalTradeAddress>
{mail if who.courriel else ""}</ram:{tag}>"""

    def day(tag: str, when: date, prefix: str = "udt") -> str:
        return (
            f'<ram:{tag}><{prefix}:DateTimeString format="102">{when:%Y%m%d}'
            f"</{prefix}:DateTimeString></ram:{tag}>"
        )

    means = f"""<ram:SpecifiedTradeSettlementPaymentMeans>
<ram:TypeCode>{_CODES[one.mode]}</ram:TypeCode>
<ram:PayeePartyCreditorFinancialAccount><ram:IBANID>{one.iban}</ram:IBANID>
</ram:PayeePartyCreditorFinancialAccount></ram:SpecifiedTradeSettlementPaymentMeans>"""
    terms = f"""<ram:SpecifiedTradePaymentTerms><ram:Description>À temps</ram:Description>
{day("DueDateDateTime", one.echeance) if one.echeance else ""}</ram:SpecifiedTradePaymentTerms>"""
    before = "".join(
        f"<ram:InvoiceReferencedDocument><ram:IssuerAssignedID>{escape(number)}"
        "</ram:IssuerAssignedID></ram:InvoiceReferencedDocument>"
        for number in one.avoir_sur.split(", ")
        if number
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<!-- une facture -->
<rsm:CrossIndustryInvoice
 xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
 xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
 xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100">
<rsm:ExchangedDocumentContext><ram:GuidelineSpecifiedDocumentContextParameter>
<ram:ID>urn:cen.eu:en16931:2017</ram:ID></ram:GuidelineSpecifiedDocumentContextParameter>
</rsm:ExchangedDocumentContext>
<rsm:ExchangedDocument><ram:ID>{escape(one.numero)}</ram:ID>
<ram:TypeCode>{381 if est_avoir(one) else 380}</ram:TypeCode>
{day("IssueDateTime", one.date_facture)}
<ram:IncludedNote><ram:Content>Pas d'escompte</ram:Content><ram:SubjectCode>AAB</ram:SubjectCode>
</ram:IncludedNote></rsm:ExchangedDocument>
<rsm:SupplyChainTradeTransaction>
<ram:IncludedSupplyChainTradeLineItem><ram:SpecifiedTradeProduct>
<ram:Name>{escape(one.objet)}</ram:Name></ram:SpecifiedTradeProduct>
</ram:IncludedSupplyChainTradeLineItem>
<ram:ApplicableHeaderTradeAgreement>{party("SellerTradeParty", one.emetteur)}
{party("BuyerTradeParty", one.destinataire)}</ram:ApplicableHeaderTradeAgreement>
<ram:ApplicableHeaderTradeDelivery/>
<ram:ApplicableHeaderTradeSettlement><ram:InvoiceCurrencyCode>{cur}</ram:InvoiceCurrencyCode>
{means}{terms}
<ram:SpecifiedTradeSettlementHeaderMonetarySummation>
<ram:LineTotalAmount>{m["ht"]}</ram:LineTotalAmount>
<ram:TaxBasisTotalAmount>{m["ht"]}</ram:TaxBasisTotalAmount>
<ram:TaxTotalAmount currencyID="{cur}">{m["taxe"]}</ram:TaxTotalAmount>
<ram:GrandTotalAmount>{m["total"]}</ram:GrandTotalAmount>
<ram:TotalPrepaidAmount>{m["paye"]}</ram:TotalPrepaidAmount>
<ram:DuePayableAmount>{m["du"]}</ram:DuePayableAmount>
</ram:SpecifiedTradeSettlementHeaderMonetarySummation>{before}
</ram:ApplicableHeaderTradeSettlement></rsm:SupplyChainTradeTransaction>
</rsm:CrossIndustryInvoice>
""".encode()


def ubl(one: FactureLue) -> bytes:
    """The invoice, or the credit note, in OASIS UBL."""
    m, cur = _montants(one), one.devise
    name = "CreditNote" if est_avoir(one) else "Invoice"

    def amount(tag: str, what: str) -> str:
        return f'<cbc:{tag} currencyID="{cur}">{m[what]}</cbc:{tag}>'

    def party(tag: str, who: Partie) -> str:
        street, code, town, country = map(escape, _place(who))
        legal = f'<cbc:CompanyID schemeID="0002">{who.siren}</cbc:CompanyID>' if who.siren else ""
        mail = f"<cbc:ElectronicMail>{escape(who.courriel)}</cbc:ElectronicMail>"
        return f"""<cac:{tag}><cac:Party><cbc:EndpointID schemeID="0088">123</cbc:EndpointID>
<cac:PartyName><cbc:Name>Enseigne</cbc:Name></cac:PartyName>
<cac:PostalAddress><cbc:StreetName>{street}</cbc:StreetName><cbc:CityName>{town}</cbc:CityName>
<cbc:PostalZone>{code}</cbc:PostalZone><cac:Country>
<cbc:IdentificationCode>{country}</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
<cac:PartyLegalEntity><cbc:RegistrationName>{escape(who.nom)}</cbc:RegistrationName>{legal}
</cac:PartyLegalEntity><cac:Contact>{mail if who.courriel else ""}</cac:Contact>
</cac:Party></cac:{tag}>"""

    due = f"{one.echeance:%Y-%m-%d}" if one.echeance else ""
    head = f"<cbc:DueDate>{due}</cbc:DueDate>" if due and name == "Invoice" else ""
    late = f"<cbc:PaymentDueDate>{due}</cbc:PaymentDueDate>" if due and not head else ""
    before = "".join(
        "<cac:BillingReference><cac:InvoiceDocumentReference>"
        f"<cbc:ID>{escape(number)}</cbc:ID></cac:InvoiceDocumentReference></cac:BillingReference>"
        for number in one.avoir_sur.split(", ")
        if number
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<{name} xmlns="urn:oasis:names:specification:ubl:schema:xsd:{name}-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID>
<cbc:ID>{escape(one.numero)}</cbc:ID><cbc:IssueDate>{one.date_facture:%Y-%m-%d}</cbc:IssueDate>{head}
<cbc:{name}TypeCode>{381 if est_avoir(one) else 380}</cbc:{name}TypeCode>
<cbc:Note>#AAB#Pas d'escompte</cbc:Note>
<cbc:DocumentCurrencyCode>{cur}</cbc:DocumentCurrencyCode>{before}
{party("AccountingSupplierParty", one.emetteur)}{party("AccountingCustomerParty", one.destinataire)}
<cac:PaymentMeans><cbc:PaymentMeansCode>{_CODES[one.mode]}</cbc:PaymentMeansCode>{late}
<cac:PayeeFinancialAccount><cbc:ID>{one.iban}</cbc:ID></cac:PayeeFinancialAccount></cac:PaymentMeans>
<cac:TaxTotal>{amount("TaxAmount", "taxe")}</cac:TaxTotal>
<cac:LegalMonetaryTotal>{amount("LineExtensionAmount", "ht")}{amount("TaxExclusiveAmount", "ht")}
{amount("TaxInclusiveAmount", "total")}{amount("PrepaidAmount", "paye")}
{amount("PayableAmount", "du")}</cac:LegalMonetaryTotal>
<cac:{name}Line><cbc:ID>1</cbc:ID><cac:Item><cbc:Name>{escape(one.objet)}</cbc:Name></cac:Item>
</cac:{name}Line></{name}>
""".encode()


def pdf(
    fichiers: dict[str, bytes], mot_de_passe: str | None = None, compresse: bool = False
) -> bytes:
    """A PDF of one blank page with files attached."""
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    for name, content in fichiers.items():
        attached = writer.add_attachment(name, content)
        if compresse:
            files = attached.pdf_object[NameObject("/EF")]
            stream = DecodedStreamObject()
            stream.set_data(content)
            plain = files.raw_get("/F")
            writer._objects[plain.idnum - 1] = stream.flate_encode()
    if mot_de_passe is not None:
        writer.encrypt(mot_de_passe, "proprietaire", algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def facturx(one: FactureLue) -> bytes:
    """The invoice in Factur-X, with another file attached."""
    return pdf({"Bon de livraison.xml": b"<bon/>", "factur-x.xml": cii(one)}, compresse=True)


TITRES = (
    *("Type", "N° de facture", "Date d'émission", "Échéance", "Client", "SIREN", "E-mail"),
    *("Adresse", "Objet", "Total HT", "Montant TVA", "Total TTC (€)", "Reste à payer", "Devise"),
    *("Mode de règlement", "Facture d'origine"),
)


def _fr(cents: int) -> str:
    digits = f"{abs(cents) // 100:,}".replace(",", "\u00a0")
    return f"{'-' if cents < 0 else ''}{digits},{abs(cents) % 100:02d}"


def ligne(one: FactureLue) -> list[str]:
    """The invoice as a row under `TITRES`."""
    sign = -1 if est_avoir(one) else 1
    who = one.destinataire
    return [
        "Avoir" if est_avoir(one) else "Facture",
        one.numero,
        f"{one.date_facture:%d/%m/%Y}",
        f"{one.echeance:%d/%m/%Y}" if one.echeance else "",
        *(who.nom, who.siren, who.courriel, who.adresse, one.objet),
        *(_fr(sign * (cents or 0)) for cents in (one.hors_taxe, one.taxe, one.cents, one.du_cents)),
        *(one.devise, one.mode, one.avoir_sur),
    ]


def liste(
    factures: Sequence[FactureLue],
    encodage: str = "utf-8-sig",
    titres: Sequence[str] = TITRES,
    sep: str = ";",
) -> bytes:
    """The invoices as a list in CSV."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=sep, lineterminator="\r\n")
    writer.writerows([titres, *map(ligne, factures)])
    return stream.getvalue().encode(encodage, errors="replace")


ECRITURES: dict[str, Callable[[FactureLue], bytes]] = {"CII": cii, "UBL": ubl, "Factur-X": facturx}
