"""The columns of tblClients that say how a client pays: core.solvabilite's rule as formulas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from sheetcash.core import solvabilite
from sheetcash.core.money import MILLION, cents_of_float
from sheetcash.core.periods import add_months, serial
from sheetcash.core.solvabilite import (
    ACOMPTE_30,
    COMMANDE,
    CONDITIONS,
    MINIMUM,
    PALIERS,
    PAR_PALIER,
    PART_MAX,
    PLUS_COURT,
    RETARD_MAX,
    SANS_HISTORIQUE,
    TENDANCE_MINIMUM,
    TENDANCE_MOIS,
    TROP_VIEUX,
    Historique,
)
from sheetcash.templates.flux_xlsx import PONDERES, RETARD
from sheetcash.templates.formulas import choose, count, text, this, total
from sheetcash.templates.valeurs import cents_de, jour_de, vu
from sheetcash.workbook.schema import ENTIER, TAUX, TEXTE, Column
from sheetcash.workbook.tables import CLIENTS, FACTURES

Value = float | int | str

PAYE_APRES: Final = "Payé en moyenne après (jours)"
PART_EN_RETARD: Final = "Part en retard"
FIABILITE: Final = "Fiabilité"
TENDANCE: Final = "Tendance (jours)"
POURQUOI: Final = "Pourquoi cette note"
PROPOSEES: Final = "Conditions proposées"
REGLEES: Final = "Factures réglées"
OBSERVEES: Final = "Factures observées"
TARDIVES: Final = "Factures en retard"
RETARD_MOYEN: Final = "Retard moyen (jours)"
ANCIENNETE: Final = "Âge du retard"
RECENTES: Final = "Réglées récentes"
JOURS_RECENTS: Final = "Jours des récentes"
JOURS: Final = "Jours des réglées"

#: Terms that leave no delay to shorten.
_COMPTANT: Final = ("À réception", "Comptant")

EXTRA: Final = (
    Column(
        PAYE_APRES,
        ENTIER,
        "De la facture au paiement, selon les montants.",
        computed=True,
        width=19,
    ),
    Column(PART_EN_RETARD, TAUX, "De ses factures échues ou réglées.", computed=True, width=10),
    Column(
        TENDANCE,
        ENTIER,
        f"Depuis {TENDANCE_MOIS} mois par rapport à avant ; positive : il paie plus tard.",
        computed=True,
        width=12,
    ),
    Column(
        FIABILITE,
        ENTIER,
        f"Sur 100, moins les retards ; vide sous {MINIMUM} factures réglées.",
        computed=True,
        width=11,
    ),
    Column(POURQUOI, TEXTE, "De quoi la note est faite.", computed=True, width=54),
    Column(
        PROPOSEES, TEXTE, "D'après la fiabilité ; le guide dit comment.", computed=True, width=24
    ),
)
CACHEES: Final = (
    Column(REGLEES, ENTIER, "Soldées par des encaissements.", computed=True),
    Column(OBSERVEES, ENTIER, "Réglées, ou échues et non réglées.", computed=True),
    Column(TARDIVES, ENTIER, "Parmi elles, réglées ou attendues en retard.", computed=True),
    Column(RETARD_MOYEN, ENTIER, "Une facture à l'heure compte pour zéro.", computed=True),
    Column(ANCIENNETE, ENTIER, "1 en retard, 2 après 30 jours, 3 après 60…", computed=True),
    Column(RECENTES, ENTIER, f"Réglées, échues depuis {TENDANCE_MOIS} mois.", computed=True),
    Column(JOURS_RECENTS, ENTIER, "De leur échéance à leur paiement.", computed=True),
    Column(JOURS, ENTIER, "De l'échéance au paiement, toutes.", computed=True),
)
_LATE: Final = "Retard (jours)"
_DUE: Final = "Échéance retenue"
#: What an unpaid invoice is called, by the age of the oldest.
_IMPAYE: Final = ("impayé", *(f"impayé de plus de {one} j" for one in PALIERS[1:]))


def _formulas() -> dict[str, str]:
    its = ("Client", this(CLIENTS.name, "Client"))
    settled = (RETARD, '">-100000"')

    def here(title: str) -> str:
        return this(CLIENTS.name, title)

    def invoices(*criteria: tuple[str, str]) -> str:
        return count(FACTURES.name, its, *criteria)

    weighted = total(FACTURES.name, PONDERES, its)
    received = total(FACTURES.name, "Encaissé", its, settled)
    days = (
        f"{total(FACTURES.name, RETARD, its, (RETARD, _more(0)))}"
        f"+{total(FACTURES.name, _LATE, its, (_LATE, _more(0)))}"
    )
    seen, tardy, note = here(OBSERVEES), here(TARDIVES), here(FIABILITE)
    lately = (_DUE, f'">"&EDATE(Aujourdhui,-{TENDANCE_MOIS})')
    new, old = here(RECENTES), f"({here(REGLEES)}-{here(RECENTES)})"
    before = f"({here(JOURS)}-{here(JOURS_RECENTS)})"
    age = here(ANCIENNETE)
    unpaid = f'IF({age}>0," ; "&{choose(age, _IMPAYE)},"")'
    few = f'"Factures réglées : "&{here(REGLEES)}&", il en faut {MINIMUM}"'
    told = f'"Retard moyen : "&{here(RETARD_MOYEN)}&" j ; "&{tardy}&" sur "&{seen}&" en retard"'
    terms = text(CONDITIONS[-1][1])
    for least, words in reversed(CONDITIONS[:-1]):
        chosen = text(words)
        if words == PLUS_COURT:
            now = "+".join(f"({here('Conditions')}={text(one)})" for one in _COMPTANT)
            chosen = f"IF({now}>0,{text(ACOMPTE_30)},{chosen})"
        terms = f"IF({note}>={least},{chosen},{terms})"
    return {
        PAYE_APRES: f'IFERROR(IF({received}>0,ROUND({weighted}/{received},0),""),"")',
        PART_EN_RETARD: f'IF({seen}>0,ROUND({tardy}/{seen},6),"")',
        TENDANCE: (
            f'IF(MIN({new},{old})<{TENDANCE_MINIMUM},"",'
            f"ROUND(({here(JOURS_RECENTS)}*{old}-{before}*{new})/({new}*{old}),0))"
        ),
        POURQUOI: f'IF({note}="",{few},{told})&{unpaid}',
        FIABILITE: (
            f'IF({here(REGLEES)}<{MINIMUM},"",100-MIN({RETARD_MAX},{here(RETARD_MOYEN)})'
            f"-ROUND({PART_MAX}*{tardy}/{seen},0)-{PAR_PALIER}*{here(ANCIENNETE)})"
        ),
        PROPOSEES: (
            f"IF({invoices((_LATE, _more(TROP_VIEUX)))}>0,{text(COMMANDE)},"
            f'IF({note}="",{text(SANS_HISTORIQUE)},{terms}))'
        ),
        REGLEES: invoices(settled),
        OBSERVEES: f"{invoices(settled)}+{invoices((_LATE, _more(0)))}",
        TARDIVES: f"{invoices((RETARD, _more(0)))}+{invoices((_LATE, _more(0)))}",
        RETARD_MOYEN: f'IF({seen}>0,ROUND(({days})/{seen},0),"")',
        ANCIENNETE: "+".join(f"({invoices((_LATE, _more(one)))}>0)" for one in PALIERS),
        RECENTES: invoices(settled, lately),
        JOURS_RECENTS: total(FACTURES.name, RETARD, its, settled, lately),
        JOURS: total(FACTURES.name, RETARD, its, settled),
    }


def _more(days: int) -> str:
    return f'">{days}"'


FORMULAS: Final = _formulas()


def valeurs(bills: Sequence[Mapping[str, object]], conditions: str, jour: date) -> dict[str, Value]:
    """The true values of a client's columns, from the rows of tblFactures that bear its name.

    Args:
        bills: these rows, complete.
        conditions: the client's terms.
        jour: the day it is looked at.
    """
    its = _historique(bills, serial(add_months(jour, -TENDANCE_MOIS)))
    note = solvabilite.fiabilite(its).note
    comptant = conditions.casefold() in {one.casefold() for one in _COMPTANT}
    share, mean, delay, trend = its.part_tardive, its.retard_moyen, its.delai, its.tendance
    age = solvabilite.paliers(its.plus_ancien)
    return {
        PAYE_APRES: "" if delay is None else delay,
        PART_EN_RETARD: "" if share is None else share / MILLION,
        TENDANCE: "" if trend is None else trend,
        FIABILITE: "" if note is None else note,
        POURQUOI: _pourquoi(its, note, age),
        PROPOSEES: solvabilite.proposition(its, comptant=comptant).conditions,
        REGLEES: its.reglees,
        OBSERVEES: its.observees,
        TARDIVES: its.tardives,
        RETARD_MOYEN: "" if mean is None else mean,
        ANCIENNETE: age,
        RECENTES: its.recentes,
        JOURS_RECENTS: its.jours_recents,
        JOURS: its.jours_recents + its.jours_anciens,
    }


def _pourquoi(its: Historique, note: int | None, age: int) -> str:
    """What the score is made of, in a cell's few words."""
    told = f"Factures réglées : {its.reglees}, il en faut {MINIMUM}"
    if note is not None:
        late = f"{its.tardives} sur {its.observees} en retard"
        told = f"Retard moyen : {its.retard_moyen} j ; {late}"
    return f"{told} ; {_IMPAYE[age - 1]}" if age else told


def _historique(bills: Sequence[Mapping[str, object]], depuis: int) -> Historique:
    """The part of a client's history that the score is made of, from what the columns show."""
    delays = [(one, days) for one in bills if isinstance(days := vu(one, RETARD), int)]
    late = [days for one in bills if isinstance(days := vu(one, _LATE), int) and days > 0]
    weighted = [
        cents_of_float(euros)
        for one, _ in delays
        if isinstance(euros := vu(one, PONDERES), (int, float))
    ]
    recent = [days for one, days in delays if (jour_de(one, _DUE) or 0) > depuis]
    return Historique(
        reglees=len(delays),
        encaisse=sum(cents_de(one, "Encaissé") or 0 for one, _ in delays),
        jours_facture=sum(weighted),
        observees=len(delays) + len(late),
        tardives=len(late) + sum(1 for _, days in delays if days > 0),
        jours_de_retard=sum(late) + sum(max(0, days) for _, days in delays),
        plus_ancien=max(late, default=0),
        recentes=len(recent),
        jours_recents=sum(recent),
        jours_anciens=sum(days for _, days in delays) - sum(recent),
    )
