from collections import Counter
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menura.catalogue import TrackKind
from menura.suggest import (
    ContextError,
    MarkKind,
    PolicyChoice,
    SuggestionInputError,
    SuggestionList,
    SuggestOptions,
    TopOptions,
    Weights,
    assign_policy,
)
from tests.unit.discover.shelves import make_space, scattered_vectors, track_id
from tests.unit.suggest.worlds import (
    LONG_AGO,
    ME,
    NOW,
    Desk,
    around,
    desk_of,
    new_desk,
    sample,
    shelf_of,
    words_to,
)

ACCEPT, PIN, DISMISS = MarkKind.ACCEPT, MarkKind.PIN, MarkKind.DISMISS
MORE, LESS = MarkKind.MORE, MarkKind.LESS
ROLES = ("kick", "bass", "pad", "hat", "vocal")


def studio(count: int = 60, *, seed: int = 0, options: SuggestOptions | None = None) -> Desk:
    """Return a desk over samples of all kinds, of which some are of unknown tempo or key."""
    rng = np.random.default_rng(seed)
    rows = [
        {
            "tempo_bpm": None if i % 9 == 0 else float(rng.integers(70, 180)),
            "key": None if i % 7 == 0 else int(rng.integers(24)),
            "instrument": ROLES[i % 5],
            "moods": {"happy": 0.9} if i % 2 else {"sad": 0.8},
            "tags": {"dusty": 0.9} if i % 3 == 0 else {},
            "pack": f"Maker {i % 12} Wonders",
            "added_at": NOW - timedelta(days=int(rng.integers(0, 90))),
        }
        for i in range(count)
    ]
    vectors = scattered_vectors(count, 16, seed)
    return desk_of(rows, {"dsp": vectors}, options=options)


def told(answer: SuggestionList) -> list[Any]:
    """Return all of a list that must not depend on who asks when."""
    return [asdict(item) for item in answer.items]


# ------------------------------------------------------------------------ scores


@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 50),
    st.sampled_from([None, 87.0, 120.123, 174.0]),
    st.sampled_from([None, "Am", "Ab"]),
    st.sampled_from(["fusion", "rules"]),
    st.booleans(),
)
def test_components_sum_to_the_score(
    seed: int, bpm: float | None, key: str | None, policy: Any, allow: bool
):
    desk = studio(30, seed=seed)
    desk.mark(1, ACCEPT)
    desk.set(bpm=bpm, key=key, mood_tags=["happy"], preferences={"allow_transpose": allow})
    found = desk.top(100, policy=policy)
    for item in found.items:
        assert sum(asdict(item.components).values()) == pytest.approx(item.score, abs=1e-6)
        assert (item.policy, item.position) == (policy, found.items.index(item) + 1)


def test_each_component_is_what_the_settings_say():
    desk = desk_of(
        [
            {"instrument": "bass", "tempo_bpm": 120, "key": 21},
            {
                "instrument": "pad",
                "tempo_bpm": 122,
                "key": 0,
                "moods": {"sad": 0.6},
                "added_at": NOW - timedelta(days=14),
            },
        ],
        {"dsp": [[1, 0], [0.6, 0.8]]},
    )
    desk.mark(1, ACCEPT)
    desk.set(bpm=120, key="Am", mood_tags=["sad"], preferences={"roles_wanted": ["pad"]})
    parts = asdict(desk.one(2).components)
    wanted = {
        "similarity": 0.6,
        "tempo": 0.15,
        "key": 0.06,
        "freshness": 0.05 / np.e,
        "mood": 0.06,
        "role": 0.1,
    }
    assert parts == pytest.approx(wanted, abs=1e-5)
    assert desk.one(2).rationale[:3] == ("+2 BPM", "relative major", "pad, as asked for")


