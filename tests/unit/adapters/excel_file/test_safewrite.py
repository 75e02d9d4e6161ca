from __future__ import annotations

import errno
import hashlib
import os
import re
import signal
import stat
import subprocess
import sys
import textwrap
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest

from sheetcash.adapters.excel_file import safewrite
from sheetcash.adapters.excel_file.safewrite import BACKUPS, ensure_writable, replace_file, sha256
from sheetcash.errors import (
    AccessDenied,
    ExternallyChanged,
    InputError,
    Locked,
    NoSuchWorkbook,
    WriteFailed,
)

OLD, NEW = b"ancien contenu", b"nouveau contenu" * 1000
ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
posix = pytest.mark.skipif(os.name == "nt", reason="POSIX rights and signals")


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "Ma compta [été].xlsx"
    path.write_bytes(OLD)
    return path


def write_new(file):
    file.write(NEW)
    return 7


def replace(path, write=write_new, content=OLD, **options):
    expected = hashlib.sha256(content).hexdigest()
    return replace_file(path, write, expected_sha256=expected, **options)


def backups(path):
    folder = path.parent / BACKUPS
    return sorted(folder.iterdir()) if folder.exists() else []


def leftovers(path):
    return [file.name for file in path.parent.iterdir() if ".tmp" in file.name]


def assert_untouched(path, content=OLD):
    assert path.read_bytes() == content
    assert leftovers(path) == []
    assert backups(path) == []


def run_child(code, *arguments, **options):
    """Run code in a process of its own, with this one's modules."""
    source = str(Path(safewrite.__file__).parents[3])
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": source},
        capture_output=True,
        text=True,
        check=False,
        **options,
    )


# --- when all is well ----------------------------------------------------------------------------


def test_content_is_replaced_and_the_former_kept(book):
    assert replace(book) == 7
    assert book.read_bytes() == NEW
    (backup,) = backups(book)
    assert backup.read_bytes() == OLD
    assert re.fullmatch(r"Ma compta \[été\] \d{4}-\d\d-\d\d \d\dh\d\dm\d\d\.xlsx", backup.name)
    assert leftovers(book) == []
    assert backup.stat().st_nlink == book.stat().st_nlink == 1


def test_backups_of_one_second_do_not_overwrite_each_other(book, monkeypatch):
    monkeypatch.setattr(safewrite.time, "strftime", lambda _: "2026-11-21 10h00m00")
    contents = [OLD, b"1", b"2", b"3"]
    for before, after in pairwise(contents):
        replace(book, lambda file, after=after: file.write(after), before)
    assert [backup.read_bytes() for backup in backups(book)] == [b"1", b"2", OLD]
    assert [backup.stem[-4:] for backup in backups(book)] == [" (2)", " (3)", "0m00"]


def test_only_the_newest_backups_of_that_workbook_stay(book):
    folder = book.parent / BACKUPS
    folder.mkdir()
    for day in range(1, 6):
        (folder / f"{book.stem} 2020-01-0{day} 10h00m00.xlsx").touch()
    others = [
        f"{book.stem} bis 2019-01-01 10h00m00.xlsx",
        f"{book.stem} 2019-01-01 10h00m00.xlsm",
        f"{book.stem} 2019-01-01 10h00m00 garder.xlsx",
        f"{book.stem} 2019-01-01.xlsx",
    ]
    for name in others:
        (folder / name).touch()
    replace(book, backups=3)
    names = {backup.name for backup in backups(book)}
    assert set(others) <= names
    assert {name for name in names if "2020" in name} == {
        f"{book.stem} 2020-01-04 10h00m00.xlsx", f"{book.stem} 2020-01-05 10h00m00.xlsx",
    }  # fmt: skip
    assert len(names) == len(others) + 3


def test_new_backup_survives_a_clock_that_went_back(book, monkeypatch):
    folder = book.parent / BACKUPS
    folder.mkdir()
    (folder / f"{book.stem} 2090-01-01 10h00m00.xlsx").touch()
    replace(book, backups=1)
    assert [backup.read_bytes() for backup in backups(book)] == [OLD]


def test_backup_is_copied_where_links_do_not_exist(book, monkeypatch):
    def no_link(*_):
        raise OSError(errno.EPERM, "no hard links here")

    monkeypatch.setattr(os, "link", no_link)
    replace(book)
    assert [backup.read_bytes() for backup in backups(book)] == [OLD]
    assert book.read_bytes() == NEW
    assert [file.name for file in backups(book) if file.suffix == ".tmp"] == []


@posix
def test_rights_are_kept(book):
    book.chmod(0o640)
    replace(book)
    assert stat.S_IMODE(book.stat().st_mode) == 0o640


@posix
def test_link_stays_a_link(book, tmp_path):
    link = tmp_path / "bureau" / "compta.xlsx"
    link.parent.mkdir()
    link.symlink_to(book)
    replace(link)
    assert link.is_symlink()
    assert book.read_bytes() == NEW
    assert len(backups(book)) == 1


