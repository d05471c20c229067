"""ACE-Step's protocol is spoken over real HTTP, whatever its server does."""

import json
import time

import pytest

from menura.kernel.errors import CancelledError
from menura.studio.generators.acestep import AceStepServer
from menura.studio.generators.errors import (
    GeneratorBusyError,
    GeneratorError,
    GeneratorRefusedError,
    GeneratorTimeoutError,
    GeneratorUnreachableError,
    UnusableTakeError,
)
from menura.studio.rate import SAMPLE_RATE_HZ
from tests.fake_music_servers import (
    KEY,
    FakeAceStepServer,
    LoopbackServer,
    Step,
    as_json,
    audio,
    html_page,
    tone_wav,
)

envelope = FakeAceStepServer.envelope


def client(server: LoopbackServer, **options) -> AceStepServer:
    options.setdefault("sleep", lambda seconds: None)
    return AceStepServer(server.url, KEY, **options)


def state(status: int, result: object = "[]") -> Step:
    return envelope([{"task_id": "task-1", "status": status, "result": result}])


def test_a_task_is_released_awaited_and_fetched(ask, nothing):
    with FakeAceStepServer(polls=3, key=KEY) as server:
        take = client(server).generate(ask(duration_s=10.0), nothing)
    assert take.samples.shape == (2, 10 * SAMPLE_RATE_HZ)
    assert [asked.path.partition("?")[0] for asked in server.asked] == [
        "/release_task",
        *["/query_result"] * 4,
        "/v1/audio",
    ]


def test_the_task_is_complete_and_its_seed_fixed(ask, nothing):
    with FakeAceStepServer() as server:
        client(server).generate(ask(), nothing)
    task = server.bodies[0]
    assert task["bpm"] == 124
    assert task["key_scale"] == "F minor"
    assert task["audio_duration"] == 10.0  # the least it makes
    assert (task["seed"], task["use_random_seed"], task["batch_size"]) == (7, False, 1)
    assert task["lyrics"] == "[inst]"


@pytest.mark.parametrize(
    ("model", "shift", "guidance"),
    [(None, 3.0, 1.0), ("acestep-v15-turbo", 3.0, 1.0), ("acestep-v15-BASE", 1.0, 7.0),
     ("acestep-v15-sft", 1.0, 7.0)],
)  # fmt: skip
def test_every_checkpoint_gets_what_it_was_trained_for(model, shift, guidance, ask, nothing):
    with FakeAceStepServer() as server:
        client(server, model=model).generate(ask(), nothing)
    task = server.bodies[0]
    assert (task["shift"], task["guidance_scale"]) == (shift, guidance)
    assert task.get("model") == model


@pytest.mark.parametrize(
    ("broken", "error", "said"),
    [
        ({"release": html_page()}, GeneratorUnreachableError, "check the address"),
        ({"release": envelope(None, 429, "full")}, GeneratorBusyError, "queue is full"),
        ({"release": envelope(None, 500, "boom")}, GeneratorError, "boom"),
        ({"release": envelope(None, 401, "key")}, GeneratorRefusedError, "set a token"),
        ({"release": envelope({"task_id": 3})}, GeneratorUnreachableError, "without naming"),
        ({"release": envelope(["x"])}, GeneratorUnreachableError, "without naming"),
        ({"result": envelope([])}, GeneratorUnreachableError, "own task"),
        ({"result": state(9)}, GeneratorUnreachableError, "own task"),
        ({"result": state(2, json.dumps([{"error": "out of memory"}]))}, GeneratorError, "memory"),
        ({"result": state(2, None)}, GeneratorError, "no reason"),
        ({"result": state(1, "not json")}, UnusableTakeError, "names no audio"),
        ({"result": state(1, "[]")}, UnusableTakeError, "names no audio"),
        ({"result": state(1, [{"file": "http://evil.test/x.wav"}])}, UnusableTakeError, "no audio"),
        ({"file": envelope(None, 404, "gone")}, GeneratorError, "gone"),
        ({"file": html_page(404)}, GeneratorError, "404"),
        ({"file": audio(tone_wav(10)[:999])}, UnusableTakeError, "announced"),
        ({"file": audio(b"")}, UnusableTakeError, "no audio"),
    ],
)
def test_every_failure_says_what_happened(broken, error, said, ask, nothing):
    with FakeAceStepServer(**broken) as server, pytest.raises(error, match=said):
        client(server).generate(ask(), nothing)


def test_a_wrong_key_is_said(ask, nothing):
    with FakeAceStepServer(key="another") as server, pytest.raises(GeneratorRefusedError) as caught:
        client(server).generate(ask(), nothing)
    assert KEY not in str(caught.value)


def test_audio_is_fetched_from_the_server_itself_alone(ask, nothing):
    made = state(1, [{"file": "http://evil.test/v1/audio?path=%2Fa.wav"}])
    with FakeAceStepServer(result=made) as server:
        client(server).generate(ask(), nothing)
    assert server.asked[-1].path == "/v1/audio?path=%2Fa.wav"


def test_a_task_without_end_is_given_up(ask, nothing):
    moments = iter(range(0, 10_000, 100))
    with FakeAceStepServer(polls=999) as server, pytest.raises(GeneratorTimeoutError, match="500"):
        client(server, timeout_s=500, monotonic=lambda: next(moments)).generate(ask(), nothing)


def test_cancelling_ends_the_polling_at_once(ask, cancel_at):
    started = time.monotonic()
    with FakeAceStepServer(polls=999) as server, pytest.raises(CancelledError):
        client(server, sleep=time.sleep).generate(ask(), cancel_at(6))
    assert time.monotonic() - started < 4
    assert len(server.asked) < 5


def test_a_server_that_is_busy_over_http_is_waited_for(ask, nothing):
    busy = as_json({"detail": "Server busy"}, 429, headers={"Retry-After": "1"})
    with FakeAceStepServer(release=busy) as server, pytest.raises(GeneratorBusyError, match="busy"):
        client(server).generate(ask(), nothing)
    assert len(server.asked) == 20
