"""What the CSV of payment providers looks like, Revolut among them: data, as in `banques.py`."""

from __future__ import annotations

import re
from typing import Final

from sheetcash.adapters.bank.description import Banque, genre
from sheetcash.core.releves import Correspondance, Nature

_N: Final = Nature

_REVOLUT_TYPES = (
    genre(r"exchange|^change|conversion", _N.CHANGE),
    genre(r"^(fee|charge|frais)\b", _N.FRAIS),
)
_REVOLUT = Banque(
    Correspondance(
        nom="Revolut",
        jour="Date de fin|Completed Date|Date de début|Started Date",
        libelle=("Description",),
        montant="Montant|Amount",
        frais="Frais|Fee",
        solde="Solde|Balance",
        compte="Produit|Product",
        devise="Devise|Currency",
        etat="État|State",
    ),
    (
        "Type",
        "Produit|Product",
        "Date de fin|Completed Date",
        "Montant|Amount",
        "État|State",
        "Solde|Balance",
    ),
    type="Type",
    genres=_REVOLUT_TYPES,
)
_REVOLUT_BUSINESS = Banque(
    Correspondance(
        nom="Revolut Business",
        jour="Date completed (Europe/Paris)|Date completed (UTC)|Date started (UTC)",
        libelle=("Description", "Reference"),
        montant="Amount",
        frais="Fee",
        solde="Balance",
        compte="Account",
        # The same operation on two accounts bears one ID: the key adds the account and the amount.
        reference="ID",
        iban="Beneficiary IBAN",
        devise="Payment currency",
        etat="State",
    ),
    ("Date completed (UTC)", "ID", "Type", "Description", "Payment currency", "Amount", "Fee"),
    type="Type",
    genres=_REVOLUT_TYPES,
    frais_negatifs=True,
)

_STRIPE_TYPES = (
    genre(r"^(payout|topup|top up|payout reversal|payout cancel|payout failure)\b", _N.VIREMENT),
    genre(r"^(charge|payment|refund|dispute|partial capture|adjustment dispute)", _N.PAIEMENT),
    genre(r"^(fee|stripe fee|network cost|tax|tax fee|application fee)\b", _N.FRAIS),
)
_STRIPE = Banque(
    Correspondance(
        nom="Stripe",
        jour="created|created_utc",
        libelle=("description", "reporting_category"),
        montant="net",
        brut="gross",
        frais="fee",
        reference="balance_transaction_id",
        contrepartie="customer_name|customer_email",
        devise="currency",
    ),
    ("balance_transaction_id", "gross", "fee", "net", "reporting_category"),
    type="reporting_category",
    genres=_STRIPE_TYPES,
    autre=_N.AUTRE,
    numero="Stripe",
)
_STRIPE_SOLDE = Banque(
    Correspondance(
        nom="Stripe",
        jour="Created (UTC)|Created",
        libelle=("Description", "Type"),
        montant="Net",
        brut="Amount",
        frais="Fee",
        reference="id",
        contrepartie="Customer Name|Customer Email",
        devise="Currency",
    ),
    ("id", "Type", "Source", "Amount", "Fee", "Net", "Currency"),
    type="Type",
    genres=_STRIPE_TYPES,
    autre=_N.AUTRE,
    numero="Stripe",
)

