"""The ribbon's buttons on an Excel in memory, with a real mail server and a real journal."""

from __future__ import annotations

import copy
import ctypes
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from excel_en_memoire import Excel
from sheetcash.adapters.excel_file.store import ExcelFile
from sheetcash.adapters.excel_live import faults, store
from sheetcash.adapters.excel_live.store import ExcelLive
from sheetcash.adapters.journal_scelles import SqliteScelles
from sheetcash.app import registres, semaine
from sheetcash.app.verifier import verifier
from sheetcash.hosts.excel import macros
from sheetcash.hosts.excel.classeur import construire
from sheetcash.hosts.excel.fenetre import Fenetre, boite_mac
from sheetcash.hosts.excel.macros import Clic, executer
from sheetcash.hosts.excel.messages import ENREGISTREZ, LIMITE
from sheetcash.hosts.excel.ruban import BOUTONS
from sheetcash.templates.demonstration import JOUR_DEMO, contenu_demo
from sheetcash.workbook.reading import SYNC_TABLES

DUE = 6  # mails that the demonstration's workbook has to send on its day


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "Mon atelier.xlsm"
    with path.open("wb") as target:
        construire(target, contenu_demo("boutons"), JOUR_DEMO)
    return path


@pytest.fixture(scope="session")
def loaded(demo: Path) -> Excel:
    return Excel(demo)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "_PAUSE", 0.0)
    monkeypatch.setattr(faults, "PATIENCE", 0.05)


class Boites:
    """Windows' message boxes: what was shown, and what is answered."""

    def __init__(self) -> None:
        self.shown: list[tuple[int, str]] = []
        self.answer = "yes"
        self.chosen: list[Path] = []

    def GetForegroundWindow(self) -> int:
        return 0

    def MessageBoxW(self, owner: int, text: str, title: str, style: int) -> int:
        assert title == "Sheetcash" and len(text) <= LIMITE, text
        assert "Traceback" not in text and "Error" not in text, text
        self.shown.append((style, text))
        question = bool(style & 0x4)
        assert not question or style & 0x100, "Enter does not say yes"
        return {"yes": 6, "no": 7}[self.answer] if question else 1

    def GetOpenFileNameW(self, asked: Any) -> int:
        """What Windows writes of the files that were chosen: one path, or a folder and names."""
        its = asked._obj
        assert its.lStructSize == ctypes.sizeof(its) and its.Flags & 0x200
        if not self.chosen:
            return 0
        folder = str(self.chosen[0].parent)
        names = [one.name for one in self.chosen]
        text = "\0".join((folder, *names) if len(names) > 1 else (str(self.chosen[0]),))
        assert len(text) + 2 < its.nMaxFile
        written = ctypes.create_unicode_buffer(text + "\0\0")
        ctypes.memmove(its.lpstrFile, written, ctypes.sizeof(written))
        return 1


@pytest.fixture(autouse=True)
def boites(monkeypatch: pytest.MonkeyPatch) -> Boites:
    its = Boites()
    both = SimpleNamespace(user32=its, comdlg32=its)
    monkeypatch.setattr(ctypes, "windll", both, raising=False)
    return its


class Poste:
    """A computer: its Excel with the workbook open, its journal, its mail server."""

    def __init__(self, excel: Excel, environ: dict[str, str], server: Any, boites: Boites) -> None:
        self.excel, self.environ, self.server, self.boites = excel, environ, server, boites
        self._saved = copy.deepcopy(excel)

    def clic(self, nom: str, answer: str = "yes") -> list[str]:
        """Click a button, and answer what was shown."""
        self.boites.answer = answer
        self.boites.shown.clear()
        executer(Clic(self.excel.book(), self.environ), getattr(macros, f"_{nom}"))
        assert self.excel.status[-1:] in ([False], []), "the status bar is Excel's again"
        assert self.excel.screen_updating is True
        return [text for _, text in self.boites.shown]

    def reopen(self) -> None:
        """Excel was closed without saving: the workbook is as it was last saved."""
        on_disk = self.excel.on_disk
        self.excel = copy.deepcopy(self._saved)
        if on_disk:
            self.excel.sheets = copy.deepcopy(on_disk)
            for sheet in self.excel.sheets:
                sheet.excel = self.excel

    @property
    def mails(self) -> Counter[tuple[str, str]]:
        return Counter((one.recipients[0], one.mail["Message-ID"]) for one in self.server.messages)

    def etats(self) -> dict[str, str]:
        """État sync by invoice."""
        seen = store.ExcelLive(self.excel.book(), silent_errors=False).read(SYNC_TABLES)
        columns = seen.tables["tblFactures"].columns
        pairs = zip(columns["N° facture"], columns["État sync"], strict=True)
        return {str(number): str(etat) for number, etat in pairs if etat}


