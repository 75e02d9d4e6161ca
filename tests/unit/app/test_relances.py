from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from sheetcash.app.relances import A_ENVOYER, A_FAIRE, RETENUE, Decision, decider, is_address
from sheetcash.ports import DIFFEREE, EN_COURS, ENVOYEE, INCONNUE, REFUSEE, Entry, Key
from sheetcash.workbook.raw import Snapshot
from sheetcash.workbook.reading import read_book
from sheetcash.workbook.records import Book
from sheetcash.workbook.schema import CellError

Make = Callable[..., Book]


def entry(etat: str, niveau: int = 1, to: str = "ada@example.org", day: int = 20) -> dict:
    key = Key("classeur-1", "f-1", niveau)
    return {key: Entry(key, etat, to, "<id@example.org>", date(2026, 11, day), "")}


def only(decisions: list[Decision]) -> Decision:
    (decision,) = decisions
    return decision


def test_the_day_after_the_due_date_a_friendly_reminder_is_due(make_book: Make) -> None:
    one = only(decider(make_book({}), {}))
    assert (one.etat, one.niveau, one.destinataire) == (A_ENVOYER, 1, "ada@example.org")
    assert one.modele is not None and one.modele.niveau == 1


def test_a_settled_invoice_is_not_even_listed(make_book: Make) -> None:
    assert decider(make_book({}, paid={"F-1": 1000.0}), {}) == []
    assert decider(make_book({"Montant": -50.0}), {}) == []


def test_an_invoice_not_due_is_not_listed(make_book: Make) -> None:
    assert decider(make_book({"Échéance": date(2026, 12, 20)}), {}) == []


@pytest.mark.parametrize(
    ("invoice", "client", "reason"),
    [
        ({"Litige": "Oui"}, {}, "litige"),
        ({"Promesse de paiement": date(2026, 11, 20)}, {}, "promis pour le 20/11/2026"),
        ({}, {"Profil de relance": "Ne pas relancer"}, "à ne pas relancer"),
        ({}, {"Profil de relance": "Gentil"}, "profil"),
        ({}, {"Courriel": ""}, "pas de courriel"),
        ({}, {"Courriel": "ada@example.org, bob@example.org"}, "n'est pas une adresse"),
        ({"Client": "Inconnu"}, {}, "client inconnu"),
        ({"Niveau": "beaucoup"}, {}, "donnée à corriger"),
    ],
)
def test_held(make_book: Make, invoice: dict, client: dict, reason: str) -> None:
    one = only(decider(make_book(invoice, client=client), {}))
    assert one.etat == RETENUE and reason in one.raison


def test_an_expired_promise_holds_no_longer(make_book: Make) -> None:
    book = make_book({"Promesse de paiement": date(2026, 11, 19)})
    assert only(decider(book, {})).etat == A_ENVOYER


@pytest.mark.parametrize("day", [date(2026, 11, 21), date(2026, 11, 22), date(2026, 11, 11)])
def test_nothing_leaves_on_a_day_off(make_book: Make, day: date) -> None:
    book = make_book({"Échéance": date(2026, 11, 1)}, today=day)
    one = only(decider(book, {}))
    assert one.etat == RETENUE and "week-end" in one.raison


def test_a_missed_day_sends_on_the_next_one(make_book: Make) -> None:
    book = make_book({"Échéance": date(2026, 11, 6)}, today=date(2026, 11, 9))
    assert only(decider(book, {})).niveau == 1


def test_no_level_is_skipped_however_late(make_book: Make) -> None:
    assert only(decider(make_book({"Échéance": date(2026, 1, 1)}), {})).niveau == 1


def test_seven_days_pass_between_two_reminders(make_book: Make) -> None:
    late = {"Échéance": date(2026, 10, 1), "Niveau": 1.0}
    assert decider(make_book(late | {"Dernière relance": date(2026, 11, 14)}), {}) == []
    one = only(decider(make_book(late | {"Dernière relance": date(2026, 11, 13)}), {}))
    assert one.niveau == 2


def test_a_manual_reminder_counts(make_book: Make) -> None:
    row = {"Niveau": 1.0, "Dernière relance": date(2026, 11, 19)}
    assert decider(make_book(row), {}) == []


def test_recovery_is_a_task_never_a_mail(make_book: Make) -> None:
    row = {"Échéance": date(2026, 9, 1), "Niveau": 3.0, "Dernière relance": date(2026, 10, 1)}
    one = only(decider(make_book(row), {}))
    assert (one.etat, one.niveau, one.canal, one.modele) == (A_FAIRE, 4, "courrier", None)


