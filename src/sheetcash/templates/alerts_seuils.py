"""The alerts of the ceilings and of VAT: what is crossed, and what is in view this year."""

from __future__ import annotations

from datetime import date

from sheetcash.core.categories import LABELS, MEUBLE_CLASSE, SERVICES
from sheetcash.core.money import euros
from sheetcash.core.periods import serial
from sheetcash.templates.alerts_mots import Alert, Where, fixe, pourcent
from sheetcash.templates.baremes_rows import INCONNU
from sheetcash.templates.calc import Calc
from sheetcash.templates.calc_limites import DES_SERVICES
from sheetcash.templates.flux_xlsx import ATTENDU, ATTENDUE_LE, CATEGORIE
from sheetcash.templates.formulas import Cell, text, total
from sheetcash.templates.valeurs import cents_de, jour_de, vu
from sheetcash.workbook.tables import FACTURES, RECETTES


class _Seuils:
    """The limits that bind, as the dashboard's working area has them."""

    def __init__(self, calc: Calc) -> None:
        self.calc, self.at, self.of = calc, calc.at, calc.values

    def known(self, name: str) -> str:
        return f"({self.at[name]}<>{text(INCONNU)})"

    @property
    def tva_due(self) -> Cell:
        """Whether VAT is due now, or since January: formula and truth."""
        at, high = self.at, self.calc.number("tva_Majoré")
        over = f"{self.known('tva_Majoré')}*({at['tva_sommet']}>{at['tva_Majoré']})"
        true = 0 <= high < self.calc.number("tva_sommet") or self.calc.number("tva_avant") == 1
        return Cell(f"(({over}+({at['tva_avant']}=1))>0)", int(true))


def attendus(calc: Calc) -> None:
    """What open invoices should bring this year, by the kinds of limits."""
    calc.heading("Attendu d'ici la fin de l'année")
    last = date(calc.builder.figures.jour.year, 12, 31)
    kinds = {
        "services": SERVICES,
        "meubles": (*SERVICES, MEUBLE_CLASSE),
        "tout": tuple(LABELS),
    }
    for name, codes in kinds.items():
        labels = [LABELS[code] for code in codes]
        parts = [
            total(
                FACTURES.name,
                ATTENDU,
                (CATEGORIE, text(label)),
                (ATTENDUE_LE, '"<="&DATE(Annee,12,31)'),
            )
            for label in labels
        ]
        cents = sum(
            cents_de(row, ATTENDU) or 0
            for row in calc.rows[FACTURES.name]
            if vu(row, CATEGORIE) in labels and 0 < (jour_de(row, ATTENDUE_LE) or 0) <= serial(last)
        )
        formula = f"ROUND({'+'.join(parts)},2)"
        calc.line(f"attendu_{name}", f"Factures, {name}", formula, euros(cents))


def depasses(calc: Calc) -> list[Alert]:
    """What is crossed already."""
    its = _Seuils(calc)
    at, due = its.at, its.tva_due
    plafond, tva = its.calc.number("plafond_part"), its.calc.number("tva_taux")
    next_year = f"{its.known('tva_taux')}*({at['tva_taux']}>1)*({due.formula}=0)"
    where = Where(RECETTES.sheet)
    return [
        Alert(
            due.formula,
            bool(due.value),
            fixe("La TVA est due : facturez-la et prévenez le service des impôts."),
            True,
            where,
        ),
        Alert(
            next_year,
            tva > 1 and not due.value,
            fixe("Seuil de TVA dépassé : TVA au 1er janvier prochain."),
            True,
            where,
        ),
        Alert(
            f"{its.known('plafond_part')}*({at['plafond_part']}>1)",
            plafond > 1,
            fixe("Plafond micro dépassé : deux années de suite, et le régime cesse."),
            True,
            where,
        ),
    ]


def en_vue(calc: Calc) -> list[Alert]:
    """What is near, or will be crossed by the invoices expected this year."""
    its = _Seuils(calc)
    at, of, due = its.at, its.of, its.tva_due
    plafond, tva = its.calc.number("plafond_part"), its.calc.number("tva_taux")
    near_tva = f"{its.known('tva_taux')}*({at['tva_taux']}>=0.8)*({at['tva_taux']}<=1)"
    near = f"{its.known('plafond_part')}*({at['plafond_part']}>=0.8)*({at['plafond_part']}<=1)"
    by_tva, by_plafond = _par_les_factures(its, "tva", "Seuil"), _par_les_factures(its, "plafond")
    where = Where(RECETTES.sheet)
    return [
        Alert(
            f"{by_tva.formula}*({due.formula}=0)",
            bool(by_tva.value) and not due.value,
            fixe("Seuil de TVA dépassé cette année, avec les factures attendues."),
            False,
            Where(FACTURES.sheet),
        ),
        Alert(
            by_plafond.formula,
            bool(by_plafond.value),
            fixe("Plafond micro dépassé cette année, avec les factures attendues."),
            False,
            Where(FACTURES.sheet),
        ),
        Alert(
            f"{near_tva}*({due.formula}=0)",
            0.8 <= tva <= 1 and not due.value,
            pourcent(
                at["tva_taux"],
                of["tva_taux"],
                "Seuil de TVA atteint à ",
                " % : préparez-vous à la facturer.",
            ),
            False,
            where,
        ),
        Alert(
            near,
            0.8 <= plafond <= 1,
            pourcent(at["plafond_part"], of["plafond_part"], "Plafond micro atteint à ", " %."),
            False,
            where,
        ),
    ]


def _par_les_factures(its: _Seuils, name: str, limit: str = "Plafond") -> Cell:
    """Whether the invoices expected this year cross a limit that is not crossed yet."""
    at, of = its.at, its.of
    kind, services = at[f"{name}_nom"], text(DES_SERVICES)
    more = (
        f"IF({kind}={services},{at['attendu_services']},"
        f'IF({kind}="global",{at["attendu_tout"]},{at["attendu_meubles"]}))'
    )
    turnover, most = at[f"{name}_CA"], at[f"{name}_{limit}"]
    known = its.known(f"{name}_{limit}")
    formula = f"({known}*({turnover}<={most})*({turnover}+{more}>{most})>0)"
    chosen = {DES_SERVICES: "services", "global": "tout"}.get(str(of[f"{name}_nom"]), "meubles")
    now, top = its.calc.number(f"{name}_CA"), of[f"{name}_{limit}"]
    true = False
    if isinstance(top, (int, float)):
        sure = round(now * 100) + round(its.calc.number(f"attendu_{chosen}") * 100)
        true = round(now * 100) <= round(top * 100) < sure
    return Cell(formula, int(true))
