"""The columns that feed the cash plan: when each invoice, purchase and forecast is expected."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sheetcash.core import tresorerie
from sheetcash.core.categories import LABELS
from sheetcash.core.money import MILLION, euros, round_half_up
from sheetcash.core.tresorerie import MOIS_DU_PLAN
from sheetcash.templates.content import Content
from sheetcash.templates.controle_xlsx import probabilite_saine
from sheetcash.templates.figures import Figures
from sheetcash.templates.formulas import Cell, col, is_day, is_number, serial, text, this
from sheetcash.templates.plan_places import DEBUT_ROW, FIN_ROW, month_cell
from sheetcash.workbook.convert import par_million
from sheetcash.workbook.flux import Flux, creance
from sheetcash.workbook.parametres import SCENARIOS
from sheetcash.workbook.records import Facture, categorie_retenue, key, nom_client
from sheetcash.workbook.schema import DATE, ENTIER, MONTANT, TEXTE, Column
from sheetcash.workbook.tables import ACHATS, CLIENTS, FACTURES, PREVISIONS, RECETTES

Rows = list[dict[str, object]]
Value = float | int | str

RETARD: Final = "Retard de paiement"
ATTENDUE_LE: Final = "Attendue le"
ATTENDU: Final = "Attendu"
CATEGORIE: Final = "Catégorie retenue"
DELAI_OBSERVE: Final = "Délai observé (jours)"
DU_LE: Final = "Dû le"
A_PAYER_LE: Final = "À payer le"
PROCHAINE: Final = "Prochaine"

FACTURES_EXTRA: Final = (
    Column("Payée le", DATE, "Le jour moyen de ses encaissements.", computed=True),
    Column(RETARD, ENTIER, "De l'échéance au paiement, en jours.", computed=True),
    Column(ATTENDUE_LE, DATE, "Quand l'argent est attendu, selon le scénario.", computed=True),
    Column(ATTENDU, MONTANT, "Ce qui est attendu, selon le scénario.", computed=True),
    Column(CATEGORIE, TEXTE, "La sienne, sinon la catégorie principale.", computed=True),
)
CLIENTS_EXTRA: Final = (
    Column(DELAI_OBSERVE, ENTIER, "Son retard moyen sur ses factures soldées.", computed=True),
)
ACHATS_EXTRA: Final = (
    Column(DU_LE, DATE, "Prévu, sinon l'échéance, sinon la date de la facture.", computed=True),
    Column(A_PAYER_LE, DATE, "Vide une fois payé.", computed=True),
)


def mois(at: int) -> str:
    """The title of a month's column in the forecasts, from 0."""
    return f"Mois {at + 1}"


PREVISIONS_EXTRA: Final = (
    *(
        Column(mois(at), MONTANT, "Ce mois-là du plan, à sa probabilité.", computed=True)
        for at in range(MOIS_DU_PLAN)
    ),
    Column(PROCHAINE, DATE, "La prochaine fois, dans les deux mois.", computed=True),
)
_OPTIMISTE, _PESSIMISTE = text(SCENARIOS[0]), text(SCENARIOS[2])


def _f(title: str) -> str:
    return this(FACTURES.name, title)


