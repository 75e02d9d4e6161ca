"""What ``sceller`` takes, in which order, and each reason for which it takes nothing."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from registres_en_memoire import (
    FIRST,
    ClasseurEnMemoire,
    JournalEnMemoire,
    Row,
    sceller_tout,
    verdict,
)
from sheetcash.app.sceller import Resultat
from sheetcash.app.verifier import ALTERE, SAIN
from sheetcash.core.scellement import sceller as chain
from sheetcash.errors import InputError, MissingColumn, SceauRecent
from sheetcash.workbook.raw import RawTable, Snapshot

JOUR, FIN = date(2026, 11, 27), date(2026, 10, 31)


def ligne(numero: str | None, day: date | str | None, **more: Any) -> Row:
    return {
        "N°": numero,
        "Date d'encaissement": day,
        "N° facture": "F-1",
        "Client": "Acme",
        "Nature": "Affiche",
        "Catégorie": "BNC",
        "Montant": 100.0,
        "Mode de règlement": "Virement",
    } | more


def livre(*rows: Row) -> ClasseurEnMemoire:
    return ClasseurEnMemoire(tblRecettes=list(rows))


def sceller(classeur: ClasseurEnMemoire, **kwargs: Any) -> Resultat:
    return sceller_tout(classeur, JournalEnMemoire(), JOUR, kwargs.pop("jusqu_au", FIN), **kwargs)


def scellees(classeur: ClasseurEnMemoire, table: str = "tblRecettes") -> list[str]:
    return [str(row["N°"]) for row in classeur.rows[table] if row.get("Sceau")]


JANVIER, FEVRIER, NOVEMBRE = date(2026, 1, 12), date(2026, 2, 3), date(2026, 11, 3)


def test_rows_are_taken_by_number_whatever_their_place_up_to_the_day() -> None:
    classeur = livre(
        ligne("3", NOVEMBRE), ligne("2", FEVRIER), ligne("1", JANVIER), ligne("4", None)
    )
    done = sceller(classeur)
    assert not done.plan.constats
    assert scellees(classeur) == ["2", "1"]
    assert verdict(classeur).etat == SAIN


def test_sealing_again_goes_on_from_the_last_seal() -> None:
    classeur, journal = livre(ligne("1", JANVIER)), JournalEnMemoire()
    sceller_tout(classeur, journal, JOUR, date(2026, 1, 31))
    first = classeur.rows["tblRecettes"][0]["Sceau"]
    classeur.rows["tblRecettes"].append(ligne("2", FEVRIER))
    done = sceller_tout(classeur, journal, JOUR, date(2026, 2, 28))
    assert (done.plan.resumes[0].premier, done.plan.resumes[0].lignes) == ("2", 1)
    assert classeur.rows["tblRecettes"][0]["Sceau"] == first
    months = [(row["Fin"], row["Lignes"], row["Total"]) for row in classeur.rows["tblScelles"]]
    assert months == [(date(2026, 1, 31), 1.0, 100.0), (date(2026, 2, 28), 1.0, 100.0)]
    assert not sceller_tout(classeur, journal, JOUR, date(2026, 2, 28)).plan.edits
    assert verdict(classeur, journal).etat == SAIN


def test_a_month_without_receipts_is_sealed_as_such() -> None:
    classeur = livre(ligne("1", JANVIER), ligne("2", date(2026, 3, 9)))
    sceller(classeur, jusqu_au=date(2026, 3, 31))
    told = [(row["Fin"].month, row["Détail"]) for row in classeur.rows["tblScelles"]]
    assert [month for month, _ in told] == [1, 2, 3]
    assert told[1] == (2, "néant")


def test_rows_without_a_number_are_numbered_by_day_after_the_others() -> None:
    classeur = livre(ligne(None, FEVRIER), ligne("", JANVIER), ligne("7", date(2026, 1, 2)))
    done = sceller(classeur)
    assert not done.plan.constats
    assert [row["N°"] for row in classeur.rows["tblRecettes"]] == ["9", "8", "7"]


def test_a_new_series_begins_each_year() -> None:
    classeur = livre(
        ligne("2025-9", date(2025, 12, 30)), ligne("2025-10", date(2025, 12, 31)),
        ligne("2026-1", JANVIER),
    )  # fmt: skip
    assert not sceller(classeur).plan.constats
    assert scellees(classeur) == ["2025-9", "2025-10", "2026-1"]


@pytest.mark.parametrize(
    ("rows", "place", "column", "words"),
    [
        ([ligne("1", JANVIER), ligne("3", FEVRIER)], 6, "N°", "il manque une ligne"),
        ([ligne("1", JANVIER), ligne("1", FEVRIER)], 6, "N°", "pris deux fois"),
        ([ligne("1", JANVIER), ligne("bis", FEVRIER)], 6, "N°", "n'est pas un numéro"),
        ([ligne("1", FEVRIER), ligne("2", JANVIER)], 6, "Date d'encaissement", "après le n° 1"),
        ([ligne("1", NOVEMBRE), ligne("2", JANVIER)], 6, "Date d'encaissement", "après le n° 1"),
        ([ligne("1", None), ligne("2", JANVIER)], 5, "Date d'encaissement", "vide"),
        ([ligne("1", "mardi"), ligne("2", JANVIER)], 5, "Date d'encaissement", "« mardi »"),
        ([ligne("1", JANVIER, Montant=None)], 5, "Montant", "vide"),
        ([ligne("1", JANVIER, Montant="beaucoup")], 5, "Montant", "n'est pas un montant"),
        ([ligne("1", JANVIER, Montant=0.125)], 5, "Montant", "au centime"),
        ([ligne("1", JANVIER, Catégorie="Divers")], 5, "Catégorie", "« Divers »"),
        ([ligne("1", JANVIER) | {"Mode de règlement": None}], 5, "Mode de règlement", "vide"),
        ([ligne("1", JANVIER) | {"Mode de règlement": "Troc"}], 5, "Mode de règlement", "« Troc »"),
        ([ligne("1", JANVIER) | {"N° facture": " "}], 5, "Pièce", "justificatif"),
        ([ligne("1", JANVIER, Corrige="9")], 5, "Corrige", "aucune ligne scellée"),
    ],
)
def test_what_forbids_to_seal_is_named_and_nothing_is_sealed(
    rows: list[Row], place: int, column: str, words: str
) -> None:
    classeur = livre(*rows)
    done = sceller(classeur)
    assert [(one.ligne, one.colonne) for one in done.plan.constats] == [(place, column)]
    assert words in done.plan.constats[0].probleme
    assert done.plan.constats[0].que_faire
    assert not scellees(classeur)
    assert not classeur.rows["tblScelles"]


def test_what_is_wrong_after_the_day_forbids_nothing() -> None:
    classeur = livre(ligne("1", JANVIER), ligne("5", NOVEMBRE, Montant="?"), ligne(None, None))
    assert not sceller(classeur).plan.constats
    assert scellees(classeur) == ["1"]


def test_a_row_of_a_closed_month_has_to_say_that_it_was_forgotten() -> None:
    classeur, journal = livre(ligne("1", JANVIER)), JournalEnMemoire()
    sceller_tout(classeur, journal, JOUR, date(2026, 1, 31))
    classeur.rows["tblRecettes"].append(ligne("2", date(2026, 1, 20)))
    refused = sceller_tout(classeur, journal, JOUR, date(2026, 2, 28)).plan
    assert "déjà scellé" in refused.constats[0].probleme
    assert "oubli" in refused.constats[0].que_faire
    classeur.rows["tblRecettes"][1]["Corrige"] = "Oubli"
    assert not sceller_tout(classeur, journal, JOUR, date(2026, 2, 28)).plan.constats
    rapport = verdict(classeur, journal)
    assert (rapport.etat, rapport.constats) == (SAIN, [])
    again = [row["Total"] for row in classeur.rows["tblScelles"] if row["Fin"].month == 1]
    assert again == [100.0, 100.0]  # January was closed twice, one row each time


def test_an_altered_register_is_not_sealed_further() -> None:
    classeur, journal = livre(ligne("1", JANVIER)), JournalEnMemoire()
    sceller_tout(classeur, journal, JOUR, date(2026, 1, 31))
    classeur.rows["tblRecettes"][0]["Montant"] = 99.0
    classeur.rows["tblRecettes"].append(ligne("2", FEVRIER))
    plan = sceller_tout(classeur, journal, JOUR, date(2026, 2, 28)).plan
    assert not plan.edits
    assert "verifier" in plan.constats[0].que_faire


def test_the_days_to_come_are_not_sealed() -> None:
    with pytest.raises(InputError, match="n'est pas encore passé"):
        sceller(livre(ligne("1", JANVIER)), jusqu_au=date(2026, 11, 28))


def test_purchases_are_sealed_for_who_sells_or_asks() -> None:
    achat: Row = {
        "N°": "1",
        "Date": JANVIER,
        "Fournisseur": "Papeterie",
        "Nature": "Papier",
        "Poste": "Fournitures",
        "Montant": 12.5,
        "Mode de règlement": "Carte",
        "Pièce": "T-1",
    }
    service = ClasseurEnMemoire(tblRecettes=[ligne("1", JANVIER)], tblAchats=[dict(achat)])
    sceller(service)
    assert not scellees(service, "tblAchats")
    sceller(service, achats=True)
    assert scellees(service, "tblAchats") == ["1"]
    shop = ClasseurEnMemoire(
        tblRecettes=[ligne("1", JANVIER, Catégorie="Vente")], tblAchats=[dict(achat)]
    )
    sceller(shop)
    assert scellees(shop, "tblAchats") == ["1"]
    assert verdict(shop).etat == SAIN


def test_a_purchase_may_be_paid_after_it_was_sealed() -> None:
    achat = {"N°": "1", "Date": JANVIER, "Montant": 9.0, "Mode de règlement": "Carte", "Pièce": "x"}
    classeur = ClasseurEnMemoire(tblRecettes=[], tblAchats=[achat])
    sceller(classeur, achats=True)
    classeur.rows["tblAchats"][0]["Payé le"] = FEVRIER
    assert verdict(classeur).etat == SAIN


def test_a_trouble_in_one_register_does_not_stop_the_other() -> None:
    achat = {"N°": "1", "Date": JANVIER, "Montant": 9.0, "Mode de règlement": "Carte", "Pièce": "x"}
    classeur = ClasseurEnMemoire(tblRecettes=[ligne("1", None)], tblAchats=[achat])
    classeur.rows["tblRecettes"].append(ligne("2", JANVIER))
    done = sceller(classeur, achats=True)
    assert [one.feuille for one in done.plan.constats] == ["Livre des recettes"]
    assert scellees(classeur, "tblAchats") == ["1"]


@pytest.mark.parametrize("amount", ["--5", "²", "-"])
def test_an_amount_that_looks_like_one_is_told(amount: str) -> None:
    classeur = livre(ligne("1", JANVIER, Montant=amount))
    assert [one.colonne for one in sceller(classeur).plan.constats] == ["Montant"]


def test_a_declaration_typed_with_its_hour_is_a_day_like_others() -> None:
    classeur, journal = livre(ligne("1", JANVIER)), JournalEnMemoire()
    sceller_tout(classeur, journal, JOUR, date(2026, 1, 31))
    hour = datetime(2026, 2, 5, 14, 30)
    classeur.rows["tblRecettes"].append(ligne("2", JANVIER, Corrige="1", Montant=-100.0))
    classeur.rows["tblDeclarations"] = [
        {"Période": "Janvier 2026", "Début": datetime(2026, 1, 1, 8), "Fin": date(2026, 1, 31)}
        | {"Déclaré le": hour}
    ]
    (told,) = verdict(classeur, journal).constats
    assert told.colonne == "Déclaré le" and "05/02/2026" in told.probleme


def test_a_newer_seal_is_never_said_sound() -> None:
    classeur = livre(ligne("1", JANVIER, Sceau="S2.1." + "0" * 64))
    with pytest.raises(SceauRecent, match="plus récente"):
        verdict(classeur)
    with pytest.raises(SceauRecent):
        sceller(classeur)


def test_a_column_that_is_gone_is_named_rather_than_every_row() -> None:
    classeur, journal = livre(ligne("1", JANVIER)), JournalEnMemoire()
    sceller_tout(classeur, journal, JOUR, FIN)
    whole = classeur.read()
    raw = whole.tables["tblRecettes"]
    positions = {title: at for title, at in raw.positions.items() if title != "Nature"}
    cut = raw._replace(positions=positions)
    from sheetcash.app.verifier import verifier

    with pytest.raises(MissingColumn, match="Nature"):
        verifier(_with(whole, cut), journal)
    none = cut._replace(positions={t: at for t, at in positions.items() if t != "Sceau"})
    with pytest.raises(MissingColumn, match="Sceau"):
        verifier(_with(whole, none), journal)


def _with(snapshot: Snapshot, raw: RawTable) -> Snapshot:
    return snapshot._replace(tables=snapshot.tables | {raw.table: raw})


def test_without_the_sheet_of_periods_nothing_is_sealed_nor_said_sound() -> None:
    classeur, journal = livre(ligne("1", JANVIER)), JournalEnMemoire()
    whole = classeur.read

    def read(tables: Any = None) -> Snapshot:
        found = whole(tables)
        return found._replace(
            tables={name: raw for name, raw in found.tables.items() if name != "tblScelles"}
        )

    classeur.read = read  # type: ignore[method-assign]
    plan = sceller_tout(classeur, journal, JOUR, FIN).plan
    assert scellees(classeur) == []
    assert plan.constats[0].feuille == "Scellés"
    classeur.read = whole  # type: ignore[method-assign]
    sceller_tout(classeur, journal, JOUR, FIN)
    classeur.read = read  # type: ignore[method-assign]
    for its in (journal, JournalEnMemoire()):  # on another computer too
        assert verdict(classeur, its).etat == ALTERE


def test_a_machine_that_did_not_seal_learns_what_it_verified() -> None:
    classeur, journal, other = livre(ligne("1", JANVIER)), JournalEnMemoire(), JournalEnMemoire()
    sceller_tout(classeur, journal, JOUR, date(2026, 1, 31))
    classeur.rows["tblRecettes"].append(ligne("2", FEVRIER))
    sceller_tout(classeur, other, JOUR, date(2026, 2, 28))
    assert set(other.empreintes("livre-1", "Recettes")) == {1, 2}
    assert FIRST == 5


def test_a_month_closed_in_two_parts_is_sound_whatever_came_meanwhile() -> None:
    classeur, journal = livre(ligne("1", NOVEMBRE)), JournalEnMemoire()
    for day in (15, 18, 20):  # nothing came after the first of them
        sceller_tout(classeur, journal, JOUR, date(2026, 11, day))
        assert not verdict(classeur, journal).constats
    classeur.rows["tblRecettes"].append(ligne("2", date(2026, 11, 22)))
    sceller_tout(classeur, journal, JOUR, date(2026, 11, 25))
    assert not verdict(classeur, journal).constats
    classeur.rows["tblScelles"][1]["Lignes"] = 1.0
    assert verdict(classeur, journal).etat == ALTERE


def test_what_was_forgotten_in_the_closed_part_of_a_month_starts_no_later_than_it_ends() -> None:
    classeur, journal = livre(ligne("1", NOVEMBRE)), JournalEnMemoire()
    sceller_tout(classeur, journal, JOUR, date(2026, 11, 15))
    classeur.rows["tblRecettes"].append(ligne("2", NOVEMBRE, Corrige="oubli"))
    sceller_tout(classeur, journal, JOUR, date(2026, 11, 15))
    last = classeur.rows["tblScelles"][-1]
    assert (last["Début"], last["Fin"]) == (date(2026, 11, 1), date(2026, 11, 15))
    assert not verdict(classeur, journal).constats


def test_the_end_cut_off_both_the_register_and_the_months_is_seen_without_a_journal() -> None:
    classeur = livre(ligne("1", JANVIER), ligne("2", FEVRIER))
    sceller(classeur, jusqu_au=date(2026, 1, 31))
    sceller(classeur, jusqu_au=date(2026, 2, 28))
    classeur.rows["tblScelles"].pop()
    told = verdict(classeur)
    assert told.etat == ALTERE
    assert "rang 1, le registre jusqu'à celle de rang 2" in told.constats[0].probleme
    classeur.rows["tblRecettes"].append(ligne("3", FEVRIER))
    assert sceller(classeur, jusqu_au=date(2026, 2, 28)).plan.constats
    assert scellees(classeur) == ["1", "2"]
    classeur.rows["tblScelles"].clear()
    assert verdict(classeur).etat == ALTERE


@pytest.mark.parametrize(
    "sceau", ["S1.99999999999.", "S1.999999999.", f"S1.{'9' * 5000}.", f"S{'9' * 5000}.1."]
)
def test_a_seal_of_a_rank_that_cannot_be_is_a_spoilt_one(sceau: str) -> None:
    classeur, journal = livre(ligne("1", JANVIER), ligne("2", FEVRIER)), JournalEnMemoire()
    sceller_tout(classeur, journal, JOUR, FIN)
    classeur.rows["tblRecettes"].append(ligne("3", FEVRIER, Sceau=sceau + "ab" * 32))
    for its in (journal, JournalEnMemoire()):
        told = verdict(classeur, its)
        assert told.etat == ALTERE
        assert [(one.ligne, one.colonne) for one in told.constats] == [(FIRST + 2, "Sceau")]


def test_a_period_that_someone_sealed_himself_is_not_followed_anywhere() -> None:
    classeur = livre(ligne("1", JANVIER))
    sceller(classeur, jusqu_au=date(2026, 1, 31))
    champs = ["1", "Recettes", "2026-01-01", "2026-01-31", "0", "rien", "néant"]
    champs += [f"S1.999999999.{'0' * 64}", "un jour"]
    titles = ["N°", "Registre", "Début", "Fin", "Lignes", "Total", "Détail", "Dernière ligne"]
    row = dict(zip([*titles, "Scellé le"], champs, strict=True))
    classeur.rows["tblScelles"][:] = [row | {"Sceau": str(chain([champs])[0])}]
    told = verdict(classeur)
    assert told.etat == ALTERE
    assert "rang 999999999" in told.constats[-1].probleme


@pytest.mark.parametrize("numero", ["R-a", "9" * 6000 + "x"])
def test_a_first_number_that_nothing_can_follow_is_refused(numero: str) -> None:
    classeur = livre(ligne(numero, JANVIER))
    (refused,) = sceller(classeur).plan.constats
    assert refused.colonne == "N°" and "qui se suit" in refused.probleme
    assert scellees(classeur) == []


def test_a_number_of_thousands_of_digits_is_a_number_like_another() -> None:
    classeur = livre(ligne("1", JANVIER), ligne("9" * 6000, FEVRIER))
    (refused,) = sceller(classeur).plan.constats
    assert refused.colonne == "N°" and refused.ligne == FIRST + 1


def test_rows_typed_under_the_table_are_not_left_out_unseen() -> None:
    classeur = livre(ligne("1", JANVIER))
    whole = classeur.read

    def read(tables: Any = None) -> Snapshot:
        found = whole(tables)
        return _with(found, found.tables["tblRecettes"]._replace(stray=(FIRST + 1,)))

    classeur.read = read  # type: ignore[method-assign]
    (refused,) = sceller(classeur).plan.constats
    assert refused.ligne == FIRST + 1 and "sous le tableau" in refused.probleme
    assert scellees(classeur) == []
