"""Money of one's own that only changed place: between two accounts, or from a provider."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from sheetcash.app.rapprochement.lecture import Livres
from sheetcash.app.rapprochement.sortes import Accord, Doute, Genre
from sheetcash.core.libelles import contient
from sheetcash.core.releves import Nature, titre
from sheetcash.workbook.banque import VIREMENT_INTERNE, LigneBanque

#: What a provider sends arrives within so many days; a bank's transfer sooner.
_PRESTATAIRE: Final = 7
_BANQUE: Final = 4
_PRESTATAIRES: Final = {
    titre(one): one
    for one in ("Stripe", "PayPal", "SumUp", "Zettle", "Mollie", "GoCardless", "Payplug")
}
_PEUT_ETRE: Final = re.compile("|".join(_PRESTATAIRES))
_NOMS: Final = re.compile(rf"\b(?:{'|'.join(_PRESTATAIRES)})\b")


def internes(livres: Livres, lignes: Sequence[LigneBanque]) -> tuple[list[Accord], list[Doute]]:
    """The lines, among these, that face a line of another account of one's own."""
    seen = {one.compte for one in livres.banque}
    by_cents: dict[int, list[LigneBanque]] = defaultdict(list)
    if len(seen) > 1:
        for one in livres.banque:
            by_cents[one.cents].append(one)
    else:  # one account faces no other: only what a provider sends is looked for
        lignes = [one for one in lignes if one.cents > 0]
        words = "\n".join(f"{one.libelle} {one.contrepartie}" for one in lignes)
        if _n_en_nomme_aucun(words):  # in the whole statement
            return [], []
        lignes = [one for one in lignes if _prestataire(one)]
    faced = {one.ligne for one in livres.banque if one.lot}
    accords, doutes = [], []
    for ligne in sorted(lignes, key=lambda one: (one.jour, one.ligne)):
        others = [
            one
            for one in by_cents.get(-ligne.cents, ())
            if one.compte != ligne.compte and one.ligne not in faced
        ]
        if not others and ligne.cents < 0:
            continue
        sent = [
            one
            for one in others
            if one.nature == Nature.VIREMENT
            and 0 <= (ligne.jour - one.jour).days <= _PRESTATAIRE
            and _nomme(ligne, one.compte)
        ]
        own = [one for one in others if abs((ligne.jour - one.jour).days) <= _BANQUE]
        known = [one for one in own if _meme_iban(ligne, one) or _meme_iban(one, ligne)]
        if sent or known:
            its = (sent or known)[0]
            faced.add(its.ligne)
            why = f"face à la ligne {its.ligne}, compte {its.compte}"
            accords.append(Accord(ligne, VIREMENT_INTERNE, Genre.SANS_SUITE, (why,)))
        elif len(own) == 1 and not own[0].rapproche:
            why = f"le même montant sort ou entre ligne {own[0].ligne}, compte {own[0].compte}"
            doutes.append(Doute(ligne, VIREMENT_INTERNE, 65, (why,)))
        elif ligne.cents > 0 and (name := _prestataire(ligne)) and name not in seen:
            why = f"versement de {name} : importez d'abord son relevé, où sont vos recettes"
            doutes.append(Doute(ligne, VIREMENT_INTERNE, 40, (why,)))
    return accords, doutes


def _nomme(ligne: LigneBanque, compte: str) -> bool:
    words = f"{ligne.libelle} {ligne.contrepartie}"
    return contient(words, compte) or any(contient(words, word) for word in compte.split()[:1])


def _meme_iban(ligne: LigneBanque, autre: LigneBanque) -> bool:
    """Whether a line says that it went to, or came from, the other's account."""
    digits = "".join(sign for sign in autre.compte if sign.isdigit())
    return len(digits) >= 8 and digits in "".join(s for s in ligne.iban if s.isdigit())


def _n_en_nomme_aucun(text: str) -> bool:
    """Whether no provider's name can stand in a text, as a quick look tells."""
    return text.isascii() and not _PEUT_ETRE.search(text.lower())


def _prestataire(ligne: LigneBanque) -> str:
    text = f"{ligne.libelle} {ligne.contrepartie}"
    if _n_en_nomme_aucun(text):  # most lines
        return ""
    found = _NOMS.search(titre(text))
    return _PRESTATAIRES[found[0]] if found else ""
