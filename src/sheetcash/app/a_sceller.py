"""Which rows of a register are to be sealed now, and what keeps them from being."""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

from sheetcash.app.registres import Lu
from sheetcash.core.categories import CODES
from sheetcash.core.periods import format_date
from sheetcash.core.scellement import OUBLI, numero_suivant, rang_du_numero, se_suivent
from sheetcash.core.verification import Ligne
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.registres import REGISTRE_RECETTES, cents_de, jour_de
from sheetcash.workbook.schema import fold
from sheetcash.workbook.tables import MODES

_MODES: Final = frozenset(map(fold, MODES))
_CATEGORIES: Final = frozenset(map(fold, CODES))


class Choix(NamedTuple):
    """What a register has to be sealed.

    Attributes:
        lignes: the rows, in the register's order, each with its number.
        numeros: the numbers given to rows without one, by place.
        constats: what forbids it; then nothing of this register may be sealed.
    """

    lignes: list[Ligne]
    numeros: dict[int, str]
    constats: list[Finding]


def choisir(lu: Lu, jusqu_au: date, clos: date | None) -> Choix:
    """The rows to seal, up to a day.

    They are taken by number: what a user's sort does to the sheet changes nothing. A row that
    corrects a sealed one, or was forgotten (« oubli » in Corrige), bears the day of its money and
    may come late.

    Args:
        lu: the register.
        jusqu_au: the last day to seal.
        clos: the last day that a seal closed, None when there is none.
    """
    return _Choix(lu, jusqu_au, clos).choix()