def _factures() -> dict[str, str]:
    solde, due, client = _f("Solde"), _f("Échéance retenue"), _f("Client")
    day = RECETTES.columns[1].title
    paid = (
        f"AVERAGEIFS({col(RECETTES.name, day)},{col(RECETTES.name, 'N° facture')},"
        f'{_f("N° facture")},{col(RECETTES.name, "Montant")},">0")'
    )
    row = f"MATCH({client},{col(CLIENTS.name, 'Client')},0)"
    delay = f"IFERROR(INDEX({col(CLIENTS.name, DELAI_OBSERVE)},{row})+0,Retard_usuel)"
    promise, dispute = _f("Promesse de paiement"), _f("Litige")
    expected = (
        f"MAX({due}+IF(Scenario={_OPTIMISTE},0,{delay}),"
        f"IF({is_day(promise)}=1,{promise},0),Aujourdhui)"
        f"+IF(Scenario={_PESSIMISTE},{tresorerie.JOURS_PESSIMISTES},0)"
    )
    held = f'({dispute}<>"")*({dispute}<>"Non")*(Scenario<>{_OPTIMISTE})>0'
    known = "+".join(f"({_f('Catégorie')}={text(label)})" for label in LABELS.values())
    return {
        "Payée le": f'IF({solde}="","",IF({solde}>0,"",IFERROR(ROUND({paid},0),"")))',
        RETARD: f'IF({_f("Payée le")}="","",{_f("Payée le")}-{due})',
        ATTENDUE_LE: f'IF({solde}="","",IF({solde}<=0,"",IF({held},"",{expected})))',
        ATTENDU: (
            f'IF({_f(ATTENDUE_LE)}="","",'
            f"ROUND({solde}*(1-IF(Scenario={_PESSIMISTE},SUM(Part_perdue),0)),2))"
        ),
        CATEGORIE: f'IF({solde}="","",IF({known}>0,{_f("Catégorie")},Categorie_principale&""))',
    }


FACTURES_FORMULAS: Final = _factures()


def valeurs_facture(facture: Facture | None, figures: Figures, plan: Flux) -> dict[str, Value]:
    """The true values of an invoice's columns; ``facture`` is None for a row that is left out."""
    values: dict[str, Value] = dict.fromkeys(FACTURES_FORMULAS, "")
    if facture is None:
        return values
    paid = plan.payees.get(key(facture.numero))
    if paid is not None and facture.solde <= 0:
        values["Payée le"] = serial(paid)
        values[RETARD] = (paid - facture.echeance).days
    options = figures.book.parametres
    values[CATEGORIE] = LABELS.get(categorie_retenue(figures.book, facture), "")
    for found in tresorerie.encaissements_attendus(
        [creance(figures.book, facture)],
        options.scenario,
        plan.retards,
        plan.retard_usuel,
        figures.jour,
        options.part_perdue,
    ):
        values[ATTENDUE_LE], values[ATTENDU] = serial(found.jour), euros(found.montant)
    return values


def clients(content: Content, plan: Flux) -> Rows:
    """The clients' rows, with their observed delay."""
    name = this(CLIENTS.name, "Client")
    late = col(FACTURES.name, RETARD)
    mean = f'AVERAGEIFS({late},{col(FACTURES.name, "Client")},{name},{late},">-100000")'
    formula = f'IF({name}="","",IFERROR(MAX(0,ROUND({mean},0)),""))'
    observed = plan.retards_observes
    found = []
    for row in content.table(CLIENTS.name) or [{}]:
        value: Value = observed.get(nom_client(str(row.get("Client") or "")), "")
        found.append({**row, DELAI_OBSERVE: Cell(formula, value)})
    return found


def achats(content: Content, figures: Figures) -> Rows:
    """The purchases' rows, with the day each is to be paid."""

    def its(title: str) -> str:
        return this(ACHATS.name, title)

    due, issued, paid = its("Échéance"), its("Date"), its("Payé le")
    day = f"IF({is_day(due)}=1,{due},IF({is_day(issued)}=1,{issued},0))"
    day = f"IF({is_day(paid)}=1,{paid},{day})"
    gone = f"(SUM({its('Montant')})=0)+({is_day(paid)}=1)*({paid}<=Aujourdhui)+({day}=0)>0"
    formulas = {
        DU_LE: f'IF({gone},"",{day})',
        A_PAYER_LE: f'IF({its(DU_LE)}="","",MAX(Aujourdhui,{its(DU_LE)}))',
    }
    found = []
    for row in content.table(ACHATS.name) or [{}]:
        value = _du_le(row, figures.jour)
        values: dict[str, Value] = {DU_LE: "", A_PAYER_LE: ""}
        if value is not None:
            values = {DU_LE: serial(value), A_PAYER_LE: serial(max(figures.jour, value))}
        found.append({**row, **{title: Cell(formulas[title], values[title]) for title in values}})
    return found


def _du_le(row: Mapping[str, object], jour: date) -> date | None:
    paid = row.get("Payé le")
    if not isinstance(row.get("Montant"), int) or not row["Montant"]:
        return None
    if isinstance(paid, date) and paid <= jour:
        return None
    days: list[Any] = [paid, row.get("Échéance"), row.get("Date")]
    return next((one for one in days if isinstance(one, date)), None)


