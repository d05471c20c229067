"""The API as a program uses it: real routes over a real store, and real audio."""

import json
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from menura.api import create_app
from menura.bootstrap import Menura, build
from menura.config import load_settings
from menura.worker import LocalWorkers

V1 = "/api/v1"


def first_track(api: TestClient, words: str = "waltz 1") -> dict[str, Any]:
    found: dict[str, Any] = api.get(f"{V1}/tracks", params={"q": words}).json()["items"][0]
    return found


def problem_of(response: Any) -> tuple[int, str]:
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["detail"].endswith((".", "`"))
    assert body["type"] == f"urn:menura:problem:{body['code']}"
    assert body["request_id"] == response.headers["x-request-id"]
    return response.status_code, body["code"]


# ------------------------------------------------------------------ tracks


def test_tracks_are_paged_without_gaps_or_repeats(full_api: TestClient):
    seen = []
    for offset in range(0, 20, 3):
        page = full_api.get(f"{V1}/tracks", params={"offset": offset, "limit": 3}).json()
        assert page["total"] == 16
        seen += [track["id"] for track in page["items"]]
    assert len(seen) == len(set(seen)) == 16


def test_search_finds_by_words_in_any_order(full_api: TestClient):
    assert first_track(full_api, "trio HOUSE")["artist"] == "The House Trio"
    assert full_api.get(f"{V1}/tracks", params={"q": "xylophone"}).json()["total"] == 0


def test_a_track_says_what_was_measured(full_api: TestClient, library):
    for rendered in library:
        words = f"{rendered.title} {rendered.artist}"
        track = full_api.get(f"{V1}/tracks", params={"q": words}).json()["items"][0]
        assert track["state"] == "analysed"
        assert track["duration_s"] == pytest.approx(8.0, abs=0.1)
        features = track["features"]
        assert len(features["spectrum_db"]) == 31
        assert features["loudness_lufs"] < 0
        assert features["true_peak_dbtp"] <= 1
    assert full_api.get(f"{V1}/tracks/{track['id']}").json() == track


def test_audio_is_sent_whole_and_in_ranges(full_api: TestClient, music: Path):
    track = first_track(full_api)
    url = f"{V1}/tracks/{track['id']}/audio"
    whole = full_api.get(url)
    file = (music / track["location"]).read_bytes()
    assert whole.content == file
    assert whole.headers["content-type"] == "audio/flac"
    assert whole.headers["accept-ranges"] == "bytes"
    head = full_api.head(url)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(file))
    part = full_api.get(url, headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, file[100:200])
    tail = full_api.get(url, headers={"Range": "bytes=-50"})
    assert (tail.status_code, tail.content) == (206, file[-50:])
    beyond = full_api.get(url, headers={"Range": f"bytes={len(file) + 1}-"})
    assert beyond.status_code == 416


@pytest.mark.parametrize("points", [10, 157, 4000])
def test_waveform_has_the_points_asked_for_and_stays_in_range(full_api: TestClient, points: int):
    track = first_track(full_api)
    url = f"{V1}/tracks/{track['id']}/waveform"
    waveform = full_api.get(url, params={"points": points}).json()
    assert waveform["points"] == len(waveform["low"]) == len(waveform["high"]) <= points
    assert all(
        -127 <= low <= high <= 127
        for low, high in zip(waveform["low"], waveform["high"], strict=True)
    )
    assert max(waveform["high"]) > 10


# ------------------------------------------------------------------ similar


def others_of_a_kind(api: TestClient, seed: dict[str, Any]) -> int:
    """Return how many other tracks are whole music, or what the seed is."""
    kinds = {"song", "mix", "clip", seed["kind"]}
    items = api.get(f"{V1}/tracks", params={"limit": 100}).json()["items"]
    return sum(item["kind"] in kinds for item in items) - 1


