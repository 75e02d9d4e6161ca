"""Seals stamped by a real authority on this computer, and tokens held against the workbook."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest

import google_drive  # noqa: F401 - the stand-in learns to protect ranges
from commande import Run
from google_local import Google
from sheetcash.adapters import horodatage
from sheetcash.adapters.excel_file.store import ExcelFile
from sheetcash.adapters.google import service
from sheetcash.cli import main
from sheetcash.templates.demonstration import JOUR_DEMO, contenu_demo
from sheetcash.templates.xlsx import build
from sheetcash.workbook.edits import SetSetting, UpdateRow
from sheetcash.workbook.parametres import IDENTIFIANT
from tsa_locale import Autorite, Tsa

PAGE = Path(__file__).parents[2] / "docs" / "scellement.md"
ID = "1AbC_d-EfGhIjKlMnOpQrStUvWxYz0123456789abcdE"
JOUR = ("--oui", "--date", "2026-11-20")
pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl here")


@pytest.fixture(scope="module")
def autorite(tmp_path_factory: pytest.TempPathFactory) -> Autorite:
    return Autorite(tmp_path_factory.mktemp("autorite"))


@pytest.fixture
def tsa(autorite: Autorite) -> Iterator[Tsa]:
    server = Tsa(autorite)
    yield server
    server.close()


@pytest.fixture(autouse=True)
def _etat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tsa: Tsa) -> None:
    monkeypatch.setenv("SHEETCASH_STATE_DIR", str(tmp_path / "etat"))
    monkeypatch.setenv("SHEETCASH_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("SHEETCASH_TSA_URL", tsa.url)


@pytest.fixture
def reconnue(autorite: Autorite, monkeypatch: pytest.MonkeyPatch) -> None:
    """The user trusts the authority."""
    monkeypatch.setenv("SHEETCASH_TSA_CA", str(autorite.racine))


@pytest.fixture(scope="module")
def modele(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("modele") / "Livre.xlsx"
    build(path, contenu_demo("livre"), JOUR_DEMO)
    return path


@pytest.fixture
def livre(tmp_path: Path, modele: Path) -> Path:
    path = tmp_path / "compta" / "Livre.xlsx"
    path.parent.mkdir()
    shutil.copy(modele, path)
    return path


@pytest.fixture(scope="module")
def deja_scelle(tmp_path_factory: pytest.TempPathFactory, modele: Path) -> Path:
    """A folder with the workbook sealed, and the journal that knows it."""
    place = tmp_path_factory.mktemp("scelle")
    shutil.copy(modele, place / "Livre.xlsx")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHEETCASH_STATE_DIR", str(place / "etat"))
        assert main(["sceller", str(place / "Livre.xlsx"), *JOUR]) == 0
    return place


@pytest.fixture
def scelle(deja_scelle: Path, livre: Path, tmp_path: Path) -> Path:
    """The workbook, sealed."""
    shutil.copy(deja_scelle / "Livre.xlsx", livre)
    shutil.copytree(deja_scelle / "etat", tmp_path / "etat")
    return livre


@pytest.fixture
def horodate(run: Callable[..., Run], scelle: Path) -> Path:
    """The workbook sealed and stamped; its one token."""
    assert run("sceller", scelle, *JOUR, "--horodater").code == 0
    return jetons(scelle)[0]


def renommer(path: Path, identifiant: str) -> None:
    """Give a workbook its own name, or another's."""
    store = ExcelFile(path)
    store.write(store.read([]), [SetSetting(IDENTIFIANT, identifiant)])


def changer(path: Path, numero: str, montant: int) -> None:
    """Change a receipt's amount, in cents, as a user would in Excel."""
    store = ExcelFile(path)
    snapshot = store.read(["tblRecettes"])
    raw = snapshot.tables["tblRecettes"]
    at = raw.first_row + raw.columns["N°"].index(numero)
    store.write(snapshot, [UpdateRow("tblRecettes", at, numero, {"Montant": montant})])


def jetons(livre: Path) -> list[Path]:
    return sorted(livre.parent.joinpath("Horodatages").glob("*"))


