"""What the dashboard takes from the cash plan: its months, its horizons, the ratios."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from sheetcash.core import suivi, tresorerie
from sheetcash.core.categories import LABELS
from sheetcash.core.indicateurs import part
from sheetcash.core.money import MILLION, euros, round_half_up
from sheetcash.core.periods import MOIS, add_months, serial
from sheetcash.core.suivi import HORIZONS
from sheetcash.core.tresorerie import ACHATS as LIGNE_ACHATS
from sheetcash.core.tresorerie import (
    CFE,
    IMPOT,
    MOIS_DU_PLAN,
    PRELEVEMENT,
    SORTIES,
    TVA,
    URSSAF,
)
from sheetcash.core.tresorerie import FACTURES as LIGNE_FACTURES
from sheetcash.templates import appels_xlsx, flux_xlsx
from sheetcash.templates.calc import DATE_RECETTE, FIRST_MONTH, Calc, Value
from sheetcash.templates.controle_xlsx import RETENU
from sheetcash.templates.formulas import apres, jusque, text, total, year
from sheetcash.templates.looks import JOUR, POURCENT_FIN
from sheetcash.templates.passe_xlsx import PREVUS_ROW, REALISES_ROW, cellules, mois_passes
from sheetcash.templates.places import column_letter
from sheetcash.templates.plan_places import (
    CLOTURE_ROW,
    FIN_ROW,
    MONTHS_ROW,
    RESERVE_ROW,
    SORTIES_FIRST_ROW,
    month_cell,
)
from sheetcash.templates.previsions_xlsx import ENTREE, JOURS_DITS, SORTIE, prevu_au
from sheetcash.templates.valeurs import Row, cents_de, jour_de
from sheetcash.workbook.tables import ACHATS, DECLARATIONS, FACTURES, RECETTES

#: The columns of the balance's chart: month, balance over zero and under it, reserve, its rank.
PLAN_LEFT: Final = 44
#: What a ratio shows when there is nothing to divide by.
RIEN: Final = "–"
_SANS_ROUGE: Final = 99
_ANY: Final = '">-1000000000"'
_TODAY: Final = '"<="&Aujourdhui'
_MONTHS: Final = ",".join(text(name) for name in MOIS)


def write_balance(calc: Calc) -> None:
    """The plan's closing balances, and its first month in the red."""
    jour = calc.builder.figures.jour
    balance = calc.values["solde"]
    assert isinstance(balance, (int, float))
    months = tresorerie.derouler(round(balance * 100), calc.mouvements, jour)
    reserve = calc.builder.figures.book.parametres.reserve
    look = calc.builder.looks.note(bold=True)
    for at, words in enumerate(("Mois", "Solde", "Dans le rouge", "Réserve", "Rang du rouge")):
        calc.worksheet.write_string(FIRST_MONTH - 1, PLAN_LEFT + at, words, look)
    initials = ",".join(text(name[0].upper()) for name in MOIS)
    for at, month in enumerate(months):
        row, closing = FIRST_MONTH + at, month_cell(CLOTURE_ROW, at)
        initial = MOIS[month.periode.fin.month - 1][0].upper()
        calc.put(row, PLAN_LEFT, f"CHOOSE({_numero(calc, at)},{initials})", initial, "@")
        calc.put(row, PLAN_LEFT + 1, f"MAX(0,{closing})", euros(max(0, month.cloture)))
        calc.put(row, PLAN_LEFT + 2, f"MIN(0,{closing})", euros(min(0, month.cloture)))
        calc.put(row, PLAN_LEFT + 3, f"{month_cell(RESERVE_ROW, at)}+0", euros(reserve))
        red = month.cloture < 0
        formula = f"IF({closing}<0,{at + 1},{_SANS_ROUGE})"
        calc.put(row, PLAN_LEFT + 4, formula, at + 1 if red else _SANS_ROUGE, "0")
    calc.heading("Plan de trésorerie")
    ranks = plan_cells(4)
    first = min((at + 1 for at, one in enumerate(months) if one.cloture < 0), default=0)
    formula = f"IF(MIN({ranks})={_SANS_ROUGE},0,MIN({ranks}))"
    rouge = calc.line("rouge", "Premier mois dans le rouge", formula, first, "0")
    said = MOIS[(jour.month + first - 2) % 12] if first else ""
    name = f'IF({rouge}=0,"",CHOOSE({_numero(calc, f"{rouge}-1")},{_MONTHS}))'
    calc.line("rouge_nom", "Lequel", name, said, "@")


