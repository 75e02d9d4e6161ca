"""What matching would write: settled lines, their rows, the doubtful ones to be asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sheetcash.app.rapprochement import au_livre, credits, debits, internes
from sheetcash.app.rapprochement.confirmees import DIT, NON, confirmee, deux_fois
from sheetcash.app.rapprochement.lecture import Livres, nommees, perdues
from sheetcash.app.rapprochement.numeros import noms, numeroter, renommer, suites
from sheetcash.app.rapprochement.sortes import Accord, Doute, Genre
from sheetcash.core.libelles import marchand, mode_de_reglement, nom_propre
from sheetcash.core.periods import format_date
from sheetcash.core.rapprochement_regles import SEUL_LE_MONTANT
from sheetcash.core.releves import Nature, titre
from sheetcash.workbook.banque import (
    LigneBanque,
    est_sans_suite,
)
from sheetcash.workbook.edits import AppendRow, Edit, UpdateRow, Value
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.records import nom_client
from sheetcash.workbook.schema import fold
from sheetcash.workbook.tables import ACHATS, BANQUE, CLIENTS, RECETTES


class Plan(NamedTuple):
    """What would be written.

    Attributes:
        lot: the batch's name, by which it can be undone.
        accords: the lines that are settled.
        doutes: those that the user is to decide upon.
        restent: the lines of which nothing is known.
        appris: names and accounts learned, by client.
        renumerotees: rows that take another number, as new ones come before them.
        edits: the whole as edits.
        constats: what the user should look at.
    """

    lot: str
    accords: list[Accord]
    doutes: list[Doute]
    restent: list[LigneBanque]
    appris: dict[str, list[str]]
    renumerotees: int
    edits: list[Edit]
    constats: list[Finding]


def preparer(livres: Livres, aujourdhui: date, reponses: Mapping[str, str] | None = None) -> Plan:
    """Match the lines that face nothing; nothing is written.

    Args:
        livres: the workbook.
        aujourdhui: the day of the batch.
        reponses: by Id, what the user said of a line beside the sheet.
    """
    constats = list(livres.constats)
    answers = reponses or {}
    lignes = livres.banque
    if answers:
        lignes = [
            one._replace(rapproche=answers[one.id]) if one.id in answers else one for one in lignes
        ]
    livres = livres._replace(  # what this run settles stays its own
        banque=lignes,
        factures=dict(livres.factures),
        prises=set(livres.prises),
        pris=set(livres.pris),
    )
    constats += perdues(livres)
    todo = [one for one in lignes if not one.lot and one.ligne not in livres.servies and one.cents]
    if later := [one for one in todo if one.jour > aujourdhui]:
        constats += map(_a_venir, later)
        todo = [one for one in todo if one.jour <= aujourdhui]
    accords: list[Accord] = []
    settled = set(livres.faces)
    said = [one for one in todo if one.rapproche]
    for ligne in said:
        if not est_sans_suite(ligne.rapproche):
            its = confirmee(livres, ligne)
            if isinstance(its, Accord) and settled.isdisjoint(its.face):
                accords.append(its)
                settled |= its.face
                _encaisser(livres, its)
            elif its is not None:
                constats.append(deux_fois(ligne) if isinstance(its, Accord) else its)
    split = [str(one.reste["Fournisseur"] or "") for one in accords if one.reste is not None]
    livres = livres._replace(partages=frozenset(map(titre, split)), faces=frozenset(settled))
    blank = [one for one in todo if not one.rapproche] if said else todo
    more, doutes = _chercher(livres, blank)
    accords += more
    known = {one.ligne.ligne for one in accords} | {one.ligne.ligne for one in doutes}
    lot = _lot(livres, aujourdhui)
    edits, renumbered = _ecritures(livres, accords, doutes, {one.ligne for one in blank})
    appris, learned = _apprendre(livres, accords)
    edits += learned
    edits += _sur_la_banque(lot, accords, doutes, blank)
    refused = [one for one in said if fold(one.rapproche) in NON]
    edits += [
        UpdateRow(BANQUE.name, one.ligne, one.id, {"Rapproché avec": "non", "Proposition": None})
        for one in refused
        if one.id in answers
    ]
    edits = _nommees(livres, edits)
    restent = [*refused, *(one for one in blank if one.ligne not in known)]
    return Plan(lot, accords, doutes, restent, appris, renumbered, edits, constats)


def repond(plan: Plan) -> bool:
    """Whether the user said something in the sheet that this plan does, or cannot do."""
    told = any(one.raisons == DIT for one in plan.accords)
    return told or any(one.colonne == "Rapproché avec" for one in plan.constats)


def _a_venir(ligne: LigneBanque) -> Finding:
    return Finding(
        BANQUE.sheet,
        ligne.ligne,
        "Date",
        f"Le {format_date(ligne.jour)} n'est pas encore venu : cette ligne attend.",
        "Corrigez sa date, ou relancez ce jour-là.",
    )


def _nommees(livres: Livres, edits: Sequence[Edit]) -> list[Edit]:
    """The same edits, and an Id for each row that was pasted without one."""
    found: list[Edit] = []
    left = dict(livres.collees)
    for one in edits:
        if isinstance(one, UpdateRow) and one.table == BANQUE.name and one.row in livres.collees:
            name = left.pop(one.row, None)
            values = {"Id": name, **one.values} if name else one.values
            found.append(one._replace(key="" if name else one.key, values=values))
        else:
            found.append(one)
    return found + [UpdateRow(BANQUE.name, at, "", {"Id": name}) for at, name in left.items()]


def _chercher(livres: Livres, blank: Sequence[LigneBanque]) -> tuple[list[Accord], list[Doute]]:
    """What the blank lines are, the surest explanation first."""
    accords: list[Accord] = []
    doutes: list[Doute] = []
    left = list(blank)
    weak: dict[int, Doute] = {}  # a mere amount: whatever else explains the line goes first
    for find, choose in (
        (au_livre.deja_la, _toutes),
        (internes.internes, _toutes),
        (credits.par_les_factures, _des_clients),
        (debits.depenses, _sorties),
        (debits.rentrees, _entrees),
    ):
        settled, doubted = find(livres, choose(livres, left))
        accords += settled
        told = [one for one in doubted if SEUL_LE_MONTANT not in one.raisons]
        weak |= {one.ligne.ligne: one for one in doubted if SEUL_LE_MONTANT in one.raisons}
        doutes += told
        gone = {one.ligne.ligne for one in settled} | {one.ligne.ligne for one in told}
        left = [one for one in left if one.ligne not in gone] if gone else left
    return accords, doutes + [weak[one.ligne] for one in left if one.ligne in weak]


def _toutes(_: Livres, lignes: list[LigneBanque]) -> list[LigneBanque]:
    return lignes


def _des_clients(livres: Livres, lignes: list[LigneBanque]) -> list[LigneBanque]:
    """The lines that may be a client's: money in, and money out where something is owed back."""
    owed = {one.solde for one in livres.factures.values() if one.solde < 0}
    return [
        one
        for one in lignes
        if (one.cents > 0 and one.nature != Nature.FRAIS)
        or one.nature == Nature.PAIEMENT
        or (not one.nature and one.cents in owed)
    ]


