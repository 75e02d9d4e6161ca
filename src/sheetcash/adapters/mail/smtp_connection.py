"""A connection to a mail server, ready for mails: TLS, certificate, credentials; sends nothing."""

from __future__ import annotations

import base64
import re
import smtplib
import socket
import ssl
from typing import TYPE_CHECKING, NoReturn

from sheetcash.adapters.mail.smtp_url import STARTTLS, TLS, SmtpUrl
from sheetcash.errors import BadSetting, Deferred, Refused, SendError

if TYPE_CHECKING:
    from pathlib import Path

_LATER = "Vérifiez la connexion à Internet, puis relancez : les relances dues restent à envoyer."
_SETTINGS = "Vérifiez l'adresse du serveur (sheetcash installer courriel)."
_CERTIFICATE = {
    10: "il a expiré",
    18: "il est signé par lui-même",
    19: "son autorité n'est pas connue de cet ordinateur",
    20: "son autorité n'est pas connue de cet ordinateur",
    62: "il est au nom d'un autre serveur",
    64: "il est au nom d'un autre serveur",
}
# What the big providers want instead of the account's password.
_APP_PASSWORD = (
    (
        re.compile(r"(^|\.)(gmail|googlemail|google)\.com$"),
        "Gmail demande un « mot de passe d'application » (compte Google, Sécurité), pas celui"
        " du compte.",
    ),
    (
        re.compile(r"(^|\.)(outlook|office365|hotmail|live)\.(com|fr)$"),
        "Microsoft demande un « mot de passe d'application », et refuse tout mot de passe à"
        " certains comptes : passez alors par un autre serveur d'envoi.",
    ),
    (
        re.compile(r"(^|\.)(yahoo|icloud|me|mac)\.(com|fr)$"),
        "Ce fournisseur demande un « mot de passe d'application », pas celui du compte.",
    ),
)


def tls_context(cafile: Path | None) -> ssl.SSLContext:
    """TLS 1.2 or later, certificates checked against the system's authorities and ``cafile``.

    Raises:
        BadSetting: ``cafile`` cannot be read or holds no certificate.
    """
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if cafile is not None:
        try:
            context.load_verify_locations(cafile)
        except OSError as error:  # SSLError is one
            raise BadSetting(
                f"Le fichier d'autorités « {cafile} » ne peut pas être lu ({error.strerror}).",
                "Corrigez SHEETCASH_SMTP_CAFILE : un fichier PEM est attendu.",
            ) from error
    return context


def connect(url: SmtpUrl, *, timeout: float, cafile: Path | None) -> smtplib.SMTP:
    """Connect, secure the connection as the URL says, and log in.

    Raises:
        BadSetting: the authorities' file cannot be used.
        Deferred: the server could not be reached, or said later.
        Refused: its certificate, its lack of TLS, or the credentials.
    """
    context = None if url.scheme not in (STARTTLS, TLS) else tls_context(cafile)
    try:
        smtp = _greeted(url, timeout, context)
        try:
            _introduced(smtp, url, context)
        except BaseException:
            smtp.close()
            raise
        return smtp
    except (OSError, smtplib.SMTPException) as error:
        _raise_french(url, error)


def _greeted(url: SmtpUrl, timeout: float, context: ssl.SSLContext | None) -> smtplib.SMTP:
    # A given name spares smtplib a reverse look-up that can last many seconds.
    if url.scheme == TLS:
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(
            url.host, url.port, local_hostname="localhost", timeout=timeout, context=context
        )
    else:
        smtp = smtplib.SMTP(url.host, url.port, local_hostname="localhost", timeout=timeout)
    assert smtp.sock is not None
    smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    own = str(smtp.sock.getsockname()[0]).partition("%")[0]
    smtp.local_hostname = f"[IPv6:{own}]" if ":" in own else f"[{own}]"
    return smtp


def _introduced(smtp: smtplib.SMTP, url: SmtpUrl, context: ssl.SSLContext | None) -> None:
    smtp.ehlo_or_helo_if_needed()
    if url.scheme == STARTTLS:
        if not smtp.has_extn("starttls"):
            raise Refused(
                f"Le serveur {url.host} ne propose pas de chiffrer la connexion (STARTTLS) ;"
                " rien n'a été envoyé en clair.",
                "Essayez smtps:// (port 465), ou demandez l'adresse à votre fournisseur.",
            )
        smtp.starttls(context=context)
        smtp.ehlo_or_helo_if_needed()
    if url.user:
        _log_in(smtp, url)


