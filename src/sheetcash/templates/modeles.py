"""The reminders' first texts, which the user then edits in the sheet Modèles.

Fields between double braces are replaced; :mod:`sheetcash.workbook.champs` tells what each gives.
Words must stay true whenever the mail leaves: a courtesy note may go out a few days after the due
date for a client one goes easy on, and interest is told only where its rate is known.

The law: between professionals, interest and the fixed sum without a reminder (C. com. L441-10,
D441-5); a consumer owes the legal interest, from the mise en demeure (C. civ. 1231-6, 1344-1).
"""

from __future__ import annotations

from typing import Final

from sheetcash.templates import textes_anglais, textes_tu, textes_vous
from sheetcash.templates.textes_composes import Ligne, rappel, sommation


def _lignes() -> list[Ligne]:
    found = []
    for texts in (textes_vous, textes_tu, textes_anglais):
        found += [rappel(one, texts.BLOCS) for one in texts.RAPPELS]
        found += [sommation(one, texts.BLOCS) for one in texts.SOMMATIONS]
    return sorted(found, key=lambda one: one.niveau)


#: Level after level; in each, « vous », then « tu », then English.
MODELES: Final = tuple(_lignes())
