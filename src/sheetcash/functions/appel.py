"""How a function of the catalogue is called: arguments read, columns spread, answers given back.

A rule works on typed scalars (cents, days, codes). Here a host's cells become those, a column
where one cell was expected calls the rule once per distinct row, and what comes back is what a
cell can hold.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from fractions import Fraction
from typing import Any, Final, NamedTuple

from sheetcash.baremes import LOI, Baremes
from sheetcash.core.money import MILLION, cents_of_float, round_half_up
from sheetcash.errors import InputError, NotAnAmount, RuleError, SheetcashError
from sheetcash.functions.genres import MONTANT as EN_EUROS
from sheetcash.functions.genres import Genre, est_vide

VALEUR: Final = "#VALEUR!"
NA: Final = "#N/A"

#: The kinds of answers.
MONTANT, MONTANTS, TAUX, DATE, TEXTE, TEXTE_OU_DATE, NOMBRE, TABLE = (
    "montant en euros",
    "colonne de montants en euros",
    "taux",
    "date",
    "texte",
    "texte ou date",
    "nombre de jours",
    "tableau",
)


class Erreur(NamedTuple):
    """What a cell shows instead of an answer: ``#VALEUR!`` or ``#N/A``, and why."""

    code: str
    message: str


class Argument(NamedTuple):
    """One argument of a function: its name, kind and French help; ``defaut`` where it is blank."""

    nom: str
    genre: Genre
    aide: str
    facultatif: bool = False
    defaut: Any = None


def erreur_de(error: SheetcashError) -> Erreur:
    """The cell's error for an exception: a figure the law has not given is ``#N/A``.

    >>> erreur_de(InputError("Non.")).code
    '#VALEUR!'
    """
    return Erreur(NA if isinstance(error, RuleError) else VALEUR, str(error))


