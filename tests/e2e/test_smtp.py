"""SmtpMailer against real servers: each phase, each fault, at most one mail."""

import contextlib
import itertools
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from sheetcash.adapters.mail.smtp import SmtpMailer
from sheetcash.errors import AddressRefused, BadSetting, Deferred, Refused, SheetcashError, Unknown
from sheetcash.ports import Mail

_numbers = itertools.count(1)


def mail(recipient: str = "client@exemple.fr", **changes: str) -> Mail:
    number = next(_numbers)
    base = Mail(
        "moi@exemple.fr",
        "Élodie Martin",
        recipient,
        f"Facture n° {number} échue",
        f"Bonjour,\n\nMail {number}, à régler.\n.\n..point\n",
        f"<{number}@exemple.fr>",
    )
    return base._replace(**changes)


@contextlib.contextmanager
def opened(url: str, **options: object) -> Iterator[SmtpMailer]:
    mailer = SmtpMailer.from_url(url, **{"timeout": 5.0, **options})
    try:
        mailer.open()
        yield mailer
    finally:
        mailer.close()


@pytest.fixture(params=[True, False], ids=["pipelining", "plain"])
def server(request, start_smtp):
    return start_smtp(pipelining=request.param)


# -- what goes well ---------------------------------------------------------------------------


def test_mails_arrive_whole_over_one_connection(server):
    sent = [mail(f"client{number}@exemple.fr") for number in range(5)]
    with opened(server.url) as mailer:
        answers = [mailer.send(one) for one in sent]
    assert server.connections == 1
    assert "queued as 5" in answers[-1]
    for one, got in zip(sent, server.messages, strict=True):
        assert (got.sender, got.recipients) == (one.sender, [one.recipient])
        assert got.mail["Subject"] == one.subject
        assert got.mail["Message-ID"] == one.message_id
        assert got.mail["From"].addresses[0].display_name == one.sender_name
        assert got.mail.get_content().replace("\r\n", "\n") == one.text


def test_pipelining_is_used_only_when_offered(start_smtp):
    for offered in (True, False):
        server = start_smtp(pipelining=offered)
        with opened(server.url) as mailer:
            assert mailer._smtp.has_extn("pipelining") is offered
            mailer.send(mail())
        assert server.commands[1:] == ["MAIL", "RCPT", "DATA"]


def test_send_connects_by_itself_and_close_can_be_repeated(server):
    mailer = SmtpMailer.from_url(server.url, timeout=5.0)
    mailer.send(mail())
    mailer.close()
    mailer.close()
    assert len(server.messages) == 1


def test_server_without_ehlo_is_spoken_to_with_helo(server):
    server.behave("EHLO", "502 5.5.1 Unknown command")
    with opened(server.url) as mailer:
        mailer.send(mail())
    assert len(server.messages) == 1


def test_accented_local_part_needs_smtputf8(start_smtp):
    without, with_it = start_smtp(), start_smtp(smtputf8=True)
    with opened(without.url) as mailer:
        with pytest.raises(Refused, match=r"« hélène@exemple\.fr »"):
            mailer.send(mail("hélène@exemple.fr"))
        mailer.send(mail())
    assert [got.recipients for got in without.messages] == [["client@exemple.fr"]]
    with opened(with_it.url) as mailer:
        mailer.send(mail("hélène@café.fr"))
        mailer.send(mail())
    assert with_it.messages[0].recipients == ["hélène@xn--caf-dma.fr"]


def test_accented_domain_needs_nothing(server):
    with opened(server.url) as mailer:
        mailer.send(mail("contact@café.fr"))
    assert server.messages[0].recipients == ["contact@xn--caf-dma.fr"]


@pytest.mark.parametrize("address", ["", "a", "a@b.fr\nX: y", "a@b.fr, c@d.fr", "a b@c.fr", "a@-"])
def test_impossible_address_is_refused_without_a_word_to_the_server(server, address):
    with opened(server.url) as mailer:
        before = list(server.commands)
        with pytest.raises(Refused, match="n'est pas valable"):
            mailer.send(mail(address))
        assert server.commands == before
        mailer.send(mail())
    assert server.connections == 1


