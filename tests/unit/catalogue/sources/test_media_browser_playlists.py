"""Playlists on Jellyfin and Emby: whatever request fails, doing it again ends right."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menura.catalogue.server_errors import ServerForbiddenError, ServerNotFoundError
from menura.catalogue.servers import MusicServer
from menura.kernel.errors import MenuraError
from tests.music_servers import emby_rig, jellyfin_rig
from tests.music_servers.media_browser_rig import MediaBrowserRig
from tests.music_servers.noted_journal import NotedJournal as Journal
from tests.music_servers.rig import Fault

RIGS = {"jellyfin": jellyfin_rig, "emby": emby_rig}


@pytest.fixture(params=sorted(RIGS))
def rig(request, tmp_path: Path) -> Iterator[MediaBrowserRig]:
    with RIGS[request.param].open_rig(tmp_path) as opened:
        yield opened
        assert opened.fake.complaints == []


@pytest.fixture
def server(rig: MediaBrowserRig) -> MusicServer:
    return rig.connect()


def held(rig: MediaBrowserRig, playlist_id: str | None) -> list[str]:
    assert playlist_id is not None
    return rig.playlists()[playlist_id].track_ids


def expected(rig: MediaBrowserRig, ids: Sequence[str]) -> list[str]:
    return list(ids) if rig.holds_doubles else list(dict.fromkeys(ids))


def test_a_playlist_is_made_replaced_renamed_and_deleted(rig: MediaBrowserRig, server) -> None:
    ids, journal = list(rig.tracks()), Journal()
    foreign = rig.add_foreign_playlist("Evening", ids[:2])
    steps = [
        ("Evening", ids[:3]),
        ("Evening", [*ids[8:2:-1], ids[8], ids[8]]),
        ('Søndag "x"\n& 🎧', ids[2:9]),
        ('Søndag "x"\n& 🎧', []),
        ("Evening", ids),
    ]
    for name, wanted in steps:
        server.put_playlist(journal, name, wanted)
        (mine,) = [one for one in rig.playlists().values() if one.id != foreign]
        assert (mine.id, mine.name) == (journal.remote_id, name)
        assert mine.track_ids == expected(rig, wanted)
        assert list(server.playlist_tracks(mine.id)) == mine.track_ids

    server.delete_playlist(journal)
    server.delete_playlist(journal)

    assert held(rig, foreign) == ids[:2]
    assert list(rig.playlists()) == [foreign]
    assert journal.remote_id is None


def test_a_playlist_deleted_on_the_server_is_made_anew(rig: MediaBrowserRig, server) -> None:
    ids, journal = list(rig.tracks()), Journal()
    server.put_playlist(journal, "Evening", ids[:2])
    rig.fake.playlists.clear()

    server.put_playlist(journal, "Evening", ids[:3])

    assert held(rig, journal.remote_id) == ids[:3]
    assert len(rig.playlists()) == 1


def test_a_track_gone_from_the_server_is_named(rig: MediaBrowserRig, server) -> None:
    ids, journal = list(rig.tracks()), Journal()
    del rig.fake.tracks[ids[1]]

    for _attempt in range(2):
        with pytest.raises(ServerNotFoundError, match=ids[1]):
            server.put_playlist(journal, "Evening", ids[:4])

    assert held(rig, journal.remote_id) == [ids[0], *ids[2:4]]
    assert len(rig.playlists()) == 1


def test_playlists_of_others_can_be_seen_but_not_changed(rig: MediaBrowserRig, server) -> None:
    ids = list(rig.tracks())
    foreign = rig.fake.playlists[rig.add_foreign_playlist("Theirs", ids[:2])]
    foreign.owner, foreign.is_public = list(rig.fake.users)[1], True
    journal = Journal()
    journal.note(foreign.id)

    assert [one.is_writable for one in server.playlists()] == [False]
    for ask in (
        lambda: server.put_playlist(journal, "Theirs", ids[3:5]),
        lambda: server.delete_playlist(journal),
    ):
        with pytest.raises(ServerForbiddenError):
            ask()
    assert held(rig, foreign.id) == ids[:2]


def test_more_tracks_than_a_request_line_holds_are_kept(rig: MediaBrowserRig) -> None:
    ids = list(rig.tracks())
    wanted = (ids * 20)[:250] if rig.holds_doubles else ids
    server, journal = rig.open(rig.sign_in(), page_items=60), Journal()

    server.put_playlist(journal, "Long", wanted)
    server.put_playlist(journal, "Long", wanted[::-1])

    assert held(rig, journal.remote_id) == wanted[::-1]


Step = Callable[[MusicServer, Journal, list[str]], None]


def make(server: MusicServer, journal: Journal, ids: list[str]) -> None:
    server.put_playlist(journal, "Evening", [*ids[:5], ids[1]])


def replace_tracks(server: MusicServer, journal: Journal, ids: list[str]) -> None:
    server.put_playlist(journal, "Evening", [*ids[9:3:-1], ids[9]])


def rename(server: MusicServer, journal: Journal, ids: list[str]) -> None:
    server.put_playlist(journal, "Morning", ids[2:7])


def delete(server: MusicServer, journal: Journal, ids: list[str]) -> None:
    server.delete_playlist(journal)


STEPS: list[tuple[Step, Step]] = [
    *((step, step) for step in (make, replace_tracks, rename, delete)),
    *((make, then) for then in (replace_tracks, rename, delete)),
    *((rename, then) for then in (make, delete)),
]


@pytest.mark.parametrize(
    "fault", [Fault.LOST_ANSWER, Fault.BROKEN, Fault.NOT_FOUND], ids=lambda one: one.name
)
@pytest.mark.parametrize(("step", "then"), STEPS)
def test_whatever_request_fails_doing_it_again_ends_right(
    rig: MediaBrowserRig, fault: Fault, step: Step, then: Step
) -> None:
    """Fail the k-th request of a step, for every k; then do it, or something else, again."""
    ids = list(rig.tracks())
    foreign = [rig.add_foreign_playlist(name, ids[:3]) for name in ("Evening", "Morning")]
    base = dict(rig.fake.playlists)
    rig.fake.observers.clear()  # other tests have the schema; this one sends much
    server = rig.open(rig.sign_in(), page_items=50)
    right = _end_state(rig, server, then, foreign)

    for at in range(60):
        rig.fake.playlists = {**base}
        journal = Journal()
        if step is not make:
            make(server, journal, ids)
        # Reads are tried three times, so one that fails must fail as often.
        rig.fail(fault, after=at, times=1 if fault is Fault.NOT_FOUND else 3)
        failed = False
        try:
            step(server, journal, ids)
        except MenuraError:
            failed = True
        reached = rig.fake.plan is None or rig.fake.plan.after == 0
        rig.fake.plan = None
        then(server, journal, ids)

        assert _state(rig, foreign) == right, f"request {at}"
        assert [held(rig, one) for one in foreign] == [ids[:3], ids[:3]]
        assert len(right) == (journal.remote_id is not None)
        if not failed and not reached:
            return
    raise AssertionError("the steps never end")


def _state(rig: MediaBrowserRig, foreign: Sequence[str]) -> list[tuple[str, list[str]]]:
    mine = [one for one in rig.playlists().values() if one.id not in foreign]
    return [(one.name, one.track_ids) for one in mine]


def _end_state(
    rig: MediaBrowserRig, server: MusicServer, then: Step, foreign: Sequence[str]
) -> list[tuple[str, list[str]]]:
    then(server, Journal(), list(rig.tracks()))
    state = _state(rig, foreign)
    rig.fake.playlists = {one: rig.fake.playlists[one] for one in foreign}
    return state


@pytest.mark.parametrize("kind", sorted(RIGS))
def test_names_and_orders_of_any_kind_survive(kind: str, tmp_path: Path) -> None:
    names = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40)
    with RIGS[kind].open_rig(tmp_path) as rig:
        server, journal, ids = rig.connect(), Journal(), list(rig.tracks())

        @settings(max_examples=25, deadline=None, database=None)
        @given(name=names, wanted=st.lists(st.sampled_from(ids), max_size=20))
        def holds(name: str, wanted: list[str]) -> None:
            server.put_playlist(journal, name, wanted)
            (mine,) = rig.playlists().values()
            assert mine.name.split() == name.split()
            assert mine.track_ids == expected(rig, wanted)

        holds()
        assert rig.fake.complaints == []
