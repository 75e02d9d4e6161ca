from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sheetcash.app.mise_en_demeure import Lettre, mise_en_demeure, mise_en_demeure_pdf
from sheetcash.core.money import format_euros
from sheetcash.core.penalites import penalites
from sheetcash.errors import InputError
from sheetcash.ports.lettres import Document, Liste, Paragraphe, Tableau, Titre
from sheetcash.workbook.records import Book

Make = Callable[..., Book]
JUNE = date(2026, 6, 20)


def texte(document: Document) -> str:
    """All that a document says, one string."""
    parts = [*document.expediteur, *document.destinataire, document.mention, document.objet]
    parts += [document.lieu_date, document.signature, *document.jointes]
    for bloc in document.corps:
        if isinstance(bloc, (Titre, Paragraphe)):
            parts.append(bloc.texte)
        elif isinstance(bloc, Liste):
            parts += bloc.points
        else:
            assert isinstance(bloc, Tableau)
            for row in (bloc.titres, *bloc.lignes, bloc.total):
                parts += row
    return "\n".join(parts).replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture
def letter(make_book: Make) -> Callable[..., Lettre]:
    def make(
        invoice: dict[str, Any] | None = None,
        client: dict[str, Any] | None = None,
        settings: dict[str, Any] | None = None,
        **more: Any,
    ) -> Lettre:
        book = make_book(
            {"Date": date(2025, 10, 1), "Échéance": date(2025, 11, 3)} | (invoice or {}),
            client={"SIREN": "552 100 554", "Adresse": "8 quai de Seine, 75019 Paris"}
            | (client or {}),
            settings={
                "SIREN": "732829320",
                "Adresse": "12 rue Mercière\n69002 Lyon",
                "IBAN": "FR76 3000 6000 0112 3456 7890 189",
            }
            | (settings or {}),
            **({"today": JUNE} | more),
        )
        facture = book.factures[0]
        its = book.client(facture.client)
        assert its is not None
        return mise_en_demeure(book, facture, its)

    return make


Letter = Callable[..., Lettre]


def said(lettre: Lettre) -> str:
    assert lettre.document is not None, lettre.constats
    return texte(lettre.document)


def test_a_professional_s_letter_has_every_mention(letter: Letter) -> None:
    its = letter()
    text = said(its)
    due = penalites(100_000, date(2025, 11, 3), JUNE)
    total = format_euros(100_000 + due + 4_000).replace("\u00a0", " ").replace("\u202f", " ")
    for mention in (
        "Atelier Colombe EI",
        "SIREN 732 829 320",
        "12 rue Mercière",
        "8 quai de Seine",
        "SIREN 552 100 554",
        "Lyon, le 20 juin 2026",
        "Lettre recommandée avec avis de réception",
        "mets en demeure",
        "facture n° F-1 du 1er octobre 2025",
        "3 novembre 2025",
        "1 000,00 €",
        f"la somme de {total} dans un délai de 8 jours à compter de la réception",
        "article 1344 du code civil",
        "article L441-10, II du code de commerce",
        "D441-5",
        "40,00 €",
        "1231-6",
        "1231-7",
        "majoré de dix points",
        "trois fois le taux de l'intérêt légal",
        "injonction de payer",
        "FR76 3000 6000 0112 3456 7890 189",
        "04/11/2025 au 31/12/2025",
        "01/01/2026 au 20/06/2026",
        "12,15 % (BCE + 10 points)",
    ):
        assert mention in text, mention
    assert its.constats == []
    assert " tu " not in text and " toi " not in text


def test_a_consumer_owes_neither_penalties_nor_the_40_euros(letter: Letter) -> None:
    text = said(letter(client={"Type": "Particulier"}))
    for mention in ("article 1344 du code civil", "1231-6", "1344-1", "réception", "1231-7"):
        assert mention in text, mention
    for absent in ("L441-10", "D441-5", "40,00", "Pénalités", "points", "SIREN 552"):
        assert absent not in text, absent
    assert "la somme de 1 000,00 € dans un délai" in text


def test_what_was_paid_is_deducted_and_bore_interest_until_then(letter: Letter) -> None:
    its = letter(paid={"F-1": 200.0}, today=date(2025, 12, 31))  # paid in November 2026: later
    assert its.creance.interets is not None
    assert its.creance.interets.total == penalites(100_000, date(2025, 11, 3), date(2025, 12, 31))
    text = said(its)
    assert "Règlement reçu le 02/11/2026\n-200,00 €\nPrincipal restant dû\n800,00 €" in text


