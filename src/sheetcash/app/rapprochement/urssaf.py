"""The Urssaf's debits, each on the declaration that it pays."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from sheetcash.app.rapprochement.lecture import PRES, Declaree, Livres
from sheetcash.app.rapprochement.sortes import Accord, Doute, Genre
from sheetcash.core.periods import format_date
from sheetcash.core.releves import titre
from sheetcash.workbook.banque import LigneBanque
from sheetcash.workbook.edits import UpdateRow
from sheetcash.workbook.tables import DECLARATIONS

_MOTS: Final = ("urssaf", "autoentrepreneur", "auto entrepreneur")


class Cotisations:
    """The declarations that no line faces yet, and the debits that may pay them."""

    def __init__(self, livres: Livres) -> None:
        self._dues = {
            one.ligne: one
            for one in livres.declarations
            if (DECLARATIONS.name, one.ligne) not in livres.faces
        }
        self._debits: dict[int, list[LigneBanque]] = defaultdict(list)
        totals = {-one.total for one in livres.declarations}
        for ligne in livres.banque if totals else ():
            if ligne.cents in totals and _est_urssaf(ligne):
                self._debits[ligne.cents].append(ligne)

    def une(self, ligne: LigneBanque) -> Accord | Doute | None:
        """The declaration that a line pays; None for a line that is none of theirs."""
        if not self._dues or not _est_urssaf(ligne):
            return None
        those = [
            one
            for one in self._dues.values()
            if one.total == -ligne.cents
            and one.fin < ligne.jour
            and (one.paye_le is None or abs((one.paye_le - ligne.jour).days) <= PRES)
        ]
        if not those:
            return None
        latest = max(those, key=lambda one: one.fin).periode
        before = self._juste_avant(ligne)
        if before is not None:
            again = f"le même montant est déjà parti le {format_date(before.jour)}"
            return Doute(ligne, latest, 50, ("Urssaf", again))
        if len(those) > 1:
            return Doute(ligne, latest, 60, ("Urssaf", "plusieurs déclarations de ce montant"))
        return self._regler(ligne, those[0])

    def _juste_avant(self, ligne: LigneBanque) -> LigneBanque | None:
        """A debit of that amount a few days before: one of both may pay nothing, or be given back.

        It may well be another month's of the same total: only the user knows.
        """
        place = (ligne.jour, ligne.ligne)
        for one in self._debits[ligne.cents]:
            if (one.jour, one.ligne) < place and (ligne.jour - one.jour).days <= PRES:
                return one
        return None

    def _regler(self, ligne: LigneBanque, one: Declaree) -> Accord:
        del self._dues[one.ligne]
        reasons = ("Urssaf", f"le total de {one.periode}")
        faced = frozenset({(DECLARATIONS.name, one.ligne)})
        if one.paye_le is not None:
            return Accord(ligne, one.periode, Genre.LIEN, reasons, face=faced)
        paid = UpdateRow(DECLARATIONS.name, one.ligne, one.periode, {"Payé le": ligne.jour})
        return Accord(ligne, one.periode, Genre.REGLEMENT, reasons, changes=(paid,), face=faced)


def _est_urssaf(ligne: LigneBanque) -> bool:
    words = titre(f"{ligne.libelle} {ligne.contrepartie}")
    return any(word in words for word in _MOTS)
