"""The seals in the SQLite journal, beside what was sent."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from sheetcash.adapters.journal import FILE_NAME
from sheetcash.adapters.journal_file import JournalFile
from sheetcash.core.scellement import Sceau
from sheetcash.ports.scelles import LigneScellee

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from types import TracebackType


class SqliteScelles:
    """Fulfils :class:`sheetcash.ports.scelles.Scelles`; the file is created at first write.

    Args:
        state_dir: the journal's folder.

    >>> import tempfile
    >>> from pathlib import Path
    >>> row = LigneScellee(Sceau(1, "ab" * 32), ("1", "2026-11-27"), date(2026, 11, 30))
    >>> with tempfile.TemporaryDirectory() as folder, SqliteScelles(Path(folder)) as scelles:
    ...     scelles.inscrire("livre", "Recettes", [row])
    ...     scelles.connues("livre", "Recettes")[1] == row
    True
    """

    def __init__(self, state_dir: Path) -> None:
        self._file = JournalFile(state_dir / FILE_NAME)

    def __enter__(self) -> SqliteScelles:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def connues(self, classeur: str, registre: str) -> dict[int, LigneScellee]:
        """The sealed rows of a register, by rank."""
        rows = self._file.read(
            "SELECT rang, empreinte, champs, jour FROM scelles WHERE classeur = ? AND registre = ?",
            classeur,
            registre,
        )
        return {
            rang: LigneScellee(
                Sceau(rang, empreinte), tuple(json.loads(champs)), date.fromisoformat(jour)
            )
            for rang, empreinte, champs, jour in rows
        }

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
