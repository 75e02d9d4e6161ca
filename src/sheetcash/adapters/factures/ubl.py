"""OASIS UBL 2.1 Invoice and CreditNote, as EN 16931, Peppol and XRechnung use them."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

from sheetcash.adapters.arbre import enfant, enfants, local, texte
from sheetcash.adapters.factures.brut import Brut, Montant, adresse, siren
from sheetcash.adapters.factures.cii import montant
from sheetcash.adapters.factures.noeuds import premier
from sheetcash.adapters.factures.objet import objet
from sheetcash.core.factures_lues import Partie

#: A note of which the first sign says that it bears a code: « #AAB#Pas d'escompte ».
_CODED: Final = re.compile(r"#[A-Z]{3}#")


def lire_ubl(root: etree._Element) -> Brut:
    """The fields of a UBL invoice or credit note."""
    name = local(root)
    credit = name == "CreditNote"
    sums = enfant(root, "LegalMonetaryTotal")
    means = enfants(root, "PaymentMeans")
    notes = [texte(one) for one in enfants(root, "Note")]
    return Brut(
        "UBL",
        texte(root, "ID"),
        premier(texte(root, f"{name}TypeCode"), texte(root, "InvoiceTypeCode")),
        credit,
        texte(root, "IssueDate"),
        # A credit note has its due day with the means of payment.
        [
            texte(root, "DueDate"),
            *(texte(one, "PaymentDueDate") for one in means),
        ],
        texte(root, "DocumentCurrencyCode"),
        _partie(enfant(root, "AccountingSupplierParty", "Party")),
        _partie(enfant(root, "AccountingCustomerParty", "Party")),
        _montant(sums, "TaxInclusiveAmount"),
        _montant(sums, "PayableAmount"),
        _montant(sums, "PrepaidAmount"),
        _montant(sums, "PayableRoundingAmount"),
        _montant(sums, "TaxExclusiveAmount"),
        [montant(one) for one in enfants(root, "TaxTotal", "TaxAmount")],
        objet(
            [texte(one) for one in enfants(root, f"{name}Line", "Item", "Name")],
            [one for one in notes if not _CODED.match(one)],
        ),
        [
            texte(one, "ID")
            for kind in ("InvoiceDocumentReference", "CreditNoteDocumentReference")
            for one in enfants(root, "BillingReference", kind)
        ],
        premier(*(texte(one, "PayeeFinancialAccount", "ID") for one in means)),
        premier(*(texte(one, "PaymentMeansCode") for one in means)),
    )


def _montant(sums: etree._Element | None, name: str) -> Montant:
    return montant(enfant(sums, name))


def _partie(node: etree._Element | None) -> Partie:
    place = enfant(node, "PostalAddress")
    address = enfant(node, "EndpointID")
    legal = enfants(node, "PartyLegalEntity")
    first = legal[0] if legal else None
    listed = [
        *enfants(first, "CompanyID"),
        *enfants(node, "PartyIdentification", "ID"),
        *([] if address is None else [address]),
    ]
    taxed = [("VA", texte(one)) for one in enfants(node, "PartyTaxScheme", "CompanyID")]
    electronic = address is not None and address.get("schemeID") == "EM"
    country = texte(place, "Country", "IdentificationCode").upper()
    return Partie(
        premier(texte(first, "RegistrationName"), texte(node, "PartyName", "Name")),
        siren([*((one.get("schemeID", ""), texte(one)) for one in listed), *taxed], country),
        premier(texte(node, "Contact", "ElectronicMail"), texte(address) if electronic else ""),
        adresse(
            [
                texte(place, "StreetName"),
                texte(place, "AdditionalStreetName"),
                texte(place, "AddressLine", "Line"),
            ],
            texte(place, "PostalZone"),
            texte(place, "CityName"),
            country,
        ),
    )
