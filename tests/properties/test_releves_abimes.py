"""Damaged statements: no crash, no hang, and no row lost without a word."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import releves_prestataires as prestataires
import releves_synthetiques as synthese
from fichiers_abimes import abimer
from sheetcash.adapters.bank import lire, proposer
from sheetcash.adapters.bank.lignes import SANS_LIBELLE
from sheetcash.adapters.bank.texte import propre
from sheetcash.app import importer
from sheetcash.core.cles import cles
from sheetcash.core.releves import Releve, ecarts_de_solde
from sheetcash.errors import SheetcashError
from sheetcash.workbook.edits import AppendRow, une_a_une
from sheetcash.workbook.raw import RawTable, Snapshot
from sheetcash.workbook.tables import BANQUE

COLONNES: dict[str, list[object]] = {title: [] for title in BANQUE.titles}
PLACES = {title: at for at, title in enumerate(BANQUE.titles, 1)}
VIDE = Snapshot("v", {BANQUE.name: RawTable(BANQUE.name, "Banque", 5, COLONNES, PLACES)}, {})
VERITE = synthese.verite(20)
FICHIERS = synthese.tous(VERITE)
PAIEMENTS = prestataires.tous(prestataires.operations(20))
TOUS = [*FICHIERS, *PAIEMENTS]
NOMS = [one.nom for one in FICHIERS]
#: Enough for the slowest machine, far from what a loop that never ends would take.
_SECONDS = 20
_QUIET = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

_PIECES = st.sampled_from(
    [b'"', b";", b",", b"\n", b"\r", b"\0", b"<", b"</", b">", b"&#x0;", b"<STMTTRN>", b"</OFX>",
     b":61:", b":86:", b":62F:", b"-}", b"^\n", b"=", b"-", b"\xff\xfe", b"\xc3", b"9" * 400,
     b"x" * 150_000, b'"' * 2_000, b";" * 3_000, b"<a>" * 2_000, b"&lt;" * 500, b" " * 5_000,
     b"\n" * 500, b"31/02/2026", b"1.234", b"<Ntry>", b"</Ntry>", b"<Bal>", b"?20", b"//"]
)  # fmt: skip


@st.composite
def _damaged(draw: st.DrawFn, data: bytes) -> bytes:
    return abimer(draw, data, _PIECES)


def _check(data: bytes) -> Releve | None:
    start = time.monotonic()
    try:
        releve = lire(data, "releve")
        assert releve.lus == sum(map(len, (releve.mouvements, releve.rejets, releve.ecartes)))
        assert len(cles(releve.mouvements)) == len(releve.mouvements)
        ecarts_de_solde(releve)
        for row in releve.mouvements:
            assert row.libelle
            assert row.libelle.isprintable()
            assert len(row.libelle) <= 1000
        for one in (*releve.rejets, *releve.ecartes):
            assert one.pourquoi
            assert len(one.texte) <= 300
    except SheetcashError as error:
        assert error.probleme
        assert error.que_faire
        return None
    finally:
        assert time.monotonic() - start < _SECONDS
    return releve


@pytest.mark.parametrize("fichier", TOUS, ids=[one.nom for one in TOUS])
@given(st.data())
@_QUIET
def test_a_damaged_file_is_read_or_refused_in_a_sentence(
    fichier: synthese.Fichier | prestataires.Recettes, data: st.DataObject
) -> None:
    damaged = data.draw(_damaged(fichier.octets))
    _check(damaged)
    try:
        proposer(damaged, "releve")
    except SheetcashError as error:
        assert error.que_faire


@pytest.mark.parametrize("fichier", TOUS, ids=[one.nom for one in TOUS])
@given(st.data())
@_QUIET
def test_each_row_read_is_added_known_listed_or_put_aside(
    fichier: synthese.Fichier | prestataires.Recettes, data: st.DataObject
) -> None:
    damaged = data.draw(st.one_of(st.just(fichier.octets), _damaged(fichier.octets)))
    releve = _check(damaged)
    if releve is None:
        return
    day = date(2026, 11, 20)
    plan = importer.preparer(VIDE, [("a", releve), ("b", releve)], day)
    for one in plan.fichiers:
        parts = (one.semblables, one.ecartes, one.rejets)
        assert one.nouveaux + one.connus + sum(map(len, parts)) == releve.lus
    added = [one.values for one in une_a_une(plan.edits) if isinstance(one, AppendRow)]
    assert plan.fichiers[1].nouveaux == 0
    assert len({one["Id"] for one in added}) == len(added) >= plan.fichiers[0].nouveaux


@given(st.binary(max_size=2_000))
@_QUIET
def test_any_bytes_are_read_or_refused_in_a_sentence(data: bytes) -> None:
    _check(data)


@given(st.text(max_size=500), st.sampled_from([one.octets for one in TOUS]))
@_QUIET
def test_a_header_followed_by_anything(texte: str, octets: bytes) -> None:
    head = octets[: octets.index(b"\n", len(octets) // 8)]
    _check(head + b"\n" + texte.encode("utf-8", errors="replace"))


_TABLES = [
    one
    for one in TOUS
    if one.nom.endswith(".csv") and one.nom not in ("ca.csv", "ca-valeur.csv", "utf16.csv")
]


@pytest.mark.parametrize("fichier", _TABLES, ids=[one.nom for one in _TABLES])
@given(st.data())
@_QUIET
def test_a_damaged_line_costs_no_other_line(
    fichier: synthese.Fichier | prestataires.Recettes, data: st.DataObject
) -> None:
    lines = fichier.octets.replace(b"\r\n", b"\n").split(b"\n")
    rows = [at for at, line in enumerate(lines) if b"2026" in line and at > 8]
    at = data.draw(st.sampled_from(rows))
    before = _check(fichier.octets)
    assert before is not None
    line = lines[at]
    noise = data.draw(
        st.one_of(
            st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"])),
            st.sampled_from(['"', '";', ';"', ',"', '"X', 'a"b', '"a";"b', "'", "\0"]),
        )
    ).encode("cp1252", errors="replace")
    cut = data.draw(st.integers(0, len(line)))
    lines[at] = data.draw(
        st.sampled_from([noise, line[:cut] + noise + line[cut:], line[:cut], line[cut:] + noise])
    )
    after = _check(b"\n".join(lines))
    assert after is not None
    wanted = Counter((m.jour, m.cents) for m in before.mouvements if m.ligne != at + 1)
    found = Counter((m.jour, m.cents) for m in after.mouvements if m.ligne != at + 1)
    assert found == wanted


@given(st.data())
@_QUIET
def test_a_damaged_mt940_row_costs_no_other_row(data: st.DataObject) -> None:
    lines = synthese.mt940(VERITE).octets.split(b"\r\n")
    rows = [at for at, line in enumerate(lines) if line.startswith(b":61:")]
    at = data.draw(st.sampled_from(rows))
    noise = data.draw(st.text(st.characters(codec="ascii", exclude_characters="\r\n:{-")))
    lines[at] = b":61:" + noise.encode()
    after = _check(b"\r\n".join(lines))
    assert after is not None
    lost = len(VERITE) - len([m for m in after.mouvements if m.ligne != at + 1])
    assert lost == 1
    assert after.lus == len(VERITE)


@given(st.data())
@_QUIET
def test_a_damaged_ofx_operation_costs_no_other(data: st.DataObject) -> None:
    text = synthese.ofx1(VERITE).octets.decode("cp1252")
    parts = text.split("<STMTTRN>")
    at = data.draw(st.integers(1, len(parts) - 2))
    noise = data.draw(st.text(st.characters(codec="cp1252", exclude_characters="<>&")))
    kept = data.draw(st.integers(0, len(parts[at])))
    parts[at] = parts[at][:kept].rpartition("<")[0] + noise
    after = _check("<STMTTRN>".join(parts).encode("cp1252"))
    assert after is not None
    assert after.lus == len(VERITE)
    assert len(after.mouvements) >= len(VERITE) - 1


@pytest.mark.parametrize("version", ["053.001.02", "053.001.08", "052.001.06"])
@given(st.data())
@_QUIET
def test_a_damaged_camt_entry_costs_no_other(version: str, data: st.DataObject) -> None:
    text = synthese.camt053(VERITE, version).octets.decode()
    parts = text.split("<Ntry>")
    at = data.draw(st.integers(1, len(parts) - 1))
    cut = data.draw(st.integers(0, parts[at].index("</Ntry>")))
    noise = data.draw(st.sampled_from(["&", "<", "<x>", "</Amt>", "\0", "&perdu;", "<Amt"]))
    parts[at] = parts[at][:cut] + noise + parts[at][cut:]
    after = _check("<Ntry>".join(parts).encode())
    assert after is not None
    assert len(after.mouvements) + len(after.ecartes) >= len(VERITE) - 1
    assert len(after.mouvements) + len(after.ecartes) == len(VERITE) or after.rejets


def _un_octet(octets: bytes, data: st.DataObject) -> bytes:
    """The same bytes, one of which is another."""
    at = data.draw(st.integers(0, len(octets) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda one: one != octets[at]))
    return octets[:at] + bytes([other]) + octets[at + 1 :]


@pytest.mark.parametrize("fichier", FICHIERS, ids=NOMS)
@given(st.data())
@_QUIET
def test_no_row_is_lost_without_a_word_to_one_byte(
    fichier: synthese.Fichier, data: st.DataObject
) -> None:
    releve = _check(_un_octet(fichier.octets, data))
    if releve is None:
        return
    expected = len(VERITE) + fichier.ecartes
    # A line end that was lost makes two rows one; then that one is put aside with its text.
    assert releve.lus >= expected or releve.rejets or ecarts_de_solde(releve)
    assert releve.lus >= expected - 1


@pytest.mark.parametrize("fichier", PAIEMENTS, ids=[one.nom for one in PAIEMENTS])
@given(st.data())
@_QUIET
def test_no_payment_is_lost_without_a_word_to_one_byte(
    fichier: prestataires.Recettes, data: st.DataObject
) -> None:
    releve = _check(_un_octet(fichier.octets, data))
    if releve is None:
        return
    expected = len(fichier.attendus) + fichier.ecartes
    assert releve.lus >= expected or releve.rejets
    assert releve.lus >= expected - 1


_LABELS = st.lists(
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="&"), max_size=60)
    | st.sampled_from(['"', '""', 'a"b', '";"', "a\nb", "a\n\n; b", "<b>", "-"]),
    min_size=1,
    max_size=8,
)


@pytest.mark.parametrize("write", [synthese.bpce, synthese.n26, synthese.bourso])
@given(_LABELS)
@_QUIET
def test_any_label_comes_back_from_a_table(
    write: Callable[[list[synthese.Verite]], synthese.Fichier], labels: list[str]
) -> None:
    rows = [synthese.Verite(date(2026, 1, 31), one, 100) for one in labels]
    read = [m.libelle for m in lire(write(rows).octets).mouvements]
    assert read == [propre(one) or SANS_LIBELLE for one in labels]


def test_a_statement_grows_in_proportion() -> None:
    """Ten times the rows in at most about ten times the time; a square would take a hundred."""
    seconds = []
    for number in (2_000, 20_000):
        octets = synthese.credit_mutuel(synthese.verite(number)[:number]).octets
        start = time.process_time()
        releve = lire(octets)
        cles(releve.mouvements)
        seconds.append(time.process_time() - start)
        assert len(releve.mouvements) == number
    assert seconds[1] < 40 * seconds[0] + 0.5