def previsions(content: Content, figures: Figures) -> Rows:
    """The forecasts' rows, with what each brings or costs in each month of the plan."""
    formulas = [_prevision(at) for at in range(MOIS_DU_PLAN)]
    months = tresorerie.mois_du_plan(figures.jour)
    found = []
    for row in content.table(PREVISIONS.name) or [{}]:
        prevu = _prevu(row)
        cells: dict[str, object] = {}
        for at, month in enumerate(months):
            value: Value = 0
            if prevu is not None and any(tresorerie.occurrences(prevu, month.debut, month.fin)):
                value = euros(round_half_up(prevu.montant * prevu.probabilite, MILLION))
            cells[mois(at)] = Cell(formulas[at], value)
        coming: list[date] = []
        if prevu is not None:
            coming = [*tresorerie.occurrences(prevu, months[0].debut, months[1].fin)]
        cells[PROCHAINE] = Cell(_prochaine(), serial(coming[0]) if coming else "")
        found.append({**row, **cells})
    return found


def _prochaine() -> str:
    """The next day on which a forecast falls, when it is in this month or the next."""
    (known, falls, day, _), (_, later, next_day, _) = _occurrence(0), _occurrence(1)
    return (
        f'IF({known}=0,"",IFERROR(IF({falls},{day},"")+0,IFERROR(IF({later},{next_day},"")+0,"")))'
    )


def _prevision(at: int) -> str:
    """What a forecast amounts to in one month: its occurrence falls there at most once."""
    known, falls, _, cents = _occurrence(at)
    return f"IF({known}=0,0,IFERROR(IF({falls},{cents},0),0))"


def _occurrence(at: int) -> tuple[str, str, str, str]:
    """Of a month of the plan: is the row sound, does it fall there, on what day, for how much."""

    def its(title: str) -> str:
        return this(PREVISIONS.name, title)

    first, last, step = its("Première date"), its("Dernière date"), its("Périodicité")
    odds, amount, way = its("Probabilité"), its("Montant"), its("Sens")
    debut, fin = month_cell(DEBUT_ROW, at), month_cell(FIN_ROW, at)
    # whole months between the two: a mean month's length tells them apart for centuries
    months = f"ROUND((EOMONTH({fin},-1)-EOMONTH({first},-1))/30.436875,0)"
    occurs = (
        f"IF({step}={text('Unique')},{months}=0,IF({step}={text('Mensuelle')},1,"
        f"IF({step}={text('Trimestrielle')},ROUND({months}/3,0)*3={months},"
        f"IF({step}={text('Annuelle')},ROUND({months}/12,0)*12={months},0))))"
    )
    day = f"EDATE({first},MAX(0,{months}))"
    until = f'(({last}="")+({day}<={last})>0)'
    known = (
        f"({is_day(first)}=1)*({is_number(amount)}=1)*"
        f"(({way}={text('Encaissement')})+({way}={text('Décaissement')})>0)*"
        f"{probabilite_saine(odds)}"
    )
    falls = f"({months}>=0)*{occurs}*({day}>={debut})*({day}<={fin})*{until}>0"
    return known, falls, day, f'ROUND({amount}*IF({odds}="",1,{odds}),2)'


def _prevu(row: Mapping[str, object]) -> tresorerie.Prevu | None:
    """A forecast that the formulas can read."""
    montant, first, last = row.get("Montant"), row.get("Première date"), row.get("Dernière date")
    step, odds = str(row.get("Périodicité") or "").casefold(), row.get("Probabilité")
    if not isinstance(montant, int) or not isinstance(first, date):
        return None
    if step not in tresorerie.PERIODICITES or not (last is None or isinstance(last, date)):
        return None
    if row.get("Sens") not in ("Encaissement", "Décaissement"):
        return None
    share = 1.0 if odds is None else odds
    if not isinstance(share, (int, float)) or not 0 <= share <= 1:
        return None
    return tresorerie.Prevu("", True, montant, first, step, last, par_million(share))
