"""Speak with a fake Lyrion that hangs up on whatever its documents do not know."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menura.catalogue.server_errors import (
    IncompleteWalkError,
    NotAudioError,
    NotThisServerError,
    ServerForbiddenError,
    ServerLoginError,
    ServerNotFoundError,
    ServerProtocolError,
    ServerRedirectError,
    ServerStartingError,
    ServerUnreachableError,
    ServerUnsupportedError,
)
from menura.catalogue.servers import ByteRange, Capability, MusicServer, ServerAccess
from menura.catalogue.sources import exchange
from menura.kernel.errors import MenuraError
from tests.music_servers.lyrion_fake import LyrionFake, serve
from tests.music_servers.lyrion_rig import PASSWORD, LyrionRig, make_tracks, open_rig
from tests.music_servers.noted_journal import NotedJournal
from tests.music_servers.rig import Fault

HARD_NAMES = [
    'a "b" \\ c',
    "line\nbreak\r\0",
    "naïve 🎧",
    "x: y/z",
    "..hidden",
    " ",
    "/",
    "é" * 300,
]


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "FIRST_PAUSE_S", 0.0)


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[LyrionRig]:
    with open_rig(tmp_path) as rig:
        yield rig


@pytest.fixture
def server(rig: LyrionRig) -> MusicServer:
    return rig.connect()


def names(rig: LyrionRig) -> list[str]:
    return sorted(each.name for each in rig.fake.playlists)


def held(rig: LyrionRig, journal: NotedJournal) -> tuple[str, list[str]]:
    assert journal.remote_id is not None
    playlist = rig.playlists()[journal.remote_id]
    return playlist.name, playlist.track_ids


# --- what the server is ---


def test_a_probe_tells_what_lyrion_can_do(rig: LyrionRig, server: MusicServer) -> None:
    info = server.probe()
    assert info.version == "9.0.2"
    assert info.capabilities == rig.capabilities
    assert any("no users" in note for note in info.notes)


def test_without_a_playlist_folder_playlists_are_no_capability(
    rig: LyrionRig, server: MusicServer
) -> None:
    rig.fake.playlist_folder = ""
    info = server.probe()
    assert Capability.PLAYLISTS not in info.capabilities
    assert any("set a folder" in note for note in info.notes)
    with pytest.raises(ServerUnsupportedError, match="folder"):
        server.put_playlist(NotedJournal(), "Mix", ["1"])


def test_a_wrong_password_is_told_without_quoting_it(rig: LyrionRig) -> None:
    with pytest.raises(ServerLoginError) as caught:
        rig.open(ServerAccess(rig.url, "bob", "wr0ng-secret")).sign_in()
    assert "wr0ng-secret" not in str(caught.value)


def test_sign_in_keeps_the_access_as_it_is(rig: LyrionRig) -> None:
    access = ServerAccess(rig.url, "bob", PASSWORD)
    assert rig.open(access).sign_in() == access


def test_a_page_in_place_of_lyrion_is_told(rig: LyrionRig, server: MusicServer) -> None:
    rig.fail(Fault.HTML)
    with pytest.raises(NotThisServerError, match="Lyrion"):
        server.sign_in()


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.UNAUTHORISED, ServerLoginError),
        (Fault.FORBIDDEN, ServerForbiddenError),
        (Fault.NOT_FOUND, NotThisServerError),
        (Fault.BROKEN, ServerProtocolError),
        (Fault.STARTING, ServerStartingError),
        (Fault.REDIRECT, ServerRedirectError),
        (Fault.CLOSED, ServerUnreachableError),
        (Fault.GZIP_BOMB, MenuraError),
        (Fault.TRUNCATED, MenuraError),
        (Fault.WRONG_LENGTH, MenuraError),
    ],
)
def test_every_failure_has_its_sentence(
    rig: LyrionRig, server: MusicServer, fault: Fault, error: type[MenuraError]
) -> None:
    rig.fail(fault, times=99)
    with pytest.raises(error) as caught:
        server.playlists()
    assert PASSWORD not in str(caught.value)


def test_nobody_listening_is_told_as_unreachable() -> None:
    with serve(LyrionFake([])) as host:
        gone = host
    rig = LyrionRig(LyrionFake([]), gone)
    with pytest.raises(ServerUnreachableError):
        rig.connect().sign_in()
    rig.close()


def test_a_command_it_hangs_up_on_is_not_taken_for_a_dead_server(
    rig: LyrionRig, server: MusicServer
) -> None:
    rig.fake.unknown.add(("albums",))
    with pytest.raises(ServerProtocolError, match="hangs up on 'albums"):
        list(server.recent_albums(None))


def test_secrets_are_in_no_log(
    rig: LyrionRig, server: MusicServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.sign_in()
    rig.fail(Fault.BROKEN, times=9)
    with pytest.raises(ServerProtocolError):
        server.sign_in()
    rig.fake.plan = None
    assert PASSWORD not in caplog.text
    assert PASSWORD not in repr(server.sign_in())


# --- walks ---


def test_a_walk_yields_every_track_once(rig: LyrionRig, server: MusicServer) -> None:
    parts = list(server.walk())
    tracks = [track for part in parts for track in part.tracks]
    assert [track.id for track in tracks] == list(rig.tracks())
    assert {part.total for part in parts} == {len(tracks)}
    third = tracks[3]
    world = rig.tracks()[third.id]
    assert (third.title, third.artists, third.album) == (world.title, (world.artist,), world.album)
    assert (third.path, third.suffix, third.size_bytes) == (world.path, "flac", len(world.audio))
    assert (third.play_count, third.rating, third.is_favourite) == (3, 30, True)
    assert third.genres == ("Jazz", "Rock & Roll")
    assert third.year is None


def test_streams_are_left_out(rig: LyrionRig, server: MusicServer) -> None:
    rig.fake.streams = [
        {"id": 900, "title": "Radio", "url": "http://radio.example/", "remote": 1},
        {"id": 901, "title": "Song", "url": "service://1", "extid": "service:track:1"},
    ]
    ids = [track.id for part in server.walk() for track in part.tracks]
    assert ids == list(rig.tracks())


def test_a_walk_of_one_view_sees_only_that(rig: LyrionRig, server: MusicServer) -> None:
    views = server.libraries()
    assert [view.name for view in views] == ["Music", "Samples"]
    ids = {track.id for part in server.walk([views[0].id]) for track in part.tracks}
    assert ids == {i for i, track in rig.tracks().items() if track.library == views[0].id}
    both = [track.id for part in server.walk([v.id for v in views]) for track in part.tracks]
    assert sorted(both) == sorted(rig.tracks())


@pytest.mark.parametrize("fault", [Fault.SHRINKING_TOTAL, Fault.DOUBLES])
def test_a_walk_that_misses_something_is_incomplete(
    rig: LyrionRig, server: MusicServer, fault: Fault
) -> None:
    rig.fail(fault)
    seen: list[str] = []
    with pytest.raises(IncompleteWalkError):
        seen += [track.id for part in server.walk() for track in part.tracks]
    assert len(seen) == len(set(seen))


def test_a_walk_during_a_scan_is_incomplete(rig: LyrionRig, server: MusicServer) -> None:
    rig.fake.is_scanning = True
    with pytest.raises(IncompleteWalkError, match="reading its folders"):
        list(server.walk())


def test_a_page_that_fails_fails_the_walk(rig: LyrionRig, server: MusicServer) -> None:
    rig.fail(Fault.BROKEN, after=2, times=9)
    with pytest.raises(ServerProtocolError):
        list(server.walk())


def test_missing_fields_are_unknown(rig: LyrionRig, server: MusicServer) -> None:
    rig.fail(Fault.MISSING_FIELDS, times=99)
    tracks = [track for part in server.walk() for track in part.tracks]
    assert [track.id for track in tracks] == list(rig.tracks())
    assert {(track.title, track.path, track.duration_s) for track in tracks} == {(None, None, None)}


def test_favourites_in_folders_make_the_others_unknown(rig: LyrionRig, server: MusicServer) -> None:
    rig.fake.favourite_folders.append("Jazz")
    found = {track.is_favourite for part in server.walk() for track in part.tracks}
    assert found == {True, None}
    rig.fake.unknown.add(("favorites", "items"))
    found = {track.is_favourite for part in server.walk() for track in part.tracks}
    assert found == {None}


def test_albums_come_newest_first_up_to_a_limit(rig: LyrionRig, server: MusicServer) -> None:
    assert [album.id for album in server.recent_albums(None)] == ["53", "52", "51", "50"]
    assert [album.id for album in server.recent_albums(2)] == ["53", "52"]
    assert [track.id for track in server.album_tracks("51")] == ["5", "6", "7", "8"]
    with pytest.raises(ServerNotFoundError):
        server.album_tracks("9999")


def test_names_are_parted_at_commas_only_where_as_many_ids_came(rig: LyrionRig) -> None:
    from menura.catalogue.sources.lyrion_items import track_of

    assert track_of({"id": 1, "artist": "Earth, Wind & Fire", "artist_ids": "7"}).artists == (
        "Earth, Wind & Fire",
    )
    assert track_of({"id": 1, "artist": "A, B", "artist_ids": "7,8"}).artists == ("A", "B")


# --- originals ---


def test_an_original_comes_as_it_lies_there(rig: LyrionRig, server: MusicServer) -> None:
    with server.open_original("2") as audio:
        assert (audio.media_type, audio.suffix) == ("audio/flac", ".flac")
        assert b"".join(audio) == rig.tracks()["2"].audio
    with server.open_original("2", ByteRange(4, 9)) as audio:
        assert (audio.first, audio.last) == (4, 9)
        assert b"".join(audio) == rig.tracks()["2"].audio[4:10]


def test_what_is_no_audio_is_refused(rig: LyrionRig, server: MusicServer) -> None:
    rig.fail(Fault.NOT_AUDIO)
    with pytest.raises(NotAudioError), server.open_original("2"):
        pass
    with pytest.raises(ServerNotFoundError), server.open_original("../2"):
        pass


# --- playlists ---


def test_a_playlist_is_made_replaced_renamed_and_deleted(
    rig: LyrionRig, server: MusicServer
) -> None:
    rig.add_foreign_playlist("Theirs", ["1", "2"])
    journal = NotedJournal()
    server.put_playlist(journal, "Mix", ["3", "1"])
    assert held(rig, journal) == ("Mix", ["3", "1"])
    server.put_playlist(journal, "Mix", ["2"])
    assert held(rig, journal) == ("Mix", ["2"])
    server.put_playlist(journal, "Other", ["2", "4"])
    assert held(rig, journal) == ("Other", ["2", "4"])
    assert names(rig) == ["Other", "Theirs"]
    assert journal.remote_id is not None
    assert server.playlist_tracks(journal.remote_id) == ["2", "4"]
    server.delete_playlist(journal)
    assert names(rig) == ["Theirs"]
    assert journal.notes[-1] is None
    server.delete_playlist(journal)


def test_of_doubles_the_first_is_kept(rig: LyrionRig, server: MusicServer) -> None:
    journal = NotedJournal()
    server.put_playlist(journal, "Mix", ["3", "1", "3", "2", "1"])
    assert held(rig, journal) == ("Mix", ["3", "1", "2"])


def test_titles_of_tracks_stay_as_they_are(rig: LyrionRig, server: MusicServer) -> None:
    server.put_playlist(NotedJournal(), "Mix", ["3", "1"])
    assert rig.fake.complaints == []


def test_a_playlist_that_is_right_is_left_alone(rig: LyrionRig, server: MusicServer) -> None:
    journal = NotedJournal()
    server.put_playlist(journal, "Mix", ["3", "1"])
    before = journal.remote_id
    server.put_playlist(journal, "Mix", ["3", "1"])
    assert journal.remote_id == before


def test_somebody_elses_playlist_of_that_name_stays(rig: LyrionRig, server: MusicServer) -> None:
    rig.add_foreign_playlist("Mix", ["1"])
    journal = NotedJournal()
    for tracks in (["2"], ["3"]):
        server.put_playlist(journal, "Mix", tracks)
        assert held(rig, journal) == ("Mix (Menura)", tracks)
    other = NotedJournal(mark="other1")
    server.put_playlist(other, "Mix", ["4"])
    assert held(rig, other) == ("Mix (Menura 2)", ["4"])
    assert [p.tracks for p in rig.fake.playlists if p.name == "Mix"] == [["1"]]


def test_a_number_that_now_is_somebody_elses_is_not_touched(
    rig: LyrionRig, server: MusicServer
) -> None:
    journal = NotedJournal()
    server.put_playlist(journal, "Mix", ["2"])
    theirs = rig.fake.add_playlist("Theirs", ["1"])
    rig.fake.number_anew()
    assert journal.remote_id is not None
    assert journal.remote_id.partition("-")[0] == str(theirs.number)
    server.delete_playlist(journal)
    assert "Theirs" in names(rig)


def test_a_playlist_deleted_on_the_server_is_made_again(
    rig: LyrionRig, server: MusicServer
) -> None:
    journal = NotedJournal()
    server.put_playlist(journal, "Mix", ["2"])
    rig.fake.playlists.clear()
    server.put_playlist(journal, "Mix", ["2"])
    assert held(rig, journal) == ("Mix", ["2"])


@pytest.mark.parametrize("name", HARD_NAMES)
def test_any_name_becomes_one_that_a_file_can_have(
    rig: LyrionRig, server: MusicServer, name: str
) -> None:
    journal = NotedJournal()
    for tracks in (["1"], ["2", "1"]):
        server.put_playlist(journal, name, tracks)
    shown, kept = held(rig, journal)
    assert kept == ["2", "1"]
    assert shown.strip()
    assert len(shown.encode()) < 250
    assert len(rig.fake.playlists) == 1


def test_many_tracks_are_looked_up_page_by_page(tmp_path: Path) -> None:
    fake = LyrionFake(make_tracks(60))
    with serve(fake) as host:
        rig = LyrionRig(fake, host)
        server = rig.open(ServerAccess(rig.url), page_items=50)
        wanted = [str(number) for number in range(60, 20, -1)]
        journal = NotedJournal()
        server.put_playlist(journal, "Mix", wanted)
        assert held(rig, journal) == ("Mix", wanted)
        assert not [call for call in fake.log if call[0] == "songinfo"]
        with pytest.raises(ServerNotFoundError, match="9999"):
            server.put_playlist(journal, "Mix", [*wanted, "9999"])
        rig.close()


def test_a_track_that_is_gone_leaves_the_playlist_as_it_was(
    rig: LyrionRig, server: MusicServer
) -> None:
    journal = NotedJournal()
    server.put_playlist(journal, "Mix", ["1"])
    with pytest.raises(ServerNotFoundError):
        server.put_playlist(journal, "Mix", ["1", "999"])
    assert held(rig, journal) == ("Mix", ["1"])
    assert names(rig) == ["Mix"]


def test_nothing_is_written_while_lyrion_reads_its_folders(
    rig: LyrionRig, server: MusicServer
) -> None:
    rig.fake.is_scanning = True
    with pytest.raises(ServerStartingError):
        server.put_playlist(NotedJournal(), "Mix", ["1"])
    assert rig.fake.playlists == []


@pytest.mark.parametrize("fault", [Fault.CLOSED, Fault.LOST_ANSWER])
@pytest.mark.parametrize("name", ["Mix", "Renamed", "Theirs"])
def test_a_failure_at_any_request_is_made_good_by_doing_it_again(
    rig: LyrionRig, fault: Fault, name: str
) -> None:
    failed = 0
    for at in range(60):
        rig.fake.playlists.clear()
        rig.add_foreign_playlist("Theirs", ["9"])
        journal = NotedJournal()
        rig.connect().put_playlist(journal, "Mix", ["1", "2"])
        rig.fail(fault, after=at, times=3)
        try:
            rig.connect().put_playlist(journal, name, ["3", "1"])
        except MenuraError:
            failed += 1
        was_reached = rig.fake.plan is None or rig.fake.plan.times < 3
        rig.fake.plan = None
        final = "Theirs (Menura)" if name == "Theirs" else name
        rig.connect().put_playlist(journal, name, ["3", "1"])
        assert held(rig, journal) == (final, ["3", "1"])
        assert names(rig) == sorted(["Theirs", final])
        if not was_reached:
            break
    assert failed > 5


def test_what_comes_in_between_failure_and_retry_is_not_touched(rig: LyrionRig) -> None:
    for at in range(18):
        rig.fake.playlists.clear()
        journal = NotedJournal()
        rig.fail(Fault.LOST_ANSWER if at % 2 else Fault.CLOSED, after=at // 2, times=3)
        try:
            rig.connect().put_playlist(journal, "Mix", ["3", "1"])
        except MenuraError:
            rig.fake.plan = None
            if "Mix" not in names(rig):
                rig.add_foreign_playlist("Mix", ["9"])
        rig.fake.plan = None
        rig.connect().put_playlist(journal, "Mix", ["3", "1"])
        theirs = [p for p in rig.fake.playlists if p.tracks == ["9"]]
        assert len(rig.fake.playlists) == 1 + len(theirs)
        assert held(rig, journal)[1] == ["3", "1"]
        rig.connect().delete_playlist(journal)
        assert rig.fake.playlists == theirs


@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from(["put", "delete"]),
            st.integers(0, 1),
            st.sampled_from(["A", "B", "B: /x"]),
            st.lists(st.sampled_from(["1", "2", "3"]), max_size=3, unique=True),
            st.none() | st.tuples(st.integers(0, 12), st.sampled_from(["lost", "closed"])),
        ),
        max_size=5,
    )
)
@settings(max_examples=10, deadline=None)
def test_any_sequence_ends_in_the_models_state(steps) -> None:
    fake = LyrionFake(make_tracks())
    with serve(fake) as host:
        rig = LyrionRig(fake, host)
        journals = [NotedJournal(mark="mark0x"), NotedJournal(mark="mark1x")]
        model: dict[int, list[str]] = {}
        for action, which, name, tracks, failure in steps:
            if failure is not None:
                fault = Fault.LOST_ANSWER if failure[1] == "lost" else Fault.CLOSED
                rig.fail(fault, after=failure[0], times=1)
            server = rig.connect()
            for _ in range(2):
                try:
                    if action == "put":
                        server.put_playlist(journals[which], name, tracks)
                    else:
                        server.delete_playlist(journals[which])
                    break
                except MenuraError:
                    fake.plan = None
            fake.plan = None
            model.pop(which, None)
            if action == "put":
                model[which] = tracks
            kept = {i: held(rig, journals[i])[1] for i in model}
            assert kept == model
            assert len(fake.playlists) == len(model)
        rig.close()


# --- plays, favourites, ratings ---


def test_what_was_played_most_comes_first(rig: LyrionRig, server: MusicServer) -> None:
    top = server.top_played(3)
    assert [track.play_count for track in top] == [4, 4, 3]


def test_favourites_and_ratings_are_written(rig: LyrionRig, server: MusicServer) -> None:
    for wanted in (True, True, False, False):
        server.set_favourite("2", wanted)
        assert rig.tracks()["2"].favourite is wanted
    server.rate("2", 70)
    assert rig.tracks()["2"].rating == 70
    server.rate("2", None)
    assert rig.tracks()["2"].rating is None
    with pytest.raises(ServerNotFoundError):
        server.rate("999", 50)


def test_what_lyrion_cannot_do_is_said(rig: LyrionRig, server: MusicServer) -> None:
    rig.fake.unknown |= {("rating",), ("favorites", "exists")}
    for attempt in (
        lambda: server.rate("2", 10),
        lambda: server.set_favourite("2", True),
        lambda: server.last_played(3),
    ):
        with pytest.raises(ServerUnsupportedError):
            attempt()


def test_words_are_searched(rig: LyrionRig, server: MusicServer) -> None:
    assert [track.id for track in server.search("naïve", 2)] == ["2", "8"]
    assert server.search(" \n ", 2) == []


def test_ids_are_opaque(rig: LyrionRig, server: MusicServer) -> None:
    for odd in ('"; playlists delete 1', "1\nplaylists", "../../etc/passwd", "é 😀"):
        with pytest.raises(MenuraError):
            server.rate(odd, 10)
        with pytest.raises(MenuraError):
            server.playlist_tracks(odd)
        with pytest.raises(MenuraError), server.open_original(odd):
            pass
