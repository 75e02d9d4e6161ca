"""What became of sealed rows: each one sound, or named with what happened to it.

A row is held against the seal before it as the sheet bears it, so that one change is one alarm:
the rows after it still follow the seal that stands there. What is known from elsewhere (the
journal, a later seal, the seal that the accountant holds) comes first, where there is some.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from sheetcash.core.scellement import ORIGINE, Sceau, lire_sceau, maillon

#: Among so many altered rows, those that took each other's place are looked for.
_ECHANGES: Final = 200
#: As many tries to find the row whose seal was taken off.
_ESSAIS: Final = 20_000


class Etat(StrEnum):
    """What happened to a sealed row."""

    MODIFIEE = "modifiée"
    SCEAU_MODIFIE = "sceau modifié"
    DEPLACEE = "déplacée"
    MANQUANTE = "manquante"
    INSEREE = "insérée"
    COPIEE = "copiée"
    INVERIFIABLE = "invérifiable"


class Ligne(NamedTuple):
    """One row as it stands: its place, its fields, and what its seal's cell holds."""

    place: int
    champs: tuple[str, ...]
    sceau: str


class Connu(NamedTuple):
    """What is known from elsewhere of a row's seal; ``champs`` too where the journal has them."""

    empreinte: str
    champs: tuple[str, ...] | None = None


class Ecart(NamedTuple):
    """One field: its position among the fields, what was sealed, what is found."""

    champ: int
    scelle: str
    trouve: str


class Anomalie(NamedTuple):
    """One row that is not sound.

    Attributes:
        etat: what happened.
        rang: its rank in the register, 0 for a row that never had one.
        place: where it stands, 0 when it is gone.
        ecarts: the fields that changed, where the sealed ones are known.
        autre: the rank whose seal or content it bears.
        champs: its fields as sealed where they are known, else as found.
    """

    etat: Etat
    rang: int
    place: int
    ecarts: tuple[Ecart, ...] = ()
    autre: int = 0
    champs: tuple[str, ...] = ()


class Verification(NamedTuple):
    """A register held against its seals.

    Attributes:
        saines: the places of the sound rows, in the order of their ranks.
        anomalies: what is not sound, by rank.
        libres: the places of the rows that were never sealed, as they stand.
        dernier: the last seal that the sheet bears or that is known, None when there is none.
    """

    saines: list[int]
    anomalies: list[Anomalie]
    libres: list[int]
    dernier: Sceau | None


def verifier(lignes: Sequence[Ligne], connus: Mapping[int, Connu] | None = None) -> Verification:
    """Hold a register's rows against their seals, whatever order they stand in.

    Args:
        lignes: its rows that are not blank.
        connus: by rank, what is known from elsewhere.

    Raises:
        SceauRecent: a seal is of a form unknown here.

    >>> champs = [("1", "100"), ("2", "200"), ("3", "300")]
    >>> from sheetcash.core.scellement import sceller
    >>> rows = [Ligne(5 + n, c, str(s)) for n, (c, s) in enumerate(zip(champs, sceller(champs)))]
    >>> verifier(rows[::-1]).saines
    [5, 6, 7]
    >>> rows[1] = rows[1]._replace(champs=("2", "201"))
    >>> [(one.etat.value, one.rang, one.place) for one in verifier(rows).anomalies]
    [('modifiée', 2, 6)]
    """
    return _Controle(lignes, connus or {}).verdict()


