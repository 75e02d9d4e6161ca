"""Message boxes: what must be seen is, within what a box can hold."""

import pytest

from sheetcash.hosts.excel.messages import LIMITE, Partie, aide, boite, diagnostic
from sheetcash.hosts.excel.ruban import BOUTONS
from sheetcash.workbook.findings import Finding


def test_all_is_shown_when_there_is_room():
    said = boite([Partie("Titre", ["a", "b"]), Partie("Autre")], "Fin.")
    assert said == "Titre\n• a\n• b\n\nAutre\n\nFin."


def test_the_last_parts_lose_their_lines_first_and_say_how_many():
    lines = [f"ligne {n} {'x' * 60}" for n in range(10)]
    said = boite([Partie("Un", lines[:6]), Partie("Deux", lines)], "Fin.")
    assert len(said) <= LIMITE and said.endswith("\n\nFin.")
    assert all(line in said for line in lines[:6])
    assert "… et " in said.partition("Deux")[2] and lines[0] in said.partition("Deux")[2]


def test_what_is_whole_stays_whole():
    lines = [f"ligne {n} {'x' * 60}" for n in range(8)]
    said = boite([Partie("Un", lines), Partie("Chiffres", lines[:6], entiere=True)])
    assert len(said) <= LIMITE and all(line in said.partition("Chiffres")[2] for line in lines[:6])


@pytest.mark.parametrize("parts", [1, 3, 40])
@pytest.mark.parametrize("length", [10, 200, 5_000])
@pytest.mark.parametrize("count", [0, 1, 30, 10_000])
def test_a_box_is_never_too_long_and_its_end_never_cut(parts, length, count):
    those = [Partie("T" * length, ["y" * length] * count, entiere=at == 0) for at in range(parts)]
    said = boite(those, "Envoyer ces relances ?")
    assert len(said) <= LIMITE and said.endswith("Envoyer ces relances ?")


def test_a_long_line_is_cut_with_a_mark():
    (line,) = [one for one in boite([Partie("T", ["z" * 400])]).splitlines() if "z" in one]
    assert line.endswith("…") and len(line) < 200


def test_what_is_wrong_comes_before_what_is_right():
    from sheetcash.hosts.diagnostic import Verification

    checks = [Verification("A", True, "bien"), Verification("B", False, "mal")]
    found = [Finding("Factures", 3, "Montant", "« x » n'est pas un montant.", "Corrigez.")]
    said = diagnostic(checks, found)
    assert said.index("B : mal") < said.index("Factures, ligne 3") < said.index("A : bien")
    assert diagnostic(checks[:1], []).startswith("Tout va bien.")


def test_warnings_come_before_the_question_and_the_question_stays_whole():
    from types import SimpleNamespace

    from sheetcash.app.avertissements import Avertissement
    from sheetcash.hosts.excel.messages import demande

    facture = SimpleNamespace(numero="F-1", client="Ada", solde=12_000)
    one = SimpleNamespace(facture=facture, niveau=1, destinataire="ada@example.org")
    mail = SimpleNamespace(subject="Facture F-1", message_id="<1@example.org>")
    warned = [Avertissement(("F-1",), f"Chose {n} {'x' * 80}.", "Voyez.") for n in range(30)]
    said = demande([(one, mail)], [], warned)
    assert said.index("F-1, Ada") < said.index("À regarder avant") < said.index("Chose 0")
    assert said.endswith("Envoyer cette relance ?") and "autres" in said and len(said) <= LIMITE
    assert "À regarder" not in demande([(one, mail)], [])


def test_help_holds_every_button_even_with_long_paths():
    said = aide(BOUTONS, "0.1.0", "C:\\" + "r" * 120, "C:\\" + "j" * 120)
    assert all(one.libelle in said for one in BOUTONS) and len(said) <= LIMITE
