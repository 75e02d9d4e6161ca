"""The columns of tblClients that say how a client pays: core.solvabilite's rule as formulas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sheetcash.core import solvabilite
from sheetcash.core.money import MILLION, cents_of_float
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
    TROP_VIEUX,
    Historique,
)
from sheetcash.templates.flux_xlsx import PONDERES, RETARD
from sheetcash.templates.formulas import count, text, this, total
from sheetcash.templates.valeurs import cents_de, vu
from sheetcash.workbook.schema import ENTIER, TAUX, TEXTE, Column
from sheetcash.workbook.tables import CLIENTS, FACTURES

Value = float | int | str

PAYE_APRES: Final = "Payé en moyenne après (jours)"
PART_EN_RETARD: Final = "Part en retard"
FIABILITE: Final = "Fiabilité"
PROPOSEES: Final = "Conditions proposées"
REGLEES: Final = "Factures réglées"
OBSERVEES: Final = "Factures observées"
TARDIVES: Final = "Factures en retard"
RETARD_MOYEN: Final = "Retard moyen (jours)"
ANCIENNETE: Final = "Âge du retard"

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
        FIABILITE,
        ENTIER,
        f"Sur 100, moins les retards ; vide sous {MINIMUM} factures réglées.",
        computed=True,
        width=11,
    ),
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
)
_LATE: Final = "Retard (jours)"


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
    }


def _more(days: int) -> str:
    return f'">{days}"'


FORMULAS: Final = _formulas()


def valeurs(bills: Sequence[Mapping[str, object]], conditions: str) -> dict[str, Value]:
    """The true values of a client's columns, from the rows of tblFactures that bear its name.

    Args:
        bills: these rows, complete.
        conditions: the client's terms.
    """
    its = _historique(bills)
    days = [late for one in bills if isinstance(late := vu(one, _LATE), int)]
    note = solvabilite.fiabilite(its).note
    comptant = conditions.casefold() in {one.casefold() for one in _COMPTANT}
    share, mean, delay = its.part_tardive, its.retard_moyen, its.delai
    return {
        PAYE_APRES: "" if delay is None else delay,
        PART_EN_RETARD: "" if share is None else share / MILLION,
        FIABILITE: "" if note is None else note,
        PROPOSEES: solvabilite.proposition(its, comptant=comptant).conditions,
        REGLEES: its.reglees,
        OBSERVEES: its.observees,
        TARDIVES: its.tardives,
        RETARD_MOYEN: "" if mean is None else mean,
        ANCIENNETE: solvabilite.paliers(max(days, default=0)),
    }


def _historique(bills: Sequence[Mapping[str, object]]) -> Historique:
    """The part of a client's history that the score is made of, from what the columns show."""
    delays = [(one, days) for one in bills if isinstance(days := vu(one, RETARD), int)]
    late = [days for one in bills if isinstance(days := vu(one, _LATE), int) and days > 0]
    weighted = [
        cents_of_float(euros)
        for one, _ in delays
        if isinstance(euros := vu(one, PONDERES), (int, float))
    ]
    return Historique(
        reglees=len(delays),
        encaisse=sum(cents_de(one, "Encaissé") or 0 for one, _ in delays),
        jours_facture=sum(weighted),
        observees=len(delays) + len(late),
        tardives=len(late) + sum(1 for _, days in delays if days > 0),
        jours_de_retard=sum(late) + sum(max(0, days) for _, days in delays),
        plus_ancien=max(late, default=0),
    )
