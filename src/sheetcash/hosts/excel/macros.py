"""The ribbon's buttons: each runs one use case on the workbook it was clicked in.

Excel starts a Python of its own for every click, which imports this module: the rest is imported
by the button that needs it. Whatever happens is told in a message box, in French.
"""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sheetcash.errors import InputError, NoFileAtHand, SheetcashError, StoreError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlwings import Book

    from sheetcash.adapters.excel_live.store import ExcelLive
    from sheetcash.adapters.journal import SqliteJournal
    from sheetcash.app.envoi import Jour, Outils
    from sheetcash.hosts.excel.fenetre import Fenetre
    from sheetcash.ports import Journal
    from sheetcash.workbook.raw import Snapshot
    from sheetcash.workbook.records import Book as Records

__all__ = [
    "actualiser",
    "aide",
    "bilan",
    "comptable",
    "diagnostic",
    "importer",
    "plan",
    "relances",
    "sceller",
]


class Clic:
    """One click: the workbook, its window, and the environment of the Python that Excel started."""

    def __init__(self, book: Book, environ: Mapping[str, str]) -> None:
        from sheetcash.hosts.excel.fenetre import Fenetre

        self.book = book
        self.environ = environ
        self.fenetre: Fenetre = Fenetre(book)

    def store(self) -> ExcelLive:
        """The workbook, for the use cases.

        Raises:
            InputError: another one of that name is open.
        """
        from sheetcash.adapters.excel_live.store import ExcelLive

        store = ExcelLive(self.book)
        _seul(self.book, store.name)
        return store

    def jour(self) -> Jour:
        """Today."""
        from sheetcash.adapters.clock import ParisClock
        from sheetcash.app.envoi import Jour

        return Jour(ParisClock().today())

    def jour_d_envoi(self) -> Jour:
        """Today, as reminders see it."""
        from sheetcash.adapters.clock import ParisClock
        from sheetcash.app.envoi import Jour

        return Jour(ParisClock().sending_day())


def _seul(book: Book, name: str) -> None:
    """Two workbooks of one name, in two Excels, are easily confused: neither is touched."""
    if sum(one.casefold() == name.casefold() for one in _ouverts(book)) > 1:
        raise InputError(
            f"Deux classeurs ouverts se nomment « {name} ».",
            "Fermez celui qui n'est pas le bon, puis recommencez. Rien n'a été fait.",
        )


def _ouverts(book: Book) -> list[str]:
    """The names of all that is open in every Excel that answers."""
    import xlwings

    from sheetcash.adapters.excel_live.faults import patient, told

    names: list[str] = []
    with suppress(Exception):  # another Excel that does not answer is no reason to stop
        for app in xlwings.apps:
            names += [one.name for one in app.books]
    if not names:
        with told(""):
            names = patient(lambda: [one.name for one in book.app.books])
    return names


def relances() -> None:
    """Show the reminders that are due, ask, send them, and note what happened."""
    _run(_relances)


def actualiser() -> None:
    """Compute everything anew, and note what the journal knows; send nothing."""
    _run(_actualiser)


def bilan() -> None:
    """Show the day's figures."""
    _run(_bilan)


def plan() -> None:
    """Show the cash ahead."""
    _run(_plan)


def importer() -> None:
    """Take in the statements and e-invoices that the user chooses, then match the bank's lines."""
    _run(_importer)


def sceller() -> None:
    """Seal the registers up to the end of last month, once the user has said yes."""
    _run(_sceller)


def comptable() -> None:
    """Put a copy for the accountant beside the workbook."""
    _run(_comptable)


def diagnostic() -> None:
    """Show what works and what does not."""
    _run(_diagnostic)


def aide() -> None:
    """Say what each button does."""
    _run(_aide)


def _run(action: Callable[[Clic], None]) -> None:
    """One click: whatever happens, the user reads one sentence, and never a traceback."""
    from sheetcash.adapters.excel_live.faults import bound_xlwings, patient

    try:
        import xlwings

        bound_xlwings()
        clic = Clic(patient(xlwings.Book.caller), os.environ)
    except Exception as error:  # noqa: BLE001 - the user never sees a traceback
        from sheetcash.adapters.log import noter
        from sheetcash.hosts.excel.fenetre import AVERTIR, boite_du_systeme

        said = "Le classeur n'a pas pu être joint : recommencez, ou rouvrez-le."
        if isinstance(error, SheetcashError):  # Excel stayed busy
            said = str(error)
        boite_du_systeme(f"{said}\n\n{noter(error, os.environ)}", AVERTIR)
        return
    executer(clic, action)


