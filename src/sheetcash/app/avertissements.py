"""What is unusual about the reminders that are about to leave; it holds none of them.

The user reads it before answering the question. What must hold a reminder is decided in
:mod:`sheetcash.app.relances`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from sheetcash.app.habitudes import Habitudes
from sheetcash.app.relances import Decision, mois_usuel
from sheetcash.core.indicateurs import grosse
from sheetcash.core.money import format_euros
from sheetcash.core.mots import pluriel
from sheetcash.core.penalites import prescription
from sheetcash.core.periods import format_date
from sheetcash.ports import ENVOYEE, INCONNUE, Entry, Key
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.reading_relances import COURRIEL
from sheetcash.workbook.records import PROFESSIONNEL, Book, Client, key, nom_client
from sheetcash.workbook.schema import fold

#: How long before an invoice lapses it is told.
_AVANT_PRESCRIPTION: Final = timedelta(days=90)
_NOMMES: Final = 8
#: How Relances calls what left, or may have.
_PARTIES: Final = ("envoye", "inconnu", "revenu")

#: By client, as :func:`nom_client` compares it: when and where its reminders went.
Passe = Mapping[str, Sequence[tuple[date, str]]]


class Avertissement(NamedTuple):
    """One thing to look at before saying yes.

    Attributes:
        factures: the numbers of the invoices it is about.
        texte: what is unusual, in one French sentence.
        que_faire: what to do about it.
    """

    factures: tuple[str, ...]
    texte: str
    que_faire: str

    def __str__(self) -> str:
        return f"{self.texte} {self.que_faire}"

    def as_json(self) -> dict[str, object]:
        """The warning under the keys of ``sync --json``."""
        return {
            "factures": list(self.factures),
            "texte": self.texte,
            "que_faire": self.que_faire,
        }


def domaine(adresse: str) -> str:
    """What stands after the @ of an address."""
    return adresse.rpartition("@")[2].strip().casefold()


def avertir(
    book: Book,
    entries: Mapping[Key, Entry],
    due: Sequence[Decision],
    sans_courriel: Collection[str] = (),
    sans_lettre: Mapping[str, Finding] | None = None,
    *,
    premier: bool = False,
) -> list[Avertissement]:
    """What is unusual about those reminders, the gravest first.

    Args:
        book: the workbook.
        entries: what the journal knows.
        due: the reminders that are about to leave.
        sans_courriel: the domains that are known to take no mail.
        sans_lettre: the invoices whose letter cannot go with their mail, with what it lacks.
        premier: nothing was ever sent from this workbook by this machine's journal.
    """
    if not due:
        return []
    passe = _passe(book, entries)
    return [
        *(_ailleurs(book, due) if premier else ()),
        *_domaines(due, sans_courriel),
        *_adresses_nouvelles(due, passe),
        *_adresses_partagees(book, due),
        *_grosses(book, due),
        *_prescriptions(book, due),
        *_lettres(due, sans_lettre or {}),
        *_montants(due, Habitudes(book)),
        *_releves(book, due),
        *_jamais(book, due, passe),
    ]


def _passe(book: Book, entries: Mapping[Key, Entry]) -> Passe:
    """Where each client's reminders went: the journal's word, and the sheet Relances'."""
    clients = {key(one.numero): nom_client(one.client) for one in book.factures}
    told = [
        (one.key.facture, one.jour, one.destinataire)
        for one in entries.values()
        if one.etat in (ENVOYEE, INCONNUE)
    ]
    told += [
        (key(one.facture), one.jour, one.destinataire)
        for one in book.relances
        if fold(one.canal) in ("", COURRIEL) and fold(one.etat).startswith("envoye")
    ]
    found: dict[str, list[tuple[date, str]]] = {}
    for facture, jour, adresse in told:
        if facture in clients and adresse:
            found.setdefault(clients[facture], []).append((jour, key(adresse)))
    return found


