"""How to check the seals without sheetcash, for whoever only has the folder."""

from __future__ import annotations

from importlib.resources import files
from typing import Final

from sheetcash.workbook.registres import REGISTRE_SCELLES, REGISTRES

METHODE: Final = "Vérifier les sceaux.txt"


def methode(copie: str) -> bytes:
    """The algorithm and its ten lines of program, as ``docs/scellement.md`` publishes them.

    Args:
        copie: the name of the workbook's copy in the folder.

    >>> 'python verifier.py "Copie.xlsx"' in methode("Copie.xlsx").decode("utf-8-sig")
    True
    """
    text = files(__package__).joinpath("methode.txt").read_text("utf-8")
    fields = "\n".join(
        f"{one.table.sheet} : {', '.join(one.champs)}." for one in (*REGISTRES, REGISTRE_SCELLES)
    )
    text = text.replace("@CHAMPS@", fields).replace("@COPIE@", copie)
    return text.replace("\n", "\r\n").encode("utf-8-sig")
