"""The adapter for OpenSubsonic servers against a real one: supysonic, as a process of its own."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from menura.catalogue.server_errors import (
    NotThisServerError,
    ServerLoginError,
    ServerNotFoundError,
    ServerUnreachableError,
    ServerUnsupportedError,
)
from menura.catalogue.servers import ByteRange
from menura.catalogue.sources.subsonic import SubsonicServer
from tests.music_servers.rig import Fault
from tests.music_servers.supysonic_rig import PASSWORD, TITLES, SupysonicRig, open_supysonic

UNKNOWN = "00000000-0000-4000-8000-000000000000"


class Journal:
    """What is known of one playlist, in memory."""

    mark = "q7x2"

    def __init__(self) -> None:
        self.name: str | None = None
        self.remote_id: str | None = None
        self.before: Sequence[str] | None = None

    def note(self, remote_id: str | None) -> None:
        self.remote_id = remote_id

    def note_before(self, ids: Sequence[str]) -> None:
        self.before = ids


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SupysonicRig]:
    with open_supysonic(tmp_path_factory.mktemp("supysonic")) as opened:
        yield opened


@pytest.fixture
def server(rig: SupysonicRig) -> SubsonicServer:
    return rig.connect()


@pytest.fixture
def ids(rig: SupysonicRig) -> list[str]:
    """Ids by the title's place among `TITLES`."""
    tracks = rig.tracks().values()
    return [track.id for track in sorted(tracks, key=lambda each: TITLES.index(each.title))]


def test_the_account_is_checked(rig: SupysonicRig, server: SubsonicServer) -> None:
    assert server.sign_in() == rig.access
    assert server.probe().capabilities == rig.capabilities
    with pytest.raises(ServerLoginError):
        SubsonicServer(replace(rig.access, password="wrong")).sign_in()
    with pytest.raises(NotThisServerError):
        SubsonicServer(replace(rig.access, url=f"{rig.access.url}/elsewhere")).sign_in()


def test_every_track_is_seen_as_it_is(rig: SupysonicRig, server: SubsonicServer) -> None:
    parts = list(server.walk())

    seen = {track.id: track for part in parts for track in part.tracks}
    assert {part.total for part in parts if part.tracks} == {len(TITLES)}
    tracks = rig.tracks()
    assert seen.keys() == tracks.keys()
    for track_id, track in tracks.items():
        found = seen[track_id]
        assert (found.title, found.path, found.album_id) == (
            track.title,
            track.path,
            track.album_id,
        )
        assert found.size_bytes == len(track.audio)


def test_albums_and_their_tracks_are_listed(rig: SupysonicRig, server: SubsonicServer) -> None:
    albums = list(server.recent_albums(None))

    counts = [len(server.album_tracks(album.id)) for album in albums]
    assert counts == [album.track_count for album in albums]
    assert sorted(counts) == [1, 2, 2, 2]
    assert len(list(server.recent_albums(3))) == 3


def test_original_files_come_byte_for_byte(
    rig: SupysonicRig, server: SubsonicServer, ids: list[str]
) -> None:
    tracks = rig.tracks()
    for track_id in ids:
        with server.open_original(track_id) as audio:
            data = b"".join(audio)
        assert data == tracks[track_id].audio
        assert audio.media_type == "audio/flac"

    # It reads ranges in what is asked by address alone, where the password would stand too.
    with server.open_original(ids[0], ByteRange(10, 99)) as audio:
        assert (audio.first, b"".join(audio)) == (None, tracks[ids[0]].audio)
    for unknown in (UNKNOWN, "7", "nothing"):
        with pytest.raises(ServerNotFoundError), server.open_original(unknown):
            pass


def test_a_playlist_lives_its_life(
    rig: SupysonicRig, server: SubsonicServer, ids: list[str]
) -> None:
    foreign = rig.add_foreign_playlist("Mine", [ids[0]])
    journal = Journal()

    for name, wanted in [
        ("Begun", list[str]()),
        ("Mine", [ids[2], ids[1], ids[2]]),
        ('quo"te\n🎶 & so', list(reversed(ids))),
        ("Empty", []),
        ("Long", ids * 8),
    ]:
        server.put_playlist(journal, name, wanted)
        kept = rig.playlists()[journal.remote_id or ""]
        assert (kept.name, kept.track_ids) == (name, wanted)

    assert len(server.playlists()) == 2
    for unknown in (UNKNOWN, "nothing"):
        with pytest.raises(ServerNotFoundError):
            server.put_playlist(journal, "Long", [unknown])
    server.delete_playlist(journal)
    assert rig.playlists().keys() == {foreign}
    rig.ask("deletePlaylist", id=foreign)


def test_a_playlist_survives_a_lost_answer_to_any_request(
    rig: SupysonicRig, server: SubsonicServer, ids: list[str]
) -> None:
    server.sign_in()
    for after in range(7):
        journal = Journal()
        rig.fail(Fault.LOST_ANSWER, after=after, times=3)  # reads are repeated
        with pytest.raises(ServerUnreachableError):
            server.put_playlist(journal, "Mine", ids[:3])
        rig.heal()
        server.put_playlist(journal, "Mine", ids[:3])
        kept = [(each.name, each.track_ids) for each in rig.playlists().values()]
        assert kept == [("Mine", ids[:3])]
        server.delete_playlist(journal)


def test_what_is_thought_of_a_track_is_kept(
    rig: SupysonicRig, server: SubsonicServer, ids: list[str]
) -> None:
    for is_favourite, rating in [(True, 60), (True, 60), (False, None), (False, None)]:
        server.set_favourite(ids[0], is_favourite)
        server.rate(ids[0], rating)
        track = rig.tracks()[ids[0]]
        assert (track.favourite, track.rating) == (is_favourite, rating)


def test_words_find_tracks(server: SubsonicServer) -> None:
    assert [track.title for track in server.search("émoji", 5)] == ["émoji 🎶"]


def test_what_it_cannot_do_is_said(server: SubsonicServer) -> None:
    with pytest.raises(ServerUnsupportedError):
        server.top_played(3)


def test_the_password_stands_in_no_address(rig: SupysonicRig, server: SubsonicServer) -> None:
    server.sign_in()

    assert any("p" in asked.form for asked in rig.asked)
    secret = PASSWORD.encode().hex()
    assert not [asked for asked in rig.asked if secret in str(asked.query)]
