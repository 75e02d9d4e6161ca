"""Which client a payer's name is, as banks write names; knows no amount and no invoice.

Banks drop accents, cut at 27 or 32 signs, turn words round or glue them; people add « M. » and
« SARL ». A name that two clients bear, or whose words all stand in another's (« MARTIN » beside
« Martin SARL » or « Dupont & Martin »), is never told apart here: the answer names them all.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from sheetcash.core.rapprochement_numeros import ensemble
from sheetcash.core.releves import mots_de

#: Words that name nobody.
_CIVILITES: Final = frozenset(("m", "mr", "mme", "mlle", "melle", "monsieur", "madame", "ou", "mm"))
_CREUX: Final = _CIVILITES | ensemble(
    "sarl sas sasu eurl sa sci scop snc scm selarl selas scp ei eirl eurl ets etablissement "
    "etablissements ste societe gmbh ltd llc inc bv srl et de du des d la le les l and the"
)
#: What banks put before the payer's name…
_AVANT: Final = _CIVILITES | ensemble(
    "vir virement virements vrt sepa recu recus inst instantane inst de du par en votre "
    "faveur emis credit trf transfer from donneur ordre do nom emetteur web perm permanent "
    "paiement reglement encaissement vente"
)
#: … and what ends it.
_APRES: Final = ensemble(
    "motif ref reference libelle id eref e2e end rum ics pour facture factures fact facts fac "
    "fa f invoice inv n no num numero acompte solde reglement paiement prestation prestations "
    "honoraires mission projet commande devis loyer note janvier fevrier mars avril mai juin "
    "juillet aout septembre octobre novembre decembre notprovided remise cheque cheques "
    "especes"
)
#: Banks cut names at 27 or 32 signs, sometimes words before it included. Shorter than this, a
#: beginning tells too little: one that ends within a word, and one that ends with a word.
_COUPE: Final = 20
_LIGNE: Final = 26
_DEBUT: Final = 8
#: Initials name too many people.
_LETTRES: Final = 3
#: More clients than this behind one word: it tells nothing.
_FOULE: Final = 20


class Identite(NamedTuple):
    """Which clients a payer may be.

    Attributes:
        niveau: 2 one client and no other; 1 one of these, or perhaps another; 0 nothing.
        clients: by position.
        proches: those that share a rare word only.
    """

    niveau: int = 0
    clients: frozenset[int] = frozenset()
    proches: frozenset[int] = frozenset()


_PERSONNE: Final = Identite()


def coeur(mots: Iterable[str]) -> frozenset[str]:
    """The words that make a name: without legal form nor title, unless nothing else is left.

    >>> sorted(coeur("sarl dupont et martin".split()))
    ['dupont', 'martin']
    """
    mots = list(mots)
    return frozenset(mots) - _CREUX or frozenset(mots)


def _sans_tete(mots: Sequence[str]) -> str:
    """A name's text from its first word that names somebody."""
    start = 0
    while start < len(mots) and mots[start] in _CREUX:
        start += 1
    return " ".join(mots[start:])


