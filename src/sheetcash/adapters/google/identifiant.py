"""A spreadsheet of Google's as its user names it: an address, or what stands in it after /d/."""

from __future__ import annotations

import re
from typing import Final

from sheetcash.errors import InputError

_ID: Final = re.compile(
    r"(?:https?://)?docs\.google\.com/(?:a/[^/?#\s]+/)?spreadsheets/(?:u/\d+/)?d/([\w-]{20,})"
    r"(?:[/?#]\S*)?|([\w-]{20,})(?:/(?:edit|view)?(?:[?#]\S*)?)?",
    re.ASCII,
)
_GIVE: Final = (
    "Donnez gsheet: suivi de l'adresse de la feuille, telle que le navigateur l'affiche, le tout "
    "entre guillemets."
)


def identifiant(given: str) -> str:
    """The spreadsheet's id.

    Args:
        given: its id or its address, ``gsheet:`` apart.

    Raises:
        InputError: that is neither.

    >>> identifiant("docs.google.com/spreadsheets/d/1AbC_d-EfGhIjKlMnOpQrSt/edit?gid=0")
    '1AbC_d-EfGhIjKlMnOpQrSt'
    >>> identifiant("https://docs.google.com/spreadsheets/d/1AbC_d-EfGhIjKlMnOpQrSt/edit#gid=0")
    '1AbC_d-EfGhIjKlMnOpQrSt'
    """
    its = given.strip()
    found = _ID.fullmatch(its)
    if found is not None:
        return found[1] or found[2]
    if not its:
        raise InputError("L'adresse manque après gsheet:.", _GIVE)
    if "…" in its or "..." in its:
        raise InputError(f"« gsheet:{its} » est une adresse abrégée.", _GIVE)
    if "/d/e/" in its or "/pub" in its:
        raise InputError(
            f"« {its} » est un lien de publication : il ne donne pas la feuille elle-même.", _GIVE
        )
    if re.match(r"https?://docs\.google\.com/(document|presentation|forms)/", its):
        raise InputError(f"« {its} » n'est pas une feuille de calcul.", _GIVE)
    raise InputError(f"« gsheet:{its} » n'est pas une feuille Google.", _GIVE)
