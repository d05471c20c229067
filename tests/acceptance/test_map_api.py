"""The music map over HTTP: small, exact, and still where it was."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from tests.acceptance.discover_rig import PER_STYLE, STYLES, V1, Rig, filled
from tests.acceptance.test_discover_api import refused
from tests.factories import NOBODY

ALL = PER_STYLE * len(STYLES)


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    with filled(tmp_path_factory.mktemp("map")) as rig:
        yield rig


@pytest.fixture(scope="module")
def built(rig: Rig) -> dict[str, Any]:
    early = rig.get("/map")
    assert (early["state"], early["version"], early["waiting"]) == ("none", None, ALL)
    assert refused(rig.api.get(f"{V1}/map/points"))["code"] == "map_not_ready"
    assert refused(rig.api.get(f"{V1}/map/x/points"))["code"] == "map_not_ready"
    jobs = [rig.post("/map/build", {"method": "pca"}) for _ in range(2)]
    assert jobs[0]["job_id"] == jobs[1]["job_id"] == rig.get("/map")["job_id"]
    assert rig.done(jobs[0]) == {"space": "dsp", "method": "pca", "tracks": ALL}
    manifest: dict[str, Any] = rig.get("/map")
    return manifest


def read(rig: Rig, manifest: dict[str, Any]) -> dict[str, np.ndarray]:
    """Read the binary as a page does: by the manifest alone."""
    data = rig.api.get(f"{V1}/map/{manifest['version']}/points").content
    assert len(data) == manifest["bytes_per_track"] * manifest["count"]
    columns = {}
    for column in manifest["columns"]:
        count = manifest["count"] * column["components"]
        values = np.frombuffer(data, f"<{column['dtype']}", count, column["offset"])
        columns[column["name"]] = values.reshape(manifest["count"], column["components"])
    x0, y0, x1, y1 = manifest["bounds"]
    low, high = np.array([x0, y0]), np.array([x1, y1])
    columns["place"] = low + columns.pop("position") / 65_535 * (high - low)
    return columns


def ids_by_row(rig: Rig, manifest: dict[str, Any]) -> list[str]:
    body = {"rows": list(range(manifest["count"]))}
    ids: list[str] = rig.post(f"/map/{manifest['version']}/ids", body)["track_ids"]
    return ids


def test_ten_bytes_tell_what_is_known_of_a_track(rig: Rig, built: dict[str, Any]):
    assert (built["bytes_per_track"], built["count"], built["laid_out"]) == (10, ALL, ALL)
    assert (built["waiting"], built["job_id"], built["method"]) == (0, None, "pca")
    columns = read(rig, built)
    for row, track_id in enumerate(ids_by_row(rig, built)):
        style = rig.style_of(track_id)
        mood, tempo_bpm, _, _ = STYLES[style]
        assert built["genres"][columns["genre"][row, 0]] == style
        assert built["moods"][columns["mood"][row, 0]] == mood
        assert 0 <= columns["tempo"][row, 0] - tempo_bpm < 5
        assert built["sources"][columns["source"][row, 0]]["name"] == "Music"
        assert columns["cluster"][row, 0] == 255
    tonics = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"]
    style = rig.style_of(ids_by_row(rig, built)[0])
    assert tonics[columns["key"][0, 0]] == STYLES[style][2]


def test_styles_lie_apart(rig: Rig, built: dict[str, Any]):
    rig.done(rig.post("/map/build", {"method": "pacmap", "anew": True}))
    manifest = rig.get("/map")
    assert manifest["layout_id"] != built["layout_id"]
    assert manifest["method"] == "pacmap"
    columns, ids = read(rig, manifest), ids_by_row(rig, manifest)
    styles = np.array([rig.style_of(one) for one in ids])
    far = np.linalg.norm(columns["place"][:, None] - columns["place"][None], axis=2)
    np.fill_diagonal(far, np.inf)
    assert np.mean(styles[far.argmin(axis=1)] == styles) > 0.95


def test_the_binary_is_sent_once(rig: Rig, built: dict[str, Any]):
    version = rig.get("/map")["version"]
    first = rig.api.get(f"{V1}/map/{version}/points")
    assert first.headers["content-type"] == "application/octet-stream"
    assert "immutable" in first.headers["cache-control"]
    seen = {"if-none-match": first.headers["etag"]}
    again = rig.api.get(f"{V1}/map/{version}/points", headers=seen)
    assert (again.status_code, again.content) == (304, b"")
    other = rig.api.get(f"{V1}/map/{version}/points", headers={"if-none-match": '"other"'})
    assert other.content == first.content


@pytest.mark.parametrize(("percent", "count"), [(25, 30), (50, 60), (75, 90), (100, 120)])
def test_a_part_of_the_map_is_spread_over_it_and_the_same_each_time(
    rig: Rig, built: dict[str, Any], percent: int, count: int
):
    part = rig.get("/map/points", percent=percent)
    assert (part["count"], len(part["items"])) == (count, count)
    assert part == rig.get("/map/points", percent=percent)
    ids = ids_by_row(rig, rig.get("/map"))
    rows = [ids.index(item["track_id"]) for item in part["items"]]
    assert rows == sorted(set(rows))
    assert rows[0] == 0
    assert rows[-1] == ALL - 1
    place = read(rig, rig.get("/map"))["place"]
    told = [(item["x"], item["y"]) for item in part["items"]]
    np.testing.assert_allclose(told, place[rows], atol=1e-4)
    assert all(item["genre"] == rig.style_of(item["track_id"]) for item in part["items"])


def test_rows_ids_and_tracks_belong_together(rig: Rig, built: dict[str, Any]):
    version = rig.get("/map")["version"]
    ids = ids_by_row(rig, rig.get("/map"))
    wanted = [ids[7], NOBODY, ids[3], "nonsense"]
    rows = rig.post(f"/map/{version}/rows", {"track_ids": wanted})["rows"]
    assert rows == [7, None, 3, None]
    odd = {"rows": [7, -1, 3, ALL, 10**12]}
    assert rig.post(f"/map/{version}/ids", odd)["track_ids"] == [ids[7], None, ids[3], None, None]
    tracks = rig.post(f"/map/{version}/tracks", odd)["items"]
    assert [one["id"] for one in tracks] == [ids[7], ids[3]]


def test_new_music_is_placed_and_nothing_moves(rig: Rig, built: dict[str, Any]):
    before = rig.get("/map")
    places = dict(zip(ids_by_row(rig, before), read(rig, before)["place"], strict=True))
    added = rig.add_music("Metal", 3)
    assert rig.get("/map")["waiting"] == 3
    seen = rig.get("/map/points", percent=100)["items"]
    assert not set(added) & {item["track_id"] for item in seen}
    assert rig.done(rig.post("/map/build", {}))["placed"] == 3
    after = rig.get("/map")
    assert (after["layout_id"], after["count"]) == (before["layout_id"], ALL + 3)
    assert (after["laid_out"], after["waiting"]) == (ALL, 0)
    assert after["version"] != before["version"]
    columns, ids = read(rig, after), ids_by_row(rig, after)
    assert ids[-3:] == added
    for row, track_id in enumerate(ids[:-3]):
        np.testing.assert_allclose(columns["place"][row], places[track_id], atol=1e-4)
    metal = [row for row, one in enumerate(ids[:-3]) if rig.style_of(one) == "Metal"]
    for row in range(ALL, ALL + 3):
        far = np.linalg.norm(columns["place"][:-3] - columns["place"][row], axis=1)
        assert far.argmin() in metal
    assert ids_by_row(rig, before) == ids[:-3]  # who still holds the former one is answered
    gone = rig.api.get(f"{V1}/map/{'0' * 16}/points")
    assert refused(gone, "version")["code"] == "map_version_gone"
    body = {"rows": [0]}
    for path in ("ids", "tracks"):
        refused(rig.api.post(f"{V1}/map/{'0' * 16}/{path}", json=body), "version")
    refused(rig.api.post(f"{V1}/map/{'0' * 16}/rows", json={"track_ids": []}), "version")
    assert rig.done(rig.post("/map/build", {}))["placed"] == 0
    assert rig.get("/map") == after


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/map?space=nowhere", None),
        ("GET", "/map/points?percent=0", None),
        ("GET", "/map/points?percent=101", None),
        ("GET", "/map/points?percent=NaN", None),
        ("GET", "/map/points?space=clap", None),
        ("POST", "/map/x/ids", {"rows": [0] * 10_001}),
        ("POST", "/map/x/rows", {"track_ids": [NOBODY] * 10_001}),
        ("POST", "/map/x/ids", {"rows": [1.5]}),
        ("POST", "/map/build", {"method": "tsne"}),
        ("POST", "/map/build", {"seed": -1}),
        ("POST", "/map/build", {"space": "clap"}),
        ("GET", f"/map/{'x' * 65}/points", None),
    ],
)
def test_what_is_no_map_is_refused(
    rig: Rig, built: dict[str, Any], method: str, path: str, body: Any
):
    refused(rig.api.request(method, V1 + path, json=body))
