"""Who writes and to whom: names, SIREN and postal addresses as the law wants them on a letter.

A mention that is missing is said with the cell to fill; none is ever made up.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from sheetcash.workbook.findings import Finding
from sheetcash.workbook.records import PROFESSIONNEL, Client, Parametres

_CODE_POSTAL: Final = re.compile(r"(?<!\d)(\d{5})\s+(\S.*)")
_CEDEX: Final = re.compile(r"\s+cedex\b.*", re.IGNORECASE)
#: Names that say what kind of business it is: nothing is to be added to them.
_STATUT: Final = re.compile(
    r"\b(EI|EIRL|EURL|SARL|SAS|SASU|entrepreneur(e)? individuel(le)?)\b", re.IGNORECASE
)
#: Characters that would hide or reorder what is read.
_INVISIBLES: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)


class Partie(NamedTuple):
    """One side of a debt.

    Attributes:
        nom: the name, on one line.
        siren: nine digits in groups of three; empty when it is not known.
        adresse: the postal lines, top to bottom.
    """

    nom: str
    siren: str
    adresse: tuple[str, ...]

    @property
    def ville(self) -> str:
        """The town its address ends with, empty when none can be told.

        >>> Partie("", "", ("12 rue Mercière", "69431 Lyon Cedex 03")).ville
        'Lyon'
        """
        for line in reversed(self.adresse):
            if found := _CODE_POSTAL.search(line):
                return _CEDEX.sub("", found[2]).strip(" ,")
        return ""


def propre(text: str, limite: int = 0) -> str:
    """A cell's text on one line, without what would hide or reorder it; cut at ``limite`` signs.

    >>> propre("Acme\\u202e \\n SARL"), propre("abcdef", 4)
    ('Acme SARL', 'abc…')
    """
    text = " ".join(_INVISIBLES.sub("", text).split())
    return text if not limite or len(text) <= limite else text[: limite - 1].rstrip() + "…"


def lignes_adresse(text: str) -> tuple[str, ...]:
    """An address's lines: those of the cell, else cut at its commas and before the postcode.

    >>> lignes_adresse("12, rue Mercière, 69002 Lyon")
    ('12, rue Mercière', '69002 Lyon')
    >>> lignes_adresse("Bât. B 4 quai de Seine 75019 Paris")
    ('Bât. B 4 quai de Seine', '75019 Paris')
    """
    lines = [line for line in map(propre, text.replace("\r", "\n").split("\n")) if line]
    if len(lines) == 1:
        parts = [part.strip() for part in lines[0].split(",") if part.strip()]
        lines = []
        for part in parts:
            if lines and re.fullmatch(r"\d+\s?(bis|ter|quater)?", lines[-1]):
                lines[-1] += f", {part}"  # « 12, rue Mercière »
            else:
                lines.append(part)
        found = _CODE_POSTAL.search(lines[-1]) if lines else None
        if found is not None and found.start() > 0:
            lines[-1:] = [lines[-1][: found.start()].strip(" -"), lines[-1][found.start() :]]
    return tuple(line for line in lines if line)


def siren(text: str) -> str:
    """The nine digits of a SIREN, or of the SIRET that begins with it; empty when it is neither.

    >>> [siren(one).replace("\u00a0", " ") for one in ("732829320", "73282932000074", "12 34")]
    ['732 829 320', '732 829 320', '']
    """
    digits = re.sub(r"[\s.\-]", "", text)
    if re.fullmatch(r"\d{9}|\d{14}", digits, re.ASCII) is None:
        return ""
    return "\u00a0".join(digits[at : at + 3] for at in (0, 3, 6))


def siren_faux(nine: str) -> bool:
    """Whether a SIREN's last digit, which follows from the others (Luhn's key), is wrong."""
    digits = [int(one) for one in nine if one.isdigit()]
    doubled = [digit * 2 if at % 2 else digit for at, digit in enumerate(digits)]
    return sum(digit - 9 * (digit > 9) for digit in doubled) % 10 != 0


def nom_ei(nom: str) -> str:
    """A name as an entrepreneur individuel must sign: « EI » goes with it (C. com. R526-27).

    >>> nom_ei("Ana Roy"), nom_ei("Ana Roy, entrepreneure individuelle"), nom_ei("EURL Roy")
    ('Ana Roy EI', 'Ana Roy, entrepreneure individuelle', 'EURL Roy')
    """
    return nom if not nom or _STATUT.search(nom) else f"{nom} EI"


def createur(parametres: Parametres) -> tuple[Partie, list[Finding], list[Finding]]:
    """The user; what keeps a letter from being written, and what is only worth a look."""
    its = siren(parametres.siren)
    partie = Partie(nom_ei(propre(parametres.nom)), its, lignes_adresse(parametres.adresse))
    missing: list[Finding] = []
    if not partie.nom:
        missing.append(_reglage("Nom", "Votre nom manque.", "Tapez-le : il signe vos courriers."))
    if not its:
        shown = f"« {propre(parametres.siren, 40)} » n'est pas un SIREN."
        missing.append(
            _reglage(
                "SIREN",
                shown if parametres.siren else "Votre SIREN manque.",
                "Tapez ses neuf chiffres : une mise en demeure doit le porter.",
            )
        )
    if not partie.adresse:
        missing.append(
            _reglage(
                "Adresse",
                "Votre adresse manque.",
                "Tapez-la à droite du mot « Adresse » (ajoutez cette ligne s'il n'y est pas) : "
                "rue, code postal, ville.",
            )
        )
    doubts: list[Finding] = []
    if its and siren_faux(its):
        doubts.append(
            _reglage("SIREN", f"« {its} » a un chiffre faux.", "Vérifiez-le : sa clé ne va pas.")
        )
    if not parametres.iban:
        doubts.append(
            _reglage("IBAN", "Il manque.", "Tapez-le : la lettre ne dira pas où vous payer.")
        )
    return partie, missing, doubts


def debiteur(client: Client) -> tuple[Partie, list[Finding], list[Finding]]:
    """A client, in the same way."""
    its = siren(client.siren) if client.type == PROFESSIONNEL else ""
    partie = Partie(propre(client.nom), its, lignes_adresse(client.adresse))
    missing = []
    if not partie.adresse:
        missing.append(
            _cellule(
                client,
                "Adresse",
                f"{partie.nom} : l'adresse manque.",
                "Tapez-la : rue, code postal, ville. Le courrier sera écrit ensuite.",
            )
        )
    doubts = []
    if client.type == PROFESSIONNEL and (not its or siren_faux(its)):
        shown = f"« {propre(client.siren, 40)} » n'est pas un SIREN"
        doubts.append(
            _cellule(
                client,
                "SIREN",
                f"{partie.nom} : {shown if client.siren else 'le SIREN manque'}.",
                "Il se lit sur ses devis et factures ; il évite toute confusion de personne.",
            )
        )
    return partie, missing, doubts


def _reglage(label: str, problem: str, what: str) -> Finding:
    return Finding("Paramètres", 0, label, problem, what)


def _cellule(client: Client, column: str, problem: str, what: str) -> Finding:
    return Finding("Clients", client.ligne, column, problem, what)
