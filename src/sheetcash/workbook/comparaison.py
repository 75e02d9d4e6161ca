"""Two versions of a workbook held against each other: rows, fields, settings; whatever the host.

Cells are compared as texts that are the same on every host: a day is ISO, an amount whole cents.
What is typed as a text where a number or a day belongs is another value, as formulas do not see
it: its text begins with an apostrophe, the mark that Excel gives it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from typing import Final, NamedTuple

from sheetcash.core.appariement import apparier
from sheetcash.core.money import cents_of_float, format_euros
from sheetcash.core.periods import day_of, format_date
from sheetcash.core.scellement import propre
from sheetcash.errors import NotAnAmount
from sheetcash.workbook.parametres import BY_LABEL, IDENTIFIANT
from sheetcash.workbook.raw import RawSetting, RawTable, Snapshot
from sheetcash.workbook.schema import (
    DATE,
    ENTIER,
    JOURS,
    LISTE,
    MONTANT,
    TAUX,
    TEXTE,
    CellError,
    Table,
)
from sheetcash.workbook.tables import BAREMES, DECLARATIONS, ECHEANCES, MODELES, SCEAU, TABLES

MODIFIEE, AJOUTEE, RETIREE = "modifiée", "ajoutée", "retirée"
#: A number whose unit stands in another column.
_NOMBRE: Final = "nombre"
_RANG: Final = "Rang"

#: What tells a row where one column does not.
_CLES: Final = {
    BAREMES.name: ("Paramètre", "Catégorie", "Début", "Création depuis le", "Création avant ou le"),
    MODELES.name: ("Niveau", "Profil", "Type de client", "Ton", "Langue"),
    DECLARATIONS.name: (_RANG,),
    ECHEANCES.name: (_RANG, "Date", "Obligation"),
}


class Champ(NamedTuple):
    """One field that changed; what it held before and after, as :func:`montrer` reads it."""

    colonne: str
    genre: str
    avant: str
    apres: str


class Difference(NamedTuple):
    """One row that changed, came or went.

    Attributes:
        table: the table's name.
        feuille: the sheet it is on.
        genre: :data:`MODIFIEE`, :data:`AJOUTEE` or :data:`RETIREE`.
        nom: what the row is called: its number, its name, else what it begins with.
        scelle: it bore a seal in the first version.
        ligne_avant: its row in the first version's sheet, 0 where it is not there.
        ligne_apres: the same in the second.
        champs: the fields that changed; of a row that came or went, those that are not blank.
    """

    table: str
    feuille: str
    genre: str
    nom: str
    scelle: bool
    ligne_avant: int
    ligne_apres: int
    champs: tuple[Champ, ...]


def comparer(avant: Snapshot, apres: Snapshot) -> list[Difference]:
    """The rows that differ, sealed ones first, then by table and place.

    Columns that sheetcash computes are left out: they follow from the others.
    """
    found: list[Difference] = []
    for name, table in TABLES.items():
        found += _de_la_table(table, avant.tables.get(name), apres.tables.get(name))
    return sorted(found, key=lambda one: not one.scelle)


def comparer_reglages(avant: Snapshot, apres: Snapshot) -> list[Champ]:
    """The settings that differ, in the contract's order."""
    found = []
    for label, setting in BY_LABEL.items():
        one, other = (_reglage(label, its.settings.get(label)) for its in (avant, apres))
        if one != other:
            found.append(Champ(label, setting.kind, one, other))
    return found


def _reglage(label: str, raw: RawSetting | None) -> str:
    """A setting as a text; the address that stands for a missing identifier is none."""
    if raw is None:
        return ""
    kind = BY_LABEL[label].kind
    if kind == JOURS:
        texts = [_un(ENTIER, value) for value in raw.values]
        return " / ".join(text or "–" for text in texts) if any(texts) else ""
    text = _un(kind, raw.values[0])
    return "" if label == IDENTIFIANT and text.startswith("gsheet:") else text


