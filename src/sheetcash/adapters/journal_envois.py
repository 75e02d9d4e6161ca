"""What was mailed to accountants, in the SQLite journal beside what was sent to clients."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import TYPE_CHECKING

from sheetcash.adapters.journal_file import SurJournal
from sheetcash.errors import Locked
from sheetcash.ports.envois import EnvoiComptable

if TYPE_CHECKING:
    pass


class SqliteEnvois(SurJournal):
    """Fulfils :class:`sheetcash.ports.envois.EnvoisComptables`.

    Args:
        state_dir: the journal's folder; its file is created at first write.

    >>> import tempfile
    >>> from pathlib import Path
    >>> one = EnvoiComptable("livre", "a@b.fr", "ab", "<1@b.fr>", date(2026, 11, 30))
    >>> with tempfile.TemporaryDirectory() as folder, SqliteEnvois(Path(folder)) as envois:
    ...     envois.prendre(one, 0)
    ...     envois.regler("<1@b.fr>", "envoyee", "250 ok")
    ...     [(each.etat, each.detail) for each in envois.faits("livre", "a@b.fr", "ab")]
    [('envoyee', '250 ok')]
    """

    def faits(self, classeur: str, adresse: str, empreinte: str) -> list[EnvoiComptable]:
        """The mails of that very content to that address, oldest first."""
        rows = self._file.read(
            "SELECT message_id, jour, etat, detail FROM envois_comptables "
            "WHERE classeur = ? AND adresse = ? AND empreinte = ? ORDER BY tour",
            *(classeur, adresse.casefold(), empreinte),
        )
        return [
            EnvoiComptable(
                classeur, adresse, empreinte, message_id, date.fromisoformat(jour), etat, detail
            )
            for message_id, jour, etat, detail in rows
        ]

    def prendre(self, envoi: EnvoiComptable, connus: int) -> None:
        """Write that it is about to leave; on the disk when this returns."""
        with self._file.writing() as connection:
            try:
                connection.execute(
                    "INSERT INTO envois_comptables (message_id, classeur, adresse, empreinte, "
                    "tour, jour, etat, detail) VALUES (?, ?, ?, ?, ?, ?, 'en_cours', '')",
                    (
                        *(envoi.message_id, envoi.classeur, envoi.adresse.casefold()),
                        *(envoi.empreinte, connus + 1, envoi.jour.isoformat()),
                    ),
                )
            except sqlite3.IntegrityError as error:
                raise Locked(
                    "Ce même dossier vient de partir, ou est en train de partir, à cette adresse.",
                    "Relancez la commande pour voir ce qui a été envoyé.",
                ) from error

    def regler(self, message_id: str, etat: str, detail: str) -> None:
        """Write how it ended."""
        with self._file.writing() as connection:
            connection.execute(
                "UPDATE envois_comptables SET etat = ?, detail = ? WHERE message_id = ?",
                (etat, detail, message_id),
            )
