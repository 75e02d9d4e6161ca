"""Validations that refuse to be typed over sealed rows, put in place of those that stand there.

A lock looks at the row's own seal: a row that a sort brought there without one is typed in as any
other. Excel does not ask a validation when cells are emptied or pasted over: the seal tells then.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from sheetcash.adapters.excel_file.xmltext import (
    Element,
    attribute,
    elements,
    escape,
    with_attribute,
)
from sheetcash.workbook.addresses import Area, letters, suites

if TYPE_CHECKING:
    from sheetcash.workbook.cells import RowLock

TITRE: Final = "Ligne scellée"
MESSAGE: Final = (
    "Cette ligne est scellée : annulez avec la touche Échap, et corrigez-la par une ligne nouvelle "
    "(sheetcash corriger)."
)
#: What may stand after a sheet's validations, as the format orders it.
_APRES: Final = (
    *(b"hyperlinks", b"printOptions", b"pageMargins", b"pageSetup", b"headerFooter"),
    *(b"rowBreaks", b"colBreaks", b"customProperties", b"cellWatches", b"ignoredErrors"),
    *(b"smartTags", b"drawing", b"legacyDrawing", b"legacyDrawingHF", b"drawingHF", b"picture"),
    *(b"oleObjects", b"controls", b"webPublishItems", b"tableParts", b"extLst"),
)


def poser(
    mask: bytes, start: int, prefix: bytes, verrou: RowLock
) -> Iterator[tuple[int, int, bytes]]:
    """The stretches of a sheet's text to replace, from where its rows end.

    Args:
        mask: the sheet's text, comments hidden.
        start: where its rows end.
        prefix: that of its elements.
        verrou: what is locked.
    """
    areas = [Area(verrou.first, left, verrou.last, right) for left, right in suites(verrou.columns)]
    whole = next(elements(mask, prefix + b"dataValidations", start), None)
    kept = 0
    if whole is not None:
        for rule in elements(mask, prefix + b"dataValidation", whole.inner, whole.inner_end):
            left = _sans(attribute(rule.attributes, b"sqref") or "", areas)
            if left is None:
                kept += 1
            elif left:
                kept += 1
                at = mask.index(rule.attributes, rule.start)
                new = with_attribute(rule.attributes, b"sqref", left.encode())
                yield at, at + len(rule.attributes), new
            else:
                yield rule.start, rule.end, b""
    tag = prefix + b"dataValidation"
    formula = f'${letters(verrou.seal)}{verrou.first}=""'.encode()
    lock = b'<%s type="custom" showErrorMessage="1" errorTitle="%s" error="%s" sqref="%s">' % (
        tag,
        *(escape(text.encode()) for text in (TITRE, MESSAGE, " ".join(map(str, areas)))),
    )
    lock += b"<%s>%s</%s></%s>" % (prefix + b"formula1", escape(formula), prefix + b"formula1", tag)
    if whole is not None:
        at = mask.index(whole.attributes, whole.start)
        count = with_attribute(whole.attributes, b"count", b"%d" % (kept + 1))
        yield at, at + len(whole.attributes), count
        yield whole.inner_end, whole.inner_end, lock
        return
    place = _place(mask, start, prefix)
    yield place, place, b'<%ss count="1">%s</%ss>' % (tag, lock, tag)


def _place(mask: bytes, start: int, prefix: bytes) -> int:
    """Where validations belong in a sheet that has none."""
    found: list[Element] = []
    for tag in _APRES:
        found += [one for one in [next(elements(mask, prefix + tag, start), None)] if one]
    if found:
        return min(one.start for one in found)
    return mask.rindex(b"</" + prefix + b"worksheet")


def _sans(sqref: str, areas: Sequence[Area]) -> str | None:
    """Ranges without some areas; None where they have nothing of them.

    >>> _sans("B5:B2071 D7", [Area(5, 1, 68, 11)])
    'B69:B2071'
    """
    parts = sqref.split()
    left = list(parts)
    for area in areas:
        left = [one for part in left for one in _hors(part, area)]
    return None if left == parts else " ".join(left)


def _hors(part: str, area: Area) -> list[str]:
    its = Area.parse(part)
    if its is None or not its.meets(area):
        return [part]
    rest = [
        Area(its.top, its.left, area.top - 1, its.right),
        Area(area.bottom + 1, its.left, its.bottom, its.right),
        Area(max(its.top, area.top), its.left, min(its.bottom, area.bottom), area.left - 1),
        Area(max(its.top, area.top), area.right + 1, min(its.bottom, area.bottom), its.right),
    ]
    return [str(one) for one in rest if one.top <= one.bottom and one.left <= one.right]
