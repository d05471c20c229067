"""A playlist on a server is what Menura's is, whatever fails on the way."""

from collections.abc import Sequence
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from menura.catalogue import (
    CannotKeepPlaylistError,
    FoundFile,
    NewPlaylistItem,
    Playlist,
    Source,
    SourceKind,
    delete_on_server,
    send_to_server,
)
from menura.kernel.clock import FixedClock
from menura.kernel.errors import MenuraError
from menura.kernel.ids import new_id
from menura.store import Store
from tests.factories import MORNING, a_source, playlist
from tests.music_servers.memory import MemoryServer, MemoryWorld
from tests.music_servers.rig import Fault, WorldTrack

CLOCK = FixedClock(MORNING)


class Desk:
    """A playlist in a store, and the server it is sent to."""

    def __init__(self, store: Store, tracks_there: int = 4) -> None:
        self.store = store
        self.world = MemoryWorld()
        self.world.add_tracks(
            *(WorldTrack(f"t{n}", f"Song {n}", "Ada", "First", "a1") for n in range(tracks_there))
        )
        self.server = MemoryServer(self.world)
        with store.unit() as unit:
            self.source: Source = a_source(SourceKind.SUBSONIC, f"http://there/{new_id()}")
            elsewhere = a_source(SourceKind.FOLDER, f"/music/{new_id()}")
            unit.sources.add(self.source)
            unit.sources.add(elsewhere)
            files = [FoundFile(track_id, 1, 1) for track_id in self.world.tracks]
            unit.tracks.upsert_found(self.source.id, new_id(), files, MORNING)
            unit.tracks.upsert_found(elsewhere.id, new_id(), [FoundFile("x.mp3", 1, 1)], MORNING)
            there = unit.tracks.by_locations(self.source.id, list(self.world.tracks))
            self.ids = [there[track_id].id for track_id in self.world.tracks]
            self.stranger = unit.tracks.by_locations(elsewhere.id, ["x.mp3"])["x.mp3"].id
            self.playlist: Playlist = playlist("Evening")
            unit.playlists.add(self.playlist, [NewPlaylistItem(one) for one in self.ids])

    def change(self, name: str, order: Sequence[int]) -> None:
        """Give the playlist another name and other tracks."""
        with self.store.unit() as unit:
            version = unit.playlists.get(self.playlist.id).version
            unit.playlists.rename(
                self.playlist.id, name=name, description="", version=version, at=MORNING
            )
            items = [NewPlaylistItem(self.ids[n]) for n in order]
            unit.playlists.replace_items(self.playlist.id, items, version=version + 1, at=MORNING)

    def send(self) -> None:
        send_to_server(
            self.store, self.server, self.source, playlist_id=self.playlist.id, clock=CLOCK
        )

    def delete(self) -> bool:
        return delete_on_server(
            self.store, self.server, playlist_id=self.playlist.id, source_id=self.source.id
        )

    def sent(self):
        with self.store.unit(read_only=True) as unit:
            return unit.remote_playlists.get(self.playlist.id, self.source.id)

    def there(self) -> list[tuple[str, list[str]]]:
        return sorted((one.name, one.track_ids) for one in self.world.playlists.values())


@pytest.fixture
def desk(sqlite_store: Store) -> Desk:
    return Desk(sqlite_store)


def test_a_playlist_is_made_and_known_to_be_menuras(desk: Desk):
    desk.send()
    assert desk.there() == [("Evening", ["t0", "t1", "t2", "t3"])]
    sent = desk.sent()
    assert (sent.version, sent.track_count, sent.left_out) == (1, 4, 0)
    assert sent.remote_id in desk.world.playlists


def test_sent_again_it_is_replaced_and_renamed(desk: Desk):
    desk.send()
    desk.change("Night", [3, 0, 3])
    desk.send()
    assert desk.there() == [("Night", ["t3", "t0", "t3"])]
    assert desk.sent().version == 3


def test_a_playlist_of_the_same_name_that_others_made_is_left_alone(desk: Desk):
    desk.world.add_playlist("Evening", ["t3"])
    desk.send()
    desk.send()
    assert desk.there() == [("Evening", ["t0", "t1", "t2", "t3"]), ("Evening", ["t3"])]


def test_tracks_the_server_does_not_have_are_left_out_and_counted(desk: Desk):
    with desk.store.unit() as unit:
        items = [NewPlaylistItem(desk.stranger), NewPlaylistItem(desk.ids[0])]
        unit.playlists.replace_items(desk.playlist.id, items, version=1, at=MORNING)
    desk.send()
    assert desk.there() == [("Evening", ["t0"])]
    assert desk.sent().left_out == 1


def test_a_playlist_with_nothing_from_there_is_refused_before_anything_is_asked(desk: Desk):
    with desk.store.unit() as unit:
        unit.playlists.replace_items(
            desk.playlist.id, [NewPlaylistItem(desk.stranger)], version=1, at=MORNING
        )
    with pytest.raises(CannotKeepPlaylistError):
        desk.send()
    assert desk.world.request_count == 0


def test_deleting_takes_it_away_there_and_here_it_stays(desk: Desk):
    desk.send()
    assert desk.delete()
    assert desk.there() == []
    assert desk.sent() is None
    assert not desk.delete()
    with desk.store.unit(read_only=True) as unit:
        assert unit.playlists.get(desk.playlist.id).name == "Evening"


def test_while_sending_is_broken_off_nobody_is_told_that_the_server_has_it(desk: Desk):
    desk.send()
    desk.world.plan = (Fault.BROKEN, 0, 1)
    with pytest.raises(MenuraError):
        desk.send()
    assert desk.sent().sent_at is None


steps = st.lists(
    st.tuples(
        st.sampled_from(["send", "change", "delete"]),
        st.one_of(st.none(), st.integers(0, 8)),
        st.sampled_from([Fault.BROKEN, Fault.LOST_ANSWER, Fault.CLOSED]),
        st.lists(st.integers(0, 3), min_size=1, max_size=5),
    ),
    min_size=1,
    max_size=5,
)


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=steps)
def test_whatever_fails_on_the_way_the_next_attempt_ends_with_exactly_one(
    sqlite_store: Store, steps: list[tuple[str, int | None, Fault, list[int]]]
):
    desk = Desk(sqlite_store)
    foreign = desk.world.add_playlist("Evening", ["t2"])
    wanted = ("Evening", ["t0", "t1", "t2", "t3"])
    for deed, fails_at, fault, order in steps:
        if deed == "change":
            name = f"Night {sum(order)}"
            desk.change(name, order)
            wanted = (name, [f"t{n}" for n in order])
        desk.world.plan = None if fails_at is None else (fault, fails_at, 1)
        with suppress(MenuraError):
            if deed == "delete":
                desk.delete()
            else:
                desk.send()
    desk.world.plan = None
    desk.send()
    assert desk.there() == sorted([wanted, ("Evening", ["t2"])])
    assert desk.world.playlists[foreign].track_ids == ["t2"]
    assert desk.sent().sent_at is not None
