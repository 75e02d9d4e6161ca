"""An XML tree walked by the names of its elements, whatever their namespace's version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheetcash.adapters.bank.texte import propre

if TYPE_CHECKING:
    from lxml import etree


def local(node: etree._Element | None) -> str:
    """An element's name without its namespace; empty for a comment, or no element."""
    tag = node.tag if node is not None else ""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def enfant(node: etree._Element | None, *path: str) -> etree._Element | None:
    """The first element at the end of a path, or None."""
    for name in path:
        if node is None:
            return None
        node = next(node.iterchildren("{*}" + name), None)
    return node


def enfants(node: etree._Element | None, *path: str) -> list[etree._Element]:
    """All the elements at the end of a path, under whichever of the elements before."""
    found = [] if node is None else [node]
    for name in path:
        found = [child for one in found for child in one.iterchildren("{*}" + name)]
    return found


def texte(node: etree._Element | None, *path: str) -> str:
    """The text at the end of a path, on one line; empty when there is none."""
    found = enfant(node, *path)
    return propre(found.text or "") if found is not None else ""
