"""Suggestions are followed over real connections: events, WebSockets, and who may open them."""

import base64
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.websockets import WebSocketDisconnect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from menura.analysis import EmbeddingRow
from menura.api import create_app
from menura.api.recommendation_stream import feeds_of
from menura.bootstrap import Menura, build
from menura.catalogue import HeardFile, TrackKind, TrackMetadata
from menura.config import load_settings
from menura.embedding import DSP
from menura.store import Unit
from menura.suggest import TopOptions
from menura.suggest.live import MOST_FEEDS
from tests.factories import (
    MORNING,
    add_source,
    add_tracks,
    content_of,
    features,
    measured,
    unit_vector,
)

PATIENCE_S = 20.0
PATH = "/api/v1/recommendations"
Event = dict[str, str]


@dataclass
class Served:
    """A Menura that is listened to at a port of its own."""

    menura: Menura
    port: int
    app: FastAPI
    source_id: str = ""
    loops: int = 0

    @property
    def http(self) -> httpx.Client:
        return httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=PATIENCE_S)

    def set(self, session: str, **context: Any) -> dict[str, Any]:
        with self.http as http:
            answer = http.post(f"{PATH}/context", params={"session": session}, json=context)
        assert answer.is_success, answer.text
        said: dict[str, Any] = answer.json()
        return said

    def add_loops(self, count: int, tempo_bpm: float = 120.0) -> None:
        with self.menura.store.unit() as unit:
            self._add_loops(unit, count, tempo_bpm)

    def _add_loops(self, unit: Unit, count: int, tempo_bpm: float) -> None:
        if not self.source_id:
            self.source_id = add_source(unit, "Loops").id
        names = [f"Pack {n % 4}/{n}.wav" for n in range(self.loops, self.loops + count)]
        self.loops += count
        for track in add_tracks(unit, unit.sources.get(self.source_id), *names):
            heard = HeardFile(TrackMetadata(), 4.0, content_of(track))
            unit.tracks.record_heard(track.id, heard, MORNING)
            vector = unit_vector(track.number, DSP.dimension)
            rows = [EmbeddingRow(track.id, DSP.name, "0" * 64, vector)]
            known = measured(features=features(tempo_bpm=tempo_bpm), embeddings=rows)
            unit.analyses.keep(track.id, known)
            unit.tracks.set_kind(track.id, TrackKind.LOOP)

    @contextmanager
    def stream(self, session: str, last_id: str | None = None) -> Iterator[Iterator[Event]]:
        headers = {} if last_id is None else {"Last-Event-ID": last_id}
        query = {"session": session}
        with (
            self.http as http,
            http.stream("GET", f"{PATH}/stream", params=query, headers=headers) as answer,
        ):
            assert answer.headers["content-type"].startswith("text/event-stream")
            yield _events(answer.iter_lines())

    def socket(self, query: str, **more: Any) -> ClientConnection:
        address = f"ws://127.0.0.1:{self.port}{PATH}/ws?{query}"
        opened: ClientConnection = connect(address, max_size=1 << 24, **more)
        return opened


def _events(lines: Iterator[str]) -> Iterator[Event]:
    event: Event = {}
    deadline = time.monotonic() + PATIENCE_S
    for line in lines:  # at least a heartbeat every fifteen seconds
        assert time.monotonic() < deadline, "Waited in vain for an event."
        name, _, value = line.partition(": ")
        if line:
            event[name or "comment"] = value
        else:
            if "data" in event:
                yield event
            event = {}


def body(event: Event) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(event["data"])
    return found


def take(events: Iterator[Event], until: Callable[[dict[str, Any]], bool]) -> list[dict[str, Any]]:
    """Return events up to the one that is as wanted."""
    taken = []
    for event in events:
        taken.append(body(event))
        if until(taken[-1]):
            return taken
    raise AssertionError(f"The stream ended after {taken}")


def tempo(bpm: float) -> Callable[[dict[str, Any]], bool]:
    return lambda update: bool(update["recommendations"]["context"]["bpm"] == bpm)


@contextmanager
def serving(home: Path, **settings: Any) -> Iterator[Served]:
    menura = build(load_settings(data_dir=home, **settings))
    listener = socket.create_server(("127.0.0.1", 0))
    app = create_app(menura)
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    try:
        yield Served(menura, listener.getsockname()[1], app)
    finally:
        menura.stopping.set()
        server.should_exit = True
        thread.join(PATIENCE_S)
        menura.stop()
    assert not thread.is_alive(), "open streams kept the server from stopping"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("live") / "data") as found:
        found.add_loops(12)
        yield found


