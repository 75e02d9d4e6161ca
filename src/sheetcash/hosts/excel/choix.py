"""The system's own window in which files are chosen."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from pathlib import Path
from typing import Final

_TITRE: Final = "Relevés et factures à importer"
_FILTRE: Final = (
    "Relevés et factures\0*.csv;*.txt;*.ofx;*.qfx;*.xml;*.sta;*.mt940;*.940;*.qif;*.pdf\0"
    "Tous les fichiers\0*.*\0"
)
#: GetOpenFileNameW: several, that exist, in today's window; the current folder stays what it is.
_FLAGS: Final = 0x200 | 0x1000 | 0x80000 | 0x4 | 0x8
_TAILLE: Final = 65_536

_MAC: Final = f"""\
set choisis to choose file with prompt "{_TITRE}" with multiple selections allowed
set chemins to ""
repeat with un in choisis
    set chemins to chemins & POSIX path of un & linefeed
end repeat
return chemins
"""


def choisir_des_fichiers() -> list[Path]:
    """The files that the user chooses; none when they give up."""
    return _sur_mac() if sys.platform == "darwin" else _sur_windows()


def _sur_windows() -> list[Path]:
    class Ouvrir(ctypes.Structure):
        _fields_ = (
            ("lStructSize", ctypes.c_uint32),
            ("hwndOwner", ctypes.c_void_p),
            ("hInstance", ctypes.c_void_p),
            ("lpstrFilter", ctypes.c_wchar_p),
            ("lpstrCustomFilter", ctypes.c_wchar_p),
            ("nMaxCustFilter", ctypes.c_uint32),
            ("nFilterIndex", ctypes.c_uint32),
            ("lpstrFile", ctypes.c_void_p),
            ("nMaxFile", ctypes.c_uint32),
            ("lpstrFileTitle", ctypes.c_wchar_p),
            ("nMaxFileTitle", ctypes.c_uint32),
            ("lpstrInitialDir", ctypes.c_wchar_p),
            ("lpstrTitle", ctypes.c_wchar_p),
            ("Flags", ctypes.c_uint32),
            ("nFileOffset", ctypes.c_uint16),
            ("nFileExtension", ctypes.c_uint16),
            ("lpstrDefExt", ctypes.c_wchar_p),
            ("lCustData", ctypes.c_void_p),
            ("lpfnHook", ctypes.c_void_p),
            ("lpTemplateName", ctypes.c_wchar_p),
            ("pvReserved", ctypes.c_void_p),
            ("dwReserved", ctypes.c_uint32),
            ("FlagsEx", ctypes.c_uint32),
        )

    windll = ctypes.windll  # type: ignore[attr-defined]
    buffer = ctypes.create_unicode_buffer(_TAILLE)
    asked = Ouvrir(
        lStructSize=ctypes.sizeof(Ouvrir),
        hwndOwner=windll.user32.GetForegroundWindow(),
        lpstrFilter=_FILTRE,
        lpstrFile=ctypes.addressof(buffer),
        nMaxFile=_TAILLE,
        lpstrTitle=_TITRE,
        Flags=_FLAGS,
    )
    if not windll.comdlg32.GetOpenFileNameW(ctypes.byref(asked)):
        return []
    return chemins_windows("".join(buffer[:]))


def chemins_windows(rendu: str) -> list[Path]:
    """What Windows answers: one path, or a folder and the names of several files in it.

    >>> end = chr(0)
    >>> [one.name for one in chemins_windows(end.join(("Banque", "a.csv", "b.ofx", "", "")))]
    ['a.csv', 'b.ofx']
    >>> [one.name for one in chemins_windows("a.csv" + 2 * end)]
    ['a.csv']
    """
    first, *names = rendu.partition("\0\0")[0].split("\0")
    return [Path(first, name) for name in names] or ([Path(first)] if first else [])


def _sur_mac() -> list[Path]:
    try:
        done = subprocess.run(
            ["osascript", "-e", _MAC], capture_output=True, text=True, check=False
        )
    except OSError:
        return []
    return [Path(line) for line in done.stdout.splitlines() if line]
