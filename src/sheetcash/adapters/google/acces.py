"""The way to Google: a requests session that bears the user's access, and renews it.

Nothing is sent twice from here but what Google answered 401 to, which it did not carry out. What is
renewed is kept; what is lost (revoked, expired) is one sentence that says how to connect again.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from sheetcash.adapters.google import compte as comptes
from sheetcash.adapters.google.permissions import FEUILLES, PARTAGE, PERMISSIONS, Permission
from sheetcash.errors import AccessDenied, AccessLost, BadSetting, SheetcashError, StoreError

if TYPE_CHECKING:
    import requests
    from google.auth.credentials import Credentials

    from sheetcash.adapters.google.compte import Compte, Robot, Utilisateur
    from sheetcash.adapters.secrets import SystemSecrets

#: Sends all of Google's traffic to a local server, in clear and without credentials.
EMULATOR: Final = "SHEETCASH_GOOGLE_EMULATOR_HOST"
#: This computer, and nothing that could be read otherwise by whoever opens the connection.
_HERE: Final = re.compile(r"(?:127\.0\.0\.1|localhost|\[::1\])(?::(\d{1,5}))?", re.ASCII)
#: The way to set Google up, and to set it up again.
CONNECTER: Final = "Lancez « sheetcash installer google »."
PERDU: Final = (
    "Google ne reconnaît plus l'accès donné à sheetcash : il a été retiré, votre mot de passe a "
    "changé, il n'a pas servi depuis six mois, ou votre application Google est restée en mode "
    "« Test », où un accès ne dure que sept jours."
)
ENCORE: Final = "Lancez encore « sheetcash installer google »."
_PAS_JOINT: Final = (
    "Google n'a pas pu être joint pour renouveler l'accès.",
    "Vérifiez votre connexion, puis recommencez.",
)


def session(environ: Mapping[str, str]) -> requests.Session:
    """A session that may speak to Google in the user's name, or to the stand-in without a name.

    Its requests raise, besides requests' own errors:

        AccessDenied: the access is lost; nothing was carried out.
        StoreError: it could not be renewed; nothing was carried out.

    Raises:
        BadSetting: Google was never set up, or the stand-in is not on this computer.
        StoreError: what was kept of the account cannot be read.
    """
    host = environ.get(EMULATOR)
    if host:
        return _locale(host)
    secrets = _secrets(environ)
    its = comptes.charger(secrets)
    if its is None:
        raise BadSetting(
            "Aucun compte Google n'est connecté.",
            CONNECTER,
        )
    return autorisee(its, secrets)


def renouveler(its: requests.Session) -> None:
    """Renew the access now, so that a lost one is known before anything is begun.

    Raises:
        AccessDenied: it is lost.
        StoreError: it could not be renewed.
    """
    credentials: Credentials | None = getattr(its, "credentials", None)
    if credentials is None:
        return  # the stand-in: nothing to renew
    from google.auth.exceptions import GoogleAuthError
    from google.auth.transport.requests import Request

    request: Any = partial(Request(), timeout=30)
    try:
        credentials.refresh(request)
    except GoogleAuthError as error:
        raise _dit(error) from error


def compte(environ: Mapping[str, str]) -> Compte | None:
    """The account that is connected, None when there is none.

    Raises:
        StoreError: what was kept of it cannot be read.
    """
    return comptes.charger(_secrets(environ))


def possede(environ: Mapping[str, str]) -> None:
    """Make sure that this account may own a file.

    Raises:
        BadSetting: it is a service account, which has no Drive of its own.
    """
    its = None if environ.get(EMULATOR) else compte(environ)
    if isinstance(its, comptes.Robot):
        raise BadSetting(
            "Un compte de service ne peut pas posséder de feuille : rien n'a été créé.",
            "Créez une feuille vide avec votre compte, partagez-la en modification avec "
            f"{its.adresse}, puis lancez « sheetcash nouveau gsheet: » suivi de son adresse.",
        )


def permet(environ: Mapping[str, str], permission: Permission) -> bool:
    """Whether that may be asked of Google; the stand-in lets all be asked."""
    if environ.get(EMULATOR):
        return True
    its = compte(environ)
    return isinstance(its, comptes.Utilisateur) and permission.code in its.permissions


def autorisee(its: Compte, secrets: SystemSecrets) -> requests.Session:
    """The session of that account, which keeps in ``secrets`` the access it renews."""
    with bibliotheques():
        from google.auth.exceptions import GoogleAuthError
        from google.auth.transport.requests import AuthorizedSession

    class Session(AuthorizedSession):
        """Google's, with its own errors told in French."""

        def request(self, *args: Any, **options: Any) -> Any:
            try:
                return super().request(*args, **options)  # type: ignore[no-untyped-call]
            except GoogleAuthError as error:
                raise _dit(error) from error

    if isinstance(its, comptes.Robot):
        credentials = _du_robot(its)
    else:
        credentials = _de_l_utilisateur(its, secrets)
    return Session(credentials, max_refresh_attempts=1)  # type: ignore[no-untyped-call]


