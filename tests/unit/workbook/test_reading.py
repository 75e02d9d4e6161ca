"""Bad rows become findings that say which sheet, row and column, and the run goes on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from sheetcash.workbook.raw import Snapshot
from sheetcash.workbook.reading import read_book
from sheetcash.workbook.records import Book
from sheetcash.workbook.schema import CellError

DAY = date(2026, 11, 20)

Make = Callable[..., Snapshot]

CLIENT = {"Client": "Acme", "Type": "Professionnel", "Courriel": "a@example.org"}
FACTURE = {
    "N° facture": "F-1",
    "Date": date(2026, 10, 1),
    "Client": "Acme",
    "Montant": 1000.0,
    "Échéance": date(2026, 10, 31),
}
RECETTE = {
    "N°": 1.0,
    "Date d'encaissement": date(2026, 11, 2),
    "N° facture": "F-1",
    "Catégorie": "BNC",
    "Montant": 400.0,
}


@pytest.fixture
def read(make_snapshot: Make) -> Callable[..., Book]:
    def go(
        factures: list[dict] | None = None,
        recettes: list[dict] | None = None,
        clients: list[dict] | None = None,
        settings: dict | None = None,
    ) -> Book:
        rows = {
            "tblClients": [CLIENT] if clients is None else clients,
            "tblFactures": [FACTURE] if factures is None else factures,
            "tblRecettes": [RECETTE] if recettes is None else recettes,
        }
        return read_book(make_snapshot(rows, settings), DAY)

    return go


def test_a_clean_workbook_has_no_finding(read: Callable[..., Book]) -> None:
    book = read()
    assert book.findings == []
    (facture,) = book.factures
    assert (facture.montant, facture.encaisse, facture.solde) == (100_000, 40_000, 60_000)
    assert book.recettes.categories == ["bnc"]


def test_blank_rows_are_passed_over(read: Callable[..., Book]) -> None:
    book = read(recettes=[RECETTE, {}, {"Remarque": "  "}], factures=[FACTURE, {}])
    assert (len(book.recettes.dates), len(book.factures), book.findings) == (1, 1, [])


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ({"Montant": "abc"}, "« abc » n'est pas un montant."),
        ({"Montant": ""}, "La cellule est vide."),
        ({"Montant": True}, "« Oui » n'est pas un montant."),
        ({"Date d'encaissement": "bientôt"}, "« bientôt » n'est pas une date."),
        ({"Date d'encaissement": ""}, "La cellule est vide."),
        ({"Date d'encaissement": date(2062, 1, 1)}, "La date 01/01/2062 n'est pas plausible."),
        ({"Date d'encaissement": date(1926, 1, 1)}, "La date 01/01/1926 n'est pas plausible."),
        ({"Catégorie": "BCN"}, "« BCN » n'est pas une catégorie."),
        ({"Catégorie": ""}, "La cellule est vide."),
    ],
)
def test_an_unreadable_receipt_is_left_out_and_named(
    read: Callable[..., Book], cell: dict, problem: str
) -> None:
    small = RECETTE | {"Montant": 100.0}
    book = read(recettes=[small, small | cell, small | {"N°": 3.0}])
    assert len(book.recettes.dates) == 2
    (finding,) = book.findings
    (column,) = cell
    assert (finding.feuille, finding.ligne, finding.colonne) == ("Livre des recettes", 6, column)
    assert finding.probleme == problem
    assert finding.que_faire and finding.ecarte


def test_a_receipt_dated_tomorrow_is_reported_and_stops_the_reminders(
    read: Callable[..., Book], make_snapshot: Make
) -> None:
    row = RECETTE | {"Date d'encaissement": date(2026, 11, 21), "Montant": 1000.0}
    book = read(recettes=[row])
    (finding,) = book.findings
    assert "21/11/2026 n'est pas encore venu" in finding.probleme and not finding.ecarte
    assert book.factures[0].solde == 0
    assert book.recettes.until(DAY).dates == []
    tables = {"tblClients": [CLIENT], "tblFactures": [FACTURE], "tblRecettes": [row]}
    asked = read_book(make_snapshot(tables), DAY, impose=True)
    assert asked.findings == [], "the user looks back on purpose"


def test_a_misspelt_category_names_the_nearest(read: Callable[..., Book]) -> None:
    book = read(recettes=[RECETTE | {"Catégorie": "Ventes"}])
    assert "« Vente »" in book.findings[0].que_faire


def test_text_that_reads_as_an_amount_or_a_date_is_taken_and_reported(
    read: Callable[..., Book],
) -> None:
    row = RECETTE | {"Montant": "1 234,56 €", "Date d'encaissement": "02/11/2026"}
    book = read(recettes=[row, RECETTE], factures=[])
    assert book.recettes.montants[0] == 123_456
    assert book.recettes.dates[0] == date(2026, 11, 2)
    kinds = [f for f in book.findings if f.ligne == 5 and not f.ecarte]
    assert {f.colonne for f in kinds} >= {"Montant", "Date d'encaissement"}


def test_a_date_with_a_time_or_as_a_bare_number_is_a_date(read: Callable[..., Book]) -> None:
    rows = [
        RECETTE | {"Date d'encaissement": datetime(2026, 11, 2, 12, 30)},
        RECETTE | {"Date d'encaissement": 46328.0},
    ]
    book = read(recettes=rows)
    assert book.recettes.dates == [date(2026, 11, 2)] * 2
    assert ["nombre" in f.probleme for f in book.findings] == [True]


def test_more_than_two_decimals_are_rounded_and_reported(read: Callable[..., Book]) -> None:
    book = read(recettes=[RECETTE | {"Montant": 33.335}])
    assert book.recettes.montants == [3_334]
    assert "deux décimales" in book.findings[0].probleme and not book.findings[0].ecarte


def test_binary_noise_is_not_reported(read: Callable[..., Book]) -> None:
    assert read(recettes=[RECETTE | {"Montant": 0.1 + 0.2}]).findings == []


def test_payment_on_an_unknown_invoice_counts_and_is_reported(read: Callable[..., Book]) -> None:
    book = read(recettes=[RECETTE | {"N° facture": "F-9"}])
    assert book.recettes.montants == [40_000]
    (finding,) = book.findings
    assert (finding.ligne, finding.colonne) == (5, "N° facture") and "F-9" in finding.probleme


def test_payment_above_the_balance_is_reported(read: Callable[..., Book]) -> None:
    book = read(recettes=[RECETTE, RECETTE | {"Montant": 700.0}])
    (finding,) = book.findings
    assert (finding.feuille, finding.colonne) == ("Factures", "Encaissé")
    assert book.factures[0].solde == -10_000


@pytest.mark.parametrize(
    "cell", [{"Catégorie": "BCN"}, {"Date d'encaissement": "hier"}, {"Date d'encaissement": ""}]
)
def test_a_payment_left_out_of_the_turnover_still_stops_the_reminders(
    read: Callable[..., Book], cell: dict
) -> None:
    book = read(recettes=[RECETTE | {"Montant": 1000.0} | cell])
    assert book.recettes.montants == [] and book.factures[0].solde == 0


def test_a_payment_whose_amount_is_unreadable_holds_its_invoice(read: Callable[..., Book]) -> None:
    book = read(recettes=[RECETTE | {"Montant": "mille"}])
    assert "illisible" in book.factures[0].retenue


@pytest.mark.parametrize("number", ["F\u00a01", "F\u20111", "f - 1", "n° F-1", "F-01", "F1"])
def test_a_payment_that_almost_names_the_invoice_holds_it(
    read: Callable[..., Book], number: str
) -> None:
    book = read(recettes=[RECETTE | {"N° facture": number}])
    assert "presque ce numéro" in book.factures[0].retenue


@pytest.mark.parametrize(
    ("receipt", "held"),
    [
        ({"N° facture": "X-9", "Montant": 1000.0, "Client": "Acme"}, True),
        ({"N° facture": "X-9", "Montant": 999.0, "Client": "Acme"}, False),
        ({"N° facture": "X-9", "Montant": 1000.0, "Client": "Bob"}, False),
        ({"N° facture": "#N/A", "Montant": 5.0, "Client": "ACME"}, True),
    ],
)
def test_a_payment_of_the_client_without_a_known_number_holds_it(
    read: Callable[..., Book], receipt: dict, held: bool
) -> None:
    assert bool(read(recettes=[RECETTE | receipt]).factures[0].retenue) == held


def test_what_the_formulas_do_not_see_is_reported(read: Callable[..., Book]) -> None:
    book = read(
        factures=[FACTURE, FACTURE | {"N° facture": "F-2*"}],
        recettes=[RECETTE | {"N° facture": " F-1"}, RECETTE | {"Catégorie": "bnc "}],
    )
    words = [f.probleme for f in book.findings]
    assert [("espaces" in w, "joker" in w) for w in words].count((True, False)) == 1
    assert any("joker" in w for w in words)
    lodging = read(recettes=[RECETTE | {"Catégorie": "meuble classe"}])
    assert "formules" in lodging.findings[0].probleme and lodging.recettes.dates


def test_a_number_that_became_a_date_is_reported_and_held(read: Callable[..., Book]) -> None:
    book = read(factures=[FACTURE | {"N° facture": date(2026, 1, 1)}], recettes=[])
    assert book.factures[0].retenue and "date" in book.findings[0].probleme


def test_an_error_is_never_quoted_in_a_mail(read: Callable[..., Book]) -> None:
    book = read(
        factures=[FACTURE | {"Objet": CellError("#REF!")}],
        clients=[CLIENT | {"Contact": CellError("#N/A")}],
    )
    client = book.client("Acme")
    assert book.factures[0].retenue and client is not None and client.contact == ""
    assert {f.colonne for f in book.findings} == {"Objet", "Contact"}


def test_sales_without_a_nature_are_reported(read: Callable[..., Book]) -> None:
    sale = RECETTE | {"Catégorie": "Vente"}
    assert [f.colonne for f in read(recettes=[sale]).findings] == ["Nature"]
    assert read(recettes=[sale], settings={"Nature": "Commerciale"}).findings == []


def test_clients_that_look_the_same_are_the_same(read: Callable[..., Book]) -> None:
    clients = [CLIENT | {"Client": "E\u0301ric  Le\u00a0Roux"}]
    book = read(clients=clients, factures=[FACTURE | {"Client": "éric le roux"}])
    assert book.findings == [] and not book.factures[0].retenue


@pytest.mark.parametrize(
    ("twin", "ambiguous"),
    [({"Courriel": "b@example.org"}, True), ({"Profil de relance": "Souple"}, True), ({}, False)],
)
def test_two_clients_of_one_name_are_ambiguous_when_they_differ(
    read: Callable[..., Book], twin: dict, ambiguous: bool
) -> None:
    book = read(clients=[CLIENT, CLIENT | twin])
    client = book.client("Acme")
    assert client is not None and client.ambigu == ambiguous


def test_an_unknown_client_holds_the_invoice_and_names_the_nearest(
    read: Callable[..., Book],
) -> None:
    book = read(factures=[FACTURE | {"Client": "Acne"}])
    assert book.factures[0].retenue
    (finding,) = book.findings
    assert finding.colonne == "Client" and "« Acme »" in finding.que_faire


def test_a_number_used_twice_holds_both_invoices(read: Callable[..., Book]) -> None:
    book = read(factures=[FACTURE, FACTURE | {"N° facture": "f-1"}])
    assert [f.retenue for f in book.factures] == ["numéro en double"] * 2
    assert [f.ligne for f in book.findings] == [6]


def test_numbers_typed_as_numbers_match_their_payments(read: Callable[..., Book]) -> None:
    book = read(
        factures=[FACTURE | {"N° facture": 2026001.0}],
        recettes=[RECETTE | {"N° facture": "2026001"}],
    )
    assert book.factures[0].encaisse == 40_000 and book.findings == []


def test_a_missing_due_date_follows_from_the_terms(read: Callable[..., Book]) -> None:
    row = FACTURE | {"Échéance": "", "Conditions": "45 jours fin de mois"}
    assert read(factures=[row]).factures[0].echeance == date(2026, 11, 30)
    clients = [CLIENT | {"Conditions": "À réception"}]
    bare = read(factures=[FACTURE | {"Échéance": ""}], clients=clients)
    assert bare.factures[0].echeance == date(2026, 10, 1)


@pytest.mark.parametrize(
    ("cell", "column"),
    [
        ({"Échéance": date(2062, 1, 1)}, "Échéance"),
        ({"Date": "hier"}, "Date"),
        ({"Montant": "mille"}, "Montant"),
        ({"N° facture": ""}, "N° facture"),
    ],
)
def test_an_unreadable_invoice_is_left_out_and_named(
    read: Callable[..., Book], cell: dict, column: str
) -> None:
    book = read(factures=[FACTURE | cell, FACTURE | {"N° facture": "F-2"}], recettes=[])
    assert [f.numero for f in book.factures] == ["F-2"]
    assert (book.findings[0].ligne, book.findings[0].colonne) == (5, column)


@pytest.mark.parametrize(
    "cell",
    [
        {"Niveau": "deux"},
        {"Niveau": 7.0},
        {"Dernière relance": "hier"},
        {"Promesse de paiement": "la semaine prochaine"},
        {"Échéance": "", "Conditions": "un jour"},
    ],
)
def test_a_doubt_about_reminders_holds_the_invoice_and_counts_it(
    read: Callable[..., Book], cell: dict
) -> None:
    book = read(factures=[FACTURE | cell])
    assert book.factures[0].retenue and book.factures[0].montant == 100_000
    assert book.findings


def test_anything_but_no_in_litige_is_a_dispute(read: Callable[..., Book]) -> None:
    cells = ["Oui", "Non", "", "voir courriel du 3"]
    rows = [FACTURE | {"N° facture": f"F-{n}", "Litige": c} for n, c in enumerate(cells)]
    assert [f.litige for f in read(factures=rows, recettes=[]).factures] == [
        True,
        False,
        False,
        True,
    ]


def test_settings_are_read_and_bad_ones_reported(read: Callable[..., Book]) -> None:
    book = read(
        settings={
            "Nom": "Atelier",
            "Début d'activité": date(2025, 9, 1),
            "ACRE": "oui",
            "Périodicité": "Mensuelle",
            "Solde initial": 1500.5,
            "Jours de relance Ferme": (-2.0, 1.0, 5.0, 9.0, 20.0),
            "Jours de relance Souple": (1.0, 1.0, 5.0, 9.0, 20.0),
            "Zone": "Lune",
        }
    )
    options = book.parametres
    assert (options.nom, options.periodicite, options.solde_initial) == (
        "Atelier",
        "mensuelle",
        150_050,
    )
    assert options.regime.acre and options.regime.debut_activite == date(2025, 9, 1)
    assert options.jours["ferme"] == (-2, 1, 5, 9, 20)
    assert "souple" not in options.jours, "a guess could send too early"
    assert {f.colonne for f in book.findings} == {"Jours de relance Souple", "Zone"}


@pytest.mark.parametrize(
    ("typed", "taken", "told"),
    [
        (None, None, []),
        (date(2027, 1, 1), date(2027, 1, 1), []),
        (date(2027, 3, 15), date(2027, 1, 1), ["« 15/03/2027 » ne convient pas."]),
    ],
)
def test_the_frequency_changes_on_a_first_of_january(
    read: Callable[..., Book], typed: date | None, taken: date | None, told: list[str]
) -> None:
    book = read(settings={"Périodicité depuis": typed})
    assert book.parametres.periodicite_depuis == taken
    assert [f.probleme for f in book.findings] == told
    assert all("01/01/2027 est retenu" in f.que_faire for f in book.findings)


def test_the_workbook_s_own_day_wins_unless_the_user_names_one(make_snapshot: Make) -> None:
    snapshot = make_snapshot(settings={"Date du jour": date(2026, 3, 1)})
    assert read_book(snapshot, DAY).aujourdhui == date(2026, 3, 1)
    assert read_book(snapshot, DAY, impose=True).aujourdhui == DAY


def test_a_client_listed_twice_is_reported(read: Callable[..., Book]) -> None:
    book = read(clients=[CLIENT, CLIENT | {"Client": "ACME"}])
    assert [f.ligne for f in book.findings] == [6]


def test_rows_under_the_table_are_reported(make_snapshot: Make) -> None:
    snapshot = make_snapshot({"tblFactures": [FACTURE], "tblClients": [CLIENT]})
    snapshot.tables["tblFactures"] = snapshot.tables["tblFactures"]._replace(stray=(9, 10))
    (finding,) = read_book(snapshot, DAY).findings
    assert finding.ligne == 9 and "9, 10" in finding.probleme


def test_an_invoice_of_an_unknown_category_counts_and_is_told(make_snapshot: Make) -> None:
    row = {
        "N° facture": "F1",
        "Date": date(2026, 10, 1),
        "Client": "Acme",
        "Montant": 50.0,
        "Catégorie": "Poésie",
    }
    tables = {"tblClients": [{"Client": "Acme"}], "tblFactures": [row]}
    book = read_book(make_snapshot(tables), date(2026, 11, 20))
    assert [one.montant for one in book.factures] == [5_000]
    assert any("Poésie" in one.probleme and not one.ecarte for one in book.findings)


def test_the_tone_and_language_of_a_client_are_read(read: Callable[..., Book]) -> None:
    book = read(clients=[CLIENT | {"Tutoiement": "oui", "Langue": "english "}])
    client = book.clients["acme"]
    assert (client.tutoiement, client.langue, book.findings) == (True, "english", [])
    plain = read(clients=[CLIENT | {"Tutoiement": None, "Langue": None}]).clients["acme"]
    assert (plain.tutoiement, plain.langue) == (False, "francais")


@pytest.mark.parametrize(
    ("column", "value", "tu", "langue"),
    [
        ("Tutoiement", "Parfois", False, "francais"),
        ("Tutoiement", CellError("#N/A"), False, "francais"),
        ("Langue", "Klingon", False, ""),
        ("Langue", CellError("#REF!"), False, ""),
    ],
)
def test_a_tone_or_language_that_is_none_is_told(
    read: Callable[..., Book], column: str, value: object, tu: bool, langue: str
) -> None:
    book = read(clients=[CLIENT | {column: value}])
    (finding,) = book.findings
    assert (finding.feuille, finding.ligne, finding.colonne) == ("Clients", 5, column)
    client = book.clients["acme"]
    assert (client.tutoiement, client.langue) == (tu, langue)


@pytest.mark.parametrize("other", [{"Langue": "English"}, {"Tutoiement": "Oui"}])
def test_two_rows_of_a_client_that_are_not_written_to_alike_are_ambiguous(
    read: Callable[..., Book], other: dict
) -> None:
    assert read(clients=[CLIENT, CLIENT | other]).clients["acme"].ambigu
    assert not read(clients=[CLIENT, CLIENT]).clients["acme"].ambigu


TEXTE = {"Niveau": 1.0, "Profil": "Souple", "Objet": "o", "Corps": "c"}


def test_whom_a_text_is_for_is_read_and_a_blank_suits_everyone(make_snapshot: Make) -> None:
    rows = [TEXTE, TEXTE | {"Type de client": "particulier", "Ton": "Tu", "Langue": "English"}]
    book = read_book(make_snapshot({"tblModeles": rows}), DAY)
    assert [one[5:] for one in book.modeles] == [
        ("", "vous", "francais"),
        ("Particulier", "tu", "english"),
    ]


def test_an_older_workbook_without_these_columns_is_read_as_before(make_snapshot: Make) -> None:
    snapshot = make_snapshot({"tblModeles": [TEXTE], "tblClients": [CLIENT]})
    for table, titles in (
        ("tblModeles", ("Type de client", "Ton", "Langue")),
        ("tblClients", ("Tutoiement", "Langue")),
    ):
        for title in titles:
            snapshot.tables[table].columns[title] = [None]
            del snapshot.tables[table].positions[title]
    book = read_book(snapshot, DAY)
    assert book.findings == []
    assert book.modeles[0][5:] == ("", "vous", "francais")
    client = book.clients["acme"]
    assert (client.tutoiement, client.langue) == (False, "francais")


@pytest.mark.parametrize("column", ["Type de client", "Ton", "Langue"])
def test_a_text_of_which_it_cannot_be_told_for_whom_it_is_serves_no_one(
    make_snapshot: Make, column: str
) -> None:
    book = read_book(make_snapshot({"tblModeles": [TEXTE | {column: "Autre"}, TEXTE]}), DAY)
    (finding,) = book.findings
    assert (finding.feuille, finding.ligne, finding.colonne) == ("Modèles", 5, column)
    assert [one.ligne for one in book.modeles] == [6]


def test_the_last_bank_movement_is_known_and_its_odd_rows_are_not_told(make_snapshot):
    rows = [
        {"Date": date(2026, 11, 3), "Libellé": "a", "Montant": 1.0},
        {"Date": date(2026, 11, 9), "Libellé": "b", "Montant": "?"},
        {"Date": date(2026, 12, 9), "Libellé": "plus tard", "Montant": 1.0},
        {"Date": "hier", "Libellé": "c", "Montant": 1.0},
    ]
    book = read_book(make_snapshot({"tblBanque": rows}), date(2026, 11, 20))
    assert book.releves == date(2026, 11, 9)
    assert [one for one in book.findings if one.feuille == "Banque"] == []
    assert read_book(make_snapshot(), date(2026, 11, 20)).releves is None


def test_a_pace_a_quota_and_an_age_are_whole_numbers(make_snapshot):
    given = {
        "Envois par minute": 20.0,
        "Envois par jour": "beaucoup",
        "Âge maximal des relevés (jours)": 0.0,
    }
    book = read_book(make_snapshot(settings=given), date(2026, 11, 20))
    its = book.parametres
    assert (its.envois_par_minute, its.envois_par_jour, its.releves_jours) == (20, 0, 0)
    assert [one.colonne for one in book.findings] == ["Envois par jour"]
    assert read_book(make_snapshot(), date(2026, 11, 20)).parametres.releves_jours == 10
