"""``vbaProject.bin`` from source text (MS-OVBA): no compiled code, Excel compiles at opening."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from sheetcash.hosts.excel.vba.compression import compress, fitting
from sheetcash.hosts.excel.vba.container import compound
from sheetcash.hosts.excel.vba.encryption import encrypt

#: How VBA stores text; what it lacks cannot be written in a module.
CODE_PAGE: Final = "cp1252"
_CODE_PAGE_NUMBER: Final = 1252
_NEW_LINE: Final = b"\r\n"

#: What a module may be of, beside procedures: the workbook, one of its worksheets, a class.
CLASSEUR, FEUILLE, CLASSE = (
    "0{00020819-0000-0000-C000-000000000046}",
    "0{00020820-0000-0000-C000-000000000046}",
    "0{FCFB3D2A-A0FA-1068-A738-08002B3371B5}",
)
_IDENTITY: Final = "{5AEE7CA5-4A5C-4E1B-8D53-0C1B6E9A7F10}"
_HOST: Final = "{3832D640-CF90-11CF-8E43-00A0C911005A}"
#: OLE Automation and Office's own library (the ribbon's types).
_REFERENCES: Final = (
    (
        "stdole",
        "*\\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\\Windows\\System32\\stdole2.tlb"
        "#OLE Automation",
    ),
    (
        "Office",
        "*\\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0#"
        "C:\\Program Files\\Common Files\\Microsoft Shared\\OFFICE16\\MSO.DLL"
        "#Microsoft Office 16.0 Object Library",
    ),
)
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,30}")


class Module(NamedTuple):
    """One module: its name, its source without attributes, and what it is of.

    Attributes:
        nom: a VBA name of at most 31 letters.
        source: lines ended by ``\\n``.
        base: :data:`CLASSEUR`, :data:`FEUILLE` or :data:`CLASSE`; empty for procedures.
    """

    nom: str
    source: str
    base: str = ""

    @property
    def texte(self) -> str:
        """The whole text as VBA keeps it, attributes first."""
        lines = [f'Attribute VB_Name = "{self.nom}"']
        if self.base:
            document = self.base != CLASSE
            lines += [
                f'Attribute VB_Base = "{self.base}"',
                "Attribute VB_GlobalNameSpace = False",
                "Attribute VB_Creatable = False",
                f"Attribute VB_PredeclaredId = {document}",
                "Attribute VB_Exposed = True",
                "Attribute VB_TemplateDerived = False",
                f"Attribute VB_Customizable = {document}",
            ]
        return "\r\n".join([*lines, *self.source.splitlines()]) + "\r\n"


def project(modules: Sequence[Module], nom: str = "Sheetcash") -> bytes:
    """The bytes of ``vbaProject.bin``; the same modules give the same bytes.

    Args:
        modules: the workbook's document module first, then its sheets', then the others.
        nom: the project's name, in VBA's editor.

    Raises:
        ValueError: two modules of one name, a name VBA would refuse, or a letter that
            Windows-1252 does not have.

    >>> project([Module("ThisWorkbook", "", CLASSEUR), Module("A", "Sub B()\\nEnd Sub")])[:4].hex()
    'd0cf11e0'
    """
    names = [module.nom.casefold() for module in modules]
    if len(set(names)) < len(names):
        raise ValueError("two modules have one name")
    for module in modules:
        if not _NAME.fullmatch(module.nom):
            raise ValueError(f"{module.nom!r} cannot be a module's name")
    streams = {"PROJECT": _declared(modules, nom).encode(CODE_PAGE), "PROJECTwm": _names(modules)}
    streams["VBA/_VBA_PROJECT"] = struct.pack("<HHBH", 0x61CC, 0xFFFF, 0, 1)
    streams["VBA/dir"] = compress(_directory(modules, nom))
    for module in modules:
        source = fitting(module.texte.encode(CODE_PAGE), _NEW_LINE)
        streams[f"VBA/{module.nom}"] = compress(source)
    return compound(streams)


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HI", kind, len(data)) + data


def _text(kind: int, wide: int, text: str) -> bytes:
    """A text in the code page, then in UTF-16."""
    return _record(kind, text.encode(CODE_PAGE)) + _record(wide, text.encode("utf-16-le"))


def _directory(modules: Sequence[Module], nom: str) -> bytes:
    """The stream ``dir``: the project's information, its references, its modules."""
    long, short = struct.Struct("<I").pack, struct.Struct("<H").pack
    parts = [
        _record(0x01, long(3)),  # 64-bit Windows; the others convert it
        _record(0x02, long(0x0409)),
        _record(0x14, long(0x0409)),
        _record(0x03, short(_CODE_PAGE_NUMBER)),
        _record(0x04, nom.encode(CODE_PAGE)),
        _text(0x05, 0x40, ""),
        _record(0x06, b"") + _record(0x3D, b""),
        _record(0x07, long(0)),
        _record(0x08, long(0)),
        struct.pack("<HIIH", 0x09, 4, 1, 1),  # a size that counts the first number only
        _text(0x0C, 0x3C, ""),
    ]
    for name, library in _REFERENCES:
        its = library.encode(CODE_PAGE)
        parts.append(_text(0x16, 0x3E, name))
        parts.append(_record(0x0D, long(len(its)) + its + long(0) + short(0)))
    parts += [_record(0x0F, short(len(modules))), _record(0x13, short(0xFFFF))]
    for module in modules:
        parts += [
            _text(0x19, 0x47, module.nom),
            _text(0x1A, 0x32, module.nom),
            _text(0x1C, 0x48, ""),
            _record(0x31, long(0)),  # the text begins at once: no compiled code before it
            _record(0x1E, long(0)),
            _record(0x2C, short(0xFFFF)),
            _record(0x22 if module.base else 0x21, b""),
            _record(0x2B, b""),
        ]
    return b"".join([*parts, _record(0x10, b"")])


def _names(modules: Iterable[Module]) -> bytes:
    """The stream ``PROJECTwm``: each name in both alphabets."""
    return (
        b"".join(
            module.nom.encode(CODE_PAGE) + b"\0" + module.nom.encode("utf-16-le") + b"\0\0"
            for module in modules
        )
        + b"\0\0"
    )


def _declared(modules: Sequence[Module], nom: str) -> str:
    """The stream ``PROJECT``: what it holds, unprotected and visible, as text."""
    lines = [f'ID="{_IDENTITY}"']
    for module in modules:
        kind = {"": "Module", CLASSE: "Class"}.get(module.base, "Document")
        lines.append(f"{kind}={module.nom}" + ("/&H00000000" if kind == "Document" else ""))
    lines += [
        f'Name="{nom}"',
        'HelpContextID="0"',
        'VersionCompatible32="393222000"',
        f'CMG="{encrypt(_IDENTITY, bytes(4))}"',
        f'DPB="{encrypt(_IDENTITY, bytes(1))}"',
        f'GC="{encrypt(_IDENTITY, bytes([0xFF]))}"',
        "",
        "[Host Extender Info]",
        f"&H00000001={_HOST};VBE;&H00000000",
        "",
        "[Workspace]",
        *(f"{module.nom}=0, 0, 0, 0, C" for module in modules),
    ]
    return "\r\n".join(lines) + "\r\n"