@contextmanager
def bibliotheques() -> Iterator[None]:
    """Import in this block what the extra ``google`` brings.

    Raises:
        BadSetting: it is not installed.
    """
    try:
        yield
    except ImportError as error:
        raise BadSetting(
            "Google demande des bibliothèques qui ne sont pas installées.",
            f'Dans le dossier de sheetcash : "{sys.executable}" -m pip install ".[google]" '
            "(voir docs/google-acces.md).",
        ) from error


def _secrets(environ: Mapping[str, str]) -> SystemSecrets:
    from sheetcash.adapters.secrets import SystemSecrets
    from sheetcash.adapters.settings import load_settings

    return SystemSecrets(load_settings(environ).config_dir)


def _de_l_utilisateur(its: Utilisateur, secrets: SystemSecrets) -> Credentials:
    """Google's credentials, built by hand: its reader of files forgets the token's address."""
    from google.oauth2.credentials import Credentials as Google

    class Gardees(Google):
        """Credentials that are kept each time they are renewed."""

        def refresh(self, request: Any) -> None:
            super().refresh(request)  # type: ignore[no-untyped-call]
            new = its._replace(
                refresh_token=self.refresh_token or its.refresh_token,
                jeton=self.token or "",
                expire=self.expiry,
            )
            # An access that cannot be kept serves this run all the same.
            with suppress(SheetcashError):
                comptes.rafraichir(secrets, its, new)

    return Gardees(  # type: ignore[no-untyped-call]
        its.jeton or None,
        refresh_token=its.refresh_token,
        token_uri=its.client.token_uri,
        client_id=its.client.id,
        client_secret=its.client.secret,
        scopes=[PERMISSIONS[code].scope for code in its.permissions if code in PERMISSIONS],
        expiry=its.expire,
    )


def _du_robot(its: Robot) -> Credentials:
    """A service account sees what is shared with it and nothing else, so it may ask for Drive."""
    from google.oauth2.service_account import Credentials as Google

    try:
        found: Credentials = Google.from_service_account_info(
            dict(its.cle), scopes=[FEUILLES.scope, PARTAGE.scope]
        )
    except (ValueError, KeyError) as error:
        raise BadSetting(
            f"La clé du compte de service {its.adresse} est abîmée.",
            "Téléchargez-en une autre, puis : sheetcash installer google --compte-de-service "
            "FICHIER.",
        ) from error
    return found


def _dit(error: Exception) -> StoreError:
    """Why the access could not be renewed.

    An answer of the token's server that is final means the access is lost; the reason it gives is
    shown, for whoever is asked to help: it holds no secret.
    """
    from google.auth.exceptions import RefreshError

    if isinstance(error, RefreshError) and not getattr(error, "retryable", False):
        said = str(error.args[0])[:120] if error.args else ""
        if "invalid_grant" in said:
            return AccessLost(PERDU, ENCORE)
        if "invalid_client" in said or "deleted_client" in said or "unauthorized_client" in said:
            return AccessDenied(
                "Google ne reconnaît plus le client OAuth de sheetcash : il a été supprimé ou son "
                "secret a changé.",
                "Téléchargez son nouveau fichier, puis : sheetcash installer google --client "
                "FICHIER.",
            )
        return AccessLost(f"Google refuse l'accès de sheetcash ({said}).", ENCORE)
    return StoreError(*_PAS_JOINT)


def _locale(host: str) -> requests.Session:
    """The session of the stand-in: in clear, on this computer, whatever address is asked for."""
    found = _HERE.fullmatch(host)
    if found is None or not 1 <= int(found[1] or 0) <= 65_535:
        why = "n'est pas cet ordinateur" if found is None else "n'a pas de port (de 1 à 65535)"
        raise BadSetting(
            f"{EMULATOR} vaut « {host} », qui {why}.",
            "Donnez 127.0.0.1 et un port, comme 127.0.0.1:8080, ou retirez cette variable.",
        )
    with bibliotheques():
        import requests

    its = requests.Session()
    its.trust_env = False  # no proxy stands between this computer and itself
    its.mount("https://", _redirection(host))
    return its


def _redirection(host: str) -> requests.adapters.HTTPAdapter:
    from requests.adapters import HTTPAdapter

    class Redirection(HTTPAdapter):
        """What is asked of Google goes to the local server."""

        def send(self, request: Any, *args: Any, **options: Any) -> Any:
            its = urlsplit(request.url)
            request.url = its._replace(scheme="http", netloc=host).geturl()
            return super().send(request, *args, **options)

    return Redirection(max_retries=0)