def _de_la_table(
    table: Table, avant: RawTable | None, apres: RawTable | None
) -> Sequence[Difference]:
    raws = [raw for raw in (avant, apres) if raw is not None]
    if not raws:
        return []
    titles = _titres(table, raws)
    kinds = [_genre(table, title) for title in titles]
    ours, theirs = _lignes(table, avant, titles, kinds), _lignes(table, apres, titles, kinds)
    key = tuple(titles.index(one) for one in _cle(table, titles))
    seal = titles.index(SCEAU.title) if SCEAU.title in titles else None
    cles = [key] if seal is None else [(seal,), key]
    a, b = list(ours.values()), list(theirs.values())
    a_rows, b_rows = list(ours), list(theirs)
    found = []
    for one, other in apparier(a, b, cles):
        before = a[one] if one is not None else ("",) * len(titles)
        after = b[other] if other is not None else ("",) * len(titles)
        if before == after:
            continue
        genre = RETIREE if other is None else AJOUTEE if one is None else MODIFIEE
        raw, at = (avant, a_rows[one]) if one is not None else (apres, b_rows[other or 0])
        assert raw is not None
        fields = zip(titles, kinds, before, after, strict=True)
        found.append(
            Difference(
                table.name,
                raw.sheet,
                genre,
                _nom(table, raw, at, after if one is None else before, (key, kinds)),
                seal is not None and bool(before[seal].strip()),
                a_rows[one] if one is not None else 0,
                b_rows[other] if other is not None else 0,
                tuple(Champ(*field) for field in fields if field[2] != field[3]),
            )
        )
    return sorted(found, key=lambda one: one.ligne_apres or one.ligne_avant)


def _cle(table: Table, titles: Sequence[str]) -> tuple[str, ...]:
    key = _CLES.get(table.name, (table.key,))
    return key if key[0] in titles else (table.key,)


def _titres(table: Table, raws: Sequence[RawTable]) -> list[str]:
    """The columns that are compared: those that are typed; a period is told by its rank."""
    titles = [one.title for one in table.columns if not one.computed]
    if _RANG in titles and not all(any(raw.columns[_RANG]) for raw in raws):
        titles.remove(_RANG)  # an older workbook has none
        if table.key not in titles:
            titles.insert(0, table.key)
    return titles


def _genre(table: Table, title: str) -> str:
    return _NOMBRE if (table.name, title) == (BAREMES.name, "Valeur") else table.column(title).kind


def _lignes(
    table: Table, raw: RawTable | None, titles: Sequence[str], kinds: Sequence[str]
) -> dict[int, tuple[str, ...]]:
    """The rows that are not blank, by their place in the sheet."""
    if raw is None:
        return {}
    columns = [_colonne(kind, raw.columns[t]) for t, kind in zip(titles, kinds, strict=True)]
    if table.name == ECHEANCES.name and _RANG in titles:
        # sheetcash's own rows follow the declarations and the day
        ranks = columns[titles.index(_RANG)]
        for at, title in enumerate(titles):
            if title not in (_RANG, "Fait le"):
                its = zip(columns[at], ranks, strict=True)
                columns[at] = ["" if rank else text for text, rank in its]
    rows = enumerate(zip(*columns, strict=True), raw.first_row)
    return {at: row for at, row in rows if any(row)}


def _nom(
    table: Table,
    raw: RawTable,
    at: int,
    row: Sequence[str],
    its: tuple[Sequence[int], Sequence[str]],
) -> str:
    """What a row is called: its key, else what it begins with."""
    if table.name in (DECLARATIONS.name, ECHEANCES.name):
        whole = [table.key, *(["Obligation"] if table.name == ECHEANCES.name else [])]
        cells = [(table.column(t).kind, raw.columns[t][at - raw.first_row]) for t in whole]
        texts = [montrer(kind, _un(kind, value)) for kind, value in cells if value]
        if texts:
            return ", ".join(texts)
    key, kinds = its
    texts = [montrer(kinds[column], row[column]) for column in key if row[column]]
    if not texts:
        texts = [montrer(kind, text) for kind, text in zip(kinds, row, strict=True) if text][:3]
    return ", ".join(texts)


# --- cells as texts ------------------------------------------------------------------------------


