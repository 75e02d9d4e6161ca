"""What the message boxes of Excel say: short, without columns, as long as a box can be.

Nothing here talks to Excel.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from sheetcash.app.envoi import Ligne
from sheetcash.app.phrases import plafond, pourcent, ronds, tva
from sheetcash.app.regroupement import annonce
from sheetcash.app.relances import A_ENVOYER, DEVENIR, ESSAYEES, Decision, libelle
from sheetcash.core.money import format_euros
from sheetcash.core.mots import jour_long, pluriel
from sheetcash.core.periods import MOIS, format_date
from sheetcash.ports import ENVOYEE
from sheetcash.workbook.findings import Finding

if TYPE_CHECKING:
    from sheetcash.app.avertissements import Avertissement
    from sheetcash.app.bilan import Bilan
    from sheetcash.app.comptable import Export
    from sheetcash.app.plan import Plan
    from sheetcash.app.sceller import Plan as Scellement
    from sheetcash.app.sync import Resultat
    from sheetcash.core.semaine import Tache
    from sheetcash.hosts.diagnostic import Verification
    from sheetcash.hosts.excel.ruban import Bouton
    from sheetcash.ports import Mail

#: What a user reads, and a small screen shows: VBA's own boxes stop at 1,024 characters.
LIMITE: Final = 1000
_LONGUEUR, _LIGNES = 160, 25
#: Beyond so many reminders their addresses are left out, so that more of them are seen.
_AVEC_ADRESSE: Final = 8
ENREGISTREZ: Final = "Enregistrez le classeur pour garder ce qui vient d'y être noté."


class Partie(NamedTuple):
    """A heading and the lines under it.

    ``entiere``: its lines stay when there is no room for all; those of the others go, the last
    part's first.
    """

    titre: str
    lignes: Sequence[str] = ()
    entiere: bool = False


def boite(parties: Sequence[Partie], fin: str = "") -> str:
    """The parts as one text that fits in a message box, the last sentence always whole.

    >>> print(boite([Partie("Deux choses :", ["une", "deux"])], "Voilà."))
    Deux choses :
    • une
    • deux
    <BLANKLINE>
    Voilà.
    """
    shown = [min(len(one.lignes), _LIGNES) for one in parties]
    while len(text := _texte(parties, shown, fin)) > LIMITE:
        at = _a_raccourcir(parties, shown)
        if at is None:
            room = LIMITE - len(fin) - 3
            return f"{_texte(parties, shown, '')[:room]}…\n\n{fin}".rstrip()
        shown[at] -= 1
    return text


def _a_raccourcir(parties: Sequence[Partie], shown: Sequence[int]) -> int | None:
    """Which part loses a line: one that has others left if any, then any that has one."""
    for least in (1, 0):
        for at in range(len(parties) - 1, -1, -1):
            if shown[at] > least and not parties[at].entiere:
                return at
    return None


def _texte(parties: Sequence[Partie], shown: Sequence[int], fin: str) -> str:
    blocks = [_partie(one, most) for one, most in zip(parties, shown, strict=True)]
    return "\n\n".join(filter(None, (*blocks, fin)))


def _partie(one: Partie, most: int) -> str:
    shown = [f"• {_court(line)}" for line in one.lignes[:most]]
    left = len(one.lignes) - len(shown)
    if left and shown:
        shown.append(f"… et {pluriel(left, 'autre')}")
    return "\n".join([one.titre, *shown])


def _court(line: str) -> str:
    return line if len(line) <= _LONGUEUR else f"{line[: _LONGUEUR - 1]}…"


def constats_de(found: Sequence[Finding]) -> list[Partie]:
    """What the user should look at; nothing when there is none."""
    return [Partie(f"À vérifier ({len(found)}) :", [str(one) for one in found])] if found else []


def demande(
    due: Sequence[tuple[Decision, Mail]],
    doutes: Sequence[Finding],
    avertissements: Sequence[Avertissement] = (),
) -> str:
    """What is about to leave, and the question."""
    these = "cette relance" if len(due) == 1 else f"ces {len(due)} relances"
    its = [_relance(one, adresse=len(due) <= _AVEC_ADRESSE) for one, _ in due]
    parties = [
        Partie(f"{annonce(due)} à envoyer :", its),
        *(
            [Partie("À regarder avant :", [one.texte for one in avertissements])]
            if avertissements
            else []
        ),
        Partie(f"Objet de la première : {due[0][1].subject}"),
        *constats_de(doutes),
    ]
    return boite(parties, f"Envoyer {these} ?")


def _relance(one: Decision, *, adresse: bool = True) -> str:
    facture = one.facture
    to = f", à {one.destinataire}" if one.destinataire and adresse else ""
    return (
        f"{libelle(one.niveau)} : {facture.numero}, {facture.client}, "
        f"{format_euros(facture.solde)}{to}"
    )


def envoi(found: Resultat) -> str:
    """What became of each reminder."""
    if found.abandon:
        said = [Partie("Rien n'a été envoyé."), *constats_de(found.constats)]
        return boite(said, ENREGISTREZ if found.ecritures else "")
    parties = [
        Partie(f"{titre} ({len(those)}) :", those)
        for etat, titre in DEVENIR
        if (those := [_devenue(one) for one in found.lignes if one.etat == etat])
    ]
    if not any(one.etat in ESSAYEES for one in found.lignes):
        parties.insert(0, Partie("Aucune relance à envoyer."))
    return boite([*parties, *constats_de(found.constats)], ENREGISTREZ if found.ecritures else "")


def _devenue(one: Ligne) -> str:
    text = _relance(one.decision)
    return text if one.etat in (ENVOYEE, A_ENVOYER) else f"{text} ({one.raison})"


def actualise(found: Resultat, *, recalcule: bool) -> str:
    """What was mirrored, and whether all was computed anew."""
    cells = pluriel(found.ecritures, "cellule mise à jour", "cellules mises à jour")
    done = "Classeur recalculé." if recalcule else "Le recalcul n'a pas pu être fait (F9)."
    said = f"{cells} d'après le journal." if found.ecritures else "Le classeur est à jour."
    return boite(
        [Partie(f"{done} {said}"), *constats_de(found.constats)],
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
            Partie(f"{found.nom or 'Votre activité'}, {jour_long(day)}", chiffres, entiere=True),
            Partie("À faire, le plus urgent d'abord :", todo or ["rien cette semaine"]),
            *constats_de(found.constats),
        ]
    )


def plan(found: Plan) -> str:
    """The balance ahead, and the months in the red."""
    ahead = [
        f"dans {label}, le {format_date(day)} : {ronds(cents)}"
        for label, day, cents in found.suivi.horizons
    ]
    limit = "la réserve" if found.reserve else "zéro"
    red = [f"{one.mois.periode.label} : {ronds(one.mois.cloture)}" for one in found.rouges]
    levers = [
        f"{lever.quoi} : {ronds(lever.montant)}"
        for one in found.rouges[:1]
        for lever in one.leviers
    ]
    parties = [
        Partie(f"{found.nom or 'Votre activité'}, {jour_long(found.aujourdhui)}"),
        Partie(f"Solde prévu, scénario {found.scenario} :", ahead, entiere=True),
        Partie(f"Mois qui finissent sous {limit} :", red)
        if red
        else Partie(f"Aucun mois ne finit sous {limit}."),
    ]
    if levers:
        parties.append(Partie("De quoi y remédier :", levers))
    return boite(
        [*parties, *constats_de(found.constats)],
        "Le détail est dans la feuille Plan de trésorerie.",
    )


def copie(done: Export) -> str:
    """Where the accountant's copy is, and what changed in it."""
    its = done.copie
    formulas = pluriel(its.formules, "formule SC_ devenue valeur", "formules SC_ devenues valeurs")
    changed = [
        *([formulas] if its.formules else []),
        "macros retirées" if its.macros else "pas de macro dans le classeur",
        "feuilles protégées sans mot de passe",
    ]
    parties = [
        Partie("La copie pour le comptable est prête à envoyer :"),
        Partie(done.fichier),
        Partie("Dans la copie :", changed),
        *constats_de(done.constats),
    ]
    return boite(parties, "Votre classeur n'a pas été modifié.")


