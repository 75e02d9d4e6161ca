"""The compression of VBA source text (MS-OVBA 2.4.1)."""

from __future__ import annotations

from typing import Final

_SIGNATURE: Final = b"\x01"
_CHUNK: Final = 4096
#: Shortest run worth a reference.
_LEAST: Final = 3


def compress(data: bytes) -> bytes:
    """A compressed container.

    A chunk that would not fit compressed is stored as it is, and the format fills it to 4,096
    bytes: only text that repeats nothing, of which the last chunk is almost full, comes back
    with zeros at its end. :func:`fitting` prevents it.

    >>> compress(73 * b"a").hex()
    '0103b002614500'
    """
    found = bytearray(_SIGNATURE)
    for at in range(0, len(data), _CHUNK):
        found += _chunk(data[at : at + _CHUNK])
    return bytes(found)


def fitting(data: bytes, filler: bytes) -> bytes:
    """The data, or the data and enough filler for its last chunk not to be filled with zeros.

    >>> fitting(b"Sub X()", b"\\r\\n")
    b'Sub X()'
    """
    last = data[len(data) - len(data) % _CHUNK :]
    if not last or _packed(last) is not None:
        return data
    missing = _CHUNK - len(last)
    return data + (filler * missing)[-missing:]


def _chunk(chunk: bytes) -> bytes:
    packed = _packed(chunk)
    if packed is None:
        return (0x3000 | _CHUNK - 1).to_bytes(2, "little") + chunk.ljust(_CHUNK, b"\0")
    return (0xB000 | len(packed) - 1).to_bytes(2, "little") + packed


def _packed(chunk: bytes) -> bytes | None:
    """The tokens of a chunk; None when they are longer than what they stand for may be."""
    found = bytearray()
    places: dict[bytes, list[int]] = {}
    at, seen = 0, 0
    while at < len(chunk):
        flags, tokens = 0, bytearray()
        for bit in range(8):
            if at >= len(chunk):
                break
            while seen < at:  # the runs that begin before this place
                places.setdefault(chunk[seen : seen + _LEAST], []).append(seen)
                seen += 1
            bits = max(4, (at - 1).bit_length()) if at else 4
            where, length = _match(chunk, at, places, (0xFFFF >> bits) + _LEAST)
            if length:
                flags |= 1 << bit
                token = (at - where - 1 << 16 - bits) | length - _LEAST
                tokens += token.to_bytes(2, "little")
                at += length
            else:
                tokens.append(chunk[at])
                at += 1
        found.append(flags)
        found += tokens
    return bytes(found) if len(found) <= _CHUNK else None


def _match(chunk: bytes, at: int, places: dict[bytes, list[int]], most: int) -> tuple[int, int]:
    """Where the longest run equal to what follows begins, and its length; 0 for none."""
    best, length = 0, 0
    most = min(most, len(chunk) - at)
    for where in reversed(places.get(chunk[at : at + _LEAST], ())):
        run = _LEAST
        while run < most and chunk[where + run] == chunk[at + run]:
            run += 1
        if run > length:
            best, length = where, run
            if run == most:
                break
    return best, (length if length >= _LEAST else 0)


def decompress(container: bytes) -> bytes:
    """The data of a compressed container.

    Raises:
        ValueError: it is not one.

    >>> decompress(compress(b"Sub A()\\r\\nEnd Sub\\r\\nSub B()\\r\\nEnd Sub\\r\\n"))
    b'Sub A()\\r\\nEnd Sub\\r\\nSub B()\\r\\nEnd Sub\\r\\n'
    """
    if container[:1] != _SIGNATURE:
        raise ValueError("no compressed container")
    found, at = bytearray(), 1
    while at < len(container):
        header = int.from_bytes(container[at : at + 2], "little")
        end = at + 3 + (header & 0xFFF)
        at += 2
        if header & 0x7000 != 0x3000 or end > len(container):
            raise ValueError("a chunk is damaged")
        if header & 0x8000:
            _unpack(container[at:end], found)
        else:
            found += container[at:end]
        at = end
    return bytes(found)


def _unpack(packed: bytes, found: bytearray) -> None:
    start, at = len(found), 0
    while at < len(packed):
        flags = packed[at]
        at += 1
        for bit in range(8):
            if at >= len(packed):
                return
            if not flags >> bit & 1:
                found.append(packed[at])
                at += 1
                continue
            token = int.from_bytes(packed[at : at + 2], "little")
            at += 2
            here = len(found) - start
            bits = max(4, (here - 1).bit_length()) if here else 4
            where = len(found) - (token >> 16 - bits) - 1
            if where < start:
                raise ValueError("a reference leaves its chunk")
            for step in range((token & 0xFFFF >> bits) + _LEAST):
                found.append(found[where + step])
