"""Which reminders are due, and why the others are held; decides, sends nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from sheetcash.app import retours
from sheetcash.app.textes import choisir
from sheetcash.core import adresses, relances
from sheetcash.core.indicateurs import mois_moyen
from sheetcash.core.periods import format_date, is_business_day, next_business_day
from sheetcash.ports import DIFFEREE, EN_COURS, ENVOYEE, INCONNUE, REFUSEE, Entry, Key
from sheetcash.workbook.parametres import PLAFONDS, SUSPENSIONS
from sheetcash.workbook.reading_relances import COURRIEL, COURRIER
from sheetcash.workbook.records import ANGLAIS, Book, Client, Facture, Geste, Modele, key

A_ENVOYER: Final = "a_envoyer"
A_FAIRE: Final = "a_faire"
RETENUE: Final = "retenue"

#: What may have become of a reminder, in the order it is shown, with its heading.
DEVENIR: Final = (
    (ENVOYEE, "Envoyées"),
    (A_ENVOYER, "À envoyer"),
    (REFUSEE, "Refusées par le serveur"),
    (DIFFEREE, "Remises au prochain envoi"),
    (INCONNUE, "Envois incertains"),
    (A_FAIRE, "À faire vous-même"),
    (RETENUE, "Retenues"),
)
#: What was to leave in this run, whatever became of it.
ESSAYEES: Final = (ENVOYEE, A_ENVOYER, REFUSEE, DIFFEREE, INCONNUE)

#: An invoice's État sync bears what a run writes there while it sends.
MARQUE: Final = "un envoi est en cours d'après État sync"


class Motif(NamedTuple):
    """Why a reminder is held, and the cell to mend when only the user can lift it.

    ``jusqu`` is the last day of what ends by itself.
    """

    texte: str
    feuille: str = ""
    ligne: int = 0
    colonne: str = ""
    jusqu: date | None = None


class Decision(NamedTuple):
    """What is to be done today about one invoice whose next level has come.

    Attributes:
        facture: the invoice.
        client: its client, None when unknown.
        niveau: the level that is due.
        canal: ``courriel``, or ``courrier`` for a recovery file.
        destinataire: the address, empty when there is none.
        etat: ``a_envoyer``, ``a_faire`` (by the user, never by mail) or ``retenue``.
        raison: one French sentence.
        modele: the text to send, for ``a_envoyer``.
        motif: why it is held, for ``retenue``.
    """

    facture: Facture
    client: Client | None
    niveau: int
    canal: str
    destinataire: str
    etat: str
    raison: str
    modele: Modele | None = None
    motif: Motif | None = None

    def retenir(self, motif: Motif) -> Decision:
        """The same decision, held."""
        return self._replace(etat=RETENUE, raison=motif.texte, motif=motif)


def journal_key(book: Book, facture: Facture, niveau: int) -> Key:
    """Under which key the journal knows a level of an invoice."""
    return Key(book.parametres.identifiant, key(facture.numero), niveau)


def entrees(book: Book, facture: Facture, entries: Mapping[Key, Entry]) -> list[Entry]:
    """What the journal knows of an invoice, level by level.

    An entry from before the invoice's own date is about another one that bore its number.
    """
    return [
        entry
        for entry in _meme_numero(book, facture, entries)
        if entry.jour >= facture.date_facture
    ]


def _meme_numero(book: Book, facture: Facture, entries: Mapping[Key, Entry]) -> list[Entry]:
    if not entries:  # a hundred thousand invoices are looked at
        return []
    classeur, numero = book.parametres.identifiant, key(facture.numero)
    keys = (Key(classeur, numero, level) for level in range(relances.RECOUVREMENT))
    return [entries[its] for its in keys if its in entries]


def mois_usuel(book: Book) -> int:
    """What an average month of the last year brought, in cents."""
    received = sum(book.recettes.d_un_an(book.aujourdhui).montants)
    return mois_moyen(received, book.parametres.regime.debut_activite, book.aujourdhui)


def gestes(book: Book, facture: Facture) -> list[Geste]:
    """What the user did by hand about an invoice, since its date."""
    noted = book.gestes.get(key(facture.numero), ()) if book.gestes else ()
    return [one for one in noted if one.jour >= facture.date_facture]


def fait(
    book: Book, facture: Facture, entries: Mapping[Key, Entry]
) -> tuple[int | None, date | None]:
    """The last level done and its day, from the sheet and from the journal: the higher wins.

    The user may have reminded by hand (the sheet is ahead), or an older copy of the workbook
    may have come back (the journal is ahead). A call or a letter noted as done in Relances counts
    for its level; without one it is a contact, after which the next reminder waits as well: so is
    a call at the level of a mise en demeure, which is an act in writing. A mail that came back
    counts for nothing.
    """
    known = entrees(book, facture, entries)
    noted = gestes(book, facture)
    niveau, jour = _sans_appel(facture, noted)
    niveau, jour = retours.dans_la_feuille(niveau, jour, known)
    for one in noted:
        if one.compte is not None:
            niveau = one.compte if niveau is None else max(niveau, one.compte)
        jour = one.jour if jour is None else max(jour, one.jour)
    for entry in known:
        if entry.etat == ENVOYEE:
            niveau = entry.key.niveau if niveau is None else max(niveau, entry.key.niveau)
            jour = entry.jour if jour is None else max(jour, entry.jour)
    return niveau, jour


def _sans_appel(facture: Facture, noted: Sequence[Geste]) -> tuple[int | None, date | None]:
    """The row's level and day, without a level that a call alone gave it."""
    niveau, jour = facture.niveau, facture.derniere_relance
    spoken = {one.niveau for one in noted if one.compte is None}
    by_hand = jour is None or any(one.jour == jour for one in noted)
    if niveau is not None and niveau in spoken and by_hand:
        return relances.FERME, jour  # no level was skipped under it
    return niveau, jour


