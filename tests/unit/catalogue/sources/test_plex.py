"""What is Plex's own about its adapter; what all servers have in common is in the contract."""

import math
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from plexapi.audio import Track

from menura.catalogue.server_errors import (
    IncompleteWalkError,
    NotThisServerError,
    ServerForbiddenError,
    ServerLoginError,
    ServerNotFoundError,
    ServerProtocolError,
    ServerRedirectError,
    ServerUnreachableError,
    ServerUnsupportedError,
)
from menura.catalogue.servers import MusicServer, ServerAccess, TrackPart
from menura.catalogue.sources.http import WebOptions, WebServer
from menura.catalogue.sources.plex import PlexServer
from menura.catalogue.sources.plex_items import original_part, part_path, to_track
from menura.catalogue.sources.plex_transport import open_requests_session
from menura.kernel.errors import MenuraError
from tests.music_servers.noted_journal import NotedJournal as Journal
from tests.music_servers.noted_journal import send
from tests.music_servers.plex_fake import TOKEN
from tests.music_servers.plex_rig import PlexRig, open_rig
from tests.music_servers.plex_wire import Answer, Asked
from tests.music_servers.rig import Fault, WorldTrack

SPECS = Path(os.environ.get("MENURA_SPECS", Path(__file__).parents[5] / "shared" / "specs"))
SPEC = SPECS / "plex-api-1.1.1.yaml"


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[PlexRig]:
    with open_rig(tmp_path) as rig:
        yield rig


@pytest.fixture
def server(rig: PlexRig) -> MusicServer:
    return rig.connect()


def answering(rig: PlexRig, path: str, answer: Callable[[Asked], Answer]) -> None:
    """Let one path be answered otherwise."""
    whole = rig.fake.answer
    rig.fake.wire._answer = lambda asked: answer(asked) if asked.path == path else whole(asked)


def test_without_a_token_nothing_is_asked_and_the_error_says_where_to_find_one(rig: PlexRig):
    server = PlexServer(ServerAccess(f"http://{rig.host}", username="me", password="s3cret"))
    with pytest.raises(ServerLoginError, match="X-Plex-Token") as caught:
        server.sign_in()
    assert rig.request_count() == 0
    assert "s3cret" not in str(caught.value)
    server.close()


def test_a_wrong_token_is_told_as_such(rig: PlexRig):
    server = PlexServer(ServerAccess(f"http://{rig.host}", token="wr0ng-token"))
    with pytest.raises(ServerLoginError, match="token is wrong") as caught:
        server.sign_in()
    assert "wr0ng-token" not in str(caught.value)
    server.close()


def test_plex_is_told_nothing_of_the_machine(
    rig: PlexRig, server: MusicServer, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PLEXAPI_LOG_SHOW_SECRETS", "true")  # puts tokens into addresses
    monkeypatch.setenv("PLEXAPI_AUTH_SERVER_TOKEN", "of-somebody-else")
    server.probe()
    for asked in rig.fake.wire.asked:
        told = {name: value for name, value in asked.headers.items() if name.startswith("x-plex")}
        told.pop("x-plex-container-start", None)
        told.pop("x-plex-container-size", None)
        assert told == {
            "x-plex-token": TOKEN,
            "x-plex-product": "Menura",
            "x-plex-client-identifier": "menura",
            "x-plex-device-name": "Menura",
        }


def test_a_walk_asks_for_pages_only(rig: PlexRig, server: MusicServer):
    tracks = [track for part in server.walk() for track in part.tracks]
    assert len(tracks) == len(rig.tracks())
    # Who is there, libraries before and after, a count and pages of three for each library.
    assert rig.request_count() == 1 + 2 + 2 + 2 + 1


def test_a_walk_while_the_server_scans_is_incomplete(rig: PlexRig, server: MusicServer):
    rig.fake.is_scanning = True
    walk = server.walk()
    seen: list[TrackPart] = []
    with pytest.raises(IncompleteWalkError, match="scanning"):
        seen.extend(part for part in walk)
    assert sum(len(part.tracks) for part in seen) == len(rig.tracks())


def test_a_library_that_is_gone_is_not_an_empty_one(server: MusicServer):
    with pytest.raises(
        IncompleteWalkError, match="library '9' is not there any more; choose again"
    ):
        list(server.walk(["1", "9"]))


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (
            b'<!DOCTYPE m [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><MediaContainer x="&b;"/>',
            ServerProtocolError,
        ),
        (b'<!DOCTYPE m SYSTEM "file:///etc/passwd"><MediaContainer/>', ServerProtocolError),
        (b"<MediaContainer><Track></MediaContainer>", ServerProtocolError),
        (b"<MediaContainer", ServerProtocolError),
        (b"", ServerProtocolError),
        (b"<!doctype html><html></html>", NotThisServerError),
        (b"<subsonic-response/>", NotThisServerError),
        (b'{"MediaContainer": {}}', NotThisServerError),
        (b"\xff\xfe\x00", NotThisServerError),
    ],
)
def test_an_answer_that_is_no_plain_xml_of_plex_is_refused(
    rig: PlexRig, server: MusicServer, body: bytes, error: type[MenuraError]
):
    answering(rig, "/library/sections", lambda asked: Answer(body))
    with pytest.raises(error):
        server.libraries()


