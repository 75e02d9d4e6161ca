"""One run's sending, mail by mail: look again, claim, hand over, settle."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from itertools import groupby

from sheetcash.app import fil, marques, quota, reservations
from sheetcash.app.au_fil import AuFil
from sheetcash.app.avertissements import Avertissement, avertir, domaine
from sheetcash.app.cadence import Cadence
from sheetcash.app.habillage import motif_piece
from sheetcash.app.outils import Jour, Ligne, Outils, ligne
from sheetcash.app.redaction import Redaction
from sheetcash.app.regroupement import moities, nommer, regrouper, separes
from sheetcash.app.relances import A_ENVOYER, RETENUE, Decision, Motif, decider, journal_key
from sheetcash.errors import (
    AddressRefused,
    AutreClasseur,
    LettreImpossible,
    Locked,
    PieceInutilisable,
    Refused,
    SendError,
    SheetcashError,
    StoreError,
    TropLourd,
    Unknown,
)
from sheetcash.ports import (
    DIFFEREE,
    ENVOYEE,
    INCONNUE,
    REFUSEE,
    Entry,
    Key,
    Mail,
    Mailer,
)
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.raw import Snapshot
from sheetcash.workbook.reading import SYNC_TABLES
from sheetcash.workbook.records import Book

__all__ = ["Envoi", "Jour", "Ligne", "Outils", "ligne"]

#: After that many uncertain fates in a row the server is not well: the rest waits.
_UNCERTAIN_IN_A_ROW = 2
_CHANGED = "le classeur a changé : plus rien à relancer"
_A_PART = "le classeur a changé : elle ne va plus avec les autres, au prochain envoi"
_ARRETE = "envoi arrêté par vous : au prochain envoi"


class Envoi:
    """Sends what is due in a workbook held by this run.

    Attributes:
        snapshot: the last one read.
        lignes: what became of each reminder so far.
        constats: what the user should look at.
        jetons: those of what was taken on in a shared workbook.
        avertissements: what is unusual about what is due.
        au_fil: what was written in the sheet while the mails were leaving.
    """

    def __init__(self, outils: Outils, jour: Jour, snapshot: Snapshot, book: Book) -> None:
        self.outils = outils
        self.jour = jour
        self.snapshot = snapshot
        self.book = book
        self.lignes: list[Ligne] = []
        self.jetons: list[str] = []
        self._classeur = book.parametres.identifiant
        self.au_fil = AuFil(outils, self._classeur)
        self.avertissements: list[Avertissement] = []
        self._decided_on = snapshot.version
        self._entries: dict[Key, Entry] = {}
        self._redaction = Redaction(outils.pieces, outils.imprimeur)
        self.constats = self._redaction.constats
        self._uncertain = 0
        self._mails = 0
        self._cadence = Cadence(0, None)
        self._stop = ""

    def preparer(self) -> list[tuple[Decision, Mail]]:
        """Decide and write every mail that is due; ``lignes`` then tells all, sending nothing."""
        decisions = self._decisions()
        due, held = self._ecrire(regrouper([one for one in decisions if one.etat == A_ENVOYER]))
        told = {one.facture.ligne: one for one in (*(one for one, _ in due), *held)}
        self.lignes = [ligne(told.get(one.facture.ligne, one)) for one in decisions]
        those = [one for one, _ in due]
        closed = self.outils.sans_courriel({domaine(one.destinataire) for one in those})
        self.avertissements = avertir(
            self.book,
            self._entries,
            those,
            closed,
            self._redaction.sans_lettre,
            premier=not self.outils.journal.events(self.book.parametres.identifiant),
        )
        return due

    def run(self) -> bool:
        """Send what is due; False when the user said no.

        Raises:
            SendError: the server could not be used at all; nothing was sent.
        """
        due = self.preparer()
        if not due:
            return True
        mailer = self.outils.mailer()  # a server that is not set is told before the question
        doubts = [*self.book.findings, *self.constats]
        if not self.outils.confirmer(due, doubts, self.avertissements):
            return False
        try:
            mailer.open()
            self.lignes = [one for one in self.lignes if one.etat != A_ENVOYER]
            due = self._reserver(due)
            self._envoyer(mailer, due)
        finally:
            mailer.close()
        return True

    def _envoyer(self, mailer: Mailer, due: list[tuple[Decision, Mail]]) -> None:
        """One after the other; the next one's images are drawn while the server thinks."""
        from concurrent.futures import Future, ThreadPoolExecutor

        lots = [
            (pairs[0][1], [one for one, _ in pairs])
            for _, its in groupby(due, key=lambda pair: pair[1].message_id)
            if (pairs := list(its))
        ]
        self._cadence = Cadence(self.book.parametres.envois_par_minute, self.outils.horloge)
        self._mails = len(lots)
        self.au_fil.ouvrir(self._mails, self._cadence.pas)
        coming: Future[Mail] | None = None
        with ThreadPoolExecutor(1) as pool:
            for done, (mail, ones) in enumerate(lots, 1):
                drawn = mail if coming is None else coming.result()
                coming = pool.submit(lots[done][0].dessine) if done < len(lots) else None
                self._patienter()
                self.lignes += self._lot(mailer, ones, drawn)
                self.outils.avancer(done, len(lots))
                if done < len(lots) and not self._stop:
                    self._noter()

    def _noter(self) -> None:
        """Write in the sheet what has left so far; our own words change no decision."""
        before = self.snapshot.version
        after = self.au_fil.noter(self.snapshot, self.book)
        if after is None:
            return
        try:
            self._relire(after)
        except AutreClasseur:
            return  # looked at again before the next mail, and told
        if before == self._decided_on and after.version == self.outils.store.ecrite:
            self._decided_on = after.version

    def _relire(self, snapshot: Snapshot) -> None:
        """Take the workbook as it is now.

        Raises:
            AutreClasseur: what the journal knows is of another one; nothing was taken.
        """
        book = self.jour.lire(snapshot)
        if book.parametres.identifiant != self._classeur:
            raise AutreClasseur(self.outils.store.name)
        self.snapshot, self.book = snapshot, book

    def _decisions(self) -> list[Decision]:
        self._entries = reservations.vue(self.book, self.outils.journal)
        return decider(self.book, self._entries)

    def _patienter(self) -> None:
        """Wait as the pace wants; the user may stop the sending then: nothing is half done."""
        if self._stop:
            return
        try:
            self._cadence.attendre()
        except KeyboardInterrupt:
            self._stop = _ARRETE

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
        self._relire(marques.poser(shared, self.snapshot, *asked))
        self._decided_on = self.snapshot.version
        held = reservations.obtenues(self.book, jetons, poste)
        again = {journal_key(self.book, one.facture, one.niveau): one for one in self._decisions()}
        wanted = [journal_key(self.book, one.facture, one.niveau) for one, _ in due]
        still = [again[its] for its in wanted if its in again and again[its].etat == A_ENVOYER]
        fresh, without = self._ecrire(regrouper(still))
        mails = {
            journal_key(self.book, one.facture, one.niveau): (one, mail) for one, mail in fresh
        }
        why = {one.facture.ligne: one.raison for one in without}
        for (one, _), its in zip(due, wanted, strict=True):
            now = again.get(its)
            if now is None:
                self.lignes.append(Ligne(one, RETENUE, _CHANGED))
            elif its not in mails:
                reason = why.get(now.facture.ligne, now.raison)
                self.lignes.append(Ligne(one, RETENUE, reason))
            elif held.get(its) != mails[its][1].message_id:
                del mails[its]
                reason = "la feuille a changé pendant l'envoi : au prochain envoi"
                self.lignes.append(Ligne(one, RETENUE, reason))
        return self._a_jour(list(mails.values()))

    def _a_jour(self, due: list[tuple[Decision, Mail]]) -> list[tuple[Decision, Mail]]:
        """The same, each mail telling those only that are left of its reminders."""
        found = []
        for _, pairs in groupby(due, key=lambda pair: pair[1].message_id):
            group = list(pairs)
            ones, mail = [one for one, _ in group], group[0][1]
            whole = self._composer(ones)
            if isinstance(whole, Mail):
                found += [(one, whole._replace(message_id=mail.message_id)) for one in ones]
            else:  # what is left of them does not go together
                self.lignes += [Ligne(one, RETENUE, whole.texte) for one in ones]
        return found

    def _composer(self, ones: Sequence[Decision]) -> Mail | Motif:
        return self._redaction.composer(self.book, self._entries, ones)

    def _ecrire(
        self, groups: list[list[Decision]]
    ) -> tuple[list[tuple[Decision, Mail]], list[Decision]]:
        """The mails of these reminders, and those that have none; what cannot go together does not.

        The reminders of one mail follow one another, and share it. Once as many mails are written
        as may leave, the other groups wait whole.
        """
        limites = quota.Limites(self.book, self.outils.journal)
        due, held, mails = [], [], 0
        waiting = deque(groups)
        while waiting:
            group = waiting.popleft()
            mail = limites.atteinte(mails) or self._composer(group)
            if isinstance(mail, Mail) and mail.trop_lourd and len(group) > 1:
                waiting.extendleft(reversed(moities(group)))
            elif isinstance(mail, Mail):
                due += [(one, mail) for one in nommer(group)]
                mails += 1
            elif len(group) == 1 or limites.atteinte(mails):
                held += [one.retenir(mail) for one in group]
            else:
                waiting.extendleft(reversed(separes(group, mail)))
        return due, held

    def _look_again(
        self, ones: list[Decision], mail: Mail
    ) -> tuple[list[Decision], Mail, dict[str, str]]:
        """The reminders as they are now, if the workbook changed meanwhile: someone may have paid.

        Those that no longer go in the same mail are left to the next run; why, by number.
        """
        shared = self.outils.store.shared
        if shared is not None and shared.recent:
            return ones, mail, {}
        version = self.outils.store.version()
        if version == self._decided_on:
            return ones, mail, {}
        if version != self.snapshot.version:
            self._relire(self.outils.store.read(SYNC_TABLES))
        wanted = {(one.facture.numero, one.niveau) for one in ones}
        now = [one for one in self._decisions() if (one.facture.numero, one.niveau) in wanted]
        why = {one.facture.numero: one.raison for one in now if one.etat != A_ENVOYER}
        group, *others = regrouper([one for one in now if one.etat == A_ENVOYER]) or [[]]
        why |= {one.facture.numero: _A_PART for its in others for one in its}
        fresh = self._composer(group) if group else mail
        if isinstance(fresh, Motif):
            return [], mail, why | {one.facture.numero: fresh.texte for one in group}
        return nommer(group), fresh, why

    def _lot(self, mailer: Mailer, ones: list[Decision], mail: Mail) -> list[Ligne]:
        """Look again, claim, send and settle the reminders of one mail."""
        if self._stop:
            return [Ligne(one, RETENUE, self._stop) for one in ones]
        lines: list[Ligne] = []
        left: list[Decision] = []
        taken: list[Decision] = []
        try:
            left, mail, why = self._look_again(ones, mail)
            names = {one.facture.numero for one in left}
            lines += [
                Ligne(one, RETENUE, why.get(one.facture.numero, _CHANGED))
                for one in ones
                if one.facture.numero not in names
            ]
            if not left:
                return lines
            if quota.reste(self.book, self.outils.journal) == 0:  # another workbook was sending
                return [*lines, *(ligne(one.retenir(quota.motif(self.book))) for one in left)]
            mail = mail.charge()
            for one in left:
                try:
                    self._claim(one, mail)
                    taken.append(one)
                except Locked as error:
                    lines.append(Ligne(one, RETENUE, error.probleme))
            if taken and len(taken) < len(left):
                mail = self._sans_les_autres(taken, mail)
        except PieceInutilisable as error:  # gone, or grown, since it was looked at
            return [*lines, *self._rendre(taken or left, taken, error)]
        except LettreImpossible as error:
            self._signaler(left[0], "", error)
            return [*lines, *self._rendre(taken or left, taken, error)]
        except SheetcashError as error:  # the journal, or the workbook that went away
            self._rendre(left, taken, error)
            told = {line.decision.facture.numero for line in lines}
            rest = [one for one in left or ones if one.facture.numero not in told]
            return [*lines, *self._halt(rest, RETENUE, error)]
        return [*lines, *self._remettre(mailer, taken, mail)] if taken else lines

    def _claim(self, one: Decision, mail: Mail) -> None:
        self.outils.journal.claim(
            journal_key(self.book, one.facture, one.niveau),
            client=one.facture.client,
            destinataire=mail.recipient,
            message_id=mail.message_id,
            jour=self.book.aujourdhui,
        )

    def _sans_les_autres(self, taken: list[Decision], mail: Mail) -> Mail:
        """The mail about those that could be claimed only, under the name they were claimed by."""
        fresh = self._composer(taken)
        if isinstance(fresh, Motif):
            error = PieceInutilisable(fresh.texte)
            error.ligne = fresh.ligne
            raise error
        return fresh.charge()._replace(message_id=mail.message_id)

    def _rendre(
        self, ones: list[Decision], taken: list[Decision], error: SheetcashError
    ) -> list[Ligne]:
        """Nothing leaves: what was claimed is given back."""
        for one in taken:
            with suppress(SheetcashError):  # else the next run calls it uncertain
                its = journal_key(self.book, one.facture, one.niveau)
                self.outils.journal.settle(its, DIFFEREE, error.probleme)
        return [
            ligne(one.retenir(motif_piece(error, one.facture.ligne)))
            if isinstance(error, PieceInutilisable)
            else Ligne(one, RETENUE, error.probleme)
            for one in ones
        ]

    def _remettre(self, mailer: Mailer, ones: list[Decision], mail: Mail) -> list[Ligne]:
        """Hand over a mail whose reminders are all claimed, and write how it ended."""
        etat, raison = ENVOYEE, ""
        try:
            detail = mailer.send(mail)
            if len(ones) == 1:  # else its subject is not this invoice's
                detail = fil.noter(detail, mail.subject)
            self._uncertain = 0
        except SendError as error:
            if isinstance(error, TropLourd) and len(ones) > 1:
                return self._en_deux(mailer, ones, error)
            etat, detail, raison = self._failed(ones[0], error), str(error), error.probleme
        lines: list[Ligne] = []
        for at, one in enumerate(ones):
            its = journal_key(self.book, one.facture, one.niveau)
            try:
                self.outils.journal.settle(its, etat, detail)
            except StoreError as error:
                return [*lines, *self._halt(ones[at:], etat, error)]
            lines.append(Ligne(one, etat, raison or one.raison))
        return lines

    def _en_deux(self, mailer: Mailer, ones: list[Decision], error: TropLourd) -> list[Ligne]:
        """A gathered mail that the server finds too heavy leaves as two, as far as the cap goes."""
        self._rendre(ones, ones, error)
        lines: list[Ligne] = []
        for at, half in enumerate(moities(ones)):
            if at and self._mails >= self.book.parametres.relances_par_envoi:
                wait = "trop lourde dans un même courriel : au prochain envoi"
                lines += [Ligne(one, RETENUE, wait) for one in half]
                continue
            self._mails += at
            if at:
                self._patienter()
            mail = self._composer(half)
            if isinstance(mail, Motif):
                lines += [ligne(one.retenir(mail)) for one in half]
            else:
                lines += self._lot(mailer, nommer(half), mail)
        return lines

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
            self._signaler(one, "État sync", error)
        return DIFFEREE

    def _signaler(self, one: Decision, colonne: str, error: SheetcashError) -> None:
        text = f"{one.facture.numero} : {error.probleme}"
        self.constats.append(Finding("Factures", one.facture.ligne, colonne, text, error.que_faire))

    def _halt(self, ones: list[Decision], etat: str, error: SheetcashError) -> list[Ligne]:
        """The journal or the workbook cannot be relied upon any more: nothing else leaves."""
        self._stop = "interrompu : au prochain envoi"
        self.constats.append(Finding("Factures", 0, "", error.probleme, error.que_faire))
        return [Ligne(one, etat, error.probleme) for one in ones]
