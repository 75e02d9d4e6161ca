"""Settings: the file, the variables on top of it, and errors that say where to look."""

import os
import stat
from pathlib import Path

import platformdirs
import pytest

from sheetcash.adapters.settings import FILE_NAME, Settings, load_settings, save_smtp_url
from sheetcash.errors import AccessDenied, BadSetting

posix = pytest.mark.skipif(os.name != "posix", reason="POSIX permissions")


@pytest.fixture
def load(tmp_path):
    """Settings from that file's text (none: no file) and these variables."""

    def load(text: str | None = None, **variables: str) -> Settings:
        if text is not None:
            (tmp_path / FILE_NAME).write_text(text, "utf-8")
            (tmp_path / FILE_NAME).chmod(0o600)
        return load_settings({"SHEETCASH_CONFIG_DIR": str(tmp_path), **variables})

    return load


def test_without_anything_the_user_folders_are_used():
    settings = load_settings({})
    assert settings.config_dir == platformdirs.user_config_path("sheetcash", appauthor=False)
    assert settings.state_dir == platformdirs.user_state_path("sheetcash", appauthor=False)


def test_no_file_and_no_variable_is_no_server(load):
    settings = load()
    assert settings.smtp_url is None and settings.smtp_cafile is None


def test_file_is_read_and_its_paths_are_relative_to_it(load, tmp_path):
    settings = load(
        'smtp_url = "smtps://moi@mail.ex.fr"\nsmtp_cafile = "ca.pem"\nstate_dir = "~/journal"\n'
    )
    assert settings == Settings(
        "smtps://moi@mail.ex.fr", tmp_path / "ca.pem", Path("~/journal").expanduser(), tmp_path
    )


def test_variables_go_before_the_file_unless_empty(load, tmp_path):
    settings = load(
        'smtp_url = "smtps://un.fr"\nstate_dir = "/un"\nsmtp_cafile = "/un.pem"\n',
        SHEETCASH_SMTP_URL="smtps://deux.fr",
        SHEETCASH_STATE_DIR="/deux",
        SHEETCASH_SMTP_CAFILE="",
    )
    assert settings == Settings("smtps://deux.fr", Path("/un.pem"), Path("/deux"), tmp_path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('smtp_url = "a"\nstate_dir = \n', "ligne 2"),
        ("[smtp", "n'est pas du TOML"),
        ('smtp_ulr = "a"', "« smtp_ulr ».*« smtp_url »"),
        ('couleur = "bleu"', "« couleur ».*smtp_cafile"),
        ("smtp_url = 25", "doit être un texte"),
        ('[smtp_url]\nhost = "a"', "doit être un texte"),
    ],
)
def test_fault_in_the_file_is_named(load, tmp_path, text, words):
    with pytest.raises(BadSetting, match=words) as caught:
        load(text)
    assert str(tmp_path / FILE_NAME) in str(caught.value)


def test_file_that_is_not_utf8_is_named(load, tmp_path):
    (tmp_path / FILE_NAME).write_bytes('state_dir = "/été"'.encode("latin-1"))
    with pytest.raises(BadSetting, match="UTF-8"):
        load()


def test_folder_in_place_of_the_file_is_access_denied(load, tmp_path):
    (tmp_path / FILE_NAME).mkdir()
    with pytest.raises(AccessDenied):
        load()


@posix
def test_password_in_a_file_that_others_can_read_is_refused(load, tmp_path):
    text = 'smtp_url = "smtps://moi:s3cret@mail.ex.fr"\n'
    assert load(text).smtp_url == "smtps://moi:s3cret@mail.ex.fr"
    (tmp_path / FILE_NAME).chmod(0o644)
    with pytest.raises(AccessDenied, match="chmod 600") as caught:
        load()
    assert "s3cret" not in str(caught.value)
    load('smtp_url = "smtps://moi@mail.ex.fr"\n')
    (tmp_path / FILE_NAME).chmod(0o644)
    load()  # nothing secret in it: anyone may read it


def test_repr_hides_the_password(load):
    for url in ("smtps://moi:s3cret@mail.ex.fr", "smtps//moi:s3cret@mail.ex.fr"):
        settings = load(SHEETCASH_SMTP_URL=url)
        assert settings.smtp_url == url
        assert "s3cret" not in f"{settings!r} {settings}"


def test_save_writes_the_url_without_its_password(load, tmp_path):
    saved = save_smtp_url(load(), "smtps://moi%40ex.fr:s3cret@mail.ex.fr")
    assert saved.smtp_url == "smtps://moi%40ex.fr@mail.ex.fr:465"
    assert saved == load()
    assert [file.name for file in tmp_path.iterdir()] == [FILE_NAME]
    assert "s3cret" not in (tmp_path / FILE_NAME).read_text()
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / FILE_NAME).stat().st_mode) == 0o600


def test_save_keeps_the_rest_of_the_file(load, tmp_path):
    before = '# à moi\nstate_dir = "/été"\n  smtp_url="smtps://un.fr" # le mien\n# fin\n'
    save_smtp_url(load(before), "smtps://deux.fr")
    after = (tmp_path / FILE_NAME).read_text("utf-8")
    assert after == '# à moi\nstate_dir = "/été"\nsmtp_url = "smtps://deux.fr:465"\n# fin\n'
    assert load().state_dir == Path("/été")


@pytest.mark.parametrize(
    "text", ['"smtp_url" = "smtps://un.fr"\n', 'smtp_url = """\nsmtps://un.fr"""\n']
)
def test_save_asks_rather_than_mangles(load, tmp_path, text):
    settings = load(text)
    with pytest.raises(BadSetting, match="Écrivez-y vous-même"):
        save_smtp_url(settings, "smtps://deux.fr")
    assert (tmp_path / FILE_NAME).read_text() == text


def test_save_refuses_a_wrong_url_and_writes_nothing(load, tmp_path):
    with pytest.raises(BadSetting):
        save_smtp_url(load(), "mail.ex.fr")
    assert list(tmp_path.iterdir()) == []


def test_the_time_stamping_server_and_its_authorities(load, tmp_path):
    settings = load('tsa_url = "https://un.fr/tsa"\ntsa_ca = "ca.pem"\n')
    assert (settings.tsa_url, settings.tsa_ca) == ("https://un.fr/tsa", tmp_path / "ca.pem")
    given = load(None, SHEETCASH_TSA_URL="http://deux.fr", SHEETCASH_TSA_CA="/deux.pem")
    assert (given.tsa_url, given.tsa_ca) == ("http://deux.fr", Path("/deux.pem"))
    assert "secret" not in repr(load(None, SHEETCASH_TSA_URL="http://moi:secret@trois.fr"))
