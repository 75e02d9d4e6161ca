"""A bank account's number (IBAN, ISO 13616), and the text of a transfer's QR code (EPC069-12).

The code is a SEPA credit transfer's: version 002, UTF-8, no BIC, the reference as free text. It
must not know images: :mod:`sheetcash.app.qr` draws it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

#: How long an IBAN is, by country: the countries of SEPA, as the ISO 13616 register gives them.
LONGUEURS: Final[dict[str, int]] = {
    **{"AD": 24, "AL": 28, "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22},
    **{"DK": 18, "EE": 20, "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GI": 23, "GR": 27, "HR": 21},
    **{"HU": 28, "IE": 22, "IS": 26, "IT": 27, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27},
    **{"MD": 24, "ME": 22, "MK": 19, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24},
    **{"RS": 22, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "VA": 22},
}
#: Where the code would need the bank's BIC too: SEPA, but not the European Economic Area. Monaco's
#: banks are reached as the French ones are.
_AVEC_BIC: Final = frozenset(["AD", "AL", "CH", "GB", "GI", "MD", "ME", "MK", "RS", "SM", "VA"])

#: The most that a code may hold: QR version 13 at error correction M.
MAX_OCTETS: Final = 331
_NOM, _MOTIF = 70, 140
#: So that emoji for a name still leave room for the rest.
_NOM_OCTETS: Final = 200
_MAX_CENTS: Final = 99_999_999_999

_SHAPE: Final = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_SEPARATORS: Final = re.compile(r"[\s\u200b-\u200d\u2060\ufeff.\-\u2010-\u2015]+")
_CONTROLS: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


def compact(iban: str) -> str:
    """An IBAN as machines compare it: no space, capitals.

    >>> compact(" fr76 3000 6000\u00a00112 3456 7890 189 ")
    'FR7630006000011234567890189'
    """
    return _SEPARATORS.sub("", iban).upper()


def a_la_forme(texte: str) -> bool:
    """Whether a text looks like an IBAN; :func:`defaut` says whether it is a true one.

    >>> a_la_forme("FR76 3000 6000 0112 3456 7890 189"), a_la_forme("SCI DES TILLEULS")
    (True, False)
    """
    return _SHAPE.fullmatch(compact(texte)) is not None


def affiche(iban: str) -> str:
    """An IBAN as people read it: by fours.

    >>> affiche("FR7630006000011234567890189")
    'FR76 3000 6000 0112 3456 7890 189'
    """
    its = compact(iban)
    return " ".join(its[at : at + 4] for at in range(0, len(its), 4))


@lru_cache(maxsize=64)  # a run has one account
def defaut(iban: str) -> str:
    """What is wrong with an IBAN, in French; empty when nothing is.

    Its shape, its country's length where SEPA has that country, and its two check digits
    (ISO 7064, mod 97-10): one digit wrong, or two swapped, never pass.

    >>> defaut("FR76 3000 6000 0112 3456 7890 189")
    ''
    >>> defaut("FR76 3000 6000 0112 3456 7890 198")
    'la clé de contrôle ne correspond pas : un chiffre est faux'
    >>> defaut("FR76 3000 6000 0112 3456 7890")
    'il a 24 signes au lieu de 27'
    """
    its = compact(iban)
    wanted = LONGUEURS.get(its[:2])
    if wanted is not None and its.isascii() and its.isalnum() and len(its) != wanted:
        return f"il a {len(its)} signes au lieu de {wanted}"
    if not _SHAPE.fullmatch(its):
        return "il s'écrit avec deux lettres, deux chiffres, puis le numéro du compte"
    moved = its[4:] + its[:4]
    if int("".join(str(int(sign, 36)) for sign in moved)) % 97 != 1:
        return "la clé de contrôle ne correspond pas : un chiffre est faux"
    return ""


def charge(nom: str, iban: str, montant: int, motif: str) -> str:
    """What a transfer's QR code says, for the payer's bank to fill the order in.

    Args:
        nom: who is paid; beyond 70 characters it is cut.
        iban: their account.
        montant: what is to be paid, in cents.
        motif: the reference, as free text; beyond 140 characters, or beyond what the code can
            hold, it is cut.

    Returns:
        The payload; empty when there is none: a bad IBAN, a country where a code needs a BIC, no
        name, an amount that a transfer cannot have.

    >>> print(charge("Élodie Martin", "FR7630006000011234567890189", 125_000, "F-2026-001"))
    BCD
    002
    1
    SCT
    <BLANKLINE>
    Élodie Martin
    FR7630006000011234567890189
    EUR1250.00
    <BLANKLINE>
    <BLANKLINE>
    F-2026-001
    """
    its, name = compact(iban), _cut(_line(nom)[:_NOM], _NOM_OCTETS)
    country = its[:2]
    if defaut(its) or country not in LONGUEURS or country in _AVEC_BIC:
        return ""
    if not name or not 0 < montant <= _MAX_CENTS:
        return ""
    euros = f"EUR{montant // 100}.{montant % 100:02d}"
    head = "\n".join(("BCD", "002", "1", "SCT", "", name, its, euros, "", "")) + "\n"
    return (head + _cut(_line(motif)[:_MOTIF], MAX_OCTETS - len(head.encode()))).rstrip()


def _cut(text: str, octets: int) -> str:
    return text.encode()[:octets].decode(errors="ignore").strip()


def _line(text: str) -> str:
    return " ".join(_CONTROLS.sub(" ", text).split())
