"""Lists of invoices: their titles, their rows, what is put aside, mappings."""

from __future__ import annotations

import re

import pytest

import factures_synthetiques as synthese
from sheetcash.adapters.factures import lire_factures_csv, proposer_factures
from sheetcash.core.factures_lues import CorrespondanceFactures, FactureLue, FacturesLues
from sheetcash.errors import UnknownInvoiceColumns, WrongInvoiceMapping

VERITE = synthese.verite()
HEAD = "N° facture;Date;Client;Total TTC;Statut;Type\n"


def _lire(rows: str, head: str = HEAD, **told: str) -> FacturesLues:
    read = lire_factures_csv((head + rows).encode(), "liste.csv", **told)  # type: ignore[arg-type]
    assert read.lus == len(read.factures) + len(read.rejets)
    return read


def _une(row: str, head: str = HEAD) -> FactureLue:
    (one,) = _lire(row, head).factures
    return one


@pytest.mark.parametrize(
    "titres",
    [
        "Numéro;Date;Client;Total TTC",
        "N° de facture;Date de facturation;Nom du client;Montant TTC",
        "Numéro de facture;Date d'émission;Client;Montant TTC (€)",
        "Facture;Émise le;Destinataire;Montant",
        "Référence facture;Date de la facture;Raison sociale;TTC",
        "Invoice number;Issue date;Customer name;Total incl. VAT",
        "Invoice no.;Invoice date;Client;Total amount",
        "Number;Date;Customer;Amount",
        "N°;Date;Client;Total en euros",
        "NUMERO DOCUMENT;DATE DOCUMENT;CLIENT;TOTAL T.T.C",
    ],
)
@pytest.mark.parametrize("sep", [";", ",", "\t"])
def test_the_titles_of_billing_programs_are_known(titres: str, sep: str) -> None:
    text = f"{titres}\nF-1;31/01/2026;Ana Roy;1200.50\n".replace(";", sep)
    (one,) = lire_factures_csv(text.encode()).factures
    assert (one.numero, one.destinataire.nom, one.cents) == ("F-1", "Ana Roy", 120050)
    assert one.date_facture.isoformat() == "2026-01-31"


def test_lines_above_the_header_and_columns_in_any_order() -> None:
    text = (
        "Export du 01/02/2026\n\n"
        "Total TTC;Payée le;Client;Date d'échéance;Date de facture;N° de facture;Prévue\n"
        "12,00;;Ana;01/03/2026;31/01/2026;F-1;\n"
    )
    (one,) = lire_factures_csv(text.encode()).factures
    assert (one.numero, one.cents, str(one.echeance), one.ligne) == ("F-1", 1200, "2026-03-01", 4)


def test_what_was_found_is_told() -> None:
    told = {one.quoi: one for one in _lire("F-1;31/01/2026;Ana;1 200,00;;\n").annonces}
    assert told["encodage"].valeur == "utf-8"
    assert told["séparateur"].valeur == ";"
    assert told["décimale"].valeur == ","
    assert told["dates"].valeur == "jour/mois/année"
    assert told["montant"] == ("montant", "colonne « Total TTC »", True)
    vague = _lire("F-1;31/01/2026;Ana;12,00\n", "N°;Date;Client;Montant\n").annonces
    assert ("montant", "colonne « Montant »", False) in vague


def test_the_user_s_word_wins() -> None:
    rows = "F-1;02/03/2026;Ana;1,500;;\n"
    assert _lire(rows).rejets[0].pourquoi.endswith("(mille, ou un et demi ?)")
    read = _lire(rows, decimale=".", ordre="MJA")
    assert read.factures[0].cents == 150_000
    assert read.factures[0].date_facture.isoformat() == "2026-02-03"