def test_characters_that_xml_cannot_hold_are_left_out(rig: PlexRig, server: MusicServer):
    body = b'<MediaContainer><Directory type="artist" key="3" title="a\x01\x0bb"/></MediaContainer>'
    answering(rig, "/library/sections", lambda asked: Answer(body))
    assert [library.name for library in server.libraries()] == ["ab"]


@pytest.mark.parametrize(
    "key",
    [
        "http://elsewhere.example/library/parts/1/2/file.flac",
        "//elsewhere.example/library/parts/1/2/file.flac",
        "/library/parts/1/2/..",
        "/library/parts/1/2/../../../playlists",
        "/library/parts/1/2/file.flac?X-Plex-Token=1",
        "/library/parts/1/2/file.flac\n",
        "/playlists/1",
        "",
    ],
)
def test_audio_is_only_fetched_from_where_files_lie(key: str):
    assert part_path(original_part(track_of(key=key))) is None


def test_a_version_made_for_small_devices_is_no_original():
    element = Element("Track", {"ratingKey": "1", "type": "track"})
    for proxy, name in (("42", "small"), ("", "whole")):
        media = SubElement(element, "Media", {"proxyType": proxy} if proxy else {})
        SubElement(media, "Part", {"key": f"/library/parts/1/2/{name}.flac"})
    assert part_path(original_part(Track(None, element, "/"))) == "/library/parts/1/2/whole.flac"


def test_a_file_that_is_gone_is_not_found(rig: PlexRig, server: MusicServer):
    body = b'<MediaContainer><Track ratingKey="100" type="track"/></MediaContainer>'
    answering(rig, "/library/metadata/100", lambda asked: Answer(body))
    with pytest.raises(ServerNotFoundError, match="file of track 100"), server.open_original("100"):
        pass


def track_of(key: str = "/library/parts/1/1500000000/file.flac", **told: str) -> object:
    element = Element("Track", {"ratingKey": "1", "type": "track", **told})
    SubElement(SubElement(element, "Media"), "Part", {"key": key, "file": "C:\\m\\A.FLAC"})
    return Track(None, element, "/")


def test_units_are_ours():
    track = to_track(
        track_of(
            duration="61500",
            userRating="7.0",
            lastViewedAt="1700000000",
            originalTitle="Guest",
            grandparentTitle="Various Artists",
            index="4",
            parentIndex="2",
        )
    )
    assert track is not None
    assert (track.duration_s, track.rating, track.play_count) == (61.5, 70, 0)
    assert track.last_played_at == datetime.fromtimestamp(1_700_000_000, UTC)
    assert track.changed_at == datetime.fromtimestamp(1_500_000_000, UTC)
    assert (track.artists, track.album_artist) == (("Guest",), "Various Artists")
    assert (track.path, track.suffix) == ("C:/m/A.FLAC", "flac")
    assert (track.track_number, track.disc_number) == (4, 2)


def test_an_hour_that_comes_twice_is_told_apart(monkeypatch: pytest.MonkeyPatch):
    import time

    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    try:
        found = [to_track(track_of(lastViewedAt=str(at))) for at in (1729988999, 1729992599)]
    finally:
        monkeypatch.undo()
        time.tzset()
    moments = [track.last_played_at for track in found if track is not None]
    assert [moment and moment.timestamp() for moment in moments] == [1729988999, 1729992599]


ODD = st.sampled_from(["", "null", "nan", "inf", "-1", "1e999", "9" * 400, "٣", "0x1", "1.5"])
NUMBERS = ("ratingKey", "index", "parentIndex", "duration", "userRating", "viewCount", "addedAt")


@given(st.dictionaries(st.sampled_from((*NUMBERS, "lastViewedAt", "parentYear", "title")), ODD))
def test_odd_values_are_unknown_values(told: dict[str, str]):
    track = to_track(track_of(**told))
    if track is None:
        return
    numbers = (track.duration_s, track.rating, track.play_count, track.track_number)
    assert all(number is None or math.isfinite(number) for number in numbers)
    assert track.rating is None or 0 <= track.rating <= 100


