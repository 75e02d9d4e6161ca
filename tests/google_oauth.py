"""A local stand-in for Google's OAuth server, over TLS on loopback: authorize, token, revoke.

It holds the client to the protocol: client, redirect on 127.0.0.1, PKCE with S256, a code used
once, a secret that matches. What it is told to do (refuse, grant a part, revoke, rotate) it does.
It also says whose a token is, at Drive's address for it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import secrets
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import requests
import trustme
from google.auth import jwt

CLIENT_ID = "1234-abc.apps.googleusercontent.com"
CLIENT_SECRET = "GOCSPX-le-secret-du-client"
ADRESSE = "moi@gmail.com"
_AUDIENCE = "https://oauth2.googleapis.com/token"  # whatever the endpoint, google-auth says so


class OAuth:
    """The server.

    Attributes:
        autorite: a file of the authority to trust.
        refuse: what the user answers instead of yes (``access_denied``).
        accorde: keeps of the scopes asked those that are granted.
        tournant: each refresh gives a new refresh token.
        duree: seconds an access token lasts.
        panne: the status that the token endpoint answers instead.
        sans_refresh: the code gives no refresh token.
        drive_eteint: Drive's API was not switched on in the console.
        demandes: what each call to ``/token`` was for.
        retires: the tokens that were revoked.
    """

    def __init__(self, folder: Path) -> None:
        self.refuse = ""
        self.accorde = lambda scopes: scopes
        self.tournant = False
        self.duree = 3600
        self.panne = 0
        self.sans_refresh = False
        self.drive_eteint = False
        self.demandes: list[str] = []
        self.retires: list[str] = []
        self.robots: dict[str, bytes] = {}  # service accounts, by their public keys
        self.jetons: dict[str, str] = {}  # access token -> refresh token
        self.refreshs: dict[str, list[str]] = {}  # refresh token -> scopes
        self.secrets: set[str] = {CLIENT_SECRET}  # whatever must never be shown
        self._codes: dict[str, dict[str, Any]] = {}
        server = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: Any) -> None:
                return

            def do_GET(self) -> None:
                if self.path.startswith("/drive/"):
                    server._a_qui(self)
                else:
                    server._autoriser(self)

            def do_POST(self) -> None:
                text = self.rfile.read(int(self.headers["Content-Length"])).decode()
                form = {name: values[0] for name, values in parse_qs(text).items()}
                basic = self.headers.get("Authorization", "").removeprefix("Basic ")
                if basic:  # the client may tell who it is in either way
                    name, _, key = base64.b64decode(basic).decode().partition(":")
                    form |= {"client_id": name, "client_secret": key}
                path = urlsplit(self.path).path
                code, answer = {"/token": server._token, "/revoke": server._revoke}[path](form)
                body = json.dumps(answer).encode()
                self.send_response(code)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        authority = trustme.CA()
        self.autorite = folder / "oauth-ca.pem"
        authority.cert_pem.write_to_path(str(self.autorite))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1").configure_cert(context)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.url = f"https://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def client(self, path: Path, genre: str = "installed", **more: str) -> Path:
        """Write the client's file, as the console gives it."""
        its = {
            "client_id": CLIENT_ID,
            "project_id": "sheetcash-1",
            "auth_uri": f"{self.url}/auth",
            "token_uri": f"{self.url}/token",
            "client_secret": CLIENT_SECRET,
            "redirect_uris": ["http://localhost"],
        }
        path.write_text(json.dumps({genre: its | more}))
        return path

    def revoquer(self) -> None:
        """The user takes the access back on Google's page."""
        self.refreshs.clear()
        self.jetons.clear()

    def navigateur(self, url: str) -> requests.Response:
        """What the browser does: Google's page, a click, then the redirection."""
        return requests.get(url, verify=str(self.autorite), timeout=10)

    def redirection(self, url: str) -> str:
        """Where the browser would be sent, without going."""
        answer = requests.get(url, verify=str(self.autorite), timeout=10, allow_redirects=False)
        return answer.headers["Location"]

    def _autoriser(self, request: BaseHTTPRequestHandler) -> None:
        query = {name: v[0] for name, v in parse_qs(urlsplit(request.path).query).items()}
        good = (
            query.get("client_id") == CLIENT_ID
            and query.get("response_type") == "code"
            and query.get("code_challenge_method") == "S256"
            and re.fullmatch(r"[A-Za-z0-9_-]{43}", query.get("code_challenge", ""))
            and re.fullmatch(r"http://127\.0\.0\.1:\d+/", query.get("redirect_uri", ""))
            and len(query.get("state", "")) >= 32
            and query.get("access_type") == "offline"
        )
        if not good:
            request.send_error(400, "invalid_request")
            return
        given = {"state": query["state"]}
        if self.refuse:
            given["error"] = self.refuse
        else:
            code = secrets.token_urlsafe(20)
            given["code"] = code
            self.secrets.add(code)
            self._codes[code] = query
        request.send_response(302)
        request.send_header("Location", f"{query['redirect_uri']}?{urlencode(given)}")
        request.send_header("Content-Length", "0")
        request.end_headers()

    def _token(self, form: dict[str, str]) -> tuple[int, Any]:
        self.demandes.append(form["grant_type"])
        if self.panne:
            return self.panne, {"error": "internal_failure"}
        if form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer":
            return self._robot(form["assertion"])
        if form.get("client_id") != CLIENT_ID or form.get("client_secret") != CLIENT_SECRET:
            return 401, {"error": "invalid_client", "error_description": "Unauthorized"}
        if form["grant_type"] == "authorization_code":
            return self._echange(form)
        old = form["refresh_token"]
        if old not in self.refreshs:
            said = "Token has been expired or revoked."
            return 400, {"error": "invalid_grant", "error_description": said}
        scopes = self.refreshs[old]
        if not self.tournant:
            return 200, self._donner(scopes, old)
        del self.refreshs[old]
        new = self._refresh(scopes)
        return 200, self._donner(scopes, new) | {"refresh_token": new}

    def _echange(self, form: dict[str, str]) -> tuple[int, Any]:
        asked = self._codes.pop(form["code"], None)  # once only
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if (
            asked is None
            or asked["code_challenge"] != challenge
            or asked["redirect_uri"] != form["redirect_uri"]
        ):
            return 400, {"error": "invalid_grant", "error_description": "Bad Request"}
        self.secrets.add(form["code_verifier"])
        scopes = self.accorde(asked["scope"].split())
        refresh = self._refresh(scopes)
        answer = self._donner(scopes, refresh)
        return 200, answer if self.sans_refresh else answer | {"refresh_token": refresh}

    def _robot(self, assertion: str) -> tuple[int, Any]:
        """A service account signs who it is and what it asks for."""
        name = jwt.decode(assertion, verify=False)["iss"]
        if name not in self.robots:
            said = "Invalid grant: account not found"
            return 400, {"error": "invalid_grant", "error_description": said}
        told = jwt.decode(assertion, certs=self.robots[name], audience=_AUDIENCE)
        return 200, self._donner(told["scope"].split(), name)

    def _refresh(self, scopes: list[str]) -> str:
        token = f"1//{secrets.token_urlsafe(40)}"
        self.refreshs[token] = scopes
        self.secrets.add(token)
        return token

    def _donner(self, scopes: list[str], refresh: str) -> dict[str, Any]:
        token = f"ya29.{secrets.token_urlsafe(40)}"
        self.jetons[token] = refresh
        self.secrets.add(token)
        return {
            "access_token": token,
            "expires_in": self.duree,
            "scope": " ".join(scopes),
            "token_type": "Bearer",
        }

    def _a_qui(self, request: BaseHTTPRequestHandler) -> None:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        code, answer = 200, {"user": {"emailAddress": ADRESSE}}
        if token not in self.jetons:
            code, answer = 401, {"error": {"code": 401, "status": "UNAUTHENTICATED"}}
        elif self.drive_eteint:
            reason = {"errors": [{"reason": "accessNotConfigured"}], "code": 403}
            code, answer = 403, {"error": reason}
        body = json.dumps(answer).encode()
        request.send_response(code)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    def _revoke(self, form: dict[str, str]) -> tuple[int, Any]:
        token = form["token"]
        self.retires.append(token)
        if self.refreshs.pop(token, None) is None:
            return 400, {"error": "invalid_token"}
        return 200, {}
