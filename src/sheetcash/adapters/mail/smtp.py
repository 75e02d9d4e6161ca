"""Mails by SMTP, each handed over at most once; the phases are told apart, none is tried again.

Before the text goes out a failure is harmless: refused (5xx) or deferred (4xx, a lost
connection). Once the text is on its way, only the server's answer tells: without it the fate of
the mail is unknown. ``smtplib.sendmail`` blurs that line, so only its primitives are used.
"""

from __future__ import annotations

import re
import smtplib
from contextlib import closing, suppress
from typing import TYPE_CHECKING

from sheetcash.adapters.mail.message import ALLEGER, Envelope, compose, envelope, trop_lourd
from sheetcash.adapters.mail.parties import majorant
from sheetcash.adapters.mail.smtp_connection import answer_text, connect, lost_text
from sheetcash.adapters.mail.smtp_url import SmtpUrl, parse_smtp_url
from sheetcash.errors import (
    AddressRefused,
    BadSetting,
    Deferred,
    Refused,
    SendError,
    TropLourd,
    Unknown,
)

if TYPE_CHECKING:
    from pathlib import Path

    from sheetcash.ports import Mail

TIMEOUT = 30.0
# A server may work long on a text it has taken: RFC 5321 says ten minutes. Giving up early
# leaves the user with an unknown fate, so wait longer than for the rest.
_LAST_ANSWER = 4
_NEXT_RUN = "La relance reste due : elle repartira à la prochaine synchronisation."
_CANNOT_SAY = "Le serveur a répondu de façon incompréhensible"
_MAIL, _RCPT, _DATA, _TEXT = range(4)
_REFUSED = {
    _MAIL: (
        "Expéditeur refusé par le serveur ({0.sender})",
        "Vérifiez « Courriel expéditeur » dans Paramètres, et l'utilisateur du serveur d'envoi.",
    ),
    _RCPT: (
        "Adresse refusée par le serveur ({0.recipient})",
        "Corrigez le courriel du client (feuille Clients), ou appelez-le.",
    ),
    _DATA: ("Message refusé par le serveur", "Voyez avec votre fournisseur de courriel."),
    _TEXT: (
        "Message refusé par le serveur",
        "Corrigez le texte (feuille Modèles), ou voyez avec votre fournisseur de courriel.",
    ),
}


#: RFC 3463: why a mail is refused, in numbers.
_ENHANCED = re.compile(rb"5\.\d{1,3}\.\d{1,3}\b")
_FULL, _TOO_BIG = (b"5.2.2",), (b"5.2.3", b"5.3.4")
_ATTENDRE = "Appelez le client si cela dure : la relance reste due et repartira au prochain envoi."


class _Lost(Exception):
    """The connection was gone before the server took anything of this mail."""


class _Declined(Exception):
    """The mail is not taken; ``in_step`` when the next one can use the connection."""

    def __init__(self, error: SendError, *, in_step: bool) -> None:
        super().__init__(error)
        self.error = error
        self.in_step = in_step


