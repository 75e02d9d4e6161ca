"""The connection goes at every request of every command, before or after Google did what was asked.

Once, then for good. Whatever the place: nothing twice, nothing on a wrong row, and a sentence that
says what to do; the same command, given again, ends the work.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import google_creation
from commande import Run, lancer
from google_drive import XLSX, Fichier, fichier
from google_feuilles import Onglet, Tableur
from google_local import Coupure, Google
from google_monde import CHANGE, DAY, DUE, ID, READ, SENT, Monde, content, etats
from sheetcash.adapters.google import service
from sheetcash.adapters.google.creation import creer
from sheetcash.errors import SheetcashError
from sheetcash.templates.demonstration import JOUR_DEMO
from sheetcash.templates.vide import contenu_vide
from sheetcash.templates.xlsx import build

FEUILLE = f"gsheet:{ID}"
MAIL = "compta@cabinet.fr"


def coupures(calls: int) -> Any:
    """At each of so many calls, after it was carried out or not, for it alone or from then on."""
    return pytest.mark.parametrize(
        "coupure",
        [
            pytest.param(
                Coupure(at, apres, bon),
                id=f"{at}-{'after' if apres else 'before'}{'-for-good' * bon}",
            )
            for at in range(1, calls + 1)
            for apres in (False, True)
            for bon in (False, True)
        ],
    )


def couper(google: Google, coupure: Coupure) -> None:
    google.appels.clear()
    google.coupure = coupure


def retablir(google: Google) -> int:
    """The connection is back; how many calls there were."""
    count = len(google.appels)
    google.coupure = None
    google.appels.clear()
    return count


@pytest.fixture
def sans_attendre(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "_FIRST_PAUSE", 0.0)


# sync


@pytest.fixture(scope="module")
def modele(tmp_path_factory: pytest.TempPathFactory) -> Tableur:
    path = tmp_path_factory.mktemp("google") / "Studio.xlsx"
    build(path, content(), DAY)
    google = Google()
    try:
        return google.deposer(ID, path)
    finally:
        google.stop()


@pytest.fixture
def monde(tmp_path: Path, smtp_server: Any, modele: Tableur, google: Google) -> Monde:
    google.tableurs[ID] = deepcopy(modele)
    return Monde(google, smtp_server, tmp_path)


@coupures(3)
def test_sync_with_reminders_due(monde: Monde, coupure: Coupure) -> None:
    couper(monde.google, coupure)
    said = ""
    try:
        done = monde.sync()
        said = " ".join(f"{one.probleme} {one.que_faire}" for one in done.constats)
    except SheetcashError as error:
        said = str(error)
        assert not monde.sent and error.que_faire
    calls = retablir(monde.google)
    monde.verifier(fini=False)
    assert calls >= coupure.appel
    hidden = coupure.appel == 1 and not coupure.pour_de_bon  # a read is asked again
    assert hidden or "recommencez" in said.casefold(), said
    for poste in ("a", "b"):
        monde.sync(poste)
    assert monde.sent == dict.fromkeys(DUE, 1) and monde.etats == dict.fromkeys(DUE, SENT)
    monde.verifier()
    assert not monde.sync().lignes


@coupures(1)
def test_sync_with_nothing_due(monde: Monde, coupure: Coupure) -> None:
    monde.sync()
    monde.calculer()
    before = deepcopy(monde.google.tableurs[ID])
    couper(monde.google, coupure)
    if coupure.appel == 1 and coupure.pour_de_bon:
        with pytest.raises(SheetcashError, match="n'a pas répondu") as told:
            monde.sync()
        assert "recommencez" in told.value.que_faire
    else:
        assert etats(monde.sync()) == {}
    assert set(monde.google.appels) == {READ} and CHANGE not in monde.google.appels
    retablir(monde.google)
    assert monde.google.tableurs[ID] == before and monde.sent == dict.fromkeys(DUE, 1)


# the commands


@pytest.fixture
def run(
    google: Google,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    sans_attendre: None,
    tmp_path: Path,
) -> Callable[..., Run]:
    monkeypatch.setenv(service.EMULATOR, google.hote)
    monkeypatch.setenv("SHEETCASH_STATE_DIR", str(tmp_path / "etat"))

    def go(*arguments: str | Path) -> Run:
        done = lancer(capsys, *arguments)
        if done.code == 1 and arguments[0] == "exporter":  # made: the demo's vouchers are not there
            return done._replace(code=0)
        if done.code:
            assert done.code == 3 and re.search(r"[.!]\s*$", done.err), done.err
            assert re.search(r"recommencez|relancez", done.err.casefold()), done.err
        return done

    return go


@coupures(2)
def test_nouveau(run: Callable[..., Run], google: Google, coupure: Coupure) -> None:
    couper(google, coupure)
    done = run("nouveau", "gsheet:")
    calls = list(google.appels)
    retablir(google)
    assert calls == ["POST /v4/spreadsheets", CHANGE][: len(calls)]  # nothing asked for twice
    assert done.code == (3 if coupure.appel <= 2 else 0)
    assert len(google.tableurs) == (0 if coupure.appel == 1 and not coupure.apres else 1)
    if coupure.appel == 1:
        assert "peut-être" in done.err and "Drive" in done.err
    elif done.code:
        (identifiant,) = google.tableurs
        assert f"/d/{identifiant}/edit" in done.err


@pytest.fixture(scope="module")
def vide() -> Iterator[tuple[str, Tableur]]:
    """A spreadsheet of ours from which some is missing, and one that has all."""
    its = Google()
    host = service.ouvrir({service.EMULATOR: its.hote})
    identifiant = creer(host, contenu_vide("essai"), JOUR_DEMO, "Essai")
    its.stop()
    yield identifiant, its.tableurs[identifiant]


@coupures(2)
def test_nouveau_in_a_spreadsheet_that_is_there(
    run: Callable[..., Run], google: Google, vide: tuple[str, Tableur], coupure: Coupure
) -> None:
    identifiant, whole = vide
    its = google.tableurs[identifiant] = deepcopy(whole)
    its.onglets = [one for one in its.onglets if one.titre not in ("Banque", "Plan de trésorerie")]
    its.onglets.insert(0, Onglet("Mes notes", 77, [["à moi"]]))
    couper(google, coupure)
    done = run("nouveau", f"gsheet:{identifiant}")
    calls = list(google.appels)
    retablir(google)
    assert calls.count(CHANGE) <= 1
    again = run("nouveau", f"gsheet:{identifiant}")
    assert (done.code, again.code) in ((0, 0), (3, 0))
    titles = [one.titre for one in its.onglets]
    assert sorted(titles) == sorted([*(one.titre for one in whole.onglets), "Mes notes"])
    assert its.onglet("Mes notes").lignes == [["à moi"]]
    assert len(its.noms) == len(whole.noms)
    for one in whole.onglets:
        assert its.onglet(one.titre).lignes[3:5] == one.lignes[3:5]
        assert len(google_creation.plus(its.onglet(one.titre)).graphiques) == len(
            google_creation.plus(one).graphiques
        )


@pytest.fixture(scope="module")
def depose(demo: Path) -> Tableur:
    """The demonstration's spreadsheet, that each test has a copy of."""
    its = Google()
    its.stop()
    return its.deposer(ID, demo)


