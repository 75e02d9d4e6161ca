"""The demonstration's story, as data: a graphic designer who also sells her prints.

Everyone and everything here is invented; addresses end in ``.example``, telephone numbers are
those the Arcep keeps for fiction. Amounts in cents, days in ISO.
"""

from __future__ import annotations

from typing import Final, NamedTuple

#: key -> name, kind, SIREN, contact, mailbox, telephone, address, profile, terms, notes.
CLIENTS: Final = {
    "mots": ("Librairie Les Mots Voilés", "Professionnel", "999900020", "Hélène Garrigue",
             "commandes@mots-voiles.example", "01 99 00 10 11",
             "3 rue des Encriers, 44000 Villeneuve-l'Exemple", "Standard", "30 jours", ""),
    "maison": ("Maison Tournesol", "Professionnel", "999900038", "Inès Marchetti",
               "ines@maison-tournesol.example", "01 99 00 10 12",
               "18 place aux Fleurs, 44000 Villeneuve-l'Exemple", "Souple", "30 jours",
               "Cliente de la première heure."),
    "bois": ("Atelier Bois Clair", "Professionnel", "999900046", "Bastien Kerouédan",
             "atelier@bois-clair.example", "01 99 00 10 13",
             "Zone du Rabot, 44400 Rezé-l'Exemple", "Standard", "30 jours", ""),
    "brass": ("Brasserie du Phare Bleu", "Professionnel", "999900053", "Malo Tanguy",
              "malo@phare-bleu.example", "01 99 00 10 14",
              "1 quai des Sirènes, 44600 Port-l'Exemple", "Ferme", "À réception",
              "Paye mieux quand on passe le voir."),
    "orme": ("Cabinet Orme et Associés", "Professionnel", "999900061", "Claire Vasseur",
             "compta@orme-associes.example", "01 99 00 10 15",
             "40 avenue du Code, 75000 Paris-l'Exemple", "Standard", "45 jours fin de mois", ""),
    "festival": ("Festival Lueurs d'Automne", "Professionnel", "999900079", "Youssef Amrani",
                 "production@lueurs.example", "01 99 00 10 16",
                 "Le Grand Chapiteau, 35000 Rennes-l'Exemple", "Souple", "60 jours",
                 "Association : la subvention tombe tard."),
    "coop": ("Coopérative Les Trois Sillons", "Professionnel", "999900087", "Solène Brisset",
             "solene@trois-sillons.example", "01 99 00 10 17",
             "Lieu-dit La Charrue, 49000 Mûrs-l'Exemple", "Standard", "30 jours fin de mois", ""),
    "pilates": ("Studio Équinoxe", "Professionnel", "999900095", "Vanessa Roll",
                "contact@studio-equinoxe.example", "01 99 00 10 18",
                "7 impasse du Souffle, 44000 Villeneuve-l'Exemple", "Ferme", "30 jours",
                "Paye toujours en retard."),
    "editions": ("Éditions du Goéland", "Professionnel", "999900103", "Paul-Émile Sarda",
                 "fabrication@goeland.example", "01 99 00 10 19",
                 "12 rue des Épreuves, 29000 Quimper-l'Exemple", "Standard", "60 jours", ""),
    "mairie": ("Mairie de Saint-Exemple", "Professionnel", "", "Service communication",
               "communication@saint-exemple.example", "01 99 00 10 20",
               "Place de l'Hôtel-de-Ville, 44999 Saint-Exemple", "Standard", "30 jours",
               "Dépôt sur Chorus Pro."),
    "theatre": ("Théâtre de la Lanterne", "Professionnel", "999900111", "Aurore Lemoine",
                "administration@lanterne.example", "01 99 00 10 21",
                "2 rue du Rideau, 44000 Villeneuve-l'Exemple", "Souple", "30 jours", ""),
    "hotel": ("Hôtel Belle Escale", "Professionnel", "999900129", "Jean-Marc Oliveira",
              "direction@belle-escale.example", "01 99 00 10 22",
              "5 boulevard de la Houle, 44600 Port-l'Exemple", "Standard", "30 jours", ""),
    "agence": ("Agence Nuage", "Professionnel", "999900137", "Thomas Ferreira",
               "thomas@agence-nuage.example", "01 99 00 10 23",
               "21 passage des Idées, 75000 Paris-l'Exemple", "Ferme", "45 jours", ""),
    "camille": ("Camille Durand", "Particulier", "", "", "camille.durand@example.org",
                "06 39 98 10 24", "9 allée des Charmes, 44000 Villeneuve-l'Exemple",
                "Standard", "À réception", ""),
    "fondation": ("Fondation Passerelle", "Professionnel", "999900145", "Agnès de Brévent",
                  "agnes@passerelle.example", "01 99 00 10 25",
                  "Quai du Pont, 44000 Villeneuve-l'Exemple", "Ne pas relancer", "30 jours",
                  "Mécène : l'appeler soi-même."),
}  # fmt: skip

