"""Notices of mails that came back, as the mail systems write them, and what is none."""

from __future__ import annotations

import base64
import os
from datetime import date
from email.message import EmailMessage
from pathlib import Path

import pytest

from sheetcash.adapters.mail.rebonds import lire, lire_fichier
from sheetcash.errors import NotANotice
from sheetcash.ports.rebonds import ECHEC, REMIS, RETARD, Avis

OURS = "<sheetcash.0123456789abcdef01234567@exemple.fr>"
ORIGINAL = f"""\
From: Atelier <moi@exemple.fr>
To: eve@client.fr
Subject: =?utf-8?q?Facture_F-3_=3A_=C3=A9ch=C3=A9ance?=
Message-ID: {OURS}
Date: Fri, 20 Nov 2026 09:00:00 +0100
"""


def report(
    status: str,
    original: str = f"Content-Type: message/rfc822\n\n{ORIGINAL}\nBonjour,\n",
    more: str = "",
) -> bytes:
    """A report such as RFC 3464 wants."""
    return f"""\
Return-Path: <>
From: MAILER-DAEMON@mx.client.fr (Mail Delivery System)
To: moi@exemple.fr
Subject: Undelivered Mail Returned to Sender
Date: Fri, 20 Nov 2026 09:05:00 +0100
Message-ID: <20261120.1@mx.client.fr>
MIME-Version: 1.0
{more}Content-Type: multipart/report; report-type=delivery-status; boundary="b0"

--b0
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.client.fr.
--b0
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.client.fr
Arrival-Date: Fri, 20 Nov 2026 09:00:00 +0100

{status}
--b0
{original}
--b0--
""".encode()


POSTFIX = """\
Final-Recipient: rfc822; eve@client.fr
Original-Recipient: rfc822;eve@client.fr
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <eve@client.fr>: Recipient address rejected:
    User unknown in virtual mailbox table
"""


def seul(avis: Avis) -> tuple[tuple[str, ...], str, str]:
    (one,) = avis.sorts
    return tuple(one)  # type: ignore[return-value]


def test_a_report_tells_the_mail_the_address_and_why() -> None:
    avis = lire(report(POSTFIX))
    assert (avis.message_ids, avis.objet, avis.jour) == (
        (OURS,),
        "Facture F-3 : échéance",
        date(2026, 11, 20),
    )
    assert seul(avis) == (
        ("eve@client.fr",),
        ECHEC,
        "550 5.1.1 <eve@client.fr>: Recipient address rejected: User unknown in virtual mailbox "
        "table",
    )


@pytest.mark.parametrize(
    ("fields", "quoi", "addresses"),
    [
        ("Final-Recipient: rfc822; a@b.fr\nAction: delayed\nStatus: 4.4.1", RETARD, ("a@b.fr",)),
        ("Final-Recipient: rfc822; a@b.fr\nAction: relayed\nStatus: 2.1.9", REMIS, ("a@b.fr",)),
        ("Final-Recipient: rfc822; a@b.fr\nStatus: 4.2.0 (later)", RETARD, ("a@b.fr",)),
        ("Final-Recipient: RFC822;<a@b.fr>\nStatus: 5.2.1", ECHEC, ("a@b.fr",)),
        ("Final-Recipient: rfc822; a@b.fr\nAction: failed\nStatus: 4.4.7", ECHEC, ("a@b.fr",)),
        (
            "Original-Recipient: rfc822;a@b.fr\nFinal-Recipient: x400; /C=FR\nAction: failed",
            ECHEC,
            ("a@b.fr",),
        ),
        (
            "Final-Recipient: rfc822; ailleurs@c.fr\nOriginal-Recipient: rfc822; a@b.fr\n"
            "Action: FAILED",
            ECHEC,
            ("a@b.fr", "ailleurs@c.fr"),
        ),
        (
            "Final-Recipient: utf-8; h\\x{E9}l\\x{E8}ne@caf\\x{E9}.fr\nAction: failed",
            ECHEC,
            ("hélène@café.fr",),
        ),
    ],
)
def test_each_action_and_each_way_to_name_an_address(
    fields: str, quoi: str, addresses: tuple[str, ...]
) -> None:
    found, what, _ = seul(lire(report(fields)))
    assert (what, found) == (quoi, addresses)


def test_several_recipients_are_several_fates() -> None:
    two = f"{POSTFIX}\nFinal-Recipient: rfc822; ada@client.fr\nAction: delayed\nStatus: 4.0.0"
    assert [one.quoi for one in lire(report(two)).sorts] == [ECHEC, RETARD]


