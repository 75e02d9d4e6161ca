"""A file that the user hands over, read as what it is: a statement, an e-invoice, a list."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

from sheetcash.adapters import bank, factures
from sheetcash.adapters.correspondances import Correspondances
from sheetcash.adapters.quarantaine import mettre_a_part
from sheetcash.app.importer_factures import Lot
from sheetcash.core.factures_lues import CorrespondanceFactures
from sheetcash.core.releves import Correspondance, Releve
from sheetcash.errors import InputError, SheetcashError, UnknownColumns

_PDF = b"%PDF"


class Forme(NamedTuple):
    """What the user says of a file's form, empty to be found; ``compte`` where it names none."""

    encodage: str = ""
    decimale: str = ""
    ordre: str = ""
    compte: str = ""


class Lus(NamedTuple):
    """What was read of several files.

    Attributes:
        fichiers: each with what it is, in the order given.
        refuses: why nothing could be read in the others.
    """

    fichiers: list[tuple[Path, Releve | Lot]]
    refuses: list[SheetcashError]

    @property
    def releves(self) -> list[tuple[str, Releve]]:
        """The statements, by file."""
        return [(path.name, its) for path, its in self.fichiers if not isinstance(its, Lot)]

    @property
    def lots(self) -> list[Lot]:
        """The invoices."""
        return [its for _, its in self.fichiers if isinstance(its, Lot)]

    def mettre_a_part(self) -> list[str]:
        """Write what could not be read beside each file; the names of what was written.

        Those of statements, then those of invoices; empty where there is nothing.
        """
        ordered = sorted(self.fichiers, key=lambda one: isinstance(one[1], Lot))
        return mettre_a_part([(path, its.rejets) for path, its in ordered], self.refuses)


#: All of it is to be found.
FORME: Final = Forme()


def lire(
    path: Path,
    connues: Correspondances,
    forme: Forme = FORME,
    *,
    piece: str = "",
    en_factures: bool = False,
    imposee: Correspondance | CorrespondanceFactures | None = None,
) -> Releve | Lot:
    """The statement in a file, or its invoices.

    Args:
        path: the file.
        connues: the mappings that the user made.
        forme: the user's word on its form.
        piece: what « Pièce » will say of it, if it is an invoice.
        en_factures: the user's word that it is invoices.
        imposee: the mapping to read it by.

    Raises:
        UnknownColumns, UnknownInvoiceColumns: the columns of a CSV file are to be asked.
        InputError: nothing can be read in it; the message says what to give instead.
        AccessDenied: it cannot be read at all.
    """
    data, _ = bank.octets(path, path.name)
    pdf = en_factures and data.startswith(_PDF)  # the message says what to ask the seller for
    if pdf or factures.est_facture(data):
        return Lot(path.name, [factures.lire_facture(data, path.name)], piece)
    if en_factures:
        bills = imposee if isinstance(imposee, CorrespondanceFactures) else None
        return _liste(data, path.name, connues, forme, bills)
    rows = imposee if isinstance(imposee, Correspondance) else None
    try:
        return bank.lire(
            data,
            path.name,
            encodage=forme.encodage,
            decimale=forme.decimale,
            ordre=forme.ordre,
            compte=forme.compte,
            correspondance=rows,
            correspondances=connues.releves,
        )
    except UnknownColumns as error:
        try:
            return _liste(data, path.name, connues, forme, None)
        except InputError:  # it is no list whose titles are known either
            raise error from None


def piece(path: Path, dossier: Path | None) -> str:
    """What « Pièce » says of an invoice's file: from the workbook's folder where it is in there.

    >>> piece(Path("/livres/factures/a.pdf"), Path("/livres"))
    'factures/a.pdf'
    """
    its = path.absolute()
    inside = dossier is not None and its.is_relative_to(dossier)
    return its.relative_to(dossier).as_posix() if dossier is not None and inside else str(its)


def _liste(
    data: bytes,
    nom: str,
    connues: Correspondances,
    forme: Forme,
    imposee: CorrespondanceFactures | None,
) -> Lot:
    read = factures.lire_factures_csv(
        data,
        nom,
        encodage=forme.encodage,
        decimale=forme.decimale,
        ordre=forme.ordre,
        correspondance=imposee,
        correspondances=connues.factures,
    )
    return Lot(nom, read.factures, rejets=read.rejets, liste=True, lus=read.lus)