class Annuaire:
    """The names of all clients, ready to be found.

    >>> known = Annuaire([("Ateliers Béatrice SARL", 0), ("Martin", 1), ("Dupont & Martin", 2)])
    >>> known.payeur("BEATRICE ATELIERS"), known.payeur("DUPONT MARTIN").niveau
    (Identite(niveau=2, clients=frozenset({0}), proches=frozenset()), 2)
    >>> known.payeur("M MARTIN").niveau  # he may be the other's partner
    1
    """

    def __init__(self, noms: Iterable[tuple[str, int]]) -> None:
        self._coeurs: dict[frozenset[str], set[int]] = {}
        self._colles: dict[str, set[int]] = {}
        self._mots: dict[int, set[str]] = {}
        prefixes: dict[str, set[int]] = {}
        for nom, client in noms:
            mots = mots_de(nom)
            if not mots:
                continue
            self._coeurs.setdefault(coeur(mots), set()).add(client)
            glued = "".join(one for one in mots if one not in _CREUX)
            for text in {glued, "".join(mots)}:
                if len(text) >= 6:
                    self._colles.setdefault(text, set()).add(client)
            self._mots.setdefault(client, set()).update(mots)
            for text in {" ".join(mots), _sans_tete(mots)} - {""}:
                prefixes.setdefault(text, set()).add(client)
        self._prefixes = sorted(prefixes.items(), key=lambda pair: pair[0])
        self._debuts = [text for text, _ in self._prefixes]
        frequency = Counter(mot for words in self._coeurs for mot in words)
        self.vocabulaire: frozenset[str] = frozenset(frequency)
        self._portent: dict[str, list[frozenset[str]]] = {}
        self._ancres: dict[str, list[frozenset[str]]] = {}
        for words in self._coeurs:
            for mot in words:
                self._portent.setdefault(mot, []).append(words)
            rare = min(words, key=lambda mot: (frequency[mot], mot))
            self._ancres.setdefault(rare, []).append(words)
        self._vus: dict[str, Identite] = {}
        self._segments: dict[str, Identite] = {}
        self._cites: dict[frozenset[str], frozenset[int]] = {}

    def mots_de(self, client: int) -> set[str]:
        """All the words of a client's names."""
        return self._mots.get(client, set())

    def payeur(self, nom: str) -> Identite:
        """Which client bears this whole name."""
        known = self._vus.get(nom)
        if known is None:
            known = self._vus[nom] = self._payeur(mots_de(nom))
        return known

    def dans_libelle(self, mots: Sequence[str]) -> Identite:
        """Which client a label without a payer's field names as the one who pays."""
        vocabulaire, start, size = self.vocabulaire, 0, len(mots)
        while start < size and mots[start] in _AVANT:
            start += 1
        stop = start
        while stop < size:
            mot = mots[stop]
            if mot not in vocabulaire:
                if mot in _APRES or not mot.isalpha():
                    break
            elif mot in _APRES and stop > start:
                break
            stop += 1
        found = self._segment(mots[start:stop]) if stop > start else _PERSONNE
        if found.niveau == 2:
            return found
        named = self.cites(vocabulaire.intersection(mots))
        if named and not found.niveau:
            return Identite(1, named, found.proches)
        return found

    def _segment(self, mots: Sequence[str]) -> Identite:
        text = " ".join(mots)
        known = self._segments.get(text)
        if known is None:
            known = self.payeur(text)
            if known.niveau < 2:
                head = self._en_tete(mots)
                known = head if head.niveau else known
            self._segments[text] = known
        return known

    def _en_tete(self, mots: Sequence[str]) -> Identite:
        """A whole name of two words or more, before words that are in nobody's name."""
        end = len(mots)
        while end and mots[end - 1] not in self.vocabulaire and mots[end - 1] not in _CREUX:
            end -= 1
        words = coeur(mots[:end])
        if end == len(mots) or len(words) < 2 or words not in self._coeurs:
            return _PERSONNE
        return self.payeur(" ".join(mots[:end]))

    def cites(self, mots: frozenset[str]) -> frozenset[int]:
        """The clients whose whole name, of two words or more, stands among these words."""
        if len(mots) < 2:
            return frozenset()
        found = self._cites.get(mots)
        if found is None:
            found = self._cites[mots] = self._clients(
                one for one in self._contenus(mots) if len(one) > 1
            )
        return found

    def _payeur(self, mots: list[str]) -> Identite:
        if not mots:
            return _PERSONNE
        words = coeur(mots)
        found = set(self._coeurs.get(words, ()))
        for text in ("".join(one for one in mots if one not in _CREUX), "".join(mots)):
            found |= self._colles.get(text, set())
        wider = self._plus_larges(words)
        if found:
            told = len("".join(words)) >= _LETTRES
            level = 2 if told and len(found | wider) == 1 else 1
            return Identite(level, frozenset(found | wider))
        cut = self._coupes(mots)
        if cut:
            text = _sans_tete(mots)
            in_a_word = mots[-1] not in self._mots[min(cut)]
            sure = len(cut) == 1 and len(text) >= (_COUPE if in_a_word else _LIGNE)
            return Identite(2 if sure else 1, frozenset(cut))
        inside = self._clients(self._contenus(words))
        if inside:  # more words than the name: perhaps another person
            return Identite(1, inside)
        near = set(wider)
        for mot in words:
            bearers = self._portent.get(mot, ())
            if len(mot) >= 4 and len(bearers) <= _FOULE:
                near |= self._clients(bearers)
        return Identite(0, frozenset(), frozenset(near) if len(near) <= _FOULE else frozenset())

    def _plus_larges(self, words: frozenset[str]) -> set[int]:
        """The clients whose name holds all these words and more."""
        lists = [self._portent.get(mot) for mot in words]
        if not all(lists):
            return set()
        shortest = min((one for one in lists if one), key=len)
        return set(self._clients(one for one in shortest if words < one))

    def _contenus(self, words: frozenset[str]) -> list[frozenset[str]]:
        """The names whose words all stand among these, without those that another one holds."""
        found = [
            one
            for mot in words
            for one in self._ancres.get(mot, ())
            if one <= words and (len(one) > 1 or len(mot) >= 4)
        ]
        return [one for one in found if not any(one < other for other in found)]

    def _coupes(self, mots: list[str]) -> set[int]:
        """The clients whose name begins so, as banks cut it."""
        text = _sans_tete(mots)
        if len(text) < _DEBUT:
            return set()
        found: set[int] = set()
        for at in range(bisect_left(self._debuts, text), len(self._debuts)):
            if not self._debuts[at].startswith(text) or len(found) > _FOULE:
                break
            found |= self._prefixes[at][1]
        return found

    def _clients(self, words: Iterable[frozenset[str]]) -> frozenset[int]:
        return frozenset(client for one in words for client in self._coeurs[one])
