"""The law's figures, each with its dates, its article and its source; nothing computed.

One TOML file per parameter. Figures are written as the law writes them (``"12.3"`` for
12.3 %) and answered as exact integers: per million for rates, cents for amounts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from sheetcash.baremes import libelles
from sheetcash.errors import NoRuleForDate, ParameterNeeded

_FOLDER = Path(__file__).parent
_DECIMAL = re.compile(r"(-?)(\d+)(?:\.(\d+))?")

#: How many units of the answer one unit of the file is worth: 1 % is 10 000 per million.
SCALES: Final = {
    "%": 10_000,
    "€": 100,
    "jours": 1,
    "mois": 1,
    "ans": 1,
    "années": 1,
    "fois": 1,
}

#: The confidence of a figure that the user typed in the sheet Barèmes.
SAISI: Final = "saisi"


class Bareme(NamedTuple):
    """One figure over one period.

    Attributes:
        parametre: the file it comes from, ``cotisations``.
        cle: what it applies to within the parameter, ``bnc``; may be empty.
        valeur: an integer (per million, cents, days, years, times), or None when the law has
            a figure that is not known here.
        debut: first day of effect, None when it has no known beginning.
        fin: last day of effect, None while in force.
        connu_jusqu_au: last day for which the figure is vouched for: ``fin``, or the end of
            the year in which it was last checked.
        reference: the article of law.
        source: where the figure was seen.
        confiance: ``haute``, ``moyenne``, ``basse``, ``non vérifié``, or ``saisi`` for a figure
            that the user typed in the workbook.
        creation_min: applies to activities created from that day on.
        creation_max: applies to activities created until that day.
        note: what else there is to know.
        id: its number in the collection it was made from.
        publication: the day the text was published, None where it is not known.
        verifie_le: the day the figure was last checked.
        unite: the unit it is written in, ``%`` or ``€``.
    """

    parametre: str
    cle: str
    valeur: int | None
    debut: date | None
    fin: date | None
    connu_jusqu_au: date
    reference: str
    source: str
    confiance: str
    creation_min: date | None
    creation_max: date | None
    note: str
    id: str
    publication: date | None = None
    verifie_le: date | None = None
    unite: str = ""


def parametres() -> list[str]:
    """The names of all the parameters, sorted.

    >>> "plafond" in parametres()
    True
    """
    return sorted(path.stem for path in _FOLDER.glob("*.toml"))


def _exact(text: str, scale: int, where: str) -> int:
    match = _DECIMAL.fullmatch(text)
    if match is None:
        raise ValueError(f"{where}: {text!r} is not a decimal number")
    sign, whole, decimals = match.group(1), match.group(2), match.group(3) or ""
    digits, unit = int(whole + decimals) * scale, int("1" + "0" * len(decimals))
    if digits % unit:
        raise ValueError(f"{where}: {text!r} is finer than the unit it is kept in")
    return -(digits // unit) if sign else digits // unit


@cache
def charger(parametre: str) -> tuple[Bareme, ...]:
    """All the figures of one parameter, in the order of its file.

    Args:
        parametre: the file's name without its ending.

    Raises:
        KeyError: no such parameter.

    >>> charger("indemnite_recouvrement")[0].valeur
    4000
    """
    import tomllib  # only when a figure is asked for

    path = _FOLDER / f"{parametre}.toml"
    if not path.is_file():
        raise KeyError(parametre)
    data = tomllib.loads(path.read_text("utf-8"))
    scale = SCALES.get(data["unite"])
    checked_year_end = date(data["verifie_le"].year, 12, 31)
    rows = []
    for row in data["valeur"]:
        text = row.get("valeur")
        if text is None:
            valeur = None
        elif data["unite"] == "mois-jour":  # a day of the year: 1215 is 15 December
            valeur = int(text.replace("-", ""))
        elif scale is None:  # a date: kept as its ordinal, exact as the rest
            valeur = date.fromisoformat(text).toordinal()
        else:
            valeur = _exact(text, scale, f"{parametre}.toml, {row['id']}")
        fin = row.get("fin")
        rows.append(
            Bareme(
                parametre,
                row.get("cle", ""),
                valeur,
                row.get("debut"),
                fin,
                fin or checked_year_end,
                row["reference"],
                row["source"],
                row["confiance"],
                row.get("creation_min"),
                row.get("creation_max"),
                row.get("note", ""),
                row["id"],
                row.get("publication"),
                data["verifie_le"],
                data["unite"],
            )
        )
    return tuple(rows)


@cache
def libelle(parametre: str) -> str:
    """What a parameter is called, in French.

    >>> libelle("plafond")
    'Plafond du régime micro'
    """
    import tomllib

    return str(tomllib.loads((_FOLDER / f"{parametre}.toml").read_text("utf-8"))["libelle"])


def _covers(row: Bareme, jour: date, creation: date | None) -> bool:
    if (row.debut is not None and jour < row.debut) or jour > row.connu_jusqu_au:
        return False
    if creation is None:
        return True
    return (row.creation_min is None or creation >= row.creation_min) and (
        row.creation_max is None or creation <= row.creation_max
    )


def nommer(parametre: str, cle: str) -> str:
    """A figure's name for the user: what the sheet Barèmes calls its parameter and its category.

    >>> nommer("interet_legal", "autres_cas"), nommer("pmss", "")
    ('Intérêt légal, Autres créanciers', 'Plafond mensuel de la sécurité sociale')
    """
    nom = libelle(parametre)
    if parametre == libelles.DROM:
        nom = libelles.PERIODES_DROM[cle.split(".")[1]]
    return f"{nom}, {libelles.categorie(parametre, cle)}" if cle else nom


class Baremes:
    """The law's figures, under those that the user typed in the sheet Barèmes.

    A typed figure wins wherever it covers the day asked for; among several, the one that begins
    last. It never answers outside its own dates.

    Args:
        saisis: the typed figures, their ``confiance`` being :data:`SAISI`.

    >>> Baremes().valeur("plafond", date(2026, 1, 1), "service")
    8360000
    """

    def __init__(self, saisis: Iterable[Bareme] = ()) -> None:
        self.saisis: Final = tuple(sorted(saisis, key=lambda row: row.debut or date.min)[::-1])
        self._found: dict[tuple[str, date, str, date | None], Bareme] = {}

    def bareme(
        self, parametre: str, jour: date, cle: str = "", creation: date | None = None
    ) -> Bareme:
        """The figure of that parameter in force on that day.

        Args:
            parametre: the parameter's name, as in :func:`parametres`.
            jour: the day the figure must apply to.
            cle: what it applies to, ``vente`` or ``artisanale.service``; empty when the
                parameter has one figure only.
            creation: the day the activity was created, for figures that depend on it.

        Raises:
            NoRuleForDate: no figure is known for that day.
            ParameterNeeded: the law has a figure that is not known here: the user must give it.

        >>> LOI.bareme("cotisations", date(2026, 11, 21), "bnc").valeur
        256000
        >>> LOI.bareme("cotisations", date(2027, 1, 1), "bnc")
        Traceback (most recent call last):
        sheetcash.errors.NoRuleForDate: Aucun chiffre connu au 01/01/2027 pour « Cotisations, \
