"""``rapprocher`` as a user runs it: what is certain is written, the rest asked, all undone."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

import google_drive  # noqa: F401 - the stand-in learns to protect ranges
from cellules import lignes
from commande import Run
from google_local import Google
from sheetcash.adapters.excel_file.store import ExcelFile
from sheetcash.adapters.google import service
from sheetcash.templates.vide import contenu_vide
from sheetcash.templates.xlsx import build
from sheetcash.workbook.content import Content
from sheetcash.workbook.edits import AppendRow, UpdateRow, Value

pytestmark = pytest.mark.usefixtures("reglages")

ID = "1AbC_d-EfGhIjKlMnOpQrStUvWxYz0123456789abcdE"
JOUR = ("--date", "2026-11-20")
DAY = date(2026, 11, 20)
BILLED = date(2026, 10, 1)


Ecrire = Callable[..., Path]


def facture(numero: str, client: str, cents: int, **more: object) -> dict[str, object]:
    row = {"N° facture": numero, "Date": BILLED, "Client": client, "Objet": f"Travaux {numero}"}
    return row | {"Catégorie": "BNC", "Montant": cents, "Conditions": "30 jours"} | more


def ligne(at: int, libelle: str, cents: int, day: date = date(2026, 11, 10), **more: object):  # type: ignore[no-untyped-def]
    its = {"Id": f"B{at:016x}", "Date": day, "Libellé": libelle, "Montant": cents}
    return its | {"Compte": "FR7630001"} | more


CLIENTS = ("Atelier Béatrice", "Menuiserie Kervella", "Studio Équinoxe")
FACTURES = [
    facture("F-2026-001", CLIENTS[0], 120_000),
    facture("F-2026-002", CLIENTS[1], 80_000),
    facture("F-2026-003", CLIENTS[2], 45_550),
    facture("F-2026-004", CLIENTS[2], 30_000),
]


@pytest.fixture
def ecrire(tmp_path: Path) -> Ecrire:
    """Write the workbook: some rows of its tables, the invoices above unless told otherwise."""

    def write(**rows: list[dict[str, object]]) -> Path:
        content = contenu_vide("livre")
        clients = [{"Client": one, "Type": "Professionnel"} for one in CLIENTS]
        tables: dict[str, list[dict[str, object]]] = {"tblClients": clients}
        tables |= {"tblFactures": FACTURES} | rows
        settings = content.settings | {"Catégorie principale": "BNC", "Nature": "Libérale"}
        settings |= {"Début d'activité": date(2024, 1, 1)}
        path = tmp_path / "Livre.xlsx"
        build(path, Content(settings, {**content.rows, **tables}), DAY)
        return path

    return write


RECETTES = ("N°", "Date d'encaissement", "N° facture", "Client", "Montant", "Mode de règlement")
LIENS = ("Rapproché avec", "Lot", "Proposition")


def test_what_is_certain_is_written_and_only_once(run: Callable[..., Run], ecrire: Ecrire) -> None:
    livre = ecrire(
        tblBanque=[
            ligne(1, "VIR SEPA ATELIER BEATRICE FACT F-2026-001", 120_000),
            ligne(2, "VIR MENUISERIE KERVELLA 2026-002", 30_000, date(2026, 11, 5)),
            ligne(3, "VIR STUDIO EQUINOXE F-2026-003 F-2026-004", 75_550, date(2026, 11, 12)),
            ligne(4, "VIR QUELQU'UN", 77_777),
        ]
    )
    told = run("rapprocher", livre, "--oui", *JOUR)
    assert told.code == 1 and "Rapproché (3)" in told.out and "Sans explication (1)" in told.out
    assert lignes(livre, "tblRecettes", *RECETTES) == [
        ("1", date(2026, 11, 5), "F-2026-002", CLIENTS[1], 30_000, "Virement"),
        ("2", date(2026, 11, 10), "F-2026-001", CLIENTS[0], 120_000, "Virement"),
        ("3", date(2026, 11, 12), "F-2026-003", CLIENTS[2], 45_550, "Virement"),
        ("4", date(2026, 11, 12), "F-2026-004", CLIENTS[2], 30_000, "Virement"),
    ]
    assert lignes(livre, "tblBanque", *LIENS) == [
        ("F-2026-001", "R20261120-1 recette", None),
        ("F-2026-002", "R20261120-1 recette", None),
        ("F-2026-003 ; F-2026-004", "R20261120-1 recette", None),
    ]
    before = livre.read_bytes()
    again = run("rapprocher", livre, "--oui", "--json", *JOUR).json
    assert (again["ecritures"], again["accords"]) == (0, []) and livre.read_bytes() == before


def test_what_is_doubtful_is_proposed_and_a_yes_in_the_sheet_confirms_it(
    run: Callable[..., Run], ecrire: Ecrire
) -> None:
    livre = ecrire(tblBanque=[ligne(1, "VIR HOLDING DU PORT", 80_000)])
    told = run("rapprocher", livre, *JOUR)
    assert told.code == 1 and "À confirmer (1)" in told.out
    ((faced, lot, said),) = lignes(livre, "tblBanque", *LIENS)
    assert (faced, lot) == (None, None) and said.startswith("F-2026-002 — ")
    assert lignes(livre, "tblRecettes", "Montant") == [], "nothing is guessed"
    dire(livre, {"Rapproché avec": "Oui"})
    run("rapprocher", livre, *JOUR)
    assert lignes(livre, "tblRecettes", "N° facture", "Montant") == [("F-2026-002", 80_000)]
    assert lignes(livre, "tblBanque", *LIENS) == [("F-2026-002", "R20261120-1 recette", None)]


def dire(livre: Path, values: dict[str, Value], row: int = 0, table: str = "tblBanque") -> None:
    """What the user types in a row of the sheet."""
    store = ExcelFile(livre)
    snapshot = store.read()
    at = snapshot.tables[table].first_row + row
    store.write(snapshot, [UpdateRow(table, at, "", values)])


def test_a_name_that_was_told_once_is_known_afterwards(
    run: Callable[..., Run], ecrire: Ecrire
) -> None:
    more = [facture("F-2026-005", CLIENTS[1], 61_000)]
    who = {"Contrepartie": "SCI DES TILLEULS", "IBAN": "FR7630004000031234567890143"}
    livre = ecrire(
        tblFactures=[*FACTURES, *more],
        tblBanque=[ligne(1, "VIR SCI DES TILLEULS", 80_000, **who)],
    )
    run("rapprocher", livre, *JOUR)
    dire(livre, {"Rapproché avec": "F-2026-002"})
    told = run("rapprocher", livre, *JOUR)
    assert "Retenu pour la prochaine fois" in told.out
    known = lignes(livre, "tblClients", "Client", "En banque")[1]
    assert known == (CLIENTS[1], "FR7630004000031234567890143 ; SCI DES TILLEULS")
    store = ExcelFile(livre)
    row = ligne(2, "VIR SCI DES TILLEULS", 61_000, date(2026, 11, 18), **who)
    store.write(store.read(), [AppendRow("tblBanque", row)])
    run("rapprocher", livre, "--oui", *JOUR)
    assert lignes(livre, "tblRecettes", "N° facture", "Montant") == [
        ("F-2026-002", 80_000),
        ("F-2026-005", 61_000),
    ]


def test_the_words_of_what_was_paid_are_not_learned_as_the_payer_s_name(
    run: Callable[..., Run], ecrire: Ecrire
) -> None:
    livre = ecrire(tblBanque=[ligne(1, "VIR TETARD TRAVAUX", 80_000)])  # « Travaux F-2026-002 »
    run("rapprocher", livre, *JOUR)
    dire(livre, {"Rapproché avec": "F-2026-002"})
    run("rapprocher", livre, *JOUR)
    assert (CLIENTS[1], "Tetard") in lignes(livre, "tblClients", "Client", "En banque")
    run("rapprocher", livre, "--annuler", "--oui", *JOUR)
    assert not any(said for (said,) in lignes(livre, "tblClients", "En banque")), "and unlearned"


def test_a_receipt_typed_by_hand_is_never_written_twice(
    run: Callable[..., Run], ecrire: Ecrire
) -> None:
    typed = {"N°": "1", "Date d'encaissement": date(2026, 11, 9), "N° facture": "F-2026-001"}
    typed |= {"Client": CLIENTS[0], "Catégorie": "BNC", "Montant": 120_000}
    sale = {"N°": "2", "Date d'encaissement": date(2026, 11, 10), "Montant": 33_000}
    livre = ecrire(
        tblRecettes=[typed, sale | {"Catégorie": "BNC", "Client": "Passage"}],
        tblBanque=[
            ligne(1, "VIR ATELIER BEATRICE", 120_000),
            ligne(2, "REMISE CB", 33_000),
            ligne(3, "REMISE CB", 33_000, date(2026, 11, 16)),
        ],
    )
    run("rapprocher", livre, "--oui", *JOUR)
    assert len(lignes(livre, "tblRecettes", "Montant")) == 2
    assert [one[:2] for one in lignes(livre, "tblBanque", *LIENS)] == [
        ("F-2026-001", "R20261120-1 lien"),
        ("recette 2", "R20261120-1 lien"),
    ]


@pytest.mark.parametrize(
    ("label", "day"),
    [
        ("VIR STUDIO EQUINOXE F-2026-003", 10),  # another's number
        ("VIR STUDIO EQUINOXE", 12),  # another client
        ("VIR QUELQU UN D AUTRE", 10),  # nobody known
    ],
)
def test_a_receipt_of_that_amount_is_not_linked_to_a_line_that_names_another(
    run: Callable[..., Run], ecrire: Ecrire, label: str, day: int
) -> None:
    typed = {"N°": "1", "Date d'encaissement": date(2026, 11, day), "N° facture": "F-2026-001"}
    typed |= {"Client": CLIENTS[0], "Catégorie": "BNC", "Montant": 45_550}
    livre = ecrire(tblRecettes=[typed], tblBanque=[ligne(1, label, 45_550)])
    told = run("rapprocher", livre, "--oui", "--json", *JOUR).json
    assert told["accords"] == [] and len(told["doutes"]) == 1


def test_a_purchase_that_is_paid_faces_one_line_and_the_right_one(
    run: Callable[..., Run], ecrire: Ecrire
) -> None:
    paid = {"Payé le": date(2026, 11, 10)}
    livre = ecrire(
        tblAchats=[
            achat(1, "Papeterie Lune", 1_200, **paid),
            achat(2, "Orange", 3_000),
            achat(3, "Fruits Orange Bleue", 9_000),
            achat(4, "Free", 2_500),
            achat(5, "Maison Martin", 2_600),
        ],
        tblBanque=[
            ligne(1, "CB PAPETERIE LUNE", -1_200),
            ligne(2, "CB PAPETERIE LUNE", -1_200),
            ligne(3, "CB BOULANGERIE OYE", -1_200),
            ligne(4, "CB FRUITS ORANGE BLEUE", -3_000),
            ligne(5, "CB DUTY FREE ROISSY", -2_500),
            ligne(6, "CB MAISON", -2_600),
            ligne(7, "CB X", -1_200, **{"Rapproché avec": "Achat 1"}),
        ],
    )
    told = run("rapprocher", livre, "--oui", "--json", *JOUR).json
    assert told["accords"] == [], "Achat 1 is the user's word for the last line"
    assert "déjà face" not in str(told["constats"])
    dire(livre, {"Rapproché avec": "achat 1"}, row=0)
    told = run("rapprocher", livre, "--oui", "--json", *JOUR).json
    assert "déjà face à une autre ligne" in str(told["constats"])


def test_the_number_typed_of_a_settled_invoice_writes_nothing(
    run: Callable[..., Run], ecrire: Ecrire
) -> None:
    paid = {"N°": "1", "Date d'encaissement": date(2026, 10, 2), "N° facture": "F-2026-002"}
    paid |= {"Client": CLIENTS[1], "Catégorie": "BNC", "Montant": 80_000}
    livre = ecrire(
        tblRecettes=[paid],
        tblBanque=[ligne(1, "VIR", 80_000, **{"Rapproché avec": "F-2026-002"})],
    )
    told = run("rapprocher", livre, *JOUR)
    assert told.code == 1 and "ne doit plus rien" in told.out
    assert len(lignes(livre, "tblRecettes", "Montant")) == 1


def test_a_refund_of_what_is_still_owed_and_a_number_borne_twice_are_told_as_they_are(
    run: Callable[..., Run], ecrire: Ecrire
) -> None:
    twice = facture("F-2026-004", CLIENTS[0], 10_000)
    livre = ecrire(
        tblFactures=[*FACTURES, twice],
        tblBanque=[
            ligne(1, "VIR EMIS", -80_000, **{"Rapproché avec": "F-2026-002"}),
            ligne(2, "VIR", 30_000, **{"Rapproché avec": "F-2026-004"}),
        ],
    )
    told = run("rapprocher", livre, "--json", *JOUR)
    assert told.code == 1
    said = [one for one in told.json["constats"] if one["colonne"] == "Rapproché avec"]
    refund, double = sorted(said, key=lambda one: one["ligne"])
    assert "Rien n'est à rendre sur F-2026-002" in refund["probleme"]
    assert "Plusieurs factures portent le n° F-2026-004" in double["probleme"]
    assert lignes(livre, "tblRecettes", "Montant") == []


@pytest.mark.parametrize("said", ["F-9999", "=A1", "oui", "achat 99"])
def test_what_names_nothing_is_told_with_its_row(
    run: Callable[..., Run], ecrire: Ecrire, said: str
) -> None:
    livre = ecrire(tblBanque=[ligne(1, "VIR MYSTERE", 12_345, **{"Rapproché avec": said})])
    told = run("rapprocher", livre, "--json", *JOUR)
    assert told.code == 1
    (one,) = told.json["constats"]
    assert (one["feuille"], one["ligne"], one["colonne"]) == ("Banque", 5, "Rapproché avec")


def test_debits_find_purchases_contributions_and_rules(
    run: Callable[..., Run], ecrire: Ecrire
) -> None:
    bought = {"N°": "1", "Date": date(2026, 11, 1), "Fournisseur": "Papeterie Lune"}
    bought |= {"Nature": "Papier", "Montant": 4_200, "Échéance": date(2026, 11, 8)}
    rules = [
        {"Le libellé contient": "OVH", "Poste": "Hébergement", "Fixe/Variable": "Fixe"},
        {"Le libellé contient": "remuneration", "Poste": "perso"},
    ]
    livre = ecrire(
        tblAchats=[bought],
        tblPostes=rules,
        tblBanque=[
            ligne(1, "CB PAPETERIE LUNE 0911", -4_200),
            ligne(2, "PRLV SEPA OVH SAS", -1_199),
            ligne(3, "VIR REMUNERATION", -100_000),
            ligne(4, "CB INCONNU", -1_234),
        ],
    )
    run("rapprocher", livre, "--oui", *JOUR)
    titles = ("N°", "Fournisseur", "Poste", "Montant", "Payé le", "Mode de règlement")
    assert lignes(livre, "tblAchats", *titles) == [
        ("1", "Papeterie Lune", None, 4_200, date(2026, 11, 10), None),
        ("2", "Ovh", "Hébergement", 1_199, date(2026, 11, 10), "Prélèvement"),
    ]
    assert [one[0] for one in lignes(livre, "tblBanque", *LIENS)] == ["Achat 1", "Achat 2", "perso"]


def achat(number: int, who: str, cents: int, **more: object) -> dict[str, object]:
    its = {"N°": str(number), "Date": date(2026, 11, number), "Fournisseur": who}
    return its | {"Nature": f"Achat {number}", "Poste": "Matériel", "Montant": cents} | more


ACHATS = ("N°", "Nature", "Poste", "Montant", "Payé le")


def test_one_transfer_pays_several_purchases_of_the_supplier_it_names(
    run: Callable[..., Run], ecrire: Ecrire
) -> None:
    tenth = date(2026, 11, 10)
    livre = ecrire(
        tblAchats=[
            achat(1, "Papeterie Lune", 4_200),
            achat(2, "Papeterie Lune", 3_150),
            achat(3, "Encadreurs Réunis", 9_000),
            achat(4, "Encadreurs Réunis", 1_000),
            achat(5, "Encadreurs Réunis", 500),
        ],
        tblBanque=[
            ligne(1, "VIR PAPETERIE LUNE FACTURES", -7_350),
            ligne(2, "VIR ENCADREURS REUNIS", -1_500),
        ],
    )
    told = run("rapprocher", livre, "--oui", *JOUR)
    assert "Achat 1 ; Achat 2" in told.out
    bank = lignes(livre, "tblBanque", *LIENS)
    assert bank[0] == ("Achat 1 ; Achat 2", "R20261120-1 payé", None)
    assert bank[1][:2] == (None, None) and "Achat 4 ; Achat 5 — 65 %" in bank[1][2]
    assert [one[4] for one in lignes(livre, "tblAchats", *ACHATS)] == [tenth, tenth, *[None] * 3]
    before = livre.read_bytes()
    assert run("rapprocher", livre, "--oui", *JOUR).code == 1 and livre.read_bytes() == before
    run("rapprocher", livre, "--annuler", "--oui", *JOUR)
    assert [one[4] for one in lignes(livre, "tblAchats", *ACHATS)] == [None] * 5
    assert lignes(livre, "tblBanque", *LIENS)[0][:2] == (None, None)


def test_what_the_user_says_of_several_purchases_and_declarations_is_done(
    run: Callable[..., Run], ecrire: Ecrire
) -> None:
    livre = ecrire(
        tblAchats=[achat(1, "Lune", 4_200), achat(2, "Soleil", 3_150), achat(3, "Lune", 10)],
        tblBanque=[
            ligne(1, "CB", -7_350, **{"Rapproché avec": "achat 1;Achat 2"}),
            ligne(2, "CB", -3_150, **{"Rapproché avec": "Achat 2"}),
            ligne(3, "CB", -20, **{"Rapproché avec": "Achat 3 ; Achat 3"}),
            ligne(4, "CB", -4_210, **{"Rapproché avec": "Achat 1 ; Achat 99"}),
            ligne(5, "CB", -4_211, **{"Rapproché avec": "Achat Petit matériel"}),
        ],
    )
    told = run("rapprocher", livre, "--json", *JOUR).json
    assert [one["avec"] for one in told["accords"]] == ["Achat 1 ; Achat 2"]
    problems = {one["ligne"]: one["probleme"] for one in told["constats"]}
    todo = {one["ligne"]: one["que_faire"] for one in told["constats"]}
    assert "déjà face à une autre ligne" in problems[6]
    assert "deux fois le même" in problems[7] and "ne désigne rien" in problems[8]
    assert "écrivez « achat : Petit matériel »" in todo[9]
    paid = [one[4] for one in lignes(livre, "tblAchats", *ACHATS)]
    assert paid == [date(2026, 11, 10)] * 2 + [None]


def test_a_part_payment_is_asked_then_splits_the_purchase(
    run: Callable[..., Run], ecrire: Ecrire
) -> None:
    livre = ecrire(
        tblAchats=[achat(1, "Papeterie Lune", 4_200), achat(2, "Autre", 100)],
        tblBanque=[ligne(1, "VIR PAPETERIE LUNE", -1_200)],
    )
    run("rapprocher", livre, "--oui", *JOUR)
    ((_, _, said),) = lignes(livre, "tblBanque", *LIENS)
    assert said.startswith("acompte : Achat 1 — 50 %") and "il resterait 30,00" in said
    dire(livre, {"Rapproché avec": "Achat 1"})
    told = run("rapprocher", livre, *JOUR)
    assert "écrivez « acompte : Achat 1 »" in told.out
    dire(livre, {"Rapproché avec": "oui"})
    told = run("rapprocher", livre, *JOUR)
    assert told.code == 0 and "sur une ligne à part" in told.out
    assert sorted(lignes(livre, "tblAchats", *ACHATS)) == [
        ("1", "Achat 1", "Matériel", 1_200, date(2026, 11, 10)),
        ("2", "Achat 1 (solde)", "Matériel", 3_000, None),
        ("3", "Achat 2", "Matériel", 100, None),
    ]
    assert lignes(livre, "tblBanque", *LIENS)[0][:2] == ("Achat 1", "R20261120-1 payé")
    run("rapprocher", livre, "--annuler", "--oui", *JOUR)
    assert sum(one[3] for one in lignes(livre, "tblAchats", *ACHATS)) == 4_300
    assert {one[4] for one in lignes(livre, "tblAchats", *ACHATS)} == {None}


def test_numbers_that_move_are_followed_by_what_names_them(
    run: Callable[..., Run], ecrire: Ecrire
) -> None:
    """A rule's purchase comes before them: « acompte : Achat 3 » must stay Zinc's."""
    livre = ecrire(
        tblAchats=[
            achat(5, "Papeterie Lune", 4_200, **{"N°": "1"}),
            achat(15, "Encadreurs Réunis", 9_000, **{"N°": "2"}),
            achat(16, "Zinc Sarl", 7_000, **{"N°": "3"}),
        ],
        tblPostes=[{"Le libellé contient": "OVH", "Poste": "Hébergement"}],
        tblBanque=[
            ligne(1, "VIR ZINC SARL", -2_000, date(2026, 11, 18)),
            ligne(2, "PRLV OVH", -1_199),
            ligne(3, "CB", -900, date(2026, 12, 1), **{"Rapproché avec": "acompte : Achat 3"}),
        ],
    )
    told = run("rapprocher", livre, "--oui", *JOUR)
    assert "acompte : Achat 4" in told.out
    faced = lignes(livre, "tblBanque", *LIENS)
    assert faced[0][2].startswith("acompte : Achat 4 — ") and faced[2][0] == "acompte : Achat 4"
    dire(livre, {"Rapproché avec": "oui"})
    run("rapprocher", livre, "--oui", *JOUR)
    rows = lignes(livre, "tblAchats", "Fournisseur", "Montant", "Payé le")
    assert ("Zinc Sarl", 2_000, date(2026, 11, 18)) in rows and ("Zinc Sarl", 5_000, None) in rows
    assert ("Encadreurs Réunis", 9_000, None) in rows


def test_the_balance_of_a_part_payment_waits_for_the_next_run(
    run: Callable[..., Run], ecrire: Ecrire
) -> None:
    livre = ecrire(
        tblAchats=[achat(1, "Papeterie Lune", 4_200)],
        tblBanque=[
            ligne(1, "VIR PAPETERIE LUNE", -1_200, **{"Rapproché avec": "acompte : Achat 1"}),
            ligne(2, "VIR PAPETERIE LUNE", -3_000, date(2026, 11, 15)),
        ],
    )
    told = run("rapprocher", livre, "--oui", *JOUR).out
    assert "Sans explication (1)" in told and "relancez" in told
    run("rapprocher", livre, "--oui", *JOUR)
    assert [one[3] for one in lignes(livre, "tblAchats", *ACHATS)] == [1_200, 3_000]
    assert all(one[4] for one in lignes(livre, "tblAchats", *ACHATS)), "both are paid"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Achat 1 ; Achat 2", "est déjà face à une autre ligne"),  # 1 is another line's
        ("Achat 2 ; achat n° 2", "dit deux fois le même"),
        ("Achat 3 ; Achat 4", "a déjà un « Payé le »"),
        ("Achat 5", "Plusieurs achats portent le n° 5"),
        ("acompte : Achat 5", "Plusieurs achats portent le n° 5"),
        ("acompte : F-2026-001", "pour une facture, son numéro suffit"),
        ("Acompte : Achat 2", "Cette entrée d'argent ne paie pas l'achat 2"),
        ("recette 1 ; recette n° 1", "dit deux fois le même"),
    ],
)
def test_a_purchase_is_paid_once_and_by_its_own_number(
    run: Callable[..., Run], ecrire: Ecrire, said: str, words: str
) -> None:
    paid = {"Payé le": date(2026, 11, 10)}
    sale = {"N°": "1", "Date d'encaissement": date(2026, 11, 9), "Montant": 5_000}
    cents = {"Acompte": 3_000, "Achat": -7_350, "recette": 10_000}.get(said.split()[0], -3_000)
    livre = ecrire(
        tblRecettes=[sale | {"Catégorie": "BNC"}],
        tblAchats=[
            achat(1, "Lune", 4_200, **paid),
            achat(2, "Lune", 3_150),
            achat(3, "Lune", 4_200, **paid),
            achat(4, "Lune", 3_150),
            achat(5, "Lune", 7_350),
            achat(6, "Lune", 7_350, **{"N°": "5"}),
        ],
        tblBanque=[
            ligne(1, "CB", -4_200, **{"Rapproché avec": "Achat 1", "Lot": "R20261110-1 payé"}),
            ligne(2, "CB", cents, **{"Rapproché avec": said}),
        ],
    )
    before = livre.read_bytes()
    told = run("rapprocher", livre, "--oui", *JOUR)
    assert words in told.out and "rapprochées." not in told.out
    assert livre.read_bytes() == before


def test_undoing_tells_what_changed_since(run: Callable[..., Run], ecrire: Ecrire) -> None:
    livre = ecrire(
        tblAchats=[achat(1, "Lune", 4_200), achat(2, "Lune", 3_150)],
        tblBanque=[ligne(1, "CB", -7_350, **{"Rapproché avec": "Achat 1 ; Achat 2"})],
    )
    run("rapprocher", livre, "--oui", *JOUR)
    dire(livre, {"Montant": 4_300}, table="tblAchats")
    told = run("rapprocher", livre, "--annuler", "--oui", *JOUR)
    assert "ce qu'elle a payé a changé depuis" in told.out
    assert all(one[4] for one in lignes(livre, "tblAchats", *ACHATS))
    assert lignes(livre, "tblBanque", *LIENS)[0][0] == "Achat 1 ; Achat 2"


def test_a_supplier_s_refund_is_a_negative_purchase_never_a_receipt(
    run: Callable[..., Run], ecrire: Ecrire
) -> None:
    livre = ecrire(
        tblAchats=[achat(1, "Papeterie Lune", 4_200), achat(2, "Encadreurs Réunis", -900)],
        tblPostes=[{"Le libellé contient": "apport", "Poste": "perso"}],
        tblBanque=[
            ligne(1, "VIR ENCADREURS REUNIS AVOIR", 900),
            ligne(2, "VIR PAPETERIE LUNE", 1_000),
            ligne(3, "VIR APPORT CLAIRE", 50_000),
            ligne(4, "VIR INCONNU", 4_200),
        ],
    )
    run("rapprocher", livre, "--oui", *JOUR)
    faced = lignes(livre, "tblBanque", *LIENS)
    assert faced[0][0] == "Achat 2" and len(faced) == 3, "the last one stays blank"
    assert faced[1][2].startswith("achat : Matériel — 50 %") and "remboursement" in faced[1][2]
    assert faced[2][2].startswith("perso — 65 %"), "money in is never put aside by itself"
    dire(livre, {"Rapproché avec": "oui"}, row=1)
    run("rapprocher", livre, "--oui", *JOUR)
    rows = lignes(livre, "tblAchats", *ACHATS)
    assert (rows[2][2], rows[2][3]) == ("Matériel", -1_000)
    assert lignes(livre, "tblRecettes", "Montant") == []


def test_a_supplier_s_credit_note_goes_before_a_client_s_mere_amount(
    run: Callable[..., Run], ecrire: Ecrire
) -> None:
    livre = ecrire(  # F-2026-002 is of 800 € too
        tblAchats=[achat(1, "Lune Bleue", -80_000)],
        tblBanque=[ligne(1, "VIR LUNE BLEUE AVOIR", 80_000)],
    )
    run("rapprocher", livre, "--oui", *JOUR)
    assert lignes(livre, "tblBanque", *LIENS) == [("Achat 1", "R20261120-1 payé", None)]


def test_a_provider_s_refund_of_no_known_sale_is_asked(
    run: Callable[..., Run], ecrire: Ecrire
) -> None:
    paid = {"Nature": "paiement", "Compte": "Stripe"}
    livre = ecrire(
        tblBanque=[
            ligne(1, "Site", 9_000, **paid, Contrepartie="a@b.fr"),
            ligne(2, "Rendu", -9_000, date(2026, 11, 12), **paid, Contrepartie="a@b.fr"),
            ligne(3, "Autre", -1_000, date(2026, 11, 12), **paid, Contrepartie="x@y.fr"),
        ]
    )
    told = run("rapprocher", livre, "--oui", "--json", *JOUR).json
    assert [one["avec"] for one in told["accords"]] == ["vente directe"] * 2
    assert [one["avec"] for one in told["doutes"]] == ["vente directe"]
    assert sorted(lignes(livre, "tblRecettes", "Montant")) == [(-9_000,), (9_000,)]


def test_a_fee_that_a_provider_gives_back_and_a_tax_of_the_activity_s(
    run: Callable[..., Run], ecrire: Ecrire
) -> None:
    livre = ecrire(
        tblBanque=[
            ligne(1, "Frais : Facture F-2026-001", 205, Nature="frais", Compte="Stripe"),
            ligne(2, "PRLV SEPA DGFIP CFE 2026", -21_000),
        ]
    )
    run("rapprocher", livre, "--oui", *JOUR)
    rows = [one[2:4] for one in lignes(livre, "tblAchats", *ACHATS)]
    assert rows == [("Commissions", -205)]
    assert lignes(livre, "tblBanque", *LIENS)[1][2].startswith("achat : Impôts et taxes — 75 %")


def test_a_refund_without_a_credit_note_is_told_what_to_do(
    run: Callable[..., Run], ecrire: Ecrire
) -> None:
    paid = {"N°": "1", "Date d'encaissement": date(2026, 11, 2), "Client": CLIENTS[1]}
    paid |= {"N° facture": "F-2026-002", "Catégorie": "BNC", "Montant": 80_000}
    back = ligne(1, "VIR MENUISERIE KERVELLA", -5_000, **{"Rapproché avec": "F-2026-002"})
    livre = ecrire(tblRecettes=[paid], tblBanque=[back])
    told = run("rapprocher", livre, *JOUR)
    assert "Rien n'est à rendre sur F-2026-002" in told.out and "avoir" in told.out
    assert lignes(livre, "tblRecettes", "Montant") == [(80_000,)]


def test_what_is_named_must_be_of_the_line_s_amount(
    run: Callable[..., Run], ecrire: Ecrire
) -> None:
    bought = {"N°": "1", "Date": date(2026, 11, 1), "Fournisseur": "Lune", "Montant": 4_200}
    sale = {"N°": "1", "Date d'encaissement": date(2026, 11, 9), "Montant": 5_000}
    livre = ecrire(
        tblAchats=[bought],
        tblRecettes=[sale | {"Catégorie": "BNC"}],
        tblBanque=[
            ligne(1, "CB", -100, **{"Rapproché avec": "Achat 1"}),
            ligne(2, "REMISE", 5_000, **{"Rapproché avec": "recette 1"}),
            ligne(3, "CB", -5_000, **{"Rapproché avec": "recette 1"}),
        ],
    )
    told = run("rapprocher", livre, "--json", *JOUR).json
    assert {one["ligne"] for one in told["constats"]} == {5, 7}
    assert lignes(livre, "tblAchats", "Montant", "Payé le") == [(4_200, None)]


def test_a_transfer_for_two_clients_teaches_neither(
    run: Callable[..., Run], ecrire: Ecrire
) -> None:
    both = {"Rapproché avec": "F-2026-001 ; F-2026-002"}
    livre = ecrire(tblBanque=[ligne(1, "VIR GROUPE DU PORT", 200_000, **both)])
    run("rapprocher", livre, *JOUR)
    assert lignes(livre, "tblRecettes", "N° facture", "Montant") == [
        ("F-2026-001", 120_000),
        ("F-2026-002", 80_000),
    ]
    assert not any(said for (said,) in lignes(livre, "tblClients", "En banque"))


def test_a_provider_s_sale_is_a_receipt_and_its_fee_a_purchase(
    run: Callable[..., Run], ecrire: Ecrire
) -> None:
    account = {"Compte": "Stripe"}
    livre = ecrire(
        tblBanque=[
            ligne(1, "Coupe", 5_000, Nature="paiement", Contrepartie="ZOE MARTIN", **account),
            ligne(2, "Frais : Coupe", -100, Nature="frais", **account),
            ligne(3, "STRIPE PAYOUT", -4_900, date(2026, 11, 11), Nature="virement",
                  **account, **{"Rapproché avec": "virement interne"}),
            ligne(4, "VIR STRIPE PAYMENTS", 4_900, date(2026, 11, 13)),
        ]
    )  # fmt: skip
    told = run("rapprocher", livre, "--oui", *JOUR)
    assert told.code == 0, told.out
    columns = ("Client", "Montant", "Mode de règlement", "N° facture", "Catégorie")
    assert lignes(livre, "tblRecettes", *columns) == [("Zoe Martin", 5_000, "Carte", None, "BNC")]
    assert lignes(livre, "tblAchats", "Fournisseur", "Poste", "Montant") == [
        ("Stripe", "Commissions", 100)
    ]
    faced = [one[0] for one in lignes(livre, "tblBanque", *LIENS)]
    assert faced == ["vente directe", "Achat 1", "virement interne", "virement interne"]


def test_a_batch_is_undone_and_done_again_to_the_same(
    run: Callable[..., Run], ecrire: Ecrire
) -> None:
    bought = {"N°": "1", "Date": date(2026, 11, 8), "Fournisseur": "Papeterie Lune"}
    livre = ecrire(
        tblAchats=[bought | {"Nature": "Papier", "Montant": 4_200}],
        tblPostes=[{"Le libellé contient": "OVH", "Poste": "Hébergement"}],
        tblBanque=[
            ligne(1, "VIR SEPA ATELIER BEATRICE FACT F-2026-001", 120_000),
            ligne(2, "CB PAPETERIE LUNE", -4_200),
            ligne(3, "PRLV SEPA OVH SAS", -1_199),
        ],
    )
    tables = ("tblRecettes", "tblAchats", "tblBanque")
    shown = (*RECETTES, "Pièce"), ("N°", "Montant", "Payé le"), LIENS
    before = [lignes(livre, *(t, *c)) for t, c in zip(tables, shown, strict=True)]
    run("rapprocher", livre, "--oui", *JOUR)
    done = [lignes(livre, *(t, *c)) for t, c in zip(tables, shown, strict=True)]
    assert done != before
    told = run("rapprocher", livre, "--annuler", "--oui", *JOUR)
    assert told.code == 0 and "1 recette retirée" in told.out and "1 achat retiré" in told.out
    assert [lignes(livre, *(t, *c)) for t, c in zip(tables, shown, strict=True)] == before
    run("rapprocher", livre, "--oui", *JOUR)
    assert [lignes(livre, *(t, *c)) for t, c in zip(tables, shown, strict=True)] == done
    unknown = run("rapprocher", livre, "--annuler", "--lot", "R2020", "--oui")
    assert unknown.code == 3 and "R20261120-1" in unknown.err


def test_a_sealed_month_is_never_opened_by_itself(run: Callable[..., Run], ecrire: Ecrire) -> None:
    first = {"N°": "1", "Date d'encaissement": date(2026, 10, 20), "N° facture": "F-2026-004"}
    first |= {"Client": CLIENTS[2], "Catégorie": "BNC", "Montant": 30_000, "Nature": "Travaux"}
    first |= {"Mode de règlement": "Virement", "Pièce": "F-2026-004"}
    livre = ecrire(
        tblRecettes=[first],
        tblBanque=[ligne(1, "VIR ATELIER BEATRICE F-2026-001", 120_000, date(2026, 10, 28))],
    )
    sealed = run("sceller", livre, "--jusqu-au", "2026-10-31", "--oui", *JOUR)
    assert sealed.code == 0, sealed.out + sealed.err
    told = run("rapprocher", livre, "--oui", *JOUR)
    assert "dans un mois scellé" in told.out and len(lignes(livre, "tblRecettes", "N°")) == 1
    dire(livre, {"Rapproché avec": "oui"})
    run("rapprocher", livre, "--oui", *JOUR)
    rows = lignes(livre, "tblRecettes", "N°", "Montant", "Corrige")
    assert rows == [("1", 30_000, None), ("2", 120_000, "oubli")]
    assert run("verifier", livre).code == 0
    assert (
        run("sceller", livre, "--jusqu-au", "2026-11-30", "--oui", "--date", "2026-12-01").code == 0
    )
    undone = run("rapprocher", livre, "--annuler", "--oui", *JOUR)
    assert undone.code == 1 and "scellée" in undone.out
    assert len(lignes(livre, "tblRecettes", "N°")) == 2


def test_rows_of_later_days_make_room(run: Callable[..., Run], ecrire: Ecrire) -> None:
    typed = [
        {"N°": str(at), "Date d'encaissement": date(2026, 11, at + 9), "Client": "Passage",
         "Catégorie": "BNC", "Montant": 1_000 + at}
        for at in (1, 2)
    ]  # fmt: skip
    livre = ecrire(
        tblRecettes=typed,
        tblBanque=[
            ligne(1, "VIR ATELIER BEATRICE F-2026-001", 120_000, date(2026, 11, 3)),
            ligne(2, "REMISE", 1_002, date(2026, 11, 11), **{"Rapproché avec": "recette 2"}),
        ],
    )
    run("rapprocher", livre, "--oui", *JOUR)
    assert lignes(livre, "tblRecettes", "N°", "Montant") == [
        ("2", 1_001),
        ("3", 1_002),
        ("1", 120_000),
    ]
    assert [one[0] for one in lignes(livre, "tblBanque", *LIENS)] == ["F-2026-001", "recette 3"]


def test_a_simulation_writes_nothing(run: Callable[..., Run], ecrire: Ecrire) -> None:
    livre = ecrire(tblBanque=[ligne(1, "VIR ATELIER BEATRICE F-2026-001", 120_000)])
    before = livre.read_bytes()
    told = run("rapprocher", livre, "--simulation", *JOUR)
    assert "Rapproché (1)" in told.out and livre.read_bytes() == before


def test_a_workbook_without_a_bank_says_so(run: Callable[..., Run], ecrire: Ecrire) -> None:
    livre = ecrire()
    told = run("rapprocher", livre, *JOUR)
    assert told.code == 0 and "Toutes les lignes" in told.out
    assert run("rapprocher", livre.with_name("absent.xlsx")).code == 3
    assert run("rapprocher", livre, "--annuler", "--oui").code == 3


class Terminal(io.StringIO):
    """What is typed at a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("typed", "done"), [("zz\no\n", 1), ("zz\n\n", 0), ("o\n", 1), ("s\n", 0)])
