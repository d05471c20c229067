"""Write an archive: track by track, in bounded memory."""

import os
import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from menura.kernel.ids import new_id
from menura.sharing.container import Part, pack
from menura.sharing.errors import ArchiveInvalidError
from menura.sharing.keys import InstanceKey
from menura.sharing.lines import read_line, write_line
from menura.sharing.manifest import write_manifest
from menura.sharing.model import VERSION, KnownSpace, Manifest, MemberTold, SharedTrack, SpaceTold
from menura.sharing.vector_file import npy_header, write_vector

TRACKS = "tracks.jsonl"


def vector_member(space: str) -> str:
    """Return the name of the member that holds a space's vectors."""
    return f"vectors-{space}.npy"


class ArchiveWriter:
    """Write an archive; nothing lies at its place before it is whole.

    Parameters
    ----------
    target : Path
        Where it is to lie; parts lie in a folder beside it until then.
    spaces : mapping of str to KnownSpace
        The spaces it may hold, each with the model whose vectors are meant.

    Notes
    -----
    What a reader would refuse is left out, so that one odd number does not spoil an archive.
    """

    def __init__(self, target: Path, key: InstanceKey, spaces: Mapping[str, KnownSpace]) -> None:
        self._target = target
        self._key = key
        self._spaces = dict(spaces)
        self._folder = target.with_name(f".{target.name}.{new_id()}")
        self._counts = dict.fromkeys(spaces, 0)
        self._vectors: dict[str, Part] = {}
        self.count = 0
        self.left_out = 0

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True)
        self._lines = Part(TRACKS, self._folder / TRACKS)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for part in (self._lines, *self._vectors.values()):
            part.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def add(self, track: SharedTrack) -> bool:
        """Append a track; tell whether it could be."""
        vectors = {name: v for name, v in track.vectors.items() if name in self._spaces}
        rows = {name: self._counts[name] for name in vectors}
        try:
            line = write_line(track, rows)
            read_line(line, "track")
        except (ValueError, ArchiveInvalidError):
            self.left_out += 1
            return False
        self._lines.write(line)
        for name, vector in vectors.items():
            self._rows(name).write(write_vector(vector))
            self._counts[name] += 1
        self.count += 1
        return True

    def finish(self, instance: str, created_at: datetime, since: datetime | None) -> Manifest:
        """Put the archive into its place."""
        self._lines.close()
        parts = [self._lines, *(self._with_header(name) for name in sorted(self._vectors))]
        manifest = Manifest(
            version=VERSION,
            created_at=created_at,
            since=since,
            instance=instance,
            public_key=self._key.public,
            track_count=self.count,
            spaces={name: self._told(name) for name in self._vectors},
            members={part.name: MemberTold(part.size, part.sha256) for part in parts},
        )
        told = write_manifest(manifest)
        heads = [("manifest.json", told), ("signature", self._key.sign(told))]
        whole = self._folder / "whole"
        with whole.open("xb") as file:
            pack(file, heads, parts)
            file.flush()
            os.fsync(file.fileno())
        whole.replace(self._target)
        return manifest

    def _told(self, name: str) -> SpaceTold:
        space = self._spaces[name]
        return SpaceTold(space.dimension, space.model_hash or "", self._counts[name])

    def _rows(self, name: str) -> Part:
        """Return where the vectors of a space are written."""
        if name not in self._vectors:
            self._vectors[name] = Part(name, self._folder / f"{name}.rows")
        return self._vectors[name]

    def _with_header(self, name: str) -> Part:
        """Return the file of a space's vectors, now that their count is known."""
        rows = self._vectors[name]
        rows.close()
        member = vector_member(name)
        part = Part(member, self._folder / member)
        part.write(npy_header(self._counts[name], self._spaces[name].dimension))
        with rows.path.open("rb") as source:
            while block := source.read(1 << 20):
                part.write(block)
        part.close()
        rows.path.unlink()
        return part
