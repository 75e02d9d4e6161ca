"""The letters and recovery files that are due, written in a folder; the workbook is only read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from sheetcash.app import recouvrement
from sheetcash.app.habillage import Pieces
from sheetcash.app.mise_en_demeure import Lettre, mise_en_demeure, nom_fichier
from sheetcash.app.parties import createur, debiteur, propre
from sheetcash.app.relances import fait, pause, rythme
from sheetcash.core import relances
from sheetcash.core.periods import format_date
from sheetcash.core.relances import MISE_EN_DEMEURE, RECOUVREMENT
from sheetcash.errors import SheetcashError
from sheetcash.ports import Entry, Event, Key
from sheetcash.ports.lettres import Document, Imprimeur, Rangement
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.reading_relances import COURRIER, est_fait
from sheetcash.workbook.records import Book, Client, Facture, key
from sheetcash.workbook.schema import fold

LETTRE: Final = "mise_en_demeure"
DOSSIER: Final = "dossier"


class Courrier(NamedTuple):
    """One thing that was written: a letter, or a recovery folder."""

    facture: str
    client: str
    genre: str
    chemin: str
    total_cents: int

    def as_json(self) -> dict[str, object]:
        """The courrier under the keys of ``courriers --json``."""
        return self._asdict()


class Resultat(NamedTuple):
    """What one run wrote, and what the user should look at."""

    aujourdhui: date
    courriers: list[Courrier]
    constats: list[Finding]


class Moyens(NamedTuple):
    """What a run needs from outside.

    ``piece`` finds the file that a cell « Pièce » names.
    """

    imprimeur: Imprimeur
    rangement: Rangement
    piece: Pieces
    entries: Mapping[Key, Entry]
    events: Sequence[Event]


class _Demande(NamedTuple):
    """What is to be written of an invoice, and what is then to be said of it."""

    facture: Facture
    client: Client
    lettre: bool
    dossier: bool
    mot: Finding | None = None


def ecrire(book: Book, moyens: Moyens, numeros: Sequence[str] = ()) -> Resultat:
    """Write the letters and folders that are due, or those of the invoices named.

    Args:
        book: the workbook.
        moyens: what it needs from outside.
        numeros: the invoices wanted whatever their level; none: all that is due.

    Raises:
        StoreError: nothing more could be printed or put in the folder.
    """
    found: list[Finding] = []
    wanted = _nommees(book, moyens, numeros, found) if numeros else _dues(book, moyens)
    written: list[Courrier] = []
    for one in wanted:
        lettre = mise_en_demeure(book, one.facture, one.client)
        found += [finding for finding in lettre.constats if finding not in found]
        if lettre.document is None:
            continue
        pdf = moyens.imprimeur.pdf(lettre.document)
        found += [one.mot] if one.mot is not None else []
        if one.lettre:
            name = nom_fichier(one.facture, book.aujourdhui)
            path = moyens.rangement.deposer_une_fois(name, pdf)
            written.append(_courrier(lettre, LETTRE, path))
        if one.dossier:
            files, problem = _dossier(book, moyens, one, lettre, pdf)
            found += [problem] if problem is not None else []
            name = f"Recouvrement {propre(one.facture.numero, 60)}"
            path = moyens.rangement.deposer_ensemble(name, files)
            written.append(_courrier(lettre, DOSSIER, path))
    return Resultat(book.aujourdhui, written, found)


def _courrier(lettre: Lettre, genre: str, path: str) -> Courrier:
    facture = lettre.creance.facture
    return Courrier(facture.numero, facture.client, genre, path, lettre.creance.total)


def _etat(book: Book, facture: Facture, entries: Mapping[Key, Entry]) -> tuple[bool, bool]:
    """Whether its formal notice is due or done, and its recovery due."""
    niveau, last = fait(book, facture, entries)
    days, delai = rythme(book, facture, book.client(facture.client))
    following = relances.niveau_suivant(facture.echeance, book.aujourdhui, niveau, days)
    if following is None:
        return False, False
    since = relances.due_depuis(facture.echeance, following, last, days, delai)
    due = since <= book.aujourdhui
    noticed = niveau == MISE_EN_DEMEURE or (following == MISE_EN_DEMEURE and due)
    return noticed, following == RECOUVREMENT and due


def _partie_le(book: Book, facture: Facture) -> date | None:
    """The day on which the sheet Relances says that the letter left; None when it does not."""
    days = [
        row.jour
        for row in book.relances
        if key(row.facture) == key(facture.numero)
        and row.niveau == MISE_EN_DEMEURE
        and fold(row.canal) == COURRIER
        and est_fait(row.canal, row.etat)
        and row.jour >= facture.date_facture
    ]
    return max(days, default=None)


def _dues(book: Book, moyens: Moyens) -> list[_Demande]:
    found = []
    for facture in book.factures:
        client = book.client(facture.client)
        if facture.solde <= 0 or client is None or pause(book, facture, client) is not None:
            continue
        notice, recovery = _etat(book, facture, moyens.entries)
        letter = notice and _partie_le(book, facture) is None
        if letter or recovery:
            found.append(_Demande(facture, client, letter, recovery))
    return found


def _nommees(
    book: Book, moyens: Moyens, numeros: Sequence[str], found: list[Finding]
) -> list[_Demande]:
    """The invoices named, with a word for what is odd; those that cannot be are left out."""
    wanted: dict[str, _Demande] = {}
    for number in numeros:
        facture = next((one for one in book.factures if key(one.numero) == key(number)), None)
        if facture is None:
            text = f"Aucune facture ne porte le numéro « {propre(number, 60)} »."
            found.append(Finding("Factures", 0, "N° facture", text, "Vérifiez-le dans la feuille."))
            continue
        client = book.client(facture.client)
        why = _impossible(facture, client)
        if why or client is None:
            what = "Corrigez la feuille, puis recommencez : aucun courrier n'a été écrit."
            found.append(_sur(facture, why, what))
            continue
        notice, recovery = _etat(book, facture, moyens.entries)
        motif = pause(book, facture, client)
        word = None
        if motif is not None:
            word = _sur(facture, motif.texte, "Le courrier est écrit : relisez-le avant.")
        elif not notice and not recovery:
            text = "la mise en demeure n'est pas encore due"
            word = _sur(facture, text, "Le courrier est écrit : à vous de juger.")
        wanted[key(number)] = _Demande(facture, client, True, recovery, word)
    return list(wanted.values())


def _impossible(facture: Facture, client: Client | None) -> str:
    if client is None:
        return "client inconnu"
    if facture.solde <= 0:
        return "il ne reste rien à payer"
    if facture.retenue:
        return facture.retenue
    return "deux clients portent ce nom" if client.ambigu else ""


def _sur(facture: Facture, text: str, what: str) -> Finding:
    return Finding("Factures", facture.ligne, "", f"{facture.numero} : {text}.", what)


def _dossier(
    book: Book, moyens: Moyens, one: _Demande, lettre: Lettre, pdf: bytes
) -> tuple[dict[str, bytes], Finding | None]:
    """The files of a recovery folder, numbered as its index lists them."""
    moi, lui, claim = createur(book.parametres)[0], debiteur(one.client)[0], lettre.creance
    story = recouvrement.echanges(book, one.facture, moyens.events)
    papers: list[Document] = [
        recouvrement.requete(book, claim, moi, lui),
        recouvrement.calcul(book, claim, moi, lui),
        recouvrement.releve(book, claim, moi, lui),
        recouvrement.historique(claim, moi, lui, story),
    ]
    files = [(f"{paper.titre}.pdf", paper.titre, moyens.imprimeur.pdf(paper)) for paper in papers]
    absent = ["l'avis de réception de la mise en demeure", "le devis ou le bon de commande signé"]
    posted = _partie_le(book, one.facture)
    if posted is None:
        files.append(("Mise en demeure.pdf", "Mise en demeure", pdf))
    else:  # a letter of today's would tell another story
        absent.insert(0, f"la copie de la mise en demeure postée le {format_date(posted)}")
    problem = None
    copy = f"Copie de la facture {propre(one.facture.numero, 60)}"
    try:
        found = moyens.piece(one.facture.piece)
        name, content = found.nom, found.lire()
        suffix = name[name.rfind(".") :] if "." in name else ""
        files.append((copy + suffix, copy, content))
    except SheetcashError as error:
        absent.append(copy[0].lower() + copy[1:])
        what = "Le dossier est écrit sans elle : ajoutez-la. " + error.que_faire
        problem = Finding(
            "Factures",
            one.facture.ligne,
            "Pièce",
            f"{one.facture.numero} : {error.probleme.rstrip('.')}.",
            what.strip(),
        )
    index = recouvrement.bordereau(claim, moi, lui, [title for _, title, _ in files], absent)
    named = {f"{rank:02d} {name}": content for rank, (name, _, content) in enumerate(files, 1)}
    return {"00 Bordereau des pièces.pdf": moyens.imprimeur.pdf(index)} | named, problem
