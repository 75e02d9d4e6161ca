"""The Apps Script functions: generated parts up to date, types checked, vectors, agreement."""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetcash.errors import SheetcashError
from sheetcash.functions import FONCTIONS, Fonction, appeler, en_json, erreur_de, genres
from sheetcash.functions.genres import Choix, Genre
from sheetcash.hosts.google.genere import fichiers
from sheetcash.hosts.google.paquet import DOSSIER, a_coller

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "apps_scripts"


@pytest.mark.parametrize("name", sorted(fichiers()))
def test_generated_file_is_up_to_date(name: str) -> None:
    assert (SOURCES / name).read_text("utf-8") == fichiers()[name], (
        "run `make generate`: the figures or the catalogue changed"
    )


@pytest.mark.parametrize("name", sorted(a_coller(SOURCES)))
def test_what_is_pasted_is_up_to_date(name: str) -> None:
    assert (SOURCES / DOSSIER / name).read_text("utf-8") == a_coller(SOURCES)[name], (
        "run `make generate`: a source changed"
    )


def test_the_script_asks_for_the_least_and_cannot_send() -> None:
    manifest = json.loads((SOURCES / "appsscript.json").read_text("utf-8"))
    assert [scope.rsplit("/", 1)[1] for scope in manifest["oauthScopes"]] == [
        "spreadsheets.currentonly",
        "script.container.ui",
        "script.scriptapp",
    ]
    assert manifest["timeZone"] == "Europe/Paris" and manifest["runtimeVersion"] == "V8"
    text = a_coller(SOURCES)["Sheetcash.gs"]
    services = set(re.findall(r"\b([A-Z]\w+(?:App|Service)|Session|Utilities|Drive|Gmail)\.", text))
    assert services == {
        *("SpreadsheetApp", "ScriptApp"),
        *("HtmlService", "LockService", "PropertiesService", "Utilities"),
    }


def test_clasp_pushes_the_sources_and_nothing_else() -> None:
    kept = [
        line[1:]
        for line in (SOURCES / ".claspignore").read_text("utf-8").split()
        if line.startswith("!")
    ]
    assert kept == ["*.js", "Volet.html", "appsscript.json"]
    example = json.loads((SOURCES / ".clasp.json.example").read_text("utf-8"))
    assert set(example) == {"scriptId", "rootDir"}


