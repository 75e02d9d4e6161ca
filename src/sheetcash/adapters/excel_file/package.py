"""A workbook's package: how its parts point to each other, its sheets and their tables.

This module knows parts and relationships; ``archive`` knows the zip. Nothing of rows and cells.
"""

from __future__ import annotations

import posixpath
import re
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from sheetcash.adapters.excel_file.archive import Archive, part_key
from sheetcash.adapters.excel_file.xmltext import (
    SAVE_AGAIN,
    attribute,
    check_well_formed,
    damaged,
    elements,
    escape,
    masked,
    raw_attributes,
    spliced,
    unescape,
)
from sheetcash.errors import NotAWorkbook

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

CONTENT_TYPES = "[Content_Types].xml"


class Relationship(NamedTuple):
    """What a part points to: last word of the type's URI, and the part's name."""

    id: str
    type: str
    target: str


class Package(Archive):
    """An open workbook file; changes are kept aside until :meth:`write`.

    Raises:
        NoSuchWorkbook, AccessDenied: no file at that path, or it cannot be read.
        PasswordProtected: the file is encrypted.
        NotAWorkbook: it is something else than an .xlsx / .xlsm, or it is damaged.

    >>> Package(b"PK").workbook
    Traceback (most recent call last):
        ...
    sheetcash.errors.NotAWorkbook: ...
    """

    def __init__(self, source: Path | bytes) -> None:
        super().__init__(source)
        with self._closed_if_damaged():
            self.workbook = self._find_workbook()

    def relationships(self, part: str) -> list[Relationship]:
        """What a part points to inside the file, in the order written; "" is the package."""
        name = _rels(part)
        if name not in self:
            return []
        text, found = masked(self.read(name)), []
        for element in elements(text, b"*:Relationship"):
            target = attribute(element.attributes, b"Target")
            if target is None or attribute(element.attributes, b"TargetMode") == "External":
                continue
            found.append(
                Relationship(
                    attribute(element.attributes, b"Id") or "",
                    (attribute(element.attributes, b"Type") or "").rpartition("/")[2],
                    posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target))[1:],
                )
            )
        return found

    def sheets(self) -> dict[str, str]:
        """The part of each worksheet by the sheet's name, in the order of the tabs."""
        targets = {
            link.id: link.target
            for link in self.relationships(self.workbook)
            if link.type == "worksheet"
        }
        found = {}
        for element in elements(masked(self.read(self.workbook)), b"*:sheet"):
            name = attribute(element.attributes, b"name")
            for key, value in raw_attributes(element.attributes):
                if key.rpartition(b":")[2] == b"id" and name is not None:
                    target = targets.get(unescape(value))
                    if target is not None:
                        found[name] = target
        return found

    def tables(self, sheet: str) -> list[str]:
        """The parts of the ListObjects of a sheet's part."""
        return [link.target for link in self.relationships(sheet) if link.type == "table"]

    def edit(self, name: str, splices: Iterable[tuple[int, int, bytes]]) -> None:
        """Replace some stretches of a part's text."""
        chunks = spliced(self.read(name), splices)
        check_well_formed(chunks)
        self.replace(name, chunks)

    def remove(self, owner: str, kind: str) -> None:
        """Remove the part that ``owner`` points to by that type: part, relationship, override."""
        for link in self.relationships(owner):
            if link.type == kind:
                self.unlink(owner, link)
                self.drop(link.target)

    def unlink(self, owner: str, link: Relationship) -> None:
        """Remove one relationship of ``owner``; the part it points to stays."""
        self._drop_element(_rels(owner), b"Relationship", b"Id", link.id)

    def drop(self, part: str) -> None:
        """Remove a part that nothing points to any more: its override and relationships too."""
        self._drop_element(CONTENT_TYPES, b"Override", b"PartName", "/" + part)
        self.remove_part(part)
        if _rels(part) in self:
            self.remove_part(_rels(part))

    def link(self, owner: str, kind: str, target: str) -> None:
        """Have ``owner``, whose relationships exist, point to ``target`` by that type's URI."""
        text = masked(self.read(_rels(owner)))
        used = {attribute(one.attributes, b"Id") for one in elements(text, b"*:Relationship")}
        name = next(name for at in count(1) if (name := f"rId{at}") not in used)
        self._append(
            _rels(owner),
            b"Relationships",
            b'Relationship Id="%s" Type="%s" Target="%s"'
            % (name.encode(), kind.encode(), target.encode()),
        )

    def reached(self) -> set[str]:
        """The parts that the package leads to, from one to the next."""
        found, left = set[str](), [""]
        while left:
            for link in self.relationships(left.pop()):
                if link.target not in found and link.target in self:
                    found.add(link.target)
                    left.append(link.target)
        return found

    def set_content_type(self, part: str, kind: str) -> None:
        """Say what a part is, whatever the file said of it."""
        self._drop_element(CONTENT_TYPES, b"Override", b"PartName", "/" + part)
        self._append(
            CONTENT_TYPES,
            b"Types",
            b'Override PartName="/%s" ContentType="%s"' % (escape(part.encode()), kind.encode()),
        )

    def _append(self, part: str, root: bytes, element: bytes) -> None:
        text = masked(self.read(part))
        closing = re.compile(rb"</((?:[\w.\-]+:)?)" + root + rb"\s*>").search(text)
        if closing is None:
            raise damaged(f"« {part} » est incomplet")
        self.edit(part, [(closing.start(), closing.start(), b"<%s%s/>" % (closing[1], element))])

    def _drop_element(self, part: str, tag: bytes, key: bytes, value: str) -> None:
        for element in elements(masked(self.read(part)), b"*:" + tag):
            if (attribute(element.attributes, key) or "").casefold() == value.casefold():
                self.edit(part, [(element.start, element.end, b"")])
                return

    def _find_workbook(self) -> str:
        for link in self.relationships(""):
            if link.type == "officeDocument" and link.target in self:
                kind = self.content_type(link.target)
                if ".sheet." in kind and "binary" not in kind and kind.endswith("+xml"):
                    return link.target
                if "binary" in kind:
                    raise NotAWorkbook("Le fichier est un classeur binaire (.xlsb).", SAVE_AGAIN)
                if "spreadsheetml.template" in kind or "ms-excel.template" in kind:
                    return link.target
        if "content.xml" in self:
            raise NotAWorkbook("Le fichier est un document LibreOffice (.ods).", SAVE_AGAIN)
        raise NotAWorkbook("Le fichier n'est pas un classeur Excel.", SAVE_AGAIN)

    def content_type(self, part: str) -> str:
        """What the file says a part is."""
        text = masked(self.read(CONTENT_TYPES))
        for element in elements(text, b"*:Override"):
            if part_key(attribute(element.attributes, b"PartName") or "") == part_key(part):
                return attribute(element.attributes, b"ContentType") or ""
        for element in elements(text, b"*:Default"):
            extension = attribute(element.attributes, b"Extension") or ""
            if part.casefold().endswith("." + extension.casefold()):
                return attribute(element.attributes, b"ContentType") or ""
        return ""


def _rels(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", name + ".rels")
