"""Each sealed row said sound, or named with what happened to it; nothing is changed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from sheetcash.app.declarations_scellees import declarations
from sheetcash.app.horodater import LIEU, Examen, Horodatage, examiner, sceaux_portes
from sheetcash.app.mois_scelles import dernier_jour_clos, totaux
from sheetcash.app.registres import Lu, Registres, lire, saines
from sheetcash.core.money import format_euros
from sheetcash.core.periods import format_date
from sheetcash.core.scellement import Sceau, lire_sceau
from sheetcash.core.verification import Anomalie, Etat
from sheetcash.errors import InputError, SheetcashError
from sheetcash.ports.horodatage import Jetons
from sheetcash.ports.scelles import Scelles
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.raw import Snapshot
from sheetcash.workbook.registres import (
    REGISTRE_SCELLES,
    Registre,
    cents_de,
    cents_lus,
    jour_de,
    jour_lu,
)
from sheetcash.workbook.rows import hors_du_tableau
from sheetcash.workbook.schema import DATE, MONTANT

SAIN: Final = "sain"
ALTERE: Final = "altéré"
SANS_SCEAU: Final = "sans sceau"


class Constate(NamedTuple):
    """One register's verdict.

    Attributes:
        nom: the register.
        etat: :data:`SAIN`, :data:`ALTERE` or :data:`SANS_SCEAU`.
        saines: how many sealed rows are as they were sealed.
        libres: how many rows are not sealed.
        jusqu_au: the last day that is closed, None when the sheet does not tell.
        dernier: the last seal.
    """

    nom: str
    etat: str
    saines: int
    libres: int
    jusqu_au: date | None
    dernier: Sceau | None

    def as_json(self) -> dict[str, object]:
        """The verdict under its JSON keys."""
        return {
            "registre": self.nom,
            "etat": self.etat,
            "saines": self.saines,
            "non_scellees": self.libres,
            "jusqu_au": self.jusqu_au.isoformat() if self.jusqu_au else None,
            "dernier_sceau": str(self.dernier) if self.dernier else None,
        }


class Rapport(NamedTuple):
    """The registers' verdicts, and what is to be looked at, sheet by sheet.

    Attributes:
        registres: each register's verdict.
        constats: what is to be looked at.
        horodatages: the time-stamps that hold.
        jetons_d_autres: how many tokens of other workbooks were passed over.
    """

    registres: list[Constate]
    constats: list[Finding]
    horodatages: Sequence[Horodatage] = ()
    jetons_d_autres: int = 0

    @property
    def etat(self) -> str:
        """The worst of the registers'; receipts have to bear seals where there are some."""
        if any(one.etat == ALTERE for one in self.registres):
            return ALTERE
        receipts, sound = self.registres[0], any(one.etat == SAIN for one in self.registres)
        return SAIN if sound and (receipts.etat == SAIN or not receipts.libres) else SANS_SCEAU


def verifier(
    snapshot: Snapshot,
    scelles: Scelles,
    sceaux: Collection[str] = (),
    jetons: Jetons | None = None,
) -> Rapport:
    """Hold the registers of a workbook against their seals.

    Args:
        snapshot: the workbook, :data:`sheetcash.app.registres.TABLES` of it.
        scelles: the journal.
        sceaux: seals kept out of the workbook, as the accountant's mail bears them.
        jetons: the time-stamps kept beside it.

    Raises:
        InputError: one of those is not a seal; a sheet or column is not there.
        SceauRecent: sealed by a newer version.
    """
    wanted = [_sceau(one) for one in sceaux]
    registres = lire(snapshot, scelles)
    constats: list[Finding] = []
    verdicts = []
    for lu in registres.livres:
        if lu.raw is None and lu.verification.dernier is None:
            continue
        found = [*_anomalies(lu), *_inserees(registres, lu), *totaux(registres, lu)]
        sealed = lu.verification.dernier is not None
        verdicts.append(
            Constate(
                lu.registre.nom,
                ALTERE if found else SAIN if sealed else SANS_SCEAU,
                len(lu.verification.saines),
                len(lu.verification.libres),
                dernier_jour_clos(registres, lu.registre),
                lu.verification.dernier,
            )
        )
        constats += found
        if lu.raw is not None:
            constats += hors_du_tableau(lu.raw)
    stamps = _horodatages(registres, jetons)
    altered = [
        *_anomalies(registres.scelles),
        *_ancres(registres, wanted),
        *stamps.disparus,
    ]
    if altered:  # the periods are the registers' own
        verdicts[0] = verdicts[0]._replace(etat=ALTERE)
    constats += altered
    constats += stamps.invalides
    constats += declarations(registres, snapshot)
    return Rapport(verdicts, constats, stamps.horodatages, stamps.autres)


