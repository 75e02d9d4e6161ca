"""The two workbooks, built once for the session."""

import io

import pytest

from sheetcash.templates.demonstration import JOUR_DEMO, contenu_demo
from sheetcash.templates.vide import contenu_vide
from sheetcash.templates.xlsx import build


@pytest.fixture(scope="session")
def built():
    """The bytes of the empty and of the demonstration's workbooks, by name."""
    found = {}
    for name, content in (("vide", contenu_vide("id-1")), ("demo", contenu_demo("id-1"))):
        buffer = io.BytesIO()
        build(buffer, content, JOUR_DEMO)
        found[name] = buffer.getvalue()
    return found
