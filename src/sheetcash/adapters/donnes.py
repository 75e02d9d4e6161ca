"""Files that the user hands over, to be read whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sheetcash.errors import AccessDenied, InputError


def lire_donne(
    chemin: Path,
    nom: str,
    limite: int,
    erreur: Callable[[str, str], InputError],
    *,
    dossier: str,
    autre: str,
) -> bytes:
    """What a file holds, its first ``limite`` bytes.

    Args:
        chemin: the file.
        nom: what to call it in errors.
        limite: in bytes.
        erreur: the error for what is no such file.
        dossier: what to do about a folder.
        autre: what to do about what is no file, or no name of one.

    Raises:
        InputError: ``erreur``'s, where there is no such file.
        AccessDenied: it cannot be read.
    """
    try:
        if chemin.is_dir():
            raise erreur(f"{nom} est un dossier.", dossier)
        if chemin.exists() and not chemin.is_file():  # a pipe might never end
            raise erreur(f"{nom} n'est pas un fichier.", autre)
        with chemin.open("rb") as source:
            return source.read(limite)
    except FileNotFoundError as error:
        raise erreur(f"{nom} n'existe pas.", "Vérifiez le nom et le dossier.") from error
    except OSError as error:
        raise AccessDenied(
            f"{nom} ne peut pas être lu ({error.strerror}).", "Vérifiez vos droits."
        ) from error
    except ValueError as error:  # a null byte in the name
        raise erreur("Ce nom de fichier ne peut pas exister.", autre) from error
