"""The figures of ``bilan`` as lines of text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sheetcash.app import phrases, previsions
from sheetcash.app.bilan import (
    A_DECLARER,
    DECLAREE,
    EN_COURS,
    EN_RETARD,
    HORIZON,
    Bilan,
    Declaration,
    Passage,
)
from sheetcash.baremes import Bareme, nommer
from sheetcash.cli.affichage import table
from sheetcash.core.categories import LABELS
from sheetcash.core.cotisations import assiette
from sheetcash.core.echeancier import URSSAF, Echeance
from sheetcash.core.money import format_euros
from sheetcash.core.mots import jour_long, pluriel
from sheetcash.core.periods import MOIS, format_date
from sheetcash.core.plafonds import OK
from sheetcash.core.semaine import MONTREES, Tache
from sheetcash.core.sortie import DANS_LE_REGIME, SORTIE
from sheetcash.core.tva import TVA_JANVIER
from sheetcash.workbook.baremes_labels import ecrire

#: The longest object of a task that a line shows whole.
_OBJET: Final = 44

_ETATS = {
    EN_RETARD: "en retard depuis le",
    A_DECLARER: "à déclarer, au plus tard le",
    DECLAREE: "déclarée, à payer, au plus tard le",
    EN_COURS: "en cours, au plus tard le",
}


def lignes_bilan(bilan: Bilan) -> list[str]:
    """The figures of ``bilan``, one block per subject."""
    day = bilan.aujourdhui
    title = f"{bilan.nom or 'Votre activité'}, {jour_long(day)}"
    lines = [title, "─" * len(title), "", "Encaissé"]
    rows = [
        (f"{MOIS[day.month - 1].capitalize()} {day.year}", format_euros(bilan.mois)),
        (f"Année {day.year}", format_euros(bilan.annee)),
        *(
            (f"  dont {LABELS[categorie]}", format_euros(montant))
            for categorie, montant in sorted(bilan.par_categorie.items(), key=lambda item: -item[1])
        ),
        (f"Année {day.year - 1}", format_euros(bilan.annee_precedente)),
    ]
    lines += table(rows, frozenset({1}))
    lines += ["", "Régime micro"]
    lines += table(
        [
            (
                phrases.plafond(usage),
                f"{format_euros(usage.ca)} sur {format_euros(usage.limite)}",
                phrases.pourcent(usage.part),
                "" if usage.statut == OK else usage.statut,
            )
            for usage in bilan.plafonds
        ],
        frozenset({1, 2}),
    )
    if bilan.sortie is not None and bilan.sortie.statut != DANS_LE_REGIME:
        name = "Sortie du régime" if bilan.sortie.statut == SORTIE else bilan.sortie.statut
        lines.append(f"  {name} : {bilan.sortie.conseil}")
    lines += _tva(bilan)
    if told := previsions.lignes(bilan.previsions):
        lines += ["", "En vue cette année", *(f"  {line}" for line in told)]
    lines += ["", "Déclarations"]
    lines += table([_declaration(one) for one in bilan.declarations], frozenset({2, 3}))
    for one in bilan.declarations:
        if one.du is not None and one.du.total:
            parts = (
                ("cotisations", one.du.cotisations),
                ("CFP", one.du.cfp),
                ("taxe de chambre", one.du.taxe_consulaire),
                ("versement libératoire", one.du.versement_liberatoire),
            )
            detail = ", ".join(f"{name} {format_euros(part)}" for name, part in parts if part)
            lines.append(f"    {one.periode.label} : {detail}")
        if len(one.a_declarer) > 1:
            amounts = ", ".join(
                f"{LABELS[code]} {format_euros(assiette(cents))}"
                for code, cents in one.a_declarer.items()
            )
            lines.append(f"    {one.periode.label}, à déclarer : {amounts}")
        lines += _remboursements(one)
    if coming := [one for one in bilan.echeances if one.obligation != URSSAF]:
        lines += ["", f"Échéances d'ici au {format_date(day + HORIZON)}"]
        lines += [f"  {_echeance(one)}" for one in coming]
    lines += ["", "Factures"]
    rows = [
        (pluriel(len(bilan.ouvertes), "ouverte"), format_euros(bilan.reste_du)),
        (f"{len(bilan.en_retard)} en retard", format_euros(bilan.total_en_retard)),
        *((f"  {label}", format_euros(total)) for label, total in bilan.ages.items() if total),
    ]
    lines += table(rows, frozenset({1}))
    if bilan.en_retard:
        lines += ["", "En retard, les plus anciennes d'abord"]
        lines += table(
            [
                (
                    facture.numero,
                    facture.client,
                    format_euros(facture.solde),
                    f"{(day - facture.echeance).days} j",
                )
                for facture in bilan.en_retard[:15]
            ],
            frozenset({2, 3}),
        )
        if len(bilan.en_retard) > 15:
            lines.append(f"  … et {pluriel(len(bilan.en_retard) - 15, 'autre')}")
    return lines + _saisis(bilan.saisis)


def lignes_a_faire(taches: Sequence[Tache]) -> list[str]:
    """The week's list, as the sheet À faire shows it."""
    lines = ["", "À faire, le plus urgent d'abord"]
    if not taches:
        return [*lines, "  rien cette semaine"]
    rows = [
        (
            f"{number}.",
            one.action,
            one.objet if len(one.objet) <= _OBJET else f"{one.objet[: _OBJET - 1]}…",
            _montant(one),
            one.raison,
            f"{one.feuille}, ligne {one.ligne}" if one.ligne else one.feuille,
        )
        for number, one in enumerate(taches[:MONTREES], 1)
    ]
    lines += table(rows, frozenset({0, 3}))
    if len(taches) > MONTREES:
        lines.append(f"  … et {len(taches) - MONTREES} de plus")
    return lines