def test_the_original_may_be_its_headers_only_or_encoded_or_absent() -> None:
    headers = report(POSTFIX, f"Content-Type: text/rfc822-headers\n\n{ORIGINAL}")
    coded = base64.encodebytes(ORIGINAL.encode()).decode()
    kind = "Content-Type: text/rfc822-headers\nContent-Transfer-Encoding: base64"
    for one in (headers, report(POSTFIX, f"{kind}\n\n{coded}")):
        assert lire(one).message_ids == (OURS,)
    none = lire(report(POSTFIX, "Content-Type: text/plain\n\nrien"))
    assert none.message_ids == () and none.sorts[0].quoi == ECHEC


def test_a_status_in_base64_is_read() -> None:
    coded = base64.encodebytes(f"Reporting-MTA: dns; x\n\n{POSTFIX}".encode()).decode()
    plain = report("@@").replace(
        b"Content-Type: message/delivery-status\n",
        b"Content-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n",
    )
    head, rest = plain.split(b"Reporting-MTA", 1)
    data = head + coded.encode() + b"\n--b0" + rest.split(b"--b0", 1)[1]
    assert seul(lire(data))[:2] == (("eve@client.fr",), ECHEC)


def test_outlook_keeps_our_message_id_beside_its_own() -> None:
    original = ORIGINAL.replace(
        f"Message-ID: {OURS}",
        f"Message-ID: <x@outlook.com>\nX-Microsoft-Original-Message-ID: {OURS}",
    )
    avis = lire(report(POSTFIX, f"Content-Type: message/rfc822\n\n{original}\n"))
    assert avis.message_ids == ("<x@outlook.com>", OURS)


def test_a_notice_has_one_name_however_it_was_saved() -> None:
    one = report(POSTFIX)
    assert lire(one).nom == lire(one.replace(b"\n", b"\r\n") + b"\r\n").nom
    assert lire(one).nom != lire(one.replace(b"20261120.1", b"20261120.2")).nom
    bare = one.replace(b"Message-ID: <20261120.1@mx.client.fr>\n", b"")
    assert lire(bare).nom == lire(bare.replace(b"\n", b"\r\n")).nom


QMAIL = """\
Hi. This is the qmail-send program at mx.client.fr.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<eve@client.fr>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Return-Path: <moi@exemple.fr>
"""
EXIM = """\
This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  eve@client.fr
    host mx.client.fr [192.0.2.1]
    SMTP error from remote mail server after RCPT TO:<eve@client.fr>:
    550 5.1.1 User unknown

------ This is a copy of the message, including all the headers. ------

"""
GMAIL = """\
Adresse introuvable

Votre message n'a pas été remis à eve@client.fr, car l'adresse est introuvable ou ne peut pas
recevoir de messages.

La réponse du serveur distant était :
550 5.1.1 The email account that you tried to reach does not exist.

----- Original message -----

"""
EXCHANGE = """\
Échec de la remise pour ces destinataires ou groupes :

eve@client.fr
L'adresse de messagerie que vous avez entrée est introuvable.

Le serveur distant a renvoyé '550 5.1.10 RESOLVER.ADR.RecipientNotFound'

En-têtes de message d'origine :

"""
ORANGE = """\
Bonjour,

Votre message n'a pas pu être délivré au destinataire suivant : eve@client.fr
Motif : 550 5.1.1 Adresse d au moins un destinataire invalide. OFR_416

"""
FREE = """\
Ceci est un message automatique du serveur de Free.
Le courriel ci-dessous n'a pas été distribué : boîte pleine (5.2.2).
<eve@client.fr>

"""
OVH = """\
Nous sommes désolés, votre message n'a pu être remis à <eve@client.fr>.
Erreur définitive : 550 no such recipient

"""


@pytest.mark.parametrize(
    ("sender", "subject", "text"),
    [
        ("MAILER-DAEMON@mx.client.fr", "failure notice", QMAIL),
        ("Mail Delivery System <Mailer-Daemon@exemple.fr>", "Mail delivery failed", EXIM),
        ("Mail Delivery Subsystem <mailer-daemon@googlemail.com>", "Échec", GMAIL),
        ("postmaster@outlook.com", "Non remis : Facture F-3", EXCHANGE),
        ("Mail Delivery System <MAILER-DAEMON@orange.fr>", "Message non délivré", ORANGE),
        ("MAILER-DAEMON@free.fr", "Courriel non distribué", FREE),
        ("postmaster@ovh.net", "Retour à l'expéditeur", OVH),
    ],
)
@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-15"])
def test_a_text_of_a_mail_system_is_understood(
    sender: str, subject: str, text: str, charset: str
) -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = sender, subject
    message.set_content(text + ORIGINAL, charset=charset)
    avis = lire(message.as_bytes())
    addresses, quoi, why = seul(avis)
    assert (addresses, quoi) == (("eve@client.fr",), ECHEC)
    assert "5" in why and "\n" not in why
    assert (avis.message_ids, avis.objet) == ((OURS,), "Facture F-3 : échéance")