def test_rules_leave_likeness_out():
    desk = desk_of([{}, {}, {}], {"dsp": [[1, 0], [0, 1], [1, 0.3]]})
    desk.mark(1, ACCEPT)
    rules = desk.items(policy="rules")
    assert [item.number for item in rules] == [2, 3]  # alike by rules: the lower number
    assert {item.components.similarity for item in rules} == {0.0}
    assert {item.source for item in rules} == {"recency"}
    fusion = desk.items(policy="fusion")
    assert [item.number for item in fusion] == [3, 2]
    assert fusion[0].components.similarity == pytest.approx(1 / np.sqrt(1.09), abs=1e-6)


def test_how_a_suggestion_is_to_be_played():
    desk = desk_of(
        [
            {"tempo_bpm": 87, "key": 22},  # B flat minor
            {"tempo_bpm": 176, "key": 9 + 12},
            {"tempo_bpm": None, "key": 21},
            {"tempo_bpm": 87, "key": 22, "instrument": "kick"},
        ]
    )
    desk.set(bpm=174, key="Am")
    fits = {item.number: item.fit for item in desk.items()}
    assert (fits[1].tempo_factor, fits[1].stretch_ratio) == (2.0, 1.0)
    assert fits[1].transpose_semitones == -1
    assert fits[2].tempo_factor == 1.0
    assert fits[2].stretch_ratio == pytest.approx(176 / 174, abs=1e-6)  # longer: slowed down
    assert fits[2].transpose_semitones == 0
    assert (fits[3].tempo_factor, fits[3].stretch_ratio) == (None, None)
    assert fits[4].transpose_semitones == 0
    desk.set(preferences={"allow_transpose": False})
    assert sorted(desk.numbers()) == [2, 3, 4]


@pytest.mark.parametrize(
    ("one", "other"), [("Ab", "G#"), ("Abm", "G#m"), ("8A", "Am"), ("1m", "a")]
)
def test_enharmonic_keys_get_equal_answers(one: str, other: str):
    desk = studio()
    desk.set(bpm=120)
    assert told(desk.top(key=one)) == told(desk.top(key=other))
    desk.set(key=one)
    first = told(desk.top())
    desk.set(key=other)
    assert told(desk.top()) == first


@pytest.mark.parametrize(("slow", "fast"), [(87.0, 174.0), (60.0, 120.0)])
@pytest.mark.parametrize("session", [0, 1])
def test_half_and_double_tempo_are_equal(slow: float, fast: float, session: int):
    desk = desk_of([{"tempo_bpm": slow}, {"tempo_bpm": fast}])
    desk.set(bpm=(slow, fast)[session])
    one, other = desk.items()
    assert one.components == other.components
    assert [one.number, other.number] == [1, 2]


def test_the_weights_of_the_settings_are_used():
    options = SuggestOptions(Weights(tempo=0.5, role=0.0, freshness=0.0))
    desk = desk_of([{"tempo_bpm": 120, "instrument": "bass"}], options=options)
    desk.set(bpm=120)
    assert asdict(desk.one(1).components) == pytest.approx(
        {"similarity": 0, "tempo": 0.5, "key": 0, "freshness": 0, "mood": 0, "role": 0}
    )


# ------------------------------------------------------------------------ who is out


@pytest.mark.parametrize("pinned", [False, True])
@pytest.mark.parametrize(
    "ban",
    [
        {"ban_tracks": [track_id(2).upper()]},
        {"ban_packs": ["gOLDEN dust"]},
        {"ban_tags": ["Dusty"]},
        {"ban_tags": ["SAD"]},
        {"ban_tags": ["techno"]},
        {"ban_tags": ["bass"]},
        {"ban_tags": ["one shot"]},
    ],
    ids=str,
)
def test_bans_are_absolute_even_for_what_is_pinned(ban: dict[str, Any], pinned: bool):
    banned = {
        "pack": "Golden Dust",
        "tags": {"dusty": 0.8},
        "moods": {"sad": 0.9},
        "genre": "Techno",
        "instrument": "bass",
        "kind": TrackKind.ONE_SHOT,
    }
    desk = desk_of([{}, banned, {}], {"dsp": np.eye(3)})
    if pinned:
        desk.mark(2, PIN)
        assert desk.numbers()[0] == 2
    desk.set(preferences=ban)
    for options in ({}, {"policy": "rules"}, {"explore": True, "seed": 1}, {"bpm": 120.0}):
        assert sorted(desk.numbers(**options)) == [1, 3]
    desk.set(preferences=None)
    assert 2 in desk.numbers()


