"""What a row of a list of invoices is: an invoice, a credit note, a draft, a quote; paid or not."""

from __future__ import annotations

import re
from typing import Final

from sheetcash.core.releves import titre

_CREDIT: Final = re.compile(r"(?:facture d )?avoirs?\b|credit ?notes?\b|notes? de credit\b")
_NONE: Final = re.compile(
    r"devis\b|quotes?\b|estimates?\b|(?:facture )?pro ?forma\b|bons? de (?:commande|livraison)\b"
)
_DRAFT: Final = re.compile(
    r"brouillons?\b|draft\b|provisoire\b|en preparation\b|(?:a|non) (?:finaliser?|finalisee?)\b"
)
_CANCELLED: Final = re.compile(r"annulee?s?\b|cancell?ed\b|void(?:ed)?\b|supprimee?s?\b")
_PAID: Final = re.compile(
    r"(?:(?:entierement|integralement|totalement) )?"
    r"(?:payee?s?|reglee?s?|soldee?s?|encaissee?s?|acquittee?s?|remboursee?s?|paid)"
    r"(?: (?:le|on) .*| integralement| en totalite)?"
)
#: Means of payment in the words of the workbook, by words that tell them.
_MODES: Final = (
    ("Virement", re.compile(r"\b(?:virements?|(?:bank )?transfer|sepa credit)\b")),
    ("Prélèvement", re.compile(r"\b(?:prelevements?|direct debit)\b")),
    ("Carte", re.compile(r"\b(?:cartes?|cb|card)\b")),
    ("Chèque", re.compile(r"\b(?:cheques?|check)\b")),
    ("Espèces", re.compile(r"\b(?:especes|liquide|cash)\b")),
)


def mode(texte: str) -> str:
    """How to pay, in the words of the workbook; empty when not told.

    >>> mode("Virement bancaire"), mode("CB"), mode("PayPal"), mode("")
    ('Virement', 'Carte', 'Autre', '')
    """
    compared = titre(texte)
    known = (name for name, words in _MODES if words.search(compared))
    return next(known, "Autre" if compared else "")


def est_avoir(sorte: str) -> bool:
    """Whether the kind of a row is a credit note.

    >>> est_avoir("Facture d'avoir"), est_avoir("Facture"), est_avoir("À voir")
    (True, False, False)
    """
    return _CREDIT.match(titre(sorte)) is not None


def ecarte(sorte: str, statut: str) -> str:
    """Why a row is no invoice that counts; empty when it is one.

    >>> print(ecarte("Facture", "Envoyée") or ecarte("Facture", "Brouillon"))
    c'est un brouillon : rien n'est encore dû
    """
    if _NONE.match(titre(sorte)) or _NONE.match(titre(statut)):
        return "ce n'est pas une facture (devis, pro forma, bon…)"
    state = titre(statut)
    if _DRAFT.match(state):
        return "c'est un brouillon : rien n'est encore dû"
    if _CANCELLED.match(state):
        return "facture annulée : si elle avait été envoyée, saisissez-la avec son avoir"
    return ""


def payee(statut: str) -> bool:
    """Whether the state says that nothing is left to pay.

    >>> payee("Payée le 12/03/2026"), payee("Partiellement payée"), payee("À payer")
    (True, False, False)
    """
    return _PAID.fullmatch(titre(statut)) is not None
