"""What the message boxes of Excel say: short, without columns, as long as a box can be.

Nothing here talks to Excel.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from sheetcash.app.envoi import Ligne
from sheetcash.app.phrases import fin_de_mois, plafond, pourcent, ronds, tva
from sheetcash.app.relances import A_ENVOYER, A_FAIRE, RETENUE, Decision, libelle
from sheetcash.core.money import format_euros
from sheetcash.core.mots import jour_long, pluriel
from sheetcash.core.periods import MOIS, format_date
from sheetcash.ports import DIFFEREE, ENVOYEE, INCONNUE, REFUSEE
from sheetcash.workbook.findings import Finding

if TYPE_CHECKING:
    from sheetcash.app.bilan import Bilan
    from sheetcash.app.comptable import Export
    from sheetcash.app.plan import Plan
    from sheetcash.app.sync import Resultat
    from sheetcash.core.semaine import Tache
    from sheetcash.hosts.diagnostic import Verification
    from sheetcash.hosts.excel.ruban import Bouton
    from sheetcash.ports import Mail

#: Windows cuts a message box at 1,024 characters.
LIMITE: Final = 1000
_LONGUEUR: Final = 160
ENREGISTREZ: Final = "Enregistrez le classeur pour garder ce qui vient d'y être noté."

_ETATS: Final = (
    (ENVOYEE, "Envoyées"),
    (A_ENVOYER, "À envoyer"),
    (REFUSEE, "Refusées par le serveur"),
    (DIFFEREE, "Remises au prochain envoi"),
    (INCONNUE, "Envois incertains"),
    (A_FAIRE, "À faire vous-même"),
    (RETENUE, "Retenues"),
)


class Partie(NamedTuple):
    """A heading and the lines under it; the first ones stay when there is no room for all."""

    titre: str
    lignes: Sequence[str] = ()


def boite(parties: Sequence[Partie], fin: str = "") -> str:
    """The parts as one text that fits in a message box, the last sentence always whole.

    >>> print(boite([Partie("Deux choses :", ["une", "deux"])], "Voilà."))
    Deux choses :
    • une
    • deux
    <BLANKLINE>
    Voilà.
    """
    for most in (12, 8, 5, 3, 2, 1, 0):
        text = "\n\n".join(filter(None, (*(_partie(one, most) for one in parties), fin)))
        if len(text) <= LIMITE:
            return text
    head = "\n\n".join(_court(one.titre) for one in parties)[: LIMITE - len(fin) - 4]
    return f"{head}…\n\n{fin}" if fin else f"{head}…"


def _partie(one: Partie, most: int) -> str:
    shown = [f"• {_court(line)}" for line in one.lignes[:most]]
    left = len(one.lignes) - len(shown)
    if left and shown:
        shown.append(f"… et {pluriel(left, 'autre')}")
    return "\n".join([one.titre, *shown])


def _court(line: str) -> str:
    return line if len(line) <= _LONGUEUR else f"{line[: _LONGUEUR - 1]}…"


def _constats(found: Sequence[Finding]) -> list[Partie]:
    return [Partie(f"À vérifier ({len(found)}) :", [str(one) for one in found])] if found else []


def demande(due: Sequence[tuple[Decision, Mail]], doutes: Sequence[Finding]) -> str:
    """What is about to leave, and the question."""
    these = "cette relance" if len(due) == 1 else f"ces {len(due)} relances"
    parties = [
        Partie(f"{pluriel(len(due), 'relance')} à envoyer :", [_relance(one) for one, _ in due]),
        Partie(f"Objet de la première : {due[0][1].subject}"),
        *_constats(doutes),
    ]
    return boite(parties, f"Envoyer {these} ?")


def _relance(one: Decision) -> str:
    facture = one.facture
    to = f", à {one.destinataire}" if one.destinataire else ""
    return (
        f"{libelle(one.niveau)} : {facture.numero}, {facture.client}, "
        f"{format_euros(facture.solde)}{to}"
    )


def envoi(found: Resultat) -> str:
    """What became of each reminder."""
    parties = [
        Partie(f"{titre} ({len(those)}) :", those)
        for etat, titre in _ETATS
        if (those := [_devenue(one) for one in found.lignes if one.etat == etat])
    ]
    if found.abandon:
        parties.insert(0, Partie("Rien n'a été envoyé."))
    elif not found.lignes:
        parties.insert(0, Partie("Aucune relance n'est due."))
    return boite([*parties, *_constats(found.constats)], ENREGISTREZ if found.ecritures else "")


def _devenue(one: Ligne) -> str:
    text = _relance(one.decision)
    return text if one.etat in (ENVOYEE, A_ENVOYER) else f"{text} ({one.raison})"


def actualise(found: Resultat) -> str:
    """What was mirrored."""
    cells = pluriel(found.ecritures, "cellule mise à jour", "cellules mises à jour")
    said = f"{cells} d'après le journal." if found.ecritures else "Le classeur est à jour."
    return boite(
        [Partie(f"Classeur recalculé. {said}"), *_constats(found.constats)],
        ENREGISTREZ if found.ecritures else "",
    )


def bilan(found: Bilan, taches: Sequence[Tache]) -> str:
    """The day's figures, then what is to be done."""
    day = found.aujourdhui
    chiffres = [
        f"Encaissé en {MOIS[day.month - 1]} : {format_euros(found.mois)}",
        f"Encaissé en {day.year} : {format_euros(found.annee)}",
        *(f"{plafond(one)} : {pourcent(one.part)} utilisés" for one in found.plafonds),
        *filter(None, [tva(found)]),
        *(
            f"Déclaration {one.periode.label} : {format_euros(one.du.total)}, "
            f"au plus tard le {format_date(one.periode.echeance)}"
            for one in found.declarations[:1]
            if one.du is not None
        ),
        f"{pluriel(len(found.en_retard), 'facture')} en retard : "
        f"{format_euros(found.total_en_retard)}",
    ]
    todo = [" : ".join(filter(None, (one.action, one.objet, one.raison))) for one in taches]
    return boite(
        [
            Partie(f"{found.nom or 'Votre activité'}, {jour_long(day)}", chiffres),
            Partie("À faire, le plus urgent d'abord :", todo or ["rien cette semaine"]),
            *_constats(found.constats),
        ]
    )


