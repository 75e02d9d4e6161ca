"""The alerts: what must be done, then what is to be watched; nothing when all is well."""

from __future__ import annotations

from typing import Final

from sheetcash.core.indicateurs import impayes_alarmants
from sheetcash.core.money import MILLION
from sheetcash.templates import alerts_seuils, reglages_xlsx
from sheetcash.templates.alerts_mots import (
    Alert,
    Where,
    compte,
    entier,
    fixe,
    la_plus_haute,
    pourcent,
    premiere,
    premiere_tache,
)
from sheetcash.templates.calc import Calc
from sheetcash.templates.calc_tresorerie import SOUS
from sheetcash.templates.clients_xlsx import PART
from sheetcash.templates.controle_xlsx import A_CORRIGER, CONTROLE, NUMERO_INCONNU
from sheetcash.templates.declarations_xlsx import BAREME_INCONNU
from sheetcash.templates.formulas import Cell, is_number, text
from sheetcash.templates.looks import AMBER, HAIRLINE, RED, TEAL
from sheetcash.templates.places import PARAMETRES, PLAN, column_letter
from sheetcash.workbook.parametres import BY_LABEL
from sheetcash.workbook.tables import ACHATS, CLIENTS, DECLARATIONS, FACTURES, PREVISIONS, RECETTES

#: How many alerts the page shows; the others wait until these are dealt with.
SHOWN: Final = 6

#: The columns of the list from which the page picks, in the working area.
_LEFT: Final = 38


def _unpaid(calc: Calc) -> Cell:
    """Late invoices against the usual month, in words where a percentage would say little."""
    usual, part = calc.values["ca_moyen"], calc.values["impayes_part"]
    assert isinstance(usual, (int, float)) and isinstance(part, (int, float))
    nothing = fixe("Impayés en retard, et rien d'encaissé depuis un an.")
    months = fixe("Impayés en retard : plus de trois mois d'encaissements.")
    share = pourcent(
        calc.at["impayes_part"], part, "Impayés en retard : ", " % d'un mois moyen d'encaissements."
    )
    formula = (
        f"IF({calc.at['ca_moyen']}<=0,{nothing.formula},"
        f"IF({calc.at['impayes_part']}>3,{months.formula},{share.formula}))"
    )
    said = nothing if usual <= 0 else months if part > 3 else share
    return Cell(formula, said.value)


def _setting(calc: Calc) -> Where:
    """The first setting that cannot be read."""
    wrong = reglages_xlsx.a_corriger(calc.builder.content)
    match = f"MATCH({text(A_CORRIGER)},{reglages_xlsx.CONTROLES},0)"
    row = reglages_xlsx.ROWS[wrong[0]] + 1 if wrong else 1
    return Where(PARAMETRES, f"IFERROR({match}+{reglages_xlsx.FIRST},1)", row)


def _share(calc: Calc, label: str) -> float:
    """A setting that is a number, or its default."""
    value, default = calc.builder.content.setting(label), BY_LABEL[label].default
    assert isinstance(default, (int, float))
    return value if isinstance(value, (int, float)) else default


def _or_default(label: str) -> str:
    """The formula of the same."""
    setting = BY_LABEL[label]
    return f"IF({is_number(setting.name)}=1,{setting.name},{setting.default})"