#: Those one says « tu » to.
TUTOYES: Final = ("maison",)

CLIENT_COLUMNS: Final = (
    *("Client", "Type", "SIREN", "Contact", "Courriel", "Téléphone", "Adresse"),
    *("Profil de relance", "Conditions", "Notes"),
)

B, V = "BNC", "Vente"


class Invoice(NamedTuple):
    """One invoice and what was received for it: ``(day, cents)`` pairs.

    ``rappels`` are the reminders already sent: ``(level, day)`` pairs.
    """

    jour: str
    client: str
    objet: str
    categorie: str
    montant: int
    paiements: tuple[tuple[str, int], ...] = ()
    rappels: tuple[tuple[int, str], ...] = ()
    litige: str | None = None
    promesse: str | None = None


def _paid(jour: str, client: str, objet: str, categorie: str, montant: int, le: str) -> Invoice:
    """An invoice settled in one payment."""
    return Invoice(jour, client, objet, categorie, montant, ((le, montant),))


INVOICES: Final = (
    _paid("2025-09-12", "mots", "Logo et charte graphique", B, 95_000, "2025-10-10"),
    _paid("2025-09-25", "bois", "Papeterie et cartes de visite", B, 38_000, "2025-10-20"),
    _paid("2025-10-03", "hotel", "Tirages d'art 40×60, lot de 6", V, 54_000, "2025-11-03"),
    _paid("2025-10-14", "brass", "Menu et ardoises", B, 64_000, "2025-10-16"),
    _paid("2025-10-21", "theatre", "Affiche de saison", B, 89_000, "2025-12-02"),
    _paid("2025-11-04", "editions", "Couverture de roman", B, 75_000, "2026-01-06"),
    _paid("2025-11-12", "mairie", "Dépliant touristique", B, 118_000, "2025-12-15"),
    _paid("2025-11-18", "camille", "Tirage d'art 40×60, encadré", V, 14_500, "2025-11-20"),
    _paid("2025-11-27", "pilates", "Habillage de vitrine", B, 52_000, "2025-12-29"),
    Invoice(
        "2025-12-02", "orme", "Identité visuelle complète", B, 500_000,
        (("2025-12-22", 200_000), ("2026-01-19", 300_000)),
    ),
    _paid("2025-12-09", "maison", "Catalogue d'hiver, 16 pages", B, 115_000, "2026-01-12"),
    _paid("2025-12-15", "mots", "Affiches sérigraphiées A2, lot de 20", V, 46_000, "2026-01-14"),
    _paid("2025-12-18", "coop", "Étiquettes de bocaux", B, 68_000, "2026-02-02"),
    _paid("2026-01-08", "theatre", "Programme du trimestre", B, 72_000, "2026-02-10"),
    _paid("2026-01-15", "agence", "Illustrations de campagne", B, 140_000, "2026-03-05"),
    _paid("2026-01-22", "mots", "Maquettes du site vitrine", B, 130_000, "2026-02-23"),
    _paid("2026-01-29", "hotel", "Tirages d'art 50×70, lot de 8", V, 96_000, "2026-03-02"),
    _paid("2026-02-03", "hotel", "Refonte du logo", B, 98_000, "2026-03-06"),
    _paid("2026-02-10", "bois", "Plaquette de 8 pages", B, 86_000, "2026-03-13"),
    _paid("2026-02-17", "coop", "Identité de la gamme « Trois miels »", B, 145_000, "2026-04-01"),
    _paid("2026-02-26", "mairie", "Signalétique du marché couvert", B, 190_000, "2026-03-30"),
    _paid("2026-03-03", "mots", "Cartes postales, lot de 200", V, 38_000, "2026-04-03"),
    _paid("2026-03-05", "festival", "Affiche et programme de l'édition 2026", B, 210_000,
          "2026-05-06"),
    _paid("2026-03-12", "brass", "Carte de printemps", B, 42_000, "2026-03-13"),
    _paid("2026-03-19", "editions", "Trois couvertures de collection", B, 195_000, "2026-05-20"),
    _paid("2026-03-26", "maison", "Étiquettes et cartes de visite", B, 39_000, "2026-04-28"),
    _paid("2026-04-02", "pilates", "Affiches et flyers", B, 46_000, "2026-05-18"),
    _paid("2026-04-09", "agence", "Pictogrammes, lot de 24", B, 110_000, "2026-05-26"),
    _paid("2026-04-16", "orme", "Modèle de rapport annuel", B, 125_000, "2026-06-01"),
    _paid("2026-04-23", "fondation", "Rapport d'activité 2025", B, 160_000, "2026-05-29"),
    _paid("2026-04-30", "camille", "Tirage d'art 30×40", V, 8_500, "2026-04-30"),
    _paid("2026-05-06", "theatre", "Affiche de la saison 2026-2027", B, 95_000, "2026-06-08"),
    _paid("2026-05-13", "hotel", "Signalétique des chambres", B, 118_000, "2026-06-15"),
    _paid("2026-05-19", "maison", "Sérigraphies A3, lot de 15", V, 52_500, "2026-06-19"),
    _paid("2026-05-21", "mots", "Vitrine d'été et marque-pages", B, 34_000, "2026-06-22"),
    _paid("2026-05-28", "coop", "Panneaux de marché", B, 52_000, "2026-07-01"),
    _paid("2026-06-04", "festival", "Badges et bracelets", B, 64_000, "2026-08-04"),
    _paid("2026-06-11", "mairie", "Plan de la ville", B, 135_000, "2026-07-13"),
    _paid("2026-06-18", "bois", "Fiches produits", B, 78_000, "2026-07-20"),
    _paid("2026-06-25", "agence", "Habillage de réseaux sociaux", B, 90_000, "2026-08-12"),
    _paid("2026-06-26", "agence", "Avoir : six pictogrammes repris", B, -25_000, "2026-06-30"),
    _paid("2026-07-02", "maison", "Catalogue d'été", B, 108_000, "2026-08-03"),
    _paid("2026-07-07", "hotel", "Tirages encadrés pour le salon", V, 124_000, "2026-08-10"),
    _paid("2026-07-09", "editions", "Couverture « Les Marées lentes »", B, 65_000, "2026-09-08"),
    _paid("2026-07-16", "brass", "Carte d'été et sous-bocks", B, 48_000, "2026-07-17"),
    Invoice(
        "2026-07-20", "pilates", "Flyers de rentrée", B, 26_000,
        rappels=((1, "2026-08-20"), (2, "2026-08-28"), (3, "2026-09-08")),
    ),
    Invoice(
        "2026-08-06", "agence", "Animation du logo", B, 88_000,
        rappels=((1, "2026-09-22"),), litige="Oui",
    ),
    _paid("2026-08-20", "mots", "Calendriers 2027, lot de 60", V, 72_000, "2026-09-21"),
    _paid("2026-08-27", "coop", "Refonte des étiquettes", B, 82_000, "2026-10-01"),
    Invoice(
        "2026-09-02", "festival", "Bilan illustré de l'édition", B, 69_000, promesse="2026-11-27"
    ),
    _paid("2026-09-03", "theatre", "Programme d'automne", B, 76_000, "2026-10-05"),
    Invoice(
        "2026-09-04", "bois", "Stand de salon", B, 148_000, (("2026-10-15", 40_000),),
        rappels=((1, "2026-10-06"), (2, "2026-10-26")),
    ),
    Invoice(
        "2026-09-07", "editions", "Couverture en format poche", B, 70_000,
        rappels=((0, "2026-11-03"), (1, "2026-11-10")),
    ),
    Invoice("2026-09-10", "orme", "Supports de séminaire", B, 98_000),
    _paid("2026-09-14", "mots", "Affiches de la rentrée littéraire", B, 43_000, "2026-10-12"),
    _paid("2026-09-17", "fondation", "Cartons d'invitation", B, 29_000, "2026-10-19"),
    Invoice(
        "2026-09-18", "coop", "Habillage du camion", B, 125_000, rappels=((1, "2026-11-03"),)
    ),
    _paid("2026-09-28", "maison", "Affiches A2, lot de 25", V, 57_500, "2026-11-02"),
    _paid("2026-10-01", "hotel", "Carte du restaurant", B, 115_000, "2026-11-03"),
    Invoice("2026-10-05", "fondation", "Carte de vœux", B, 41_000),
    Invoice("2026-10-23", "mairie", "Panneaux d'exposition", B, 132_000),
    Invoice(
        "2026-10-27", "brass", "Carte d'automne", B, 36_000,
        rappels=((1, "2026-10-29"),), promesse="2026-11-13",
    ),
    Invoice("2026-10-29", "mots", "Vitrine de Noël", B, 56_000),
    Invoice("2026-11-05", "maison", "Catalogue de Noël", B, 124_000),
    Invoice("2026-11-10", "camille", "Tirage d'art 40×60 « Brume »", V, 14_500),
    Invoice("2026-11-12", "hotel", "Tirages d'art 40×60, lot de 6", V, 69_000),
    Invoice("2026-11-16", "theatre", "Programme d'hiver", B, 78_000),
)  # fmt: skip

