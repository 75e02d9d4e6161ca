"""Which domains take no mail, asked of the DNS before a sending; it knows no reminder.

Only a clear answer counts: a domain that does not exist, one that says it takes no mail (the null
MX of RFC 7505), one that has neither a mail server nor an address (RFC 5321, 5.1). No DNS, no
answer in time, a server in trouble: nothing is known, and nothing is said.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Final

from sheetcash.errors import BadSetting

if TYPE_CHECKING:
    from dns.resolver import Resolver

    from sheetcash.adapters.settings import Settings

#: What all the domains together may take, in seconds: the user waits.
BUDGET: Final = 2.0
_AT_ONCE: Final = 16
#: Names that no DNS of the world knows (RFC 2606, 6761, 6762).
_RESERVES: Final = ("example", "test", "invalid", "localhost", "local", "localdomain")
_EMULATEUR: Final = "SHEETCASH_GOOGLE_EMULATOR_HOST"


def a_demander(settings: Settings, environ: Mapping[str, str]) -> bool:
    """Whether the world's DNS has anything to say: not when mails stay on this machine."""
    from sheetcash.adapters.mail.smtp_url import parse_smtp_url

    if environ.get(_EMULATEUR):
        return False
    if settings.smtp_url is None:
        return True
    try:
        return not parse_smtp_url(settings.smtp_url).loopback
    except BadSetting:  # told by the sending itself
        return False


def sans_courriel(
    domaines: Collection[str],
    serveurs: Collection[str] = (),
    port: int = 53,
    budget: float = BUDGET,
) -> frozenset[str]:
    """Those of the domains that are known to take no mail; each is looked up once.

    Args:
        domaines: what stands after the @ of addresses.
        serveurs: the name servers to ask, the system's own by default.
        port: theirs.
        budget: seconds for all of them together; what is not known by then is not told.

    >>> sans_courriel(["localhost", "ecole.example"])
    frozenset()
    """
    asked = {one for one in map(_norme, domaines) if one and not _reserve(one)}
    if not asked:
        return frozenset()
    from concurrent.futures import ThreadPoolExecutor

    deadline = time.monotonic() + budget
    resolver = _resolver(serveurs, port, budget)
    if resolver is None:
        return frozenset()
    with ThreadPoolExecutor(min(_AT_ONCE, len(asked))) as pool:
        answers = pool.map(lambda one: (one, _ferme(resolver, one, deadline)), sorted(asked))
        closed = {one for one, no_mail in answers if no_mail}
    return frozenset(one for one in domaines if _norme(one) in closed)


def _norme(domaine: str) -> str:
    return domaine.strip().rstrip(".").casefold()


def _reserve(domaine: str) -> bool:
    return domaine.rpartition(".")[2] in _RESERVES


def _resolver(serveurs: Collection[str], port: int, budget: float) -> Resolver | None:
    """What asks; None on a machine without DNS."""
    from dns.exception import DNSException
    from dns.resolver import Resolver

    try:
        found = Resolver(configure=not serveurs)
    except (DNSException, OSError):
        return None
    if serveurs:
        found.nameservers = list(serveurs)
        found.port = port
    found.timeout = budget  # one try: a second one would be a second query
    return found


def _ferme(resolver: Resolver, domaine: str, deadline: float) -> bool:
    """Whether that domain is known to take no mail."""
    from dns import name
    from dns.exception import DNSException
    from dns.rdtypes.ANY.MX import MX
    from dns.resolver import NXDOMAIN, NoAnswer

    try:
        its = name.from_text(domaine)
        for kind in ("MX", "A", "AAAA"):
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            try:
                answer = resolver.resolve(its, kind, lifetime=left, search=False)
            except NoAnswer:
                continue  # without MX, an address of its own takes the mail
            if kind != "MX":
                return False
            hosts = [one.exchange for one in answer if isinstance(one, MX)]
            return hosts == [name.root]
    except NXDOMAIN:
        return True
    except (DNSException, OSError, ValueError):  # UnicodeError is a ValueError
        return False
    return True