# --- when it must not happen ---------------------------------------------------------------------


@pytest.mark.parametrize(("name", "program"), [("~${}", "Excel"), (".~lock.{}#", "LibreOffice")])
def test_open_workbook_is_refused(book, name, program):
    lock = book.with_name(name.format(book.name))
    lock.touch()
    for call in (ensure_writable, replace):
        with pytest.raises(Locked) as caught:
            call(book)
        assert f"« {book.name} » est ouvert dans {program}" in str(caught.value)
        assert f"supprimez le fichier « {lock.name} »" in str(caught.value)
    lock.unlink()
    assert_untouched(book)
    ensure_writable(book)


@posix
def test_lock_beside_the_link_or_the_file_counts(book, tmp_path):
    link = tmp_path / "bureau" / "compta.xlsx"
    link.parent.mkdir()
    link.symlink_to(book)
    for place in (link, book):
        lock = place.with_name(f"~${place.name}")
        lock.touch()
        with pytest.raises(Locked):
            ensure_writable(link)
        lock.unlink()


def test_workbook_opened_while_we_write_is_refused(book):
    lock = book.with_name(f"~${book.name}")

    def opened_meanwhile(file):
        file.write(NEW)
        lock.touch()

    with pytest.raises(Locked):
        replace(book, opened_meanwhile)
    assert_untouched(book)


def test_workbook_changed_before_is_refused(book):
    with pytest.raises(ExternallyChanged, match="a changé"):
        replace(book, lambda _: pytest.fail("too late"), b"autre contenu")
    assert_untouched(book)


def test_workbook_changed_meanwhile_is_refused(book):
    def changed_meanwhile(file):
        file.write(NEW)
        book.write_bytes(b"enregistre par Excel")

    with pytest.raises(ExternallyChanged):
        replace(book, changed_meanwhile)
    assert_untouched(book, b"enregistre par Excel")


def test_error_of_the_writer_goes_through(book):
    def refuses(file):
        file.write(b"debut")
        raise InputError("non")

    with pytest.raises(InputError, match="non"):
        replace(book, refuses)
    assert_untouched(book)


def test_absent_workbook_is_told(tmp_path):
    for path in (tmp_path / "x.xlsx", tmp_path, tmp_path / "no" / "x.xlsx"):
        with pytest.raises(NoSuchWorkbook):
            ensure_writable(path)


@posix
def test_read_only_file_is_refused(book):
    book.chmod(0o444)
    for call in (ensure_writable, replace):
        with pytest.raises(AccessDenied, match="lecture seule"):
            call(book)
    assert_untouched(book)


@posix
def test_read_only_folder_is_refused(book, tmp_path):
    code = """
    import os, sys
    from pathlib import Path
    from sheetcash.adapters.excel_file.safewrite import ensure_writable, replace_file, sha256
    from sheetcash.errors import AccessDenied
    book = Path(sys.argv[1])
    if os.geteuid() == 0:
        os.setgid(65534)
        os.setuid(65534)
    for call in (ensure_writable,
                 lambda p: replace_file(p, lambda f: f.write(b"x"), expected_sha256=sha256(p))):
        try:
            call(book)
        except AccessDenied as error:
            print(error.probleme)
    """
    for part in [tmp_path, *tmp_path.parents]:
        if part.name.startswith("pytest-of-"):
            part.chmod(part.stat().st_mode | 0o055)
            break
        part.chmod(part.stat().st_mode | 0o055)
    book.chmod(0o666)
    tmp_path.chmod(0o555)
    try:
        done = run_child(code, book)
    finally:
        tmp_path.chmod(0o755)
    assert done.stdout.count("lecture seule") == 2, done.stderr
    assert_untouched(book)


def test_file_in_place_of_the_backups_is_refused(book):
    (book.parent / BACKUPS).write_text("une note")
    for call in (ensure_writable, replace):
        with pytest.raises(WriteFailed, match="pas un dossier"):
            call(book)
    assert book.read_bytes() == OLD
    assert leftovers(book) == []


def test_file_held_by_another_program_on_windows_is_a_lock(book, monkeypatch):
    real_open = Path.open

    def held(self, mode="r", *rest, **options):
        if mode == "r+b":
            raise PermissionError(errno.EACCES, "held")
        return real_open(self, mode, *rest, **options)

    monkeypatch.setattr(Path, "open", held)
    with pytest.raises(AccessDenied):
        ensure_writable(book)
    monkeypatch.setattr(safewrite, "_WINDOWS", True)
    with pytest.raises(Locked, match="autre programme"):
        ensure_writable(book)


def test_file_taken_at_the_last_moment_on_windows_is_a_lock(book, monkeypatch):
    def held(*_):
        raise PermissionError(errno.EACCES, "held")

    monkeypatch.setattr(os, "replace", held)
    monkeypatch.setattr(safewrite, "_WINDOWS", True)
    with pytest.raises(Locked, match="autre programme"):
        replace(book)
    assert_untouched(book)


