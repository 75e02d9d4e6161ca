"""``sheetcash demo``: the main job on a made-up activity, with a mail server of its own."""

from __future__ import annotations

import shutil
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sheetcash.cli.commun import Commande, afficher, constats, environ
from sheetcash.cli.racine import DONE, FAILED
from sheetcash.errors import InputError

if TYPE_CHECKING:
    from sheetcash.app.envoi import Jour
    from sheetcash.app.sync import Resultat
    from sheetcash.ports import WorkbookStore

_MARK = ".demonstration-sheetcash"
_WORKBOOK = "Studio Lune Claire"


@click.command(cls=Commande)
@click.option(
    "--dossier",
    type=click.Path(path_type=Path),
    default=Path("demo-sheetcash"),
    metavar="DIR",
    help="Où laisser le classeur et les courriels (demo-sheetcash par défaut).",
)
@click.option(
    "--google", is_flag=True, help="Crée le classeur chez Google, avec le compte connecté."
)
def commande(dossier: Path, google: bool) -> int:
    """Crée un classeur d'exemple, y rapproche un relevé et envoie ses relances, deux fois.

    Les courriels vont à un serveur qui tourne sur cette machine le temps de la démonstration :
    rien ne sort d'ici. La seconde fois, rien ne repart. Avec --google, le classeur d'exemple est
    une feuille de votre Google Drive ; les courriels ne partent pas davantage.
    """
    from sheetcash.adapters.mail.boite import Boite
    from sheetcash.app import bilan, semaine
    from sheetcash.app.envoi import Jour
    from sheetcash.cli.affichage_bilan import lignes_a_faire, lignes_bilan
    from sheetcash.cli.affichage_relances import lignes_relances
    from sheetcash.core.mots import pluriel
    from sheetcash.templates.demonstration import JOUR_DEMO
    from sheetcash.workbook.reading import read_book

    store, place = _chez_google(dossier) if google else _en_fichier(dossier)
    click.echo(f"1. Le classeur : {place}\n")
    snapshot = store.read((*bilan.TABLES, *semaine.TABLES))
    book = read_book(snapshot, JOUR_DEMO)
    found, taches = semaine.bilan_et_taches(snapshot, book)
    click.echo("2. Ses chiffres (sheetcash bilan)\n")
    lines = [*lignes_bilan(found), *lignes_a_faire(taches), *constats(found.constats)]
    afficher(lines)
    click.echo("\n3. Le relevé de la banque (sheetcash importer --rapprocher)\n")
    afficher(_releve(store, dossier))
    with Boite(dossier / "courriels") as boite:
        click.echo("\n4. Les relances dues, envoyées (sheetcash sync)")
        first = _sync(store, dossier, boite.url, Jour(JOUR_DEMO))
        afficher([*lignes_relances(first.lignes), *constats(first.constats)])
        count = len(boite.files)
        click.echo(
            f"\n   {pluriel(count, 'courriel reçu', 'courriels reçus')} par le serveur, "
            f"{pluriel(first.ecritures, 'cellule écrite', 'cellules écrites')} dans le classeur."
        )
        click.echo("\n5. La même commande, une seconde fois")
        second = _sync(store, dossier, boite.url, Jour(JOUR_DEMO))
        again = len(boite.files) - count
        click.echo(
            "\n   0 courriel envoyé : rien ne part deux fois."
            if not again
            else f"\n   {pluriel(again, 'courriel')} de trop : c'est un défaut, signalez-le."
        )
    click.echo(
        f"\nÀ ouvrir : {place}\nÀ lire : {dossier / 'courriels'}\n"
        f"Pour commencer le vôtre : {_commande()} nouveau "
        f"{'gsheet:' if google else 'MonActivite.xlsx'}"
    )
    return DONE if count and not again and second.ecritures == 0 else FAILED


def _en_fichier(dossier: Path) -> tuple[WorkbookStore, str]:
    """The workbook as a file of that folder, and its path."""
    from sheetcash.adapters.excel_file.create import create
    from sheetcash.adapters.excel_file.store import ExcelFile
    from sheetcash.templates.demonstration import JOUR_DEMO, contenu_demo
    from sheetcash.templates.xlsx import build

    _prepare(dossier)
    path = dossier / f"{_WORKBOOK}.xlsx"
    content = contenu_demo("demonstration")
    create(path, lambda target: build(target, content, JOUR_DEMO))
    return ExcelFile(path), str(path)


