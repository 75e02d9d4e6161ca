"""The demonstration's content: a busy year, a few late payers, a threshold drawing near."""

from __future__ import annotations

from datetime import date
from typing import Final

from sheetcash.core.categories import CODES, COMMERCIALE
from sheetcash.core.cotisations import Regime, declaration
from sheetcash.core.factures import echeance
from sheetcash.core.periods import MOIS, add_months, format_date, quarter_of
from sheetcash.templates import baremes_rows
from sheetcash.templates.demo_data import (
    CLIENT_COLUMNS,
    CLIENTS,
    DECLARED,
    DIRECT,
    FORECASTS,
    INVOICES,
    MONTHLY,
    PURCHASES,
    TUTOYES,
    Invoice,
)
from sheetcash.templates.vide import contenu_vide, modeles
from sheetcash.workbook.content import Content
from sheetcash.workbook.tables import POSTES

#: The day the demonstration is true for, a Friday.
JOUR_DEMO: Final = date(2026, 11, 20)

_BANK_SINCE: Final = date(2026, 10, 1)
_POSTES: Final = (
    ("Palette Cloud", "Logiciels", "Palette Cloud", "Fixe"),
    ("Télécom Alizé", "Télécom", "Télécom Alizé", "Fixe"),
    ("Frais tenue de compte", "Frais bancaires", "Ma banque", "Fixe"),
    ("Remuneration", "perso", None, None),
)
_LEVELS: Final = ("Rappel avant échéance envoyé", "Relance 1 envoyée", "Relance 2 envoyée",
                  "Mise en demeure envoyée")  # fmt: skip

#: What Accueil says of the example, and how to do without its rows.
AVIS: Final = (
    "Ce classeur est un exemple, figé au 20/11/2026. Pour commencer sans ses lignes : "
    "« sheetcash nouveau MonActivite.xlsx », ou le fichier sheetcash-vide.xlsx."
)

#: What the bank says of the last days: one payment that is certain, one that is not, a purchase.
RELEVE_DEMO: Final = """\
Date;Libellé;Montant(EUROS)
19/11/2026;VIR MAISON TOURNESOL F-2026-051;1240,00
19/11/2026;VIR LIBRAIRIE LES MOTS VOILES;300,00
18/11/2026;PRLV ENCADREURS REUNIS;-318,00
"""

Row = dict[str, object]


def contenu_demo(identifiant: str) -> Content:
    """The content of the demonstration's workbook; always the same.

    Args:
        identifiant: what links the workbook to its journal of sent mails.
    """
    settings = contenu_vide(identifiant).settings | {
        "Nom": "Studio Lune Claire",
        "SIREN": "999900012",
        "Adresse": "14 rue des Tanneurs, 69005 Lyon",
        "Début d'activité": date(2025, 9, 1),
        "Catégorie principale": "BNC",
        "Nature": "Commerciale",
        "Périodicité": "Trimestrielle",
        "Versement libératoire": "Oui",
        "ACRE": "Oui",
        "Zone": "Métropole",
        "Objectif annuel": 5_000_000,
        "Solde initial": 734_062,
        "Date du solde": date(2026, 10, 31),
        "Réserve de sécurité": 300_000,
        "Courriel expéditeur": "bonjour@lune-claire.example",
        "IBAN": "FR76 3000 6000 0112 3456 7890 189",
        "Date du jour": JOUR_DEMO,
    }
    numbered = _numbered()
    recettes = _recettes(numbered)
    achats = _achats()
    return Content(
        settings,
        {
            "tblClients": [
                {
                    **{
                        title: value or None
                        for title, value in zip(CLIENT_COLUMNS, one, strict=True)
                    },
                    "Tutoiement": "Oui" if key in TUTOYES else None,
                }
                for key, one in CLIENTS.items()
            ],
            "tblFactures": [_facture(numero, one) for numero, one in numbered],
            "tblRecettes": recettes,
            "tblAchats": achats,
            "tblPrevisions": _previsions(),
            "tblDeclarations": [
                {"Période": label, "Déclaré le": _jour(day), "Payé le": _jour(day)}
                for label, day in DECLARED.items()
            ],
            "tblRelances": _relances(numbered),
            "tblModeles": modeles(),
            "tblPostes": [dict(zip(POSTES.titles, row, strict=True)) for row in _POSTES],
            "tblBanque": _banque(recettes, achats),
            "tblBaremes": baremes_rows.rows(),
        },
        AVIS,
    )


