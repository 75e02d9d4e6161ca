"""``sheetcash calc``: the functions of the catalogue, one by one or by lines of JSON."""

from __future__ import annotations

import contextlib
import json
import re
import sys
from collections.abc import Iterable, Iterator
from fractions import Fraction
from io import TextIOWrapper
from math import isfinite
from typing import TYPE_CHECKING, Any, TextIO

import click

from sheetcash.baremes import LOI, Baremes
from sheetcash.cli.commun import Commande, ouvrir
from sheetcash.cli.flux import dire
from sheetcash.cli.racine import DONE, FINDINGS
from sheetcash.errors import InputError, NotAnAmount, SheetcashError
from sheetcash.workbook.tables import BAREMES

if TYPE_CHECKING:
    from sheetcash.functions.genres import Genre

#: A line longer than this is not a question.
_LONGEST_LINE = 16 * 1024 * 1024
_DECIMAL = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,15})?")


@click.command(cls=Commande, context_settings={"ignore_unknown_options": True})  # -100 is one
@click.argument("fonction", required=False, metavar="[FONCTION]")
@click.argument("arguments", nargs=-1, metavar="[ARG]…")
@click.option("--jsonl", is_flag=True, help="Lit des questions en JSON, une par ligne.")
@click.option(
    "--classeur", metavar="CLASSEUR", help="Prend aussi les chiffres saisis dans ses Barèmes."
)
def commande(
    fonction: str | None, arguments: tuple[str, ...], jsonl: bool, classeur: str | None
) -> int:
    """Calcule une FONCTION du catalogue, par exemple SC_PLAFOND bnc 2026.

    Un ARG s'écrit valeur ou nom=valeur ; une colonne s'écrit [12,50 ; 30]. Sans FONCTION, la
    liste des fonctions s'affiche. Avec --jsonl, chaque ligne lue est {"id", "fonction", "args"}
    et chaque ligne écrite {"id", "valeur"} ou {"id", "erreur"}.
    """
    loi, doubtful = _baremes(classeur)
    done = FINDINGS if doubtful else DONE
    if jsonl:
        if fonction is not None:
            raise click.UsageError("Avec --jsonl, les questions se lisent sur l'entrée standard.")
        _repondre(loi)
        return done
    from sheetcash.functions import FONCTIONS, NA, NOMS, Erreur, en_json, erreur_de

    if fonction is None:
        width = max(map(len, NOMS))
        lines = [f"{one.nom:{width}}  {one.resume}" for one in FONCTIONS]
        lines.append(f"{NOMS[-1]:{width}}  Explique la réponse d'une autre fonction.")
        click.echo("\n".join(lines))
        return DONE
    try:
        answer = _appel(fonction, arguments, loi)
    except SheetcashError as error:
        code, message = erreur_de(error)
        dire(f"{code} {message}")
        if code == NA and classeur is None and "Barèmes" in message:
            dire("Puis ajoutez --classeur et le nom du fichier.")
        return FINDINGS
    rows = answer if isinstance(answer, list) else [answer]
    for line, row in enumerate(rows, 1):
        cells = row if isinstance(row, list) else [row]
        for wrong in (cell for cell in cells if isinstance(cell, Erreur)):
            dire(f"ligne {line} : {wrong.code} {wrong.message}")
            done = FINDINGS
        click.echo("\t".join(_cellule(en_json(cell)) for cell in cells))
    return done


def _cellule(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict):
        return str(value["erreur"]["code"])
    return str(value)


def _appel(nom: str, arguments: tuple[str, ...], loi: Baremes) -> Any:
    from sheetcash.functions import est_expliquer, expliquer, trouver

    explique = est_expliquer(nom)
    if explique and not arguments:
        raise InputError("Il manque la fonction à expliquer.", "Par exemple : SC_PLAFOND bnc 2026.")
    fonction = trouver(arguments[0] if explique else nom)
    kinds = {one.nom: one.genre for one in fonction.arguments}
    order = list(kinds.values())
    named: dict[str, Any] = {}
    positional: list[Any] = []
    for text in arguments[1:] if explique else arguments:
        name, equals, rest = text.partition("=")
        if equals and name.strip().isidentifier():
            if name.strip() in named:
                raise InputError(
                    f"« {name.strip()[:40]} » est donné deux fois.", "Gardez-en un seul."
                )
            named[name.strip()] = _argument(rest, kinds.get(name.strip()))
        else:
            genre = order[len(positional)] if len(positional) < len(order) else None
            positional.append(_argument(text, genre))
    values = fonction.lier(positional, named)
    return expliquer(fonction, values, loi) if explique else fonction.repondre(values, loi)


