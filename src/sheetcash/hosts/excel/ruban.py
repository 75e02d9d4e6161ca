"""The ribbon's tab Sheetcash: its groups and buttons, and the part of the workbook that holds them.

Each button is a function of :mod:`sheetcash.hosts.excel.macros`, by its name.
"""

from __future__ import annotations

from typing import Final, NamedTuple
from xml.sax.saxutils import quoteattr

#: Office reads the part for Excel 2010 and later, and for Excel on macOS.
PARTIE: Final = "customUI/customUI14.xml"
RELATION: Final = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
_NAMESPACE: Final = "http://schemas.microsoft.com/office/2009/07/customui"
#: The VBA macro that every button runs.
MACRO: Final = "SheetcashBouton"


class Bouton(NamedTuple):
    """One button.

    Attributes:
        nom: the function of ``macros`` that it runs.
        libelle: what is written on it.
        icone: Office's name of its picture (``imageMso``).
        aide: its screentip.
        detail: what stands under the screentip.
        grand: a large button.
    """

    nom: str
    libelle: str
    icone: str
    aide: str
    detail: str
    grand: bool = False


#: The groups and their buttons, from left to right.
GROUPES: Final = (
    (
        "Relances",
        (
            Bouton(
                "relances",
                "Relances à envoyer",
                "FileSendAsAttachment",
                "Envoyer les relances dues",
                "Montre la liste, demande votre accord, envoie, puis note dans le classeur ce qui "
                "est parti. Une relance ne part jamais deux fois.",
                grand=True,
            ),
            Bouton(
                "actualiser",
                "Actualiser",
                "RefreshAll",
                "Remettre le classeur à jour",
                "Recalcule tout et note ce que sheetcash a déjà envoyé. N'envoie rien.",
            ),
        ),
    ),
    (
        "Chiffres",
        (
            Bouton(
                "bilan",
                "Bilan",
                "AutoSum",
                "Les chiffres du jour",
                "Encaissé, plafonds, TVA, déclarations, retards, et ce qu'il y a à faire.",
                grand=True,
            ),
            Bouton(
                "plan",
                "Plan",
                "SparklineLineInsert",
                "La trésorerie des mois à venir",
                "Le solde prévu, les mois dans le rouge et de quoi y remédier.",
                grand=True,
            ),
        ),
    ),
    (
        "Registre",
        (
            Bouton(
                "importer",
                "Importer un relevé",
                "GetExternalDataFromText",
                "Importer un relevé bancaire, ou une facture électronique",
                "Ses lignes vont dans Banque ; ce qu'elles paient à coup sûr est noté, le reste "
                "vous est proposé. Le même relevé deux fois n'ajoute rien.",
            ),
            Bouton(
                "sceller",
                "Sceller le mois",
                "SheetProtect",
                "Sceller le livre des recettes",
                "Jusqu'à la fin du mois dernier, avec les totaux de chaque mois. Une ligne scellée "
                "ne se change plus sans que cela se voie.",
            ),
            Bouton(
                "comptable",
                "Copie pour le comptable",
                "FileSaveAsExcelXlsx",
                "Faire une copie pour le comptable",
                "Un fichier .xlsx protégé, sans macros, à côté de ce classeur.",
            ),
        ),
    ),
    (
        "Assistance",
        (
            Bouton(
                "diagnostic",
                "Diagnostic",
                "ErrorChecking",
                "Vérifier l'installation",
                "Python, réglages, serveur d'envoi, classeur : ce qui manque et que faire.",
            ),
            Bouton(
                "aide",
                "Aide",
                "Help",
                "À quoi sert chaque bouton",
                "Et où sont les réglages et le détail des erreurs.",
            ),
        ),
    ),
)
BOUTONS: Final = tuple(one for _, those in GROUPES for one in those)


def xml() -> bytes:
    """The ribbon, as Excel reads it.

    >>> b'<tab id="sheetcash" label="Sheetcash"' in xml()
    True
    """
    lines = [
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
        f'<customUI xmlns="{_NAMESPACE}">',
        "<ribbon><tabs>",
        '<tab id="sheetcash" label="Sheetcash" insertAfterMso="TabHome" keytip="SC">',
    ]
    for at, (label, boutons) in enumerate(GROUPES, 1):
        lines.append(f'<group id="groupe{at}" label={quoteattr(label)}>')
        lines += map(_bouton, boutons)
        lines.append("</group>")
    lines += ["</tab>", "</tabs></ribbon>", "</customUI>", ""]
    return "\n".join(lines).encode()


def _bouton(one: Bouton) -> str:
    given = {
        "id": one.nom,
        "label": one.libelle,
        "imageMso": one.icone,
        "size": "large" if one.grand else "normal",
        "onAction": MACRO,
        "screentip": one.aide,
        "supertip": one.detail,
    }
    return f"<button {' '.join(f'{name}={quoteattr(value)}' for name, value in given.items())}/>"
