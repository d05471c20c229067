from collections.abc import Callable
from dataclasses import replace

import pytest

from menura.studio.composition.arps import play_arp
from menura.studio.composition.bass import HIGHEST, LOWEST, play_bass
from menura.studio.composition.bass_patterns import PATTERNS as BASS_PATTERNS
from menura.studio.composition.brass import play_brass
from menura.studio.composition.comping import play_comping
from menura.studio.composition.comping_patterns import PATTERNS as COMPING_PATTERNS
from menura.studio.composition.groove import read_steps
from menura.studio.composition.guitar import PATTERNS as GUITAR_PATTERNS
from menura.studio.composition.guitar import play_guitar
from menura.studio.composition.melody import draw_ideas, sing
from menura.studio.composition.pads import play_pads
from menura.studio.composition.passage import Passage, Stroke
from menura.studio.composition.patterns import read_pattern
from menura.studio.composition.seeds import stream
from menura.studio.composition.strings import play_strings
from menura.studio.composition.style_choice import SUITED, suits
from menura.studio.composition.turnarounds import TEXTS
from menura.studio.composition.vocals import play_vocals
from menura.studio.palette import Patch
from menura.studio.styles import (
    ArpStyle,
    BassStyle,
    BrassStyle,
    CompStyle,
    GuitarStyle,
    LeadStyle,
    PadStyle,
    StringStyle,
    VocalStyle,
)
from tests.unit.studio.composition.plans import passage_for

KICK = read_steps("9..6..8...9...5.|9.....8..9......")
A_MINOR = {9, 11, 0, 2, 4, 5, 7}


def lead(passage: Passage, style: LeadStyle) -> list[Stroke]:
    return sing(passage, style, draw_ideas(style, passage.density, stream(3)))


def voices(passage: Passage, style: VocalStyle) -> list[Stroke]:
    return play_vocals(passage, style, draw_ideas(LeadStyle.LYRICAL, 0.5, stream(3)))


# Who plays, in which style, between which notes.
PLAYERS: list[tuple[Callable[..., list[Stroke]], object, int, int]] = [
    *((play_bass, style, LOWEST, HIGHEST) for style in BassStyle),
    *((play_comping, style, 40, 96) for style in CompStyle),
    *((play_guitar, style, 40, 88) for style in GuitarStyle),
    *((play_arp, style, 40, 100) for style in ArpStyle),
    *((lead, style, 60, 88) for style in LeadStyle),
    *((play_pads, style, 44, 88) for style in PadStyle),
    *((play_strings, style, 48, 96) for style in StringStyle),
    *((play_brass, style, 48, 84) for style in BrassStyle),
    *((voices, style, 50, 88) for style in VocalStyle),
]


@pytest.mark.parametrize(("player", "style", "lowest", "highest"), PLAYERS)
@pytest.mark.parametrize("seed", range(4))
def test_every_style_plays_within_its_section_and_register(
    player: Callable[..., list[Stroke]], style: object, lowest: int, highest: int, seed: int
) -> None:
    passage = passage_for(kick=KICK, seed=seed, key=(5 * seed) % 12)
    strokes = player(passage, style)
    first, last = passage.section.start_beat, passage.section.end_beat
    assert strokes
    assert all(first - 1e-6 <= stroke.start < last for stroke in strokes)
    assert all(stroke.start + stroke.length <= last + 2.0 for stroke in strokes)
    assert lowest <= min(stroke.pitch for stroke in strokes)
    assert max(stroke.pitch for stroke in strokes) <= highest


@pytest.mark.parametrize(("player", "style", "lowest", "highest"), PLAYERS)
def test_styles_stay_in_the_key(
    player: Callable[..., list[Stroke]], style: object, lowest: int, highest: int
) -> None:
    strokes = player(passage_for("1 6 4 1", kick=KICK), style)
    inside = sum(stroke.length for stroke in strokes if stroke.pitch % 12 in A_MINOR)
    assert inside >= 0.85 * sum(stroke.length for stroke in strokes)


@pytest.mark.parametrize(
    "style", [BassStyle.SUB_808, BassStyle.BOOM_BAP, BassStyle.POP, BassStyle.SYNCOPATED]
)
def test_a_bass_that_follows_the_kick_strikes_with_it(style: BassStyle) -> None:
    strokes = play_bass(passage_for(kick=KICK, density=0.3), style)
    kicks = {
        16.0 + 4 * bar + step / 4
        for bar in range(8)
        for step in range(16)
        if KICK[bar % 2][step] > 0
    }
    together = sum(stroke.start in kicks for stroke in strokes)
    assert together >= 0.75 * len(strokes)


def test_a_wobble_says_how_fast_its_filter_moves() -> None:
    strokes = play_bass(passage_for(), BassStyle.WOBBLE)
    assert all(stroke.cycles > 0 for stroke in strokes)
    assert len({stroke.cycles for stroke in strokes}) >= 3


