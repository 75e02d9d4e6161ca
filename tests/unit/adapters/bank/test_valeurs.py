"""Amounts and days as banks write them, and what is too ambiguous to be read."""

from __future__ import annotations

from datetime import date

import pytest

from sheetcash.adapters.bank.texte import decoder, propre
from sheetcash.adapters.bank.valeurs import Jours, Montants
from sheetcash.errors import BadSetting


@pytest.mark.parametrize(
    ("texte", "cents"),
    [
        ("1.234,56", 123456),
        ("1 234,56-", -123456),
        ("(12,00)", -1200),
        ("-12", -1200),
        ("+1234,5", 123450),
        ("1\u202f234\u00a0567,89 €", 123456789),
        ("12,3400", 1234),
        ("1'234,50", 123450),
        ("−3,00", -300),
        ("EUR 12,00", 1200),
        (",50", 50),
        ("12.50", 1250),
        ("1,234.56", 123456),
        ("0,00", 0),
    ],
)
def test_amounts_of_a_file_with_commas(texte: str, cents: int) -> None:
    assert Montants(["3,50", "4,20", "7,10", texte]).cents(texte) == cents


@pytest.mark.parametrize(
    "texte",
    ["", "abc", "1 2", "12,345", "1,2,3", "--3", "1 23,00", "12,3456", "9" * 30, "(", "-", "1e5",
     "-5-", "(-5)", "٣,٠٠", "²,00"],
)  # fmt: skip
def test_what_is_no_amount_is_refused_with_its_words(texte: str) -> None:
    with pytest.raises(ValueError, match="montant"):
        Montants(["3,50", "4,20"]).cents(texte)


@pytest.mark.parametrize("texte", ["1,500", "12,340", "1.500", "999.990"])
def test_three_decimals_alone_tell_nothing(texte: str) -> None:
    alone = Montants([texte, texte])
    assert (alone.decimale, alone.annonce.sur) == ("", False)
    with pytest.raises(ValueError, match="de deux façons"):
        alone.cents(texte)


def test_three_decimals_that_cannot_be_thousands_tell() -> None:
    assert Montants(["0,500"]).cents("0,500") == 50
    assert Montants(["1234.500"]).cents("1234.500") == 123450


def test_an_encoding_that_loses_the_accents_is_refused_and_one_broken_line_is_not() -> None:
    with pytest.raises(BadSetting, match="n'est pas en utf-8"):
        decoder("Libellé;Débit\nÉpicerie;3,50\n".encode("cp1252"), "utf-8")
    mostly = "Libellé\nDébit\nÉpicerie\n".encode() + b"caf\xe9\n"
    assert decoder(mostly, "utf-8")[0].startswith("Libellé")


def test_a_thousand_or_one_and_a_bit_is_told_by_the_rest_of_the_file() -> None:
    assert Montants(["1.234", "3,50"]).cents("1.234") == 123400
    assert Montants(["1,234", "3.50"]).cents("1,234") == 123400
    assert Montants(["1.234"], ",").cents("1.234") == 123400
    alone = Montants(["1.234"])
    with pytest.raises(ValueError, match="deux façons"):
        alone.cents("1.234")
    assert not alone.annonce.sur
    both = Montants(["3,50", "4,20", "5.10", "1.234"])
    assert both.cents("5.10") == 510
    with pytest.raises(ValueError, match="deux façons"):
        both.cents("1.234")


@pytest.mark.parametrize(
    ("textes", "texte", "jour"),
    [
        (["31/12/2026"], "05/01/2026", date(2026, 1, 5)),
        (["12/31/2026"], "05/01/2026", date(2026, 5, 1)),
        (["05/01/2026"], "05/01/2026", date(2026, 1, 5)),
        (["2026-01-05"], "2026-01-05 10:11:12", date(2026, 1, 5)),
        ([], "20260105", date(2026, 1, 5)),
        ([], "2026-01-05T10:11:12Z", date(2026, 1, 5)),
        (["5.1.26"], "5.1.26", date(2026, 1, 5)),
        (["5/1'26"], "5/1'26", date(2026, 1, 5)),
    ],
)
def test_days_are_read_in_the_file_s_order(textes: list[str], texte: str, jour: date) -> None:
    assert Jours(textes).jour(texte) == jour


@pytest.mark.parametrize("texte", ["31/02/2026", "2026-13-01", "demain", "", "1/2", "00/00/0000",
                                   "01/01/1900", "٠١/٠١/2026"])  # fmt: skip
def test_what_is_no_day_is_refused(texte: str) -> None:
    with pytest.raises(ValueError, match=r"date|calendrier"):
        Jours(["31/12/2026"]).jour(texte)


def test_an_order_that_was_only_supposed_is_told_so() -> None:
    assert not Jours(["05/01/2026"]).annonce.sur
    assert Jours(["31/01/2026"]).annonce.sur
    most = Jours(["31/01/2026", "30/01/2026", "01/31/2026"])
    assert (most.ordre, most.annonce.sur) == ("JMA", False)
    assert Jours(["05/01/2026"], "MJA").jour("05/01/2026") == date(2026, 5, 1)


@pytest.mark.parametrize("nom", ["utf-8", "cp1252", "cp850", "mac_roman"])
def test_the_encoding_is_found(nom: str) -> None:
    text = "Libellé;Crédit Agricole;L'épicerie du coin à Besançon ; où ça, là\n" * 3
    read, note = decoder(text.encode(nom))
    assert (read, note.valeur) == (text, nom)


def test_the_euro_tells_iso_8859_15_from_cp1252() -> None:
    assert decoder("Libellé;12 €".encode("iso-8859-15"))[0] == "Libellé;12 €"
    assert decoder("Libellé;12 €".encode("cp1252"))[0] == "Libellé;12 €"


def test_two_encodings_in_one_file_are_each_read_and_told() -> None:
    mixed = "Libellé\n".encode() + "Libellé €\n".encode("cp1252")
    read, note = decoder(mixed)
    assert read == "Libellé\nLibellé €\n"
    assert (note.valeur, note.sur) == ("utf-8 et cp1252", False)


@pytest.mark.parametrize("nom", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_unicode_with_or_without_its_mark(nom: str) -> None:
    text = "Date;Libellé\n05/01/2026;CAFÉ\n"
    assert decoder(text.encode(nom))[0] == text


def test_the_user_s_encoding_wins_and_must_exist() -> None:
    assert decoder("é".encode("cp1252"), "cp1252")[0] == "é"
    with pytest.raises(BadSetting, match="n'existe pas"):
        decoder(b"x", "klingon")


def test_a_label_holds_nothing_that_a_sheet_cannot() -> None:
    assert propre("a\x00b\x1fc\ufffed\n e") == "a b c d e"
    assert len(propre("x" * 1_000_000)) == 1000


def test_a_cell_of_two_lines_tells_nothing_of_the_others() -> None:
    amounts = Montants(["1.00\n2.00", "1,000"])
    with pytest.raises(ValueError, match="deux façons"):
        amounts.cents("1,000")
