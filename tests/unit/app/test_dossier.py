"""What the accountant's folder is made of, from tables in memory."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from fec_controle import controler
from registres_en_memoire import ClasseurEnMemoire, JournalEnMemoire, sceller_tout
from sheetcash.app.dossier import declarations, ecritures, impayes, pieces, registre, tableur
from sheetcash.app.dossier.anomalies import A_SAVOIR, Anomalies, texte
from sheetcash.app.dossier.livre import Livre, lire
from sheetcash.app.dossier.pieces import Collecte, Etape
from sheetcash.core import fec
from sheetcash.errors import PieceInutilisable
from sheetcash.ports.dossier import Fichier
from sheetcash.ports.etats import Genre
from sheetcash.ports.pieces import PieceJointe
from sheetcash.workbook.comptes import read_comptes
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.raw import Snapshot
from sheetcash.workbook.reading import read_book
from sheetcash.workbook.records import key
from sheetcash.workbook.registres import REGISTRE_ACHATS, REGISTRE_RECETTES
from sheetcash.workbook.tables import ACHATS, FACTURES, RECETTES, SCELLES

JOUR = date(2026, 11, 30)
Row = dict[str, Any]


def recette(numero: int, jour: date | object, euros: float | object, **more: object) -> Row:
    return {
        "N°": str(numero),
        "Date d'encaissement": jour,
        "N° facture": f"F-{numero}",
        "Client": "Acme",
        "Nature": "Affiche",
        "Catégorie": "BNC",
        "Montant": euros,
        "Mode de règlement": "Virement",
    } | more


def achat(numero: int, jour: date, euros: float, **more: object) -> Row:
    return {
        "N°": str(numero),
        "Date": jour,
        "Fournisseur": "Palette",
        "Nature": "Encre",
        "Poste": "Fournitures",
        "Montant": euros,
        "Mode de règlement": "Carte",
        "Payé le": jour,
        "Pièce": "T-1",
    } | more


def livres(snapshot: Snapshot, jour: date = JOUR) -> tuple[Livre, Livre]:
    its = snapshot.tables
    found = [
        lire(its[table.name], its[SCELLES.name], one, jour)
        for table, one in ((RECETTES, REGISTRE_RECETTES), (ACHATS, REGISTRE_ACHATS))
    ]
    assert found[0] is not None and found[1] is not None
    return found[0], found[1]


def relu(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


# registers


def test_rows_stand_by_day_and_odd_ones_apart(make_snapshot: Callable[..., Snapshot]) -> None:
    rows = [
        recette(2, date(2026, 3, 9), 20.5),
        recette(1, date(2026, 3, 2), 10.0),
        recette(3, "bientôt", 5.0),
        recette(4, date(2026, 4, 1), "gratuit"),
        recette(5, date(2027, 1, 1), 7.0),
    ]
    livre, _ = livres(make_snapshot({"tblRecettes": rows}))
    assert [one.numero for one in livre.entrees] == ["1", "2"]
    assert [one.numero for one in livre.ecartees] == ["3", "4"] and livre.plus_tard == 1
    pages = registre.etat(livre, "Studio", ("Studio",), JOUR)
    year, totals, odd = pages.sections
    assert [(one.genre, one.cellules[0]) for one in year.rangees] == [
        (Genre.GROUPE, "Mars 2026"),
        (Genre.LIGNE, "1"),
        (Genre.LIGNE, "2"),
        (Genre.SOUS_TOTAL, ""),
        (Genre.TOTAL, ""),
    ]
    assert year.rangees[-1].cellules[7].replace("\u202f", " ") == "30,50\u00a0€"
    assert [one.cellules[-2] for one in odd.rangees] == ["5,00\u00a0€", "gratuit"]
    data = relu(tableur.fichier(registre.titres(livre), registre.lignes(livre)))
    assert [(one["N°"], one["Montant"]) for one in data] == [
        *(("1", "10,00"), ("2", "20,50")),
        *(("3", "5,00"), ("4", "gratuit")),
    ]
    assert data[0]["Date d'encaissement"] == "2026-03-02"
    assert "Totaux 2026" in totals.titre


def test_a_correction_names_and_is_named(make_snapshot: Callable[..., Snapshot]) -> None:
    rows = [
        recette(1, date(2026, 3, 2), 10.0),
        recette(2, date(2026, 3, 2), -10.0, Corrige="1", Remarque="Annule la ligne n° 1."),
        recette(3, date(2026, 3, 2), 12.0, Corrige="1"),
        recette(4, date(2026, 3, 3), 5.0, Corrige="oubli"),
    ]
    livre, _ = livres(make_snapshot({"tblRecettes": rows}))
    shown = registre.etat(livre, "Studio", (), JOUR).sections[0].rangees
    natures = [one.cellules[4].replace("\u00a0", " ") for one in shown if one.cellules[0].isdigit()]
    assert natures == [
        "Affiche — corrigée par le n° 2, n° 3",
        "Affiche — Annule la ligne n° 1.",
        "Affiche — corrige le n° 1",
        "Affiche — ligne oubliée, écrite après coup",
    ]
    assert shown[1].genre == Genre.CORRIGEE
    data = relu(tableur.fichier(registre.titres(livre), registre.lignes(livre)))
    assert [one["Corrigée par"] for one in data] == ["2, 3", "", "", ""]


def test_an_older_workbook_without_seals_has_a_register_too(
    make_snapshot: Callable[..., Snapshot],
) -> None:
    raw = make_snapshot({"tblRecettes": [recette(1, date(2026, 3, 2), 10.0)]}).tables["tblRecettes"]
    absent = {"Sceau", "Corrige", "Pointé"}
    older = raw._replace(
        columns={t: [None] if t in absent else c for t, c in raw.columns.items()},
        positions={t: at for t, at in raw.positions.items() if t not in absent},
    )
    livre = lire(older, None, REGISTRE_RECETTES, JOUR)
    assert livre is not None and livre.dernier is None and len(livre.entrees) == 1


def test_totals_by_month_and_year_add_up(make_snapshot: Callable[..., Snapshot]) -> None:
    rows = [
        recette(n, date(2025 + n % 2, 1 + n % 11, 1), n / 4, **{"Mode de règlement": mode})
        for n, mode in enumerate(["Carte", "Espèces", "Virement"] * 8, 1)
    ]
    livre, _ = livres(make_snapshot({"tblRecettes": rows}))
    titles = ("Registre", "Année", "Mois", "Par", "Libellé", "Montant")
    data = relu(tableur.fichier(titles, registre.totaux(livre)))

    def cents(par: str, mois: str) -> int:
        its = [one for one in data if one["Par"] == par and (one["Mois"] == "année") == bool(mois)]
        return sum(int(one["Montant"].replace(",", "")) for one in its)

    whole = sum(round(row["Montant"] * 100) for row in rows)
    for par in ("Mode de règlement", "Catégorie", "Ensemble"):
        assert cents(par, "année") == cents(par, "") == whole


# seals


def test_seals_are_shortened_on_paper_and_whole_in_the_file() -> None:
    book = ClasseurEnMemoire(
        tblRecettes=[recette(n, date(2026, 3, n), 10.0 * n) for n in (1, 2)]
        + [recette(3, date(2026, 4, 2), 1.0)]
    )
    journal = JournalEnMemoire()
    sceller_tout(book, journal, date(2026, 4, 10), date(2026, 3, 31))
    livre, _ = livres(book.read())
    seals = [str(row["Sceau"]) for row in book.rows["tblRecettes"][:2]]
    assert str(livre.dernier) == seals[1] and livre.jusqu_au == date(2026, 3, 31)
    assert livre.non_scellees == 1
    assert [one.scellee_le for one in livre.entrees] == [date(2026, 4, 10)] * 2 + [None]
    pages = registre.etat(livre, "Studio", (), JOUR)
    shown = [one.cellules[-1] for one in pages.sections[0].rangees if one.cellules[0].isdigit()]
    assert shown[0] == f"1 · {seals[0][5:13]}" and shown[2] == ""
    assert any(seals[1] in line for line in pages.entete)
    assert any(seals[1] in line for line in pages.notes)
    data = relu(tableur.fichier(registre.titres(livre), registre.lignes(livre)))
    assert [one["Sceau"] for one in data] == [*seals, ""]


# entries


def exercices(
    snapshot: Snapshot, siren: str = "732829320", jour: date = JOUR
) -> tuple[list[ecritures.Exercice], list[Finding]]:
    found: list[Finding] = []
    book = read_book(snapshot, jour, impose=True)
    sources = ecritures.Sources(
        *livres(snapshot, jour),
        read_comptes(snapshot.settings, found),
        {key(one.numero): one.date_facture for one in book.factures},
        book.parametres.categorie_principale,
    )
    return ecritures.exercices(sources, siren, jour, found), found


def mouvements(one: ecritures.Exercice) -> list[tuple[str, str, str, str]]:
    rows = [
        line.split("\t")
        for line in fec.fichier(one.ecritures).decode("iso8859-15").splitlines()[1:]
    ]
    return [(row[3], row[4], row[11], row[12]) for row in rows]


def test_receipts_and_payments_become_balanced_entries(
    make_snapshot: Callable[..., Snapshot],
) -> None:
    snapshot = make_snapshot(
        {
            "tblRecettes": [
                recette(1, date(2026, 3, 2), 100.0),
                recette(2, date(2026, 3, 3), 40.0, Catégorie="Vente", **{_MODE: "Espèces"}),
                recette(3, date(2026, 3, 4), -15.0, Catégorie="Vente"),
            ],
            "tblAchats": [
                achat(1, date(2026, 2, 1), 9.9, **{"Payé le": date(2026, 3, 5)}),
                achat(2, date(2026, 2, 1), 390.0, Poste="Loyer", **{_MODE: "Espèces"}),
                achat(3, date(2026, 2, 1), 8.0, **{"Payé le": None}),  # owed: no entry yet
                achat(4, date(2026, 2, 1), 8.0, **{"Payé le": date(2026, 12, 5)}),  # to come
                achat(5, date(2026, 3, 6), -2.0),  # money back from a supplier
            ],
        },
        {"Comptes par poste": "Loyer = 613200"},
    )
    (year,), found = exercices(snapshot)
    assert found == [] and year.nom == "732829320FEC20261231.txt"
    assert controler(year.nom, fec.fichier(year.ecritures)) == []
    assert mouvements(year) == [
        *(("20260201", "613200", "390,00", "0,00"), ("20260201", "530000", "0,00", "390,00")),
        *(("20260302", "512000", "100,00", "0,00"), ("20260302", "706000", "0,00", "100,00")),
        *(("20260303", "530000", "40,00", "0,00"), ("20260303", "707000", "0,00", "40,00")),
        *(("20260304", "707000", "15,00", "0,00"), ("20260304", "512000", "0,00", "15,00")),
        *(("20260305", "607000", "9,90", "0,00"), ("20260305", "512000", "0,00", "9,90")),
        *(("20260306", "512000", "2,00", "0,00"), ("20260306", "607000", "0,00", "2,00")),
    ]


_MODE = "Mode de règlement"


def test_a_file_by_year_and_none_without_entries(make_snapshot: Callable[..., Snapshot]) -> None:
    rows = [recette(n, date(2024 + n, 3, 31), 10.0) for n in (1, 2)]
    years, _ = exercices(make_snapshot({"tblRecettes": rows}), siren="")
    assert [(one.annee, one.nom) for one in years] == [
        (2025, "SIREN-MANQUANTFEC20251231.txt"),
        (2026, "SIREN-MANQUANTFEC20261231.txt"),
    ]
    assert exercices(make_snapshot())[0] == []


def test_bad_rows_are_left_out_and_zeros_told(make_snapshot: Callable[..., Snapshot]) -> None:
    rows = [
        recette(1, date(2026, 3, 2), 10.0),
        recette(2, "?", 10.0),
        recette(3, date(2026, 3, 3), 0.0),
        recette(4, date(2026, 3, 4), 5.0, Catégorie="Astrologie", **{"N° facture": ""}),
    ]
    (year,), found = exercices(make_snapshot({"tblRecettes": rows}))
    assert [one.cents for one in year.ecritures] == [1000, 500]
    assert [(one.ligne, one.colonne) for one in found] == [(7, "Montant")]
    assert year.ecritures[1].piece == "REC-4"
    assert controler(year.nom, fec.fichier(year.ecritures)) == []


def test_two_headings_of_one_account_share_its_name(make_snapshot: Callable[..., Snapshot]) -> None:
    snapshot = make_snapshot(
        {"tblAchats": [achat(n, date(2026, 3, n), 5.0, Poste=p) for n, p in ((1, "A"), (2, "B"))]},
        {"Comptes par poste": "A = 658000 ; B = 658000"},
    )
    (year,), _ = exercices(snapshot)
    assert controler(year.nom, fec.fichier(year.ecritures)) == []
    assert {one.debit for one in year.ecritures} == {("658000", "A")}


def test_what_is_sealed_is_validated_that_day() -> None:
    book = ClasseurEnMemoire(
        tblRecettes=[recette(1, date(2026, 3, 2), 10.0), recette(2, date(2026, 4, 2), 1.0)],
        tblAchats=[
            achat(1, date(2026, 3, 2), 4.0),
            achat(2, date(2026, 3, 3), 5.0, **{"Payé le": date(2026, 6, 1)}),
        ],
    )
    sceller_tout(book, JournalEnMemoire(), date(2026, 4, 10), date(2026, 3, 31), achats=True)
    (year,), _ = exercices(book.read())
    assert [(one.cents, one.validee) for one in year.ecritures] == [
        (1000, date(2026, 4, 10)),
        (400, date(2026, 4, 10)),
        (500, date(2026, 6, 1)),  # paid after it was sealed
        (100, None),
    ]
    (told,) = ecritures.remarques([year])
    assert year.non_validees == 1 and told.colonne == "ValidDate"
    assert controler(year.nom, fec.fichier(year.ecritures)) == []
    assert controler(year.nom, fec.fichier(year.ecritures), validees=True) == [
        f"ligne {n} : ValidDate vide" for n in (8, 9)
    ]


# declarations


def test_declarations_are_those_of_bilan(make_book: Callable[..., Any]) -> None:
    from sheetcash.app.bilan import calculer

    book = make_book(paid={"F-1": 1234.5}, settings={"Périodicité": "Mensuelle"})
    rows = book.recettes._replace(
        dates=[date(2026, 8, 5), date(2026, 9, 7), date(2026, 10, 9), date(2026, 10, 9)],
        montants=[100_000, -150_000, 420_000, 99_900],
        categories=["bnc", "bnc", "bnc", "vente"],
        lignes=[5, 6, 7, 8],
        factures=[""] * 4,
    )
    nature = book.parametres.regime._replace(nature="commerciale")
    book = book._replace(recettes=rows, parametres=book.parametres._replace(regime=nature))
    made = {date(2026, month, 1): (None, None) for month in (8, 9, 10, 11)}
    found: list[Finding] = []
    those = declarations.toutes(book, made, found)
    told = {one.periode.fin: one for one in calculer(book, made).declarations}
    assert [one.periode.label for one in those] == [
        *("août 2026", "septembre 2026", "octobre 2026", "novembre 2026")
    ]
    for one in those:
        if one.periode.fin in told:
            assert one.ensemble.du == told[one.periode.fin].du
            assert {p.categorie: p.encaisse for p in one.parts if p.encaisse} == {
                code: cents for code, cents in told[one.periode.fin].ca.items() if cents
            }
    assert len(told) >= 2
    september, october = those[1], those[2]
    assert september.ensemble.a_declarer == 0 and october.ensemble.reporte == -150_000
    for one in those:  # the detail adds up to the whole
        assert one.ensemble.du is not None
        assert sum(p.du.total for p in one.parts if p.du) == one.ensemble.du.total
    data = relu(tableur.fichier(declarations.TITRES, declarations.lignes(those)))
    assert data[-1]["Catégorie"] == "Ensemble" and len(data) == 4 + sum(len(o.parts) for o in those)
    assert declarations.etat(those, "S", (), JOUR).sections[0].rangees


def test_nothing_received_declares_nothing(make_snapshot: Callable[..., Snapshot]) -> None:
    book = read_book(make_snapshot(), JOUR)
    assert declarations.toutes(book, {}, []) == []
    assert declarations.etat([], "S", (), JOUR).sections[0].vide


# unpaid


def test_unpaid_invoices_by_age(make_book: Callable[..., Any]) -> None:
    book = make_book(
        {"Échéance": date(2026, 11, 19)},
        {"Échéance": date(2026, 12, 19)},
        {"Échéance": date(2026, 8, 1), "Litige": "Oui"},
        {"Échéance": date(2026, 10, 1)},
        {"Date": date(2026, 11, 25), "Échéance": date(2026, 12, 25)},  # of a day to come
        paid={"F-4": 1000.0, "F-1": 250.0},
    )
    those = impayes.impayes(book)
    assert [(one.facture.numero, one.retard, one.tranche) for one in those] == [
        ("F-3", 111, "plus de 90 jours"),
        ("F-1", 1, "0-30 jours"),
        ("F-2", 0, "À échoir"),
    ]
    data = relu(tableur.fichier(impayes.TITRES, impayes.lignes(those)))
    assert [(one["Reste dû"], one["Litige"]) for one in data] == [
        *(("1000,00", "Oui"), ("750,00", ""), ("1000,00", ""))
    ]
    rows = impayes.etat(those, "S", (), JOUR).sections[0].rangees
    assert rows[0].cellules == ("À échoir",) and rows[-1].genre == Genre.TOTAL
    assert rows[-1].cellules[-2].replace("\u202f", " ") == "2 750,00\u00a0€"


# vouchers


class Site:
    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def ajouter(self, chemin: str, contenu: bytes) -> Fichier:
        self.files[chemin] = contenu
        return Fichier(chemin, len(contenu), str(len(self.files)))

    def lire(self, chemin: str) -> bytes:
        return self.files[chemin]

    def publier(self) -> str:
        return ""


FILES = {"a.pdf": b"un", "sous/b.pdf": b"deux", "copie.pdf": b"un"}


def trouver(text: str) -> PieceJointe:
    if text not in FILES:
        raise PieceInutilisable(f"la pièce « {text} » est introuvable")
    return PieceJointe(text.rpartition("/")[2], "application/pdf", lambda: FILES[text])


def test_each_voucher_is_copied_once_or_told(make_snapshot: Callable[..., Snapshot]) -> None:
    snapshot = make_snapshot(
        {
            "tblFactures": [
                {"N° facture": f"F-{n}", "Date": date(2026, 1, n), "Client": "Acme",
                 "Montant": 10.0, "Échéance": date(2026, 2, 1), "Pièce": piece}
                for n, piece in ((1, "a.pdf"), (2, ""))
            ],
            "tblRecettes": [
                recette(1, date(2026, 3, 1), 10.0),  # its invoice's file
                recette(2, date(2026, 3, 2), 10.0, **{"N° facture": "", "Pièce": "copie.pdf"}),
                recette(3, date(2026, 3, 3), 10.0, **{"N° facture": ""}),
                recette(4, date(2026, 3, 4), 10.0, **{"Pièce": "https://exemple.fr/4"}),
                recette(5, date(2026, 3, 5), 10.0, **{"Pièce": "ticket n/a 12"}),
                recette(6, date(2026, 3, 6), 10.0, **{"Pièce": "perdu.pdf"}),
                recette(7, date(2026, 3, 7), 10.0, **{"Pièce": "perdu.pdf"}),
            ],
            "tblAchats": [achat(1, date(2026, 3, 1), 5.0, **{"Pièce": "sous/b.pdf"})],
        }
    )  # fmt: skip
    found: list[Finding] = []
    site = Site()
    collecte = Collecte(trouver, site, found)
    book = read_book(snapshot, JOUR)
    those = collecte.tout(livres(snapshot), snapshot.tables[FACTURES.name], book)
    assert [(one.numero, one.etat) for one in those] == [
        ("F-1", Etape.COPIEE),
        *(("1", Etape.FACTURE), ("2", Etape.COPIEE), ("3", Etape.AUCUNE)),
        *(("4", Etape.LIEN), ("5", Etape.REFERENCE), ("6", Etape.ABSENTE)),
        *(("7", Etape.ABSENTE), ("1", Etape.COPIEE)),
    ]
    assert site.files == {
        "pieces/Factures/F-1 - a.pdf": b"un",  # copie.pdf is the same
        "pieces/Achats/1 - b.pdf": b"deux",
    }
    assert [(one.feuille, one.ligne) for one in found] == [("Livre des recettes", 10)]
    assert [one.ligne for one in pieces.remarques(those)] == [7]
    data = relu(tableur.fichier(pieces.TITRES, pieces.lignes(those)))
    assert data[1]["Fichier"] == data[0]["Fichier"] and data[0]["SHA-256"]
    assert pieces.etat(those, "S", (), JOUR).sections[0].rangees


def test_many_missing_files_are_one_sentence(make_snapshot: Callable[..., Snapshot]) -> None:
    rows = [achat(n, date(2026, 3, 1), 5.0, **{"Pièce": f"{n}.pdf"}) for n in range(1, 10)]
    snapshot = make_snapshot({"tblAchats": rows})
    found: list[Finding] = []
    book = read_book(snapshot, JOUR)
    Collecte(trouver, Site(), found).tout(livres(snapshot), None, book)
    (told,) = found
    assert told.probleme.startswith("9 pièces manquent") and "5, 6, 7…" in told.probleme


# anomalies


def test_anomalies_are_told_once_the_grave_ones_first() -> None:
    found = Anomalies()
    note, wrong = (Finding("Achats", n, "", f"Mot {n}.", "Voyez.") for n in (1, 2))
    found.ajouter("FEC", [note], A_SAVOIR)
    found.ajouter("Classeur", [wrong, wrong])
    found.ajouter("Sceaux", [wrong])
    assert [one.constat for one in found.toutes()] == [wrong, note]
    assert found.constats() == [wrong] and found.constats(A_SAVOIR) == [note]
    text = texte(found.toutes(), "Studio", JOUR)
    assert text.index("À VÉRIFIER (1 point)") < text.index("Mot 2.") < text.index("À SAVOIR")
    assert "Aucune anomalie" in texte([], "Studio", JOUR)


@pytest.mark.parametrize("text", ["=1+1", "+33 6", "-rien", "@a", "\t=1"])
def test_no_text_becomes_a_formula(text: str) -> None:
    (row,) = relu(tableur.fichier(["A"], [[text]]))
    assert row["A"] == f"'{text}"
