"""The computed columns of tblClients: what each client was billed, paid, owes, and its share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from sheetcash.core.indicateurs import part
from sheetcash.core.money import MILLION, euros
from sheetcash.core.periods import add_months, serial
from sheetcash.templates.fiabilite_xlsx import CACHEES, valeurs
from sheetcash.templates.fiabilite_xlsx import EXTRA as FIABILITE
from sheetcash.templates.fiabilite_xlsx import FORMULAS as FIABILITE_FORMULAS
from sheetcash.templates.figures import Figures
from sheetcash.templates.flux_xlsx import DELAI_OBSERVE, RETARD
from sheetcash.templates.formulas import Cell, col, this, total
from sheetcash.templates.previsions_xlsx import COMMANDE as PREVU
from sheetcash.templates.recettes_xlsx import RECENT
from sheetcash.templates.valeurs import cents_de, jour_de, vu
from sheetcash.workbook.content import Content
from sheetcash.workbook.flux import Flux
from sheetcash.workbook.records import nom_client
from sheetcash.workbook.schema import ENTIER, MONTANT, TAUX, CellError, Column
from sheetcash.workbook.tables import CLIENTS, FACTURES, PREVISIONS, RECETTES

Row = dict[str, object]
Rows = Sequence[Mapping[str, object]]
Value = float | int | str

COMMANDE: Final = "Commandé"
FACTURE: Final = "Facturé (12 mois)"
ENCAISSE: Final = "Encaissé (12 mois)"
PART: Final = "Part du CA"
RESTE_DU: Final = "Reste dû"
EN_RETARD: Final = "En retard"

EXTRA: Final = (
    Column(COMMANDE, MONTANT, "Vos prévisions certaines à son nom.", computed=True),
    Column(FACTURE, MONTANT, "Ses factures des douze derniers mois.", computed=True),
    Column(ENCAISSE, MONTANT, "D'après le livre des recettes.", computed=True),
    Column(PART, TAUX, "De tout ce que vous avez encaissé en douze mois.", computed=True, width=10),
    Column(RESTE_DU, MONTANT, "Le solde de ses factures.", computed=True),
    Column(EN_RETARD, MONTANT, "Ce qui a passé l'échéance.", computed=True),
    Column(DELAI_OBSERVE, ENTIER, "Son retard moyen sur ses factures soldées.", computed=True),
    *FIABILITE,
)
#: Those that only the formulas need.
HIDDEN: Final = CACHEES

_SINCE: Final = '">"&EDATE(Aujourdhui,-12)'
_TODAY: Final = '"<="&Aujourdhui'
_DATE: Final = RECETTES.columns[1].title


def _formulas() -> dict[str, str]:
    name = this(CLIENTS.name, "Client")
    its = ("Client", name)
    owed = ("Solde", '">0"')
    late = col(FACTURES.name, RETARD)
    mean = f'AVERAGEIFS({late},{col(FACTURES.name, "Client")},{name},{late},">-100000")'
    number = ("Solde", '">-1000000000"')
    billed = total(FACTURES.name, "Montant", its, ("Date", _SINCE), ("Date", _TODAY), number)
    received = this(CLIENTS.name, ENCAISSE)
    found = {
        COMMANDE: total(PREVISIONS.name, PREVU, its),
        FACTURE: billed,
        ENCAISSE: total(RECETTES.name, RECENT, its),
        PART: f'IF(Encaisse_12_mois>0,ROUND({received}/Encaisse_12_mois,6),"")',
        RESTE_DU: total(FACTURES.name, "Solde", its, owed),
        EN_RETARD: total(FACTURES.name, "Solde", its, owed, ("Retard (jours)", '">0"')),
        DELAI_OBSERVE: f'IFERROR(MAX(0,ROUND({mean},0)),"")',
    }
    found |= FIABILITE_FORMULAS
    return {title: f'IF({name}="","",{formula})' for title, formula in found.items()}


FORMULAS: Final = _formulas()


def recu_douze_mois(recettes: Rows) -> dict[str, int]:
    """What was received in twelve months from each client, folded as SUMIFS compares; cents.

    Args:
        recettes: the rows of tblRecettes, complete.
    """
    totals: dict[str, int] = {}
    for row in recettes:
        name = str(row.get("Client") or "").casefold()
        totals[name] = totals.get(name, 0) + (cents_de(row, RECENT) or 0)
    return totals


def rows(
    content: Content, figures: Figures, plan: Flux, factures: Rows, recettes: Rows, previsions: Rows
) -> list[Row]:
    """The clients' rows, formulas and their true values added.

    Args:
        content: the workbook's.
        figures: the same, read.
        plan: its cash plan, for the observed delays.
        factures: the rows of tblFactures, complete.
        recettes: those of tblRecettes.
        previsions: those of tblPrevisions.
    """
    received = recu_douze_mois(recettes)
    everything = sum(received.values())
    ordered: dict[str, int] = {}
    for prevu in previsions:
        name = str(vu(prevu, "Client") or "").casefold()
        ordered[name] = ordered.get(name, 0) + (cents_de(prevu, PREVU) or 0)
    bills: dict[str, list[Mapping[str, object]]] = {}
    for facture in factures:
        bills.setdefault(str(vu(facture, "Client")).casefold(), []).append(facture)
    found: list[Row] = []
    for row in content.table(CLIENTS.name) or [{}]:
        given = row.get("Client")
        name = "" if isinstance(given, CellError) else str(given or "")
        values: dict[str, Value] = dict.fromkeys(FORMULAS, "")
        if name:
            cents = received.get(name.casefold(), 0)
            share = part(cents, everything)
            values = _dus(bills.get(name.casefold(), []), figures.jour) | {
                COMMANDE: euros(ordered.get(name.casefold(), 0)),
                ENCAISSE: euros(cents),
                PART: "" if share is None else share / MILLION,
                DELAI_OBSERVE: plan.retards_observes.get(nom_client(name), ""),
            }
            terms = str(row.get("Conditions") or "")
            values |= valeurs(bills.get(name.casefold(), []), terms, figures.jour)
        found.append({**row, **{title: Cell(FORMULAS[title], values[title]) for title in FORMULAS}})
    return found


def _dus(bills: Rows, jour: date) -> dict[str, Value]:
    """What the invoices of one client add up to."""
    low, high = serial(add_months(jour, -12)), serial(jour)
    billed = owed = late = 0
    for one in bills:
        solde = cents_de(one, "Solde")
        if solde is None:
            continue
        if low < (jour_de(one, "Date") or 0) <= high:
            billed += cents_de(one, "Montant") or 0
        if solde > 0:
            owed += solde
            days = vu(one, "Retard (jours)")
            late += solde if isinstance(days, int) and days > 0 else 0
    return {FACTURE: euros(billed), RESTE_DU: euros(owed), EN_RETARD: euros(late)}
