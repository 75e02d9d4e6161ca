"""``sheetcash installer google`` against a local OAuth server, over TLS, and what is kept of it."""

from __future__ import annotations

import json
import logging
import os
import shutil
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import keyring
import keyring.backend
import keyring.backends.null
import pytest
import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from commande import Run, lancer
from google_local import Google
from google_oauth import ADRESSE, CLIENT_SECRET, OAuth
from sheetcash.adapters.google import acces, compte, consentement, qui, service
from sheetcash.adapters.google.compte import Client, Utilisateur
from sheetcash.adapters.google.permissions import COURRIEL, FEUILLES, FICHIERS, PARTAGE, demandees
from sheetcash.adapters.secrets import SystemSecrets
from sheetcash.cli import installer_google, main
from sheetcash.errors import AccessDenied, BadSetting, InputError, StoreError

posix = pytest.mark.skipif(os.name != "posix", reason="POSIX permissions")


class Trousseau(keyring.backend.KeyringBackend):
    """A desktop's keyring, in memory."""

    priority = 5  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture
def oauth(tmp_path: Path) -> Iterator[OAuth]:
    its = OAuth(tmp_path)
    yield its
    its.stop()


@pytest.fixture
def config(tmp_path: Path, oauth: OAuth, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The user's folder; no keyring, and the stand-in's authority is trusted."""
    monkeypatch.setenv("SHEETCASH_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("SHEETCASH_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(oauth.autorite))
    for name in ("SHEETCASH_SMTP_URL", "SHEETCASH_COURRIEL_MOYEN", acces.EMULATOR):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(qui, "_ABOUT", f"{oauth.url}/drive/v3/about")
    before = keyring.get_keyring()
    keyring.set_keyring(keyring.backends.null.Keyring())
    yield tmp_path / "config"
    keyring.set_keyring(before)


@pytest.fixture
def run(
    config: Path, oauth: OAuth, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Run]:
    """Run the command; the browser follows the address as soon as it is given."""

    def browse(url: str) -> bool:
        threading.Thread(
            target=oauth.navigateur, args=(url,), name="navigateur", daemon=True
        ).start()
        return True

    monkeypatch.setattr(installer_google, "_navigateur", browse)

    def go(*arguments: str | Path) -> Run:
        return lancer(capsys, "installer", "google", *arguments)

    return go


def connected(oauth: OAuth, config: Path, **more: Any) -> Utilisateur:
    """An account as a consent leaves it."""
    client = Client("1234-abc.apps.googleusercontent.com", CLIENT_SECRET, "", f"{oauth.url}/token")
    scopes = [one.scope for one in demandees(gmail=True, partage=False)]
    codes = (FEUILLES.code, FICHIERS.code, COURRIEL.code)
    user = Utilisateur(client, oauth._refresh(scopes), codes, ADRESSE)._replace(**more)
    compte.garder(SystemSecrets(config), user)
    return user


def kept(config: Path) -> Utilisateur:
    found = compte.charger(SystemSecrets(config))
    assert isinstance(found, Utilisateur)
    return found


def test_the_account_is_connected_kept_and_its_secrets_never_shown(
    run: Callable[..., Run],
    oauth: OAuth,
    config: Path,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    done = run("--client", oauth.client(tmp_path / "client_secret.json"))
    assert done.code == 0, done
    assert f"Compte Google connecté : {ADRESSE}." in done.out
    assert "« Courriel expéditeur »" in done.out
    user = kept(config)
    assert user.permissions == (FEUILLES.code, FICHIERS.code, COURRIEL.code)
    assert user.refresh_token in oauth.refreshs and user.jeton in oauth.jetons
    assert oauth.demandes == ["authorization_code"]
    logged = [one.getMessage() for one in caplog.records if one.threadName != "navigateur"]
    assert logged
    shown = "\n".join([done.out, done.err, *logged, repr(user), repr(user.client)])
    assert not [secret for secret in oauth.secrets if secret in shown]


@posix
def test_without_a_keyring_the_access_is_in_a_private_file(
    run: Callable[..., Run], oauth: OAuth, config: Path, tmp_path: Path
) -> None:
    done = run("--client", oauth.client(tmp_path / "c.json"))
    path = config / "secrets.json"
    assert str(path) in done.out
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_with_a_keyring_nothing_is_in_a_file(
    run: Callable[..., Run], oauth: OAuth, config: Path, tmp_path: Path
) -> None:
    keyring.set_keyring(trousseau := Trousseau())
    done = run("--client", oauth.client(tmp_path / "c.json"))
    assert done.code == 0 and "trousseau" in done.out
    assert not (config / "secrets.json").exists()
    ((_, text),) = trousseau.kept.items()
    assert json.loads(text)["refresh_token"] in oauth.refreshs
    assert len(text) < 1280  # what Windows' own takes


def test_a_real_browser_command_is_given_the_address(
    config: Path, oauth: OAuth, tmp_path: Path
) -> None:
    """BROWSER names a program: it opens Google's page and follows its redirection."""
    browser = tmp_path / "navigateur.py"
    browser.write_text("import sys, requests; requests.get(sys.argv[1], timeout=10)")
    client = oauth.client(tmp_path / "c.json")
    environ = os.environ | {
        "BROWSER": f"{sys.executable} {browser} %s &",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        "HTTPS_PROXY": "http://127.0.0.1:9",  # Drive's address is the real one: out of reach
        "NO_PROXY": "127.0.0.1",
    }
    done = subprocess.run(
        [sys.executable, "-m", "sheetcash", "installer", "google", "--client", str(client)],
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Compte Google connecté" in done.stdout, done
    assert done.returncode == 1 and "Google Drive n'a pas pu être joint" in done.stdout
    assert kept(config).refresh_token in oauth.refreshs


@pytest.mark.skipif(shutil.which("chromium") is None, reason="needs Chromium")
def test_chromium_goes_through_to_the_last_page(oauth: OAuth, config: Path, tmp_path: Path) -> None:
    pages: list[str] = []

    def browse(url: str) -> None:
        done = subprocess.run(
            [
                *("chromium", "--headless", "--no-sandbox", "--disable-gpu"),
                *("--ignore-certificate-errors", f"--user-data-dir={tmp_path / 'profil'}"),
                *("--dump-dom", url),
            ],
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )
        pages.append(done.stdout)

    def open_it(url: str) -> None:
        threads.append(threading.Thread(target=browse, args=(url,)))
        threads[0].start()

    threads: list[threading.Thread] = []
    user = consent(oauth, tmp_path, open_it, delai=100)
    threads[0].join()
    assert user.refresh_token in oauth.refreshs
    assert "revenez à sheetcash" in pages[0]


@pytest.mark.parametrize(
    ("asked", "scopes"),
    [
        ((), {FEUILLES, FICHIERS, COURRIEL}),
        (("--sans-gmail",), {FEUILLES, FICHIERS}),
        (("--partage",), {FEUILLES, PARTAGE, COURRIEL}),
    ],
)
def test_no_more_is_asked_than_what_is_wanted(
    run: Callable[..., Run], oauth: OAuth, tmp_path: Path, asked: tuple[str, ...], scopes: Any
) -> None:
    assert run("--client", oauth.client(tmp_path / "c.json"), *asked).code == 0
    (given,) = oauth.refreshs.values()
    assert set(given) == {one.scope for one in scopes}


def test_a_partial_consent_is_kept_and_what_is_missing_is_told(
    run: Callable[..., Run], oauth: OAuth, config: Path, tmp_path: Path
) -> None:
    oauth.accorde = lambda scopes: [one for one in scopes if "gmail" not in one]
    done = run("--client", oauth.client(tmp_path / "c.json"))
    assert done.code == 1
    assert "Permission non accordée : envoyer les relances depuis votre adresse Gmail" in done.out
    assert "les relances ne partiront pas par Gmail" in done.out
    assert kept(config).permissions == (FEUILLES.code, FICHIERS.code)
    assert not acces.permet(os.environ, COURRIEL)
    # Later, without the file: the client is known, and all boxes are ticked.
    oauth.accorde = lambda scopes: scopes
    assert run().code == 0
    assert acces.permet(os.environ, COURRIEL)


def test_nothing_granted_changes_nothing(
    run: Callable[..., Run], oauth: OAuth, config: Path, tmp_path: Path
) -> None:
    oauth.accorde = lambda scopes: ["openid"]
    done = run("--client", oauth.client(tmp_path / "c.json"))
    assert done.code == 3 and "Aucune permission n'a été accordée" in done.err
    assert compte.charger(SystemSecrets(config)) is None


def test_a_refusal_is_told_and_the_former_access_stays(
    run: Callable[..., Run], oauth: OAuth, config: Path, tmp_path: Path
) -> None:
    before = connected(oauth, config)
    oauth.refuse = "access_denied"
    done = run("--client", oauth.client(tmp_path / "c.json"))
    assert (
        done.code == 3 and "L'accès a été refusé" in done.err and "utilisateurs tests" in done.err
    )
    assert kept(config) == before


def test_no_refresh_token_is_told(run: Callable[..., Run], oauth: OAuth, tmp_path: Path) -> None:
    oauth.sans_refresh = True
    done = run("--client", oauth.client(tmp_path / "c.json"))
    assert done.code == 3 and "rester connecté" in done.err


def test_an_api_that_is_off_is_told_and_the_access_is_kept(
    run: Callable[..., Run], oauth: OAuth, config: Path, tmp_path: Path
) -> None:
    oauth.drive_eteint = True
    done = run("--client", oauth.client(tmp_path / "c.json"))
    assert done.code == 1 and "Google Drive API n'est pas activée" in done.out
    assert kept(config).adresse == ""


def consent(oauth: OAuth, tmp_path: Path, browse: Callable[[str], None], delai: float = 10) -> Any:
    client = compte.lire_client(oauth.client(tmp_path / "c.json"))
    return consentement.consentir(client, demandees(gmail=True, partage=False), browse, delai=delai)


def test_an_answer_to_another_request_is_turned_away(
    oauth: OAuth, config: Path, tmp_path: Path
) -> None:
    """A page that guesses the port, an old tab, a request without a code: none is listened to."""
    codes: list[int] = []

    def browse(url: str) -> None:
        good = oauth.redirection(url)
        here = f"http://{urlsplit(good).netloc}"
        state = parse_qs(urlsplit(good).query)["state"][0]
        others = ["/?code=vol&state=faux", "/?code=vol", f"/?state={state}", "/favicon.ico"]
        for other in [*others, f"/a?code=vol&state={state}"]:
            codes.append(requests.get(here + other, timeout=5).status_code)
        assert oauth.demandes == []
        answer = requests.get(good, timeout=5)
        codes.append(answer.status_code)
        assert "revenez à sheetcash" in answer.text

    user = consent(oauth, tmp_path, browse)
    assert codes == [400, 400, 400, 404, 404, 200]
    assert user.refresh_token in oauth.refreshs


def test_the_listener_closes_after_its_answer(oauth: OAuth, config: Path, tmp_path: Path) -> None:
    urls: list[str] = []

    def browse(url: str) -> None:
        urls.append(oauth.redirection(url))
        requests.get(urls[0], timeout=5)

    consent(oauth, tmp_path, browse)
    with pytest.raises(requests.ConnectionError):
        requests.get(urls[0], timeout=5)


def test_without_an_answer_it_stops(oauth: OAuth, config: Path, tmp_path: Path) -> None:
    urls: list[str] = []

    def browse(url: str) -> None:
        urls.append(oauth.redirection(url))
        requests.get(urls[0].replace("state=", "state=x"), timeout=5)

    with pytest.raises(StoreError, match=r"Aucune réponse de Google.*autre demande"):
        consent(oauth, tmp_path, browse, delai=0.1)
    with pytest.raises(requests.ConnectionError):
        requests.get(urls[0], timeout=5)


def test_a_connection_that_says_nothing_does_not_hold_the_answer(
    oauth: OAuth, config: Path, tmp_path: Path
) -> None:
    """Browsers open connections ahead, and may never use them."""
    import socket

    silent: list[socket.socket] = []

    def browse(url: str) -> None:
        good = oauth.redirection(url)
        place = urlsplit(good)
        assert place.hostname and place.port
        silent.append(socket.create_connection((place.hostname, place.port)))
        requests.get(good, timeout=5)

    assert consent(oauth, tmp_path, browse).refresh_token in oauth.refreshs
    silent[0].close()


def test_a_wrong_secret_and_a_server_in_trouble_are_told(
    run: Callable[..., Run], oauth: OAuth, tmp_path: Path
) -> None:
    done = run("--client", oauth.client(tmp_path / "c.json", client_secret="un-vieux-secret"))
    assert done.code == 3 and "invalid_client" in done.err and "un-vieux" not in done.err
    oauth.panne = 500
    done = run("--client", oauth.client(tmp_path / "c.json"))
    assert done.code == 3 and "Google a refusé" in done.err


def test_without_a_client_each_step_is_told(run: Callable[..., Run]) -> None:
    done = run()
    assert done.code == 3
    for word in ("console.cloud.google.com", "Gmail API", "Application de bureau", "--client"):
        assert word in done.err


def test_missing_libraries_are_said_before_the_client(
    run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "google_auth_oauthlib.flow", None)
    done = run()
    assert done.code == 3 and "bibliothèques qui ne sont pas installées" in done.err
    assert "-m pip install" in done.err and "console.cloud" not in done.err


BAD_CLIENTS = {
    "absent": (None, "n'existe pas"),
    "abîmé": ('{"installed": ', "ce n'est pas du JSON"),
    "une liste": ("[]", "ce n'est pas du JSON"),
    "vide": ("{}", "n'est pas le fichier d'un client OAuth"),
    "sans secret": ('{"installed": {"client_id": "a"}}', "n'est pas le fichier d'un client"),
    "web": ('{"web": {"client_id": "a"}}', "application web"),
    "clé": ('{"type": "service_account"}', "--compte-de-service"),
}


@pytest.mark.parametrize("kind", BAD_CLIENTS)
def test_a_client_file_that_cannot_be_used_says_why(tmp_path: Path, kind: str) -> None:
    content, said = BAD_CLIENTS[kind]
    path = tmp_path / "client.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(InputError) as caught:
        compte.lire_client(path)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://oauth2.googleapis.com.exemple.org/token",
        "http://oauth2.googleapis.com/token",
        "https://oauth2.googleapis.com@exemple.org/token",
        "https://[",
    ],
)
@pytest.mark.parametrize("key", ["token_uri", "auth_uri"])
def test_a_file_that_leads_elsewhere_than_to_google_is_refused(
    oauth: OAuth, tmp_path: Path, key: str, elsewhere: str
) -> None:
    with pytest.raises(InputError, match="un autre que Google"):
        compte.lire_client(oauth.client(tmp_path / "c.json", **{key: elsewhere}))


