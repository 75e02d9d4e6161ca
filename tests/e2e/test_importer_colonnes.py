"""A bank that nobody knows: its columns told by an option, or asked once at the terminal."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from commande import Run
from sheetcash.adapters.excel_file.reader import read_snapshot
from sheetcash.templates.vide import contenu_vide
from sheetcash.templates.xlsx import build
from sheetcash.workbook.banque import read_banque

pytestmark = pytest.mark.usefixtures("reglages")

NU = "05/01/2026;-500,00;Prélèvement;Loyer;\n06/01/2026;120,00;Virement;Client;\n"


class Terminal(io.StringIO):
    """What is typed at a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def livre(tmp_path: Path) -> Path:
    path = tmp_path / "Livre.xlsx"
    build(path, contenu_vide("livre"), date(2026, 11, 20))
    return path


def lignes(path: Path) -> list[tuple[date, str, int]]:
    raw = read_snapshot(path.read_bytes(), path.name, "1").tables["tblBanque"]
    return [(one.jour, one.libelle, one.cents) for one in read_banque(raw, [])]


def poser(folder: Path, text: str, name: str = "x.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_without_titles_is_read_by_the_places_of_its_columns(
    run: Callable[..., Run], livre: Path, tmp_path: Path
) -> None:
    refused = run("importer", livre, poser(tmp_path, NU))
    assert refused.code == 3 and "« colonne 1 »" in refused.err
    given = "date=colonne 1;libelle=colonne 3;montant=colonne 2"
    assert f'--colonnes "{given}"' in refused.err, "what is guessed can be pasted as it is"
    given = given.replace("colonne 3", "colonne 4")
    told = run("importer", livre, tmp_path / "x.csv", "--colonnes", given, "--json").json
    assert told["fichiers"][0]["lus"] == 2
    loyer, client = (date(2026, 1, 5), "Loyer", -50_000), (date(2026, 1, 6), "Client", 12_000)
    assert lignes(livre) == [loyer, client]
    later = poser(tmp_path, "31/02/2026;-1,00;CB;Faux;\n" + NU.replace("/01/", "/02/"), "y.csv")
    refused = run("importer", livre, later)
    assert refused.code == 3 and '--banque "Ma banque"' in refused.err, "places fit any file"
    again = run("importer", livre, later, "--banque", "Ma banque", "--json").json["fichiers"][0]
    assert (again["lus"], again["ajoutes"], len(again["rejets"])) == (3, 2, 1), "remembered"


def test_places_that_are_kept_are_not_tried_on_a_file_with_titles(
    run: Callable[..., Run], livre: Path, tmp_path: Path
) -> None:
    given = "date=colonne 1;libelle=colonne 4;montant=colonne 2"
    run("importer", livre, poser(tmp_path, NU), "--colonnes", given)
    other = poser(tmp_path, "Jour;Frais;Type;Solde\n" + NU, "autre.csv")
    assert run("importer", livre, other).code == 3 and len(lignes(livre)) == 2
    run("importer", livre, other, "--colonnes", given, "--tout")
    assert len(lignes(livre)) == 2, "told so, the same rows are read, and known"


@pytest.mark.parametrize("above", ["O5/01/2026;-3,00;P;X;", "en attente;-3,00;;X;", "x;-3,00"])
def test_what_stands_above_the_first_row_is_put_aside(
    run: Callable[..., Run], livre: Path, tmp_path: Path, above: str
) -> None:
    its = poser(tmp_path, f"Compte 123\n{above}\n{NU}")
    given = "date=colonne 1;libelle=colonne 4;montant=colonne 2"
    told = run("importer", livre, its, "--colonnes", given, "--json").json["fichiers"][0]
    assert [one["ligne"] for one in told["rejets"]] == [2] and told["ajoutes"] == 2


@pytest.mark.parametrize("mark", ["\t", "|"])
def test_a_comma_of_the_cents_is_no_separator(
    run: Callable[..., Run], livre: Path, tmp_path: Path, mark: str
) -> None:
    rows = ("05/01/2026;Loyer;-500,00;1200,00\n06/01/2026;CB;-1,00;1199,00\n").replace(";", mark)
    refused = run("importer", livre, poser(tmp_path, rows))
    assert "libelle=colonne 2;montant=colonne 3" in refused.err
    given = "date=colonne 1;libelle=colonne 2;montant=colonne 3;solde=colonne 4"
    run("importer", livre, tmp_path / "x.csv", "--colonnes", given)
    assert [one[2] for one in lignes(livre)] == [-50_000, -100]


