"""Any statement file into a `Releve`: what it is, is told by its content, never by its name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from sheetcash.adapters.bank.mt940 import est_mt940, lire_mt940
from sheetcash.adapters.bank.ofx import est_ofx, lire_ofx
from sheetcash.adapters.bank.proposition import Proposition
from sheetcash.adapters.bank.proposition import proposer as _proposer
from sheetcash.adapters.bank.qif import est_qif, lire_qif
from sheetcash.adapters.bank.tableau import lire_tableau
from sheetcash.adapters.bank.texte import decoder
from sheetcash.adapters.donnes import (
    ARCHIVE,
    a_des_entites,
    autre_genre,
    est_charabia,
    lire_donne,
)
from sheetcash.core.releves import Annonce, Correspondance, Releve, au_compte
from sheetcash.errors import NotAStatement, UnknownColumns, WrongMapping

#: A statement of a million rows; more is no statement.
TAILLE_MAX: Final = 150_000_000

_INSTEAD: Final = (
    "Sur le site de votre banque, choisissez un export CSV, OFX, CAMT.053, MT940 ou QIF. D'une "
    "facture, demandez le format Factur-X."
)
_OUVRIR: Final = "Décompressez-la, puis donnez le relevé qu'elle contient."
_HTML: Final = re.compile(r"<(?:!doctype\s+)?html[\s>]", re.IGNORECASE)
_INVOICE: Final = re.compile(r"CrossIndustryInvoice|<(?:\w+:)?(?:Invoice|CreditNote)[\s>]")


def lire(
    source: Path | bytes,
    nom: str = "",
    *,
    encodage: str = "",
    decimale: str = "",
    ordre: str = "",
    compte: str = "",
    correspondance: Correspondance | None = None,
    correspondances: Sequence[Correspondance] = (),
) -> Releve:
    """The statement in a file, whatever its bank and its format.

    Args:
        source: the file, or its bytes.
        nom: what to call it in errors; its own name by default.
        encodage: the user's word, where what was found is wrong.
        decimale: ``,`` or ``.``, likewise.
        ordre: of the dates (``JMA``, ``MJA``, ``AMJ``), likewise.
        compte: the account, for the files that do not name it: without it, rows of two accounts
            of one bank could be taken for the same.
        correspondance: the mapping to read it by, whatever its header.
        correspondances: those that the user made before, tried where no bank is recognised.

    Raises:
        NotAStatement: no statement can be read in it; the message says what to give instead.
        UnknownColumns: a CSV file of an unknown bank (see `proposer`).
        WrongMapping: it has not the mapping's columns.
        AccessDenied: it cannot be read at all.

    >>> read = lire("Date;Libellé;Montant(EUROS)\\n05/01/2026;VIR DUPONT;120,00\\n".encode())
    >>> read.format, read.mouvements[0].cents
    ('La Banque Postale', 12000)
    """
    data, name = octets(source, nom)
    _not_binary(data, name)
    text, encoding = decoder(data, encodage)
    _not_garbage(text, name)
    releve = _read(text, name, decimale, ordre, correspondance, correspondances)
    if not releve.lus and not releve.comptes:
        raise NotAStatement(f"{name} ne contient ni compte ni mouvement.", _INSTEAD)
    releve = _named(releve, compte)
    return replace(releve, annonces=(encoding, *releve.annonces))


def _named(releve: Releve, compte: str) -> Releve:
    """The account's name where the file gives none, or a note that it is not known."""
    if all(row.compte for row in releve.mouvements):
        return releve
    if not compte:
        return replace(
            releve, annonces=(*releve.annonces, Annonce("compte", "non indiqué", sur=False))
        )
    return replace(
        releve,
        mouvements=au_compte(releve.mouvements, compte),
        comptes=[c if c.numero else replace(c, numero=compte) for c in releve.comptes],
    )


def proposer(source: Path | bytes, nom: str = "", *, encodage: str = "") -> Proposition:
    """The columns of a CSV file of an unknown bank, and which could be which.

    Raises:
        NotAStatement: it is no CSV file.
        AccessDenied: it cannot be read at all.
    """
    data, name = octets(source, nom)
    _not_binary(data, name)
    text, _ = decoder(data, encodage)
    _not_garbage(text, name)
    return _proposer(text.split("\n"), nom or name.strip("« »"))


