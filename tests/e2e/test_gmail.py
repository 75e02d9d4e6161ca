"""Reminders by Gmail, over the local stand-in: each once, in its conversation, whatever breaks."""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import httplib2
import keyring
import keyring.backends.null
import openpyxl
import pytest

import google_feuilles
from commande import Run, lancer
from google_gmail import SEND, Boite, RefusDeGmail, boite
from google_local import Google
from google_oauth import CLIENT_ID, CLIENT_SECRET, OAuth
from sheetcash.adapters.google import acces, compte
from sheetcash.adapters.google.permissions import COURRIEL, FEUILLES
from sheetcash.adapters.mail.configured import mailer_from_settings
from sheetcash.adapters.mail.gmail import GmailMailer
from sheetcash.adapters.mail.smtp import SmtpMailer
from sheetcash.adapters.secrets import SystemSecrets
from sheetcash.adapters.settings import load_settings
from sheetcash.errors import BadSetting, Deferred, Refused, SendError, Unknown
from sheetcash.ports import Mail
from sheetcash.templates.demonstration import JOUR_DEMO, contenu_demo
from sheetcash.templates.vide import contenu_vide
from sheetcash.templates.xlsx import build
from sheetcash.workbook.content import Content

MAIL = Mail("moi@gmail.com", "Moi", "a@b.fr", "Relance", "Bonjour, é", "<1@gmail.com>")


@pytest.fixture
def gmail(google: Google) -> Boite:
    return boite(google)