def rythme(book: Book, facture: Facture, client: Client | None) -> tuple[tuple[int, ...], int]:
    """How a client's invoice is reminded.

    Returns:
        The days of its profile, else the standard ones; the days that a mise en demeure leaves.
    """
    options = book.parametres
    days = options.jours.get(book.profil(facture, client), relances.JOURS[relances.STANDARD])
    return days, options.delai_mise_en_demeure


def decider(book: Book, entries: Mapping[Key, Entry]) -> list[Decision]:
    """Every invoice whose next level has come, the most advanced first, then the oldest.

    Held ones are listed with the reason. How many mails may leave is not looked at: only those
    that can be written count (:class:`sheetcash.app.quota.Limites`).
    """
    found = []
    revenues = retours.adresses(entries.values())
    for facture in book.factures:
        if facture.solde <= 0:
            continue
        client = book.client(facture.client)
        days, delai = rythme(book, facture, client)
        niveau, derniere = fait(book, facture, entries)
        suivant = relances.niveau_suivant(facture.echeance, book.aujourdhui, niveau, days)
        if suivant is None:
            continue
        since = relances.due_depuis(facture.echeance, suivant, derniere, days, delai)
        if since > book.aujourdhui:
            continue
        found.append(_decide(book, facture, client, suivant, since, entries, revenues))
    found.sort(key=lambda d: (-d.niveau, d.facture.echeance, d.facture.ligne))
    return found


