"""How the layout of a CSV file is described: its columns, what its rows are, what is settled."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from sheetcash.core.releves import Correspondance, Nature


@dataclass(frozen=True, slots=True)
class Genre:
    """What a row is, from the words of its type.

    Attributes:
        mots: searched in the type, without case or accents.
        signe: -1 where the file writes what leaves the account without a minus.
        sans_frais: the fee on this row is another row's, told twice.
    """

    mots: re.Pattern[str]
    nature: Nature
    signe: int = 0
    sans_frais: bool = False


def genre(mots: str, nature: Nature, signe: int = 0, *, sans_frais: bool = False) -> Genre:
    """A `Genre`, its words as a pattern.

    >>> genre("payout", Nature.VIREMENT).mots.search("instant payout") is not None
    True
    """
    return Genre(re.compile(mots), nature, signe, sans_frais)


@dataclass(frozen=True, slots=True)
class Banque:
    """A layout.

    Attributes:
        colonnes: which column holds what.
        signature: titles by which it is recognised.
        type: the column that tells what a row is; ``genres`` are tried in order, then ``autre``.
        memo: column and words of rows that move no money.
        frais_negatifs: the fee bears a minus when it costs.
        depenses: what leaves, and is no refund, is the user's own purchase: for the bank's rows.
        conversions: a sale in another currency is followed by what it gave in euros.
        pourboire: column of a tip that the gross does not count.
        numero: the account, where the file names none.
    """

    colonnes: Correspondance
    signature: tuple[str, ...]
    type: str = ""
    genres: tuple[Genre, ...] = ()
    autre: Nature = Nature.BANQUE
    memo: tuple[str, re.Pattern[str]] | None = None
    frais_negatifs: bool = False
    depenses: bool = False
    conversions: bool = False
    pourboire: str = ""
    numero: str = ""

    @property
    def nom(self) -> str:
        """What the user knows it by."""
        return self.colonnes.nom


def _etats(words: str) -> frozenset[str]:
    return frozenset(words.split("|"))


#: States of a row that moved money (« Remboursé » did, then moved back by another row)…
FAIT: Final = _etats(
    "|settled|executed|completed|complete|execute|executee|termine|terminee|effectue|effectuee"
    "|regle|reglee|comptabilise|comptabilisee|success|successful|reussi|reussie|paye|payee|paid"
    "|paid out|approved|approuve|approuvee|erfolgreich|gezahlt|booked|valide|validee|verse|versee"
    "|rembourse|remboursee|partiellement rembourse|refunded|partially refunded|confirme|confirmee"
    "|available"
)
#: … and of one that has not, or never will.
ATTENTE: Final = _etats(
    "pending|processing|en attente|en cours|en cours de traitement|declined|refused|refuse|refusee"
    "|rejected|rejete|rejetee|canceled|cancelled|annule|annulee|reverted|reversed|failed|echec"
    "|echoue|echouee|abgebrochen|fehlgeschlagen|a venir|planifie|planifiee|programme|expired"
    "|expire|expiree|bloque|bloquee|en suspens|denied|unclaimed|non reclame|renvoye"
)
