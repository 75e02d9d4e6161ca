"""An invoice's XML into elements, safely; how its elements are reached, whatever their prefix.

No document type, no entity, no network, no huge node: refused before or by the parser.
"""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

from sheetcash.adapters.bank.texte import decoder, propre
from sheetcash.adapters.factures.fichier import refuser_charabia
from sheetcash.errors import NotAnInvoice

#: An invoice with annexes in it, which the parser bounds to 10 MB each.
TAILLE_MAX: Final = 20_000_000

_ENCODING: Final = re.compile(rb"^\s*<\?xml[^>]{0,100}?\sencoding\s*=\s*[\"']([\w.:-]{1,30})[\"']")
_DECLARED: Final = re.compile(r"^(\s*<\?xml[^>]{0,100}?)\s+encoding\s*=\s*[\"'][^\"']*[\"']")
#: Tables of one byte a sign, those that an old program may name; UTF shows by itself.
_TABLES: Final = re.compile(r"(?i)(iso-?8859-\d{1,2}|windows-125\d|cp125\d|latin-?[19])")
_MARKUP: Final = re.compile(r"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_AGAIN: Final = "Téléchargez-la de nouveau, ou demandez-la à qui l'a émise."


def texte_xml(data: bytes) -> str:
    """The text of an XML file, in the encoding that it declares or that it shows."""
    declared = _ENCODING.match(data)
    name = declared[1].decode("ascii", errors="replace") if declared else ""
    return decoder(data, name if _TABLES.fullmatch(name) else "")[0]


def racine(data: bytes, nom: str) -> etree._Element:
    """The root of an XML file.

    Raises:
        NotAnInvoice: it is too large, holds a document type or entities, is cut or damaged.
    """
    if len(data) > TAILLE_MAX:
        raise NotAnInvoice(
            f"{nom} est trop grand pour une facture (plus de {TAILLE_MAX // 1_000_000} Mo).", _AGAIN
        )
    text = texte_xml(data)
    refuser_charabia(text, nom)
    if _MARKUP.search(text):
        raise NotAnInvoice(
            f"{nom} contient une déclaration DOCTYPE ou ENTITY, qu'aucune facture n'a : "
            "elle n'a pas été lue.",
            _AGAIN,
        )
    # The declared encoding was the file's, not this text's; one decoder only sees the file.
    parsed = _DECLARED.sub(r"\1", text.lstrip(), count=1).encode("utf-8", errors="replace")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(parsed, parser)
    except etree.XMLSyntaxError as error:
        raise NotAnInvoice(
            f"{nom} est coupé ou abîmé (ligne {error.lineno or 1}).", _AGAIN
        ) from None


def local(node: etree._Element) -> str:
    """An element's name without its namespace."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def enfant(node: etree._Element | None, *path: str) -> etree._Element | None:
    """The first element at the end of a path, or None."""
    for name in path:
        if node is None:
            return None
        node = next(node.iterchildren("{*}" + name), None)
    return node


def enfants(node: etree._Element | None, *path: str) -> list[etree._Element]:
    """All the elements at the end of a path, under whichever of the elements before."""
    found = [] if node is None else [node]
    for name in path:
        found = [child for one in found for child in one.iterchildren("{*}" + name)]
    return found


def texte(node: etree._Element | None, *path: str) -> str:
    """The text at the end of a path, on one line; empty when there is none."""
    found = enfant(node, *path)
    return propre(found.text or "") if found is not None else ""


def premier(*textes: str) -> str:
    """The first text that is not empty."""
    return next((one for one in textes if one), "")