@pytest.mark.parametrize("style", [BassStyle.DRILL_SLIDES, BassStyle.ACID, BassStyle.SUB_808])
def test_sliding_basses_slide(style: BassStyle) -> None:
    passages = [passage_for(kick=KICK, density=0.9, seed=seed) for seed in range(5)]
    assert any(stroke.glide for passage in passages for stroke in play_bass(passage, style))


def test_a_walking_bass_steps_on_every_beat_and_into_the_next_root() -> None:
    passage = passage_for("1 4 5! 1", density=0.4)
    strokes = play_bass(passage, BassStyle.WALKING)
    beats = {stroke.start for stroke in strokes}
    assert all(16.0 + beat in beats for beat in range(32))
    by_start = {stroke.start: stroke.pitch for stroke in strokes}
    into = [abs(by_start[20.0 + 4 * k] - by_start[19.0 + 4 * k]) for k in range(7)]
    assert sum(interval % 12 in (1, 2, 10, 11) for interval in into) >= 4


@pytest.mark.parametrize("style", list(BassStyle))
def test_a_bass_begins_each_chord_low(style: BassStyle) -> None:
    if style in (BassStyle.REGGAE, BassStyle.TUMBAO):  # they leave out the first beat
        return
    passage = passage_for("1/2 4/2", kick=KICK)
    strokes = play_bass(passage, style)
    roots = sum(stroke.pitch % 12 == passage.chord_at(stroke.start).root for stroke in strokes)
    assert roots >= 0.25 * len(strokes)


def test_named_sounds_have_something_they_can_play() -> None:
    assert all(styles for styles in SUITED.values())
    assert suits(Patch.GRAND_PIANO, CompStyle.BALLAD)
    assert not suits(Patch.PIZZICATO, StringStyle.SUSTAINED)


@pytest.mark.parametrize(
    "patterns",
    [
        BASS_PATTERNS[BassStyle.SHUFFLE],
        BASS_PATTERNS[BassStyle.WALKING],
        GUITAR_PATTERNS[GuitarStyle.BLUES_RIFF],
        COMPING_PATTERNS[CompStyle.BOOGIE],
        COMPING_PATTERNS[CompStyle.CHARLESTON],
    ],
)
def test_what_swings_eighths_is_written_in_eighths(patterns: tuple[str, ...]) -> None:
    for text in patterns:
        assert all(step.place % 2 == 0 for bar in read_pattern(text) for step in bar), text


def test_a_skank_is_on_every_offbeat_and_on_no_beat() -> None:
    for seed in range(6):
        strokes = play_guitar(passage_for(seed=seed), GuitarStyle.SKANK)
        beats = {round(stroke.start * 4) / 4 for stroke in strokes}
        assert all(16.5 + k in beats for k in range(28))
        assert not any(beat % 1 == 0 for beat in beats)


def test_a_tumbao_is_on_the_and_of_two_and_on_four_of_both_halves_of_the_clave() -> None:
    for seed in range(6):
        strokes = play_bass(passage_for(seed=seed, density=0.35), BassStyle.TUMBAO)
        places = {stroke.start % 4 for stroke in strokes}
        assert {0.75, 1.5, 2.75, 3.5} <= places <= {0.0, 0.75, 1.5, 2.5, 2.75, 3.5}


def test_a_montuno_turns_with_the_clave() -> None:
    three_two = tuple(1.0 if step in (0, 3, 6, 10, 12) else 0.0 for step in range(16))
    two_three = three_two[8:] + three_two[:8]

    def places(clave: tuple[float, ...]) -> set[float]:
        passage = replace(passage_for("1", density=0.9), clave=clave)
        return {stroke.start % 4 for stroke in play_comping(passage, CompStyle.MONTUNO)}

    assert {(place + 2) % 4 for place in places(two_three)} == places(three_two)


def test_turnarounds_fill_half_a_bar_at_most_and_change_every_fourth() -> None:
    assert all(len(text) in (4, 8) for texts in TEXTS.values() for text in texts)
    changed = 0
    for seed in range(20):
        strokes = play_bass(passage_for("1", seed=seed, density=0.9), BassStyle.EIGHTHS)
        bars = [
            {(s.start % 4, s.pitch) for s in strokes if 16 + 4 * k <= s.start < 20 + 4 * k}
            for k in range(8)
        ]
        changed += bars[3] != bars[1] and bars[3] == bars[7]
    assert changed >= 8


def test_a_pianist_adds_the_left_hand_as_it_gets_fuller() -> None:
    def lowest(energy: float) -> int:
        passage = replace(passage_for(energy=energy), family="classical")
        strokes = play_comping(passage, CompStyle.ALBERTI)
        return sum(stroke.pitch < 52 for stroke in strokes)

    assert lowest(0.3) < lowest(0.6) < lowest(0.9)
