"""What the folder holds and how to check it: for a program, and for whoever opens it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from sheetcash import __version__
from sheetcash.app.dossier.methode import METHODE
from sheetcash.core.periods import format_date
from sheetcash.core.scellement import Sceau
from sheetcash.ports.dossier import Fichier

MANIFESTE: Final = "MANIFESTE.json"
DONNEES: Final = "donnees.json"
LISEZ_MOI: Final = "LISEZ-MOI.txt"
#: The form of the manifest: a reader refuses one that it does not know.
FORME: Final = 1


class Contenu(NamedTuple):
    """A file of the folder, and what it is."""

    fichier: Fichier
    quoi: str


class SceauDernier(NamedTuple):
    """A register's last seal, and the last day it closes."""

    registre: str
    sceau: Sceau
    jusqu_au: date | None

    def as_json(self) -> dict[str, object]:
        """The seal under its JSON keys."""
        return {
            "registre": self.registre,
            "dernier_sceau": str(self.sceau),
            "jusqu_au": self.jusqu_au.isoformat() if self.jusqu_au else None,
        }


class Identite(NamedTuple):
    """Whose folder it is, of which workbook, until which day, and what its seals are worth.

    Attributes:
        nom: the business, or the workbook's name.
        siren: nine digits, empty when it is not known.
        classeur: the workbook's name.
        identifiant: what ties it to its journal; empty before it has one.
        jour: the day its figures are true for.
        etat: what ``verifier`` says: « sain », « altéré », « sans sceau »; empty when it could not.
        sceaux: the last seal of each register that has one.
    """

    nom: str
    siren: str
    classeur: str
    identifiant: str
    jour: date
    etat: str
    sceaux: tuple[SceauDernier, ...]

    @property
    def lignes(self) -> tuple[str, ...]:
        """What stands under the title of each register."""
        siren = f"SIREN {self.siren[:3]} {self.siren[3:6]} {self.siren[6:]}" if self.siren else ""
        return (" — ".join(part for part in (self.nom, siren) if part),)


def manifeste(identite: Identite, contenus: Sequence[Contenu]) -> bytes:
    """The manifest; it lists every file but itself."""
    told = {
        "forme": FORME,
        "logiciel": f"sheetcash {__version__}",
        "nom": identite.nom,
        "siren": identite.siren,
        "classeur": identite.classeur,
        "identifiant": identite.identifiant,
        "date": identite.jour.isoformat(),
        "etat_des_sceaux": identite.etat,
        "sceaux": [one.as_json() for one in identite.sceaux],
        "fichiers": [one.fichier._asdict() | {"contenu": one.quoi} for one in contenus],
    }
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()


def lisez_moi(identite: Identite, contenus: Sequence[Contenu], anomalies: int) -> bytes:
    """What a person reads first; the manifest is not in its list, as it is made after it."""
    lines = [
        f"DOSSIER COMPTABLE — {identite.lignes[0]}",
        f"Arrêté au {format_date(identite.jour)}, tiré du classeur « {identite.classeur} » par "
        f"sheetcash {__version__}.",
        "",
        "Ce dossier se lit sans sheetcash : PDF, tableur (CSV) et texte.",
        _anomalies(anomalies),
        "",
        "LES DERNIERS SCEAUX",
        "",
        *_sceaux(identite),
        "",
        "LES FICHIERS, LEUR TAILLE EN OCTETS ET LEUR EMPREINTE SHA-256",
        "",
    ]
    for one in contenus:
        lines += [one.fichier.chemin]
        lines += [f"    {one.quoi} — {one.fichier.octets} octets", f"    {one.fichier.sha256}"]
    lines += [
        "",
        "POUR VÉRIFIER UNE EMPREINTE",
        "",
        '  Windows : certutil -hashfile "Livre des recettes.csv" SHA256',
        '  macOS   : shasum -a 256 "Livre des recettes.csv"',
        '  Linux   : sha256sum "Livre des recettes.csv"',
        f"{MANIFESTE} donne la même liste pour un programme, et l'empreinte de ce texte.",
        "",
        "POUR OUVRIR LES CSV",
        "",
        "UTF-8, point-virgule, virgule décimale, dates AAAA-MM-JJ : Excel français les ouvre d'un",
        "double clic. Une apostrophe précède un texte qu'Excel prendrait pour une formule ; la",
        "copie du classeur a le texte tel quel.",
        "",
    ]
    return "\r\n".join(lines).encode("utf-8-sig")


def _anomalies(count: int) -> str:
    if not count:
        return "Rien à vérifier n'a été trouvé (voir Anomalies.txt)."
    return f"{count} point{'s' if count > 1 else ''} à vérifier : voir Anomalies.txt."


def _sceaux(identite: Identite) -> list[str]:
    if not identite.sceaux:
        return [
            "Aucune ligne n'est scellée : rien ne prouve ici que les registres n'ont pas changé.",
            "« sheetcash sceller » enchaîne leurs lignes.",
        ]
    lines = []
    for one in identite.sceaux:
        until = f", jusqu'au {format_date(one.jusqu_au)}" if one.jusqu_au else ""
        lines += [f"{one.registre}{until} :", f"  {one.sceau}"]
    verdict = {
        "sain": "À ce jour, chaque ligne scellée est telle qu'elle l'a été.",
        "altéré": "ATTENTION : des lignes scellées ont changé ; Anomalies.txt les nomme.",
    }.get(identite.etat, "Les sceaux n'ont pas pu tous être vérifiés : voir Anomalies.txt.")
    return [
        *lines,
        verdict,
        "",
        "Gardez ces sceaux hors du classeur : ils diront si ce qui était scellé a changé depuis.",
        f'  sheetcash verifier "{identite.classeur}" --sceau {identite.sceaux[0].sceau}',
        "Sans sheetcash : l'empreinte d'une ligne est le SHA-256 de celle qui précède et du texte",
        f"de la ligne ; « {METHODE} » donne l'algorithme et dix lignes de programme.",
    ]
