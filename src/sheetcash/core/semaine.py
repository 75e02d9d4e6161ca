"""The week's list: what is to be declared, paid, chased, invoiced and reconciled, by urgency.

A task has a rank (what it is about), then a weight within that rank (the earlier day, or the
larger amount), then its row. The sheet À faire ranks by the same number, in native formulas.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from enum import IntEnum
from typing import Final, NamedTuple

from sheetcash.core.money import round_half_up
from sheetcash.core.periods import serial

#: How many tasks are shown; the others wait until these are done.
MONTREES: Final = 25
#: Days ahead that are this week's, and those that are told besides for what is owed to the State.
SEMAINE: Final = 7
PROCHAINEMENT: Final = 30
#: Days for which an obligation that was missed is still told.
OUBLI: Final = 60

DECLARER, PAYER = "Déclarer et payer", "Payer"
RELANCER, FACTURER = "Relancer", "Facturer"
APPELER, LETTRE, DOSSIER = "Appeler", "Envoyer la lettre", "Réunir le dossier"
COMPLETER, RAPPROCHER, SAISIR = "Compléter", "Rapprocher", "Saisir"

AUJOURDHUI: Final = "aujourd'hui"
HORS_DES_TOTAUX: Final = "hors des totaux en attendant"
SANS_VIS_A_VIS: Final = "sans facture, achat ni déclaration en face"

#: Sheets whose rows may be incomplete, those that change the most first.
A_COMPLETER: Final = (
    "Paramètres",
    "Livre des recettes",
    "Factures",
    "Barèmes",
    "Achats",
    "Prévisions",
)

#: A weight by day counts down from here; a weight by amount stops here.
POIDS_MAXIMUM: Final = 9_999_999
_RANGS, _LIGNES = 20, 99_999


class Rang(IntEnum):
    """What a task is about, the most urgent first; each rank belongs to one sheet."""

    URSSAF_EN_RETARD = 1
    OBLIGATION_EN_RETARD = 2
    URSSAF_CETTE_SEMAINE = 3
    OBLIGATION_CETTE_SEMAINE = 4
    A_COMPLETER = 5
    ACHAT = 6
    RELANCE = 7
    A_FACTURER = 8
    BANQUE = 9
    URSSAF_PLUS_TARD = 10
    OBLIGATION_PLUS_TARD = 11


class Tache(NamedTuple):
    """One thing to do.

    Attributes:
        rang: what it is about.
        poids: within its rank, the larger first.
        ligne: its row in the sheet, 0 when it is about the whole sheet.
        feuille: where to do it.
        action: one of the verbs above, or the obligation's name.
        objet: what of.
        montant: cents; None when there is none, or it is not known.
        jour: the day it is due, None when it has none.
        raison: why it is in the list.
    """

    rang: Rang
    poids: int
    ligne: int
    feuille: str
    action: str
    objet: str
    montant: int | None
    jour: date | None
    raison: str

    @property
    def urgence(self) -> int:
        """The number the list is ranked by, the larger first: no two tasks share one.

        Fourteen digits at most: hosts compare no more than fifteen.
        """
        return urgence(self.rang, self.poids, self.ligne)


def urgence(rang: int, poids: int, ligne: int) -> int:
    """See :attr:`Tache.urgence`.

    >>> urgence(Rang.RELANCE, 1200, 7)
    13000120099992
    """
    return (_RANGS - rang) * 10**12 + poids * 10**5 + max(0, _LIGNES - ligne)


def poids_jour(jour: date) -> int:
    """The weight of a day: the earlier, the larger.

    >>> poids_jour(date(2026, 1, 1)) > poids_jour(date(2026, 1, 2))
    True
    """
    return POIDS_MAXIMUM - serial(jour)


def poids_montant(cents: int) -> int:
    """The weight of an amount, in whole euros.

    >>> poids_montant(1_234_50), poids_montant(-5)
    (1235, 0)
    """
    return max(0, min(POIDS_MAXIMUM, round_half_up(cents, 100)))


def delai(jour: date, aujourdhui: date) -> str:
    """How far away a day is, in words.

    >>> day = date(2026, 11, 20)
    >>> delai(date(2026, 11, 18), day), delai(day, day), delai(date(2026, 11, 21), day)
    ('en retard de 2 jours', "aujourd'hui", 'dans 1 jour')
    """
    days = (jour - aujourdhui).days
    if days == 0:
        return AUJOURDHUI
    words = f"{abs(days)} jour{'s' if abs(days) > 1 else ''}"
    return f"en retard de {words}" if days < 0 else f"dans {words}"


def urssaf(
    ligne: int, label: str, echeance: date, du: int | None, *, declaree: bool, aujourdhui: date
) -> Tache:
    """A declaration whose period is over and that is not paid; ``du`` None when not known."""
    late = echeance < aujourdhui
    soon = echeance <= aujourdhui + timedelta(days=SEMAINE)
    rang = Rang.URSSAF_CETTE_SEMAINE if soon else Rang.URSSAF_PLUS_TARD
    return Tache(
        Rang.URSSAF_EN_RETARD if late else rang,
        poids_jour(echeance),
        ligne,
        "Déclarations",
        PAYER if declaree else DECLARER,
        f"Urssaf, {label}",
        du,
        echeance,
        delai(echeance, aujourdhui),
    )


def obligation(
    ligne: int,
    nom: str,
    detail: str,
    jour: date,
    montant: int | None,
    *,
    facultative: bool,
    aujourdhui: date,
) -> Tache | None:
    """A dated obligation not done yet; None when it is not of these days.

    An optional one (a choice to make before a day) is not told once that day is past.
    """
    days = (jour - aujourdhui).days
    if days > PROCHAINEMENT or days < -OUBLI or (days < 0 and facultative):
        return None
    rang = Rang.OBLIGATION_CETTE_SEMAINE if days <= SEMAINE else Rang.OBLIGATION_PLUS_TARD
    return Tache(
        Rang.OBLIGATION_EN_RETARD if days < 0 else rang,
        poids_jour(jour),
        ligne,
        "Échéancier",
        nom,
        detail,
        montant,
        jour,
        delai(jour, aujourdhui),
    )


def achat(ligne: int, nom: str, jour: date, montant: int, aujourdhui: date) -> Tache | None:
    """A purchase to be paid this week, or late; None when it can wait."""
    if jour > aujourdhui + timedelta(days=SEMAINE):
        return None
    return Tache(
        Rang.ACHAT,
        poids_jour(jour),
        ligne,
        "Achats",
        PAYER,
        nom,
        montant,
        jour,
        delai(jour, aujourdhui),
    )


def relance(
    ligne: int,
    numero: str,
    client: str,
    solde: int,
    prochaine: date | None,
    statut: str,
    retard: int,
    action: str = RELANCER,
) -> Tache:
    """An invoice whose next reminder is due, or whose call or letter is to be done."""
    late = f", {retard} jour{'s' if retard > 1 else ''} de retard" if retard else ""
    return Tache(
        Rang.RELANCE,
        poids_montant(solde),
        ligne,
        "Factures",
        action,
        f"{numero}, {client}",
        solde,
        prochaine,
        f"{statut}{late}",
    )


def facture_a_faire(
    ligne: int, libelle: str, jour: date, montant: int, aujourdhui: date
) -> Tache | None:
    """A forecast receipt of this week: it must have been invoiced; None when it can wait."""
    if not aujourdhui <= jour <= aujourdhui + timedelta(days=SEMAINE):
        return None
    return Tache(
        Rang.A_FACTURER,
        poids_jour(jour),
        ligne,
        "Prévisions",
        FACTURER,
        libelle,
        montant,
        jour,
        f"encaissement prévu {delai(jour, aujourdhui)}",
    )


def saisir_creation() -> Tache:
    """The start of the activity is not known."""
    return Tache(
        Rang.A_COMPLETER,
        poids_feuille("Paramètres"),
        0,
        "Paramètres",
        SAISIR,
        "votre début d'activité",
        None,
        None,
        "plafonds et échéances en dépendent",
    )


def completer(feuille: str, nombre: int) -> Tache | None:
    """Rows that the totals leave out; None when there is none."""
    if not nombre:
        return None
    return Tache(
        Rang.A_COMPLETER,
        poids_feuille(feuille),
        0,
        feuille,
        COMPLETER,
        f"{nombre} ligne{'s' if nombre > 1 else ''}",
        None,
        None,
        HORS_DES_TOTAUX,
    )


def rapprocher(nombre: int) -> Tache | None:
    """Lines of the bank that face nothing in the workbook; None when there is none."""
    if not nombre:
        return None
    return Tache(
        Rang.BANQUE,
        0,
        0,
        "Banque",
        RAPPROCHER,
        f"{nombre} ligne{'s' if nombre > 1 else ''} de relevé",
        None,
        None,
        SANS_VIS_A_VIS,
    )


def poids_feuille(feuille: str) -> int:
    """The weight of a sheet whose rows are to be completed.

    >>> poids_feuille("Factures") > poids_feuille("Achats")
    True
    """
    return len(A_COMPLETER) - A_COMPLETER.index(feuille) if feuille in A_COMPLETER else 0


def classer(taches: Iterable[Tache | None]) -> list[Tache]:
    """The tasks, the most urgent first.

    >>> day = date(2026, 11, 20)
    >>> [one.objet for one in classer([
    ...     relance(5, "F-1", "A", 100_00, day, "Relance 1 à envoyer", 3),
    ...     relance(6, "F-2", "B", 900_00, day, "Relance 1 à envoyer", 1),
    ...     achat(5, "Loyer", day, 50_00, day),
    ...     achat(6, "Assurance", date(2026, 12, 24), 50_00, day),
    ... ])]
    ['Loyer', 'F-2, B', 'F-1, A']
    """
    found = [one for one in taches if one is not None]
    return sorted(found, key=lambda one: -one.urgence)
