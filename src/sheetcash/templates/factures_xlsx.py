"""The computed columns of tblFactures: each native formula beside the core's own answer."""

from __future__ import annotations

from datetime import date
from typing import Final

from sheetcash.core import relances, semaine
from sheetcash.core.factures import echeance, retard
from sheetcash.core.money import euros
from sheetcash.core.periods import serial
from sheetcash.templates.controle_xlsx import AVOIR_PERDU
from sheetcash.templates.figures import Figures
from sheetcash.templates.flux_xlsx import FACTURES_EXTRA, FACTURES_FORMULAS, valeurs_facture
from sheetcash.templates.formulas import (
    Cell,
    choose,
    col,
    is_day,
    is_number,
    sans_heure,
    text,
    this,
)
from sheetcash.templates.recettes_xlsx import COMPTE
from sheetcash.workbook.avoirs import A_RATTACHER, perdus
from sheetcash.workbook.content import Content
from sheetcash.workbook.flux import Flux
from sheetcash.workbook.reading_relances import A_FAIRE, APPEL, COURRIER
from sheetcash.workbook.records import Facture, Parametres, key, nom_client
from sheetcash.workbook.schema import DATE, ENTIER, TEXTE, Column, fold
from sheetcash.workbook.tables import (
    CLIENTS,
    CONDITIONS,
    FACTURES,
    PROFILS,
    RECETTES,
    RELANCES,
)

A_COMPLETER: Final = "À compléter"
A_SUIVRE: Final = "À suivre"
_SANS_NOM: Final = "—"
#: What the sheet says of a reminder that waits for a day; the commands tell which day.
_PROMIS, _SUSPENDUES = "paiement promis", "relances suspendues"

#: Columns at the right of the contract's that only the formulas need.
EXTRA: Final = (
    Column("Profil", TEXTE, "Du client, ou Ferme selon le montant.", computed=True, width=14),
    Column("Délai", TEXTE, "Les conditions de la facture, ou du client.", computed=True, width=18),
    Column("Échéance retenue", DATE, "Saisie, ou tirée du délai.", computed=True, width=12),
    Column("Étape", ENTIER, "Le niveau de la relance suivante.", computed=True, width=9),
    Column("Étape due le", DATE, "Le jour où elle est due.", computed=True, width=12),
    Column(A_SUIVRE, TEXTE, "Ce qui vous reste à faire d'après Relances.", computed=True),
    Column(AVOIR_PERDU, TEXTE, "Le client d'un avoir qui ne diminue rien.", computed=True),
    *FACTURES_EXTRA,
)


def _f(title: str) -> str:
    return this(FACTURES.name, title)


def _client(title: str) -> str:
    """A column of the invoice's client, an empty text when there is none."""
    row = f"MATCH({_f('Client')},{col(CLIENTS.name, 'Client')},0)"
    return f'IFERROR(INDEX({col(CLIENTS.name, title)},{row})&"","")'


def _profil() -> str:
    """The profile by which the invoice is reminded."""
    limit, its = "Profil_Ferme_des", _client("Profil de relance")
    standard = f'({its}="")+({its}={text(PROFILS[0])})>0'
    firm = f"IF({_f('Montant')}>={limit},IF({standard},{text(PROFILS[2])},{its}),{its})"
    given = f'COUNTIFS({limit},">0")*{is_number(_f("Montant"))}>0'
    return f"IF({given},{firm},{its})"


def _days(level: str) -> str:
    """The days of a level (a formula) after the due date, by profile."""
    souple, ferme = text(PROFILS[1]), text(PROFILS[2])
    return (
        f"IF({_f('Profil')}={souple},INDEX(Jours_Souple,1,{level}+1),"
        f"IF({_f('Profil')}={ferme},INDEX(Jours_Ferme,1,{level}+1),"
        f"INDEX(Jours_Standard,1,{level}+1)))"
    )


