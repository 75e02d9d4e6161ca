"""Put new content in place of a user's file: all or nothing, the former one kept as a backup.

This module knows files and folders; nothing of what is in them.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import itertools
import os
import re
import shutil
import stat
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from sheetcash.adapters.atomic import sync_folder
from sheetcash.errors import (
    AccessDenied,
    ExternallyChanged,
    Locked,
    NoSuchWorkbook,
    SheetcashError,
    StoreError,
    WriteFailed,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")

BACKUPS = "Sauvegardes sheetcash"
_NOTHING_DONE = "Rien n'a été changé."
_WINDOWS = os.name == "nt"
_SHARING_VIOLATIONS = (32, 33)
_BUSY = {errno.EBUSY, errno.ETXTBSY}
_FULL = {errno.ENOSPC, errno.EDQUOT}
_DENIED = {errno.EACCES, errno.EPERM, errno.EROFS}
_STEP = 1 << 20


def sha256(path: Path) -> str:
    """The SHA-256 of a file's content, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def ensure_writable(path: Path) -> None:
    """Fail now if :func:`replace_file` could not replace that file.

    Raises:
        NoSuchWorkbook: there is no such file.
        Locked: it is open in Excel or LibreOffice.
        AccessDenied: the file, its folder or its backups are read-only.
        WriteFailed: the folder takes no file for another reason.
    """
    real = _real(path)
    _check_not_open(path, real)
    with _explained(real):
        if not real.stat().st_mode & 0o222:
            raise _read_only(real)
        with _held_means_open(real), real.open("r+b"):
            pass
        backups = real.parent / BACKUPS
        if backups.exists() and not backups.is_dir():
            raise WriteFailed(
                f"« {BACKUPS} » n'est pas un dossier : aucune sauvegarde ne peut y être rangée.",
                f"Renommez ce fichier, puis recommencez. {_NOTHING_DONE}",
            )
        for folder in (real.parent, backups):
            if folder.exists():
                handle, name = tempfile.mkstemp(prefix=_mark(real), suffix=".tmp", dir=folder)
                os.close(handle)
                Path(name).unlink()


def replace_file(
    path: Path,
    write: Callable[[BinaryIO], T],
    *,
    expected_sha256: str,
    backups: int = 10,
    keep: bool = True,
) -> T:
    """Replace a file's content by what ``write`` writes, if it is still the content expected.

    The new content goes to a file beside it and to the disk, then takes the name at once: at
    any moment the name holds the former content or the new one, whole. The former one stays in
    the folder « Sauvegardes sheetcash ». A symbolic link stays one: its target is replaced.

    Args:
        path: the file.
        write: writes the new content to the file given; what it raises goes through, and
            nothing is changed.
        expected_sha256: the hash of the content that the new one was computed from.
        backups: how many backups of that file to keep.
        keep: whether the former content is to be kept as one.

    Returns:
        What ``write`` returns.

    Raises:
        ExternallyChanged: the content is not the one expected.
        NoSuchWorkbook, Locked, AccessDenied, WriteFailed: see :func:`ensure_writable`.

    >>> folder = tempfile.TemporaryDirectory()
    >>> book = Path(folder.name, "compta.xlsx")
    >>> book.write_bytes(b"ancien")
    6
    >>> replace_file(book, lambda file: file.write(b"neuf"), expected_sha256=sha256(book))
    4
    >>> book.read_bytes(), len(list(Path(folder.name, BACKUPS).iterdir()))
    (b'neuf', 1)
    >>> folder.cleanup()
    """
    ensure_writable(path)
    real = _real(path)
    with _explained(real):
        _clean(real)
        _check_unchanged(real, expected_sha256)
        handle, name = tempfile.mkstemp(prefix=_mark(real), suffix=".tmp", dir=real.parent)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "w+b") as file:
                _hold(file.fileno())
                result = write(file)
                file.flush()
                _copy_rights(real, temporary)
                os.fsync(file.fileno())
                if _WINDOWS:
                    file.close()  # Windows does not rename an open file
                # Seen as late as can be: between here and the new name, nothing can stop us.
                _check_not_open(path, real)
                _check_unchanged(real, expected_sha256)
                backup = _back_up(real) if keep else None
                try:
                    with _held_means_open(real):
                        temporary.replace(real)
                except (OSError, Locked):
                    if backup is not None:
                        backup.unlink(missing_ok=True)
                    raise
        finally:
            temporary.unlink(missing_ok=True)
        # The new content is in place: what fails from here on must not look like a failure.
        with contextlib.suppress(OSError):
            sync_folder(real.parent)
        if backup is not None:
            with contextlib.suppress(OSError):
                _rotate(real, backup, backups)
    return result