def _numero(calc: Calc, at: int | str) -> str:
    """The calendar number of a month of the plan, 1 to 12."""
    number = f"{calc.at['mois']}+{at}"
    return f"{number}-12*({number}>12)"


def plan_cells(offset: int) -> str:
    """The twelve cells of a column of the balance's chart."""
    letter = column_letter(PLAN_LEFT + offset)
    return f"${letter}${FIRST_MONTH + 1}:${letter}${FIRST_MONTH + MOIS_DU_PLAN}"


def write_horizons(calc: Calc) -> None:
    """The balance expected in fifteen days, in one month, in three."""
    solde = calc.values["solde"]
    assert isinstance(solde, (int, float))
    days = suivi.horizons(calc.builder.figures.jour)
    formulas = ("Aujourdhui+15", "EDATE(Aujourdhui,1)", "EDATE(Aujourdhui,3)")
    for at, (label, formula, day) in enumerate(zip(HORIZONS, formulas, days, strict=True)):
        until = calc.line(f"horizon_{at}_jour", f"Dans {label}", formula, serial(day), JOUR)
        value = suivi.solde_au(round(solde * 100), calc.mouvements, day)
        calc.line(f"horizon_{at}", f"Solde dans {label}", _horizon(calc, until), euros(value))


def _horizon(calc: Calc, until: str) -> str:
    """The balance at the end of a day at most three months away."""
    parts = [
        calc.at["solde"],
        f"+{_attendu(until)}",
        f"+({prevu_au(until, ENTREE)})-({prevu_au(until, SORTIE)})",
        f"-{_achats(until)}",
        f"-{_urssaf(until)}",
    ]

    def line(ligne: str, at: int) -> str:
        return month_cell(SORTIES_FIRST_ROW + SORTIES.index(ligne), at)

    for at in range(JOURS_DITS):
        first, fin = month_cell(MONTHS_ROW, at), month_cell(FIN_ROW, at)
        cfe = f"WORKDAY(DATE({year(fin)},12,15)-1,1,Feries)"
        parts.append(f"+IF({fin}<={until},{line(IMPOT, at)}+{line(PRELEVEMENT, at)},0)")
        parts.append(f"+IF({cfe}<={until},{line(CFE, at)},0)")
        parts.append(f"+IF({first}+19<={until},{line(TVA, at)},0)")
    return f"ROUND({''.join(parts)},2)"


def _attendu(until: str) -> str:
    return total(FACTURES.name, flux_xlsx.ATTENDU, (flux_xlsx.ATTENDUE_LE, f'"<="&{until}'))


def _achats(until: str) -> str:
    return total(ACHATS.name, RETENU, (flux_xlsx.A_PAYER_LE, f'"<="&{until}'))


def _urssaf(until: str) -> str:
    when = (appels_xlsx.A_PAYER_LE, f'"<="&{until}')
    return total(DECLARATIONS.name, appels_xlsx.A_PAYER, when)


class _Rows:
    """The rows that the ratios add up, as SUMIFS would."""

    def __init__(self, calc: Calc) -> None:
        self.calc = calc
        self.jour = calc.builder.figures.jour

    def sum(self, table: str, title: str, day: str, since: date) -> int:
        """The cents of the rows whose day is after ``since``, until today."""
        low, high = serial(since), serial(self.jour)
        return sum(
            cents_de(row, title) or 0
            for row in self.calc.rows[table]
            if low < (jour_de(row, day) or 0) <= high
        )

    def where(self, table: str, title: str, keep: Callable[[Row], bool]) -> int:
        """The cents of the rows that are kept."""
        return sum(cents_de(row, title) or 0 for row in self.calc.rows[table] if keep(row))

    def receipts(self, since: date, *, billed: bool = False) -> int:
        """What was received after ``since``, on invoices only if ``billed``."""
        rows = self.calc.builder.figures.book.recettes
        return sum(
            cents
            for day, cents, numero in zip(rows.dates, rows.montants, rows.factures, strict=True)
            if since < day <= self.jour and (numero or not billed)
        )