#: Sales without an invoice, and one print taken back: day, nature, cents, means, remark.
DIRECT: Final = (
    ("2025-11-22", "Tirages, marché des créateurs", 32_000, "Carte", ""),
    ("2025-12-13", "Tirages, marché de Noël", 41_000, "Carte", ""),
    ("2026-02-14", "Tirages, salon du papier", 21_000, "Espèces", ""),
    ("2026-03-21", "Tirages, marché de printemps", 34_000, "Carte", ""),
    ("2026-04-18", "Tirages, marché des créateurs", 38_500, "Carte", ""),
    ("2026-05-16", "Tirages, portes ouvertes", 46_000, "Carte", ""),
    ("2026-06-13", "Tirages, fête de l'estampe", 52_000, "Carte", ""),
    ("2026-06-17", "Remboursement d'un tirage abîmé", -6_000, "Virement", "Cadre fendu, rendu"),
    ("2026-07-11", "Tirages, marché de nuit", 61_000, "Espèces", ""),
    ("2026-08-15", "Tirages, marché du port", 57_500, "Carte", ""),
    ("2026-09-12", "Tirages, braderie d'automne", 42_000, "Espèces", ""),
    ("2026-10-10", "Tirages, marché des créateurs", 33_000, "Carte", ""),
    ("2026-11-14", "Tirages, salon du livre d'art", 28_000, "Carte", ""),
)

