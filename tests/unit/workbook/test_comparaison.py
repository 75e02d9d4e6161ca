"""What is the same in two versions, and what is not, table by table."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from sheetcash.workbook.comparaison import comparer, comparer_reglages
from sheetcash.workbook.parametres import BY_LABEL
from sheetcash.workbook.raw import Snapshot
from sheetcash.workbook.schema import JOURS, CellError

Make = Callable[..., Snapshot]


def champs(avant: Snapshot, apres: Snapshot) -> list[tuple[str, str, str]]:
    found = [champ for one in comparer(avant, apres) for champ in one.champs]
    return [(one.colonne, one.avant, one.apres) for one in found]


@pytest.mark.parametrize(
    ("colonne", "un", "autre"),
    [
        ("Montant", 12.5, 12.500000001),
        ("Date", date(2026, 3, 14), datetime(2026, 3, 14)),
        ("Date", date(2026, 3, 14), 46_095.0),
        ("Objet", "re\u0301union\r\nlundi", "réunion\nlundi"),
        ("N° facture", "12", 12.0),
        ("Litige", None, ""),
        ("Solde", 12.0, 13.0),  # it follows from the receipts
    ],
)
def test_two_writings_of_one_value_are_the_same(
    make_snapshot: Make, colonne: str, un: Any, autre: Any
) -> None:
    rows = ({"Client": "A", colonne: value} for value in (un, autre))
    assert comparer(*(make_snapshot({"tblFactures": [row]}) for row in rows)) == []


@pytest.mark.parametrize(
    ("colonne", "un", "autre"),
    [
        ("Montant", 12.5, "12,50"),  # formulas do not see a text
        ("Montant", 12.5, 12.51),
        ("Montant", 0.125, 0.13),
        ("Date", date(2026, 3, 14), "14/03/2026"),
        ("Objet", "a", "a "),
        ("Objet", "a", CellError("#N/A")),
        ("Niveau", 1.0, True),
    ],
)
def test_what_figures_would_see_is_another_value(
    make_snapshot: Make, colonne: str, un: Any, autre: Any
) -> None:
    avant, apres = (
        make_snapshot({"tblFactures": [{"Client": "A", colonne: value}]}) for value in (un, autre)
    )
    assert [one[0] for one in champs(avant, apres)] == [colonne]


def test_a_period_is_told_by_its_rank_and_its_dates_are_not_compared(make_snapshot: Make) -> None:
    row = {"Rang": 2026003.0, "Période": "mars 2026", "Début": date(2026, 3, 1)}
    other = {"Rang": 2026004.0, "Période": "avril 2026"}
    avant = make_snapshot({"tblDeclarations": [row, other]})
    moved = row | {"Début": None, "Déclaré le": date(2026, 4, 30)}
    (one,) = comparer(avant, make_snapshot({"tblDeclarations": [other, moved]}))
    assert (one.nom, one.ligne_avant, one.ligne_apres) == ("mars 2026", 5, 6)
    assert [champ.colonne for champ in one.champs] == ["Déclaré le"]


def test_an_older_workbook_without_ranks_is_compared_by_period(make_snapshot: Make) -> None:
    rows = [{"Période": "mars 2026", "Déclaré le": date(2026, 4, 30)}]
    avant = make_snapshot({"tblDeclarations": rows})
    apres = make_snapshot({"tblDeclarations": [rows[0] | {"Rang": 2026003.0}]})
    assert comparer(avant, apres) == []


def test_the_calendar_s_own_rows_may_show_another_day(make_snapshot: Make) -> None:
    ours = {"Rang": 2026003.0, "Date": date(2026, 4, 30), "Obligation": "Déclaration"}
    yours = {"Date": date(2026, 5, 2), "Obligation": "Assurance"}
    avant = make_snapshot({"tblEcheances": [ours, yours]})
    later = ours | {"Date": date(2026, 5, 31), "Fait le": date(2026, 4, 2)}
    apres = make_snapshot({"tblEcheances": [later, yours | {"Détail": "payée"}]})
    assert champs(avant, apres) == [("Fait le", "", "2026-04-02"), ("Détail", "", "payée")]


def test_settings_are_told_by_their_label(make_snapshot: Make) -> None:
    jours = (-3.0, 1.0, 15.0, 30.0, 45.0)
    avant = make_snapshot(
        {}, {"Identifiant du classeur": "gsheet:1AbC", "Réserve de sécurité": 3000.0}
    )
    label = next(label for label, one in BY_LABEL.items() if one.kind == JOURS)
    apres = make_snapshot({}, {"Réserve de sécurité": "3000", label: jours})
    found = comparer_reglages(avant, apres)
    assert {one.colonne: (one.avant, one.apres) for one in found} == {
        "Réserve de sécurité": ("300000", "'3000"),
        label: ("", "-3 / 1 / 15 / 30 / 45"),
    }


def test_a_hundred_thousand_rows_are_compared_in_a_few_seconds(make_snapshot: Make) -> None:
    jour = date(2026, 1, 1)
    rows = [
        {"N°": str(at), "Date d'encaissement": jour, "Client": f"C{at % 300}", "Montant": at / 100}
        for at in range(100_000)
    ]
    avant = make_snapshot({"tblRecettes": rows})
    rows[500:501] = []
    rows[70_000] = rows[70_000] | {"Montant": 1.0}
    apres = make_snapshot({"tblRecettes": rows[::-1]})
    start = time.process_time()
    assert sorted(one.genre for one in comparer(avant, apres)) == ["modifiée", "retirée"]
    assert time.process_time() - start < 5
