"""Write fitted sound as WAV of 24 bits, with what samplers, sequencers and players read of it."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from menura.audio.arrays import Float32Array
from menura.audio.id3_frames import Id3Tag, make_text_frame
from menura.audio.key_notation import PitchKey, write_id3_key
from menura.audio.riff_chunks import LoopPoints
from menura.audio.sample_chunk_writer import SampleNotes, encode_acid, encode_smpl
from menura.audio.tag_chunks import LIST_INFO, edit_info
from menura.audio.tag_dialects import spell_bpm

_BITS = 24
_FULL_SCALE = float(1 << (_BITS - 1))
HIGHEST_PEAK = 1 - 4 / _FULL_SCALE  # leaves room for the dither
_BLOCK = 1 << 18
_PCM = 1
_ID3_VERSION = 4
_SOFTWARE = "Menura"


@dataclass(frozen=True, slots=True)
class WavTexts:
    """What a file says of itself in words."""

    title: str
    tempo_bpm: float | None = None
    key: PitchKey | None = None
    comment: str = ""


def write_sample(
    path: Path, samples: Float32Array, rate_hz: int, *, notes: SampleNotes | None, texts: WavTexts
) -> None:
    """Write sound with dither of one step; what exceeds full scale is turned down as a whole.

    Raises
    ------
    OSError
    """
    channels, count = samples.shape
    peak = float(np.abs(samples).max(initial=0.0))
    gain = min(1.0, HIGHEST_PEAK / peak) if peak > 0 else 1.0
    frame_bytes = channels * _BITS // 8
    form = struct.pack(
        "<HHIIHH", _PCM, channels, rate_hz, rate_hz * frame_bytes, frame_bytes, _BITS
    )
    before = _chunk(b"fmt ", form) + _described(texts) + _noted(notes, count, rate_hz)
    size = frame_bytes * count
    with path.open("wb") as file:
        length = 4 + len(before) + 8 + size + size % 2
        file.write(b"RIFF" + struct.pack("<I", length) + b"WAVE" + before)
        file.write(b"data" + struct.pack("<I", size))
        for block in _quantised(samples, gain):
            file.write(block)
        file.write(bytes(size % 2))


def _described(texts: WavTexts) -> bytes:
    bpm = None if texts.tempo_bpm is None else spell_bpm(texts.tempo_bpm)
    said = {"INAM": texts.title, "IBPM": bpm, "ICMT": texts.comment or None, "ISFT": _SOFTWARE}
    named = [("TIT2", texts.title)]
    if texts.tempo_bpm is not None and bpm is not None:
        named.append(("TBPM", spell_bpm(texts.tempo_bpm, 0)))
        if bpm != named[-1][1]:
            named.append(("TXXX:BPM", bpm))
    if texts.key is not None:  # RIFF has no field for keys
        named.append(("TKEY", write_id3_key(texts.key)))
    frames = tuple(make_text_frame(_ID3_VERSION, name, (text,)) for name, text in named)
    info = edit_info(None, said) or b""
    return _chunk(LIST_INFO, info) + _chunk(b"id3 ", Id3Tag(_ID3_VERSION, frames).to_bytes(None))


def _noted(notes: SampleNotes | None, count: int, rate_hz: int) -> bytes:
    if notes is None:
        return b""
    is_loop = notes.kind == "loop" and count > 1
    loops = (LoopPoints(0, count),) if is_loop else ()
    smpl = encode_smpl(notes.root_midi, loops, sample_rate_hz=rate_hz)
    return _chunk(b"acid", encode_acid(notes)) + _chunk(b"smpl", smpl)


def _quantised(samples: Float32Array, gain: float) -> Iterator[bytes]:
    """Yield whole numbers of three bytes, channels by turns.

    The dither is triangular, two steps wide (S. Lipshitz et al., "Quantization and dither: a
    theoretical survey", 1992); its seed is fixed, so that the same sound gives the same file.
    """
    generator = np.random.default_rng(0)
    for start in range(0, samples.shape[1], _BLOCK):
        block = samples[:, start : start + _BLOCK].T * (gain * _FULL_SCALE)
        noise = generator.random(block.shape) - generator.random(block.shape)
        is_sound = np.abs(block) > 0  # silence stays silence
        whole = np.rint(np.clip(block + noise * is_sound, -_FULL_SCALE, _FULL_SCALE - 1))
        yield whole.astype("<i4").view(np.uint8).reshape(-1, 4)[:, :3].tobytes()


def _chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)
