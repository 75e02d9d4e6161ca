"""What is due, sent to the user's own address to be read there; nothing is claimed nor written."""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha256
from html import escape
from typing import Final

from sheetcash.app.cadence import Cadence
from sheetcash.app.envoi import Envoi, Jour, Ligne, Outils
from sheetcash.app.relances import A_ENVOYER, Decision, is_address
from sheetcash.app.sync import Resultat, ouvrir
from sheetcash.errors import InputError, SendError
from sheetcash.ports import Mail
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.records import Book, key

PREFIXE: Final = "[Test]"
_BODY: Final = re.compile(r"<body\b[^>]*>", re.IGNORECASE)
_SEPARATEURS: Final = re.compile(r"[\s,;<>]+")
#: After that many failures in a row the server is not well: the rest is left.
_ECHECS: Final = 2


def essayer(outils: Outils, jour: Jour, adresse: str = "") -> Resultat:
    """Send every mail that is due to ``adresse``, the user's own by default.

    The journal, the workbook and the conversations stay as they are: all is still due afterwards.

    Raises:
        InputError: no such address, or a client's; nothing was sent.
        SendError: the mail server could not be used at all: nothing was sent.
    """
    snapshot, book = ouvrir(outils, jour)
    to = adresse.strip() or book.parametres.expediteur
    _verifier(book, to)
    envoi = Envoi(outils, jour, snapshot, book)
    essai = outils.nouvel_identifiant()
    essais = [(one, _essai(mail, to, essai)) for one, mail in envoi.preparer()]
    lignes = envoi.lignes
    constats = [*book.findings, *envoi.constats]
    accepted = True
    if essais:
        mailer = outils.mailer()
        accepted = outils.confirmer(essais, constats, envoi.avertissements)
        if accepted:
            try:
                mailer.open()
                kept = [one for one in lignes if one.etat != A_ENVOYER]
                lignes = [*_envoyer(outils, book, mailer.send, essais, constats), *kept]
            finally:
                mailer.close()
    return Resultat(
        book.aujourdhui, lignes, constats, 0, not accepted, avertissements=envoi.avertissements
    )


def _verifier(book: Book, adresse: str) -> None:
    """A trial never goes to a client."""
    if not is_address(adresse):
        raise InputError(
            f"« {adresse} » n'est pas une adresse où envoyer un essai."
            if adresse
            else "L'essai n'a pas d'adresse où aller.",
            "Donnez la vôtre : --test moi@exemple.fr, ou Courriel expéditeur dans Paramètres.",
        )
    for client in book.clients.values():
        if key(adresse) in map(key, _SEPARATEURS.split(client.courriel)):
            raise InputError(
                f"« {adresse} » est l'adresse du client « {client.nom} » : un essai n'y va pas.",
                "Donnez la vôtre : --test moi@exemple.fr.",
            )


def _essai(mail: Mail, to: str, identifiant: str) -> Mail:
    """The mail as the client would receive it, said to be a trial, outside any conversation."""
    said = f"Essai : ce courriel irait à {mail.recipient}. Rien ne lui a été envoyé."
    digest = sha256(f"{identifiant}\x1f{mail.message_id}".encode()).hexdigest()[:24]
    domain = mail.sender.rpartition("@")[2] or "localhost"
    return mail._replace(
        recipient=to,
        subject=f"{PREFIXE} {mail.subject}",
        text=f"{said}\n\n{mail.text}",
        html=_avec(mail.html, said),
        message_id=f"<sheetcash.essai.{digest}@{domain}>",
        references=(),
        precedent="",
    )


def _avec(html: str, said: str) -> str:
    """The page with that line on top; an empty one stays empty.

    >>> _avec("<html><body class=a>Bonjour</body></html>", "Essai")
    '<html><body class=a><p><strong>Essai</strong></p>Bonjour</body></html>'
    """
    if not html:
        return ""
    line = f"<p><strong>{escape(said)}</strong></p>"
    body = _BODY.search(html)
    at = body.end() if body is not None else 0
    return html[:at] + line + html[at:]


def _envoyer(
    outils: Outils,
    book: Book,
    send: Callable[[Mail], str],
    essais: list[tuple[Decision, Mail]],
    constats: list[Finding],
) -> list[Ligne]:
    """Hand each mail over, once, at the pace of the settings; the line of each reminder."""
    cadence = Cadence(book.parametres.envois_par_minute, outils.horloge)
    said: dict[str, str] = {}  # a mail about several invoices leaves once
    failed, stop = 0, ""
    lignes = []
    for done, (one, mail) in enumerate(essais, 1):
        if mail.message_id not in said:
            try:
                if not stop:
                    cadence.attendre()
                    send(mail)
                    failed = 0
                said[mail.message_id] = stop or f"essai parti à {mail.recipient}"
            except KeyboardInterrupt:
                stop = said[mail.message_id] = "essai arrêté par vous"
            except SendError as error:
                failed += 1
                stop = "essai abandonné : le serveur ne répond pas" if failed == _ECHECS else ""
                said[mail.message_id] = f"essai non parti : {error.probleme}"
                text = f"{one.facture.numero} : l'essai n'est pas parti. {error.probleme}"
                constats.append(Finding("Factures", one.facture.ligne, "", text, error.que_faire))
        lignes.append(Ligne(one, A_ENVOYER, said[mail.message_id]))
        outils.avancer(done, len(essais))
    return lignes
