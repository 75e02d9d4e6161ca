"""Payment providers: the gross is the receipt, the fee a purchase, the transfer neither."""

from __future__ import annotations

from datetime import date

import pytest

import releves_prestataires as prestataires
from sheetcash.adapters.bank import lire
from sheetcash.core.cles import cles
from sheetcash.core.releves import Nature, Releve, titre

STRIPE = """\
balance_transaction_id,created_utc,available_on_utc,currency,gross,fee,net,reporting_category,\
description,customer_email,automatic_payout_id
txn_1,2026-01-05 10:00:00,2026-01-12,eur,120.00,2.05,117.95,charge,Facture F-1,a@b.fr,po_1
txn_2,2026-01-06 10:00:00,2026-01-13,eur,80.00,1.45,78.55,charge,Facture F-2,c@d.fr,po_1
txn_3,2026-01-07 10:00:00,2026-01-07,eur,-80.00,0.00,-80.00,refund,Remboursement F-2,c@d.fr,po_1
txn_4,2026-01-08 10:00:00,2026-01-08,eur,-0.50,0.00,-0.50,fee,Radar,,po_1
txn_5,2026-01-14 10:00:00,2026-01-14,eur,-116.00,0.00,-116.00,payout,STRIPE PAYOUT,,po_1
"""
PAYPAL = """\
"Date","Heure","Fuseau horaire","Description","Devise","Avant commission","Commission","Net",\
"Solde","Numéro de transaction","Nom","Identifiant de facture"
"05/01/2026","10:00:00","CET","Paiement Express Checkout","EUR","120,00","-2,05","117,95",\
"117,95","T1","Atelier A","F-1"
"06/01/2026","10:00:00","CET","Paiement sur site marchand","EUR","80,00","-1,45","78,55",\
"196,50","T2","Client C","F-2"
"07/01/2026","10:00:00","CET","Remboursement de paiement","EUR","-80,00","0,00","-80,00",\
"116,50","T3","Client C",""
"08/01/2026","10:00:00","CET","Frais divers","EUR","-0,50","0,00","-0,50","116,00","T4","",""
"14/01/2026","10:00:00","CET","Virement standard","EUR","-116,00","0,00","-116,00","0,00","T5",\
"","",
"""
PAYPAL_NEUF = """\
"Date","Heure","Fuseau horaire","Nom","Type","État","Devise","Brut","Frais","Net",\
"Numéro de transaction","Impact sur le solde"
"05/01/2026","10:00:00","CET","Atelier A","Paiement","Terminé","EUR","120,00","-2,05","117,95",\
"T1","Crédit"
"06/01/2026","10:00:00","CET","Client C","Paiement","Remboursé","EUR","80,00","-1,45","78,55",\
"T2","Crédit"
"07/01/2026","10:00:00","CET","Client C","Remboursement","Terminé","EUR","-80,00","0,00","-80,00",\
"T3","Débit"
"08/01/2026","10:00:00","CET","","Frais divers","Terminé","EUR","-0,50","0,00","-0,50","T4","Débit"
"09/01/2026","10:00:00","CET","X","Autorisation","Terminé","EUR","50,00","0,00","50,00","T9","Mémo"
"09/01/2026","10:00:00","CET","X","Paiement","En attente","EUR","50,00","0,00","50,00","T8","Crédit"
"14/01/2026","10:00:00","CET","","Retrait sur compte bancaire","Terminé","EUR","-116,00","0,00",\
"-116,00","T5","Débit"
"""
SUMUP = """\
Email,Date,ID de la transaction,Type de transaction,Statut,Type de carte,Méthode de paiement,\
Description,Total,Pourboire,Frais,Versement,Date du versement
a@b.fr,2026-01-05 10:00:00,T1,Vente,Réussie,VISA,Carte,Coupe,120.0,0.0,2.05,117.95,
,2026-01-06 10:00:00,T1,Virement,Payée,,,,120.0,,2.05,117.95,2026-01-08
a@b.fr,2026-01-06 10:00:00,T2,Vente,Réussie,VISA,Carte,Coupe,80.0,0.0,1.45,78.55,
a@b.fr,2026-01-06 11:00:00,T3,Vente,Échouée,VISA,Carte,Coupe,80.0,0.0,0.0,,
a@b.fr,2026-01-07 10:00:00,T4,Remboursement,Réussie,VISA,Carte,Coupe,80.0,0.0,0.0,80.0,
"""


