"""The contract's sheets and tables, in the order of the tabs."""

from __future__ import annotations

from sheetcash.workbook.schema import (
    DATE,
    ENTIER,
    LISTE,
    MONTANT,
    REGLAGES,
    SAISIE,
    SUIVI,
    TAUX,
    TEXTE,
    Column,
    Sheet,
    Table,
)

CATEGORIES = ("Vente", "Services BIC", "BNC", "Cipav", "Meublé classé")
TYPES_CLIENT = ("Professionnel", "Particulier")
PROFILS = ("Standard", "Souple", "Ferme", "Ne pas relancer")
CONDITIONS = (
    "À réception",
    "30 jours",
    "30 jours fin de mois",
    "45 jours",
    "45 jours fin de mois",
    "60 jours",
    "Fin de mois",
)
MODES = ("Virement", "Carte", "Chèque", "Espèces", "Prélèvement", "Autre")
STATUTS = (
    "Soldée",
    "À échoir",
    "Échéance proche",
    "Relance 1 à envoyer",
    "Relance 1 envoyée",
    "Relance 2 à envoyer",
    "Relance 2 envoyée",
    "Mise en demeure à envoyer",
    "Mise en demeure envoyée",
    "Recouvrement à engager",
)
OUI_NON = ("Oui", "Non")
LANGUES = ("Français", "English")
TONS = ("Vous", "Tu")

#: What a sealed row needs, in both registers.
CORRIGE = Column(
    "Corrige", TEXTE, "Le n° de la ligne scellée que celle-ci corrige, ou « oubli ».", width=10
)
SCEAU = Column("Sceau", TEXTE, "Tenu par sheetcash ; ne pas modifier.", width=20)

#: The accountant's own columns: no command writes there.
COMPTABLE = (
    Column("Pointé", LISTE, "Pour votre comptable : Oui une fois vérifiée.", OUI_NON, True),
    Column("Question du comptable", TEXTE, "Pour votre comptable ; répondez à la suite.", width=30),
)

SHEETS = (
    Sheet("Accueil", SUIVI, "Par où commencer, et à quoi sert chaque feuille."),
    Sheet("Tableau de bord", SUIVI, "Où vous en êtes aujourd'hui, en un coup d'œil."),
    Sheet("À faire", SUIVI, "La liste de la semaine, le plus urgent d'abord."),
    Sheet(
        "Clients", SAISIE, "Une ligne par client : à qui vous facturez, et sur quel ton relancer."
    ),
    Sheet("Factures", SAISIE, "Une ligne par facture émise ; le solde et le statut se calculent."),
    Sheet(
        "Livre des recettes",
        SAISIE,
        "Une ligne par encaissement, dans l'ordre des dates ; un remboursement est négatif.",
    ),
    Sheet("Achats", SAISIE, "Une ligne par dépense, payée ou à payer."),
    Sheet("Prévisions", SAISIE, "Ce que vous attendez : encaissements et décaissements à venir."),
    Sheet("Banque", SAISIE, "Les lignes de vos relevés, à rapprocher des factures."),
    Sheet(
        "Plan de trésorerie", SUIVI, "Douze mois glissants, du solde d'ouverture au solde final."
    ),
    Sheet("Déclarations", SUIVI, "Ce que chaque déclaration Urssaf doit contenir, et quand."),
    Sheet("Échéancier", SUIVI, "Les obligations datées de l'année."),
    Sheet(
        "Relances",
        SUIVI,
        "L'historique des relances ; sheetcash y ajoute une ligne à chaque envoi.",
    ),
    Sheet(
        "Scellés",
        SUIVI,
        "Ce qui est scellé, mois par mois ; « sheetcash sceller » y ajoute ses lignes.",
    ),
    Sheet("Modèles", REGLAGES, "Les textes des relances, à votre main."),
    Sheet("Postes", REGLAGES, "Le poste de chaque dépense, d'après les mots de votre banque."),
    Sheet("Paramètres", REGLAGES, "Votre activité et vos choix ; les chiffres en dépendent."),
    Sheet("Barèmes", REGLAGES, "Les chiffres de la loi, datés et sourcés."),
)

