"""What the message boxes of Excel say of an import and of the matching that follows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sheetcash.core.libelles import nom_propre
from sheetcash.core.money import format_euros
from sheetcash.core.mots import pluriel
from sheetcash.core.periods import format_date
from sheetcash.hosts.excel.messages import ENREGISTREZ, Partie, boite, constats_de

if TYPE_CHECKING:
    from sheetcash.app.importer import Plan as Import
    from sheetcash.app.importer import Pris
    from sheetcash.app.importer_factures import PlanFactures
    from sheetcash.app.rapprochement import Plan, Regards
    from sheetcash.hosts.excel.fichiers import Lus
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


def _fichier(one: Pris) -> str:
    told = [pluriel(one.nouveaux, "ligne ajoutée", "lignes ajoutées")]
    if one.connus:
        told.append(f"{one.connus} déjà là")
    if one.semblables:
        told.append(f"{len(one.semblables)} déjà là d'après un autre export")
    if one.ecartes:
        told.append(f"{len(one.ecartes)} sans effet sur le compte en euros")
    if one.rejets:
        told.append(f"{len(one.rejets)} à revoir")
    return f"{one.nom} ({one.releve.format}) : {', '.join(told)}"


def _a_part(one: Pris) -> list[str]:
    """What was not added, or was guessed: for the user to check."""
    lines = [f"{a.quoi} supposé, à vérifier : {a.valeur}" for a in one.annonces if not a.sur]
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
    if seen := _regards(vus):
        parts.append(Partie("À regarder :", seen))
    end = "Écrivez « oui » ou le bon numéro dans « Rapproché avec », puis recommencez."
    return boite(parts or [Partie("Tout est rapproché.")], end if plan.doutes else ENREGISTREZ)


def _regards(vus: Regards) -> list[str]:
    """Double charges, rises and fees."""
    lines = [
        f"prélevé deux fois ? {one.second.libelle[:40]}, {format_euros(one.second.cents)}, "
        f"le {format_date(one.second.jour)}"
        for one in vus.doublons
    ]
    lines += [
        f"{nom_propre(one.marchand)} a augmenté : {format_euros(one.cents)}"
        for one in vus.abonnements
        if one.hausse
    ]
    if vus.abonnements:
        count = pluriel(len(vus.abonnements), "abonnement")
        lines.append(f"{count} : {format_euros(vus.annuel)} par an")
    lines += [
        f"frais bancaires sur un an, {one.nature} : {format_euros(one.cents)}" for one in vus.frais
    ]
    return lines


def _ligne(one: LigneBanque) -> str:
    return f"{format_date(one.jour)} {format_euros(one.cents)} {one.libelle[:40]}"