def _alerts(calc: Calc) -> list[Alert]:
    at, of = calc.at, calc.values

    number = calc.number
    seuil, most = _share(calc, "Seuil d'alerte impayés"), _share(calc, "Seuil de dépendance")
    main = calc.builder.content.setting("Catégorie principale") is not None
    alarming = _or_default("Seuil d'alerte impayés")
    unpaid, usual = round(number("impayes") * 100), round(number("ca_moyen") * 100)
    worrying = impayes_alarmants(unpaid, usual, round(seuil * MILLION))
    return [
        Alert(
            f"{at['creation']}=0",
            number("creation") == 0,
            fixe("Saisissez votre début d'activité dans Paramètres."),
            True,
            Where(PARAMETRES),
        ),
        Alert(
            f'({at["creation"]}=1)*(Categorie_principale="")',
            number("creation") == 1 and not main,
            fixe("Choisissez votre catégorie principale dans Paramètres."),
            True,
            Where(PARAMETRES),
        ),
        Alert(
            f"{at['reglages']}>0",
            number("reglages") > 0,
            compte(
                at["reglages"],
                of["reglages"],
                "réglage illisible dans Paramètres : il compte pour rien.",
                "réglages illisibles dans Paramètres : ils comptent pour rien.",
            ),
            True,
            _setting(calc),
        ),
        Alert(
            f"{at['declarations_en_retard']}>0",
            number("declarations_en_retard") > 0,
            compte(
                at["declarations_en_retard"],
                of["declarations_en_retard"],
                "déclaration en retard : déclarez et payez à l'Urssaf.",
                "déclarations en retard : déclarez et payez à l'Urssaf.",
            ),
            True,
            premiere_tache(calc, DECLARATIONS),
        ),
        Alert(
            f"{at['relances']}>0",
            number("relances") > 0,
            compte(
                at["relances"],
                of["relances"],
                "relance à faire : voyez Factures.",
                "relances à faire : voyez Factures.",
            ),
            True,
            premiere_tache(calc, FACTURES),
        ),
        *alerts_seuils.depasses(calc),
        Alert(
            f"{at['factures_incompletes']}>0",
            number("factures_incompletes") > 0,
            compte(
                at["factures_incompletes"],
                of["factures_incompletes"],
                "facture à corriger : voyez sa colonne Contrôle.",
                "factures à corriger : voyez leur colonne Contrôle.",
            ),
            True,
            premiere(calc, FACTURES, CONTROLE, A_CORRIGER),
        ),
        Alert(
            f"{at['recettes_incompletes']}>0",
            number("recettes_incompletes") > 0,
            compte(
                at["recettes_incompletes"],
                of["recettes_incompletes"],
                "recette à compléter, hors des totaux.",
                "recettes à compléter, hors des totaux.",
            ),
            True,
            premiere(calc, RECETTES, CONTROLE, A_CORRIGER),
        ),
        *(
            Alert(
                f"{at[name]}>0",
                number(name) > 0,
                compte(
                    at[name],
                    of[name],
                    f"{noun} à compléter, hors du plan.",
                    f"{noun}s à compléter, hors du plan.",
                ),
                True,
                premiere(calc, table, CONTROLE, A_CORRIGER),
            )
            for name, noun, table in (
                ("achats_incomplets", "achat", ACHATS),
                ("previsions_incompletes", "prévision", PREVISIONS),
            )
        ),
        Alert(
            f"{at['numeros_inconnus']}>0",
            number("numeros_inconnus") > 0,
            compte(
                at["numeros_inconnus"],
                of["numeros_inconnus"],
                "encaissement porte un n° de facture inconnu.",
                "encaissements portent un n° de facture inconnu.",
            ),
            True,
            premiere(calc, RECETTES, CONTROLE, NUMERO_INCONNU),
        ),
        *(
            Alert(
                f"{at[f'sous_{table.name}']}>0",
                number(f"sous_{table.name}") > 0,
                compte(
                    at[f"sous_{table.name}"],
                    of[f"sous_{table.name}"],
                    f"ligne sous le tableau {table.sheet} : non comptée.",
                    f"lignes sous le tableau {table.sheet} : non comptées.",
                ),
                True,
                Where(table.sheet),
            )
            for table in SOUS
        ),
        Alert(
            f"{at['baremes']}>0",
            number("baremes") > 0,
            fixe("Un taux manque dans Barèmes : une déclaration l'attend."),
            True,
            premiere(calc, DECLARATIONS, "Total", BAREME_INCONNU),
        ),
        Alert(
            f"{at['solde_marge']}<0",
            number("solde_marge") < 0,
            fixe("Le solde est passé sous votre réserve de sécurité."),
            True,
            Where(PLAN),
        ),
        Alert(
            f"{at['rouge']}>0",
            number("rouge") > 0,
            Cell(
                f"{text('Solde prévu sous zéro en ')}&{at['rouge_nom']}&{text('.')}",
                f"Solde prévu sous zéro en {of['rouge_nom']}.",
            ),
            True,
            Where(PLAN),
        ),
        Alert(
            f"({at['impayes']}>0)*({at['impayes']}>{alarming}*{at['ca_moyen']})",
            unpaid > 0 and worrying,
            _unpaid(calc),
            False,
            la_plus_haute(calc, FACTURES, "Retard (jours)"),
        ),
        Alert(
            f"{at['dependance']}>{_or_default('Seuil de dépendance')}",
            round(number("dependance") * MILLION) > round(most * MILLION),
            Cell(
                f"ROUND({at['dependance']}*100,0)&{text(' % de vos encaissements : ')}"
                f"&{at['dependance_nom']}&{text('.')}",
                f"{entier(number('dependance'))} % de vos encaissements : {of['dependance_nom']}.",
            ),
            False,
            la_plus_haute(calc, CLIENTS, PART),
        ),
        *alerts_seuils.en_vue(calc),
    ]