CLIENTS = Table(
    "tblClients",
    "Clients",
    "Client",
    (
        Column("Client", TEXTE, "Le nom tel qu'il figure sur vos factures.", needed=True, width=26),
        Column(
            "Type",
            LISTE,
            "Un particulier ne doit ni 40 €, ni pénalités entre professionnels.",
            TYPES_CLIENT,
            needed=True,
        ),
        Column("SIREN", TEXTE, "Neuf chiffres, pour un professionnel.", width=12),
        Column("Contact", TEXTE, "La personne à qui s'adressent les relances.", width=20),
        Column("Courriel", TEXTE, "L'adresse qui reçoit les relances.", needed=True, width=30),
        Column("Téléphone", TEXTE, "Pour vos appels.", width=16),
        Column("Adresse", TEXTE, "Pour vos courriers.", width=34),
        Column(
            "Profil de relance",
            LISTE,
            "Standard, souple, ferme, ou ne pas relancer.",
            PROFILS,
            needed=True,
            width=16,
        ),
        Column("Tutoiement", LISTE, "Oui pour lui dire « tu » ; vide : « vous ».", OUI_NON),
        Column("Langue", LISTE, "Celle de ses relances ; vide : français.", LANGUES, width=11),
        Column(
            "Relances groupées",
            LISTE,
            "Oui : un seul courriel pour toutes ses factures en retard.",
            OUI_NON,
            width=11,
        ),
        Column("Conditions", LISTE, "Le délai de paiement habituel.", CONDITIONS, True, width=20),
        Column(
            "En banque",
            TEXTE,
            "Ses noms et ses IBAN dans vos relevés, séparés par « ; » ; « rapprocher » en apprend.",
            width=26,
        ),
        Column("Notes", TEXTE, "Ce qu'il faut savoir.", width=34),
    ),
)

FACTURES = Table(
    "tblFactures",
    "Factures",
    "N° facture",
    (
        Column("N° facture", TEXTE, "Unique, dans l'ordre.", needed=True, width=14),
        Column("Date", DATE, "La date d'émission.", needed=True, width=12),
        Column("Client", TEXTE, "Un client de la feuille Clients.", needed=True, width=26),
        Column("Objet", TEXTE, "Ce qui a été livré.", width=34),
        Column("Catégorie", LISTE, "Décide du plafond et du taux.", CATEGORIES, width=14),
        Column("Montant", MONTANT, "Le total facturé, en euros.", needed=True, width=14),
        Column("Conditions", LISTE, "Le délai accordé.", CONDITIONS, True, needed=True, width=20),
        Column(
            "Échéance",
            DATE,
            "La date limite de paiement ; vide, elle découle des conditions.",
            needed=True,
            width=12,
        ),
        Column("Encaissé", MONTANT, "La somme des encaissements.", computed=True),
        Column("Solde", MONTANT, "Ce qui reste dû.", computed=True),
        Column("Statut", TEXTE, "Où en est le paiement.", STATUTS, computed=True, width=26),
        Column("Retard (jours)", ENTIER, "Jours depuis l'échéance.", computed=True, width=10),
        Column("Niveau", ENTIER, "La dernière relance faite, de 0 à 4.", needed=True, width=9),
        Column("Dernière relance", DATE, "Le jour de cette relance.", needed=True, width=12),
        Column("Prochaine action", DATE, "Le jour de la suivante.", computed=True, width=12),
        Column("Prochaine étape", TEXTE, "Laquelle, et pourquoi.", computed=True, width=34),
        Column("Litige", LISTE, "Oui suspend les relances.", OUI_NON, needed=True, width=9),
        Column(
            "Promesse de paiement", DATE, "Suspend jusqu'à ce jour inclus.", needed=True, width=14
        ),
        Column("Lien de paiement", TEXTE, "L'adresse où payer en ligne.", width=24),
        Column("Pièce", TEXTE, "Le fichier de la facture.", width=24),
        Column("Avoir sur", TEXTE, "Pour un avoir : la facture qu'il diminue.", width=14),
        Column(
            "État sync",
            TEXTE,
            "Tenu par sheetcash. Pour un envoi incertain, écrivez « envoyée » ou « à renvoyer ».",
            needed=True,
            width=34,
        ),
    ),
)

