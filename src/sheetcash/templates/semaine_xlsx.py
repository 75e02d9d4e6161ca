"""The column that ranks each table's rows for the sheet À faire, beside the core's own answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

from sheetcash.core import semaine
from sheetcash.core.periods import day_of
from sheetcash.core.semaine import OUBLI, POIDS_MAXIMUM, PROCHAINEMENT, SEMAINE, Rang, Tache
from sheetcash.templates.controle_xlsx import CONTROLE, a_corriger
from sheetcash.templates.declarations_xlsx import BAREME_INCONNU, ECHEANCE_A_VENIR, RESTE_DU
from sheetcash.templates.echeancier_xlsx import (
    ETAT,
    FACULTATIF,
    FAIT,
    LOI_DES,
    rang_de,
)
from sheetcash.templates.factures_xlsx import A_SUIVRE
from sheetcash.templates.flux_xlsx import DU_LE
from sheetcash.templates.formulas import Cell, is_day, text, this
from sheetcash.templates.places import FIRST_ROW
from sheetcash.templates.previsions_xlsx import PROCHAINE
from sheetcash.templates.valeurs import cents_de, jour_de, mots, shown
from sheetcash.workbook.reading_tresorerie import ACHAT
from sheetcash.workbook.schema import ENTIER, Column, Table
from sheetcash.workbook.tables import ACHATS, DECLARATIONS, ECHEANCES, FACTURES, PREVISIONS

Row = Mapping[str, object]
Rows = Sequence[Row]

URGENCE: Final = "Urgence"
EXTRA: Final = (Column(URGENCE, ENTIER, "Le rang de la ligne dans À faire.", computed=True),)

#: The tables whose rows may be tasks, in the order in which À faire looks at them.
TABLES: Final = (DECLARATIONS, ECHEANCES, FACTURES, ACHATS, PREVISIONS)

#: What keeps an invoice that counts from being reminded.
_RETENUES: Final = tuple(
    map(a_corriger, ("N° facture", "Client", "Niveau", "Dernière relance", "Promesse de paiement"))
)

_TODAY: Final = "Aujourdhui"


def _rank(rang: Rang, poids: str) -> str:
    """:func:`sheetcash.core.semaine.urgence` of the formula's own row."""
    return f"{semaine.urgence(rang, 0, 10**9)}+{poids}*100000+MAX(0,99999-ROW())"


def _by_day(rang: Rang, jour: str) -> str:
    return _rank(rang, f"({POIDS_MAXIMUM}-{jour})")


def _retenue(controle: str) -> str:
    return "+".join(f"({controle}={text(words)})" for words in _RETENUES)


def _formulas() -> dict[str, str]:
    def of(table: Table) -> Callable[[str], str]:
        return lambda title: this(table.name, title)

    d, e, f, a, p = map(of, TABLES)
    due, day, rang = d("Échéance"), e("Date"), f"SUM({e('Rang')})"
    mirror = f"({rang}>0)*({rang}<{LOI_DES})"
    amount = f"MIN({POIDS_MAXIMUM},ROUND({f('Solde')},0))"
    return {
        DECLARATIONS.name: (
            f'IF({d(ECHEANCE_A_VENIR)}="",0,IF({d("Fin")}>={_TODAY},0,'
            f"IF({due}<{_TODAY},{_by_day(Rang.URSSAF_EN_RETARD, due)},"
            f"IF({due}<={_TODAY}+{SEMAINE},{_by_day(Rang.URSSAF_CETTE_SEMAINE, due)},"
            f"{_by_day(Rang.URSSAF_PLUS_TARD, due)}))))"
        ),
        ECHEANCES.name: (
            f'IF(({e(ETAT)}="")+({e(ETAT)}="{FAIT}")+({is_day(day)}=0)+{mirror}>0,0,'
            f"IF(({day}>{_TODAY}+{PROCHAINEMENT})+({day}<{_TODAY}-{OUBLI})"
            f"+({day}<{_TODAY})*({rang}>={FACULTATIF})>0,0,"
            f"IF({day}<{_TODAY},{_by_day(Rang.OBLIGATION_EN_RETARD, day)},"
            f"IF({day}<={_TODAY}+{SEMAINE},{_by_day(Rang.OBLIGATION_CETTE_SEMAINE, day)},"
            f"{_by_day(Rang.OBLIGATION_PLUS_TARD, day)}))))"
        ),
        FACTURES.name: (
            f"IF({_retenue(f(CONTROLE))}>0,0,"
            f'IF(({f(A_SUIVRE)}="")*({f("Prochaine action")}="")>0,0,'
            f'IF(({f(A_SUIVRE)}="")*({f("Prochaine action")}>{_TODAY})>0,0,'
            f"{_rank(Rang.RELANCE, amount)})))"
        ),
        ACHATS.name: (
            f'IF({a(DU_LE)}="",0,IF({a(DU_LE)}>{_TODAY}+{SEMAINE},0,'
            f"{_by_day(Rang.ACHAT, a(DU_LE))}))"
        ),
        PREVISIONS.name: (
            f'IF(({p(PROCHAINE)}="")+({p("Sens")}<>"Encaissement")>0,0,'
            f"IF({p(PROCHAINE)}>{_TODAY}+{SEMAINE},0,"
            f"{_by_day(Rang.A_FACTURER, p(PROCHAINE))}))"
        ),
    }


