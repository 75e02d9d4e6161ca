"""Python's core and the Apps Script rules, called directly on the same thousands of typed values.

``test_apps_script.py`` asks through the catalogue; here the figures typed in the sheet Barèmes,
the whole calendar and amounts larger than a cell's are reached too. Seeded: a failure comes back.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from sheetcash.baremes import SAISI, Bareme, Baremes, charger
from sheetcash.core import declarations, factures, money, periods, relances
from sheetcash.errors import SheetcashError
from sheetcash.functions import erreur_de
from sheetcash.hosts.google.genere import UTILES

Regle = Callable[[str, list[Any]], list[Any]]
EPOCH = date(1899, 12, 30)
#: What is a space, a digit or one letter in one language only.
ODD = ["\ufeff", "\x1c", "\x1f", "\x85", "\u200b", "\xa0", "\u202f", "\u2028", "\n", "ﬁ", "ſ", "ß"]


def serial(jour: date | None) -> int | None:
    return None if jour is None else (jour - EPOCH).days


def day(random: Random, first: int = 1950, last: int = 2100) -> date:
    return date(first, 1, 1) + timedelta(days=random.randrange(365 * (last - first + 1)))


def maybe(random: Random, jour: date) -> date | None:
    return random.choice([None, jour])


def answer(rule: Callable[[], Any]) -> dict[str, Any]:
    try:
        return {"valeur": rule()}
    except SheetcashError as error:
        return {"erreur": erreur_de(error)._asdict()}


def test_rounding_agrees_beyond_what_a_float_holds(regle: Regle) -> None:
    random = Random(1)
    rows = []
    for _ in range(5000):
        denominator = random.choice([1, 2, 3, 100, 365, 366, 10**8, random.randrange(1, 10**12)])
        numerator = random.randrange(-(10**24), 10**24) // 10 ** random.randrange(24)
        if random.random() < 0.3:  # a half, exactly, when the denominator is even
            numerator = denominator * random.randrange(-(10**9), 10**9) + denominator // 2
        rows.append((numerator, denominator))
    sent = [[{"grand": str(one)} for one in row] for row in rows]
    assert regle("arrondi_", sent) == [
        {"valeur": {"grand": str(money.round_half_up(*row))}} for row in rows
    ]


@pytest.mark.parametrize(
    ("nom", "rule"),
    [
        ("arrondiEuro_", money.round_to_euro),
        ("formatEuros_", money.format_euros),
        ("formatTaux_", money.format_rate),
    ],
)
def test_amounts_agree(regle: Regle, nom: str, rule: Callable[[int], Any]) -> None:
    random = Random(2)
    cents = [random.randrange(-(10**13), 10**13) // 10 ** random.randrange(13) for _ in range(5000)]
    assert regle(nom, [[one] for one in cents]) == [{"valeur": rule(one)} for one in cents]


def test_the_calendar_agrees_on_every_day(regle: Regle) -> None:
    days = [date(1950, 1, 1) + timedelta(days=at) for at in range(55_000)]
    sent = [[serial(one)] for one in days]
    rules: dict[str, Callable[[date], Any]] = {
        "iso_": date.isoformat,
        "formatDate_": periods.format_date,
        "estOuvre_": periods.is_business_day,
        "jourOuvre_": lambda jour: serial(periods.next_business_day(jour)),
        "finDeMois_": lambda jour: serial(periods.end_of_month(jour)),
        "moisDe_": lambda jour: [serial(one) for one in periods.month_of(jour)[1:]],
        "trimestreDe_": lambda jour: [serial(one) for one in periods.quarter_of(jour)[1:]],
    }
    for nom, rule in rules.items():
        assert regle(nom, sent) == [{"valeur": rule(one)} for one in days], nom
    years = range(1900, 2200)
    assert regle("paques_", [[year] for year in years]) == [
        {"valeur": serial(periods.easter(year))} for year in years
    ]


def test_months_later_agree(regle: Regle) -> None:
    random = Random(3)
    rows = [(day(random), random.randrange(-60, 61)) for _ in range(5000)]
    assert regle("ajouterMois_", [[serial(jour), months] for jour, months in rows]) == [
        {"valeur": serial(periods.add_months(*row))} for row in rows
    ]


def test_declarations_and_reminders_agree(regle: Regle) -> None:
    random = Random(4)
    due, sent, status, asked = [], [], [], []
    for _ in range(5000):
        jour, debut = day(random, 2015, 2035), maybe(random, day(random, 2015, 2035))
        periodicite = random.choice([periods.MENSUELLE, periods.TRIMESTRIELLE])
        sent.append([serial(jour), periodicite, serial(debut)])
        due.append({"valeur": serial(declarations.periode(jour, periodicite, debut).echeance)})

        echeance, solde = day(random, 2024, 2027), random.randrange(-100, 500)
        today = echeance + timedelta(days=random.randrange(-10, 70))
        last = maybe(random, echeance + timedelta(days=random.randrange(-5, 60)))
        niveau = random.choice([None, 0, 1, 2, 3, 4])
        profil = random.choice([*relances.JOURS])
        asked.append([serial(echeance), solde, serial(today), niveau, serial(last), profil])
        told = relances.statut(echeance, solde, today, niveau, last, relances.JOURS[profil])
        status.append({"valeur": told})
    assert regle("echeanceDeclaration_", sent) == due
    assert regle("statutRelance_", asked) == status


def test_payment_terms_agree_odd_characters_included(regle: Regle) -> None:
    random = Random(5)
    terms = ["à réception", "COMPTANT", "", " ", "fin de mois", "ﬁn de mois", "30 jours", "J+15"]
    terms += ["45 jours fin de mois", "j + 7", "30j net", "60 J Fin De Moiſ", "1000 jours", "30"]
    rows = []
    for _ in range(5000):
        words, at = random.choice(terms), random.randrange(20)
        if random.random() < 0.5:
            words = words[:at] + random.choice(ODD) + words[at:]
        rows.append((day(random, 2015, 2035), words))
    assert regle("echeance_", [[serial(jour), words] for jour, words in rows]) == [
        answer(lambda row=row: serial(factures.echeance(*row)))  # type: ignore[misc]
        for row in rows
    ]


def test_cells_with_odd_characters_agree(javascript: Any) -> None:
    """A cell that is blank, or a code, in one language is so in the other."""
    from sheetcash.functions import appeler, en_json

    random = Random(6)
    good: dict[str, Any] = {"categorie": "meublé classé", "date": "2026-03-31", "nature": ""}
    for _ in range(2000):
        args = {"ca": 100, **good}
        name = random.choice([*good])
        at = random.randrange(len(good[name]) + 1)
        args[name] = good[name][:at] + random.choice(ODD) + good[name][at:]
        asked = answer(lambda args=args: en_json(appeler("SC_COTISATIONS", args)))  # type: ignore[misc]
        assert javascript("SC_COTISATIONS", args) == asked


def typed(random: Random, parametre: str, line: int, others: list[Bareme]) -> Bareme:
    law = random.choice(charger(parametre if random.random() < 0.8 else random.choice(UTILES)))
    debut = maybe(random, day(random, 2024, 2027))
    if others and random.random() < 0.4:  # two that begin on one day: the lower one wins
        debut = others[0].debut
    fin = maybe(random, (debut or date(2025, 1, 1)) + timedelta(days=random.randrange(500)))
    return law._replace(
        valeur=random.randrange(1, 10**6),
        debut=debut,
        fin=fin,
        connu_jusqu_au=fin or date(2027, 12, 31),
        source=f"feuille Barèmes, ligne {line}",
        confiance=SAISI,
        creation_min=random.choice([None, None, day(random, 2024, 2027)]),
        creation_max=random.choice([None, None, day(random, 2024, 2027)]),
    )


def sendable(row: Bareme) -> dict[str, Any]:
    fields = {
        "parametre": row.parametre,
        "cle": row.cle,
        "valeur": row.valeur,
        "debut": row.debut and row.debut.isoformat(),
        "jusquau": row.connu_jusqu_au.isoformat(),
        "reference": row.reference,
        "source": row.source,
        "confiance": row.confiance,
        "unite": row.unite,
    }
    if row.creation_min is not None:
        fields["creationMin"] = row.creation_min.isoformat()
    if row.creation_max is not None:
        fields["creationMax"] = row.creation_max.isoformat()
    return fields


def test_typed_figures_win_alike_over_the_law(regle: Regle) -> None:
    random = Random(7)
    sent, expected = [], []
    won = 0
    for _ in range(5000):
        parametre = random.choice(UTILES)
        rows: list[Bareme] = []
        for line in range(random.randrange(5)):
            rows.append(typed(random, parametre, line + 2, rows))
        cle = random.choice(charger(parametre)).cle
        jour, created = day(random, 2017, 2028), maybe(random, day(random, 2017, 2028))
        args = [[*map(sendable, rows)], parametre, serial(jour), cle, serial(created)]

        def found(
            rows: list[Bareme] = rows,
            asked: tuple[str, date, str, date | None] = (parametre, jour, cle, created),
        ) -> Any:
            row = Baremes(rows).bareme(*asked)
            return [row.valeur, row.source, row.debut and row.debut.isoformat(), row.confiance]

        sent.append(args)
        expected.append(answer(found))
        won += expected[-1].get("valeur", [""])[-1] == SAISI
    look_up = """(saisis, ...asked) => {
        const { valeur, source, debut, confiance } = bareme_(loi_(saisis), ...asked);
        return [valeur, source, debut, confiance];
    }"""
    assert regle(look_up, sent) == expected
    assert won > 500  # else this compares the law with itself
