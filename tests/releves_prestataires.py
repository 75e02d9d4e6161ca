"""One truth of sales, refunds, fees and transfers, written as each payment provider would."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from releves_verite import OUVERTURE, en, fr, jma, table
from sheetcash.core.releves import Nature


@dataclass(frozen=True)
class Operation:
    """What happened at a provider: ``brut`` is what moved before its ``frais``."""

    jour: date
    libelle: str
    client: str
    nature: Nature
    brut: int
    frais: int = 0
    reference: str = ""

    @property
    def net(self) -> int:
        return self.brut - self.frais


class Attendu(NamedTuple):
    """What a reader must give back of an operation."""

    jour: date
    nature: Nature
    cents: int
    brut: int | None
    frais: int


@dataclass(frozen=True)
class Recettes:
    """A file, what it must give, and how many of its rows move no money."""

    nom: str
    octets: bytes
    format: str
    attendus: list[Attendu]
    ecartes: int = 0
    avec_client: bool = True


def operations(nombre: int = 40) -> list[Operation]:
    """In the order of their days, with twins, refunds, fees alone and a transfer each ten rows."""
    clients = ("Atelier Béatrice & Fils", "L'Épicerie", "=SOMME(A1:A9)", "Zoé Müller")
    found: list[Operation] = []
    for at in range(nombre):
        day, who = date(2026, 1, 2) + timedelta(days=at // 2), clients[at % len(clients)]
        ref = f"OP{at:06d}"
        if at % 10 == 9:
            held = sum(one.net for one in found)
            found.append(Operation(day, "Virement", "", Nature.VIREMENT, -held, 0, ref))
        elif at % 10 == 6:
            found.append(Operation(day, "Frais divers", "", Nature.FRAIS, -50 - at, 0, ref))
        elif at % 10 == 4:
            sale = found[-2]
            label = f"Remboursement {sale.libelle}"
            its = (label, sale.client, Nature.PAIEMENT, -sale.brut, 0, ref)
            found.append(Operation(day, *its))
        else:
            gross = 1_250 + 7_919 * at % 300_000
            its = (f"Facture F-2026-{at:03d}", who, Nature.PAIEMENT, gross, 25 + gross // 70, ref)
            found.append(Operation(day, *its))
    twin = Operation(date(2026, 1, 20), "Coupe", "Zoé Müller", Nature.PAIEMENT, 2_000, 59, "OPA")
    found += [
        twin,
        replace(twin, reference="OPB"),
    ]
    return sorted(found, key=lambda one: one.jour)


def _attendu(one: Operation) -> Attendu:
    if one.nature is Nature.PAIEMENT:
        return Attendu(one.jour, one.nature, one.net, one.brut, one.frais)
    return Attendu(one.jour, one.nature, one.net, None, -one.net * (one.nature is Nature.FRAIS))


def _a_la_banque(one: Operation) -> Attendu:
    """The same where the file does not tell a client's payment from another."""
    if one.nature is Nature.FRAIS:
        return _attendu(one)
    return Attendu(one.jour, Nature.BANQUE, one.net, one.brut if one.frais else None, one.frais)


def _greenwich(one: Operation, at: int) -> str:
    """Each fifth row is of late in the evening before, by the clock of Greenwich."""
    return f"{one.jour - timedelta(days=1)} 23:30:00" if at % 5 == 0 else f"{one.jour} 10:00:00"


_STRIPE = {Nature.PAIEMENT: "charge", Nature.FRAIS: "fee", Nature.VIREMENT: "payout"}


def _stripe_type(one: Operation) -> str:
    return "refund" if one.nature is Nature.PAIEMENT and one.brut < 0 else _STRIPE[one.nature]


def stripe(rows: Sequence[Operation]) -> Recettes:
    header = (
        "balance_transaction_id,created_utc,available_on_utc,currency,gross,fee,net,"
        "reporting_category,description,customer_name,automatic_payout_id"
    )
    body = [
        [
            *(r.reference, _greenwich(r, at), "2026-02-01", "eur", en(r.brut), en(r.frais)),
            *(en(r.net), _stripe_type(r), r.libelle, r.client, "po_1"),
        ]
        for at, r in enumerate(rows)
    ]
    octets = table(header, body, ",").encode()
    return Recettes("stripe.csv", octets, "Stripe", list(map(_attendu, rows)))


def stripe_solde(rows: Sequence[Operation]) -> Recettes:
    header = (
        "id,Type,Source,Amount,Fee,Net,Currency,Created (UTC),Available On (UTC),Description,"
        "Customer Name"
    )
    body = [
        [
            *(r.reference, _stripe_type(r), "ch_1", en(r.brut), en(r.frais), en(r.net), "eur"),
            *(_greenwich(r, at)[:16], "2026-02-01 00:00", r.libelle, r.client),
        ]
        for at, r in enumerate(rows)
    ]
    octets = table(header, body, ",").encode()
    return Recettes("stripe-solde.csv", octets, "Stripe", list(map(_attendu, rows)))


def _paypal_type(one: Operation) -> str:
    if one.nature is Nature.PAIEMENT:
        return "Paiement Express Checkout" if one.brut >= 0 else "Remboursement de paiement"
    return "Frais divers" if one.nature is Nature.FRAIS else "Virement standard"