_PAYPAL = Banque(
    Correspondance(
        nom="PayPal",
        jour="Date",
        libelle=(
            "Nom|Name",
            "Description|Type",
            "Titre de l'objet|Item Title",
            "Numéro de facture|Identifiant de facture|Invoice Number|Invoice ID",
        ),
        montant="Net",
        brut="Avant commission|Brut|Gross",
        frais="Commission|Frais|Fee",
        reference="Numéro de transaction|Transaction ID",
        contrepartie="Nom|Name",
        devise="Devise|Currency",
        etat="État|Status",
    ),
    (
        "Date",
        "Description|Type",
        "Devise|Currency",
        "Avant commission|Brut|Gross",
        "Commission|Frais|Fee",
        "Net",
        "Numéro de transaction|Transaction ID",
    ),
    type="Description|Type",
    genres=(
        genre(r"conversion", _N.CHANGE),
        genre(r"rembours|refund|annulation|reversal|litige|dispute|charge ?back", _N.PAIEMENT),
        # « Virement bancaire sur le compte PayPal » comes in, the others leave.
        genre(r"virement|retrait|withdrawal|bank deposit|transfer to", _N.VIREMENT),
        genre(r"^frais|\bfee\b", _N.FRAIS),
        genre(
            r"suspension|blocage|reserve|hold|reprise|liberation|deblocage|avance|pret\b|loan",
            _N.AUTRE,
        ),
    ),
    autre=_N.PAIEMENT,
    memo=("Impact sur le solde|Balance Impact", re.compile(r"^memo")),
    frais_negatifs=True,
    depenses=True,
    conversions=True,
    numero="PayPal",
)

_SUMUP = Banque(
    Correspondance(
        nom="SumUp",
        jour="Date|Datum",
        libelle=(
            "Description|Beschreibung",
            "Méthode de paiement|Payment Method|Zahlungsmethode|Moyen de paiement",
        ),
        montant="Versement|Montant du versement|Payout|Auszahlung",
        brut="Total|Montant TTC|Prix (TTC)|Montant total|Betrag inkl. MwSt.",
        frais="Frais|Commission|Fee|Gebühr",
        reference=(
            "ID de la transaction|ID de transaction|Numéro de la transaction|Transaction ID"
            "|Transaktions-ID"
        ),
        etat="Statut|Status",
    ),
    (
        "Date|Datum",
        (
            "ID de la transaction|ID de transaction|Numéro de la transaction|Transaction ID"
            "|Transaktions-ID"
        ),
        "Type de transaction|Type de paiement|Transaction Type|Payment Type|Zahlungsart",
        "Total|Montant TTC|Prix (TTC)|Montant total|Betrag inkl. MwSt.",
        "Frais|Commission|Fee|Gebühr",
        "Versement|Montant du versement|Payout|Auszahlung",
    ),
    type="Type de transaction|Type de paiement|Transaction Type|Payment Type|Zahlungsart",
    genres=(
        # Each sale is told again when it is paid out, with the same fee: it counts once.
        genre(r"virement|versement|payout|auszahlung", _N.VIREMENT, -1, sans_frais=True),
        genre(r"rembours|refund|ruckerstattung|charge ?back", _N.PAIEMENT, -1),
        genre(r"vente|sale|umsatz|paiement", _N.PAIEMENT),
    ),
    autre=_N.AUTRE,
    pourboire="Pourboire|Montant du pourboire|Tip Amount|Trinkgeldbetrag",
    numero="SumUp",
)
_SUMUP_COMPTE = Banque(
    Correspondance(
        nom="SumUp (compte)",
        jour="Date de la transaction|Date de transaction|Transaction date|Data transazione",
        libelle=(
            "Type de transaction|Transaction type|Tipo transazione",
            "Référence|Reference|Riferimento",
            "Référence de paiement|Motif du paiement|Payment reference|Causale pagamento",
        ),
        debit="Montant facturé sortant|Billing amount out|Importo di fatturazione in uscita",
        credit="Montant facturé entrant|Billing amount in|Importo di fatturazione in entrata",
        solde="Solde disponible|Available balance|Saldo disponibile",
        reference="Code de transaction|Transaction code|Codice transazione",
        devise="Devise de la carte|Card currency|Valuta della carta",
    ),
    (
        "Code de transaction|Transaction code|Codice transazione",
        "Montant facturé sortant|Billing amount out|Importo di fatturazione in uscita",
        "Montant facturé entrant|Billing amount in|Importo di fatturazione in entrata",
    ),
)

PRESTATAIRES: Final = (
    *(_REVOLUT, _REVOLUT_BUSINESS, _STRIPE, _STRIPE_SOLDE, _PAYPAL, _SUMUP, _SUMUP_COMPTE),
)
