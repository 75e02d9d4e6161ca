"""UN/CEFACT Cross Industry Invoice (D16B), the XML of Factur-X and ZUGFeRD 2, in any profile."""

from __future__ import annotations

from lxml import etree

from sheetcash.adapters.arbre import enfant, enfants, texte
from sheetcash.adapters.factures.brut import Brut, Montant, adresse, siren
from sheetcash.adapters.factures.noeuds import premier
from sheetcash.adapters.factures.objet import objet
from sheetcash.core.factures_lues import Partie

#: How a day is written, by the number that UNTDID 2379 gives it: YYYYMMDD, then with a time.
_DAYS = ("", "102", "203", "204")


def lire_cii(root: etree._Element) -> Brut:
    """The fields of a CII document."""
    document = enfant(root, "ExchangedDocument")
    deal = enfant(root, "SupplyChainTradeTransaction")
    agreement = enfant(deal, "ApplicableHeaderTradeAgreement")
    settlement = enfant(deal, "ApplicableHeaderTradeSettlement")
    sums = enfant(settlement, "SpecifiedTradeSettlementHeaderMonetarySummation")
    means = enfants(settlement, "SpecifiedTradeSettlementPaymentMeans")
    accounts = [texte(one, "PayeePartyCreditorFinancialAccount", "IBANID") for one in means]
    items = enfants(deal, "IncludedSupplyChainTradeLineItem", "SpecifiedTradeProduct", "Name")
    notes = [one for one in enfants(document, "IncludedNote") if not texte(one, "SubjectCode")]
    before = enfants(settlement, "InvoiceReferencedDocument", "IssuerAssignedID")
    return Brut(
        "CII",
        texte(document, "ID"),
        texte(document, "TypeCode"),
        False,
        _jour(enfant(document, "IssueDateTime")),
        [
            _jour(one)
            for one in enfants(settlement, "SpecifiedTradePaymentTerms", "DueDateDateTime")
        ],
        texte(settlement, "InvoiceCurrencyCode"),
        _partie(enfant(agreement, "SellerTradeParty")),
        _partie(enfant(agreement, "BuyerTradeParty")),
        _montant(sums, "GrandTotalAmount"),
        _montant(sums, "DuePayableAmount"),
        _montant(sums, "TotalPrepaidAmount"),
        _montant(sums, "RoundingAmount"),
        _montant(sums, "TaxBasisTotalAmount"),
        [montant(one) for one in enfants(sums, "TaxTotalAmount")],
        objet([texte(one) for one in items], [texte(one, "Content") for one in notes]),
        [texte(one) for one in before],
        premier(*accounts),
        premier(*(texte(one, "TypeCode") for one in means)),
    )


def montant(node: etree._Element | None) -> Montant:
    """An amount and the currency that its element names."""
    if node is None:
        return Montant()
    return Montant((node.text or "").strip(), node.get("currencyID", "").strip().upper())


def _montant(sums: etree._Element | None, name: str) -> Montant:
    return montant(enfant(sums, name))


def _jour(node: etree._Element | None) -> str:
    """A day as text; one in a form that names no day is left as it is, to be refused."""
    if node is None:
        return ""
    found = enfant(node, "DateTimeString")
    if found is None:
        return premier(texte(node, "DateTime"), texte(node, "Date"), texte(node))
    text = texte(found)
    form = found.get("format", "")
    if form not in _DAYS:
        return f"{text} (format {form})"
    return text[:8] if form in ("203", "204") else text


def _partie(node: etree._Element | None) -> Partie:
    legal = enfant(node, "SpecifiedLegalOrganization")
    place = enfant(node, "PostalTradeAddress")
    contact = enfant(node, "DefinedTradeContact")
    address = enfant(node, "URIUniversalCommunication", "URIID")
    listed = [
        *enfants(legal, "ID"),
        *enfants(node, "GlobalID"),
        *enfants(node, "SpecifiedTaxRegistration", "ID"),
        *([] if address is None else [address]),
    ]
    electronic = address is not None and address.get("schemeID") == "EM"
    country = texte(place, "CountryID").upper()
    return Partie(
        premier(texte(node, "Name"), texte(legal, "TradingBusinessName")),
        siren([(one.get("schemeID", ""), texte(one)) for one in listed], country),
        premier(
            texte(contact, "EmailURIUniversalCommunication", "URIID"),
            texte(address) if electronic else "",
        ),
        adresse(
            [texte(place, one) for one in ("LineOne", "LineTwo", "LineThree")],
            texte(place, "PostcodeCode"),
            texte(place, "CityName"),
            country,
        ),
    )
