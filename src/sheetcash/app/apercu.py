"""What a sending would do, as one HTML page to read, print or show to someone; it sends nothing.

The page stands alone: it fetches nothing and runs no script. Mails are shown in frames that may do
neither, as they may hold what a client wrote.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Final, NamedTuple

from sheetcash.app.apercu_page import PAGE
from sheetcash.app.envoi import Ligne
from sheetcash.app.habitudes import Habitudes
from sheetcash.app.relances import A_FAIRE, RETENUE, Decision, libelle
from sheetcash.app.sync import Examen
from sheetcash.core.money import format_euros
from sheetcash.core.mots import jour_long, pluriel
from sheetcash.core.periods import format_date
from sheetcash.ports import Mail

#: An image of a mail that is larger than this is not copied into the page.
_IMAGE_MAX: Final = 500_000


class Depart(NamedTuple):
    """One mail that would leave, with the invoices it is about."""

    mail: Mail
    decisions: tuple[Decision, ...]


def departs(examen: Examen) -> list[Depart]:
    """The mails, in the order they would leave; one about several invoices stands once."""
    found: dict[str, Depart] = {}
    for one, mail in examen.departs:
        its = found.get(mail.message_id)
        found[mail.message_id] = Depart(mail, (*(its.decisions if its else ()), one))
    return list(found.values())


def clients(examen: Examen) -> dict[str, str]:
    """In a line, each client to whom a mail would go, in the order they would leave."""
    habitudes = Habitudes(examen.book)
    names = dict.fromkeys(one.facture.client for one, _ in examen.departs)
    return {name: habitudes.bref(name) for name in names}


def page(examen: Examen, classeur: str) -> str:
    """The whole page.

    Args:
        examen: what would leave.
        classeur: what the user calls the workbook.
    """
    from jinja2 import Environment

    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    result, mails = examen.resultat, departs(examen)
    habitudes = Habitudes(examen.book)
    total = sum(one.facture.solde for its in mails for one in its.decisions)
    return environment.from_string(PAGE).render(
        classeur=classeur,
        nom=examen.book.parametres.nom,
        jour=jour_long(result.aujourdhui),
        combien=pluriel(len(mails), "courriel prêt à partir", "courriels prêts à partir"),
        total=format_euros(total) if mails else "",
        avertissements=result.avertissements,
        constats=list(map(str, result.constats)),
        mails=[_mail(at, one, habitudes) for at, one in enumerate(mails, 1)],
        taches=_lignes(result.lignes, A_FAIRE),
        retenues=_lignes(result.lignes, RETENUE),
        prochaines=[
            {
                "jour": "" if one.jour is None else format_date(one.jour),
                "etape": "" if one.niveau is None else libelle(one.niveau),
                "facture": one.facture.numero,
                "client": one.facture.client,
                "solde": format_euros(one.facture.solde),
                "raison": one.raison,
            }
            for one in result.prochaines
        ],
    )


def _lignes(lignes: Sequence[Ligne], etat: str) -> list[dict[str, str]]:
    return [
        {
            "etape": libelle(one.decision.niveau),
            "facture": one.decision.facture.numero,
            "client": one.decision.facture.client,
            "solde": format_euros(one.decision.facture.solde),
            "raison": one.raison,
        }
        for one in lignes
        if one.etat == etat
    ]


def _mail(at: int, depart: Depart, habitudes: Habitudes) -> dict[str, object]:
    """One mail, as the page's template takes it."""
    mail, (first, *_) = depart
    its = [
        f"{one.facture.numero}, {format_euros(one.facture.solde)}, {one.raison}"
        for one in depart.decisions
    ]
    return {
        "numero": at,
        "etape": libelle(first.niveau),
        "client": first.facture.client,
        "factures": its,
        "de": f"{mail.sender_name} <{mail.sender}>" if mail.sender_name else mail.sender,
        "a": mail.recipient,
        "objet": mail.subject,
        "texte": mail.text,
        "html": _avec_images(mail),
        "pieces": [one.nom for one in mail.pieces if not one.cid],
        "historique": habitudes.analyse(first.facture.client),
    }


def _avec_images(mail: Mail) -> str:
    """The HTML version with the mail's own images in it."""
    html = mail.html
    for one in mail.pieces:
        if one.cid and f"cid:{one.cid}" in html:
            content = one.lire()
            if len(content) <= _IMAGE_MAX:
                data = base64.b64encode(content).decode("ascii")
                html = html.replace(f"cid:{one.cid}", f"data:{one.type_mime};base64,{data}")
    return html