def test_an_answer_that_will_not_do_is_asked_again_at_the_terminal(
    run: Callable[..., Run],
    ecrire: Ecrire,
    monkeypatch: pytest.MonkeyPatch,
    typed: str,
    done: int,
) -> None:
    """No cell of Banque holds it: the user is told of the answer, not of a row to mend."""
    livre = ecrire(tblBanque=[ligne(2, "VIR HOLDING DU PORT", 80_000)])
    monkeypatch.setattr("sys.stdin", Terminal(typed))
    told = run("rapprocher", livre, *JOUR)
    assert ("À reprendre" in told.err) == ("zz" in typed)
    if "zz" in typed:
        assert told.err.count("VIR HOLDING DU PORT") == 2 and "« zz »" in told.err
    assert "« zz »" not in told.out and "Banque, ligne" not in told.out
    assert ("Rapproché (1)" in told.out) == bool(done)
    assert len(lignes(livre, "tblRecettes", "Montant")) == done


def test_a_spreadsheet_of_google_s_is_matched_the_same(
    run: Callable[..., Run], ecrire: Ecrire, google: Google, monkeypatch: pytest.MonkeyPatch
) -> None:
    livre = ecrire(
        tblBanque=[
            ligne(1, "VIR SEPA ATELIER BEATRICE FACT F-2026-001", 120_000),
            ligne(2, "VIR HOLDING DU PORT", 80_000),
        ]
    )
    monkeypatch.setenv(service.EMULATOR, google.hote)
    google.deposer(ID, livre)
    told = run("rapprocher", f"gsheet:{ID}", "--oui", "--json", *JOUR).json
    assert [one["avec"] for one in told["accords"]] == ["F-2026-001"]
    assert [one["avec"] for one in told["doutes"]] == ["F-2026-002"]
    again = run("rapprocher", f"gsheet:{ID}", "--oui", "--json", *JOUR).json
    assert again["ecritures"] == 0 and again["accords"] == []
    undone = run("rapprocher", f"gsheet:{ID}", "--annuler", "--oui", "--json", *JOUR).json
    assert undone["recettes"] == 1


