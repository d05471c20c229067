"""The adapter for OpenSubsonic servers, against a fake that is strict over real HTTP."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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
    ServerUnsupportedError,
)
from menura.catalogue.servers import ByteRange, Capability, ServerAccess
from menura.catalogue.sources.subsonic import SubsonicServer
from menura.catalogue.sources.subsonic_items import read_track, to_stars
from menura.catalogue.sources.values import moment
from menura.kernel.errors import MenuraError
from tests.music_servers import subsonic_schema
from tests.music_servers.noted_journal import NotedJournal as Journal
from tests.music_servers.noted_journal import send
from tests.music_servers.rig import Fault, WorldPlaylist
from tests.music_servers.subsonic_fake import (
    API_KEY,
    PASSWORD,
    TRANSCODED,
    USERNAME,
    Dialect,
    method_of,
)
from tests.music_servers.subsonic_http import Asked, LoopbackFake, Told
from tests.music_servers.subsonic_rig import FakeSubsonicRig, open_fake

OLD = Dialect(
    extensions=(),
    logins=("p",),
    other_login_code=10,
    is_open=False,
    speaks="1.12.0",
    has_scan_status=False,
    tells_made_playlist=False,
    shows_plays=False,
    clears_by_nothing=False,
    breaks_on_never_filled=True,
    is_sloppy=True,
    stars_twice=False,
)
"""A server of the old days, with every fault of theirs at once."""
NEVER = 99


@pytest.fixture
def rig() -> Iterator[FakeSubsonicRig]:
    with open_fake() as opened:
        yield opened


@pytest.fixture
def server(rig: FakeSubsonicRig) -> SubsonicServer:
    return rig.connect()


@pytest.fixture(params=["open", "old", "addresses"])
def any_rig(request: pytest.FixtureRequest) -> Iterator[FakeSubsonicRig]:
    """The same behaviour is asked of new servers, of old ones, and of those without forms."""
    dialects = {
        "open": Dialect(),
        "old": replace(OLD),
        "addresses": Dialect(extensions=(), reads_forms=False, counts_albums=True),
    }
    with open_fake(dialects[request.param]) as opened:
        yield opened


def ids_of(server: SubsonicServer, libraries: Sequence[str] = ()) -> list[str]:
    return [track.id for part in server.walk(libraries) for track in part.tracks]


def sent(asked: Asked) -> dict[str, list[str]]:
    return {**asked.query, **asked.form}


# Signing in


def test_a_password_goes_as_a_hash_with_salt_that_is_never_used_twice(rig: FakeSubsonicRig) -> None:
    server = rig.connect()

    kept = server.sign_in()
    server.libraries()

    signed = [sent(asked) for asked in rig.fake.wire.asked[1:]]
    assert len({values["s"][0] for values in signed}) == len(signed) == 2
    assert all("p" not in values for values in signed)
    assert kept == rig.access


def test_an_api_key_goes_alone_and_no_password_is_kept(rig: FakeSubsonicRig) -> None:
    server = rig.connect(replace(rig.access, username="", token=API_KEY))

    kept = server.sign_in()

    assert (kept.token, kept.password, kept.username) == (API_KEY, None, USERNAME)
    assert all("u" not in sent(asked) for asked in rig.fake.wire.asked)


def test_a_server_without_keys_is_given_the_password() -> None:
    dialect = Dialect(logins=("t",), other_login_code=10)
    with open_fake(dialect) as rig:
        kept = rig.connect(replace(rig.access, token=API_KEY)).sign_in()

        assert (kept.token, kept.password) == (None, PASSWORD)


@pytest.mark.parametrize("code", [10, 41, 42])
def test_a_server_that_takes_no_hash_is_given_the_password_itself(code: int) -> None:
    with open_fake(Dialect(logins=("p",), other_login_code=code)) as rig:
        rig.connect().sign_in()

        assert sent(rig.fake.wire.asked[-1])["p"] == [f"enc:{PASSWORD.encode().hex()}"]


def test_a_server_that_reads_no_forms_is_asked_by_address() -> None:
    with open_fake(Dialect(extensions=(), reads_forms=False)) as rig:
        assert len(ids_of(rig.connect())) == 12


def test_an_old_server_is_spoken_to_in_its_version() -> None:
    with open_fake(replace(OLD)) as rig:
        rig.connect().libraries()

        assert sent(rig.fake.wire.asked[-1])["v"] == ["1.12.0"]


@pytest.mark.parametrize(
    "access",
    [
        {"password": "wrong"},
        {"username": "alice"},
        {"password": None},
        {"password": None, "token": "key-wrong"},
    ],
)
def test_a_wrong_login_is_refused(rig: FakeSubsonicRig, access: dict[str, Any]) -> None:
    with pytest.raises(ServerLoginError):
        rig.connect(replace(rig.access, **access)).sign_in()


def test_a_key_for_a_server_without_keys_says_so() -> None:
    with open_fake(Dialect(logins=("t", "p"))) as rig:
        access = replace(rig.access, token=API_KEY, password=None)

        with pytest.raises(ServerLoginError, match="takes no API keys"):
            rig.connect(access).sign_in()


@pytest.mark.parametrize(
    "told",
    [
        Told(body=b"<html>Welcome</html>", media_type="text/html"),
        Told(body=b'{"Version": "10.11"}'),
        Told(404, b"404 page not found", "text/plain"),
    ],
)
def test_another_program_is_not_taken_for_the_server(told: Told) -> None:
    wire = LoopbackFake(lambda _asked, _fault: told, lambda _fault, _asked: True)
    with wire.running():
        server = SubsonicServer(ServerAccess(f"http://{wire.host}", "bob", "pw"))

        with pytest.raises(NotThisServerError):
            server.sign_in()
        server.close()
    # What may be anything is not given the password itself.
    assert not any("p" in sent(asked) for asked in wire.asked)


# What a server is


def test_a_probe_tells_what_the_server_is(server: SubsonicServer) -> None:
    info = server.probe()

    assert (info.product, info.version, info.username) == ("Lyrebird", "0.1", USERNAME)
    assert info.capabilities == frozenset(Capability)
    assert not info.notes


@pytest.mark.parametrize(
    ("dialect", "lost", "said"),
    [
        (Dialect(may_download=False), set(), "as players do"),
        (Dialect(may_download=False, may_stream=False), {Capability.DOWNLOAD}, "cannot listen"),
        (Dialect(may_keep_playlists=False), {Capability.PLAYLISTS}, "cannot keep playlists"),
        (Dialect(logins=("p",)), set(), "not encrypted"),
        (Dialect(is_scanning=True), set(), "is scanning"),
        (
            OLD,
            {Capability.PLAY_COUNTS, Capability.LAST_PLAYED, Capability.SCROBBLES},
            "does not tell how often",
        ),
    ],
)
def test_a_probe_says_what_the_account_may_not_do(
    dialect: Dialect, lost: set[Capability], said: str
) -> None:
    with open_fake(replace(dialect)) as rig:
        info = rig.connect().probe()

    assert info.capabilities == frozenset(Capability) - lost
    assert any(said in note for note in info.notes)


def test_libraries_are_shown_where_there_is_a_choice(rig: FakeSubsonicRig) -> None:
    server = rig.connect()
    assert server.libraries() == []

    rig.fake.libraries["2"] = "Bücher"

    assert [(found.id, found.name) for found in server.libraries()] == [
        ("1", "Music"),
        ("2", "Bücher"),
    ]


# Walks


def test_a_walk_sees_every_track_once(any_rig: FakeSubsonicRig) -> None:
    parts = list(any_rig.connect().walk())

    tracks = [track for part in parts for track in part.tracks]
    assert [track.id for track in tracks] == list(any_rig.tracks())
    assert [track.title for track in tracks] == [t.title for t in any_rig.tracks().values()]
    assert {part.total for part in parts if part.tracks} == {12}
    assert tracks[1].changed_at == datetime.fromtimestamp(1_700_000_001, UTC)
    assert (tracks[4].album, tracks[4].album_id, tracks[4].artists) == (
        "Album 1",
        "501",
        ("Artist 1",),
    )


def test_a_walk_can_be_of_some_libraries(rig: FakeSubsonicRig) -> None:
    rig.fake.libraries |= {"2": "Two", "3": "Three"}
    for index, track in enumerate(rig.tracks().values()):
        track.library = str(1 + index // 4)

    assert ids_of(rig.connect(), ["3", "1"]) == [str(100 + n) for n in (8, 9, 10, 11, 0, 1, 2, 3)]


def test_a_server_that_finds_nothing_for_no_words_is_walked_by_albums() -> None:
    with open_fake(Dialect(finds_all=False)) as rig:
        assert sorted(ids_of(rig.connect())) == sorted(rig.tracks())


def test_an_empty_server_is_walked_completely() -> None:
    with open_fake(track_count=0) as rig:
        assert ids_of(rig.connect()) == []


def test_a_page_that_comes_empty_too_early_is_noticed(rig: FakeSubsonicRig) -> None:
    search = rig.fake._search3

    def swallowed(values: Any) -> dict[str, Any]:
        # Navidrome logs failures of its database and answers with nothing.
        return search(values) if values["songOffset"] != ["5"] else {"searchResult3": {}}

    rig.fake._search3 = swallowed  # type: ignore[method-assign]
    parts = (part for part in rig.connect().walk() if part.tracks)

    assert [track.id for track in next(parts).tracks] == [str(100 + n) for n in range(5)]
    with pytest.raises(IncompleteWalkError, match="5 of 12 tracks"):
        list(parts)


def test_a_page_that_fails_fails_the_walk(rig: FakeSubsonicRig) -> None:
    server = rig.connect()
    rig.fail(Fault.BROKEN, after=5, times=NEVER)

    with pytest.raises(ServerProtocolError):
        ids_of(server)


def test_a_walk_while_the_server_scans_is_not_complete() -> None:
    with open_fake(Dialect(is_scanning=True)) as rig:
        server = rig.connect()

        with pytest.raises(IncompleteWalkError, match="scanning"):
            ids_of(server)


def test_a_total_that_shrinks_meanwhile_is_noticed(rig: FakeSubsonicRig) -> None:
    rig.fail(Fault.SHRINKING_TOTAL, after=1, times=NEVER)

    with pytest.raises(IncompleteWalkError, match="12 tracks before"):
        ids_of(rig.connect())


def test_a_track_that_goes_meanwhile_is_noticed(rig: FakeSubsonicRig) -> None:
    rig.fake.dialect.has_scan_status = False
    parts = rig.connect().walk()
    next(iter(parts))
    del rig.fake.tracks["100"]

    with pytest.raises(IncompleteWalkError, match="11 of 12"):
        list(parts)


def test_doubles_over_pages_are_dropped(rig: FakeSubsonicRig) -> None:
    search = rig.fake._search3

    def overlapping(values: Any) -> dict[str, Any]:
        offset = max(0, int(values["songOffset"][0]) - 2)
        return search({**values, "songOffset": [str(offset)], "songCount": ["7"]})

    rig.fake._search3 = overlapping  # type: ignore[method-assign]

    assert ids_of(rig.connect()) == list(rig.tracks())


def test_doubles_in_the_place_of_others_are_noticed(rig: FakeSubsonicRig) -> None:
    rig.fail(Fault.DOUBLES, after=1)

    with pytest.raises(IncompleteWalkError, match="9 of 12"):
        ids_of(rig.connect())


def test_a_server_that_sends_one_page_for_ever_is_left(rig: FakeSubsonicRig) -> None:
    search = rig.fake._search3

    def first_page(values: Any) -> dict[str, Any]:
        return search({**values, "songOffset": ["0"]})

    rig.fake._search3 = first_page  # type: ignore[method-assign]

    with pytest.raises(IncompleteWalkError, match="again and again"):
        ids_of(rig.connect())


def test_missing_fields_are_unknown(rig: FakeSubsonicRig) -> None:
    rig.fail(Fault.MISSING_FIELDS, times=NEVER)

    tracks = [track for part in rig.connect().walk() for track in part.tracks]

    assert [track.id for track in tracks] == list(rig.tracks())
    assert {(track.title, track.artists, track.duration_s) for track in tracks} == {
        (None, (), None)
    }


def test_a_server_that_counts_tracks_and_lists_none_is_not_empty(rig: FakeSubsonicRig) -> None:
    rig.fake._albums = lambda values: []  # type: ignore[method-assign]
    rig.fake.dialect.finds_all = False

    with pytest.raises(IncompleteWalkError, match="lists none"):
        ids_of(rig.connect())


def test_albums_come_newest_first(any_rig: FakeSubsonicRig) -> None:
    server = any_rig.connect()

    assert [album.id for album in server.recent_albums(2)] == ["502", "501"]
    assert [album.id for album in server.recent_albums(None)] == ["502", "501", "500"]
    assert [track.id for track in server.album_tracks("501")] == ["104", "105", "106", "107"]


def test_albums_of_several_libraries_are_merged_by_age(rig: FakeSubsonicRig) -> None:
    rig.fake.libraries["2"] = "Two"
    for track in rig.tracks().values():
        track.library = "2" if track.album_id == "501" else "1"

    found = rig.connect().recent_albums(None, ["1", "2"])

    assert [album.id for album in found] == ["502", "501", "500"]


def test_a_list_of_albums_that_ends_short_is_noticed() -> None:
    with open_fake(Dialect(counts_albums=True)) as rig:
        listed = rig.fake._getAlbumList2

        def cut(values: Any) -> dict[str, Any]:
            if values["offset"] != ["0"]:
                return {"albumList2": {}}
            return {"albumList2": {"album": listed(values)["albumList2"]["album"][:2]}}

        rig.fake._getAlbumList2 = cut  # type: ignore[method-assign]

        with pytest.raises(IncompleteWalkError, match="2 of 3 albums"):
            list(rig.connect().recent_albums(None))


# Original files


def test_an_original_file_comes_as_it_is(any_rig: FakeSubsonicRig) -> None:
    with any_rig.connect().open_original("103") as audio:
        data = b"".join(audio)

    assert data == any_rig.tracks()["103"].audio
    assert (audio.media_type, audio.size_bytes) == ("audio/wav", len(data))


def test_a_part_of_a_file_can_be_asked_for(server: SubsonicServer, rig: FakeSubsonicRig) -> None:
    with server.open_original("103", ByteRange(100, 199)) as audio:
        data = b"".join(audio)

    assert data == rig.tracks()["103"].audio[100:200]
    assert (audio.first, audio.last) == (100, 199)


def test_where_downloads_are_off_the_file_is_streamed_raw() -> None:
    with open_fake(Dialect(may_download=False)) as rig:
        with rig.connect().open_original("103") as audio:
            data = b"".join(audio)

        assert data == rig.tracks()["103"].audio != TRANSCODED


def test_what_comes_in_place_of_audio_has_its_own_error(rig: FakeSubsonicRig) -> None:
    server = rig.connect()
    with pytest.raises(ServerNotFoundError), server.open_original("nothing"):
        pass

    rig.fail(Fault.NOT_AUDIO)
    with pytest.raises(NotAudioError), server.open_original("103"):
        pass

    rig.fake.dialect.may_download = rig.fake.dialect.may_stream = False
    with pytest.raises(ServerForbiddenError), server.open_original("103"):
        pass


# Playlists


def put_and_look(rig: FakeSubsonicRig, journal: Journal, name: str, ids: list[str]) -> None:
    send(rig.connect(), journal, name, ids)
    assert journal.remote_id is not None
    kept = rig.playlists()[journal.remote_id]
    assert (kept.name, kept.track_ids) == (name, ids)


def test_a_playlist_is_made_replaced_renamed_and_deleted(any_rig: FakeSubsonicRig) -> None:
    foreign = any_rig.add_foreign_playlist("Mine", ["100"])
    journal = Journal()

    put_and_look(any_rig, journal, "Mine", ["103", "101", "103"])
    first = journal.remote_id
    put_and_look(any_rig, journal, 'quo"te\n🎶 & so', ["104"])
    put_and_look(any_rig, journal, "Mine", [])
    put_and_look(any_rig, journal, "Mine", ["100", "101"])
    assert journal.remote_id == first
    assert any_rig.connect().playlist_tracks(first or "") == ["100", "101"]

    any_rig.connect().delete_playlist(journal)
    any_rig.connect().delete_playlist(journal)
    assert list(any_rig.playlists()) == [foreign]
    assert any_rig.playlists()[foreign].track_ids == ["100"]
    assert journal.remote_id is None


def test_a_playlist_may_be_empty_from_the_beginning(any_rig: FakeSubsonicRig) -> None:
    put_and_look(any_rig, Journal(), "Empty", [])


def test_a_long_playlist_is_written_in_one_pass(rig: FakeSubsonicRig) -> None:
    ids = list(rig.tracks()) * 167  # 2 004 tracks

    put_and_look(rig, Journal(), "Long", ids)

    assert len(rig.fake.asked_for("createPlaylist")) == 2


def test_a_long_playlist_fits_in_addresses_too() -> None:
    with open_fake(Dialect(extensions=(), reads_forms=False)) as rig:
        journal = Journal()
        put_and_look(rig, journal, "Long", list(rig.tracks()) * 30)
        put_and_look(rig, journal, "Long", [])


def test_the_same_again_writes_nothing(rig: FakeSubsonicRig) -> None:
    journal = Journal()
    put_and_look(rig, journal, "Same", ["100"])
    before = len(rig.fake.asked_for("createPlaylist"))

    put_and_look(rig, journal, "Same", ["100"])

    assert len(rig.fake.asked_for("createPlaylist")) == before


def test_a_playlist_that_was_given_a_noted_id_is_left_alone(rig: FakeSubsonicRig) -> None:
    foreign = rig.add_foreign_playlist("Party", ["100", "101"])
    journal = Journal(remote_id=foreign, name="Mine")

    put_and_look(rig, journal, "Mine", ["100", "102", "103"])
    assert journal.remote_id != foreign

    rig.connect().delete_playlist(journal)
    rig.connect().delete_playlist(Journal(remote_id=foreign, name="Mine"))
    found = [(kept.name, kept.track_ids) for kept in rig.playlists().values()]
    assert found == [("Party", ["100", "101"])]


def test_a_playlist_that_somebody_renamed_stays_menuras(rig: FakeSubsonicRig) -> None:
    journal = Journal()
    put_and_look(rig, journal, "Mine", ["100", "101", "102"])
    rig.fake.playlists[str(journal.remote_id)].name = "my own"

    put_and_look(rig, journal, "Mine", ["100", "101", "102", "103"])

    assert len(rig.playlists()) == 1


def test_a_server_that_sends_the_same_albums_for_ever_is_left(rig: FakeSubsonicRig) -> None:
    albums = rig.fake._getAlbumList2
    rig.fake._getAlbumList2 = lambda values: albums(  # type: ignore[method-assign]
        {**values, "offset": ["0"]}
    )

    with pytest.raises(IncompleteWalkError, match="same albums again and again"):
        list(rig.connect().walk())
    # Whoever walks is asked after each page whether it shall go on.
    walk = rig.connect().walk()
    assert [len(next(walk).tracks) for _ in range(3)] == [0, 0, 0]


def test_a_playlist_that_is_gone_is_made_anew(rig: FakeSubsonicRig) -> None:
    journal = Journal(remote_id="no-more")

    put_and_look(rig, journal, "New", ["100"])


def test_what_attempts_left_behind_is_removed(rig: FakeSubsonicRig) -> None:
    journal = Journal()
    put_and_look(rig, journal, "Kept", ["100"])
    known = journal.remote_id
    rig.add_foreign_playlist(f"Menura {journal.mark}", [])
    other = rig.add_foreign_playlist("Menura other", [])

    put_and_look(rig, journal, "Kept", ["101"])

    assert journal.remote_id == known
    assert set(rig.playlists()) == {known, other}


@pytest.mark.parametrize(
    "fault", [Fault.LOST_ANSWER, Fault.CLOSED, Fault.BROKEN, Fault.TRUNCATED, Fault.UNAUTHORISED]
)
def test_a_playlist_survives_a_failure_at_any_request(fault: Fault) -> None:
    with open_fake() as rig:
        for after in range(12):
            journal = Journal()
            server = rig.connect()
            # Three times: reads are repeated, and are to fail too.
            rig.fail(fault, after=after, times=3)
            try:
                send(server, journal, "Mine", ["101", "100", "101"])
            except MenuraError:
                rig.heal()
                put_and_look(rig, journal, "Mine", ["101", "100", "101"])
            rig.heal()
            assert len(rig.playlists()) == 1
            rig.connect().delete_playlist(journal)


def test_a_track_that_is_gone_is_said_to_be(rig: FakeSubsonicRig) -> None:
    with pytest.raises(ServerNotFoundError, match="playlist or track"):
        rig.connect().put_playlist(Journal(), "Mine", ["100", "nothing"])


def test_tracks_that_a_server_leaves_out_are_noticed(rig: FakeSubsonicRig) -> None:
    rig.fake._track = lambda track_id: rig.fake.tracks.get(  # type: ignore[method-assign]
        track_id, replace(rig.fake.tracks["100"], id=track_id)
    )

    with pytest.raises(ServerNotFoundError, match="1 of 2 entries"):
        rig.connect().put_playlist(Journal(), "Mine", ["100", "nothing"])


def test_an_account_that_may_only_read_is_told_so() -> None:
    with (
        open_fake(Dialect(may_keep_playlists=False)) as rig,
        pytest.raises(ServerForbiddenError, match="change playlists"),
    ):
        rig.connect().put_playlist(Journal(), "Mine", ["100"])


def test_smart_playlists_cannot_be_changed(rig: FakeSubsonicRig) -> None:
    rig.fake.playlists["5"] = WorldPlaylist("5", "Smart", ["100"], is_writable=False)
    rig.add_foreign_playlist("Plain", [])

    found = {playlist.name: playlist.is_writable for playlist in rig.connect().playlists()}

    assert found == {"Smart": False, "Plain": True}


STEPS = st.tuples(
    st.sampled_from(["put", "delete"]),
    st.sampled_from(["a", "b", 'ä "\n🎶', "Menura"]),
    st.lists(st.sampled_from([str(100 + n) for n in range(6)]), max_size=6),
    st.sampled_from([None, Fault.LOST_ANSWER, Fault.CLOSED, Fault.BUSY]),
    st.integers(0, 9),
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(STEPS, max_size=5))
def test_whatever_fails_in_between_the_end_is_as_it_was_meant(
    rig: FakeSubsonicRig,
    steps: list[tuple[str, str, list[str], Fault | None, int]],
) -> None:
    rig.fake.playlists.clear()
    foreign = rig.add_foreign_playlist("a", ["100"])
    server, journal = rig.connect(), Journal()

    def take(step: str, name: str, ids: list[str]) -> None:
        if step == "put":
            send(server, journal, name, ids)
        else:
            server.delete_playlist(journal)

    for step, name, ids, fault, after in steps:
        if fault is not None:
            rig.fail(fault, after=after, times=3)
        try:
            take(step, name, ids)
        except MenuraError:
            rig.heal()
            take(step, name, ids)
        rig.heal()

        others = [kept for key, kept in rig.playlists().items() if key != foreign]
        expected = [(name, ids)] if step == "put" else []
        assert [(kept.name, kept.track_ids) for kept in others] == expected
    assert rig.playlists()[foreign].track_ids == ["100"]


# Plays, favourites, ratings


def test_top_and_last_played_are_of_all_tracks(rig: FakeSubsonicRig) -> None:
    tracks = rig.fake.tracks
    for track_id, count, last in [("101", 3, 50.0), ("108", 9, 20.0), ("111", 3, 70.0)]:
        tracks[track_id].play_count = count
        tracks[track_id].last_played = 1_700_000_000 + last

    server = rig.connect()

    assert [track.id for track in server.top_played(3)] == ["108", "111", "101"]
    assert [track.id for track in server.last_played(2)] == ["111", "101"]


def test_a_server_that_counts_nothing_says_so() -> None:
    with open_fake(replace(OLD)) as rig:
        server = rig.connect()
        for ask in (
            lambda: server.top_played(3),
            lambda: server.last_played(3),
            lambda: server.scrobble("100", datetime.now(UTC)),
        ):
            with pytest.raises(ServerUnsupportedError):
                ask()


def test_what_is_thought_of_a_track_reaches_the_server(any_rig: FakeSubsonicRig) -> None:
    server, track = any_rig.connect(), any_rig.fake.tracks["103"]

    server.set_favourite("103", True)
    server.set_favourite("103", True)
    server.rate("103", 80)
    [part, *_] = [part for part in server.walk() if part.tracks]
    assert (part.tracks[3].is_favourite, part.tracks[3].rating) == (True, 80)

    server.set_favourite("103", False)
    server.set_favourite("103", False)
    server.rate("103", None)
    assert (track.favourite, track.rating) == (False, None)


def test_a_play_is_told_with_its_moment(server: SubsonicServer, rig: FakeSubsonicRig) -> None:
    at = datetime(2026, 1, 2, 3, 4, 5, 678_000, UTC)

    server.scrobble("103", at)

    assert rig.fake.tracks["103"].last_played == at.timestamp()


def test_words_find_tracks(any_rig: FakeSubsonicRig) -> None:
    server = any_rig.connect()

    assert [track.id for track in server.search("PLAIN", 1)] == ["100"]
    assert server.search("nothing like it", 5) == []
    assert len(server.search('""', 3)) == 3


@settings(deadline=None)
@given(st.integers(0, 100))
def test_a_rating_goes_to_the_nearest_star_and_never_away(rating: int) -> None:
    stars = to_stars(rating)

    assert 1 <= stars <= 5
    assert abs(20 * stars - rating) <= 10 or stars == 1


def test_no_rating_is_no_star() -> None:
    assert to_stars(None) == 0


# Failures


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (0, ServerProtocolError),
        (10, ServerProtocolError),
        (20, ServerProtocolError),
        (30, ServerProtocolError),
        (40, ServerLoginError),
        (41, ServerLoginError),
        (42, ServerLoginError),
        (43, ServerLoginError),
        (44, ServerLoginError),
        (50, ServerForbiddenError),
        (60, ServerForbiddenError),
        (70, ServerNotFoundError),
        (99, ServerProtocolError),
    ],
)
def test_every_code_of_the_protocol_has_its_error(
    rig: FakeSubsonicRig, code: int, error: type[MenuraError]
) -> None:
    server = rig.connect(replace(rig.access, token=API_KEY))
    server.sign_in()
    rig.fake.forced_error = code  # its message quotes every secret

    with pytest.raises(error) as told:
        server.album_tracks("500")
    assert not [secret for secret in rig.secrets if secret in str(told.value)]


def test_a_method_the_server_does_not_know_is_unsupported(rig: FakeSubsonicRig) -> None:
    server = rig.connect()
    server.sign_in()
    rig.fail(Fault.NOT_FOUND, times=NEVER)

    with pytest.raises(ServerUnsupportedError):
        server.playlists()
    with pytest.raises(ServerNotFoundError):
        server.album_tracks("500")


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.UNAUTHORISED, ServerLoginError),
        (Fault.FORBIDDEN, ServerForbiddenError),
        (Fault.BUSY, ServerBusyError),
        (Fault.BROKEN, ServerProtocolError),
        (Fault.STARTING, ServerStartingError),
        (Fault.REDIRECT, ServerRedirectError),
        (Fault.TRUNCATED, (ServerProtocolError, ServerUnreachableError)),
        (Fault.WRONG_LENGTH, (ServerProtocolError, ServerUnreachableError)),
        (Fault.GZIP_BOMB, ServerTooLargeError),
        (Fault.CLOSED, ServerUnreachableError),
        (Fault.LOST_ANSWER, ServerUnreachableError),
        (Fault.HTML, NotThisServerError),
    ],
)
@pytest.mark.parametrize("signed_in", [False, True])
def test_every_fault_has_its_error_and_tells_no_secret(
    rig: FakeSubsonicRig,
    fault: Fault,
    error: type[MenuraError],
    signed_in: bool,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    server = rig.connect()
    if signed_in:
        server.sign_in()
    rig.fail(fault, times=NEVER)

    with pytest.raises(error) as told:
        server.playlists()

    spoken = f"{told.value!r} {told.value} {caplog.text} {server!r}"
    assert not [secret for secret in rig.secrets if secret in spoken]


def test_a_server_that_dawdles_is_left(rig: FakeSubsonicRig) -> None:
    server = rig.connect(whole_s=0.3)
    rig.fail(Fault.SLOW, times=NEVER)

    with pytest.raises(ServerUnreachableError):
        server.playlists()


def test_a_server_that_is_busy_for_a_moment_is_asked_again(rig: FakeSubsonicRig) -> None:
    rig.fail(Fault.BUSY, after=2)

    assert len(ids_of(rig.connect())) == 12


# Items


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-11-21T00:35:02", datetime(2026, 11, 21, 0, 35, 2, tzinfo=UTC)),
        ("2026-11-21T00:35:02.123456789Z", datetime(2026, 11, 21, 0, 35, 2, 123456, UTC)),
        ("2026-11-21T02:35:02+02:00", datetime(2026, 11, 21, 0, 35, 2, tzinfo=UTC)),
        ("0001-01-01T00:00:00Z", None),
        ("9999-12-31T23:59:59-12:00", None),
        ("soon", None),
        (7, None),
    ],
)
def test_moments_are_in_utc(written: object, read: datetime | None) -> None:
    assert moment(written) == read


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=4,
)
FIELDS = (
    "title artist displayArtist artists album albumId displayAlbumArtist albumArtists track year "
    "discNumber genre genres duration path suffix size created musicBrainzId playCount played "
    "starred userRating isDir isVideo"
)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(FIELDS.split()), JSON))
def test_nothing_in_a_song_can_break_its_reading(song: dict[str, Any]) -> None:
    track = read_track({**song, "id": 7})

    assert track is None or (track.id == "7" and (track.rating is None or track.rating <= 100))


@pytest.mark.skipif(not subsonic_schema.is_present(), reason="OpenSubsonic's schema is not here")
@pytest.mark.parametrize("dialect", [Dialect(), Dialect(extensions=(), reads_forms=False)])
def test_every_exchange_is_as_the_published_schema_says(dialect: Dialect) -> None:
    with open_fake(dialect) as rig:
        rig.fake.keeps_exchanges = True
        server, journal = rig.connect(), Journal()
        server.sign_in()
        server.probe()
        rig.fake.libraries["2"] = "Two"
        server.libraries()
        ids_of(server)
        list(server.recent_albums(None))
        server.album_tracks("500")
        with server.open_original("103") as audio:
            list(audio)
        for name, ids in [("One", ["101", "101", "100"]), ("Two", [])]:
            server.put_playlist(journal, name, ids)
        server.playlists()
        server.playlist_tracks(journal.remote_id or "")
        server.delete_playlist(journal)
        server.set_favourite("103", True)
        server.set_favourite("103", False)
        server.rate("103", 80)
        server.scrobble("103", datetime.now(UTC))
        server.search("plain", 3)
        with pytest.raises(ServerNotFoundError):
            server.album_tracks("nothing")

        assert len({method_of(each.asked) for each in rig.fake.exchanges}) >= 18
        for exchange in rig.fake.exchanges:
            subsonic_schema.check_exchange(exchange)
