"""The history kept in the sheet Relances: what sheetcash sent, and what the user did by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from sheetcash.core.relances import RECOUVREMENT
from sheetcash.core.semaine import APPELER, DOSSIER, LETTRE
from sheetcash.workbook import convert
from sheetcash.workbook.convert import Reading, texts
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.raw import RawTable
from sheetcash.workbook.records import Geste, Relance, key
from sheetcash.workbook.schema import fold

#: How a row of Relances says that a call or a letter is still to be done.
A_FAIRE: Final = "à faire"
#: And that it was: by whatever way, « fait », « faite », « fait le 12 »…
FAIT: Final = "fait"
COURRIEL, APPEL, COURRIER = "courriel", "appel", "courrier"
_A_FAIRE: Final = fold(A_FAIRE)
_PARTIE: Final = ("envoyee", "envoye")


def read_relances(raw: RawTable | None, findings: list[Finding], aujourdhui: date) -> list[Relance]:
    """The rows that tell an invoice, a day and a level; those that cannot be read are reported.

    A row without a level is a contact that the user noted: see :func:`read_gestes`.
    """
    if raw is None:
        return []
    reading = Reading(raw.sheet, raw.first_row, findings, set())
    days = convert.dates(raw.columns["Date"], "Date", reading, aujourdhui + timedelta(days=366))
    cells = [
        texts(raw.columns[title])
        for title in ("Id", "N° facture", "Canal", "Destinataire", "État", "Message-ID", "Détail")
    ]
    found = []
    for index, (one, facture, canal, to, etat, message_id, detail) in enumerate(
        zip(*cells, strict=True)
    ):
        niveau = convert.level(index, raw.columns["Niveau"][index], "Niveau", reading)
        day = days[index]
        if facture and day is not None and niveau is not None:
            found.append(
                Relance(
                    raw.first_row + index,
                    one,
                    day,
                    facture,
                    niveau,
                    canal,
                    to,
                    etat,
                    message_id,
                    detail,
                )
            )
    return found


def est_fait(canal: str, etat: str) -> bool:
    """Whether a row tells of something that the user did.

    >>> est_fait("appel", "Fait"), est_fait("courrier", "envoyée"), est_fait("courriel", "envoyée")
    (True, True, False)
    """
    word = fold(etat)
    return word.startswith(FAIT) or (word in _PARTIE and fold(canal) != COURRIEL)


def read_gestes(raw: RawTable | None, aujourdhui: date) -> Mapping[str, list[Geste]]:
    """The calls and letters that the user noted as done, by folded number of invoice.

    What is dated after today has not been done yet.
    """
    found: dict[str, list[Geste]] = {}
    if raw is None:
        return found
    silent = Reading(raw.sheet, raw.first_row, [], set())  # reported by read_relances
    columns = [texts(raw.columns[title]) for title in ("N° facture", "Canal", "État")]
    done = [
        index
        for index, (facture, canal, etat) in enumerate(zip(*columns, strict=True))
        if facture and est_fait(canal, etat)
    ]
    days = convert.dates([raw.columns["Date"][at] for at in done], "Date", silent, aujourdhui)
    for index, day in zip(done, days, strict=True):
        if day is not None:
            niveau = convert.level(index, raw.columns["Niveau"][index], "Niveau", silent)
            call = fold(columns[1][index]) == APPEL
            found.setdefault(key(columns[0][index]), []).append(Geste(day, niveau, call))
    return found


def read_taches(raw: RawTable | None) -> Mapping[str, str]:
    """What Relances says is still to be done by hand, by folded number of invoice.

    Of several, the one furthest on the way: the file, then the letter, then the call.
    """
    found: dict[str, str] = {}
    if raw is None:
        return found
    silent = Reading(raw.sheet, raw.first_row, [], set())
    columns = [texts(raw.columns[title]) for title in ("N° facture", "Canal", "État")]
    for index, (facture, canal, etat) in enumerate(zip(*columns, strict=True)):
        if not facture or fold(etat) != _A_FAIRE:
            continue
        niveau = convert.level(index, raw.columns["Niveau"][index], "Niveau", silent)
        its, way = key(facture), fold(canal)
        if way == COURRIER and niveau == RECOUVREMENT:
            found[its] = DOSSIER
        elif way == COURRIER and found.get(its) != DOSSIER:
            found[its] = LETTRE
        elif way == APPEL:
            found.setdefault(its, APPELER)
    return found
