"""The program's settings: ``reglages.toml``, then ``SHEETCASH_*`` variables on top of it."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sheetcash.adapters.atomic import replace_file
from sheetcash.adapters.mail.smtp_url import parse_smtp_url
from sheetcash.errors import AccessDenied, BadSetting

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE_NAME = "reglages.toml"
_KEYS = ("smtp_url", "smtp_cafile", "state_dir", "courriel_moyen", "tsa_url", "tsa_ca")
#: Which way mails leave.
SMTP, GMAIL = "smtp", "gmail"


class Settings(NamedTuple):
    """What the program is told; its ``repr`` does not show ``smtp_url``'s password.

    Attributes:
        smtp_url: the mail server, or None when mails were never set up.
        smtp_cafile: certificate authorities to trust besides the system's.
        state_dir: the folder of the journal.
        config_dir: the folder of ``reglages.toml`` and of the secrets file.
        courriel_moyen: ``smtp`` or ``gmail``, empty when the user did not choose.
        tsa_url: the time-stamping server, None when the user chose none.
        tsa_ca: the authorities that its signatures are held against.
    """

    smtp_url: str | None
    smtp_cafile: Path | None
    state_dir: Path
    config_dir: Path
    courriel_moyen: str = ""
    tsa_url: str | None = None
    tsa_ca: Path | None = None

    def __repr__(self) -> str:
        url = None
        if self.smtp_url is not None:
            try:
                url = parse_smtp_url(self.smtp_url).without_password()
            except BadSetting:
                url = "…"
        return (
            f"Settings(smtp_url={url!r}, smtp_cafile={self.smtp_cafile!r},"
            f" state_dir={self.state_dir!r}, config_dir={self.config_dir!r},"
            f" courriel_moyen={self.courriel_moyen!r}, tsa_ca={self.tsa_ca!r})"
        )

    @property
    def file(self) -> Path:
        """The settings file, there or not."""
        return self.config_dir / FILE_NAME


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Read the settings; an empty variable counts as absent.

    ``SHEETCASH_CONFIG_DIR`` says where the file is (the user's configuration folder by default);
    ``SHEETCASH_SMTP_URL``, ``SHEETCASH_SMTP_CAFILE``, ``SHEETCASH_STATE_DIR``,
    ``SHEETCASH_COURRIEL_MOYEN``, ``SHEETCASH_TSA_URL`` and ``SHEETCASH_TSA_CA`` go before it.

    Raises:
        BadSetting: the file is no TOML, or has an unknown key or a value of the wrong kind.
        AccessDenied: it cannot be read, or shows a password to others.

    >>> settings = load_settings({
    ...     "SHEETCASH_CONFIG_DIR": "/nowhere", "SHEETCASH_STATE_DIR": "/elsewhere",
    ...     "SHEETCASH_SMTP_URL": "smtps://moi:s3cret@mail.ex.fr"})
    >>> "s3cret" in repr(settings), settings.smtp_cafile
    (False, None)
    """
    given = environ.get("SHEETCASH_CONFIG_DIR")
    config_dir = Path(given).expanduser() if given else _user_dir("config")
    values = _read(config_dir / FILE_NAME)

    def value(key: str) -> str | None:
        return environ.get(f"SHEETCASH_{key.upper()}") or values.get(key) or None

    def path(key: str) -> Path | None:
        text = value(key)
        # A relative path of the file is relative to the file, not to where one happens to be.
        base = Path() if environ.get(f"SHEETCASH_{key.upper()}") else config_dir
        return base / Path(text).expanduser() if text else None

    return Settings(
        value("smtp_url"),
        path("smtp_cafile"),
        path("state_dir") or _user_dir("state"),
        config_dir,
        _moyen(value("courriel_moyen") or ""),
        value("tsa_url"),
        path("tsa_ca"),
    )


