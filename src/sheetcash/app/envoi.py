"""One run's sending, mail by mail: look again, claim, hand over, settle."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from hashlib import sha256
from typing import NamedTuple

from sheetcash.app import fil, marques, reservations
from sheetcash.app.champs import champs
from sheetcash.app.relances import (
    A_ENVOYER,
    RETENUE,
    Decision,
    Motif,
    decider,
    entrees,
    journal_key,
)
from sheetcash.app.textes import Redacteur
from sheetcash.errors import (
    AddressRefused,
    BadTemplate,
    Locked,
    Refused,
    SendError,
    SheetcashError,
    StoreError,
    Unknown,
)
from sheetcash.ports import (
    DIFFEREE,
    ENVOYEE,
    INCONNUE,
    REFUSEE,
    Entry,
    Journal,
    Key,
    Mail,
    Mailer,
    WorkbookStore,
)
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.raw import Snapshot
from sheetcash.workbook.reading import SYNC_TABLES, read_book
from sheetcash.workbook.records import Book

#: After that many uncertain fates in a row the server is not well: the rest waits.
_UNCERTAIN_IN_A_ROW = 2
_CHANGED = "le classeur a changé : plus rien à relancer"


class Jour(NamedTuple):
    """The day of the run; ``impose`` when the user named it: it wins over the workbook's."""

    date: date
    impose: bool = False

    def lire(self, snapshot: Snapshot) -> Book:
        """The snapshot as seen on that day."""
        return read_book(snapshot, self.date, impose=self.impose)


class Outils(NamedTuple):
    """What a run needs from outside.

    ``confirmer`` sees what is about to leave, with its mail, and what is doubtful in the
    workbook, and answers yes or no;
    ``avancer`` is told of each mail done, ``(done, total)``; ``nouvel_identifiant`` names a
    workbook that has no name yet.
    """

    store: WorkbookStore
    journal: Journal
    mailer: Callable[[], Mailer]
    confirmer: Callable[[list[tuple[Decision, Mail]], list[Finding]], bool]
    avancer: Callable[[int, int], None]
    nouvel_identifiant: Callable[[], str]

    def nouveau_jeton(self) -> str:
        """Ten signs that nothing else in a workbook bears."""
        return sha256(self.nouvel_identifiant().encode()).hexdigest()[:10]


class Ligne(NamedTuple):
    """What became of one reminder, for the user and for ``--json``."""

    decision: Decision
    etat: str
    raison: str

    def as_json(self) -> dict[str, object]:
        """The reminder under the keys of ``sync --json``."""
        one = self.decision
        return {
            "facture": one.facture.numero,
            "client": one.facture.client,
            "niveau": one.niveau,
            "canal": one.canal,
            "destinataire": one.destinataire,
            "etat": self.etat,
            "raison": self.raison,
        }


def ligne(decision: Decision) -> Ligne:
    """A decision that was not acted upon."""
    return Ligne(decision, decision.etat, decision.raison)


