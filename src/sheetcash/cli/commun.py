"""What several commands share: opening the workbook, the day, the findings."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from sheetcash.cli.affichage import propre
from sheetcash.cli.racine import Commande
from sheetcash.workbook.findings import Finding

if TYPE_CHECKING:
    from sheetcash.adapters.excel_file.store import ExcelFile
    from sheetcash.adapters.google.partage import GoogleShare
    from sheetcash.adapters.google.store import GoogleStore
    from sheetcash.adapters.jetons import DossierHorodatages
    from sheetcash.adapters.pieces import DossierDePieces

__all__ = [
    "CLASSEUR",
    "JOUR",
    "JSON",
    "Commande",
    "afficher",
    "chez_google",
    "constats",
    "environ",
    "horodatages_de",
    "ouvrir",
    "ouvrir_fichier",
    "ouvrir_partage",
    "pieces_de",
    "print_json",
]


class Jour(click.ParamType[date]):
    """A day, written the French way or the ISO one."""

    name = "jour"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """The day, or a French usage error."""
        from sheetcash.core.periods import parse_date

        day = parse_date(str(value))
        if day is None:
            self.fail(f"« {value} » n'est pas une date (21/11/2026 ou 2026-11-21).", param, ctx)
        if not 2000 <= day.year <= 2100:
            self.fail(f"« {value} » : l'année doit être entre 2000 et 2100.", param, ctx)
        return day


CLASSEUR = click.argument("classeur", metavar="CLASSEUR")
JSON = click.option("--json", "as_json", is_flag=True, help="Répond en JSON.")
JOUR = click.option(
    "--date", "jour", type=Jour(), metavar="J", help="Fait comme si l'on était ce jour-là."
)


#: What gives orders to a terminal and that JSON lets through: C1, and what turns the writing round.
_CACHES = re.compile("[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")

#: How many findings are shown: more would push the figures out of sight.
_SHOWN = 40


def environ() -> Mapping[str, str]:
    """The environment, read at the edge only."""
    return os.environ


def chez_google(classeur: str) -> str | None:
    """What names a spreadsheet of Google's, None for a file; a bare address is one too.

    >>> chez_google("gsheet:1AbC"), chez_google("Livre.xlsx")
    ('1AbC', None)
    """
    its = classeur.strip()
    if its.casefold().startswith("gsheet:"):
        return its[len("gsheet:") :].strip()
    return its if its.startswith(("https://docs.google.com/", "http://docs.google.com/")) else None


def ouvrir(classeur: str) -> ExcelFile | GoogleStore:
    """The store for what the user named: a file, or a spreadsheet of Google's."""
    distant = chez_google(classeur)
    if distant is None:
        return ouvrir_fichier(classeur)
    from sheetcash.adapters.google.identifiant import identifiant
    from sheetcash.adapters.google.service import ouvrir as service
    from sheetcash.adapters.google.store import GoogleStore

    its = identifiant(distant)  # before an account is asked for
    return GoogleStore(service(environ()), its)


def ouvrir_partage(classeur: str) -> GoogleShare:
    """The shares and copies of the spreadsheet that the user named.

    Raises:
        click.UsageError: it is a file.
    """
    distant = chez_google(classeur)
    if distant is None:
        raise click.UsageError(
            "« partager » prend une feuille Google (gsheet:ID). D'un fichier, envoyez une copie : "
            "sheetcash exporter CLASSEUR --comptable DOSSIER."
        )
    from sheetcash.adapters.google.identifiant import identifiant
    from sheetcash.adapters.google.partage import GoogleShare
    from sheetcash.adapters.google.service import ouvrir as service

    its = identifiant(distant)
    return GoogleShare(service(environ()), its)


def ouvrir_fichier(classeur: str) -> ExcelFile:
    """The file that the user named."""
    from pathlib import Path

    from sheetcash.adapters.excel_file.store import ExcelFile

    return ExcelFile(Path(classeur))


def pieces_de(classeur: str, *, max_octets: int | None = None) -> DossierDePieces:
    """The files that it names: beside a file, in the current folder for a spreadsheet.

    Args:
        classeur: the workbook.
        max_octets: a larger file is refused; what a mail takes by default.
    """
    from pathlib import Path

    from sheetcash.adapters.pieces import MAX_OCTETS, DossierDePieces

    most = max_octets if max_octets is not None else MAX_OCTETS
    if chez_google(classeur) is not None:
        return DossierDePieces(Path.cwd(), partage=True, max_octets=most)
    return DossierDePieces(Path(classeur).absolute().parent, max_octets=most)


def horodatages_de(classeur: str) -> DossierHorodatages:
    """Its time-stamps: beside a file, in the current folder for a spreadsheet."""
    from pathlib import Path

    from sheetcash.adapters.jetons import DossierHorodatages

    distant = chez_google(classeur) is not None
    return DossierHorodatages(Path.cwd() if distant else Path(classeur).absolute().parent)


def afficher(lines: Iterable[str], *, err: bool = False) -> None:
    """Print lines, each of which stays one: see :func:`sheetcash.cli.affichage.propre`."""
    click.echo("\n".join(map(propre, lines)), err=err)


def constats(findings: Sequence[Finding]) -> list[str]:
    """The findings as lines, under a title; nothing when there are none."""
    if not findings:
        return []
    lines = ["", f"À vérifier ({len(findings)})", *(f"  • {one}" for one in findings[:_SHOWN])]
    if len(findings) > _SHOWN:
        lines.append(f"  … et {len(findings) - _SHOWN} autres : corrigez celles-ci d'abord")
    return lines


def print_json(value: object) -> None:
    """One JSON object on standard output, accents as they are, what cannot be seen by number."""
    import json

    text = json.dumps(value, ensure_ascii=False, indent=2)
    sys.stdout.write(_CACHES.sub(lambda found: json.dumps(found[0])[1:-1], text) + "\n")