def test_similar_is_ordered_explained_and_without_the_seed(full_api: TestClient):
    seed = first_track(full_api, "house 1")
    result = full_api.get(f"{V1}/tracks/{seed['id']}/similar", params={"n": 15}).json()
    distances = [item["distance"] for item in result["items"]]
    assert len(distances) == others_of_a_kind(full_api, seed) > 5
    assert distances == sorted(distances)
    assert seed["id"] not in [item["track"]["id"] for item in result["items"]]
    every_kind = {"kinds": ["song", "loop", "one_shot"]}  # such short ones are heard as either
    asked = {"seeds": [{"ref": seed["id"]}], "count": 1, "filter": every_kind}
    nearest = full_api.post(f"{V1}/discover/similar", json=asked).json()["items"][0]
    assert nearest["track"]["genres"] == seed["genres"]
    for item in result["items"]:
        assert item["reasons"][0]["code"] == "distance"
        assert item["similarity"] == pytest.approx(max(0, 1 - item["distance"]))


def test_similar_by_words_is_similar_by_track(full_api: TestClient):
    seed = first_track(full_api, "funk 2")
    by_id = full_api.get(f"{V1}/tracks/{seed['id']}/similar", params={"n": 3}).json()
    by_words = full_api.get(f"{V1}/similar", params={"q": "funk 2", "n": 3}).json()
    assert by_id == by_words


def test_similar_says_when_there_are_fewer_than_asked_for(full_api: TestClient):
    seed = first_track(full_api)
    result = full_api.get(f"{V1}/tracks/{seed['id']}/similar", params={"n": 100}).json()
    others = others_of_a_kind(full_api, seed)
    assert len(result["items"]) == others
    assert f"Only {others} other" in result["note"]


# ------------------------------------------------------------------ playlists


def test_a_playlist_is_saved_reordered_exported_and_removed(full_api: TestClient, music: Path):
    tracks = full_api.get(f"{V1}/tracks", params={"limit": 3}).json()["items"]
    items = [{"track_id": t["id"], "reason": f"number {n}"} for n, t in enumerate(tracks)]
    made = full_api.post(f"{V1}/playlists", json={"name": "Três Öl/Æ", "items": items})
    assert made.status_code == 201
    playlist = made.json()
    url = f"{V1}/playlists/{playlist['id']}"
    assert [i["track"]["id"] for i in playlist["items"]] == [t["id"] for t in tracks]
    assert playlist["duration_s"] == pytest.approx(24, abs=0.5)

    turned = full_api.put(f"{url}/items", json={"version": 1, "items": items[::-1]}).json()
    assert [i["reason"] for i in turned["items"]] == ["number 2", "number 1", "number 0"]
    assert turned["version"] == 2
    late = full_api.put(f"{url}/items", json={"version": 1, "items": []})
    assert problem_of(late) == (409, "playlist_changed")
    renamed = full_api.patch(url, json={"version": 2, "name": "Other"}).json()
    assert (renamed["name"], renamed["version"], len(renamed["items"])) == ("Other", 3, 3)

    export = full_api.get(f"{url}/export")
    assert "attachment" in export.headers["content-disposition"]
    paths = [line for line in export.text.splitlines() if not line.startswith("#")]
    assert paths == [str(music / t["location"]) for t in tracks[::-1]]

    assert full_api.delete(url).status_code == 204
    assert problem_of(full_api.get(url)) == (404, "playlist_not_found")


def test_a_playlist_with_an_unknown_track_is_refused_whole(full_api: TestClient):
    before = full_api.get(f"{V1}/playlists").json()["items"]
    good = first_track(full_api)["id"]
    items = [{"track_id": good}, {"track_id": "01a1fbf6-366e-7d9c-98a1-044f9ff03ab0"}]
    refused = full_api.post(f"{V1}/playlists", json={"name": "Mine", "items": items})
    assert problem_of(refused) == (404, "track_not_found")
    assert full_api.get(f"{V1}/playlists").json()["items"] == before


