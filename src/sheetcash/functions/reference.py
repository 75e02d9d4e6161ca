"""The reference pages of the catalogue, in French: one per function, and their index.

``python -m sheetcash.functions.reference docs/fonctions`` writes them; a test fails when they
drift, another runs their examples.
"""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Any, Final

from sheetcash.baremes import LOI
from sheetcash.functions import EXPLIQUER, FONCTIONS, Fonction, en_json, expliquer
from sheetcash.functions.appel import MONTANTS, TABLE, Argument
from sheetcash.functions.explications import Consultation
from sheetcash.functions.genres import PROFIL

#: Where the workbook keeps the columns that the functions ask for.
_COLONNES: Final = {
    "dates": "tblRecettes[Date d''encaissement]",
    "montants": "tblRecettes[Montant]",
    "categories": "tblRecettes[Catégorie]",
}

_REPONSES: Final = {
    "montant en euros": "un montant en euros, exact au centime",
    "colonne de montants en euros": "une colonne de douze montants en euros",
    "taux": "une fraction, à afficher en pourcentage",
    "nombre de jours": "un nombre de jours, au dixième",
    "tableau": "un tableau à trois colonnes (composante, taux, montant), ligne « total » "
    "comprise ; le taux est vide quand les activités n'ont pas le même",
    "date": "une date",
    "texte": "un texte",
    "texte ou date": "un texte, ou une date",
}

_ERREURS: Final = """\
## Quand elle ne répond pas

- `#VALEUR!` : un argument ne convient pas (texte à la place d'un nombre, catégorie inconnue, date
  impossible, colonnes vides ou inégales…).
"""
_CHIFFRE_INCONNU: Final = (
    "- `#N/A` : le chiffre n'est pas connu pour ce jour-là. Saisissez-le dans la feuille "
    "**Barèmes**.\n"
)
_SANS_RELANCE: Final = (
    "- `#N/A` : ce client n'est pas à relancer, ou la dernière étape est déjà faite.\n"
)
_RAISON: Final = "\n[`SC_EXPLIQUER`](SC_EXPLIQUER.md) dit la raison en une phrase.\n"


def _erreurs(fonction: Fonction) -> str:
    """What the function answers when it has no answer; ``#N/A`` only where it can be."""
    asked = Consultation(LOI)
    fonction(**fonction.exemple, loi=asked)
    missing = _CHIFFRE_INCONNU if asked.lus else ""
    if any(argument.genre is PROFIL for argument in fonction.arguments):
        missing = _SANS_RELANCE
    return _ERREURS + missing + _RAISON


def pages() -> dict[str, str]:
    """Each page's file name and text.

    >>> "SC_PLAFOND.md" in pages()
    True
    """
    found = {f"{fonction.nom}.md": page(fonction) for fonction in FONCTIONS}
    found[f"{EXPLIQUER}.md"] = _expliquer()
    found["README.md"] = _index()
    return found


def page(fonction: Fonction) -> str:
    """One function's page."""
    column = (
        "\nUne colonne à la place d'une cellule répond une colonne, ligne à ligne.\n"
        if _etalable(fonction)
        else ""
    )
    return "\n".join(
        [
            f"# {fonction.nom}",
            "",
            fonction.resume,
            "",
            "```text",
            f"={fonction.usage()}",
            "```",
            "",
            "| argument | attend | rôle |",
            "|---|---|---|",
            *map(_ligne, fonction.arguments),
            "",
            f"Elle répond {_REPONSES[fonction.reponse]}.",
            column,
            "## Exemple",
            "",
            *_formule(fonction),
            "```console",
            f"$ sheetcash calc {fonction.nom} {_ligne_de_commande(fonction)}",
            *_reponse(fonction(**fonction.exemple)),
            "```",
            "",
            "## Règle",
            "",
            f"{fonction.reference}.",
            "",
            _erreurs(fonction),
        ]
    )


def _etalable(fonction: Fonction) -> bool:
    return fonction.reponse not in (TABLE, MONTANTS) and any(
        not one.genre.colonne and not one.facultatif for one in fonction.arguments
    )


