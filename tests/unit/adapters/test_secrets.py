"""Secrets: the system's keyring when there is one, else a file that only the user can read."""

import json
import os
import stat

import keyring
import keyring.backend
import keyring.backends.fail
import keyring.backends.null
import keyring.errors
import pytest

from sheetcash.adapters.secrets import SystemSecrets
from sheetcash.errors import AccessDenied, StoreError

posix = pytest.mark.skipif(os.name != "posix", reason="POSIX permissions")


class Desktop(keyring.backend.KeyringBackend):
    """A keyring as a desktop has, in memory, that can be locked."""

    priority = 5  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise keyring.errors.KeyringLocked("locked")
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.locked:
            raise keyring.errors.KeyringLocked("locked")
        self.kept[service, username] = password


@pytest.fixture
def use_keyring():
    before = keyring.get_keyring()
    yield keyring.set_keyring
    keyring.set_keyring(before)


@pytest.fixture
def desktop(use_keyring):
    backend = Desktop()
    use_keyring(backend)
    return backend


def test_keyring_is_preferred(tmp_path, desktop):
    secrets = SystemSecrets(tmp_path)
    assert "trousseau" in secrets.set("s", "moi", "s3cret")
    assert desktop.kept == {("s", "moi"): "s3cret"}
    assert not secrets.path.exists()
    assert secrets.get("s", "moi") == "s3cret"
    assert secrets.get("s", "autre") is None


@pytest.mark.parametrize("kind", ["fail", "null", "locked", "off"])
def test_without_a_keyring_a_private_file_is_used(tmp_path, use_keyring, kind):
    backend = Desktop()
    backend.locked = True
    use_keyring(
        {
            "fail": keyring.backends.fail.Keyring(),
            "null": keyring.backends.null.Keyring(),
        }.get(kind, backend)
    )
    secrets = SystemSecrets(tmp_path / "config", use_keyring=kind != "off")
    assert secrets.get("s", "moi") is None
    assert not secrets.path.exists()
    where = secrets.set("s", "moi", "s3crét")
    secrets.set("s", "autre", "x")
    assert str(secrets.path) in where
    assert secrets.get("s", "moi") == "s3crét"
    assert json.loads(secrets.path.read_text("utf-8")) == {"s": {"moi": "s3crét", "autre": "x"}}
    if os.name == "posix":
        assert stat.S_IMODE(secrets.path.stat().st_mode) == 0o600
        assert stat.S_IMODE(secrets.path.parent.stat().st_mode) == 0o700


def test_keyring_takes_over_from_the_file(tmp_path, use_keyring):
    use_keyring(keyring.backends.fail.Keyring())
    SystemSecrets(tmp_path).set("s", "moi", "old")
    use_keyring(Desktop())
    secrets = SystemSecrets(tmp_path)
    assert secrets.get("s", "moi") == "old"
    secrets.set("s", "moi", "new")
    assert secrets.get("s", "moi") == "new"
    assert "old" not in secrets.path.read_text()


@posix
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_file_that_others_can_read_is_refused(tmp_path, mode):
    secrets = SystemSecrets(tmp_path, use_keyring=False)
    secrets.set("s", "moi", "s3cret")
    secrets.path.chmod(mode)
    for action in (lambda: secrets.get("s", "moi"), lambda: secrets.set("s", "b", "x")):
        with pytest.raises(AccessDenied, match="chmod 600") as caught:
            action()
        assert str(secrets.path) in str(caught.value)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"s": 1}', '{"s": {"moi": 1}}', "\xff"])
def test_damaged_file_is_refused(tmp_path, content):
    secrets = SystemSecrets(tmp_path, use_keyring=False)
    secrets.path.write_bytes(content.encode("latin-1"))
    secrets.path.chmod(0o600)
    with pytest.raises(StoreError, match="abîmé"):
        secrets.get("s", "moi")


def test_unwritable_folder_is_access_denied(tmp_path):
    (tmp_path / "file").write_text("")
    secrets = SystemSecrets(tmp_path / "file", use_keyring=False)
    with pytest.raises(AccessDenied):
        secrets.set("s", "moi", "s3cret")
