"""Play the bass: a written pattern per style, or the rhythm of the kick itself."""

from collections.abc import Mapping

from menura.studio.composition.bass_patterns import (
    KICK_STYLES,
    LENGTH_FACTORS,
    PATTERNS,
    STYLE_VELOCITY,
    WOBBLE_RATES,
)
from menura.studio.composition.passage import STEPS_PER_BAR, Passage, Stroke, accent
from menura.studio.composition.patterns import Placed, choose, lay
from menura.studio.composition.scales import chord_scale, lowest_above, neighbour
from menura.studio.composition.turnarounds import draw_turnaround
from menura.studio.score import Chord
from menura.studio.styles import BassStyle

LOWEST, HIGHEST = 28, 50  # the open E string, and where a bass begins to sound like a tenor
KICK_ACCENT = 1.07
GHOST_BEATS = 0.12
# What a letter of a pattern means, in semitones above the root; others are read from the chord.
INTERVALS: Mapping[str, int] = {"R": 0, "G": 0, "O": 12, "Q": 12, "X": 0}


def play_bass(passage: Passage, style: BassStyle) -> list[Stroke]:
    """Return what the bass plays in a section."""
    text = _kick_pattern(passage, style) if style in KICK_STYLES and passage.kick else None
    pattern = text or choose(PATTERNS[style], passage)
    placed = list(lay(pattern, passage, draw_turnaround(style, passage)))
    rates = _wobble_rates(passage) if style is BassStyle.WOBBLE else None
    strokes: list[Stroke] = []
    for number, place in enumerate(placed):
        following = placed[number + 1].chord if number + 1 < len(placed) else place.chord
        stroke = _stroke(place, following, passage, style)
        if rates:
            stroke.cycles = rates[(place.bar % 4) * 4 + place.step // 4]
        strokes.append(stroke)
    return strokes


def _stroke(place: Placed, following: Chord, passage: Passage, style: BassStyle) -> Stroke:
    pitch = _pitch(place, following, passage)
    velocity = STYLE_VELOCITY.get(style, 0.8) * accent(place.start)
    if passage.kick_at(place.bar, place.step):
        velocity *= KICK_ACCENT
    length = place.length * LENGTH_FACTORS.get(style, 0.94)
    if place.symbol == "X":
        velocity, length = velocity * 0.45, min(length, GHOST_BEATS)
    return Stroke(place.start, length, pitch, velocity, glide=place.symbol in "GQ")


def _pitch(place: Placed, following: Chord, passage: Passage) -> int:
    chord, symbol = place.chord, place.symbol
    root = lowest_above(LOWEST, chord.root)
    if symbol in INTERVALS:
        pitch = root + INTERVALS[symbol]
    elif symbol == "N":
        pitch = lowest_above(LOWEST, following.root)
    elif symbol == "A":
        pitch = _approach(following, passage, place)
    elif symbol == "W":
        pitch = _walk(place, following, passage)
    else:
        pitch = root + _chord_interval(symbol, chord, passage)
    while pitch > HIGHEST:
        pitch -= 12
    return pitch if pitch >= LOWEST else pitch + 12


def _chord_interval(symbol: str, chord: Chord, passage: Passage) -> int:
    """Return the third, fifth, sixth or seventh as the chord or its scale has them."""
    scale = chord_scale(chord, passage.key, passage.mode)
    low, high = {"T": (3, 4), "F": (6, 8), "S": (10, 11), "H": (8, 9)}.get(symbol, (0, 0))
    pool = chord.pitch_classes if symbol in "TF" and len(chord.pitch_classes) > 2 else scale
    order = (7, 6, 8) if symbol == "F" else range(low, high + 1)
    return next((i for i in order if (chord.root + i) % 12 in pool), 7 if symbol == "F" else low)


def _approach(following: Chord, passage: Passage, place: Placed) -> int:
    """Return a note that leads into the next root: a semitone below, or a scale step above."""
    target = lowest_above(LOWEST, following.root)
    if following.root == place.chord.root:
        return target + 7
    scale = chord_scale(following, passage.key, passage.mode)
    from_above = (place.bar + place.step) % 2 == 0
    return (
        neighbour(target, 1, scale)
        if from_above
        else target - 1
        if target > LOWEST
        else target + 11
    )


def _walk(place: Placed, following: Chord, passage: Passage) -> int:
    """Return a note of a line that walks in steps from this root to the next."""
    root = lowest_above(LOWEST, place.chord.root)
    scale = chord_scale(place.chord, passage.key, passage.mode)
    beat = int(place.start - place.chord.start_beat) % 4
    third = root + _chord_interval("T", place.chord, passage)
    up = (place.bar % 2 == 0) == (root < LOWEST + 7)
    if beat == 1:
        return neighbour(root, 1, scale) if place.bar % 3 == 2 else third
    if beat == 2:
        return (
            root + _chord_interval("F", place.chord, passage) if up else neighbour(third, 1, scale)
        )
    return _approach(following, passage, place)


def _kick_pattern(passage: Passage, style: BassStyle) -> str:
    """Write a pattern that strikes where the kick does, and answers between the kicks."""
    longest, answers = KICK_STYLES[style]
    draws = passage.rng.random((len(passage.kick), 2)).tolist()
    bars = []
    for bar, (kick, (which, where)) in enumerate(zip(passage.kick, draws, strict=True)):
        steps = [step for step in range(STEPS_PER_BAR) if kick[step] > 0.4] or [0]
        line = ["."] * STEPS_PER_BAR
        for step, end in zip(steps, [*steps[1:], STEPS_PER_BAR], strict=True):
            held = min(longest, end - step)
            line[step : step + held] = ["R", *"-" * (held - 1)]
        answer = answers[int(which * len(answers))]
        place = (10, 14, 12, 14)[(bar + int(where * 4)) % 4]
        if line[place] != "R":
            line[place : place + 2] = [answer, "-"] if line[place + 1] != "R" else [answer, "R"]
        bars.append("".join(line))
    return "|".join(bars)


def _wobble_rates(passage: Passage) -> list[float]:
    """Draw how fast the filter moves on each beat of four bars, in cycles per beat."""
    choices = passage.rng.integers(len(WOBBLE_RATES), size=16).tolist()
    faster = 1.0 if passage.density < 0.7 else 2.0
    return [
        WOBBLE_RATES[choice] * (faster if place % 8 >= 6 else 1.0)
        for place, choice in enumerate(choices)
    ]