def _moyen(given: str) -> str:
    its = given.strip().lower()
    if its not in ("", SMTP, GMAIL):
        raise BadSetting(
            f"Le réglage courriel_moyen vaut « {given} ».",
            f"Écrivez {SMTP} ou {GMAIL} (courriel_moyen ou SHEETCASH_COURRIEL_MOYEN).",
        )
    return its


def save_smtp_url(settings: Settings, url: str) -> Settings:
    """Write the mail server into the settings file, without its password, and keep the rest.

    The password belongs in :class:`sheetcash.ports.Secrets`, under
    ``parse_smtp_url(url).service`` and ``.user``.

    Returns:
        The settings with that server.

    Raises:
        BadSetting: the URL or the present file cannot be used; nothing was written.
        AccessDenied, WriteFailed: it could not be written; the former file is intact.
    """
    import tomllib

    shown = parse_smtp_url(url).without_password()
    expected = {**_read(settings.file), "smtp_url": shown}
    line = f'smtp_url = "{shown}"'  # percent-encoded: nothing in it to escape
    old = settings.file.read_text(encoding="utf-8") if settings.file.exists() else ""
    new, found = re.subn(r"(?m)^[ \t]*smtp_url[ \t]*=.*$", lambda _: line, old, count=1)
    if not found:
        new = f"{line}\n{old}"
    try:
        written = tomllib.loads(new)
    except tomllib.TOMLDecodeError:
        written = {}
    if written != expected:  # an unusual way to write the key: better asked than mangled
        raise BadSetting(
            f"La clé smtp_url du fichier « {settings.file} » ne peut pas être remplacée.",
            f"Écrivez-y vous-même : {line}",
        )
    replace_file(settings.file, new.encode(), mode=0o600)
    return settings._replace(smtp_url=shown)


def _user_dir(kind: str) -> Path:
    import platformdirs  # late: a run with both folders given does not need it

    if kind == "config":
        return platformdirs.user_config_path("sheetcash", appauthor=False)
    return platformdirs.user_state_path("sheetcash", appauthor=False)


def _read(path: Path) -> dict[str, str]:
    try:
        if not path.exists():
            return {}
        import tomllib  # late, like difflib: most runs have no such file, or no fault in it

        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            content = tomllib.load(file)
    except OSError as error:
        raise AccessDenied(
            f"Le fichier de réglages « {path} » ne peut pas être lu ({error.strerror}).",
            "Rendez-vous le droit de le lire.",
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSetting(
            f"Le fichier de réglages « {path} » n'est pas du TOML ({_where(error)}).",
            'Corrigez-le ; une ligne s\'écrit : smtp_url = "smtps://…".',
        ) from error
    for key, value in content.items():
        if key not in _KEYS:
            import difflib

            nearest = difflib.get_close_matches(key, _KEYS, n=1)
            hint = f"Vouliez-vous dire « {nearest[0]} » ?" if nearest else ""
            raise BadSetting(
                f"Le fichier de réglages « {path} » a une clé inconnue : « {key} ».",
                hint or f"Clés possibles : {', '.join(_KEYS)}.",
            )
        if not isinstance(value, str):
            raise BadSetting(
                f"Le fichier de réglages « {path} » : « {key} » doit être un texte.",
                f'Écrivez-le entre guillemets : {key} = "…".',
            )
    _check_private(path, mode, content.get("smtp_url", ""))
    return content


def _where(error: ValueError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "il doit être enregistré en UTF-8"
    # Only the place of the message: the rest is English and may quote the file.
    place = re.search(r"line (\d+), column (\d+)", str(error))
    return f"ligne {place[1]}, colonne {place[2]}" if place else "à la fin du fichier"


def _check_private(path: Path, mode: int, url: str) -> None:
    """A password written there by hand must not be for everyone to read."""
    if os.name != "posix" or not mode & 0o077 or not url:
        return
    try:
        password = parse_smtp_url(url).password
    except BadSetting:
        return  # told, better, when the URL is used
    if password:
        raise AccessDenied(
            f"D'autres que vous peuvent lire le mot de passe écrit dans « {path} ».",
            f"Lancez : chmod 600 '{path}'",
        )
