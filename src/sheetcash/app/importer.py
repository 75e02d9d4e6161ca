"""Statements into the sheet Banque: nothing twice, nothing dropped, what cannot be read told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Final, NamedTuple

from sheetcash.core.cles import cles
from sheetcash.core.libelles import marchand
from sheetcash.core.money import format_euros
from sheetcash.core.releves import (
    Annonce,
    EcartSolde,
    Mouvement,
    Nature,
    Rejet,
    Releve,
    au_compte,
    ecarts_de_solde,
    est_prestataire,
    soldes_justes,
    titre,
)
from sheetcash.errors import MissingColumn, MissingSheet
from sheetcash.workbook.banque import VIREMENT_INTERNE, LigneBanque, en_double, read_banque
from sheetcash.workbook.convert import texts
from sheetcash.workbook.edits import AppendRows, Edit, SetSetting, UpdateRow, Value
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.raw import RawTable, Snapshot
from sheetcash.workbook.reading_settings import read_settings
from sheetcash.workbook.rows import hors_du_tableau
from sheetcash.workbook.tables import BANQUE

#: Up to which day the bank is known, among the settings.
A_JOUR: Final = "Relevés à jour au"
#: What is read to take a statement in.
TABLES: Final = (BANQUE.name,)
_EUROS: Final = "EUR"
#: Money of one's own that only changed place.
_INTERNES: Final = (Nature.VIREMENT, Nature.CHANGE)


class Entree(NamedTuple):
    """A row to be written in Banque: its Id, and the movement, or the part of one, it is for."""

    id: str
    mouvement: Mouvement
    cents: int
    nature: Nature


class Pris(NamedTuple):
    """What became of one file.

    Attributes:
        nom: the file.
        releve: as it was read.
        entrees: the rows that are new: a payment whose fee is told makes two.
        nouveaux: the movements that they come from.
        connus: movements that were there already.
        semblables: movements like a row that came from another export: not written.
        ecartes: not settled, or in another currency; for the user to see.
        ecarts: balances that the rows do not give.
    """

    nom: str
    releve: Releve
    entrees: list[Entree]
    nouveaux: int
    connus: int
    semblables: list[Mouvement]
    ecartes: list[Rejet]
    ecarts: list[EcartSolde]

    @property
    def annonces(self) -> Sequence[Annonce]:
        """What was found of the file's form, or guessed."""
        return self.releve.annonces

    @property
    def rejets(self) -> Sequence[Rejet]:
        """What could not be read."""
        return self.releve.rejets


class Plan(NamedTuple):
    """What an import would write.

    ``nommees`` counts the rows pasted by hand that are taken in.
    """

    fichiers: list[Pris]
    edits: list[Edit]
    nommees: int
    constats: list[Finding]


def preparer(
    snapshot: Snapshot,
    releves: Sequence[tuple[str, Releve]],
    aujourdhui: date,
    *,
    tout: bool = False,
) -> Plan:
    """What these statements add to the workbook; nothing is written.

    A row is known by its key (:func:`sheetcash.core.cles.cles`): the same file twice, or
    another one over an overlapping period, adds nothing that is there. The same bank read from
    another kind of export gives other keys: a row of the same day and amount whose words are alike
    is taken for it, and listed; ``tout`` adds those too.

    Raises:
        MissingSheet: the workbook has no table Banque.
        MissingColumn: it has no column Id: nothing could be known again; or none for what tells a
            provider's payments from its fees and transfers.
    """
    raw = snapshot.tables.get(BANQUE.name)
    if not releves and (raw is None or "Id" not in raw.positions):
        return Plan([], [], 0, [])  # invoices only
    if raw is None:
        raise MissingSheet(BANQUE.sheet)
    if "Id" not in raw.positions:
        raise MissingColumn(raw.sheet, "Id")
    constats: list[Finding] = []
    lignes, named = lire_banque(raw, constats)
    edits = [UpdateRow(BANQUE.name, at, "", {"Id": name}) for at, name in named.items()]
    fichiers, rows = [], list[tuple[str, Entree]]()
    ids = _ids(raw) | {one.id for one in lignes}
    for at, (nom, releve) in enumerate(releves, 1):
        pris = _prendre(nom, releve, ids, lignes, tout=tout)
        fichiers.append(pris)
        rows += [(nom, one) for one in pris.entrees]
        if at < len(releves):  # the next file may be another export of the same
            ids |= {one.id for one in pris.entrees}
            lignes += map(_ligne, pris.entrees)
        constats += [_ecart(raw, one, nom) for one in pris.ecarts]
    constats += _sans_colonne(raw, rows)
    rows.sort(key=lambda row: row[1].mouvement.jour)
    added = [AppendRows(BANQUE.name, _colonnes(rows))] if rows else []
    known = _a_jour(snapshot, (releve for _, releve in releves), aujourdhui)
    return Plan(fichiers, [*edits, *added, *known], len(edits), constats)


