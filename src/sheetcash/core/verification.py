"""What became of sealed rows: each one sound, or named with what happened to it.

A row is held against the seal before it as the sheet bears it, so that one change is one alarm:
the rows after it still follow the seal that stands there. What is known from elsewhere (the
journal, a later seal, the seal that the accountant holds) comes first, where there is some.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from sheetcash.core.scellement import ORIGINE, Sceau, lire_sceau, maillon

#: Among so many altered rows, those that took each other's place are looked for.
_ECHANGES: Final = 200
#: As many tries to find the row whose seal was taken off.
_ESSAIS: Final = 20_000
#: So many sealed rows may be gone without a trace; a rank further away is no rank.
DISPARUES: Final = 10_000


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


Champs = tuple[str, ...]


class Connus(NamedTuple):
    """What is known from elsewhere.

    Attributes:
        empreintes: seals, by rank.
        champs: the fields that were sealed at some ranks, asked for only where something is wrong.
    """

    empreintes: Mapping[int, str]
    champs: Callable[[Collection[int]], Mapping[int, Champs]] = lambda rangs: {}


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
        sceau: the seal that it should bear, where it is known.
    """

    etat: Etat
    rang: int
    place: int
    ecarts: tuple[Ecart, ...] = ()
    autre: int = 0
    champs: tuple[str, ...] = ()
    sceau: Sceau | None = None


class Verification(NamedTuple):
    """A register held against its seals.

    Attributes:
        saines: the places of the sound rows, in the order of their ranks.
        anomalies: what is not sound, by rank.
        libres: the places of the rows that were never sealed, as they stand.
        dernier: the last seal that the sheet bears or that is known, None when there is none.
        places: where the row that bears each rank's seal stands.
    """

    saines: list[int]
    anomalies: list[Anomalie]
    libres: list[int]
    dernier: Sceau | None
    places: dict[int, int]


