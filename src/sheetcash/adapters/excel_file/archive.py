"""The zip that a workbook is: read its parts, write it again with a few of them changed.

Parts that are not changed are copied compressed, byte for byte. This module knows parts by their
names; nothing of what they say or how they point to each other.
"""

from __future__ import annotations

import contextlib
import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, Self

from sheetcash.adapters.aside import Aside
from sheetcash.adapters.excel_file.xmltext import SAVE_AGAIN, Chunk, checked, damaged
from sheetcash.errors import (
    AccessDenied,
    InputError,
    NoSuchWorkbook,
    NotAWorkbook,
    PasswordProtected,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

# Level 2 is as fast as 1 and its files are a sixth smaller; 6 takes five times longer. Excel
# packs the file its own way at the user's next save.
_LEVEL = 2
_STEP = 1 << 20
# A sheet filled to Excel's last row with thirty columns weighs about that much.
_LARGEST_PART = 1 << 30
_BOMB_SIZE, _BOMB_RATIO = 64 << 20, 250
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s4B4H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_NOWHERE = -1  # where a part that was added stands in the file that was read
_ZIP_ERRORS = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, ValueError,
    OverflowError, IndexError,
)  # fmt: skip


class Archive:
    """An open zip file; changes are kept aside until :meth:`write`.

    Raises:
        NoSuchWorkbook, AccessDenied: no file at that path, or it cannot be read.
        PasswordProtected: the file is encrypted.
        NotAWorkbook: it is not a zip, or it is damaged.
    """

    def __init__(self, source: Path | bytes) -> None:
        self._file: BinaryIO = io.BytesIO(source) if isinstance(source, bytes) else _open(source)
        with self._closed_if_damaged():
            self._zip = self._opened()
            self._entries = list(self._zip.infolist())
            self._names = {part_key(entry.orig_filename): entry for entry in self._entries}
            self._check_entries()
            self._changed: dict[str, Sequence[Chunk] | None] = {}
            self._ahead: dict[str, Aside[_Packed]] = {}

    @contextlib.contextmanager
    def _closed_if_damaged(self) -> Iterator[None]:
        """For what is done while opening: nobody else will close the file if it fails."""
        try:
            yield
        except _ZIP_ERRORS as error:
            self._file.close()
            raise self._unreadable() from error
        except InputError:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()
        self._file.close()

    # What it holds

    def __contains__(self, name: str) -> bool:
        return part_key(name) in self._names and self._changed.get(part_key(name), ()) is not None

    def read(self, name: str) -> bytes:
        """The whole text of a part of XML, as :meth:`replace` left it."""
        if chunks := self._changed.get(part_key(name)):
            return b"".join(chunks)
        entry = self._names.get(part_key(name))
        if entry is None:
            raise damaged(f"il y manque l'élément « {name} »")
        if entry.compress_type != zipfile.ZIP_DEFLATED:
            return checked(b"".join(self.chunks(name)))
        try:
            text = self._inflated(entry)
        except _ZIP_ERRORS as error:
            raise self._unreadable() from error
        if len(text) != entry.file_size or zlib.crc32(text) != entry.CRC:
            raise self._unreadable()
        return checked(text)

    def _inflated(self, entry: zipfile.ZipInfo) -> bytes:
        """A part's text, as far as its header tells its length; in memory once, however large."""
        inflate, text = zlib.decompressobj(-zlib.MAX_WBITS), io.BytesIO()
        for chunk in self._packed(entry):
            while chunk and text.tell() <= entry.file_size:
                text.write(inflate.decompress(chunk, 8 * _STEP))
                chunk = inflate.unconsumed_tail
        if text.tell() <= entry.file_size:  # else there may be no end of it
            text.write(inflate.flush())
        return text.getvalue()

    def chunks(self, name: str) -> Iterator[bytes]:
        """The text of a part, piece by piece, for what must be looked at without being kept."""
        try:
            with self._zip.open(self._names[part_key(name)]) as part:
                while chunk := part.read(_STEP):
                    yield chunk
        except (*_ZIP_ERRORS, KeyError, RuntimeError) as error:
            raise self._unreadable() from error

    def parts(self) -> list[str]:
        """The names of the parts, in the order of the file."""
        return [entry.orig_filename for entry in self._entries if entry.orig_filename in self]

    # What changes

    def replace(self, name: str, chunks: Sequence[Chunk]) -> None:
        """Give a part that exists a new text; a large one is packed while others are looked at.

        A text given again takes the place of the one before, and is packed anew.
        """
        key, large = part_key(name), sum(map(len, chunks)) > _STEP
        stored = self._names[key].compress_type == zipfile.ZIP_STORED
        self._changed[key] = chunks
        self._ahead[key] = Aside(lambda: _packed(chunks, stored=stored), long=large)

    def add_part(self, name: str, text: bytes) -> None:
        """Put in a part that the file does not have, after the others."""
        entry = zipfile.ZipInfo(name)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.header_offset, entry.CRC = _NOWHERE, 0
        entry.external_attr = 0o600 << 16
        self._entries.append(entry)
        self._names[part_key(name)] = entry
        self.replace(name, [text])

    def remove_part(self, name: str) -> None:
        """Leave a part out of what will be written."""
        self._changed[part_key(name)] = None

    def write(self, target: BinaryIO) -> None:
        """Write the whole file: same parts, same order, same entry metadata."""
        directory, offset, count = [], 0, 0
        for entry in self._entries:
            chunks = self._changed.get(part_key(entry.orig_filename), ())
            if chunks is None:
                continue
            size, crc, method = entry.file_size, entry.CRC, entry.compress_type
            body: Iterable[Chunk]
            if chunks:
                size, crc, body = self._ahead[part_key(entry.orig_filename)].result()
                if method != zipfile.ZIP_STORED:
                    method = zipfile.ZIP_DEFLATED
                packed_size = sum(map(len, body))
            else:
                body, packed_size = self._packed(entry), entry.compress_size
            flags = entry.flag_bits & ~0x08  # sizes are known: no data descriptor
            name = entry.orig_filename.encode("utf-8" if flags & 0x800 else "cp437")
            year, month, day, hour, minute, second = entry.date_time
            stamp = (
                flags,
                method,
                hour << 11 | minute << 5 | second // 2,
                (year - 1980) << 9 | month << 5 | day,
                crc,
                packed_size,
                size,
                len(name),
            )
            extra = _without_zip64(self._local_extra(entry))
            header = (
                _LOCAL.pack(b"PK\3\4", entry.extract_version, *stamp, len(extra)) + name + extra
            )
            extra = _without_zip64(entry.extra)
            directory.append(
                _CENTRAL.pack(
                    b"PK\1\2", entry.create_version, entry.create_system, entry.extract_version,
                    entry.reserved, *stamp, len(extra), len(entry.comment), 0,
                    entry.internal_attr, entry.external_attr, offset,
                ) + name + extra + entry.comment
            )  # fmt: skip
            target.write(header)
            for chunk in body:
                target.write(chunk)
            offset, count = offset + len(header) + packed_size, count + 1
        listing = b"".join(directory)
        end = _END.pack(b"PK\5\6", 0, 0, count, count, len(listing), offset, len(self._zip.comment))
        target.write(listing + end + self._zip.comment)

    # How it is read

    def _opened(self) -> zipfile.ZipFile:
        head = self._file.read(8)
        if head == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
            # An encrypted .xlsx and an old .xls are both OLE files: their directory tells.
            self._file.seek(0)
            if "EncryptedPackage".encode("utf-16-le") in self._file.read():
                raise PasswordProtected(
                    "Le classeur est chiffré par un mot de passe.",
                    "Retirez le mot de passe dans Excel (Fichier, Informations, Protéger), "
                    "puis recommencez.",
                )
            raise NotAWorkbook("Le fichier est un ancien classeur .xls.", SAVE_AGAIN)
        if head[:2] != b"PK":
            raise NotAWorkbook("Le fichier n'est pas un classeur Excel.", SAVE_AGAIN)
        self._file.seek(0)
        return zipfile.ZipFile(self._file)

    def _unreadable(self) -> NotAWorkbook:
        return NotAWorkbook(
            "Le classeur est abîmé ou incomplet.",
            "Restaurez une sauvegarde, ou laissez Excel le réparer à l'ouverture.",
        )

    def _check_entries(self) -> None:
        if len(self._names) != len(self._entries):
            raise damaged("deux de ses éléments portent le même nom")
        packed = 0
        for entry in self._entries:
            packed += entry.compress_size
            if entry.flag_bits & 0x01:
                raise PasswordProtected(
                    "Le classeur est dans une archive chiffrée.", "Retirez le mot de passe."
                )
            large = entry.file_size > _BOMB_SIZE
            if entry.file_size > _LARGEST_PART or (
                large and entry.file_size > _BOMB_RATIO * entry.compress_size
            ):
                raise damaged(f"l'élément « {entry.filename} » est démesuré")
        size = self._file.seek(0, io.SEEK_END)
        if packed > size:
            raise self._unreadable()  # entries that overlap
        if size > 3 << 30:
            raise damaged("il est trop gros")  # its copy might need the 64-bit zip format

    def _header(self, entry: zipfile.ZipInfo) -> tuple[int, int]:
        self._file.seek(entry.header_offset)
        header = self._file.read(_LOCAL.size)
        if len(header) < _LOCAL.size or header[:4] != b"PK\3\4":
            raise self._unreadable()
        name, extra = _LOCAL.unpack(header)[-2:]
        return name, extra

    def _local_extra(self, entry: zipfile.ZipInfo) -> bytes:
        if entry.header_offset == _NOWHERE:
            return b""
        name, extra = self._header(entry)
        self._file.seek(name, io.SEEK_CUR)
        return self._file.read(extra)

    def _packed(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        name, extra = self._header(entry)
        position, left = entry.header_offset + _LOCAL.size + name + extra, entry.compress_size
        while left:
            self._file.seek(position)
            chunk = self._file.read(min(left, _STEP))
            if not chunk:
                raise self._unreadable()
            yield chunk
            position, left = position + len(chunk), left - len(chunk)


def _open(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
        why = "Vérifiez son nom et son dossier."
        raise NoSuchWorkbook(f"Le classeur « {path} » n'existe pas.", why) from error
    except OSError as error:
        why = "Fermez-le s'il est ouvert ailleurs, et vérifiez que vous avez le droit de le lire."
        raise AccessDenied(f"Le classeur « {path} » ne peut pas être lu.", why) from error


def part_key(name: str) -> str:
    """Part names compare without case; a few writers put backslashes."""
    return name.replace("\\", "/").lstrip("/").casefold()


class _Packed(NamedTuple):
    """A part's text: its length, its checksum, and what is written of it."""

    size: int
    crc: int
    body: Sequence[Chunk]


def _packed(chunks: Sequence[Chunk], *, stored: bool) -> _Packed:
    deflate = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    size = crc = 0
    body: list[Chunk] = []
    for chunk in chunks:
        for start in range(0, len(chunk), _STEP):
            step = memoryview(chunk)[start : start + _STEP]
            size, crc = size + len(step), zlib.crc32(step, crc)
            body.append(step if stored else deflate.compress(step))
    return _Packed(size, crc, body if stored else [*body, deflate.flush()])


def _without_zip64(extra: bytes) -> bytes:
    """The extra fields less the 64-bit sizes, which are written in the header itself."""
    kept, position = [], 0
    while position + 4 <= len(extra):
        kind, size = struct.unpack_from("<2H", extra, position)
        if kind != 1:
            kept.append(extra[position : position + 4 + size])
        position += 4 + size
    return b"".join(kept) + extra[position:]
