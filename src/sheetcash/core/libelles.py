"""What the words of a bank's line tell: the means of payment, who was paid, a rule's words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from sheetcash.core.releves import titre

#: The first that is found tells; in the order in which they hide one another.
_MODES: Final = (
    ("Chèque", r"\b(cheques?|chq|remise ch\w*)\b"),
    ("Espèces", r"\b(especes?|retrait|dab|gab|versement esp\w*)\b"),
    ("Prélèvement", r"\b(prlv|prelev\w*|prlvt|sdd)\b"),
    ("Virement", r"\b(vir|virement|vire|sct|transfer|vrt|virt)\b"),
    ("Carte", r"\b(cb|carte|card|psc|tpe)\b"),
)
_MODE: Final = tuple((mode, re.compile(words)) for mode, words in _MODES)
#: Words that banks put around the name of who was paid.
_BRUIT: Final = frozenset(
    " ".join(
        [
            "cb carte card psc achat achats paiement par sans contact internet web avoir",
            "prlv prlvt prelev prelevement prelevements sepa sdd rcur frst ooff first recurrent",
            "vir virt vrt virement virements vire sct recu emis inst instantane permanent vers",
            "en faveur de du des le la les au aux a pour mme mr mlle monsieur madame",
            "no num numero facture factures fact reglement reglements client europeen core b2b",
            "transaction operation",
            "www com fr ie irl ireland lux gb gbr nl nld eur euro euros",
            "sas sarl sa sasu eurl sca ltd limited inc llc gmbh the",
            # a month: it changes with each line
            "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
            "janv fev fevr avr juil sept oct nov dec",
        ]
    ).split()
)
#: Words after which a label tells of the order, and no more of who is paid.
_SUITE: Final = frozenset(
    [
        *("ref", "reference", "mandat", "mdt", "ics", "rum"),
        *("motif", "ech", "echeance", "id", "emetteur", "lib"),
    ]
)
#: Whoever cashes for another one, whose name follows a star.
_INTERMEDIAIRE: Final = re.compile(r"(?i)\b(?:paypal|sumup|i?zettle|sq|stripe|sp)\s*\*\s*(?=\w)")
#: A reference with a word before its number: « FMPMT-10223344 ».
_REFERENCE: Final = re.compile(r"\b[^\W\d_]+[-_]\w*\d{4}[\w-]*")
#: A number, or what hides a card's.
_NUMERO: Final = re.compile(r"\d|^x+$")
_UN_CHIFFRE: Final = bytes.maketrans(b"123456789", b"000000000")

_PUBLIC: Final = re.compile(
    r"\b(urssaf|dgfip|drfip|ddfip|impots?|cipav|tresor public|finances publiques)\b"
)
#: What a label of a purchase begins with: « CB AGIOS CAFÉ » is no bank fee.
_ACHAT: Final = re.compile(r"(cb|achat|paiement|facture|prlv\w*|vir|virement|sepa|carte x?\d\w*)\b")
_COM: Final = "(coms?|comm|commissions?)"
#: The first that is found tells.
_FRAIS: Final = tuple(
    (nature, re.compile(rf"\b({words})\b"))
    for nature, words in (
        ("commissions d'intervention", rf"({_COM}|frais) (d |de )?(interv|interventions?)"),
        (
            "agios",
            "agios?|(int|interets?) (deb|debit|debiteurs?|du decouvert)|minimum forfaitaire"
            f"|(frais|{_COM}) (de |du )?decouvert",
        ),
        (
            "change",
            rf"(frais|{_COM}) ((de|sur) )?(change|fx)"
            rf"|(frais|{_COM}) (\w+ ){{0,4}}(hors (zone|ue|union)|etranger|internationa\w+)",
        ),
        ("virement", f"(frais|{_COM}) ((de|d|sur|pour) )?(vir|virements?)"),
        (
            "carte",
            r"(cot|cotis|cotisations?) (\w+ ){0,2}(carte|cb|visa|mastercard)"
            r"|frais (de )?carte|carte (\w+ )?(cotis|cotisation)",
        ),
        (
            "tenue de compte",
            rf"tenue (de )?(compte|cpte)|{_COM} (de )?mouvement|(forfait|formule) (de )?compte"
            r"|(cotis|cotisation) (\w+ ){0,3}(compte|convention|formule|forfait)"
            "|(cotis|cotisation) (esprit libre|sobrio|jazz|eurocompte)",
        ),
    )
)


def forme(libelle: str) -> str:
    """A label with one digit in place of all: what it tells depends on no number.

    >>> forme("PRLV SEPA OVH REF 20261004") == forme("PRLV SEPA OVH REF 20261105")
    True
    """
    # As bytes: ten times as fast, and no digit is a part of another sign.
    return (
        libelle.encode(errors="surrogatepass").translate(_UN_CHIFFRE).decode(errors="surrogatepass")
    )


def formes(libelles: Sequence[str]) -> list[str]:
    """:func:`forme` of many labels, in a tenth of the time.

    >>> formes(["CB 12", "VIR 345"])
    ['CB 00', 'VIR 000']
    """
    found = forme("\n".join(libelles)).split("\n")
    return found if len(found) == len(libelles) else list(map(forme, libelles))


def mode_de_reglement(libelle: str) -> str:
    """The means of payment that a label tells, one of the workbook's; a transfer by default.

    >>> mode_de_reglement("PRLV SEPA OVH"), mode_de_reglement("CB SNCF 12/10")
    ('Prélèvement', 'Carte')
    >>> mode_de_reglement("DUPONT MARIE")
    'Virement'
    """
    return _mode(forme(libelle))


@lru_cache(maxsize=20_000)
def _mode(libelle: str) -> str:
    """See :func:`mode_de_reglement`."""
    words = titre(libelle)
    return next((mode for mode, pattern in _MODE if pattern.search(words)), "Virement")


def marchand(libelle: str) -> str:
    """Who a label names, stripped of what changes from one month to the next; may be empty.

    >>> marchand("PRLV SEPA OVH SAS REF 20261004"), marchand("CB SNCF CONNECT 12/10 CARTE 1234")
    ('ovh', 'sncf connect')
    >>> marchand("CARTE 14/10 PAYPAL *SPOTIFY"), marchand("PAIEMENT CB 1210 ORANGE SA")
    ('spotify', 'orange')
    >>> marchand("PRLV SEPA FREE MOBILE FMPMT-10223344"), marchand("LINKEDIN-98765432")
    ('free mobile', 'linkedin')
    >>> marchand("PRELEVEMENT EUROPEEN 4410 DE: MAIF ID: FR41ZZZ MOTIF: COTISATION OCTOBRE")
    'maif'
    """
    return _marchand(forme(libelle))


@lru_cache(maxsize=20_000)
def _marchand(libelle: str) -> str:
    """See :func:`marchand`."""
    text = _INTERMEDIAIRE.sub("", libelle)
    if found := _REFERENCE.search(text):
        before = text[: found.start()]
        if _mots(before):
            text = f"{before} {_REFERENCE.sub(' ', text[found.end() :])}"
    return " ".join(_mots(text)[:4])


def _mots(texte: str) -> list[str]:
    """The words that name someone.

    >>> _mots("CARTE X1234 14/10 ADOBE COMMERCE ELECTRONIQUE"), _mots("REF 12 OVH REF 34 B")
    (['adobe'], ['ovh'])
    """
    kept: list[str] = []
    for word in titre(texte).replace(" commerce electronique", "").split():
        if word in _SUITE:
            if kept:
                break
        elif len(word) > 1 and word not in _BRUIT and not _NUMERO.search(word):
            kept.append(word)
    return kept


def frais(libelle: str) -> str:
    """The head under which a label is a bank's fee; empty when it is none.

    >>> frais("COTISATION CARTE VISA"), frais("FRAIS DE TENUE DE COMPTE"), frais("CB AGIOS CAFE")
    ('carte', 'tenue de compte', '')
    """
    return frais_de_forme(forme(libelle))


@lru_cache(maxsize=20_000)
def frais_de_forme(libelle: str) -> str:
    """:func:`frais` of a label's :func:`forme`."""
    words = titre(libelle)
    if _ACHAT.match(words):
        return ""
    return next((nature for nature, pattern in _FRAIS if pattern.search(words)), "")


def est_public(libelle: str) -> bool:
    """Whether a label pays contributions or taxes.

    >>> est_public("PRLV SEPA URSSAF ILE DE FRANCE"), est_public("PRLV SEPA OVH")
    (True, False)
    """
    return bool(_PUBLIC.search(titre(libelle)))


@lru_cache(maxsize=4096)
def _plie(texte: str) -> str:
    """A text's words as they are compared; one label is held against many rules in a row."""
    return titre(texte)


def contient(libelle: str, mots: str) -> bool:
    """Whether a label holds these words, one after the other and whole; case and accents aside.

    >>> contient("PRLV SEPA TELECOM ALIZE 8812", "Télécom Alizé"), contient("CB SNCF", "SN")
    (True, False)
    """
    wanted = _plie(mots)
    return bool(wanted) and f" {wanted} " in f" {_plie(libelle)} "


def nom_propre(nom: str) -> str:
    """A name in capitals as one writes it.

    >>> nom_propre("sncf connect"), nom_propre("OVH"), nom_propre("lea@exemple.fr")
    ('Sncf Connect', 'Ovh', 'lea@exemple.fr')
    """
    words = nom.split()
    return " ".join(one if "@" in one else one[:1].upper() + one[1:].lower() for one in words)
