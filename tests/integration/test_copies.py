"""The same recording on two sources is analysed once, and never on one signal alone."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from menura.analysis.batch import Batch
from menura.analysis.copies import is_same
from menura.analysis.hearing import HearingTask, hear
from menura.analysis.listener import Listener
from menura.analysis.model import Fingerprint
from menura.analysis.server_walk import ServerWalk
from menura.catalogue import MusicServer, Source, SourceKind, Spool, Track, TrackState
from menura.kernel.clock import SystemClock
from menura.kernel.ids import new_id
from menura.store import Store
from tests.audio_synthesis import render_library
from tests.factories import a_source, all_tracks
from tests.listening_bench import FakeContext, ListeningBench
from tests.music_servers.memory import MemoryServer, MemoryWorld
from tests.music_servers.rig import WorldTrack

SONGS, LENGTH_S = 3, 15.0
PROBE = frozenset({"dsp", "fingerprint"})


class Originals:
    """A server in memory, and room for what it sends."""

    def __init__(self, folder: Path) -> None:
        self.world = MemoryWorld()
        self.spool = Spool(folder)

    @contextmanager
    def open_server(self, source: Source) -> Iterator[MusicServer]:
        yield MemoryServer(self.world)

    def take(self, server: MusicServer, track_id: str, should_stop: Callable[[], bool]) -> Path:
        return self.spool.take(server, track_id, should_stop)


class House:
    """A folder of songs that were heard, and a server that has the same ones in another format."""

    def __init__(self, store: Store, music: Path, folder: Path) -> None:
        self.bench = ListeningBench(store, music)
        self.bench.scan()
        self.store = store
        self.originals = Originals(folder / "spool")
        self.spool = folder / "spool"
        self.source = a_source(SourceKind.SUBSONIC, f"http://there/{new_id()}")
        with store.unit() as unit:
            unit.sources.add(self.source)

    def put(self, name: str, path: Path, title: str, artist: str = "") -> None:
        """Put a file on the server under a name."""
        world = self.originals.world
        world.add_tracks(
            WorldTrack(name, title, artist, "", "a1", duration_s=LENGTH_S, audio=path.read_bytes())
        )

    def scan(self) -> dict[str, int]:
        """Walk the server and hear what is new; the pool remembers what it did."""
        context = FakeContext()
        context.job = type("Run", (), {"id": new_id()})()
        walk = ServerWalk(self.store, self.source, SystemClock())
        walk.go(context, MemoryServer(self.originals.world))  # type: ignore[arg-type]
        versions = self.bench.models.plan().versions
        with self.store.unit(read_only=True) as unit:
            due = unit.tracks.unheard(self.source.id, versions, False)
        self.bench.pool.tasks.clear()
        if not due:
            return {}
        listener = Listener(
            self.store,
            self.bench.pool,  # type: ignore[arg-type]
            self.bench.models,
            self.originals,
            clock=SystemClock(),
        )
        batch = Batch(self.source.id, due[0], due[-1], len(due), False)
        return listener.listen(FakeContext(), batch)  # type: ignore[arg-type]

    def places(self, track: Track) -> list[str]:
        with self.store.unit(read_only=True) as unit:
            copies = unit.tracks.copies_of([track.number]).get(track.number, ())
            return [copy.location for copy in copies]

    def own_tracks(self) -> list[Track]:
        """Return the tracks that the server alone has."""
        with self.store.unit(read_only=True) as unit:
            tracks = all_tracks(unit, self.source)
        return [track for track in tracks if track.source_id == self.source.id]


@pytest.fixture(scope="module")
def songs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("songs")
    render_library(folder, SONGS, LENGTH_S, 7)
    return folder


@pytest.fixture(scope="module")
def opus(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return the same songs from the same seeds, encoded with losses."""
    folder = tmp_path_factory.mktemp("opus")
    return [one.path for one in render_library(folder, SONGS, LENGTH_S, 7, suffix=".opus")]


@pytest.fixture
def house(sqlite_store: Store, songs: Path, tmp_path: Path) -> House:
    return House(sqlite_store, songs, tmp_path)


def heard(house: House) -> list[Track]:
    return list(house.bench.tracks().values())


