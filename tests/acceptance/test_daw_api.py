"""A session follows Ableton Live over a real server and real sockets, and gets on without it."""

import json
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from menura.bootstrap import Menura, build
from menura.bootstrap.daw import FILE, DawAddress, DawFollower
from menura.config import load_settings
from tests.acceptance.conftest import Program
from tests.acceptance.test_recommendation_stream import PATH, Served, serving, take, tempo
from tests.fake_ableton import LOOPBACK, FakeAbleton, eventually

PING_S, SILENT_S = 0.05, 0.4  # the latter long enough for a busy machine to answer in
PATIENCE_S = 20.0
Context = dict[str, Any]


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def free_web_port() -> int:
    with socket.create_server((LOOPBACK, 0)) as probe:
        return int(probe.getsockname()[1])


def is_served(port: int) -> bool:
    try:
        socket.create_connection((LOOPBACK, port), timeout=5).close()
    except OSError:
        return False
    return True


def link_threads() -> list[str]:
    return [one.name for one in threading.enumerate() if one.name == "ableton-link"]


def quick(menura: Menura) -> DawFollower:
    """Have a DAW followed more closely than usual."""
    follower = DawFollower(
        menura.rooms, menura.settings.data_dir, ping_interval_s=PING_S, silent_after_s=SILENT_S
    )
    vars(menura)["daw"] = follower
    return follower


class Studio:
    """A server, a Live beside it, and a session that follows it."""

    def __init__(self, served: Served, live: FakeAbleton, session: str) -> None:
        self.served, self.live, self.session = served, live, session
        self.port = free_port()

    def call(self, method: str, path: str, **more: Any) -> Any:
        with self.served.http as http:
            return http.request(
                method, f"{PATH}{path}", params={"session": self.session}, json=more or None
            )

    def follow(self, **changes: Any) -> Any:
        wanted = {"send_port": self.live.port, "receive_port": self.port}
        return self.call("PUT", "/daw", **(wanted | changes))

    @property
    def context(self) -> Context:
        found: Context = self.call("GET", "/context").json()
        return found

    @property
    def daw(self) -> dict[str, Any]:
        found: dict[str, Any] = self.call("GET", "/daw").json()
        return found

    def comes_to(self, **wanted: Any) -> bool:
        return eventually(
            lambda: {name: self.context[name] for name in wanted} == wanted, within_s=PATIENCE_S
        )


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    port = free_port()
    with serving(tmp_path_factory.mktemp("daw") / "data") as found:
        follower = quick(found.menura)
        found.add_loops(6, 120.0)
        found.add_loops(6, 130.0)
        yield found
        with FakeAbleton() as live:
            follower.follow(DawAddress("end", LOOPBACK, live.port, port))
            assert eventually(lambda: bool(live.listened))
            assert not is_free(port)
            found.menura.stop()
            assert eventually(lambda: not live.listened)
    assert link_threads() == []
    assert is_free(port)


@pytest.fixture
def studio(served: Served, request: pytest.FixtureRequest) -> Iterator[Studio]:
    """A session of its own that follows Live from 120 BPM in A minor."""
    with FakeAbleton() as live:
        studio = Studio(served, live, request.node.name[-60:].replace("[", ".").rstrip("]"))
        answer = studio.follow()
        assert answer.status_code == 200, answer.text
        yield studio
        studio.call("DELETE", "/daw")
    assert link_threads() == []
    assert is_free(studio.port)


def test_tempo_and_scale_of_live_become_the_context(studio: Studio):
    assert studio.comes_to(bpm=120.0, key="A", mode="minor", origin="ableton", is_stale=False)
    studio.live.set(tempo=127.5)
    assert studio.comes_to(bpm=127.5, key="A")
    studio.live.set(root_note=8, scale_name="Mixolydian")
    assert studio.comes_to(bpm=127.5, key="Ab", mode="major", scale="mixolydian")
    told = studio.daw
    assert (told["is_followed"], told["is_connected"], told["kind"]) == (True, True, "ableton")
    assert (told["bpm"], told["key"], told["scale"]) == (127.5, "Ab", "mixolydian")
    assert (told["session"], told["receive_port"]) == (studio.session, studio.port)
    assert told["heard_at"] is not None


