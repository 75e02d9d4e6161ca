"""The sheet Échéancier: the next occurrence of each obligation, in native formulas.

A row that sheetcash keeps bears a rank: from 1, the declarations, each a mirror of its row in
tblDeclarations; from 101, what the law asks; from 201, choices to be made before a day. The rows
of the user's own bear none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from sheetcash.baremes import LOI, charger
from sheetcash.core.charges import CETTE_FOIS
from sheetcash.core.cotisations import fin_acre
from sheetcash.core.echeancier import (
    DEMANDE_ACRE,
    FIN_ACRE,
    PERIODICITE,
    URSSAF,
    VERSEMENT_LIBERATOIRE,
)
from sheetcash.core.money import euros, format_euros
from sheetcash.core.periods import next_business_day, serial
from sheetcash.core.semaine import OUBLI, PROCHAINEMENT
from sheetcash.templates.appels_xlsx import A_PAYER
from sheetcash.templates.declarations_xlsx import BAREME_INCONNU, ECHEANCE_A_VENIR
from sheetcash.templates.figures import Figures
from sheetcash.templates.formulas import Cell, col, is_day, text, this
from sheetcash.templates.valeurs import jour_de, shown, vu
from sheetcash.workbook.content import Content
from sheetcash.workbook.reading_echeances import CFE, REVENUS, SANS_JOUR, TVA, VIGILANCE
from sheetcash.workbook.schema import TEXTE, Column
from sheetcash.workbook.tables import DECLARATIONS, ECHEANCES

Rows = Sequence[Mapping[str, object]]
Row = dict[str, object]
Value = float | int | str

ETAT: Final = "État"
RANG: Final = "Rang"
FAIT, PASSE, EN_RETARD, A_FAIRE, A_VENIR = "Fait", "Passé", "En retard", "À faire", "À venir"
SANS_OBJET, A_PRECISER, A_SAISIR = "Sans objet", "Date à préciser", "Date à saisir"

EXTRA: Final = (Column(ETAT, TEXTE, "Où en est cette échéance.", computed=True, width=16),)

#: Ranks from which a row is not a declaration, and from which it may be left undone.
LOI_DES, FACULTATIF = 100, 200


class _Ligne(NamedTuple):
    """A row of the law's: its rank, its words, and its day (formula and truth) when it has one."""

    rang: int
    obligation: str
    detail: str
    jour: str = ""
    vrai: date | None = None


def _d(title: str) -> str:
    return this(ECHEANCES.name, title)


def _annuelle(cle: str, figures: Figures, *, des: int, reporte: bool) -> tuple[str, date | None]:
    """The next occurrence of a yearly day of the calendar, or the last one if it was just missed.

    Nothing for a year whose day the law's figures do not vouch for: it is typed then.

    Args:
        cle: the key of the calendar.
        figures: the content, read.
        des: how many years after that of the creation it begins.
        reporte: a day off moves it to the next business day.
    """
    rule = LOI.dernier("calendrier", cle)
    assert rule.valeur is not None
    last, (month, day) = rule.connu_jusqu_au.year, divmod(rule.valeur, 100)

    def formula(year: str) -> str:
        its = f"DATE({year},{month},{day})"
        return f"WORKDAY({its}-1,1,Feries)" if reporte else its

    def true(year: int) -> date:
        its = date(year, month, day)
        return next_business_day(its) if reporte else its

    recent = f"Aujourdhui-{OUBLI}"
    chosen = (
        f"MAX(IF({formula('Annee-1')}>={recent},Annee-1,IF({formula('Annee')}>={recent},"
        f"Annee,Annee+1)),IF(Creation=0,0,Annee_creation+{des}))"
    )
    jour, created = figures.jour, figures.book.parametres.regime.debut_activite
    since = jour - timedelta(days=OUBLI)
    year = next(y for y in range(jour.year - 1, jour.year + 2) if true(y) >= since)
    year = max(year, created.year + des if created is not None else 0)
    return f'IF({chosen}>{last},"",{formula(chosen)})', true(year) if year <= last else None


def _acre(figures: Figures) -> tuple[str, date | None]:
    """The last day to ask for the ACRE, for those created since the delay is known."""
    rule = next(row for row in charger("acre_demande"))
    assert rule.valeur is not None and rule.debut is not None
    days, first = rule.valeur, rule.debut
    formula = (
        f"IF((Creation>=DATE({first.year},{first.month},{first.day}))*"
        f'(ACRE<>"Oui")*(Creation+366>=Aujourdhui)>0,Creation+{days},"")'
    )
    regime, jour = figures.book.parametres.regime, figures.jour
    created = regime.debut_activite
    applies = (
        created is not None
        and created >= first
        and not regime.acre
        and created + timedelta(days=366) >= jour
    )
    return formula, created + timedelta(days=days) if applies and created else None


