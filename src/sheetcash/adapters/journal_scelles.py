"""The seals in the SQLite journal, beside what was sent."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from sheetcash.adapters.journal_file import SurJournal
from sheetcash.ports.scelles import LigneScellee

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

#: How many values one query of SQLite may name, at least.
_A_LA_FOIS: Final = 500


class SqliteScelles(SurJournal):
    """Fulfils :class:`sheetcash.ports.scelles.Scelles`; the file is created at first write.

    Args:
        state_dir: the journal's folder.

    >>> import tempfile
    >>> from datetime import date
    >>> from pathlib import Path
    >>> from sheetcash.core.scellement import Sceau
    >>> row = LigneScellee(Sceau(1, "ab" * 32), ("1", "2026-11-27"), date(2026, 11, 30))
    >>> with tempfile.TemporaryDirectory() as folder, SqliteScelles(Path(folder)) as scelles:
    ...     scelles.inscrire("livre", "Recettes", [row])
    ...     scelles.lignes("livre", "Recettes", [1, 2])
    {1: ('1', '2026-11-27')}
    """

    def empreintes(self, classeur: str, registre: str) -> dict[int, str]:
        """The seals of a register, by rank."""
        return dict(
            self._file.read(
                "SELECT rang, empreinte FROM scelles WHERE classeur = ? AND registre = ?",
                *(classeur, registre),
            )
        )

    def lignes(
        self, classeur: str, registre: str, rangs: Collection[int]
    ) -> dict[int, tuple[str, ...]]:
        """The fields as they were sealed at some ranks."""
        found = {}
        for one in _par_lots(sorted(rangs)):
            marks = ", ".join("?" * len(one))
            rows = self._file.read(
                "SELECT rang, champs FROM scelles WHERE classeur = ? AND registre = ? "
                f"AND rang IN ({marks})",
                *(classeur, registre, *one),
            )
            found.update({rang: tuple(json.loads(champs)) for rang, champs in rows})
        return found

    def inscrire(self, classeur: str, registre: str, lignes: Iterable[LigneScellee]) -> None:
        """Add rows; those that are there stay as they are."""
        rows = [
            (
                *(classeur, registre, one.sceau.rang, one.sceau.empreinte),
                *(json.dumps(one.champs), one.jour.isoformat()),
            )
            for one in lignes
        ]
        if rows:
            with self._file.writing() as connection:
                connection.executemany(
                    "INSERT OR IGNORE INTO scelles (classeur, registre, rang, empreinte, champs, "
                    "jour) VALUES (?, ?, ?, ?, ?, ?)",
                    rows,
                )


def _par_lots(rangs: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(rangs), _A_LA_FOIS):
        yield rangs[start : start + _A_LA_FOIS]
