"""What an import says: file by file, what was added, known, put aside."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sheetcash.cli import affichage_rapprocher as rapprochement
from sheetcash.cli.commun import constats

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sheetcash.app.importer import Plan, Pris
    from sheetcash.app.importer_factures import Lot, PlanFactures
    from sheetcash.cli.decider import Suite
    from sheetcash.core.releves import Rejet

#: How many rows of a kind are shown; the file beside the statement has them all.
_SHOWN = 10


class Fait(NamedTuple):
    """What an import did, or would do.

    Attributes:
        nom: the workbook.
        plan: of the statements.
        lots: the invoices' files.
        factures: of the invoices.
        refuses: the files that nothing could be read in.
        a_part: where the rows that cannot be read were written: of each statement, then of each
            file of invoices; empty for none.
        ecritures: cells written.
        simulation: nothing was.
        suite: the matching that went with it, if any.
    """

    nom: str
    plan: Plan
    lots: Sequence[Lot]
    factures: PlanFactures
    refuses: Sequence[Exception]
    a_part: Sequence[str]
    ecritures: int
    simulation: bool
    suite: Suite | None = None


def lignes(fait: Fait) -> list[str]:
    """An import in words."""
    from sheetcash.core.mots import pluriel

    plan, lines = fait.plan, fichiers_lus(fait)
    if fait.factures.clients:
        lines += ["", f"Clients à compléter : {', '.join(fait.factures.clients)}"]
    if plan.nommees:
        pasted = pluriel(plan.nommees, "ligne collée", "lignes collées")
        lines += ["", f"{pasted} à la main dans Banque : prise en compte."]
    if fait.refuses:
        lines += ["", "Fichiers laissés de côté", *(f"  • {error}" for error in fait.refuses)]
    known = [*plan.constats, *fait.factures.constats]
    lines += constats(known)
    if fait.suite is not None:
        matched = fait.suite.plan
        matched = matched._replace(constats=[o for o in matched.constats if o not in known])
        lines += rapprochement.lignes(matched, rapprochement.MONTREES, "dans la feuille Banque")
        ou = "sheetcash rapprocher … --tout"
        lines += rapprochement.regards(fait.suite.regards, tout=False, ou=ou)
        lines += rapprochement.fin(matched, fait.simulation)
    elif fait.simulation:
        lines += ["", "Simulation : rien n'a été écrit."]
    elif any(one.entrees for one in plan.fichiers) or plan.nommees:
        lines += ["", "Ensuite : sheetcash rapprocher, pour dire ce que paie chaque ligne."]
    return lines


def fichiers_lus(fait: Fait) -> list[str]:
    """What was read, file by file."""
    plan, lines = fait.plan, [fait.nom]
    aside = iter(fait.a_part)
    for one in plan.fichiers:
        lines += ["", *_fichier(one, next(aside, ""), fait.simulation)]
    for lot in fait.lots:
        lines += ["", *_lot(lot, fait, next(aside, ""))]
    return lines


def _lot(lot: Lot, fait: Fait, where: str) -> list[str]:
    from sheetcash.core.money import format_euros
    from sheetcash.core.mots import pluriel

    mine = [one for one in fait.factures.prises if one.fichier == lot.nom]
    form = lot.factures[0].format if lot.factures else "CSV"
    lines = [f"{lot.nom} : {form}, {pluriel(len(mine), 'facture lue', 'factures lues')}"]
    for one in mine[: _SHOWN if len(mine) > _SHOWN else None]:
        what = f" {one.sens}" if one.sens else ""
        detail = f" ({one.detail})" if one.detail else ""
        cents = format_euros(one.facture.cents)
        lines.append(f"  {one.facture.numero}{what}, {cents} : {one.sort}{detail}")
    if len(mine) > _SHOWN:
        lines.append(f"  … et {len(mine) - _SHOWN} autres")
    lines += _rejets(f"  À revoir{f' (toutes dans « {where} »)' if where else ''} :", lot.rejets)
    return lines


def _fichier(one: Pris, aside: str, simulation: bool) -> list[str]:
    from sheetcash.app import phrases_banque
    from sheetcash.core.mots import pluriel
    from sheetcash.core.periods import format_date

    read = one.releve
    days = [row.jour for row in read.mouvements]
    period = f", du {format_date(min(days))} au {format_date(max(days))}" if days else ""
    lines = [f"{one.nom} : {read.format}, {pluriel(read.lus, 'ligne lue', 'lignes lues')}{period}"]
    lines.append(f"  {phrases_banque.compte(one, simulation=simulation)}")
    sure = [phrases_banque.annonce(a) for a in one.annonces if a.sur]
    guessed = [phrases_banque.annonce(a) for a in one.annonces if not a.sur]
    if sure:
        lines.append(f"  Trouvé : {', '.join(sure)}")
    if guessed:
        lines.append(f"  Supposé, à vérifier : {', '.join(guessed)}")
    for row in one.semblables[:_SHOWN]:
        lines.append(f"    = {format_date(row.jour)} {row.libelle} (--tout l'ajoute quand même)")
    lines += _rejets("  Sans effet :", one.ecartes)
    where = f" (toutes dans « {aside} »)" if aside else ""
    lines += _rejets(f"  À revoir{where} :", one.rejets)
    return lines


def _rejets(heading: str, rows: Sequence[Rejet]) -> list[str]:
    if not rows:
        return []
    lines = [heading]
    lines += [f"    ligne {one.ligne} : {one.pourquoi} ({one.texte})" for one in rows[:_SHOWN]]
    if len(rows) > _SHOWN:
        lines.append(f"    … et {len(rows) - _SHOWN} autres")
    return lines


def as_json(fait: Fait) -> dict[str, object]:
    """The same for scripts."""

    def rows(those: Sequence[Rejet]) -> list[dict[str, object]]:
        return [{"ligne": o.ligne, "pourquoi": o.pourquoi, "texte": o.texte} for o in those]

    suite = fait.suite
    return {
        "fichiers": [
            {
                "nom": one.nom,
                "format": one.releve.format,
                "lus": one.releve.lus,
                "ajoutes": one.nouveaux,
                "connus": one.connus,
                "semblables": [
                    {"ligne": row.ligne, "date": row.jour.isoformat(), "libelle": row.libelle}
                    for row in one.semblables
                ],
                "ecartes": rows(one.ecartes),
                "rejets": rows(one.rejets),
                "fichier_rejets": aside,
                "annonces": [
                    {"quoi": a.quoi, "valeur": a.valeur, "sur": a.sur} for a in one.annonces
                ],
            }
            for one, aside in zip(fait.plan.fichiers, fait.a_part, strict=False)
        ],
        "factures": [
            {
                "fichier": one.fichier,
                "numero": one.facture.numero,
                "sens": str(one.sens or ""),
                "sort": one.sort,
                "detail": one.detail,
            }
            for one in fait.factures.prises
        ],
        "rejets_factures": [{"fichier": o.nom, **row} for o in fait.lots for row in rows(o.rejets)],
        "clients": fait.factures.clients,
        "refuses": [str(error) for error in fait.refuses],
        "constats": [o.as_json() for o in (*fait.plan.constats, *fait.factures.constats)],
        "ecritures": fait.ecritures,
        "rapprochement": None
        if suite is None
        else rapprochement.as_json(suite.plan, suite.regards, fait.ecritures),
    }
