"""A list of tracks is what somebody gets who looks at every track, over both databases."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from menura.analysis import Correction, MoodScore, MoodScores
from menura.audio.key import TONICS
from menura.catalogue import HeardTracks, Track, TrackKind, TrackOrder, TrackQuery, TrackState
from menura.discover import ShelfKeeper, TrackFilter, heard_tracks
from menura.store import Store, Unit, track_listing
from tests.factories import (
    MORNING,
    add_source,
    add_tracks,
    all_tracks,
    features,
    measured,
    record,
    undone,
)

EXAMPLES = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
KINDS = (TrackKind.SONG, TrackKind.LOOP)
GENRES = ("Rock", "Punk Rock", "Jazz")
KEYS = (0, 21)  # C major, A minor
TEMPI = (90.0, 120.0, 150.0)


@dataclass(frozen=True)
class Sound:
    """What is known of a track: by its tags, by ear, and from people."""

    is_heard: bool
    title: str
    genres: tuple[str, ...]
    tempo_bpm: float | None
    told_bpm: float | None
    key: int
    happy: float
    kind: TrackKind
    is_favourite: bool
    rating: int | None
    is_elsewhere: bool

    @property
    def shown_bpm(self) -> float | None:
        """The tempo that counts: what people say before what was heard."""
        return self.told_bpm or self.tempo_bpm if self.is_heard else None


@dataclass(frozen=True)
class Wish:
    """What a list is asked for."""

    text: str
    genres: tuple[str, ...]
    keys: tuple[int, ...]
    low: float | None
    high: float | None
    is_happy: bool
    kinds: tuple[TrackKind, ...]
    favourites_only: bool
    min_rating: int | None
    state: TrackState | None
    is_elsewhere: bool
    order: TrackOrder
    descending: bool

    def wants(self, sound: Sound) -> bool:
        """Look at one track."""
        tempo = sound.shown_bpm
        by_ear = [
            not self.genres
            or any(f" {wanted} " in f" {said} " for wanted in self.genres for said in sound.genres),
            not self.keys or sound.key in self.keys,
            self.low is None or (tempo is not None and tempo >= self.low),
            self.high is None or (tempo is not None and tempo <= self.high),
            not self.is_happy or sound.happy > 0.5,
        ]
        asks_by_ear = self.genres or self.keys or self.low or self.high or self.is_happy
        return (
            (not asks_by_ear or (sound.is_heard and all(by_ear)))
            and self.text in sound.title
            and (not self.kinds or sound.kind in self.kinds)
            and (sound.is_favourite or not self.favourites_only)
            and (self.min_rating is None or (sound.rating or 0) >= self.min_rating)
            and (self.state is None or (self.state is TrackState.ANALYSED) == sound.is_heard)
            and (sound.is_elsewhere or not self.is_elsewhere)
        )

    def filter(self) -> TrackFilter | None:
        """The part of it that asks for what was heard."""
        given = TrackFilter(
            genres=self.genres,
            keys=self.keys,
            tempo_from_bpm=self.low,
            tempo_to_bpm=self.high,
            moods=("happy",) if self.is_happy else (),
        )
        return None if given == TrackFilter() else given


SOUNDS = st.builds(
    Sound,
    is_heard=st.booleans(),
    title=st.sampled_from(["night", "day"]),
    genres=st.lists(st.sampled_from(GENRES), max_size=2).map(tuple),
    tempo_bpm=st.none() | st.sampled_from(TEMPI),
    told_bpm=st.none() | st.sampled_from(TEMPI),
    key=st.sampled_from(KEYS),
    happy=st.sampled_from([0.2, 0.8]),
    kind=st.sampled_from(KINDS),
    is_favourite=st.booleans(),
    rating=st.none() | st.sampled_from([20, 100]),
    is_elsewhere=st.booleans(),
)
WISHES = st.builds(
    Wish,
    text=st.sampled_from(["", "night"]),
    genres=st.sampled_from([(), ("Rock",), ("Jazz", "Punk Rock")]),
    keys=st.sampled_from([(), (21,), KEYS]),
    low=st.none() | st.sampled_from(TEMPI),
    high=st.none() | st.sampled_from(TEMPI[1:]),
    is_happy=st.booleans(),
    kinds=st.sampled_from([(), (TrackKind.LOOP,), KINDS]),
    favourites_only=st.booleans(),
    min_rating=st.none() | st.just(60),
    state=st.none() | st.sampled_from([TrackState.FOUND, TrackState.ANALYSED]),
    is_elsewhere=st.booleans(),
    order=st.sampled_from(TrackOrder),
    descending=st.booleans(),
).filter(lambda wish: wish.low is None or wish.high is None or wish.low <= wish.high)


def keep(unit: Unit, track: Track, sound: Sound) -> None:
    """Keep what is known of a track."""
    unit.tracks.set_kind(track.id, sound.kind)
    unit.tracks.set_favourite(track.id, sound.is_favourite)
    unit.tracks.set_rating(track.id, sound.rating)
    if not sound.is_heard:
        return
    mode = "minor" if sound.key >= len(TONICS) else "major"
    heard = features(
        tempo_bpm=sound.tempo_bpm, key=TONICS[sound.key % len(TONICS)], mode=mode, kind=sound.kind
    )
    moods = MoodScores("estimated", {"happy": MoodScore(sound.happy, 0.5)}, {})
    unit.analyses.keep(track.id, measured(features=heard, moods=[moods]))
    record(unit, track, title=f"{sound.title} {track.location}", genres=sound.genres)
    if sound.told_bpm is not None:
        told = Correction("tempo_bpm", sound.told_bpm, MORNING)
        unit.analyses.correct(track.id, told)


def query_of(unit: Unit, wish: Wish, source_id: str, **part: Any) -> TrackQuery:
    """Return a wish as a repository takes it."""
    by_tempo = wish.order is TrackOrder.TEMPO
    given = wish.filter()
    shelf = ShelfKeeper().fresh(unit.shelf) if by_tempo or given else None
    return TrackQuery(
        text=wish.text,
        source_id=source_id if wish.is_elsewhere else None,
        state=wish.state,
        order=wish.order,
        descending=wish.descending,
        kinds=wish.kinds,
        favourites_only=wish.favourites_only,
        min_rating=wish.min_rating,
        heard=None if shelf is None else heard_tracks(shelf, given, by_tempo=by_tempo),
        **part,
    )


@EXAMPLES
@given(st.lists(SOUNDS, max_size=9), WISHES, st.integers(1, 4), st.sampled_from([0, 3, 1_000]))
def test_a_list_holds_what_looking_at_every_track_finds(store: Store, sounds, wish, size, few):
    with undone(store) as unit, pytest.MonkeyPatch.context() as patched:
        patched.setattr(track_listing, "FEW", few)
        here, elsewhere = add_source(unit), add_source(unit)
        wanted: set[str] = set()
        tempi: dict[str, float | None] = {}
        for number, sound in enumerate(sounds):
            source = elsewhere if sound.is_elsewhere else here
            (track,) = add_tracks(unit, source, f"{sound.title} {number}.mp3")
            keep(unit, track, sound)
            tempi[track.id] = sound.shown_bpm
            if wish.wants(sound):
                wanted.add(track.id)
        query = query_of(unit, wish, elsewhere.id, limit=100)
        whole = unit.tracks.list(query)
        assert {track.id for track in whole.items} == wanted
        assert whole.total == len(whole.items) == len(wanted)
        pages = [
            unit.tracks.list(query_of(unit, wish, elsewhere.id, offset=first, limit=size))
            for first in range(0, len(wanted), size)
        ]
        assert [track.id for page in pages for track in page.items] == [t.id for t in whole.items]
        if wish.order is TrackOrder.TEMPO:
            shown = [tempi[track.id] for track in whole.items]
            known = [tempo for tempo in shown if tempo is not None]
            assert shown[: len(known)] == sorted(known, reverse=wish.descending)


@pytest.mark.parametrize("order", [one for one in TrackOrder if one is not TrackOrder.TEMPO])
@pytest.mark.parametrize("text", ["", "night"])
@pytest.mark.parametrize("descending", [False, True])
def test_far_pages_stand_in_the_order_of_near_ones(
    store: Store, monkeypatch: pytest.MonkeyPatch, order: TrackOrder, text: str, descending: bool
):
    """They are found in two ways."""
    with store.unit() as unit:
        source = add_source(unit)
        for number in (3, 1, 2):
            for track in add_tracks(unit, source, *(f"{number}{name}.mp3" for name in "ba")):
                record(
                    unit,
                    track,
                    title=f"Night {number}",
                    album=f"Album {number % 2}",
                    artists=(f"Artist {track.location[1]}",),
                )
        query = TrackQuery(text=text, order=order, descending=descending)
        near = unit.tracks.list(query)
        monkeypatch.setattr(track_listing, "NEAR", -1)
        assert unit.tracks.list(query) == near
        assert len(near.items) == near.total == 6


def listed(store: Store, order: TrackOrder = TrackOrder.TITLE) -> Sequence[str]:
    """Leaf through a list as a page does: everybody else sees what was committed."""
    with store.unit(read_only=True) as unit:
        heard = HeardTracks(np.arange(1_000))
        return [
            track.title for track in unit.tracks.list(TrackQuery(order=order, heard=heard)).items
        ]


def test_an_order_that_is_kept_is_read_again_when_a_track_changes(store: Store):
    with store.unit() as unit:
        source = add_source(unit)
        one, _ = add_tracks(unit, source, "a.mp3", "b.mp3")
    assert listed(store) == ["a", "b"]
    with store.unit() as unit:
        record(unit, one, title="z")
    assert listed(store) == ["b", "z"]
    with store.unit() as unit:
        add_tracks(unit, source, "m.mp3")
    assert listed(store) == ["b", "m", "z"]
    with store.unit() as unit:
        unit.sources.forget_tracks([one.id])
    assert listed(store) == ["b", "m"]


def test_what_is_undone_leaves_no_order_behind(store: Store):
    """The next change has the same number as the one that was undone."""
    with store.unit() as unit:
        source = add_source(unit)
        add_tracks(unit, source, "b.mp3")
    with undone(store) as unit:
        add_tracks(unit, source, "a.mp3")
        heard = HeardTracks(np.arange(1_000))
        assert unit.tracks.list(TrackQuery(order=TrackOrder.TITLE, heard=heard)).total == 2
    with store.unit() as unit:
        add_tracks(unit, source, "c.mp3")
    assert listed(store) == ["b", "c"]


def test_a_copy_is_listed_with_the_track_it_stands_for_alone(store: Store):
    with store.unit() as unit:
        here, there = add_source(unit), add_source(unit)
        (one,) = add_tracks(unit, here, "one.mp3")
        (copy,) = add_tracks(unit, there, "copy.mp3")
        unit.tracks.set_favourite(one.id, True)
        unit.tracks.make_copy(copy.number, one.number)
        query = TrackQuery(favourites_only=True, source_id=there.id)
        assert [track.id for track in unit.tracks.list(query).items] == [one.id]
        assert len(all_tracks(unit, there)) == 1