def executer(clic: Clic, action: Callable[[Clic], None]) -> None:
    """Run an action for a click, and tell in a message box how it failed."""
    from sheetcash.adapters.excel_live.faults import told

    try:
        with told(""):
            action(clic)
    except SheetcashError as error:
        _dire(clic, error, str(error))
    except Exception as error:  # noqa: BLE001 - the user never sees a traceback
        _dire(clic, error, "Une erreur inattendue est survenue : c'est la nôtre, pas la vôtre.")
    finally:
        clic.fenetre.etat("")
        with suppress(Exception):  # were it left standing still by an Excel that was busy then
            clic.book.app.screen_updating = True


def _dire(clic: Clic, error: Exception, sentence: str) -> None:
    from sheetcash.adapters.log import noter
    from sheetcash.hosts.excel.messages import Partie, boite

    clic.fenetre.avertir(boite([Partie(sentence)], noter(error, clic.environ)))


def _relances(clic: Clic) -> None:
    from sheetcash.app.sync import synchroniser
    from sheetcash.hosts.excel import messages

    fenetre = clic.fenetre
    fenetre.etat("lecture du classeur…")
    with _journal(clic) as journal:
        result = synchroniser(_outils(clic, journal), clic.jour_d_envoi())
    fenetre.dire(messages.envoi(result))


def _actualiser(clic: Clic) -> None:
    from sheetcash.app import sync
    from sheetcash.hosts.excel import messages

    clic.fenetre.etat("mise à jour du classeur…")
    with _journal(clic) as journal:
        result = sync.actualiser(_outils(clic, journal), clic.jour())
    recalcule = True
    try:
        clic.store().recalculer()
    except StoreError:  # what was noted is: the user only has to press F9
        recalcule = False
    clic.fenetre.dire(messages.actualise(result, recalcule=recalcule))


def _journal(clic: Clic) -> SqliteJournal:
    from sheetcash.adapters.journal import SqliteJournal
    from sheetcash.adapters.settings import load_settings

    return SqliteJournal(load_settings(clic.environ).state_dir)


def _outils(clic: Clic, journal: Journal) -> Outils:
    from sheetcash.adapters.lettres import TypstImprimeur
    from sheetcash.adapters.mail.configured import mailer_from_settings
    from sheetcash.adapters.mail.domaines import a_demander, sans_courriel
    from sheetcash.adapters.pieces import DossierDePieces
    from sheetcash.adapters.settings import load_settings
    from sheetcash.app.cadence import Horloge
    from sheetcash.app.envoi import Outils
    from sheetcash.hosts.excel import messages

    settings, fenetre = load_settings(clic.environ), clic.fenetre
    store = clic.store()
    return Outils(
        store,
        journal,
        lambda: mailer_from_settings(settings, clic.environ),
        lambda due, doubts, warnings: fenetre.demander(messages.demande(due, doubts, warnings)),
        fenetre.avancer,
        lambda: str(uuid.uuid4()),
        DossierDePieces(_dossier(clic.book, store.name)),
        TypstImprimeur(),
        sans_courriel if a_demander(settings, clic.environ) else lambda domaines: (),
        Horloge(time.monotonic, time.sleep),
    )


def _lire(clic: Clic, tables: Sequence[str]) -> tuple[Snapshot, Records]:
    """The workbook, only to be looked at."""
    from sheetcash.workbook.reading import read_book

    snapshot = clic.store().read(tables, to_write=False)
    return snapshot, read_book(snapshot, clic.jour().date)


def _bilan(clic: Clic) -> None:
    from sheetcash.app import bilan as figures
    from sheetcash.app import semaine
    from sheetcash.hosts.excel import messages

    clic.fenetre.etat("calcul des chiffres…")
    snapshot, book = _lire(clic, (*figures.TABLES, *semaine.TABLES))
    clic.fenetre.dire(messages.bilan(*semaine.bilan_et_taches(snapshot, book)))


def _plan(clic: Clic) -> None:
    from sheetcash.app import plan as figures
    from sheetcash.hosts.excel import messages

    clic.fenetre.etat("calcul du plan…")
    snapshot, book = _lire(clic, figures.TABLES)
    clic.fenetre.dire(messages.plan(figures.calculer(book, snapshot)))