def test_rows_sorted_while_google_is_written_are_followed(
    run: Callable[..., Run], ecrire: Ecrire, google: Google, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look and the write: what went to another line is put right at once."""
    livre = ecrire(
        tblBanque=[
            ligne(1, "VIR SEPA ATELIER BEATRICE FACT F-2026-001", 120_000),
            ligne(2, "CB DIVERS", -3_000, **{"Rapproché avec": "perso"}),
            ligne(3, "CB AUTRE", -4_000),
        ]
    )
    monkeypatch.setenv(service.EMULATOR, google.hote)
    tab = google.deposer(ID, livre).onglet("Banque")

    def trier(call: str) -> None:
        if call == "POST :batchUpdate":
            tab.lignes[4:7] = tab.lignes[4:7][::-1]
            google.avant = lambda call: None

    google.avant = trier
    done = run("rapprocher", f"gsheet:{ID}", "--oui", *JOUR)
    assert not done.err and "Rapproché (1)" in done.out
    link = tab.lignes[3].index("Rapproché avec")
    label = tab.lignes[3].index("Libellé")
    linked = {line[label][:8]: line[link] for line in tab.lignes[4:7]}
    assert linked == {"CB AUTRE": None, "CB DIVER": "perso", "VIR SEPA": "F-2026-001"}
    assert google.appels.count("POST :batchUpdate") == 2


def test_a_row_typed_or_put_in_while_google_is_written_stays(
    run: Callable[..., Run], ecrire: Ecrire, google: Google, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The receipt comes in where there was nothing: on the line that someone types, in no case."""
    livre = ecrire(tblBanque=[ligne(1, "VIR SEPA ATELIER BEATRICE FACT F-2026-001", 120_000)])
    monkeypatch.setenv(service.EMULATOR, google.hote)
    tab = google.deposer(ID, livre).onglet("Livre des recettes")
    titles = tab.lignes[3]

    def taper(row: int, number: str) -> None:
        typed = {"N°": number, "Montant": 10.0, "Catégorie": "BNC"}
        for title, value in (typed | {"Date d'encaissement": 46_330.0}).items():
            tab.put(row, titles.index(title) + 1, value)

    taper(5, "7")

    def ecrit(call: str) -> None:
        if call == "POST :batchUpdate":
            tab.lignes.insert(4, [])
            taper(7, "8")  # just under the last one
            google.avant = lambda call: None

    google.avant = ecrit
    done = run("rapprocher", f"gsheet:{ID}", "--oui", *JOUR)
    assert not done.err and "Rapproché (1)" in done.out
    amounts = [
        (line[titles.index("N°")], line[titles.index("Montant")]) for line in tab.lignes[4:] if line
    ]
    assert ("7", 10.0) in amounts and ("8", 10.0) in amounts
    assert 1200.0 in [amount for _, amount in amounts] and len(amounts) == 3


STRIPE = {"Compte": "Stripe", "Nature": "paiement"}
OVH = [{"Le libellé contient": "OVH", "Poste": "Hébergement"}]


def saisie(numero: str | None, day: date, cents: object, **more: object) -> dict[str, object]:
    row = {"N°": numero, "Date d'encaissement": day, "Client": "Passage", "Catégorie": "BNC"}
    row |= {"Montant": cents, "Mode de règlement": "Espèces", "Pièce": "ticket"}
    return {title: value for title, value in (row | more).items() if value is not None}


def test_a_copied_row_of_the_bank_writes_nothing_more(
    run: Callable[..., Run], ecrire: Ecrire
) -> None:
    debit, said = ligne(1, "PRLV SEPA OVH SAS", -1_199), ligne(2, "Coupe", 5_000)
    said |= {"Rapproché avec": "vente directe"}
    sale = ligne(3, "Chèque", 7_000, **STRIPE)
    rows = [debit, debit, said, said, sale, sale]
    livre = ecrire(tblBanque=[dict(one) for one in rows], tblPostes=OVH)
    for _ in range(2):
        told = run("rapprocher", livre, "--oui", *JOUR)
        assert told.code == 1 and "est déjà l'Id de la ligne 5" in told.out
        assert sorted(lignes(livre, "tblRecettes", "Montant")) == [(5_000,), (7_000,)]
        assert lignes(livre, "tblAchats", "Montant") == [(1_199,)]
    undone = run("rapprocher", livre, "--annuler", "--oui", "--json", *JOUR).json
    assert (undone["recettes"], undone["achats"]) == (2, 1)


def test_a_direct_sale_that_may_be_in_the_livre_is_asked_again(
    run: Callable[..., Run], ecrire: Ecrire
) -> None:
    livre = ecrire(
        tblBanque=[ligne(1, "Coupe", 5_000, **{"Rapproché avec": "vente directe"})],
        tblRecettes=[saisie("1", date(2026, 11, 7), 5_000)],
    )
    told = run("rapprocher", livre, "--oui", *JOUR)
    assert told.code == 1 and "ligne 5 (recette 1)" in told.out
    assert len(lignes(livre, "tblRecettes", "Montant")) == 1
    dire(livre, {"Rapproché avec": "autre vente directe"})
    run("rapprocher", livre, "--oui", *JOUR)
    assert len(lignes(livre, "tblRecettes", "Montant")) == 2, "the user's word"
    dire(livre, {"Lot": None})
    dire(livre, {"Remarque": "Zoé (banque B0000000000000001), en retard"}, 1, "tblRecettes")
    run("rapprocher", livre, "--oui", *JOUR)
    assert len(lignes(livre, "tblRecettes", "Montant")) == 2, "the remark still names the line"


@pytest.mark.parametrize(
    ("feuille", "titre"),
    [("Banque", "Lot"), ("Banque", "Rapproché avec"), ("Banque", "Id"),
     ("Livre des recettes", "Remarque"), ("Achats", "Pièce")],
)  # fmt: skip
def test_without_the_column_that_remembers_nothing_is_written(
    run: Callable[..., Run], ecrire: Ecrire, feuille: str, titre: str
) -> None:
    livre = ecrire(tblBanque=[ligne(1, "Coupe", 5_000, **STRIPE)])
    book = load_workbook(livre)
    for table in book[feuille].tables.values():
        for column in table.tableColumns:
            column.name = "Ma case" if column.name == titre else column.name
    for cell in next(book[feuille].iter_rows(min_row=4, max_row=4)):
        cell.value = "Ma case" if cell.value == titre else cell.value
    book.save(livre)
    before = livre.read_bytes()
    for more in ((), ("--annuler",)):
        told = run("rapprocher", livre, "--oui", *more, *JOUR)
        assert told.code == 3 and livre.read_bytes() == before
        assert f"« {titre} » manque" in told.err and "Ajoutez au tableau" in told.err


def test_what_cannot_be_read_in_the_livre_may_be_that_money(
    run: Callable[..., Run], ecrire: Ecrire
) -> None:
    livre = ecrire(
        tblBanque=[
            ligne(1, "VIR ATELIER BEATRICE F-2026-001", 120_000),
            ligne(2, "Coupe", 5_000, **STRIPE),
            ligne(3, "VIR MENUISERIE KERVELLA F-2026-002", 80_000),
        ],
        tblRecettes=[
            saisie("1", date(2026, 11, 9), "mille deux cents", **{"N° facture": "F-2026-001"}),
            saisie("2", date(2026, 11, 9), 5_000) | {"Date d'encaissement": "vers le 9"},
            saisie("3", date(2026, 10, 9), 80_000, Client=CLIENTS[1], **{"N° facture": "2026-2"}),
        ],
    )
    told = run("rapprocher", livre, "--oui", *JOUR)
    assert "À confirmer (3)" in told.out and "illisible" in told.out, told.out
    assert "un encaissement" in told.out
    dire(livre, {"Rapproché avec": "oui"})
    told = run("rapprocher", livre, "--oui", *JOUR)
    assert "Rien n'est écrit : la ligne 5" in told.out
    assert len(lignes(livre, "tblRecettes", "Montant")) == 3


def test_a_day_to_come_waits_and_nothing_is_no_money(
    run: Callable[..., Run], ecrire: Ecrire
) -> None:
    livre = ecrire(
        tblBanque=[
            ligne(1, "VIR ATELIER BEATRICE F-2026-001", 120_000, date(2026, 11, 21)),
            ligne(2, "Clôture", 0),
        ]
    )
    told = run("rapprocher", livre, "--oui", "--json", *JOUR).json
    assert (told["ecritures"], told["sans_explication"]) == (0, [])
    assert "pas encore venu" in told["constats"][0]["probleme"]


def test_rows_pasted_by_hand_are_matched_too(run: Callable[..., Run], ecrire: Ecrire) -> None:
    pasted = ligne(1, "VIR ATELIER BEATRICE F-2026-001", 120_000)
    del pasted["Id"]
    livre = ecrire(tblBanque=[pasted, {**pasted, "Libellé": "AUTRE", "Montant": 1}])
    told = run("rapprocher", livre, "--oui", *JOUR)
    assert "Rapproché (1)" in told.out and "Sans explication (1)" in told.out
    first, second = lignes(livre, "tblBanque", "Id", "Lot")
    assert first[0] and second[0] and first[1].endswith("recette")
    assert lignes(livre, "tblRecettes", "Remarque") == [(f"banque {first[0]}",)]
    assert run("rapprocher", livre, "--oui", "--json", *JOUR).json["ecritures"] == 0


def test_a_receipt_taken_away_by_hand_is_told(run: Callable[..., Run], ecrire: Ecrire) -> None:
    livre = ecrire(tblBanque=[ligne(1, "VIR ATELIER BEATRICE F-2026-001", 120_000)])
    run("rapprocher", livre, "--oui", *JOUR)
    gone = ("N°", "Date d'encaissement", "N° facture", "Client", "Nature", "Catégorie", "Montant")
    gone += ("Mode de règlement", "Pièce", "Remarque")
    dire(livre, dict.fromkeys(gone), table="tblRecettes")
    told = run("rapprocher", livre, "--oui", *JOUR)
    assert told.code == 1 and "n'est plus au livre" in told.out
    dire(livre, {"Lot": None})
    run("rapprocher", livre, "--oui", *JOUR)
    assert lignes(livre, "tblRecettes", "N° facture", "Montant") == [("F-2026-001", 120_000)]


def test_undoing_keeps_what_the_user_changed_and_leaves_no_gap(
    run: Callable[..., Run], ecrire: Ecrire
) -> None:
    mine = {"N°": "1", "Date": date(2026, 3, 8), "Fournisseur": "OVH", "Nature": "à moi"}
    mine |= {"Montant": 1_199, "Payé le": date(2026, 3, 8), "Pièce": "mars.pdf"}
    livre = ecrire(
        tblAchats=[mine],
        tblPostes=OVH,
        tblBanque=[
            ligne(1, "VIR ATELIER BEATRICE F-2026-001", 120_000, date(2026, 10, 5)),
            ligne(2, "VIR MENUISERIE KERVELLA F-2026-002", 80_000, date(2026, 10, 9)),
            ligne(3, "PRLV OVH", -1_199, date(2026, 10, 9)),
        ],
    )
    run("rapprocher", livre, "--oui", *JOUR)
    dire(livre, {"Nature": "Acompte, corrigé"}, 0, "tblRecettes")
    store = ExcelFile(livre)
    store.write(store.read(), [AppendRow("tblRecettes", saisie("3", date(2026, 10, 12), 1_000))])
    dire(livre, {"N°": "2"}, 0, "tblAchats")
    dire(livre, {"N°": "1"}, 1, "tblAchats")
    told = run("rapprocher", livre, "--annuler", "--oui", *JOUR)
    assert told.code == 1 and "changée depuis" in told.out
    assert lignes(livre, "tblRecettes", "N°", "Montant") == [("1", 120_000), ("2", 1_000)]
    assert lignes(livre, "tblAchats", "N°", "Nature") == [("1", "à moi")]
    seal = ("sceller", livre, "--jusqu-au", "2026-10-31", "--oui", *JOUR)
    assert run(*seal).code == 0 and run("verifier", livre).code == 0


def test_undoing_unlearns_the_name_that_was_told(run: Callable[..., Run], ecrire: Ecrire) -> None:
    who = {"Contrepartie": "SCI DES TILLEULS", "IBAN": "FR7630004000031234567890143"}
    known = [{"Client": one} for one in CLIENTS]
    known[1]["En banque"] = "LE BON"
    livre = ecrire(
        tblClients=known,
        tblBanque=[ligne(1, "VIR", 80_000, **who, **{"Rapproché avec": "F-2026-002"})],
    )
    run("rapprocher", livre, *JOUR)
    told = run("rapprocher", livre, "--annuler", "--oui", *JOUR)
    assert "Oublié" in told.out and "SCI DES TILLEULS" in told.out
    assert lignes(livre, "tblClients", "En banque") == [("LE BON",)]
    assert run("rapprocher", livre, "--oui", "--json", *JOUR).json["accords"] == []


@pytest.mark.parametrize(
    ("numeros", "after"),
    [
        ((None, None, None), ("1", "3", "4", "2")),
        (("2026-001", "2026-002", "2027-001"), ("2026-001", "2026-003", "2027-001", "2026-002")),
        (("1", "2", "4"), ("1", "2", "4", "5")),
    ],
)
def test_numbers_stay_in_the_order_of_the_days(
    run: Callable[..., Run],
    ecrire: Ecrire,
    numeros: tuple[str | None, ...],
    after: tuple[str, ...],
) -> None:
    days = (date(2026, 10, 2), date(2026, 10, 7), date(2026, 10, 12))
    typed = [saisie(n, d, 1_000 + d.day) for n, d in zip(numeros, days, strict=True)]
    livre = ecrire(
        tblRecettes=typed,
        tblBanque=[ligne(1, "VIR ATELIER BEATRICE F-2026-001", 120_000, date(2026, 10, 5))],
    )
    run("rapprocher", livre, "--oui", *JOUR)
    assert tuple(one for (one,) in lignes(livre, "tblRecettes", "N°")) == after
    seal = run("sceller", livre, "--jusqu-au", "2026-10-31", "--oui", *JOUR)
    assert seal.code == (1 if numeros[-1] == "4" else 0), seal.out


def test_what_is_refused_at_the_terminal_is_not_asked_again_nor_forgotten(
    run: Callable[..., Run], ecrire: Ecrire, monkeypatch: pytest.MonkeyPatch
) -> None:
    livre = ecrire(tblBanque=[ligne(1, "VIR HOLDING DU PORT", 80_000)])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sheetcash.cli.progression._DELAY", 600)
    asked = []

    def answer(*_: object, **__: object) -> str:
        timers = [one for one in threading.enumerate() if isinstance(one, threading.Timer)]
        asked.append([one for one in timers if not one.finished.is_set()])
        return "N"

    monkeypatch.setattr("sheetcash.cli.questions.demander", answer)
    montrer = "sheetcash.cli.progression.sys.stderr.isatty"
    for _ in range(2):
        monkeypatch.setattr(montrer, lambda: True, raising=False)
        told = run("rapprocher", livre, *JOUR)
        assert told.code == 1 and "Sans explication (1)" in told.out
    assert asked == [[]], "asked once, and no spinner runs over the question"
    assert lignes(livre, "tblBanque", *LIENS) == [("non", None, None)]


TRIMESTRE = "T3 2026"


@pytest.fixture
def declare(ecrire: Ecrire) -> Callable[..., tuple[Path, int]]:
    """A workbook with the third quarter to pay, and what it comes to."""

    def write(*rows: Callable[[int], dict[str, object]]) -> tuple[Path, int]:
        sale = {"N°": "1", "Date d'encaissement": date(2026, 8, 10), "Montant": 100_000}
        base = ecrire(tblRecettes=[sale | {"Catégorie": "BNC"}], tblFactures=[])
        its = lignes(base, "tblDeclarations", "Période", "Total")
        total = next(cents for name, cents in its if name == TRIMESTRE)
        bank = [one(-total) for one in rows]
        return ecrire(
            tblRecettes=[sale | {"Catégorie": "BNC"}], tblFactures=[], tblBanque=bank
        ), total

    return write


def urssaf(at: int, day: int, **more: object) -> Callable[[int], dict[str, object]]:
    words = str(more.pop("libelle", "PRLV SEPA URSSAF"))
    return lambda cents: ligne(at, words, cents, date(2026, 11, day), **more)


@pytest.mark.parametrize(
    "first",
    [
        urssaf(1, 12),
        urssaf(1, 12, libelle="VIR COTISATIONS", **{"Rapproché avec": TRIMESTRE}),
    ],
)
def test_a_declaration_is_paid_by_one_line(
    run: Callable[..., Run], declare: Callable[..., tuple[Path, int]], first: Any
) -> None:
    """Whatever the order of days, in one run or in two."""
    path, total = declare(first)
    run("rapprocher", path, "--oui", *JOUR)
    store = ExcelFile(path)
    store.write(store.read(), [AppendRow("tblBanque", urssaf(2, 5)(-total))])
    told = run("rapprocher", path, "--oui", "--json", *JOUR).json
    assert told["accords"] == []
    paid = {name: day for name, day in lignes(path, "tblDeclarations", "Période", "Payé le") if day}
    assert paid == {TRIMESTRE: date(2026, 11, 12)}
    both, _ = declare(urssaf(1, 2), urssaf(2, 16, **{"Rapproché avec": TRIMESTRE}))
    told = run("rapprocher", both, "--oui", "--json", *JOUR).json
    assert [(one["ligne"], one["avec"]) for one in told["accords"]] == [(6, TRIMESTRE)]


@pytest.mark.parametrize(
    ("cents", "said"),
    [(-9_999, "Achat 1"), (12_345, "Achat 1"), (-1, "Achat 1 ; Achat 99"), (-999, TRIMESTRE)],
)
def test_what_the_user_names_is_held_against_the_amount_though_it_is_paid(
    run: Callable[..., Run], declare: Callable[..., tuple[Path, int]], cents: int, said: str
) -> None:
    path, _ = declare(urssaf(1, 12))
    run("rapprocher", path, "--oui", *JOUR)
    store = ExcelFile(path)
    paid = achat(1, "Lune", 4_200, **{"Payé le": date(2026, 11, 3)})
    wrong = ligne(2, "CB", cents, **{"Rapproché avec": said})
    store.write(store.read(), [AppendRow("tblAchats", paid), AppendRow("tblBanque", wrong)])
    told = run("rapprocher", path, "--oui", "--json", *JOUR)
    assert told.code == 1 and [one["ligne"] for one in told.json["constats"]] == [6]


def test_a_paid_invoice_that_money_quotes_again_is_proposed_in_any_run(
    run: Callable[..., Run], ecrire: Ecrire
) -> None:
    twin = facture("F-2026-009", CLIENTS[1], 120_000)
    livre = ecrire(
        tblFactures=[*FACTURES, twin],
        tblBanque=[ligne(1, "VIR ATELIER BEATRICE F-2026-001", 120_000)],
    )
    run("rapprocher", livre, "--oui", *JOUR)
    store = ExcelFile(livre)
    again = ligne(2, "VIR RECU REF F-2026-001", 120_000, date(2026, 11, 12))
    store.write(store.read(), [AppendRow("tblBanque", again)])
    for _ in range(2):
        run("rapprocher", livre, "--oui", *JOUR)
        said = lignes(livre, "tblBanque", *LIENS)[1][2]
        assert said.startswith("F-2026-001 — 35 %") and "double règlement" in said


def test_a_purchase_that_the_user_asks_for_in_a_sealed_month_was_forgotten(
    run: Callable[..., Run], ecrire: Ecrire
) -> None:
    old = achat(1, "EDF", 5_000, **{"Date": date(2026, 9, 20), "Pièce": "e.pdf"})
    livre = ecrire(tblAchats=[old | {"Mode de règlement": "Virement"}])
    sealed = run("sceller", livre, "--achats", "--jusqu-au", "2026-09-30", "--oui", *JOUR)
    assert sealed.code == 0, sealed.out + sealed.err
    store = ExcelFile(livre)
    said = {"Rapproché avec": "achat : Cloud"}
    new = ligne(1, "CB NUAGE", -1_200, date(2026, 9, 15), **said)
    part = ligne(2, "CB EDF", -1_000, date(2026, 10, 15))
    store.write(store.read(), [AppendRow("tblBanque", one) for one in (new, part)])
    told = run("rapprocher", livre, "--oui", *JOUR).out
    assert "acompte" not in told, "what is sealed is not split"
    rows = lignes(livre, "tblAchats", "Montant", "Corrige")
    assert (1_200, "oubli") in rows


def test_undoing_nothing_does_not_say_that_it_is_undone(
    run: Callable[..., Run], ecrire: Ecrire
) -> None:
    rule = {"Le libellé contient": "NUAGE", "Poste": "Cloud", "Fournisseur": "Nuage"}
    livre = ecrire(tblPostes=[rule], tblBanque=[ligne(1, "CB NUAGE", -1_200)])
    run("rapprocher", livre, "--oui", *JOUR)
    store = ExcelFile(livre)
    snapshot = store.read()
    row = snapshot.tables["tblAchats"].first_row
    store.write(snapshot, [UpdateRow("tblAchats", row, "", {"Montant": 1_300})])
    told = run("rapprocher", livre, "--annuler", "--oui", *JOUR)
    assert "C'est défait" not in told.out and "Rien n'a été écrit" in told.out
