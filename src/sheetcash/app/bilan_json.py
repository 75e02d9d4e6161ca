"""The figures of :mod:`sheetcash.app.bilan` as JSON: amounts in cents, days in ISO."""

from __future__ import annotations

from collections.abc import Sequence

from sheetcash.app import previsions
from sheetcash.app.bilan import Bilan, Passage
from sheetcash.baremes import Bareme
from sheetcash.core.cotisations import assiette
from sheetcash.core.semaine import Tache
from sheetcash.workbook.baremes_labels import nommer


def as_json(bilan: Bilan) -> dict[str, object]:
    """The figures as one JSON object, amounts in cents, rates per million, days in ISO."""
    vat, leaving = bilan.franchise, bilan.sortie
    return {
        "date": bilan.aujourdhui.isoformat(),
        "nom": bilan.nom,
        "encaisse": {
            "mois_cents": bilan.mois,
            "annee_cents": bilan.annee,
            "annee_precedente_cents": bilan.annee_precedente,
            "par_categorie_cents": bilan.par_categorie,
            "par_mois_cents": bilan.par_mois,
        },
        "plafonds": [
            {
                "nom": usage.nom,
                "ca_cents": usage.ca,
                "plafond_cents": usage.limite,
                "part_par_million": usage.part,
                "statut": usage.statut,
            }
            for usage in bilan.plafonds
        ],
        "sortie_du_regime": leaving
        and {
            "statut": leaving.statut,
            "depuis": leaving.depuis and leaving.depuis.isoformat(),
            "annees": list(leaving.annees),
            "conseil": leaving.conseil,
        },
        "tva": vat
        and {
            "statut": vat.statut,
            "depuis": vat.depuis and vat.depuis.isoformat(),
            "limite": vat.nom,
            "ca_cents": vat.ca,
            "seuil_base_cents": vat.base,
            "seuil_majore_cents": vat.majore,
            "franchissements": [_passage(one) for one in bilan.passages],
        },
        "previsions": previsions.as_json(bilan.previsions),
        "declarations": [
            {
                "periode": one.periode.label,
                "debut": one.periode.debut.isoformat(),
                "fin": one.periode.fin.isoformat(),
                "echeance": one.periode.echeance.isoformat(),
                "close": one.close,
                "etat": one.etat,
                "ca_cents": one.ca,
                "a_declarer_cents": {
                    code: assiette(cents) for code, cents in one.a_declarer.items()
                },
                "cotisations_cents": one.du and one.du.cotisations,
                "cfp_cents": one.du and one.du.cfp,
                "taxe_consulaire_cents": one.du and one.du.taxe_consulaire,
                "versement_liberatoire_cents": one.du and one.du.versement_liberatoire,
                "total_cents": one.du and one.du.total,
                "remboursements_reportes_cents": one.reporte,
                "a_deduire_ensuite_cents": one.reste,
            }
            for one in bilan.declarations
        ],
        "echeances": [
            {
                "date": one.jour and one.jour.isoformat(),
                "obligation": one.obligation,
                "detail": one.detail,
                "reference": one.reference,
            }
            for one in bilan.echeances
        ],
        "factures": {
            "ouvertes": len(bilan.ouvertes),
            "reste_du_cents": bilan.reste_du,
            "en_retard": len(bilan.en_retard),
            "total_en_retard_cents": bilan.total_en_retard,
            "ages_cents": bilan.ages,
            "detail_en_retard": [
                {
                    "facture": facture.numero,
                    "client": facture.client,
                    "solde_cents": facture.solde,
                    "echeance": facture.echeance.isoformat(),
                    "retard_jours": (bilan.aujourdhui - facture.echeance).days,
                }
                for facture in bilan.en_retard
            ],
        },
        "baremes_saisis": [_saisi(row) for row in bilan.saisis],
        "constats": [finding.as_json() for finding in bilan.constats],
    }


def a_faire_json(taches: Sequence[Tache]) -> list[dict[str, object]]:
    """The week's list, the most urgent first."""
    return [
        {
            "action": one.action,
            "objet": one.objet,
            "montant_cents": one.montant,
            "date": one.jour and one.jour.isoformat(),
            "raison": one.raison,
            "feuille": one.feuille,
            "ligne": one.ligne,
        }
        for one in taches
    ]


def _passage(one: Passage) -> dict[str, object]:
    return {
        "seuil": one.seuil,
        "limite_cents": one.limite,
        "date": one.jour.isoformat(),
        "ligne": one.ligne,
        "facture": one.facture,
        "montant_cents": one.montant,
    }


def _saisi(row: Bareme) -> dict[str, object]:
    """A typed figure: in cents or per million, or in its own unit where it has another."""
    nom, categorie = nommer(row.parametre, row.cle)
    return {
        "parametre": row.parametre,
        "cle": row.cle,
        "nom": nom,
        "categorie": categorie,
        "valeur": row.valeur,
        "unite": {"%": "par million", "€": "centimes"}.get(row.unite, row.unite),
        "debut": row.debut and row.debut.isoformat(),
        "fin": row.fin and row.fin.isoformat(),
        "connu_jusqu_au": row.connu_jusqu_au.isoformat(),
        "reference": row.reference,
        "source": row.source,
    }
