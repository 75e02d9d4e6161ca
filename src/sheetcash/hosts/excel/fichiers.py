"""The files that the button « Importer un relevé » reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import chain, count
from pathlib import Path
from typing import Final

from sheetcash.adapters import bank
from sheetcash.adapters.correspondances import Correspondances
from sheetcash.adapters.entrees import FORME, Forme, Lus, lire, piece
from sheetcash.adapters.settings import load_settings
from sheetcash.app.importer_factures import Lot
from sheetcash.core.money import format_euros
from sheetcash.core.periods import format_date
from sheetcash.core.releves import Correspondance, Releve
from sheetcash.errors import SheetcashError, UnknownColumns

#: What to do where the columns are not those that were guessed: they are asked at a terminal.
_COLONNES = (
    "Dites une fois ses colonnes : dans un terminal, « sheetcash importer » avec le classeur et ce "
    "fichier. Ce sera retenu, et ce bouton suffira."
)
#: The columns of an unknown bank, as the user is shown them.
_ROLES: Final = {
    "jour": "date",
    "libelle": "libellé",
    "montant": "montant",
    "debit": "débit",
    "credit": "crédit",
    "solde": "solde",
    "compte": "compte",
    "contrepartie": "tiers",
    "iban": "IBAN",
    "reference": "référence",
    "devise": "devise",
    "etat": "état",
}
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
        demander: asks whether a guess is right: the columns of an unknown bank, which are then
            remembered; what changes days or amounts, else the file is read the other way.
    """
    known = Correspondances(load_settings(environ).config_dir)
    found = Lus([], [])
    for path in fichiers:
        try:
            read, mapping = _lire(path, known, piece(path, dossier), demander)
            found.fichiers.append((path, read))
            if mapping is not None:
                known.garder(mapping)
        except SheetcashError as error:
            found.refuses.append(error)
    return found


def _lire(
    path: Path, known: Correspondances, voucher: str, demander: Callable[[str], bool]
) -> tuple[Releve | Lot, Correspondance | None]:
    """What a file holds, and the columns to remember."""
    mapping: Correspondance | None = None
    try:
        its = lire(path, known, piece=voucher)
    except UnknownColumns as error:
        mapping = _colonnes(path, known, demander)
        if mapping is None:
            error.que_faire = _COLONNES
            raise
        its = lire(path, known, piece=voucher, imposee=mapping)
    form = _forme(path.name, its, demander)
    if form != FORME:
        its = lire(path, known, form, piece=voucher, imposee=mapping)
    used = isinstance(its, Releve) and bool(its.mouvements)
    return its, mapping if used else None


def _colonnes(
    path: Path, known: Correspondances, demander: Callable[[str], bool]
) -> Correspondance | None:
    """The columns guessed of an unknown bank's file, once the user has seen what they give."""
    guess = bank.proposer(path, path.name)
    mapping = guess.correspondance
    if mapping is None:
        return None
    example = guess.exemples[0] if guess.exemples else ()
    # Of two columns of one title, the first is read.
    values = dict(reversed(list(zip(guess.titres, example, strict=False))))
    lines = []
    for field, role in _ROLES.items():
        its = getattr(mapping, field)
        title = its[0] if isinstance(its, tuple) else its
        if title:
            lines.append(f"{role} : {title} ({values.get(title, '').strip()[:60]})")
    question = "\n".join(
        (
            f"{path.name} : cette banque n'est pas connue. Si c'est un relevé, il se lit ainsi "
            "(entre parenthèses, sa première ligne) :",
            *lines,
            "Est-ce juste ? Ces colonnes seront alors retenues.",
        )
    )
    if not demander(question):
        return None
    taken = {one.nom for one in known.releves}
    names = chain([path.stem], (f"{path.stem} {again}" for again in count(2)))
    return replace(mapping, nom=next(name for name in names if name not in taken))


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
