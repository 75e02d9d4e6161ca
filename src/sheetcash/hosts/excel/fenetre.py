"""Excel's own window, as the buttons use it: message boxes, questions, the status bar."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from sheetcash.adapters.excel_live.faults import patient

if TYPE_CHECKING:
    from xlwings import Book

TITRE: Final = "Sheetcash"
DIRE, AVERTIR, DEMANDER = "dire", "avertir", "demander"
OUI, NON = "Oui", "Non"

#: A box of the system's: shows a text as one of the three kinds above, answers the button.
Boite = Callable[[str, str], str]

#: What xlwings shows on macOS gives up after a minute, in English: a question needs its time.
_ALERTE: Final = """\
on run argv
    activate
    set boutons to {"OK"}
    if item 2 of argv is "demander" then set boutons to {"Non", "Oui"}
    set sorte to informational
    if item 2 of argv is "avertir" then set sorte to critical
    set reponse to display alert "Sheetcash" message (item 1 of argv) as sorte ¬
        buttons boutons default button (item 1 of boutons)
    return button returned of reponse
end run
"""


class Fenetre:
    """The window of the Excel that a button was clicked in.

    Args:
        book: the workbook of the button.
        boite: what shows message boxes, Excel's or macOS's by default.
    """

    def __init__(self, book: Book, boite: Boite | None = None) -> None:
        self._app = book.app
        self._boite = boite or (boite_mac if sys.platform == "darwin" else self._boite_excel)

    def dire(self, text: str) -> None:
        """Show a message; the user reads it and clicks."""
        self.etat("")
        self._boite(text, DIRE)

    def avertir(self, text: str) -> None:
        """Show what went wrong."""
        self.etat("")
        self._boite(text, AVERTIR)

    def demander(self, text: str) -> bool:
        """Ask a question; True only for a clear yes."""
        self.etat("")
        return self._boite(text, DEMANDER) == OUI

    def etat(self, text: str) -> None:
        """Say in the status bar what is under way; an empty text gives it back to Excel.

        It is a courtesy: an Excel that cannot show it stops nothing.
        """
        try:
            self._app.status_bar = f"{TITRE} : {text}" if text else False
        except Exception:  # noqa: BLE001 - see above
            return

    def avancer(self, done: int, total: int) -> None:
        """Tell that so many mails of so many have been handed over."""
        self.etat(f"envoi des relances, {done} sur {total}")

    def _boite_excel(self, text: str, sorte: str) -> str:
        buttons = "yes_no" if sorte == DEMANDER else "ok"
        mode = {DIRE: "info", AVERTIR: "critical"}.get(sorte)
        answer: str | None = patient(lambda: self._app.alert(text, TITRE, buttons, mode))
        return OUI if answer == "yes" else NON


def boite_mac(text: str, sorte: str) -> str:
    """A box of macOS's, in French, that waits as long as the user does."""
    told = ["osascript", "-e", _ALERTE, text, sorte]
    try:
        done = subprocess.run(told, capture_output=True, text=True, check=False)
    except OSError:
        return NON
    return done.stdout.strip() or NON
