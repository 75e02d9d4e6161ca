"""Whose account it is, and the taking back of its access: two small calls of the set-up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit, urlunsplit

from sheetcash.errors import AccessDenied, StoreError

if TYPE_CHECKING:
    import requests

    from sheetcash.adapters.google.compte import Utilisateur

#: Drive tells who is asking to whoever may see a file of theirs: no permission more is needed.
_ABOUT: Final = "https://www.googleapis.com/drive/v3/about?fields=user(emailAddress)"
_TIMEOUT: Final = (10.0, 30.0)


def adresse(session: requests.Session) -> str:
    """The account's mail address.

    Raises:
        AccessDenied: Drive is not switched on in the user's project, or refuses.
        StoreError: Google could not be reached.
    """
    import requests

    try:
        answer = session.get(_ABOUT, timeout=_TIMEOUT, allow_redirects=False)
    except requests.RequestException as error:
        raise StoreError(
            f"Google Drive n'a pas pu être joint ({type(error).__name__}).",
            "Vérifiez votre connexion, puis lancez « sheetcash diagnostic ».",
        ) from error
    if answer.status_code == 200:
        try:
            return str(answer.json()["user"]["emailAddress"])
        except (ValueError, KeyError, TypeError):
            return ""
    if answer.status_code == 403 and _off(answer):
        raise AccessDenied(
            "Google Drive API n'est pas activée dans votre projet Google.",
            "Activez-la (console.cloud.google.com, « API et services », Bibliothèque), avec Google "
            "Sheets API et Gmail API.",
        )
    raise StoreError(
        f"Google Drive n'a pas répondu comme attendu ({answer.status_code}).",
        "Recommencez dans une minute.",
    )


def retirer(user: Utilisateur) -> str:
    """Have Google forget the access; what is left to do if it did not, empty when it did."""
    import requests

    left = "Google n'a pas confirmé : retirez l'accès sur myaccount.google.com/connections."
    url = urlunsplit(urlsplit(user.client.token_uri)._replace(path="/revoke"))
    try:
        answer = requests.post(url, data={"token": user.refresh_token}, timeout=_TIMEOUT)
    except requests.RequestException:
        return left
    # 400: it was no longer worth anything.
    return "" if answer.status_code in (200, 400) else left


def _off(answer: Any) -> bool:
    return "accessNotConfigured" in answer.text or "SERVICE_DISABLED" in answer.text
