"""Write what samplers and sequencers read beside the sound: loops, root notes, beats, tempo.

`acid` makes a file follow the tempo of a song in ACID, Cubase and others; `smpl` gives samplers the
root note and the loop. `riff_chunks` reads both.
"""

import math
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from menura.audio.key_notation import PitchKey
from menura.audio.riff_chunks import LoopPoints, read_sample_chunks
from menura.audio.tag_chunks import Chunk, ChunkFile, copy_with_chunks, read_chunk, read_chunks
from menura.audio.tag_errors import TagFormatError, TagValueError

MIDDLE_C = 60  # C4; of the two octaves `acid` knows (0x30 and 0x3C on) the one samplers begin with
_ONE_SHOT, _ROOT_VALID, _STRETCH = 0x01, 0x02, 0x04
_ACID_CONSTANT = 0x8000  # what every writer puts behind the root
_LOWEST_BPM, _HIGHEST_BPM = 20.0, 400.0  # what reading believes, too
_MOST_BEATS = 4096
_HIGHEST_MIDI = 127
_METER_UNITS = (1, 2, 4, 8, 16, 32)
_FORMAT_BYTES = 16


@dataclass(frozen=True, slots=True)
class SampleNotes:
    """Say how a sample is to be used.

    Parameters
    ----------
    kind : {'loop', 'one_shot'}
    tempo_bpm : float, optional
        Of a loop, 20 to 400.
    beat_count : int, optional
        Length of a loop; with none, or without a tempo, programs look for both themselves.
    meter_numerator, meter_denominator : int
        Time signature.
    root_midi : int, optional
        Note the sample sounds at, 1 to 127.
    loop_start_sample, loop_end_sample : int, optional
        What a sampler repeats; the end is the first sample after it. A loop without them is
        repeated whole.
    """

    kind: Literal["loop", "one_shot"]
    tempo_bpm: float | None = None
    beat_count: int | None = None
    meter_numerator: int = 4
    meter_denominator: int = 4
    root_midi: int | None = None
    loop_start_sample: int | None = None
    loop_end_sample: int | None = None

    def __post_init__(self) -> None:
        bpm = self.tempo_bpm
        if bpm is not None and not (math.isfinite(bpm) and _LOWEST_BPM <= bpm <= _HIGHEST_BPM):
            raise TagValueError(
                f"A tempo of {bpm} BPM is not written; give 20 to 400.", field="bpm"
            )
        if self.beat_count is not None and not 0 < self.beat_count <= _MOST_BEATS:
            raise TagValueError(
                f"{self.beat_count} beats are not written; give 1 to {_MOST_BEATS}.",
                field="beat_count",
            )
        if self.root_midi is not None and not 0 < self.root_midi <= _HIGHEST_MIDI:
            raise TagValueError(
                f"{self.root_midi} is no MIDI note; give 1 to {_HIGHEST_MIDI}.", field="root_midi"
            )
        if not 0 < self.meter_numerator <= 64 or self.meter_denominator not in _METER_UNITS:
            raise TagValueError(
                f"{self.meter_numerator}/{self.meter_denominator} is no time signature; give 4/4.",
                field="meter",
            )


@dataclass(frozen=True, slots=True)
class _Sound:
    """Say how long the sound of a file is, and at which rate."""

    rate_hz: int
    count: int


def root_midi_of(key: PitchKey | None) -> int | None:
    """Return the note of a key's tonic, C4 to B4; None for no key."""
    return None if key is None else MIDDLE_C + key.pitch_class


def encode_acid(notes: SampleNotes) -> bytes:
    """Return the 24 bytes of an `acid` chunk; only a loop has beats, meter and tempo."""
    is_loop = notes.kind == "loop"
    flags = _STRETCH if is_loop else _ONE_SHOT
    if notes.root_midi is not None:
        flags |= _ROOT_VALID
    return struct.pack(
        "<IHHfIHHf",
        flags,
        notes.root_midi or MIDDLE_C,
        _ACID_CONSTANT,
        0.0,
        (notes.beat_count or 0) if is_loop else 0,
        notes.meter_denominator,
        notes.meter_numerator,
        (notes.tempo_bpm or 0.0) if is_loop else 0.0,
    )