FORMULAS: Final = _formulas()


def classer(
    table: Table, rows: Rows, aujourdhui: date
) -> tuple[list[dict[str, object]], list[Tache]]:
    """A table's rows with their rank, and the tasks they are.

    Args:
        table: one of :data:`TABLES`.
        rows: its rows, complete.
        aujourdhui: the day of the figures.
    """
    task = _TASKS[table.name]
    found, tasks = [], []
    for index, row in enumerate(rows):
        one = task(row, FIRST_ROW + 1 + index, aujourdhui)
        if one is not None:
            tasks.append(one)
        value = one.urgence if one is not None else 0
        found.append({**row, URGENCE: Cell(FORMULAS[table.name], value)})
    return found, tasks


def _day(row: Row, title: str) -> date | None:
    at = jour_de(row, title)
    return None if at is None else day_of(at)


def _declaration(row: Row, ligne: int, jour: date) -> Tache | None:
    fin, due = _day(row, "Fin"), _day(row, "Échéance")
    if shown(row, ECHEANCE_A_VENIR) == "" or fin is None or due is None or fin >= jour:
        return None
    owed = None if shown(row, RESTE_DU) == BAREME_INCONNU else cents_de(row, RESTE_DU)
    declared = _day(row, "Déclaré le") is not None
    label = str(shown(row, "Période"))
    return semaine.urssaf(ligne, label, due, owed, declaree=declared, aujourdhui=jour)


def _echeance(row: Row, ligne: int, jour: date) -> Tache | None:
    day, rang = _day(row, "Date"), rang_de(row)
    if day is None or shown(row, ETAT) in ("", FAIT) or 0 < rang < LOI_DES:
        return None
    return semaine.obligation(
        ligne,
        mots(row, "Obligation"),
        mots(row, "Détail"),
        day,
        cents_de(row, "Montant estimé"),
        facultative=rang >= FACULTATIF,
        aujourdhui=jour,
    )


def _facture(row: Row, ligne: int, jour: date) -> Tache | None:
    day, solde = _day(row, "Prochaine action"), cents_de(row, "Solde")
    task = str(shown(row, A_SUIVRE))
    if solde is None or shown(row, CONTROLE) in _RETENUES:
        return None
    if not task and (day is None or day > jour):
        return None
    return semaine.relance(
        ligne,
        mots(row, "N° facture"),
        mots(row, "Client"),
        solde,
        None if task else day,
        str(shown(row, "Statut")),
        int(shown(row, "Retard (jours)")),
        task or semaine.RELANCER,
    )


def _achat(row: Row, ligne: int, jour: date) -> Tache | None:
    day, montant = _day(row, DU_LE), cents_de(row, "Montant")
    if day is None or montant is None:
        return None
    return semaine.achat(ligne, mots(row, "Fournisseur", "Nature") or ACHAT, day, montant, jour)


def _prevision(row: Row, ligne: int, jour: date) -> Tache | None:
    day, montant = _day(row, PROCHAINE), cents_de(row, "Montant")
    if day is None or montant is None or row.get("Sens") != "Encaissement":
        return None
    return semaine.facture_a_faire(ligne, mots(row, "Libellé"), day, montant, jour)


_TASKS: Final = {
    DECLARATIONS.name: _declaration,
    ECHEANCES.name: _echeance,
    FACTURES.name: _facture,
    ACHATS.name: _achat,
    PREVISIONS.name: _prevision,
}
