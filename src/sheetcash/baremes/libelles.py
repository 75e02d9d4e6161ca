"""What the sheet Barèmes calls what a figure applies to: messages name figures in its words."""

from __future__ import annotations

from typing import Final

TOUTES: Final = "Toutes"

#: The three ages of an overseas activity, told in the parameter so that its category is plain.
PERIODES_DROM: Final = {
    "periode1": "Cotisations outre-mer (1re période)",
    "periode2": "Cotisations outre-mer (2e période)",
    "permanent": "Cotisations outre-mer (permanent)",
}
DROM: Final = "drom_cotisations"

#: The activities' categories.
CATEGORIES: Final = {
    "vente": "Vente",
    "service_bic": "Services BIC",
    "bnc": "BNC",
    "cipav": "Cipav",
    "meuble_classe": "Meublé classé",
}
_WORDS: Final = {
    **CATEGORIES,
    "": TOUTES,
    "service": "Services",
    "meuble_non_classe": "Meublé non classé",
    "commerciale": "Commerciale",
    "artisanale": "Artisanale",
    "liberale": "Libérale",
    "double": "Double inscription",
    "min": "Une activité",
    "min_mixte": "Activité mixte",
    "autres_cas": "Autres créanciers",
    "creancier_particulier": "Créancier particulier",
    "fin_de_mois": "Fin de mois",
    "periodique": "Facture périodique",
    "standard": "Date de facture",
    "base": "Seuil de base",
    "majore": "Seuil majoré",
    "autres_base": "Autres activités, base",
    "autres_majore": "Autres activités, majoré",
    "professionnel": "Professionnel",
    "particulier": "Particulier",
    "reception": "Réception",
    "emission": "Émission",
    "cfe": "Paiement de la CFE",
    "versement_liberatoire": "Option pour le versement libératoire",
    "periodicite": "Changement de périodicité",
    "impot_revenu": "Déclaration de revenus",
    "initiale": "Au premier jour",
    "mensuelle": "Par mois",
}
#: The words after the first: what is told apart within a category.
_PRECISIONS: Final = {
    "vente": "vente",
    "service": "services",
    "alsace": "Alsace",
    "moselle": "Moselle",
    "maladie_maternite": "maladie-maternité",
    "invalidite_deces": "invalidité-décès",
    "retraite_base": "retraite de base",
    "retraite_complementaire": "retraite complémentaire",
    "csg_crds_et_autres": "CSG-CRDS et autres",
}


def categorie(parametre: str, cle: str) -> str:
    """The column Catégorie of a figure.

    >>> categorie("taxe_consulaire", "artisanale.vente.alsace"), categorie("pmss", "")
    ('Artisanale, vente, Alsace', 'Toutes')
    """
    first, *others = cle.split(".")
    if parametre == DROM:
        return _WORDS[first]
    return ", ".join([_WORDS[first], *(_PRECISIONS[other] for other in others)])
