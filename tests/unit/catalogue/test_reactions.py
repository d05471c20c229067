"""What listeners do is told to servers that want it, and to no other."""

from dataclasses import replace

import pytest

from menura.catalogue import (
    FoundFile,
    ReactionPorts,
    Reactions,
    Source,
    SourceKind,
    SourceOptions,
    Track,
    WriteBack,
    WriteKind,
    tell_server,
)
from menura.catalogue.server_errors import ServerUnreachableError
from menura.catalogue.servers import Capability
from menura.jobs import Jobs
from menura.kernel.clock import FixedClock
from menura.kernel.ids import new_id
from menura.store import Store, Unit
from tests.factories import MORNING, a_source
from tests.music_servers.memory import MemoryServer, MemoryWorld
from tests.music_servers.rig import Fault, WorldTrack

EVERYTHING = SourceOptions(write_favourites=True, write_ratings=True, write_plays=True)


def server_with_a_track(unit: Unit, options: SourceOptions) -> tuple[Source, Track]:
    source = replace(a_source(SourceKind.SUBSONIC, f"http://there/{new_id()}"), options=options)
    unit.sources.add(source)
    unit.tracks.upsert_found(source.id, new_id(), [FoundFile("t1", 1, 1)], MORNING)
    return source, unit.tracks.by_locations(source.id, ["t1"])["t1"]


def reactions(unit: Unit) -> Reactions:
    ports = ReactionPorts(unit.sources, unit.tracks, unit.listening, unit.write_backs)
    return Reactions(ports, Jobs(unit.jobs, FixedClock(MORNING)))


def told(unit: Unit, source: Source) -> list[tuple[WriteKind, int | None]]:
    return [(one.kind, one.value) for one in unit.write_backs.waiting(source.id, 10)]


def test_what_is_done_is_noted_for_a_server_that_wants_it(sqlite_store: Store):
    with sqlite_store.unit() as unit:
        source, track = server_with_a_track(unit, EVERYTHING)
        reactions(unit).favour(track, True, MORNING)
        reactions(unit).rate(track, 80, MORNING)
        reactions(unit).play(track, "me", MORNING)
        assert told(unit, source) == [
            (WriteKind.FAVOURITE, 1),
            (WriteKind.RATING, 80),
            (WriteKind.PLAY, None),
        ]


def test_a_server_is_told_nothing_that_was_not_switched_on(sqlite_store: Store):
    with sqlite_store.unit() as unit:
        source, track = server_with_a_track(unit, SourceOptions(write_ratings=True))
        reactions(unit).favour(track, True, MORNING)
        reactions(unit).play(track, "me", MORNING)
        assert told(unit, source) == []
        assert unit.tracks.get(track.id).favourite


def test_plays_of_others_are_not_told(sqlite_store: Store):
    with sqlite_store.unit() as unit:
        source, track = server_with_a_track(unit, EVERYTHING)
        reactions(unit).play(track, "bob on Navidrome", MORNING)
        assert told(unit, source) == []
        assert unit.listening.top("bob on Navidrome", 1)[0].play_count == 1


def test_one_job_tells_a_server_however_much_there_is(sqlite_store: Store):
    with sqlite_store.unit() as unit:
        _, track = server_with_a_track(unit, EVERYTHING)
        for rating in (20, 40, 60):
            reactions(unit).rate(track, rating, MORNING)
        assert Jobs(unit.jobs, FixedClock(MORNING)).page(limit=10, offset=0).total == 1


def write(kind: WriteKind, value: int | None = None, location: str = "t1") -> WriteBack:
    return WriteBack(1, new_id(), location, kind, value, MORNING)


@pytest.fixture
def world() -> MemoryWorld:
    world = MemoryWorld()
    world.add_tracks(WorldTrack("t1", "Song", "Ada", "First", "a1"))
    return world


def test_a_server_does_what_it_is_told(world: MemoryWorld):
    server = MemoryServer(world)
    assert tell_server(server, write(WriteKind.FAVOURITE, 1)) is None
    assert tell_server(server, write(WriteKind.RATING, 60)) is None
    assert tell_server(server, write(WriteKind.PLAY)) is None
    track = world.tracks["t1"]
    assert (track.favourite, track.rating, track.play_count) == (True, 60, 1)


def test_what_a_server_will_never_take_is_said_and_not_tried_again(world: MemoryWorld):
    world.capabilities = frozenset({Capability.DOWNLOAD})
    assert tell_server(MemoryServer(world), write(WriteKind.RATING, 60)) is not None
    assert tell_server(MemoryServer(world), write(WriteKind.PLAY, location="gone")) is not None


def test_a_server_that_cannot_be_reached_is_told_later(world: MemoryWorld):
    world.plan = (Fault.CLOSED, 0, 1)
    with pytest.raises(ServerUnreachableError):
        tell_server(MemoryServer(world), write(WriteKind.FAVOURITE, 1))
