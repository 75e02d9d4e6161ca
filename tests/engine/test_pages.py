"""The sheets as they print: every one there, nothing that does not fit, figures as in France.

The pages are left in ``artefacts/`` as pictures, to be looked at.
"""

import re
import subprocess

import pytest

from sheetcash.templates import places
from sheetcash.workbook.tables import TABLES

pytestmark = pytest.mark.engine

NAMES = ("demo", "vide")
#: A number as the English write it: 1,234.56 or 1234.56.
ENGLISH = re.compile(
    r"(?<![\d.,])[1-9]\d{0,2}(,\d{3})+(\.\d+)?(?![\d.,])|(?<![\d./,])\d+\.\d{2}(?![\d.])"
)
ISO = re.compile(r"\b20\d\d-\d\d-\d\d\b")


@pytest.fixture(params=NAMES)
def pages(request, pdfs):
    """The text of each page."""
    return text_of(pdfs[request.param].pdf).split("\f")[:-1]


def text_of(pdf):
    command = ["pdftotext", "-layout", str(pdf), "-"]
    return subprocess.run(command, check=True, capture_output=True, timeout=60).stdout.decode()


def test_every_sheet_is_printed_under_its_title(pages):
    titles = {line.strip() for page in pages for line in page.split("\n")[:3]}
    sheets = {table.sheet for table in TABLES.values()} | {
        places.ACCUEIL, places.TABLEAU_DE_BORD, places.A_FAIRE, places.PLAN, places.PARAMETRES,
    }  # fmt: skip
    shown = {sheet for sheet in sheets if any(title.startswith(sheet) for title in titles)}
    assert shown == sheets


def test_no_number_is_wider_than_its_column(pages):
    cut = [
        (at, line) for at, page in enumerate(pages, 1) for line in page.split("\n") if "##" in line
    ]
    assert not cut


def test_numbers_and_days_are_written_as_in_france(pages):
    whole = "\n".join(pages)
    assert not [found.group() for found in ENGLISH.finditer(whole)]
    assert not ISO.findall(whole)
    assert re.search(r"\d{2}/\d{2}/\d{4}", whole)


def test_amounts_have_a_comma_and_a_euro(pdfs):
    assert len(re.findall(r"\d,\d{2}\s€", text_of(pdfs["demo"].pdf))) > 100


@pytest.mark.parametrize("name", NAMES)
def test_each_page_has_its_picture(pdfs, name):
    pictures = pdfs[name].pictures
    assert len(pictures) == text_of(pdfs[name].pdf).count("\f") > 20
    assert min(picture.stat().st_size for picture in pictures) > 4_000
