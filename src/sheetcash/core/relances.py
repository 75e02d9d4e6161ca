"""When an unpaid invoice is reminded, and how far it has gone.

Levels: 0 courtesy, 1 friendly, 2 firm, 3 mise en demeure, 4 recovery. Days are due since,
never due today: a missed day sends on the next one.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from sheetcash.core.mots import pluriel
from sheetcash.core.periods import next_business_day

COURTOISIE, AMICALE, FERME, MISE_EN_DEMEURE, RECOUVREMENT = range(5)

#: Days after the due date, level by level.
JOURS: Final[dict[str, tuple[int, ...]]] = {
    "standard": (-3, 1, 15, 30, 45),
    "souple": (0, 5, 20, 45, 60),
    "ferme": (-3, 1, 8, 20, 30),
}
STANDARD, PROFIL_FERME = "standard", "ferme"
NE_PAS_RELANCER: Final = "ne pas relancer"

#: Days between two reminders of one invoice, at the least.
ECART_MINIMUM: Final = 7

APRES_LA_DERNIERE: Final = f"{ECART_MINIMUM} jours après la dernière relance"
APRES_LE_DELAI: Final = "passé le délai de la mise en demeure"
LE_JOUR_MEME: Final = "le jour de l'échéance"
AVANT, APRES = "avant l'échéance", "après l'échéance"

LIBELLES: Final = (
    "Rappel avant échéance",
    "Relance 1",
    "Relance 2",
    "Mise en demeure",
    "Recouvrement",
)

LITIGE: Final = "litige en cours"
EPARGNE: Final = "client à ne pas relancer"

SOLDEE: Final = "Soldée"
A_ECHOIR: Final = "À échoir"
A_ENVOYER: Final = (
    "Échéance proche",
    "Relance 1 à envoyer",
    "Relance 2 à envoyer",
    "Mise en demeure à envoyer",
    "Recouvrement à engager",
)
ENVOYEE: Final = (
    A_ECHOIR,
    "Relance 1 envoyée",
    "Relance 2 envoyée",
    "Mise en demeure envoyée",
    "Recouvrement à engager",
)


def niveau_suivant(
    echeance: date,
    aujourdhui: date,
    niveau: int | None,
    jours: tuple[int, ...] = JOURS["standard"],
) -> int | None:
    """The level that comes next, whether or not its day has come; None after the last.

    A courtesy note makes no sense once the friendly reminder is due: level 0 lapses then. No
    other level is ever skipped.

    >>> niveau_suivant(date(2026, 11, 20), date(2026, 11, 18), None)
    0
    >>> niveau_suivant(date(2026, 11, 20), date(2027, 1, 31), None)
    1
    """
    if niveau is None:
        lapsed = aujourdhui >= echeance + timedelta(days=jours[AMICALE])
        return AMICALE if lapsed else COURTOISIE
    return niveau + 1 if niveau < RECOUVREMENT else None


def ecart(suivant: int, delai: int = 0) -> int:
    """The days from the last reminder to a level, at the least.

    Args:
        suivant: the level.
        delai: the days that a mise en demeure leaves to pay: nothing is sued for before they end.

    >>> ecart(2, 8), ecart(4, 8), ecart(4)
    (7, 9, 7)
    """
    return max(ECART_MINIMUM, delai + 1) if suivant == RECOUVREMENT else ECART_MINIMUM


def due_depuis(
    echeance: date,
    suivant: int,
    derniere_relance: date | None = None,
    jours: tuple[int, ...] = JOURS["standard"],
    delai: int = 0,
) -> date:
    """The day since which a level is due: its delay, and its :func:`ecart` after the last one.

    >>> due_depuis(date(2026, 11, 1), 2, date(2026, 11, 12))
    datetime.date(2026, 11, 19)
    """
    due = echeance + timedelta(days=jours[suivant])
    if derniere_relance is not None:
        due = max(due, derniere_relance + timedelta(days=ecart(suivant, delai)))
    return due


def profil(client: str, montant: int, ferme_des: int = 0) -> str:
    """The profile by which an invoice is reminded: its client's, but for a large one.

    Args:
        client: the client's profile.
        montant: the invoice's amount, in cents, whatever was paid of it since.
        ferme_des: from that amount on, a standard client is reminded firmly; 0 for never.

    >>> profil("standard", 500_000, 300_000), profil("standard", 500_000)
    ('ferme', 'standard')
    >>> profil("souple", 500_000, 300_000)
    'souple'
    """
    large = 0 < ferme_des <= montant
    return PROFIL_FERME if large and client == STANDARD else client


def pourquoi(
    echeance: date,
    suivant: int,
    derniere_relance: date | None = None,
    jours: tuple[int, ...] = JOURS["standard"],
    delai: int = 0,
) -> str:
    """What sets the day of the next level, in words.

    >>> pourquoi(date(2026, 11, 1), 2, date(2026, 11, 12))
    '7 jours après la dernière relance'
    >>> pourquoi(date(2026, 11, 1), 1), pourquoi(date(2026, 11, 1), 0)
    ("1 jour après l'échéance", "3 jours avant l'échéance")
    """
    own = echeance + timedelta(days=jours[suivant])
    if due_depuis(echeance, suivant, derniere_relance, jours, delai) > own:
        return APRES_LE_DELAI if suivant == RECOUVREMENT else APRES_LA_DERNIERE
    days = jours[suivant]
    if days == 0:
        return LE_JOUR_MEME
    return f"{pluriel(abs(days), 'jour')} {AVANT if days < 0 else APRES}"


def statut(
    echeance: date,
    solde: int,
    aujourdhui: date,
    niveau: int | None = None,
    derniere_relance: date | None = None,
    jours: tuple[int, ...] = JOURS["standard"],
    delai: int = 0,
) -> str:
    """Where an invoice stands, in the workbook's words.

    Args:
        echeance: its due date.
        solde: what is still owed, in cents.
        aujourdhui: the day of the question.
        niveau: the last level done, None when none was.
        derniere_relance: the day it was done.
        jours: the profile's days, level by level.
        delai: the days that a mise en demeure leaves.

    >>> statut(date(2026, 11, 1), 5_000, date(2026, 11, 21), 1, date(2026, 11, 2))
    'Relance 2 à envoyer'
    """
    if solde <= 0:
        return SOLDEE
    suivant = niveau_suivant(echeance, aujourdhui, niveau, jours)
    if suivant is None:
        return A_ENVOYER[RECOUVREMENT]
    if aujourdhui >= due_depuis(echeance, suivant, derniere_relance, jours, delai):
        return A_ENVOYER[suivant]
    return ENVOYEE[niveau] if niveau is not None else A_ECHOIR


def prochaine(
    echeance: date,
    aujourdhui: date,
    niveau: int | None = None,
    derniere_relance: date | None = None,
    jours: tuple[int, ...] = JOURS["standard"],
    promesse: date | None = None,
    delai: int = 0,
) -> date | None:
    """The business day of the next step, which may be past; None when there is none.

    A promise of payment puts it off until the day after.

    >>> prochaine(date(2026, 11, 20), date(2026, 11, 21))  # a Saturday
    datetime.date(2026, 11, 23)
    """
    suivant = niveau_suivant(echeance, aujourdhui, niveau, jours)
    if suivant is None:
        return None
    since = due_depuis(echeance, suivant, derniere_relance, jours, delai)
    if promesse is not None:
        since = max(since, promesse + timedelta(days=1))
    return next_business_day(since)
