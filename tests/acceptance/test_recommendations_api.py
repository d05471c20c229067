"""Suggestions over HTTP, in a library of samples whose sounds are known."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from menura.analysis import EmbeddingRow, MoodScore, MoodScores
from menura.catalogue import Track, TrackKind
from menura.config import load_settings
from menura.embedding import CLAP, DSP, MUSICNN
from menura.store import Unit
from tests.acceptance.discover_rig import Rig, running
from tests.conftest import BOTH_DATABASES, Database, new_database
from tests.factories import NOBODY, add_source, add_tracks, features, measured, record

SEED = "/recommendations"
PATH = "/api/v1/recommendations"
PER_STYLE, COPIES = 12, 10
SPACES = {space.name: space.dimension for space in (DSP, MUSICNN, CLAP)}
STYLES: dict[str, dict[str, Any]] = {
    # heard by, at, in, of
    "House": {"ears": ("dsp", "clap"), "bpm": 124.0, "key": "A", "mode": "minor", "axis": 0},
    "Dubstep": {"ears": ("dsp", "musicnn"), "bpm": 140.0, "key": "E", "mode": "minor", "axis": 1},
    "Boombap": {"ears": ("dsp",), "bpm": 90.0, "key": "C", "mode": "major", "axis": 2},
    "Copies": {"ears": ("dsp",), "bpm": 174.0, "key": "F", "mode": "major", "axis": 3},
}
INSTRUMENTS = ("bass", "pad", "keys", "kick")


def heard(unit: Unit, track: Track, style: str, place: int) -> None:
    """Keep what is heard of a sample; copies come ten of each sound."""
    given = STYLES[style]
    number = place // COPIES if style == "Copies" else place
    rng = np.random.default_rng([given["axis"], number])
    rows = []
    for name in given["ears"]:
        vector = rng.normal(size=SPACES[name]) * 0.25 / np.sqrt(SPACES[name] / 16)
        vector[given["axis"]] += 0.6
        vector += np.random.default_rng(place).normal(size=SPACES[name]) * 1e-4
        unit_vector = np.asarray(vector / np.linalg.norm(vector), np.float32)
        rows.append(EmbeddingRow(track.id, name, "0" * 64, unit_vector))
    sound = features(
        kind=TrackKind.LOOP,
        tempo_bpm=given["bpm"] + place % 3,
        key=given["key"],
        mode=given["mode"],
        instrument=INSTRUMENTS[number % 4],
    )
    moods = MoodScores("estimated", {"sad": MoodScore(0.9, 0.9)}, {})
    unit.analyses.keep(
        track.id,
        measured(features=sound, embeddings=rows, moods=[moods] if place % 2 else []),
    )
    record(unit, track, title=f"{style} {place}", duration_s=4.0)
    unit.tracks.set_kind(track.id, TrackKind.LOOP)


@contextmanager
def studio(home: Path, **settings: Any) -> Iterator[Rig]:
    """Run a Menura over samples: 12 of three styles each in packs of two, 40 near copies."""
    with running(home, **settings) as rig:
        rig.music.mkdir()
        with rig.application.store.unit() as unit:
            source = add_source(unit, "Samples", str(rig.music))
            rig.source_id = source.id
            for style in STYLES:
                count = 40 if style == "Copies" else PER_STYLE
                names = [
                    f"Maker/{style} {place if style == 'Copies' else place // 2}/{place}.wav"
                    for place in range(count)
                ]
                tracks = add_tracks(unit, source, *names)
                for place, track in enumerate(tracks):
                    heard(unit, track, style, place)
                rig.ids[style] = [track.id for track in tracks]
        yield rig


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    with studio(tmp_path_factory.mktemp("samples")) as rig:
        yield rig


@pytest.fixture(autouse=True)
def fresh(request: pytest.FixtureRequest) -> Iterator[None]:
    """Forget what was said, so that every test begins with nothing."""
    yield
    if "rig" in request.fixturenames:
        request.getfixturevalue("rig").api.delete(f"{PATH}/events")


def top(rig: Rig, **query: Any) -> dict[str, Any]:
    found: dict[str, Any] = rig.get("/recommendations/top", **query)
    return found


def say(rig: Rig, **context: Any) -> dict[str, Any]:
    said: dict[str, Any] = rig.post("/recommendations/context", context)
    return said


def mark(rig: Rig, track_id: str, kind: str, **more: Any) -> dict[str, Any]:
    return dict(rig.post("/recommendations/marks", {"track_id": track_id, "kind": kind, **more}))


def ids_of(answer: dict[str, Any]) -> list[str]:
    return [item["track"]["id"] for item in answer["items"]]


def lasting(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name != "request_id"}


def places_of(rig: Rig, style: str) -> set[str]:
    return set(rig.ids[style])


# ------------------------------------------------------------------------ contexts


def test_partial_contexts_merge_and_come_back_normalised(rig: Rig):
    first = say(rig, bpm=120.12345, key="Ab minor", mood_tags=["sad", " sad "])
    second = say(rig, time_remaining_s=900, preferences={"roles_wanted": ["Full Loop"]})
    assert (second["bpm"], second["key"], second["mode"]) == (120.123, "G#", "minor")
    assert (second["camelot"], second["mood_tags"]) == ("1A", ["sad"])
    assert second["preferences"]["roles_wanted"] == ["full_loop"]
    assert second["preferences"]["allow_transpose"] is True
    assert second["version"] > first["version"]
    assert rig.get("/recommendations/context") == second
    assert say(rig, key=None)["key"] is None


def test_routes_answer_as_the_blueprint_writes_them_too(rig: Rig):
    said = rig.api.post(f"{SEED}/context", json={"bpm": 124, "key": "8A"})
    assert said.status_code == 200
    assert said.json() == rig.get("/recommendations/context")
    short, long = (
        rig.api.get(f"{prefix}/top", params={"top_k": 3}).json() for prefix in (SEED, PATH)
    )
    assert len(short["items"]) == 3
    assert lasting(short) == lasting(long) == lasting(top(rig, n=3))
    refused = rig.api.get(f"{SEED}/top", params={"n": 0})
    assert (refused.status_code, refused.json()["field"]) == (422, "n")


@pytest.mark.parametrize(("one", "other"), [("Ab", "G#"), ("8A", "Am"), ("1m", "a")])
def test_enharmonic_keys_are_one(rig: Rig, one: str, other: str):
    assert top(rig, key=one)["items"] == top(rig, key=other)["items"]


def test_sessions_know_nothing_of_each_other(rig: Rig):
    rig.api.post(f"{PATH}/context", params={"session": "other"}, json={"bpm": 90})
    assert top(rig)["context"]["bpm"] is None
    assert top(rig, session="other")["context"]["bpm"] == 90
    assert not set(ids_of(top(rig, session="other"))) & places_of(rig, "House")


# ------------------------------------------------------------------------ suggestions


@pytest.mark.parametrize("mode", ["fusion", "rules"])
def test_components_sum_to_the_score_in_json(rig: Rig, mode: str):
    mark(rig, rig.ids["House"][0], "accept")
    say(rig, bpm=124.5, key="Am", mood_tags=["sad"])
    found = top(rig, n=100, mode=mode)
    assert found["policy"] == mode
    assert found["items"]
    for item in found["items"]:
        parts = item["score_components"]
        assert set(parts) == {"similarity", "tempo", "key", "freshness", "mood", "role"}
        assert sum(parts.values()) == pytest.approx(item["score"], abs=1e-6)
        assert (parts["similarity"] == 0) == (mode == "rules")
        assert item["rationale"]


def test_the_context_swaps_the_list(rig: Rig):
    mark(rig, rig.ids["House"][0], "accept")
    say(rig, bpm=124, key="Am")
    assert set(ids_of(top(rig))) < places_of(rig, "House")
    say(rig, bpm=140, key="Em")
    assert set(ids_of(top(rig))) <= places_of(rig, "Dubstep")
    say(rig, bpm=70, key="Em")
    found = top(rig)
    assert set(ids_of(found)) <= places_of(rig, "Dubstep")
    assert {item["tempo_factor"] for item in found["items"]} == {0.5}
    assert any("half time" in item["rationale"][0] for item in found["items"])


def test_equal_requests_have_equal_answers(rig: Rig):
    mark(rig, rig.ids["Boombap"][1], "accept")
    say(rig, bpm=91)
    first, second = top(rig, n=20), top(rig, n=20)
    assert lasting(first) == lasting(second)
    assert first["request_id"] != second["request_id"]


def test_the_best_ears_that_know_both_compare(rig: Rig):
    for style in ("House", "Dubstep", "Boombap"):
        mark(rig, rig.ids[style][0], "accept")
    found = top(rig, n=100)
    sources = {style: set[str]() for style in STYLES}
    for item in found["items"]:
        sources[rig.style_of(item["track"]["id"])].add(item["source"])
    assert sources == {
        "House": {"clap"},
        "Dubstep": {"musicnn"},
        "Boombap": {"dsp"},
        "Copies": {"dsp"},
    }


def test_at_most_one_of_each_group_of_forty_copies_is_shown(rig: Rig):
    say(rig, bpm=174, key="F")
    found = top(rig)
    groups = Counter(
        rig.ids["Copies"].index(item["track"]["id"]) // COPIES for item in found["items"]
    )
    assert dict(groups) == {0: 1, 1: 1, 2: 1, 3: 1}
    assert {item["similar_count"] for item in found["items"]} == {COPIES - 1}
    assert found["candidate_count"] == 40


def test_a_list_holds_at_most_three_of_a_pack(rig: Rig):
    packs = Counter(item["pack"] for item in top(rig, n=30)["items"])
    assert max(packs.values()) <= 3
    assert rig.get("/recommendations/settings")["weights"]["per_pack"] == 3


def test_who_said_nothing_starts_cold_with_something_of_everything(rig: Rig):
    found = top(rig)
    assert found["preset"] == "cold_start"
    assert len(found["items"]) == 10
    assert len(set(rig.styles(found))) >= 3
    assert "clap" in {item["source"] for item in found["items"]}


def test_a_surprise_is_flagged_and_made_again_from_its_seed(rig: Rig):
    found = top(rig, explore="true", n=6)
    *sure, surprise = found["items"]
    assert [item["is_exploration"] for item in sure] == [False] * 5
    assert surprise["is_exploration"]
    assert 0 < surprise["propensity"] < 1
    assert lasting(top(rig, explore="true", n=6, seed=found["seed"])) == lasting(found)


def test_presets_lead_somewhere(rig: Rig):
    (first, *_) = rig.get("/recommendations/presets")["items"]
    say(rig, **first["context"])
    assert top(rig)["items"]


# ------------------------------------------------------------------------ corrections


def test_a_correction_of_the_tempo_ranks_anew_at_once(rig: Rig):
    wrong = rig.ids["Boombap"][3]
    say(rig, bpm=124)
    assert wrong not in ids_of(top(rig, n=100))
    with corrected(rig, wrong, tempo_bpm=124):
        item = item_of(top(rig, n=100), wrong)
        assert item["score_components"]["tempo"] == pytest.approx(0.15)
        assert item["rationale"][0] == "same tempo"
        assert item["track"]["features"]["tempo_bpm"] == 124
    assert wrong not in ids_of(top(rig, n=100))


def test_a_correction_of_the_key_ranks_anew_at_once(rig: Rig):
    wrong = rig.ids["House"][2]
    say(rig, key="F#", mode="major", preferences={"allow_transpose": False})
    assert wrong not in ids_of(top(rig, n=100))
    with corrected(rig, wrong, key="F# major"):
        assert item_of(top(rig), wrong)["score_components"]["key"] == pytest.approx(0.1)
    with corrected(rig, wrong, key="none"):
        assert item_of(top(rig, n=100), wrong)["score_components"]["key"] == 0


def test_a_correction_of_the_kind_ranks_anew_at_once(rig: Rig):
    wrong = rig.ids["House"][4]
    say(rig, bpm=80)
    assert wrong not in ids_of(top(rig, n=100))
    with corrected(rig, wrong, kind="one_shot"):
        assert item_of(top(rig, n=100), wrong)["tempo_factor"] is None
    say(rig, bpm=124)
    assert wrong in ids_of(top(rig, n=100))
    with corrected(rig, wrong, kind="song"):
        assert wrong not in ids_of(top(rig, n=100))
        assert wrong in ids_of(top(rig, n=100, kinds="song"))


def test_a_correction_of_the_instrument_ranks_anew_at_once(rig: Rig):
    bass = rig.ids["House"][0]
    say(rig, bpm=124, accepted_track_ids=[rig.ids["House"][4]])  # a bass, too
    assert item_of(top(rig, n=100), bass)["score_components"]["role"] == 0
    with corrected(rig, bass, instrument="vocal"):
        item = item_of(top(rig, n=100), bass)
        assert item["score_components"]["role"] == pytest.approx(0.1)
        assert "vocal is missing" in item["rationale"]
    with corrected(rig, bass, instrument="none"):
        assert item_of(top(rig, n=100), bass)["score_components"]["role"] == 0


@contextmanager
def corrected(rig: Rig, track_id: str, **values: Any) -> Iterator[None]:
    rig.patch(f"/tracks/{track_id}/corrections", values)
    try:
        yield
    finally:
        for name in values:
            rig.delete(f"/tracks/{track_id}/corrections/{name}")


def item_of(answer: dict[str, Any], track_id: str) -> dict[str, Any]:
    found: dict[str, Any] = next(
        item for item in answer["items"] if item["track"]["id"] == track_id
    )
    return found


# ------------------------------------------------------------------------ marks


def test_marks_move_tracks_out_and_back_again(rig: Rig):
    say(rig, bpm=124)
    first, second, third = ids_of(top(rig, n=3))
    assert mark(rig, first, "accept")["accepted_track_ids"] == [first]
    mark(rig, second, "dismiss", reason="too bright")
    mark(rig, third, "pin")
    found = top(rig, n=100)
    assert not {first, second} & set(ids_of(found))
    assert found["items"][0]["track"]["id"] == third
    assert found["items"][0]["is_pinned"]
    kept = rig.get("/recommendations/marks")["items"]
    assert [one["kind"] for one in kept] == ["accept", "dismiss", "pin"]
    assert kept[1]["reason"] == "too bright"
    rig.delete(f"/recommendations/marks/dismiss/{second}")
    assert second in ids_of(top(rig, n=100))
    mark(rig, third, "dismiss")
    assert [one["kind"] for one in rig.get("/recommendations/marks")["items"]] == [
        "accept",
        "dismiss",
    ]


def test_more_like_this_and_less_like_this_turn_the_list(rig: Rig):
    mark(rig, rig.ids["House"][0], "more")
    assert rig.style_of(ids_of(top(rig))[0]) == "House"
    mark(rig, rig.ids["House"][0], "less")
    mark(rig, rig.ids["Dubstep"][0], "more")
    assert rig.style_of(ids_of(top(rig))[0]) == "Dubstep"


@pytest.mark.parametrize("pinned", [False, True])
@pytest.mark.parametrize("ban", ["track", "pack", "tag"])
def test_bans_are_absolute(rig: Rig, ban: str, pinned: bool):
    banned = rig.ids["House"][1]
    say(rig, bpm=124)
    pack = item_of(top(rig, n=100), banned)["pack"]
    if pinned:
        mark(rig, banned, "pin")
    bans = {"track": {"ban_tracks": [banned]}, "pack": {"ban_packs": [pack]}}
    say(rig, preferences=bans.get(ban, {"ban_tags": ["sad"]}))
    for query in ({}, {"mode": "rules"}, {"explore": "true", "seed": 3}):
        found = top(rig, n=100, **query)
        assert banned not in ids_of(found)
        assert banned not in {one for item in found["items"] for one in item["similar_ids"]}


# ------------------------------------------------------------------------ bad input


BAD_QUERIES = [
    *[("n", value) for value in ("0", "-1", "101", "10000", "NaN", "1.5", "ten", "9" * 40, "")],
    *[("top_k", value) for value in ("0", "101", "-5", "many")],
    *[("bpm", value) for value in ("nan", "inf", "-1", "0", "1e9", "1e999", "fast")],
    *[("key", value) for value in ("", "H", "X", "13A", "\0", "Am\0", "♯")],
    *[("mode", value) for value in ("both", "", "ab", "\0")],
    *[("seed", value) for value in ("-1", str(2**31), "x", "1e3")],
    *[("kinds", value) for value in ("drum", "", "\0")],
    *[("explore", value) for value in ("maybe", "\0")],
    *[("session", value) for value in ("", "   ", "\0", "a\0b", "x" * 101, "line\nbreak")],
]


@pytest.mark.parametrize(("name", "value"), BAD_QUERIES, ids=repr)
def test_a_senseless_wish_is_refused_by_name(rig: Rig, name: str, value: str):
    check_refused(rig.api.get(f"{PATH}/top", params={name: value}), name)


BAD_BODIES: list[tuple[str, str | None]] = [
    *[(f'{{"bpm": {value}}}', "bpm") for value in ("NaN", "Infinity", "-Infinity", "1e400")],
    *[(f'{{"bpm": {value}}}', "bpm") for value in ("-1", "0", "1e9", '"fast"', "[]", "true")],
    *[(f'{{"key": {value}}}', "key") for value in ('"H"', '""', "5", '"Am\\u0000x"', '"\\ud800"')],
    *[(f'{{"mode": {value}}}', "mode") for value in ('"jolly"', '"sharp"', '"\\u0000"', "1")],
    ('{"key": "Am", "mode": "lydian"}', "mode"),
    *[(f'{{"time_remaining_s": {value}}}', "time_remaining_s") for value in ("-1", "NaN", "1e9")],
    ('{"mood_tags": ["a\\u0000b"]}', "mood_tags.0"),
    ('{"mood_tags": ["\\ud800"]}', "mood_tags.0"),
    ('{"mood_tags": ["dark", ""]}', "mood_tags.1"),
    ('{"mood_tags": "dark"}', "mood_tags"),
    (json.dumps({"mood_tags": ["x"] * 51}), "mood_tags"),
    ('{"prompt": "a\\u0000b"}', "prompt"),
    ('{"prompt": "\\udfff"}', "prompt"),
    (json.dumps({"prompt": "x" * 501}), "prompt"),
    ('{"genre_intent": "\\u0007"}', "genre_intent"),
    ('{"preferences": {"roles_wanted": ["triangle"]}}', "preferences.roles_wanted"),
    ('{"preferences": {"ban_tags": ["\\u0000"]}}', "preferences.ban_tags.0"),
    ('{"preferences": {"ban_packs": ["a\\u0000"]}}', "preferences.ban_packs.0"),
    (json.dumps({"preferences": {"ban_tracks": [NOBODY]}}), "preferences.ban_tracks.0"),
    ('{"preferences": {"ban_tracks": ["\\u0000"]}}', "preferences.ban_tracks.0"),
    ('{"preferences": {"allow_transpose": 7}}', "preferences.allow_transpose"),
    ('{"preferences": {"ban_all": true}}', "preferences.ban_all"),
    ('{"preferences": 3}', "preferences"),
    (json.dumps({"accepted_track_ids": [NOBODY]}), "accepted_track_ids.0"),
    ('{"accepted_track_ids": ["\\u0000"]}', "accepted_track_ids.0"),
    ('{"accepted_track_ids": [7]}', "accepted_track_ids.0"),
    ('{"bmp": 120}', "bmp"),
    ("[]", None),
    ("", None),
    ("{", None),
    ("[" * 20_000, None),
]


@pytest.mark.parametrize(("body", "field"), BAD_BODIES, ids=lambda value: str(value)[:40])
def test_a_senseless_context_is_refused_by_name_and_changes_nothing(
    rig: Rig, body: str, field: str | None
):
    before = say(rig, bpm=120)
    answer = rig.api.post(
        f"{PATH}/context", content=body, headers={"Content-Type": "application/json"}
    )
    check_refused(answer, field)
    assert rig.get("/recommendations/context") == before


BAD_MARKS: list[tuple[dict[str, Any], str]] = [
    ({"track_id": NOBODY, "kind": "pin"}, "track_id"),
    ({"track_id": "\0", "kind": "pin"}, "track_id"),
    ({"track_id": "", "kind": "pin"}, "track_id"),
    ({"track_id": "x" * 101, "kind": "pin"}, "track_id"),
    ({"track_id": 3, "kind": "pin"}, "track_id"),
    ({"kind": "pin"}, "track_id"),
    ({"kind": "love"}, "kind"),
    ({"kind": "dismiss", "reason": "a\0b"}, "reason"),
    ({"kind": "dismiss", "reason": "\ud800"}, "reason"),
    ({"kind": "dismiss", "reason": "x" * 501}, "reason"),
    ({"kind": "dismiss", "expires_in_s": 0}, "expires_in_s"),
    ({"kind": "dismiss", "expires_in_s": -5}, "expires_in_s"),
    ({"kind": "dismiss", "expires_in_s": 1e12}, "expires_in_s"),
    ({"kind": "dismiss", "expires_in_s": float("nan")}, "expires_in_s"),
    ({"kind": "pin", "expires_in_s": 60}, "expires_in_s"),
    ({"kind": "pin", "weight": 3}, "weight"),
]


@pytest.mark.parametrize(("body", "field"), BAD_MARKS, ids=lambda value: ascii(value)[:50])
def test_a_senseless_mark_is_refused_by_name(rig: Rig, body: dict[str, Any], field: str):
    whole = ({"track_id": rig.ids["House"][0]} if field != "track_id" else {}) | body
    answer = rig.api.post(
        f"{PATH}/marks", content=json.dumps(whole), headers={"Content-Type": "application/json"}
    )
    check_refused(answer, field)
    assert rig.get("/recommendations/marks")["items"] == []


BAD_EVENTS: list[tuple[dict[str, Any], str]] = [
    ({"request_id": "x"}, "events.0.request_id"),
    ({"request_id": "\0"}, "events.0.request_id"),
    ({"track_id": "\0"}, "events.0.track_id"),
    ({"track_id": NOBODY}, "events.0.track_id"),
    ({"id": "\0"}, "events.0.id"),
    ({"type": "recommendation.love"}, "events.0.type"),
    ({"position": 0}, "events.0.position"),
    ({"propensity": 0}, "events.0.propensity"),
    ({"propensity": float("nan")}, "events.0.propensity"),
    ({"at": "yesterday"}, "events.0.at"),
    ({"context_version": -1}, "events.0.context_version"),
    ({"score_components": {"luck": 1}}, "events.0.score_components.luck"),
    ({"score_components": {"tempo": float("inf")}}, "events.0.score_components.tempo"),
    ({"mood": 1}, "events.0.mood"),
]


@pytest.mark.parametrize(("wrong", "field"), BAD_EVENTS, ids=lambda value: ascii(value)[:50])
def test_a_senseless_event_is_refused_by_name(rig: Rig, wrong: dict[str, Any], field: str):
    answer = top(rig, n=1)
    event = {
        "type": "recommendation.view",
        "request_id": answer["request_id"],
        "track_id": ids_of(answer)[0],
    }
    said = json.dumps({"events": [event | wrong]})
    headers = {"Content-Type": "application/json"}
    check_refused(rig.api.post(f"{PATH}/events", content=said, headers=headers), field)
    assert rig.get("/recommendations/events")["items"] == []


def seen(answer: dict[str, Any], kind: str = "view", **more: Any) -> dict[str, Any]:
    """Return an event on the first track of an answer."""
    about = {"request_id": answer["request_id"], "track_id": ids_of(answer)[0]}
    return {"type": f"recommendation.{kind}", **about, **more}


def test_who_reads_on_gets_what_came_late_about_an_early_request(rig: Rig):
    early, later = top(rig, n=1), top(rig, n=1)
    rig.post("/recommendations/events", {"events": [seen(early), seen(later)]})
    part = rig.get("/recommendations/events", limit=2)
    assert [one["number"] for one in part["items"]][-1] == part["next_after"]
    rig.post("/recommendations/events", {"events": [seen(early, "accept"), seen(early)]})
    rest = rig.get("/recommendations/events", after=part["next_after"])
    assert [one["type"] for one in rest["items"]] == ["recommendation.accept"]
    assert rest["next_after"] is None
    for wrong in ("-1", str(2**63), part["items"][0]["id"]):
        check_refused(rig.api.get(f"{PATH}/events", params={"after": wrong}), "after")


def test_who_deletes_has_what_was_served_forgotten_and_that_of_others_kept(rig: Rig):
    mine, yours = top(rig, n=1), top(rig, n=1, session="yours")
    rig.api.delete(f"{PATH}/events", params={"session": "default"})
    answer = rig.api.post(f"{PATH}/events", json={"events": [seen(mine)]})
    check_refused(answer, "events.0.position")
    whole = seen(mine, position=1, policy="rules")
    taken = rig.post("/recommendations/events", {"events": [whole, seen(yours)]})
    assert taken == {"taken": 2, "known": 0}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/marks/pin/{NOBODY}", 404),
        ("/marks/pin/%00", 404),
        ("/marks/pin/nonsense", 404),
        (f"/marks/love/{NOBODY}", 422),
    ],
)
def test_taking_back_what_was_never_said_is_refused(rig: Rig, path: str, status: int):
    answer = rig.api.delete(PATH + path)
    assert answer.status_code == status
    assert answer.json()["field"] in ("track_id", "kind")


NAMED = [
    ("GET", "/context"),
    ("POST", "/context"),
    ("DELETE", "/context"),
    ("GET", "/top"),
    ("GET", "/marks"),
    ("POST", "/marks"),
    ("DELETE", f"/marks/pin/{NOBODY}"),
    ("POST", "/events"),
    ("GET", "/events"),
    ("DELETE", "/events"),
]


@pytest.mark.parametrize("session", ["", "\0", "x\0", "x" * 101, "\x7f"], ids=ascii)
@pytest.mark.parametrize(("method", "path"), NAMED)
def test_every_door_refuses_a_senseless_session(rig: Rig, method: str, path: str, session: str):
    refuse_session(rig, method, path, session)


def refuse_session(rig: Rig, method: str, path: str, session: str) -> None:
    body: dict[str, Any] | None = {} if method == "POST" else None
    if path == "/marks" and body is not None:
        body = {"track_id": rig.ids["House"][0], "kind": "pin"}
    if path == "/events" and body is not None:
        shown = top(rig, n=1)
        body = {
            "events": [
                {
                    "type": "recommendation.view",
                    "request_id": shown["request_id"],
                    "track_id": ids_of(shown)[0],
                }
            ]
        }
    answer = rig.api.request(method, PATH + path, params={"session": session}, json=body)
    check_refused(answer, "session")


def test_an_empty_session_deletes_nothing_of_others(rig: Rig):
    say(rig, bpm=99)
    assert rig.api.delete(f"{PATH}/events", params={"session": ""}).status_code == 422
    assert rig.get("/recommendations/context")["bpm"] == 99


def check_refused(answer: Any, field: str | None) -> None:
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == answer.status_code
    assert problem["detail"].endswith(".")
    if field == "top_k":
        assert problem["field"] in ("n", "top_k")
    elif field is not None:
        assert problem["field"] is not None
        assert problem["field"].startswith(field), problem


# ------------------------------------------------------------------------ settings


@pytest.mark.parametrize("prefix", ["", "MENURA_"])
def test_both_names_of_the_settings_are_heard(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, prefix: str
):
    monkeypatch.setenv(f"{prefix}RECS_USE_CLAP", "false")
    monkeypatch.setenv(f"{prefix}RECS_RECOMMENDATION_MODE", "ab")
    settings = load_settings(data_dir=tmp_path)
    assert settings.recs_use_clap is False
    assert settings.recs_recommendation_mode == "ab"


def test_without_clap_the_next_ears_compare_and_an_experiment_is_sticky(tmp_path: Path):
    given = {"recs_use_clap": False, "recs_recommendation_mode": "ab", "recs_weight_tempo": 0.5}
    with studio(tmp_path, **given) as rig:
        mark(rig, rig.ids["House"][0], "accept")
        found = top(rig, n=50, mode="fusion")
        assert {item["source"] for item in found["items"]} == {"dsp"}
        shown = rig.get("/recommendations/settings")
        assert (shown["mode"], shown["use_clap"]) == ("ab", False)
        assert shown["spaces"] == ["musicnn", "dsp"]
        assert shown["weights"]["tempo"] == found["weights"]["tempo"] == 0.5
        say(rig, bpm=124)
        assert top(rig, n=1)["items"][0]["score_components"]["tempo"] == 0.5
        policies = {
            name: {top(rig, session=name, n=1)["policy"] for _ in range(2)}
            for name in (f"session {number}" for number in range(12))
        }
        assert all(len(found) == 1 for found in policies.values())
        assert set().union(*policies.values()) == {"fusion", "rules"}


# ------------------------------------------------------------------------ both databases


@pytest.fixture(params=BOTH_DATABASES)
def anywhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    for database in new_database(request, request.param, tmp_path):
        with studio(tmp_path, **address(database)) as rig:
            yield rig


def address(database: Database) -> dict[str, Any]:
    return {} if database.url is None else {"database_url": database.url}


def test_both_databases_suggest_and_refuse_the_same(anywhere: Rig):
    rig = anywhere
    for style in ("House", "Dubstep"):
        mark(rig, rig.ids[style][0], "accept")
    say(rig, bpm=125.125, prompt="日本 🎛", mood_tags=["sad"])
    found = top(rig, n=20)
    assert {item["source"] for item in found["items"]} == {"clap"}
    assert set(ids_of(found)) <= places_of(rig, "House")
    fit = item_of(found, ids_of(found)[0])["stretch_ratio"]
    assert fit == pytest.approx(1.0, abs=0.02)
    first = rig.ids["House"][1]
    mark(rig, first, "dismiss", reason="naïve \N{PILE OF POO}", expires_in_s=3600)
    assert first not in ids_of(top(rig, n=100))
    for method, path in NAMED:
        refuse_session(rig, method, path, "a\0b")
    headers = {"Content-Type": "application/json"}
    nul_bodies: Sequence[tuple[str, str, str | None]] = [
        *[("/context", body, field) for body, field in BAD_BODIES if "\\u" in body],
        *[
            ("/marks", json.dumps({"track_id": first} | body), field)
            for body, field in BAD_MARKS
            if "\\u" in json.dumps(body)
        ],
    ]
    assert len(nul_bodies) > 10
    for path, body, field in nul_bodies:
        check_refused(rig.api.post(PATH + path, content=body, headers=headers), field)