def _read(
    text: str,
    nom: str,
    decimale: str,
    ordre: str,
    chosen: Correspondance | None,
    known: Sequence[Correspondance],
) -> Releve:
    if chosen is not None:
        return lire_tableau(text, nom, chosen, ordre=ordre, decimale=decimale)
    start = text[:5_000].lstrip()
    if start.startswith("<"):
        return _markup(text, nom, decimale)
    if est_ofx(text):
        _no_entities(text, nom)
        return lire_ofx(text, decimale=decimale)
    if est_qif(text):
        return lire_qif(text, ordre=ordre, decimale=decimale)
    if est_mt940(text):
        return lire_mt940(text)
    if start.startswith(("{", "[")) and '":' in start:
        raise NotAStatement(f"{nom} est un fichier JSON.", _INSTEAD)
    try:
        return lire_tableau(text, nom, ordre=ordre, decimale=decimale)
    except UnknownColumns:
        for one in known:
            try:
                return lire_tableau(text, nom, one, ordre=ordre, decimale=decimale, retenue=True)
            except WrongMapping:
                continue
        raise


def _markup(text: str, nom: str, decimale: str) -> Releve:
    if _HTML.search(text[:5_000]):
        raise NotAStatement(
            f"{nom} est une page web : la session avec la banque était peut-être finie.", _INSTEAD
        )
    _no_entities(text, nom)
    if est_ofx(text):
        return lire_ofx(text, decimale=decimale)
    from sheetcash.adapters.bank import camt  # lxml is slow to load

    if camt.est_camt(text):
        return camt.lire_camt(text)
    if _INVOICE.search(text[:20_000]):
        raise NotAStatement(
            f"{nom} est une facture électronique, pas un relevé de compte.", _INSTEAD
        )
    raise NotAStatement(f"{nom} est un fichier XML, mais pas un relevé connu.", _INSTEAD)


def _no_entities(text: str, nom: str) -> None:
    """A statement needs no document type; one that has some may be a trap."""
    if a_des_entites(text):
        raise NotAStatement(
            f"{nom} contient une déclaration DOCTYPE ou ENTITY, qu'aucune banque n'écrit : "
            "il n'a pas été lu.",
            "Téléchargez de nouveau le relevé sur le site de votre banque.",
        )


def octets(source: Path | bytes, nom: str) -> tuple[bytes, str]:
    """A file's bytes, and what to call it in errors.

    Raises:
        NotAStatement: there is no such file.
        AccessDenied: it cannot be read.
    """
    if isinstance(source, bytes):
        return source, nom or "Ce fichier"
    name = f"« {nom or source.name or source} »"
    inside = "Donnez les fichiers qu'il contient."
    most = TAILLE_MAX + 1
    data = lire_donne(source, name, most, NotAStatement, dossier=inside, autre=_INSTEAD)
    return data, name


def _not_binary(data: bytes, nom: str) -> None:
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf"):
        raise NotAStatement(f"{nom} est vide.", "Téléchargez de nouveau le relevé.")
    if len(data) > TAILLE_MAX:
        raise NotAStatement(
            f"{nom} est trop grand (plus de {TAILLE_MAX // 1_000_000} Mo).",
            "Exportez une période plus courte, en plusieurs fichiers.",
        )
    head = data[:1024]
    if b"%PDF-" in head or head.startswith(b"%PDF"):
        raise NotAStatement(
            f"{nom} est un PDF : ses montants ne peuvent pas y être lus sûrement.", _INSTEAD
        )
    if what := autre_genre(head):
        raise NotAStatement(f"{nom} {what}", _OUVRIR if what == ARCHIVE else _INSTEAD)
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        if b"xl/" in data[:200_000] or b"[Content_Types].xml" in head:
            raise NotAStatement(
                f"{nom} est un classeur Excel.",
                "Exportez le relevé en CSV, ou enregistrez cette feuille au format CSV UTF-8.",
            )
        raise NotAStatement(f"{nom} est une archive ZIP.", _OUVRIR)


def _not_garbage(text: str, nom: str) -> None:
    if est_charabia(text):
        raise NotAStatement(f"{nom} n'est pas un texte.", _INSTEAD)
