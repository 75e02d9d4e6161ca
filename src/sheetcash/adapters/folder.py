"""Files put in a folder of the user's: each whole or not at all, never over another."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import io
import itertools
import os
import re
import shutil
import uuid
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Final

from sheetcash.adapters.atomic import sync_folder
from sheetcash.errors import AccessDenied, InputError, StoreError, WriteFailed
from sheetcash.ports.dossier import Fichier

_FULL = (errno.ENOSPC, errno.EDQUOT)
_DENIED = (errno.EACCES, errno.EPERM, errno.EROFS)
_NO_FILE = "Aucun fichier n'a été laissé."
# What no system, or not all of them, lets stand in a name: a spreadsheet's title may hold it.
_UNFIT = re.compile(r'[\x00-\x1f/\\:*?"<>|]+')


#: A name that every system takes, with room left for where it is put.
_LONGEST: Final = 120


class Folder:
    """A folder, made when it is missing.

    Fulfils :class:`sheetcash.ports.Dossier` and :class:`sheetcash.ports.dossier.Depot`.
    """

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
            raise self.explained(error) from error
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
            raise self.explained(error) from error

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
            raise self.explained(error) from error
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
        return str(path)

    @contextmanager
    def chantier(self, nom: str, jour: date, *, archive: bool = False) -> Iterator[Chantier]:
        """Begin a folder of files, or an archive of them; what is not published is gone.

        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as place:
        ...     with Folder(Path(place)).chantier("F", date(2026, 11, 30)) as site:
        ...         name = site.ajouter("pieces/a.txt", b"un").chemin
        ...         again = site.ajouter("pieces/A.txt", b"deux").chemin
        ...         made = Path(site.publier())
        ...     name, again, sorted(one.name for one in (made / "pieces").iterdir())
        ('pieces/a.txt', 'pieces/A (2).txt', ['A (2).txt', 'a.txt'])
        """
        self._made()
        temporary = self.path / f".sheetcash-{uuid.uuid4().hex}.tmp"
        try:
            with self._en_clair():
                temporary.mkdir()
            yield Chantier(self, temporary, _fit(nom), jour if archive else None)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)

    def _publie(self, temporary: Path, nom: str) -> Path:
        """Give a folder, or a file, its name or one with a number."""
        with self._en_clair():
            if temporary.is_dir():
                for folder in sorted({one.parent for one in temporary.rglob("*")}):
                    sync_folder(folder)
                path = self._renamed(temporary, nom)
            else:
                path = self._named(temporary, nom)
            sync_folder(self.path)
        return path

    @contextmanager
    def _en_clair(self) -> Iterator[None]:
        """What the system refuses, in the user's words."""
        try:
            yield
        except OSError as error:
            raise self.explained(error) from error

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
                nommer(temporary, path)
                break
        return path

    def explained(self, error: OSError) -> StoreError:
        """What the system refused, in French."""
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


class Chantier:
    """A folder under construction; fulfils :class:`sheetcash.ports.dossier.Chantier`."""

    def __init__(self, folder: Folder, temporary: Path, nom: str, jour: date | None) -> None:
        self._folder = folder
        self._here = temporary
        self._nom = nom
        self._jour = jour
        self._taken: set[str] = set()
        self._files: list[str] = []

    def ajouter(self, chemin: str, contenu: bytes) -> Fichier:
        """Add a file, under a name of its own whatever the case."""
        *folders, name = (_fit(part)[-_LONGEST:] or "-" for part in chemin.split("/"))
        stem, suffix = Path(name).stem, Path(name).suffix
        for attempt in itertools.count(1):
            its = "/".join([*folders, name if attempt == 1 else f"{stem} ({attempt}){suffix}"])
            if its.casefold() not in self._taken:
                break
        self._taken.add(its.casefold())
        path = self._here / its
        with self._folder._en_clair():
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(path, contenu)
        self._files.append(its)
        return Fichier(its, len(contenu), hashlib.sha256(contenu).hexdigest())

    def lire(self, chemin: str) -> bytes:
        """What a file that was added holds."""
        with self._folder._en_clair():
            return (self._here / chemin).read_bytes()

    def publier(self) -> str:
        """Give the folder, or the archive of it, its name."""
        if self._jour is None:
            self._here = self._folder._publie(self._here, self._nom)
            return str(self._here)
        packed = self._here.with_suffix(".zip.tmp")
        try:
            with self._folder._en_clair():
                files = {name: self._here / name for name in self._files}
                with packed.open("xb") as target:
                    _zip(target, files, self._nom, self._jour)
                    target.flush()
                    os.fsync(target.fileno())
            return str(self._folder._publie(packed, f"{self._nom}.zip"))
        finally:
            packed.unlink(missing_ok=True)


def archive(fichiers: Mapping[str, bytes], nom: str, jour: date) -> bytes:
    """Files as an archive: the same files are the same archive.

    >>> made = archive({"a.txt": b"un"}, "Dossier", date(2026, 11, 30))
    >>> zipfile.ZipFile(io.BytesIO(made)).namelist()
    ['Dossier/a.txt']
    """
    target = io.BytesIO()
    _zip(target, fichiers, _fit(nom), jour)
    return target.getvalue()


def _zip(
    target: io.BufferedIOBase, fichiers: Mapping[str, bytes | Path], nom: str, jour: date
) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in fichiers.items():
            info = zipfile.ZipInfo(f"{nom}/{name}", (jour.year, jour.month, jour.day, 12, 0, 0))
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o100644 << 16
            made.writestr(info, content.read_bytes() if isinstance(content, Path) else content)


def _write(path: Path, contenu: bytes) -> None:
    with path.open("xb") as file:
        file.write(contenu)
        file.flush()
        os.fsync(file.fileno())


def _fit(nom: str) -> str:
    return _UNFIT.sub("-", nom).lstrip(". ")


def nommer(temporary: Path, path: Path) -> None:
    """Give a file that was written beside its name, unless another has it.

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
