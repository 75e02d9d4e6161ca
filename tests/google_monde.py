"""A spreadsheet of Google's to synchronise: its invoices, its users, its machines, its mails."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from google_feuilles import Onglet
from google_local import Google
from sheetcash.adapters.google import service
from sheetcash.adapters.google.store import GoogleStore
from sheetcash.adapters.journal import SqliteJournal
from sheetcash.adapters.mail.smtp import SmtpMailer
from sheetcash.app.envoi import Jour, Outils
from sheetcash.app.sync import Resultat, simuler, synchroniser
from sheetcash.templates.vide import contenu_vide
from sheetcash.workbook.content import Content

ID = "1AbC_d-EfGhIjKlMnOpQrStUvWxYz0123456789abcdE"
DAY = date(2026, 11, 20)  # a Friday
READ, CHANGE = "GET", "POST :batchUpdate"
DUE = ("F-1", "F-2", "F-3")
SENT = "Relance 1 envoyée le 20/11/2026"


def content(count: int = 5, due: int = 3) -> Content:
    """Invoices of as many clients, the first of which are late by some days."""
    empty = contenu_vide("")
    rows = dict(empty.rows)
    rows["tblClients"] = [
        {
            "Client": f"Client {at}",
            "Type": "Professionnel",
            "Contact": f"Contact {at}",
            "Courriel": f"c{at}@example.org",
            "Profil de relance": "Standard",
        }
        for at in range(1, count + 1)
    ]
    rows["tblFactures"] = [
        {
            "N° facture": f"F-{at}",
            "Date": date(2026, 9, 1),
            "Client": f"Client {at}",
            "Objet": "Affiche",
            "Catégorie": "BNC",
            "Montant": 120_000,
            "Échéance": date(2026, 11, 16) if at <= due else date(2026, 12, 20),
        }
        for at in range(1, count + 1)
    ]
    rows["tblRecettes"] = []
    settings = dict(empty.settings) | {
        "Nom": "Studio",
        "Courriel expéditeur": "moi@example.org",
        "Relances par envoi": 100,
    }
    return empty._replace(rows=rows, settings=settings)


class Monde:
    """A spreadsheet, a mail server, and as many machines as a test wants."""

    def __init__(self, google: Google, smtp: Any, folder: Path) -> None:
        self.google, self.smtp, self.folder = google, smtp, folder
        self.pendant: Callable[[int], None] = lambda done: None
        self.tapes: set[str] = set()  # whose Niveau was typed over its formula
        google.calculer = self.calculer

    def remplir(self, count: int, due: int = 0) -> None:
        """That many invoices more, the first of which are due, each from a client of its own."""
        for sheet, key in (("Factures", "N° facture"), ("Clients", "Client")):
            first, _ = self.column(sheet, key)
            tab = self.sheet(sheet)
            model = list(tab.lignes[first - 1])
            days = self.column("Factures", "Échéance")[1]
            tab.lignes = tab.lignes[: first - 1 + 5]
            for at in range(6, 6 + (count if sheet == "Factures" else due)):
                row = [
                    re.sub(r"(?<=F-)1$|(?<=Client )1$|(?<=Contact )1$|(?<=^c)1(?=@)", str(at), cell)
                    if isinstance(cell, str)
                    else cell
                    for cell in model
                ]
                if at >= 6 + due:  # an invoice of the first client, not due yet
                    row[days - 1] = model[days - 1] + 30
                    row[model.index("Client 1")] = "Client 1"
                tab.lignes.append(row)
            tab.hauteur = max(tab.hauteur, len(tab.lignes))

    def sync(self, poste: str = "a", day: date = DAY, *, simulation: bool = False) -> Resultat:
        """A run on one machine."""
        its = service.ouvrir({service.EMULATOR: self.google.hote})
        its._pause = self.google.pauses.append
        with SqliteJournal(self.folder / poste) as journal:
            run = simuler if simulation else synchroniser
            return run(
                Outils(
                    GoogleStore(its, ID),
                    journal,
                    lambda: SmtpMailer.from_url(self.smtp.url),
                    lambda due, doubts, warnings: True,
                    lambda done, total: self.pendant(done),
                    lambda: str(uuid.uuid4()),
                ),
                Jour(day, impose=True),
            )

    @property
    def calls(self) -> list[str]:
        """The calls since this was last asked."""
        found = list(self.google.appels)
        self.google.appels.clear()
        return found

    @property
    def sent(self) -> Counter[str]:
        """How many mails each invoice had."""
        found: Counter[str] = Counter()
        for one in self.smtp.messages:
            found["F-" + one.recipients[0].removeprefix("c").partition("@")[0]] += 1
        return found

    def sheet(self, title: str) -> Onglet:
        return self.google.tableurs[ID].onglet(title)

    def column(self, sheet: str, title: str) -> tuple[int, int]:
        """The row under a title, and its column."""
        rows = self.sheet(sheet).lignes
        top = next(at for at, row in enumerate(rows, 1) if title in row)
        return top + 1, rows[top - 1].index(title) + 1

    def rows(self, sheet: str, key: str) -> list[dict[str, Any]]:
        """The rows of a sheet by their titles, as they stand."""
        first, at = self.column(sheet, key)
        rows = self.sheet(sheet).lignes
        titles = rows[first - 2]
        found = [dict(zip(titles, [*row, *[None] * 40], strict=False)) for row in rows[first - 1 :]]
        return [row for row in found if row[rows[first - 2][at - 1]] not in (None, "")]

    @property
    def etats(self) -> dict[str, str]:
        """What État sync says of each invoice that says something."""
        rows = self.rows("Factures", "N° facture")
        return {row["N° facture"]: row["État sync"] for row in rows if row["État sync"]}

    @property
    def relances(self) -> list[tuple[str, str]]:
        rows = self.rows("Relances", "Id")
        return [(row["N° facture"], row["État"]) for row in rows]

    def une_fois(self, appel: str, what: Callable[[], None], nth: int = 1) -> None:
        """Let the user act just before that call, at its nth time."""
        seen = 0

        def avant(name: str) -> None:
            nonlocal seen
            if name == appel:
                seen += 1
                if seen == nth:
                    what()

        self.google.avant = avant

    def calculer(self) -> None:
        """The formulas of Niveau and Dernière relance over Relances, where nothing is typed."""
        if {"Factures", "Relances"} - {one.titre for one in self.google.tableurs[ID].onglets}:
            return
        try:
            done = self.rows("Relances", "Id")
            places = [self.column("Factures", one) for one in ("Niveau", "Dernière relance")]
            rows = self.rows("Factures", "N° facture")
        except StopIteration:  # a title is gone
            return
        for row in rows:
            its = [
                (one["Niveau"], one["Date"])
                for one in done
                if (one["N° facture"], one.get("État")) == (row["N° facture"], "envoyée")
                and all(isinstance(one[title], (int, float)) for title in ("Niveau", "Date"))
            ]
            if its and row["N° facture"] not in self.tapes:
                at = self.ligne(row["N° facture"])
                for (_, column), value in zip(
                    places, map(max, zip(*its, strict=True)), strict=True
                ):
                    self.sheet("Factures").put(at, column, value)

    # what a user does

    def trier(self, sheet: str = "Factures", key: str = "N° facture") -> None:
        """The rows in the other order."""
        first, at = self.column(sheet, key)
        rows = self.sheet(sheet).lignes
        last = max(n for n, row in enumerate(rows, 1) if len(row) >= at and row[at - 1])
        rows[first - 1 : last] = rows[first - 1 : last][::-1]

    def inserer(self) -> None:
        """A blank row above all others."""
        first, _ = self.column("Factures", "N° facture")
        self.sheet("Factures").lignes.insert(first - 1, [])

    def supprimer(self, numero: str) -> None:
        self.sheet("Factures").lignes.pop(self.ligne(numero) - 1)

    def copier(self, numero: str) -> None:
        """The same row again, at the end."""
        rows = self.sheet("Factures").lignes
        at = self.ligne(numero)
        rows.insert(at, list(rows[at - 1]))

    def ligne(self, numero: str) -> int:
        first, at = self.column("Factures", "N° facture")
        rows = self.sheet("Factures").lignes
        return next(n for n in range(first, len(rows) + 1) if rows[n - 1][at - 1 : at] == [numero])

    def taper(self, numero: str, title: str, value: Any) -> None:
        _, column = self.column("Factures", title)
        self.sheet("Factures").put(self.ligne(numero), column, value)

    def payer(self, numero: str) -> None:
        """A receipt for the whole of an invoice."""
        first, _ = self.column("Livre des recettes", "N° facture")
        paid = {
            "Date d'encaissement": DAY.toordinal() - 693_594,
            "N° facture": numero,
            "Catégorie": "BNC",
            "Montant": 1200,
        }
        for title, value in paid.items():
            _, column = self.column("Livre des recettes", title)
            self.sheet("Livre des recettes").put(first, column, value)

    def verifier(self, *, fini: bool = True) -> None:
        """Never twice, and no row bears another's status."""
        assert max(self.sent.values(), default=0) <= 1, self.sent
        for numero, text in self.etats.items():
            if " envoyée le " in text:
                assert self.sent[numero] == 1, (numero, text)
        if fini:
            assert set(self.etats) <= set(self.sent), self.etats
            assert not [one for one in self.relances if "en cours" in one[1]]


def etats(result: Resultat) -> dict[str, str]:
    return {one.decision.facture.numero: one.etat for one in result.lignes}
