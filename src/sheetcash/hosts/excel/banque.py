"""The button « Importer un relevé »: files in, then what the lines pay, once the user says yes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sheetcash.errors import SheetcashError

if TYPE_CHECKING:
    from sheetcash.adapters.excel_live.store import ExcelLive
    from sheetcash.hosts.excel.fenetre import Fenetre

_QUESTION: Final = "Noter maintenant ce que les lignes de Banque paient à coup sûr ?"


def importer(
    fenetre: Fenetre, store: ExcelLive, environ: Mapping[str, str], jour: date, dossier: Path | None
) -> None:
    """Take in the files that the user chooses, then match, if they say yes.

    Without a file, what the user confirmed in the sheet is noted: the box says « recommencez »,
    and there may be nothing new to import.

    Args:
        fenetre: the boxes.
        store: the open workbook.
        environ: where the settings are told.
        jour: today.
        dossier: the workbook's folder, where it has one.
    """
    chosen = fenetre.choisir()
    said, read = _importer(fenetre, store, environ, jour, dossier, chosen) if chosen else ("", True)
    if not read:
        fenetre.dire(said)
        return
    try:
        _rapprocher(fenetre, store, jour, said)
    except SheetcashError as error:
        if not said:
            raise
        fenetre.dire(f"{said}\n\n{error}")  # what was taken in is told anyway


def _importer(
    fenetre: Fenetre,
    store: ExcelLive,
    environ: Mapping[str, str],
    jour: date,
    dossier: Path | None,
    chosen: Sequence[Path],
) -> tuple[str, bool]:
    """What was taken in, in words, and whether anything could be read."""
    from sheetcash.app import importer as statements
    from sheetcash.app import importer_factures
    from sheetcash.hosts.excel import messages_banque
    from sheetcash.hosts.excel.fichiers import lire_tout

    fenetre.etat("lecture des fichiers…")
    read = lire_tout(chosen, environ, dossier, fenetre.demander)
    snapshot = store.read({*statements.TABLES, *importer_factures.TABLES})
    plan = statements.preparer(snapshot, read.releves, jour)
    alike = [row for one in plan.fichiers for row in one.semblables]
    if alike and fenetre.demander(messages_banque.semblables(alike)):
        plan = statements.preparer(snapshot, read.releves, jour, tout=True)
    bills = importer_factures.preparer(snapshot, read.lots)
    edits = [*plan.edits, *bills.edits]
    if edits:
        fenetre.etat("écriture…")
        store.write(snapshot, edits, jour)
    said = messages_banque.importe(plan, bills, read, list(filter(None, read.mettre_a_part())))
    return said, bool(read.fichiers)


def _rapprocher(fenetre: Fenetre, store: ExcelLive, jour: date, said: str) -> None:
    from sheetcash.app import rapprochement
    from sheetcash.hosts.excel import messages_banque

    fenetre.etat("rapprochement…")
    snapshot = store.read(rapprochement.TABLES)
    livres = rapprochement.lire(snapshot, jour)
    plan = rapprochement.preparer(livres, jour)
    if not said and not rapprochement.repond(plan):
        return  # the user gave up the choice
    if not plan.edits:
        fenetre.dire(said)
        return
    if not fenetre.demander(_question(said)):
        return
    store.write(snapshot, plan.edits, jour)
    fenetre.dire(messages_banque.rapproche(plan, rapprochement.regarder(livres, jour)))


def _question(said: str) -> str:
    """The question under what was taken in, which is cut if the box cannot hold both."""
    from sheetcash.hosts.excel.messages import LIMITE

    room = LIMITE - len(_QUESTION) - 3
    shown = said if len(said) <= room else f"{said[:room]}…"
    return f"{shown}\n\n{_QUESTION}".strip()