@settings(max_examples=20, deadline=None)
@given(st.sets(st.integers(1, 40), max_size=12), st.integers(0, 12), st.booleans())
def test_no_list_ever_holds_what_is_banned_or_out(banned: set[int], packs: int, explore: bool):
    desk = studio(40)
    names = [f"Maker {i} Wonders" for i in range(packs)]
    ids = [track_id(number) for number in sorted(banned)]
    desk.mark(5, PIN)
    desk.mark(6, ACCEPT)
    desk.mark(7, DISMISS)
    desk.set(preferences={"ban_tracks": ids, "ban_packs": names, "ban_tags": ["dusty"]})
    for item in desk.items(40, explore=explore, seed=3):
        assert item.number not in banned | {6, 7}
        assert item.pack not in names
        assert (item.number - 1) % 3
        assert not banned & {int(one[-4:]) for one in item.similar_ids}


def test_what_is_dismissed_stays_out_until_it_is_undone():
    desk = desk_of([{}, {}])
    desk.mark(1, DISMISS, reason="too bright")
    assert desk.numbers() == [2]
    desk.clock.advance(10 * 365 * 86_400)
    assert desk.numbers() == [2]
    desk.service.unmark(ME, track_id(1), DISMISS)
    assert desk.numbers() == [1, 2]


def test_what_is_dismissed_for_a_while_comes_back_by_itself():
    desk = desk_of([{}, {}])
    desk.mark(1, DISMISS, expires_in_s=3600)
    desk.clock.advance(3599)
    assert desk.numbers() == [2]
    desk.clock.advance(1)
    assert desk.numbers() == [1, 2]


def test_what_is_accepted_is_not_suggested_again():
    desk = desk_of([{}, {}, {}])
    desk.set(accepted_track_ids=[track_id(1)])
    desk.mark(2, ACCEPT)
    assert desk.numbers() == [3]
    desk.service.unmark(ME, track_id(2), ACCEPT)
    assert desk.numbers() == [2, 3]


def test_songs_are_not_suggested_unless_asked_for():
    kinds = [TrackKind.SONG, TrackKind.LOOP, TrackKind.ONE_SHOT, TrackKind.STEM, TrackKind.CLIP]
    desk = desk_of([{"kind": kind} for kind in kinds])
    assert sorted(desk.numbers()) == [2, 3, 4, 5]
    assert desk.numbers(kinds=("song",)) == [1]
    assert desk.numbers(kinds=("one_shot", "song")) == [1, 3]


def test_unknown_tempo_and_key_are_never_filtered():
    desk = desk_of([{"tempo_bpm": None, "key": None} for _ in range(4)])
    for bpm in (20.0, 133.7, 400.0):
        for key in ("C", "F#m"):
            found = desk.items(bpm=bpm, key=key)
            assert len(found) == 4
            assert {(item.components.tempo, item.components.key) for item in found} == {(0.0, 0.0)}


# ------------------------------------------------------------------------ likeness


def test_each_is_compared_by_the_best_ears_that_know_it():
    e = np.eye(4)
    nothing = np.zeros(4)
    desk = desk_of(
        [{} for _ in range(5)],
        {
            "clap": [e[0], e[0] + e[1], nothing, nothing, nothing],
            "musicnn": [e[0], -e[0], e[0] + e[1], nothing, nothing],
            "dsp": [e[0], -e[0], -e[0], e[0] + e[1], nothing],
        },
    )
    desk.mark(1, ACCEPT)
    sources = {item.number: item.source for item in desk.items()}
    assert sources == {2: "clap", 3: "musicnn", 4: "dsp", 5: "recency"}
    likeness = {item.number: item.components.similarity for item in desk.items()}
    assert likeness == pytest.approx({2: 0.7071, 3: 0.7071, 4: 0.7071, 5: 0.0}, abs=1e-4)


