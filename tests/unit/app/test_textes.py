"""What a mail text may be made of, and which one is chosen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetcash.app.champs import champs
from sheetcash.app.creance import creance
from sheetcash.app.textes import Redacteur, choisir
from sheetcash.baremes import LOI, SAISI, Bareme, Baremes
from sheetcash.core.money import format_euros
from sheetcash.errors import BadTemplate
from sheetcash.workbook.champs import CHAMPS
from sheetcash.workbook.records import (
    ANGLAIS,
    FRANCAIS,
    PARTICULIER,
    PROFESSIONNEL,
    TU,
    VOUS,
    Book,
    Modele,
)

Make = Callable[..., Book]


def fields(book: Book) -> dict[str, object]:
    facture = book.factures[0]
    client = book.client(facture.client)
    assert client is not None
    return champs(facture, client, book.parametres, book.aujourdhui, book.loi)


def test_the_fields_are_those_told_to_the_user(make_book: Make) -> None:
    assert set(fields(make_book({}))) == {one.nom for one in CHAMPS}


@pytest.mark.parametrize(
    ("objet", "corps", "column", "why"),
    [
        ("{{ numro }}", "x", "Objet", "« numro » n'existe pas"),
        ("x", "{{ client", "Corps", "faute d'écriture à sa ligne 1"),
        ("x", "a\n{% if %}", "Corps", "ligne 2"),
        ("x", "{{ client.__class__.__mro__ }}", "Corps", "n'a pas cours"),
        ("x", "{{ 1 / 0 }}", "Corps", "n'a pas cours"),
        ("x", "{{ 'a' * 10000000000 }}", "Corps", "n'a pas cours"),
        (
            "x",
            "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
            "Corps",
            "n'a pas cours",
        ),
        ("x", "a\n{% set x = client ~ client %}", "Corps", "sa ligne 2"),
        ("x", "{{ lipsum(n=9999) }}", "Corps", "n'a pas cours"),
        ("x", "{{ client|center(9999999999) }}", "Corps", "faute d'écriture"),
        ("x", "{{ client < solde.x }}", "Corps", "n'a pas cours"),
        ("x", "{{ retard < client }}", "Corps", "ne peut pas être composé"),
        ("x", "{{ client ~ '" + "a" * 50_000 + "' }}", "Corps", "trop long"),
        ("", "x", "Objet", "vide"),
        ("x", "  {# rien #} ", "Corps", "vide"),
        ("x", "{% include 'secret' %}", "Corps", "n'a pas cours"),
        # The rates of the second half of 2026 are not known.
        ("x", "{{ penalites }}", "Corps", "le champ « penalites » n'a pas de valeur aujourd'hui"),
        ("x", "{{ total_du|upper }}", "Corps", "aucun {% if total_du %} ne l'entoure"),
        ("{{ 'Dû : ' ~ total_du }}", "x", "Objet", "Barèmes"),
        # What is empty would leave a hole in the sentence.
        ("x", "Virez sur {{ iban }}", "Corps", "Remplissez « IBAN » dans Paramètres"),
        ("x", "SIREN {{ siren }}", "Corps", "Remplissez « SIREN » dans Paramètres"),
        ("x", "Payez ici : {{ lien }}", "Corps", "Remplissez « Lien de paiement »"),
        ("x", "après un avoir de {{ avoir }}", "Corps", "aucun {% if avoir %} ne l'entoure"),
        ("x", "{{ liste }}", "Corps", "le champ « liste » n'a pas de valeur"),
    ],
)
def test_a_mistake_names_its_row_and_column(
    make_book: Make, objet: str, corps: str, column: str, why: str
) -> None:
    with pytest.raises(BadTemplate) as caught:
        Redacteur().rediger(Modele(7, 1, "standard", objet, corps), fields(make_book({})))
    assert (caught.value.row, caught.value.column) == (7, column)
    assert why in str(caught.value)


def test_an_empty_field_under_its_if_is_left_out(make_book: Make) -> None:
    body = "Bonjour{% if iban %} {{ iban }}{% endif %}{% if not lien %}, sans lien{% endif %}."
    text = Redacteur().rediger(Modele(5, 1, "standard", "x", body), fields(make_book({})))
    assert text.corps == "Bonjour, sans lien.\n"


def test_a_subject_stays_on_one_line(make_book: Make) -> None:
    values = fields(make_book({"Objet": "Affiche\r\nBcc: tous@example.org"}))
    text = Redacteur().rediger(Modele(5, 1, "standard", "{{ objet }}", "x"), values)
    assert "\n" not in text.objet and "\r" not in text.objet


def test_choisir_falls_back_on_the_standard_text() -> None:
    soft, plain = Modele(5, 1, "souple", "a", "b"), Modele(6, 1, "standard", "a", "b")
    assert choisir([plain, soft], 1, "souple") is soft
    assert choisir([plain, soft], 1, "ferme") is plain
    assert choisir([soft], 1, "ferme") is None
    assert choisir([plain], 2, "standard") is None


def text(ligne: int, **who: str) -> Modele:
    return Modele(ligne, 1, "standard", "a", "b")._replace(**who)


def test_a_tu_client_gets_vous_where_no_tu_is_written_and_never_the_other_way_round() -> None:
    vous, tu = text(5), text(6, ton=TU)
    assert choisir([vous, tu], 1, "standard", tutoiement=True) is tu
    assert choisir([vous], 1, "standard", tutoiement=True) is vous
    assert choisir([vous, tu], 1, "standard") is vous
    assert choisir([tu], 1, "standard") is None


def test_an_english_client_never_gets_a_french_text_nor_the_reverse() -> None:
    french, english = text(5), text(6, langue=ANGLAIS)
    assert choisir([french, english], 1, "ferme", langue=ANGLAIS) is english
    assert choisir([french], 1, "standard", langue=ANGLAIS) is None
    assert choisir([english], 1, "standard") is None
    assert choisir([french, english], 1, "standard", langue="") is None


def test_a_text_for_a_type_is_preferred_and_one_for_the_other_never_taken() -> None:
    all_, his, other = text(5), text(6, type_client=PARTICULIER), text(7, type_client=PROFESSIONNEL)
    assert choisir([all_, his, other], 1, "standard", type_client=PARTICULIER) is his
    assert choisir([all_, other], 1, "standard", type_client=PARTICULIER) is all_
    assert choisir([other], 1, "standard", type_client=PARTICULIER) is None


def test_the_profile_counts_more_than_the_tone_and_the_tone_more_than_the_type() -> None:
    soft, tu = text(5, profil="souple"), text(6, ton=TU)
    typed = text(7, type_client=PROFESSIONNEL)
    assert choisir([typed, tu, soft], 1, "souple", tutoiement=True) is soft
    assert choisir([typed, tu], 1, "souple", tutoiement=True) is tu


PROFILES = ("standard", "souple", "ferme")
TEXTS = st.builds(
    Modele,
    st.integers(5, 60),
    st.integers(0, 3),
    st.sampled_from([*PROFILES, "dur"]),
    st.just("a"),
    st.just("b"),
    st.sampled_from(["", PROFESSIONNEL, PARTICULIER]),
    st.sampled_from([VOUS, TU]),
    st.sampled_from([FRANCAIS, ANGLAIS]),
)


@given(
    st.lists(TEXTS, max_size=25),
    st.integers(0, 3),
    st.sampled_from(PROFILES),
    st.sampled_from([FRANCAIS, ANGLAIS]),
    st.booleans(),
    st.sampled_from([PROFESSIONNEL, PARTICULIER]),
    st.randoms(use_true_random=False),
)
def test_the_choice_suits_the_client_and_does_not_depend_on_the_rows_order(
    texts: list[Modele],
    niveau: int,
    profil: str,
    langue: str,
    tu: bool,
    kind: str,
    random: object,
) -> None:
    def chosen(these: list[Modele]) -> Modele | None:
        return choisir(these, niveau, profil, langue=langue, tutoiement=tu, type_client=kind)

    def suits(one: Modele) -> bool:
        return (
            (one.niveau, one.langue) == (niveau, langue)
            and one.profil in (profil, "standard")
            and (tu or one.ton == VOUS)
            and one.type_client in ("", kind)
        )

    one = chosen(texts)
    assert (one is None) == (not any(map(suits, texts)))
    if one is None:
        return
    assert suits(one)
    for other in filter(suits, texts):  # no other is closer to what was asked
        for same, better in (
            (True, other.profil == profil and one.profil != profil),
            (other.profil == one.profil, tu and other.ton == TU and one.ton != TU),
            (
                (other.profil, other.ton) == (one.profil, one.ton),
                other.type_client == kind and one.type_client != kind,
            ),
        ):
            assert not (same and better)
    shuffled = list(texts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    again = chosen(shuffled)
    assert again is not None
    assert again[2:3] + again[5:] == one[2:3] + one[5:]


def test_a_workbook_without_the_new_columns_reads_as_before(make_book: Make) -> None:
    book = make_book({})
    old = [one._replace(type_client="", ton=VOUS, langue=FRANCAIS) for one in book.modeles[:1]]
    assert choisir(old, old[0].niveau, "souple") is old[0]


@pytest.mark.parametrize("today", [date(2026, 6, 20), date(2026, 11, 20)])
@pytest.mark.parametrize("kind", ["Professionnel", "Particulier"])
@pytest.mark.parametrize("langue", ["", "English"])
def test_interest_and_the_whole_are_right_or_are_not_told(
    make_book: Make, today: date, kind: str, langue: str
) -> None:
    book = make_book(
        {"Date": date(2026, 4, 1), "Échéance": date(2026, 5, 31)},
        client={"Type": kind, "Langue": langue},
        today=today,
    )
    got = fields(book)
    one, forty, whole = ("€6.66", "€40.00", "€1,046.66") if langue else (
        "6,66\u00a0€", "40,00\u00a0€", "1\u202f046,66\u00a0€"
    )  # fmt: skip
    if kind == "Particulier":
        assert not got["penalites"] and not got["indemnite"] and got["total_du"] == got["solde"]
    elif today.month == 6:
        # 20 days at 12.15 %, on 1,000 €.
        assert (got["penalites"], got["indemnite"], got["total_du"]) == (one, forty, whole)
    else:
        assert not got["penalites"] and not got["total_du"] and got["indemnite"] == forty


def test_rates_typed_in_baremes_make_the_interest_known(make_book: Make) -> None:
    def typed(name: str, cle: str = "") -> Bareme:
        known = LOI.bareme(name, date(2026, 1, 1), cle)
        return known._replace(
            debut=date(2026, 7, 1), connu_jusqu_au=date(2026, 12, 31), confiance=SAISI
        )

    book = make_book({"Date": date(2026, 8, 1), "Échéance": date(2026, 9, 30)})
    assert not fields(book)["penalites"]
    rates = [typed("refi_bce"), typed("interet_legal", "autres_cas"), typed("penalites_plancher")]
    known = fields(book._replace(loi=Baremes(rates)))
    assert known["penalites"] == "16,98\u00a0€"  # 51 days at 12.15 %
    assert known["total_du"] == "1\u202f056,98\u00a0€"


@pytest.mark.parametrize(
    ("convenu", "euros"),
    [(0.20, "10,96"), (0.01, "4,31"), (0, "6,66")],  # the floor, 7.86 %, holds
)
def test_the_agreed_rate_is_the_letters_and_the_mails(
    make_book: Make, convenu: float, euros: str
) -> None:
    book = make_book(
        {"Date": date(2026, 4, 1), "Échéance": date(2026, 5, 31)},
        settings={"Pénalités convenues": convenu},
        today=date(2026, 6, 20),
    )
    client = book.client("Acme")
    assert client is not None
    assert fields(book)["penalites"] == f"{euros}\u00a0€"
    claim = creance(book, book.factures[0], client)
    assert claim.interets is not None
    assert format_euros(claim.interets.total) == fields(book)["penalites"]


def test_gathered_invoices_add_up(make_book: Make) -> None:
    book = make_book(
        {"Date": date(2026, 4, 1), "Échéance": date(2026, 5, 31)},
        {"Date": date(2026, 4, 2), "Échéance": date(2026, 5, 31), "Montant": 500.0},
        {"Date": date(2026, 6, 1), "Échéance": date(2026, 6, 30), "Montant": 20.0},
        paid={"F-1": 400.0},
        today=date(2026, 6, 20),
    )
    client = book.client("Acme")
    assert client is not None
    got = champs(book.factures[0], client, book.parametres, book.aujourdhui, reunies=book.factures)
    assert got["nombre"] == 3 and got["total"] == "1\u202f120,00\u00a0€"
    assert got["liste"] == (
        "– F-1 du 01/04/2026, échéance 31/05/2026\u00a0: 600,00\u00a0€\n"
        "– F-2 du 02/04/2026, échéance 31/05/2026\u00a0: 500,00\u00a0€\n"
        "– F-3 du 01/06/2026, échéance 30/06/2026\u00a0: 20,00\u00a0€"
    )
    assert got["indemnite"] == "80,00\u00a0€"  # the third is not late
    assert got["penalites"] == "7,32\u00a0€"  # 3.99 + 3.33
    assert got["total_du"] == "1\u202f207,32\u00a0€"


def test_the_delay_is_the_setting(make_book: Make) -> None:
    book = make_book({}, settings={"Délai de mise en demeure (jours)": 15, "SIREN": 123456782.0})
    got = fields(book)
    assert (got["delai_paiement"], got["date_limite"]) == (15, "05/12/2026")
    assert got["siren"] == "123456782"
    for odd in (1, 91, "bientôt"):
        book = make_book({}, settings={"Délai de mise en demeure (jours)": odd})
        assert book.parametres.delai_mise_en_demeure == 8
        assert [one.colonne for one in book.findings] == ["Délai de mise en demeure (jours)"]