def write_alerts(calc: Calc, top: int) -> None:
    """Write the list in the working area, and the first ones under the cards."""
    looks, worksheet = calc.builder.looks, calc.worksheet
    alerts = _alerts(calc)
    first = 6
    letters = [column_letter(_LEFT + at) for at in range(4)]
    worksheet.write_string(first - 1, _LEFT, "Alertes", looks.note(bold=True))
    worksheet.set_column(_LEFT, _LEFT, 50, looks.note())
    shown: list[tuple[str, int]] = []
    for at, alert in enumerate(alerts):
        row = first + at
        message = alert.message
        sign = "● " if alert.act else "▲ "
        formula = f'IF({alert.condition},{text(sign)}&{message.formula},"")'
        said = f"{sign}{message.value}" if alert.true else ""
        calc.put(row, _LEFT, formula, said, "@")
        above = f"{letters[1]}{row}+" if at else ""
        if alert.true:
            shown.append((said, int(alert.act)))
        calc.put(row, _LEFT + 1, f'{above}({letters[0]}{row + 1}<>"")', len(shown), "0")
        calc.put(row, _LEFT + 2, str(int(alert.act)), int(alert.act), "0")
        anchor = f"#'{alert.where.sheet}'!A"
        link = f"{anchor}{alert.where.row}"
        calc.put(row, _LEFT + 3, f"{text(anchor)}&{alert.where.formula}", link, "@")
    cells = [f"${x}${first + 1}:${x}${first + len(alerts)}" for x in letters]
    heading = looks.get(bold=True, font_color=TEAL, bottom=1, bottom_color=HAIRLINE)
    worksheet.set_row(top, 22)
    worksheet.write_string(top, 0, "À surveiller et à faire", heading)
    worksheet.write_blank(top, 1, None, heading)
    number = f"${letters[1]}${first + len(alerts)}"
    left = max(0, len(shown) - SHOWN)
    more = Cell(
        f'IF({number}>{SHOWN},{text("et ")}&({number}-{SHOWN})&{text(" de plus")},"")',
        f"et {left} de plus" if left else "",
    )
    ruled = looks.note(align="right", bottom=1, bottom_color=HAIRLINE)
    calc.builder.write(worksheet, top, 2, more, "", ruled)
    for at in range(SHOWN):
        row = top + 1 + at
        said, act = shown[at] if at < len(shown) else ("", 0)
        where = f"MATCH({at + 1},{cells[1]},0)"
        nothing = text("Rien à signaler.") if at == 0 else '""'
        if at == 0 and not said:
            said = "Rien à signaler."
        link = f"HYPERLINK(INDEX({cells[3]},{where}),INDEX({cells[0]},{where}))"
        formula = f"IFERROR({link},{nothing})"
        calc.builder.write(worksheet, row, 0, Cell(formula, said), "", looks.get())
        red = calc.put(row, _LEFT + 4, f"IFERROR(INDEX({cells[2]},{where}),0)", act, "0")
        for condition, colour in ((f"{red}=1", RED), (f'({red}=0)*(A{row + 1}>"▲")', AMBER)):
            worksheet.conditional_format(
                row,
                0,
                row,
                0,
                {
                    "type": "formula",
                    "criteria": "=" + condition,
                    "format": calc.builder.workbook.add_format({"font_color": colour}),
                },
            )
