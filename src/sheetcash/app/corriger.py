"""A sealed row is corrected by new ones: one takes it back, another says what was meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from sheetcash.app.registres import TABLES, Lu, lire
from sheetcash.core.periods import format_date
from sheetcash.core.scellement import numero_suivant, rang_du_numero
from sheetcash.core.verification import Ligne
from sheetcash.errors import InputError, NotInRegister
from sheetcash.ports import WorkbookStore
from sheetcash.ports.scelles import Scelles
from sheetcash.workbook.edits import AppendRow, Value
from sheetcash.workbook.raw import Snapshot
from sheetcash.workbook.registres import (
    REGISTRE_ACHATS,
    REGISTRE_RECETTES,
    Registre,
    cents_de,
    valeurs,
)

#: Columns that the correction keeps to itself.
_TENUES: Final = ("N°", "Corrige")
#: What a purchase's row has beside what is sealed, and its correction keeps.
_AUTRES: Final = ("Échéance", "Payé le")


class Correction(NamedTuple):
    """The rows that are added, by column title; the first takes the sealed row back."""

    registre: Registre
    corrige: str
    lignes: list[dict[str, Value]]


def preparer(
    snapshot: Snapshot,
    scelles: Scelles,
    numero: str,
    changements: Mapping[str, Value],
    aujourdhui: date,
    *,
    achats: bool = False,
) -> Correction:
    """The rows that correct a sealed one; nothing is written.

    They bear the day of the money, so that each month's turnover is what was received then; the
    declaration that was made of it is then to be put right, and ``verifier`` says so.

    Args:
        snapshot: the workbook, :data:`TABLES` of it.
        scelles: the journal.
        numero: the sealed row's number.
        changements: by column title, what should have been written; nothing takes the row back
            for good.
        aujourdhui: the day of the correction.
        achats: a row of Achats, not of the Livre des recettes.

    Raises:
        NotInRegister: no sealed row has that number.
        InputError: that row is not as it was sealed, is corrected already, or nothing changes.
    """
    registre = REGISTRE_ACHATS if achats else REGISTRE_RECETTES
    lu = lire(snapshot, scelles).livre(registre.nom)
    ligne = _ligne(lu, numero)
    its = ligne.champs[0].strip()
    if ligne.place not in set(lu.verification.saines):
        raise InputError(
            f"La ligne n° {its} n'est plus celle qui a été scellée.",
            "Lancez « sheetcash verifier », et remettez-la d'abord en état.",
        )
    _pas_deja(lu, its)
    before = _valeurs(lu, ligne)
    after = before | dict(changements)
    if changements and all(after[title] == before[title] for title in before):
        raise InputError(
            f"Rien ne change : la ligne n° {its} dit déjà cela.",
            "Donnez ce qui aurait dû être écrit.",
        )
    numbers = [one.champs[0].strip() for one in lu.lignes.values() if one.champs[0].strip()]
    last = numero_suivant(max(numbers, key=rang_du_numero))
    day = format_date(aujourdhui)
    cents = cents_de(ligne.champs, registre) or 0
    taken_back = before | {"N°": last, "Montant": -cents, "Corrige": its}
    rows = [taken_back]
    if changements:
        rows.append(after | {"N°": numero_suivant(last), "Corrige": its})
    if "Remarque" in registre.champs:
        rows[0]["Remarque"] = f"Annule la ligne n° {its}, le {day}."
        if changements and "Remarque" not in changements:
            rows[1]["Remarque"] = f"Remplace la ligne n° {its}, le {day}."
    return Correction(registre, its, rows)


def ecrire(store: WorkbookStore, snapshot: Snapshot, correction: Correction, jour: date) -> int:
    """Add the rows to the register.

    Raises:
        ExternallyChanged: the workbook changed since it was read; nothing was written.
        StoreError: nothing was written.
    """
    table = correction.registre.table.name
    return store.write(snapshot, [AppendRow(table, row) for row in correction.lignes], jour)


def lire_classeur(store: WorkbookStore) -> Snapshot:
    """The workbook's tables that a correction needs."""
    return store.read(TABLES)


def _ligne(lu: Lu, numero: str) -> Ligne:
    wanted = numero.strip().casefold()
    named = [one for one in lu.lignes.values() if one.champs[0].strip().casefold() == wanted]
    sealed = [one for one in named if one.sceau.strip()]
    if len(sealed) == 1:
        return sealed[0]
    raise NotInRegister(lu.registre.table.sheet, numero, libre=bool(named))


def _pas_deja(lu: Lu, numero: str) -> None:
    """A row is taken back once: what replaced it is what there is to correct."""
    at = lu.registre.champ("Corrige")
    by = [
        one.champs[0].strip()
        for one in lu.lignes.values()
        if one.champs[at].strip().casefold() == numero.casefold()
    ]
    if by:
        raise InputError(
            f"La ligne n° {numero} est déjà corrigée par la ligne n° {by[0]}.",
            f"Corrigez la ligne n° {by[-1]}, qui la remplace, une fois scellée."
            if len(by) > 1
            else "Ajoutez une ligne ordinaire, avec « oubli » dans Corrige.",
        )


def _valeurs(lu: Lu, ligne: Ligne) -> dict[str, Value]:
    """A sealed row's fields as the workbook writes them, and those that are not sealed."""
    raw, registre = lu.raw, lu.registre
    assert raw is not None
    found = valeurs(ligne.champs, registre)
    for title in _AUTRES:
        if title in raw.columns:
            value = raw.columns[title][ligne.place - raw.first_row]
            found[title] = value if isinstance(value, date) else None
    return found


def titres(registre: Registre) -> Sequence[str]:
    """The columns that a correction may change."""
    return [title for title in registre.champs if title not in _TENUES]
