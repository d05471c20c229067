"""The tables of genres: well-formed, complete, and one genre not another."""

import re
from collections import Counter
from itertools import chain

import pytest

from menura.studio.composition.composer import compose
from menura.studio.composition.seeds import seeds_from
from menura.studio.genres.catalogue import GENRES, genre
from menura.studio.genres.errors import UnknownGenreError
from menura.studio.genres.model import DrumGroove, Genre
from menura.studio.model import Mode, Role, TrackPlan
from menura.studio.score import Drum

ALL = list(GENRES.values())
HAND_DRUMS = {
    Drum.SHAKER,
    Drum.TAMBOURINE,
    Drum.COWBELL,
    Drum.LOW_CONGA,
    Drum.HIGH_CONGA,
    Drum.BONGO,
    Drum.CLAVE,
    Drum.TIMBALE,
    Drum.WOODBLOCK,
}
FAMILIES = {"electronic", "urban", "band", "roots", "classical", "ambient"}
QUIET = {"ambient", "classical_piano"}
STYLES = {
    Role.BASS: "bass",
    Role.CHORDS: "comping",
    Role.GUITAR: "guitar",
    Role.ARP: "arps",
    Role.LEAD: "leads",
    Role.PADS: "pads",
    Role.STRINGS: "strings",
    Role.BRASS: "brass",
    Role.VOCALS: "vocals",
}
CHORD = re.compile(r"(b[1-7]|[1-7])[!m]?(/(\d+|\d*\.\d+))?")
DARK, BRIGHT = -6.5, -3.5

each_genre = pytest.mark.parametrize("one", ALL, ids=lambda one: one.id)


def lines(one: Genre) -> list[tuple[DrumGroove, Drum, str]]:
    return [
        (groove, drum, text)
        for groove in one.grooves
        for drum, text in chain(groove.steps.items(), groove.extra.items())
    ]


def played(one: Genre) -> set[Role]:
    return {role for form in one.forms for part in form.parts for role in part.roles}


def test_there_are_at_least_forty_genres_and_each_is_found_by_its_id() -> None:
    assert len(GENRES) >= 40
    assert all(genre(id) is one and one.id == id for id, one in GENRES.items())


def test_an_unknown_genre_is_refused_with_near_names() -> None:
    with pytest.raises(UnknownGenreError) as caught:
        genre("deephouse")
    assert caught.value.code == "genre_unknown"
    assert "deep_house" in caught.value.message


@each_genre
def test_bars_of_a_groove_have_sixteen_steps_of_rests_and_digits(one: Genre) -> None:
    for _, _, text in lines(one):
        bars = text.split("|")
        assert len(bars) in (1, 2, 4), text
        assert all(re.fullmatch(r"[.1-9]{16}", bar) for bar in bars), text


@each_genre
def test_a_genre_with_drums_has_kits_and_two_to_four_grooves(one: Genre) -> None:
    if Role.DRUMS in played(one):
        assert one.kits
        assert 2 <= len(one.grooves) <= 4
        assert len({groove.name for groove in one.grooves}) == len(one.grooves)
        assert all(groove.extra for groove in one.grooves)
    else:
        assert not one.grooves


@each_genre
def test_hand_drums_in_a_groove_have_a_percussionist(one: Genre) -> None:
    if any(drum in HAND_DRUMS for _, drum, _ in lines(one)):
        assert Role.PERCUSSION in played(one)


def test_no_two_genres_share_a_groove() -> None:
    seen = Counter(tuple(sorted(g.steps.items())) for one in ALL for g in one.grooves)
    assert max(seen.values()) == 1


@each_genre
def test_every_progression_can_be_read_and_comes_home(one: Genre) -> None:
    for progression in (*one.progressions, *one.progressions_b):
        words = progression.degrees.split()
        assert words
        assert all(CHORD.fullmatch(word) for word in words), progression.degrees
        assert any(re.match(r"1[!m]?(/|$)", word) for word in words), progression.degrees
        assert progression.modes


