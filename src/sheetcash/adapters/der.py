"""A token's certificates put in DER's order, which some servers do not keep.

A server made with OpenSSL gives the certificates of its chain in the order it pleases, where the
standard's encoding has them sorted; rfc3161-client reads no other. They are not signed: only the
signature's own fields are. Nothing else of the token is looked at.
"""

from __future__ import annotations

from typing import Final, NamedTuple

_CERTIFICATS: Final = 0xA0


class _Champ(NamedTuple):
    """Where a field begins, where what it holds begins, and where it ends."""

    etiquette: int
    debut: int
    contenu: int
    fin: int


def ranger_certificats(reponse: bytes) -> bytes:
    """The same answer of a time-stamping server, its certificates sorted.

    What cannot be followed comes back as it was: whoever reads it will say why.

    >>> ranger_certificats(b"<html>")
    b'<html>'
    """
    try:
        _, jeton = _suite(reponse, _champ(reponse, 0))
        _, enveloppe = _suite(reponse, jeton)
        (signe,) = _suite(reponse, enveloppe)
        champs = _suite(reponse, signe)
        lot = next(one for one in champs if one.etiquette == _CERTIFICATS)
        certificats = [reponse[one.debut : one.fin] for one in _suite(reponse, lot)]
    except (IndexError, ValueError, StopIteration):
        return reponse
    return reponse[: lot.contenu] + b"".join(sorted(certificats)) + reponse[lot.fin :]


def _champ(octets: bytes, debut: int) -> _Champ:
    longueur, contenu = octets[debut + 1], debut + 2
    if longueur >= 0x80:
        count = longueur & 0x7F
        if not 1 <= count <= 4:  # none: a length told at the end, which is not DER
            raise ValueError
        longueur = int.from_bytes(octets[contenu : contenu + count], "big")
        contenu += count
    if contenu + longueur > len(octets):
        raise ValueError
    return _Champ(octets[debut], debut, contenu, contenu + longueur)


def _suite(octets: bytes, parent: _Champ) -> list[_Champ]:
    """The fields that one holds."""
    found, at = [], parent.contenu
    while at < parent.fin:
        found.append(_champ(octets, at))
        at = found[-1].fin
    if at != parent.fin:
        raise ValueError
    return found
