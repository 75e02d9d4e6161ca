"""``exporter --comptable``: one folder with all that the accountant needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sheetcash.app.comptable import Export, preparer, racine
from sheetcash.app.dossier import anomalies as trouvees
from sheetcash.app.dossier import declarations, ecritures, impayes, pieces, registre, tableur
from sheetcash.app.dossier.anomalies import A_SAVOIR, Anomalies
from sheetcash.app.dossier.lecture import Lisible, du_livre, identifier, lire_tolerant, verifie
from sheetcash.app.dossier.livre import Livre, lire
from sheetcash.app.dossier.manifeste import (
    DONNEES,
    LISEZ_MOI,
    MANIFESTE,
    Contenu,
    Identite,
    lisez_moi,
    manifeste,
)
from sheetcash.app.dossier.methode import METHODE, methode
from sheetcash.app.dossier.tableur import Cellule
from sheetcash.core import fec
from sheetcash.core.mots import pluriel
from sheetcash.errors import StoreError
from sheetcash.ports import Copiable
from sheetcash.ports.dossier import Chantier, Depot
from sheetcash.ports.etats import ImprimeurEtats
from sheetcash.ports.pieces import PieceJointe
from sheetcash.ports.scelles import Scelles
from sheetcash.workbook.comptes import read_comptes
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.raw import RawTable, Snapshot
from sheetcash.workbook.reading import read_book
from sheetcash.workbook.reading_declarations import declarees
from sheetcash.workbook.reading_tresorerie import read_achats
from sheetcash.workbook.records import Book, key
from sheetcash.workbook.registres import REGISTRE_ACHATS, REGISTRE_RECETTES, REGISTRE_SCELLES
from sheetcash.workbook.relecture import contenu, en_json
from sheetcash.workbook.tables import (
    ACHATS,
    DECLARATIONS,
    FACTURES,
)


class Moyens(NamedTuple):
    """What making the folder needs from outside.

    Attributes:
        lecture: the workbook, to read its tables.
        copie: the same, to copy it.
        imprimeur: prints the registers.
        depot: where the folder is built.
        piece: finds the file that a cell « Pièce » names.
        scelles: what this machine knows of the seals.
    """

    lecture: Lisible
    copie: Copiable
    imprimeur: ImprimeurEtats
    depot: Depot
    piece: Callable[[str], PieceJointe]
    scelles: Scelles


class Demande(NamedTuple):
    """Until which day, whether that day was asked for, and whether an archive is wanted."""

    jour: date
    impose: bool = False
    archive: bool = False


class Dossier(NamedTuple):
    """The folder as it was made.

    Attributes:
        chemin: where it is: a folder, or an archive.
        nom: its name, without a number.
        export: the workbook's copy in it.
        identite: whose it is, and its last seals.
        expediteur: the address that mails leave from, in the settings.
        contenus: its files, the manifest last.
        anomalies: what was found.
        courriel: the archive to mail, where one was asked for.
    """

    chemin: str
    nom: str
    export: Export
    identite: Identite
    expediteur: str
    contenus: list[Contenu]
    anomalies: Anomalies
    courriel: bytes = b""

    def contenu(self, chemin: str) -> Contenu:
        """A file by its path."""
        return next(one for one in self.contenus if one.fichier.chemin == chemin)


def assembler(
    moyens: Moyens, demande: Demande, apres: Callable[[Chantier, Dossier], Dossier] | None = None
) -> Dossier:
    """Make the folder; the workbook is only read.

    What cannot be read or printed is told in the folder's anomalies, and the rest is there.

    Args:
        moyens: what it needs from outside.
        demande: what is asked for.
        apres: called once all files are there and before the folder has its name: what else is
            made of them.

    Raises:
        InputError: no such workbook, or not a workbook; the place is a file.
        StoreError: the workbook cannot be read, or the folder not be written.
    """
    found = Anomalies()
    snapshot = lire_tolerant(moyens.lecture, found)
    book = read_book(du_livre(snapshot), demande.jour, impose=demande.impose)
    name = moyens.copie.name
    rapport = verifie(snapshot, moyens.scelles, found)
    receipts, purchases = (
        lire(snapshot.tables.get(one.table.name), _scelles(snapshot), one, book.aujourdhui)
        for one in (REGISTRE_RECETTES, REGISTRE_ACHATS)
    )
    identite = identifier(book, name, rapport, found)
    matter = _Matiere(snapshot, book, receipts, purchases, identite)
    printed = _lancer(moyens.imprimeur, matter)
    export = preparer(moyens.copie, demande.jour, impose=demande.impose)
    found.ajouter("Classeur", book.findings)
    found.ajouter("Copie du classeur", export.constats)
    title = f"{racine(name)} - dossier comptable {demande.jour.isoformat()}"
    with moyens.depot.chantier(title, demande.jour, archive=demande.archive) as site:
        work = _Travail(moyens, site, matter, found, printed)
        work.tout(export)
        made = Dossier(
            *("", title, export, matter.identite, book.parametres.expediteur),
            *(work.contenus, found),
        )
        if apres is not None:
            made = apres(site, made)
        return made._replace(chemin=site.publier())


def _scelles(snapshot: Snapshot) -> RawTable | None:
    return snapshot.tables.get(REGISTRE_SCELLES.table.name)


class _Matiere(NamedTuple):
    """What was read of the workbook."""

    snapshot: Snapshot
    book: Book
    recettes: Livre | None
    achats: Livre | None
    identite: Identite


def _lancer(imprimeur: ImprimeurEtats, its: _Matiere) -> dict[str, Callable[[], bytes]]:
    """Begin with what takes longest to print, by register, while the workbook is copied."""
    who = its.identite
    return {
        livre.registre.nom: imprimeur.lancer(registre.etat(livre, who.nom, who.lignes, who.jour))
        for livre in (its.recettes, its.achats)
        if livre is not None
    }


class _Travail:
    """Makes the files of one folder, one after the other."""

    def __init__(
        self,
        moyens: Moyens,
        site: Chantier,
        matiere: _Matiere,
        found: Anomalies,
        lances: Mapping[str, Callable[[], bytes]],
    ) -> None:
        self.contenus: list[Contenu] = []
        self._moyens = moyens
        self._site = site
        self._its = matiere
        self._found = found
        self._lances = lances
        self._copiees: Mapping[str, str] = {}

    def tout(self, export: Export) -> None:
        """Every file, in the order in which they are read; the anomalies once all is found."""
        self._livres()
        self._declarations()
        self._impayes()
        self._ecritures()
        self._pieces()
        self._donnees()
        self._ajouter(export.fichier, export.copie.contenu, "copie protégée du classeur")
        if self._its.identite.sceaux:
            text = methode(export.fichier)
            self._ajouter(METHODE, text, "comment vérifier les sceaux sans sheetcash")
        self._anomalies()
        count = len(self._found.constats())
        identite = self._its.identite
        read_me = lisez_moi(identite, self.contenus, count)
        self._ajouter(LISEZ_MOI, read_me, "à lire d'abord")
        self._ajouter(MANIFESTE, manifeste(identite, self.contenus), "cette liste")

    def _ajouter(self, chemin: str, contenu: bytes, quoi: str) -> None:
        self.contenus.append(Contenu(self._site.ajouter(chemin, contenu), quoi))

    def _csv(
        self,
        nom: str,
        titres: Sequence[str],
        lignes: Iterable[Sequence[Cellule]],
        quoi: str,
    ) -> None:
        self._ajouter(f"{nom}.csv", tableur.fichier(titres, lignes), f"{quoi}, pour un tableur")

    def _pdf(self, nom: str, imprime: Callable[[], bytes], quoi: str) -> None:
        """Add what was printed; a printer that fails costs its PDF only."""
        try:
            content = imprime()
        except StoreError as error:
            told = Finding(f"{nom}.pdf", 0, "", error.probleme, error.que_faire)
            self._found.ajouter("Mise en page", [told])
            return
        self._ajouter(f"{nom}.pdf", content, quoi)

    def _livres(self) -> None:
        its = self._its
        there = [livre for livre in (its.recettes, its.achats) if livre is not None]
        for livre in there:
            title = registre.presentation(livre.registre).titre
            what = f"{title[0].lower()}{title[1:]}, au {its.identite.jour:%d/%m/%Y}"
            self._pdf(title, self._lances[livre.registre.nom], what)
            self._csv(title, registre.titres(livre), registre.lignes(livre), what)
            if livre.plus_tard:
                rows = pluriel(livre.plus_tard, "ligne est", "lignes sont")
                told = f"{rows} d'un jour à venir : absente{'s' if livre.plus_tard > 1 else ''}."
                sheet = livre.registre.table.sheet
                self._found.ajouter("Registres", [Finding(sheet, 0, "", told, "")], A_SAVOIR)
        if there:
            self._csv(
                "Totaux",
                ("Registre", "Année", "Mois", "Par", "Libellé", "Montant"),
                (row for livre in there for row in registre.totaux(livre)),
                "totaux des registres, par mois et par an",
            )

    def _declarations(self) -> None:
        book, identite = self._its.book, self._its.identite
        raw = self._its.snapshot.tables.get(DECLARATIONS.name)
        findings: list[Finding] = []
        made = declarees(raw, findings, book) if raw is not None else {}
        those = declarations.toutes(book, made, findings)
        self._found.ajouter("Déclarations", findings)
        pages = declarations.etat(those, identite.nom, identite.lignes, identite.jour)
        self._pdf(
            "Déclarations",
            self._moyens.imprimeur.lancer(pages),
            "déclarations à l'Urssaf et leur détail",
        )
        rows = declarations.lignes(those)
        self._csv("Déclarations", declarations.TITRES, rows, "déclarations et leur détail")

    def _impayes(self) -> None:
        identite = self._its.identite
        those = impayes.impayes(self._its.book)
        pages = impayes.etat(those, identite.nom, identite.lignes, identite.jour)
        self._pdf("Impayés", self._moyens.imprimeur.lancer(pages), "factures impayées, par âge")
        self._csv("Impayés", impayes.TITRES, impayes.lignes(those), "factures impayées, par âge")

    def _ecritures(self) -> None:
        its, findings = self._its, list[Finding]()
        comptes = read_comptes(its.snapshot.settings, findings)
        read_achats(its.snapshot.tables.get(ACHATS.name), findings, its.book.aujourdhui)
        sources = ecritures.Sources(
            its.recettes,
            its.achats,
            comptes,
            {key(one.numero): one.date_facture for one in its.book.factures},
            its.book.parametres.categorie_principale,
        )
        jour = its.identite.jour
        years = ecritures.exercices(sources, its.identite.siren, jour, findings)
        self._found.ajouter("Écritures", findings)
        self._found.ajouter("FEC", list(ecritures.remarques(years)), A_SAVOIR)
        for one in years:
            what = f"écritures comptables {one.annee}, au format du FEC"
            self._ajouter(one.nom, fec.fichier(one.ecritures), what)
        text = ecritures.description(years, comptes, jour)
        self._ajouter(
            "Description du FEC.txt", text.encode("utf-8-sig"), "les zones et les comptes du FEC"
        )

    def _pieces(self) -> None:
        its, findings = self._its, list[Finding]()
        collecte = pieces.Collecte(self._moyens.piece, self._site, findings)
        invoices = its.snapshot.tables.get(FACTURES.name)
        those = collecte.tout((its.recettes, its.achats), invoices, its.book)
        self._found.ajouter("Pièces", findings)
        self._found.ajouter("Pièces", list(pieces.remarques(those)), A_SAVOIR)
        identite = its.identite
        pages = pieces.etat(those, identite.nom, identite.lignes, identite.jour)
        self._pdf("Pièces", self._moyens.imprimeur.lancer(pages), "index des pièces justificatives")
        self._csv("Pièces", pieces.TITRES, pieces.lignes(those), "index des pièces")
        self.contenus += [Contenu(one, "pièce justificative") for one in collecte.fichiers]
        self._copiees = collecte.par_texte

    def _donnees(self) -> None:
        """All that was typed, from which « restaurer » makes the workbook again."""
        data = en_json(contenu(self._its.snapshot), self._copiees)
        self._ajouter(DONNEES, data, "ce qui a été saisi, pour refaire le classeur")

    def _anomalies(self) -> None:
        those = self._found.toutes()
        text = trouvees.texte(those, self._its.identite.nom, self._its.identite.jour)
        self._ajouter("Anomalies.txt", text.encode("utf-8-sig"), "ce qui est à vérifier")
        self._csv("Anomalies", trouvees.TITRES, trouvees.lignes(those), "ce qui est à vérifier")
