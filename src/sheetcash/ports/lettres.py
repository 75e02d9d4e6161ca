"""Letters and court papers as data, and what prints them: words and figures, no looks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple, Protocol


class Titre(NamedTuple):
    """A heading inside a document."""

    texte: str


class Paragraphe(NamedTuple):
    """A paragraph; ``fort`` for the sentence that must not be missed, ``petit`` for a note."""

    texte: str
    fort: bool = False
    petit: bool = False


class Liste(NamedTuple):
    """Points, one under the other; numbered when their order counts."""

    points: tuple[str, ...]
    numerotee: bool = False


class Tableau(NamedTuple):
    """A table of texts.

    Attributes:
        titres: the headers; none for a table that reads by itself.
        lignes: the rows.
        droite: the columns of figures, aligned to the right, from 0.
        larges: those that take the room that is left.
        total: the last row, in bold; empty for none.
    """

    titres: tuple[str, ...]
    lignes: tuple[tuple[str, ...], ...]
    droite: frozenset[int] = frozenset()
    larges: frozenset[int] = frozenset({0})
    total: tuple[str, ...] = ()


Bloc = Titre | Paragraphe | Liste | Tableau


class Document(NamedTuple):
    """What is to be printed on A4.

    Attributes:
        titre: what it is, in the file's own title too.
        jour: the day it bears; the same content printed twice is the same file.
        auteur: who it is from.
        expediteur: the sender's lines, the name first.
        destinataire: the recipient's, where a window envelope shows them; empty: it is no letter.
        lieu_date: « Lyon, le 3 février 2026 ».
        mention: how it travels, « Lettre recommandée… ».
        objet: what it is about, with its references.
        corps: the text.
        signature: the name under it; empty: it is not signed.
        jointes: what goes with it.
        pied: the foot of each page, beside its number.
    """

    titre: str
    jour: date
    auteur: str
    corps: tuple[Bloc, ...]
    expediteur: tuple[str, ...] = ()
    destinataire: tuple[str, ...] = ()
    lieu_date: str = ""
    mention: str = ""
    objet: str = ""
    signature: str = ""
    jointes: tuple[str, ...] = ()
    pied: str = ""


class Imprimeur(Protocol):
    """Prints documents."""

    def pdf(self, document: Document) -> bytes:
        """The document as a PDF; the same one, byte for byte, whenever it is asked for again.

        Raises:
            StoreError: the printing program is not there, or failed.
        """
        ...


class Rangement(Protocol):
    """A folder where letters and whole files are put, never over others."""

    def deposer(self, nom: str, contenu: bytes) -> str:
        """Put a whole file under that name, or one with a number; answer its path."""
        ...

    def deposer_une_fois(self, nom: str, contenu: bytes) -> str:
        """The same, but leave one that is there already, with that very content."""
        ...

    def deposer_ensemble(self, nom: str, fichiers: Mapping[str, bytes]) -> str:
        """Put a folder of files, all or none, under that name, or one with a number."""
        ...
