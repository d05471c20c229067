"""Read an archive of somebody else: nothing is believed that was not looked at."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from menura.sharing.container import Member, find_members, hash_member, read_blocks
from menura.sharing.errors import ArchiveInvalidError
from menura.sharing.keys import SIGNATURE_BYTES, check_signature, fingerprint_of
from menura.sharing.lines import MOST_LINE_BYTES, read_line
from menura.sharing.manifest import MOST_BYTES, read_manifest
from menura.sharing.model import KnownSpace, Manifest, SharedTrack
from menura.sharing.vector_file import read_vectors
from menura.sharing.writing import TRACKS, vector_member

Rows = Iterator[NDArray[np.float32]]


class Archive:
    """An archive whose table of contents, manifest and signature are right.

    Opening it reads a few kilobytes. What else is in it may be anything until `check` has been
    through all of it.

    Parameters
    ----------
    path : Path
        A file that only this Menura writes to.

    Raises
    ------
    ArchiveInvalidError, ArchiveVersionError
    """

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            members = find_members(self._descriptor)
            self._members = {member.name: member for member in members}
            self.manifest = self._read_manifest([member.name for member in members])
        except BaseException:
            os.close(self._descriptor)
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        os.close(self._descriptor)

    @property
    def signer(self) -> str:
        """Return the fingerprint of who signed it."""
        return fingerprint_of(self.manifest.public_key)

    def usable_spaces(self, known: Mapping[str, KnownSpace]) -> Sequence[str]:
        """Return the spaces whose vectors can stand beside those here."""
        return [
            name
            for name, told in self.manifest.spaces.items()
            if name in known
            and told.dimension == known[name].dimension
            and known[name].model_hash in (None, told.model_hash)
        ]

    def check(self, report: Callable[[float], None] = lambda _: None) -> None:
        """Look at everything; raise ArchiveInvalidError naming the place of the first fault.

        Parameters
        ----------
        report : callable
            Called now and then with the share that was looked at; may raise to stop.
        """
        for name, told in self.manifest.members.items():
            member = self._members[name]
            if member.size != told.size or hash_member(self._descriptor, member) != told.sha256:
                raise ArchiveInvalidError(f"{name!r}", "is not what was signed")
            report(0.0)
        total = max(1, self.manifest.track_count)
        for done, _ in enumerate(self.tracks(self.manifest.spaces)):
            if done % 100 == 0:
                report(done / total)

    def tracks(self, spaces: Mapping[str, object] | Sequence[str]) -> Iterator[SharedTrack]:
        """Yield the recordings, with their vectors of some spaces; doubles are dropped.

        Raises
        ------
        ArchiveInvalidError
        """
        told = self.manifest.spaces
        rows = {name: self._rows(name) for name in told}
        at = dict.fromkeys(told, 0)
        seen: set[bytes] = set()
        count = 0
        for data in self._lines():
            count += 1
            place = f"line {count} of {TRACKS!r}"
            line = read_line(data, place)
            vectors = {}
            for name, row in line.rows.items():
                if name not in told or row != at[name]:
                    raise ArchiveInvalidError(f"{place}.rows.{name[:40]}", "is not the next row")
                at[name] += 1
                vectors[name] = _next(rows[name], place)
            _check_steps(line.track, {n: told[n].model_hash for n in vectors}, place)
            identity = bytes.fromhex(line.track.identity)
            if identity not in seen:
                seen.add(identity)
                yield replace(line.track, vectors={n: vectors[n] for n in vectors if n in spaces})
        left = [name for name in told if at[name] != told[name].count]
        if left or count != self.manifest.track_count:
            raise ArchiveInvalidError("manifest.json", "promises more or fewer than there are")

    def _rows(self, name: str) -> Rows:
        told = self.manifest.spaces[name]
        member = self._members[vector_member(name)]
        return read_vectors(self._descriptor, member, told.count, told.dimension)

    def _lines(self) -> Iterator[bytes]:
        """Yield the lines of the tracks; none may be endless."""
        rest = b""
        for block in read_blocks(self._descriptor, self._members[TRACKS]):
            *lines, rest = (rest + block).split(b"\n")
            if len(rest) > MOST_LINE_BYTES or any(len(line) > MOST_LINE_BYTES for line in lines):
                raise ArchiveInvalidError(f"{TRACKS!r}", "holds a line that is too long")
            yield from lines
        if rest:
            raise ArchiveInvalidError(f"{TRACKS!r}", "is cut short")

    def _read_manifest(self, order: Sequence[str]) -> Manifest:
        """Return the manifest, once its signature fits and it names exactly what is there."""
        if list(order[:2]) != ["manifest.json", "signature"]:
            raise ArchiveInvalidError("the file", "is no Menura collection")
        told = self._whole(self._members["manifest.json"], MOST_BYTES)
        signature = self._whole(self._members["signature"], SIGNATURE_BYTES)
        manifest = read_manifest(told)
        check_signature(manifest.public_key, signature, told)
        wanted = [TRACKS, *(vector_member(name) for name in sorted(manifest.spaces))]
        if list(order[2:]) != wanted or sorted(manifest.members) != sorted(wanted):
            raise ArchiveInvalidError("manifest.json", "names other members than there are")
        return manifest

    def _whole(self, member: Member, most: int) -> bytes:
        if member.size > most:
            raise ArchiveInvalidError(f"{member.name!r}", "is too large")
        return b"".join(read_blocks(self._descriptor, member))


def _next(rows: Rows, place: str) -> NDArray[np.float32]:
    row = next(rows, None)
    if row is None:
        raise ArchiveInvalidError(place, "has a vector that is not there")
    return row


def _check_steps(track: SharedTrack, hashes: Mapping[str, str], place: str) -> None:
    """Refuse a step that says another model than its vector."""
    for name, model_hash in hashes.items():
        if track.steps.get(name) != model_hash:
            raise ArchiveInvalidError(f"{place}.steps.{name}", "is not the model of its vector")
