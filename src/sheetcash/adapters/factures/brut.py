"""What a CII or a UBL tells, still as text, and the invoice it makes: the same checks for both.

An amount or a day that is not exactly what the standard allows is refused with the field's name:
these become rows of legal books, and nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Final, NamedTuple

from sheetcash.adapters.bank.lignes import iban
from sheetcash.adapters.bank.valeurs import AMJ, Jours
from sheetcash.core.factures_lues import FactureLue, Partie
from sheetcash.core.money import cents_of_text
from sheetcash.errors import IncompleteInvoice, NotAnAmount, NotAnInvoice

_MOTS: Final = {
    "BT-1": "le numéro de la facture",
    "BT-2": "la date d'émission",
    "BT-3": "le type de la facture",
    "BT-5": "la devise",
    "BT-9": "la date d'échéance",
    "BT-109": "le total hors taxe",
    "BT-110": "le total de la taxe",
    "BT-112": "le total toutes taxes comprises",
    "BT-113": "le montant déjà payé",
    "BT-114": "l'arrondi",
    "BT-115": "le montant à payer",
}
#: Credit notes among the document names of UNTDID 1001, those that EN 16931 allows.
AVOIRS: Final = frozenset(
    {"81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "502", "503", "532"}
)
_PRO_FORMA: Final = "325"
#: Means of payment of UNTDID 4461, in the words of the workbook.
_MODES: Final = {
    **dict.fromkeys(("30", "31", "42", "57", "58"), "Virement"),
    **dict.fromkeys(("48", "54", "55"), "Carte"),
    **dict.fromkeys(("20", "21", "22", "23", "24", "25", "26"), "Chèque"),
    **dict.fromkeys(("49", "59"), "Prélèvement"),
    "10": "Espèces",
}
#: An xs:decimal: no spaces, no comma, no exponent.
_AMOUNT: Final = re.compile(r"(?a:([+-]?)(\d{0,15})(?:\.(\d{0,30}))?)")
_DAY: Final = re.compile(r"(?a:(\d{8})|(\d{4}-\d\d-\d\d)(?:T.{1,40}|Z|[+-]\d\d:\d\d)?)")
_DAYS: Final = Jours((), AMJ)
_LONGEST: Final = 100
#: VAT identifiers of France: two signs, then the SIREN.
_VAT: Final = re.compile(r"(?a:FR[0-9A-Z]{2}(\d{9}))")
_SIREN: Final = re.compile(r"(?a:(\d{9})(?:\d{5})?)")
#: A SIREN and what its holder put after it: « 732829320_FACTURES ».
_ADDRESS: Final = re.compile(r"(?a:(\d{9})(?:\d{5})?(?:_.*)?)")


class Montant(NamedTuple):
    """An amount as the file writes it, with the currency it bears."""

    texte: str = ""
    devise: str = ""


class Brut(NamedTuple):
    """The fields of an invoice as its file writes them.

    Attributes:
        avoir: the document is a credit note by its very name, whatever its type code.
        taxes: one in each currency that the tax is told in.
    """

    format: str
    numero: str
    code: str
    avoir: bool
    jour: str
    echeances: list[str]
    devise: str
    emetteur: Partie
    destinataire: Partie
    total: Montant
    du: Montant
    paye: Montant
    arrondi: Montant
    hors_taxe: Montant
    taxes: list[Montant]
    objet: str
    precedentes: list[str]
    iban: str
    mode: str


def facture(brut: Brut, nom: str) -> FactureLue:
    """The invoice that these fields make.

    Raises:
        IncompleteInvoice: a field is missing, or is not what the standard allows.
        NotAnInvoice: a pro forma; a credit note whose total is negative; totals that do not agree.
    """
    lecteur = _Lecteur(nom)
    numero = lecteur.numero(brut.numero)
    sign = lecteur.signe(brut)
    devise = lecteur.devise(brut)
    total = lecteur.cents("BT-112", brut.total, devise)
    if sign < 0 and total < 0:
        raise NotAnInvoice(
            f"{nom} est un avoir dont le total est déjà négatif : son sens n'est pas sûr.",
            "Demandez à qui l'a émis ce qu'il veut dire, ou saisissez-le à la main.",
        )
    ht = lecteur.facultatif("BT-109", brut.hors_taxe, devise)
    tax = next((one for one in brut.taxes if one.devise in ("", devise)), Montant())
    taxe = lecteur.facultatif("BT-110", tax, devise)
    if ht is not None and taxe is not None and ht + taxe != total:
        raise lecteur.desaccord("le total hors taxe et la taxe ne font pas le total")
    du = lecteur.du(brut, total, devise)
    ends = [lecteur.jour("BT-9", one) for one in brut.echeances if one]
    return FactureLue(
        numero,
        lecteur.jour("BT-2", brut.jour),
        max(ends, default=None),
        brut.emetteur,
        brut.destinataire,
        sign * total,
        sign * du,
        devise,
        brut.objet,
        ", ".join(dict.fromkeys(one for one in brut.precedentes if one)),
        iban(brut.iban),
        _MODES.get(brut.mode, "Autre" if brut.mode else ""),
        None if ht is None else sign * ht,
        None if taxe is None else sign * taxe,
        0,
        brut.format,
    )


class _Lecteur:
    """Reads fields; what it raises bears the file's name and the field's."""

    def __init__(self, nom: str) -> None:
        self.nom = nom

    def faute(self, champ: str, why: str) -> IncompleteInvoice:
        return IncompleteInvoice(self.nom, champ, _MOTS[champ], why)

    def desaccord(self, why: str) -> NotAnInvoice:
        return NotAnInvoice(
            f"{self.nom} : {why}.",
            "Demandez une facture corrigée à qui l'a émise, ou saisissez-la à la main.",
        )

    def numero(self, texte: str) -> str:
        if not texte:
            raise self.faute("BT-1", "manque")
        if len(texte) > _LONGEST:
            raise self.faute("BT-1", f"est trop long (plus de {_LONGEST} signes)")
        return texte

    def signe(self, brut: Brut) -> int:
        code = brut.code.lstrip("0")
        if not code and not brut.avoir and brut.format == "CII":
            raise self.faute("BT-3", "manque : facture ou avoir ?")
        if code and not (code.isascii() and code.isdigit()):
            raise self.faute("BT-3", f"« {brut.code[:20]} » n'est pas connu")
        if code == _PRO_FORMA:
            raise NotAnInvoice(
                f"{self.nom} est une facture pro forma : rien n'est dû.",
                "Attendez la facture elle-même.",
            )
        return -1 if brut.avoir or code in AVOIRS else 1

    def devise(self, brut: Brut) -> str:
        code = (brut.devise or brut.total.devise).upper()
        if not code:
            raise self.faute("BT-5", "manque")
        if re.fullmatch(r"[A-Z]{3}", code) is None:
            raise self.faute("BT-5", f"« {code[:20]} » n'est pas une devise")
        return code

    def jour(self, champ: str, texte: str) -> date:
        if not texte:
            raise self.faute(champ, "manque")
        found = _DAY.fullmatch(texte)
        if found is None:
            raise self.faute(champ, f": « {texte[:40]} » n'est pas une date")
        try:
            return _DAYS.jour(found[1] or found[2])
        except ValueError as error:
            raise self.faute(champ, f": {error}") from None

    def cents(self, champ: str, montant: Montant, devise: str) -> int:
        if not montant.texte:
            raise self.faute(champ, "manque")
        if montant.devise.upper() not in ("", devise):
            raise self.faute(champ, f"est en {montant.devise[:10]}, la facture en {devise}")
        shown = montant.texte[:40]
        found = _AMOUNT.fullmatch(montant.texte)
        if found is None or not (found[2] or found[3]):
            raise self.faute(champ, f": « {shown} » n'est pas un montant (attendu : 1234.56)")
        sign, whole, decimals = found[1], found[2] or "0", (found[3] or "").rstrip("0")
        if len(decimals) > 2:
            raise self.faute(champ, f": « {shown} » n'est pas un nombre entier de centimes")
        try:
            return cents_of_text(f"{sign}{whole}.{decimals or '0'}")
        except NotAnAmount as error:
            raise self.faute(champ, f": « {shown} » {error.probleme}") from None

    def facultatif(self, champ: str, montant: Montant, devise: str) -> int | None:
        return self.cents(champ, montant, devise) if montant.texte else None

    def du(self, brut: Brut, total: int, devise: str) -> int:
        """BT-115; it is the total less what is paid (rule BR-CO-16), whether told or not.

        The smallest profile of Factur-X tells what is due and not what is paid.
        """
        paid = self.facultatif("BT-113", brut.paye, devise)
        rounding = self.facultatif("BT-114", brut.arrondi, devise)
        due = self.facultatif("BT-115", brut.du, devise)
        computed = total - (paid or 0) + (rounding or 0)
        if due is None:
            return computed
        if due != computed and paid is not None:
            raise self.desaccord("le total et le montant déjà payé ne font pas le montant à payer")
        return due


def siren(identifiants: Iterable[tuple[str, str]], pays: str) -> str:
    """The SIREN among a party's identifiers, given with the register that each is of.

    Args:
        identifiants: (register, identifier), the registers as ISO 6523 numbers them: 0002 for a
            SIREN, 0009 for a SIRET, 0225 for a French address of e-invoicing; ``VA`` for VAT.
        pays: the party's country: « FR », or empty when not told.

    >>> siren([("0009", "732 829 320 00074")], "FR"), siren([("VA", "FR44732829320")], "")
    ('732829320', '732829320')
    >>> siren([("0088", "5874512365870")], "FR")
    ''
    """
    for wanted in ("0002", "0009", "0225", "", "VA"):
        for register, identifier in identifiants:
            bare = re.sub(r"[\s.\-]", "", identifier).upper()
            if register != wanted or (not register and pays not in ("", "FR")):
                continue
            pattern = _VAT if register == "VA" else _ADDRESS if register == "0225" else _SIREN
            if found := pattern.fullmatch(bare):
                return found[1]
    return ""


def adresse(lignes: Iterable[str], code: str, ville: str, pays: str) -> str:
    """An address on one line.

    >>> adresse(["3 rue Haute", ""], "75001", "Paris", "FR")
    '3 rue Haute, 75001 Paris'
    """
    country = "" if pays in ("", "FR") else pays
    parts = [*lignes, f"{code} {ville}".strip(), country]
    return ", ".join(one for one in parts if one)
