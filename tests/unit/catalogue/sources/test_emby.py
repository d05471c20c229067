"""What Emby alone does; the rest is in ``test_media_browser``."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from menura.catalogue.server_errors import ServerLoginError, ServerUnreachableError
from menura.catalogue.servers import ServerAccess
from tests.music_servers.emby_rig import open_rig
from tests.music_servers.media_browser_rig import PASSWORD, USER_NAME, MediaBrowserRig
from tests.music_servers.media_browser_rules import FakeRequest
from tests.music_servers.noted_journal import NotedJournal as Journal
from tests.music_servers.noted_journal import send
from tests.music_servers.rig import Fault
from tests.unit.catalogue.sources.test_media_browser import walked
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


@pytest.mark.parametrize("sort", ["Popular", "PlayCount,Popular"])
def test_the_fake_refuses_what_the_server_does_not_know(rig: MediaBrowserRig, sort: str) -> None:
    access = rig.sign_in()
    query = {"Recursive": ["true"], "IncludeItemTypes": ["Audio"], "SortBy": [sort]}
    path = f"/emby/Users/{access.user_id}/Items"
    request = FakeRequest("GET", path, query, {"x-emby-token": str(access.token)}, b"")

    assert rig.fake.answer(request, None).status == 400
    rig.fake.complaints.clear()


def test_the_login_names_the_device_and_later_requests_the_token(
    rig: MediaBrowserRig, requests: list[FakeRequest]
) -> None:
    access = rig.sign_in()
    rig.open(access).libraries()

    assert requests[1].headers["x-emby-authorization"].startswith('Emby Client="Menura"')
    assert "x-emby-token" not in requests[1].headers
    assert requests[-1].headers["x-emby-token"] == access.token
    assert "x-emby-authorization" not in requests[-1].headers


def test_the_address_may_name_the_prefix(rig: MediaBrowserRig) -> None:
    server = rig.open(ServerAccess(rig.url + "/emby", USER_NAME, PASSWORD))

    assert walked(server)


def test_a_users_own_token_without_an_id_is_told_what_to_do(rig: MediaBrowserRig) -> None:
    token = rig.sign_in().token

    with pytest.raises(ServerLoginError, match="sign in with name and password"):
        rig.open(ServerAccess(rig.url, USER_NAME, token=token)).sign_in()


def test_a_token_with_its_user_is_checked_and_kept(rig: MediaBrowserRig) -> None:
    access = rig.sign_in()

    assert rig.open(access).sign_in() == access


def test_a_rating_leaves_plays_and_favourites_as_they_are(rig: MediaBrowserRig) -> None:
    world = list(rig.tracks().values())[3]
    world.favourite, world.play_count, world.last_played = True, 7, 1_750_000_000.0

    rig.connect().rate(world.id, 80)

    assert (world.rating, world.favourite, world.play_count) == (80, True, 7)
    assert world.last_played == 1_750_000_000.0


def test_a_play_is_told_in_embys_own_way(rig: MediaBrowserRig, requests: list[FakeRequest]) -> None:
    track_id = next(iter(rig.tracks()))

    rig.connect().scrobble(track_id, datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))

    assert requests[-1].query == {"DatePlayed": ["20260102030405"]}


def test_a_replaced_playlist_keeps_its_id_and_never_stands_empty(rig: MediaBrowserRig) -> None:
    ids, journal, server = list(rig.tracks()), Journal(), rig.connect()
    server.put_playlist(journal, "Evening", ids[:5])
    first, lengths = journal.remote_id, []
    rig.fake.observers.append(
        lambda _request, _reply: lengths.append(len(held(rig, journal.remote_id)))
    )

    server.put_playlist(journal, "Evening", ids[5:8])

    assert journal.remote_id == first
    assert min(lengths) == 3


def test_the_same_again_writes_nothing(rig: MediaBrowserRig, requests: list[FakeRequest]) -> None:
    ids, journal, server = list(rig.tracks()), Journal(), rig.connect()
    server.put_playlist(journal, "Evening", ids[:5])
    del requests[:]

    server.put_playlist(journal, "Evening", ids[:5])

    assert {request.method for request in requests} == {"GET"}


def test_a_server_that_keeps_no_doubles_gets_the_first_of_each(rig: MediaBrowserRig) -> None:
    rig.fake.keeps_doubles = False
    ids, journal, server = list(rig.tracks()), Journal(), rig.connect()

    server.put_playlist(journal, "Evening", [*ids[:3], ids[0]])
    assert held(rig, journal.remote_id) == ids[:3]

    server.put_playlist(journal, "Evening", [ids[2], ids[0], ids[2], ids[5]])
    assert held(rig, journal.remote_id) == [ids[2], ids[0], ids[5]]


def test_an_orphan_is_known_by_what_was_noted_though_the_playlist_has_changed_since(
    rig: MediaBrowserRig,
) -> None:
    ids, journal, server = list(rig.tracks()), Journal(), rig.connect()
    rig.fail(Fault.LOST_ANSWER, after=1)  # the list of playlists goes before
    with pytest.raises(ServerUnreachableError):
        server.put_playlist(journal, "Evening", ids[:5])
    (orphan,) = rig.playlists()
    twin = rig.add_foreign_playlist("Evening", ids[3:5])
    rig.fake.playlists[orphan] = rig.fake.playlists.pop(orphan)  # listed behind its twin

    server.put_playlist(journal, "Evening", ids[6:9])

    assert journal.remote_id == orphan
    assert held(rig, orphan) == ids[6:9]
    assert held(rig, twin) == ids[3:5]
    assert not journal.before


def test_a_playlist_that_was_given_a_noted_id_is_left_alone(rig: MediaBrowserRig) -> None:
    ids, server = list(rig.tracks()), rig.connect()
    foreign = rig.add_foreign_playlist("Party", ids[:2])
    journal = Journal(remote_id=foreign, name="Evening")

    send(server, journal, "Evening", [ids[0], *ids[2:5]])
    assert held(rig, journal.remote_id) == [ids[0], *ids[2:5]]

    server.delete_playlist(journal)
    server.delete_playlist(Journal(remote_id=foreign, name="Evening"))
    assert list(rig.playlists()) == [foreign]
    assert (rig.playlists()[foreign].name, held(rig, foreign)) == ("Party", ids[:2])


def test_a_playlist_that_somebody_renamed_stays_menuras(rig: MediaBrowserRig) -> None:
    ids, journal, server = list(rig.tracks()), Journal(), rig.connect()
    send(server, journal, "Evening", ids[:4])
    rig.fake.playlists[str(journal.remote_id)].name = "my own"

    send(server, journal, "Evening", ids[:5])

    assert [one.name for one in rig.playlists().values()] == ["Evening"]


def test_a_name_that_the_server_tidies_makes_no_other_playlist(rig: MediaBrowserRig) -> None:
    ids, journal, server = list(rig.tracks()), Journal(), rig.connect()
    send(server, journal, "An  evening\n", ids[:4])
    first = journal.remote_id
    rig.fake.playlists[str(first)].name = "An evening"

    send(server, journal, "An  evening\n", ids[:5])

    assert journal.remote_id == first


def test_a_longer_list_than_one_request_holds_goes_in_batches(
    rig: MediaBrowserRig, requests: list[FakeRequest]
) -> None:
    wanted = (list(rig.tracks()) * 150)[:2000]
    server, journal = rig.open(rig.sign_in(), page_items=500), Journal()

    server.put_playlist(journal, "Long", wanted)

    assert held(rig, journal.remote_id) == wanted
    assert sum(request.method == "POST" for request in requests[2:]) == 20