# -- answers that say no ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phase", "answer", "error", "words"),
    [
        ("MAIL", "550 5.7.1 Not yours", Refused, "Expéditeur refusé.*moi@exemple.fr.*Not yours"),
        ("MAIL", "451 4.3.0 Later", Deferred, "plus tard.*451 4.3.0 Later"),
        ("MAIL", "530 5.7.0 Must log in", Refused, "demande un utilisateur"),
        (
            "RCPT",
            "550 5.1.1 No such user",
            AddressRefused,
            "Adresse refusée.*rare@ex.*No such user",
        ),
        ("RCPT", "450 4.2.0 Greylisted", Deferred, "450 4.2.0 Greylisted"),
        ("RCPT", "451 4.7.1 Greylisted", Deferred, "451 4.7.1 Greylisted"),
        ("DATA", "554 5.5.1 No", Refused, "Message refusé"),
        ("DATA", "452 4.3.1 Full", Deferred, "452 4.3.1 Full"),
        ("TEXT", "554 5.7.1 Spam", Refused, "Message refusé.*Spam.*texte"),
        ("TEXT", "451 4.3.0 Later", Deferred, "451 4.3.0 Later"),
    ],
)
def test_refusal_leaves_the_connection_to_the_next_mail(server, phase, answer, error, words):
    server.behave(phase, answer, times=1)
    with opened(server.url) as mailer:
        with pytest.raises(error, match=f"(?s){words}") as caught:
            mailer.send(mail("rare@exemple.fr"))
        assert type(caught.value) is error
        assert caught.value.que_faire
        mailer.send(mail())
    assert [got.recipients for got in server.messages] == [["client@exemple.fr"]]
    # Refused at MAIL or RCPT, a pipelined DATA may still be answered 354: hang up, say nothing.
    assert server.connections == 1


def test_text_never_goes_out_after_a_refusal_answered_with_354():
    """A server that answers 354 to a pipelined DATA whatever it thought of the recipient."""
    heard: list[bytes] = []

    def play(connection: socket.socket) -> None:
        connection.sendall(b"220 hi\r\n")
        file = connection.makefile("rb")
        answers = {
            b"EHLO": b"250-hi\r\n250 PIPELINING\r\n",
            b"MAIL": b"250 ok\r\n",
            b"RCPT": b"550 5.1.1 nobody\r\n",
            b"DATA": b"354 go on\r\n",
        }
        for line in file:
            heard.append(line)
            connection.sendall(answers.get(line[:4].upper(), b"250 ok\r\n"))
        file.close()

    with raw_server(play) as url, opened(url) as mailer, pytest.raises(Refused, match="nobody"):
        mailer.send(mail())
    assert heard[-1] == b"DATA\r\n"


@pytest.mark.parametrize("phase", ["RCPT", "DATA", "TEXT"])
def test_421_defers_this_mail_and_the_next_one_reconnects(server, phase):
    server.behave(phase, "421 4.3.2 Closing", times=1)
    with opened(server.url) as mailer:
        with pytest.raises(Deferred, match=r"421 4\.3\.2 Closing"):
            mailer.send(mail())
        mailer.send(mail())
    assert (len(server.messages), server.connections) == (1, 2)


def test_421_at_mail_means_a_new_connection_then_deferred(server):
    server.behave("MAIL", "421 4.7.0 Too many mails", times=1)
    with opened(server.url) as mailer:
        mailer.send(mail())
        assert server.connections == 2
        server.behave("MAIL", "421 4.7.0 Too many mails")
        with pytest.raises(Deferred, match="Too many mails"):
            mailer.send(mail())
    assert (len(server.messages), server.connections) == (1, 3)


def test_odd_answer_before_the_text_is_deferred_and_after_it_unknown(server):
    server.behave("RCPT", "350 what?", times=1)
    server.behave("TEXT", "350 what?", times=1)
    with opened(server.url) as mailer:
        with pytest.raises(Deferred, match=r"incompréhensible.*350 what"):
            mailer.send(mail())
        with pytest.raises(Unknown, match="incompréhensible"):
            mailer.send(mail())
        mailer.send(mail())
    assert server.connections == 3


# -- connections that are lost ----------------------------------------------------------------


@pytest.mark.parametrize("fault", ["DROP", "RESET"])
@pytest.mark.parametrize("phase", ["RCPT", "DATA"])
def test_drop_before_the_text_is_deferred(server, phase, fault):
    server.behave(phase, fault, times=1)
    with opened(server.url) as mailer:
        with pytest.raises(Deferred, match="coupé"):
            mailer.send(mail())
        assert server.messages == []
        mailer.send(mail())
    assert (len(server.messages), server.connections) == (1, 2)


@pytest.mark.parametrize("fault", ["DROP", "RESET"])
def test_drop_after_the_text_is_unknown_and_never_sent_again(server, fault):
    server.behave("TEXT", fault, times=1)
    with opened(server.url) as mailer:
        with pytest.raises(Unknown, match="On ne sait pas s'il est parti") as caught:
            mailer.send(mail())
        assert "État sync" in caught.value.que_faire
        assert len(server.messages) == 1
        mailer.send(mail("autre@exemple.fr"))
    assert [got.recipients[0] for got in server.messages] == [
        "client@exemple.fr",
        "autre@exemple.fr",
    ]