# --- looking before ------------------------------------------------------------------------------


def _real(path: Path) -> Path:
    try:
        real = path.resolve(strict=True)
    except (OSError, RuntimeError) as error:  # RuntimeError: links in a loop
        if isinstance(error, PermissionError):
            raise AccessDenied(
                f"Le classeur « {path.name} » n'est pas accessible.",
                "Vérifiez les droits du dossier.",
            ) from error
        raise NoSuchWorkbook(
            f"Le classeur « {path} » n'existe pas.", "Vérifiez son nom et son dossier."
        ) from error
    if not real.is_file():
        raise NoSuchWorkbook(f"« {path} » n'est pas un fichier.", "Donnez le nom d'un classeur.")
    return real


def _check_not_open(path: Path, real: Path) -> None:
    for place in dict.fromkeys((path, real)):
        for program, name in (
            ("Excel", f"~${place.name}"),
            ("LibreOffice", f".~lock.{place.name}#"),
        ):
            if os.path.lexists(place.with_name(name)):
                raise Locked(
                    f"Le classeur « {path.name} » est ouvert dans {program}.",
                    f"Fermez-le puis recommencez. {_NOTHING_DONE} S'il n'est ouvert nulle part, "
                    f"supprimez le fichier « {name} » resté dans son dossier.",
                )


def _check_unchanged(real: Path, expected: str) -> None:
    if sha256(real) != expected.lower():
        raise ExternallyChanged(
            f"Le classeur « {real.name} » a changé depuis qu'il a été lu.",
            f"Recommencez : il sera relu. {_NOTHING_DONE}",
        )


def _read_only(real: Path) -> AccessDenied:
    return AccessDenied(
        f"Le classeur « {real.name} » ou son dossier est en lecture seule.",
        f"Donnez-vous le droit d'y écrire, puis recommencez. {_NOTHING_DONE}",
    )


@contextlib.contextmanager
def _explained(real: Path) -> Iterator[None]:
    """Turn the system's errors into ours; the ones already ours go through."""
    try:
        yield
    except SheetcashError:
        raise
    except OSError as error:
        raise _error(real, error) from error


def _open_elsewhere(real: Path) -> Locked:
    return Locked(
        f"Le classeur « {real.name} » est ouvert dans un autre programme.",
        f"Fermez-le puis recommencez. {_NOTHING_DONE}",
    )


@contextlib.contextmanager
def _held_means_open(real: Path) -> Iterator[None]:
    """On Windows a refusal here comes from the program that holds the file, not from rights."""
    try:
        yield
    except PermissionError as error:
        if _WINDOWS:
            raise _open_elsewhere(real) from error
        raise


def _error(real: Path, error: OSError) -> StoreError:
    if getattr(error, "winerror", None) in _SHARING_VIOLATIONS or error.errno in _BUSY:
        return _open_elsewhere(real)
    if error.errno in _DENIED:
        return _read_only(real)
    if error.errno in _FULL:
        why, remedy = "le disque est plein", "Libérez de la place, puis recommencez."
    elif error.errno == errno.EFBIG:
        why, remedy = "le fichier dépasse la taille permise", "Voyez la limite du disque."
    elif error.errno == errno.EIO:
        why, remedy = "le disque ne répond pas bien", "Vérifiez-le, ou travaillez sur un autre."
    elif error.errno == errno.ENAMETOOLONG:
        why, remedy = "son nom est trop long", "Donnez-lui un nom plus court."
    else:
        why, remedy = (
            f"le système répond « {error.strerror} »",
            "Vérifiez le disque, puis recommencez.",
        )
    return WriteFailed(
        f"Le classeur « {real.name} » n'a pas pu être enregistré : {why}.",
        f"{remedy} {_NOTHING_DONE}",
    )