class Fonction:
    """One function of the catalogue, callable with a host's values.

    Attributes:
        nom: ``SC_PLAFOND``.
        arguments: in the order of the catalogue.
        reponse: the kind of its answer.
        resume: what it answers, in French.
        reference: the article of law or the source.
        exemple: arguments of a worked example, by name.
        regle: the rule, on typed values: ``regle(loi, *arguments)``.
        preparer: when given, ``regle`` in two steps: all arguments but the first to a function of
            the first, an amount, so that a column of amounts pays for the rest once.
        remarque: more to say of an answer, in French.
    """

    def __init__(
        self,
        nom: str,
        reponse: str,
        resume: str,
        arguments: Sequence[Argument],
        reference: str,
        exemple: dict[str, Any],
        regle: Callable[..., Any] | None = None,
        preparer: Callable[..., Callable[[int], Any]] | None = None,
        remarque: Callable[..., str] | None = None,
    ) -> None:
        self.nom, self.reponse, self.resume = nom, reponse, resume
        self.arguments, self.reference, self.exemple = tuple(arguments), reference, exemple
        self.preparer, self.remarque = preparer, remarque
        self._regle = regle
        self.__doc__ = f"{resume} ({reference})"
        self.__name__ = nom
        self.__signature__ = inspect.Signature(
            [
                inspect.Parameter(
                    one.nom,
                    inspect.Parameter.POSITIONAL_OR_KEYWORD,
                    default=None if one.facultatif else inspect.Parameter.empty,
                )
                for one in self.arguments
            ]
        )
        self._columns = [at for at, one in enumerate(self.arguments) if one.genre.colonne]
        self._names = {one.nom: at for at, one in enumerate(self.arguments)}

    def regle(self, loi: Baremes, *typed: Any) -> Any:
        """The rule on typed values."""
        if self._regle is not None:
            return self._regle(loi, *typed)
        assert self.preparer is not None
        return self.preparer(loi, *typed[1:])(typed[0])

    def __call__(self, *args: Any, loi: Baremes = LOI, **kwargs: Any) -> Any:
        """The answer for a host's values; a column where one cell is expected answers a column.

        Args:
            args: in the catalogue's order.
            loi: the figures to use.
            kwargs: by name.

        Returns:
            A number of euros, a fraction, a day, a text or a list of rows. In a column, a row
            that cannot be answered holds an :class:`Erreur`, the others go on; a blank row
            answers None.

        Raises:
            InputError: bad input, for ``#VALEUR!``.
            RuleError: a figure that is not known, for ``#N/A``.
        """
        return self.repondre(self.lier(args, kwargs), loi)

    def repondre(self, values: list[Any], loi: Baremes = LOI) -> Any:
        """The same for values in the catalogue's order, None where nothing is given."""
        spread = [
            at
            for at, value in enumerate(values)
            if isinstance(value, (list, tuple)) and not self.arguments[at].genre.colonne
        ]
        if not spread:
            return self.rendre(self.regle(loi, *self.lire(values)))
        return self._colonne(values, spread, loi)

    def lier(self, args: Sequence[Any], kwargs: dict[str, Any]) -> list[Any]:
        """The values in the catalogue's order, None where nothing was given."""
        if len(args) > len(self.arguments):
            raise InputError(
                f"{self.nom} reçoit {len(args)} arguments.",
                f"Elle en attend {len(self.arguments)} au plus : {self.usage()}.",
            )
        values = [*args, *[None] * (len(self.arguments) - len(args))]
        for name, value in kwargs.items():
            at = self._names.get(name)
            if at is not None and at < len(args):
                raise InputError(
                    f"{self.nom} : « {name} » est donné deux fois.",
                    "Nommez les arguments, ou suivez leur ordre ; les nommés viennent à la fin.",
                )
            if at is None:
                raise InputError(
                    f"{self.nom} n'a pas d'argument « {name[:40]} ».", f"Écrivez {self.usage()}."
                )
            values[at] = value
        return values

    def usage(self) -> str:
        """How it is written in a French sheet: ``SC_PLAFOND(categorie; annee)``."""
        names = [f"[{one.nom}]" if one.facultatif else one.nom for one in self.arguments]
        return f"{self.nom}({'; '.join(names)})"

    def lire(self, values: Sequence[Any]) -> list[Any]:
        """The typed arguments of one call."""
        typed = [
            value if one.genre.colonne else self._lire_un(one, value)
            for one, value in zip(self.arguments, values, strict=True)
        ]
        if self._columns:
            self._lire_colonnes(typed)
        return typed

    def _lire_un(self, one: Argument, value: Any) -> Any:
        if not est_vide(value):
            return one.genre.lire(value, one.nom)
        if not one.facultatif:
            raise InputError(f"{one.nom} : il manque une valeur.", f"Écrivez {self.usage()}.")
        return one.defaut

    def _lire_colonnes(self, typed: list[Any]) -> None:
        """The columns of one call: of one length, blank rows passed over, each cell read."""
        given: dict[int, list[Any]] = {}
        for at in self._columns:
            one = self.arguments[at]
            if typed[at] is None:
                if one.facultatif:
                    continue
                raise InputError(f"{one.nom} : il manque une colonne.", f"Écrivez {self.usage()}.")
            given[at] = aplatir(typed[at], one.nom)
        lengths = {self.arguments[at].nom: len(cells) for at, cells in given.items()}
        if len(set(lengths.values())) > 1:
            raise _inegales(lengths)
        blank = set(range(max(lengths.values())))
        for cells in given.values():
            if blank:
                blank = {row for row in blank if est_vide(cells[row])}
        if len(blank) == max(lengths.values()):  # a zero would look true
            raise InputError("Les colonnes sont vides.", "Donnez au moins une ligne.")
        for at, cells in given.items():
            one = self.arguments[at]
            lire = one.genre.lire
            if one.genre.lire is EN_EUROS.lire and set(map(type, cells)) == {float}:
                typed[at] = centimes(cells, one.nom)
                continue
            typed[at] = [
                None
                if one.defaut == "" and est_vide(value)
                else lire(value, f"{one.nom}, ligne {row}")
                for row, value in enumerate(cells, 1)
                if row - 1 not in blank
            ]

    def _colonne(self, values: list[Any], spread: list[int], loi: Baremes) -> Any:
        """One answer per row; rows that are alike are computed once."""
        if self.reponse in (TABLE, MONTANTS):
            raise InputError(
                f"{self.arguments[spread[0]].nom} : {self.nom} répond déjà un tableau.",
                "Donnez une seule cellule.",
            )
        columns = {at: aplatir(values[at], self.arguments[at].nom) for at in spread}
        lengths = {self.arguments[at].nom: len(cells) for at, cells in columns.items()}
        if len(set(lengths.values())) > 1:
            raise _inegales(lengths)
        if not any(lengths.values()):
            raise InputError(f"{' et '.join(lengths)} : la plage est vide.", "Donnez une cellule.")
        nested = any(isinstance(values[at][0], (list, tuple)) for at in spread)
        answers = None
        if self.preparer is not None and spread == [0]:  # only the amount changes from row to row
            answers = self._en_bloc(columns[0], values, loi)
        if answers is None:
            answers = self._lignes(columns, values, loi)
        if all(_en_ligne(values[at]) for at in spread):
            return [answers]
        return [[answer] for answer in answers] if nested else answers

    def _lignes(self, columns: dict[int, list[Any]], values: list[Any], loi: Baremes) -> list[Any]:
        """Row by row; what rows share is read once, and so are cells that are alike."""
        single = [None if at in columns else value for at, value in enumerate(values)]
        row = [
            None if at in columns or one.genre.colonne else self._lire_un(one, single[at])
            for at, one in enumerate(self.arguments)
        ]
        if self._columns:
            for at in self._columns:
                row[at] = single[at]
            self._lire_colonnes(row)
        read: dict[int, dict[Any, Any]] = {at: {} for at in columns}
        answers: list[Any] = []
        for cells in zip(*columns.values(), strict=True):
            if all(map(est_vide, cells)):
                answers.append(None)
                continue
            try:
                for at, cell in zip(columns, cells, strict=True):
                    # 1, 1.0 and True are one key to a dictionary, and not one answer.
                    its, known = (type(cell), cell), read[at]
                    if its not in known:
                        known[its] = self._lire_un(self.arguments[at], cell)
                    row[at] = known[its]
                answers.append(self.rendre(self.regle(loi, *row)))
            except SheetcashError as error:
                answers.append(erreur_de(error))
        return answers

    def _en_bloc(self, cells: list[Any], values: list[Any], loi: Baremes) -> list[Any] | None:
        """A long column of amounts at once; None where rows must be told apart."""
        from sheetcash.functions import colonnes

        assert self.preparer is not None
        if len(cells) < colonnes.LONGUE:
            return None
        try:
            calcule = self.preparer(loi, *self.lire([0.0, *values[1:]])[1:])
        except SheetcashError:
            return None  # for the whole column or row by row: the rows say
        found = colonnes.calculer(calcule, cells)
        if found is None:
            return None
        answers, left_out = found
        told = self._lignes({0: [cells[at] for at in left_out]}, values, loi)
        for at, answer in zip(left_out, told, strict=True):
            answers[at] = answer
        return answers

    def rendre(self, answer: Any) -> Any:
        """A rule's answer as a cell, a column or a table holds it."""
        if self.reponse == MONTANT:
            return answer / 100
        if self.reponse == MONTANTS:
            return [[cents / 100] for cents in answer]
        if self.reponse == TAUX:
            return answer / MILLION
        if self.reponse == NOMBRE:
            return jours(answer)
        if self.reponse == TABLE:
            return [
                [nom, None if taux is None else taux / MILLION, cents / 100]
                for nom, taux, cents in answer
            ]
        return answer


