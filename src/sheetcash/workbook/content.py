"""What a workbook holds, free of any host: settings and rows by column title.

Amounts of ``MONTANT`` columns and settings are integer cents, days are ``date``, the rest text or
whole numbers, None for a blank. The figures of Barèmes are ``Decimal``, as the law writes them,
and a ``TAUX`` is a fraction. Computed columns are never given.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from sheetcash.workbook.parametres import BY_LABEL


class Content(NamedTuple):
    """A workbook's inputs: settings by label, rows by table name and column title.

    ``avis`` is said at the top of Accueil: that these are the figures of an example. ``dessous``
    is how many rows were typed under each table, which nothing counts.
    """

    settings: dict[str, object]
    rows: dict[str, list[dict[str, object]]]
    avis: str = ""
    dessous: Mapping[str, int] = MappingProxyType({})

    def setting(self, label: str) -> object:
        """A setting's value, or its default when it is not given."""
        value = self.settings.get(label)
        return BY_LABEL[label].default if value is None else value

    def table(self, name: str) -> list[dict[str, object]]:
        """A table's rows, none when it is empty."""
        return self.rows.get(name, [])
