"""The list of tracks over HTTP and in a terminal: searched, narrowed and sorted."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.acceptance.discover_rig import PER_STYLE, STYLES, Rig, filled, keep_unheard
from tests.acceptance.terminal import Terminal

BAD_INPUT = 2


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    with filled(tmp_path_factory.mktemp("lists")) as rig:
        yield rig


def styles_of(rig: Rig, answer: dict[str, Any]) -> set[str]:
    return {rig.style_of(item["id"]) for item in answer["items"]}


@pytest.mark.parametrize(
    ("wish", "styles"),
    [
        ({"genre": "jazz"}, {"Jazz"}),
        ({"genre": ["Jazz", "Metal"]}, {"Jazz", "Metal"}),
        ({"mood": "happy"}, {"Folk"}),
        ({"mood": ["happy", "sad"]}, set()),
        ({"tempo_min_bpm": 100}, {"Techno", "Metal", "Folk"}),
        ({"tempo_min_bpm": 100, "tempo_max_bpm": 140}, {"Techno", "Folk"}),
        ({"kind": ["loop", "stem"]}, set()),
        ({"genre": "Jazz", "state": "found"}, set()),
        ({"genre": ["Jazz", "Metal"], "q": "metal"}, {"Metal"}),
    ],
)
def test_a_list_is_narrowed_by_what_was_heard(rig: Rig, wish: dict[str, Any], styles: set[str]):
    found = rig.get("/tracks", limit=500, **wish)
    assert styles_of(rig, found) == styles
    assert found["total"] == len(found["items"]) == PER_STYLE * len(styles)


def test_what_people_correct_counts_at_once(rig: Rig):
    (track_id, *_) = rig.ids["Dub"]
    query = {"genre": "Dub", "tempo_min_bpm": 200, "key": "Bm", "favourite": True, "min_rating": 80}
    assert rig.get("/tracks", **query)["total"] == 0
    rig.patch(f"/tracks/{track_id}/corrections", {"tempo_bpm": 220, "key": "B minor"})
    rig.put(f"/tracks/{track_id}/favourite", {"favourite": True})
    rig.put(f"/tracks/{track_id}/rating", {"rating": 80})
    assert [item["id"] for item in rig.get("/tracks", **query)["items"]] == [track_id]
    assert rig.get("/tracks", **query | {"min_rating": 81})["total"] == 0


def test_a_list_is_sorted_by_tempo_what_was_not_heard_last(rig: Rig):
    keep_unheard(rig)
    for descending in (False, True):
        found = rig.get("/tracks", order="tempo", limit=500, descending=descending)["items"]
        tempi = [item["features"]["tempo_bpm"] for item in found if item["features"]]
        assert len(tempi) == len(STYLES) * PER_STYLE
        assert tempi == sorted(tempi, reverse=descending)
        assert [item for item in found[: len(tempi)] if not item["features"]] == []


@pytest.mark.parametrize(
    ("wish", "field", "words"),
    [
        ({"key": "H"}, "key", "'H' is not a key"),
        ({"mood": "odd"}, "mood", "no mood 'odd'; choose from"),
        ({"tempo_min_bpm": 140, "tempo_max_bpm": 90}, "tempo_min_bpm", "between 140 and 90 BPM"),
        ({"tempo_min_bpm": "nan"}, "tempo_min_bpm", ""),
        ({"min_rating": 0}, "min_rating", ""),
        ({"kind": "opera"}, "kind", ""),
        ({"order": "size"}, "order", ""),
    ],
)
def test_what_makes_no_sense_is_said(rig: Rig, wish: dict[str, Any], field: str, words: str):
    answer = rig.api.get("/api/v1/tracks", params=wish)
    assert answer.status_code == 422
    assert field in answer.text
    assert words in answer.json()["detail"]


def test_a_terminal_narrows_and_sorts_alike(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("MENURA_DATA_DIR", str(rig.application.settings.data_dir))
    # A verb writes its log to the standard error of the moment, which is closed after the test.
    monkeypatch.setattr("menura.cli.open.configure_logs", lambda *_, **__: None)
    terminal = Terminal(capsys)
    words = ("--genre", "Metal", "--tempo-from", "167", "--source", "Music", "--order", "tempo")
    told = terminal.run("track", "list", *words, "--descending", "--json").json()
    tempi = [item["features"]["tempo_bpm"] for item in told["items"]]
    assert tempi == [169.0] * 4 + [168.0] * 4 + [167.0] * 4
    refused = terminal.run("track", "list", "--tempo-from", "140", "--tempo-to", "90", "--json")
    assert refused.code == BAD_INPUT
    assert "swap the two" in refused.err