def about(oauth: OAuth) -> str:
    return qui.adresse(acces.session(os.environ))


def test_an_access_of_the_hour_is_used_and_an_old_one_renewed_and_kept(
    oauth: OAuth, config: Path
) -> None:
    user = connected(oauth, config)
    assert about(oauth) == ADRESSE
    assert oauth.demandes == ["refresh_token"]
    fresh = kept(config)
    assert fresh.jeton in oauth.jetons and fresh.expire is not None
    assert about(oauth) == ADRESSE
    assert oauth.demandes == ["refresh_token"]  # nothing more was asked
    compte.garder(SystemSecrets(config), fresh._replace(expire=datetime(2020, 1, 1)))
    assert about(oauth) == ADRESSE
    assert oauth.demandes == ["refresh_token"] * 2
    assert kept(config).refresh_token == user.refresh_token


def test_a_token_that_google_forgot_is_renewed_once(oauth: OAuth, config: Path) -> None:
    connected(
        oauth, config, jeton="ya29.oublié", expire=datetime.now() + timedelta(hours=20)
    )  # says it is good
    assert about(oauth) == ADRESSE
    assert oauth.demandes == ["refresh_token"]


def test_a_new_refresh_token_is_kept(oauth: OAuth, config: Path) -> None:
    old = connected(oauth, config)
    oauth.tournant = True
    assert about(oauth) == ADRESSE
    new = kept(config)
    assert new.refresh_token != old.refresh_token and new.refresh_token in oauth.refreshs


