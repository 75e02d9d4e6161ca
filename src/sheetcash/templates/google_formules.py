"""Excel's formulas as Google Sheets takes them: A1 ranges, and no separator that a locale decides.

The API reads a formula in the spreadsheet's own locale: « , » separates arguments in English and
decimals in French. Google takes « ; » everywhere, so arguments are separated by it, and a number
that is not whole is written as a fraction: the double it makes is the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Final, NamedTuple

from sheetcash.workbook.addresses import letters

#: Further than any row of Excel's formulas that look under a table: to the end of the sheet.
_JUSQU_AU_BOUT: Final = 60_000
_TOKEN: Final = re.compile(
    r"""(?P<texte>"(?:[^"]|"")*")
    |(?P<feuille>'(?:[^']|'')*'!)
    |(?P<table>tbl\w+)\[(?:
        \[\#This\ Row\],\[(?P<ici>(?:'.|[^\[\]'])*)\]
        |(?P<colonne>(?:'.|[^\[\]'])*))\]
    |(?P<bout>\$(?P<lettres>[A-Z]{1,3})\$(?P<haut>\d+):\$(?P=lettres)\$"""
    + str(_JUSQU_AU_BOUT)
    + r""")
    |(?P<decimal>(?<![\w.$])\d+\.\d+)
    |(?P<virgule>,)""",
    re.VERBOSE,
)
_LIEN: Final = re.compile(r"\"\#'((?:[^'\"]|'')+)'!A\"")
_CELLULE: Final = re.compile(r"(?<![\w$.])(\$?)([A-Z]{1,3})(\$?)([1-9]\d*)(?![\w(.])")
_HORS_TEXTE: Final = re.compile(r"\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'!")
#: Where a formula of Excel's makes the address of a sheet that it finds.
_ADRESSE, _FIN_ADRESSE = '"#"&"\'"&', '&"\'!A"&'


class Place(NamedTuple):
    """Where a table stands in the spreadsheet, rows and columns from 1.

    Attributes:
        feuille: its sheet.
        colonnes: the column of each title.
        titres: the row of its titles.
        premiere: its first row.
        derniere: the last row of its room.
    """

    feuille: str
    colonnes: Mapping[str, int]
    titres: int
    premiere: int
    derniere: int


class Places(NamedTuple):
    """What formulas need to know of the spreadsheet.

    Attributes:
        tables: each table's place, by its name.
        gids: each sheet's id, by its title.
        renvois: the cells of the sheets' titles, and those of their ids beside them.
    """

    tables: Mapping[str, Place]
    gids: Mapping[str, int]
    renvois: tuple[str, str]


def convertir(formule: str, ligne: int, feuille: str, places: Places) -> str:
    """A formula of Excel's, with its « = », as the cell of that row and sheet is given it.

    >>> place = Place("Achats", {"Montant": 6}, 4, 5, 1004)
    >>> places = Places({"tblAchats": place}, {"Achats": 107}, ("", ""))
    >>> convertir("=SUM(tblAchats[Montant],0.5)", 5, "Accueil", places)
    "=SUM('Achats'!$F$5:$F$1004;(1/2))"
    >>> convertir("=tblAchats[[#This Row],[Montant]]+0", 9, "Achats", places)
    '=$F9+0'
    """
    if _ADRESSE in formule:
        titres, gids = places.renvois
        formule = formule.replace(_ADRESSE, f'"#gid="&INDEX({gids},MATCH(', 1)
        formule = formule.replace(_FIN_ADRESSE, f',{titres},0))&"&range=A"&', 1)

    def autre(found: re.Match[str]) -> str:
        if (texte := found["texte"]) is not None:
            return _LIEN.sub(lambda to: f'"#gid={places.gids[_nom(to[1])]}&range=A"', texte)
        if found["feuille"] is not None:
            return found["feuille"]
        if found["virgule"] is not None:
            return ";"
        if found["decimal"] is not None:
            return decimal(found["decimal"])
        if found["bout"] is not None:
            return f"${found['lettres']}${found['haut']}:${found['lettres']}"
        place = places.tables[found["table"]]
        if found["ici"] is not None:
            return f"${letters(place.colonnes[_titre(found['ici'])])}{ligne}"
        return plage(place, _titre(found["colonne"]), feuille)

    return _TOKEN.sub(autre, formule)


def plage(place: Place, titre: str, feuille: str = "") -> str:
    """A column of a table as absolute cells, its sheet named unless it is the formula's own."""
    colonne = letters(place.colonnes[titre])
    cells = f"${colonne}${place.premiere}:${colonne}${place.derniere}"
    return cells if feuille == place.feuille else f"{cite(place.feuille)}!{cells}"


def cite(feuille: str) -> str:
    """A sheet's title in a formula.

    >>> cite("Livre d'or")
    "'Livre d''or'"
    """
    return "'" + feuille.replace("'", "''") + "'"


def decimal(nombre: str) -> str:
    """A number that is not whole, as a fraction of whole ones.

    >>> decimal("0.8"), decimal("30.4375")
    ('(4/5)', '(487/16)')
    """
    its = Fraction(nombre)
    return f"({its.numerator}/{its.denominator})"


@lru_cache(maxsize=4096)
def relative(formule: str) -> bool:
    """Whether a formula names cells that move with it."""
    return any(
        not (found[1] and found[3]) for found in _CELLULE.finditer(_HORS_TEXTE.sub("", formule))
    )


def forme(formule: str, ligne: int, colonne: int) -> str:
    """A formula with its relative cells as steps from its own: the same in every cell of a run.

    >>> forme('=$A5+B4&"C4"', 5, 2)
    '=$A[0]+[0][-1]&"C4"'
    """

    def pas(found: re.Match[str]) -> str:
        column = f"${found[2]}" if found[1] else f"[{_numero(found[2]) - colonne}]"
        return column + (f"${found[4]}" if found[3] else f"[{int(found[4]) - ligne}]")

    parts, end = [], 0
    for found in _HORS_TEXTE.finditer(formule):
        parts += [_CELLULE.sub(pas, formule[end : found.start()]), found.group()]
        end = found.end()
    return "".join([*parts, _CELLULE.sub(pas, formule[end:])])


def _numero(name: str) -> int:
    from sheetcash.workbook.addresses import column_number

    return column_number(name)


def _titre(escaped: str) -> str:
    """A title out of a structured reference, where « ' » protects the sign that follows."""
    return re.sub(r"'(.)", r"\1", escaped)


def _nom(quoted: str) -> str:
    return quoted.replace("''", "'")