class _Controle:
    def __init__(self, lignes: Sequence[Ligne], connus: Mapping[int, Connu]) -> None:
        self.connus = connus
        self.anomalies: list[Anomalie] = []
        self.essais = _ESSAIS
        self.par_champs: dict[tuple[str, ...], int] | None = None
        self.libres: list[Ligne] = []
        self.illisibles: list[Ligne] = []
        self.portees: dict[int, Ligne] = {}  # by rank, the row that bears its seal
        self.portes: dict[int, str] = {}  # and that seal
        doubles: list[tuple[Sceau, Ligne]] = []
        for ligne in lignes:
            sceau = lire_sceau(ligne.sceau) if ligne.sceau else None
            if sceau is None:
                (self.illisibles if ligne.sceau.strip() else self.libres).append(ligne)
            elif sceau.rang in self.portees:
                doubles.append((sceau, ligne))
            else:
                self.portees[sceau.rang], self.portes[sceau.rang] = ligne, sceau.empreinte
        self.dernier = max((*self.portees, *connus), default=0)
        for sceau, ligne in doubles:
            self._double(sceau, ligne)

    def verdict(self) -> Verification:
        saines: list[int] = []
        fausses: list[tuple[int, str]] = []  # altered rows, with the seal before them
        precedent: str | None = ORIGINE
        for rang in range(1, self.dernier + 1):
            ligne = self.portees.get(rang) or self._retrouvee(rang, precedent)
            porte, connu = self.portes.get(rang), self.connus.get(rang)
            if ligne is None:
                champs = (connu.champs if connu else None) or ()
                self.anomalies.append(Anomalie(Etat.MANQUANTE, rang, 0, champs=champs))
                precedent = connu.empreinte if connu else None
                continue
            calcule = None if precedent is None else maillon(precedent, ligne.champs)
            if calcule is not None and calcule == porte and connu is None:
                saines.append(ligne.place)  # the usual case
                precedent = porte
                continue
            etat = self._etat(rang, ligne, calcule)
            if etat is None:
                saines.append(ligne.place)
            elif etat is Etat.MODIFIEE and (connu is None or connu.champs is None):
                fausses.append((rang, precedent or ""))
            else:
                scelles = (connu.champs if connu else None) or ligne.champs
                ecarts = _ecarts(scelles, ligne.champs)
                autre = self._rang_de(ligne.champs) if etat is Etat.MODIFIEE else 0
                if autre:  # another row's content under this one's seal
                    etat, ecarts = Etat.DEPLACEE, ()
                self.anomalies.append(
                    Anomalie(etat, rang, ligne.place, ecarts, autre, champs=scelles)
                )
            if connu is not None:
                precedent = connu.empreinte
            elif etat is Etat.SCEAU_MODIFIE:
                precedent = calcule
            else:
                precedent = porte
        self._echanges(fausses)
        for ligne in self.illisibles:  # those that were given back their rank are not there
            self.anomalies.append(Anomalie(Etat.SCEAU_MODIFIE, 0, ligne.place, champs=ligne.champs))
        self.anomalies.sort(key=lambda one: (one.rang or self.dernier + 1, one.place))
        last = self._dernier_sceau()
        return Verification(saines, self.anomalies, [one.place for one in self.libres], last)

    def _etat(self, rang: int, ligne: Ligne, calcule: str | None) -> Etat | None:
        """What happened to a row that is there; None when it is sound."""
        porte, connu = self.portes.get(rang), self.connus.get(rang)
        if connu is not None:
            if connu.champs is not None:
                intact = connu.champs == ligne.champs
            else:
                intact = calcule is None or calcule == connu.empreinte
            if not intact:
                return Etat.MODIFIEE
            if porte != connu.empreinte:
                return Etat.SCEAU_MODIFIE
            return Etat.INVERIFIABLE if calcule is None and connu.champs is None else None
        if calcule is None:
            return Etat.INVERIFIABLE
        if calcule == porte:
            return None
        if porte is None:  # taken off, and found again
            return Etat.SCEAU_MODIFIE
        return Etat.SCEAU_MODIFIE if self._suit(rang, calcule) else Etat.MODIFIEE

    def _suit(self, rang: int, empreinte: str) -> bool:
        """Whether the next row follows that seal: it is then the one that was there."""
        following = self.portees.get(rang + 1)
        if following is None:
            return False
        return maillon(empreinte, following.champs) == self.portes[rang + 1]

    def _retrouvee(self, rang: int, precedent: str | None) -> Ligne | None:
        """The row of that rank whose seal was taken off or spoilt, if its content shows it."""
        candidates = [*self.illisibles, *self.libres]
        self.essais -= len(candidates)
        if precedent is None or self.essais < 0:
            return None
        connu = self.connus.get(rang)
        for ligne in candidates:
            empreinte = maillon(precedent, ligne.champs)
            if (connu is not None and connu.empreinte == empreinte) or (
                connu is None and self._suit(rang, empreinte)
            ):
                (self.illisibles if ligne in self.illisibles else self.libres).remove(ligne)
                return ligne
        return None

    def _double(self, sceau: Sceau, ligne: Ligne) -> None:
        """Two rows with one rank: the one that the seal is of keeps it."""
        holder, connu = self.portees[sceau.rang], self.connus.get(sceau.rang)
        before = self._avant(sceau.rang)
        if holder.champs == ligne.champs:
            etat = Etat.COPIEE
        else:
            etat = Etat.INSEREE
            mine = before is not None and maillon(before, ligne.champs) == sceau.empreinte
            if (connu and connu.champs == ligne.champs) or mine:  # the other one is in the way
                self.portees[sceau.rang], self.portes[sceau.rang] = ligne, sceau.empreinte
                ligne = holder
        self.anomalies.append(Anomalie(etat, sceau.rang, ligne.place, champs=ligne.champs))

    def _rang_de(self, champs: tuple[str, ...]) -> int:
        """The rank whose row is known to have been this one, 0 for none."""
        if self.par_champs is None:
            self.par_champs = {its.champs: rang for rang, its in self.connus.items() if its.champs}
        return self.par_champs.get(champs, 0)

    def _avant(self, rang: int) -> str | None:
        """The seal before a rank, as it is known or borne."""
        if rang == 1:
            return ORIGINE
        connu = self.connus.get(rang - 1)
        return connu.empreinte if connu else self.portes.get(rang - 1)

    def _echanges(self, fausses: Sequence[tuple[int, str]]) -> None:
        """Altered rows: those that bear each other's content took each other's place."""
        for rang, precedent in fausses:
            ligne, autre = self.portees[rang], 0
            if len(fausses) <= _ECHANGES and precedent:
                for other, _ in fausses:
                    content = self.portees[other].champs
                    if other != rang and maillon(precedent, content) == self.portes[rang]:
                        autre = other
            etat = Etat.DEPLACEE if autre else Etat.MODIFIEE
            self.anomalies.append(
                Anomalie(etat, rang, ligne.place, autre=autre, champs=ligne.champs)
            )

    def _dernier_sceau(self) -> Sceau | None:
        connu = self.connus.get(self.dernier)
        empreinte = connu.empreinte if connu else self.portes.get(self.dernier)
        return Sceau(self.dernier, empreinte) if empreinte else None


def _ecarts(scelles: Sequence[str], trouves: Sequence[str]) -> tuple[Ecart, ...]:
    return tuple(
        Ecart(at, one, other)
        for at, (one, other) in enumerate(zip(scelles, trouves, strict=True))
        if one != other
    )
