"""The invoice that a PDF holds as an attached XML file: Factur-X, ZUGFeRD, XRechnung."""

from __future__ import annotations

import gc
import logging
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING, Final

from sheetcash.errors import NotAnInvoice

if TYPE_CHECKING:
    from pypdf import PdfReader
    from pypdf.generic import EmbeddedFile

#: Names that the standards give to the file, the best known first.
NOMS: Final = ("factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml")
#: No invoice has more annexes.
_FILES: Final = 200
#: How many of them are looked into, where none has a name of the standards.
_LOOK: Final = 10
_ASK: Final = (
    "Demandez à qui l'a émise la facture Factur-X ou son fichier XML (CII ou UBL), ou saisissez-la "
    "à la main."
)


def est_pdf(data: bytes) -> bool:
    """Whether the bytes are a PDF's, which may have some of its own before it.

    >>> est_pdf(b"%PDF-1.7"), est_pdf(b"<Invoice/>")
    (True, False)
    """
    return b"%PDF-" in data[:1024]


def peut_joindre(data: bytes) -> bool:
    """Whether a PDF may hold a file, at a glance; False is certain."""
    return any(one in data for one in (b"/EmbeddedFile", b"/ObjStm", b"#2Fxml", b"/Encrypt"))


def xml_joint(data: bytes, nom: str) -> bytes:
    """The XML invoice attached to a PDF.

    Raises:
        NotAnInvoice: it has none, needs a password, or is damaged.
    """
    from sheetcash.adapters.factures.reconnaitre import est_xml

    # The reader of the PDF before this one is a ring of objects, which nothing else collects.
    gc.collect(0)
    try:
        for name, file in _fichiers(data, nom):
            content = file.content  # one at a time: each may be large once decompressed
            if name in NOMS or est_xml(content):
                return content
    except NotAnInvoice:
        raise
    except Exception as error:
        raise NotAnInvoice(
            f"{nom} est un PDF abîmé.", f"Téléchargez-le de nouveau. {_ASK}"
        ) from error
    raise NotAnInvoice(
        f"{nom} est un PDF sans facture électronique à l'intérieur : ses montants ne peuvent pas y "
        "être lus sûrement.",
        _ASK,
    )


def _fichiers(data: bytes, nom: str) -> list[tuple[str, EmbeddedFile]]:
    """The XML files attached, with their names in lower case: those of the standards first."""
    if not peut_joindre(data):
        return []
    from pypdf import PdfReader  # a quarter of a second, for PDF files only

    # It writes what it mends; the user has nothing to do with that.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted and not _ouvert(reader):
        raise NotAnInvoice(f"{nom} est un PDF protégé par un mot de passe.", _ASK)
    found = []
    for one in islice(reader.attachment_list, _FILES):
        names = {str(name).casefold() for name in (one.alternative_name, one.name) if name}
        name = next((known for known in NOMS if known in names), min(names, default=""))
        if any(each.endswith(".xml") for each in names):
            found.append((name, one))
    ranks = {name: at for at, name in enumerate(NOMS)}
    found.sort(key=lambda one: ranks.get(one[0], len(NOMS)))
    return found[:_LOOK]


def _ouvert(reader: PdfReader) -> bool:
    """Whether a protected file opens without a password: protected from changes only."""
    from pypdf.errors import DependencyError

    try:
        return bool(reader.decrypt(""))
    except (DependencyError, NotImplementedError):
        return False
