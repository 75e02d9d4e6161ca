"""The way mails leave: a server, its password taken from where it is kept, or Gmail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheetcash.adapters.mail.smtp import SmtpMailer
from sheetcash.adapters.mail.smtp_url import parse_smtp_url
from sheetcash.adapters.secrets import SystemSecrets
from sheetcash.adapters.settings import GMAIL, SMTP
from sheetcash.errors import BadSetting, StoreError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sheetcash.adapters.mail.gmail import GmailMailer
    from sheetcash.adapters.settings import Settings


def mailer_from_settings(
    settings: Settings, environ: Mapping[str, str]
) -> SmtpMailer | GmailMailer:
    """The way mails leave, ready to be opened.

    What the user chose (``courriel_moyen``); else the server when there is one, else Gmail when its
    account was connected with the permission to send.

    Raises:
        BadSetting: no way is set, or it cannot be used.
        StoreError: what was kept of the Google account cannot be read.
    """
    if settings.courriel_moyen == GMAIL:
        return gmail_from_environ(environ)
    if settings.courriel_moyen != SMTP and settings.smtp_url is None and _gmail(environ):
        return gmail_from_environ(environ)
    return smtp_from_settings(settings)


def gmail_from_environ(environ: Mapping[str, str]) -> GmailMailer:
    """Gmail, in the name of the connected account.

    Raises:
        BadSetting: there is none, or it may not send.
        StoreError: what was kept of it cannot be read.
    """
    from sheetcash.adapters.google import acces
    from sheetcash.adapters.google.permissions import COURRIEL
    from sheetcash.adapters.mail.gmail import GmailMailer

    if not acces.permet(environ, COURRIEL):
        raise BadSetting(
            "Aucun compte Google n'est connecté avec la permission d'envoyer par Gmail.",
            "Lancez « sheetcash installer google », et cochez toutes les cases de la page de "
            "Google ; un compte de service n'a pas de boîte.",
        )
    return GmailMailer.from_environ(environ)


def smtp_from_settings(settings: Settings) -> SmtpMailer:
    """The mail server of the settings, ready to be opened.

    Raises:
        BadSetting: no server is set, its address cannot be used, or its password is missing.
    """
    if settings.smtp_url is None:
        raise BadSetting(
            "Aucun serveur d'envoi n'est réglé.",
            "Lancez « sheetcash installer courriel », ou « sheetcash installer google » pour "
            "envoyer par Gmail.",
        )
    url = parse_smtp_url(settings.smtp_url)
    password = None
    if url.user and not url.password:
        password = SystemSecrets(settings.config_dir).get(url.service, url.user)
    return SmtpMailer.from_url(settings.smtp_url, password=password, cafile=settings.smtp_cafile)


def _gmail(environ: Mapping[str, str]) -> bool:
    """Whether Gmail can be used; an account that cannot be read is told by those who need it."""
    from sheetcash.adapters.google import acces
    from sheetcash.adapters.google.permissions import COURRIEL

    try:
        return acces.permet(environ, COURRIEL)
    except StoreError:
        return False
