"""An exchange ends in time, in bounded memory and when nobody waits for it any more."""

import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menura.kernel.errors import CancelledError
from menura.language import Failure, Reply, ServerError, server_at
from tests.fake_music_servers import KEY, Step, as_json, serving


def cancel() -> None:
    raise CancelledError("stopped")


def test_an_exchange_returns_status_headers_and_body():
    with serving(as_json({"a": 1}, 418, headers={"X-Tea": "green"})) as server:
        reply = server_at(server.url, KEY).exchange("POST", "/pot?x=1", body=[1], timeout_s=5)
    assert (reply.status, reply.headers["x-tea"], reply.json()) == (418, "green", {"a": 1})
    (asked,) = server.asked
    assert (asked.method, asked.path, asked.body) == ("POST", "/pot?x=1", [1])


def test_whoever_stops_waiting_is_not_kept_and_the_connection_is_closed():
    before = threading.active_count()
    with serving(Step(body=b"late", delay_s=30)) as server:
        started = time.monotonic()
        with pytest.raises(CancelledError):
            server_at(server.url).exchange("GET", timeout_s=60, check=cancel)
        assert time.monotonic() - started < 2
    deadline = time.monotonic() + 3
    while threading.active_count() > before and time.monotonic() < deadline:
        time.sleep(0.05)
    assert threading.active_count() <= before


@pytest.mark.parametrize(
    ("step", "failure"),
    [
        (Step(body=b"x" * 1_001), Failure.TOO_LARGE),
        (Step(body=b"x" * 500, cut_at=100), Failure.BROKEN_OFF),
        (Step(302, headers={"Location": "/elsewhere"}), Failure.REDIRECTED),
        (Step(body=b"late", delay_s=9), Failure.TIMEOUT),
        (Step(body=b"x" * 500, headers={"Content-Encoding": "gzip"}), Failure.BROKEN_OFF),
    ],
)
def test_every_failure_has_its_name(step, failure):
    with serving(step) as server, pytest.raises(ServerError) as caught:
        server_at(server.url).exchange("GET", timeout_s=0.5, most_bytes=1_000)
    assert caught.value.failure is failure


def test_this_machine_is_asked_without_a_proxy(monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with serving(as_json({})) as server:
        assert server_at(server.url).exchange("GET", timeout_s=5).status == 200


def test_a_compressed_answer_is_not_asked_for():
    with serving(as_json({})) as server:
        server_at(server.url).exchange("GET", timeout_s=5)
    assert server.asked[0].headers["Accept-Encoding"] == "identity"


def retry_after(text: str) -> float | None:
    return Reply(429, {"retry-after": text}, b"").retry_after_s()


def test_a_wait_is_read_as_seconds_or_as_a_date():
    assert retry_after("120") == 120
    assert retry_after("-5") == 0
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    assert retry_after(soon) == pytest.approx(60, abs=2)
    assert retry_after("Wed, 21 Oct 2015 07:28:00 GMT") == 0
    assert retry_after("") is retry_after("soon") is None


@given(
    st.text(max_size=60) | st.from_regex(r"[A-Z][a-z]{2}, \d+ [A-Z][a-z]{2} \d+ \d+:\d+:\d+ \S*")
)
def test_no_header_breaks_reading_it(text):
    wait_s = retry_after(text)
    assert wait_s is None or wait_s >= 0


@given(st.binary(max_size=300))
def test_no_body_breaks_quoting_it(body):
    server = server_at("http://localhost", KEY)
    for media_type in ("application/json", "text/html"):
        said = server.quote(Reply(500, {"content-type": media_type}, body + KEY.encode()))
        assert KEY not in said
        assert said.isprintable()
        assert len(said) <= 200
