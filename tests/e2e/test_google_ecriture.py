"""Writes by places in a spreadsheet, while someone works there or another machine writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import partial
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import google_creation
import google_drive  # noqa: F401 - and to protect ranges
from google_feuilles import Onglet, Tableur
from google_local import Google
from google_monde import CHANGE, ID
from sheetcash.adapters.google import creation, ecriture, protection, service, sheets
from sheetcash.adapters.google.store import GoogleStore
from sheetcash.errors import ExternallyChanged, InputError, Uncertain
from sheetcash.templates.demonstration import JOUR_DEMO
from sheetcash.templates.google_lots import lots
from sheetcash.templates.vide import contenu_vide
from sheetcash.templates.xlsx import build
from sheetcash.workbook.edits import AppendRow, Edit, SetSetting, UpdateRow

FEUILLES = ("Banque", "Barèmes", "Paramètres")
COUNT = 6
TOP = 5  # the first row of the table
Geste = tuple[str, int]

GESTES = st.lists(
    st.tuples(
        st.sampled_from(["trier", "inserer", "supprimer", "monter", "taper"]), st.integers(0, 5)
    ),
    max_size=3,
)


@pytest.fixture(scope="module")
def modele(tmp_path_factory: pytest.TempPathFactory) -> Tableur:
    """A spreadsheet whose bank has some rows."""
    path = tmp_path_factory.mktemp("google") / "Banque.xlsx"
    empty = contenu_vide("")
    rows = [
        {"Id": f"b{at}", "Libellé": f"Ligne {at}", "Montant": 100 * at, "Rapproché avec": f"F-{at}"}
        for at in range(COUNT)
    ]
    build(path, empty._replace(rows=empty.rows | {"tblBanque": rows}), JOUR_DEMO)
    its = Google()
    its.stop()
    found = its.deposer(ID, path)
    found.onglets = [one for one in found.onglets if one.titre in FEUILLES]
    return found


@pytest.fixture(scope="module")
def serveur() -> Iterator[Google]:
    its = Google()
    yield its
    its.stop()


@pytest.fixture(scope="module")
def nouveau(serveur: Google, modele: Tableur) -> Callable[[], Monde]:
    return lambda: Monde(serveur, modele)


@pytest.fixture
def monde(nouveau: Callable[[], Monde]) -> Monde:
    return nouveau()


class Monde:
    """The spreadsheet as it was, each time; and who else is there."""

    def __init__(self, google: Google, modele: Tableur) -> None:
        self.google = google
        self.tableur = google.tableurs[ID] = deepcopy(modele)
        google.avant = lambda call: None
        google.appels.clear()
        google.pannes.clear()
        self.typed: list[str] = []

    @property
    def tab(self) -> Onglet:
        return self.tableur.onglet("Banque")

    def store(self) -> GoogleStore:
        return GoogleStore(service.ouvrir({service.EMULATOR: self.google.hote}), ID)

    def pendant(self, *waves: Callable[[], None]) -> None:
        """What happens just before each write, in turn."""
        left = list(waves)

        def avant(call: str) -> None:
            if call == CHANGE and left:
                left.pop(0)()

        self.google.avant = avant

    def ecrire(self, edits: list[Edit]) -> int:
        store = self.store()
        return store.write(store.read(["tblBanque"]), edits)

    def lignes(self) -> list[dict[str, Any]]:
        titles = self.tab.lignes[TOP - 2]
        rows = [dict(zip(titles, row, strict=False)) for row in self.tab.lignes[TOP - 1 :]]
        return [row for row in rows if any(value not in (None, "") for value in row.values())]

    def liens(self) -> dict[str, Any]:
        return {row["Id"]: row.get("Rapproché avec") for row in self.lignes()}

    # what a user does

    def geste(self, geste: Geste) -> None:
        what, at = geste
        rows = self.tab.lignes
        last = max(n for n, row in enumerate(rows, 1) if any(row)) if any(map(any, rows)) else TOP
        if what == "trier":
            rows[TOP - 1 : last] = rows[TOP - 1 : last][::-1]
        elif what == "inserer":
            rows.insert(TOP - 1 + at, [])
        elif what == "supprimer" and last > TOP + at:
            rows.pop(TOP - 1 + at)
        elif what == "monter" and last > TOP + at:
            rows.insert(TOP - 1, rows.pop(TOP - 1 + at))
        elif what == "taper":
            self.typed.append(f"à la main {len(self.typed)}")
            column = rows[TOP - 2].index("Libellé") + 1
            self.tab.put(last + 1, column, self.typed[-1])


def lien(at: int, text: str) -> UpdateRow:
    return UpdateRow("tblBanque", TOP + at, f"b{at}", {"Rapproché avec": text})


def nouvelle(at: int) -> AppendRow:
    return AppendRow("tblBanque", {"Id": f"n{at}", "Libellé": f"Ajout {at}", "Montant": 5})


@settings(derandomize=True)  # the same cases everywhere: CI is no place for a new one
@example(
    written={3: "A"},
    added=0,
    first=[("trier", 0), ("trier", 0), ("inserer", 3)],
    second=[("trier", 0), ("inserer", 0), ("inserer", 3)],
    limit=10**6,
)
@given(
    written=st.dictionaries(st.integers(0, COUNT - 1), st.sampled_from(["A", "B"]), max_size=COUNT),
    added=st.integers(0, 3),
    first=GESTES,
    second=GESTES,
    limit=st.sampled_from([10**6, 1_200]),
)
def test_each_row_gets_what_is_its_own_whatever_a_user_does_meanwhile(
    nouveau: Callable[[], Monde],
    written: dict[int, str],
    added: int,
    first: list[Geste],
    second: list[Geste],
    limit: int,
) -> None:
    monde = nouveau()
    before = set(monde.liens())
    monde.pendant(
        lambda: [monde.geste(one) for one in first] and None,
        lambda: [monde.geste(one) for one in second] and None,
    )
    edits: list[Edit] = [lien(at, text) for at, text in written.items()]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ecriture, "lots", partial(lots, limit=limit))
        try:
            monde.ecrire([*edits, *map(nouvelle, range(added))])
        except Uncertain:  # rows that move again while they are followed, blank ones among them
            assert second or limit < 10**6
            return
    rows = monde.lignes()
    found = {row["Id"]: row for row in rows if row["Id"]}
    assert len([row for row in rows if row["Id"]]) == len(found), "a row is there twice"
    for key, row in found.items():
        at = int(key[1:])
        if key in before:
            assert row["Rapproché avec"] == written.get(at, f"F-{at}"), key
            assert row["Libellé"] == f"Ligne {at}"
        else:
            assert (row["Libellé"], row["Montant"]) == (f"Ajout {at}", 0.05)
    if not any(what == "supprimer" for what, _ in [*first, *second]):
        assert set(found) == before | {f"n{at}" for at in range(added)}
        labels = [row["Libellé"] for row in rows if not row["Id"]]
        assert sorted(labels) == sorted(monde.typed)


def test_no_more_is_asked_back_than_what_tells(monde: Monde) -> None:
    """A long statement is many calls: its rows do not come back with the answer to each."""
    monde.ecrire([nouvelle(1)])
    monde.ecrire([lien(0, "A")])
    asked = [body["responseRanges"] for body in monde.google.corps[-9:] if body]
    titles = f"'Banque'!{TOP - 1}:{TOP - 1}"
    assert asked[-2:] == [[titles], [titles, "'Banque'!A:A"]]


def test_what_another_machine_wrote_in_between_stops_a_write(monde: Monde) -> None:
    """Both read the same sheet: the second would have put its rows there again."""
    monde.pendant(lambda: monde.ecrire([nouvelle(1)]) and None)
    with pytest.raises(ExternallyChanged, match=r"Un autre ordinateur.*Rien n'a été changé"):
        monde.ecrire([lien(0, "A"), nouvelle(2)])
    assert monde.liens()["b0"] == "F-0" and "n2" not in monde.liens() and "n1" in monde.liens()
    monde.google.avant = lambda call: None
    monde.ecrire([lien(0, "A"), nouvelle(2)])
    assert [row["Id"] for row in monde.lignes()][COUNT:] == ["n1", "n2"]


def test_what_another_machine_wrote_in_several_goes_stops_a_write(monde: Monde) -> None:
    """A number that was taken is not free again because another followed it."""
    monde.pendant(lambda: [monde.ecrire([nouvelle(at)]) for at in (1, 2, 3)] and None)
    with pytest.raises(ExternallyChanged, match="Un autre ordinateur"):
        monde.ecrire([nouvelle(1)])
    assert [row["Id"] for row in monde.lignes()][COUNT:] == ["n1", "n2", "n3"]


def test_numbers_are_known_though_google_tells_them_only_of_the_whole(
    monde: Monde, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "CELLS", sheets.CELLS.replace(f"{sheets.NUMEROS},", ""))
    monkeypatch.setattr(service, "CELLS", sheets.CELLS)
    for at in range(3):
        monde.ecrire([nouvelle(at)])
    assert [row["Id"] for row in monde.lignes()][COUNT:] == ["n0", "n1", "n2"]


def test_another_machine_between_two_calls_of_a_long_write(
    monde: Monde, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ecriture, "lots", partial(lots, limit=1_500))
    other = monde.store()
    monde.pendant(
        lambda: None, lambda: other.write(other.read(["tblBanque"]), [nouvelle(99)]) and None
    )
    with pytest.raises(Uncertain, match=r"lignes sur 8 sont écrites.*Un autre ordinateur"):
        monde.ecrire(list(map(nouvelle, range(8))))
    keys = [row["Id"] for row in monde.lignes()][COUNT:]
    assert keys == [*[f"n{at}" for at in range(len(keys) - 1)], "n99"]


def test_a_copy_that_kept_an_older_number_goes_on_from_the_last(monde: Monde) -> None:
    for at in range(2):
        monde.ecrire([nouvelle(at)])
    kept = monde.tableur.metadonnees[-1]
    old = [kept | {"metadataId": kept["metadataId"] - back} for back in (5, 300)]
    monde.tableur.metadonnees[:0] = [*old, kept | {"metadataId": 7, "metadataKey": "un autre"}]
    monde.ecrire([nouvelle(2)])
    numbers = [one["metadataId"] for one in monde.tableur.metadonnees]
    assert max(numbers) == kept["metadataId"] + 1
    assert old[0]["metadataId"] in numbers and 7 in numbers
    assert old[1]["metadataId"] not in numbers, "what is far behind is let go"


@pytest.mark.parametrize("what", ["proteger", "ajouter"])
def test_what_is_added_once_is_not_added_by_two_machines_at_once(monde: Monde, what: str) -> None:
    """Both saw that it was missing."""

    def faire() -> None:
        its = service.ouvrir({service.EMULATOR: monde.google.hote})
        if what == "proteger":
            protection.proteger(its, ID)
        else:
            creation.ajouter(its, ID, contenu_vide(""), JOUR_DEMO)

    monde.pendant(faire)
    with pytest.raises(ExternallyChanged, match="Rien n'a été changé"):
        faire()
    titles = [one.titre for one in monde.tableur.onglets]
    ranges = [str(one["range"]) for tab in monde.tableur.onglets for one in tab.protections]
    assert len(titles) == len(set(titles)) and len(ranges) == len(set(ranges)) > 0
    monde.google.avant = lambda call: None
    monde.google.appels.clear()
    faire()
    assert CHANGE not in monde.google.appels, "nothing is missing any more"


def test_rows_that_move_again_and_again_are_told(monde: Monde) -> None:
    monde.pendant(*[lambda: monde.geste(("monter", 4))] * 9)
    with pytest.raises(Uncertain, match="« Banque », ligne") as told:
        monde.ecrire([lien(0, "A"), lien(3, "B")])
    assert "Historique des versions" in told.value.que_faire
    assert monde.google.appels.count(CHANGE) == 4


def test_a_correction_whose_answer_is_lost_is_told(monde: Monde) -> None:
    def trier() -> None:
        monde.geste(("trier", 0))
        monde.google.panne(":batchUpdate", 500, restantes=1)
        monde.google.pannes[-1].restantes = 0

    monde.pendant(trier, lambda: setattr(monde.google.pannes[-1], "restantes", 1))
    with pytest.raises(Uncertain, match=r"« Banque », ligne.*ligne"):
        monde.ecrire([lien(0, "A")])


@pytest.mark.parametrize("what", ["sans clé", "deux fois"])
def test_rows_that_cannot_be_told_apart_are_told(monde: Monde, what: str) -> None:
    column = monde.tab.lignes[TOP - 2].index("Id") + 1
    for row in (TOP, TOP + 1):
        monde.tab.put(row, column, None if what == "sans clé" else "b")
    monde.pendant(lambda: monde.geste(("trier", 0)))
    with pytest.raises(Uncertain, match=rf"« Banque », ligne {TOP}\b"):
        monde.ecrire([lien(0, "A")])


@pytest.mark.parametrize("jumelles", [False, True])
def test_a_key_written_over_another_row_is_told(monde: Monde, jumelles: bool) -> None:
    """A pasted row has no key yet: what stands beside tells it, or the key that is gone."""
    titles = monde.tab.lignes[TOP - 2]
    monde.tab.put(TOP, titles.index("Id") + 1, None)
    if jumelles:
        for title in ("Libellé", "Montant", "Rapproché avec"):
            column = titles.index(title) + 1
            monde.tab.put(TOP, column, monde.tab.cell(TOP + COUNT - 1, column))
    monde.pendant(lambda: monde.geste(("trier", 0)))
    with pytest.raises(Uncertain, match="« Banque », b5" if jumelles else "« Banque », ligne 5"):
        monde.ecrire([UpdateRow("tblBanque", TOP, "", {"Id": "b0", "Rapproché avec": "A"})])


@pytest.mark.parametrize("edits", [[lien(0, "A")], [nouvelle(1)]], ids=["lien", "nouvelle"])
@pytest.mark.parametrize("at", [0, 1])
def test_a_column_put_in_meanwhile_is_told(monde: Monde, edits: list[Edit], at: int) -> None:
    def inserer() -> None:
        for row in monde.tab.lignes[TOP - 2 :]:
            row.insert(at, None)

    monde.pendant(inserer)
    with pytest.raises(Uncertain, match="« Banque », colonne « "):
        monde.ecrire(edits)


def test_a_setting_written_over_another_is_told(monde: Monde) -> None:
    """The age of the statements would become a date, and hold no reminder any more."""
    tab = monde.tableur.onglet("Paramètres")
    monde.pendant(lambda: tab.lignes.insert(4, []))
    with pytest.raises(Uncertain, match=r"« Paramètres », ligne \d+ \(« Relevés à jour au »\)"):
        monde.ecrire([SetSetting("Relevés à jour au", JOUR_DEMO)])
    monde.google.avant = lambda call: None
    monde.ecrire([SetSetting("Relevés à jour au", JOUR_DEMO)])


def test_a_sheet_renamed_while_it_is_written_is_told(monde: Monde) -> None:
    monde.pendant(lambda: setattr(monde.tab, "titre", "Ma banque"))
    with pytest.raises(Uncertain, match=r"changé de nom.*Rendez-lui son nom"):
        monde.ecrire([lien(0, "A")])


def test_rows_without_a_key_that_change_places_are_told(monde: Monde) -> None:
    """Each would get the other's key and the other's link."""
    column = monde.tab.lignes[TOP - 2].index("Id") + 1
    for row in (TOP, TOP + 1):
        monde.tab.put(row, column, None)
    edits: list[Edit] = [
        UpdateRow("tblBanque", TOP + at, "", {"Id": f"x{at}", "Rapproché avec": "A"})
        for at in (0, 1)
    ]
    rows = monde.tab.lignes
    monde.pendant(lambda: rows.insert(TOP - 1, rows.pop(TOP)))
    with pytest.raises(Uncertain, match=f"« Banque », lignes {TOP}, {TOP + 1}"):
        monde.ecrire(edits)
    monde.google.avant = lambda call: None
    for row in (TOP, TOP + 1):
        monde.tab.put(row, column, None)
    monde.ecrire(edits)
    assert [row["Id"] for row in monde.lignes()][:2] == ["x0", "x1"]


def test_more_corrections_than_a_call_takes_are_several(
    monde: Monde, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ecriture, "lots", partial(lots, limit=600))
    waves = iter(range(99))

    def une_fois() -> None:
        if next(waves) == 0:
            monde.geste(("trier", 0))

    monde.pendant(*[une_fois] * 99)
    monde.ecrire([lien(at, "A") for at in range(COUNT)])
    assert set(monde.liens().values()) == {"A"}
    assert max(monde.google.tailles[-9:]) < 1_500


RIEN = {"Id": None, "Libellé": None, "Montant": None, "Rapproché avec": None}


@pytest.mark.parametrize("geste", [("inserer", 0), ("trier", 0), ("monter", 3)])
@pytest.mark.parametrize("victime", ["b1", None])
def test_a_row_emptied_in_place_of_another_is_told(
    monde: Monde, geste: Geste, victime: str | None
) -> None:
    """The undoing of a batch empties rows: a row without a number leaves no trace of its own."""
    monde.tab.put(TOP + 1, monde.tab.lignes[TOP - 2].index("Id") + 1, victime)
    monde.pendant(lambda: monde.geste(geste))
    with pytest.raises(Uncertain, match=r"« Banque », .*b2"):
        monde.ecrire([UpdateRow("tblBanque", TOP + 2, "b2", dict(RIEN))])


@pytest.mark.parametrize("geste", [("inserer", 0), ("trier", 0), ("monter", 3)])
def test_rows_that_are_numbered_again_in_place_of_others_are_told(
    monde: Monde, geste: Geste
) -> None:
    edits: list[Edit] = [
        UpdateRow("tblBanque", TOP + at, f"b{at}", {"Id": f"b{at + 1}"}) for at in range(COUNT)
    ]
    monde.pendant(lambda: monde.geste(geste))
    with pytest.raises(Uncertain, match="« Banque », ligne"):
        monde.ecrire(edits)


def test_rows_are_numbered_again_where_nobody_moves_them(monde: Monde) -> None:
    edits: list[Edit] = [
        UpdateRow("tblBanque", TOP + at, f"b{at}", {"Id": f"b{at + 1}"}) for at in range(COUNT)
    ]
    monde.ecrire([*edits, AppendRow("tblBanque", {"Id": "b0", "Libellé": "Ajout"})])
    assert [row["Id"] for row in monde.lignes()] == [*[f"b{at + 1}" for at in range(COUNT)], "b0"]
    monde.ecrire([UpdateRow("tblBanque", TOP + 2, "b3", dict(RIEN))])
    assert "b3" not in monde.liens() and len(monde.lignes()) == COUNT


def test_a_row_that_is_numbered_and_written_by_several_edits_is_one(monde: Monde) -> None:
    edits: list[Edit] = [
        lien(0, "A"),
        UpdateRow("tblBanque", TOP, "b0", {"Id": "x"}),
        UpdateRow("tblBanque", TOP, "b0", {"Libellé": "Autre", "Montant": 700}),
    ]
    monde.ecrire(edits)
    row = monde.lignes()[0]
    assert (row["Id"], row["Libellé"], row["Rapproché avec"]) == ("x", "Autre", "A")
    assert monde.google.appels.count(CHANGE) == 1


@pytest.mark.parametrize("titre", ["Id", "Numéro"])
def test_rows_that_no_key_tells_are_told_when_they_move(monde: Monde, titre: str) -> None:
    """Neither blank keys nor a column of keys that was renamed: what stands beside tells."""
    column = monde.tab.lignes[TOP - 2].index("Id") + 1
    for row in range(TOP, TOP + COUNT):
        monde.tab.put(row, column, None if titre == "Id" else monde.tab.cell(row, column))
    monde.tab.put(TOP - 1, column, titre)
    edits: list[Edit] = [
        UpdateRow("tblBanque", TOP + at, "", {"Rapproché avec": f"A{at}"}) for at in range(2)
    ]
    store = monde.store()
    try:
        seen = store.read(["tblBanque"])
    except InputError:  # a key that is needed: nothing is written without it
        assert titre != "Id"
        return
    monde.pendant(lambda: monde.geste(("trier", 0)))
    with pytest.raises(Uncertain, match=f"« Banque », lignes {TOP}, {TOP + 1}"):
        store.write(seen, edits)


@pytest.mark.parametrize("fond", ["neuf", "mille de plus", "venu d'Excel", "une note en bas"])
def test_added_rows_calculate_like_those_above_them(serveur: Google, fond: str) -> None:
    """Whatever stands under the table: rows that Google's button adds have no formula."""
    its = service.ouvrir({service.EMULATOR: serveur.hote})
    rows = [
        {"N°": str(at), "Date d'encaissement": JOUR_DEMO, "Catégorie": "BNC", "Montant": 100}
        for at in (1, 2, 3)
    ]
    empty = contenu_vide("")
    content = empty._replace(rows=empty.rows | {"tblRecettes": rows})
    identifiant = creation.creer(its, content, JOUR_DEMO, "Essai")
    serveur.avant = lambda call: None
    tab = serveur.tableurs[identifiant].onglet("Livre des recettes")
    calculated = {column for row, column in tab.formules if row == TOP + 2}
    assert len(calculated) > 3
    if fond == "mille de plus":
        tab.hauteur += 1_000
    if fond == "venu d'Excel":
        for at in [one for one in tab.formules if one[0] > TOP + 2]:
            del tab.formules[at]
    if fond == "une note en bas":
        for row in range(TOP, tab.hauteur + 1):
            tab.put(row, tab.largeur, row)  # a column of the user's, numbered to the bottom
    store = GoogleStore(its, identifiant)
    new = {"Date d'encaissement": JOUR_DEMO, "Catégorie": "BNC", "Montant": 5}
    edits: list[Edit] = [AppendRow("tblRecettes", {"N°": str(at)} | new) for at in (4, 5)]
    store.write(store.read(["tblRecettes"]), edits)
    number = tab.lignes[TOP - 2].index("N°") + 1
    assert [tab.cell(TOP + at, number) for at in range(6)] == ["1", "2", "3", "4", "5", None]
    for row in (TOP + 3, TOP + 4):
        assert {column for at, column in tab.formules if at == row} == calculated, row
        for column in calculated:  # relative to its own row
            above = tab.formules[TOP + 2, column]
            assert tab.formules[row, column] == google_creation.deplacee(above, row - TOP - 2, 0)
