"""The rates of a declaration's row: where each is shown, its formula, its true value."""

from __future__ import annotations

from datetime import date
from typing import Final

from sheetcash.baremes import Baremes
from sheetcash.core.categories import (
    BNC,
    CIPAV,
    LABELS,
    LIBERALES,
    MEUBLE_CLASSE,
    SERVICE_BIC,
    VENTE,
)
from sheetcash.core.cotisations import CFP, COTISATIONS, TAXE, VL, Regime, taux
from sheetcash.errors import RuleError
from sheetcash.templates.baremes_rows import PARAMETRES, lookup_rate
from sheetcash.templates.formulas import text
from sheetcash.workbook.parametres import NATURES, ZONES

_TAUX_CFP, _TAUX_CFP_LIBERALE = "Taux CFP", "Taux CFP libérale"
_TAUX_TAXE_VENTE, _TAUX_TAXE_SERVICE = "Taux taxe ventes", "Taux taxe services"
_VL_CATEGORIES: Final = (VENTE, SERVICE_BIC, BNC, CIPAV)


def titre_taux(categorie: str) -> str:
    """The column of a category's contributions."""
    return f"Taux {LABELS[categorie]}"


def titre_vl(categorie: str) -> str:
    """That of its VL: lodging pays that of sales."""
    return f"Taux VL {LABELS[VENTE if categorie == MEUBLE_CLASSE else categorie]}"


def titre_cfp(categorie: str) -> str:
    """That of its CFP."""
    return _TAUX_CFP_LIBERALE if categorie in LIBERALES else _TAUX_CFP


def titre_taxe(categorie: str) -> str:
    """That of its chamber tax; BNC and Cipav are liberal, and owe none."""
    return _TAUX_TAXE_VENTE if categorie in (VENTE, MEUBLE_CLASSE) else _TAUX_TAXE_SERVICE


TITRES: Final = (
    *(titre_taux(categorie) for categorie in LABELS),
    _TAUX_CFP,
    _TAUX_CFP_LIBERALE,
    _TAUX_TAXE_VENTE,
    _TAUX_TAXE_SERVICE,
    *(titre_vl(categorie) for categorie in _VL_CATEGORIES),
)


def formules(bareme: str, bareme_meuble: str, jour: str, annee: str) -> dict[str, str]:
    """Each rate's formula, by its column.

    Args:
        bareme: a formula for the contributions that apply, in the words of Barèmes.
        bareme_meuble: the same for lodging.
        jour: a formula for the day whose figures are wanted.
        annee: its year.
    """
    found = {}
    for code, label in LABELS.items():
        which = bareme_meuble if code == MEUBLE_CLASSE else bareme
        found[titre_taux(code)] = lookup_rate(which, text(label), jour, annee)
    cfp = text(PARAMETRES["cfp"])
    found[_TAUX_CFP] = lookup_rate(cfp, "Nature_retenue", jour, annee)
    found[_TAUX_CFP_LIBERALE] = lookup_rate(cfp, text(NATURES[2]), jour, annee)
    for title, kind in ((_TAUX_TAXE_VENTE, "vente"), (_TAUX_TAXE_SERVICE, "services")):
        # the words of baremes_rows.libelle: « Artisanale, vente, Alsace »
        place = (
            f"IF((Nature_retenue={text(NATURES[1])})*"
            f"((Zone={text(ZONES[1])})+(Zone={text(ZONES[2])})),{text(', ')}&Zone,{text('')})"
        )
        rate = lookup_rate(
            text(PARAMETRES["taxe_consulaire"]),
            f"Nature_retenue&{text(', ' + kind)}&{place}",
            jour,
            annee,
        )
        found[title] = f"IF(Nature_retenue={text(NATURES[2])},0,{rate})"
    for code in _VL_CATEGORIES:
        rate = lookup_rate(
            text(PARAMETRES["versement_liberatoire"]), text(LABELS[code]), jour, annee
        )
        found[titre_vl(code)] = f'IF(Versement_liberatoire="Oui",{rate},0)'
    return found


def valeurs(
    fin: date, regime: Regime, loi: Baremes, a_defaut: date | None = None
) -> dict[str, int | None]:
    """The rates of a row, per million, by column; None when the law's figure is not known."""

    def of(categorie: str, composante: str) -> int | None:
        try:
            found = taux(categorie, fin, composante, regime, loi, a_defaut)
        except RuleError:
            return None
        return 0 if found is None else found.valeur

    found = {titre_taux(code): of(code, COTISATIONS) for code in LABELS}
    found[_TAUX_CFP] = of(VENTE, CFP)
    found[_TAUX_CFP_LIBERALE] = of(BNC, CFP)
    found[_TAUX_TAXE_VENTE] = of(VENTE, TAXE)
    found[_TAUX_TAXE_SERVICE] = of(SERVICE_BIC, TAXE)
    return found | {titre_vl(code): of(code, VL) for code in _VL_CATEGORIES}
