"""Excel and Python on this computer: the file that joins them, and what keeps them apart.

The macro workbook reads the address of Python in a file of its own, out of the way of the user's
other xlwings projects. This module looks at the computer through :class:`Poste` only.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from sheetcash.hosts.excel.vba.modules import PROJET, XLWINGS

WINDOWS, MAC = "win32", "darwin"
#: Both kinds of Store programs live there, where nothing else may start or load them.
_STORE: Final = "windowsapps"
_INTERPRETER: Final = {WINDOWS: "INTERPRETER_WIN", MAC: "INTERPRETER_MAC"}
#: Only signed macros run, or none: ours are not signed.
_MACROS_BLOQUEES: Final = (3, 4)
_LINE: Final = re.compile(r'"((?:[^"]|"")*)","((?:[^"]|"")*)"')


class Poste(NamedTuple):
    """What is looked at of a computer.

    Attributes:
        systeme: ``sys.platform``.
        maison: the user's folder.
        python: the absolute path of the interpreter that runs.
        prefixe: its environment's folder.
        excel: where Excel is, empty when it was not found.
        xlwings: the version of xlwings that is installed, empty for none.
        environ: the environment's variables.
        existe: whether a file or folder is there.
        macros: what Excel does with macros, by the number that Windows keeps; 0 when unknown.
        bloque: whether Windows marks a file as come from elsewhere, which blocks its macros.
    """

    systeme: str
    maison: Path
    python: Path
    prefixe: Path
    excel: str
    xlwings: str
    environ: Mapping[str, str]
    existe: Callable[[Path], bool]
    macros: int = 0
    bloque: Callable[[str], bool] = lambda _: False


class Obstacle(NamedTuple):
    """What keeps Excel and Python apart, and what to do about it."""

    probleme: str
    que_faire: str


def ce_poste(environ: Mapping[str, str]) -> Poste:
    """This computer."""
    return Poste(
        sys.platform,
        Path.home(),
        Path(sys.executable),
        Path(sys.prefix),
        _excel(),
        _version(),
        environ,
        Path.exists,
        _macros(),
        _bloque,
    )


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("xlwings")
    except PackageNotFoundError:
        return ""


def _excel() -> str:
    if sys.platform == "win32":  # pragma: no cover - the registry exists there only
        import winreg

        for root in (winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE):
            key = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
            try:
                return str(winreg.QueryValue(root, key))
            except OSError:
                continue
        return ""
    place = Path("/Applications/Microsoft Excel.app")
    return str(place) if place.exists() else ""


def _macros() -> int:
    if sys.platform == "win32":  # pragma: no cover - the registry exists there only
        import winreg

        for policy in ("Policies\\", ""):  # the administrator's choice goes before the user's
            key = rf"SOFTWARE\{policy}Microsoft\Office\16.0\Excel\Security"
            try:
                with winreg.OpenKey(winreg.HKEY_CURRENT_USER, key) as found:
                    return int(winreg.QueryValueEx(found, "VBAWarnings")[0])
            except (OSError, ValueError):
                continue
    return 0


def _bloque(classeur: str) -> bool:
    """Windows keeps where a file comes from in a stream beside its content."""
    if sys.platform != "win32" or "://" in classeur:
        return False
    try:  # pragma: no cover - such streams exist there only
        mark = Path(f"{classeur}:Zone.Identifier").read_text("utf-8", "replace")
    except OSError:  # pragma: no cover
        return False
    return any(f"ZoneId={zone}" in mark for zone in (3, 4))  # pragma: no cover


def configuration(poste: Poste) -> Path | None:
    """The file that the workbook reads; None where Excel does not exist.

    >>> from pathlib import PurePosixPath
    >>> its = Poste("linux", Path("/h"), Path("/p"), Path("/"), "", "", {}, lambda path: False)
    >>> configuration(its) is None
    True
    """
    if poste.systeme == WINDOWS:
        return poste.maison / f".{PROJET}" / f"{PROJET}.conf"
    if poste.systeme == MAC:
        container = poste.maison / "Library" / "Containers" / "com.microsoft.Excel" / "Data"
        return container / f"{PROJET}.conf"
    return None


def encodage(systeme: str) -> str:
    """How Excel reads that file: in Windows' own letters, or in UTF-8 on a Mac."""
    return "mbcs" if systeme == WINDOWS and sys.platform == WINDOWS else "utf-8"


def regler(text: str, poste: Poste) -> str:
    """The file's text with the interpreter that runs, the user's other settings kept.

    Excel's folder stays out of Python's path: that of OneDrive is an address, not a folder.
    """
    settings = dict(lire(text))
    settings[_INTERPRETER[poste.systeme]] = str(poste.python)
    settings["ADD_WORKBOOK_TO_PYTHONPATH"] = "False"
    return "".join(f'"{key}","{value}"\r\n' for key, value in settings.items())


