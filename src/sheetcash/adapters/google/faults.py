"""What Google refuses or does not answer, told in French; and what may be asked again."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

from sheetcash.adapters.google import drive_faults
from sheetcash.adapters.google.acces import ENCORE, PERDU
from sheetcash.errors import (
    AccessDenied,
    AccessLost,
    ExternallyChanged,
    InputError,
    NoSuchWorkbook,
    QuotaExceeded,
    SheetcashError,
    StoreError,
    Uncertain,
    UnknownRange,
)

_LATER: Final = frozenset({429, 500, 502, 503, 504})
#: A 403 that says « later », in Drive's words.
_TOO_MANY: Final = ("rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED")
#: What Google says of a place that is no more.
_HORS_DE_LA_FEUILLE: Final = ("grid limits", "outside the grid", "outside of the grid", "grid size")
_NOTHING: Final = "Rien n'a été changé."
#: In Google's words: which service a project has not turned on, and where that is done.
_API: Final = re.compile(r"((?:Google )?(?:Sheets|Drive|Gmail) API) has not been used")
_ACTIVER: Final = re.compile(r"https://console\.[\w./?=-]+[\w=]")
#: Drive does not see what sheetcash did not create, unless it was let to.
_PARTAGE: Final = (
    " Pour partager ou copier une feuille que sheetcash n'a pas créée : "
    "sheetcash installer google --partage."
)


def later(error: Exception) -> bool:
    """Whether the same question may be answered in a moment."""
    return lost(error) or code(error) in _LATER or _too_many(error)


def lost(error: Exception) -> bool:
    """Whether no whole answer came back: what was asked may have been done."""
    from requests import ConnectionError as Lost
    from requests import Timeout
    from requests.exceptions import ChunkedEncodingError, ContentDecodingError, InvalidJSONError

    return isinstance(
        error, (Lost, Timeout, ChunkedEncodingError, ContentDecodingError, InvalidJSONError)
    )


def wait(error: Exception) -> float | None:
    """The seconds that Google asks to wait, if it does; a moment is counted on its own clock."""
    response = getattr(error, "response", None)
    if response is None or not (code(error) in _LATER or _too_many(error)):
        return None
    given = response.headers.get("Retry-After", "").strip()
    if given.isdecimal() and given.isascii():
        return float(given)
    until, now = _moment(given), _moment(response.headers.get("Date", "")) or datetime.now(UTC)
    return max(0.0, (until - now).total_seconds()) if until is not None else None


def _moment(text: str) -> datetime | None:
    """A date of HTTP's."""
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, IndexError):
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def revenir(seconds: float | None) -> str:
    """When to come back.

    >>> revenir(None), revenir(61.0), revenir(1.0), revenir(5000.0)
    ('dans une minute', 'dans 2 minutes', 'dans une minute', 'dans 2 heures')
    """
    minutes = math.ceil((seconds or 0.0) / 60)
    if minutes <= 1:
        return "dans une minute"
    hours = math.ceil(minutes / 60)
    if minutes <= 60:
        return f"dans {minutes} minutes"
    return f"dans {hours} heures" if hours <= 48 else f"dans {math.ceil(hours / 24)} jours"


def code(error: Exception) -> int:
    """The answer's own: gspread's is -1 where the answer is a page; 0 where there is none."""
    response = getattr(error, "response", None)
    found = getattr(response, "status_code", None) or getattr(error, "code", None)
    return found if isinstance(found, int) else 0


def told(error: Exception, *, wrote: bool = False) -> SheetcashError:
    """The error for the user.

    Args:
        error: gspread's, or requests'.
        wrote: something was to be changed: what came of it is said.
    """
    if isinstance(error, SheetcashError):
        return error
    its = code(error)
    unchanged = f" {_NOTHING}" if wrote else ""
    if (ours := drive_faults.told(error, unchanged)) is not None:
        return ours
    if isinstance(error, FileNotFoundError) or its == 404 or "NotFound" in type(error).__name__:
        return NoSuchWorkbook(
            "Cette feuille Google n'existe pas, ou n'est pas partagée avec vous.",
            "Vérifiez l'identifiant : c'est la partie de l'adresse entre /d/ et /edit."
            + (_PARTAGE if "/drive/" in _url(error) else ""),
        )
    if its == 429 or _too_many(error):
        return QuotaExceeded(
            f"Google refuse d'autres demandes pour l'instant.{unchanged}",
            f"Recommencez {revenir(wait(error))}.",
        )
    if its == 401:  # the session renewed the access, and was refused all the same
        return AccessLost(f"{PERDU}{unchanged}", ENCORE)
    if isinstance(error, PermissionError) or its == 403:
        return _denied(str(error), unchanged)
    if its == 400:
        return _bad_request(str(error), unchanged)
    after = " Ce qui devait être écrit l'a peut-être été." if wrote else ""
    kind = Uncertain if wrote else StoreError
    how = f"comme attendu ({its})" if its else ": la connexion est coupée, ou trop lente"
    return kind(
        f"Google n'a pas répondu {how}.{after}",
        "Vérifiez votre connexion, puis recommencez."
        if (asked := wait(error)) is None
        else f"Recommencez {revenir(asked)}.",
    )