def test_a_column_that_is_told_and_not_there_is_refused_rather_than_ignored(
    run: Callable[..., Run], livre: Path, tmp_path: Path
) -> None:
    text = "Jour;Objet;Somme;Statut;Devise\n05/01/2026;A;-1,00;en attente;EUR\n"
    text += "06/01/2026;B;-2,00;ok;USD\n07/01/2026;C;-3,00;Terminé;EUR\n"
    its, given = poser(tmp_path, text), "date=colonne 1;libelle=colonne 2;montant=colonne 3"
    for wrong in (f"{given};etat=État", f"{given};solde=colonne 77"):
        told = run("importer", livre, its, "--colonnes", wrong)
        assert told.code == 3 and not lignes(livre), told.out
    run("importer", livre, its, "--colonnes", f"{given};etat=Statut;devise=Devise")
    assert [one[1] for one in lignes(livre)] == ["C"]


def test_one_impossible_day_does_not_hide_the_titles(
    run: Callable[..., Run], livre: Path, tmp_path: Path
) -> None:
    text = "Jour;Objet ; détail;Somme\n31/02/2026;A;-1,00\n05/01/2026;B;-2,00\n06/01/2026;C;3,00\n"
    text = text.replace("Objet ; détail", '"Objet ; détail"')
    refused = run("importer", livre, poser(tmp_path, text))
    assert 'date=Jour;libelle=colonne 2;montant=Somme"' in refused.err
    given = "date=Jour;libelle=colonne 2;montant=Somme"
    told = run("importer", livre, tmp_path / "x.csv", "--colonnes", given, "--json").json
    assert len(told["fichiers"][0]["rejets"]) == 1
    assert [one[1] for one in lignes(livre)] == ["B", "C"]


def test_the_terminal_asks_again_for_a_column_that_is_needed(
    run: Callable[..., Run], livre: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "Quand;Quoi;Sens;Reste\n05/01/2026;Loyer;-500,00;100,00\n06/01/2026;CB;-1,00;98,00\n"
    its = poser(tmp_path, text)
    # date: none, then a wrong one, then the first; label; amount; balance; name of the bank
    monkeypatch.setattr("sys.stdin", Terminal("-\n9\n1\nQuoi\n3\n4\nMa banque\n"))
    told = run("importer", livre, its)
    assert "Il en faut une" in told.err and "n'est pas une de ces colonnes" in told.err
    assert lignes(livre) == [(date(2026, 1, 5), "Loyer", -50_000), (date(2026, 1, 6), "CB", -100)]
    assert told.code == 1 and "solde" in told.out, "100.00 less 1.00 is not 98.00"


def test_debit_and_credit_are_asked_where_there_is_no_amount(
    run: Callable[..., Run], livre: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "Quand;Quoi;Moins;Plus\n05/01/2026;Loyer;500,00;\n06/01/2026;Client;;120,00\n"
    monkeypatch.setattr("sys.stdin", Terminal("1\n2\n-\n3\n4\n-\n\n"))
    told = run("importer", livre, poser(tmp_path, text))
    assert told.code == 0, told.err
    assert [one[2] for one in lignes(livre)] == [-50_000, 12_000]
    later = poser(tmp_path, text.replace("/01/", "/02/"), "fevrier.csv")
    monkeypatch.setattr("sys.stdin", Terminal(""))
    assert run("importer", livre, later).code == 0 and len(lignes(livre)) == 4, "not asked again"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--decimale", "x"], "choisissez parmi « , » ou « . »"),
        (["--dates", "x"], "choisissez parmi JMA, MJA ou AMJ"),
        (["--emises", "--recues"], "l'un des deux"),
        (["--annuler"], "rapprocher … --annuler"),
        (["--oui"], "--oui va avec --rapprocher"),
    ],
)
def test_options_that_will_not_do_say_which_would(
    run: Callable[..., Run], livre: Path, tmp_path: Path, given: list[str], said: str
) -> None:
    told = run("importer", livre, poser(tmp_path, NU), *given)
    assert told.code == 2 and said in told.err


def test_a_list_of_invoices_needs_titles(
    run: Callable[..., Run], livre: Path, tmp_path: Path
) -> None:
    its = poser(tmp_path, "F-1;05/01/2026;Ana Roy;120,00\nF-2;06/01/2026;Luc Bel;80,00\n")
    given = "numero=colonne 1;date=colonne 2;client=colonne 3;montant=colonne 4"
    told = run("importer", livre, its, "--factures", "--colonnes", given)
    assert told.code == 3 and "pas de ligne de titres" in told.err
    assert run("importer", livre, its, "--factures").code == 3
    titled = poser(tmp_path, "N°;Date;Client;Montant\n" + its.read_text(encoding="utf-8"), "y.csv")
    taken = run("importer", livre, titled, "--factures", "--json").json["factures"]
    assert [one["sort"] for one in taken] == ["ajoutée", "ajoutée"], taken