def _horodatages(registres: Registres, jetons: Jetons | None) -> Examen:
    """The tokens that are there; that they cannot be read is to be looked at too."""
    if jetons is None:
        return Examen([], [], [], 0)
    try:
        if not jetons.dossier.noms():
            return Examen([], [], [], 0)
        return examiner(registres, jetons.dossier, jetons.lecteur())
    except SheetcashError as error:
        why = f"Les horodatages n'ont pas été vérifiés. {error.probleme}"
        return Examen([], [], [Finding(LIEU, 0, "", why, error.que_faire)], 0)


def _sceau(text: str) -> Sceau:
    # copied from a PDF or a mail, it comes with spaces, line ends and places where it may be cut
    sceau = lire_sceau("".join(text.replace("\u200b", "").split()))
    if sceau is None:
        raise InputError(
            f"« {text[:80]} » n'est pas un sceau.",
            "Un sceau s'écrit S1, un point, son rang, un point, puis 64 chiffres et lettres.",
        )
    return sceau


def _anomalies(lu: Lu) -> Iterator[Finding]:
    for one in lu.verification.anomalies:
        yield from _dire(lu, one)


def _dire(lu: Lu, one: Anomalie) -> Iterator[Finding]:
    """One anomaly in words; an altered row whose fields are known is one finding by field."""
    numero = f"n° {one.champs[0].strip()}" if one.champs and one.champs[0].strip() else "sans n°"
    if one.ecarts and one.etat is Etat.MODIFIEE:
        for ecart in one.ecarts:
            title = lu.registre.champs[ecart.champ]
            yield Finding(
                lu.feuille,
                one.place,
                title,
                f"La ligne {numero} a été modifiée : scellé "
                f"{_montre(lu.registre, title, ecart.scelle)}, trouvé "
                f"{_montre(lu.registre, title, ecart.trouve)}.",
                _REMETTRE if lu.registre is not REGISTRE_SCELLES else _SAUVEGARDE,
            )
        return
    why, what = _PHRASES[one.etat]
    words = {
        "numero": numero,
        "autre": _numero_de(lu, one.autre),
        "quoi": _en_bref(lu.registre, one.champs) if one.champs else f"de rang {one.rang}",
        "entre": _entre(lu, one.rang),
    }
    column = "Sceau" if one.etat is Etat.SCEAU_MODIFIE else ""
    yield Finding(lu.feuille, one.place, column, why.format(**words), what.format(**words))


_REMETTRE: Final = (
    "Remettez la valeur scellée ; pour la corriger, ajoutez une ligne avec « sheetcash corriger »."
)
_SAUVEGARDE: Final = "Retrouvez-la dans une sauvegarde, ou dans ce que votre comptable a reçu."
_PHRASES: Final = {
    Etat.MODIFIEE: (
        "La ligne {numero} n'est plus celle qui a été scellée.",
        f"Cet ordinateur n'a pas gardé l'originale. {_SAUVEGARDE}",
    ),
    Etat.SCEAU_MODIFIE: (
        "Le sceau de la ligne {numero} a été changé ou effacé ; son contenu est celui qui a été "
        "scellé.",
        "« sheetcash sceller » le remet. S'il ne le peut pas, recopiez-le d'une sauvegarde, ou de "
        "ce que votre comptable a reçu.",
    ),
    Etat.DEPLACEE: (
        "La ligne {numero} porte le sceau d'une autre : son contenu est celui du n° {autre}.",
        "Échangez leurs contenus, ou leurs sceaux.",
    ),
    Etat.MANQUANTE: ("La ligne scellée {quoi} n'est plus là{entre}.", _SAUVEGARDE),
    Etat.INSEREE: (
        "La ligne {numero} a été ajoutée : elle porte le sceau d'une autre.",
        "Supprimez-la, ou videz son sceau et donnez-lui un numéro à elle.",
    ),
    Etat.COPIEE: (
        "La ligne {numero} est la copie d'une ligne scellée, son sceau compris.",
        "Supprimez-en une.",
    ),
    Etat.INVERIFIABLE: (
        "La ligne {numero} ne peut pas être vérifiée : celle qui la précède manque.",
        "Retrouvez d'abord la ligne manquante.",
    ),
}


