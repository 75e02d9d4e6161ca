"""The contract's settings: the sheet Paramètres, cell by cell."""

from __future__ import annotations

from sheetcash.workbook.schema import DATE, ENTIER, JOURS, LISTE, MONTANT, TAUX, TEXTE, Setting
from sheetcash.workbook.tables import CATEGORIES, OUI_NON

NATURES = ("Commerciale", "Artisanale", "Libérale")
PERIODICITES = ("Mensuelle", "Trimestrielle")
ZONES = ("Métropole", "Alsace", "Moselle", "DROM")
SCENARIOS = ("Optimiste", "Réaliste", "Pessimiste")

#: The setting that ties a workbook to the journal of what was sent from it.
IDENTIFIANT = "Identifiant du classeur"

#: The settings that keep reminders from leaving: until a day, and as many mails at the most. What
#: is typed there and cannot be read holds everything; an empty cell sets no limit.
DATE_DU_JOUR, SUSPENDUES = "Date du jour", "Relances suspendues jusqu'au"
SUSPENSIONS = (SUSPENDUES, DATE_DU_JOUR)
PLAFONDS = ("Relances par envoi", "Envois par minute", "Envois par jour")

ACTIVITE, TRESORERIE, RELANCE, COMPTES, TECHNIQUE = (
    "Votre activité",
    "Votre trésorerie",
    "Vos relances",
    "Votre comptable",
    "Technique",
)