def paypal(rows: Sequence[Operation]) -> Recettes:
    header = (
        '"Date","Heure","Fuseau horaire","Description","Devise","Avant commission","Commission",'
        '"Net","Solde","Numéro de transaction","Nom","Titre de l\'objet"'
    )
    held, body = 0, []
    for r in rows:
        held += r.net
        body.append(
            [
                *(jma(r.jour), "10:00:00", "CET", _paypal_type(r), "EUR", fr(r.brut, "\u202f")),
                *(fr(-r.frais), fr(r.net, "\u202f"), fr(held, "\u202f"), r.reference, r.client),
                r.libelle,
            ]
        )
    octets = table(header, body, ",", quote=True).encode("utf-8-sig")
    return Recettes("paypal.csv", octets, "PayPal", list(map(_attendu, rows)))


def paypal_neuf(rows: Sequence[Operation]) -> Recettes:
    header = (
        '"Date","Heure","Fuseau horaire","Nom","Type","État","Devise","Brut","Frais","Net",'
        '"Numéro de transaction","Titre de l\'objet","Impact sur le solde"'
    )

    def row(r: Operation, state: str = "Terminé", impact: str = "") -> list[str]:
        return [
            *(jma(r.jour), "10:00:00", "CET", r.client, _paypal_type(r), state, "EUR", fr(r.brut)),
            *(fr(-r.frais), fr(r.net), r.reference, r.libelle),
            impact or ("Crédit" if r.net >= 0 else "Débit"),
        ]

    odd = Operation(rows[0].jour, "X", "Y", Nature.PAIEMENT, 5_000, 0, "W1")
    body = [*map(row, rows), row(odd, "En attente"), row(odd, "Terminé", "Mémo")]
    octets = table(header, body, ",", quote=True).encode("utf-8-sig")
    return Recettes("paypal-neuf.csv", octets, "PayPal", list(map(_attendu, rows)), 2)


def sumup(rows: Sequence[Operation]) -> Recettes:
    """Sales and refunds only; each sale is told again when it is paid out, without its minus."""
    header = (
        "Email,Date,ID de la transaction,Type de transaction,Statut,Type de carte,"
        "Méthode de paiement,Description,Total,Pourboire,Frais,Versement,Date du versement"
    )
    wanted, body = [], []
    for r in rows:
        if r.nature is not Nature.PAIEMENT:
            continue
        kind = "Vente" if r.brut >= 0 else "Remboursement"
        hour = f"{r.jour} 10:00:00"
        money = [en(abs(r.brut)), "0.0", en(r.frais), en(abs(r.net))]
        body.append(["a@b.fr", hour, r.reference, kind, "Réussie", "VISA", "Carte", r.libelle])
        body[-1] += [*money, ""]
        wanted.append(_attendu(r))
        if r.brut >= 0:
            body.append(["", hour, r.reference, "Virement", "Payée", "", "", "", *money, hour])
            wanted.append(Attendu(r.jour, Nature.VIREMENT, -r.net, None, 0))
    failed = ["a@b.fr", "2026-01-06 11:00:00", "W1", "Vente", "Échouée", "VISA", "Carte", "Coupe"]
    body.append([*failed, "80.0", "0.0", "0.0", "", ""])
    octets = table(header, body, ",").encode()
    return Recettes("sumup.csv", octets, "SumUp", wanted, 1, avec_client=False)


def revolut(rows: Sequence[Operation]) -> Recettes:
    """A bank's account whose rows bear a fee."""
    header = "Type,Produit,Date de début,Date de fin,Description,Montant,Frais,Devise,État,Solde"
    held, body = OUVERTURE, []
    for r in rows:
        held += r.net
        kind = "Frais" if r.nature is Nature.FRAIS else "Virement"
        hours = [f"{r.jour} 08:00:00", f"{r.jour} 09:00:00"]
        label = f"{r.libelle} {r.reference}"
        body.append([kind, "Actuel", *hours, label, en(r.brut), en(r.frais), "EUR", "TERMINÉ"])
        body[-1].append(en(held))
    octets = table(header, body, ",").encode()
    wanted = list(map(_a_la_banque, rows))
    return Recettes("revolut-frais.csv", octets, "Revolut", wanted, avec_client=False)


def revolut_business(rows: Sequence[Operation]) -> Recettes:
    header = (
        "Date started (UTC),Date completed (UTC),ID,Type,Description,Reference,Payer,State,"
        "Payment currency,Amount,Fee,Balance,Account"
    )
    held, body = OUVERTURE, []
    for r in rows:
        held += r.net
        kind = "FEE" if r.nature is Nature.FRAIS else "TRANSFER"
        day = r.jour.isoformat()
        body.append([day, day, r.reference, kind, r.libelle, "", "", "COMPLETED", "EUR"])
        body[-1] += [en(r.brut), en(-r.frais), en(held), "Principal"]
    octets = table(header, body, ",").encode()
    wanted = list(map(_a_la_banque, rows))
    name = "revolut-business-frais.csv"
    return Recettes(name, octets, "Revolut Business", wanted, avec_client=False)


ECRIVAINS: tuple[Callable[[Sequence[Operation]], Recettes], ...] = (
    *(stripe, stripe_solde, paypal, paypal_neuf, sumup, revolut, revolut_business),
)


def tous(rows: Sequence[Operation]) -> list[Recettes]:
    """The truth in every provider's words."""
    return [write(rows) for write in ECRIVAINS]
