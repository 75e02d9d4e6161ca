"""The VBA project written from text: oletools and olefile, who did not write it, read it back."""

import io

import olefile
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oletools.olevba import VBA_Parser, decompress_stream

from sheetcash.hosts.excel.vba.compression import compress, decompress, fitting
from sheetcash.hosts.excel.vba.container import compound
from sheetcash.hosts.excel.vba.encryption import decrypt, encrypt
from sheetcash.hosts.excel.vba.project import CLASSE, CLASSEUR, FEUILLE, Module, project

#: Every letter that VBA can keep, but for the ends of lines, which come back as Windows' own.
LETTERS = bytes(range(32, 256)).decode("cp1252", "ignore")
lines = st.lists(st.text(LETTERS, max_size=120), max_size=60)
names = st.from_regex(r"[A-Z][a-z0-9_]{0,30}", fullmatch=True)


def modules_of(binary):
    """What olevba finds: the text of each module, by the name of its stream."""
    found = VBA_Parser("vbaProject.bin", data=binary).extract_macros()
    return {stream.rpartition("/")[2]: text for _, stream, _, text in found}


@given(st.binary(max_size=9000))
def test_any_bytes_come_back_from_the_compression(data):
    packed = compress(fitting(data, b"\r\n"))
    assert decompress(packed)[: len(data)] == data
    assert decompress(packed)[len(data) :].strip(b"\r\n") == b""


@pytest.mark.parametrize("size", [1, 4095, 4096, 4097, 3640, 3641, 8191])
def test_an_independent_reader_decompresses_what_repeats_nothing(size):
    data = bytes((at * at * 7 + at // 256 * 31) % 251 for at in range(size))
    packed = compress(fitting(data, b"\r\n"))
    assert bytes(decompress_stream(bytearray(packed))).rstrip(b"\r\n") == data.rstrip(b"\r\n")


@given(st.binary(max_size=6000))
def test_an_independent_reader_decompresses_the_same(data):
    packed = compress(fitting(data, b"\r\n"))
    if data:
        assert bytes(decompress_stream(bytearray(packed))) == decompress(packed)


@pytest.mark.parametrize("damaged", [b"", b"\x02\x00", b"\x01\x03\xb0\x02", b"\x01\x00\x00a"])
def test_damaged_containers_are_refused(damaged):
    with pytest.raises(ValueError):
        decompress(damaged)


@settings(max_examples=60)
@given(st.dictionaries(names, st.binary(max_size=5000), min_size=1, max_size=40), st.data())
def test_streams_come_back_from_the_container(contents, data):
    streams = {}
    for name, content in contents.items():
        folder = data.draw(st.sampled_from(("", "VBA/", "Autre/")))
        streams[folder + name] = content
    binary = compound(streams)
    with olefile.OleFileIO(io.BytesIO(binary), raise_defects=olefile.DEFECT_UNSURE) as ole:
        read = {"/".join(path): ole.openstream(path).read() for path in ole.listdir()}
    assert read == streams


def test_a_large_stream_comes_back():
    streams = {"VBA/grand": bytes(range(256)) * 4000, "petit": b"x"}
    with olefile.OleFileIO(io.BytesIO(compound(streams))) as ole:
        assert ole.openstream("VBA/grand").read() == streams["VBA/grand"]


def test_a_container_that_would_not_fit_is_refused():
    with pytest.raises(ValueError):
        compound({"trop": bytes(8_000_000)})
    with pytest.raises(ValueError):
        compound({"n" * 32: b""})


@settings(max_examples=60)
@given(st.lists(lines, min_size=1, max_size=6))
def test_every_module_comes_back_letter_for_letter(sources):
    modules = [Module("ThisWorkbook", "", CLASSEUR), Module("Feuil1", "", FEUILLE)]
    modules += [Module(f"Mod{at}", "\n".join(its)) for at, its in enumerate(sources)]
    found = modules_of(project(modules))
    assert {name: text.rstrip("\r\n") for name, text in found.items()} == {
        module.nom: module.texte.rstrip("\r\n") for module in modules
    }


def test_documents_classes_and_procedures_are_told_apart():
    binary = project(
        [
            Module("ThisWorkbook", "", CLASSEUR),
            Module("Feuil1", "", FEUILLE),
            Module("Actions", "Sub A()\nEnd Sub"),
            Module("Liste", "Public N As Long", CLASSE),
        ]
    )
    with olefile.OleFileIO(io.BytesIO(binary)) as ole:
        declared = ole.openstream("PROJECT").read().decode("cp1252").split("\r\n")
        assert ole.openstream("VBA/_VBA_PROJECT").read()[:4] == b"\xcc\x61\xff\xff"
    assert declared[1:5] == [
        "Document=ThisWorkbook/&H00000000",
        "Document=Feuil1/&H00000000",
        "Module=Actions",
        "Class=Liste",
    ]
    found = modules_of(binary)
    assert "Attribute VB_PredeclaredId = True" in found["Feuil1"]
    assert "Attribute VB_PredeclaredId = False" in found["Liste"]
    assert "VB_Base" not in found["Actions"]


def test_the_project_is_neither_locked_nor_hidden():
    with olefile.OleFileIO(io.BytesIO(project([Module("ThisWorkbook", "", CLASSEUR)]))) as ole:
        lines_ = ole.openstream("PROJECT").read().decode("cp1252").split("\r\n")
    told = dict(line.split("=", 1) for line in lines_ if "=" in line)
    state = [decrypt(told[key].strip('"')) for key in ("CMG", "DPB", "GC")]
    assert state == [bytes(4), bytes(1), b"\xff"]


def test_a_protection_state_that_excel_wrote_is_read():
    assert decrypt("8D8FA61394EA98EA98EA98EA98") == bytes(4)  # of xlwings' own workbook
    assert decrypt("8D8FA61394EF95EF95EF") == bytes(1)
    assert decrypt("8D8FA61394EF95EF9510") == b"\xff"


@given(st.binary(max_size=20))
def test_what_is_veiled_is_unveiled(data):
    assert decrypt(encrypt("{5CF9CDAB-B77B-4FE4-BD7E-D29900070E1B}", data)) == data


def test_the_same_modules_give_the_same_bytes():
    modules = [Module("ThisWorkbook", "", CLASSEUR), Module("A", "Sub B()\nEnd Sub")]
    assert project(modules) == project(modules)


@pytest.mark.parametrize(
    "modules",
    [
        [Module("A", ""), Module("a", "")],
        [Module("1A", "")],
        [Module("A" * 32, "")],
        [Module("é", "")],
        [Module("A", "→")],
    ],
)
def test_what_vba_would_refuse_is_refused(modules):
    with pytest.raises(ValueError):
        project(modules)
