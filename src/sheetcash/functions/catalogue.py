"""The catalogue: each SC_ function once, with its arguments, its law and a worked example.

The Excel functions, the Apps Script ones, ``sheetcash calc`` and the reference pages are made
from this list.
"""

from __future__ import annotations

from typing import Final

from sheetcash.core import penalites, plafonds, tva
from sheetcash.core.categories import METROPOLE
from sheetcash.core.cotisations import COTISATIONS
from sheetcash.core.penalites import PROFESSIONNEL
from sheetcash.functions import clients, genres, regime
from sheetcash.functions.appel import (
    DATE,
    MONTANT,
    MONTANTS,
    NOMBRE,
    TABLE,
    TAUX,
    TEXTE,
    TEXTE_OU_DATE,
    Argument,
    Fonction,
)

_CATEGORIE = Argument("categorie", genres.CATEGORIE, "L'activité, par exemple « BNC ».")
_ANNEE = Argument("annee", genres.ANNEE, "L'année civile.")
_JOUR = Argument("date", genres.DATE, "Le dernier jour de la période déclarée.")
_DATES = Argument("dates", genres.DATES, "Les dates d'encaissement.")
_MONTANTS = Argument("montants", genres.MONTANTS, "Les montants ; négatif pour un remboursement.")
_DEBUT = Argument("debut", genres.DATE, "Le premier jour compté.")
_FIN = Argument("fin", genres.DATE, "Le dernier jour compté.")
_CREATION = Argument("debut_activite", genres.DATE, "Le premier jour d'activité.", facultatif=True)
_NATURE = Argument(
    "nature",
    genres.NATURE,
    "Commerciale (par défaut) ou artisanale ; BNC et Cipav sont toujours libérales.",
    facultatif=True,
)
_VL = Argument(
    "versement_liberatoire",
    genres.OUI_NON,
    "Oui si l'impôt est payé avec les cotisations.",
    True,
    False,
)
_ACRE = Argument("acre", genres.OUI_NON, "Oui si l'ACRE a été accordée.", True, False)
_ZONE = Argument(
    "zone", genres.ZONE, "Métropole (par défaut), Alsace, Moselle ou DROM.", True, METROPOLE
)
_OPTIONS = (_NATURE, _VL, _ACRE, _CREATION, _ZONE)
_FILTRE = (
    Argument(
        "categories", genres.CATEGORIES, "La catégorie de chaque encaissement.", facultatif=True
    ),
    Argument("categorie", genres.CATEGORIE, "La seule catégorie à compter.", facultatif=True),
)
_NIVEAU = Argument("niveau", genres.NIVEAU, "Le dernier niveau fait ; vide : aucun.", True)
_DERNIERE = Argument(
    "derniere_relance", genres.DATE, "Le jour de la dernière relance.", facultatif=True
)
_PROFIL = Argument(
    "profil", genres.PROFIL, "Standard (par défaut), Souple ou Ferme.", True, "standard"
)
_CLIENT = Argument(
    "type_client",
    genres.TYPE_CLIENT,
    "Professionnel (par défaut) ou Particulier.",
    True,
    PROFESSIONNEL,
)
_ECHEANCE = Argument("echeance", genres.DATE, "La date d'échéance.")

_LOI_COTISATIONS = "CSS L613-7, D613-4 et L133-10 ; C. trav. L6331-48 ; CGI 1600 A et 151-0"

