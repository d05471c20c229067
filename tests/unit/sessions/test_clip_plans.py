"""What a brief fixes stays; what it leaves open is spread over the batch, always the same way."""

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menura.sessions.clip_brief import VIGOUR, understand_brief
from menura.sessions.clip_excerpts import heard_bars
from menura.sessions.clip_plans import ClipPlan, plan_clips, spread_genes
from menura.sessions.clip_rendering import (
    clip_of,
    clip_parameters,
    render_clip_again,
)
from menura.sessions.clip_steering import plan_steered, unlike
from menura.sessions.engine import ENGINE, PROVIDER
from menura.sessions.errors import NotReproducibleError
from menura.sessions.model import BatchKind, BriefParams, ClipManifest
from menura.sessions.ports import SteeringHint
from menura.sessions.prompt import write_prompt
from menura.studio import Instrument, Mode, Role, SectionName, TrackPlan, from_record, to_record
from menura.studio.requests import GENRES

DURATION_S = 12.0


def prompt_of(brief: str, energy: float = 0.5, density: float = 0.5) -> str:
    params = BriefParams(energy=energy, density=density, duration_sec=DURATION_S)
    return write_prompt(brief, params)


def planned(brief: str, count: int = 6, seed: int = 1, **numbers: float) -> tuple[ClipPlan, ...]:
    return plan_clips(prompt_of(brief, **numbers), count, DURATION_S, seed)


def manifest(clip: ClipPlan, provider: str = PROVIDER, engine: str = ENGINE) -> ClipManifest:
    return ClipManifest(
        provider=provider,
        seed=clip.seed,
        prompt="p",
        engine_version=engine,
        parameters=clip_parameters(clip),
    )


def written_bars(clip: ClipPlan) -> int:
    return sum(section.bars for section in clip.plan.sections)


# ------------------------------------------------------------------ the brief


def test_what_the_brief_says_holds_for_every_clip():
    brief = "techno at 131 bpm in F# minor with acid bass, no vocals"
    for clip in planned(brief, 6):
        plan = clip.plan
        assert (plan.genre, plan.bpm, plan.key, plan.mode) == ("techno", 131, 6, Mode.MINOR)
        assert Instrument.ACID in plan.instruments
        assert Instrument.VOCALS in plan.excluded


def test_the_numbers_win_over_the_words_about_energy():
    calm, wild = (understand_brief(prompt_of("calm ambient", energy=e)).energy for e in (0.2, 0.9))
    assert (calm, wild) == (0.2, 0.9)
    assert understand_brief("calm ambient").energy < understand_brief("energetic house").energy


def test_a_named_genre_is_the_only_one():
    assert understand_brief(prompt_of("reggae for the beach")).genres == ("reggae",)


@pytest.mark.parametrize(
    ("brief", "genres"),
    [
        ("dusty house", ("house",)),
        ("garage in the rain", ("garage",)),
        ("house or techno", ("house", "techno")),
        ("anything between jazz, lo-fi and soft house", ("jazz", "lofi", "house")),
        ("techno, no, rather house", ("house",)),
        ("a house beat with dubstep-style bass", ("house",)),
    ],
)
def test_what_a_track_must_choose_from_clips_can_share(brief, genres):
    assert understand_brief(brief).genres == genres
    planned = {clip.plan.genre for clip in plan_clips(brief, 6, 4.0, 3)}
    assert planned == set(genres)


def test_without_a_genre_calm_clips_are_of_calmer_genres_than_wild_ones():
    def mean_vigour(energy: float) -> float:
        genres = understand_brief(prompt_of("music for my video", energy=energy)).genres
        assert len(genres) > 1
        return sum(VIGOUR[id_] for id_ in genres) / len(genres)

    assert mean_vigour(0.1) < mean_vigour(0.5) < mean_vigour(0.9)
    assert set(VIGOUR) == set(GENRES)


@pytest.mark.parametrize("brief", ["asdf", "...", "how do I cook rice?"])
def test_a_brief_that_says_nothing_about_music_leaves_everything_open(brief):
    genres = {clip.plan.genre for clip in planned(brief)}
    assert len(genres) == 3


