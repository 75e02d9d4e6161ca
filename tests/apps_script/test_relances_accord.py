"""The sidebar's reminders are those of ``sheetcash sync --simulation``, reasons and texts included.

Python and the Apps Script sources read the very same cells: the demonstration's, then as many
workbooks as chance makes of it. Seeded: a failure comes back.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from grilles import DEMO, Classeur, Grilles, en_json, instantane, lire

from sheetcash.adapters.journal import SqliteJournal
from sheetcash.app.envoi import Envoi, Jour, Outils
from sheetcash.app.relances import A_ENVOYER
from sheetcash.cli import main
from sheetcash.errors import InputError
from sheetcash.ports.pieces import PieceJointe
from sheetcash.workbook.reading import SYNC_TABLES
from sheetcash.workbook.schema import fold
from sheetcash.workbook.tables import TABLES

Volet = Callable[..., Any]
JOUR = date(2026, 11, 20)
FIELDS = ("facture", "client", "niveau", "canal", "destinataire", "etat", "raison")


@pytest.fixture(scope="session")
def demo() -> Grilles:
    return lire()


def in_python(grilles: Grilles, jour: date, folder: Path) -> list[dict[str, Any]]:
    """What sync would do, with each mail's subject and body."""
    snapshot = instantane(grilles, SYNC_TABLES)
    with SqliteJournal(folder) as journal:
        anything = PieceJointe(
            "f.pdf", "application/pdf", lambda: b""
        )  # files are out of its sight
        tools: Any = (None, journal, None, None, None, None, lambda name: anything)
        day = Jour(jour)
        sending = Envoi(Outils(*tools), day, snapshot, day.lire(snapshot))
        mails = {d.facture.ligne: mail for d, mail in sending.preparer()}
    found = []
    for line in sending.lignes:
        mail = mails.get(line.decision.facture.ligne)
        text = mail and {"objet": mail.subject, "corps": mail.text}
        found.append({**line.as_json(), "texte": text, "ligne": line.decision.facture.ligne})
    return found


def in_javascript(feuille: Volet, grilles: Grilles, jour: date) -> list[dict[str, Any]]:
    """What the sidebar shows."""
    now = f"{jour.isoformat()}T08:00:00Z"
    (seen,) = feuille(en_json(grilles), ["lireVolet"], maintenant=now)["reponses"]
    part = seen["donnees"]["relances"]
    assert part["souci"] is None, part
    return [
        {**{name: one[name] for name in FIELDS}, "texte": one["texte"], "ligne": one["ou"]["ligne"]}
        for one in part["donnees"]
    ]


