from collections.abc import Iterator

import pytest

from menura.studio.composition.composer import compose
from menura.studio.composition.moments import Moment, draw_moment, hold_strikes, hold_strokes
from menura.studio.composition.passage import Strike, Stroke
from menura.studio.composition.seeds import stream
from menura.studio.model import Role, SectionName
from menura.studio.score import Drum, Section
from tests.unit.studio.composition.plans import plan_for

VERSE = Section(SectionName.VERSE, 4, 8, 0.5, ())
CHORUS = Section(SectionName.CHORUS, 12, 8, 0.9, ())
BUILD = Section(SectionName.BUILD, 4, 8, 0.6, ())
DROP = Section(SectionName.DROP, 12, 8, 0.9, ())
LAST_BAR = 44.0


def quarters() -> list[Stroke]:
    return [Stroke(16.0 + k, 1.0, 60, 0.8) for k in range(32)]


def strikes() -> list[Strike]:
    return [Strike(16.0 + k, drum, 0.8) for k in range(32) for drum in (Drum.KICK, Drum.CLOSED_HAT)]


def drawn(section: Section, following: Section | None, family: str) -> Iterator[Moment]:
    return (draw_moment(section, following, family, stream(seed)) for seed in range(60))


@pytest.mark.parametrize("family", ["electronic", "band", "roots", "urban"])
def test_some_pieces_hold_back_before_a_chorus_and_some_do_not(family: str) -> None:
    moments = set(drawn(VERSE, CHORUS, family))
    assert Moment.NONE in moments
    assert len(moments) >= 3


def test_nothing_is_held_back_where_no_peak_follows() -> None:
    assert set(drawn(VERSE, VERSE, "band")) == {Moment.NONE}
    assert set(drawn(VERSE, None, "band")) == {Moment.NONE}
    assert set(drawn(CHORUS, CHORUS, "band")) == {Moment.NONE}


def test_builds_of_dance_music_may_end_in_a_beat_of_silence() -> None:
    assert set(drawn(BUILD, DROP, "electronic")) == {Moment.NONE, Moment.SILENT_BEAT}


def test_in_stop_time_the_band_strikes_once_and_the_singer_goes_on() -> None:
    bass = hold_strokes(Role.BASS, quarters(), VERSE, Moment.STOP_TIME)
    lead = hold_strokes(Role.LEAD, quarters(), VERSE, Moment.STOP_TIME)
    drums = hold_strikes(strikes(), VERSE, Moment.STOP_TIME)
    assert [s.start for s in bass if s.start >= LAST_BAR] == [LAST_BAR]
    assert max(s.start + s.length for s in bass) < LAST_BAR + 1.0
    assert len(lead) == 32
    assert {s.start for s in drums if s.start >= LAST_BAR} == {LAST_BAR, LAST_BAR + 3.0}


def test_before_a_drop_the_kick_may_stay_out_for_a_bar() -> None:
    drums = hold_strikes(strikes(), VERSE, Moment.KICK_OUT)
    assert max(s.start for s in drums if s.drum is Drum.KICK) < LAST_BAR
    assert max(s.start for s in drums if s.drum is Drum.CLOSED_HAT) == LAST_BAR + 3.0
    assert max(s.start for s in hold_strokes(Role.BASS, quarters(), VERSE, Moment.KICK_OUT)) < 46.0


def test_a_beat_of_silence_ends_what_still_sounds() -> None:
    held = [Stroke(40.0, 8.0, 60, 0.8), *quarters()]
    kept = hold_strokes(Role.PADS, held, BUILD, Moment.SILENT_BEAT)
    assert all(stroke.start + stroke.length <= 47.0 for stroke in kept)


def test_two_pieces_of_a_genre_hold_back_in_different_places() -> None:
    def hits_before_chorus(seed: int) -> tuple[int, ...]:
        score = compose(plan_for("pop", seed, duration_s=120.0))
        starts = [hit.start_beat for hit in score.parts[Role.DRUMS].hits]
        return tuple(
            sum(after.start_beat - 3.9 <= start < after.start_beat - 1.1 for start in starts)
            for after in score.sections[1:]
            if after.name is SectionName.CHORUS
        )

    counts = [hits_before_chorus(seed) for seed in range(8)]
    assert any(0 in count for count in counts)
    assert any(max(count, default=0) > 2 for count in counts)