def test_a_form_that_the_brief_asks_for_is_kept_and_fills_the_clip():
    names = (SectionName.VERSE, SectionName.CHORUS)
    for clip in planned("pop song, a verse then a chorus", 3):
        assert tuple(section.name for section in clip.plan.sections) == names
        assert written_bars(clip) > heard_bars(DURATION_S, clip.plan.bpm)


# ---------------------------------------------------------------- the spread


def test_the_same_seed_plans_the_same_batch_and_another_one_another():
    assert planned("house") == planned("house")
    assert planned("house") != planned("house", seed=2)


def test_each_clip_has_a_seed_of_its_own():
    clips = planned("house", 24)
    assert len({clip.seed for clip in clips}) == 24
    assert len({clip.plan.seeds.melody for clip in clips}) == 24


@given(count=st.integers(1, 40), seed=st.integers(0, 2**32))
@settings(max_examples=40, deadline=None)
def test_every_gene_of_a_piece_falls_once_into_each_part_of_its_range(count, seed):
    genes = spread_genes(count, seed)
    assert sorted(int(one["key"] * count) for one in genes) == list(range(count))
    directions = {one.sound_seed: one["genre"] for one in genes}
    expected = min(count, max(3, count // 3))
    assert sorted(int(g * expected) for g in directions.values()) == list(range(expected))


def test_clips_of_one_direction_share_their_sound_and_differ_in_their_notes():
    first, second, *_, fourth = (clip.plan for clip in planned("something dark", 4))
    assert first.seeds.sound == fourth.seeds.sound != second.seeds.sound
    assert first.seeds.harmony != fourth.seeds.harmony
    assert first.genre == fourth.genre


@given(
    duration_s=st.floats(0.05, 30),
    energy=st.floats(0, 1),
    density=st.floats(0, 1),
    brief=st.sampled_from(["house", "slow waltz on a piano", "metal", "ambient", "any music"]),
    seed=st.integers(0, 10_000),
)
@settings(max_examples=60, deadline=None)
def test_the_written_music_lasts_beyond_every_clip(duration_s, energy, density, brief, seed):
    for clip in plan_clips(prompt_of(brief, energy, density), 2, duration_s, seed):
        bars = written_bars(clip)
        assert bars * 240 / clip.plan.bpm > duration_s
        assert bars <= heard_bars(duration_s, clip.plan.bpm) + 1
        assert all(section.bars > 0 for section in clip.plan.sections)


def test_energy_moves_calm_and_full_parts_apart():
    def range_of(energy: float) -> float:
        spans = []
        for clip in planned("house", 12, energy=energy):
            energies = [section.energy for section in clip.plan.sections]
            spans.append(max(energies) - min(energies))
        return sum(spans)

    assert range_of(0.1) < range_of(0.5) < range_of(0.9)


def test_the_calm_part_of_an_energetic_clip_has_few_players_and_one_with_a_pulse():
    for clip in planned("rock", 6, energy=0.9):
        thin = [set(s.roles) - {Role.FX} for s in clip.plan.sections if s.roles]
        assert thin
        assert all(len(roles) <= 3 and roles & {Role.CHORDS, Role.GUITAR} for roles in thin)


# ------------------------------------------------------------------ manifests


def test_a_plan_survives_its_record_to_the_last_bit():
    for clip in planned("something cinematic, hopeful", 4, seed=9):
        assert from_record(TrackPlan, to_record(clip.plan)) == clip.plan
        assert clip_of(manifest(clip)) == clip


def test_only_clips_of_this_composer_and_engine_are_rendered_again(tmp_path):
    clip = planned("house", 1)[0]
    target = tmp_path / "again.wav"
    with pytest.raises(NotReproducibleError, match="musicgen"):
        render_clip_again(manifest(clip, provider="musicgen"), target)
    with pytest.raises(NotReproducibleError, match=r"0\.9"):
        render_clip_again(manifest(clip, engine="0.9"), target)
    assert not target.exists()


@pytest.mark.parametrize(
    "damage",
    [
        {"plan": None},
        {"duration_sec": "long"},
        {"duration_sec": math.inf},
        {"duration_sec": -1},
        {"plan": {"genre": "house"}},
    ],
)
def test_a_damaged_record_is_told_as_such(damage, tmp_path):
    whole = manifest(planned("house", 1)[0])
    damaged = replace(whole, parameters={**whole.parameters, **damage})
    with pytest.raises(NotReproducibleError, match="damaged"):
        render_clip_again(damaged, tmp_path / "again.wav")


@pytest.mark.parametrize(
    "change", [{"genre": "polka"}, {"bpm": 0.0}, {"blend": "polka"}, {"duration_s": 1e9}]
)
def test_a_plan_that_no_engine_would_write_is_refused_before_it_is_played(change, tmp_path):
    clip = planned("house", 1)[0]
    odd = replace(clip, plan=replace(clip.plan, **change))
    with pytest.raises(NotReproducibleError):
        render_clip_again(manifest(odd), tmp_path / "again.wav")


# ------------------------------------------------------------------- steering


def test_more_keeps_tempo_key_and_sounds_and_writes_other_notes():
    near = planned("happy music", 2, seed=4)
    hint = SteeringHint(BatchKind.MORE, near=tuple(manifest(clip) for clip in near))
    made = plan_steered(prompt_of("happy music"), 6, DURATION_S, 8, hint)
    variations = [clip for clip in made if clip.origin == "variation"]
    assert len(made) == 6
    assert len(variations) == 4
    for index, clip in enumerate(variations):
        parent = near[index % 2].plan
        assert (clip.plan.bpm, clip.plan.key, clip.plan.genre) == (
            parent.bpm,
            parent.key,
            parent.genre,
        )
        assert clip.plan.seeds.sound == parent.seeds.sound
        assert clip.plan.seeds.melody != parent.seeds.melody
        assert abs(clip.plan.brightness - parent.brightness) < 0.2
    assert len({clip.plan.seeds.melody for clip in made}) == 6


def test_less_is_further_away_than_what_is_drawn_anyway():
    refused = planned("any music", 2, seed=4)
    hint = SteeringHint(BatchKind.LESS, other=tuple(manifest(clip) for clip in refused))
    made = plan_steered(prompt_of("any music"), 6, DURATION_S, 8, hint)
    fresh = planned("any music", 24, seed=8)

    def distance(clips: tuple[ClipPlan, ...]) -> float:
        return sum(min(unlike(c.plan, r.plan) for r in refused) for c in clips) / len(clips)

    assert distance(made) > 1.1 * distance(fresh)


def test_between_lies_between_both_parents():
    low = planned("house in A minor", 1, seed=1)[0]
    high = planned("techno in A minor", 1, seed=2)[0]
    low = replace(low, plan=replace(low.plan, brightness=0.2, bpm=120.0))
    high = replace(high, plan=replace(high.plan, brightness=0.8, bpm=136.0))
    hint = SteeringHint(BatchKind.BETWEEN, near=(manifest(low),), other=(manifest(high),))
    made = plan_steered(prompt_of("music in A minor"), 6, DURATION_S, 8, hint)
    children = [clip.plan for clip in made if clip.origin == "between"]
    assert len(children) == 4
    for child in children:
        assert {child.genre, child.blend} == {"house", "techno"}
        assert 0.2 < child.brightness < 0.8
        slow, fast = GENRES[child.genre].tempo_bpm
        assert max(120, slow) <= child.bpm <= min(136, fast)
        assert child.seeds.sound in (low.plan.seeds.sound, high.plan.seeds.sound)
        assert child.seeds.groove in (low.plan.seeds.groove, high.plan.seeds.groove)
        assert child.seeds.sound != child.seeds.groove


@pytest.mark.parametrize("kind", [BatchKind.MORE, BatchKind.LESS, BatchKind.BETWEEN])
def test_clips_of_other_providers_have_no_plan_to_go_by(kind):
    foreign = ClipManifest(provider="musicgen", seed=1, prompt="p")
    hint = SteeringHint(kind, near=(foreign,), other=(foreign,))
    made = plan_steered(prompt_of("house"), 5, DURATION_S, 8, hint)
    assert [clip.origin for clip in made] == ["fresh"] * 5