def test_a_consent_given_meanwhile_is_not_written_over(oauth: OAuth, config: Path) -> None:
    connected(oauth, config)
    session = acces.session(os.environ)
    newer = connected(oauth, config)
    assert qui.adresse(session) == ADRESSE
    assert kept(config) == newer


def test_a_revoked_access_is_one_sentence_and_breaks_nothing_else(
    oauth: OAuth, config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    user = connected(oauth, config)
    oauth.revoquer()
    for kind in (acces.session, lambda environ: acces.renouveler(acces.session(environ))):
        with pytest.raises(AccessDenied) as caught:
            kind(os.environ)
            about(oauth)
        assert "sept jours" in str(caught.value) and "installer google" in str(caught.value)
    assert main(["bilan", "gsheet:1AbC_d-EfGhIjKlMnOpQrStUvWxYz0123456789abcdE"]) == 3
    said = capsys.readouterr().err
    assert "ne reconnaît plus l'accès" in said and "Traceback" not in said
    assert kept(config) == user  # the client is still there to connect again with


def test_diagnostic_tells_the_account_and_when_it_is_lost(
    oauth: OAuth, config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["diagnostic"])
    assert "Google" not in capsys.readouterr().out.replace("installer google", "")
    user = connected(oauth, config)
    main(["diagnostic"])
    said = capsys.readouterr().out
    assert ADRESSE in said and COURRIEL.role in said and "Gmail, accès accepté" in said
    assert user.refresh_token not in said
    oauth.revoquer()
    assert main(["diagnostic"]) != 0
    assert "ne reconnaît plus l'accès" in capsys.readouterr().out


def test_a_token_server_in_trouble_is_not_a_lost_access(
    oauth: OAuth, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connected(oauth, config)
    monkeypatch.setattr("google.auth._exponential_backoff.time.sleep", lambda _: None)
    oauth.panne = 503
    with pytest.raises(StoreError, match="n'a pas pu être joint") as caught:
        about(oauth)
    assert not isinstance(caught.value, AccessDenied)
    oauth.stop()
    with pytest.raises(StoreError, match="n'a pas pu être joint"):
        acces.renouveler(acces.session(os.environ))


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "{}", '{"genre": "utilisateur"}', '{"genre": "compte de service", "cle": {}}',
     '{"genre": "utilisateur", "client": {"id": 1, "secret": "s", "auth_uri": "a", "token_uri": "t"'
     '}, "refresh_token": "r", "permissions": [], "adresse": "", "jeton": "", "expire": ""}'],
)  # fmt: skip
def test_what_was_kept_and_damaged_says_to_connect_again(config: Path, text: str) -> None:
    SystemSecrets(config).set("sheetcash google", "compte", text)
    with pytest.raises(StoreError, match=r"illisible\. Lancez « sheetcash installer google »"):
        acces.session(os.environ)


