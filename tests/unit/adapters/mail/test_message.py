"""The bytes of a mail: what any reader gets back, and what no field can smuggle in."""

import email
import email.policy
import re
from datetime import UTC, datetime
from email.header import decode_header, make_header

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetcash.adapters.mail.message import envelope, mail_bytes
from sheetcash.errors import Refused
from sheetcash.ports import Mail

DATE = datetime(2026, 11, 20, 9, tzinfo=UTC)
MAIL = Mail("moi@ex.fr", "Élodie Martin", "a@b.fr", "Relance", "Bonjour", "<1@ex.fr>")
any_text = st.text(st.characters(codec="utf-8"), max_size=300)
#: What a header can hold: controls and line breaks become spaces.
printable = st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp"))


def parse(mail: Mail) -> email.message.EmailMessage:
    return email.message_from_bytes(mail_bytes(mail, date=DATE), policy=email.policy.default)


def test_reads_back_as_it_was_written():
    mail = MAIL._replace(
        subject="Facture n° F-2026-001 échue : 1 250,00 € à régler avant le 30 novembre 2026",
        text="Bonjour,\n\nLa facture reste impayée.\n.\nMerci\n",
    )
    got = parse(mail)
    assert got["Subject"] == mail.subject
    assert got["From"].addresses[0].display_name == "Élodie Martin"
    assert got["From"].addresses[0].addr_spec == "moi@ex.fr"
    assert got["To"] == "a@b.fr"
    assert got["Date"].datetime == DATE
    assert got["Message-ID"] == "<1@ex.fr>"
    assert got.get_content_type() == "text/plain"
    assert got.get_content().replace("\r\n", "\n") == mail.text
    assert got.defects == []
    assert sorted(got.keys()) == sorted(
        [
            *("From", "To", "Subject", "Date", "Message-ID"),
            *("MIME-Version", "Content-Type", "Content-Transfer-Encoding"),
        ]
    )


def test_date_is_now_by_default():
    before = datetime.now(UTC).replace(microsecond=0)
    got = email.message_from_bytes(mail_bytes(MAIL), policy=email.policy.default)
    assert before <= got["Date"].datetime <= datetime.now(UTC)


@pytest.mark.parametrize(
    "name",
    [
        "Martin, Élodie",
        "Martin, Elodie",
        'L\'atelier "du bois" (SARL)',
        "Dupont & fils; co: a@b",
        "=?utf-8?q?=41?=",
        "é" * 150,
        "Elodie " * 40,
        "a" * 600,
    ],
)
def test_sender_name_is_one_mailbox(name):
    got = parse(MAIL._replace(sender_name=name))
    assert [one.addr_spec for one in got["From"].addresses] == ["moi@ex.fr"]
    # Python's own reader puts a space between two encoded words of a name.
    shown = got["From"].addresses[0].display_name
    assert shown.replace(" ", "") == name.replace(" ", "")


def test_an_answer_names_what_it_follows():
    got = parse(MAIL._replace(references=("<0@b.fr>", f"<{'x' * 200}@b.fr>", "<1@b.fr>")))
    assert got["In-Reply-To"] == "<1@b.fr>"
    assert got["References"].split() == ["<0@b.fr>", f"<{'x' * 200}@b.fr>", "<1@b.fr>"]
    assert got.defects == []


@pytest.mark.parametrize("odd", ["", " ", "\r\nBcc: autre@ex.fr", "x" * 2000])
def test_an_odd_reference_breaks_nothing(odd):
    content = mail_bytes(MAIL._replace(references=(odd, "<1@b.fr>", odd)), date=DATE)
    got = email.message_from_bytes(content, policy=email.policy.default)
    assert got["Bcc"] is None and "<1@b.fr>" in got["References"]
    assert max(map(len, content.split(b"\r\n"))) <= 998
    none = parse(MAIL._replace(references=("",)))
    assert none["In-Reply-To"] is None and none["References"] is None


def test_sender_without_a_name():
    assert mail_bytes(MAIL._replace(sender_name="  ")).startswith(b"From: moi@ex.fr\r\n")


