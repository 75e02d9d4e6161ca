"""Damaged invoices and lists: no crash, no hang, and no row lost without a word."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import factures_synthetiques as synthese
from fichiers_abimes import abimer
from sheetcash.adapters.bank.texte import propre
from sheetcash.adapters.factures import (
    est_facture,
    lire_facture,
    lire_factures_csv,
    proposer_factures,
)
from sheetcash.core.factures_lues import FactureLue, Partie
from sheetcash.errors import SheetcashError

VERITE = synthese.verite()
FICHIERS = {
    "cii": synthese.cii(VERITE[0]),
    "ubl": synthese.ubl(VERITE[3]),
    "facturx": synthese.facturx(VERITE[0]),
    "pdf": synthese.pdf({"factur-x.xml": synthese.cii(VERITE[1])}),
    "pdf protege": synthese.pdf({"factur-x.xml": synthese.cii(VERITE[1])}, mot_de_passe=""),
}
LISTE = synthese.liste(VERITE)
_SECONDS = 20
_QUIET = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
_PIECES = st.sampled_from(
    [b'"', b";", b"\n", b"\0", b"<", b"</", b">", b"&#x0;", b"&lt;", b"\xff\xfe", b"9" * 400,
     b"x" * 150_000, b'"' * 2_000, b";" * 3_000, b"<a>" * 2_000, b"31/02/2026", b"1.234", b"=",
     b"<!DOCTYPE x>", b"<ram:ID>", b"<cbc:ID>", b"</ram:GrandTotalAmount>", b"-", b"1e9",
     b" obj\n<<", b">>\nstream\n", b"endobj", b"/Length 99999999999", b"/Names [1 0 R]", b"xref",
     b"/Kids [1 0 R 2 0 R]", b"[[[[" * 500, b"<<" * 2_000, b"startxref\n0", b"/Prev 0", b"(",
     b"/Filter [/FlateDecode /FlateDecode]", b"1 0 R", b"/Encrypt 3 0 R", b"%PDF-1.7"]
)  # fmt: skip


@st.composite
def _damaged(draw: st.DrawFn, data: bytes) -> bytes:
    return abimer(draw, data, _PIECES)


def _lire(data: bytes) -> FactureLue | None:
    start = time.monotonic()
    try:
        told = est_facture(data)
        read = lire_facture(data, "facture")
    except SheetcashError as error:
        assert error.probleme
        assert error.que_faire
        return None
    finally:
        assert time.monotonic() - start < _SECONDS
    assert told
    assert read.numero
    assert read.numero.isprintable()
    assert len(read.objet) <= 200
    assert isinstance(read.date_facture, date)
    return read


def _lire_liste(data: bytes) -> None:
    start = time.monotonic()
    try:
        read = lire_factures_csv(data, "liste")
        assert read.lus == len(read.factures) + len(read.rejets)
        numbers = [one.numero for one in read.factures]
        assert len(set(numbers)) == len(numbers)
        assert all(one.pourquoi and len(one.texte) <= 300 for one in read.rejets)
    except SheetcashError as error:
        assert error.que_faire
    try:
        proposer_factures(data, "liste")
    except SheetcashError as error:
        assert error.que_faire
    assert time.monotonic() - start < _SECONDS


@pytest.mark.parametrize("nom", FICHIERS)
@given(st.data())
@_QUIET
def test_a_damaged_invoice_is_read_or_refused_in_a_sentence(nom: str, data: st.DataObject) -> None:
    _lire(data.draw(_damaged(FICHIERS[nom])))


@given(st.data())
@_QUIET
def test_a_damaged_list_is_read_or_refused_in_a_sentence(data: st.DataObject) -> None:
    _lire_liste(data.draw(_damaged(LISTE)))


@given(st.binary(max_size=2_000), st.sampled_from([b"", b"%PDF-1.7\n/EmbeddedFile", b"<a"]))
@_QUIET
def test_any_bytes_are_refused_in_a_sentence(data: bytes, head: bytes) -> None:
    _lire(head + data)
    _lire_liste(head + data)


@pytest.mark.parametrize("nom", ["cii", "ubl"])
@given(st.data())
@_QUIET
def test_one_byte_never_changes_an_amount_without_a_word(nom: str, data: st.DataObject) -> None:
    """The totals of an invoice check each other: a digit that changed is seen."""
    octets = FICHIERS[nom]
    at = data.draw(st.integers(0, len(octets) - 1))
    read = _lire(octets[:at] + bytes([data.draw(st.integers(0, 255))]) + octets[at + 1 :])
    truth = VERITE[0 if nom == "cii" else 3]
    if read is not None and b"Amount" not in octets[max(0, at - 60) : at + 60]:
        assert abs(read.cents) == abs(truth.cents)
    elif read is not None and None not in (read.hors_taxe, read.taxe):
        assert (read.cents, read.du_cents) == (truth.cents, truth.du_cents)


@given(st.data())
@_QUIET
def test_a_damaged_row_costs_no_other_row(data: st.DataObject) -> None:
    lines = LISTE.split(b"\r\n")
    at = data.draw(st.integers(1, len(VERITE)))
    noise = data.draw(
        st.one_of(
            st.text(st.characters(exclude_characters="\r\n\x85\u2028", exclude_categories=["Cs"])),
            st.sampled_from(['"', '";', ';"', '"X', 'a"b', '"a";"b', "\0"]),
        )
    ).encode()
    cut = data.draw(st.integers(0, len(lines[at])))
    line = lines[at]
    lines[at] = data.draw(st.sampled_from([noise, line[:cut] + noise + line[cut:], line[:cut]]))
    read = lire_factures_csv(b"\r\n".join(lines), encodage="utf-8")
    found = [one.numero for one in read.factures if one.ligne != at + 1]
    expected = [one.numero for n, one in enumerate(VERITE, 1) if n != at]
    told = {number for number in expected if any(number in one.pourquoi for one in read.rejets)}
    assert [one for one in expected if one not in told] == [o for o in found if o not in told]


_WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]), min_size=1, max_size=60
).filter(lambda one: one == propre(one) and one.isprintable())


@given(
    _WORDS, _WORDS, st.integers(-(10**12), 10**12), st.dates(date(1980, 1, 1), date(2099, 12, 31))
)
@_QUIET
def test_any_words_come_back_from_xml(numero: str, objet: str, cents: int, jour: date) -> None:
    une = VERITE[1]._replace(
        numero="N" + numero, objet=objet, cents=cents, du_cents=cents, hors_taxe=cents, taxe=0,
        date_facture=jour, destinataire=Partie(objet, "", "", "1 rue, 75001 Paris"),
    )  # fmt: skip
    for format_ in ("CII", "UBL"):
        assert lire_facture(synthese.ECRITURES[format_](une)) == une._replace(format=format_)


def test_a_list_grows_in_proportion() -> None:
    """Ten times the rows in at most about ten times the time; a square would take a hundred."""
    seconds = []
    for number in (1_000, 10_000):
        octets = synthese.liste([VERITE[0]._replace(numero=f"F-{n}") for n in range(number)])
        start = time.process_time()
        assert len(lire_factures_csv(octets).factures) == number
        seconds.append(time.process_time() - start)
    assert seconds[1] < 40 * seconds[0] + 0.5