def test_what_is_asked_of_a_file_without_titles_shows_no_row_as_titles(
    run: Callable[..., Run], livre: Path, tmp_path: Path
) -> None:
    refused = run("importer", livre, poser(tmp_path, f"Relevé du Coin;2026\n\n{NU}"))
    assert refused.code == 3 and "« colonne 1 »" in refused.err and "Loyer" not in refused.err


CONNU = "Jour;Objet;Somme\n05/01/2026;Loyer;-500,00\n"
DIT = ("--colonnes", "date=Jour;libelle=Objet;montant=Somme")


def test_a_simulation_remembers_nothing_and_the_last_name_told_is_the_one(
    run: Callable[..., Run], livre: Path, tmp_path: Path
) -> None:
    first = poser(tmp_path, CONNU)
    assert run("importer", livre, first, *DIT, "--simulation").code == 0
    assert run("importer", livre, first).code == 3, "as if it had not been"
    run("importer", livre, first, *DIT)
    run("importer", livre, first, *DIT, "--banque", "Banque du Coin")
    later = poser(tmp_path, CONNU.replace("05/01", "06/01"), "y.csv")
    told = run("importer", livre, later, "--json").json["fichiers"][0]
    assert (told["format"], told["ajoutes"]) == ("Banque du Coin", 1)


@pytest.mark.parametrize(
    "releve",
    [
        '{"nom":"a","jour":"Jour","libelle":"Objet","montant":"Somme"}',
        '{"nom":"a","jour":"Jour","libelle":["Objet"],"montant":["Somme"]}',
        '{"nom":"a","jour":"Jour","libelle":["Objet"],"montant":""}',
        '{"nom":"a","jour":"Jour","libelle":[],"montant":"Somme"}',
        '{"nom":"a","jour":"Jour"}',
    ],
)
def test_what_is_remembered_is_as_it_was_written_or_refused(
    run: Callable[..., Run], livre: Path, tmp_path: Path, releve: str
) -> None:
    run("importer", livre, poser(tmp_path, CONNU), *DIT)
    (kept,) = tmp_path.rglob("correspondances.json")
    kept.write_text(f'{{"releves": [{releve}], "factures": []}}', "utf-8")
    told = run("importer", livre, poser(tmp_path, "A;B;C\n1;2;3\n", "y.csv"))
    assert told.code == 3 and "n'est pas tel que sheetcash l'a écrit" in told.err


def test_a_draft_stays_one_though_its_column_was_not_told(
    run: Callable[..., Run], livre: Path, tmp_path: Path
) -> None:
    text = "N°;Date;Client;Total;Statut\nF-1;05/01/2026;Ana;99,00;Brouillon\n"
    given = "numero=N°;date=Date;client=Client;montant=Total"
    told = run("importer", livre, poser(tmp_path, text), "--factures", "--colonnes", given)
    assert told.code == 1 and "ajoutée" not in told.out


def test_a_list_whose_columns_are_not_known_says_how_to_tell_them(
    run: Callable[..., Run], livre: Path, tmp_path: Path
) -> None:
    text = "Ref;Quand;Qui;Combien\nF-1;05/01/2026;Ana;99,00\n"
    refused = run("importer", livre, poser(tmp_path, text), "--factures")
    assert refused.code == 3 and '--factures --colonnes "' in refused.err


def test_a_list_is_one_s_own(run: Callable[..., Run], livre: Path, tmp_path: Path) -> None:
    refused = run("importer", livre, poser(tmp_path, CONNU), "--factures", "--recues")
    assert refused.code == 2 and "--recues" in refused.err


@pytest.mark.parametrize("kind", ["absent", "abîmé"])
def test_a_workbook_that_cannot_be_read_is_told_before_columns_are_asked_or_kept(
    run: Callable[..., Run],
    livre: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
) -> None:
    other = tmp_path / "Autre.xlsx"
    if kind == "abîmé":
        other.write_bytes(livre.read_bytes()[:5_000])
    its = poser(tmp_path, "Quand;Quoi;Combien\n05/01/2026;Loyer;-500,00\n")
    told = run("importer", other, its, "--colonnes", "date=Quand;libelle=Quoi;montant=Combien")
    assert (told.code == 3 and "Autre.xlsx" in told.err) or "classeur" in told.err.lower()
    assert run("importer", livre, its).code == 3, "nothing was kept of its columns"
    monkeypatch.setattr("sys.stdin", Terminal("1\n2\n3\n-\n-\nMa banque\n"))
    told = run("importer", other, its)
    assert told.code == 3 and "Quelle colonne" not in told.out + told.err
    monkeypatch.setattr("sys.stdin", Terminal(""))
    assert run("importer", livre, its).code == 3 and not lignes(livre)
