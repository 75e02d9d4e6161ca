"""The mappings of files that sheetcash does not know: made once by the user, kept in a file."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, Final

from sheetcash.adapters.atomic import replace_file
from sheetcash.core.factures_lues import CorrespondanceFactures
from sheetcash.core.releves import Correspondance
from sheetcash.errors import AccessDenied, BadSetting

FICHIER: Final = "correspondances.json"


class Correspondances:
    """Those of banks, ``releves``, and those of lists of invoices, ``factures``.

    Raises:
        BadSetting: the file is not as sheetcash wrote it.
        AccessDenied: it cannot be read.
    """

    def __init__(self, dossier: Path) -> None:
        self._path = dossier / FICHIER
        self.releves: list[Correspondance] = []
        self.factures: list[CorrespondanceFactures] = []
        try:
            data = self._path.read_bytes()
        except FileNotFoundError:
            return
        except OSError as error:
            raise AccessDenied(
                f"Le fichier « {self._path} » ne peut pas être lu ({error.strerror}).",
                "Rendez-vous le droit de le lire.",
            ) from error
        try:
            found = json.loads(data)
            self.releves = [_une(Correspondance, one) for one in found["releves"]]
            self.factures = [_une(CorrespondanceFactures, one) for one in found["factures"]]
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise BadSetting(
                f"Le fichier « {self._path} » n'est pas tel que sheetcash l'a écrit.",
                "Supprimez-le : les colonnes vous seront demandées de nouveau.",
            ) from error

    def garder(self, nouvelle: Correspondance | CorrespondanceFactures) -> None:
        """Keep a mapping, in place of those that bear its name or have its columns.

        Raises:
            AccessDenied, WriteFailed: it was not kept; the former file is intact.
        """
        if isinstance(nouvelle, Correspondance):
            self.releves = [*(o for o in self.releves if not _remplace(o, nouvelle)), nouvelle]
        else:
            self.factures = [*(o for o in self.factures if not _remplace(o, nouvelle)), nouvelle]
        kept = {
            "releves": [asdict(one) for one in self.releves],
            "factures": [asdict(one) for one in self.factures],
        }
        text = json.dumps(kept, ensure_ascii=False, indent=1) + "\n"
        replace_file(self._path, text.encode(), mode=0o600)


def _remplace(
    one: Correspondance | CorrespondanceFactures, nouvelle: Correspondance | CorrespondanceFactures
) -> bool:
    """Whether a mapping would be tried before the new one, or bears its name."""
    return one.nom == nouvelle.nom or asdict(one) | {"nom": ""} == asdict(nouvelle) | {"nom": ""}


def _une(sorte: type[Any], value: object) -> Any:
    """A mapping as it was kept: texts, and a list of them."""
    if not isinstance(value, dict) or set(value) - {one.name for one in fields(sorte)}:
        raise ValueError(value)
    kept: dict[str, object] = {}
    for name, one in value.items():
        if sorte is Correspondance and name == "libelle":
            if not isinstance(one, list) or not one:
                raise ValueError(value)
            kept[name], told = tuple(one), one
        else:
            kept[name], told = one, [one]
        if not all(isinstance(text, str) for text in told):
            raise ValueError(value)
    made = sorte(**kept)
    if sorte is Correspondance and not (made.montant or (made.debit and made.credit)):
        raise ValueError(value)
    return made
