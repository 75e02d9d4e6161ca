"""Mails by Gmail's API, each handed over at most once; none is tried again.

Google's client builds the request; it runs over google-auth's requests session, never over
httplib2, which hands a mail over twice when the server accepts it and drops the answer. A clear
answer tells whether the mail was taken; a connection lost on the way, or an answer that is none,
leaves its fate unknown.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from sheetcash.adapters.google import acces
from sheetcash.adapters.mail.message import ALLEGER, compose, envelope, trop_lourd
from sheetcash.errors import (
    AccessDenied,
    AddressRefused,
    Deferred,
    Refused,
    SendError,
    StoreError,
    TropLourd,
    Unknown,
)

if TYPE_CHECKING:
    import requests

    from sheetcash.ports import Mail

#: To connect, and to be answered: giving up early leaves the user with an unknown fate.
_TIMEOUT: Final = (10.0, 120.0)
#: What the description of Gmail's API says of a message: 35 MB.
_MAX_OCTETS: Final = 36_700_160
_NEXT_RUN: Final = "La relance reste due : elle repartira à la prochaine synchronisation."
_QUOTAS: Final = frozenset(
    {
        "rateLimitExceeded",
        "userRateLimitExceeded",
        "dailyLimitExceeded",
        "quotaExceeded",
        "RATE_LIMIT_EXCEEDED",
    }
)
_SCOPES: Final = frozenset({"insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"})
_OFF: Final = frozenset({"accessNotConfigured", "SERVICE_DISABLED"})
_FIL: Final = re.compile(r"\(message \w+, fil (\w+)\)")
_ASK_AGAIN: Final = "Lancez « sheetcash installer google » et cochez toutes les cases."


class GmailMailer:
    """Gmail, in the name of the account that was connected; one session per batch.

    Once Gmail will take nothing more (access lost, quota reached), the rest of the batch is
    deferred without knocking at each mail.

    Args:
        ouvrir: gives the session, which bears the access.
    """

    def __init__(self, ouvrir: Callable[[], requests.Session]) -> None:
        self._ouvrir = ouvrir
        self._session: requests.Session | None = None
        self._api: Any = None
        self._gone: SendError | None = None

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> GmailMailer:
        """The mailer of the connected account, or of the stand-in that the environment names."""
        return cls(lambda: acces.session(environ))

    def open(self) -> None:
        """Make sure of the access.

        Raises:
            Deferred: Google could not be reached.
            Refused: the access is lost.
            BadSetting: no account is connected.
        """
        self.close()
        self._gone = None
        session = self._ouvrir()
        try:
            acces.renouveler(session)
        except StoreError as error:
            session.close()
            raise _access(error) from error
        self._session = session
        self._api = _messages(session)

    def close(self) -> None:
        """Leave the connection; never raises."""
        session, self._session, self._api = self._session, None, None
        if session is not None:
            session.close()

    def send(self, mail: Mail) -> str:
        """Hand one mail over, once.

        Returns:
            Gmail's answer: the numbers of the message and of its conversation.

        Raises:
            Refused: Gmail will not take it, or an address cannot be one.
            Deferred: Gmail says later, or could not be reached at all.
            Unknown: no answer came, or none that tells.
        """
        ends = envelope(mail)
        if self._gone is not None:
            raise Deferred(f"Message non remis : {self._gone.probleme}", self._gone.que_faire)
        content = compose(mail, ends)
        if len(content) > _MAX_OCTETS:
            raise trop_lourd(len(content), _MAX_OCTETS, "Gmail")
        raw = base64.urlsafe_b64encode(content).decode()
        found = _FIL.search(mail.precedent)
        if found is not None:
            # Of another account, or deleted, Gmail takes nothing: a new one may be opened then.
            with suppress(_NoThread):
                return self._hand_over({"raw": raw, "threadId": found[1]}, mail)
        try:
            return self._hand_over({"raw": raw}, mail)
        except _NoThread as error:
            raise Refused(
                "Gmail ne trouve pas la boîte de ce compte (404).",
                "Vérifiez que ce compte Google a bien Gmail.",
            ) from error

    def _hand_over(self, body: dict[str, str], mail: Mail) -> str:
        from googleapiclient.errors import HttpError
        from requests import RequestException

        assert self._api is not None
        try:
            answer = self._api.send(userId="me", body=body).execute(num_retries=0)
        except HttpError as error:
            raise self._answered(error.resp.status, error.content, mail) from error
        except StoreError as error:
            # Told before anything left, or after a 401: Google carried nothing out.
            raise self._lasting(_access(error)) from error
        except RequestException as error:
            if _never_left(error):
                raise Deferred(
                    f"Gmail n'a pas pu être joint ({type(error).__name__}).", _NEXT_RUN
                ) from error
            raise _unknown(type(error).__name__) from error
        except ValueError as error:
            raise _unknown("réponse illisible") from error
        its = answer if isinstance(answer, dict) else {}
        if not its.get("id"):
            raise _unknown("réponse incomplète")
        return f"accepté par Gmail (message {its['id']}, fil {its.get('threadId', its['id'])})"

    def _lasting(self, error: SendError) -> SendError:
        """The same error, that the next mails would meet too."""
        self._gone = error
        return error

    def _answered(self, code: int, content: bytes, mail: Mail) -> Exception:
        """What an answer that is no acceptance means."""
        message, reasons = _reasons(content)
        if code == 404:
            return _NoThread()
        if code == 429 or (code == 403 and reasons & _QUOTAS):
            return self._lasting(
                Deferred(
                    "Gmail n'accepte plus d'envois pour l'instant (quota).",
                    "Le reste partira à la prochaine synchronisation, demain au plus tard.",
                )
            )
        if code == 401:
            return self._lasting(
                Refused("Google ne reconnaît pas l'accès de sheetcash.", acces.CONNECTER)
            )
        if code == 403 and reasons & _SCOPES:
            text = "sheetcash n'a pas la permission d'envoyer par Gmail."
            return self._lasting(Refused(text, _ASK_AGAIN))
        if code == 403 and reasons & _OFF:
            return self._lasting(
                Refused(
                    "Gmail API n'est pas activée dans votre projet Google.",
                    "Activez-la : console.cloud.google.com, « API et services », Bibliothèque.",
                )
            )
        if code == 400 and re.search(r"\b(To|Recipient)\b", message):
            return AddressRefused(
                f"Adresse refusée par Gmail ({mail.recipient}).",
                "Corrigez le courriel du client (feuille Clients), ou appelez-le.",
            )
        if code == 413:
            return TropLourd("Message refusé par Gmail (413) : trop lourd.", ALLEGER)
        if code // 100 == 4 and code != 408:
            return Refused(
                f"Message refusé par Gmail ({code} {message[:120]}).".replace(" )", ")"),
                "Vérifiez « Courriel expéditeur » dans Paramètres et le texte (feuille Modèles).",
            )
        return _unknown(f"réponse {code}")


class _NoThread(Exception):
    """404: nothing was taken."""


class _Http:
    """What Google's client takes for httplib2, over a requests session: one request, no more."""

    def __init__(self, session: requests.Session) -> None:
        self._session = session

    def request(
        self,
        uri: str,
        method: str = "GET",
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        **_: Any,
    ) -> tuple[Any, bytes]:
        """Ask once; a redirection is an answer like another, and is not followed."""
        import httplib2

        answer = self._session.request(
            method, uri, data=body, headers=dict(headers or {}), timeout=_TIMEOUT,
            allow_redirects=False,
        )  # fmt: skip
        told = {name.lower(): value for name, value in answer.headers.items()}
        response = httplib2.Response(told | {"status": str(answer.status_code)})
        response.reason = answer.reason
        return response, answer.content

    def close(self) -> None:
        """The session is closed by whoever opened it."""