def test_drop_at_354_is_deferred_and_a_drop_in_the_text_is_unknown():
    def play(connection: socket.socket) -> None:
        connection.sendall(b"220 hi\r\n")
        file = connection.makefile("rb")
        for line in file:
            if line.startswith(b"DATA"):
                plays.append(line)
                if len(plays) == 2:
                    connection.sendall(b"354 go on\r\n")
                    file.readline()
                break
            connection.sendall(b"250 ok\r\n")
        file.close()

    plays: list[bytes] = []
    with raw_server(play) as url, opened(url) as mailer:
        with pytest.raises(Deferred):
            mailer.send(mail())
        with pytest.raises(Unknown):
            mailer.send(mail())


def test_connection_closed_between_two_mails_is_opened_again(server):
    with opened(server.url) as mailer:
        mailer.send(mail())
        server.hang_up()
        mailer.send(mail("deux@exemple.fr"))
    assert [got.recipients[0] for got in server.messages] == [
        "client@exemple.fr",
        "deux@exemple.fr",
    ]
    assert server.connections == 2


def test_connection_closed_by_an_idle_server_is_opened_again(start_smtp):
    server = start_smtp(idle=0.2)
    with opened(server.url) as mailer:
        time.sleep(0.4)
        mailer.send(mail())
    assert (len(server.messages), server.connections) == (1, 2)


def test_server_that_hangs_up_at_every_mail_gets_two_tries_then_deferred(server):
    server.behave("MAIL", "DROP")
    with opened(server.url) as mailer, pytest.raises(Deferred, match="coupé"):
        mailer.send(mail())
    assert (server.messages, server.connections) == ([], 2)


def test_batch_is_deferred_at_once_when_the_server_is_gone(server):
    with opened(server.url) as mailer:
        mailer.send(mail())
        server.behave("CONNECT", "554 5.3.2 Closed")
        server.hang_up()
        for _ in range(3):  # a refusal of the connection is no refusal of the mail
            with pytest.raises(Deferred, match=r"5\.3\.2 Closed"):
                mailer.send(mail())
        assert server.connections == 2


@pytest.mark.parametrize(
    ("phase", "error"), [("RCPT", Deferred), ("DATA", Deferred), ("TEXT", Unknown)]
)
def test_silence_ends_with_the_timeout(server, phase, error):
    server.behave(phase, "SILENCE", times=1)
    with opened(server.url, timeout=0.2) as mailer:
        with pytest.raises(error, match="ne répond plus"):
            mailer.send(mail())
        mailer.send(mail("autre@exemple.fr"))
    kept = [got.recipients[0] for got in server.messages]
    assert kept == ["client@exemple.fr"] * (error is Unknown) + ["autre@exemple.fr"]


def test_interrupted_send_does_not_shift_the_answers(server, monkeypatch):
    """Ctrl-C between a command and its answer: that answer is not the next mail's."""

    def interrupt(*_args: object) -> bytes:
        raise KeyboardInterrupt

    with opened(server.url) as mailer:
        with monkeypatch.context() as patch:
            patch.setattr("sheetcash.adapters.mail.smtp.compose", interrupt)
            with pytest.raises(KeyboardInterrupt):
                mailer.send(mail())
        server.behave("RCPT", "550 5.1.1 Nobody", recipient="autre@exemple.fr")
        with pytest.raises(Refused, match="Nobody"):
            mailer.send(mail("autre@exemple.fr"))
    assert server.messages == []


# -- opening the connection -------------------------------------------------------------------


def failure(url: str, **options: object) -> SheetcashError:
    with pytest.raises(SheetcashError) as caught, opened(url, **options):
        pass
    assert "s3cret" not in str(caught.value)
    return caught.value


def test_nobody_there_is_deferred():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        error = failure(f"smtp://127.0.0.1:{free.getsockname()[1]}")
    assert isinstance(error, Deferred)
    assert "Aucun serveur d'envoi ne répond" in str(error)


def test_unknown_name_is_deferred():
    error = failure("smtp://nulle-part.invalid")
    assert isinstance(error, Deferred)
    assert "« nulle-part.invalid » est introuvable" in str(error)


def test_silent_server_is_deferred(server):
    server.behave("CONNECT", "SILENCE")
    error = failure(server.url, timeout=0.3)
    assert isinstance(error, Deferred)


@pytest.mark.parametrize(
    ("phase", "answer", "kind", "words"),
    [
        ("CONNECT", "554 5.7.1 Go away", Refused, "refuse la connexion : 554 5.7.1 Go away"),
        ("CONNECT", "421 4.7.0 Busy", Deferred, "demande d'attendre : 421 4.7.0 Busy"),
        ("CONNECT", "DROP", Deferred, "a coupé la connexion"),
        ("EHLO", "DROP", Deferred, "a coupé la connexion"),
    ],
)
def test_unwelcoming_server(server, phase, answer, kind, words):
    server.behave(phase, answer)
    error = failure(server.url)
    assert type(error) is kind
    assert words in str(error)


