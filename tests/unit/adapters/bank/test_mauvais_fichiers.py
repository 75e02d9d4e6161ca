"""Files that are no statement, rows that are none: a French sentence, and the rest goes in."""

from __future__ import annotations

from pathlib import Path

import pytest

import releves_synthetiques as synthese
from fichiers_abimes import archive
from sheetcash.adapters.bank import lire, proposer
from sheetcash.core.releves import Correspondance, Mouvement, Releve
from sheetcash.errors import NotAStatement, UnknownColumns, WrongMapping

BOMB = """<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>&b;</BkToCstmrStmt>
</Document>"""
FILE = BOMB.replace('<!ENTITY a "ha">', '<!ENTITY a SYSTEM "file:///etc/passwd">')


@pytest.mark.parametrize(
    ("octets", "dit"),
    [
        (b"", "vide"),
        (b" \r\n\0\0", "vide"),
        (b"\xef\xbb\xbf\n", "vide"),
        (b"%PDF-1.7\n%...", "est un PDF"),
        (b"\n%PDF-1.4", "est un PDF"),
        (archive("releve.csv"), "archive ZIP"),
        (archive("xl/workbook.xml"), "classeur Excel"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 100, "ancien fichier"),
        (b"\x1f\x8b\x08" + b"\0" * 100, "archive"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "image"),
        (bytes(range(256)) * 40, "pas un texte"),
        (b"<!DOCTYPE html><html><body>Session</body></html>", "page web"),
        (b'{"transactions": []}', "JSON"),
        (b"<?xml version='1.0'?><autre/>", "XML"),
        (b"<rsm:CrossIndustryInvoice/>", "facture"),
        (BOMB.encode(), "DOCTYPE"),
        (FILE.encode(), "DOCTYPE"),
        (BOMB.encode("utf-16"), "DOCTYPE"),
        (b"OFXHEADER:100\n<!ENTITY x>\n<OFX></OFX>", "DOCTYPE"),
        (b"OFXHEADER:100\n<OFX></OFX>", "ni compte ni mouvement"),
        (b":86:091\n-", "ni compte ni mouvement"),
        (b"bonjour", "colonnes"),
        (b"a;b;c\n1;2;3\n", "colonnes"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",  # a zip bears the time
)
def test_what_is_no_statement_is_said_in_french(octets: bytes, dit: str) -> None:
    with pytest.raises(NotAStatement, match=dit) as caught:
        lire(octets, "releve")
    assert caught.value.que_faire


def test_a_file_that_is_not_there_or_is_a_folder(tmp_path: Path) -> None:
    for path, dit in ((tmp_path / "absent.csv", "n'existe pas"), (tmp_path, "dossier")):
        with pytest.raises(NotAStatement, match=dit):
            lire(path)
    with pytest.raises(NotAStatement, match="ne peut pas exister"):
        lire(Path("a\0b"))


def test_a_file_that_is_too_large_is_not_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sheetcash.adapters.bank.reconnaitre.TAILLE_MAX", 1000)
    with pytest.raises(NotAStatement, match="trop grand"):
        lire(b"x" * 1001)


def test_what_it_is_called_is_in_the_sentence(tmp_path: Path) -> None:
    path = tmp_path / "relevé.pdf"
    path.write_bytes(b"%PDF-1.7")
    with pytest.raises(NotAStatement, match=r"« relevé\.pdf » est un PDF"):
        lire(path)


POSTALE = "Numéro Compte;123456\n\nDate;Libellé;Montant(EUROS)\n"


def _one(line: str) -> Releve:
    good = "05/01/2026;AVANT;-1,00\n"
    return lire(f"{POSTALE}{good}{line}\n13/01/2026;APRÈS;2,00\n".encode())


@pytest.mark.parametrize(
    ("ligne", "pourquoi"),
    [
        ("31/02/2026;X;1,00", "calendrier"),
        ("05/01/2026;X;1,00,00", "montant"),
        ("05/01/2026;X;", "montant"),
        ("05/01/2026;X", "cellules"),
        ("05/01/2026;X; Y;1,00", "cellules"),
        ("TOTAL;;1,00", "date"),
        ("n'importe quoi", "date"),
        ("05/01/2026;X;1 2,00", "montant"),
    ],
)
def test_a_bad_row_is_put_aside_and_the_others_go_in(ligne: str, pourquoi: str) -> None:
    releve = _one(ligne)
    assert [m.libelle for m in releve.mouvements] == ["AVANT", "APRÈS"]
    (put_aside,) = releve.rejets
    assert put_aside.ligne == 5
    assert pourquoi in put_aside.pourquoi
    assert releve.lus == 3


def test_one_damaged_date_does_not_turn_the_others_round() -> None:
    text = f"{POSTALE}05/01/2026;A;1,00\n01/13/2026;B;1,00\n06/01/2026;C;1,00\n"
    releve = lire(text.encode())
    assert [m.jour.month for m in releve.mouvements] == [1, 1]
    assert [r.ligne for r in releve.rejets] == [5]


def test_labels_written_for_a_web_page_are_read() -> None:
    releve = _one("06/01/2026;CAF&eacute; &amp; TH&#201; R&D &foo X;1,00")
    assert releve.mouvements[1].libelle == "CAFé & THÉ R&D &foo X"


@pytest.mark.parametrize(
    "ligne", ['06/01/2026;"X;3,00', '06/01/2026;12" X;3,00', '06/01/2026;"X" Y;3,00']
)
def test_a_stray_quotation_mark_costs_no_row(ligne: str) -> None:
    releve = _one(ligne)
    assert [m.cents for m in releve.mouvements] == [-100, 300, 200]


def test_a_formula_is_a_text_like_another() -> None:
    for label in ("=1+1", "+33 6", "-5", "@SUM(A1)"):
        assert _one(f"06/01/2026;{label};1,00").mouvements[1].libelle == label


def test_debit_and_credit_on_one_row_are_refused() -> None:
    text = "Date;Date de valeur;Débit;Crédit;Libellé;Solde\n"
    rows = (
        "13/01/2026;;-1,00;2,00;X;\n14/01/2026;;;;X;\n15/01/2026;;-3,00;;X;\n16/01/2026;;4,00;;X;\n"
    )
    releve = lire((text + rows + "17/01/2026;;-5,00;0,00;X;\n").encode())
    assert [m.cents for m in releve.mouvements] == [-300, -500]
    assert [r.ligne for r in releve.rejets] == [2, 3, 5]


def test_the_last_row_of_a_file_that_was_cut_is_not_trusted() -> None:
    data = synthese.bpce(synthese.verite()).octets
    cut = data[: data.rindex(b";", 0, len(data) - 12)]
    assert lire(cut).rejets[0].pourquoi.endswith("(ligne coupée ?)")
    whole = synthese.ofx1(synthese.verite()).octets
    cut = whole[: whole.rindex(b"<FITID>")]
    releve = lire(cut)
    assert len(releve.rejets) == 1
    assert any(one.quoi == "fin" for one in releve.annonces)
    camt = synthese.camt053(synthese.verite()).octets
    releve = lire(camt[: len(camt) // 2])
    assert len(releve.rejets) == 1
    assert len(releve.mouvements) > 20


def test_two_files_pasted_one_after_the_other_are_read() -> None:
    rows = synthese.verite()
    one = synthese.bpce(rows).octets
    releve = lire(one + one)
    assert (len(releve.mouvements), len(releve.rejets)) == (2 * len(rows), 0)


INCONNU = (
    "Ma banque\nJour;Objet;Somme;Reste\n31/01/2026;Loyer;-500,00;10,00\n05/02/2026;VIR;9,50;3,00\n"
)


def test_an_unknown_bank_is_asked_of_the_user_with_a_proposal() -> None:
    with pytest.raises(UnknownColumns) as caught:
        lire(INCONNU.encode())
    assert caught.value.titres == ("Jour", "Objet", "Somme", "Reste")
    proposal = proposer(INCONNU.encode(), "Ma banque")
    mapping = proposal.correspondance
    assert mapping is not None
    assert (mapping.jour, mapping.libelle, mapping.montant) == ("Jour", ("Objet",), "Somme")
    releve = lire(INCONNU.encode(), correspondance=mapping)
    assert [(m.libelle, m.cents) for m in releve.mouvements] == [("Loyer", -50000), ("VIR", 950)]
    assert releve.format == "Ma banque"
    again = lire(INCONNU.encode(), correspondances=[_postale(), mapping])
    assert again.mouvements == releve.mouvements


def _postale() -> Correspondance:
    return Correspondance("Autre", "Date", ("Libellé",), montant="Montant(EUROS)")


def test_another_bank_s_mapping_says_which_columns_are_not_there() -> None:
    with pytest.raises(WrongMapping) as caught:
        lire(INCONNU.encode(), correspondance=_postale())
    assert caught.value.absents == ("Date", "Libellé", "Montant(EUROS)")


@pytest.mark.parametrize(
    "write", [synthese.credit_mutuel, synthese.n26, synthese.bourso, synthese.credit_agricole]
)
def test_what_is_proposed_for_known_banks_reads_their_files(write: object) -> None:
    assert callable(write)
    octets = write(synthese.verite()).octets
    mapping = proposer(octets, "X").correspondance
    assert mapping is not None
    assert sorted(_sums(lire(octets, correspondance=mapping))) == sorted(_sums(lire(octets)))


def _sums(releve: Releve) -> list[tuple[object, int]]:
    return [(m.jour, m.cents) for m in releve.mouvements]


def test_what_was_found_can_be_overridden() -> None:
    text = "Date;Libellé;Montant(EUROS)\n05/01/2026;é;1.234\n"
    assert lire(text.encode()).rejets
    rows: list[Mouvement] = list(
        lire(text.encode("cp1252"), encodage="cp1252", decimale=",", ordre="MJA").mouvements
    )
    assert [(m.jour.month, m.libelle, m.cents) for m in rows] == [(5, "é", 123400)]