def test_a_source_in_playlists_is_only_removed_by_force(tmp_path: Path, scanned: Path, music: Path):
    import shutil

    shutil.copytree(scanned, tmp_path / "data")
    menura = build(load_settings(data_dir=tmp_path / "data"))
    with TestClient(create_app(menura), base_url="http://localhost") as api:
        track = first_track(api)
        api.post(f"{V1}/playlists", json={"name": "P", "items": [{"track_id": track["id"]}]})
        source = api.get(f"{V1}/sources").json()["items"][0]
        url = f"{V1}/sources/{source['id']}"
        assert problem_of(api.delete(url)) == (409, "source_in_use")
        assert api.delete(url, params={"force": True}).status_code == 204
        assert api.get(f"{V1}/status").json()["counts"]["total"] == 0
        assert api.get(f"{V1}/playlists").json()["items"][0]["track_count"] == 0
    assert len(list(music.glob("*.flac"))) == 16


# ------------------------------------------------------------------ scans and events


@pytest.mark.slow
def test_a_scan_is_followed_live_to_its_end(menura: Menura, api: TestClient, music: Path):
    workers = LocalWorkers(menura, 1)
    workers.start()
    try:
        made = api.post(f"{V1}/sources", json={"path": str(music)})
        assert made.status_code == 201
        job_id = made.json()["scan_job_id"]
        events = _events(api, until=lambda e: e["type"] == "job" and _ended(e["job"], job_id))
    finally:
        workers.stop()
    told = [e["job"] for e in events if e["type"] == "job" and e["job"]["job_id"] == job_id]
    progress = [job["progress"] for job in told]
    assert progress == sorted(progress)
    assert progress[-1] == 100
    assert told[-1]["status"] == "completed"
    assert told[-1]["results"]["heard"] == 16
    assert any(e["type"] == "library" and e["counts"]["analysed"] for e in events)
    children = api.get(f"{V1}/jobs/{job_id}").json()["children"]
    assert [child["kind"] for child in children] == ["listen"]


def test_a_waiting_scan_can_be_cancelled(api: TestClient, music: Path):
    job_id = api.post(f"{V1}/sources", json={"path": str(music)}).json()["scan_job_id"]
    stopped = api.post(f"{V1}/jobs/{job_id}/cancel").json()
    assert (stopped["status"], stopped["cancelled"]) == ("failed", True)
    assert stopped["error"]["code"] == "cancelled"
    assert api.get(f"{V1}/sources").json()["items"][0]["scan_job_id"] is None


def test_a_job_has_the_fields_of_the_blueprint(api: TestClient, music: Path):
    job_id = api.post(f"{V1}/sources", json={"path": str(music)}).json()["scan_job_id"]
    job = api.get(f"{V1}/jobs/{job_id}").json()
    told = {name: job[name] for name in ("job_id", "status", "progress", "results")}
    assert told == {"job_id": job_id, "status": "queued", "progress": 0, "results": {}}
    assert type(job["progress"]) is int
    assert not {"id", "result"} & job.keys()


def test_jobs_are_listed_by_status_and_by_whether_they_were_cancelled(
    api: TestClient, music: Path, tmp_path: Path
):
    other = tmp_path / "other"
    other.mkdir()
    waiting, stopped = (
        api.post(f"{V1}/sources", json={"path": str(path)}).json()["scan_job_id"]
        for path in (music, other)
    )
    api.post(f"{V1}/jobs/{stopped}/cancel")

    def listed(**query: Any) -> list[str]:
        page = api.get(f"{V1}/jobs", params=query).json()
        assert page["total"] == len(page["items"])
        return [job["job_id"] for job in page["items"]]

    assert listed(status="failed") == listed(cancelled=True) == [stopped]
    assert listed(status="queued") == listed(cancelled=False) == [waiting]
    assert listed(status="failed", cancelled=False) == []
    assert listed(status="queued", cancelled=True) == []
    assert listed() == [stopped, waiting]
    unknown = api.get(f"{V1}/jobs", params={"status": "succeeded"})
    assert unknown.status_code == 422