RECETTES = Table(
    "tblRecettes",
    "Livre des recettes",
    "N°",
    (
        Column("N°", TEXTE, "Le rang de la ligne, sans trou.", width=8),
        Column("Date d'encaissement", DATE, "Le jour où l'argent arrive.", needed=True, width=14),
        Column("N° facture", TEXTE, "La facture payée ; vide pour une vente directe.", needed=True),
        Column("Client", TEXTE, "De qui vient l'argent.", width=26),
        Column("Nature", TEXTE, "De quoi il s'agit.", width=34),
        Column("Catégorie", LISTE, "Décide du plafond et du taux.", CATEGORIES, needed=True),
        Column("Montant", MONTANT, "Négatif pour un remboursement.", needed=True),
        Column("Mode de règlement", LISTE, "Comment l'argent est venu.", MODES, width=16),
        Column("Pièce", TEXTE, "Le justificatif : un fichier, un lien, ou sa référence.", width=24),
        Column("Remarque", TEXTE, "", width=26),
        CORRIGE,
        SCEAU,
        *COMPTABLE,
    ),
)

ACHATS = Table(
    "tblAchats",
    "Achats",
    "N°",
    (
        Column("N°", TEXTE, "Le rang de la ligne.", width=8),
        Column("Date", DATE, "La date de la facture du fournisseur.", needed=True, width=12),
        Column("Fournisseur", TEXTE, "Qui vous facture.", width=26),
        Column("Nature", TEXTE, "Ce qui est acheté.", width=30),
        Column("Poste", TEXTE, "Pour le budget : loyer, logiciels, déplacements…", width=18),
        Column("Montant", MONTANT, "Le total à payer.", needed=True),
        Column("Mode de règlement", LISTE, "Comment vous payez.", MODES, width=16),
        Column("Échéance", DATE, "Quand il faut payer.", width=12),
        Column("Payé le", DATE, "Vide tant que ce n'est pas payé.", width=12),
        Column("Fixe/Variable", LISTE, "", ("Fixe", "Variable"), width=12),
        Column("Pièce", TEXTE, "Le justificatif : un fichier, un lien, ou sa référence.", width=24),
        CORRIGE,
        SCEAU,
        *COMPTABLE,
    ),
)

PREVISIONS = Table(
    "tblPrevisions",
    "Prévisions",
    "Libellé",
    (
        Column("Libellé", TEXTE, "Ce que vous attendez.", needed=True, width=30),
        Column("Sens", LISTE, "", ("Encaissement", "Décaissement"), needed=True, width=15),
        Column("Poste", TEXTE, "", width=18),
        Column("Montant", MONTANT, "Par échéance.", needed=True),
        Column("Première date", DATE, "", needed=True, width=13),
        Column(
            "Périodicité",
            LISTE,
            "Vide : une seule fois.",
            ("Unique", "Mensuelle", "Trimestrielle", "Annuelle"),
            needed=True,
            width=13,
        ),
        Column("Dernière date", DATE, "Vide : sans fin prévue.", width=13),
        Column("Probabilité", TAUX, "De 0 % à 100 %.", width=12),
        Column("Client", TEXTE, "Pour une commande signée : qui l'a passée.", width=26),
    ),
)