def _log_in(smtp: smtplib.SMTP, url: SmtpUrl) -> None:
    """AUTH PLAIN, else LOGIN, once.

    ``smtplib.login`` tries every method in turn, which locks accounts, and cannot send an
    accented password.
    """
    offered = smtp.esmtp_features.get("auth", "").upper().split()
    if "PLAIN" in offered:
        secret = f"\0{url.user}\0{url.password}"
        code, answer = smtp.docmd("AUTH", f"PLAIN {_base64(secret)}")
    elif "LOGIN" in offered:
        code, answer = smtp.docmd("AUTH", "LOGIN")
        for secret in (url.user, url.password):
            if code == 334:
                code, answer = smtp.docmd(_base64(secret))
    else:
        found = f" (il propose : {', '.join(offered)})" if offered else ""
        raise Refused(
            f"Le serveur {url.host} n'accepte pas d'utilisateur et mot de passe{found}.",
            "Retirez-les de l'adresse, ou demandez l'adresse à votre fournisseur.",
        )
    if code == 235:
        return
    said = answer_text(code, answer)
    if 400 <= code < 500:
        raise Deferred(f"Le serveur {url.host} remet la connexion à plus tard : {said}.", _LATER)
    raise Refused(
        f"Identifiants refusés par {url.host} pour {url.user} : {said}.", _password_hint(url.host)
    )


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")


def _password_hint(host: str) -> str:
    for pattern, hint in _APP_PASSWORD:
        if pattern.search(host.lower()):
            return hint
    return "Vérifiez l'utilisateur et le mot de passe (sheetcash installer courriel)."


def answer_text(code: int, answer: bytes | str) -> str:
    """The server's own words, in one short line that can be shown anywhere.

    >>> answer_text(550, b"5.1.1 No such\\r\\nuser\\x1b[31m")
    '550 5.1.1 No such user [31m'
    """
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    words = "".join(char if char.isprintable() else " " for char in text).split()
    line = " ".join([str(code), *words] if code > 0 else words)
    return line if len(line) <= 200 else line[:199] + "…"


def lost_text(error: BaseException) -> str:
    """Whether a connection was cut or stopped answering, in French."""
    # smtplib wraps the timeout of the socket in its own "disconnected".
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return "le serveur ne répond plus"
    return "le serveur a coupé la connexion"


def _raise_french(url: SmtpUrl, error: Exception) -> NoReturn:
    where = f"{url.host}:{url.port}"
    found: SendError
    if isinstance(error, ssl.SSLCertVerificationError):
        why = _CERTIFICATE.get(error.verify_code, error.verify_message)
        found = Refused(
            f"Le certificat du serveur {url.host} n'est pas valable : {why}.",
            "Vérifiez le nom du serveur. Ne continuez pas si vous ne savez pas pourquoi.",
        )
    elif isinstance(error, ssl.SSLError):
        found = Refused(
            f"La connexion chiffrée avec {where} a échoué ({error.reason or 'TLS'}).",
            "Le port 465 veut smtps://, le port 587 veut smtp+starttls://.",
        )
    elif isinstance(error, smtplib.SMTPResponseException) and error.smtp_code > 0:
        said = answer_text(error.smtp_code, error.smtp_error)
        if error.smtp_code < 500:
            found = Deferred(f"Le serveur {where} demande d'attendre : {said}.", _LATER)
        else:
            found = Refused(f"Le serveur {where} refuse la connexion : {said}.", _SETTINGS)
    elif isinstance(error, smtplib.SMTPResponseException):
        found = Refused(f"Ce qui répond à {where} n'est pas un serveur d'envoi.", _SETTINGS)
    elif isinstance(error, socket.gaierror):
        found = Deferred(f"Le serveur d'envoi « {url.host} » est introuvable.", _LATER)
    elif isinstance(error, ConnectionRefusedError):
        found = Deferred(f"Aucun serveur d'envoi ne répond à {where}.", _SETTINGS)
    elif isinstance(error, smtplib.SMTPException):
        found = Deferred(f"Connexion à {where} impossible : {lost_text(error)}.", _LATER)
    else:
        why = "pas de réponse" if isinstance(error, TimeoutError) else str(error)
        found = Deferred(f"Connexion à {where} impossible : {why}.", _LATER)
    raise found from error
