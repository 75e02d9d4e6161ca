"""The mappings of banks that sheetcash does not know: made once by the user, kept in a file."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from pathlib import Path
from typing import Final

from sheetcash.adapters.atomic import replace_file
from sheetcash.core.releves import Correspondance
from sheetcash.errors import AccessDenied, BadSetting

FICHIER: Final = "correspondances.json"
_CHAMPS: Final = {one.name for one in fields(Correspondance)}


def lire_correspondances(dossier: Path) -> list[Correspondance]:
    """The mappings kept in the settings' folder; none when there never were.

    Raises:
        BadSetting: the file is not as sheetcash wrote it.
        AccessDenied: it cannot be read.
    """
    path = dossier / FICHIER
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise AccessDenied(
            f"Le fichier « {path} » ne peut pas être lu ({error.strerror}).",
            "Rendez-vous le droit de le lire.",
        ) from error
    try:
        return [_une(one) for one in json.loads(data)]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise BadSetting(
            f"Le fichier « {path} » n'est pas tel que sheetcash l'a écrit.",
            "Supprimez-le : les colonnes vous seront demandées de nouveau.",
        ) from error


def _une(value: object) -> Correspondance:
    if not isinstance(value, dict) or set(value) - _CHAMPS:
        raise ValueError(value)
    label = value["libelle"]
    rest = {name: one for name, one in value.items() if name != "libelle"}
    words = [*rest.values(), *label]
    if not isinstance(label, list) or not all(isinstance(one, str) for one in words):
        raise ValueError(value)
    return Correspondance(libelle=tuple(label), **rest)


def garder_correspondance(dossier: Path, nouvelle: Correspondance) -> None:
    """Keep a mapping, in place of the one that bears its name.

    Raises:
        BadSetting, AccessDenied, WriteFailed: it was not kept; the former file is intact.
    """
    kept = [one for one in lire_correspondances(dossier) if one.nom != nouvelle.nom]
    rows = [asdict(one) for one in (*kept, nouvelle)]
    text = json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
    replace_file(dossier / FICHIER, text.encode(), mode=0o600)
