"""The part of the workbook's contract that the sidebar reads, as plain JavaScript."""

from __future__ import annotations

import json
from typing import Any, Final

from sheetcash.core.virement import LONGUEURS
from sheetcash.workbook.parametres import SETTINGS
from sheetcash.workbook.schema import JOURS, Column, Setting
from sheetcash.workbook.tables import TABLES

#: The tables that decide of the reminders and of the ceilings.
LUES: Final = (
    *("tblClients", "tblFactures", "tblRecettes", "tblModeles", "tblRelances", "tblBanque"),
)


def contrat() -> str:
    """The tables' titles and the settings, as data.

    >>> "tblFactures" in contrat()
    True
    """
    lines = [
        "/**",
        " * The tables that the sidebar reads; `requise` when reading stops without the column.",
        " * @typedef {{titre: string, requise: boolean, calculee: boolean}} ColonneContrat",
        " * @type {Record<string, {feuille: string, cle: string, colonnes: ColonneContrat[]}>}",
        " */",
        "const CONTRAT_ = {",
    ]
    for name in LUES:
        table = TABLES[name]
        lines += [
            f"  {name}: {{",
            f"    feuille: {_js(table.sheet)},",
            f"    cle: {_js(table.key)},",
            "    colonnes: [",
            *(f"      {_js(_colonne(column))}," for column in table.columns),
            "    ],",
            "  },",
        ]
    lines += [
        "};",
        "",
        "/**",
        " * The settings by label: kind, default, and whether an older workbook may lack them.",
        " * @typedef {{genre: string, defaut: any, facultatif: boolean}} ReglageContrat",
        " * @type {Record<string, ReglageContrat>}",
        " */",
        "const REGLAGES_ = {",
        *(f"  {_js(one.label)}: {_js(_reglage(one))}," for one in SETTINGS),
        "};",
        "",
        "/** @type {Record<string, number>} how long an IBAN is, by country */",
        f"const LONGUEURS_IBAN_ = {_js(LONGUEURS)};",
        "",
    ]
    return "\n".join(lines)


def _js(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _colonne(column: Column) -> dict[str, object]:
    return {"titre": column.title, "requise": column.needed, "calculee": column.computed}


def _reglage(setting: Setting) -> dict[str, object]:
    default = setting.default
    if setting.kind == JOURS:
        assert isinstance(default, tuple)
        default = list(default)
    return {"genre": setting.kind, "defaut": default, "facultatif": setting.optional}
