"""Reading what the user hands over; the columns of a file that is not known are asked, once."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from sheetcash.adapters import bank, entrees, factures
from sheetcash.adapters.bank.tableau import place
from sheetcash.adapters.correspondances import Correspondances
from sheetcash.adapters.entrees import Forme
from sheetcash.app.importer_factures import Lot
from sheetcash.cli.colonnes import (
    choisie,
    demander_factures,
    demander_releve,
    en_option,
    lire_colonnes,
)
from sheetcash.core.factures_lues import CorrespondanceFactures
from sheetcash.core.releves import Correspondance, Releve
from sheetcash.errors import (
    SheetcashError,
    StoreError,
    UnknownColumns,
    UnknownInvoiceColumns,
    WrongInvoiceMapping,
)


class Lecteur:
    """Reads files as the options say.

    Args:
        dossier: the folder of the settings, where mappings are kept.
        forme: the user's word on the files' form.
        colonnes: a mapping in words, empty for none.
        banque: the name of a mapping that is kept, or to be.
        en_factures: the files are invoices, whatever they look like.
        garder: whether a mapping is remembered.

    Attributes:
        oublis: why a mapping could not be; what it read is read.
    """

    def __init__(
        self,
        dossier: Path,
        forme: Forme,
        colonnes: str,
        banque: str,
        *,
        en_factures: bool,
        garder: bool = True,
    ) -> None:
        self._connues = Correspondances(dossier)
        self._forme = forme
        self._en_factures = en_factures
        self._garde = garder
        self.oublis: list[SheetcashError] = []
        self._imposee: Correspondance | CorrespondanceFactures | None = None
        if colonnes:
            name = banque or ("Mes factures" if en_factures else "Ma banque")
            self._imposee = lire_colonnes(colonnes, name, factures=en_factures)
        elif banque:
            known = self._connues.factures if en_factures else self._connues.releves
            self._imposee = choisie(banque, known)

    def lire(
        self, path: Path, piece: str, taire: Callable[[], None] = lambda: None
    ) -> Releve | Lot:
        """The statement in a file, or its invoices.

        Args:
            path: the file.
            piece: what « Pièce » will say of it, if it is an invoice.
            taire: what stops any sign of waiting, before a question is asked.

        Raises:
            InputError: nothing can be read in it; the message says what to give instead.
        """
        try:
            found = self._lire(path, piece, self._imposee)
        except (UnknownColumns, UnknownInvoiceColumns, WrongInvoiceMapping) as error:
            if sys.stdin.isatty():
                taire()
            mapping = self._demander(path, error)
            found = self._lire(path, piece, mapping)
            if _a_servi(found):
                self._garder(mapping)
            return found
        its = self._imposee
        if its is not None and its not in self._retenues() and _a_servi(found):
            self._garder(its)
        return found

    def _garder(self, mapping: Correspondance | CorrespondanceFactures) -> None:
        if not self._garde:
            return
        try:
            self._connues.garder(mapping)
        except StoreError as error:
            self.oublis.append(error)

    def _retenues(self) -> list[Correspondance | CorrespondanceFactures]:
        return [*self._connues.releves, *self._connues.factures]

    def _lire(
        self, path: Path, piece: str, mapping: Correspondance | CorrespondanceFactures | None
    ) -> Releve | Lot:
        return entrees.lire(
            path,
            self._connues,
            self._forme,
            piece=piece,
            en_factures=self._en_factures,
            imposee=mapping,
        )

    def _demander(
        self,
        path: Path,
        error: UnknownColumns | UnknownInvoiceColumns | WrongInvoiceMapping,
    ) -> Correspondance | CorrespondanceFactures:
        """Ask which column is which; without a terminal, say how to tell it by an option."""
        code = self._forme.encodage
        if isinstance(error, UnknownColumns):
            proposition = bank.proposer(path, path.name, encodage=code)
            if not sys.stdin.isatty():
                error.que_faire = _en_option(proposition.titres, proposition.correspondance)
                error.que_faire += self._deja_dites()
                raise error
            return demander_releve(path.name, proposition)
        bills = factures.proposer_factures(path, path.name, encodage=code)
        if not sys.stdin.isatty():
            error.que_faire = _liste_en_option(bills.titres, bills.correspondance)
            raise error
        return demander_factures(path.name, bills)

    def _deja_dites(self) -> str:
        """The mappings kept that would fit any file: only the user knows whether it is theirs."""
        those = [one for one in self._connues.releves if place(one.jour) and place(one.libelle[0])]
        named = ", ".join(f'--banque "{one.nom}"' for one in those)
        return f" D'un compte déjà dit : {named}." if named else ""


def _a_servi(found: Releve | Lot) -> bool:
    """Whether a mapping gave rows: one that gave none is a slip, not to be kept for the next."""
    return bool(found.factures if isinstance(found, Lot) else found.mouvements)


def _liste_en_option(titres: Sequence[str], mapping: CorrespondanceFactures | None) -> str:
    """The same for a list of invoices."""
    roles = ("numero", "date", "client", "montant", "echeance", "objet")
    told = {role: getattr(mapping, role, "") or "…" for role in roles[:4]}
    told |= {role: its for role in roles[4:] if (its := getattr(mapping, role, ""))}
    return f'Ajoutez : --factures --colonnes "{_dites(titres, told)}" ; ce sera retenu.'


def _dites(titres: Sequence[str], roles: Mapping[str, str]) -> str:
    """Columns as ``--colonnes`` takes them; what is no title of the file is left as it is."""
    known = {role: en_option(titres, its) if its in titres else its for role, its in roles.items()}
    return ";".join(f"{role}={its}" for role, its in known.items() if its)


def _en_option(titres: Sequence[str], mapping: Correspondance | None) -> str:
    """How to tell the columns by an option, beginning with what was guessed."""
    if mapping is None:
        given = "date=…;libelle=…;montant=…"
    else:
        told = {"date": mapping.jour, "libelle": mapping.libelle[0], "montant": mapping.montant}
        told |= {"debit": mapping.debit, "credit": mapping.credit, "solde": mapping.solde}
        given = _dites(titres, told)
    return (
        f'Ajoutez : --banque "Ma banque" --colonnes "{given}" ; ce sera retenu. Pour une liste de '
        "factures : --factures."
    )
