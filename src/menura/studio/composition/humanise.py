"""Make strokes into notes: swing, a hand's timing and touch, and no note over itself."""

from collections.abc import Iterable

import numpy as np

from menura.studio.composition.groove import swung
from menura.studio.composition.passage import Strike, Stroke
from menura.studio.score import Hit, Note

SHORTEST_BEATS = 0.03
SOFTEST = 0.04
VELOCITY_DEVIATION = 0.05
MOST_DEVIATIONS = 2.0  # a hand is late, but not that late
SAME_STROKE_BEATS = 0.02
TOGETHER = 24  # parts of a beat: triplets and thirty-seconds keep their own touch


def _touches(count: int, rng: np.random.Generator) -> tuple[list[float], list[float]]:
    """Draw how far off in time (in standard deviations) and touch each event is."""
    drawn = rng.standard_normal((2, count)).clip(-MOST_DEVIATIONS, MOST_DEVIATIONS)
    return drawn[0].tolist(), (1.0 + VELOCITY_DEVIATION * drawn[1]).tolist()


def perform_strokes(
    strokes: list[Stroke],
    *,
    swing: float,
    pair_beats: float,
    deviation_beats: float,
    rng: np.random.Generator,
) -> list[Stroke]:
    """Return strokes as a hand plays them; what falls on one sixteenth stays together."""
    strokes.sort(key=lambda stroke: (stroke.start, stroke.pitch))
    late, touch = _touches(len(strokes), rng)
    moved: dict[int, float] = {}
    for number, stroke in enumerate(strokes):
        written = stroke.start
        shift = moved.setdefault(round(4 * written), late[number] * deviation_beats)
        if swing != 0.5:
            end = swung(written + stroke.length, swing, pair_beats)
            stroke.start = swung(written, swing, pair_beats)
            stroke.length = max(SHORTEST_BEATS, end - stroke.start)
        stroke.start = max(0.0, stroke.start + shift)
        stroke.velocity = min(1.0, max(SOFTEST, stroke.velocity * touch[number]))
    return strokes


def perform_strikes(
    strikes: list[Strike],
    *,
    swing: float,
    pair_beats: float,
    deviation_beats: float,
    rng: np.random.Generator,
) -> list[Strike]:
    """Return strikes on drums as a hand plays them; what falls together stays together.

    Limbs that are a few milliseconds apart are not heard as human but as a click: the attack of
    a kick stands alone in the ringing of the rim before it.
    """
    strikes.sort(key=lambda strike: (strike.start, strike.drum))
    late, touch = _touches(len(strikes), rng)
    moved: dict[int, float] = {}
    for number, strike in enumerate(strikes):
        shift = moved.setdefault(round(TOGETHER * strike.start), late[number] * deviation_beats)
        start = swung(strike.start, swing, pair_beats) if swing != 0.5 else strike.start
        strike.start = max(0.0, start + shift)
        strike.velocity = min(1.0, max(SOFTEST, strike.velocity * touch[number]))
    return strikes


def as_notes(strokes: Iterable[Stroke], end_beat: float) -> tuple[Note, ...]:
    """Return notes in order: none beyond the end, and no pitch struck while it still sounds."""
    ordered = sorted(strokes, key=lambda stroke: (stroke.start, stroke.pitch))
    sounding: dict[int, int] = {}
    kept: list[Stroke] = []
    for stroke in ordered:
        if stroke.start >= end_beat - SHORTEST_BEATS:
            continue
        before = sounding.get(stroke.pitch)
        if before is not None:
            earlier = kept[before]
            if stroke.start - earlier.start < SAME_STROKE_BEATS:
                earlier.length = max(earlier.length, stroke.length)
                earlier.velocity = max(earlier.velocity, stroke.velocity)
                continue
            earlier.length = min(earlier.length, stroke.start - earlier.start)
        sounding[stroke.pitch] = len(kept)
        kept.append(stroke)
    return tuple(
        Note(
            stroke.start,
            min(stroke.length, end_beat - stroke.start),
            stroke.pitch,
            stroke.velocity,
            stroke.brightness,
            stroke.cycles,
            stroke.glide,
        )
        for stroke in kept
    )


def as_hits(strikes: Iterable[Strike], end_beat: float) -> tuple[Hit, ...]:
    """Return hits in order; of two strokes on one drum at once the louder one is kept."""
    ordered = sorted(strikes, key=lambda strike: (strike.start, strike.drum))
    last: dict[str, int] = {}
    kept: list[Strike] = []
    for strike in ordered:
        if strike.start >= end_beat:
            continue
        before = last.get(strike.drum)
        if before is not None and strike.start - kept[before].start < SAME_STROKE_BEATS:
            kept[before].velocity = max(kept[before].velocity, strike.velocity)
            continue
        last[strike.drum] = len(kept)
        kept.append(strike)
    return tuple(Hit(strike.start, strike.drum, strike.velocity) for strike in kept)