def _lignes(figures: Figures) -> list[_Ligne]:
    """The law's rows."""
    created = figures.book.parametres.regime.debut_activite
    helped = figures.book.parametres.regime.acre and created is not None
    recevoir, emettre = (
        LOI.dernier("facture_electronique", cle) for cle in ("reception", "emission")
    )
    vigilance = LOI.dernier("vigilance_seuil").valeur
    assert recevoir.valeur is not None and emettre.valeur is not None and vigilance is not None
    einvoice = [date.fromordinal(recevoir.valeur), date.fromordinal(emettre.valeur)]

    def fixed(day: date) -> tuple[str, date]:
        return f"DATE({day.year},{day.month},{day.day})", day

    return [
        _Ligne(
            CFE,
            "CFE",
            "À payer en ligne, dans l'espace professionnel des impôts.",
            *_annuelle("cfe", figures, des=1, reporte=True),
        ),
        _Ligne(
            102,
            "CFE : déclaration initiale",
            "Formulaire 1447-C-SD, l'année de création.",
            'IF(Creation=0,"",DATE(Annee_creation,12,31))',
            date(created.year, 12, 31) if created else None,
        ),
        _Ligne(
            103,
            "Facture électronique",
            "Pouvoir recevoir des factures électroniques.",
            *fixed(einvoice[0]),
        ),
        _Ligne(
            104,
            "Facture électronique",
            "Émettre en électronique, déclarer ventes B2C et étrangères.",
            *fixed(einvoice[1]),
        ),
        _Ligne(
            REVENUS,
            "Déclaration de revenus",
            "D'avril à juin : saisissez la date, elle est sur impots.gouv.fr.",
        ),
        _Ligne(
            TVA,
            "Déclaration de TVA",
            "Vos dates sont dans votre espace professionnel : saisissez la prochaine.",
        ),
        _Ligne(
            VIGILANCE,
            "Attestation de vigilance",
            f"Pour un contrat de {format_euros(vigilance)} HT ou plus : à remettre, puis tous les "
            f"{LOI.dernier('vigilance_duree').valeur} mois.",
        ),
        _Ligne(
            201,
            VERSEMENT_LIBERATOIRE,
            "Dernier jour pour le choisir ou le quitter pour l'an prochain.",
            *_annuelle("versement_liberatoire", figures, des=0, reporte=False),
        ),
        _Ligne(
            202,
            PERIODICITE,
            "Dernier jour pour en changer pour l'an prochain.",
            *_annuelle("periodicite", figures, des=0, reporte=False),
        ),
        _Ligne(
            203,
            DEMANDE_ACRE,
            "Dernier jour pour la demander, si vous y avez droit.",
            *_acre(figures),
        ),
        _Ligne(
            204,
            FIN_ACRE,
            "Le taux plein s'applique dès le lendemain.",
            'IF(Fin_ACRE=0,"",Fin_ACRE+0)',
            fin_acre(created) if helped and created else None,
        ),
    ]


def _formulas() -> dict[str, str]:
    """The computed columns: the same formula on every row."""
    jour, done, rang = _d("Date"), _d("Fait le"), f"SUM({_d(RANG)})"
    owed = f"INDEX({col(DECLARATIONS.name, A_PAYER)},{rang})"
    mirror = f"({rang}>0)*({rang}<{LOI_DES})>0"
    dead = f'INDEX({col(DECLARATIONS.name, ECHEANCE_A_VENIR)},{rang})=""'
    fait = f"({is_day(done)}=1)*({done}>SUM({jour})-{CETTE_FOIS.days})>0"
    over = f"IF({mirror},{dead},({rang}>={FACULTATIF})+({jour}<Aujourdhui-{OUBLI})>0)"
    vat = f"({rang}={TVA})*({is_day('TVA_due_depuis')}=0)>0"
    undated = (
        f'IF({jour}<>"",{text(A_SAISIR)},IF({rang}=0,{text(A_SAISIR)},'
        f"IF({vat},{text(SANS_OBJET)},IF(({rang}>={SANS_JOUR[0]})*({rang}<={SANS_JOUR[-1]})>0,"
        f"{text(A_PRECISER)},{text(SANS_OBJET)}))))"
    )
    return {
        "Montant estimé": (
            f'IF({jour}="","",IF({mirror},IFERROR({owed}+0,{text(BAREME_INCONNU)}),'
            f'IF(({_d("Obligation")}="CFE")*(SUM(CFE_attendue)<>0)>0,ROUND(SUM(CFE_attendue),2),"")))'
        ),
        ETAT: (
            f'IF({_d("Obligation")}="","",IF({is_day(jour)}=0,{undated},IF({fait},{text(FAIT)},'
            f"IF({jour}<Aujourdhui,IF({over},{text(PASSE)},{text(EN_RETARD)}),"
            f"IF({jour}<=Aujourdhui+{PROCHAINEMENT},{text(A_FAIRE)},{text(A_VENIR)})))))"
        ),
    }


FORMULAS: Final = _formulas()