def _sorties(_: Livres, lignes: list[LigneBanque]) -> list[LigneBanque]:
    """Money out, and a provider's fee that it gave back."""
    return [one for one in lignes if one.cents < 0 or one.nature == Nature.FRAIS]


def _entrees(_: Livres, lignes: list[LigneBanque]) -> list[LigneBanque]:
    return [one for one in lignes if one.cents > 0]


def _encaisser(livres: Livres, accord: Accord) -> None:
    """Once these rows are written, their invoices owe less, and their purchases are paid."""
    livres.pris.update(row for table, row in accord.face if table == ACHATS.name)
    for row in accord.recettes:
        number, cents = row["N° facture"], row["Montant"]
        if number is not None and isinstance(cents, int):
            livres.encaisser(str(number), cents)


def _lot(livres: Livres, aujourdhui: date) -> str:
    """A name that no batch of the workbook bears.

    A batch is named after its day: R20261127-2 is the second one.
    """
    day = f"R{aujourdhui:%Y%m%d}-"
    ranks = [
        int(rank)
        for one in livres.banque
        if one.lot.startswith(day) and (rank := one.lot[len(day) :].split(" ")[0]).isdigit()
    ]
    return f"{day}{max(ranks, default=0) + 1}"


def _ecritures(
    livres: Livres, accords: list[Accord], doutes: list[Doute], jugees: set[int]
) -> tuple[list[Edit], int]:
    """The rows added to the registers, numbered, and what changes elsewhere.

    What accords and doubts name takes its new number with them.
    """
    edits: list[Edit] = []
    settled = {one.ligne.ligne for one in accords}
    receipts = [row for one in accords for row in one.recettes]
    moved = numeroter(livres.recettes, receipts, "Date d'encaissement")
    edits += suites(livres.recettes, livres.banque, RECETTES.name, moved, settled, jugees)
    edits += [AppendRow(RECETTES.name, row) for row in receipts]
    bought = [row for one in accords for row in (one.achat, one.reste) if row is not None]
    pushed = numeroter(livres.achats, bought, "Date")
    edits += suites(livres.achats, livres.banque, ACHATS.name, pushed, settled, jugees)
    edits += [AppendRow(ACHATS.name, row) for row in bought]
    edits += [change for one in accords for change in one.changes]
    renamed = noms(RECETTES.name, moved) | noms(ACHATS.name, pushed)
    for at, one in enumerate(accords):
        name = f"Achat {one.achat['N°']}" if one.achat else renommer(one.avec, renamed)
        accords[at] = one._replace(avec=name)
    doutes[:] = [one._replace(avec=renommer(one.avec, renamed)) for one in doutes]
    return edits, len(renamed)


