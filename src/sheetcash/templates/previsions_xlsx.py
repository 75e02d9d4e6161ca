"""The columns of tblPrevisions that feed the cash plan: what each forecast brings, and when.

A forecast falls at most once in a month: its day there, and its amount at its probability.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from sheetcash.core import suivi, tresorerie
from sheetcash.core.money import MILLION, euros, round_half_up
from sheetcash.core.periods import Period, serial
from sheetcash.core.suivi import MOIS_PASSES
from sheetcash.core.tresorerie import MOIS_DU_PLAN, UNIQUE
from sheetcash.templates.controle_xlsx import probabilite_saine
from sheetcash.templates.figures import Figures
from sheetcash.templates.formulas import Cell, col, is_day, is_number, text, this
from sheetcash.templates.plan_places import (
    DEBUT_ROW,
    FIN_ROW,
    PASSE_DEBUT_ROW,
    PASSE_FIN_ROW,
    month_cell,
)
from sheetcash.workbook.content import Content
from sheetcash.workbook.convert import par_million
from sheetcash.workbook.schema import DATE, MONTANT, Column
from sheetcash.workbook.tables import PREVISIONS

Value = float | int | str
Rows = list[dict[str, object]]

PROCHAINE: Final = "Prochaine"
COMMANDE: Final = "Commandé"
#: The months whose days are told: three months ahead end in the fourth.
JOURS_DITS: Final = 4
ENTREE, SORTIE = text("Encaissement"), text("Décaissement")


def mois(at: int) -> str:
    """The title of a month's column, from 0.

    >>> mois(0)
    'Mois 1'
    """
    return f"Mois {at + 1}"


def jour(at: int) -> str:
    """The title of the column of its day in that month."""
    return f"Jour {at + 1}"


def passe(at: int) -> str:
    """The title of the column of a month that is over, the oldest being 0."""
    return f"Passé {at + 1}"


EXTRA: Final = (
    *(
        Column(mois(at), MONTANT, "Ce mois-là du plan, à sa probabilité.", computed=True)
        for at in range(MOIS_DU_PLAN)
    ),
    *(Column(jour(at), DATE, "Le jour de ce mois-là.", computed=True) for at in range(JOURS_DITS)),
    Column(PROCHAINE, DATE, "La prochaine fois, dans les deux mois.", computed=True),
    Column(COMMANDE, MONTANT, "Sur douze mois, si c'est certain.", computed=True),
    *(
        Column(passe(at), MONTANT, "Ce qui était prévu ce mois-là.", computed=True)
        for at in range(MOIS_PASSES)
    ),
)


def _its(title: str) -> str:
    return this(PREVISIONS.name, title)


class _Occurrence:
    """A forecast in one month, as formulas.

    Args:
        debut: the month's first day.
        fin: its last day.
    """

    def __init__(self, debut: str, fin: str) -> None:
        first, last, step = _its("Première date"), _its("Dernière date"), _its("Périodicité")
        odds, amount, way = _its("Probabilité"), _its("Montant"), _its("Sens")
        # whole months between the two: a mean month's length tells them apart for centuries
        months = f"ROUND((EOMONTH({fin},-1)-EOMONTH({first},-1))/30.436875,0)"
        occurs = (
            f"IF(({step}={text('Unique')})+({step}={text('')})>0,{months}=0,IF({step}={text('Mensuelle')},1,"
            f"IF({step}={text('Trimestrielle')},ROUND({months}/3,0)*3={months},"
            f"IF({step}={text('Annuelle')},ROUND({months}/12,0)*12={months},0))))"
        )
        day = f"EDATE({first},MAX(0,{months}))"
        until = f'(({last}="")+({day}<={last})>0)'
        known = (
            f"({is_day(first)}=1)*({is_number(amount)}=1)*"
            f"(({way}={ENTREE})+({way}={SORTIE})>0)*{probabilite_saine(odds)}"
        )
        falls = f"({months}>=0)*{occurs}*({day}>={debut})*({day}<={fin})*{until}>0"
        cents = f'ROUND({amount}*IF({odds}="",1,{odds}),2)'
        self.montant = f"IF({known}=0,0,IFERROR(IF({falls},{cents},0),0))"
        self.jour = f'IF({known}=0,"",IFERROR(IF({falls},{day},""),""))'


def _formulas() -> dict[str, str]:
    found: dict[str, str] = {}
    days: dict[str, str] = {}
    for at in range(MOIS_DU_PLAN):
        one = _Occurrence(month_cell(DEBUT_ROW, at), month_cell(FIN_ROW, at))
        found[mois(at)] = one.montant
        if at < JOURS_DITS:
            days[jour(at)] = one.jour
    found |= days
    found[PROCHAINE] = (
        f'IF({_its(jour(0))}<>"",{_its(jour(0))},IF({_its(jour(1))}="","",{_its(jour(1))}))'
    )
    odds, year = _its("Probabilité"), "+".join(_its(mois(at)) for at in range(MOIS_DU_PLAN))
    found[COMMANDE] = f'IF(({_its("Sens")}={ENTREE})*(({odds}="")+({odds}=1)>0)>0,{year},0)'
    for at in range(MOIS_PASSES):
        found[passe(at)] = _Occurrence(
            month_cell(PASSE_DEBUT_ROW, at), month_cell(PASSE_FIN_ROW, at)
        ).montant
    return found


FORMULAS: Final = _formulas()


def rows(content: Content, figures: Figures) -> Rows:
    """The rows, formulas and their true values added; a blank one when there is none."""
    months = tresorerie.mois_du_plan(figures.jour)
    past = suivi.mois_passes(figures.jour)
    found = []
    for row in content.table(PREVISIONS.name) or [{}]:
        prevu = _prevu(row)
        values: dict[str, Value] = {}
        days = [_jour(prevu, month) for month in months]
        for at, day in enumerate(days):
            values[mois(at)] = _montant(prevu) if day is not None else 0
            if at < JOURS_DITS:
                values[jour(at)] = serial(day) if day is not None else ""
        coming = [day for day in days[:2] if day is not None]
        values[PROCHAINE] = serial(coming[0]) if coming else ""
        values[COMMANDE] = euros(tresorerie.commande(prevu, figures.jour)) if prevu else 0
        for at, month in enumerate(past):
            values[passe(at)] = _montant(prevu) if _jour(prevu, month) is not None else 0
        found.append({**row, **{title: Cell(FORMULAS[title], values[title]) for title in FORMULAS}})
    return found


def _jour(prevu: tresorerie.Prevu | None, month: Period) -> date | None:
    """The day on which a forecast falls in a month."""
    if prevu is None:
        return None
    return next(tresorerie.occurrences(prevu, month.debut, month.fin), None)


def _montant(prevu: tresorerie.Prevu | None) -> Value:
    assert prevu is not None
    return euros(round_half_up(prevu.montant * prevu.probabilite, MILLION))


def _prevu(row: Mapping[str, object]) -> tresorerie.Prevu | None:
    """A forecast that the formulas can read."""
    montant, first, last = row.get("Montant"), row.get("Première date"), row.get("Dernière date")
    step, odds = str(row.get("Périodicité") or UNIQUE).casefold(), row.get("Probabilité")
    if not isinstance(montant, int) or not isinstance(first, date):
        return None
    if step not in tresorerie.PERIODICITES or not (last is None or isinstance(last, date)):
        return None
    if row.get("Sens") not in ("Encaissement", "Décaissement"):
        return None
    share = 1.0 if odds is None else odds
    if not isinstance(share, (int, float)) or not 0 <= share <= 1:
        return None
    entree = row["Sens"] == "Encaissement"
    return tresorerie.Prevu("", entree, montant, first, step, last, par_million(share))


def prevu_au(fin: str, sens: str) -> str:
    """What the forecasts bring or cost from today to a day at most three months away.

    Args:
        fin: the last day, as a formula.
        sens: :data:`ENTREE` or :data:`SORTIE`.
    """
    way = col(PREVISIONS.name, "Sens")
    return "+".join(
        f"SUMIFS({col(PREVISIONS.name, mois(at))},{way},{sens},"
        f'{col(PREVISIONS.name, jour(at))},"<="&{fin})'
        for at in range(JOURS_DITS)
    )
