"""What an import and the bank's lines come to, in sentences that terminal and Excel share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sheetcash.core.libelles import nom_propre
from sheetcash.core.money import format_euros
from sheetcash.core.mots import pluriel
from sheetcash.core.periods import format_date

if TYPE_CHECKING:
    from sheetcash.app.importer import Pris
    from sheetcash.app.rapprochement import Regards
    from sheetcash.core.releves import Annonce

#: What is called otherwise for the user than by its reader.
_ANNONCES: Final = {"dates": "ordre des dates", "heure": "fuseau horaire", "fin": "fin du fichier"}


def annonce(its: Annonce) -> str:
    """What was found or guessed of a file's form.

    >>> from sheetcash.core.releves import Annonce
    >>> annonce(Annonce("dates", "jour/mois/année")), annonce(Annonce("décimale", ","))
    ('ordre des dates jour/mois/année', 'décimale « , »')
    """
    value = its.valeur if any(map(str.isalnum, its.valeur)) else f"« {its.valeur} »"
    return f"{_ANNONCES.get(its.quoi, its.quoi)} {value}"


def compte(pris: Pris, *, simulation: bool = False) -> str:
    """How many rows of a file were added, there already, without effect, to be looked at."""
    heading, several = ("à ajouter",) * 2 if simulation else ("ajoutée", "ajoutées")
    told = [pluriel(pris.nouveaux, f"ligne {heading}", f"lignes {several}")]
    if pris.connus:
        told.append(f"{pris.connus} déjà là")
    if pris.semblables:
        told.append(f"{len(pris.semblables)} sans doute déjà là")
    if pris.ecartes:
        told.append(f"{len(pris.ecartes)} sans effet sur le compte en euros")
    if pris.rejets:
        told.append(f"{len(pris.rejets)} à revoir")
    return ", ".join(told)


def alertes(vus: Regards) -> list[str]:
    """What may have been charged twice, and what costs more than it did."""
    lines = []
    for one in vus.doublons:
        first, second = format_date(one.premier.jour), format_date(one.second.jour)
        days = f"le {first}" if first == second else f"les {first} et {second}"
        cents = format_euros(one.second.cents)
        lines.append(f"Prélevé deux fois ? {one.second.libelle}, {cents}, {days}")
    for sub in vus.abonnements:
        if sub.hausse:
            now = f"{format_euros(sub.cents)}, {format_euros(sub.hausse)} de plus qu'avant"
            lines.append(f"{nom_propre(sub.marchand)} a augmenté : {now}")
    return lines


def abonnements(vus: Regards) -> list[str]:
    """What the subscriptions come to over a year; nothing where there is none."""
    if not vus.abonnements:
        return []
    count = pluriel(len(vus.abonnements), "abonnement")
    return [f"{count} : {format_euros(vus.annuel)} par an"]


def frais(vus: Regards) -> list[str]:
    """What the bank took over a year, by head."""
    head = "Frais bancaires sur un an"
    return [f"{head}, {one.nature} : {format_euros(one.cents)}" for one in vus.frais]
