"""The sidebar in a real Chromium, where there is one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from grilles import DEMO, en_json, lire

FOLDER = Path(__file__).parent
SOURCES = FOLDER.parents[1] / "apps_scripts"
NOMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def test_the_sidebar_lives_in_a_browser(node: str, tmp_path: Path) -> None:
    browser = next(filter(None, map(shutil.which, NOMS)), None)
    if browser is None:
        pytest.skip("Chromium is not installed (tools/system_packages.sh)")
    asked = [node, "-e", "require('playwright-core')"]
    if subprocess.run(asked, cwd=SOURCES, capture_output=True, check=False).returncode:
        pytest.skip("playwright-core is missing, or this Node is too old for it (20 will do)")
    grids = tmp_path / "grilles.json"
    empty = DEMO.with_name("sheetcash-vide.xlsx")
    grids.write_text(json.dumps({"demo": en_json(lire()), "vide": en_json(lire(empty))}), "utf-8")
    done = subprocess.run(
        [node, "--test", str(FOLDER / "volet.test.mjs")],
        env=os.environ | {"VOLET_GRILLES": str(grids), "VOLET_CHROMIUM": browser},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert "# skipped 0" in done.stdout and "# pass 13" in done.stdout, done.stdout[-1000:]
