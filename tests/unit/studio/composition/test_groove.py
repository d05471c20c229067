from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menura.studio.composition.composer import compose
from menura.studio.composition.groove import (
    HAND_DRUMS,
    euclid,
    halved,
    nudged,
    read_steps,
    stretched,
    swung,
    without_fourth_sixteenths,
)
from menura.studio.composition.passage import Strike
from menura.studio.genres.catalogue import GENRES
from menura.studio.genres.model import DrumGroove
from menura.studio.model import Instrument, Role, SectionName
from menura.studio.score import Drum
from tests.unit.studio.composition.plans import plan_for


def test_digits_are_velocities_and_bars_are_parted() -> None:
    bars = read_steps("9...5...........|................")
    assert bars[0][0] == 1.0
    assert bars[0][4] == pytest.approx(5 / 9)
    assert sum(bars[1]) == 0.0


def test_known_euclidean_patterns() -> None:
    assert "".join("x" if stroke else "." for stroke in euclid(3, 8)) == "x..x..x."
    assert sum(euclid(5, 16)) == 5


@given(st.floats(0.0, 64.0), st.floats(0.0, 4.0), st.floats(0.5, 0.75), st.sampled_from([0.5, 1.0]))
def test_swing_keeps_the_order_and_the_beats(
    beat: float, later: float, swing: float, pair: float
) -> None:
    assert swung(beat, swing, pair) <= swung(beat + later, swing, pair) + 1e-9
    assert swung(float(int(beat)), swing, pair) == pytest.approx(int(beat))


def test_swung_sixteenths_come_late() -> None:
    assert swung(0.25, 2 / 3, 0.5) == pytest.approx(1 / 3)
    assert swung(0.5, 2 / 3, 1.0) == pytest.approx(2 / 3)


def test_strokes_move_to_where_a_reference_has_its_onsets() -> None:
    heard = tuple(1.0 if step in (0, 3, 10) else 0.0 for step in range(16))
    moved = nudged(read_steps("9.....8.9......."), heard, least=0.5)[0]
    assert moved[3] > 0
    assert moved[10] > 0
    assert moved[0] > 0
    assert moved[6] == 0


def test_a_reference_moves_the_kick_but_not_four_on_the_floor() -> None:
    heard = tuple(1.0 if step in (0, 5, 11) else 0.05 for step in range(16))

    def kicks(genre: str, **changes: Any) -> list[float]:
        score = compose(plan_for(genre, **changes))
        return [h.start_beat for h in score.parts[Role.DRUMS].hits if h.drum is Drum.KICK]

    assert kicks("hip_hop", onset_pattern=heard) != kicks("hip_hop")
    assert kicks("techno", onset_pattern=heard) == kicks("techno")


@pytest.mark.parametrize("genre", ["house", "latin", "afrobeats"])
def test_hands_play_hand_drums_and_the_kit_the_rest(genre: str) -> None:
    parts = compose(plan_for(genre, energy=0.8, density=0.8)).parts
    assert {hit.drum for hit in parts[Role.PERCUSSION].hits} <= HAND_DRUMS
    assert not {hit.drum for hit in parts[Role.DRUMS].hits} & HAND_DRUMS


def test_machines_are_on_the_grid_and_hands_are_not() -> None:
    machine = compose(plan_for("techno", swing=0.5)).parts[Role.DRUMS].hits
    hand = compose(plan_for("jazz", swing=0.5)).parts[Role.DRUMS].hits
    off = [abs(hit.start_beat * 24 - round(hit.start_beat * 24)) > 1e-6 for hit in machine]
    assert not any(off)
    assert sum(abs(hit.start_beat * 4 % 1 - 0.5) < 0.499 for hit in hand) > len(hand) / 2


