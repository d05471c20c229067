"""Play the hand drums: what the groove writes for them, or evenly spread patterns."""

from collections.abc import Mapping

from menura.studio.composition.groove import euclid, read_steps, split_hand_drums
from menura.studio.composition.passage import STEPS_PER_BAR, Passage, Strike, metrical_weight
from menura.studio.composition.patterns import STEP_BEATS
from menura.studio.genres.model import DrumGroove
from menura.studio.score import Drum

# Strokes over steps, as they are common in the music of these families (Toussaint 2005).
EUCLIDEAN: Mapping[str, tuple[tuple[Drum, int, int], ...]] = {
    "electronic": (
        (Drum.SHAKER, 8, 16),
        (Drum.HIGH_CONGA, 5, 16),
        (Drum.LOW_CONGA, 3, 16),
        (Drum.BONGO, 7, 16),
        (Drum.COWBELL, 3, 8),
        (Drum.WOODBLOCK, 5, 12),
    ),
    "urban": ((Drum.SHAKER, 7, 16), (Drum.WOODBLOCK, 3, 16), (Drum.BONGO, 5, 16)),
    "band": ((Drum.TAMBOURINE, 4, 16), (Drum.SHAKER, 8, 16), (Drum.COWBELL, 4, 16)),
    "roots": (
        (Drum.SHAKER, 8, 16),
        (Drum.HIGH_CONGA, 5, 16),
        (Drum.LOW_CONGA, 3, 16),
        (Drum.CLAVE, 5, 16),
        (Drum.BONGO, 7, 16),
    ),
}
MOST_VOICES = 3


def play_percussion(passage: Passage, groove: DrumGroove, family: str) -> list[Strike]:
    """Return what hand drums play in a section."""
    strikes: list[Strike] = []
    written = [
        *split_hand_drums(groove.steps, hand=True),
        *split_hand_drums(groove.extra, hand=True),
    ]
    for drum, text in written:
        bars = read_steps(text)
        thresholds = passage.rng.random((len(bars), STEPS_PER_BAR)).tolist()
        for bar, start in enumerate(passage.bar_starts()):
            line = zip(bars[bar % len(bars)], thresholds[bar % len(bars)], strict=True)
            for step, (velocity, threshold) in enumerate(line):
                if velocity and threshold < 0.3 + 1.3 * passage.density:
                    loud = velocity * (0.6 + 0.35 * passage.energy)
                    strikes.append(Strike(start + step * STEP_BEATS, drum, loud))
    if len(written) < 2:
        strikes += _spread(passage, family, taken={drum for drum, _ in written})
    return strikes


def _spread(passage: Passage, family: str, *, taken: set[Drum]) -> list[Strike]:
    pool = [line for line in EUCLIDEAN.get(family, EUCLIDEAN["band"]) if line[0] not in taken]
    order = passage.rng.permutation(len(pool)).tolist()
    turns = passage.rng.integers(0, 8, size=len(pool)).tolist()
    voices = max(1, round(passage.density * MOST_VOICES))
    strikes: list[Strike] = []
    for choice in order[:voices]:
        drum, count, steps = pool[choice]
        count = max(2, round(count * (0.6 + 0.8 * passage.density)))
        pattern = euclid(min(count, steps), steps, turns[choice] if drum is not Drum.SHAKER else 0)
        for start in passage.bar_starts():
            for step in range(STEPS_PER_BAR):
                if pattern[step % steps]:
                    beat = start + step * STEP_BEATS
                    loud = 0.4 + 0.06 * metrical_weight(beat) + 0.15 * passage.energy
                    strikes.append(Strike(beat, drum, loud))
    return strikes