def _montant(one: Tache) -> str:
    if one.montant is not None:
        return format_euros(one.montant)
    return "taux inconnu" if one.feuille == "Déclarations" else ""


def _remboursements(one: Declaration) -> list[str]:
    """What refunds larger than their period's receipts change to what is declared."""
    lines = []
    if one.reste and one.reste == one.reporte:
        lines.append(
            f"    {one.periode.label} : {_deduire(one.reste)} de remboursements antérieurs restent "
            "à déduire"
        )
    elif one.reste:
        so_far = "" if one.close else " à ce jour"
        names = ", ".join(LABELS[categorie] for categorie in one.reste)
        lines.append(
            f"    {one.periode.label}, {names} : plus de remboursements que de recettes{so_far} : "
            f"zéro à déclarer ; {_deduire(one.reste)} à déduire de la déclaration suivante"
        )
    carried = {code: cents for code, cents in one.reporte.items() if code not in one.reste}
    if carried:
        lines.append(
            f"    {one.periode.label} : {_deduire(carried)} de remboursements antérieurs déduits "
            f"du CA ; à déclarer {format_euros(sum(map(assiette, one.a_declarer.values())))}"
        )
    return lines


def _deduire(amounts: Mapping[str, int]) -> str:
    """Negative amounts by category, as what is to be deducted."""
    if len(amounts) == 1:
        return format_euros(-sum(amounts.values()))
    return ", ".join(f"{format_euros(-cents)} ({LABELS[code]})" for code, cents in amounts.items())


def _saisis(rows: Sequence[Bareme]) -> list[str]:
    """The law's figures that come from the workbook: what they change must be seen."""
    if not rows:
        return []
    shown = []
    for row in rows:
        since = f"du {format_date(row.debut)} " if row.debut is not None else ""
        shown.append(
            (
                nommer(row.parametre, row.cle),
                ecrire(row),
                f"{since}{'au' if since else 'jusqu’au'} {format_date(row.connu_jusqu_au)}",
                row.source,
            )
        )
    return ["", "Chiffres saisis dans la feuille Barèmes", *table(shown, frozenset({1}))]


def _tva(bilan: Bilan) -> list[str]:
    vat = bilan.franchise
    if vat is None:
        return []
    lines = [f"  {phrases.tva(bilan)}"]
    if vat.statut == TVA_JANVIER and vat.seuils_repris:
        lines.append(
            f"    d'après les seuils de {bilan.aujourdhui.year} : ceux de "
            f"{bilan.aujourdhui.year + 1} ne sont pas connus"
        )
    return lines + [_passage(one) for one in bilan.passages]


def _passage(one: Passage) -> str:
    """Which receipt crossed a VAT threshold, and where it stands."""
    invoice = f" de la facture {one.facture}" if one.facture else ""
    return (
        f"    seuil {'de base' if one.seuil == 'base' else one.seuil} de "
        f"{format_euros(one.limite)} franchi le {format_date(one.jour)} par l'encaissement de "
        f"{format_euros(one.montant)}{invoice} (Livre des recettes, ligne {one.ligne})"
    )


def _echeance(one: Echeance) -> str:
    when = format_date(one.jour) if one.jour is not None else "date à vérifier"
    return f"{when} : {one.obligation}. {one.detail}"


def _declaration(one: Declaration) -> tuple[str, str, str, str]:
    total = f" {format_euros(one.du.total)}" if one.du is not None else "\u00a0: taux inconnu"
    return (
        one.periode.label,
        f"{_ETATS[one.etat]} {format_date(one.periode.echeance)}",
        f"CA {format_euros(sum(one.ca.values()))}",
        f"à payer{total}",
    )