def _formulas() -> dict[str, str]:
    """Each computed column's formula."""
    due, terms, step = _f("Échéance retenue"), _f("Délai"), _f("Étape")
    solde, niveau, issued = _f("Solde"), _f("Niveau"), _f("Date")
    day = sans_heure(issued)
    delay = f"{day}+INDEX(Delais_jours,MATCH({terms},Delais,0))"
    month_end = f'INDEX(Delais_fin_de_mois,MATCH({terms},Delais,0))="Oui"'
    from_terms = f'IF({terms}="",{day}+30,IFERROR(IF({month_end},EOMONTH({delay},0),{delay}),""))'
    incomplete = (
        f'({_f("N° facture")}="")+({is_day(issued)}=0)+({is_number(_f("Montant"))}=0)+({due}="")>0'
    )
    blank = "*".join(f'({_f(t)}="")' for t in ("N° facture", "Date", "Client", "Montant"))
    suspended = (
        f'({step}="")+({_f("Profil")}={text(PROFILS[3])})'
        f'+({_f("Litige")}<>"")*({_f("Litige")}<>"Non")>0'
    )
    disputed = f'({_f("Litige")}<>"")*({_f("Litige")}<>"Non")>0'
    last, promise = _f("Dernière relance"), _f("Promesse de paiement")
    pause = f"IF({is_day('Relances_suspendues')}=1,Relances_suspendues+1,0)"
    given = 'COUNTIFS(Delai_mise_en_demeure,">=2")*COUNTIFS(Delai_mise_en_demeure,"<=90")'
    left = f"IF({given}>0,Delai_mise_en_demeure,{Parametres().delai_mise_en_demeure})+1"
    least = relances.ECART_MINIMUM
    gap = f"IF({step}={relances.RECOUVREMENT},MAX({least},{left}),{least})"
    after_last = f"IF({is_day(last)}=1,{last}+{gap},0)"
    days = _days(step)
    why = (
        f"IF({after_last}>{due}+{days},IF({step}={relances.RECOUVREMENT},"
        f"{text(relances.APRES_LE_DELAI)},{text(relances.APRES_LA_DERNIERE)}),"
        f"IF({days}=0,{text(relances.LE_JOUR_MEME)},MAX({days},0-{days})"
        f"&IF(MAX({days},0-{days})>1,{text(' jours ')},{text(' jour ')})"
        f"&IF({days}<0,{text(relances.AVANT)},{text(relances.APRES)})))"
    )
    promised = f"IF({is_day(promise)}=1,{promise},0)"
    paused = f"IF({is_day('Relances_suspendues')}=1,Relances_suspendues,0)"
    until = f"MAX({promised},{paused})"  # told only where it puts the step off
    # An error in Client is no criterion in every engine.
    lost = f"IFERROR(COUNTIFS({col(FACTURES.name, AVOIR_PERDU)},{_f('Client')}),0)>0"
    held = (
        f"IF({lost},{text(A_RATTACHER)},IF({disputed},{text(relances.LITIGE)},"
        f"IF({_f('Profil')}={text(PROFILS[3])},{text(relances.EPARGNE)},"
        f"IF(({until}>=Aujourdhui)*({until}>={_f('Étape due le')})>0,"
        f"IF({promised}>={paused},{text(_PROMIS)},{text(_SUSPENDUES)}),{why}))))"
    )
    number, on = _f("N° facture"), _f("Avoir sur")
    billed, notes = col(FACTURES.name, "Montant"), col(FACTURES.name, "Avoir sur")
    its_notes = (  # a row that names itself is no note
        f'{notes},{number},{billed},"<0",{col(FACTURES.name, "N° facture")},"<>"&{number}'
    )
    numbers = col(FACTURES.name, "N° facture")
    tied = (
        f'({on}<>"")*({is_number(_f("Montant"))}=1)*(SUM({_f("Montant")})<0)'
        f"*({on}<>{number})*(COUNTIFS({numbers},{on})>0)"
        f'*(COUNTIFS({numbers},{on},{notes},"<>",{billed},"<0")=0)>0'
    )
    balance = (
        f"{_f('Montant')}+SUMIFS({billed},{its_notes})-SUM({_f('Encaissé')})"
        f"-SUMIFS({col(FACTURES.name, 'Encaissé')},{its_notes})"
    )

    def task(*more: tuple[str, str]) -> str:
        criteria = [("N° facture", number), ("État", text(A_FAIRE)), *more]
        told = ",".join(f"{col(RELANCES.name, title)},{what}" for title, what in criteria)
        return f"COUNTIFS({told})"

    never = f"{is_number(niveau)}=0"
    no_level = f'COUNTIFS({niveau},"<0")+COUNTIFS({niveau},">4")>0'
    # SUMIFS, though it reads « A* » as a pattern (reading reports such numbers): comparing texts
    # row by row would take a minute on a ledger of ten thousand receipts. One dated after today
    # counts: it already stops the reminders.
    receipts = (
        f"SUMIFS({col(RECETTES.name, COMPTE)},{col(RECETTES.name, 'N° facture')},"
        f"{_f('N° facture')})"
    )
    return {
        "Encaissé": f'IF({_f("N° facture")}="","",ROUND({receipts},2))',
        "Solde": (
            f'IF({incomplete},"",IF(({on}<>"")*({_f(AVOIR_PERDU)}="")>0,0,ROUND({balance},2)))'
        ),
        "Statut": (
            f'IF({solde}="",IF({blank},"",{text(A_COMPLETER)}),'
            f"IF({solde}<=0,{text(relances.SOLDEE)},IF({no_level},{text(A_COMPLETER)},"
            f'IF({step}="",{text(relances.A_ENVOYER[relances.RECOUVREMENT])},'
            f"IF(Aujourdhui>={_f('Étape due le')},{choose(f'{step}+1', relances.A_ENVOYER)},"
            f"IF({never},{text(relances.A_ECHOIR)},"
            f"{choose(f'{niveau}+1', relances.ENVOYEE)}))))))"
        ),
        "Retard (jours)": (f'IF({solde}="","",IF({solde}>0,MAX(0,Aujourdhui-{due}),0))'),
        "Prochaine action": (
            f'IF({suspended},"",IF({lost},"",WORKDAY(MAX({_f("Étape due le")},'
            f"IF({is_day(promise)}=1,{promise}+1,0),{pause})-1,1,Feries)))"
        ),
        "Prochaine étape": (
            f'IF({step}="","",{choose(f"{step}+1", relances.LIBELLES)}&{text(" : ")}&{held})'
        ),
        "Profil": _profil(),
        "Délai": f'IF({_f("Conditions")}<>"",{_f("Conditions")},{_client("Conditions")})',
        "Échéance retenue": (
            f"IF({is_day(_f('Échéance'))}=1,{sans_heure(_f('Échéance'))},"
            f'IF(({_f("Échéance")}<>"")+({is_day(issued)}=0)>0,"",{from_terms}))'
        ),
        "Étape": (
            f'IF({solde}="","",IF(({solde}<=0)+({no_level})>0,"",IF({never},'
            f"IF(Aujourdhui>={due}+{_days('1')},1,0),"
            f'IF({niveau}>=4,"",{niveau}+1))))'
        ),
        "Étape due le": (f'IF({step}="","",MAX({due}+{days},{after_last}))'),
        A_SUIVRE: (
            f'IF({solde}="","",IF(({solde}<=0)+({disputed})>0,"",'
            f"IF({task(('Canal', text(COURRIER)), ('Niveau', '4'))}>0,{text(semaine.DOSSIER)},"
            f"IF({task(('Canal', text(COURRIER)))}>0,{text(semaine.LETTRE)},"
            f'IF({task(("Canal", text(APPEL)))}>0,{text(semaine.APPELER)},"")))))'
        ),
        AVOIR_PERDU: (
            f'IF({on}="","",IF({incomplete},"",IF({tied},"",'
            f'IF({_f("Client")}="",{text(_SANS_NOM)},{_f("Client")}))))'
        ),
    }


