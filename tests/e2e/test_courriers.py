"""``sheetcash courriers`` on a real file: what is written, and what never changes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from pypdf import PdfReader

from commande import Run, lancer

DEMO = Path(__file__).parents[2] / "workbook_templates" / "sheetcash-demo.xlsx"


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Run]:
    monkeypatch.setenv("SHEETCASH_STATE_DIR", str(tmp_path / "etat"))
    monkeypatch.setenv("SHEETCASH_CONFIG_DIR", str(tmp_path / "config"))
    return partial(lancer, capsys)


@pytest.fixture
def classeur(tmp_path: Path) -> Path:
    path = tmp_path / "livre.xlsx"
    path.write_bytes(DEMO.read_bytes())
    return path


def texte(path: Path) -> str:
    whole = "".join(page.extract_text() for page in PdfReader(path).pages)
    return " ".join(whole.split())


def test_what_is_due_is_written_and_the_workbook_is_not_touched(
    run: Callable[..., Run], classeur: Path, tmp_path: Path
) -> None:
    before = classeur.read_bytes()
    done = run("courriers", classeur)
    assert done.code == 1 and "2 mises en demeure" in done.out  # 1: a rate is not known
    assert "1 dossier de recouvrement" in done.out and "Barèmes" in done.out
    assert classeur.read_bytes() == before
    place = tmp_path / "Courriers"
    assert "Atelier Bois Clair" in texte(place / "Mise en demeure F-2026-039 du 2026-11-20.pdf")
    folder = place / "Recouvrement F-2026-033"
    names = [file.name for file in sorted(folder.iterdir())]
    assert names == [
        "00 Bordereau des pièces.pdf",
        "01 Exposé des faits pour la requête.pdf",
        "02 Calcul des sommes dues.pdf",
        "03 Relevé de compte client.pdf",
        "04 Historique des échanges.pdf",
        "05 Mise en demeure.pdf",
    ]
    index = texte(folder / names[0])
    assert "copie de la facture F-2026-033" in index and "avis de réception" in index
    facts = texte(folder / names[1])
    assert "12946" in facts and "tribunal de commerce" in facts and "1406" in facts
    statement = texte(folder / names[3])
    assert "F-2026-033" in statement and "260,00 €" in statement and "F-2025-009" in statement
    story = texte(folder / names[4])
    assert "Relance 1" in story and "Mise en demeure" in story and "08/09/2026" in story


def test_a_second_run_writes_no_letter_twice_and_no_folder_over(
    run: Callable[..., Run], classeur: Path, tmp_path: Path
) -> None:
    first = run("courriers", classeur, "--json").json["courriers"]
    again = run("courriers", classeur, "--json").json["courriers"]
    letters = [one["chemin"] for one in first if one["genre"] == "mise_en_demeure"]
    assert letters == [one["chemin"] for one in again if one["genre"] == "mise_en_demeure"]
    assert (tmp_path / "Courriers" / "Recouvrement F-2026-033 (2)").is_dir()


def test_numbers_choose_and_what_is_odd_is_said(
    run: Callable[..., Run], classeur: Path, tmp_path: Path
) -> None:
    done = run(
        "courriers",
        classeur,
        "f-2026-041",
        "F-2026-034",
        "F-9",
        "F-2025-009",
        "--dossier",
        tmp_path / "ailleurs",
        "--json",
    )
    assert [one["facture"] for one in done.json["courriers"]] == ["F-2026-041", "F-2026-034"]
    said = " ".join(one["probleme"] for one in done.json["constats"])
    for words in ("pas encore due", "litige en cours", "« F-9 »", "il ne reste rien à payer"):
        assert words in said
    assert len(list((tmp_path / "ailleurs").iterdir())) == 2


def test_no_workbook_no_folder(run: Callable[..., Run], tmp_path: Path) -> None:
    done = run("courriers", tmp_path / "rien.xlsx")
    assert done.code == 3 and not (tmp_path / "Courriers").exists()
