"""What a user typed in a workbook, as a new one would be given it; and the same as JSON.

JSON keeps days and exact decimals apart from texts, so that what is read back is what was there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any, Final

from sheetcash.core.money import cents_of_float
from sheetcash.errors import DamagedExport, NotAnAmount
from sheetcash.workbook.content import Content
from sheetcash.workbook.parametres import BY_LABEL
from sheetcash.workbook.raw import RawTable, Snapshot
from sheetcash.workbook.registres import texte_de
from sheetcash.workbook.schema import ENTIER, JOURS, LISTE, MONTANT, TEXTE
from sheetcash.workbook.tables import BAREMES, TABLES

#: The form of the JSON; a newer one is refused.
FORME: Final = 1
_JOUR, _DECIMAL, _SUITE = "jour", "decimal", "suite"
#: No cell is worth as much; a NaN is not less.
_TROP: Final = 10**300


def contenu(snapshot: Snapshot) -> Content:
    """The user's rows and settings as a new workbook would be given them."""
    settings: dict[str, object] = {}
    for label, raw in snapshot.settings.items():
        kind = BY_LABEL[label].kind
        values = [_typed(value, kind) for value in raw.values]
        settings[label] = tuple(values) if kind == JOURS else values[0]
    return Content(
        settings,
        {name: _rows(raw) for name, raw in snapshot.tables.items()},
        dessous={name: len(raw.stray) for name, raw in snapshot.tables.items()},
    )


def _rows(raw: RawTable) -> list[dict[str, object]]:
    table = TABLES[raw.table]
    # a computed column that is needed may be a constant: a period in a workbook of the old form
    kinds = [(c.title, c.kind) for c in table.columns if c.needed or not c.computed]
    plain = raw.table == BAREMES.name  # its figures are the law's own, not cents
    return [
        {title: _typed(raw.columns[title][at], "" if plain else kind) for title, kind in kinds}
        for at in range(raw.height)
    ]


def _typed(value: object, kind: str) -> object:
    if value is None or value == "":
        return None
    if kind in (TEXTE, LISTE) and isinstance(value, (date, bool)):
        return texte_de(value)  # as it is sealed: « 1/2 » that Excel made a day of, say
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, float):
        if kind == MONTANT:
            try:
                return cents_of_float(value)
            except NotAnAmount:
                return str(value)
        if kind in (ENTIER, JOURS) and value.is_integer():
            return int(value)
    return value if isinstance(value, (str, int, float, date, Decimal)) else str(value)  # an hour


def en_json(content: Content, pieces: Mapping[str, str] = MappingProxyType({})) -> bytes:
    """What was typed, as JSON; and by cell « Pièce », the file that was copied.

    >>> len(de_json(en_json(Content({"Nom": "Zoé"}, {}))).settings)
    1
    """
    told: dict[str, object] = {
        "forme": FORME,
        "reglages": {label: _ecrit(value) for label, value in content.settings.items()},
        "tables": {
            name: [{title: _ecrit(value) for title, value in row.items()} for row in rows]
            for name, rows in content.rows.items()
        },
    }
    told["pieces"] = dict(pieces)
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def de_json(data: bytes) -> Content:
    """What :func:`en_json` wrote; tables, columns and settings of another version are left out.

    Raises:
        DamagedExport: it is something else, or of a newer form.
    """
    try:
        told = json.loads(data)
        if told["forme"] > FORME:
            raise DamagedExport(
                "Ces données viennent d'une version plus récente de sheetcash.",
                "Mettez sheetcash à jour, puis recommencez.",
            )
        settings = {
            label: _suite(value) if BY_LABEL[label].kind == JOURS else _lu(value)
            for label, value in told["reglages"].items()
            if label in BY_LABEL
        }
        rows = {
            name: [
                {
                    title: _lu(value)
                    for title, value in row.items()
                    if title in TABLES[name].titles and value is not None
                }
                for row in its
            ]
            for name, its in told["tables"].items()
            if name in TABLES
        }
    except (
        *(ValueError, TypeError, LookupError, AttributeError),
        *(InvalidOperation, RecursionError),  # the file may be anyone's making
    ) as error:
        raise DamagedExport(
            "Les données de ce dossier ne peuvent pas être lues : le fichier est abîmé.",
            "Prenez un autre exemplaire du dossier.",
        ) from error
    return Content(settings, rows)


def _ecrit(value: object) -> Any:
    if isinstance(value, date):
        return {_JOUR: value.isoformat()}
    if isinstance(value, Decimal):
        return {_DECIMAL: str(value)}
    if isinstance(value, tuple):
        return {_SUITE: [_ecrit(one) for one in value]}
    return str(value) if isinstance(value, str) else value


def _lu(value: Any) -> object:
    """One cell; a ValueError for what no cell can hold."""
    if isinstance(value, dict):
        ((kind, text),) = value.items()
        if kind == _JOUR:
            return date.fromisoformat(text)
        if kind != _DECIMAL:
            raise ValueError
        value = Decimal(text)
    if isinstance(value, str):
        value.encode()  # half a character is a ValueError
    elif isinstance(value, (int, float, Decimal)):
        if not -_TROP < value < _TROP:
            raise ValueError
    elif value is not None:
        raise ValueError
    return value


def _suite(value: Any) -> object:
    """The days of a setting that has several."""
    ((kind, its),) = value.items()
    if kind != _SUITE:
        raise ValueError
    return tuple(map(_lu, its))
