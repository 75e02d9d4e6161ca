"""A time-stamping server asked over real HTTP, whatever it answers; OpenSSL signs."""

from __future__ import annotations

import shutil
import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from sheetcash.adapters.der import ranger_certificats
from sheetcash.adapters.horodatage import LecteurRfc3161, ServeurHorodatage, adresse
from sheetcash.adapters.jetons import DossierHorodatages
from sheetcash.errors import BadSetting, Deferred, JetonInvalide, Refused, SheetcashError
from tsa_locale import FAUTES, Autorite, Tsa

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl here")
SCEAU = "S1.12." + "9f" * 32


@pytest.fixture(scope="module")
def autorite(tmp_path_factory: pytest.TempPathFactory) -> Autorite:
    return Autorite(tmp_path_factory.mktemp("autorite"))


@pytest.fixture
def tsa(autorite: Autorite) -> Iterator[Tsa]:
    server = Tsa(autorite)
    yield server
    server.close()


def test_a_token_is_over_the_seal_and_tells_when_and_by_whom(tsa: Tsa, autorite: Autorite) -> None:
    lecteur = LecteurRfc3161(autorite.racine)
    contenu = ServeurHorodatage(tsa.url, lecteur).demander(SCEAU)
    jeton = lecteur.lire(contenu)
    assert jeton.empreinte == sha256(SCEAU.encode()).hexdigest()
    assert abs(jeton.instant - datetime.now(UTC)) < timedelta(minutes=5)
    assert (jeton.autorite, jeton.signature_verifiee) == ("Horodatage d'essai, Essais SARL", True)
    assert LecteurRfc3161(None).lire(contenu) == jeton._replace(signature_verifiee=False)
    with pytest.raises(JetonInvalide, match="signature"):
        LecteurRfc3161(autorite.inconnu).lire(contenu)


TOLD: dict[str | int, tuple[type[SheetcashError], str]] = {
    500: (Deferred, "est en panne (HTTP 500)"),
    503: (Deferred, "est en panne (HTTP 503)"),
    429: (Deferred, "est en panne (HTTP 429)"),
    404: (Refused, "refuse la demande (HTTP 404)"),
    "html": (Refused, "n'a pas donné d'horodatage (text/html)"),
    "vide": (Refused, "pas un jeton d'horodatage lisible"),
    "coupe": (Refused, "pas un jeton d'horodatage lisible"),
    "rejet": (Refused, "il n'est pas accordé : « Message digest algorithm is not supported. »"),
    "empreinte": (Refused, "a horodaté autre chose que le sceau"),
    "alea": (Refused, "n'est pas celle de cette demande"),
    "sans_alea": (Refused, "n'est pas celle de cette demande"),
    "sans_certificat": (Refused, "ne porte pas le certificat de qui l'a signé"),
    "sha512": (Refused, "une autre empreinte que SHA-256"),
    "muet": (Deferred, "a coupé la connexion"),
    "lent": (Deferred, "n'a pas répondu en 0,5 secondes"),
    "geant": (Refused, "envoie bien plus qu'un horodatage"),
    "renvoi": (Refused, "renvoie vers une autre adresse : « file:///etc/hostname »"),
    "ailleurs": (Refused, "renvoie vers une autre adresse : « http://127.0.0.1:"),
}


@pytest.mark.parametrize("faute", TOLD)
def test_what_is_no_token_is_refused_in_french(tsa: Tsa, faute: str | int) -> None:
    tsa.faute(faute)
    kind, words = TOLD[faute]
    serveur = ServeurHorodatage(tsa.url, LecteurRfc3161(None), 0.5 if faute == "lent" else 15)
    start = time.monotonic()
    with pytest.raises(kind) as told:
        serveur.demander(SCEAU)
    assert time.monotonic() - start < 10
    assert len(tsa.demandes) == 1, "asked once, and nowhere else"
    assert words in told.value.probleme and told.value.que_faire
    assert f"« 127.0.0.1:{tsa.url.rpartition(':')[2].partition('/')[0]} »" in told.value.probleme


def test_every_fault_is_told() -> None:
    assert set(FAUTES) <= set(TOLD)


def test_a_server_that_is_not_there_is_told(tsa: Tsa) -> None:
    tsa.close()
    with pytest.raises(Deferred, match="refuse la connexion"):
        ServeurHorodatage(tsa.url, LecteurRfc3161(None)).demander(SCEAU)


def test_a_name_that_leads_nowhere_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(Deferred, match="est introuvable"):
        ServeurHorodatage("http://tsa.invalid", LecteurRfc3161(None)).demander(SCEAU)


def test_https_that_is_plain_http_is_told(tsa: Tsa) -> None:
    with pytest.raises(Deferred, match="n'a pas pu être joint"):
        ServeurHorodatage(tsa.url.replace("http", "https"), LecteurRfc3161(None)).demander(SCEAU)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "tsa.fr",
        "ftp://tsa.fr",
        "file:///etc",
        "http://",
        "http://a b/",
        "http://[::1",
        "http://é.fr",
    ],
)
def test_no_other_address_is_asked(url: str) -> None:
    with pytest.raises(BadSetting, match="n'est pas l'adresse"):
        adresse(url)


def test_certificates_of_a_chain_are_sorted_and_nothing_else_moves(autorite: Autorite) -> None:
    asked = autorite.demande(sha256(SCEAU.encode()).hexdigest(), "-sha256", "-cert")
    given = autorite.repondre(asked, nom="enchaine")
    ranged = ranger_certificats(given)
    assert ranged != given and sorted(ranged) == sorted(given)
    assert ranger_certificats(ranged) == ranged
    assert LecteurRfc3161(autorite.racine).lire(given).autorite.startswith("Horodatage enchaîné")
    for cut in range(0, len(given), 7):
        assert ranger_certificats(given[:cut]) == given[:cut]


def test_any_changed_byte_is_a_refusal_or_harmless(autorite: Autorite) -> None:
    asked = autorite.demande(sha256(SCEAU.encode()).hexdigest(), "-sha256", "-cert")
    given, lecteur = autorite.repondre(asked), LecteurRfc3161(autorite.racine)
    whole, refused = lecteur.lire(given), 0
    for at in range(len(given)):
        changed = given[:at] + bytes([given[at] ^ 1]) + given[at + 1 :]
        try:
            assert lecteur.lire(changed) == whole
        except JetonInvalide:
            refused += 1
    assert refused > len(given) * 0.9


def test_files_that_are_no_tokens_are_left_out(tmp_path: Path) -> None:
    folder = DossierHorodatages(tmp_path)
    assert folder.noms() == []
    path = Path(folder.deposer("a.tsr", b"un"))
    assert Path(folder.deposer("a.tsr", b"deux")).name == "a (2).tsr"
    for name in ("._a.tsr", "notes.txt"):
        path.with_name(name).write_bytes(b"x")
    path.with_name("dossier.tsr").mkdir()
    assert folder.noms() == ["a (2).tsr", "a.tsr", "dossier.tsr"]
    assert folder.lire("a.tsr") == b"un"
    for name, words in (("dossier.tsr", "pas un fichier"), ("absent.tsr", "ne peut pas être lu")):
        with pytest.raises(JetonInvalide, match=words):
            folder.lire(name)
