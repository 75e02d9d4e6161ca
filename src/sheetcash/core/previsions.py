"""When each threshold of the year is crossed, by which invoice, and what moving it changes.

Two views, both exact and both of the current year: the pace so far, and the open invoices on
their due dates. A threshold is crossed when it is exceeded, not when it is reached.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from sheetcash.baremes import LOI, Baremes
from sheetcash.core.categories import SERVICES
from sheetcash.core.plafonds import prorata, usages
from sheetcash.core.tva import REFORME, seuil_tva

CONSTATE: Final = "constaté"
RYTHME: Final = "rythme"
FACTURES: Final = "factures"


class Seuil(NamedTuple):
    """A limit of the year: ``limite`` cents for the categories in ``portee`` (None: all)."""

    nom: str
    limite: int
    portee: tuple[str, ...] | None
    effet: str

    def compte(self, categorie: str) -> bool:
        """Whether a receipt of that category counts under it."""
        return self.portee is None or categorie in self.portee


class Attendue(NamedTuple):
    """An open invoice: its number, the day its money is expected, cents and category."""

    numero: str
    jour: date
    montant: int
    categorie: str


class Franchissement(NamedTuple):
    """A threshold crossed or about to be.

    Attributes:
        seuil: which one.
        origine: ``constaté``, ``rythme`` or ``factures``.
        jour: the day.
        facture: the invoice that crosses it, for ``factures``.
        encaissable: what may still be received this year of that invoice without crossing.
    """

    seuil: Seuil
    origine: str
    jour: date
    facture: str = ""
    encaissable: int = 0


def seuils(
    ca: Mapping[str, int],
    jour: date,
    debut_activite: date | None = None,
    loi: Baremes = LOI,
    *,
    tva_due: bool = False,
) -> list[Seuil]:
    """The limits that bind the year's activities: ceilings and VAT, the lowest first.

    Args:
        ca: the categories of the year, as keys (what is expected included).
        jour: a day of the year.
        debut_activite: the first day of activity.
        loi: the figures to use.
        tva_due: VAT is due already: its thresholds change nothing any more.

    Raises:
        NoRuleForDate: a limit is not known for that year.

    >>> [(s.nom, s.limite) for s in seuils({"bnc": 1}, date(2026, 1, 1))][:2]
    [('TVA, base (services)', 3750000), ('TVA, majoré (services)', 4125000)]
    """
    found = [
        Seuil(
            f"plafond {usage.nom}",
            usage.limite,
            _PORTEES[usage.nom],
            "un premier dépassement laisse dans le régime ; deux de suite en font sortir",
        )
        for usage in usages(dict.fromkeys(ca, 1), jour.year, debut_activite, loi)
    ]
    if tva_due:
        return sorted(found, key=lambda seuil: seuil.limite)
    sales = any(categorie not in SERVICES for categorie in ca)
    base_effet, majore_effet = "TVA au 1er janvier suivant", "TVA dès ce jour-là"
    if jour < REFORME:
        base_effet += ", sauf une année de tolérance"
        majore_effet = "TVA dès le 1er de ce mois-là"
    for nom, reference in (("services", "bnc"), *((("global", "vente"),) if sales else ())):
        base = prorata(seuil_tva(reference, jour, loi=loi), jour.year, debut_activite)
        majore = seuil_tva(reference, jour, True, loi)
        found.append(Seuil(f"TVA, base ({nom})", base, _PORTEES[nom], base_effet))
        found.append(Seuil(f"TVA, majoré ({nom})", majore, _PORTEES[nom], majore_effet))
    return sorted(found, key=lambda seuil: seuil.limite)


_PORTEES: Final[dict[str, tuple[str, ...] | None]] = {
    "services": SERVICES,
    "services et meublés": (*SERVICES, "meuble_classe"),
    "global": None,
}


def au_rythme(
    ca: Mapping[str, int], seuil: Seuil, jour: date, debut_activite: date | None = None
) -> Franchissement | None:
    """When the pace so far crosses a threshold this year; None when it does not.

    The pace is the turnover of the year over its days of activity, ``jour`` included.

    Args:
        ca: cents received in the year until ``jour``, by category.
        seuil: the threshold.
        jour: the day of the question.
        debut_activite: the first day of activity.

    >>> limite = seuils({"bnc": 1}, date(2026, 1, 1))[0]
    >>> au_rythme({"bnc": 3_000_000}, limite, date(2026, 9, 27)).jour
    datetime.date(2026, 12, 4)
    """
    total = sum(montant for categorie, montant in ca.items() if seuil.compte(categorie))
    if total > seuil.limite:
        return Franchissement(seuil, CONSTATE, jour)
    first = date(jour.year, 1, 1)
    if debut_activite is not None and first < debut_activite <= jour:
        first = debut_activite
    elapsed = (jour - first).days + 1
    if total <= 0:
        return None
    # The first whole number of days d for which total x (elapsed + d) / elapsed > limite.
    days = (seuil.limite - total) * elapsed // total + 1
    if days > (date(jour.year, 12, 31) - jour).days:
        return None
    return Franchissement(seuil, RYTHME, jour + timedelta(days=days))


def par_factures(
    ca: Mapping[str, int], attendues: Sequence[Attendue], seuil: Seuil, jour: date
) -> Franchissement | None:
    """Which open invoice, paid on its day, crosses a threshold this year; None when none does.

    An invoice that is late already is expected on ``jour`` itself.

    >>> limite = seuils({"bnc": 1}, date(2026, 1, 1))[0]
    >>> found = par_factures({"bnc": 3_600_000},
    ...     [Attendue("F-9", date(2026, 12, 20), 200_000, "bnc")], limite, date(2026, 11, 21))
    >>> found.facture, found.jour.isoformat(), found.encaissable
    ('F-9', '2026-12-20', 150000)
    """
    total = sum(montant for categorie, montant in ca.items() if seuil.compte(categorie))
    if total > seuil.limite:
        return Franchissement(seuil, CONSTATE, jour)
    expected = sorted((max(one.jour, jour), one.numero, one) for one in attendues)
    for day, numero, one in expected:
        if day.year != jour.year or not seuil.compte(one.categorie):
            continue
        if total + one.montant > seuil.limite:
            return Franchissement(seuil, FACTURES, day, numero, max(0, seuil.limite - total))
        total += one.montant
    return None


class Effet(NamedTuple):
    """What a change does to one threshold: crossed before, crossed after (None: not crossed)."""

    seuil: Seuil
    avant: Franchissement | None
    apres: Franchissement | None

    @property
    def evite(self) -> bool:
        """The threshold is no longer crossed this year."""
        return self.avant is not None and self.apres is None


def changer(
    ca: Mapping[str, int],
    attendues: Sequence[Attendue],
    autres: Sequence[Attendue],
    limites: Sequence[Seuil],
    jour: date,
) -> list[Effet]:
    """What replacing the expected invoices by others changes, for each threshold crossed.

    >>> facture = Attendue("F-9", date(2026, 12, 20), 200_000, "bnc")
    >>> effets = changer({"bnc": 3_600_000}, [facture], deplacer([facture], "F-9", 2027),
    ...     seuils({"bnc": 1}, date(2026, 1, 1)), date(2026, 11, 21))
    >>> [(effet.seuil.nom, effet.evite) for effet in effets]
    [('TVA, base (services)', True)]
    """
    effects = [
        Effet(
            seuil,
            par_factures(ca, attendues, seuil, jour),
            par_factures(ca, autres, seuil, jour),
        )
        for seuil in limites
    ]
    return [one for one in effects if one.avant is not None or one.apres is not None]


def deplacer(attendues: Sequence[Attendue], numero: str, annee: int) -> list[Attendue]:
    """The same invoices, one of them paid in January of ``annee``.

    >>> deplacer([Attendue("F-9", date(2026, 12, 20), 100, "bnc")], "F-9", 2027)[0].jour
    datetime.date(2027, 1, 1)
    """
    moved = date(annee, 1, 1)
    return [one._replace(jour=moved) if one.numero == numero else one for one in attendues]


def fractionner(
    attendues: Sequence[Attendue], numero: str, garde: int, annee: int
) -> list[Attendue]:
    """The same invoices, one of them split: ``garde`` cents on its day, the rest in January.

    >>> parts = fractionner([Attendue("F-9", date(2026, 12, 20), 100, "bnc")], "F-9", 30, 2027)
    >>> [(one.jour.year, one.montant) for one in parts]
    [(2026, 30), (2027, 70)]
    """
    found: list[Attendue] = []
    for one in attendues:
        if one.numero != numero:
            found.append(one)
            continue
        kept = min(max(garde, 0), one.montant)
        if kept:
            found.append(one._replace(montant=kept))
        if kept < one.montant:
            found.append(one._replace(montant=one.montant - kept, jour=date(annee, 1, 1)))
    return found