def test_what_was_said_besides_stays(studio: Studio):
    studio.served.set(studio.session, mood_tags=["dark"], prompt="dusty keys")
    assert studio.comes_to(bpm=120.0, mood_tags=["dark"], prompt="dusty keys", origin="ableton")
    studio.live.set(tempo=99.0)
    assert studio.comes_to(bpm=99.0, mood_tags=["dark"], prompt="dusty keys", origin="ableton")


def test_the_list_follows_live_by_itself_and_says_why(studio: Studio):
    assert studio.comes_to(bpm=120.0)
    with studio.served.stream(studio.session) as events:
        next(events)
        studio.live.set(tempo=130.0)
        changed = take(events, tempo(130.0))[-1]
    assert changed["causes"] == ["tempo 120 -> 130"]
    items = changed["recommendations"]["items"]
    assert {item["track"]["features"]["tempo_bpm"] for item in items} == {130.0}


def test_a_drag_of_the_tempo_ends_at_its_last_value(studio: Studio):
    assert studio.comes_to(bpm=120.0)
    for step in range(1, 201):
        studio.live.set(tempo=120.0 + step / 10)
    assert studio.comes_to(bpm=140.0)


def test_when_live_falls_silent_the_context_is_stale_until_it_is_back(studio: Studio):
    assert studio.comes_to(bpm=120.0)
    with studio.served.stream(studio.session) as events:
        next(events)
        studio.live.fall_silent()
        stale = take(events, lambda one: one["recommendations"]["context"]["is_stale"])[-1]
        assert studio.daw["is_connected"] is False
        assert (studio.context["bpm"], studio.context["origin"]) == (120.0, "ableton")
        studio.live.come_back(tempo=121.0)
        back = take(events, lambda one: not one["recommendations"]["context"]["is_stale"])[-1]
    assert stale["causes"] == ["Ableton Live fell silent"]
    assert back["causes"] == ["tempo 120 -> 121", "Ableton Live is back"]
    assert studio.daw["is_connected"] is True


def test_what_is_set_by_hand_holds_until_live_changes(studio: Studio):
    assert studio.comes_to(bpm=120.0)
    studio.served.set(studio.session, bpm=100)
    asked = len(studio.live.heard)
    assert eventually(lambda: len(studio.live.heard) > asked + 8)  # is asked again and again
    assert studio.context["bpm"] == 100.0
    studio.live.set(scale_name="Major")  # another thing changes: what was typed still holds
    assert studio.comes_to(bpm=100.0, mode="major")
    studio.live.set(tempo=122.0)
    assert studio.comes_to(bpm=122.0, origin="ableton")


def test_what_was_set_by_hand_is_not_stale_without_live(studio: Studio):
    assert studio.comes_to(bpm=120.0)
    studio.served.set(studio.session, bpm=100, key="Dm")
    assert studio.context["origin"] == "manual"
    studio.live.fall_silent()
    assert eventually(lambda: not studio.daw["is_connected"])
    assert (studio.context["origin"], studio.context["is_stale"]) == ("manual", False)


def test_a_tempo_set_by_hand_does_not_hide_that_the_key_is_stale(studio: Studio):
    assert studio.comes_to(bpm=120.0, key="A")
    studio.served.set(studio.session, bpm=100)
    studio.live.fall_silent()
    assert studio.comes_to(bpm=100.0, origin="ableton", is_stale=True)


def test_who_is_left_speaks_for_nobody_any_more(studio: Studio):
    assert studio.comes_to(bpm=120.0, origin="ableton")
    assert studio.call("DELETE", "/daw").status_code == 200
    assert studio.comes_to(bpm=120.0, origin="manual", is_stale=False)


@pytest.mark.parametrize("scale", ["Grandmother's Mode", "8-Tone Spanish", "Locrian", "☃"])
def test_a_scale_without_a_mode_leaves_keys_out_and_the_tempo_in(studio: Studio, scale: str):
    studio.live.set(scale_name=scale, tempo=130.0)
    assert studio.comes_to(bpm=130.0, mode=None)
    assert studio.context["camelot"] is None
    top = studio.call("GET", "/top")
    assert (top.status_code, len(top.json()["items"])) == (200, 6)
    studio.live.set(scale_name="Minor")
    assert studio.comes_to(bpm=130.0, key="A", mode="minor", scale=None)


