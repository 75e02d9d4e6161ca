"""Rebuild a workbook from the accountant's folder alone, and hold it against what the folder says.

The folder's ``donnees.json`` holds all that was typed; formulas, looks and charts are those of a
new workbook. The user's own sheets and columns are not in it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from sheetcash.app.dossier.manifeste import DONNEES, FORME, MANIFESTE
from sheetcash.app.verifier import Rapport, verifier
from sheetcash.errors import DamagedExport
from sheetcash.ports import WorkbookStore
from sheetcash.ports.exports import Recueil, Restitution
from sheetcash.ports.scelles import Scelles
from sheetcash.workbook.content import Content
from sheetcash.workbook.edits import LockRows
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.raw import Snapshot
from sheetcash.workbook.registres import REGISTRES, lignes
from sheetcash.workbook.relecture import contenu, de_json, en_json
from sheetcash.workbook.tables import SCEAU


class Lu(NamedTuple):
    """What the folder holds.

    Attributes:
        nom: the workbook's name, as it was.
        contenu: what was typed in it.
        pieces: by the text of a cell « Pièce », the file in the folder.
        sceaux: the last seal of each register, as the manifest says.
        constats: files that are missing or changed.
    """

    nom: str
    contenu: Content
    pieces: Mapping[str, str]
    sceaux: Mapping[str, str]
    constats: list[Finding]


def lire(recueil: Recueil) -> Lu:
    """Read the folder, and hold each of its files against the manifest.

    Raises:
        DamagedExport: it is not such a folder, or its data are not those that it was made with.
    """
    told = _manifeste(recueil)
    constats = []
    digests: dict[str, str] = {}
    for one in told["fichiers"]:
        path, digest = str(one["chemin"]), str(one["sha256"])
        digests[path] = digest
        content = recueil.lire(path)
        if content is None:
            constats.append(_constat(path, "Ce fichier n'est plus dans le dossier."))
        elif sha256(content).hexdigest() != digest:
            constats.append(_constat(path, "Ce fichier a changé depuis que le dossier a été fait."))
    data = recueil.lire(DONNEES)
    if data is None or DONNEES not in digests:
        raise DamagedExport(
            f"« {recueil.nom} » n'a pas de quoi refaire le classeur : {DONNEES} manque.",
            "Prenez un dossier fait par « sheetcash exporter --comptable » de cette version.",
        )
    if sha256(data).hexdigest() != digests[DONNEES]:
        raise DamagedExport(
            f"« {recueil.nom} » : {DONNEES} a changé depuis que le dossier a été fait.",
            "Rien n'a été créé. Prenez un autre exemplaire du dossier.",
        )
    return Lu(
        str(told.get("classeur", recueil.nom)),
        de_json(data),
        _pieces(data),
        {str(one["registre"]): str(one["dernier_sceau"]) for one in told.get("sceaux", [])},
        constats,
    )


def verrous(snapshot: Snapshot) -> list[LockRows]:
    """What keeps the sealed rows of a new workbook from being typed over, as sealing them did."""
    found = []
    for registre in REGISTRES:
        raw = snapshot.tables.get(registre.table.name)
        places = [one.place for one in lignes(raw, registre) if one.sceau]
        if raw is not None and places:
            found.append(
                LockRows(raw.table, min(places), max(places), registre.champs, SCEAU.title)
            )
    return found


def controler(lu: Lu, store: WorkbookStore, scelles: Scelles) -> tuple[Rapport, list[Finding]]:
    """Hold the workbook that was made against the folder: every row, every seal.

    Args:
        lu: the folder.
        store: the new workbook.
        scelles: the journal.
    """
    found: list[Finding] = []
    snapshot = store.read()
    made = contenu(snapshot)
    for name, rows in lu.contenu.rows.items():
        if _plein(made.table(name)) != _plein(rows):
            found.append(_constat(name, "Ses lignes ne sont pas celles du dossier."))
    rapport = verifier(snapshot, scelles)
    seals = {one.nom: str(one.dernier) for one in rapport.registres if one.dernier is not None}
    for nom, sceau in lu.sceaux.items():
        if seals.get(nom) != sceau:
            found.append(_constat(nom, "Son dernier sceau n'est pas celui que dit le dossier."))
    return rapport, [*found, *rapport.constats]


def rendre(lu: Lu, recueil: Recueil, restitution: Restitution) -> tuple[int, list[Finding]]:
    """Put the vouchers back where the cells say; how many are there, and what could not be."""
    count, found = 0, []
    for text, path in lu.pieces.items():
        content = recueil.lire(path)
        why = restitution.rendre(text, content) if content is not None else "Il manque."
        if why:
            what = f"Il est dans le dossier : {path}." if content is not None else ""
            found.append(Finding(text, 0, "", why, what))
        else:
            count += 1
    return count, found


def _plein(rows: list[dict[str, object]]) -> bytes:
    """Rows without their blanks, to be compared as they are kept."""
    full = [{title: value for title, value in row.items() if value is not None} for row in rows]
    while full and not full[-1]:
        full.pop()
    return en_json(Content({}, {"": full}))


def _manifeste(recueil: Recueil) -> dict[str, Any]:
    data = recueil.lire(MANIFESTE)
    if data is None:
        raise DamagedExport(
            f"« {recueil.nom} » n'est pas un dossier comptable : {MANIFESTE} n'y est pas.",
            "Donnez le dossier, ou le .zip, fait par « sheetcash exporter --comptable ».",
        )
    try:
        told = json.loads(data)
        if told["forme"] > FORME:
            raise DamagedExport(
                "Ce dossier vient d'une version plus récente de sheetcash.",
                "Mettez sheetcash à jour, puis recommencez.",
            )
        for one in told["fichiers"]:
            one["chemin"], one["sha256"]
        for one in told.get("sceaux", []):
            one["registre"], one["dernier_sceau"]
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise DamagedExport(
            f"« {recueil.nom} » : {MANIFESTE} est abîmé.", "Prenez un autre exemplaire du dossier."
        ) from error
    assert isinstance(told, dict)
    return told


def _pieces(data: bytes) -> Mapping[str, str]:
    its = json.loads(data).get("pieces", {})
    return {str(text): str(path) for text, path in its.items()} if isinstance(its, dict) else {}


def _constat(what: str, why: str) -> Finding:
    return Finding(what, 0, "", why, "Comparez avec un autre exemplaire du dossier.")
