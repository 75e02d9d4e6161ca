"""The accountant's folder by mail: its archive, and the last seals in the mail's own text.

That mail is the anchor outside the file: who alters the workbook cannot alter it. It leaves once:
it is written in the journal before its first byte goes out, and the same registers never leave for
the same address again unless the user says so.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from typing import Final, NamedTuple

from sheetcash.app.dossier.assembler import Dossier
from sheetcash.app.dossier.manifeste import MANIFESTE, Contenu
from sheetcash.app.dossier.pieces import DOSSIER as PIECES
from sheetcash.app.relances import is_address
from sheetcash.core.mots import pluriel
from sheetcash.core.periods import format_date
from sheetcash.errors import AddressRefused, InputError, SendError, StoreError, Unknown
from sheetcash.ports import DIFFEREE, EN_COURS, ENVOYEE, INCONNUE, REFUSEE, Mail, Mailer
from sheetcash.ports.dossier import Chantier
from sheetcash.ports.envois import EnvoiComptable, EnvoisComptables
from sheetcash.ports.pieces import PieceJointe
from sheetcash.workbook.findings import Finding

#: Most mail servers take no more, once it is written in the letters of a mail.
MAX_OCTETS: Final = 10_000_000
#: States in which the mail left, or may have.
_PARTI: Final = (EN_COURS, ENVOYEE, INCONNUE)
#: What a folder is told apart by: what changes with the day alone (a delay) is not in them.
_DONNEES: Final = ("Livre des recettes.csv", "Registre des achats.csv", "Déclarations.csv")

Archiver = Callable[[dict[str, bytes]], bytes]


class Depart(NamedTuple):
    """A mail ready to leave.

    Attributes:
        mail: the mail.
        envoi: what the journal will know of it.
        deja: those of the same registers to the same address that left, or may have.
        connus: how many the journal knows, those that did not leave included.
        sans_pieces: the vouchers had to stay behind.
        octets: what its archive weighs.
    """

    mail: Mail
    envoi: EnvoiComptable
    deja: list[EnvoiComptable]
    connus: int
    sans_pieces: bool
    octets: int


class Resultat(NamedTuple):
    """How it ended: one of ``ports.ETATS``, or ``abandon`` when it was not sent."""

    etat: str
    detail: str
    constats: list[Finding]


ABANDON: Final = "abandon"


def verifier_adresses(adresse: str, expediteur: str) -> None:
    """Refuse now what no mail could leave with.

    Raises:
        InputError: there is no such address, or none to leave from.
    """
    if not is_address(adresse):
        raise InputError(
            f"« {adresse} » n'est pas une adresse où envoyer le dossier.",
            "Donnez celle de votre comptable : --courriel comptable@exemple.fr.",
        )
    if not is_address(expediteur):
        raise InputError(
            "Le courriel n'a pas d'adresse d'où partir.",
            "Remplissez « Courriel expéditeur » dans Paramètres.",
        )


def emballer(site: Chantier, dossier: Dossier, archiver: Archiver) -> bytes:
    """The archive to mail: without the vouchers where it would be too heavy with them.

    Args:
        site: gives what the files hold.
        dossier: the folder, its files listed.
        archiver: makes an archive of files by path.
    """
    names = [one.fichier.chemin for one in dossier.contenus]
    bare = [name for name in names if not name.startswith(f"{PIECES}/")]
    weight = sum(one.fichier.octets for one in dossier.contenus if one.fichier.chemin not in bare)
    if len(bare) < len(names) and weight <= MAX_OCTETS:
        whole = archiver({name: site.lire(name) for name in names})
        if len(whole) <= MAX_OCTETS:
            return whole
    return archiver({name: site.lire(name) for name in bare})


def preparer(dossier: Dossier, adresse: str, envois: EnvoisComptables) -> Depart:
    """The mail as it would leave; nothing is written nor sent.

    Raises:
        InputError: no address, or too heavy even without the vouchers.
        StoreError: the journal cannot be read.
    """
    verifier_adresses(adresse, dossier.expediteur)
    if len(dossier.courriel) > MAX_OCTETS:
        raise InputError(
            f"Le dossier pèse {_mo(len(dossier.courriel))} sans les pièces : aucun serveur ne le "
            "prendrait.",
            "Il est sur votre disque : transmettez-le autrement, avec --zip.",
        )
    its = dossier.identite
    content = _empreinte(dossier.contenus)
    workbook = its.identifiant or its.classeur
    known = envois.faits(workbook, adresse, content)
    digest = sha256("\x1f".join((workbook, adresse, content, str(len(known)))).encode())
    domain = dossier.expediteur.rpartition("@")[2] or "localhost"
    name = f"<sheetcash.dossier.{digest.hexdigest()[:24]}@{domain}>"
    pieces = [one for one in dossier.contenus if one.fichier.chemin.startswith(f"{PIECES}/")]
    without = bool(pieces) and not _contient_pieces(dossier, pieces)
    archive = dossier.courriel
    mail = Mail(
        dossier.expediteur,
        its.nom,
        adresse,
        f"Dossier comptable {its.nom}, au {format_date(its.jour)}",
        texte(dossier, without),
        name,
        pieces=(PieceJointe(f"{dossier.nom}.zip", "application/zip", lambda: archive),),
    )
    return Depart(
        mail,
        EnvoiComptable(workbook, adresse, content, name, its.jour),
        [one for one in known if one.etat in _PARTI],
        len(known),
        without,
        len(archive),
    )


def _contient_pieces(dossier: Dossier, pieces: list[Contenu]) -> bool:
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(dossier.courriel)) as made:
        return any(name.endswith(pieces[0].fichier.chemin) for name in made.namelist())


def _empreinte(contenus: list[Contenu]) -> str:
    """What the registers and the declarations hold, in one hash."""
    data = sorted(
        f"{one.fichier.chemin}\x1f{one.fichier.sha256}"
        for one in contenus
        if one.fichier.chemin in _DONNEES
    )
    return sha256("\n".join(data).encode()).hexdigest()


def texte(dossier: Dossier, sans_pieces: bool) -> str:
    """The mail's text: what is joined, the last seals in full, and what they are good for."""
    its = dossier.identite
    manifest = dossier.contenu(MANIFESTE).fichier
    lines = [
        "Bonjour,",
        "",
        f"Voici mon dossier comptable arrêté au {format_date(its.jour)} : livre des recettes et",
        "registre des achats (PDF et CSV), déclarations, impayés, écritures au format du FEC,",
        "anomalies relevées et copie du classeur. LISEZ-MOI.txt dit ce qu'est chaque fichier.",
        "",
    ]
    pieces = [one for one in dossier.contenus if one.fichier.chemin.startswith(f"{PIECES}/")]
    if sans_pieces:
        lines += [
            f"Les pièces justificatives ({pluriel(len(pieces), 'fichier')}) sont trop lourdes pour",
            "un courriel : je les garde à votre disposition. Le dossier contient leur index, avec",
            "leurs empreintes.",
            "",
        ]
    elif pieces:
        joined = pluriel(len(pieces), "fichier")
        lines += [f"Les pièces justificatives sont jointes ({joined}).", ""]
    count = len(dossier.anomalies.constats())
    if count:
        lines += [f"{pluriel(count, 'point')} à vérifier : voir Anomalies.txt.", ""]
    if its.sceaux:
        lines += ["Derniers sceaux des registres :"]
        for one in its.sceaux:
            until = f" (jusqu'au {format_date(one.jusqu_au)})" if one.jusqu_au else ""
            lines += [f"  {one.registre}{until}", f"  {one.sceau}"]
        lines += [
            "",
            "Merci de garder ce courriel : ces sceaux, hors de mon classeur, permettent de prouver",
            "que les lignes scellées n'ont pas changé depuis. Pour vérifier :",
            f'  sheetcash verifier "{its.classeur}" --sceau {its.sceaux[0].sceau}',
            "",
        ]
    else:
        lines += ["Les registres ne sont pas scellés.", ""]
    lines += [
        f"Empreinte SHA-256 de {manifest.chemin}, qui donne celle de chaque fichier :",
        f"  {manifest.sha256}",
        "",
        "Cordialement,",
        its.nom,
    ]
    return "\n".join(lines) + "\n"


