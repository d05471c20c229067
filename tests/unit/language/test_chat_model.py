"""One client gets valid answers out of every kind of server, or says why not."""

import json
import logging
import time

import pytest
from pydantic import BaseModel, Field

from menura.language import (
    ChatModel,
    InvalidServerError,
    LanguageModelBusyError,
    LanguageModelError,
    LanguageModelRefusedError,
    LanguageModelTimeoutError,
    LanguageModelUnreachableError,
    UnusableAnswerError,
)
from tests.fake_music_servers import (
    KEY,
    Step,
    completion,
    html_page,
    openai_error,
    serving,
    understands_only,
)


class Mood(BaseModel):
    mood: str
    energy: float = Field(ge=0, le=1)
    title: str | None = None


GOOD = json.dumps({"mood": "calm", "energy": 0.2, "title": None})
BAD = json.dumps({"mood": "calm", "energy": 7})


def ask(url: str, **options) -> Mood:
    options.setdefault("sleep", pause)
    return ChatModel(f"{url}/v1", "tiny", KEY, **options).ask(Mood, "Name the mood.", "rain")


paused: list[float] = []


def pause(seconds: float) -> None:
    paused.append(seconds)


@pytest.fixture(autouse=True)
def _nothing_paused() -> None:
    paused.clear()


def test_an_answer_is_validated_and_typed():
    with serving(completion(GOOD)) as server:
        assert ask(server.url) == Mood(mood="calm", energy=0.2)
    (asked,) = server.asked
    assert asked.path == "/v1/chat/completions"
    assert asked.headers["Authorization"] == f"Bearer {KEY}"
    assert asked.body["temperature"] == 0.2
    assert asked.body["messages"][1] == {"role": "user", "content": "rain"}


def test_the_schema_is_sent_in_the_strict_form():
    with serving(completion(GOOD)) as server:
        ask(server.url)
    described = server.bodies[0]["response_format"]["json_schema"]
    assert described["strict"] is True
    assert described["schema"]["required"] == ["mood", "energy", "title"]
    assert described["schema"]["additionalProperties"] is False


@pytest.mark.parametrize(
    "said",
    [
        f"Sure! Here it is:\n```json\n{GOOD}\n```\nAnything else?",
        f"<think>perhaps {BAD}? or {{no}}</think>{GOOD}",
        f"{{broken {GOOD}",
        f'An example is {{"x": 1}}, but the answer is {GOOD}',
        [{"type": "text", "text": GOOD}],
    ],
)
def test_an_answer_is_found_in_what_surrounds_it(said):
    with serving(completion(said)) as server:
        assert ask(server.url).mood == "calm"
        assert len(server.asked) == 1


@pytest.mark.parametrize(("form", "requests"), [("json_schema", 1), ("json_object", 2), (None, 3)])
def test_a_server_is_asked_in_the_way_it_understands_and_that_is_remembered(form, requests):
    with serving(understands_only(form, completion(GOOD))) as server:
        model = ChatModel(server.url, "tiny")
        model.ask(Mood, "Name the mood.", "rain")
        assert len(server.asked) == requests
        model.ask(Mood, "Name the mood.", "sun")
        assert len(server.asked) == requests + 1


def test_a_failure_for_another_reason_does_not_teach_a_lower_way():
    with serving(*[openai_error(400, "prompt too long")] * 3, completion(GOOD)) as server:
        model = ChatModel(server.url, "tiny")
        with pytest.raises(LanguageModelUnreachableError, match="prompt too long"):
            model.ask(Mood, "Name the mood.", "rain" * 100)
        model.ask(Mood, "Name the mood.", "sun")
        assert server.bodies[-1]["response_format"]["type"] == "json_schema"


def test_a_model_that_takes_no_temperature_is_asked_without():
    def moody(asked):
        if "temperature" in asked.body:
            return openai_error(400, "Unsupported value: 'temperature' must be 1")
        return completion(GOOD)

    with serving(moody) as server:
        assert ask(server.url).mood == "calm"
        assert server.bodies[-1]["response_format"]["type"] == "json_schema"


def test_a_wrong_answer_is_sent_back_once_with_what_is_wrong():
    with serving(completion(BAD), completion(GOOD)) as server:
        assert ask(server.url).energy == 0.2
    repair = server.bodies[1]["messages"]
    assert repair[2] == {"role": "assistant", "content": BAD}
    assert "energy" in repair[3]["content"]
    assert "less than or equal to 1" in repair[3]["content"]


@pytest.mark.parametrize("said", [BAD, "I cannot do that.", '{"mood": "calm", "ener', "", None])
def test_an_answer_that_stays_wrong_is_given_up(said):
    with serving(completion(said)) as server:
        with pytest.raises(UnusableAnswerError, match="twice"):
            ask(server.url)
        assert len(server.asked) == 2


def test_the_same_question_is_asked_once_and_answers_cannot_be_spoilt():
    with serving(completion(GOOD)) as server:
        model = ChatModel(server.url, "tiny")
        first = model.ask(Mood, "Name the mood.", "rain")
        first.mood = "spoilt"
        assert model.ask(Mood, "Name the mood.", "rain").mood == "calm"
        assert len(server.asked) == 1


