"""The registers' rows as accounting entries, and the files of each year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final, NamedTuple

from sheetcash.app.dossier.livre import Entree, Livre
from sheetcash.core import fec
from sheetcash.core.fec import Compte, Ecriture, mouvement
from sheetcash.core.mots import pluriel
from sheetcash.core.periods import format_date
from sheetcash.workbook.comptes import Comptes
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.records import CATEGORIES, key
from sheetcash.workbook.registres import REGISTRE_RECETTES
from sheetcash.workbook.schema import fold

JOURNAL_RECETTES: Final = ("REC", "Livre des recettes")
JOURNAL_ACHATS: Final = ("ACH", "Registre des achats")


class Exercice(NamedTuple):
    """One year's file: its name, its entries in order, and those that are not validated."""

    annee: int
    nom: str
    ecritures: list[Ecriture]

    @property
    def non_validees(self) -> int:
        """How many entries bear no day of validation."""
        return sum(one.validee is None for one in self.ecritures)

    @property
    def total(self) -> int:
        """The sum of the debits, which is that of the credits."""
        return sum(one.cents for one in self.ecritures)


class Sources(NamedTuple):
    """What the entries are made from.

    Attributes:
        recettes: the livre des recettes.
        achats: the registre des achats, None where the workbook has none.
        comptes: the chart of accounts.
        factures: by number as :func:`key` compares it, the day of each invoice.
        principale: the code of the main category, for a receipt that tells none.
    """

    recettes: Livre | None
    achats: Livre | None
    comptes: Comptes
    factures: Mapping[str, date]
    principale: str


def exercices(sources: Sources, siren: str, jour: date, constats: list[Finding]) -> list[Exercice]:
    """The files of the years that have entries, in order.

    Args:
        sources: what they are made from.
        siren: nine digits, empty when it is not known.
        jour: payments of later days are left out.
        constats: appended to: rows that cannot become entries.
    """
    labels: dict[str, str] = {}
    by_year: dict[int, list[Ecriture]] = {}
    for one in (*_recettes(sources, constats), *_achats(sources, jour, constats)):
        its = one._replace(debit=_un_nom(one.debit, labels), credit=_un_nom(one.credit, labels))
        by_year.setdefault(its.jour.year, []).append(its)
    return [
        Exercice(year, fec.nom(siren, date(year, 12, 31)), fec.ordonner(those))
        for year, those in sorted(by_year.items())
    ]


def _un_nom(compte: Compte, labels: dict[str, str]) -> Compte:
    """An account under the first name that it was given: two headings may share one."""
    return compte._replace(libelle=labels.setdefault(compte.numero, compte.libelle))


def _recettes(sources: Sources, constats: list[Finding]) -> Iterator[Ecriture]:
    livre = sources.recettes
    for one, cents, day in _utiles(livre, constats):
        category = CATEGORIES.get(fold(one.champs["Catégorie"]), sources.principale)
        number = one.champs["N° facture"]
        yield _ecriture(
            sources.comptes,
            one,
            JOURNAL_RECETTES,
            sources.comptes.recette(category),
            cents,
            day,
            jour_piece=sources.factures.get(key(number)) if number.strip() else None,
        )


def _achats(sources: Sources, jour: date, constats: list[Finding]) -> Iterator[Ecriture]:
    """Those that are paid: on a cash basis, what is owed is no entry yet."""
    for one, cents, issued in _utiles(sources.achats, constats):
        try:
            paid = date.fromisoformat(one.champs["Payé le"])
        except ValueError:
            continue
        if paid <= jour:
            yield _ecriture(
                sources.comptes,
                one,
                JOURNAL_ACHATS,
                sources.comptes.achat(one.champs["Poste"]),
                cents,
                paid,
                jour_piece=issued,
            )


def _utiles(livre: Livre | None, constats: list[Finding]) -> Iterator[tuple[Entree, int, date]]:
    """Rows of an amount, in the order of their seals; a zero moves nothing."""
    if livre is None:
        return
    rows = sorted(livre.entrees, key=lambda one: one.sceau.rang if one.sceau else 1 << 40)
    zeros = []
    for one in rows:
        assert one.jour is not None
        if one.cents:
            yield one, one.cents, one.jour
        else:
            zeros.append(one)
    if zeros:
        constats.append(
            Finding(
                livre.registre.table.sheet,
                zeros[0].place,
                "Montant",
                f"{pluriel(len(zeros), 'ligne')} de zéro euro : sans écriture dans le FEC.",
                "Rien à faire si c'est voulu.",
            )
        )


