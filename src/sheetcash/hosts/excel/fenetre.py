"""Excel's own window, as the buttons use it: message boxes, questions, the status bar."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sheetcash.hosts.excel.choix import choisir_des_fichiers

if TYPE_CHECKING:
    from xlwings import Book

TITRE: Final = "Sheetcash"
DIRE, AVERTIR, DEMANDER = "dire", "avertir", "demander"
OUI, NON = "Oui", "Non"

#: What Windows calls them (MessageBoxW).
_YES_NO, _INFORMATION, _WARNING, _QUESTION = 0x4, 0x40, 0x30, 0x20
_NO_FIRST, _FRONT, _IDYES = 0x100, 0x10000, 6

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
        boite: what shows message boxes, the system by default.
        choix: what has files chosen, the system by default.
    """

    def __init__(
        self,
        book: Book,
        boite: Boite | None = None,
        choix: Callable[[], list[Path]] = choisir_des_fichiers,
    ) -> None:
        self._app = book.app
        self._boite = boite or boite_du_systeme
        self._choix = choix

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

    def choisir(self) -> list[Path]:
        """Have the user choose files to be read; none when they give up."""
        self.etat("")
        return self._choix()

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


def boite_du_systeme(text: str, sorte: str) -> str:
    """A message box of the system's own: it does not need an Excel that answers."""
    return boite_mac(text, sorte) if sys.platform == "darwin" else boite_windows(text, sorte)


def boite_windows(text: str, sorte: str) -> str:
    """A box of Windows', in front of Excel; Enter does not say yes."""
    windll = ctypes.windll  # type: ignore[attr-defined]
    kinds = {DIRE: _INFORMATION, AVERTIR: _WARNING, DEMANDER: _YES_NO | _QUESTION | _NO_FIRST}
    user32 = windll.user32
    answer = user32.MessageBoxW(user32.GetForegroundWindow(), text, TITRE, kinds[sorte] | _FRONT)
    return OUI if answer == _IDYES else NON


def boite_mac(text: str, sorte: str) -> str:
    """A box of macOS's, in French, that waits as long as the user does."""
    told = ["osascript", "-e", _ALERTE, text, sorte]
    try:
        done = subprocess.run(told, capture_output=True, text=True, check=False)
    except OSError:
        return NON
    return done.stdout.strip() or NON