def _messages(session: requests.Session) -> Any:
    """``users.messages`` of Gmail's API, from the description that comes with the library."""
    with acces.bibliotheques():
        from googleapiclient.discovery import build_from_document
        from googleapiclient.discovery_cache import get_static_doc
    api = build_from_document(get_static_doc("gmail", "v1"), http=_Http(session))
    return api.users().messages()


def _access(error: StoreError) -> SendError:
    """The loss of the access, or of the way to it, as an error of sending."""
    kind = Refused if isinstance(error, AccessDenied) else Deferred
    return kind(error.probleme, error.que_faire)


def _never_left(error: Exception) -> bool:
    """Whether the connection was never made: nothing of the mail can have gone out."""
    import ssl

    from requests.exceptions import ConnectTimeout, ProxyError
    from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

    if isinstance(error, (ConnectTimeout, ProxyError)):
        return True
    at: object = error
    for _ in range(8):  # requests wraps urllib3's, which wraps the system's
        if isinstance(at, (NewConnectionError, ConnectTimeoutError, ssl.SSLCertVerificationError)):
            return True
        if not isinstance(at, BaseException):
            break
        at = getattr(at, "reason", None) or at.__cause__ or (at.args[0] if at.args else None)
    return False


def _reasons(content: bytes) -> tuple[str, frozenset[str]]:
    """Google's message and its reasons, old and new style."""
    try:
        error = json.loads(content)["error"]
        its = [one.get("reason", "") for one in error.get("errors", [])]
        its += [one.get("reason", "") for one in error.get("details", [])]
        return str(error.get("message", "")), frozenset(its)
    except (ValueError, KeyError, TypeError, AttributeError):
        return "", frozenset()


def _unknown(why: str) -> Unknown:
    return Unknown(
        f"Le message a été remis à Gmail, qui ne l'a pas confirmé : {why}."
        " On ne sait pas s'il est parti.",
        "Regardez vos messages envoyés ou demandez au client, puis écrivez « envoyée » ou"
        " « à renvoyer » dans « État sync » ; rien ne repart sans cela.",
    )
