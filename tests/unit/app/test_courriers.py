from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest

from sheetcash.app.courriers import DOSSIER, LETTRE, Moyens, Resultat, ecrire
from sheetcash.app.recouvrement import tribunal
from sheetcash.errors import InputError
from sheetcash.ports import ENVOYEE, Entry, Event, Key
from sheetcash.ports.lettres import Document, Tableau
from sheetcash.ports.pieces import PieceJointe
from sheetcash.workbook.records import Book

Make = Callable[..., Book]
JUNE = date(2026, 6, 19)  # a Friday
PARTIES = {
    "client": {"SIREN": "552100554", "Adresse": "8 quai de Seine, 75019 Paris"},
    "settings": {"SIREN": "732829320", "Adresse": "1 rue A, 69002 Lyon", "IBAN": "FR76"},
}
LATE = {"Date": date(2026, 3, 1), "Échéance": date(2026, 4, 1), "Pièce": "f.pdf"}


class Memoire:
    """A folder and a printer in memory: a document's PDF is the document's own title."""

    def __init__(self) -> None:
        self.documents: list[Document] = []
        self.fichiers: dict[str, Any] = {}

    def pdf(self, document: Document) -> bytes:
        self.documents.append(document)
        return document.titre.encode()

    def deposer(self, nom: str, contenu: bytes) -> str:
        self.fichiers[nom] = contenu
        return nom

    deposer_une_fois = deposer

    def deposer_ensemble(self, nom: str, fichiers: Mapping[str, bytes]) -> str:
        self.fichiers[nom] = dict(fichiers)
        return nom


def _piece(texte: str) -> PieceJointe:
    if not texte:
        raise InputError("aucun fichier n'est nommé.")
    return PieceJointe(texte, "application/pdf", lambda: b"copie")


@pytest.fixture
def memoire() -> Memoire:
    return Memoire()


@pytest.fixture
def write(memoire: Memoire) -> Callable[..., Resultat]:
    def go(
        book: Book, *numeros: str, entries: Any = None, events: list[Event] | None = None
    ) -> Resultat:
        return ecrire(
            book, Moyens(memoire, memoire, _piece, entries or {}, events or []), list(numeros)
        )

    return go


Write = Callable[..., Resultat]


def kinds(result: Resultat) -> list[str]:
    return [one.genre for one in result.courriers]


@pytest.mark.parametrize(
    ("invoice", "expected"),
    [
        ({"Niveau": 2, "Dernière relance": date(2026, 6, 1)}, [LETTRE]),
        ({"Niveau": 2, "Dernière relance": date(2026, 6, 18)}, []),
        ({"Niveau": 1, "Dernière relance": date(2026, 6, 1)}, []),
        ({"Niveau": 3, "Dernière relance": date(2026, 6, 18)}, [LETTRE]),
        ({"Niveau": 3, "Dernière relance": date(2026, 6, 1)}, [LETTRE, DOSSIER]),
        ({"Niveau": 4, "Dernière relance": date(2026, 6, 1)}, []),
        ({"Niveau": 3, "Dernière relance": date(2026, 6, 1), "Litige": "Oui"}, []),
        ({"Niveau": 3, "Montant": -5.0}, []),
    ],
)
def test_what_is_due(
    make_book: Make, write: Write, invoice: dict[str, Any], expected: list[str]
) -> None:
    assert kinds(write(make_book(LATE | invoice, today=JUNE, **PARTIES))) == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"Canal": "courrier", "État": "fait"}, [DOSSIER]),
        ({"Canal": "courrier", "État": "Envoyée"}, [DOSSIER]),
        ({"Canal": "courrier", "État": "à faire"}, [LETTRE, DOSSIER]),
        ({"Canal": "courriel", "État": "envoyée"}, [LETTRE, DOSSIER]),
    ],
)
def test_a_letter_that_was_posted_is_not_written_again(
    make_book: Make, write: Write, row: dict[str, Any], expected: list[str]
) -> None:
    done = {"Id": "r", "Date": date(2026, 6, 2), "N° facture": "F-1", "Niveau": 3}
    invoice = LATE | {"Niveau": 3, "Dernière relance": date(2026, 6, 2)}
    book = make_book(invoice, relances=[done | row], today=JUNE, **PARTIES)
    assert kinds(write(book)) == expected