def test_vectors_pass_under_node(node: str) -> None:
    done = subprocess.run(
        [node, "--test", str(Path(__file__).with_name("vecteurs.test.mjs"))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]


def test_types_are_strict(node: str) -> None:
    compiler = SOURCES / "node_modules" / ".bin" / "tsc"
    if not compiler.exists():
        pytest.skip("the type checker is not installed (make test installs it with npm)")
    done = subprocess.run([compiler, "-p", SOURCES], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_no_name_is_defined_twice() -> None:
    """In Google's one scope the second definition would silently win over the first."""
    defined = re.compile(r"^(?:function\*?|const|let|class) (\w+)", re.MULTILINE)
    names = Counter(
        name for file in SOURCES.glob("*.js") for name in defined.findall(file.read_text("utf-8"))
    )
    assert len(names) > 200 and names.most_common(1)[0][1] == 1, names.most_common(3)


def test_no_lock_file_names_a_registry() -> None:
    text = (SOURCES / "package-lock.json").read_text("utf-8")
    assert "resolved" not in text and "://" not in text


JUNK = st.sampled_from(
    [None, "", " ", "abc", True, False, -1, 0.5, 1e15, float("nan"), "1 234,56", "12", [], ["x"]]
)
DAYS = st.dates(date(2019, 1, 1), date(2029, 12, 31))
SERIALS = DAYS.map(lambda day: (day - date(1899, 12, 30)).days)
ISO = DAYS.map(date.isoformat)
AMOUNTS = st.one_of(
    st.integers(-500_000, 500_000),
    st.floats(-300_000, 300_000, allow_nan=False),
    st.integers(-10_000_000, 30_000_000).map(lambda cents: cents / 100),
    st.integers(0, 200_000).map(lambda half: half / 2),
)
TERMS = st.one_of(
    st.sampled_from(["à réception", "fin de mois", "30 jours", "45 jours fin de mois", "J+15"]),
    st.from_regex(r"[jJ] ?\+ ?[0-9]{1,4}|[0-9]{1,3} (jours?|J)( net)?( fin de mois)?"),
)
SIMPLE: dict[str, st.SearchStrategy[Any]] = {
    "DATE": st.one_of(ISO, ISO, SERIALS),
    "MONTANT": AMOUNTS,
    "ANNEE": st.integers(2018, 2030),
    "NIVEAU": st.sampled_from([None, 0, 1, 2, 3, 4]),
    "FRACTION": st.integers(0, 1000).map(lambda thousandths: thousandths / 1000),
    "BASE": st.sampled_from([None, 365, 366]),
    "CONDITIONS": TERMS,
    "OUI_NON": st.sampled_from([True, False, "Oui", "non", 1, None]),
}
NAMES = {id(genre): name for name, genre in vars(genres).items() if isinstance(genre, Genre)}


def cells(genre: Genre) -> st.SearchStrategy[Any]:
    if isinstance(genre.lire, Choix):
        words = [*genre.lire.labels, *genre.lire.mots.values()]
        return st.one_of(st.sampled_from(words), st.sampled_from(words).map(str.upper))
    return SIMPLE[NAMES[id(genre)].removesuffix("S") if genre.colonne else NAMES[id(genre)]]


@st.composite
def calls(draw: st.DrawFn) -> tuple[Fonction, dict[str, Any]]:
    fonction = draw(st.sampled_from(FONCTIONS))
    length = draw(st.integers(1, 6))
    args: dict[str, Any] = {}
    filtered = draw(st.booleans())
    for argument in fonction.arguments:
        cell = cells(argument.genre)
        if argument.facultatif and draw(st.integers(0, 2)) == 0:
            continue
        if argument.genre.colonne or draw(st.integers(0, 11)) == 0:
            args[argument.nom] = draw(st.lists(cell, min_size=length, max_size=length))
        else:
            args[argument.nom] = draw(cell)
    if "categories" in args and "categorie" in args and not filtered:
        del args["categories"], args["categorie"]
    if draw(st.integers(0, 5)) == 0 and args:  # something wrong somewhere
        name = draw(st.sampled_from(sorted(args)))
        if isinstance(args[name], list) and draw(st.booleans()):
            args[name] = [*args[name][:-1], draw(JUNK)]
        else:
            args[name] = draw(JUNK)
    return fonction, args


def python(nom: str, args: dict[str, Any]) -> Any:
    try:
        return {"valeur": en_json(appeler(nom, args))}
    except SheetcashError as error:
        return {"erreur": erreur_de(error)._asdict()}


@settings(max_examples=3000, deadline=None)
@given(call=calls())
def test_python_and_javascript_agree_errors_and_words_included(
    javascript: Any, call: tuple[Fonction, dict[str, Any]]
) -> None:
    fonction, args = call
    assert javascript(fonction.nom, args) == json.loads(json.dumps(python(fonction.nom, args)))


@settings(max_examples=500, deadline=None)
@given(call=calls())
def test_explanations_agree(javascript: Any, call: tuple[Fonction, dict[str, Any]]) -> None:
    fonction, args = call
    asked = {"fonction": fonction.nom, "arguments": [args.get(a.nom) for a in fonction.arguments]}
    assert javascript("SC_EXPLIQUER", asked) == python("SC_EXPLIQUER", asked)


def test_business_days_agree_for_thirty_years(javascript: Any) -> None:
    first = date(2019, 1, 1)
    days = [(first + timedelta(days=at)).isoformat() for at in range(0, 11_000)]
    for periodicite in ("mensuelle", "trimestrielle"):
        args = {"date": days, "periodicite": periodicite}
        assert javascript("SC_DATE_DECLARATION", args) == python("SC_DATE_DECLARATION", args)
    args = {"echeance": days}
    assert javascript("SC_PROCHAINE_RELANCE", args) == python("SC_PROCHAINE_RELANCE", args)


@settings(max_examples=300, deadline=None)
@given(
    amounts=st.lists(
        st.one_of(
            st.floats(-1e11, 1e11, allow_nan=False, exclude_min=True, exclude_max=True),
            st.integers(-(10**12), 10**12).map(lambda thousandths: thousandths / 1000),
        ),
        min_size=1,
        max_size=50,
    )
)
def test_cents_of_any_number_agree(javascript: Any, amounts: list[float]) -> None:
    args = {
        "dates": ["2026-01-01"] * len(amounts),
        "montants": amounts,
        "debut": "2026-01-01",
        "fin": "2026-12-31",
    }
    assert javascript("SC_ENCAISSEMENTS", args) == python("SC_ENCAISSEMENTS", args)