def _sans_colonne(raw: RawTable, rows: Sequence[tuple[str, Entree]]) -> list[Finding]:
    """The columns for which these rows have something, and that an older sheet has not."""
    found: list[Finding] = []
    wanted = ("Nature", "Rapproché avec", "Compte", "Contrepartie", "IBAN")
    absent = [title for title in wanted if title not in raw.positions]
    columns = _colonnes(rows) if absent else {}
    for title in absent:
        if not any(columns[title]):
            continue
        if title in ("Nature", "Rapproché avec"):
            raise MissingColumn(raw.sheet, title)
        why = f"La colonne « {title} » manque : ce qu'en disent ces relevés n'est pas gardé."
        what = f"Ajoutez au tableau une colonne vide de titre « {title} » avant les prochains."
        found.append(Finding(raw.sheet, 0, title, why, what))
    return found


def _a_jour(snapshot: Snapshot, releves: Iterable[Releve], aujourdhui: date) -> list[SetSetting]:
    """The day up to which the bank is known now, when these statements put it further."""
    if A_JOUR not in snapshot.settings:  # a workbook made before: its last line tells
        return []
    days = []
    for one in releves:
        comptes = {c.numero: c for c in one.comptes}
        banks = {row.compte for row in one.mouvements} | set(comptes)
        banks = {number for number in banks if not est_prestataire(number)}
        days += [row.jour for row in one.mouvements if row.compte in banks]
        closings = [c.cloture for number, c in comptes.items() if number in banks]
        days += [one.jour for one in closings if one and one.jour]
    last = max((day for day in days if day <= aujourdhui), default=None)
    before = read_settings(snapshot.settings, []).releves_au
    if last is None or (before is not None and before >= last):
        return []
    return [SetSetting(A_JOUR, last)]


def _ids(raw: RawTable) -> set[str]:
    """All the Ids of the sheet, those of rows that cannot be read too: they are there."""
    return {one for one in texts(raw.columns["Id"]) if one}


def lire_banque(raw: RawTable, constats: list[Finding]) -> tuple[list[LigneBanque], dict[int, str]]:
    """The rows of Banque, each with an Id, and by row the Ids that those pasted by hand are given.

    Args:
        raw: tblBanque.
        constats: what was found, appended to.
    """
    constats += hors_du_tableau(raw)
    lignes = read_banque(raw, constats)
    constats += en_double(lignes, raw.sheet)
    if not (named := _nommer(lignes)):
        return lignes, named
    return [one._replace(id=named.get(one.ligne, one.id)) for one in lignes], named


def _nommer(lignes: Sequence[LigneBanque]) -> dict[int, str]:
    """An Id for each row that was pasted by hand: the one an import would give it."""
    pasted = [one for one in lignes if not one.id]
    known = {one.id for one in lignes}
    moves = [
        Mouvement(one.jour, one.libelle, one.cents, one.compte, contrepartie=one.contrepartie)
        for one in pasted
    ]
    found = {}
    for one, name in zip(pasted, cles(moves), strict=True):
        while name in known:  # a twin of a row that came from a file
            name += "b"
        known.add(name)
        found[one.ligne] = name
    return found


def _prendre(
    nom: str, releve: Releve, ids: Collection[str], lignes: Sequence[LigneBanque], *, tout: bool
) -> Pris:
    """What one file adds."""
    named = au_compte(releve.mouvements, releve.format)
    keys = cles(named)
    mine = set(keys)
    like = _Semblables(one for one in lignes if one.id not in mine)
    entrees: list[Entree] = []
    seen: set[str] = set()
    connus, nouveaux, alike = 0, 0, []
    ecartes = list(releve.ecartes)
    # A row given twice with one reference is two where the balances want both.
    proved = soldes_justes(releve) if len(mine) < len(keys) else set()
    for key, row, told in zip(keys, named, releve.mouvements, strict=True):
        if key in seen and not tout and told.compte not in proved:
            alike.append(row)
            continue
        while key in seen:
            key += "b"
        if key in ids:
            connus += 1
            seen.add(key)
        elif row.devise != _EUROS:
            why = f"en {row.devise} : le relevé ne dit pas combien d'euros"
            ecartes.append(Rejet(row.ligne, why, row.libelle))
        elif not tout and like.prendre(row, releve.format):
            alike.append(row)
        else:
            seen.add(key)
            nouveaux += 1
            entrees += _entrees(key, row)
    return Pris(nom, releve, entrees, nouveaux, connus, alike, ecartes, ecarts_de_solde(releve))