def test_a_recording_that_is_known_is_asked_of_no_model_and_kept_once(
    house: House, opus: list[Path]
):
    house.bench.models.versions["musicnn"] = "1"
    for track, path in zip(heard(house), opus, strict=True):
        house.put(f"s-{path.stem}", path, track.title, track.artist)
    assert house.scan()["heard"] == SONGS
    assert house.bench.models.heard == []
    with house.store.unit(read_only=True) as unit:
        copies = unit.tracks.copies_of([one.number for one in heard(house)])
        ids = [copy.id for found in copies.values() for copy in found]
        assert not unit.analyses.features(ids)
        assert not any(unit.analyses.embedding(one, "dsp") is not None for one in ids)
        assert all(unit.analyses.fingerprint(one) is not None for one in ids)
    assert house.own_tracks() == []
    assert [len(house.places(track)) for track in heard(house)] == [1] * SONGS


def test_a_recording_of_another_name_is_found_by_its_sound(house: House, opus: list[Path]):
    house.put("s1", opus[0], "Untitled", "Nobody")
    house.scan()
    assert house.places(heard(house)[0]) == ["s1"]


def test_other_music_of_the_same_name_is_heard_wholly_and_stays_apart(house: House, tmp_path: Path):
    other = render_library(tmp_path / "other", 2, LENGTH_S, 8)[1].path
    first = heard(house)[0]
    house.put("s1", other, first.title, first.artist)
    house.scan()
    assert house.places(first) == []
    assert [track.location for track in house.own_tracks()] == ["s1"]
    assert house.own_tracks()[0].state is TrackState.ANALYSED


def test_no_file_of_the_server_is_left_on_the_disk(house: House, opus: list[Path]):
    for number, path in enumerate(opus):
        house.put(f"s{number}", path, f"Untitled {number}")
    house.scan()
    assert [path for path in house.spool.rglob("*") if path.is_file() and path.name != "lock"] == []


def test_a_track_the_server_cannot_give_is_missing_and_the_others_are_heard(
    house: House, opus: list[Path]
):
    for number, path in enumerate(opus):
        house.put(f"s{number}", path, f"Untitled {number}")
    house.originals.world.tracks["s1"].audio = b"<html>not music</html>"
    counts = house.scan()
    assert (counts["heard"], counts["failed"]) == (2, 1)
    failed = [track for track in house.own_tracks() if track.state is TrackState.FAILED]
    assert [track.location for track in failed] == ["s1"]
    assert failed[0].error_code == "server_not_audio"


def test_a_separated_copy_is_heard_and_never_joined_again(house: House, opus: list[Path]):
    first = heard(house)[0]
    house.put("s1", opus[0], first.title, first.artist)
    house.scan()
    with house.store.unit() as unit:
        copy = unit.tracks.copies_of([first.number])[first.number][0]
        unit.tracks.separate(copy.id)
    house.scan()
    assert [track.location for track in house.own_tracks()] == ["s1"]
    assert house.own_tracks()[0].state is TrackState.ANALYSED
    assert house.places(first) == []


def test_a_recording_stays_when_the_file_of_it_here_is_gone(house: House, opus: list[Path]):
    first = heard(house)[0]
    house.put("s1", opus[0], first.title, first.artist)
    house.scan()
    with house.store.unit() as unit:
        unit.tracks.mark_missing(house.bench.source.id, new_id(), [])
        kept = unit.tracks.get(first.id)
        assert (kept.source_id, kept.location) == (house.source.id, "s1")
        assert kept.state is TrackState.ANALYSED
        assert unit.analyses.features([first.id])


def test_each_signal_alone_is_not_enough(songs: Path, opus: list[Path]):
    one, copy, other = (
        hear(HearingTask(str(path), PROBE, PROBE))
        for path in (sorted(songs.iterdir())[0], opus[0], opus[1])
    )
    mine, theirs, strange = one.fingerprint, copy.fingerprint, other.fingerprint
    assert mine is not None
    assert theirs is not None
    assert strange is not None
    my_vector, their_vector, strange_vector = (h.vectors[0].vector for h in (one, copy, other))
    assert is_same(mine, theirs, my_vector, their_vector)
    longer = Fingerprint(theirs.duration_s + 5.0, theirs.codes, theirs.pieces)
    assert not is_same(mine, longer, my_vector, their_vector)
    assert not is_same(mine, strange, my_vector, their_vector)
    assert not is_same(mine, theirs, my_vector, strange_vector)
