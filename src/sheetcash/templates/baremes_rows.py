"""The law's figures as rows of the sheet Barèmes, and the words the formulas look them up by."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

import sheetcash.baremes
from sheetcash.baremes import Bareme, charger
from sheetcash.core.categories import LABELS
from sheetcash.templates.formulas import col, text
from sheetcash.workbook.tables import BAREMES

#: Parameter -> what the sheet calls it. The first nine feed formulas, the others inform.
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
    "vigilance_seuil": "Attestation de vigilance : contrat",
}

#: The three ages of an overseas activity, told in the parameter so that its category is plain.
PERIODES_DROM: Final = {
    "periode1": "Cotisations outre-mer (1re période)",
    "periode2": "Cotisations outre-mer (2e période)",
    "permanent": "Cotisations outre-mer (permanent)",
}

TOUTES: Final = "Toutes"
_WORDS: Final = {
    **LABELS,
    "": TOUTES,
    "service": "Services",
    "meuble_non_classe": "Meublé non classé",
    "commerciale": "Commerciale",
    "artisanale": "Artisanale",
    "liberale": "Libérale",
    "alsace": "Alsace",
    "moselle": "Moselle",
    "double": "Double inscription",
    "min": "Une activité",
    "min_mixte": "Activité mixte",
    "autres_cas": "Autres créanciers",
    "creancier_particulier": "Créancier particulier",
    "fin_de_mois": "Fin de mois",
    "periodique": "Facture périodique",
    "standard": "Date de facture",
}

#: What a formula shows when the law's figure is not known for its day: never a silent zero.
INCONNU: Final = "inconnu"

CREATION_DEPUIS: Final = "Création depuis le"
CREATION_JUSQUA: Final = "Création avant ou le"


def libelle(row: Bareme) -> tuple[str, str]:
    """What the sheet calls a figure: its parameter and its category.

    >>> from sheetcash.baremes import charger
    >>> libelle(charger("taxe_consulaire")[4])
    ('Taxe pour frais de chambre', 'Artisanale, vente, Alsace')
    """
    if row.parametre == "drom_cotisations":
        categorie, _, age = row.cle.partition(".")
        return PERIODES_DROM[age], _WORDS[categorie]
    first, *others = row.cle.split(".")
    words = [_WORDS[first]]
    words += [_WORDS[o].lower() if o in ("vente", "service") else _WORDS[o] for o in others]
    return PARAMETRES[row.parametre], ", ".join(words)


def _figure(valeur: int | None, unite: str) -> Decimal | None:
    """The figure as the law writes it: 12.3 for 12.3 %, 83600 for 83 600 €."""
    if valeur is None:
        return None
    scale = {"%": 10_000, "€": 100}.get(unite, 1)
    return Decimal(valeur) / scale


def rows() -> list[dict[str, object]]:
    """Every row of tblBaremes for a new workbook, grouped by parameter."""
    found: list[dict[str, object]] = []
    folder = Path(sheetcash.baremes.__file__).parent
    for parametre in PARAMETRES:
        head = tomllib.loads((folder / f"{parametre}.toml").read_text("utf-8"))
        unite, checked = head["unite"], head["verifie_le"]
        assert isinstance(checked, date)
        for row in charger(parametre):
            name, categorie = libelle(row)
            found.append(
                {
                    "Paramètre": name,
                    "Catégorie": categorie,
                    "Valeur": _figure(row.valeur, unite),
                    "Unité": unite,
                    "Début": row.debut,
                    "Fin": row.fin,
                    "Référence": row.reference,
                    "Source": row.source,
                    "Confirmé le": checked if row.confiance != "non vérifié" else None,
                    CREATION_DEPUIS: row.creation_min,
                    CREATION_JUSQUA: row.creation_max,
                }
            )
    return found


def lookup(parametre: str, categorie: str, jour: str, annee: str) -> str:
    """The figure in force on a day, as the sheet writes it, or the text :data:`INCONNU`.

    The same rule as :func:`sheetcash.baremes.bareme`: a figure without an end is vouched for
    until 31 December of the year in which it was last checked.

    Args:
        parametre: a formula that answers the parameter's name.
        categorie: a formula that answers the category's name.
        jour: a formula that answers the day.
        annee: a formula that answers the year of that day.
    """

    def its(title: str) -> str:
        return col(BAREMES.name, title)

    open_ended = f'({its("Fin")}="")*({its("Confirmé le")}>=DATE({annee},1,1))'
    no_limit = f'({its(CREATION_JUSQUA)}="")'
    known = "*".join(
        (
            f"({its('Paramètre')}={parametre})",
            f"({its('Catégorie')}={categorie})",
            f"({its('Début')}<={jour})",
            f"(({its('Fin')}>={jour})+{open_ended}>0)",
            f"({its(CREATION_DEPUIS)}<=Creation)",
            f"(({its(CREATION_JUSQUA)}>=Creation)+{no_limit}>0)",
            f'({its("Valeur")}<"")',  # a number: they come before any text
        )
    )
    value = its("Valeur")
    return f"IF(SUMPRODUCT({known})=1,SUMPRODUCT({known},{value}),{text(INCONNU)})"


def lookup_rate(parametre: str, categorie: str, jour: str, annee: str) -> str:
    """The same as a fraction: 0.123 where the sheet writes 12.3 %."""
    found = lookup(parametre, categorie, jour, annee)
    return f"IFERROR(ROUND({found}/100,6),{text(INCONNU)})"