FONCTIONS: Final = (
    Fonction(
        "SC_ENCAISSEMENTS",
        MONTANT,
        "Total encaissé du début à la fin inclus, remboursements déduits.",
        (_DATES, _MONTANTS, _DEBUT, _FIN, *_FILTRE),
        "CGI 50-0 et 102 ter : recettes encaissées, le jour où elles le sont",
        {
            "dates": ["2025-12-31", "2026-01-08"],
            "montants": [2000, 3000],
            "debut": "2025-01-01",
            "fin": "2025-12-31",
        },
        regime.encaissements,
    ),
    Fonction(
        "SC_CA_PAR_MOIS",
        MONTANTS,
        "Total encaissé de chacun des douze mois de l'année, en colonne.",
        (_DATES, _MONTANTS, _ANNEE, *_FILTRE),
        "CGI 50-0 et 102 ter : recettes encaissées, le jour où elles le sont",
        {"dates": ["2026-01-08", "2026-03-31"], "montants": [120, 80.5], "annee": 2026},
        regime.ca_par_mois,
    ),
    Fonction(
        "SC_PLAFOND",
        MONTANT,
        "Plafond annuel de chiffre d'affaires du régime micro.",
        (_CATEGORIE, _ANNEE),
        "CGI 50-0, 1 et 102 ter, 1",
        {"categorie": "BNC", "annee": 2026},
        lambda loi, categorie, annee: plafonds.plafond(categorie, annee, loi),
    ),
    Fonction(
        "SC_PLAFOND_PRORATA",
        MONTANT,
        "Plafond de l'année, réduit aux jours d'activité la première année.",
        (
            _CATEGORIE,
            _ANNEE,
            _CREATION._replace(facultatif=False),
            Argument(
                "base",
                genres.BASE,
                "365 pour diviser toujours par 365 (doctrine) ; vide : les jours de l'année.",
                facultatif=True,
            ),
        ),
        "CGI 50-0, 1 : au prorata du temps d'exploitation",
        {"categorie": "BNC", "annee": 2025, "debut_activite": "2025-07-01"},
        regime.plafond_prorata,
        remarque=regime.remarque_prorata,
    ),
    Fonction(
        "SC_STATUT_PLAFOND",
        TEXTE,
        "« OK », « Vigilance » à partir du seuil d'alerte, « Dépassement ».",
        (
            Argument("ca", genres.MONTANT, "Le chiffre d'affaires encaissé."),
            Argument("plafond", genres.MONTANT, "Le plafond, par exemple SC_PLAFOND(…)."),
            Argument(
                "alerte",
                genres.FRACTION,
                "La part qui alerte ; 80 % par défaut.",
                True,
                plafonds.ALERTE,
            ),
        ),
        "CGI 50-0, 1 et 102 ter, 1",
        {"ca": 70000, "plafond": 83600},
        regime.statut_plafond,
    ),
    Fonction(
        "SC_SEUIL_TVA",
        MONTANT,
        "Seuil de la franchise en base de TVA en vigueur ce jour-là.",
        (
            _CATEGORIE,
            Argument("date", genres.DATE, "Le jour."),
            Argument("majore", genres.OUI_NON, "Oui pour le seuil majoré.", True, False),
        ),
        "CGI 293 B",
        {"categorie": "BNC", "date": "2026-06-30"},
        lambda loi, categorie, jour, majore: tva.seuil_tva(categorie, jour, majore, loi),
    ),
    Fonction(
        "SC_STATUT_TVA",
        TEXTE_OU_DATE,
        "« Franchise », « TVA au 1er janvier », ou la date depuis laquelle la TVA est due.",
        (
            _DATES,
            _MONTANTS,
            Argument("categories", genres.CATEGORIES, "La catégorie de chaque encaissement."),
            Argument("date", genres.DATE, "Le jour ; les encaissements suivants sont ignorés."),
        ),
        "CGI 293 B : avant 2025, dès le premier jour du mois ; depuis 2025, dès le jour même",
        {
            "dates": ["2026-03-01", "2026-09-10"],
            "montants": [30000, 12000],
            "categories": ["BNC", "BNC"],
            "date": "2026-11-21",
        },
        regime.statut_tva,
        remarque=regime.remarque_tva,
    ),
    Fonction(
        "SC_TAUX",
        TAUX,
        "Taux en vigueur ce jour-là, en fraction (0,256 pour 25,6 %).",
        (
            _CATEGORIE,
            _JOUR,
            Argument(
                "composante",
                genres.COMPOSANTE,
                "cotisations (par défaut), cfp, taxe_consulaire ou versement_liberatoire.",
                True,
                COTISATIONS,
            ),
            _NATURE,
            _ACRE,
            _CREATION,
            _ZONE,
        ),
        _LOI_COTISATIONS,
        {"categorie": "BNC", "date": "2026-03-31"},
        regime.sc_taux,
    ),
    Fonction(
        "SC_COTISATIONS",
        MONTANT,
        "Total dû à l'Urssaf sur une déclaration.",
        (
            Argument("ca", genres.MONTANT, "Le chiffre d'affaires encaissé de la période."),
            _CATEGORIE,
            _JOUR,
            *_OPTIONS,
        ),
        _LOI_COTISATIONS,
        {"ca": 3517, "categorie": "Vente", "date": "2026-03-31", "nature": "commerciale"},
        preparer=regime.cotisations,
        remarque=regime.remarque_cotisations,
    ),
    Fonction(
        "SC_COTISATIONS_DETAIL",
        TABLE,
        "Le détail d'une déclaration : composante, taux, montant.",
        (
            Argument("ca", genres.MONTANT, "Le chiffre d'affaires encaissé de la période."),
            _CATEGORIE,
            _JOUR,
            *_OPTIONS,
        ),
        _LOI_COTISATIONS,
        {"ca": 3517, "categorie": "BNC", "date": "2026-03-31", "versement_liberatoire": True},
        regime.detail,
        remarque=regime.remarque_cotisations,
    ),
    Fonction(
        "SC_DECLARATION",
        TABLE,
        "Le détail d'une déclaration qui mêle plusieurs activités.",
        (
            Argument("cas", genres.MONTANTS, "Le chiffre d'affaires de chaque activité."),
            Argument("categories", genres.CATEGORIES, "La catégorie de chaque activité."),
            _JOUR,
            *_OPTIONS,
        ),
        _LOI_COTISATIONS,
        {
            "cas": [1000, 500, 250],
            "categories": ["Vente", "Services BIC", "BNC"],
            "date": "2026-06-30",
            "versement_liberatoire": True,
        },
        regime.declarer,
        remarque=regime.remarque_declaration,
    ),
    Fonction(
        "SC_ECHEANCE",
        DATE,
        "Date d'échéance d'une facture d'après ses conditions.",
        (
            Argument("date_facture", genres.DATE, "La date de la facture."),
            Argument(
                "conditions",
                genres.CONDITIONS,
                "Par exemple « à réception », « 30 jours », « 45 jours fin de mois », « J+15 ».",
            ),
        ),
        "C. com. L441-10, I",
        {"date_facture": "2026-01-20", "conditions": "45 jours fin de mois"},
        clients.echeance,
    ),
    Fonction(
        "SC_STATUT_RELANCE",
        TEXTE,
        "Où en est la relance d'une facture.",
        (
            _ECHEANCE,
            Argument("solde", genres.MONTANT, "Ce qui reste dû."),
            Argument("aujourdhui", genres.DATE, "Le jour de la question."),
            _NIVEAU,
            _DERNIERE,
            _PROFIL,
        ),
        "usage : J-3, J+1, J+15, J+30, J+45, sept jours au moins entre deux relances",
        {
            "echeance": "2026-11-01",
            "solde": 50,
            "aujourdhui": "2026-11-21",
            "niveau": 1,
            "derniere_relance": "2026-11-02",
        },
        clients.statut,
    ),
    Fonction(
        "SC_PROCHAINE_RELANCE",
        DATE,
        "Jour ouvré de la prochaine étape.",
        (_ECHEANCE, _NIVEAU, _DERNIERE, _PROFIL),
        "usage : J-3, J+1, J+15, J+30, J+45, sept jours au moins entre deux relances",
        {"echeance": "2026-11-01", "niveau": 1, "derniere_relance": "2026-11-12"},
        clients.prochaine,
    ),
    Fonction(
        "SC_PENALITES",
        MONTANT,
        "Intérêts de retard dus à cette date, par semestre.",
        (
            Argument("montant", genres.MONTANT, "Le solde dû."),
            Argument(
                "echeance",
                genres.DATE,
                "L'échéance ; pour un particulier, la réception de la mise en demeure.",
            ),
            Argument("date", genres.DATE, "Le dernier jour compté."),
            Argument(
                "taux",
                genres.FRACTION,
                "Le taux annuel convenu ; vide : taux de la BCE + 10 points.",
                facultatif=True,
            ),
            _CLIENT,
        ),
        "C. com. L441-10, II ; C. civ. 1231-6",
        {"montant": 1000, "echeance": "2025-06-20", "date": "2025-07-10"},
        lambda loi, montant, echeance, jour, taux, client: penalites.penalites(
            montant, echeance, jour, taux, client, loi
        ),
        remarque=clients.remarque_penalites,
    ),
    Fonction(
        "SC_INDEMNITE",
        MONTANT,
        "Indemnité forfaitaire de recouvrement : 40 € entre professionnels, sinon 0.",
        (
            _CLIENT._replace(facultatif=False, aide="Professionnel ou Particulier."),
            Argument("solde", genres.MONTANT, "Ce qui reste dû."),
        ),
        "C. com. L441-10, II et D441-5",
        {"type_client": "Professionnel", "solde": 50},
        lambda loi, client, solde: penalites.indemnite(client, solde, loi),
    ),
    Fonction(
        "SC_DATE_DECLARATION",
        DATE,
        "Date limite de la déclaration qui contient ce jour, reportée au jour ouvré.",
        (
            Argument("date", genres.DATE, "Un jour de la période."),
            Argument("periodicite", genres.PERIODICITE, "Mensuelle ou Trimestrielle."),
            _CREATION,
        ),
        "CSS L613-7 ; report au jour ouvré suivant",
        {"date": "2026-11-21", "periodicite": "Trimestrielle"},
        regime.date_declaration,
    ),
    Fonction(
        "SC_DSO",
        NOMBRE,
        "Délai moyen de paiement, en jours, pondéré par les sommes reçues.",
        (
            Argument("dates_facture", genres.DATES, "Les dates des factures."),
            Argument("montants", genres.MONTANTS, "Les montants facturés."),
            Argument(
                "dates_encaissement",
                genres.DATES,
                "Les dates de paiement ; vide : impayée.",
                False,
                "",
            ),
            Argument("encaisses", genres.MONTANTS, "Les sommes reçues.", False, ""),
            Argument("debut", genres.DATE, "Le premier jour de paiement compté."),
            Argument("fin", genres.DATE, "Le dernier jour de paiement compté."),
        ),
        "indicateur de gestion, sans texte de loi",
        {
            "dates_facture": ["2026-01-01", "2026-01-01"],
            "montants": [300, 100],
            "dates_encaissement": ["2026-01-31", "2026-03-02"],
            "encaisses": [300, 100],
            "debut": "2026-01-01",
            "fin": "2026-12-31",
        },
        clients.dso,
    ),
)

PAR_NOM: Final = {fonction.nom: fonction for fonction in FONCTIONS}
