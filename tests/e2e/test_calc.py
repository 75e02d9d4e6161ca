"""``sheetcash calc`` as a user and as a program call it."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from sheetcash.cli import main
from sheetcash.functions import NOMS
from sheetcash.templates.vide import contenu_vide
from sheetcash.templates.xlsx import build
from sheetcash.workbook.content import Content


def run(*words: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    code = main(["calc", *words])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def ask(lines: str, *options: str) -> tuple[int, list[Any], str]:
    """The answers to lines of JSON, by a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "sheetcash", "calc", "--jsonl", *options],
        input=lines.encode("utf-8"),
        capture_output=True,
        check=False,
        env={"PYTHONIOENCODING": "latin-1", "PATH": "/usr/bin:/bin"},
    )
    answers = [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]
    return done.returncode, answers, done.stderr.decode("utf-8")


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (["SC_PLAFOND", "bnc", "2026"], "83600\n"),
        (["plafond_prorata", "BNC", "2025", "1/7/2025"], "39169.32\n"),
        (["SC_COTISATIONS", "3 517,00 €", "vente", "31/03/2026", "nature=artisanale"], "452\n"),
        (
            [
                "SC_ENCAISSEMENTS",
                "[2026-01-02;3/1/2026]",
                "[1 000;-0,5]",
                "2026-01-01",
                "2026-12-31",
            ],
            "999.5\n",
        ),
        (["SC_ECHEANCE", "20/01/2026", "45 jours fin de mois"], "2026-03-31\n"),
        (["SC_PENALITES", "1000", "2025-07-01", "2025-07-31", "taux=9,25 %"], "7.6\n"),
        (["SC_PENALITES", "1000", "2025-07-01", "2025-07-31", "0,0925"], "7.6\n"),
        (["SC_PENALITES", "1000", "2025-07-01", "2025-07-31", "0.150"], "12.33\n"),
        (["SC_STATUT_PLAFOND", "85", "100", "0,855"], "OK\n"),
        (["SC_PLAFOND", "[bnc;vente]", "2026"], "83600\n203100\n"),
        (["SC_COTISATIONS", "-100", "bnc", "2026-03-31"], "0\n"),
        (["SC_PROCHAINE_RELANCE", "2026-11-17", "", "", "ferme"], "2026-11-16\n"),
    ],
)
def test_answers(words: list[str], shown: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*words, capsys=capsys) == (0, shown, "")


def test_a_column_tells_its_bad_cells_and_answers_the_others(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, err = run("SC_PLAFOND", "[bnc;chose]", "2026", capsys=capsys)
    assert (code, out) == (1, "83600\n#VALEUR!\n")
    assert "ligne 2" in err and "« chose »" in err


def test_a_table_has_one_line_per_row(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run("SC_COTISATIONS_DETAIL", "250", "bnc", "2025-03-31", capsys=capsys)
    assert code == 0
    assert out.splitlines()[0] == "cotisations\t0.246\t62"
    assert out.splitlines()[-1] == "total\t0.248\t63"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["SC_PLAFOND", "bnc", "2030"], 1, "#N/A Aucun chiffre connu au 01/01/2030"),
        (["SC_PLAFOND", "bnc", "2030"], 1, "Puis ajoutez --classeur"),
        (["SC_PLAFOND", "[]", "2030"], 1, "la plage est vide"),
        (["SC_COTISATIONS", "1.234", "bnc", "2026-03-31"], 1, "#VALEUR!"),
        (["SC_TAUX", "bnc", "2026-03-31", "acre=oui", "acre=non"], 1, "donné deux fois"),
        (["SC_PLAFOND", "ventes", "2026"], 1, "#VALEUR! categorie : « ventes »"),
        (["SC_PLAFOND", "bnc"], 1, "annee : il manque une valeur"),
        (["SC_PLAFOND", "bnc", "2026", "12"], 1, "Elle en attend 2 au plus"),
        (["SC_PLAFOND", "bnc", "an=2026"], 1, "n'a pas d'argument « an »"),
        (["SC_PLAFOND", "bnc", "categorie=bnc"], 1, "« categorie » est donné deux fois"),
        (["SC_PLAFOND", "bnc", "2026", "loi=1"], 1, "n'a pas d'argument « loi »"),
        (["SC_PLAFOND", "bnc", "self=1"], 1, "n'a pas d'argument « self »"),
        (["SC_COTISATIONS", "12,345", "bnc", "2026-03-31"], 1, "ca : « 12,345 »"),
        (["SC_COTISATIONS", "12 %", "bnc", "2026-03-31"], 1, "ca : « 12 % »"),
        (["SC_COTISATIONS", "100", "bnc", "2026-03-31 midi"], 1, "date : « 2026-03-31 midi »"),
        (["SC_PENALITES", "1000", "2025-06-20", "2025-07-10", "12"], 1, "taux : « 12 »"),
        (["SC_PLAFON", "bnc", "2026"], 1, "Choisissez « SC_PLAFOND »"),
        (["SC_EXPLIQUER"], 1, "Il manque la fonction à expliquer"),
        (["--jsonl", "SC_PLAFOND"], 2, "entrée standard"),
        (["--classeur", "nulle-part.xlsx", "SC_PLAFOND", "bnc", "2026"], 3, "nulle-part.xlsx"),
    ],
)
def test_says_what_is_wrong(
    words: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found, out, err = run(*words, capsys=capsys)
    assert (found, out) == (code, "")
    assert said in err and "Traceback" not in err


def test_without_a_function_the_list_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys=capsys)
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()] == NOMS