def test_two_scans_at_once_are_one_job(api: TestClient, music: Path):
    source = api.post(f"{V1}/sources", json={"path": str(music)}).json()
    again = api.post(f"{V1}/sources/{source['id']}/scan")
    assert again.status_code == 202
    assert again.json()["job_id"] == source["scan_job_id"]
    same = api.post(f"{V1}/sources", json={"path": f"{music}/../{music.name}/"}).json()
    assert same["id"] == source["id"]


def _ended(job: dict[str, Any], job_id: str) -> bool:
    return job["job_id"] == job_id and job["finished_at"] is not None


def _events(api: TestClient, until: Any) -> list[dict[str, Any]]:
    """Read the stream in a thread, as the test client waits for its end, until a condition."""
    menura: Menura = api.app.state.menura  # type: ignore[attr-defined]
    events: list[dict[str, Any]] = []

    def read() -> None:
        with api.stream("GET", f"{V1}/events") as stream:
            lines = (line for line in stream.iter_lines() if line.startswith("data: "))
            events.extend(json.loads(line.removeprefix("data: ")) for line in lines)

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    deadline = time.monotonic() + 60
    # The test client hands a stream over when it has ended, so the end is seen in the store.
    while time.monotonic() < deadline:
        with menura.rooms(read_only=True) as rooms:
            if rooms.jobs.count_unfinished() == 0:
                break
        time.sleep(0.2)
    time.sleep(1.2)
    menura.stopping.set()
    reader.join(timeout=10)
    assert any(until(event) for event in events)
    return events


# ------------------------------------------------------------------ bad input


NOWHERE = "01a1fbf6-366e-7d9c-98a1-044f9ff03ab0"


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code", "field"),
    [
        ("POST", "/sources", {"path": "/no/such/folder"}, 422, "folder_not_found", "path"),
        ("POST", "/sources", {"path": __file__}, 422, "not_a_folder", "path"),
        ("POST", "/sources", {"path": "a\x00b"}, 422, "folder_not_found", "path"),
        ("POST", "/sources", {"path": "  "}, 422, "invalid_input", "path"),
        ("POST", "/sources", {}, 422, "invalid_input", "path"),
        ("POST", "/sources", {"path": "/", "colour": "red"}, 422, "invalid_input", "colour"),
        ("POST", f"/sources/{NOWHERE}/scan", None, 404, "source_not_found", "source_id"),
        ("DELETE", "/sources/none", None, 404, "source_not_found", "source_id"),
        ("GET", "/folders?path=/no/such", None, 422, "folder_not_found", "path"),
        ("GET", "/tracks?limit=0", None, 422, "invalid_input", "limit"),
        ("GET", "/tracks?offset=-1", None, 422, "invalid_input", "offset"),
        ("GET", "/tracks?order=colour", None, 422, "invalid_input", "order"),
        ("GET", f"/tracks/{NOWHERE}", None, 404, "track_not_found", "track_id"),
        ("GET", "/tracks/none", None, 404, "track_not_found", "track_id"),
        ("GET", f"/tracks/{NOWHERE}/audio", None, 404, "track_not_found", "track_id"),
        ("GET", f"/tracks/{NOWHERE}/waveform", None, 404, "track_not_found", "track_id"),
        ("GET", f"/tracks/{NOWHERE}/similar", None, 404, "track_not_found", "track_id"),
        ("GET", "/similar?q=nothing", None, 404, "track_not_found", "track_id"),
        ("GET", "/similar", None, 422, "invalid_input", "q"),
        ("GET", "/playlists/none", None, 404, "playlist_not_found", "playlist_id"),
        ("DELETE", f"/playlists/{NOWHERE}", None, 404, "playlist_not_found", "playlist_id"),
        ("POST", "/playlists", {"name": "", "items": []}, 422, "invalid_input", "name"),
        ("POST", "/playlists", {"name": "x"}, 422, "invalid_input", "items"),
        ("GET", "/jobs/none", None, 404, "job_not_found", "job_id"),
        ("POST", f"/jobs/{NOWHERE}/cancel", None, 404, "job_not_found", "job_id"),
        ("GET", "/nowhere", None, 404, "no_such_route", None),
        ("POST", "/status", None, 405, "method_not_allowed", None),
    ],
)
def test_bad_input_is_answered_with_a_code_a_sentence_and_the_field(
    api: TestClient,
    method: str,
    path: str,
    body: dict[str, object] | None,
    status: int,
    code: str,
    field: str | None,
):
    response = api.request(method, V1 + path, json=body)
    assert problem_of(response) == (status, code)
    assert response.json()["field"] == field


