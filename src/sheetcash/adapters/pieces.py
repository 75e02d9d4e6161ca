"""The files that the column « Pièce » names, in the folder of the workbook; only ever read."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO, Final
from urllib.parse import urlsplit
from urllib.request import url2pathname

from sheetcash.errors import PieceIntrouvable, PieceInutilisable
from sheetcash.ports.pieces import COURRIEL_MAX, PieceJointe

MAX_OCTETS: Final = COURRIEL_MAX

_NO_NAME: Final = (errno.ENAMETOOLONG, errno.EINVAL)

# Few, and the same on every machine, which the system's own list is not.
_TYPES: Final = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".heic": "image/heic",
    ".zip": "application/zip",
    ".xml": "application/xml",
    ".doc": "application/msword",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".xls": "application/vnd.ms-excel",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class DossierDePieces:
    """Finds a file by the text of a cell: a path from that folder, or a whole one.

    A path may climb out of the folder: the workbook is the user's, and so are their files. Not
    where others write in it too: a cell would be enough to have any file of this computer mailed.

    Args:
        dossier: where relative paths start; None when there is no such place.
        partage: others write in the workbook: only documents in that folder, or under it, go.
        max_octets: a larger file is refused.
    """

    def __init__(
        self, dossier: Path | None, *, partage: bool = False, max_octets: int = MAX_OCTETS
    ) -> None:
        self._dossier = dossier
        self._partage = partage
        self._max = max_octets

    def __call__(self, texte: str) -> PieceJointe:
        """The file, looked at but not read.

        Raises:
            PieceInutilisable: it is not there, is no file, is empty, too big, or not ours to read.
        """
        if not texte.strip():
            raise PieceInutilisable("aucun fichier n'est nommé dans Pièce")
        path = self.chemin(texte)
        if self._partage:
            self.enferme(path, texte)
        with verifie(path, texte, self._max) as file:
            size = os.fstat(file.fileno()).st_size
        kind = _TYPES.get(path.suffix.lower(), "application/octet-stream")
        return PieceJointe(path.name, kind, lambda: _lire(path, texte, self._max), octets=size)

    def chemin(self, texte: str) -> Path:
        """Where the file is, there or not.

        Raises:
            PieceInutilisable: a path from a folder that there is not.
        """
        its = texte.strip()
        if its[:7].lower() == "file://":
            url = urlsplit(its)
            its = url2pathname(url.path)
            if url.netloc and url.netloc.lower() != "localhost":
                its = f"//{url.netloc}{its}"  # a shared folder of Windows
        path = Path(its)
        if path.is_absolute():
            return path
        if self._dossier is None:
            raise PieceInutilisable(
                f"la pièce « {court(texte)} » est introuvable : ce classeur n'est dans aucun"
                " dossier de cet ordinateur. Donnez le chemin entier du fichier."
            )
        return self._dossier / path

    def enferme(self, path: Path, texte: str) -> None:
        """Refuse what someone else might have named.

        Raises:
            PieceInutilisable: out of the folder, or no document.
        """
        try:
            inside = self._dossier is not None and path.resolve().is_relative_to(
                self._dossier.resolve()
            )
        except (OSError, ValueError, RuntimeError):
            inside = False
        if not inside:
            raise PieceInutilisable(
                f"la pièce « {court(texte)} » n'est pas dans le dossier d'où l'on lance sheetcash"
            )
        if path.suffix.lower() not in _TYPES:
            raise PieceInutilisable(f"la pièce « {court(texte)} » n'est ni un PDF ni un document")


def verifie(path: Path, texte: str, most: int) -> BinaryIO:
    """The file, open, known to be one that can be sent, or kept.

    Raises:
        PieceIntrouvable: it is not there.
        PieceInutilisable: it is no file, is empty, bigger than that, or not ours to read.
    """
    name = f"la pièce « {court(texte)} »"
    try:
        if not stat.S_ISREG(mode := path.stat().st_mode):  # opening a pipe would wait for ever
            what = "est un dossier" if stat.S_ISDIR(mode) else "n'est pas un fichier"
            raise PieceInutilisable(f"{name} {what}")
        file = path.open("rb")
    except (FileNotFoundError, NotADirectoryError) as error:
        raise PieceIntrouvable(f"{name} est introuvable dans « {path.parent} »") from error
    except OSError as error:
        # A name that no file can have is the name of none.
        kind = PieceIntrouvable if error.errno in _NO_NAME else PieceInutilisable
        raise kind(f"{name} ne peut pas être lue ({error.strerror})") from error
    except ValueError as error:  # a NUL, or letters that no file's name can have
        raise PieceIntrouvable(f"{name} n'est pas le nom d'un fichier") from error
    size = os.fstat(file.fileno()).st_size
    if 0 < size <= most:
        return file
    file.close()
    if size == 0:
        raise PieceInutilisable(f"{name} est vide")
    weight = f"{size / 1e6:.1f}".replace(".", ",")
    raise PieceInutilisable(
        f"{name} est trop lourde : {weight} Mo, pour {most // 1_000_000} au plus"
    )


def _lire(path: Path, texte: str, most: int) -> bytes:
    """What it holds now; it may have changed, or gone, since it was looked at."""
    with verifie(path, texte, most) as file:
        try:
            content = file.read(most + 1)
        except OSError as error:
            raise PieceInutilisable(
                f"la pièce « {court(texte)} » ne peut pas être lue ({error.strerror})"
            ) from error
    return content


def court(texte: str) -> str:
    """What a cell holds, short and printable.

    >>> court("a\\0b")
    'a\ufffdb'
    """
    its = "".join(char if char.isprintable() else "\ufffd" for char in texte.strip())
    return its if len(its) <= 80 else f"…{its[-79:]}"
