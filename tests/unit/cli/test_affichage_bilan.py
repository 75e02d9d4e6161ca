from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from sheetcash.app.bilan import calculer
from sheetcash.cli.affichage_bilan import lignes_bilan
from sheetcash.workbook.raw import Snapshot
from sheetcash.workbook.reading import read_book

Make = Callable[..., Snapshot]


def shown(snapshot: Snapshot, day: date) -> str:
    return "\n".join(lignes_bilan(calculer(read_book(snapshot, day))))


def test_one_is_singular(make_snapshot: Make) -> None:
    late = {
        "Client": "Acme",
        "Montant": 9.0,
        "Date": date(2026, 1, 1),
        "Échéance": date(2026, 2, 1),
    }
    rows = [late | {"N° facture": f"F-{n}"} for n in range(16)]
    day = date(2026, 11, 20)
    one = make_snapshot({"tblFactures": rows[:1], "tblClients": [{"Client": "Acme"}]})
    assert "1 ouverte " in shown(one, day)
    many = make_snapshot({"tblFactures": rows, "tblClients": [{"Client": "Acme"}]})
    assert "16 ouvertes " in shown(many, day)
    assert shown(many, day).endswith("… et 1 autre")


def test_an_unknown_rate_is_said(make_snapshot: Make) -> None:
    rows = [{"Date d'encaissement": date(2027, 1, 5), "Montant": 10.0, "Catégorie": "BNC"}]
    assert "à payer\u00a0: taux inconnu" in shown(
        make_snapshot({"tblRecettes": rows}), date(2027, 1, 20)
    )


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_typed_figures_are_said(make_snapshot: Make) -> None:
    dates = {"Début": date(2026, 7, 1), "Fin": date(2026, 12, 31)}
    typed = [
        {"Paramètre": "Intérêt légal", "Catégorie": "Autres créanciers", "Valeur": 2.6} | dates,
        {"Paramètre": "Délai de paiement par défaut", "Valeur": 45.0, "Fin": date(2026, 12, 31)},
    ]
    text = plain(shown(make_snapshot({"tblBaremes": typed}), date(2026, 11, 20)))
    head, _, block = text.partition("Chiffres saisis dans la feuille Barèmes\n")
    assert head and len(block.splitlines()) == 2
    first, second = block.splitlines()
    assert "Intérêt légal, Autres créanciers" in first and "2,6 %" in first
    assert "du 01/07/2026 au 31/12/2026" in first and first.endswith("feuille Barèmes, ligne 5")
    assert "45 jours  jusqu’au 31/12/2026" in second
    assert "Chiffres saisis" not in shown(make_snapshot(), date(2026, 11, 20))


def test_refunds_and_the_exit_of_the_regime_are_said(make_snapshot: Make) -> None:
    def row(day: date, euros: float, categorie: str = "BNC") -> dict:
        return {"Date d'encaissement": day, "Montant": euros, "Catégorie": categorie}

    rows = [
        row(date(2025, 2, 1), 85_000.0),
        row(date(2026, 2, 1), 90_000.0),
        row(date(2026, 8, 1), -300.0),
        row(date(2026, 8, 1), -20.0, "Services BIC"),
        row(date(2026, 10, 1), 400.0),
    ]
    text = plain(shown(make_snapshot({"tblRecettes": rows}), date(2026, 10, 20)))
    assert "Sortie du régime : Le régime réel s'appliquera au 1er janvier 2027" in text
    assert (
        "T3 2026, BNC, Services BIC : plus de remboursements que de recettes : zéro à déclarer ; "
        "300,00 € (BNC), 20,00 € (Services BIC) à déduire de la déclaration suivante" in text
    )
    assert (
        "T4 2026 : 300,00 € de remboursements antérieurs déduits du CA ; à déclarer 100,00 €"
        in text
    )
    assert re.search(r"T4 2026 +en cours, .* CA 400,00 € +à payer 26,00 €", text)
    assert "T4 2026, Services BIC : plus de remboursements que de recettes à ce jour" in text


def test_a_crossed_threshold_and_what_is_to_be_done_are_said(make_snapshot: Make) -> None:
    rows = [
        {
            "Date d'encaissement": date(2026, 9, 1),
            "Montant": 38_000.0,
            "Catégorie": "BNC",
            "N° facture": "F-9",
        }
    ]
    text = plain(shown(make_snapshot({"tblRecettes": rows}), date(2026, 11, 21)))
    assert (
        "seuil de base de 37 500,00 € franchi le 01/09/2026 par l'encaissement de 38 000,00 € de "
        "la facture F-9 (Livre des recettes, ligne 5)" in text
    )
    assert "d'après les seuils de 2026 : ceux de 2027 ne sont pas connus" in text
    assert "Échéances d'ici au 20/01/2027\n  15/12/2026 : CFE. À payer en ligne" in text
    assert "Déclaration à l'Urssaf" not in text, "they have their own block"
