"""What every adapter to a music server keeps, run over all of them and a server in memory."""

import importlib
import logging
import socket
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from menura.catalogue import server_errors
from menura.catalogue.server_errors import (
    IncompleteWalkError,
    NotAudioError,
    NotThisServerError,
    ServerArgumentError,
    ServerBusyError,
    ServerForbiddenError,
    ServerLoginError,
    ServerNotFoundError,
    ServerProtocolError,
    ServerRedirectError,
    ServerStartingError,
    ServerTooLargeError,
    ServerUnreachableError,
    ServerUnsupportedError,
)
from menura.catalogue.servers import ByteRange, Capability, MusicServer, ServerTrack
from menura.kernel.errors import MenuraError
from tests.music_servers.rig import Fault, ServerRig, WorldPlaylist, WorldTrack

FAKES = ("memory", "subsonic", "jellyfin", "emby", "lyrion", "plex")
REAL = ("supysonic", "mpd")  # take seconds to start: one for all tests here
MODULES = {"memory": "memory"}
# Where a playlist is a file, its name is made one.
NAMES_ARE_FILES = frozenset({"lyrion", "mpd"})
NAMES = (
    "plain",
    "Fühlt sich \"gut\" 'an'",
    "two\nlines\r\nand a\ttab",
    "🎧 百 нот é",
    "a/b\\c & d=e?f#g <h> %20 +",
    "plain ",
)
WIRE_FAULTS = tuple(
    fault
    for fault in Fault
    if fault
    not in (
        Fault.NOT_AUDIO,
        Fault.SLOW,
        Fault.GZIP_BOMB,
        Fault.SHRINKING_TOTAL,
        Fault.DOUBLES,
        Fault.MISSING_FIELDS,
    )
)
AT = datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)
ENOUGH = 12
"""More often than any adapter tries a request."""


@pytest.fixture(scope="module")
def real_rigs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], ServerRig]]:
    """Hold the real servers, started when they are first asked for."""
    started: dict[str, ServerRig] = {}
    with ExitStack() as stack:

        def start(name: str) -> ServerRig:
            if name not in started:
                home = tmp_path_factory.mktemp(name)
                started[name] = stack.enter_context(open_rig(name, home))
            return started[name]

        yield start


def open_rig(name: str, home: Path) -> Any:
    module = importlib.import_module(f"tests.music_servers.{MODULES.get(name, name + '_rig')}")
    return module.open_rig(home)


