"""What each client's invoices add up to, for workbooks of a hundred thousand: pandas groups.

The rules are in :mod:`sheetcash.core.solvabilite`; this module only makes the sums, and makes the
very ones that :func:`~sheetcash.core.solvabilite.historique` would, to the cent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from sheetcash.core.periods import add_months
from sheetcash.core.solvabilite import AGES, TENDANCE_MOIS, Historique
from sheetcash.workbook.records import Book, key, nom_client

#: Sums beyond this leave 64 bits: they are then made of Python's own integers.
_LIMITE: Final = 2**62
_BORNES: Final = [bound for bound, _ in AGES if bound is not None]


def historiques(book: Book) -> dict[str, Historique]:
    """The history of every client that has an invoice, by name as :func:`nom_client` compares it.

    Invoices without a client are under the empty name.

    Args:
        book: the workbook.
    """
    if not book.factures:
        return {}
    jour = book.aujourdhui.toordinal()
    its = _factures(book)
    its["paye_le"] = its["numero"].map(_jours_de_paiement(book))
    settled = its["paye_le"].notna() & (its["solde"] <= 0)
    late = (its["solde"] > 0) & (its["echeance"] < jour)
    paid = its["paye_le"].where(settled, 0).astype("int64")
    signed = (paid - its["echeance"]).where(settled, 0)
    days = signed.clip(lower=0).where(settled, (jour - its["echeance"]).where(late, 0))
    since = add_months(book.aujourdhui, -12).toordinal()
    recent = (its["jour"] > since) & (its["jour"] <= jour)
    seen, tardy = settled | late, days > 0
    montant, solde = its["montant"], its["solde"]
    received = its["encaisse"].where(settled, 0)
    ages = np.searchsorted(_BORNES, (jour - its["echeance"]).to_numpy(), side="left")
    columns = {
        "nombre": pd.Series(1, its.index),
        "facture": montant,
        "facture_12_mois": montant.where(recent, 0),
        "reglees": settled.astype("int64"),
        "encaisse": received,
        "jours_facture": received * (paid - its["jour"]).where(settled, 0),
        "jours_echeance": received * signed,
        "observees": seen.astype("int64"),
        "observees_cents": montant.where(seen, 0),
        "tardives": tardy.astype("int64"),
        "tardives_cents": montant.where(tardy, 0),
        "jours_de_retard": days,
        "reste_du": solde.where(solde > 0, 0),
        "en_retard": solde.where(late, 0),
    }
    lately = its["echeance"] > add_months(book.aujourdhui, -TENDANCE_MOIS).toordinal()
    columns["recentes"] = (settled & lately).astype("int64")
    columns["jours_recents"] = signed.where(lately, 0)
    columns["jours_anciens"] = signed.where(~lately, 0)
    for at in range(len(AGES)):
        columns[f"age_{at}"] = solde.where(late & (ages == at), 0)
    sums = pd.DataFrame(columns).groupby(its["client"], sort=False).sum()
    sums["plus_ancien"] = (
        days.where(late, 0).groupby(its["client"], sort=False).max().reindex(sums.index)
    )
    figures = {name: sums[name].tolist() for name in Historique._fields if name != "ages"}
    figures["ages"] = [*zip(*(sums[f"age_{at}"].tolist() for at in range(len(AGES))), strict=True)]
    rows = zip(*(figures[name] for name in Historique._fields), strict=True)
    return dict(zip(sums.index.tolist(), map(Historique._make, rows), strict=True))


def _factures(book: Book) -> pd.DataFrame:
    """The invoices as columns of whole numbers."""
    rows = book.factures
    names = {name: nom_client(name) for name in {one.client for one in rows}}
    money = {
        "montant": [one.montant - one.deduit for one in rows],
        "encaisse": [one.encaisse for one in rows],
        "solde": [one.solde for one in rows],
    }
    # No day is more than some forty thousand from another.
    largest = max(max(map(abs, cents)) for cents in money.values())
    kind = "int64" if largest * len(rows) * 40_000 < _LIMITE else "object"
    return pd.DataFrame(
        {
            "client": pd.Series([names[one.client] for one in rows], dtype="object"),
            "numero": pd.Series([key(one.numero) for one in rows], dtype="object"),
            "jour": _jours(one.date_facture for one in rows),
            "echeance": _jours(one.echeance for one in rows),
            **{title: pd.Series(cents, dtype=kind) for title, cents in money.items()},
        }
    )


def _jours(days: Iterable[date]) -> pd.Series[int]:
    return pd.Series([day.toordinal() for day in days], dtype="int64")


def _jours_de_paiement(book: Book) -> dict[str, int]:
    """The mean day of each invoice's receipts, as ``workbook.flux.payee_le`` tells it."""
    rows: Sequence[tuple[str, date]] = [
        (numero, day)
        for numero, day, cents in zip(
            book.recettes.factures, book.recettes.dates, book.recettes.montants, strict=True
        )
        if numero and cents > 0 and day <= book.aujourdhui
    ]
    keys = pd.Series([key(numero) for numero, _ in rows], dtype="object")
    groups = _jours(day for _, day in rows).groupby(keys, sort=False)
    total, count = groups.sum(), groups.count()
    mean = (2 * total + count) // (2 * count)
    return dict(zip(mean.index.tolist(), mean.tolist(), strict=True))
