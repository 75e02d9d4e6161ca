"""``importer`` as a user runs it: every bank's file in, nothing twice, nothing dropped."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

import google_drive  # noqa: F401 - the stand-in learns to protect ranges
from commande import Run
from factures_synthetiques import CLIENT, VENDEUR, cii
from factures_synthetiques import verite as invoices
from google_local import Google
from releves_prestataires import Recettes, operations
from releves_prestataires import tous as recettes
from releves_synthetiques import (
    Fichier,
    Verite,
    banque_postale,
    bpce,
    camt053,
    cic_montant,
    credit_mutuel,
    mt940,
    ofx1,
    tous,
    verite,
)
from sheetcash.adapters.excel_file.reader import read_snapshot
from sheetcash.adapters.google import service
from sheetcash.core.factures_lues import FactureLue
from sheetcash.core.releves import Nature
from sheetcash.templates.vide import contenu_vide
from sheetcash.templates.xlsx import build
from sheetcash.workbook.banque import LigneBanque, read_banque
from sheetcash.workbook.content import Content
from sheetcash.workbook.raw import RawTable

pytestmark = pytest.mark.usefixtures("reglages")

ID = "1AbC_d-EfGhIjKlMnOpQrStUvWxYz0123456789abcdE"
TRUTH = verite()
STRIPE = """\
balance_transaction_id,created_utc,available_on_utc,currency,gross,fee,net,reporting_category,\
description,customer_email,automatic_payout_id
txn_1,2026-01-05 10:00:00,2026-01-12,eur,120.00,2.05,117.95,charge,Facture F-1,a@b.fr,po_1
txn_2,2026-01-07 10:00:00,2026-01-07,eur,-20.00,0.00,-20.00,refund,Geste F-1,a@b.fr,po_1
txn_3,2026-01-14 10:00:00,2026-01-14,eur,-97.95,0.00,-97.95,payout,STRIPE PAYOUT,,po_1
"""


@pytest.fixture(scope="session")
def vide(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("vide") / "vide.xlsx"
    build(path, contenu_vide("livre"), date(2026, 11, 20))
    return path


@pytest.fixture
def livre(vide: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(vide, tmp_path / "Livre.xlsx"))


def banque(path: Path) -> list[LigneBanque]:
    raw: RawTable = read_snapshot(path.read_bytes(), path.name, "1").tables["tblBanque"]
    return read_banque(raw, [])


def poser(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def montants(rows: list[LigneBanque] | list[Verite]) -> Counter[tuple[date, int]]:
    return Counter((one.jour, one.cents) for one in rows)


@pytest.mark.parametrize("fichier", tous(TRUTH), ids=lambda one: one.nom)
def test_every_file_goes_in_whole_and_once(
    run: Callable[..., Run], livre: Path, tmp_path: Path, fichier: Fichier
) -> None:
    its = poser(tmp_path, fichier.nom, fichier.octets)
    told = run("importer", livre, its, "--json").json["fichiers"][0]
    assert told["lus"] == told["ajoutes"] + len(told["rejets"]) + len(told["ecartes"])
    rows = banque(livre)
    assert montants(rows) == montants(TRUTH)
    assert len({one.id for one in rows}) == len(rows), "twins keep a key each"
    before = livre.read_bytes()
    again = run("importer", livre, its, "--json").json
    assert (again["ecritures"], again["fichiers"][0]["ajoutes"]) == (0, 0)
    assert livre.read_bytes() == before


def test_overlapping_months_make_the_whole(
    run: Callable[..., Run], livre: Path, tmp_path: Path
) -> None:
    first = [one for one in TRUTH if one.jour <= date(2026, 1, 22)]
    second = [one for one in TRUTH if one.jour >= date(2026, 1, 18)]
    for name, rows in (("janvier.csv", first), ("suite.csv", second)):
        run("importer", livre, poser(tmp_path, name, banque_postale(rows).octets))
    assert montants(banque(livre)) == montants(TRUTH)


@pytest.mark.parametrize(
    ("one", "other"), [(cic_montant, camt053), (credit_mutuel, ofx1), (mt940, bpce)]
)
def test_the_same_bank_in_another_format_adds_nothing_unseen(
    run: Callable[..., Run],
    livre: Path,
    tmp_path: Path,
    one: Callable[..., Fichier],
    other: Callable[..., Fichier],
) -> None:
    run("importer", livre, poser(tmp_path, "a.csv", one(TRUTH).octets))
    its = poser(tmp_path, other(TRUTH).nom, other(TRUTH).octets)
    told = run("importer", livre, its, "--json").json["fichiers"][0]
    assert told["ajoutes"] == 0 and len(told["semblables"]) == len(TRUTH)
    assert montants(banque(livre)) == montants(TRUTH)
    forced = run("importer", livre, its, "--tout", "--json").json["fichiers"][0]
    assert forced["ajoutes"] == len(TRUTH), "the user may say that they are others"


def test_two_accounts_of_one_day_and_amount_are_both_kept(
    run: Callable[..., Run], livre: Path, tmp_path: Path
) -> None:
    head = "Date;Libellé;Montant(EUROS)\n"
    one = poser(tmp_path, "a.csv", f"{head}05/01/2026;CB SNCF;-12,00\n")
    other = poser(tmp_path, "b.csv", f"{head}05/01/2026;CB SNCF;-12,00\n")
    run("importer", livre, one, "--compte", "11112222")
    run("importer", livre, other, "--compte", "33334444")
    assert [row.compte for row in banque(livre)] == ["11112222", "33334444"]


def test_what_cannot_be_read_is_put_beside_the_statement(
    run: Callable[..., Run], livre: Path, tmp_path: Path
) -> None:
    text = (
        "Date;Libellé;Montant(EUROS)\n05/01/2026;VIR DUPONT;120,00\n31/02/2026;=PERDU;5,00\n"
        "06/01/2026;SANS MONTANT;\n"
    )
    told = run("importer", livre, poser(tmp_path, "banque.csv", text))
    assert told.code == 1 and "2 à revoir" in told.out and "ligne 3" in told.out
    assert montants(banque(livre)) == {(date(2026, 1, 5), 12000): 1}
    kept = (tmp_path / "banque - lignes à revoir.csv").read_text("utf-8-sig")
    rows = list(csv.reader(kept.splitlines(), delimiter=";"))
    assert [row[0] for row in rows] == ["Ligne", "3", "4"]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


def test_a_file_that_is_none_stops_nothing_else(
    run: Callable[..., Run], livre: Path, tmp_path: Path
) -> None:
    good = poser(tmp_path, "bon.csv", banque_postale(TRUTH).octets)
    bad = poser(tmp_path, "releve.pdf", b"%PDF-1.7 ...")
    told = run("importer", livre, bad, good, tmp_path / "absent.csv")
    assert told.code == 1 and "est un PDF" in told.out and "n'existe pas" in told.out
    assert montants(banque(livre)) == montants(TRUTH)
    before = livre.read_bytes()
    alone = run("importer", livre, bad)
    assert alone.code == 3 and "CSV, OFX" in alone.err and livre.read_bytes() == before


def test_a_missing_workbook_goes_before_what_is_wrong_with_the_files(
    run: Callable[..., Run], tmp_path: Path
) -> None:
    told = run("importer", tmp_path / "absent.xlsx", tmp_path / "absent.csv")
    assert told.code == 3 and "absent.xlsx" in told.err


def test_columns_are_told_once(run: Callable[..., Run], livre: Path, tmp_path: Path) -> None:
    text = "Jour;Objet;Somme\n05/01/2026;Loyer;-500,00\n"
    its = poser(tmp_path, "autre.csv", text)
    refused = run("importer", livre, its)
    assert refused.code == 3 and "date=Jour;libelle=Objet;montant=Somme" in refused.err
    columns = ("--banque", "Ma banque", "--colonnes", "date=Jour;libelle=Objet;montant=Somme")
    assert run("importer", livre, its, *columns).code == 0
    later = poser(tmp_path, "fevrier.csv", text.replace("05/01", "05/02"))
    assert run("importer", livre, later).code == 0
    assert [one.cents for one in banque(livre)] == [-50000, -50000]
    wrong = run("importer", livre, later, "--banque", "Inconnue")
    assert wrong.code == 2 and "« Ma banque »" in wrong.err


@pytest.mark.parametrize(
    "columns", ["date=Jour", "jour=Jour;montant=X", "date=Jour;libelle=;montant=S", "n'importe"]
)
def test_columns_that_are_not_enough_are_refused(
    run: Callable[..., Run], livre: Path, tmp_path: Path, columns: str
) -> None:
    its = poser(tmp_path, "autre.csv", "Jour;Objet;Somme\n05/01/2026;Loyer;-500,00\n")
    assert run("importer", livre, its, "--colonnes", columns).code == 2


def test_a_provider_s_gross_and_fee_are_two_lines_and_its_payout_is_neither(
    run: Callable[..., Run], livre: Path, tmp_path: Path
) -> None:
    its = poser(tmp_path, "stripe.csv", STRIPE)
    run("importer", livre, its)
    rows = banque(livre)
    assert [(one.cents, one.nature, one.rapproche) for one in rows] == [
        (12000, "paiement", ""),
        (-205, "frais", ""),
        (-2000, "paiement", ""),
        (-9795, "virement", "virement interne"),
    ]
    assert sum(one.cents for one in rows) == 0, "what is left at the provider's"
    again = run("importer", livre, its, "--json").json
    assert again["ecritures"] == 0


@pytest.mark.parametrize("fichier", recettes(operations(30)), ids=lambda one: one.nom)
def test_every_provider_s_file_goes_in_whole_and_once(
    run: Callable[..., Run], livre: Path, tmp_path: Path, fichier: Recettes
) -> None:
    its = poser(tmp_path, fichier.nom, fichier.octets)
    told = run("importer", livre, its, "--json").json["fichiers"][0]
    assert told["lus"] == len(fichier.attendus) + fichier.ecartes
    assert not told["rejets"] and len(told["ecartes"]) == fichier.ecartes
    wanted = Counter()
    for one in fichier.attendus:
        alone = one.nature is Nature.FRAIS
        gross = one.cents if one.brut is None else one.brut
        wanted[one.jour, gross, str(one.nature).replace("banque", "")] += 1
        if one.frais and not alone:
            wanted[one.jour, -one.frais, "frais"] += 1
    rows = banque(livre)
    assert Counter((one.jour, one.cents, one.nature) for one in rows) == wanted
    assert len({one.id for one in rows}) == len(rows)
    before = livre.read_bytes()
    assert run("importer", livre, its, "--json").json["ecritures"] == 0
    assert livre.read_bytes() == before


def test_words_that_look_like_formulas_stay_words(
    run: Callable[..., Run], livre: Path, tmp_path: Path
) -> None:
    run("importer", livre, poser(tmp_path, "a.csv", banque_postale(TRUTH).octets))
    sheet = load_workbook(livre)["Banque"]
    odd = [one for one in sheet["C"] if str(one.value).startswith(("=SOMME", "+33", "-10"))]
    assert odd and {one.data_type for one in odd} == {"s"}


def test_a_balance_that_the_rows_do_not_give_is_told(
    run: Callable[..., Run], livre: Path, tmp_path: Path
) -> None:
    whole = banque_postale(TRUTH)
    text = camt053(TRUTH).octets.decode()
    first = text.index("<Ntry>")
    cut = text[:first] + text[text.index("</Ntry>", first) + len("</Ntry>") :]
    told = run("importer", livre, poser(tmp_path, "camt.xml", cut))
    assert told.code == 1 and "annonce un solde de" in told.out
    assert whole.octets and len(banque(livre)) == len(TRUTH) - 1, "and the rows are in"


def test_rows_pasted_by_hand_are_taken_in_and_known_again(
    run: Callable[..., Run], tmp_path: Path
) -> None:
    pasted = [
        {"Date": one.jour, "Libellé": one.libelle, "Montant": one.cents, "Compte": ""}
        for one in TRUTH
    ]
    content = contenu_vide("livre")
    livre = tmp_path / "Livre.xlsx"
    lines = {**content.rows, "tblBanque": pasted}
    build(livre, Content(content.settings, lines), date(2026, 11, 20))
    its = poser(tmp_path, "a.csv", banque_postale(TRUTH).octets)
    told = run("importer", livre, its)
    assert f"{len(TRUTH)} lignes collées" in told.out
    rows = banque(livre)
    assert montants(rows) == montants(TRUTH) and all(one.id for one in rows)
    assert len({one.id for one in rows}) == len(rows)


def test_a_simulation_writes_nothing(run: Callable[..., Run], livre: Path, tmp_path: Path) -> None:
    before = livre.read_bytes()
    its = poser(tmp_path, "a.csv", "Date;Libellé;Montant(EUROS)\n05/01/2026;A;1,00\nx;B;2,00\n")
    told = run("importer", livre, its, "--simulation")
    assert "rien n'a été écrit" in told.out and livre.read_bytes() == before
    assert {one.name for one in tmp_path.glob("a*")} == {"a.csv"}


def test_a_spreadsheet_of_google_s_takes_the_same_rows(
    run: Callable[..., Run],
    livre: Path,
    tmp_path: Path,
    google: Google,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(service.EMULATOR, google.hote)
    google.deposer(ID, livre)
    its = poser(tmp_path, "a.csv", banque_postale(TRUTH).octets)
    told: dict[str, Any] = run("importer", f"gsheet:{ID}", its, "--json").json
    assert told["fichiers"][0]["ajoutes"] == len(TRUTH)
    again = run("importer", f"gsheet:{ID}", its, "--json").json
    assert (again["ecritures"], again["fichiers"][0]["connus"]) == (0, len(TRUTH))


def test_rows_pasted_in_a_spreadsheet_of_google_s_are_taken_in(
    run: Callable[..., Run],
    livre: Path,
    tmp_path: Path,
    google: Google,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(service.EMULATOR, google.hote)
    sheet = google.deposer(ID, livre).onglet("Banque")
    head = next(at for at, row in enumerate(sheet.lignes, 1) if "Libellé" in row)
    titles = sheet.lignes[head - 1]
    first = date(1899, 12, 30).toordinal()
    for at, one in enumerate(TRUTH, head + 1):
        cells = {"Date": one.jour.toordinal() - first, "Libellé": one.libelle}
        for title, value in (cells | {"Montant": one.cents / 100}).items():
            sheet.put(at, titles.index(title) + 1, value)
    its = poser(tmp_path, "a.csv", banque_postale(TRUTH).octets)
    told = run("importer", f"gsheet:{ID}", its)
    assert f"{len(TRUTH)} lignes collées" in told.out
    ids = [row[titles.index("Id")] for row in sheet.lignes[head : head + len(TRUTH)]]
    assert all(ids) and len(set(ids)) == len(TRUTH), "and none was added"
    assert run("importer", f"gsheet:{ID}", its, "--json").json["ecritures"] == 0


def test_two_clients_of_one_day_and_one_amount_stay_two(
    run: Callable[..., Run], livre: Path, tmp_path: Path
) -> None:
    """Another export of the account: what banks write around a name does not make it the same."""
    day = date(2026, 1, 5)
    first = credit_mutuel([Verite(day, "VIR SEPA DUPONT", 10_000, "R1")])
    run("importer", livre, poser(tmp_path, "a.csv", first.octets))
    both = [
        Verite(day, "VIR SEPA DURAND", 10_000, "R2"),
        Verite(day, "VIR SEPA DUPONT", 10_000, "R1"),
    ]
    told = run("importer", livre, poser(tmp_path, "b.ofx", ofx1(both).octets), "--json").json
    assert told["fichiers"][0]["ajoutes"] == 1
    assert sorted(one.libelle for one in banque(livre)) == ["VIR SEPA DUPONT", "VIR SEPA DURAND"]


def test_a_workbook_open_in_excel_keeps_its_rows(
    run: Callable[..., Run], livre: Path, tmp_path: Path
) -> None:
    (tmp_path / "~$Livre.xlsx").write_bytes(b"\x05Zoe".ljust(165, b"\0"))
    before = livre.read_bytes()
    its = poser(tmp_path, "a.csv", banque_postale(TRUTH).octets)
    told = run("importer", livre, its)
    assert told.code == 3 and "ouvert" in told.err and livre.read_bytes() == before


def test_two_exports_of_one_account_at_once_are_one(
    run: Callable[..., Run], livre: Path, tmp_path: Path
) -> None:
    files = [poser(tmp_path, one.nom, one.octets) for one in (credit_mutuel(TRUTH), ofx1(TRUTH))]
    told = run("importer", livre, *files, "--json").json["fichiers"]
    assert [one["ajoutes"] for one in told] == [len(TRUTH), 0]
    assert montants(banque(livre)) == montants(TRUTH)


def sans(path: Path, feuille: str, titre: str) -> None:
    """Rename a column, as in a workbook made before it was."""
    book = load_workbook(path)
    for table in book[feuille].tables.values():
        for column in table.tableColumns:
            column.name = "Ma case" if column.name == titre else column.name
    for cell in next(book[feuille].iter_rows(min_row=4, max_row=4)):
        cell.value = "Ma case" if cell.value == titre else cell.value
    book.save(path)


def test_a_sheet_made_before_says_which_column_it_lacks(
    run: Callable[..., Run], livre: Path, tmp_path: Path
) -> None:
    stripe = poser(tmp_path, "stripe.csv", STRIPE)
    named = poser(tmp_path, "ofx.ofx", ofx1(TRUTH).octets)
    sans(livre, "Banque", "Nature")
    before = livre.read_bytes()
    told = run("importer", livre, stripe)
    assert told.code == 3 and "« Nature »" in told.err and livre.read_bytes() == before
    sans(livre, "Banque", "Compte")
    told = run("importer", livre, named)
    assert told.code == 1 and "« Compte » manque" in told.out
    assert montants(banque(livre)) == montants(TRUTH)


def recue(numero: str, day: date) -> FactureLue:
    return invoices()[1]._replace(
        numero=numero, date_facture=day, objet="Serveur", emetteur=CLIENT, destinataire=VENDEUR
    )


def test_purchases_received_are_numbered_by_day_and_known_again(
    run: Callable[..., Run], tmp_path: Path
) -> None:
    content = contenu_vide("livre")
    typed = {"N°": "1", "Date": date(2026, 11, 9), "Fournisseur": "Papeterie", "Nature": "Papier"}
    bank = {"Id": "B1", "Date": date(2026, 11, 9), "Libellé": "CB", "Montant": -1}
    lines = {
        **content.rows,
        "tblAchats": [typed | {"Montant": 1, "Pièce": "p", "Mode de règlement": "Carte"}],
        "tblBanque": [bank | {"Rapproché avec": "Achat 1"}],
    }
    livre = tmp_path / "Livre.xlsx"
    build(livre, Content(content.settings, lines), date(2026, 11, 20))
    files = [
        poser(tmp_path, f"{number}.xml", cii(recue(number, date(2026, 10, at))))
        for number, at in (("7", 20), ("12", 10))
    ]
    told = run("importer", livre, *files, "--recues", "--json")
    assert told.code == 0, told.out
    titles = ("N°", "Date", "Nature")

    def achats() -> list[tuple[object, ...]]:
        raw = read_snapshot(livre.read_bytes(), livre.name, "1").tables["tblAchats"]
        rows = zip(*(raw.columns[title] for title in titles), strict=True)
        return [(one, day.day, what) for one, day, what in rows if one]  # type: ignore[attr-defined]

    three = [
        ("3", 9, "Papier"),
        ("1", 10, "Facture 12 : Serveur"),
        ("2", 20, "Facture 7 : Serveur"),
    ]
    assert achats() == three
    assert banque(livre)[0].rapproche == "Achat 3"
    more = poser(tmp_path, "10.xml", cii(recue("1", date(2026, 11, 2))))
    again = run("importer", livre, *files, more, "--recues", "--json").json
    assert [one["sort"] for one in again["factures"]] == ["déjà là", "déjà là", "ajoutée"]


def test_invoices_need_no_bank(run: Callable[..., Run], livre: Path, tmp_path: Path) -> None:
    sans(livre, "Banque", "Id")
    its = poser(tmp_path, "f.xml", cii(invoices()[1]))
    assert run("importer", livre, its, "--emises").code in (0, 1)
    assert run("importer", livre, its, "--emises", "--json").json["ecritures"] == 0


def test_rows_put_aside_never_take_the_place_of_others(
    run: Callable[..., Run], livre: Path, tmp_path: Path
) -> None:
    head = "Date;Libellé;Montant(EUROS)\n05/01/2026;A;1,00\n"
    files = []
    for name in ("un", "deux"):
        (tmp_path / name).mkdir()
        files.append(poser(tmp_path / name, "mois.csv", f"{head}31/02/2026;PERDU {name};2,00\n"))
    run("importer", livre, *files)
    for name in ("un", "deux"):
        text = (tmp_path / name / "mois - lignes à revoir.csv").read_text("utf-8-sig")
        assert f"PERDU {name}" in text
    poser(tmp_path / "un", "mois.csv", f"{head}30/02/2026;PLUS TARD;3,00\n")
    told = run("importer", livre, files[0], "--json").json
    assert told["fichiers"][0]["fichier_rejets"] == "mois - lignes à revoir (2).csv"
    assert "PERDU un" in (tmp_path / "un" / "mois - lignes à revoir.csv").read_text("utf-8-sig")
    run("importer", livre, files[0])
    assert len(list((tmp_path / "un").glob("mois - *"))) == 2, "the same rows, the same file"


def test_two_accounts_that_are_named_are_two(
    run: Callable[..., Run], livre: Path, tmp_path: Path
) -> None:
    its = poser(tmp_path, "a.csv", "Date;Libellé;Montant(EUROS)\n05/01/2026;VIR DUPONT;1,00\n")
    run("importer", livre, its, "--compte", "Compte pro")
    told = run("importer", livre, its, "--compte", "Compte perso", "--json").json
    assert told["fichiers"][0]["ajoutes"] == 1
    later = run("importer", livre, its, "--json").json
    assert later["fichiers"][0]["ajoutes"] == 0, "an export without a name may be of either"


def test_a_mapping_that_read_nothing_is_not_kept(
    run: Callable[..., Run], livre: Path, tmp_path: Path
) -> None:
    its = poser(tmp_path, "x.csv", "Jour;Objet;Somme\n05/01/2026;Loyer;-500,00\n")
    run("importer", livre, its, "--colonnes", "date=Objet;libelle=Jour;montant=Somme")
    assert run("importer", livre, its).code == 3, "its columns are asked again"
    run("importer", livre, its, "--colonnes", "date=Jour;libelle=Objet;montant=Somme")
    assert run("importer", livre, its, "--json").json["fichiers"][0]["connus"] == 1


def test_files_given_the_wrong_way_round_are_told(
    run: Callable[..., Run], livre: Path, tmp_path: Path
) -> None:
    its = poser(tmp_path, "a.csv", "Date;Libellé;Montant(EUROS)\n05/01/2026;A;1,00\n")
    told = run("importer", its, livre)
    assert told.code == 2 and "Le classeur d'abord" in told.err
