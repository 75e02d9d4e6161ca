"""tblDeclarations: one row per declaration, its formulas beside the core's own answers.

What a period declares of a category is what it received, less the refunds that earlier periods
could not deduct: see :func:`sheetcash.core.cotisations.reporter`. The rates that apply are looked
up in tblBaremes in columns of their own, at the right of the contract's, so that the accountant
sees them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from sheetcash.core import cotisations
from sheetcash.core.categories import (
    DROM,
    LABELS,
    LIBERALES,
)
from sheetcash.core.cotisations import Regime, assiette, reporter
from sheetcash.core.money import MILLION, euros
from sheetcash.core.periods import add_months, day_of, quarter_of, serial
from sheetcash.core.recettes import par_categorie
from sheetcash.templates import declarations_rates, periodes_xlsx
from sheetcash.templates.baremes_rows import (
    INCONNU,
    PARAMETRES,
    PERIODES_DROM,
)
from sheetcash.templates.controle_xlsx import RETENU
from sheetcash.templates.declarations_rates import titre_cfp, titre_taux, titre_taxe, titre_vl
from sheetcash.templates.figures import Figures
from sheetcash.templates.formulas import Cell, col, is_day, jusque, text, this, total, year
from sheetcash.workbook.content import Content
from sheetcash.workbook.parametres import ZONES
from sheetcash.workbook.reading_declarations import suivi_depuis
from sheetcash.workbook.schema import DATE, ENTIER, MONTANT, TAUX, TEXTE, Column
from sheetcash.workbook.tables import DECLARATIONS, RECETTES

#: What an amount shows when a rate it needs is not known.
BAREME_INCONNU: Final = "Barème inconnu"

Value = float | int | str

RESTE_DU: Final = "Reste dû"
ECHEANCE_A_VENIR: Final = "Échéance à venir"


def _declare(categorie: str) -> str:
    return f"À déclarer {LABELS[categorie]}"


def _cumul(categorie: str) -> str:
    return f"Cumul {LABELS[categorie]}"


#: What is typed on the Urssaf's site; they stay in sight.
A_DECLARER: Final = tuple(
    Column(
        _declare(categorie),
        MONTANT,
        "En euros entiers, les remboursements des périodes précédentes déduits.",
        computed=True,
    )
    for categorie in LABELS
)

EXTRA: Final = (
    *A_DECLARER,
    *(
        Column(_cumul(categorie), MONTANT, "Depuis la première ligne.", computed=True)
        for categorie in LABELS
    ),
    *periodes_xlsx.EXTRA,
    Column("Année", ENTIER, "Celle de la période.", computed=True),
    Column("Barème", TEXTE, "Les cotisations qui s'appliquent.", computed=True, width=34),
    Column("Barème meublé", TEXTE, "De même, pour les meublés.", computed=True, width=24),
    *(
        Column(title, TAUX, "Le taux en vigueur à la fin de la période.", computed=True, width=11)
        for title in declarations_rates.TITRES
    ),
    Column(RESTE_DU, MONTANT, "Le total, tant qu'il n'est pas payé.", computed=True),
    Column(ECHEANCE_A_VENIR, DATE, "La prochaine à honorer.", computed=True),
)

#: What only the formulas need.
HIDDEN: Final = ("Rang", *(column.title for column in EXTRA if column not in A_DECLARER))


def _d(title: str) -> str:
    return this(DECLARATIONS.name, title)


def _rates(bases: Callable[[str], str]) -> dict[str, str]:
    """For each category, ``base × rate`` rounded to the euro; zero when nothing is declared.

    A rate that is not known is a text: the product fails, and says so, only where it counts.
    """
    return {
        code: f"IF({_d(_declare(code))}>0,ROUND(ROUND({_d(_declare(code))}*{bases(code)},6),0),0)"
        for code in LABELS
    }


def a_declarer(cumul: str) -> str:
    """The whole euros to declare, from the column of a category's running total.

    The refunds left over by the periods before are their running total, less the highest that it
    ever was (zero at the start): a formula on the column itself would be circular.
    """
    ends, totals = col(DECLARATIONS.name, "Fin"), col(DECLARATIONS.name, cumul)
    highest = f"SUMPRODUCT(MAX(({ends}<{_d('Début')})*{totals}))"
    return f"MAX(0,ROUND(ROUND({_d(cumul)}-MAX(0,{highest}),2),0))"


def _owed(rate: Callable[[str], str], *codes: str) -> str:
    parts = _rates(lambda code: _d(rate(code)))
    return f"IFERROR({'+'.join(parts[code] for code in codes)},{text(BAREME_INCONNU)})"


def _formulas() -> dict[str, str]:
    debut, fin, annee = _d("Début"), _d("Fin"), _d("Année")
    day = RECETTES.columns[1].title
    found = {"Année": year(fin)}
    for label in LABELS.values():
        found[f"CA {label}"] = total(
            RECETTES.name,
            RETENU,
            ("Catégorie", text(label)),
            (day, f'">="&{debut}'),
            (day, jusque(f"MIN({fin},Aujourdhui)")),
        )
    for code, label in LABELS.items():
        found[_declare(code)] = a_declarer(_cumul(code))
        found[_cumul(code)] = total(DECLARATIONS.name, f"CA {label}", ("Fin", f'"<="&{fin}'))
    normal, acre = text(PARAMETRES["cotisations"]), text(PARAMETRES["acre_cotisations"])
    helped = f"IF({fin}<=Fin_ACRE,{acre},{normal})"
    first, second, lasting = map(text, PERIODES_DROM.values())
    found["Barème meublé"] = helped
    found["Barème"] = (
        f"IF(Zone={text(ZONES[3])},IF(Creation=0,{lasting},IF({fin}<EDATE(Trimestre_creation,24),"
        f"{first},IF({annee}<=Annee_creation+2,{second},{lasting}))),{helped})"
    )
    found |= declarations_rates.formules(_d("Barème"), _d("Barème meublé"), fin, annee)
    found["Cotisations"] = _owed(titre_taux, *LABELS)
    found["CFP"] = _owed(titre_cfp, *LABELS)
    # BNC and Cipav are liberal: they owe no chamber anything
    found["Taxe"] = _owed(titre_taxe, *(code for code in LABELS if code not in LIBERALES))
    found["VL"] = _owed(titre_vl, *LABELS)
    parts = "+".join(_d(title) for title in ("Cotisations", "CFP", "Taxe", "VL"))
    found["Total"] = f"IFERROR({parts},{text(BAREME_INCONNU)})"
    unpaid = f"{is_day(_d('Payé le'))}=0"
    found[RESTE_DU] = f"IF({unpaid},{_d('Total')},0)"
    # zero is to be declared too, but not what is older than the workbook's own figures
    followed = f"(Suivi_depuis>0)*({fin}>=Suivi_depuis)*({is_day(_d('Déclaré le'))}=0)"
    alive = f"({_d('Total')}<>0)+({_d('Échéance')}>=Aujourdhui)+{followed}>0"
    found[ECHEANCE_A_VENIR] = f'IF({unpaid},IF({alive},{_d("Échéance")},""),"")'
    return sur_une_periode(found, *map(_cumul, LABELS))


def sur_une_periode(formulas: Mapping[str, str], *nombres: str) -> dict[str, str]:
    """The formulas, blank on a row without a period; zero in the columns named ``nombres``."""
    return {
        title: f'IF({_d("Fin")}="",{0 if title in nombres else text("")},{formula})'
        for title, formula in formulas.items()
    }


def valeurs_vides(formulas: Mapping[str, str], *nombres: str) -> dict[str, Value]:
    """What :func:`sur_une_periode` shows on such a row."""
    return {title: 0 if title in nombres else "" for title in formulas}


FORMULAS: Final = _formulas()


def rows(content: Content, figures: Figures) -> list[dict[str, object]]:
    """The table's rows, formulas and their true values added."""
    its = periodes_xlsx.lignes(content, figures)
    received = [recu(row, figures) for row in its]
    found = []
    for row, *amounts in zip(its, received, *cumuler(its, received), strict=True):
        values = _values(row, figures, *amounts)
        cells = {title: Cell(FORMULAS[title], values[title]) for title in FORMULAS}
        found.append({**row, **cells})
    return found


