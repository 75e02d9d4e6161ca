"""A QR code as an image: zint draws the modules, and they become a small PNG here.

The image is made twice as large as it is shown, for screens with fine pixels. The choice of a mask
among eight takes fifteen times as long as all the rest. The mask is told in the code itself, so any
is read; of the eight, the one used here was read the most often by OpenCV's reader, the weakest
there is.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from functools import cache, partial
from typing import Final

#: Bytes that each version holds at error correction M, from version 1.
_CAPACITES: Final = (14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331)
_MARGE: Final = 4  # modules of white all around, as the standard wants
_MASQUE: Final = 4
_CORRECTION_M: Final = 2  # a sixth of the code may be lost
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
    import zint

    code = zint.Symbol()
    code.symbology = zint.Symbology.QRCODE
    # The very bytes, and no mark of their encoding.
    code.input_mode = zint.InputMode.DATA  # type: ignore[attr-defined]  # not in its stubs
    code.option_1, code.option_2, code.option_3 = _CORRECTION_M, version, (_MASQUE + 1) << 8
    code.encode(texte.encode())
    rows, side = code.encoded_data, code.width
    width = ((side + 2 * _MARGE) * _PIXELS + 7) // 8
    plain = b"\x00" + b"\xff" * width
    lines = [plain * (_MARGE * _PIXELS)]
    white, octets = "1" * (_MARGE * _PIXELS), range((side + 7) // 8)
    for row in range(side):
        bits = white + "".join([_pixels(rows[row, at]) for at in octets])[: side * _PIXELS] + white
        lines.append((b"\x00" + _bits(bits, width)) * _PIXELS)
    lines.append(plain * (_MARGE * _PIXELS))
    side = (side + 2 * _MARGE) * _PIXELS
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)  # one bit of grey a pixel
    data = zlib.compress(b"".join(lines), 6)
    parts = ((b"IHDR", header), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


@cache
def _pixels(octet: int) -> str:
    """Eight modules, the first in the lowest bit, as pixels: 0 is black."""
    return "".join(("0" if octet >> at & 1 else "1") * _PIXELS for at in range(8))


def _bits(bits: str, width: int) -> bytes:
    return int(bits.ljust(width * 8, "1"), 2).to_bytes(width, "big")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
