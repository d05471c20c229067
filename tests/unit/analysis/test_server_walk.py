"""A music server is walked into the catalogue, and nothing is concluded from half a walk."""

from dataclasses import dataclass, replace

import pytest

from menura.analysis.server_walk import ServerWalk
from menura.catalogue import Source, SourceKind, SourceOptions, TrackState, listener_of
from menura.catalogue.server_errors import ServerProtocolError
from menura.kernel.clock import FixedClock
from menura.kernel.ids import new_id
from menura.store import Store
from tests.factories import MORNING, a_source, all_tracks
from tests.listening_bench import FakeContext
from tests.music_servers.memory import MemoryServer, MemoryWorld
from tests.music_servers.rig import Fault, WorldTrack


@dataclass
class Run:
    id: str


class Walks:
    """A server of ten tracks, and walks through it."""

    def __init__(self, store: Store, options: SourceOptions | None = None) -> None:
        self.store = store
        self.world = MemoryWorld()
        self.world.add_tracks(
            *(
                WorldTrack(
                    f"t{n}", f"Song {n}", "Ada", f"Album {n // 2}", f"a{n // 2}", added=1e9 + n
                )
                for n in range(10)
            )
        )
        source = a_source(SourceKind.SUBSONIC, "http://there")
        self.source: Source = replace(
            source, account="ada", name="Home", options=options or SourceOptions()
        )
        with store.unit() as unit:
            unit.sources.add(self.source)

    def walk(self, recent_albums: int | None = None) -> ServerWalk:
        walk = ServerWalk(self.store, self.source, FixedClock(MORNING), recent_albums)
        context = FakeContext()
        context.job = Run(new_id())  # type: ignore[assignment]
        walk.go(context, MemoryServer(self.world))  # type: ignore[arg-type]
        return walk

    def tracks(self):
        with self.store.unit(read_only=True) as unit:
            return {track.location: track for track in all_tracks(unit, self.source)}

    def plays(self, listener: str | None = None):
        with self.store.unit(read_only=True) as unit:
            found = unit.listening.top(listener or listener_of(self.source), 100)
            return {one.track_id: one.play_count for one in found}


@pytest.fixture
def walks(sqlite_store: Store) -> Walks:
    return Walks(sqlite_store)


def test_every_track_is_noted_with_what_the_server_says_of_it(walks: Walks):
    walk = walks.walk()
    assert walk.counts == {"found": 10, "new": 10, "changed": 0, "missing": 0}
    track = walks.tracks()["t3"]
    assert (track.title, track.artist, track.metadata.album) == ("Song 3", "Ada", "Album 1")
    assert track.state is TrackState.FOUND


def test_a_second_walk_finds_nothing_new(walks: Walks):
    walks.walk()
    assert walks.walk().counts == {"found": 10, "new": 0, "changed": 0, "missing": 0}


def test_what_was_renamed_on_the_server_is_renamed_here_and_not_heard_again(walks: Walks):
    walks.walk()
    walks.world.tracks["t3"].title = "Better name"
    assert walks.walk().counts["changed"] == 0
    assert walks.tracks()["t3"].title == "Better name"


def test_another_file_is_to_be_heard_again(walks: Walks):
    walks.walk()
    walks.world.tracks["t3"].audio = b"longer than it was before"
    assert walks.walk().counts["changed"] == 1


def test_what_the_server_removed_is_missing_and_comes_back(walks: Walks):
    walks.walk()
    gone = walks.world.tracks.pop("t3")
    assert walks.walk().counts["missing"] == 1
    assert walks.tracks()["t3"].state is TrackState.MISSING
    assert walks.tracks()["t3"].missing_since is not None
    walks.world.add_tracks(gone)
    walks.walk()
    assert walks.tracks()["t3"].state is TrackState.FOUND
    assert walks.tracks()["t3"].missing_since is None


def test_a_page_that_fails_fails_the_walk_and_nothing_is_taken_for_deleted(walks: Walks):
    walks.walk()
    walks.world.tracks.pop("t9")
    walks.world.plan = (Fault.BROKEN, 1, 1)
    with pytest.raises(ServerProtocolError):
        walks.walk()
    assert all(one.state is not TrackState.MISSING for one in walks.tracks().values())


def test_an_incomplete_walk_keeps_what_was_seen_and_deletes_nothing(walks: Walks):
    walks.walk()
    walks.world.tracks.pop("t9")
    walks.world.plan = (Fault.SHRINKING_TOTAL, 1, 1)
    walk = walks.walk()
    assert walk.incomplete is not None
    assert walk.counts["missing"] == 0
    assert all(one.state is not TrackState.MISSING for one in walks.tracks().values())


def test_a_server_that_suddenly_has_nothing_is_not_believed(walks: Walks):
    walks.walk()
    walks.world.tracks.clear()
    walk = walks.walk()
    assert walk.incomplete is not None
    assert all(one.state is not TrackState.MISSING for one in walks.tracks().values())


def test_an_empty_server_is_no_trouble(walks: Walks):
    walks.world.tracks.clear()
    assert walks.walk().incomplete is None


def test_the_newest_albums_alone_tell_nothing_of_the_others(walks: Walks):
    walks.walk()
    walks.world.tracks.pop("t0")
    walk = walks.walk(recent_albums=2)
    assert walk.counts == {"found": 4, "new": 0, "changed": 0, "missing": 0}
    assert walks.tracks()["t0"].state is TrackState.FOUND


