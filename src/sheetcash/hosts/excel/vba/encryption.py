"""The veil over a project's protection state (MS-OVBA 2.4.3): no secret, but Excel wants it."""

from __future__ import annotations

from typing import Final

_SEED: Final = 0x07
_VERSION: Final = 2
#: What fills the bytes that readers pass over.
_PASSED_OVER: Final = 0x07


def encrypt(identity: str, data: bytes) -> str:
    """The data as the stream ``PROJECT`` writes it, in hexadecimal.

    Args:
        identity: the project's identifier, braces included.
        data: four zeros for no protection, one zero for no password, 255 for a visible project.

    >>> decrypt(encrypt("{0}", b"\\xff"))
    b'\\xff'
    """
    key = sum(identity.encode("ascii")) & 0xFF
    found = bytearray([_SEED, _SEED ^ _VERSION, _SEED ^ key])
    plain, before, last = key, found[1], found[2]
    ignored = bytes([_PASSED_OVER] * ((_SEED & 6) >> 1))
    for byte in ignored + len(data).to_bytes(4, "little") + data:
        veiled = byte ^ (before + plain & 0xFF)
        found.append(veiled)
        before, last, plain = last, veiled, byte
    return found.hex().upper()


def decrypt(text: str) -> bytes:
    """The data of such a text.

    >>> decrypt(encrypt("{5A}", bytes(4)))
    b'\\x00\\x00\\x00\\x00'
    """
    veiled = bytes.fromhex(text)
    seed = veiled[0]
    plain, before, last = seed ^ veiled[2], veiled[1], veiled[2]
    found = bytearray()
    for byte in veiled[3:]:
        plain = byte ^ (before + plain & 0xFF)
        found.append(plain)
        before, last = last, byte
    rest = found[(seed & 6) >> 1 :]
    return bytes(rest[4 : 4 + int.from_bytes(rest[:4], "little")])