@pytest.mark.parametrize("genre", ["house", "trance", "techno"])
def test_builds_get_faster_and_louder_and_stop_before_the_drop(genre: str) -> None:
    score = compose(plan_for(genre, duration_s=150.0))
    builds = [
        section
        for section in score.sections
        if section.name is SectionName.BUILD and Role.DRUMS in section.roles
    ]
    assert builds
    hits = score.parts[Role.DRUMS].hits
    snares = [
        hit
        for hit in hits
        if builds[0].start_beat <= hit.start_beat < builds[0].end_beat
        and hit.drum in (Drum.SNARE, Drum.CLAP, Drum.RIM, Drum.SNAP)
    ]
    middle = (builds[0].start_beat + builds[0].end_beat) / 2
    first = [hit for hit in snares if hit.start_beat < middle]
    second = [hit for hit in snares if hit.start_beat >= middle]
    assert len(first) < len(second)
    assert max(hit.velocity for hit in first) < max(hit.velocity for hit in second)
    assert max(hit.start_beat for hit in snares) < builds[0].end_beat - 0.9


@pytest.mark.parametrize("genre", ["house", "rock", "techno"])
def test_full_sections_begin_with_a_crash(genre: str) -> None:
    score = compose(plan_for(genre, energy=0.8))
    crashes = {
        round(hit.start_beat, 1) for hit in score.parts[Role.DRUMS].hits if hit.drum is Drum.CRASH
    }
    loud = [
        section.start_beat
        for section in score.sections[1:]
        if section.energy > 0.7 and Role.DRUMS in section.roles
    ]
    assert loud
    assert all(any(abs(start - crash) <= 0.1 for crash in crashes) for start in loud)


def test_every_digit_string_of_the_catalogue_has_sixteen_steps() -> None:
    for genre in GENRES.values():
        for groove in genre.grooves:
            for text in (*groove.steps.values(), *groove.extra.values()):
                assert all(len(bar) == 16 for bar in text.split("|")), (genre.id, groove.name)


def test_half_time_stretches_all_but_what_keeps_the_time() -> None:
    groove = DrumGroove(
        "plain",
        {
            Drum.KICK: "9.......9.......",
            Drum.SNARE: "....8.......8...",
            Drum.RIDE: "5...5...5...5...",
        },
    )
    slow = halved(groove)
    assert slow.steps[Drum.SNARE] == "........8.......|........8......."
    assert slow.steps[Drum.RIDE] == groove.steps[Drum.RIDE]
    kick = read_steps(groove.steps[Drum.KICK])
    assert stretched(kick) == read_steps(slow.steps[Drum.KICK])


def test_a_beat_of_swung_eighths_has_no_fourth_sixteenth() -> None:
    beats = (0.0, 0.5, 0.75, 1.75, 2.25)
    kept = without_fourth_sixteenths([Strike(beat, Drum.SNARE, 0.5) for beat in beats])
    assert [strike.start for strike in kept] == [0.0, 0.5, 1.5, 2.25]


@pytest.mark.parametrize("genre", ["jazz", "metal"])
def test_hand_drums_come_to_jazz_and_metal_only_when_they_are_asked_for(genre: str) -> None:
    full = plan_for(genre, energy=1.0, density=1.0)
    assert Role.PERCUSSION not in compose(full).parts
    asked = plan_for(genre, instruments=(Instrument.PERCUSSION,))
    assert compose(asked).parts[Role.PERCUSSION].hits


def test_choruses_sound_other_than_verses_on_the_same_groove() -> None:
    more = 0
    for seed in range(8):
        score = compose(plan_for("pop", seed, duration_s=120.0))
        drums: dict[bool, set[Drum]] = {True: set(), False: set()}
        for section in score.sections:
            if section.name in (SectionName.VERSE, SectionName.CHORUS):
                drums[section.name is SectionName.CHORUS] |= {
                    hit.drum
                    for hit in score.parts[Role.DRUMS].hits
                    if section.start_beat + 4 <= hit.start_beat < section.end_beat - 4
                }
        more += bool(drums[True] - drums[False])
    assert more >= 4