def test_broken_json_is_answered_in_words(api: TestClient):
    response = api.post(
        f"{V1}/playlists", content="{", headers={"content-type": "application/json"}
    )
    assert problem_of(response) == (422, "invalid_input")


def test_a_file_that_is_gone_is_said(api: TestClient, menura: Menura, tmp_path: Path):
    from menura.catalogue import FoundFile

    (tmp_path / "music").mkdir()
    made = api.post(f"{V1}/sources", json={"path": str(tmp_path / "music"), "scan": False}).json()
    with menura.store.unit() as unit:
        files = [FoundFile("gone.mp3", 1, 1)]
        unit.tracks.upsert_found(made["id"], NOWHERE, files, menura.clock.now())
    track = api.get(f"{V1}/tracks").json()["items"][0]
    assert track["state"] == "found"
    audio = api.get(f"{V1}/tracks/{track['id']}/audio")
    assert problem_of(audio) == (404, "track_file_missing")
    similar = api.get(f"{V1}/tracks/{track['id']}/similar")
    assert problem_of(similar) == (409, "not_heard_yet")
    waveform = api.get(f"{V1}/tracks/{track['id']}/waveform")
    assert problem_of(waveform) == (404, "not_analysed")


def test_folders_that_overlap_are_refused(api: TestClient, tmp_path: Path):
    (tmp_path / "music" / "inner").mkdir(parents=True)
    api.post(f"{V1}/sources", json={"path": str(tmp_path / "music"), "scan": False})
    for path in (tmp_path / "music" / "inner", tmp_path):
        refused = api.post(f"{V1}/sources", json={"path": str(path), "scan": False})
        assert problem_of(refused) == (409, "folder_overlaps")


# ------------------------------------------------------------------ the door


@pytest.mark.parametrize(
    "host",
    [
        "evil.example/healthz?",
        "evil.example/healthz#",
        "evil.example/readyz",
        "x@localhost",
        "localhost@evil.example",
        "localhost:8000.evil.example",
        "localhost evil.example",
        "[::1].evil.example",
        "",
    ],
)
def test_a_host_that_is_more_than_a_name_opens_no_door(api: TestClient, host: str):
    assert api.get(f"{V1}/status", headers={"host": host}).status_code == 403


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:1", "[::1]:8000"])
def test_the_machine_s_own_names_are_let_in(api: TestClient, host: str):
    assert api.get(f"{V1}/status", headers={"host": host}).status_code == 200


def test_another_host_name_is_refused_without_a_password(api: TestClient):
    response = api.get(f"{V1}/status", headers={"host": "evil.example"})
    assert problem_of(response) == (403, "forbidden")


def test_changes_from_another_site_are_refused(api: TestClient):
    headers = {"sec-fetch-site": "cross-site"}
    response = api.post(f"{V1}/sources", json={"path": "/"}, headers=headers)
    assert problem_of(response) == (403, "forbidden")
    assert api.get(f"{V1}/status", headers=headers).status_code == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost:81"])
def test_changes_from_another_origin_are_refused(api: TestClient, origin: str):
    response = api.post(f"{V1}/sources", json={"path": "/"}, headers={"origin": origin})
    assert problem_of(response) == (403, "forbidden")
    own = {"origin": "http://localhost"}
    answer = api.post(f"{V1}/sources", json={"path": "/no/such"}, headers=own)
    assert problem_of(answer) == (422, "folder_not_found")


