"""Undo a batch: its rows are taken back, its lines face nothing again."""

from __future__ import annotations

from typing import NamedTuple

from sheetcash.app.rapprochement.credits import recette_de_la_ligne
from sheetcash.app.rapprochement.debits import achat_de_la_ligne
from sheetcash.app.rapprochement.lecture import Livres, marque, nommees, piece_de
from sheetcash.app.rapprochement.numeros import refermer, suites
from sheetcash.app.rapprochement.preparer import enseigne
from sheetcash.app.rapprochement.sortes import Genre
from sheetcash.core.releves import titre
from sheetcash.errors import InputError
from sheetcash.workbook.banque import LigneBanque, numeros
from sheetcash.workbook.ecritures import Ecriture
from sheetcash.workbook.edits import Edit, UpdateRow, Value
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.records import Client, nom_client
from sheetcash.workbook.schema import fold
from sheetcash.workbook.tables import ACHATS, BANQUE, CLIENTS, COMPTABLE, DECLARATIONS, RECETTES


class Annulation(NamedTuple):
    """What undoing a batch changes; ``gardees`` are the lines whose rows are sealed or changed.

    ``oublies`` are the names and accounts that these lines had taught, by client.
    """

    lot: str
    lignes: list[LigneBanque]
    recettes: list[Ecriture]
    achats: list[Ecriture]
    gardees: list[LigneBanque]
    edits: list[Edit]
    constats: list[Finding]
    oublies: dict[str, list[str]]


def lots(livres: Livres) -> dict[str, int]:
    """The workbook's batches, oldest first, with how many lines each has."""
    found: dict[str, int] = {}
    for one in livres.banque:
        name = one.lot.partition(" ")[0]
        if name:
            found[name] = found.get(name, 0) + 1
    return dict(sorted(found.items(), key=lambda one: _rang(one[0])))


def _rang(lot: str) -> tuple[str, int]:
    day, _, rank = lot.partition("-")
    return day, int(rank) if rank.isdigit() else 0


def annuler(livres: Livres, lot: str = "") -> Annulation:
    """What takes a batch back, the last one by default; nothing is written.

    A receipt that was sealed, or changed since, stays as it is with its line, and is told.

    Raises:
        InputError: no line bears that batch.
    """
    known = lots(livres)
    name = lot or (list(known)[-1] if known else "")
    wanted = next((one for one in known if fold(one) == fold(name)), "")
    if not wanted:
        raise InputError(
            f"Aucune ligne de Banque n'est du lot « {lot} »."
            if lot
            else "Aucun rapprochement n'est à annuler.",
            f"Lots connus : {', '.join(known)}." if known else "",
        )
    lignes = [one for one in livres.banque if one.lot.partition(" ")[0] == wanted]
    found = Annulation(wanted, [], [], [], [], [], [], {})
    done: dict[str, bool] = {}  # a copied row is what the other is
    for ligne in lignes:
        if ligne.id not in done:
            done[ligne.id] = _reprendre(livres, ligne, ligne.lot.partition(" ")[2], found)
        if done[ligne.id]:
            found.lignes.append(ligne)
            values = {"Rapproché avec": None, "Lot": None}
            found.edits.append(UpdateRow(BANQUE.name, ligne.ligne, ligne.id, dict(values)))
        else:
            found.gardees.append(ligne)
    mine = {one.ligne for one in lignes}
    for table, rows, gone in (
        (RECETTES.name, livres.recettes, found.recettes),
        (ACHATS.name, livres.achats, found.achats),
    ):
        left = {one.ligne for one in found.lignes}
        found.edits.extend(suites(rows, livres.banque, table, refermer(rows, gone), left))
    _oublier(livres, found, mine)
    return found


