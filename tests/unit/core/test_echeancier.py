"""The obligations as dated entries."""

from __future__ import annotations

from datetime import date

from sheetcash.baremes import SAISI, Baremes, charger
from sheetcash.core.echeancier import Contrat, Echeance, Situation, echeances


def of(found: list[Echeance], obligation: str) -> list[date | None]:
    return [one.jour for one in found if one.obligation == obligation]


def test_a_quarterly_year_has_its_four_declarations_moved_to_business_days() -> None:
    found = echeances(date(2026, 1, 1), date(2026, 12, 31))
    assert of(found, "Déclaration à l'Urssaf") == [
        date(2026, 2, 2),
        date(2026, 4, 30),
        date(2026, 7, 31),
        date(2026, 11, 2),
    ]


def test_a_monthly_year_has_twelve() -> None:
    found = echeances(date(2026, 1, 1), date(2026, 12, 31), Situation("mensuelle"))
    days = of(found, "Déclaration à l'Urssaf")
    assert len(days) == 12
    assert days[:3] == [date(2026, 2, 2), date(2026, 3, 2), date(2026, 3, 31)]


def test_a_change_of_frequency_changes_the_declarations_from_its_day() -> None:
    situation = Situation("mensuelle", periodicite_depuis=date(2027, 1, 1))
    found = echeances(date(2026, 10, 1), date(2027, 3, 31), situation)
    told = [e.detail.split(" :")[0] for e in found if e.obligation == "Déclaration à l'Urssaf"]
    assert told == ["T3 2026", "T4 2026", "janvier 2027", "février 2027"]


def test_first_periods_are_declared_together_in_one_entry() -> None:
    situation = Situation(debut_activite=date(2026, 2, 10))
    found = echeances(date(2026, 1, 1), date(2026, 12, 31), situation)
    (first, second) = (one for one in found if one.obligation == "Déclaration à l'Urssaf")
    assert (first.jour, first.detail[:17]) == (date(2026, 7, 31), "T1 2026 et T2 202")
    assert second.jour == date(2026, 11, 2)


def test_cfe_is_not_due_in_the_year_of_creation() -> None:
    situation = Situation(debut_activite=date(2026, 2, 10))
    found = echeances(date(2026, 1, 1), date(2026, 12, 31), situation)
    assert of(found, "CFE") == []
    assert of(found, "CFE : déclaration initiale") == [date(2026, 12, 31)]
    old = echeances(
        date(2026, 1, 1), date(2026, 12, 31), Situation(debut_activite=date(2025, 2, 1))
    )
    assert of(old, "CFE") == [date(2026, 12, 15)]
    assert of(old, "CFE : déclaration initiale") == []


def test_acre_is_asked_for_within_sixty_days_and_its_end_is_told() -> None:
    created = date(2026, 2, 10)
    window = date(2026, 1, 1), date(2027, 3, 31)
    asking = echeances(*window, Situation(debut_activite=created))
    assert of(asking, "Demande d'ACRE") == [date(2026, 4, 11)]
    granted = echeances(*window, Situation(debut_activite=created, acre=True))
    assert of(granted, "Fin de l'ACRE") == [date(2026, 12, 31)]
    assert of(granted, "Demande d'ACRE") == []
    before = echeances(
        date(2025, 1, 1), date(2025, 12, 31), Situation(debut_activite=date(2025, 2, 1))
    )
    assert of(before, "Demande d'ACRE") == [], "the delay of 2025 is not in the figures"


def test_options_are_told_by_their_last_day() -> None:
    found = echeances(date(2026, 9, 1), date(2026, 10, 31))
    assert of(found, "Versement libératoire") == [date(2026, 9, 30)]
    assert of(found, "Périodicité des déclarations") == [date(2026, 10, 31)]


def test_vigilance_is_renewed_every_six_months_from_5_000_euros() -> None:
    contrats = (
        Contrat(date(2026, 1, 31), date(2027, 1, 30), 500_000, "Nuage"),
        Contrat(date(2026, 1, 31), date(2027, 1, 30), 499_999, "Petit"),
    )
    found = echeances(date(2026, 1, 1), date(2027, 12, 31), Situation(contrats=contrats))
    told = [one for one in found if one.obligation == "Attestation de vigilance"]
    assert [one.jour for one in told] == [date(2026, 1, 31), date(2026, 7, 31)]
    assert told[0].detail.startswith("Nuage : à remettre")
    assert told[1].detail.startswith("Nuage : à renouveler")


def test_electronic_invoices_come_in_two_steps() -> None:
    found = echeances(date(2026, 1, 1), date(2027, 12, 31))
    assert of(found, "Facture électronique") == [date(2026, 9, 1), date(2027, 9, 1)]