def _montre(registre: Registre, title: str, text: str) -> str:
    """A field as the user knows it."""
    kind = registre.table.column(title).kind
    if not text:
        return "une cellule vide"
    cents = cents_lus(text) if kind == MONTANT else None
    day = jour_lu(text) if kind == DATE else None
    if cents is not None:
        text = format_euros(cents)
    return f"« {format_date(day) if day is not None else text} »"


def _en_bref(registre: Registre, champs: Sequence[str]) -> str:
    """A row in a few words: its number, day, whose, how much."""
    day = jour_de(champs, registre)
    cents = cents_de(champs, registre) if "Montant" in registre.champs else None
    parts = [
        format_date(day) if day else "",
        champs[registre.champ(registre.tiers)].strip(),
        format_euros(cents) if cents is not None else "",
    ]
    said = ", ".join(part for part in parts if part)
    return f"n° {champs[0].strip()}{f' ({said})' if said else ''}"


def _numero_de(lu: Lu, rang: int) -> str:
    """The number of the row of that rank, as it was sealed where the journal knows it."""
    if not rang:
        return ""
    there = rang in lu.verification.places
    champs = lu.scellees([rang]).get(rang) or (lu.au_rang(rang).champs if there else ("",))
    return champs[0].strip() or str(rang)


def _entre(lu: Lu, rang: int) -> str:
    """Between which rows that are there a missing one stood, when nothing else tells."""
    if rang in lu.connues:
        return ""
    places = lu.verification.places
    if rang - 1 not in places:
        return ""
    before = lu.au_rang(rang - 1).champs[0].strip()
    if rang + 1 not in places:
        return f", après le n° {before}"
    return f", entre le n° {before} et le n° {lu.au_rang(rang + 1).champs[0].strip()}"


def _inserees(registres: Registres, lu: Lu) -> Iterator[Finding]:
    """Rows without a seal that are dated in closed months, or bear a sealed row's number."""
    clos = dernier_jour_clos(registres, lu.registre)
    sealed = {ligne.champs[0].strip() for ligne in saines(lu)}
    late = lu.registre.champ("Corrige")
    for ligne in lu.libres:
        day, numero = jour_de(ligne.champs, lu.registre), ligne.champs[0].strip()
        if numero and numero in sealed:
            yield Finding(
                lu.feuille,
                ligne.place,
                "N°",
                f"Une ligne non scellée porte le n° {numero}, d'une ligne scellée.",
                "Donnez-lui le numéro qui suit le dernier.",
            )
        elif (
            clos is not None and day is not None and day <= clos and not ligne.champs[late].strip()
        ):
            yield Finding(
                lu.feuille,
                ligne.place,
                lu.registre.jour,
                f"Une ligne non scellée est datée du {format_date(day)}, dans un mois scellé "
                f"jusqu'au {format_date(clos)}.",
                "Vérifiez la date. Si elle avait été oubliée, écrivez « oubli » dans Corrige.",
            )


def _ancres(registres: Registres, wanted: Sequence[Sceau]) -> Iterator[Finding]:
    """Seals kept elsewhere that no chain of this workbook bears."""
    borne = sceaux_portes(registres) if wanted else set()
    for sceau in wanted:
        if sceau not in borne:
            yield Finding(
                registres.livres[0].registre.table.sheet,
                0,
                "Sceau",
                f"Le sceau {str(sceau)[:16]}…, de rang {sceau.rang}, n'est plus dans ce classeur.",
                "Les lignes ont été scellées à nouveau, ou retirées, depuis qu'il a été donné.",
            )
