"""Playlists leave over HTTP: in order, as files, and beside the music."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest

from tests.acceptance.discover_rig import ODD_TITLES, V1, Rig, filled
from tests.acceptance.test_discover_api import refused
from tests.factories import NOBODY

XSPF = {"x": "http://xspf.org/ns/0/"}


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    with filled(tmp_path_factory.mktemp("exchange")) as rig:
        yield rig


@pytest.fixture(scope="module")
def odd(rig: Rig) -> dict[str, Any]:
    """A playlist of titles, reasons and a name that files do not like."""
    reasons = ['<&> "why"', "two\nreasons", "", "日本"]
    items = [
        {"track_id": one, "reason": reason}
        for one, reason in zip(rig.ids["Dub"][:4], reasons, strict=True)
    ]
    body = {"name": 'Ämne/"1": <x> & y?', "description": "Über\nalles", "items": items}
    made: dict[str, Any] = rig.post("/playlists", body)
    return made


def exported(rig: Rig, playlist: dict[str, Any], form: str) -> str:
    answer = rig.api.get(f"{V1}/playlists/{playlist['id']}/export", params={"format": form})
    assert answer.status_code == 200
    named = answer.headers["content-disposition"].partition("UTF-8''")[2]
    assert unquote(named) == f'Ämne-"1": <x> & y?.{form}'
    return answer.content.decode()


def test_xspf_tells_an_xml_reader_all_that_is_known(rig: Rig, odd: dict[str, Any]):
    root = ET.fromstring(exported(rig, odd, "xspf"))
    assert root.findtext("x:title", None, XSPF) == odd["name"]
    assert root.findtext("x:annotation", None, XSPF) == "Über\nalles"
    tracks = root.findall("x:trackList/x:track", XSPF)
    assert [one.findtext("x:title", None, XSPF) for one in tracks] == list(ODD_TITLES.values())
    assert [one.findtext("x:creator", None, XSPF) for one in tracks] == [
        f"Dub {letter}" for letter in "ABCD"
    ]
    assert tracks[0].findtext("x:annotation", None, XSPF) == '<&> "why"'
    for place, one in enumerate(tracks):
        address = one.findtext("x:location", "", XSPF)
        assert unquote(address) == f"file://{rig.music}/Dub/{place:02d}.flac"
        assert one.findtext("x:duration", None, XSPF) == str((200 + place) * 1000)


def test_jspf_is_the_same_in_json(rig: Rig, odd: dict[str, Any]):
    told = json.loads(exported(rig, odd, "jspf"))["playlist"]
    assert (told["title"], told["annotation"]) == (odd["name"], "Über\nalles")
    assert [one["title"] for one in told["track"]] == list(ODD_TITLES.values())
    assert told["track"][1]["annotation"] == "two\nreasons"
    assert unquote(told["track"][2]["location"][0]).endswith("/Dub/02.flac")


def test_m3u8_keeps_one_line_for_each_track(rig: Rig, odd: dict[str, Any]):
    text = exported(rig, odd, "m3u8")
    paths = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert paths == [f"{rig.music}/Dub/{place:02d}.flac" for place in range(4)]
    assert "#EXTINF:201,Dub B - Two lines" in text.splitlines()


def test_a_playlist_is_put_beside_the_music_and_follows_its_name(rig: Rig, odd: dict[str, Any]):
    sent = rig.post(f"/playlists/{odd['id']}/send", {"source_id": rig.source_id})
    assert (sent["track_count"], sent["left_out"]) == (4, 0)
    path = Path(sent["path"])
    assert path.parent.parent == rig.music
    lines = path.read_text("utf-8").splitlines()
    assert [line for line in lines if not line.startswith("#")] == [
        f"../Dub/{place:02d}.flac" for place in range(4)
    ]
    version = rig.get(f"/playlists/{odd['id']}")["version"]
    rig.patch(f"/playlists/{odd['id']}", {"version": version, "name": "Other"})
    again = Path(rig.post(f"/playlists/{odd['id']}/send", {"source_id": rig.source_id})["path"])
    assert again.name.startswith("Other")
    assert list(path.parent.iterdir()) == [again]
    version = rig.get(f"/playlists/{odd['id']}")["version"]
    rig.patch(f"/playlists/{odd['id']}", {"version": version, "name": odd["name"]})


def test_a_playlist_is_kept_in_order(rig: Rig):
    ids = [rig.ids[style][0] for style in ("Metal", "Ambient", "Jazz", "Techno")]
    items = [{"track_id": one, "reason": f"why {one}"} for one in ids]
    made = rig.post("/playlists", {"name": "To order", "items": items})
    path = f"/playlists/{made['id']}"
    ordered = rig.post(path + "/order", {"by": "tempo", "version": made["version"]})
    assert [rig.style_of(item["track"]["id"]) for item in ordered["items"]] == [
        "Ambient", "Jazz", "Techno", "Metal"
    ]  # fmt: skip
    assert all(item["reason"] == f"why {item['track']['id']}" for item in ordered["items"])
    assert rig.playlist_ids(made["id"]) == [item["track"]["id"] for item in ordered["items"]]
    late = rig.api.post(V1 + path + "/order", json={"by": "energy", "version": made["version"]})
    assert refused(late)["code"] == "playlist_changed"
    assert rig.playlist_ids(made["id"]) == [item["track"]["id"] for item in ordered["items"]]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/export?format=pls", None),
        ("POST", "/send", {"source_id": NOBODY}),
        ("POST", "/send", {"source_id": ""}),
        ("POST", "/send", {}),
        ("POST", "/order", {"by": "colour", "version": 1}),
        ("POST", "/order", {"by": "tempo"}),
        ("POST", "/order", {"by": "tempo", "version": 99}),
    ],
)
def test_what_cannot_be_sent_is_refused(
    rig: Rig, odd: dict[str, Any], method: str, path: str, body: Any
):
    refused(rig.api.request(method, f"{V1}/playlists/{odd['id']}{path}", json=body))
    gone = rig.api.request(method, f"{V1}/playlists/{NOBODY}{path}", json=body)
    refused(gone)


def test_a_source_that_takes_no_playlist_says_why(rig: Rig, odd: dict[str, Any], tmp_path: Path):
    other = rig.post("/sources", {"path": str(tmp_path), "scan": False})
    answer = rig.api.post(f"{V1}/playlists/{odd['id']}/send", json={"source_id": other["id"]})
    problem = answer.json()
    assert (problem["code"], problem["field"]) == ("cannot_keep_playlist", "source_id")
    assert "none of the tracks is from it" in problem["detail"]
    assert list(tmp_path.iterdir()) == []
    assert 400 <= answer.status_code < 500