@pytest.fixture
def poste(loaded: Excel, tmp_path: Path, smtp_server: Any, boites: Boites) -> Poste:
    environ = {
        "SHEETCASH_CONFIG_DIR": str(tmp_path / "config"),
        "SHEETCASH_STATE_DIR": str(tmp_path / "etat"),
        "SHEETCASH_SMTP_URL": smtp_server.url,
    }
    return Poste(copy.deepcopy(loaded), environ, smtp_server, boites)


# --- Importer un relevé ---------------------------------------------------------------------------

RELEVE = """\
Date;Libellé;Montant(EUROS)
18/11/2026;VIR SEPA BRASSERIE DU PHARE BLEU F-2026-049;100,00
19/11/2026;VIR QUELQU'UN;77,77
31/02/2026;PERDU;1,00
"""


def rows(poste: Poste, table: str, *titles: str) -> list[tuple[Any, ...]]:
    seen = store.ExcelLive(poste.excel.book(), silent_errors=False).read([table])
    return list(zip(*(seen.tables[table].columns[one] for one in titles), strict=True))


def test_a_statement_goes_in_and_what_is_certain_is_noted(poste: Poste, tmp_path: Path) -> None:
    bank = tmp_path / "relevés"
    bank.mkdir()
    one, bad = bank / "novembre.csv", bank / "releve.pdf"
    one.write_text(RELEVE, "utf-8")
    bad.write_bytes(b"%PDF-1.7 x")
    poste.boites.chosen = [one, bad]
    before = rows(poste, "tblRecettes", "N° facture", "Montant")
    told = poste.clic("importer")
    assert len(told) == 2, told
    question, said = told
    assert "2 lignes ajoutées, 1 à revoir" in question and "est un PDF" in question
    assert (bank / "novembre - lignes à revoir.csv").exists()
    assert "F-2026-049" in said and "1 ligne sans explication" in said
    after = rows(poste, "tblRecettes", "N° facture", "Montant")
    assert [one for one in after if one not in before] == [("F-2026-049", 100.0)]
    poste.boites.chosen = [one]
    (again,) = poste.clic("importer")
    assert "0 ligne ajoutée, 2 déjà là" in again
    assert rows(poste, "tblRecettes", "N° facture", "Montant") == after


@pytest.mark.parametrize(("answer", "month"), [("yes", 5), ("no", 4)])
def test_a_guess_that_changes_the_days_is_asked_before_anything_is_written(
    poste: Poste, tmp_path: Path, answer: str, month: int
) -> None:
    one = tmp_path / "compte.qif"
    one.write_text("!Type:Bank\nD04/05/2026\nT-5,00\nPCB CAFE\n^\n", "utf-8")
    poste.boites.chosen = [one]
    before = len(rows(poste, "tblBanque", "Libellé"))
    told = poste.clic("importer", answer)
    assert "compte.qif : rien n'y dit l'ordre des dates" in told[0] and "04/05/2026" in told[0]
    seen = [day for day, label in rows(poste, "tblBanque", "Date", "Libellé") if label == "CB CAFE"]
    assert [(one.month, one.day) for one in seen] == [(month, 9 - month)]
    assert len(rows(poste, "tblBanque", "Libellé")) == before + 1


def test_a_no_takes_the_lines_in_and_matches_nothing(poste: Poste, tmp_path: Path) -> None:
    one = tmp_path / "novembre.csv"
    one.write_text(RELEVE, "utf-8")
    poste.boites.chosen = [one]
    before = rows(poste, "tblRecettes", "Montant")
    (question,) = poste.clic("importer", "no")
    assert "coup sûr" in question and rows(poste, "tblRecettes", "Montant") == before
    assert "VIR QUELQU'UN" in [label for (label,) in rows(poste, "tblBanque", "Libellé")]