class SmtpMailer:
    """A mail server reached by SMTP; one connection per batch.

    A connection that the server closed between two mails is opened again, once, since nothing
    of the next mail was handed over. When that fails the rest of the batch is deferred without
    knocking at each mail.

    Args:
        url: where, and who we are there.
        timeout: seconds to wait for an answer; four times as long after the text of a mail.
        cafile: a file of certificate authorities to trust besides the system's.
    """

    def __init__(
        self, url: SmtpUrl, *, timeout: float = TIMEOUT, cafile: Path | None = None
    ) -> None:
        self._url = url
        self._timeout = timeout
        self._cafile = cafile
        self._smtp: smtplib.SMTP | None = None
        self._gone: SendError | None = None

    @classmethod
    def from_url(
        cls,
        url: str,
        *,
        password: str | None = None,
        timeout: float = TIMEOUT,
        cafile: Path | None = None,
    ) -> SmtpMailer:
        """Build it from ``smtp://``, ``smtp+starttls://`` or ``smtps://user@host:port``.

        Args:
            url: the server; a password in it goes before ``password``.
            password: what :class:`sheetcash.ports.Secrets` keeps for that user.
            timeout: seconds to wait for an answer.
            cafile: a file of certificate authorities to trust besides the system's.

        Raises:
            BadSetting: the URL cannot be used, or a user has no password.

        >>> SmtpMailer.from_url("smtps://moi@mail.ex.fr", password="s3cret")
        SmtpMailer('smtps://moi@mail.ex.fr:465')
        """
        parsed = parse_smtp_url(url)
        if parsed.user and not parsed.password:
            if not password:
                raise BadSetting(
                    f"Le mot de passe de {parsed.user} pour {parsed.host} manque.",
                    "Donnez-le une fois avec « sheetcash installer courriel ».",
                )
            parsed = parsed._replace(password=password)
        return cls(parsed, timeout=timeout, cafile=cafile)

    def __repr__(self) -> str:
        return f"SmtpMailer({self._url.without_password()!r})"

    def open(self) -> None:
        """Connect and authenticate.

        Raises:
            Deferred: the server could not be reached, or said later.
            Refused: its certificate, its lack of TLS, or the credentials.
            BadSetting: the authorities' file cannot be used.
        """
        self.close()
        self._gone = None
        self._smtp = self._connect()

    def close(self) -> None:
        """Say goodbye; never raises."""
        smtp, self._smtp = self._smtp, None
        if smtp is None:
            return
        # Leaving anyway, and every mail has had its answer: a failure changes nothing.
        with closing(smtp), suppress(OSError, smtplib.SMTPException):
            assert smtp.sock is not None
            smtp.sock.settimeout(min(self._timeout, 5.0))
            smtp.docmd("QUIT")

    def send(self, mail: Mail) -> str:
        """Hand one mail over, once.

        Returns:
            The server's last answer.

        Raises:
            Refused: the server will not take it, or an address cannot be one.
            Deferred: the server says later, or was lost before the text went out.
            Unknown: the connection was lost once the text was on its way.
        """
        ends = envelope(mail)
        if self._smtp is not None:
            with suppress(_Lost):  # the server closed it since the last mail: a new one is due
                return self._hand_over(self._take(), mail, ends)
        self._smtp = self._reconnect()
        try:
            return self._hand_over(self._take(), mail, ends)
        except _Lost as error:
            raise Deferred(f"Message non remis : {error}.", _NEXT_RUN) from error

    def _connect(self) -> smtplib.SMTP:
        return connect(self._url, timeout=self._timeout, cafile=self._cafile)

    def _reconnect(self) -> smtplib.SMTP:
        if self._gone is None:
            try:
                return self._connect()
            except SendError as error:
                self._gone = error
        # Even a refused password is no refusal of this mail.
        raise Deferred(f"Message non remis : {self._gone.probleme}", self._gone.que_faire)

    def _take(self) -> smtplib.SMTP:
        """The connection, which comes back only if the transaction leaves it clean."""
        smtp, self._smtp = self._smtp, None
        assert smtp is not None
        return smtp

    def _hand_over(self, smtp: smtplib.SMTP, mail: Mail, ends: Envelope) -> str:
        keep = False
        try:
            content = _announce(smtp, mail, ends)
            answer = self._hand_text(smtp, content, ends)
            keep = True
            return answer
        except _Declined as declined:
            keep = declined.in_step and _reset(smtp)
            raise declined.error from declined.__cause__
        finally:
            # After Ctrl-C too: an answer still to come would be read as the next mail's.
            if keep:
                self._smtp = smtp
            else:
                smtp.close()

    def _hand_text(self, smtp: smtplib.SMTP, content: bytes, ends: Envelope) -> str:
        try:
            # Every line ends with CR LF and the first is « From: »: no other point begins one.
            smtp.send(content.replace(b"\n.", b"\n..") + b".\r\n")
            assert smtp.sock is not None
            smtp.sock.settimeout(self._timeout * _LAST_ANSWER)
            code, answer = smtp.getreply()
            smtp.sock.settimeout(self._timeout)
        except (OSError, smtplib.SMTPException) as error:
            raise _unknown(lost_text(error)) from error
        if code // 100 == 2:
            return answer_text(code, answer)
        if code // 100 in (4, 5):
            raise _declined(_TEXT, code, answer, ends)
        raise _unknown(f"{_CANNOT_SAY} ({answer_text(code, answer)})")


def _announce(smtp: smtplib.SMTP, mail: Mail, ends: Envelope) -> bytes:
    """MAIL, RCPT and DATA, in one go if the server can, else one by one; gives the text.

    The text is composed while the server thinks.

    Raises:
        _Lost: before any answer to this mail.
        _Declined: by an answer, or by a loss after the first one.
    """
    commands = _commands(smtp, ends)
    content = _weighed(smtp, mail, ends)
    together = smtp.has_extn("pipelining")
    answers: list[tuple[int, bytes]] = []
    lost: Exception | None = None
    try:
        smtp.send(b"".join(commands) if together else commands[0])
        content = content or compose(mail, ends)
        for phase, command in enumerate(commands):
            if phase and not together:
                smtp.send(command)
            answers.append(smtp.getreply())
            if not (together or _accepted(phase, answers[-1][0])):
                break
    except (OSError, smtplib.SMTPException) as error:
        lost = error
    for phase, (code, answer) in enumerate(answers):
        if not _accepted(phase, code):
            if phase == _MAIL and code == 421:
                raise _Lost(answer_text(code, answer))
            declined = _declined(phase, code, answer, ends)
            # 354 after a refusal: it waits for a text that must not go out.
            waits = len(answers) > _DATA and answers[_DATA][0] == 354
            declined.in_step &= lost is None and not waits
            raise declined
    if lost is not None and not answers:
        raise _Lost(lost_text(lost)) from lost
    if lost is not None:
        deferred = Deferred(f"Message non remis : {lost_text(lost)}.", _NEXT_RUN)
        raise _Declined(deferred, in_step=False) from lost
    return content


