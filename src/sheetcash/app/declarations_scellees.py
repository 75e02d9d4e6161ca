"""Declarations held against the sealed months that they were made from."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import date, datetime
from operator import itemgetter

from sheetcash.app.mois_scelles import dernier_jour_clos, jours_de_scellement
from sheetcash.app.registres import Registres
from sheetcash.core.categories import LABELS
from sheetcash.core.money import cents_of_float, format_euros
from sheetcash.core.periods import format_date
from sheetcash.core.scellement import lire_sceau
from sheetcash.core.verification import Ligne
from sheetcash.errors import NotAnAmount
from sheetcash.workbook import convert
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.raw import RawTable, Snapshot
from sheetcash.workbook.registres import REGISTRE_RECETTES, cents_de, jour_de
from sheetcash.workbook.schema import fold
from sheetcash.workbook.tables import DECLARATIONS


def declarations(registres: Registres, snapshot: Snapshot) -> Iterator[Finding]:
    """What a declaration that is done does not hold, or holds no more.

    A correction sealed after the day of the declaration, or not sealed yet, is not in what was
    declared. Where all rows of a period are sealed, the turnover that the sheet shows for it must
    be theirs.
    """
    raw = snapshot.tables.get(DECLARATIONS.name)
    if raw is None:
        return
    columns = (raw.columns[title] for title in ("Début", "Fin", "Déclaré le"))
    done = [
        (at, debut, fin, declared)
        for at, days in enumerate(zip(*columns, strict=True))
        for debut, fin, declared in [map(_jour, days)]
        if debut is not None and fin is not None and declared is not None
    ]
    if not done:
        return
    clos = dernier_jour_clos(registres, REGISTRE_RECETTES)
    scellements = jours_de_scellement(registres, REGISTRE_RECETTES)
    dated = sorted(
        (day, place, ligne)
        for place, ligne in registres.livre(REGISTRE_RECETTES.nom).lignes.items()
        if (day := jour_de(ligne.champs, REGISTRE_RECETTES)) is not None
    )
    days = [day for day, _, _ in dated]
    for at, debut, fin, declared in done:
        period = dated[bisect_left(days, debut) : bisect_right(days, fin)]
        its = [ligne for _, _, ligne in sorted(period, key=itemgetter(1))]
        place, name = raw.first_row + at, convert.text(raw.columns["Période"][at])
        yield from _corrections(scellements, raw, place, name, declared, its)
        if clos is not None and fin <= clos and all(one.sceau for one in its):
            yield from _chiffre_affaires(raw, at, place, name, its)


def _jour(value: object) -> date | None:
    if isinstance(value, datetime):  # typed with its hour
        return value.date()
    return value if isinstance(value, date) else None


def _corrections(
    scellements: list[tuple[int, date]],
    raw: RawTable,
    place: int,
    name: str,
    declared: date,
    rows: list[Ligne],
) -> Iterator[Finding]:
    at = REGISTRE_RECETTES.champ("Corrige")
    late = []
    for ligne in rows:
        if not ligne.champs[at].strip():
            continue
        sceau = lire_sceau(ligne.sceau) if ligne.sceau else None
        sealed = next((day for rang, day in scellements if sceau and rang >= sceau.rang), None)
        if sealed is None or sealed > declared:
            late.append(ligne)
    changes: dict[str, int] = {}
    for one in late:
        label = one.champs[REGISTRE_RECETTES.champ("Catégorie")].strip()
        changes[label] = changes.get(label, 0) + (cents_de(one.champs, REGISTRE_RECETTES) or 0)
    told = [f"{label} {format_euros(cents)}" for label, cents in changes.items() if cents]
    if told:
        numbers = ", ".join(one.champs[0].strip() or "sans n°" for one in late[:4])
        yield Finding(
            raw.sheet,
            place,
            "Déclaré le",
            f"La déclaration {name}, faite le {format_date(declared)}, ne tient pas compte des "
            f"corrections (n° {numbers}) : {', '.join(told)}.",
            "Rectifiez-la auprès de l'Urssaf, scellez la correction, puis écrivez dans « Déclaré "
            "le » le jour de la rectification.",
        )


def _chiffre_affaires(
    raw: RawTable, at: int, place: int, name: str, rows: list[Ligne]
) -> Iterator[Finding]:
    column = REGISTRE_RECETTES.champ("Catégorie")
    for label in LABELS.values():
        title = f"CA {label}"
        shown = raw.columns.get(title, [])
        value = shown[at] if at < len(shown) else None
        if not isinstance(value, (int, float)) or isinstance(value, bool):
            continue
        try:
            told = cents_of_float(float(value))
        except NotAnAmount:
            continue
        cents = sum(
            cents_de(one.champs, REGISTRE_RECETTES) or 0
            for one in rows
            if fold(one.champs[column]) == fold(label)
        )
        if told != cents:
            yield Finding(
                raw.sheet,
                place,
                title,
                f"{name} : la feuille dit {format_euros(told)}, les lignes scellées "
                f"{format_euros(cents)}.",
                "Ouvrez le classeur dans Excel pour qu'il recalcule. Si l'écart reste, une "
                "formule a été changée.",
            )
