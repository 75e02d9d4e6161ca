"""From bytes to text: the encoding found by trying, and told.

Guessing libraries weigh the world's languages against each other and are wrong on short French
files; a bank's file is UTF-8, UTF-16 or one of four Western tables, which its accents tell apart.
"""

from __future__ import annotations

import re
from typing import Final

from sheetcash.core.releves import Annonce
from sheetcash.errors import BadSetting

#: Letters and signs of a French statement beyond ASCII.
_FRENCH: Final = frozenset("éèêëàâçùûôîïöüÉÈÊÀÂÇÙÔÎœŒ€°’«»–—…\u00a0\u202f\n")
#: In the order of preference where the text reads as well in two.
_TABLES: Final = ("cp1252", "iso-8859-15", "cp850", "mac_roman")
_BOMS: Final = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
#: How much of a file is looked at to choose between two tables.
_LOOK: Final = 400_000
_SPACES: Final = re.compile(r"\s+")
#: A label of this length says nothing more by its end, and a cell has an end too.
_LONGEST: Final = 1_000


def decoder(data: bytes, encodage: str = "") -> tuple[str, Annonce]:
    """The text of a file, line ends as one sign, and which encoding it was read in.

    Args:
        data: the file.
        encodage: the user's word, when they gave it.

    Raises:
        BadSetting: an encoding of that name does not exist.

    >>> decoder("Libellé ; 12 €".encode("iso-8859-15"))[1]
    Annonce(quoi='encodage', valeur='iso-8859-15', sur=False)
    >>> decoder("Libellé".encode())[0]
    'Libellé'
    """
    text, name, sure = _decoded(data, encodage)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.removeprefix("\ufeff"), Annonce("encodage", name, sure)


def _decoded(data: bytes, wanted: str) -> tuple[str, str, bool]:
    if wanted:
        return _as_told(data, wanted), wanted, True
    for bom, name in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(name, errors="replace"), name, True
    if (wide := _two_bytes(data)) is not None:
        return data.decode(wide, errors="replace"), wide, True
    try:
        return data.decode("utf-8"), "utf-8", True
    except UnicodeDecodeError:
        return _not_unicode(data)


def _as_told(data: bytes, wanted: str) -> str:
    """The text in the user's encoding; a file that is plainly in another is not read so."""
    try:
        text = data.decode(wanted, errors="replace")
    except (LookupError, ValueError) as error:
        raise BadSetting(
            f"L'encodage « {wanted} » n'existe pas.", "Essayez utf-8, cp1252 ou iso-8859-15."
        ) from error
    odd = [line for line in text.split("\n") if not line.isascii()]
    if 2 * sum("\ufffd" in line for line in odd) > len(odd):
        raise BadSetting(
            f"Ce fichier n'est pas en {wanted} : ses accents seraient perdus.",
            "Relancez sans --encodage, qui le trouve, ou avec cp1252 ou utf-8.",
        )
    return text


def _two_bytes(data: bytes) -> str | None:
    """UTF-16 without its mark: every other byte of a Western text is null."""
    look = data[:2000]
    odd, even = look[1::2].count(0), look[0::2].count(0)
    if odd > 0.7 * (len(look) // 2) > 3 and even < odd // 10 + 1:
        return "utf-16-le"
    if even > 0.7 * (len(look) // 2) > 3 and odd < even // 10 + 1:
        return "utf-16-be"
    return None


def _not_unicode(data: bytes) -> tuple[str, str, bool]:
    accented = [line for line in data[:_LOOK].splitlines() if not line.isascii()]
    table = _table(b"\n".join(accented))
    # Two files pasted one after the other: some lines are UTF-8, others not.
    if any(_is_utf8(line) for line in accented):
        lines = [
            line.decode("utf-8" if _is_utf8(line) else table, errors="replace")
            for line in data.split(b"\n")
        ]
        return "\n".join(lines), f"utf-8 et {table}", False
    return data.decode(table, errors="replace"), table, False


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _table(sample: bytes) -> str:
    """The table in which the sample's accents are those of French; the first of equals."""

    def odd(name: str) -> int:
        text = sample.decode(name, errors="replace")
        return sum(1 for sign in text if not sign.isascii() and sign not in _FRENCH)

    return min(_TABLES, key=odd)


def propre(texte: str) -> str:
    """A label on one line, without the signs that no sheet can hold, cut where it never ends.

    >>> propre("VIR SEPA\\n   DUPONT\\x00 ")
    'VIR SEPA DUPONT'
    """
    if not texte.isprintable():
        texte = "".join(sign if sign.isprintable() else " " for sign in texte[: 4 * _LONGEST])
    if "  " in texte:
        texte = _SPACES.sub(" ", texte)
    texte = texte.strip()
    return texte if len(texte) <= _LONGEST else texte[: _LONGEST - 1] + "…"