def test_something_else_on_that_port_is_said():
    def play(connection: socket.socket) -> None:
        connection.sendall(b"SSH-2.0-OpenSSH_9.6\r\n")

    with raw_server(play) as url:
        error = failure(url)
    assert isinstance(error, Refused)
    assert "n'est pas un serveur d'envoi" in str(error)


@pytest.mark.parametrize("methods", [("PLAIN", "LOGIN"), ("LOGIN",)])
@pytest.mark.parametrize("tls", ["", "starttls", "tls"])
def test_log_in(start_smtp, certificates, tls, methods):
    server = start_smtp(tls=tls, users={"moi@exemple.fr": "s3crét é"}, methods=methods)
    with opened(
        server.url_for("moi%40exemple.fr", "s3cr%C3%A9t é"), cafile=certificates.cafile
    ) as mailer:
        mailer.send(mail())
    with opened(
        server.url_for("moi%40exemple.fr").replace(":@", "@"),
        password="s3crét é",
        cafile=certificates.cafile,
    ) as mailer:
        mailer.send(mail())
    assert len(server.messages) == 2
    wrong = server.url_for("moi%40exemple.fr", "s3cret")
    before = server.commands.count("AUTH")
    error = failure(wrong, cafile=certificates.cafile)
    assert isinstance(error, Refused)
    assert "Identifiants refusés" in str(error) and "535" in str(error)
    assert server.commands.count("AUTH") == before + 1  # one try: more would lock the account


def test_log_in_put_off_is_deferred(start_smtp):
    server = start_smtp(users={"moi": "s3cret"})
    server.behave("AUTH", "454 4.7.0 Too many logins")
    error = failure(server.url_for("moi", "s3cret"))
    assert isinstance(error, Deferred)


def test_server_without_log_in_is_refused(server):
    error = failure(server.url_for("moi", "s3cret"))
    assert isinstance(error, Refused)
    assert "n'accepte pas d'utilisateur et mot de passe" in str(error)


def test_missing_starttls_never_falls_back_to_clear(server):
    clear = server.url_for("moi", "s3cret")
    error = failure(clear.replace("smtp://", "smtp+starttls://"))
    assert isinstance(error, Refused)
    assert "STARTTLS" in str(error) and "rien n'a été envoyé en clair" in str(error)
    assert "AUTH" not in server.commands


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_certificates_are_checked(start_smtp, certificates, tls):
    server = start_smtp(tls=tls)
    unknown = failure(server.url)
    assert isinstance(unknown, Refused)
    assert "son autorité n'est pas connue" in str(unknown)
    other = start_smtp(tls=tls, names=("mail.autre.fr",))
    wrong = failure(other.url, cafile=certificates.cafile)
    assert isinstance(wrong, Refused)
    assert "au nom d'un autre serveur" in str(wrong)
    assert server.messages == other.messages == []


def test_clear_port_under_smtps_says_which_scheme_to_use(server):
    error = failure(server.url.replace("smtp://", "smtps://"))
    assert isinstance(error, Refused)
    assert "smtp+starttls://" in str(error)


def test_unreadable_authorities_are_a_bad_setting(start_smtp, tmp_path):
    server = start_smtp(tls="tls")
    assert isinstance(failure(server.url, cafile=tmp_path / "none.pem"), BadSetting)
    (tmp_path / "odd.pem").write_text("not a certificate")
    assert isinstance(failure(server.url, cafile=tmp_path / "odd.pem"), BadSetting)


def test_tls_reconnects_and_sends_on(start_smtp, certificates):
    for tls in ("starttls", "tls"):
        server = start_smtp(tls=tls)
        server.behave("TEXT", "DROP", times=1)
        with opened(server.url, cafile=certificates.cafile) as mailer:
            with pytest.raises(Unknown):
                mailer.send(mail())
            mailer.send(mail("autre@exemple.fr"))
        assert len(server.messages) == 2


def test_ipv6_server(start_smtp):
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        pytest.skip("no IPv6 on this machine")
    server = start_smtp(host="::1")
    with opened(server.url_for(host="[::1]")) as mailer:
        mailer.send(mail())
    assert len(server.messages) == 1


# -- tools ------------------------------------------------------------------------------------


@contextlib.contextmanager
def raw_server(play: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that says exactly what ``play`` says, one connection after the other."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(10)

        def serve() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection, contextlib.suppress(OSError):
                    play(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"smtp://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            with contextlib.suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)
            listening.close()
            thread.join(10)