def _ecriture(
    comptes: Comptes,
    one: Entree,
    journal: tuple[str, str],
    contrepartie: Compte,
    cents: int,
    day: date,
    *,
    jour_piece: date | None,
) -> Ecriture:
    receipt = journal is JOURNAL_RECETTES
    bank = comptes.tresorerie(one.champs["Mode de règlement"])
    debit, credit, amount = mouvement(bank, contrepartie, cents, entree=receipt)
    validee = one.scellee_le if one.sceau is not None else None
    return Ecriture(
        journal,
        day,
        _piece(one, journal[0]),
        jour_piece or day,
        _libelle(one, REGISTRE_RECETTES.tiers if receipt else "Fournisseur"),
        debit,
        credit,
        amount,
        max(validee, day) if validee is not None else None,
    )


def _piece(one: Entree, journal: str) -> str:
    """The voucher's reference, which no entry may lack: else the row's own number, or place."""
    names = (one.champs.get("N° facture", ""), one.champs["Pièce"])
    its = next((fec.propre(name) for name in names if name.strip()), "")
    return its or f"{journal}-{fec.propre(one.numero) or f'ligne {one.place}'}"


def _libelle(one: Entree, tiers: str) -> str:
    parts = [one.champs[tiers].strip(), one.champs["Nature"].strip()]
    if one.corrige:
        parts.append(f"corrige le n° {one.corrige}")
    return " - ".join(part for part in parts if part) or f"Ligne {one.numero or one.place}"


def remarques(those: list[Exercice]) -> Iterator[Finding]:
    """What is to be known of the files, that stops nobody."""
    for one in those:
        if one.non_validees:
            several = "écritures n'ont pas de date de validation"
            count = pluriel(one.non_validees, "écriture n'a pas de date de validation", several)
            yield Finding(
                one.nom,
                0,
                "ValidDate",
                f"{count}, faute de sceau.",
                "« sheetcash sceller » la donne ; un contrôle du FEC la demande.",
            )


def description(those: list[Exercice], comptes: Comptes, jour: date) -> str:
    """What goes with the files: article A47 A-1, XI asks for a description of them."""
    accounts = {
        account.numero: account.libelle
        for one in those
        for entry in one.ecritures
        for account in (entry.debit, entry.credit)
    }
    lines = [
        "FICHIERS DES ÉCRITURES COMPTABLES (article A47 A-1 du livre des procédures fiscales)",
        "",
        *(
            f"{one.nom} : exercice {one.annee}, {pluriel(len(one.ecritures), 'écriture')}, "
            f"débits et crédits {fec.montant(one.total)} euros"
            for one in those
        ),
        *([] if those else ["Aucune écriture."]),
        "",
        "La micro-entreprise n'est pas tenue de remettre un FEC : ces fichiers en ont le format,",
        "pour que le comptable les importe.",
        "",
        f"Établis le {format_date(jour)}. L'exercice en cours n'est complet qu'une fois clos ; son",
        "fichier porte déjà la date de sa clôture.",
        "",
        "Structure : fichier à plat, une ligne par mouvement, 18 zones de longueur variable",
        "séparées par une tabulation ; la première ligne donne leurs noms ; fin de ligne CR LF.",
        "Jeu de caractères : ISO 8859-15. Dates : AAAAMMJJ. Montants : virgule, deux décimales.",
        "Comptabilité de trésorerie : une écriture est un encaissement ou un paiement, de deux",
        "lignes. Un remboursement, ou une ligne qui en annule une autre, inverse le débit et le",
        "crédit ; aucun montant n'est négatif.",
        "",
        "JournalCode    REC (livre des recettes) ou ACH (registre des achats)",
        "JournalLib     le nom du journal",
        "EcritureNum    de 1 en 1, dans l'ordre de validation, sur les deux journaux",
        "EcritureDate   le jour de l'encaissement ou du paiement",
        "CompteNum      le compte, ceux de la feuille Paramètres",
        "CompteLib      son nom",
        "CompAuxNum     vide : pas de compte de tiers en comptabilité de trésorerie",
        "CompAuxLib     vide",
        "PieceRef       le n° de facture, sinon la pièce, sinon le n° de la ligne du registre",
        "PieceDate      le jour de la facture, sinon celui de l'écriture",
        "EcritureLib    le client ou le fournisseur, et la nature",
        "Debit, Credit  le montant d'un côté, 0,00 de l'autre",
        "EcritureLet    vide",
        "DateLet        vide",
        "ValidDate      le jour où la ligne a été scellée (pour un achat payé ensuite, le jour du",
        "               paiement) ; vide si elle ne l'est pas",
        "Montantdevise  vide : tout est en euros",
        "Idevise        vide",
        "",
        "Comptes :",
        *(f"  {number:<12} {label}" for number, label in sorted(accounts.items())),
        "",
        "Réglés dans Paramètres (« Votre comptable ») :",
        f"  banque {comptes.banque.numero}, caisse {comptes.caisse.numero}, ventes "
        f"{comptes.ventes.numero}, prestations {comptes.prestations.numero}, achats "
        f"{comptes.achats.numero}",
    ]
    return "\r\n".join(lines) + "\r\n"
