"""The user's consent: Google's page in a browser, its answer on this computer, then the tokens.

The flow is that of applications for a computer (RFC 8252): PKCE with S256, a listener on 127.0.0.1
at a free port, a ``state`` that only Google's answer can bear. The first answer that bears it
closes the listener; whatever else knocks is turned away and changes nothing.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Empty, Full, Queue
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import parse_qs, urlsplit

from sheetcash.adapters.google.acces import bibliotheques
from sheetcash.adapters.google.compte import Client, Utilisateur
from sheetcash.adapters.google.permissions import Permission, accordees
from sheetcash.errors import AccessDenied, StoreError

if TYPE_CHECKING:
    from google_auth_oauthlib.flow import Flow

#: Seconds to read Google's pages and answer; then the listener closes.
DELAI: Final = 300.0
_TIMEOUT: Final = 30
_REPRENDRE: Final = "Recommencez : sheetcash installer google."
_PAGE: Final = """\
<!doctype html><html lang="fr"><meta charset="utf-8"><title>sheetcash</title>
<body style="font: 1.1em sans-serif; margin: 3em"><p>{}</p></body></html>
"""
_RECU: Final = "Réponse reçue. Fermez cet onglet et revenez à sheetcash."
_AUTRE: Final = "Cette réponse n'est pas celle que sheetcash attend : recommencez depuis sheetcash."


def consentir(
    client: Client,
    permissions: Sequence[Permission],
    montrer: Callable[[str], None],
    *,
    delai: float = DELAI,
) -> Utilisateur:
    """Ask the user, and answer what was granted, which may be less than what was asked.

    Args:
        client: under whose name.
        permissions: what to ask for.
        montrer: leads the user to the address; must not wait for the answer.
        delai: seconds to wait for it.

    Raises:
        AccessDenied: the user or Google said no.
        StoreError: no answer in time, Google could not be reached, or answered nonsense.
    """
    with bibliotheques():
        from google_auth_oauthlib.flow import Flow
    for name in ("requests_oauthlib", "oauthlib"):  # they write tokens in their debug logs
        logging.getLogger(name).setLevel(logging.INFO)
    config = {
        "client_id": client.id,
        "client_secret": client.secret,
        "auth_uri": client.auth_uri,
        "token_uri": client.token_uri,
    }
    state = secrets.token_urlsafe(32)
    with _Ecoute(state) as ecoute:
        flow = Flow.from_client_config(
            {"installed": config}, [one.scope for one in permissions], redirect_uri=ecoute.adresse
        )
        # « consent » shows the boxes again to who left some of them empty the last time.
        url, _ = flow.authorization_url(state=state, prompt="consent", access_type="offline")
        montrer(url)
        answer = ecoute.reponse(delai)
    if "error" in answer:
        raise _refus(answer["error"])
    token = _echanger(flow, answer["code"])
    return _utilisateur(client, permissions, token)


def _utilisateur(
    client: Client, permissions: Sequence[Permission], token: dict[str, Any]
) -> Utilisateur:
    from datetime import UTC, datetime

    if not token.get("refresh_token"):
        raise StoreError(
            "Google n'a pas donné de quoi rester connecté.",
            "Retirez l'accès de l'application sur myaccount.google.com/connections, puis "
            "recommencez.",
        )
    scopes = token.get("scope") or [one.scope for one in permissions]
    granted = accordees(scopes.split() if isinstance(scopes, str) else scopes)
    if not granted:
        raise AccessDenied("Aucune permission n'a été accordée : rien n'est changé.", _REPRENDRE)
    until = token.get("expires_at")
    expire = datetime.fromtimestamp(float(until), UTC).replace(tzinfo=None) if until else None
    return Utilisateur(
        client, token["refresh_token"], granted, jeton=token["access_token"], expire=expire
    )


def _echanger(flow: Flow, code: str) -> dict[str, Any]:
    """The tokens for the code; a consent to a part of what was asked is no fault here."""
    import requests
    from oauthlib.oauth2 import OAuth2Error

    try:
        return dict(flow.fetch_token(code=code, timeout=_TIMEOUT))
    except Warning as partial:  # oauthlib raises it, with the token on it
        token = getattr(partial, "token", None)
        if token is None:
            raise
        return dict(token)
    except OAuth2Error as error:
        said = str(getattr(error, "error", "") or type(error).__name__)[:80]
        raise StoreError(
            f"Google a refusé la connexion ({said}).",
            "Vérifiez que le fichier du client est le dernier téléchargé, puis recommencez.",
        ) from error
    except (requests.RequestException, ValueError) as error:
        raise StoreError(
            f"Google n'a pas pu être joint ({type(error).__name__}).",
            "Vérifiez votre connexion, puis recommencez.",
        ) from error


def _refus(code: str) -> AccessDenied:
    if code == "access_denied":
        return AccessDenied(
            "L'accès a été refusé sur la page de Google : rien n'est changé.",
            "Si Google disait que l'application n'est pas validée : ajoutez votre adresse aux "
            "« utilisateurs tests » de la console, ou passez l'application en production. "
            + _REPRENDRE,
        )
    return AccessDenied(f"Google n'a pas accordé l'accès ({code[:80]}).", _REPRENDRE)


class _Ecoute:
    """The listener; a context manager, closed as soon as it is left."""

    def __init__(self, state: str) -> None:
        self._answers: Queue[dict[str, str]] = Queue(1)
        self.ecartees = 0
        listener = self

        class Handler(BaseHTTPRequestHandler):
            timeout = 10  # browsers open connections that they never use

            def do_GET(self) -> None:
                code, text = listener.recevoir(self.path, state)
                body = _PAGE.format(text).encode()
                self.send_response(code)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Cache-Control", "no-store")
                self.send_header("Referrer-Policy", "no-referrer")
                self.send_header("Connection", "close")
                self.end_headers()
                self.wfile.write(body)
                self.close_connection = True

            def log_message(self, *_: Any) -> None:
                """Say nothing: the address that was asked for holds the code."""

        try:
            self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        except OSError as error:
            raise StoreError(
                "sheetcash ne peut pas écouter sur cet ordinateur "
                f"({error.strerror or type(error).__name__}).",
                "Voyez si un pare-feu l'en empêche, puis recommencez.",
            ) from error
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )

    @property
    def adresse(self) -> str:
        """Where Google sends its answer."""
        return f"http://127.0.0.1:{self._server.server_port}/"

    def recevoir(self, path: str, state: str) -> tuple[int, str]:
        """Take one request: the answer to it, whose first good one is kept."""
        url = urlsplit(path)
        if url.path != "/":
            return 404, "Rien ici."
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        given = query.get("state", "")
        if not secrets.compare_digest(given.encode(), state.encode()):
            self.ecartees += 1
            return 400, _AUTRE
        if not query.get("code") and not query.get("error"):
            return 400, _AUTRE
        try:
            self._answers.put_nowait(query)
        except Full:
            return 410, _AUTRE
        return 200, _RECU

    def reponse(self, delai: float) -> dict[str, str]:
        """Wait for Google's answer."""
        try:
            return self._answers.get(timeout=delai)
        except Empty:
            other = " Une réponse venue d'une autre demande a été écartée." if self.ecartees else ""
            minutes = max(1, round(delai / 60))
            raise StoreError(
                f"Aucune réponse de Google en {minutes} min.{other}",
                "Recommencez, et ouvrez l'adresse sur cet ordinateur-ci.",
            ) from None

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)