def test_a_change_of_the_context_comes_by_itself_with_its_cause(served: Served):
    with served.stream("cause") as events:
        first = next(events)
        served.set("cause", bpm=120.0)
        served.set("cause", bpm=122.0)
        taken = take(events, tempo(122.0))

    assert (first["event"], body(first)["cause"]) == ("recommendations", "now")
    assert first["id"] == body(first)["id"]
    assert taken[-1]["cause"] in ("tempo 122", "tempo 120 -> 122")
    assert {item["track"]["kind"] for item in taken[-1]["recommendations"]["items"]} == {"loop"}
    fits = [item["score_components"]["tempo"] for item in taken[-1]["recommendations"]["items"]]
    assert min(fits) > 0


def test_new_loops_come_by_themselves_with_their_number(served: Served):
    with served.stream("library") as events:
        first = body(next(events))
        served.add_loops(14)
        (changed,) = take(events, lambda _: True)

    assert changed["cause"] == "library: 14 new tracks"
    more = changed["recommendations"]["sample_count"] - first["recommendations"]["sample_count"]
    assert more == 14


def test_who_comes_back_misses_nothing(served: Served):
    with served.stream("resume") as events:
        taken = [body(next(events))]
        for bpm in (100.0, 110.0, 120.0):
            served.set("resume", bpm=bpm)
            taken += take(events, tempo(bpm))
    ids = [update["id"] for update in taken]
    served.set("resume", bpm=130.0)  # nobody listens now

    for place, last_id in enumerate(ids):
        with served.stream("resume", last_id) as events:
            rest = take(events, tempo(130.0))
        assert [update["id"] for update in rest[:-1]] == ids[place + 1 :]
        assert rest[-1]["cause"] == "tempo 120 -> 130"


@pytest.mark.parametrize("last_id", ["0123abcd-7", "nonsense", "-1"])
def test_who_comes_back_from_elsewhere_gets_the_list_of_now(served: Served, last_id: str):
    served.set("elsewhere", bpm=99.0)
    with served.stream("elsewhere", last_id) as events:
        first = body(next(events))

    assert first["recommendations"]["context"]["bpm"] == 99.0
    with served.stream("elsewhere", last_id) as events:
        assert body(next(events))["cause"] == "reconnected"


def test_a_websocket_sends_the_same_and_takes_contexts(served: Served):
    with served.stream("twin") as events, served.socket("session=twin") as ws:
        same = [next(events)["id"], json.loads(ws.recv(PATIENCE_S))["id"]]
        ws.send(json.dumps({"type": "context", "context": {"key": "8A", "bpm": 87}}))
        answers = {one["type"]: one for one in (json.loads(ws.recv(PATIENCE_S)) for _ in range(2))}
        streamed = take(events, tempo(87.0))[-1]

    said, told = answers["context"]["context"], answers["recommendations"]
    assert same[0] == same[1]
    assert (said["key"], said["mode"], said["bpm"]) == ("A", "minor", 87.0)
    assert told["causes"] == ["tempo 87", "key A minor"]
    assert {name: value for name, value in told.items() if name != "type"} == streamed


def receive(ws: ClientConnection, kind: str) -> dict[str, Any]:
    """Return the next message of a kind; lists may come in between, errors may not."""
    while True:
        message: dict[str, Any] = json.loads(ws.recv(PATIENCE_S))
        if message["type"] == kind:
            return message
        assert message["type"] in ("recommendations", "heartbeat"), message


@pytest.mark.parametrize(
    ("message", "code", "field"),
    [
        ("no json", "not_json", None),
        ('{"type":', "not_json", None),
        (b"\xff\xfe", "not_json", None),
        ("", "not_json", None),
        ("[]", "invalid_input", None),
        ("[" * 50_000, "not_json", None),
        ('{"type": "context"}', "invalid_input", "context"),
        ('{"type": "dance", "context": {}}', "invalid_input", "type"),
        ('{"type": "context", "context": {"bmp": 120}}', "invalid_input", "bmp"),
        ('{"type": "context", "context": {"bpm": "fast"}}', "invalid_input", "bpm"),
        ('{"type": "context", "context": {"bpm": NaN}}', "context_invalid", "bpm"),
        ('{"type": "context", "context": {"bpm": -4}}', "context_invalid", "bpm"),
        ('{"type": "context", "context": {"key": "H#"}}', "context_invalid", "key"),
        ('{"type": "context", "context": {"key": "\\ud800"}}', "not_json", None),
        (" " * 1_100_000, "message_too_long", None),
    ],
)
def test_what_is_wrong_with_a_message_is_said_and_the_connection_stays(
    served: Served, message: str | bytes, code: str, field: str | None
):
    with served.socket("session=wrong") as ws:
        ws.send(message)
        wrong = receive(ws, "error")
        ws.send('{"type": "context", "context": {"bpm": 111}}')

        assert receive(ws, "context")["context"]["bpm"] == 111.0
    assert (wrong["code"], wrong["field"]) == (code, field)
    assert wrong["detail"].endswith(".")