def test_a_folder_asks_for_the_letter_that_was_posted_and_makes_no_other(
    make_book: Make, write: Write, memoire: Memoire
) -> None:
    done = {"Id": "r", "Date": date(2026, 6, 2), "N° facture": "F-1", "Niveau": 3}
    invoice = LATE | {"Niveau": 3, "Dernière relance": date(2026, 6, 2)}
    posted = [done | {"Canal": "courrier", "État": "fait"}]
    write(make_book(invoice, relances=posted, today=JUNE, **PARTIES))
    folder = memoire.fichiers["Recouvrement F-1"]
    assert not any("Mise en demeure" in name for name in folder)
    index = next(one for one in memoire.documents if one.titre == "Bordereau des pièces")
    assert "mise en demeure postée le 02/06/2026" in str(index)


def test_the_journal_knows_better_than_an_old_copy(make_book: Make, write: Write) -> None:
    its = Key("classeur-1", "f-1", 3)
    entry = Entry(its, ENVOYEE, "ada@example.org", "<1@x>", date(2026, 6, 1), "250")
    assert kinds(write(make_book(LATE, today=JUNE, **PARTIES), entries={its: entry})) == [
        LETTRE,
        DOSSIER,
    ]


def test_a_named_invoice_is_written_once_whatever_its_level(make_book: Make, write: Write) -> None:
    result = write(make_book(LATE, today=JUNE, **PARTIES), "F-1", " f-1")
    assert kinds(result) == [LETTRE]
    assert "pas encore due" in result.constats[-1].probleme


def test_the_folder_tells_what_happened_and_lacks_nothing(
    make_book: Make, write: Write, memoire: Memoire
) -> None:
    row = {"Date": date(2026, 4, 3), "N° facture": "F-1", "Canal": "courriel"}
    rows = [
        row | {"Id": "e1", "Niveau": 1, "État": "envoyée"},
        row | {"Id": "T-1", "Niveau": 3, "État": "à faire", "Canal": "courrier"},
        row | {"Id": "T-2", "Niveau": 2, "État": "sans objet", "Canal": "appel"},
    ]
    entry = Entry(Key("classeur-1", "f-1", 2), ENVOYEE, "a@b.fr", "<2>", date(2026, 4, 20), "250")
    entry = entry._replace(detail="250 OK. Objet : « Facture F-1 »")
    said = "Appeler Ada (1 000,00 € dus). Puis écrivez « fait » dans État."
    rows.append(row | {"Id": "T-3", "Niveau": 2, "État": "fait", "Canal": "appel", "Détail": said})
    older = entry._replace(jour=date(2025, 1, 1))
    events = [Event("e1", entry, "Acme"), Event("e2", entry, "Acme"), Event("e3", older, "Acme")]
    invoice = LATE | {"Niveau": 3, "Dernière relance": date(2026, 6, 1)}
    book = make_book(invoice, relances=rows, today=JUNE, **PARTIES)
    result = write(book, events=events)
    assert result.constats == []
    story = next(one for one in memoire.documents if one.titre == "Historique des échanges")
    (table,) = story.corps
    assert isinstance(table, Tableau)
    assert [(*line[:2], line[-1]) for line in table.lignes] == [
        ("03/04/2026", "Relance 1", ""),
        ("03/04/2026", "Relance 2", "Appeler Ada (1 000,00 € dus)."),
        ("20/04/2026", "Relance 2", "Objet : « Facture F-1 »"),
    ], "neither a server's words nor what the user is told to do"
    law = next(one for one in memoire.documents if one.titre == "Calcul des sommes dues")
    assert "présente mise en demeure" not in str(law.corps)
    assert "La mise en demeure fait en outre courir" in str(law.corps)
    folder = memoire.fichiers["Recouvrement F-1"]
    assert list(folder)[-1] == "06 Copie de la facture F-1.pdf"
    index = next(one for one in memoire.documents if one.titre == "Bordereau des pièces")
    assert isinstance(index.corps[0], Tableau)
    listed = [name for _, name in index.corps[0].lignes]
    assert [name[3:].removesuffix(".pdf") for name in list(folder)[1:]] == listed


