"""Files put in a folder of the user's: each whole or not at all, never over another."""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import re
import shutil
import uuid
from collections.abc import Mapping
from pathlib import Path

from sheetcash.adapters.atomic import sync_folder
from sheetcash.errors import AccessDenied, InputError, StoreError, WriteFailed

_FULL = (errno.ENOSPC, errno.EDQUOT)
_DENIED = (errno.EACCES, errno.EPERM, errno.EROFS)
_NO_FILE = "Aucun fichier n'a été laissé."
# What no system, or not all of them, lets stand in a name: a spreadsheet's title may hold it.
_UNFIT = re.compile(r'[\x00-\x1f/\\:*?"<>|]+')


class Folder:
    """A folder, made when it is missing; fulfils :class:`sheetcash.ports.Dossier`."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def deposer(self, nom: str, contenu: bytes) -> str:
        """Put a whole file under that name, « (2) » added if it is taken; answer its path.

        What a name may not hold becomes a dash.

        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as place:
        ...     folder = Folder(Path(place, "neuf"))
        ...     [Path(folder.deposer("a.txt", text)).name for text in (b"un", b"deux")]
        ['a.txt', 'a (2).txt']
        """
        self._made()
        nom = _fit(nom)
        # Written beside under a name that nobody has, then named at once.
        temporary = self.path / f".sheetcash-{uuid.uuid4().hex}.tmp"
        try:
            _write(temporary, contenu)
            path = self._named(temporary, nom)
            sync_folder(self.path)
        except OSError as error:
            raise self._explained(error) from error
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink()
        return str(path)

    def _made(self) -> None:
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError) as error:
            raise InputError(
                f"« {self.path} » n'est pas un dossier.", "Donnez le nom d'un dossier."
            ) from error
        except OSError as error:
            raise self._explained(error) from error

    def deposer_une_fois(self, nom: str, contenu: bytes) -> str:
        """The same, but a file of that name that holds just that already stays alone."""
        path = self.path / _fit(nom)
        with contextlib.suppress(OSError):
            if path.stat().st_size == len(contenu) and path.read_bytes() == contenu:
                return str(path)
        return self.deposer(nom, contenu)

    def deposer_ensemble(self, nom: str, fichiers: Mapping[str, bytes]) -> str:
        """Put a folder of files under that name, « (2) » added if it is taken; all or none.

        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as place:
        ...     folder = Folder(Path(place))
        ...     [Path(folder.deposer_ensemble("F/1", {"a.txt": b"un"})).name for _ in range(2)]
        ['F-1', 'F-1 (2)']
        """
        self._made()
        temporary = self.path / f".sheetcash-{uuid.uuid4().hex}.tmp"
        try:
            temporary.mkdir()
            for name, content in fichiers.items():
                _write(temporary / _fit(name), content)
            sync_folder(temporary)
            path = self._renamed(temporary, _fit(nom))
            sync_folder(self.path)
        except OSError as error:
            raise self._explained(error) from error
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
        return str(path)

    def _renamed(self, temporary: Path, nom: str) -> Path:
        for attempt in itertools.count(1):
            path = self.path / (nom if attempt == 1 else f"{nom} ({attempt})")
            if path.exists():
                continue
            try:
                # Where a folder that has something in it took the name meanwhile, this fails.
                temporary.rename(path)
            except OSError:
                if not path.exists():
                    raise
                continue
            return path
        raise AssertionError  # counting never ends

    def _named(self, temporary: Path, nom: str) -> Path:
        stem, suffix = Path(nom).stem, Path(nom).suffix
        for attempt in itertools.count(1):
            path = self.path / (nom if attempt == 1 else f"{stem} ({attempt}){suffix}")
            with contextlib.suppress(FileExistsError):
                _name(temporary, path)
                break
        return path

    def _explained(self, error: OSError) -> StoreError:
        where = f"Le dossier « {self.path} »"
        if error.errno in _DENIED:
            return AccessDenied(
                f"{where} est en lecture seule.", f"Choisissez un dossier à vous. {_NO_FILE}"
            )
        if error.errno in _FULL:
            why, remedy = "le disque est plein", "Libérez de la place, puis recommencez."
        elif error.errno == errno.ENAMETOOLONG:
            why, remedy = "le nom du fichier est trop long", "Renommez le classeur plus court."
        else:
            why = f"le système répond « {error.strerror} »"
            remedy = "Vérifiez le disque, puis recommencez."
        return WriteFailed(
            f"{where} n'a pas pu recevoir le fichier : {why}.", f"{remedy} {_NO_FILE}"
        )


def _write(path: Path, contenu: bytes) -> None:
    with path.open("xb") as file:
        file.write(contenu)
        file.flush()
        os.fsync(file.fileno())


def _fit(nom: str) -> str:
    return _UNFIT.sub("-", nom).lstrip(". ")


def _name(temporary: Path, path: Path) -> None:
    """Give a file its name, unless another has it.

    Raises:
        FileExistsError: another has it.
    """
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:  # no hard links here: FAT, some network drives
        path.open("xb").close()  # the name is ours from here on
        try:
            temporary.replace(path)
        except BaseException:
            path.unlink()
            raise
