"""A setting that formulas cannot read says so, and the dashboard counts it."""

from datetime import date

import pytest

from sheetcash.templates.reglages_xlsx import ROWS, a_corriger, controle, lisible
from sheetcash.templates.vide import contenu_vide
from sheetcash.workbook.parametres import BY_LABEL, SETTINGS


@pytest.mark.parametrize(
    ("label", "good", "wrong"),
    [
        ("Solde initial", -100, "beaucoup"),
        ("Solde initial", 0, 10**13),
        ("Date du solde", date(2026, 1, 1), "hier"),
        ("Début d'activité", date(2000, 1, 1), date(1999, 12, 31)),
        ("Date du jour", 46_000.5, 12),
        ("Périodicité", "mensuelle", "Hebdomadaire"),
        ("ACRE", "Oui", "Peut-être"),
        ("Provision pour impôt", 0.5, 20),
        ("Part jamais payée", 0, "un peu"),
        ("Relances par envoi", 50, "dix"),
        ("Jours de relance Standard", (-3, 1, 15, 30, 45), (-3, 1, "quinze", 30, 45)),
    ],
)
def test_what_formulas_cannot_read_is_told(label, good, wrong):
    setting = BY_LABEL[label]
    assert lisible(setting, good) and not lisible(setting, wrong)
    empty = contenu_vide("essai")
    assert a_corriger(empty) == []
    assert a_corriger(empty._replace(settings=empty.settings | {label: wrong})) == [label]
    assert setting.name in controle(setting)


def test_a_text_can_be_anything():
    assert controle(BY_LABEL["Nom"]) == "" and lisible(BY_LABEL["Nom"], "x")


def test_each_setting_has_its_row():
    assert list(ROWS) == [setting.label for setting in SETTINGS]
    assert sorted(set(ROWS.values())) == list(ROWS.values())