def _received(since: str, *more: tuple[str, str]) -> str:
    """What was received after a day, as a formula."""
    return "+".join(
        total(
            RECETTES.name,
            RETENU,
            ("Catégorie", text(label)),
            (DATE_RECETTE, apres(since)),
            (DATE_RECETTE, jusque("Aujourdhui")),
            *more,
        )
        for label in LABELS.values()
    )


def _since(table: str, title: str, day: str, since: str, *more: tuple[str, str]) -> str:
    return total(table, title, (day, apres(since)), (day, jusque("Aujourdhui")), *more)


def write_ratios(calc: Calc) -> None:
    """The ratios of :class:`sheetcash.core.indicateurs.Indicateurs`, then the year's target."""
    rows, jour = _Rows(calc), calc.builder.figures.jour
    calc.heading("Indicateurs")
    _delai(calc, rows)
    owed = rows.where(FACTURES.name, "Solde", lambda row: (cents_de(row, "Solde") or 0) > 0)
    due = rows.where(
        ACHATS.name, RETENU, lambda row: jour_de(row, flux_xlsx.A_PAYER_LE) is not None
    )
    creances = calc.line(
        "creances",
        "Ce que l'on vous doit",
        total(FACTURES.name, "Solde", ("Solde", '">0"')),
        euros(owed),
    )
    bought = total(ACHATS.name, RETENU, (flux_xlsx.A_PAYER_LE, '">0"'))
    need = f"ROUND({creances}-{bought},2)"
    calc.line("bfr", "Besoin en fonds de roulement", need, euros(owed - due))
    _variation(calc, rows)
    impayes = calc.values["impayes"]
    assert isinstance(impayes, (int, float))
    _ratio(
        calc, "part_en_retard", "Part en retard", calc.at["impayes"], creances,
        round(impayes * 100), owed,
    )  # fmt: skip
    _liquidite(calc)
    month = "EDATE(Aujourdhui,-3)"
    since = add_months(jour, -3)
    net = (
        rows.receipts(since)
        - rows.sum(ACHATS.name, RETENU, "Payé le", since)
        - rows.sum(DECLARATIONS.name, "Total", "Payé le", since)
    )
    spent = (
        f"{_since(ACHATS.name, RETENU, 'Payé le', month)}"
        f"-{_since(DECLARATIONS.name, 'Total', 'Payé le', month)}"
    )
    calc.line(
        "tendance",
        "Tendance du solde, par mois",
        f"ROUND(({_received(month)}-{spent})/3,2)",
        euros(round_half_up(net, 3)),
    )
    _erreur(calc)
    _objectif(calc)


def _delai(calc: Calc, rows: _Rows) -> None:
    """The mean delay of payment, over the invoices settled in twelve months."""
    since, year_ago = "EDATE(Aujourdhui,-12)", add_months(rows.jour, -12)
    weighed = rows.sum(FACTURES.name, flux_xlsx.PONDERES, "Payée le", year_ago)
    paid = rows.sum(FACTURES.name, "Encaissé", "Payée le", year_ago)
    sums = [
        _since(FACTURES.name, title, "Payée le", since)
        for title in (flux_xlsx.PONDERES, "Encaissé")
    ]
    calc.line(
        "delai",
        "Délai moyen de paiement",
        f"IF({sums[1]}>0,ROUND({sums[0]}/{sums[1]},0),{text(RIEN)})",
        round_half_up(weighed, paid) if paid > 0 else RIEN,
        "0",
    )