def test_the_journal_knows_better_than_an_older_sheet(make_book: Make) -> None:
    assert decider(make_book({}), entry(ENVOYEE)) == []


@pytest.mark.parametrize("etat", [INCONNUE, EN_COURS])
def test_an_uncertain_mail_holds_every_level(make_book: Make, etat: str) -> None:
    book = make_book({"Échéance": date(2026, 10, 1), "Niveau": 1.0})
    one = only(decider(book, entry(etat, niveau=2, day=16)))
    assert one.etat == RETENUE and "incertain" in one.raison
    assert one.motif is not None and one.motif.feuille == "Factures"


def test_a_deferred_mail_is_due_again(make_book: Make) -> None:
    assert only(decider(make_book({}), entry(DIFFEREE, day=19))).etat == A_ENVOYER


def test_a_refused_address_waits_for_another_one(make_book: Make) -> None:
    assert only(decider(make_book({}), entry(REFUSEE))).etat == RETENUE
    other = make_book({}, client={"Courriel": "compta@example.org"})
    assert only(decider(other, entry(REFUSEE))).etat == A_ENVOYER


def test_a_number_used_again_for_a_later_invoice_is_held_and_said(make_book: Make) -> None:
    book = make_book({"Date": date(2026, 11, 1)})
    old = {k: e._replace(jour=date(2026, 10, 20)) for k, e in entry(ENVOYEE).items()}
    one = only(decider(book, old))
    assert one.etat == RETENUE and "autre facture" in one.raison
    assert one.motif is not None and one.motif.colonne == "N° facture"


def test_a_row_under_the_ledger_holds_everything(make_book: Make) -> None:
    book = make_book({})._replace(recettes_hors_tableau=(9,))
    one = only(decider(book, {}))
    assert one.motif is not None
    assert (one.motif.feuille, one.motif.ligne) == ("Livre des recettes", 9)


def test_a_large_invoice_of_a_standard_client_is_reminded_firmly(make_book: Make) -> None:
    # level 2 comes 8 days after the due date in the firm profile, 15 in the standard one
    due = {"Échéance": date(2026, 11, 10), "Niveau": 1.0, "Dernière relance": date(2026, 11, 11)}
    large, small = due | {"Montant": 3_000.0}, due | {"Montant": 2_999.99}

    def due_now(client: str, *invoices: dict, paid: float = 0.0) -> list[tuple[str, str]]:
        book = make_book(
            *invoices,
            client={"Profil de relance": client},
            settings={"Profil Ferme dès": 3_000.0},
            paid={"F-1": paid} if paid else {},
        )
        found = decider(book, {})
        return [(one.facture.numero, one.modele.profil) for one in found if one.modele is not None]

    assert due_now("Standard", large, small) == [("F-1", "ferme")]
    assert due_now("Standard", large, paid=2_500.0) == [("F-1", "ferme")], "as it was billed"
    assert due_now("Souple", large) == []
    assert due_now("Ferme", small) == [("F-1", "ferme")]


def test_an_amount_that_cannot_be_read_leaves_the_profile_and_is_told(make_book: Make) -> None:
    book = make_book({}, settings={"Profil Ferme dès": "gros"})
    assert book.parametres.ferme_des == 0
    assert any(one.colonne == "Profil Ferme dès" for one in book.findings)


def test_a_reminder_of_a_day_to_come_is_told(make_book: Make) -> None:
    book = make_book({"Niveau": 1.0, "Dernière relance": date(2027, 6, 15)})
    (finding,) = (one for one in book.findings if one.colonne == "Dernière relance")
    assert "15/06/2027" in finding.probleme and decider(book, {}) == []


def test_days_that_cannot_be_read_hold_their_profile(make_book: Make) -> None:
    book = make_book({})
    days = {p: d for p, d in book.parametres.jours.items() if p != "standard"}
    held = book._replace(parametres=book.parametres._replace(jours=days))
    assert only(decider(held, {})).etat == RETENUE


@pytest.mark.parametrize(
    ("label", "typed"),
    [
        ("Relances suspendues jusqu'au", "mi-décembre"),
        ("Relances suspendues jusqu'au", CellError("#N/A")),
        ("Relances suspendues jusqu'au", date(2199, 12, 1)),
        ("Date du jour", "hier"),
        ("Relances par envoi", -5.0),
        ("Relances par envoi", "abc"),
        ("Envois par jour", "abc"),
        ("Envois par jour", 2.5),
        ("Envois par minute", True),
        ("Envois par minute", CellError("#REF!")),
    ],
)
def test_a_limit_that_cannot_be_read_holds_every_mail(
    make_book: Make, label: str, typed: object
) -> None:
    book = make_book({}, {}, settings={label: typed})
    held = decider(book, {})
    assert [one.etat for one in held] == [RETENUE, RETENUE]
    assert label in held[0].raison
    (finding,) = (one for one in book.findings if one.colonne == label)
    assert finding.feuille == "Paramètres" and "aucune relance ne part" in finding.que_faire


