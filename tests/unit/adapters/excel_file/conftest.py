"""Workbooks to patch: tiny ones written by hand, and one with everything Excel users put in."""

from __future__ import annotations

import io
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Sequence

import pytest

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

Parts = dict[str, bytes]


def zipped(parts: Parts, *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def unzipped(data: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


def small_parts(
    *sheets: str | bytes,
    tables: Sequence[tuple[int, str]] = (),
    calc_chain: str = "",
    workbook: str = "",
    settings: str = "",
) -> Parts:
    """A whole workbook around the texts of its sheets (named S1, S2…) and of its tables."""
    links = overrides = names = ""
    parts: Parts = {"[Content_Types].xml": b"", "_rels/.rels": b"", "xl/workbook.xml": b""}
    for number, sheet in enumerate(sheets, 1):
        name = f"worksheets/sheet{number}.xml"
        parts[f"xl/{name}"] = sheet if isinstance(sheet, bytes) else sheet.encode()
        links += f'<Relationship Id="rId{number}" Type="{OFFICE}/worksheet" Target="{name}"/>'
        names += f'<sheet name="S{number}" sheetId="{number}" r:id="rId{number}"/>'
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
        overrides += f'<Override PartName="/xl/{name}" ContentType="{kind}"/>'
        own = ""
        for index, (sheet_number, text) in enumerate(tables, 1):
            if sheet_number == number:
                target = f"tables/table{index}.xml"
                parts[f"xl/{target}"] = text.encode()
                own += f'<Relationship Id="rId{index}" Type="{OFFICE}/table" Target="../{target}"/>'
                kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"
                overrides += f'<Override PartName="/xl/{target}" ContentType="{kind}"/>'
        if own:
            holder = f"<tableParts>{re.sub(' Type.*?/>', '/>', own)}</tableParts>"
            holder = holder.replace("Relationship Id", "tablePart r:id")
            text = re.sub("(<extLst|</worksheet)", holder + r"\1", str(sheet), count=1)
            parts[f"xl/{name}"] = text.encode()
            rels = f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{own}</Relationships>'
            parts[f"xl/worksheets/_rels/sheet{number}.xml.rels"] = rels.encode()
    if calc_chain:
        parts["xl/calcChain.xml"] = calc_chain.encode()
        links += f'<Relationship Id="rId99" Type="{OFFICE}/calcChain" Target="calcChain.xml"/>'
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
        overrides += f'<Override PartName="/xl/calcChain.xml" ContentType="{kind}"/>'
    parts["xl/styles.xml"] = (
        f'{XML}<styleSheet xmlns="{MAIN}"><fonts><font/></fonts>'
        "<fills><fill><patternFill/></fill></fills>"
        f"<borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs>"
        f"<cellXfs>{'<xf/>' * 10}</cellXfs></styleSheet>"
    ).encode()
    links += f'<Relationship Id="rId98" Type="{OFFICE}/styles" Target="styles.xml"/>'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
    overrides += f'<Override PartName="/xl/styles.xml" ContentType="{kind}"/>'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    parts["[Content_Types].xml"] = (
        f'{XML}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}"/>{overrides}</Types>'
    ).encode()
    parts["_rels/.rels"] = (
        f'{XML}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ).encode()
    parts["xl/workbook.xml"] = (
        f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{settings}'
        f"<sheets>{names}</sheets>{workbook}</workbook>"
    ).encode()
    parts["xl/_rels/workbook.xml.rels"] = (
        f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'
    ).encode()
    return parts


def sheet_xml(rows: str, *, before: str = "", after: str = "") -> str:
    return (
        f'{XML}<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}" '
        'xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac">'
        f"{before}<sheetData>{rows}</sheetData>{after}</worksheet>"
    )


def table_xml(
    name: str, ref: str, columns: Sequence[str | tuple[str, str]], *, totals: bool = False
) -> str:
    """The part of a ListObject; a column is a title, or a title and its formula."""
    inner = ""
    for index, column in enumerate(columns, 1):
        title, formula = (column, "") if isinstance(column, str) else column
        calculated = f"<calculatedColumnFormula>{formula}</calculatedColumnFormula>"
        inner += (
            f'<tableColumn id="{index}" name="{title}">{calculated * bool(formula)}</tableColumn>'
        )
    first, last = ref.split(":")
    filtered = ref
    if totals:
        letters = last.rstrip("0123456789")
        filtered = f"{first}:{letters}{int(last[len(letters) :]) - 1}"
    return (
        f'{XML}<table xmlns="{MAIN}" id="1" name="{name}" displayName="{name}" ref="{ref}"'
        f"{' totalsRowCount=' + chr(34) + '1' + chr(34) if totals else ''}>"
        f'<autoFilter ref="{filtered}"/><tableColumns count="{len(columns)}">{inner}'
        "</tableColumns></table>"
    )


def png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">L", len(data)) + body + struct.pack(">L", zlib.crc32(body))

    header = struct.pack(">LLBBBBB", 1, 1, 8, 2, 0, 0, 0)
    pixel = zlib.compress(b"\0\xff\0\0")
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixel) + chunk(b"IEND", b"")
    )


