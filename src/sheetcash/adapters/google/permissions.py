"""What sheetcash may ask of a Google account, what each permission is for, and no more than that.

``drive.file`` sees only what sheetcash itself created; a sheet whose address the user gives by hand
was not, hence ``spreadsheets``. Sharing a file of the user's own needs ``drive``, which opens the
whole of Drive: it is asked for by those who want it, and by no one else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

_AUTH: Final = "https://www.googleapis.com/auth/"


class Permission(NamedTuple):
    """One of Google's scopes.

    Attributes:
        code: how it is kept and listed.
        scope: Google's name.
        role: what it lets sheetcash do.
        sans: what will not work without it.
    """

    code: str
    scope: str
    role: str
    sans: str


FEUILLES: Final = Permission(
    "feuilles",
    f"{_AUTH}spreadsheets",
    "lire et modifier vos feuilles de calcul",
    "aucune commande ne pourra ouvrir une feuille Google.",
)
FICHIERS: Final = Permission(
    "fichiers",
    f"{_AUTH}drive.file",
    "partager et copier les fichiers que sheetcash a créés",
    "« sheetcash partager » ne marchera pas.",
)
PARTAGE: Final = Permission(
    "partage",
    f"{_AUTH}drive",
    "partager et copier n'importe lequel de vos fichiers Drive",
    "« sheetcash partager » ne marchera pas avec les feuilles que sheetcash n'a pas créées.",
)
COURRIEL: Final = Permission(
    "courriel",
    f"{_AUTH}gmail.send",
    "envoyer les relances depuis votre adresse Gmail",
    "les relances ne partiront pas par Gmail.",
)
PERMISSIONS: Final = {one.code: one for one in (FEUILLES, FICHIERS, PARTAGE, COURRIEL)}


def demandees(*, gmail: bool, partage: bool) -> tuple[Permission, ...]:
    """What to ask for.

    Args:
        gmail: reminders may leave through Gmail.
        partage: files that sheetcash did not create are to be shared too.

    >>> [one.code for one in demandees(gmail=False, partage=True)]
    ['feuilles', 'partage']
    """
    mails = (COURRIEL,) if gmail else ()
    return (FEUILLES, PARTAGE if partage else FICHIERS, *mails)


def accordees(scopes: Iterable[str]) -> tuple[str, ...]:
    """The codes of what Google says was granted; what we do not know is passed over."""
    given = set(scopes)
    return tuple(code for code, one in PERMISSIONS.items() if one.scope in given)
