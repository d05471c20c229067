"""Automatic playlists over HTTP: found by jobs, kept in versions, never lost."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.acceptance.discover_rig import PER_STYLE, STYLES, V1, Rig, filled
from tests.acceptance.test_discover_api import refused
from tests.factories import NOBODY

SMALL = {
    "iterations": 20,
    "clusters_from": 4,
    "clusters_to": 8,
    "min_songs": 5,
    "playlists": len(STYLES),
    "per_artist": 0,
    "seed": 3,
}


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    with filled(tmp_path_factory.mktemp("clusters")) as rig:
        yield rig


@pytest.fixture(scope="module")
def first(rig: Rig) -> dict[str, Any]:
    job = rig.post("/clusters", SMALL | {"name": "First"})
    assert rig.done(job)["run_id"] == job["job_id"]
    run: dict[str, Any] = rig.get(f"/clusters/{job['job_id']}")
    return run


def playlist_of(rig: Rig, run: dict[str, Any], position: int) -> list[str]:
    detail = rig.get(f"/clusters/{run['id']}/playlists/{position}")
    assert detail["track_count"] == len(detail["tracks"])
    return [track["id"] for track in detail["tracks"]]


def test_each_style_is_found_as_a_playlist(rig: Rig, first: dict[str, Any]):
    assert (first["iterations"], first["track_count"]) == (20, PER_STYLE * len(STYLES))
    assert first["options"]["seed"] == 3
    found = set()
    for one in first["playlists"]:
        (style,) = {rig.style_of(each) for each in playlist_of(rig, first, one["position"])}
        mood = STYLES[style][0]
        assert one["name"].startswith(f"{style}_{mood.capitalize()}_")
        assert {style.casefold(), mood} <= {name.casefold() for name in one["profile"]}
        assert abs(one["tempo_bpm"] - STYLES[style][1]) < 5
        found.add(style)
    assert found == set(STYLES)


def test_the_same_seed_finds_the_same_playlists(rig: Rig, first: dict[str, Any]):
    again = rig.done(rig.post("/clusters", SMALL))
    run = rig.get(f"/clusters/{again['run_id']}")
    assert run["score"] == first["score"]
    same = rig.get(f"/clusters/{first['id']}/compare/{run['id']}")
    assert (same["similarity"], same["agreement"], same["unmatched"]) == (1.0, 1.0, [])
    assert [(m["gained"], m["lost"]) for m in same["matches"]] == [(0, 0)] * len(STYLES)
    rig.delete(f"/clusters/{run['id']}")
    refused(rig.api.get(f"{V1}/clusters/{run['id']}"), "run_id")


def test_what_people_changed_is_put_back_only_when_they_ask(rig: Rig, first: dict[str, Any]):
    mine = rig.playlist("Mine", rig.ids["Folk"][:3])
    saved = rig.post(f"/clusters/{first['id']}/save", {})["playlist_ids"]
    assert sorted(map(int, saved)) == list(range(len(STYLES)))
    told = rig.get("/clusters/First")["playlists"]
    assert {str(one["position"]): one["saved_as"] for one in told} == saved

    edited = saved["0"]
    version = rig.get(f"/playlists/{edited}")["version"]
    items = [{"track_id": rig.ids["Jazz"][0]}]
    rig.put(f"/playlists/{edited}/items", {"version": version, "items": items})
    rig.done(rig.post("/clusters", SMALL | {"seed": 4}))
    assert rig.playlist_ids(edited) == [rig.ids["Jazz"][0]]

    rig.delete(f"/playlists/{saved['1']}")
    back = rig.post(f"/clusters/{first['id']}/save", {"positions": [1, 0, 0]})["playlist_ids"]
    assert set(back) == {"0", "1"}
    assert back["0"] == edited
    told = rig.get("/clusters/First")["playlists"]
    assert {str(one["position"]): one["saved_as"] for one in told} == saved | back
    assert rig.playlist_ids(edited) == playlist_of(rig, first, 0)
    assert rig.playlist_ids(back["1"]) == playlist_of(rig, first, 1)
    assert rig.playlist_ids(mine["id"]) == rig.ids["Folk"][:3]


def test_the_map_is_coloured_by_the_pinned_version(rig: Rig, first: dict[str, Any]):
    rig.done(rig.post("/map/build", {"method": "pca"}))
    rig.patch(f"/clusters/{first['id']}", {"pinned": True})
    names = [one["name"] for one in first["playlists"]]
    assert rig.get("/map")["clusters"] == names
    version = rig.get("/map")["version"]
    newer = rig.done(rig.post("/clusters", SMALL | {"playlists": 2}))
    assert rig.get("/map")["version"] == version
    rig.patch(f"/clusters/{first['id']}", {"pinned": False})
    assert len(rig.get("/map")["clusters"]) == 2
    rig.delete(f"/clusters/{newer['run_id']}")


def test_a_pinned_version_stays_and_a_forgotten_one_leaves_its_playlists(
    rig: Rig, first: dict[str, Any]
):
    job = rig.done(rig.post("/clusters", SMALL))
    path = f"/clusters/{job['run_id']}"
    pinned = rig.patch(path, {"pinned": True, "name": " Keep   me "})
    assert (pinned["pinned"], pinned["name"]) == (True, "Keep me")
    refused(rig.api.delete(f"{V1}/clusters/Keep me"), "run_id")
    saved = rig.post(path + "/save", {"positions": [2]})["playlist_ids"]["2"]
    tracks = rig.playlist_ids(saved)
    assert rig.patch(path, {"pinned": False})["name"] == "Keep me"
    rig.delete(path)
    assert job["run_id"] not in [one["id"] for one in rig.get("/clusters")["items"]]
    assert rig.playlist_ids(saved) == tracks


def test_new_music_joins_the_playlists_it_fits(rig: Rig, first: dict[str, Any]):
    before = [playlist_of(rig, first, i) for i in range(len(STYLES))]
    added = rig.add_music("Ambient", 4)
    done = rig.done(rig.post("/clusters/First/refresh"))
    assert (done["considered"], done["added"]) == (4, 4)
    renewed = rig.get(f"/clusters/{done['run_id']}")
    assert (renewed["parent_id"], renewed["pinned"]) == (first["id"], False)
    assert rig.get("/clusters/latest")["id"] == renewed["id"]
    after = [playlist_of(rig, renewed, i) for i in range(len(STYLES))]
    for one, other in zip(before, after, strict=True):
        is_ambient = rig.style_of(one[0]) == "Ambient"
        assert set(other) - set(one) == (set(added) if is_ambient else set())
        assert set(one) <= set(other)
    assert [playlist_of(rig, first, i) for i in range(len(STYLES))] == before
    compared = rig.get(f"/clusters/{first['id']}/compare/latest")
    assert sum(match["gained"] for match in compared["matches"]) == 4
    assert sum(match["lost"] for match in compared["matches"]) == 0
    assert 0.9 < compared["similarity"] < 1


def test_a_search_of_a_part_stays_in_it(rig: Rig):
    asked = SMALL | {"filter": {"genres": ["Jazz", "Dub"]}, "clusters_from": 2, "clusters_to": 3}
    done = rig.done(rig.post("/clusters", asked))
    run = rig.get(f"/clusters/{done['run_id']}")
    assert run["track_count"] == 2 * PER_STYLE
    for one in run["playlists"]:
        styles = {rig.style_of(each) for each in playlist_of(rig, run, one["position"])}
        assert styles <= {"Jazz", "Dub"}


def test_another_wish_is_not_taken_for_the_search_that_runs(rig: Rig):
    running = rig.post("/clusters", SMALL | {"iterations": 10})
    assert rig.post("/clusters", SMALL | {"iterations": 10})["job_id"] == running["job_id"]
    other = rig.api.post(f"{V1}/clusters", json=SMALL | {"iterations": 11, "name": "Other"})
    assert other.is_client_error or other.json()["job_id"] != running["job_id"]
    rig.done(running)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"clusters_from": 500, "clusters_to": 600}, "clusters_from"),
        ({"clusters_from": 9, "clusters_to": 3}, "clusters_from"),
        ({"clusters_to": 10**9}, "clusters_to"),
        ({"iterations": 0}, "iterations"),
        ({"iterations": 10_001}, "iterations"),
        ({"algorithm": "guess"}, "algorithm"),
        ({"algorithm": "dbscan", "min_samples_from": 500, "min_samples_to": 600}, "min_samples"),
        ({"algorithm": "dbscan", "eps_from": 3, "eps_to": 1}, "eps_from"),
        ({"weights": {"diversity": 0, "purity": 0}}, "weights"),
        ({"weights": {"diversity": -1}}, "weights.diversity"),
        ({"max_songs": 3, "min_songs": 9}, "max_songs"),
        ({"min_songs": 1000, "max_songs": 0}, "min_songs"),
        ({"name": ""}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"space": "nowhere"}, "space"),
        ({"filter": {"folder": "Nowhere"}}, None),
        ({"filter": {"keys": ["X"]}}, "keys"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_search_that_makes_no_sense_is_refused_before_it_begins(
    rig: Rig, change: dict[str, Any], field: str | None
):
    problem = refused(rig.api.post(f"{V1}/clusters", json=SMALL | change))
    assert (problem["field"] or "").startswith(field or ""), problem
    if "folder" in change.get("filter", {}):
        assert "filter" in problem["detail"]


@pytest.mark.parametrize("name", ["nobody", NOBODY, "0" * 36, "%00"])
def test_a_version_that_does_not_exist_cannot_be_used(rig: Rig, name: str):
    for method, path, body in (
        ("GET", "", None),
        ("PATCH", "", {"pinned": True}),
        ("DELETE", "", None),
        ("GET", "/playlists/0", None),
        ("GET", "/compare/latest", None),
        ("POST", "/save", {}),
        ("POST", "/refresh", None),
    ):
        answer = rig.api.request(method, f"{V1}/clusters/{name}{path}", json=body)
        assert refused(answer, "run_id")["status"] == 404


def test_the_word_for_the_newest_version_is_nobodys_name(rig: Rig, first: dict[str, Any]):
    refused(rig.api.patch(f"{V1}/clusters/{first['id']}", json={"name": "latest"}), "name")
    refused(rig.api.post(f"{V1}/clusters", json=SMALL | {"name": "latest"}), "name")


def test_a_position_that_does_not_exist_is_refused(rig: Rig, first: dict[str, Any]):
    for position in (-1, len(STYLES), 10**20):
        path = f"{V1}/clusters/{first['id']}"
        refused(rig.api.get(f"{path}/playlists/{position}"), "position")
        refused(rig.api.post(f"{path}/save", json={"positions": [0, position]}), "position")
