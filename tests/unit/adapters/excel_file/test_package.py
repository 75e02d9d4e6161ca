from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile

import pytest

from sheetcash.adapters.excel_file.package import Package
from sheetcash.adapters.excel_file.xmltext import attribute, masked, unescape
from sheetcash.errors import NoSuchWorkbook, NotAWorkbook, PasswordProtected


def copied(source: bytes, **changes: list[bytes]) -> bytes:
    target = io.BytesIO()
    with Package(source) as package:
        for name, chunks in changes.items():
            package.replace(name, chunks)
        package.write(target)
    return target.getvalue()


def entry(data: bytes, name: str) -> zipfile.ZipInfo:
    return zipfile.ZipFile(io.BytesIO(data)).getinfo(name)


@pytest.fixture
def simple(build):
    return build.parts(build.sheet('<row r="1"><c r="A1"><v>1</v></c></row>'))


def test_copy_keeps_every_part_order_and_metadata(rich, build):
    copy = copied(rich)
    assert list(build.unzipped(copy).items()) == list(build.unzipped(rich).items())
    for before, after in zip(
        zipfile.ZipFile(io.BytesIO(rich)).infolist(),
        zipfile.ZipFile(io.BytesIO(copy)).infolist(),
        strict=True,
    ):
        for field in ("filename", "date_time", "external_attr", "create_system", "compress_type",
                      "compress_size", "CRC", "extra", "comment"):  # fmt: skip
            assert getattr(before, field) == getattr(after, field)


def test_changed_part_is_written_and_packed_again(simple, build):
    text = b"<a>" + b"x" * 5_000_000 + b"</a>"
    copy = copied(build.zipped(simple), **{"xl/workbook.xml": [text[:10], memoryview(text)[10:]]})
    assert build.unzipped(copy) == simple | {"xl/workbook.xml": text}
    assert entry(copy, "xl/workbook.xml").compress_size < 100_000


def test_stored_entries_stay_stored(simple, build):
    source = build.zipped(simple, method=zipfile.ZIP_STORED)
    copy = copied(source, **{"xl/workbook.xml": [b"<a/>"]})
    assert build.unzipped(copy) == simple | {"xl/workbook.xml": b"<a/>"}
    assert entry(copy, "xl/workbook.xml").compress_type == zipfile.ZIP_STORED


def test_entries_written_to_a_stream_are_read(simple, build):
    class Stream(io.RawIOBase):  # no seek: zipfile then writes data descriptors
        def __init__(self):
            self.data = bytearray()

        def writable(self):
            return True

        def write(self, data):
            self.data += data
            return len(data)

    stream = Stream()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in simple.items():
            with archive.open(name, "w", force_zip64=True) as part:
                part.write(data)
        archive.comment = b"un commentaire"
    copy = copied(bytes(stream.data))
    assert build.unzipped(copy) == simple
    assert zipfile.ZipFile(io.BytesIO(copy)).comment == b"un commentaire"
    assert not entry(copy, "xl/workbook.xml").flag_bits & 0x08


def test_sheets_are_found_by_name_through_relationships(rich, build, simple):
    with Package(rich) as package:
        assert package.sheets() == {
            "Factures": "xl/worksheets/sheet1.xml",
            "Listes": "xl/worksheets/sheet2.xml",
        }
        assert package.tables("xl/worksheets/sheet1.xml") == ["xl/tables/table1.xml"]
    rels = simple["xl/_rels/workbook.xml.rels"].replace(b'"worksheets/', b'"/xl/worksheets/')
    book = simple["xl/workbook.xml"].replace(b"xmlns:r", b"xmlns:d1p1").replace(b"r:id", b"d1p1:id")
    book = book.replace(b'name="S1"', b"name='R&amp;D'")
    other = simple | {"xl/_rels/workbook.xml.rels": rels, "xl/workbook.xml": book}
    with Package(build.zipped(other)) as package:
        assert package.sheets() == {"R&D": "xl/worksheets/sheet1.xml"}


def test_part_names_compare_without_case(simple, build):
    parts = dict(simple)
    parts["xl/Worksheets/Sheet1.xml"] = parts.pop("xl/worksheets/sheet1.xml")
    with Package(build.zipped(parts)) as package:
        assert b"<v>1</v>" in package.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize(
    ("parts", "named"),
    [
        ({"mimetype": b"", "content.xml": b"<a/>"}, "LibreOffice"),
        ({"word/document.xml": b"<a/>"}, "pas un classeur"),
        ({}, "pas un classeur"),
    ],
)
def test_other_zips_are_refused(parts, named, build):
    with pytest.raises(NotAWorkbook, match=named):
        Package(build.zipped(parts))


def test_word_document_is_refused(simple, build):
    types = simple["[Content_Types].xml"].replace(
        b"spreadsheetml.sheet", b"wordprocessingml.document"
    )
    with pytest.raises(NotAWorkbook, match="pas un classeur"):
        Package(build.zipped(simple | {"[Content_Types].xml": types}))


def test_binary_workbook_is_refused_by_its_name(simple, build):
    types = simple["[Content_Types].xml"].replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.binary.macroEnabled.main",
    )
    with pytest.raises(NotAWorkbook, match="xlsb"):
        Package(build.zipped(simple | {"[Content_Types].xml": types}))