def _entrees(key: str, row: Mouvement) -> list[Entree]:
    """A movement as rows: what a payer paid and the provider's fee apart, as the books want."""
    if row.nature is not Nature.FRAIS and row.brut is not None and row.brut != row.cents:
        fee = row.cents - row.brut
        return [
            Entree(key, row, row.brut, row.nature),
            Entree(f"{key}f", row, fee, Nature.FRAIS),
        ]
    return [Entree(key, row, row.cents, row.nature)]


def _ligne(one: Entree) -> LigneBanque:
    its = one.mouvement
    return LigneBanque(0, one.id, its.jour, its.libelle, one.cents, its.compte)


class _Semblables:
    """Rows already there that another export of the same account may give again."""

    def __init__(self, lignes: Iterable[LigneBanque]) -> None:
        self.libres: dict[tuple[date, int], list[LigneBanque]] = defaultdict(list)
        for one in lignes:
            self.libres[one.jour, one.cents].append(one)

    def prendre(self, row: Mouvement, format: str) -> bool:
        """Whether one of them is this movement; it is not another's any more.

        ``format`` is what the account is called where nobody named it.
        """
        if not self.libres:
            return False
        amount = row.cents if row.brut is None else row.brut
        those = self.libres.get((row.jour, amount), [])
        alike = [
            at
            for at, one in enumerate(those)
            if (format in (one.compte, row.compte) or _meme_compte(one.compte, row.compte))
            and _memes_mots(one.libelle, row.libelle)
        ]
        if not alike:
            return False
        same = [at for at in alike if titre(those[at].libelle) == titre(row.libelle)]
        del those[(same or alike)[0]]
        return True


def _meme_compte(one: str, other: str) -> bool:
    """Two names that may be of one account: the same digits, or only one of them has any.

    >>> _meme_compte("FR76 3000 4000", "30004000"), _meme_compte("123", "456")
    (True, False)
    >>> _meme_compte("Compte pro", "Compte perso"), _meme_compte("Compte pro", "30004000")
    (False, True)
    """
    digits = ["".join(sign for sign in name if sign.isdigit()) for name in (one, other)]
    if not any(digits):
        return titre(one) == titre(other) or not (one and other)
    return not all(digits) or digits[0] in digits[1] or digits[1] in digits[0]


def _memes_mots(one: str, other: str) -> bool:
    """Whether two labels name the same one, or one is the other cut short.

    What banks write around a name tells nothing.

    >>> _memes_mots("VIR SEPA DUPONT MARIE", "Dupont Marie"), _memes_mots("CB SNCF", "CB OVH")
    (True, False)
    >>> _memes_mots("VIR SEPA DUPONT", "VIR SEPA DURAND"), _memes_mots("VIR SEPA DUPO", "Dupont")
    (False, False)
    """
    first, second = titre(one), titre(other)
    short, long = sorted((first.replace(" ", ""), second.replace(" ", "")), key=len)
    if short and short in long:
        return True
    words = [set(marchand(text).split()) for text in (one, other)]
    if not all(words):
        words = [{word for word in text.split() if len(word) > 2} for text in (first, second)]
    least = min(map(len, words))
    return least > 0 and 2 * len(words[0] & words[1]) > least


def _colonnes(rows: Sequence[tuple[str, Entree]]) -> dict[str, list[Value]]:
    """The columns of the new lines of Banque, each with its file."""
    entries = [one for _, one in rows]
    moves = [one.mouvement for one in entries]
    columns: dict[str, list[Value]] = {
        "Id": [one.id for one in entries],
        "Date": [one.jour for one in moves],
        "Libellé": [one.libelle for one in moves],
        "Montant": [one.cents for one in entries],
        "Compte": [one.compte for one in moves],
        "Rapproché avec": [
            VIREMENT_INTERNE if one.nature in _INTERNES else None for one in entries
        ],
        "Contrepartie": [one.contrepartie or None for one in moves],
        "IBAN": [one.iban or None for one in moves],
        "Nature": [None if one.nature is Nature.BANQUE else str(one.nature) for one in entries],
        "Source": [nom for nom, _ in rows],
    }
    for at, one in enumerate(entries):
        if one.nature is Nature.FRAIS and one.cents != one.mouvement.cents:  # a part of its row
            columns["Libellé"][at] = f"Frais : {one.mouvement.libelle}"
            columns["Contrepartie"][at] = columns["IBAN"][at] = None
    return columns


def _ecart(raw: RawTable, one: EcartSolde, nom: str) -> Finding:
    where = f", à partir de sa ligne {one.ligne}" if one.ligne else ""
    account = f" (compte {one.compte})" if one.compte else ""
    return Finding(
        raw.sheet,
        0,
        "Montant",
        f"{nom}{account} annonce un solde de {format_euros(one.annonce)}, et ses lignes donnent "
        f"{format_euros(one.attendu)}{where} : il en manque une, ou l'une y est deux fois.",
        "Téléchargez de nouveau ce relevé auprès de votre banque et comparez.",
    )