def test_without_any_ears_the_newest_come_first():
    rows = [{"added_at": NOW - timedelta(days=days)} for days in (40, 1, 5, 90)]
    desk = desk_of(rows)
    desk.mark(4, ACCEPT)
    assert desk.numbers() == [2, 3, 1]
    assert {item.source for item in desk.items()} == {"recency"}


def test_a_prompt_moves_the_list_towards_its_words():
    text = words_to({"rain": [0, 1, 0], "sun": [1, 0, 0]})
    vectors = [[1, 0.1, 0], [0.1, 1, 0], [0, 0, 1]]
    desk = desk_of([{}, {}, {}], {"clap": vectors}, text=text)
    desk.set(prompt="rain")
    assert desk.numbers()[0] == 2
    desk.set(prompt="sun")
    assert desk.numbers()[0] == 1
    assert desk.top().preset is None


def test_a_prompt_that_nobody_understands_is_said_so():
    desk = desk_of([{}, {}], {"dsp": np.eye(2)})
    desk.set(prompt="rain")
    note = desk.top().note
    assert note is not None
    assert "prompt is not used" in note


def test_more_and_less_like_this_turn_the_list():
    desk = desk_of([{} for _ in range(20)], {"dsp": around([1, 0], [0, 1], count=10, spread=0.1)})
    desk.mark(1, MORE)
    assert desk.numbers(1)[0] <= 10
    desk.mark(11, MORE)
    desk.mark(1, LESS)
    assert desk.numbers(1)[0] > 10
    assert desk.numbers(20)[-1] <= 10


# ------------------------------------------------------------------------ variety


