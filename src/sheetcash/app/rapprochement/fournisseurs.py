"""What is still to be paid to each supplier, and what was bought of it before, by its name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from sheetcash.core.libelles import marchand
from sheetcash.core.rapprochement_pieces import SOMMES, sommes
from sheetcash.core.releves import titre
from sheetcash.core.repertoire import Repertoire
from sheetcash.workbook.banque import LigneBanque
from sheetcash.workbook.ecritures import Ecriture

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
        names = dict.fromkeys(titre(one.tiers) for one in achats if one.tiers)
        pairs = [(name, its) for its in names for name in {its, marchand(its)} if name]
        self._noms = Repertoire(pairs)
        self._avant = before
        self._avant_noms = Repertoire((name, one) for name, one in before.items())

    @property
    def doit(self) -> bool:
        """Whether something was still to be paid to some supplier when the run began."""
        return bool(self._dus)

    def designes(self, ligne: LigneBanque) -> set[str]:
        """The suppliers that a line surely names, as `titre` writes them.

        A name of several words is what the label begins with once its means are taken off: « CB
        RESTAURANT HOTEL DE LA GARE » does not name Hôtel de la Gare; nor does it stand inside
        another supplier's. One word alone is all that the label says of who is paid: « CB
        BOULANGERIE DU PORT » names no supplier Boulangerie. A name that the bank cut short is the
        first words of one supplier's.
        """
        if not self._noms:
            return set()
        words = f"{ligne.libelle} {ligne.contrepartie}"
        said = marchand(ligne.contrepartie) or marchand(ligne.libelle)
        cited = ((one, marchand(one)) for one in self._noms.cites(words))
        whole = {one for one, its in cited if " " in its and _en_tete(said, its)}
        alone = {one for one in self._noms.possibles(said) if said == marchand(one)}
        if whole or alone:
            return whole | alone
        return {one for one in self._noms.possibles(said) if _coupe(said, marchand(one))}

    def dus(self, ligne: LigneBanque) -> list[Ecriture]:
        """What is owed to the one supplier that a line names, the oldest due first."""
        if not self._dus:
            return []
        named = self.designes(ligne)
        if len(named) != 1:
            return []
        owed = [
            one
            for one in self._dus.get(named.pop(), ())
            if one.ligne not in self._pris and abs((jour_de(one) - ligne.jour).days) <= AUTOUR
        ]
        return sorted(owed, key=lambda one: (jour_de(one), one.ligne))

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
        return next(iter(self._avant_noms.cites(ligne.libelle)), None)


def jour_de(achat: Ecriture) -> date:
    """The day on which a purchase was paid, else is to be."""
    return achat.paye_le or achat.echeance or achat.jour


def _en_tete(dit: str, nom: str) -> bool:
    """Whether what a label says begins with a name, or is the beginning of it.

    >>> _en_tete("free mobile fmpmt", "free mobile"), _en_tete("duty free mobile", "free mobile")
    (True, False)
    """
    return f"{dit} ".startswith(f"{nom} ") or f"{nom} ".startswith(f"{dit} ")


def _coupe(dit: str, nom: str) -> bool:
    """Whether what a label says is a name cut short: its first words, the last one maybe cut.

    >>> _coupe("garage cors", "garage corsolzic halles"), _coupe("garage", "garage corsolzic")
    (True, False)
    """
    said, its = dit.split(), nom.split()
    if len(said) < 2 or len(said) > len(its) or said[:-1] != its[: len(said) - 1]:
        return False
    return len(said[-1]) > 2 and its[len(said) - 1].startswith(said[-1])
