"""Over drawn histories no reminder leaves twice, no level is skipped, no paid invoice is reminded.

Nor does any leave to a dead address. A history is payments, sorting, crashes, answers, returned
mails, restored workbooks, lost journals and runs on days that do not always go forward; on the
real file and the real journal, with a mailer in this process. Seeded: a failure comes back.
"""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from test_sync import DAY, content, edit, invoice

from sheetcash.adapters.excel_file.store import ExcelFile
from sheetcash.adapters.journal import SqliteJournal
from sheetcash.app.cadence import Horloge
from sheetcash.app.envoi import Jour, Outils
from sheetcash.app.miroir import niveau_de
from sheetcash.app.rebonds import noter_retours
from sheetcash.app.sync import synchroniser
from sheetcash.errors import AddressRefused, Deferred, Unknown
from sheetcash.ports import Mail
from sheetcash.ports.rebonds import ECHEC, Avis, Sort
from sheetcash.templates.xlsx import build
from sheetcash.workbook.edits import AppendRow, UpdateRow
from sheetcash.workbook.reading import SYNC_TABLES
from sheetcash.workbook.records import key
from sheetcash.workbook.tables import FACTURES


class Tue(BaseException):
    """The run dies there."""


class Histoire:
    """A workbook, its machines, and what really left."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.random, self.folder = Random(seed), folder
        self.path, self.day = folder / "livre.xlsx", DAY
        its = content()
        more = [invoice(f"F-{at}", "Ada", date(2026, 11, 17)) for at in range(10, 16)]
        rows = its.rows | {"tblFactures": [*its.rows["tblFactures"], *more]}
        build(self.path, its._replace(rows=rows), DAY)
        # Alone, a machine may die and find an older workbook. Two share one file, always the last.
        self.seule = seed % 2 == 0
        self.machine = "a"
        self.parties: list[tuple[str, int, Mail]] = []
        self.reponses: Counter[str] = Counter()
        self.retours: Counter[tuple[str, int]] = Counter()
        self.mortes: set[str] = set()
        #: What the clients have had, as far as anyone knows: a level stands on the one below.
        self.vivantes = {("f-2", 1), ("f-3", 2)}
        self.mort_a = ""
        self.recit: list[str] = []

    def outils(self, journal: Any) -> Outils:
        return Outils(
            _Mortel(self, ExcelFile(self.path), "write"),  # type: ignore[arg-type]
            _Mortel(self, journal, "claim", "settle"),  # type: ignore[arg-type]
            lambda: self,  # type: ignore[arg-type,return-value]
            lambda due, doubts, warnings: True,
            self.pendant,
            lambda: f"{self.random.random()}",
            horloge=Horloge(lambda: 0.0, lambda seconds: None),  # written after each mail
        )

    # the mailer

    def open(self) -> None: ...

    def close(self) -> None: ...

    def send(self, mail: Mail) -> str:
        fate = self.random.random()
        if fate < 0.1:
            raise Deferred("plus tard")
        if fate < 0.15:
            raise AddressRefused("non")
        self.partie(mail)
        if fate < 0.25:
            raise Unknown("perdu")
        return "250 OK"

    def partie(self, mail: Mail) -> None:
        book = self.lire()
        with SqliteJournal(self.folder / self.machine) as journal:
            its = [
                one.key
                for one in journal.entries(book.parametres.identifiant).values()
                if one.message_id == mail.message_id and one.etat == "en_cours"
            ]
        (claimed,) = its  # on the disk before the first byte
        facture = next(one for one in book.factures if key(one.numero) == claimed.facture)
        assert facture.solde > 0, f"{self.recit}: a paid invoice was reminded"
        numero, niveau = claimed.facture, claimed.niveau
        below = (numero, niveau - 1)
        skipped = niveau > 1 and below not in self.vivantes
        assert not skipped, f"{self.recit}: {numero} level {niveau} left, and {below} had not"
        self.vivantes.add((numero, niveau))
        self.parties.append((numero, niveau, mail))
        again = Counter((numero, niveau) for numero, niveau, _ in self.parties)
        for (numero, niveau), count in again.items():
            allowed = 1 + self.reponses[numero] + self.retours[numero, niveau]
            assert count <= allowed, f"{self.recit}: {numero} level {niveau} left {count} times"
        assert mail.recipient not in self.mortes, f"{self.recit}: it left to a dead address"

    def lire(self) -> Any:
        return Jour(self.day, impose=True).lire(ExcelFile(self.path).read(SYNC_TABLES))

    # what happens

    def pendant(self, done: int, total: int) -> None:
        if self.random.random() < 0.2:
            self.payer()

    def envoyer(self) -> None:
        if not self.seule:
            self.machine = self.random.choice("ab")
        self.recit.append(f"run {self.machine} {self.day} {self.mort_a}")
        with SqliteJournal(self.folder / self.machine) as journal:
            try:
                synchroniser(self.outils(journal), Jour(self.day, impose=True))
            except Tue:
                self.recit.append("died")
        self.mort_a = ""

    def mourir(self) -> None:
        if self.seule:
            name = self.random.choice(["claim", "settle", "write"])
            self.mort_a = f"{name}:{self.random.choice(['before', 'after'])}"
        self.envoyer()

    def passer(self) -> None:
        days = self.random.choice([0, 1, 3, 7, 8, 15, -5])  # a clock may be set back
        self.day += timedelta(days=days)

    def payer(self) -> None:
        one = self.random.choice(self.lire().factures)
        self.recit.append(f"pay {one.numero}")
        part = self.random.choice([one.montant, one.montant, one.montant // 3])
        row = {
            "Date d'encaissement": date(2026, 11, 2),
            "N° facture": one.numero,
            "Catégorie": "BNC",
            "Montant": part,
        }
        edit(self.path, AppendRow("tblRecettes", row))

    def trier(self) -> None:
        raw = ExcelFile(self.path).read().tables[FACTURES.name]
        titles = [c.title for c in FACTURES.columns if not c.computed and c.title in raw.columns]
        ranks = list(range(raw.height))
        one, other = self.random.sample(ranks, 2)
        self.recit.append(f"swap {one} {other}")
        numbers = raw.columns["N° facture"]
        rows = {
            at: {title: raw.columns[title][frm] for title in titles}
            for at, frm in ((one, other), (other, one))
        }
        amounts = {"Montant"}
        for values in rows.values():
            for title in amounts & set(values):
                values[title] = round(values[title] * 100)  # type: ignore[operator,arg-type]
        edit(
            self.path,
            *(
                UpdateRow(FACTURES.name, raw.first_row + at, str(numbers[at]), values)  # type: ignore[arg-type]
                for at, values in rows.items()
            ),
        )

    def repondre(self) -> None:
        one = self.random.choice(self.lire().factures)
        if not any(word in one.etat_sync for word in ("incertain", "revenu")):
            return
        word = self.random.choice(["envoyée", "à renvoyer"])
        self.recit.append(f"answer {one.numero} {word}")
        self.reponses[key(one.numero)] += word == "à renvoyer"
        its = key(one.numero), niveau_de(one.etat_sync.partition(" :")[0])
        if word == "envoyée":
            self.vivantes.add(its)
        else:
            self.vivantes.discard(its)
        self.mortes.clear()
        edit(self.path, UpdateRow(FACTURES.name, one.ligne, one.numero, {"État sync": word}))

    def revenir(self) -> None:
        if not self.parties:
            return
        numero, niveau, mail = self.random.choice(self.parties)
        name = f"{self.random.randrange(1 << 32):08x}"
        avis = Avis(name, (mail.message_id,), "", None, (Sort((mail.recipient,), ECHEC, "5.1.1"),))
        self.recit.append(f"bounce {numero} {niveau}")
        with SqliteJournal(self.folder / self.machine) as journal:
            (told,) = noter_retours(
                self.outils(journal), Jour(self.day, impose=True), [("x", avis), ("y", avis)]
            ).retours[:1]
        if told.etat == "note":
            self.retours[numero, niveau] += 1
            self.vivantes.discard((numero, niveau))
            self.mortes.add(mail.recipient)

    def changer(self) -> None:
        clients = list(self.lire().clients.values())
        one = self.random.choice(clients)
        self.recit.append(f"address {one.nom}")
        address = f"{one.nom.lower()}{self.random.randrange(1 << 32)}@example.org"
        edit(self.path, UpdateRow("tblClients", one.ligne, one.nom, {"Courriel": address}))

    def restaurer(self) -> None:
        kept = self.folder / "ancien.xlsx"
        if self.seule and kept.exists():
            self.recit.append("restore")
            shutil.copy(kept, self.path)
        shutil.copy(self.path, kept)

    def perdre(self) -> None:
        if not self.seule:  # the sheet is up to date: nothing of it was restored, no run died
            self.recit.append("lost journal")
            shutil.rmtree(self.folder / self.machine, ignore_errors=True)


class _Mortel:
    """Passes every call on; the history may die before or after some of them."""

    def __init__(self, histoire: Histoire, inner: Any, *names: str) -> None:
        self._histoire, self._inner, self._names = histoire, inner, names

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        wanted, _, moment = self._histoire.mort_a.partition(":")
        if name not in self._names or name != wanted:
            return found

        def call(*args: Any, **kwargs: Any) -> Any:
            if moment == "before" and self._histoire.random.random() < 0.5:
                raise Tue
            result = found(*args, **kwargs)
            if moment == "after" and self._histoire.random.random() < 0.5:
                raise Tue
            return result

        return call


@pytest.mark.parametrize("seed", range(6))
def test_no_history_sends_a_reminder_twice_or_out_of_turn_or_about_a_paid_invoice(
    seed: int, tmp_path: Path
) -> None:
    its = Histoire(seed, tmp_path)
    steps = [its.envoyer] * 5 + [its.mourir] * 2 + [its.passer] * 4
    steps += [its.payer, its.trier, its.trier, its.repondre, its.repondre, its.repondre]
    steps += [its.revenir, its.revenir, its.changer, its.changer, its.restaurer, its.perdre]
    its.envoyer()
    for _ in range(16):
        its.random.choice(steps)()
    its.envoyer()
    assert its.parties, "a history in which nothing leaves proves nothing"