def cumuler(
    its: Sequence[Mapping[str, object]], amounts: Sequence[Mapping[str, int]]
) -> tuple[list[dict[str, int]], list[dict[str, int]]]:
    """What each row declares, refunds carried over, and the running total at its end.

    Args:
        its: the declarations' rows, in any order; a blank one has nothing.
        amounts: what each receives, by category, in cents.
    """
    declared: list[dict[str, int]] = [{} for _ in its]
    running: list[dict[str, int]] = [{} for _ in its]
    ends = {at: fin for at, row in enumerate(its) if (fin := jour_de(row, "Fin")) is not None}
    reste: dict[str, int] = {}
    for at in sorted(ends, key=lambda at: ends[at]):
        declared[at], reste = reporter(amounts[at], reste)
        running[at] = somme(amounts[one] for one, fin in ends.items() if fin <= ends[at])
    return declared, running


def jour_de(row: Mapping[str, object], title: str) -> date | None:
    """A day of a declaration's row; None on a blank one."""
    day = row.get(title)
    if isinstance(day, Cell):
        return None if isinstance(day.value, str) else day_of(int(day.value))
    assert day is None or isinstance(day, date)
    return day


def recu(row: Mapping[str, object], figures: Figures) -> dict[str, int]:
    """Received in a period until today, by category, in cents."""
    recettes, first, last = figures.book.recettes, jour_de(row, "Début"), jour_de(row, "Fin")
    if first is None or last is None:
        return {}
    return par_categorie(
        recettes.dates, recettes.montants, recettes.categories, first, min(last, figures.jour)
    )