FORMULAS: Final = {**_formulas(), **FACTURES_FORMULAS}


def rows(content: Content, figures: Figures, plan: Flux) -> list[dict[str, object]]:
    """The table's rows, formulas and their true values added; a blank one when it is empty."""
    found = []
    profils: dict[str, str] = {}
    for row in content.table(CLIENTS.name):
        if row.get("Client"):  # a table that is still empty has one blank row
            profils.setdefault(key(str(row["Client"])), str(row.get("Profil de relance") or ""))
    notes = {one.ligne: one for one in perdus(figures.book.factures)}
    clients = {nom_client(one.client) for one in notes.values()}
    for index, row in enumerate(content.table(FACTURES.name) or [{}]):
        facture = figures.factures.get(index)
        lost = facture is not None and nom_client(facture.client) in clients
        values = _values(row, figures, facture, lost=lost)
        if facture is not None and facture.ligne in notes:
            values[AVOIR_PERDU] = facture.client or _SANS_NOM
        values |= valeurs_facture(facture if values["Solde"] != "" else None, figures, plan)
        values["Profil"] = _profil_dit(
            profils.get(key(str(row.get("Client") or "")), ""),
            row.get("Montant"),
            figures.book.parametres.ferme_des,
        )
        cells = {title: Cell(FORMULAS[title], values[title]) for title in FORMULAS}
        found.append({**row, **cells})
    return found


