"""What sharing a workbook needs from its host: who may open it, and how that is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from datetime import date

LECTURE, COMMENTAIRE, MODIFICATION = "lecture", "commentaire", "modification"
#: What may be given to someone, the least first.
ROLES = (LECTURE, COMMENTAIRE, MODIFICATION)
#: What others may have: the owner, and whoever runs a shared drive.
PROPRIETAIRE, GESTION = "proprietaire", "gestion"

PERSONNE, GROUPE, DOMAINE, PUBLIC = "personne", "groupe", "domaine", "public"


class Acces(NamedTuple):
    """Who may do what with a workbook that is shared.

    Attributes:
        id: the host's own, to change or remove it.
        nature: ``PERSONNE``, ``GROUPE``, ``DOMAINE`` or ``PUBLIC`` (whoever has the address).
        role: one of ``ROLES``, ``PROPRIETAIRE`` or ``GESTION``.
        courriel: the address, or the domain; empty for the public.
        nom: the name the host knows.
        herite: it comes from a folder: it cannot be taken back on the workbook itself.
        fin: its last day, if it has one.
    """

    id: str
    nature: str
    role: str
    courriel: str
    nom: str = ""
    herite: bool = False
    fin: date | None = None


class Protection(NamedTuple):
    """The ranges that ask before they are typed over: those added now, and those there before."""

    ajoutees: list[str]
    deja: int


class Partageable(Protocol):
    """A workbook that others may be let into."""

    @property
    def name(self) -> str:
        """What the user calls it."""
        ...

    @property
    def adresse(self) -> str:
        """Where it is opened."""
        ...

    def acces(self) -> list[Acces]:
        """All who may open it.

        Raises:
            AccessDenied: that is not shown to us.
        """
        ...

    def donner(self, courriel: str, role: str, message: str | None) -> None:
        """Let someone in; the host mails them ``message``, unless it is None.

        Raises:
            Uncertain: it may be done, or done without a mail.
            InputError, StoreError: it is not.
        """
        ...

    def changer(self, acces: Acces, role: str) -> None:
        """Give another role to one who is in; raises as :meth:`donner`."""
        ...

    def retirer(self, acces: Acces) -> None:
        """Take an access back; raises as :meth:`donner`."""
        ...

    def proteger(self) -> Protection:
        """Have what is computed ask before it is typed over; what does already is left alone."""
        ...

    def copie(self, forme: str) -> bytes:
        """The whole workbook as a file: ``pdf`` or ``xlsx``.

        Raises:
            StoreError: the host gives none, or it is too large.
        """
        ...