def somme(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Amounts by category, added."""
    totals: dict[str, int] = {}
    for part in parts:
        for categorie, cents in part.items():
            totals[categorie] = totals.get(categorie, 0) + cents
    return totals


def _bareme_name(fin: date, regime: Regime, *, meuble: bool) -> str:
    """Which contributions the formulas look up, in the words of Barèmes."""
    created = regime.debut_activite
    if regime.zone == DROM and not meuble:
        if created is None:
            return PERIODES_DROM["permanent"]
        if fin < add_months(quarter_of(created).debut, 24):
            return PERIODES_DROM["periode1"]
        return PERIODES_DROM["periode2" if fin.year <= created.year + 2 else "permanent"]
    helped = regime.acre and created is not None and fin <= cotisations.fin_acre(created)
    return PARAMETRES["acre_cotisations" if helped else "cotisations"]


def _values(
    row: dict[str, object],
    figures: Figures,
    ca: dict[str, int],
    declared: dict[str, int],
    running: dict[str, int],
) -> dict[str, Value]:
    """The true values of one declaration's formulas."""
    fin, due = jour_de(row, "Fin"), jour_de(row, "Échéance")
    if fin is None or due is None:
        return valeurs_vides(FORMULAS, *map(_cumul, LABELS))
    regime, jour = figures.book.parametres.regime, figures.jour
    values: dict[str, Value] = {
        "Année": fin.year,
        "Barème": _bareme_name(fin, regime, meuble=False),
        "Barème meublé": _bareme_name(fin, regime, meuble=True),
    }
    rates = declarations_rates.valeurs(fin, regime, figures.book.loi)
    for title, rate in rates.items():
        values[title] = INCONNU if rate is None else rate / MILLION
    for code, label in LABELS.items():
        values[f"CA {label}"] = euros(ca.get(code, 0))
        values[_declare(code)] = euros(assiette(declared.get(code, 0)))
        values[_cumul(code)] = euros(running.get(code, 0))
    whole: int | None = 0
    for title, names in (
        ("Cotisations", {code: titre_taux(code) for code in LABELS}),
        ("CFP", {code: titre_cfp(code) for code in LABELS}),
        ("Taxe", {code: titre_taxe(code) for code in LABELS if code not in LIBERALES}),
        ("VL", {code: titre_vl(code) for code in LABELS}),
    ):
        owed: int | None = 0
        for code, name in names.items():
            base = assiette(declared.get(code, 0))
            rate = rates[name]
            if not base or owed is None:
                continue
            owed = None if rate is None else owed + cotisations.du(base, rate)
        values[title] = BAREME_INCONNU if owed is None else euros(owed)
        whole = None if whole is None or owed is None else whole + owed
    values["Total"] = BAREME_INCONNU if whole is None else euros(whole)
    paid = isinstance(row.get("Payé le"), date)
    values[RESTE_DU] = 0 if paid else values["Total"]
    since = suivi_depuis(figures.book)
    followed = since is not None and fin >= since and not isinstance(row.get("Déclaré le"), date)
    alive = not paid and (whole != 0 or due >= jour or followed)
    values[ECHEANCE_A_VENIR] = serial(due) if alive else ""
    return values