def _decide(
    book: Book,
    facture: Facture,
    client: Client | None,
    niveau: int,
    since: date,
    entries: Mapping[Key, Entry],
    revenues: Mapping[str, date],
) -> Decision:
    address = client.courriel if client is not None else ""
    recovery = niveau == relances.RECOUVREMENT
    modele = None
    profil = book.profil(facture, client)
    firmer = client is not None and profil != client.profil  # by the amount, not by the client
    if client is not None and not recovery:
        modele = choisir(
            book.modeles,
            niveau,
            profil,
            langue=client.langue,
            tutoiement=client.tutoiement,
            type_client=client.type,
        )
    one = Decision(
        facture,
        client,
        niveau,
        COURRIER if recovery else COURRIEL,
        address,
        A_FAIRE if recovery else A_ENVOYER,
        f"à envoyer depuis le {format_date(since)}{', profil Ferme' if firmer else ''}",
        modele,
    )
    motif = pause(book, facture, client)
    if motif is None:
        motif = (
            _releves_anciens(book, niveau)  # no court is gone to either
            if recovery
            else _obstacle(book, one, entries, revenues)
        )
    if motif is not None:
        return one.retenir(motif)
    if recovery:
        since_due = format_date(facture.echeance)
        reason = f"impayée depuis le {since_due} : recouvrement à engager"
        return one._replace(raison=reason)
    return one


def pause(book: Book, facture: Facture, client: Client | None) -> Motif | None:
    """What in the user's own choices or data holds this invoice."""
    if client is None:
        return Motif("client inconnu")  # the row already has its finding
    if facture.retenue:
        return Motif(facture.retenue)
    if facture.litige:
        return Motif(relances.LITIGE)
    if client.profil == relances.NE_PAS_RELANCER:
        return Motif(relances.EPARGNE)
    if client.ambigu:
        return Motif("deux clients portent ce nom", "Clients", client.ligne, "Client")
    if book.profil(facture, client) not in book.parametres.jours:
        return Motif("profil ou jours de relance à corriger")
    if book.recettes_hors_tableau:
        return Motif(
            "un paiement est peut-être tapé sous le tableau",
            "Livre des recettes",
            book.recettes_hors_tableau[0],
        )
    return _illisible(book, SUSPENSIONS) or _attente(book, facture) or _paye(book, facture)


def _paye(book: Book, facture: Facture) -> Motif | None:
    """Money of Banque that may have paid it, and of which the user has said nothing yet."""
    row = book.a_confirmer.get(key(facture.numero))
    if row is None:
        return None
    text = f"un règlement à confirmer est peut-être dans Banque, ligne {row}"
    return Motif(text, "Banque", row, "Rapproché avec")


def _illisible(book: Book, labels: Sequence[str]) -> Motif | None:
    """A limit that is set and cannot be read: what it allows is not known, so nothing is.

    The setting has its finding already.
    """
    wrong = next((one for one in labels if one in book.parametres.illisibles), None)
    return Motif(f"réglage illisible dans Paramètres : « {wrong} »") if wrong else None


def _attente(book: Book, facture: Facture) -> Motif | None:
    """What holds this invoice until a day: a promise, or the user's own pause; the later one."""
    found = [
        Motif(f"{words} {format_date(day)}{more}", jusqu=day)
        for words, day, more in (
            ("paiement promis pour le", facture.promesse, ""),
            ("relances suspendues jusqu'au", book.parametres.suspendues, " inclus"),
        )
        if day is not None and day >= book.aujourdhui
    ]
    return max(found, key=lambda one: one.jusqu or date.min, default=None)