def test_old_and_encrypted_files_are_told_apart():
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
    with pytest.raises(PasswordProtected, match="mot de passe"):
        Package(ole + "EncryptedPackage".encode("utf-16-le"))
    with pytest.raises(NotAWorkbook, match="xls"):
        Package(ole + "Workbook".encode("utf-16-le"))


@pytest.mark.parametrize("data", [b"", b"N;Date\n1;2\n", b"%PDF-1.7", b"PK", b"PK\5\6" + bytes(18)])
def test_what_is_no_zip_is_refused(data):
    with pytest.raises(NotAWorkbook):
        Package(data)


def test_absent_file_is_told(tmp_path):
    for path in (tmp_path / "x.xlsx", tmp_path):
        with pytest.raises(NoSuchWorkbook, match="n'existe pas"):
            Package(path)


def test_every_truncation_is_refused(simple, build):
    source = build.zipped(simple)
    for length in range(0, len(source), 37):
        with pytest.raises(NotAWorkbook):
            copied(source[:length])


def test_damaged_parts_are_refused(simple, build):
    source = build.zipped(simple)
    start = entry(source, "xl/worksheets/sheet1.xml").header_offset + 60
    broken = source[:start] + b"\xff\xff\xff" + source[start + 3 :]
    with Package(broken) as package, pytest.raises(NotAWorkbook, match="abîmé"):
        package.read("xl/worksheets/sheet1.xml")


def test_entry_that_lies_about_its_size_is_refused(simple, build):
    source = build.zipped(simple | {"xl/worksheets/sheet1.xml": b"<a>" + b" " * 9_999 + b"</a>"})
    lie = source.replace(struct.pack("<L", 10_006), struct.pack("<L", 20))
    with Package(lie) as package, pytest.raises(NotAWorkbook):
        package.read("xl/worksheets/sheet1.xml")


def test_bomb_is_refused_before_it_is_unpacked(simple, build):
    with pytest.raises(NotAWorkbook, match="démesuré"):
        Package(build.zipped(simple | {"xl/media/image1.png": bytes(80 << 20)}))


def test_duplicate_names_are_refused(simple, build):
    with pytest.raises(NotAWorkbook, match="même nom"):
        Package(build.zipped(simple | {"XL/workbook.xml": b""}))


@pytest.mark.parametrize(
    "text",
    [
        '<?xml version="1.0" encoding="UTF-16"?><worksheet/>'.encode("utf-16"),
        '<?xml version="1.0"?><worksheet/>'.encode("utf-16-le"),
        b'<?xml version="1.0" encoding="ISO-8859-1"?><worksheet/>',
        b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>',
    ],
)
def test_texts_that_cannot_be_spliced_are_refused(text, simple, build):
    source = build.zipped(simple | {"xl/worksheets/sheet1.xml": text})
    with Package(source) as package, pytest.raises(NotAWorkbook, match="Excel"):
        package.read("xl/worksheets/sheet1.xml")


def test_removed_part_goes_with_relationship_and_override(rich, build):
    target = io.BytesIO()
    with Package(rich) as package:
        package.remove(package.workbook, "calcChain")
        assert "xl/calcChain.xml" not in package
        package.write(target)
    parts = build.unzipped(target.getvalue())
    assert "xl/calcChain.xml" not in parts
    assert not any(b"calcChain" in data for data in parts.values())
    before = build.unzipped(rich)
    changed = {name for name in parts if parts[name] != before[name]}
    assert changed == {"[Content_Types].xml", "xl/_rels/workbook.xml.rels"}


def test_xml_helpers_read_any_legal_writing():
    assert attribute(b"""\n a = '"' r\t=\n"B&#x32;" """, b"r") == "B2"
    assert attribute(b""" x="r='1'" """, b"r") is None
    assert unescape("<![CDATA[<&]]>&lt;é&#233;<!--x-->".encode()) == "<&<éé"
    assert masked(b"<?xml?><a/>") == b"<?xml?><a/>"


@pytest.mark.parametrize("signs", [1, 63, 64, 65, 200])
def test_a_comment_behind_many_signs_is_masked(signs):
    text = b"<a>" + b"! " * signs + b"<!--<b/>--></a>"
    assert b"<b/>" not in masked(text) and len(masked(text)) == len(text)
    bare = text.replace(b"<!--<b/>-->", b"!<b/>?")
    assert masked(bare) == bare


def test_a_part_that_packs_very_well_is_read_whole(simple, build):
    text = b"<a>" + b" " * 40_000_000 + b"</a>"
    with Package(build.zipped(simple | {"xl/extra.xml": text})) as package:
        assert package.read("xl/extra.xml") == text


@pytest.mark.parametrize("told", [1_000, 20_000_000])
def test_a_part_that_is_not_as_long_as_it_says_is_refused_before_it_fills_the_memory(
    simple, build, told
):
    data = build.zipped(simple | {"xl/extra.xml": b"<a>" + b" " * 300_000_000 + b"</a>"})
    there = zipfile.ZipFile(io.BytesIO(data)).getinfo("xl/extra.xml").file_size
    lying = data.replace(struct.pack("<L", there), struct.pack("<L", told))
    assert lying != data
    with Package(lying) as package:
        tracemalloc.start()
        with pytest.raises(NotAWorkbook):
            package.read("xl/extra.xml")
        assert tracemalloc.get_traced_memory()[1] < 3 * told + 40_000_000
        tracemalloc.stop()
