from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from sheetcash.app.textes import Redacteur, champs, choisir
from sheetcash.errors import BadTemplate
from sheetcash.templates.modeles import MODELES
from sheetcash.workbook.records import Book, Modele

Make = Callable[..., Book]


def fields(book: Book) -> dict[str, object]:
    facture = book.factures[0]
    client = book.client(facture.client)
    assert client is not None
    return champs(facture, client, book.parametres, book.aujourdhui)


@pytest.mark.parametrize("one", MODELES, ids=[f"{m[0]}-{m[1]}" for m in MODELES])
@pytest.mark.parametrize("kind", ["Professionnel", "Particulier"])
@pytest.mark.parametrize("paid", [0.0, 400.0])
@pytest.mark.parametrize("iban", ["FR76 3000 6000 0112 3456 7890 189", ""])
def test_every_text_of_a_new_workbook_reads_well(
    make_book: Make, one: tuple[int, str, str, str], kind: str, paid: float, iban: str
) -> None:
    book = make_book(
        {"Échéance": date(2026, 10, 1), "Lien de paiement": iban and "https://payer.example/f1"},
        client={"Type": kind},
        paid={"F-1": paid} if paid else {},
        settings={"IBAN": iban},
    )
    niveau, profil, objet, corps = one
    text = Redacteur().rediger(Modele(5, niveau, profil, objet, corps), fields(book))
    whole = text.objet + text.corps
    assert "{" not in whole and "None" not in whole
    assert "\n\n\n" not in text.corps and " \n" not in text.corps
    assert "F-1" in text.objet
    assert ("1\u202f000,00" if not paid else "600,00") in whole
    assert text.corps.endswith("Atelier Colombe\n")
    assert ("40 €" in whole) == (kind == "Professionnel" and "40 €" in corps)
    assert ("FR76" in whole) == ("https://payer.example/f1" in whole) == bool(iban)
    assert ("a bien été déduit" in whole) <= bool(paid)


def test_levels_2_and_3_owe_a_consumer_no_40_euros() -> None:
    for niveau, _, _, corps in MODELES:
        if niveau >= 2 and "40 €" in corps:
            assert "{% if professionnel %}" in corps.split("40 €")[0]


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
    ],
)
def test_a_mistake_names_its_row_and_column(
    make_book: Make, objet: str, corps: str, column: str, why: str
) -> None:
    with pytest.raises(BadTemplate) as caught:
        Redacteur().rediger(Modele(7, 1, "standard", objet, corps), fields(make_book({})))
    assert (caught.value.row, caught.value.column) == (7, column)
    assert why in str(caught.value)


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
