"""What Jellyfin and Emby do alike, against both fakes."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from menura.catalogue.model import SourceKind
from menura.catalogue.server_errors import (
    IncompleteWalkError,
    NotAudioError,
    NotThisServerError,
    ServerBusyError,
    ServerForbiddenError,
    ServerLoginError,
    ServerNotFoundError,
    ServerProtocolError,
    ServerRedirectError,
    ServerStartingError,
    ServerTooLargeError,
    ServerUnreachableError,
)
from menura.catalogue.servers import ByteRange, Capability, MusicServer, ServerAccess, ServerTrack
from menura.catalogue.sources.emby import EmbyServer
from menura.catalogue.sources.jellyfin import JellyfinServer
from menura.catalogue.sources.media_browser_calls import device_id
from tests.music_servers import emby_rig, jellyfin_rig
from tests.music_servers.media_browser_rig import PASSWORD, USER_NAME, MediaBrowserRig
from tests.music_servers.noted_journal import NotedJournal as Journal
from tests.music_servers.rig import Fault
from tests.unit.catalogue.sources.scripted_server import answer, serving

RIGS = {"jellyfin": jellyfin_rig, "emby": emby_rig}
ALL = 14


@pytest.fixture(params=sorted(RIGS))
def rig(request, tmp_path: Path) -> Iterator[MediaBrowserRig]:
    with RIGS[request.param].open_rig(tmp_path) as opened:
        yield opened
        assert opened.fake.complaints == []


@pytest.fixture
def server(rig: MediaBrowserRig) -> MusicServer:
    return rig.connect()


def walked(server: MusicServer, libraries: Sequence[str] = ()) -> list[ServerTrack]:
    return [track for part in server.walk(libraries) for track in part.tracks]


# --- signing in ---


def test_a_password_is_exchanged_for_a_token_and_forgotten(rig: MediaBrowserRig) -> None:
    access = rig.sign_in()

    assert access.password is None
    assert access.token in rig.fake.tokens
    assert access.user_id == next(iter(rig.fake.users))
    assert walked(rig.open(access))


def test_an_adapter_with_a_password_signs_in_by_itself(rig: MediaBrowserRig) -> None:
    server = rig.open(ServerAccess(rig.url, USER_NAME, PASSWORD))

    assert len(walked(server)) == ALL
    assert len(rig.fake.tokens) == 1


def test_signing_in_again_does_not_pile_up_devices(rig: MediaBrowserRig) -> None:
    first, second = rig.sign_in(), rig.sign_in()

    assert first.token != second.token
    assert set(rig.fake.tokens) == {second.token}


def test_a_wrong_password_is_a_refused_login(rig: MediaBrowserRig) -> None:
    wrong = ServerAccess(rig.url, USER_NAME, "wr0ng-secret")
    with pytest.raises(ServerLoginError) as caught:
        rig.open(wrong).sign_in()

    assert "wr0ng-secret" not in str(caught.value)


def test_a_token_that_was_taken_back_says_so(rig: MediaBrowserRig) -> None:
    access = rig.sign_in()
    rig.fake.tokens.clear()

    server = rig.open(access)
    for ask in (lambda: walked(server), server.playlists, server.probe, server.libraries):
        with pytest.raises(ServerLoginError, match="token"):
            ask()


def test_a_key_with_a_user_name_finds_the_user(rig: MediaBrowserRig) -> None:
    rig.fake.api_keys.add("key-123")

    access = rig.open(ServerAccess(rig.url, USER_NAME.upper(), token="key-123")).sign_in()

    assert access.user_id == next(iter(rig.fake.users))
    assert access.token == "key-123"
    assert len(walked(rig.open(access))) == ALL


def test_a_key_without_a_user_name_is_told_what_to_do(rig: MediaBrowserRig) -> None:
    rig.fake.api_keys.add("key-123")

    with pytest.raises(ServerLoginError, match="sign in with name and password"):
        rig.open(ServerAccess(rig.url, token="key-123")).sign_in()


def test_a_key_with_an_unknown_user_name_is_refused(rig: MediaBrowserRig) -> None:
    rig.fake.api_keys.add("key-123")

    with pytest.raises(ServerLoginError, match="no user called 'nobody'"):
        rig.open(ServerAccess(rig.url, "nobody", token="key-123")).sign_in()


def test_a_key_keeps_no_playlists_and_leaves_none_behind(rig: MediaBrowserRig) -> None:
    rig.fake.api_keys.add("key-123")
    server = rig.open(ServerAccess(rig.url, USER_NAME, token="key-123"))

    with pytest.raises(ServerForbiddenError, match="API key"):
        server.put_playlist(Journal(), "Evening", list(rig.tracks())[:2])

    assert rig.playlists() == {}


def test_a_wrong_user_id_is_forbidden(rig: MediaBrowserRig) -> None:
    other = list(rig.fake.users)[1]
    server = rig.open(replace(rig.sign_in(), user_id=other))

    with pytest.raises(ServerForbiddenError):
        walked(server)


def test_the_secrets_show_in_no_representation(rig: MediaBrowserRig) -> None:
    access = rig.sign_in()

    assert PASSWORD not in repr(rig.open(ServerAccess(rig.url, USER_NAME, PASSWORD)))
    assert str(access.token) not in repr(access)


# --- what the server is ---


def test_the_probe_tells_what_the_account_may_do(rig: MediaBrowserRig, server) -> None:
    info = server.probe()

    assert info.kind is server.kind
    assert info.version == "12.0.0"
    assert info.username == USER_NAME
    assert info.capabilities == frozenset(Capability)


def test_the_probe_tells_that_downloads_are_off(rig: MediaBrowserRig, server) -> None:
    next(iter(rig.fake.users.values())).may_download = False

    info = server.probe()

    assert Capability.DOWNLOAD not in info.capabilities
    assert "Allow media downloading" in info.notes[0]


def test_only_libraries_of_music_are_offered(rig: MediaBrowserRig, server) -> None:
    assert [one.name for one in server.libraries()] == ["Music", "Samples"]


@pytest.mark.parametrize("kind", sorted(RIGS))
def test_the_other_kind_of_server_is_told_apart(kind: str, tmp_path: Path) -> None:
    (other,) = set(RIGS) - {kind}
    with RIGS[kind].open_rig(tmp_path) as mine, RIGS[other].open_rig(tmp_path) as theirs:
        lost = mine.open(ServerAccess(theirs.url, USER_NAME, PASSWORD))

        with pytest.raises(NotThisServerError):
            lost.sign_in()


# --- walking ---


def test_a_walk_sees_every_track_once_with_all_that_is_known(rig: MediaBrowserRig, server) -> None:
    found = {track.id: track for track in walked(server)}

    assert found.keys() == rig.tracks().keys()
    for world in rig.tracks().values():
        track = found[world.id]
        assert track.title == world.title
        assert track.artists == (world.artist,)
        assert (track.album, track.album_id) == (world.album, world.album_id)
        assert track.duration_s == pytest.approx(world.duration_s)
        assert track.size_bytes == len(world.audio)
        assert track.play_count == world.play_count
        assert track.is_favourite == world.favourite
        assert track.rating == world.rating
        assert (track.last_played_at and track.last_played_at.timestamp()) == world.last_played
        assert track.changed_at == datetime.fromtimestamp(world.added, UTC)


def test_a_walk_goes_by_pages_and_tells_the_total(rig: MediaBrowserRig, server) -> None:
    parts = list(server.walk())

    assert [len(part.tracks) for part in parts] == [4, 4, 4, 2]
    assert {part.total for part in parts} == {ALL}


def test_a_walk_can_keep_to_libraries(rig: MediaBrowserRig, server) -> None:
    libraries = list(rig.fake.libraries)
    one = [track.id for track in walked(server, libraries[:1])]

    assert one == [track.id for track in rig.tracks().values() if track.library == libraries[0]]
    assert {part.total for part in server.walk(libraries)} == {ALL}
    assert len({track.id for track in walked(server, libraries)}) == ALL


def test_a_library_that_is_gone_makes_a_walk_incomplete(rig: MediaBrowserRig, server) -> None:
    first, gone = list(rig.fake.libraries)
    del rig.fake.libraries[gone]
    seen: list[ServerTrack] = []

    with pytest.raises(IncompleteWalkError, match="library"):
        seen.extend(track for part in server.walk([first, gone]) for track in part.tracks)

    assert seen == walked(server, [first])


def test_a_total_that_shrinks_makes_a_walk_incomplete(rig: MediaBrowserRig, server) -> None:
    rig.fail(Fault.SHRINKING_TOTAL)

    with pytest.raises(IncompleteWalkError, match="shrank"):
        walked(server)


def test_a_track_listed_twice_pushes_no_other_out(rig: MediaBrowserRig, server) -> None:
    rig.fake.overlap = 1

    found = [track.id for track in walked(server)]

    assert sorted(found) == sorted(rig.tracks())


def test_a_page_that_comes_twice_makes_a_walk_incomplete(rig: MediaBrowserRig, server) -> None:
    rig.fail(Fault.DOUBLES)
    seen: list[ServerTrack] = []

    with pytest.raises(IncompleteWalkError, match="4 of 14"):
        seen.extend(track for part in server.walk() for track in part.tracks)

    assert len(seen) == len({track.id for track in seen}) == 4


def test_a_track_without_any_field_is_still_a_track(rig: MediaBrowserRig, server) -> None:
    rig.fail(Fault.MISSING_FIELDS, times=10)

    found = walked(server)

    assert {track.id for track in found} == set(rig.tracks())
    assert found[0] == ServerTrack(found[0].id)


def test_a_walk_that_ends_short_of_the_total_is_incomplete(rig: MediaBrowserRig, server) -> None:
    walk = server.walk()
    next(walk)
    rig.fake.left_out = 3

    with pytest.raises(IncompleteWalkError, match="11 of 14"):
        list(walk)


# --- failures of section 4 ---


FAILURES = [
    (Fault.UNAUTHORISED, ServerLoginError),
    (Fault.FORBIDDEN, ServerForbiddenError),
    (Fault.NOT_FOUND, ServerNotFoundError),
    (Fault.BUSY, ServerBusyError),
    (Fault.BROKEN, ServerProtocolError),
    (Fault.STARTING, ServerStartingError),
    (Fault.REDIRECT, ServerRedirectError),
    (Fault.TRUNCATED, (ServerUnreachableError, ServerProtocolError)),
    (Fault.WRONG_LENGTH, (ServerUnreachableError, ServerProtocolError)),
    (Fault.GZIP_BOMB, (ServerTooLargeError, ServerProtocolError)),
    (Fault.CLOSED, ServerUnreachableError),
    (Fault.LOST_ANSWER, ServerUnreachableError),
    (Fault.HTML, NotThisServerError),
]


@pytest.mark.parametrize(("fault", "error"), FAILURES, ids=[fault.name for fault, _ in FAILURES])
def test_a_page_that_fails_fails_the_walk(rig: MediaBrowserRig, server, fault, error) -> None:
    walk = server.walk()
    next(walk)
    rig.fail(fault, times=5)

    with pytest.raises(error) as caught:
        list(walk)

    assert not any(secret in str(caught.value) for secret in rig.secrets)


@pytest.mark.parametrize("fault", [Fault.BUSY, Fault.CLOSED, Fault.TRUNCATED])
def test_a_read_is_tried_again(rig: MediaBrowserRig, server, fault: Fault) -> None:
    rig.fail(fault, after=1)

    assert len(walked(server)) == ALL


def test_a_redirect_carries_no_secret_elsewhere(rig: MediaBrowserRig, tmp_path: Path) -> None:
    with emby_rig.open_rig(tmp_path) as elsewhere:
        rig.fake.redirect_to = elsewhere.url + "/System/Info/Public"
        for access in (ServerAccess(rig.url, USER_NAME, PASSWORD), rig.sign_in()):
            for after in range(2):
                rig.fail(Fault.REDIRECT, after=after, times=9)
                with pytest.raises(ServerRedirectError):
                    rig.open(access).sign_in()
                rig.fake.plan = None

        assert elsewhere.request_count() == 0


def test_no_secret_gets_into_logs(rig: MediaBrowserRig, caplog) -> None:
    with caplog.at_level(logging.DEBUG):
        server = rig.open(rig.sign_in())
        walked(server)
        with pytest.raises(ServerNotFoundError):
            server.rate("77", 50) if server.kind is SourceKind.EMBY else server.rate("7" * 32, 50)

    assert not any(secret in caplog.text for secret in rig.secrets)


# --- albums, plays, search ---


def test_albums_come_newest_first_and_no_more_than_wanted(rig: MediaBrowserRig, server) -> None:
    albums = list(server.recent_albums(None))

    assert [album.name for album in albums] == ["Album 3", "Album 2", "Album 1", "Album 0"]
    assert albums[1].track_count == 4
    assert list(server.recent_albums(2)) == albums[:2]
    assert list(server.recent_albums(None, list(rig.fake.libraries))) == albums
    assert list(server.recent_albums(0)) == []


def test_an_album_gives_its_own_tracks(rig: MediaBrowserRig, server) -> None:
    album_id = next(iter(rig.tracks().values())).album_id

    found = [track.id for track in server.album_tracks(album_id)]

    assert sorted(found) == sorted(t.id for t in rig.tracks().values() if t.album_id == album_id)


def test_an_album_that_is_gone_is_not_the_whole_library(rig: MediaBrowserRig, server) -> None:
    gone = "0" * 32 if server.kind is SourceKind.JELLYFIN else "999"

    with pytest.raises(ServerNotFoundError, match="album"):
        server.album_tracks(gone)


def test_what_was_played_comes_in_order(rig: MediaBrowserRig, server) -> None:
    played = [track for track in rig.tracks().values() if track.play_count]
    most = sorted(played, key=lambda one: (one.play_count, one.last_played), reverse=True)
    last = sorted(played, key=lambda one: one.last_played or 0, reverse=True)

    assert [track.id for track in server.top_played(6)] == [track.id for track in most[:6]]
    assert [track.id for track in server.last_played(99)] == [track.id for track in last]
    assert list(server.top_played(0)) == []


def test_a_search_finds_titles_with_any_sign(rig: MediaBrowserRig, server) -> None:
    for words in ("🎧", 'Ænima "live"', "a/b\\c & d=e", "'quoted'"):
        assert all(words in (track.title or "") for track in server.search(words, 50))
        assert len(server.search(words, 1)) == 1
    assert list(server.search("  ", 5)) == []


# --- original files ---


def test_an_original_comes_as_it_is(rig: MediaBrowserRig, server) -> None:
    world = next(iter(rig.tracks().values()))

    with server.open_original(world.id) as stream:
        assert b"".join(stream) == world.audio
        assert (stream.media_type, stream.suffix) == ("audio/flac", ".flac")
        assert stream.size_bytes == len(world.audio)


def test_a_part_of_an_original_can_be_asked_for(rig: MediaBrowserRig, server) -> None:
    world = next(iter(rig.tracks().values()))

    with server.open_original(world.id, ByteRange(100, 199)) as stream:
        assert b"".join(stream) == world.audio[100:200]
        assert (stream.first, stream.last) == (100, 199)


def test_a_download_that_is_switched_off_says_where(rig: MediaBrowserRig, server) -> None:
    next(iter(rig.fake.users.values())).may_download = False

    with (
        pytest.raises(ServerForbiddenError, match="Allow media downloading"),
        server.open_original(next(iter(rig.tracks()))),
    ):
        pass


def test_a_track_that_is_gone_is_not_found(rig: MediaBrowserRig, server) -> None:
    gone = walked(server)[0].id
    del rig.fake.tracks[gone]

    for ask in (
        lambda: server.open_original(gone).__enter__(),
        lambda: server.set_favourite(gone, True),
        lambda: server.rate(gone, 10),
        lambda: server.rate(gone, None),
        lambda: server.scrobble(gone, datetime.now(UTC)),
    ):
        with pytest.raises(ServerNotFoundError, match=gone):
            ask()


@pytest.mark.parametrize("fault", [Fault.NOT_AUDIO, Fault.HTML])
def test_what_is_no_audio_is_not_taken_for_it(rig: MediaBrowserRig, server, fault: Fault) -> None:
    track_id = next(iter(rig.tracks()))
    rig.fail(fault, times=5)

    with (
        pytest.raises((NotAudioError, NotThisServerError)),
        server.open_original(track_id) as stream,
    ):
        list(stream)


@pytest.mark.parametrize("fault", [Fault.TRUNCATED, Fault.WRONG_LENGTH])
def test_a_broken_download_is_no_whole_one(rig: MediaBrowserRig, server, fault: Fault) -> None:
    track_id = next(iter(rig.tracks()))
    rig.fail(fault, times=5)

    with (
        pytest.raises((ServerUnreachableError, ServerProtocolError)),
        server.open_original(track_id) as stream,
    ):
        list(stream)


# --- writing back ---


def test_favourites_ratings_and_plays_are_written_back(rig: MediaBrowserRig, server) -> None:
    world = next(iter(rig.tracks().values()))
    at = datetime(2026, 3, 29, 1, 30, 15, tzinfo=UTC)

    for favourite in (False, True):
        server.set_favourite(world.id, favourite)
        assert world.favourite is favourite
    for rating in (0, 55, 100, None):
        server.rate(world.id, rating)
        assert world.rating == rating
    plays = world.play_count
    server.scrobble(world.id, at)

    assert (world.play_count, world.last_played) == (plays + 1, at.timestamp())
    assert world.favourite is True


def test_a_page_of_a_proxy_is_no_success(rig: MediaBrowserRig, server) -> None:
    track_id, journal = next(iter(rig.tracks())), Journal()
    server.put_playlist(journal, "Evening", [track_id])
    for ask in (
        lambda: server.set_favourite(track_id, False),
        lambda: server.rate(track_id, 10),
        lambda: server.rate(track_id, None),
        lambda: server.scrobble(track_id, datetime.now(UTC)),
        lambda: server.put_playlist(journal, "Evening", []),
        lambda: server.delete_playlist(journal),
    ):
        rig.fail(Fault.HTML)
        with pytest.raises(NotThisServerError, match="HTML"):
            ask()


@pytest.mark.parametrize("adapter", [JellyfinServer, EmbyServer])
def test_who_signs_out_ends_the_token_and_a_dead_one_is_fine(adapter) -> None:
    with serving([answer(b"", 204), answer(b"", 401)]) as there:
        server = adapter(ServerAccess(there.url, "bob", token="tok", user_id="u"))
        server.sign_out()
        server.sign_out()
        server.close()
        without = adapter(ServerAccess(there.url, "bob", "password"))
        without.sign_out()
        without.close()

    assert [(one.method, one.path.removeprefix("/emby")) for one in there.asked] == [
        ("POST", "/Sessions/Logout")
    ] * 2
    assert all("tok" in str(one.headers) for one in there.asked)


def test_two_installations_are_two_devices_for_one_account() -> None:
    access = ServerAccess("http://music:8096", "bob", device="one")

    assert device_id(access) == device_id(replace(access, token="t"))
    assert device_id(access) != device_id(replace(access, device="other"))
