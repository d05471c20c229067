"""Listen to a mix and its stems once: everything the checks read is made here."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import soxr

from menura.audio.arrays import Float32Array
from menura.audio.frames import MEL_BANDS, Frames
from menura.audio.onsets import Onsets, find_onsets
from menura.audio.spectra import ANALYSIS_RATE_HZ, MelAnalyser, PitchAnalyser
from menura.audio.streaming import StreamingPass
from menura.studio.model import Role
from menura.studio.qa.key import Pitches
from menura.studio.qa.sample_faults import channel_correlation
from menura.studio.rate import SAMPLE_RATE_HZ

UNPITCHED = (Role.DRUMS, Role.PERCUSSION, Role.FX)
_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class StemLevels:
    """How loud a stem is at most, and how its channels lie to each other."""

    peak: float
    correlation: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Hearing:
    """Hold what was heard of a track.

    Parameters
    ----------
    frames : Frames
        Of the mix.
    onsets : Onsets
        Of the mix.
    drum_onsets : Onsets or None
        Of drums and percussion alone; None without them.
    harmonic : Pitches or None
        Of all stems with a pitch together; None without them.
    residual_peak : float or None
        Highest magnitude of the mix less all stems; None without stems.
    """

    frames: Frames
    onsets: Onsets
    drum_onsets: Onsets | None
    harmonic: Pitches | None
    residual_peak: float | None
    stems: Mapping[Role, StemLevels]

    @property
    def mix_pitches(self) -> Pitches:
        """Pitches of the whole mix."""
        return Pitches(self.frames.pitch_salience, self.frames.tuning_histogram)


def hear(mix: Float32Array, stems: Mapping[Role, Float32Array]) -> Hearing:
    """Listen to a mix ``(2, n)`` and its stems, all at 48 kHz and of the same length."""
    listening = StreamingPass(SAMPLE_RATE_HZ, mix.shape[0])
    listening.feed(mix)
    frames = listening.finish()
    pitched = [role for role in stems if role not in UNPITCHED]
    struck = [role for role in (Role.DRUMS, Role.PERCUSSION) if role in stems]
    return Hearing(
        frames=frames,
        onsets=find_onsets(frames.mel_energies),
        drum_onsets=_onsets_of(_mono([stems[role] for role in struck])) if struck else None,
        harmonic=_pitches_of(_mono([stems[role] for role in pitched])) if pitched else None,
        residual_peak=_residual_peak(mix, stems) if stems else None,
        stems={
            role: StemLevels(float(_highest(stem)), channel_correlation(stem))
            for role, stem in stems.items()
        },
    )


def _mono(stems: list[Float32Array]) -> Float32Array:
    """Return the sum of stems as one channel at the rate of analysis."""
    total = np.zeros(stems[0].shape[1], np.float32)
    for stem in stems:
        for channel in stem:
            total += channel
    total *= np.float32(0.5)
    return np.asarray(soxr.resample(total, SAMPLE_RATE_HZ, ANALYSIS_RATE_HZ, quality="MQ"))


def _pitches_of(mono: Float32Array) -> Pitches:
    analyser = PitchAnalyser()
    analyser.feed(mono, last=True)
    salience, histogram = analyser.finish()
    return Pitches(salience, histogram)


def _onsets_of(mono: Float32Array) -> Onsets:
    analyser = MelAnalyser()
    analyser.feed(mono, last=True)
    mel, _ = analyser.finish()
    return find_onsets(mel.reshape(-1, MEL_BANDS))


def _residual_peak(mix: Float32Array, stems: Mapping[Role, Float32Array]) -> float:
    residual = mix.copy()
    for stem in stems.values():
        residual -= stem
    return float(_highest(residual))


def _highest(audio: Float32Array) -> float:
    return max(float(audio.max(initial=0.0)), -float(audio.min(initial=0.0)))
