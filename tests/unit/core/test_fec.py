"""The file of accounting entries, held against its published rules by ``fec_controle``."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fec_controle import controler
from sheetcash.core import fec
from sheetcash.core.fec import Compte, Ecriture, mouvement, ordonner

BANQUE, VENTES = Compte("512000", "Banques"), Compte("707000", "Ventes de marchandises")
JOURNAL = ("REC", "Livre des recettes")
NOM = "732829320FEC20261231.txt"


def ecriture(cents: int = 12_345, **changes: object) -> Ecriture:
    debit, credit, amount = mouvement(BANQUE, VENTES, cents, entree=True)
    base = Ecriture(
        *(JOURNAL, date(2026, 3, 2), "F-1", date(2026, 2, 1), "Acme - Affiche"),
        *(debit, credit, amount, date(2026, 4, 3)),
    )
    return base._replace(**changes)  # type: ignore[arg-type]


texts = st.text(min_size=1, max_size=40).filter(lambda text: fec.propre(text) != "")
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(
    st.lists(
        st.builds(
            lambda cents, day, piece, label, wait: ecriture(
                cents,
                jour=day,
                piece=piece,
                libelle=label,
                validee=None if wait is None else date.fromordinal(day.toordinal() + wait),
            ),
            st.integers(-(10**11), 10**11).filter(bool),
            days,
            texts,
            texts,
            st.none() | st.integers(0, 400),
        ),
        max_size=30,
    )
)
def test_any_entries_make_a_file_that_follows_the_rules(those: list[Ecriture]) -> None:
    made = fec.fichier(ordonner(those))
    assert controler(NOM, made) == []
    assert made.count(b"\r\n") == 1 + 2 * len(those)


def test_a_file_in_full() -> None:
    made = fec.fichier([ecriture(), ecriture(-500, validee=None)]).decode("iso8859-15")
    header, *rows = (line.split("\t") for line in made.splitlines())
    assert header == list(fec.CHAMPS) and len(header) == 18
    assert rows == [
        [
            *("REC", "Livre des recettes", "1", "20260302", account, label, "", "", "F-1"),
            *("20260201", "Acme - Affiche", debit, credit, "", "", "20260403", "", ""),
        ]
        for account, label, debit, credit in (
            ("512000", "Banques", "123,45", "0,00"),
            ("707000", "Ventes de marchandises", "0,00", "123,45"),
        )
    ] + [
        [
            *("REC", "Livre des recettes", "2", "20260302", account, label, "", "", "F-1"),
            *("20260201", "Acme - Affiche", debit, credit, "", "", "", "", ""),
        ]
        for account, label, debit, credit in (  # a refund: positive, the other way round
            ("707000", "Ventes de marchandises", "5,00", "0,00"),
            ("512000", "Banques", "0,00", "5,00"),
        )
    ]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("123,45\t0,00", "123.45\t0,00", "montants"),
        ("123,45\t0,00", "123,45\t1,00", "un débit ou un crédit"),
        ("0,00\t123,45", "0,00\t123,44", "débit 123.45, crédit 123.44"),
        ("123,45\t0,00", "1 123,45\t0,00", "montants"),
        ("\t20260302\t", "\t02/03/2026\t", "EcritureDate"),
        ("\t20260302\t", "\t20260231\t", "EcritureDate"),
        ("\t20260302\t", "\t20250302\t", "hors de l'exercice"),
        ("\t512000\t", "\tBQ\t", "CompteNum"),
        ("\tF-1\t", "\t\t", "PieceRef vide"),
        ("REC\tLivre des recettes\t1\t", "REC\tLivre des recettes\t7\t", "ne se suivent pas"),
        ("Idevise", "Devise", "champs"),
        ("\t\t\r\n", "\t\r\n", "dix-huit zones"),
        ("\r\nREC", "\r\n\r\nREC", "ligne vide"),
        ("20260403", "20260201", "validée avant"),
        ("Banques", "Banque", "plusieurs noms"),
    ],
)
def test_the_control_finds_what_is_wrong(before: str, after: str, said: str) -> None:
    text = fec.fichier([ecriture(), ecriture()]).decode("iso8859-15")
    assert before in text
    once = text.replace(before, after, 1)
    found = controler(NOM, once.encode("iso8859-15"))
    assert any(said in one for one in found), found


@pytest.mark.parametrize("name", ["SIREN-MANQUANTFEC20261231.txt", "732829320FEC20261331.txt"])
def test_the_control_reads_the_name(name: str) -> None:
    assert controler(name, fec.fichier([ecriture()]))


def test_what_is_validated_comes_first_and_keeps_its_number_in_the_next_file() -> None:
    sealed = [ecriture(100 + n, validee=date(2026, 4, 1)) for n in range(3)]
    free = [ecriture(900, jour=date(2026, 1, 5), validee=None)]
    first = fec.lignes(ordonner([*free, *sealed]))
    later = ecriture(500, jour=date(2026, 1, 2), validee=date(2026, 7, 1))
    second = fec.lignes(ordonner([later, *free, *sealed]))
    assert first[:6] == second[:6]
    assert [row[15] for row in second[::2]] == ["20260401"] * 3 + ["20260701", ""]


@given(st.text(max_size=300))
def test_a_field_is_one_line_of_the_character_set(text: str) -> None:
    made = fec.propre(text)
    made.encode("iso8859-15")
    assert len(made) <= 200 and made == made.strip()
    assert not any(ord(sign) < 32 for sign in made)


@pytest.mark.parametrize(
    ("text", "made"),
    [("Œuvre à 3 €", "Œuvre à 3 €"), ("Zażółć", "Zazólc"), ("a\r\n\tb", "a b"), ("🙂", "?")],
)
def test_letters_that_the_set_lacks_lose_their_accents_only(text: str, made: str) -> None:
    assert fec.propre(text) == made