@pytest.mark.parametrize(
    "label",
    [
        *("Relances suspendues jusqu'au", "Date du jour"),
        *("Relances par envoi", "Envois par jour", "Envois par minute"),
    ],
)
def test_a_limit_that_is_empty_holds_nothing(make_book: Make, label: str) -> None:
    assert only(decider(make_book({}, settings={label: "  "}), {})).etat == A_ENVOYER


def test_a_day_given_by_the_user_wins_over_one_that_cannot_be_read(
    make_snapshot: Callable[..., Snapshot],
) -> None:
    snapshot = make_snapshot({}, {"Date du jour": "hier"})
    assert read_book(snapshot, date(2026, 11, 20)).parametres.illisibles == ("Date du jour",)
    assert read_book(snapshot, date(2026, 11, 20), impose=True).parametres.illisibles == ()


def test_no_name_no_mail(make_book: Make) -> None:
    one = only(decider(make_book({}, settings={"Nom": ""}), {}))
    assert one.motif is not None and one.motif.colonne == "Nom"


def test_the_most_advanced_then_the_oldest_come_first(make_book: Make) -> None:
    book = make_book(
        {"Échéance": date(2026, 11, 18)},
        {"Échéance": date(2026, 11, 10)},
        {"Échéance": date(2026, 10, 1), "Niveau": 1.0, "Dernière relance": date(2026, 10, 5)},
    )
    assert [one.facture.numero for one in decider(book, {})] == ["F-3", "F-2", "F-1"]


def test_a_profile_shifts_the_days_and_the_words(make_book: Make) -> None:
    soft = make_book({"Échéance": date(2026, 11, 15)}, client={"Profil de relance": "Souple"})
    one = only(decider(soft, {}))
    assert one.modele is not None
    assert (one.niveau, one.modele.profil) == (1, "souple")


def test_no_text_and_no_sender_name_the_sheet_to_fill(make_book: Make) -> None:
    one = only(decider(make_book({}, modeles=False), {}))
    assert one.motif is not None and one.motif.feuille == "Modèles"
    one = only(decider(make_book({}, settings={"Courriel expéditeur": ""}), {}))
    assert one.motif is not None and one.motif.feuille == "Paramètres"


def test_an_english_client_is_written_to_in_english_or_not_at_all(make_book: Make) -> None:
    book = make_book({}, client={"Langue": "English"})
    one = only(decider(book, {}))
    assert one.modele is not None and one.modele.langue == "english"
    french = [text for text in book.modeles if text.langue != "english"]
    one = only(decider(book._replace(modeles=french), {}))
    assert one.etat == "retenue" and one.motif is not None
    assert one.raison.startswith("aucun texte en anglais de niveau 1 dans Modèles : écrivez-le")
    assert (one.motif.feuille, one.motif.colonne) == ("Modèles", "Langue")


def test_a_language_that_is_none_holds_the_reminder_and_names_the_cell(make_book: Make) -> None:
    one = only(decider(make_book({}, client={"Langue": "Klingon"}), {}))
    assert one.motif is not None
    assert (one.motif.feuille, one.motif.ligne, one.motif.colonne) == ("Clients", 5, "Langue")


@pytest.mark.parametrize("kind", ["Professionnel", "Particulier"])
@pytest.mark.parametrize("tu", ["Oui", ""])
def test_a_text_is_chosen_for_the_client_s_type_and_tone(
    make_book: Make, kind: str, tu: str
) -> None:
    book = make_book(
        {"Échéance": date(2026, 10, 1), "Niveau": 2.0, "Dernière relance": date(2026, 10, 20)},
        client={"Type": kind, "Tutoiement": tu},
    )
    one = only(decider(book, {}))
    assert one.modele is not None and one.niveau == 3
    assert (one.modele.ton, one.modele.type_client) == (("tu", "") if tu else ("vous", kind))


@pytest.mark.parametrize(
    "text", ["a b@c.fr", "a@b@c.fr", "Ada <a@b.fr>", "a@b.fr;c@d.fr", "a@b", "@b.fr", ""]
)
def test_is_address_refuses(text: str) -> None:
    assert not is_address(text)


@pytest.mark.parametrize("text", ["a@b.fr", "zoé@exemple.fr", "a.b+c@sous.domaine.example"])
def test_is_address_accepts(text: str) -> None:
    assert is_address(text)
