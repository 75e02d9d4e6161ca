"""The three standard streams, whatever the shell made of them: closed, full, not in UTF-8."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from typing import Final, TextIO

from sheetcash.cli.affichage import propre

_LOST: Final = (errno.ENOSPC, errno.EPIPE, errno.EBADF, errno.EIO)


def preparer() -> None:
    """Make each stream usable: closed ones (``>&-``) lead nowhere."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a Windows console may not be in UTF-8
            stream.reconfigure(encoding="utf-8", errors="replace")


def est_perdu(error: OSError) -> bool:
    """Whether it is a stream that failed, rather than a file: a file's error names it."""
    return error.errno in _LOST and error.filename is None


def renoncer(error: OSError) -> None:
    """A stream could not be written: say so if one still can, and let nothing more come of it."""
    if error.errno != errno.EPIPE:  # the reader that went away (``| head``) wants no more
        dire("Le résultat n'a pas pu être affiché : la sortie est fermée, ou son disque est plein.")
    for stream in (sys.stdout, sys.stderr):
        _vider(stream)


def dire(message: str) -> None:
    """A line on standard error, if it can be written."""
    # what it quotes may come from a file: no terminal takes orders from there
    plain = "\n".join(map(propre, message.split("\n")))
    with contextlib.suppress(OSError):
        sys.stderr.write(f"{plain}\n")
        sys.stderr.flush()


def _vider(stream: TextIO) -> None:
    """What is still in the buffer goes out now, or nowhere: not in a traceback on leaving."""
    try:
        stream.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