def _commands(smtp: smtplib.SMTP, ends: Envelope) -> tuple[bytes, bytes, bytes]:
    options = ""
    if ends.utf8:
        if not smtp.has_extn("smtputf8"):
            odd = ends.sender if ends.recipient.isascii() else ends.recipient
            kind = AddressRefused if ends.sender.isascii() else Refused
            error = kind(
                f"Le serveur d'envoi n'accepte pas les lettres accentuées de l'adresse « {odd} ».",
                "Demandez une adresse sans accent avant le @.",
            )
            raise _Declined(error, in_step=True)
        options = " SMTPUTF8 BODY=8BITMIME"
    return (
        f"MAIL FROM:<{ends.sender}>{options}\r\n".encode(),
        f"RCPT TO:<{ends.recipient}>\r\n".encode(),
        b"DATA\r\n",
    )


def _weighed(smtp: smtplib.SMTP, mail: Mail, ends: Envelope) -> bytes:
    """The text of a mail that may be more than the server takes (RFC 1870); else nothing yet.

    Raises:
        _Declined: it is more; the server was told nothing.
    """
    told = smtp.esmtp_features.get("size", "").strip()
    limit = int(told) if told.isascii() and told.isdecimal() else 0
    if not limit or majorant(mail) <= limit:
        return b""
    content = compose(mail, ends)
    if len(content) <= limit:
        return content
    raise _Declined(trop_lourd(len(content), limit, "le serveur d'envoi"), in_step=True)


def _accepted(phase: int, code: int) -> bool:
    return code == 354 if phase == _DATA else code // 100 == 2


def _declined(phase: int, code: int, answer: bytes, ends: Envelope) -> _Declined:
    """What a 4xx, a 5xx or nonsense means for this mail, and for the connection."""
    said = answer_text(code, answer)
    error: SendError
    if code // 100 == 5:
        what, what_to_do = _REFUSED[phase]
        if code == 530:
            what, what_to_do = (
                "Le serveur d'envoi demande un utilisateur et un mot de passe",
                "Donnez-les avec « sheetcash installer courriel ».",
            )
        kind = AddressRefused if phase == _RCPT and code != 530 else Refused
        error = _place(phase, code, answer) or kind(f"{what.format(ends)} : {said}.", what_to_do)
    elif code // 100 == 4:
        error = Deferred(f"Le serveur remet ce message à plus tard : {said}.", _NEXT_RUN)
    else:
        error = Deferred(f"{_CANNOT_SAY} ({said}) : message non remis.", _NEXT_RUN)
    return _Declined(error, in_step=code // 100 in (4, 5) and code != 421)


def _place(phase: int, code: int, answer: bytes) -> Refused | None:
    """A refusal for want of room, in the mailbox or for that mail; None for any other.

    552 alone says one or the other, and providers use it for forbidden files, too: the number of
    RFC 3463 that may follow it has the last word.
    """
    told = _ENHANCED.match(answer)
    why = told[0] if told is not None else b""
    said = answer_text(code, answer)
    if why in _FULL or (code == 552 and not why and phase == _RCPT):
        return Refused(f"La boîte du destinataire est pleine : {said}.", _ATTENDRE)
    if why in _TOO_BIG:
        return TropLourd(f"Message trop lourd pour le serveur : {said}.", ALLEGER)
    if code == 552 and (not why or why.startswith((b"5.2.", b"5.3."))):
        what = "Boîte du destinataire pleine, ou message trop lourd"
        return TropLourd(f"{what} : {said}.", f"{ALLEGER} {_ATTENDRE}")
    return None


def _reset(smtp: smtplib.SMTP) -> bool:
    """RSET, so that the next mail starts afresh; whether the connection can serve it."""
    try:
        return smtp.docmd("RSET")[0] == 250
    except (OSError, smtplib.SMTPException):
        return False  # the next mail will open another one


def _unknown(why: str) -> Unknown:
    return Unknown(
        f"Le message a été remis mais le serveur ne l'a pas confirmé : {why}."
        " On ne sait pas s'il est parti.",
        "Regardez vos messages envoyés ou demandez au client, puis écrivez « envoyée » ou"
        " « à renvoyer » dans « État sync » ; rien ne repart sans cela.",
    )
