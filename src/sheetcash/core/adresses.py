"""Whether a text is one address that mail can go to, and in words why it is not.

Stricter than what servers put up with: an address that two programs read in two ways is refused,
since a reminder would go to someone else. Its twin is ``apps_scripts/Adresses.js``.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

#: Longest that RFC 5321 lets through, in bytes (4.5.3.1); and RFC 1035 for a part of a domain.
LOCALE_MAX, ADRESSE_MAX, ETIQUETTE_MAX = 64, 254, 63
_MONTRE: Final = 80

_INVISIBLES: Final = ("Cc", "Cf", "Cs", "Zl", "Zp")
#: What no screen shows, though Unicode files it among letters, marks and symbols.
_VIDES: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | frozenset(
    map(chr, range(0xFE00, 0xFE10))
)
_INTERDIT: Final = re.compile(r'[()\[\]:\\"]')
_ETIQUETTE: Final = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?", re.IGNORECASE | re.ASCII)
#: Letters that IDNA 2003 turns into others and that IDNA 2008 keeps: two domains, two owners.
_DOUBLES: Final = ("ß", "ς")


@lru_cache(maxsize=64)  # a run asks it of one sender, and several times of each client
def raison(adresse: str, *, interne: bool = False) -> str:
    """Why no mail can go there, in a few French words; empty when one can.

    Args:
        adresse: what a cell holds, without the spaces around.
        interne: a domain of a local network, without a dot, will do.

    >>> raison("zoé@exemple.fr"), raison("a..b@c.fr")
    ('', 'un point est mal placé avant le « @ »')
    >>> raison("a@straße.de")
    'le domaine « straße.de » ne se lit pas partout pareil : écrivez-le sous sa forme « xn--… »'
    """
    return _forme(adresse) or _locale(adresse) or _domaine(adresse, interne)


def domaine_ascii(domaine: str) -> str:
    """A domain as servers are told it; empty when it has no one form.

    >>> domaine_ascii("café.fr"), domaine_ascii("straße.de")
    ('xn--caf-dma.fr', '')
    """
    if domaine.isascii():
        return domaine
    wanted = unicodedata.normalize("NFC", domaine.lower())
    if unicodedata.normalize("NFKC", wanted) != wanted or any(one in wanted for one in _DOUBLES):
        return ""
    try:
        found = domaine.encode("idna")
        return found.decode("ascii") if found.decode("idna") == wanted else ""
    except UnicodeError:
        return ""


def montrer(adresse: str) -> str:
    """An address in a sentence: what cannot be seen is shown, a long one is cut.

    >>> montrer("a\u200b@b.fr")
    'a\ufffd@b.fr'
    """
    shown = "".join("\ufffd" if _invisible(one) else one for one in adresse)
    return shown if len(shown) <= _MONTRE else f"{shown[: _MONTRE - 1]}…"


def _invisible(one: str) -> bool:
    return unicodedata.category(one) in _INVISIBLES or one in _VIDES


def _forme(adresse: str) -> str:
    """What is wrong with the whole of it."""
    if not adresse:
        return "elle est vide"
    if adresse.lower().startswith("mailto:"):
        return "retirez « mailto: »"
    if "<" in adresse or ">" in adresse:
        return "gardez seulement ce qui est entre « < » et « > »"
    if adresse.count("@") > 1 or "," in adresse or ";" in adresse:
        return "mettez une seule adresse"
    if any(map(_invisible, adresse)):
        return "un caractère invisible s'y cache, retapez-la"
    if any(unicodedata.category(one) == "Zs" for one in adresse):
        return "retirez l'espace"
    if "@" not in adresse:
        return "il manque le « @ »"
    return ""


def _locale(adresse: str) -> str:
    """What is wrong with what stands before the @."""
    its = adresse.partition("@")[0]
    if not its:
        return "il manque ce qui précède le « @ »"
    if its.startswith(".") or its.endswith(".") or ".." in its:
        return "un point est mal placé avant le « @ »"
    if (odd := _INTERDIT.search(its)) is not None:
        return f"« {odd[0]} » n'y a pas sa place"
    if len(its.encode()) > LOCALE_MAX:
        return f"ce qui précède le « @ » dépasse {LOCALE_MAX} signes"
    return ""


def _domaine(adresse: str, interne: bool) -> str:
    """What is wrong with what stands after the @."""
    domaine = adresse.partition("@")[2]
    labels = domaine.split(".")
    if not domaine:
        return "il manque ce qui suit le « @ »"
    if "" in labels:
        return "un point est mal placé après le « @ »"
    if len(labels) == 1 and not interne:
        return "il manque la fin du domaine (« .fr »)"
    last = labels[-1]
    if not all(map(_est_etiquette, labels)) or (
        len(labels) > 1 and (len(last) < 2 or not re.search(r"[^0-9]", last))
    ):
        return f"« {montrer(domaine)} » n'est pas un domaine"
    ascii_domain = domaine_ascii(domaine)
    if not ascii_domain:
        return (
            f"le domaine « {montrer(domaine)} » ne se lit pas partout pareil : écrivez-le sous sa "
            "forme « xn--… »"
        )
    local = len(adresse.partition("@")[0].encode())
    if local + 1 + max(len(ascii_domain), len(domaine.encode())) > ADRESSE_MAX:
        return f"elle dépasse {ADRESSE_MAX} signes"
    return ""


def _est_etiquette(label: str) -> bool:
    """Whether it may stand between two points of a domain: letters, digits, hyphens inside."""
    plain = "".join(
        "a" if not one.isascii() and unicodedata.category(one)[0] in "LMN" else one for one in label
    )
    return _ETIQUETTE.fullmatch(plain) is not None and len(label.encode()) <= ETIQUETTE_MAX
