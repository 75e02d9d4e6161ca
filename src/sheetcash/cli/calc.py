"""``sheetcash calc``: the functions of the catalogue, one by one or by lines of JSON."""

from __future__ import annotations

import contextlib
import json
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from io import TextIOWrapper
from typing import Any

import click

from sheetcash.baremes import LOI, Baremes
from sheetcash.cli.commun import Commande, ouvrir
from sheetcash.cli.flux import dire
from sheetcash.cli.racine import DONE, FINDINGS
from sheetcash.errors import InputError, NotAnAmount, SheetcashError

#: A line longer than this is not a question.
_LONGEST_LINE = 64 * 1024 * 1024
_DECIMAL = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,15})?")


@click.command(cls=Commande)
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
    loi = _baremes(classeur)
    if jsonl:
        if fonction is not None:
            raise click.UsageError("Avec --jsonl, les questions se lisent sur l'entrée standard.")
        _repondre(loi)
        return DONE
    from sheetcash.functions import FONCTIONS, NOMS, en_json, erreur_de

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
        return FINDINGS
    rows = answer if isinstance(answer, list) else [answer]
    for row in rows:
        cells = row if isinstance(row, list) else [row]
        click.echo("\t".join(_cellule(en_json(cell)) for cell in cells))
    return DONE


def _cellule(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict):
        return str(value["erreur"]["code"])
    return str(value)


def _appel(nom: str, arguments: tuple[str, ...], loi: Baremes) -> Any:
    from sheetcash.functions import appeler, trouver

    explique = nom.strip().upper().removeprefix("SC_") == "EXPLIQUER"
    if explique and not arguments:
        raise InputError("Il manque la fonction à expliquer.", "Par exemple : SC_PLAFOND bnc 2026.")
    fonction = trouver(arguments[0] if explique else nom)
    given = arguments[1:] if explique else arguments
    named: dict[str, Any] = {}
    positional = []
    for text in given:
        name, equals, rest = text.partition("=")
        if equals and name.strip().isidentifier():
            named[name.strip()] = _argument(rest)
        else:
            positional.append(_argument(text))
    if explique:
        values = fonction.lier(positional, named)
        return appeler(nom, {"fonction": fonction.nom, "arguments": values}, loi)
    return fonction(*positional, loi=loi, **named)


def _argument(text: str) -> Any:
    """What a person typed: a number the French way, a day, a column between brackets, a word."""
    from sheetcash.core.periods import parse_date

    text = text.strip()
    if text.startswith("[") and text.endswith("]"):
        return [_argument(one) for one in text[1:-1].split(";")]
    if not text:
        return None
    return parse_date(text) or _nombre(text)


def _nombre(text: str) -> float | str:
    """The number that a text writes, ``1 234,56``, ``12 %`` or ``0,1215``; else the text."""
    from sheetcash.core.money import cents_of_text

    with contextlib.suppress(NotAnAmount):
        return cents_of_text(text) / 100
    bare, percent = text.rstrip("%").strip().replace(",", "."), text.endswith("%")
    if _DECIMAL.fullmatch(bare) is None:
        return text
    return float(Fraction(bare) / (100 if percent else 1))


def _baremes(classeur: str | None) -> Baremes:
    if classeur is None:
        return LOI
    from sheetcash.workbook.reading import read_book

    snapshot = ouvrir(classeur).read(("tblBaremes",), to_write=False)
    return read_book(snapshot, date(2000, 1, 1), impose=True).loi


def _repondre(loi: Baremes) -> None:
    """Each line read is answered at once, so that a program can keep the conversation open."""
    interactive = not sys.stdin.seekable()
    if isinstance(sys.stdin, TextIOWrapper):  # JSON is in UTF-8, whatever the shell is in
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    write, flush = sys.stdout.write, sys.stdout.flush
    for line in reponses(sys.stdin, loi):
        write(line)
        if interactive:
            flush()


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
    answer["id"] = its if isinstance(its, (str, int)) else None
    nom, args = asked.get("fonction"), asked.get("args", {})
    if not isinstance(nom, str) or not isinstance(args, dict):
        raise InputError(
            "La question n'a pas de fonction, ou ses arguments ne sont pas nommés.",
            'Écrivez {"id": 1, "fonction": "…", "args": {…}}.',
        )
    return nom, args
