"""A hosted model is asked over real HTTP, whatever its server does."""

import base64
import json
import logging
import time

import numpy as np
import pytest

from menura.kernel.errors import CancelledError
from menura.language import InvalidServerError
from menura.studio.generators.errors import (
    GeneratorBusyError,
    GeneratorError,
    GeneratorNotFoundError,
    GeneratorRefusedError,
    GeneratorTimeoutError,
    GeneratorUnreachableError,
    ModelNotServedError,
    UnusableTakeError,
)
from menura.studio.generators.hosted import HostedTextToAudio
from menura.studio.generators.hosted_templates import TEMPLATES
from menura.studio.model import Role
from menura.studio.rate import SAMPLE_RATE_HZ
from tests.fake_music_servers import (
    KEY,
    Step,
    as_json,
    audio,
    base64_audio,
    generated_numbers,
    html_page,
    loading,
    openai_error,
    serving,
    tone_wav,
    wav_of,
)

WAV = tone_wav(2.0)
SILENT = wav_of(np.zeros((1, 32_000)), 32_000)


class Pauses(list[float]):
    def __call__(self, seconds: float) -> None:
        self.append(seconds)


@pytest.fixture
def pauses() -> Pauses:
    return Pauses()


def hosted(url: str, template: str = "huggingface", **options) -> HostedTextToAudio:
    return HostedTextToAudio(url, KEY, template, **options)


def pitch_hz(samples) -> float:
    middle = samples[0, 24_000:72_000]
    return float(np.argmax(np.abs(np.fft.rfft(middle * np.hanning(middle.size)))))


@pytest.mark.parametrize(
    "step",
    [
        audio(WAV),
        audio(WAV, "application/octet-stream"),
        base64_audio(WAV),
        base64_audio(WAV, "audio_base64"),
        as_json([{"blob": "data:audio/wav;base64," + base64.b64encode(WAV).decode()}]),
    ],
    ids=["wav", "bytes", "base64", "other key", "data link"],
)
def test_audio_comes_in_many_forms(step, ask, nothing):
    with serving(step) as server:
        take = hosted(server.url).generate(ask(), nothing)
    assert take.samples.shape == (2, 2 * SAMPLE_RATE_HZ)
    assert pitch_hz(take.samples) == pytest.approx(440, abs=2)


def test_audio_comes_as_numbers_with_their_rate(ask, nothing):
    with serving(generated_numbers(2.0, 16_000)) as server:
        take = hosted(server.url).generate(ask(), nothing)
    assert take.samples.shape == (2, 2 * SAMPLE_RATE_HZ)
    assert pitch_hz(take.samples) == pytest.approx(16_000 / (2 * np.pi * 10), abs=2)


@pytest.mark.parametrize("nested", ["{url}/made.wav?x=1", "/made.wav?x=1"])
def test_audio_comes_by_a_link_on_the_same_host(nested, ask, nothing):
    def respond(asked):
        if asked.method == "GET":
            return audio(WAV) if asked.path == "/made.wav?x=1" else html_page(404)
        return as_json({"audio": {"url": nested.format(url=server.url)}})

    with serving(respond) as server:
        take = hosted(f"{server.url}/models/one").generate(ask(), nothing)
    assert take.samples.shape[1] == 2 * SAMPLE_RATE_HZ


def test_a_link_to_another_host_is_not_followed(ask, nothing):
    with serving(audio(WAV)) as other:
        step = as_json({"audio": {"url": f"{other.url}/made.wav"}})
        with serving(step) as server, pytest.raises(UnusableTakeError, match="not asked"):
            hosted(server.url).generate(ask(), nothing)
        assert other.asked == []


def test_the_request_says_what_is_wanted(ask, nothing):
    with serving(audio(WAV)) as server:
        hosted(server.url).generate(ask(role=Role.BASS), nothing)
    (asked,) = server.asked
    assert asked.headers["Authorization"] == f"Bearer {KEY}"
    assert asked.body["parameters"]["duration"] == 2
    words = asked.body["inputs"]
    assert "deep house" in words
    assert "bass" in words
    assert "124 BPM" in words
    assert "F minor" in words


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_every_template_is_answered_and_limits_its_length(name, ask, nothing):
    template = TEMPLATES[name]
    with serving(audio(WAV)) as server:
        take = hosted(server.url, name).generate(ask(duration_s=3_000.0), nothing)
    assert server.asked[0].headers[template.header] == f"{template.scheme}{KEY}"
    assert "3000" not in json.dumps(server.bodies[0])
    assert f"{template.max_seconds:g} s at most" in " ".join(take.notes)


