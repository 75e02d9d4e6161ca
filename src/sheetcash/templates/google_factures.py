"""« Niveau » and « Dernière relance » of Factures at Google: formulas over the sheet Relances.

Several people may sort a shared sheet while sheetcash works: it adds rows to Relances, and never
writes these two by position. What a user types over them stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sheetcash.core.relances import MISE_EN_DEMEURE
from sheetcash.templates.formulas import PREMIER_JOUR
from sheetcash.templates.google_formules import Place, cite
from sheetcash.workbook.addresses import letters
from sheetcash.workbook.reading_relances import APPEL

NIVEAU, DERNIERE = "Niveau", "Dernière relance"
TITRES: Final = (NIVEAU, DERNIERE)
#: As « sync » writes it in the column État, and as users begin what they did by hand.
ENVOYEE: Final = "envoyée"
FAIT: Final = "fait"
_APRES: Final = "faiu"  # the first word that does not begin so
#: From the recovery file down to the courtesy note.
_NIVEAUX: Final = (4, 3, 2, 1, 0)


def formules(factures: Place, relances: Place, ligne: int) -> dict[str, str]:
    """The two formulas of an invoice's row, as Google takes them."""

    def own(titre: str) -> str:
        return f"${letters(factures.colonnes[titre])}{ligne}"

    def all_of(titre: str) -> str:  # to the end of the sheet, where reminders go on being added
        column = letters(relances.colonnes[titre])
        return f"{cite(relances.feuille)}!${column}${relances.premiere}:${column}"

    numero, jour = own("N° facture"), own("Date")
    known = f'({numero}<>"")*(COUNTIFS({jour};">={PREMIER_JOUR}")=1)>0'
    its = f'{all_of("N° facture")};{numero};{all_of("Date")};">="&{jour}'

    def count(more: str = "") -> str:
        """Sent by sheetcash, or done by hand."""
        return "+".join(
            f'COUNTIFS({its};{all_of("État")};"{word}"{more})' for word in (ENVOYEE, f"{FAIT}*")
        )

    level = '""'
    for one in reversed(_NIVEAUX):
        at_level = f";{all_of('Niveau')};{one}"
        if one >= MISE_EN_DEMEURE:  # an act in writing: no call is one
            at_level += f';{all_of("Canal")};"<>{APPEL}"'
        level = f"IF({count(at_level)}>0;{one};{level})"
    latest = (
        f"SUMPRODUCT(MAX(({all_of('N° facture')}={numero})"
        f'*(({all_of("État")}="{ENVOYEE}")+({all_of("État")}>="{FAIT}")*({all_of("État")}<"{_APRES}")>0)'
        f'*({all_of("Date")}>={jour})*({all_of("Date")}<"")*{all_of("Date")}))'
    )
    return {
        NIVEAU: f'=IFERROR(IF({known};{level};"");"")',
        DERNIERE: f'=IFERROR(IF({known};IF({count()}>0;{latest};"");"");"")',
    }


def valeurs(
    numero: object, jour: object, relances: Sequence[Mapping[str, Any]]
) -> dict[str, float | str]:
    """What the two formulas answer for an invoice, from rows of Relances; days are serial."""
    found: dict[str, float | str] = dict.fromkeys(TITRES, "")
    if not numero or not isinstance(jour, (int, float)) or jour < PREMIER_JOUR:
        return found
    its = [
        row
        for row in relances
        if row["N° facture"] == numero
        and (row["État"] == ENVOYEE or str(row["État"]).casefold().startswith(FAIT))
        and isinstance(row["Date"], (int, float))
        and row["Date"] >= jour
    ]
    written = [row for row in its if str(row.get("Canal")).casefold() != APPEL]
    levels = [
        one
        for one in _NIVEAUX
        if any(row["Niveau"] == one for row in (written if one >= MISE_EN_DEMEURE else its))
    ]
    if levels:
        found[NIVEAU] = levels[0]
    if its:
        found[DERNIERE] = max(row["Date"] for row in its)
    return found