def test_the_last_seal_is_stamped_and_verified(
    run: Callable[..., Run], livre: Path, tsa: Tsa, reconnue: None
) -> None:
    done = run("sceller", livre, *JOUR, "--horodater", "--json")
    assert (done.code, done.json["constats"]) == (0, [])
    its = done.json["horodatage"]
    assert its["autorite"] == "Horodatage d'essai, Essais SARL" and its["signature_verifiee"]
    (token,) = jetons(livre)
    assert token == Path(its["fichier"]) and token.name.startswith(its["sceau"])
    assert len(tsa.demandes) == 1 and sha256(its["sceau"].encode()).digest() in tsa.demandes[0]
    told = run("verifier", livre, "--json")
    assert (told.code, told.json["etat"], told.json["constats"]) == (0, "sain", [])
    assert told.json["horodatages"] == [its | {"fichier": token.name}]
    said = run("verifier", livre).out
    assert re.search(r"Horodatage : sceau S1\.\d+\.\w+…, le \d\d/\d\d/\d{4} à [\d:]{8} UTC", said)
    assert "par « Horodatage d'essai, Essais SARL » (signature vérifiée)" in said
    assert "n'importe qui" not in said


def test_the_seal_is_that_of_the_sheet_scelles(
    run: Callable[..., Run], livre: Path, horodate: Path
) -> None:
    raw = ExcelFile(livre).read(["tblScelles"]).tables["tblScelles"]
    assert horodate.name.startswith(str(raw.columns["Sceau"][-1]) + ".")


def test_without_an_authority_the_signature_is_said_not_verified(
    run: Callable[..., Run], livre: Path
) -> None:
    done = run("sceller", livre, *JOUR, "--horodater")
    assert done.code == 0 and "Horodaté : sceau S1." in done.out
    told = run("verifier", livre)
    assert told.code == 0
    for said in (done.out, told.out):
        assert "(signature non vérifiée)" in said
        assert "La signature n'a pas été vérifiée" in said and "SHEETCASH_TSA_CA" in said
    assert run("verifier", livre, "--json").json["horodatages"][0]["signature_verifiee"] is False


def test_a_stamped_seal_is_not_stamped_again(
    run: Callable[..., Run], livre: Path, tsa: Tsa, horodate: Path
) -> None:
    before = horodate.read_bytes()
    again = run("sceller", livre, *JOUR, "--horodater")
    assert again.code == 0 and "Déjà horodaté" in again.out
    assert jetons(livre) == [horodate] and horodate.read_bytes() == before
    assert len(tsa.demandes) == 1
    more = run("sceller", livre, *JOUR, "--jusqu-au", "2026-11-20", "--horodater", "--json")
    assert more.code == 0 and len(jetons(livre)) == 2
    assert len(run("verifier", livre, "--json").json["horodatages"]) == 2


def test_what_was_sealed_before_can_be_stamped_later(
    run: Callable[..., Run], scelle: Path, tsa: Tsa
) -> None:
    livre = scelle
    assert run("sceller", "--horodater", livre, "--simulation").code == 0
    assert not tsa.demandes
    before = livre.read_bytes()
    late = run("sceller", "--horodater", livre, "--date", "2026-11-20")  # no address: the settings'
    assert late.code == 0 and "Tout est déjà scellé" in late.out and len(jetons(livre)) == 1
    assert livre.read_bytes() == before


@pytest.mark.parametrize(
    ("faute", "words"),
    [
        (500, "est en panne (HTTP 500)"),
        ("rejet", "il n'est pas accordé : « Message digest algorithm is not supported. »"),
        ("lent", "n'a pas répondu en 0,7 secondes"),
    ],
)
def test_a_refusal_is_told_the_seals_stay_and_the_next_run_asks_again(
    run: Callable[..., Run],
    livre: Path,
    tsa: Tsa,
    monkeypatch: pytest.MonkeyPatch,
    faute: str | int,
    words: str,
) -> None:
    monkeypatch.setattr(horodatage, "DELAI", 0.7 if faute == "lent" else 15.0)
    tsa.faute(faute)
    refused = run("sceller", livre, *JOUR, "--horodater", "--json")
    assert (refused.code, refused.json["scelle"], refused.json["horodatage"]) == (1, True, None)
    (told,) = refused.json["constats"]
    assert told["feuille"] == "Horodatages" and words in told["probleme"] and told["que_faire"]
    assert not jetons(livre)
    assert run("verifier", livre, "--json").json["etat"] == "sain"
    tsa.faute()
    monkeypatch.setattr(horodatage, "DELAI", 15.0)
    again = run("sceller", livre, *JOUR, "--horodater", "--json")
    assert (again.code, again.json["scelle"]) == (0, False)
    assert len(jetons(livre)) == 1


