"""Where each setting stands in Paramètres, and whether its cell can be read."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Final

from sheetcash.core.money import MAX_CENTS
from sheetcash.core.periods import serial
from sheetcash.templates.controle_xlsx import A_CORRIGER, montant_lisible, probabilite_saine
from sheetcash.templates.formulas import PREMIER_JOUR, is_day, is_number, text
from sheetcash.templates.places import FIRST_ROW
from sheetcash.workbook.content import Content
from sheetcash.workbook.parametres import RELANCE, SETTINGS
from sheetcash.workbook.schema import DATE, ENTIER, JOURS, LISTE, MONTANT, TAUX, Setting

#: The name of the cells that say it.
CONTROLES: Final = "Controle_reglages"


def _rows() -> dict[str, int]:
    """Each setting's sheet row, from 0: a heading and a blank row around each group."""
    found, row = {}, FIRST_ROW - 1
    for group, settings in groupby(SETTINGS, key=lambda setting: setting.group):
        row += 2 if group == RELANCE else 1  # the reminders' levels have titles
        for setting in settings:
            found[setting.label] = row
            row += 1
        row += 1
    return found


ROWS: Final = _rows()
FIRST, LAST = min(ROWS.values()), max(ROWS.values())


def _sound(setting: Setting) -> str:
    """The formula that tells whether a setting's cell can be read; blank when any can."""
    name = setting.name
    blank = f'({name}="")'
    if setting.kind == DATE:
        return f"{blank}+{is_day(name)}>0"
    if setting.kind == MONTANT:
        return f"{blank}+{montant_lisible(name)}>0"
    if setting.kind == ENTIER:
        return f"{blank}+{is_number(name)}>0"
    if setting.kind == TAUX:
        return probabilite_saine(name)
    if setting.kind == LISTE:
        choices = "+".join(f"({name}={text(one)})" for one in setting.choices)
        return f"{blank}+{choices}>0"
    return f"{is_number(name)}=5" if setting.kind == JOURS else ""


def controle(setting: Setting) -> str:
    """The formula that says what is wrong with a setting; empty when nothing can be."""
    sound = _sound(setting)
    return f'IFERROR(IF({sound},"",{text(A_CORRIGER)}),{text(A_CORRIGER)})' if sound else ""


def lisible(setting: Setting, value: object, *, vide: bool = True) -> bool:
    """The truth of the same for a value of the content; ``vide`` is the answer for a blank.

    >>> from sheetcash.workbook.parametres import BY_LABEL
    >>> lisible(BY_LABEL["Solde initial"], 1_000), lisible(BY_LABEL["Solde initial"], "beaucoup")
    (True, False)
    """
    number = isinstance(value, (int, float))
    if setting.kind == JOURS:
        return isinstance(value, tuple) and all(isinstance(one, (int, float)) for one in value)
    if value is None:
        return vide
    if setting.kind == DATE:
        day = serial(value) if isinstance(value, date) else value
        return isinstance(day, (int, float)) and day >= PREMIER_JOUR
    if setting.kind == MONTANT:
        return isinstance(value, int) and -MAX_CENTS < value < MAX_CENTS
    if setting.kind == ENTIER:
        return number
    if setting.kind == TAUX:
        return isinstance(value, (int, float)) and 0 <= value <= 1
    choices = {choice.casefold() for choice in setting.choices}
    return setting.kind != LISTE or str(value).casefold() in choices


def a_corriger(content: Content) -> list[str]:
    """The labels of the settings that cannot be read, in the sheet's order."""
    return [
        setting.label
        for setting in SETTINGS
        if not lisible(setting, content.setting(setting.label))
    ]