def forty_copies(groups: int) -> Desk:
    """Return a desk over 40 near copies in groups that fit best, and 30 other sounds."""
    rng = np.random.default_rng(4)
    centres = scattered_vectors(groups, 32)
    copies = np.repeat(centres, 40 // groups, axis=0) + rng.normal(size=(40, 32)) * 0.003
    vectors = np.concatenate([copies, scattered_vectors(30, 32, seed=9)])
    rows: list[dict[str, Any]] = [{"tempo_bpm": 120, "key": 21} for _ in range(40)]
    rows += [{"tempo_bpm": 124.5, "key": None} for _ in range(30)]
    return desk_of(rows, {"dsp": vectors})


@pytest.mark.parametrize("groups", [1, 4, 8])
@pytest.mark.parametrize("policy", ["fusion", "rules"])
def test_at_most_one_of_each_group_of_near_copies_is_in_the_first_ten(groups: int, policy: Any):
    desk, each = forty_copies(groups), 40 // groups
    desk.set(bpm=120, key="Am")
    found = desk.items(policy=policy)
    shown = Counter((item.number - 1) // each for item in found if item.number <= 40)
    assert len(found) == 10
    assert set(shown.values()) == {1}
    assert len(shown) == groups
    for item in found:
        assert item.similar_count == (each - 1 if item.number <= 40 else 0)
        assert len(item.similar_ids) == min(20, item.similar_count)
        assert track_id(item.number) not in item.similar_ids


def test_a_copy_of_what_is_accepted_or_pinned_is_not_suggested():
    desk = forty_copies(4)
    desk.set(bpm=120)
    desk.mark(1, ACCEPT)
    desk.mark(11, PIN)
    found = desk.items(30)
    assert found[0].is_pinned
    assert found[0].number == 11
    assert not [item.number for item in found[1:] if item.number <= 20]


def test_banned_copies_are_not_even_counted():
    desk = forty_copies(1)
    desk.set(bpm=120, preferences={"ban_tracks": [track_id(n) for n in range(2, 40)]})
    leader = desk.one(1)
    assert (leader.similar_count, leader.similar_ids) == (1, (track_id(40),))


def test_a_pack_gives_three_at_most():
    rows: list[dict[str, Any]] = [{"pack": "Golden Dust", "added_at": NOW} for _ in range(20)]
    desk = desk_of(rows + [{} for _ in range(5)])
    packs = Counter(item.pack for item in desk.items())
    assert packs["Golden Dust"] == 3
    assert sum(packs.values()) == 8
    note = desk.top().note
    assert note is not None
    assert "pack" in note


# ------------------------------------------------------------------------ pins


def test_what_is_pinned_stays_in_sight_whatever_the_tempo():
    desk = desk_of([{"tempo_bpm": 60 + 9 * i} for i in range(12)])
    desk.mark(1, PIN)
    desk.mark(12, PIN)
    desk.set(bpm=105)
    found = desk.items(3)
    assert [(item.number, item.is_pinned) for item in found[:2]] == [(12, True), (1, True)]
    assert not found[2].is_pinned
    assert [item.number for item in desk.items(1)] == [12]
    assert [item.position for item in found] == [1, 2, 3]
    assert {item.propensity for item in found} == {1.0}


# ------------------------------------------------------------------------ equal answers


def test_equal_requests_have_equal_answers_also_from_another_process():
    desk = studio()
    desk.set(bpm=120, key="Am", mood_tags=["happy"])
    desk.mark(3, ACCEPT)
    first = desk.top(20)
    again = desk.top(20)
    assert told(again) == told(first)
    assert again.request_id != first.request_id
    assert told(new_desk(desk.world).top(20)) == told(first)


def test_ties_are_broken_by_the_number_of_the_track():
    desk = desk_of([{} for _ in range(50)])
    assert desk.numbers(20) == list(range(1, 21))
    desk.set(bpm=120)
    assert desk.numbers(20) == list(range(1, 21))


def test_a_longer_list_begins_like_a_shorter_one_where_ears_are_missing():
    desk = studio()
    desk.world.spaces = ()
    desk.world.revision += 1
    assert desk.numbers(20)[:10] == desk.numbers(10)


# ------------------------------------------------------------------------ context swap


def test_another_context_changes_the_list_in_the_right_direction():
    rows = [{"tempo_bpm": 128, "key": 21} for _ in range(8)]
    rows += [{"tempo_bpm": 90, "key": 0} for _ in range(8)]
    desk = desk_of(rows, {"dsp": scattered_vectors(16, 16)})
    desk.set(bpm=128, key="Am")
    assert set(desk.numbers(16)) == set(range(1, 9))
    desk.set(bpm=90, key="C major")
    assert set(desk.numbers(16)) == set(range(9, 17))


def test_moods_and_roles_pull_what_has_them_up():
    desk = desk_of(
        [
            {"instrument": "bass", "moods": {"happy": 0.9}},
            {"instrument": "pad", "moods": {"sad": 0.9}},
            {"instrument": "kick"},
        ]
    )
    desk.set(mood_tags=["sad"])
    assert desk.numbers(1) == [2]
    desk.set(mood_tags=["uplifting"])  # a synonym of happy
    assert desk.numbers(1) == [1]
    desk.set(mood_tags=None)
    desk.mark(1, ACCEPT)
    desk.mark(2, ACCEPT)
    desk.set(preferences={"roles_wanted": ["bass"]})
    roles = {item.number: item.components.role for item in desk.items()}
    assert roles == pytest.approx({3: 0.1})


def test_an_accepted_bass_no_longer_leaves_basses_missing():
    desk = desk_of([{"instrument": "bass"}, {"instrument": "bass"}, {"instrument": "pad"}])
    assert desk.one(2).components.role == pytest.approx(0.1)
    desk.mark(1, ACCEPT)
    assert desk.one(2).components.role == 0
    assert "pad is missing" in desk.one(3).rationale
    desk.set(preferences={"roles_wanted": ["bass"]})
    assert desk.one(2).components.role == pytest.approx(0.1)


def test_one_question_may_say_another_tempo_and_key():
    desk = desk_of([{"tempo_bpm": 128}, {"tempo_bpm": 90}])
    desk.set(bpm=90)
    assert desk.numbers(bpm=128.0) == [1]
    assert desk.numbers() == [2]
    assert desk.top(bpm=128.0).context.bpm == 128.0


def test_a_change_of_the_library_is_seen_at_once():
    desk = desk_of([{"tempo_bpm": 90}, {"tempo_bpm": 128}], {"dsp": np.eye(2)})
    desk.set(bpm=90)
    assert desk.numbers() == [1]
    desk.world.shelf = shelf_of([sample(tempo_bpm=128), sample(tempo_bpm=90)])
    desk.world.revision += 1
    assert desk.numbers() == [2]


# ------------------------------------------------------------------------ cold start


def test_cold_start_is_diverse_recent_and_central():
    """20 old ones in the middle, 20 new ones there, 3 new ones far from everything, 2 packs."""
    middle = around([1, 1, 1], count=40, spread=0.35, seed=2)
    far = around([-1, -1, -1], count=3, spread=0.1)
    rows = [{"added_at": LONG_AGO} for _ in range(20)]
    rows += [{"added_at": NOW - timedelta(days=1)} for _ in range(23)]
    desk = desk_of(rows, {"dsp": np.concatenate([middle, far])})
    found = desk.top()
    numbers = [item.number for item in found.items]
    assert found.preset == "cold_start"
    assert len(numbers) == 10
    assert not set(numbers) & {41, 42, 43}
    assert sum(20 < number <= 40 for number in numbers) >= 6
    assert len({item.pack for item in found.items}) == 10
    assert any("typical of your samples" in word for word in found.items[0].rationale)
    assert told(desk.top()) == told(found)


@pytest.mark.parametrize("said", [{"bpm": 120}, {"key": "Am"}, {"mood_tags": ["dark"]}])
def test_whoever_said_something_does_not_start_cold(said: dict[str, Any]):
    desk = studio()
    assert desk.top().preset == "cold_start"
    desk.set(**said)
    assert desk.top().preset is None


def test_an_empty_library_has_nothing_to_suggest_and_says_so():
    found = desk_of([]).top()
    assert (list(found.items), found.candidate_count, found.sample_count) == ([], 0, 0)
    assert found.note is not None
    assert "no samples yet" in found.note


def test_a_list_that_is_empty_says_what_keeps_the_others_out():
    desk = desk_of([{"tempo_bpm": 90, "key": 21}])
    desk.set(bpm=120)
    found = desk.top()
    assert not found.items
    assert found.note is not None
    assert "tempo" in found.note
    desk.set(bpm=90, preferences={"ban_tracks": [track_id(1)]})
    assert "banned" in str(desk.top().note)


# ------------------------------------------------------------------------ exploring


def test_a_surprise_is_marked_counted_and_can_be_made_again():
    desk = studio(60)
    plain = desk.top()
    found = desk.top(explore=True, seed=11)
    assert found.seed == 11
    assert [item.is_exploration for item in found.items] == [False] * 9 + [True]
    assert [item.number for item in found.items[:9]] == [item.number for item in plain.items[:9]]
    surprise = found.items[9]
    pool = round(1 / surprise.propensity)
    assert surprise.propensity == pytest.approx(1 / pool)
    assert pool > 1
    assert {item.propensity for item in found.items[:9]} == {1.0}
    assert told(desk.top(explore=True, seed=11)) == told(found)
    drawn = desk.top(explore=True)
    assert drawn.seed is not None
    assert told(desk.top(explore=True, seed=drawn.seed)) == told(drawn)


def test_the_chances_of_all_surprises_add_up_to_one():
    desk = studio(24)
    chances: dict[int, float] = {}
    for seed in range(300):
        item = desk.items(explore=True, seed=seed)[9]
        chances[item.number] = item.propensity
    assert sum(chances.values()) == pytest.approx(1.0)


def test_without_exploring_nothing_is_left_to_chance():
    found = studio().top()
    assert found.seed is None
    assert not any(item.is_exploration for item in found.items)
    assert {item.propensity for item in found.items} == {1.0}


def test_who_has_little_time_gets_sure_things():
    desk = studio()
    desk.set(time_remaining_s=60)
    found = desk.top(explore=True, seed=1)
    assert found.seed is None
    assert not any(item.is_exploration for item in found.items)
    desk.set(time_remaining_s=3600)
    assert desk.top(explore=True, seed=1).items[-1].is_exploration


def test_little_time_brings_higher_scores():
    vectors = around([1, 0], [0.8, 0.6], count=15, spread=0.12)
    desk = desk_of([{} for _ in range(30)], {"dsp": vectors})
    desk.mark(1, ACCEPT)
    at_leisure = [item.score for item in desk.items()]
    desk.set(time_remaining_s=30)
    hurried = [item.score for item in desk.items()]
    assert sum(hurried) >= sum(at_leisure)


# ------------------------------------------------------------------------ experiments


def test_an_experiment_gives_each_session_one_policy_for_good():
    choice = PolicyChoice("ab", 0.5)
    desk = studio(options=SuggestOptions(policy=choice))
    policies = {}
    for number in range(20):
        name = f"session {number}"
        policies[name] = desk.suggester.top(name, TopOptions()).policy
        assert policies[name] == assign_policy(choice, name)
        assert desk.suggester.top(name, TopOptions()).policy == policies[name]
    assert set(policies.values()) == {"fusion", "rules"}
    other = new_desk(desk.world, options=SuggestOptions(policy=choice))
    assert {n: other.suggester.top(n, TopOptions()).policy for n in policies} == policies


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 1000), st.sampled_from([0.2, 0.5]), st.booleans())
def test_propensities_are_the_chances_of_being_shown(seed: int, share: float, explore: bool):
    """Whoever asks gets one of the two lists; what both show is shown for sure."""
    desk = studio(40, options=SuggestOptions(policy=PolicyChoice("ab", share)))
    desk.mark(2, ACCEPT)
    found = desk.top(explore=explore, seed=seed)
    settled = {
        policy: set(desk.numbers(policy=policy)[: 9 if explore else 10])
        for policy in ("fusion", "rules")
    }
    shares = {"rules": share, "fusion": 1 - share}
    for item in found.items:
        if item.is_exploration:
            continue
        shown_by = {policy for policy in settled if item.number in settled[policy]}
        sure = sum(shares[policy] for policy in shown_by)
        assert set(item.shown_by) == shown_by
        assert sure - 1e-9 <= item.propensity <= sure + (0.2 if explore else 1e-9)


