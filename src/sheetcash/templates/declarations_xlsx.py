"""tblDeclarations: one row per declaration, its formulas beside the core's own answers.

The rates that apply are looked up in tblBaremes in columns of their own, at the right of the
contract's, so that the accountant sees them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from sheetcash.baremes import Baremes
from sheetcash.core import cotisations, declarations
from sheetcash.core.categories import (
    BNC,
    CIPAV,
    DROM,
    LABELS,
    LIBERALE,
    LIBERALES,
    MEUBLE_CLASSE,
    SERVICE_BIC,
    VENTE,
)
from sheetcash.core.cotisations import CFP, COTISATIONS, TAXE, VL, Regime
from sheetcash.core.money import MILLION, euros, round_half_up, round_to_euro
from sheetcash.core.periods import add_months, quarter_of
from sheetcash.core.recettes import par_categorie
from sheetcash.errors import RuleError
from sheetcash.templates.baremes_rows import (
    INCONNU,
    PARAMETRES,
    PERIODES_DROM,
    lookup_rate,
)
from sheetcash.templates.content import Content
from sheetcash.templates.figures import Figures
from sheetcash.templates.formulas import Cell, is_day, serial, text, this, total, year
from sheetcash.workbook.parametres import NATURES, ZONES
from sheetcash.workbook.schema import DATE, ENTIER, MONTANT, TAUX, TEXTE, Column
from sheetcash.workbook.tables import DECLARATIONS, RECETTES

#: What an amount shows when a rate it needs is not known.
BAREME_INCONNU: Final = "Barème inconnu"

Value = float | int | str

_TAUX_CFP, _TAUX_CFP_LIBERALE = "Taux CFP", "Taux CFP libérale"
_TAUX_TAXE_VENTE, _TAUX_TAXE_SERVICE = "Taux taxe ventes", "Taux taxe services"
RESTE_DU: Final = "Reste dû"
ECHEANCE_A_VENIR: Final = "Échéance à venir"


def _taux(categorie: str) -> str:
    return f"Taux {LABELS[categorie]}"


def _taux_vl(categorie: str) -> str:
    """The VL's rate of a category: lodging pays that of sales."""
    return f"Taux VL {LABELS[VENTE if categorie == MEUBLE_CLASSE else categorie]}"


_VL_CATEGORIES = (VENTE, SERVICE_BIC, BNC, CIPAV)

EXTRA: Final = (
    Column("Année", ENTIER, "Celle de la période.", computed=True),
    Column("Barème", TEXTE, "Les cotisations qui s'appliquent.", computed=True, width=34),
    Column("Barème meublé", TEXTE, "De même, pour les meublés.", computed=True, width=24),
    *(
        Column(title, TAUX, "Le taux en vigueur à la fin de la période.", computed=True, width=11)
        for title in (
            *(_taux(categorie) for categorie in LABELS),
            _TAUX_CFP,
            _TAUX_CFP_LIBERALE,
            _TAUX_TAXE_VENTE,
            _TAUX_TAXE_SERVICE,
            *(_taux_vl(categorie) for categorie in _VL_CATEGORIES),
        )
    ),
    Column(RESTE_DU, MONTANT, "Le total, tant qu'il n'est pas payé.", computed=True),
    Column(ECHEANCE_A_VENIR, DATE, "La prochaine à honorer.", computed=True),
)


def _d(title: str) -> str:
    return this(DECLARATIONS.name, title)


def _rates(bases: Callable[[str], str]) -> dict[str, str]:
    """For each category, ``base × rate`` rounded to the euro; zero when nothing was received.

    A rate that is not known is a text: the product fails, and says so, only where it counts.
    """
    return {
        code: f"IF(ROUND({_d(f'CA {label}')},0)>0,"
        f"ROUND(ROUND(ROUND({_d(f'CA {label}')},0)*{bases(code)},6),0),0)"
        for code, label in LABELS.items()
    }


def _owed(rate: Callable[[str], str], *codes: str) -> str:
    parts = _rates(lambda code: _d(rate(code)))
    return f"IFERROR({'+'.join(parts[code] for code in codes)},{text(BAREME_INCONNU)})"


def _taux_cfp(categorie: str) -> str:
    return _TAUX_CFP_LIBERALE if categorie in LIBERALES else _TAUX_CFP


