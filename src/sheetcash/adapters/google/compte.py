"""The Google account that the user connected: what is kept of it, and where; no network here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import urlsplit

from sheetcash.errors import InputError, StoreError

if TYPE_CHECKING:
    from sheetcash.adapters.secrets import SystemSecrets

_SERVICE, _USER = "sheetcash google", "compte"
_UTILISATEUR, _ROBOT = "utilisateur", "compte de service"
#: Who may see the code, the keys and the tokens; this computer is there for stand-ins, over TLS.
_HOSTS: Final = frozenset(
    {"accounts.google.com", "oauth2.googleapis.com", "www.googleapis.com", "127.0.0.1", "localhost"}
)
_A_REFAIRE: Final = "Lancez « sheetcash installer google »."


class Client(NamedTuple):
    """The OAuth client of Google Cloud's console; its ``repr`` does not show its secret."""

    id: str
    secret: str
    auth_uri: str
    token_uri: str

    def __repr__(self) -> str:
        return f"Client({self.id!r})"


class Utilisateur(NamedTuple):
    """A user who consented; the ``repr`` shows no secret.

    Attributes:
        client: under which client.
        refresh_token: what renews the access.
        permissions: the codes of what was granted.
        adresse: the account's mail address, empty when Google did not say.
        jeton: the access token of the hour.
        expire: until when, in UTC and without a zone, as google-auth has it.
    """

    client: Client
    refresh_token: str
    permissions: tuple[str, ...]
    adresse: str = ""
    jeton: str = ""
    expire: datetime | None = None

    def __repr__(self) -> str:
        return f"Utilisateur({self.adresse!r}, {self.permissions!r})"


class Robot(NamedTuple):
    """A service account: its key, as downloaded; the ``repr`` does not show it."""

    cle: Mapping[str, Any]

    def __repr__(self) -> str:
        return f"Robot({self.adresse!r})"

    @property
    def adresse(self) -> str:
        """The address to share sheets with."""
        return str(self.cle["client_email"])


Compte = Utilisateur | Robot


def lire_client(path: Path) -> Client:
    """The client of a ``client_secret….json`` file.

    Raises:
        InputError: it is not one, or not one of an application for a computer.
    """
    content = _json(path, "du client OAuth", "client_secret….json")
    if content.get("type") == "service_account":
        raise InputError(
            f"« {path} » est la clé d'un compte de service.",
            f"Donnez-la ainsi : sheetcash installer google --compte-de-service {path}",
        )
    if "web" in content and "installed" not in content:
        raise InputError(
            f"« {path} » est le client d'une application web.",
            "Dans la console Google Cloud, créez un identifiant OAuth de type « Application de "
            "bureau », et téléchargez son fichier.",
        )
    its = content.get("installed")
    names = ("client_id", "client_secret", "auth_uri", "token_uri")
    if not isinstance(its, dict) or not all(isinstance(its.get(n), str) and its[n] for n in names):
        raise InputError(
            f"« {path} » n'est pas le fichier d'un client OAuth.",
            "Téléchargez-le de la console Google Cloud : Clients, votre client « Application de "
            "bureau », « Télécharger le fichier JSON ».",
        )
    client = Client(*(its[n] for n in names))
    _verifier_adresses(path, client.auth_uri, client.token_uri)
    return client


def lire_cle(path: Path) -> Robot:
    """The service account of a key file.

    Raises:
        InputError: it is not one.
    """
    content = _json(path, "de clé", "projet-0123abcd….json")
    names = ("client_email", "private_key", "token_uri")
    if content.get("type") != "service_account" or not all(
        isinstance(content.get(n), str) and content[n] for n in names
    ):
        raise InputError(
            f"« {path} » n'est pas la clé d'un compte de service.",
            "Dans la console Google Cloud : IAM, Comptes de service, votre compte, Clés, "
            "« Créer une clé », JSON.",
        )
    _verifier_adresses(path, content["token_uri"])
    return Robot(content)


def charger(secrets: SystemSecrets) -> Compte | None:
    """The account that was connected, or None.

    Raises:
        StoreError: what was kept cannot be read.
    """
    text = secrets.get(_SERVICE, _USER)
    if text is None:
        return None
    try:
        return _lire(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreError("Ce qui était gardé de Google est illisible.", _A_REFAIRE) from error


def garder(secrets: SystemSecrets, compte: Compte) -> str:
    """Keep the account, in place of any other, and answer where, in the user's words.

    Raises:
        StoreError: it cannot be kept.
    """
    return secrets.set(_SERVICE, _USER, _ecrire(compte))


def rafraichir(secrets: SystemSecrets, ancien: Utilisateur, nouveau: Utilisateur) -> None:
    """Keep a renewed access, unless the user has connected again meanwhile."""
    now = charger(secrets)
    if isinstance(now, Utilisateur) and now.refresh_token == ancien.refresh_token:
        garder(secrets, nouveau)


def oublier(secrets: SystemSecrets) -> None:
    """Keep nothing of any account."""
    secrets.delete(_SERVICE, _USER)


def _ecrire(compte: Compte) -> str:
    content: dict[str, object]
    if isinstance(compte, Robot):
        content = {"genre": _ROBOT, "cle": dict(compte.cle)}
    else:
        content = {
            "genre": _UTILISATEUR,
            **compte._asdict(),
            "client": compte.client._asdict(),
            "permissions": list(compte.permissions),
            "expire": compte.expire.isoformat() if compte.expire else "",
        }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _lire(content: dict[str, Any]) -> Compte:
    genre = content.pop("genre")
    if genre == _ROBOT:
        robot = Robot(content["cle"])
        _textes(robot.cle["client_email"], robot.cle["private_key"], robot.cle["token_uri"])
        return robot
    client = Client(**content["client"])
    user = Utilisateur(**content)
    _textes(*client, user.refresh_token, user.adresse, user.jeton, *user.permissions)
    expire = datetime.fromisoformat(content["expire"]) if content["expire"] else None
    return user._replace(client=client, permissions=tuple(user.permissions), expire=expire)


def _textes(*values: object) -> None:
    if not all(isinstance(one, str) for one in values):
        raise TypeError


def _json(path: Path, what: str, typique: str) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise InputError(
            f"Le fichier {what} « {path} » n'existe pas.",
            f"Donnez son chemin entier : il est souvent dans Téléchargements, sous un nom comme "
            f"« {typique} ».",
        ) from error
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise InputError(
            f"Le fichier {what} « {path} » ne peut pas être lu ({why}).", "Vérifiez son chemin."
        ) from error
    except ValueError:  # the text is not told: it may be most of a key
        content = None
    if not isinstance(content, dict):
        raise InputError(f"« {path} » est abîmé : ce n'est pas du JSON.", "Téléchargez-le encore.")
    return content


def _verifier_adresses(path: Path, *urls: str) -> None:
    """Secrets go to Google only, whatever a file that someone sent says."""
    for url in urls:
        try:
            its = urlsplit(url)
            good = its.scheme == "https" and its.hostname in _HOSTS and "@" not in its.netloc
        except ValueError:
            good = False
        if not good:
            raise InputError(
                f"« {path} » enverrait vos accès à un autre que Google.",
                "N'employez que le fichier que vous téléchargez vous-même de la console Google.",
            )