def rich_workbook() -> bytes:
    """A macro workbook with what load-and-save libraries lose."""
    import xlsxwriter

    buffer = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = xlsxwriter.Workbook(buffer, {"in_memory": True})
        sheet = book.add_worksheet("Factures")
        money = book.add_format({"num_format": "# ##0,00 €"})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        rows = [[f"F{n}", 46_000 + n, n * 10.5, f"Client {n}"] for n in range(1, 6)]
        sheet.add_table(
            "A1:E6",
            {
                "name": "tblFactures",
                "data": rows,
                "columns": [
                    {"header": "N° facture"},
                    {"header": "Date", "format": day},
                    {"header": "Montant", "format": money},
                    {"header": "Client"},
                    {"header": "Double", "formula": "=tblFactures[[#This Row],[Montant]]*2"},
                ],
            },
        )
        sheet.data_validation("D2:D6", {"validate": "list", "source": "=Listes!$A$1:$A$3"})
        sheet.data_validation("C2:C6", {"validate": "decimal", "criteria": ">", "value": 0})
        sheet.conditional_format("C2:C6", {"type": "data_bar", "data_bar_2010": True})
        sheet.conditional_format(
            "A2:E6", {"type": "formula", "criteria": "=$C2>40", "format": money}
        )
        for row in range(1, 6):
            sheet.add_sparkline(row, 6, {"range": f"Factures!A{row + 1}:C{row + 1}"})
        sheet.write_comment("A2", "À relancer")
        sheet.write_url("I1", "https://example.org/", string="lien")
        sheet.insert_image("J2", "pixel.png", {"image_data": io.BytesIO(png())})
        sheet.insert_textbox("J8", "Une zone de texte")
        sheet.write_dynamic_array_formula("L1:L3", "=SORT(Factures!C2:C4)")
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Factures!$C$2:$C$6"})
        sheet.insert_chart("J12", chart)
        sheet.set_row(8, 30)
        sheet.freeze_panes(1, 0)
        lists = book.add_worksheet("Listes")
        lists.write_column("A1", ["Client 1", "Client 2", "Client 3"])
        lists.write_formula("B1", "=SUM(tblFactures[Montant])", None, 157.5)
        book.define_name("Taux", "=Listes!$B$1")
        book.set_custom_property("Dossier", "2026")
        book.close()
    parts = unzipped(buffer.getvalue())
    # What XlsxWriter does not write: put in by hand; the bytes only have to be kept.
    parts |= {
        "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + bytes(range(256)) * 8,
        "customUI/customUI14.xml": b'<customUI xmlns="x"/>',
        "xl/printerSettings/printerSettings1.bin": b"\0\1\2" * 100,
        "xl/threadedComments/threadedComment1.xml": b"<ThreadedComments/>",
        "xl/persons/person.xml": b"<personList/>",
        "xl/pivotTables/pivotTable1.xml": b"<pivotTableDefinition/>",
        "xl/pivotCache/pivotCacheDefinition1.xml": b"<pivotCacheDefinition/>",
        "xl/calcChain.xml": (
            f'{XML}<calcChain xmlns="{MAIN}"><c r="E2" i="1"/><c r="B1" i="2"/></calcChain>'
        ).encode(),
    }
    types = parts["[Content_Types].xml"].replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    parts["[Content_Types].xml"] = types.replace(
        b"</Types>",
        b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
        b'<Override PartName="/xl/calcChain.xml" ContentType="application/vnd.openxmlformats-'
        b'officedocument.spreadsheetml.calcChain+xml"/></Types>',
    )
    rels = parts["xl/_rels/workbook.xml.rels"]
    parts["xl/_rels/workbook.xml.rels"] = rels.replace(
        b"</Relationships>",
        f'<Relationship Id="rId98" Type="{OFFICE}/calcChain" Target="calcChain.xml"/>'
        '<Relationship Id="rId99" Type="http://schemas.microsoft.com/office/2006/relationships/'
        'vbaProject" Target="vbaProject.bin"/></Relationships>'.encode(),
    )
    return zipped(parts)


class Builders:
    """The functions of this file, for tests that cannot import it."""

    zipped = staticmethod(zipped)
    unzipped = staticmethod(unzipped)
    parts = staticmethod(small_parts)
    sheet = staticmethod(sheet_xml)
    table = staticmethod(table_xml)

    @staticmethod
    def book(*sheets: str | bytes, **options: object) -> bytes:
        """A workbook's bytes from its sheets' texts."""
        return zipped(small_parts(*sheets, **options))  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def build() -> type[Builders]:
    return Builders


@pytest.fixture(scope="session")
def rich() -> bytes:
    return rich_workbook()


@pytest.fixture(scope="session")
def values() -> Callable[..., dict[str, object]]:
    """Read a sheet back with openpyxl: the non-empty values by address, formulas or results."""
    import openpyxl

    def read(data: bytes, sheet: str = "S1", *, formulas: bool = False) -> dict[str, object]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells what it would lose
            book = openpyxl.load_workbook(io.BytesIO(data), data_only=not formulas)
        found = {
            cell.coordinate: cell.value
            for row in book[sheet].iter_rows()
            for cell in row
            if cell.value is not None
        }
        book.close()
        return found

    return read
