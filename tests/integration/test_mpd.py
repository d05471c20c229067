"""Speak with a real MPD: what its documents do not say is found out here."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from menura.catalogue.server_errors import (
    IncompleteWalkError,
    ServerArgumentError,
    ServerForbiddenError,
    ServerLoginError,
    ServerNotFoundError,
    ServerUnreachableError,
    ServerUnsupportedError,
)
from menura.catalogue.servers import ByteRange, Capability, MusicServer, ServerAccess
from menura.kernel.errors import MenuraError
from tests.music_servers.mpd_rig import PASSWORD, READ_ONLY_PASSWORD, MpdRig, open_rig
from tests.music_servers.noted_journal import NotedJournal
from tests.music_servers.rig import Fault

HARD_NAMES = ['a "b" \\ c', "line\nbreak\r\0", "naïve 🎧", "x/y", ".", "..", " ", "/", "é" * 300]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MpdRig]:
    with open_rig(tmp_path_factory.mktemp("mpd")) as rig:
        yield rig


@pytest.fixture
def rig(opened: MpdRig) -> Iterator[MpdRig]:
    for file in (opened.daemon.root / "playlists").iterdir():
        file.unlink()
    yield opened
    opened.proxy.plan = None


@pytest.fixture
def server(rig: MpdRig) -> Iterator[MusicServer]:
    server = rig.connect()
    yield server
    server.close()


def held(rig: MpdRig, journal: NotedJournal) -> list[str]:
    assert journal.remote_id is not None
    return rig.playlists()[journal.remote_id].track_ids


# --- what the server is ---


def test_a_probe_tells_what_mpd_can_do(rig: MpdRig, server: MusicServer) -> None:
    info = server.probe()
    assert info.product == "MPD"
    assert info.capabilities == rig.capabilities


def test_a_password_that_may_only_read_writes_nothing(rig: MpdRig) -> None:
    access = ServerAccess(rig.url, password=READ_ONLY_PASSWORD)
    server = rig.open(access)
    assert server.sign_in() == access
    info = server.probe()
    assert info.capabilities == {Capability.SEARCH}
    assert any("control" in note for note in info.notes)
    assert any("music_directory" in note for note in info.notes)
    with pytest.raises(ServerForbiddenError):
        server.put_playlist(NotedJournal(), "Mix", list(rig.tracks())[:1])
    with pytest.raises(ServerUnsupportedError):
        server.rate(next(iter(rig.tracks())), 10)
    assert rig.playlists() == {}


@pytest.mark.parametrize("password", [None, "wr0ng", "wr0ng\nstop"])
def test_a_wrong_password_is_told_without_quoting_it(rig: MpdRig, password: str | None) -> None:
    with pytest.raises(ServerLoginError) as caught:
        rig.open(ServerAccess(rig.url, password=password)).sign_in()
    assert "wr0ng" not in str(caught.value)


def test_a_folder_that_is_not_mpds_is_noticed(rig: MpdRig, tmp_path: Path) -> None:
    server = rig.open(ServerAccess(rig.url, password=PASSWORD, music_root=str(tmp_path)))
    info = server.probe()
    assert Capability.DOWNLOAD not in info.capabilities
    assert any("music_directory" in note for note in info.notes)


# --- walks ---


def test_a_walk_yields_every_track_once(rig: MpdRig, server: MusicServer) -> None:
    tracks = {track.id: track for part in server.walk() for track in part.tracks}
    assert set(tracks) == set(rig.tracks())
    for world in rig.tracks().values():
        track = tracks[world.id]
        assert (track.title, track.artists, track.album) == (
            world.title,
            (world.artist,),
            world.album,
        )
        assert (track.path, track.suffix, track.year) == (world.id, world.suffix, 1999)
        assert track.genres == ("Rock",)
        assert track.changed_at is not None
        assert track.track_number in {1, 2, 3, 4}


def test_a_walk_of_one_folder_sees_only_that(rig: MpdRig, server: MusicServer) -> None:
    folders = server.libraries()
    assert sorted(folder.id for folder in folders) == sorted(
        {track.library for track in rig.tracks().values()}
    )
    for folder in folders:
        found = {track.id for part in server.walk([folder.id]) for track in part.tracks}
        assert found == {t.id for t in rig.tracks().values() if t.library == folder.id}
    with pytest.raises(ServerNotFoundError):
        list(server.walk(["no such folder"]))


def test_pages_follow_each_other(
    rig: MpdRig, server: MusicServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("menura.catalogue.sources.mpd.PAGE_TRACKS", 5)
    parts = list(server.walk())
    assert [len(part.tracks) for part in parts] == [5, 5, 2]
    assert {part.total for part in parts} == {12}


@pytest.mark.parametrize("fault", [Fault.SHRINKING_TOTAL, Fault.DOUBLES])
def test_a_walk_that_misses_something_is_incomplete(
    rig: MpdRig, server: MusicServer, fault: Fault
) -> None:
    rig.fail(fault)
    with pytest.raises(IncompleteWalkError):
        list(server.walk())


def test_missing_fields_are_unknown(rig: MpdRig, server: MusicServer) -> None:
    rig.fail(Fault.MISSING_FIELDS)
    tracks = [track for part in server.walk() for track in part.tracks]
    assert {track.id for track in tracks} == set(rig.tracks())
    assert {(track.title, track.duration_s, track.album_id) for track in tracks} == {
        (None, None, None)
    }


def test_albums_and_their_tracks_are_found(rig: MpdRig, server: MusicServer) -> None:
    albums = list(server.recent_albums(None))
    assert {album.name for album in albums} == {"Album '0'", "Album '1'", "Album '2'"}
    assert len(list(server.recent_albums(2))) == 2
    for album in albums:
        tracks = server.album_tracks(album.id)
        assert [track.track_number for track in tracks] == [1, 2, 3, 4]
        assert {track.album for track in tracks} == {album.name}
    with pytest.raises(ServerNotFoundError):
        server.album_tracks("nobody\x1fnothing")


def test_words_are_searched(rig: MpdRig, server: MusicServer) -> None:
    assert {track.title for track in server.search("NAÏVE", 9)} == {"naïve 🎧 1", "naïve 🎧 7"}
    assert server.search("' \\ \"", 9) == []


# --- originals ---


def test_originals_come_as_they_lie_there(rig: MpdRig, server: MusicServer) -> None:
    for world in rig.tracks().values():
        with server.open_original(world.id) as audio:
            assert audio.suffix == f".{world.suffix}"
            assert audio.size_bytes == len(world.audio)
            assert b"".join(audio) == world.audio
    with server.open_original(world.id, ByteRange(100, 199)) as audio:
        assert b"".join(audio) == world.audio[100:200]


# --- playlists ---


def test_a_playlist_is_made_replaced_renamed_and_deleted(rig: MpdRig, server: MusicServer) -> None:
    a, b, c, *_ = rig.tracks()
    rig.add_foreign_playlist("Theirs", [a])
    journal = NotedJournal()
    for name, tracks in (
        ("Mix", [c, a, c]),
        ("Mix", [b]),
        ("Other", [b, a]),
        ("Other", []),
        ("Empty", []),
        ("Empty", [a, a]),
    ):
        server.put_playlist(journal, name, tracks)
        assert journal.remote_id == name
        assert held(rig, journal) == tracks
        assert sorted(rig.playlists()) == sorted([name, "Theirs"])
        assert server.playlist_tracks(name) == tracks
    server.delete_playlist(journal)
    assert list(rig.playlists()) == ["Theirs"]
    assert journal.remote_id is None
    server.delete_playlist(journal)


def test_somebody_elses_playlist_of_that_name_stays(rig: MpdRig, server: MusicServer) -> None:
    a, b, *_ = rig.tracks()
    rig.add_foreign_playlist("Mix", [a])
    journal = NotedJournal()
    for tracks in ([b], [a, b]):
        server.put_playlist(journal, "Mix", tracks)
        assert journal.remote_id == "Mix (Menura)"
        assert held(rig, journal) == tracks
    assert rig.playlists()["Mix"].track_ids == [a]


@pytest.mark.parametrize("name", HARD_NAMES)
def test_any_name_becomes_one_that_mpd_can_keep(
    rig: MpdRig, server: MusicServer, name: str
) -> None:
    a, b, *_ = rig.tracks()
    journal = NotedJournal()
    for tracks in ([a], [b, a]):
        server.put_playlist(journal, name, tracks)
        assert held(rig, journal) == tracks
        assert len(rig.playlists()) == 1


def test_two_thousand_tracks_are_one_playlist(rig: MpdRig, server: MusicServer) -> None:
    journal, tracks = NotedJournal(), list(rig.tracks()) * 170
    before = rig.request_count()
    server.put_playlist(journal, "Long", tracks)
    assert held(rig, journal) == tracks
    assert rig.request_count() - before < 20


def test_a_track_that_is_gone_leaves_the_playlist_as_it_was(
    rig: MpdRig, server: MusicServer
) -> None:
    a, *_ = rig.tracks()
    journal = NotedJournal()
    server.put_playlist(journal, "Mix", [a])
    with pytest.raises(ServerNotFoundError):
        server.put_playlist(journal, "Mix", [a, "gone.flac"])
    assert {name: each.track_ids for name, each in rig.playlists().items()} == {"Mix": [a]}


@pytest.mark.parametrize("fault", [Fault.CLOSED, Fault.LOST_ANSWER, Fault.BROKEN])
@pytest.mark.parametrize("name", ["Mix", "Renamed", "Theirs"])
def test_a_failure_at_any_request_is_made_good_by_doing_it_again(
    rig: MpdRig, fault: Fault, name: str
) -> None:
    a, b, c, *_ = rig.tracks()
    failed = 0
    for at in range(40):
        for file in (rig.daemon.root / "playlists").iterdir():
            file.unlink()
        rig.add_foreign_playlist("Theirs", [c])
        journal = NotedJournal()
        server = rig.connect()
        server.put_playlist(journal, "Mix", [a, b])
        rig.fail(fault, after=at, times=3)
        try:
            server.put_playlist(journal, name, [b, b, c])
        except MenuraError:
            failed += 1
        was_reached = rig.proxy.plan is None or rig.proxy.plan.times < 3
        rig.proxy.plan = None
        server.put_playlist(journal, name, [b, b, c])
        server.close()
        assert journal.remote_id == ("Theirs (Menura)" if name == "Theirs" else name)
        assert held(rig, journal) == [b, b, c]
        assert len(rig.playlists()) == 2
        assert rig.playlists()["Theirs"].track_ids == [c]
        if not was_reached:
            break
    assert failed > 3


def test_what_comes_in_between_failure_and_retry_is_not_touched(rig: MpdRig) -> None:
    a, b, *_ = rig.tracks()
    for at in range(24):
        for file in (rig.daemon.root / "playlists").iterdir():
            file.unlink()
        journal = NotedJournal()
        server = rig.connect()
        rig.fail(Fault.LOST_ANSWER if at % 2 else Fault.CLOSED, after=at // 2, times=3)
        try:
            server.put_playlist(journal, "Mix", [a])
        except MenuraError:
            if "Mix" not in rig.playlists():
                rig.add_foreign_playlist("Mix", [b])
        rig.proxy.plan = None
        theirs = [each.id for each in rig.playlists().values() if each.track_ids == [b]]
        server.put_playlist(journal, "Mix", [a, a])
        assert held(rig, journal) == [a, a]
        assert len(rig.playlists()) == 1 + len(theirs)
        server.delete_playlist(journal)
        assert list(rig.playlists()) == theirs
        server.close()


@pytest.mark.parametrize("text", ["x\nclear", "x\rclear", "x\0", 'x"\nrm "Theirs'])
def test_line_breaks_never_become_commands(rig: MpdRig, server: MusicServer, text: str) -> None:
    a, *_ = rig.tracks()
    rig.add_foreign_playlist("Theirs", [a])
    for attempt in (
        lambda: server.put_playlist(NotedJournal(), "Mix", [text]),
        lambda: server.playlist_tracks(text),
        lambda: server.rate(text, 10),
        lambda: server.set_favourite(text, True),
        lambda: list(server.walk([text])),
        lambda: server.album_tracks(f"a\x1f{text}"),
    ):
        with pytest.raises(ServerArgumentError):
            attempt()
    assert list(rig.playlists()) == ["Theirs"]


# --- plays, favourites, ratings ---


def test_notes_are_written_and_read(rig: MpdRig, server: MusicServer) -> None:
    a, b, c, *_ = rig.tracks()
    server.rate(a, 84)
    server.set_favourite(a, True)
    server.set_favourite(b, False)
    first, later = (datetime(2024, 5, day, 12, tzinfo=UTC) for day in (1, 2))
    for location, at in ((b, first), (b, later), (b, first), (c, later), (a, first)):
        server.scrobble(location, at)
    server.scrobble(c, datetime(2024, 6, 1, tzinfo=UTC))
    assert [(t.id, t.play_count) for t in server.top_played(2)] == [(b, 3), (c, 2)]
    assert [t.id for t in server.last_played(2)] == [c, b]
    tracks = {track.id: track for part in server.walk() for track in part.tracks}
    assert (tracks[a].rating, tracks[a].is_favourite, tracks[a].play_count) == (80, True, 1)
    assert (tracks[b].rating, tracks[b].is_favourite, tracks[b].last_played_at) == (
        None,
        False,
        later,
    )
    server.rate(a, None)
    server.rate(a, None)
    server.set_favourite(a, False)
    assert (rig.tracks()[a].rating, rig.tracks()[a].favourite) == (None, False)
    with pytest.raises(ServerNotFoundError):
        server.rate("gone.flac", 10)


# --- the connection ---


def test_reads_are_tried_again_when_the_connection_breaks_off(
    rig: MpdRig, server: MusicServer
) -> None:
    for fault in (Fault.CLOSED, Fault.LOST_ANSWER, Fault.TRUNCATED):
        rig.fail(fault)
        assert server.playlists() == []
    rig.fail(Fault.CLOSED, times=9)
    with pytest.raises(ServerUnreachableError):
        server.playlists()


@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from(["put", "delete"]),
            st.integers(0, 1),
            st.sampled_from(["A", "B"]) | st.text(max_size=6),
            st.lists(st.integers(0, 3), max_size=4),
            st.none() | st.tuples(st.integers(0, 8), st.sampled_from(["LOST_ANSWER", "CLOSED"])),
        ),
        max_size=6,
    )
)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_sequence_ends_in_the_models_state(rig: MpdRig, steps) -> None:
    for file in (rig.daemon.root / "playlists").iterdir():
        file.unlink()
    locations = list(rig.tracks())
    journals = [NotedJournal(mark="mark0x"), NotedJournal(mark="mark1x")]
    model: dict[int, list[str]] = {}
    for action, which, name, numbers, failure in steps:
        tracks = [locations[number] for number in numbers]
        if failure is not None:
            rig.fail(Fault[failure[1]], after=failure[0], times=4)
        server = rig.connect()
        for _ in range(2):
            try:
                if action == "put":
                    server.put_playlist(journals[which], name, tracks)
                else:
                    server.delete_playlist(journals[which])
                break
            except MenuraError:
                rig.proxy.plan = None
        server.close()
        rig.proxy.plan = None
        model.pop(which, None)
        if action == "put":
            model[which] = tracks
        assert {each: held(rig, journals[each]) for each in model} == model
        assert len(rig.playlists()) == len(model)


def test_an_idle_connection_that_was_closed_is_noticed_before_something_is_written(
    rig: MpdRig, server: MusicServer
) -> None:
    a, *_ = rig.tracks()
    server.rate(a, 10)
    rig.fail(Fault.CLOSED)
    server.rate(a, 20)
    assert rig.tracks()[a].rating == 20
    server.rate(a, None)
