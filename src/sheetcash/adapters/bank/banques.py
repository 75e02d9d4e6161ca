"""What each bank's and provider's CSV looks like: data, read by `tableau.py`.

A new layout is one more entry. ``signature`` are titles that a file must all have; the entry with
the longest one that fits is taken. « a|b » is either, as the same export comes in two languages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from sheetcash.core.releves import Correspondance, Nature, titre

_N: Final = Nature


@dataclass(frozen=True, slots=True)
class Genre:
    """What a row is, from the words of its type.

    Attributes:
        mots: searched in the type, without case or accents.
        signe: -1 where the file writes what leaves the account without a minus.
        sans_frais: the fee on this row is another row's, told twice.
    """

    mots: re.Pattern[str]
    nature: Nature
    signe: int = 0
    sans_frais: bool = False


def _genre(mots: str, nature: Nature, signe: int = 0, *, sans_frais: bool = False) -> Genre:
    return Genre(re.compile(mots), nature, signe, sans_frais)


@dataclass(frozen=True, slots=True)
class Banque:
    """A layout.

    Attributes:
        colonnes: which column holds what.
        signature: titles by which it is recognised.
        type: the column that tells what a row is; ``genres`` are tried in order, then ``autre``.
        memo: column and words of rows that move no money.
        frais_negatifs: the fee bears a minus when it costs.
        pourboire: column of a tip that the gross does not count.
        numero: the account, where the file names none.
    """

    colonnes: Correspondance
    signature: tuple[str, ...]
    type: str = ""
    genres: tuple[Genre, ...] = ()
    autre: Nature = Nature.BANQUE
    memo: tuple[str, re.Pattern[str]] | None = None
    frais_negatifs: bool = False
    pourboire: str = ""
    numero: str = ""

    @property
    def nom(self) -> str:
        """What the user knows it by."""
        return self.colonnes.nom


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
    ),
    ("Transaction ID", "Date d'opération", "Débit", "Crédit", "Libellé", "Nom de la contrepartie"),
)

_BNP = Banque(
    Correspondance(
        nom="BNP Paribas",
        jour="Date operation",
        libelle=("Libelle operation", "Libelle court"),
        montant="Montant operation en euro|Montant operation",
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
    ),
    ("Date|Date d'opération", "Date de valeur", "Montant", "Libellé", "Solde"),
)

_BANQUE_POSTALE = Banque(
    Correspondance(
        nom="La Banque Postale", jour="Date", libelle=("Libellé",), montant="Montant(EUROS)"
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
    ),
    ("Date de comptabilisation", "Libelle operation", "Debit", "Credit", "Date de valeur"),
)

_REVOLUT_TYPES = (
    _genre(r"exchange|^change|conversion", _N.CHANGE),
    _genre(r"^(fee|charge|frais)\b", _N.FRAIS),
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

_STRIPE_TYPES = (
    _genre(r"^(payout|topup|top up|payout reversal|payout cancel|payout failure)\b", _N.VIREMENT),
    _genre(r"^(charge|payment|refund|dispute|partial capture|adjustment dispute)", _N.PAIEMENT),
    _genre(r"^(fee|stripe fee|network cost|tax|tax fee|application fee)\b", _N.FRAIS),
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
        _genre(r"conversion", _N.CHANGE),
        # « Virement bancaire sur le compte PayPal » comes in, the others leave.
        _genre(r"virement|retrait|withdrawal|bank deposit|transfer to", _N.VIREMENT),
        _genre(r"^frais|\bfee\b", _N.FRAIS),
        _genre(
            r"suspension|blocage|reserve|hold|reprise|liberation|deblocage|avance|pret\b|loan",
            _N.AUTRE,
        ),
    ),
    autre=_N.PAIEMENT,
    memo=("Impact sur le solde|Balance Impact", re.compile(r"^memo")),
    frais_negatifs=True,
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
        _genre(r"virement|versement|payout|auszahlung", _N.VIREMENT, -1, sans_frais=True),
        _genre(r"rembours|refund|ruckerstattung|charge ?back", _N.PAIEMENT, -1),
        _genre(r"vente|sale|umsatz|paiement", _N.PAIEMENT),
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

BANQUES: Final = (
    *(_QONTO, _SHINE, _BNP, _SOCIETE_GENERALE, _SOCIETE_GENERALE_EPARGNE, _CREDIT_AGRICOLE),
    *(_CREDIT_MUTUEL, _CREDIT_MUTUEL_MONTANT, _BANQUE_POSTALE, _BOURSO, _BPCE, _REVOLUT),
    *(_REVOLUT_BUSINESS, _N26, _STRIPE, _STRIPE_SOLDE, _PAYPAL, _SUMUP, _SUMUP_COMPTE),
)


def _etats(words: str) -> frozenset[str]:
    return frozenset(words.split("|"))


#: States of a row that moved money (« Remboursé » did, then moved back by another row)…
FAIT: Final = _etats(
    "|settled|executed|completed|complete|execute|executee|termine|terminee|effectue|effectuee"
    "|regle|reglee|comptabilise|comptabilisee|success|successful|reussi|reussie|paye|payee|paid"
    "|paid out|approved|approuve|approuvee|erfolgreich|gezahlt|booked|valide|validee|verse|versee"
    "|rembourse|remboursee|partiellement rembourse|refunded|partially refunded|confirme|confirmee"
    "|available"
)
#: … and of one that has not, or never will.
ATTENTE: Final = _etats(
    "pending|processing|en attente|en cours|en cours de traitement|declined|refused|refuse|refusee"
    "|rejected|rejete|rejetee|canceled|cancelled|annule|annulee|reverted|reversed|failed|echec"
    "|echoue|echouee|abgebrochen|fehlgeschlagen|a venir|planifie|planifiee|programme|expired"
    "|expire|expiree|bloque|bloquee|en suspens|denied|unclaimed|non reclame|renvoye"
)


def signatures() -> list[tuple[Banque, list[frozenset[str]]]]:
    """Each layout with the titles that recognise it, longest first."""
    found = [
        (one, [frozenset(map(titre, title.split("|"))) for title in one.signature])
        for one in BANQUES
    ]
    return sorted(found, key=lambda pair: -len(pair[1]))