def test_what_has_no_known_date_is_told_without_one() -> None:
    situation = Situation(tva_depuis=date(2026, 9, 10))
    found = echeances(date(2026, 1, 1), date(2026, 12, 31), situation)
    undated = [one for one in found if one.jour is None]
    assert [one.obligation for one in undated] == ["Déclaration de revenus", "Déclaration de TVA"]
    assert "impots.gouv.fr" in undated[0].detail and "10/09/2026" in undated[1].detail
    assert found[-2:] == undated, "undated entries come last"


def test_entries_are_in_order_each_with_its_article() -> None:
    found = echeances(
        date(2026, 1, 1), date(2027, 12, 31), Situation(debut_activite=date(2026, 1, 5))
    )
    days = [one.jour for one in found if one.jour is not None]
    assert days == sorted(days)
    assert all(one.reference and one.detail for one in found)


def test_a_window_holds_its_first_and_its_last_day() -> None:
    one_day = date(2026, 12, 15)
    assert of(echeances(one_day, one_day), "CFE") == [one_day]
    assert of(echeances(one_day, date(2026, 12, 31)), "CFE") == [one_day]


def test_options_name_the_next_year_and_start_with_the_activity() -> None:
    found = echeances(
        date(2025, 1, 1), date(2026, 12, 31), Situation(debut_activite=date(2026, 3, 1))
    )
    told = [one for one in found if one.obligation == "Versement libératoire"]
    assert [(one.jour, one.detail) for one in told] == [
        (date(2026, 9, 30), "Dernier jour pour le choisir ou le quitter pour 2027.")
    ]
    period = [one for one in found if one.obligation == "Périodicité des déclarations"]
    assert [one.detail for one in period] == ["Dernier jour pour en changer pour 2027."]


def test_cfe_says_below_what_it_is_free() -> None:
    (cfe,) = (
        one for one in echeances(date(2026, 12, 1), date(2026, 12, 31)) if one.obligation == "CFE"
    )
    assert cfe.detail.endswith("5\u202f000,00\u00a0€.") and cfe.reference.startswith("CGI 1478")
    assert of(echeances(date(2027, 12, 1), date(2027, 12, 31)), "CFE") == [None], "still to come"
    assert of(echeances(date(2027, 1, 1), date(2027, 11, 30)), "CFE") == []
    assert of(echeances(date(2027, 12, 31), date(2028, 1, 31)), "CFE") == [None]


def of_cfe(annee: int, **more: object) -> Baremes:
    row = next(one for one in charger("calendrier") if one.cle == "cfe")
    first, last = date(annee, 1, 1), date(annee, 12, 31)
    return Baremes([row._replace(debut=first, connu_jusqu_au=last, confiance=SAISI, **more)])


def test_cfe_waits_for_a_business_day() -> None:
    """15 December 2029 is a Saturday; in 2024, a Sunday, it was due on the 16th."""
    (cfe,) = (
        one
        for one in echeances(date(2029, 12, 1), date(2029, 12, 31), loi=of_cfe(2029))
        if one.obligation == "CFE"
    )
    assert cfe.jour == date(2029, 12, 17)
    assert cfe.detail == "À payer en ligne (espace professionnel).", "its limit is not known yet"


def test_a_contract_ends_the_renewals_and_a_small_one_does_not_hide_the_next() -> None:
    contrats = (
        Contrat(date(2026, 1, 31), date(2026, 7, 31), 499_999, "Petit"),
        Contrat(date(2026, 1, 31), date(2026, 7, 31), 500_000, "Grand"),
    )
    found = echeances(date(2026, 1, 1), date(2026, 12, 31), Situation(contrats=contrats))
    told = [one for one in found if one.obligation == "Attestation de vigilance"]
    assert [(one.jour, one.detail.split(" ")[0]) for one in told] == [
        (date(2026, 1, 31), "Grand"),
        (date(2026, 7, 31), "Grand"),
    ]
    assert all(one.reference.startswith("C. trav.") for one in told)


def test_income_tax_is_declared_the_year_after_and_its_day_can_be_typed() -> None:
    window = date(2026, 1, 1), date(2027, 12, 31)
    found = echeances(*window, Situation(debut_activite=date(2026, 2, 1)))
    told = [one for one in found if one.obligation == "Déclaration de revenus"]
    assert len(told) == 1 and told[0].detail.startswith("Recettes de 2026 à reporter")
    row = next(one for one in charger("calendrier") if one.cle == "impot_revenu")
    known = row._replace(
        valeur=605, debut=date(2027, 1, 1), connu_jusqu_au=date(2027, 12, 31), confiance=SAISI
    )
    found = echeances(*window, Situation(debut_activite=date(2026, 2, 1)), Baremes([known]))
    (one,) = (one for one in found if one.obligation == "Déclaration de revenus")
    assert one.jour == date(2027, 6, 5) and one.detail.endswith("libératoire.")
    days = [entry.jour for entry in found if entry.jour is not None]
    assert days == sorted(days), "a day that is typed takes its place among the others"


