"""The chart of accounts that the sheet Paramètres gives for the accounting entries."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from sheetcash.core.categories import VENTE
from sheetcash.core.fec import Compte, est_compte
from sheetcash.core.plan_comptable import compte
from sheetcash.workbook import convert
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.parametres import BY_LABEL
from sheetcash.workbook.raw import RawSetting
from sheetcash.workbook.schema import CellError, fold

_POSTES: Final = "Comptes par poste"
_ESPECES: Final = "especes"
#: « ; » or a line between headings; a comma may be part of one.
_ENTRE: Final = re.compile(r"[;\n]")


class Comptes(NamedTuple):
    """The accounts in use, as the settings give them.

    ``postes`` are those of the purchases, by heading as :func:`fold` compares it.
    """

    banque: Compte
    caisse: Compte
    ventes: Compte
    prestations: Compte
    achats: Compte
    postes: Mapping[str, Compte]

    def tresorerie(self, mode: str) -> Compte:
        """Where money of that means of payment goes: cash to the till, the rest to the bank."""
        return self.caisse if fold(mode) == _ESPECES else self.banque

    def recette(self, categorie: str) -> Compte:
        """What a receipt of that category, a code, is credited to."""
        return self.ventes if categorie == VENTE else self.prestations

    def achat(self, poste: str) -> Compte:
        """What a purchase under that heading is debited to."""
        return self.postes.get(fold(poste), self.achats)


def read_comptes(raw: Mapping[str, RawSetting], findings: list[Finding]) -> Comptes:
    """The accounts in use; what is not an account becomes a finding, and the default is used.

    Args:
        raw: the settings as they stand.
        findings: appended to.

    >>> raw = {_POSTES: RawSetting("Paramètres", ["Loyer = 613200 ; Logiciels=651100"], 60, 2)}
    >>> read_comptes(raw, []).achat("loyer")
    Compte(numero='613200', libelle='Locations')
    """
    banque, caisse, ventes, prestations, achats = (
        compte(_numero(f"Compte {which}", raw, findings))
        for which in ("de banque", "de caisse", "des ventes", "des prestations", "des achats")
    )
    return Comptes(banque, caisse, ventes, prestations, achats, _postes(raw, findings))


def _numero(label: str, raw: Mapping[str, RawSetting], findings: list[Finding]) -> str:
    default, one = BY_LABEL[label].default, raw.get(label)
    assert isinstance(default, str)
    if one is None or convert.is_blank(one.values[0]):
        return default
    given = convert.text(one.values[0]).replace(" ", "")
    if est_compte(given) and not isinstance(one.values[0], CellError):
        return given
    findings.append(
        Finding(
            one.sheet,
            one.row,
            label,
            f"{convert.quoted(one.values[0])} n'est pas un compte : {default} est utilisé.",
            "Un compte commence par trois chiffres du plan comptable, par exemple 512000.",
        )
    )
    return default


def _postes(raw: Mapping[str, RawSetting], findings: list[Finding]) -> dict[str, Compte]:
    one = raw.get(_POSTES)
    if one is None or convert.is_blank(one.values[0]):
        return {}
    found: dict[str, Compte] = {}
    for pair in _ENTRE.split(convert.text(one.values[0])):
        name, sign, numero = (part.strip() for part in pair.rpartition("="))
        numero = numero.replace(" ", "")
        if sign and name and est_compte(numero):
            found[fold(name)] = compte(numero, name)
        elif pair.strip():
            findings.append(
                Finding(
                    one.sheet,
                    one.row,
                    _POSTES,
                    f"{convert.quoted(pair)} ne se lit pas : ce poste va au compte des achats.",
                    "Écrivez le poste, « = », puis son compte : Loyer = 613200 ; "
                    "Logiciels = 651100.",
                )
            )
    return found
