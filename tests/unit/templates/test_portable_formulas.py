"""Every formula stays in what Excel 2016, LibreOffice and Google Sheets all compute."""

import html
import io
import re
import zipfile

import pytest

FUNCTIONS = {
    *("SUM", "SUMIFS", "COUNTIFS", "AVERAGEIFS", "INDEX", "MATCH", "VLOOKUP", "IF", "IFERROR"),
    *("CHOOSE", "ROUND", "SUBTOTAL", "EDATE", "EOMONTH", "DATE", "TODAY", "WORKDAY"),
    *("NETWORKDAYS", "MIN", "MAX", "MEDIAN", "SUMPRODUCT", "ROW", "HYPERLINK"),
}
CELLS = re.compile(r"'?[^'!]+'?!\$[A-Z]+\$\d+(:\$[A-Z]+\$\d+)?")


def formulas(data):
    """Every formula of every part: cells, tables, checks, conditional formats, names."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in archive.namelist():
            if not part.endswith(".xml"):
                continue
            text = archive.read(part).decode()
            tags = "f|formula|formula1|formula2|calculatedColumnFormula|totalsRowFormula"
            for found in re.findall(rf"<(?:{tags})(?: [^>]*)?>([^<]*)</", text):
                yield part, html.unescape(found)


@pytest.mark.parametrize("name", ["vide", "demo"])
def test_formulas_use_only_the_shared_subset(built, name):
    seen = list(formulas(built[name]))
    assert len(seen) > 400
    for part, formula in seen:
        bare = re.sub(r'"[^"]*"', '""', formula)
        columns = re.sub(r"\[[^\[\]]*\]", "[]", bare)  # titles may hold anything
        where = (part, formula[:200])
        assert set(re.findall(r"([A-Za-z_.]+)\(", columns)) <= FUNCTIONS, where
        assert "[@" not in bare and "#Headers" not in bare and "#All" not in bare, where
        assert "{" not in bare and "#REF" not in bare and "_xlfn" not in bare, where
        assert not re.search(r"\[\d+\]", bare), where  # another workbook
        assert len(formula) <= 8192, where


@pytest.mark.parametrize("name", ["vide", "demo"])
def test_names_point_to_cells(built, name):
    with zipfile.ZipFile(io.BytesIO(built[name])) as archive:
        text = archive.read("xl/workbook.xml").decode()
    names = re.findall(r'<definedName name="([^"]+)"[^>]*>([^<]*)<', text)
    assert {"Aujourdhui", "Feries", "Jours_Souple", "Solde_initial"} <= {name for name, _ in names}
    for label, target in names:
        if not label.startswith("_xlnm."):
            assert CELLS.fullmatch(html.unescape(target)), (label, target)
