"""Make clips without composing any: short tones, the simplest music there is."""

import os
import tempfile
import wave
from collections.abc import Collection
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import numpy as np

from menura.sessions.errors import GenerationFailedError
from menura.sessions.model import ClipManifest
from menura.sessions.ports import GeneratedClip

# three registers, so that a batch of six falls into clusters that an embedder can tell apart
_REGISTERS_HZ = (110.0, 440.0, 1760.0)
_GOLDEN = 0.6180339887498949  # its multiples, less their whole part, never meet
_WIDEST_SEMITONES = 4.0
_SAMPLE_BYTES = 2
_PEAK = 0.5 * 32767
_FADE_S = 0.005


@dataclass(frozen=True, slots=True)
class _Tone:
    """What a clip with a running number sounds like."""

    frequency_hz: float
    overtones: int


class FakeMusicProvider:
    """Write one tone per clip: another pitch for each, in three registers in turn.

    Clips are numbered from 0 over all calls, and the number decides everything, so the same
    sequence of calls gives the same files and no two clips are equal.

    Parameters
    ----------
    folder : Path
        Where clips are written; made if it is missing.
    failing : collection of int
        Numbers of clips that are left out.
    fail_all : bool
        Whether every call fails.
    sample_rate_hz : int
        Of the files, which are mono with 16 bits.
    """

    def __init__(
        self,
        folder: Path,
        *,
        failing: Collection[int] = (),
        fail_all: bool = False,
        sample_rate_hz: int = 8_000,
    ) -> None:
        self._folder = folder
        self._failing = frozenset(failing)
        self._fail_all = fail_all
        self._rate_hz = sample_rate_hz
        self._numbers = count()

    def generate_batch(
        self, prompt: str, num_clips: int, duration_sec: float
    ) -> list[GeneratedClip]:
        """Return the clips that do not fail.

        Raises
        ------
        GenerationFailedError
            All of them fail.
        """
        numbers = [next(self._numbers) for _ in range(num_clips)]
        made = [number for number in numbers if not self._fail_all and number not in self._failing]
        if not made:
            raise GenerationFailedError("the fake provider was told to fail.")
        self._folder.mkdir(parents=True, exist_ok=True)
        return [self._make(number, prompt, duration_sec) for number in made]

    def _make(self, number: int, prompt: str, duration_sec: float) -> GeneratedClip:
        length = max(1, round(duration_sec * self._rate_hz))
        tone = _tone(number)
        handle, name = tempfile.mkstemp(prefix=f"fake-{number}-", suffix=".wav", dir=self._folder)
        with os.fdopen(handle, "wb") as file, wave.open(file, "wb") as wav:
            wav.setnchannels(1)
            wav.setsampwidth(_SAMPLE_BYTES)
            wav.setframerate(self._rate_hz)
            wav.writeframes(_play(tone, length, self._rate_hz))
        return GeneratedClip(
            audio_path=Path(name),
            duration_sec=length / self._rate_hz,
            raw_prompt=prompt,
            made_with=ClipManifest(
                provider="fake",
                seed=number,
                prompt=prompt,
                parameters={"frequency_hz": tone.frequency_hz, "overtones": tone.overtones},
            ),
        )


def _tone(number: int) -> _Tone:
    register = _REGISTERS_HZ[number % len(_REGISTERS_HZ)]
    place = number * _GOLDEN % 1.0
    return _Tone(register * 2 ** (place * _WIDEST_SEMITONES / 12), 1 + number % 5)


def _play(tone: _Tone, length: int, rate_hz: int) -> bytes:
    """Return the tone as 16-bit samples; overtones at most up to half the rate."""
    time_s = np.arange(length) / rate_hz
    harmonics = np.arange(1, tone.overtones + 1)
    harmonics = harmonics[(harmonics == 1) | (harmonics * tone.frequency_hz < rate_hz / 2)]
    waves = np.sin(2 * np.pi * tone.frequency_hz * np.outer(harmonics, time_s)) / harmonics[:, None]
    edge = np.minimum(np.arange(length) + 1, np.arange(length, 0, -1)) / (rate_hz * _FADE_S)
    shaped = waves.sum(axis=0) / np.sum(1 / harmonics) * np.minimum(edge, 1.0)
    return np.asarray(np.round(shaped * _PEAK), "<i2").tobytes()
