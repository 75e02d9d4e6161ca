"""What is wrong in the user's data, told so that it can be mended; never an exception."""

from __future__ import annotations

from typing import NamedTuple


class Finding(NamedTuple):
    """One thing the user should look at.

    Attributes:
        feuille: the sheet's name.
        ligne: the row as the user sees it (from 1), 0 when the whole sheet is meant.
        colonne: the column's title, empty when the whole row is meant.
        probleme: what is wrong, in one French sentence.
        que_faire: what to do about it.
        ecarte: True when the row was left out of the figures because of it.
    """

    feuille: str
    ligne: int
    colonne: str
    probleme: str
    que_faire: str
    ecarte: bool = False

    def __str__(self) -> str:
        """The finding as one line of the command's output.

        >>> print(Finding("Factures", 12, "Montant", "« abc » n'est pas un montant.", "Corrigez."))
        Factures, ligne 12, Montant : « abc » n'est pas un montant. Corrigez.
        """
        where = ", ".join(
            part
            for part in (self.feuille, f"ligne {self.ligne}" if self.ligne else "", self.colonne)
            if part
        )
        return f"{where} : {self.probleme} {self.que_faire}".strip()

    def as_json(self) -> dict[str, object]:
        """The finding under the keys of ``sync --json``."""
        return {
            "feuille": self.feuille,
            "ligne": self.ligne,
            "colonne": self.colonne,
            "probleme": self.probleme,
            "que_faire": self.que_faire,
        }
