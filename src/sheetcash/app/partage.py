"""``partager``: who may open the workbook, letting the accountant in, taking it back, a copy.

What a lost answer hides is looked up, never asked for a second time.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from sheetcash.errors import InputError, SheetcashError, Uncertain
from sheetcash.ports.partage import (
    COMMENTAIRE,
    DOMAINE,
    GESTION,
    LECTURE,
    MODIFICATION,
    PROPRIETAIRE,
    PUBLIC,
    ROLES,
    Acces,
)

if TYPE_CHECKING:
    from sheetcash.ports import Dossier
    from sheetcash.ports.partage import Partageable

#: What each role allows, after « peut ».
PEUT: Final = {
    LECTURE: "lire la feuille",
    COMMENTAIRE: "lire et commenter la feuille",
    MODIFICATION: "lire et modifier la feuille",
}
#: In place of an address: whoever has that of the sheet.
TOUS: Final = PUBLIC
_RANGS: Final = (*ROLES, GESTION, PROPRIETAIRE)


class Partage(NamedTuple):
    """What became of a sharing.

    Attributes:
        courriel: with whom.
        role: what they have now; None when it was taken back.
        avant: what they had; None when it was nothing.
        avise: the host mailed them; None when it may have.
        ouverte: whoever has the address may open it all the same.
    """

    courriel: str
    role: str | None
    avant: str | None
    avise: bool | None
    ouverte: bool


def trier(acces: list[Acces]) -> list[Acces]:
    """The owner first, then who may do most; the public last."""
    return sorted(
        acces,
        key=lambda one: (one.nature == PUBLIC, -_RANGS.index(one.role), one.courriel.casefold()),
    )


def risques(acces: list[Acces]) -> list[str]:
    """What is open wider than an accountant needs, each in a sentence."""
    found = []
    for one in acces:
        may = PEUT.get(one.role, PEUT[MODIFICATION])
        if one.nature == PUBLIC:
            found.append(
                f"Toute personne qui en a l'adresse peut {may}, même sans compte : vos clients et "
                "vos montants y sont. Pour la fermer : --retirer public."
            )
        elif one.nature == DOMAINE:
            found.append(f"Tous les comptes de {one.courriel} peuvent {may}.")
    return found


def partager(classeur: Partageable, courriel: str, role: str, *, aviser: bool) -> Partage:
    """Let someone in with that role, or give them that one instead of theirs.

    Args:
        classeur: the workbook.
        courriel: one bare address.
        role: one of ``ROLES``.
        aviser: have the host mail them, if they are new.

    Raises:
        InputError: they own it, or their access comes from a folder and would be lessened.
        Uncertain: no one can tell what came of it.
        StoreError: the host refuses.
    """
    there = classeur.acces()
    its = _celui(there, courriel)
    avant = its.role if its is not None else None
    ouverte = _ouverte(there)
    if its is not None and avant == role:
        return Partage(courriel, role, avant, False, ouverte)
    if its is not None and its.role in (PROPRIETAIRE, GESTION):
        raise InputError(
            f"{its.courriel} a déjà tous les droits sur cette feuille.",
            "Donnez une autre adresse.",
        )
    message = _message(classeur.name, role) if aviser else None

    def done(now: list[Acces]) -> bool:
        found = _celui(now, courriel)
        return found is not None and found.role == role

    if its is None:
        sure = _une_fois(classeur, lambda: classeur.donner(courriel, role, message), done)
        avise: bool | None = aviser and (True if sure else None)
        return Partage(courriel, role, None, avise, ouverte)
    if its.herite and _RANGS.index(role) < _RANGS.index(its.role):
        raise _d_un_dossier(its)
    if its.herite:  # more than the folder gives: an access of their own beside it
        _une_fois(classeur, lambda: classeur.donner(courriel, role, None), done)
    else:
        _une_fois(classeur, lambda: classeur.changer(its, role), done)
    return Partage(courriel, role, avant, False, ouverte)


def retirer(classeur: Partageable, courriel: str) -> Partage | None:
    """Take someone's access back, or everybody's (``TOUS``); None when they have none.

    Raises:
        InputError: they own it, or their access comes from a folder.
        Uncertain: no one can tell what came of it.
        StoreError: the host refuses.
    """
    there = classeur.acces()

    def among(those: list[Acces]) -> Acces | None:
        if courriel == TOUS:
            return next((one for one in those if one.nature == PUBLIC), None)
        return _celui(those, courriel)

    its = among(there)
    if its is None:
        return None
    if its.role == PROPRIETAIRE:
        raise InputError(
            f"{its.courriel} est propriétaire de cette feuille : son accès ne se retire pas.",
            "Dans la feuille, bouton Partager : donnez-la d'abord à quelqu'un d'autre.",
        )
    if its.herite:
        raise _d_un_dossier(its)
    _une_fois(classeur, lambda: classeur.retirer(its), lambda now: among(now) is None)
    return Partage(its.courriel or TOUS, None, its.role, False, _ouverte(there))


def copier(classeur: Partageable, dossier: Dossier, jour: date, forme: str) -> tuple[str, int]:
    """Put a copy in the folder, as ``pdf`` or ``xlsx``; its path and its size.

    Raises:
        InputError: the folder is a file.
        StoreError: the host gives none, or the folder cannot be written in.
    """
    name = classeur.name
    contenu = classeur.copie(forme)
    return dossier.deposer(f"{name} - copie {jour.isoformat()}.{forme}", contenu), len(contenu)


def _une_fois(
    classeur: Partageable, change: Callable[[], None], done: Callable[[list[Acces]], bool]
) -> bool:
    """Make a change, once; whether its answer came. Where none did, what is there now tells."""
    try:
        change()
    except Uncertain as error:
        try:
            now = classeur.acces()
        except SheetcashError:
            raise error from None
        if not done(now):
            raise
        return False
    return True


def _celui(acces: list[Acces], courriel: str) -> Acces | None:
    wanted = _meme(courriel)
    return next((one for one in acces if one.courriel and _meme(one.courriel) == wanted), None)


def _meme(courriel: str) -> str:
    """An address as Google tells accounts apart: by no capitals, nor by a Gmail address's dots.

    >>> _meme("Jean.Dupont@GoogleMail.com"), _meme("j.d@Cabinet.fr")
    ('jeandupont@gmail.com', 'j.d@cabinet.fr')
    """
    local, _, domain = courriel.strip().casefold().rpartition("@")
    if domain in ("gmail.com", "googlemail.com"):
        return f"{local.replace('.', '')}@gmail.com"
    return f"{local}@{domain}"


def _ouverte(acces: list[Acces]) -> bool:
    return any(one.nature == PUBLIC for one in acces)


def _message(name: str, role: str) -> str:
    return f"Bonjour, je vous ouvre la feuille « {name} » : vous pouvez {PEUT[role]}."


def _d_un_dossier(its: Acces) -> InputError:
    return InputError(
        f"{its.courriel} tient son accès d'un dossier ou d'un Drive partagé.",
        "Changez-le sur ce dossier, dans Google Drive.",
    )
