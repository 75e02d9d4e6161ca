"""Which column of a file holds what: asked once, at the terminal or by an option."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from sheetcash.cli.flux import dire
from sheetcash.cli.questions import demander
from sheetcash.core.factures_lues import CorrespondanceFactures
from sheetcash.core.releves import Correspondance, titre

if TYPE_CHECKING:
    from collections.abc import Sequence

#: What the user writes, and the field it is: of a statement, then of a list of invoices.
_RELEVE: Final = {
    "date": "jour",
    **{
        name: name
        for name in (
            *("libelle", "montant", "debit", "credit", "frais", "brut", "solde", "compte"),
            *("reference", "contrepartie", "iban", "devise", "etat"),
        )
    },
}
_FACTURES: Final = {
    name: name
    for name in (
        *("numero", "date", "client", "montant", "echeance", "objet", "du", "statut", "sorte"),
        *("categorie", "avoir_sur", "siren", "courriel", "adresse", "devise", "mode"),
    )
}
_ROLES: Final = {
    "montant": "montant signé",
    "numero": "n° de facture",
    "libelle": "libellé",
    "debit": "débit",
    "credit": "crédit",
    "echeance": "échéance",
}


def lire_colonnes(
    texte: str, nom: str, *, factures: bool = False
) -> Correspondance | CorrespondanceFactures:
    """The mapping that an option tells.

    >>> lire_colonnes("date=Jour ; libelle=Objet ; montant=Somme", "Banque X").jour
    'Jour'

    Raises:
        click.UsageError: it names no such role, or lacks one that is needed.
    """
    roles = _FACTURES if factures else _RELEVE
    found: dict[str, str] = {}
    for part in texte.split(";"):
        role, mark, name = part.partition("=")
        its = roles.get(titre(role).replace(" ", "_"))
        if not mark or its is None or not name.strip():
            example = "numero=N°;date=Date;client=Client;montant=Total" if factures else (
                "date=Jour;libelle=Objet;montant=Somme"
            )  # fmt: skip
            raise click.UsageError(
                f"--colonnes : « {part.strip()} » ne se comprend pas. Écrivez par exemple "
                f"« {example} » ; les rôles possibles sont {', '.join(roles)}."
            )
        found[its] = name.strip()
    return _facture(found, nom) if factures else _releve(found, nom)


def _releve(found: dict[str, str], nom: str) -> Correspondance:
    money = "montant" in found or ("debit" in found and "credit" in found)
    if not money or "jour" not in found or "libelle" not in found:
        raise click.UsageError(
            "Il faut au moins la date, le libellé, et le montant (ou le débit et le crédit)."
        )
    rest = {role: name for role, name in found.items() if role not in ("libelle", "jour")}
    return Correspondance(nom, found["jour"], (found["libelle"],), **rest)


def _facture(found: dict[str, str], nom: str) -> CorrespondanceFactures:
    if not {"numero", "date", "client", "montant"} <= set(found):
        raise click.UsageError("Il faut au moins le numéro, la date, le client et le montant.")
    return CorrespondanceFactures(nom, **found)


class Questions:
    """The columns of a file, shown, and one question for each thing to be found."""

    def __init__(self, nom: str, proposition: Any) -> None:
        self._titres: Sequence[str] = proposition.titres
        self.devine: Any = proposition.correspondance
        dire(f"{nom} : les colonnes de ce fichier ne sont pas connues.")
        for at, name in enumerate(self._titres, 1):
            shown = ", ".join(row[at - 1] for row in proposition.exemples if at <= len(row))
            dire(f"  {at}. {name or '(sans titre)'} : {shown}")
        dire("Répondez par le numéro de la colonne ; « - » quand il n'y en a pas.")

    def demander(self, role: str, champ: str = "") -> str:
        """The title that holds it, empty when none does."""
        guess = getattr(self.devine, champ or role, "") if self.devine is not None else ""
        guess = guess[0] if isinstance(guess, tuple) else guess
        default = next(
            (str(at) for at, one in enumerate(self._titres, 1) if guess and one == guess), "-"
        )
        while True:
            question = _ROLES.get(role, role).capitalize()
            answer = demander(question, defaut=default)
            if answer == "-":
                return ""
            if answer.isdigit() and 1 <= int(answer) <= len(self._titres):
                return self._titres[int(answer) - 1]
            if answer in self._titres:
                return answer
            dire(f"« {answer} » n'est pas une de ces colonnes.")

    def nommer(self, nom: str, quoi: str) -> str:
        """What to call the mapping."""
        return demander(f"Nom {quoi}", defaut=nom.rpartition(".")[0] or nom)


def demander_releve(nom: str, proposition: Any) -> Correspondance:
    """Ask which column of a statement is which, beginning with what was guessed."""
    ask = Questions(nom, proposition)
    found = {"jour": ask.demander("date", "jour")}
    found |= {role: ask.demander(role) for role in ("libelle", "montant")}
    if not found["montant"]:
        found |= {role: ask.demander(role) for role in ("debit", "credit")}
    if ask.devine is not None:
        taken = set(found.values())
        rest = ("solde", "compte", "reference", "contrepartie", "iban", "devise")
        guessed = {role: getattr(ask.devine, role) for role in rest}
        found |= {role: name for role, name in guessed.items() if name and name not in taken}
    kept = {role: name for role, name in found.items() if name}
    return _releve(kept, ask.nommer(nom, "de cette banque"))


def demander_factures(nom: str, proposition: Any) -> CorrespondanceFactures:
    """Ask which column of a list of invoices is which, beginning with what was guessed."""
    ask = Questions(nom, proposition)
    roles = ("numero", "date", "client", "montant", "echeance", "objet")
    found = {role: ask.demander(role) for role in roles}
    kept = {role: name for role, name in found.items() if name}
    return _facture(kept, ask.nommer(nom, "de cette liste"))


def choisie(
    nom: str, connues: Sequence[Correspondance | CorrespondanceFactures]
) -> Correspondance | CorrespondanceFactures:
    """The mapping of that name.

    Raises:
        click.UsageError: there is none.
    """
    for one in connues:
        if titre(one.nom) == titre(nom):
            return one
    known = ", ".join(f"« {one.nom} »" for one in connues) or "aucune encore"
    raise click.UsageError(f"--banque : « {nom} » n'est pas retenue ({known}).")
