"""A supplier's invoice and what Achats has already: attached, told, never dropped nor doubled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cellules import lignes
from commande import Run
from factures_synthetiques import CLIENT, VENDEUR, cii, verite
from sheetcash.templates.vide import contenu_vide
from sheetcash.templates.xlsx import build
from sheetcash.workbook.content import Content

pytestmark = pytest.mark.usefixtures("reglages")

DAY = date(2026, 11, 5)
BERYL = {"Le libellé contient": "beryl", "Poste": "Conseil", "Fournisseur": VENDEUR.nom}
Importer = Callable[..., list[str]]


@pytest.fixture
def livre(tmp_path: Path) -> Callable[..., Path]:
    def write(**rows: list[dict[str, object]]) -> Path:
        content = contenu_vide("livre")
        path = tmp_path / "Livre.xlsx"
        build(path, Content(content.settings | {"Nom": CLIENT.nom}, content.rows | rows), DAY)
        return path

    return write


@pytest.fixture
def importer(run: Callable[..., Run], tmp_path: Path) -> Importer:
    """Import invoices, given as (file, number, cents, day); what became of each, and the code."""

    def take(path: Path, *those: tuple[str, str, int, date], **more: Any) -> list[str]:
        base = verite()[0]._replace(echeance=None, taxe=0, **more)
        files = []
        for name, number, cents, day in those:
            its = base._replace(numero=number, cents=cents, du_cents=cents, hors_taxe=cents)
            file = tmp_path / name
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(cii(its._replace(date_facture=day)))
            files.append(file)
        told = run("importer", path, *files, "--json")
        found = [one["sort"] for one in told.json["factures"]]
        return [*found, *(one["probleme"] for one in told.json["constats"]), str(told.code)]

    return take


def achats(path: Path) -> list[tuple[Any, ...]]:
    return sorted(lignes(path, "tblAchats", "Montant", "Pièce"), key=str)


def test_a_number_in_another_s_is_not_that_one(
    livre: Callable[..., Path], importer: Importer
) -> None:
    path = livre()
    two = ("a.xml", "2026-10-2", 5_000, DAY), ("b.xml", "2026-10", 10_000, DAY)
    assert [importer(path, one)[0] for one in two] == ["ajoutée", "ajoutée"]
    assert achats(path) == [(10_000, "b.xml"), (5_000, "a.xml")]
    assert [importer(path, one)[0] for one in two] == ["déjà là", "déjà là"]


def test_a_credit_note_that_names_an_invoice_is_not_it(
    livre: Callable[..., Path], importer: Importer
) -> None:
    path = livre()
    note = ("a.xml", "A-2026-001", -5_000, DAY)
    importer(path, note, objet="Avoir sur la facture F-2026-001", avoir_sur="F-2026-001")
    assert importer(path, ("b.xml", "F-2026-001", 10_000, DAY))[0] == "ajoutée"


def test_another_invoice_in_a_file_of_the_same_name_goes_in(
    livre: Callable[..., Path], importer: Importer
) -> None:
    path = livre()
    importer(path, ("facture.xml", "B-101", 10_000, DAY))
    assert importer(path, ("facture.xml", "B-102", 240_000, DAY))[0] == "ajoutée"


def test_one_number_for_two_amounts_is_refused_and_told(
    livre: Callable[..., Path], importer: Importer
) -> None:
    path = livre()
    importer(path, ("a.xml", "X-1001", 5_000, DAY))
    assert importer(path, ("b.xml", "X-1001", 7_000, DAY)) == ["refusée", "1"]
    both = ("c.xml", "X-1002", 5_000, DAY), ("d.xml", "X-1002", 7_000, DAY)
    assert importer(path, *both) == ["ajoutée", "refusée", "1"]


def test_each_month_s_invoice_joins_its_own_payment(
    livre: Callable[..., Path], importer: Importer, run: Callable[..., Run]
) -> None:
    months = [date(2026, month, 10) for month in (9, 10)]
    bank = [
        {"Id": f"B{at:016x}", "Date": day, "Libellé": "PRLV STUDIO BERYL", "Montant": -10_000}
        for at, day in enumerate(months)
    ]
    path = livre(tblPostes=[BERYL], tblBanque=bank)
    run("rapprocher", path, "--oui", "--date", "2026-10-20")
    late = ("nov.xml", "M-3", 10_000, date(2026, 11, 10))
    assert importer(path, late)[0] == "ajoutée", "October's payment is another invoice's"
    for at, day in enumerate(months, 1):
        assert importer(path, (f"m{at}.xml", f"M-{at}", 10_000, day))[0] == "rattachée"
    assert achats(path) == [(10_000, "m1.xml"), (10_000, "m2.xml"), (10_000, "nov.xml")]


def test_a_part_of_a_purchase_is_not_another_invoice_s_purchase(
    livre: Callable[..., Path], importer: Importer, run: Callable[..., Run]
) -> None:
    typed = {"N°": "1", "Date": DAY, "Fournisseur": VENDEUR.nom, "Nature": "Audit"}
    line = {"Id": "B1", "Date": DAY, "Libellé": "CB", "Montant": -3_000}
    path = livre(
        tblAchats=[typed | {"Montant": 10_000}],
        tblBanque=[line | {"Rapproché avec": "acompte : Achat 1"}],
    )
    run("rapprocher", path, "--oui", "--date", "2026-11-20")
    assert importer(path, ("b.xml", "F-7", 7_000, date(2026, 11, 6)))[0] == "ajoutée"
    assert importer(path, ("a.xml", "F-8", 10_000, DAY))[0] == "rattachée"
    assert [cents for cents, _ in achats(path)] == [3_000, 7_000, 7_000]


def test_a_purchase_that_may_be_the_same_is_told(
    livre: Callable[..., Path], importer: Importer
) -> None:
    typed = {"N°": "1", "Date": DAY, "Fournisseur": VENDEUR.nom, "Nature": "Audit"}
    path = livre(tblAchats=[typed | {"Montant": 10_000, "Pièce": "ticket"}])
    sort, told, code = importer(path, ("a.xml", "F-8", 10_000, DAY))
    assert (sort, code) == ("ajoutée", "1") and "l'achat 1 est du même fournisseur" in told


def test_payments_that_together_make_an_invoice_are_told(
    livre: Callable[..., Path], importer: Importer, run: Callable[..., Run]
) -> None:
    bank = [
        {"Id": f"B{at:016x}", "Date": DAY, "Libellé": "CB STUDIO BERYL", "Montant": -cents}
        for at, cents in enumerate((3_000, 7_000))
    ]
    path = livre(tblPostes=[BERYL], tblBanque=bank)
    run("rapprocher", path, "--oui", "--date", "2026-11-20")
    sort, told, code = importer(path, ("a.xml", "F-8", 10_000, DAY))
    assert (sort, code) == ("ajoutée", "1") and "les achats 1, 2, payés, font ce montant" in told