def test_without_an_account_it_is_said_how_to_connect(config: Path) -> None:
    with pytest.raises(BadSetting, match="installer google"):
        acces.session(os.environ)
    assert not acces.permet(os.environ, COURRIEL)


@pytest.fixture(scope="session")
def cle() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def robot(oauth: OAuth, key: rsa.RSAPrivateKey, path: Path, **more: str) -> Path:
    """A service account's key, as the console gives it; the server knows its public half."""
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()
    oauth.robots["robot@projet.iam.gserviceaccount.com"] = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    its = {
        "type": "service_account",
        "client_email": "robot@projet.iam.gserviceaccount.com",
        "private_key_id": "1",
        "private_key": private,
        "token_uri": f"{oauth.url}/token",
    }
    path.write_text(json.dumps(its | more))
    return path


def test_a_service_account_is_tried_kept_and_told_what_it_cannot_do(
    run: Callable[..., Run],
    oauth: OAuth,
    config: Path,
    tmp_path: Path,
    cle: rsa.RSAPrivateKey,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = robot(oauth, cle, tmp_path / "clé.json")
    done = run("--compte-de-service", path)
    assert done.code == 0, done
    assert "robot@projet.iam.gserviceaccount.com" in done.out and "Éditeur" in done.out
    assert "ni créer une feuille" in done.out and "PRIVATE KEY" not in done.out
    path.unlink()
    found = compte.charger(SystemSecrets(config))
    assert isinstance(found, compte.Robot) and "PRIVATE" not in repr(found)
    assert about(oauth) == ADRESSE
    assert not acces.permet(os.environ, COURRIEL)
    for command in (["nouveau", "gsheet:"], ["demo", "--google", "--dossier", str(tmp_path / "d")]):
        assert main(command) == 3
        said = capsys.readouterr().err
        assert "ne peut pas posséder de feuille" in said
        assert "robot@projet.iam.gserviceaccount.com" in said


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"private_key": "-----BEGIN PRIVATE KEY-----\nabîmée"}, "est abîmée"),
        ({"client_email": "supprimé@projet.iam.gserviceaccount.com"}, "ne reconnaît plus"),
        ({"type": "authorized_user"}, "n'est pas la clé"),
        ({"token_uri": "https://exemple.org/token"}, "un autre que Google"),
    ],
)
def test_a_service_account_that_does_not_open_the_door_is_not_kept(
    run: Callable[..., Run],
    oauth: OAuth,
    config: Path,
    tmp_path: Path,
    cle: rsa.RSAPrivateKey,
    more: dict[str, str],
    said: str,
) -> None:
    done = run("--compte-de-service", robot(oauth, cle, tmp_path / "clé.json", **more))
    assert done.code == 3 and said in done.err and "abîmée\n-----" not in done.err
    assert compte.charger(SystemSecrets(config)) is None


