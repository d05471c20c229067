import math
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from menura.audio.instrument import UNPITCHED
from menura.audio.key_notation import PitchKey
from menura.catalogue import TrackKind
from menura.discover import INSTRUMENTS
from menura.suggest import Weights, tempo_factor
from menura.suggest.rules import (
    RuleContext,
    RuleScores,
    key_of_code,
    key_table,
    passing_rows,
    score_rules,
)
from menura.suggest.samples import Samples
from tests.unit.suggest.worlds import NOW, samples_of

WEIGHTS = Weights()
KEYS = [key for key in map(key_of_code, range(24)) if key is not None]
A_MINOR = PitchKey(9, "minor")
tempi = st.integers(20_000, 400_000).map(lambda thousandths: thousandths / 1000)
SLOW = NOW.timestamp()


@dataclass(frozen=True)
class Judged:
    """What the rules say of every track, fitting or not."""

    passes: NDArray[np.bool_]
    scores: RuleScores

    @property
    def tempo(self) -> NDArray[np.float32]:
        return self.scores.tempo

    @property
    def key(self) -> NDArray[np.float32]:
        return self.scores.key

    @property
    def freshness(self) -> NDArray[np.float32]:
        return self.scores.freshness

    @property
    def role(self) -> NDArray[np.float32]:
        return self.scores.role

    @property
    def total(self) -> NDArray[np.float32]:
        return self.scores.total


def scores(samples: Samples, weights: Weights = WEIGHTS, **context: Any) -> Judged:
    given_ = RuleContext(**{"now_s": SLOW, **context})
    mood = np.zeros(len(samples), np.float32)
    passes = np.zeros(len(samples), np.bool_)
    passes[passing_rows(samples, given_)] = True
    return Judged(passes, score_rules(samples, given_, weights, mood))


def tempo_of(track_bpm: float | None, session_bpm: float) -> tuple[bool, float]:
    """Return whether a tempo passes, and what it adds."""
    found = scores(samples_of({"tempo_bpm": track_bpm}), bpm=session_bpm)
    return bool(found.passes[0]), round(float(found.tempo[0]), 6)


# ------------------------------------------------------------------------ tempo


@pytest.mark.parametrize(
    ("session", "track", "passes", "adds"),
    [
        (120, 120, True, 0.15),
        (120, 124, True, 0.15),
        (120, 116, True, 0.15),
        (120, 124.001, True, -0.15),
        (120, 115.999, True, -0.15),
        (120, 125, True, -0.15),
        (120, 115, True, -0.15),
        (120, 125.001, False, -0.15),
        (120, 114.999, False, -0.15),
        (120.123, 125.123, True, -0.15),
        (120.123, 124.123, True, 0.15),
        (123.016, 128.016, True, -0.15),  # in single precision a hair more than 5 apart
        (124.003, 128.003, True, 0.15),
        (120.123, 125.124, False, -0.15),
        (174, 87, True, 0.15),
        (87, 174, True, 0.15),
        (120, 60, True, 0.15),
        (60, 120, True, 0.15),
        (120, 62.5, True, -0.15),  # 125 in double time
        (120, 62.501, False, -0.15),
        (60, 130, True, -0.15),  # 65 in half time
        (60, 130.002, False, -0.15),
        (120, 80, False, -0.15),  # two thirds are another tempo
        (120, 180, False, -0.15),
        (120, 40, False, -0.15),
        (120, 30, False, -0.15),  # only half and double
        (20, 400, False, -0.15),
        (120, None, True, 0.0),
    ],
)
def test_the_tempo_rule(session: float, track: float | None, passes: bool, adds: float):
    assert tempo_of(track, session) == (passes, adds)


@settings(deadline=None)
@given(tempi, st.data())
def test_five_beats_are_near_enough_and_a_thousandth_more_is_not(session: float, data: Any):
    """Whole numbers say it exactly: in thousandths of a beat, the sample at 1, half and double."""
    edges = [(5000, 5001), (4000, 4001)]
    factor = data.draw(st.sampled_from([1.0, 0.5, 2.0]))
    away = data.draw(st.sampled_from([step for edge in edges for step in edge] + [0, 4999, 3999]))
    sign = data.draw(st.sampled_from([-1, 1]))
    felt = round(session * 1000) + sign * away
    track = felt / 1000 / factor
    nearest = min(abs(round(f * felt / factor - session * 1000, 3)) for f in (0.5, 1.0, 2.0))
    passes, adds = tempo_of(track, session)
    assert passes == (nearest <= 5000)
    assert adds == (0.15 if nearest <= 4000 else -0.15)