SENSELESS = ["n=0", "n=10000", "bpm=nan", "key=H", "mode=both", "seed=-1"]


@pytest.mark.parametrize("query", SENSELESS)
def test_a_senseless_wish_is_refused_before_the_stream_begins(served: Served, query: str):
    with served.http as http, http.stream("GET", f"{PATH}/stream?{query}") as answer:
        assert 400 <= answer.status_code < 500
        assert json.loads(answer.read())["field"]


@pytest.mark.parametrize("query", SENSELESS)
def test_a_senseless_wish_opens_no_websocket(served: Served, query: str):
    with pytest.raises(InvalidStatus) as refused, served.socket(query):
        pass
    assert 400 <= refused.value.response.status_code < 500


def test_too_many_feeds_are_refused_before_they_begin_and_open_ones_take_more_listeners(
    tmp_path: Path,
):
    with serving(tmp_path / "data") as served:
        feeds = feeds_of(served.app)
        for number in range(MOST_FEEDS):
            feeds.open(f"s{number}", TopOptions())
        with served.http as http, http.stream("GET", f"{PATH}/stream?session=new") as answer:
            assert (answer.status_code, json.loads(answer.read())["code"]) == (
                503,
                "too_many_feeds",
            )
        with pytest.raises(InvalidStatus) as refused, served.socket("session=new"):
            pass
        assert refused.value.response.status_code == 503
        with served.stream("s0") as events, served.socket("session=s0") as ws:
            assert body(next(events))["cause"] == receive(ws, "recommendations")["cause"] == "now"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
def test_other_sites_cannot_open_a_websocket(served: Served, headers: dict[str, str]):
    with (
        pytest.raises(InvalidStatus) as refused,
        served.socket("", additional_headers=headers),
    ):
        pass
    assert refused.value.response.status_code == 403


def test_the_own_page_can_open_a_websocket(served: Served):
    own = f"http://127.0.0.1:{served.port}"
    with served.socket("", additional_headers={"Origin": own}) as ws:
        assert receive(ws, "recommendations")["cause"] == "now"


@pytest.mark.parametrize(
    ("settings", "headers", "code"),
    [
        ({}, {"Host": "evil.example"}, 4403),
        ({}, {"Origin": "http://evil.example"}, 4403),
        ({"password": "secret"}, {}, 4401),
        ({"password": "secret"}, {"Origin": "http://evil.example"}, 4403),
        ({"token": "secret"}, {"Authorization": "Bearer wrong"}, 4401),
    ],
)
def test_who_may_not_come_in_is_told_before_the_websocket_opens(
    tmp_path: Path, settings: dict[str, str], headers: dict[str, str], code: int
):
    menura = build(load_settings(data_dir=tmp_path, **settings))
    api = TestClient(create_app(menura), base_url="http://localhost")
    with (
        pytest.raises(WebSocketDisconnect) as refused,
        api.websocket_connect(f"{PATH}/ws", headers=headers),
    ):
        pass
    menura.stop()
    assert refused.value.code == code


def test_with_the_password_streams_open_and_end_when_menura_stops(tmp_path: Path):
    login = {"Authorization": "Basic " + base64.b64encode(b"me:secret").decode()}
    with serving(tmp_path, password="secret") as served:
        with served.http as http:
            assert http.get(f"{PATH}/stream").status_code == 401
        with (
            served.http as http,
            http.stream("GET", f"{PATH}/stream", headers=login) as answer,
            served.socket("", additional_headers=login) as ws,
        ):
            events = _events(answer.iter_lines())
            assert body(next(events))["cause"] == receive(ws, "recommendations")["cause"] == "now"
            served.menura.stopping.set()

            assert list(events) == []
            with pytest.raises(ConnectionClosed):
                ws.recv(PATIENCE_S)
