"""The files that the button « Importer un relevé » reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from sheetcash.adapters.correspondances import Correspondances
from sheetcash.adapters.entrees import FORME, Forme, Lus, lire, piece
from sheetcash.adapters.settings import load_settings
from sheetcash.app.importer_factures import Lot
from sheetcash.core.money import format_euros
from sheetcash.core.periods import format_date
from sheetcash.core.releves import Releve
from sheetcash.errors import SheetcashError, UnknownColumns

#: What to do about a bank that is not known: its columns are asked at a terminal.
_COLONNES = (
    "Dites une fois ses colonnes : dans un terminal, « sheetcash importer » avec le classeur et ce "
    "fichier. Ce sera retenu, et ce bouton suffira."
)
#: By what is announced, what else a guess could have been.
_ORDRES: Final = {"jour/mois/année": "MJA", "mois/jour/année": "JMA"}
_SIGNES: Final = {",": ".", ".": ","}


def lire_tout(
    fichiers: Sequence[Path],
    environ: Mapping[str, str],
    dossier: Path | None,
    demander: Callable[[str], bool],
) -> Lus:
    """Read the files; one that cannot be stops none of the others.

    Args:
        fichiers: chosen by the user.
        environ: where the settings are told.
        dossier: the workbook's folder, from which « Pièce » tells where an invoice is.
        demander: asks whether a guess that changes days or amounts is right; else the file is
            read the other way.
    """
    known = Correspondances(load_settings(environ).config_dir)
    found = Lus([], [])
    for path in fichiers:
        try:
            its = lire(path, known, piece=piece(path, dossier))
            form = _forme(path.name, its, demander)
            if form != FORME:
                its = lire(path, known, form, piece=piece(path, dossier))
        except UnknownColumns as error:
            error.que_faire = _COLONNES
            found.refuses.append(error)
        except SheetcashError as error:
            found.refuses.append(error)
        else:
            found.fichiers.append((path, its))
    return found


def _forme(nom: str, lu: Releve | Lot, demander: Callable[[str], bool]) -> Forme:
    """The user's word on what was guessed of a statement's days and amounts."""
    if isinstance(lu, Lot) or not lu.mouvements:
        return FORME
    form, first = FORME, lu.mouvements[0]
    guessed = {one.quoi: one.valeur for one in lu.annonces if not one.sur}
    order, mark = guessed.get("dates", ""), guessed.get("décimale", "")
    if order in _ORDRES and not demander(
        f"{nom} : rien n'y dit l'ordre des dates. Lues {order}, elles commencent le "
        f"{format_date(first.jour)} (jour/mois/année) : est-ce juste ?"
    ):
        form = form._replace(ordre=_ORDRES[order])
    if mark in _SIGNES and not demander(
        f"{nom} : « , » et « . » y sont tous deux suivis de centimes. Avec « {mark} », le premier "
        f"montant est {format_euros(first.cents)} : est-ce juste ?"
    ):
        form = form._replace(decimale=_SIGNES[mark])
    return form
