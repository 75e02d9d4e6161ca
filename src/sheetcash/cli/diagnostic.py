"""``sheetcash diagnostic``: what works, what does not, and what to do about it."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable
from datetime import date

import click

from sheetcash.cli.commun import Commande, constats, environ, ouvrir, print_json
from sheetcash.cli.racine import DONE, FINDINGS
from sheetcash.errors import SheetcashError

#: One check: its name, whether it passed, and what was seen.
Check = tuple[str, bool, str]


@click.command(cls=Commande)
@click.argument("classeur", metavar="[CLASSEUR]", required=False)
@click.option("--json", "as_json", is_flag=True, help="Répond en JSON.")
def commande(classeur: str | None, as_json: bool) -> int:
    """Vérifie l'installation, le serveur d'envoi et, si on le donne, le CLASSEUR.

    Rien n'est modifié ; aucun courriel n'est envoyé.
    """
    from sheetcash import __version__

    checks: list[Check] = [
        ("sheetcash", True, __version__),
        ("Python", sys.version_info >= (3, 11), platform.python_version()),
        _check("Réglages", _settings),
        _check("Journal d'envoi", _journal),
        _check("Serveur d'envoi", _server),
        *_excel(classeur or ""),
    ]
    findings = []
    if classeur is not None:
        from sheetcash.adapters.clock import ParisClock
        from sheetcash.cli.affichage import pluriel
        from sheetcash.workbook.reading import SYNC_TABLES, read_book
        from sheetcash.workbook.tables import BAREMES

        store = ouvrir(classeur)

        def read() -> str:
            book = read_book(store.read((*SYNC_TABLES, BAREMES.name)), ParisClock().today())
            findings.extend(book.findings)
            counts = (
                (book.clients, "client"),
                (book.factures, "facture"),
                (book.recettes.dates, "recette"),
                (book.findings, "constat"),
            )
            return ", ".join(pluriel(len(those), name) for those, name in counts)

        def writable() -> str:
            store.ensure_writable()
            return "peut être modifié"

        checks += [
            _check("Classeur", read),
            _check("Écriture", writable),
            ("Date du jour", *_day(ParisClock().today())),
        ]
    if as_json:
        print_json(
            {
                "verifications": [
                    {"nom": name, "ok": fine, "detail": seen} for name, fine, seen in checks
                ],
                "constats": [finding.as_json() for finding in findings],
            }
        )
    else:
        width = max(len(name) for name, _, _ in checks)
        lines = [f"{'✓' if fine else '✗'} {name:<{width}}  {seen}" for name, fine, seen in checks]
        click.echo("\n".join([*lines, *constats(findings)]))
    return DONE if all(fine for _, fine, _ in checks) and not findings else FINDINGS


def _check(name: str, look: Callable[[], str]) -> Check:
    try:
        return name, True, look()
    except SheetcashError as error:
        return name, False, str(error)


def _day(day: date) -> tuple[bool, str]:
    from sheetcash.core.periods import format_date, is_business_day

    return True, f"{format_date(day)}{'' if is_business_day(day) else ', jour non ouvré'}"


def _settings() -> str:
    from sheetcash.adapters.settings import load_settings

    settings = load_settings(environ())
    there = "lus" if settings.file.exists() else "aucun fichier"
    return f"{settings.file} ({there})"


def _journal() -> str:
    from sheetcash.adapters.journal import SqliteJournal
    from sheetcash.adapters.settings import load_settings

    settings = load_settings(environ())
    with SqliteJournal(settings.state_dir) as journal:
        journal.entries("")
        return str(journal.path)


def _excel(classeur: str) -> list[Check]:
    """Excel and Python, where there may be an Excel: one line each that keeps them apart."""
    if sys.platform not in ("win32", "darwin"):
        return []
    from sheetcash.cli.installer_excel import ce_qui_manque

    found = ce_qui_manque(classeur)
    if not found:
        return [("Excel", True, "ses fonctions peuvent appeler Python")]
    return [("Excel", False, f"{one.probleme} {one.que_faire}") for one in found]


def _server() -> str:
    from sheetcash.adapters.mail.configured import smtp_from_settings
    from sheetcash.adapters.mail.smtp_url import parse_smtp_url
    from sheetcash.adapters.settings import load_settings

    settings = load_settings(environ())
    mailer = smtp_from_settings(settings)
    try:
        mailer.open()
    finally:
        mailer.close()
    return f"connexion réussie ({parse_smtp_url(settings.smtp_url or '').without_password()})"