def encode_smpl(
    root_midi: int | None, loops: tuple[LoopPoints, ...], *, sample_rate_hz: int
) -> bytes:
    """Return a `smpl` chunk with loops that are repeated forwards without an end."""
    period_ns = round(1e9 / sample_rate_hz)
    head = (0, 0, period_ns, root_midi or MIDDLE_C, 0, 0, 0, len(loops), 0)
    entries = [
        struct.pack("<6I", number, 0, loop.start_sample, loop.end_sample - 1, 0, 0)
        for number, loop in enumerate(loops)
    ]
    return struct.pack("<9I", *head) + b"".join(entries)


def write_sample_chunks(source: Path, target: Path, notes: SampleNotes) -> None:
    """Write a copy of a WAV file with other `acid` and `smpl` chunks; all else stays, byte by byte.

    Loops that stand in the `smpl` chunk of a one-shot stay, too: they hold a note that is held.

    Raises
    ------
    TagFormatError
        If the source is no WAV file, or its parts do not fit its length.
    TagValueError
        If the loop does not lie in the sound.
    OSError
        If a file cannot be read or written; `target` may then be incomplete.
    """
    with source.open("rb") as file:
        contents = read_chunks(file)
        if contents is None or contents.form != b"RIFF":
            raise TagFormatError(source, "only WAV files keep notes for samplers so")
        if not contents.whole:
            raise TagFormatError(source, "the lengths of its parts do not fit the file")
        fresh = {b"acid": encode_acid(notes), b"smpl": _smpl(source, file, contents, notes)}
        changes: dict[Chunk | bytes, bytes | None] = {}
        for name, content in fresh.items():
            present = [chunk for chunk in contents.chunks if chunk.name == name]
            changes[next(iter(present), name)] = content
            changes |= dict.fromkeys(present[1:])
        with target.open("wb") as copy:
            try:
                copy_with_chunks(file, contents, copy, changes)
            except ValueError as error:
                raise TagFormatError(source, f"the result would be {error}") from error


def _smpl(source: Path, file: BinaryIO, contents: ChunkFile, notes: SampleNotes) -> bytes:
    sound = _sound(source, file, contents)
    if notes.kind == "loop" or notes.loop_end_sample is not None:
        start = notes.loop_start_sample or 0
        end = sound.count if notes.loop_end_sample is None else notes.loop_end_sample
        if not 0 <= start < end - 1 < sound.count:
            raise TagValueError(
                f"A loop from sample {start} to {end} does not lie in {sound.count} samples.",
                field="loop_end_sample",
            )
        loops: tuple[LoopPoints, ...] = (LoopPoints(start, end),)
    else:
        old = read_sample_chunks(source)
        loops = old.loops if old else ()
    return encode_smpl(notes.root_midi, loops, sample_rate_hz=sound.rate_hz)


def _sound(source: Path, file: BinaryIO, contents: ChunkFile) -> _Sound:
    """Return how many samples a file holds, and how fast they are played."""
    chunks = {chunk.name: chunk for chunk in reversed(contents.chunks)}
    if b"fmt " in chunks and b"data" in chunks:
        form = read_chunk(file, chunks[b"fmt "], _FORMAT_BYTES)
        if len(form) == _FORMAT_BYTES:
            _, _, rate_hz, _, frame_bytes, _ = struct.unpack("<HHIIHH", form)
            if rate_hz and frame_bytes:
                return _Sound(rate_hz, chunks[b"data"].size // frame_bytes)
    raise TagFormatError(source, "it does not say how its sound is written")
