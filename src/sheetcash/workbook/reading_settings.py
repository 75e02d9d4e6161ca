"""The sheet Paramètres into typed settings; a bad cell is reported and its default used."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from sheetcash.core import hypotheses
from sheetcash.core.categories import CODES, NATURES, ZONES
from sheetcash.core.cotisations import Regime
from sheetcash.core.hypotheses import Reglages
from sheetcash.core.money import MILLION
from sheetcash.core.periods import MENSUELLE, TRIMESTRIELLE, format_date
from sheetcash.core.relances import JOURS as DEFAULT_DAYS
from sheetcash.core.virement import a_la_forme, affiche
from sheetcash.workbook import convert
from sheetcash.workbook.convert import Reading, is_blank
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.parametres import BY_LABEL, PLAFONDS, SUSPENSIONS
from sheetcash.workbook.raw import RawSetting
from sheetcash.workbook.records import Parametres
from sheetcash.workbook.schema import DATE, ENTIER, JOURS, LISTE, MONTANT, TAUX, Setting, fold

_SHEET = "Paramètres"
_DELAI = "Délai de mise en demeure (jours)"
SCENARIOS = {fold(scenario): scenario for scenario in hypotheses.SCENARIOS}
_LATEST = date(2100, 1, 1)
_CATEGORIES = {fold(label): code for label, code in CODES.items()}


def _bad(setting: Setting, raw: RawSetting, findings: list[Finding], what: str) -> None:
    shown = convert.quoted(" ; ".join(convert.text(value) for value in raw.values))
    findings.append(Finding(_SHEET, raw.row, setting.label, f"{shown} ne convient pas.", what))


def _value(setting: Setting, raw: RawSetting | None, findings: list[Finding]) -> Any:
    """One setting's typed value: its default when blank, and when it cannot be read.

    Reminder days that cannot be read are None: their default might send earlier.
    """
    if raw is None or all(is_blank(value) for value in raw.values):
        return _par_million(setting) if setting.kind == TAUX else setting.default
    cell = raw.values[0]
    if error := next(filter(None, map(convert.error_of, raw.values)), None):
        findings.append(Finding(_SHEET, raw.row, setting.label, *error))
        return None if setting.kind == JOURS else setting.default
    reading = Reading(_SHEET, raw.row, findings, set())
    if setting.kind == DATE:
        return convert.dates([cell], setting.label, reading, _LATEST)[0]
    if setting.kind == MONTANT:
        cents = convert.amounts([cell], setting.label, reading)[0]
        return setting.default if cents is None else cents
    if setting.kind == LISTE:
        wanted = fold(convert.text(cell))
        if wanted in {fold(choice) for choice in setting.choices}:
            return wanted
        _bad(setting, raw, findings, f"Choisissez parmi : {', '.join(setting.choices)}.")
        return setting.default
    if setting.kind == TAUX:
        if isinstance(cell, (int, float)) and not isinstance(cell, bool) and 0 <= cell <= 1:
            return convert.par_million(cell)
        _bad(setting, raw, findings, "Mettez un pourcentage de 0 % à 100 %.")
        return _par_million(setting)
    if setting.kind == ENTIER:
        number = _entier(cell)
        if number is not None:
            return number
        _bad(setting, raw, findings, "Mettez un nombre entier.")
        return setting.default
    if setting.kind == JOURS:
        days = _days(raw.values)
        if days is None:
            _bad(
                setting, raw, findings, "Mettez cinq nombres de jours, du plus petit au plus grand."
            )
        return days
    return convert.text(cell)


def _entier(cell: object) -> int | None:
    """A whole number of six figures at the most; None for anything else."""
    shown = convert.text(cell)
    return int(shown) if shown.isdecimal() and len(shown) < 7 else None


def _illisibles(raw: Mapping[str, RawSetting], findings: list[Finding]) -> tuple[str, ...]:
    """The limits that are set and cannot be read; their findings say that they hold everything."""
    found = []
    for label in (*SUSPENSIONS, *PLAFONDS):
        its = raw.get(label)
        if its is None or all(is_blank(value) for value in its.values):
            continue
        setting = BY_LABEL[label]
        read: list[Finding] = []
        if _value(setting, its, read) is None or (
            setting.kind == ENTIER and _entier(its.values[0]) is None
        ):
            found.append(label)
            for at, one in enumerate(findings):
                if one in read:
                    held = f"{one.que_faire} D'ici là, aucune relance ne part.".strip()
                    findings[at] = one._replace(que_faire=held)
    return tuple(found)


def _par_million(setting: Setting) -> int:
    """A rate's default as rules take it."""
    assert isinstance(setting.default, (int, float))
    return round(setting.default * MILLION)


