"""What is still to be paid to each supplier, and what was bought of it before, by its name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, Generic, NamedTuple, TypeVar

from sheetcash.core.libelles import contient, marchand
from sheetcash.core.rapprochement_pieces import SOMMES, sommes
from sheetcash.core.releves import titre
from sheetcash.workbook.banque import LigneBanque
from sheetcash.workbook.ecritures import Ecriture

_T = TypeVar("_T")
#: How long before and after its due day a purchase may be paid, in days.
AUTOUR: Final = 75


class Groupe(NamedTuple):
    """Purchases that together make an amount.

    ``seul`` is False when others of the supplier would make it too; ``anciens`` when they are all
    that is owed, or the oldest due.
    """

    achats: list[Ecriture]
    seul: bool
    anciens: bool


class _Repertoire(Generic[_T]):
    """What is known by names of several words, found by the first one of them."""

    def __init__(self, entrees: Iterable[tuple[str, _T]]) -> None:
        self._par_mot: dict[str, list[tuple[int, str, _T]]] = defaultdict(list)
        for rank, (name, what) in enumerate(entrees):
            if words := titre(name).split():
                self._par_mot[words[0]].append((rank, name, what))

    def possibles(self, texte: str) -> list[tuple[str, _T]]:
        """What a text may name, in the order in which it was given: it has the first word."""
        if not self._par_mot:
            return []
        words = dict.fromkeys(titre(texte).split())
        found = [one for word in words for one in self._par_mot.get(word, ())]
        return [(name, what) for _, name, what in sorted(found, key=lambda one: one[0])]


class Fournisseurs:
    """The suppliers of one run.

    Args:
        achats: the rows of Achats.
        pris: the rows that a line of the bank faces; it grows as the run settles others.
    """

    def __init__(self, achats: Sequence[Ecriture], pris: set[int]) -> None:
        self._pris = pris
        self._dus: dict[str, list[Ecriture]] = defaultdict(list)
        before: dict[str, Ecriture] = {}
        for one in achats:
            if one.tiers and one.paye_le is None:
                self._dus[titre(one.tiers)].append(one)
            its = marchand(one.tiers)
            if its and one.poste:
                before[its] = one  # the latest row is the last
        names = [(name, its) for its in self._dus for name in {its, marchand(its)} if name]
        self._noms = _Repertoire(names)
        self._avant = before
        self._avant_noms = _Repertoire(before.items())

    def dus(self, ligne: LigneBanque) -> list[Ecriture]:
        """What is owed to the one supplier that a line names, the oldest due first."""
        if not self._dus:
            return []
        words = f"{ligne.libelle} {ligne.contrepartie}"
        named = {its for _, its in self._noms.possibles(words) if nomme(ligne, its)}
        if len(named) != 1:
            return []
        owed = [
            one
            for one in self._dus[named.pop()]
            if one.ligne not in self._pris and abs((ecart(one) - ligne.jour).days) <= AUTOUR
        ]
        return sorted(owed, key=lambda one: (ecart(one), one.ligne))

    def groupe(self, ligne: LigneBanque) -> Groupe | None:
        """The purchases of the supplier named that together make a line's amount."""
        owed = self.dus(ligne)
        if not 2 <= len(owed) <= SOMMES:
            return None
        table = sommes(range(len(owed)), [one.cents for one in owed])
        ranks = table.pieces(-ligne.cents)
        if len(ranks) < 2:
            return None
        alone = -ligne.cents not in table.plusieurs
        return Groupe([owed[at] for at in ranks], alone, ranks == list(range(len(ranks))))

    def somme(self, ligne: LigneBanque) -> bool:
        """Whether several purchases of the supplier named make an amount that one has alone."""
        owed = [one.cents for one in self.dus(ligne) if one.cents != -ligne.cents]
        return 2 <= len(owed) <= SOMMES and -ligne.cents in sommes(range(len(owed)), owed).parts

    def nom(self, ligne: LigneBanque) -> str:
        """The supplier whom a line names, as Achats writes it; empty when it is a new one.

        Its label has neither accents nor small words.
        """
        before = self.avant(ligne)
        return before.tiers if before is not None else ""

    def avant(self, ligne: LigneBanque) -> Ecriture | None:
        """The last purchase of whom a line names."""
        if not self._avant:
            return None
        its = marchand(ligne.contrepartie) or marchand(ligne.libelle)
        if its in self._avant:
            return self._avant[its]
        known = self._avant_noms.possibles(ligne.libelle)
        return next((one for name, one in known if contient(ligne.libelle, name)), None)


def ecart(achat: Ecriture) -> date:
    """The day on which a purchase is to be paid, or was."""
    return achat.paye_le or achat.echeance or achat.jour


def nomme(ligne: LigneBanque, tiers: str) -> bool:
    """Whether a line names a supplier: whole, or by its first words and by no other word.

    « CB BOULANGERIE DU PORT » is not Boulangerie Martin's; « PRLV ENCADREURS REU » is Encadreurs
    Réunis': banks cut names short.
    """
    words = f"{ligne.libelle} {ligne.contrepartie}"
    name = marchand(tiers)
    if contient(words, tiers) or contient(words, name):
        return True
    said = (marchand(ligne.contrepartie) or marchand(ligne.libelle)).split()
    its = name.split()[: len(said)]
    if not said or len(its) < len(said) or its[:-1] != said[:-1]:
        return False
    last, cut = its[-1], said[-1]
    return len(" ".join(said)) > 3 if last == cut else last.startswith(cut) and len(said) > 1
