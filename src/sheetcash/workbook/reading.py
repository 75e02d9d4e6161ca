"""From a snapshot's raw cells to a :class:`Book`: every bad row becomes a finding.

The run goes on with the rows that can be read; what is left out is always said.
"""

from __future__ import annotations

from datetime import date

from sheetcash.core.categories import DROM, LIBERALE, LIBERALES
from sheetcash.core.periods import format_date
from sheetcash.workbook import convert
from sheetcash.workbook.convert import Reading, texts
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.parametres import DATE_DU_JOUR
from sheetcash.workbook.raw import RawTable, Snapshot
from sheetcash.workbook.reading_banque import a_confirmer, releves
from sheetcash.workbook.reading_baremes import read_baremes
from sheetcash.workbook.reading_factures import read_factures
from sheetcash.workbook.reading_recettes import read_recettes
from sheetcash.workbook.reading_relances import read_gestes, read_relances, read_taches
from sheetcash.workbook.reading_settings import read_settings
from sheetcash.workbook.records import (
    FRANCAIS,
    PARTICULIER,
    PROFESSIONNEL,
    VOUS,
    Book,
    Client,
    Modele,
    Parametres,
    Recettes,
    nom_client,
)
from sheetcash.workbook.rows import hors_du_tableau
from sheetcash.workbook.schema import CellError, fold
from sheetcash.workbook.tables import (
    BANQUE,
    BAREMES,
    CLIENTS,
    FACTURES,
    LANGUES,
    MODELES,
    OUI_NON,
    PROFILS,
    RECETTES,
    RELANCES,
    TONS,
)

#: The tables that ``bilan`` needs; ``sync`` needs all that :func:`read_book` knows.
BILAN_TABLES = ("tblClients", "tblFactures", "tblRecettes")
SYNC_TABLES = (*BILAN_TABLES, "tblModeles", "tblRelances", "tblBaremes", BANQUE.name)

_TYPES = {fold(kind): kind for kind in (PROFESSIONNEL, PARTICULIER)}
_PROFILS = {fold(profil): profil for profil in PROFILS}
_LANGUES = frozenset(map(fold, LANGUES))
_TONS = frozenset(map(fold, TONS))


def read_book(snapshot: Snapshot, aujourdhui: date, *, impose: bool = False) -> Book:
    """Type and check a snapshot.

    Args:
        snapshot: what was read.
        aujourdhui: the day it is looked at.
        impose: that day wins over the workbook's own Date du jour.
    """
    findings: list[Finding] = []
    parametres = read_settings(snapshot.settings, findings)
    chosen = impose or parametres.date_du_jour is not None  # then later rows are no mistake
    if parametres.date_du_jour is not None and not impose:
        aujourdhui = parametres.date_du_jour
    if impose:  # whatever the workbook's own day is, it is not looked at
        held = tuple(one for one in parametres.illisibles if one != DATE_DU_JOUR)
        parametres = parametres._replace(illisibles=held)
    tables = snapshot.tables
    for raw in tables.values():
        if raw.table != BANQUE.name:  # what reminders want of it is looked at, no more
            findings.extend(hors_du_tableau(raw))
    clients = _clients(tables.get(CLIENTS.name), findings)
    recettes, paiements = read_recettes(
        tables.get(RECETTES.name), findings, aujourdhui, warn_future=not chosen
    )
    factures = read_factures(
        tables.get(FACTURES.name), findings, aujourdhui, clients, recettes, paiements
    )
    _nature(parametres, recettes, findings)
    _creation(parametres, recettes, findings)
    return Book(
        aujourdhui,
        parametres,
        clients,
        factures,
        recettes,
        _modeles(tables.get(MODELES.name), findings),
        read_relances(tables.get(RELANCES.name), findings, aujourdhui),
        findings,
        _ids(tables.get(RELANCES.name)),
        tables[RECETTES.name].stray if RECETTES.name in tables else (),
        read_baremes(tables.get(BAREMES.name), findings),
        read_taches(tables.get(RELANCES.name)),
        read_gestes(tables.get(RELANCES.name), aujourdhui),
        releves(tables.get(BANQUE.name), parametres.releves_au, aujourdhui),
        a_confirmer(tables.get(BANQUE.name), factures),
    )


def _nature(parametres: Parametres, recettes: Recettes, findings: list[Finding]) -> None:
    """Sales and BIC services are never of liberal nature: CFP and chamber tax depend on it."""
    if parametres.regime.nature == LIBERALE and set(recettes.categories) - set(LIBERALES):
        findings.append(
            Finding(
                "Paramètres",
                0,
                "Nature",
                "Vous avez des ventes ou des services BIC, et aucune nature ne leur est donnée.",
                "Choisissez Commerciale ou Artisanale : la CFP et la taxe de chambre en dépendent.",
            )
        )


def _creation(parametres: Parametres, recettes: Recettes, findings: list[Finding]) -> None:
    """The ACRE's rates and those overseas depend on the day of creation."""
    regime = parametres.regime
    before = [
        day for day in recettes.dates if regime.debut_activite and day < regime.debut_activite
    ]
    if before and regime.debut_activite is not None:
        findings.append(
            Finding(
                "Paramètres",
                0,
                "Début d'activité",
                f"{format_date(regime.debut_activite)}, mais {len(before)} recette(s) sont plus "
                f"anciennes, dès le {format_date(min(before))}.",
                "Vérifiez la date de création : elle décide du prorata des plafonds.",
            )
        )
    if regime.debut_activite is None and (regime.acre or regime.zone == DROM):
        which = "l'ACRE" if regime.acre else "le taux outre-mer"
        taken = "le plein taux" if regime.zone != DROM else "le taux permanent"
        findings.append(
            Finding(
                "Paramètres",
                0,
                "Début d'activité",
                f"Il manque, et {which} en dépend : c'est {taken} qui est compté.",
                "Tapez la date de création de l'activité.",
            )
        )