def _sceller(clic: Clic) -> None:
    from sheetcash.adapters.journal_scelles import SqliteScelles
    from sheetcash.adapters.settings import load_settings
    from sheetcash.app.sceller import Outils, executer, fin_du_mois_passe, preparer, rattraper
    from sheetcash.hosts.excel import messages

    fenetre, today = clic.fenetre, clic.jour().date
    fenetre.etat("lecture des registres…")
    state = load_settings(clic.environ).state_dir
    with _journal(clic) as journal, SqliteScelles(state) as scelles:
        outils = Outils(clic.store(), journal, scelles, lambda: str(uuid.uuid4()))
        until = fin_du_mois_passe(today)
        snapshot, plan = preparer(outils, today, until)
        rattraper(outils, snapshot, plan)
        if plan.vide:
            fenetre.dire(messages.rien_a_sceller(plan, until))
            return
        if not fenetre.demander(messages.demande_de_sceau(plan)):
            return
        fenetre.etat("scellement…")
        executer(outils, snapshot, plan, today)
    fenetre.dire(messages.scelle(plan))


def _importer(clic: Clic) -> None:
    from sheetcash.hosts.excel.banque import importer as prendre

    store = clic.store()
    folder = _dossier(clic.book, store.name)
    prendre(clic.fenetre, store, clic.environ, clic.jour().date, folder)


def _comptable(clic: Clic) -> None:
    from sheetcash.adapters.excel_file.store import ExcelFile
    from sheetcash.adapters.folder import Folder
    from sheetcash.app.comptable import copier
    from sheetcash.hosts.excel import messages

    store = clic.store()
    path = chemin(clic.book, store.name)
    if store.modifie() and clic.fenetre.demander(
        "Le classeur a des changements qui ne sont pas enregistrés. Les enregistrer avant de "
        "faire la copie ?\n\nNon : la copie contient ce qui était enregistré."
    ):
        store.enregistrer()
    clic.fenetre.etat("préparation de la copie…")
    folder = Folder(path.parent / "Pour le comptable")
    done = copier(ExcelFile(path), folder, clic.jour().date, impose=False)
    clic.fenetre.dire(messages.copie(done))


def chemin(book: Book, name: str) -> Path:
    """Where the workbook's file is.

    Raises:
        NoFileAtHand: it is only known by an address of OneDrive or SharePoint.
        StoreError: it has none.
    """
    from sheetcash.adapters.excel_live.faults import patient, told
    from sheetcash.adapters.excel_live.store import never_saved

    try:
        with told(name):
            full = patient(lambda: book.fullname)
    except StoreError:
        raise
    except Exception as error:  # xlwings could not find the folder of an address
        raise _en_ligne(name) from error
    if "://" in full:
        raise _en_ligne(name)
    path = Path(full)
    if not path.is_absolute() and "\\" not in full:
        raise never_saved(name)
    return path


def _dossier(book: Book, name: str) -> Path | None:
    """The folder of the workbook's file, where it has one."""
    try:
        return chemin(book, name).parent
    except StoreError:
        return None


def _en_ligne(name: str) -> NoFileAtHand:
    return NoFileAtHand(
        f"Le classeur « {name} » est dans OneDrive ou SharePoint : Excel n'en donne qu'une "
        "adresse.",
        "Enregistrez-en une copie dans un dossier de l'ordinateur, ouvrez-la, puis recommencez.",
    )


def _diagnostic(clic: Clic) -> None:
    from sheetcash.hosts import diagnostic as verifications
    from sheetcash.hosts.excel import messages

    clic.fenetre.etat("vérifications…")
    store = clic.store()
    try:
        path = str(chemin(clic.book, store.name))
    except NoFileAtHand:
        path = "https://"  # that is one of the checks
    except StoreError:
        path = ""  # never saved
    checks = verifications.verifier_poste(clic.environ, path)
    its, findings = verifications.verifier_classeur(store, clic.jour().date)
    clic.fenetre.dire(messages.diagnostic([*checks, *its], findings))


def _aide(clic: Clic) -> None:
    from sheetcash import __version__
    from sheetcash.adapters.log import FILE_NAME
    from sheetcash.adapters.settings import load_settings
    from sheetcash.hosts.excel import messages
    from sheetcash.hosts.excel.ruban import BOUTONS

    settings = load_settings(clic.environ)
    clic.fenetre.dire(
        messages.aide(BOUTONS, __version__, str(settings.file), str(settings.state_dir / FILE_NAME))
    )
