"""What was found wrong, or is to be known, as the accountant reads it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from sheetcash.app.dossier.tableur import Cellule
from sheetcash.core.mots import pluriel
from sheetcash.core.periods import format_date
from sheetcash.workbook.findings import Finding

#: The columns of the CSV.
TITRES: Final = ("Gravité", "Origine", "Feuille", "Ligne", "Colonne", "Problème", "Que faire")
A_VERIFIER: Final = "à vérifier"
A_SAVOIR: Final = "à savoir"


class Anomalie(NamedTuple):
    """One thing found, where it comes from, and whether someone has to act."""

    origine: str
    constat: Finding
    gravite: str = A_VERIFIER


class Anomalies:
    """All that is found while a folder is made, each thing once, in the order it is found."""

    def __init__(self) -> None:
        self._trouvees: dict[Finding, Anomalie] = {}

    def ajouter(self, origine: str, constats: Sequence[Finding], gravite: str = A_VERIFIER) -> None:
        """Add what one step found; what another found already is left out."""
        for one in constats:
            self._trouvees.setdefault(one, Anomalie(origine, one, gravite))

    def toutes(self) -> list[Anomalie]:
        """What was found, what needs someone first."""
        return sorted(self._trouvees.values(), key=lambda one: one.gravite != A_VERIFIER)

    def constats(self, gravite: str = A_VERIFIER) -> list[Finding]:
        """The findings of that weight."""
        return [one.constat for one in self._trouvees.values() if one.gravite == gravite]


def lignes(those: Sequence[Anomalie]) -> Iterator[list[Cellule]]:
    """The rows of the CSV."""
    for origine, one, gravite in those:
        yield [
            *(gravite, origine, one.feuille, str(one.ligne) if one.ligne else "", one.colonne),
            *(one.probleme, one.que_faire),
        ]


def texte(those: Sequence[Anomalie], nom: str, jour: date) -> str:
    """The same as a text to read."""
    lines = [f"ANOMALIES — {nom}, au {format_date(jour)}", ""]
    if not those:
        lines.append("Aucune anomalie : le classeur, les sceaux et les pièces ont été vérifiés.")
    for weight, title in ((A_VERIFIER, "À VÉRIFIER"), (A_SAVOIR, "À SAVOIR")):
        its = [one for one in those if one.gravite == weight]
        if not its:
            continue
        lines += [f"{title} ({pluriel(len(its), 'point')})", ""]
        for origine in dict.fromkeys(one.origine for one in its):
            lines.append(f"{origine} :")
            lines += [f"  - {_phrase(one.constat)}" for one in its if one.origine == origine]
            lines.append("")
    return "\r\n".join(lines) + "\r\n"


def _phrase(one: Finding) -> str:
    """The finding as one line; one that is of no sheet has nothing before its words."""
    return str(one).removeprefix(" : ")
