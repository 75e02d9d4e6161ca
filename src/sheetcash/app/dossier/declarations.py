"""Every declaration to the Urssaf since the first receipt, with what it is made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final, NamedTuple

from sheetcash.app.dossier.tableur import Cellule
from sheetcash.core import recettes
from sheetcash.core.categories import LABELS
from sheetcash.core.cotisations import Du, assiette, declaration, reporter
from sheetcash.core.declarations import Periode
from sheetcash.core.money import format_euros
from sheetcash.core.periods import format_date
from sheetcash.errors import RuleError
from sheetcash.ports.etats import Colonne, Etat, Genre, Rangee, Section
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.reading_declarations import Faite, par_fin
from sheetcash.workbook.records import Book

#: The columns of the CSV.
TITRES: Final = (
    *("Période", "Début", "Fin", "Échéance", "Catégorie", "Encaissé"),
    *("Remboursements reportés", "À déclarer", "Cotisations", "CFP", "Taxe de chambre"),
    *("Versement libératoire", "Total", "Déclaré le", "Payé le"),
)
_TOUTES: Final = "Ensemble"
_INCONNU: Final = "inconnu"


class Part(NamedTuple):
    """One category of a declaration, or all of them; ``du`` is None when a rate is not known."""

    categorie: str
    encaisse: int
    reporte: int
    a_declarer: int
    du: Du | None


class Declaration(NamedTuple):
    """One declaration: its period, its categories, their sum, and when it was made and paid."""

    periode: Periode
    parts: list[Part]
    ensemble: Part
    declaree: date | None
    payee: date | None


def toutes(
    book: Book, declarees: Mapping[date, Faite], constats: list[Finding]
) -> list[Declaration]:
    """The declarations whose period has begun, from that of the first receipt or row on.

    Args:
        book: the workbook.
        declarees: by first day, when each was declared and paid, as the sheet Déclarations tells.
        constats: appended to: the figures of the law that are not known.
    """
    rows, options = book.recettes.until(book.aujourdhui), book.parametres
    first = min([*rows.dates, *declarees], default=None)
    if first is None:
        return []
    known, first_row = par_fin(declarees, options), min(declarees, default=date.min)
    found = []
    reste: dict[str, int] = {}
    for periode in options.periodes(first, book.aujourdhui):
        ca = recettes.par_categorie(
            rows.dates, rows.montants, rows.categories, periode.debut, periode.fin
        )
        before, (a_declarer, reste) = reste, reporter(ca, reste)
        if periode.fin < first_row:
            reste = {}
        parts = [
            Part(
                code,
                ca.get(code, 0),
                before.get(code, 0),
                assiette(a_declarer[code]),
                _du(book, {code: a_declarer[code]}, periode, constats),
            )
            for code in LABELS
            if code in a_declarer
        ]
        whole = Part(
            "",
            sum(ca.values()),
            sum(before.values()),
            sum(part.a_declarer for part in parts),
            _du(book, a_declarer, periode, constats),
        )
        declared, paid = known.get(periode.fin, (None, None))
        found.append(Declaration(periode, parts, whole, declared, paid))
    return found


def _du(book: Book, ca: Mapping[str, int], periode: Periode, constats: list[Finding]) -> Du | None:
    try:
        return declaration(ca, periode.fin, book.parametres.regime, book.loi)
    except RuleError as error:
        finding = Finding("Barèmes", 0, "", error.probleme, error.que_faire)
        if finding not in constats:
            constats.append(finding)
        return None


def lignes(declarations: list[Declaration]) -> Iterator[list[Cellule]]:
    """The rows of the CSV: each category, then the whole, period by period."""
    for one in declarations:
        its = one.periode
        for part in (*one.parts, one.ensemble):
            whole = part is one.ensemble
            amounts: list[Cellule] = [part.encaisse, part.reporte, part.a_declarer]
            if part.du is None:
                amounts += [_INCONNU] * 5
            else:
                du = part.du
                amounts += [du.cotisations, du.cfp, du.taxe_consulaire]
                amounts += [du.versement_liberatoire, du.total]
            yield [
                *(its.label, its.debut, its.fin, its.echeance),
                _TOUTES if whole else LABELS[part.categorie],
                *amounts,
                *((one.declaree, one.payee) if whole else (None, None)),
            ]


def etat(
    declarations: list[Declaration], auteur: str, identite: tuple[str, ...], jour: date
) -> Etat:
    """The declarations as they are printed, a year after the other, the whole of each in bold."""
    columns = (
        Colonne("Catégorie"),
        *(
            Colonne(title, width, droite=True)
            for title, width in (
                *(("Encaissé", 26), ("Reporté", 24), ("À déclarer", 26), ("Cotisations", 24)),
                *(("CFP", 20), ("Taxe", 20), ("Vers. libér.", 22), ("Total", 24)),
            )
        ),
    )
    rows = []
    for one in declarations:
        rows.append(Rangee((_nom(one),), Genre.GROUPE))
        rows += [_rangee(part, LABELS[part.categorie], Genre.LIGNE) for part in one.parts]
        rows.append(_rangee(one.ensemble, f"Total {one.periode.label}", Genre.SOUS_TOTAL))
    return Etat(
        "Déclarations à l'Urssaf",
        jour,
        auteur,
        (*identite, f"Calculées sur les encaissements jusqu'au {format_date(jour)}."),
        (Section("", columns, tuple(rows), "Aucune déclaration : aucun encaissement."),),
        (
            "Chaque composante est arrondie à l'euro catégorie par catégorie, puis additionnée. "
            "Un remboursement plus grand que les recettes de sa période est reporté sur la "
            "suivante. Les taux et leurs sources sont dans la feuille Barèmes du classeur.",
        ),
        f"Déclarations, au {format_date(jour)}",
    )


def _nom(one: Declaration) -> str:
    its = one.periode
    span = f"du {format_date(its.debut)} au {format_date(its.fin)}"
    if one.declaree is not None:
        done = f"déclarée le {format_date(one.declaree)}"
    else:
        done = f"à déclarer avant le {format_date(its.echeance)}"
    paid = f", payée le {format_date(one.payee)}" if one.payee is not None else ""
    return f"{its.label}, {span} — {done}{paid}"


def _rangee(part: Part, name: str, genre: Genre) -> Rangee:
    du = part.du
    owed = (
        (du.cotisations, du.cfp, du.taxe_consulaire, du.versement_liberatoire, du.total)
        if du is not None
        else None
    )
    return Rangee(
        (
            name,
            format_euros(part.encaisse),
            format_euros(part.reporte) if part.reporte else "",
            format_euros(part.a_declarer),
            *(map(format_euros, owed) if owed is not None else [_INCONNU] * 5),
        ),
        genre,
    )
