"""Typed figures that are likely a slip, or that change nothing: said, and refused if absurd."""

from __future__ import annotations

from typing import Final

from sheetcash.baremes import Bareme, charger
from sheetcash.core.money import format_euros, format_rate
from sheetcash.core.periods import format_date
from sheetcash.workbook.baremes_labels import INFORMATIFS
from sheetcash.workbook.convert import Reading

#: How many times smaller than the law's last rate a rate must be to look like 25,6 % typed so.
_TINY: Final = 50
#: How many times larger or smaller than the law's last amount a limit must be to be doubted.
_FAR: Final = 3


def _last(parametre: str, cle: str) -> int | None:
    """The law's last known figure."""
    laws = [law.valeur for law in charger(parametre) if law.cle == cle]
    return next((valeur for valeur in reversed(laws) if valeur is not None), None)


def trop_petit(index: int, valeur: int, parametre: str, cle: str, reading: Reading) -> bool:
    """Refuse a rate typed with its percent sign: the cell holds 0.256 where 25.6 is read."""
    last = _last(parametre, cle)
    if not valeur or last is None or valeur * _TINY > last:
        return False
    reading.say(
        index,
        "Valeur",
        f"{format_rate(valeur)} est bien trop loin du dernier taux connu, {format_rate(last)}.",
        "Tapez le nombre sans le signe % : 25,6 pour 25,6 %.",
        exclude=True,
    )
    return True


def douter(index: int, row: Bareme, reading: Reading) -> None:
    """Report what is likely a slip, and what changes nothing: see the messages."""
    if row.parametre in INFORMATIFS:
        reading.say(
            index,
            "Valeur",
            "Aucun calcul n'emploie ce chiffre : il est là pour information.",
            "Gardez-le pour mémoire, ou remettez celui d'origine.",
        )
        return
    laws = [law for law in charger(row.parametre) if law.cle == row.cle]
    if row.fin is None and any(law.connu_jusqu_au > row.connu_jusqu_au for law in laws):
        reading.say(
            index,
            "Confirmé le",
            f"Sans date de fin, ce chiffre ne vaut que jusqu'au {format_date(row.connu_jusqu_au)}.",
            "Mettez dans Confirmé le le jour où vous l'avez vérifié.",
        )
    last = _last(row.parametre, row.cle)
    if row.valeur is None or not last or row.unite not in ("€", "%"):
        return
    if not last <= _FAR * row.valeur <= _FAR * _FAR * last:
        write = format_rate if row.unite == "%" else format_euros
        reading.say(
            index,
            "Valeur",
            f"{write(row.valeur)} est bien loin du dernier chiffre connu, {write(last)}.",
            "Vérifiez la virgule et les zéros.",
        )
    if row.parametre == "plafond" and row.debut is not None and row.debut.timetuple().tm_yday > 1:
        reading.say(
            index,
            "Début",
            "Un plafond vaut pour l'année entière : celui du 1er janvier est seul employé.",
            "Mettez le 1er janvier.",
        )
