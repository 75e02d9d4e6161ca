"""What each declaration will owe with the plan's own receipts: columns of tblDeclarations.

A rate not published yet is that of the last day of this year, as in ``core.charges.estimer``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from sheetcash.core.categories import LABELS, LIBERALES
from sheetcash.core.cotisations import assiette, du
from sheetcash.core.money import MILLION, euros
from sheetcash.core.periods import serial
from sheetcash.core.tresorerie import ENTREES
from sheetcash.templates import declarations_rates as rates
from sheetcash.templates.baremes_rows import INCONNU
from sheetcash.templates.declarations_xlsx import (
    BAREME_INCONNU,
    a_declarer,
    cumuler,
    jour_de,
    recu,
    somme,
    sur_une_periode,
    valeurs_vides,
)
from sheetcash.templates.estimes_xlsx import formule
from sheetcash.templates.figures import Figures
from sheetcash.templates.flux_xlsx import ATTENDU, ATTENDUE_LE, CATEGORIE
from sheetcash.templates.formulas import PREMIER_JOUR, Cell, col, is_number, text, this, total
from sheetcash.templates.plan_places import FIN_ROW, PREVUES_ROW, months_cells
from sheetcash.workbook.flux import Flux
from sheetcash.workbook.schema import DATE, MONTANT, TAUX, Column
from sheetcash.workbook.tables import DECLARATIONS, FACTURES

Rows = list[dict[str, object]]
Value = float | int | str

A_PAYER: Final = "À payer prévu"
A_PAYER_LE: Final = "À payer le"


def _attendu(code: str) -> str:
    return f"Attendu {LABELS[code]}"


def _cumul(code: str) -> str:
    return f"Cumul prévu {LABELS[code]}"


def _base(code: str) -> str:
    return f"Base prévue {LABELS[code]}"


def _du(code: str) -> str:
    return f"Prévu {LABELS[code]}"


def _estime(title: str) -> str:
    return f"{title} estimé"


EXTRA: Final = (
    *(
        Column(titre(code), MONTANT, "Pour le plan de trésorerie.", computed=True)
        for titre in (_attendu, _cumul, _base, _du)
        for code in LABELS
    ),
    *(
        Column(_estime(title), TAUX, "Celui de cette année s'il n'est pas publié.", computed=True)
        for title in rates.TITRES
    ),
    Column(A_PAYER, MONTANT, "Avec les encaissements du plan.", computed=True),
    Column(A_PAYER_LE, DATE, "L'échéance, ou aujourd'hui si elle est passée.", computed=True),
)


def _d(title: str) -> str:
    return this(DECLARATIONS.name, title)


def _titles(code: str) -> tuple[str, ...]:
    """The columns of the rates that a category pays."""
    chamber = () if code in LIBERALES else (rates.titre_taxe(code),)
    return (rates.titre_taux(code), rates.titre_cfp(code), *chamber, rates.titre_vl(code))


def _formulas() -> dict[str, str]:
    debut, fin = _d("Début"), _d("Fin")
    found = {}
    for code, label in LABELS.items():
        bills = total(
            FACTURES.name,
            ATTENDU,
            (CATEGORIE, text(label)),
            (ATTENDUE_LE, f'">="&MAX({debut},Aujourdhui)'),
            (ATTENDUE_LE, f'"<="&{fin}'),
        )
        ends = months_cells(FIN_ROW)
        foreseen = f'SUMIFS({months_cells(PREVUES_ROW)},{ends},">="&{debut},{ends},"<="&{fin})'
        found[_attendu(code)] = (
            f"ROUND({bills}+IF(Categorie_principale={text(label)},{foreseen},0),2)"
        )
        until = ("Fin", f'"<="&{fin}')
        found[_cumul(code)] = (
            f"ROUND({total(DECLARATIONS.name, f'CA {label}', until)}"
            f"+{total(DECLARATIONS.name, _attendu(code), until)},2)"
        )
        found[_base(code)] = a_declarer(_cumul(code))
        parts = "+".join(
            f"ROUND(ROUND({_d(_base(code))}*{_d(_estime(title))},6),0)" for title in _titles(code)
        )
        found[_du(code)] = f"IF({_d(_base(code))}>0,IFERROR({parts},{text(BAREME_INCONNU)}),0)"
    for title in rates.TITRES:
        instead = formule(title, _d("Barème"), _d("Barème meublé"))
        later = f"({_d(title)}={text(INCONNU)})*({_d('Année')}>Annee)>0"
        found[_estime(title)] = f"IF({later},{instead},{_d(title)})"
    day = _d("Payé le")  # an error there is no day
    paid = f'COUNTIFS({day},">={PREMIER_JOUR}",{day},"<"&(Aujourdhui+1))>0'
    parts = "+".join(_d(_du(code)) for code in LABELS)
    found[A_PAYER] = f"IF({paid},0,IFERROR({parts},{text(BAREME_INCONNU)}))"
    owed = _d(A_PAYER)
    found[A_PAYER_LE] = (
        f'IF(({is_number(owed)}=1)*({owed}<>0)>0,MAX({_d("Échéance")},Aujourdhui),"")'
    )
    return sur_une_periode(found, *map(_cumul, LABELS))


FORMULAS: Final = _formulas()


def completer(declarations: Rows, figures: Figures, plan: Flux) -> Rows:
    """The declarations' rows, what the plan expects of each added."""
    attendus = [_attendus(row, figures, plan) for row in declarations]
    ca = [
        somme([recu(row, figures), expected])
        for row, expected in zip(declarations, attendus, strict=True)
    ]
    found = []
    for row, *amounts in zip(declarations, attendus, *cumuler(declarations, ca), strict=True):
        values = _values(row, figures, *amounts)
        found.append({**row, **{t: Cell(FORMULAS[t], values[t]) for t in FORMULAS}})
    return found


