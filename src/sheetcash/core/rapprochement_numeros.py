"""Invoice numbers in a bank's label: which are quoted, how surely; knows no amount and no client.

A number is read as its groups of letters and digits, zeros in front dropped, whatever stands
between them: « F-2026-031 », « F2026031 », « f 2026 31 ». It must fill whole words of the label: it
is never found inside a longer number. Without its letters it counts only where it cannot be a date
or another document's number (a quote, an order, a contract).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import Final, NamedTuple

from sheetcash.core.releves import mots_de, titre


def ensemble(texte: str) -> frozenset[str]:
    """Words as a set.

    >>> sorted(ensemble("b a"))
    ['a', 'b']
    """
    return frozenset(texte.split())


_GROUPES: Final = re.compile(r"[a-z]+|[0-9]+")
_CHIFFRE: Final = re.compile(r"[0-9]")
#: What announces an invoice's number; the first may also announce a short one (« FACT 31 »).
_FACTURE: Final = ensemble("f fa fac fact facts facture factures fc fct inv invoice")
_RENVOI: Final = _FACTURE | ensemble("n no nr num numero ref reference motif")
#: What announces another number.
_AUTRE: Final = ensemble(
    "a ab av avoir bc bl bon c cde chq cheque cli client cmd code commande compte contrat cpt "
    "cr ct d dev devis dossier ics iban id mandat op operation order po projet remise rib rum "
    "siren siret tel ticket tva"
)
#: Words that say nothing of the number that follows.
_NEUTRE: Final = ensemble(
    "au de des du en et eur euros le la les inst par pour re sepa solde sur trf vir virement"
)
_LIAISON: Final = frozenset(("et", "a", "au", "puis", "plus", "and"))
_LONGUEUR: Final = 8  # groups of a number, at most
_HOMONYMES: Final = 50  # more invoices than this behind one number: it tells none of them


class Lecture(NamedTuple):
    """What a label quotes.

    Attributes:
        pleins: invoices whose number stands in full, by position.
        suites: those that follow one in short (« F-2026-031 / 032 »).
        courts: for each short or bare number, those that it may mean: to be held against the
            client.
        inconnue: a number stands there that is made like the invoices' and is none of them.
        court: a short number stands behind « FACT »: another invoice's would contradict it.
    """

    pleins: tuple[int, ...] = ()
    suites: tuple[int, ...] = ()
    courts: tuple[tuple[int, ...], ...] = ()
    inconnue: bool = False
    court: bool = False


_RIEN: Final = Lecture()


def _sans_zero(groupe: str) -> str:
    return (groupe.lstrip("0") or "0") if groupe[0] == "0" else groupe


def _formes(bruts: Sequence[str]) -> set[str]:
    """The ways to write groups with or without a separator between digits."""
    ways = [[bruts[0]]]
    for one in bruts[1:]:
        if one.isdigit():
            glued = [[*way[:-1], way[-1] + one] for way in ways if way[-1].isdigit()]
        else:
            glued = []
        ways = [[*way, one] for way in ways] + glued
    return {".".join(map(_sans_zero, way)) for way in ways}


class Numeros:
    """The numbers of the open invoices, ready to be found in labels.

    >>> known = Numeros(["F-2026-031", "F-2026-032"])
    >>> known.lire("VIR SEPA FACT. 2026 031").pleins, known.lire("F20260311").pleins
    ((0,), ())
    >>> known.lire("F-2026-031 / 032").suites, known.lire("FACT 32").courts
    ((1,), ((1,),))
    """

    def __init__(self, numeros: Iterable[str]) -> None:
        self._complets: dict[str, list[int]] = {}
        self._nus: dict[str, list[int]] = {}
        self._derniers: dict[str, list[int]] = {}
        self._prefixes: set[str] = set()
        self._debuts: set[str] = set()
        self._dedans: set[str] = set()
        self._formes: set[tuple[str, int]] = set()
        self._suite: list[tuple[str, int]] = []
        self._litteraux: list[str] = []
        #: The groups of letters and digits of each number; two that have the same are one.
        self.groupes: list[tuple[str, ...]] = []
        for at, numero in enumerate(numeros):
            self._ajouter(at, numero)

    def _ajouter(self, at: int, numero: str) -> None:
        folded = titre(numero)
        whole = _GROUPES.findall(folded)
        self.groupes.append(tuple(map(_sans_zero, whole)))
        bruts = whole[:_LONGUEUR]
        self._litteraux.append(numero.strip().casefold())
        self._suite.append(("", 0))
        if not any(one.isdigit() for one in bruts):
            return  # a number without a digit is a word like any other
        self._dedans.update(filter(str.isalpha, bruts))
        prefixe = bruts[0] if bruts[0].isalpha() else ""
        chiffres = bruts[1:] if prefixe else bruts
        formes = _formes(chiffres)
        if prefixe:
            self._prefixes.add(prefixe)
            for forme in formes:
                self._complets.setdefault(f"{prefixe}.{forme}", []).append(at)
        for forme in formes:
            self._nus.setdefault(forme, []).append(at)
            self._debuts.add(forme.partition(".")[0])
        if all(one.isdigit() for one in chiffres):
            self._formes.add((prefixe, sum(map(len, chiffres))))
        if bruts[-1].isdigit():
            stem = ".".join(map(_sans_zero, bruts[:-1]))
            self._derniers.setdefault(_sans_zero(bruts[-1]), []).append(at)
            if len(bruts) > 1:
                self._suite[at] = (stem, len(bruts[-1]))

    def lire(self, libelle: str) -> Lecture:
        """What a label quotes."""
        return self.lire_mots(libelle, mots_de(libelle))

    def lire_mots(self, libelle: str, mots: Sequence[str]) -> Lecture:
        """The same, of a label whose words are known already."""
        if not self._parlent(mots) or not _CHIFFRE.search(libelle):
            return _RIEN
        return _Texte(self, libelle, mots).lire()

    def _parlent(self, mots: Sequence[str]) -> bool:
        """Whether a word may begin or announce a number, or holds one in the midst of letters."""
        for mot in mots:
            if not mot.isalpha() and (not mot.isdigit() or _sans_zero(mot) in self._debuts):
                return True
        return not (_FACTURE.isdisjoint(mots) and self._prefixes.isdisjoint(mots))


class _Texte:
    """One label while it is read: its groups, and where words begin and end."""

    def __init__(self, numeros: Numeros, brut: str, mots: Sequence[str]) -> None:
        self.n, self.brut = numeros, brut
        self.bruts: list[str] = []
        self.debut: list[bool] = []
        self.fin: list[bool] = []
        for mot in mots:
            if mot.isalpha() or mot.isdigit():
                self.bruts.append(mot)
                self.debut.append(True)
                self.fin.append(True)
            else:
                self._couper(mot)
        self.nets = [_sans_zero(one) for one in self.bruts]
        self.pleins: dict[int, None] = {}
        self.suites: dict[int, None] = {}
        self.courts: list[tuple[int, ...]] = []
        self.inconnue = self.court = False

    def _couper(self, mot: str) -> None:
        """Cut a word of letters and digits; a number may begin behind « fact » in one."""
        pieces = _GROUPES.findall(mot)
        first, known, free = pieces[0], self.n._prefixes, False
        if first.isalpha():
            free = first in _RENVOI
            for prefixe in () if first in known else known:
                if first.endswith(prefixe) and first[: -len(prefixe)] in _RENVOI:
                    pieces[:1] = [first[: -len(prefixe)], prefixe]
                    free = True
                    break
        self.bruts += pieces
        self.debut += [True, free, *[False] * (len(pieces) - 2)]
        self.fin += [*[False] * (len(pieces) - 1), True]

    def lire(self) -> Lecture:
        at, pris, prefixes = 0, -1, self.n._prefixes
        while at < len(self.bruts):
            brut, found = self.bruts[at], 0
            if self.debut[at] and (brut in prefixes or brut.isdigit()):
                found = self._ici(at, pris)
            if found:
                pris = at = found
            else:
                at += 1
        return Lecture(
            tuple(self.pleins), tuple(self.suites), tuple(self.courts), self.inconnue, self.court
        )

    def _ici(self, at: int, pris: int) -> int:
        """Read a number that begins here; where it ends, 0 when there is none."""
        brut = self.bruts[at]
        if brut.isalpha():
            end, found = self._plus_long(self.n._complets, at)
            if found:
                digits = sum(len(one) for one in self.bruts[at:end] if one.isdigit())
                note = at and self.bruts[at - 1] in ("av", "avoir")  # a note on this invoice?
                return self._garder(found, end, sure=digits >= 3 and not note)
            self._peut_etre_inconnue(at, brut)
            return 0
        before = self.bruts[at - 1] if at else ""
        if before in _AUTRE and before not in self.n._prefixes:
            return 0
        if before.isalpha() and not self.debut[at - 1]:
            return 0  # letters within a longer word announce nothing
        end, found = self._plus_long(self.n._nus, at)
        if not found:
            if before in _FACTURE or before in self.n._prefixes:
                self._apres_facture(at)
            return 0
        level = self._niveau_nu(at, end, pris == at, self.n._litteraux[found[0]])
        if level == 0:
            return 0
        self.court = self.court or (level == 1 and before in _FACTURE)
        return self._garder(found, end, sure=level == 2)

    def _plus_long(self, index: dict[str, list[int]], at: int) -> tuple[int, list[int]]:
        if index is self.n._nus and self.nets[at] not in self.n._debuts:
            return 0, []
        key, end, found = "", 0, []
        for stop in range(at, min(len(self.nets), at + _LONGUEUR)):
            if self.nets[stop] not in self.n._dedans and self.bruts[stop].isalpha():
                break
            key = f"{key}.{self.nets[stop]}" if key else self.nets[stop]
            if self.fin[stop] and key in index:
                end, found = stop + 1, index[key]
        return end, found

    def _niveau_nu(self, at: int, end: int, chained: bool, litteral: str) -> int:
        """How surely digits without letters are a number: 2 surely, 1 perhaps, 0 not at all."""
        pieces, before = self.bruts[at:end], self.bruts[at - 1] if at else ""
        size = sum(map(len, pieces))
        written = len(pieces) == 2 and size == 8 and litteral in self.brut.casefold()
        dated = not written and _date(pieces)  # no day is written 2026-1104
        if before in _FACTURE:
            return 2 if size >= 4 and not _annee(pieces) else 1
        if size < 5:
            return 0
        if before in _RENVOI:
            return 1 if dated else 2
        if dated or size < 7:
            return 1
        if before.isalpha() and len(before) <= 3 and before not in _NEUTRE:
            return 1
        before_digits = before.isdigit() and not chained
        after = end < len(self.bruts) and self.bruts[end].isdigit()
        if before_digits or (after and self.nets[end] not in self.n._debuts):
            return (
                2 if litteral in self.brut.casefold() else 1
            )  # digits beside it: part of a longer number?
        return 2

    def _garder(self, found: list[int], end: int, *, sure: bool) -> int:
        if not sure or len(found) > 1:  # two invoices of one number: which one is not told
            self._abreger(found)
            return end
        self.pleins[found[0]] = None
        stem, width = self.n._suite[found[0]]
        index = self.n._complets if stem and stem.partition(".")[0].isalpha() else self.n._nus
        at = end
        while stem and at < len(self.bruts):
            if self.bruts[at] in _LIAISON:
                at += 1
                continue
            if not (self.bruts[at].isdigit() and 2 <= len(self.bruts[at]) <= width):
                break
            also = index.get(f"{stem}.{self.nets[at]}", [])
            if len(also) != 1 or not (self.debut[at] and self.fin[at]):
                break
            self.suites[also[0]] = None
            at = end = at + 1
        return end

    def _abreger(self, found: Sequence[int]) -> None:
        if len(found) > _HOMONYMES:
            self.court = True
        elif found and tuple(found) not in self.courts:
            self.courts.append(tuple(found))

    def _apres_facture(self, at: int) -> None:
        """Digits behind « FACT » that are no number in full: a short one, or one not open."""
        brut = self.bruts[at]
        if not self.fin[at] or (at + 1 < len(self.bruts) and self.bruts[at + 1].isdigit()):
            if not _date(list(takewhile(str.isdigit, self.bruts[at : at + 3]))):
                self._peut_etre_inconnue(at - 1, "")
            return
        if len(brut) <= 4 and not _annee([brut]):
            self.court = True
            self._abreger(self.n._derniers.get(self.nets[at], ()))
        elif len(brut) >= 5 and not _date([brut]):
            self._peut_etre_inconnue(at - 1, "")

    def _peut_etre_inconnue(self, at: int, prefixe: str) -> None:
        """Note a number made like the invoices' own that is none of them."""
        size = 0
        for stop in range(at + 1, len(self.bruts)):
            if not self.bruts[stop].isdigit():
                break
            size += len(self.bruts[stop])
            if self.fin[stop] and self._est_forme(prefixe, size):
                self.inconnue = True
                return

    def _est_forme(self, prefixe: str, size: int) -> bool:
        if prefixe:
            return (prefixe, size) in self.n._formes
        return size >= 5 and any(digits == size for _, digits in self.n._formes)


def _annee(pieces: Sequence[str]) -> bool:
    return len(pieces) == 1 and len(pieces[0]) == 4 and 1990 <= int(pieces[0]) <= 2099


def _date(pieces: Sequence[str]) -> bool:
    """Whether digits may be a day or a month: 20260312, 120326, 12 03 2026, 2026 03.

    >>> _date(["20260312"]), _date(["12", "03", "26"]), _date(["2026", "03"]), _date(["2026031"])
    (True, True, True, False)
    """
    text = "".join(pieces)
    if len(text) == 8:
        orders = [(text[6:], text[4:6], text[:4]), (text[:2], text[2:4], text[4:])]
    elif len(text) == 6:
        orders = [(text[:2], text[2:4], "20" + text[4:]), (text[4:], text[2:4], "20" + text[:2])]
        orders += [("01", text[:2], text[2:]), ("01", text[4:], text[:4])]
    elif len(text) == 4 and len(pieces) == 2:
        orders = [(text[:2], text[2:], "2026")]
    else:
        return False
    return any(
        1 <= int(day) <= 31 and 1 <= int(month) <= 12 and 1990 <= int(year) <= 2099
        for day, month, year in orders
    )
