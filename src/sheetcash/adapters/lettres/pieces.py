"""The invoice's own file, as its column « Pièce » names it, for the recovery folder."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sheetcash.errors import InputError

#: What a copy of an invoice may be; nothing else of the machine is ever put in a court file.
_TYPES: Final = (".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".odt", ".docx", ".xml")
_MAX: Final = 20_000_000


def lire_piece(dossier: Path, texte: str) -> tuple[str, bytes]:
    """Its name and what it holds.

    Args:
        dossier: where a relative path starts.
        texte: the cell.

    Raises:
        InputError: no file is named, or it cannot be used; the message says why.
    """
    its = texte.strip()
    if not its:
        raise InputError("aucun fichier n'est nommé.", "Mettez son nom dans Pièce.")
    path = dossier / its
    try:
        if not path.is_file():
            raise InputError(f"« {its[:80]} » est introuvable.", "Corrigez son nom dans Pièce.")
        if path.suffix.lower() not in _TYPES or path.stat().st_size > _MAX:
            raise InputError(
                f"« {its[:80]} » n'est pas une copie de facture.", "Donnez un PDF de 20 Mo au plus."
            )
        return path.name, path.read_bytes()
    except (OSError, ValueError) as error:
        raise InputError(f"« {its[:80]} » ne peut pas être lu.", "Vérifiez ce fichier.") from error
