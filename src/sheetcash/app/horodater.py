"""Time-stamps of the last seal: asked for, kept beside the workbook, and held against its seals.

A seal chains all that was sealed before it: one token proves that all of it stood so by its day,
even to who thinks that the whole chain was made anew. What is stamped is the seal's own text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha256
from typing import Final, NamedTuple

from sheetcash.app.registres import Registres, lire
from sheetcash.core.scellement import Sceau, lire_sceau
from sheetcash.errors import JetonInvalide, SheetcashError
from sheetcash.ports.horodatage import DossierDeJetons, Horodateur, Jeton, Jetons, LecteurDeJetons
from sheetcash.ports.scelles import Scelles
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.raw import Snapshot
from sheetcash.workbook.registres import REGISTRE_RECETTES

#: Where findings about tokens are: the folder.
LIEU: Final = "Horodatages"

# A token's file: the seal, then what tells its workbook from the others of the same folder.
_NOM: Final = re.compile(r"S\d+\.\d+\.[0-9a-f]{64}\.([0-9a-f]{8})(?: \(\d+\))?\.tsr", re.IGNORECASE)
_REFAIRE: Final = (
    "Retrouvez-le dans une sauvegarde ; sinon, retirez-le de ce dossier et lancez "
    "« sheetcash sceller CLASSEUR --horodater »."
)


class Horodatage(NamedTuple):
    """A token that holds: the seal that it stamps, what it says, its file."""

    sceau: Sceau
    jeton: Jeton
    fichier: str

    def as_json(self) -> dict[str, object]:
        """The token under its JSON keys."""
        return {
            "sceau": str(self.sceau),
            "instant": self.jeton.instant.isoformat(),
            "autorite": self.jeton.autorite,
            "signature_verifiee": self.jeton.signature_verifiee,
            "fichier": self.fichier,
        }


class Examen(NamedTuple):
    """The tokens of a folder held against a workbook's seals.

    Attributes:
        horodatages: those that hold, by the moment they tell.
        disparus: those of a seal that the workbook no longer bears.
        invalides: those that prove nothing.
        autres: how many were passed over, being another workbook's.
    """

    horodatages: list[Horodatage]
    disparus: list[Finding]
    invalides: list[Finding]
    autres: int


class Resultat(NamedTuple):
    """What asking for a time-stamp came to; ``nouveau`` when the token was not there before."""

    horodatage: Horodatage | None
    nouveau: bool
    constats: list[Finding]


def horodater(
    relire: Callable[[], Snapshot], scelles: Scelles, jetons: Jetons, serveur: Horodateur
) -> Resultat:
    """Have the last seal stamped, unless it was already.

    What goes wrong is a finding, never raised: the rows are sealed by then, and stay so.

    Args:
        relire: gives the workbook as it was sealed, :data:`sheetcash.app.registres.TABLES` of it.
        scelles: the journal.
        jetons: where tokens are kept.
        serveur: who stamps.
    """
    try:
        return _horodater(lire(relire(), scelles), jetons, serveur)
    except SheetcashError as error:
        return _sans(error.probleme, error.que_faire)


def _horodater(registres: Registres, jetons: Jetons, serveur: Horodateur) -> Resultat:
    if any(lu.verification.anomalies for lu in (*registres.livres, registres.scelles)):
        return _sans(
            "Des lignes ne correspondent plus aux sceaux : rien n'est horodaté.",
            "Lancez « sheetcash verifier » : il les nomme.",
        )
    sceau = dernier_sceau(registres)
    if sceau is None:
        return _sans(
            "Rien n'est scellé : il n'y a rien à horodater.",
            "Scellez d'abord : « sheetcash sceller CLASSEUR ».",
        )
    lecteur = jetons.lecteur()
    there = examiner(registres, jetons.dossier, lecteur).horodatages
    known = next((one for one in there if one.sceau == sceau), None)
    if known is not None:
        return Resultat(known, False, [])
    contenu = serveur.demander(str(sceau))
    path = jetons.dossier.deposer(nom_du_jeton(sceau, registres.classeur), contenu)
    return Resultat(Horodatage(sceau, lecteur.lire(contenu), path), True, [])


def _sans(probleme: str, que_faire: str) -> Resultat:
    return Resultat(None, False, [Finding(LIEU, 0, "", probleme, que_faire)])


def dernier_sceau(registres: Registres) -> Sceau | None:
    """The seal that answers for the most: the last month's, which bears its register's last row."""
    return (
        registres.scelles.verification.dernier
        or registres.livre(REGISTRE_RECETTES.nom).verification.dernier
    )


def nom_du_jeton(sceau: Sceau, classeur: str) -> str:
    """A token's file: the seal, and what tells this workbook from others of the same folder.

    >>> nom_du_jeton(Sceau(12, "ab" * 32), "livre-1")[-19:]
    'ababab.ff8a3179.tsr'
    """
    return f"{sceau}.{_marque(classeur)}.tsr"


def _marque(classeur: str) -> str:
    return sha256(classeur.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def examiner(registres: Registres, dossier: DossierDeJetons, lecteur: LecteurDeJetons) -> Examen:
    """Hold each token of a folder against the seals that the workbook bears.

    A token of another workbook is known by its file's name; it is passed over unless it stamps a
    seal of this one all the same.

    Raises:
        AccessDenied: the folder cannot be looked into.
    """
    borne = {sha256(str(one).encode()).hexdigest(): one for one in sceaux_portes(registres)}
    its = _marque(registres.classeur)
    examen = Examen([], [], [], 0)
    for nom in dossier.noms():
        named = _NOM.fullmatch(nom)
        foreign = named is not None and named[1].lower() != its
        try:
            jeton = lecteur.lire(dossier.lire(nom))
        except JetonInvalide as error:
            if foreign:
                examen = examen._replace(autres=examen.autres + 1)
                continue
            why = f"Le jeton d'horodatage « {nom} » ne prouve rien : {error.probleme}."
            examen.invalides.append(Finding(LIEU, 0, "", why, _REFAIRE))
            continue
        sceau = borne.get(jeton.empreinte)
        if sceau is not None:
            examen.horodatages.append(Horodatage(sceau, jeton, nom))
        elif foreign:
            examen = examen._replace(autres=examen.autres + 1)
        else:
            examen.disparus.append(_disparu(nom, jeton))
    examen.horodatages.sort(key=lambda one: (one.jeton.instant, one.fichier))
    return examen


def _disparu(nom: str, jeton: Jeton) -> Finding:
    return Finding(
        LIEU,
        0,
        "",
        f"Le jeton « {nom} » prouve qu'un sceau existait le {instant(jeton)} ; ce sceau n'est plus "
        "dans ce classeur.",
        "Les lignes ont été scellées à nouveau, ou retirées, depuis. Si ce jeton est celui d'un "
        "autre classeur, rangez-le avec lui.",
    )


def sceaux_portes(registres: Registres) -> set[Sceau]:
    """The seals that the rows of all chains bear."""
    return {
        sceau
        for lu in (*registres.livres, registres.scelles)
        for rang in lu.verification.places
        if (sceau := lire_sceau(lu.au_rang(rang).sceau)) is not None and sceau.rang == rang
    }


def instant(jeton: Jeton) -> str:
    """When a token was given, to the second, in universal time.

    >>> from datetime import UTC, datetime
    >>> instant(Jeton("", datetime(2026, 11, 20, 14, 3, 12, tzinfo=UTC), "", False))
    '20/11/2026 à 14:03:12 UTC'
    """
    return f"{jeton.instant:%d/%m/%Y à %H:%M:%S} UTC"
