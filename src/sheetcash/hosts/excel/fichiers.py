"""The files that the button « Importer un relevé » reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from sheetcash.adapters.correspondances import Correspondances
from sheetcash.adapters.entrees import lire, piece
from sheetcash.adapters.quarantaine import mettre_a_part
from sheetcash.adapters.settings import load_settings
from sheetcash.app.importer_factures import Lot
from sheetcash.core.releves import Releve
from sheetcash.errors import SheetcashError, UnknownColumns

#: What to do about a bank that is not known: its columns are asked at a terminal.
_COLONNES = (
    "Dites une fois ses colonnes : dans un terminal, « sheetcash importer » avec le classeur et ce "
    "fichier. Ce sera retenu, et ce bouton suffira."
)


class Lus(NamedTuple):
    """What was read.

    Attributes:
        releves: the statements, by file.
        lots: the invoices.
        refuses: the files that nothing could be read in.
        chemins: where each statement is; ``chemins_des_lots``, each file of invoices.
    """

    releves: list[tuple[str, Releve]]
    lots: list[Lot]
    refuses: list[SheetcashError]
    chemins: list[Path]
    chemins_des_lots: list[Path]

    def mettre_a_part(self) -> list[str]:
        """Write what could not be read beside each file; the names of what was written."""
        its = [*(one.rejets for _, one in self.releves), *(one.rejets for one in self.lots)]
        paths = [*self.chemins, *self.chemins_des_lots]
        return list(filter(None, mettre_a_part(zip(paths, its, strict=True), self.refuses)))


def lire_tout(fichiers: Sequence[Path], environ: Mapping[str, str], dossier: Path | None) -> Lus:
    """Read the files; one that cannot be stops none of the others.

    Args:
        fichiers: chosen by the user.
        environ: where the settings are told.
        dossier: the workbook's folder, from which « Pièce » tells where an invoice is.
    """
    known = Correspondances(load_settings(environ).config_dir)
    found = Lus([], [], [], [], [])
    for path in fichiers:
        try:
            its = lire(path, known, piece=piece(path, dossier))
        except UnknownColumns as error:
            error.que_faire = _COLONNES
            found.refuses.append(error)
        except SheetcashError as error:
            found.refuses.append(error)
        else:
            if isinstance(its, Lot):
                found.lots.append(its)
                found.chemins_des_lots.append(path)
            else:
                found.releves.append((path.name, its))
                found.chemins.append(path)
    return found
