"""The kinds of arguments of the catalogue: a host's cell into the value a rule works on.

Strict on purpose: a text where a number belongs is an error, never a guess. Errors name the
argument; they are in French, for the cell's owner.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from sheetcash.core.categories import CODES, LABELS, METROPOLE, NATURES, ZONES
from sheetcash.core.cotisations import COMPOSANTES
from sheetcash.core.money import MILLION, cents_of_float, format_euros, format_rate
from sheetcash.core.penalites import PARTICULIER, PROFESSIONNEL
from sheetcash.core.periods import MENSUELLE, TRIMESTRIELLE, day_of, format_date
from sheetcash.core.relances import JOURS, NE_PAS_RELANCER
from sheetcash.errors import InputError, NotAnAmount
from sheetcash.workbook.schema import fold

#: No time zone: the day it would mean depends on where one stands.
_ISO = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
)
_FIRST, _LAST = date(1950, 1, 1), date(2100, 12, 31)
_LONGEST = 40


class Genre(NamedTuple):
    """A kind of argument.

    Attributes:
        nom: what the reference page calls it.
        lire: the cell's value and the argument's name to the typed value.
        colonne: it is a whole column, read together with the function's other columns.
        dire: the typed value as a French sentence writes it.
        types: the JSDoc type of one cell.
    """

    nom: str
    lire: Callable[[Any, str], Any]
    colonne: bool = False
    dire: Callable[[Any], str] = str
    types: str = "string"


def est_vide(value: object) -> bool:
    """A blank cell, whatever the host gives for it.

    >>> est_vide("  "), est_vide(0)
    (True, False)
    """
    return value is None or (isinstance(value, str) and not value.strip())


def montrer(value: object) -> str:
    """A cell between quotation marks, cut so that the message stays readable.

    >>> montrer("x" * 100)[-3:]
    'x »'
    """
    if est_vide(value):
        shown = "cellule vide"
    elif isinstance(value, bool):
        shown = "VRAI" if value else "FAUX"
    elif isinstance(value, (int, float)):
        shown = _montrer_nombre(value)
    elif isinstance(value, datetime):
        shown = format_date(value.date())
    elif isinstance(value, date):
        shown = format_date(value)
    elif isinstance(value, (list, tuple, dict)):
        shown = "plusieurs cellules"
    else:
        shown = " ".join(str(value).split())
    return f"« {shown[:_LONGEST]} »"


def _montrer_nombre(value: float) -> str:
    """A number within the limits where Python and JavaScript write it alike."""
    if value != value:
        return "NaN"
    if not (value == 0 or 1e-4 <= abs(value) < 1e15):
        return "nombre hors limites"
    return str(int(value) if value == int(value) else value).replace(".", ",")


def proches(wanted: str, candidates: list[str]) -> str:
    """Up to two candidates that look like ``wanted``, else all of them, as a French choice.

    >>> proches("ventes", ["Vente", "BNC"]), proches("xyzzy", ["Vente", "BNC"])
    ('« Vente »', '« Vente », « BNC »')
    """
    text = fold(wanted)
    ranked = sorted((_distance(text, fold(one)), at) for at, one in enumerate(candidates))
    holding = [one for one in candidates if len(text) > 2 and text in fold(one)]
    near = [candidates[at] for gap, at in ranked if gap <= max(1, len(text) // 3)]
    near = [*holding, *(one for one in near if one not in holding)][:2]
    return ", ".join(f"« {one} »" for one in near or candidates)


def _distance(a: str, b: str) -> int:
    """How many letters must change to turn one into the other (Levenshtein)."""
    row = list(range(len(b) + 1))
    for i, left in enumerate(a[:_LONGEST], 1):
        above, row[0] = row[0], i
        for j, right in enumerate(b, 1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (left != right))
    return row[-1]


def lire_date(value: object, nom: str) -> date:
    """A day: a sheet date, its serial number, or an ISO string.

    Raises:
        InputError: anything else, or a year out of 1950-2100.

    >>> lire_date("2026-11-21", "date") == lire_date(46347.5, "date") == date(2026, 11, 21)
    True
    """
    day: date | None = None
    if isinstance(value, datetime):
        day = value.date()
    elif isinstance(value, date):
        day = value
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        if abs(value) < 100_000:  # false for NaN
            day = day_of(int(value // 1))
    elif isinstance(value, str) and (match := _ISO.fullmatch(value.strip())):
        with suppress(ValueError):  # no such day
            day = date(*map(int, match.groups()))
        if day is not None and day.year < 100:
            day = None  # no host's calendar goes so far back
    if day is None:
        raise InputError(
            f"{nom} : {montrer(value)} n'est pas une date.",
            "Donnez une cellule au format date, ou un texte comme 2026-11-21.",
        )
    if not _FIRST <= day <= _LAST:
        raise InputError(
            f"{nom} : {montrer(value)} n'est pas une date plausible.",
            "L'année doit être entre 1950 et 2100.",
        )
    return day


def _nombre(value: object, nom: str, attendu: str) -> float:
    if isinstance(value, (int, float)) and not isinstance(value, bool) and value == value:
        return value
    raise InputError(
        f"{nom} : {montrer(value)} n'est pas {attendu}.",
        "Donnez un nombre, pas un texte.",
    )


def lire_montant(value: object, nom: str) -> int:
    """Cents from a number of euros.

    Raises:
        InputError: a text, a blank, NaN, or a number too large to be an amount.

    >>> lire_montant(1234.56, "montant")
    123456
    """
    number = _nombre(value, nom, "un montant")
    try:
        return cents_of_float(float(number))
    except (NotAnAmount, OverflowError):
        raise InputError(
            f"{nom} : {montrer(value)} n'est pas un montant plausible.", "Vérifiez la cellule."
        ) from None


def lire_entier(minimum: int, maximum: int, attendu: str) -> Callable[[Any, str], int]:
    """A reader of whole numbers between two bounds.

    >>> lire_entier(2000, 2100, "une année")(2026.0, "annee")
    2026
    """

    def lire(value: object, nom: str) -> int:
        number = _nombre(value, nom, attendu)
        if not minimum <= number <= maximum or number != number // 1:
            raise InputError(
                f"{nom} : {montrer(value)} n'est pas {attendu}.",
                f"Donnez un nombre entier de {minimum} à {maximum}.",
            )
        return int(number)

    return lire


def lire_fraction(value: object, nom: str) -> int:
    """A rate per million from a fraction: 0.123 is 12.3 %.

    Raises:
        InputError: not between 0 and 1. What is finer than a millionth is rounded, half up.

    >>> lire_fraction(0.1215, "taux")
    121500
    """
    number = _nombre(value, nom, "un taux")
    if not 0 <= number <= 1:
        raise InputError(
            f"{nom} : {montrer(value)} n'est pas un taux.",
            "Écrivez 12 % ou 0,12, entre 0 et 100 %.",
        )
    return int(number * MILLION + 0.5)


def lire_base(value: object, nom: str) -> int:
    """The 365 days of the administration's commentary, the only other base there is.

    >>> lire_base(365, "base")
    365
    """
    if isinstance(value, bool) or value != 365:
        raise InputError(
            f"{nom} : {montrer(value)} n'est pas une base connue.",
            "Laissez vide (les jours de l'année), ou mettez 365.",
        )
    return 365


def lire_texte(value: object, nom: str) -> str:
    """A text, as it is.

    >>> lire_texte("30 jours", "conditions")
    '30 jours'
    """
    if not isinstance(value, str):
        raise InputError(f"{nom} : {montrer(value)} n'est pas un texte.", "Donnez un texte.")
    return value


def lire_oui_non(value: object, nom: str) -> bool:
    """Yes or no: VRAI, FAUX, 1, 0, « Oui », « Non ».

    >>> lire_oui_non("Oui", "acre"), lire_oui_non(False, "acre")
    (True, False)
    """
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, float)) and value in (0, 1):
        return value == 1
    if isinstance(value, str) and (answer := _OUI_NON.get(fold(value))) is not None:
        return answer
    raise InputError(
        f"{nom} : {montrer(value)} n'est ni oui ni non.", "Mettez Oui, Non, VRAI ou FAUX."
    )


_OUI_NON: Final = {"oui": True, "vrai": True, "true": True, "1": True} | {
    "non": False,
    "faux": False,
    "false": False,
    "0": False,
}


class Choix:
    """A reader of a closed list; accents, case and underscores do not matter.

    Args:
        mots: what may be written, to the code it means.
        attendu: what the list holds, for the message.
        labels: what is offered when nothing fits.

    >>> Choix({"BNC": "bnc"}, "une catégorie", ["BNC"])(" bnc", "categorie")
    'bnc'
    """

    def __init__(self, mots: Mapping[str, str], attendu: str, labels: list[str]) -> None:
        self.mots: Final = {_plat(mot): code for mot, code in mots.items()}
        self.attendu: Final = attendu
        self.labels: Final = labels

    def __call__(self, value: object, nom: str) -> str:
        """The code that a cell's text means."""
        if isinstance(value, str) and (code := self.mots.get(_plat(value))) is not None:
            return code
        wanted = value if isinstance(value, str) else ""
        raise InputError(
            f"{nom} : {montrer(value)} n'est pas {self.attendu}.",
            f"Choisissez {proches(wanted, self.labels)}.",
        )


