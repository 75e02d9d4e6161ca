"""The file under the journal: one SQLite database, its schema, its errors in French.

WAL was chosen on figures and safety. With ``synchronous=FULL`` one fsync of the WAL makes a
commit durable (0.10 ms on the reference machine when the WAL is reused, 0.59 with a rollback
journal, which in its DELETE form does not even survive a power cut right after the commit). The
WAL is folded back into the database every few mails, so that its blocks are written again in
place rather than grown, which is cheaper to fsync. SQLite before 3.51.3 can lose a page when two
processes write and fold at the same instant ("WAL-reset bug"): every write here, folding
included, is made under one file lock, so that never happens.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, NoReturn, Self

from sheetcash.adapters.atomic import sync_folder
from sheetcash.adapters.file_lock import FileLock
from sheetcash.errors import AccessDenied, Locked, StoreError, WriteFailed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType

FILE_NAME = "journal.sqlite"

_WAIT_SECONDS = 5.0
# Small pages make small WAL frames; 128 of them are about ten mails.
_PAGE_SIZE, _FOLD_EVERY = 1024, 128

# One tuple of statements per schema version; only ever add at the end.
_MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE relances (
            classeur TEXT NOT NULL, facture TEXT NOT NULL, niveau INTEGER NOT NULL,
            etat TEXT NOT NULL
                CHECK (etat IN ('en_cours', 'envoyee', 'refusee', 'differee', 'inconnue')),
            destinataire TEXT NOT NULL, message_id TEXT NOT NULL, jour TEXT NOT NULL,
            detail TEXT NOT NULL, client TEXT NOT NULL,
            suite INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (classeur, facture, niveau)
        ) WITHOUT ROWID""",
        """CREATE TABLE evenements (
            n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
            classeur TEXT NOT NULL, facture TEXT NOT NULL, niveau INTEGER NOT NULL,
            etat TEXT NOT NULL, destinataire TEXT NOT NULL, message_id TEXT NOT NULL,
            jour TEXT NOT NULL, detail TEXT NOT NULL, client TEXT NOT NULL,
            ecrit TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
        )""",
        """CREATE TRIGGER evenements_fixes BEFORE UPDATE ON evenements
            BEGIN SELECT RAISE(ABORT, 'append-only'); END""",
        """CREATE TRIGGER evenements_gardes BEFORE DELETE ON evenements
            BEGIN SELECT RAISE(ABORT, 'append-only'); END""",
    ),
    ("CREATE TABLE poste (id TEXT NOT NULL)",),
    (
        """CREATE TABLE scelles (
            classeur TEXT NOT NULL, registre TEXT NOT NULL, rang INTEGER NOT NULL,
            empreinte TEXT NOT NULL, champs TEXT NOT NULL, jour TEXT NOT NULL,
            ecrit TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
            PRIMARY KEY (classeur, registre, rang)
        ) WITHOUT ROWID""",
        """CREATE TRIGGER scelles_fixes BEFORE UPDATE ON scelles
            BEGIN SELECT RAISE(ABORT, 'append-only'); END""",
        """CREATE TRIGGER scelles_gardes BEFORE DELETE ON scelles
            BEGIN SELECT RAISE(ABORT, 'append-only'); END""",
    ),
    (
        """CREATE TABLE envois_comptables (
            message_id TEXT PRIMARY KEY,
            classeur TEXT NOT NULL, adresse TEXT NOT NULL, empreinte TEXT NOT NULL,
            tour INTEGER NOT NULL, jour TEXT NOT NULL,
            etat TEXT NOT NULL
                CHECK (etat IN ('en_cours', 'envoyee', 'refusee', 'differee', 'inconnue')),
            detail TEXT NOT NULL,
            ecrit TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
            UNIQUE (classeur, adresse, empreinte, tour)
        ) WITHOUT ROWID""",
        """CREATE TRIGGER envois_comptables_gardes BEFORE DELETE ON envois_comptables
            BEGIN SELECT RAISE(ABORT, 'append-only'); END""",
    ),
)


