"""What the fields of a mail text hold, ready to be shown, in the client's language.

They are told to the user in :mod:`sheetcash.workbook.champs`, and in ``docs/textes.md``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final, NoReturn

from sheetcash.app.creance import Creance
from sheetcash.app.parties import nom_ei
from sheetcash.baremes import LOI, Baremes
from sheetcash.core import penalites as late
from sheetcash.core.decompte import Decompte
from sheetcash.core.factures import retard
from sheetcash.core.money import format_euros, format_euros_anglais
from sheetcash.core.periods import format_date, format_date_anglaise
from sheetcash.errors import RuleError
from sheetcash.workbook.records import ANGLAIS, PROFESSIONNEL, Client, Facture, Parametres


class ChampInconnu(Exception):
    """A text shows a field whose value is not known today; the message says why."""


class Inconnu:
    """The value of a field that is not known today: no for ``{% if %}``, never shown."""

    def __init__(self, nom: str, why: str) -> None:
        self._why = (
            f"le champ « {nom} » n'a pas de valeur aujourd'hui, et aucun {{% if {nom} %}} ne "
            f"l'entoure. {why}"
        ).rstrip(".")

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> NoReturn:
        raise ChampInconnu(self._why)


#: The fields that may be empty, and what fills them: shown so, they would leave a hole.
_A_REMPLIR: Final = {
    "iban": "Remplissez « IBAN » dans Paramètres.",
    "siren": "Remplissez « SIREN » dans Paramètres.",
    "lien": "Remplissez « Lien de paiement » sur la ligne de la facture.",
    "avoir": "",
    "liste": "",
    "penalites": "",
    "indemnite": "",
}


def champs(
    facture: Facture,
    client: Client,
    parametres: Parametres,
    aujourdhui: date,
    loi: Baremes = LOI,
    reunies: Sequence[Facture] = (),
    *,
    lettre: Creance | None = None,
) -> dict[str, object]:
    """The fields a mail text may use, ready to be shown.

    Args:
        facture: the invoice reminded; the first one, of several.
        client: who owes it.
        parametres: the user's settings.
        aujourdhui: the day the mail leaves.
        loi: the figures to compute the interest with.
        reunies: the invoices that the mail gathers, ``facture`` among them; none: it is alone.
        lettre: what the mise en demeure's letter claims, when it is attached: its figures count.
    """
    english = client.langue == ANGLAIS
    euros = format_euros_anglais if english else format_euros
    day = format_date_anglaise if english else format_date
    every = list(reunies) if len(reunies) > 1 else [facture]
    total = sum(one.solde for one in every)
    found = {
        "client": client.nom,
        "contact": client.contact or client.nom,
        "numero": facture.numero,
        "objet": facture.objet or _sans_objet(client),
        "date_facture": day(facture.date_facture),
        "echeance": day(facture.echeance),
        "montant": euros(facture.montant),
        "encaisse": euros(facture.encaisse),
        "avoir": euros(facture.deduit) if facture.deduit > 0 else "",
        "solde": euros(facture.solde),
        "partiel": 0 < facture.encaisse < facture.montant,
        "retard": retard(facture.echeance, facture.solde, aujourdhui),
        "nombre": len(every),
        "liste": _liste(every, english) if len(every) > 1 else "",
        "total": euros(total),
        **_accessoires(every, client, parametres.taux_convenu, aujourdhui, loi, total, lettre),
        "delai_paiement": parametres.delai_mise_en_demeure,
        "date_limite": day(aujourdhui + timedelta(days=parametres.delai_mise_en_demeure)),
        "nom": nom_ei(parametres.nom),
        "siren": parametres.siren,
        "iban": parametres.iban,
        "lien": facture.lien if len(every) == 1 else "",  # it pays one invoice
        "professionnel": client.type == PROFESSIONNEL,
        "tutoiement": client.tutoiement,
        "anglais": english,
        "lettre": lettre is not None,
    }
    for nom, what in _A_REMPLIR.items():
        if found[nom] == "":
            found[nom] = Inconnu(nom, what)
    return found


def _sans_objet(client: Client) -> str:
    if client.langue == ANGLAIS:
        return "your order"
    return "ta commande" if client.tutoiement else "votre commande"


def _liste(factures: Sequence[Facture], english: bool) -> str:
    """One line for each invoice, in the order given."""
    if english:
        return "\n".join(
            f"– {one.numero} of {format_date_anglaise(one.date_facture)}, due date "
            f"{format_date_anglaise(one.echeance)}: {format_euros_anglais(one.solde)}"
            for one in factures
        )
    return "\n".join(
        f"– {one.numero} du {format_date(one.date_facture)}, échéance {format_date(one.echeance)}"
        f"\u00a0: {format_euros(one.solde)}"
        for one in factures
    )


def _complets(interets: Decompte) -> int:
    """The interest of the letter, when every day has its rate."""
    if interets.manquants:
        raise interets.manquants[0]
    return interets.total


def _accessoires(
    factures: Sequence[Facture],
    client: Client,
    taux: int | None,
    aujourdhui: date,
    loi: Baremes,
    total: int,
    lettre: Creance | None,
) -> dict[str, object]:
    """What being late adds between professionals: interest, the fixed sum, and the whole.

    A consumer owes the legal interest only, from a mise en demeure that was received: there is
    nothing to tell before.
    """
    euros = format_euros_anglais if client.langue == ANGLAIS else format_euros
    if client.type != PROFESSIONNEL:
        return {"penalites": "", "indemnite": "", "total_du": euros(total)}
    owed = [one for one in factures if retard(one.echeance, one.solde, aujourdhui) > 0]
    fixed = sum(late.indemnite(late.PROFESSIONNEL, one.solde, loi) for one in owed)
    indemnite = euros(fixed) if fixed else ""
    try:
        if lettre is not None and lettre.interets is not None:
            interest = _complets(lettre.interets)
        else:
            interest = sum(
                late.penalites(one.solde, one.echeance, aujourdhui, taux, loi=loi) for one in owed
            )
    except RuleError as error:
        why = f"{error.probleme} {error.que_faire}".strip()
        unknown = {nom: Inconnu(nom, why) for nom in ("penalites", "total_du")}
        return {"indemnite": indemnite, **unknown}
    return {
        "penalites": euros(interest) if interest else "",
        "indemnite": indemnite,
        "total_du": euros(total + fixed + interest),
    }
