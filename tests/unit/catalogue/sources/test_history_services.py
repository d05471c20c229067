"""Listening histories from ListenBrainz and Last.fm."""

import logging
from contextlib import ExitStack

import pytest

from menura.catalogue.history import HistoryAccess, HistoryService, HistoryUserError
from menura.catalogue.server_errors import (
    IncompleteWalkError,
    NotThisServerError,
    ServerBusyError,
    ServerLoginError,
    ServerProtocolError,
    ServerRedirectError,
    ServerUnreachableError,
)
from menura.catalogue.sources.history_opening import open_history
from menura.catalogue.sources.history_pages import PagingOptions
from menura.kernel.errors import CancelledError, MenuraError
from tests.unit.catalogue.fake_history_servers import TOKEN, FakeLastfm, FakeListenBrainz, Heard
from tests.unit.catalogue.sources.scripted_server import answer, closed, json_answer, page

NOON = 1_700_000_000
MBID = "0b3d9a6e-3d3f-4c3b-9d3c-1f0a4f1e2d3c"
KINDS = {HistoryService.LISTENBRAINZ: FakeListenBrainz, HistoryService.LASTFM: FakeLastfm}
BOTH = pytest.mark.parametrize("service", list(KINDS))


@pytest.fixture
def make():
    with ExitStack() as stack:
        yield lambda service, heard, **more: stack.enter_context(
            KINDS[service](heard, **more).served()
        )


def read(fake, *, username="bob", token=TOKEN, page_size=3, **options):
    service = HistoryService.LASTFM if isinstance(fake, FakeLastfm) else HistoryService.LISTENBRAINZ
    access = HistoryAccess(username, fake.url, token)
    options.setdefault("pause", lambda _s: None)
    return open_history(service, access, PagingOptions(page_size=page_size, **options))


def several(count):
    return [Heard(NOON + 10 * n, title=f"Song {n}") for n in range(count)]


@BOTH
@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 9, 10])
def test_every_listen_comes_once_newest_first(make, service, count):
    fake = make(service, several(count))

    listens = list(read(fake))

    assert [one.title for one in listens] == [f"Song {n}" for n in reversed(range(count))]
    assert [int(one.at.timestamp()) for one in listens] == [one.at for one in fake.newest_first()]


@BOTH
def test_all_that_a_service_tells_of_a_listen_is_kept(make, service):
    told = Heard(NOON, "Björk & Friends", "Jóga 🎵", "Homogenic", MBID.upper())

    (listen,) = read(make(service, [told]))

    assert (listen.artist, listen.title, listen.album) == (told.artist, told.title, told.album)
    assert listen.recording_ids == (MBID,)


@BOTH
def test_listens_of_one_second_over_a_page_are_neither_lost_nor_doubled(make, service):
    heard = [Heard(NOON + n // 2, title=f"Song {n}") for n in range(11)]

    titles = [one.title for one in read(make(service, heard))]

    assert sorted(titles) == sorted(one.title for one in heard)


def test_a_second_with_more_listens_than_a_page_does_not_hold_us_for_ever(make):
    heard = [Heard(NOON, title=f"Song {n}") for n in range(9)] + several(3)
    fake = make(HistoryService.LISTENBRAINZ, heard)

    titles = {one.title for one in read(fake)}

    assert {"Song 0", "Song 1", "Song 2"} <= titles
    assert len(fake.asked) < 15


@BOTH
def test_progress_is_told(make, service):
    reports = []

    list(read(make(service, several(7)), report=lambda done, total: reports.append((done, total))))

    assert reports[-1] == (7, 7)
    assert [done for done, _ in reports] == sorted(done for done, _ in reports)


@BOTH
def test_reading_can_be_broken_off_between_pages(make, service):
    fake = make(service, several(30))
    calls = []

    def check():
        calls.append(1)
        if len(calls) > 3:
            raise CancelledError("stop")

    with pytest.raises(CancelledError):
        list(read(fake, check=check))
    assert len(fake.asked) == 3


@BOTH
def test_waiting_can_be_broken_off(make, service):
    fake = make(service, several(3), instead=[answer(status=429, Retry_After="50")] * 9)
    waited: list[float] = []

    def check():
        if sum(waited) > 3:
            raise CancelledError("stop")

    with pytest.raises(CancelledError):
        list(read(fake, check=check, pause=waited.append))
    assert sum(waited) < 5


@BOTH
@pytest.mark.parametrize(
    "fault", [answer(status=429), answer(status=500), page(503), closed(), closed(b"HTTP/1.1 200")]
)
def test_a_fault_that_passes_is_waited_out(make, service, fault):
    fake = make(service, several(7), instead=[None, fault, None, fault, fault])
    waited: list[float] = []

    assert len(list(read(fake, pause=waited.append))) == 7
    assert 5 < sum(waited) < 20


@BOTH
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (answer(status=429), ServerBusyError),
        (answer(status=500), ServerProtocolError),
        (closed(), ServerUnreachableError),
    ],
)
def test_a_page_that_keeps_failing_fails_it_all(make, service, fault, error):
    fake = make(service, several(30), instead=[None, None, *[fault] * 50])
    listens = []

    with pytest.raises(error):
        listens.extend(read(fake))


@BOTH
def test_an_address_where_nobody_is_is_told_at_once(make, service):
    fake = make(service, several(3), instead=[closed()] * 9)
    waited: list[float] = []

    with pytest.raises(ServerUnreachableError):
        list(read(fake, pause=waited.append))
    assert waited == []


