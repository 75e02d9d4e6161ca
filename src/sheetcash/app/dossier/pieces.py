"""The vouchers: each row's reference, and the files themselves, copied with their hash."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from sheetcash.app.dossier.livre import Livre
from sheetcash.app.dossier.tableur import Cellule
from sheetcash.core.mots import pluriel
from sheetcash.core.periods import format_date
from sheetcash.errors import PieceInutilisable
from sheetcash.ports.dossier import Chantier, Fichier
from sheetcash.ports.etats import Colonne, Etat, Rangee, Section
from sheetcash.ports.pieces import PieceJointe
from sheetcash.workbook import convert
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.pieces import est_lien
from sheetcash.workbook.raw import RawTable
from sheetcash.workbook.records import Book, key
from sheetcash.workbook.registres import REGISTRE_RECETTES

#: Where they are put in the folder.
DOSSIER: Final = "pieces"
#: The columns of the CSV.
TITRES: Final = (
    *("Feuille", "Ligne", "N°", "Date", "Tiers", "Montant", "Référence"),
    *("État", "Fichier", "Octets", "SHA-256"),
)
#: A name that is a file's, and not a reference of the user's own: « N/A », « ticket 12 ».
_FICHIER: Final = re.compile(r"\\|^[./~]|^file:|\.[A-Za-z][A-Za-z0-9]{1,4}$", re.IGNORECASE)
#: So many files that are not there are told one by one.
_DITES: Final = 3


class Etape(StrEnum):
    """What became of a row's voucher."""

    COPIEE = "copiée"
    FACTURE = "voir la facture"
    REFERENCE = "référence seule"
    LIEN = "lien, non copié"
    ABSENTE = "introuvable"
    AUCUNE = "aucune référence"


class Piece(NamedTuple):
    """One row's voucher; ``fichier`` is there when it was copied."""

    feuille: str
    ligne: int
    numero: str
    jour: date | None
    tiers: str
    cents: int | None
    texte: str
    etat: Etape
    fichier: Fichier | None = None


class _Demande(NamedTuple):
    feuille: str
    ligne: int
    numero: str
    jour: date | None
    tiers: str
    cents: int | None
    texte: str
    facture: str = ""


class Collecte:
    """Gathers the vouchers of a workbook in a folder; each file once, whoever names it.

    Args:
        trouver: finds the file that a cell names.
        chantier: the folder.
        constats: appended to: files that are not there.
    """

    def __init__(
        self,
        trouver: Callable[[str], PieceJointe],
        chantier: Chantier,
        constats: list[Finding],
    ) -> None:
        self._trouver = trouver
        self._chantier = chantier
        self._constats = constats
        self._absentes: dict[str, list[Finding]] = {}
        self._nommees: set[str] = set()
        self._connus: dict[str, Fichier] = {}
        self._par_sha: dict[str, Fichier] = {}

    def tout(
        self, livres: tuple[Livre | None, ...], factures: RawTable | None, book: Book
    ) -> list[Piece]:
        """The vouchers of the invoices, then of the registers' rows."""
        found = [self._une(one) for one in _factures(factures, book)]
        invoices = {key(one.numero): one for one in found if one.fichier is not None}
        for livre in livres:
            for one in _registre(livre):
                piece = self._une(one)
                invoice = invoices.get(key(one.facture)) if one.facture else None
                if piece.fichier is None and invoice is not None and not one.texte:
                    piece = piece._replace(etat=Etape.FACTURE, fichier=invoice.fichier)
                found.append(piece)
        for those in self._absentes.values():
            self._constats += _en_bref(those)
        return found

    def _une(self, one: _Demande) -> Piece:
        text = one.texte.strip()
        shown = " · ".join(dict.fromkeys(part for part in (one.facture, text) if part))
        etat, fichier = Etape.REFERENCE, None
        if not shown:
            etat = Etape.AUCUNE
        elif est_lien(text):
            etat = Etape.LIEN
        elif text:
            etat, fichier = self._copie(one, text)
        return Piece(*one[:6], shown, etat, fichier)

    def _copie(self, one: _Demande, text: str) -> tuple[Etape, Fichier | None]:
        """Copy what a cell names; a text that is no file's name is a reference of the user's."""
        if text in self._connus:
            return Etape.COPIEE, self._connus[text]
        try:
            found = self._trouver(text)
            content = found.lire()
        except PieceInutilisable as error:
            if not _FICHIER.search(text):
                return Etape.REFERENCE, None
            what = error.que_faire or "Remettez le fichier à sa place, ou corrigez la cellule."
            if text in self._nommees:
                return Etape.ABSENTE, None
            self._nommees.add(text)
            told = Finding(one.feuille, one.ligne, "Pièce", _phrase(error.probleme), what)
            self._absentes.setdefault(one.feuille, []).append(told)
            return Etape.ABSENTE, None
        row = one.numero or f"ligne {one.ligne}"
        stem = found.nom.rpartition(".")[0].casefold()
        name = found.nom if stem == row.casefold() else f"{row} - {found.nom}"
        name = f"{DOSSIER}/{one.feuille}/{name}"
        self._connus[text] = self._depose(name, content)
        return Etape.COPIEE, self._connus[text]

    def _depose(self, name: str, content: bytes) -> Fichier:
        """Put a file there, unless the very same is there already under another name."""
        import hashlib

        digest = hashlib.sha256(content).hexdigest()
        if digest not in self._par_sha:
            self._par_sha[digest] = self._chantier.ajouter(_sans_dossier(name), content)
        return self._par_sha[digest]

    @property
    def par_texte(self) -> dict[str, str]:
        """By the text of a cell « Pièce », the file that was copied."""
        return {text: file.chemin for text, file in self._connus.items()}

    @property
    def fichiers(self) -> list[Fichier]:
        """The files that were copied."""
        return list(self._par_sha.values())


