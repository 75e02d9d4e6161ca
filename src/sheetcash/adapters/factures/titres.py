"""Which column of a list of invoices holds what, by the words that billing programs write above.

A title is known when all of it is one of these; the first of a role's words that is there wins.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from sheetcash.core.releves import titre

#: Without these there is no invoice.
NECESSAIRES: Final = ("numero", "date", "client", "montant")

_OF: Final = r"(?: d(?:e(?: la?)?|u)?)?"
_INVOICE: Final = r"(?:factures?|documents?|invoice)"
#: By role, in the order in which the columns are given out.
_SURS: Final = (
    ("avoir_sur", rf"(?:n |numero ){_INVOICE} d origine|facture (?:d origine|liee|associee|annulee)"
     r"|avoir sur|original invoice(?: number)?"),
    ("numero", rf"(?:n|no|num|numero|reference|ref){_OF} {_INVOICE}",
     rf"{_INVOICE} (?:n|no|numero)",
     r"invoice (?:number|no|num|id)", r"numero|number|facture|n|no"),
    ("echeance", rf"(?:date{_OF} ?)?echeance(?: {_INVOICE})?", r"due date|payment due(?: date)?|due"
     r"|date limite(?: de (?:paiement|reglement))?|a (?:payer|regler) avant(?: le)?|payable le"),
    ("date", rf"date{_OF} {_INVOICE}", r"date(?: d)? ?(?:emission|facturation|edition)"
     r"|date de (?:facturation|creation)|(?:invoice|issue|billing) date|emise? le", r"date"),
    ("siren", r"(?:n |numero )?sire[nt](?:(?: du| de la)? (?:client|societe))?"),
    ("courriel", r"(?:adresse )?(?:e ?mail|courriel)(?: (?:du )?client)?"
     r"|(?:customer|client) email"),
    ("adresse", r"adresse(?: (?:(?:du )?client|de facturation|postale))?|(?:billing )?address"),
    ("client", r"(?:nom (?:du )?client|client nom|(?:customer|client) name)",
     r"client|customer|destinataire|raison sociale(?: du client)?|client raison sociale"
     r"|societe cliente|client societe"),
    ("hors_taxe", r"(?:montant |total |prix )*h ?t|montant hors taxes?|total hors taxes?"
     r"|(?:total|amount) excl(?:uding)?(?: (?:tax|vat))?|subtotal|sous total(?: ht)?"),
    ("taxe", r"(?:montant|total)(?: de la| total| de)? tva|(?:vat|tax) (?:amount|total)"
     r"|total (?:vat|tax)"),
    ("montant", r"(?:montant |total |prix )+t ?t ?c|t ?t ?c"
     r"|(?:montant|total) toutes taxes comprises"
     r"|(?:total )?(?:amount )?incl(?:uding)? (?:tax|vat)|(?:total )?amount with tax",
     r"montant total|total amount|montant de la facture",
     r"montant|total|amount", r"net a payer"),
    ("du", r"reste(?: a (?:payer|regler|encaisser|percevoir)| du)|restant du|montant (?:restant|du)"
     r"(?: du)?|solde(?: du| restant)?|(?:amount|balance) (?:due|remaining)|balance|net a payer"
     r"|remaining amount|du|montant restant a payer"),
    ("objet", rf"objet(?:{_OF} {_INVOICE})?|description|designation|intitule|libelle"
     r"|prestations?|subject|titre"),
    ("categorie", r"categorie(?: de (?:recette|revenu|prestation)s?)?|category"),
    ("mode", r"(?:mode|moyen)s? de (?:paiement|reglement)|payment (?:method|mode)"),
    ("devise", r"devise|currency|monnaie"),
    ("statut", rf"(?:statut|etat)(?:{_OF} (?:{_INVOICE}|paiement|reglement))?"
     r"|(?:payment |invoice )?(?:status|state)"),
    ("sorte", rf"(?:type|nature)(?:{_OF} (?:{_INVOICE}|piece))?|(?:document|invoice) type"),
)  # fmt: skip
#: Words good enough to propose a column to the user.
_FAIBLES: Final = {
    "numero": r"\b(?:n|no|num|numero|number|ref|reference|piece|facture|invoice|id)\b",
    "date": r"\b(?:date|jour|emise?|day)\b",
    "client": r"\b(?:client|customer|nom|name|tiers|societe|entreprise|contact|destinataire)\b",
    "montant": r"\b(?:ttc|montant|total|amount|somme|prix|net|ht)\b",
    "echeance": r"\b(?:echeance|due|limite)\b",
    "objet": r"\b(?:objet|description|libelle|designation|detail|prestation|intitule)\b",
    "statut": r"\b(?:statut|etat|status)\b",
}
_TTC: Final = re.compile(r"\bt ?t ?c\b|\bincl|toutes taxes|net a payer|with tax")


@cache
def _sures() -> tuple[tuple[str, tuple[re.Pattern[str], ...]], ...]:
    return tuple((role, tuple(map(re.compile, words))) for role, *words in _SURS)


def compare(nom: str) -> str:
    """A title as it is looked for here: without the euro.

    >>> compare("Montant TTC (en €)"), compare("Total TTC (EUR)"), compare("N° de facture")
    ('montant ttc', 'total ttc', 'n de facture')
    """
    return re.sub(r"(?: en)?(?: eur| euros?)?$", "", titre(nom))


def connus(titres: Sequence[str]) -> dict[str, int]:
    """The columns whose titles are known, by role; each in one role only.

    >>> connus(["N° facture", "Date", "Client", "Total HT", "Total TTC", "Échéance"])
    {'numero': 0, 'echeance': 5, 'date': 1, 'client': 2, 'hors_taxe': 3, 'montant': 4}
    """
    names = [compare(one) for one in titres]
    found: dict[str, int] = {}
    taken: set[int] = set()
    for role, patterns in _sures():
        for pattern in patterns:
            at = next(
                (n for n, name in enumerate(names) if n not in taken and pattern.fullmatch(name)),
                None,
            )
            if at is not None:
                found[role] = at
                taken.add(at)
                break
    return found


def faible(role: str, nom: str) -> bool:
    """Whether a title may tell of a role, well enough to ask the user.

    >>> faible("montant", "Somme due"), faible("client", "Montant")
    (True, False)
    """
    words = _FAIBLES.get(role)
    return words is not None and re.search(words, titre(nom)) is not None


def avec_taxe(nom: str) -> bool:
    """Whether a title says that its amounts are with tax.

    >>> avec_taxe("Total TTC"), avec_taxe("Montant")
    (True, False)
    """
    return _TTC.search(titre(nom)) is not None