def _days(values: list[object]) -> tuple[int, ...] | None:
    """Five whole numbers of days, strictly increasing, or None."""
    try:
        days = tuple(int(convert.text(value)) for value in values)
    except ValueError:
        return None
    ordered = all(before < after for before, after in pairwise(days))
    return days if len(days) == 5 and ordered and days[0] >= -60 and days[4] <= 730 else None


def _missing(raw: Mapping[str, RawSetting], findings: list[Finding]) -> set[str]:
    """Report the settings that a workbook which has most of them has lost."""
    needed = [label for label, one in BY_LABEL.items() if not one.optional]
    missing = [label for label in needed if label not in raw]
    if 2 * len(missing) > len(needed):
        return set()  # an older workbook, or a small one of the user's own
    findings += [
        Finding(
            _SHEET,
            0,
            label,
            f"Le réglage « {label} » est introuvable.",
            f"Écrivez « {label} » à gauche de sa cellule, ou restaurez une sauvegarde.",
        )
        for label in missing
    ]
    return set(missing)


def read_settings(raw: Mapping[str, RawSetting], findings: list[Finding]) -> Parametres:
    """The settings of a workbook, with a finding for each one that cannot be read.

    ``jours`` lacks the profiles whose days cannot be read: their clients must not be reminded
    on other days than those the user chose.
    """
    missing = _missing(raw, findings)
    got = {label: _value(setting, raw.get(label), findings) for label, setting in BY_LABEL.items()}
    nature = fold(got["Nature"] or "")
    zone = fold(got["Zone"] or "")
    return Parametres(
        nom=got["Nom"] or "",
        categorie_principale=_CATEGORIES.get(fold(got["Catégorie principale"] or ""), ""),
        regime=Regime(
            nature=nature if nature in NATURES else NATURES[2],
            versement_liberatoire=fold(got["Versement libératoire"]) == "oui",
            acre=fold(got["ACRE"]) == "oui",
            debut_activite=got["Début d'activité"],
            zone=zone if zone in ZONES else ZONES[0],
        ),
        periodicite=MENSUELLE if fold(got["Périodicité"]) == MENSUELLE else TRIMESTRIELLE,
        solde_initial=got["Solde initial"],
        date_solde=got["Date du solde"],
        reserve=got["Réserve de sécurité"],
        objectif=got["Objectif annuel"],
        scenario=SCENARIOS[fold(got["Scénario"])],
        part_perdue=got["Part jamais payée"],
        reglages=Reglages(
            got["CFE attendue"],
            got["Provision pour impôt"],
            got["Taux de TVA"],
            got["Prélèvement personnel"],
        ),
        tva_depuis=got["TVA due depuis"],
        jours={
            profil: got[label]
            for profil in DEFAULT_DAYS
            if (label := f"Jours de relance {profil.capitalize()}") not in missing and got[label]
        },
        ferme_des=got["Profil Ferme dès"],
        relances_par_envoi=got["Relances par envoi"],
        expediteur=got["Courriel expéditeur"] or "",
        iban=_iban(got["IBAN"] or ""),
        date_du_jour=got["Date du jour"],
        identifiant=got["Identifiant du classeur"] or "",
        periodicite_depuis=_depuis(got["Périodicité depuis"], raw, findings),
        suspendues=got["Relances suspendues jusqu'au"],
        siren=got["SIREN"] or "",
        seuil_impayes=got["Seuil d'alerte impayés"],
        seuil_dependance=got["Seuil de dépendance"],
        delai_mise_en_demeure=_delai(got[_DELAI], raw, findings),
        adresse=got["Adresse"] or "",
        taux_convenu=got["Pénalités convenues"] or None,
        envois_par_minute=got["Envois par minute"],
        envois_par_jour=got["Envois par jour"],
        releves_jours=got["Âge maximal des relevés (jours)"],
        illisibles=_illisibles(raw, findings),
        releves_au=got["Relevés à jour au"],
    )


def _iban(typed: str) -> str:
    """An IBAN by fours, as clients will read it; anything else as it was typed."""
    return affiche(typed) if a_la_forme(typed) else typed


def _delai(days: int, raw: Mapping[str, RawSetting], findings: list[Finding]) -> int:
    """A delay that leaves time to pay, and not a season."""
    if 2 <= days <= 90:
        return days
    default = BY_LABEL[_DELAI].default
    _bad(BY_LABEL[_DELAI], raw[_DELAI], findings, f"Mettez de 2 à 90 jours ; {default} compte.")
    assert isinstance(default, int)
    return default


def _depuis(
    day: date | None, raw: Mapping[str, RawSetting], findings: list[Finding]
) -> date | None:
    """The 1 January of a change of frequency: the law knows no other day, nor does the sheet."""
    if day is None or (day.month, day.day) == (1, 1):
        return day
    label = "Périodicité depuis"
    first = date(day.year, 1, 1)
    what = f"On n'en change qu'un 1er janvier : {format_date(first)} est retenu ; corrigez."
    _bad(BY_LABEL[label], raw[label], findings, what)
    return first
