"""The contract's settings: the sheet Paramètres, cell by cell."""

from __future__ import annotations

from sheetcash.workbook.schema import DATE, ENTIER, JOURS, LISTE, MONTANT, TAUX, TEXTE, Setting
from sheetcash.workbook.tables import CATEGORIES, OUI_NON

NATURES = ("Commerciale", "Artisanale", "Libérale")
PERIODICITES = ("Mensuelle", "Trimestrielle")
ZONES = ("Métropole", "Alsace", "Moselle", "DROM")

ACTIVITE, TRESORERIE, RELANCE, TECHNIQUE = (
    "Votre activité",
    "Votre trésorerie",
    "Vos relances",
    "Technique",
)

SETTINGS = (
    Setting("Nom", "Nom", TEXTE, None, "Votre nom ou votre nom commercial.", group=ACTIVITE),
    Setting("SIREN", "SIREN", TEXTE, None, "Neuf chiffres.", group=ACTIVITE),
    Setting(
        "Début d'activité",
        "Debut_activite",
        DATE,
        None,
        "La date de création : elle décide du prorata et de l'ACRE.",
        group=ACTIVITE,
    ),
    Setting(
        "Catégorie principale",
        "Categorie_principale",
        LISTE,
        None,
        "Celle de la plus grande part de vos recettes.",
        CATEGORIES,
        ACTIVITE,
    ),
    Setting(
        "Nature",
        "Nature_activite",
        LISTE,
        None,
        "Décide de la CFP et de la taxe de chambre ; BNC et Cipav sont toujours libérales.",
        NATURES,
        ACTIVITE,
    ),
    Setting(
        "Périodicité",
        "Periodicite",
        LISTE,
        "Trimestrielle",
        "Celle de vos déclarations à l'Urssaf.",
        PERIODICITES,
        ACTIVITE,
    ),
    Setting(
        "Versement libératoire",
        "Versement_liberatoire",
        LISTE,
        "Non",
        "Oui si vous payez l'impôt avec les cotisations.",
        OUI_NON,
        ACTIVITE,
    ),
    Setting("ACRE", "ACRE", LISTE, "Non", "Oui si elle vous a été accordée.", OUI_NON, ACTIVITE),
    Setting("Zone", "Zone", LISTE, "Métropole", "Le lieu de votre activité.", ZONES, ACTIVITE),
    Setting(
        "Solde initial",
        "Solde_initial",
        MONTANT,
        0,
        "Le solde de votre compte à la date ci-dessous.",
        group=TRESORERIE,
    ),
    Setting(
        "Date du solde",
        "Date_du_solde",
        DATE,
        None,
        "Les mouvements postérieurs à ce jour s'y ajoutent.",
        group=TRESORERIE,
    ),
    Setting(
        "Réserve de sécurité",
        "Reserve_de_securite",
        MONTANT,
        0,
        "Le solde sous lequel vous ne voulez pas descendre.",
        group=TRESORERIE,
    ),
    Setting(
        "Seuil d'alerte impayés",
        "Seuil_alerte_impayes",
        TAUX,
        0.3,
        "Part du chiffre d'affaires mensuel au-delà de laquelle les impayés inquiètent.",
        group=TRESORERIE,
    ),
    Setting(
        "Jours de relance Standard",
        "Jours_Standard",
        JOURS,
        (-3, 1, 15, 30, 45),
        "Jours après l'échéance, du niveau 0 au niveau 4.",
        group=RELANCE,
    ),
    Setting(
        "Jours de relance Souple",
        "Jours_Souple",
        JOURS,
        (0, 5, 20, 45, 60),
        "Pour les clients que l'on ménage.",
        group=RELANCE,
    ),
    Setting(
        "Jours de relance Ferme",
        "Jours_Ferme",
        JOURS,
        (-3, 1, 8, 20, 30),
        "Pour les mauvais payeurs.",
        group=RELANCE,
    ),
    Setting(
        "Relances par envoi",
        "Relances_par_envoi",
        ENTIER,
        50,
        "Au plus, à chaque « sync » ; les autres partent la fois suivante.",
        group=RELANCE,
    ),
    Setting(
        "Courriel expéditeur",
        "Courriel_expediteur",
        TEXTE,
        None,
        "L'adresse d'où partent les relances.",
        group=RELANCE,
    ),
    Setting("IBAN", "IBAN", TEXTE, None, "Rappelé dans les relances.", group=RELANCE),
    Setting(
        "Date du jour",
        "Date_du_jour",
        DATE,
        None,
        "Vide : aujourd'hui. Une date fige tous les calculs à ce jour.",
        group=TECHNIQUE,
    ),
    Setting(
        "Identifiant du classeur",
        "Identifiant_classeur",
        TEXTE,
        None,
        "Tenu par sheetcash : il relie ce classeur à son journal d'envois. Ne pas modifier.",
        group=TECHNIQUE,
    ),
)

BY_LABEL = {setting.label: setting for setting in SETTINGS}
