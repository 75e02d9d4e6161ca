"""The files that go with a mail, as the use cases know them: a name, a kind, a way to read them."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class PieceJointe(NamedTuple):
    """A file that goes with a mail; what it holds is asked for when it leaves, not before.

    Attributes:
        nom: the name that the recipient sees.
        type_mime: what it is (``application/pdf``).
        lire: gives what it holds.
        cid: for an image of the HTML version, the name it is called by there (``cid:…``); empty
            for an attachment.
    """

    nom: str
    type_mime: str
    lire: Callable[[], bytes]
    cid: str = ""

    def chargee(self) -> PieceJointe:
        """The same with what it holds at hand, so that nothing can fail any more.

        Raises:
            PieceInutilisable: it cannot be read.
        """
        contenu = self.lire()
        return self._replace(lire=lambda: contenu)