@settings(deadline=None)
@given(tempi, tempi, tempi)
def test_raising_the_tempo_match_never_lowers_a_score(session: float, one: float, other: float):
    found = scores(samples_of({"tempo_bpm": one}, {"tempo_bpm": other}), bpm=session)
    away = [min(abs(f * bpm - session) for f in (0.5, 1.0, 2.0)) for bpm in (one, other)]
    better, worse = (0, 1) if away[0] <= away[1] else (1, 0)
    if abs(away[0] - away[1]) < 1e-3:  # below what a float can tell
        return
    assert found.total[better] >= found.total[worse]
    assert bool(found.passes[better]) >= bool(found.passes[worse])


@settings(deadline=None)
@given(tempi.filter(lambda bpm: bpm <= 200), tempi)
def test_a_sample_and_its_double_score_alike_where_both_are_felt_as_one(
    slow: float, session: float
):
    """87 and 174 are one to a session at either; farther off, four times a tempo is another."""
    for at in (slow, 2 * slow):
        found = scores(samples_of({"tempo_bpm": slow}, {"tempo_bpm": 2 * slow}), bpm=at)
        assert found.passes.all()
        assert found.total[0] == found.total[1]


@settings(deadline=None)
@given(tempi, tempi)
def test_the_factor_is_the_one_that_is_nearest(track: float, session: float):
    factor = tempo_factor(track, session)
    assert factor in (0.5, 1.0, 2.0)
    others = [abs(f * track - session) for f in (0.5, 1.0, 2.0)]
    assert abs(factor * track - session) == min(others)


def test_without_a_tempo_of_the_session_nothing_is_said_of_tempi():
    found = scores(samples_of({"tempo_bpm": 90}, {"tempo_bpm": None}))
    assert found.passes.all()
    assert not found.tempo.any()


def test_one_shots_have_no_tempo():
    hit = {"kind": TrackKind.ONE_SHOT, "tempo_bpm": 173.0}
    found = scores(samples_of(hit), bpm=120)
    assert found.passes.all()
    assert found.tempo[0] == 0


# ------------------------------------------------------------------------ keys


def graded(session: PitchKey, sample: PitchKey) -> float:
    """Return how well a key goes with another, by the Camelot wheel."""
    mine, its = int(session.camelot[:-1]), int(sample.camelot[:-1])
    steps = (its - mine) % 12
    if session.mode == sample.mode:
        return {0: 1.0, 1: 0.8, 11: 0.8}.get(steps, 0.0)
    if steps in (0, 1, 11):
        return 0.9 if steps == 0 else 0.6
    # 8A's parallel is 11B, 8B's is 5A
    return 0.4 if steps == (3 if session.mode == "minor" else 9) else 0.0


@pytest.mark.parametrize("session", KEYS, ids=lambda key: key.name)
@pytest.mark.parametrize("allow", [True, False], ids=["transposed", "as it is"])
def test_keys_pass_exactly_where_the_table_says(session: PitchKey, allow: bool):
    rows = [{"key": code, "instrument": name} for name in ("keys", "kick") for code in range(24)]
    found = scores(samples_of(*rows), key=session, allow_transpose=allow)
    table = key_table(session, WEIGHTS.key)
    for code, sample in enumerate(KEYS):
        fit = graded(session, sample)
        moved = {
            step: graded(session, sample.transposed(step)) - 0.1 * abs(step)
            for step in (-2, -1, 1, 2)
        }
        passes_as_is = fit >= 0.6
        passes = passes_as_is or (allow and max(moved.values()) >= 0.6 - 1e-9)
        assert bool(found.passes[code]) == passes, sample.name
        if passes_as_is:
            wanted = 0.1 * (fit - 0.75) / 0.25
            assert found.key[code] == pytest.approx(wanted, abs=1e-6)
            assert table.semitones[1, code] == 0
        elif passes:
            assert found.key[code] == pytest.approx(-0.1)
            step = int(table.semitones[1, code])
            assert moved[step] == pytest.approx(max(moved.values()))
    # The same keys measured of drums say nothing
    assert found.passes[24:].all()
    assert not found.key[24:].any()


@pytest.mark.parametrize(
    ("key", "adds"),
    [("8A", 0.1), ("8B", 0.06), ("9A", 0.02), ("7A", 0.02), ("9B", -0.06), ("7B", -0.06)],
)
def test_what_each_relation_adds_in_a_minor(key: str, adds: float):
    code = next(code for code, one in enumerate(KEYS) if one.camelot == key)
    found = scores(samples_of({"key": code}), key=A_MINOR)
    assert found.key[0] == pytest.approx(adds, abs=1e-6)


