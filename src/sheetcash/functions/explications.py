"""``SC_EXPLIQUER``: one French sentence on an answer, its figures, their first day and source."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from sheetcash.baremes import LOI, SAISI, Bareme, Baremes, nommer
from sheetcash.core.money import format_euros, format_rate
from sheetcash.core.periods import format_date
from sheetcash.errors import SheetcashError
from sheetcash.functions.appel import (
    MONTANT,
    NOMBRE,
    TABLE,
    TAUX,
    Fonction,
    aplatir,
    erreur_de,
    jours,
)
from sheetcash.functions.genres import est_vide


class Consultation(Baremes):
    """The same figures, remembering each one that a rule asked for."""

    def __init__(self, loi: Baremes) -> None:
        super().__init__(loi.saisis[::-1])  # of two that begin together, the same one wins
        self.lus: list[Bareme] = []

    def bareme(
        self, parametre: str, jour: date, cle: str = "", creation: date | None = None
    ) -> Bareme:
        """As :meth:`Baremes.bareme`, remembered."""
        return self._retenir(super().bareme(parametre, jour, cle, creation))

    def dernier(self, parametre: str, cle: str = "") -> Bareme:
        """As :meth:`Baremes.dernier`, remembered."""
        return self._retenir(super().dernier(parametre, cle))

    def _retenir(self, row: Bareme) -> Bareme:
        if row not in self.lus:
            self.lus.append(row)
        return row


def expliquer(
    fonction: Fonction,
    values: list[Any],
    loi: Baremes = LOI,
    nommes: Mapping[str, Any] = MappingProxyType({}),
) -> str:
    """One sentence: the answer, for which arguments, from which figures; or why there is none.

    Args:
        fonction: the function.
        values: its arguments as a host gives them, in order.
        loi: the figures to use.
        nommes: more of its arguments, by name.

    >>> from sheetcash.functions.catalogue import PAR_NOM
    >>> said = expliquer(PAR_NOM["SC_PLAFOND"], ["bnc", 2026])
    >>> said.replace("\\u202f", " ").replace("\\u00a0", " ")[:75]
    'SC_PLAFOND répond 83 600,00 € pour categorie = BNC, annee = 2026 ; Plafond '
    """
    consultation = Consultation(loi)
    try:
        typed = fonction.lire(_premieres(fonction, fonction.lier(values, dict(nommes))))
        answer = fonction.regle(consultation, *typed)
    except SheetcashError as error:
        code, message = erreur_de(error)
        return f"{fonction.nom} répond {code} : {message}"
    parts = [f"{fonction.nom} répond {_dire(fonction, answer)} pour {_pour(fonction, typed)}"]
    if fonction.remarque is not None:
        parts.append(fonction.remarque(loi, answer, *typed))
    parts += [_chiffre(row) for row in consultation.lus]
    parts.append(f"règle : {fonction.reference}")
    return " ; ".join(parts) + "."


def _premieres(fonction: Fonction, values: list[Any]) -> list[Any]:
    """Of a column where one cell is expected, the first row is explained."""
    found = []
    for argument, value in zip(fonction.arguments, values, strict=True):
        if isinstance(value, (list, tuple)) and not argument.genre.colonne:
            cells = aplatir(value, argument.nom)
            value = cells[0] if cells else None
        found.append(value)
    return found


def _dire(fonction: Fonction, answer: Any) -> str:
    if fonction.reponse == MONTANT:
        return format_euros(answer)
    if fonction.reponse == TAUX:
        return format_rate(answer)
    if fonction.reponse == NOMBRE:
        return f"{jours(answer):.1f}".removesuffix(".0").replace(".", ",") + " jours"
    if fonction.reponse == TABLE:
        return ", ".join(f"{nom} {format_euros(cents)}" for nom, _, cents in answer)
    if isinstance(answer, list):
        return f"{format_euros(sum(answer))} sur douze mois"
    if isinstance(answer, date):
        return f"le {format_date(answer)}"
    return f"« {answer} »"


def _pour(fonction: Fonction, typed: list[Any]) -> str:
    told = []
    for argument, value in zip(fonction.arguments, typed, strict=True):
        if value is None or (argument.facultatif and value == argument.defaut):
            continue
        if argument.genre.colonne:
            told.append(f"{argument.nom} = {len(value)} ligne{'s' if len(value) > 1 else ''}")
        elif not est_vide(value):
            told.append(f"{argument.nom} = {argument.genre.dire(value)}")
    return ", ".join(told)


def _chiffre(row: Bareme) -> str:
    """A figure with its first day and its source."""
    name = nommer(row.parametre, row.cle)
    since = f" depuis le {format_date(row.debut)}" if row.debut is not None else ""
    if row.confiance == SAISI:
        return f"{name} : {valeur(row)}{since}, saisi par vous ({row.source})"
    doubt = "" if row.confiance == "haute" else f", confiance {row.confiance}"
    where = f"{_court(row.reference)}, source {_court(row.source)}"
    return f"{name} : {valeur(row)}{since} ({where}{doubt})"


def _court(text: str) -> str:
    """A reference or a source as a sentence can bear it: its first words.

    >>> _court("CSS art. L613-7, D613-4 (rédaction décret 2022-1529) ; autre")
    'CSS art. L613-7, D613-4'
    """
    return text.split(" : ")[0].split(" (")[0].split(" ; ")[0]


def valeur(row: Bareme) -> str:
    """A figure as the law writes it.

    >>> valeur(LOI.bareme("penalites_plancher", date(2026, 1, 1)))
    '3 fois'
    """
    assert row.valeur is not None
    if row.unite == "€":
        return format_euros(row.valeur)
    if row.unite == "%":
        return format_rate(row.valeur)
    return f"{row.valeur} {row.unite}"