def test_explains_an_answer_and_a_refusal(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run("SC_EXPLIQUER", "SC_TAUX", "bnc", "2026-03-31", capsys=capsys)
    assert code == 0
    for part in ("25,6", "depuis le 01/01/2026", "CSS", "modele-social"):
        assert part in out
    code, out, _ = run("expliquer", "penalites", "100", "2026-06-30", "2026-07-30", capsys=capsys)
    assert code == 0
    assert "répond #N/A" in out and "feuille Barèmes" in out


def test_jsonl_answers_each_line_whatever_the_others_are() -> None:
    lines = "\n".join(
        [
            '{"id": 1, "fonction": "SC_PLAFOND", "args": {"categorie": "bnc", "annee": 2026}}',
            "",
            "pas du json",
            "[1, 2]",
            '{"id": "é", "fonction": "SC_PLAFOND"}',
            '{"id": 3, "fonction": "SC_COTISATIONS", "args": {"ca": NaN, "categorie": "bnc", '
            '"date": "2026-01-01"}}',
            '{"id": 4, "fonction": "SC_COTISATIONS", "args": [1]}',
            '{"id": {"a": 1}, "fonction": "SC_INCONNUE", "args": {}}',
            '{"id": 5, "fonction": "SC_ECHEANCE", "args": {"date_facture": "2026-01-20", '
            '"conditions": "fin de mois"}}',
            '{"id": 6, "fonction": "SC_EXPLIQUER", "args": {"fonction": "SC_PLAFOND", '
            '"arguments": ["bnc", 2026]}}',
            '{"id": 7, "fonction": "SC_EXPLIQUER", "args": {"fonction": "SC_PLAFOND", '
            '"categorie": "bnc", "annee": 2026}}',
            '{"id": 8, "fonction": "SC_EXPLIQUER", "args": {}}',
            '{"id": 9, "fonction": "SC_PLAFOND", "args": {"categorie": {"x": 1}, "annee": 2026}}',
            '{"id": 10, "fonction": "SC_PLAFOND", "args": {"categorie": [{"x": 1}], "annee": 1}}',
            "[" * 100_000,
            '{"id": 11, "fonction": "SC_PLAFOND", "args": {"loi": 1}}',
            '{"id": 12, "fonction": "SC_PLAFOND", "args": {"self": 1}}',
            '{"id": 13, "fonction": "SC_EXPLIQUER", "args": {"fonction": "plafond", '
            '"arguments": 5}}',
            '{"id": 1.5, "fonction": "SC_PLAFOND", "args": {"categorie": [{"bnc": 1}], '
            '"annee": 2026}}',
            '{"id": 15, "fonction": "SC_ENCAISSEMENTS", "args": {"dates": '
            '["2025-12-31T23:00:00.000Z"], "montants": [5], "debut": "2026-01-01", '
            '"fin": "2026-12-31"}}',
            '{"id": 16, "fonction": "SC_CA_PAR_MOIS", "args": {"dates": ["2026-01-01"], '
            '"montants": [5], "annee": [2025, 2026]}}',
        ]
    )
    code, answers, err = ask(lines)
    assert (code, err) == (0, "")
    assert answers[0] == {"id": 1, "valeur": 83600}
    assert [answer["id"] for answer in answers] == [
        1, None, None, "é", 3, 4, None, 5, 6, 7, 8, 9, 10, None, 11, 12, 13, 1.5, 15, 16
    ]  # fmt: skip
    failed = [answer["id"] for answer in answers if "erreur" in answer]
    assert failed == [None, None, "é", 3, 4, None, 8, 9, 10, None, 11, 12, 13, 1.5, 15, 16]
    for answer in answers:
        if "erreur" in answer:
            assert answer["erreur"]["code"] == "#VALEUR!" and answer["erreur"]["message"]
    assert answers[7]["valeur"] == "2026-01-31"
    assert answers[8]["valeur"] == answers[9]["valeur"]


def test_jsonl_answers_a_conversation_line_by_line() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "sheetcash", "calc", "--jsonl"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert process.stdin is not None and process.stdout is not None
    for annee, expected in ((2025, 77_700), (2026, 83_600)):
        asked = {
            "id": annee,
            "fonction": "SC_PLAFOND",
            "args": {"categorie": "bnc", "annee": annee},
        }
        process.stdin.write(json.dumps(asked) + "\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline()) == {"id": annee, "valeur": expected}
    process.stdin.close()
    assert process.wait(timeout=30) == 0
    process.stdout.close()


def test_bytes_that_are_not_utf_8_do_not_stop_the_run() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sheetcash", "calc", "--jsonl"],
        input=b'{"id": 1, "fonction": "SC_PLAFOND\xff"}\n\xfe\xfe\n',
        capture_output=True,
        check=False,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert [answer["erreur"]["code"] for answer in answers] == ["#VALEUR!"] * 2


def test_a_workbook_s_figures_are_used_and_its_mistakes_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "classeur.xlsx"
    content = contenu_vide("essai")
    rows = [dict(row) for row in content.rows["tblBaremes"]]
    for row in rows:
        if (row["Paramètre"], row["Début"]) == ("Cotisations", date(2026, 1, 1)):
            row["Valeur"] = Decimal("26.1")
    build(path, Content(content.settings, content.rows | {"tblBaremes": rows}), date(2026, 11, 20))
    asked = ("SC_TAUX", "bnc", "2026-03-31")
    assert run(*asked, "--classeur", str(path), capsys=capsys) == (0, "0.261\n", "")
    code, out, _ = run("SC_EXPLIQUER", *asked, "--classeur", str(path), capsys=capsys)
    assert code == 0 and "saisi par vous (feuille Barèmes, ligne" in out
    rows[0]["Valeur"] = "12,8 %"
    build(path, Content(content.settings, content.rows | {"tblBaremes": rows}), date(2026, 11, 20))
    code, out, err = run(*asked, "--classeur", str(path), capsys=capsys)
    assert (code, out) == (1, "0.261\n")
    assert "12,8 %" in err and "Barèmes" in err


def test_a_line_without_end_is_refused_and_the_next_is_answered() -> None:
    question = '{"id": 1, "fonction": "SC_PLAFOND", "args": {"categorie": "bnc", "annee": 2026}}'
    code, answers, _ = ask("x" * (40 * 1024 * 1024) + "\n" + question + "\n")
    assert code == 0
    assert "trop longue" in answers[0]["erreur"]["message"]
    assert answers[1:] == [{"id": 1, "valeur": 83_600}]