@each_genre
def test_every_mode_of_a_genre_has_progressions_for_calm_and_full_parts(one: Genre) -> None:
    for mode, weight in one.modes:
        assert weight > 0
        assert sum(mode in p.modes for p in one.progressions) >= 2, mode
        assert any(mode in p.modes for p in one.progressions_b), mode
    assert len(one.progressions) >= 6
    assert len(one.progressions_b) >= 3


@each_genre
def test_no_minor_progression_is_a_cadence_of_the_relative_major(one: Genre) -> None:
    for progression in (*one.progressions, *one.progressions_b):
        if Mode.MINOR in progression.modes:
            roots = " ".join(word.split("/")[0] for word in progression.degrees.split())
            assert "4 7 3" not in roots, progression.degrees


@each_genre
def test_a_piece_in_every_mode_says_its_key(one: Genre) -> None:
    for index, (mode, _) in enumerate(one.modes):
        plan = TrackPlan(
            genre=one.id,
            bpm=sum(one.tempo_bpm) / 2,
            key=(5 * index + 2) % 12,
            mode=mode,
            duration_s=60.0,
            seeds=seeds_from(7 + index),
        )
        score = compose(plan)
        assert score.key_margin > 0.03, mode
        assert {role for role in score.parts if role is not Role.FX} <= played(one)


@each_genre
def test_forms_begin_and_end_calmer_than_their_peak(one: Genre) -> None:
    assert len(one.forms) >= 2
    for form in one.forms:
        energies = [part.energy for part in form.parts]
        assert len(energies) >= 4
        assert all(0 < energy <= 1 for energy in energies)
        assert all(part.weight > 0 and part.roles for part in form.parts)
        assert max(energies) >= (0.55 if one.id in QUIET else 0.8), form.name
        assert energies[0] < max(energies)
        assert energies[-1] < max(energies)


@each_genre
def test_who_plays_in_a_form_has_sounds_a_style_and_a_level(one: Genre) -> None:
    for role in played(one):
        if role is Role.FX:
            assert one.fx or one.noise
        elif role not in (Role.DRUMS, Role.PERCUSSION):
            assert one.patches.get(role), role
            assert getattr(one, STYLES[role]), role
        if role is not Role.DRUMS:
            assert role in one.level_lu, role


@each_genre
def test_every_sound_and_style_belongs_to_a_role_that_plays(one: Genre) -> None:
    assert set(one.patches) <= played(one)
    assert set(one.level_lu) <= played(one)
    for role, field in STYLES.items():
        assert bool(getattr(one, field)) == (role in one.patches), field


@each_genre
def test_the_harmony_is_played_by_somebody_in_every_form(one: Genre) -> None:
    chordal = {Role.CHORDS, Role.GUITAR, Role.PADS, Role.STRINGS}
    for form in one.forms:
        weight = sum(part.weight for part in form.parts)
        heard = sum(part.weight for part in form.parts if chordal & set(part.roles))
        assert heard / weight > 0.6, form.name


@each_genre
def test_numbers_are_sane(one: Genre) -> None:
    slowest, fastest = one.tempo_bpm
    assert 55 <= slowest < fastest <= 200
    assert fastest / slowest <= 1.7
    assert one.feel in (0.5, 1.0)
    assert 0.5 <= one.swing <= 0.667
    assert 0 <= one.humanise_ms <= 15
    assert 2 <= one.extensions <= 5
    assert 0 <= one.duck <= 0.9
    assert DARK <= one.spectrum_tilt_db_per_octave <= BRIGHT
    assert all(-25 <= level <= 4 for level in one.level_lu.values())
    assert one.noise in (None, "vinyl", "tape", "air")
    assert one.family in FAMILIES


