"""Matching at a terminal: what is doubtful is asked there, now or at the end of an import."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple

from sheetcash.cli.affichage_rapprocher import ligne

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from sheetcash.app.rapprochement import Doute, Livres, Plan, Regards
    from sheetcash.ports import WorkbookStore
    from sheetcash.workbook.edits import Edit
    from sheetcash.workbook.raw import Snapshot


class Suite(NamedTuple):
    """What follows an import: the matching, what it shows, and what is still to be written.

    ``snapshot`` is what the edits were planned on; ``deja`` counts the cells written before.
    """

    plan: Plan
    regards: Regards
    snapshot: Snapshot
    edits: list[Edit]
    deja: int


def a_la_suite(
    store: WorkbookStore,
    snapshot: Snapshot,
    edits: Sequence[Edit],
    jour: date,
    *,
    demander: bool,
    simulation: bool,
) -> Suite:
    """Match the lines of a workbook as these edits will leave it.

    Where that can only be known by writing them (formulas without values, something under the last
    row), they are written first and the workbook is read again.

    Raises:
        InputError: Banque is not there, or a column without which nothing could be undone.
    """
    from sheetcash.app import rapprochement
    from sheetcash.workbook.anticiper import anticiper

    there, written = anticiper(snapshot, edits), 0
    if edits and not there.sur and not simulation:
        _lire(there.snapshot, jour)  # a column that is missing is told before anything is written
        store.ensure_writable()
        written = store.write(snapshot, edits, jour)
        snapshot = store.read(rapprochement.TABLES)
        there = anticiper(snapshot, [])
    livres = _lire(there.snapshot, jour)
    plan = decider(livres, jour, store.ensure_writable if demander else None)
    seen = rapprochement.regarder(livres, jour)
    return Suite(plan, seen, snapshot, there.et(plan.edits), written)


def _lire(snapshot: Snapshot, jour: date) -> Livres:
    """What the matching reads; what it lacks is told, and that the lines may still go in.

    Raises:
        MissingSheet, MissingColumn: see :func:`sheetcash.app.rapprochement.lire`.
    """
    from sheetcash.app import rapprochement
    from sheetcash.errors import MissingColumn

    try:
        return rapprochement.lire(snapshot, jour)
    except MissingColumn as error:
        error.que_faire += " Sans --rapprocher, les lignes entrent tout de même."
        raise


def decider(livres: Livres, jour: date, avant: Callable[[], None] | None) -> Plan:
    """What is to be written; the doubtful lines are asked, where somebody is there to answer.

    ``avant`` is called before the first question, so that no answer is given in vain; None asks
    nothing.
    """
    from sheetcash.app import rapprochement
    from sheetcash.cli.progression import attente

    with attente("Rapprochement…"):
        plan = rapprochement.preparer(livres, jour)
    if plan.doutes and avant is not None and sys.stdin.isatty():
        avant()
        plan = _demander_tout(livres, jour, plan)
    return plan


def _demander_tout(livres: Livres, jour: date, plan: Plan) -> Plan:
    """The plan once the user was asked; what cannot be done with an answer is told, and asked."""
    from sheetcash.app import rapprochement
    from sheetcash.cli.flux import dire

    dire(f"À confirmer ({len(plan.doutes)}) : o (oui), n (non), s (plus tard), ou le bon numéro.")
    answers, asked = _demander(plan.doutes), plan.doutes
    while answers:
        plan = rapprochement.preparer(livres, jour, answers)
        told = {one.ligne: one for one in plan.constats if one.colonne == "Rapproché avec"}
        asked = [one for one in asked if one.ligne.id in answers and one.ligne.ligne in told]
        if not asked:
            return plan
        dire("À reprendre :")
        for one in asked:
            dire(f"  {told[one.ligne.ligne].probleme}")
            del answers[one.ligne.id]
        answers |= _demander(asked)
    return rapprochement.preparer(livres, jour)


def _demander(doutes: list[Doute]) -> dict[str, str]:
    """What the user says of the doubtful lines, by Id; those passed over are left for the sheet."""
    from sheetcash.cli.flux import dire
    from sheetcash.cli.questions import demander

    found = {}
    for one in doutes:
        dire(f"  {ligne(one.ligne)}")
        dire(f"    → {one.texte}")
        answer = demander("   ", defaut="s", suffixe="> ")
        if answer.casefold() in ("s", ""):
            continue
        yes = answer.casefold() in ("o", "oui")
        found[one.ligne.id] = one.avec if yes else answer
    return found