def test_the_facts_name_what_a_credit_note_took_off(
    make_book: Make, write: Write, memoire: Memoire
) -> None:
    invoice = LATE | {"Niveau": 3, "Dernière relance": date(2026, 6, 1)}
    note = {"Date": date(2026, 4, 2), "Montant": -250.0, "Avoir sur": "F-1"}
    write(make_book(invoice, note, today=JUNE, **PARTIES))
    facts = next(one for one in memoire.documents if one.titre.startswith("Exposé"))
    shown = str(facts.corps)
    assert "et 250,00\\xa0€ d'avoirs en ont été déduits ; il reste dû 750,00" in shown


def test_recovery_waits_until_the_notice_s_delay_is_over(
    make_book: Make, write: Write, memoire: Memoire
) -> None:
    # 45 days after the due date have passed, and 7 after the notice, which leaves 15
    invoice = LATE | {"Niveau": 3, "Dernière relance": date(2026, 6, 4)}
    parties = PARTIES | {"settings": PARTIES["settings"] | {"Délai de mise en demeure (jours)": 15}}
    write(make_book(invoice, today=JUNE, **parties))
    assert "Recouvrement F-1" not in memoire.fichiers
    write(make_book(invoice, today=date(2026, 6, 20), **parties))
    assert "Recouvrement F-1" in memoire.fichiers


def test_a_missing_copy_is_told_and_the_folder_is_written(make_book: Make, write: Write) -> None:
    invoice = LATE | {"Niveau": 3, "Dernière relance": date(2026, 6, 1), "Pièce": ""}
    result = write(make_book(invoice, today=JUNE, **PARTIES))
    assert kinds(result) == [LETTRE, DOSSIER]
    assert [one.colonne for one in result.constats] == ["Pièce"]


def test_the_statement_has_all_of_the_client_and_ends_on_the_balance(
    make_book: Make, write: Write, memoire: Memoire
) -> None:
    invoice = LATE | {"Niveau": 3, "Dernière relance": date(2026, 6, 1)}
    credit = {"Montant": -100.0, "Avoir sur": "F-1", "Date": date(2026, 5, 1)}
    book = make_book(
        invoice,
        {"Montant": 500.0},
        credit,
        paid={"F-2": 500.0},
        today=date(2026, 11, 20),
        **PARTIES,
    )
    write(book)
    table = next(one for one in memoire.documents if one.titre.startswith("Relevé")).corps[0]
    assert isinstance(table, Tableau)
    assert [line[1] for line in table.lignes] == [
        "Facture F-1",
        "Avoir F-3",
        "Facture F-2",
        "Règlement, F-2",
    ]
    assert table.total[-1].startswith("900,00") and book.factures[0].solde == 90_000


@pytest.mark.parametrize(
    ("kind", "nature", "form", "other"),
    [
        ("Particulier", "Commerciale", "12948", "12946"),
        ("Professionnel", "Commerciale", "12946", ""),
        ("Professionnel", "Libérale", "12946", ""),
    ],
)
def test_the_court_follows_from_the_parties(
    make_book: Make, kind: str, nature: str, form: str, other: str
) -> None:
    from sheetcash.app.creance import creance

    settings = PARTIES["settings"] | {"Nature": nature}
    book = make_book(LATE, client=PARTIES["client"] | {"Type": kind}, settings=settings, today=JUNE)
    client = book.client("Acme")
    assert client is not None
    text = " ".join(tribunal(book, creance(book, book.factures[0], client)))
    assert form in text and (not other or other not in text)
    assert ("libérale" in text) == (nature == "Libérale")