def test_an_unknown_rate_is_announced_never_made_up(letter: Letter) -> None:
    its = letter(today=date(2026, 11, 20))
    text = said(its)
    assert its.creance.interets is not None
    assert its.creance.interets.total == penalites(100_000, date(2025, 11, 3), date(2026, 6, 30))
    assert "taux du 2d semestre 2026\nà calculer" in text
    assert "augmentée des pénalités courues depuis le 1er juillet 2026" in text
    assert [one.feuille for one in its.constats] == ["Barèmes"]


def test_without_any_known_rate_no_zero_is_claimed(letter: Letter) -> None:
    dates = {"Date": date(2026, 8, 1), "Échéance": date(2026, 9, 1)}
    its = letter(dates, today=date(2026, 11, 20))
    assert "\n0,00 €" not in said(its) and its.creance.total == 104_000


@pytest.mark.parametrize(
    ("client", "settings", "sheet", "column"),
    [
        ({"Adresse": ""}, {}, "Clients", "Adresse"),
        ({}, {"Adresse": ""}, "Paramètres", "Adresse"),
        ({}, {"SIREN": ""}, "Paramètres", "SIREN"),
        ({}, {"SIREN": "12"}, "Paramètres", "SIREN"),
        ({}, {"Nom": ""}, "Paramètres", "Nom"),
    ],
)
def test_a_missing_mention_holds_the_letter_and_names_the_cell(
    letter: Letter, client: dict, settings: dict, sheet: str, column: str
) -> None:
    its = letter(client=client, settings=settings)
    assert its.document is None
    assert [(one.feuille, one.colonne) for one in its.constats] == [(sheet, column)]


@pytest.mark.parametrize(
    ("client", "settings", "column"),
    [
        ({"SIREN": ""}, {}, "SIREN"),
        ({"SIREN": "552100555"}, {}, "SIREN"),
        ({}, {"IBAN": ""}, "IBAN"),
        ({}, {"SIREN": "732829321"}, "SIREN"),
    ],
)
def test_a_doubt_is_said_and_the_letter_is_written(
    letter: Letter, client: dict, settings: dict, column: str
) -> None:
    its = letter(client=client, settings=settings)
    assert its.document is not None
    assert [one.colonne for one in its.constats] == [column]


def test_a_receipt_without_a_readable_row_holds_the_letter(make_book: Make) -> None:
    settings = {"SIREN": "732829320", "Adresse": "1 rue A, 69002 Lyon", "IBAN": "FR76"}
    book = make_book(
        {},
        client={"Adresse": "2 rue B, 75001 Paris", "SIREN": "552100554"},
        settings=settings,
        paid={"F-1": 200.0},
    )
    rows = book.recettes._replace(lignes=[], dates=[], montants=[], categories=[], factures=[])
    book = book._replace(recettes=rows)
    client = book.client("Acme")
    assert client is not None
    its = mise_en_demeure(book, book.factures[0], client)
    assert its.document is None
    assert its.constats[0].feuille == "Livre des recettes"


def test_settings_are_the_user_s(letter: Letter) -> None:
    settings = {"Délai de mise en demeure (jours)": 15, "Pénalités convenues": 0.18}
    its = letter(settings=settings)
    text = said(its)
    assert "dans un délai de 15 jours" in text and "au taux convenu de 18 % l'an" in text
    assert its.creance.interets is not None
    assert its.creance.interets.total == penalites(100_000, date(2025, 11, 3), JUNE, 180_000)


def test_reminders_that_left_are_dated(letter: Letter) -> None:
    row = {"N° facture": "F-1", "Canal": "courriel", "Id": "x"}
    rows = [
        row | {"Date": date(2025, 11, 4), "Niveau": 1, "État": "envoyée"},
        row | {"Date": date(2025, 11, 18), "Niveau": 2, "État": "envoyée"},
        row | {"Date": date(2025, 11, 20), "Niveau": 2, "État": "refusée"},
        row | {"Date": date(2025, 1, 1), "Niveau": 1, "État": "envoyée"},
    ]
    assert "Malgré mes rappels des 04/11/2025 et 18/11/2025, il reste" in said(
        letter(relances=rows)
    )


class _Titres:
    def pdf(self, document: Document) -> bytes:
        return document.titre.encode()


def test_the_mail_gets_the_letter_or_the_reason_why_not(make_book: Make) -> None:
    settings = {"SIREN": "732829320", "Adresse": "1 rue A, 69002 Lyon"}
    book = make_book({}, client={"Adresse": "2 rue B, 75001 Paris"}, settings=settings)
    client = book.client("Acme")
    assert client is not None
    pdf = mise_en_demeure_pdf(book, book.factures[0], client, _Titres())
    assert pdf.decode() == "Mise en demeure de payer, facture F-1"
    with pytest.raises(InputError, match="Clients, Adresse"):
        mise_en_demeure_pdf(book, book.factures[0], client._replace(adresse=""), _Titres())
