"""Describe a short sound by numbers: envelope, colour, movement, pitch and onsets.

What `sample_kind` and `instrument` decide by. All values are free of level, finite, and defined
from a single frame up.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from menura.audio.arrays import Float64Array
from menura.audio.chroma import Tuning
from menura.audio.frames import BINS_PER_SEMITONE, LOWEST_PITCH_MIDI, MEL_BANDS, PITCH_BINS, Frames
from menura.audio.frames import MEL_FRAME_RATE_HZ as FRAME_RATE_HZ
from menura.audio.loudness import ABSOLUTE_GATE_LUFS, energy_to_lufs
from menura.audio.onsets import find_onsets

FLOOR_DB = -60.0
_MOST_FRAMES = 20 * FRAME_RATE_HZ  # the middle of longer signals stands for the whole
_MOST_PITCH_FRAMES = 100
_LEAST_POWER = 1e-6  # of the loudest frame; full scale reads 1e5, 16-bit dither 1e-4
_ONSET_DB, _ACTIVE_DB = -20.0, -40.0
_ATTACK_FRAMES = 3
_LATE_FRAMES = (5, 25)  # .1 to .5 s after the peak
_DECAY_TIMES_S = (0.06, 0.12, 0.24, 0.5, 1.0, 2.0)
_CEPSTRA = 14
_HARMONICS = 6
_REATTACK_DB = 6.0
_LEAST_ONSET_SHARE = 0.3  # of the strongest onset
_TINY = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Envelope:
    """Hold the level of a sound over time.

    Parameters
    ----------
    level_db : ndarray, shape (n,)
        Level of each mel frame below the loudest, at least -60 dB.
    onset, peak : int
        First frame within 20 dB of the loudest, and the loudest within half a second of it.
    """

    level_db: Float64Array
    onset: int
    peak: int

    @property
    def reattacks(self) -> int:
        """Number of times the level rises by 6 dB or more after having fallen."""
        count, low, high, falling = 0, 0.0, float(self.level_db[self.peak]), True
        low = high
        for level in self.level_db[self.peak :].tolist():
            if falling:
                low = min(low, level)
                if level > low + _REATTACK_DB and level > -30.0:
                    count, falling, high = count + 1, False, level
            else:
                high = max(high, level)
                if level < high - _REATTACK_DB:
                    falling, low = True, level
        return count


def measure_envelope(mel_energies: Float64Array) -> Envelope:
    """Measure the level over time of mel energies that are not silent."""
    total = mel_energies.sum(axis=1)
    level_db = np.maximum(10 * np.log10(total / total.max() + _TINY), FLOOR_DB)
    onset = int(np.argmax(level_db > _ONSET_DB))
    peak = onset + int(level_db[onset : onset + FRAME_RATE_HZ // 2].argmax())
    return Envelope(level_db, onset, peak)


def is_silent(frames: Frames) -> bool:
    """Tell whether there is nothing to describe: also a constant, whose edges only click."""
    if len(frames.mel_energies) == 0:
        return True
    levels = frames.weighted_energies
    if len(levels) and float(energy_to_lufs(levels).max()) <= ABSOLUTE_GATE_LUFS:
        return True
    loudest = float(frames.mel_energies.sum(axis=1).max())
    return not (np.isfinite(loudest) and loudest > _LEAST_POWER)


def measure_features(frames: Frames) -> dict[str, float]:
    """Return all features by name, in a fixed order; empty for silence.

    Sounds of more than twenty seconds are described by their middle.
    """
    if is_silent(frames):
        return {}
    rows = _middle(len(frames.mel_energies), _MOST_FRAMES)
    mel = frames.mel_energies[rows].astype(np.float64)
    moments = frames.spectral_moments[rows].astype(np.float64)
    if mel.sum() <= _LEAST_POWER:  # a pause in the middle of something long
        mel = frames.mel_energies[:_MOST_FRAMES].astype(np.float64) + _TINY
        moments = frames.spectral_moments[:_MOST_FRAMES].astype(np.float64) + _TINY
    envelope = measure_envelope(mel)
    features = {
        "duration": float(np.log2(max(frames.duration_s, 0.01))),
        **_envelope_features(envelope),
        **_colour_features(mel, envelope),
        **_movement_features(mel, moments, envelope),
        **_pitch_features(frames),
        "air": _air(frames),
        **_onset_features(mel),
    }
    return {name: float(np.nan_to_num(value)) for name, value in features.items()}


def _middle(size: int, most: int) -> slice:
    first = max(0, (size - most) // 2)
    return slice(first, first + most)


def _envelope_features(envelope: Envelope) -> dict[str, float]:
    level_db, peak = envelope.level_db, envelope.peak
    power = 10 ** (level_db / 10)
    times_s = np.arange(level_db.size) / FRAME_RATE_HZ
    centre_s = float((power * times_s).sum() / power.sum())
    features = {
        f"above_{-limit}_db": float(np.log2((level_db > limit).sum() / FRAME_RATE_HZ))
        for limit in (-50, -30, -20, -10, -3)
    }
    features["attack"] = float(np.log2((peak - envelope.onset + 1) / FRAME_RATE_HZ))
    features["loudest_at"] = int(level_db.argmax()) / level_db.size
    features["centre"] = float(np.log2(centre_s + 0.01))
    features["centre_share"] = centre_s / float(times_s[-1] + 1 / FRAME_RATE_HZ)
    for time_s in _DECAY_TIMES_S:
        frame = peak + round(time_s * FRAME_RATE_HZ)
        features[f"decay_{time_s}"] = float(level_db[frame]) if frame < level_db.size else FLOOR_DB
    quarters = [float(part.mean()) for part in np.array_split(level_db, 4) if part.size]
    quarters += [quarters[-1]] * (4 - len(quarters))
    features |= {f"quarter_{i}": level for i, level in enumerate(quarters)}
    last = level_db[-max(1, min(5, level_db.size // 10)) :]
    features["end_level"] = float(last.max())
    features["level_deviation"] = float(level_db[level_db > _ACTIVE_DB].std())
    features["reattacks"] = float(np.log2(1 + envelope.reattacks))
    return features


def _colour_features(mel: Float64Array, envelope: Envelope) -> dict[str, float]:
    whole = _band_levels_db(mel)
    first = envelope.onset
    attack = _band_levels_db(mel[first : first + _ATTACK_FRAMES])
    late_rows = mel[envelope.peak + _LATE_FRAMES[0] : envelope.peak + _LATE_FRAMES[1]]
    is_late = len(late_rows) > 0 and late_rows.sum() > _TINY
    late = _band_levels_db(late_rows) if is_late else attack
    basis = _cosines(MEL_BANDS, _CEPSTRA)
    features = {f"cepstrum_{i}": value for i, value in enumerate((whole @ basis).tolist())}
    features |= {f"attack_{i}": v for i, v in enumerate((attack @ basis[:, :10]).tolist())}
    features |= {f"late_{i}": v for i, v in enumerate(((late - attack) @ basis[:, :8]).tolist())}
    for name, levels in (("whole", whole), ("attack", attack)):
        power = 10 ** (levels / 10)
        for low, high in ((0, 2), (2, 4), (4, 8), (24, 32), (32, 40)):
            share = power[low:high].sum() / power.sum()
            features[f"{name}_bands_{low}"] = float(np.log2(share + 1e-4))
        features[f"{name}_strongest"] = float(levels.argmax())
        features[f"{name}_flatness"] = float(levels.mean() - 10 * np.log10(power.mean()))
    return features


def _band_levels_db(mel: Float64Array) -> Float64Array:
    """Return the level of every band relative to the strongest."""
    mean = mel.mean(axis=0)
    levels_db = 10 * np.log10(mean / (mean.max() + _TINY) + _TINY)
    return np.asarray(np.maximum(levels_db, FLOOR_DB), np.float64)


def _movement_features(
    mel: Float64Array, moments: Float64Array, envelope: Envelope
) -> dict[str, float]:
    active = envelope.level_db > _ACTIVE_DB
    power = moments[active, 0] + _TINY
    weight = np.sqrt(power) / np.sqrt(power).sum()
    centroid = moments[active, 1] / power
    octaves = np.log2(np.maximum(centroid, 20.0))
    spread = np.sqrt(np.maximum(moments[active, 2] / power - centroid**2, 0.0))
    mean = float((weight * octaves).sum())
    place = np.linspace(-1.0, 1.0, octaves.size)
    levels = np.log(mel[active] + mel.max() * 1e-6)
    flatness = levels.mean(axis=1) - np.log(mel[active].mean(axis=1) + _TINY)
    cepstra = levels @ _cosines(MEL_BANDS, 9)[:, 1:]
    features = {
        "centroid": mean,
        "centroid_start": float(octaves[0]),
        "centroid_fall": float(octaves[: _ATTACK_FRAMES + 2].mean() - octaves[0]),
        "centroid_slope": float((place * (octaves - octaves.mean())).mean()),
        "centroid_deviation": float(np.sqrt((weight * (octaves - mean) ** 2).sum())),
        "spread": float(np.log2((weight * spread).sum() + 20.0)),
        "high_share": float(np.log2((weight * moments[active, 3] / power).sum() + 1e-4)),
        "flatness": float((weight * flatness).sum()),
        "flatness_deviation": float(flatness.std()),
        "unevenness": float(np.abs(np.diff(envelope.level_db[active])).mean())
        if octaves.size > 1
        else 0.0,
    }
    deviation = cepstra.std(axis=0)
    steps = np.abs(np.diff(cepstra, axis=0)).mean(axis=0) if len(cepstra) > 1 else deviation
    features |= {f"colour_deviation_{i}": float(np.log(0.1 + v)) for i, v in enumerate(deviation)}
    return features | {f"colour_steps_{i}": float(np.log(0.1 + v)) for i, v in enumerate(steps[:5])}


def _pitch_features(frames: Frames) -> dict[str, float]:
    rows = _middle(len(frames.pitch_salience), _MOST_PITCH_FRAMES)
    salience = frames.pitch_salience[rows].astype(np.float64)
    if len(salience) == 0:
        salience = np.zeros((1, PITCH_BINS))
    profile = salience.sum(axis=0) + _TINY
    strengths = profile[_harmonic_bins()]  # (candidates, harmonics)
    support = strengths @ (0.8 ** np.arange(_HARMONICS))
    best = int(support.argmax())
    semitones = profile[: profile.size // BINS_PER_SEMITONE * BINS_PER_SEMITONE]
    semitones = semitones.reshape(-1, BINS_PER_SEMITONE).sum(axis=1)
    share = semitones / semitones.sum()
    loud = salience.sum(axis=1) > 0.1 * max(float(salience.sum(axis=1).max()), _TINY)
    tops = salience[loud].argmax(axis=1) / BINS_PER_SEMITONE if loud.any() else np.zeros(1)
    strong = np.flatnonzero(profile > 0.3 * profile.max())
    features = {
        "pitch": LOWEST_PITCH_MIDI + best / BINS_PER_SEMITONE,
        "lowest_pitch": LOWEST_PITCH_MIDI + float(strong[0]) / BINS_PER_SEMITONE,
        "harmonicity": float(np.clip(support[best] / profile.sum(), 0, 1)),
        "pitch_entropy": float(-(share * np.log(share + _TINY)).sum()),
        "pitch_share": float(np.sqrt(profile.max() / profile.sum())),
        "pitch_count": float(np.log2(1 + strong.size)),
        "pitch_moves": float(np.log2(1 + tops.std())),
        "tuning": Tuning(frames.tuning_histogram).concentration,
        "salience": float(np.log2(1 + salience.sum() / max(1, len(salience)))),
    }
    relative = strengths[best] / (strengths[best].max() + _TINY)
    return features | {f"harmonic_{i + 1}": float(np.sqrt(v)) for i, v in enumerate(relative)}


def _air(frames: Frames) -> float:
    """Return what lies above the mel bands, where hats go on and most else has ended, in octaves.

    Relative to 2 - 8 kHz; 0 where the signal is too short for third octaves (a tenth of a second).
    """
    thirds = frames.third_octave_energies[: _MOST_FRAMES // 5].astype(np.float64).sum(axis=0)
    below, above = thirds[20:27].sum(), thirds[27:].sum()  # 2 - 8 kHz, from 10 kHz up
    return float(np.log2((above + _TINY) / (below + _TINY)).clip(-12, 6)) if below > 0 else 0.0


def _onset_features(mel: Float64Array) -> dict[str, float]:
    onsets = find_onsets(mel.astype(np.float32))
    joint = onsets.strength.sum(axis=0)
    inner = joint[1:-1]
    is_top = (inner > joint[:-2]) & (inner >= joint[2:]) if joint.size > 2 else inner > 0
    count = int((is_top & (inner > _LEAST_ONSET_SHARE * joint.max())).sum()) if inner.size else 0
    means = onsets.strength.mean(axis=1)
    return {
        "onsets": float(np.log2(1 + count)),
        "onset_rate": count * FRAME_RATE_HZ / max(joint.size, FRAME_RATE_HZ // 2),
        "flux": float(np.log2(onsets.flux + 0.01)),
        **{f"onset_band_{i}": float(np.log2(v + 0.003)) for i, v in enumerate(means)},
    }


@lru_cache(maxsize=4)
def _cosines(size: int, count: int) -> Float64Array:
    """Return the first `count` vectors of the orthonormal DCT-II, shape ``(size, count)``."""
    phase = np.pi * (np.arange(size)[:, None] + 0.5) * np.arange(count)[None] / size
    return np.asarray(np.cos(phase) * np.sqrt(2 / size), np.float64)


@lru_cache(maxsize=1)
def _harmonic_bins() -> npt.NDArray[np.int64]:
    """Return the bins of the harmonics of each fundamental up to C6, shape ``(bins, 6)``."""
    steps = np.round(12 * BINS_PER_SEMITONE * np.log2(np.arange(1, _HARMONICS + 1)))
    highest = (84 - LOWEST_PITCH_MIDI) * BINS_PER_SEMITONE
    bins = np.arange(highest)[:, None] + steps.astype(np.int64)[None]
    return np.asarray(np.minimum(bins, PITCH_BINS - 1), np.int64)
