"""Turn what a server sent into samples."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import soxr

from menura.audio.arrays import Float32Array
from menura.audio.decode import DecodeOptions, open_audio
from menura.audio.errors import UnreadableAudioError
from menura.studio.generators.errors import UnusableTakeError
from menura.studio.generators.model import checked_samples
from menura.studio.rate import SAMPLE_RATE_HZ

LONGEST_S = 900.0
_UNKNOWN_SIZE = 0x7FFF_FFFF
_RATES_HZ = (4_000, 384_000)


def decode_bytes(content: bytes, provider: str) -> Float32Array:
    """Return the audio in a file's bytes, of any format, as samples of a take.

    Raises
    ------
    UnusableTakeError
        It is no audio, arrived incomplete, or holds nothing.
    """
    announced = _announced_bytes(content)
    if announced > len(content):
        raise UnusableTakeError(
            f"{provider} sent {len(content)} bytes of audio where {announced} were announced: "
            "try again."
        )
    with TemporaryDirectory(prefix="menura-take-") as folder:
        path = Path(folder) / "take"
        path.write_bytes(content)
        try:
            with open_audio(path, DecodeOptions(max_duration_s=LONGEST_S)) as reader:
                blocks = list(reader.blocks())
                rate_hz, report = reader.sample_rate_hz, reader.report
        except UnreadableAudioError as error:
            raise UnusableTakeError(
                f"{provider} sent {len(content)} bytes that are no audio "
                f"({type(error).__name__}): try again."
            ) from None
    if not blocks:
        raise UnusableTakeError(f"{provider} sent an audio file without audio: try again.")
    if report.truncated and report.stop == "end":
        raise UnusableTakeError(
            f"{provider} sent {report.decoded_duration_s:.1f} s of audio where "
            f"{report.declared_duration_s:.1f} s were announced: try again."
        )
    return at_studio_rate(np.concatenate(blocks, axis=1), rate_hz, provider)


def _announced_bytes(content: bytes) -> int:
    """Return how long a WAV file says it is; FFmpeg believes its size instead.

    0 for other files, and for those that were written as a stream and do not know.
    """
    if content[:4] != b"RIFF" or content[8:12] != b"WAVE":
        return 0
    size = int.from_bytes(content[4:8], "little")
    return 0 if size >= _UNKNOWN_SIZE else size + 8


def decode_numbers(numbers: Any, rate_hz: Any, provider: str) -> Float32Array:
    """Return samples that came as nested lists: ``(n,)``, ``(channels, n)`` or with a batch.

    Raises
    ------
    UnusableTakeError
        They are ragged, no numbers, or at a rate nobody uses.
    """
    try:
        samples = np.asarray(numbers, np.float32)
        rate = int(rate_hz)
    except (ValueError, TypeError, OverflowError):
        raise UnusableTakeError(f"{provider} sent samples that are no numbers.") from None
    while samples.ndim > 2:
        samples = samples[0]
    if samples.ndim == 0 or samples.size == 0 or not _RATES_HZ[0] <= rate <= _RATES_HZ[1]:
        raise UnusableTakeError(f"{provider} sent no samples, or at {rate} Hz.")
    samples = np.atleast_2d(samples)
    if samples.shape[1] <= 2 < samples.shape[0]:
        samples = samples.T
    return at_studio_rate(samples[:2], rate, provider)


def at_studio_rate(samples: Float32Array, rate_hz: int, provider: str) -> Float32Array:
    """Return samples ``(channels, n)`` in stereo at 48 kHz.

    Raises
    ------
    UnusableTakeError
        They are not fit for a take.
    """
    checked = checked_samples(samples, provider)
    if rate_hz == SAMPLE_RATE_HZ:
        return checked
    resampled = soxr.resample(checked.T, rate_hz, SAMPLE_RATE_HZ, quality="VHQ").T
    return np.ascontiguousarray(resampled, np.float32)
