"""Anchors, radios, schedules and listeners: what makes playlists again and again."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from menura.jobs.schedule import queue_due
from tests.acceptance.discover_rig import V1, Rig, filled
from tests.acceptance.test_discover_api import refused
from tests.factories import MORNING, NOBODY


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    with filled(tmp_path_factory.mktemp("radios")) as rig:
        yield rig


def anchor(rig: Rig, name: str, style: str = "Folk") -> dict[str, Any]:
    body = {"name": name, "add": [{"kind": "artist", "ref": f"{style} A"}], "temperature": 0.5}
    made: dict[str, Any] = rig.post("/anchors", body)
    return made


# ------------------------------------------------------------------------ anchors


def test_an_anchor_is_kept_renamed_and_forgotten(rig: Rig):
    body = {
        "name": "  Between worlds ",
        "add": [{"kind": "mood", "ref": "happy"}, {"ref": rig.ids["Jazz"][0]}],
        "subtract": [{"kind": "artist", "ref": "Metal A"}],
    }
    made = rig.post("/anchors", body)
    assert (made["name"], made["space"]) == ("Between worlds", "dsp")
    assert made["point_count"] >= 2
    assert made["avoided_count"] >= 1
    assert [one["name"] for one in made["recipe"]["add"]] == ["happy", "Jazz No. 0"]
    assert rig.get("/anchors/between WORLDS") == rig.get(f"/anchors/{made['id']}") == made
    refused(rig.api.post(f"{V1}/anchors", json=body | {"name": "BETWEEN WORLDS"}), "name")
    renamed = rig.patch(f"/anchors/{made['id']}", {"name": "Elsewhere"})
    assert renamed == made | {"name": "Elsewhere"}
    assert made["id"] in [one["id"] for one in rig.get("/anchors")["items"]]
    rig.delete("/anchors/Elsewhere")
    refused(rig.api.get(f"{V1}/anchors/{made['id']}"), "anchor")


def test_an_anchor_stays_when_its_tracks_are_gone(rig: Rig):
    (lost,) = rig.add_music("Dub", 1, "soon gone")
    rig.post("/anchors", {"name": "Ghost", "add": [{"ref": lost}]})
    with rig.application.rooms() as rooms:
        rooms.library.forget_tracks([lost])
    rig.ids["Dub"].remove(lost)
    seeds = [{"kind": "anchor", "ref": "Ghost"}]
    found = rig.post("/discover/similar", {"seeds": seeds, "count": 5, "per_artist": None})
    assert rig.styles(found) == ["Dub"] * 5


@pytest.mark.parametrize("name", ["", "   ", "a" * 201, "two\nlines", "a\x00b"])
def test_a_name_nobody_can_read_is_refused(rig: Rig, name: str):
    body = {"name": name, "add": [{"ref": "Jazz No. 1"}]}
    refused(rig.api.post(f"{V1}/anchors", json=body), "name")


# ------------------------------------------------------------------------- radios


def test_a_radio_replaces_its_own_playlist_and_no_other(rig: Rig):
    mine = rig.playlist("Morning", rig.ids["Metal"][:3])
    near = anchor(rig, "Campfire")
    wanted = {"name": "Morning", "count": 6, "temperature": 0.1, "per_artist": None}
    radio = rig.post("/radios", {"anchor": near["id"]} | wanted)
    assert (radio["anchor_name"], radio["playlist_id"], radio["run_count"]) == ("Campfire", None, 0)

    first = rig.done(rig.post(f"/radios/{radio['id']}/run"))
    assert first["tracks"] == 6
    assert first["playlist_id"] != mine["id"]
    heard = rig.playlist_ids(first["playlist_id"])
    assert {rig.style_of(one) for one in heard} == {"Folk"}

    second = rig.done(rig.post("/radios/morning/run"))
    assert second["playlist_id"] == first["playlist_id"]
    again = rig.playlist_ids(first["playlist_id"])
    assert len(again) == 6
    assert again != heard
    assert rig.playlist_ids(mine["id"]) == rig.ids["Metal"][:3]
    assert rig.get(f"/playlists/{mine['id']}")["version"] == mine["version"]

    version = rig.get(f"/playlists/{first['playlist_id']}")["version"]
    rig.patch(f"/playlists/{first['playlist_id']}", {"version": version, "name": "My own name"})
    rig.done(rig.post(f"/radios/{radio['id']}/run"))
    assert rig.get(f"/playlists/{first['playlist_id']}")["name"] == "My own name"

    rig.delete(f"/playlists/{first['playlist_id']}")
    anew = rig.done(rig.post(f"/radios/{radio['id']}/run"))
    assert len(rig.playlist_ids(anew["playlist_id"])) == 6
    known = rig.get(f"/radios/{radio['id']}")
    assert (known["run_count"], known["playlist_id"]) == (4, anew["playlist_id"])
    assert known["last_run_at"]

    rig.delete(f"/radios/{radio['id']}")
    refused(rig.api.get(f"{V1}/radios/{radio['id']}"), "radio")
    assert len(rig.playlist_ids(anew["playlist_id"])) == 6


def test_a_radio_that_finds_nothing_leaves_its_playlist(rig: Rig):
    anchor(rig, "Narrow")
    radio = rig.post("/radios", {"anchor": "Narrow", "count": 5})
    done = rig.done(rig.post(f"/radios/{radio['id']}/run"))
    before = rig.playlist_ids(done["playlist_id"])
    rig.patch(f"/radios/{radio['id']}", {"filter": {"folder": "Nowhere"}})
    job = rig.post(f"/radios/{radio['id']}/run")
    rig.work()
    ended = rig.get(f"/jobs/{job['job_id']}")
    assert (ended["status"], ended["error"]["code"]) == ("failed", "nothing_to_search")
    assert rig.playlist_ids(done["playlist_id"]) == before
    assert rig.get(f"/radios/{radio['id']}")["run_count"] == 1
    rig.delete("/anchors/Narrow")
    refused(rig.api.get(f"{V1}/radios/{radio['id']}"), "radio")
    assert rig.playlist_ids(done["playlist_id"]) == before


def test_two_wishes_for_one_radio_are_one_job(rig: Rig):
    anchor(rig, "Twice")
    radio = rig.post("/radios", {"anchor": "Twice"})
    jobs = [rig.post(f"/radios/{radio['id']}/run")["job_id"] for _ in range(2)]
    assert jobs[0] == jobs[1]
    rig.work()
    assert rig.get(f"/radios/{radio['id']}")["run_count"] == 1


def test_a_radio_runs_by_its_own_schedule(rig: Rig):
    anchor(rig, "Daily")
    radio = rig.post("/radios", {"anchor": "Daily", "cron": "5 4 * * *", "count": 3})
    assert radio["next_at"].endswith("04:05:00Z")
    name = f"radio {radio['id']}"
    (schedule,) = [one for one in rig.get("/schedules")["items"] if one["name"] == name]
    assert (schedule["cron"], schedule["next_at"]) == ("5 4 * * *", radio["next_at"])
    with rig.application.store.unit() as unit:
        (planned,) = [one for one in unit.jobs.schedules() if one.name == name]
        unit.jobs.put_schedule(replace(planned, next_at=MORNING))
        queue_due(unit.jobs, rig.application.clock.now())
    rig.work()
    ran = rig.get(f"/radios/{radio['id']}")
    assert (ran["run_count"], ran["next_at"]) == (1, radio["next_at"])

    resting = rig.patch(f"/radios/{radio['id']}", {"enabled": False})
    assert (resting["next_at"], resting["cron"]) == (None, "5 4 * * *")
    off = rig.patch(f"/radios/{radio['id']}", {"cron": "", "count": 4, "temperature": None})
    assert (off["cron"], off["count"], off["temperature"]) == (None, 4, 1.0)
    assert name not in [one["name"] for one in rig.get("/schedules")["items"]]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"anchor": "No such"}, "anchor"),
        ({"anchor": NOBODY}, "anchor"),
        ({"anchor": "Kept", "cron": "soon"}, "cron"),
        ({"anchor": "Kept", "cron": "* * * * * *"}, "cron"),
        ({"anchor": "Kept", "cron": "61 * * * *"}, "cron"),
        ({"anchor": "Kept", "count": 0}, "count"),
        ({"anchor": "Kept", "count": 10**9}, "count"),
        ({"anchor": "Kept", "temperature": -1}, "temperature"),
        ({"anchor": "Kept", "name": "a\x00b"}, "name"),
    ],
)
def test_a_radio_that_makes_no_sense_is_not_kept(rig: Rig, body: dict[str, Any], field: str):
    if "Kept" not in [one["name"] for one in rig.get("/anchors")["items"]]:
        anchor(rig, "Kept")
    before = rig.get("/radios"), rig.get("/schedules")
    refused(rig.api.post(f"{V1}/radios", json=body), field)
    assert (rig.get("/radios"), rig.get("/schedules")) == before


# ---------------------------------------------------------------------- schedules


def test_a_fingerprint_is_put_into_one_playlist_by_a_schedule(rig: Rig):
    for one in rig.ids["Dub"][:5]:
        rig.post("/plays", {"track_id": one, "listener": "Ben"})
    options = {"listener": "Ben", "count": 8, "per_artist": None}
    body = {"work": "fingerprint", "cron": "0 6 * * mon", "options": options}
    kept = rig.put("/schedules/Ben's week", body)
    assert (kept["kind"], kept["own"], kept["enabled"]) == ("fingerprint", False, True)
    first = rig.done(rig.post("/schedules/Ben's week/run"))
    second = rig.done(rig.post("/schedules/Ben's week/run"))
    assert first == second == {"playlist_id": first["playlist_id"], "tracks": 8}
    assert {rig.style_of(one) for one in rig.playlist_ids(first["playlist_id"])} == {"Dub"}
    named = [one for one in rig.get("/playlists")["items"] if "Ben" in one["name"]]
    assert [one["id"] for one in named] == [first["playlist_id"]]

    rig.delete(f"/playlists/{first['playlist_id']}")
    assert rig.done(rig.post("/schedules/Ben's week/run")) == first
    resting = rig.patch("/schedules/Ben's week", {"enabled": False})
    assert (resting["enabled"], resting["next_at"]) == (False, None)
    assert resting["options"]["listener"] == "Ben"
    other = rig.put("/schedules/Ben's week", body | {"cron": "30 7 * * *"})
    assert other["next_at"].endswith("07:30:00Z")
    rig.delete("/schedules/Ben's week")
    refused(rig.api.post(f"{V1}/schedules/Ben's week/run"))
    assert len(rig.playlist_ids(first["playlist_id"])) == 8


@pytest.mark.parametrize(
    ("work", "options", "kind"),
    [
        ("analysis", {}, "rescan"),
        ("map", {"method": "pca"}, "music_map"),
        ("artists", {}, "artists"),
        ("clustering", {"iterations": 10, "clusters_from": 3, "clusters_to": 5}, "cluster"),
    ],
)
def test_every_kind_of_work_can_be_scheduled(
    rig: Rig, work: str, options: dict[str, Any], kind: str
):
    body = {"work": work, "cron": "0 0 1 1 *", "options": options}
    kept = rig.put(f"/schedules/{work}", body)
    assert kept["next_at"].endswith("-01-01T00:00:00Z")
    job = rig.post(f"/schedules/{work}/run")
    assert job["kind"] == kind
    if work == "analysis":  # there are no files
        rig.post(f"/jobs/{job['job_id']}/cancel")
        rig.work()
    else:
        rig.done(job)
    assert rig.get("/schedules")["items"]
    (again,) = [one for one in rig.get("/schedules")["items"] if one["name"] == work]
    assert again["last_job_id"] == job["job_id"]
    assert again["next_at"] == kept["next_at"]
    rig.delete(f"/schedules/{work}")


@pytest.mark.parametrize(
    ("name", "body", "field"),
    [
        ("x", {"work": "dancing", "cron": "0 0 * * *"}, "work"),
        ("x", {"work": "analysis", "cron": "0 0 * * * *"}, "cron"),
        ("x", {"work": "analysis", "cron": "every day"}, "cron"),
        ("x", {"work": "analysis", "cron": "0 0 31 2 *"}, "cron"),
        ("x", {"work": "analysis", "cron": "@@@@@@@@@@"}, "cron"),
        ("x", {"work": "analysis", "cron": "0 0 * * *", "options": {"a": 1}}, "options"),
        (
            "x",
            {"work": "clustering", "cron": "0 0 * * *", "options": {"iterations": 0}},
            "options.iterations",
        ),
        ("x", {"work": "fingerprint", "cron": "0 0 * * *", "options": {"count": 501}}, "options"),
        ("x", {"work": "map", "cron": "0 0 * * *", "options": {"space": "nowhere"}}, "options"),
        (
            "x",
            {"work": "fingerprint", "cron": "0 0 * * *", "options": {"listener": "a\x00b"}},
            "listener",
        ),
        ("rescan", {"work": "analysis", "cron": "0 0 * * *"}, "name"),
        ("maintenance", {"work": "analysis", "cron": "0 0 * * *"}, "name"),
        ("a" * 81, {"work": "analysis", "cron": "0 0 * * *"}, "name"),
        ("%20", {"work": "analysis", "cron": "0 0 * * *"}, "name"),
        ("a%00b", {"work": "analysis", "cron": "0 0 * * *"}, "name"),
    ],
)
def test_a_schedule_that_makes_no_sense_is_refused(
    rig: Rig, name: str, body: dict[str, Any], field: str
):
    before = rig.get("/schedules")
    refused(rig.api.put(f"{V1}/schedules/{name}", json=body), field)
    assert rig.get("/schedules") == before


@pytest.mark.parametrize("path", ["/schedules/nobody", "/radios/nobody", f"/radios/{NOBODY}"])
def test_what_does_not_exist_cannot_be_changed(rig: Rig, path: str):
    assert refused(rig.api.patch(f"{V1}{path}", json={"enabled": True}))["status"] == 404
    assert refused(rig.api.delete(f"{V1}{path}"))["status"] == 404
    assert refused(rig.api.post(f"{V1}{path}/run"))["status"] == 404


# ---------------------------------------------------------------------- listeners


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"track_id": NOBODY}, None),
        ({"track_id": "nonsense"}, None),
        ({"track_id": "Jazz", "listener": "a\x00b"}, None),
        ({"track_id": NOBODY, "listener": ""}, "listener"),
        ({"track_id": NOBODY, "at": "yesterday"}, "at"),
    ],
)
def test_a_play_that_makes_no_sense_is_refused(rig: Rig, body: dict[str, Any], field: str | None):
    refused(rig.api.post(f"{V1}/plays", json=body), field)


@pytest.mark.parametrize(
    "at",
    [
        "2026-01-01T12:00:00",
        "9999-12-31T23:59:59+00:00",
        "9999-12-31T23:59:59-05:00",
        "0001-01-01",
        "0001-01-01T00:00:00+05:00",
    ],
)
def test_a_play_of_any_time_is_counted_or_refused(rig: Rig, at: str):
    body = {"track_id": rig.ids["Jazz"][0], "listener": "Odd times", "at": at}
    answer = rig.api.post(f"{V1}/plays", json=body)
    assert answer.status_code < 500, answer.text
    items = [{"track_id": rig.ids["Jazz"][1], "play_count": 2, "last_played_at": at}]
    taken = rig.api.put(f"{V1}/listeners/Odd times", json={"items": items})
    assert taken.status_code < 500, taken.text
    rig.get("/listeners")
    found = rig.api.post(f"{V1}/discover/fingerprint", json={"listener": "Odd times"})
    assert found.status_code < 500, found.text


@pytest.mark.parametrize(
    "items",
    [
        [],
        [{"track_id": NOBODY, "play_count": 0}],
        [{"track_id": NOBODY, "play_count": 10**10}],
        [{"track_id": NOBODY, "play_count": 1}] * 10_001,
    ],
)
def test_listening_that_makes_no_sense_is_refused(rig: Rig, items: list[dict[str, Any]]):
    refused(rig.api.put(f"{V1}/listeners/Cat", json={"items": items}), "items")


def test_a_listener_taken_over_twice_is_counted_once(rig: Rig):
    items = [{"track_id": rig.ids["Jazz"][0], "play_count": 5}]
    for _ in range(2):
        assert rig.put("/listeners/Dan", {"items": items}) == {"taken": 1, "unknown": 0}
    rig.post("/plays", {"track_id": rig.ids["Jazz"][0], "listener": "Dan"})
    rig.put("/listeners/Dan", {"items": items})
    (dan,) = [one for one in rig.get("/listeners")["items"] if one["name"] == "Dan"]
    assert dan["play_count"] == 6
