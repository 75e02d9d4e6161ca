"""The workbook as the accountant's folder reads it: whatever can be, and what keeps the rest."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final, Protocol

from sheetcash.app.comptable import racine
from sheetcash.app.dossier.anomalies import A_SAVOIR, A_VERIFIER, Anomalies
from sheetcash.app.dossier.manifeste import Identite, SceauDernier
from sheetcash.app.parties import siren as lire_siren
from sheetcash.app.parties import siren_faux
from sheetcash.app.verifier import Rapport, verifier
from sheetcash.errors import InputError, MissingColumn, MissingSheet, StoreError
from sheetcash.ports.scelles import Scelles
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.raw import RawTable, Snapshot
from sheetcash.workbook.records import Book
from sheetcash.workbook.tables import (
    ACHATS,
    BAREMES,
    CLIENTS,
    DECLARATIONS,
    FACTURES,
    RECETTES,
    SCEAU,
    SCELLES,
    TABLES,
)

#: Tables without which a part of the folder is missing, the first most of it.
ESSENTIELLES: Final = (RECETTES, ACHATS, FACTURES, CLIENTS, DECLARATIONS)
#: What the registers, declarations and unpaid invoices are made from.
DU_LIVRE: Final = frozenset(table.name for table in (*ESSENTIELLES, SCELLES, BAREMES))


class Lisible(Protocol):
    """A workbook that can be read without being held to write it."""

    def read(self, tables: Collection[str] | None = None, *, to_write: bool = True) -> Snapshot:
        """The named tables and the settings."""
        ...


def lire_tolerant(lecture: Lisible, found: Anomalies) -> Snapshot:
    """All tables that can be read; what keeps one that matters from it is told."""
    told: set[str] = set()
    try:
        snapshot = lecture.read(None, to_write=False)
    except InputError:
        snapshot, told = _une_a_une(lecture, found)
    absent = [one for one in ESSENTIELLES if one.name not in {*snapshot.tables, *told}]
    if len(absent) == len(ESSENTIELLES):  # no workbook of ours: one sentence is enough
        absent = absent[:1]
    found.ajouter("Classeur", [_constat(MissingSheet(one.sheet)) for one in absent])
    return snapshot


def _une_a_une(lecture: Lisible, found: Anomalies) -> tuple[Snapshot, set[str]]:
    """The tables read each by itself, and the names of those that could not be."""
    tables: dict[str, RawTable] = {}
    told: set[str] = set()
    last = Snapshot("", {}, {})
    for name in TABLES:
        try:
            last = lecture.read((name,), to_write=False)
            tables |= last.tables
        except MissingSheet:
            continue  # told with the others where it matters
        except InputError as error:
            told.add(name)
            found.ajouter("Classeur", [_constat(error)])
    return last._replace(tables=tables), told


def _constat(error: InputError) -> Finding:
    return Finding(getattr(error, "sheet", ""), 0, "", error.probleme, error.que_faire)


def du_livre(snapshot: Snapshot) -> Snapshot:
    """The same with the tables that figures are made from: what is odd elsewhere is not theirs."""
    kept = {name: raw for name, raw in snapshot.tables.items() if name in DU_LIVRE}
    return snapshot._replace(tables=kept)


def verifie(snapshot: Snapshot, scelles: Scelles, found: Anomalies) -> Rapport | None:
    """What ``verifier`` says of the seals; what keeps it from saying anything is told."""
    if RECETTES.name not in snapshot.tables:
        return None
    try:
        rapport = verifier(snapshot, scelles)
    except MissingColumn as error:
        weight = A_SAVOIR if error.column == SCEAU.title else A_VERIFIER  # an older workbook
        told = Finding(error.sheet, 0, error.column, error.probleme, error.que_faire)
        found.ajouter("Sceaux", [told], weight)
        return None
    except (InputError, StoreError) as error:
        sheet = getattr(error, "sheet", RECETTES.sheet)
        found.ajouter("Sceaux", [Finding(sheet, 0, "Sceau", error.probleme, error.que_faire)])
        return None
    found.ajouter("Sceaux", rapport.constats)
    return rapport


def identifier(book: Book, name: str, rapport: Rapport | None, found: Anomalies) -> Identite:
    """Whose folder it is, and its last seals; a SIREN that is not one is told."""
    options = book.parametres
    siren = re.sub(r"\D", "", lire_siren(options.siren))
    if not siren:
        found.ajouter(
            "FEC",
            [
                Finding(
                    "Paramètres",
                    0,
                    "SIREN",
                    "Il manque : le nom des fichiers d'écritures le dit à sa place."
                    if not options.siren
                    else f"« {options.siren} » n'est pas un SIREN : le nom des fichiers "
                    "d'écritures dit qu'il manque.",
                    "Tapez ses neuf chiffres, puis exportez à nouveau.",
                )
            ],
        )
    elif siren_faux(siren):
        found.ajouter(
            "FEC",
            [
                Finding(
                    "Paramètres",
                    0,
                    "SIREN",
                    "Son dernier chiffre ne va pas avec les autres.",
                    "Vérifiez-le : un contrôle du FEC refuserait le fichier.",
                )
            ],
            A_SAVOIR,
        )
    seals = [
        SceauDernier(one.nom, one.dernier, one.jusqu_au)
        for one in (rapport.registres if rapport is not None else ())
        if one.dernier is not None
    ]
    return Identite(
        options.nom or racine(name),
        siren,
        name,
        options.identifiant,
        book.aujourdhui,
        rapport.etat if rapport is not None else "",
        tuple(seals),
    )