def centimes(cells: list[float], nom: str) -> list[int]:
    """A column of numbers as cents, at once.

    Raises:
        InputError: one of them is not a plausible amount.

    >>> centimes([1.0, 0.1 + 0.2], "montants")
    [100, 30]
    """
    try:
        return list(map(cents_of_float, cells))
    except NotAnAmount:  # say which one
        return [EN_EUROS.lire(cell, f"{nom}, ligne {row}") for row, cell in enumerate(cells, 1)]


def jours(exact: Fraction) -> float:
    """Days to a tenth, halves up.

    >>> jours(Fraction(75, 2)), jours(Fraction(1, 3))
    (37.5, 0.3)
    """
    return round_half_up(10 * exact.numerator, exact.denominator) / 10


def _inegales(lengths: dict[str, int]) -> InputError:
    told = ", ".join(f"{nom} {length}" for nom, length in lengths.items())
    return InputError(
        f"Les colonnes n'ont pas la même longueur ({told}).",
        "Donnez les mêmes lignes pour chacune.",
    )


def _en_ligne(value: Any) -> bool:
    """A range of one row: several cells side by side."""
    return len(value) == 1 and isinstance(value[0], (list, tuple)) and len(value[0]) > 1


def aplatir(value: Any, nom: str) -> list[Any]:
    """A column as a flat list: hosts give a cell, a list, or rows of one cell.

    Raises:
        InputError: a range of several columns and several rows.

    >>> aplatir([[1], [2]], "montants"), aplatir([[1, 2]], "montants"), aplatir(3, "montants")
    ([1, 2], [1, 2], [3])
    """
    if not isinstance(value, (list, tuple)):
        return [value]
    kinds = set(map(type, value))
    if not any(issubclass(kind, (list, tuple, dict)) for kind in kinds):
        return list(value)
    if _en_ligne(value):
        return aplatir(list(value[0]), nom)
    flat = None
    if all(issubclass(kind, (list, tuple)) for kind in kinds):
        with suppress(ValueError):
            flat = [cell for (cell,) in value]  # rows of one cell, by their thousands
    if flat is None or any(issubclass(kind, (list, dict)) for kind in set(map(type, flat))):
        raise InputError(f"{nom} : la plage a plusieurs colonnes.", "Donnez une seule colonne.")
    return flat


def en_json(answer: Any) -> Any:
    """An answer as JSON holds it: days as ISO strings, errors as objects.

    >>> en_json([[date(2026, 1, 1)], [2.0]]), en_json(Erreur("#N/A", "Non."))
    ([['2026-01-01'], [2]], {'erreur': {'code': '#N/A', 'message': 'Non.'}})
    """
    kind = type(answer)  # the most frequent first: a column has thousands of them
    if kind is float:
        return int(answer) if answer.is_integer() else answer
    if kind is list:
        return [en_json(one) for one in answer]
    if kind is Erreur:
        return {"erreur": answer._asdict()}
    return answer.isoformat() if isinstance(answer, date) else answer
