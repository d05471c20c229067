"""The nearest tracks come first, each with honest reasons."""

from dataclasses import replace
from typing import cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menura.analysis import AnalysisRepository, Features
from menura.catalogue import Track, TrackKind, TrackMetadata, TrackRepository, TrackState
from menura.discover import NotHeardYetError, SimilarOptions, SimilarTracks
from menura.discover.similar import TWIN_DISTANCE, explain
from menura.vectors import ExactIndex
from tests.factories import a_track, features, unit_vector
from tests.fakes import FakeAnalyses, FakeTracks

DIMENSION = 6


class World:
    """Tracks with vectors, and the search over them."""

    def __init__(self, vectors: list[np.ndarray]) -> None:
        self.tracks = [a_track(n + 1, duration_s=100.0 + 10 * n) for n in range(len(vectors))]
        self.vectors = [np.asarray(vector, np.float32) for vector in vectors]
        self.known = FakeTracks({track.number: track for track in self.tracks})
        self.analyses = FakeAnalyses(
            {t.id: v for t, v in zip(self.tracks, self.vectors, strict=True)}
        )

    def similar(self, seed: int = 0, count: int = 20):
        index = ExactIndex([t.number for t in self.tracks], np.stack(self.vectors))
        search = SimilarTracks(
            cast("TrackRepository", self.known), cast("AnalysisRepository", self.analyses), index
        )
        return search.to_track(self.tracks[seed], SimilarOptions(count=count))

    def change(self, which: int, **changes) -> Track:
        track = replace(self.tracks[which], **changes)
        self.tracks[which] = self.known.tracks[track.number] = track
        return track

    def cosine_distance(self, one: int, other: int) -> float:
        a, b = self.vectors[one].astype(float), self.vectors[other].astype(float)
        return 1.0 - float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))


def scattered(count: int) -> World:
    return World([unit_vector(n, DIMENSION) for n in range(count)])


# --------------------------------------------------------------------------------------- order


@settings(deadline=None)
@given(st.integers(2, 60), st.integers(0, 2**31), st.integers(1, 30), st.data())
def test_the_order_is_that_of_the_exact_cosine_and_the_seed_is_not_in_it(size, start, count, data):
    world = World([unit_vector(start + n, DIMENSION) for n in range(size)])
    seed = data.draw(st.integers(0, size - 1))
    result = world.similar(seed, count)
    others = sorted((world.cosine_distance(seed, n), n) for n in range(size) if n != seed)
    assert len(result.items) == min(count, size - 1)
    assert result.seed == world.tracks[seed]
    assert world.tracks[seed] not in [item.track for item in result.items]
    for item, (distance, _) in zip(result.items, others, strict=False):
        assert item.distance == pytest.approx(distance, abs=2e-6)
        assert 0.0 <= item.similarity <= 1.0
    assert (result.note is None) == (len(result.items) == count)


def test_copies_of_the_seed_are_left_out():
    world = scattered(6)
    world.vectors[1] = world.vectors[0] * 3
    world.change(1, duration_s=world.tracks[0].duration_s)
    shown = [item.track.number for item in world.similar().items]
    assert sorted(shown) == [3, 4, 5, 6]


@pytest.mark.parametrize("duration_s", [None, 100.9])
def test_a_copy_may_differ_by_a_breath_or_be_of_unknown_length(duration_s):
    world = scattered(3)
    world.vectors[1] = world.vectors[0]
    world.change(1, duration_s=duration_s)
    assert [item.track.number for item in world.similar().items] == [3]


def test_another_recording_that_sounds_the_same_is_shown():
    """Silence sounds like silence; length tells two recordings apart."""
    world = scattered(3)
    world.vectors[1] = world.vectors[0]
    first, _ = world.similar().items
    assert (first.track.number, first.distance) == (2, pytest.approx(0.0, abs=1e-6))
    assert first.distance <= TWIN_DISTANCE


def test_missing_and_forgotten_tracks_are_passed_over():
    world = scattered(6)
    world.change(2, state=TrackState.MISSING)
    del world.known.tracks[5]
    shown = {item.track.number for item in world.similar().items}
    assert shown == {2, 4, 6}


def test_as_many_as_asked_for_are_found_when_they_exist():
    """However many copies and vanished tracks are nearer."""
    world = scattered(200)
    for n in range(1, 90):
        world.vectors[n] = world.vectors[0]
        world.change(n, duration_s=world.tracks[0].duration_s)
    for n in range(90, 185):
        del world.known.tracks[n + 1]
    result = world.similar(count=15)
    assert len(result.items) == 15
    assert result.note is None


def test_a_short_list_says_why():
    world = scattered(3)
    result = world.similar(count=5)
    assert result.note == "Only 2 other tracks have been analysed so far."
    assert "scan more music" in (scattered(1).similar().note or "")


