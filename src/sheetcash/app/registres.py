"""The workbook's registers held against their seals, with all that is known of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Final, NamedTuple

from sheetcash.core.scellement import lire_sceau
from sheetcash.core.verification import DISPARUES, Champs, Connus, Ligne, Verification, verifier
from sheetcash.errors import BadCell, MissingSheet
from sheetcash.ports.scelles import Scelles
from sheetcash.workbook.parametres import IDENTIFIANT
from sheetcash.workbook.raw import RawTable, Snapshot
from sheetcash.workbook.registres import (
    REGISTRE_SCELLES,
    REGISTRES,
    Registre,
    lignes,
)
from sheetcash.workbook.schema import CellError
from sheetcash.workbook.tables import ACHATS, DECLARATIONS, RECETTES, SCELLES

#: What the commands about seals read.
TABLES: Final = (RECETTES.name, ACHATS.name, SCELLES.name, DECLARATIONS.name)


class Lu(NamedTuple):
    """A register as it stands, and what its seals tell.

    Attributes:
        registre: which one.
        raw: its table, None where the workbook has none.
        lignes: its rows that are not blank, by their place in the sheet.
        verification: what became of the sealed ones.
        connues: the seals that the journal knows, by rank.
        scellees: the fields as sealed at some ranks, of those that the journal knows.
    """

    registre: Registre
    raw: RawTable | None
    lignes: dict[int, Ligne]
    verification: Verification
    connues: Mapping[int, str]
    scellees: Callable[[Collection[int]], Mapping[int, Champs]]

    @property
    def libres(self) -> list[Ligne]:
        """The rows that were never sealed, as they stand."""
        return [self.lignes[place] for place in self.verification.libres]

    @property
    def feuille(self) -> str:
        """The sheet's name as the user has it; the contract's where there is none."""
        return self.raw.sheet if self.raw is not None else self.registre.table.sheet

    def au_rang(self, rang: int) -> Ligne:
        """The row that bears the seal of that rank.

        Raises:
            KeyError: none does.
        """
        return self.lignes[self.verification.places[rang]]


class Registres(NamedTuple):
    """All registers of a workbook, and the periods' totals sealed with them."""

    classeur: str
    livres: tuple[Lu, ...]
    scelles: Lu

    def livre(self, nom: str) -> Lu:
        """A register by its name."""
        return next(one for one in self.livres if one.registre.nom == nom)


def identifiant(snapshot: Snapshot) -> str:
    """The workbook's own name; empty where it has none yet.

    Raises:
        BadCell: it cannot be read: that is not a workbook without a name.
    """
    raw = snapshot.settings.get(IDENTIFIANT)
    if raw is None or raw.values[0] is None:
        return ""
    if isinstance(raw.values[0], CellError):
        raise BadCell(
            "Paramètres", raw.row, IDENTIFIANT, raw.values[0], "rien ne se scelle sans lui"
        )
    return str(raw.values[0]).strip()


def lire(snapshot: Snapshot, scelles: Scelles) -> Registres:
    """Read the registers and hold them against their seals.

    Args:
        snapshot: the workbook, its :data:`TABLES`.
        scelles: the journal.

    Raises:
        MissingSheet: there is no Livre des recettes.
        MissingColumn: a column that is sealed is not there.
        SceauRecent: a seal is of a newer form.
    """
    if RECETTES.name not in snapshot.tables:
        raise MissingSheet(RECETTES.sheet)
    classeur = identifiant(snapshot)
    periodes = _lu(snapshot, REGISTRE_SCELLES, scelles, classeur, {})
    reperes = _reperes(periodes)
    livres = tuple(
        _lu(snapshot, registre, scelles, classeur, reperes.get(registre.nom, {}))
        for registre in REGISTRES
    )
    return Registres(classeur, livres, periodes)


def _lu(
    snapshot: Snapshot,
    registre: Registre,
    scelles: Scelles,
    classeur: str,
    reperes: Mapping[int, str],
) -> Lu:
    raw = snapshot.tables.get(registre.table.name)
    rows = lignes(raw, registre)
    # A row of Scellés that someone made himself may tell any rank: the register does not go there.
    far = len(rows) + DISPARUES
    reperes = {rang: its for rang, its in reperes.items() if rang <= far}
    known = scelles.empreintes(classeur, registre.nom) if classeur else {}

    def scellees(rangs: Collection[int]) -> Mapping[int, Champs]:
        return scelles.lignes(classeur, registre.nom, rangs) if known else {}

    verification = verifier(rows, Connus({**reperes, **known}, scellees))
    return Lu(registre, raw, {one.place: one for one in rows}, verification, known, scellees)


def _reperes(periodes: Lu) -> dict[str, dict[int, str]]:
    """By register, the seals of last rows that sound rows of Scellés tell."""
    found: dict[str, dict[int, str]] = {}
    for ligne in saines(periodes):
        nom = ligne.champs[REGISTRE_SCELLES.champ("Registre")]
        sceau = lire_sceau(ligne.champs[REGISTRE_SCELLES.champ("Dernière ligne")])
        if sceau is not None:
            found.setdefault(nom, {})[sceau.rang] = sceau.empreinte
    return found


def saines(lu: Lu) -> Iterable[Ligne]:
    """A register's sound rows, in the order of their ranks."""
    return (lu.lignes[place] for place in lu.verification.saines)
