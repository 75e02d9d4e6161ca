"""The mailer that the settings describe, its password taken from where it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheetcash.adapters.mail.smtp import SmtpMailer
from sheetcash.adapters.mail.smtp_url import parse_smtp_url
from sheetcash.adapters.secrets import SystemSecrets
from sheetcash.errors import BadSetting

if TYPE_CHECKING:
    from sheetcash.adapters.settings import Settings


def smtp_from_settings(settings: Settings) -> SmtpMailer:
    """The mail server of the settings, ready to be opened.

    Raises:
        BadSetting: no server is set, its address cannot be used, or its password is missing.
    """
    if settings.smtp_url is None:
        raise BadSetting(
            "Aucun serveur d'envoi n'est réglé.", "Lancez « sheetcash installer courriel »."
        )
    url = parse_smtp_url(settings.smtp_url)
    password = None
    if url.user and not url.password:
        password = SystemSecrets(settings.config_dir).get(url.service, url.user)
    return SmtpMailer.from_url(settings.smtp_url, password=password, cafile=settings.smtp_cafile)
