"""E-invoices as a user hands them over: one's own into Factures, the others' into Achats, once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import google_drive  # noqa: F401 - the stand-in learns to protect ranges
from cellules import lignes
from commande import Run
from factures_synthetiques import CLIENT, VENDEUR, cii, facturx, ubl, verite
from google_local import Google
from sheetcash.adapters.google import service
from sheetcash.core.factures_lues import FactureLue
from sheetcash.templates.vide import contenu_vide
from sheetcash.templates.xlsx import build
from sheetcash.workbook.content import Content

pytestmark = pytest.mark.usefixtures("reglages")

ID = "1AbC_d-EfGhIjKlMnOpQrStUvWxYz0123456789abcdE"
WRITERS: dict[str, Callable[[FactureLue], bytes]] = {
    "facture.xml": cii, "facture-ubl.xml": ubl, "facture.pdf": facturx,
}  # fmt: skip


Ecrire = Callable[..., Path]


@pytest.fixture
def ecrire(tmp_path: Path) -> Ecrire:
    """Write a workbook: whose it is, and some rows."""

    def write(siren: str = "", nom: str = "", **rows: list[dict[str, object]]) -> Path:
        content = contenu_vide("livre")
        settings = content.settings | {"SIREN": siren or None, "Nom": nom or None}
        path = tmp_path / "Livre.xlsx"
        build(path, Content(settings, {**content.rows, **rows}), date(2026, 11, 20))
        return path

    return write


def poser(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("name", WRITERS)
def test_one_s_own_invoice_goes_to_factures_with_its_client(
    run: Callable[..., Run], ecrire: Ecrire, tmp_path: Path, name: str
) -> None:
    its = verite()[0]
    livre = ecrire(siren=VENDEUR.siren)
    path = poser(tmp_path, name, WRITERS[name](its))
    told = run("importer", livre, path)
    assert told.code == 0 and "F-2026-001 émise, 1 200,00" in told.out.replace("\u202f", " ")
    titles = ("N° facture", "Date", "Client", "Objet", "Montant", "Échéance", "Pièce")
    assert lignes(livre, "tblFactures", *titles) == [
        (its.numero, its.date_facture, CLIENT.nom, its.objet, its.cents, its.echeance, name)
    ]
    columns = ("Client", "Type", "SIREN", "Courriel", "Adresse")
    assert lignes(livre, "tblClients", *columns) == [
        (CLIENT.nom, "Professionnel", CLIENT.siren, CLIENT.courriel, CLIENT.adresse)
    ]
    before = livre.read_bytes()
    again = run("importer", livre, path, "--json").json
    assert again["factures"][0]["sort"] == "déjà là" and livre.read_bytes() == before


def test_the_client_is_known_by_its_siren_whatever_its_name(
    run: Callable[..., Run], ecrire: Ecrire, tmp_path: Path
) -> None:
    known = {"Client": "L'Atelier", "Type": "Professionnel", "SIREN": "404 833 048"}
    livre = ecrire(siren=VENDEUR.siren, tblClients=[known])
    run("importer", livre, poser(tmp_path, "a.xml", cii(verite()[0])))
    assert lignes(livre, "tblClients", "Client") == [("L'Atelier",)]
    assert lignes(livre, "tblFactures", "Client") == [("L'Atelier",)]


def test_a_supplier_s_invoice_goes_to_achats(
    run: Callable[..., Run], ecrire: Ecrire, tmp_path: Path
) -> None:
    rule = {"Le libellé contient": "Studio Béryl", "Poste": "Conseil", "Fixe/Variable": "Variable"}
    livre = ecrire(nom=CLIENT.nom.upper(), tblPostes=[rule])
    path = poser(tmp_path, "beryl.pdf", facturx(verite()[0]))
    assert run("importer", livre, path).code == 0
    titles = ("N°", "Fournisseur", "Nature", "Poste", "Montant", "Échéance", "Pièce")
    assert lignes(livre, "tblAchats", *titles) == [
        ("1", VENDEUR.nom, "Facture F-2026-001 : Audit de sécurité", "Conseil", 120_000,
         date(2026, 3, 2), "beryl.pdf")
    ]  # fmt: skip
    again = run("importer", livre, path, "--json").json
    assert again["factures"][0]["sort"] == "déjà là" and again["ecritures"] == 0


def test_the_invoice_of_a_purchase_made_of_the_bank_s_line_joins_it(
    run: Callable[..., Run], ecrire: Ecrire, tmp_path: Path
) -> None:
    rule = {
        "Le libellé contient": "Studio Beryl",
        "Poste": "Conseil",
        "Fournisseur": "Studio Béryl",
    }
    line = {"Id": "B0123456789abcdef", "Date": date(2026, 2, 12), "Montant": -120_000}
    livre = ecrire(
        nom=CLIENT.nom,
        tblPostes=[rule],
        tblBanque=[line | {"Libellé": "VIR STUDIO BERYL", "Source": "fevrier.csv"}],
    )
    run("rapprocher", livre, "--oui", "--date", "2026-02-20")
    assert len(lignes(livre, "tblAchats", "Montant")) == 1
    told = run("importer", livre, poser(tmp_path, "beryl.xml", ubl(verite()[0])))
    assert "rattachée (achat 1" in told.out
    assert lignes(livre, "tblAchats", "Montant", "Pièce") == [(120_000, "beryl.xml")]


def test_the_invoice_of_a_purchase_typed_by_hand_is_its_voucher(
    run: Callable[..., Run], ecrire: Ecrire, tmp_path: Path
) -> None:
    typed = {"N°": "1", "Date": date(2026, 2, 2), "Fournisseur": "STUDIO BERYL", "Nature": "Audit"}
    livre = ecrire(nom=CLIENT.nom, tblAchats=[typed | {"Montant": 120_000}])
    path = poser(tmp_path, "beryl.xml", cii(verite()[0]))
    assert "rattachée (achat 1" in run("importer", livre, path).out
    assert lignes(livre, "tblAchats", "Montant", "Nature", "Pièce") == [
        (120_000, "Audit", "beryl.xml")
    ]
    assert run("importer", livre, path, "--json").json["factures"][0]["sort"] == "déjà là"


def test_the_invoice_of_a_typed_purchase_that_was_paid_in_parts_is_the_voucher_of_both(
    run: Callable[..., Run], ecrire: Ecrire, tmp_path: Path
) -> None:
    typed = {"N°": "1", "Date": date(2026, 2, 2), "Fournisseur": "STUDIO BERYL", "Nature": "Audit"}
    faced = {"Id": "B0123456789abcdef", "Libellé": "CB", "Rapproché avec": "acompte : Achat 1"}
    other = typed | {"N°": "2", "Nature": "Affiche", "Montant": 40_000}
    livre = ecrire(
        nom=CLIENT.nom,
        tblAchats=[typed | {"Montant": 120_000}, other],
        tblBanque=[faced | {"Date": date(2026, 2, 12), "Montant": -40_000}],
    )
    run("rapprocher", livre, "--oui", "--date", "2026-02-20")
    path = poser(tmp_path, "beryl.xml", cii(verite()[0]))
    assert "rattachée (achat 1 et" in run("importer", livre, path).out
    assert sorted(lignes(livre, "tblAchats", "Montant", "Nature", "Pièce"), key=str) == [
        (40_000, "Affiche", None),
        (40_000, "Audit", "beryl.xml"),
        (80_000, "Audit (solde)", "beryl.xml"),
    ]
    assert run("importer", livre, path, "--json").json["factures"][0]["sort"] == "déjà là"


def test_whose_invoice_it_is_is_never_guessed(
    run: Callable[..., Run], ecrire: Ecrire, tmp_path: Path
) -> None:
    livre = ecrire(nom="Quelqu'un d'autre")
    path = poser(tmp_path, "a.xml", cii(verite()[0]))
    before = livre.read_bytes()
    told = run("importer", livre, path)
    assert told.code == 1 and "--emises ou --recues" in told.out and livre.read_bytes() == before
    run("importer", livre, path, "--recues")
    assert len(lignes(livre, "tblAchats", "Montant")) == 1


def test_a_credit_note_a_paid_one_and_another_currency(
    run: Callable[..., Run], ecrire: Ecrire, tmp_path: Path
) -> None:
    base, part, _, credit, _, foreign, paid, *_ = verite()
    livre = ecrire(siren=VENDEUR.siren)
    files = [
        poser(tmp_path, f"{at}.xml", cii(one))
        for at, one in enumerate((base, part, credit, foreign, paid))
    ]
    told = run("importer", livre, *files)
    assert told.code == 1 and "en USD" in told.out
    rows = lignes(livre, "tblFactures", "N° facture", "Montant", "Avoir sur", "Litige")
    assert rows == [
        (base.numero, 120_000, None, None),
        (part.numero, 120_000, None, "Oui"),
        (credit.numero, -120_000, base.numero, None),
        (paid.numero, 120_000, None, "Oui"),
    ]
    assert "Ses relances sont suspendues" in told.out, "who has paid is not chased"


def test_a_number_that_is_taken_for_another_amount_is_told(
    run: Callable[..., Run], ecrire: Ecrire, tmp_path: Path
) -> None:
    livre = ecrire(siren=VENDEUR.siren)
    run("importer", livre, poser(tmp_path, "a.xml", cii(verite()[0])))
    other = verite()[1]._replace(numero="f-2026-001", cents=5_000, du_cents=5_000, hors_taxe=5_000)
    told = run("importer", livre, poser(tmp_path, "b.xml", cii(other)))
    assert told.code == 1 and "ce numéro est déjà dans Factures" in told.out
    assert len(lignes(livre, "tblFactures", "Montant")) == 1


LISTE = """\
N° facture;Date;Client;Objet;Total TTC;Statut
F-1;31/01/2026;Ana Roy;=1+1;1 200,00;Envoyée
F-2;31/02/2026;Ana Roy;Texte;1 200,00;Envoyée
F-3;10/02/2026;Ana Roy;Texte;300,00;Payée
D-4;11/02/2026;Ana Roy;Texte;900,00;Devis
"""


def test_a_list_of_invoices_goes_in_and_its_bad_row_is_put_aside(
    run: Callable[..., Run], ecrire: Ecrire, tmp_path: Path
) -> None:
    livre = ecrire()
    path = poser(tmp_path, "liste.csv", LISTE.encode())
    told = run("importer", livre, path)
    assert told.code == 1 and (tmp_path / "liste - lignes à revoir.csv").exists()
    rows = lignes(livre, "tblFactures", "N° facture", "Client", "Objet", "Montant", "Litige")
    assert rows == [
        ("F-1", "Ana Roy", "=1+1", 120_000, None),
        ("F-3", "Ana Roy", "Texte", 30_000, "Oui"),
    ]
    assert lignes(livre, "tblClients", "Client") == [("Ana Roy",)]
    again = run("importer", livre, path, "--json").json
    assert again["ecritures"] == 0


def test_the_columns_of_a_list_are_told_once(
    run: Callable[..., Run], ecrire: Ecrire, tmp_path: Path
) -> None:
    livre = ecrire()
    path = poser(tmp_path, "a.csv", b"Code;Jour;Qui;Somme\nF-1;31/01/2026;Ana;12,00\n")
    columns = ("--factures", "--colonnes", "numero=Code;date=Jour;client=Qui;montant=Somme")
    assert run("importer", livre, path, *columns, "--banque", "Mon outil").code == 0
    later = poser(tmp_path, "b.csv", b"Code;Jour;Qui;Somme\nF-2;28/02/2026;Ana;13,00\n")
    assert run("importer", livre, later, "--factures").code == 0
    assert lignes(livre, "tblFactures", "N° facture", "Montant") == [("F-1", 1200), ("F-2", 1300)]
    assert run("importer", livre, later, "--factures", "--colonnes", "numero=Code").code == 2


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.pdf", b"%PDF-1.7 rien", "Factur-X"),
        ("a.xml", b"<Invoice><cbc:ID>", ""),
        ("a.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><rsm:CrossIndustryInvoice/>', ""),
        ("a.xml", b"<rsm:CrossIndustryInvoice", ""),
    ],
)
def test_what_is_no_invoice_is_told_and_nothing_is_written(
    run: Callable[..., Run],
    ecrire: Ecrire,
    tmp_path: Path,
    name: str,
    content: bytes,
    words: str,
) -> None:
    livre = ecrire()
    before = livre.read_bytes()
    told = run("importer", livre, poser(tmp_path, name, content), "--emises")
    assert told.code == 3 and words in told.err and livre.read_bytes() == before


def test_a_spreadsheet_of_google_s_takes_invoices(
    run: Callable[..., Run],
    ecrire: Ecrire,
    tmp_path: Path,
    google: Google,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(service.EMULATOR, google.hote)
    google.deposer(ID, ecrire(siren=VENDEUR.siren))
    path = poser(tmp_path, "a.xml", cii(verite()[0]))
    told = run("importer", f"gsheet:{ID}", path, "--json").json
    assert told["factures"][0]["sort"] == "ajoutée"
    assert run("importer", f"gsheet:{ID}", path, "--json").json["ecritures"] == 0
