"""The files that the button « Importer un relevé » reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from sheetcash.adapters.correspondances import Correspondances
from sheetcash.adapters.entrees import Lus, lire, piece
from sheetcash.adapters.settings import load_settings
from sheetcash.errors import SheetcashError, UnknownColumns

#: What to do about a bank that is not known: its columns are asked at a terminal.
_COLONNES = (
    "Dites une fois ses colonnes : dans un terminal, « sheetcash importer » avec le classeur et ce "
    "fichier. Ce sera retenu, et ce bouton suffira."
)


def lire_tout(fichiers: Sequence[Path], environ: Mapping[str, str], dossier: Path | None) -> Lus:
    """Read the files; one that cannot be stops none of the others.

    Args:
        fichiers: chosen by the user.
        environ: where the settings are told.
        dossier: the workbook's folder, from which « Pièce » tells where an invoice is.
    """
    known = Correspondances(load_settings(environ).config_dir)
    found = Lus([], [])
    for path in fichiers:
        try:
            its = lire(path, known, piece=piece(path, dossier))
        except UnknownColumns as error:
            error.que_faire = _COLONNES
            found.refuses.append(error)
        except SheetcashError as error:
            found.refuses.append(error)
        else:
            found.fichiers.append((path, its))
    return found
