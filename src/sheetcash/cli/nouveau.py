"""``sheetcash nouveau``: a new workbook."""

from __future__ import annotations

import uuid
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sheetcash.cli.commun import CLASSEUR, Commande, afficher, chez_google, environ, ouvrir
from sheetcash.cli.racine import DONE, FINDINGS

if TYPE_CHECKING:
    from sheetcash.adapters.google.service import Service

_TITRE = "Mon classeur sheetcash"


@click.command(cls=Commande)
@CLASSEUR
@click.option("--titre", metavar="TITRE", help="Le titre de la feuille Google à créer.")
@click.option(
    "--depuis", metavar="FICHIER", help="Avec « gsheet: » : y verse le contenu de ce classeur."
)
def commande(classeur: str, titre: str | None, depuis: str | None) -> int:
    """Crée le CLASSEUR, un fichier neuf, prêt à remplir.

    En .xlsx, sans macros ; en .xlsm, avec un onglet Sheetcash dans le ruban d'Excel et, sous
    Windows, les fonctions SC_ dans ses cellules. Un fichier qui existe déjà n'est jamais remplacé.

    « gsheet: » crée la feuille chez Google. « gsheet: » suivi de l'identifiant ou de l'adresse
    d'une feuille qui existe y ajoute ce qui manque, sans toucher au reste. « gsheet: » avec
    --depuis passe un classeur Excel chez Google : ses réglages, ses lignes, ses sceaux. Vos
    propres feuilles, colonnes et couleurs n'y vont pas ; le fichier n'est pas modifié.
    """
    distant = chez_google(classeur)
    if distant is not None:
        return _google(distant, titre, depuis)
    if depuis is not None:
        raise click.UsageError("--depuis verse un classeur chez Google : écrivez « gsheet: ».")
    if classeur.strip().casefold() == "gsheet":
        raise click.UsageError("Pour une feuille Google, écrivez « gsheet: », deux points compris.")
    if titre is not None:
        raise click.UsageError("--titre vaut pour une feuille Google : un fichier a son nom.")
    from sheetcash.adapters.clock import ParisClock
    from sheetcash.adapters.excel_file.create import create
    from sheetcash.templates.vide import contenu_vide

    path = _target(classeur)
    macros = path.suffix.lower() == ".xlsm"
    if macros:
        from sheetcash.hosts.excel.classeur import construire as build
    else:
        from sheetcash.templates.xlsx import build
    content = contenu_vide(str(uuid.uuid4()))
    create(path, lambda target: build(target, content, ParisClock().today()))
    click.echo(
        f"« {path} » est créé.\n"
        "Ouvrez-le : la feuille Accueil dit par où commencer. Remplissez d'abord Paramètres."
    )
    if macros:
        click.echo(
            "Pour son onglet Sheetcash et ses fonctions SC_ : lancez une fois « sheetcash "
            "installer excel », puis acceptez les macros à l'ouverture."
        )
    return DONE


def _google(donne: str, titre: str | None, depuis: str | None) -> int:
    """Create a spreadsheet at Google, or add to one what it lacks."""
    from sheetcash.adapters.clock import ParisClock
    from sheetcash.adapters.google.acces import bibliotheques, possede
    from sheetcash.adapters.google.identifiant import identifiant as lire_identifiant
    from sheetcash.adapters.google.service import ouvrir as connecter
    from sheetcash.templates.vide import contenu_vide

    existing = lire_identifiant(donne) if donne else ""
    if existing and depuis is not None:
        raise click.UsageError("--depuis vaut pour une feuille à créer : « gsheet: » sans adresse.")
    if existing and titre is not None:
        raise click.UsageError("--titre vaut pour une feuille à créer : celle-ci a déjà le sien.")
    with bibliotheques():
        from sheetcash.adapters.google.creation import ADRESSE, ajouter, creer

    today = ParisClock().today()
    service = connecter(environ())
    if not existing:
        possede(environ())
        if depuis is not None:
            return _verser(service, depuis, (titre or "").strip(), today)
        titre = (titre or "").strip() or _TITRE
        identifiant = creer(service, contenu_vide(str(uuid.uuid4())), today, titre)
        click.echo(
            f"« {titre} » est créée : {ADRESSE.format(identifiant)}\n"
            "Ouvrez-la : la feuille Accueil dit par où commencer. Remplissez d'abord Paramètres."
            f"\nDans les autres commandes, donnez gsheet:{identifiant}"
        )
        return DONE
    # Its own name, if it has lost it, is the one it goes by without it.
    added = ajouter(service, existing, contenu_vide(f"gsheet:{existing}"), today)
    afficher(added or ["Rien ne manquait : rien n'a été changé."])
    return DONE


def _verser(service: Service, depuis: str, titre: str, jour: date) -> int:
    """A spreadsheet with what a workbook holds, held against it once it is there."""
    from sheetcash.adapters.google.creation import ADRESSE, creer
    from sheetcash.adapters.google.store import GoogleStore
    from sheetcash.app import comparer, restaurer
    from sheetcash.cli.affichage_comparer import lignes
    from sheetcash.cli.progression import attente
    from sheetcash.workbook.parametres import IDENTIFIANT
    from sheetcash.workbook.relecture import contenu

    source = ouvrir(depuis)
    content = contenu(source.read(to_write=False))
    if not content.settings.get(IDENTIFIANT):
        content.settings[IDENTIFIANT] = str(uuid.uuid4())
    with attente("Création de la feuille…"):
        identifiant = creer(service, content, jour, titre or Path(source.name).stem)
        store = GoogleStore(service, identifiant)
        snapshot = store.read()
        locks = restaurer.verrous(snapshot)
        if locks:
            store.write(snapshot, locks, jour)
    found = comparer.executer(source, store)
    afficher(
        [
            f"« {store.name} » est créée d'après « {source.name} » : {ADRESSE.format(identifiant)}",
            f"Dans les autres commandes, donnez gsheet:{identifiant}",
            "Continuez dans la feuille seulement : le fichier, gardé tel quel, ne la suivra pas.",
            *([] if found.identiques else ["", *lignes(found)]),
        ]
    )
    return DONE if found.identiques else FINDINGS


def _target(classeur: str) -> Path:
    """The path to create, once its kind is one this version can make."""
    path = Path(classeur)
    if not path.suffix:
        path = path.with_suffix(".xlsx")
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        raise click.UsageError(
            f"Cette version crée des classeurs .xlsx et .xlsm, pas « {path.suffix} » : "
            f"essayez « {path.with_suffix('.xlsx').name} »."
        )
    return path