def test_a_model_that_is_loading_is_waited_for(ask, nothing, pauses):
    busy = openai_error(429, "slow", headers={"Retry-After": "3"})
    with serving(loading(20.0), busy, audio(WAV)) as server:
        hosted(server.url, sleep=pauses).generate(ask(), nothing)
    assert sum(pauses) == pytest.approx(23.0)


@pytest.mark.parametrize("wait_s", [10_000.0, float("nan"), -5.0, 1e308])
def test_nobody_waits_for_ever(wait_s, ask, nothing, pauses):
    with serving(loading(wait_s)) as server, pytest.raises(GeneratorBusyError, match="loading"):
        hosted(server.url, sleep=pauses).generate(ask(), nothing)
    assert sum(pauses) <= 300


@pytest.mark.parametrize(
    ("step", "error", "said"),
    [
        (openai_error(401, "no"), GeneratorRefusedError, "set a token"),
        (openai_error(404, "Not Found"), ModelNotServedError, "not served"),
        (html_page(410), ModelNotServedError, "local model"),
        (html_page(500), GeneratorUnreachableError, "text/html page"),
        (html_page(504), GeneratorTimeoutError, "ask for less"),
        (html_page(), UnusableTakeError, "web page"),
        (Step(200, media_type="audio/wav"), UnusableTakeError, "no audio"),
        (audio(b"RIFF\x08\0\0\0WAVEjunk"), UnusableTakeError, "no audio"),
        (audio(WAV[:40_000]), UnusableTakeError, "40000 bytes of audio where"),
        (audio(WAV, cut_at=40_000), GeneratorUnreachableError, "broke off"),
        (audio(SILENT), UnusableTakeError, "silence"),
        (as_json({"status": "ok"}), UnusableTakeError, "without any audio"),
        (as_json([]), UnusableTakeError, "without any audio"),
        (as_json({"audio": "!not base64!"}), UnusableTakeError, "no audio"),
        (as_json({"audio": {"url": "http://[::1"}}), UnusableTakeError, "nowhere"),
        (as_json({"generated_audio": [[1, 2], [3]]}), UnusableTakeError, "no numbers"),
        (as_json({"generated_audio": [0.1], "sampling_rate": "x"}), UnusableTakeError, "numbers"),
        (as_json({"generated_audio": [0.1], "sampling_rate": 1}), UnusableTakeError, "1 Hz"),
        (Step(body=b'[{"generated_audio": [0.1, 0.2'), UnusableTakeError, "broken JSON"),
        (Step(body=b"[" * 100_000), UnusableTakeError, "broken JSON"),
        (Step(body=b'{"generated_audio": [NaN, 1]}'), UnusableTakeError, "bounds"),
        (Step(302, headers={"Location": "http://evil.test/"}), GeneratorUnreachableError, "evil"),
    ],
)
def test_every_failure_says_what_happened(step, error, said, ask, nothing):
    with serving(step) as server, pytest.raises(error, match=said):
        hosted(server.url).generate(ask(), nothing)


def test_an_answer_without_end_is_refused(ask, nothing, monkeypatch):
    monkeypatch.setattr("menura.studio.generators.remote.MOST_BYTES", 100_000)
    with serving(audio(WAV)) as server, pytest.raises(UnusableTakeError, match=r"0\.1 MB"):
        hosted(server.url).generate(ask(), nothing)


def test_a_slow_service_is_given_up_in_time(ask, nothing):
    with serving(audio(WAV, delay_s=9)) as server, pytest.raises(GeneratorTimeoutError):
        hosted(server.url, timeout_s=0.4).generate(ask(), nothing)


@pytest.mark.parametrize("slow", [audio(WAV, delay_s=9), audio(WAV, drip_s=0.01), loading(200)])
def test_cancelling_ends_the_wait_at_once(slow, ask, cancel_at):
    started = time.monotonic()
    with serving(slow) as server, pytest.raises(CancelledError):
        hosted(server.url).generate(ask(), cancel_at(2))
    assert time.monotonic() - started < 4


@pytest.mark.parametrize(
    "step",
    [
        openai_error(401, f"bad token {KEY}"),
        Step(500, body=KEY.encode(), media_type="text/plain"),
        as_json({"url": f"http://elsewhere.test/?{KEY}"}),
    ],
)
def test_a_token_is_shown_nowhere(step, ask, nothing, caplog):
    caplog.set_level(logging.DEBUG)
    with serving(step) as server, pytest.raises(GeneratorError) as caught:
        hosted(server.url).generate(ask(), nothing)
    assert KEY not in f"{caught.value!r} {caught.value} {caplog.text} {hosted(server.url)!r}"


def test_unusable_options_are_refused():
    with pytest.raises(InvalidServerError):
        HostedTextToAudio("not a url")
    with pytest.raises(GeneratorNotFoundError, match="elevenlabs, fal, huggingface"):
        HostedTextToAudio("http://localhost", template="suno")
