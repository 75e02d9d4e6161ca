"""The folder « Horodatages » beside a workbook: one file for each token, never over another."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Final

from sheetcash.adapters.folder import Folder
from sheetcash.errors import AccessDenied, JetonInvalide

NOM: Final = "Horodatages"
#: A token with its certificates weighs five thousand bytes or so.
MAX_OCTETS: Final = 200_000


class DossierHorodatages:
    """The tokens beside a workbook; fulfils :class:`sheetcash.ports.horodatage.DossierDeJetons`.

    Args:
        parent: the folder of the workbook.
    """

    def __init__(self, parent: Path) -> None:
        self._path = parent / NOM

    def noms(self) -> list[str]:
        """The tokens' files, sorted; the hidden ones that macOS leaves beside them are not."""
        try:
            return sorted(
                one.name
                for one in self._path.iterdir()
                if one.suffix.lower() == ".tsr" and not one.name.startswith(".")
            )
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            raise AccessDenied(
                f"Le dossier « {self._path} » ne peut pas être lu ({error.strerror}).",
                "Rendez-vous le droit de le lire.",
            ) from error

    def lire(self, nom: str) -> bytes:
        """What a file holds; its size is looked at first, and that it is a file."""
        path = self._path / nom
        try:
            if not stat.S_ISREG(path.stat().st_mode):  # opening a pipe would wait for ever
                raise JetonInvalide("ce n'est pas un fichier")
            with path.open("rb") as file:
                contenu = file.read(MAX_OCTETS + 1)
        except OSError as error:
            raise JetonInvalide(f"il ne peut pas être lu ({error.strerror})") from error
        if len(contenu) > MAX_OCTETS:
            raise JetonInvalide("il est trop lourd pour en être un")
        return contenu

    def deposer(self, nom: str, contenu: bytes) -> str:
        """Put a token there; « (2) » is added if the name is taken."""
        return Folder(self._path).deposer(nom, contenu)