def test_made_up_methods_make_no_figures(api: TestClient):
    api.request("BREW", f"{V1}/status")
    page = api.get("/metrics").text
    assert 'method="other"' in page
    assert "BREW" not in page


def test_an_unknown_job_is_said_before_a_stream_begins(api: TestClient):
    for unknown in ("nonsense", NOWHERE):
        answer = api.get(f"{V1}/events", params={"job_id": unknown})
        assert problem_of(answer) == (404, "job_not_found")


@pytest.mark.parametrize("path", ["/%00", "/" + "a" * 400, "/assets/%00", "/a" * 3000])
def test_strange_paths_are_no_fault_of_menura(api: TestClient, path: str):
    assert api.get(path).status_code in (200, 404, 414)


@pytest.mark.parametrize("where", ["tracks", "jobs"])
def test_a_page_beyond_all_numbers_is_refused(api: TestClient, where: str):
    answer = api.get(f"{V1}/{where}", params={"offset": 10**20})
    assert problem_of(answer) == (422, "invalid_input")


def test_a_name_that_cannot_be_printed_is_refused(api: TestClient):
    answer = api.post(f"{V1}/playlists", json={"name": "a\x00b", "items": []})
    assert problem_of(answer) == (422, "playlist_name")


def test_a_locked_door_opens_for_the_password_and_the_token_only(tmp_path: Path):
    settings = load_settings(
        data_dir=tmp_path, host="0.0.0.0", token=SecretStr("token"), password=SecretStr("pässword")
    )
    menura = build(settings)
    with TestClient(create_app(menura), base_url="http://localhost") as api:
        url = f"{V1}/status"
        refused = api.get(url)
        assert problem_of(refused) == (401, "login_required")
        assert refused.headers["www-authenticate"].startswith("Basic")
        assert api.get("/docs").status_code == 401
        assert api.get("/healthz").status_code == 200
        assert api.get(url, auth=("anyone", "pässword")).status_code == 200
        assert api.get(url, auth=("anyone", "wrong")).status_code == 401
        assert api.get(url, headers={"authorization": "Basic !!!"}).status_code == 401
        assert api.get(url, headers={"authorization": "Bearer "}).status_code == 401
        assert api.get(url, headers={"host": "music.example"}).status_code == 401
        token = {"authorization": "Bearer token"}
        assert api.get(url, headers=token).status_code == 200


def test_probes_metrics_and_request_ids(full_api: TestClient):
    assert full_api.get("/healthz").json() == {"status": "ok"}
    assert full_api.get("/readyz").json() == {"status": "ready", "database": "sqlite"}
    page = full_api.get("/metrics")
    assert page.headers["content-type"].startswith("text/plain")
    assert 'menura_tracks{state="analysed"} 16.0' in page.text
    named = full_api.get("/healthz", headers={"x-request-id": "mine"})
    assert named.headers["x-request-id"] == "mine"


def test_every_page_of_the_web_app_can_be_reloaded(tmp_path: Path):
    from fastapi import FastAPI

    from menura.api.pages import install_pages

    static = tmp_path / "static"
    (static / "assets").mkdir(parents=True)
    (static / "index.html").write_text("<p>app")
    (static / "assets" / "a.js").write_text("let a")
    (static / "assets" / "a.js.gz").write_bytes(b"\x1f\x8b")
    (tmp_path / "secret").write_text("secret")
    app = FastAPI()
    install_pages(app, static)
    with TestClient(app, base_url="http://localhost") as client:
        assert client.head("/").status_code == 200
        assert client.get("/").text == client.get("/playlists/1").text == "<p>app"
        plain = client.get("/assets/a.js", headers={"accept-encoding": "identity"})
        assert plain.text == "let a"
        assert "immutable" in plain.headers["cache-control"]
        assert client.get("/assets/none.js").status_code == 404
        assert client.get("/api/v1/none").status_code == 404
        assert "secret" not in client.get("/..%2fsecret").text