OPERATIONS = prestataires.operations()
FICHIERS = prestataires.tous(OPERATIONS)


@pytest.mark.parametrize("fichier", FICHIERS, ids=[one.nom for one in FICHIERS])
def test_a_provider_s_file_gives_back_the_truth(fichier: prestataires.Recettes) -> None:
    releve = lire(fichier.octets, fichier.nom)
    assert releve.format == fichier.format
    assert not releve.rejets
    assert len(releve.ecartes) == fichier.ecartes
    assert releve.lus == len(fichier.attendus) + fichier.ecartes
    found = [(m.jour, m.nature, m.cents, m.brut, m.frais) for m in releve.mouvements]
    assert sorted(found, key=str) == sorted(map(tuple, fichier.attendus), key=str)
    known = {one.reference: one for one in OPERATIONS}
    for row in releve.mouvements:
        if row.nature is Nature.PAIEMENT:
            one = known[row.reference]
            assert titre(one.libelle) in titre(row.libelle)
            if fichier.avec_client:
                assert row.contrepartie == one.client
    assert len(set(cles(releve.mouvements))) == len(fichier.attendus)


@pytest.mark.parametrize("write", prestataires.ECRIVAINS, ids=lambda one: one.__name__)
def test_overlapping_payouts_give_the_same_keys(write: object) -> None:
    assert callable(write)
    days = sorted({one.jour for one in OPERATIONS})
    start, end = days[len(days) // 3], days[2 * len(days) // 3]
    parts = [
        [one for one in OPERATIONS if one.jour <= end],
        [one for one in OPERATIONS if one.jour >= start],
        [one for one in OPERATIONS if start <= one.jour <= end],
        OPERATIONS,
    ]
    first, second, both, whole = (set(cles(lire(write(rows).octets).mouvements)) for rows in parts)
    assert first & second == both
    assert first | second == whole


def _paid(releve: Releve) -> list[tuple[date, int | None, int]]:
    return [(m.jour, m.brut, m.frais) for m in releve.mouvements if m.nature is Nature.PAIEMENT]


TRUTH = [
    (date(2026, 1, 5), 12000, 205),
    (date(2026, 1, 6), 8000, 145),
    (date(2026, 1, 7), -8000, 0),
]


@pytest.mark.parametrize("texte", [STRIPE, PAYPAL, PAYPAL_NEUF, SUMUP])
def test_receipts_are_the_gross_and_fees_stand_apart(texte: str) -> None:
    releve = lire(texte.encode())
    assert not releve.rejets
    assert _paid(releve) == TRUTH
    for row in releve.mouvements:
        if row.brut is not None:
            assert row.cents == row.brut - row.frais
    assert len(set(cles(releve.mouvements))) == len(releve.mouvements)


@pytest.mark.parametrize("texte", [STRIPE, PAYPAL, PAYPAL_NEUF])
def test_a_transfer_to_the_bank_is_neither_receipt_nor_fee(texte: str) -> None:
    releve = lire(texte.encode())
    (transfer,) = [m for m in releve.mouvements if m.nature is Nature.VIREMENT]
    assert (transfer.cents, transfer.brut, transfer.frais) == (-11600, None, 0)
    assert sum(m.cents for m in releve.mouvements) == 0


@pytest.mark.parametrize("texte", [STRIPE, PAYPAL, PAYPAL_NEUF])
def test_a_fee_alone_is_a_purchase(texte: str) -> None:
    (fee,) = [m for m in lire(texte.encode()).mouvements if m.nature is Nature.FRAIS]
    assert (fee.cents, fee.brut, fee.frais) == (-50, None, 50)


def test_a_sale_that_sumup_tells_again_when_it_pays_it_counts_once() -> None:
    releve = lire(SUMUP.encode())
    (transfer,) = [m for m in releve.mouvements if m.nature is Nature.VIREMENT]
    assert (transfer.cents, transfer.frais) == (-11795, 0)
    assert [one.ligne for one in releve.ecartes] == [5]


def test_rows_for_information_and_pending_ones_are_put_aside() -> None:
    releve = lire(PAYPAL_NEUF.encode())
    assert [one.ligne for one in releve.ecartes] == [6, 7]
    assert "pour information" in releve.ecartes[0].pourquoi


def test_a_time_in_greenwich_is_told_in_paris() -> None:
    late = STRIPE.replace("2026-01-05 10:00:00", "2026-01-31 23:30:00")
    releve = lire(late.encode())
    assert releve.mouvements[0].jour == date(2026, 2, 1)
    assert any(one.quoi == "heure" for one in releve.annonces)


def test_gross_fee_and_net_that_disagree_are_refused() -> None:
    releve = lire(STRIPE.replace("120.00,2.05,117.95", "120.00,2.05,118.95").encode())
    assert [one.ligne for one in releve.rejets] == [2]


def test_a_tip_is_part_of_the_receipt() -> None:
    releve = lire(SUMUP.replace("120.0,0.0,2.05,117.95,\n", "120.0,5.0,2.05,122.95,\n").encode())
    assert (releve.mouvements[0].brut, releve.mouvements[0].frais) == (12500, 205)


def test_foreign_money_stays_in_its_own_currency() -> None:
    foreign = PAYPAL.replace('"EUR","120,00","-2,05","117,95"', '"USD","120,00","-2,05","117,95"')
    rows = lire(foreign.encode()).mouvements
    assert (rows[0].devise, rows[0].cents) == ("USD", 11795)
    exchange = PAYPAL.replace("Virement standard", "Conversion de devise générale")
    assert lire(exchange.encode()).mouvements[-1].nature is Nature.CHANGE


def test_a_foreign_sale_that_paypal_converts_is_in_the_euros_that_it_gave() -> None:
    head = PAYPAL.split("\n", 1)[0]
    rows = [
        ("Paiement sur site marchand", "USD", "100,00", "-4,00", "96,00", "T1"),
        ("Conversion de devise générale", "USD", "-96,00", "0,00", "-96,00", "T2"),
        ("Conversion de devise générale", "EUR", "88,30", "0,00", "88,30", "T3"),
        ("Paiement sur site marchand", "USD", "50,00", "0,00", "50,00", "T4"),
    ]
    lines = [
        f'"05/01/2026","10:00:00","CET","{kind}","{money}","{gross}","{fee}","{net}","","{ref}",'
        '"Ana","F-1"'
        for kind, money, gross, fee, net, ref in rows
    ]
    releve = lire("\n".join([head, *lines, ""]).encode())
    first, second = releve.mouvements
    assert (first.devise, first.brut, first.frais, first.cents) == ("EUR", 9198, 368, 8830)
    assert (second.devise, second.cents) == ("USD", 5000), "nothing tells its euros"
    assert [one.ligne for one in releve.ecartes] == [3, 4] and releve.lus == 4


def test_what_is_bought_with_a_paypal_balance_is_no_receipt() -> None:
    bought = PAYPAL.replace('"Remboursement de paiement"', '"Paiement préapprouvé"')
    rows = lire(bought.encode()).mouvements
    assert [(m.nature, m.brut) for m in rows if m.cents == -8000] == [(Nature.BANQUE, None)]


def test_revolut_s_fee_is_deducted_and_kept() -> None:
    text = (
        "Type,Produit,Date de début,Date de fin,Description,Montant,Frais,Devise,État,Solde\n"
        "Virement,Actuel,,2026-01-05 10:00:00,Client,100.00,1.50,EUR,TERMINÉ,98.5\n"
        "Change,Actuel,,2026-01-06 10:00:00,Change,-50.00,0.00,EUR,TERMINÉ,48.5\n"
        "Frais,Actuel,,2026-01-07 10:00:00,Frais,-5.00,0.00,EUR,TERMINÉ,43.5\n"
    )
    rows = lire(text.encode()).mouvements
    assert [(m.cents, m.brut, m.frais, m.nature) for m in rows] == [
        (9850, 10000, 150, Nature.BANQUE),
        (-5000, None, 0, Nature.CHANGE),
        (-500, None, 500, Nature.FRAIS),
    ]


def test_a_state_that_is_not_known_is_not_taken_for_settled() -> None:
    odd = PAYPAL_NEUF.replace('"Terminé","EUR","120,00"', '"Étrange","EUR","120,00"')
    releve = lire(odd.encode())
    assert [one.ligne for one in releve.rejets] == [2]
    assert "inconnu" in releve.rejets[0].pourquoi


def test_other_stripe_rows_are_for_the_user_to_say() -> None:
    odd = STRIPE.replace(",charge,Facture F-1", ",issuing,X")
    row = lire(odd.encode()).mouvements[0]
    assert (row.nature, row.brut) == (Nature.AUTRE, None)
