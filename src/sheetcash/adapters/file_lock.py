"""Locks that the system frees when the process dies; this module knows nothing but files.

The file itself means nothing and stays: removing it would let two processes lock two files of
the same name.
"""

from __future__ import annotations

import sys
import time
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _try_lock(file: IO[bytes]) -> bool:
        file.seek(0)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)


_POLL_SECONDS = 0.002


class FileLock:
    """An exclusive lock on one file, between processes and between two locks of one process.

    Args:
        path: the lock file, created when absent (its folder must exist).

    Raises:
        OSError: the file cannot be opened.

    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "x.lock")
    ...     first, second = FileLock(path), FileLock(path)
    ...     print(first.acquire(), second.acquire())
    ...     first.close()
    ...     print(second.acquire())
    ...     second.close()
    True False
    True
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("ab")

    def acquire(self, wait: float = 0.0) -> bool:
        """Take the lock, waiting at most ``wait`` seconds; say whether it was taken."""
        deadline = time.monotonic() + wait
        while not _try_lock(self._file):
            if time.monotonic() >= deadline:
                return False
            time.sleep(_POLL_SECONDS)
        return True

    def release(self) -> None:
        """Give the lock back."""
        _unlock(self._file)

    def close(self) -> None:
        """Close the file, which frees the lock too."""
        self._file.close()
