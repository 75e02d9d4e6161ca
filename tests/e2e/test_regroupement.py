"""Several invoices of one client in one mail: each keeps its own entry, level and row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from commande import Run, lancer
from sheetcash.adapters.excel_file.store import ExcelFile
from sheetcash.adapters.journal import SqliteJournal
from sheetcash.adapters.mail.smtp import SmtpMailer
from sheetcash.templates.vide import contenu_vide
from sheetcash.templates.xlsx import build
from sheetcash.workbook.content import Content
from sheetcash.workbook.edits import AppendRow, UpdateRow

DAY = date(2026, 11, 20)
NAME = "classeur-de-test"


def invoice(number: str, client: str, due: date, **more: Any) -> dict[str, Any]:
    base = {"Date": date(2026, 9, 1), "Montant": 100_000, "Objet": "Affiche", "Échéance": due}
    return base | {"N° facture": number, "Client": client, **more}


@pytest.fixture
def classeur(tmp_path: Path) -> Path:
    empty = contenu_vide(NAME)
    done = {"Niveau": 1, "Dernière relance": date(2026, 10, 20)}
    rows = {
        "tblClients": [
            {
                "Client": name,
                "Type": "Professionnel",
                "Courriel": f"{name.lower()}@example.org",
                "Profil de relance": "Standard",
                "Relances groupées": gathered,
            }
            for name, gathered in (("Ada", "Oui"), ("Bob", None))
        ],
        "tblFactures": [
            invoice("F-1", "Ada", date(2026, 10, 15), **done),
            invoice("F-2", "Ada", date(2026, 11, 10)),
            invoice("F-3", "Ada", date(2026, 11, 12), Montant=30_050),
            invoice("F-4", "Ada", date(2026, 11, 22)),  # a courtesy note stands apart
            invoice("F-5", "Bob", date(2026, 11, 10)),
            invoice("F-6", "Bob", date(2026, 11, 12)),
        ],
    }
    settings = {"Nom": "Atelier Colombe", "Courriel expéditeur": "moi@example.org"}
    path = tmp_path / "classeur.xlsx"
    build(path, Content(empty.settings | settings, empty.rows | rows), DAY)
    return path


@pytest.fixture
def run(
    tmp_path: Path,
    smtp_server: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[..., Run]:
    monkeypatch.setenv("SHEETCASH_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("SHEETCASH_SMTP_URL", smtp_server.url)
    monkeypatch.setenv("SHEETCASH_STATE_DIR", str(tmp_path / "state"))
    return lambda *args: lancer(capsys, "sync", *args, "--oui", "--date", DAY.isoformat(), "--json")


def texts(server: Any) -> dict[str, str]:
    """Each mail's plain text, by subject."""
    return {
        one.mail["Subject"]: one.mail.get_body(("plain",)).get_content() for one in server.messages
    }


def keys(tmp_path: Path) -> dict[tuple[str, int], tuple[str, str]]:
    with SqliteJournal(tmp_path / "state") as journal:
        found = journal.entries(NAME).values()
        return {(one.key.facture, one.key.niveau): (one.etat, one.message_id) for one in found}


def test_late_invoices_of_one_client_leave_in_one_mail(
    classeur: Path, run: Callable[..., Run], smtp_server: Any, tmp_path: Path
) -> None:
    first = run(classeur)
    assert first.etats == dict.fromkeys(("F-1", "F-2", "F-3", "F-4", "F-5", "F-6"), "envoyee")
    sent = [one.recipients[0] for one in smtp_server.messages]
    assert sorted(sent) == ["ada@example.org"] * 2 + ["bob@example.org"] * 2
    (gathered,) = [body for body in texts(smtp_server).values() if "F-1" in body]
    assert all(number in gathered for number in ("F-1", "F-2", "F-3", "2\u202f300,50"))
    assert "F-4" not in gathered and "F-5" not in gathered
    state = keys(tmp_path)
    ids = {state[its][1] for its in (("f-1", 2), ("f-2", 1), ("f-3", 1))}
    assert len(ids) == 1 and state["f-4", 0][1] not in ids
    reasons = {one["facture"]: one["raison"] for one in first.json["relances"]}
    assert reasons["F-1"].endswith("avec F-2 et F-3") and "avec" not in reasons["F-5"]
    assert run(classeur).etats == {} and len(smtp_server.messages) == 4


def test_one_that_is_paid_meanwhile_is_no_longer_told(
    classeur: Path, run: Callable[..., Run], smtp_server: Any, tmp_path: Path
) -> None:
    def pay() -> None:
        store = ExcelFile(classeur)
        receipt = {"Date d'encaissement": DAY, "N° facture": "F-2", "Montant": 1000.0}
        store.write(store.read(), [AppendRow("tblRecettes", receipt | {"Catégorie": "BNC"})], DAY)

    opened = SmtpMailer.open

    def open_then_pay(self: SmtpMailer) -> None:  # after the decision, before the claims
        opened(self)
        pay()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SmtpMailer, "open", open_then_pay)
        told = run(classeur)
    assert told.etats["F-2"] == "retenue" and told.etats["F-1"] == "envoyee"
    (gathered,) = [body for body in texts(smtp_server).values() if "F-1" in body]
    assert "F-3" in gathered and "F-2" not in gathered
    assert ("f-2", 1) not in keys(tmp_path)


def test_a_mail_of_unknown_fate_makes_all_of_them_uncertain_and_none_leaves_again(
    classeur: Path, run: Callable[..., Run], smtp_server: Any, tmp_path: Path
) -> None:
    smtp_server.behave("TEXT", "DROP", times=1, recipient="ada@example.org")
    run(classeur)
    state = keys(tmp_path)
    uncertain = {its for its, (etat, _) in state.items() if etat == "inconnue"}
    assert uncertain in ({("f-1", 2), ("f-2", 1), ("f-3", 1)}, {("f-4", 0)})
    before = len(smtp_server.messages)
    again = run(classeur)
    assert len(smtp_server.messages) == before
    assert all(again.etats[number.upper()] == "retenue" for number, _ in uncertain)


def test_a_file_that_is_missing_holds_its_own_invoice_only(
    classeur: Path, run: Callable[..., Run], smtp_server: Any
) -> None:
    store = ExcelFile(classeur)
    snapshot = store.read()
    raw = snapshot.tables["tblFactures"]
    row = raw.first_row + raw.columns["N° facture"].index("F-3")
    store.write(snapshot, [UpdateRow("tblFactures", row, "F-3", {"Pièce": "absente.pdf"})], DAY)
    told = run(classeur)
    assert told.etats["F-3"] == "retenue" and told.etats["F-1"] == told.etats["F-2"] == "envoyee"
    (gathered,) = [body for body in texts(smtp_server).values() if "F-1" in body]
    assert "F-2" in gathered and "F-3" not in gathered
