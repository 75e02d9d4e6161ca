"""Which mails a reminder follows, and under which subject it answers."""

from __future__ import annotations

from datetime import date

import pytest

from sheetcash.app.fil import Suite, noter, repondre, suite
from sheetcash.ports import DIFFEREE, ENVOYEE, INCONNUE, Entry, Key


def entry(
    niveau: int, etat: str = ENVOYEE, to: str = "a@b.fr", objet: str = "Facture F-1"
) -> Entry:
    detail = noter(f"250 {niveau}", objet) if objet else "250"
    key = Key("c", "f-1", niveau)
    return Entry(key, etat, to, f"<{niveau}@b.fr>", date(2026, 11, 1), detail)


def test_it_answers_the_last_one_that_left() -> None:
    found = suite([entry(1, objet="Re: Facture F-1"), entry(0)], 2, "A@b.fr ")
    assert found.references == ("<0@b.fr>", "<1@b.fr>")
    assert found.objet == "Re: Facture F-1"
    assert found.precedent.startswith("250 1.")


@pytest.mark.parametrize("etat", [INCONNUE, DIFFEREE])
def test_what_may_not_have_left_is_not_answered(etat: str) -> None:
    assert suite([entry(0, etat)], 1, "a@b.fr") == Suite()


def test_someone_else_is_not_answered() -> None:
    assert suite([entry(0, to="autre@b.fr")], 1, "a@b.fr") == Suite()


def test_the_same_level_and_those_above_are_not_answered() -> None:
    assert suite([entry(1), entry(2)], 1, "a@b.fr") == Suite()


def test_a_mise_en_demeure_keeps_its_own_subject() -> None:
    assert suite([entry(1)], 3, "a@b.fr") == Suite(("<1@b.fr>",))


def test_a_mail_whose_subject_is_not_known_is_followed_only() -> None:
    assert suite([entry(1, objet="")], 2, "a@b.fr") == Suite(("<1@b.fr>",))


@pytest.mark.parametrize(
    "objet", ["Facture « F-1 » : suite", "Objet : « a »", "Deux\nlignes", "x »"]
)
def test_any_subject_comes_back(objet: str) -> None:
    assert suite([entry(0, objet=objet)], 1, "a@b.fr").objet == f"Re: {objet}"


@pytest.mark.parametrize("objet", ["Re: A", "RE : A", "re:A", "Rép : A"])
def test_one_re_is_enough(objet: str) -> None:
    assert repondre(objet) == "Re: A"


def test_a_sum_is_not_told_again() -> None:
    """It may have been paid in part since."""
    found = suite([entry(1, objet="Facture F-1 : reste 1 200,00 €")], 2, "a@b.fr")
    assert found == Suite(("<1@b.fr>",))
