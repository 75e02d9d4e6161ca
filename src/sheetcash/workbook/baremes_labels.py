"""What the sheet Barèmes calls the law's figures, and how it writes them."""

from __future__ import annotations

from datetime import date
from typing import Final

from sheetcash.baremes import Bareme, charger, libelles
from sheetcash.baremes.libelles import DROM, PERIODES_DROM
from sheetcash.core.categories import MEUBLE_CLASSE
from sheetcash.core.money import format_euros, format_rate
from sheetcash.core.periods import format_date

#: Parameter -> what the sheet calls it. The first nine feed formulas. The share that the ACRE
#: leaves due is not among them: its rates are, « Cotisations avec ACRE ».
PARAMETRES: Final = {
    "cotisations": "Cotisations",
    "acre_cotisations": "Cotisations avec ACRE",
    "drom_cotisations": "Cotisations outre-mer",
    "cfp": "Contribution à la formation (CFP)",
    "taxe_consulaire": "Taxe pour frais de chambre",
    "versement_liberatoire": "Versement libératoire",
    "plafond": "Plafond du régime micro",
    "tva_base": "TVA : seuil de base",
    "tva_majore": "TVA : seuil majoré",
    "tva_avocats_auteurs": "TVA : avocats et auteurs",
    "abattement": "Abattement pour frais",
    "abattement_minimum": "Abattement minimum",
    "versement_liberatoire_plafond": "Versement libératoire : revenu par part",
    "acre_demande": "ACRE : délai de demande",
    "cfe_exoneration": "CFE : recettes exonérées",
    "taxe_consulaire_seuil": "Taxe de chambre : recettes exonérées",
    "plafond_sortie": "Dépassements avant la sortie du régime",
    "indemnite_recouvrement": "Indemnité de recouvrement",
    "interet_legal": "Intérêt légal",
    "refi_bce": "Taux de refinancement BCE",
    "penalites_plancher": "Pénalités : plancher × intérêt légal",
    "delai_defaut": "Délai de paiement par défaut",
    "delai_maximum": "Délai de paiement maximum",
    "prescription": "Prescription d'une facture",
    "vigilance_seuil": "Attestation de vigilance : contrat",
    "vigilance_duree": "Attestation de vigilance : durée",
    "facture_electronique": "Facture électronique : obligation",
    "conservation": "Conservation du livre et des pièces",
    "calendrier": "Calendrier",
    "penalite_retard_declaration": "Pénalité par déclaration manquante",
    "majoration_retard_paiement": "Majoration de retard de paiement",
    "pmss": "Plafond mensuel de la sécurité sociale",
    "repartition": "Répartition des cotisations",
}

#: Those that no computation a user sees asks for: the law as one may want to read it.
INFORMATIFS: Final = frozenset(
    (
        "abattement",
        "abattement_minimum",
        "prescription",
        "repartition",
        "versement_liberatoire_plafond",
        "vigilance_duree",
        "vigilance_seuil",
        "conservation",
        "delai_defaut",
        "delai_maximum",
        "majoration_retard_paiement",
        "penalite_retard_declaration",
        "plafond_sortie",
        "pmss",
        "taxe_consulaire_seuil",
        "tva_avocats_auteurs",
    )
)

#: What the sheet calls a parameter -> the parameter.
NOMS: Final = {
    **{nom: parametre for parametre, nom in PARAMETRES.items() if parametre != DROM},
    **dict.fromkeys(PERIODES_DROM.values(), DROM),
}

#: Figures that the rules may ask for though the law's files hold none: they can be typed.
_AUTRES_CLES: Final = {"acre_cotisations": (MEUBLE_CLASSE,)}


def nommer(parametre: str, cle: str) -> tuple[str, str]:
    """What the sheet calls a figure: its parameter and its category.

    >>> nommer("drom_cotisations", "bnc.periode1")
    ('Cotisations outre-mer (1re période)', 'BNC')
    """
    nom = PARAMETRES[parametre]
    if parametre == DROM:
        nom = PERIODES_DROM[cle.split(".")[1]]
    return nom, libelles.categorie(parametre, cle)


def libelle(row: Bareme) -> tuple[str, str]:
    """What the sheet calls a figure: its parameter and its category.

    >>> from sheetcash.baremes import charger
    >>> libelle(charger("taxe_consulaire")[4])
    ('Taxe pour frais de chambre', 'Artisanale, vente, Alsace')
    """
    return nommer(row.parametre, row.cle)


def categories(nom: str) -> dict[str, str]:
    """The categories of a parameter, by the name the sheet gives it: label -> key of the files.

    >>> categories("Contribution à la formation (CFP)")["Libérale"]
    'liberale'
    """
    parametre = NOMS[nom]
    keys = [*(row.cle for row in charger(parametre)), *_AUTRES_CLES.get(parametre, ())]
    named = ((cle, *nommer(parametre, cle)) for cle in keys)
    return {categorie: cle for cle, its, categorie in named if its == nom}


def jour_ecrit(text: str) -> str:
    """A day of the law's files as the sheet writes it in the column Valeur.

    >>> jour_ecrit("2026-09-01"), jour_ecrit("12-15")
    ('01/09/2026', '15/12')
    """
    return "/".join(reversed(text.split("-")))


def ecrire(row: Bareme) -> str:
    """A figure as French readers expect it.

    >>> from sheetcash.baremes import charger
    >>> [ecrire(charger(p)[0]) for p in ("delai_defaut", "facture_electronique", "calendrier")]
    ['30 jours', '01/09/2026', '15/12']
    """
    if row.valeur is None:
        return ""
    if row.unite == "%":
        return format_rate(row.valeur)
    if row.unite == "€":
        return format_euros(row.valeur)
    if row.unite == "date":
        return format_date(date.fromordinal(row.valeur))
    if row.unite == "mois-jour":
        return f"{row.valeur % 100:02d}/{row.valeur // 100:02d}"
    return f"{row.valeur} {row.unite}"