def _chez_google(dossier: Path) -> tuple[WorkbookStore, str]:
    """The workbook as a spreadsheet of the account that is connected, and its address."""
    from sheetcash.adapters.google.acces import bibliotheques, possede
    from sheetcash.adapters.google.service import ouvrir
    from sheetcash.adapters.google.store import GoogleStore
    from sheetcash.templates.demonstration import JOUR_DEMO, contenu_demo

    with bibliotheques():
        from sheetcash.adapters.google.creation import ADRESSE, creer
    service = ouvrir(environ())  # without an account nothing else is done
    possede(environ())
    _prepare(dossier)
    its = creer(service, contenu_demo(""), JOUR_DEMO, f"{_WORKBOOK} (démonstration)")
    return GoogleStore(service, its), ADRESSE.format(its)


def _prepare(folder: Path) -> None:
    """An empty folder: a former demonstration's is emptied, anything else is refused."""
    if folder.exists():
        if not (folder / _MARK).exists() and any(folder.iterdir()):
            raise InputError(
                f"Le dossier « {folder} » contient autre chose qu'une démonstration.",
                "Donnez-en un autre avec --dossier : rien n'a été touché.",
            )
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    (folder / _MARK).write_text("Ce dossier est vidé par « sheetcash demo ».\n", "utf-8")


def _releve(store: WorkbookStore, folder: Path) -> list[str]:
    """The same use cases as ``importer --rapprocher``, and what they come to in a few lines.

    What is doubtful is only proposed, and stays to be confirmed in the sheet.
    """
    from sheetcash.adapters.bank import lire
    from sheetcash.app import importer, rapprochement
    from sheetcash.core.money import format_euros
    from sheetcash.core.mots import pluriel
    from sheetcash.templates.demonstration import JOUR_DEMO, RELEVE_DEMO
    from sheetcash.workbook.anticiper import anticiper

    path = folder / "releve.csv"
    path.write_text(RELEVE_DEMO, "utf-8")
    snapshot = store.read({*importer.TABLES, *rapprochement.TABLES})
    read = lire(path)
    taken = importer.preparer(snapshot, [(path.name, read)], JOUR_DEMO)
    there = anticiper(snapshot, taken.edits)
    plan = rapprochement.preparer(rapprochement.lire(there.snapshot, JOUR_DEMO), JOUR_DEMO)
    store.write(snapshot, there.et(plan.edits), JOUR_DEMO)
    new = taken.fichiers[0].nouveaux
    lines = [f"{path.name} : {read.format}, {pluriel(new, 'ligne ajoutée', 'lignes ajoutées')}"]
    mine = [one for one in plan.accords if one.ligne.source == path.name]
    lines += ["", f"Rapproché ({len(mine)})"]
    for one in mine:
        said = f"{format_euros(one.ligne.cents)} {one.ligne.libelle}"
        lines.append(f"  {said} → {one.avec} ({', '.join(one.raisons)})")
    lines += ["", f"À confirmer ({len(plan.doutes)})"]
    for doubt in plan.doutes:
        said = f"{format_euros(doubt.ligne.cents)} {doubt.ligne.libelle}"
        lines.append(f"  {said} → {doubt.texte}")
    return lines


def _sync(store: WorkbookStore, folder: Path, url: str, jour: Jour) -> Resultat:
    """The same use case as ``sheetcash sync --oui``, with a journal in the demo's folder."""
    from sheetcash.adapters.journal import SqliteJournal
    from sheetcash.adapters.lettres import TypstImprimeur
    from sheetcash.adapters.mail.smtp import SmtpMailer
    from sheetcash.adapters.pieces import DossierDePieces
    from sheetcash.app.envoi import Outils
    from sheetcash.app.sync import synchroniser

    with SqliteJournal(folder / "journal") as journal:
        return synchroniser(
            Outils(
                store,
                journal,
                lambda: SmtpMailer.from_url(url),
                lambda due, doubts, warnings: True,
                lambda done, total: None,
                lambda: str(uuid.uuid4()),
                DossierDePieces(folder),
                TypstImprimeur(),
            ),
            jour,
        )


def _commande() -> str:
    """What to type to run sheetcash again: its path, where its name alone would not be found."""
    import shutil
    import sys

    typed = Path(sys.argv[0])
    if typed.stem != "sheetcash":  # python -m sheetcash
        beside = Path(sys.executable).with_name("sheetcash")
        return str(beside) if shutil.which("sheetcash") is None and beside.exists() else "sheetcash"
    found = shutil.which("sheetcash")
    same = found is not None and Path(found).resolve() == typed.resolve()
    return "sheetcash" if same else str(typed)