def _profil_dit(client: str, montant: object, ferme_des: int) -> str:
    """The profile in the sheet's words; empty when neither the client nor the amount tells one."""
    amount = montant if isinstance(montant, int) else 0
    own = fold(client) or relances.STANDARD
    return client if relances.profil(own, amount, ferme_des) == own else PROFILS[2]


def comptees(content: Content, figures: Figures) -> list[Facture]:
    """The invoices that the formulas can read: unlike the core, they know the listed terms only."""
    given = enumerate(content.table(FACTURES.name))
    return [
        facture
        for index, row in given
        if (facture := figures.factures.get(index)) is not None
        and (row.get("Échéance") is not None or _terms(row, figures) in ("", *CONDITIONS))
    ]


def _terms(row: dict[str, object], figures: Figures) -> str:
    """An invoice's terms, or its client's."""
    client = figures.book.client(str(row.get("Client") or ""))
    return str(row.get("Conditions") or (client.conditions if client else ""))


def _encaisse(figures: Figures, numero: str) -> int:
    """What was received for an invoice, in cents."""
    recettes = figures.book.recettes
    pairs = zip(recettes.factures, recettes.montants, strict=True)
    return sum(montant for its, montant in pairs if its and key(its) == key(numero))


def _values(
    row: dict[str, object], figures: Figures, facture: Facture | None, *, lost: bool
) -> dict[str, float | int | str]:
    """The true values of one row's formulas."""
    values: dict[str, float | int | str] = dict.fromkeys(FORMULAS, "")
    client = figures.book.client(str(row.get("Client") or ""))
    terms = _terms(row, figures)
    values["Délai"] = terms
    if facture is None or (row.get("Échéance") is None and terms not in ("", *CONDITIONS)):
        typed = any(row.get(t) is not None for t in ("N° facture", "Date", "Client", "Montant"))
        values["Statut"] = A_COMPLETER if typed else ""
        if row.get("N° facture"):
            values["Encaissé"] = euros(_encaisse(figures, str(row["N° facture"])))
        issued, given = row.get("Date"), row.get("Échéance")
        if isinstance(given, date):
            values["Échéance retenue"] = serial(given)
        elif given is None and isinstance(issued, date) and terms in ("", *CONDITIONS):
            values["Échéance retenue"] = serial(echeance(issued, terms))
        return values
    jour, due, solde = figures.jour, facture.echeance, facture.solde
    days, delai = figures.book.parametres.jours, figures.book.parametres.delai_mise_en_demeure
    days_of = days.get(figures.book.profil(facture, client)) or days.get(relances.STANDARD)
    niveau, last = facture.niveau, facture.derniere_relance
    values["Échéance retenue"] = serial(due)
    values["Encaissé"] = euros(facture.encaisse)
    values["Solde"] = euros(solde)
    values["Retard (jours)"] = retard(due, solde, jour)
    given = row.get("Niveau")
    out = isinstance(given, (int, float)) and given not in range(5)
    if solde > 0 and not facture.litige:
        values[A_SUIVRE] = figures.book.taches.get(key(facture.numero), "")
    values["Statut"] = A_COMPLETER if solde > 0 else relances.SOLDEE
    if days_of is None or out:  # neither can the sheet read the days of reminder, or the level
        return values
    values["Statut"] = relances.statut(due, solde, jour, niveau, last, days_of, delai)
    step = relances.niveau_suivant(due, jour, niveau, days_of) if solde > 0 else None
    if step is None:
        return values
    since = relances.due_depuis(due, step, last, days_of, delai)
    values["Étape"], values["Étape due le"] = step, serial(since)
    held = facture.litige or (client is not None and client.profil == relances.NE_PAS_RELANCER)
    pause = figures.book.parametres.suspendues
    waits = [one for one in (facture.promesse, pause) if one is not None]
    until = max(waits, default=None)
    day = relances.prochaine(due, jour, niveau, last, days_of, until, delai)
    if day is not None and not held and not lost:
        values["Prochaine action"] = serial(day)
    why = relances.pourquoi(due, step, last, days_of, delai)
    if lost:
        why = A_RATTACHER
    elif facture.litige:
        why = relances.LITIGE
    elif held:
        why = relances.EPARGNE
    elif waits and max(waits) >= max(jour, since):
        why = _PROMIS if facture.promesse == max(waits) else _SUSPENDUES
    values["Prochaine étape"] = f"{relances.LIBELLES[step]} : {why}"
    return values