class JournalFile:
    """One SQLite database, opened at first use and created at first write.

    Args:
        path: the database; its folder is created, for the user alone, with it.

    Every method may raise:
        Locked: another program keeps the database busy for more than 5 seconds.
        WriteFailed: full disk or a disk in error; nothing was written.
        AccessDenied: the folder or the file is read-only, or not ours.
        StoreError: the file is damaged, or was written by a newer sheetcash.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection: sqlite3.Connection | None = None
        self._gate: FileLock | None = None
        self._identity = (0, 0)
        self._loose = False  # something committed is not on the disk yet
        self._lax = False  # synchronous = NORMAL for now

    def close(self) -> None:
        """Fold the WAL back and close; the file may be used again afterwards."""
        self.settle_down()
        connection, self._connection = self._connection, None
        self._lax = False
        gate, self._gate = self._gate, None
        if connection is None or gate is None:
            return
        # The last one out folds the WAL. Not being let in by then is no reason to fail.
        taken = gate.acquire(_WAIT_SECONDS)
        connection.close()
        if taken:
            gate.release()
        gate.close()

    def lock(self, name: str) -> FileLock:
        """A lock file of that name beside the database; not taken yet."""
        with self._translated():
            self._create_folder()
            return FileLock(self.path.with_name(name))

    def read(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """The rows of a query; none when the file does not exist, and it is not created."""
        with self._translated():
            connection = self._open()
            return [] if connection is None else connection.execute(query, values).fetchall()

    def settle_down(self) -> None:
        """Put on the disk what :meth:`writing` left to the system with ``durable=False``."""
        connection, gate = self._connection, self._gate
        if not self._loose or connection is None or gate is None:
            return
        with self._translated():
            self._take(gate)
            try:
                connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
            finally:
                gate.release()
        self._loose = False

    @contextmanager
    def writing(self, *, durable: bool = True) -> Iterator[sqlite3.Connection]:
        """One transaction, undone if it raises.

        On the disk when the block ends; with ``durable=False`` it is the system's by then, safe
        from the death of this process, and on the disk with the next durable one or
        :meth:`settle_down`, whichever comes first.
        """
        with self._translated():
            connection, gate = self._open(create=True), self._gate
            assert connection is not None and gate is not None
            self._take(gate)
            try:
                self._check_not_replaced()
                if self._lax == durable:  # an fsync less, at the price of a power cut
                    self._lax = not durable
                    connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
                connection.execute("BEGIN IMMEDIATE")
                try:
                    yield connection
                    connection.execute("COMMIT")
                    self._loose = not durable
                except BaseException:
                    # SQLite may have undone it already; what matters is the first error.
                    with suppress(sqlite3.Error):
                        connection.execute("ROLLBACK")
                    raise
            finally:
                gate.release()

    def _open(self, *, create: bool = False) -> sqlite3.Connection | None:
        if self._connection is not None:
            return self._connection
        if not self.path.exists():
            if not create:
                return None
            self._create_folder()
        gate = FileLock(self.path.with_name("journal.lock"))
        try:
            self._take(gate)
            try:
                connection = self._connect()
            finally:
                gate.release()
        except BaseException:
            gate.close()
            raise
        self._connection, self._gate = connection, gate
        return connection

    def _connect(self) -> sqlite3.Connection:
        _create_private(self.path)
        connection = sqlite3.connect(self.path, timeout=_WAIT_SECONDS, isolation_level=None)
        try:
            self._prepare(connection)
            found = self.path.stat()
        except BaseException:
            connection.close()
            raise
        self._identity = (found.st_dev, found.st_ino)
        return connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > len(_MIGRATIONS):
            raise StoreError(
                f"Le journal des envois « {self.path} » vient d'une version plus récente"
                " de sheetcash.",
                "Mettez sheetcash à jour sur cet ordinateur ; rien n'a été envoyé.",
            )
        (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok":
            raise self._damaged()
        connection.execute(f"PRAGMA page_size = {_PAGE_SIZE}")  # of a new file; else ignored
        # Where shared memory is missing SQLite keeps a rollback journal: slower, as safe
        # with EXTRA, which also syncs the folder.
        (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
        connection.execute(f"PRAGMA synchronous = {'FULL' if mode == 'wal' else 'EXTRA'}")
        connection.execute("PRAGMA fullfsync = ON")  # macOS: its plain fsync stops at the drive
        connection.execute(f"PRAGMA wal_autocheckpoint = {_FOLD_EVERY}")
        if version == len(_MIGRATIONS):
            return
        connection.execute("BEGIN IMMEDIATE")
        for statements in _MIGRATIONS[version:]:
            for statement in statements:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(_MIGRATIONS)}")
        connection.execute("COMMIT")

    def _create_folder(self) -> None:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)

    def _take(self, gate: FileLock) -> None:
        if not gate.acquire(_WAIT_SECONDS):
            raise _busy()

    def _check_not_replaced(self) -> None:
        """SQLite would go on writing into a deleted file, and the trace would be lost."""
        try:
            found = os.stat(self.path)  # noqa: PTH116 - half the time of Path.stat, at each mail
        except FileNotFoundError:
            found = None
        if found is None or (found.st_dev, found.st_ino) != self._identity:
            raise StoreError(
                f"Le journal des envois « {self.path} » a été supprimé ou remplacé"
                " pendant la synchronisation.",
                "Remettez-le en place, puis recommencez ; plus rien n'est envoyé.",
            )

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            self._raise_sqlite(error)
        except OSError as error:
            self._raise_os(error)

    def _raise_sqlite(self, error: sqlite3.Error) -> NoReturn:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # without the extended part
        why = str(error)
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise _busy() from error
        if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
            raise self._full(why) from error
        if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN):
            raise self._denied(why) from error
        if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise self._damaged() from error
        raise StoreError(
            f"Le journal des envois « {self.path} » ne répond pas ({why}).",
            "Rien n'est envoyé sans lui. Lancez « sheetcash diagnostic ».",
        ) from error

    def _raise_os(self, error: OSError) -> NoReturn:
        why = error.strerror or str(error)
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO):
            raise self._full(why) from error
        raise self._denied(why) from error

    def _full(self, why: str) -> WriteFailed:
        return WriteFailed(
            f"Le journal des envois « {self.path} » n'a pas pu être écrit ({why}).",
            "Libérez de la place sur le disque, puis recommencez ; rien n'est envoyé sans lui.",
        )

    def _denied(self, why: str) -> AccessDenied:
        return AccessDenied(
            f"Le journal des envois « {self.path} » n'est pas accessible en écriture ({why}).",
            "Rendez-vous les droits sur ce dossier, ou choisissez-en un autre avec"
            " SHEETCASH_STATE_DIR.",
        )

    def _damaged(self) -> StoreError:
        return StoreError(
            f"Le journal des envois « {self.path} » est abîmé ; rien n'a été envoyé.",
            "Remettez-en une sauvegarde. À défaut, renommez ce fichier : un journal neuf reprendra"
            " les relances notées dans la feuille Relances, à relire avant tout envoi.",
        )


class SurJournal:
    """What keeps tables in the journal: a context that closes its file at the end.

    Args:
        state_dir: the journal's folder; its file is created at first write.
    """

    def __init__(self, state_dir: Path) -> None:
        self._file = JournalFile(state_dir / FILE_NAME)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Fold the WAL back and close; the journal may be used again afterwards."""
        self._file.close()


def _create_private(path: Path) -> None:
    """Create the file for the user alone, and its name for good, unless it is there."""
    try:
        # Never opened and closed when it exists: that would drop SQLite's own locks on it.
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        return
    sync_folder(path.parent)


def _busy() -> Locked:
    return Locked(
        "Le journal des envois est occupé par un autre programme.",
        "Fermez l'autre sheetcash, ou attendez un instant, puis recommencez.",
    )
