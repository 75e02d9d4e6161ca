"""Which column of a bank's file holds what: asked once, at the terminal or by an option."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from sheetcash.cli.flux import dire
from sheetcash.cli.questions import demander
from sheetcash.core.releves import Correspondance, titre

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sheetcash.adapters.bank import Proposition

#: What the user writes, and the field it is.
_ROLES: Final = {
    "date": "jour",
    "libelle": "libelle",
    "montant": "montant",
    "debit": "debit",
    "credit": "credit",
    "frais": "frais",
    "brut": "brut",
    "solde": "solde",
    "compte": "compte",
    "reference": "reference",
    "contrepartie": "contrepartie",
    "iban": "iban",
    "devise": "devise",
    "etat": "etat",
}


def lire_colonnes(texte: str, nom: str) -> Correspondance:
    """The mapping that an option tells.

    >>> lire_colonnes("date=Jour ; libelle=Objet ; montant=Somme", "Banque X").jour
    'Jour'

    Raises:
        click.UsageError: it names no such role, or lacks the day, the label or the amount.
    """
    found: dict[str, str] = {}
    for part in texte.split(";"):
        role, mark, name = part.partition("=")
        its = _ROLES.get(titre(role))
        if not mark or its is None or not name.strip():
            raise click.UsageError(
                f"--colonnes : « {part.strip()} » ne se comprend pas. Écrivez par exemple "
                "« date=Jour;libelle=Objet;montant=Somme » ; les rôles possibles sont "
                f"{', '.join(_ROLES)}."
            )
        found[its] = name.strip()
    return _correspondance(found, nom)


def _correspondance(found: dict[str, str], nom: str) -> Correspondance:
    money = "montant" in found or ("debit" in found and "credit" in found)
    if not money or "jour" not in found or "libelle" not in found:
        raise click.UsageError(
            "Il faut au moins la date, le libellé, et le montant (ou le débit et le crédit)."
        )
    label = found.pop("libelle")
    return Correspondance(nom, found.pop("jour"), (label,), **found)


def demander_colonnes(nom: str, proposition: Proposition) -> Correspondance:
    """Ask which column is which, beginning with what was guessed; then what to call it."""
    known = proposition.correspondance
    dire(f"{nom} : les colonnes de ce fichier ne sont celles d'aucune banque connue.")
    for at, name in enumerate(proposition.titres, 1):
        shown = ", ".join(row[at - 1] for row in proposition.exemples if at <= len(row))
        dire(f"  {at}. {name or '(sans titre)'} : {shown}")
    dire("Répondez par le numéro de la colonne ; « - » quand il n'y en a pas.")

    def ask(question: str, guess: str) -> str:
        while True:
            default = next(
                (str(at) for at, one in enumerate(proposition.titres, 1) if guess and one == guess),
                "-",
            )
            answer = demander(question, defaut=default)
            if answer == "-":
                return ""
            if answer.isdigit() and 1 <= int(answer) <= len(proposition.titres):
                return proposition.titres[int(answer) - 1]
            if answer in proposition.titres:
                return answer
            dire(f"« {answer} » n'est pas une de ces colonnes.")

    found = {
        "jour": ask("Date", known.jour if known else ""),
        "libelle": ask("Libellé", known.libelle[0] if known else ""),
        "montant": ask("Montant signé", known.montant if known else ""),
    }
    if not found["montant"]:
        found["debit"] = ask("Débit", known.debit if known else "")
        found["credit"] = ask("Crédit", known.credit if known else "")
    if known is not None:
        taken = set(found.values())
        found |= {
            role: getattr(known, role)
            for role in ("solde", "compte", "reference", "contrepartie", "iban", "devise")
            if getattr(known, role) and getattr(known, role) not in taken
        }
    kept = {role: name for role, name in found.items() if name}
    name = demander("Nom de cette banque", defaut=nom.rpartition(".")[0] or nom)
    return _correspondance(kept, name)


def choisie(nom: str, correspondances: Sequence[Correspondance]) -> Correspondance:
    """The mapping of that name.

    Raises:
        click.UsageError: there is none.
    """
    for one in correspondances:
        if titre(one.nom) == titre(nom):
            return one
    known = ", ".join(f"« {one.nom} »" for one in correspondances) or "aucune encore"
    raise click.UsageError(f"--banque : « {nom} » n'est pas une banque retenue ({known}).")
