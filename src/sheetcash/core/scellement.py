"""The seal of a register: each row's SHA-256 over the seal before it and its own text.

The algorithm is published in ``docs/scellement.md`` and written again, in a few lines, by a test:
whoever has the rows can check them without sheetcash. It proves that something changed; it cannot
prevent it.

CGI article 50-0, 5 and Code de commerce, articles L123-28 and D123-205-1: a register kept day by
day.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Final, NamedTuple

from sheetcash.errors import SceauRecent

#: The form of the text that is sealed; a seal tells its own.
VERSION: Final = 1
#: What stands for the seal before the first row.
ORIGINE: Final = "0" * 64
#: What a row that was forgotten says in « Corrige »: it corrects no row, but comes late.
OUBLI: Final = "oubli"

#: Half a character, which Excel lets in: sealed as it is.
_LONE: Final = "surrogatepass"
_SCEAU: Final = re.compile(r"S([0-9]{1,4})\.([1-9][0-9]{0,8})\.([0-9a-f]{64})")
# A cell may hold thousands of digits, which no number is counted by.
_NUMERO: Final = re.compile(r"(.*?)([0-9]{1,18})", re.DOTALL)
_CHIFFRES: Final = re.compile("[0-9]{1,18}")


class Sceau(NamedTuple):
    """A row's seal: its rank in its register, from 1, and the SHA-256 in hexadecimal.

    >>> str(Sceau(12, "ab" * 32))[:12]
    'S1.12.ababab'
    """

    rang: int
    empreinte: str

    def __str__(self) -> str:
        return f"S{VERSION}.{self.rang}.{self.empreinte}"


def lire_sceau(texte: str) -> Sceau | None:
    """The seal that a cell holds; None when what it holds is none.

    Raises:
        SceauRecent: written by a newer sheetcash, in a form unknown here.

    >>> lire_sceau("S1.3." + "0f" * 32).rang
    3
    >>> lire_sceau("à refaire")
    """
    found = _SCEAU.fullmatch(texte.strip())
    if found is None:
        return None
    if int(found[1]) > VERSION:
        raise SceauRecent(int(found[1]))
    return Sceau(int(found[2]), found[3]) if int(found[1]) == VERSION else None


def propre(texte: str) -> str:
    """A text in the one form that every host gives back: composed letters, plain line ends.

    >>> propre("re\u0301union\\r\\nle 3") == "r\u00e9union\\nle 3"
    True
    """
    if "\r" in texte:
        texte = texte.replace("\r\n", "\n").replace("\r", "\n")
    return texte if texte.isascii() else unicodedata.normalize("NFC", texte)


def canonique(champs: Iterable[str]) -> str:
    """The text of a row that is sealed: each field's length in UTF-8 bytes, « : », itself, « , ».

    Two different rows never have the same: where a field ends is told by its length, not by a sign
    that it could hold.

    >>> canonique(["12", "Été", ""])
    '2:12,5:Été,0:,'
    """
    return "".join(
        [f"{len(c) if c.isascii() else len(c.encode('utf-8', _LONE))}:{c}," for c in champs]
    )


def maillon(precedent: str, champs: Iterable[str]) -> str:
    """The SHA-256, in hexadecimal, of the seal before (its hexadecimal part) and a row's text.

    Args:
        precedent: the 64 signs of the seal before, :data:`ORIGINE` for the first row.
        champs: the row's fields, in their order.

    >>> maillon(ORIGINE, ["1", "2026-11-27"])[:16]
    'cd22ff51ae063aa7'
    """
    return sha256((precedent + canonique(champs)).encode("utf-8", _LONE)).hexdigest()


def sceller(lignes: Iterable[Sequence[str]], dernier: Sceau | None = None) -> list[Sceau]:
    """The seals of rows that follow the last one sealed.

    Args:
        lignes: the fields of each row, in the register's order.
        dernier: the last seal of that register, None for the first rows.

    >>> first, second = sceller([["1"], ["2"]])
    >>> sceller([["2"]], first) == [second]
    True
    """
    rang, precedent = dernier or Sceau(0, ORIGINE)
    found = []
    for champs in lignes:
        rang, precedent = rang + 1, maillon(precedent, champs)
        found.append(Sceau(rang, precedent))
    return found


def numero_suivant(numero: str) -> str:
    """The number that follows: its last digits plus one, as wide as they were.

    >>> numero_suivant("9"), numero_suivant("2026-099"), numero_suivant("R-a")
    ('10', '2026-100', '')
    """
    found = _NUMERO.fullmatch(numero.strip())
    return f"{found[1]}{int(found[2]) + 1:0{len(found[2])}}" if found else ""


def se_suivent(avant: str, apres: str) -> bool:
    """Whether a register's number follows another without a gap: plus one, or 1 in a new series.

    >>> se_suivent("12", "13"), se_suivent("2026-031", "2027-001"), se_suivent("12", "14")
    (True, True, False)
    >>> se_suivent("2026-031", "2026-001"), se_suivent("007", "8")
    (False, True)
    """
    one, other = _NUMERO.fullmatch(avant.strip()), _NUMERO.fullmatch(apres.strip())
    if one is None or other is None:
        return False
    if one[1] == other[1]:
        return int(other[2]) == int(one[2]) + 1
    return int(other[2]) == 1


def rang_du_numero(numero: str) -> tuple[tuple[int, ...], str, int]:
    """What register numbers are sorted by: their series, then their digits; those without, last.

    >>> sorted(["10", "9", "2026-2", "2026-10"], key=rang_du_numero)
    ['9', '10', '2026-2', '2026-10']
    """
    found = _NUMERO.fullmatch(numero.strip())
    if found is None:
        return (2,), numero, 0
    years = tuple(int(one) for one in _CHIFFRES.findall(found[1]))
    return (1, *years) if found[1] else (0,), found[1], int(found[2])
