"""A register to be printed and read by a spreadsheet: rows, months, years, what seals them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Final, NamedTuple

from sheetcash.app.dossier.livre import Entree, Livre, dernier_sceau, sceau_court
from sheetcash.app.dossier.tableur import Cellule
from sheetcash.core.cumuls import Annee, cumuler
from sheetcash.core.money import format_euros
from sheetcash.core.mots import pluriel
from sheetcash.core.periods import MOIS, format_date
from sheetcash.ports.etats import Colonne, Etat, Genre, Rangee, Section
from sheetcash.workbook.registres import REGISTRE_RECETTES, Registre

#: What a total is called whose rows do not say.
SANS: Final = "(non précisé)"
_MOIS_COURTS: Final = (
    *("janv.", "févr.", "mars", "avril", "mai", "juin"),
    *("juil.", "août", "sept.", "oct.", "nov.", "déc."),
)


class Presentation(NamedTuple):
    """How a register is called and laid out.

    Attributes:
        titre: its name.
        loi: the article that wants it.
        colonnes: as printed.
        vide: what is said when it has no row.
    """

    titre: str
    loi: str
    colonnes: tuple[Colonne, ...]
    vide: str


RECETTES: Final = Presentation(
    "Livre des recettes",
    "Code général des impôts, article 50-0, 5.",
    (
        Colonne("N°", 14),
        Colonne("Date", 18),
        Colonne("Pièce", 32),
        Colonne("Client"),
        Colonne("Nature"),
        Colonne("Catégorie", 22),
        Colonne("Règlement", 21),
        Colonne("Montant", 24, droite=True),
        Colonne("Sceau", 25),
    ),
    "Aucun encaissement.",
)
ACHATS: Final = Presentation(
    "Registre des achats",
    "Code général des impôts, article 50-0, 5.",
    (
        Colonne("N°", 14),
        Colonne("Date", 18),
        Colonne("Pièce", 32),
        Colonne("Fournisseur"),
        Colonne("Nature"),
        Colonne("Poste", 25),
        Colonne("Règlement", 20),
        Colonne("Payé le", 18),
        Colonne("Montant", 23, droite=True),
        Colonne("Sceau", 25),
    ),
    "Aucun achat.",
)


def presentation(registre: Registre) -> Presentation:
    """How that register is called and laid out."""
    return RECETTES if registre is REGISTRE_RECETTES else ACHATS


def etat(livre: Livre, auteur: str, identite: Sequence[str], jour: date) -> Etat:
    """The register as it is printed: years, months, totals, and how to check its seals."""
    its = presentation(livre.registre)
    years = cumuler(livre.mouvements())
    sections = [
        Section(
            f"Année {year.annee}",
            its.colonnes,
            tuple(_annee(livre, year)),
            saut=at > 0,
        )
        for at, year in enumerate(years)
    ] or [Section("", its.colonnes, (), its.vide)]
    sections += [
        _totaux(livre.registre, year)._replace(saut=at == 0) for at, year in enumerate(years)
    ]
    if livre.ecartees:
        rows = tuple(Rangee(_cellules(one, livre), Genre.ECARTEE) for one in livre.ecartees)
        title = "Lignes sans date ou sans montant lisible, absentes des totaux"
        sections.append(Section(title, its.colonnes, rows))
    return Etat(
        its.titre,
        jour,
        auteur,
        (*identite, *_entete(livre, jour)),
        tuple(sections),
        tuple(_notes(livre, its)),
        f"{its.titre}, arrêté au {format_date(jour)}",
    )


def _entete(livre: Livre, jour: date) -> Iterator[str]:
    count = pluriel(len(livre.entrees), "ligne")
    total = format_euros(sum(one.cents or 0 for one in livre.entrees))
    yield f"Arrêté au {format_date(jour)} : {count}, {total}."
    yield dernier_sceau(livre)


def _notes(livre: Livre, its: Presentation) -> Iterator[str]:
    if livre.dernier is not None:
        yield dernier_sceau(livre)
        yield (
            "Chaque sceau est l'empreinte SHA-256 de la ligne et du sceau qui la précède ; la "
            "colonne Sceau en montre le rang et les huit premiers signes, le fichier CSV le texte "
            "entier. Pour vérifier : « sheetcash verifier », ou les dix lignes de "
            "docs/scellement.md."
        )
    if livre.non_scellees:
        these = pluriel(livre.non_scellees, "ligne n'est pas", "lignes ne sont pas")
        yield f"{these} encore scellée{'s' if livre.non_scellees > 1 else ''}."
    yield (
        "Une ligne scellée ne se change pas : une correction est une ligne nouvelle, qui nomme "
        "celle qu'elle corrige. " + its.loi
    )


def _annee(livre: Livre, year: Annee) -> Iterator[Rangee]:
    """A year's rows, under the name of their month, each month and the year totalled."""
    rows = [one for one in livre.entrees if one.jour and one.jour.year == year.annee]
    for month, its in groupby(rows, key=lambda one: one.jour.month if one.jour else 0):
        name = f"{MOIS[month - 1]} {year.annee}"
        yield Rangee((name.capitalize(),), Genre.GROUPE)
        for one in its:
            genre = Genre.CORRIGEE if one.corrigee_par else Genre.LIGNE
            yield Rangee(_cellules(one, livre), genre)
        count, total = year.mois[month]
        yield _total(livre.registre, f"Total {name}", count, total, Genre.SOUS_TOTAL)
    yield _total(livre.registre, f"Total {year.annee}", year.lignes, year.total, Genre.TOTAL)


