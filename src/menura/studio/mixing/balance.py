"""Set the levels of the stems against one another, the width of the whole and the headroom."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from menura.audio.arrays import Float32Array
from menura.studio.genres.model import Genre
from menura.studio.mastering.meter import integrated_lufs
from menura.studio.mastering.stem_sum import sum_stems
from menura.studio.mixing.image import PIECE, image_powers, side_to_mid_db
from menura.studio.mixing.processing import ProcessedStem
from menura.studio.model import Decision, Role, StyleParameters

_REFERENCE_LUFS = -20.0  # of the drums, or of the loudest stem
_MIX_LUFS, _MIX_PEAK_DBFS = -18.0, -6.0  # headroom of the pre-master
_SIDE_TO_MID_DB = -9.0
_NARROWEST_DB, _WIDEST_DB = -15.0, -5.0  # what a reference may ask for
_LEAST_SIDE, _MOST_SIDE = 0.5, 2.5
# for what a genre does not say, LU relative to the drums
_USUAL_LEVEL_LU = {
    Role.DRUMS: 0.0,
    Role.PERCUSSION: -9.0,
    Role.BASS: -2.5,
    Role.CHORDS: -7.0,
    Role.PADS: -11.0,
    Role.LEAD: -5.5,
    Role.ARP: -11.0,
    Role.GUITAR: -8.0,
    Role.STRINGS: -10.0,
    Role.BRASS: -8.0,
    Role.VOCALS: -8.0,
    Role.FX: -13.0,
    Role.OTHER: -8.0,
}
_LU_PER_ENERGY = {Role.DRUMS: 3.0, Role.BASS: 2.0, Role.FX: 3.0, Role.PADS: -2.0}


@dataclass(frozen=True, slots=True, eq=False)
class Premaster:
    """Hold a mix before mastering.

    Attributes
    ----------
    stems : mapping of Role to ndarray, shape (2, n), float32
        Aligned; their sum is `mix`.
    decisions : tuple of Decision
        What was done to each stem and to the whole, in words.
    """

    stems: Mapping[Role, Float32Array]
    mix: Float32Array
    decisions: tuple[Decision, ...]


def _go_on() -> None:
    """Never ask to stop."""


def balance(
    processed: Sequence[ProcessedStem],
    genre: Genre,
    *,
    energy: float,
    style: StyleParameters | None = None,
    check: Callable[[], None] = _go_on,
) -> Premaster:
    """Bring processed stems to their levels and to a common width.

    The samples of `processed` are changed in place: two minutes of eight stems are 370 MB.

    Parameters
    ----------
    processed : sequence of ProcessedStem
    genre : Genre
    energy : float
        0 to 1: drums and bass come forward with it.
    style : StyleParameters, optional
        A reference, for the width of the whole.
    """
    gains = _gains(processed, genre, energy)
    target_db = _wanted_width_db(style)
    side_gains = _side_gains(processed, gains, target_db)
    for stem in processed:
        check()
        _apply(stem, gains[stem.role], side_gains[stem.role])
    stems = {stem.role: stem.samples for stem in processed}
    mix = sum_stems(stems)
    check()
    headroom_db = _headroom_db(mix, stems)
    factor = np.float32(10 ** (headroom_db / 20))
    for samples in stems.values():
        samples *= factor
    mix = sum_stems(stems)
    decisions = [decision for stem in processed for decision in stem.decisions]
    decisions += _level_decisions(processed, gains, headroom_db)
    decisions.append(
        Decision(
            "width",
            f"sides at {side_to_mid_db(mix):.1f} dB to the middle",
            f"The aim is {target_db:.1f} dB; bass below 120 Hz stays in the middle.",
        )
    )
    return Premaster(stems, mix, tuple(decisions))


def _gains(
    processed: Sequence[ProcessedStem], genre: Genre, energy: float
) -> dict[Role, np.float32]:
    """Return the gain of every stem, as an amplitude."""
    wanted = {
        stem.role: genre.level_lu.get(stem.role, _USUAL_LEVEL_LU[stem.role])
        + _LU_PER_ENERGY.get(stem.role, 0.0) * (energy - 0.5)
        for stem in processed
        if stem.loudness_lufs is not None
    }
    loudest = wanted.get(Role.DRUMS, max(wanted.values(), default=0.0))
    gains = {}
    for stem in processed:
        gain_db = 0.0
        if stem.loudness_lufs is not None:
            gain_db = _REFERENCE_LUFS + wanted[stem.role] - loudest - stem.loudness_lufs
        gains[stem.role] = np.float32(10 ** (gain_db / 20))
    return gains


def _wanted_width_db(style: StyleParameters | None) -> float:
    if style is None or style.side_to_mid_db is None:
        return _SIDE_TO_MID_DB
    return min(_WIDEST_DB, max(_NARROWEST_DB, style.side_to_mid_db))


def _side_gains(
    processed: Sequence[ProcessedStem], gains: Mapping[Role, np.float32], target_db: float
) -> dict[Role, float]:
    """Return by what the sides of each stem are scaled, so that the mix has its width.

    All by the same, but none beyond the widest it may be. Sides of different stems are taken as
    unrelated: their powers add up.
    """
    images = {stem.role: image_powers(stem.samples) for stem in processed}
    most = {
        stem.role: math.sqrt(
            10 ** (stem.widest_db / 10) * images[stem.role][0] / (images[stem.role][1] + 1e-20)
        )
        for stem in processed
    }
    sides = {stem.role: images[stem.role][1] * float(gains[stem.role]) ** 2 for stem in processed}
    wanted = _middle_power(processed, gains) * 10 ** (target_db / 10)
    low, high = math.log(_LEAST_SIDE), math.log(_MOST_SIDE)
    for _ in range(30):
        gain = math.exp((low + high) / 2)
        power = sum(side * min(gain, max(1.0, most[role])) ** 2 for role, side in sides.items())
        low, high = (low, math.log(gain)) if power > wanted else (math.log(gain), high)
    return {role: min(gain, max(1.0, limit)) for role, limit in most.items()}


def _middle_power(processed: Sequence[ProcessedStem], gains: Mapping[Role, np.float32]) -> float:
    """Return the energy of the middle of the mix, in the units of `image_powers`."""
    length = processed[0].samples.shape[1] if processed else 0
    power = 0.0
    for start in range(0, length, PIECE):
        middle = np.zeros(min(PIECE, length - start), np.float32)
        for stem in processed:
            left, right = stem.samples[:, start : start + PIECE]
            middle += (left + right) * gains[stem.role]
        power += float(middle @ middle)
    return power


def _apply(stem: ProcessedStem, gain: np.float32, side_gain: float) -> None:
    """Scale a stem and its side, in place, keeping its power."""
    samples = stem.samples
    middle_power, side_power = image_powers(samples)
    total = middle_power + side_power
    widened = middle_power + side_power * side_gain**2
    kept = gain * np.float32(math.sqrt(total / widened) if widened > 0 else 1.0)
    same, crossed = kept * np.float32((1 + side_gain) / 2), kept * np.float32((1 - side_gain) / 2)
    for start in range(0, samples.shape[1], PIECE):
        piece = samples[:, start : start + PIECE]
        piece[...] = same * piece + crossed * piece[::-1]


def _headroom_db(mix: Float32Array, stems: Mapping[Role, Float32Array]) -> float:
    """Return the gain that leaves room for mastering, in the mix and in every stem's file."""
    peak = max(_peak(samples) for samples in (mix, *stems.values()))
    loudness = integrated_lufs(mix)
    if peak <= 0.0 or loudness is None:
        return 0.0
    return min(_MIX_LUFS - loudness, _MIX_PEAK_DBFS - 20 * math.log10(peak))


def _peak(samples: Float32Array) -> float:
    return float(max(samples.max(initial=0.0), -samples.min(initial=0.0)))


def _level_decisions(
    processed: Sequence[ProcessedStem], gains: Mapping[Role, np.float32], headroom_db: float
) -> list[Decision]:
    decisions = []
    for stem in processed:
        if stem.loudness_lufs is None:
            continue
        gain_db = 20 * math.log10(float(gains[stem.role])) + headroom_db
        decisions.append(
            Decision(
                stem.role.value,
                f"{stem.loudness_lufs + gain_db:.1f} LUFS where it plays",
                "Level of the genre relative to the drums, with headroom for mastering.",
            )
        )
    return decisions