@each_genre
def test_a_genre_says_what_it_is(one: Genre) -> None:
    assert one.description.endswith(".")
    assert one.description.count(".") == 1
    assert one.title
    assert len(one.aliases) >= 8
    assert len(one.moods) >= 3
    assert len(set(one.typical_instruments)) == len(one.typical_instruments)


def test_no_alias_names_two_genres() -> None:
    names = [
        name
        for one in ALL
        for name in {one.id, one.id.replace("_", " "), one.title.lower(), *one.aliases}
    ]
    twice = [name for name, count in Counter(names).items() if count > 1]
    assert twice == []
    assert all(name == name.lower().strip() and name for name in names)


def test_no_genre_lists_an_alias_twice() -> None:
    assert all(len(set(one.aliases)) == len(one.aliases) for one in ALL)


@pytest.mark.parametrize(
    ("alias", "id"),
    [
        ("liquid dnb", "drum_and_bass"),
        ("uk garage", "garage"),
        ("2-step", "garage"),
        ("boom bap", "hip_hop"),
        ("chillhop", "lofi"),
        ("bossa", "bossa_nova"),
        ("future house", "house"),
        ("phonk", "trap"),
        ("salsa", "latin"),
        ("jungle", "drum_and_bass"),
        ("r&b", "rnb"),
        ("8-bit", "chiptune"),
        ("trailer music", "cinematic"),
    ],
)
def test_names_people_use_are_known(alias: str, id: str) -> None:
    assert alias in GENRES[id].aliases


def steps(id: str, drum: Drum, groove: int = 0) -> list[set[int]]:
    text = GENRES[id].grooves[groove].steps[drum]
    return [{i for i, c in enumerate(bar) if c != "."} for bar in text.split("|")]


@pytest.mark.parametrize("id", ["house", "techno", "trance", "disco", "hardstyle"])
def test_dance_music_has_its_kick_on_every_beat_and_open_hats_between(id: str) -> None:
    assert all({0, 4, 8, 12} <= bar for bar in steps(id, Drum.KICK))
    assert all({2, 6, 10, 14} <= bar for bar in steps(id, Drum.OPEN_HAT))


@pytest.mark.parametrize("id", ["dubstep", "future_bass", "trap"])
def test_half_time_genres_have_their_backbeat_on_the_third_beat(id: str) -> None:
    one = GENRES[id]
    drum = next(d for d in (Drum.SNARE, Drum.CLAP) if d in one.grooves[0].steps)
    assert one.feel == 0.5
    assert all(8 in bar and not {4, 12} & bar for bar in steps(id, drum))


def test_one_drop_leaves_the_first_beat_empty() -> None:
    assert steps("reggae", Drum.KICK) == [{4, 12}]


def test_dembow_is_three_three_two() -> None:
    assert steps("reggaeton", Drum.SNARE) == [{3, 6, 11, 14}]


def test_the_clave_of_salsa_is_son_clave() -> None:
    assert steps("latin", Drum.CLAVE) == [{2, 4, 8, 11, 14}]
    assert steps("latin", Drum.CLAVE, 1) == [{0, 3, 6, 10, 12}]


def test_jazz_closes_its_hat_on_two_and_four_under_a_swung_ride() -> None:
    jazz = GENRES["jazz"]
    assert steps("jazz", Drum.PEDAL_HAT) == [{4, 12}]
    assert jazz.swing_eighths
    assert jazz.swing > 0.6


def test_drill_displaces_its_snare_from_bar_to_bar() -> None:
    first, second = steps("drill", Drum.SNARE)
    assert (first, second) == ({8}, {12})


def test_a_garage_kick_leaves_the_third_beat() -> None:
    assert all(8 not in bar and 0 in bar for bar in steps("garage", Drum.KICK))


def test_choruses_of_the_blues_are_twelve_bars_long() -> None:
    def bars(text: str) -> float:
        return sum(float(word.partition("/")[2] or 1) for word in text.split())

    twelve = [p for p in GENRES["blues"].progressions if bars(p.degrees) == 12]
    assert len(twelve) >= 5