def test_a_delay_told_in_words_is_a_delay() -> None:
    message = EmailMessage()
    message["From"] = "Mail Delivery System <Mailer-Daemon@exemple.fr>"
    message["Subject"] = "Warning: message 1abc delayed 24 hours"
    message.set_content(
        "A message that you sent has not yet been delivered to one or more of its recipients.\n"
        "  eve@client.fr\n    Delay reason: 450 4.2.0 greylisted\n"
        "No action is required on your part. Delivery attempts will continue."
    )
    assert seul(lire(message.as_bytes()))[:2] == (("eve@client.fr",), RETARD)


@pytest.mark.parametrize(
    ("sender", "subject", "text"),
    [
        ("eve@client.fr", "Re: Facture F-3", "Bonjour, votre relance 550 n'a pas été remise ?"),
        ("eve@client.fr", "Absence", "Je suis absente. Écrivez à ada@client.fr."),
        ("postmaster@client.fr", "Bienvenue", "Votre boîte eve@client.fr est prête."),
        ("MAILER-DAEMON@x.fr", "failure notice", "Rien à lire : could not be delivered."),
    ],
)
def test_what_people_write_is_no_notice(sender: str, subject: str, text: str) -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = sender, subject
    message.set_content(text)
    with pytest.raises(NotANotice, match="n'est pas un avis de non-remise"):
        lire(message.as_bytes())


def test_an_unknown_charset_and_broken_bytes_stop_nothing() -> None:
    data = (
        b"From: MAILER-DAEMON@x.fr\nSubject: =?klingon?q?=E9chec?= =?utf-8?b?!!!?=\n"
        b"Content-Type: text/plain; charset=klingon-8\n\n"
        b"Votre message n'a pas \xe9t\xe9 remis \xe0 eve@client.fr : 550 \xff\xfe\n"
    )
    assert seul(lire(data))[:2] == (("eve@client.fr",), ECHEC)


def nested(depth: int) -> bytes:
    head = b"From: MAILER-DAEMON@x.fr\nSubject: x\n"
    for at in range(depth):
        head += b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (at, at)
    return head + b"Content-Type: text/plain\n\nbonjour\n"


def test_twenty_megabytes_and_a_thousand_levels_are_answered() -> None:
    big = report(POSTFIX) + b"--b0\nContent-Type: text/plain\n\n" + b"x" * 20_000_000
    assert lire(big).message_ids == (OURS,)
    for data in (
        nested(1_000),
        nested(40),
        b"From: a@b.fr\n" + b"X: " + b"(" * 900_000 + b"\n\nz",
        b"From: MAILER-DAEMON@x.fr\nX-Failed-Recipients: \n\n" + b"- \n" * 300_000,
        b"From: MAILER-DAEMON@x.fr\n\nfailure notice " + b"a@" * 400_000,
        b"From: MAILER-DAEMON@x.fr\n\n" + b"<" * 900_000,
        b"From: a@b.fr\nContent-Type: multipart/report; boundary=b\n\n" + b"--b\n" * 100_000,
    ):
        with pytest.raises(NotANotice):
            lire(data)


def test_words_from_outside_stay_on_one_short_line() -> None:
    avis = lire(report(POSTFIX.replace("User unknown", "\x1b[31mrouge\x07 " + "long " * 500)))
    why = avis.sorts[0].pourquoi
    assert why.isprintable() and len(why) < 250


@pytest.mark.parametrize(
    "data", [b"", b"\x89PNG\r\n", b"%PDF-1.4\n", b"bonjour", bytes(range(256))]
)
def test_what_is_no_mail_is_said(data: bytes) -> None:
    with pytest.raises(NotANotice):
        lire(data)


def test_files_are_told_apart(tmp_path: Path) -> None:
    outlook = tmp_path / "avis.msg"
    outlook.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    for path, words in (
        (outlook, r"\.msg d'Outlook"),
        (tmp_path, "est un dossier"),
        (tmp_path / "rien.eml", "n'existe pas"),
        (tmp_path / "x\0.eml", "ne peut pas exister"),
    ):
        with pytest.raises(NotANotice, match=words):
            lire_fichier(path)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "tuyau.eml")
        with pytest.raises(NotANotice, match="n'est pas un fichier"):
            lire_fichier(tmp_path / "tuyau.eml")
    good = tmp_path / "avis.eml"
    good.write_bytes(report(POSTFIX))
    assert lire_fichier(good) == lire(report(POSTFIX))
