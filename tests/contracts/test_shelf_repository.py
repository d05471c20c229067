"""Laws every ShelfRepository keeps, over both databases."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menura.analysis import Correction, Measured, MoodScore, MoodScores
from menura.analysis.moods import view_moods
from menura.catalogue import FoundFile, HeardFile, Source, Track, TrackKind, TrackMetadata
from menura.discover import ShelfRow
from menura.kernel.ids import new_id
from menura.store import Store, Unit, shelf_rows, track_changes
from tests.factories import (
    MORNING,
    NOBODY,
    add_source,
    add_tracks,
    content_of,
    features,
    found,
    measured,
    record,
    undone,
)

MOODS = MoodScores("estimated", {"happy": MoodScore(0.8, 0.5)}, {"rock": MoodScore(0.4, 0.5)})


@dataclass
class Replica:
    """What a shelf knows that hears of changes alone."""

    rows: dict[int, ShelfRow] = field(default_factory=dict)
    revision: int = 0
    parts: int = 0

    def catch_up(self, unit: Unit, limit: int = 1_000) -> None:
        newest = unit.shelf.revision()
        while self.revision != newest:
            changes = unit.shelf.changes(self.revision, limit)
            assert changes.is_whole or changes.revision > self.revision
            if changes.is_whole:
                self.rows = {}
            self.rows |= {row.number: row for row in changes.rows}
            for number in changes.removed:
                self.rows.pop(number, None)
            self.revision = changes.revision
            self.parts += 1


def heard(unit: Unit, source: Source, *locations: str) -> list[Track]:
    """Keep tracks that were analysed."""
    tracks = []
    for track in add_tracks(unit, source, *locations):
        unit.analyses.keep(track.id, measured(moods=[MOODS]))
        tracks.append(record(unit, track))
    return tracks


def test_a_row_tells_what_is_known_of_a_track(store: Store):
    with store.unit() as unit:
        source = add_source(unit)
        (track,) = add_tracks(unit, source, "Jazz/a.mp3")
        sung = measured(features=features(key="A", mode="minor", energy=0.25), moods=[MOODS])
        unit.analyses.keep(track.id, sung)
        track = record(
            unit,
            track,
            title="A Song",
            artists=("One", "Two"),
            album="Album",
            album_artist="One",
            year=1999,
            genres=("Jazz",),
        )
        unit.tracks.set_favourite(track.id, True)
        (row,) = unit.shelf.changes(0, 10).rows
    assert row == ShelfRow(
        number=track.number,
        id=track.id,
        source_id=source.id,
        location="Jazz/a.mp3",
        kind=TrackKind.SONG,
        title="A Song",
        artists=["One", "Two"],
        album="Album",
        album_artist="One",
        year=1999,
        genres=["Jazz"],
        duration_s=180.0,
        added_at=MORNING,
        is_favourite=True,
        tempo_bpm=120.0,
        key=21,
        key_confidence=0.9,
        energy=0.25,
        brightness=0.5,
        loudness_lufs=-14.0,
        moods={"happy": 0.8},
        tags={"rock": 0.4},
    )


def test_what_is_not_known_stays_open(store: Store):
    with store.unit() as unit:
        (track,) = add_tracks(unit, add_source(unit), "Folder/a.b.mp3")
        unknown = features(tempo_bpm=None, key=None, mode=None, loudness_lufs=None)
        unit.analyses.keep(track.id, Measured(features=unknown))
        record(unit, track)
        (row,) = unit.shelf.changes(0, 10).rows
    assert (row.title, row.artists, row.album, row.year) == ("a.b", [], None, None)
    assert (row.tempo_bpm, row.key, row.loudness_lufs) == (None, None, None)
    assert (row.moods, row.tags, row.is_favourite) == ({}, {}, False)


def test_corrections_are_applied(store: Store):
    with store.unit() as unit:
        one, other = heard(unit, add_source(unit), "a.mp3", "b.mp3")
        for name, value in (
            ("tempo_bpm", 60.0),
            ("key", {"key": "D", "mode": "minor"}),
            ("moods", {"sad": 1.0}),
        ):
            unit.analyses.correct(one.id, Correction(name, value, MORNING))
        unit.analyses.correct(other.id, Correction("key", None, MORNING))
        first, second = unit.shelf.changes(0, 10).rows
    assert (first.tempo_bpm, first.key, first.key_confidence) == (60.0, 14, 1.0)
    assert first.moods == {"happy": 0.8, "sad": 1.0}
    assert (second.tempo_bpm, second.key) == (120.0, None)


SCORES = st.dictionaries(
    st.sampled_from("abcd"), st.builds(MoodScore, st.floats(0, 1), st.floats(0, 1)), max_size=3
)
TOLD = st.lists(
    st.builds(MoodScores, st.sampled_from(["clap", "estimated", "musicnn"]), SCORES, SCORES),
    unique_by=lambda scores: scores.source,
)
SAID = st.lists(
    st.builds(
        Correction,
        st.just("moods"),
        st.dictionaries(st.sampled_from("abcd"), st.floats(0, 1)),
        st.just(MORNING),
    ),
    max_size=1,
)


@given(told=TOLD, said=SAID)
def test_the_moods_that_hold_are_those_that_are_shown_elsewhere(
    told: list[MoodScores], said: list[Correction]
):
    def probable(scores: Mapping[str, MoodScore]) -> dict[str, float]:
        return {label: one.probability for label, one in scores.items()}

    kept = [shelf_rows.Told(one.source, probable(one.moods), probable(one.tags)) for one in told]
    view = view_moods(told, said)
    assert shelf_rows.moods_that_hold(kept, said) == {m.label: m.probability for m in view.moods}
    assert shelf_rows.tags_that_hold(kept) == {m.label: m.probability for m in view.tags}


# ------------------------------------------------------------------------- every kind of write

WRITTEN = FoundFile("a.mp3", 2_000, 2)
WRITES: dict[str, Callable[[Unit, Track], object]] = {
    "heard again": lambda unit, track: unit.tracks.record_heard(
        track.id, HeardFile(TrackMetadata(title="Other"), None, content_of(track)), MORNING
    ),
    "another kind": lambda unit, track: unit.tracks.set_kind(track.id, TrackKind.LOOP),
    "tags written": lambda unit, track: unit.tracks.record_written(
        track.id, WRITTEN, TrackMetadata(title="Other")
    ),
    "favourite": lambda unit, track: unit.tracks.set_favourite(track.id, True),
    "features": lambda unit, track: unit.analyses.keep(
        track.id, Measured(features=features(energy=0.1))
    ),
    "moods": lambda unit, track: unit.analyses.keep(
        track.id, Measured(moods=[MoodScores("musicnn", {"sad": MoodScore(1, 1)}, {})])
    ),
    "another sound": lambda unit, track: unit.analyses.keep(track.id, Measured(is_other=True)),
    "correction": lambda unit, track: unit.analyses.correct(
        track.id, Correction("tempo_bpm", 90.0, MORNING)
    ),
    "correction withdrawn": lambda unit, track: unit.analyses.withdraw_correction(
        track.id, "moods"
    ),
}
REMOVALS: dict[str, Callable[[Unit, Track], object]] = {
    "changed file": lambda unit, track: unit.tracks.upsert_found(
        track.source_id, new_id(), [found("a.mp3", 2_000)], MORNING
    ),
    "missing at a scan": lambda unit, track: unit.tracks.mark_missing(
        track.source_id, new_id(), ["Other"]
    ),
    "missing": lambda unit, track: unit.tracks.record_missing(track.id),
    "failure": lambda unit, track: unit.tracks.record_failure(track.id, "bad", "It is bad."),
    "track forgotten": lambda unit, track: unit.sources.forget_tracks([track.id]),
    "some tracks forgotten": lambda unit, track: unit.sources.remove_tracks(track.source_id, 5),
    "source forgotten": lambda unit, track: unit.sources.remove(track.source_id),
}


def test_every_write_that_changes_a_row_is_seen(store: Store):
    with store.unit() as unit:
        track, _ = heard(unit, add_source(unit), "a.mp3", "Other/b.mp3")
        unit.analyses.correct(track.id, Correction("moods", {"party": 1.0}, MORNING))
        replica = Replica()
        replica.catch_up(unit)
    before = replica.rows[track.number]
    for name, write in WRITES.items():
        with undone(store) as unit:
            write(unit, track)
            changes = unit.shelf.changes(replica.revision, 10)
        assert [row.number for row in changes.rows] == [track.number], name
        assert changes.rows[0] != before, name
        assert (list(changes.removed), changes.is_whole) == ([], False), name


def test_every_write_that_takes_a_track_away_is_seen(store: Store):
    with store.unit() as unit:
        (track,) = heard(unit, add_source(unit), "a.mp3")
        heard(unit, add_source(unit), "Other/b.mp3")
        before = unit.shelf.revision()
    for name, write in REMOVALS.items():
        with undone(store) as unit:
            write(unit, track)
            changes = unit.shelf.changes(before, 10)
        assert list(changes.removed) == [track.number], name
        assert (list(changes.rows), changes.is_whole) == ([], False), name


def test_a_track_that_is_there_again_is_seen(store: Store):
    with store.unit() as unit:
        source = add_source(unit)
        track, _ = heard(unit, source, "a.mp3", "b.mp3")
        unit.tracks.record_missing(track.id)
        before = unit.shelf.revision()
        unit.tracks.upsert_found(source.id, new_id(), [found("a.mp3"), found("b.mp3")], MORNING)
        changes = unit.shelf.changes(before, 10)
    assert [row.number for row in changes.rows] == [track.number]
    assert not changes.removed


def test_a_scan_that_finds_all_as_it_was_changes_nothing(store: Store):
    with store.unit() as unit:
        source = add_source(unit)
        heard(unit, source, "a.mp3", "b.mp3")
        before = unit.shelf.revision()
        scan = new_id()
        unit.tracks.upsert_found(source.id, scan, [found("a.mp3"), found("b.mp3")], MORNING)
        unit.tracks.mark_missing(source.id, scan, [])
        unit.analyses.keep(NOBODY, Measured())
        assert unit.shelf.revision() == before
        assert unit.shelf.changes(before, 10).revision == before


def test_one_call_takes_one_number_however_many_tracks_it_changes(store: Store):
    with store.unit() as unit:
        before = unit.shelf.revision()
        add_tracks(unit, add_source(unit), *(f"{n}.mp3" for n in range(30)))
        assert unit.shelf.revision() == before + 1
        changes = unit.shelf.changes(before, 7)
        assert len(changes.removed) == 30, "the tracks of one change stay together"


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_changes_come_in_parts_and_add_up(store: Store, limit: int):
    with store.unit() as unit:
        one, other = add_source(unit), add_source(unit)
        heard(unit, one, *(f"{n}.mp3" for n in range(5)))
        heard(unit, other, *(f"{n}.mp3" for n in range(5)))
        replica = Replica()
        replica.catch_up(unit, limit)
        whole = {row.number: row for row in unit.shelf.changes(0, 1_000).rows}
        assert replica.rows == whole
        assert len(whole) == 10
        assert replica.parts >= 10 / (limit + 1)
        unit.sources.remove(one.id)
        replica.catch_up(unit, limit)
        assert len(replica.rows) == 5


def test_only_what_was_heard_is_shown(store: Store):
    with store.unit() as unit:
        source = add_source(unit)
        new, unmeasured = add_tracks(unit, source, "a.mp3", "b.mp3")
        record(unit, unmeasured)
        changes = unit.shelf.changes(0, 10)
    assert not changes.rows
    assert sorted(changes.removed) == [new.number, unmeasured.number]


def test_traces_that_are_gone_make_the_answer_whole(store: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(track_changes, "KEPT_TRACES", 3)
    with store.unit() as unit:
        source = add_source(unit)
        tracks = heard(unit, source, *(f"{n}.mp3" for n in range(8)))
        replica = Replica()
        replica.catch_up(unit)
        for track in tracks[:4]:
            unit.sources.forget_tracks([track.id])
        late = unit.shelf.revision()
        left = {track.number for track in tracks[4:]}
        whole = unit.shelf.changes(replica.revision, 1)
        assert whole.is_whole
        assert whole.revision == late
        assert {row.number for row in whole.rows} == left
        # whoever has seen the traces that were dropped needs no more than what came since
        assert not unit.shelf.changes(late - 3, 10).is_whole
        assert unit.shelf.changes(late - 3, 10).removed == [t.number for t in tracks[1:4]]
        # whoever knows nothing has nothing to take away
        assert not unit.shelf.changes(0, 1).is_whole
        replica.catch_up(unit, 1)
        assert set(replica.rows) == left


def test_a_database_that_is_older_than_what_is_known_is_read_whole(store: Store):
    with store.unit() as unit:
        (track,) = heard(unit, add_source(unit), "a.mp3")
        changes = unit.shelf.changes(unit.shelf.revision() + 5, 10)
        assert changes.is_whole
        assert [row.number for row in changes.rows] == [track.number]
        assert changes.revision == unit.shelf.revision()


def test_an_empty_library_has_no_changes(store: Store):
    with store.unit(read_only=True) as unit:
        assert unit.shelf.revision() == 0
        changes = unit.shelf.changes(0, 10)
    assert (changes.revision, list(changes.rows), list(changes.removed)) == (0, [], [])


def test_what_is_undone_was_never_changed(store: Store):
    with store.unit() as unit:
        (track,) = heard(unit, add_source(unit), "a.mp3")
        before = unit.shelf.revision()
    with undone(store) as unit:
        unit.tracks.set_favourite(track.id, True)
    with store.unit(read_only=True) as unit:
        assert unit.shelf.revision() == before
