"""What works on this computer and in a workbook, what does not, and what to do about it.

The command ``diagnostic`` and the ribbon's button show the same list.
"""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from sheetcash.core.mots import pluriel
from sheetcash.core.periods import format_date, is_business_day
from sheetcash.errors import SheetcashError
from sheetcash.workbook.findings import Finding

if TYPE_CHECKING:
    from sheetcash.ports import WorkbookStore


class Verification(NamedTuple):
    """One check: its name, whether it passed, and what was seen or what to do."""

    nom: str
    ok: bool
    detail: str


def verifier_poste(environ: Mapping[str, str], classeur: str = "") -> list[Verification]:
    """The program, its settings, the journal, the mail server, and Excel where there may be one.

    Nothing is changed; no mail is sent.

    Args:
        environ: the environment.
        classeur: the path of the user's workbook, empty for none.
    """
    from sheetcash import __version__

    return [
        Verification("sheetcash", True, __version__),
        Verification("Python", sys.version_info >= (3, 11), platform.python_version()),
        _check("Réglages", lambda: _settings(environ)),
        _check("Journal d'envoi", lambda: _journal(environ)),
        _check("Serveur d'envoi", lambda: _server(environ)),
        *_google(environ),
        *_excel(environ, classeur),
    ]


def verifier_classeur(store: WorkbookStore, jour: date) -> tuple[list[Verification], list[Finding]]:
    """What a workbook holds, whether it can be written, and what its rows need."""
    from sheetcash.app.sync import jour_fige
    from sheetcash.workbook.reading import SYNC_TABLES, read_book

    findings: list[Finding] = []

    def read() -> str:
        book = read_book(store.read(SYNC_TABLES), jour)
        findings.extend(book.findings)
        if book.aujourdhui != jour:
            findings.append(jour_fige(book.aujourdhui))
        counts = (
            (len(book.clients), "client"),
            (len(book.factures), "facture"),
            (len(book.recettes.dates), "recette"),
            (len(findings), "constat"),
        )
        return ", ".join(pluriel(number, name) for number, name in counts)

    def writable() -> str:
        store.ensure_writable()
        return "peut être modifié"

    said = f"{format_date(jour)}{'' if is_business_day(jour) else ', jour non ouvré'}"
    checks = [
        _check("Classeur", read),
        *_nom(store),
        _check("Écriture", writable),
        Verification("Date du jour", True, said),
    ]
    return checks, findings


def _check(name: str, look: Callable[[], str]) -> Verification:
    try:
        return Verification(name, True, look())
    except SheetcashError as error:
        return Verification(name, False, str(error))


def _nom(store: WorkbookStore) -> list[Verification]:
    """A name under which Excel will not open the file, or run its macros."""
    from sheetcash.adapters.excel_file.store import ExcelFile

    if not isinstance(store, ExcelFile):
        return []
    try:
        macros = store.a_des_macros()
    except SheetcashError:
        return []  # reading it has told why
    right = ".xlsm" if macros else ".xlsx"
    if store.path.suffix.lower() != right:
        told = f"Excel refusera ce fichier : c'est un {right}. Rendez-lui cette extension."
        return [Verification("Nom", False, told)]
    if macros and "=" in store.name:
        told = "Les boutons refusent un nom qui contient « = ». Renommez le fichier."
        return [Verification("Nom", False, told)]
    return []


def _settings(environ: Mapping[str, str]) -> str:
    from sheetcash.adapters.settings import load_settings

    settings = load_settings(environ)
    there = "lus" if settings.file.exists() else "aucun fichier"
    return f"{settings.file} ({there})"


def _journal(environ: Mapping[str, str]) -> str:
    from sheetcash.adapters.journal import SqliteJournal
    from sheetcash.adapters.settings import load_settings

    with SqliteJournal(load_settings(environ).state_dir) as journal:
        journal.entries("")
        return str(journal.path)


def _server(environ: Mapping[str, str]) -> str:
    from sheetcash.adapters.mail.configured import mailer_from_settings
    from sheetcash.adapters.mail.smtp import SmtpMailer
    from sheetcash.adapters.mail.smtp_url import parse_smtp_url
    from sheetcash.adapters.settings import load_settings

    settings = load_settings(environ)
    mailer = mailer_from_settings(settings, environ)
    try:
        mailer.open()
    finally:
        mailer.close()
    if not isinstance(mailer, SmtpMailer):
        return "Gmail, accès accepté"
    return f"connexion réussie ({parse_smtp_url(settings.smtp_url or '').without_password()})"


def _google(environ: Mapping[str, str]) -> list[Verification]:
    """The Google account, for those who connected one."""
    from sheetcash.adapters.google import acces
    from sheetcash.adapters.google.compte import Utilisateur
    from sheetcash.adapters.google.permissions import PERMISSIONS

    if environ.get(acces.EMULATOR):
        return [Verification("Google", True, "un serveur local en tient lieu")]
    try:
        its = acces.compte(environ)
        if its is None:
            return []
        acces.renouveler(acces.session(environ))
    except SheetcashError as error:
        return [Verification("Google", False, str(error))]
    if not isinstance(its, Utilisateur):
        return [Verification("Google", True, f"compte de service {its.adresse}")]
    allowed = ", ".join(PERMISSIONS[one].role for one in its.permissions if one in PERMISSIONS)
    return [Verification("Google", True, f"{its.adresse or 'connecté'} ({allowed})")]


def _excel(environ: Mapping[str, str], classeur: str) -> list[Verification]:
    """Excel and Python, where there may be an Excel: one line each that keeps them apart."""
    if sys.platform not in ("win32", "darwin"):
        return []
    from sheetcash.hosts.excel.interpreteur import ce_qui_manque

    found = ce_qui_manque(environ, classeur)
    if not found:
        return [Verification("Excel", True, "ses boutons et ses fonctions peuvent appeler Python")]
    return [Verification("Excel", False, f"{one.probleme} {one.que_faire}") for one in found]
