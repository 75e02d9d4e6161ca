"""Purchases, declarations and the debits that pay them, from one ground truth.

The peer of `generateur_livres.py` for money that leaves. Some debits pay nothing that is in Achats:
their truth is (), even where a purchase has their amount.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import generateur_livres as livres
from sheetcash.app.rapprochement.debits import depenses, rentrees
from sheetcash.app.rapprochement.lecture import Declaree, Livres
from sheetcash.app.rapprochement.sortes import Accord, Doute
from sheetcash.workbook.banque import LigneBanque
from sheetcash.workbook.ecritures import Ecriture
from sheetcash.workbook.postes import Regle

DEBUT = date(2026, 1, 5)
#: How a supplier is paid, by weight; a cheque's line names nobody, and a part payment is asked.
HABITUDES = {
    "une": 50,
    "plusieurs": 14,
    "acompte": 4,
    "tronque": 10,
    "cheque": 4,
    "avoir": 6,
    "regle": 6,
}


@dataclass
class Depenses:
    """Purchases, declarations, rules, lines of the bank, and what each line pays."""

    achats: list[Ecriture] = field(default_factory=list)
    declarations: list[Declaree] = field(default_factory=list)
    regles: list[Regle] = field(default_factory=list)
    lignes: list[LigneBanque] = field(default_factory=list)
    verite: dict[str, tuple[str, ...]] = field(default_factory=dict)


class _Auteur:
    def __init__(self, graine: int, fournisseurs: int) -> None:
        self.r = random.Random(graine)
        self.its = Depenses()
        names = [one.client for one in livres.livre(graine, fournisseurs, 1, 0).connus]
        self.noms = names

    def achat(self, who: str, day: date, cents: int) -> Ecriture:
        number = str(len(self.its.achats) + 1)
        due = day + timedelta(days=self.r.choice((0, 15, 30)))
        words = (number, day, who, f"Achat {number}", cents)
        one = Ecriture(4 + len(self.its.achats), *words, poste="Matériel", echeance=due)
        self.its.achats.append(one)
        return one

    def ligne(
        self, day: date, label: str, cents: int, truth: Sequence[Ecriture | Declaree]
    ) -> None:
        rank = len(self.its.lignes)
        key = f"B{rank:06d}"
        row = LigneBanque(5 + rank, key, day, label, cents, "Compte", "", "", "", "", "", "", "")
        self.its.lignes.append(row)
        self.its.verite[key] = tuple(sorted(map(_nom, truth)))

    def payer(self, who: str, those: Sequence[Ecriture], label: str, cents: int = 0) -> None:
        day = max((one.echeance or one.jour) for one in those)
        day += timedelta(days=self.r.randrange(-3, 6))
        self.ligne(day, label, cents or -sum(one.cents for one in those), those)

    def declarer(self) -> None:
        """A year of monthly declarations: most are debited, some twice, some have one total."""
        r, total = self.r, 0
        for month in range(1, 13):
            end = date(2026 + month // 12, month % 12 + 1, 1) - timedelta(days=1)
            total = total if month > 1 and r.random() < 0.1 else r.randrange(5_000, 250_000)
            one = Declaree(4 + month, f"{end:%m/%Y}", end, total, None)
            self.its.declarations.append(one)
            day = end + timedelta(days=r.randrange(25, 36))
            words = r.choice(("PRLV SEPA URSSAF ILE DE FRANCE", "VIR URSSAF", "PRLV UR 117 URSSAF"))
            if r.random() < 0.85:
                self.ligne(day, words, -total, [one])
                if r.random() < 0.15:  # debited once more
                    self.ligne(day + timedelta(days=1), words, -total, ())
            elif r.random() < 0.5:
                self.ligne(day, words, -r.randrange(5_000, 250_000), ())  # of another year
            if r.random() < 0.2:  # not the Urssaf's, of that very amount
                self.ligne(day, f"CB {r.choice(('MAIF', 'GARAGE URBAN'))}", -total, ())

    def ecrire(self) -> Depenses:
        r = self.r
        self.declarer()
        for who in self.noms:
            habit = r.choices(list(HABITUDES), list(HABITUDES.values()))[0]
            label = f"{r.choice(('VIR', 'PRLV SEPA', 'CB', 'VIR SEPA'))} {livres.banque(who)}"
            day = DEBUT + timedelta(days=r.randrange(300))
            cents = [int(r.lognormvariate(9, 1)) + 100 for _ in range(3)]
            if r.random() < 0.3:
                cents = [round(one, -2) + 100 for one in cents]
            if habit == "regle":
                self.its.regles.append(Regle(who, "Abonnements", who, "Fixe"))
                for month in range(3):
                    self.ligne(day + timedelta(days=30 * month), label, -cents[0], ())
                continue
            those = [self.achat(who, day + timedelta(days=9 * at), cents[at]) for at in range(3)]
            if habit == "plusieurs":
                self.payer(who, those[:2], f"{label} FACTURES")
                self.payer(who, those[2:], label)
            elif habit == "acompte":
                self.payer(who, those[:1], f"{label} ACOMPTE", -(cents[0] * 3 // 10))
                self.payer(who, those[1:2], label)
            elif habit == "avoir":
                note = self.achat(who, day + timedelta(days=4), -(cents[0] // 3))
                self.payer(who, those[:1], label)
                self.payer(who, [note], f"VIR {livres.banque(who)} AVOIR")
            else:
                cut = {"tronque": 24, "cheque": 0}.get(habit, 99)
                for one in those[: r.randrange(1, 4)]:
                    self.payer(who, [one], label[:cut] or f"CHEQUE {r.randrange(10**7):07d}")
        for _ in range(len(self.noms)):  # what is in no sheet, sometimes of a purchase's amount
            one = r.choice(self.its.achats)
            other = (
                f"CB {r.choice(('BOULANGERIE OYE', 'RETRAIT DAB', 'PEAGE ZAHRA', 'VIR VENTURA'))}"
            )
            amount = -abs(one.cents) if r.random() < 0.4 else -r.randrange(200, 30_000)
            day = one.jour + timedelta(days=r.randrange(-40, 60))
            self.ligne(day, other, amount, ())
        self.its.lignes.sort(key=lambda one: one.jour)
        return self.its


def _nom(one: Ecriture | Declaree) -> str:
    return one.periode if isinstance(one, Declaree) else f"Achat {one.numero}"


def depenses_de(graine: int, fournisseurs: int = 300) -> Depenses:
    """A year of debits of so many suppliers."""
    return _Auteur(graine, fournisseurs).ecrire()


def repondre(book: Depenses) -> tuple[list[Accord], list[Doute]]:
    """What the lines are settled with, and what is asked."""
    anything: Any = None
    fields = dict.fromkeys(Livres._fields, anything) | {
        "achats": book.achats,
        "pris": set(),
        "faces": frozenset(),
        "partages": frozenset(),
        "regles": book.regles,
        "declarations": book.declarations,
        "achats_clos": None,
        "banque": book.lignes,
    }
    its = Livres(**fields)
    out = [one for one in book.lignes if one.cents < 0]
    settled, doubted = depenses(its, out)
    more, also = rentrees(its, [one for one in book.lignes if one.cents > 0])
    return [*settled, *more], [*doubted, *also]


def mesurer(book: Depenses) -> tuple[list[str], float, float]:
    """What is certain and false; certain and true, then true at all, over all that pays a row."""
    settled, doubted = repondre(book)
    sure = {
        one.ligne.id: tuple(sorted(one.avec.split(" ; "))) if one.avec else () for one in settled
    }
    best = sure | {
        one.ligne.id: tuple(sorted(one.avec.removeprefix("acompte : ").split(" ; ")))
        for one in doubted
    }
    paying = [key for key, truth in book.verite.items() if truth]
    wrong = [key for key, said in sure.items() if said != book.verite[key]]
    found = sum(sure.get(key) == book.verite[key] for key in paying)
    first = sum(best.get(key) == book.verite[key] for key in paying)
    return wrong, found / len(paying), first / len(paying)
