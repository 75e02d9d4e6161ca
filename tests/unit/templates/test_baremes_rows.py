"""The sheet Barèmes: what the law says, each figure found by one row only."""

from datetime import date
from itertools import combinations

from sheetcash.baremes import charger
from sheetcash.core.categories import LABELS
from sheetcash.templates.baremes_rows import (
    CREATION_DEPUIS,
    CREATION_JUSQUA,
    PARAMETRES,
    libelle,
    rows,
)

FIRST, LAST = date(1900, 1, 1), date(2199, 1, 1)


def test_no_two_rows_answer_the_same_question():
    by_name = {}
    for row in rows():
        by_name.setdefault((row["Paramètre"], row["Catégorie"]), []).append(row)
    for name, its in by_name.items():
        for one, other in combinations(its, 2):
            spans = [
                (max(one[a] or FIRST, other[a] or FIRST), min(one[b] or LAST, other[b] or LAST))
                for a, b in (("Début", "Fin"), (CREATION_DEPUIS, CREATION_JUSQUA))
            ]
            assert any(start > end for start, end in spans), name


def test_every_row_is_sourced_and_valued_or_left_to_be_typed():
    for row in rows():
        assert row["Référence"] and row["Source"]
        assert (row["Valeur"] is None) == (row["Confirmé le"] is None), row


def test_figures_are_written_as_the_law_writes_them():
    found = {(row["Paramètre"], row["Catégorie"], row["Début"]): row for row in rows()}
    bnc = found["Cotisations", "BNC", date(2026, 1, 1)]
    assert (str(bnc["Valeur"]), bnc["Unité"]) == ("25.6", "%")
    assert found["Plafond du régime micro", "Services", date(2026, 1, 1)]["Valeur"] == 83_600


def test_rates_of_the_activities_use_their_labels():
    for parametre in ("cotisations", "acre_cotisations", "versement_liberatoire"):
        assert {libelle(row)[1] for row in charger(parametre)} <= set(LABELS.values())
    assert len(set(PARAMETRES.values())) == len(PARAMETRES)
