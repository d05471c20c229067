"""What Jellyfin alone does; the rest is in ``test_media_browser``."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from menura.catalogue.server_errors import ServerForbiddenError
from menura.catalogue.servers import Capability, ServerAccess
from menura.catalogue.sources.jellyfin import JellyfinServer
from menura.catalogue.sources.media_browser_items import read_album, read_playlist, read_track
from tests.music_servers import jellyfin_schema
from tests.music_servers.jellyfin_fake import hex_id
from tests.music_servers.jellyfin_rig import make_fake, open_rig
from tests.music_servers.media_browser_rig import (
    USER_NAME,
    MediaBrowserRig,
    open_media_browser_rig,
)
from tests.music_servers.media_browser_rules import FakeReply, FakeRequest
from tests.music_servers.noted_journal import NotedJournal as Journal
from tests.music_servers.rig import Fault
from tests.unit.catalogue.sources.test_media_browser_playlists import held


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[MediaBrowserRig]:
    with open_rig(tmp_path) as opened:
        yield opened
        assert opened.fake.complaints == []


@pytest.fixture
def requests(rig: MediaBrowserRig) -> list[FakeRequest]:
    """Return what the fake was asked, as it comes in."""
    seen: list[FakeRequest] = []
    rig.fake.observers.append(lambda request, _reply: seen.append(request))
    return seen


def ask(query: dict[str, list[str]], body: bytes = b"") -> tuple[FakeRequest, FakeReply]:
    """Ask a fake with an account that is signed in; a body goes to a playlist."""
    fake = make_fake()
    fake.observers.clear()
    user_id = next(iter(fake.users))
    fake.tokens["t"] = (user_id, "device")
    header = 'MediaBrowser Client="M", Device="M", DeviceId="device", Version="1", Token="t"'
    headers = {"authorization": header, "content-type": "application/json"}
    if body:
        request = FakeRequest("POST", "/Playlists", {}, headers, body)
    else:
        known = {"userId": [user_id], "recursive": ["true"], "includeItemTypes": ["Audio"]}
        request = FakeRequest("GET", "/Items", {**known, **query}, headers, b"")
    return request, fake.answer(request, None)


PLAYLIST = {"Name": "x", "Ids": [], "UserId": hex_id("bob"), "MediaType": "Audio"}
STRANGE = [
    ({"sortBy": ["Popular"]}, b""),
    ({"includeItemTypes": ["Song"]}, b""),
    ({"filters": ["Played"]}, b""),
    ({"startIndex": ["-1"]}, b""),
    ({}, json.dumps({**PLAYLIST, "Nmae": "x"}).encode()),
    ({}, json.dumps({**PLAYLIST, "Ids": ["12"]}).encode()),
]


@pytest.mark.parametrize(("query", "body"), STRANGE)
def test_the_fake_refuses_what_the_server_does_not_know(query, body) -> None:
    assert ask(query, body)[1].status == 400


@pytest.mark.skipif(
    not jellyfin_schema.is_present(), reason="Jellyfin's published schema is not on this machine"
)
@pytest.mark.parametrize(("query", "body"), [STRANGE[0], *STRANGE[4:]])
def test_the_published_schema_refuses_it_too(query, body) -> None:
    request, _reply = ask(query, body)

    with pytest.raises(AssertionError):
        jellyfin_schema.check_exchange(request, FakeReply(200, b"{}"))
    jellyfin_schema.check_exchange(*ask({"sortBy": ["PlayCount"]}))


def test_one_header_says_who_asks(rig: MediaBrowserRig, requests: list[FakeRequest]) -> None:
    access = rig.sign_in()
    rig.open(access).libraries()

    login, views = (request.headers for request in (requests[1], requests[-1]))
    assert "Token" not in login["authorization"]
    assert f'Token="{access.token}"' in views["authorization"]
    assert not [name for name in views if name.startswith("x-")]
    assert not [request for request in requests if str(access.token) in str(request.query)]


def test_a_token_with_any_sign_in_it_is_sent_as_one_value(rig: MediaBrowserRig) -> None:
    token = 'a" b,ü=\\'
    rig.fake.tokens["a%22%20b%2C%C3%BC%3D%5C"] = (hex_id("bob"), "device")

    assert rig.open(ServerAccess(rig.url, token=token, user_id=hex_id("bob"))).libraries()


def test_a_users_own_token_is_enough(rig: MediaBrowserRig) -> None:
    token = rig.sign_in().token

    access = rig.open(ServerAccess(rig.url, token=token)).sign_in()

    assert (access.username, access.user_id) == (USER_NAME, hex_id("bob"))


def test_the_probe_of_a_key_says_what_is_not_possible(rig: MediaBrowserRig) -> None:
    rig.fake.api_keys.add("key-123")

    info = rig.open(ServerAccess(rig.url, USER_NAME, token="key-123")).probe()

    assert info.capabilities == frozenset(Capability) - {Capability.PLAYLISTS}
    assert "API key" in info.notes[0]
    assert info.username == USER_NAME


def test_doubles_are_kept_where_the_server_keeps_them(rig: MediaBrowserRig) -> None:
    rig.fake.keeps_doubles = True
    ids, journal = list(rig.tracks()), Journal()

    rig.connect().put_playlist(journal, "Twice", [ids[0], ids[1], ids[0]])

    assert held(rig, journal.remote_id) == [ids[0], ids[1], ids[0]]


def test_a_playlist_is_replaced_by_one_write(
    rig: MediaBrowserRig, requests: list[FakeRequest]
) -> None:
    ids, journal, server = list(rig.tracks()), Journal(), rig.connect()
    server.put_playlist(journal, "Evening", ids[:3])
    del requests[:]

    server.put_playlist(journal, "Morning", ids)

    assert [request.method for request in requests].count("POST") == 1
    assert not [request for request in requests if request.path == "/Items"]


def test_a_playlist_of_two_thousand_tracks_is_written_in_one_pass() -> None:
    fake = make_fake()
    fake.observers.clear()
    fake.keeps_doubles = True
    with open_media_browser_rig(fake, JellyfinServer) as rig:
        wanted = (list(rig.tracks()) * 150)[:2000]
        server, journal = rig.open(rig.sign_in(), page_items=500), Journal()
        start = rig.request_count()
        server.put_playlist(journal, "Long", wanted)

        assert held(rig, journal.remote_id) == wanted
        assert rig.request_count() - start == 1 + 1 + 1 + 1 + 4


def test_nothing_stays_under_a_temporary_name(rig: MediaBrowserRig) -> None:
    ids, journal = list(rig.tracks()), Journal("q9")
    for _ in range(2):
        rig.add_foreign_playlist("Menura q9", [])
    rig.add_foreign_playlist("Menura q99", [])
    server = rig.connect()

    server.put_playlist(journal, "Evening", ids[:2])
    assert sorted(one.name for one in rig.playlists().values()) == ["Evening", "Menura q99"]

    rig.add_foreign_playlist("Menura q9", [])
    server.delete_playlist(journal)
    assert [one.name for one in rig.playlists().values()] == ["Menura q99"]


def test_a_read_only_account_is_told_so(rig: MediaBrowserRig) -> None:
    server = rig.connect()
    server.libraries()
    rig.fail(Fault.FORBIDDEN)

    with pytest.raises(ServerForbiddenError, match="mark favourites"):
        server.set_favourite(next(iter(rig.tracks())), True)


# --- reading items ---


def test_what_a_server_says_wrongly_is_unknown() -> None:
    track = read_track(
        {
            "Id": 7,
            "Name": ["a"],
            "Album": " ",
            "ArtistItems": [None, {"Name": True}, {"Name": "A"}],
            "RunTimeTicks": "twelve",
            "IndexNumber": -1,
            "ProductionYear": True,
            "Genres": "Ambient",
            "Path": "C:\\Music\\A.FLAC",
            "MediaSources": [{"Size": float("inf")}],
            "DateCreated": "0001-01-01T00:00:00.0000000Z",
            "ProviderIds": {"MusicBrainzTrack": "a track, not a recording"},
            "UserData": {
                "PlayCount": [3],
                "LastPlayedDate": "soon",
                "IsFavorite": 1,
                "Rating": 99,
            },
        }
    )

    assert (track.id, track.title, track.album) == ("7", None, None)
    assert track.artists == ("A",)
    assert (track.duration_s, track.track_number, track.year) == (None, None, None)
    assert (track.genres, track.size_bytes) == ((), None)
    assert (track.path, track.suffix) == ("C:/Music/A.FLAC", "flac")
    assert (track.changed_at, track.last_played_at) == (None, None)
    assert (track.play_count, track.is_favourite, track.rating) == (None, None, 100)
    assert track.musicbrainz_recording_id is None


def test_a_moment_with_seven_digits_is_read() -> None:
    told = {"Id": "1", "DateCreated": "2026-08-22T10:00:00.1234567Z", "Container": "mov,mp4,m4a"}

    track = read_track({**told, "ProviderIds": {"MusicBrainzRecording": "b1"}})

    assert track.changed_at is not None
    assert track.changed_at.isoformat() == "2026-08-22T10:00:00.123456+00:00"
    assert track.suffix == "mov"
    assert track.musicbrainz_recording_id == "b1"


def test_albums_and_playlists_need_an_id_alone() -> None:
    assert read_album({"Id": "1"}).name == ""
    assert read_playlist({"Id": "1", "CanDelete": None}).is_writable
