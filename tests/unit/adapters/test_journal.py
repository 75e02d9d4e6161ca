"""The journal: never twice, never lost, whatever happens to the process or to the disk."""

import os
import re
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

import pytest

from sheetcash import ports
from sheetcash.adapters.journal import SqliteJournal
from sheetcash.adapters.journal_file import FILE_NAME
from sheetcash.errors import AccessDenied, Locked, StoreError, WriteFailed
from sheetcash.ports import DIFFEREE, EN_COURS, ENVOYEE, ETATS, INCONNUE, REFUSEE, Entry, Key

DAY = date(2026, 11, 20)
KEY = Key("classeur-1", "F-2026-001", 1)
posix = pytest.mark.skipif(os.name != "posix", reason="POSIX permissions and signals")


@pytest.fixture
def journal(tmp_path):
    with SqliteJournal(tmp_path / "state") as journal:
        yield journal


def claim(journal: SqliteJournal, key: Key = KEY, message_id: str = "<1@moi.fr>") -> None:
    journal.claim(key, client="ACME", destinataire="a@acme.fr", message_id=message_id, jour=DAY)


def run(code: str, state: Path, *, wait: bool = True) -> subprocess.Popen[str]:
    """A process of its own with ``journal``, ``claim``, ``KEY`` and ``Key`` at hand."""
    head = (
        "import os, signal, sys\n"
        "from datetime import date\n"
        "from pathlib import Path\n"
        "from sheetcash.adapters.journal import SqliteJournal\n"
        "from sheetcash.errors import *\n"
        "from sheetcash.ports import Key\n"
        f"KEY = Key{tuple(KEY)!r}\n"
        f"journal = SqliteJournal(Path({str(state)!r}))\n"
        "def claim(key):\n"
        "    journal.claim(key, client='ACME', destinataire='a@acme.fr',\n"
        "                  message_id='<1@moi.fr>', jour=date(2026, 11, 20))\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", head + code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    if wait:
        process.communicate(timeout=20)
    return process


# -- what it remembers ------------------------------------------------------------------------


def test_claim_then_settle_is_remembered_by_the_next_run(tmp_path):
    with SqliteJournal(tmp_path) as journal:
        claim(journal)
        assert journal.entries(KEY.classeur)[KEY] == Entry(
            KEY, EN_COURS, "a@acme.fr", "<1@moi.fr>", DAY, ""
        )
        assert journal.events(KEY.classeur) == []
        event = journal.settle(KEY, ENVOYEE, "250 OK")
    with SqliteJournal(tmp_path) as journal:
        entry = Entry(KEY, ENVOYEE, "a@acme.fr", "<1@moi.fr>", DAY, "250 OK")
        assert journal.entries(KEY.classeur) == {KEY: entry}
        assert journal.events(KEY.classeur) == [event] == [(event.id, entry, "ACME")]


def test_workbooks_do_not_see_each_other(journal):
    other = KEY._replace(classeur="classeur-2")
    claim(journal)
    claim(journal, other)
    journal.settle(other, ENVOYEE, "")
    assert set(journal.entries("classeur-1")) == {KEY}
    assert journal.events("classeur-1") == []
    assert [event.entry.key for event in journal.events("classeur-2")] == [other]


@pytest.mark.parametrize("etat", [ENVOYEE, INCONNUE])
def test_claim_is_refused_when_the_mail_left_or_may_have(journal, etat):
    claim(journal)
    journal.settle(KEY, etat, "")
    with pytest.raises(Locked, match="F-2026-001") as caught:
        claim(journal)
    assert "20/11/2026" in caught.value.probleme
    assert journal.entries(KEY.classeur)[KEY].etat == etat


def test_claim_is_refused_while_another_sends(journal):
    claim(journal)
    with pytest.raises(Locked, match="en cours"):
        claim(journal)


@pytest.mark.parametrize("etat", [DIFFEREE, REFUSEE])
def test_claim_is_allowed_again_when_the_mail_did_not_leave(journal, etat):
    claim(journal)
    journal.settle(KEY, etat, "450")
    claim(journal, message_id="<2@moi.fr>")
    entry = journal.entries(KEY.classeur)[KEY]
    assert (entry.etat, entry.message_id, entry.detail) == (EN_COURS, "<2@moi.fr>", "")


def test_user_may_settle_an_unknown_fate(journal):
    for answer in (ENVOYEE, DIFFEREE):
        key = KEY._replace(facture=answer)
        claim(journal, key)
        journal.settle(key, INCONNUE, "")
        assert journal.settle(key, answer, "dit l'utilisateur").entry.etat == answer


@pytest.mark.parametrize("etat", [EN_COURS, "parti"])
def test_settle_wants_a_final_state(journal, etat):
    claim(journal)
    with pytest.raises(ValueError, match="state"):
        journal.settle(KEY, etat, "")


def test_settle_wants_a_claim(journal):
    with pytest.raises(ValueError, match="nothing to settle"):
        journal.settle(KEY, ENVOYEE, "")
    claim(journal)
    journal.settle(KEY, ENVOYEE, "")
    with pytest.raises(ValueError, match="nothing to settle"):
        journal.settle(KEY, REFUSEE, "")
    assert len(journal.events(KEY.classeur)) == 1


def test_event_ids_are_short_and_unique(journal):
    for number in range(40):
        for etat in (DIFFEREE, REFUSEE, INCONNUE):
            key = KEY._replace(facture=f"F-{number}")
            claim(journal, key)
            journal.settle(key, etat, "same")
    ids = [event.id for event in journal.events(KEY.classeur)]
    assert len(set(ids)) == 120
    assert all(len(one) == 12 and one.startswith("R-") for one in ids)


def test_event_ids_of_a_lost_journal_do_not_come_back(tmp_path):
    with SqliteJournal(tmp_path / "lost") as journal:
        claim(journal)
        old = journal.settle(KEY, DIFFEREE, "450")
    with SqliteJournal(tmp_path / "new") as journal:
        journal.record(old.entry, client="ACME")
        claim(journal, message_id="<2@moi.fr>")
        assert journal.settle(KEY, DIFFEREE, "450").id != old.id


def test_two_journals_never_name_two_events_alike(tmp_path):
    """The same reminder, the same day: its Message-ID is the same, and so was the event's name."""
    ids = []
    for machine in ("lost", "new"):
        with SqliteJournal(tmp_path / machine) as journal:
            claim(journal)
            ids.append(journal.settle(KEY, ENVOYEE, "250 OK").id)
    assert ids[0] != ids[1]


@pytest.mark.parametrize("etat", ETATS)
def test_record_takes_in_what_the_sheet_knows_without_an_event(journal, etat):
    entry = Entry(KEY, etat, "a@acme.fr", "<9@moi.fr>", DAY, "")
    journal.record(entry, client="")
    assert journal.entries(KEY.classeur) == {KEY: entry}
    assert journal.events(KEY.classeur) == []
    if etat in (ENVOYEE, INCONNUE, EN_COURS):
        with pytest.raises(Locked):
            claim(journal)


def test_record_never_overrules_the_journal(journal):
    claim(journal)
    journal.settle(KEY, ENVOYEE, "250")
    journal.record(Entry(KEY, DIFFEREE, "", "", DAY, ""), client="")
    assert journal.entries(KEY.classeur)[KEY].etat == ENVOYEE


def test_record_wants_a_state(journal):
    with pytest.raises(ValueError, match="state"):
        journal.record(Entry(KEY, "parti", "", "", DAY, ""), client="")


def test_events_can_be_neither_changed_nor_deleted(journal):
    claim(journal)
    journal.settle(KEY, ENVOYEE, "")
    with sqlite3.connect(journal.path) as raw:
        for query in ("DELETE FROM evenements", "UPDATE evenements SET etat = 'refusee'"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                raw.execute(query)
    raw.close()


def test_every_state_of_the_contract_is_accepted_by_the_schema(journal):
    for number, etat in enumerate(ports.ETATS):
        journal.record(Entry(KEY._replace(niveau=number), etat, "", "", DAY, ""), client="")
    assert len(journal.entries(KEY.classeur)) == len(ports.ETATS)


# -- one run at a time ------------------------------------------------------------------------


def test_exclusive_in_two_processes_is_locked(tmp_path):
    code = (
        "with journal.exclusive('classeur-1'):\n"
        "    print('held', flush=True)\n"
        "    sys.stdin.readline()\n"
    )
    holder = run(code, tmp_path, wait=False)
    assert holder.stdout.readline() == "held\n"
    with SqliteJournal(tmp_path) as journal:
        with pytest.raises(Locked, match="Une autre synchronisation"):
            journal.exclusive("classeur-1").__enter__()
        with journal.exclusive("classeur-2"):
            claim(journal, KEY._replace(classeur="classeur-2"))
        holder.communicate("\n", timeout=20)
        with journal.exclusive("classeur-1"):
            pass


def test_exclusive_is_not_reentrant_and_is_freed_by_an_error(journal):
    with pytest.raises(KeyError), journal.exclusive("c"):
        with pytest.raises(Locked):
            journal.exclusive("c").__enter__()
        raise KeyError
    with journal.exclusive("c"):
        pass


def test_error_of_the_run_is_not_taken_for_one_of_the_journal(journal):
    with pytest.raises(PermissionError), journal.exclusive("c"):
        raise PermissionError


@posix
def test_killed_run_leaves_an_unknown_fate(tmp_path):
    code = (
        "with journal.exclusive('classeur-1'):\n"
        "    claim(KEY)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    assert run(code, tmp_path).returncode == -signal.SIGKILL
    with SqliteJournal(tmp_path) as journal:
        assert journal.entries(KEY.classeur)[KEY].etat == EN_COURS
        with journal.exclusive(KEY.classeur):
            (event,) = journal.events(KEY.classeur)
            assert event.entry.etat == INCONNUE == journal.entries(KEY.classeur)[KEY].etat
            assert "on ne sait pas" in event.entry.detail
            assert event.client == "ACME"
            with pytest.raises(Locked, match="inconnu"):
                claim(journal)
        with journal.exclusive(KEY.classeur):
            assert journal.events(KEY.classeur) == [event]


def test_dead_run_of_another_workbook_is_left_alone(journal):
    other = KEY._replace(classeur="classeur-2")
    claim(journal, other)
    with journal.exclusive(KEY.classeur):
        assert journal.entries(other.classeur)[other].etat == EN_COURS


def test_eight_processes_claim_each_key_exactly_once(tmp_path):
    code = (
        "print('ready', flush=True)\n"
        "sys.stdin.readline()\n"
        "won = []\n"
        "for number in range(20):\n"
        "    key = Key('classeur-1', f'F-{number}', 1)\n"
        "    try:\n"
        "        claim(key)\n"
        "    except Locked:\n"
        "        continue\n"
        "    journal.settle(key, 'envoyee', '250')\n"
        "    won.append(number)\n"
        "print(*won)\n"
    )
    racers = [run(code, tmp_path, wait=False) for _ in range(8)]
    for racer in racers:
        assert racer.stdout.readline() == "ready\n"
    for racer in racers:
        racer.stdin.write("go\n")
        racer.stdin.flush()
    won = [number for racer in racers for number in racer.communicate(timeout=30)[0].split()]
    assert [racer.returncode for racer in racers] == [0] * 8
    assert sorted(map(int, won)) == list(range(20))
    with SqliteJournal(tmp_path) as journal:
        assert len(journal.events(KEY.classeur)) == 20


# -- the file ---------------------------------------------------------------------------------


def test_reading_creates_nothing(tmp_path):
    state = tmp_path / "state"
    with SqliteJournal(state) as journal:
        assert journal.entries("c") == {} and journal.events("c") == []
    assert not state.exists()


@posix
def test_folder_and_file_are_for_the_user_alone(journal):
    claim(journal)
    assert stat.S_IMODE(journal.path.parent.stat().st_mode) == 0o700
    for file in journal.path.parent.glob(f"{FILE_NAME}*"):
        assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0


def test_commits_are_synced_and_nothing_stays_beside_the_file(journal):
    claim(journal)
    connection = journal._file._connection
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL
    journal.close()
    beside = {file.name for file in journal.path.parent.iterdir()}
    assert beside == {FILE_NAME, "journal.lock"}
    assert journal.entries(KEY.classeur)[KEY].etat == EN_COURS  # opened again by itself


def test_wal_is_folded_back_and_does_not_grow(journal):
    for number in range(400):
        key = KEY._replace(facture=f"F-{number}")
        claim(journal, key)
        journal.settle(key, ENVOYEE, "250")
    assert Path(f"{journal.path}-wal").stat().st_size < 1_000_000
    assert len(journal.entries(KEY.classeur)) == 400


@pytest.mark.parametrize("damage", ["text", "page", "cut"])
def test_damaged_file_is_refused_named_and_left_as_it_is(tmp_path, damage):
    with SqliteJournal(tmp_path) as journal:
        for number in range(60):
            claim(journal, KEY._replace(facture=f"F-{number}"))
    path = tmp_path / FILE_NAME
    content = bytearray(path.read_bytes())
    if damage == "text":
        content[:100] = b"x" * 100
    elif damage == "page":
        content[2048:6000] = b"\xff" * (6000 - 2048)
    else:
        del content[len(content) // 2 :]
    path.write_bytes(content)
    for action in (lambda j: j.entries("c"), claim, lambda j: j.exclusive("c").__enter__()):
        with SqliteJournal(tmp_path) as journal:
            with pytest.raises(StoreError, match="abîmé") as caught:
                action(journal)
            assert str(path) in str(caught.value) and caught.value.que_faire
    assert path.read_bytes() == content


def test_newer_file_is_refused(tmp_path):
    with SqliteJournal(tmp_path) as journal:
        claim(journal)
    raw = sqlite3.connect(tmp_path / FILE_NAME)
    raw.execute("PRAGMA user_version = 99")
    raw.close()
    with SqliteJournal(tmp_path) as journal, pytest.raises(StoreError, match="plus récente"):
        journal.entries("c")


def test_older_file_is_migrated(tmp_path, monkeypatch):
    with SqliteJournal(tmp_path) as journal:
        claim(journal)
    from sheetcash.adapters import journal_file

    more = ("ALTER TABLE relances ADD COLUMN note TEXT NOT NULL DEFAULT ''",)
    monkeypatch.setattr(journal_file, "_MIGRATIONS", (*journal_file._MIGRATIONS, more))
    with SqliteJournal(tmp_path) as journal:
        assert journal.entries(KEY.classeur)[KEY].etat == EN_COURS
        connection = journal._file._connection
        assert connection.execute("PRAGMA user_version").fetchone() == (
            len(journal_file._MIGRATIONS),
        )
        assert connection.execute("SELECT note FROM relances").fetchall() == [("",)]


@posix
def test_file_deleted_during_the_run_stops_it(journal):
    claim(journal)
    journal.path.unlink()
    with pytest.raises(StoreError, match="supprimé ou remplacé"):
        journal.settle(KEY, ENVOYEE, "250")


def test_another_program_in_the_file_is_waited_for_then_told(journal, monkeypatch):
    from sheetcash.adapters import journal_file

    monkeypatch.setattr(journal_file, "_WAIT_SECONDS", 0.1)
    claim(journal)
    journal.close()
    raw = sqlite3.connect(journal.path, isolation_level=None)
    raw.execute("BEGIN EXCLUSIVE")
    with pytest.raises(Locked, match="occupé par un autre programme"):
        claim(journal, KEY._replace(niveau=2))
    raw.close()
    claim(journal, KEY._replace(niveau=2))


@posix
def test_full_disk_is_write_failed_and_loses_nothing(tmp_path):
    code = (
        "import resource\n"
        "claim(KEY)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))\n"
        "done = 0\n"
        "try:\n"
        "    for number in range(1000):\n"
        "        claim(Key('classeur-1', f'F-{number}' * 20, 1))\n"
        "        done += 1\n"
        "except WriteFailed as error:\n"
        "    assert 'disque' in str(error), error\n"
        "    print(done, flush=True)\n"
        "    os._exit(7)\n"
    )
    process = run(code, tmp_path, wait=False)
    done = int(process.communicate(timeout=20)[0])
    assert process.returncode == 7 and 0 < done < 1000
    with SqliteJournal(tmp_path) as journal:
        assert len(journal.entries(KEY.classeur)) >= done + 1
        claim(journal, KEY._replace(facture="autre"))


@posix
@pytest.mark.parametrize("what", ["folder", "file"])
def test_read_only_state_is_access_denied(what):
    with tempfile.TemporaryDirectory() as folder:  # others cannot enter pytest's own
        state = Path(folder)
        with SqliteJournal(state) as journal:
            claim(journal)
        for file in state.iterdir():
            file.chmod(0o444)
        state.chmod(0o555 if what == "folder" else 0o777)
        code = (
            "if os.getuid() == 0:  # root may write anywhere\n"
            "    os.setgroups([])\n"
            "    os.setgid(65534)\n"
            "    os.setuid(65534)\n"
            "try:\n"
            "    claim(Key('classeur-1', 'autre', 1))\n"
            "except AccessDenied as error:\n"
            "    assert 'SHEETCASH_STATE_DIR' in str(error), error\n"
            "    sys.exit(7)\n"
        )
        assert run(code, state).returncode == 7
        state.chmod(0o755)
        for file in state.iterdir():
            file.chmod(0o644)
        with SqliteJournal(state) as journal:
            assert set(journal.entries(KEY.classeur)) == {KEY}


def test_state_folder_that_is_a_file_is_access_denied(tmp_path):
    (tmp_path / "state").write_text("")
    with SqliteJournal(tmp_path / "state") as journal, pytest.raises(AccessDenied):
        claim(journal)
    assert not issubclass(AccessDenied, WriteFailed)


def test_a_journal_is_named_once_and_otherwise_on_another_machine(tmp_path, monkeypatch):
    with SqliteJournal(tmp_path) as journal:
        assert journal.poste() == "" and not journal.path.exists()
        name = journal.poste(creer=True)
        assert re.fullmatch("[0-9a-f]{8}", name) and journal.poste() == name
    with SqliteJournal(tmp_path) as journal:
        assert journal.poste(creer=True) == name
        monkeypatch.setattr("platform.node", lambda: "un autre ordinateur")
        assert journal.poste() not in ("", name)


def test_the_mails_of_a_day_are_counted_over_all_workbooks(journal):
    def sent(classeur, facture, message_id, etat=ENVOYEE):
        key = Key(classeur, facture, 1)
        claim(journal, key, message_id)
        if etat is not None:
            journal.settle(key, etat, "")

    assert journal.partis(DAY, "moi@moi.fr") == 0
    sent("un", "a", "<1@moi.fr>")
    sent("un", "b", "<1@moi.fr>")  # the same mail, about two invoices
    sent("deux", "a", "<2@MOI.fr>", INCONNUE)
    sent("deux", "b", "<3@moi.fr>", None)  # under way
    sent("deux", "c", "<4@moi.fr>", REFUSEE)
    sent("deux", "d", "<5@moi.fr>", DIFFEREE)
    sent("deux", "e", "<6@autre.fr>")
    sent("deux", "f", "<7@ailleurs-moi.fr>")
    assert journal.partis(DAY, "Moi@moi.fr") == 3
    assert journal.partis(DAY, "x@autre.fr") == 1
    assert journal.partis(date(2026, 11, 21), "moi@moi.fr") == 0
