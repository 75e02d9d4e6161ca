"""What Drive refuses, by the reasons it gives: sharing and copying, told in French."""

from __future__ import annotations

from typing import Any, Final

from sheetcash.errors import (
    AccessDenied,
    ExternallyChanged,
    InputError,
    QuotaExceeded,
    SheetcashError,
    StoreError,
    Uncertain,
)

#: What an organisation forbids its accounts, in Drive's words.
_POLICY: Final = frozenset(
    {"domainPolicy", "publishOutNotPermitted", "shareOutNotPermitted", "shareInNotPermitted"}
    | {"targetUserRoleLimitedByLicenseRestriction", "teamDriveTeamMembersOnlyRestriction"}
)
_NOT_YOURS: Final = frozenset(
    {"insufficientFilePermissions", "cannotShare", "cannotDownloadFile", "cannotModifyPermission"}
)


def told(error: Exception, unchanged: str) -> SheetcashError | None:
    """The error for the user, where Drive gives a reason that is known here.

    Args:
        error: gspread's.
        unchanged: what is said of a change that was not made; empty for a reading.
    """
    reason, message = _reason(error)
    if reason == "invalidSharingRequest":
        return _invalid(message, unchanged)
    if reason == "sharingRateLimitExceeded":
        return QuotaExceeded(
            f"Google refuse d'autres partages pour l'instant.{unchanged}",
            "Recommencez demain, ou partagez depuis la feuille (bouton Partager).",
        )
    if reason in ("dailyLimitExceeded", "quotaExceeded"):
        return QuotaExceeded(
            f"Google refuse d'autres demandes aujourd'hui.{unchanged}", "Recommencez demain."
        )
    if reason == "exportSizeLimitExceeded":
        return StoreError(
            "Google ne donne pas de copie de plus de 10 Mo.",
            "Dans la feuille : Fichier, Télécharger, qui n'a pas cette limite ; ou retirez-en "
            "les images et les lignes anciennes, puis recommencez.",
        )
    if reason == "fileNotExportable":
        return InputError(
            "Ce document n'est pas une feuille Google : Drive n'en fait pas de copie.",
            "Téléchargez-le depuis Drive.",
        )
    if reason == "notFound" and message.startswith("Permission not found"):
        return ExternallyChanged(
            f"Ce partage vient d'être changé par quelqu'un d'autre.{unchanged}", "Recommencez."
        )
    return _denied(reason, message, unchanged)


def _denied(reason: str, message: str, unchanged: str) -> SheetcashError | None:
    if reason.startswith("cannotShareTeamDriveWithNonGoogleAccounts"):
        return AccessDenied(
            f"Ce Drive partagé n'accepte que des comptes Google.{unchanged}",
            "Demandez une adresse Google au comptable, ou envoyez-lui une copie : --copie DOSSIER.",
        )
    if reason in _POLICY or reason.startswith("cannotShareTeamDrive"):
        return AccessDenied(
            f"Votre organisation interdit ce partage.{unchanged}",
            "Voyez son administrateur, ou envoyez une copie : --copie DOSSIER.",
        )
    if "nherited" in reason or "nherited" in message:
        return AccessDenied(
            f"Cet accès vient d'un dossier ou d'un Drive partagé.{unchanged}",
            "Changez-le sur ce dossier, dans Google Drive.",
        )
    if reason == "appNotAuthorizedToFile":
        return AccessDenied(
            f"sheetcash n'a pas été autorisé à ouvrir cette feuille.{unchanged}",
            "Relancez « sheetcash installer google » et donnez l'accès demandé.",
        )
    if reason == "insufficientPermissions" or "insufficient authentication scopes" in message:
        return AccessDenied(
            f"La connexion à Google ne comprend pas les partages ni les copies.{unchanged}",
            "Relancez « sheetcash installer google » et cochez l'accès à Google Drive.",
        )
    if reason in _NOT_YOURS:
        return AccessDenied(
            f"Vous n'avez pas ce droit sur cette feuille.{unchanged}",
            "Demandez à son propriétaire de le faire, ou de vous la partager en modification "
            "en laissant les éditeurs partager.",
        )
    return None


def _invalid(message: str, unchanged: str) -> SheetcashError:
    if "successfully shared" in message:
        return Uncertain(
            "La feuille est partagée, mais Google n'a pas pu envoyer son avis.",
            "Vérifiez l'adresse, et donnez vous-même celle de la feuille.",
        )
    if "no Google account" in message or "Notify people" in message:
        return InputError(
            f"Cette adresse n'a pas de compte Google : il faut que Google la prévienne.{unchanged}",
            "Recommencez sans --sans-avis.",
        )
    return InputError(
        f"Google refuse le partage avec cette adresse.{unchanged}",
        "Vérifiez-la ; sinon, envoyez une copie : --copie DOSSIER.",
    )


def _reason(error: Exception) -> tuple[str, str]:
    """Drive's word for it and its sentence; empty where it gave none."""
    its: Any = getattr(error, "error", None)
    if not isinstance(its, dict):
        return "", ""
    first = next(iter(its.get("errors") or []), None)
    if not isinstance(first, dict):
        return "", ""
    return str(first.get("reason", "")), str(first.get("message") or its.get("message", ""))