def _variation(calc: Calc, rows: _Rows) -> None:
    """How much the working capital grew over a month."""
    since, month_ago = "EDATE(Aujourdhui,-1)", add_months(rows.jour, -1)
    low, high = serial(month_ago), serial(rows.jour)
    billed = rows.where(
        FACTURES.name,
        "Montant",
        lambda row: (
            cents_de(row, "Solde") is not None and low < (jour_de(row, "Date") or 0) <= high
        ),
    )
    value = (
        billed
        - rows.receipts(month_ago, billed=True)
        - rows.sum(ACHATS.name, RETENU, "Date", month_ago)
        + rows.sum(ACHATS.name, RETENU, "Payé le", month_ago)
    )
    formula = (
        f"ROUND({_since(FACTURES.name, 'Montant', 'Date', since, ('Solde', _ANY))}"
        f"-({_received(since, ('N° facture', text('<>')))})"
        f"-{_since(ACHATS.name, RETENU, 'Date', since)}"
        f"+{_since(ACHATS.name, RETENU, 'Payé le', since)},2)"
    )
    calc.line("variation_bfr", "De plus en un mois", formula, euros(value))


def _liquidite(calc: Calc) -> None:
    """What is available within three months for one euro to pay by then."""
    until = suivi.horizons(calc.builder.figures.jour)[-1]
    end = calc.at["horizon_2_jour"]

    def by(*lignes: str) -> int:
        return sum(o.montant for o in calc.mouvements if o.ligne in lignes and o.jour <= until)

    solde = calc.values["solde"]
    assert isinstance(solde, (int, float))
    _ratio(
        calc,
        "liquidite",
        "Disponible pour 1 € à payer",
        f"MAX(0,{calc.at['solde']}+{_attendu(end)})",
        f"({_achats(end)}+{_urssaf(end)})",
        max(0, round(solde * 100) + by(LIGNE_FACTURES)),
        -by(LIGNE_ACHATS, URSSAF),
    )


def _erreur(calc: Calc) -> None:
    """How far receipts were from their forecasts."""
    error = suivi.erreur_de_prevision(mois_passes(calc))
    planned, real = cellules(PREVUS_ROW), cellules(REALISES_ROW)
    gap = f"SUMPRODUCT(({planned}>0)*({real}-{planned})*(2*({real}>{planned})-1))"
    every = f"SUMPRODUCT(({planned}>0)*{planned})"
    calc.line(
        "erreur",
        "Erreur de prévision des recettes",
        f"IF({every}>0,ROUND(ROUND({gap},2)/{every},6),{text(RIEN)})",
        RIEN if error is None else error / MILLION,
        POURCENT_FIN,
    )


def _objectif(calc: Calc) -> None:
    """This year's receipts against the target, and how much of the year is over."""
    jour = calc.builder.figures.jour
    received = calc.values["ca_annee"]
    assert isinstance(received, (int, float))
    _ratio(
        calc, "objectif", "Part de l'objectif", calc.at["ca_annee"], "SUM(Objectif_annuel)",
        round(received * 100), calc.builder.figures.book.parametres.objectif,
    )  # fmt: skip
    first, last = date(jour.year, 1, 1), date(jour.year + 1, 1, 1)
    lived = part((jour - first).days + 1, (last - first).days) or 0
    calc.line(
        "annee_ecoulee",
        "Part de l'année écoulée",
        "ROUND((Aujourdhui-DATE(Annee,1,1)+1)/(DATE(Annee+1,1,1)-DATE(Annee,1,1)),6)",
        lived / MILLION,
        POURCENT_FIN,
    )


def _ratio(
    calc: Calc, name: str, label: str, amount: str, over: str, cents: int, all_cents: int
) -> None:
    """A share, or a dash of nothing."""
    share = part(cents, all_cents)
    value: Value = RIEN if share is None else share / MILLION
    formula = f"IF({over}>0,ROUND({amount}/{over},6),{text(RIEN)})"
    calc.line(name, label, formula, value, POURCENT_FIN)
