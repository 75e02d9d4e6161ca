"""A comparison as lines of text: sealed rows first, then by sheet, then the settings."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Final

from sheetcash.cli.commun import constats
from sheetcash.core.mots import pluriel
from sheetcash.workbook.comparaison import AJOUTEE, MODIFIEE, RETIREE, montrer

if TYPE_CHECKING:
    from sheetcash.app.comparer import Comparaison
    from sheetcash.workbook.comparaison import Champ, Difference

#: How many rows of a sheet are shown: ``--json`` gives them all.
_MONTREES: Final = 100
_SIGNES: Final = {MODIFIEE: "~", AJOUTEE: "+", RETIREE: "-"}
#: Of a row that came or went, how many of its fields are shown.
_CHAMPS: Final = 6
NON_COMPARE: Final = (
    "Ne sont pas comparés : les colonnes et feuilles que vous avez ajoutées, les calculs, la mise "
    "en forme et l'ordre des lignes."
)


def lignes(found: Comparaison) -> list[str]:
    """What ``comparer`` prints."""
    its = f"{found.avant} → {found.apres}"
    if found.identiques:
        return [f"{its} : identiques.", NON_COMPARE]
    if not found.differences and not found.reglages:
        head = [f"{its} : aucune différence dans ce qui a pu être comparé."]
        return [*head, *constats(found.notes), "", NON_COMPARE]
    lines = [f"{its} : {_total(found)}"]
    sealed = [one for one in found.differences if one.scelle]
    if sealed:
        lines += ["", f"Lignes scellées ({len(sealed)})"]
        lines += _montrees(sealed, avec_feuille=True)
        lines.append("  « sheetcash verifier » dit lesquelles ne sont plus celles du sceau.")
    others = [one for one in found.differences if not one.scelle]
    for sheet, group in groupby(others, key=lambda one: one.feuille):
        those = list(group)
        lines += ["", f"{sheet} ({_compte(those)})", *_montrees(those, avec_feuille=False)]
    if found.reglages:
        lines += ["", f"Paramètres ({pluriel(len(found.reglages), 'réglage')})"]
        lines += [f"  ~ {_champ(one)}" for one in found.reglages]
    return [*lines, *constats(found.notes), "", NON_COMPARE]


def _total(found: Comparaison) -> str:
    parts = [_compte(found.differences)] if found.differences else []
    if found.reglages:
        parts.append(pluriel(len(found.reglages), "réglage changé", "réglages changés"))
    return ", ".join(parts)


def _compte(those: Sequence[Difference]) -> str:
    """How many of each kind.

    >>> _compte([])
    ''
    """
    counts = [(kind, sum(one.genre == kind for one in those)) for kind in _SIGNES]
    return ", ".join(
        pluriel(count, f"ligne {kind}", f"lignes {kind}s") for kind, count in counts if count
    )


def _montrees(those: Sequence[Difference], *, avec_feuille: bool) -> list[str]:
    lines = [line for one in those[:_MONTREES] for line in _difference(one, avec_feuille)]
    if len(those) > _MONTREES:
        lines.append(f"  … et {len(those) - _MONTREES} autres : --json les donne toutes")
    return lines


def _difference(one: Difference, avec_feuille: bool) -> list[str]:
    place = f"ligne {one.ligne_apres or one.ligne_avant}"
    where = f"{one.feuille}, {place}" if avec_feuille else place
    head = f"  {_SIGNES[one.genre]} {one.nom} ({where})"
    if one.genre == MODIFIEE:
        if len(one.champs) == 1:
            return [f"{head} : {_champ(one.champs[0])}"]
        return [f"{head} :", *(f"      {_champ(champ)}" for champ in one.champs)]
    texts = [montrer(its.genre, its.apres or its.avant) for its in one.champs]
    texts = [text for text in texts if text not in one.nom.split(", ")]
    said = ", ".join(texts[:_CHAMPS]) + (", …" if len(texts) > _CHAMPS else "")
    return [f"{head} {one.genre}" + (f" : {said}" if said else "")]


def _champ(one: Champ) -> str:
    return f"{one.colonne} : {montrer(one.genre, one.avant)} → {montrer(one.genre, one.apres)}"