@pytest.mark.parametrize(
    ("ligne", "pourquoi"),
    [
        (";31/01/2026;Ana;12,00;;", "n° de facture manque"),
        ("F-1;;Ana;12,00;;", "date manque"),
        ("F-1;31/02/2026;Ana;12,00;;", "n'existe pas au calendrier"),
        ("F-1;bientôt;Ana;12,00;;", "n'est pas une date"),
        ("F-1;31/01/2026;;12,00;;", "client manque"),
        ("F-1;31/01/2026;Ana;;;", "montant manque"),
        ("F-1;31/01/2026;Ana;douze;;", "n'est pas un montant"),
        ("F-1;31/01/2026;Ana;12,345;;", "deux façons|pas un montant"),
        ("F-1;31/01/2026;Ana;12,00 $;;", "de quelle devise"),
        ("F-1;31/01/2026;Ana;12,00;Brouillon;", "brouillon"),
        ("F-1;31/01/2026;Ana;12,00;Annulée;", "annulée"),
        ("F-1;31/01/2026;Ana;12,00;;Devis", "pas une facture"),
        ("2,02601E+08;31/01/2026;Ana;12,00;;", "abîmé ce numéro"),
        ("F-1;31/01/2026;Ana;12,00;;;trop", "7 cellules au lieu de 6"),
        ("F-1;31/01/2026", "2 cellules au lieu de 6"),
        ("Total;;;999,00;;", "date manque"),
        (";;;999,00;;", "ni n° ni date"),
    ],
)
def test_a_row_that_is_no_invoice_is_put_aside_with_its_line(ligne: str, pourquoi: str) -> None:
    good = "F-8;31/01/2026;Ana;10,00;;\n", "F-9;31/01/2026;Ana;20,00;;\n"
    read = _lire(f"{good[0]}{ligne}\n{good[1]}")
    assert [one.numero for one in read.factures] == ["F-8", "F-9"]
    (aside,) = read.rejets
    assert aside.ligne == 3
    assert re.search(pourquoi, aside.pourquoi)
    assert aside.texte


def test_cells_that_look_like_formulas_are_texts() -> None:
    head = "N° facture;Date;Client;Total TTC;Objet\n"
    for text in ("=1+1", "+33 6", "-10 %", "@SUM(A1)"):
        one = _une(f"{text};31/01/2026;{text};12,00;{text}\n", head)
        assert (one.numero, one.destinataire.nom, one.objet) == (text, text, text)


@pytest.mark.parametrize(
    ("ligne", "cents", "du"),
    [
        ("F-1;31/01/2026;Ana;12,00;Envoyée;Facture", 1200, 1200),
        ("F-1;31/01/2026;Ana;12,00;Payée;Facture", 1200, 0),
        ("F-1;31/01/2026;Ana;12,00;Payée le 3/2/2026;", 1200, 0),
        ("F-1;31/01/2026;Ana;12,00;Partiellement payée;", 1200, 1200),
        ("F-1;31/01/2026;Ana;12,00;Impayée;", 1200, 1200),
        ("F-1;31/01/2026;Ana;12,00;;Avoir", -1200, -1200),
        ("F-1;31/01/2026;Ana;-12,00;;Avoir", -1200, -1200),
        ("F-1;31/01/2026;Ana;(12,00);;", -1200, -1200),
        ("F-1;31/01/2026;Ana;12,00 €;;Facture d'acompte", 1200, 1200),
    ],
)
def test_states_and_kinds_count(ligne: str, cents: int, du: int) -> None:
    one = _une(ligne + "\n")
    assert (one.cents, one.du_cents) == (cents, du)


def test_what_is_left_to_pay_is_a_part_of_the_total() -> None:
    head = "N° facture;Date;Client;Total TTC;Reste à payer;Statut\n"
    row = "F-{n};31/01/2026;Ana;12,00;{du};{statut}\n"
    rows = [("1", "5,00", ""), ("2", "13,00", ""), ("3", "-1,00", ""), ("4", "5,00", "Payée"),
            ("5", "0,00", "Payée"), ("6", "", "")]  # fmt: skip
    read = _lire("".join(row.format(n=n, du=du, statut=s) for n, du, s in rows), head)
    assert {one.numero: one.du_cents for one in read.factures} == {
        "F-1": 500,
        "F-5": 0,
        "F-6": 1200,
    }


def test_currencies_are_kept_and_not_converted() -> None:
    head = "N° facture;Date;Client;Total TTC;Devise\n"
    rows = "F-1;31/01/2026;A;12,00;usd\nF-2;31/01/2026;A;12,00 CHF;\nF-3;31/01/2026;A;12,00 €;USD\n"
    read = _lire(rows, head)
    assert [(one.numero, one.devise, one.cents) for one in read.factures] == [
        ("F-1", "USD", 1200),
        ("F-2", "CHF", 1200),
    ]
    assert "autre devise" in read.rejets[0].pourquoi


def test_totals_that_do_not_agree_are_put_aside() -> None:
    head = "N° facture;Date;Client;Total HT;Total TVA;Total TTC\n"
    read = _lire("F-1;31/01/2026;A;10,00;2,00;12,00\nF-2;31/01/2026;A;10,00;2,00;12,01\n", head)
    assert [(one.hors_taxe, one.taxe, one.cents) for one in read.factures] == [(1000, 200, 1200)]
    assert "ne font pas le total" in read.rejets[0].pourquoi


