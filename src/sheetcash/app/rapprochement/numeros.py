"""The numbers of a register's rows as some come or go: in the order of the days, without gap."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from itertools import pairwise

from sheetcash.core.scellement import numero_suivant, rang_du_numero, se_suivent
from sheetcash.workbook.banque import (
    SEPARATION,
    LigneBanque,
    achat_de,
    numeros,
    recette_de,
)
from sheetcash.workbook.ecritures import Ecriture
from sheetcash.workbook.edits import Edit, UpdateRow, Value
from sheetcash.workbook.records import key
from sheetcash.workbook.tables import BANQUE, RECETTES


def numeroter(
    ecritures: Sequence[Ecriture], lignes: list[dict[str, Value]], titre_jour: str
) -> list[tuple[Ecriture, str]]:
    """Number new rows; rows of later days that are not sealed make room for them.

    Rows that have no number yet are given theirs too: sealing would put them after all others.

    Args:
        ecritures: the register's rows.
        lignes: the new ones, which are sorted by day and given their « N° ».
        titre_jour: the column of their day.

    Returns:
        The rows that were there and take another number.
    """

    def jour(row: dict[str, Value]) -> date:
        day = row[titre_jour]
        assert isinstance(day, date)
        return day

    if not lignes:
        return []
    numbered = [one for one in ecritures if one.numero]
    last = max((one.numero for one in numbered), key=rang_du_numero, default="0")
    lignes.sort(key=lambda row: (bool(row.get("Corrige")), jour(row)))
    blank = [one for one in ecritures if not one.numero and not one.scellee and not one.corrige]
    coming: list[tuple[date, int, Ecriture | dict[str, Value]]] = [
        *((one.jour, 0, one) for one in blank),
        *((jour(row), 1, row) for row in lignes if not row.get("Corrige")),
    ]
    coming.sort(key=lambda one: one[:2])
    first = coming[0][0] if coming else date.max
    order = sorted(
        (one for one in numbered if not one.scellee), key=lambda one: rang_du_numero(one.numero)
    )
    start = next(
        (at for at, one in enumerate(order) if one.jour > first and not one.corrige), len(order)
    )
    tail = order[start:]
    run = all(se_suivent(one.numero, other.numero) for one, other in pairwise(tail))
    changed: list[tuple[Ecriture, str]] = []

    def donner(one: Ecriture | dict[str, Value], number: str) -> None:
        if isinstance(one, dict):
            one["N°"] = number
        elif one.numero != number:
            changed.append((one, number))

    if tail and run and tail[-1].numero == last:
        number = tail[0].numero
        before = [one.numero for one in numbered if one.scellee] + [o.numero for o in order[:start]]
        free = numero_suivant(max(before, key=rang_du_numero)) if before else ""
        if free and se_suivent(free, number):
            number = free
        for old in tail:
            while coming and not old.corrige and coming[0][0] < old.jour:
                donner(coming.pop(0)[2], number)
                number = numero_suivant(number)
            # A number of another year follows by itself.
            number = old.numero if rang_du_numero(old.numero) > rang_du_numero(number) else number
            donner(old, number)
            last, number = number, numero_suivant(number)
    for _, _, one in coming:
        last = numero_suivant(last) or "1"
        donner(one, last)
    for row in lignes:
        if row.get("Corrige"):
            last = numero_suivant(last) or "1"
            row["N°"] = last
    return changed


def refermer(
    ecritures: Sequence[Ecriture], retirees: Sequence[Ecriture]
) -> list[tuple[Ecriture, str]]:
    """The rows that take another number once some are taken away, so that none is missing.

    Rows that do not follow each other already keep theirs.
    """
    gone = {one.ligne for one in retirees}
    least = min((rang_du_numero(one.numero) for one in retirees if one.numero), default=None)
    if least is None:
        return []
    tail = sorted(
        (
            one
            for one in ecritures
            if one.numero and not one.scellee and rang_du_numero(one.numero) >= least
        ),
        key=lambda one: rang_du_numero(one.numero),
    )
    if not all(se_suivent(one.numero, other.numero) for one, other in pairwise(tail)):
        return []
    kept = [one for one in tail if one.ligne not in gone]
    slots = zip(kept, tail, strict=False)
    return [(one, slot.numero) for one, slot in slots if one.numero != slot.numero]


def suites(
    rows: Sequence[Ecriture],
    banque: Sequence[LigneBanque],
    table: str,
    changed: Sequence[tuple[Ecriture, str]],
    sauf: Collection[int],
    jugees: Collection[int] = (),
) -> list[Edit]:
    """The edits that new numbers bring, in the register and wherever else it is named.

    Args:
        rows: the register's rows.
        banque: the lines that may name one of them.
        table: the register's.
        changed: its rows, each with its new number.
        sauf: the lines of Banque that are written anyway.
        jugees: those whose Proposition is.
    """
    renamed = noms(table, changed)
    edits: list[Edit] = [UpdateRow(table, o.ligne, o.numero, {"N°": n}) for o, n in changed]
    numbers = {key(o.numero): n for o, n in changed if o.numero}
    edits += [
        UpdateRow(table, o.ligne, o.numero, {"Corrige": numbers[key(o.corrige)]})
        for o in rows
        if key(o.corrige) in numbers and not o.scellee
    ]
    for ligne in banque if renamed else ():
        if ligne.ligne in sauf:
            continue
        values: dict[str, Value] = {}
        if (new := renommer(ligne.rapproche, renamed)) != ligne.rapproche:
            values["Rapproché avec"] = new
        said, mark, why = ligne.proposition.partition(SEPARATION)
        if said and ligne.ligne not in jugees and (new := renommer(said, renamed)) != said:
            values["Proposition"] = f"{new}{mark}{why}"
        if values:
            edits.append(UpdateRow(BANQUE.name, ligne.ligne, ligne.id, values))
    return edits


def noms(table: str, changed: Sequence[tuple[Ecriture, str]]) -> dict[tuple[str, str], str]:
    """New numbers by the old, as :func:`renommer` wants them."""
    what = "recette" if table == RECETTES.name else "achat"
    return {(what, key(one.numero)): number for one, number in changed if one.numero}


def renommer(name: str, renamed: Mapping[tuple[str, str], str]) -> str:
    """What a line says of receipts or purchases that took another number.

    >>> renommer("Achat 3 ; Achat 7", {("achat", "3"): "4"})
    'Achat 4 ; Achat 7'
    >>> renommer("acompte : Achat 3", {("achat", "3"): "4"})
    'acompte : Achat 4'
    """
    head, mark, what = name.partition(":")
    if mark and achat_de(what.strip()):  # « acompte : Achat 3 »
        return f"{head}{mark} {renommer(what.strip(), renamed)}"
    if ";" in name or "+" in name or "\n" in name:
        before = numeros(name)
        after = [renommer(one, renamed) for one in before]
        return name if after == before else " ; ".join(after)
    receipt, bought = recette_de(name), achat_de(name)
    if receipt and ("recette", key(receipt)) in renamed:
        return f"recette {renamed['recette', key(receipt)]}"
    if bought and ("achat", key(bought)) in renamed:
        return f"Achat {renamed['achat', key(bought)]}"
    return name