def test_what_was_confirmed_in_the_sheet_is_noted_without_a_new_file(
    poste: Poste, tmp_path: Path
) -> None:
    """The box says to write « oui » and to begin again: that must do it."""
    one = tmp_path / "novembre.csv"
    words = "Date;Libellé;Montant(EUROS)\n19/11/2026;VIR LIBRAIRIE LES MOTS VOILES;300,00\n"
    one.write_text(words, "utf-8")
    poste.boites.chosen = [one]
    told = poste.clic("importer")
    assert len(told) == 2, told
    said = told[1]
    assert "recommencez" in said and "F-2026-050" in said
    [sheet] = [its for its in poste.excel.sheets if its.name == "Banque"]
    lines = rows(poste, "tblBanque", "Libellé", "Proposition")
    at = [label for label, _ in lines].index("VIR LIBRAIRIE LES MOTS VOILES")
    seen = store.ExcelLive(poste.excel.book(), silent_errors=False).read(["tblBanque"])
    raw = seen.tables["tblBanque"]
    sheet.cells[raw.first_row + at, raw.positions["Rapproché avec"]] = poste.excel.enter("oui")
    before = rows(poste, "tblRecettes", "N° facture", "Montant")
    poste.boites.chosen = []
    told = poste.clic("importer")
    assert len(told) == 2, told
    question, done = told
    assert question.startswith("Noter maintenant") and "F-2026-050" in done
    after = rows(poste, "tblRecettes", "N° facture", "Montant")
    assert [its for its in after if its not in before] == [("F-2026-050", 300.0)]
    assert poste.clic("importer") == [], "nothing is left to confirm"


def test_what_is_not_added_is_told(poste: Poste, tmp_path: Path) -> None:
    one = tmp_path / "revolut.csv"
    one.write_text(
        "Type,Product,Started Date,Completed Date,Description,Amount,Fee,Currency,State,Balance\n"
        "CARD_PAYMENT,Current,2026-11-17 10:00:00,2026-11-18 10:00:00,OVH,-9.90,0.00,EUR,"
        "COMPLETED,90.10\n"
        "CARD_PAYMENT,Current,2026-11-17 10:00:00,2026-11-18 10:00:00,HOTEL NYC,-50.00,0.00,USD,"
        "COMPLETED,40.00\n"
        "CARD_PAYMENT,Current,2026-11-19 10:00:00,,CAFE,-2.00,0.00,EUR,PENDING,\n",
        "utf-8",
    )
    poste.boites.chosen = [one]
    question = poste.clic("importer", "no")[0]
    assert "1 ligne ajoutée, 2 sans effet" in question
    assert "en USD" in question and "CAFE" in question


def test_giving_up_the_choice_does_nothing(poste: Poste) -> None:
    before = copy.deepcopy(rows(poste, "tblBanque", "Id"))
    assert poste.clic("importer") == [] and rows(poste, "tblBanque", "Id") == before


def test_columns_that_are_not_known_are_told_where_to_tell(poste: Poste, tmp_path: Path) -> None:
    one = tmp_path / "autre.csv"
    one.write_text("Jour;Objet;Somme\n05/01/2026;Loyer;-500,00\n", "utf-8")
    poste.boites.chosen = [one]
    before = rows(poste, "tblBanque", "Id")
    _, said = poste.clic("importer", "no")
    assert "« sheetcash importer »" in said and rows(poste, "tblBanque", "Id") == before
    one.write_text("Quoi;Combien\nLoyer;cinq cents\n", "utf-8")
    (said,) = poste.clic("importer")
    assert "« sheetcash importer »" in said, "nothing is guessed of it"


@pytest.mark.parametrize(
    "words",
    [
        "Jour op.;Intitulé;Somme;Sens\n17/11/2026;Loyer;500,00;D\n18/11/2026;Client;70,00;C\n",
        "Date;Objet;Sorties;Reçu\n17/11/2026;A;500,00;1,00\n18/11/2026;B;7,00;2,00\n",
    ],
)
def test_columns_whose_amounts_have_no_sure_sign_are_not_guessed(
    poste: Poste, tmp_path: Path, words: str
) -> None:
    one = tmp_path / "autre.csv"
    one.write_text(words, "utf-8")
    poste.boites.chosen = [one]
    before = rows(poste, "tblBanque", "Id")
    (said,) = poste.clic("importer")
    assert "« sheetcash importer »" in said and rows(poste, "tblBanque", "Id") == before


def test_what_is_shown_of_guessed_columns_is_what_will_be_read(
    poste: Poste, tmp_path: Path
) -> None:
    one = tmp_path / "autre.csv"
    one.write_text("Date op;Motif;Somme;Motif;Compte\n17/11/2026;CB UN;-5,00;x;613\n", "utf-8")
    poste.boites.chosen = [one]
    question = poste.clic("importer")[0]
    assert "libellé : Motif (CB UN)" in question and "compte : Compte (613)" in question


