"""``partager`` on a spreadsheet of Google's: a local stand-in for Drive answers, over real HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from commande import Run, lancer
from google_drive import PDF, XLSX, Fichier, fichier
from google_feuilles import Onglet
from google_local import Google
from sheetcash.adapters.google import service
from sheetcash.cli import main

ID = "1AbC_d-EfGhIjKlMnOpQrStUvWxYz0123456789abcdE"
FEUILLE = f"gsheet:{ID}"
MAIL = "compta@cabinet.fr"
PERMISSIONS = f"/drive/v3/files/{ID}/permissions"


@pytest.fixture
def google(google: Google, demo: Path) -> Google:
    google.deposer(ID, demo)
    return google


@pytest.fixture
def drive(google: Google) -> Fichier:
    return fichier(google, ID)


@pytest.fixture
def run(
    google: Google, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Run]:
    monkeypatch.setenv(service.EMULATOR, google.hote)
    monkeypatch.setattr(service, "_FIRST_PAUSE", 0.0)

    def go(*arguments: str | Path) -> Run:
        google.appels.clear()
        return lancer(capsys, "partager", *arguments)

    return go


def changes(google: Google) -> list[str]:
    return [one.partition(" ")[0] for one in google.appels if not one.startswith("GET")]


def test_alone_it_lists_who_has_access_and_how(run: Callable[..., Run], drive: Fichier) -> None:
    drive.ajouter("zoe@ami.fr", "reader", displayName="Zoé")
    drive.ajouter(MAIL, "commenter", expirationTime="2027-01-31T23:59:59.000Z")
    drive.ajouter("equipe@groupe.fr", "writer", type="group")
    drive.ajouter("parti@gmail.com", "reader", deleted=True)
    done = run(FEUILLE)
    assert done.code == 0
    assert [" ".join(line.split()) for line in done.out.splitlines()] == [
        "Qui a accès à « Studio Lune Claire »",
        "Propriétaire moi@exemple.fr Camille Martin",
        "Modification equipe@groupe.fr",
        f"Commentaire {MAIL} jusqu'au 31/01/2027",
        "Lecture zoe@ami.fr Zoé",
    ]


@pytest.mark.parametrize(
    ("role", "words"),
    [("reader", "lire"), ("commenter", "lire et commenter"), ("writer", "lire et modifier")],
)
def test_a_public_link_is_pointed_out(
    run: Callable[..., Run], drive: Fichier, role: str, words: str
) -> None:
    drive.ajouter("", role, type="anyone", id="anyoneWithLink")
    done = run(FEUILLE)
    assert done.code == 1 and "À vérifier (1)" in done.out
    assert f"peut {words} la feuille, même sans compte" in done.out
    assert "toute personne qui a l'adresse" in done.out and "--retirer public" in done.out


def test_a_whole_domain_is_pointed_out(run: Callable[..., Run], drive: Fichier) -> None:
    drive.ajouter("", "reader", type="domain", domain="cabinet.fr")
    done = run(FEUILLE)
    assert done.code == 1 and "Tous les comptes de cabinet.fr peuvent lire la feuille." in done.out


def test_the_list_as_json(run: Callable[..., Run], drive: Fichier) -> None:
    drive.ajouter("", "reader", type="anyone", id="anyoneWithLink")
    found = json.loads(run(FEUILLE, "--json").out)
    assert found["classeur"] == "Studio Lune Claire"
    assert found["acces"][0] == {
        "nature": "personne",
        "role": "proprietaire",
        "courriel": "moi@exemple.fr",
        "nom": "Camille Martin",
        "herite": False,
        "fin": None,
    }
    assert [one["nature"] for one in found["acces"]] == ["personne", "public"]
    assert len(found["risques"]) == 1


def test_the_list_goes_on_over_its_pages(
    run: Callable[..., Run], google: Google, drive: Fichier
) -> None:
    drive.page = 3
    for at in range(7):
        drive.ajouter(f"ami{at}@exemple.fr", "reader")
    found = json.loads(run(FEUILLE, "--json").out)
    assert len(found["acces"]) == 8
    assert google.appels == ["GET", *[f"GET {PERMISSIONS}"] * 3]


def test_sharing_gives_commenter_and_google_mails_a_french_sentence(
    run: Callable[..., Run], google: Google, drive: Fichier
) -> None:
    done = run(FEUILLE, "--comptable", MAIL)
    assert done.code == 0 and drive.roles()[MAIL] == "commenter"
    assert f"{MAIL} peut maintenant lire et commenter la feuille" in done.out
    ((to, message),) = drive.avis
    assert to == MAIL and "« Studio Lune Claire »" in message and "commenter" in message
    assert changes(google) == ["POST"] and len(google.appels) == 3


@pytest.mark.parametrize(
    ("role", "theirs"),
    [("lecture", "reader"), ("commentaire", "commenter"), ("modification", "writer")],
)
def test_the_role_may_be_chosen(
    run: Callable[..., Run], drive: Fichier, role: str, theirs: str
) -> None:
    assert run(FEUILLE, "--comptable", MAIL, "--role", role).code == 0
    assert drive.roles()[MAIL] == theirs


def test_without_a_notice_the_address_is_given_instead(
    run: Callable[..., Run], drive: Fichier
) -> None:
    done = run(FEUILLE, "--comptable", MAIL, "--sans-avis")
    assert done.code == 0 and not drive.avis and drive.roles()[MAIL] == "commenter"
    assert f"https://docs.google.com/spreadsheets/d/{ID}/edit" in done.out


@pytest.mark.parametrize("again", [MAIL, "Compta@CABINET.fr", f" {MAIL} "])
def test_the_same_again_changes_nothing(
    run: Callable[..., Run], google: Google, drive: Fichier, again: str
) -> None:
    run(FEUILLE, "--comptable", MAIL)
    done = run(FEUILLE, "--comptable", again)
    assert done.code == 0 and "rien n'est changé" in done.out
    assert changes(google) == [] and len(drive.avis) == 1 and len(drive.permissions) == 2


def test_dots_of_a_gmail_address_make_no_other_account(
    run: Callable[..., Run], google: Google, drive: Fichier
) -> None:
    drive.ajouter("jean.dupont@gmail.com", "commenter")
    assert "rien n'est changé" in run(FEUILLE, "--comptable", "jeandupont@gmail.com").out
    assert changes(google) == []


@pytest.mark.parametrize(
    ("before", "role", "after"),
    [("reader", "modification", "writer"), ("writer", "lecture", "reader")],
)
def test_another_role_replaces_the_first_and_says_so(
    run: Callable[..., Run],
    google: Google,
    drive: Fichier,
    before: str,
    role: str,
    after: str,
) -> None:
    drive.ajouter(MAIL, before)
    done = run(FEUILLE, "--comptable", MAIL, "--role", role)
    assert done.code == 0 and "Avant : " in done.out
    assert drive.roles() == {"moi@exemple.fr": "owner", MAIL: after}
    assert len(drive.permissions) == 2 and changes(google)[-1] == "PATCH"


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "compta",
        "a@b",
        "a@b.fr,c@d.fr",
        "a@b.fr c@d.fr",
        "Compta <a@b.fr>",
        "a@b.fr\nBcc: x@y.fr",
    ],
)
@pytest.mark.parametrize("option", ["--comptable", "--retirer"])
def test_what_is_not_one_address_is_refused_before_any_call(
    run: Callable[..., Run], google: Google, option: str, wrong: str
) -> None:
    done = run(FEUILLE, option, wrong)
    assert done.code == 3 and "n'est pas valable" in done.err
    assert google.appels == []


def test_an_access_is_taken_back(run: Callable[..., Run], google: Google, drive: Fichier) -> None:
    drive.ajouter("autre@exemple.fr", "reader")
    drive.ajouter(MAIL, "commenter")
    done = run(FEUILLE, "--retirer", MAIL.upper())
    assert done.code == 0 and "n'y a plus accès" in done.out
    assert drive.roles() == {"moi@exemple.fr": "owner", "autre@exemple.fr": "reader"}
    assert changes(google) == ["DELETE"]


def test_taking_back_tells_of_a_public_link_and_takes_that_back_too(
    run: Callable[..., Run], drive: Fichier
) -> None:
    drive.ajouter(MAIL, "commenter")
    drive.ajouter("", "reader", type="anyone", id="anyoneWithLink")
    assert "peut aussi l'ouvrir" in run(FEUILLE, "--retirer", MAIL).out
    done = run(FEUILLE, "--retirer", "public")
    assert done.code == 0 and "n'est plus ouverte" in done.out
    assert drive.roles() == {"moi@exemple.fr": "owner"}
    assert run(FEUILLE, "--retirer", "public").code == 1


def test_who_has_no_access_is_told_with_who_has(
    run: Callable[..., Run], google: Google, drive: Fichier
) -> None:
    drive.ajouter("autre@exemple.fr", "reader")
    done = run(FEUILLE, "--retirer", MAIL)
    assert done.code == 1 and f"« {MAIL} » n'a pas d'accès" in done.out
    assert "autre@exemple.fr" in done.out and changes(google) == []


def test_the_owner_stays(run: Callable[..., Run], google: Google, drive: Fichier) -> None:
    done = run(FEUILLE, "--retirer", "moi@exemple.fr")
    assert done.code == 3 and "propriétaire" in done.err and changes(google) == []
    done = run(FEUILLE, "--comptable", "moi@exemple.fr")
    assert done.code == 3 and "tous les droits" in done.err and changes(google) == []
    assert drive.roles() == {"moi@exemple.fr": "owner"}


def test_an_access_from_a_folder_is_not_taken_back_here(
    run: Callable[..., Run], google: Google, drive: Fichier
) -> None:
    drive.drive_partage = True
    inherited = [{"permissionType": "member", "role": "writer", "inherited": True}]
    drive.ajouter(MAIL, "writer", permissionDetails=inherited)
    assert "par un dossier" in run(FEUILLE).out
    for arguments in (("--retirer", MAIL), ("--comptable", MAIL)):
        done = run(FEUILLE, *arguments)
        assert done.code == 3 and "dossier" in done.err and changes(google) == []


def test_more_than_a_folder_gives_is_given_beside_it(
    run: Callable[..., Run], google: Google, drive: Fichier
) -> None:
    inherited = [{"permissionType": "member", "role": "reader", "inherited": True}]
    drive.ajouter(MAIL, "reader", permissionDetails=inherited)
    assert run(FEUILLE, "--comptable", MAIL).code == 0
    assert changes(google) == ["POST"] and drive.roles()[MAIL] == "commenter" and not drive.avis


# Faults


@pytest.mark.parametrize("fault", [{"coupe": True}, {}])
def test_an_answer_lost_after_sharing_is_looked_up_and_nothing_is_done_twice(
    run: Callable[..., Run], google: Google, drive: Fichier, fault: dict[str, Any]
) -> None:
    google.panne(f"POST {PERMISSIONS}", 500, apres=True, **fault)
    done = run(FEUILLE, "--comptable", MAIL)
    assert done.code == 0 and "peut maintenant" in done.out and "n'a pas confirmé" in done.out
    assert changes(google) == ["POST"]
    assert "rien n'est changé" in run(FEUILLE, "--comptable", MAIL).out
    assert len(drive.permissions) == 2 and len(drive.avis) == 1


def test_an_answer_lost_before_sharing_is_told_and_asked_once(
    run: Callable[..., Run], google: Google, drive: Fichier
) -> None:
    google.panne(f"POST {PERMISSIONS}", 503)
    done = run(FEUILLE, "--comptable", MAIL)
    assert done.code == 3 and "recommencez" in done.err
    assert changes(google) == ["POST"] and MAIL not in drive.roles()
    assert run(FEUILLE, "--comptable", MAIL).code == 0 and len(drive.permissions) == 2


def test_a_connection_lost_for_good_after_sharing_says_it_may_be_done(
    run: Callable[..., Run], google: Google, drive: Fichier
) -> None:
    google.panne(f"POST {PERMISSIONS}", 0, apres=True, coupe=True)

    def cut(call: str) -> None:
        if call.startswith("POST"):
            google.panne(f"GET {PERMISSIONS}", 0, coupe=True, restantes=99)

    google.avant = cut
    done = run(FEUILLE, "--comptable", MAIL)
    assert done.code == 3 and "l'a peut-être été" in done.err
    google.pannes.clear()
    google.avant = lambda call: None
    assert "rien n'est changé" in run(FEUILLE, "--comptable", MAIL).out
    assert len(drive.permissions) == 2


@pytest.mark.parametrize(
    "option", [("--retirer", MAIL), ("--comptable", MAIL, "--role", "lecture")]
)
def test_an_answer_lost_after_a_change_is_looked_up(
    run: Callable[..., Run], google: Google, drive: Fichier, option: tuple[str, ...]
) -> None:
    its = drive.ajouter(MAIL, "commenter")
    google.panne(f"{PERMISSIONS}/{its['id']}", 0, apres=True, coupe=True)
    assert run(FEUILLE, *option).code == 0
    assert len(changes(google)) == 1
    assert drive.roles().get(MAIL) == (None if option[0] == "--retirer" else "reader")


def test_a_sharing_whose_notice_google_could_not_send_is_told(
    run: Callable[..., Run], drive: Fichier
) -> None:
    drive.avis_perdus = True
    done = run(FEUILLE, "--comptable", MAIL)
    assert done.code == 0 and "n'a pas confirmé son avis" in done.out
    assert drive.roles()[MAIL] == "commenter"


def test_an_access_changed_meanwhile_is_told_as_that(
    run: Callable[..., Run], google: Google, drive: Fichier
) -> None:
    its = drive.ajouter(MAIL, "commenter")

    def gone(call: str) -> None:
        if call.startswith("DELETE"):
            drive.permissions.remove(its)

    google.avant = gone
    done = run(FEUILLE, "--retirer", MAIL)
    assert done.code == 3 and "quelqu'un d'autre" in done.err


def test_an_address_without_an_account_needs_the_notice(
    run: Callable[..., Run], drive: Fichier
) -> None:
    drive.sans_compte.add(MAIL)
    done = run(FEUILLE, "--comptable", MAIL, "--sans-avis")
    assert done.code == 3 and "sans --sans-avis" in done.err and "Rien n'a été changé" in done.err
    assert run(FEUILLE, "--comptable", MAIL).code == 0 and drive.avis


def test_a_sheet_shared_read_only_is_not_ours_to_share(
    run: Callable[..., Run], google: Google, drive: Fichier
) -> None:
    google.tableurs[ID].lecture_seule = True
    for arguments in ((), ("--comptable", MAIL), ("--retirer", MAIL)):
        done = run(FEUILLE, *arguments)
        assert done.code == 3 and "Vous n'avez pas ce droit" in done.err
    google.tableurs[ID].lecture_seule = False
    drive.partage_interdit = True  # editors may not share
    done = run(FEUILLE, "--comptable", MAIL)
    assert done.code == 3 and "Vous n'avez pas ce droit" in done.err
    assert "Rien n'a été changé" in done.err


@pytest.mark.parametrize(
    ("code", "reason", "message", "words"),
    [
        (403, "sharingRateLimitExceeded", "Rate limit exceeded.", "d'autres partages"),
        (403, "dailyLimitExceeded", "Daily Limit Exceeded", "demain"),
        (403, "cannotShareTeamDriveWithNonGoogleAccounts", "No.", "que des comptes Google"),
        (403, "cannotShareTeamDriveOutsideDomain", "No.", "organisation"),
        (403, "domainPolicy", "The domain administrators have disabled it.", "organisation"),
        (400, "invalidSharingRequest", 'Bad Request. User message: "ACL change not allowed."',
         "avec cette adresse"),
        (403, "appNotAuthorizedToFile", "No.", "n'a pas été autorisé"),
        (403, "cannotModifyInheritedPermission", "No.", "vient d'un dossier"),
        (403, "insufficientPermissions",
         "Request had insufficient authentication scopes.", "ne comprend pas les partages"),
        (401, "authError", "Invalid Credentials", "Google"),
    ],
)  # fmt: skip
def test_each_refusal_is_a_french_sentence_asked_for_once(
    run: Callable[..., Run],
    google: Google,
    drive: Fichier,
    code: int,
    reason: str,
    message: str,
    words: str,
) -> None:
    google.panne(f"POST {PERMISSIONS}", code, message=message, raison=reason)
    done = run(FEUILLE, "--comptable", MAIL)
    assert done.code == 3 and words in done.err and "Rien n'a été changé" in done.err
    assert changes(google) == ["POST"] and MAIL not in drive.roles()
    assert len(done.err.strip().splitlines()) == 2


def test_a_short_quota_is_waited_for_when_reading(run: Callable[..., Run], google: Google) -> None:
    google.panne(f"GET {PERMISSIONS}", 403, raison="userRateLimitExceeded")
    assert run(FEUILLE).code == 0
    assert google.appels.count(f"GET {PERMISSIONS}") == 2


def test_a_spreadsheet_that_is_not_there_is_told(run: Callable[..., Run], google: Google) -> None:
    google.tableurs.clear()
    done = run(FEUILLE)
    assert done.code == 3 and "n'existe pas, ou n'est pas partagée" in done.err


# Protected ranges


def protections(google: Google) -> list[str]:
    return [one["description"] for tab in google.tableurs[ID].onglets for one in tab.protections]


def test_sharing_for_changes_protects_what_is_computed_first_and_once(
    run: Callable[..., Run], google: Google
) -> None:
    done = run(FEUILLE, "--comptable", MAIL, "--role", "modification")
    assert done.code == 0 and "politesse" in done.out and "sceau" in done.out
    assert changes(google) == ["POST", "POST"]
    assert google.appels.index("POST :batchUpdate") < google.appels.index(f"POST {PERMISSIONS}")
    first = protections(google)
    assert len(first) == len(set(first)) > 20
    assert all(one.startswith("sheetcash : ") for one in first)
    done = run(FEUILLE, "--proteger")
    assert done.code == 0 and "déjà protégés" in done.out
    assert changes(google) == [] and protections(google) == first


def test_what_is_protected_is_what_is_computed_and_nothing_to_type(
    run: Callable[..., Run], google: Google
) -> None:
    found = json.loads(run(FEUILLE, "--proteger", "--json").out)
    assert {"feuille Barèmes", "feuille Tableau de bord", "feuille Plan de trésorerie"} <= set(
        found["protections_ajoutees"]
    )
    tableur = google.tableurs[ID]
    sheet = tableur.onglet("Factures")
    top = next(at for at, row in enumerate(sheet.lignes, 1) if "N° facture" in row)
    titles = sheet.lignes[top - 1]
    covered = set()
    for one in sheet.protections:
        where = one["range"]
        assert one["warningOnly"] is True and where["startRowIndex"] == top
        assert "endRowIndex" not in where, "rows to come are protected too"
        covered.add(titles[where["startColumnIndex"]])
        assert where["endColumnIndex"] == where["startColumnIndex"] + 1
    assert covered == {
        "Encaissé", "Solde", "Statut", "Retard (jours)", "Prochaine action", "Prochaine étape",
    }  # fmt: skip
    assert tableur.onglet("Barèmes").protections[0]["range"] == {
        "sheetId": tableur.onglet("Barèmes").identifiant
    }
    assert not tableur.onglet("Clients").protections
    assert not tableur.onglet("Paramètres").protections
    (seal,) = tableur.onglet("Livre des recettes").protections
    assert seal["description"] == "sheetcash : Livre des recettes, colonne Sceau"


def test_columns_that_the_user_moved_are_protected_where_they_are_and_once(
    run: Callable[..., Run], google: Google
) -> None:
    sheet = google.tableurs[ID].onglet("Factures")
    top = next(at for at, row in enumerate(sheet.lignes, 1) if "N° facture" in row)
    at = sheet.lignes[top - 1].index("Solde")
    for row in sheet.lignes[top - 1 :]:
        row += [None] * (at + 1 - len(row))
        row.insert(1, row.pop(at))
    run(FEUILLE, "--proteger")
    (one,) = [one for one in sheet.protections if one["description"].endswith("colonne Solde")]
    assert one["range"]["startColumnIndex"] == 1


def test_a_protection_that_the_user_made_smaller_stays_so(
    run: Callable[..., Run], google: Google
) -> None:
    run(FEUILLE, "--proteger")
    for one in google.tableurs[ID].onglet("Factures").protections:
        one["range"] = one["range"] | {"endRowIndex": 20}
    done = run(FEUILLE, "--proteger")
    assert "déjà protégés" in done.out and changes(google) == []


def test_a_protection_of_the_user_s_own_is_enough(run: Callable[..., Run], google: Google) -> None:
    its = google.tableurs[ID].onglet("Factures")
    whole = {"protectedRangeId": 9, "range": {"sheetId": its.identifiant}, "description": "moi"}
    its.protections.append(dict(whole))
    run(FEUILLE, "--proteger")
    assert its.protections == [whole]


def test_a_lost_answer_protects_nothing_twice_and_opens_nothing(
    run: Callable[..., Run], google: Google, drive: Fichier
) -> None:
    google.panne("POST :batchUpdate", 0, apres=True, coupe=True)
    done = run(FEUILLE, "--comptable", MAIL, "--role", "modification")
    assert done.code == 3 and MAIL not in drive.roles()
    first = protections(google)
    assert run(FEUILLE, "--comptable", MAIL, "--role", "modification").code == 0
    assert protections(google) == first and drive.roles()[MAIL] == "writer"


def test_another_s_spreadsheet_has_nothing_to_protect(
    run: Callable[..., Run], google: Google
) -> None:
    google.tableurs[ID].onglets = [Onglet("Feuille 1", 0)]
    done = run(FEUILLE, "--proteger")
    assert done.code == 3 and "aucune des feuilles" in done.err and changes(google) == []


# Copies


def test_a_copy_is_put_in_the_folder_whole_and_never_over_another(
    run: Callable[..., Run], drive: Fichier, tmp_path: Path
) -> None:
    drive.exports[PDF] = b"%PDF-1.7\n" + bytes(range(256)) * 12_000 + b"\n%%EOF\n"
    for expected in ("", " (2)"):
        done = run(FEUILLE, "--copie", tmp_path / "envoi", "--json")
        path = Path(json.loads(done.out)["fichier"])
        assert done.code == 0 and path.read_bytes() == drive.exports[PDF]
        assert path.name.startswith("Studio Lune Claire - copie ") and path.suffix == ".pdf"
        assert path.stem.endswith(expected)
    assert len(list((tmp_path / "envoi").iterdir())) == 2


def test_a_copy_as_xlsx_opens(run: Callable[..., Run], tmp_path: Path) -> None:
    done = run(FEUILLE, "--copie", tmp_path, "--format", "xlsx")
    (path,) = tmp_path.iterdir()
    assert done.code == 0 and str(path) in done.out
    assert "Livre des recettes" in openpyxl.load_workbook(path).sheetnames


def test_a_title_makes_a_file_name_and_never_a_path(
    run: Callable[..., Run], google: Google, tmp_path: Path
) -> None:
    google.tableurs[ID].titre = "../Compta 2026/2027 : v1.2"
    assert run(FEUILLE, "--copie", tmp_path / "ici", "--format", "xlsx").code == 0
    assert [one.name for one in tmp_path.iterdir()] == ["ici"]
    (path,) = (tmp_path / "ici").iterdir()
    assert path.name.startswith("-Compta 2026-2027 - v1.2 - copie ") and path.suffix == ".xlsx"


def test_a_copy_too_large_for_google_is_explained(
    run: Callable[..., Run], drive: Fichier, tmp_path: Path
) -> None:
    drive.exports[PDF] = b"%PDF-1.7\n" + b" " * 11_000_000 + b"%%EOF"
    done = run(FEUILLE, "--copie", tmp_path)
    assert done.code == 3 and "10 Mo" in done.err and "Fichier, Télécharger" in done.err
    assert not list(tmp_path.iterdir())


def test_a_copy_cut_short_leaves_no_file_and_is_asked_for_again(
    run: Callable[..., Run], google: Google, drive: Fichier, tmp_path: Path
) -> None:
    drive.exports[PDF] = b"%PDF-1.7\n" + b"x" * 3_000_000 + b"\n%%EOF\n"
    google.panne("/export", 200, tronque=True, restantes=9)
    done = run(FEUILLE, "--copie", tmp_path)
    assert done.code == 3 and "n'a pas répondu" in done.err
    assert not list(tmp_path.iterdir())
    google.pannes.clear()
    google.panne("/export", 200, tronque=True)
    assert run(FEUILLE, "--copie", tmp_path).code == 0
    (path,) = tmp_path.iterdir()
    assert path.read_bytes() == drive.exports[PDF]


@pytest.mark.parametrize("forme", ["pdf", "xlsx"])
def test_what_is_not_the_copy_asked_for_is_not_kept(
    run: Callable[..., Run], drive: Fichier, tmp_path: Path, forme: str
) -> None:
    drive.exports |= dict.fromkeys((PDF, XLSX), b"<html>Connectez-vous</html>")
    done = run(FEUILLE, "--copie", tmp_path, "--format", forme)
    assert done.code == 3 and "autre chose que la copie" in done.err
    assert not list(tmp_path.iterdir())


# The accountant's copy (exporter)


@pytest.fixture
def exporter(
    run: Callable[..., Run],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Callable[..., Run]:
    monkeypatch.setenv("SHEETCASH_STATE_DIR", str(tmp_path / "etat"))

    def go(*arguments: str | Path) -> Run:
        code = main(["exporter", *map(str, arguments)])
        shown = capsys.readouterr()
        return Run(code, shown.out, shown.err)

    return go


def exportee(path: Path) -> bytes:
    """A workbook as Google exports it: its own functions as texts, beside their values."""
    with xlsxwriter.Workbook(str(path)) as made:
        made.add_worksheet("Accueil").write("A1", "sheetcash")
        settings = made.add_worksheet("Paramètres")
        settings.write_row(4, 0, ("Nom", "Atelier"))
        settings.write_row(5, 0, ("Date du jour", None))
        sheet = made.add_worksheet("Calculs")
        sheet.write_formula(
            "A1", '=IFERROR(__xludf.DUMMYFUNCTION("SC_PLAFOND(""BNC"", 2026)"),83600)', None, 83_600
        )
        sheet.write_formula(
            "A2", '=IFERROR(__xludf.DUMMYFUNCTION("QUERY(B1:B9)"),"Ligne")', None, "Ligne"
        )
        sheet.write_formula("A3", "=A1*2", None, 167_200)
    return path.read_bytes()


def test_the_accountant_s_copy_holds_values_where_only_google_computes(
    exporter: Callable[..., Run], google: Google, drive: Fichier, tmp_path: Path
) -> None:
    drive.exports[XLSX] = exportee(tmp_path / "google.xlsx")
    google.tableurs[ID].titre = "Atelier v1.2"
    done = exporter(FEUILLE, "--comptable", tmp_path / "ici")
    assert "1 formule SC_ remplacée" in done.out
    (path,) = (tmp_path / "ici").glob("*/*.xlsx")
    assert path.parent.name.startswith("Atelier v1.2 - dossier comptable ")
    assert path.name.startswith("Atelier v1.2 - copie comptable ")
    sheet = openpyxl.load_workbook(path)["Calculs"]
    assert [sheet[at].value for at in ("A1", "A2", "A3")] == [83_600, "Ligne", "=A1*2"]
    assert sheet.protection.sheet
    assert changes(google) == []


def test_the_accountant_s_copy_of_the_whole_workbook(
    exporter: Callable[..., Run], drive: Fichier, demo: Path, tmp_path: Path
) -> None:
    drive.exports[XLSX] = demo.read_bytes()
    done = exporter(FEUILLE, "--comptable", tmp_path, "--json")
    path = Path(json.loads(done.out)["fichier"])
    assert path.stat().st_size == json.loads(done.out)["octets"]
    assert "Livre des recettes" in openpyxl.load_workbook(path).sheetnames


def test_another_day_is_not_for_google_to_compute(
    exporter: Callable[..., Run], google: Google, tmp_path: Path
) -> None:
    done = exporter(FEUILLE, "--comptable", tmp_path, "--date", "2026-01-01")
    assert done.code == 2 and "Date du jour" in done.err and google.appels == []


# Usage


@pytest.mark.parametrize(
    "arguments",
    [
        ("--role", "lecture"),
        ("--sans-avis",),
        ("--format", "pdf"),
        ("--comptable", MAIL, "--retirer", MAIL),
        ("--retirer", MAIL, "--proteger"),
        ("--comptable", MAIL, "--role", "propriétaire"),
    ],
)
def test_what_does_not_go_together_is_a_wrong_usage(
    run: Callable[..., Run], google: Google, arguments: tuple[str, ...]
) -> None:
    done = run(FEUILLE, *arguments)
    assert done.code == 2 and done.err and google.appels == []


def test_a_file_is_not_shared_but_copied(run: Callable[..., Run], demo: Path) -> None:
    done = run(demo)
    assert done.code == 2 and "exporter CLASSEUR --comptable" in done.err
