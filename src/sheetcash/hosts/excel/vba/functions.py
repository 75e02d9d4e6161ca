"""The SC_ functions as VBA: one wrapper each, and their help, from the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sheetcash.functions import EXPLIQUER, FONCTIONS, Fonction

MODULE: Final = "SheetcashFonctions"
#: What Excel takes of a function's description, and of an argument's.
_LONGEST: Final = 255
_CATEGORY: Final = "Sheetcash"
#: Names of arguments that are VBA's own, or LibreOffice's.
_RESERVED: Final = ("base", "date")

_EXPLIQUER: Final = """\
Public Function SC_EXPLIQUER( _
        ByVal fonction As Variant, _
        ParamArray arguments() As Variant) As Variant
    Dim valeurs() As Variant
    Dim rang As Long
    ReDim valeurs(0 To UBound(arguments) + 2)
    valeurs(0) = ThisWorkbook.FullName
    valeurs(1) = SheetcashValeur(fonction)
    For rang = 0 To UBound(arguments)
        valeurs(rang + 2) = SheetcashValeur(arguments(rang))
    Next rang
    SC_EXPLIQUER = SheetcashAppel("SC_EXPLIQUER", valeurs)
End Function
"""
_EXPLAINED: Final = (
    "Une phrase sur la réponse d'une autre fonction : chiffres, taux, premier jour et source.",
    ("Le nom de la fonction, par exemple « SC_PLAFOND ».", "Ses arguments, dans l'ordre."),
)


def source() -> str:
    """The module's text.

    >>> "Public Function SC_PLAFOND(ByVal categorie As Variant," in source()
    True
    """
    parts = [
        "Option Explicit\n",
        "' Made from the catalogue of functions: do not edit.\n",
        *map(_wrapper, FONCTIONS),
        _EXPLIQUER,
        _help(),
    ]
    return "\n".join(parts)


def _wrapper(fonction: Fonction) -> str:
    names = [f"{one.nom}_" if one.nom in _RESERVED else one.nom for one in fonction.arguments]
    parameters = [
        f"{'Optional ' if one.facultatif else ''}ByVal {name} As Variant"
        for name, one in zip(names, fonction.arguments, strict=True)
    ]
    values = ["ThisWorkbook.FullName", *(f"SheetcashValeur({name})" for name in names)]
    return (
        f"Public Function {fonction.nom}({_over(parameters)}) As Variant\n"
        f'    {fonction.nom} = SheetcashAppel("{fonction.nom}", Array({_over(values)}))\n'
        "End Function\n"
    )


def _over(parts: Sequence[str]) -> str:
    """Parts with commas; several go over several lines, as VBA's lines must not be long."""
    if len(parts) < 3:
        return ", ".join(parts)
    return " _\n        " + ", _\n        ".join(parts)


def _help() -> str:
    """What the function wizard says, told to Excel when the workbook opens."""
    lines = [
        "Public Sub SheetcashDecrire()",
        "    On Error Resume Next  ' help is not worth a message",
    ]
    for fonction in FONCTIONS:
        helps = tuple(one.aide for one in fonction.arguments)
        lines += _described(fonction.nom, f"{fonction.resume} ({fonction.reference})", helps)
    lines += _described(EXPLIQUER, *_EXPLAINED)
    return "\n".join([*lines, "End Sub", ""])


def _described(nom: str, words: str, helps: Sequence[str]) -> list[str]:
    return [
        f'    Application.MacroOptions Macro:="{nom}", Category:="{_CATEGORY}", _',
        f"        Description:={_text(words)}, _",
        f"        ArgumentDescriptions:=Array({_over([_text(one) for one in helps])})",
    ]


def _text(words: str) -> str:
    """A text of VBA, as long as Excel takes it."""
    if len(words) > _LONGEST:
        words = words[: _LONGEST - 1].rstrip() + "…"
    return '"' + words.replace('"', '""') + '"'