def _oublier(livres: Livres, found: Annulation, mine: set[int]) -> None:
    """Unlearn what only these lines taught of their clients' banks: it may well be wrong."""
    taught: dict[int, set[str]] = {}
    for ligne in livres.banque:
        client = _client(livres, ligne) if ligne.lot.endswith(Genre.RECETTE) else None
        if client is not None and ligne.ligne not in mine:
            taught.setdefault(client.ligne, set()).update(map(titre, enseigne(livres, ligne)))
    lost: dict[int, set[str]] = {}
    for ligne in found.lignes:
        client = _client(livres, ligne) if ligne.lot.endswith(Genre.RECETTE) else None
        if client is not None:
            words = set(map(titre, enseigne(livres, ligne))) - taught.get(client.ligne, set())
            lost.setdefault(client.ligne, set()).update(words)
    for client in livres.book.clients.values():
        said = numeros(livres.en_banque.get(client.ligne, ""))
        gone = [word for word in said if titre(word) in lost.get(client.ligne, ())]
        if gone:
            found.oublies[client.nom] = gone
            text = " ; ".join(word for word in said if word not in gone)
            values: dict[str, Value] = {"En banque": text or None}
            found.edits.append(UpdateRow(CLIENTS.name, client.ligne, client.nom, values))


def _client(livres: Livres, ligne: LigneBanque) -> Client | None:
    bills = [livres.facture(name) for name in nommees(ligne)]
    names = {nom_client(one.client) for one in bills if one is not None}
    return livres.book.clients.get(names.pop()) if len(names) == 1 else None


def _reprendre(livres: Livres, ligne: LigneBanque, genre: str, found: Annulation) -> bool:
    """Take back what a line wrote elsewhere; whether that could be."""
    if genre == Genre.RECETTE:
        mine = [one for one in livres.recettes if one.remarque == marque(ligne.id)]
        same = all(recette_de_la_ligne(livres, ligne, one) for one in mine)
        if (
            not same
            or any(one.scellee for one in mine)
            or sum(one.cents for one in mine) != ligne.cents
        ):
            found.constats.append(_garde(ligne, "sa recette a été scellée ou changée depuis"))
            return False
        found.recettes.extend(mine)
        found.edits.extend(_vider(RECETTES.name, one) for one in mine)
    elif genre == Genre.ACHAT:
        mine = [one for one in livres.achats if one.piece == piece_de(ligne)]
        if len(mine) != 1 or mine[0].scellee or not achat_de_la_ligne(livres, ligne, mine[0]):
            found.constats.append(_garde(ligne, "son achat a été scellé ou changé depuis"))
            return False
        found.achats.extend(mine)
        found.edits.extend(_vider(ACHATS.name, one) for one in mine)
    elif genre == Genre.REGLEMENT:
        its = [one for name in nommees(ligne) for one in livres.achats_de(name)]
        if its and (
            sum(one.cents for one in its) != -ligne.cents
            or any(one.paye_le not in (ligne.jour, None) for one in its)
        ):
            found.constats.append(_garde(ligne, "ce qu'elle a payé a changé depuis"))
            return False
        paid = [one for one in its if one.paye_le == ligne.jour]
        found.edits.extend(
            UpdateRow(ACHATS.name, one.ligne, one.numero, {"Payé le": None}) for one in paid
        )
        found.edits.extend(
            UpdateRow(DECLARATIONS.name, one.ligne, one.periode, {"Payé le": None})
            for one in livres.declarations
            if fold(one.periode) in map(fold, nommees(ligne)) and one.paye_le == ligne.jour
        )
    return True


def _vider(table: str, one: Ecriture) -> UpdateRow:
    """A row without anything: it is passed over, and used again by the next one added."""
    columns = RECETTES if table == RECETTES.name else ACHATS
    kept = {column.title for column in COMPTABLE}
    values = {column.title: None for column in columns.columns if column.title not in kept}
    return UpdateRow(table, one.ligne, one.numero, dict(values))


def _garde(ligne: LigneBanque, why: str) -> Finding:
    return Finding(
        BANQUE.sheet,
        ligne.ligne,
        "Lot",
        f"Cette ligne reste rapprochée : {why}.",
        "Ôtez vous-même ce qu'elle a écrit, puis videz ses cases « Rapproché avec » et « Lot » ; "
        "une ligne scellée se corrige avec « sheetcash corriger ».",
    )
