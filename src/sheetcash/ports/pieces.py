"""The user's files as the use cases know them: those that go with a mail, those that are filed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple, Protocol

#: What the files of one mail may weigh together: most mail servers take no more, once it is written
#: in the letters of a mail.
COURRIEL_MAX: Final = 10_000_000


class PieceJointe(NamedTuple):
    """A file that goes with a mail; what it holds is asked for when it leaves, not before.

    Attributes:
        nom: the name that the recipient sees.
        type_mime: what it is (``application/pdf``).
        lire: gives what it holds.
        cid: for an image of the HTML version, the name it is called by there (``cid:…``); empty
            for an attachment.
        octets: what it weighed when it was looked at; 0 when it was not.
    """

    nom: str
    type_mime: str
    lire: Callable[[], bytes]
    cid: str = ""
    octets: int = 0

    def chargee(self) -> PieceJointe:
        """The same with what it holds at hand, so that nothing can fail any more.

        Raises:
            PieceInutilisable: it cannot be read.
        """
        contenu = self.lire()
        return self._replace(lire=lambda: contenu)


class Trouvee(NamedTuple):
    """A voucher's file as it was found.

    Attributes:
        chemin: from the workbook's folder, with « / »; whole when it is elsewhere.
        nom: its name.
        sha256: of what it holds.
        taille: in bytes.
        identite: the same for two names of one file.
        classee: it is in the folder of vouchers.
    """

    chemin: str
    nom: str
    sha256: str
    taille: int
    identite: str
    classee: bool


class Inscrite(NamedTuple):
    """What the index keeps of a filed voucher.

    Attributes:
        chemin: where it is, from the workbook's folder.
        sha256: of what it held when it was filed.
        taille: in bytes.
        depuis: the day it was filed, ISO.
        classeur: the workbook whose rows name it.
        lignes: those rows, in words.
        origines: what the cells named before; a sealed row names it still.
        avant: the hashes it had before the user accepted a change, each with its last day.
    """

    chemin: str
    sha256: str
    taille: int
    depuis: str
    classeur: str
    lignes: tuple[str, ...] = ()
    origines: tuple[str, ...] = ()
    avant: tuple[tuple[str, str], ...] = ()


class Armoire(Protocol):
    """The folder of vouchers beside a workbook, and the files that cells name elsewhere."""

    @property
    def dossier(self) -> str:
        """What that folder is called, as it stands on the disk."""
        ...

    def trouver(self, texte: str) -> Trouvee:
        """The file that a cell names, read through once for its hash.

        Raises:
            PieceIntrouvable: it is not there.
            PieceInutilisable: it is no file, is empty, or cannot be read.
        """
        ...

    def contenu(self) -> list[str]:
        """The paths of the files in the folder of vouchers, the index left out."""
        ...

    def index(self) -> list[Inscrite]:
        """What is known of the filed vouchers.

        Raises:
            InputError: the index cannot be read, or a newer sheetcash wrote it.
        """
        ...

    def ecrire_index(self, inscrites: Sequence[Inscrite]) -> None:
        """Put another index in its place, whole or not at all.

        Raises:
            StoreError: the former one is intact.
        """
        ...

    def copier(self, source: Trouvee, cible: str) -> None:
        """Copy a file there, whole or not at all; never over another.

        Raises:
            PieceInutilisable: it cannot be read any more, or is not what was found; or the place
                is taken, by something else than that very content.
            StoreError: the disk is full, or the folder is not ours to write in.
        """
        ...

    def retirer(self, source: Trouvee, copie: str) -> None:
        """Take away a file whose copy is there, sound.

        Raises:
            PieceInutilisable: it was left, as it changed or cannot be removed, or the copy is not
                the same.
        """
        ...
