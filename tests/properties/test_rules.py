"""What holds for any receipts, whatever their figures."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from sheetcash.core import recettes, tva
from sheetcash.core.categories import LABELS
from sheetcash.core.cotisations import (
    COMPOSANTES,
    Regime,
    declaration,
    fin_acre,
    reporter,
    taux,
)
from sheetcash.core.money import MILLION, round_half_up
from sheetcash.core.penalites import interets, penalites, tranches
from sheetcash.core.plafonds import plafond_prorata, usages
from sheetcash.core.previsions import Attendue, fractionner

CATEGORIES = sorted(LABELS)
DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))
ROWS = st.lists(
    st.tuples(DAYS, st.integers(-500_000, 5_000_000), st.sampled_from(CATEGORIES)), max_size=40
)
REGIMES = st.builds(
    Regime,
    nature=st.sampled_from(["commerciale", "artisanale"]),
    versement_liberatoire=st.booleans(),
    acre=st.booleans(),
    debut_activite=st.dates(date(2022, 10, 1), date(2023, 12, 31))
    | st.dates(date(2025, 10, 1), date(2026, 6, 30)),
    zone=st.sampled_from(["metropole", "alsace", "moselle", "drom"]),
)
LAST_DAYS = st.sampled_from([date(2023, 12, 31), date(2024, 9, 30), date(2026, 6, 30)])


def columns(rows: list[tuple[date, int, str]]) -> tuple[list[date], list[int], list[str]]:
    return [r[0] for r in rows], [r[1] for r in rows], [r[2] for r in rows]


@given(rows=ROWS, cut=DAYS)
def test_splitting_a_year_never_changes_it(rows: list, cut: date) -> None:
    dates, montants, _ = columns(rows)
    first, last = date(2024, 1, 1), date(2026, 12, 31)
    whole = recettes.encaissements(dates, montants, first, last)
    before = recettes.encaissements(dates, montants, first, cut - timedelta(days=1))
    after = recettes.encaissements(dates, montants, cut, last)
    assert before + after == whole == sum(montants)


@given(rows=ROWS)
def test_months_quarters_categories_and_years_sum_to_the_same(rows: list) -> None:
    dates, montants, categories = columns(rows)
    by_year = recettes.par_annee(dates, montants, categories)
    for annee in (2024, 2025, 2026):
        months = recettes.par_mois(dates, montants, annee)
        debut, fin = date(annee, 1, 1), date(annee, 12, 31)
        by_category = recettes.par_categorie(dates, montants, categories, debut, fin)
        assert sum(months) == sum(recettes.par_trimestre(dates, montants, annee))
        assert sum(months) == sum(by_category.values())
        assert by_category == by_year.get(annee, {})
        for categorie in CATEGORIES:
            one = recettes.par_mois(dates, montants, annee, categories, categorie)
            assert sum(one) == by_category.get(categorie, 0)


@given(rows=ROWS, data=st.data())
def test_order_does_not_matter(rows: list, data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(rows))
    jour = date(2026, 12, 31)
    ours, theirs = columns(rows), columns(shuffled)
    assert recettes.par_annee(*ours) == recettes.par_annee(*theirs)
    found, other = tva.franchise(*ours, jour), tva.franchise(*theirs, jour)
    for name in ("franchissement", "base_franchie"):  # another row of the day may be the culprit
        mine, its = getattr(found, name), getattr(other, name)
        assert (mine and mine._replace(ligne=0)) == (its and its._replace(ligne=0))
    unordered = {"franchissement": None, "base_franchie": None}
    assert found._replace(**unordered) == other._replace(**unordered)


@given(
    rows=ROWS, day=DAYS, montant=st.integers(1, 9_000_000), categorie=st.sampled_from(CATEGORIES)
)
def test_a_refund_of_the_same_day_cancels_its_receipt(
    rows: list, day: date, montant: int, categorie: str
) -> None:
    paid_back = [*rows, (day, montant, categorie), (day, -montant, categorie)]
    jour = date(2026, 12, 31)
    ours, theirs = columns(rows), columns(paid_back)
    debut, fin = date(day.year, 1, 1), date(day.year, 12, 31)
    assert recettes.encaissements(*ours[:2], debut, fin) == recettes.encaissements(
        *theirs[:2], debut, fin
    )
    if any(r[0].year == day.year and r[2] == categorie for r in rows):  # no new activity
        assert tva.franchise(*ours, jour).statut == tva.franchise(*theirs, jour).statut


@given(
    ca=st.dictionaries(st.sampled_from(CATEGORIES), st.integers(-100_000, 9_000_000), min_size=1),
    more=st.integers(0, 1_000_000),
    jour=LAST_DAYS,
    regime=REGIMES,
)
def test_more_turnover_never_owes_less_and_parts_sum_to_the_total(
    ca: dict, more: int, jour: date, regime: Regime
) -> None:
    created = regime.debut_activite
    assert created is not None
    assume(created <= jour)
    # Two rates are not known, and asked for: overseas liberal work in 2026, lodging with ACRE.
    assume(not (regime.zone == "drom" and "bnc" in ca and jour.year == 2026))
    helped = regime.acre and jour <= fin_acre(created)
    assume(not (helped and "meuble_classe" in ca))
    categorie = sorted(ca)[0]
    owed = declaration(ca, jour, regime)
    again = declaration({**ca, categorie: ca[categorie] + more}, jour, regime)
    assert again.total >= owed.total >= 0
    parts = [declaration({one: cents}, jour, regime) for one, cents in ca.items()]
    assert owed.total == sum(part.total for part in parts)
    assert owed.total % 100 == 0
    for composante in COMPOSANTES:
        exact = 0
        for one, cents in ca.items():
            row = taux(one, jour, composante, regime)
            exact += max(0, round_half_up(cents, 100)) * (row.valeur or 0 if row else 0)
        # Rounded category by category: half a euro each at the most.
        assert abs(getattr(owed, composante) * 10_000 - exact) <= len(ca) * MILLION // 2


@given(
    periods=st.lists(
        st.dictionaries(st.sampled_from(CATEGORIES), st.integers(-900_000, 900_000)), max_size=12
    )
)
def test_what_is_carried_over_loses_nothing(periods: list[dict[str, int]]) -> None:
    left: dict[str, int] = {}
    declared = 0
    for ca in periods:
        report = reporter(ca, left)
        assert all(cents >= 0 for cents in report.a_declarer.values())
        assert all(cents < 0 for cents in report.reste.values())
        declared, left = declared + sum(report.a_declarer.values()), report.reste
    assert declared + sum(left.values()) == sum(sum(ca.values()) for ca in periods)


@given(
    montant=st.integers(0, 10_000_000),
    echeance=st.dates(date(2023, 1, 1), date(2026, 3, 1)),
    days=st.integers(0, 400),
    cut=st.integers(0, 400),
)
def test_interest_grows_with_time_and_its_parts_sum(
    montant: int, echeance: date, days: int, cut: int
) -> None:
    jour = min(echeance + timedelta(days=days), date(2026, 6, 30))
    spans = tranches(echeance, jour)
    assert sum(span.jours for span in spans) == (jour - echeance).days
    assert all(a.fin + timedelta(days=1) == b.debut for a, b in pairwise(spans))
    earlier = max(echeance, jour - timedelta(days=cut))
    assert 0 <= penalites(montant, echeance, earlier) <= penalites(montant, echeance, jour)
    parts = sum(interets(montant, [span]) for span in spans)
    assert abs(parts - interets(montant, spans)) <= len(spans)


@given(debut=st.dates(date(2023, 1, 1), date(2026, 12, 31)), base=st.sampled_from([None, 365]))
def test_a_later_start_never_raises_the_ceiling(debut: date, base: int | None) -> None:
    annee = debut.year
    limite = plafond_prorata("bnc", annee, debut, base)
    whole = plafond_prorata("bnc", annee, date(annee, 1, 1), base)
    assert 0 < limite <= whole
    if debut < date(annee, 12, 31):
        assert plafond_prorata("bnc", annee, debut + timedelta(days=1), base) < limite


@given(ca=st.dictionaries(st.sampled_from(CATEGORIES), st.integers(0, 30_000_000)))
def test_the_whole_turnover_is_held_by_the_largest_limit(ca: dict[str, int]) -> None:
    found = usages(ca, 2026)
    assert found == sorted(found, key=lambda usage: -usage.part)
    if any(ca.get(code) for code in ("vente", "meuble_classe")):
        assert max(usage.ca for usage in found) == sum(ca.values())


@given(montant=st.integers(1, 10**9), garde=st.integers(-5, 2 * 10**9))
def test_splitting_an_invoice_loses_nothing(montant: int, garde: int) -> None:
    one = Attendue("F-1", date(2026, 12, 20), montant, "bnc")
    parts = fractionner([one], "F-1", garde, 2027)
    assert sum(part.montant for part in parts) == montant
    assert all(part.montant > 0 for part in parts)