def diagnostic(checks: Sequence[Verification], found: Sequence[Finding]) -> str:
    """What does not work first, then what does."""
    wrong = [f"{one.nom} : {one.detail}" for one in checks if not one.ok]
    right = [f"{one.nom} : {one.detail}" for one in checks if one.ok]
    parties = [Partie("Ce qui ne va pas :", wrong)] if wrong else [Partie("Tout va bien.")]
    return boite([*parties, *constats_de(found), Partie("Ce qui va :", right)])


def aide(boutons: Sequence[Bouton], version: str, reglages: str, erreurs: str) -> str:
    """What each button does."""
    return boite(
        [
            Partie(f"sheetcash {version}", list(map(_aide, boutons)), entiere=True),
            Partie(f"Réglages : {reglages}"),
            Partie(f"Après une erreur, le détail est dans : {erreurs}"),
        ],
        "Les fonctions SC_ ont leur aide dans Excel : Formules, Insérer une fonction, Sheetcash.",
    )


def _aide(one: Bouton) -> str:
    said = f"{one.aide}."
    return f"{one.libelle} : {said}"


def rien_a_sceller(plan: Scellement, until: date) -> str:
    """Why nothing is sealed: all of it is, or something forbids it."""
    if plan.constats:
        return boite(constats_de(plan.constats), "Rien n'a été scellé.")
    parties = [Partie(one.phrase) for one in plan.attentes]
    return boite([Partie(plan.rien(until)), *parties])


def demande_de_sceau(plan: Scellement) -> str:
    """What is about to be sealed, and the question."""
    parties = [
        Partie(
            f"{one.registre} jusqu'au {format_date(one.jusqu_au)} :",
            [
                f"{MOIS[month.fin.month - 1]} {month.fin.year} : "
                f"{pluriel(month.lignes, 'ligne')}, {format_euros(month.total)}"
                for month in one.clotures
            ],
        )
        for one in plan.resumes
    ]
    return boite(
        [*parties, *constats_de(plan.constats)],
        "Sceller ? Une ligne scellée ne se change plus sans que cela se voie.",
    )


def scelle(plan: Scellement) -> str:
    """What was sealed, and the seals to keep elsewhere."""
    parties = [
        Partie(f"{one.registre} : {pluriel(one.lignes, 'ligne scellée', 'lignes scellées')}.")
        for one in plan.resumes
    ]
    seals = [f"{one.registre} : {one.sceau}" for one in plan.resumes]
    kept = Partie("À garder ailleurs, chez votre comptable par exemple :", seals, entiere=True)
    return boite([*parties, kept, *constats_de(plan.constats)], ENREGISTREZ)