DECLARATIONS = Table(
    "tblDeclarations",
    "Déclarations",
    "Période",
    (
        *(
            Column(title, kind, note, computed=True, needed=True, width=width)
            for title, kind, note, width in (
                ("Période", TEXTE, "Le mois ou le trimestre ; il suit les Paramètres.", 16),
                ("Début", DATE, "", 12),
                ("Fin", DATE, "", 12),
                ("Échéance", DATE, "La date limite, reportée au jour ouvré.", 12),
            )
        ),
        *(
            Column(f"CA {categorie}", MONTANT, "Encaissé sur la période.", computed=True)
            for categorie in CATEGORIES
        ),
        Column("Cotisations", MONTANT, "Arrondies à l'euro.", computed=True),
        Column("CFP", MONTANT, "Contribution à la formation.", computed=True, width=10),
        Column("Taxe", MONTANT, "Taxe pour frais de chambre.", computed=True, width=10),
        Column("VL", MONTANT, "Versement libératoire de l'impôt.", computed=True, width=12),
        Column("Total", MONTANT, "Ce que l'Urssaf prélèvera.", computed=True),
        Column("Déclaré le", DATE, "Vide tant que ce n'est pas fait.", needed=True, width=12),
        Column("Payé le", DATE, "Vide tant que ce n'est pas payé.", needed=True, width=12),
        Column("Rang", ENTIER, "Il décide de la période : à continuer sur une ligne ajoutée."),
    ),
)

ECHEANCES = Table(
    "tblEcheances",
    "Échéancier",
    "Date",
    (
        Column("Date", DATE, "Le dernier jour pour le faire.", needed=True, width=12),
        Column("Obligation", TEXTE, "Ce qui est à faire.", needed=True, width=30),
        Column("Détail", TEXTE, "En quelques mots.", width=64),
        Column("Montant estimé", MONTANT, "Quand il est connu.", computed=True),
        Column("Fait le", DATE, "Vide tant que ce n'est pas fait.", width=12),
        Column("Rang", ENTIER, "Tenu par sheetcash ; vide pour vos propres lignes.", width=8),
    ),
    optional=True,
)

RELANCES = Table(
    "tblRelances",
    "Relances",
    "Id",
    (
        Column("Id", TEXTE, "Tenu par sheetcash.", needed=True, width=14),
        Column("Date", DATE, "", needed=True, width=12),
        Column("N° facture", TEXTE, "", needed=True, width=14),
        Column("Client", TEXTE, "", width=26),
        Column("Niveau", ENTIER, "", needed=True, width=9),
        Column("Canal", LISTE, "", ("courriel", "appel", "courrier"), needed=True, width=10),
        Column("Destinataire", TEXTE, "", width=30),
        Column("État", TEXTE, "", needed=True, width=12),
        Column("Message-ID", TEXTE, "", width=34),
        Column("Détail", TEXTE, "", width=50),
    ),
)

SCELLES = Table(
    "tblScelles",
    "Scellés",
    "N°",
    (
        Column("N°", TEXTE, "Tenu par sheetcash.", needed=True, width=8),
        Column("Registre", TEXTE, "Recettes ou Achats.", needed=True, width=12),
        Column("Début", DATE, "", needed=True, width=12),
        Column("Fin", DATE, "Scellé jusqu'à ce jour.", needed=True, width=12),
        Column("Lignes", ENTIER, "Celles que ce scellé ajoute au mois.", needed=True, width=9),
        Column("Total", MONTANT, "Leur somme.", needed=True),
        Column("Détail", TEXTE, "Par catégorie, et par mode de règlement.", needed=True, width=50),
        Column("Dernière ligne", TEXTE, "Le sceau de la dernière.", needed=True, width=20),
        Column("Scellé le", DATE, "", needed=True, width=12),
        Column("Sceau", TEXTE, "Tenu par sheetcash ; ne pas modifier.", needed=True, width=20),
    ),
    optional=True,
    accessoire=True,
)