def _ailleurs(book: Book, due: Sequence[Decision]) -> list[Avertissement]:
    """Another machine sent before: it may do so again, or hold a later copy of the workbook."""
    days = [
        one.jour
        for one in book.relances
        if one.message_id and fold(one.canal) == COURRIEL and fold(one.etat).startswith(_PARTIES)
    ]
    if not days:
        return []
    return [
        Avertissement(
            _numeros(due),
            "Rien n'est encore parti de cet ordinateur, et Relances parle d'envois faits "
            f"d'ailleurs, le dernier le {format_date(max(days))}.",
            "Assurez-vous que ce classeur en est la dernière version, et qu'aucun autre poste "
            "n'envoie en même temps.",
        )
    ]


def _par(due: Iterable[Decision], what: str) -> dict[str, list[Decision]]:
    """The reminders by ``client`` or by ``adresse``, in their order."""
    found: dict[str, list[Decision]] = {}
    for one in due:
        its = nom_client(one.facture.client) if what == "client" else key(one.destinataire)
        found.setdefault(its, []).append(one)
    return found


def _lettres(due: Sequence[Decision], sans_lettre: Mapping[str, Finding]) -> list[Avertissement]:
    """Mises en demeure that leave without the letter they are the copy of."""
    return [
        Avertissement(
            (numero,),
            f"{numero} : la lettre de mise en demeure ne sera pas jointe. {missing.probleme}",
            missing.que_faire,
        )
        for numero in _numeros(due)
        if (missing := sans_lettre.get(numero)) is not None
    ]


def _numeros(due: Iterable[Decision]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.facture.numero for one in due))


def _liste(noms: Sequence[str]) -> str:
    """Names in a sentence; a long list is cut.

    >>> _liste(["Ada", "Bob", "Eve"])
    'Ada, Bob et Eve'
    """
    if len(noms) > _NOMMES:
        return f"{', '.join(noms[:_NOMMES])} et {pluriel(len(noms) - _NOMMES, 'autre')}"
    return " et ".join(filter(None, (", ".join(noms[:-1]), noms[-1])))


def _domaines(due: Sequence[Decision], closed: Collection[str]) -> list[Avertissement]:
    wrong = [one for one in due if domaine(one.destinataire) in closed]
    return [
        Avertissement(
            _numeros(those),
            f"{adresse} : le domaine « {domaine(adresse)} » ne reçoit pas de courriel.",
            "Cherchez une faute de frappe dans Clients, colonne Courriel.",
        )
        for adresse, those in _par(wrong, "adresse").items()
    ]


def _adresses_nouvelles(due: Sequence[Decision], passe: Passe) -> list[Avertissement]:
    found = []
    for client, those in _par(due, "client").items():
        before = passe.get(client)
        address = those[0].destinataire
        if not before or key(address) in {one for _, one in before}:
            continue
        jour, last = max(before)
        found.append(
            Avertissement(
                _numeros(those),
                f"{those[0].facture.client} : première relance à {address} ; celle du "
                f"{format_date(jour)} était partie à {last}.",
                "Assurez-vous que cette nouvelle adresse est bien la sienne.",
            )
        )
    return found


def _adresses_partagees(book: Book, due: Sequence[Decision]) -> list[Avertissement]:
    asked = _par(due, "adresse")
    bearers: dict[str, list[Client]] = {}
    for client in book.clients.values():
        if key(client.courriel) in asked:
            bearers.setdefault(key(client.courriel), []).append(client)
    return [
        Avertissement(
            _numeros(asked[address]),
            f"{address} est l'adresse de {len(those)} clients : "
            f"{_liste([one.nom for one in those])}.",
            "L'un d'eux recevrait ce qui regarde l'autre : vérifiez-les dans Clients.",
        )
        for address, those in bearers.items()
        if len(those) > 1
    ]