def test_a_permission_that_is_missing_is_told_when_it_is_needed() -> None:
    """Drive sees nothing of a file of others; a box may have been left empty."""
    google = Google()
    its = service.ouvrir({acces.EMULATOR: google.hote})
    url = "https://www.googleapis.com/drive/v3/files/1AbC/permissions"
    with pytest.raises(InputError) as unseen:
        its.lire(url)
    assert "installer google --partage" in str(unseen.value)
    google.panne("permissions", 403, message="Request had insufficient authentication scopes.")
    with pytest.raises(AccessDenied, match="cochez toutes les cases"):
        its.lire(url)
    google.stop()


def test_forgetting_takes_the_access_back(
    run: Callable[..., Run], oauth: OAuth, config: Path
) -> None:
    user = connected(oauth, config)
    done = run("--oublier")
    assert done.code == 0 and oauth.retires == [user.refresh_token]
    assert compte.charger(SystemSecrets(config)) is None
    assert run("--oublier").code == 0  # nothing left: no fault


def test_forgetting_out_of_reach_of_google_says_what_is_left_to_do(
    run: Callable[..., Run], oauth: OAuth, config: Path
) -> None:
    connected(oauth, config)
    oauth.stop()
    done = run("--oublier")
    assert done.code == 1 and "myaccount.google.com" in done.out
    assert compte.charger(SystemSecrets(config)) is None


def test_with_the_stand_in_there_is_nothing_to_connect(
    run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(acces.EMULATOR, "127.0.0.1:1")
    done = run()
    assert done.code == 3 and "serveur local" in done.err


@pytest.mark.parametrize(
    "arguments",
    [("courriel", "--client", "x"), ("excel", "--oublier"), ("google", "--url", "smtp://a")],
)
def test_options_of_another_set_up_are_refused(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["installer", *arguments]) == 2
    assert capsys.readouterr().err


@pytest.mark.parametrize(
    ("option", "typical"), [("--client", "client_secret"), ("--compte-de-service", "projet-")]
)
def test_a_file_that_is_not_found_is_said_with_where_to_look(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    option: str,
    typical: str,
) -> None:
    monkeypatch.setenv("SHEETCASH_CONFIG_DIR", str(tmp_path))
    done = lancer(capsys, "installer", "google", option, tmp_path / "absent.json")
    assert done.code == 3 and "absent.json » n'existe pas." in done.err
    assert typical in done.err and "Téléchargements" in done.err
    assert "No such file" not in done.err