@pytest.fixture(params=[*FAKES, *(pytest.param(name, marks=pytest.mark.slow) for name in REAL)])
def rig(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    real_rigs: Callable[[str], ServerRig],
) -> Iterator[ServerRig]:
    if request.param in REAL:
        rig = real_rigs(request.param)
        clear(rig)
        with pytest.MonkeyPatch.context() as patch, ExitStack() as stack:
            connect = rig.connect
            # MPD takes a hundred connections; the rig would close them at its own end only.
            patch.setattr(rig, "connect", lambda: stack.enter_context(closing(connect())))
            yield rig
            heal(rig)
    else:
        with open_rig(request.param, tmp_path) as rig:
            yield rig


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody wait before a request is tried again."""
    monkeypatch.setattr("menura.catalogue.sources.exchange.FIRST_PAUSE_S", 0.0)


@pytest.fixture
def name(request: pytest.FixtureRequest) -> str:
    """What the server of this test is called."""
    found: str = request.node.callspec.params["rig"]
    return found


def heal(rig: ServerRig) -> None:
    """Let no request fail any more."""
    fake = getattr(rig, "fake", None)
    for holder in (rig, fake, getattr(fake, "wire", None), *vars(rig).values()):
        if hasattr(holder, "heal"):
            holder.heal()
        elif hasattr(holder, "plan"):
            holder.plan = None


def clear(rig: ServerRig) -> None:
    """Delete what earlier tests have left on a real server."""
    with closing(rig.connect()) as server:
        for playlist in server.playlists():
            server.delete_playlist(Journal("none", playlist.id))


@dataclass
class Journal:
    """What the store keeps of a playlist, kept in memory."""

    mark: str
    remote_id: str | None = None
    name: str | None = None
    before: tuple[str, ...] | None = None

    def note(self, remote_id: str | None) -> None:
        self.remote_id = remote_id

    def note_before(self, ids: Sequence[str]) -> None:
        self.before = tuple(ids)


MARKS = count(1)


def new_journal() -> Journal:
    return Journal(f"mk{next(MARKS):05d}x")


def walked(server: MusicServer, libraries: Sequence[str] = ()) -> list[ServerTrack]:
    return [track for part in server.walk(libraries) for track in part.tracks]


def some(rig: ServerRig, *places: int) -> list[str]:
    ids = sorted(rig.tracks())
    return [ids[place % len(ids)] for place in places]


# ---------------------------------------------------------------- what is read


def test_a_walk_sees_every_track_once(rig: ServerRig):
    parts = list(rig.connect().walk())
    ids = [track.id for part in parts for track in part.tracks]
    assert sorted(ids) == sorted(rig.tracks())
    assert {part.total for part in parts} <= {None, len(ids)}


def test_a_walk_gives_our_units(rig: ServerRig):
    for track in walked(rig.connect()):
        there = rig.tracks()[track.id]
        assert track.title == there.title
        assert there.artist in " ".join(track.artists)
        assert (track.album, track.album_id) == (there.album, there.album_id)
        assert track.duration_s == pytest.approx(there.duration_s, abs=1.0)
        assert track.size_bytes in (None, len(there.audio))
        assert there.path == "" or (track.path or "").endswith(there.path.rpartition("/")[2])
        assert track.suffix in (None, there.suffix)
        if track.changed_at is not None:
            assert track.changed_at.utcoffset() == timedelta(0)


def test_a_walk_gives_what_the_account_did(rig: ServerRig):
    for track in walked(rig.connect()):
        there = rig.tracks()[track.id]
        if Capability.PLAY_COUNTS in rig.capabilities:
            assert (track.play_count or 0) == there.play_count
        if Capability.LAST_PLAYED in rig.capabilities:
            assert (track.last_played_at is None) == (there.last_played is None)
            if track.last_played_at is not None:
                assert track.last_played_at.timestamp() == pytest.approx(there.last_played, abs=1)
        if Capability.FAVOURITES in rig.capabilities:
            assert bool(track.is_favourite) == there.favourite
        if Capability.RATINGS in rig.capabilities and there.rating:
            assert track.rating == pytest.approx(there.rating, abs=10)


def test_libraries_part_the_tracks(rig: ServerRig):
    server = rig.connect()
    libraries = [library.id for library in server.libraries()]
    whole = sorted(rig.tracks())
    if libraries:
        parts = [{track.id for track in walked(server, [library])} for library in libraries]
        assert sorted(track for part in parts for track in part) == whole
        assert sorted(track.id for track in walked(server, libraries)) == whole
    for library in libraries:
        of_library = {t.id for t in rig.tracks().values() if t.library == library}
        assert not of_library or {t.id for t in walked(server, [library])} == of_library


def test_recent_albums_come_newest_first(rig: ServerRig):
    server = rig.connect()
    albums = list(server.recent_albums(None))
    assert sorted(album.id for album in albums) == sorted(
        {track.album_id for track in rig.tracks().values()}
    )
    moments = [album.added_at for album in albums if album.added_at is not None]
    assert moments == sorted(moments, reverse=True)
    assert [album.id for album in server.recent_albums(2)] == [album.id for album in albums[:2]]
    assert list(server.recent_albums(0)) == []


def test_an_album_has_its_tracks(rig: ServerRig):
    server = rig.connect()
    for album in server.recent_albums(None):
        there = [t for t in rig.tracks().values() if t.album_id == album.id]
        assert album.name == there[0].album
        assert album.track_count in (None, len(there))
        tracks = server.album_tracks(album.id)
        assert sorted(track.id for track in tracks) == sorted(track.id for track in there)
        numbers = [track.track_number for track in tracks if track.track_number is not None]
        assert numbers == sorted(numbers)


def test_an_original_comes_byte_for_byte(rig: ServerRig):
    server = rig.connect()
    for track in list(rig.tracks().values())[:3]:
        with server.open_original(track.id) as stream:
            assert b"".join(stream) == track.audio
            assert stream.media_type.startswith("audio/")
            assert stream.suffix.startswith(".")
            assert stream.size_bytes in (None, len(track.audio))


def test_a_part_of_an_original_is_that_part(rig: ServerRig):
    server = rig.connect()
    track = next(iter(rig.tracks().values()))
    size = len(track.audio)
    for wanted in (ByteRange(0, 99), ByteRange(100, 299), ByteRange(size - 50)):
        last = size - 1 if wanted.last is None else wanted.last
        with server.open_original(track.id, wanted) as stream:
            found = b"".join(stream)
            if stream.first is None:
                assert found == track.audio
                continue
            assert (stream.first, stream.last) == (wanted.first, last)
            assert found == track.audio[wanted.first : last + 1]


def test_an_original_may_be_left_half_read(rig: ServerRig):
    server = rig.connect()
    track = next(iter(rig.tracks().values()))
    with server.open_original(track.id):
        pass
    with server.open_original(track.id) as stream:
        next(iter(stream))
    with server.open_original(track.id) as stream:
        assert b"".join(stream) == track.audio


def test_what_was_played_most_and_last_is_exact(rig: ServerRig):
    server, there = rig.connect(), list(rig.tracks().values())
    if Capability.PLAY_COUNTS in rig.capabilities:
        counts = sorted((t.play_count for t in there if t.play_count), reverse=True)
        assert [t.play_count for t in server.top_played(100)] == counts
        assert [t.play_count for t in server.top_played(2)] == counts[:2]
    if Capability.LAST_PLAYED in rig.capabilities:
        played = sorted((t.last_played for t in there if t.last_played is not None), reverse=True)
        found = [t.last_played_at for t in server.last_played(3)]
        assert [at.timestamp() for at in found if at is not None] == pytest.approx(
            played[:3], abs=1
        )


def test_search_finds_a_title(rig: ServerRig):
    if Capability.SEARCH not in rig.capabilities:
        pytest.skip("it cannot search")
    track = next(t for t in rig.tracks().values() if "plain" in t.title or "Title" in t.title)
    assert track.id in {found.id for found in rig.connect().search(track.title, 20)}
    assert len(rig.connect().search(track.title, 1)) == 1
    assert list(rig.connect().search("no track is called so", 20)) == []


# ---------------------------------------------------------------- what is written


def test_favourites_ratings_and_plays_are_written(rig: ServerRig):
    server = rig.connect()
    (track_id,) = some(rig, 1)
    if Capability.FAVOURITES in rig.capabilities:
        for wanted in (True, True, False, False, True):
            server.set_favourite(track_id, wanted)
            assert rig.tracks()[track_id].favourite is wanted
    if Capability.RATINGS in rig.capabilities:
        for rating in (100, 40, 20):
            server.rate(track_id, rating)
            assert rig.tracks()[track_id].rating == rating
        server.rate(track_id, None)
        assert not rig.tracks()[track_id].rating
    if Capability.SCROBBLES in rig.capabilities:
        before = rig.tracks()[track_id].play_count
        server.scrobble(track_id, AT)
        assert rig.tracks()[track_id].play_count == before + 1


CALLS: Mapping[Capability, Sequence[Callable[[MusicServer, str], object]]] = {
    Capability.DOWNLOAD: [lambda server, track: server.open_original(track).__enter__()],
    Capability.PLAYLISTS: [
        lambda server, track: server.put_playlist(new_journal(), "mine", [track]),
        lambda server, track: server.delete_playlist(new_journal()),
    ],
    Capability.PLAY_COUNTS: [lambda server, track: server.top_played(3)],
    Capability.LAST_PLAYED: [lambda server, track: server.last_played(3)],
    Capability.FAVOURITES: [lambda server, track: server.set_favourite(track, True)],
    Capability.RATINGS: [lambda server, track: server.rate(track, 60)],
    Capability.SCROBBLES: [lambda server, track: server.scrobble(track, AT)],
    Capability.SEARCH: [lambda server, track: server.search("x", 3)],
}


@pytest.mark.parametrize("capability", Capability)
def test_unsupported_is_what_the_server_has_no_means_for(rig: ServerRig, capability: Capability):
    server = rig.connect()
    (track_id,) = some(rig, 0)
    assert (capability in server.probe().capabilities) is (capability in rig.capabilities)
    for call in CALLS[capability]:
        if capability in rig.capabilities:
            call(server, track_id)
        else:
            with pytest.raises(ServerUnsupportedError):
                call(server, track_id)


def test_an_account_is_checked_and_told(rig: ServerRig, name: str):
    server = rig.connect()
    access = server.sign_in()
    info = server.probe()
    assert info.kind is server.kind
    assert "\n" not in info.product + info.version
    for secret in rig.secrets:
        assert secret not in repr((access, info, server))


def test_closing_twice_is_closing_once(rig: ServerRig):
    server = rig.connect()
    server.playlists()
    server.close()
    server.close()


# ---------------------------------------------------------------- what is not there


@pytest.mark.parametrize("odd", ["", "../../x", "1/2?x=1&y=2#z", "no such id", "é\n🎧", "x" * 300])
def test_an_id_that_is_none_is_not_found_or_refused(rig: ServerRig, odd: str):
    server = rig.connect()
    before = {p.id: list(p.track_ids) for p in rig.playlists().values()}
    calls: list[Callable[[], object]] = [lambda: server.playlist_tracks(odd)]
    if Capability.DOWNLOAD in rig.capabilities:
        calls.append(lambda: server.open_original(odd).__enter__())
    for call in calls:
        with pytest.raises((ServerNotFoundError, ServerArgumentError)):
            call()
    assert {p.id: list(p.track_ids) for p in rig.playlists().values()} == before


# ---------------------------------------------------------------- playlists


@dataclass
class Model:
    """What should be on a server: playlists of others as they were, and one for each journal."""

    rig: ServerRig
    kind: str
    foreign: dict[str, WorldPlaylist]
    mine: dict[str, tuple[str, list[str]]] = field(default_factory=dict)

    @property
    def stride(self) -> int:
        """How many places are passed over: writes of a real database take their time."""
        return 3 if self.kind == "supysonic" else 1

    def check(self) -> None:
        there = dict(self.rig.playlists())
        for playlist_id, before in self.foreign.items():
            found = there.pop(playlist_id, None)
            assert found is not None, f"{before.name!r} of somebody else is gone"
            assert (found.name, found.track_ids) == (before.name, before.track_ids)
        rest = list(there.values())
        for name, track_ids in self.mine.values():
            held = track_ids if self.rig.holds_doubles else list(dict.fromkeys(track_ids))
            fitting = [p for p in rest if p.track_ids == held and self.is_name(name, p.name)]
            assert fitting, f"no {name!r} with {held} among {rest}"
            rest.remove(fitting[0])
        assert rest == [], "left behind"

    def is_name(self, wanted: str, found: str) -> bool:
        if self.rig.unique_names:
            found = found.partition(" (Menura")[0]
        if self.kind in NAMES_ARE_FILES:
            return letters(wanted) == letters(found)
        return wanted == found


def letters(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


def new_model(rig: ServerRig, kind: str) -> Model:
    rig.add_foreign_playlist("plain", some(rig, 0, 1))
    rig.add_foreign_playlist("somebody else's", some(rig, 2))
    there = rig.playlists()
    foreign = {
        key: WorldPlaylist(p.id, p.name, list(p.track_ids), p.is_writable)
        for key, p in there.items()
    }
    return Model(rig, kind, foreign)


def put(server: MusicServer, journal: Journal, name: str, track_ids: Sequence[str]) -> bool:
    """Put a playlist; False if the server cannot take its name."""
    try:
        server.put_playlist(journal, name, track_ids)
    except ServerArgumentError:
        assert any(c in name for c in "\r\n\0")
        return False
    return True


def test_a_playlist_comes_back_as_it_was_put(rig: ServerRig, name: str):
    model, server, journal = new_model(rig, name), rig.connect(), new_journal()
    lists = ((0, 1, 2), (2, 1), (1, 1, 0, 1), (3,), (), (4, 0))
    for title, places in zip(NAMES, lists, strict=True):
        wanted = some(rig, *places)
        if put(server, journal, title, wanted):
            model.mine[journal.mark] = (title, wanted)
        model.check()
        assert journal.remote_id is not None
        _, kept = model.mine[journal.mark]
        held = kept if rig.holds_doubles else list(dict.fromkeys(kept))
        assert list(server.playlist_tracks(journal.remote_id)) == held
        told = {p.id: p for p in server.playlists()}
        assert told[journal.remote_id].is_writable
        assert told[journal.remote_id].track_count in (None, len(held))
    server.delete_playlist(journal)
    server.delete_playlist(journal)
    model.mine.clear()
    model.check()


def test_a_playlist_deleted_by_somebody_is_made_anew(rig: ServerRig, name: str):
    model, server, journal = new_model(rig, name), rig.connect(), new_journal()
    put(server, journal, "mine", some(rig, 0))
    server.delete_playlist(Journal("other1", journal.remote_id))
    model.check()
    put(server, journal, "mine", some(rig, 1))
    model.mine[journal.mark] = ("mine", some(rig, 1))
    model.check()
    server.delete_playlist(journal)


PLAYLIST_FAULTS = tuple(fault for fault in WIRE_FAULTS if fault is not Fault.REDIRECT)


@pytest.mark.parametrize("faults", [(Fault.LOST_ANSWER,), PLAYLIST_FAULTS], ids=["lost", "all"])
def test_a_playlist_broken_off_at_any_request_ends_right(
    rig: ServerRig, name: str, faults: tuple[Fault, ...]
):
    """Replacing, with each request failing once; the program ends there, and is started again."""
    break_off_everywhere(new_model(rig, name), faults)


@pytest.mark.slow
@pytest.mark.parametrize("fault", PLAYLIST_FAULTS)
@pytest.mark.parametrize("rig", FAKES, indirect=True)
def test_a_playlist_broken_off_by_each_fault_ends_right(rig: ServerRig, name: str, fault: Fault):
    break_off_everywhere(new_model(rig, name), (fault,))


def break_off_everywhere(model: Model, faults: tuple[Fault, ...]) -> None:
    rig, journal = model.rig, new_journal()
    put_anew(rig, journal, "mine", some(rig, 0, 1, 2))
    before = rig.request_count()
    put_anew(rig, journal, "other", some(rig, 3, 1))
    for at in range(0, rig.request_count() - before + 1, model.stride):
        title, wanted = ("mine", "plain")[at % 2], some(rig, at, at + 1, at + 2)
        if not rig.fail(faults[at % len(faults)], after=at):
            continue  # a server that speaks no HTTP cannot fail in all these ways
        attempt(lambda t=title, w=wanted: put_anew(rig, journal, t, w))  # type: ignore[misc]
        heal(rig)
        put_anew(rig, journal, title, wanted)
        model.mine[journal.mark] = (title, wanted)
        model.check()


def test_a_server_that_is_gone_for_a_while_ends_right(rig: ServerRig, name: str):
    """As above, but no request is answered from some point on, nor the deletion that follows."""
    model, journal = new_model(rig, name), new_journal()
    for at in range(0, 12, 3 * model.stride):
        for lost in (Fault.CLOSED, Fault.LOST_ANSWER):
            wanted = some(rig, at, at + 1)
            if not rig.fail(lost, after=at, times=ENOUGH):
                pytest.skip(f"it cannot fail so: {lost}")
            attempt(lambda w=wanted: put_anew(rig, journal, "mine", w))  # type: ignore[misc]
            heal(rig)
            put_anew(rig, journal, "mine", wanted)
            model.mine[journal.mark] = ("mine", wanted)
            model.check()
        rig.fail(Fault.LOST_ANSWER, after=at // 2, times=ENOUGH)
        attempt(lambda: delete_anew(rig, journal))
        heal(rig)
        delete_anew(rig, journal)
        model.mine.clear()
        model.check()


def put_anew(rig: ServerRig, journal: Journal, title: str, track_ids: Sequence[str]) -> None:
    """Put a playlist as a program that has just been started does."""
    with closing(rig.connect()) as server:
        server.put_playlist(journal, title, track_ids)


def delete_anew(rig: ServerRig, journal: Journal) -> None:
    with closing(rig.connect()) as server:
        server.delete_playlist(journal)


def attempt(act: Callable[[], object]) -> MenuraError | None:
    try:
        act()
    except known_errors() as error:
        return error
    return None


def known_errors() -> tuple[type[MenuraError], ...]:
    named = vars(server_errors).values()
    return tuple(e for e in named if isinstance(e, type) and e.__module__ == server_errors.__name__)


@dataclass(frozen=True)
class Step:
    which: int
    title: str | None
    """None: delete."""
    places: tuple[int, ...]
    fault: Fault | None
    after: int


STEPS = st.builds(
    Step,
    which=st.integers(0, 2),
    title=st.none() | st.sampled_from([n for n in NAMES if "\n" not in n]),
    places=st.lists(st.integers(0, 5), max_size=5).map(tuple),
    fault=st.none() | st.sampled_from(PLAYLIST_FAULTS),
    after=st.integers(0, 9),
)


@settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEPS, min_size=3, max_size=6))
def test_any_order_of_steps_ends_in_the_models_state(rig: ServerRig, name: str, steps: list[Step]):
    journals = [new_journal() for _ in range(3)]
    model = new_model(rig, name)
    for step in steps[:: model.stride]:
        journal, wanted = journals[step.which], some(rig, *step.places)

        def act(journal: Journal = journal, step: Step = step, wanted: list[str] = wanted) -> None:
            if step.title is None:
                delete_anew(rig, journal)
            else:
                put_anew(rig, journal, step.title, wanted)

        if step.fault is not None and rig.fail(step.fault, after=step.after):
            attempt(act)
            heal(rig)
        act()
        if step.title is None:
            model.mine.pop(journal.mark, None)
        else:
            model.mine[journal.mark] = (step.title, wanted)
        model.check()
    for journal in journals:
        delete_anew(rig, journal)


# ---------------------------------------------------------------- what goes wrong

BROKE_OFF = (ServerUnreachableError, ServerProtocolError)
NOT_THERE = (ServerNotFoundError, NotThisServerError, ServerUnsupportedError)
ERRORS: Mapping[Fault, type[MenuraError] | tuple[type[MenuraError], ...]] = {
    Fault.UNAUTHORISED: ServerLoginError,
    Fault.FORBIDDEN: ServerForbiddenError,
    Fault.NOT_FOUND: NOT_THERE,
    Fault.BUSY: ServerBusyError,
    Fault.BROKEN: ServerProtocolError,
    Fault.STARTING: ServerStartingError,
    Fault.REDIRECT: ServerRedirectError,
    Fault.TRUNCATED: BROKE_OFF,
    Fault.WRONG_LENGTH: BROKE_OFF,
    Fault.GZIP_BOMB: ServerTooLargeError,
    Fault.SLOW: ServerUnreachableError,
    Fault.CLOSED: ServerUnreachableError,
    Fault.LOST_ANSWER: ServerUnreachableError,
    Fault.HTML: NotThisServerError,
}


@pytest.mark.parametrize("fault", ERRORS)
def test_each_fault_has_its_own_error(rig: ServerRig, fault: Fault):
    server = rig.connect()
    server.playlists()
    if not rig.fail(fault, times=ENOUGH):
        pytest.skip("it cannot fail so")
    with pytest.raises(ERRORS[fault]) as caught:
        server.playlists()
    assert rig.host in str(caught.value) or fault is Fault.NOT_FOUND
    heal(rig)
    server.playlists()  # and it is over when it is over


OF_ORIGINALS: Mapping[Fault, type[MenuraError] | tuple[type[MenuraError], ...]] = {
    **{fault: ERRORS[fault] for fault in WIRE_FAULTS},
    Fault.NOT_FOUND: (ServerNotFoundError, NotThisServerError),
    Fault.HTML: (NotAudioError, NotThisServerError),
}


@pytest.mark.parametrize("is_opened_before", [False, True])
def test_each_fault_of_opening_an_original_has_its_own_error(
    rig: ServerRig, is_opened_before: bool
):
    (track_id,) = some(rig, 1)
    for fault, error in OF_ORIGINALS.items():
        with closing(rig.connect()) as server:
            if is_opened_before:
                with server.open_original(track_id):
                    pass
            if not rig.fail(fault, times=ENOUGH):
                continue
            before, track = rig.request_count(), rig.tracks()[track_id]
            found = attempt(lambda s=server, t=track: list(read(s, t)))  # type: ignore[misc]
            heal(rig)
            # Where the files lie on this machine nobody is asked.
            is_asked = rig.request_count() > before
            assert isinstance(found, error) is is_asked, f"{fault}: {found!r}"


def test_what_is_no_audio_is_told(rig: ServerRig):
    server = rig.connect()
    if not rig.fail(Fault.NOT_AUDIO):
        pytest.skip("it cannot fail so")
    with pytest.raises(NotAudioError), server.open_original(some(rig, 0)[0]) as stream:
        b"".join(stream)


@pytest.mark.parametrize("fault", [Fault.TRUNCATED, Fault.WRONG_LENGTH])
def test_half_an_original_is_no_original(rig: ServerRig, fault: Fault):
    """Whichever request of opening it breaks off, the bytes are all there or an error is."""
    server = rig.connect()
    track = next(iter(rig.tracks().values()))
    server.libraries()
    for after in range(3):
        if not rig.fail(fault, after=after, times=ENOUGH):
            pytest.skip("it cannot fail so")
        found: list[bytes] = []
        error = attempt(lambda f=found: f.extend(read(server, track)))  # type: ignore[misc]
        assert error is not None or b"".join(found) == track.audio
        assert error is None or isinstance(error, BROKE_OFF)
        heal(rig)


def read(server: MusicServer, track: WorldTrack) -> Iterator[bytes]:
    with server.open_original(track.id) as stream:
        yield from stream


@pytest.mark.parametrize("fault", [Fault.SHRINKING_TOTAL, Fault.DOUBLES])
def test_a_walk_that_missed_something_says_so(rig: ServerRig, fault: Fault):
    if not rig.fail(fault, times=ENOUGH):
        pytest.skip("it cannot fail so")
    with pytest.raises(IncompleteWalkError):
        walked(rig.connect())


def test_tracks_without_fields_are_tracks_all_the_same(rig: ServerRig):
    if not rig.fail(Fault.MISSING_FIELDS, times=100):
        pytest.skip("it cannot fail so")
    server = rig.connect()
    found: list[ServerTrack] = []
    error = attempt(lambda: found.extend(walked(server)))
    assert isinstance(error, IncompleteWalkError | ServerProtocolError | None)
    if error is None:
        assert sorted(track.id for track in found) == sorted(rig.tracks())


WALK_FAULTS = (
    Fault.NOT_FOUND,
    Fault.BROKEN,
    Fault.STARTING,
    Fault.TRUNCATED,
    Fault.CLOSED,
    Fault.HTML,
)


@pytest.mark.parametrize("fault", WALK_FAULTS)
def test_no_walk_ends_silently_before_its_end(rig: ServerRig, fault: Fault):
    whole, failed = sorted(rig.tracks()), 0
    walked(rig.connect())
    for after in range(0, 12, 3):
        if not rig.fail(fault, after=after, times=ENOUGH):
            pytest.skip("it cannot fail so")
        found: list[str] = []
        with closing(rig.connect()) as server:
            error = attempt(lambda s=server, f=found: f.extend(t.id for t in walked(s)))  # type: ignore[misc]
        assert error is not None or sorted(found) == whole
        failed += error is not None
        heal(rig)
    assert failed


# ---------------------------------------------------------------- what must stay secret


@pytest.fixture
def reached(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """Note where this thread connects to, and which names it looks up."""
    noted: list[tuple[object, ...]] = []
    connect, look_up, thread = socket.socket.connect, socket.getaddrinfo, threading.get_ident()

    def note(where: Any) -> None:
        if threading.get_ident() == thread:
            noted.append(tuple(where))

    def noting_connect(self: socket.socket, address: Any) -> None:
        note(address)
        connect(self, address)

    def noting_look_up(host: Any, port: Any, *args: Any, **more: Any) -> Any:
        note((host, port))
        return look_up(host, port, *args, **more)

    monkeypatch.setattr(socket.socket, "connect", noting_connect)
    monkeypatch.setattr(socket, "getaddrinfo", noting_look_up)
    return noted


def test_a_redirect_is_never_followed(rig: ServerRig, name: str, reached: list[tuple[object, ...]]):
    """No other address is even looked up, so nothing can be told there."""
    (track_id,) = some(rig, 0)
    home = tuple(rig.host.split(":"))
    reached.clear()
    for ask in every_call(rig, track_id):
        with closing(rig.connect()) as server:
            if not rig.fail(Fault.REDIRECT, times=ENOUGH):
                pytest.skip("it cannot fail so")
            with pytest.raises(ServerRedirectError):
                ask(server)
            heal(rig)
    assert {tuple(map(str, where)) for where in reached} == (set() if name == "memory" else {home})


def every_call(rig: ServerRig, track_id: str) -> list[Callable[[MusicServer], object]]:
    """Return what asks a server for something, each in its own way."""
    calls: list[Callable[[MusicServer], object]] = [
        lambda server: server.sign_in(),
        lambda server: server.probe(),
        lambda server: walked(server),
        lambda server: list(server.recent_albums(3)),
        lambda server: server.playlists(),
    ]
    for capability in sorted(rig.capabilities):
        calls.extend(
            lambda server, call=call: call(server, track_id)  # type: ignore[misc]
            for call in CALLS[capability]
        )
    return calls


@pytest.mark.parametrize(
    "fault", [None, Fault.UNAUTHORISED, Fault.BROKEN, Fault.REDIRECT, Fault.HTML, Fault.CLOSED]
)
def test_no_secret_stands_in_a_log_or_an_error(
    rig: ServerRig, caplog: pytest.LogCaptureFixture, fault: Fault | None
):
    caplog.set_level(logging.DEBUG)
    told: list[str] = []
    for call in every_call(rig, some(rig, 0)[0]):
        if fault is not None and not rig.fail(fault, after=0, times=ENOUGH):
            pytest.skip("it cannot fail so")
        with closing(rig.connect()) as server:
            error = attempt(lambda c=call, s=server: c(s))  # type: ignore[misc]
        heal(rig)
        if error is not None:  # a trace shows what an error came from, too
            told.extend((repr(error), error.message, *traceback.format_exception(error)))
    told.extend(record.getMessage() for record in caplog.records)
    assert not [text for text in told for secret in rig.secrets if secret in text]