def test_rows_that_are_like_others_go_in_if_the_user_says_so(poste: Poste, tmp_path: Path) -> None:
    [(day, label, cents)] = rows(poste, "tblBanque", "Date", "Libellé", "Montant")[-1:]
    one = tmp_path / "autre.csv"
    amount = f"{cents:.2f}".replace(".", ",")
    one.write_text(f"Date;Libellé;Montant(EUROS)\n{day:%d/%m/%Y};{label} 1;{amount}\n", "utf-8")
    poste.boites.chosen = [one]
    before = len(rows(poste, "tblBanque", "Id"))
    question = poste.clic("importer", "no")[0]
    assert "Les ajouter quand même ?" in question
    assert len(rows(poste, "tblBanque", "Id")) == before
    poste.clic("importer")
    assert len(rows(poste, "tblBanque", "Id")) == before + 1


def test_columns_that_cannot_be_kept_are_read_all_the_same(poste: Poste, tmp_path: Path) -> None:
    poste.environ["SHEETCASH_CONFIG_DIR"] = "/proc/nope"  # where nobody can write, root included
    one = tmp_path / "autre.csv"
    one.write_text("Jour;Objet;Somme\n17/11/2026;CB UN;-5,00\n", "utf-8")
    poste.boites.chosen = [one]
    said = " ".join(poste.clic("importer"))
    assert "CB UN" in [label for (label,) in rows(poste, "tblBanque", "Libellé")], said


def test_columns_that_are_not_known_are_guessed_shown_and_remembered(
    poste: Poste, tmp_path: Path
) -> None:
    one = tmp_path / "autre.csv"
    files = (
        "Jour;Objet;Somme\n{}/11/2026;{};-5,00\n",
        "Le;Date op;But;Sorties;Entrées\nx;{}/11/2026;{};6,00;\n",
    )
    for words in files:
        one.write_text(words.format("17", "CB UN"), "utf-8")
        poste.boites.chosen = [one]
        question = poste.clic("importer")[0]
        assert "autre.csv : cette banque n'est pas connue" in question
        assert "(17/11/2026)" in question and "(CB UN)" in question and ",00)" in question
    for words in files:
        one.write_text(words.format("18", "CB DEUX"), "utf-8")
        assert "pas connue" not in poste.clic("importer")[0]
    seen = rows(poste, "tblBanque", "Libellé", "Montant")[-4:]
    assert sorted(seen) == [("CB DEUX", -6), ("CB DEUX", -5), ("CB UN", -6), ("CB UN", -5)]


# --- Relances à envoyer --------------------------------------------------------------------------


def test_the_list_is_shown_then_sent_once_and_noted(poste: Poste) -> None:
    before = poste.etats()
    question, said = poste.clic("relances")
    assert question.startswith(f"{DUE} relances à envoyer :") and question.endswith(
        f"Envoyer ces {DUE} relances ?"
    )
    assert f"Envoyées ({DUE}) :" in said and said.endswith("noté.")
    assert len(poste.mails) == DUE and set(poste.mails.values()) == {1}
    after = {number: etat for number, etat in poste.etats().items() if before.get(number) != etat}
    assert sum("envoyé" in etat for etat in after.values()) == DUE
    assert any("envoi des relances, 3 sur" in str(one) for one in poste.excel.status)
    assert poste.excel.saves == 1, "once, for the journal to know it; then saving is the user's"
    again = poste.clic("relances")
    assert len(again) == 1 and "Envoyées" not in again[0]
    assert set(poste.mails.values()) == {1}


def test_old_statements_hold_the_firm_reminders(poste: Poste, tmp_path: Path) -> None:
    sheet = poste.excel.sheet("Paramètres")
    label = "Âge maximal des relevés (jours)"
    row, at = next(place for place, cell in sheet.cells.items() if cell.value == label)
    sheet.cells[row, at + 1] = poste.excel.enter(1)
    question, said = poste.clic("relances")
    assert question.startswith("3 relances à envoyer") and "Mise en demeure" not in question
    assert "relevés de banque arrêtés au 18/11/2026 : importez les suivants" in said
    left = [one.mail["Subject"] for one in poste.server.messages]
    assert len(left) == 3 and not any("demeure" in one for one in left)
    late = tmp_path / "decembre.csv"
    late.write_text("Date;Libellé;Montant(EUROS)\n20/11/2026;CB CAFE;-5,00\n", "utf-8")
    poste.boites.chosen = [late]
    poste.clic("importer")
    poste.clic("relances")
    assert len(poste.mails) == DUE and set(poste.mails.values()) == {1}


