"""Who may open a spreadsheet, and what became of a sharing, as lines."""

from __future__ import annotations

from typing import Final

from sheetcash.app.partage import PEUT, Partage
from sheetcash.cli.affichage import table
from sheetcash.core.mots import pluriel
from sheetcash.core.periods import format_date
from sheetcash.ports.partage import (
    COMMENTAIRE,
    DOMAINE,
    GESTION,
    LECTURE,
    MODIFICATION,
    PROPRIETAIRE,
    PUBLIC,
    Acces,
    Protection,
)

_ROLES: Final = {
    PROPRIETAIRE: "Propriétaire",
    GESTION: "Gestion du Drive partagé",
    MODIFICATION: "Modification",
    COMMENTAIRE: "Commentaire",
    LECTURE: "Lecture",
}
_ENCORE_OUVERTE: Final = (
    "Attention : toute personne qui a l'adresse de la feuille peut aussi l'ouvrir."
)


def lignes_acces(acces: list[Acces]) -> list[str]:
    """One line each: the role, who, the name."""
    return table([(_ROLES[one.role], _qui(one), _precisions(one)) for one in acces])


def lignes_risques(risques: list[str]) -> list[str]:
    """What is open too wide, under a title; nothing when nothing is."""
    if not risques:
        return []
    return ["", f"À vérifier ({len(risques)})", *(f"  • {one}" for one in risques)]


def lignes_partage(done: Partage, name: str, adresse: str) -> list[str]:
    """What was done, and what the other one knows of it."""
    if done.role is None and done.courriel == PUBLIC:
        return [f"« {name} » n'est plus ouverte à qui en a l'adresse."]
    if done.role is None:
        lines = [f"« {name} » : {done.courriel} n'y a plus accès."]
        return [*lines, *([_ENCORE_OUVERTE] if done.ouverte else [])]
    may = f"{done.courriel} peut"
    if done.avant == done.role:
        return [f"« {name} » : {may} déjà {PEUT[done.role]}, rien n'est changé."]
    lines = [f"« {name} » : {may} maintenant {PEUT[done.role]}."]
    if done.avant is not None:
        lines.append(f"Avant : {_ROLES[done.avant].lower()}. Google n'envoie pas d'avis.")
    elif done.avise:
        lines.append("Google lui envoie un courriel avec l'adresse.")
    elif done.avise is None:
        lines += ["Google n'a pas confirmé son avis ; donnez vous-même l'adresse :", adresse]
    else:
        lines += ["Google n'a pas envoyé d'avis ; donnez vous-même l'adresse :", adresse]
    return [*lines, *([_ENCORE_OUVERTE] if done.ouverte else [])]


def lignes_protection(done: Protection) -> list[str]:
    """How many places ask before they are typed over, and what that is worth."""
    added = len(done.ajoutees)
    lines = [
        f"{pluriel(added, 'plage protégée', 'plages protégées')} ajoutée{'s' if added > 1 else ''}"
        if added
        else "Les calculs étaient déjà protégés."
    ]
    if added and done.deja:
        lines[0] += f", {done.deja} déjà là"
    lines[0] = f"{lines[0].rstrip('.')}."
    if added:
        lines.append(
            "Google demande confirmation avant d'écrire dessus. C'est une politesse, pas une "
            "preuve : une copie n'a plus ces protections. Ce qui compte est le sceau du livre des "
            "recettes."
        )
    return lines


def _qui(one: Acces) -> str:
    if one.nature == PUBLIC:
        return "toute personne qui a l'adresse"
    if one.nature == DOMAINE:
        return f"tous les comptes de {one.courriel}"
    return one.courriel or "(adresse cachée)"


def _precisions(one: Acces) -> str:
    said = [one.nom] if one.nom and one.nature != DOMAINE else []
    if one.herite:
        said.append("par un dossier")
    if one.fin is not None:
        said.append(f"jusqu'au {format_date(one.fin)}")
    return ", ".join(said)
