"""Credit notes: what they take off the invoices they name.

A credit note is a row of Factures of its own, negative, that names its invoice in « Avoir sur ».
The invoice's balance then bears the note's amount, and what was paid back under the note's number;
the note itself stays at zero, so that the two are never counted twice. A note that names no invoice
holds its client's reminders: they would ask for too much.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sheetcash.workbook.convert import Reading
from sheetcash.workbook.records import Facture, key, nom_client

#: Why no invoice of a client is reminded while one of its credit notes is tied to none.
A_RATTACHER: Final = "un avoir de ce client ne dit pas quelle facture il diminue : corrigez-le"


def reporter(factures: Sequence[Facture], reading: Reading) -> list[Facture]:
    """The invoices, what credit notes took off them deducted.

    Args:
        factures: as read, in the sheet's order.
        reading: where findings go; a note that cannot be tied keeps its own balance, and its
            client's rows are held.
    """
    if not any(one.avoir_sur for one in factures):
        return list(factures)
    notes, known = _avoirs(factures), {key(one.numero) for one in factures}
    deduits: dict[str, int] = {}
    found = []
    for one in factures:
        its = key(one.avoir_sur)
        if not its:
            found.append(one)
            continue
        index = one.ligne - reading.first_row
        if one.montant >= 0:
            reading.say(
                index,
                "Avoir sur",
                f"{one.numero} diminue {one.avoir_sur}, mais son montant est positif.",
                "Un avoir a un montant négatif ; pour une facture, videz cette cellule.",
            )
        elif its not in known or its == key(one.numero):
            reading.say(
                index,
                "Avoir sur",
                f"Aucune autre facture ne porte le numéro « {one.avoir_sur} ».",
                "Corrigez-le : d'ici là, l'avoir ne diminue aucune facture.",
            )
        elif its in notes:
            reading.say(
                index,
                "Avoir sur",
                f"« {one.avoir_sur} » est lui-même un avoir.",
                "Mettez le numéro de la facture.",
            )
        else:
            raw = one.montant - one.encaisse
            deduits[its] = deduits.get(its, 0) - raw
            one = one._replace(deduit=raw)
        found.append(one)
    found = [
        one._replace(deduit=deduits[key(one.numero)]) if key(one.numero) in deduits else one
        for one in found
    ]
    clients = {nom_client(one.client) for one in perdus(factures)}
    if not clients:
        return found
    return [
        one._replace(retenue=one.retenue or A_RATTACHER)
        if nom_client(one.client) in clients
        else one
        for one in found
    ]


def perdus(factures: Sequence[Facture]) -> list[Facture]:
    """The rows that name an invoice in « Avoir sur » and lower none."""
    notes, known = _avoirs(factures), {key(one.numero) for one in factures}
    return [
        one
        for one in factures
        if (its := key(one.avoir_sur))
        and (one.montant >= 0 or its not in known or its in notes or its == key(one.numero))
    ]


def _avoirs(factures: Sequence[Facture]) -> set[str]:
    return {key(one.numero) for one in factures if one.avoir_sur and one.montant < 0}
