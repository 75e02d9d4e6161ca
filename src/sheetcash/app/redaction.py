"""What is decided, written: one mail for one reminder, or for several that go together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256

from sheetcash.app import fil
from sheetcash.app.champs import champs
from sheetcash.app.creance import Creance
from sheetcash.app.habillage import Demande, Pieces, habiller
from sheetcash.app.mise_en_demeure import mise_en_demeure, nom_fichier
from sheetcash.app.parties import nom_ei
from sheetcash.app.relances import Decision, Motif, entrees, journal_key
from sheetcash.app.textes import Redacteur
from sheetcash.core.relances import MISE_EN_DEMEURE
from sheetcash.errors import BadTemplate, LettreImpossible, StoreError
from sheetcash.ports import Entry, Key, Mail
from sheetcash.ports.lettres import Imprimeur
from sheetcash.ports.pieces import PieceJointe
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.records import ANGLAIS, TU, Book


class Redaction:
    """Writes the mails of one run.

    Attributes:
        constats: the texts that have a mistake, once each.
        sans_lettre: what the letters lack that could not be joined to their mail, by invoice.
    """

    def __init__(self, pieces: Pieces, imprimeur: Imprimeur | None = None) -> None:
        self.constats: list[Finding] = []
        self.sans_lettre: dict[str, Finding] = {}
        self._pieces = pieces
        self._imprimeur = imprimeur
        self._redacteur: Redacteur | None = None  # what it imports is slow

    def composer(
        self, book: Book, entries: Mapping[Key, Entry], ones: Sequence[Decision]
    ) -> Mail | Motif:
        """The mail, or why it cannot be written.

        Args:
            book: the workbook as it was last read.
            entries: what the journal knows.
            ones: the reminders that it carries; the first gives its text.
        """
        one = ones[0]
        assert one.client is not None and one.modele is not None
        if self._redacteur is None:
            self._redacteur = Redacteur()
        invoices = [each.facture for each in ones]
        options, jour = book.parametres, book.aujourdhui
        claim, letter = self._lettre(book, one)
        valeurs = champs(one.facture, one.client, options, jour, book.loi, invoices, lettre=claim)
        try:
            texte = self._redacteur.rediger(one.modele, valeurs)
        except BadTemplate as error:
            finding = Finding("Modèles", error.row, error.column, f"{error.why}.", error.que_faire)
            if finding not in self.constats:
                self.constats.append(finding)
            return Motif(f"texte à corriger (Modèles, ligne {error.row})")
        its_id = message_id(
            journal_key(book, one.facture, one.niveau),
            *(one.destinataire, jour, options.expediteur),
        )
        habille = habiller(
            texte.corps,
            Demande.de(*invoices),
            nom=options.nom,
            iban=options.iban,
            message_id=its_id,
            pieces=self._pieces,
            langue="en" if one.client.langue == ANGLAIS else "fr",
            tutoiement=one.modele.ton == TU,
        )
        if isinstance(habille, Motif):
            return habille
        suite = fil.suite(entrees(book, one.facture, entries), one.niveau, one.destinataire)
        if len(ones) > 1:  # a subject about one invoice would be wrong
            suite = fil.Suite(suite.references)
        return Mail(
            options.expediteur,
            nom_ei(options.nom),
            one.destinataire,
            suite.objet or texte.objet,
            habille.texte,
            its_id,
            suite.references,
            suite.precedent,
            habille.html,
            (*habille.pieces, *letter),
        )

    def _lettre(self, book: Book, one: Decision) -> tuple[Creance | None, tuple[PieceJointe, ...]]:
        """What the letter of a mise en demeure claims, and its file: the mail is its copy.

        Without what a letter must bear the mail leaves alone; « courriers » tells what lacks.
        """
        printer = self._imprimeur
        if one.niveau != MISE_EN_DEMEURE or printer is None or one.client is None:
            return None, ()
        letter = mise_en_demeure(book, one.facture, one.client)
        document = letter.document
        if document is None:
            self.sans_lettre[one.facture.numero] = letter.constats[0]
            return None, ()

        def imprimer() -> bytes:
            try:
                return printer.pdf(document)
            except StoreError as error:
                raise LettreImpossible(error.probleme, error.que_faire) from error

        name = nom_fichier(one.facture, book.aujourdhui)
        return letter.creance, (PieceJointe(name, "application/pdf", imprimer),)


def message_id(its: Key, destinataire: str, jour: date, expediteur: str) -> str:
    """A Message-ID that is the same for the same reminder on the same day.

    >>> message_id(Key("c", "f-1", 1), "a@b.fr", date(2026, 11, 20), "moi@exemple.fr")
    '<sheetcash.d35bf78b8cd5baab711df82c@exemple.fr>'
    """
    text = "\x1f".join((its.classeur, its.facture, str(its.niveau), destinataire, str(jour)))
    digest = sha256(text.encode()).hexdigest()[:24]
    return f"<sheetcash.{digest}@{expediteur.rpartition('@')[2] or 'localhost'}>"
