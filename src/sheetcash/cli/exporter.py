"""``sheetcash exporter``: the workbook's figures, as files for someone else."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sheetcash.cli.commun import (
    CLASSEUR,
    JOUR,
    JSON,
    Commande,
    afficher,
    chez_google,
    environ,
    ouvrir,
    ouvrir_fichier,
    ouvrir_partage,
    pieces_de,
    print_json,
)
from sheetcash.cli.racine import DONE, FINDINGS
from sheetcash.errors import StoreError

if TYPE_CHECKING:
    from sheetcash.adapters.excel_file.store import ExcelFile
    from sheetcash.adapters.journal_scelles import SqliteScelles
    from sheetcash.app.dossier.assembler import Dossier, Moyens
    from sheetcash.app.dossier.envoi import Depart, Resultat
    from sheetcash.ports.dossier import Chantier
    from sheetcash.ports.envois import EnvoisComptables

#: A voucher is copied whatever a mail would take; beyond this it is no voucher.
_PIECE_MAX = 200_000_000


@click.command(cls=Commande)
@CLASSEUR
@click.option(
    "--comptable",
    type=click.Path(path_type=Path),
    metavar="DOSSIER",
    help="Y met le dossier du comptable : registres, déclarations, écritures, pièces, copie.",
)
@click.option("--zip", "archive", is_flag=True, help="Une archive .zip plutôt qu'un dossier.")
@click.option(
    "--courriel",
    metavar="ADRESSE",
    help="L'envoie aussi à cette adresse, les derniers sceaux dans le texte.",
)
@click.option("--oui", is_flag=True, help="Envoie sans demander confirmation.")
@click.option("--renvoyer", is_flag=True, help="Envoie même ce qui est déjà parti.")
@JOUR
@JSON
def commande(
    classeur: str,
    comptable: Path | None,
    archive: bool,
    courriel: str | None,
    oui: bool,
    renvoyer: bool,
    jour: date | None,
    as_json: bool,
) -> int:
    """Exporte le CLASSEUR pour quelqu'un d'autre.

    Le dossier du comptable se lit sans sheetcash : livre des recettes et registre des achats (PDF
    et CSV), déclarations, impayés, écritures au format du FEC, pièces justificatives, anomalies, et
    une copie protégée du classeur. Le CLASSEUR n'est pas modifié ; rien de ce qui est déjà là n'est
    remplacé.
    """
    from sheetcash.adapters.clock import ParisClock
    from sheetcash.adapters.journal_envois import SqliteEnvois
    from sheetcash.adapters.journal_scelles import SqliteScelles
    from sheetcash.adapters.settings import load_settings
    from sheetcash.app.dossier.assembler import Demande, assembler
    from sheetcash.cli.progression import attente

    place = _verifier(classeur, comptable, courriel, oui, renvoyer, jour)
    settings = load_settings(environ())
    file = None if chez_google(classeur) is not None else ouvrir_fichier(classeur)
    day = jour or ParisClock().today()
    with (
        SqliteScelles(settings.state_dir) as scelles,
        SqliteEnvois(settings.state_dir) as envois,
        attente("Préparation du dossier…") as progression,
    ):
        moyens = _moyens(classeur, place, file, scelles)
        demande = Demande(day, jour is not None, archive)
        made = assembler(moyens, demande, _emballer if courriel else None)
        progression.arreter()
        sent = _envoyer(made, courriel, envois, oui, renvoyer) if courriel else None
    if as_json:
        print_json(_as_json(made, archive, courriel, sent))
    else:
        from sheetcash.cli.affichage_exporter import lignes

        opened = _ouvert(file) if file is not None else []
        afficher([*lignes(made, courriel, sent), *opened])
    found = made.anomalies.constats() or (sent is not None and sent.constats)
    return FINDINGS if found else DONE


def _verifier(
    classeur: str,
    comptable: Path | None,
    courriel: str | None,
    oui: bool,
    renvoyer: bool,
    jour: date | None,
) -> Path:
    """Where the folder goes; what cannot be asked for is refused before anything is read."""
    from sheetcash.app.relances import is_address

    if comptable is None:
        raise click.UsageError("Dites quoi exporter, et où : --comptable DOSSIER.")
    if "@" in comptable.name and not comptable.exists():
        raise click.UsageError(
            "--comptable attend ici un dossier. Pour ouvrir une feuille Google à quelqu'un : "
            "sheetcash partager gsheet:ID --comptable MAIL ; pour lui envoyer le dossier : "
            "--courriel MAIL."
        )
    if chez_google(classeur) is not None and jour is not None:
        raise click.UsageError(
            "--date ne vaut que pour un fichier : Google donne ses chiffres du jour. Mettez cette "
            "date dans « Date du jour » de la feuille Paramètres."
        )
    if courriel is None and (oui or renvoyer):
        raise click.UsageError("--oui et --renvoyer vont avec --courriel ADRESSE.")
    if courriel is not None and not is_address(courriel):
        raise click.UsageError(f"--courriel : « {courriel} » n'est pas une adresse.")
    if courriel is not None and not oui and not sys.stdin.isatty():
        raise click.UsageError("Un courriel à envoyer : ajoutez --oui pour envoyer sans question.")
    return comptable


def _moyens(classeur: str, place: Path, file: ExcelFile | None, scelles: SqliteScelles) -> Moyens:
    from sheetcash.adapters.folder import Folder
    from sheetcash.adapters.lettres import TypstImprimeur
    from sheetcash.app.dossier.assembler import Moyens

    return Moyens(
        file or ouvrir(classeur),
        file or ouvrir_partage(classeur),
        TypstImprimeur(),
        Folder(place),
        pieces_de(classeur, max_octets=_PIECE_MAX),
        scelles,
    )


def _emballer(site: Chantier, made: Dossier) -> Dossier:
    """The folder with the archive to mail; addresses that will not do are said before it is."""
    from sheetcash.adapters.folder import archive
    from sheetcash.app.dossier.envoi import emballer

    day = made.identite.jour
    return made._replace(courriel=emballer(site, made, lambda files: archive(files, made.nom, day)))


def _envoyer(
    made: Dossier, adresse: str, envois: EnvoisComptables, oui: bool, renvoyer: bool
) -> Resultat:
    """Ask, then send; what goes wrong is told beside the folder, which is there."""
    from sheetcash.adapters.mail.configured import mailer_from_settings
    from sheetcash.adapters.settings import load_settings
    from sheetcash.app.dossier.envoi import ABANDON, Resultat, deja_dit, envoyer, preparer
    from sheetcash.cli.progression import attente
    from sheetcash.errors import SheetcashError
    from sheetcash.workbook.findings import Finding

    try:
        depart = preparer(made, adresse, envois)
        again = deja_dit(depart)
        if again and oui and not renvoyer:
            what = "Ajoutez --renvoyer pour l'envoyer une fois de plus."
            return Resultat(ABANDON, again, [Finding("Courriel", 0, "", again, what)])
        mailer = mailer_from_settings(load_settings(environ()), environ())
        if not oui and not _demander(depart, again):
            return Resultat(ABANDON, "", [])
        with attente("Envoi…"):
            return envoyer(depart, mailer, envois)
    except SheetcashError as error:
        told = Finding("Courriel", 0, "", error.probleme, error.que_faire)
        return Resultat(ABANDON, error.probleme, [told])


def _demander(depart: Depart, again: str) -> bool:
    """Show the mail and ask; standard output stays free for ``--json``."""
    from sheetcash.cli.affichage_exporter import taille
    from sheetcash.cli.questions import accepter

    mail = depart.mail
    lines = [
        "",
        f"À {mail.recipient} : {mail.subject}",
        f"Pièce jointe : {mail.pieces[0].nom}, {taille(depart.octets)}",
        "",
        *(f"  {line}" for line in mail.text.splitlines()),
        *(["", again] if again else []),
    ]
    afficher(lines, err=True)
    question = "\nL'envoyer une fois de plus ?" if again else "\nEnvoyer ce courriel ?"
    return accepter(question, defaut="non")


def _ouvert(file: ExcelFile) -> list[str]:
    """What is said of a file that is open elsewhere: what is not saved is not in the copy."""
    try:
        file.ensure_writable()
    except StoreError as error:
        return [f"{error.probleme} Le dossier contient ce qui y est enregistré."]
    return []


def _as_json(
    made: Dossier, archive: bool, courriel: str | None, sent: Resultat | None
) -> dict[str, object]:
    from sheetcash.app.dossier.anomalies import A_SAVOIR

    copie = made.export.copie
    name = made.export.fichier
    findings = [*made.anomalies.constats(), *(sent.constats if sent is not None else [])]
    its = made.contenu(name).fichier if not archive else None
    found: dict[str, object] = {
        "dossier": made.chemin,
        "fichier": str(Path(made.chemin, its.chemin)) if its else made.chemin,
        "octets": its.octets if its else Path(made.chemin).stat().st_size,
        "date": made.export.jour.isoformat(),
        "formules_en_valeurs": copie.formules,
        "autres_formules_en_valeurs": copie.autres,
        "macros_retirees": copie.macros,
        "feuilles_retirees": copie.feuilles,
        "liens_retires": copie.liens,
        "date_figee": copie.date_figee,
        "etat_des_sceaux": made.identite.etat,
        "sceaux": [one.as_json() for one in made.identite.sceaux],
        "fichiers": [one.fichier._asdict() | {"contenu": one.quoi} for one in made.contenus],
        "constats": [finding.as_json() for finding in findings],
        "remarques": [one.as_json() for one in made.anomalies.constats(A_SAVOIR)],
    }
    if sent is not None:
        found["courriel"] = {"adresse": courriel, "etat": sent.etat, "detail": sent.detail}
    return found