def test_who_names_a_policy_gets_it_whatever_the_experiment():
    desk = studio(options=SuggestOptions(policy=PolicyChoice("ab")))
    for policy in ("fusion", "rules"):
        found = desk.top(policy=policy)
        assert found.policy == policy
        assert {item.shown_by for item in found.items} == {(policy,)}


# ------------------------------------------------------------------------ what makes no sense


@pytest.mark.parametrize("count", [0, -1, 101, 10_000, 10**30])
def test_a_count_out_of_bounds_is_refused(count: int):
    with pytest.raises(SuggestionInputError) as refused:
        studio(3).top(count)
    assert refused.value.field == "n"


@pytest.mark.parametrize("bpm", [float("nan"), -1.0, 0.0, 1e9, float("inf")])
def test_a_senseless_tempo_is_refused(bpm: float):
    with pytest.raises(ContextError) as refused:
        studio(3).top(bpm=bpm)
    assert refused.value.field == "bpm"


@pytest.mark.parametrize("key", ["", "H", "X#", "99A"])
def test_a_senseless_key_is_refused(key: str):
    with pytest.raises(ContextError) as refused:
        studio(3).top(key=key)
    assert refused.value.field == "key"


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\0b", "\ud800", "line\nbreak"])
def test_a_senseless_name_of_a_session_is_refused(name: str):
    desk = studio(3)
    for ask in (desk.suggester.top, desk.suggester.session):
        with pytest.raises(SuggestionInputError) as refused:
            ask(name)
        assert refused.value.field == "session"
        assert refused.value.message.encode()