SETTINGS = (
    Setting("Nom", "Nom", TEXTE, None, "Votre nom ou votre nom commercial.", group=ACTIVITE),
    Setting("SIREN", "SIREN", TEXTE, None, "Neuf chiffres.", group=ACTIVITE),
    Setting(
        "Adresse",
        "Adresse",
        TEXTE,
        None,
        "La vôtre, en tête de vos courriers : rue, code postal, ville.",
        group=ACTIVITE,
        optional=True,
    ),
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
        "Celle de vos déclarations à l'Urssaf. Si vous en changez, remplissez la ligne suivante.",
        PERIODICITES,
        ACTIVITE,
    ),
    Setting(
        "Périodicité depuis",
        "Periodicite_depuis",
        DATE,
        None,
        "Le 1er janvier du changement de périodicité : avant lui, l'autre vaut. Vide : aucun.",
        group=ACTIVITE,
        optional=True,
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
        "Objectif annuel",
        "Objectif_annuel",
        MONTANT,
        0,
        "Ce que vous visez d'encaisser cette année ; zéro : sans objectif.",
        group=TRESORERIE,
        optional=True,
    ),
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
        "Seuil de dépendance",
        "Seuil_dependance",
        TAUX,
        0.5,
        "Part de vos encaissements d'un an au-delà de laquelle un seul client inquiète.",
        group=TRESORERIE,
        optional=True,
    ),
    Setting(
        "Scénario",
        "Scenario",
        LISTE,
        "Réaliste",
        "Optimiste : payé à l'échéance. Réaliste : avec le retard de chaque client. Pessimiste : "
        "un mois de plus.",
        SCENARIOS,
        TRESORERIE,
        optional=True,
    ),
    Setting(
        "Part jamais payée",
        "Part_perdue",
        TAUX,
        0.05,
        "Des factures en cours, dans le scénario pessimiste.",
        group=TRESORERIE,
        optional=True,
    ),
    Setting(
        "Prélèvement personnel",
        "Prelevement_personnel",
        MONTANT,
        0,
        "Ce que vous vous versez chaque mois.",
        group=TRESORERIE,
        optional=True,
    ),
    Setting(
        "CFE attendue",
        "CFE_attendue",
        MONTANT,
        0,
        "Celle de votre dernier avis ; elle est due mi-décembre.",
        group=TRESORERIE,
        optional=True,
    ),
    Setting(
        "Provision pour impôt",
        "Provision_impot",
        TAUX,
        0,
        "Part des recettes à garder pour l'impôt, sans versement libératoire.",
        group=TRESORERIE,
        optional=True,
    ),
    Setting(
        "Taux de TVA",
        "Taux_TVA",
        TAUX,
        0,
        "Quand vous devez la TVA, celui de vos factures : le plan la reverse le mois suivant.",
        group=TRESORERIE,
        optional=True,
    ),
    Setting(
        "TVA due depuis",
        "TVA_due_depuis",
        DATE,
        None,
        "Vide sous la franchise ; le plan reverse la TVA à partir de ce jour.",
        group=TRESORERIE,
        optional=True,
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
        "Profil Ferme dès",
        "Profil_Ferme_des",
        MONTANT,
        0,
        "Une facture d'au moins ce montant est relancée avec le profil Ferme, si le profil de son "
        "client est Standard. Zéro : jamais.",
        group=RELANCE,
        optional=True,
    ),
    Setting(
        "Relances par envoi",
        "Relances_par_envoi",
        ENTIER,
        50,
        "Courriels qui partent au plus à chaque envoi ; les autres, la fois suivante.",
        group=RELANCE,
    ),
    Setting(
        "Délai de mise en demeure (jours)",
        "Delai_mise_en_demeure",
        ENTIER,
        8,
        "Le délai qu'elle laisse pour payer, de 2 à 90 jours.",
        group=RELANCE,
        optional=True,
    ),
    Setting(
        "Envois par minute",
        "Envois_par_minute",
        ENTIER,
        0,
        "Au plus, à intervalles réguliers ; zéro : sans limite.",
        group=RELANCE,
        optional=True,
    ),
    Setting(
        "Envois par jour",
        "Envois_par_jour",
        ENTIER,
        0,
        "Le quota de votre messagerie ; la suite part le jour ouvré suivant. Zéro : sans limite.",
        group=RELANCE,
        optional=True,
    ),
    Setting(
        "Âge maximal des relevés (jours)",
        "Age_des_releves",
        ENTIER,
        10,
        "Dès ce nombre, la relance 2 et les suivantes attendent : un paiement manque peut-être. "
        "Zéro : jamais.",
        group=RELANCE,
        optional=True,
    ),
    Setting(
        "Relevés à jour au",
        "Releves_a_jour",
        DATE,
        None,
        "Tenu par « sheetcash importer ». Sans lui : la date de la dernière ligne de Banque.",
        group=RELANCE,
        optional=True,
    ),
    Setting(
        "Relances suspendues jusqu'au",
        "Relances_suspendues",
        DATE,
        None,
        "Rien ne part jusqu'à ce jour inclus : congés, pause. Vide : aucune suspension.",
        group=RELANCE,
        optional=True,
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
        "Pénalités convenues",
        "Penalites_convenues",
        TAUX,
        0,
        "Le taux annuel de vos conditions de vente ; zéro : celui de la loi. Le plancher de trois "
        "fois l'intérêt légal vaut toujours.",
        group=RELANCE,
        optional=True,
    ),
    *(
        Setting(label, name, TEXTE, account, words, group=COMPTES, optional=True)
        for label, name, account, words in (
            ("Compte de banque", "Compte_banque", "512000", "Pour le fichier d'écritures."),
            ("Compte de caisse", "Compte_caisse", "530000", "Pour ce qui est réglé en espèces."),
            ("Compte des ventes", "Compte_ventes", "707000", "Catégorie Vente."),
            (
                "Compte des prestations",
                "Compte_prestations",
                "706000",
                "Les autres catégories.",
            ),
            ("Compte des achats", "Compte_achats", "607000", "Quand le poste n'en a pas d'autre."),
            (
                "Comptes par poste",
                "Comptes_par_poste",
                None,
                "Par exemple : Loyer = 613200 ; Logiciels = 651100.",
            ),
        )
    ),
    Setting(
        "Date du jour",
        "Date_du_jour",
        DATE,
        None,
        "Vide : aujourd'hui. Une date fige tous les calculs à ce jour.",
        group=TECHNIQUE,
    ),
    Setting(
        IDENTIFIANT,
        "Identifiant_classeur",
        TEXTE,
        None,
        "Tenu par sheetcash : il relie ce classeur à son journal d'envois. Ne pas modifier.",
        group=TECHNIQUE,
    ),
)

BY_LABEL = {setting.label: setting for setting in SETTINGS}