class Envoi:
    """Sends what is due in a workbook held by this run.

    Attributes:
        snapshot: the last one read.
        lignes: what became of each reminder so far.
        constats: what the user should look at.
        jetons: those of what was taken on in a shared workbook.
    """

    def __init__(self, outils: Outils, jour: Jour, snapshot: Snapshot, book: Book) -> None:
        self.outils = outils
        self.jour = jour
        self.snapshot = snapshot
        self.book = book
        self.lignes: list[Ligne] = []
        self.constats: list[Finding] = []
        self.jetons: list[str] = []
        self._decided_on = snapshot.version
        self._entries: dict[Key, Entry] = {}
        self._redacteur: Redacteur | None = None
        self._uncertain = 0
        self._stop = ""

    def preparer(self) -> list[tuple[Decision, Mail]]:
        """Decide and write every mail that is due; ``lignes`` then tells all, sending nothing."""
        decisions = self._decisions()
        mails: dict[str, Mail] = {}
        for at, one in enumerate(decisions):
            if one.etat == A_ENVOYER:
                mail = self._compose(one)
                if isinstance(mail, Mail):
                    mails[one.facture.numero] = mail
                else:
                    decisions[at] = one.retenir(mail)
        self.lignes = [ligne(d) for d in decisions]
        return [(d, mails[d.facture.numero]) for d in decisions if d.etat == A_ENVOYER]

    def run(self) -> bool:
        """Send what is due; False when the user said no.

        Raises:
            SendError: the server could not be used at all; nothing was sent.
        """
        due = self.preparer()
        if not due:
            return True
        mailer = self.outils.mailer()  # a server that is not set is told before the question
        if not self.outils.confirmer(due, [*self.book.findings, *self.constats]):
            return False
        try:
            mailer.open()
            self.lignes = [one for one in self.lignes if one.etat != A_ENVOYER]
            due = self._reserver(due)
            for done, (one, mail) in enumerate(due, 1):
                self.lignes.append(self._one(mailer, one, mail))
                self.outils.avancer(done, len(due))
        finally:
            mailer.close()
        return True

    def _decisions(self) -> list[Decision]:
        self._entries = reservations.vue(self.book, self.outils.journal)
        return decider(self.book, self._entries)

    def _reserver(self, due: list[tuple[Decision, Mail]]) -> list[tuple[Decision, Mail]]:
        """Those that this run may send: in a shared workbook, those that it could take on.

        The workbook is seen again in the same call, with what others paid, sent or took on.
        """
        shared, journal = self.outils.store.shared, self.outils.journal
        if shared is None:
            return due
        reservations.verifier(self.snapshot)
        poste = journal.poste(creer=True)
        self.jetons = jetons = [self.outils.nouveau_jeton() for _ in due]
        asked = reservations.demander(self.book, self.snapshot, due, poste, jetons)
        self.snapshot = marques.poser(shared, self.snapshot, *asked)
        self.book = self.jour.lire(self.snapshot)
        self._decided_on = self.snapshot.version
        held = reservations.obtenues(self.book, jetons, poste)
        again = {journal_key(self.book, one.facture, one.niveau): one for one in self._decisions()}
        kept = []
        for one, _ in due:
            its = journal_key(self.book, one.facture, one.niveau)
            now = again.get(its)
            fresh = self._compose(now) if now is not None and now.etat == A_ENVOYER else None
            if now is None:
                self.lignes.append(Ligne(one, RETENUE, _CHANGED))
            elif not isinstance(fresh, Mail):
                self.lignes.append(Ligne(one, RETENUE, fresh.texte if fresh else now.raison))
            elif held.get(its) != fresh.message_id:
                self.lignes.append(
                    Ligne(one, RETENUE, "la feuille a changé pendant l'envoi : au prochain envoi")
                )
            else:
                kept.append((now, fresh))
        return kept

    def _compose(self, one: Decision) -> Mail | Motif:
        """The mail, or why it cannot be written."""
        assert one.client is not None and one.modele is not None
        if self._redacteur is None:
            self._redacteur = Redacteur()
        book = self.book
        valeurs = champs(one.facture, one.client, book.parametres, book.aujourdhui, book.loi)
        try:
            texte = self._redacteur.rediger(one.modele, valeurs)
        except BadTemplate as error:
            finding = Finding("Modèles", error.row, error.column, f"{error.why}.", error.que_faire)
            if finding not in self.constats:
                self.constats.append(finding)
            return Motif(f"texte à corriger (Modèles, ligne {error.row})")
        its = journal_key(book, one.facture, one.niveau)
        sender = book.parametres.expediteur
        suite = fil.suite(entrees(book, one.facture, self._entries), one.niveau, one.destinataire)
        return Mail(
            sender,
            book.parametres.nom,
            one.destinataire,
            suite.objet or texte.objet,
            texte.corps,
            message_id(its, one.destinataire, book.aujourdhui, sender),
            suite.references,
            suite.precedent,
        )

    def _look_again(self, one: Decision, mail: Mail) -> tuple[Decision, Mail] | None:
        """The reminder as it is now, if the workbook changed meanwhile: someone may have paid."""
        shared = self.outils.store.shared
        if shared is not None and shared.recent:
            return one, mail
        version = self.outils.store.version()
        if version == self._decided_on:
            return one, mail
        if version != self.snapshot.version:
            self.snapshot = self.outils.store.read(SYNC_TABLES)
            self.book = self.jour.lire(self.snapshot)
        for again in self._decisions():
            same = again.facture.numero == one.facture.numero and again.niveau == one.niveau
            if same and again.etat == A_ENVOYER:
                fresh = self._compose(again)
                return (again, fresh) if isinstance(fresh, Mail) else None
        return None

    def _one(self, mailer: Mailer, one: Decision, mail: Mail) -> Ligne:
        """Look again, claim, send and settle one reminder."""
        if self._stop:
            return Ligne(one, RETENUE, self._stop)
        journal = self.outils.journal
        its = journal_key(self.book, one.facture, one.niveau)
        try:
            now = self._look_again(one, mail)
            if now is None:
                return Ligne(one, RETENUE, _CHANGED)
            one, mail = now
            journal.claim(
                its,
                client=one.facture.client,
                destinataire=mail.recipient,
                message_id=mail.message_id,
                jour=self.book.aujourdhui,
            )
        except Locked as error:
            return Ligne(one, RETENUE, error.probleme)
        except SheetcashError as error:  # the journal, or the workbook that went away
            return self._halt(one, RETENUE, error)
        etat, raison = ENVOYEE, one.raison
        try:
            detail = fil.noter(mailer.send(mail), mail.subject)
            self._uncertain = 0
        except SendError as error:
            etat, detail, raison = self._failed(one, error), str(error), error.probleme
        try:
            journal.settle(its, etat, detail)
        except StoreError as error:
            return self._halt(one, etat, error)
        return Ligne(one, etat, raison)

    def _failed(self, one: Decision, error: SendError) -> str:
        """The state a failure leads to, with what the user should do about it.

        Only a refusal of the recipient waits for another address. What the server holds
        against the sender or the text is tried again by the next run, once it is mended.
        """
        if isinstance(error, Unknown):
            self._uncertain += 1
            if self._uncertain >= _UNCERTAIN_IN_A_ROW:
                self._stop = "le serveur ne répond plus correctement : au prochain envoi"
            return INCONNUE
        self._uncertain = 0
        if isinstance(error, AddressRefused):
            return REFUSEE
        if isinstance(error, Refused):
            text = f"{one.facture.numero} : {error.probleme}"
            self.constats.append(
                Finding("Factures", one.facture.ligne, "État sync", text, error.que_faire)
            )
        return DIFFEREE

    def _halt(self, one: Decision, etat: str, error: SheetcashError) -> Ligne:
        """The journal or the workbook cannot be relied upon any more: nothing else leaves."""
        self._stop = "interrompu : au prochain envoi"
        self.constats.append(Finding("Factures", 0, "", error.probleme, error.que_faire))
        return Ligne(one, etat, error.probleme)


def message_id(its: Key, destinataire: str, jour: date, expediteur: str) -> str:
    """A Message-ID that is the same for the same reminder on the same day.

    >>> message_id(Key("c", "f-1", 1), "a@b.fr", date(2026, 11, 20), "moi@exemple.fr")
    '<sheetcash.d35bf78b8cd5baab711df82c@exemple.fr>'
    """
    text = "\x1f".join((its.classeur, its.facture, str(its.niveau), destinataire, str(jour)))
    digest = sha256(text.encode()).hexdigest()[:24]
    return f"<sheetcash.{digest}@{expediteur.rpartition('@')[2] or 'localhost'}>"
