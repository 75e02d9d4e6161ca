"""The bytes of a file of invoices, and in French what it is when it is none."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from sheetcash.adapters.bank.texte import decoder
from sheetcash.adapters.donnes import autre_genre, est_charabia, lire_donne
from sheetcash.errors import NotAnInvoice

#: An invoice with its scanned annexes, or a list of a hundred thousand invoices; more is neither.
TAILLE_MAX: Final = 50_000_000

AUTREMENT: Final = (
    "Donnez une facture électronique (PDF Factur-X, XML CII ou UBL) ou une liste de factures en "
    "CSV."
)
_ENCODING: Final = re.compile(rb"^\s*<\?xml[^>]{0,100}?\sencoding\s*=\s*[\"']([\w.:-]{1,30})[\"']")
#: Tables of one byte a sign, those that an old program may name; UTF shows by itself.
_TABLES: Final = re.compile(r"(?i)(iso-?8859-\d{1,2}|windows-125\d|cp125\d|latin-?[19])")
_WESTERN: Final = re.compile(r"(?i)iso-?8859-1|latin-?1")


def octets(source: Path | bytes, nom: str) -> tuple[bytes, str]:
    """A file's bytes and what to call it in errors.

    Raises:
        NotAnInvoice: no such file, an empty one, or one of a kind that holds no invoice.
        AccessDenied: it cannot be read at all.
    """
    if isinstance(source, bytes):
        data, name = source, nom or "Ce fichier"
    else:
        name = f"« {nom or source.name or source} »"
        inside = "Donnez les fichiers qu'il contient."
        most = TAILLE_MAX + 1
        data = lire_donne(source, name, most, NotAnInvoice, dossier=inside, autre=AUTREMENT)
    _refuser(data, name)
    return data, name


def _refuser(data: bytes, nom: str) -> None:
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf"):
        raise NotAnInvoice(f"{nom} est vide.", "Téléchargez-le de nouveau.")
    if len(data) > TAILLE_MAX:
        raise NotAnInvoice(
            f"{nom} est trop grand (plus de {TAILLE_MAX // 1_000_000} Mo).", AUTREMENT
        )
    if what := autre_genre(data):
        raise NotAnInvoice(f"{nom} {what}", AUTREMENT)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        if b"xl/" in data[:200_000] or b"[Content_Types].xml" in data[:1024]:
            raise NotAnInvoice(
                f"{nom} est un classeur Excel.",
                "Enregistrez la feuille qui tient les factures au format CSV UTF-8.",
            )
        raise NotAnInvoice(
            f"{nom} est une archive ZIP.", "Décompressez-la, puis donnez les factures une à une."
        )


def refuser_charabia(text: str, nom: str) -> None:
    """Refuses what no text is.

    Raises:
        NotAnInvoice: as said.
    """
    if est_charabia(text):
        raise NotAnInvoice(f"{nom} n'est pas un texte.", AUTREMENT)


def texte_xml(data: bytes) -> str:
    """The text of an XML file, in the encoding that it declares or that it shows."""
    declared = _ENCODING.match(data)
    name = declared[1].decode("ascii", errors="replace") if declared else ""
    if not _TABLES.fullmatch(name):
        name = ""
    elif _WESTERN.fullmatch(name):  # as browsers do: it is what Windows programs call theirs
        name = "cp1252"
    return decoder(data, name)[0]
