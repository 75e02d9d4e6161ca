"""QIF: one letter a line, a caret after each operation; without identifiers nor balances."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from sheetcash.adapters.bank.lignes import SANS_LIBELLE, joindre, rejet
from sheetcash.adapters.bank.texte import propre
from sheetcash.adapters.bank.valeurs import Jours, Montants
from sheetcash.core.releves import Annonce, Compte, Mouvement, Rejet, Releve

#: What is a list of movements; investments, categories, classes are not.
_MONEY: Final = frozenset({"bank", "cash", "ccard", "oth a", "oth l"})

_DIRECTIVES: Final = ("!type:", "!account", "!option:", "!clear:")


@dataclass(slots=True)
class _Operation:
    ligne: int
    compte: str
    lettres: dict[str, str] = field(default_factory=dict)
    textes: list[str] = field(default_factory=list)
    close: bool = False


def est_qif(text: str) -> bool:
    """Whether a text is QIF.

    >>> est_qif("!Type:Bank\\nD01/02/2026\\n"), est_qif("Date;Libellé")
    (True, False)
    """
    head = text[:2_000].lstrip().casefold()
    return head.startswith(_DIRECTIVES)


def lire_qif(text: str, *, ordre: str = "", decimale: str = "") -> Releve:
    """The movements in a QIF text.

    >>> lire_qif("!Type:Bank\\nD31/01/2026\\nT-12,50\\nPCAFE\\n^\\n").mouvements[0].cents
    -1250
    """
    operations, others = _operations(text)
    amounts = Montants((one.lettres.get("T", "") for one in operations), decimale)
    days = Jours((_day(one) for one in operations), ordre)
    rows: list[Mouvement] = []
    rejets: list[Rejet] = []
    for one in operations:
        try:
            rows.append(_mouvement(one, amounts, days))
        except ValueError as error:
            rejets.append(rejet(one.ligne, str(error), "\n".join(one.textes)))
    notes = [amounts.annonce, days.annonce]
    if operations and not operations[-1].close:
        notes.append(Annonce("fin", "le fichier s'arrête avant sa fin", sur=False))
    notes += [Annonce("compte", f"liste « {one} » laissée de côté", sur=False) for one in others]
    comptes = [Compte(one) for one in dict.fromkeys(one.compte for one in operations)]
    return Releve("QIF", len(operations), rows, rejets, (), comptes, notes)


def _operations(text: str) -> tuple[list[_Operation], list[str]]:
    """The operations, and the lists that hold something else."""
    found: list[_Operation] = []
    others: dict[str, None] = {}
    compte, section, current = "", "bank", None
    for number, line in enumerate(text.split("\n"), 1):
        line = line.strip()
        if not line:
            continue
        low = line.casefold()
        if low.startswith(_DIRECTIVES):
            current = None
            section = low.removeprefix("!type:") if low.startswith("!type:") else low
        elif line.startswith("^"):
            if current is not None:
                current.close = True
            current = None
        elif section == "!account":
            if line[0] == "N":
                compte = propre(line[1:])
        elif section in _MONEY:
            if current is None or (line[0] == "D" and "D" in current.lettres):
                # A second day: the caret between two operations was lost.
                current = _Operation(number, compte)
                found.append(current)
            # S, E and $ are the parts of a split, whose whole is told above.
            current.lettres.setdefault(line[0], line[1:])
            if len(current.textes) < 20:
                current.textes.append(line)
        elif not section.startswith("!"):
            others[propre(section)[:40]] = None
    return found, list(others)


def _day(one: _Operation) -> str:
    """The day without the blanks of American files: « 1/ 5'26 »."""
    return one.lettres.get("D", "").replace(" ", "")


def _mouvement(one: _Operation, amounts: Montants, days: Jours) -> Mouvement:
    letters = one.lettres
    if not one.close:
        raise ValueError("opération coupée : sa fin manque")
    amount = letters.get("T", "") or letters.get("U", "")
    if not amount.strip():
        raise ValueError("le montant manque")
    number = letters.get("N", "").strip()
    check = f"n° {number}" if number.isdigit() else ""
    return Mouvement(
        days.jour(_day(one)),
        joindre([letters.get("P", ""), letters.get("M", ""), check]) or SANS_LIBELLE,
        amounts.cents(amount),
        one.compte,
        contrepartie=propre(letters.get("P", "")),
        ligne=one.ligne,
    )
