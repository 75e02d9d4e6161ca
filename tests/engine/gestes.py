"""What a user does in the demonstration workbook, as jobs for ``manipuler.py``."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

DRIVER = Path(__file__).with_name("manipuler.py")


def _sort(sheet: str, title: str, *, down: bool = False) -> dict[str, Any]:
    return {"quoi": "trier", "feuille": sheet, "colonne": title, "decroissant": down}


#: The gestures that must change no figure.
SANS_EFFET: dict[str, list[dict[str, Any]]] = {
    "trie": [
        _sort("Factures", "Montant", down=True),
        _sort("Livre des recettes", "Montant"),
        _sort("Achats", "Fournisseur"),
        _sort("Clients", "Client", down=True),
        _sort("Prévisions", "Montant"),
        _sort("Déclarations", "Total"),
        _sort("Échéancier", "Obligation"),
        _sort("Barèmes", "Valeur"),
    ],
    "filtre": [
        {"quoi": "filtrer", "feuille": "Factures", "colonne": "Statut", "valeur": "Soldée"},
        {"quoi": "filtrer", "feuille": "Livre des recettes", "colonne": "Catégorie",
         "valeur": "Vente"},
    ],
    "colonne_ajoutee": [
        {"quoi": "colonne", "feuille": "Factures", "avant": "Montant"},
        {"quoi": "colonne", "feuille": "Livre des recettes", "avant": "Catégorie"},
        {"quoi": "colonne", "feuille": "Déclarations", "avant": "Total"},
        {"quoi": "colonne", "feuille": "Clients", "avant": "Courriel"},
    ],
}  # fmt: skip

#: Those that change some: the core, read anew, must tell the same.
AVEC_EFFET: dict[str, list[dict[str, Any]]] = {
    "ligne_ajoutee": [
        {"quoi": "inserer", "feuille": "Livre des recettes", "valeurs": {
            "N°": "999", "Date d'encaissement": 46340, "N° facture": "F-2026-044",
            "Client": "Coopérative Les Trois Sillons", "Catégorie": "BNC", "Montant": 250.5}},
        {"quoi": "inserer", "feuille": "Factures", "valeurs": {
            "N° facture": "F-2026-900", "Date": 46300, "Client": "Atelier Bois Clair",
            "Catégorie": "BNC", "Montant": 4321.09, "Conditions": "30 jours"}},
        {"quoi": "inserer", "feuille": "Achats", "valeurs": {
            "N°": "900", "Date": 46340, "Fournisseur": "Papeterie", "Montant": 77.7,
            "Échéance": 46352}},
    ],
    "ligne_otee": [
        {"quoi": "supprimer", "feuille": "Factures", "colonne": "N° facture",
         "valeur": "F-2026-039"},
        {"quoi": "supprimer", "feuille": "Livre des recettes", "colonne": "N°", "valeur": "12"},
    ],
    "scenario_change": [{"quoi": "regler", "reglage": "Scénario", "valeur": "Pessimiste"}],
}  # fmt: skip


def python_avec_uno() -> str | None:
    """A Python that has UNO, LibreOffice's own bridge."""
    for path in ("/usr/bin/python3", shutil.which("python3"), sys.executable):
        if path is not None:
            done = subprocess.run([path, "-c", "import uno"], capture_output=True, check=False)
            if done.returncode == 0:
                return path
    return None


def faire(python: str, demo: Path, folder: Path) -> dict[str, Path]:
    """Every gesture, each in its own copy; answers where each result is."""
    gestures = SANS_EFFET | AVEC_EFFET
    paths = {name: folder / f"{name}.xlsx" for name in gestures}
    jobs = [
        {"de": str(demo), "vers": str(paths[name]), "actions": actions}
        for name, actions in gestures.items()
    ]
    done = subprocess.run(
        [python, str(DRIVER)],
        input=json.dumps(jobs),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return paths
