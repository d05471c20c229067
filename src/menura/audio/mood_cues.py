"""Read off stored measurements what moods are told from."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from menura.audio.arrays import Float32Array
from menura.audio.key_notation import Mode

# Ramps from 0 to 1
_LOUDNESS_LUFS = (-30.0, -7.0)  # as for energy: a quiet recital to a loud master
_FULL_BLAST_LUFS = (-16.0, -7.0)  # anger is loud among the loud: only the upper part counts
_TEMPO_BPM = (
    60.0,
    160.0,
)  # slow and fast in the studies `estimate_moods` names, on a logarithmic scale
_DRIVING_BPM = (90.0, 170.0)
_FLUX = (0.06, 0.21)  # as for energy
_ONSET_RATE_HZ = (1.0, 8.0)
_PULSE_CLARITY = (0.25, 0.80)  # 5th and 95th percentile of 240 rendered clips: .29 and .78
_BASS_DB = (-14.0, -4.0)  # share of 40 to 160 Hz; the same clips: -14 and -3
_PRESENCE_DB = (-16.0, -4.0)  # share of 1.6 to 6.3 kHz; the same clips: -16 and -3
_RANGE_LU = (12.0, 1.0)  # from free dynamics to a steady level
_BASS_BANDS, _PRESENCE_BANDS = slice(3, 10), slice(19, 26)  # third octaves from 20 Hz
_DANCE_BPM, _DANCE_OCTAVES = 120.0, 0.28  # preferred tempo of movement (Moelants 2002)
_OTHER_OCTAVE = 0.7  # one can dance to half or double the tempo, less gladly
_NEUTRAL = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class MoodInput:
    """Hold the stored measurements moods are estimated from; None is what was not measured.

    Parameters
    ----------
    loudness_lufs, loudness_range_lu : float or None
        Integrated loudness (None for silence) and loudness range.
    energy, brightness : float
        0..1, see `menura.audio.timbre`.
    spectrum_db : sequence of 31 floats, or empty
        Third octaves from 20 Hz to 20 kHz relative to the whole.
    tempo_bpm : float or None
    tempo_confidence, pulse_clarity : float
        0..1, see `menura.audio.rhythm`.
    mode : {'major', 'minor'} or None
    key_confidence : float
        0..1.
    flux, onset_rate_hz : float or None
        How busy the music is; without both, `energy` stands in with half the certainty.
    dsp_vector : ndarray, shape (256,), or None
        Vector of the space ``dsp``; half precision is enough.
    dsp_model_hash : str or None
        `model_hash` of the embedder that made it. Genres are estimated only for the one they
        were fitted with.
    """

    loudness_lufs: float | None
    loudness_range_lu: float | None
    energy: float
    brightness: float
    spectrum_db: Sequence[float] = ()
    tempo_bpm: float | None = None
    tempo_confidence: float = 0.0
    pulse_clarity: float = 0.0
    mode: Mode | None = None
    key_confidence: float = 0.0
    flux: float | None = None
    onset_rate_hz: float | None = None
    dsp_vector: Float32Array | None = field(default=None, repr=False)
    dsp_model_hash: str | None = None


@dataclass(frozen=True, slots=True)
class Cue:
    """Hold a measurement on a scale of 0..1 and how certain it is; unknown ones say nothing."""

    value: float = _NEUTRAL
    certainty: float = 0.0

    @property
    def inverse(self) -> "Cue":
        """The opposite, as certain."""
        return Cue(1.0 - self.value, self.certainty)


Mixture = tuple[tuple[float, Cue], ...]
"""Cues with their weights."""


@dataclass(frozen=True, slots=True)
class MoodCues:
    """Hold the cues of one track, and mix them into moods."""

    loud: Cue
    blasting: Cue
    busy: Cue
    fast: Cue
    driving: Cue
    bright: Cue
    major: Cue
    clear: Cue
    swaying: Cue
    bassy: Cue
    sharp: Cue
    steady: Cue

    @classmethod
    def of(cls, heard: MoodInput) -> "MoodCues":
        """Read the cues off measurements; of silence nothing can be told."""
        if heard.loudness_lufs is None:
            return cls(*[Cue()] * 12)
        return cls(
            loud=Cue(_ramp(heard.loudness_lufs, *_LOUDNESS_LUFS), 1.0),
            blasting=Cue(_ramp(heard.loudness_lufs, *_FULL_BLAST_LUFS), 1.0),
            busy=_busy(heard),
            fast=_fast(heard, _TEMPO_BPM),
            driving=_fast(heard, _DRIVING_BPM),
            bright=Cue(heard.brightness, 1.0),
            major=Cue(float(heard.mode == "major"), heard.key_confidence if heard.mode else 0.0),
            clear=Cue(_ramp(heard.pulse_clarity, *_PULSE_CLARITY), 1.0),
            swaying=_swaying(heard),
            bassy=_band(heard.spectrum_db, _BASS_BANDS, _BASS_DB),
            sharp=_band(heard.spectrum_db, _PRESENCE_BANDS, _PRESENCE_DB),
            steady=Cue()
            if heard.loudness_range_lu is None
            else Cue(_ramp(heard.loudness_range_lu, *_RANGE_LU), 1.0),
        )

    def arousal(self) -> Mixture:
        """Mix calm to excited."""
        return ((0.35, self.loud), (0.30, self.busy), (0.20, self.fast), (0.15, self.bright))

    def valence(self) -> Mixture:
        """Mix unpleasant to pleasant."""
        return ((0.45, self.major), (0.35, self.fast), (0.20, self.bright))

    def danceable(self) -> Mixture:
        """Mix what makes one move."""
        return ((0.40, self.clear), (0.25, self.swaying), (0.20, self.busy), (0.15, self.bassy))

    def aggressive(self) -> Mixture:
        """Mix the signs of anger."""
        return (
            (0.30, self.blasting),
            (0.20, self.busy),
            (0.20, self.driving),
            (0.10, self.sharp),
            (0.10, self.steady),
            (0.10, self.major.inverse),
        )

    def happy(self) -> Mixture:
        """Mix the signs of joy."""
        return (
            (0.30, self.fast),
            (0.30, self.major),
            (0.15, self.bright),
            (0.15, self.busy),
            (0.10, self.loud),
        )

    def sad(self) -> Mixture:
        """Mix the signs of sorrow."""
        return (
            (0.30, self.fast.inverse),
            (0.25, self.major.inverse),
            (0.20, self.loud.inverse),
            (0.15, self.busy.inverse),
            (0.10, self.bright.inverse),
        )

    def relaxed(self) -> Mixture:
        """Mix the opposite of arousal with a little valence."""
        calm = tuple((0.85 * weight, cue.inverse) for weight, cue in self.arousal())
        return calm + tuple((0.15 * weight, cue) for weight, cue in self.valence())


def _busy(heard: MoodInput) -> Cue:
    if heard.flux is not None:
        return Cue(_ramp(heard.flux, *_FLUX), 1.0)
    if heard.onset_rate_hz is not None:
        return Cue(_ramp(heard.onset_rate_hz, *_ONSET_RATE_HZ), 1.0)
    return Cue(heard.energy, _NEUTRAL)


def _fast(heard: MoodInput, ramp_bpm: tuple[float, float]) -> Cue:
    if heard.tempo_bpm is None:
        return Cue()
    low_bpm, high_bpm = ramp_bpm
    value = _ramp(math.log(heard.tempo_bpm), math.log(low_bpm), math.log(high_bpm))
    return Cue(value, heard.tempo_confidence)


def _swaying(heard: MoodInput) -> Cue:
    """Tell how near a tempo, its half or its double lies to the preferred one."""
    if heard.tempo_bpm is None:
        return Cue()
    readings = ((1.0, heard.tempo_bpm), *((_OTHER_OCTAVE, heard.tempo_bpm * f) for f in (0.5, 2.0)))
    value = max(
        share * math.exp(-0.5 * (math.log2(bpm / _DANCE_BPM) / _DANCE_OCTAVES) ** 2)
        for share, bpm in readings
    )
    return Cue(value, heard.tempo_confidence)


def _band(spectrum_db: Sequence[float], bands: slice, ramp_db: tuple[float, float]) -> Cue:
    powers = [10 ** (level / 10) for level in spectrum_db[bands]]
    if not powers:
        return Cue()
    return Cue(_ramp(10 * math.log10(max(sum(powers), 1e-12)), *ramp_db), 1.0)


def mean_of(mixture: Mixture) -> float:
    """Return the weighted mean of cues, each drawn to one half by what is uncertain."""
    total = sum(weight for weight, _ in mixture)
    leaning = sum(weight * cue.certainty * (cue.value - _NEUTRAL) for weight, cue in mixture)
    return _NEUTRAL + leaning / total


def certainty_of(mixture: Mixture) -> float:
    """Return the weighted mean certainty of cues."""
    total = sum(weight for weight, _ in mixture)
    return sum(weight * cue.certainty for weight, cue in mixture) / total


def _ramp(value: float, low: float, high: float) -> float:
    return min(1.0, max(0.0, (value - low) / (high - low)))