def test_ids_that_nothing_has_any_more_do_no_harm():
    desk = studio(5)
    desk.world.repository.tracks = None
    desk.mark(1, ACCEPT)
    desk.mark(2, PIN)
    desk.world.shelf = shelf_of([sample(number=n) for n in (3, 4, 5)])
    desk.world.spaces = (make_space(desk.world.shelf, np.eye(3)),)
    desk.world.revision += 1
    assert sorted(desk.numbers()) == [3, 4, 5]


def test_the_probe_follows_contexts_and_the_library():
    desk = studio(5)
    before = desk.suggester.probe(ME)
    desk.set(bpm=120)
    after = desk.suggester.probe(ME)
    assert after.version > before.version
    assert after.sample_count == 5
    desk.world.shelf = replace(desk.world.shelf, revision=desk.world.shelf.revision + 1)
    desk.world.revision += 1
    assert desk.suggester.probe(ME).library_revision > after.library_revision


# ------------------------------------------------------------------------ what reviewers found


def test_copies_of_what_was_dismissed_do_not_come_up():
    desk = forty_copies(1)
    desk.set(bpm=120)
    copies = set(range(1, 41))
    leader = next(item.number for item in desk.items() if item.number in copies)
    desk.mark(leader, MarkKind.DISMISS)
    assert not copies & set(desk.numbers(100))