# --- disks that fail -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "kind", "why"),
    [
        (errno.ENOSPC, WriteFailed, "disque est plein"),
        (errno.EDQUOT, WriteFailed, "disque est plein"),
        (errno.EFBIG, WriteFailed, "taille"),
        (errno.EIO, WriteFailed, "ne répond pas"),
        (errno.ENAMETOOLONG, WriteFailed, "trop long"),
        (errno.EROFS, AccessDenied, "lecture seule"),
        (errno.EBUSY, Locked, "autre programme"),
    ],
)
@pytest.mark.parametrize("step", ["write", "fsync", "replace"])
def test_failing_disk_leaves_the_former_content(book, monkeypatch, number, kind, why, step):
    def fails(*_):
        raise OSError(number, "cause")

    if step != "write":
        monkeypatch.setattr(os, step, fails)
    with pytest.raises(kind, match=why) as caught:
        replace(book, fails if step == "write" else write_new)
    assert "Rien n'a été changé" in caught.value.que_faire
    monkeypatch.undo()
    assert_untouched(book)


@posix
def test_size_limit_of_the_system_is_told(book):
    code = """
    import resource, sys
    from pathlib import Path
    from sheetcash.adapters.excel_file.safewrite import replace_file, sha256
    from sheetcash.errors import WriteFailed
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
    book = Path(sys.argv[1])
    try:
        replace_file(book, lambda f: f.write(bytes(100_000)), expected_sha256=sha256(book))
    except WriteFailed as error:
        print(error)
    """
    done = run_child(code, book)
    assert "taille permise" in done.stdout, done.stderr
    assert_untouched(book)


@contextmanager
def tiny_disk(folder):
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("a file system cannot be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.skipif(not ROOT or sys.platform != "linux", reason="needs root to mount a tiny disk")
def test_full_disk_leaves_the_former_content(tmp_path):
    with tiny_disk(tmp_path):
        book = tmp_path / "x.xlsx"
        book.write_bytes(OLD * 1000)
        with pytest.raises(WriteFailed, match="plein"):
            replace(book, lambda file: file.write(bytes(200_000)), OLD * 1000)
        assert_untouched(book, OLD * 1000)
        replace(book, content=OLD * 1000)
        assert book.read_bytes() == NEW


# --- killed at any moment ------------------------------------------------------------------------

KILLED = """
import os, signal, sys
from pathlib import Path
from sheetcash.adapters.excel_file import safewrite

book, step, limit = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
count = 0

def tick():
    global count
    count += 1
    if count == step:
        os.kill(os.getpid(), signal.SIGKILL)

def watched(function):
    def call(*arguments, **options):
        tick()
        result = function(*arguments, **options)
        tick()
        return result
    return call

def write(file):
    for _ in range(3):
        tick()
        file.write(b"nouveau contenu" * 1000)
        file.flush()

expected = safewrite.sha256(book)
if limit == "copy":
    def link(*_):
        raise OSError("no links")
    os.link = link
for name in ("mkdir", "link", "replace", "rename", "fsync", "chmod", "unlink", "close"):
    setattr(os, name, watched(getattr(os, name)))
safewrite.replace_file(book, write, expected_sha256=expected, backups=2)
print("done")
"""


@posix
@pytest.mark.parametrize("way", ["link", "copy"])
def test_killed_anywhere_leaves_one_content_or_the_other(tmp_path, way):
    seen = set()
    for step in range(1, 60):
        folder = tmp_path / str(step)
        folder.mkdir()
        book = folder / "compta.xlsx"
        book.write_bytes(OLD)
        done = run_child(KILLED, book, step, way)
        if done.stdout:
            break
        assert done.returncode == -signal.SIGKILL, done.stderr
        content = book.read_bytes()
        assert content in (OLD, NEW * 3)
        seen.add(content)
        whole = [file for file in backups(book) if file.suffix == ".xlsx"]
        assert all(backup.read_bytes() == OLD for backup in whole)
        assert whole or content == OLD
        # The next run works, and leaves nothing of the one that died.
        replace(book, lambda file: file.write(b"suite"), content, backups=9)
        assert book.read_bytes() == b"suite"
        assert leftovers(book) == []
        assert {file.suffix for file in backups(book)} == {".xlsx"}
        assert all(file.stat().st_nlink == 1 for file in (book, *backups(book)))
    else:
        pytest.fail("the child never came to its end")
    assert seen == {OLD, NEW * 3}
    assert step > 15


@posix
def test_temporary_file_of_a_living_run_is_left_alone(book):
    import fcntl

    living = book.with_name(f"{safewrite._mark(book)}abc.tmp")
    dead = book.with_name(f"{safewrite._mark(book)}def.tmp")
    other = book.with_name(f"{safewrite._mark(book.with_name('autre.xlsx'))}ghi.tmp")
    for file in (dead, other):
        file.touch()
    with living.open("wb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        replace(book)
    assert sorted(leftovers(book)) == sorted([living.name, other.name])


def test_hash_is_that_of_the_content(book):
    assert sha256(book) == hashlib.sha256(OLD).hexdigest()
