"""What the message boxes of Excel say of an import and of the matching that follows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sheetcash.app import phrases_banque
from sheetcash.core.money import format_euros
from sheetcash.core.mots import pluriel
from sheetcash.core.periods import format_date
from sheetcash.hosts.excel.messages import ENREGISTREZ, Partie, boite, constats_de

if TYPE_CHECKING:
    from sheetcash.adapters.entrees import Lus
    from sheetcash.app.importer import Plan as Import
    from sheetcash.app.importer import Pris
    from sheetcash.app.importer_factures import PlanFactures
    from sheetcash.app.rapprochement import Plan, Regards
    from sheetcash.core.releves import Mouvement
    from sheetcash.workbook.banque import LigneBanque


def importe(plan: Import, factures: PlanFactures, lus: Lus, a_part: Sequence[str]) -> str:
    """What was taken in, file by file, and what was not."""
    parts = [Partie(_fichier(one), _a_part(one)) for one in plan.fichiers]
    if factures.prises:
        lines = [
            f"{one.facture.numero}, {format_euros(one.facture.cents)} : {one.sort}"
            + (f" ({one.detail})" if one.detail else "")
            for one in factures.prises
        ]
        parts.append(Partie("Factures :", lines))
    if factures.clients:
        parts.append(Partie("Clients à compléter :", factures.clients))
    if lus.refuses:
        said = [line for one in lus.refuses for line in (one.probleme, one.que_faire) if line]
        parts.append(Partie("Laissés de côté :", said))
    if a_part:
        parts.append(Partie("Lignes à revoir, à côté du relevé :", a_part))
    parts += constats_de([*plan.constats, *factures.constats])
    return boite(parts or [Partie("Rien n'a pu être lu.")])


def semblables(those: Sequence[Mouvement]) -> str:
    """What is asked of rows that another export may have given already."""
    lines = [f"{format_date(o.jour)} {format_euros(o.cents)} {o.libelle[:40]}" for o in those]
    heading = pluriel(len(those), "ligne est sans doute", "lignes sont sans doute")
    asked = "Les ajouter quand même ? Non, si elles viennent d'un autre export du même compte."
    return boite([Partie(f"{heading} déjà dans Banque :", lines)], asked)


def _fichier(one: Pris) -> str:
    return f"{one.nom} ({one.releve.format}) : {phrases_banque.compte(one)}"


def _a_part(one: Pris) -> list[str]:
    """What was not added, or was guessed: for the user to check."""
    lines = [
        f"supposé, à vérifier : {phrases_banque.annonce(a)}" for a in one.annonces if not a.sur
    ]
    lines += [f"sans effet, ligne {o.ligne} : {o.pourquoi} ({o.texte})" for o in one.ecartes]
    lines += [f"déjà là : {format_date(o.jour)} {o.libelle[:40]}" for o in one.semblables]
    return lines


def rapproche(plan: Plan, vus: Regards) -> str:
    """What was matched for certain, and what waits for a yes in the sheet."""
    parts = []
    if plan.accords:
        lines = [f"{_ligne(one.ligne)} → {one.avec}" for one in plan.accords]
        parts.append(Partie(f"Rapproché ({len(lines)}) :", lines))
    if plan.doutes:
        lines = [f"{_ligne(one.ligne)} → {one.texte}" for one in plan.doutes]
        parts.append(Partie(f"À confirmer dans Banque ({len(lines)}) :", lines))
    if plan.restent:
        count = pluriel(len(plan.restent), "ligne", "lignes")
        parts.append(Partie(f"{count} sans explication : remplissez « Rapproché avec »."))
    parts += constats_de(plan.constats)
    seen = phrases_banque.alertes(vus) + phrases_banque.abonnements(vus)
    if seen := seen + phrases_banque.frais(vus):
        parts.append(Partie("À regarder :", seen))
    end = "Écrivez « oui » ou le bon numéro dans « Rapproché avec », puis recommencez."
    return boite(parts or [Partie("Tout est rapproché.")], end if plan.doutes else ENREGISTREZ)


def _ligne(one: LigneBanque) -> str:
    return f"{format_date(one.jour)} {format_euros(one.cents)} {one.libelle[:40]}"