MODELES = Table(
    "tblModeles",
    "Modèles",
    "Niveau",
    (
        Column("Niveau", ENTIER, "De 0 (courtoisie) à 3 (mise en demeure).", needed=True, width=9),
        Column("Profil", LISTE, "", PROFILS[:3], needed=True, width=12),
        Column("Type de client", LISTE, "À qui ce texte convient ; vide : à tous.", TYPES_CLIENT),
        Column("Ton", LISTE, "Tu : pour les clients tutoyés ; vide : Vous.", TONS, width=9),
        Column("Langue", LISTE, "Celle du texte ; vide : français.", LANGUES, width=11),
        Column("Objet", TEXTE, "L'objet du courriel.", needed=True, width=38),
        Column(
            "Corps",
            TEXTE,
            "Le texte ; {{ solde }} et les autres champs y sont remplacés.",
            needed=True,
            width=90,
        ),
    ),
)

BANQUE = Table(
    "tblBanque",
    "Banque",
    "Id",
    (
        Column("Id", TEXTE, "Tenu par sheetcash.", width=20),
        Column("Date", DATE, "", needed=True, width=12),
        Column("Libellé", TEXTE, "", needed=True, width=44),
        Column("Montant", MONTANT, "Négatif pour une sortie.", needed=True),
        Column("Compte", TEXTE, "", width=20),
        Column(
            "Rapproché avec",
            TEXTE,
            "Facture, achat, déclaration, ou « perso ».",
            width=20,
        ),
        Column(
            "Proposition",
            TEXTE,
            "Ce que « rapprocher » suggère ; « oui » dans Rapproché avec la confirme.",
            width=44,
        ),
        Column("Contrepartie", TEXTE, "Qui a payé, ou a été payé.", width=24),
        Column("IBAN", TEXTE, "Le compte de la contrepartie.", width=20),
        Column("Nature", TEXTE, "Paiement, frais ou virement, quand le relevé le dit.", width=12),
        Column("Source", TEXTE, "Le fichier d'où vient la ligne.", width=24),
        Column("Lot", TEXTE, "Tenu par sheetcash : ce qui fut rapproché ensemble.", width=24),
    ),
    optional=True,
    accessoire=True,
)

POSTES = Table(
    "tblPostes",
    "Postes",
    "Le libellé contient",
    (
        Column(
            "Le libellé contient",
            TEXTE,
            "Des mots du relevé ; la première ligne qui convient l'emporte.",
            needed=True,
            width=30,
        ),
        Column("Poste", TEXTE, "Celui de la dépense, ou « perso ».", needed=True, width=24),
        Column("Fournisseur", TEXTE, "Le nom à écrire ; vide : celui du relevé.", width=26),
        Column("Fixe/Variable", LISTE, "", ("Fixe", "Variable"), width=12),
    ),
    optional=True,
    accessoire=True,
)

#: Some figures depend on the day the activity was created.
CREATION_DEPUIS, CREATION_JUSQUA = "Création depuis le", "Création avant ou le"

BAREMES = Table(
    "tblBaremes",
    "Barèmes",
    "Paramètre",
    (
        Column("Paramètre", TEXTE, "", needed=True, width=34),
        Column("Catégorie", TEXTE, "", needed=True, width=16),
        Column("Valeur", MONTANT, "Vide : inconnue, à saisir.", needed=True, width=12),
        Column("Unité", TEXTE, "", width=14),
        Column("Début", DATE, "Premier jour d'effet.", needed=True, width=12),
        Column("Fin", DATE, "Dernier jour ; vide : en vigueur.", needed=True, width=12),
        Column("Référence", TEXTE, "L'article de loi.", width=40),
        Column("Source", TEXTE, "Où le chiffre a été vu.", width=50),
        Column("Confirmé le", DATE, "Quand le chiffre a été vérifié.", needed=True, width=12),
        Column(CREATION_DEPUIS, DATE, "Vaut pour les activités créées depuis ce jour.", width=12),
        Column(CREATION_JUSQUA, DATE, "Vaut pour les activités créées jusqu'à ce jour.", width=12),
    ),
    optional=True,
)

TABLES = {
    table.name: table
    for table in (
        CLIENTS,
        FACTURES,
        RECETTES,
        ACHATS,
        PREVISIONS,
        DECLARATIONS,
        ECHEANCES,
        RELANCES,
        SCELLES,
        MODELES,
        POSTES,
        BANQUE,
        BAREMES,
    )
}
