"""Keep analyses of music that is not here yet, and hand them out when it is heard."""

import struct
import zlib
from collections.abc import Set
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from menura.analysis import Fingerprint, Measured
from menura.catalogue import Track, normalise_search
from menura.kernel.clock import Clock
from menura.sharing.agreement import Signals, agree
from menura.sharing.errors import ArchiveInvalidError
from menura.sharing.filling import Wanted, fill
from menura.sharing.lines import MOST_LINE_BYTES, MOST_TEXT, read_line, write_line
from menura.sharing.model import DIMENSIONS, SharedTrack
from menura.sharing.ports import SharingUnit
from menura.sharing.vector_file import write_vector

MOST_LOOKED_AT = 20
_LENGTH = struct.Struct("<I")


def pack_offer(track: SharedTrack) -> bytes:
    """Return an offer as it is kept: its line, packed, then its vectors in half precision."""
    spaces = sorted(space for space in track.vectors if space in DIMENSIONS)
    line = write_line(track, {space: row for row, space in enumerate(spaces)})
    packed = zlib.compress(line)
    vectors = b"".join(write_vector(track.vectors[space]) for space in spaces)
    return _LENGTH.pack(len(packed)) + packed + vectors


def unpack_offer(payload: bytes) -> SharedTrack:
    """Return an offer that was kept; raise ArchiveInvalidError if the database is damaged."""
    (length,) = _LENGTH.unpack_from(payload)
    at = _LENGTH.size + length
    try:
        text = zlib.decompressobj().decompress(payload[_LENGTH.size : at], MOST_LINE_BYTES)
    except zlib.error as error:
        raise ArchiveInvalidError("an offer that was kept", "is damaged") from error
    line = read_line(text, "an offer that was kept")
    vectors = {}
    for space in sorted(line.rows):
        size = 2 * DIMENSIONS[space]
        vectors[space] = np.frombuffer(payload[at : at + size], "<f2").astype(np.float32)
        at += size
    return replace(line.track, vectors=vectors)


def names_of(track: Track) -> dict[str, str]:
    """Return artist, title and album of a track as they are compared; never its file's name."""
    said = track.metadata
    return {
        "artist": normalise_search(", ".join(said.artists))[:MOST_TEXT],
        "title": normalise_search(said.title or "")[:MOST_TEXT],
        "album": normalise_search(said.album or "")[:MOST_TEXT],
    }


class Offers:
    """What others told of music, inside one transaction.

    Parameters
    ----------
    wanted : Wanted
        What every track here should have.
    """

    def __init__(self, unit: SharingUnit, wanted: Wanted, clock: Clock) -> None:
        self._unit = unit
        self._wanted = wanted
        self._clock = clock

    def candidates(self, track: Track) -> bool:
        """Tell whether an offer may be of a track; quickly, and rather too often than never.

        Of a track of which nothing is known yet, any may be.
        """
        repository = self._unit.collection
        if not repository.has_offers():
            return False
        names = names_of(track)
        is_known = track.content_hash is not None or (names["title"] and names["artist"])
        if not is_known and track.metadata.musicbrainz_recording_id is None:
            return True
        found = repository.find_offers(
            content_hash=track.content_hash,
            recording_id=track.metadata.musicbrainz_recording_id,
            artist=names["artist"],
            title=names["title"],
            duration_s=track.duration_s,
            limit=1,
        )
        return bool(found)

    def take(
        self,
        track: Track,
        *,
        content_hash: str | None,
        fingerprint: Fingerprint | None,
        duration_s: float | None,
        dsp_vector: NDArray[np.float32] | None,
        only: Set[str] | None = None,
    ) -> Measured | None:
        """Return what an offer adds to a track, once two signals say that it is of it.

        The transaction notes whose analysis it was; keep what is returned in the same one.

        Parameters
        ----------
        track : Track
            With what its file says about itself: by that offers are found.
        content_hash, fingerprint, duration_s, dsp_vector
            What was heard of it; None: unknown.
        only : set of str, optional
            Steps to be looked for; all by default. What is done in the right version is never
            returned.
        """
        signals = Signals(duration_s, content_hash, fingerprint, dsp_vector)
        names = names_of(track)
        found = self._unit.collection.find_offers(
            content_hash=content_hash,
            recording_id=track.metadata.musicbrainz_recording_id,
            artist=names["artist"],
            title=names["title"],
            duration_s=duration_s,
            limit=MOST_LOOKED_AT,
        )
        done = self._unit.analyses.steps([track.number])[track.number]
        now = self._clock.now()
        for offer in found:
            offered = self._usable(unpack_offer(offer.payload), only)
            agreement = agree(signals, offered)
            if agreement is None:
                continue
            measured = fill(track.id, offered, agreement, done=done, wanted=self._wanted, at=now)
            if measured is not None or only is None:
                self._unit.collection.drop_offers([offer.number])  # it has found its track
            if measured is not None:
                taken = {step: state.version for step, state in measured.steps.items()}
                self._unit.collection.note_taken(track.number, offer.signer, taken, now)
                return measured
        return None

    def _usable(self, offered: SharedTrack, only: Set[str] | None) -> SharedTrack:
        """Return an offer without vectors of other models, and without steps nobody asked for."""
        spaces = self._wanted.spaces()
        vectors = {
            name: vector
            for name, vector in offered.vectors.items()
            if spaces[name].model_hash in (None, offered.steps.get(name))
        }
        steps = offered.steps
        if only is not None:
            steps = {step: version for step, version in steps.items() if step in only}
        return replace(offered, vectors=vectors, steps=steps)
