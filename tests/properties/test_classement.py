"""Whatever a row holds, its voucher's name is one that every system takes, and tells the row."""

from __future__ import annotations

import unicodedata
from datetime import date
from pathlib import PureWindowsPath

from hypothesis import example, given
from hypothesis import strategies as st

from sheetcash.core.classement import cle_de_chemin, nom_classe, place

TEXTES = st.text(max_size=300) | st.sampled_from(
    ["NUL", "con", "LPT1.x", "..", "a/../b", " . ", ""]
)
JOURS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
KINDS = st.sampled_from(["", ".PDF", ".jpeg", ".", ".x y", ".un-long-suffixe", "./../"]) | TEXTES
RESERVES = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{one}{n}" for one in ("com", "lpt") for n in "123456789"),
}


@given(TEXTES, JOURS, TEXTES, KINDS)
@example("NUL.1", date(2026, 1, 1), "", "")
@example("é" * 300, date(2026, 1, 1), "😀" * 300, ".pdf")
def test_every_system_takes_the_name(numero: str, jour: date, tiers: str, suffixe: str) -> None:
    name = nom_classe(numero, jour, tiers, suffixe)
    assert jour.isoformat() in name
    assert not set(name) & set('\\/:*?"<>|') and name.isprintable()
    assert name == name.strip(" ") and not name.endswith(".") and not name.startswith(".")
    assert len(name.encode("utf-8", "surrogatepass")) <= 210 and len(name) <= 110
    assert name.partition(".")[0].rstrip().casefold() not in RESERVES
    assert PureWindowsPath(name).name == name
    assert unicodedata.is_normalized("NFC", name)
    name.encode("utf-8")  # half a character is no letter of a name


@given(st.lists(st.tuples(st.sampled_from("12"), st.sampled_from(["a", "A", "é", "e\u0301"]))))
def test_no_two_files_get_one_place(rows: list[tuple[str, str]]) -> None:
    taken: set[str] = set()
    for numero, tiers in rows:
        jour = date(2026, 3, 1)
        name = nom_classe(numero, jour, tiers, ".pdf")
        path = place("Pièces", "Achats", jour, name, lambda one: cle_de_chemin(one) in taken)
        assert cle_de_chemin(path) not in taken and path.startswith("Pièces/2026/Achats/")
        taken.add(cle_de_chemin(path))
