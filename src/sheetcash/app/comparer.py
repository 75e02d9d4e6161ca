"""What changed between two versions of a workbook, wherever each of them is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sheetcash.errors import InputError
from sheetcash.ports import WorkbookStore
from sheetcash.workbook.comparaison import (
    Champ,
    Difference,
    comparer,
    comparer_reglages,
    valeur,
)
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.raw import Snapshot
from sheetcash.workbook.tables import TABLES


class Comparaison(NamedTuple):
    """What changed from one version to the other.

    Attributes:
        avant: what the user calls the first.
        apres: and the second.
        differences: the rows, sealed ones first.
        reglages: the settings.
        notes: what could not be compared.
    """

    avant: str
    apres: str
    differences: list[Difference]
    reglages: list[Champ]
    notes: list[Finding]

    @property
    def identiques(self) -> bool:
        """Whether nothing differs, and all could be compared."""
        return not self.differences and not self.reglages and not self.notes


def executer(avant: WorkbookStore, apres: WorkbookStore) -> Comparaison:
    """Read both and hold them against each other; neither is changed.

    Raises:
        InputError: one is not a workbook of sheetcash's; its name is told.
        StoreError: one could not be reached.
    """
    one, other = _lire(avant), _lire(apres)
    noms = avant.name, apres.name
    if noms[0] == noms[1]:
        noms = f"{noms[0]} (avant)", f"{noms[1]} (après)"
    return Comparaison(
        *noms,
        comparer(one, other),
        comparer_reglages(one, other),
        [*_notes(one, noms[0]), *_notes(other, noms[1]), *_absents(one, other, noms)],
    )


def _lire(store: WorkbookStore) -> Snapshot:
    try:
        snapshot = store.read()
    except InputError as error:
        if store.name in error.probleme:
            raise
        raise InputError(f"{store.name} : {error.probleme}", error.que_faire) from error
    if not snapshot.tables:
        raise InputError(
            f"{store.name} : aucune des feuilles de sheetcash n'y est.",
            "Donnez deux versions d'un classeur fait par « sheetcash nouveau ».",
        )
    return snapshot


def _notes(snapshot: Snapshot, nom: str) -> list[Finding]:
    """Rows typed under a table are not in it."""
    return [
        Finding(
            raw.sheet,
            raw.stray[0],
            "",
            f"{nom} : {_combien(raw.stray)} sous le tableau, hors de la comparaison.",
            "Agrandissez le tableau jusque-là (sa poignée, en bas à droite), puis recommencez.",
        )
        for raw in snapshot.tables.values()
        if raw.stray
    ]


def _combien(stray: Sequence[int]) -> str:
    return "une ligne est tapée" if len(stray) == 1 else f"{len(stray)} lignes sont tapées"


def _absents(one: Snapshot, other: Snapshot, noms: tuple[str, str]) -> list[Finding]:
    """Sheets and columns that only one version has: blank in the other."""
    found = []
    for name, table in TABLES.items():
        ours, theirs = one.tables.get(name), other.tables.get(name)
        if (ours is None) != (theirs is None):
            where = noms[ours is not None]
            found.append(
                Finding(
                    table.sheet, 0, "", f"Cette feuille manque dans {where}.", "Elle y est vide."
                )
            )
        if ours is None or theirs is None:
            continue
        for column in table.columns:
            here, there = column.title in ours.positions, column.title in theirs.positions
            if here != there and not column.computed:
                where = noms[here]
                found.append(
                    Finding(
                        ours.sheet,
                        0,
                        column.title,
                        f"Cette colonne manque dans {where}.",
                        "Elle y compte pour vide.",
                    )
                )
    return found


def as_json(found: Comparaison) -> dict[str, object]:
    """The same for ``--json``: amounts in euros, days in ISO form, blank cells null."""
    return {
        "avant": found.avant,
        "apres": found.apres,
        "identiques": found.identiques,
        "differences": [
            {
                "feuille": one.feuille,
                "table": one.table,
                "genre": one.genre,
                "nom": one.nom,
                "scelle": one.scelle,
                "ligne_avant": one.ligne_avant or None,
                "ligne_apres": one.ligne_apres or None,
                "champs": list(map(_champ, one.champs)),
            }
            for one in found.differences
        ],
        "reglages": list(map(_champ, found.reglages)),
        "constats": [one.as_json() for one in found.notes],
    }


def _champ(one: Champ) -> dict[str, object]:
    return {
        "colonne": one.colonne,
        "avant": valeur(one.genre, one.avant),
        "apres": valeur(one.genre, one.apres),
    }
