"""A mapping proposed for a list of invoices whose titles are not known; the user says yes or no."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from sheetcash.adapters.bank.proposition import apercu, la_plupart
from sheetcash.adapters.bank.valeurs import est_jour, est_montant
from sheetcash.adapters.factures.liste import texte_csv
from sheetcash.adapters.factures.titres import NECESSAIRES, connus, faible
from sheetcash.core.factures_lues import CorrespondanceFactures

_ORDER: Final = ("numero", "echeance", "date", "client", "montant", "objet", "statut")
_MONEY: Final = frozenset({"montant", "hors_taxe", "taxe", "du"})


class PropositionFactures(NamedTuple):
    """What a list of invoices of an unknown program looks like.

    Attributes:
        titres: its columns.
        correspondance: which would be which; None when number, day, client or amount is not seen.
        exemples: its first rows, to show the user.
    """

    titres: tuple[str, ...]
    correspondance: CorrespondanceFactures | None
    exemples: tuple[tuple[str, ...], ...]


def proposer_factures(
    source: Path | bytes, nom: str = "", *, encodage: str = ""
) -> PropositionFactures:
    """The columns of a list of invoices, and which could be which.

    Raises:
        NotAnInvoice: it is no list in CSV.
        AccessDenied: it cannot be read at all.

    >>> text = "Pièce;Jour;Tiers;Somme HT\\nF-1;31/01/2026;Ana Roy;1 200,00\\n"
    >>> found = proposer_factures(text.encode(), "X").correspondance
    >>> found.numero, found.date, found.client, found.montant
    ('Pièce', 'Jour', 'Tiers', 'Somme HT')
    """
    text, name, _ = texte_csv(source, nom, encodage)
    titres, rows, columns = apercu(text.split("\n"))
    mapping = _mapping(nom or name.strip("« »"), titres, columns)
    return PropositionFactures(titres, mapping, rows[:3])


def _mapping(
    nom: str, titres: Sequence[str], columns: Sequence[Sequence[str]]
) -> CorrespondanceFactures | None:
    found = {role: at for role, at in connus(titres).items() if _convient(role, columns[at])}
    taken = set(found.values())
    for role in _ORDER:
        if role in found:
            continue
        for at, name in enumerate(titres):
            if at not in taken and name and faible(role, name) and _convient(role, columns[at]):
                found[role] = at
                taken.add(at)
                break
    if "montant" not in found and "hors_taxe" in found:
        found["montant"] = found.pop("hors_taxe")  # who charges no VAT may write no other total
    if any(one not in found for one in NECESSAIRES):
        return None
    return CorrespondanceFactures(nom, **{role: titres[at] for role, at in found.items()})


def _convient(role: str, cells: Sequence[str]) -> bool:
    """Whether the cells may be what the role asks: days, amounts, or words."""
    tests: dict[str, Callable[[str], bool]] = {"date": est_jour, "echeance": est_jour}
    test = est_montant if role in _MONEY else tests.get(role)
    if test is None:
        words = role in ("client", "objet")
        return not la_plupart(cells, est_jour) and not (words and la_plupart(cells, est_montant))
    return la_plupart(cells, test) or (role not in NECESSAIRES and not any(map(str.strip, cells)))