def test_a_number_given_twice_is_one_invoice_or_none() -> None:
    same = "F-1;31/01/2026;Ana;12,00;;\n"
    read = _lire(same + same + "F-2;31/01/2026;Ana;3,00;;\nF-2;31/01/2026;Ana;4,00;;\n")
    assert [one.numero for one in read.factures] == ["F-1"]
    assert [(one.ligne, one.pourquoi) for one in read.rejets] == [
        (3, "la facture « F-1 » est déjà à la ligne 2"),
        (4, "le n° « F-2 » est sur plusieurs lignes qui diffèrent (4, 5)"),
        (5, "le n° « F-2 » est sur plusieurs lignes qui diffèrent (4, 5)"),
    ]


def test_two_exports_in_one_file_and_labels_on_several_lines() -> None:
    head = "N° facture;Date;Client;Total TTC;Objet\n"
    rows = 'F-1;31/01/2026;Ana;12,00;"Audit\n; et rapport"\n'
    read = _lire(rows + head + "F-2;31/01/2026;Ana;13,00;x\n", head)
    assert [(one.numero, one.objet) for one in read.factures] == [
        ("F-1", "Audit ; et rapport"),
        ("F-2", "x"),
    ]
    assert read.rejets == []


def test_unknown_columns_are_read_by_a_mapping() -> None:
    text = "Pièce;Jour;Tiers;Somme HT;Pour\nF-1;31/01/2026;Ana;1 200,00;Audit\n".encode()
    with pytest.raises(UnknownInvoiceColumns) as caught:
        lire_factures_csv(text)
    assert caught.value.titres == ("Pièce", "Jour", "Tiers", "Somme HT", "Pour")
    proposed = proposer_factures(text, "Mon logiciel")
    assert proposed.titres == caught.value.titres
    assert proposed.exemples == (("F-1", "31/01/2026", "Ana", "1 200,00", "Audit"),)
    mapping = proposed.correspondance
    assert mapping == CorrespondanceFactures("Mon logiciel", "Pièce", "Jour", "Tiers", "Somme HT")
    other = CorrespondanceFactures("Autre", "No", "Date", "Client", "Total")
    for read in (
        lire_factures_csv(text, correspondance=mapping),
        lire_factures_csv(text, correspondances=[other, mapping]),
    ):
        assert [(one.numero, one.cents, one.ligne) for one in read.factures] == [
            ("F-1", 120_000, 2)
        ]
    with pytest.raises(WrongInvoiceMapping) as wrong:
        lire_factures_csv(text, correspondance=other)
    assert wrong.value.absents == ("No", "Date", "Client", "Total")
    with pytest.raises(UnknownInvoiceColumns):
        lire_factures_csv(text, correspondances=[other])


def test_a_mapping_may_give_alternatives_and_the_form() -> None:
    mapping = CorrespondanceFactures(
        "US", "Ref|Invoice", "Day", "Who", "Sum", objet="What", ordre="MJA", decimale="."
    )
    text = b'Invoice,Day,Who,Sum,What\n7,02/03/2026,Ana,"1,500",x\n'
    (one,) = lire_factures_csv(text, correspondance=mapping).factures
    assert (one.numero, str(one.date_facture), one.cents, one.objet) == (
        *("7", "2026-02-03", 150_000, "x"),
    )


def test_known_titles_are_proposed_too_and_nothing_where_nothing_is_seen() -> None:
    proposed = proposer_factures(synthese.liste(VERITE), "X").correspondance
    assert proposed is not None
    read = lire_factures_csv(synthese.liste(VERITE), correspondance=proposed)
    assert read.factures == lire_factures_csv(synthese.liste(VERITE)).factures
    assert proposer_factures(b"a;b;c\n1;2;3\n").correspondance is None


def test_a_list_without_any_total_with_tax_is_asked_about() -> None:
    text = "Numéro;Date;Client;Montant HT\nF-1;31/01/2026;Ana;12,00\n".encode()
    with pytest.raises(UnknownInvoiceColumns):
        lire_factures_csv(text)
    mapping = proposer_factures(text).correspondance
    assert mapping is not None
    assert (mapping.montant, mapping.hors_taxe) == ("Montant HT", "")


def test_a_last_row_without_its_end_is_put_aside() -> None:
    read = _lire("F-1;31/01/2026;Ana;12,00;;\nF-2;31/01/2026;Ana;12,0")
    assert [one.numero for one in read.factures] == ["F-1"]
    assert "ligne coupée" in read.rejets[0].pourquoi