def _taux_taxe(categorie: str) -> str:
    return _TAUX_TAXE_VENTE if categorie in (VENTE, MEUBLE_CLASSE) else _TAUX_TAXE_SERVICE


def _formulas() -> dict[str, str]:
    debut, fin, annee = _d("Début"), _d("Fin"), _d("Année")
    day = RECETTES.columns[1].title
    found = {"Année": year(fin)}
    for label in LABELS.values():
        found[f"CA {label}"] = total(
            RECETTES.name,
            "Montant",
            ("Catégorie", text(label)),
            (day, f'">="&{debut}'),
            (day, f'"<="&MIN({fin},Aujourdhui)'),
        )
    normal, acre = text(PARAMETRES["cotisations"]), text(PARAMETRES["acre_cotisations"])
    helped = f"IF({fin}<=Fin_ACRE,{acre},{normal})"
    first, second, lasting = map(text, PERIODES_DROM.values())
    found["Barème meublé"] = helped
    found["Barème"] = (
        f"IF(Zone={text(ZONES[3])},IF(Creation=0,{lasting},IF({fin}<EDATE(Trimestre_creation,24),"
        f"{first},IF({annee}<=Annee_creation+2,{second},{lasting}))),{helped})"
    )
    for code, label in LABELS.items():
        which = "Barème meublé" if code == MEUBLE_CLASSE else "Barème"
        found[_taux(code)] = lookup_rate(_d(which), text(label), fin, annee)
    cfp = text(PARAMETRES["cfp"])
    found[_TAUX_CFP] = lookup_rate(cfp, "Nature_retenue", fin, annee)
    found[_TAUX_CFP_LIBERALE] = lookup_rate(cfp, text(NATURES[2]), fin, annee)
    for title, kind in ((_TAUX_TAXE_VENTE, "vente"), (_TAUX_TAXE_SERVICE, "services")):
        # the words of baremes_rows.libelle: « Artisanale, vente, Alsace »
        place = (
            f"IF((Nature_retenue={text(NATURES[1])})*"
            f"((Zone={text(ZONES[1])})+(Zone={text(ZONES[2])})),{text(', ')}&Zone,{text('')})"
        )
        rate = lookup_rate(
            text(PARAMETRES["taxe_consulaire"]),
            f"Nature_retenue&{text(', ' + kind)}&{place}",
            fin,
            annee,
        )
        found[title] = f"IF(Nature_retenue={text(NATURES[2])},0,{rate})"
    for code in _VL_CATEGORIES:
        rate = lookup_rate(
            text(PARAMETRES["versement_liberatoire"]), text(LABELS[code]), fin, annee
        )
        found[_taux_vl(code)] = f'IF(Versement_liberatoire="Oui",{rate},0)'
    found["Cotisations"] = _owed(_taux, *LABELS)
    found["CFP"] = _owed(_taux_cfp, *LABELS)
    # BNC and Cipav are liberal: they owe no chamber anything
    found["Taxe"] = _owed(_taux_taxe, *(code for code in LABELS if code not in LIBERALES))
    found["VL"] = _owed(_taux_vl, *LABELS)
    parts = "+".join(_d(title) for title in ("Cotisations", "CFP", "Taxe", "VL"))
    found["Total"] = f"IFERROR({parts},{text(BAREME_INCONNU)})"
    unpaid = f"{is_day(_d('Payé le'))}=0"
    found[RESTE_DU] = f"IF({unpaid},{_d('Total')},0)"
    # an old period without a receipt is not worth an alarm
    alive = f"({_d('Total')}<>0)+({_d('Échéance')}>=Aujourdhui)>0"
    found[ECHEANCE_A_VENIR] = f'IF({unpaid},IF({alive},{_d("Échéance")},""),"")'
    return found


FORMULAS: Final = _formulas()


