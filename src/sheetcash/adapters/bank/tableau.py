"""A CSV statement into records: its header, its accounts, its rows; `lignes.py` reads these.

One engine for every bank, by the table of `banques.py` or a mapping of the user's: headers under
preambles, several accounts one under the other, labels over several lines. Each record of the file
ends in exactly one list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from operator import itemgetter
from typing import Final, NamedTuple

from sheetcash.adapters.bank import lignes, preambule
from sheetcash.adapters.bank.banques import signatures
from sheetcash.adapters.bank.conversions import convertir
from sheetcash.adapters.bank.decoupe import (
    JOUR,
    SANS_TITRES,
    SEPARATEURS,
    Enregistrement,
    cases,
    enregistrements,
    places,
)
from sheetcash.adapters.bank.description import ATTENTE, Banque
from sheetcash.adapters.bank.proposition import titres_vus
from sheetcash.adapters.bank.valeurs import Jours, Montants, est_montant
from sheetcash.core.releves import (
    Annonce,
    Compte,
    Correspondance,
    Mouvement,
    Rejet,
    Releve,
    avec_soldes,
    titre,
)
from sheetcash.errors import UnknownColumns, WrongMapping

#: A header is looked for in so many lines.
_TOP: Final = 100
_MONEY: Final = ("montant", "debit", "credit", "brut", "frais")

#: Some banks write their labels for a web page; the sign that ends an entity may be the separator.
_ENTITY: Final = re.compile(
    r"&(?:[A-Za-z](?:acute|grave|circ|uml|cedil)|amp|nbsp|euro|rsquo|deg|#(?!3[49];)\d{2,5});"
)
#: What a mapping may tell besides the day, the label and the amount.
_FACULTATIVES: Final = (
    *("frais", "brut", "solde", "compte", "reference", "contrepartie", "iban", "devise", "etat"),
)
#: How a mapping names a column without a title, or with the title of another.
_PLACE: Final = re.compile(r"colonne (\d{1,3})")
_A_DAY: Final = re.compile(r"(?a:\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4})")


class Entete(NamedTuple):
    """A header: its line (from 0), the sign between cells, the titles compared, whose it is.

    ``nu`` where the table has no titles: ``ligne`` is that above its first row, -1 for none.
    """

    ligne: int
    separateur: str
    titres: tuple[str, ...]
    banque: Banque
    nu: bool = False


def lire_tableau(
    text: str,
    nom: str,
    choisie: Correspondance | None = None,
    *,
    ordre: str = "",
    decimale: str = "",
    retenue: bool = False,
) -> Releve:
    """The statement in a CSV text.

    Args:
        text: the file's, line ends as « \\n ».
        nom: what to call it in errors.
        choisie: the user's mapping, instead of the banks'.
        ordre: of the dates, when the user told it.
        decimale: the decimal mark, when the user told it.
        retenue: the mapping was made for another file: one of places alone fits no titles.

    Raises:
        UnknownColumns: no header of a known bank.
        WrongMapping: the user's mapping names columns that are not there.
    """
    if "&" in text:
        text = _ENTITY.sub(lambda found: unescape(found[0]), text)
    lines = text.split("\n")
    header = (
        entete_choisie(lines, nom, choisie, retenue=retenue) if choisie else trouver_entete(lines)
    )
    if header is None:
        raise UnknownColumns(nom, titres(lines))
    table = _Tableau(lines, header)
    table.parcourir()
    mapping, at = header.banque.colonnes, lignes.PLACES
    money = [one for one in _MONEY if one in table.columns]
    amounts = Montants(
        (row[at[one]] for one in money for _, _, row, _ in table.rows),
        decimale or mapping.decimale,
    )
    days = Jours(
        (row[at["jour"]] for _, _, row, _ in table.rows),
        ordre or mapping.ordre,
        utc="utc" in header.titres[table.columns["jour"]].split(),
    )
    read = lignes.lire_lignes(table.rows, header.banque, amounts, days)
    shown = "tabulation" if header.separateur == "\t" else header.separateur
    notes = [Annonce("séparateur", shown), amounts.annonce, days.annonce]
    rows, aside = read.mouvements, read.ecartes
    if header.banque.conversions:
        rows, legs = convertir(rows)
        aside = sorted([*aside, *legs])
        if legs:
            notes.append(Annonce("devise", f"{len(legs) // 2} aux euros de leur conversion"))
    if days.decales:
        notes.append(Annonce("heure", f"{days.decales} dates passées à l'heure de Paris", False))
    return Releve(
        header.banque.nom,
        len(table.rows) + len(table.rejets),
        rows,
        sorted([*table.rejets, *read.rejets]),
        aside,
        avec_soldes(_accounts(table.comptes, rows), rows),
        notes,
    )


def _accounts(known: Iterable[Compte], rows: Iterable[Mouvement]) -> Iterator[Compte]:
    """The accounts that rows are of, with what the lines above them told."""
    told = {one.numero: one for one in known}
    seen = dict.fromkeys((row.compte, row.devise) for row in rows)
    for number, currency in seen or ((one, "EUR") for one in told):
        above = told.get(number)
        if above is not None and above.devise == currency:
            yield above
        else:
            yield Compte(number, currency)


def trouver_entete(lines: Sequence[str]) -> Entete | None:
    """The header of a known bank among the first lines.

    >>> trouver_entete(["Compte 12", "Date;Libellé;Montant(EUROS)"]).banque.nom
    'La Banque Postale'
    """
    known = signatures()
    for at, separateur, names in entetes(lines):
        there = set(names)
        for banque, wanted in known:
            if all(not there.isdisjoint(one) for one in wanted) and _enough(names, banque):
                return Entete(at, separateur, names, banque)
    return None


def _enough(names: Sequence[str], banque: Banque) -> bool:
    """Whether the columns without which there is no movement are there."""
    one = banque.colonnes
    needed = (one.jour, one.montant, one.debit, one.credit)
    return all(colonne(names, title) is not None for title in needed if title)


def entetes(lines: Sequence[str]) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """What may be a header: its line (from 0), the sign between its cells, its titles compared."""
    for at, line in enumerate(lines[:_TOP]):
        if len(line) < 5_000:
            for separateur in SEPARATEURS:
                if separateur in line:
                    yield at, separateur, tuple(map(titre, cases(line, separateur)))


def entete_choisie(
    lines: Sequence[str], nom: str, mapping: Correspondance, *, retenue: bool = False
) -> Entete:
    """The first line that has all the titles of a mapping.

    Raises:
        WrongMapping: no line has.
    """
    asked = [mapping.jour, *mapping.libelle, mapping.montant, mapping.debit, mapping.credit]
    absent = wanted = tuple(one for one in asked if one)
    if all(place(one) for one in wanted):
        # Places fit any file: they are never tried on one for which the user did not say so.
        bare = None if retenue else _sans_titres(lines, mapping)
        if bare is None:
            raise WrongMapping(nom, mapping.nom, wanted)
        _toutes(nom, mapping, bare.titres)
        return bare
    for at, separateur, names in entetes(lines):
        here = tuple(one for one in wanted if colonne(names, one) is None)
        if not here:
            if not retenue:
                _toutes(nom, mapping, names)
            return Entete(at, separateur, names, Banque(mapping, ()))
        absent = min(absent, here, key=len)
    raise WrongMapping(nom, mapping.nom, absent)


def _toutes(nom: str, mapping: Correspondance, names: Sequence[str]) -> None:
    """Refuse a mapping just told, when it names a column that is not there: it would be ignored.

    Raises:
        WrongMapping: as said.
    """
    told = [getattr(mapping, role) for role in _FACULTATIVES]
    absent = tuple(one for one in told if one and colonne(names, one) is None)
    if absent:
        raise WrongMapping(nom, mapping.nom, absent)


def _sans_titres(lines: Sequence[str], mapping: Correspondance) -> Entete | None:
    """The table whose columns a mapping tells by their places; it may have no titles."""
    day, needed = place(mapping.jour) - 1, [mapping.montant, mapping.debit, mapping.credit]
    least = max(map(place, (mapping.jour, *mapping.libelle, *filter(None, needed))))
    for at, line in enumerate(lines[:_TOP]):
        for separateur in SANS_TITRES:
            row = cases(line, separateur)
            if len(row) >= least and JOUR.match(row[day]):
                above = cases(lines[at - 1], separateur) if at else []
                names = places(len(row))
                if len(above) == len(row):  # titles that some of its columns are told by
                    names = tuple(map(titre, above))
                return Entete(at - 1, separateur, names, Banque(mapping, ()), nu=True)
    return None


def titres(lines: Sequence[str]) -> tuple[str, ...]:
    """The titles of a table of an unknown bank.

    Where no row tells, the first line with as many cells as the next.

    >>> titres(["Relevé", "Jour;Quoi;Combien", "01/02/2026;CB;-3,00"])
    ('Jour', 'Quoi', 'Combien')
    """
    if seen := titres_vus(lines):
        return seen
    for at, line in enumerate(lines[:_TOP]):
        for separateur in SEPARATEURS:
            here = cases(line, separateur)
            after = cases(lines[at + 1], separateur) if at + 1 < len(lines) else []
            if len(here) > 2 and len(after) == len(here):
                return tuple(one.strip() for one in here)
    return tuple(one.strip()[:60] for one in cases(lines[0][:2_000], ";"))[:12]


def colonne(names: Sequence[str], wanted: str) -> int | None:
    """Where the first of these titles stands: « a|b » is a, else b; None when none is there.

    « colonne 3 » is the third one, whatever its title.

    >>> colonne(("date", "somme"), "Montant|Somme"), colonne(("date", "somme"), "colonne 1")
    (1, 0)
    """
    for one in wanted.split("|"):
        if (name := titre(one)) and name in names:
            return names.index(name)
        if 0 < (at := place(one)) <= len(names):
            return at - 1
    return None


def place(nom: str) -> int:
    """The place, from 1, that « colonne 3 » tells; 0 when it is a title.

    >>> place("Colonne 3"), place("Date")
    (3, 0)
    """
    found = _PLACE.fullmatch(titre(nom)) if nom[:1] in "cC" else None
    return int(found[1]) if found else 0


def _pending(cells: list[str], state: int | None) -> bool:
    """Whether the row is told to be pending: it has no day yet."""
    return state is not None and len(cells) > state and titre(cells[state]) in ATTENTE


@dataclass(slots=True)
class _Tableau:
    """The records of a file: rows to read, rows cut or misshapen, accounts."""

    lines: list[str]
    header: Entete
    columns: dict[str, int] = field(default_factory=dict)
    rows: list[lignes.Ligne] = field(default_factory=list)
    rejets: list[Rejet] = field(default_factory=list)
    comptes: list[Compte] = field(default_factory=list)

    def parcourir(self) -> None:
        """Goes through the records once."""
        header, lines = self.header, self.lines
        wanted = lignes.colonnes(header.banque)
        found = {role: colonne(header.titres, one) for role, one in wanted.items() if one}
        self.columns = {role: at for role, at in found.items() if at is not None}
        pick = itemgetter(*(self.columns.get(role, -1) for role in lignes.PLACES))
        width = len(header.titres)
        named = width - next((i for i, one in enumerate(header.titres[::-1]) if one), 0)
        day, state = self.columns["jour"], self.columns.get("etat")
        money = [self.columns[one] for one in ("montant", "debit", "credit") if one in self.columns]
        least = max(day, *money) + 1

        def begins(cells: list[str]) -> bool:
            return len(cells) >= least and JOUR.match(cells[day]) is not None

        self.comptes.append(preambule.compte(lines[: header.ligne + header.nu]))
        number = self.comptes[0].numero
        title, match = None if header.nu else lines[header.ligne], JOUR.match
        if header.nu:
            self._au_dessus()
        else:
            self._above(day, least, begins)
        odd: list[Enregistrement] = []
        # Without a line end the last row may be cut in the middle of its amount.
        cut = len(lines) if lines[-1] else 0
        for record in enregistrements(lines, header.ligne + 1, header.separateur, begins):
            line, cells, text = record
            if len(cells) > day and (match(cells[day]) or _pending(cells, state)):
                if odd:
                    self._reject(odd)
                    odd = []
                count = len(cells)
                short = count < least or (line == cut and count < named)
                if short or (count > width and any(map(str.strip, cells[width:]))):
                    self._misshapen(record, named)
                else:
                    if count < width:
                        cells += [""] * (width - count)
                    cells.append("")  # what a column that is not there holds
                    self.rows.append((line, number, pick(cells), text))
            elif text.removeprefix("\ufeff") == title:
                above = [one for one in odd if sum(map(bool, map(str.strip, one.cases))) <= 2]
                self._reject([one for one in odd if one not in above])
                odd = []
                if above:  # else two files of one account, one after the other
                    self.comptes.append(preambule.compte(one.texte for one in above))
                    number = self.comptes[-1].numero or number
            else:
                odd.append(record)
        self._reject(odd)

    def _above(self, day: int, least: int, begins: Callable[[list[str]], bool]) -> None:
        """Rows where none should be: above the header, or on its line, when one was damaged."""
        header, lines = self.header, self.lines
        above = lines[: header.ligne]
        for line, cells, text in enregistrements(above, 0, header.separateur, begins):
            if len(cells) >= least and JOUR.match(cells[day]):
                why = "cette ligne est au-dessus de l'en-tête"
                self.rejets.append(lignes.rejet(line, why, text))
        if _A_DAY.search(lines[header.ligne]):
            why = "une ligne de relevé est collée à l'en-tête"
            self.rejets.append(lignes.rejet(header.ligne + 1, why, lines[header.ligne]))

    def _au_dessus(self) -> None:
        """Above the first row of a table without titles: what may be a row is put aside."""
        header = self.header
        for at, line in enumerate(self.lines[: header.ligne + 1], 1):
            its = [one for one in cases(line, header.separateur) if one.strip()]
            if len(its) > 1 and any(map(est_montant, its)):
                why = "cette ligne est au-dessus de la première qui a une date et assez de colonnes"
                self.rejets.append(lignes.rejet(at, why, line))

    def _misshapen(self, record: Enregistrement, named: int) -> None:
        more = "un séparateur dans un texte ?" if len(record.cases) > named else "ligne coupée ?"
        why = f"{len(record.cases)} cellules au lieu de {named} ({more})"
        self.rejets.append(lignes.rejet(record.ligne, why, record.texte))

    def _reject(self, records: Iterable[Enregistrement]) -> None:
        for one in records:
            why = "ce n'est pas une ligne de relevé : elle n'a pas de date"
            self.rejets.append(lignes.rejet(one.ligne, why, one.texte))
