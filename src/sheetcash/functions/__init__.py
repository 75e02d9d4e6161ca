"""The SC_ functions, as every host gives them: Excel, Google Sheets, ``sheetcash calc``.

Host values in (numbers of euros, days, ISO strings, labels), host values out. A wrong argument
raises an ``InputError`` (``#VALEUR!`` in a cell), a figure the law has not given a ``RuleError``
(``#N/A``); in a column, the row concerned alone holds an :class:`Erreur`.

>>> SC_PLAFOND_PRORATA("BNC", 2025, "2025-07-01")
39169.32
"""

from __future__ import annotations

from typing import Any

from sheetcash.baremes import LOI, Baremes
from sheetcash.errors import InputError
from sheetcash.functions.appel import NA, VALEUR, Erreur, Fonction, en_json, erreur_de
from sheetcash.functions.catalogue import FONCTIONS, PAR_NOM
from sheetcash.functions.explications import expliquer as expliquer
from sheetcash.functions.genres import montrer, proches

EXPLIQUER = "SC_EXPLIQUER"

(
    SC_ENCAISSEMENTS,
    SC_CA_PAR_MOIS,
    SC_PLAFOND,
    SC_PLAFOND_PRORATA,
    SC_STATUT_PLAFOND,
    SC_SEUIL_TVA,
    SC_STATUT_TVA,
    SC_TAUX,
    SC_COTISATIONS,
    SC_COTISATIONS_DETAIL,
    SC_DECLARATION,
    SC_ECHEANCE,
    SC_STATUT_RELANCE,
    SC_PROCHAINE_RELANCE,
    SC_PENALITES,
    SC_INDEMNITE,
    SC_DATE_DECLARATION,
    SC_DSO,
) = FONCTIONS


def est_expliquer(nom: str) -> bool:
    """Whether a name means ``SC_EXPLIQUER``; case and the ``SC_`` in front do not matter.

    >>> est_expliquer("expliquer"), est_expliquer("SC_PLAFOND")
    (True, False)
    """
    return nom.strip().upper().removeprefix("SC_") == EXPLIQUER.removeprefix("SC_")


def trouver(nom: object) -> Fonction:
    """A function by its name; case and the ``SC_`` in front do not matter.

    Raises:
        InputError: no such function; the nearest are named.

    >>> trouver("plafond").nom
    'SC_PLAFOND'
    """
    wanted = nom.strip().upper() if isinstance(nom, str) else ""
    found = PAR_NOM.get(wanted) or PAR_NOM.get(f"SC_{wanted}")
    if found is None:
        if est_expliquer(wanted):
            raise InputError(f"{EXPLIQUER} ne s'explique pas elle-même.", "Nommez-en une autre.")
        raise InputError(
            f"{montrer(nom)} n'est pas une fonction.",
            f"Choisissez {proches(wanted.removeprefix('SC_'), _COURTS).replace('« ', '« SC_')}.",
        )
    return found


NOMS = [*PAR_NOM, EXPLIQUER]
_COURTS = [nom.removeprefix("SC_") for nom in NOMS]


def SC_EXPLIQUER(fonction: Any, *arguments: Any, loi: Baremes = LOI) -> str:
    """One French sentence on an answer: figures, rate, its first day and its source.

    Args:
        fonction: the name of a function of the catalogue.
        arguments: its own arguments, in order.
        loi: the figures to use.

    Raises:
        InputError: no such function.

    >>> SC_EXPLIQUER("SC_PLAFOND", "bnc", 2030)[:47]
    'SC_PLAFOND répond #N/A : Aucun chiffre connu au'
    """
    return expliquer(trouver(fonction), list(arguments), loi)


def appeler(nom: str, args: dict[str, Any], loi: Baremes = LOI) -> Any:
    """Call a function by its name with named arguments.

    ``SC_EXPLIQUER`` takes ``fonction`` and either ``arguments``, a list, or the function's own
    arguments by name.

    Raises:
        InputError, RuleError: as the functions do.

    >>> appeler("SC_INDEMNITE", {"type_client": "Professionnel", "solde": 12})
    40.0
    """
    if not est_expliquer(nom):
        called = trouver(nom)
        return called.repondre(called.lier([], args), loi)
    rest = dict(args)
    fonction = trouver(rest.pop("fonction", ""))
    values = rest.pop("arguments", [])
    if not isinstance(values, list):
        raise InputError("arguments : une liste est attendue.", 'Écrivez ["bnc", 2026].')
    return expliquer(fonction, values, loi, rest)


__all__ = [
    "EXPLIQUER",
    "FONCTIONS",
    "NA",
    "NOMS",
    "PAR_NOM",
    "SC_CA_PAR_MOIS",
    "SC_COTISATIONS",
    "SC_COTISATIONS_DETAIL",
    "SC_DATE_DECLARATION",
    "SC_DECLARATION",
    "SC_DSO",
    "SC_ECHEANCE",
    "SC_ENCAISSEMENTS",
    "SC_EXPLIQUER",
    "SC_INDEMNITE",
    "SC_PENALITES",
    "SC_PLAFOND",
    "SC_PLAFOND_PRORATA",
    "SC_PROCHAINE_RELANCE",
    "SC_SEUIL_TVA",
    "SC_STATUT_PLAFOND",
    "SC_STATUT_RELANCE",
    "SC_STATUT_TVA",
    "SC_TAUX",
    "VALEUR",
    "Erreur",
    "Fonction",
    "appeler",
    "en_json",
    "erreur_de",
    "est_expliquer",
    "expliquer",
    "trouver",
]