@pytest.mark.parametrize("status", [429, 503])
def test_a_short_wait_that_a_server_asks_for_is_granted(status):
    busy = openai_error(status, "slow down", headers={"Retry-After": "2"})
    with serving(busy, completion(GOOD)) as server:
        assert ask(server.url).mood == "calm"
    assert paused == [2.0]


@pytest.mark.parametrize("after", ["3600", "Wed, 21 Oct 2099 07:28:00 GMT"])
def test_a_long_wait_is_not(after):
    with serving(openai_error(429, "quota", headers={"Retry-After": after})) as server:
        with pytest.raises(LanguageModelBusyError, match="quota"):
            ask(server.url)
        assert len(server.asked) == 1
    assert paused == []


def test_a_server_that_stays_busy_is_given_up():
    with serving(html_page(503)) as server, pytest.raises(LanguageModelBusyError, match="503"):
        ask(server.url)
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    ("step", "error", "said"),
    [
        (openai_error(401, "bad key"), LanguageModelRefusedError, "bad key"),
        (openai_error(403, "no"), LanguageModelRefusedError, "set a key"),
        (openai_error(404, "no model tiny"), LanguageModelUnreachableError, "'tiny' is a model"),
        (html_page(500), LanguageModelUnreachableError, "500"),
        (html_page(), UnusableAnswerError, "/v1"),
        (Step(body=b'{"choices": [{"mess'), UnusableAnswerError, "/v1"),
        (Step(body=b"[" * 200_000), UnusableAnswerError, "/v1"),
        (Step(body=b"x" * 1_000_001), UnusableAnswerError, "1 MB"),
        (completion(GOOD, cut_at=20), LanguageModelUnreachableError, "broke off"),
        (Step(302, headers={"Location": "http://elsewhere.test/x"}), LanguageModelUnreachableError,
         "elsewhere.test"),
    ],
)  # fmt: skip
def test_every_failure_says_what_happened(step, error, said):
    with serving(step) as server, pytest.raises(error, match=said) as caught:
        ask(server.url)
    assert isinstance(caught.value, LanguageModelError)


def test_bytes_that_are_no_utf_8_do_not_break_an_answer():
    latin = GOOD.replace("calm", "mélancolie").encode("latin-1")
    body = b'{"choices": [{"message": {"content": "' + latin.replace(b'"', b'\\"') + b'"}}]}'
    with serving(Step(body=body)) as server:
        assert ask(server.url).mood == "m\ufffdlancolie"


@pytest.mark.parametrize(
    "slow", [completion(GOOD, delay_s=5), completion(GOOD, drip_s=0.05)], ids=["silent", "drip"]
)
def test_a_slow_server_is_given_up_in_time(slow):
    started = time.monotonic()
    with serving(slow) as server, pytest.raises(LanguageModelTimeoutError, match=r"0\.5 s"):
        ask(server.url, timeout_s=0.5)
    assert time.monotonic() - started < 3


def test_nobody_at_the_address_is_said():
    with serving(completion(GOOD)) as server:
        url = server.url
    with pytest.raises(LanguageModelUnreachableError, match="No connection"):
        ask(url)


def test_a_key_is_not_taken_along_to_another_host():
    with serving(completion(GOOD)) as other:
        moved = Step(307, headers={"Location": f"{other.url}/v1/chat/completions"})
        with serving(moved) as server, pytest.raises(LanguageModelUnreachableError):
            ask(server.url)
        assert other.asked == []


@pytest.mark.parametrize(
    "step",
    [
        openai_error(401, f"Incorrect API key provided: {KEY}"),
        Step(500, body=f"Bearer {KEY}".encode(), media_type="text/plain"),
        completion(f"not json {KEY}"),
        Step(200, body=f"echo {KEY}".encode()),
    ],
)
def test_a_key_is_shown_nowhere(step, caplog):
    caplog.set_level(logging.DEBUG)
    with serving(step) as server, pytest.raises(LanguageModelError) as caught:
        ask(server.url)
    shown = [str(caught.value), repr(caught.value), caplog.text]
    shown.append(repr(ChatModel("http://localhost/v1", "tiny", KEY)))
    shown.append(repr(ChatModel("http://localhost/v1", "tiny", KEY)._server))
    assert not [text for text in shown if KEY in text]


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("localhost:11434", None),
        ("ftp://localhost", None),
        ("", None),
        ("http://", None),
        ("http://[::1", None),
        ("http://localhost:99999", None),
        (f"http://user:{KEY}@localhost/v1", None),
        (f"http://localhost/v1?key={KEY}", None),
        ("http://localhost/v1", f"{KEY}\n{KEY}"),
        ("http://localhost/v1", f"{KEY}é"),
    ],
)
def test_an_unusable_address_or_key_is_refused_without_showing_it(url, key):
    with pytest.raises(InvalidServerError) as caught:
        ChatModel(url, "tiny", key)
    assert KEY not in str(caught.value)
