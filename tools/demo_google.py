"""``sheetcash demo --google`` against the tests' own Google: nothing leaves this computer.

Google computes; here LibreOffice does, if it is installed: the sheets hold the true figures.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from sheetcash.adapters.google.acces import EMULATOR
from sheetcash.cli import main

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

if TYPE_CHECKING:
    from google_local import Google


def demo(folder: str) -> int:
    """Start the stand-in, run the command, stop it; the command's exit code."""
    import google_creation  # noqa: F401 - teaches it to create
    import google_insertion  # noqa: F401 - and to insert rows
    from google_local import Google

    google = Google()
    os.environ[EMULATOR] = google.hote
    soffice = shutil.which("soffice")
    try:
        print("Essai sans Google : un serveur local répond, l'adresse affichée n'existe pas.")
        if soffice is None:
            print(
                "Sans LibreOffice, qui tient lieu des calculs de Google, des colonnes manquent : "
                "des constats ci-dessous sont faux. Installez-le pour voir le vrai résultat.\n"
            )
        else:
            print("Comptez deux à trois minutes : LibreOffice tient lieu des calculs de Google.\n")
            _calcule(google, soffice)
        code = main(["demo", "--google", "--dossier", folder])
        print("\nUne vraie feuille : sheetcash installer google, puis sheetcash nouveau gsheet:")
        print(f"Demandes faites : {', '.join(google.appels)}")
        return code
    finally:
        google.stop()


def _calcule(google: Google, soffice: str) -> None:
    """Have the formulas computed whenever a cell has changed since they last were."""
    from google_creation import en_classeur, prendre_valeurs
    from moteur_libreoffice import convertir

    seen: dict[str, str] = {}

    def calculer() -> None:
        for name, its in google.tableurs.items():
            cells = repr([one.lignes for one in its.onglets])
            if seen.get(name) == cells:
                continue
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "feuille.xlsx"
                en_classeur(its, path)
                prendre_valeurs(its, convertir(soffice, Path(folder), [path]) / path.name)
            seen[name] = repr([one.lignes for one in its.onglets])

    google.calculer = calculer


if __name__ == "__main__":
    sys.exit(demo(sys.argv[1]))
