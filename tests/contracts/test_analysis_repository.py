"""Laws every AnalysisRepository keeps, over both databases."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from menura.analysis import (
    BeatGrid,
    Correction,
    EmbeddingChanges,
    EmbeddingRow,
    Fingerprint,
    Measured,
    MoodScore,
    MoodScores,
    NotAnalysedError,
    StepState,
    TrackPair,
)
from menura.catalogue import Source, Track
from menura.kernel.ids import new_id
from menura.store import Store, Unit
from tests.contracts.test_track_repository import EXAMPLES
from tests.factories import (
    DIMENSION,
    MORNING,
    NOBODY,
    SPACE,
    add_source,
    add_tracks,
    features,
    keep_vector,
    measured,
    undone,
    unit_vector,
    waveform,
)

# Half precision keeps 11 bits: components from 0.5 to 1 are rounded to a multiple of 2**-11.
HALF_PRECISION_ERROR = 2.0**-12 + 1e-7


class Replica:
    """What an index knows of a space that hears of changes alone."""

    def __init__(self) -> None:
        self.vectors: dict[int, np.ndarray] = {}
        self.revision = -1

    def take(self, changes: EmbeddingChanges) -> None:
        assert changes.revision >= self.revision
        assert len(changes.keys) == len(changes.vectors)
        for key, vector in zip(changes.keys.tolist(), changes.vectors, strict=True):
            self.vectors[key] = vector
        for key in changes.removed.tolist():
            self.vectors.pop(key, None)
        self.revision = changes.revision

    def catch_up(self, unit: Unit, limit: int, space: str = SPACE) -> None:
        for _ in range(1_000):
            changes = unit.analyses.embedding_changes(space, self.revision, limit)
            if changes.revision <= self.revision:
                assert len(changes.keys) == len(changes.removed) == 0
                return
            self.take(changes)
        raise AssertionError("the changes never end")


def same_vectors(left: dict[int, np.ndarray], right: dict[int, np.ndarray]) -> bool:
    return left.keys() == right.keys() and all(np.array_equal(left[k], right[k]) for k in left)


def halved(vector: np.ndarray) -> np.ndarray:
    return vector.astype(np.float16).astype(np.float32)


def test_what_was_measured_comes_back(store: Store):
    with store.unit() as unit:
        one, other = add_tracks(unit, add_source(unit), "a.mp3", "b.mp3")
        unknown = features(
            tempo_bpm=None, key=None, mode=None, loudness_lufs=None, tempo_candidates=()
        )
        unit.analyses.keep(one.id, measured())
        unit.analyses.keep(other.id, measured(features=unknown))
    with store.unit(read_only=True) as unit:
        found = unit.analyses.features([one.id, other.id, new_id(), "nonsense", "\x00"])
        assert found == {one.id: features(), other.id: unknown}
        outline = unit.analyses.waveform(one.id)
        assert outline.duration_s == waveform().duration_s
        np.testing.assert_array_equal(outline.peaks, waveform().peaks)
        assert outline.peaks.dtype == np.int8


def test_measuring_again_replaces_everything(store: Store):
    with store.unit() as unit:
        (track,) = add_tracks(unit, add_source(unit), "a.mp3")
        keep_vector(unit, track, unit_vector(1))
        row = EmbeddingRow(track.id, SPACE, "1" * 64, unit_vector(2))
        again = measured(features=features(energy=0.25), waveform=waveform(4), embeddings=[row])
        unit.analyses.keep(track.id, again)
        assert unit.analyses.features([track.id])[track.id].energy == 0.25
        assert unit.analyses.waveform(track.id).peaks.shape == (4, 2)
        vector = unit.analyses.embedding(track.id, SPACE)
        assert vector is not None
        np.testing.assert_array_equal(vector, halved(unit_vector(2)))
        assert unit.analyses.space_state(SPACE).count == 1


def test_an_empty_outline_is_an_outline(store: Store):
    with store.unit() as unit:
        (track,) = add_tracks(unit, add_source(unit), "a.mp3")
        unit.analyses.keep(track.id, measured(waveform=waveform(0)))
        assert unit.analyses.waveform(track.id).peaks.shape == (0, 2)


@pytest.mark.parametrize("nonsense", ["", "nonsense", "\x00", NOBODY])
def test_of_an_unknown_track_nothing_is_known(store: Store, nonsense: str):
    with store.unit(read_only=True) as unit:
        assert unit.analyses.features([nonsense]) == {}
        assert unit.analyses.embedding(nonsense, SPACE) is None
        with pytest.raises(NotAnalysedError):
            unit.analyses.waveform(nonsense)


def test_more_tracks_than_one_statement_holds_are_looked_up(store: Store):
    with store.unit() as unit:
        tracks = add_tracks(unit, add_source(unit), *(f"{n}.mp3" for n in range(520)))
        for track in tracks:
            unit.analyses.keep(track.id, measured())
        assert len(unit.analyses.features([track.id for track in tracks])) == 520


@EXAMPLES
@given(st.integers(0, 2**32 - 1), st.sampled_from([1, 2, 4, 64, 200, 512]))
def test_half_precision_costs_next_to_nothing(store: Store, seed: int, dimension: int):
    with undone(store) as unit:
        (track,) = add_tracks(unit, add_source(unit), "a.mp3")
        vector = unit_vector(seed, dimension)
        keep_vector(unit, track, vector)
        back = unit.analyses.embedding(track.id, SPACE)
    assert back is not None
    assert back.dtype == np.float32
    assert back.shape == vector.shape
    assert np.abs(back - vector).max() <= HALF_PRECISION_ERROR


def test_spaces_are_apart(store: Store):
    with store.unit() as unit:
        (track,) = add_tracks(unit, add_source(unit), "a.mp3")
        rows = [
            EmbeddingRow(track.id, SPACE, "0" * 64, unit_vector(1, 4)),
            EmbeddingRow(track.id, "clap", "0" * 64, unit_vector(2, 8)),
        ]
        unit.analyses.keep(track.id, measured(embeddings=rows))
        assert unit.analyses.space_state(SPACE).dimension == 4
        assert unit.analyses.space_state("clap").dimension == 8
        assert unit.analyses.space_state("text").count == 0
        assert unit.analyses.embedding_changes("clap", -1, 10).vectors.shape == (1, 8)
        assert len(unit.analyses.embedding_changes("text", -1, 10).keys) == 0


def test_an_empty_space_has_no_changes(store: Store):
    with store.unit(read_only=True) as unit:
        changes = unit.analyses.embedding_changes(SPACE, -1, 10)
        assert (changes.revision, len(changes.keys), len(changes.removed)) == (-1, 0, 0)
        assert list(unit.analyses.all_embeddings(SPACE, 10)) == []
        state = unit.analyses.space_state(SPACE)
        assert (state.count, state.revision, state.dimension) == (0, 0, 0)


ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("keep"), st.integers(0, 3), st.integers(0, 4)),
        st.tuples(st.just("remove"), st.integers(0, 3), st.just(0)),
        st.tuples(st.just("look"), st.integers(1, 6), st.just(0)),
        st.tuples(st.just("forget"), st.just(0), st.just(0)),
        st.tuples(st.just("other space"), st.integers(0, 3), st.integers(0, 4)),
    ),
    max_size=30,
)


@EXAMPLES
@given(ACTIONS, st.integers(1, 6))
def test_changes_replay_to_what_is_there(store: Store, actions, limit: int):
    """Whatever is kept and removed in between, and however few changes are asked for at once."""
    with undone(store) as unit:
        sources: dict[int, Source] = {}
        tracks: dict[int, list[Track]] = {}
        expected: dict[int, np.ndarray] = {}
        replica = Replica()
        for seed, (action, which, nth) in enumerate(actions):
            if action in ("keep", "other space"):
                if which not in sources:
                    sources[which] = add_source(unit)
                    names = [f"{n}.mp3" for n in range(5)]
                    tracks[which] = add_tracks(unit, sources[which], *names)
                track = tracks[which][nth]
                space = SPACE if action == "keep" else "other"
                keep_vector(unit, track, unit_vector(seed), space)
                if space == SPACE:
                    expected[track.number] = halved(unit_vector(seed))
            elif action == "remove" and which in sources:
                unit.sources.remove(sources.pop(which).id)
                for track in tracks.pop(which):
                    expected.pop(track.number, None)
            elif action == "look":
                replica.catch_up(unit, which)
                assert same_vectors(replica.vectors, expected)
            elif action == "forget":  # allowed for what every index has seen
                unit.analyses.forget_removed(SPACE, replica.revision)
        replica.catch_up(unit, limit)
        assert same_vectors(replica.vectors, expected)
        state = unit.analyses.space_state(SPACE)
        assert state.count == len(expected)
        assert state.revision >= replica.revision  # the newest change of any space
        whole = Replica()
        for chunk in unit.analyses.all_embeddings(SPACE, limit):
            assert len(chunk.keys) <= limit
            whole.vectors |= dict(zip(chunk.keys.tolist(), chunk.vectors, strict=True))
        assert same_vectors(whole.vectors, expected)


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 100])
def test_tracks_that_leave_together_are_all_seen_to_leave(store: Store, limit: int):
    """They share a revision: asking for fewer changes at once must not lose the rest."""
    with store.unit() as unit:
        source, stays = add_source(unit), add_source(unit)
        for track in add_tracks(unit, source, *(f"{n}.mp3" for n in range(5))):
            keep_vector(unit, track, unit_vector(track.number))
        replica = Replica()
        replica.catch_up(unit, 100)
        (last,) = add_tracks(unit, stays, "z.mp3")
        unit.sources.remove(source.id)
        keep_vector(unit, last, unit_vector(1))
        replica.catch_up(unit, limit)
    assert replica.vectors.keys() == {last.number}


def test_an_index_that_begins_from_a_file_misses_nothing_that_came_meanwhile(store: Store):
    """A file is built from all vectors while others go on writing; its revision says from where."""
    with store.unit() as unit:
        source = add_source(unit)
        old, changed, gone = add_tracks(unit, source, "a.mp3", "b.mp3", "c.mp3")
        other = add_source(unit)
        (leaves,) = add_tracks(unit, other, "d.mp3")
        for track in (old, changed, gone, leaves):
            keep_vector(unit, track, unit_vector(track.number))
    file = Replica()
    with store.unit(read_only=True) as unit:
        file.revision = unit.analyses.space_state(SPACE).revision
        for chunk in unit.analyses.all_embeddings(SPACE, 2):
            file.vectors |= dict(zip(chunk.keys.tolist(), chunk.vectors, strict=True))
    with store.unit() as unit:
        keep_vector(unit, changed, unit_vector(99))
        unit.sources.remove(other.id)
        unit.analyses.forget_removed(SPACE, file.revision)
    with store.unit(read_only=True) as unit:
        file.catch_up(unit, 1)
    assert file.vectors.keys() == {old.number, changed.number, gone.number}
    np.testing.assert_array_equal(file.vectors[changed.number], halved(unit_vector(99)))


def test_traces_of_the_removed_are_dropped_up_to_a_revision_only(store: Store):
    with store.unit() as unit:
        sources = [add_source(unit), add_source(unit)]
        for source in sources:
            (track,) = add_tracks(unit, source, "a.mp3")
            keep_vector(unit, track, unit_vector(1, DIMENSION))
        unit.sources.remove(sources[0].id)
        first = unit.analyses.space_state(SPACE).revision
        unit.sources.remove(sources[1].id)
        unit.analyses.forget_removed(SPACE, first)
        changes = unit.analyses.embedding_changes(SPACE, -1, 10)
        assert len(changes.removed) == 1
        unit.analyses.forget_removed(SPACE, changes.revision)
        assert len(unit.analyses.embedding_changes(SPACE, -1, 10).removed) == 0


def test_changes_are_in_the_order_they_were_made(store: Store):
    with store.unit() as unit:
        tracks = add_tracks(unit, add_source(unit), *(f"{n}.mp3" for n in range(5)))
        for track in reversed(tracks):
            keep_vector(unit, track, unit_vector(1))
        seen, revision = [], -1
        while True:
            changes = unit.analyses.embedding_changes(SPACE, revision, 1)
            if changes.revision <= revision:
                break
            revision = changes.revision
            seen += changes.keys.tolist()
    assert seen == [track.number for track in reversed(tracks)]


# ------------------------------------------------------------------ beats, moods, steps


def test_beats_come_back_exactly(store: Store):
    beats = BeatGrid(np.array([0.5, 1.0, 1.5], np.float32), np.array([0.5], np.float32))
    with store.unit() as unit:
        one, other = add_tracks(unit, add_source(unit), "a.mp3", "b.mp3")
        unit.analyses.keep(one.id, measured(beats=beats))
        kept = unit.analyses.beats(one.id)
        np.testing.assert_array_equal(kept.beats_s, beats.beats_s)
        np.testing.assert_array_equal(kept.downbeats_s, beats.downbeats_s)
        assert unit.analyses.beats(other.id).beats_s.shape == (0,)
        assert unit.analyses.beats("\x00").beats_s.shape == (0,)


def test_each_listener_keeps_moods_of_its_own_and_the_estimate_comes_first(store: Store):
    model = MoodScores("musicnn", {"happy": MoodScore(0.9, 0.8)}, {"rock": MoodScore(0.7, 0.6)})
    estimate = MoodScores("estimated", {"happy": MoodScore(0.2, 0.4)}, {})
    with store.unit() as unit:
        (track,) = add_tracks(unit, add_source(unit), "a.mp3")
        unit.analyses.keep(track.id, Measured(moods=[model]))
        unit.analyses.keep(track.id, Measured(moods=[estimate]))
        assert unit.analyses.moods([track.id, NOBODY]) == {track.id: [estimate, model]}
        better = replace(estimate, moods={"happy": MoodScore(0.3, 0.4)})
        unit.analyses.keep(track.id, Measured(moods=[better]))
        assert unit.analyses.moods([track.id])[track.id] == [better, model]


def test_keeping_a_part_leaves_the_rest_as_it_was(store: Store):
    with store.unit() as unit:
        (track,) = add_tracks(unit, add_source(unit), "a.mp3")
        keep_vector(unit, track, unit_vector(1))
        unit.analyses.keep(track.id, Measured(features=features(energy=0.1)))
        assert unit.analyses.waveform(track.id).duration_s == waveform().duration_s
        assert unit.analyses.embedding(track.id, SPACE) is not None
        assert unit.analyses.features([track.id])[track.id].energy == 0.1


def test_steps_are_kept_with_their_versions_and_failures(store: Store):
    done = StepState("1", MORNING)
    failed = StepState("abc", MORNING, "crashed", "The model's process died.")
    with store.unit() as unit:
        one, other = add_tracks(unit, add_source(unit), "a.mp3", "b.mp3")
        unit.analyses.keep(one.id, Measured(steps={"features": done, "clap": failed}))
        kept = unit.analyses.steps([one.number, other.number])
        assert kept == {one.number: {"features": done, "clap": failed}, other.number: {}}
        unit.analyses.keep(one.id, Measured(steps={"clap": done}))
        assert unit.analyses.steps([one.number])[one.number] == {"features": done, "clap": done}


def test_another_sound_makes_every_step_due_again_but_those_just_done(store: Store):
    state = StepState("1", MORNING)
    with store.unit() as unit:
        (track,) = add_tracks(unit, add_source(unit), "a.mp3")
        unit.analyses.keep(track.id, Measured(steps={"features": state, "clap": state}))
        unit.analyses.keep(track.id, Measured(steps={"features": state}, is_other=True))
        assert unit.analyses.steps([track.number])[track.number] == {"features": state}


# ------------------------------------------------------------------ corrections


def test_a_correction_wins_over_every_later_measurement_until_it_is_taken_back(store: Store):
    tempo = Correction("tempo_bpm", 60.0, MORNING)
    key = Correction("key", {"key": "A", "mode": "minor"}, MORNING)
    with store.unit() as unit:
        (track,) = add_tracks(unit, add_source(unit), "a.mp3")
        unit.analyses.keep(track.id, measured())
        unit.analyses.correct(track.id, tempo)
        unit.analyses.correct(track.id, key)
        unit.analyses.keep(track.id, measured(features=features(tempo_bpm=121.0)))
        known = unit.analyses.features([track.id])[track.id]
        assert (known.tempo_bpm, known.key, known.mode) == (60.0, "A", "minor")
        assert known.corrected == {"tempo_bpm", "key"}
        assert unit.analyses.measured_features(track.id).tempo_bpm == 121.0
        assert unit.analyses.corrections([track.id]) == {track.id: [key, tempo]}
        assert unit.analyses.withdraw_correction(track.id, "tempo_bpm")
        assert not unit.analyses.withdraw_correction(track.id, "tempo_bpm")
        assert unit.analyses.features([track.id])[track.id].tempo_bpm == 121.0


def test_no_key_is_a_correction_too(store: Store):
    with store.unit() as unit:
        (track,) = add_tracks(unit, add_source(unit), "a.mp3")
        unit.analyses.keep(track.id, measured())
        unit.analyses.correct(track.id, Correction("key", None, MORNING))
        assert unit.analyses.features([track.id])[track.id].key is None


# ------------------------------------------------------------------ fingerprints


def fingerprint(seed: int, pieces: Sequence[int]) -> Fingerprint:
    codes = np.random.default_rng(seed).integers(0, 2**32, 300, dtype=np.uint32)
    return Fingerprint(120.0, codes, np.array(pieces, np.uint32))


def test_fingerprints_come_back_and_their_pieces_find_them(store: Store):
    with store.unit() as unit:
        one, twin, other = add_tracks(unit, add_source(unit), "a.mp3", "b.mp3", "c.mp3")
        prints = {
            one: fingerprint(1, [1, 2, 2**32 - 1]),
            twin: fingerprint(2, [2, 2**32 - 1, 9]),
            other: fingerprint(3, [9]),
        }
        for track, found in prints.items():
            unit.analyses.keep(track.id, Measured(fingerprint=found))
        kept = unit.analyses.fingerprint(one.id)
        assert kept is not None
        np.testing.assert_array_equal(kept.codes, prints[one].codes)
        assert kept.codes.dtype == np.uint32
        assert sorted(kept.pieces.tolist()) == [1, 2, 2**32 - 1]
        assert unit.analyses.sharing_pieces(kept.pieces, 2) == [one.number, twin.number]
        pairs = unit.analyses.pairs_sharing_pieces(1, 0, 2**31 - 1)
        assert pairs == [
            TrackPair(one.number, twin.number, 2),
            TrackPair(twin.number, other.number, 1),
        ]
        assert unit.analyses.pairs_sharing_pieces(1, twin.number, twin.number) == pairs[1:]


def test_a_new_fingerprint_replaces_the_old_one(store: Store):
    with store.unit() as unit:
        (track,) = add_tracks(unit, add_source(unit), "a.mp3")
        unit.analyses.keep(track.id, Measured(fingerprint=fingerprint(1, [1, 2])))
        unit.analyses.keep(track.id, Measured(fingerprint=fingerprint(2, [])))
        assert unit.analyses.sharing_pieces(np.array([1, 2], np.uint32), 1) == []
        assert unit.analyses.fingerprint(NOBODY) is None


def test_everything_measured_goes_with_its_track(store: Store):
    with store.unit() as unit:
        source = add_source(unit)
        (track,) = add_tracks(unit, source, "a.mp3")
        state = {"features": StepState("1", MORNING)}
        full = measured(fingerprint=fingerprint(1, [1]), steps=state)
        unit.analyses.keep(track.id, full)
        unit.analyses.correct(track.id, Correction("tempo_bpm", 60.0, MORNING))
        unit.sources.remove(source.id)
        assert unit.analyses.features([track.id]) == {}
        assert unit.analyses.fingerprints([track.number]) == {}
        assert unit.analyses.sharing_pieces(np.array([1], np.uint32), 1) == []
        assert unit.analyses.corrections([track.id]) == {}