def _colonne(kind: str, values: Sequence[object]) -> list[str]:
    """A column's cells as texts; the usual case, all of one type, at once."""
    types = set(map(type, values))
    if types <= {str, type(None)} and kind in (TEXTE, LISTE):
        return [propre(value) if value else "" for value in values]  # type: ignore[arg-type]
    if types == {date} and kind == DATE:
        return [value.isoformat() for value in values]  # type: ignore[attr-defined]
    if types == {float} and kind == MONTANT:
        cents = [round(value * 100) for value in values]  # type: ignore[operator]
        pairs = zip(values, cents, strict=True)
        if all(abs(value * 100 - cent) < 1e-4 for value, cent in pairs):  # type: ignore[operator]
            return list(map(str, cents))
    return list(map(partial(_un, kind), values))


def _un(kind: str, value: object) -> str:
    """One cell.

    >>> _un(MONTANT, 12.5), _un(MONTANT, "12,50"), _un(DATE, 46095.0), _un(TEXTE, 12.0)
    ('1250', "'12,50", '2026-03-14', '12')
    """
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        its = propre(value)
        return its if kind in (TEXTE, LISTE) or isinstance(value, CellError) else f"'{its}"
    if isinstance(value, bool):
        return "VRAI" if value else "FAUX"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (int, float)):
        return _nombre(kind, float(value))
    return str(value)


def _nombre(kind: str, value: float) -> str:
    if kind == MONTANT:
        try:
            cents = cents_of_float(value)
        except NotAnAmount:
            return repr(value)
        return str(cents) if abs(value * 100 - cents) < 1e-4 else f"{value!r} €"
    if kind == DATE and value.is_integer() and 36_526 <= value <= 73_050:
        return day_of(int(value)).isoformat()
    return str(int(value)) if value.is_integer() else repr(value)


# --- texts as they are shown ---------------------------------------------------------------------


def montrer(genre: str, texte: str) -> str:
    """What a field held, as the user reads it.

    >>> [montrer(MONTANT, "1250"), montrer(DATE, "2026-03-14"), montrer(TAUX, "0.5")]
    ['12,50\\xa0€', '14/03/2026', '50\\xa0%']
    >>> montrer(MONTANT, "'12,50"), montrer(TEXTE, ""), montrer(TEXTE, "  ")
    ('le texte « 12,50 »', 'vide', '«    »')
    """
    if not texte:
        return "vide"
    if texte.startswith("'") and genre not in (TEXTE, LISTE):
        return f"le texte « {texte[1:]} »"
    try:
        return _MONTRER.get(genre, _court)(texte)
    except ValueError:
        return texte


def _court(texte: str) -> str:
    one = " ".join(texte.splitlines())
    if one.strip() != one or "  " in one:
        return f"« {one} »"
    return one if len(one) <= 120 else f"{one[:119]}…"


def _pourcent(texte: str) -> str:
    return f"{round(float(texte) * 100, 6):g}".replace(".", ",") + "\u00a0%"


_MONTRER: Final[dict[str, Callable[[str], str]]] = {
    MONTANT: lambda texte: format_euros(int(texte)),
    DATE: lambda texte: format_date(date.fromisoformat(texte)),
    TAUX: _pourcent,
    _NOMBRE: lambda texte: f"{float(texte):.12g}".replace(".", ","),
}


def valeur(genre: str, texte: str) -> object:
    """What a field held, for ``--json``: euros, an ISO day, a number, a text, None for blank.

    >>> valeur(MONTANT, "1250"), valeur(ENTIER, "3"), valeur(TEXTE, "3"), valeur(DATE, "")
    (12.5, 3, '3', None)
    """
    if not texte:
        return None
    if genre in (TEXTE, LISTE, DATE, JOURS):
        return texte.removeprefix("'") if genre in (DATE, JOURS) else texte
    if texte.startswith("'"):
        return texte[1:]
    try:
        if genre == MONTANT:
            return int(texte) / 100
        return int(texte) if genre == ENTIER else float(texte)
    except ValueError:
        return texte
