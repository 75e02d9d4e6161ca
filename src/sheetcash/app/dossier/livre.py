"""A register as the accountant's folder tells it: rows in order, with what seals them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import PurePath
from typing import NamedTuple

from sheetcash.core.cloture import Mouvement
from sheetcash.core.periods import format_date
from sheetcash.core.scellement import OUBLI, Sceau, lire_sceau, rang_du_numero
from sheetcash.core.verification import Ligne
from sheetcash.errors import SceauRecent
from sheetcash.workbook import convert
from sheetcash.workbook.raw import RawTable
from sheetcash.workbook.registres import (
    REGISTRE_SCELLES,
    Registre,
    cents_de,
    jour_de,
    lignes,
)
from sheetcash.workbook.schema import fold


class Entree(NamedTuple):
    """One row of a register.

    Attributes:
        place: its row in the sheet.
        champs: what stands in it, by column title, every column of the contract; a day is ISO.
        jour: its day, None when it cannot be read.
        cents: its amount, None when it cannot be read.
        sceau: its seal, None when it bears none that can be read.
        scellee_le: the day it was sealed, where the sheet Scellés tells.
        corrigee_par: the numbers of the rows that correct it.
    """

    place: int
    champs: Mapping[str, str]
    jour: date | None
    cents: int | None
    sceau: Sceau | None
    scellee_le: date | None
    corrigee_par: tuple[str, ...] = ()

    @property
    def numero(self) -> str:
        """Its number in the register."""
        return self.champs["N°"].strip()

    @property
    def corrige(self) -> str:
        """The number of the row that it corrects; empty when it corrects none."""
        its = self.champs["Corrige"].strip()
        return "" if fold(its) == OUBLI else its

    @property
    def tardive(self) -> bool:
        """Whether it says that it had been forgotten."""
        return fold(self.champs["Corrige"]) == OUBLI

    @property
    def reference(self) -> str:
        """The reference of its voucher: the invoice, then the file where its name is another."""
        invoice, file = (self.champs.get(one, "").strip() for one in ("N° facture", "Pièce"))
        if invoice and PurePath(file.replace("\\", "/")).stem.casefold() == invoice.casefold():
            file = ""
        return " · ".join(name for name in (invoice, file) if name)


class Livre(NamedTuple):
    """A register until a day.

    Attributes:
        registre: which one.
        entrees: its rows with a day and an amount, by day, then rank, then number.
        ecartees: those that lack one of them, as they stand.
        plus_tard: how many are dated later.
        dernier: the last seal that it bears.
        jusqu_au: the last day that the sheet Scellés closes.
    """

    registre: Registre
    entrees: list[Entree]
    ecartees: list[Entree]
    plus_tard: int
    dernier: Sceau | None
    jusqu_au: date | None

    def mouvements(self) -> list[Mouvement]:
        """What its totals are made of."""
        detail = self.registre.detail
        return [
            Mouvement(
                one.jour,
                one.cents,
                one.champs[detail].strip(),
                one.champs["Mode de règlement"].strip(),
            )
            for one in self.entrees
            if one.jour is not None and one.cents is not None
        ]

    @property
    def non_scellees(self) -> int:
        """How many rows bear no seal."""
        return sum(one.sceau is None for one in self.entrees)


class _Cloture(NamedTuple):
    rang: int
    scelle_le: date
    fin: date


def lire(
    raw: RawTable | None, scelles: RawTable | None, registre: Registre, jour: date
) -> Livre | None:
    """A register until the end of a day; None where the workbook has none.

    A workbook that lacks columns of the contract, seals among them, is read without them.

    Args:
        raw: its table.
        scelles: tblScelles, None where there is none.
        registre: which one it is.
        jour: rows of later days are counted only.
    """
    if raw is None:
        return None
    closings = _clotures(scelles, registre)
    rows = lignes(_tolerante(raw), registre)
    numbers = _corrections(rows, registre)
    kept, odd, later = [], [], 0
    for ligne in rows:
        one = _entree(ligne, registre, raw, closings)
        one = one._replace(corrigee_par=tuple(numbers.get(one.numero.casefold(), ())))
        if one.jour is None or one.cents is None:
            odd.append(one)
        elif one.jour > jour:
            later += 1
        else:
            kept.append(one)
    kept.sort(key=_ordre)
    seals = [one.sceau for one in (*kept, *odd) if one.sceau is not None]
    return Livre(
        registre,
        kept,
        odd,
        later,
        max(seals, default=None, key=lambda seal: seal.rang),
        max((one.fin for one in closings), default=None),
    )


def _tolerante(raw: RawTable) -> RawTable:
    """The same, its absent columns taken for empty ones."""
    return raw._replace(positions=dict.fromkeys(raw.columns, 0) | raw.positions)


def _ordre(one: Entree) -> tuple[object, ...]:
    rang = one.sceau.rang if one.sceau else 1 << 40
    return one.jour, rang, rang_du_numero(one.numero), one.place


def _entree(ligne: Ligne, registre: Registre, raw: RawTable, closings: list[_Cloture]) -> Entree:
    champs = dict(zip(registre.champs, ligne.champs, strict=True))
    at = ligne.place - raw.first_row
    for title in registre.table.titles:
        if title not in champs:
            champs[title] = _texte(raw.columns[title][at])
    champs["Sceau"] = ligne.sceau
    sceau = _sceau(ligne.sceau)
    sealed = None
    if sceau is not None:
        sealed = next((one.scelle_le for one in closings if one.rang >= sceau.rang), None)
    return Entree(
        ligne.place,
        champs,
        jour_de(ligne.champs, registre),
        cents_de(ligne.champs, registre),
        sceau,
        sealed,
    )


def _texte(value: object) -> str:
    """A cell that is not sealed, a day as ISO."""
    return value.isoformat()[:10] if isinstance(value, date) else convert.text(value)


def _sceau(texte: str) -> Sceau | None:
    """The seal of a cell; one of a newer form is told by the verification."""
    try:
        return lire_sceau(texte) if texte else None
    except SceauRecent:
        return None


def _corrections(rows: Iterable[Ligne], registre: Registre) -> dict[str, list[str]]:
    """By number, folded, the rows that say they correct it."""
    at, found = registre.champ("Corrige"), dict[str, list[str]]()
    for one in rows:
        its = one.champs[at].strip()
        if its and fold(its) != OUBLI:
            found.setdefault(its.casefold(), []).append(one.champs[0].strip())
    return found


def _clotures(raw: RawTable | None, registre: Registre) -> list[_Cloture]:
    """What the sheet Scellés tells of that register, as it stands, by last rank."""
    if raw is None:
        return []
    found = []
    for ligne in lignes(_tolerante(raw), REGISTRE_SCELLES):
        said = dict(zip(REGISTRE_SCELLES.champs, ligne.champs, strict=True))
        seal, fin = _sceau(said["Dernière ligne"]), jour_de(ligne.champs, REGISTRE_SCELLES)
        try:
            day = date.fromisoformat(said["Scellé le"])
        except ValueError:
            continue
        if said["Registre"] == registre.nom and seal is not None and fin is not None:
            found.append(_Cloture(seal.rang, day, fin))
    return sorted(found)


def sceau_court(sceau: Sceau | None) -> str:
    """A seal as a column has room for it: its rank, and the first signs of its hash.

    >>> sceau_court(Sceau(12, "9f86d081" + "0" * 56)), sceau_court(None)
    ('12 · 9f86d081', '')
    """
    return f"{sceau.rang} · {sceau.empreinte[:8]}" if sceau else ""


def dernier_sceau(livre: Livre) -> str:
    """The register's last seal in full, in one sentence; what is said when there is none."""
    if livre.dernier is None:
        return "Aucune ligne n'est scellée."
    until = f", jusqu'au {format_date(livre.jusqu_au)}" if livre.jusqu_au else ""
    return f"Dernier sceau (rang {livre.dernier.rang}{until}) : {livre.dernier}"