def lire(text: str) -> Iterator[tuple[str, str]]:
    """The settings of such a file, in order.

    >>> list(lire('"INTERPRETER_WIN","C:\\\\py\\\\python.exe"'))
    [('INTERPRETER_WIN', 'C:\\\\py\\\\python.exe')]
    """
    for line in text.splitlines():
        if found := _LINE.fullmatch(line.strip()):
            yield found[1].upper(), found[2]


def obstacles(poste: Poste, text: str | None, classeur: str = "") -> list[Obstacle]:
    """What breaks Excel and Python for their users, each with what to do.

    Args:
        poste: the computer.
        text: the configuration file's, None when it is not there.
        classeur: the path of the user's workbook.
    """
    return [
        one
        for check in (_du_store, _de_version, _de_dll, _de_configuration, _de_conda)
        for one in check(poste, text or "")
    ] + [*_de_macros(poste, classeur), *_de_dossier(classeur)]


def _du_store(poste: Poste, text: str) -> Iterator[Obstacle]:
    if _STORE in poste.excel.casefold():
        yield Obstacle(
            "Cet Excel vient du Microsoft Store : il ne laisse pas Python lui répondre.",
            "Désinstallez-le, puis installez Office depuis votre compte Microsoft.",
        )
    if _STORE in str(poste.python).casefold():
        yield Obstacle(
            "Ce Python vient du Microsoft Store : Excel ne peut pas le lancer.",
            "Installez Python depuis python.org, réinstallez sheetcash avec lui, puis relancez "
            "« sheetcash installer excel ».",
        )
    if not poste.excel:
        yield Obstacle(
            "Excel n'a pas été trouvé.",
            "Installez-le, ou passez-vous des boutons et des fonctions.",
        )


def _de_version(poste: Poste, text: str) -> Iterator[Obstacle]:
    install = f"{poste.python} -m pip install xlwings=={XLWINGS}"
    if not poste.xlwings:
        yield Obstacle("xlwings n'est pas installé.", f"Lancez : {install}")
    elif poste.xlwings != XLWINGS:
        yield Obstacle(
            f"xlwings est en version {poste.xlwings} ; le classeur attend la {XLWINGS}.",
            f"Lancez : {install}",
        )


def _de_dll(poste: Poste, text: str) -> Iterator[Obstacle]:
    if poste.systeme != WINDOWS or poste.xlwings != XLWINGS:
        return
    folder = poste.python.parent
    name = f"xlwings64-{XLWINGS}.dll"
    if not any(poste.existe(place / name) for place in (folder, folder.parent)):
        yield Obstacle(
            f"La bibliothèque « {name} » manque à côté de Python.",
            f"Lancez : {poste.python} -m pip install --force-reinstall xlwings=={XLWINGS}",
        )


def _de_configuration(poste: Poste, text: str) -> Iterator[Obstacle]:
    settings = dict(lire(text))
    noted = settings.get(_INTERPRETER[poste.systeme], "")
    again = "Lancez « sheetcash installer excel »."
    if not noted:
        yield Obstacle("Excel ne sait pas encore où est Python.", again)
    elif not poste.existe(Path(noted)):
        yield Obstacle(f"Python n'est plus à l'adresse notée ({noted}).", again)
    elif Path(noted) != poste.python:
        yield Obstacle(f"Excel lance un autre Python ({noted}).", again)


def _de_conda(poste: Poste, text: str) -> Iterator[Obstacle]:
    settings = dict(lire(text))
    if poste.existe(poste.prefixe / "conda-meta") and settings.get("CONDA ENV"):
        yield Obstacle(
            "La configuration nomme un environnement conda en plus de l'adresse de Python.",
            "Retirez les lignes CONDA PATH et CONDA ENV : l'adresse suffit.",
        )


def _de_macros(poste: Poste, classeur: str) -> Iterator[Obstacle]:
    center = "Fichier, Options, Centre de gestion de la confidentialité, Paramètres des macros"
    if poste.macros in _MACROS_BLOQUEES:
        yield Obstacle(
            "Excel bloque les macros de tous les classeurs sans le demander.",
            f"{center} : choisissez « Désactiver les macros VBA avec notification ». Si le choix "
            "est grisé, demandez à qui gère votre ordinateur.",
        )
    if classeur and poste.bloque(classeur):
        yield Obstacle(
            "Windows bloque les macros de ce classeur : il vient d'un courriel ou d'internet.",
            "Fermez-le, clic droit sur le fichier, Propriétés, cochez « Débloquer ».",
        )


def _de_dossier(classeur: str) -> Iterator[Obstacle]:
    if "://" in classeur or "onedrive" in classeur.casefold():
        yield Obstacle(
            "Le classeur est dans OneDrive : Excel en donne une adresse, pas un fichier.",
            "Les fonctions et les boutons marchent, sauf la copie pour le comptable ; pour "
            "« sheetcash sync », donnez le fichier local, ou rangez le classeur hors de OneDrive.",
        )