def verifier(lignes: Sequence[Ligne], connus: Connus | None = None) -> Verification:
    """Hold a register's rows against their seals, whatever order they stand in.

    Args:
        lignes: its rows that are not blank.
        connus: what is known from elsewhere.

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
    return _Controle(lignes, connus or Connus({})).verdict()


class _Doute(NamedTuple):
    """A rank that is not plainly sound: what it looks like, its row, and the seal before it."""

    etat: Etat
    rang: int
    ligne: Ligne | None
    precedent: str | None


class _Controle:
    def __init__(self, lignes: Sequence[Ligne], connus: Connus) -> None:
        self.connues, self.connus = connus.empreintes, connus
        self.anomalies: list[Anomalie] = []
        self.doutes: list[_Doute] = []
        self.essais = _ESSAIS
        self.libres: list[Ligne] = []
        self.illisibles: list[Ligne] = []
        self.portees: dict[int, Ligne] = {}  # by rank, the row that bears its seal
        self.portes: dict[int, str] = {}  # and that seal
        doubles: list[tuple[Sceau, Ligne]] = []
        most = max(self.connues, default=0) + len(lignes) + DISPARUES
        for ligne in lignes:
            sceau = lire_sceau(ligne.sceau) if ligne.sceau else None
            if sceau is None or sceau.rang > most:
                (self.illisibles if ligne.sceau.strip() else self.libres).append(ligne)
            elif sceau.rang in self.portees:
                doubles.append((sceau, ligne))
            else:
                self.portees[sceau.rang], self.portes[sceau.rang] = ligne, sceau.empreinte
        self.dernier = max(max(self.portees, default=0), max(self.connues, default=0))
        for sceau, ligne in doubles:
            self._double(sceau, ligne)

    def verdict(self) -> Verification:
        saines = self._parcourir()
        saines.update(self._trancher())
        for ligne in self.illisibles:  # those that were given back their rank are not there
            self.anomalies.append(Anomalie(Etat.SCEAU_MODIFIE, 0, ligne.place, champs=ligne.champs))
        self.anomalies.sort(key=lambda one: (one.rang or self.dernier + 1, one.place))
        return Verification(
            [saines[rang] for rang in sorted(saines)],
            self.anomalies,
            [one.place for one in self.libres],
            self._dernier_sceau(),
            {rang: one.place for rang, one in self.portees.items()},
        )

    def _parcourir(self) -> dict[int, int]:
        """Walk the chain: the places of the rows that follow it, by rank; the others are doubts."""
        saines: dict[int, int] = {}
        precedent: str | None = ORIGINE
        for rang in range(1, self.dernier + 1):
            ligne, porte = self.portees.get(rang), self.portes.get(rang)
            connue = self.connues.get(rang)
            if ligne is not None and precedent is not None:
                calcule = maillon(precedent, ligne.champs)
                if calcule == porte and connue in (None, porte):
                    saines[rang], precedent = ligne.place, porte  # the usual case
                    continue
            doute = self._doute(rang, precedent)
            self.doutes.append(doute)
            if connue is not None:
                precedent = connue
            elif doute.etat is Etat.SCEAU_MODIFIE and doute.ligne is not None and precedent:
                precedent = maillon(precedent, doute.ligne.champs)
            else:
                precedent = porte
        return saines

    def _doute(self, rang: int, precedent: str | None) -> _Doute:
        """What a rank that is not plainly sound looks like, from the chain alone."""
        ligne = self.portees.get(rang) or self._retrouvee(rang, precedent)
        porte, connue = self.portes.get(rang), self.connues.get(rang)
        if ligne is None:
            return _Doute(Etat.MANQUANTE, rang, None, precedent)
        if precedent is None:
            return _Doute(Etat.INVERIFIABLE, rang, ligne, precedent)
        calcule = maillon(precedent, ligne.champs)
        if connue is not None:
            intacte = calcule == connue
        else:
            intacte = porte is None or self._suit(rang, calcule)
        etat = Etat.SCEAU_MODIFIE if intacte else Etat.MODIFIEE
        return _Doute(etat, rang, ligne, precedent)

    def _trancher(self) -> dict[int, int]:
        """Judge the doubts with the fields that are known; those that are sound after all."""
        saines: dict[int, int] = {}
        scelles = self.connus.champs([one.rang for one in self.doutes]) if self.doutes else {}
        contenus = {champs: rang for rang, champs in scelles.items()}
        fausses = [one for one in self.doutes if one.etat is Etat.MODIFIEE and one.precedent]
        for etat, rang, ligne, precedent in self.doutes:
            its = scelles.get(rang)
            if ligne is None:
                sceau = Sceau(rang, self.connues[rang]) if rang in self.connues else None
                self.anomalies.append(Anomalie(etat, rang, 0, champs=its or (), sceau=sceau))
                continue
            autre = 0
            ecarts: tuple[Ecart, ...] = ()
            if its is not None and its == ligne.champs:
                if self.portes.get(rang) == self.connues[rang]:
                    saines[rang] = ligne.place
                    continue
                etat = Etat.SCEAU_MODIFIE
            elif its is not None:
                etat, autre = Etat.MODIFIEE, contenus.get(ligne.champs, 0)
                ecarts = () if autre else _ecarts(its, ligne.champs)
            elif etat is Etat.MODIFIEE and precedent and len(fausses) <= _ECHANGES:
                autre = self._echange(rang, precedent, fausses)
            if autre:  # another row's content under this one's seal
                etat = Etat.DEPLACEE
            sceau = None
            if etat is Etat.SCEAU_MODIFIE:
                its = ligne.champs
                sceau = Sceau(rang, self.connues.get(rang) or maillon(precedent or "", its))
            self.anomalies.append(
                Anomalie(etat, rang, ligne.place, ecarts, autre, its or ligne.champs, sceau)
            )
        return saines

    def _echange(self, rang: int, precedent: str, fausses: Sequence[_Doute]) -> int:
        """The rank whose row has what was sealed at this one, 0 for none."""
        wanted = self.connues.get(rang) or self.portes.get(rang)
        for other in fausses:
            content = other.ligne.champs if other.ligne else ()
            if other.rang != rang and maillon(precedent, content) == wanted:
                return other.rang
        return 0

    def _suit(self, rang: int, empreinte: str) -> bool:
        """Whether the next row follows that seal: it is then the one that was there."""
        following = self.portees.get(rang + 1)
        if following is None:
            return False
        return maillon(empreinte, following.champs) == self.portes.get(rang + 1)

    def _retrouvee(self, rang: int, precedent: str | None) -> Ligne | None:
        """The row of that rank whose seal was taken off or spoilt, if its content shows it."""
        candidates = [*self.illisibles, *self.libres]
        self.essais -= len(candidates)
        if precedent is None or self.essais < 0:
            return None
        connue = self.connues.get(rang)
        for ligne in candidates:
            empreinte = maillon(precedent, ligne.champs)
            if connue == empreinte or (connue is None and self._suit(rang, empreinte)):
                (self.illisibles if ligne in self.illisibles else self.libres).remove(ligne)
                self.portees[rang] = ligne
                return ligne
        return None

    def _double(self, sceau: Sceau, ligne: Ligne) -> None:
        """Two rows with one rank: the one that the seal is of keeps it."""
        holder = self.portees[sceau.rang]
        before = ORIGINE if sceau.rang == 1 else self.connues.get(sceau.rang - 1)
        before = before or self.portes.get(sceau.rang - 1)
        etat = Etat.COPIEE if holder.champs == ligne.champs else Etat.INSEREE
        mine = before is not None and maillon(before, ligne.champs) == sceau.empreinte
        if etat is Etat.INSEREE and mine:  # the other one is in the way
            self.portees[sceau.rang], self.portes[sceau.rang] = ligne, sceau.empreinte
            ligne = holder
        self.anomalies.append(Anomalie(etat, sceau.rang, ligne.place, champs=ligne.champs))

    def _dernier_sceau(self) -> Sceau | None:
        empreinte = self.connues.get(self.dernier) or self.portes.get(self.dernier)
        return Sceau(self.dernier, empreinte) if empreinte else None


def _ecarts(scelles: Sequence[str], trouves: Sequence[str]) -> tuple[Ecart, ...]:
    return tuple(
        Ecart(at, one, other)
        for at, (one, other) in enumerate(zip(scelles, trouves, strict=True))
        if one != other
    )
