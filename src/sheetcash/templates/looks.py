"""The look: colours, formats and sizes, in one place.

Sober: one accent, red only where the user must act, amber for what is to be watched.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sheetcash.workbook.schema import DATE, ENTIER, JOURS, MONTANT, REGLAGES, SAISIE, SUIVI, TAUX

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

FONT: Final = "Calibri"
TEAL: Final = "#0F766E"
TINT: Final = "#F0FDFA"
TINT_LINE: Final = "#CCEBE6"
INK: Final = "#111827"
GREY: Final = "#6B7280"
PALE_GREY: Final = "#D1D5DB"
HAIRLINE: Final = "#E5E7EB"
INPUT: Final = "#FFFBEB"
COMPUTED: Final = "#F9FAFB"
RED: Final = "#B91C1C"
AMBER: Final = "#B45309"
WHITE: Final = "#FFFFFF"

TAB_COLOURS: Final = {SUIVI: TEAL, SAISIE: "#5EAAA2", REGLAGES: "#9CA3AF"}

EUROS: Final = '#,##0.00\\ "€"'
EUROS_RONDS: Final = '#,##0\\ "€"'
JOUR: Final = "dd/mm/yyyy"
POURCENT: Final = "0\\ %"
POURCENT_FIN: Final = "0.0##\\ %"
TEXT_FORMAT: Final = "@"

NUMBER_FORMATS: Final = {
    MONTANT: EUROS,
    DATE: JOUR,
    ENTIER: "0",
    TAUX: POURCENT,
    JOURS: "0",
}
ALIGNMENTS: Final = {
    MONTANT: "right",
    DATE: "center",
    ENTIER: "right",
    TAUX: "right",
    JOURS: "center",
}

ROW: Final = 19  # points
HEADER: Final = 36


class Looks:
    """The workbook's formats, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def get(self, **properties: Any) -> Format:
        """The format with these XlsxWriter properties, over the body's font and ink."""
        full = {"font_name": FONT, "font_size": 11, "font_color": INK, "valign": "vcenter"}
        full.update(properties)
        key = tuple(sorted(full.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(full)
        return self._made[key]

    def body(self, kind: str, **properties: Any) -> Format:
        """The number format and the alignment of a kind of value, nothing painted."""
        align = ALIGNMENTS.get(kind, "left")
        base: dict[str, Any] = {"align": align, "indent": 0 if align == "center" else 1}
        if kind in NUMBER_FORMATS:
            base["num_format"] = NUMBER_FORMATS[kind]
        base.update(properties)
        if base["align"] == "center":
            base["indent"] = 0
        return self.get(**base)

    def cell(self, kind: str, *, computed: bool = False, **properties: Any) -> Format:
        """A cell of a table: pale yellow to type in, grey when it is computed."""
        return self.body(
            kind,
            bg_color=COMPUTED if computed else INPUT,
            border=1,
            border_color=HAIRLINE,
            locked=computed,
            **properties,
        )

    def header(self, kind: str) -> Format:
        """A table's header, aligned like its column; the indent clears the filter's button."""
        align = ALIGNMENTS.get(kind, "left")
        return self.get(
            bold=True,
            font_color=WHITE,
            bg_color=TEAL,
            align=align,
            indent={"right": 2, "left": 1}.get(align, 0),
            text_wrap=True,
            border=1,
            border_color=TEAL,
        )

    def title(self) -> Format:
        """The sheet's title."""
        return self.get(bold=True, font_size=14, font_color=TEAL)

    def note(self, **properties: Any) -> Format:
        """Secondary text."""
        return self.get(**{"font_size": 10, "font_color": GREY, **properties})

    def link(self, **properties: Any) -> Format:
        """A link to another sheet."""
        return self.get(**{"font_size": 10, "font_color": TEAL, "underline": 1, **properties})
