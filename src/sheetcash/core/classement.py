"""Where a voucher is filed, and under which name: one that every system and every eye can read.

Vouchers are kept ten years (Code de commerce, article L123-22), on whatever disk comes next: names
hold nothing that Windows, macOS, Linux or a zip refuses.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Final

#: The folder beside the workbook.
PIECES: Final = "Pièces"
#: Signs of a file's name: with the folders above it, Windows takes 259 at most.
LONGUEUR: Final = 90
#: Bytes of a file's name: most disks take 255; the rest is for « (2) » and the like.
_OCTETS: Final = 200

_UNFIT: Final = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')
_RESERVED: Final = re.compile(r"(?i:con|prn|aux|nul|com[1-9¹²³]|lpt[1-9¹²³]|conin\$|conout\$)")
_SUFFIX: Final = re.compile(r"\.[a-z0-9]{1,8}")


def cle_de_chemin(chemin: str) -> str:
    """What two paths share when some system takes them for one: case and letters put aside.

    >>> cle_de_chemin("Pièces\\\\F-1.PDF") == cle_de_chemin("./Pie\u0300ces/f-1.pdf")
    True
    """
    its = unicodedata.normalize("NFC", chemin.strip().replace("\\", "/"))
    while its.startswith("./"):
        its = its[2:].lstrip("/")
    return its.casefold()


def nom_classe(numero: str, jour: date, tiers: str, suffixe: str) -> str:
    """The name of a voucher's file: number, day, who.

    Args:
        numero: the row's number; digits alone are filled up to four, so that names sort.
        jour: the row's day.
        tiers: who pays or is paid.
        suffixe: the file's own kind, ``.PDF``.

    >>> nom_classe("12", date(2026, 3, 14), "Atelier Nord / Lyon", ".PDF")
    '0012 - 2026-03-14 - Atelier Nord - Lyon.pdf'
    """
    number = f"{numero.strip():0>4}" if numero.strip().isdecimal() else numero
    kind = _SUFFIX.fullmatch(suffixe.lower())
    end = kind[0] if kind else ""
    parts = [part for part in (_propre(number, 40), jour.isoformat()) if part]
    start = " - ".join(parts)
    who = _propre(tiers, LONGUEUR - len(start) - len(" - ") - len(end))
    name = f"{start} - {who}" if who else start
    while len(f"{name}{end}".encode()) > _OCTETS:
        name = name[:-1]
    if _RESERVED.fullmatch(name.partition(".")[0].rstrip()):
        name = f"_{name}"
    return f"{name.rstrip('. ')}{end}"


def _propre(texte: str, longueur: int) -> str:
    """A text as a part of a name.

    >>> _propre(" ..a/b:c\\n ", 40)
    'a-b-c'
    """
    its = unicodedata.normalize("NFC", "".join(c if c.isprintable() else "-" for c in texte))
    its = " ".join(_UNFIT.sub("-", its).replace(" - ", "\0").split()).replace("\0", " - ")
    its = re.sub(" ?-( ?-)+ ?", " - ", its).strip(" .-")
    return its[: max(longueur, 0)].rstrip(" .-")


def place(dossier: str, registre: str, jour: date, nom: str, pris: Callable[[str], bool]) -> str:
    """The path under which a voucher is filed, by year and register; « (2) » where it is taken.

    Args:
        dossier: the folder of vouchers, as it is called.
        registre: Recettes, Achats or Factures.
        jour: the row's day.
        nom: the file's name.
        pris: whether a path is taken.

    >>> taken = {"Pièces/2026/Achats/1.pdf"}
    >>> place("Pièces", "Achats", date(2026, 3, 1), "1.pdf", taken.__contains__)
    'Pièces/2026/Achats/1 (2).pdf'
    """
    stem, dot, suffix = nom.rpartition(".") if "." in nom else (nom, "", "")
    attempt = 1
    while True:
        again = f" ({attempt})" if attempt > 1 else ""
        path = f"{dossier}/{jour.year}/{registre}/{stem}{again}{dot}{suffix}"
        if not pris(path):
            return path
        attempt += 1