def _ids(raw: RawTable | None) -> frozenset[str]:
    return frozenset(texts(raw.columns["Id"])) if raw is not None else frozenset()


def _clients(raw: RawTable | None, findings: list[Finding]) -> dict[str, Client]:
    clients: dict[str, Client] = {}
    if raw is None:
        return clients
    reading = Reading(raw.sheet, raw.first_row, findings, set())
    names = texts(raw.columns["Client"])
    sirens, addresses = texts(raw.columns["SIREN"]), texts(raw.columns["Adresse"])
    rest = [
        texts(raw.columns[title])
        for title in (
            *("Type", "Contact", "Courriel", "Profil de relance"),
            *("Tutoiement", "Langue", "Conditions"),
        )
    ]
    phones, gathered = texts(raw.columns["Téléphone"]), texts(raw.columns["Relances groupées"])
    for index, (name, kind, contact, mail, profil, tu, langue, terms) in enumerate(
        zip(names, *rest, strict=True)
    ):
        if not name:
            if any(column[index] for column in rest):
                reading.say(
                    index, "Client", "Le nom manque.", "Donnez un nom à ce client.", exclude=True
                )
            continue
        if nom_client(name) in clients:
            first = clients[nom_client(name)]
            same = (fold(mail), fold(profil) or "standard", fold(tu) == "oui", _langue(langue))
            if same != (fold(first.courriel), first.profil, first.tutoiement, first.langue):
                clients[nom_client(name)] = first._replace(ambigu=True)
            reading.say(
                index,
                "Client",
                f"« {name} » figure deux fois.",
                "Gardez une seule ligne par client ; la première est utilisée.",
                exclude=True,
            )
            continue
        if profil and fold(profil) not in _PROFILS:
            reading.say(
                index,
                "Profil de relance",
                f"« {profil} » n'est pas un profil.",
                "Choisissez dans la liste ; en attendant, rien n'est envoyé.",
            )
        if kind and fold(kind) not in _TYPES:
            reading.say(
                index,
                "Type",
                f"« {kind} » n'est pas un type de client.",
                "Choisissez Professionnel ou Particulier ; en attendant, ce client est "
                "traité comme un particulier.",
            )
        if tu and fold(tu) not in map(fold, OUI_NON):
            reading.say(
                index,
                "Tutoiement",
                f"« {tu} » n'est ni Oui ni Non.",
                "Choisissez Oui ou Non ; en attendant, ce client est vouvoyé.",
            )
        if not _langue(langue):
            reading.say(
                index,
                "Langue",
                f"« {langue} » n'est pas une langue des relances.",
                "Choisissez Français ou English ; en attendant, rien n'est envoyé.",
            )
        if isinstance(raw.columns["Contact"][index], CellError):
            reading.say(
                index, "Contact", f"La cellule contient l'erreur {contact}.", "Corrigez-la."
            )
            contact = ""
        known_kind = _TYPES.get(fold(kind), PARTICULIER if kind else PROFESSIONNEL)
        clients[nom_client(name)] = Client(
            raw.first_row + index,
            name,
            known_kind,
            contact,
            mail,
            fold(profil) if profil else "standard",
            terms,
            telephone=phones[index],
            tutoiement=fold(tu) == "oui",
            langue=_langue(langue),
            regrouper=fold(gathered[index]) == "oui",
            siren=sirens[index],
            adresse=addresses[index],
        )
        if gathered[index] and fold(gathered[index]) not in map(fold, OUI_NON):
            reading.say(
                index,
                "Relances groupées",
                f"« {gathered[index]} » n'est ni Oui ni Non.",
                "Choisissez Oui ou Non ; en attendant, chaque facture a son courriel.",
            )
    return clients


def _langue(text: str) -> str:
    """A language as the rules know it, French where nothing is said; empty when it is none."""
    folded = fold(text) or FRANCAIS
    return folded if folded in _LANGUES else ""


#: What a mail text may say of whom it is for: by column, the values, folded.
_POUR_QUI = {"Type de client": _TYPES, "Ton": _TONS, "Langue": _LANGUES}


def _modeles(raw: RawTable | None, findings: list[Finding]) -> list[Modele]:
    """The mail texts. One of which it cannot be told for whom it is serves no one."""
    if raw is None:
        return []
    reading = Reading(raw.sheet, raw.first_row, findings, set())
    found = []
    columns = {title: texts(raw.columns[title]) for title in ("Profil", "Objet", *_POUR_QUI)}
    for index, corps in enumerate(texts(raw.columns["Corps"])):
        niveau = convert.level(index, raw.columns["Niveau"][index], "Niveau", reading)
        profil, objet, *who = (column[index] for column in columns.values())
        if niveau is None or not (objet or corps):
            continue
        odd = [
            title
            for title, its in zip(_POUR_QUI, who, strict=True)
            if its and fold(its) not in _POUR_QUI[title]
        ]
        for title in odd:
            reading.say(
                index,
                title,
                f"« {columns[title][index]} » n'est pas dans la liste.",
                "Choisissez dans la liste, ou videz la cellule ; d'ici là, ce texte ne sert pas.",
            )
        if not odd:
            kind, ton, langue = map(fold, who)
            found.append(
                Modele(
                    raw.first_row + index,
                    niveau,
                    fold(profil) or "standard",
                    objet,
                    corps,
                    _TYPES.get(kind, ""),
                    ton or VOUS,
                    langue or FRANCAIS,
                )
            )
    return found