def plan(found: Plan) -> str:
    """The balance ahead, and the months in the red."""
    ahead = [
        f"dans {label}, le {format_date(day)} : {ronds(cents)}"
        for label, day, cents in found.suivi.horizons
    ]
    limit = "la réserve" if found.reserve else "zéro"
    red = [
        f"{fin_de_mois(one.mois)}. "
        + "".join(f"{lever.quoi} : {ronds(lever.montant)}. " for lever in one.leviers[:1])
        for one in found.rouges
    ]
    parties = [
        Partie(f"{found.nom or 'Votre activité'}, {jour_long(found.aujourdhui)}"),
        Partie(f"Solde prévu, scénario {found.scenario} :", ahead),
        Partie(f"Mois qui finissent sous {limit} :", red)
        if red
        else Partie(f"Aucun mois ne finit sous {limit}."),
    ]
    return boite([*parties, *_constats(found.constats)], "Le détail est dans la feuille Plan.")


def copie(done: Export) -> str:
    """Where the accountant's copy is, and what changed in it."""
    its = done.copie
    changed = [
        pluriel(its.formules, "formule SC_ devenue valeur", "formules SC_ devenues valeurs"),
        "macros retirées" if its.macros else "pas de macro dans le classeur",
        "feuilles protégées sans mot de passe",
    ]
    parties = [
        Partie("La copie pour le comptable est prête à envoyer :"),
        Partie(done.fichier),
        Partie("Dans la copie :", changed),
        *_constats(done.constats),
    ]
    return boite(parties, "Votre classeur n'a pas été modifié.")


def diagnostic(checks: Sequence[Verification], found: Sequence[Finding]) -> str:
    """What does not work first, then what does."""
    wrong = [f"{one.nom} : {one.detail}" for one in checks if not one.ok]
    right = [f"{one.nom} : {one.detail}" for one in checks if one.ok]
    parties = [Partie("Ce qui ne va pas :", wrong)] if wrong else [Partie("Tout va bien.")]
    return boite([*parties, *_constats(found), Partie("Ce qui va :", right)])


def aide(boutons: Sequence[Bouton], version: str, reglages: str, journal: str) -> str:
    """What each button does."""
    return boite(
        [
            Partie(f"sheetcash {version}", [f"{one.libelle} : {one.aide}" for one in boutons]),
            Partie(f"Réglages : {reglages}"),
            Partie(f"Journal des envois : {journal}"),
        ],
        "Les fonctions SC_ ont leur aide dans Excel : Formules, Insérer une fonction, Sheetcash.",
    )
