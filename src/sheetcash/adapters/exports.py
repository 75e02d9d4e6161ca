"""The accountant's folder read back, from a folder or an archive; vouchers put back on the disk."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Final

from sheetcash.adapters.atomic import sync_folder
from sheetcash.errors import AccessDenied, DamagedExport, NoSuchWorkbook

_MANIFESTE: Final = "MANIFESTE.json"
_DANS_UN_DOSSIER: Final = re.compile(rf"[^/]+/{re.escape(_MANIFESTE)}\Z")
#: No file of such a folder is larger: an archive that says otherwise is not opened.
_MAX: Final = 512 * 1024 * 1024


class DossierExporte:
    """A folder on the disk."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def nom(self) -> str:
        """The folder's name."""
        return self._path.name

    def lire(self, chemin: str) -> bytes | None:
        """A file of the folder; see the port."""
        inner = _interieur(chemin)
        path = self._path / inner if inner is not None else None
        if path is None or not path.resolve().is_relative_to(self._path.resolve()):
            return None
        try:
            return path.read_bytes() if path.is_file() else None
        except OSError as error:
            raise AccessDenied(
                f"« {path} » ne peut pas être lu ({error.strerror}).", "Vérifiez vos droits."
            ) from error


class ArchiveExportee:
    """A .zip, whose files stand under one folder or at its root."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, EOFError, ValueError) as error:
            raise DamagedExport(
                f"« {path.name} » n'est pas une archive .zip, ou elle est abîmée.",
                "Prenez un autre exemplaire du dossier.",
            ) from error
        # Some systems put folders of their own beside ours in the archives that they make.
        names = self._zip.namelist()
        tops = [name.partition("/")[0] for name in names if _DANS_UN_DOSSIER.match(name)]
        alone = len(tops) == 1 and _MANIFESTE not in names
        self._prefix = f"{tops[0]}/" if alone else ""

    @property
    def nom(self) -> str:
        """The archive's name."""
        return self._path.name

    def lire(self, chemin: str) -> bytes | None:
        """A file of the archive; see the port."""
        try:
            about = self._zip.getinfo(self._prefix + chemin)
        except KeyError:
            return None
        if about.file_size > _MAX:
            raise DamagedExport(f"« {chemin} » est trop grand pour être lu.", "")
        try:
            return self._zip.read(about)
        except (zipfile.BadZipFile, RuntimeError, zlib.error, EOFError, OSError) as error:
            raise DamagedExport(
                f"« {self.nom} » : « {chemin} » est abîmé dans l'archive.",
                "Prenez un autre exemplaire du dossier.",
            ) from error


def ouvrir(path: Path) -> DossierExporte | ArchiveExportee:
    """The folder or archive at that path.

    Raises:
        NoSuchWorkbook: nothing is there.
        DamagedExport: a file that is no archive.
    """
    if path.is_dir():
        return DossierExporte(_parmi(path))
    if not path.exists():
        raise NoSuchWorkbook(
            f"« {path} » n'existe pas.",
            "Donnez le dossier, ou le .zip, fait par « sheetcash exporter --comptable ».",
        )
    try:
        return ArchiveExportee(path)
    except PermissionError as error:
        raise AccessDenied(f"« {path} » ne peut pas être lu.", "Vérifiez vos droits.") from error


def _parmi(path: Path) -> Path:
    """The export's own folder where the user gives the one that ``--comptable`` was given.

    Raises:
        DamagedExport: several exports are in it.
    """
    if (path / _MANIFESTE).exists():
        return path
    try:
        made = sorted(one for one in path.iterdir() if (one / _MANIFESTE).is_file())
    except OSError:  # what cannot be listed is told by the first reading
        return path
    if len(made) > 1:
        names = ", ".join(f"« {one.name} »" for one in made[:3])
        more = "…" if len(made) > 3 else ""
        raise DamagedExport(
            f"« {path.name} » contient {len(made)} dossiers comptables : {names}{more}",
            "Donnez l'un d'eux, en général le dernier.",
        )
    return made[0] if made else path


class PiecesRendues:
    """Vouchers beside a workbook; fulfils :class:`sheetcash.ports.exports.Restitution`."""

    def __init__(self, dossier: Path) -> None:
        self._dossier = dossier

    def rendre(self, chemin: str, contenu: bytes) -> str:
        """Put a file back; see the port."""
        inner = _interieur(chemin)
        if inner is None:
            return "Son chemin sort du dossier du classeur : il n'est pas remis."
        path = self._dossier / inner
        try:
            if not path.parent.resolve().is_relative_to(self._dossier.resolve()):
                return "Son chemin sort du dossier du classeur : il n'est pas remis."
            if path.exists():
                same = path.is_file() and path.read_bytes() == contenu
                return "" if same else "Un autre fichier de ce nom est déjà là : il reste."
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as stream:
                try:
                    stream.write(contenu)
                except BaseException:
                    path.unlink(missing_ok=True)
                    raise
            sync_folder(path.parent)
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or str(error)
            return f"Il ne peut pas être remis à sa place ({why})."
        return ""


def _interieur(chemin: str) -> Path | None:
    """A path inside a folder, however it was written; None when it leads out.

    >>> _interieur("factures\\\\F-1.pdf").as_posix(), _interieur("../x"), _interieur("C:/x")
    ('factures/F-1.pdf', None, None)
    """
    windows = PureWindowsPath(chemin)
    if windows.drive or windows.root or not windows.parts or ".." in windows.parts:
        return None
    return Path(PurePosixPath(*windows.parts))