BNC ». Saisissez-le dans la feuille Barèmes (avec ses dates de début et de fin), ou mettez \
sheetcash à jour.
        """
        asked = (parametre, jour, cle, creation)
        found = self._found.get(asked)
        if found is None:
            found = self._found[asked] = self._look_up(*asked)
        return found

    def _look_up(self, parametre: str, jour: date, cle: str, creation: date | None) -> Bareme:
        for row in (*self.saisis, *charger(parametre)):
            if (row.parametre, row.cle) == (parametre, cle) and _covers(row, jour, creation):
                if row.valeur is None:
                    break
                return row
        else:
            row = None
        name = nommer(parametre, cle)
        if row is None:
            raise NoRuleForDate(
                f"Aucun chiffre connu au {jour:%d/%m/%Y} pour « {name} ».",
                "Saisissez-le dans la feuille Barèmes (avec ses dates de début et de fin), ou "
                "mettez sheetcash à jour.",
            )
        raise ParameterNeeded(
            f"Le chiffre « {name} » au {jour:%d/%m/%Y} n'est pas connu de sheetcash.",
            f"Saisissez-le dans la feuille Barèmes, colonne Valeur (référence : {row.reference}).",
        )

    def valeur(
        self, parametre: str, jour: date, cle: str = "", creation: date | None = None
    ) -> int:
        """The exact integer of :meth:`bareme`: per million, cents, days, years or times.

        >>> LOI.valeur("indemnite_recouvrement", date(2026, 1, 1))
        4000
        """
        found = self.bareme(parametre, jour, cle, creation).valeur
        assert found is not None  # bareme() raises ParameterNeeded otherwise
        return found

    def dernier(self, parametre: str, cle: str = "") -> Bareme:
        """The figure that holds at the latest day known, for what bears no date.

        One that begins after the last day the law's own figures vouch for is not in force yet.

        >>> LOI.dernier("prescription", "particulier").valeur
        2
        """
        law = charger(parametre)
        known = max(row.verifie_le for row in law if row.verifie_le is not None).replace(
            month=12, day=31
        )
        rows = [
            row
            for row in (*self.saisis, *law)
            if (row.parametre, row.cle) == (parametre, cle)
            and row.valeur is not None
            and (row.debut is None or row.debut <= known or row.confiance != SAISI)
        ]
        if not rows:
            raise KeyError(f"{parametre} ({cle})")
        return max(rows, key=lambda row: (row.connu_jusqu_au, row.confiance == SAISI))


#: The law's figures alone.
LOI: Final = Baremes()