def _apprendre(
    livres: Livres, accords: Sequence[Accord]
) -> tuple[dict[str, list[str]], list[Edit]]:
    """What the settled lines teach of the clients' banks: their names there, their accounts."""
    appris: dict[str, list[str]] = {}
    edits: list[Edit] = []
    by_client: dict[str, list[Accord]] = {}
    for one in accords:
        if one.genre is Genre.RECETTE and one.client:
            by_client.setdefault(nom_client(one.client), []).append(one)
    for name, those in by_client.items():
        client = livres.book.client(name)
        if client is None:
            continue
        said = livres.en_banque.get(client.ligne, "")
        known = {titre(word) for word in (client.nom, client.contact, *said.split(";"))}
        new: list[str] = []
        for word in (w for one in those for w in enseigne(livres, one.ligne, one.raisons)):
            if titre(word) and titre(word) not in known:
                known.add(titre(word))
                new.append(word)
        if new:
            appris[client.nom] = new
            text = " ; ".join((*([said] if said else []), *new))
            edits.append(UpdateRow(CLIENTS.name, client.ligne, client.nom, {"En banque": text}))
    return appris, edits


def enseigne(livres: Livres, ligne: LigneBanque, raisons: tuple[str, ...] = DIT) -> Iterable[str]:
    """The names that a line tells of who paid it; from its words only when the user said so."""
    if ligne.nature == "paiement":
        return
    if ligne.iban:
        yield ligne.iban
    if ligne.contrepartie:
        yield ligne.contrepartie
    elif raisons == DIT and mode_de_reglement(ligne.libelle) == "Virement":
        yield nom_propre(_sans_motif(livres, ligne, marchand(ligne.libelle)))


def _sans_motif(livres: Livres, ligne: LigneBanque, nom: str) -> str:
    """A name without the last words of a label that tell what was paid, and not who paid."""
    bills = [livres.facture(name) for name in nommees(ligne)]
    what = {word for bill in bills if bill is not None for word in titre(bill.objet).split()}
    words = nom.split()
    while len(words) > 1 and words[-1] in what:
        words.pop()
    return " ".join(words)


def _sur_la_banque(
    lot: str, accords: Sequence[Accord], doutes: Sequence[Doute], blank: Sequence[LigneBanque]
) -> list[Edit]:
    """What the lines themselves will say."""
    found: list[Edit] = []
    for one in accords:
        its = one.ligne
        values: dict[str, Value] = {"Rapproché avec": one.avec, "Lot": f"{lot} {one.genre}"}
        if its.proposition:
            values["Proposition"] = None
        found.append(UpdateRow(BANQUE.name, its.ligne, its.id, values))
    asked = {one.ligne.ligne: one.texte for one in doutes}
    settled = {one.ligne.ligne for one in accords}
    for ligne in blank:
        if not (ligne.proposition or ligne.ligne in asked):
            continue
        text = asked.get(ligne.ligne, "")
        if ligne.ligne not in settled and text != ligne.proposition:
            values = {"Proposition": text or None}
            found.append(UpdateRow(BANQUE.name, ligne.ligne, ligne.id, values))
    return found
