"""A new file where there was none, whole or not at all."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

from sheetcash.errors import AccessDenied, AlreadyThere, WriteFailed
from sheetcash.workbook.edits import Edit
from sheetcash.workbook.raw import Snapshot


def retouche(
    build: Callable[[BinaryIO], None], edits: Callable[[Snapshot], Sequence[Edit]]
) -> Callable[[BinaryIO], None]:
    """What writes a workbook as ``build`` does, then edited as what stands in it asks for."""
    from sheetcash.adapters.excel_file.patch import patch
    from sheetcash.adapters.excel_file.reader import read_snapshot
    from sheetcash.workbook.placement import resolve

    def write(target: BinaryIO) -> None:
        made = io.BytesIO()
        build(made)
        content = made.getvalue()
        snapshot = read_snapshot(content, "", "", None)
        patch(content, resolve(snapshot, edits(snapshot)), target)

    return write


def create(path: Path, write: Callable[[BinaryIO], None]) -> None:
    """Create the file with what ``write`` puts in it; it is made in memory first.

    Raises:
        AlreadyThere: the file exists.
        AccessDenied: the folder is missing or read-only.
        WriteFailed: the disk is full; nothing is left behind.
    """
    content = io.BytesIO()
    write(content)
    try:
        with path.open("xb", buffering=0) as stream:
            try:
                _write_all(stream, content.getbuffer())
                os.fsync(stream.fileno())
            except BaseException:
                path.unlink(missing_ok=True)
                raise
    except FileExistsError as error:
        raise AlreadyThere(
            f"« {path} » existe déjà.", "Choisissez un autre nom : rien n'a été touché."
        ) from error
    except FileNotFoundError as error:
        raise AccessDenied(
            f"Le dossier « {path.parent} » n'existe pas.", "Créez-le, ou choisissez-en un autre."
        ) from error
    except (PermissionError, NotADirectoryError, IsADirectoryError) as error:
        raise AccessDenied(
            f"« {path} » ne peut pas être créé : le dossier est en lecture seule.",
            "Choisissez un dossier à vous, par exemple Documents.",
        ) from error
    except OSError as error:
        raise WriteFailed(
            f"« {path} » n'a pas pu être écrit ({error.strerror}).",
            "Libérez de la place sur le disque, puis recommencez.",
        ) from error


def _write_all(stream: io.FileIO, content: memoryview) -> None:
    """An unbuffered file may take less than it is given."""
    while content:
        content = content[stream.write(content) :]