def test_a_track_that_was_not_heard_has_no_neighbours_yet():
    world = scattered(2)
    world.analyses.vectors.clear()
    with pytest.raises(NotHeardYetError, match="not been analysed yet"):
        world.similar()
    world.change(0, state=TrackState.FAILED, error_message="It is a picture.")
    with pytest.raises(NotHeardYetError, match="It is a picture"):
        world.similar()


# ------------------------------------------------------------------------------------- reasons


def reasons(here: Features, there: Features, distance: float = 0.1, **more) -> dict[str, str]:
    seed, track = a_track(1, **more), a_track(2, **more)
    told = explain(seed, track, distance, {seed.id: here, track.id: there})
    assert len({reason.code for reason in told}) == len(told)
    return {reason.code: reason.text for reason in told}


def test_the_first_reason_is_how_alike_two_tracks_are():
    seed, track = a_track(1), a_track(2)
    assert [r.text for r in explain(seed, track, 0.123, {})] == ["88% alike in sound"]
    assert [r.text for r in explain(seed, track, 1.7, {})] == ["0% alike in sound"]


@pytest.mark.parametrize(
    ("here", "there", "text"),
    [
        (120.0, 120.3, "same tempo (120 BPM)"),
        (120.0, 126.0, "+6 BPM"),
        (120.0, 112.0, "-8 BPM"),
        (120.0, 60.2, "same tempo (60 BPM), half time"),
        (70.0, 140.5, "same tempo (140 BPM), double time"),
        (70.0, 145.0, "+5 BPM, double time"),
        (140.0, 68.0, "-2 BPM, half time"),
        (120.0, 90.0, "90 BPM against 120"),
        (None, 90.0, None),
        (90.0, None, None),
    ],
)
def test_tempi_are_compared_as_they_are_felt(here, there, text):
    assert reasons(features(tempo_bpm=here), features(tempo_bpm=there)).get("tempo") == text


@pytest.mark.parametrize(
    ("here", "there", "text"),
    [
        (("C", "major"), ("C", "major"), "same key (C major)"),
        (("C", "major"), ("A", "minor"), "relative key (A minor)"),
        (("A", "minor"), ("C", "major"), "relative key (C major)"),
        (("F#", "minor"), ("A", "major"), "relative key (A major)"),
        (("D", "minor"), ("D", "major"), "parallel key (D major)"),
        (("C", "major"), ("G", "major"), "a fifth up (G major)"),
        (("C", "major"), ("F", "major"), "a fifth down (F major)"),
        (("B", "minor"), ("F#", "minor"), "a fifth up (F# minor)"),
        (("C", "major"), ("F#", "major"), None),
        (("C", "major"), ("G", "minor"), None),
        ((None, None), ("C", "major"), None),
        (("C", "major"), (None, None), None),
    ],
)
def test_keys_are_named_by_their_relation(here, there, text):
    one = features(key=here[0], mode=here[1])
    other = features(key=there[0], mode=there[1])
    assert reasons(one, other).get("key") == text


@pytest.mark.parametrize(("here", "there"), [(0.64, 0.9), (0.9, 0.64), (0.0, 0.0)])
def test_of_uncertain_keys_nothing_is_said(here: float, there: float):
    assert "key" not in reasons(features(key_confidence=here), features(key_confidence=there))
    assert "key" in reasons(features(key_confidence=0.65), features(key_confidence=0.65))


@pytest.mark.parametrize(
    ("here", "there", "text"),
    [
        (-14.0, -14.0, None),
        (-14.0, -8.1, None),
        (-14.0, -8.0, "6 LU louder"),
        (-9.0, -20.0, "11 LU quieter"),
        (None, -20.0, None),
        (-20.0, None, None),
    ],
)
def test_a_jump_in_loudness_is_warned_of(here, there, text):
    told = reasons(features(loudness_lufs=here), features(loudness_lufs=there))
    assert told.get("loudness") == text


def test_the_same_artist_is_a_reason_and_an_unknown_one_is_not():
    known = TrackMetadata(artists=("Björk",))
    assert reasons(features(), features(), metadata=known)["artist"] == "same artist"
    assert "artist" not in reasons(features(), features())


def test_a_stem_is_no_neighbour_of_a_whole_track_but_of_other_stems():
    world = scattered(8)
    for which in (2, 5):
        world.change(which, kind=TrackKind.STEM)
    of_a_song = [item.track.id for item in world.similar(0).items]
    assert world.tracks[2].id not in of_a_song
    assert len(of_a_song) == 5
    of_a_stem = [item.track.id for item in world.similar(2).items]
    assert world.tracks[5].id in of_a_stem
    assert len(of_a_stem) == 7
