"""``exporter --comptable``: a copy of the workbook, ready to be mailed to the accountant."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sheetcash.core.periods import format_date
from sheetcash.ports import Copiable, Copie, Dossier
from sheetcash.workbook.findings import Finding

#: How much of a formula is quoted.
_QUOTED = 60


class Export(NamedTuple):
    """What was exported.

    Attributes:
        jour: the day of the copy.
        fichier: the path of the file.
        copie: what was changed in it.
        constats: what the user should look at before it is mailed.
    """

    jour: date
    fichier: str
    copie: Copie
    constats: list[Finding]


def copier(classeur: Copiable, dossier: Dossier, jour: date, *, impose: bool) -> Export:
    """Put the copy of the workbook in the folder; the workbook is only read.

    Args:
        classeur: the workbook.
        dossier: where the copy goes.
        jour: the day of the copy.
        impose: that day was asked for: it holds even where the workbook is set to another.

    Raises:
        InputError: no such workbook, not a workbook, or the folder is a file.
        StoreError: the workbook cannot be read, or the folder not be written in.
    """
    mention = f"Copie pour le comptable, établie le {format_date(jour)}"
    copie = classeur.copie_comptable(jour, mention, impose=impose)
    name = classeur.name
    stem = name[:-5] if name.casefold().endswith((".xlsx", ".xlsm")) else name
    path = dossier.deposer(f"{stem} - copie comptable {jour.isoformat()}.xlsx", copie.contenu)
    return Export(jour, path, copie, _constats(copie))


def _constats(copie: Copie) -> list[Finding]:
    found = [
        Finding(
            one.feuille,
            one.ligne,
            one.colonne,
            f"{_formule(one.formule)} n'a jamais été calculée : la copie montre « non calculé ».",
            "Ouvrez le classeur dans Excel, enregistrez-le, puis recommencez.",
        )
        for one in copie.non_calculees
    ]
    if copie.liens_gardes:
        found.append(
            Finding(
                "",
                0,
                "",
                "La copie garde un lien vers un autre classeur : un graphique, une liste ou une "
                "mise en forme le lit.",
                "Dans Excel : Données, Modifier les liens, Rompre le lien ; puis recommencez.",
            )
        )
    if copie.connexions:
        found.append(
            Finding(
                "",
                0,
                "",
                "La copie garde une connexion à des données extérieures, avec son adresse.",
                "Si elle ne doit pas partir, retirez-la dans Excel (Données, Requêtes et "
                "connexions), puis recommencez.",
            )
        )
    return found


def _formule(text: str) -> str:
    if not text:  # one of several cells that share a formula
        return "La formule"
    return f"La formule « ={text[:_QUOTED]}{'…' if len(text) > _QUOTED else ''} »"
