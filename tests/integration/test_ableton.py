"""Ableton Live is followed over real sockets, with its faults."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from menura.suggest.ableton import AbletonLink, AbletonOptions, DawReading
from menura.suggest.errors import DawUnreachableError, SuggestionInputError
from tests.fake_ableton import LOOPBACK, FakeAbleton, eventually

QUICK = AbletonOptions(
    receive_port=0,
    ping_interval_s=0.04,
    silent_after_s=30.0,
    renew_interval_s=60.0,
    settle_s=0.01,
    gap_s=0.02,
    greeting_s=5.0,
)
IMPATIENT_S = 0.3  # long enough for a busy machine to answer in
A_MINOR = DawReading(120.0, "A", "minor")


class Followed:
    """What a link told."""

    def __init__(self) -> None:
        self.readings: list[DawReading] = []
        self.silences = 0
        self.threads: set[str] = set()
        self.link: AbletonLink

    def on_reading(self, reading: DawReading) -> None:
        self.threads.add(threading.current_thread().name)
        self.readings.append(reading)

    def on_silent(self) -> None:
        self.silences += 1

    def comes_to(self, reading: DawReading) -> bool:
        return eventually(lambda: self.readings[-1:] == [reading])


@contextmanager
def follow(live: FakeAbleton, **changes: object) -> Iterator[Followed]:
    followed = Followed()
    options = replace(QUICK, send_port=live.port, **changes)  # type: ignore[arg-type]
    followed.link = AbletonLink(options, followed.on_reading, followed.on_silent)
    followed.link.start()
    try:
        yield followed
    finally:
        followed.link.stop()


def link_threads() -> list[threading.Thread]:
    return [one for one in threading.enumerate() if one.name == "ableton-link"]


def test_tempo_and_scale_come_as_one_reading_and_then_as_they_change() -> None:
    with FakeAbleton() as live, follow(live) as followed:
        assert followed.comes_to(A_MINOR)
        assert followed.readings == [A_MINOR]
        assert followed.threads == {"ableton-link"}
        status = followed.link.status()
        assert status.is_connected
        assert status.reading == A_MINOR
        assert status.heard_at is not None
        live.set(tempo=119.999)
        assert followed.comes_to(DawReading(119.999, "A", "minor"))
        live.set(root_note=8, scale_name="Mixolydian")
        assert followed.comes_to(DawReading(119.999, "Ab", "mixolydian"))
        assert status.ignored_count == 0


def test_answers_are_taken_at_the_fixed_port_of_the_real_one() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((LOOPBACK, 0))
        port = probe.getsockname()[1]
    with FakeAbleton(answer_port=port) as live, follow(live, receive_port=port) as followed:
        assert followed.link.receive_port == port
        assert followed.comes_to(A_MINOR)


@pytest.mark.parametrize("refuses", [True, False])
def test_a_live_without_scales_gives_its_tempo(refuses: bool) -> None:
    with (
        FakeAbleton(tempo=98.5, refuses=refuses) as live,
        follow(live, greeting_s=0.15) as followed,
    ):
        assert followed.comes_to(DawReading(98.5))
        live.set(tempo=99.0)
        assert followed.comes_to(DawReading(99.0))


def test_what_was_refused_is_not_asked_again() -> None:
    with FakeAbleton() as live, follow(live, renew_interval_s=0.01) as followed:
        assert followed.comes_to(A_MINOR)
        asked = live.heard.count("/live/song/start_listen/tempo")
        wanted = asked + 3
        assert eventually(lambda: live.heard.count("/live/song/start_listen/tempo") >= wanted)
        assert live.heard.count("/live/song/start_listen/scale_mode") <= 2


def test_nothing_is_shown_in_lives_window() -> None:
    with FakeAbleton() as live, follow(live) as followed:
        assert followed.comes_to(A_MINOR)
        assert "/live/test" not in live.heard


def test_a_drag_of_the_tempo_collapses_and_ends_on_its_last_value() -> None:
    with FakeAbleton() as live, follow(live, settle_s=0.05, gap_s=0.05) as followed:
        assert followed.comes_to(A_MINOR)
        for step in range(300):
            live.set(tempo=120.0 + step / 10)
        assert followed.comes_to(DawReading(149.9, "A", "minor"))
        assert len(followed.readings) < 100


def test_a_change_whose_message_was_lost_is_noticed_soon() -> None:
    with FakeAbleton() as live, follow(live) as followed:
        assert followed.comes_to(A_MINOR)
        live.set(tempo=130.0)
        live.song["tempo"] = 131.0  # changed, but never said
        assert followed.comes_to(DawReading(131.0, "A", "minor"))


def test_the_same_again_is_not_told_twice() -> None:
    with FakeAbleton() as live, follow(live) as followed:
        assert followed.comes_to(A_MINOR)
        for _ in range(5):
            live.set(tempo=120.0)
        live.set(tempo=121.0)
        assert followed.comes_to(DawReading(121.0, "A", "minor"))
        assert len(followed.readings) == 2


def test_a_live_that_falls_silent_is_told_of_once_and_subscribed_anew_when_it_is_back() -> None:
    with FakeAbleton() as live, follow(live, silent_after_s=IMPATIENT_S) as followed:
        assert followed.comes_to(A_MINOR)
        live.fall_silent()
        assert eventually(lambda: followed.silences == 1)
        assert not followed.link.status().is_connected
        assert followed.link.status().reading == A_MINOR
        asked = live.unanswered
        assert eventually(lambda: live.unanswered > asked + 8)
        assert followed.silences == 1
        live.come_back()
        assert eventually(lambda: followed.readings == [A_MINOR, A_MINOR])
        assert followed.link.status().is_connected
        live.set(tempo=140.0)
        assert followed.comes_to(DawReading(140.0, "A", "minor"))
        live.fall_silent()
        assert eventually(lambda: followed.silences == 2)


def test_what_is_gone_after_a_silence_is_not_remembered() -> None:
    with FakeAbleton() as live, follow(live, silent_after_s=IMPATIENT_S) as followed:
        assert followed.comes_to(A_MINOR)
        live.fall_silent()
        assert eventually(lambda: followed.silences == 1)
        del live.song["root_note"], live.song["scale_name"]
        live.come_back(tempo=90.0)
        assert followed.comes_to(DawReading(90.0))


def test_another_set_is_followed_though_it_knows_no_listeners() -> None:
    with FakeAbleton() as live, follow(live, ping_interval_s=60.0) as followed:
        assert followed.comes_to(A_MINOR)
        live.open_set(tempo=174.0, root_note=6)
        assert followed.comes_to(DawReading(174.0, "F#", "minor"))
        live.set(tempo=175.0)
        assert followed.comes_to(DawReading(175.0, "F#", "minor"))
        assert followed.silences == 0


def test_another_set_is_noticed_even_if_nobody_says_so() -> None:
    with FakeAbleton() as live, follow(live, renew_interval_s=0.05) as followed:
        assert followed.comes_to(A_MINOR)
        assert eventually(lambda: "/live/song/get/tempo" in live.heard)  # all is confirmed
        live.come_back(tempo=174.0)
        assert followed.comes_to(DawReading(174.0, "A", "minor"))


def test_a_live_that_was_never_there_is_silent_and_found_once_it_starts() -> None:
    with FakeAbleton() as live:
        live.fall_silent()
        with follow(live, silent_after_s=IMPATIENT_S) as followed:
            assert eventually(lambda: followed.silences == 1)
            assert followed.readings == []
            assert followed.link.status().heard_at is None
            live.come_back()
            assert followed.comes_to(A_MINOR)


GARBAGE = (
    b"",
    b"\0",
    b"garbage",
    b"/live/song/get/tempo",
    b"/live/song/get/tempo\0\0\0\0,f\0\0",
    b"/live/song/get/tempo\0\0\0\0,f\0\0\x7f\xc0\0\0",
    b"/live/song/get/tempo\0\0\0\0,s\0\0\xff\xff\xff\0",
    b"/live/song/get/tempo\0\0\0\0,]]\0",
    b"/live/song/get/tempo\0\0\0\0" + b"," + b"[" * 2000 + b"\0\0\0",
    b"/live/song/get/root_note\0\0\0\0,i\0\0\0\0\0\x0c",
    b"#bundle\0" + bytes(8) + b"\xff\xff\xff\xfc/live",
    bytes(range(256)) * 30,
)


def test_garbage_is_counted_and_changes_nothing() -> None:
    with FakeAbleton() as live, follow(live) as followed:
        assert followed.comes_to(A_MINOR)
        before = followed.link.status().ignored_count
        for datagram in GARBAGE:
            live.send_raw(datagram)
        live.set(tempo=10_000.0)
        live.set(tempo=float("nan"))
        wanted = before + len(GARBAGE) + 2
        assert eventually(lambda: followed.link.status().ignored_count == wanted)
        assert followed.readings == [A_MINOR]
        live.set(tempo=121.0)
        assert followed.comes_to(DawReading(121.0, "A", "minor"))


def test_garbage_is_no_sign_of_life() -> None:
    with FakeAbleton() as live, follow(live, silent_after_s=IMPATIENT_S) as followed:
        assert followed.comes_to(A_MINOR)
        address = (LOOPBACK, followed.link.receive_port)
        live.fall_silent()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as noise:
            noise.bind((LOOPBACK, 0))

            def is_silent() -> bool:
                noise.sendto(b"garbage", address)
                return followed.silences == 1

            assert eventually(is_silent)


def test_a_stranger_is_not_believed() -> None:
    with FakeAbleton() as live, follow(live) as followed:
        assert followed.comes_to(A_MINOR)
        before = followed.link.status().ignored_count
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            try:
                stranger.bind(("127.0.0.2", 0))
            except OSError:
                pytest.skip("this machine has one loopback address")
            told = b"/live/song/get/tempo\0\0\0\0,f\0\0\x43\x00\0\0"
            stranger.sendto(told, (LOOPBACK, followed.link.receive_port))
        assert eventually(lambda: followed.link.status().ignored_count == before + 1)
        assert followed.readings == [A_MINOR]
        live.send_raw(told)  # the same from the peer is 128 BPM
        assert followed.comes_to(DawReading(128.0, "A", "minor"))


def test_a_listener_that_fails_is_offered_the_reading_again() -> None:
    calls: list[DawReading] = []

    def on_reading(reading: DawReading) -> None:
        calls.append(reading)
        if len(calls) == 1:
            raise RuntimeError("the store is busy")

    def on_silent() -> None:
        raise RuntimeError("so is this")

    with FakeAbleton() as live:
        options = replace(QUICK, send_port=live.port, silent_after_s=IMPATIENT_S)
        link = AbletonLink(options, on_reading, on_silent)
        link.start()
        try:
            assert eventually(lambda: calls == [A_MINOR, A_MINOR])
            live.fall_silent()
            assert eventually(lambda: not link.status().is_connected)
            live.come_back()
            assert eventually(lambda: len(calls) == 3)
        finally:
            link.stop()


def test_a_slow_listener_is_not_taken_for_a_silent_live() -> None:
    readings: list[DawReading] = []
    silences: list[str] = []
    is_over = threading.Event()

    def on_reading(reading: DawReading) -> None:
        readings.append(reading)
        is_over.wait(2 * IMPATIENT_S)

    with FakeAbleton() as live:
        options = replace(
            QUICK, send_port=live.port, silent_after_s=IMPATIENT_S, ping_interval_s=0.2
        )
        link = AbletonLink(options, on_reading, lambda: silences.append("silent"))
        link.start()
        try:
            assert eventually(lambda: len(readings) == 1)
            live.song["tempo"] = 125.0  # said only when asked for, after the listener is done
            assert eventually(lambda: len(readings) == 2)
            assert silences == []
        finally:
            is_over.set()
            link.stop()


def test_after_a_stop_no_thread_no_subscription_and_no_port_are_left() -> None:
    with FakeAbleton() as live, follow(live) as followed:
        assert followed.comes_to(A_MINOR)
        port = followed.link.receive_port
        assert port is not None
        followed.link.stop()
        followed.link.stop()
        assert link_threads() == []
        assert not followed.link.status().is_connected
        assert eventually(lambda: live.listened == set())
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            other.bind((LOOPBACK, port))
        told = len(followed.readings)
        followed.link.start()
        followed.link.start()
        assert eventually(lambda: len(followed.readings) == told + 1)
        assert len(link_threads()) == 1
    assert link_threads() == []


def test_a_listener_may_stop_its_own_link() -> None:
    with FakeAbleton() as live:
        link = AbletonLink(replace(QUICK, send_port=live.port), lambda _: link.stop(), lambda: None)
        link.start()
        assert eventually(lambda: link_threads() == [])
        link.stop()


def test_a_link_that_was_never_started_can_be_asked_and_stopped() -> None:
    link = AbletonLink(QUICK, lambda _: None, lambda: None)
    link.stop()
    assert not link.status().is_connected
    assert link.receive_port is None


def test_a_port_that_is_taken_is_said_with_its_number() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind((LOOPBACK, 0))
        port = other.getsockname()[1]
        link = AbletonLink(replace(QUICK, receive_port=port), lambda _: None, lambda: None)
        with pytest.raises(DawUnreachableError, match=str(port)) as caught:
            link.start()
        assert caught.value.field == "receive_port"
    assert link_threads() == []
    link.start()
    link.stop()


@pytest.mark.parametrize("host", ["no.such.host.invalid", "a..b", "", "0.0.0.0", "224.0.0.1"])
def test_a_host_that_is_none_is_refused(host: str) -> None:
    link = AbletonLink(replace(QUICK, host=host), lambda _: None, lambda: None)
    with pytest.raises(DawUnreachableError) as caught:
        link.start()
    assert caught.value.field == "host"
    assert link_threads() == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("send_port", 0),
        ("receive_port", 65_536),
        ("silent_after_s", float("nan")),
        ("ping_interval_s", 0.0),
    ],
)
def test_options_that_make_no_sense_are_refused(field: str, value: float) -> None:
    with pytest.raises(SuggestionInputError) as caught:
        replace(QUICK, **{field: value})  # type: ignore[arg-type]
    assert caught.value.field == field
