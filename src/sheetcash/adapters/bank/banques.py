"""What each bank's CSV looks like: data, read by `tableau.py`.

A new layout is one more entry. ``signature`` are titles that a file must all have; the entry with
the longest one that fits is taken. « a|b » is either, as the same export comes in two languages.
The order of dates is told of the banks that write in French only: one damaged date must not turn
the others round.
"""

from __future__ import annotations

from typing import Final

from sheetcash.adapters.bank.description import Banque
from sheetcash.adapters.bank.prestataires import PRESTATAIRES
from sheetcash.core.releves import Correspondance, titre

_QONTO = Banque(
    Correspondance(
        nom="Qonto",
        jour=(
            "Date de la valeur (local)|Date de règlement (local)|Settlement date (local)"
            "|Date de la valeur (UTC)|Date de règlement (UTC)|Settlement date (UTC)"
            "|Date de l'opération (UTC)|Operation date (UTC)"
        ),
        libelle=("Nom de la contrepartie|Counterparty name", "Référence|Reference"),
        montant="Montant total (TTC)|Total amount (incl. VAT)",
        solde="Solde|Balance",
        compte="IBAN du compte|Account IBAN|Nom du compte|Account name",
        reference="Identifiant de transaction|Transaction ID",
        contrepartie="Nom de la contrepartie|Counterparty name",
        iban="IBAN de la contrepartie|Counterparty IBAN",
        devise="Devise|Currency",
        etat="Statut|Status",
    ),
    (
        "Statut|Status",
        "Montant total (TTC)|Total amount (incl. VAT)",
        "Nom de la contrepartie|Counterparty name",
        "Identifiant de transaction|Transaction ID",
    ),
)

_SHINE = Banque(
    Correspondance(
        nom="Shine",
        jour="Date d'opération|Date de la valeur",
        libelle=("Libellé", "Nom de la contrepartie"),
        debit="Débit",
        credit="Crédit",
        solde="Solde bancaire",
        compte="IBAN",
        reference="Transaction ID",
        contrepartie="Nom de la contrepartie",
        ordre="JMA",
    ),
    ("Transaction ID", "Date d'opération", "Débit", "Crédit", "Libellé", "Nom de la contrepartie"),
)

_BNP = Banque(
    Correspondance(
        nom="BNP Paribas",
        jour="Date operation",
        libelle=("Libelle operation", "Libelle court"),
        montant="Montant operation en euro|Montant operation",
        ordre="JMA",
    ),
    (
        "Date operation",
        "Libelle court",
        "Libelle operation",
        "Montant operation en euro|Montant operation",
    ),
)

_SOCIETE_GENERALE = Banque(
    Correspondance(
        nom="Société Générale",
        jour="Date de l'opération",
        libelle=("Libellé", "Détail de l'écriture"),
        montant="Montant de l'opération",
        devise="Devise",
        ordre="JMA",
    ),
    ("Date de l'opération", "Libellé", "Détail de l'écriture", "Montant de l'opération"),
)
_SOCIETE_GENERALE_EPARGNE = Banque(
    Correspondance(
        nom="Société Générale",
        jour="date_comptabilisation",
        libelle=("libellé_complet_operation",),
        montant="montant_operation",
        devise="devise",
        ordre="JMA",
    ),
    ("date_comptabilisation", "libellé_complet_operation", "montant_operation"),
)

_CREDIT_AGRICOLE = Banque(
    Correspondance(
        nom="Crédit Agricole",
        jour="Date",
        libelle=("Libellé",),
        debit="Débit euros",
        credit="Crédit euros",
        ordre="JMA",
    ),
    ("Date", "Libellé", "Débit euros", "Crédit euros"),
)

_CREDIT_MUTUEL = Banque(
    Correspondance(
        nom="Crédit Mutuel / CIC",
        jour="Date|Date d'opération",
        libelle=("Libellé",),
        debit="Débit",
        credit="Crédit",
        solde="Solde",
        ordre="JMA",
    ),
    ("Date|Date d'opération", "Date de valeur", "Débit", "Crédit", "Libellé", "Solde"),
)
_CREDIT_MUTUEL_MONTANT = Banque(
    Correspondance(
        nom="Crédit Mutuel / CIC",
        jour="Date|Date d'opération",
        libelle=("Libellé",),
        montant="Montant",
        solde="Solde",
        ordre="JMA",
    ),
    ("Date|Date d'opération", "Date de valeur", "Montant", "Libellé", "Solde"),
)

_BANQUE_POSTALE = Banque(
    Correspondance(
        nom="La Banque Postale",
        jour="Date",
        libelle=("Libellé",),
        montant="Montant(EUROS)",
        ordre="JMA",
    ),
    ("Date", "Libellé", "Montant(EUROS)"),
)

_BOURSO = Banque(
    Correspondance(
        nom="BoursoBank",
        jour="dateOp",
        libelle=("label", "comment"),
        montant="amount",
        compte="accountNum",
        contrepartie="supplierFound",
    ),
    ("dateOp", "dateVal", "label", "amount"),
)

_BPCE = Banque(
    Correspondance(
        nom="Banque Populaire / Caisse d'Épargne",
        jour="Date de comptabilisation",
        libelle=("Libelle operation", "Libelle simplifie", "Informations complementaires"),
        debit="Debit",
        credit="Credit",
        ordre="JMA",
    ),
    ("Date de comptabilisation", "Libelle operation", "Debit", "Credit", "Date de valeur"),
)

_N26 = Banque(
    Correspondance(
        nom="N26",
        jour="Booking Date|Date|Date de comptabilisation",
        libelle=("Partner Name|Payee|Bénéficiaire", "Payment Reference|Référence de paiement"),
        montant="Amount (EUR)|Montant (EUR)",
        compte="Account Name",
        contrepartie="Partner Name|Payee|Bénéficiaire",
        iban="Partner Iban|Account number|Numéro de compte",
    ),
    (
        "Partner Name|Payee|Bénéficiaire",
        "Partner Iban|Account number|Numéro de compte",
        "Amount (EUR)|Montant (EUR)",
    ),
)

BANQUES: Final = (
    *(_QONTO, _SHINE, _BNP, _SOCIETE_GENERALE, _SOCIETE_GENERALE_EPARGNE, _CREDIT_AGRICOLE),
    *(_CREDIT_MUTUEL, _CREDIT_MUTUEL_MONTANT, _BANQUE_POSTALE, _BOURSO, _BPCE, _N26),
    *PRESTATAIRES,
)


def signatures() -> list[tuple[Banque, list[frozenset[str]]]]:
    """Each layout with the titles that recognise it, longest first."""
    found = [
        (one, [frozenset(map(titre, title.split("|"))) for title in one.signature])
        for one in BANQUES
    ]
    return sorted(found, key=lambda pair: -len(pair[1]))