def test_a_token_of_an_unknown_authority_is_not_kept(
    run: Callable[..., Run], scelle: Path, autorite: Autorite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHEETCASH_TSA_CA", str(autorite.inconnu))
    refused = run("sceller", scelle, *JOUR, "--horodater")
    assert refused.code == 1 and "sa signature n'est pas celle d'une autorité" in refused.out
    assert not jetons(scelle)


@pytest.mark.usefixtures("reconnue")
def test_a_chain_of_certificates_in_any_order_is_read(
    run: Callable[..., Run], scelle: Path, tsa: Tsa
) -> None:
    tsa.nom = "enchaine"  # OpenSSL puts who signs first, where DER sorts
    assert run("sceller", scelle, *JOUR, "--horodater").code == 0
    told = run("verifier", scelle)
    assert told.code == 0 and "Horodatage enchaîné" in told.out


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--horodater=ftp://ici.fr/tsa"], 3, "n'est pas l'adresse d'un serveur d'horodatage"),
        (["--horodater", "file:///etc/hostname"], 3, "n'est pas l'adresse"),
        (["--horodater", "http://"], 3, "n'est pas l'adresse"),
        (["--horodater", "https://moi:secret@ici.fr/"], 3, "un nom ou un mot de passe"),
        (["--horodater"], 2, "Quel serveur d'horodatage ?"),
    ],
)
def test_an_address_that_cannot_be_is_told_before_anything_is_sealed(
    run: Callable[..., Run],
    livre: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    code: int,
    words: str,
) -> None:
    monkeypatch.delenv("SHEETCASH_TSA_URL")
    before = livre.read_bytes()
    refused = run("sceller", livre, *JOUR, *arguments)
    assert refused.code == code and words in refused.err and "secret" not in refused.err
    assert livre.read_bytes() == before