def _argument(text: str, genre: Genre | None) -> Any:
    """What a person typed for one argument; what cannot be read stays a text, refused later.

    A column is written between brackets, its cells between semicolons.
    """
    from sheetcash.core.money import cents_of_text
    from sheetcash.core.periods import parse_date
    from sheetcash.functions import genres

    text = text.strip()
    if text.startswith("[") and text.endswith("]"):
        cells = text[1:-1].split(";") if text[1:-1].strip() else []
        return [_argument(one, genre) for one in cells]
    if not text or genre is None:
        return text or None
    if genre.lire is genres.lire_date:
        return parse_date(text) or text
    if genre.lire is genres.lire_montant:
        with contextlib.suppress(NotAnAmount):
            return cents_of_text(text) / 100
    elif genre.lire is genres.lire_fraction:
        bare, percent = text.rstrip("%").strip().replace(",", "."), text.endswith("%")
        if _DECIMAL.fullmatch(bare) is not None:
            return float(Fraction(bare) / (100 if percent else 1))
    elif genre.types == "number" and text.isascii() and text.isdecimal() and len(text) < 16:
        return int(text)
    return text


def _baremes(classeur: str | None) -> tuple[Baremes, bool]:
    """The figures to use, and whether the workbook's sheet Barèmes needs its user: it is said."""
    if classeur is None:
        return LOI, False
    from sheetcash.workbook.findings import Finding
    from sheetcash.workbook.reading_baremes import read_baremes

    snapshot = ouvrir(classeur).read((BAREMES.name,), to_write=False)
    findings: list[Finding] = []
    loi = read_baremes(snapshot.tables.get(BAREMES.name), findings)
    for finding in findings:
        dire(str(finding))
    return loi, bool(findings)


def _repondre(loi: Baremes) -> None:
    """Each line read is answered at once, so that a program can keep the conversation open."""
    interactive = not sys.stdin.seekable()
    if isinstance(sys.stdin, TextIOWrapper):  # JSON is in UTF-8, whatever the shell is in
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="replace")
    write, flush = sys.stdout.write, sys.stdout.flush
    for line in reponses(_lignes(sys.stdin), loi):
        write(line)
        if interactive:
            flush()


def _lignes(stream: TextIO) -> Iterator[str]:
    """The stream's lines; of one that is too long only the beginning, and never all in memory."""
    while line := stream.readline(_LONGEST_LINE + 1):
        yield line
        while line and not line.endswith("\n"):
            line = stream.readline(_LONGEST_LINE)


def reponses(lines: Iterable[str], loi: Baremes = LOI) -> Iterator[str]:
    """Lines of questions into lines of answers; a line that is not a question gets an error.

    >>> asked = '{"id": 1, "fonction": "SC_PLAFOND", "args": {"categorie": "bnc", "annee": 2026}}'
    >>> list(reponses([asked]))
    ['{"id": 1, "valeur": 83600}\\n']
    """
    from sheetcash.functions import appeler, en_json, erreur_de

    encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
    for line in lines:
        if not line.strip():
            continue
        answer: dict[str, Any] = {"id": None}
        try:
            nom, args = _question(line, answer)
            answer["valeur"] = en_json(appeler(nom, args, loi))
        except SheetcashError as error:
            answer["erreur"] = erreur_de(error)._asdict()
        yield encode(answer) + "\n"


def _question(line: str, answer: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    if len(line) > _LONGEST_LINE:
        raise InputError("La ligne est trop longue.", "Posez plusieurs questions plus petites.")
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError):
        raise InputError(
            "La ligne n'est pas du JSON.", 'Écrivez {"id": 1, "fonction": "…", "args": {…}}.'
        ) from None
    if not isinstance(asked, dict):
        raise InputError(
            "La ligne n'est pas une question.", 'Écrivez {"id": 1, "fonction": "…", "args": {…}}.'
        )
    its = asked.get("id")
    answer["id"] = its if isinstance(its, (str, int)) or _is_finite(its) else None
    nom, args = asked.get("fonction"), asked.get("args", {})
    if not isinstance(nom, str) or not isinstance(args, dict):
        raise InputError(
            "La question n'a pas de fonction, ou ses arguments ne sont pas nommés.",
            'Écrivez {"id": 1, "fonction": "…", "args": {…}}.',
        )
    return nom, args


def _is_finite(value: object) -> bool:
    return isinstance(value, float) and isfinite(value)
