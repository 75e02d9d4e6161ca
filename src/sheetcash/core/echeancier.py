"""The obligations of a micro-entrepreneur as dated entries; what has no known date is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from sheetcash.baremes import LOI, Baremes
from sheetcash.core.cotisations import fin_acre
from sheetcash.core.declarations import periodes
from sheetcash.core.money import format_euros
from sheetcash.core.periods import (
    TRIMESTRIELLE,
    add_months,
    end_of_month,
    format_date,
    next_business_day,
)
from sheetcash.errors import RuleError

#: The obligation that recurs most: the declarations of turnover.
URSSAF: Final = "Déclaration à l'Urssaf"

#: Choices to make before a day, and a day to know: nothing is late once it is past.
VERSEMENT_LIBERATOIRE: Final = "Versement libératoire"
PERIODICITE: Final = "Périodicité des déclarations"
DEMANDE_ACRE: Final = "Demande d'ACRE"
FIN_ACRE: Final = "Fin de l'ACRE"
FACULTATIVES: Final = (VERSEMENT_LIBERATOIRE, PERIODICITE, DEMANDE_ACRE, FIN_ACRE)

#: Days after the creation by which the ACRE is over, and the time to ask for it.
_ACRE_FINIE: Final = 366


class Contrat(NamedTuple):
    """A contract for a client: its first and last day, its amount in cents, its name."""

    debut: date
    fin: date
    montant: int
    nom: str


class Situation(NamedTuple):
    """What decides of the obligations.

    Attributes:
        periodicite: of the declarations.
        debut_activite: the first day of activity.
        acre: the start-up relief was granted.
        tva_depuis: the day since which VAT is due, None under the exemption.
        contrats: those with professional clients, for the attestation de vigilance.
        periodicite_depuis: the 1 January since which ``periodicite`` applies, None for ever.
    """

    periodicite: str = TRIMESTRIELLE
    debut_activite: date | None = None
    acre: bool = False
    tva_depuis: date | None = None
    contrats: Sequence[Contrat] = ()
    periodicite_depuis: date | None = None


class Echeance(NamedTuple):
    """One entry: its day (None when the user must find it out), what, why and the article."""

    jour: date | None
    obligation: str
    detail: str
    reference: str


def echeances(
    debut: date, fin: date, situation: Situation | None = None, loi: Baremes = LOI
) -> list[Echeance]:
    """What is to be done from ``debut`` to ``fin`` inclusive, by day; undated entries last.

    Args:
        debut: first day.
        fin: last day.
        situation: what the business is; by default an old one, quarterly, without ACRE.
        loi: the figures to use.

    >>> [(e.jour.isoformat(), e.obligation) for e in echeances(date(2026, 12, 1),
    ...     date(2027, 2, 28), Situation(debut_activite=date(2024, 1, 1))) if e.jour]
    [('2026-12-15', 'CFE'), ('2027-02-01', "Déclaration à l'Urssaf")]
    """
    situation = situation or Situation()
    created = situation.debut_activite
    found = [
        *_urssaf(debut, fin, situation),
        *_acre(debut, situation, loi),
        *_cfe(debut, fin, created, loi),
        *_options(debut, fin, created, loi),
        *_vigilance(situation, loi),
        *_factures_electroniques(loi),
        *_sans_jour_fixe(debut, fin, situation, loi),
    ]
    dated = sorted(one for one in found if one.jour is not None and debut <= one.jour <= fin)
    return [*dated, *(one for one in found if one.jour is None)]


def _urssaf(debut: date, fin: date, situation: Situation) -> Iterator[Echeance]:
    # A first quarter waits for the next: it is due up to seven months after it begins.
    start = add_months(debut.replace(day=1), -9)
    together: dict[date, list[str]] = {}
    for one in periodes(
        start,
        fin,
        situation.periodicite,
        situation.debut_activite,
        situation.periodicite_depuis,
    ):
        together.setdefault(one.echeance, []).append(one.label)
    for jour, labels in together.items():
        yield Echeance(
            jour,
            URSSAF,
            f"{' et '.join(labels)} : à déclarer et à payer, même à zéro.",
            "CSS L613-7, R613-* (numéro non relu)",
        )


def _acre(debut: date, situation: Situation, loi: Baremes) -> Iterator[Echeance]:
    created = situation.debut_activite
    if created is None or created + timedelta(days=_ACRE_FINIE) < debut:
        return
    if situation.acre:
        last = fin_acre(created)
        yield Echeance(last, FIN_ACRE, "Le taux plein s'applique dès le lendemain.", "CSS D131-6-3")
        return
    try:
        days = loi.bareme("acre_demande", created)
    except RuleError:
        return  # the delay of before 2026 is not among the figures
    assert days.valeur is not None
    yield Echeance(
        created + timedelta(days=days.valeur),
        DEMANDE_ACRE,
        "Dernier jour pour la demander, si vous y avez droit.",
        days.reference,
    )


def _jour(annee: int, cle: str, loi: Baremes) -> tuple[date, str] | None:
    """The day of a year for a key of the calendar, and its article; None when not known."""
    try:
        row = loi.bareme("calendrier", date(annee, 1, 1), cle)
    except RuleError:
        return None
    assert row.valeur is not None
    month, day = divmod(row.valeur, 100)
    last = end_of_month(date(annee, month, 1)).day  # 29 February exists one year in four
    return date(annee, month, min(day, last)), row.reference


def _cfe(debut: date, fin: date, created: date | None, loi: Baremes) -> Iterator[Echeance]:
    if created is not None:
        yield Echeance(
            date(created.year, 12, 31),
            "CFE : déclaration initiale",
            "Formulaire 1447-C-SD, l'année de création (aucune CFE cette année-là).",
            "CGI 1478",
        )
    for annee in range(debut.year, fin.year + 1):
        if created is not None and created.year >= annee:
            continue
        known = _jour(annee, "cfe", loi)
        if known is None:
            if debut <= date(annee, 12, 31) and fin >= date(annee, 12, 1):  # its season
                yield Echeance(
                    None,
                    "CFE",
                    f"À payer en décembre {annee} ; le jour est sur impots.gouv.fr.",
                    "CGI 1478, 1679 quinquies",
                )
            continue
        try:
            limite = format_euros(loi.valeur("cfe_exoneration", date(annee, 1, 1)))
        except RuleError:
            free = ""
        else:
            free = (
                " Pas de cotisation minimum si les recettes de l'avant-dernière année ne "
                f"dépassent pas {limite}."
            )
        yield Echeance(
            # due on a Saturday, a Sunday or a holiday, a tax waits: 16 December in 2024
            next_business_day(known[0]),
            "CFE",
            f"À payer en ligne (espace professionnel).{free}",
            known[1],
        )


def _options(debut: date, fin: date, created: date | None, loi: Baremes) -> Iterator[Echeance]:
    for annee in range(debut.year, fin.year + 1):
        if created is not None and created.year > annee:
            continue
        for cle, obligation, detail in (
            (
                "versement_liberatoire",
                VERSEMENT_LIBERATOIRE,
                f"Dernier jour pour le choisir ou le quitter pour {annee + 1}.",
            ),
            (
                "periodicite",
                PERIODICITE,
                f"Dernier jour pour en changer pour {annee + 1}.",
            ),
        ):
            known = _jour(annee, cle, loi)
            if known is not None:
                yield Echeance(known[0], obligation, detail, known[1])
            elif debut <= date(annee, 10, 31) and fin >= date(annee, 9, 1):  # their season
                yield Echeance(
                    None,
                    obligation,
                    f"{detail} Le jour est sur autoentrepreneur.urssaf.fr.",
                    "CSS L613-7",
                )


def _vigilance(situation: Situation, loi: Baremes) -> Iterator[Echeance]:
    if not situation.contrats:
        return
    seuil, duree = loi.dernier("vigilance_seuil"), loi.dernier("vigilance_duree")
    assert seuil.valeur is not None and duree.valeur is not None
    for contrat in situation.contrats:
        if contrat.montant < seuil.valeur:
            continue
        jour, count = contrat.debut, 0
        step = max(1, duree.valeur)  # a typed zero must not renew for ever
        while jour <= contrat.fin:
            yield Echeance(
                jour,
                "Attestation de vigilance",
                f"{contrat.nom} : {'à remettre' if count == 0 else 'à renouveler'} "
                f"(contrat de {format_euros(contrat.montant)}).",
                seuil.reference,
            )
            count += 1
            jour = add_months(contrat.debut, step * count)


def _factures_electroniques(loi: Baremes) -> Iterator[Echeance]:
    for cle, detail in (
        ("reception", "Vous devez pouvoir recevoir des factures électroniques."),
        ("emission", "Vous devez émettre en électronique, et déclarer ventes B2C et étrangères."),
    ):
        row = loi.dernier("facture_electronique", cle)
        assert row.valeur is not None
        yield Echeance(date.fromordinal(row.valeur), "Facture électronique", detail, row.reference)


def _sans_jour_fixe(
    debut: date, fin: date, situation: Situation, loi: Baremes
) -> Iterator[Echeance]:
    """What is to be done, but on a day that the law does not fix: None until it is typed."""
    created = situation.debut_activite
    for annee in range(debut.year, fin.year + 1):
        if created is not None and created.year >= annee:
            continue
        known = _jour(annee, "impot_revenu", loi)
        if known is None and (fin < date(annee, 4, 1) or debut > date(annee, 6, 30)):
            continue  # its season is not in sight
        yield Echeance(
            known[0] if known else None,
            "Déclaration de revenus",
            f"Recettes de {annee - 1} à reporter sur la 2042-C-PRO, même avec le versement "
            "libératoire"
            + ("." if known else " ; d'avril à juin, la date est sur impots.gouv.fr."),
            "CGI 170, 175",
        )
    if situation.tva_depuis is not None and situation.tva_depuis <= fin:
        yield Echeance(
            None,
            "Déclaration de TVA",
            f"TVA due depuis le {format_date(situation.tva_depuis)} : vos dates sont dans votre "
            "espace professionnel.",
            "CGI 287",
        )
