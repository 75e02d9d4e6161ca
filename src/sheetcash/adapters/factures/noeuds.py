"""An invoice's XML into elements, safely.

No document type, no entity, no network, no huge node: refused before or by the parser.
"""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

from sheetcash.adapters.donnes import XML_SANS_RISQUE, a_des_entites, sans_encodage
from sheetcash.adapters.factures.fichier import refuser_charabia, texte_xml
from sheetcash.errors import NotAnInvoice

#: An invoice with annexes in it, which the parser bounds to 10 MB each.
TAILLE_MAX: Final = 20_000_000

#: An invoice of ten thousand lines has half as many.
_NODES: Final = 1_000_000
#: How the parser says that a text passes its bound, in one version or another.
_TOO_LONG: Final = re.compile(r"(?i)too long|too big|size limit|huge text")
_SMALLER: Final = "Demandez la facture sans ses annexes, ou saisissez-la à la main."
_AGAIN: Final = "Téléchargez-la de nouveau, ou demandez-la à qui l'a émise."


def racine(data: bytes, nom: str) -> etree._Element:
    """The root of an XML file.

    Raises:
        NotAnInvoice: it is too large, holds a document type or entities, is cut or damaged.
    """
    if len(data) > TAILLE_MAX:
        raise NotAnInvoice(
            f"{nom} est trop grand pour une facture (plus de {TAILLE_MAX // 1_000_000} Mo).",
            _SMALLER,
        )
    text = texte_xml(data)
    if text.count("<") > _NODES:
        raise NotAnInvoice(f"{nom} a trop de lignes pour une facture.", _AGAIN)
    refuser_charabia(text, nom)
    if a_des_entites(text):
        raise NotAnInvoice(
            f"{nom} contient une déclaration DOCTYPE ou ENTITY, qu'aucune facture n'a : "
            "elle n'a pas été lue.",
            _AGAIN,
        )
    parser = etree.XMLParser(**XML_SANS_RISQUE)
    try:
        return etree.fromstring(sans_encodage(text), parser)
    except etree.XMLSyntaxError as error:
        if _TOO_LONG.search(str(error)):
            raise NotAnInvoice(f"{nom} contient une annexe trop grande.", _SMALLER) from None
        raise NotAnInvoice(
            f"{nom} est coupé ou abîmé (ligne {error.lineno or 1}).", _AGAIN
        ) from None


def premier(*textes: str) -> str:
    """The first text that is not empty."""
    return next((one for one in textes if one), "")
