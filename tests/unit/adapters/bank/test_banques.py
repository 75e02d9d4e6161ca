"""Every bank and every format gives back the one truth their files were written from."""

from __future__ import annotations

import pytest

import releves_prestataires as prestataires
import releves_synthetiques as synthese
from sheetcash.adapters.bank import lire
from sheetcash.adapters.bank.banques import BANQUES
from sheetcash.adapters.bank.tableau import trouver_entete
from sheetcash.adapters.bank.texte import decoder
from sheetcash.core.cles import cles
from sheetcash.core.releves import Releve, ecarts_de_solde, titre

VERITE = synthese.verite()
FICHIERS = synthese.tous(VERITE)
NOMS = [one.nom for one in FICHIERS]


def _rows(releve: Releve) -> list[tuple[object, ...]]:
    return sorted((m.jour, m.cents, titre(m.libelle), m.devise) for m in releve.mouvements)


@pytest.mark.parametrize("fichier", FICHIERS, ids=NOMS)
def test_a_file_gives_back_the_truth(fichier: synthese.Fichier) -> None:
    releve = lire(fichier.octets, fichier.nom)
    assert releve.format == fichier.format
    assert _rows(releve) == sorted((v.jour, v.cents, titre(v.libelle), "EUR") for v in VERITE)
    assert not releve.rejets
    assert len(releve.ecartes) == fichier.ecartes
    assert releve.lus == len(VERITE) + fichier.ecartes
    assert len(releve.comptes) == fichier.comptes
    if fichier.avec_reference:
        assert {m.reference for m in releve.mouvements} == {v.reference for v in VERITE}


@pytest.mark.parametrize("fichier", FICHIERS, ids=NOMS)
def test_its_balances_are_read_and_agree_with_its_rows(fichier: synthese.Fichier) -> None:
    releve = lire(fichier.octets, fichier.nom)
    assert ecarts_de_solde(releve) == []
    if fichier.comptes == 1:
        (compte,) = releve.comptes
        opening = compte.ouverture.cents if compte.ouverture else None
        closing = compte.cloture.cents if compte.cloture else None
        assert (opening, closing) == fichier.soldes


@pytest.mark.parametrize("fichier", FICHIERS, ids=NOMS)
def test_its_keys_are_its_own_and_the_same_each_time(fichier: synthese.Fichier) -> None:
    once, twice = (cles(lire(fichier.octets, fichier.nom).mouvements) for _ in range(2))
    assert once == twice
    assert len(set(once)) == len(VERITE)


@pytest.mark.parametrize("write", synthese.ECRIVAINS, ids=lambda one: one.__name__)
def test_overlapping_periods_give_the_same_keys(write: object) -> None:
    assert callable(write)
    days = sorted({v.jour for v in VERITE})
    start, end = days[len(days) // 3], days[2 * len(days) // 3]
    first = [v for v in VERITE if v.jour <= end]
    second = [v for v in VERITE if v.jour >= start]
    keys = [set(cles(lire(write(rows).octets).mouvements)) for rows in (first, second)]
    assert len(keys[0] | keys[1]) == len(VERITE)
    assert len(keys[0] & keys[1]) == len([v for v in VERITE if start <= v.jour <= end])


def test_every_layout_of_the_table_is_read_by_a_test() -> None:
    payouts = prestataires.tous(prestataires.operations())
    read = set()
    for one in (*FICHIERS, *payouts):
        header = trouver_entete(decoder(one.octets)[0].split("\n"))
        if header is not None:
            read.add(id(header.banque))
    assert [one.nom for one in BANQUES if id(one) not in read] == []


def test_what_was_found_of_the_form_is_told() -> None:
    releve = lire(synthese.credit_mutuel(VERITE).octets)
    told = {one.quoi: one.valeur for one in releve.annonces}
    assert told == {
        "encodage": "iso-8859-15",
        "séparateur": ";",
        "décimale": ",",
        "dates": "jour/mois/année",
        "compte": "non indiqué",
    }


def test_an_account_that_the_file_does_not_name_is_named_by_the_user() -> None:
    octets = synthese.credit_mutuel(VERITE).octets
    keys = []
    for name in ("Compte A", "Compte B"):
        releve = lire(octets, compte=name)
        assert {m.compte for m in releve.mouvements} == {name}
        assert [one.numero for one in releve.comptes] == [name]
        assert ecarts_de_solde(releve) == []
        assert "compte" not in {one.quoi for one in releve.annonces}
        keys += cles(releve.mouvements)
    assert len(set(keys)) == 2 * len(VERITE)
    named = lire(synthese.shine(VERITE).octets, compte="Compte A")
    assert {m.compte for m in named.mouvements} == {synthese.IBAN}


@pytest.mark.parametrize(
    ("write", "numero"),
    [
        (synthese.banque_postale, "1234567S033"),
        (synthese.societe_generale, "0234500012345678"),
        (synthese.bnp, "****1234"),
        (synthese.bourso, "00012345"),
        (synthese.mt940, synthese.IBAN),
        (synthese.camt053, synthese.IBAN),
        (synthese.ofx1, "01234567890"),
    ],
)
def test_the_account_is_read_where_the_file_names_it(write: object, numero: str) -> None:
    assert callable(write)
    releve = lire(write(VERITE).octets)
    assert {m.compte for m in releve.mouvements} == {numero}


def test_two_accounts_of_one_file_keep_their_own_rows_and_balances() -> None:
    releve = lire(synthese.credit_agricole(VERITE).octets)
    assert [one.numero for one in releve.comptes] == ["00011122233", "00044455566"]
    for compte, its in zip(releve.comptes, (VERITE[0::2], VERITE[1::2]), strict=True):
        rows = [m for m in releve.mouvements if m.compte == compte.numero]
        assert sorted(m.cents for m in rows) == sorted(v.cents for v in its)
        assert compte.cloture is not None
        assert compte.cloture.cents == synthese.OUVERTURE + sum(v.cents for v in its)


def test_a_row_that_is_missing_is_seen_in_the_balances() -> None:
    lines = synthese.credit_mutuel(VERITE).octets.split(b"\r\n")
    lines.pop(20)
    (gap,) = ecarts_de_solde(lire(b"\r\n".join(lines)))
    assert gap.ligne == 21
    text = synthese.mt940(VERITE).octets.decode("cp1252")
    start = text.index(":61:", text.index(":61:") + 4)
    cut = text[:start] + text[text.index(":61:", start + 4) :]
    assert len(ecarts_de_solde(lire(cut.encode("cp1252")))) == 1
