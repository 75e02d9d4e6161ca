"""The reminders' first texts, rendered in all that may happen to them, and read with a cold eye."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import product

import pytest

from sheetcash.app.champs import champs
from sheetcash.app.creance import Creance
from sheetcash.app.textes import Redacteur, Texte, choisir, reunit
from sheetcash.templates.modeles import MODELES
from sheetcash.templates.textes_composes import Ligne
from sheetcash.workbook.records import (
    ANGLAIS,
    FRANCAIS,
    PARTICULIER,
    PROFESSIONNEL,
    TU,
    VOUS,
    Client,
    Facture,
    Modele,
    Parametres,
)
from sheetcash.workbook.schema import fold

RATES_KNOWN, RATES_UNKNOWN = date(2026, 6, 20), date(2026, 11, 20)
LIEN, IBAN = "https://payer.example/f1", "FR76 3000 6000 0112 3456 7890 189"
KINDS = (PROFESSIONNEL, PARTICULIER)


def modele(at: int, one: Ligne) -> Modele:
    who = (one.type_client, fold(one.ton) or VOUS, fold(one.langue))
    return Modele(5 + at, one.niveau, fold(one.profil), one.objet, one.corps, *who)


TEXTS = [modele(at, one) for at, one in enumerate(MODELES)]
NAMES = [f"{m.niveau}-{m.profil}-{m.type_client or 'tous'}-{m.ton}-{m.langue}" for m in TEXTS]
every_text = pytest.mark.parametrize("text", TEXTS, ids=NAMES)


class Cas:
    """One reminder: the text, the invoices, the fields and what came out."""

    def __init__(
        self,
        redacteur: Redacteur,
        text: Modele,
        kind: str,
        *,
        day: date = RATES_KNOWN,
        retard: int = 20,
        encaisse: int = 0,
        deduit: int = 0,
        nombre: int = 1,
        iban: str = IBAN,
        lien: str = LIEN,
        lettre: bool = False,
        objet: str = "Zig",
    ) -> None:
        due = day - timedelta(days=retard)
        self.factures = [
            Facture(
                *(5 + at, f"F-{at}", due - timedelta(days=30 + at), "Zed", objet, "", 100_000),
                *(due - timedelta(days=at), encaisse, None, None, False, None, lien, "", "", ""),
                deduit=deduit,
            )
            for at in range(1, nombre + 1)
        ]
        client = Client(
            *(5, "Zed", kind, "Zoa", "z@example.org", text.profil, "", False),
            tutoiement=text.ton == TU,
            langue=text.langue,
        )
        me = Parametres(nom="Zut", iban=iban, expediteur="moi@example.org")
        reunies = self.factures if nombre > 1 else []
        self.kind, self.nombre, self.day = kind, nombre, day
        claim = Creance(self.factures[0], True, day, [], 0, None, 0) if lettre else None
        self.valeurs = champs(self.factures[0], client, me, day, reunies=reunies, lettre=claim)
        self.texte: Texte = redacteur.rediger(text, self.valeurs)
        self.tout = f"{self.texte.objet}\n\n{self.texte.corps}"


@cache
def cas(redacteur: Redacteur, text: Modele) -> list[Cas]:
    """All that may happen to a text."""
    return list(_cas(redacteur, text))


def _cas(redacteur: Redacteur, text: Modele) -> Iterator[Cas]:
    for kind, day, retard, (encaisse, deduit), nombre, iban, lien, lettre, objet in product(
        [text.type_client] if text.type_client else KINDS,
        (RATES_KNOWN, RATES_UNKNOWN),
        (-3, 4) if text.niveau == 0 else (1, 400),
        ((0, 0), (40_000, 0), (0, 20_000), (40_000, 20_000)),
        (1, 3) if text.niveau < 3 else (1,),
        (IBAN, ""),
        (LIEN, ""),
        (False, True) if text.niveau == 3 else (False,),
        ("Zig", ""),
    ):
        yield Cas(
            redacteur, text, kind, day=day, retard=retard, encaisse=encaisse, deduit=deduit,
            nombre=nombre, iban=iban, lien=lien, lettre=lettre, objet=objet,
        )  # fmt: skip


@pytest.fixture(scope="module")
def redacteur() -> Redacteur:
    return Redacteur()


@every_text
def test_a_text_reads_well_whatever_happens(redacteur: Redacteur, text: Modele) -> None:
    for one in cas(redacteur, text):
        tout = one.tout
        assert not re.search(r"[{}]|None|True|False|'", tout), tout
        assert not re.search(r"  |[ \u00a0][.,)]|\( ?\)|\n\n\n| \n|\n ", tout), tout
        assert one.texte.corps.endswith("\n\nZut EI\n"), tout  # C. com. R526-27
        if text.langue == ANGLAIS:
            assert not re.search(r"\s[:;?!]", tout), tout
        else:  # a no-break space before what stands alone
            corps = one.texte.corps  # a subject has plain spaces only
            assert not re.search(r"[^\u00a0][;?!:](?=\s)", corps), corps
            assert "« " not in corps and " »" not in corps


@every_text
def test_a_text_says_what_is_owed_and_how_to_pay(redacteur: Redacteur, text: Modele) -> None:
    for one in cas(redacteur, text):
        valeurs, tout = one.valeurs, one.tout
        wanted = [valeurs["iban"]]
        if one.nombre > 1:
            wanted += [valeurs["liste"], valeurs["total"]]
            assert all(facture.numero in one.texte.corps for facture in one.factures)
            assert str(one.nombre) in one.texte.corps
        else:
            wanted += [valeurs[name] for name in ("numero", "solde", "echeance", "lien")]
            assert str(valeurs["numero"]) in one.texte.objet
            assert (str(valeurs["montant"]) in tout) == (
                valeurs["montant"] == valeurs["solde"]
                or bool(valeurs["partiel"] or valeurs["avoir"])
            )
        assert all(str(value) in tout for value in wanted if value), tout
        assert ("IBAN" in tout) == bool(valeurs["iban"])
        assert "€" not in one.texte.objet  # a sum would break the conversation


@every_text
def test_the_balance_is_explained_to_the_cent(redacteur: Redacteur, text: Modele) -> None:
    """What was paid, what credit notes took off, and the amount they leave it of."""
    for one in cas(redacteur, text):
        if one.nombre > 1:
            continue
        paid, less = bool(one.valeurs["partiel"]), bool(one.valeurs["avoir"])
        sum_paid = re.escape(str(one.valeurs["encaisse"]))
        assert bool(re.search(rf"(?<![\d\s]){sum_paid}|\w {sum_paid}", one.tout)) == paid, one.tout
        note = "credit note" if text.langue == ANGLAIS else "avoir de"
        assert (note in one.tout and str(one.valeurs["avoir"]) in one.tout) == less, one.tout


@every_text
def test_a_formal_notice_names_what_it_claims(redacteur: Redacteur, text: Modele) -> None:
    if text.niveau < 3 or text.langue == ANGLAIS:
        return
    for one in cas(redacteur, text):
        claimed = "les sommes suivantes" if one.kind == PROFESSIONNEL else "(la|cette) somme"
        assert re.search(rf"me payer {claimed}", one.tout), one.tout


@every_text
def test_only_a_professional_owes_the_40_euros_and_a_consumer_interest_from_the_notice(
    redacteur: Redacteur, text: Modele
) -> None:
    for one in cas(redacteur, text):
        fixed = re.search(r"(?<!\d)(40|120)(,00\s€|\.00)|€(40|120)\.00", one.tout)
        named = re.search(r"L441-10|D441-5", one.tout)
        pro = one.kind == PROFESSIONNEL
        assert (bool(fixed), bool(named)) == (bool(fixed) and pro, bool(named) and pro), one.tout
        assert bool(fixed) == bool(named)
        if text.niveau == 3:
            assert bool(fixed) == pro
            assert ("1231-6" in one.tout and "1344-1" in one.tout) == (not pro)
        known = one.day == RATES_KNOWN
        interest = str(one.valeurs["penalites"] or "") if pro and known else ""
        if text.niveau == 3 and pro:
            assert (bool(interest) and interest in one.tout) == known
            total = ("Total dû", "Total owed")[text.langue == ANGLAIS]
            assert (total in one.tout) == known
        if text.niveau < 2:
            assert not fixed and "1231-6" not in one.tout


@every_text
def test_no_threat_that_cannot_be_carried_out(redacteur: Redacteur, text: Modele) -> None:
    for one in cas(redacteur, text):
        low = one.tout.casefold()
        for word in ("huissier", "bailiff", "saisie", "fichage", "pénal", "poursuites pénales"):
            found = low.replace("pénalités", "")
            assert word not in found, (word, one.tout)
        registered = "lettre recommandée avec avis de réception" in low or (
            "registered letter with acknowledgement of receipt" in low
        )
        assert registered == (text.niveau == 3)
        if text.niveau == 3:
            assert re.search(r"\b8\s(jours|days)", low)
            attached = "copie jointe" in low or "copy attached" in low
            assert attached == bool(one.valeurs["lettre"])
        if text.niveau < 2:
            assert not re.search("mise en demeure|formal notice|justice|court ", low)


@every_text
def test_the_tone_holds_from_one_end_to_the_other(redacteur: Redacteur, text: Modele) -> None:
    if text.langue == ANGLAIS:
        return
    vous = re.compile(r"\b(?:vous|votre|vos|vôtre)\b|\w{2,}(?<!ch)ez\b", re.IGNORECASE)
    tu = re.compile(r"\b(?:tu|te|toi|ton|ta|tes|t’)\b", re.IGNORECASE)
    for one in cas(redacteur, text):
        odd = (vous if text.ton == TU else tu).findall(one.tout)
        assert not odd, (odd, one.tout)
        assert text.niveau == 0 or (tu if text.ton == TU else vous).search(one.tout) or (
            text.profil == "ferme" and text.niveau == 1
        )  # fmt: skip


def words(texts: list[Modele], redacteur: Redacteur) -> set[str]:
    said = {one.tout for text in texts for one in cas(redacteur, text)}
    return set(re.findall(r"[^\W\d_]{2,}", " ".join(said).replace(LIEN, "").casefold()))


def test_english_texts_have_no_french_word_and_french_ones_no_english(redacteur: Redacteur) -> None:
    french = words([one for one in TEXTS if one.langue == FRANCAIS], redacteur)
    english = words([one for one in TEXTS if one.langue == ANGLAIS], redacteur)
    assert len(french) > 150 and len(english) > 150
    assert not [word for word in english if not word.isascii()]
    # Names made up for the test, and what the two languages share.
    shared = {
        "zed",
        "zoa",
        "zig",
        "zut",
        "ei",
        "iban",
        "fr",
        "on",
        "me",
        "message",
        "code",
        "civil",
    }
    shared |= {
        "code",
        "civil",
        "articles",
        "article",
        "date",
        "question",
        "total",
        "solution",
        "dates",
        "possible",
        "payable",
    }
    assert french & english <= shared


def test_every_client_has_a_text_at_every_level() -> None:
    for niveau, profil, langue, tu, kind in product(
        range(4), ("standard", "souple", "ferme"), (FRANCAIS, ANGLAIS), (False, True), KINDS
    ):
        one = choisir(TEXTS, niveau, profil, langue=langue, tutoiement=tu, type_client=kind)
        assert one is not None
        assert (one.profil, one.langue) == (profil, langue)
        assert one.ton == (TU if tu and langue == FRANCAIS else VOUS)


def test_texts_are_told_apart_and_in_an_order_one_can_follow() -> None:
    who = [one[:5] for one in MODELES]
    assert len(set(who)) == len(who) <= 48
    rank = {"Vous": 0, "Tu": 1, "": 2}
    order = [(one.niveau, rank[one.ton]) for one in MODELES]
    assert order == sorted(order)
    assert all(reunit(one) == (one.niveau < 3) for one in TEXTS)
    assert max(len(one.corps) for one in MODELES) < 1_800  # a cell, and a letter one reads