def test_a_long_playlist_is_sent_in_parts(rig: PlexRig, server: MusicServer):
    for number in range(1000, 1250):
        key = str(number)
        rig.fake.tracks[key] = WorldTrack(key, key, "", "", "600")
    keys = [str(number) for number in range(1249, 999, -1)]
    server.put_playlist(Journal(), "long", [*keys, keys[0]])
    (made,) = rig.playlists().values()
    assert made.track_ids == [*keys, keys[0]]
    parts = [asked for asked in rig.fake.wire.asked if asked.method in ("POST", "PUT")]
    assert len([asked for asked in parts if "uri" in asked.query]) == 3


def test_a_track_that_is_gone_spoils_the_playlist_and_leaves_nothing(
    rig: PlexRig, server: MusicServer
):
    journal = Journal()
    server.put_playlist(journal, "mine", ["100", "101"])
    with pytest.raises(ServerNotFoundError, match="track 4040"):
        server.put_playlist(journal, "mine", ["101", "4040"])
    assert [playlist.track_ids for playlist in rig.playlists().values()] == [["100", "101"]]


def test_only_an_order_that_differs_makes_a_new_playlist(rig: PlexRig, server: MusicServer):
    journal = Journal()
    server.put_playlist(journal, "mine", ["100", "101"])
    first = journal.remote_id
    server.put_playlist(journal, "renamed", ["100", "101"])
    assert journal.remote_id == first
    server.put_playlist(journal, "renamed", ["101", "100"])
    assert journal.remote_id != first
    assert [playlist.name for playlist in rig.playlists().values()] == ["renamed"]


def test_a_noted_playlist_that_is_a_smart_one_now_is_not_menuras(rig: PlexRig, server: MusicServer):
    smart = rig.fake.add_playlist("smart", ["100"], is_smart=True)
    journal = Journal(remote_id=smart)
    server.put_playlist(journal, "mine", ["101"])
    assert smart in rig.playlists()
    assert journal.remote_id != smart
    server.delete_playlist(Journal(remote_id=smart))
    assert smart in rig.playlists()
    assert [p.is_writable for p in server.playlists()] == [False, True]


@pytest.mark.parametrize(
    ("fault", "times", "least"),
    [
        (Fault.CLOSED, 3, 11),  # reads are tried three times
        (Fault.LOST_ANSWER, 3, 11),
        (Fault.BROKEN, 3, 11),
        (Fault.NOT_FOUND, 1, 9),  # the server forgets for a moment what it has
    ],
)
def test_a_playlist_broken_off_at_any_request_ends_right(
    rig: PlexRig, fault: Fault, times: int, least: int
):
    """Each request of replacing fails once, the program ends there, and another one goes on."""
    foreign = rig.add_foreign_playlist("mine", ["105"])
    journal, broken = Journal(), 0
    for at in range(14):
        wanted = [str(100 + (at + n) % 8) for n in (0, 1, 2, 0)]
        rig.fail(fault, after=at, times=times)
        server = rig.connect()
        try:
            send(server, journal, f"mine {at}", wanted)
        except MenuraError:
            broken += 1
            rig.fake.wire.plan = None
            send(rig.connect(), journal, f"mine {at}", wanted)
        rig.fake.wire.plan = None
        mine = [p for p in rig.playlists().values() if p.id != foreign]
        assert [(p.id, p.name, p.track_ids) for p in mine] == [
            (journal.remote_id, f"mine {at}", wanted)
        ]
    assert broken >= least
    assert rig.playlists()[foreign].track_ids == ["105"]


def test_a_playlist_that_was_given_a_noted_id_is_left_alone(rig: PlexRig, server: MusicServer):
    foreign = rig.add_foreign_playlist("Party", ["100", "101"])
    for journal in (Journal(remote_id=foreign, name="mine"), Journal(remote_id=foreign, name="x")):
        send(server, journal, "mine", ["100", "102", "103"])
        assert journal.remote_id not in (None, foreign)
        server.delete_playlist(journal)
    server.delete_playlist(Journal(remote_id=foreign, name="mine"))
    assert [(p.name, p.track_ids) for p in rig.playlists().values()] == [("Party", ["100", "101"])]


def test_a_playlist_that_somebody_renamed_stays_menuras(rig: PlexRig, server: MusicServer):
    journal = Journal()
    send(server, journal, "mine", ["100", "101", "102"])
    rig.playlists()[str(journal.remote_id)].name = "my own"
    send(server, journal, "mine", ["100", "101", "102", "103"])
    assert [p.name for p in rig.playlists().values()] == ["mine"]


def test_an_account_that_may_not_make_playlists_is_told_so(rig: PlexRig, server: MusicServer):
    rig.fake.may_write = False
    with pytest.raises(ServerForbiddenError, match="make playlists"):
        server.put_playlist(Journal(), "mine", ["100"])


