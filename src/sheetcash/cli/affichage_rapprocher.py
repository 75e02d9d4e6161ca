"""What matching says: what was settled, asked, left; what is worth a look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheetcash.cli.commun import constats

if TYPE_CHECKING:
    from sheetcash.app.rapprochement import Accord, Plan, Regards
    from sheetcash.app.rapprochement.annuler import Annulation
    from sheetcash.workbook.banque import LigneBanque

#: How many lines of a kind are shown.
MONTREES = 40
#: What to do of a line that nothing explains.
_A_DIRE = (
    "  Écrivez dans « Rapproché avec » : un n° de facture, « achat : Poste », « vente directe », "
    "« perso »… Une ligne de Postes vaut pour toutes celles qui lui ressemblent."
)


def ligne(one: LigneBanque) -> str:
    """A line of the bank, in one."""
    from sheetcash.core.money import format_euros
    from sheetcash.core.periods import format_date

    who = f" ({one.contrepartie})" if one.contrepartie else ""
    return f"{format_date(one.jour)} {format_euros(one.cents)} {one.libelle}{who}"


def lignes(plan: Plan, shown: int | None, ou: str = "--tout") -> list[str]:
    """What was matched, what is asked, what is left.

    Args:
        plan: the matching.
        shown: how many of each, None for all.
        ou: where the others are seen.
    """
    from sheetcash.core.mots import pluriel

    lines = _liste(f"Rapproché ({len(plan.accords)})", plan.accords, shown, ou)
    if plan.doutes:
        lines += ["", f"À confirmer ({len(plan.doutes)})"]
        for one in plan.doutes[:shown]:
            lines += [f"  {ligne(one.ligne)}", f"    → {one.texte}"]
        lines += _reste(len(plan.doutes), shown, ou)
        lines.append("  Écrivez « oui » ou le bon numéro dans « Rapproché avec », puis relancez.")
    if plan.restent:
        lines += ["", f"Sans explication ({len(plan.restent)})"]
        lines += [f"  {ligne(one)}" for one in plan.restent[:shown]]
        lines += _reste(len(plan.restent), shown, ou)
        lines.append(_A_DIRE)
    if plan.appris:
        lines += ["", "Retenu pour la prochaine fois (Clients, En banque)"]
        lines += [f"  {client} : {' ; '.join(names)}" for client, names in plan.appris.items()]
    if plan.renumerotees:
        many = "lignes non scellées prennent"
        count = pluriel(plan.renumerotees, "ligne non scellée prend", many)
        lines += ["", f"{count} un autre n° ; triez la feuille sur N° pour les voir dans l'ordre."]
    open_ones = plan.accords or plan.doutes or plan.restent
    if not open_ones and not any(one.colonne == "Rapproché avec" for one in plan.constats):
        lines += ["", "Toutes les lignes de Banque sont rapprochées."]
    return lines


def fin(plan: Plan, simulation: bool) -> list[str]:
    """What to look at, and how to go back."""
    lines = constats(plan.constats)
    if simulation:
        lines += ["", "Simulation : rien n'a été écrit."]
    elif plan.accords:
        lines += ["", f"Lot {plan.lot} ; pour le défaire : sheetcash rapprocher … --annuler"]
    return lines


def regards(seen: Regards, tout: bool, ou: str = "--tout") -> list[str]:
    """Double charges, rises, subscriptions and fees: not to be done, but to be known."""
    from sheetcash.app import phrases_banque
    from sheetcash.core.libelles import nom_propre
    from sheetcash.core.money import format_euros
    from sheetcash.core.periods import format_date

    lines = [f"  {said}" for said in phrases_banque.alertes(seen)]
    hint = "" if tout else f" (la liste : {ou})"
    lines += [f"  {said}{hint}" for said in phrases_banque.abonnements(seen)]
    for sub in seen.abonnements if tout else ():
        often = {1: "par mois", 3: "par trimestre", 12: "par an"}[sub.mois]
        when = f"le prochain vers le {format_date(sub.prochain)}"
        lines.append(f"    {nom_propre(sub.marchand)} : {format_euros(sub.cents)} {often}, {when}")
    lines += [f"  {said}" for said in phrases_banque.frais(seen)]
    return ["", "À regarder", *lines] if lines else []


def _regards_json(seen: Regards) -> dict[str, object]:
    from sheetcash.core.money import euros

    return {
        "doublons": [
            {"libelle": o.second.libelle, "montant": euros(o.second.cents),
             "lignes": [o.premier.ligne, o.second.ligne]}
            for o in seen.doublons
        ],
        "abonnements": [
            {"marchand": o.marchand, "mois": o.mois, "montant": euros(o.cents),
             "annuel": euros(o.annuel), "hausse": euros(o.hausse),
             "prochain": o.prochain.isoformat()}
            for o in seen.abonnements
        ],
        "frais": [{"nature": o.nature, "montant": euros(o.cents)} for o in seen.frais],
    }  # fmt: skip


def _liste(heading: str, those: list[Accord], shown: int | None, ou: str) -> list[str]:
    if not those:
        return []
    lines = ["", heading]
    for one in those[:shown]:
        lines.append(f"  {ligne(one.ligne)} → {one.avec} ({', '.join(one.raisons)})")
    return [*lines, *_reste(len(those), shown, ou)]


def _reste(number: int, shown: int | None, ou: str) -> list[str]:
    return [f"  … et {number - shown} autres ({ou})"] if shown and number > shown else []


def annulation(undone: Annulation) -> list[str]:
    """What an undo takes away."""
    from sheetcash.core.mots import pluriel

    lines = [f"Lot {undone.lot} : {pluriel(len(undone.lignes), 'ligne')} de Banque à délier"]
    if undone.recettes:
        lines.append(f"  {pluriel(len(undone.recettes), 'recette retirée', 'recettes retirées')}")
    if undone.achats:
        lines.append(f"  {pluriel(len(undone.achats), 'achat retiré', 'achats retirés')}")
    for client, names in undone.oublies.items():
        lines.append(f"  Oublié (Clients, En banque) de {client} : {' ; '.join(names)}")
    return [*lines, *constats(undone.constats)]


def as_json(plan: Plan, seen: Regards, count: int) -> dict[str, object]:
    """The same for scripts."""
    return {
        "lot": plan.lot,
        "accords": [
            {**_ligne_json(one.ligne), "avec": one.avec, "genre": str(one.genre),
             "raisons": list(one.raisons)}
            for one in plan.accords
        ],
        "doutes": [
            {**_ligne_json(one.ligne), "avec": one.avec, "score": one.score,
             "raisons": list(one.raisons)}
            for one in plan.doutes
        ],
        "sans_explication": [_ligne_json(one) for one in plan.restent],
        "appris": plan.appris,
        "constats": [one.as_json() for one in plan.constats],
        "ecritures": count,
        **_regards_json(seen),
    }  # fmt: skip


def _ligne_json(one: LigneBanque) -> dict[str, object]:
    from sheetcash.core.money import euros

    return {
        "id": one.id,
        "ligne": one.ligne,
        "date": one.jour.isoformat(),
        "libelle": one.libelle,
        "montant": euros(one.cents),
    }


def annulation_json(undone: Annulation, count: int) -> dict[str, object]:
    """The same for scripts."""
    return {
        "lot": undone.lot,
        "lignes": [_ligne_json(one) for one in undone.lignes],
        "recettes": len(undone.recettes),
        "achats": len(undone.achats),
        "oublies": undone.oublies,
        "gardees": [_ligne_json(one) for one in undone.gardees],
        "constats": [one.as_json() for one in undone.constats],
        "ecritures": count,
    }
