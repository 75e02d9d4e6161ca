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
#: What ``--colonnes`` or a shell reads as something else than a title.
_SHELL: Final = frozenset(';"$`!\\')
_ROLES: Final = {
    "montant": "montant signé",
    "numero": "n° de facture",
    "libelle": "libellé",
    "debit": "débit",
    "credit": "crédit",
    "echeance": "échéance",
    "solde": "solde après l'opération",
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


def nommee(titres: Sequence[str], rang: int) -> str:
    """How a mapping names a column: by its title, by its place where this names no other.

    >>> nommee(["Date", "", "Date"], 0), nommee(["Date", "", "Date"], 2)
    ('Date', 'colonne 3')
    """
    title = titres[rang]
    return title if title and titres.index(title) == rang else f"colonne {rang + 1}"


def en_option(titres: Sequence[str], titre: str) -> str:
    """How ``--colonnes`` names a column: by its place where a shell would not leave its title be.

    >>> en_option(["Date", "Objet ; détail"], "Objet ; détail")
    'colonne 2'
    """
    return f"colonne {titres.index(titre) + 1}" if _SHELL.intersection(titre) else titre


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

    def demander(self, role: str, champ: str = "", *, requis: bool = True) -> str:
        """The column that holds it; empty when none does, where it may be so."""
        guess = getattr(self.devine, champ or role, "") if self.devine is not None else ""
        guess = guess[0] if isinstance(guess, tuple) else guess
        default = next(
            (str(at) for at, one in enumerate(self._titres, 1) if guess and one == guess), "-"
        )
        while True:
            question = _ROLES.get(role, role).capitalize()
            answer = demander(question, defaut=default)
            if answer == "-" and not requis:
                return ""
            if answer.isdecimal() and 1 <= int(answer) <= len(self._titres):
                return nommee(self._titres, int(answer) - 1)
            if answer in self._titres:
                return answer
            if answer == "-":
                dire("Il en faut une : rien ne peut être lu sans elle (Ctrl+C pour arrêter).")
            else:
                dire(f"« {answer} » n'est pas une de ces colonnes.")

    def nommer(self, nom: str, quoi: str) -> str:
        """What to call the mapping."""
        return demander(f"Nom {quoi}", defaut=nom.rpartition(".")[0] or nom)


def demander_releve(nom: str, proposition: Any) -> Correspondance:
    """Ask which column of a statement is which, beginning with what was guessed."""
    ask = Questions(nom, proposition)
    found = {"jour": ask.demander("date", "jour")}
    found |= {"libelle": ask.demander("libelle")}
    found |= {"montant": ask.demander("montant", requis=False)}
    if not found["montant"]:
        found |= {role: ask.demander(role) for role in ("debit", "credit")}
    found |= {"solde": ask.demander("solde", requis=False)}
    if ask.devine is not None:
        taken = set(found.values())
        rest = ("compte", "reference", "contrepartie", "iban", "devise")
        guessed = {role: getattr(ask.devine, role) for role in rest}
        found |= {role: name for role, name in guessed.items() if name and name not in taken}
    kept = {role: name for role, name in found.items() if name}
    return _releve(kept, ask.nommer(nom, "de cette banque"))


def demander_factures(nom: str, proposition: Any) -> CorrespondanceFactures:
    """Ask which column of a list of invoices is which, beginning with what was guessed."""
    ask = Questions(nom, proposition)
    found = {role: ask.demander(role) for role in ("numero", "date", "client", "montant")}
    found |= {role: ask.demander(role, requis=False) for role in ("echeance", "objet")}
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
