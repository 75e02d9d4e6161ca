"""The mail server's URL: read, checked, and never shown with its password."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetcash.adapters.mail.smtp import SmtpMailer
from sheetcash.adapters.mail.smtp_url import SmtpUrl, parse_smtp_url
from sheetcash.errors import BadSetting


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://localhost", ("smtp", "localhost", 25, "", "")),
        ("smtp+starttls://mail.ex.fr", ("smtp+starttls", "mail.ex.fr", 587, "", "")),
        ("smtps://mail.ex.fr/", ("smtps", "mail.ex.fr", 465, "", "")),
        (" SMTPS://u:p@mail.ex.fr:2465 ", ("smtps", "mail.ex.fr", 2465, "u", "p")),
        ("smtps://moi%40ex.fr:a%3Ab%2Fc@h.fr", ("smtps", "h.fr", 465, "moi@ex.fr", "a:b/c")),
        ("smtps://moi@ex.fr:p@ss/w#rd?@h.fr", ("smtps", "h.fr", 465, "moi", "")),
        ("smtps://moi:p@ss/w#rd?@h.fr", ("smtps", "h.fr", 465, "moi", "p@ss/w#rd?")),
        ("smtp://u:p@127.0.0.1:1025", ("smtp", "127.0.0.1", 1025, "u", "p")),
        ("smtp://u:p@[::1]:1025", ("smtp", "::1", 1025, "u", "p")),
        ("smtp://[2001:db8::1]", ("smtp", "2001:db8::1", 25, "", "")),
        ("smtps://mail.été.fr", ("smtps", "mail.été.fr", 465, "", "")),
    ],
)
def test_parse(url, expected):
    if url.startswith("smtps://moi@ex.fr"):  # two bare @: the user's must be written %40
        expected = ("smtps", "h.fr", 465, "moi@ex.fr", "p@ss/w#rd?")
    assert tuple(parse_smtp_url(url)) == expected


@pytest.mark.parametrize(
    "url",
    [
        *("", "mail.ex.fr", "http://mail.ex.fr", "smtp:mail.ex.fr", "smtp://", "smtps://:465"),
        *("smtps://u:s3cret@", "smtps://u:s3cret@h:port", "smtps://u:s3cret@h:0"),
        *("smtps://u:s3cret@h:65536", "smtps://u:s3cret@h/path", "smtps://u:s3cret@h?x=1"),
        *("smtps://u:s3cret@[::zz]", "smtps://u:s3cret@[", "smtps://:s3cret@h.fr"),
        *("smtps://u:s3cret%0A@h.fr", "smtps://u:s3cret@a b.fr", "smtps://u:s3cret@a..é"),
        *("smtp://u:s3cret@mail.ex.fr", "smtp://u@mail.ex.fr", "smtp://u:s3cret@192.168.1.2"),
        *("smtps://h:99999999", "smtps://u@s3cret..x é"),
    ],
)
def test_wrong_url_is_a_bad_setting_that_shows_nothing_secret(url):
    with pytest.raises(BadSetting) as caught:
        SmtpMailer.from_url(url, password="s3cret")
    assert "s3cret" not in repr(caught.value) + str(caught.value)
    assert caught.value.que_faire


def test_missing_password_is_said():
    with pytest.raises(BadSetting, match="mot de passe de moi"):
        SmtpMailer.from_url("smtps://moi@mail.ex.fr")


def test_password_is_nowhere_to_be_seen():
    url = parse_smtp_url("smtps://moi:s3cret@mail.ex.fr")
    mailer = SmtpMailer.from_url("smtps://moi:s3cret@mail.ex.fr")
    shown = f"{url!r} {url} {url.without_password()} {url.service} {mailer!r} {mailer}"
    assert "s3cret" not in shown and "mail.ex.fr" in shown


@given(
    st.sampled_from(["smtps", "smtp+starttls"]),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc",)), min_size=1),
    st.sampled_from(["mail.ex.fr", "127.0.0.1", "::1"]),
    st.integers(1, 65535),
)
def test_url_without_password_reads_back(scheme, user, host, port):
    url = SmtpUrl(scheme, host, port, user)
    assert parse_smtp_url(url.without_password()) == url