def test_a_tempo_that_no_music_has_is_passed_over(studio: Studio):
    assert studio.comes_to(bpm=120.0)
    studio.live.set(tempo=500.0)
    assert eventually(lambda: studio.daw["bpm"] == 500.0)
    for value in (float("nan"), -1.0, 1e9, "fast", True):
        studio.live.set(tempo=value)
    studio.live.send_raw(b"/live/song/get/tempo\0\0\0\0,f\0\0\x7f")
    studio.live.send_raw(b"#bundle\0" + b"\xff" * 20)
    studio.live.set(root_note=0)
    assert studio.comes_to(bpm=120.0, key="C", mode="minor")
    studio.live.set(tempo=130.0)
    assert studio.comes_to(bpm=130.0)


def test_what_live_says_alone_counts_as_lives(served: Served):
    with FakeAbleton(tempo=500.0) as live:
        studio = Studio(served, live, "too fast")
        studio.served.set(studio.session, bpm=90)
        studio.follow()
        assert eventually(lambda: studio.daw["bpm"] == 500.0)
        assert (studio.context["bpm"], studio.context["origin"]) == (90.0, "manual")
        live.set(tempo=91.0)
        assert studio.comes_to(bpm=91.0, origin="ableton")
        studio.call("DELETE", "/daw")


# ------------------------------------------------------------------------ what cannot be


def test_a_port_that_is_taken_is_said_and_live_is_followed_on(studio: Studio):
    assert studio.comes_to(bpm=120.0)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind((LOOPBACK, 0))
        taken = other.getsockname()[1]
        refused = studio.follow(receive_port=taken)
    said = refused.json()
    assert (refused.status_code, said["code"]) == (503, "daw_unreachable")
    assert said["field"] == "receive_port"
    assert str(taken) in said["detail"]
    assert said["detail"].endswith("close the other program that listens there.")
    assert (studio.daw["is_followed"], studio.daw["receive_port"]) == (True, studio.port)
    studio.live.set(tempo=123.0)
    assert studio.comes_to(bpm=123.0)


@pytest.mark.parametrize(
    ("wrong", "status", "field"),
    [
        ({"host": "no.such.host.invalid"}, 503, "host"),
        ({"host": "0.0.0.0"}, 503, "host"),
        ({"host": "a" * 300}, 422, "host"),
        ({"host": ""}, 422, "host"),
        ({"host": "a\x00b"}, 503, "host"),
        ({"host": 7}, 422, "host"),
        ({"send_port": 0}, 422, "send_port"),
        ({"receive_port": 70_000}, 422, "receive_port"),
        ({"receive_port": "abc"}, 422, "receive_port"),
        ({"kind": "cubase"}, 422, "kind"),
        ({"port": 11_000}, 422, "port"),
    ],
)
def test_a_senseless_address_is_refused_by_its_field(
    studio: Studio, wrong: dict[str, Any], status: int, field: str
):
    refused = studio.follow(**wrong)
    assert (refused.status_code, refused.json()["field"]) == (status, field), refused.text
    assert studio.daw["is_followed"] is True


def test_another_session_can_take_live_over(studio: Studio):
    assert studio.comes_to(bpm=120.0)
    other = Studio(studio.served, studio.live, "other")
    other.port = studio.port
    assert other.follow().status_code == 200
    studio.live.set(tempo=125.0)
    assert other.comes_to(bpm=125.0)
    assert studio.context["bpm"] == 120.0
    assert len(link_threads()) == 1


def test_to_leave_live_leaves_the_context_and_nothing_open(studio: Studio):
    assert studio.comes_to(bpm=120.0)
    left = studio.call("DELETE", "/daw")
    assert (left.status_code, left.json()["is_followed"]) == (200, False)
    assert link_threads() == []
    assert is_free(studio.port)
    assert eventually(lambda: not studio.live.listened)
    studio.live.set(tempo=140.0)
    assert (studio.context["bpm"], studio.context["key"]) == (120.0, "A")
    assert studio.call("DELETE", "/daw").json()["is_followed"] is False
    assert studio.follow().status_code == 200
    assert studio.comes_to(bpm=140.0)


def test_routes_without_their_prefix_do_the_same(studio: Studio):
    with studio.served.http as http:
        assert http.get("/recommendations/daw").json()["session"] == studio.session
        assert http.delete("/recommendations/daw").json()["is_followed"] is False
        wanted = {"send_port": studio.live.port, "receive_port": studio.port}
        assert http.put("/recommendations/daw", json=wanted).json()["session"] == "default"


# ------------------------------------------------------------------------ over a restart