class _Choix:
    def __init__(self, lu: Lu, jusqu_au: date, clos: date | None) -> None:
        self.lu, self.registre, self.jusqu_au = lu, lu.registre, jusqu_au
        self.constats: list[Finding] = []
        places = lu.verification.places
        sealed = [lu.lignes[place] for place in places.values()]
        self.dernier = lu.au_rang(max(places)) if places else None
        self.connus = {_numero(one) for one in sealed}
        days = [jour_de(one.champs, self.registre) for one in sealed if not self._tard(one)]
        days.append(clos)
        self.depuis = max((day for day in days if day is not None), default=None)
        self.clos = clos

    def choix(self) -> Choix:
        self._dessous()
        rows, numeros = self._numerotees()
        rows.sort(key=lambda one: rang_du_numero(_numero(one)))
        chosen = rows[: self._combien(rows)]
        before = self.dernier
        last: tuple[date, Ligne] | None = None
        for ligne in chosen:
            if before is not None:
                self._suite(before, ligne)
            elif not numero_suivant(_numero(ligne)):  # nothing could ever follow it
                self._sans_suite(ligne, "Mettez-en un qui finit par des chiffres, par exemple 1.")
            before = ligne
            self._contenu(ligne)
            last = self._ordre(ligne, last)
            self.connus.add(_numero(ligne))
        its = {one.place for one in chosen}
        given = {place: number for place, number in numeros.items() if place in its}
        return Choix(chosen, given, self.constats)

    def _dessous(self) -> None:
        """Rows typed under the table are none of its own: they would be left out unseen."""
        raw = self.lu.raw
        if raw is not None and raw.stray:
            count = len(raw.stray)
            what = "Une ligne est tapée" if count == 1 else f"{count} lignes sont tapées"
            self.constats.append(
                Finding(
                    raw.sheet,
                    raw.stray[0],
                    "",
                    f"{what} sous le tableau : le registre ne serait pas complet.",
                    "Agrandissez le tableau jusque-là (sa poignée, en bas à droite), ou videz ce "
                    "qui n'est pas une ligne du registre.",
                )
            )

    def _numerotees(self) -> tuple[list[Ligne], dict[int, str]]:
        """The unsealed rows, those without a number numbered after all others, by day."""
        rows: list[Ligne] = []
        blank: list[Ligne] = []
        for one in self.lu.libres:
            (rows if _numero(one) else blank).append(one)
        every = [_numero(one) for one in self.lu.lignes.values() if _numero(one)]
        last = max(every, key=rang_du_numero, default="0")
        blank.sort(key=lambda one: (jour_de(one.champs, self.registre) or date.max, one.place))
        numeros = {}
        for one in blank:
            last = numero_suivant(last) or "1"
            numeros[one.place] = last
            rows.append(one._replace(champs=(last, *one.champs[1:])))
        return rows, numeros

    def _combien(self, rows: list[Ligne]) -> int:
        """How many of the rows, by number, go up to the last one of the period."""
        until = 0
        for index, ligne in enumerate(rows):
            day = jour_de(ligne.champs, self.registre)
            if day is not None and day <= self.jusqu_au and not self._tard(ligne):
                until = index + 1
        while until < len(rows) and self._tard(rows[until]):
            day = jour_de(rows[until].champs, self.registre)
            if day is not None and day > self.jusqu_au:
                break
            until += 1
        return until

    def _suite(self, before: Ligne, ligne: Ligne) -> None:
        one, other = _numero(before), _numero(ligne)
        if se_suivent(one, other):
            return
        if one == other:
            self._dire(
                ligne, "N°", f"Le n° {other} est pris deux fois.", "Renumérotez cette ligne."
            )
        elif not numero_suivant(other):
            self._sans_suite(ligne, f"Mettez le numéro qui suit {one}.")
        else:
            self._dire(
                ligne,
                "N°",
                f"Après le n° {one} vient le n° {other} : il manque une ligne.",
                f"Retrouvez la ligne n° {numero_suivant(one)}, ou renumérotez les suivantes.",
            )

    def _sans_suite(self, ligne: Ligne, what: str) -> None:
        why = f"« {_numero(ligne)[:40]} » n'est pas un numéro qui se suit."
        self._dire(ligne, "N°", why, what)

    def _ordre(self, ligne: Ligne, last: tuple[date, Ligne] | None) -> tuple[date, Ligne] | None:
        """Hold a row's day against those before it; answer the last row in order."""
        day = jour_de(ligne.champs, self.registre)
        if day is None:
            return last
        late = "Si elle avait été oubliée, écrivez « oubli » dans Corrige."
        if self._tard(ligne):
            return last
        if last is not None and day < last[0]:
            self._dire(
                ligne,
                self.registre.jour,
                f"Le n° {_numero(ligne)} est daté du {format_date(day)}, après le "
                f"n° {_numero(last[1])} du {format_date(last[0])}.",
                f"Numérotez les lignes dans l'ordre des dates. {late}",
            )
            return last
        if last is None and self.clos is not None and day <= self.clos:
            self._dire(
                ligne,
                self.registre.jour,
                f"Le {format_date(day)} est dans un mois déjà scellé, jusqu'au "
                f"{format_date(self.clos)}.",
                f"Vérifiez la date. {late}",
            )
        elif last is None and self.depuis is not None and day < self.depuis:
            self._dire(
                ligne,
                self.registre.jour,
                f"Le {format_date(day)} est avant la dernière ligne scellée, du "
                f"{format_date(self.depuis)}.",
                f"Vérifiez la date. {late}",
            )
        return day, ligne

    def _contenu(self, ligne: Ligne) -> None:
        """What a row must hold to be sealed."""
        registre, champs = self.registre, ligne.champs
        if jour_de(champs, registre) is None:
            what = "Tapez une date, par exemple 21/11/2026."
            self._illisible(ligne, registre.jour, "n'est pas une date", what)
        if cents_de(champs, registre) is None:
            what = "Tapez un nombre, par exemple 1234,56."
            self._illisible(ligne, "Montant", "n'est pas un montant au centime", what)
        if fold(champs[registre.champ("Mode de règlement")]) not in _MODES:
            why = "n'est pas un mode de règlement connu"
            self._illisible(ligne, "Mode de règlement", why, "Choisissez dans la liste.")
        categories = registre is REGISTRE_RECETTES
        if categories and fold(champs[registre.champ("Catégorie")]) not in _CATEGORIES:
            what = "Choisissez dans la liste : elle décide du plafond et du taux."
            self._illisible(ligne, "Catégorie", "n'est pas une catégorie", what)
        if not any(champs[registre.champ(title)].strip() for title in registre.pieces):
            what = " ou ".join(f"« {title} »" for title in registre.pieces)
            self._dire(
                ligne,
                registre.pieces[-1],
                f"Le n° {_numero(ligne)} n'a pas de justificatif.",
                f"Écrivez sa référence dans {what}.",
            )
        corrected = champs[registre.champ("Corrige")].strip()
        if corrected and fold(corrected) != OUBLI and corrected not in self.connus:
            self._dire(
                ligne,
                "Corrige",
                f"« {corrected} » n'est le n° d'aucune ligne scellée.",
                "Mettez le n° de la ligne que celle-ci corrige, ou « oubli ».",
            )

    def _tard(self, ligne: Ligne) -> bool:
        """Whether a row says that it comes late."""
        return bool(ligne.champs[self.registre.champ("Corrige")].strip())

    def _illisible(self, ligne: Ligne, title: str, why: str, what: str) -> None:
        """What a cell holds is not what belongs there, or nothing stands in it."""
        text = ligne.champs[self.registre.champ(title)].strip()
        said = f"« {text[:40]} » {why}." if text else "La cellule est vide."
        self._dire(ligne, title, said, what)

    def _dire(self, ligne: Ligne, title: str, why: str, what: str) -> None:
        self.constats.append(Finding(self.lu.feuille, ligne.place, title, why, what))


def _numero(ligne: Ligne) -> str:
    return ligne.champs[0].strip()
