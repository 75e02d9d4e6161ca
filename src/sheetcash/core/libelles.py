"""What the words of a bank's line tell: the means of payment, who was paid, a rule's words."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from sheetcash.core.releves import titre

#: The first that is found tells; in the order in which they hide one another.
_MODES: Final = (
    ("Chèque", r"\b(cheques?|chq|remise ch\w*)\b"),
    ("Espèces", r"\b(especes?|retrait|dab|gab|versement esp\w*)\b"),
    ("Prélèvement", r"\b(prlv|prelev\w*|prlvt|sdd)\b"),
    ("Virement", r"\b(vir|virement|vire|sct|transfer|vrt|virt)\b"),
    ("Carte", r"\b(cb|carte|card|achat cb|paiement par carte|remise cb|tpe)\b"),
)
_MODE: Final = tuple((mode, re.compile(words)) for mode, words in _MODES)
#: Words that banks put around the name of who was paid.
_BRUITS: Final = (
    "cb carte card achat paiement par prlv prlvt prelev prelevement prelevements sepa vir "
    "virement virements vire sct sdd recu emis inst instantane en faveur de du des le la les "
    "au aux a pour ref reference mandat ics rum rcur frst ooff first recurrent motif no num "
    "numero facture fact client europeen core b2b id transaction operation web internet "
    "www com fr eur euro euros sas sarl sa sasu eurl the"
)
_BRUIT: Final = frozenset(_BRUITS.split())
_CHIFFRES: Final = re.compile(r"\d")


def mode_de_reglement(libelle: str) -> str:
    """The means of payment that a label tells, one of the workbook's; a transfer by default.

    >>> mode_de_reglement("PRLV SEPA OVH"), mode_de_reglement("CB SNCF 12/10")
    ('Prélèvement', 'Carte')
    >>> mode_de_reglement("DUPONT MARIE")
    'Virement'
    """
    words = titre(libelle)
    return next((mode for mode, pattern in _MODE if pattern.search(words)), "Virement")


@lru_cache(maxsize=20_000)
def marchand(libelle: str) -> str:
    """Who a label names, stripped of what changes from one month to the next; may be empty.

    >>> marchand("PRLV SEPA OVH SAS REF 2026100412")
    'ovh'
    >>> marchand("CB SNCF CONNECT 12/10/26 CARTE 1234")
    'sncf connect'
    """
    kept = [
        word
        for word in titre(libelle).split()
        if word not in _BRUIT and not _CHIFFRES.search(word) and len(word) > 1
    ]
    return " ".join(kept[:4])


def contient(libelle: str, mots: str) -> bool:
    """Whether a label holds these words, one after the other and whole; case and accents aside.

    >>> contient("PRLV SEPA TELECOM ALIZE 8812", "Télécom Alizé"), contient("CB SNCF", "SN")
    (True, False)
    """
    wanted = titre(mots)
    return bool(wanted) and f" {wanted} " in f" {titre(libelle)} "


def nom_propre(nom: str) -> str:
    """A name in capitals as one writes it.

    >>> nom_propre("sncf connect"), nom_propre("OVH")
    ('Sncf Connect', 'Ovh')
    """
    return " ".join(word[:1].upper() + word[1:].lower() for word in nom.split())
