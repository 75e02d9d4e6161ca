"""What goes with a reminder's text: its HTML version, the transfer's QR code, the invoice's file.

Decides what cannot leave: a wrong account number would send the money elsewhere, a link that is
none would lead nowhere, a file that is missing would be promised in vain. Each holds its reminder
and names the cell. What the text does not use is not looked at: a text without ``{{ iban }}`` has
no code.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from sheetcash.app import html, qr
from sheetcash.app.relances import Motif
from sheetcash.core import virement
from sheetcash.core.money import format_euros, format_euros_anglais
from sheetcash.errors import PieceInutilisable
from sheetcash.ports.pieces import PieceJointe
from sheetcash.workbook.records import Facture

#: What finds the file that a cell « Pièce » names; raises :class:`PieceInutilisable`.
Pieces = Callable[[str], PieceJointe]

#: An address that a mail program opens in a browser; no other kind becomes a link.
_WEB: Final = re.compile(r"https?://[^\s/?#<>\"@]+\.[^\s/?#<>\"@]+(?:[/?#][^\s<>\"]*)?", re.I)
_FACTURE: Final = {"fr": "Facture {numero} : {lien}", "en": "Invoice {numero}: {lien}"}
_NOM_IMAGE: Final = {"fr": "virement.png", "en": "transfer.png"}


class Demande(NamedTuple):
    """What one mail asks to be paid; ``montant`` in cents.

    Attributes:
        numero: the invoice, or the invoices, in few words: the transfer's reference.
        montant: what is asked for.
        lien: where to pay on line, as the sheet has it.
        ligne: the row of Factures to mend.
        fichiers: what the sheet says of each invoice's file (a path, an address, or nothing), with
            its number and its row.
    """

    numero: str
    montant: int
    lien: str
    ligne: int
    fichiers: tuple[tuple[str, str, int], ...]

    @classmethod
    def de(cls, *factures: Facture) -> Demande:
        """What a mail asks for: all that is still owed; no one link pays several invoices."""
        first = factures[0]
        return cls(
            ", ".join(one.numero for one in factures),
            sum(one.solde for one in factures),
            first.lien if len(factures) == 1 else "",
            first.ligne,
            tuple((one.numero, one.piece.strip(), one.ligne) for one in factures),
        )


class Habille(NamedTuple):
    """A mail's text as it leaves, its HTML version and its files."""

    texte: str
    html: str
    pieces: tuple[PieceJointe, ...]


def habiller(
    texte: str,
    demande: Demande,
    *,
    nom: str,
    iban: str,
    message_id: str,
    pieces: Pieces,
    langue: str = "fr",
    tutoiement: bool = False,
) -> Habille | Motif:
    """The whole of a mail, or why it cannot leave.

    Args:
        texte: what the user's template gave.
        demande: what it asks for.
        nom: who is to be paid.
        iban: their account, as the settings have it.
        message_id: the mail's: names the image.
        pieces: finds a file.
        langue: ``fr`` or ``en``.
        tutoiement: whether French says « tu ».
    """
    transfers = bool(iban) and virement.compact(iban) in virement.compact(texte)
    if transfers and (why := virement.defaut(iban)):
        return Motif(f"l'IBAN est faux : {why}", "Paramètres", 0, "IBAN")
    pays = bool(demande.lien) and demande.lien in texte
    if pays and not est_lien(demande.lien):
        return Motif(
            "le lien de paiement n'est pas une adresse (https://…)",
            *("Factures", demande.ligne, "Lien de paiement"),
        )
    attached: list[PieceJointe] = []
    addresses: list[str] = []
    for numero, piece, ligne in demande.fichiers:
        if est_lien(piece):
            addresses.append(piece)
            if piece not in texte:
                line = _FACTURE.get(langue, _FACTURE["fr"])
                texte = f"{texte.rstrip()}\n\n{line.format(numero=numero, lien=piece)}\n"
        elif piece:
            try:
                attached.append(_de(pieces(piece), ligne))
            except PieceInutilisable as error:
                return motif_piece(error, ligne)
    shown = None
    if transfers:
        cid = f"virement.{message_id.strip('<>')}"
        payload = virement.charge(nom, iban, demande.montant, demande.numero)
        if payload:
            name = _NOM_IMAGE.get(langue, _NOM_IMAGE["fr"])
            attached.append(PieceJointe(name, "image/png", qr.image(payload), cid))
        shown = html.Virement(
            iban,
            nom,
            (format_euros_anglais if langue == "en" else format_euros)(demande.montant),
            demande.numero,
            cid if payload else "",
            qr.cote(payload) if payload else 0,
        )
    document = html.html(
        texte,
        langue=langue,
        tutoiement=tutoiement,
        liens=(demande.lien,) if pays else (),
        factures=tuple(addresses),
        virement=shown,
    )
    return Habille(texte, document, tuple(attached))


def motif_piece(error: PieceInutilisable, ligne: int) -> Motif:
    """Why a file holds the reminder of that row of Factures: its own, or another's in its mail."""
    why = error.probleme.rstrip(".")
    if error.ligne in (0, ligne):
        return Motif(why, "Factures", ligne, "Pièce")
    return Motif(f"{why}, dans le même courriel : au prochain envoi")


def _de(piece: PieceJointe, ligne: int) -> PieceJointe:
    """The same file, which says of what row it is when it cannot be read any more."""

    def lire() -> bytes:
        try:
            return piece.lire()
        except PieceInutilisable as error:
            error.ligne = ligne
            raise

    return piece._replace(lire=lire)


def aucune_piece(nom: str) -> PieceJointe:
    """Where no folder is known: no file is found."""
    raise PieceInutilisable(f"la pièce « {nom} » ne peut pas être jointe d'ici")


def est_lien(text: str) -> bool:
    """Whether a text is the address of a page, and nothing else.

    >>> est_lien("https://payer.example/f-1"), est_lien("www.payer.fr"), est_lien("javascript:a()")
    (True, False, False)
    >>> est_lien("https://banque.fr@ailleurs.example/")  # shows a place, leads to another
    False
    """
    return _WEB.fullmatch(text) is not None
