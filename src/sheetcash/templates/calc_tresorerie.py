"""The balance, what clients owe, what the Urssaf expects."""

from __future__ import annotations

from datetime import date
from typing import Final

from sheetcash.core.money import MILLION, euros, round_half_up
from sheetcash.core.periods import serial
from sheetcash.templates import reglages_xlsx
from sheetcash.templates.calc import LEFT, Calc, Value
from sheetcash.templates.clients_xlsx import PART
from sheetcash.templates.controle_xlsx import (
    A_CORRIGER,
    CONTROLE,
    NUMERO_INCONNU,
    RETENU,
    incompletes,
)
from sheetcash.templates.declarations_xlsx import BAREME_INCONNU, ECHEANCE_A_VENIR, RESTE_DU
from sheetcash.templates.formulas import (
    ANY_NUMBER,
    Cell,
    apres,
    col,
    count,
    is_day,
    jusque,
    text,
    total,
)
from sheetcash.templates.looks import JOUR, POURCENT_FIN
from sheetcash.templates.places import FIRST_ROW, absolute, column_letter
from sheetcash.templates.recettes_xlsx import SOLDE
from sheetcash.templates.valeurs import shown, vu
from sheetcash.workbook.schema import Table
from sheetcash.workbook.tables import (
    ACHATS,
    BANQUE,
    CLIENTS,
    DECLARATIONS,
    FACTURES,
    PREVISIONS,
    RECETTES,
)

#: The tables under which a row may have been typed: only Excel makes them longer by itself.
SOUS: Final = (FACTURES, RECETTES, ACHATS, PREVISIONS)
#: The last sheet row, from 0, where such a row is looked for.
_BOTTOM: Final = 59_999

#: Upper bounds in days of the ages of unpaid invoices, as ``bilan`` tells them.
_AGES: Final = (
    ("À échoir", 0, 0),
    ("1 à 30 j", 1, 30),
    ("31 à 60 j", 31, 60),
    ("61 à 90 j", 61, 90),
    ("Plus de 90 j", 91, 99_999),
)


def write_cash(calc: Calc) -> None:
    """The balance: what came in and out of the account since its known day."""
    options, jour = calc.builder.figures.book.parametres, calc.builder.figures.jour
    since = options.date_solde or date(1899, 12, 30)
    calc.heading("Trésorerie")
    after, now = apres("MAX(0,Date_du_solde)"), jusque("Aujourdhui")
    received = sum(_cents(row[SOLDE]) for row in calc.rows[RECETTES.name])
    formula = f"ROUND(SUM({col(RECETTES.name, SOLDE)}),2)"
    calc.line("solde_recettes", "Encaissé depuis", formula, euros(received))
    sums = [received]
    day = "Payé le"
    for name, label, table, title in (
        ("achats", "Achats payés depuis", ACHATS, RETENU),
        ("urssaf", "Urssaf payée depuis", DECLARATIONS, "Total"),
    ):
        cents = sum(
            _cents(row.get(title))
            for row in calc.rows[table.name]
            if isinstance(its := row.get(day), date) and since < its <= jour
        )
        formula = total(table.name, title, (day, after), (day, now))
        calc.line(f"solde_{name}", label, formula, euros(cents))
        sums.append(cents)
    cents = options.solde_initial + sums[0] - sums[1] - sums[2]
    at = calc.at
    solde = calc.line(
        "solde",
        "Solde disponible",
        f"ROUND(SUM(Solde_initial)+{at['solde_recettes']}-{at['solde_achats']}"
        f"-{at['solde_urssaf']},2)",
        euros(cents),
    )
    calc.line(
        "solde_marge",
        "Au-dessus de la réserve",
        f"ROUND({solde}-SUM(Reserve_de_securite),2)",
        euros(cents - options.reserve),
    )


def _cents(value: object) -> int:
    """Cents of a content's amount, or of a formula's value in euros; texts count for nothing."""
    if isinstance(value, Cell):
        value = value.value
        return round(value * 100) if isinstance(value, (int, float)) else 0
    return value if isinstance(value, int) else 0


