"""The clients' analysis as lines of text."""

from __future__ import annotations

from sheetcash.app.clients import Analyse, Ligne
from sheetcash.app.phrases import pourcent, ronds
from sheetcash.cli.affichage import table
from sheetcash.core.money import format_euros
from sheetcash.core.mots import jour_long, pluriel
from sheetcash.core.solvabilite import AGES, TENDANCE_MINIMUM, TENDANCE_MOIS, tendance

_RIEN = "–"
_SANS_TENDANCE = (
    f"il faut {TENDANCE_MINIMUM} factures réglées échues depuis {TENDANCE_MOIS} mois, "
    "et autant avant"
)


def lignes_clients(analyse: Analyse) -> list[str]:
    """A line per client, why each is so, the totals and the alert."""
    title = f"Clients, {jour_long(analyse.aujourdhui)}"
    lines = [title, "─" * len(title), ""]
    if not analyse.lignes:
        return [*lines, "Aucun client."]
    heads = (
        *("", "commandé", "factures", "facturé", "payé après", "tendance", "en retard", "reste dû"),
        *("dont échu", "part du CA", "fiabilité", "conditions proposées"),
    )
    lines += table([heads, *map(_colonnes, analyse.lignes)], frozenset(range(1, 10)))
    lines += ["", "Pourquoi"]
    for one in analyse.lignes:
        if one.historique.nombre:
            lines.append(f"  {one.nom} : {' ; '.join(_raisons(one))}")
    return [*lines, *_total(analyse)]


def lignes_d_un_client(analyse: Analyse, one: Ligne) -> list[str]:
    """Everything about one client."""
    its = one.historique
    title = f"{one.nom}, {jour_long(analyse.aujourdhui)}"
    rows = [
        *((("Commandé", format_euros(one.commande)),) if one.commande else ()),
        ("Facturé", f"{format_euros(its.facture)} ({pluriel(its.nombre, 'facture')})"),
        ("Facturé en douze mois", format_euros(its.facture_12_mois)),
        ("Encaissé en douze mois", format_euros(one.encaisse_12_mois)),
        ("Part de vos encaissements", _part(one.dependance)),
        ("Payé après la facture", _jours(its.delai)),
        ("Payé après l'échéance", _jours(its.apres_echeance)),
        ("Tendance", tendance(its) or _SANS_TENDANCE),
        ("Factures en retard", _tardives(one)),
        ("Part en retard, en montant", _part(its.part_tardive_montant)),
        ("Reste dû", format_euros(its.reste_du)),
        ("dont échu", format_euros(its.en_retard)),
        *(
            (f"  {label}", format_euros(cents))
            for (_, label), cents in zip(AGES, its.ages, strict=True)
            if cents
        ),
        ("Fiabilité", _note(one)),
        ("Conditions proposées", f"{one.proposition.conditions} ({one.proposition.raison})"),
        *((("Profil de relance proposé", one.profil.capitalize()),) if one.profil else ()),
    ]
    lines = [title, "─" * len(title), "", *table(rows)]
    return [*lines, "", "Pourquoi", *(f"  {why}" for why in _raisons(one))]


def _colonnes(one: Ligne) -> tuple[str, ...]:
    its = one.historique
    return (
        one.nom,
        ronds(one.commande) if one.commande else _RIEN,
        str(its.nombre),
        ronds(its.facture),
        _jours(its.delai),
        tendance(its) or _RIEN,
        _tardives(one),
        ronds(its.reste_du),
        ronds(its.en_retard),
        _part(one.dependance),
        _note(one),
        one.proposition.conditions,
    )


def _raisons(one: Ligne) -> list[str]:
    reasons = list(one.fiabilite.raisons)
    if one.dependant:
        reasons.append(f"à lui seul {_part(one.dependance)} de vos encaissements d'un an")
    return reasons


def _total(analyse: Analyse) -> list[str]:
    ages = [
        f"{label} : {format_euros(cents)}"
        for (_, label), cents in zip(AGES, analyse.ages, strict=True)
        if cents
    ]
    lines = ["", f"On vous doit {format_euros(analyse.reste_du)}."]
    if analyse.en_retard:
        lines.append(f"En retard : {format_euros(analyse.en_retard)} ({', '.join(ages)}).")
    if analyse.alerte:
        usual = f"un mois moyen d'encaissements ({format_euros(analyse.mois_moyen)})"
        if analyse.mois_moyen <= 0:
            lines.append("Alerte : des impayés en retard, et rien d'encaissé depuis un an.")
        else:
            most = pourcent(analyse.seuil_impayes)
            lines.append(f"Alerte : les impayés en retard dépassent {most} d’{usual}.")
    return lines


def _jours(days: int | None) -> str:
    return _RIEN if days is None else f"{days} j"


def _part(share: int | None) -> str:
    return _RIEN if share is None else pourcent(share)


def _note(one: Ligne) -> str:
    note = one.fiabilite.note
    return _RIEN if note is None else f"{one.fiabilite.lettre} ({note})"


def _tardives(one: Ligne) -> str:
    its = one.historique
    return f"{its.tardives} sur {its.observees}" if its.observees else _RIEN
