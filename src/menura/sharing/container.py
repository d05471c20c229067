"""Put members into one file, and find them again: a ZIP archive of one possible form.

Every ZIP program opens it, but Menura reads no ZIP: members are stored one after the other, and
everything around them follows from their names and sizes alone. What differs from that by a single
bit is refused, so there is nothing to hide in: no compression (no bombs), no doubles, no overlap,
no comments, no second directory.

Layout by APPNOTE.TXT 6.3.10 (PKWARE), with 64-bit sizes throughout.
"""

import hashlib
import os
import re
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from menura.sharing.errors import ArchiveInvalidError

BLOCK_BYTES = 1 << 20
MOST_MEMBERS = 16
_NAME = re.compile(r"[a-z0-9_]{1,20}(?:-[a-z0-9_]{1,40})?(?:\.[a-z]{3,5})?")
_LOCAL = struct.Struct("<IHHHHHIIIHH")
_LOCAL_EXTRA = struct.Struct("<HHQQ")
_CENTRAL = struct.Struct("<IHHHHHHIIIHHHHHII")
_CENTRAL_EXTRA = struct.Struct("<HHQQQ")
_END_64 = struct.Struct("<IQHHIIQQQQ")
_LOCATOR = struct.Struct("<IIQI")
_END = struct.Struct("<IHHHHIIH")
_LOCAL_SIGN = 0x04034B50
_NEEDED = 45  # version of the format that knows 64-bit sizes
_NEW_YEAR_1980 = 0x21  # the first day the format can tell; no other is ever written
_IN_EXTRA = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an archive.

    Attributes
    ----------
    offset : int
        Where its bytes begin in the archive.
    """

    name: str
    size: int
    crc32: int
    offset: int = 0


class Part:
    """A member to be, written bit by bit into a file of its own.

    Parameters
    ----------
    path : Path
        Made anew.
    """

    def __init__(self, name: str, path: Path) -> None:
        self.name = name
        self.path = path
        self.size = 0
        self._crc32 = 0
        self._hash = hashlib.sha256()
        self._file: BinaryIO = path.open("xb")

    def write(self, data: bytes) -> None:
        """Append to it."""
        self._file.write(data)
        self.size += len(data)
        self._crc32 = zlib.crc32(data, self._crc32)
        self._hash.update(data)

    def close(self) -> None:
        """Write no more."""
        self._file.close()

    @property
    def sha256(self) -> str:
        """Return the hash of what was written."""
        return self._hash.hexdigest()

    @property
    def member(self) -> Member:
        """Return what stands in the archive's headers."""
        return Member(self.name, self.size, self._crc32)


def pack(target: BinaryIO, heads: Sequence[tuple[str, bytes]], parts: Sequence[Part]) -> int:
    """Write an archive; return its size in bytes.

    Parameters
    ----------
    heads : sequence of (name, bytes)
        Short members; they come first.
    parts : sequence of Part
        Closed ones.
    """
    members: list[Member] = []
    at = 0
    for name, data in heads:
        member = Member(name, len(data), zlib.crc32(data))
        at += target.write(_local(member))
        members.append(Member(name, member.size, member.crc32, at))
        at += target.write(data)
    for part in parts:
        at += target.write(_local(part.member))
        members.append(Member(part.name, part.size, part.member.crc32, at))
        with part.path.open("rb") as source:
            while block := source.read(BLOCK_BYTES):
                at += target.write(block)
    return at + target.write(_tail(members))


def find_members(descriptor: int) -> Sequence[Member]:
    """Return the members of an open archive, in order; their bytes are not looked at.

    Raises
    ------
    ArchiveInvalidError
    """
    size = os.fstat(descriptor).st_size
    members: list[Member] = []
    at = 0
    while True:
        head = os.pread(descriptor, _LOCAL.size, at)
        if len(head) < _LOCAL.size or _LOCAL.unpack(head)[0] != _LOCAL_SIGN:
            break
        member = _member_at(descriptor, at)
        members.append(member)
        at = member.offset + member.size
        if at > size or len(members) > MOST_MEMBERS:
            raise ArchiveInvalidError("its table of contents", "promises more than there is")
    if not members:
        raise ArchiveInvalidError("the file", "is no Menura collection")
    if len({member.name for member in members}) != len(members):
        raise ArchiveInvalidError("its table of contents", "names something twice")
    tail = _tail(members)
    if size - at != len(tail) or os.pread(descriptor, len(tail), at) != tail:
        raise ArchiveInvalidError("its table of contents", "does not fit what it holds")
    return members


