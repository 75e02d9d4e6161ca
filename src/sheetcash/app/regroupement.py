"""Several invoices of one client in one mail, for the clients whose row asks for it.

Only invoices of the same level go together: each must be told in the words that it has come to. One
that is a day late does not travel under the last reminder before a mise en demeure, nor a courtesy
note under a reminder. The mise en demeure always stands alone, as it is an act about one debt. Each
invoice keeps its own journal entry and row.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sheetcash.app.relances import Decision, Motif
from sheetcash.app.textes import reunit
from sheetcash.core.mots import pluriel
from sheetcash.core.relances import MISE_EN_DEMEURE
from sheetcash.ports import Mail
from sheetcash.workbook.records import key, nom_client
from sheetcash.workbook.tables import FACTURES

_AVEC: Final = ", avec "


def regrouper(due: Sequence[Decision]) -> list[list[Decision]]:
    """The reminders to send, mail by mail, in the order given.

    They share one text, which is the client's for that level. A text that does not tell a list
    speaks of one invoice only: nothing is gathered under it.
    """
    groups: dict[tuple[object, ...], list[Decision]] = {}
    for one in due:
        groups.setdefault(_avec(one), []).append(one)
    found = []
    for group in groups.values():
        modele = group[0].modele
        if len(group) > 1 and (modele is None or not reunit(modele)):
            found += [[one] for one in group]
        else:
            found.append(group)
    return found


def separes(group: list[Decision], motif: Motif) -> list[list[Decision]]:
    """The mails left of one that cannot be written: without the invoice that is at fault."""
    others = [one for one in group if one.facture.ligne != motif.ligne]
    if motif.feuille != FACTURES.sheet or len(others) == len(group):
        return [[one] for one in group]
    return [*regrouper(others), *([one] for one in group if one not in others)]


def moities(group: Sequence[Decision]) -> list[list[Decision]]:
    """Two mails for one that is too heavy with all its files."""
    apart = [one._replace(raison=one.raison.partition(_AVEC)[0]) for one in group]
    return [apart[: len(apart) // 2], apart[len(apart) // 2 :]]


def _avec(one: Decision) -> tuple[object, ...]:
    """What reminders that go together have in common."""
    client = one.client
    if client is None or not client.regrouper or one.niveau >= MISE_EN_DEMEURE:
        return (one.facture.ligne,)
    text = one.modele.ligne if one.modele is not None else 0  # a large one may have another
    return nom_client(client.nom), key(one.destinataire), one.niveau, text


def nommer(group: list[Decision]) -> list[Decision]:
    """Each one's reason, with the others that leave in the same mail."""
    if len(group) == 1:
        return group
    numbers = [one.facture.numero for one in group]
    return [
        one._replace(
            raison=f"{one.raison}{_AVEC}{enumerer([n for n in numbers if n != one.facture.numero])}"
        )
        for one in group
    ]


def annonce(due: Sequence[tuple[Decision, Mail]]) -> str:
    """How many reminders are about to leave, and in how many mails where those are fewer."""
    mails = len({mail.message_id for _, mail in due})
    these = pluriel(len(due), "relance")
    return these if mails == len(due) else f"{these} en {pluriel(mails, 'courriel')}"


def enumerer(numbers: list[str]) -> str:
    """Numbers in a sentence.

    >>> enumerer(["F-1"]), enumerer(["F-1", "F-2", "F-3"])
    ('F-1', 'F-1, F-2 et F-3')
    """
    return " et ".join(filter(None, (", ".join(numbers[:-1]), numbers[-1])))