def _plat(text: str) -> str:
    return fold(text.replace("_", " "))


def _memes(codes: tuple[str, ...]) -> dict[str, str]:
    return {code: code for code in codes}


def _dire_oui(value: bool) -> str:
    return "oui" if value else "non"


_EUROS: Final = "number"
_JOUR: Final = "Date"
_CATEGORIE = Choix({**CODES, **_memes(tuple(LABELS))}, "une catégorie", [*LABELS.values()])

DATE = Genre("date", lire_date, dire=format_date, types=_JOUR)
MONTANT = Genre("montant en euros", lire_montant, dire=format_euros, types=_EUROS)
ANNEE = Genre("année", lire_entier(2000, 2100, "une année"), types=_EUROS)
NIVEAU = Genre("niveau de 0 à 4", lire_entier(0, 4, "un niveau de relance"), types=_EUROS)
FRACTION = Genre("taux", lire_fraction, dire=format_rate, types=_EUROS)
BASE = Genre("365", lire_base, types=_EUROS)
CONDITIONS = Genre("conditions de paiement", lire_texte)
OUI_NON = Genre("oui ou non", lire_oui_non, dire=_dire_oui, types="boolean")
CATEGORIE = Genre("catégorie", _CATEGORIE, dire=LABELS.__getitem__)
NATURE = Genre(
    "nature",
    Choix(_memes(NATURES), "une nature d'activité", ["Commerciale", "Artisanale", "Libérale"]),
)
ZONE = Genre(
    "zone",
    Choix(
        {**_memes(ZONES), "Métropole": METROPOLE},
        "une zone",
        ["Métropole", "Alsace", "Moselle", "DROM"],
    ),
)
COMPOSANTE = Genre("composante", Choix(_memes(COMPOSANTES), "une composante", [*COMPOSANTES]))
TYPE_CLIENT = Genre(
    "type de client",
    Choix(
        _memes((PROFESSIONNEL, PARTICULIER)), "un type de client", ["Professionnel", "Particulier"]
    ),
)
PROFIL = Genre(
    "profil de relance",
    Choix(
        _memes((*JOURS, NE_PAS_RELANCER)),
        "un profil de relance",
        ["Standard", "Souple", "Ferme", "Ne pas relancer"],
    ),
)
PERIODICITE = Genre(
    "périodicité",
    Choix(_memes((MENSUELLE, TRIMESTRIELLE)), "une périodicité", ["Mensuelle", "Trimestrielle"]),
)
DATES = Genre("colonne de dates", lire_date, colonne=True, types=_JOUR)
MONTANTS = Genre("colonne de montants en euros", lire_montant, colonne=True, types=_EUROS)
CATEGORIES = Genre("colonne de catégories", _CATEGORIE, colonne=True)
