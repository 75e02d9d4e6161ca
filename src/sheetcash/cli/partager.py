"""``sheetcash partager``: who may open a Google spreadsheet; the accountant in, out, or a copy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sheetcash.cli.commun import JSON, Commande, afficher, ouvrir_partage, print_json
from sheetcash.cli.racine import DONE, FINDINGS

if TYPE_CHECKING:
    from sheetcash.app.partage import Partage
    from sheetcash.ports.partage import Acces, Partageable, Protection

_ROLES = (
    "lecture",
    "commentaire",
    "modification",
)  # ports.partage.ROLES, without importing it for --help


@click.command(cls=Commande)
@click.argument("classeur", metavar="gsheet:ID")
@click.option("--comptable", metavar="MAIL", help="Donne accès à cette adresse.")
@click.option(
    "--role", type=click.Choice(_ROLES), help="Ce que cette adresse peut faire (commentaire)."
)
@click.option("--sans-avis", is_flag=True, help="Google ne la prévient pas par courriel.")
@click.option("--retirer", metavar="MAIL", help="Retire l'accès de cette adresse, ou « public ».")
@click.option(
    "--proteger", is_flag=True, help="Fait demander confirmation avant d'écrire sur un calcul."
)
@click.option(
    "--copie",
    type=click.Path(path_type=Path),
    metavar="DOSSIER",
    help="Met une copie de la feuille dans ce dossier.",
)
@click.option(
    "--format", "forme", type=click.Choice(["pdf", "xlsx"]), help="Celui de la copie (pdf)."
)
@JSON
def commande(
    classeur: str,
    comptable: str | None,
    role: str | None,
    sans_avis: bool,
    retirer: str | None,
    proteger: bool,
    copie: Path | None,
    forme: str | None,
    as_json: bool,
) -> int:
    """Partage une feuille Google avec le comptable.

    Seule, la commande dit qui a accès et comment. --comptable donne le droit de lire et de
    commenter ; pour la même adresse, une seconde fois ne change rien. Donner la modification
    protège aussi les calculs : Google demande avant d'écrire dessus.
    """
    if comptable is None and (role is not None or sans_avis):
        raise click.UsageError("--role et --sans-avis vont avec --comptable MAIL.")
    if copie is None and forme is not None:
        raise click.UsageError("--format va avec --copie DOSSIER.")
    asked = [comptable is not None, retirer is not None, copie is not None]
    if sum(asked) > 1 or (proteger and any(asked[1:])):
        raise click.UsageError(
            "Une chose à la fois : --comptable, --retirer ou --copie ; --proteger seul ou avec "
            "--comptable."
        )
    if comptable is not None:
        return _donner(classeur, comptable, role or "commentaire", not sans_avis, proteger, as_json)
    if retirer is not None:
        return _retirer(classeur, retirer, as_json)
    feuille = ouvrir_partage(classeur)
    if copie is not None:
        return _copier(feuille, copie, forme or "pdf", as_json)
    if proteger:
        return _proteger(feuille, as_json)
    return _lister(feuille, as_json)


def _lister(feuille: Partageable, as_json: bool) -> int:
    from sheetcash.app.partage import risques, trier
    from sheetcash.cli.progression import attente

    with attente("Lecture des partages…"):
        name, acces = feuille.name, trier(feuille.acces())
    found = risques(acces)
    if as_json:
        print_json({"classeur": name, "acces": list(map(_acces_json, acces)), "risques": found})
    else:
        from sheetcash.cli.affichage_partage import lignes_acces, lignes_risques

        lines = [f"Qui a accès à « {name} »", *lignes_acces(acces), *lignes_risques(found)]
        afficher(lines)
    return FINDINGS if found else DONE


def _donner(
    classeur: str, courriel: str, role: str, aviser: bool, proteger: bool, as_json: bool
) -> int:
    from sheetcash.adapters.mail.message import adresse
    from sheetcash.app.partage import partager
    from sheetcash.cli.progression import attente

    courriel = adresse(courriel)
    feuille = ouvrir_partage(classeur)
    with attente("Partage…") as shown:
        # Before anyone may write: nothing is open without it.
        protection = feuille.proteger() if proteger or role == "modification" else None
        shown.montrer("Partage…")
        done = partager(feuille, courriel, role, aviser=aviser)
    if as_json:
        print_json(_partage_json(done) | (_protection_json(protection) if protection else {}))
    else:
        from sheetcash.cli.affichage_partage import lignes_partage, lignes_protection

        lines = lignes_partage(done, feuille.name, feuille.adresse)
        afficher([*lines, *(lignes_protection(protection) if protection else [])])
    return DONE


def _retirer(classeur: str, courriel: str, as_json: bool) -> int:
    from sheetcash.adapters.mail.message import adresse
    from sheetcash.app.partage import TOUS, retirer, trier

    courriel = courriel if courriel == TOUS else adresse(courriel)
    feuille = ouvrir_partage(classeur)
    done = retirer(feuille, courriel)
    if done is not None and as_json:
        print_json(_partage_json(done))
    elif done is not None:
        from sheetcash.cli.affichage_partage import lignes_partage

        afficher(lignes_partage(done, feuille.name, feuille.adresse))
    else:
        acces = trier(feuille.acces())
        if as_json:
            print_json({"courriel": courriel, "role": None, "acces": list(map(_acces_json, acces))})
        else:
            from sheetcash.cli.affichage_partage import lignes_acces

            title = f"« {courriel} » n'a pas d'accès à retirer. Y ont accès :"
            afficher([title, *lignes_acces(acces)])
        return FINDINGS
    return DONE


def _proteger(feuille: Partageable, as_json: bool) -> int:
    done = feuille.proteger()
    if as_json:
        print_json(_protection_json(done))
    else:
        from sheetcash.cli.affichage_partage import lignes_protection

        afficher(lignes_protection(done))
    return DONE


def _copier(feuille: Partageable, dossier: Path, forme: str, as_json: bool) -> int:
    from sheetcash.adapters.clock import ParisClock
    from sheetcash.adapters.folder import Folder
    from sheetcash.app.partage import copier
    from sheetcash.cli.progression import attente

    with attente("Préparation de la copie…"):
        path, octets = copier(feuille, Folder(dossier), ParisClock().today(), forme)
    if as_json:
        print_json({"fichier": path, "octets": octets, "format": forme})
    else:
        click.echo(f"La copie est prête à envoyer :\n  {path}\nLa feuille n'a pas été modifiée.")
    return DONE


def _acces_json(one: Acces) -> dict[str, object]:
    return {
        "nature": one.nature,
        "role": one.role,
        "courriel": one.courriel,
        "nom": one.nom,
        "herite": one.herite,
        "fin": one.fin.isoformat() if one.fin else None,
    }


def _partage_json(done: Partage) -> dict[str, object]:
    return {
        "courriel": done.courriel,
        "role": done.role,
        "avant": done.avant,
        "avise": done.avise,
        "ouverte_a_tous": done.ouverte,
    }


def _protection_json(done: Protection) -> dict[str, object]:
    return {"protections_ajoutees": done.ajoutees, "protections_deja_la": done.deja}
