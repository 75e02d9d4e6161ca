"""The accounts that a micro-entrepreneur's money goes through, and what they are called.

Plan comptable général (règlement ANC 2014-03): numbers and labels of the list of accounts.
"""

from __future__ import annotations

from typing import Final

from sheetcash.core.fec import Compte

#: What an account is called, by the longest beginning of its number that is here.
LIBELLES: Final = {
    "108": "Compte de l'exploitant",
    "512": "Banques",
    "514": "Chèques postaux",
    "517": "Intermédiaires de paiement",
    "53": "Caisse",
    "601": "Achats de matières premières",
    "602": "Achats d'autres approvisionnements",
    "604": "Achats d'études et prestations de services",
    "606": "Achats non stockés de matières et fournitures",
    "607": "Achats de marchandises",
    "611": "Sous-traitance générale",
    "612": "Redevances de crédit-bail",
    "613": "Locations",
    "615": "Entretien et réparations",
    "616": "Primes d'assurance",
    "618": "Divers",
    "622": "Honoraires",
    "623": "Publicité, publications, relations publiques",
    "624": "Transports",
    "625": "Déplacements, missions et réceptions",
    "626": "Frais postaux et de télécommunications",
    "627": "Services bancaires",
    "635": "Impôts et taxes",
    "646": "Cotisations sociales de l'exploitant",
    "651": "Redevances pour licences et logiciels",
    "701": "Ventes de produits finis",
    "706": "Prestations de services",
    "707": "Ventes de marchandises",
    "708": "Produits des activités annexes",
}


def compte(numero: str, sinon: str = "") -> Compte:
    """An account under its own label.

    Args:
        numero: its number.
        sinon: what to call it when the list does not tell.

    >>> compte("512000").libelle, compte("651100").libelle, compte("658000", "Divers").libelle
    ('Banques', 'Redevances pour licences et logiciels', 'Divers')
    """
    for size in range(len(numero), 1, -1):
        if numero[:size] in LIBELLES:
            return Compte(numero, LIBELLES[numero[:size]])
    return Compte(numero, sinon or f"Compte {numero}")