# --- the temporary file --------------------------------------------------------------------------


def _mark(real: Path) -> str:
    """How the names of our temporary files for that workbook start; short, whatever its name."""
    return f".sheetcash-{hashlib.sha256(real.name.encode()).hexdigest()[:12]}-"


def _hold(handle: int) -> bool:
    """Lock a temporary file while its writer lives; False if another one holds it."""
    if sys.platform != "win32":
        import fcntl

        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            # Some network drives have no locks: there, nothing tells.
            return error.errno not in (errno.EAGAIN, errno.EACCES)
    return True


def _abandoned(leftover: Path) -> bool:
    if sys.platform == "win32":
        return True  # a file in use cannot be deleted there
    with leftover.open("rb") as file:
        return _hold(file.fileno())


def _clean(real: Path) -> None:
    """Remove what a run of ours that was killed left behind."""
    for folder in (real.parent, real.parent / BACKUPS):
        for leftover in folder.glob(f"{_mark(real)}*.tmp"):
            with contextlib.suppress(OSError):
                if _abandoned(leftover):
                    leftover.unlink()
    # Killed between backup and renaming: the backup is the workbook itself, under two names.
    for backup in _backups(real):
        with contextlib.suppress(OSError):
            if backup.samefile(real):
                backup.unlink()


def _copy_rights(real: Path, temporary: Path) -> None:
    former = real.stat()
    if sys.platform != "win32":
        for user, group in ((-1, former.st_gid), (former.st_uid, -1)):
            with contextlib.suppress(OSError):  # not ours to give away
                os.chown(temporary, user, group)
    with contextlib.suppress(OSError):  # a file system without rights
        temporary.chmod(stat.S_IMODE(former.st_mode))


# --- backups -------------------------------------------------------------------------------------


def _back_up(real: Path) -> Path:
    """Keep the present content under a name of its own, never over another backup."""
    folder = real.parent / BACKUPS
    folder.mkdir(exist_ok=True)
    stamp = time.strftime("%Y-%m-%d %Hh%Mm%S")
    for attempt in itertools.count(1):
        again = f" ({attempt})" if attempt > 1 else ""
        backup = folder / f"{real.stem} {stamp}{again}{real.suffix}"
        if os.path.lexists(backup):
            continue
        try:
            os.link(real, backup)
        except FileExistsError:
            continue
        except OSError:
            _copy(real, backup)  # no hard links here: FAT, some network drives
        break
    sync_folder(folder)
    return backup


def _copy(real: Path, backup: Path) -> None:
    """Copy the file; its name appears once the copy is whole and on the disk."""
    handle, name = tempfile.mkstemp(prefix=_mark(real), suffix=".tmp", dir=backup.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as target, real.open("rb") as source:
            shutil.copyfileobj(source, target, _STEP)
            target.flush()
            os.fsync(target.fileno())
        shutil.copystat(real, temporary)
        temporary.rename(backup)
    finally:
        temporary.unlink(missing_ok=True)


def _rotate(real: Path, newest: Path, keep: int) -> None:
    """Delete the oldest backups; never the one just made, even if the clock went back."""
    older = [backup for backup in _backups(real) if backup != newest]
    for backup in older[: max(0, len(older) + 1 - max(keep, 1))]:
        with contextlib.suppress(OSError):
            backup.unlink()


def _backups(real: Path) -> list[Path]:
    """The backups of that workbook and of no other, oldest first."""
    folder = real.parent / BACKUPS
    if not folder.is_dir():
        return []
    name = re.compile(
        re.escape(real.stem)
        + r" (\d{4}-\d\d-\d\d \d\dh\d\dm\d\d)(?: \((\d+)\))?"
        + re.escape(real.suffix)
    )
    found = [(match, file) for file in folder.iterdir() if (match := name.fullmatch(file.name))]
    return [file for *_, file in sorted((m[1], int(m[2] or 1), file) for m, file in found)]
