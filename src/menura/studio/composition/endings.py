"""End a piece: everybody plays the last chord together and lets it ring."""

from menura.studio.composition.form import CLIP_BARS
from menura.studio.composition.passage import Passage, Strike, Stroke
from menura.studio.composition.scales import lowest_above
from menura.studio.model import Role
from menura.studio.score import BEATS_PER_BAR, Drum

TOGETHER_BEATS = 0.4
RINGING_BEATS = 3.6
LOWEST_BASS = 28
FADING_FAMILIES = frozenset({"ambient", "urban"})


def ends_together(passage: Passage, family: str) -> bool:
    """Tell whether a section is the end of a whole piece that stops rather than fades.

    Clips are left as they are: somebody may want to loop them.
    """
    section = passage.section
    whole = section.start_bar + section.bars > CLIP_BARS
    return passage.is_last and whole and section.bars > 1 and family not in FADING_FAMILIES


def _last_bar(passage: Passage) -> float:
    return passage.section.end_beat - BEATS_PER_BAR


def ring_out(role: Role, strokes: list[Stroke], passage: Passage) -> list[Stroke]:
    """Return strokes of which those on the last downbeat ring and later ones are left out."""
    last = _last_bar(passage)
    kept = [stroke for stroke in strokes if stroke.start < last + TOGETHER_BEATS]
    final = [stroke for stroke in kept if stroke.start >= last - 1e-6]
    for stroke in final:
        stroke.length = RINGING_BEATS
    if role is Role.BASS and not final:
        root = lowest_above(LOWEST_BASS, passage.chord_at(last).root)
        kept.append(Stroke(last, RINGING_BEATS, root, 0.8))
    return kept


def strike_out(strikes: list[Strike], passage: Passage, *, kit: bool) -> list[Strike]:
    """Return strikes that stop on the last downbeat, for a kit with a cymbal."""
    last = _last_bar(passage)
    kept = [strike for strike in strikes if strike.start < last + 1e-6]
    if kit and any(strike.drum is Drum.KICK for strike in strikes):
        kept.append(Strike(last, Drum.KICK, 0.85))
        kept.append(Strike(last, Drum.CRASH, 0.45 + 0.3 * passage.energy))
    return kept
