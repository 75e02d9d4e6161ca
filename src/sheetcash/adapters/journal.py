"""The SQLite journal: the authority on what was sent; it knows no mail and no workbook."""

from __future__ import annotations

import hashlib
import platform
import secrets
from collections import Counter
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sheetcash import ports
from sheetcash.adapters.journal_file import SurJournal
from sheetcash.errors import Locked
from sheetcash.ports import Entry, Event, Key

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping, Sequence

_ENTRY = "classeur, facture, niveau, etat, destinataire, message_id, jour, detail"
_KEY_IS = "classeur = ? AND facture = ? AND niveau = ?"
_INSERT = f"""
    INSERT INTO relances ({_ENTRY}, client) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (classeur, facture, niveau)"""
_CLAIM = f"""{_INSERT} DO UPDATE SET
        etat = excluded.etat, destinataire = excluded.destinataire,
        message_id = excluded.message_id, jour = excluded.jour,
        detail = excluded.detail, client = excluded.client
    WHERE relances.etat IN ('{ports.DIFFEREE}', '{ports.REFUSEE}')"""
_RECORD = f"""{_INSERT} DO UPDATE SET
        etat = excluded.etat, destinataire = excluded.destinataire,
        message_id = excluded.message_id, jour = excluded.jour, detail = excluded.detail
    WHERE relances.etat IN ('{ports.DIFFEREE}', '{ports.REFUSEE}')
            AND excluded.etat IN ('{ports.ENVOYEE}', '{ports.INCONNUE}')
        OR relances.etat = '{ports.INCONNUE}' AND excluded.etat = '{ports.ENVOYEE}'
        OR relances.etat IN ('{ports.ENVOYEE}', '{ports.INCONNUE}')
            AND excluded.etat = '{ports.REFUSEE}' AND excluded.detail LIKE '{ports.RETOUR}%'
            AND excluded.message_id = relances.message_id"""
_SETTLE = f"""
    UPDATE relances SET etat = ?, detail = ?, suite = suite + 1
    WHERE {_KEY_IS} AND etat IN ('{ports.EN_COURS}', '{ports.INCONNUE}', '{ports.REFUSEE}')
    RETURNING {_ENTRY}, client"""
_RETURN = f"""
    UPDATE relances SET etat = '{ports.REFUSEE}', detail = ?, suite = suite + 1
    WHERE {_KEY_IS} AND message_id = ? AND etat IN ('{ports.ENVOYEE}', '{ports.INCONNUE}')
    RETURNING {_ENTRY}, client"""