@pytest.fixture
def drive(google: Google, depose: Tableur, demo: Path) -> Fichier:
    google.tableurs[ID] = deepcopy(depose)
    its = fichier(google, ID)
    its.exports[XLSX] = demo.read_bytes()
    return its


@coupures(6)
@pytest.mark.parametrize(
    ("options", "before", "after"),
    [
        (("--comptable", MAIL), None, "commenter"),
        (("--comptable", MAIL, "--role", "modification"), None, "writer"),
        (("--comptable", MAIL, "--role", "lecture"), "commenter", "reader"),
        (("--retirer", MAIL), "commenter", None),
        ((), "commenter", "commenter"),
    ],
    ids=["give", "give-writing", "change", "take-back", "list"],
)
def test_partager(
    run: Callable[..., Run],
    google: Google,
    drive: Fichier,
    coupure: Coupure,
    options: tuple[str, ...],
    before: str | None,
    after: str | None,
) -> None:
    if before is not None:
        drive.ajouter(MAIL, before)
    couper(google, coupure)
    run("partager", FEUILLE, *options)
    asked = [one for one in google.appels if not one.startswith("GET")]
    assert len(asked) == len(set(asked))  # no change is asked for twice
    retablir(google)
    assert len(drive.permissions) <= 2 and len(drive.avis) <= 1
    if after == "writer" and MAIL in drive.roles():
        assert any(one.protections for one in google.tableurs[ID].onglets)  # before it is opened
    if options[:1] != ("--retirer",) or MAIL in drive.roles():
        assert run("partager", FEUILLE, *options).code == 0
    assert drive.roles().get(MAIL) == after
    assert len(drive.permissions) == (1 if after is None else 2)
    assert len(drive.avis) == (1 if before is None else 0)
    for tab in google.tableurs[ID].onglets:
        ranges = [str(one["range"]) for one in tab.protections]
        assert len(ranges) == len(set(ranges))


@coupures(3)
@pytest.mark.parametrize(
    "options",
    [("exporter", FEUILLE, "--comptable"), ("partager", FEUILLE, "--format", "xlsx", "--copie")],
    ids=["exporter", "copie"],
)
def test_a_copy(
    run: Callable[..., Run],
    google: Google,
    drive: Fichier,
    tmp_path: Path,
    coupure: Coupure,
    options: tuple[str, ...],
) -> None:
    folder = tmp_path / "ici"
    couper(google, coupure)
    done = run(*options, folder)
    assert all(one.startswith("GET") for one in google.appels)
    retablir(google)
    there = list(folder.iterdir()) if folder.exists() else []
    assert len(there) == (0 if done.code else 1)
    if done.code:
        assert run(*options, folder).code == 0
    (path,) = [*folder.glob("*.xlsx"), *folder.glob("*/*.xlsx")]
    assert "Factures" in openpyxl.load_workbook(path).sheetnames