def test_only_the_newest_albums_are_walked(walks: Walks):
    walks.walk(recent_albums=2)
    assert sorted(walks.tracks()) == ["t6", "t7", "t8", "t9"]


def test_only_chosen_libraries_are_walked(sqlite_store: Store):
    walks = Walks(sqlite_store, SourceOptions(libraries=("2",)))
    walks.world.libraries["2"] = "Podcasts"
    walks.world.tracks["t4"].library = "2"
    walks.walk()
    assert list(walks.tracks()) == ["t4"]


def test_plays_favourites_and_ratings_of_the_account_are_taken_over(walks: Walks):
    one = walks.world.tracks["t5"]
    one.play_count, one.last_played, one.favourite, one.rating = 7, 1.7e9, True, 80
    walks.walk()
    track = walks.tracks()["t5"]
    assert walks.plays() == {track.id: 7}
    assert walks.plays("me") == {}
    assert (track.favourite, track.rating) == (True, 80)


def test_plays_are_not_counted_twice(walks: Walks):
    walks.world.tracks["t5"].play_count = 7
    walks.walk()
    walks.world.tracks["t5"].play_count = 9
    walks.walk()
    assert list(walks.plays().values()) == [9]


def test_a_rating_given_here_before_the_server_had_one_is_kept(sqlite_store: Store):
    walks = Walks(sqlite_store)
    walks.world.tracks["t5"].rating = 100
    first = walks.walk(recent_albums=1)
    assert first.counts["found"] == 2
    walks.walk()
    assert walks.tracks()["t5"].rating == 100


def test_what_was_taken_away_here_does_not_come_back_with_the_next_walk(walks: Walks):
    one = walks.world.tracks["t5"]
    one.favourite, one.rating = True, 80
    walks.walk()
    with walks.store.unit() as unit:
        unit.tracks.set_favourite(walks.tracks()["t5"].id, False)
        unit.tracks.set_rating(walks.tracks()["t5"].id, None)
    walks.walk()
    assert (walks.tracks()["t5"].favourite, walks.tracks()["t5"].rating) == (False, None)


def test_what_has_changed_on_the_server_since_the_last_walk_is_taken_over(walks: Walks):
    one = walks.world.tracks["t5"]
    one.favourite, one.rating = True, 80
    walks.walk()
    one.favourite, one.rating = False, 20
    walks.walk()
    assert (walks.tracks()["t5"].favourite, walks.tracks()["t5"].rating) == (False, 20)


def test_a_server_built_anew_keeps_its_tracks_with_all_that_is_known_of_them(walks: Walks):
    walks.walk()
    before = {track.title: track.id for track in walks.tracks().values()}
    old = list(walks.world.tracks.values())
    walks.world.tracks.clear()
    walks.world.add_tracks(*(replace(track, id=f"new-{track.id}") for track in old))
    walk = walks.walk()
    assert walk.counts == {"found": 10, "new": 0, "changed": 0, "missing": 0}
    after = walks.tracks()
    assert {track.title: track.id for track in after.values()} == before
    assert sorted(after) == sorted(f"new-{track.id}" for track in old)


def test_two_tracks_of_one_name_are_not_taken_for_each_other(walks: Walks):
    for name in ("t1", "t2"):
        walks.world.tracks[name].title = "Untitled"
    walks.walk()
    gone = [walks.world.tracks.pop(name) for name in ("t1", "t2")]
    walks.world.add_tracks(*(replace(track, id=f"new-{track.id}") for track in gone))
    assert walks.walk().counts == {"found": 10, "new": 2, "changed": 0, "missing": 2}


def test_plays_are_left_alone_where_that_was_switched_off(sqlite_store: Store):
    walks = Walks(sqlite_store, SourceOptions(read_plays=False))
    walks.world.tracks["t5"].play_count = 7
    walks.walk()
    assert walks.plays() == {}


def test_an_id_that_the_server_gave_to_another_track_is_not_taken_for_the_same(walks: Walks):
    walks.walk()
    before = walks.tracks()
    with walks.store.unit() as unit:
        unit.tracks.set_rating(before["t3"].id, 100)
    other = replace(walks.world.tracks["t3"], title="Something else", duration_s=99.0, path="b/x")
    old = replace(walks.world.tracks["t3"], id="t77")
    walks.world.add_tracks(other, old)
    walks.walk()
    after = walks.tracks()
    assert after["t77"].id == before["t3"].id
    assert after["t77"].rating == 100
    assert (after["t3"].title, after["t3"].rating) == ("Something else", None)


def test_a_track_whose_id_was_given_away_and_that_is_gone_is_missing(walks: Walks):
    walks.walk()
    before = walks.tracks()["t3"]
    walks.world.tracks["t3"].title = "Something else"
    walks.world.tracks["t3"].duration_s = 99.0
    walk = walks.walk()
    assert walk.counts["new"] == 1
    with walks.store.unit(read_only=True) as unit:
        assert unit.tracks.get(before.id).state is TrackState.MISSING
        assert unit.tracks.get(before.id).title == "Song 3"


def test_an_album_that_was_deleted_while_it_was_asked_for_is_passed_over(walks: Walks):
    walks.world.plan = (Fault.NOT_FOUND, 1, 1)
    walk = walks.walk(recent_albums=3)
    assert walk.counts["found"] == 4