def test_the_demonstration_is_previewed_as_sync_simulates_it(
    feuille: Volet,
    demo: Grilles,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("SHEETCASH_STATE_DIR", str(tmp_path))
    main(["sync", str(DEMO), "--simulation", "--json"])
    told = json.loads(capsys.readouterr().out)["relances"]
    seen = in_javascript(feuille, demo, JOUR)
    assert [{name: one[name] for name in FIELDS} for one in seen] == told
    assert seen == in_python(demo, JOUR, tmp_path)
    assert Counter(one["etat"] for one in seen) == {"a_envoyer": 6, "retenue": 3, "a_faire": 1}
    assert sum(one["texte"] is not None for one in seen) == 6


@pytest.mark.parametrize("days", range(0, 400, 9))
def test_every_day_of_the_year_agrees(
    feuille: Volet, demo: Grilles, tmp_path: Path, days: int
) -> None:
    book = Classeur(demo)
    book.regler("Date du jour", "")
    jour = date(2026, 9, 1) + timedelta(days=days)
    assert in_javascript(feuille, book.grilles, jour) == in_python(book.grilles, jour, tmp_path)


@pytest.mark.parametrize("limit", ["", 0, 1, 2, 3, 10, "dix"])
@pytest.mark.parametrize("au", ["", date(2026, 11, 20), date(2026, 12, 1), "hier"])
def test_old_statements_hold_the_same_reminders(
    feuille: Volet, demo: Grilles, tmp_path: Path, limit: Any, au: Any
) -> None:
    book = Classeur(demo)
    book.regler("Âge maximal des relevés (jours)", limit)
    book.regler("Relevés à jour au", au)
    seen = in_javascript(feuille, book.grilles, JOUR)
    assert seen == in_python(book.grilles, JOUR, tmp_path)
    held = sum("relevés de banque arrêtés" in (one["raison"] or "") for one in seen)
    assert bool(held) == (limit in (1, 2) and au != date(2026, 11, 20))


@pytest.mark.parametrize(
    ("cells", "held"),
    [
        ({"Libellé": "VIR SEPA (F-2026-039), MERCI"}, True),
        ({"Libellé": "VIR", "Proposition": "f-2026-039 ; F-2026-044 — 35 % : nom du client"}, True),
        ({"Libellé": "VIR", "Proposition": "achat : Matériel — 50 %"}, False),
        ({"Libellé": "VIR F-2026-0399"}, False),
        ({"Libellé": "VIR F-2026-039", "Rapproché avec": "non"}, False),
        ({"Libellé": "VIR F-2026-039", "Lot": "R20261120-1 recette"}, False),
        ({"Libellé": "VIR F-2026-039", "Montant": -12.0}, False),
        ({"Libellé": "VIR F-2026-039", "Montant": "douze"}, False),
    ],
)
def test_who_may_have_paid_is_reminded_by_neither(
    feuille: Volet, demo: Grilles, tmp_path: Path, cells: dict[str, Any], held: bool
) -> None:
    book = Classeur(demo)
    book.ajouter("tblBanque", **{"Id": "Bx", "Date": JOUR, "Montant": 12.0, **cells})
    seen = in_javascript(feuille, book.grilles, JOUR)
    assert seen == in_python(book.grilles, JOUR, tmp_path)
    (one,) = [one for one in seen if one["facture"] == "F-2026-039"]
    assert ("règlement à confirmer" in (one["raison"] or "")) == held
    assert (one["etat"] == "retenue") == held


@pytest.mark.parametrize(("account", "held"), [("Stripe", True), ("PayPal", True), ("", False)])
def test_a_provider_s_rows_do_not_make_the_bank_s_any_newer(
    feuille: Volet, demo: Grilles, tmp_path: Path, account: str, held: bool
) -> None:
    book = Classeur(demo)
    book.regler("Âge maximal des relevés (jours)", 2)
    row = {"Id": "Bx", "Date": JOUR, "Libellé": "x", "Montant": 12.0, "Compte": account}
    book.ajouter("tblBanque", **row)
    seen = in_javascript(feuille, book.grilles, JOUR)
    assert seen == in_python(book.grilles, JOUR, tmp_path)
    old = any("relevés de banque arrêtés" in (one["raison"] or "") for one in seen)
    assert old == held


def day(random: Random) -> date:
    return JOUR + timedelta(days=random.randrange(-90, 60))


REFUSEES = ("mailto:x@y.fr", "a\u200b@b.fr", "\u202ea@b.fr", "a@straße.de", "a b@c.fr")
TEXTES = (
    "Bonjour {{ contact }}, {{numero}} : {{ solde }}.",
    "{% if partiel %}{{ encaisse }} reçus.{% else %}Rien reçu.{% endif %} {{ retard }} jours",
    "{% if not lien %}IBAN {{ iban }}{% elif partiel %}{{ lien }}{% endif %}\r\n\r\n\r\n{{ nom }}",
    "{% if professionnel %}{% if partiel %}a{% else %}b{% endif %}{% endif %}{{ professionnel }}",
    "{{ penalites }}", "{{ total_du }}", "{% if penalites %}{{ penalites }}{% else %}?{% endif %}",
    "{{ total }} {{ nombre }} {{ indemnite }} {{ delai_paiement }} {{ date_limite }} {{ siren }}",
    "{{ tutoiement }} {{ anglais }} {{ lettre }}{{ liste }}. {{ echeance }} {{ date_facture }}",
    "{{ inconnu }}", "{% if partiel %}{{ inconnu }}{% endif %}ici", "{% if partiel %}", "{{ numero",
    "{% endif %}", "{% if iban %}{% else %}{% else %}{% endif %}x", "",
)  # fmt: skip


POUR_QUI: dict[str, list[Any]] = {
    "type de client": ["Professionnel", "particulier", "", "Autre"],
    "ton": ["Tu", "vous", "", "Toi"],
    "langue": ["English", "FRANCAIS", "", "Español", "#N/A"],
}

DETAILS = (
    *("", "à renvoyer, dit l'utilisateur", "non", "250 OK. Objet : « Facture F-1 »"),
    *("250. Objet : « RE : Rép: Facture « A » »", "250. Objet : « Facture : 3 € »"),
    *("courriel revenu : 5.1.1 (avis 01234567)", "confirmée par l'utilisateur"),
    "confirmée par l'utilisateur, l'avis de retour se trompait",
)
STATES = (
    *("envoyée", "Refusée", "différée", "différée", "inconnue", "inconnue", "annulée"),
    *("fait", "Faite le 12", "à faire", "fait"),
    *("revenue", "revenue", "Revenu"),
    *("en cours (0123456789)", "en cours (0123456789)", "en cours", "En cours (0123456789)"),
)


def type_rates(book: Classeur, value: float) -> None:
    """Fill the half-year whose rates the law has not given yet."""
    rows, header, titles = book._place("tblBaremes")
    for row in rows[header + 1 :]:
        if row[titles["debut"]] == date(2026, 7, 1) and row[titles["valeur"]] == "":
            row[titles["valeur"]] = value


@pytest.mark.parametrize("kind", ["Professionnel", "Particulier"])
@pytest.mark.parametrize("tu", ["Oui", ""])
@pytest.mark.parametrize("langue", ["English", ""])
@pytest.mark.parametrize("rates", [True, False])
def test_each_way_to_write_to_a_client_agrees(
    feuille: Volet, demo: Grilles, tmp_path: Path, kind: str, tu: str, langue: str, rates: bool
) -> None:
    book = Classeur(demo)
    if rates:
        type_rates(book, 2.15)
    for name in book.numeros("tblClients", "Client"):
        for title, value in (("Type", kind), ("Tutoiement", tu), ("Langue", langue)):
            book.mettre("tblClients", name, title, value)
    seen = in_javascript(feuille, book.grilles, JOUR)
    assert seen == in_python(book.grilles, JOUR, tmp_path)
    texts = [one["texte"]["corps"] for one in seen if one["texte"]]
    assert len(texts) == 6
    assert all(("Kind regards" in text or "Dear " in text) == bool(langue) for text in texts)
    assert any(" ton " in text or " t’" in text for text in texts) == (bool(tu) and not langue)
    pro = kind == "Professionnel"
    assert any("D441-5" in text for text in texts) == pro
    total = "Total owed" if langue else "Total dû"
    assert any(total in text for text in texts) == (pro and rates)


def change(random: Random, book: Classeur) -> None:
    """One thing a user may do, wise or not."""
    numbers = book.numeros("tblFactures", "N° facture")
    names = [name for name in book.numeros("tblClients", "Client") if isinstance(name, str)]
    recent = random.choice(numbers[-25:])
    client = random.choice(names)

    def invoice(title: str, *values: Any) -> Callable[[], None]:
        return lambda: book.mettre("tblFactures", recent, title, random.choice(values))

    def paid() -> None:
        number = random.choice(
            [recent, recent.lower(), f" {recent}", recent.replace("-0", "-"), "F-1999-1", ""]
        )
        amount: Any = random.choice([-50.0, 10.0, 145.0, 1080, 260.0, "12,50", "1,234", "", "#N/A"])
        book.ajouter(
            "tblRecettes",
            **{
                "Date d'encaissement": random.choice(
                    [day(random), "", "03/11/2026", "hier", 46327]
                ),
                "N° facture": number,
                "Client": random.choice([client, client.upper(), ""]),
                "Catégorie": random.choice(["BNC", "bnc", "service_bic", "Vents", ""]),
                "Montant": amount,
            },
        )

    def credited() -> None:
        book.ajouter(
            "tblFactures",
            **{
                "N° facture": random.choice(["A-1", "A-1", f"{recent} (1/2)", f"{recent} (2/2)"]),
                "Date": JOUR - timedelta(days=40),
                "Client": client,
                "Montant": random.choice([-20.0, -1080, 50.0]),
                "Conditions": "À réception",
                "Avoir sur": random.choice([recent, recent.lower(), "A-1", "F-0", ""]),
            },
        )

    def reminded() -> None:
        book.ajouter(
            "tblRelances",
            **{
                "Id": random.choice([f"x{random.random()}", "x", ""]),
                "Date": random.choice([day(random), day(random), JOUR, "", "2026-11-03"]),
                "N° facture": random.choice([recent, recent.lower()]),
                "Niveau": random.choice([0, 1, 2, 3, 1.0, "2", "x", ""]),
                "Canal": random.choice(["courriel", "Courriel", "appel", "courrier"]),
                "Destinataire": random.choice([*book.numeros("tblClients", "Courriel"), "a@b.fr"]),
                "Message-ID": random.choice(["", "<x@y>", "<x@y>"]),
                "État": random.choice(STATES),
                "Détail": random.choice(DETAILS),
            },
        )

    def text() -> None:
        level = random.choice([0, 1, 2, 3])
        profile = random.choice(["Standard", "Ferme", "souple ", ""])
        rows, header, titles = book._place("tblModeles")
        row = random.choice([one for one in rows[header + 1 :] if one[titles["niveau"]] != ""])
        row[titles["niveau"]] = random.choice([level, str(level), ""])
        row[titles["profil"]] = profile
        row[titles["corps"]] = random.choice(TEXTES)
        if random.random() < 0.3:
            row[titles["objet"]] = random.choice(TEXTES)
        for title, values in POUR_QUI.items():
            if random.random() < 0.3:
                row[titles[title]] = random.choice(values)

    def rates() -> None:
        type_rates(book, random.choice([2.61, 2.15]))

    def tongue() -> None:
        title = random.choice(["Tutoiement", "Langue"])
        choices = {
            "Tutoiement": ["Oui", "non", "", "peut-être", "#REF!"],
            "Langue": ["English", "english ", "Français", "", "Deutsch", "#N/A"],
        }
        book.mettre("tblClients", client, title, random.choice(choices[title]))

    def moved() -> None:
        name = random.choice(["Factures", "Clients", "Livre des recettes", "Relances", "Modèles"])
        rows = book.grilles[name]
        width = max(map(len, rows))
        order = random.sample(range(width + 1), width + 1)
        for at, row in enumerate(rows):
            wide = [*row, *[""] * (width + 1 - len(row))]
            rows[at] = [wide[one] for one in order]

    def retitled() -> None:
        name = random.choice(["Factures", "Clients", "Livre des recettes"])
        for row in book.grilles[name][:8]:
            row[:] = [f" {c.upper()} " if isinstance(c, str) and c else c for c in row]

    random.choice(
        [
            invoice("Litige", "Oui", "Non", "non ", "peut-être", ""),
            invoice("Promesse de paiement", day(random), "", "bientôt", JOUR),
            invoice("Niveau", 0, 1, 2, 3, 4, "", "2", "beaucoup", 1.5),
            invoice("Dernière relance", day(random), "", "jeudi"),
            invoice("Montant", 100, 0.1 + 0.2, -20, "1 234,56 €", "", "12.345,60", True),
            invoice("Échéance", day(random), "", "2026-11-01", "31/02/2026"),
            invoice("Échéance", ""),
            invoice("Conditions", "45 jours fin de mois", "J+15", "un jour", "", "À réception"),
            invoice("Client", client, client.upper(), "Personne", "", f"  {client} "),
            invoice("Date", day(random), "", "10/10/2026"),
            invoice("Objet", "", "#REF!", "Une affiche"),
            invoice("Lien de paiement", "https://exemple.fr/p", "", "payer ici", "https://a@b.fr/"),
            invoice("État sync", "réf. 0123456789", "réf. abcdef0123", "réf. 0123"),
            invoice("État sync", "Relance 1 envoyée le 03/11/2026", "Relance 9 envoyée le 3/11/26",
                    "Rappel avant échéance envoyé le 31/02/2026"),
            invoice("État sync", "envoyée", "à renvoyer", "Renvoyer", "autre chose"),
            invoice("N° facture", random.choice(numbers), recent.lower(), f"{recent} (2/3)", ""),
            invoice("Avoir sur", random.choice(numbers), recent, "A-1"),
            lambda: book.regler(
                "Relances suspendues jusqu'au", random.choice([day(random), "", "mi-décembre"])
            ),
            lambda: book.regler("Envois par jour", random.choice(["", 0, -5, "abc", "#N/A"])),
            lambda: book.regler("Envois par minute", random.choice(["", 2.5, True])),
            lambda: book.regler(
                "Profil Ferme dès", random.choice(["", 0, -5, 100, 500, "1 000 €", "gros", "#N/A"])
            ),
            credited, credited,
            lambda: book.mettre(
                "tblClients", client, "Relances groupées", random.choice(["Oui", "oui ", "", "x"])
            ),
            lambda: book.mettre("tblClients", client, "Relances groupées", "Oui"),
            invoice("Client", client),
            lambda: book.mettre(
                "tblClients", client, "Courriel",
                random.choice(["", "a@b", "a@b.fr, c@d.fr", "a@b.fr", "é@b.fr", *REFUSEES]),
            ),
            lambda: book.mettre(
                "tblClients", client, "Profil de relance",
                random.choice(["Standard", "FERME", "Souple", "Ne pas relancer", "Dur", ""]),
            ),
            lambda: book.mettre(
                "tblClients", client, "Type", random.choice(["Particulier", "", "Autre"])
            ),
            lambda: book.mettre("tblClients", client, "Contact", random.choice(["", "#N/A"])),
            tongue, tongue, rates,
            lambda: book.regler("SIREN", random.choice(["", 123456782, "123 456 782"])),
            lambda: book.regler(
                "Délai de mise en demeure (jours)", random.choice([8, 15.0, "", 1, 91, "x", "30"])
            ),
            lambda: book.ajouter(
                "tblClients", Client=random.choice([client, client.lower(), "Nouveau"]),
                Courriel=random.choice(["a@b.fr", ""]), Type="Professionnel",
            ),
            lambda: book.regler("Relances par envoi", random.choice([0, 1, 2, "3", "", "x"])),
            lambda: book.regler("Nom", random.choice(["", "Zoé", "#N/A"])),
            lambda: book.regler(
                "Pénalités convenues",
                random.choice([0.2, 0.155555555, 1, 0, 2, "", "20 %", "#N/A"]),
            ),
            lambda: book.regler(
                "Courriel expéditeur", random.choice(["", "moi", "a..b@c.fr", "a@b.fr"])
            ),
            lambda: book.regler(
                "IBAN",
                random.choice(["", "FR76 3000", "fr76 3000 6000 0112 3456 7890 189",
                               "DE89370400440532013000", "FR7630006000011234567890198", "moi"]),
            ),
            invoice("Pièce", "https://exemple.fr/f.pdf", "f.pdf", ""),
            lambda: book.regler("Date du jour", random.choice([day(random), "", JOUR, "hier"])),
            lambda: book.regler(
                random.choice(["Jours de relance Standard", "Jours de relance Ferme"]),
                *random.choice([(-5, 2, 9, 16, 23), (1, 1, 2, 3, 4), ("", "", "", "", ""),
                                (0, "3", 8, 20, 31), (0, 3, 8, 20, "x")]),
            ),
            paid, paid, paid, reminded, reminded, reminded, text, text, moved, retitled,
        ]
    )()  # fmt: skip


@pytest.mark.parametrize("seed", range(8))
def test_what_users_do_to_a_workbook_is_judged_alike(
    feuille: Volet, demo: Grilles, tmp_path: Path, seed: int
) -> None:
    random = Random(seed)
    reasons: Counter[str] = Counter()
    for _ in range(25):
        book = Classeur(demo)
        for _ in range(random.randrange(1, 14)):
            change(random, book)
        expected = in_python(book.grilles, JOUR, tmp_path)
        seen = in_javascript(feuille, book.grilles, JOUR)
        for ours, theirs in zip(expected, seen, strict=False):
            assert theirs == ours
        assert len(seen) == len(expected)
        reasons.update(one["etat"] for one in seen)
    assert reasons[A_ENVOYER] > 20 and reasons["retenue"] > 20  # else nothing was compared


@pytest.mark.parametrize(
    ("nom", "signe"),
    [
        ("Ana Roy", "Ana Roy EI"),
        ("Ana Roy EI", "Ana Roy EI"),
        ("Zoé Ré, entrepreneure individuelle", "Zoé Ré, entrepreneure individuelle"),
        ("Éi Design", "Éi Design EI"),
        ("EIÉ", "EIÉ EI"),
        ("Roy Eurl", "Roy Eurl"),
        ("SASU Roy", "SASU Roy"),
    ],
)
def test_ei_stands_beside_the_name(
    feuille: Volet, demo: Grilles, tmp_path: Path, nom: str, signe: str
) -> None:
    book = Classeur(demo)
    book.regler("Nom", nom)
    seen = in_javascript(feuille, book.grilles, JOUR)
    assert seen == in_python(book.grilles, JOUR, tmp_path)
    bodies = [one["texte"]["corps"] for one in seen if one["texte"]]
    assert bodies and all(body.splitlines()[-1] == signe for body in bodies)


@pytest.mark.parametrize("paid", [0, 300])
def test_a_credit_note_is_told_with_what_was_paid(
    feuille: Volet, demo: Grilles, tmp_path: Path, paid: int
) -> None:
    book = Classeur(demo)
    its = next(one for one in in_python(demo, JOUR, tmp_path) if one["niveau"] == 1)
    number, client = its["facture"], its["client"]
    book.mettre("tblFactures", number, "Montant", 1000)
    book.ajouter(
        "tblFactures",
        **{"N° facture": "A-9", "Date": JOUR - timedelta(days=9), "Client": client},
        **{"Montant": -250, "Conditions": "À réception", "Avoir sur": number},
    )
    if paid:
        receipt = {"Date d'encaissement": JOUR, "N° facture": number, "Client": client}
        book.ajouter("tblRecettes", **receipt, Catégorie="BNC", Montant=paid)
    seen = in_javascript(feuille, book.grilles, JOUR)
    assert seen == in_python(book.grilles, JOUR, tmp_path)
    (body,) = [one["texte"]["corps"] for one in seen if one["facture"] == number]
    assert "avoir de 250,00" in body and "1\u202f000,00" in body
    assert ("règlement de 300,00" in body) == bool(paid)


def test_what_cannot_be_written_takes_nobodys_place(
    feuille: Volet, demo: Grilles, tmp_path: Path
) -> None:
    book = Classeur(demo)
    rows, header, titles = book._place("tblModeles")
    for row in rows[header + 1 :]:
        if row[titles["niveau"]] == 3:  # the mise en demeure comes first
            row[titles["corps"]] = "{{ inconnu }}"
    book.regler("Relances par envoi", 1)
    seen = in_javascript(feuille, book.grilles, JOUR)
    assert seen == in_python(book.grilles, JOUR, tmp_path)
    mails = [one for one in seen if one["canal"] == "courriel"]
    assert "texte à corriger" in mails[0]["raison"]
    assert [one["niveau"] for one in mails if one["etat"] == A_ENVOYER] == [2]
    assert mails[-1]["raison"] == "limite de 1 courriel par envoi atteinte : au prochain envoi"


@pytest.mark.parametrize(
    ("detail", "objet"),
    [
        ("250 OK. Objet : « Facture F-1 »", "Re: Facture F-1"),
        ("250 OK. Objet : « rép : Facture F-1 »", "Re: Facture F-1"),
        ("250 OK. Objet : « 12 € à régler »", None),
        ("250 OK", None),
    ],
)
def test_a_reminder_goes_on_with_its_conversation(
    feuille: Volet, demo: Grilles, tmp_path: Path, detail: str, objet: str | None
) -> None:
    book = Classeur(demo)
    for level, number in ((1, "F-2026-044"), (2, "F-2026-039")):
        its = next(one for one in in_python(demo, JOUR, tmp_path) if one["facture"] == number)
        cells = {"N° facture": number, "Canal": "courriel", "Message-ID": "<x@y>", "Id": number}
        book.ajouter(
            "tblRelances",
            **cells,
            Date=date(2026, 11, 3),
            Niveau=level,
            Destinataire=its["destinataire"],
            État="envoyée",
            Détail=detail,
        )
    seen = in_javascript(feuille, book.grilles, JOUR)
    assert seen == in_python(book.grilles, JOUR, tmp_path)
    objets = {one["facture"]: one["texte"] and one["texte"]["objet"] for one in seen}
    if objet is None:
        assert objets["F-2026-044"].endswith("deuxième rappel")
    else:
        assert objets["F-2026-044"] == objet
    assert objets["F-2026-039"].startswith("Mise en demeure")  # it says what it is


@pytest.mark.parametrize(
    "corps",
    ["{{ solde|upper }}", "{% if retard > 10 %}Tard{% endif %}", "{# rien #}{{ nom }}",
     "{%- if iban %}x{% endif %}", "{{ numero ~ nom }}", "{% if iban and lien %}x{% endif %}y"],
)  # fmt: skip
def test_a_text_beyond_the_sidebar_is_said_to_be_so_and_leaves_all_the_same(
    feuille: Volet, demo: Grilles, tmp_path: Path, corps: str
) -> None:
    book = Classeur(demo)
    rows, header, titles = book._place("tblModeles")
    for row in rows[header + 1 :]:
        if row[titles["niveau"]] != "":
            row[titles["corps"]] = corps + " fin"
    ours = in_python(book.grilles, JOUR, tmp_path)
    (seen,) = feuille(en_json(book.grilles), ["lireVolet"])["reponses"]
    theirs = seen["donnees"]["relances"]["donnees"]
    assert [one["etat"] for one in theirs] == [one["etat"] for one in ours]
    due = [one for one in theirs if one["etat"] == A_ENVOYER]
    assert due and all(one["texte"] is None for one in due)
    assert all("« sheetcash sync » le compose" in one["sansTexte"] for one in due)


@pytest.mark.parametrize("table", ["tblClients", "tblFactures", "tblRecettes", "tblModeles"])
def test_a_column_that_is_gone_or_renamed_stops_both_or_neither(
    feuille: Volet, demo: Grilles, tmp_path: Path, table: str
) -> None:
    stopped = 0
    for title in TABLES[table].titles:
        for new in ("", f"{title} bis", "Autre chose"):
            book = Classeur(demo)
            rows, header, titles = book._place(table)
            rows[header][titles[fold(title)]] = new
            (seen,) = feuille(en_json(book.grilles), ["lireVolet"])["reponses"]
            part = seen["donnees"]["relances"]
            try:
                expected = in_python(book.grilles, JOUR, tmp_path)
            except InputError as error:
                stopped += 1
                assert f"« {title} »" in error.probleme
                assert f"« {title} »" in part["souci"]["probleme"], (title, new)
            else:
                assert part["souci"] is None, (title, new, part)
                seen_states = [one["etat"] for one in part["donnees"]]
                assert seen_states == [one["etat"] for one in expected], (title, new)
    assert stopped > 2


def test_a_title_that_stands_twice_stops_both(
    feuille: Volet, demo: Grilles, tmp_path: Path
) -> None:
    book = Classeur(demo)
    rows, header, _ = book._place("tblFactures")
    rows[header][-1] = "montant"
    (seen,) = feuille(en_json(book.grilles), ["lireVolet"])["reponses"]
    with pytest.raises(InputError) as caught:
        in_python(book.grilles, JOUR, tmp_path)
    assert seen["donnees"]["relances"]["souci"]["probleme"] == caught.value.probleme
