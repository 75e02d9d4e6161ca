"""The figures of ``bilan`` as lines of text."""

from __future__ import annotations

from sheetcash.app.bilan import A_DECLARER, DECLAREE, EN_COURS, EN_RETARD, Bilan, Declaration
from sheetcash.cli.affichage import jour_long, pluriel, table
from sheetcash.core.categories import LABELS
from sheetcash.core.money import format_euros, format_rate, round_half_up
from sheetcash.core.periods import MOIS, format_date
from sheetcash.core.plafonds import OK
from sheetcash.core.tva import FRANCHISE, TVA_JANVIER

_ETATS = {
    EN_RETARD: "en retard depuis le",
    A_DECLARER: "à déclarer, au plus tard le",
    DECLAREE: "déclarée, à payer, au plus tard le",
    EN_COURS: "en cours, au plus tard le",
}


def _rate(per_million: int) -> str:
    """A share to a tenth of a percent: enough to read, exact elsewhere."""
    return format_rate(round_half_up(per_million, 1000) * 1000)


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
    names = {"global": "Plafond global", "services": "Plafond des services"}
    lines += table(
        [
            (
                names.get(usage.nom, f"Plafond ({usage.nom})"),
                f"{format_euros(usage.ca)} sur {format_euros(usage.limite)}",
                _rate(usage.part),
                "" if usage.statut == OK else usage.statut,
            )
            for usage in bilan.plafonds
        ],
        frozenset({1, 2}),
    )
    lines += _tva(bilan)
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
    return lines


def _tva(bilan: Bilan) -> list[str]:
    vat = bilan.franchise
    if vat is None:
        return []
    head = f"TVA, {'services' if vat.nom == 'services' else 'chiffre d’affaires global'}"
    if vat.statut == FRANCHISE:
        left = format_euros(vat.base - vat.ca)
        text = f"franchise ; il reste {left} avant le seuil de {format_euros(vat.base)}"
    elif vat.statut == TVA_JANVIER:
        text = (
            f"seuil de base de {format_euros(vat.base)} dépassé : TVA au 1er janvier "
            f"{bilan.aujourdhui.year + 1} ; seuil majoré {format_euros(vat.majore)}"
        )
    else:
        assert vat.depuis is not None
        text = f"TVA due depuis le {format_date(vat.depuis)}"
    return [f"  {head} : {text}"]


def _declaration(one: Declaration) -> tuple[str, str, str, str]:
    total = f" {format_euros(one.du.total)}" if one.du is not None else "\u00a0: taux inconnu"
    return (
        one.periode.label,
        f"{_ETATS[one.etat]} {format_date(one.periode.echeance)}",
        f"CA {format_euros(sum(one.ca.values()))}",
        f"à payer{total}",
    )