def _obstacle(
    book: Book, one: Decision, entries: Mapping[Key, Entry], revenues: Mapping[str, date]
) -> Motif | None:
    """Why no mail can leave for it today."""
    facture, client, address = one.facture, one.client, one.destinataire
    assert client is not None
    for entry in _meme_numero(book, facture, entries):
        if entry.jour < facture.date_facture:
            return Motif(
                f"ce numéro a servi à une autre facture, relancée le {format_date(entry.jour)}",
                "Factures",
                facture.ligne,
                "N° facture",
            )
        if entry.etat == EN_COURS and entry.detail == MARQUE:
            return Motif(
                f"{MARQUE} : si aucun ordinateur n'envoie, videz cette cellule",
                "Factures",
                facture.ligne,
                "État sync",
            )
        if entry.etat == EN_COURS and entry.detail:  # taken on in the sheet itself
            return Motif("un autre poste est en train de l'envoyer")
        if entry.etat in (INCONNUE, EN_COURS):
            return Motif(
                f"l'envoi du {format_date(entry.jour)} est incertain : écrivez « envoyée » ou "
                "« à renvoyer » dans État sync",
                "Factures",
                facture.ligne,
                "État sync",
            )
    cell = ("Clients", client.ligne, "Courriel")
    if not address:
        return Motif("ce client n'a pas de courriel", *cell)
    if why := adresses.raison(address):
        shown = adresses.montrer(address)
        return Motif(f"« {shown} » n'est pas une adresse : {why}", *cell)
    back = revenues.get(key(address))
    if back is not None:
        text = f"le courriel du {format_date(back)} à « {address} » est revenu : changez l'adresse"
        return Motif(text, *cell)
    refused = entries.get(journal_key(book, facture, one.niveau))
    if (
        refused is not None
        and refused.etat == REFUSEE
        and key(refused.destinataire) == key(address)
    ):
        return Motif(
            f"« {address} » a été refusée le {format_date(refused.jour)} : corrigez-la", *cell
        )
    if not client.langue:
        return Motif("langue de ce client à corriger", "Clients", client.ligne, "Langue")
    if one.modele is None:
        return _sans_texte(one.niveau, client)
    if (limit := _illisible(book, PLAFONDS)) is not None:
        return limit
    if not book.parametres.nom:
        return Motif("votre nom manque : les relances sont signées", "Paramètres", 0, "Nom")
    if (sender := _expediteur(book)) is not None:
        return sender
    if not is_business_day(book.aujourdhui):
        monday = format_date(next_business_day(book.aujourdhui))
        return Motif(f"rien ne part le week-end ni un jour férié : au plus tôt le {monday}")
    return _releves_anciens(book, one.niveau)


def _releves_anciens(book: Book, niveau: int) -> Motif | None:
    """Nobody is told off who may have paid: the firm levels want statements of late."""
    limit, known = book.parametres.releves_jours, book.releves
    if niveau < relances.FERME or not limit or known is None or book.parametres.malgre_releves:
        return None
    if (book.aujourdhui - known).days < limit:
        return None
    text = f"relevés de banque arrêtés au {format_date(known)} : importez les suivants"
    return Motif(text)


def _expediteur(book: Book) -> Motif | None:
    """Why no mail can leave from the address of the settings: one finding, before anything."""
    cell = ("Paramètres", 0, "Courriel expéditeur")
    address = book.parametres.expediteur
    if not address:
        return Motif("votre adresse d'expéditeur manque", *cell)
    why, shown = adresses.raison(address), adresses.montrer(address)
    if not why:
        return None
    return Motif(f"votre adresse d'expéditeur « {shown} » n'en est pas une : {why}", *cell)


def _sans_texte(niveau: int, client: Client) -> Motif:
    """A client to whom one writes in English never gets a French text instead."""
    if client.langue == ANGLAIS:
        return Motif(
            f"aucun texte en anglais de niveau {niveau} dans Modèles : écrivez-le (Langue "
            "English), ou repassez ce client en français",
            *("Modèles", 0, "Langue"),
        )
    return Motif(f"aucun texte de niveau {niveau} dans Modèles", "Modèles", 0, "Niveau")


def is_address(text: str) -> bool:
    """One address that mail can go to, and only one: see :func:`core.adresses.raison`.

    >>> is_address("a@b.fr"), is_address("a@b.fr, c@d.fr"), is_address("a@b")
    (True, False, False)
    """
    return not adresses.raison(text)


def libelle(niveau: int) -> str:
    """A level in the user's words.

    >>> libelle(1), libelle(3)
    ('Relance 1', 'Mise en demeure')
    """
    return relances.LIBELLES[niveau]