def test_a_prompt_beside_accepted_samples_is_told_when_nobody_reads_it():
    desk = desk_of([{}, {}, {}], {"dsp": scattered_vectors(3, 8)})
    desk.mark(1, MarkKind.ACCEPT)
    assert desk.top().note is None or "prompt" not in str(desk.top().note)
    desk.set(prompt="rain on glass")
    assert "prompt is not used" in str(desk.top().note)
    assert "prompt" not in str(desk.top(policy="rules").note)


def test_nothing_is_kept_of_a_moment_that_is_not_the_present():
    desk = desk_of([{}, {}])
    desk.world.is_current = False
    assert len(desk.items()) == 2
    desk.world.shelf = shelf_of([sample(), sample(), sample()])
    assert len(desk.items()) == 3  # though the stamp is the same


def test_what_is_quick_is_told_without_asking_anybody():
    desk = desk_of([{}, {}])
    options = TopOptions(10)
    assert desk.suggester.quick_scene(ME, options) is None  # it was never looked at
    known = desk.items()
    scene = desk.suggester.quick_scene(ME, options)
    assert scene is not None
    assert desk.suggester.top(ME, options, scene=scene).items == known
    assert desk.suggester.quick_scene(ME, TopOptions(100)) is None
    desk.set(prompt="rain")
    desk.items()
    assert desk.suggester.quick_scene(ME, options) is None


def test_where_several_sources_hold_samples_each_is_a_pack():
    rows = [{"pack": "Loops", "source_id": f"source-{1 + i % 2}"} for i in range(20)]
    desk = desk_of(rows)
    assert len(desk.items()) == 10
    desk.world.source_names = {"source-1": "Dust", "source-2": "Gold", "source-3": "Songs"}
    desk.world.revision += 1
    assert Counter(item.pack for item in desk.items()) == {"Dust": 3, "Gold": 3}
    desk.world.source_names = {"source-1": "Dust", "source-3": "Songs"}
    desk.world.revision += 1
    assert len(desk.items()) == 10


def test_a_loop_whose_length_was_rounded_to_samples_is_at_its_tempo():
    desk = desk_of([{"tempo_bpm": 104.00024}, {"tempo_bpm": 105.00024}])
    desk.set(bpm=100)
    assert [round(desk.one(n).components.tempo, 6) for n in (1, 2)] == [0.15, -0.15]


def test_a_surprise_that_is_not_there_is_accounted_for():
    desk = desk_of([{}, {}, {}])
    desk.set(time_remaining_s=60)
    assert "little time" in str(desk.top(2, explore=True).note)
    desk.set(time_remaining_s=None)
    assert desk.top(2, explore=True).note is None
