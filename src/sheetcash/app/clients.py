"""What ``sheetcash clients`` tells: how each client pays, what is at stake, what to propose."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from sheetcash.app.habitudes import autre_profil
from sheetcash.core.factures import comptant
from sheetcash.core.indicateurs import impayes_alarmants, mois_moyen, part
from sheetcash.core.solvabilite import (
    AGES,
    Fiabilite,
    Historique,
    Proposition,
    fiabilite,
    proposition,
)
from sheetcash.core.tresorerie import commande
from sheetcash.errors import InputError
from sheetcash.workbook import convert
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.raw import Snapshot
from sheetcash.workbook.reading import BILAN_TABLES
from sheetcash.workbook.reading_tresorerie import read_previsions
from sheetcash.workbook.records import Book, nom_client
from sheetcash.workbook.schema import nearest
from sheetcash.workbook.tables import PREVISIONS, RECETTES

TABLES: Final = (*BILAN_TABLES, PREVISIONS.name)
#: How an invoice without a client is called.
SANS_CLIENT: Final = "(sans client)"


class Ligne(NamedTuple):
    """One client.

    Attributes:
        nom: as the sheet Clients writes it, else as the first invoice does.
        historique: what its invoices add up to.
        fiabilite: its score, and why.
        proposition: the terms to propose, and why.
        encaisse_12_mois: what the ledger says it paid in twelve months, in cents.
        dependance: its share of all that was received in twelve months, per million.
        dependant: whether that share is more than the user bears.
        profil: the profile of reminders to give it, folded; empty when the one it has will do.
        commande: what it has ordered and is still to come in twelve months, in cents.
    """

    nom: str
    historique: Historique
    fiabilite: Fiabilite
    proposition: Proposition
    encaisse_12_mois: int
    dependance: int | None
    dependant: bool
    profil: str
    commande: int


class Analyse(NamedTuple):
    """All the clients, those who owe the most first; amounts in cents.

    Attributes:
        aujourdhui: the day it is true for.
        lignes: a line per client.
        encaisse_12_mois: what was received from all, passing trade included.
        mois_moyen: the average month's receipts.
        alerte: whether what is late is over the user's share of an average month.
        seuil_impayes: that share, per million.
        constats: what the user should look at.
    """

    aujourdhui: date
    lignes: list[Ligne]
    encaisse_12_mois: int
    mois_moyen: int
    alerte: bool
    seuil_impayes: int
    constats: list[Finding]

    @property
    def reste_du(self) -> int:
        """The open balances of all."""
        return sum(one.historique.reste_du for one in self.lignes)

    @property
    def en_retard(self) -> int:
        """Those past due."""
        return sum(one.historique.en_retard for one in self.lignes)

    @property
    def ages(self) -> tuple[int, ...]:
        """What is late, by age."""
        its = [one.historique.ages for one in self.lignes]
        return tuple(sum(one[at] for one in its) for at in range(len(AGES)))


def analyser(book: Book, snapshot: Snapshot) -> Analyse:
    """The analysis of all the clients.

    Args:
        book: the workbook.
        snapshot: what it was read from, for the names in the ledger.

    Raises:
        InputError: pandas is not installed.
    """
    histories = _historiques(book)
    received, findings = _recu(book, snapshot), [*book.findings]
    everything = sum(received.values())
    ordered: dict[str, int] = {}
    names = {its: one.nom for its, one in book.clients.items()}
    for facture in book.factures:
        names.setdefault(nom_client(facture.client), facture.client or SANS_CLIENT)
    for prevu in read_previsions(snapshot.tables.get(PREVISIONS.name), findings):
        if prevu.client and (cents := commande(prevu, book.aujourdhui)):
            its = nom_client(prevu.client)
            if its not in book.clients:
                text = f"« {prevu.client} » n'est pas dans la feuille Clients."
                what = "Ajoutez-y ce client, ou corrigez son nom."
                findings.append(Finding("Prévisions", prevu.ligne, "Client", text, what))
            ordered[its] = ordered.get(its, 0) + cents
            names.setdefault(its, prevu.client)
    lines = [
        _ligne(
            book,
            its,
            name,
            histories.get(its, Historique()),
            received.get(its, 0),
            everything,
            ordered.get(its, 0),
        )
        for its, name in names.items()
    ]
    lines.sort(key=lambda one: (-one.historique.en_retard, -one.historique.reste_du, one.nom))
    options = book.parametres
    usual = mois_moyen(everything, options.regime.debut_activite, book.aujourdhui)
    late = sum(one.historique.en_retard for one in lines)
    return Analyse(
        book.aujourdhui,
        lines,
        everything,
        usual,
        impayes_alarmants(late, usual, options.seuil_impayes),
        options.seuil_impayes,
        findings,
    )


def _ligne(
    book: Book,
    its: str,
    name: str,
    history: Historique,
    received: int,
    everything: int,
    ordered: int,
) -> Ligne:
    client = book.clients.get(its)
    share = part(received, everything)
    return Ligne(
        name,
        history,
        fiabilite(history),
        proposition(history, comptant=client is not None and comptant(client.conditions)),
        received,
        share,
        share is not None and share > book.parametres.seuil_dependance,
        autre_profil(history, client.profil) if client is not None else "",
        ordered,
    )


def _historiques(book: Book) -> dict[str, Historique]:
    try:
        from sheetcash.analysis.clients import historiques
    except ImportError as error:
        raise InputError(
            "L'analyse des clients demande pandas, qui n'est pas installé.",
            "Installez-le, dans le dossier de sheetcash : pip install '.[analyse]'. Sans lui, la "
            "feuille Clients du classeur donne les mêmes chiffres.",
        ) from error
    return historiques(book)


def _recu(book: Book, snapshot: Snapshot) -> dict[str, int]:
    """What the ledger received in twelve months, by the client that it names."""
    raw = snapshot.tables.get(RECETTES.name)
    if raw is None:
        return {}
    rows = book.recettes.d_un_an(book.aujourdhui)
    names: dict[object, str] = {}
    totals: dict[str, int] = {}
    for row, cents in zip(rows.lignes, rows.montants, strict=True):
        cell = raw.columns["Client"][row - raw.first_row]
        name = names.get(cell)
        if name is None:
            name = names[cell] = nom_client(convert.text(cell))
        totals[name] = totals.get(name, 0) + cents
    return totals


def d_un_client(analyse: Analyse, nom: str) -> Ligne:
    """The line of one client, whatever the case of its name.

    Raises:
        InputError: no client bears that name.
    """
    for one in analyse.lignes:
        if nom_client(one.nom) == nom_client(nom):
            return one
    like = nearest(nom, [one.nom for one in analyse.lignes])
    raise InputError(
        f"Aucun client ne s'appelle « {nom} ».",
        f"Le plus proche : « {like} »." if like else "Écrivez-le comme dans la feuille Clients.",
    )


def as_json(analyse: Analyse, lignes: list[Ligne]) -> dict[str, Any]:
    """The analysis under the keys of ``clients --json``; amounts in cents."""
    return {
        "date": analyse.aujourdhui.isoformat(),
        "clients": [_json(one) for one in lignes],
        "total": {
            "encaisse_12_mois_cents": analyse.encaisse_12_mois,
            "reste_du_cents": analyse.reste_du,
            "en_retard_cents": analyse.en_retard,
            "ages_cents": _ages(analyse.ages),
        },
        "alerte_impayes": {
            "active": analyse.alerte,
            "en_retard_cents": analyse.en_retard,
            "mois_moyen_cents": analyse.mois_moyen,
            "seuil_par_million": analyse.seuil_impayes,
        },
        "constats": [one.as_json() for one in analyse.constats],
    }


def _ages(ages: tuple[int, ...]) -> Mapping[str, int]:
    return {label: cents for (_, label), cents in zip(AGES, ages, strict=True)}


def _json(one: Ligne) -> dict[str, Any]:
    its = one.historique
    return {
        "client": one.nom,
        "commande_cents": one.commande,
        "factures": its.nombre,
        "facture_cents": its.facture,
        "facture_12_mois_cents": its.facture_12_mois,
        "encaisse_12_mois_cents": one.encaisse_12_mois,
        "factures_reglees": its.reglees,
        "paye_apres_jours": its.delai,
        "paye_apres_echeance_jours": its.apres_echeance,
        "tendance_jours": its.tendance,
        "factures_en_retard": its.tardives,
        "part_en_retard_par_million": its.part_tardive,
        "part_en_retard_montant_par_million": its.part_tardive_montant,
        "reste_du_cents": its.reste_du,
        "en_retard_cents": its.en_retard,
        "plus_ancien_jours": its.plus_ancien,
        "ages_cents": _ages(its.ages),
        "dependance_par_million": one.dependance,
        "dependance_forte": one.dependant,
        "fiabilite": one.fiabilite.note,
        "lettre": one.fiabilite.lettre,
        "raisons": list(one.fiabilite.raisons),
        "conditions_proposees": one.proposition.conditions,
        "pourquoi": one.proposition.raison,
        "profil_de_relance_propose": one.profil or None,
    }
