"""The invoices' rows, each with what was received for it and why it may not be reminded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple, Self

from sheetcash.core.factures import echeance, tranche
from sheetcash.core.money import format_euros
from sheetcash.core.periods import format_date
from sheetcash.errors import UnknownTerms
from sheetcash.workbook import convert
from sheetcash.workbook.avoirs import reporter
from sheetcash.workbook.convert import Reading, texts
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.raw import RawTable
from sheetcash.workbook.records import (
    CATEGORIES,
    Client,
    Facture,
    Paiements,
    Recettes,
    key,
    nom_client,
    numero_approche,
)
from sheetcash.workbook.rows import blank_rows, odd_spaces, required
from sheetcash.workbook.schema import CellError, fold, nearest
from sheetcash.workbook.tables import FACTURES, RECETTES

#: Why an invoice that counts is not reminded.
A_CORRIGER: Final = "donnée à corriger"
EN_DOUBLE: Final = "numéro en double"


def read_factures(
    raw: RawTable | None,
    findings: list[Finding],
    aujourdhui: date,
    clients: Mapping[str, Client],
    recettes: Recettes,
    paiements: Paiements,
) -> list[Facture]:
    """The invoices that could be read, in the sheet's order.

    Left out and reported: no readable date, amount or number. Kept, but ``retenue``: an
    unknown client, terms that cannot be read, a number used twice.
    """
    if raw is None:
        return []
    reading = Reading(raw.sheet, raw.first_row, findings, set())
    held = Reading(raw.sheet, raw.first_row, findings, set())  # rows read, but not reminded
    columns = raw.columns
    numbers = texts(columns["N° facture"])
    blank = blank_rows(raw, FACTURES, columns["N° facture"])
    far = aujourdhui + timedelta(days=5 * 366)
    issued = convert.dates(columns["Date"], "Date", reading, aujourdhui + timedelta(days=366))
    cents = convert.amounts(columns["Montant"], "Montant", reading)
    due = convert.dates(columns["Échéance"], "Échéance", reading, far)
    last = convert.dates(
        columns["Dernière relance"], "Dernière relance", held, aujourdhui + timedelta(days=366)
    )
    for index, day in enumerate(last):
        if day is not None and day > aujourdhui:
            text = f"Le {format_date(day)} n'est pas encore venu : rien ne part d'ici là."
            held.say(index, "Dernière relance", text, "Corrigez-la si elle est fausse.")
    promised = convert.dates(columns["Promesse de paiement"], "Promesse de paiement", held, far)
    levels = [
        convert.level(index, value, "Niveau", held) for index, value in enumerate(columns["Niveau"])
    ]
    required([n or None for n in numbers], blank, "N° facture", "Donnez-lui un numéro.", reading)
    required(issued, blank, "Date", "Mettez la date d'émission.", reading)
    required(cents, blank, "Montant", "Mettez le total facturé.", reading)
    names = texts(columns["Client"])
    terms = texts(columns["Conditions"])
    others = [
        texts(columns[title])
        for title in (
            *("Objet", "Catégorie", "Litige", "Lien de paiement", "Pièce", "État sync"),
            "Avoir sur",
        )
    ]
    for title in ("Objet", "Lien de paiement"):  # they would be quoted in a mail
        for index, value in enumerate(columns[title]):
            if isinstance(value, CellError):
                why = f"La cellule contient l'erreur {value}."
                held.say(index, title, why, "Corrigez-la, ou videz-la.", exclude=True)
    twins = _twins(numbers, blank, reading)
    odd_spaces(columns["N° facture"], "N° facture", reading)
    _dates_for_numbers(columns["N° facture"], held)
    orphans = _Orphelins.of(paiements, {key(number) for number in numbers if number})
    factures = []
    for index in range(raw.height):
        if index in blank or index in reading.excluded:
            continue
        day, montant, echu = issued[index], cents[index], due[index]
        assert day is not None and montant is not None
        objet, categorie, litige, lien, piece, etat, sur = (column[index] for column in others)
        client = clients.get(nom_client(names[index]))
        if client is None:
            like = nearest(names[index], [c.nom for c in clients.values()])
            held.say(
                index,
                "Client",
                f"« {names[index]} » n'est pas dans la feuille Clients."
                if names[index]
                else "La cellule est vide.",
                f"Ajoutez ce client, ou corrigez le nom{f' (« {like} » ?)' if like else ''}.",
                exclude=True,
            )
        if echu is None:
            try:
                echu = echeance(day, terms[index] or (client.conditions if client else ""))
            except UnknownTerms as error:
                held.say(index, "Conditions", error.probleme, error.que_faire, exclude=True)
                echu = echeance(day, "")
        if categorie and fold(categorie) not in CATEGORIES:
            held.say(
                index,
                "Catégorie",
                f"« {categorie} » n'est pas dans la liste ; le plan compte cette facture dans "
                "votre catégorie principale.",
                "Choisissez dans la liste.",
            )
        if litige and fold(litige) not in ("oui", "non"):
            held.say(
                index,
                "Litige",
                f"« {litige} » n'est ni Oui ni Non ; compris comme Oui.",
                "Choisissez dans la liste.",
            )
        encaisse = paiements.recu.get(key(numbers[index]), 0)
        retenue = A_CORRIGER if index in held.excluded else ""
        if key(numbers[index]) in paiements.douteux:
            retenue = "un encaissement de cette facture est illisible"
        if key(numbers[index]) in twins:
            retenue = EN_DOUBLE
        factures.append(
            Facture(
                raw.first_row + index,
                numbers[index],
                day,
                names[index],
                objet,
                categorie,
                montant,
                echu,
                encaisse,
                levels[index],
                last[index],
                bool(litige) and fold(litige) != "non",
                promised[index],
                lien,
                piece,
                etat,
                retenue,
                sur,
            )
        )
    factures = [
        one._replace(retenue=one.retenue or doubt) if (doubt := orphans.doubt(one)) else one
        for one in reporter(factures, reading)
    ]
    _trop_percus(factures, reading)
    _tranches_absentes(factures, reading)
    _orphans(recettes, {key(number) for number in numbers if number}, findings)
    return factures


def _trop_percus(factures: Sequence[Facture], reading: Reading) -> None:
    """Invoices for which more was received than they ask for, credit notes deducted."""
    for one in factures:
        if one.montant > 0 and one.solde < 0:
            less = f", avoirs de {format_euros(one.deduit)} déduits" if one.deduit else ""
            reading.say(
                one.ligne - reading.first_row,
                "Encaissé",
                f"{format_euros(one.encaisse)} encaissés pour {format_euros(one.montant)} "
                f"facturés{less}.",
                "Notez le remboursement en négatif dans le Livre des recettes."
                if one.deduit and one.encaisse <= one.montant
                else "Vérifiez les lignes de cette facture dans le Livre des recettes.",
            )


def _tranches_absentes(factures: Sequence[Facture], reading: Reading) -> None:
    """Instalments whose invoice lacks some of the others: a sum would never be asked for."""
    seen: dict[tuple[str, int], set[int]] = {}
    first: dict[tuple[str, int], Facture] = {}
    for one in factures:
        its = tranche(one.numero)
        if its is not None:
            group = key(its.numero), its.nombre
            seen.setdefault(group, set()).add(its.rang)
            first.setdefault(group, one)
    for group, ranks in seen.items():
        missing = [str(rank) for rank in range(1, group[1] + 1) if rank not in ranks]
        if missing:
            several = len(missing) > 1
            which = f"{'les échéances' if several else 'l’échéance'} {', '.join(missing)}"
            reading.say(
                first[group].ligne - reading.first_row,
                "N° facture",
                f"{first[group].numero} : {which} sur {group[1]} "
                f"{'manquent' if several else 'manque'}.",
                "Ajoutez une ligne par échéance, ou corrigez le nombre entre parenthèses.",
            )


def _dates_for_numbers(values: Sequence[object], held: Reading) -> None:
    """A number such as 2026-01 typed in a cell that took it for a date."""
    for index, value in enumerate(values):
        if isinstance(value, date):
            held.say(
                index,
                "N° facture",
                f"Le numéro est devenu une date ({value:%d/%m/%Y}).",
                "Donnez à la cellule le format Texte, puis retapez le numéro.",
                exclude=True,
            )


class _Orphelins(NamedTuple):
    """Receipts that name no invoice: they may be the payment of one all the same."""

    proches: set[str]  # their numbers, as a hurried hand would keep them
    par_client: dict[str, set[int]]  # what each client paid so, in cents
    illisibles: set[str]  # the clients of those whose number is an error

    @classmethod
    def of(cls, paiements: Paiements, known: set[str]) -> Self:
        """Those of a ledger, given the invoices' numbers."""
        found = cls(set(), {}, set())
        for number, client in paiements.payeurs.items():
            if number in known:
                continue
            found.proches.add(numero_approche(number))
            found.par_client.setdefault(client, set()).add(paiements.recu.get(number, 0))
            if number.startswith("#"):
                found.illisibles.add(client)
        found.proches.discard("")
        return found

    def doubt(self, facture: Facture) -> str:
        """Why this invoice may be paid after all; empty when nothing says so.

        A client may pay what the invoice asked for, or what a credit note left of it.
        """
        number = facture.numero
        if self.proches and numero_approche(number) in self.proches:
            return "un encaissement porte presque ce numéro : corrigez-le"
        part = tranche(number)
        if part is not None and numero_approche(part.numero) in self.proches:
            return (
                f"un encaissement porte « {part.numero} » sans dire l'échéance : complétez son "
                "numéro"
            )
        if not self.par_client:
            return ""
        its = nom_client(facture.client)
        paid = self.par_client.get(its, set())
        if its in self.illisibles or paid & {facture.solde, facture.montant - facture.encaisse}:
            return "un encaissement de ce client ne porte aucun numéro connu : corrigez-le"
        return ""