def _sans_dossier(name: str) -> str:
    """A path of three parts: a number or a name with a slash makes no folder.

    >>> _sans_dossier("pieces/Achats/2026/12 - a.pdf")
    'pieces/Achats/2026-12 - a.pdf'
    """
    top, sheet, rest = name.split("/", 2)
    return "/".join((top, sheet, rest.replace("/", "-").replace("\\", "-")))


def _en_bref(those: list[Finding]) -> list[Finding]:
    """Each file that is not there, or one sentence when there are many: the index has them all."""
    if len(those) <= _DITES:
        return those
    rows = ", ".join(str(one.ligne) for one in those[:_DITES])
    what = f"Pièces.csv les nomme. {those[0].que_faire}"
    return [
        those[0]._replace(
            probleme=f"{len(those)} pièces manquent ou ne peuvent pas être lues (lignes {rows}…).",
            que_faire=what,
        )
    ]


def _phrase(text: str) -> str:
    text = text.strip().rstrip(".")
    return f"{text[:1].upper()}{text[1:]}."


def _factures(raw: RawTable | None, book: Book) -> Iterator[_Demande]:
    """The invoices that name a file, those of the day at most."""
    if raw is None:
        return
    known = {facture.ligne: facture for facture in book.factures}
    numbers = convert.texts(raw.columns["N° facture"])
    for at, text in enumerate(convert.texts(raw.columns["Pièce"])):
        facture = known.get(raw.first_row + at)
        if text and (facture is None or facture.date_facture <= book.aujourdhui):
            yield _Demande(
                raw.sheet,
                raw.first_row + at,
                numbers[at],
                facture.date_facture if facture else None,
                facture.client if facture else "",
                facture.montant if facture else None,
                text,
            )


def _registre(livre: Livre | None) -> Iterator[_Demande]:
    if livre is None:
        return
    registre = livre.registre
    for one in (*livre.entrees, *livre.ecartees):
        yield _Demande(
            registre.table.sheet,
            one.place,
            one.numero,
            one.jour,
            one.champs[registre.tiers].strip(),
            one.cents,
            one.champs["Pièce"],
            one.champs["N° facture"].strip() if registre is REGISTRE_RECETTES else "",
        )


def remarques(those: list[Piece]) -> Iterator[Finding]:
    """The rows that name no voucher at all."""
    for sheet in dict.fromkeys(one.feuille for one in those):
        its = [one for one in those if one.feuille == sheet and one.etat is Etape.AUCUNE]
        if its:
            count = pluriel(len(its), "ligne n'a", "lignes n'ont")
            what = "Notez-la : la loi veut la référence de chaque pièce, et « sceller » aussi."
            text = f"{count} aucune référence de pièce."
            yield Finding(sheet, its[0].ligne, "Pièce", text, what)


def lignes(those: list[Piece]) -> Iterator[list[Cellule]]:
    """The rows of the CSV."""
    for one in those:
        file = one.fichier
        yield [
            *(one.feuille, str(one.ligne), one.numero, one.jour, one.tiers, one.cents),
            *(one.texte, str(one.etat)),
            *((file.chemin, str(file.octets), file.sha256) if file else ("", "", "")),
        ]


def etat(those: list[Piece], auteur: str, identite: tuple[str, ...], jour: date) -> Etat:
    """The index as it is printed: the files with their hashes, then what has no file."""
    files: dict[str, list[Piece]] = {}
    for one in those:
        if one.fichier is not None:
            files.setdefault(one.fichier.chemin, []).append(one)
    copied = tuple(
        Rangee((name.removeprefix(f"{DOSSIER}/"), _qui(its), f"{file.octets}", file.sha256))
        for name, its in sorted(files.items())
        if (file := its[0].fichier) is not None
    )
    without = [one for one in those if one.etat in (Etape.ABSENTE, Etape.LIEN, Etape.AUCUNE)]
    count = pluriel(len(copied), "fichier")
    return Etat(
        "Pièces justificatives",
        jour,
        auteur,
        (
            *identite,
            f"Au {format_date(jour)} : {count}, dossier « {DOSSIER} ».",
        ),
        (
            Section(
                "Fichiers joints",
                (
                    Colonne("Fichier"),
                    Colonne("Pour", 66),
                    Colonne("Octets", 20, droite=True),
                    Colonne("SHA-256", 103),
                ),
                copied,
                "Aucun fichier : aucune ligne n'en nomme un qui soit là.",
            ),
            Section(
                "Lignes sans fichier",
                (
                    *(Colonne("Feuille", 38), Colonne("N°", 22), Colonne("Date", 20)),
                    *(Colonne("Tiers"), Colonne("Référence"), Colonne("État", 34)),
                ),
                tuple(
                    Rangee(
                        (
                            *(one.feuille, one.numero or f"ligne {one.ligne}"),
                            format_date(one.jour) if one.jour else "",
                            *(one.tiers, one.texte, str(one.etat)),
                        )
                    )
                    for one in without
                ),
                "Aucune : chaque ligne nomme sa pièce.",
            ),
        ),
        (
            "Les lignes qui ne portent qu'une référence (un n° de facture, de ticket) ne sont pas "
            "reprises ici ; le fichier CSV les donne toutes.",
        ),
        f"Pièces justificatives, au {format_date(jour)}",
    )


def _qui(those: list[Piece]) -> str:
    names = [f"{one.feuille} {one.numero or f'l. {one.ligne}'}" for one in those]
    more = f" et {len(names) - 3} autres" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more