def _total(registre: Registre, name: str, count: int, cents: int, genre: Genre) -> Rangee:
    columns = presentation(registre).colonnes
    cells = [""] * len(columns)
    cells[3], cells[4] = name, pluriel(count, "ligne")
    cells[[one.titre for one in columns].index("Montant")] = format_euros(cents)
    return Rangee(tuple(cells), genre)


def _cellules(one: Entree, livre: Livre) -> tuple[str, ...]:
    """A row as it is printed."""
    said, registre = one.champs, livre.registre
    cells = {
        "N°": one.numero,
        "Date": _jour(said[registre.jour]),
        "Pièce": one.reference,
        registre.tiers: said[registre.tiers].strip(),
        "Nature": _nature(one),
        registre.detail: said[registre.detail].strip(),
        "Règlement": said["Mode de règlement"].strip(),
        "Payé le": _jour(said.get("Payé le", "")),
        "Montant": format_euros(one.cents) if one.cents is not None else said["Montant"],
        "Sceau": sceau_court(one.sceau),
    }
    return tuple(cells[column.titre] for column in presentation(registre).colonnes)


def _nature(one: Entree) -> str:
    """What it is about, with what corrects it and what it corrects."""
    parts = [one.champs["Nature"].strip()]
    if one.corrige:
        why, said = one.champs.get("Remarque", "").strip(), f"corrige le n° {one.corrige}"
        named = f"n° {one.corrige}" in why  # « Annule la ligne n° 12, le… »
        parts.append(why if named else f"{said} : {why}" if why else said)
    if one.tardive:
        parts.append("ligne oubliée, écrite après coup")
    if one.corrigee_par:
        parts.append(f"corrigée par le n° {', n° '.join(one.corrigee_par)}")
    return " — ".join(part for part in parts if part).replace("n° ", "n°\u00a0")


def _jour(text: str) -> str:
    """A day as a French reader expects it; what is none as it stands."""
    try:
        return format_date(date.fromisoformat(text))
    except ValueError:
        return text.strip()


def _totaux(registre: Registre, year: Annee) -> Section:
    """A year's totals, a month by column: by means of payment, then by what they are about."""
    columns = (
        Colonne(""),
        *(Colonne(name, 17.4, droite=True) for name in _MOIS_COURTS),
        Colonne("Total", 20, droite=True),
    )
    rows = []
    for title, totals in (
        ("Par mode de règlement", year.modes),
        (f"Par {registre.detail.lower()}", year.groupes),
    ):
        rows.append(Rangee((title,), Genre.GROUPE))
        rows += [
            Rangee((name or SANS, *(_chiffre(one) for one in its), _chiffre(sum(its))))
            for name, its in totals.items()
        ]
    months = [year.mois.get(month, (0, 0))[1] for month in range(1, 13)]
    whole = (f"Total {year.annee}", *(_chiffre(one) for one in months), _chiffre(year.total))
    rows.append(Rangee(whole, Genre.TOTAL))
    return Section(f"Totaux {year.annee}, en euros", columns, tuple(rows))


def _chiffre(cents: int) -> str:
    """An amount without its unit, nothing for zero: thirteen of them on a line."""
    return format_euros(cents).removesuffix("\u00a0€") if cents else ""


def titres(livre: Livre) -> list[str]:
    """The columns of the register's CSV: those of the sheet, then what corrects a row."""
    return [*livre.registre.table.titles, "Corrigée par"]


def lignes(livre: Livre) -> Iterator[list[Cellule]]:
    """The rows of the register's CSV, those that are in no total last."""
    for one in (*livre.entrees, *livre.ecartees):
        said: dict[str, Cellule] = dict(one.champs)
        if one.cents is not None:
            said["Montant"] = one.cents
        row = [said[title] for title in livre.registre.table.titles]
        yield [*row, ", ".join(one.corrigee_par)]


def totaux(livre: Livre) -> Iterator[list[Cellule]]:
    """The register's totals, one a row: register, year, month, by what, which, amount."""
    nom = presentation(livre.registre).titre
    for year in cumuler(livre.mouvements()):
        for kind, totals in (
            ("Mode de règlement", year.modes),
            (livre.registre.detail, year.groupes),
        ):
            for name, its in totals.items():
                for month, cents in enumerate(its, 1):
                    if cents:
                        yield [nom, str(year.annee), f"{month:02d}", kind, name or SANS, cents]
                yield [nom, str(year.annee), "année", kind, name or SANS, sum(its)]
        for month, (_, cents) in year.mois.items():
            yield [nom, str(year.annee), f"{month:02d}", "Ensemble", "", cents]
        yield [nom, str(year.annee), "année", "Ensemble", "", year.total]