def test_the_sweep_reaches_the_last_call(
    run: Callable[..., Run], google: Google, drive: Fichier, tmp_path: Path
) -> None:
    """Commands make six calls at most: were there more, the cuts would not reach them."""
    for options in (
        ("partager", FEUILLE, "--comptable", MAIL, "--role", "modification"),
        ("partager", FEUILLE, "--retirer", MAIL),
        ("exporter", FEUILLE, "--comptable", tmp_path),
    ):
        google.appels.clear()
        assert run(*options).code == 0
        assert len(google.appels) <= 6, google.appels


# the commands that write rows


RELEVE = """\
Date;Libellé;Montant(EUROS)
18/11/2026;VIR SEPA CLIENT 1 FACTURE F-1;1200,00
19/11/2026;PRLV SEPA OVH SAS;-11,99
"""
TABLEAUX = ("Livre des recettes", "Achats", "Banque", "Scellés", "Factures")
JOUR = ("--date", "2026-11-20")
#: What each is given, and what it says of a table that it leaves as it is.
ECRIVENT = {
    "importer": ("importer", FEUILLE, "RELEVE"),
    "rapprocher": ("rapprocher", FEUILLE, "--oui", *JOUR),
    "annuler": ("rapprocher", FEUILLE, "--annuler", "--oui", *JOUR),
    "sceller": ("sceller", FEUILLE, "--achats", "--oui", *JOUR),
    "corriger": ("corriger", FEUILLE, "1", "--montant", "400", "--oui", *JOUR),
    "pieces": ("pieces", FEUILLE, "--oui", *JOUR),
}


@pytest.fixture(scope="module")
def tenu(tmp_path_factory: pytest.TempPathFactory) -> Tableur:
    """Two receipts and a purchase of past months, an invoice due, a bank whose rows wait."""
    path = tmp_path_factory.mktemp("google") / "Tenu.xlsx"
    its = content(2, 1)
    rows = dict(its.rows)
    rows["tblRecettes"] = [
        {
            "N°": str(at),
            "Date d'encaissement": date(2026, 9, at),
            "Client": "Passage",
            "Catégorie": "BNC",
            "Montant": 50_000,
            "Mode de règlement": "Espèces",
            "Pièce": f"ticket {at}",
        }
        for at in (1, 2)
    ]
    rows["tblAchats"] = [
        {
            "N°": "1",
            "Date": date(2026, 9, 3),
            "Fournisseur": "OVH",
            "Montant": 1_199,
            "Pièce": "001.pdf",
            "Mode de règlement": "Carte",
        }
    ]
    rows["tblBanque"] = [
        {"Id": "b1", "Date": date(2026, 11, 10), "Libellé": "VIR CLIENT 1 F-1", "Montant": 120_000}
    ]
    build(path, its._replace(rows=its.rows | rows), DAY)
    google = Google()
    google.stop()
    return google.deposer(ID, path)


def tableaux(google: Google) -> dict[str, list[str]]:
    """The rows of each table as they read, whatever their order; seals and marks are of a run."""
    return {
        tab.titre: sorted(str([v for v in row if v not in (None, "")]) for row in tab.lignes[3:])
        for tab in google.tableurs[ID].onglets
        if tab.titre in TABLEAUX
    }


@coupures(5)
@pytest.mark.parametrize("name", ECRIVENT)
def test_what_writes_rows(
    run: Callable[..., Run],
    google: Google,
    tenu: Tableur,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    coupure: Coupure,
    name: str,
) -> None:
    """Given again, it ends where it would have been without a cut: no row is there twice."""
    releve = tmp_path / "releve.csv"
    releve.write_text(RELEVE, "utf-8")
    (tmp_path / "001.pdf").write_bytes(b"%PDF-1.4")
    monkeypatch.chdir(tmp_path)
    command = [str(releve) if one == "RELEVE" else one for one in ECRIVENT[name]]

    def partir(etat: str) -> None:
        google.tableurs[ID] = deepcopy(tenu)
        monkeypatch.setenv("SHEETCASH_STATE_DIR", str(tmp_path / etat))
        if name == "annuler":
            assert run(*ECRIVENT["rapprocher"]).code in (0, 1)
        if name == "corriger":
            assert run(*ECRIVENT["sceller"]).code == 0

    partir("sans")
    google.appels.clear()
    before = tableaux(google)
    whole = lancer(capsys, *command)
    assert whole.code in (0, 1) and len(google.appels) <= 5
    expected = tableaux(google)
    assert expected != before
    partir("avec")
    couper(google, coupure)
    done = lancer(capsys, *command)
    if done.code == 3:
        assert re.search(r"recommencez|relancez", done.err.casefold()), done.err
    writes = google.appels.count(CHANGE)
    retablir(google)
    assert writes <= 1, "no change is asked for twice"
    if done.code == 3 or tableaux(google) != expected:
        lancer(capsys, *command)  # done, or told that it already was
    assert tableaux(google) == expected
