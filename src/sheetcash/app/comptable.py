"""The workbook's own copy for the accountant: true for its day, closed to typing."""

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
        fichier: the path of the file, its name before it is put anywhere.
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
    made = preparer(classeur, jour, impose=impose)
    return made._replace(fichier=dossier.deposer(made.fichier, made.copie.contenu))


def preparer(classeur: Copiable, jour: date, *, impose: bool) -> Export:
    """The copy, not put anywhere yet; arguments and errors are those of :func:`copier`."""
    mention = f"Copie pour le comptable, établie le {format_date(jour)}"
    copie = classeur.copie_comptable(jour, mention, impose=impose)
    name = f"{racine(classeur.name)} - copie comptable {jour.isoformat()}.xlsx"
    return Export(jour, name, copie, _constats(copie))


def racine(nom: str) -> str:
    """What the user calls a workbook, without its extension.

    >>> racine("Studio Lune.XLSX"), racine("Atelier v1.2")
    ('Studio Lune', 'Atelier v1.2')
    """
    return nom[:-5] if nom.casefold().endswith((".xlsx", ".xlsm")) else nom


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
