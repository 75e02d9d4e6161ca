"""The periods of tblDeclarations: formulas that follow the settings, by the rank of each row.

See :mod:`sheetcash.workbook.rangs`. A row whose period is not reached yet is blank: so are those
that a quarterly activity does not need, until their day comes.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from sheetcash.core.periods import MENSUELLE, MOIS, month_of, quarter_of, serial
from sheetcash.templates.figures import Figures
from sheetcash.templates.formulas import Cell, choose, col, is_day, text, this, year
from sheetcash.workbook.content import Content
from sheetcash.workbook.parametres import PERIODICITES
from sheetcash.workbook.rangs import PAR_ORIGINE, annee_origine, dernier_jour, numero, par_rang
from sheetcash.workbook.records import Parametres
from sheetcash.workbook.schema import DATE, ENTIER, Column
from sheetcash.workbook.tables import DECLARATIONS

Rows = list[dict[str, object]]

#: From last year on: five years of months, fifteen of quarters.
LIGNES: Final = 48
_DUREE, _OUVERTURE = "Durée", "Ouverture"
#: With the name, what a workbook of the old form holds as constants.
_JOURS: Final = ("Début", "Fin", "Échéance")

EXTRA: Final = (
    Column(_DUREE, ENTIER, "Celle de la période, en mois.", computed=True),
    Column(_OUVERTURE, DATE, "Le premier jour du mois ou du trimestre.", computed=True),
)

#: In days: months from a first of a month to another round to a whole number of it.
_MONTH: Final = "30.4375"


def _d(title: str) -> str:
    return this(DECLARATIONS.name, title)


def _formulas() -> dict[str, str]:
    rang, duree, ouverture = _d("Rang"), _d(_DUREE), _d(_OUVERTURE)
    debut, fin, annee = _d("Début"), _d("Fin"), _d("Année")
    origin = f"{PAR_ORIGINE}*Annee_origine"
    at = f"({rang}-{origin})"
    known = f"({rang}>{origin})*({rang}<{origin}+{PAR_ORIGINE})>0"
    before = f"{at}<=Rangs_avant"
    since = "IF(Rangs_avant>0,Changement,Premiere_periode)"
    start = (
        f"IF({before},EDATE(Premiere_periode,{duree}*({at}-1)),"
        f"EDATE({since},{duree}*({at}-1-Rangs_avant)))"
    )
    number = f"ROUND(({ouverture}-DATE({annee},1,1))/({_MONTH}*{duree}),0)+1"
    months = choose(number, [month.capitalize() for month in MOIS])
    # a new activity declares its first periods together
    together = f"IF({duree}=1,EOMONTH(Creation,3),EOMONTH(Trimestre_creation,5))"
    last = f"MAX({fin},IF(Creation=0,0,{together}))"
    return {
        "Période": f'IF({debut}="","",IF({duree}=3,"T"&{number},{months})&" "&{annee})',
        "Début": f'IF({ouverture}="","",MAX({ouverture},Creation))',
        "Fin": f'IF({debut}="","",EOMONTH({ouverture},{duree}-1))',
        "Échéance": f'IF({fin}="","",WORKDAY(EOMONTH({last},1)-1,1,Feries))',
        _DUREE: f'IF({known},IF({before},4-Mois_par_periode,Mois_par_periode),"")',
        _OUVERTURE: f'IF({duree}="","",IF(MAX({start},Creation)>Derniere_periode,"",{start}))',
    }


FORMULAS: Final = _formulas()


def lignes(content: Content, figures: Figures) -> Rows:
    """The table's rows: the period of each as formulas beside its true values.

    A user's own rows, which have ranks or days, are kept as they stand, and the constants of a
    workbook of the old form. Those given by the name of their period get its rank.
    """
    given = content.table(DECLARATIONS.name)
    its_own = {title for row in given for title in row} & {"Rang", *_JOURS}
    rows = given if its_own else _nouvelles(given, figures)
    options = figures.book.parametres
    rangs = [row.get("Rang") for row in rows]
    annee = annee_origine(rangs)
    found: Rows = []
    for row, one in zip(rows, par_rang(rangs, options, figures.jour), strict=True):
        number = numero(row.get("Rang"), annee)
        if number is None and any(row.get(title) is not None for title in ("Période", *_JOURS)):
            found.append(dict(row))
            continue
        values: dict[str, float | int | str] = dict.fromkeys(FORMULAS, "")
        if number is not None:
            before = number <= _rangs_avant(options, annee)
            values[_DUREE] = 4 - _mois(options) if before else _mois(options)
        if one is not None:
            values["Période"] = one.label.capitalize()
            span = month_of(one.fin) if values[_DUREE] == 1 else quarter_of(one.fin)
            days = (one.debut, one.fin, one.echeance, span.debut)
            values |= zip((*_JOURS, _OUVERTURE), map(serial, days), strict=True)
        cells = {title: Cell(FORMULAS[title], values[title]) for title in FORMULAS}
        found.append({**row, **cells})
    return found


def _nouvelles(given: Rows, figures: Figures) -> Rows:
    """Ranks for a new workbook, from 1 January of last year, or of an older year that is given.

    A row that names no known period is kept as it is.
    """
    options, this_year = figures.book.parametres, figures.jour.year
    created, recent = options.regime.debut_activite, date(this_year - 1, 1, 1)
    left = {row["Période"]: row for row in given}
    last = dernier_jour(figures.jour)
    old = options.periodes(min(recent, created or recent), last)
    first = min([recent, *(one.debut for one in old if one.label.capitalize() in left)])
    origin = date(first.year, 1, 1)
    known = options.periodes(origin, last)
    rows: Rows = []
    skipped = 0
    for number, one in enumerate(known, 1):
        label = one.label.capitalize()
        if label not in left and one.fin < recent:
            skipped += 1
            continue
        rows.append({"Rang": origin.year * PAR_ORIGINE + number, **left.pop(label, {})})
    ranks = range(len(known) + 1, skipped + LIGNES + 1)
    rows += ({"Rang": origin.year * PAR_ORIGINE + number} for number in ranks)
    return [*left.values(), *rows]


def _mois(options: Parametres) -> int:
    return 1 if options.periodicite == MENSUELLE else 3


def _debut(options: Parametres, annee: int) -> date:
    """The first day that a rank may hold."""
    return max(date(annee, 1, 1), options.regime.debut_activite or date.min)


def _rangs_avant(options: Parametres, annee: int) -> int:
    """How many periods came before the change of frequency."""
    depuis, debut = options.periodicite_depuis, _debut(options, annee)
    if depuis is None or depuis <= debut:
        return 0
    return len(options.periodes(debut, depuis - timedelta(days=1)))


def reglages(figures: Figures, owed: Rows) -> list[tuple[str, str, str, Cell, str]]:
    """The cells of Paramètres that the rows follow: label, name, kind, cell, help.

    Args:
        figures: the content, read.
        owed: what :func:`lignes` answered.
    """
    options, jour = figures.book.parametres, figures.jour
    annee = annee_origine([row.get("Rang") for row in owed])
    before, depuis = _rangs_avant(options, annee), options.periodicite_depuis
    debut = _debut(options, annee)
    monthly = (_mois(options) == 1) != (before > 0)
    first = (month_of(debut) if monthly else quarter_of(debut)).debut
    ranks, origin = col(DECLARATIONS.name, "Rang"), "DATE(Annee_origine,1,1)"
    changed = f"Changement>MAX({origin},Creation)"
    own, other = ("Mois_par_periode", "4-Mois_par_periode")
    its = f"IF({changed},{other},{own})"
    return [
        (
            "Mois par déclaration",
            "Mois_par_periode",
            ENTIER,
            Cell(f"IF(Periodicite={text(PERIODICITES[0])},1,3)", _mois(options)),
            "Un, ou trois pour un trimestre.",
        ),
        (
            "Changement de périodicité",
            "Changement",
            DATE,
            Cell(
                f"IF({is_day('Periodicite_depuis')}=1,DATE({year('Periodicite_depuis')},1,1),0)",
                serial(depuis) if depuis else 0,
            ),
            "Un 1er janvier, comme le veut la loi.",
        ),
        (
            "Origine des rangs",
            "Annee_origine",
            ENTIER,
            Cell(
                f"MAX(2000,ROUND((IFERROR(MEDIAN({ranks}),0)-{PAR_ORIGINE // 2})/{PAR_ORIGINE},0))",
                annee,
            ),
            "L'année dont partent les lignes de Déclarations.",
        ),
        (
            "Première période",
            "Premiere_periode",
            DATE,
            Cell(
                f"IF(Creation>{origin},IF({its}=1,EOMONTH(Creation,-1)+1,Trimestre_creation),"
                f"{origin})",
                serial(first),
            ),
            "Celle de la première ligne de Déclarations.",
        ),
        (
            "Périodes avant le changement",
            "Rangs_avant",
            ENTIER,
            Cell(
                f"IF({changed},ROUND((Changement-Premiere_periode)/({_MONTH}*({other})),0),0)",
                before,
            ),
            "Au rythme d'avant.",
        ),
        (
            "Dernière période",
            "Derniere_periode",
            DATE,
            Cell("MAX(DATE(Annee,12,31),EOMONTH(Aujourdhui,11))", serial(dernier_jour(jour))),
            "Les lignes de Déclarations vont jusqu'à ce jour.",
        ),
    ]
