"""Instant playlists over HTTP: what is said, what is understood, what is found."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.acceptance.discover_rig import V1, Rig, filled, running
from tests.acceptance.test_discover_api import refused
from tests.factories import NOBODY


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    with filled(tmp_path_factory.mktemp("chat")) as rig:
        yield rig


def streamed(rig: Rig, body: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the events of a stream, to its end."""
    with rig.api.stream("POST", f"{V1}/chat/stream", json=body) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        lines = [line for line in answer.iter_lines() if line.startswith("data:")]
    return [json.loads(line.removeprefix("data:")) for line in lines]


def artists(turn: dict[str, Any]) -> set[str]:
    return {item["track"]["artist"] for item in turn["items"]}


def test_words_become_a_playlist_that_says_what_was_understood(rig: Rig):
    turn = rig.post("/chat", {"text": "8 jazz songs from the 70s"})
    assert rig.styles(turn) == ["Jazz"] * 8
    assert all(1970 <= item["track"]["year"] <= 1979 for item in turn["items"])
    assert (turn["mode"], turn["model"], turn["query"]) == ("words", None, None)
    assert turn["log"][0]["type"] == "understood"
    assert turn["suggested_name"]
    assert turn["understood"]


@pytest.mark.parametrize(
    ("text", "styles"),
    [
        ("sad music", {"Ambient"}),
        ("fast metal", {"Metal"}),
        ("something like Folk A", {"Folk"}),
        ("only by Techno B", {"Techno"}),
        ("10 techno or dub songs, no dub", {"Techno"}),
    ],
)
def test_plain_wishes_find_the_right_style(rig: Rig, text: str, styles: set[str]):
    turn = rig.post("/chat", {"text": text, "count": 5})
    assert turn["items"]
    assert set(rig.styles(turn)) == styles


def test_later_words_change_what_was_asked_before(rig: Rig):
    first = rig.post("/chat", {"text": "12 jazz songs"})
    said = {"conversation_id": first["conversation_id"]}
    second = rig.post("/chat", said | {"text": "without Jazz A"})
    assert second["conversation_id"] == first["conversation_id"]
    assert artists(first) == {"Jazz A", "Jazz B", "Jazz C", "Jazz D"}
    assert artists(second) == {"Jazz B", "Jazz C", "Jazz D"}
    assert len(second["items"]) == 12
    kept = rig.get(f"/chat/conversations/{first['conversation_id']}")
    assert [turn["asked"] for turn in kept["turns"]] == ["12 jazz songs", "without Jazz A"]
    for turn, told in zip(kept["turns"], (first, second), strict=True):
        assert [i["track"]["id"] for i in turn["items"]] == [
            i["track"]["id"] for i in told["items"]
        ]
        assert turn["log"] == told["log"]
        assert turn["understood"] == told["understood"]


def test_conversations_are_listed_latest_first_and_forgotten(rig: Rig):
    ids = [rig.post("/chat", {"text": f"{n} dub songs"})["conversation_id"] for n in (3, 4)]
    listed = [one["id"] for one in rig.get("/chat/conversations")["items"]]
    assert listed[:2] == ids[::-1]
    rig.delete(f"/chat/conversations/{ids[0]}")
    assert ids[0] not in [one["id"] for one in rig.get("/chat/conversations")["items"]]
    for answer in (
        rig.api.get(f"{V1}/chat/conversations/{ids[0]}"),
        rig.api.delete(f"{V1}/chat/conversations/{ids[0]}"),
        rig.api.post(f"{V1}/chat", json={"text": "more", "conversation_id": ids[0]}),
    ):
        assert refused(answer, "conversation_id")["status"] == 404


def test_a_stream_tells_its_steps_before_the_answer(rig: Rig):
    events = streamed(rig, {"text": "6 happy folk songs"})
    assert [one["type"] for one in events[:-1]] == ["log"] * (len(events) - 1)
    assert len(events) > 1
    turn = events[-1]["turn"]
    assert events[-1]["type"] == "done"
    assert [one["line"] for one in events[:-1]] == turn["log"]
    assert rig.styles(turn) == ["Folk"] * 6
    kept = rig.get(f"/chat/conversations/{turn['conversation_id']}")
    assert len(kept["turns"]) == 1


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"text": "qwertz asdf"}, "chat_input"),
        ({"text": "jazz", "mode": "plan"}, "no_language_model"),
        ({"text": "jazz", "conversation_id": NOBODY}, "conversation_not_found"),
    ],
)
def test_a_stream_ends_with_why_there_is_no_answer(rig: Rig, body: dict[str, Any], code: str):
    before = rig.get("/chat/conversations")
    last = streamed(rig, body)[-1]
    assert (last["type"], last["code"]) == ("error", code)
    assert last["detail"].endswith((".", "”"))
    assert rig.get("/chat/conversations") == before


def test_without_a_model_only_words_are_offered(rig: Rig):
    options = rig.get("/chat/options")
    assert (options["modes"], options["model"]) == (["auto", "words"], None)
    assert options["examples"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "   "}, "text"),
        ({"text": "\x00"}, "text"),
        ({"text": "a" * 2001}, "text"),
        ({"text": "jazz", "count": 0}, "count"),
        ({"text": "jazz", "count": 10**9}, "count"),
        ({"text": "jazz", "mode": "sql"}, None),
        ({"text": "jazz", "mode": "shouting"}, "mode"),
        ({"text": "jazz", "space": "nowhere"}, "space"),
        ({"text": "more", "conversation_id": "nonsense"}, "conversation_id"),
        ({"text": "'; DROP TABLE tracks; --"}, None),
    ],
)
def test_what_cannot_be_answered_is_refused(rig: Rig, body: dict[str, Any], field: str | None):
    refused(rig.api.post(f"{V1}/chat", json=body), field)


EMPTY = [
    ("/discover/similar", {"seeds": [{"kind": "mood", "ref": "sad"}]}),
    ("/discover/similar", {"seeds": [{"kind": "vector", "vector": [1.0] * 200}]}),
    ("/discover/alchemy", {"add": [{"kind": "mood", "ref": "sad"}]}),
    (
        "/discover/path",
        {"start": {"kind": "mood", "ref": "sad"}, "end": {"kind": "mood", "ref": "happy"}},
    ),
    ("/clusters", {}),
    ("/map/build", {}),
    ("/chat", {"text": "jazz"}),
]


def test_an_empty_library_is_a_conflict_wherever_something_is_sought(
    tmp_path_factory: pytest.TempPathFactory,
):
    with running(tmp_path_factory.mktemp("empty")) as rig:
        for path, body in EMPTY:
            answer = rig.api.post(V1 + path, json=body)
            refused(answer)
            assert answer.status_code == 409, path
        for path in ("/discover/fingerprint", "/discover/extend"):
            refused(rig.api.post(V1 + path, json={}))
        assert rig.get("/discover/facets")["track_count"] == 0
        assert rig.get("/artists")["total"] == 0
        assert rig.get("/map")["state"] == "none"
