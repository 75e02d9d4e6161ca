"""The rows of Déclarations: new ones, those of a user's file, those of an older form."""

from datetime import date

import pytest

from sheetcash.templates.declarations_xlsx import FORMULAS, jour_de, rows
from sheetcash.templates.demonstration import JOUR_DEMO
from sheetcash.templates.figures import read
from sheetcash.templates.formulas import Cell
from sheetcash.templates.periodes_xlsx import LIGNES
from sheetcash.templates.vide import contenu_vide

OPTIONS = {"Début d'activité": date(2023, 2, 10)}


def made(given, **settings):
    content = contenu_vide("x")
    content.settings.update(settings)
    content = content._replace(rows=content.rows | {"tblDeclarations": given})
    return rows(content, read(content, JOUR_DEMO))


def shown(row, title):
    return row[title].value if isinstance(row[title], Cell) else row[title]


def test_ranks_start_last_year_and_wait_for_the_years_to_come():
    its = made([])
    assert [row["Rang"] for row in its] == [2025001 + at for at in range(LIGNES)]
    alive = [row for row in its if shown(row, "Fin") != ""]
    assert [shown(row, "Période") for row in alive[::4]] == ["T1 2025", "T1 2026", "T1 2027"]
    assert jour_de(alive[-1], "Fin") == date(2027, 12, 31), "that of the plan's last month"


def test_a_blank_row_shows_nothing():
    *_, row = made([])
    seen = {title: shown(row, title) for title in (*FORMULAS, "Période", "Début", "Échéance")}
    assert {title for title, value in seen.items() if value != ""} == {
        title for title in seen if title.startswith("Cumul")
    }
    assert all(value in ("", 0) for value in seen.values())


def test_declarations_given_by_name_get_their_rank_even_old_ones():
    paid = {"Payé le": date(2023, 8, 1)}
    its = made([{"Période": "T2 2023"} | paid, {"Période": "Été"}], **OPTIONS)
    assert its[0] == its[0] | {"Période": "Été"}, "no known period: kept as it is"
    assert shown(its[0], "Total") == ""
    assert its[1] == its[1] | {"Rang": 2023002} | paid
    assert (shown(its[1], "Période"), jour_de(its[1], "Début")) == ("T2 2023", date(2023, 4, 1))
    assert [row["Rang"] for row in its[2:4]] == [2023009, 2023010], "from last year on"
    assert len(its) == 1 + LIGNES


def test_a_user_s_rows_stay_where_they_are():
    given = [{"Rang": rank, "Payé le": None} for rank in (2025004, None, 2025001)]
    its = made([*given, {"Rang": None, "Début": None, "Fin": None}])
    assert [shown(row, "Période") for row in its] == ["T4 2025", "", "T1 2025", ""]


def test_constants_of_an_older_form_are_kept():
    days = {"Début": date(2026, 1, 1), "Fin": date(2026, 3, 31), "Échéance": date(2026, 4, 30)}
    (row,) = made([{"Période": "T1 2026", "Rang": None} | days])
    assert row == row | days | {"Période": "T1 2026"}
    assert shown(row, "Total") == 0


@pytest.mark.parametrize("periodicite", ["Mensuelle", "Trimestrielle"])
def test_an_activity_far_ahead_has_no_row_yet(periodicite):
    settings = {"Début d'activité": date(2030, 5, 5), "Périodicité": periodicite}
    assert {shown(row, "Début") for row in made([], **settings)} == {""}