def _attendus(row: Mapping[str, object], figures: Figures, plan: Flux) -> dict[str, int]:
    """What the plan's receipts bring in a period, by category, in cents."""
    first, last = jour_de(row, "Début"), jour_de(row, "Fin")
    if first is None or last is None:
        return {}
    return somme(
        {one.categorie: one.montant}
        for one in plan.mouvements
        if one.ligne in ENTREES and one.categorie and max(first, figures.jour) <= one.jour <= last
    )


def _values(
    row: Mapping[str, object],
    figures: Figures,
    attendu: Mapping[str, int],
    base: Mapping[str, int],
    running: Mapping[str, int],
) -> dict[str, Value]:
    fin, due, paid = jour_de(row, "Fin"), jour_de(row, "Échéance"), row.get("Payé le")
    if fin is None or due is None:
        return valeurs_vides(FORMULAS, *map(_cumul, LABELS))
    regime, jour = figures.book.parametres.regime, figures.jour
    december = date(jour.year, 12, 31)
    known = rates.valeurs(fin, regime, figures.book.loi, december if fin > december else None)
    values: dict[str, Value] = {
        _estime(title): INCONNU if rate is None else rate / MILLION for title, rate in known.items()
    }
    whole: int | None = 0
    for code in LABELS:
        values[_attendu(code)] = euros(attendu.get(code, 0))
        values[_cumul(code)] = euros(running.get(code, 0))
        its = assiette(base.get(code, 0))
        values[_base(code)] = euros(its)
        owed: int | None = 0
        for title in _titles(code) if its else ():
            rate = known[title]
            owed = None if owed is None or rate is None else owed + du(its, rate)
        values[_du(code)] = BAREME_INCONNU if owed is None else euros(owed)
        whole = None if whole is None or owed is None else whole + owed
    if isinstance(paid, date) and paid <= jour:
        whole = 0
    values[A_PAYER] = BAREME_INCONNU if whole is None else euros(whole)
    values[A_PAYER_LE] = serial(max(due, jour)) if whole else ""
    return values


def total_prevu(title: str, debut: str, fin: str) -> str:
    """The declarations to be paid between two days, as a formula."""
    day = col(DECLARATIONS.name, A_PAYER_LE)
    return f'SUMIFS({col(DECLARATIONS.name, title)},{day},">="&{debut},{day},"<="&{fin})'