@pytest.fixture
def run(
    google: Google,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[..., Run]:
    monkeypatch.setenv("SHEETCASH_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("SHEETCASH_STATE_DIR", str(tmp_path / "etat"))
    monkeypatch.setenv(acces.EMULATOR, google.hote)
    for name in ("SHEETCASH_SMTP_URL", "SHEETCASH_COURRIEL_MOYEN"):
        monkeypatch.delenv(name, raising=False)

    return partial(lancer, capsys)


def invoice(number: str, client: str, due: date) -> dict[str, Any]:
    return {
        "N° facture": number,
        "Date": date(2026, 9, 1),
        "Client": client,
        "Objet": "Affiche",
        "Catégorie": "BNC",
        "Montant": 120_000,
        "Échéance": due,
    }


@pytest.fixture
def classeur(tmp_path: Path) -> Path:
    """Three clients, an invoice each, due on 2 November; nothing sent yet."""
    empty = contenu_vide("classeur-de-test")
    names = ("Ada", "Bob", "Eve")
    rows = dict(empty.rows) | {
        "tblClients": [
            {
                "Client": name,
                "Type": "Professionnel",
                "Contact": name,
                "Courriel": f"{name.lower()}@example.org",
                "Profil de relance": "Standard",
            }
            for name in names
        ],
        "tblFactures": [
            invoice(f"F-{number}", name, date(2026, 11, 2)) for number, name in enumerate(names, 1)
        ],
    }
    settings = empty.settings | {
        "Nom": "Atelier Colombe",
        "Courriel expéditeur": "moi@gmail.com",
        "Début d'activité": date(2025, 1, 1),
    }
    path = tmp_path / "Mon classeur.xlsx"
    build(path, Content(settings, rows), date(2026, 11, 3))
    return path


def sync(run: Callable[..., Run], path: Path, day: str = "2026-11-03") -> Run:
    return run("sync", path, "--oui", "--date", day, "--json")


def history(path: Path) -> list[dict[str, Any]]:
    """The rows of the sheet Relances."""
    sheet = openpyxl.load_workbook(path)["Relances"]
    table = sheet.tables["tblRelances"]
    top, *rows = sheet[table.ref]
    titles = [cell.value for cell in top]
    found = [dict(zip(titles, [cell.value for cell in row], strict=True)) for row in rows]
    return [one for one in found if one["Id"]]


def test_the_demonstration_leaves_by_gmail_once_and_is_written_back(
    run: Callable[..., Run], google: Google, gmail: Boite, tmp_path: Path
) -> None:
    path = tmp_path / "Démo.xlsx"
    build(path, contenu_demo("gmail"), JOUR_DEMO)
    day = JOUR_DEMO.isoformat()
    shown = run("sync", path, "--simulation", "--date", day, "--json").etats
    due = [number for number, etat in shown.items() if etat == "a_envoyer"]
    assert len(due) > 2 and google.appels == []
    done = sync(run, path, day).etats
    assert [number for number, etat in done.items() if etat == "envoyee"] == due
    assert google.appels == [SEND] * len(due)  # nothing else was asked of Google
    texts = " ".join(one.mail["Subject"] for one in gmail.envoyes)
    assert all(number in texts for number in due)
    written = [one for one in history(path) if one["Détail"] and "Gmail" in one["Détail"]]
    assert sorted(one["N° facture"] for one in written) == sorted(due)
    first = gmail.envoyes[0]
    told = f"accepté par Gmail (message {first.id}, fil {first.fil}). Objet : « "
    assert any(one["Détail"].startswith(told) for one in written)
    assert {one["Message-ID"] for one in written} == {m.mail["Message-ID"] for m in gmail.envoyes}
    again = sync(run, path, day)
    assert "envoyee" not in again.etats.values() and len(gmail.envoyes) == len(due)


def test_a_reminder_answers_in_the_conversation_of_the_last_one(
    run: Callable[..., Run], gmail: Boite, classeur: Path
) -> None:
    for day in ("2026-10-30", "2026-11-09", "2026-11-17", "2026-12-02"):
        assert set(sync(run, classeur, day).etats.values()) == {"envoyee"}
    its = [one for one in gmail.envoyes if one.mail["To"] == "ada@example.org"]
    courtesy, friendly, firm, formal = its
    assert courtesy.fil == friendly.fil == firm.fil != formal.fil
    subject = courtesy.mail["Subject"]
    assert friendly.mail["Subject"] == firm.mail["Subject"] == f"Re: {subject}"
    assert "ise en demeure" in formal.mail["Subject"]  # it says what it is
    ids = [one.mail["Message-ID"] for one in its]
    assert [one.mail["In-Reply-To"] for one in its] == [None, *ids[:3]]
    assert formal.mail["References"].split() == ids[:3]
    assert len({one.fil for one in gmail.envoyes}) == 6  # two for each client, none mixed


def test_a_google_spreadsheet_and_gmail_go_together(
    run: Callable[..., Run], google: Google, gmail: Boite, classeur: Path
) -> None:
    """The conversation is found again from the sheet's own history, on another machine too."""
    name = "1AbC_d-EfGhIjKlMnOpQrStUvWxYz0123456789abcdE"
    google.deposer(name, classeur)
    its = f"gsheet:{name}"
    assert set(sync(run, Path(its)).etats.values()) == {"envoyee"}
    with pytest.MonkeyPatch.context() as elsewhere:
        elsewhere.setenv("SHEETCASH_STATE_DIR", str(classeur.parent / "autre poste"))
        assert set(sync(run, Path(its), "2026-11-17").etats.values()) == {"envoyee"}
    assert google.appels.count(SEND) == 6
    assert len({one.fil for one in gmail.envoyes}) == 3


def test_the_simulation_shows_the_subject_that_leaves(
    run: Callable[..., Run], gmail: Boite, classeur: Path
) -> None:
    """What is asked about is what is sent."""
    sync(run, classeur, "2026-11-03")
    seen: list[Mail] = []

    def watch(mail: Mail, send: Callable[[Mail], str]) -> str:
        seen.append(mail)
        return send(mail)

    with pytest.MonkeyPatch.context() as patch:
        send = GmailMailer.send
        patch.setattr(GmailMailer, "send", lambda self, mail: watch(mail, lambda m: send(self, m)))
        sync(run, classeur, "2026-11-17")
    assert [one.subject for one in seen] == [one.mail["Subject"] for one in gmail.envoyes[3:]]
    assert all(one.subject.startswith("Re: Facture") for one in seen)


def test_smtp_ties_its_mails_too_and_gmail_goes_on_without_a_conversation_of_its_own(
    run: Callable[..., Run],
    gmail: Boite,
    classeur: Path,
    smtp_server: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SHEETCASH_SMTP_URL", smtp_server.url)
    sync(run, classeur, "2026-11-03")
    sync(run, classeur, "2026-11-17")
    first, second = (
        one.mail for one in smtp_server.messages if one.recipients == ["ada@example.org"]
    )
    assert second["In-Reply-To"] == second["References"] == first["Message-ID"]
    assert second["Subject"] == f"Re: {first['Subject']}"
    assert gmail.envoyes == []
    monkeypatch.setenv("SHEETCASH_COURRIEL_MOYEN", "gmail")
    assert set(sync(run, classeur, "2026-12-02").etats.values()) == {"envoyee"}
    assert len(gmail.envoyes) == 3
    assert gmail.envoyes[0].mail["References"].split()[0] in {
        one.mail["Message-ID"] for one in smtp_server.messages
    }


def test_a_conversation_of_another_account_is_left_for_a_new_one(
    run: Callable[..., Run], google: Google, gmail: Boite, classeur: Path
) -> None:
    sync(run, classeur)
    gmail.envoyes.clear()  # another account is connected: Gmail answers 404
    google.appels.clear()
    assert set(sync(run, classeur, "2026-11-17").etats.values()) == {"envoyee"}
    assert Counter(gmail.destinataires()) == dict.fromkeys(
        ("ada@example.org", "bob@example.org", "eve@example.org"), 1
    )
    assert all(one.mail["In-Reply-To"] for one in gmail.envoyes)
    assert len(google.appels) == 6  # each was refused once, for certain, then taken once


# --- what breaks ---------------------------------------------------------------------------------


def test_httplib2_hands_the_same_mail_over_twice(google: Google, gmail: Boite) -> None:
    """What the adapter must not do: this is the fault of the next test, under Google's own way."""
    body = json.dumps({"raw": base64.urlsafe_b64encode(b"To: a@b.fr\r\n\r\nx").decode()})
    google.panne(SEND, 200, apres=True, coupe=True)
    http = httplib2.Http()
    url = f"http://{google.hote}/gmail/v1/users/me/messages/send"
    answer, _ = http.request(url, "POST", body=body)
    http.close()
    assert answer.status == 200 and len(gmail.envoyes) == 2


def test_an_answer_lost_after_acceptance_is_uncertain_and_never_sent_again(
    run: Callable[..., Run], google: Google, gmail: Boite, classeur: Path
) -> None:
    google.panne(SEND, 200, apres=True, coupe=True)
    first = sync(run, classeur)
    assert Counter(first.etats.values()) == {"inconnue": 1, "envoyee": 2}
    assert Counter(gmail.destinataires()) == dict.fromkeys(
        ("ada@example.org", "bob@example.org", "eve@example.org"), 1
    )
    again = sync(run, classeur)
    assert len(gmail.envoyes) == 3 and set(again.etats.values()) <= {"retenue"}
    assert "incertain" in again.out


@pytest.mark.parametrize(
    "fault",
    [
        {"coupe": True},
        {"code": 500},
        {"code": 500, "apres": True},
        {"code": 503, "entetes": {"Retry-After": "0"}},
        {"code": 503, "apres": True, "entetes": {"Retry-After": "0"}},
    ],
)
def test_whatever_is_not_a_clear_answer_is_uncertain_and_never_sent_again(
    run: Callable[..., Run], google: Google, gmail: Boite, classeur: Path, fault: dict[str, Any]
) -> None:
    google.panne(SEND, fault.pop("code", 200), **fault)
    assert Counter(sync(run, classeur).etats.values()) == {"inconnue": 1, "envoyee": 2}
    assert google.appels == [SEND] * 3
    sync(run, classeur)
    assert google.appels == [SEND] * 3
    assert max(Counter(gmail.destinataires()).values()) == 1


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (403, "rateLimitExceeded"),
        (403, "userRateLimitExceeded"),
        (403, "dailyLimitExceeded"),
        (429, "userRateLimitExceeded"),
    ],
)
def test_a_quota_carries_the_rest_over_to_the_next_run(
    run: Callable[..., Run], google: Google, gmail: Boite, classeur: Path, code: int, reason: str
) -> None:
    gmail.refus = [None, RefusDeGmail(code, reason, "User-rate limit exceeded.")]
    first = sync(run, classeur)
    assert Counter(first.etats.values()) == {"envoyee": 1, "differee": 2}
    assert google.appels == [SEND] * 2  # it does not knock for each mail
    assert "quota" in first.out
    second = sync(run, classeur)
    assert Counter(second.etats.values()) == {"envoyee": 2}
    assert max(Counter(gmail.destinataires()).values()) == 1


def test_an_address_that_gmail_refuses_waits_for_another(
    run: Callable[..., Run], google: Google, gmail: Boite, classeur: Path
) -> None:
    gmail.refus = [RefusDeGmail(400, "invalidArgument", "Invalid To header")]
    first = sync(run, classeur)
    assert Counter(first.etats.values()) == {"refusee": 1, "envoyee": 2} and first.code == 1
    sync(run, classeur)
    assert google.appels == [SEND] * 3  # not tried again as long as it is the same


@pytest.mark.parametrize(
    ("code", "reason", "said", "calls"),
    [
        (403, "insufficientPermissions", "cochez toutes les cases", 1),
        (403, "accessNotConfigured", "Gmail API n'est pas activée", 1),
        (401, "authError", "installer google", 1),
        (400, "failedPrecondition", "Mail service not enabled", 3),
        (404, "notFound", "a bien Gmail", 3),
        (413, "uploadTooLarge", "Message refusé par Gmail (413", 3),
    ],
)
def test_what_gmail_holds_against_the_account_or_the_text_is_told_and_tried_again(
    run: Callable[..., Run],
    google: Google,
    gmail: Boite,
    classeur: Path,
    code: int,
    reason: str,
    said: str,
    calls: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("google_feuilles.CODES", dict.fromkeys((400, 401, 403, 404, 413), reason))
    gmail.refus = [RefusDeGmail(code, reason, "Mail service not enabled")] * calls
    first = sync(run, classeur)
    assert set(first.etats.values()) == {"differee"} and first.code == 1
    assert said in first.out and google.appels == [SEND] * calls
    assert set(sync(run, classeur).etats.values()) == {"envoyee"}


def test_out_of_reach_nothing_left_and_the_next_run_sends(
    run: Callable[..., Run], google: Google, gmail: Boite, classeur: Path, monkeypatch: Any
) -> None:
    monkeypatch.setenv(acces.EMULATOR, "127.0.0.1:1")
    first = sync(run, classeur)
    assert set(first.etats.values()) == {"differee"} and "n'a pas pu être joint" in first.out
    monkeypatch.setenv(acces.EMULATOR, google.hote)
    assert set(sync(run, classeur).etats.values()) == {"envoyee"}
    assert len(gmail.envoyes) == 3


def test_a_redirection_is_not_followed(google: Google, gmail: Boite, monkeypatch: Any) -> None:
    """A 307 would have the mail handed over again elsewhere."""
    google.panne(SEND, 307, entetes={"Location": f"http://{google.hote}/gmail/elsewhere"})
    monkeypatch.setitem(google_feuilles.CODES, 307, "MOVED")
    mailer = GmailMailer.from_environ({acces.EMULATOR: google.hote})
    mailer.open()
    with pytest.raises(Unknown):
        mailer.send(MAIL)
    mailer.close()
    assert google.appels == [SEND] and gmail.envoyes == []


def test_an_answer_without_a_number_is_uncertain(google: Google, monkeypatch: Any) -> None:
    monkeypatch.setattr("google_gmail.Boite.envoyer", lambda *_: Recu0())
    mailer = GmailMailer.from_environ({acces.EMULATOR: google.hote})
    mailer.open()
    with pytest.raises(Unknown, match="réponse incomplète"):
        mailer.send(MAIL)
    mailer.close()


class Recu0:
    id = fil = ""


# --- the account ---------------------------------------------------------------------------------


@pytest.fixture
def oauth(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OAuth]:
    its = OAuth(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(its.autorite))
    before = keyring.get_keyring()
    keyring.set_keyring(keyring.backends.null.Keyring())
    yield its
    keyring.set_keyring(before)
    with suppress(OSError):
        its.stop()


@pytest.fixture
def mailer(google: Google, oauth: OAuth, tmp_path: Path) -> GmailMailer:
    """Gmail over Google's own session and a real access; the API alone is the stand-in's."""
    secrets = SystemSecrets(tmp_path / "config")
    client = compte.Client(CLIENT_ID, CLIENT_SECRET, "", f"{oauth.url}/token")
    scopes = [FEUILLES.scope, COURRIEL.scope]
    user = compte.Utilisateur(client, oauth._refresh(scopes), (FEUILLES.code, COURRIEL.code))
    compte.garder(secrets, user)

    def ouvrir() -> Any:
        session = acces.autorisee(user, secrets)
        session.mount("https://gmail.googleapis.com", acces._redirection(google.hote))
        return session

    return GmailMailer(ouvrir)


def test_a_revoked_access_stops_before_anything_is_claimed(
    mailer: GmailMailer, oauth: OAuth, google: Google
) -> None:
    oauth.revoquer()
    with pytest.raises(Refused, match=r"ne reconnaît plus l'accès.*installer google"):
        mailer.open()
    assert google.appels == []


def test_out_of_reach_of_the_token_server_everything_waits(
    mailer: GmailMailer, oauth: OAuth
) -> None:
    oauth.stop()
    with pytest.raises(Deferred, match="n'a pas pu être joint"):
        mailer.open()


def test_an_access_that_ends_on_the_way_is_renewed_and_the_mail_leaves_once(
    mailer: GmailMailer, oauth: OAuth, google: Google, gmail: Boite
) -> None:
    mailer.open()
    gmail.refus = [RefusDeGmail(401, "authError", "Invalid Credentials")]
    assert "message" in mailer.send(MAIL)
    mailer.close()
    assert oauth.demandes == ["refresh_token"] * 2
    assert google.appels == [SEND] * 2 and len(gmail.envoyes) == 1


def test_an_access_revoked_on_the_way_defers_the_rest_without_knocking(
    mailer: GmailMailer, oauth: OAuth, google: Google, gmail: Boite
) -> None:
    mailer.open()
    mailer.send(MAIL)
    oauth.revoquer()
    gmail.refus = [RefusDeGmail(401, "authError", "Invalid Credentials")]
    with pytest.raises(Refused, match="installer google"):
        mailer.send(MAIL)
    calls = len(google.appels)
    with pytest.raises(Deferred, match="ne reconnaît plus l'accès"):
        mailer.send(MAIL)
    mailer.close()
    assert len(google.appels) == calls and len(gmail.envoyes) == 1


def test_a_token_server_lost_on_the_way_defers(
    mailer: GmailMailer, oauth: OAuth, gmail: Boite
) -> None:
    mailer.open()
    oauth.stop()
    gmail.refus = [RefusDeGmail(401, "authError", "Invalid Credentials")]
    with pytest.raises(Deferred):
        mailer.send(MAIL)
    mailer.close()
    assert gmail.envoyes == []


def test_one_connection_serves_the_batch(google: Google, gmail: Boite) -> None:
    opened: list[int] = []
    server = google._server
    before = server.get_request
    server.get_request = lambda: opened.append(1) or before()  # type: ignore[method-assign]
    mailer = GmailMailer.from_environ({acces.EMULATOR: google.hote})
    mailer.open()
    for number in range(5):
        mailer.send(MAIL._replace(recipient=f"{number}@b.fr"))
    mailer.close()
    assert len(gmail.envoyes) == 5 and len(opened) == 1


def test_the_text_is_the_one_that_smtp_sends(google: Google, gmail: Boite) -> None:
    mailer = GmailMailer.from_environ({acces.EMULATOR: google.hote})
    mailer.open()
    mailer.send(MAIL)
    mailer.close()
    got = gmail.envoyes[0].mail
    assert got["From"] == "Moi <moi@gmail.com>" and got["Message-ID"] == "<1@gmail.com>"
    assert got.get_content().strip() == "Bonjour, é"


def test_an_address_that_cannot_be_one_never_leaves(google: Google) -> None:
    mailer = GmailMailer.from_environ({acces.EMULATOR: google.hote})
    mailer.open()
    with pytest.raises(SendError):
        mailer.send(MAIL._replace(recipient="pas une adresse"))
    mailer.close()
    assert google.appels == []


# --- which way -----------------------------------------------------------------------------------

SMTP_URL = {"SHEETCASH_SMTP_URL": "smtp://127.0.0.1:25"}
STAND_IN = {acces.EMULATOR: "127.0.0.1:1"}


@pytest.mark.parametrize(
    ("environ", "kind"),
    [
        (SMTP_URL, SmtpMailer),
        (SMTP_URL | STAND_IN, SmtpMailer),
        (STAND_IN, GmailMailer),
        (SMTP_URL | STAND_IN | {"SHEETCASH_COURRIEL_MOYEN": "gmail"}, GmailMailer),
        (STAND_IN | {"SHEETCASH_COURRIEL_MOYEN": "smtp"}, "installer courriel"),
        ({}, "installer google"),
        (SMTP_URL | {"SHEETCASH_COURRIEL_MOYEN": "gmail"}, "permission d'envoyer"),
        (SMTP_URL | {"SHEETCASH_COURRIEL_MOYEN": "pigeon"}, "smtp ou gmail"),
    ],
)
def test_the_way_mails_leave(
    environ: dict[str, str], kind: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = keyring.get_keyring()
    keyring.set_keyring(keyring.backends.null.Keyring())
    its = environ | {"SHEETCASH_CONFIG_DIR": str(tmp_path), "SHEETCASH_STATE_DIR": str(tmp_path)}
    try:
        if isinstance(kind, str):
            with pytest.raises(BadSetting, match=kind):
                mailer_from_settings(load_settings(its), its)
        else:
            assert isinstance(mailer_from_settings(load_settings(its), its), kind)
    finally:
        keyring.set_keyring(before)