def rows(content: Content, figures: Figures, owed: Rows) -> list[Row]:
    """The table's rows: those given, else all that sheetcash keeps, by day.

    Args:
        content: the workbook's.
        figures: the same, read.
        owed: the rows of tblDeclarations, complete.
    """
    law = {one.rang: one for one in _lignes(figures)}
    given: Sequence[Row] = content.table(ECHEANCES.name)
    if not given:
        ranks = [*range(1, len(owed) + 1), *law]
        given = [{RANG: rang} for rang in ranks]
        found = [_row(row, law, figures, owed) for row in given]
        return sorted(found, key=_ordre)
    return [_row(row, law, figures, owed) for row in given]


def _ordre(row: Row) -> tuple[float, bool]:
    """By day, those without one after them, then the rows that wait for a period."""
    return jour_de(row, "Date") or float("inf"), vu(row, "Obligation") == ""


def _row(row: Row, law: Mapping[int, _Ligne], figures: Figures, owed: Rows) -> Row:
    """One row, its formulas and their true values added."""
    rang = row.get(RANG)
    cells: Row
    if isinstance(rang, int) and 0 < rang <= len(owed):
        cells = _miroir(rang, owed[rang - 1])
    elif isinstance(rang, int) and rang in law:
        line = law[rang]
        cells = {"Obligation": line.obligation, "Détail": line.detail, RANG: rang}
        if line.jour:
            cells["Date"] = Cell(line.jour, serial(line.vrai) if line.vrai else "")
    else:
        cells = {}
    cells = {**row, **cells}
    values = _values(cells, figures, owed)
    return cells | {title: Cell(FORMULAS[title], values[title]) for title in FORMULAS}


def _miroir(rang: int, declaration: Mapping[str, object]) -> Row:
    """A declaration's row: every cell is that of its row in tblDeclarations."""

    def its(title: str) -> str:
        return f"INDEX({col(DECLARATIONS.name, title)},{_d(RANG)})"

    due, label, paid = (vu(declaration, t) for t in ("Échéance", "Période", "Payé le"))
    alive = not isinstance(due, str)
    detail = " : à déclarer et à payer, même à zéro."
    return {
        "Date": Cell(
            f'IF({its("Échéance")}="","",{its("Échéance")}+0)', _serie(due) if alive else ""
        ),
        "Obligation": Cell(f'IF({_d("Date")}="","",{text(URSSAF)})', URSSAF if alive else ""),
        "Détail": Cell(
            f'IF({_d("Date")}="","",{its("Période")}&{text(detail)})',
            f"{label}{detail}" if alive else "",
        ),
        "Fait le": Cell(
            f'IF({is_day(its("Payé le"))}=1,{its("Payé le")}+0,"")',
            _serie(paid) if isinstance(paid, date) else "",
        ),
        RANG: rang,
    }


def _serie(day: object) -> int:
    """A day given or computed, as a cell holds it."""
    if isinstance(day, date):
        return serial(day)
    assert isinstance(day, int)
    return day


def _values(row: Row, figures: Figures, owed: Rows) -> dict[str, Value]:
    """The true values of the computed columns."""
    rang = rang_de(row)
    declaration = owed[rang - 1] if 0 < rang <= len(owed) else None
    amount: Value = ""
    if vu(row, "Date") != "":
        if declaration is not None:
            amount = shown(declaration, A_PAYER)
        elif vu(row, "Obligation") == "CFE" and (cfe := figures.book.parametres.reglages.cfe):
            amount = euros(cfe)
    etat = _etat(row, declaration, figures) if vu(row, "Obligation") != "" else ""
    return {"Montant estimé": amount, ETAT: etat}


def _etat(row: Row, declaration: Mapping[str, object] | None, figures: Figures) -> str:
    rang, jour, today = rang_de(row), jour_de(row, "Date"), serial(figures.jour)
    if jour is None:
        if vu(row, "Date") != "" or not rang:
            return A_SAISIR
        vat = figures.book.parametres.tva_depuis is not None
        return A_PRECISER if rang in SANS_JOUR and (rang != TVA or vat) else SANS_OBJET
    if fait(row):
        return FAIT
    if jour >= today:
        return A_FAIRE if jour <= today + PROCHAINEMENT else A_VENIR
    if declaration is not None:
        over = shown(declaration, ECHEANCE_A_VENIR) == ""
    else:
        over = rang >= FACULTATIF or jour < today - OUBLI
    return PASSE if over else EN_RETARD


def rang_de(row: Mapping[str, object]) -> int:
    """A row's rank, 0 for one of the user's own."""
    rang = row.get(RANG)
    return rang if isinstance(rang, int) else 0


def fait(row: Mapping[str, object]) -> bool:
    """Whether a dated row was done for this time."""
    done, jour = jour_de(row, "Fait le"), jour_de(row, "Date")
    return done is not None and done > (jour or 0) - CETTE_FOIS.days
