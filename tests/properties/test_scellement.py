"""A sealed row cannot change unseen, whatever the change; what is not sealed never alarms."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from registres_en_memoire import (
    FIRST,
    ClasseurEnMemoire,
    JournalEnMemoire,
    Row,
    sceller_tout,
    verdict,
)
from sheetcash.app.verifier import ALTERE, SAIN
from sheetcash.core.scellement import canonique
from sheetcash.workbook.registres import REGISTRE_ACHATS, REGISTRE_RECETTES, Registre
from sheetcash.workbook.tables import MODES

FIN, JOUR = date(2026, 10, 31), date(2026, 11, 27)
TEXTES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12)
CENTS = st.integers(-1_000_000, 1_000_000)
REGISTRES = pytest.mark.parametrize(
    "registre", [REGISTRE_RECETTES, REGISTRE_ACHATS], ids=lambda one: one.nom
)


@st.composite
def livres(draw: st.DrawFn, achats: bool = False) -> ClasseurEnMemoire:
    """A register with some sealed rows to come and some of November, in order."""
    count = draw(st.integers(2, 8))
    days = sorted(draw(st.lists(st.integers(0, 300), min_size=count, max_size=count)))
    rows: list[Row] = []
    for number, offset in enumerate(days, 1):
        row: Row = {
            "N°": str(number),
            "Nature": draw(TEXTES),
            "Montant": draw(CENTS) / 100,
            "Mode de règlement": draw(st.sampled_from(MODES)),
            "Pièce": f"P-{number}{draw(TEXTES)}",
        }
        day = date(2026, 1, 2) + timedelta(offset)
        if achats:
            row |= {"Date": day, "Fournisseur": draw(TEXTES), "Poste": draw(TEXTES)}
        else:
            row |= {"Date d'encaissement": day, "Client": draw(TEXTES), "Catégorie": "BNC"}
            row |= {"N° facture": draw(TEXTES), "Remarque": draw(TEXTES)}
        rows.append(row)
    for number in range(count + 1, count + 1 + draw(st.integers(0, 3))):
        late = rows[-1] | {"N°": str(number)}
        rows.append(late | {("Date" if achats else "Date d'encaissement"): date(2026, 11, 12)})
    return ClasseurEnMemoire(**{"tblAchats" if achats else "tblRecettes": rows})


def table(registre: Registre) -> str:
    return registre.table.name


def scelles(classeur: ClasseurEnMemoire, registre: Registre) -> list[int]:
    """The sealed rows, by their index."""
    rows = classeur.rows[table(registre)]
    return [at for at, row in enumerate(rows) if row.get("Sceau")]


def clos(classeur: ClasseurEnMemoire) -> JournalEnMemoire:
    journal = JournalEnMemoire()
    done = sceller_tout(classeur, journal, JOUR, FIN, achats=True)
    assert not done.plan.constats
    assert verdict(classeur, journal).etat == SAIN
    return journal


def named(classeur: ClasseurEnMemoire, journal: JournalEnMemoire | None, sheet: str) -> set[int]:
    """The rows of a sheet that ``verifier`` names; it must give the alarm."""
    rapport = verdict(classeur, journal)
    assert rapport.etat == ALTERE
    return {one.ligne for one in rapport.constats if one.feuille == sheet}


def changed(draw: st.DataObject, value: Any, kind: str) -> Any:
    """Another value for a field, often as near as can be."""
    if kind == "date":
        return draw.draw(st.sampled_from([value + timedelta(1), value - timedelta(1), None]))
    if kind == "montant":
        return draw.draw(st.sampled_from([value + 0.01, value - 0.01, -value or 1.0, None]))
    text = value or ""
    near = [text + " ", " " + text, text.swapcase(), text + "e\u0301", "", text[:-1], text * 2]
    return draw.draw(st.sampled_from(near))


@pytest.mark.parametrize("with_journal", [True, False])
@REGISTRES
@given(data=st.data())
def test_any_change_of_any_field_is_found_and_named(
    data: st.DataObject, registre: Registre, with_journal: bool
) -> None:
    classeur = data.draw(livres(achats=registre is REGISTRE_ACHATS))
    journal = clos(classeur)
    rows = classeur.rows[table(registre)]
    at = data.draw(st.sampled_from(scelles(classeur, registre)))
    title = data.draw(st.sampled_from(registre.champs))
    column = registre.table.column(title)
    before = rows[at].get(title)
    after = changed(data, before, column.kind)
    assume((after or "") != (before or "") and canonique([str(after)]) != canonique([str(before)]))
    rows[at][title] = after
    assume(not same(before, after))
    found = named(classeur, journal if with_journal else None, registre.table.sheet)
    assert FIRST + at in found
    others = {FIRST + one for one in scelles(classeur, registre)} - {FIRST + at}
    assert not found & others, "a sound row was named"
    if with_journal:
        told = [one for one in verdict(classeur, journal).constats if one.ligne == FIRST + at]
        assert title in {one.colonne for one in told}, "the field was not named"


def same(one: Any, other: Any) -> bool:
    """Two texts that hosts may give for one another."""
    import unicodedata

    both = [
        unicodedata.normalize("NFC", v) if isinstance(v, str) else v or "" for v in (one, other)
    ]
    return both[0] == both[1]


@pytest.mark.parametrize("with_journal", [True, False])
@REGISTRES
@given(data=st.data())
def test_a_deleted_row_is_missing_and_named(
    data: st.DataObject, registre: Registre, with_journal: bool
) -> None:
    classeur = data.draw(livres(achats=registre is REGISTRE_ACHATS))
    journal = clos(classeur)
    rows = classeur.rows[table(registre)]
    at = data.draw(st.sampled_from(scelles(classeur, registre)))
    gone = rows.pop(at)
    rapport = verdict(classeur, journal if with_journal else None)
    assert rapport.etat == ALTERE
    told = " ".join(one.probleme for one in rapport.constats)
    assert "n'est plus là" in told
    if with_journal:
        assert f"n° {gone['N°']} " in told
    else:
        assert f"de rang {at + 1} " in told


@pytest.mark.parametrize("with_journal", [True, False])
@REGISTRES
@given(data=st.data())
def test_the_last_rows_cannot_be_cut_off(
    data: st.DataObject, registre: Registre, with_journal: bool
) -> None:
    classeur = data.draw(livres(achats=registre is REGISTRE_ACHATS))
    journal = clos(classeur)
    rows, sealed = classeur.rows[table(registre)], scelles(classeur, registre)
    kept = data.draw(st.integers(0, len(sealed) - 1))
    del rows[kept:]
    rapport = verdict(classeur, journal if with_journal else None)
    assert rapport.etat == ALTERE
    missing = [one for one in rapport.constats if "n'est plus là" in one.probleme]
    assert len(missing) == len(sealed) - kept


@REGISTRES
@given(data=st.data(), with_seal=st.booleans(), with_journal=st.booleans())
def test_a_copied_row_is_named(
    data: st.DataObject, registre: Registre, with_seal: bool, with_journal: bool
) -> None:
    classeur = data.draw(livres(achats=registre is REGISTRE_ACHATS))
    journal = clos(classeur)
    rows = classeur.rows[table(registre)]
    at = data.draw(st.sampled_from(scelles(classeur, registre)))
    copy = deepcopy(rows[at])
    if not with_seal:
        copy["Sceau"] = None
    rows.append(copy)
    found = named(classeur, journal if with_journal else None, registre.table.sheet)
    assert FIRST + len(rows) - 1 in found


@REGISTRES
@given(data=st.data(), with_journal=st.booleans())
def test_a_row_inserted_in_a_sealed_month_is_named(
    data: st.DataObject, registre: Registre, with_journal: bool
) -> None:
    classeur = data.draw(livres(achats=registre is REGISTRE_ACHATS))
    journal = clos(classeur)
    rows = classeur.rows[table(registre)]
    at = data.draw(st.integers(0, len(rows)))
    rows.insert(at, rows[0] | {"N°": "900", "Sceau": None})
    assert named(classeur, journal if with_journal else None, registre.table.sheet) == {FIRST + at}


@REGISTRES
@given(data=st.data(), with_journal=st.booleans())
def test_two_rows_that_swap_contents_are_both_named(
    data: st.DataObject, registre: Registre, with_journal: bool
) -> None:
    classeur = data.draw(livres(achats=registre is REGISTRE_ACHATS))
    journal = clos(classeur)
    rows, sealed = classeur.rows[table(registre)], scelles(classeur, registre)
    assume(len(sealed) > 1)
    one, other = data.draw(st.permutations(sealed))[:2]
    rows[one]["Sceau"], rows[other]["Sceau"] = rows[other]["Sceau"], rows[one]["Sceau"]
    found = named(classeur, journal if with_journal else None, registre.table.sheet)
    assert found == {FIRST + one, FIRST + other}
    said = verdict(classeur, journal if with_journal else None).constats
    assert all("porte le sceau d'une autre" in c.probleme for c in said if c.ligne in found)


@REGISTRES
@given(data=st.data(), with_journal=st.booleans(), blank=st.booleans())
def test_a_seal_taken_off_or_spoilt_is_named_and_the_row_said_intact(
    data: st.DataObject, registre: Registre, with_journal: bool, blank: bool
) -> None:
    classeur = data.draw(livres(achats=registre is REGISTRE_ACHATS))
    journal = clos(classeur)
    rows = classeur.rows[table(registre)]
    at = data.draw(st.sampled_from(scelles(classeur, registre)))
    seal = rows[at]["Sceau"]
    rows[at]["Sceau"] = None if blank else seal[:-1] + ("0" if seal[-1] != "0" else "1")
    rapport = verdict(classeur, journal if with_journal else None)
    assert rapport.etat == ALTERE
    told = [one for one in rapport.constats if one.ligne == FIRST + at]
    assert any("Le sceau" in one.probleme and one.colonne == "Sceau" for one in told)
    others = [one for one in rapport.constats if one.feuille == registre.table.sheet]
    assert {one.ligne for one in others} == {FIRST + at}, "the next row still follows it"


@REGISTRES
@given(data=st.data(), with_journal=st.booleans())
def test_sorting_and_what_is_not_sealed_never_alarm(
    data: st.DataObject, registre: Registre, with_journal: bool
) -> None:
    classeur = data.draw(livres(achats=registre is REGISTRE_ACHATS))
    journal = clos(classeur)
    rows = classeur.rows[table(registre)]
    for row in rows:
        row["Pointé"] = data.draw(st.sampled_from(["Oui", None, "x"]))
        row["Question du comptable"] = data.draw(TEXTES)
        if row.get("Sceau"):
            continue
        for title in {"Client", "Fournisseur", "Nature"}.intersection(registre.champs):
            row[title] = data.draw(TEXTES)
        row["Montant"] = data.draw(CENTS) / 100
        row["N°"] = data.draw(st.sampled_from([None, "", "12345", "A"]))
        row[registre.jour] = data.draw(
            st.sampled_from([date(2026, 11, 1), date(2027, 1, 1), None, "jeudi"])
        )
    classeur.rows[table(registre)] = data.draw(st.permutations(rows))
    rapport = verdict(classeur, journal if with_journal else None)
    assert rapport.etat == SAIN
    assert not rapport.constats


@given(data=st.data(), classeur=livres(), with_journal=st.booleans())
def test_a_sealed_total_cannot_change_either(
    data: st.DataObject, classeur: ClasseurEnMemoire, with_journal: bool
) -> None:
    journal = clos(classeur)
    rows = classeur.rows["tblScelles"]
    at = data.draw(st.integers(0, len(rows) - 1))
    title = data.draw(st.sampled_from(["Début", "Fin", "Lignes", "Total", "Détail", "Scellé le"]))
    before = rows[at][title]
    if isinstance(before, date):
        rows[at][title] = before + timedelta(1)
    else:
        rows[at][title] = before + 1 if isinstance(before, float) else before + " "
    assert FIRST + at in named(classeur, journal if with_journal else None, "Scellés")


@given(classeur=livres())
def test_a_chain_made_again_over_changed_rows_is_told_by_a_seal_kept_elsewhere(
    classeur: ClasseurEnMemoire,
) -> None:
    """Whoever has sheetcash can seal a falsified book anew: what was given out still tells."""
    journal = clos(classeur)
    rows = classeur.rows["tblRecettes"]
    kept = str(verdict(classeur).registres[0].dernier)
    for row in rows:
        row["Sceau"] = None
    rows[0]["Montant"] += 1
    classeur.rows["tblScelles"] = []
    sceller_tout(classeur, JournalEnMemoire(), JOUR, FIN)
    assert verdict(classeur).etat == SAIN  # nothing in the file tells
    assert verdict(classeur, None, kept).etat == ALTERE
    told = verdict(classeur, journal)
    assert told.etat == ALTERE
    assert any(one.colonne == "Montant" and one.ligne == FIRST for one in told.constats)