def _ligne(argument: Argument) -> str:
    optional = " (facultatif)" if argument.facultatif else ""
    return f"| `{argument.nom}`{optional} | {argument.genre.nom} | {argument.aide} |"


def _formule(fonction: Fonction) -> list[str]:
    """The example as a cell holds it, where its columns are those of the workbook."""
    cells = []
    for argument in fonction.arguments:
        if argument.genre.colonne and argument.nom in fonction.exemple:
            if argument.nom not in _COLONNES or fonction.nom in ("SC_DSO", "SC_DECLARATION"):
                return []
            cells.append(_COLONNES[argument.nom])
        else:
            cells.append(_cellule(argument, fonction.exemple.get(argument.nom)))
    while cells and not cells[-1]:
        cells.pop()
    return ["```text", f"={fonction.nom}({'; '.join(cells)})", "```", ""]


def _cellule(argument: Argument, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "VRAI" if value else "FAUX"
    if argument.genre.nom == "date":
        year, month, day = str(value).split("-")
        return f"DATE({year}; {int(month)}; {int(day)})"
    return f'"{value}"' if isinstance(value, str) else str(value).replace(".", ",")


def _ligne_de_commande(fonction: Fonction) -> str:
    words = []
    skipped = False
    for argument in fonction.arguments:
        if argument.nom not in fonction.exemple:
            skipped = True
            continue
        word = _mot(fonction.exemple[argument.nom])
        words.append(shlex.quote(f"{argument.nom}={word}" if skipped else word))
    return " ".join(words)


def _mot(value: Any) -> str:
    if isinstance(value, list):
        return f"[{'; '.join(map(_mot, value))}]"
    if isinstance(value, bool):
        return "oui" if value else "non"
    return str(value).replace(".", ",") if isinstance(value, float) else str(value)


def _reponse(answer: Any) -> list[str]:
    rows = answer if isinstance(answer, list) else [answer]
    return [
        "\t".join(
            "" if cell is None else str(en_json(cell))
            for cell in (row if isinstance(row, list) else [row])
        )
        for row in rows
    ]


def _expliquer() -> str:
    fonction = next(one for one in FONCTIONS if one.nom == "SC_COTISATIONS")
    values = [fonction.exemple.get(one.nom) for one in fonction.arguments]
    return "\n".join(
        [
            f"# {EXPLIQUER}",
            "",
            "Explique en une phrase la réponse d'une autre fonction : les chiffres, leur premier",
            "jour, leur source ; ou pourquoi elle ne répond pas.",
            "",
            "```text",
            f"={EXPLIQUER}(fonction; arguments…)",
            "```",
            "",
            "| argument | attend | rôle |",
            "|---|---|---|",
            "| `fonction` | texte | Le nom de la fonction à expliquer. |",
            "| `arguments…` | | Les arguments de cette fonction, dans l'ordre. |",
            "",
            "Un chiffre saisi dans la feuille **Barèmes** est dit comme tel.",
            "",
            "## Exemple",
            "",
            "```console",
            f"$ sheetcash calc {EXPLIQUER} {fonction.nom} {_ligne_de_commande(fonction)}",
            expliquer(fonction, values),
            "```",
            "",
        ]
    )


def _index() -> str:
    lines = [
        "# Les fonctions",
        "",
        "Les mêmes partout, au centime près : dans les cellules d'Excel pour Windows et de Google",
        "Sheets, et par `sheetcash calc`. Les dates sont des cellules au format date ou des textes",
        "comme `2026-11-21` ; les montants sont en euros ; les lignes vides d'une colonne sont",
        "passées.",
        "",
        "| fonction | ce qu'elle répond |",
        "|---|---|",
    ]
    lines += [f"| [`{one.nom}`]({one.nom}.md) | {one.resume} |" for one in FONCTIONS]
    lines.append(f"| [`{EXPLIQUER}`]({EXPLIQUER}.md) | La raison d'une réponse, en une phrase. |")
    return "\n".join([*lines, ""])


def main(folder: Path) -> None:
    """Write the pages into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (folder / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/fonctions"))
