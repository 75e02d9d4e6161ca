"""``sheetcash clients`` on the demonstration: the table, one client, JSON, and what is refused."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sheetcash.cli.racine import run


def test_the_table_tells_every_client_why_and_the_alert(
    demo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["clients", str(demo)]) == 0
    said = capsys.readouterr().out
    for words in ("Librairie Les Mots Voilés", "Paiement à la commande", "Pourquoi", "Alerte :"):
        assert words in said


def test_one_client_and_json_say_the_same(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["clients", str(demo), "--client", "studio équinoxe", "--json"]) == 0
    (one,) = json.loads(capsys.readouterr().out)["clients"]
    assert one["client"] == "Studio Équinoxe"
    assert run(["clients", str(demo), "--client", "Studio Équinoxe"]) == 0
    said = capsys.readouterr().out
    assert f"{one['lettre']} ({one['fiabilite']})" in said
    assert all(why in said for why in one["raisons"])
    assert one["conditions_proposees"] in said
    assert one["profil_de_relance_propose"] is None and "Profil de relance" not in said
    assert run(["clients", str(demo), "--client", "Librairie Les Mots Voilés"]) == 0
    said = capsys.readouterr().out.partition("Profil de relance proposé")[2]
    assert said.split()[0] == "Souple"


def test_an_unknown_client_is_a_sentence(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["clients", str(demo), "--client", "Studio Equinox"]) == 3
    assert "Le plus proche : « Studio Équinoxe »" in capsys.readouterr().err


def test_the_workbook_is_not_touched(demo: Path, tmp_path: Path) -> None:
    copy = shutil.copy(demo, tmp_path / "Copie.xlsx")
    before = Path(copy).read_bytes()
    assert run(["clients", str(copy)]) == 0
    assert Path(copy).read_bytes() == before


def test_no_other_command_imports_pandas() -> None:
    code = (
        "import sys; from sheetcash.cli.racine import run; run(['--help']); "
        "import sheetcash.app.habitudes, sheetcash.cli.clients, sheetcash.app.clients; "
        "sys.exit('pandas' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True).returncode == 0