def periods(content: Content, figures: Figures) -> list[dict[str, object]]:
    """The declarations' rows: those given, and those of last year and this one that lack.

    From the start of the activity, or from 1 January of last year. A row given by its period
    alone gets its days; one that is no known period is kept as it is.
    """
    given = {row["Période"]: row for row in content.table(DECLARATIONS.name)}
    options = figures.book.parametres
    created = options.regime.debut_activite
    this_year = figures.jour.year
    recent = date(this_year - 1, 1, 1)
    begun = created is not None and created.year <= this_year
    start = created if begun and created is not None else recent
    rows: list[dict[str, object]] = []
    for one in declarations.periodes(start, date(this_year, 12, 31), options.periodicite, created):
        label = one.label[:1].upper() + one.label[1:]
        if label in given or one.fin >= recent:
            days = {"Début": one.debut, "Fin": one.fin, "Échéance": one.echeance}
            rows.append({"Période": label, **days, **given.pop(label, {})})
    return [*given.values(), *rows]


def rows(content: Content, figures: Figures) -> list[dict[str, object]]:
    """The table's rows, formulas and their true values added."""
    found = []
    for row in periods(content, figures):
        values = _values(row, figures)
        cells = {title: Cell(FORMULAS[title], values[title]) for title in FORMULAS}
        found.append({**row, **cells})
    return found


def _rate(answer: Callable[[], int | None]) -> int | None:
    """A rate per million, 0 when none is due, None when the law's figure is not known."""
    try:
        return answer() or 0
    except RuleError:
        return None


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


def _values(row: dict[str, object], figures: Figures) -> dict[str, Value]:
    """The true values of one declaration's formulas."""
    debut, fin, due = row["Début"], row["Fin"], row["Échéance"]
    assert isinstance(debut, date) and isinstance(fin, date) and isinstance(due, date)
    regime, jour = figures.book.parametres.regime, figures.jour
    recettes = figures.book.recettes
    ca = par_categorie(
        recettes.dates, recettes.montants, recettes.categories, debut, min(fin, jour)
    )
    values: dict[str, Value] = {
        "Année": fin.year,
        "Barème": _bareme_name(fin, regime, meuble=False),
        "Barème meublé": _bareme_name(fin, regime, meuble=True),
    }
    rates = _all_rates(fin, regime, figures.book.loi)
    for title, rate in rates.items():
        values[title] = INCONNU if rate is None else rate / MILLION
    for code, label in LABELS.items():
        values[f"CA {label}"] = euros(ca.get(code, 0))
    whole: int | None = 0
    for title, names in (
        ("Cotisations", {code: _taux(code) for code in LABELS}),
        ("CFP", {code: _taux_cfp(code) for code in LABELS}),
        ("Taxe", {code: _taux_taxe(code) for code in LABELS if code not in LIBERALES}),
        ("VL", {code: _taux_vl(code) for code in LABELS}),
    ):
        owed: int | None = 0
        for code, name in names.items():
            base = max(0, round_to_euro(ca.get(code, 0)))
            rate = rates[name]
            if not base or owed is None:
                continue
            owed = None if rate is None else owed + round_half_up(base * rate, 100 * MILLION) * 100
        values[title] = BAREME_INCONNU if owed is None else euros(owed)
        whole = None if whole is None or owed is None else whole + owed
    values["Total"] = BAREME_INCONNU if whole is None else euros(whole)
    paid = row.get("Payé le") is not None
    values[RESTE_DU] = 0 if paid else values["Total"]
    alive = not paid and (whole != 0 or due >= jour)
    values[ECHEANCE_A_VENIR] = serial(due) if alive else ""
    return values


def _all_rates(fin: date, regime: Regime, loi: Baremes) -> dict[str, int | None]:
    """The rates shown on a row, per million, by column title."""

    def of(categorie: str, composante: str) -> int | None:
        def answer() -> int | None:
            found = cotisations.taux(categorie, fin, composante, regime, loi)
            return None if found is None else found.valeur

        return _rate(answer)

    found = {_taux(code): of(code, COTISATIONS) for code in LABELS}
    found[_TAUX_CFP] = of(VENTE, CFP)
    found[_TAUX_CFP_LIBERALE] = _rate(lambda: loi.bareme("cfp", fin, LIBERALE).valeur)
    found[_TAUX_TAXE_VENTE] = of(VENTE, TAXE)
    found[_TAUX_TAXE_SERVICE] = of(SERVICE_BIC, TAXE)
    found |= {_taux_vl(code): of(code, VL) for code in _VL_CATEGORIES}
    return found
