"""Mails that came back: what a returned one means for its level, and for its address.

A reminder that was handed over and came back is ``refusee`` in the journal, with a detail of its
own. Its level counts as not done, and nothing leaves for that address, whatever the invoice, until
the client's changes or the user says that the notice was wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from sheetcash.core.relances import AMICALE
from sheetcash.ports import A_RENVOYER, DIFFEREE, ENVOYEE, INCONNUE, REFUSEE, RETOUR, Entry
from sheetcash.workbook.records import key
from sheetcash.workbook.schema import fold

#: What the journal notes when the user knows that a mail left …
CONFIRMEE: Final = "confirmée par l'utilisateur"
#: … or that it arrived, whatever a notice says.
DEMENTIE: Final = "confirmée par l'utilisateur, l'avis de retour se trompait"

#: How the sheet Relances calls it.
REVENUE: Final = "revenue"


def se_dit(etat: str) -> bool:
    """Whether a cell of Relances says that the mail came back.

    >>> se_dit("Revenue "), se_dit("refusée")
    (True, False)
    """
    return fold(etat) in (REVENUE, REVENUE.removesuffix("e"))


def est_retour(entry: Entry) -> bool:
    """Whether that mail came back, and nobody said since that it did not."""
    return entry.etat == REFUSEE and entry.detail.startswith(RETOUR)


def annulee(entry: Entry) -> bool:
    """Whether that mail counts for nothing, though a sheet may still tell that it left."""
    return est_retour(entry) or (entry.etat == DIFFEREE and entry.detail == A_RENVOYER)


def decrire(pourquoi: str, avis: str) -> str:
    """The detail of a mail that came back.

    Args:
        pourquoi: the server's words.
        avis: what names the notice: the same one never counts twice.

    >>> decrire("5.1.1, no such user", "0a1b2c3d")
    'courriel revenu : 5.1.1, no such user (avis 0a1b2c3d)'
    """
    return f"{RETOUR} : {pourquoi} ({nom_avis(avis)})"


def nom_avis(avis: str) -> str:
    """How a notice is named in a detail."""
    return f"avis {avis}"


def adresses(entries: Iterable[Entry]) -> dict[str, date]:
    """The addresses from which a mail came back, folded, and the day that mail had left."""
    found: dict[str, date] = {}
    for entry in entries:
        if est_retour(entry):
            its = key(entry.destinataire)
            found[its] = max(entry.jour, found.get(its, entry.jour))
    return found


def dans_la_feuille(
    niveau: int | None, jour: date | None, entries: Iterable[Entry]
) -> tuple[int | None, date | None]:
    """The level and day of an invoice's row, without those of mails that count for nothing.

    No level is ever skipped: under one that came back stands the one below it.

    Args:
        niveau: the row's.
        jour: the row's.
        entries: what is known of the invoice.
    """
    back: dict[int, list[date]] = {}
    for entry in entries:
        days = [*entry.annulees, *([entry.jour] if annulee(entry) else ())]
        if days:
            back[entry.key.niveau] = days
    if niveau is None or jour not in back.get(niveau, ()):
        return niveau, jour  # the user noted something else there
    while niveau in back:
        niveau -= 1
    return (niveau if niveau >= AMICALE else None), None


def annule(retour: Entry, parti: Entry) -> bool:
    """Whether the one tells that the other, which left or may have, came back."""
    same = retour.message_id == parti.message_id
    return est_retour(retour) and parti.etat in (ENVOYEE, INCONNUE) and same


def dementis(told: Sequence[Entry]) -> list[Entry]:
    """The same without the returns that the user said were none, each with its denial.

    The denial stands for the sending where nothing else tells of it: its fate was uncertain.
    """
    kept = list(told)
    for one in told:
        if one.etat != ENVOYEE or one.detail != DEMENTIE:
            continue
        back = next(
            (its for its in kept if est_retour(its) and its.message_id == one.message_id), None
        )
        kept = [its for its in kept if its is not back]
        others = (its for its in kept if its is not one and its.etat == ENVOYEE)
        if any(its.message_id == one.message_id for its in others):
            kept = [its for its in kept if its is not one]
    return kept


def tranchees(told: Sequence[Entry], sent: Sequence[Entry]) -> tuple[list[Entry], int]:
    """Those of the mails that left of which no return is told, and how many returns are over.

    A mail sent again to the same address on the same day bears the same Message-ID: each return
    answers for one. What is over answers for a mail of which nobody knew whether it had left.
    """
    back = [one.message_id for one in told if est_retour(one)]
    kept = []
    for one in sent:
        if one.message_id in back:
            back.remove(one.message_id)
        else:
            kept.append(one)
    return kept, len(back)
