"""Reading what the user hands over: statements, e-invoices, lists of invoices."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from sheetcash.adapters import bank, factures
from sheetcash.adapters.correspondances import Correspondances
from sheetcash.app.importer_factures import Lot
from sheetcash.cli.colonnes import choisie, demander_factures, demander_releve, lire_colonnes
from sheetcash.core.factures_lues import CorrespondanceFactures
from sheetcash.core.releves import Correspondance, Releve
from sheetcash.errors import (
    InputError,
    UnknownColumns,
    UnknownInvoiceColumns,
    WrongInvoiceMapping,
)

_PDF = b"%PDF"


class Lecteur:
    """Reads files as the options say; asks for the columns of one that is not known.

    Args:
        dossier: the folder of the settings.
        forme: ``encodage``, ``decimale`` and ``ordre``, empty to be found.
        compte: the account, for statements that do not name it.
        colonnes: a mapping in words, empty for none.
        banque: the name of a mapping that is kept, or to be.
        en_factures: the files are invoices, whatever they look like.
    """

    def __init__(
        self,
        dossier: Path,
        forme: dict[str, str],
        compte: str = "",
        colonnes: str = "",
        banque: str = "",
        *,
        en_factures: bool = False,
    ) -> None:
        self._connues = Correspondances(dossier)
        self._taire: Callable[[], None] = lambda: None
        self._encodage = forme["encodage"]
        self._releve = partial(
            bank.lire,
            encodage=forme["encodage"],
            decimale=forme["decimale"],
            ordre=forme["ordre"],
            compte=compte,
        )
        self._liste = partial(
            factures.lire_factures_csv,
            encodage=forme["encodage"],
            decimale=forme["decimale"],
            ordre=forme["ordre"],
        )
        self._en_factures = en_factures
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
        self._taire = taire
        data, _ = bank.octets(path, path.name)
        if factures.est_facture(data):
            return Lot(path.name, [factures.lire_facture(data, path.name)], piece)
        if self._en_factures:
            if data.startswith(_PDF):  # the message says what to ask the seller for
                return Lot(path.name, [factures.lire_facture(data, path.name)], piece)
            return self._factures(data, path.name)
        return self._statement(data, path.name)

    def _statement(self, data: bytes, nom: str) -> Releve | Lot:
        imposed = self._imposee if isinstance(self._imposee, Correspondance) else None
        try:
            found = self._releve(
                data, nom, correspondance=imposed, correspondances=self._connues.releves
            )
        except UnknownColumns as error:
            known = self._liste_connue(data, nom)
            if known is not None:
                return known
            proposition = bank.proposer(data, nom, encodage=self._encodage)
            if not sys.stdin.isatty():
                error.que_faire = _en_option(proposition.correspondance)
                raise
            self._taire()
            mapping = demander_releve(nom, proposition)
            found = self._releve(data, nom, correspondance=mapping)
            self._connues.garder(mapping)
            return found
        if imposed is not None and imposed not in self._connues.releves:
            self._connues.garder(imposed)
        return found

    def _liste_connue(self, data: bytes, nom: str) -> Lot | None:
        """The invoices of a list whose titles are known; None of anything else."""
        try:
            return self._lot(data, nom, None)
        except InputError:
            return None

    def _factures(self, data: bytes, nom: str) -> Lot:
        imposed = self._imposee if isinstance(self._imposee, CorrespondanceFactures) else None
        try:
            found = self._lot(data, nom, imposed)
        except (UnknownInvoiceColumns, WrongInvoiceMapping):
            proposition = factures.proposer_factures(data, nom, encodage=self._encodage)
            if not sys.stdin.isatty():
                raise
            self._taire()
            mapping = demander_factures(nom, proposition)
            found = self._lot(data, nom, mapping)
            self._connues.garder(mapping)
            return found
        if imposed is not None and imposed not in self._connues.factures:
            self._connues.garder(imposed)
        return found

    def _lot(self, data: bytes, nom: str, mapping: CorrespondanceFactures | None) -> Lot:
        read = self._liste(
            data, nom, correspondance=mapping, correspondances=self._connues.factures
        )
        return Lot(nom, read.factures, rejets=read.rejets, liste=True, lus=read.lus)


def _en_option(mapping: Correspondance | None) -> str:
    """How to tell the columns by an option, beginning with what was guessed."""
    if mapping is None:
        given = "date=…;libelle=…;montant=…"
    else:
        money = (
            f"montant={mapping.montant}"
            if mapping.montant
            else f"debit={mapping.debit};credit={mapping.credit}"
        )
        given = f"date={mapping.jour};libelle={mapping.libelle[0]};{money}"
    return (
        f'Ajoutez : --banque "Ma banque" --colonnes "{given}" ; ce sera retenu. Pour une liste de '
        "factures : --factures."
    )
