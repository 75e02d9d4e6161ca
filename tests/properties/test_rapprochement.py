"""Whatever the book: sums hold, no invoice is overdrawn, the order of what is given is nothing."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import generateur_livres as generateur
from sheetcash.core.rapprochement import Connu, Credit, Ouverte, Proposition, rapprocher

DEBUT = date(2026, 1, 1)
CLIENTS = ["Martin", "Martin SARL", "Dupont & Martin", "Atelier Béatrice", "Café de la Gare"]
NUMEROS = ["F-2026-001", "F-2026-002", "F-2026-003", "F-2026-0012", "12", "2026-03", "AV-1", "é"]
QUIET = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
GRAINES = st.integers(0, 10_000)

jours = st.integers(0, 120).map(lambda n: DEBUT + timedelta(days=n))
#: Few amounts, so that twins, sums and coincidences are the rule.
montants = st.sampled_from([100, 200, 300, 500, 1_000, 333, 12_345]) | st.integers(1, 50_000)
signes = st.sampled_from([1, 1, 1, -1])


@st.composite
def ouvertes(draw: st.DrawFn) -> Ouverte:
    day, amount = draw(jours), draw(montants) * draw(signes)
    total = amount * draw(st.integers(1, 3))
    return Ouverte(
        *(draw(st.sampled_from(NUMEROS)), draw(st.sampled_from(CLIENTS)), amount, total),
        *(day, day + timedelta(days=draw(st.integers(0, 45)))),
    )


mots = st.sampled_from(
    ["VIR", "SEPA", "/DE", "FACT", "REMISE", "CHEQUES", "PRET", "et", "/", "031", "12.50", "2026"]
)
libelles = st.lists(mots | st.sampled_from(NUMEROS + CLIENTS) | st.text(max_size=9), max_size=7)
ibans = st.sampled_from(["", "", "FR761", "FR762"])
credits_ = st.builds(
    Credit,
    id=st.uuids().map(str),
    jour=jours,
    cents=st.builds(lambda a, b: a * b, montants, signes) | st.just(0),
    libelle=libelles.map(" ".join),
    contrepartie=st.just("") | st.sampled_from(CLIENTS) | st.text(max_size=12),
    iban=ibans,
    certaine=st.booleans(),
)
connus = st.builds(
    Connu,
    client=st.sampled_from(CLIENTS),
    noms=st.lists(st.sampled_from([*CLIENTS, "Béa", ""]), max_size=2).map(tuple),
    ibans=st.lists(ibans, max_size=2).map(tuple),
)
livres = st.tuples(
    st.lists(credits_, max_size=14), st.lists(ouvertes(), max_size=10), st.lists(connus, max_size=4)
)
Livre = tuple[list[Credit], list[Ouverte], list[Connu]]


@QUIET
@given(livres)
def test_every_answer_adds_up_and_nothing_certain_overdraws(livre: Livre) -> None:
    credits, open_, known = livre
    found = rapprocher(credits, open_, known)
    by_id = {one.id: one for one in credits}
    assert len({one.id for one in found}) == len(found)
    assert [by_id[one.id].jour for one in found] == sorted(by_id[one.id].jour for one in found)
    numbers = Counter(one.numero for one in open_)
    balance = {one.numero: one.solde for one in open_}
    for answer in found:
        credit = by_id[answer.id]
        assert sum(cents for _, cents in answer.parts) == credit.cents
        assert answer.parts and all(cents for _, cents in answer.parts)
        assert 0 <= answer.score <= 100 and answer.certaine == (answer.score >= 90)
        assert answer.raisons and all(answer.raisons)
        if answer.certaine:
            for number, cents in answer.parts:
                assert numbers[number] == 1
                balance[number] -= cents
    for one in open_:
        left = balance[one.numero]
        assert left == 0 or (left > 0) == (one.solde > 0) or numbers[one.numero] > 1


@QUIET
@given(livres, st.randoms(use_true_random=False))
def test_the_order_of_what_is_given_changes_nothing(livre: Livre, draw: random.Random) -> None:
    expected = rapprocher(*livre)
    mixed = [list(part) for part in livre]
    for part in mixed:
        draw.shuffle(part)
    assert rapprocher(*mixed) == expected


@settings(deadline=None, max_examples=25)
@given(GRAINES)
def test_what_is_certain_is_true_in_any_small_book(graine: int) -> None:
    book = generateur.livre(graine, clients=12, pieces=6, autres=25)
    found = rapprocher(book.credits, book.ouvertes, book.connus)
    assert generateur.mesurer(book, found).faux == ()


@settings(deadline=None, max_examples=25)
@given(GRAINES, GRAINES)
def test_more_invoices_of_others_make_no_answer_wrong(graine: int, autre: int) -> None:
    """Another book's clients, numbered apart: at worst what was certain becomes doubtful."""
    book = generateur.livre(graine, clients=8, pieces=5, autres=15)
    alone = rapprocher(book.credits, book.ouvertes, book.connus)
    others = generateur.livre(autre, clients=8, pieces=5, autres=0)
    more = [one._replace(numero=f"Z{one.numero}") for one in others.ouvertes]
    found = rapprocher(book.credits, [*book.ouvertes, *more], [*book.connus, *others.connus])
    assert generateur.mesurer(book, found).faux == ()
    sure = {one.id: one.parts for one in alone if one.certaine}
    for answer in found:
        if answer.certaine and answer.id in sure:
            assert sorted(answer.parts) == sorted(sure[answer.id])


@settings(deadline=None, max_examples=25)
@given(GRAINES)
def test_a_run_in_two_months_says_nothing_else_than_the_truth(graine: int) -> None:
    """What the first run found certain is taken off; the second sees the rest."""
    book = generateur.livre(graine, clients=10, pieces=6, autres=15)
    half = date(2026, 6, 30)
    first = rapprocher([c for c in book.credits if c.jour <= half], book.ouvertes, book.connus)
    paid: Counter[str] = Counter()
    for answer in first:
        if answer.certaine:
            paid.update(dict(answer.parts))
    left = [one._replace(solde=one.solde - paid[one.numero]) for one in book.ouvertes]
    known = {one.id for one in first if one.certaine}
    second: list[Proposition] = rapprocher(
        [one for one in book.credits if one.id not in known], left, book.connus
    )
    assert generateur.mesurer(book, [*first, *second]).faux == ()
