"""Each figure's first and last day, and the day beyond: vectors made from the TOML files alone.

``python tests/conformance/test_bornes_des_baremes.py`` writes them again; both languages answer
them. The files are read here without sheetcash, so that its reading is what is tried.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "bornes_des_baremes.json"
BAREMES = Path(__file__).parents[2] / "src" / "sheetcash" / "baremes"

#: Keys of these parameters that no function of the catalogue asks for.
NOT_ASKED = {
    ("interet_legal", "creancier_particulier"),  # the business is the creditor
    ("plafond", "meuble_non_classe"),  # not a category of the workbook
    ("taxe_consulaire", "double"),  # nor is a double registration
}
DAY = timedelta(days=1)


class Fichier:
    """One parameter as its file writes it."""

    def __init__(self, parametre: str) -> None:
        data = tomllib.loads((BAREMES / f"{parametre}.toml").read_text("utf-8"))
        self.rows = data["valeur"]
        self.vouched = date(data["verifie_le"].year, 12, 31)  # for a figure without an end

    def cles(self) -> list[str]:
        return list(dict.fromkeys(row.get("cle", "") for row in self.rows))

    def days(self, cle: str) -> list[date]:
        """The first and last days of each figure, and the days around them."""
        found = set()
        for row in self.rows:
            if row.get("cle", "") == cle:
                last = row.get("fin", self.vouched)
                found |= {row["debut"] - DAY, row["debut"], last, last + DAY}
        return sorted(found)

    def at(self, cle: str, jour: date, creation: date | None = None) -> Decimal | None:
        """The figure of that day; None when there is none, or not here."""
        for row in self.rows:
            if row.get("cle", "") != cle:
                continue
            if not row["debut"] <= jour <= row.get("fin", self.vouched):
                continue
            if creation is not None:
                first, last = row.get("creation_min", date.min), row.get("creation_max", date.max)
                if not first <= creation <= last:
                    continue
            return Decimal(row["valeur"]) if "valeur" in row else None
        return None


def cas(fonction: str, valeur: Decimal | None, **args: Any) -> dict[str, Any]:
    args = {name: one.isoformat() if isinstance(one, date) else one for name, one in args.items()}
    answer = {"erreur": "#N/A", "dit": "Barèmes"} if valeur is None else {"valeur": _number(valeur)}
    return {
        "id": "-".join([fonction, *(str(one) for one in args.values())]),
        "fonction": fonction,
        "args": args,
        **answer,
    }


def _number(valeur: Decimal) -> float | int:
    return int(valeur) if valeur == int(valeur) else float(valeur)


def _part(percent: Decimal | None) -> Decimal | None:
    return None if percent is None else percent / 100


def _taux() -> Iterator[dict[str, Any]]:
    normal = Fichier("cotisations")
    for cle in normal.cles():
        for jour in normal.days(cle):
            yield cas("SC_TAUX", _part(normal.at(cle, jour)), categorie=cle, date=jour)
    vl = Fichier("versement_liberatoire")
    for cle in vl.cles():
        for jour in vl.days(cle):
            rate = _part(vl.at(cle, jour))
            args = {"categorie": cle, "date": jour, "composante": "versement_liberatoire"}
            yield cas("SC_TAUX", rate, **args)
    cfp = Fichier("cfp")
    for nature in cfp.cles():
        categorie = "bnc" if nature == "liberale" else "vente"
        for jour in cfp.days(nature):
            rate = _part(cfp.at(nature, jour))
            args = {"categorie": categorie, "date": jour, "composante": "cfp", "nature": nature}
            yield cas("SC_TAUX", rate, **args)
    taxe = Fichier("taxe_consulaire")
    for cle in taxe.cles():
        if ("taxe_consulaire", cle) in NOT_ASKED:
            continue
        nature, kind, *zone = cle.split(".")
        args = {"categorie": "vente" if kind == "vente" else "service_bic"}
        args |= {"composante": "taxe_consulaire", "nature": nature}
        args |= {"zone": zone[0]} if zone else {}
        for jour in taxe.days(cle):
            yield cas("SC_TAUX", _part(taxe.at(cle, jour)), **args, date=jour)


def _fin_acre(creation: date) -> date:
    """The last day of the third quarter after that of the creation."""
    first = (creation.month - 1) // 3 * 3 + 1
    return date(creation.year + 1, first, 1) - DAY


def _acre() -> Iterator[dict[str, Any]]:
    acre, normal = Fichier("acre_cotisations"), Fichier("cotisations")
    ends = {row["creation_max"] for row in acre.rows if "creation_max" in row}
    around = sorted({one for end in ends for one in (end, end + DAY)})
    for cle in acre.cles():
        for jour in acre.days(cle):
            last_march = date(jour.year - (jour.month <= 3), 3, 31)
            for creation in sorted({*around, jour, last_march, last_march + DAY}):
                if creation > jour:
                    continue
                helped = jour <= _fin_acre(creation)
                rate = acre.at(cle, jour, creation) if helped else normal.at(cle, jour)
                args = {"categorie": cle, "date": jour, "acre": True, "debut_activite": creation}
                yield cas("SC_TAUX", _part(rate), **args)


def _drom() -> Iterator[dict[str, Any]]:
    drom = Fichier("drom_cotisations")
    for cle in drom.cles():
        categorie, age = cle.split(".")
        for jour in drom.days(cle):
            creation = {
                "periode1": jour,
                "periode2": date(jour.year - 2, 1, 1),  # its ninth quarter begins in January
                "permanent": date(jour.year - 3, 12, 31),
            }[age]
            args = {"categorie": categorie, "date": jour, "debut_activite": creation}
            yield cas("SC_TAUX", _part(drom.at(cle, jour)), **args, zone="drom")


def _seuils() -> Iterator[dict[str, Any]]:
    plafond = Fichier("plafond")
    for cle in plafond.cles():
        if ("plafond", cle) in NOT_ASKED:
            continue
        for annee in sorted({jour.year for jour in plafond.days(cle)}):
            euros = plafond.at(cle, date(annee, 1, 1))
            args = {"categorie": "bnc" if cle == "service" else cle, "annee": annee}
            yield cas("SC_PLAFOND", euros, **args)
    for parametre, majore in (("tva_base", False), ("tva_majore", True)):
        seuil = Fichier(parametre)
        for cle in seuil.cles():
            categorie = "service_bic" if cle == "service" else cle
            for jour in seuil.days(cle):
                args = {"categorie": categorie, "date": jour, "majore": majore}
                yield cas("SC_SEUIL_TVA", seuil.at(cle, jour), **args)


def _penalites() -> Iterator[dict[str, Any]]:
    """One day of interest on a million euros."""
    legal, bce = Fichier("interet_legal"), Fichier("refi_bce")
    floor = Fichier("penalites_plancher")
    days = {jour for one, cle in ((legal, "autres_cas"), (bce, "")) for jour in one.days(cle)}
    for jour in sorted(days):
        semestre = date(jour.year, 7 if jour.month > 6 else 1, 1)
        low, refi = legal.at("autres_cas", semestre), bce.at("", semestre)
        times = floor.at("", semestre)
        known = low is not None and refi is not None and times is not None
        default = max(refi + 10, times * low) if known else None
        for type_client, rate in (("professionnel", default), ("particulier", low)):
            euros = (
                None
                if rate is None
                else (rate * 10_000 / 365).quantize(Decimal("0.01"), ROUND_HALF_UP)
            )
            args = {"montant": 1_000_000, "echeance": jour - DAY, "date": jour}
            yield cas("SC_PENALITES", euros, **args, type_client=type_client)


def tous() -> list[dict[str, Any]]:
    return [*_taux(), *_acre(), *_drom(), *_seuils(), *_penalites()]


def write() -> None:
    lines = ",\n".join(f"    {json.dumps(one, ensure_ascii=False)}" for one in tous())
    title = json.dumps("Premier et dernier jour de chaque chiffre, et leurs voisins")
    FILE.write_text(f'{{\n  "titre": {title},\n  "cas": [\n{lines}\n  ]\n}}\n', "utf-8")


def test_the_vectors_are_those_of_the_files() -> None:
    assert json.loads(FILE.read_text("utf-8"))["cas"] == tous()


def test_each_vector_has_its_own_name() -> None:
    names = [one["id"] for one in tous()]
    assert len(set(names)) == len(names) > 300


if __name__ == "__main__":
    write()