@given(st.text(printable, max_size=200))
def test_any_subject_reads_back(subject):
    content = mail_bytes(MAIL._replace(subject=subject), date=DATE)
    raw = email.message_from_bytes(content)["Subject"].replace("\r\n", "")
    assert str(make_header(decode_header(raw))) == re.sub(" +", " ", subject).strip()


@given(any_text)
def test_any_text_reads_back(text):
    got = parse(MAIL._replace(text=text))
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    assert got.get_payload(decode=True).decode().replace("\r\n", "\n").rstrip("\n") == lines


@given(any_text, any_text, any_text, any_text)
def test_no_field_can_add_a_header_or_break_a_line(name, subject, text, message_id):
    content = mail_bytes(
        MAIL._replace(
            sender_name=name + "\r\nBcc: v@x.fr",
            subject=subject + "\nBcc: v@x.fr",
            text=text,
            message_id=f"<1@ex.fr>\r\nBcc: v@x.fr{message_id}",
        )
    )
    head, _, _ = content.partition(b"\r\n\r\n")
    names = [line.partition(b":")[0] for line in head.split(b"\r\n") if line[:1] not in b" \t"]
    assert names == [
        *(b"From", b"To", b"Subject", b"Date", b"Message-ID"),
        *(b"MIME-Version", b"Content-Type", b"Content-Transfer-Encoding"),
    ]
    assert content.count(b"\n") == content.count(b"\r") == content.count(b"\r\n")
    assert content.isascii() and b"\0" not in content
    assert all(len(line) <= 998 for line in content.split(b"\r\n"))
    assert content.endswith(b"\r\n")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("plain\n", "7bit"),
        ("", "7bit"),
        ("é", "quoted-printable"),
        ("x" * 999, "quoted-printable"),
        ("a\0b", "quoted-printable"),
    ],
)
def test_encoding_is_as_light_as_the_text_allows(text, encoding):
    assert parse(MAIL._replace(text=text))["Content-Transfer-Encoding"] == encoding


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("a@b.fr", "a@b.fr"),
        (" a@b.fr\u00a0", "a@b.fr"),
        ("a.b+c-d_e'f@b.co.uk", "a.b+c-d_e'f@b.co.uk"),
        ("A@B.FR", "A@B.FR"),
        ("a@localhost", "a@localhost"),
        ("a@été.fr", "a@xn--t-9fab.fr"),
        ("é@b.fr", "é@b.fr"),
    ],
)
def test_address_as_the_server_is_told(address, told):
    ends = envelope(MAIL._replace(recipient=address))
    assert ends.recipient == told
    assert ends.utf8 is not told.isascii()


@pytest.mark.parametrize(
    "address",
    [
        *("", "@", "a", "a@", "@b.fr", "a@@b.fr", "a@b@c.fr", "a@b.fr,c@d.fr", "a@b.fr;c@d.fr"),
        *("a b@c.fr", "<a@b.fr>", "A <a@b.fr>", "a@b.fr\r\nRCPT TO:<v@x.fr>", "a\n@b.fr"),
        *("a@b..fr", "a@.fr", "a@b.fr.", "a@-b.fr", "a@[1.2.3.4]", ".a@b.fr", "a.@b.fr"),
        *("a..b@c.fr", '"a b"@c.fr', "a\\@b.fr", "a\0@b.fr", "\ud800@b.fr", "a@\ud800.fr"),
        *("a" * 65 + "@b.fr", "a@" + "b" * 64 + ".é", "a@" + "b.c" * 90, "a@b c.fr"),
    ],
)
def test_impossible_address_is_refused(address):
    with pytest.raises(Refused, match="du destinataire") as caught:
        mail_bytes(MAIL._replace(recipient=address))
    assert "Clients" in caught.value.que_faire
    str(caught.value).encode()  # can be shown, whatever was in the cell
    with pytest.raises(Refused, match="de l'expéditeur"):
        envelope(MAIL._replace(sender=address))