def test_each_mail_is_in_the_sheet_before_the_next_one_leaves(
    poste: Poste, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, noted = poste.etats(), []

    def seen(self: Fenetre, done: int, total: int) -> None:
        now = poste.etats()
        noted.append(sum("envoyé" in now[one] for one in now if now[one] != before.get(one)))

    monkeypatch.setattr(Fenetre, "avancer", seen)
    poste.clic("relances")
    assert noted == list(range(DUE)) and set(poste.mails.values()) == {1}


def test_a_dispute_typed_while_the_mails_leave_stops_its_reminder(
    poste: Poste, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet, due = poste.excel.sheet("Factures"), _due(poste)

    def typed(self: Fenetre, done: int, total: int) -> None:
        if done == 2:  # after what the run wrote itself
            left = sorted(due - {one for one in due if "envoyé" in poste.etats().get(one, "")})
            for one in left:
                sheet.cells[_cell(poste, one, "Litige")] = poste.excel.enter("Oui")

    monkeypatch.setattr(Fenetre, "avancer", typed)
    poste.clic("relances")
    assert len(poste.mails) == 2


def test_what_the_buttons_send_the_command_knows_of(
    poste: Poste, demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    from sheetcash.cli import main

    poste.clic("relances")
    for name, value in poste.environ.items():
        monkeypatch.setenv(name, value)
    file = tmp_path / demo.name
    file.write_bytes(demo.read_bytes())
    main(["sync", str(file), "--oui"])
    assert "Envoyées" not in capsys.readouterr().out
    assert set(poste.mails.values()) == {1}
    seen = ExcelFile(file).read(SYNC_TABLES).tables["tblFactures"].columns["État sync"]
    assert sorted(map(str, filter(None, seen))) == sorted(poste.etats().values())


def test_no_means_that_nothing_leaves_and_nothing_changes(poste: Poste) -> None:
    before = poste.etats()
    _, said = poste.clic("relances", answer="no")
    assert said.startswith("Rien n'a été envoyé.")
    assert not poste.mails and poste.etats() == before


def test_a_dispute_noted_while_the_question_waits_is_seen(poste: Poste) -> None:
    first = sorted(_due(poste))[0]
    sheet = poste.excel.sheet("Factures")

    def answer(text: str, kind: str) -> str:
        if kind == "demander":
            sheet.cells[_cell(poste, first, "Litige")] = poste.excel.enter("Oui")
        return "Oui"

    clic = Clic(poste.excel.book(), poste.environ)
    clic.fenetre = Fenetre(clic.book, answer)
    executer(clic, macros._relances)
    assert len(poste.mails) == DUE - 1


def _due(poste: Poste) -> dict[str, str]:
    """The invoices that a simulation would remind, and to whom."""
    from sheetcash.adapters.journal import SqliteJournal
    from sheetcash.app.sync import simuler

    clic = Clic(poste.excel.book(), poste.environ)
    with SqliteJournal(Path(poste.environ["SHEETCASH_STATE_DIR"])) as journal:
        found = simuler(macros._outils(clic, journal), clic.jour())
    return {
        one.decision.facture.numero: one.decision.destinataire
        for one in found.lignes
        if one.etat == "a_envoyer"
    }


def _cell(poste: Poste, number: str, title: str) -> tuple[int, int]:
    table = poste.excel.table("tblFactures")
    cells = table.sheet.cells
    top = table.area.top
    titles = {
        cells[top, at].value: at
        for at in range(table.area.left, table.area.right + 1)
        if (top, at) in cells
    }
    number_at = titles["N° facture"]
    rows = range(top + 1, table.area.bottom + 1)
    row = next(at for at in rows if (one := cells.get((at, number_at))) and one.value == number)
    return row, titles[title]


def test_a_server_that_cannot_be_used_is_told_and_nothing_changes(poste: Poste) -> None:
    before = poste.etats()
    poste.environ["SHEETCASH_SMTP_URL"] = "smtp://127.0.0.1:1"
    said = poste.clic("relances")[-1]
    assert "127.0.0.1" in said and "sheetcash.log" in said
    assert poste.etats() == before


def test_a_server_that_is_not_set_is_told_before_the_question(poste: Poste) -> None:
    del poste.environ["SHEETCASH_SMTP_URL"]
    (said,) = poste.clic("relances")
    assert "Aucun serveur d'envoi n'est réglé" in said


def test_a_refused_address_is_told_with_its_row(poste: Poste) -> None:
    number, address = next(iter(_due(poste).items()))
    poste.server.behave("RCPT", "550 5.1.1 Inconnu", recipient=address)
    said = poste.clic("relances")[-1]
    assert "Refusées par le serveur (1) :" in said and number in said
    assert "refus du" in poste.etats()[number]


# --- what may go wrong ---------------------------------------------------------------------------


@pytest.mark.parametrize("nom", ["relances", "actualiser"])
@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (lambda excel: setattr(excel.sheet("Relances"), "protected", True), "est protégée"),
        (lambda excel: setattr(excel, "read_only", True), "lecture seule"),
        (lambda excel: excel.sheet("Factures").cells.clear(), "« Factures »"),
        (lambda excel: setattr(excel, "occupe", 10**9), "Excel est occupé"),
        (lambda excel: setattr(excel, "ferme_apres", excel.appels + 9), "Excel ne répond plus"),
    ],
    ids=["protégé", "lecture seule", "sans factures", "occupé", "fermé"],
)
def test_trouble_is_one_sentence_and_nothing_leaves(
    poste: Poste, nom: str, trouble: Callable[[Excel], None], words: str
) -> None:
    clic = Clic(poste.excel.book(), poste.environ)
    trouble(poste.excel)
    executer(clic, getattr(macros, f"_{nom}"))
    (_, said) = poste.boites.shown[-1]
    assert words in said and "sheetcash.log" in said
    assert not poste.mails
    log = Path(poste.environ["SHEETCASH_STATE_DIR"]) / "sheetcash.log"
    assert "Traceback" in log.read_text("utf-8")


@pytest.mark.parametrize("nom", [one.nom for one in BOUTONS if one.nom not in ("aide",)])
def test_a_workbook_without_our_sheets_is_told_by_every_button(
    nom: str, tmp_path: Path, smtp_server: Any, boites: Boites
) -> None:
    path = tmp_path / "autre.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        made.add_worksheet("Feuil1").write(0, 0, "Bonjour")
    environ = {"SHEETCASH_STATE_DIR": str(tmp_path), "SHEETCASH_CONFIG_DIR": str(tmp_path)}
    poste = Poste(Excel(path), environ, smtp_server, boites)
    boites.chosen = [tmp_path / "releve.csv"]
    boites.chosen[0].write_text("Date;Libellé;Montant(EUROS)\n05/01/2026;VIR;120,00\n", "utf-8")
    executer(Clic(poste.excel.book(), environ), getattr(macros, f"_{nom}"))
    said = boites.shown[-1][1]
    expected = "prête à envoyer" if nom == "comptable" else "manque dans le classeur"
    assert expected in said
    assert [one.name for one in poste.excel.sheets] == ["Feuil1"]


def test_two_workbooks_of_one_name_are_told_and_neither_is_touched(
    poste: Poste, monkeypatch: pytest.MonkeyPatch
) -> None:
    import xlwings

    other = SimpleNamespace(books=[SimpleNamespace(name="MON ATELIER.xlsm")])
    monkeypatch.setattr(xlwings, "apps", [poste.excel.book().app, other])
    for nom in ("relances", "actualiser", "bilan", "comptable"):
        assert "Deux classeurs ouverts se nomment" in poste.clic(nom)[-1]
    assert not poste.mails and not poste.excel.ecritures
    monkeypatch.setattr(xlwings, "apps", [poste.excel.book().app])
    assert "Envoyées" in poste.clic("relances")[-1]


def test_a_month_is_sealed_once_the_user_says_yes_and_then_verified(
    poste: Poste,
) -> None:
    assert "Sceller ?" in poste.clic("sceller", answer="no")[-1]
    assert not poste.excel.ecritures
    asked, said = poste.clic("sceller")[-2:]
    assert "Recettes jusqu'au 31/10/2026" in asked
    assert "64 lignes scellées" in said and "S1.64." in said and ENREGISTREZ in said
    with SqliteScelles(Path(poste.environ["SHEETCASH_STATE_DIR"])) as scelles:
        found = verifier(ExcelLive(poste.excel.book()).read(registres.TABLES), scelles)
        assert (found.etat, found.constats) == ("sain", [])
    again = poste.clic("sceller")[-1]
    assert "Tout est déjà scellé" in again and "Recettes : 3 lignes plus récentes" in again


def _sans_identifiant(poste: Poste) -> None:
    """Blank the workbook's name, as in one that no sync has seen."""
    cells = poste.excel.sheet("Paramètres").cells
    row = next(row for (row, _), one in cells.items() if one.value == "Identifiant du classeur")
    del cells[row, 2]
    poste._saved = copy.deepcopy(poste.excel)


def test_a_workbook_without_a_name_is_given_one_that_outlives_a_closing(poste: Poste) -> None:
    _sans_identifiant(poste)
    poste.clic("relances")
    assert len(poste.mails) == DUE and poste.excel.saves == 1
    poste.reopen()
    poste.clic("relances")
    assert len(poste.mails) == DUE and set(poste.mails.values()) == {1}


@pytest.mark.parametrize("trouble", ["refus", "jamais enregistré"])
def test_a_name_that_cannot_be_saved_lets_nothing_leave_until_it_is(
    poste: Poste, trouble: str
) -> None:
    _sans_identifiant(poste)
    path = poste.excel.path
    if trouble == "refus":
        poste.excel.refuses_to_save = True
    else:
        poste.excel.path = "Classeur1"
    for _ in range(2):
        said = poste.clic("relances")[-1]
        assert "Excel a refusé" in said or "n'a jamais été enregistré" in said
        assert not poste.mails
    poste.excel.refuses_to_save, poste.excel.path = False, path
    poste.clic("relances")
    assert len(poste.mails) == DUE and poste.excel.saves == 1
    poste.reopen()
    poste.clic("relances")
    assert set(poste.mails.values()) == {1} and len(poste.mails) == DUE


@pytest.mark.parametrize("after", [*range(0, 400, 23), *range(400, 1400, 97)])
def test_excel_closed_at_any_moment_never_leads_to_a_second_mail(poste: Poste, after: int) -> None:
    poste.excel.ferme_apres = poste.excel.appels + after
    clic = None
    try:
        clic = Clic(poste.excel.book(), poste.environ)
    except Exception:  # noqa: BLE001 - closed before the click was even begun
        assert after < 5
    if clic is not None:
        executer(clic, macros._relances)
    poste.reopen()
    poste.clic("relances")
    assert len(poste.mails) == DUE and set(poste.mails.values()) == {1}
    assert sum("envoyé" in etat for etat in poste.etats().values()) >= DUE
    assert "Envoyées" not in poste.clic("relances")[-1]


def test_an_unexpected_error_is_ours_and_goes_to_the_log(
    poste: Poste, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("oups")

    monkeypatch.setattr(semaine, "bilan_et_taches", broken)
    (said,) = poste.clic("bilan")
    assert said.startswith("Une erreur inattendue est survenue") and "oups" not in said
    log = Path(poste.environ["SHEETCASH_STATE_DIR"]) / "sheetcash.log"
    assert str(log) in said and "ZeroDivisionError: oups" in log.read_text("utf-8")


# --- the other buttons ---------------------------------------------------------------------------


def test_actualiser_mirrors_what_was_sent_and_sends_nothing(poste: Poste) -> None:
    (said,) = poste.clic("actualiser")
    assert "Le classeur est à jour." in said and poste.excel.computed == 1
    poste.clic("relances")
    told = poste.etats()
    poste.reopen()  # sent, then closed without saving
    (said,) = poste.clic("actualiser")
    assert "cellules mises à jour d'après le journal" in said
    assert poste.etats() == told and len(poste.server.messages) == DUE


def test_bilan_and_plan_show_the_command_s_figures(poste: Poste, demo: Path) -> None:
    from sheetcash.app import plan
    from sheetcash.app.phrases import ronds
    from sheetcash.core.money import format_euros
    from sheetcash.core.periods import format_date
    from sheetcash.workbook.reading import read_book

    snapshot = ExcelFile(demo).read((*plan.TABLES, *semaine.TABLES))
    book = read_book(snapshot, JOUR_DEMO)
    found, taches = semaine.bilan_et_taches(snapshot, book)
    (said,) = poste.clic("bilan")
    assert f"Encaissé en {JOUR_DEMO.year} : {format_euros(found.annee)}" in said
    assert taches[0].objet in said and "À faire" in said
    (said,) = poste.clic("plan")
    assert found.nom in said and "Solde prévu, scénario" in said
    expected = plan.calculer(book, snapshot)
    for label, day, cents in expected.suivi.horizons:
        assert f"dans {label}, le {format_date(day)} : {ronds(cents)}" in said
    for one in expected.rouges:
        assert f"{one.mois.periode.label} : {ronds(one.mois.cloture)}" in said
    assert poste.excel.saves == 0


def test_the_copy_for_the_accountant_goes_beside_the_workbook(
    poste: Poste, demo: Path, tmp_path: Path
) -> None:
    file = tmp_path / demo.name
    file.write_bytes(demo.read_bytes())
    poste.excel.path, poste.excel.saved = str(file), False
    question, said = poste.clic("comptable")
    assert "ne sont pas enregistrés" in question and poste.excel.saves == 1
    (made,) = (tmp_path / "Pour le comptable").iterdir()
    assert str(made) in said and "macros retirées" in said
    assert "Factures" in openpyxl.load_workbook(made).sheetnames
    poste.excel.saved = False
    poste.clic("comptable", answer="no")
    assert poste.excel.saves == 1


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("https://d.docs.live.net/1/Mon atelier.xlsm", "OneDrive ou SharePoint"),
        ("Mon atelier.xlsm", "n'a jamais été enregistré"),
        ("\\\\serveur\\partage\\Mon atelier.xlsm", "n'existe pas"),
    ],
)
def test_a_workbook_without_a_file_at_hand_is_told(poste: Poste, path: str, words: str) -> None:
    poste.excel.path = path
    assert words in poste.clic("comptable")[-1]