def en_route(error: SheetcashError, done: int, total: int) -> Uncertain:
    """What stopped a write that takes several calls: the first rows are there."""
    return Uncertain(
        f"Google s'est arrêté en route : {done} lignes sur {total} sont écrites, entières, "
        f"les premières. {error.probleme.replace(_NOTHING, '').strip()}",
        "Regardez la feuille, gardez ou supprimez ces lignes, puis recommencez le reste.",
    )


def a_moitie(error: SheetcashError) -> Uncertain:
    """What stopped marks that take several calls: the first are there."""
    return Uncertain(
        "Google s'est arrêté en route : une partie est notée dans la feuille. "
        f"{error.probleme.replace(_NOTHING, '').strip()}",
        "Recommencez : la suite se fera sans rien envoyer deux fois.",
    )


def _too_many(error: Exception) -> bool:
    return code(error) == 403 and any(word in _body(error) for word in _TOO_MANY)


def _body(error: Exception) -> str:
    response: Any = getattr(error, "response", None)
    return str(getattr(response, "text", ""))


def _url(error: Exception) -> str:
    return str(getattr(getattr(error, "response", None), "url", ""))


def _denied(text: str, unchanged: str) -> AccessDenied:
    if "insufficient authentication scopes" in text:
        return AccessDenied(
            f"sheetcash n'a pas la permission de faire cela dans votre compte Google.{unchanged}",
            f"Lancez « sheetcash installer google » et cochez toutes les cases.{_PARTAGE}",
        )
    if "has not been used in project" in text or "is disabled" in text:
        named = _API.search(text)
        address = _ACTIVER.search(text)
        return AccessDenied(
            f"{named[1] if named else 'Une API'} n'est pas activée dans votre projet Google."
            f"{unchanged}",
            f"Activez-la ici : {address[0]}, attendez quelques minutes, puis recommencez."
            if address
            else "Ouvrez console.cloud.google.com, « API et services », Bibliothèque : activez "
            "Google Sheets API, Google Drive API et Gmail API, puis recommencez.",
        )
    return AccessDenied(
        f"Google refuse l'accès à cette feuille.{unchanged}",
        "Demandez à son propriétaire de vous la partager en modification.",
    )


def _bad_request(text: str, unchanged: str) -> SheetcashError:
    """What Google will not do, whatever the moment: nothing of it was done."""
    if "Unable to parse range" in text:
        return UnknownRange("Une feuille manque dans le tableur Google.")
    if "not supported for this document" in text:
        return InputError(
            "Ce document est un fichier Excel déposé dans Google Drive.",
            "Ouvrez-le dans Drive, choisissez Fichier, « Enregistrer au format Google Sheets », "
            "et donnez l'adresse de la nouvelle feuille.",
        )
    if "protected cell" in text:
        return AccessDenied(
            f"Des cellules que sheetcash doit écrire sont protégées.{unchanged}",
            "Dans la feuille : Données, « Protéger des feuilles et des plages », et autorisez "
            "votre compte.",
        )
    if "developer metadata" in text and "already exists" in text:
        return ExternallyChanged(
            f"Un autre ordinateur vient d'écrire dans la feuille.{unchanged}",
            "Recommencez.",
        )
    if "No grid with id" in text or "No sheet with id" in text:
        return ExternallyChanged(
            f"Une feuille du tableur vient d'être supprimée ou remplacée.{unchanged}",
            "Recommencez.",
        )
    if any(words in text.casefold() for words in _HORS_DE_LA_FEUILLE):
        return ExternallyChanged(
            f"Des lignes ou des colonnes viennent d'être supprimées dans la feuille.{unchanged}",
            "Recommencez.",
        )
    return StoreError(
        f"Google refuse la demande (400).{unchanged}",
        "Recommencez ; si cela persiste, signalez-le avec ce que dit « sheetcash diagnostic ».",
    )