@BOTH
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (page(), NotThisServerError),
        (json_answer([]), NotThisServerError),
        (json_answer({"else": 1}), NotThisServerError),
        (answer(status=302, Location="http://other.example/"), ServerRedirectError),
    ],
)
def test_something_else_that_answers_is_told(make, service, fault, error):
    with pytest.raises(error):
        list(read(make(service, several(3), instead=[fault] * 9)))


@BOTH
def test_a_user_that_is_not_there_is_told(make, service):
    with pytest.raises(HistoryUserError, match="'b/ob' listened to: there is no such user"):
        list(read(make(service, several(3)), username="b/ob"))


@BOTH
def test_a_wrong_token_is_told_and_not_shown(make, service, caplog):
    fake = make(service, several(3))

    with caplog.at_level(logging.DEBUG), pytest.raises(ServerLoginError) as raised:
        list(read(fake, token="wrong-token"))
    assert "wrong-token" not in str(raised.value) + caplog.text


@BOTH
def test_no_token_stands_in_a_log_or_a_message(make, service, caplog):
    fake = make(service, several(3), instead=[None, *[answer(status=500)] * 50])

    with caplog.at_level(logging.DEBUG), pytest.raises(MenuraError) as raised:
        list(read(fake, page_size=1))

    assert TOKEN not in str(raised.value) + caplog.text + repr(read(fake))
    assert TOKEN not in repr(HistoryAccess("bob", None, TOKEN))


@BOTH
def test_entries_that_make_no_sense_are_counted(make, service):
    heard = several(5)
    heard[2].title = ""
    heard[3].artist = " \n"
    history = read(make(service, heard))

    assert len(list(history)) == 3
    assert history.bad_entries == 2


# What each does in its own way


def test_public_listens_need_no_token(make):
    fake = make(HistoryService.LISTENBRAINZ, several(3))

    assert len(list(read(fake, token=None))) == 3
    assert all("authorization" not in asked.headers for asked in fake.asked)


def test_the_token_stands_in_no_address_of_listenbrainz(make):
    fake = make(HistoryService.LISTENBRAINZ, several(3))

    list(read(fake))

    assert all(asked.headers["authorization"] == f"Token {TOKEN}" for asked in fake.asked)
    assert all(TOKEN not in asked.target for asked in fake.asked)


def test_listens_that_are_kept_back_make_the_walk_incomplete(make):
    fake = make(HistoryService.LISTENBRAINZ, several(9), cut_at=NOON + 45)

    with pytest.raises(IncompleteWalkError, match="before the oldest listen"):
        list(read(fake))


def test_a_smaller_page_than_asked_for_is_not_the_end(make):
    fake = make(HistoryService.LISTENBRAINZ, several(9), most=2)

    assert len(list(read(fake))) == 9


def test_the_wish_of_listenbrainz_to_wait_is_heard(make):
    slow = json_answer(
        {"payload": {"count": 1}}, X_RateLimit_Remaining="0", X_RateLimit_Reset_In="8"
    )
    waited: list[float] = []

    list(read(make(HistoryService.LISTENBRAINZ, [], instead=[slow]), pause=waited.append))

    assert sum(waited) == pytest.approx(8.0)


def test_what_is_playing_now_was_not_listened_to_yet(make):
    fake = make(HistoryService.LASTFM, several(7), plays_now=True)

    assert len(list(read(fake))) == 7


def test_what_is_scrobbled_meanwhile_moves_nothing(make):
    fake = make(HistoryService.LASTFM, several(9), joins_meanwhile=True)

    titles = [one.title for one in read(fake)]

    assert titles == [f"Song {n}" for n in reversed(range(9))]


def test_what_was_heard_elsewhere_and_comes_late_doubles_nothing(make):
    fake = make(HistoryService.LASTFM, several(9))

    def join(done, _total):
        if done == 3:
            fake.heard.append(Heard(NOON + 75, title="Late"))

    titles = [one.title for one in read(fake, report=join)]

    assert titles == [f"Song {n}" for n in reversed(range(9))]


def test_listens_that_are_taken_away_meanwhile_make_the_walk_incomplete(make):
    fake = make(HistoryService.LASTFM, several(12))

    def forget_one(done, _total):
        if done == 6:
            del fake.heard[0]

    with pytest.raises(IncompleteWalkError, match="taken away meanwhile"):
        list(read(fake, report=forget_one))


def test_an_empty_page_in_the_middle_makes_the_walk_incomplete(make):
    empty = {"track": [], "@attr": {"totalPages": "4", "total": "12"}}
    fake = make(
        HistoryService.LASTFM, several(12), instead=[None, json_answer({"recenttracks": empty})]
    )

    with pytest.raises(IncompleteWalkError, match="page 2 of 4 is empty"):
        list(read(fake))


def test_lastfm_wants_a_key(make):
    fake = make(HistoryService.LASTFM, several(3))

    with pytest.raises(ServerLoginError, match="wants an API key"):
        list(read(fake, token=None))
    assert fake.asked == []


def test_private_listening_is_told(make):
    private = json_answer({"error": 17, "message": "Login: User required to be logged in"}, 403)

    with pytest.raises(HistoryUserError, match="private"):
        list(read(make(HistoryService.LASTFM, several(3), instead=[private])))


def test_an_error_of_lastfm_that_passes_is_waited_out(make):
    passing = json_answer({"error": 8, "message": "Operation failed"})
    fake = make(HistoryService.LASTFM, several(3), instead=[passing, passing])

    assert len(list(read(fake))) == 3


def test_an_error_of_lastfm_that_stays_is_told(make):
    fake = make(HistoryService.LASTFM, several(3), instead=[json_answer({"error": 8})] * 9)

    with pytest.raises(ServerProtocolError, match="error 8"):
        list(read(fake))
