"""The statements of one account, page after page: the first opening and the last closing."""

from __future__ import annotations

from datetime import date

from sheetcash.core.releves import Compte, Solde


class Pages:
    """The balances of each account's statements, in whatever order the file has them.

    A statement that is missing between two makes the account's rows disagree with its balances,
    as a missing row does.

    >>> pages = Pages()
    >>> pages.ajouter("1", "EUR", Solde(30, date(2026, 2, 1)), Solde(40, date(2026, 3, 1)))
    >>> pages.ajouter("1", "EUR", Solde(10, date(2026, 1, 1)), Solde(30, date(2026, 2, 1)))
    >>> pages.comptes()[0].ouverture.cents, pages.comptes()[0].cloture.cents
    (10, 40)
    """

    def __init__(self) -> None:
        self._pages: dict[tuple[str, str], list[tuple[Solde | None, Solde | None]]] = {}

    def ajouter(
        self, numero: str, devise: str, ouverture: Solde | None, cloture: Solde | None
    ) -> None:
        """One more statement."""
        self._pages.setdefault((numero, devise), []).append((ouverture, cloture))

    def fermer(self, numero: str, devise: str, cloture: Solde) -> None:
        """The closing of the statement that was opened last; of none when it has one already."""
        pages = self._pages.get((numero, devise))
        if pages and pages[-1][1] is None:
            pages[-1] = (pages[-1][0], cloture)

    def comptes(self) -> list[Compte]:
        """Each account with its first opening and its last closing."""
        found = []
        for (number, currency), pages in self._pages.items():
            pages = sorted(pages, key=_day)
            found.append(Compte(number, currency, pages[0][0], pages[-1][1]))
        return found


def _day(page: tuple[Solde | None, Solde | None]) -> date:
    days = [one.jour for one in page if one is not None and one.jour is not None]
    return days[0] if days else date.min
