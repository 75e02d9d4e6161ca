"""Against a real name server on loopback: what it answers is what the adapter tells."""

from __future__ import annotations

import socket
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset
import pytest

from sheetcash.adapters.mail.domaines import a_demander, sans_courriel
from sheetcash.adapters.settings import load_settings

#: name -> what it has; None for a name that does not exist, SILENCE for no answer.
SILENCE = "silence"
ZONE: dict[str, dict[str, str] | str | None] = {
    "bien.fr.": {"MX": "10 mx.bien.fr."},
    "deux.fr.": {"MX": "0 mx.deux.fr."},
    "nul.fr.": {"MX": "0 ."},
    "adresse.fr.": {"A": "192.0.2.1"},
    "six.fr.": {"AAAA": "2001:db8::1"},
    "vide.fr.": {},
    "panne.fr.": "SERVFAIL",
    "refus.fr.": "REFUSED",
    "muet.fr.": SILENCE,
    "xn--caf-dma.fr.": {"MX": "0 ."},
}


class Dns:
    """A name server over UDP; ``asked`` counts each question."""

    def __init__(self) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.port: int = self.socket.getsockname()[1]
        self.asked: Counter[tuple[str, str]] = Counter()
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        while True:
            data, whence = self.socket.recvfrom(4096)
            if data == b"stop":
                return
            query = dns.message.from_wire(data)
            (question,) = query.question
            name, kind = question.name.to_text().lower(), dns.rdatatype.to_text(question.rdtype)
            self.asked[name, kind] += 1
            its = ZONE.get(name)
            if its == SILENCE:
                continue
            answer = dns.message.make_response(query)
            answer.flags |= dns.flags.RA
            if its is None:
                answer.set_rcode(dns.rcode.NXDOMAIN)
            elif isinstance(its, str):
                answer.set_rcode(dns.rcode.from_text(its))
            elif kind in its:
                answer.answer.append(dns.rrset.from_text(name, 60, "IN", kind, its[kind]))
            self.socket.sendto(answer.to_wire(), whence)

    def stop(self) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
            one.sendto(b"stop", ("127.0.0.1", self.port))
        self.thread.join(10)
        self.socket.close()


@pytest.fixture
def dns_server() -> Iterator[Dns]:
    its = Dns()
    yield its
    its.stop()


def closed(server: Dns, *domains: str, budget: float = 5.0) -> frozenset[str]:
    return sans_courriel(domains, ["127.0.0.1"], server.port, budget)


def test_only_a_clear_no_is_told(dns_server: Dns) -> None:
    domains = [name.rstrip(".") for name in ZONE if name != "muet.fr."]
    found = closed(dns_server, *domains, "inconnu.fr")
    assert found == {"nul.fr", "vide.fr", "inconnu.fr", "xn--caf-dma.fr"}


def test_an_accented_domain_is_asked_for_in_its_own_form(dns_server: Dns) -> None:
    assert closed(dns_server, "café.fr") == {"café.fr"}


def test_a_domain_is_looked_up_once_whatever_the_addresses(dns_server: Dns) -> None:
    assert closed(dns_server, "Nul.fr", "nul.fr", "bien.fr", "bien.fr.") == {"Nul.fr", "nul.fr"}
    assert dns_server.asked == {("nul.fr.", "MX"): 1, ("bien.fr.", "MX"): 1}


def test_a_server_that_does_not_answer_tells_nothing_and_is_asked_once(dns_server: Dns) -> None:
    assert closed(dns_server, "muet.fr", budget=0.3) == frozenset()
    assert dns_server.asked["muet.fr.", "MX"] == 1


def test_a_spent_budget_asks_nothing(dns_server: Dns) -> None:
    assert closed(dns_server, "nul.fr", budget=0.0) == frozenset()
    assert not dns_server.asked


def test_no_server_at_all_tells_nothing() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    assert sans_courriel(["nul.fr"], ["127.0.0.1"], port, 0.3) == frozenset()


@pytest.mark.parametrize(
    "name", ["localhost", "a.example", "b.test", "c.invalid", "d.local", "", ".", "a..b", "é" * 80]
)
def test_reserved_and_impossible_names_are_not_asked_for(dns_server: Dns, name: str) -> None:
    assert closed(dns_server, name) == frozenset()
    assert not dns_server.asked


@pytest.mark.parametrize(
    ("environ", "asks"),
    [
        ({"SHEETCASH_SMTP_URL": "smtp://127.0.0.1:25"}, False),
        ({"SHEETCASH_SMTP_URL": "smtp://localhost:25"}, False),
        ({"SHEETCASH_SMTP_URL": "nothing"}, False),
        ({"SHEETCASH_SMTP_URL": "smtps://moi@mail.ex.fr"}, True),
        ({"SHEETCASH_GOOGLE_EMULATOR_HOST": "127.0.0.1:8000"}, False),
        ({}, True),
    ],
)
def test_the_world_is_asked_only_when_mails_leave_this_machine(
    environ: dict[str, str], asks: bool, tmp_path: Path
) -> None:
    environ = environ | {"SHEETCASH_CONFIG_DIR": str(tmp_path), "SHEETCASH_STATE_DIR": "/nowhere"}
    assert a_demander(load_settings(environ), environ) is asks
