"""An e-invoice into a `FactureLue`: what the file is, is told by its content, never by its name."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from sheetcash.adapters.arbre import local
from sheetcash.adapters.factures import pdf
from sheetcash.adapters.factures.fichier import AUTREMENT, octets, refuser_charabia, texte_xml
from sheetcash.core.factures_lues import FactureLue
from sheetcash.errors import NotAnInvoice

#: How far the first element of an invoice is looked for: licences are written above it.
_TOP: Final = 20_000
_ROOT: Final = re.compile(
    r"<(?:[\w.-]+:)?(CrossIndustryInvoice|CrossIndustryDocument|Invoice|CreditNote)[\s/>]"
)
_UBL: Final = "urn:oasis:names:specification:ubl:schema:xsd:"
_LINES_ARE_OTHER: Final = "Pour une liste de factures, choisissez un export CSV."


def est_xml(data: bytes) -> bool:
    """Whether bytes are an invoice in CII or UBL, at a glance.

    >>> est_xml(b"<rsm:CrossIndustryInvoice>"), est_xml(b"<Invoice>")
    (True, False)
    """
    head = texte_xml(data[: 4 * _TOP])[:_TOP].lstrip()
    found = _ROOT.search(head) if head.startswith("<") else None
    return found is not None and (found[1].startswith("Cross") or _UBL in head)


def est_facture(data: bytes) -> bool:
    """Whether a file is an e-invoice: an XML of CII or UBL, or a PDF that holds one.

    >>> est_facture(b"<rsm:CrossIndustryInvoice>"), est_facture(b"%PDF-1.7 ..."), est_facture(b"")
    (True, False, False)
    """
    if not pdf.est_pdf(data):
        return est_xml(data)
    try:
        return bool(pdf.xml_joint(data, ""))
    except NotAnInvoice:
        return False


def lire_facture(source: Path | bytes, nom: str = "") -> FactureLue:
    """The invoice in a file: CII or UBL, alone or in a PDF (Factur-X, ZUGFeRD, XRechnung).

    Args:
        source: the file, or its bytes.
        nom: what to call it in errors; its own name by default.

    Raises:
        NotAnInvoice: no invoice can be read in it; the message says what to ask for.
        IncompleteInvoice: a field that it must have is missing or cannot be read.
        AccessDenied: it cannot be read at all.
    """
    data, name = octets(source, nom)
    if not pdf.est_pdf(data):
        return _lire_xml(data, name)
    read = _lire_xml(pdf.xml_joint(data, name), name)
    return read._replace(format="Factur-X") if read.format == "CII" else read


def _lire_xml(data: bytes, nom: str) -> FactureLue:
    # lxml is slow to load
    from sheetcash.adapters.factures import brut, cii, noeuds, ubl

    text = texte_xml(data[:_TOP])
    refuser_charabia(text, nom)
    if not text.lstrip().startswith("<"):
        raise NotAnInvoice(f"{nom} n'est pas une facture électronique.", AUTREMENT)
    root = noeuds.racine(data, nom)
    if local(root) == "StandardBusinessDocument":  # Peppol's envelope
        root = next((one for one in root if local(one) in ("Invoice", "CreditNote")), root)
    name = local(root)
    if name == "CrossIndustryInvoice":
        return brut.facture(cii.lire_cii(root), nom)
    if name in ("Invoice", "CreditNote") and str(root.tag).startswith("{" + _UBL):
        return brut.facture(ubl.lire_ubl(root), nom)
    if name == "CrossIndustryDocument":
        raise NotAnInvoice(
            f"{nom} est une facture ZUGFeRD 1, un format abandonné en 2019.",
            "Demandez à qui l'a émise une facture Factur-X, CII ou UBL, ou saisissez-la à la main.",
        )
    raise NotAnInvoice(
        f"{nom} est un fichier XML, mais pas une facture CII ou UBL.",
        f"{AUTREMENT} {_LINES_ARE_OTHER}",
    )