_EVENT = f"""
    INSERT INTO evenements ({_ENTRY}, id, client) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_ANNULEES = f"""
    SELECT DISTINCT facture, niveau, jour FROM evenements WHERE classeur = ?
        AND (etat = '{ports.REFUSEE}' AND detail LIKE '{ports.RETOUR}%'
            OR etat = '{ports.DIFFEREE}' AND detail = '{ports.A_RENVOYER.replace("'", "''")}')"""
_PARTIS = f"""
    SELECT COUNT(DISTINCT message_id) FROM relances
    WHERE jour = ? AND etat IN ('{ports.EN_COURS}', '{ports.ENVOYEE}', '{ports.INCONNUE}')
        AND lower(substr(message_id, -length(?))) = ?"""
_DEAD_RUN = (
    "La synchronisation s'est arrêtée pendant l'envoi : on ne sait pas si le message est parti."
)


class SqliteJournal(SurJournal):
    """The journal in one SQLite file, opened at first use.

    Reading never creates it: without a file, nothing was ever sent from this machine.

    Args:
        state_dir: the folder of the journal and of its locks, created for the user alone.

    Every method may raise:
        Locked: another program keeps the journal busy for more than 5 seconds.
        WriteFailed: full disk or a disk in error; nothing was written.
        AccessDenied: the folder or the file is read-only, or not ours.
        StoreError: the file is damaged, or was written by a newer sheetcash.

    >>> import tempfile
    >>> from datetime import date
    >>> key = Key("devis-2026", "F-001", 1)
    >>> with tempfile.TemporaryDirectory() as folder, SqliteJournal(Path(folder)) as journal:
    ...     with journal.exclusive("devis-2026"):
    ...         journal.claim(key, client="ACME", destinataire="a@acme.fr",
    ...                       message_id="<1@moi.fr>", jour=date(2026, 11, 20))
    ...         event = journal.settle(key, "envoyee", "250 OK")
    ...     journal.entries("devis-2026")[key].etat, len(event.id)
    ('envoyee', 12)
    """

    @property
    def path(self) -> Path:
        """The journal's file, there or not."""
        return self._file.path

    @contextmanager
    def exclusive(self, classeur: str) -> Iterator[None]:
        """Hold the workbook for one run; see :class:`sheetcash.ports.Journal`."""
        name = hashlib.sha256(classeur.encode()).hexdigest()[:16]
        lock = self._file.lock(f"classeur-{name}.lock")
        try:
            if not lock.acquire():
                raise Locked(
                    "Une autre synchronisation de ce classeur est en cours.",
                    "Attendez qu'elle se termine, puis recommencez.",
                )
            self._bury_dead_run(classeur)
            yield
            self._file.settle_down()
        finally:
            lock.close()

    def poste(self, *, creer: bool = False) -> str:
        """What this journal is called in a shared workbook; see the port.

        A journal that was copied to another machine has another name there.
        """
        found = self._file.read("SELECT id FROM poste")
        if not found and creer:
            with self._file.writing() as connection:
                named = secrets.token_hex(16)
                connection.execute(
                    "INSERT INTO poste SELECT ? WHERE NOT EXISTS (SELECT 1 FROM poste)", (named,)
                )
            found = self._file.read("SELECT id FROM poste")
        if not found:
            return ""
        return hashlib.sha256(f"{found[0][0]} {platform.node()}".encode()).hexdigest()[:8]

    def entries(self, classeur: str) -> dict[Key, Entry]:
        """The present state of each key of that workbook."""
        rows = self._file.read(
            f"SELECT {_ENTRY} FROM relances WHERE classeur = ? ORDER BY facture, niveau", classeur
        )
        entries = {entry.key: entry for entry in map(_entry, rows)}
        failed = [one for one in entries.values() if one.etat in (ports.DIFFEREE, ports.REFUSEE)]
        if failed:
            void: dict[tuple[str, int], set[date]] = {}
            for facture, niveau, jour in self._file.read(_ANNULEES, classeur):
                void.setdefault((facture, niveau), set()).add(date.fromisoformat(jour))
            for one in failed:
                days = void.get((one.key.facture, one.key.niveau), set()) - {one.jour}
                if days:
                    entries[one.key] = one._replace(annulees=tuple(sorted(days)))
        return entries

    def deja_nomme(self, adresses: Mapping[str, str]) -> str:
        """The workbook whose mails left about these invoices to these addresses; see the port."""
        rows = self._file.read(
            "SELECT classeur, facture, destinataire FROM relances WHERE etat IN (?, ?)",
            ports.ENVOYEE,
            ports.INCONNUE,
        )
        told = Counter(
            classeur
            for classeur, facture, address in rows
            if classeur and address and adresses.get(facture) == address.strip().casefold()
        )
        return max(told, key=lambda one: (told[one], one), default="")

    def events(self, classeur: str) -> list[Event]:
        """Every settled event of that workbook, oldest first; all are on the disk by then."""
        self._file.settle_down()
        rows = self._file.read(
            f"SELECT {_ENTRY}, id, client FROM evenements WHERE classeur = ? ORDER BY n", classeur
        )
        return [Event(row[8], _entry(row), row[9]) for row in rows]

    def partis(self, jour: date, expediteur: str) -> int:
        """How many mails left that day, or may have, for that sender; of all workbooks.

        A mail about several invoices counts once. A sender is known by the domain that its
        Message-IDs bear.
        """
        domain = f"@{expediteur.rpartition('@')[2].lower() or 'localhost'}>"
        rows = self._file.read(_PARTIS, jour.isoformat(), domain, domain)
        return int(rows[0][0]) if rows else 0

    def claim(
        self, key: Key, *, client: str, destinataire: str, message_id: str, jour: date
    ) -> None:
        """Write ``en_cours`` for that key; see :class:`sheetcash.ports.Journal`.

        Raises:
            Locked: the key is ``en_cours``, ``envoyee`` or ``inconnue``: it must not be sent.
            StoreError: the journal could not be written: it must not be sent.
        """
        entry = Entry(key, ports.EN_COURS, destinataire, message_id, jour, "")
        with self._file.writing() as connection:
            claimed = connection.execute(_CLAIM, (*_row(entry), client)).rowcount
            if claimed:
                return
            etat, since = connection.execute(
                f"SELECT etat, jour FROM relances WHERE {_KEY_IS}", key
            ).fetchone()
        raise _not_again(key, etat, date.fromisoformat(since))

    def settle(self, key: Key, etat: str, detail: str) -> Event:
        """Write how an ``en_cours`` or ``inconnue`` key ended, and return the event.

        Raises:
            ValueError: no such state, or the key is not ``en_cours``, ``inconnue`` or ``refusee``.
        """
        if etat not in ports.ETATS or etat == ports.EN_COURS:
            raise ValueError(f"not a final state: {etat!r}")
        # A power cut here turns what was sent into ``en_cours``, then ``inconnue``: the safe side.
        with self._file.writing(durable=False) as connection:
            return self._settle(connection, key, etat, detail)

    def revenir(self, key: Key, message_id: str, detail: str) -> Event | None:
        """Write that a mail came back: see :class:`sheetcash.ports.Journal`.

        Raises:
            ValueError: the detail would not tell a return.
        """
        if not detail.startswith(ports.RETOUR):
            raise ValueError(f"not the detail of a return: {detail!r}")
        with self._file.writing() as connection:
            rows = connection.execute(_RETURN, (detail, *key, message_id)).fetchall()
            return self._event(connection, rows[0]) if rows else None

    def record(self, entry: Entry, *, client: str) -> None:
        """Take in a state known from the sheet: see :class:`sheetcash.ports.Journal`.

        No event comes of it, since the sheet has it already.

        Raises:
            ValueError: no such state.
        """
        if entry.etat not in ports.ETATS:
            raise ValueError(f"not a state: {entry.etat!r}")
        with self._file.writing() as connection:
            connection.execute(_RECORD, (*_row(entry), client))

    def _bury_dead_run(self, classeur: str) -> None:
        query = "SELECT facture, niveau FROM relances WHERE classeur = ? AND etat = ?"
        dead = self._file.read(query, classeur, ports.EN_COURS)
        if not dead:
            return
        with self._file.writing() as connection:
            for facture, niveau in dead:
                key = Key(classeur, facture, niveau)
                self._settle(connection, key, ports.INCONNUE, _DEAD_RUN)

    def _settle(self, connection: sqlite3.Connection, key: Key, etat: str, detail: str) -> Event:
        rows = connection.execute(_SETTLE, (etat, detail, *key)).fetchall()
        if not rows:
            raise ValueError(f"nothing to settle for {key}")
        return self._event(connection, rows[0])

    def _event(self, connection: sqlite3.Connection, row: Sequence[Any]) -> Event:
        *columns, client = row
        entry = _entry(columns)
        event = Event(self._event_id(connection), entry, client)
        connection.execute(_EVENT, (*columns, event.id, client))
        return event

    @staticmethod
    def _event_id(connection: sqlite3.Connection) -> str:
        """Drawn once, then kept with its event: no two journals name two events alike.

        The sheet may still hold the events of a journal that was lost, or of another machine's:
        one named like them would be taken for written.
        """
        while True:
            event_id = f"R-{secrets.token_hex(5)}"
            query = "SELECT 1 FROM evenements WHERE id = ?"
            if connection.execute(query, (event_id,)).fetchone() is None:
                return event_id


def _row(entry: Entry) -> tuple[object, ...]:
    return (*entry.key, *entry[1:4], entry.jour.isoformat(), entry.detail)


def _entry(row: Sequence[Any]) -> Entry:
    key = Key(row[0], row[1], row[2])
    return Entry(key, row[3], row[4], row[5], date.fromisoformat(row[6]), row[7])


def _not_again(key: Key, etat: str, jour: date) -> Locked:
    what = f"La relance de niveau {key.niveau} de la facture {key.facture}"
    if etat == ports.ENVOYEE:
        return Locked(f"{what} est déjà partie le {jour:%d/%m/%Y}.", "Elle n'est pas renvoyée.")
    if etat == ports.EN_COURS:
        return Locked(
            f"{what} est déjà en cours d'envoi.", "Attendez la fin de l'autre synchronisation."
        )
    return Locked(
        f"{what} est peut-être partie le {jour:%d/%m/%Y} : son sort est inconnu.",
        "Vérifiez auprès du client ou dans les messages envoyés avant de la renvoyer.",
    )
