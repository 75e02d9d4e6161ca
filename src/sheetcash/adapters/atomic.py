"""Replacing a small file of ours: whole and on the disk, or not at all."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path

from sheetcash.errors import AccessDenied, WriteFailed


def replace_file(path: Path, content: bytes, *, mode: int) -> None:
    """Write ``path`` (its folder is created, for the user alone) and sync it to the disk.

    Raises:
        AccessDenied: the folder is read-only or not ours; the former file is intact.
        WriteFailed: full disk and the like; the former file is intact.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "new", "a.txt")
    ...     replace_file(path, b"one", mode=0o600)
    ...     replace_file(path, b"two", mode=0o600)
    ...     path.read_bytes(), [file.name for file in path.parent.iterdir()]
    (b'two', ['a.txt'])
    """
    import tempfile  # late: it costs more than the rest, and most runs replace nothing

    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # mkstemp creates it with mode 0600: never readable by others, even for a moment.
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(mode)
            Path(name).replace(path)
            sync_folder(path.parent)
        except BaseException:
            with suppress(OSError):  # the first error is the one to tell
                Path(name).unlink()
            raise
    except OSError as error:
        why = error.strerror or str(error)
        problem = f"Le fichier « {path} » n'a pas pu être écrit ({why})."
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO):
            raise WriteFailed(problem, "Libérez de la place, puis recommencez.") from error
        raise AccessDenied(problem, "Rendez-vous les droits sur ce dossier.") from error


def sync_folder(folder: Path) -> None:
    """Put a folder's own list of names on the disk; a rename may be undone by a power cut else."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