#: Paid every month: day, supplier, nature, category, cents, first month, fixed or variable.
MONTHLY: Final = (
    (5, "Palette Cloud", "Suite graphique", "Logiciels", 6_549, "2025-10"),
    (12, "Télécom Alizé", "Forfait mobile et internet", "Télécom", 3_999, "2026-05"),
)

#: Other purchases: day, supplier, nature, category, cents, means, due day, paid day, kind.
PURCHASES: Final = (
    ("2025-09-03", "Greffe Modèle", "Frais d'ouverture", "Administratif", 5_900, "Carte", "",
     "2025-09-03", "Variable"),
    ("2025-09-18", "Comptoir du Numérique", "Écran 27 pouces", "Matériel", 38_900, "Carte", "",
     "2025-09-18", "Variable"),
    ("2025-10-01", "Mutuelle des Ateliers", "Responsabilité civile", "Assurance", 18_640,
     "Prélèvement", "", "2025-10-06", "Fixe"),
    ("2025-10-22", "Presse de l'Estuaire", "Tirages 40×60", "Impression", 21_250, "Virement",
     "2025-11-21", "2025-11-19", "Variable"),
    ("2025-12-04", "Presse de l'Estuaire", "Affiches A2", "Impression", 16_800, "Virement",
     "2026-01-03", "2026-01-02", "Variable"),
    ("2026-01-20", "Encadreurs Réunis", "Cadres 50×70", "Encadrement", 29_600, "Virement",
     "2026-02-19", "2026-02-17", "Variable"),
    ("2026-02-06", "Chemins du Rail", "Rendez-vous à Paris", "Déplacements", 8_400, "Carte", "",
     "2026-02-06", "Variable"),
    ("2026-03-02", "Presse de l'Estuaire", "Cartes postales", "Impression", 12_480, "Virement",
     "2026-04-01", "2026-03-31", "Variable"),
    ("2026-03-17", "Fonderie Caractère", "Licences de polices", "Logiciels", 14_500, "Carte", "",
     "2026-03-17", "Variable"),
    ("2026-04-14", "Marchés de l'Ouest", "Emplacement", "Marchés", 4_500, "Espèces", "",
     "2026-04-14", "Variable"),
    ("2026-05-04", "Presse de l'Estuaire", "Sérigraphies A3", "Impression", 23_800, "Virement",
     "2026-06-03", "2026-06-02", "Variable"),
    ("2026-05-11", "Marchés de l'Ouest", "Emplacement", "Marchés", 6_000, "Carte", "",
     "2026-05-11", "Variable"),
    ("2026-06-09", "Papeterie du Canal", "Papier et encres", "Fournitures", 9_235, "Carte", "",
     "2026-06-09", "Variable"),
    ("2026-06-29", "Encadreurs Réunis", "Cadres du salon", "Encadrement", 41_200, "Virement",
     "2026-07-29", "2026-07-28", "Variable"),
    ("2026-07-06", "Marchés de l'Ouest", "Emplacement", "Marchés", 7_500, "Espèces", "",
     "2026-07-06", "Variable"),
    ("2026-08-11", "Presse de l'Estuaire", "Calendriers 2027", "Impression", 27_450, "Virement",
     "2026-09-10", "2026-09-09", "Variable"),
    ("2026-09-15", "Atelier Partagé", "Bureau, dernier trimestre", "Loyer", 39_000, "Virement",
     "2026-10-01", "2026-10-01", "Fixe"),
    ("2026-10-01", "Mutuelle des Ateliers", "Responsabilité civile", "Assurance", 19_420,
     "Prélèvement", "", "2026-10-06", "Fixe"),
    ("2026-10-21", "Chemins du Rail", "Salon du livre d'art", "Déplacements", 9_600, "Carte", "",
     "2026-10-21", "Variable"),
    ("2026-11-03", "Presse de l'Estuaire", "Tirages 40×60", "Impression", 22_600, "Virement",
     "2026-12-03", "", "Variable"),
    ("2026-11-09", "Encadreurs Réunis", "Cadres de Noël", "Encadrement", 31_800, "Virement",
     "2026-12-09", "", "Variable"),
)  # fmt: skip

