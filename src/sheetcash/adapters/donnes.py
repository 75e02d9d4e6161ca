"""Files that the user hands over, to be read whole; what is none of ours, told by its look."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from sheetcash.errors import AccessDenied, InputError

ARCHIVE: Final = "est une archive."
_IMAGE: Final = "est une image."
_AUTRES: Final = (
    (b"\xd0\xcf\x11\xe0", "est un ancien fichier d'Office (.xls, .doc)."),
    (b"\x1f\x8b", ARCHIVE),
    (b"7z\xbc\xaf", ARCHIVE),
    (b"Rar!", ARCHIVE),
    (b"\x89PNG", _IMAGE),
    (b"\xff\xd8\xff", _IMAGE),
    (b"GIF8", _IMAGE),
)
#: How lxml reads what a stranger wrote: no entity, no network, no huge node.
XML_SANS_RISQUE: Final[dict[str, Any]] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
_MARKUP: Final = re.compile(r"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DECLARED: Final = re.compile(r"^(\s*)<\?xml\s[^>]{0,200}\?>")


def lire_donne(
    chemin: Path,
    nom: str,
    limite: int,
    erreur: Callable[[str, str], InputError],
    *,
    dossier: str,
    autre: str,
) -> bytes:
    """What a file holds, its first ``limite`` bytes.

    Args:
        chemin: the file.
        nom: what to call it in errors.
        limite: in bytes.
        erreur: the error for what is no such file.
        dossier: what to do about a folder.
        autre: what to do about what is no file, or no name of one.

    Raises:
        InputError: ``erreur``'s, where there is no such file.
        AccessDenied: it cannot be read.
    """
    try:
        if chemin.is_dir():
            raise erreur(f"{nom} est un dossier.", dossier)
        if chemin.exists() and not chemin.is_file():  # a pipe might never end
            raise erreur(f"{nom} n'est pas un fichier.", autre)
        with chemin.open("rb") as source:
            return source.read(limite)
    except FileNotFoundError as error:
        raise erreur(f"{nom} n'existe pas.", "Vérifiez le nom et le dossier.") from error
    except OSError as error:
        raise AccessDenied(
            f"{nom} ne peut pas être lu ({error.strerror}).", "Vérifiez vos droits."
        ) from error
    except ValueError as error:  # a null byte in the name
        raise erreur("Ce nom de fichier ne peut pas exister.", autre) from error


def autre_genre(data: bytes) -> str:
    """What a file is that holds neither rows nor an invoice; empty when nothing tells.

    >>> autre_genre(b"Rar!..."), autre_genre(b"Date;Montant")
    ('est une archive.', '')
    """
    return next((what for magic, what in _AUTRES if data.startswith(magic)), "")


def est_charabia(text: str) -> bool:
    """Whether a text is none: one sign in twenty that no text has.

    >>> est_charabia("Date;Montant"), est_charabia(9 * chr(0))
    (False, True)
    """
    look = text[:100_000]
    odd = sum(map(look.count, "\0\ufffd")) + sum(1 for s in look if s < " " and s not in "\n\t\r\0")
    return not look.strip() or odd * 20 > len(look)


def a_des_entites(text: str) -> bool:
    """Whether an XML text has a document type or entities: it needs none, and may be a trap.

    >>> a_des_entites("<!DOCTYPE x>"), a_des_entites("<x/>")
    (True, False)
    """
    return _MARKUP.search(text) is not None


def sans_encodage(text: str) -> bytes:
    """A decoded XML text for the parser: the encoding it declares was the file's, not its own.

    Its lines keep their numbers.

    >>> sans_encodage('<?xml version="1.0" encoding="cp1252"?>\\n<x/>')
    b'\\n<x/>'
    """
    return _DECLARED.sub(r"\1", text, count=1).encode("utf-8", errors="replace")