def write_unpaid(calc: Calc) -> None:
    """Open invoices by age, and what is to be done about them."""
    first = calc.heading("Impayés par âge")
    late = [
        (int(shown(row, "Retard (jours)")), round(shown(row, "Solde") * 100))
        for row in calc.rows[FACTURES.name]
        if shown(row, "Solde") != ""
    ]
    solde = ("Solde", '">0"')
    for label, low, high in _AGES:
        formula = total(
            FACTURES.name,
            "Solde",
            solde,
            ("Retard (jours)", f'">={low}"'),
            ("Retard (jours)", f'"<={high}"'),
        )
        cents = sum(amount for days, amount in late if amount > 0 and low <= days <= high)
        calc.line(f"age_{low}", label, formula, euros(cents))
    labels = f"${column_letter(LEFT)}${first + 1}:${column_letter(LEFT)}${first + len(_AGES)}"
    amounts = column_letter(LEFT + 3)
    calc.at["ages"] = labels
    calc.at["ages_montants"] = f"${amounts}${first + 1}:${amounts}${first + len(_AGES)}"
    ages = calc.at["ages_montants"].replace(f"${first + 1}:", f"${first + 2}:")
    overdue = sum(amount for days, amount in late if days > 0)
    calc.line("impayes", "En retard", f"ROUND(SUM({ages}),2)", euros(overdue))
    usual = calc.values["ca_moyen"]
    assert isinstance(usual, (int, float))
    share = round_half_up(overdue * MILLION, round(usual * 100)) / MILLION if usual > 0 else 0
    calc.line(
        "impayes_part",
        "Part d'un mois moyen",
        f"IF({calc.at['ca_moyen']}>0,ROUND({calc.at['impayes']}/{calc.at['ca_moyen']},6),0)",
        share,
        POURCENT_FIN,
    )
    number = sum(1 for days, amount in late if days > 0)
    calc.line(
        "impayes_nombre",
        "Factures en retard",
        count(FACTURES.name, ("Retard (jours)", '">0"')),
        number,
        "0",
    )
    jour = serial(calc.builder.figures.jour)
    due = sum(
        1
        for row in calc.rows[FACTURES.name]
        if shown(row, "Prochaine action") != "" and shown(row, "Prochaine action") <= jour
    )
    calc.line(
        "relances",
        "Relances à faire",
        count(FACTURES.name, ("Prochaine action", '"<="&Aujourdhui')),
        due,
        "0",
    )
    for name, label, table in (
        ("factures_incompletes", "Factures à compléter", FACTURES),
        ("recettes_incompletes", "Recettes à compléter", RECETTES),
        ("achats_incomplets", "Achats à compléter", ACHATS),
        ("previsions_incompletes", "Prévisions à compléter", PREVISIONS),
    ):
        calc.line(name, label, *incompletes(table, calc.rows[table.name]), "0")
    doubtful = sum(1 for row in calc.rows[RECETTES.name] if shown(row, CONTROLE) == NUMERO_INCONNU)
    formula = count(RECETTES.name, (CONTROLE, text(NUMERO_INCONNU)))
    calc.line("numeros_inconnus", "Encaissements sans facture connue", formula, doubtful, "0")
    for table in SOUS:
        calc.line(f"sous_{table.name}", f"Sous le tableau {table.sheet}", *_sous(calc, table), "0")
    wrong = reglages_xlsx.a_corriger(calc.builder.content)
    formula = f"COUNTIFS({reglages_xlsx.CONTROLES},{text(A_CORRIGER)})"
    calc.line("reglages", "Réglages à corriger", formula, len(wrong), "0")
    matched = ("Montant", '">-1000000000"')
    lines = calc.builder.content.table(BANQUE.name)
    faced = ("Rapproché avec", text("<>"))
    calc.line(
        "banque",
        "Lignes de relevé à rapprocher",
        f"{count(BANQUE.name, matched)}-{count(BANQUE.name, matched, faced)}",
        sum(
            1
            for row in lines
            if isinstance(row.get("Montant"), int) and row.get("Rapproché avec") is None
        ),
        "0",
    )


def _sous(calc: Calc, table: Table) -> tuple[str, int]:
    """The amounts typed under a table, which nothing counts: formula and truth."""
    column = table.titles.index("Montant")
    below = absolute(table.sheet, FIRST_ROW, column, _BOTTOM, column)
    inside = count(table.name, ("Montant", ANY_NUMBER))
    return (
        f"MAX(0,COUNTIFS({below},{ANY_NUMBER})-{inside})",
        calc.builder.content.dessous.get(table.name, 0),
    )


def write_dependence(calc: Calc) -> None:
    """The client who brings the largest share of a year's receipts."""
    calc.heading("Clients")
    shares, names = col(CLIENTS.name, PART), col(CLIENTS.name, "Client")
    found = [
        (share, str(vu(row, "Client")))
        for row in calc.rows[CLIENTS.name]
        if isinstance(share := shown(row, PART), (int, float))
    ]
    top = max((share for share, _ in found), default=0)
    name = next((name for share, name in found if share == top), "")
    most = calc.line("dependance", "Plus grande part", f"MAX(0,{shares})", top, POURCENT_FIN)
    where = f'IFERROR(INDEX({names},MATCH({most},{shares},0)),"")'
    calc.line("dependance_nom", "Qui", where, name, "@")


def write_owed(calc: Calc) -> None:
    """The next declaration to pay: several may share its day."""
    calc.heading("Urssaf")
    declarations = calc.rows[DECLARATIONS.name]
    dues = [
        shown(row, ECHEANCE_A_VENIR) for row in declarations if shown(row, ECHEANCE_A_VENIR) != ""
    ]
    next_due = min(dues, default=0)
    rows = [row for row in declarations if shown(row, ECHEANCE_A_VENIR) == next_due]
    name = DECLARATIONS.name
    day = calc.line(
        "echeance", "Prochaine échéance", f"MIN({col(name, ECHEANCE_A_VENIR)})", next_due, JOUR
    )
    unknown = any(shown(row, RESTE_DU) == BAREME_INCONNU for row in rows)
    amount: Value = BAREME_INCONNU
    if not unknown:
        amount = euros(sum(_cents(row[RESTE_DU]) for row in rows))
    blank = text(BAREME_INCONNU)
    calc.line(
        "a_payer",
        "À payer",
        f"IF({count(name, (ECHEANCE_A_VENIR, day), (RESTE_DU, blank))}>0,{blank},"
        f"{total(name, RESTE_DU, (ECHEANCE_A_VENIR, day))})",
        amount,
    )
    jour = serial(calc.builder.figures.jour)
    overdue = sum(1 for due in dues if due < jour)
    calc.line(
        "declarations_en_retard",
        "Déclarations en retard",
        count(name, (ECHEANCE_A_VENIR, '"<"&Aujourdhui')),
        overdue,
        "0",
    )
    missing = sum(1 for row in declarations if shown(row, "Total") == BAREME_INCONNU)
    calc.line("baremes", "Barèmes inconnus", count(name, ("Total", blank)), missing, "0")
    created = calc.builder.figures.book.parametres.regime.debut_activite
    calc.line(
        "creation",
        "Début d'activité saisi",
        f"{is_day('Debut_activite')}+0",
        int(created is not None),
        "0",
    )
