"""A file of accounting entries held against its published rules, by another hand than the writer's.

The rules are those of livre des procédures fiscales, article A47 A-1 (VI to XII), and of
BOI-CF-IOR-60-40-20; what the tax office's own « Test Compta Demat » looks at is looked at here:
names and count of the fields, blank lines, fields that must be there, days, numbers, the first
three signs of an account, a debit or a credit on each row. To them are added the balance of each
entry and the sequence of numbers. Written from the rules, without the package.
"""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from decimal import Decimal

NOMS = """JournalCode JournalLib EcritureNum EcritureDate CompteNum CompteLib CompAuxNum CompAuxLib
PieceRef PieceDate EcritureLib Debit Credit EcritureLet DateLet ValidDate Montantdevise Idevise"""
OBLIGATOIRES = {
    *("JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib"),
    *("PieceRef", "PieceDate", "EcritureLib", "Debit", "Credit"),
}


def controler(nom: str, contenu: bytes, *, validees: bool = False) -> list[str]:
    """What breaks a rule, in order; nothing for a file that follows them all.

    Args:
        nom: the file's name.
        contenu: its bytes.
        validees: every row must bear a day of validation, as those of a closed year do.
    """
    wrong = []
    name = re.fullmatch(r"([0-9]{9})FEC([0-9]{8})\.txt", nom)
    if name is None or _jour(name[2]) is None:
        wrong.append(f"nom : {nom}")
    if contenu.startswith(b"\xef\xbb\xbf"):
        wrong.append("jeu de caractères : marque UTF-8")
    text = contenu.decode("iso8859-15")
    if not text.endswith("\r\n"):
        wrong.append("la dernière ligne n'est pas finie")
    lines = text.removesuffix("\r\n").split("\r\n")
    if any("\n" in line or "\r" in line or not line.strip() for line in lines):
        wrong.append("ligne vide, ou fin de ligne dans une zone")
    header, *rows = (line.split("\t") for line in lines)
    if header != NOMS.split():
        wrong.append(f"champs : {header}")
        return wrong
    if any(len(row) != 18 for row in rows):
        wrong.append("une ligne n'a pas dix-huit zones")
        return wrong
    entries: dict[str, list[dict[str, str]]] = defaultdict(list)
    order = []
    labels: dict[tuple[str, str], set[str]] = defaultdict(set)
    for at, values in enumerate(rows, 2):
        row = dict(zip(header, values, strict=True))
        wrong += [f"ligne {at} : {one}" for one in _ligne(row, validees)]
        if row["EcritureNum"] not in entries:
            order.append(row["EcritureNum"])
        elif order[-1] != row["EcritureNum"]:
            wrong.append(f"ligne {at} : l'écriture {row['EcritureNum']} est coupée")
        entries[row["EcritureNum"]].append(row)
        labels["compte", row["CompteNum"]].add(row["CompteLib"])
        labels["journal", row["JournalCode"]].add(row["JournalLib"])
        if name is not None and row["EcritureDate"][:4] != name[2][:4]:
            wrong.append(f"ligne {at} : hors de l'exercice")
    if order != [str(number) for number in range(1, len(order) + 1)]:
        wrong.append("les numéros ne se suivent pas")
    for number, its in entries.items():
        if not all(re.fullmatch(_MONTANT, row[side]) for row in its for side in _COTES):
            continue  # said already
        sums = [sum(Decimal(row[side].replace(",", ".")) for row in its) for side in _COTES]
        if sums[0] != sums[1]:
            wrong.append(f"écriture {number} : débit {sums[0]}, crédit {sums[1]}")
        for same in ("JournalCode", "EcritureDate", "PieceRef", "PieceDate", "ValidDate"):
            if len({row[same] for row in its}) > 1:
                wrong.append(f"écriture {number} : plusieurs {same}")
    wrong += [f"{what} {code} : plusieurs noms" for (what, code), n in labels.items() if len(n) > 1]
    days = [its[0]["ValidDate"] or "99999999" for its in entries.values()]
    if days != sorted(days):
        wrong.append("l'ordre n'est pas celui des validations")
    return wrong


_COTES = ("Debit", "Credit")
_MONTANT = "[0-9]+,[0-9]{2}"


def _ligne(row: dict[str, str], validees: bool) -> list[str]:
    wrong = [f"{name} vide" for name in OBLIGATOIRES if not row[name].strip()]
    for name, value in row.items():
        if name.endswith(("Date", "DateLet")) and value and _jour(value) is None:
            wrong.append(f"{name} : {value}")
        if any(ord(sign) < 32 for sign in value) or value != value.strip():
            wrong.append(f"{name} : {value!r}")
    if re.match(r"[1-8][0-9]{2}", row["CompteNum"]) is None:
        wrong.append(f"CompteNum : {row['CompteNum']}")
    amounts = [row[side] for side in _COTES]
    if any(re.fullmatch(_MONTANT, amount) is None for amount in amounts):
        return [*wrong, f"montants : {amounts}"]
    if [amount == "0,00" for amount in amounts].count(True) != 1:
        wrong.append(f"un débit ou un crédit : {amounts}")
    if validees and not row["ValidDate"]:
        wrong.append("ValidDate vide")
    if row["ValidDate"] and row["ValidDate"] < row["EcritureDate"]:
        wrong.append("validée avant d'être")
    return wrong


def _jour(text: str) -> date | None:
    if re.fullmatch("[0-9]{8}", text) is None:
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None
