"""Passwords and tokens: in the system's keyring, else in a file that only the user can read."""

from __future__ import annotations

import json
import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sheetcash.adapters.atomic import replace_file
from sheetcash.errors import AccessDenied, StoreError

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

FILE_NAME = "secrets.json"


class SystemSecrets:
    """Secrets in the keyring when there is a real one, else in ``secrets.json`` (mode 0600).

    Args:
        config_dir: the folder of that file.
        use_keyring: False never asks the keyring (tests, and machines where it hangs).

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     secrets = SystemSecrets(Path(folder), use_keyring=False)
    ...     where = secrets.set("sheetcash mail.ex.fr", "moi", "s3cret")
    ...     secrets.get("sheetcash mail.ex.fr", "moi"), secrets.get("autre", "moi")
    ('s3cret', None)
    """

    def __init__(self, config_dir: Path, *, use_keyring: bool = True) -> None:
        self._path = config_dir / FILE_NAME
        self._use_keyring = use_keyring

    @property
    def path(self) -> Path:
        """The fallback file, there or not."""
        return self._path

    def get(self, service: str, user: str) -> str | None:
        """The secret stored for that user of that service, or None.

        Raises:
            AccessDenied: others can read the file, or we cannot.
            StoreError: the file is damaged.
        """
        keyring = self._keyring()
        if keyring is not None:
            try:
                found = keyring.get_password(service, user)
            except Exception:  # noqa: BLE001 - backends raise anything; the file remains
                found = None
            if found is not None:
                return found
        return self._load().get(service, {}).get(user)

    def set(self, service: str, user: str, secret: str) -> str:
        """Store it and return where, in words the user understands.

        Raises:
            AccessDenied, WriteFailed, StoreError: it could not be stored.
        """
        keyring = self._keyring()
        if keyring is not None:
            try:
                keyring.set_password(service, user, secret)
                kept = keyring.get_password(service, user) == secret
            except Exception:  # noqa: BLE001 - a locked or absent keyring: the file it is
                kept = False
            if kept:
                self._forget(service, user)
                return "le trousseau de mots de passe du système"
            # Too long for it, say: what it holds of before would be found first.
            with suppress(Exception):
                keyring.delete_password(service, user)
        secrets = self._load()
        secrets.setdefault(service, {})[user] = secret
        self._store(secrets)
        return f"le fichier « {self._path} », lisible par vous seul"

    def delete(self, service: str, user: str) -> None:
        """Forget it, wherever it is; nothing to forget is no fault.

        Raises:
            AccessDenied, WriteFailed, StoreError: it is still in the file.
        """
        keyring = self._keyring()
        if keyring is not None:
            with suppress(Exception):  # backends raise when there is nothing, too
                keyring.delete_password(service, user)
        self._forget(service, user)

    def _keyring(self) -> KeyringBackend | None:
        """The system's keyring, unless there is none worth the name."""
        if not self._use_keyring:
            return None
        try:
            import keyring  # late: it costs 60 ms and may talk to the desktop

            backend = keyring.get_keyring()
            # keyring's own threshold: "fail" is at 0, "null" below, files in plain text at 0.5.
            return backend if backend.priority >= 1 else None
        except Exception:  # noqa: BLE001 - a broken desktop session must not stop a sync
            return None

    def _forget(self, service: str, user: str) -> None:
        """Drop an older secret from the file: the keyring has the good one."""
        secrets = self._load()
        if secrets.get(service, {}).pop(user, None) is not None:
            self._store(secrets)

    def _load(self) -> dict[str, dict[str, str]]:
        try:
            with self._path.open(encoding="utf-8") as file:
                if os.name == "posix" and stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
                    raise AccessDenied(
                        f"D'autres que vous peuvent lire vos mots de passe dans « {self._path} ».",
                        f"Lancez : chmod 600 '{self._path}'",
                    )
                content = json.load(file)
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise AccessDenied(
                f"Le fichier « {self._path} » ne peut pas être lu ({error.strerror}).",
                "Rendez-vous le droit de le lire.",
            ) from error
        except ValueError:
            content = None
        if not _well_formed(content):
            raise StoreError(
                f"Le fichier « {self._path} » est abîmé.",
                "Supprimez-le, puis redonnez vos accès (sheetcash installer courriel ou google).",
            )
        assert isinstance(content, dict)
        return content

    def _store(self, secrets: dict[str, dict[str, str]]) -> None:
        text = json.dumps(secrets, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        replace_file(self._path, text.encode(), mode=0o600)


def _well_formed(content: object) -> bool:
    return isinstance(content, dict) and all(
        isinstance(users, dict) and all(isinstance(secret, str) for secret in users.values())
        for users in content.values()
    )