def _grosses(book: Book, due: Sequence[Decision]) -> list[Avertissement]:
    """Late invoices of which each is half a month's receipts: for these a mail is not enough."""
    usual = mois_usuel(book)
    large = [
        one.facture
        for one in due
        if one.facture.echeance < book.aujourdhui and grosse(one.facture.solde, usual)
    ]
    if not large:
        return []
    told = [f"{one.numero} ({one.client}, {format_euros(one.solde)})" for one in large]
    each, these = ("", "ce client") if len(large) == 1 else ("chacune ", "ces clients")
    return [
        Avertissement(
            tuple(one.numero for one in large),
            f"En retard, et {each}plus de la moitié d'un mois d'encaissements "
            f"({format_euros(usual)} en moyenne) : {_liste(told)}.",
            f"Appelez {these} dès aujourd'hui, sans attendre de réponse au courriel, et reportez "
            "les dépenses qui peuvent l'être : la feuille Plan de trésorerie montre les mois "
            "menacés.",
        )
    ]


def _prescriptions(book: Book, due: Sequence[Decision]) -> list[Avertissement]:
    """Invoices that lapse soon, or have; the delay runs from the due date, or earlier."""
    found = []
    for one in due:
        facture, client = one.facture, one.client
        professional = client is not None and client.type == PROFESSIONNEL
        kind = "professionnel" if professional else "particulier"
        last = prescription(facture.echeance, kind, book.loi)
        if book.aujourdhui < last - _AVANT_PRESCRIPTION:
            continue
        law = book.loi.dernier("prescription", kind)
        past = book.aujourdhui > last
        says = "est sans doute prescrite depuis" if past else "se prescrit au plus tard"
        found.append(
            Avertissement(
                (facture.numero,),
                f"{facture.numero} ({facture.client}, {kind}) {says} le {format_date(last)} : "
                f"{law.valeur} ans après l'échéance ({law.reference}).",
                "Le client peut refuser de payer : faites-vous conseiller avant d'insister."
                if past
                else "Une relance n'arrête pas ce délai ; une action en justice, ou le client "
                "qui reconnaît sa dette, oui.",
            )
        )
    return found


def _montants(due: Sequence[Decision], habitudes: Habitudes) -> list[Avertissement]:
    """Amounts far from what these clients usually owe: a slip of the pen is found late."""
    return [
        Avertissement(
            (one.facture.numero,),
            f"{one.facture.numero} ({one.facture.client}) : {said}.",
            "Vérifiez le montant dans Factures.",
        )
        for one in due
        if (said := habitudes.montant_inhabituel(one.facture))
    ]


def _releves(book: Book, due: Sequence[Decision]) -> list[Avertissement]:
    """The last bank movement is old: who has paid since may be reminded."""
    last, limit = book.releves, book.parametres.releves_jours
    if last is None or not limit:
        return []
    days = (book.aujourdhui - last).days
    if days < limit:
        return []
    return [
        Avertissement(
            _numeros(due),
            f"Le dernier mouvement de la feuille Banque est du {format_date(last)}, il y a "
            f"{pluriel(days, 'jour')} : un paiement reçu depuis n'y est peut-être pas.",
            "Complétez Banque et le Livre des recettes avant d'envoyer.",
        )
    ]


def _jamais(book: Book, due: Sequence[Decision], passe: Passe) -> list[Avertissement]:
    """Clients of whom nothing says that they were ever reminded: one warning for all."""
    known = {
        nom_client(one.client)
        for one in book.factures
        if one.niveau is not None
        or one.derniere_relance is not None
        or key(one.numero) in book.gestes
    }
    new = {
        client: those
        for client, those in _par(due, "client").items()
        if client not in known and client not in passe
    }
    if not new:
        return []
    names = [those[0].facture.client for those in new.values()]
    which = "n'a jamais été relancé" if len(new) == 1 else "n'ont jamais été relancés"
    return [
        Avertissement(
            _numeros(one for those in new.values() for one in those),
            f"{_liste(names)} {which}.",
            "Relisez l'adresse et la facture.",
        )
    ]