def test_a_server_that_keeps_the_working_name_is_found_out(rig: PlexRig, server: MusicServer):
    answering(rig, "/playlists/9001", lambda asked: kept(rig, asked))
    with pytest.raises(ServerProtocolError, match="old name"):
        server.put_playlist(Journal(), "mine", ["100"])


def kept(rig: PlexRig, asked: Asked) -> Answer:
    return Answer() if asked.method == "PUT" else rig.fake.answer(asked)


def test_a_play_whose_answer_is_lost_counts_once(rig: PlexRig, server: MusicServer):
    server.libraries()
    rig.fail(Fault.LOST_ANSWER)
    with pytest.raises(ServerUnreachableError):
        server.scrobble("100", datetime.now(UTC))
    assert rig.tracks()["100"].play_count == 1


def test_favourites_are_unsupported(server: MusicServer):
    with pytest.raises(ServerUnsupportedError, match="favourites"):
        server.set_favourite("100", True)


@pytest.mark.parametrize("odd", ["", "1/../../playlists", "1?x", "٣", "-1", "1.0", "../1"])
def test_an_id_that_is_none_is_not_found_and_not_asked_for(
    rig: PlexRig, server: MusicServer, odd: str
):
    asking: list[Callable[[], object]] = [
        lambda: server.album_tracks(odd),
        lambda: server.playlist_tracks(odd),
        lambda: server.rate(odd, 50),
        lambda: server.put_playlist(Journal(), "mine", ["100", odd]),
        lambda: server.open_original(odd).__enter__(),
    ]
    for ask in asking:
        with pytest.raises(ServerNotFoundError):
            ask()
    assert rig.request_count() == 0


def test_a_redirect_tells_the_other_host_nothing(rig: PlexRig):
    asking: list[Callable[[MusicServer], object]] = [
        lambda server: server.probe(),
        lambda server: list(server.walk()),
        lambda server: server.put_playlist(Journal(), "mine", ["100"]),
        lambda server: server.open_original("100").__enter__(),
    ]
    with socket.create_server(("127.0.0.1", 0)) as other:
        rig.fake.wire.elsewhere = f"http://127.0.0.1:{other.getsockname()[1]}"
        for ask in asking:
            for after in range(5):  # who is there, what is listed, then the thing itself
                rig.fail(Fault.REDIRECT, after=after)
                with suppress(ServerRedirectError):
                    ask(rig.connect())
        other.setblocking(False)
        with pytest.raises(BlockingIOError):
            other.accept()


def test_plexapi_cannot_reach_any_other_server(rig: PlexRig):
    web = WebServer(ServerAccess(f"http://{rig.host}"), WebOptions("Plex"))
    session = open_requests_session(web)
    with pytest.raises(requests.exceptions.InvalidSchema):
        session.get("https://plex.tv/api/v2/user")
    with pytest.raises(requests.exceptions.InvalidSchema):
        session.get("http://plex.invalid.example/")
    web.close()


def test_requests_are_those_of_the_published_description(rig: PlexRig, server: MusicServer):
    if not SPEC.is_file():
        pytest.skip(f"{SPEC} is not there; set MENURA_SPECS to the folder of published schemas")
    import yaml  # type: ignore[import-untyped]
    from openapi_core import Config, OpenAPI
    from openapi_core.testing import MockRequest

    do_everything(server)
    # Its own description has a parameter twice.
    spec = OpenAPI.from_dict(
        yaml.load(SPEC.read_text(), yaml.CSafeLoader), Config(spec_validator_cls=None)
    )
    # What it leaves out, but plexapi's tests against real servers do.
    left_out = ("/library/sections", "/library/metadata/500/children")
    validated = 0
    for asked in rig.fake.wire.asked:
        if asked.path in left_out or asked.query.get("rating") == ["-1"]:
            continue
        spec.validate_request(
            MockRequest(
                "http://localhost",
                asked.method.lower(),
                asked.path,
                args={name: values[0] for name, values in asked.query.items()},
                headers=dict(asked.headers),
            )
        )
        validated += 1
    assert validated > 25


def do_everything(server: MusicServer) -> None:
    server.sign_in()
    server.probe()
    list(server.walk())
    list(server.recent_albums(2))
    server.album_tracks("500")
    with server.open_original("100"):
        pass
    journal = Journal()
    server.put_playlist(journal, "one", ["100", "100", "101"])
    server.put_playlist(journal, "two", ["102"])
    server.put_playlist(journal, "two", [])
    server.delete_playlist(journal)
    server.top_played(3)
    server.last_played(3)
    server.search("plain", 5)
    server.rate("100", 70)
    server.rate("100", None)
    server.scrobble("100", datetime.now(UTC))
