"""A QR code as an image: segno draws the modules, and they become a small PNG here.

The image is made twice as large as it is shown, for screens with fine pixels. segno's own writer,
and its choice of a mask among eight, take five times as long as all the rest of a mail. The mask is
told in the code itself, so any is read; of the eight, the one used here was read the most often by
OpenCV's reader, the weakest there is, and more often than segno's own choices.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from functools import partial
from typing import Final

#: Bytes that each version holds at error correction M, from version 1.
_CAPACITES: Final = (14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331)
_MARGE: Final = 4  # modules of white all around, as the standard wants
_MASQUE: Final = 4
#: Pixels of a module, in the image and as shown.
_PIXELS, _MONTRES = 6, 3


def _version(texte: str) -> int:
    size = len(texte.encode())
    return next(at for at, room in enumerate(_CAPACITES, 1) if size <= room)


def cote(texte: str) -> int:
    """How wide the code of that text is shown, in pixels, its white margin included.

    >>> cote("BCD")
    87
    """
    return (17 + 4 * _version(texte) + 2 * _MARGE) * _MONTRES


def image(texte: str) -> Callable[[], bytes]:
    """What draws the code of a text of 331 bytes at most, when asked to."""
    return partial(_png, texte, _version(texte))


def _png(texte: str, version: int) -> bytes:
    import segno

    code = segno.make_qr(
        texte,
        error="m",
        version=version,
        mode="byte",
        mask=_MASQUE,
        encoding="utf-8",
        boost_error=False,
    )
    white = _MARGE * _PIXELS
    side = (len(code.matrix) + 2 * _MARGE) * _PIXELS
    width = (side + 7) // 8
    plain = b"\x00" + _bits("1" * side, width)
    rows = [plain * white]
    dark, light = "0" * _PIXELS, "1" * _PIXELS
    for modules in code.matrix:
        bits = "1" * white + "".join(dark if one else light for one in modules) + "1" * white
        rows.append((b"\x00" + _bits(bits, width)) * _PIXELS)
    rows.append(plain * white)
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)  # one bit of grey a pixel
    data = zlib.compress(b"".join(rows), 6)
    parts = ((b"IHDR", header), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _bits(bits: str, width: int) -> bytes:
    return int(bits.ljust(width * 8, "1"), 2).to_bytes(width, "big")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
