"""The address of a mail server, as one URL; no network here."""

from __future__ import annotations

import ipaddress
import re
from typing import NamedTuple
from urllib.parse import quote, unquote

from sheetcash.errors import BadSetting

PLAIN, STARTTLS, TLS = "smtp", "smtp+starttls", "smtps"
_PORTS = {PLAIN: 25, STARTTLS: 587, TLS: 465}
_HOST = re.compile(r"(?:\[(?P<ip6>[0-9A-Fa-f:.]+)\]|(?P<name>[\w.-]+))(?::(?P<port>[0-9]{1,6}))?/?")
_SHAPE = "Écrivez-la ainsi : smtp+starttls://utilisateur@serveur:587 (ou smtps://…:465)."
# Neither the URL nor any piece of it is quoted: misread, a piece may be one of the password.
_NO_HOST = "L'adresse du serveur d'envoi (SHEETCASH_SMTP_URL) ne nomme pas un serveur."


class SmtpUrl(NamedTuple):
    """A mail server and who we are there; its ``repr`` and ``str`` never show the password."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = ""

    def __repr__(self) -> str:
        return f"SmtpUrl({self.without_password()!r})"

    @property
    def loopback(self) -> bool:
        """Whether the server is on this very machine."""
        if self.host.lower() == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def service(self) -> str:
        """The name under which the password is kept (see :class:`sheetcash.ports.Secrets`)."""
        return f"sheetcash {self.host}"

    def without_password(self) -> str:
        """The URL as it may be shown or stored.

        >>> parse_smtp_url("smtps://moi%40ex.fr:s3cret@mail.ex.fr").without_password()
        'smtps://moi%40ex.fr@mail.ex.fr:465'
        """
        user = f"{quote(self.user, safe='')}@" if self.user else ""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{user}{host}:{self.port}"


def parse_smtp_url(url: str) -> SmtpUrl:
    """Read ``smtp://``, ``smtp+starttls://`` or ``smtps://user:password@host:port``.

    User and password are percent-decoded; only ``%`` itself has to be encoded.

    Raises:
        BadSetting: not such a URL, or credentials would travel in clear to another machine.

    >>> parse_smtp_url("smtp+starttls://moi:a%25b@mail.ex.fr")
    SmtpUrl('smtp+starttls://moi@mail.ex.fr:587')
    """
    scheme, separator, rest = url.strip().partition("://")
    scheme = scheme.lower()
    if not separator or scheme not in _PORTS:
        raise BadSetting(
            "L'adresse du serveur d'envoi (SHEETCASH_SMTP_URL) doit commencer par smtp://,"
            " smtp+starttls:// ou smtps://.",
            _SHAPE,
        )
    credentials, _, place = rest.rpartition("@")
    found = _HOST.fullmatch(place)
    if found is None:
        raise BadSetting(_NO_HOST, _SHAPE)
    port = int(found["port"]) if found["port"] else _PORTS[scheme]
    host = _checked_host(found["ip6"], found["name"])
    if not 1 <= port <= 65535:
        raise BadSetting("Le port du serveur d'envoi n'existe pas (1 à 65535).", _SHAPE)
    user, _, password = credentials.partition(":")
    user, password = unquote(user), unquote(password)
    if password and not user:
        raise BadSetting(
            "L'adresse du serveur d'envoi a un mot de passe mais pas d'utilisateur.", _SHAPE
        )
    if any(ord(char) < 32 or ord(char) == 127 for char in user + password):
        raise BadSetting(
            "L'utilisateur ou le mot de passe du serveur d'envoi contient un caractère"
            " de contrôle.",
            _SHAPE,
        )
    parsed = SmtpUrl(scheme, host, port, user, password)
    if scheme == PLAIN and user and not parsed.loopback:
        raise BadSetting(
            "Le mot de passe partirait en clair vers un autre ordinateur : refusé.",
            "Utilisez smtp+starttls:// (port 587) ou smtps:// (port 465).",
        )
    return parsed


def _checked_host(ip6: str | None, name: str | None) -> str:
    host = ip6 or name or ""
    try:
        if ip6 is not None:
            ipaddress.IPv6Address(ip6)
        else:
            host.encode("idna")
    except ValueError as error:
        raise BadSetting(_NO_HOST, _SHAPE) from error
    return host
