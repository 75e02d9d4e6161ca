"""What the use cases need from outside, as protocols; adapters fulfil them.

This module must not know any adapter, file format or network.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, NamedTuple, Protocol

from sheetcash.ports.pieces import COURRIEL_MAX, PieceJointe

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from sheetcash.workbook.edits import AppendRow, Edit, ReplaceText, UpdateRow
    from sheetcash.workbook.raw import Snapshot


class WorkbookStore(Protocol):
    """A workbook that can be read as tables and changed cell by cell, never rewritten."""

    @property
    def name(self) -> str:
        """What the user calls it: the file's name or the spreadsheet's title."""
        ...

    @property
    def shared(self) -> SharedWorkbook | None:
        """How it is written to while others do the same; None when this machine holds it."""
        ...

    @property
    def ecrite(self) -> str | None:
        """The version of the content that this store wrote last, empty before it has.

        None where what it wrote cannot be told from what others did since.
        """
        ...

    def read(self, tables: Collection[str] | None = None) -> Snapshot:
        """Read the named tables (all of them by default) and the settings.

        Raises:
            InputError: no such workbook, not a workbook, a sheet or column is missing.
            StoreError: it could not be reached.
        """
        ...

    def version(self) -> str:
        """A token that changes whenever the content does; cheap enough to ask before each send."""
        ...

    def ensure_writable(self) -> None:
        """Fail now rather than after the mails have left.

        Raises:
            Locked: open in another program.
            AccessDenied: the file or its folder is read-only.
        """
        ...

    def enregistrer(self) -> None:
        """Make sure that what was written stays, were the host closed now.

        Raises:
            StoreError: it cannot be.
        """
        ...

    def write(self, snapshot: Snapshot, edits: Sequence[Edit], jour: date | None = None) -> int:
        """Apply the edits to the content that ``snapshot`` was read from; all or nothing.

        Args:
            snapshot: what the edits were computed from.
            edits: what to change.
            jour: the day for which a viewer that does not compute must show true values.

        Returns:
            The number of cells written.

        Raises:
            ExternallyChanged: the content is no longer the snapshot's; nothing was written.
            Locked, AccessDenied, WriteFailed: nothing was written.
        """
        ...


class Note(NamedTuple):
    """What was written in a shared workbook.

    Attributes:
        ecritures: the cells that were.
        perdus: the texts that were not found: their row changed, or is gone.
        doubles: those found more than once: a row was copied.
    """

    ecritures: int
    perdus: list[ReplaceText]
    doubles: list[ReplaceText]


class SharedWorkbook(Protocol):
    """A workbook that other people and machines may change at the same time.

    Nothing in it is written by its place: rows are added at the end, texts replace texts.
    """

    @property
    def recent(self) -> bool:
        """Whether what was read last is fresh enough for a mail to leave on its word."""
        ...

    def reserver(
        self,
        snapshot: Snapshot,
        lignes: Sequence[AppendRow],
        marques: Sequence[UpdateRow],
        *,
        par_place: bool = False,
    ) -> Snapshot:
        """Add rows that say what this run takes on, and mark others; in one call.

        Args:
            snapshot: what they were computed from.
            lignes: the rows to add; a row added by someone else meanwhile stands above.
            marques: texts for cells, each written only where the cell holds what it held.
            par_place: write those of blank cells whatever they hold by then: the host's search
                may pass blanks over.

        Returns:
            The workbook just after: what others did before is in it.

        Raises:
            StoreError: it is not known whether that was written: nothing may be sent.
        """
        ...

    def noter(
        self, snapshot: Snapshot, textes: Sequence[ReplaceText], lignes: Sequence[AppendRow]
    ) -> Note:
        """Replace texts and add rows, in one call."""
        ...


class Mail(NamedTuple):
    """One mail, ready to leave: its text, and the same in HTML where ``html`` is not empty.

    ``sender`` and ``recipient`` are bare addresses, ``sender_name`` may be empty; ``message_id``
    is written with its angle brackets.

    ``references`` are the Message-IDs of the mails it follows, oldest first; ``precedent`` is what
    the mailer answered of the last of them, so that a mailer that keeps conversations finds its own
    again. Both are empty for a mail that opens one.

    A mailer reads each of ``pieces`` once, as it composes the mail: a batch holds no file.
    """

    sender: str
    sender_name: str
    recipient: str
    subject: str
    text: str
    message_id: str
    references: tuple[str, ...] = ()
    precedent: str = ""
    html: str = ""
    pieces: tuple[PieceJointe, ...] = ()

    @property
    def trop_lourd(self) -> bool:
        """Whether its files weigh more, together, than mails may."""
        return sum(one.octets for one in self.pieces) > COURRIEL_MAX

    def dessine(self) -> Mail:
        """The same with its images drawn."""
        return self._replace(pieces=tuple(i.chargee() if i.cid else i for i in self.pieces))

    def charge(self) -> Mail:
        """The same with its files in memory: none can go missing between claim and send.

        Raises:
            PieceInutilisable: a file cannot be read.
        """
        return self._replace(pieces=tuple(one if one.cid else one.chargee() for one in self.pieces))


class Mailer(Protocol):
    """A way to send mails; one connection from ``open`` to ``close``."""

    def open(self) -> None:
        """Connect and authenticate, before anything is claimed in the journal.

        Raises:
            Deferred: the server could not be reached, or said later.
            Refused: the credentials or the connection were refused.
        """
        ...

    def send(self, mail: Mail) -> str:
        """Hand one mail over, once; never tries again by itself.

        Returns:
            The server's last answer.

        Raises:
            Refused: the server will not take it (5xx).
            Deferred: the server says later (4xx), or was lost before the text was handed over.
            Unknown: the connection was lost once the text was on its way.
        """
        ...

    def close(self) -> None:
        """Say goodbye; never raises."""
        ...


class Key(NamedTuple):
    """What may be reminded once only: a level of an invoice of a workbook."""

    classeur: str
    facture: str
    niveau: int


class Entry(NamedTuple):
    """Where one reminder stands: ``etat`` is one of :data:`ETATS`.

    ``annulees`` are the days of its earlier mails that count for nothing, as they came back or
    were to leave again: an older copy of the sheet may tell that they left. Empty once it left.
    """

    key: Key
    etat: str
    destinataire: str
    message_id: str
    jour: date
    detail: str
    annulees: tuple[date, ...] = ()


class Event(NamedTuple):
    """One thing that happened to a reminder, to be mirrored in the sheet Relances.

    ``id`` is unique and stable: a row with that Id in the sheet means the event is mirrored.
    ``client`` is the name in the workbook on the day of the claim.
    """

    id: str
    entry: Entry
    client: str


EN_COURS = "en_cours"
ENVOYEE = "envoyee"
REFUSEE = "refusee"
DIFFEREE = "differee"
INCONNUE = "inconnue"
ETATS = (EN_COURS, ENVOYEE, REFUSEE, DIFFEREE, INCONNUE)

#: What the detail of a ``refusee`` mail begins with that had left, and came back.
RETOUR = "courriel revenu"
#: The detail of a ``differee`` mail that the user wants sent again.
A_RENVOYER = "à renvoyer, dit l'utilisateur"


class Journal(Protocol):
    """The authority on what was sent.

    A claim is on the disk when it returns. A settlement survives the death of the process at
    once, and a power cut as soon as another claim or :meth:`events` returns; until then a power
    cut would leave the key ``en_cours``, which the next run takes for ``inconnue``.
    """

    def exclusive(self, classeur: str) -> AbstractContextManager[None]:
        """Hold the workbook for one run; freed by the system if the process dies.

        On entry, every ``en_cours`` entry of that workbook belongs to a run that died: it
        becomes ``inconnue``.

        Raises:
            Locked: another run holds it.
        """
        ...

    def poste(self, *, creer: bool = False) -> str:
        """Eight signs that name this journal on this machine; none before it has had to be named.

        Args:
            creer: name it now if it has no name.
        """
        ...

    def entries(self, classeur: str) -> dict[Key, Entry]:
        """The present state of each key of that workbook."""
        ...

    def deja_nomme(self, adresses: Mapping[str, str]) -> str:
        """The workbook whose mails left, or may have, about these invoices to these addresses.

        Args:
            adresses: by number of invoice, both folded.

        Returns:
            The name of the one with most of them; empty when there is none.
        """
        ...

    def partis(self, jour: date, expediteur: str) -> int:
        """How many mails left that day, or may have, for that sender; of all workbooks."""
        ...

    def events(self, classeur: str) -> list[Event]:
        """Every settled event of that workbook, oldest first; all are on the disk by then."""
        ...

    def claim(
        self, key: Key, *, client: str, destinataire: str, message_id: str, jour: date
    ) -> None:
        """Write ``en_cours`` for that key, before the first byte goes out.

        Allowed for a new key, and for one that is ``differee`` or ``refusee``.

        Raises:
            Locked: the key is ``en_cours``, ``envoyee`` or ``inconnue``: it must not be sent.
            WriteFailed: the journal's disk is full or damaged: it must not be sent.
        """
        ...

    def settle(self, key: Key, etat: str, detail: str) -> Event:
        """Write how an ``en_cours``, ``inconnue`` or ``refusee`` key ended; answer the event."""
        ...

    def revenir(self, key: Key, message_id: str, detail: str) -> Event | None:
        """Write that a mail which left, or may have, came back; answer the event.

        Args:
            key: its key.
            message_id: that very mail's: another one that left since is not concerned.
            detail: begins with :data:`RETOUR`.

        Returns:
            None when no such mail is ``envoyee`` or ``inconnue``: nothing was changed.
        """
        ...

    def record(self, entry: Entry, *, client: str) -> None:
        """Take in a state known from the sheet for a key the journal does not know yet.

        A key it knows stays as it is, unless another machine did more: what was sent, or may
        have been, wins over an attempt that failed; what was sent, over what is uncertain; and
        that it came back (:data:`RETOUR`), over that very mail's sending.
        """
        ...


class Clock(Protocol):
    """The day, asked once at the edge and passed down as an argument."""

    def today(self) -> date:
        """Today in France."""
        ...


class Secrets(Protocol):
    """Passwords and tokens, out of the workbook and of the settings file."""

    def get(self, service: str, user: str) -> str | None:
        """The secret stored for that user of that service, or None."""
        ...

    def set(self, service: str, user: str, secret: str) -> str:
        """Store it and return where, in words the user understands."""
        ...


class NonCalculee(NamedTuple):
    """A formula that has to become a value and never had one."""

    feuille: str
    ligne: int
    colonne: str
    formule: str


class Copie(NamedTuple):
    """A workbook's copy for someone who has neither the macros nor the functions.

    Attributes:
        contenu: the bytes of the .xlsx.
        formules: how many formulas that call an SC_ function became values.
        autres: how many others did: macros, other workbooks, sheets left out.
        macros: whether macros were taken out.
        feuilles: the sheets left out.
        liens: how many links to other workbooks were taken out.
        liens_gardes: such links stay, because more than cells reads them.
        connexions: connections to outside data stay.
        date_figee: the copy was set to its day.
        non_calculees: the formulas that had no value to take.
    """

    contenu: bytes
    formules: int
    autres: int
    macros: bool
    feuilles: list[str]
    liens: int
    liens_gardes: bool
    connexions: bool
    date_figee: bool
    non_calculees: list[NonCalculee]


class Copiable(Protocol):
    """A workbook that can be copied for the accountant."""

    @property
    def name(self) -> str:
        """What the user calls it."""
        ...

    def copie_comptable(self, jour: date, mention: str, *, impose: bool) -> Copie:
        """The copy, true for that day; the workbook itself is only read.

        Args:
            jour: the day the copy is made for.
            mention: the line that tells what it is.
            impose: take that day even where the workbook is set to another.

        Raises:
            InputError: no such workbook, or not a workbook.
            StoreError: it could not be reached.
        """
        ...


class Dossier(Protocol):
    """A folder where files are put for the user, never over others."""

    def deposer(self, nom: str, contenu: bytes) -> str:
        """Put a whole file under that name, or one with a number; answer its path.

        Raises:
            InputError: the folder is a file.
            StoreError: it is read-only, or the disk is full; nothing was left behind.
        """
        ...
