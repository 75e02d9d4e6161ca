"""The cells « Pièce » of a workbook: what each names, and for which row."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, datetime
from typing import Final, NamedTuple

from sheetcash.core.periods import day_of, parse_date
from sheetcash.workbook.convert import error_of, text
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.raw import RawTable, Snapshot
from sheetcash.workbook.schema import CellError
from sheetcash.workbook.tables import ACHATS, CORRIGE, FACTURES, RECETTES, SCEAU

PIECE: Final = "Pièce"
#: What is read to file vouchers.
TABLES: Final = (FACTURES.name, RECETTES.name, ACHATS.name)

LIEN, FICHIER, REFERENCE = "lien", "fichier", "référence"

_WEB: Final = re.compile(r"(?i)https?://[^\s/?#<>\"@]+\.[^\s/?#<>\"@]+(?:[/?#][^\s<>\"]*)?")
_KINDS: Final = (
    *("pdf", "png", "jpg", "jpeg", "webp", "tif", "tiff", "heic", "gif", "bmp", "zip", "xml"),
    *("doc", "docx", "odt", "ods", "xls", "xlsx", "csv", "txt", "rtf", "eml", "msg", "html", "htm"),
)
_FICHIER: Final = re.compile(
    rf"(?i)(?:file://|[a-z]:[\\/]|[\\/~]|\.\.?[\\/]).*|.*\.(?:{'|'.join(_KINDS)})", re.DOTALL
)


class Source(NamedTuple):
    """A table that names vouchers: where its files go, and the columns they are named by."""

    table: str
    dossier: str
    numero: str
    jour: str
    tiers: str


#: In this order: an invoice's file is filed as the invoice's, whatever receipts name it too.
SOURCES: Final = (
    Source(FACTURES.name, "Factures", "N° facture", "Date", "Client"),
    Source(RECETTES.name, "Recettes", "N°", "Date d'encaissement", "Client"),
    Source(ACHATS.name, "Achats", "N°", "Date", "Fournisseur"),
)


class Piece(NamedTuple):
    """One cell « Pièce » in which something is typed.

    Attributes:
        source: the table it is in.
        feuille: the sheet.
        ligne: the row.
        numero: the row's number, empty where it has none.
        jour: its day, None where it has none that can be read.
        tiers: who pays or is paid.
        facture: the invoice that the row is about.
        texte: what the cell names.
        scelle: the row is sealed: the cell is never written.
        corrige: the row corrects another one.
    """

    source: Source
    feuille: str
    ligne: int
    numero: str
    jour: date | None
    tiers: str
    facture: str
    texte: str
    scelle: bool
    corrige: bool

    @property
    def nom(self) -> str:
        """The row in a few words.

        >>> Piece(SOURCES[2], "Achats", 9, "4", None, "", "", "", False, False).nom
        'Achats, n° 4'
        """
        return f"{self.source.dossier}, " + (
            f"n° {self.numero}" if self.numero else f"ligne {self.ligne}"
        )

    def constat(self, probleme: str, que_faire: str, colonne: str = PIECE) -> Finding:
        """Something to tell about this cell."""
        return Finding(self.feuille, self.ligne, colonne, probleme, que_faire)


class Lecture(NamedTuple):
    """All cells « Pièce », by table; how many rows have none, and what could not be read."""

    pieces: list[Piece]
    sans_piece: dict[str, int]
    constats: list[Finding]


def lire(snapshot: Snapshot, proteges: Collection[tuple[str, int]] = ()) -> Lecture:
    """Read the cells « Pièce ».

    Args:
        snapshot: the workbook.
        proteges: rows, by table and place, that were sealed though they bear no seal now.
    """
    its = Lecture([], {}, [])
    for source in SOURCES:
        raw = snapshot.tables.get(source.table)
        if raw is not None and PIECE in raw.positions:
            _de_la_table(source, raw, proteges, its)
    return its


def _de_la_table(
    source: Source, raw: RawTable, proteges: Collection[tuple[str, int]], its: Lecture
) -> None:
    columns = raw.columns
    blank: list[object] = [None] * raw.height
    seals, corrections = columns.get(SCEAU.title, blank), columns.get(CORRIGE.title, blank)
    invoices = columns.get("N° facture", blank)
    for index in range(raw.height):
        place, value = raw.first_row + index, columns[PIECE][index]
        if isinstance(value, CellError):
            probleme, que_faire = error_of(value) or ("", "")
            its.constats.append(Finding(raw.sheet, place, PIECE, probleme, que_faire))
            continue
        if not text(value):
            if text(columns[source.numero][index]) or text(columns["Montant"][index]):
                its.sans_piece[raw.sheet] = its.sans_piece.get(raw.sheet, 0) + 1
            continue
        its.pieces.append(
            Piece(
                source,
                raw.sheet,
                place,
                text(columns[source.numero][index]),
                _jour(columns[source.jour][index]),
                text(columns[source.tiers][index]),
                text(invoices[index]),
                text(value),
                bool(text(seals[index])) or (raw.table, place) in proteges,
                bool(text(corrections[index])),
            )
        )


def _jour(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, float) and 36_526 <= value <= 73_050:
        return day_of(int(value))
    return parse_date(value) if isinstance(value, str) else None


def genre(piece: Piece) -> str:
    """What the cell seems to name: a link, a file, or a reference that is neither.

    >>> one = Piece(SOURCES[1], "", 9, "4", None, "", "", "", False, False)
    >>> [genre(one._replace(texte=its)) for its in ("https://x.fr/1", "a/b.pdf", "relevé 03/2026")]
    ['lien', 'fichier', 'référence']
    """
    if est_lien(piece.texte):
        return LIEN
    invoice = piece.source.table == FACTURES.name  # what is there goes with a mail
    return FICHIER if invoice or _FICHIER.fullmatch(piece.texte) else REFERENCE


def est_lien(texte: str) -> bool:
    """Whether a cell names a page of the web.

    >>> est_lien("HTTPS://x.fr/1"), est_lien("a/b.pdf")
    (True, False)
    """
    return texte[:8].lower().startswith(("http://", "https://"))


def lien_correct(texte: str) -> bool:
    """Whether a link leads somewhere.

    >>> lien_correct("https://exemple.fr/f/1"), lien_correct("https://f 1")
    (True, False)
    """
    return _WEB.fullmatch(texte) is not None
