"""What a line of the sheet À faire shows: its columns, their formulas, their true values."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Final, NamedTuple

from sheetcash.core import semaine
from sheetcash.core.money import euros
from sheetcash.core.periods import serial
from sheetcash.core.semaine import A_COMPLETER, Tache
from sheetcash.templates.declarations_xlsx import BAREME_INCONNU, RESTE_DU
from sheetcash.templates.factures_xlsx import A_SUIVRE
from sheetcash.templates.flux_xlsx import DU_LE
from sheetcash.templates.formulas import col, text
from sheetcash.templates.places import A_FAIRE, FIRST_ROW, column_letter
from sheetcash.templates.previsions_xlsx import PROCHAINE
from sheetcash.templates.semaine_xlsx import TABLES
from sheetcash.workbook.reading_tresorerie import ACHAT
from sheetcash.workbook.schema import Table
from sheetcash.workbook.tables import ACHATS, DECLARATIONS, ECHEANCES, FACTURES, PREVISIONS

#: The working area: the best rank of each table, then the line's own.
WORK: Final = 10


class Vue(IntEnum):
    """The columns of the list."""

    NUMERO, ACTION, OBJET, MONTANT, JOUR, RAISON, LIEN = range(7)


RANK, SOURCE, INDEX, LINE = (len(TABLES) + 1 + at for at in range(4))


class Bloc(NamedTuple):
    """Where the tasks about whole sheets stand: their sheets, numbers and ranks."""

    feuilles: str
    nombres: str
    rangs: str


def place(line: int, view: Vue) -> str:
    """A cell of the list, from another sheet; lines count from 0.

    >>> place(0, Vue.ACTION)
    "'À faire'!$B$5"
    """
    return f"'{A_FAIRE}'!${column_letter(view)}${FIRST_ROW + 1 + line}"


def ligne_du_rang(rank: str) -> str:
    """The sheet row that a rank holds, as a formula: its last five digits, from 99999 down."""
    return f"99999-({rank}-100000*ROUND({rank}/100000-0.499995,0))"


def formules(block: Bloc) -> dict[Vue, str]:
    """Each column's formula; ``{r}`` is its row, ``{n}`` its number."""
    letters = [f"${column_letter(WORK + offset)}{{r}}" for offset in (RANK, SOURCE, INDEX)]
    rank, source, index = letters
    line = f"${column_letter(WORK + LINE)}{{r}}"

    def of(table: Table, title: str) -> str:
        return f"INDEX({col(table.name, title)},{index})"

    def words(table: Table, title: str) -> str:
        return f'{of(table, title)}&""'

    def delay(day: str) -> str:
        n = f"({day}-Aujourdhui)"
        return (
            f"IF({n}=0,{text(semaine.AUJOURDHUI)},IF({n}<0,{text('en retard de ')}&(0-{n})"
            f"&IF({n}<-1,{text(' jours')},{text(' jour')}),"
            f"{text('dans ')}&{n}&IF({n}>1,{text(' jours')},{text(' jour')})))"
        )

    number = f"INDEX({block.nombres},{index})"
    plural = f"IF({number}>1,{text('s')},{text('')})"
    creation, bank = f"{index}=1", f"{index}={len(A_COMPLETER) + 1}"
    late = of(FACTURES, "Retard (jours)")
    supplier, nature = of(ACHATS, "Fournisseur"), of(ACHATS, "Nature")
    task = of(FACTURES, A_SUIVRE)
    days = (
        of(DECLARATIONS, "Échéance"),
        of(ECHEANCES, "Date"),
        f'IF({task}="",{of(FACTURES, "Prochaine action")},"")',  # a call waits for no day
        of(ACHATS, DU_LE),
        of(PREVISIONS, PROCHAINE),
    )
    declared = f'{of(DECLARATIONS, "Déclaré le")}=""'
    chosen: dict[Vue, Sequence[str]] = {
        Vue.ACTION: (
            f"IF({declared},{text(semaine.DECLARER)},{text(semaine.PAYER)})",
            words(ECHEANCES, "Obligation"),
            f'IF({task}="",{text(semaine.RELANCER)},{task}&"")',
            text(semaine.PAYER),
            text(semaine.FACTURER),
            f"IF({creation},{text(semaine.SAISIR)},IF({bank},{text(semaine.RAPPROCHER)},"
            f"{text(semaine.COMPLETER)}))",
        ),
        Vue.OBJET: (
            f"{text('Urssaf, ')}&{of(DECLARATIONS, 'Période')}",
            words(ECHEANCES, "Détail"),
            f"{of(FACTURES, 'N° facture')}&{text(', ')}&{of(FACTURES, 'Client')}",
            f'IF({supplier}="",IF({nature}="",{text(ACHAT)},{nature}&""),{supplier}&"")',
            words(PREVISIONS, "Libellé"),
            f"IF({creation},{text(semaine.saisir_creation().objet)},{number}&{text(' ligne')}"
            f"&{plural}&IF({bank},{text(' de relevé')},{text('')}))",
        ),
        Vue.MONTANT: (
            of(DECLARATIONS, RESTE_DU),
            of(ECHEANCES, "Montant estimé"),
            of(FACTURES, "Solde"),
            of(ACHATS, "Montant"),
            of(PREVISIONS, "Montant"),
            '""',
        ),
        Vue.JOUR: (*days, '""'),
        Vue.RAISON: (
            delay(days[0]),
            delay(days[1]),
            f"{of(FACTURES, 'Statut')}&IF({late}>0,{text(', ')}&{late}&IF({late}>1,"
            f"{text(' jours de retard')},{text(' jour de retard')}),{text('')})",
            delay(days[3]),
            f"{text('encaissement prévu ')}&{delay(days[4])}",
            f"IF({creation},{text(semaine.saisir_creation().raison)},"
            f"IF({bank},{text(semaine.SANS_VIS_A_VIS)},{text(semaine.HORS_DES_TOTAUX)}))",
        ),
    }
    found = {
        view: f'IF({rank}=0,"",CHOOSE({source},{",".join(parts)}))'
        for view, parts in chosen.items()
    }
    found[Vue.NUMERO] = f'IF({rank}=0,"",{{n}})'
    sheet = (
        f"IF({source}<{len(TABLES) + 1},CHOOSE(MAX(1,MIN({source},{len(TABLES)})),"
        f"{','.join(text(table.sheet) for table in TABLES)}),INDEX({block.feuilles},{index}))"
    )
    anchor = f"{text('#')}&{text(chr(39))}&{sheet}&{text(chr(39) + '!A')}&MAX(1,{line})"
    shown = f"{sheet}&IF({line}>0,{text(', ligne ')}&{line},{text('')})"
    found[Vue.LIEN] = f'IF({rank}=0,"",HYPERLINK({anchor},{shown}))'
    return found


def valeur(task: Tache | None, view: Vue, line: int) -> float | int | str:
    """What a cell of the list shows."""
    if task is None:
        return ""
    if view == Vue.MONTANT:
        if task.montant is None:
            return BAREME_INCONNU if task.feuille == DECLARATIONS.sheet else ""
        return euros(task.montant)
    values: dict[Vue, float | int | str] = {
        Vue.NUMERO: line + 1,
        Vue.ACTION: task.action,
        Vue.OBJET: task.objet,
        Vue.JOUR: serial(task.jour) if task.jour else "",
        Vue.RAISON: task.raison,
        Vue.LIEN: f"{task.feuille}, ligne {task.ligne}" if task.ligne else task.feuille,
    }
    return values[view]
