"""The demonstration does what the README shows."""

from __future__ import annotations

import email.policy
import re
import sys
from pathlib import Path

import pytest

from sheetcash.adapters.excel_file.reader import read_snapshot
from sheetcash.cli import main
from sheetcash.cli.demo import _commande
from sheetcash.workbook.banque import read_banque

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, int]:
    """The folder, the output and the exit code of one demonstration."""
    import contextlib
    import io

    folder = tmp_path_factory.mktemp("x") / "demo"
    out = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(out):
        patch.setattr(sys, "argv", [".venv/bin/sheetcash"])  # as `make demo` does
        patch.setenv("PATH", "")
        code = main(["demo", "--dossier", str(folder)])
    return folder, out.getvalue().replace(f"{folder}/", "demo/"), code


def test_it_ends_well_and_sends_nothing_twice(demo: tuple[Path, str, int]) -> None:
    folder, out, code = demo
    assert code == 0 and "rien ne part deux fois" in out
    mails = sorted((folder / "courriels").glob("*.eml"))
    assert len(mails) == len({path.name.partition(" ")[2] for path in mails}) >= 4
    assert list(folder.glob("*.xlsx"))


def test_every_level_leaves_and_every_reason_to_hold_is_shown(
    demo: tuple[Path, str, int],
) -> None:
    _, out, _ = demo
    for words in (
        "Rappel avant échéance",
        "Relance 1",
        "Relance 2",
        "Mise en demeure",
        "À faire vous-même",
        "litige en cours",
        "paiement promis",
        "à ne pas relancer",
    ):
        assert words in out


def test_the_statement_is_matched_and_what_is_doubtful_only_asked(
    demo: tuple[Path, str, int],
) -> None:
    folder, out, _ = demo
    raw = read_snapshot(next(folder.glob("*.xlsx")).read_bytes(), "demo.xlsx", "1").tables
    rows = {one.libelle: one for one in read_banque(raw["tblBanque"], [])}
    assert rows["VIR MAISON TOURNESOL F-2026-051"].rapproche == "F-2026-051"
    asked = rows["VIR LIBRAIRIE LES MOTS VOILES"]
    assert asked.rapproche == "" and asked.proposition.startswith("F-2026-050")
    assert raw["tblRecettes"].columns["N° facture"].count("F-2026-051") == 1
    assert "F-2026-050" not in raw["tblRecettes"].columns["N° facture"]
    assert "À confirmer (1)" in out


def test_the_mails_are_french_and_whole(demo: tuple[Path, str, int]) -> None:
    folder, _, _ = demo
    for path in (folder / "courriels").glob("*.eml"):
        mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        plain = mail.get_body(("plain",))
        assert plain is not None and mail.get_body(("html",)) is not None
        text = plain.get_content()
        assert "{" not in text and "Studio Lune Claire" in text and "€" in text
        assert re.search(r"F-\d{4}-\d{3}", mail["Subject"])
        assert mail["From"].addresses[0].display_name


@pytest.mark.parametrize("readme", ["README.md", "README.fr.md"])
def test_the_readme_shows_the_real_output(demo: tuple[Path, str, int], readme: str) -> None:
    _, out, _ = demo
    text = (ROOT / readme).read_text("utf-8")
    shown = re.search(r"<!-- demo -->\n```text\n(.*?)\n```", text, re.DOTALL)
    assert shown is not None
    wanted = [line.rstrip() for line in shown.group(1).splitlines() if line.strip() != "…"]
    real = [line.rstrip() for line in out.splitlines()]
    assert len(wanted) > 15
    for line in wanted:
        assert line in real, line


def test_a_second_demonstration_replaces_the_first_and_nothing_else(tmp_path: Path) -> None:
    mine = tmp_path / "mes affaires"
    mine.mkdir()
    (mine / "important.txt").write_text("x")
    assert main(["demo", "--dossier", str(mine)]) == 3
    assert [path.name for path in mine.iterdir()] == ["important.txt"]
    folder = tmp_path / "demo"
    assert main(["demo", "--dossier", str(folder)]) == 0
    assert main(["demo", "--dossier", str(folder)]) == 0


def test_where_the_command_is_found_by_its_name_it_is_named_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    its = tmp_path / "sheetcash"
    its.write_text("")
    its.chmod(0o755)
    monkeypatch.setattr(sys, "argv", [str(its)])
    monkeypatch.setenv("PATH", "")
    assert _commande() == str(its)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert _commande() == "sheetcash"
    monkeypatch.setattr(sys, "argv", ["/somewhere/sheetcash/__main__.py"])
    assert _commande() == "sheetcash"