@pytest.mark.parametrize(
    "path",
    ["https://d.docs.live.net/1/Mon atelier.xlsm", "\\\\serveur\\partage\\Mon atelier.xlsm"],
)
def test_reminders_leave_from_a_workbook_on_a_network_or_in_onedrive(
    poste: Poste, path: str
) -> None:
    poste.excel.path = path
    assert f"Envoyées ({DUE})" in poste.clic("relances")[-1]


def test_diagnostic_says_what_is_wrong_first(poste: Poste) -> None:
    (said,) = poste.clic("diagnostic")
    assert "Serveur d'envoi : connexion réussie" in said and "Classeur : " in said
    del poste.environ["SHEETCASH_SMTP_URL"]
    (said,) = poste.clic("diagnostic")
    assert said.startswith("Ce qui ne va pas :\n• Serveur d'envoi")
    poste.excel.path = "https://d.docs.live.net/1/a.xlsm"
    poste.clic("diagnostic")


def test_aide_names_every_button_and_where_things_are(poste: Poste) -> None:
    (said,) = poste.clic("aide")
    for one in BOUTONS:
        assert f"• {one.libelle} : " in said
    assert "Pas encore" not in said
    assert "reglages.toml" in said and "sheetcash.log" in said


@pytest.mark.parametrize("nom", macros.__all__)
def test_each_macro_runs_on_the_workbook_it_was_clicked_in(
    poste: Poste, nom: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import xlwings

    for name, value in poste.environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(xlwings.Book, "_mock_caller", poste.excel.book(), raising=False)
    poste.boites.chosen = [tmp_path / "releve.csv"]
    poste.boites.chosen[0].write_text(RELEVE, "utf-8")
    getattr(macros, nom)()
    assert poste.boites.shown, nom


def test_a_workbook_that_cannot_be_reached_is_told_without_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, boites: Boites
) -> None:
    monkeypatch.setenv("SHEETCASH_STATE_DIR", str(tmp_path))
    macros.bilan()  # nobody called
    ((_, said),) = boites.shown
    assert said.startswith("Le classeur n'a pas pu être joint") and "sheetcash.log" in said
    assert "Traceback" in (tmp_path / "sheetcash.log").read_text("utf-8")


# --- the window ----------------------------------------------------------------------------------


def test_on_a_mac_boxes_are_the_system_s_and_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tmp_path / "osascript"
    told.write_text(
        f"#!{sys.executable}\nimport sys\n"
        "print('Oui' if sys.argv[4] == 'demander' and 'envoyer' in sys.argv[3] else 'OK')\n"
    )
    told.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert boite_mac("3 relances à envoyer", "demander") == "Oui"
    assert boite_mac("C'est fait.", "dire") == "OK"
    told.unlink()
    assert boite_mac("3 relances à envoyer", "demander") == "Non", "no answer is no"


def test_only_a_clear_yes_is_one(poste: Poste) -> None:
    for answer, expected in (("Oui", True), ("Non", False), ("", False), ("OK", False)):
        window = Fenetre(poste.excel.book(), lambda text, kind, said=answer: said)
        assert window.demander("Envoyer ?") is expected


def test_a_status_bar_that_cannot_be_written_stops_nothing(poste: Poste) -> None:
    window = Fenetre(poste.excel.book())
    poste.excel.ferme_apres = 0
    before = list(poste.excel.status)
    window.etat("lecture…")
    assert poste.excel.status == before