def envoyer(depart: Depart, mailer: Mailer, envois: EnvoisComptables) -> Resultat:
    """Hand the mail over, once; whatever happens is in the journal.

    Raises:
        StoreError: the journal cannot be written: nothing was sent.
        Locked: the same leaves at this very moment.
    """
    mail = depart.mail.charge()
    try:
        try:
            mailer.open()
        except SendError as error:  # nothing was claimed: nothing may have left
            told = Finding("Courriel", 0, "", error.probleme, error.que_faire)
            return Resultat(_etat(error), str(error), [told])
        envois.prendre(depart.envoi, depart.connus)
        etat, detail, found = ENVOYEE, "", list[Finding]()
        try:
            detail = mailer.send(mail)
        except SendError as error:
            etat, detail = _etat(error), str(error)
            what = error.que_faire
            if etat == INCONNUE:
                what = f"Demandez à {mail.recipient} s'il l'a reçu. {what}".strip()
            found.append(Finding("Courriel", 0, "", error.probleme, what))
        with suppress(StoreError):  # it then says « en cours », which is « may have left »
            envois.regler(mail.message_id, etat, detail)
        return Resultat(etat, detail, found)
    finally:
        mailer.close()


def _etat(error: SendError) -> str:
    if isinstance(error, Unknown):
        return INCONNUE
    return REFUSEE if isinstance(error, AddressRefused) else DIFFEREE


def deja_dit(depart: Depart) -> str:
    """What is said of what left already; empty when nothing did."""
    if not depart.deja:
        return ""
    last = depart.deja[-1]
    day = format_date(last.jour)
    if last.etat == ENVOYEE:
        return f"Ce même dossier est déjà parti le {day} à {depart.mail.recipient}."
    return (
        f"Ce même dossier est peut-être déjà parti le {day} à {depart.mail.recipient} : "
        "son sort n'est pas connu."
    )


def _mo(octets: int) -> str:
    return f"{octets / 1e6:.1f}".replace(".", ",") + "\u00a0Mo"