def test_vat_is_told_from_the_day_it_is_due_only() -> None:
    since = Situation(tva_depuis=date(2026, 12, 31))
    assert of(echeances(date(2026, 1, 1), date(2026, 12, 31), since), "Déclaration de TVA") == [
        None
    ]
    assert of(echeances(date(2026, 1, 1), date(2026, 12, 30), since), "Déclaration de TVA") == []


def test_income_tax_without_a_known_day_is_told_in_its_season_only() -> None:
    def told(debut: date, fin: date) -> list[date | None]:
        return of(echeances(debut, fin), "Déclaration de revenus")

    assert told(date(2026, 6, 30), date(2026, 7, 31)) == [None]
    assert told(date(2026, 3, 1), date(2026, 4, 1)) == [None]
    assert told(date(2026, 7, 1), date(2026, 12, 31)) == []
    assert told(date(2026, 1, 1), date(2026, 3, 31)) == []


_URSSAF = ("CSS L613-7, R613-* (numéro non relu)",)
_ZERO = " : à déclarer et à payer, même à zéro."


def test_the_words_and_the_articles_of_each_entry() -> None:
    contrats = (Contrat(date(2026, 1, 31), date(2026, 8, 1), 500_000, "Nuage"),)
    situation = Situation(
        debut_activite=date(2026, 2, 10), tva_depuis=date(2026, 9, 10), contrats=contrats
    )
    found = echeances(date(2026, 1, 1), date(2027, 9, 30), situation)
    told = {(one.obligation, one.detail.replace("\u202f", " "), one.reference) for one in found}
    vigilance = "C. trav. L8222-1, D8222-5, R8222-1 ; CSS L243-15"
    option = "CGI art. 151-0 ; CSS L613-7"
    assert told == {
        ("Attestation de vigilance", "Nuage : à remettre (contrat de 5 000,00\xa0€).", vigilance),
        ("Attestation de vigilance", "Nuage : à renouveler (contrat de 5 000,00\xa0€).", vigilance),
        (
            "Demande d'ACRE",
            "Dernier jour pour la demander, si vous y avez droit.",
            "décret 2026-69 ; C. trav. L5141-1",
        ),
        ("Déclaration à l'Urssaf", "T1 2026 et T2 2026" + _ZERO, *_URSSAF),
        ("Déclaration à l'Urssaf", "T3 2026" + _ZERO, *_URSSAF),
        ("Déclaration à l'Urssaf", "T4 2026" + _ZERO, *_URSSAF),
        ("Déclaration à l'Urssaf", "T1 2027" + _ZERO, *_URSSAF),
        ("Déclaration à l'Urssaf", "T2 2027" + _ZERO, *_URSSAF),
        (
            "Facture électronique",
            "Vous devez pouvoir recevoir des factures électroniques.",
            "CGI 289 bis ; LF 2024 art. 91",
        ),
        (
            "Facture électronique",
            "Vous devez émettre en électronique, et déclarer ventes B2C et étrangères.",
            "CGI 289 bis, 290 ; LF 2024 art. 91",
        ),
        (
            "Versement libératoire",
            "Dernier jour pour le choisir ou le quitter pour 2027.",
            option,
        ),
        (
            "Périodicité des déclarations",
            "Dernier jour pour en changer pour 2027.",
            "CSS R613-* (numéro non relu)",
        ),
        (
            "Versement libératoire",
            "Dernier jour pour le choisir ou le quitter pour 2028. Le jour est sur "
            "autoentrepreneur.urssaf.fr.",
            "CSS L613-7",
        ),
        (
            "Périodicité des déclarations",
            "Dernier jour pour en changer pour 2028. Le jour est sur autoentrepreneur.urssaf.fr.",
            "CSS L613-7",
        ),
        (
            "CFE : déclaration initiale",
            "Formulaire 1447-C-SD, l'année de création (aucune CFE cette année-là).",
            "CGI 1478",
        ),
        (
            "Déclaration de revenus",
            "Recettes de 2026 à reporter sur la 2042-C-PRO, même avec le versement libératoire ; "
            "d'avril à juin, la date est sur impots.gouv.fr.",
            "CGI 170, 175",
        ),
        (
            "Déclaration de TVA",
            "TVA due depuis le 10/09/2026 : vos dates sont dans votre espace professionnel.",
            "CGI 287",
        ),
    }


