"""A new file where there was none, whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from sheetcash.errors import AccessDenied, InputError, WriteFailed


class AlreadyThere(InputError):
    """A file of that name exists: it is never replaced."""


def create(path: Path, write: Callable[[BinaryIO], None]) -> None:
    """Create the file with what ``write`` puts in it.

    Raises:
        AlreadyThere: the file exists.
        AccessDenied: the folder is missing or read-only.
        WriteFailed: the disk is full; nothing is left behind.
    """
    try:
        with path.open("xb") as stream:
            try:
                write(stream)
                stream.flush()
                os.fsync(stream.fileno())
            except BaseException:
                stream.close()
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