@contextmanager
def started(home: Path, ableton: str | None = None) -> Iterator[Menura]:
    """Start a Menura as `menura serve` does, and stop it."""
    menura = build(load_settings(data_dir=home, ableton=ableton))
    try:
        quick(menura).resume(menura.settings.ableton)
        yield menura
    finally:
        menura.stop()


def context_of(menura: Menura, session: str) -> Any:
    with menura.rooms(read_only=True) as rooms:
        return rooms.suggestions.session(session).context


def test_who_was_followed_is_followed_after_the_next_start_until_left(tmp_path: Path):
    port = free_port()
    with FakeAbleton() as live:
        with started(tmp_path) as menura:
            assert menura.daw.address is None
            menura.daw.follow(DawAddress("song", LOOPBACK, live.port, port))
            assert eventually(lambda: context_of(menura, "song").bpm == 120.0)
        assert eventually(lambda: not live.listened)
        live.set(tempo=126.0)  # nobody listens now
        with started(tmp_path) as menura:
            assert menura.daw.address == DawAddress("song", LOOPBACK, live.port, port)
            assert eventually(lambda: context_of(menura, "song").bpm == 126.0)
            menura.daw.leave()
        with started(tmp_path) as menura:
            assert menura.daw.address is None
    assert link_threads() == []
    assert is_free(port)


def test_after_a_start_without_live_the_context_is_stale(tmp_path: Path):
    with FakeAbleton() as live:
        address = DawAddress("song", LOOPBACK, live.port, free_port())
        with started(tmp_path) as menura:
            menura.daw.follow(address)
            assert eventually(lambda: context_of(menura, "song").bpm == 120.0)
    with started(tmp_path) as menura:
        assert menura.daw.address == address
        assert eventually(lambda: context_of(menura, "song").is_stale)
        assert context_of(menura, "song").bpm == 120.0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no json",
        "[]",
        '{"session": "s"}',
        '{"session": "s", "host": "127.0.0.1", "send_port": "x", "receive_port": 1}',
        '{"session": "s", "host": "127.0.0.1", "send_port": 1e999, "receive_port": 1}',
        '{"session": "s", "host": "127.0.0.1", "send_port": 70000, "receive_port": 0}',
        '{"session": "s", "host": "no.such.host.invalid", "send_port": 1, "receive_port": 0}',
        '{"session": 7, "host": null, "send_port": 1, "receive_port": -1}',
    ],
)
def test_what_is_remembered_wrongly_never_stops_a_start(tmp_path: Path, text: str):
    (tmp_path / FILE).write_text(text, "utf-8")
    with started(tmp_path) as menura:
        assert menura.daw.address is None
        assert menura.daw.status().is_connected is False


def test_the_settings_name_the_host_before_what_is_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    asked: list[DawAddress] = []
    monkeypatch.setattr(DawFollower, "follow", lambda _, address: asked.append(address))
    known = {"session": "song", "host": LOOPBACK, "send_port": 1, "receive_port": 2}
    (tmp_path / FILE).write_text(json.dumps(known), "utf-8")
    for host in (LOOPBACK, "192.0.2.7", None):
        with started(tmp_path, ableton=host):
            pass
    remembered = DawAddress("song", LOOPBACK, 1, 2)  # of the same host: its ports and session stay
    assert asked == [remembered, DawAddress("default", "192.0.2.7"), remembered]


@pytest.mark.slow
def test_serve_follows_from_the_start_and_lets_go_when_it_stops(tmp_path: Path):
    program, port, web_port = Program(tmp_path / "data"), free_port(), free_web_port()
    program.home.mkdir()
    with FakeAbleton() as live:
        known = {"session": "song", "host": LOOPBACK, "send_port": live.port, "receive_port": port}
        (program.home / FILE).write_text(json.dumps(known), "utf-8")
        process = program.start("serve", MENURA_PORT=str(web_port), MENURA_ABLETON=LOOPBACK)
        try:
            assert eventually(lambda: "tempo" in live.listened, within_s=60)
            assert eventually(lambda: is_served(web_port), within_s=30)
            process.send_signal(signal.SIGTERM)
            out, err = process.communicate(timeout=30)
        finally:
            process.kill()
        assert (process.returncode, "Menura is at" in out) == (0, True), err
        assert "Traceback" not in err
        assert eventually(lambda: not live.listened)
    assert is_free(port)
