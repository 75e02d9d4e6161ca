"""What an invoice read from a file tells, whatever its format; which column of a list holds what.

Knows no file and no format: the adapters read. Nothing here says whose invoice it is: issued or
received, the one who asks knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sheetcash.core.releves import Annonce, Rejet


class Partie(NamedTuple):
    """A seller or a buyer.

    Attributes:
        nom: as the invoice gives it; empty when it does not.
        siren: nine digits, without spaces; empty when it is not told, or the party is not French.
        courriel: its address for mails.
        adresse: on one line, its parts set apart by commas.
    """

    nom: str
    siren: str = ""
    courriel: str = ""
    adresse: str = ""


class FactureLue(NamedTuple):
    """An invoice or a credit note (avoir), as its file tells it.

    ``BT-n`` are the fields of the semantic model of EN 16931, the European standard of e-invoices.

    Attributes:
        numero: BT-1.
        date_facture: BT-2.
        echeance: BT-9; the last one where there are several instalments; None when not told.
        emetteur: the seller.
        destinataire: the buyer.
        cents: BT-112, the total, tax included; negative for a credit note.
        du_cents: BT-115, what is left to pay; of the other sign when more was paid than was due.
        devise: of the amounts. Nothing is converted.
        objet: what was sold, on one line; empty when not told.
        avoir_sur: BT-25, the numbers of the invoices that this one follows, set apart by « , »: for
            a credit note, those that it corrects.
        iban: the account to pay to, without spaces.
        mode: how to pay, in the words of the workbook (« Virement »…); empty when not told.
        hors_taxe: BT-109, when told; the same sign as the total.
        taxe: BT-110, when told; the same sign as the total.
        ligne: its line in a list of invoices; 0 where the file is the invoice.
        format: « Factur-X », « CII », « UBL », « CSV ».
        categorie: the kind of receipt, in the words of the list, when it tells.
    """

    numero: str
    date_facture: date
    echeance: date | None
    emetteur: Partie
    destinataire: Partie
    cents: int
    du_cents: int
    devise: str = "EUR"
    objet: str = ""
    avoir_sur: str = ""
    iban: str = ""
    mode: str = ""
    hors_taxe: int | None = None
    taxe: int | None = None
    ligne: int = 0
    format: str = ""
    categorie: str = ""


class FacturesLues(NamedTuple):
    """A list of invoices, read.

    Attributes:
        format: for the user.
        lus: how many rows the source has; each is in one of the two lists below.
        factures: in the order of the file.
        rejets: rows that gave no invoice: those that could not be read, drafts, quotes.
        annonces: what was found or guessed of the file's form.
    """

    format: str
    lus: int
    factures: Sequence[FactureLue]
    rejets: Sequence[Rejet] = ()
    annonces: Sequence[Annonce] = ()


@dataclass(frozen=True, slots=True)
class CorrespondanceFactures:
    """Which column of a list of invoices holds what, by title; learned once.

    A title may give alternatives, « N°|Numéro »: the first that the file has is used. Titles are
    compared without case, accents or punctuation (`core.releves.titre`).

    Attributes:
        nom: how the user calls it.
        numero: the invoice's.
        date: of the invoice.
        client: its name.
        montant: the total, tax included.
        du: what is left to pay.
        statut: tells drafts and cancelled invoices, which are put aside, and paid ones.
        sorte: tells credit notes, which count as negative, and quotes, which are put aside.
        avoir_sur: the number of the invoice that a credit note corrects.
        ordre: of the dates: ``JMA``, ``MJA``, ``AMJ``; empty to guess.
        decimale: ``,`` or ``.``; empty to guess.
    """

    nom: str
    numero: str
    date: str
    client: str
    montant: str
    echeance: str = ""
    objet: str = ""
    hors_taxe: str = ""
    taxe: str = ""
    du: str = ""
    devise: str = ""
    categorie: str = ""
    mode: str = ""
    statut: str = ""
    sorte: str = ""
    avoir_sur: str = ""
    siren: str = ""
    courriel: str = ""
    adresse: str = ""
    ordre: str = ""
    decimale: str = ""