def _member_at(descriptor: int, at: int) -> Member:
    """Return the member whose header lies somewhere; that header must be as Menura writes it."""
    fields = _LOCAL.unpack(os.pread(descriptor, _LOCAL.size, at))
    length = fields[9]
    raw = os.pread(descriptor, length + _LOCAL_EXTRA.size, at + _LOCAL.size)
    name = raw[:length].decode("ascii", "replace")
    if len(raw) < length + _LOCAL_EXTRA.size or not _NAME.fullmatch(name):
        raise ArchiveInvalidError("its table of contents", "holds a name that cannot be")
    size = _LOCAL_EXTRA.unpack(raw[length:])[2]
    offset = at + _LOCAL.size + length + _LOCAL_EXTRA.size
    member = Member(name, size, fields[6], offset)
    if os.pread(descriptor, offset - at, at) != _local(member):
        raise ArchiveInvalidError(f"the header of {name!r}", "was altered")
    return member


def read_blocks(descriptor: int, member: Member) -> Iterator[bytes]:
    """Yield the bytes of a member; raise ArchiveInvalidError at its end if they were altered."""
    at, end, crc32 = member.offset, member.offset + member.size, 0
    while at < end:
        block = os.pread(descriptor, min(BLOCK_BYTES, end - at), at)
        if not block:
            raise ArchiveInvalidError(f"{member.name!r}", "is cut short")
        at += len(block)
        crc32 = zlib.crc32(block, crc32)
        yield block
    if crc32 != member.crc32:
        raise ArchiveInvalidError(f"{member.name!r}", "was altered")


def hash_member(descriptor: int, member: Member) -> str:
    """Return the SHA-256 of a member."""
    found = hashlib.sha256()
    for block in read_blocks(descriptor, member):
        found.update(block)
    return found.hexdigest()


def _local(member: Member) -> bytes:
    """Return what stands before a member."""
    name = member.name.encode()
    head = _LOCAL.pack(
        *(_LOCAL_SIGN, _NEEDED, 0, 0, 0, _NEW_YEAR_1980, member.crc32),
        *(_IN_EXTRA, _IN_EXTRA, len(name), _LOCAL_EXTRA.size),
    )
    return head + name + _LOCAL_EXTRA.pack(1, 16, member.size, member.size)


def _tail(members: Sequence[Member]) -> bytes:
    """Return what stands after the last member: the directory, and where it begins."""
    directory = b"".join(_central(member) for member in members)
    last = members[-1]
    begins, count = last.offset + last.size, len(members)
    end_64 = _END_64.pack(
        *(0x06064B50, _END_64.size - 12, _NEEDED, _NEEDED, 0, 0),
        *(count, count, len(directory), begins),
    )
    locator = _LOCATOR.pack(0x07064B50, 0, begins + len(directory), 1)
    end = _END.pack(0x06054B50, 0, 0, count, count, _IN_EXTRA, _IN_EXTRA, 0)
    return directory + end_64 + locator + end


def _central(member: Member) -> bytes:
    """Return what the directory says of a member."""
    name = member.name.encode()
    begins = member.offset - _LOCAL.size - len(name) - _LOCAL_EXTRA.size
    head = _CENTRAL.pack(
        *(0x02014B50, _NEEDED, _NEEDED, 0, 0, 0, _NEW_YEAR_1980, member.crc32),
        *(_IN_EXTRA, _IN_EXTRA, len(name), _CENTRAL_EXTRA.size, 0, 0, 0, 0, _IN_EXTRA),
    )
    return head + name + _CENTRAL_EXTRA.pack(1, 24, member.size, member.size, begins)