def test_a_file_of_authorities_that_holds_none_is_told(
    run: Callable[..., Run], livre: Path, horodate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, words in (("absent.pem", "ne peut pas être lu"), (livre, "certificat lisible")):
        monkeypatch.setenv("SHEETCASH_TSA_CA", str(livre.parent / name))
        told = run("verifier", livre)
        assert told.code == 1 and words in told.out
        assert "Les horodatages n'ont pas été vérifiés." in told.out
        refused = run("sceller", livre, *JOUR, "--horodater")
        assert refused.code == 3 and words in refused.err


def test_without_the_library_it_is_told(
    run: Callable[..., Run], livre: Path, horodate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "rfc3161_client", None)
    refused = run("sceller", livre, *JOUR, "--horodater")
    assert refused.code == 3 and "pip install '.[horodatage]'" in refused.err
    told = run("verifier", livre)  # there is a proof that was not looked at
    assert told.code == 1 and "lignes scellées saines" in told.out
    assert "rfc3161-client, qui n'est pas installée" in told.out
    horodate.unlink()
    assert run("verifier", livre).code == 0


def coupe(contenu: bytes) -> bytes:
    return contenu[:-100]


def retouche(contenu: bytes) -> bytes:
    """One bit of the signature, the last field."""
    return contenu[:-5] + bytes([contenu[-5] ^ 1]) + contenu[-4:]


@pytest.mark.usefixtures("reconnue")
@pytest.mark.parametrize(
    ("abime", "words"),
    [
        (coupe, "pas un jeton d'horodatage lisible"),
        (retouche, "sa signature n'est pas celle d'une autorité"),
        (lambda _: b"", "pas un jeton d'horodatage lisible"),
        (lambda _: b"0" * 1_000_000, "trop lourd"),
    ],
)
def test_a_damaged_token_is_named(
    run: Callable[..., Run],
    livre: Path,
    horodate: Path,
    tsa: Tsa,
    abime: Callable[[bytes], bytes],
    words: str,
) -> None:
    horodate.write_bytes(abime(horodate.read_bytes()))
    told = run("verifier", livre, "--json")
    assert (told.code, told.json["etat"], told.json["horodatages"]) == (1, "sain", [])
    (one,) = told.json["constats"]
    assert words in one["probleme"] and horodate.name in one["probleme"]
    damaged = horodate.read_bytes()
    again = run("sceller", livre, *JOUR, "--horodater")
    assert again.code == 0 and horodate.read_bytes() == damaged, "nothing is written over"
    assert len(jetons(livre)) == 2 and run("verifier", livre).code == 1
    horodate.unlink()
    assert run("verifier", livre).code == 0


def test_a_refusal_or_another_digest_kept_as_a_token_proves_nothing(
    run: Callable[..., Run], livre: Path, horodate: Path, autorite: Autorite
) -> None:
    digest = sha256(b"S1.1.x").hexdigest()
    asked = autorite.demande(digest, "-sha256", "-cert")
    refusal = autorite.repondre(asked, empreintes="sha512")
    other = autorite.repondre(autorite.demande(digest * 2, "-sha512", "-cert"), empreintes="sha512")
    for content, words in ((refusal, "n'est pas accordé"), (other, "une autre empreinte")):
        (horodate.parent / "refus.tsr").write_bytes(content)
        told = run("verifier", livre)
        assert told.code == 1 and "« refus.tsr » ne prouve rien : il" in told.out
        assert words in told.out
    (horodate.parent / "refus.tsr").write_bytes(autorite.repondre(asked))
    told = run("verifier", livre, "--json")
    assert (told.code, told.json["etat"]) == (1, "altéré")
    assert "n'est plus dans ce classeur" in told.json["constats"][0]["probleme"]


def test_a_chain_made_anew_is_denounced_by_its_token(
    run: Callable[..., Run],
    livre: Path,
    modele: Path,
    horodate: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    its = ExcelFile(livre).read([]).settings[IDENTIFIANT].values[0]
    monkeypatch.setenv("SHEETCASH_STATE_DIR", str(tmp_path / "autre"))  # a journal that knows less
    shutil.copy(modele, livre)
    changer(livre, "12", 1)
    renommer(livre, str(its))
    assert run("sceller", livre, *JOUR).code == 0
    horodate.rename(horodate.with_name("a.tsr"))  # whatever its name
    told = run("verifier", livre, "--json")
    assert (told.code, told.json["etat"]) == (1, "altéré")
    (one,) = told.json["constats"]
    assert "« a.tsr » prouve qu'un sceau existait le" in one["probleme"]


def test_an_altered_workbook_is_not_stamped(run: Callable[..., Run], livre: Path, tsa: Tsa) -> None:
    assert run("sceller", livre, *JOUR).code == 0
    changer(livre, "12", 1)
    refused = run("sceller", livre, *JOUR, "--horodater")
    assert refused.code == 1 and "rien n'est horodaté" in refused.out and not tsa.demandes


def test_two_workbooks_of_a_folder_do_not_accuse_each_other(
    run: Callable[..., Run], livre: Path, modele: Path, horodate: Path
) -> None:
    second = livre.with_name("Second.xlsx")
    shutil.copy(modele, second)
    renommer(second, "second")
    changer(second, "12", 1)
    assert run("sceller", second, *JOUR, "--horodater").code == 0
    assert len(jetons(livre)) == 2
    for its in (livre, second):
        told = run("verifier", its)
        assert told.code == 0 and "1 jeton d'un autre classeur" in told.out
        assert told.out.count("Horodatage :") == 1


def test_a_folder_that_takes_no_file_is_told(run: Callable[..., Run], livre: Path) -> None:
    livre.with_name("Horodatages").write_text("un fichier")
    refused = run("sceller", livre, *JOUR, "--horodater")
    assert refused.code == 1 and "n'est pas un dossier" in refused.out
    assert run("verifier", livre).code == 0


def test_a_spreadsheet_keeps_its_tokens_in_the_current_folder(
    run: Callable[..., Run],
    google: Google,
    modele: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    google.deposer(ID, modele)
    monkeypatch.setenv(service.EMULATOR, google.hote)
    monkeypatch.chdir(tmp_path)
    its = f"gsheet:{ID}"
    assert run("sceller", "--horodater", its, *JOUR).code == 0
    assert len(list(tmp_path.glob("Horodatages/S1.*.tsr"))) == 1
    told = run("verifier", its, "--json")
    assert told.code == 0 and len(told.json["horodatages"]) == 1


def test_openssl_as_the_page_prints_it_agrees(
    run: Callable[..., Run], livre: Path, horodate: Path, autorite: Autorite, tmp_path: Path
) -> None:
    (program,) = re.findall(r"```sh\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert "openssl ts -verify" in program
    its = run("verifier", livre, "--json").json["horodatages"][0]["sceau"]
    for sceau, good in ((its, True), (its[:-1] + ("0" if its[-1] != "0" else "1"), False)):
        done = subprocess.run(
            ["sh", "-e", "-c", program],
            env=os.environ
            | {"SCEAU": sceau, "JETON": str(horodate), "AUTORITE": str(autorite.racine)},
            cwd=tmp_path,
            capture_output=True,
            encoding="utf-8",
        )
        assert ("Verification: OK" in done.stdout) is good, done.stderr
        assert (done.returncode == 0) is good