@pytest.mark.parametrize("key", ["11B", "3A", "1A", "10A", "6A", "2A", "5B"])
def test_what_does_not_fit_as_it_is_passes_only_where_it_may_be_moved(key: str):
    code = next(code for code, one in enumerate(KEYS) if one.camelot == key)
    samples = samples_of({"key": code})
    assert not scores(samples, key=A_MINOR, allow_transpose=False).passes[0]
    moved = scores(samples, key=A_MINOR)
    semitones = int(key_table(A_MINOR, 0.1).semitones[1, code])
    if not moved.passes[0]:
        assert semitones == 0
        return
    assert moved.key[0] == pytest.approx(-0.1)
    assert 1 <= abs(semitones) <= 2
    assert graded(A_MINOR, KEYS[code].transposed(semitones)) - 0.1 * abs(semitones) >= 0.6 - 1e-9


def test_what_cannot_be_stretched_is_not_transposed():
    bb_minor = 22
    short, long, endless = 4.0, 120.5, None
    samples = samples_of(
        {"key": bb_minor, "duration_s": short},
        {"key": bb_minor, "duration_s": long},
        {"key": bb_minor, "duration_s": endless},
    )
    assert samples.can_transpose.tolist() == [True, False, False]
    assert scores(samples, key=A_MINOR).passes.tolist() == [True, False, False]


@pytest.mark.parametrize("instrument", sorted(UNPITCHED))
def test_a_key_measured_of_drums_is_no_key(instrument: str):
    samples = samples_of(*({"key": code, "instrument": instrument} for code in range(24)))
    assert (samples.key == -1).all()
    assert not samples.can_transpose.any()


def test_an_unknown_key_is_never_filtered_and_adds_nothing():
    found = scores(samples_of({"key": None}), key=A_MINOR)
    assert (bool(found.passes[0]), float(found.key[0])) == (True, 0.0)


# ------------------------------------------------------------------------ freshness and roles


@pytest.mark.parametrize("days", [0.0, 0.5, 3.0, 14.0, 60.0, 3650.0])
def test_freshness_halves_again_and_again(days: float):
    rows = [{"added_at": NOW - timedelta(days=days)}, {"added_at": NOW - timedelta(days=days + 7)}]
    found = scores(samples_of(*rows))
    assert found.freshness[0] == pytest.approx(0.05 * math.exp(-days / 14), abs=1e-6)
    assert found.freshness[1] == pytest.approx(0.05 * math.exp(-(days + 7) / 14), abs=1e-6)


def test_what_comes_from_the_future_is_new_and_no_more():
    rows = [{"added_at": NOW + timedelta(days=3)}]
    assert scores(samples_of(*rows)).freshness[0] == pytest.approx(0.05, abs=1e-6)


def test_a_file_from_the_future_makes_nothing_else_old():
    rows = [{"added_at": NOW + timedelta(days=3650)}, {"added_at": NOW}]
    found = scores(samples_of(*rows))
    assert found.freshness[1] == pytest.approx(0.05, abs=1e-6)
    assert found.freshness[0] <= 0.05 + 1e-6


def test_an_instrument_counts_when_it_is_missing_or_asked_for():
    rows = [{"instrument": name} for name in ("bass", "kick", "other")] + [{}]
    samples = samples_of(*rows)
    first = scores(samples)
    there = scores(samples, present_roles=frozenset({"bass"}))
    asked = scores(samples, present_roles=frozenset({"bass"}), roles_wanted=("bass",))
    assert np.round(first.role, 6).tolist() == pytest.approx([0.1, 0.1, 0, 0])
    assert np.round(there.role, 6).tolist() == pytest.approx([0, 0.1, 0, 0])
    assert np.round(asked.role, 6).tolist() == pytest.approx([0.1, 0.1, 0, 0])


@settings(deadline=None)
@given(
    st.builds(
        Weights,
        tempo=st.floats(0, 10),
        key=st.floats(0, 10),
        freshness=st.floats(0, 10),
        mood=st.floats(0, 10),
        role=st.floats(0, 10),
    ),
    tempi,
    st.sampled_from(KEYS),
)
def test_the_total_is_the_sum_whatever_the_weights(weights: Weights, session: float, key: PitchKey):
    rows: list[dict[str, Any]] = [
        {"tempo_bpm": 120, "key": 3, "instrument": "bass"},
        {"tempo_bpm": None, "key": None, "added_at": NOW},
        {"tempo_bpm": session, "key": 9, "instrument": INSTRUMENTS[3]},
    ]
    samples = samples_of(*rows)
    mood = np.array([0.0, 0.5, 1.0], np.float32)
    found = score_rules(samples, RuleContext(session, key, now_s=SLOW), weights, mood)
    parts = found.tempo + found.key + found.freshness + found.role + weights.mood * mood
    assert found.total == pytest.approx(parts, abs=1e-4)
    unweighted = replace(weights, tempo=0.0, key=0.0, freshness=0.0, mood=0.0, role=0.0)
    nothing = score_rules(samples, RuleContext(session, key, now_s=SLOW), unweighted, mood)
    assert not nothing.total.any()