def _twins(numbers: Sequence[str], blank: set[int], reading: Reading) -> set[str]:
    """Numbers used twice: both rows count, none is reminded."""
    seen: dict[str, int] = {}
    twins = set()
    for index, number in enumerate(numbers):
        if index in blank or not number:
            continue
        its = key(number)
        if its in seen:
            twins.add(its)
            reading.say(
                index,
                "N° facture",
                f"Le numéro « {number} » figure déjà ligne {reading.first_row + seen[its]}.",
                "Donnez à chaque facture son numéro ; d'ici là, aucune des deux n'est relancée.",
            )
        else:
            seen[its] = index
    return twins


def _orphans(recettes: Recettes, known: set[str], findings: list[Finding]) -> None:
    """Receipts that name an invoice that does not exist: counted, and reported."""
    unknown = {key(number) for number in set(recettes.factures) if number} - known
    if not unknown:
        return
    for ligne, number in zip(recettes.lignes, recettes.factures, strict=True):
        if number and key(number) in unknown:
            findings.append(
                Finding(
                    RECETTES.sheet,
                    ligne,
                    "N° facture",
                    f"Aucune facture ne porte le numéro « {number} ».",
                    "Corrigez le numéro, ou laissez vide pour une vente directe ; la recette est "
                    "comptée.",
                )
            )
