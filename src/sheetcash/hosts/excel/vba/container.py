"""A compound file (MS-CFB, version 3) that holds streams in storages, written from nothing.

The same streams give the same bytes: no date, no identifier of the machine.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Final, NamedTuple

_SECTOR: Final = 512
_MINI: Final = 64
#: Streams shorter than this live in the mini stream.
_CUTOFF: Final = 4096
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_NONE: Final = 0xFFFFFFFF
_PER_SECTOR: Final = _SECTOR // 4
#: FAT sectors that the header can list: enough for seven megabytes.
_LISTED: Final = 109
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_RED, _BLACK = 0, 1


class _Entry(NamedTuple):
    """One entry of the directory."""

    name: str
    kind: int
    data: bytes = b""


def compound(streams: Mapping[str, bytes]) -> bytes:
    """The bytes of a compound file.

    Args:
        streams: by path, ``VBA/dir`` being the stream ``dir`` of the storage ``VBA``; one level of
            storages, names of at most 31 characters.

    Raises:
        ValueError: a name is too long, or the streams do not fit the header's list.

    >>> compound({"A": b"x"})[:8].hex()
    'd0cf11e0a1b11ae1'
    """
    entries, links = _directory(streams)
    mini = bytearray()
    starts: dict[int, int] = {}
    mini_fat: list[int] = []
    sectors: list[bytes] = []
    fat: list[int] = []

    def store(data: bytes) -> int:
        """Put data in sectors of their own; answer the first."""
        first = len(sectors)
        count = -(-len(data) // _SECTOR)
        for at in range(count):
            sectors.append(data[at * _SECTOR : (at + 1) * _SECTOR].ljust(_SECTOR, b"\0"))
            fat.append(first + at + 1 if at + 1 < count else _END)
        return first if count else _END

    for at, entry in enumerate(entries):
        if entry.kind != _STREAM or not entry.data:
            continue
        if len(entry.data) >= _CUTOFF:
            starts[at] = store(entry.data)
            continue
        starts[at] = len(mini_fat)
        count = -(-len(entry.data) // _MINI)
        mini_fat += [*range(len(mini_fat) + 1, len(mini_fat) + count), _END]
        mini += entry.data.ljust(count * _MINI, b"\0")
    starts[0] = store(bytes(mini))
    first_mini_fat = store(_table(mini_fat))
    mini_fat_sectors = -(-len(mini_fat) // _PER_SECTOR)
    entries[0] = entries[0]._replace(data=bytes(mini))
    directory = b"".join(
        _packed(entry, *links[at], starts.get(at, 0 if entry.kind == _STORAGE else _END))
        for at, entry in enumerate(entries)
    )
    first_directory = store(directory + _blank() * (-len(entries) % 4))
    fat_sectors = 0
    while fat_sectors * _PER_SECTOR < len(sectors) + fat_sectors:
        fat_sectors += 1
    if fat_sectors > _LISTED:
        raise ValueError("too much for one compound file")
    listed = [len(sectors) + at for at in range(fat_sectors)]
    table = _table([*fat, *[_FAT] * fat_sectors])
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b"", 0, fat_sectors,
        first_directory, 0, _CUTOFF, first_mini_fat, mini_fat_sectors, _END, 0,
        *listed[:1],
    )  # fmt: skip
    header += _table(listed[1:], _LISTED - 1)
    return b"".join([header, *sectors, table])


def _table(numbers: list[int], size: int | None = None) -> bytes:
    """Sector numbers, filled up with free ones."""
    missing = -len(numbers) % _PER_SECTOR if size is None else size - len(numbers)
    filled = [*numbers, *[_FREE] * missing]
    return struct.pack(f"<{len(filled)}I", *filled)


def _order(name: str) -> tuple[int, str]:
    return len(name), name.upper()


def _directory(
    streams: Mapping[str, bytes],
) -> tuple[list[_Entry], dict[int, tuple[int, int, int, int]]]:
    """The entries, the root first, and each one's left, right and child entries and colour."""
    entries = [_Entry("Root Entry", _ROOT)]
    children: dict[int, list[int]] = {0: []}
    storages: dict[str, int] = {"": 0}
    for path, data in streams.items():
        folder, _, name = path.rpartition("/")
        if folder not in storages:
            storages[folder] = len(entries)
            children[0].append(len(entries))
            children[len(entries)] = []
            entries.append(_Entry(folder, _STORAGE))
        children[storages[folder]].append(len(entries))
        entries.append(_Entry(name, _STREAM, data))
    for entry in entries:
        if len(entry.name) > 31:
            raise ValueError(f"{entry.name!r} is too long a name")
    links = {at: [_NONE, _NONE, _NONE, _BLACK] for at in range(len(entries))}

    def tree(those: list[int], depth: int) -> int:
        """A balanced tree of entries; the incomplete last floor is red, as the rules want it."""
        if not those:
            return _NONE
        middle = len(those) // 2
        top = those[middle]
        links[top][0] = tree(those[:middle], depth - 1)
        links[top][1] = tree(those[middle + 1 :], depth - 1)
        links[top][3] = _RED if depth == 0 else _BLACK
        return top

    for parent, those in children.items():
        those.sort(key=lambda at: _order(entries[at].name))
        full_floors = (len(those) + 1).bit_length() - 1
        links[parent][2] = tree(those, full_floors)
    return entries, {at: (one[0], one[1], one[2], one[3]) for at, one in links.items()}


def _packed(entry: _Entry, left: int, right: int, child: int, colour: int, start: int) -> bytes:
    name = entry.name.encode("utf-16-le")
    size = len(entry.data)
    return struct.pack(
        "<64sHBBIII16sIQQIQ",
        name, len(name) + 2, entry.kind, colour, left, right, child, b"", 0, 0, 0, start, size,
    )  # fmt: skip


def _blank() -> bytes:
    return struct.pack("<64sHBBIII16sIQQIQ", b"", 0, 0, 0, _NONE, _NONE, _NONE, b"", 0, 0, 0, 0, 0)
