"""The sheet Clients says of each client what the command says, computed by LibreOffice."""

import pytest

from sheetcash.adapters.excel_file.reader import read_snapshot
from sheetcash.app import clients
from sheetcash.core.solvabilite import CONDITIONS
from sheetcash.workbook.reading import read_book
from sheetcash.workbook.records import nom_client

pytestmark = pytest.mark.engine

NAMES = ("demo", "commerce", "numeros", "rembourse", "avoirs", "suivi", "dix", "mille")


def shown(column, one, title):
    return column(one.engine, "Clients", title)


@pytest.mark.parametrize("name", NAMES)
def test_clients_equal_the_core(scenarios, column, name):
    one = scenarios[name]
    snapshot = read_snapshot(one.path.read_bytes(), one.path.name, "1")
    found = clients.analyser(read_book(snapshot, one.jour), snapshot)
    expected = {nom_client(line.nom): line for line in found.lignes}
    titles = (
        *("Client", "Payé en moyenne après (jours)", "Part en retard", "Fiabilité"),
        *("Conditions proposées", "Reste dû", "En retard", "Encaissé (12 mois)", "Part du CA"),
        *("Facturé (12 mois)", "Tendance (jours)", "Pourquoi cette note", "Commandé"),
    )
    rows = list(zip(*(shown(column, one, title) for title in titles), strict=True))
    assert rows or name == "rembourse"
    for client, *told in rows:
        if client == "":
            continue
        delay, share, score, terms, owed, late, received, part, billed, trend, why, ordered = told
        line = expected[nom_client(client)]
        its = line.historique
        told = (client, its, line.fiabilite)
        assert delay == ("" if its.delai is None else its.delai), told
        assert (
            share == "" if its.part_tardive is None else round(share * 10**6) == (its.part_tardive)
        ), told
        note = line.fiabilite.note
        assert score == ("" if note is None else note), told
        assert terms == line.proposition.conditions, told
        assert trend == ("" if its.tendance is None else its.tendance), told
        if note is None:
            assert why.startswith(f"Factures réglées : {its.reglees}, il en faut 2"), told
        else:
            assert f"Retard moyen : {its.retard_moyen} j" in why, told
            assert f"{its.tardives} sur {its.observees} en retard" in why, told
        assert ("impayé" in why) == (its.plus_ancien > 0), told
        cents = [round(euros * 100) for euros in (owed, late, received, billed, ordered)]
        assert cents == [
            *(its.reste_du, its.en_retard, line.encaisse_12_mois, its.facture_12_mois),
            line.commande,
        ], told
        assert (
            part == "" if line.dependance is None else round(part * 10**6) == (line.dependance)
        ), told


def test_what_was_ordered_is_what_the_forecasts_say_for_certain(scenarios, column):
    one = scenarios["suivi"]
    names, cents = (shown(column, one, title) for title in ("Client", "Commandé"))
    # two months of a contract, an order, and neither what may come, was past nor is spent
    assert dict(zip(names, cents, strict=True)) == {
        "Alpha": 2 * 300.5 + 1_000, "Bêta": 0, "Gamma": 0, "Delta": 0,
    }  # fmt: skip


def test_the_demonstration_has_a_client_of_each_kind(scenarios, column):
    terms = set(shown(column, scenarios["demo"], "Conditions proposées"))
    assert len(terms & {words for _, words in CONDITIONS}) >= 4
