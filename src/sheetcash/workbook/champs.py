"""The fields that a mail text of the sheet Modèles may use, as they are told to the user."""

from __future__ import annotations

from typing import Final, NamedTuple


class Champ(NamedTuple):
    """One field: its name between double braces, what it gives, and an example of it."""

    nom: str
    donne: str
    exemple: str


CHAMPS: Final = (
    Champ("contact", "La personne à qui l'on écrit, sinon le nom du client.", "Camille Roux"),
    Champ("client", "Le nom du client.", "Librairie du Port"),
    Champ("numero", "Le numéro de la facture.", "F-2026-012"),
    Champ("objet", "Son objet ; « votre commande » quand il est vide.", "Affiche du salon"),
    Champ("date_facture", "Sa date.", "01/10/2026"),
    Champ("echeance", "Son échéance.", "31/10/2026"),
    Champ("montant", "Son montant.", "1 200,00 €"),
    Champ("encaisse", "Ce qui en a déjà été payé.", "400,00 €"),
    Champ("avoir", "Ce que ses avoirs en ont retiré ; vide s'il n'y en a pas.", "150,00 €"),
    Champ("solde", "Ce qui reste dû.", "800,00 €"),
    Champ("partiel", "Oui quand une partie est payée ; à employer avec if.", "oui"),
    Champ("retard", "Les jours écoulés depuis l'échéance ; 0 avant.", "20"),
    Champ("nombre", "Combien de factures le message réunit ; 1 le plus souvent.", "3"),
    Champ(
        "liste",
        "Une ligne par facture quand le message en réunit plusieurs ; vide pour une seule.",
        "– F-2026-012 du 01/10/2026…",
    ),
    Champ("total", "La somme des soldes ; le solde quand la facture est seule.", "2 150,00 €"),
    Champ(
        "penalites",
        "Pour un professionnel en retard, les intérêts sur le solde jusqu'au jour de l'envoi. "
        "Vide pour un particulier, et tant qu'un taux du semestre manque dans Barèmes.",
        "8,47 €",
    ),
    Champ(
        "indemnite",
        "Les 40 € par facture d'un professionnel en retard ; vide pour un particulier.",
        "40,00 €",
    ),
    Champ(
        "total_du",
        "Solde, pénalités et indemnité ; vide quand les pénalités ne sont pas connues.",
        "848,47 €",
    ),
    Champ("delai_paiement", "Les jours laissés par la mise en demeure (Paramètres).", "8"),
    Champ("date_limite", "Le jour de l'envoi, plus ces jours.", "28/11/2026"),
    Champ(
        "nom",
        "Votre nom, suivi de « EI » s'il ne dit pas déjà votre statut (C. com. R526-27).",
        "Ana Roy EI",
    ),
    Champ("siren", "Votre SIREN.", "123 456 782"),
    Champ("iban", "Votre IBAN ; vide s'il n'est pas dans Paramètres.", "FR76 3000 6000…"),
    Champ("lien", "L'adresse où payer la facture en ligne ; vide s'il n'y en a pas.", "https://…"),
    Champ("professionnel", "Oui pour un professionnel ; à employer avec if.", "oui"),
    Champ("tutoiement", "Oui pour un client que l'on tutoie ; à employer avec if.", "non"),
    Champ("anglais", "Oui pour un client à qui l'on écrit en anglais ; avec if.", "non"),
    Champ("lettre", "Oui quand la lettre de mise en demeure est jointe ; avec if.", "oui"),
)


def legende() -> str:
    """The fields and the one construction, for the note that stands on the texts' header."""
    fields = "\n".join(f"{{{{ {one.nom} }}}} : {one.donne}" for one in CHAMPS)
    return (
        f"{fields}\n\n{{% if lien %}}Paiement en ligne : {{{{ lien }}}}{{% endif %}} n'écrit la "
        "phrase que si le champ est rempli ; {% else %} dit le contraire."
    )