def test_the_words_of_an_older_activity() -> None:
    helped = Situation(debut_activite=date(2025, 5, 1), acre=True)
    found = echeances(date(2026, 3, 1), date(2026, 12, 31), helped)
    told = {one.obligation: one for one in found}
    assert told["Fin de l'ACRE"] == (
        date(2026, 3, 31),
        "Fin de l'ACRE",
        "Le taux plein s'applique dès le lendemain.",
        "CSS D131-6-3",
    )
    assert told["CFE"].detail.replace("\u202f", " ") == (
        "À payer en ligne (espace professionnel). Pas de cotisation minimum si les recettes de "
        "l'avant-dernière année ne dépassent pas 5 000,00\xa0€."
    )
    unknown = {one.obligation: one for one in echeances(date(2027, 12, 1), date(2027, 12, 31))}
    assert unknown["CFE"][1:] == (
        "CFE",
        "À payer en décembre 2027 ; le jour est sur impots.gouv.fr.",
        "CGI 1478, 1679 quinquies",
    )


def test_two_entries_of_one_day_are_in_the_order_of_their_names() -> None:
    found = echeances(
        date(2026, 7, 31),
        date(2026, 7, 31),
        Situation(contrats=(Contrat(date(2026, 7, 31), date(2026, 8, 1), 500_000, "Nuage"),)),
    )
    assert [one.obligation for one in found] == [
        "Attestation de vigilance",
        "Déclaration à l'Urssaf",
    ]


def test_a_contract_renewed_each_month() -> None:
    row = charger("vigilance_duree")[0]._replace(valeur=1, confiance=SAISI)
    contrats = (Contrat(date(2026, 1, 31), date(2026, 3, 31), 500_000, "Nuage"),)
    found = echeances(
        date(2026, 1, 1), date(2026, 12, 31), Situation(contrats=contrats), Baremes([row])
    )
    assert of(found, "Attestation de vigilance") == [
        date(2026, 1, 31),
        date(2026, 2, 28),
        date(2026, 3, 31),
    ]


def test_figures_that_begin_on_the_second_of_january_are_not_the_year_s() -> None:
    row = next(one for one in charger("calendrier") if one.cle == "cfe")
    for first in (date(2028, 1, 2), date(2028, 2, 1)):
        late = row._replace(debut=first, connu_jusqu_au=date(2028, 12, 31), confiance=SAISI)
        found = echeances(date(2028, 12, 1), date(2028, 12, 31), loi=Baremes([late]))
        assert of(found, "CFE") == [None]
        limit = charger("cfe_exoneration")[0]._replace(
            debut=first, connu_jusqu_au=date(2028, 12, 31), confiance=SAISI
        )
        loi = Baremes([*of_cfe(2028).saisis, limit])
        (cfe,) = (
            one
            for one in echeances(date(2028, 12, 1), date(2028, 12, 31), loi=loi)
            if one.obligation == "CFE"
        )
        assert "minimum" not in cfe.detail


def test_a_typed_29_february_is_the_28th_but_in_leap_years() -> None:
    row = next(one for one in charger("calendrier") if one.cle == "periodicite")
    days = [
        row._replace(
            valeur=229,
            debut=date(year, 1, 1),
            connu_jusqu_au=date(year, 12, 31),
            confiance=SAISI,
        )
        for year in (2027, 2028)
    ]
    found = echeances(date(2027, 1, 1), date(2028, 12, 31), loi=Baremes(days))
    assert of(found, "Périodicité des déclarations") == [date(2027, 2, 28), date(2028, 2, 29)]


def test_a_window_of_years_holds_each_one_s_entries() -> None:
    """2025 is before the activity or out of season, 2027 without known days: neither hides 2026."""
    created = Situation(debut_activite=date(2025, 3, 1))
    found = echeances(date(2025, 7, 1), date(2027, 12, 1), created)
    assert of(found, "CFE") == [date(2026, 12, 15), None]
    assert of(found, "Déclaration de revenus") == [None, None]
    later = echeances(date(2027, 12, 2), date(2028, 12, 31), loi=of_cfe(2028))
    assert of(later, "CFE") == [date(2028, 12, 15), None]
    late = echeances(date(2026, 7, 1), date(2027, 6, 30))
    assert of(late, "Déclaration de revenus") == [None], "of 2027 only"
    assert of(echeances(date(2027, 1, 1), date(2027, 12, 1)), "CFE") == [None]
    assert of(echeances(date(2027, 1, 1), date(2027, 11, 30)), "CFE") == []


def test_options_without_a_known_day_are_told_in_their_season_only() -> None:
    def told(debut: date, fin: date) -> list[date | None]:
        return of(echeances(debut, fin), "Versement libératoire")

    assert told(date(2027, 1, 1), date(2027, 9, 1)) == [None]
    assert told(date(2027, 10, 31), date(2027, 12, 31)) == [None]
    assert told(date(2027, 1, 1), date(2027, 8, 31)) == []
    assert told(date(2027, 11, 1), date(2027, 12, 31)) == []