#: What is expected: words, sense, category, cents, first day, how often, last day, likelihood, then
#: who ordered it.
FORECASTS: Final = (
    ("Prestations, budget de l'an passé", "Encaissement", "Prestations", 420_000, "2025-11-15",
     "Mensuelle", "2026-10-31", 1),
    ("Frais, budget de l'an passé", "Décaissement", "Divers", 60_000, "2025-11-15", "Mensuelle",
     "2026-10-31", 1),
    ("Marché de Noël", "Encaissement", "Ventes", 65_000, "2026-12-12", "Unique", "", 0.9),
    ("Identité du centre nautique", "Encaissement", "Prestations", 240_000, "2027-01-29", "Unique",
     "", 0.6),
    ("Forfait d'entretien, Théâtre de la Lanterne", "Encaissement", "Prestations", 28_000,
     "2027-01-15", "Mensuelle", "2027-12-15", 1, "Théâtre de la Lanterne"),
    ("Rémunération", "Décaissement", "Prélèvement personnel", 180_000, "2026-11-30", "Mensuelle",
     "", 1),
    ("Suite graphique", "Décaissement", "Logiciels", 6_549, "2026-12-05", "Mensuelle", "", 1),
    ("Bureau partagé", "Décaissement", "Loyer", 39_000, "2027-01-01", "Trimestrielle", "", 1),
    ("Responsabilité civile", "Décaissement", "Assurance", 19_420, "2027-10-01", "Annuelle", "",
     1),
    ("Nouvel ordinateur", "Décaissement", "Matériel", 165_000, "2027-03-01", "Unique", "", 0.5),
)  # fmt: skip

#: When each declaration was made and paid.
DECLARED: Final = {
    "T3 2025": "2026-01-28",
    "T4 2025": "2026-01-28",
    "T1 2026": "2026-04-27",
    "T2 2026": "2026-07-29",
    "T3 2026": "2026-10-29",
}