def _jour(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _numbered() -> list[tuple[str, Invoice]]:
    """The invoices in order, each with its number: F-2026-001."""
    counts: dict[str, int] = {}
    found = []
    for one in INVOICES:
        year = one.jour[:4]
        counts[year] = counts.get(year, 0) + 1
        found.append((f"F-{year}-{counts[year]:03d}", one))
    return found


def _reglee(one: Invoice) -> bool:
    return sum(cents for _, cents in one.paiements) == one.montant


def _facture(numero: str, one: Invoice) -> Row:
    terms = CLIENTS[one.client][CLIENT_COLUMNS.index("Conditions")]
    day = date.fromisoformat(one.jour)
    level, last = one.rappels[-1] if one.rappels else (None, None)
    sent = _jour(last)
    return {
        "N° facture": numero,
        "Date": day,
        "Client": CLIENTS[one.client][0],
        "Objet": one.objet,
        "Catégorie": one.categorie,
        "Montant": one.montant,
        "Conditions": terms,
        "Échéance": echeance(day, terms),
        "Niveau": level,
        "Dernière relance": sent,
        "Litige": one.litige,
        "Promesse de paiement": _jour(one.promesse),
        "Lien de paiement": None if one.paiements else f"https://payer.example/{numero.lower()}",
        # No file comes with the demonstration: an invoice that named one would be held for it.
        "Pièce": f"factures/{numero}.pdf" if _reglee(one) else None,
        "État sync": f"{_LEVELS[level]} le {format_date(sent)}"
        if level is not None and sent is not None
        else None,
    }


def _recettes(numbered: list[tuple[str, Invoice]]) -> list[Row]:
    """The ledger, day by day: payments of invoices and direct sales."""
    rows: list[Row] = []
    for numero, one in numbered:
        for day, montant in one.paiements:
            rest = len(one.paiements) > 1 or montant != one.montant
            rows.append(
                {
                    "Date d'encaissement": date.fromisoformat(day),
                    "N° facture": numero,
                    "Client": CLIENTS[one.client][0],
                    "Nature": one.objet,
                    "Catégorie": one.categorie,
                    "Montant": montant,
                    "Mode de règlement": "Carte"
                    if one.client in ("brass", "camille")
                    else "Virement",
                    "Pièce": f"factures/{numero}.pdf",
                    "Remarque": "Paiement partiel" if rest else None,
                }
            )
    for number, (day, nature, montant, mode, remark) in enumerate(DIRECT, 1):
        rows.append(
            {
                "Date d'encaissement": date.fromisoformat(day),
                "Client": "Clients de passage",
                "Nature": nature,
                "Catégorie": "Vente",
                "Montant": montant,
                "Mode de règlement": mode,
                "Pièce": f"caisse/{number:03d}.pdf",
                "Remarque": remark or None,
            }
        )
    rows.sort(key=lambda row: str(row["Date d'encaissement"]))
    return [{"N°": str(number), **row} for number, row in enumerate(rows, 1)]


def _achats() -> list[Row]:
    rows: list[Row] = []
    for day, supplier, nature, poste, montant, first in MONTHLY:
        when = date.fromisoformat(f"{first}-{day:02d}")
        while when <= JOUR_DEMO:
            rows.append(
                {
                    "Date": when,
                    "Fournisseur": supplier,
                    "Nature": f"{nature}, {MOIS[when.month - 1]}",
                    "Poste": poste,
                    "Montant": montant,
                    "Mode de règlement": "Prélèvement",
                    "Payé le": when,
                    "Fixe/Variable": "Fixe",
                }
            )
            when = add_months(when, 1)
    for bought, supplier, nature, poste, montant, mode, due, paid, kind in PURCHASES:
        rows.append(
            {
                "Date": date.fromisoformat(bought),
                "Fournisseur": supplier,
                "Nature": nature,
                "Poste": poste,
                "Montant": montant,
                "Mode de règlement": mode,
                "Échéance": _jour(due),
                "Payé le": _jour(paid),
                "Fixe/Variable": kind,
            }
        )
    rows.sort(key=lambda row: str(row["Date"]))
    return [
        {"N°": str(number), **row, "Pièce": f"achats/{number:03d}.pdf"}
        for number, row in enumerate(rows, 1)
    ]


def _previsions() -> list[Row]:
    return [
        {
            "Libellé": words,
            "Sens": sense,
            "Poste": poste,
            "Montant": montant,
            "Première date": _jour(first),
            "Périodicité": often,
            "Dernière date": _jour(last),
            "Probabilité": likely,
            "Client": "".join(client) or None,
        }
        for words, sense, poste, montant, first, often, last, likely, *client in FORECASTS
    ]


def _relances(numbered: list[tuple[str, Invoice]]) -> list[Row]:
    """The history of the reminders already sent, oldest first."""
    column = CLIENT_COLUMNS.index("Courriel")
    sent = sorted(
        (day, numero, level, one.client) for numero, one in numbered for level, day in one.rappels
    )
    return [
        {
            "Id": f"demo-{rank:03d}",
            "Date": _jour(day),
            "N° facture": numero,
            "Client": CLIENTS[client][0],
            "Niveau": level,
            "Canal": "courriel",
            "Destinataire": CLIENTS[client][column],
            "État": "envoyée",
            "Message-ID": f"<demo-{rank:03d}@lune-claire.example>",
        }
        for rank, (day, numero, level, client) in enumerate(sent, 1)
    ]


def _urssaf(recettes: list[Row]) -> int:
    """What the third quarter's declaration came to, in cents."""
    quarter = quarter_of(date(2026, 9, 30))
    ca: dict[str, int] = {}
    for row in recettes:
        montant = row["Montant"]
        assert isinstance(montant, int)
        if row["Date d'encaissement"] in quarter:
            code = CODES[str(row["Catégorie"])]
            ca[code] = ca.get(code, 0) + montant
    regime = Regime(versement_liberatoire=True, nature=COMMERCIALE)
    return declaration(ca, quarter.fin, regime).total


def _banque(recettes: list[Row], achats: list[Row]) -> list[Row]:
    """The last statements: what the ledger and the purchases say, and a few lines of their own."""
    lines: list[tuple[date, str, int, object]] = [
        (date(2026, 10, 29), "PRLV URSSAF T3 2026", -_urssaf(recettes), "T3 2026"),
        (date(2026, 10, 30), "VIR REMUNERATION", -180_000, None),
        (date(2026, 11, 18), "FRAIS TENUE DE COMPTE", -690, None),
    ]
    for row in recettes:
        day, montant = row["Date d'encaissement"], row["Montant"]
        assert isinstance(day, date) and isinstance(montant, int)
        if day >= _BANK_SINCE and row["Mode de règlement"] == "Virement":
            lines.append((day, f"VIR {row['Client']}".upper(), montant, row.get("N° facture")))
        elif day >= _BANK_SINCE:
            lines.append((day, "REMISE CARTE", montant, None))
    for row in achats:
        day, montant = row["Payé le"], row["Montant"]
        assert isinstance(montant, int)
        if isinstance(day, date) and day >= _BANK_SINCE:
            words = "PRLV" if row["Mode de règlement"] == "Prélèvement" else "CB"
            faced = f"Achat {row['N°']}"
            lines.append((day, f"{words} {row['Fournisseur']}".upper(), -montant, faced))
    lines.sort(key=lambda line: (line[0], line[1]))
    return [
        {
            "Id": f"{day:%Y%m%d}-{rank:02d}",
            "Date": day,
            "Libellé": words,
            "Montant": montant,
            "Compte": "Compte courant",
            "Rapproché avec": match,
            "Source": f"releve-{day:%Y-%m}.csv",
        }
        for rank, (day, words, montant, match) in enumerate(lines, 1)
    ]
