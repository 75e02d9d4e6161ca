"""The columns that feed the cash plan: when each invoice, purchase and forecast is expected."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sheetcash.core import tresorerie
from sheetcash.core.categories import LABELS
from sheetcash.core.money import euros
from sheetcash.core.periods import serial
from sheetcash.templates.controle_xlsx import CONTROLE, RETENU
from sheetcash.templates.figures import Figures
from sheetcash.templates.formulas import Cell, col, is_day, sans_heure, text, this
from sheetcash.templates.recettes_xlsx import PAYE_LE
from sheetcash.templates.valeurs import shown
from sheetcash.workbook.flux import Flux, creance
from sheetcash.workbook.parametres import SCENARIOS
from sheetcash.workbook.records import Facture, categorie_retenue, key
from sheetcash.workbook.schema import DATE, ENTIER, MONTANT, TEXTE, Column
from sheetcash.workbook.tables import ACHATS, CLIENTS, FACTURES, RECETTES

Rows = list[dict[str, object]]
Value = float | int | str

RETARD: Final = "Retard de paiement"
PONDERES: Final = "Euros-jours"
ATTENDUE_LE: Final = "Attendue le"
ATTENDU: Final = "Attendu"
CATEGORIE: Final = "Catégorie retenue"
DELAI_OBSERVE: Final = "Délai observé (jours)"
DU_LE: Final = "Dû le"
A_PAYER_LE: Final = "À payer le"

FACTURES_EXTRA: Final = (
    Column("Payée le", DATE, "Le jour moyen de ses encaissements.", computed=True),
    Column(RETARD, ENTIER, "De l'échéance au paiement, en jours.", computed=True),
    Column(PONDERES, MONTANT, "Les euros encaissés × les jours attendus.", computed=True),
    Column(ATTENDUE_LE, DATE, "Quand l'argent est attendu, selon le scénario.", computed=True),
    Column(ATTENDU, MONTANT, "Ce qui est attendu, selon le scénario.", computed=True),
    Column(CATEGORIE, TEXTE, "La sienne, sinon la catégorie principale.", computed=True),
)
ACHATS_EXTRA: Final = (
    Column(RETENU, MONTANT, "Zéro tant que le montant est à corriger.", computed=True),
    Column(DU_LE, DATE, "Prévu, sinon l'échéance, sinon la date de la facture.", computed=True),
    Column(A_PAYER_LE, DATE, "Vide une fois payé.", computed=True),
)


_OPTIMISTE, _PESSIMISTE = text(SCENARIOS[0]), text(SCENARIOS[2])


def _f(title: str) -> str:
    return this(FACTURES.name, title)


def _factures() -> dict[str, str]:
    solde, due, client = _f("Solde"), _f("Échéance retenue"), _f("Client")
    paid = (
        f"AVERAGEIFS({col(RECETTES.name, PAYE_LE)},{col(RECETTES.name, 'N° facture')},"
        f"{_f('N° facture')})"
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
        PONDERES: (
            f'IF({_f("Payée le")}="","",ROUND({_f("Encaissé")}*({_f("Payée le")}-{_f("Date")}),2))'
        ),
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
        values[PONDERES] = euros(facture.encaisse * (paid - facture.date_facture).days)
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


def achats(rows: Rows, jour: date) -> Rows:
    """The purchases' rows, checked, with the day each is to be paid."""

    def its(title: str) -> str:
        return this(ACHATS.name, title)

    due, issued, paid = its("Échéance"), its("Date"), its("Payé le")
    day = f"IF({is_day(due)}=1,{due},IF({is_day(issued)}=1,{issued},0))"
    day = f"IF({is_day(paid)}=1,{paid},{day})"
    gone = f"({its(RETENU)}=0)+({is_day(paid)}=1)*({paid}<Aujourdhui+1)+({day}=0)>0"
    amount = its("Montant")
    formulas = {
        RETENU: f'IF({its(CONTROLE)}="",ROUND(SUM({amount}),2),0)',
        DU_LE: f'IF({gone},"",{sans_heure(day)})',
        A_PAYER_LE: f'IF({its(DU_LE)}="","",MAX(Aujourdhui,{its(DU_LE)}))',
    }
    found = []
    for row in rows:
        value = _du_le(row, jour)
        values: dict[str, Value] = {RETENU: 0, DU_LE: "", A_PAYER_LE: ""}
        cents = row.get("Montant")
        if isinstance(cents, int) and shown(row, CONTROLE) == "":
            values[RETENU] = euros(cents)
        if value is not None:
            values[DU_LE], values[A_PAYER_LE] = serial(value), serial(max(jour, value))
        found.append({**row, **{title: Cell(formulas[title], values[title]) for title in values}})
    return found


def _du_le(row: Mapping[str, object], jour: date) -> date | None:
    paid = row.get("Payé le")
    if not isinstance(row.get("Montant"), int) or not row["Montant"] or shown(row, CONTROLE):
        return None
    if isinstance(paid, date) and paid <= jour:
        return None
    days: list[Any] = [paid, row.get("Échéance"), row.get("Date")]
    return next((one for one in days if isinstance(one, date)), None)
