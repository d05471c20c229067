"""The studio as a program uses it: the blueprint's routes, real workers, real audio."""

import io
import json
import os
import shutil
import time
import uuid
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from fastapi.testclient import TestClient

from menura.api import create_app
from menura.bootstrap import Menura, build
from menura.catalogue import (
    FoundFile,
    HeardFile,
    Library,
    TrackKind,
    TrackMetadata,
    TrackQuery,
    offered_files,
)
from menura.config import load_settings
from menura.jobs import JobContext
from menura.kernel.ids import new_id
from menura.store import ArtifactsUnavailableError, LocalArtifacts
from menura.studio import ProductionState, to_record
from menura.studio.planning import plan_track
from menura.studio.prompt.parser import parse_prompt
from menura.studio.wav_file import write_wav
from menura.worker import LocalWorkers
from menura.worker.studio import find_in_library, tidy_studio
from tests.acceptance.test_api import problem_of

V1 = "/api/v1"
PROMPT = "four-on-the-floor house beat, F minor, 124 bpm, 12 seconds"
PATIENCE_S = 240


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Menura, TestClient]]:
    """A Menura whose workers work."""
    home = tmp_path_factory.mktemp("studio") / "data"
    application = build(load_settings(data_dir=home, worker_linger_s=60.0))
    workers = LocalWorkers(application, 1)
    workers.start()
    client = TestClient(
        create_app(application), base_url="http://localhost", raise_server_exceptions=False
    )
    with client:
        yield application, client
    workers.stop()
    application.stop()


@pytest.fixture(scope="module")
def api_at_work(studio: tuple[Menura, TestClient]) -> TestClient:
    return studio[1]


def wait(api: TestClient, job_id: str) -> dict[str, Any]:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        job: dict[str, Any] = api.get(f"{V1}/jobs/{job_id}").json()
        if job["status"] in ("completed", "failed"):
            return job
        time.sleep(0.3)
    raise AssertionError("the job did not end")


@pytest.fixture(scope="module")
def made(api_at_work: TestClient) -> dict[str, Any]:
    """A finished production's job."""
    accepted = api_at_work.post(f"{V1}/jobs", data={"prompt": PROMPT, "seed": "7"})
    assert accepted.status_code == 202
    job = wait(api_at_work, accepted.json()["job_id"])
    assert job["status"] == "completed", job["error"]
    return job


def reference_wav(seconds: float = 12.0, level: float = 0.3) -> bytes:
    """Return a beat with a bass and a chord, as a WAV file."""
    rate = 48_000
    t = np.arange(round(seconds * rate)) / rate
    beat = t % 0.5
    kick = np.sin(2 * np.pi * 55 * beat) * np.exp(-beat / 0.12)
    chord = sum(np.sin(2 * np.pi * f * t) for f in (220.0, 261.63, 329.63)) / 3
    hiss = np.random.default_rng(1).standard_normal(t.size) * np.exp(-(t % 0.25) / 0.03)
    mono = level * (0.8 * kick + 0.3 * chord + 0.1 * hiss)
    file = io.BytesIO()
    write_wav(file, np.stack([mono, mono]).astype(np.float32))
    return file.getvalue()


# ------------------------------------------------------------------ the blueprint


def test_a_request_is_accepted_with_an_id_and_a_place_to_ask(api: TestClient):
    answer = api.post(f"{V1}/jobs", data={"prompt": PROMPT})
    assert answer.status_code == 202
    body = answer.json()
    assert set(body) == {"job_id", "status_url"}
    assert str(uuid.UUID(body["job_id"])) == body["job_id"]
    assert body["status_url"] == f"http://localhost{V1}/jobs/{body['job_id']}"
    job = api.get(body["status_url"]).json()
    assert (job["job_id"], job["status"], job["progress"]) == (body["job_id"], "queued", 0)


@pytest.mark.slow
def test_a_finished_job_has_the_results_of_the_blueprint(
    api_at_work: TestClient, made: dict[str, Any]
):
    assert made["status"] == "completed"
    assert made["progress"] == 100
    results = made["results"]
    assert results["mixed_track_url"].startswith("http")
    assert {"drums", "bass"} <= {stem["instrument"] for stem in results["stems"]}
    for url in [results["mixed_track_url"], *(stem["url"] for stem in results["stems"])]:
        answer = api_at_work.get(url, headers={"Range": "bytes=0-11"})
        assert answer.status_code == 206
        assert answer.content[:4] == b"RIFF"
        assert answer.headers["content-type"] == "audio/wav"


def test_an_unknown_job_is_not_found(api: TestClient):
    for job_id in (str(uuid.uuid4()), "nonsense"):
        assert problem_of(api.get(f"{V1}/jobs/{job_id}"))[0] == 404


# ------------------------------------------------------------------ what was made


@pytest.mark.slow
def test_a_production_tells_how_it_was_made_and_what_was_checked(
    api_at_work: TestClient, made: dict[str, Any]
):
    detail = api_at_work.get(f"{V1}/studio/productions/{made['job_id']}").json()
    assert detail["state"] == "finished"
    assert (detail["genre"], detail["bpm"], detail["key"], detail["mode"]) == (
        ("house", 124.0, "F", "minor")
    )
    assert detail["seed"] == 7
    assert detail["qa_passed"] is True
    checks = {check["name"]: check for check in detail["qa"]["checks"]}
    assert {"tempo", "key", "loudness", "true_peak"} <= set(checks)
    assert detail["sections"][0]["start_s"] == 0
    names = {artifact["name"] for artifact in detail["artifacts"]}
    assert {"mix.wav", "track.mid", "project.dawproject", "request.json", "qa.json"} <= names
    listed = api_at_work.get(f"{V1}/studio/productions").json()
    assert made["job_id"] in [one["id"] for one in listed["items"]]


@pytest.mark.slow
def test_peaks_and_notes_can_be_drawn(api_at_work: TestClient, made: dict[str, Any]):
    base = f"{V1}/studio/productions/{made['job_id']}"
    peaks = api_at_work.get(f"{base}/peaks").json()["files"]
    assert "mix.wav" in peaks
    assert "stems/bass.wav" in peaks
    assert all(low <= high for low, high in peaks["mix.wav"])
    notes = api_at_work.get(f"{base}/notes").json()
    assert notes["bpm"] == 124.0
    roles = {role["role"]: role["notes"] for role in notes["roles"]}
    assert len(roles["drums"]) > 10
    assert len(roles["bass"]) > 2


@pytest.mark.slow
def test_all_files_come_as_one_archive(api_at_work: TestClient, made: dict[str, Any]):
    answer = api_at_work.get(f"{V1}/studio/productions/{made['job_id']}/pack.zip")
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        assert "stems/drums.wav" in archive.namelist()
        told = json.loads(archive.read("request.json"))
    assert told["seed"] == 7
    assert told["structured_prompt"]["genre"] == "house"
    assert told["plan"]["seeds"]
    assert all(decision["reason"] for decision in told["decisions"])


@pytest.mark.slow
def test_what_was_made_becomes_tracks_that_are_heard_like_others(
    api_at_work: TestClient, made: dict[str, Any]
):
    deadline = time.monotonic() + PATIENCE_S
    wanted = 1 + len(made["results"]["stems"])
    while time.monotonic() < deadline:
        found = api_at_work.get(f"{V1}/tracks", params={"limit": 100, "state": "analysed"}).json()
        mine = [track for track in found["items"] if track["location"].startswith(made["job_id"])]
        if len(mine) == wanted:
            break
        time.sleep(0.5)
    kinds = sorted(track["kind"] for track in mine)
    assert kinds == ["mix"] + ["stem"] * (wanted - 1)
    mix = next(track for track in mine if track["kind"] == "mix")
    assert mix["features"]["tempo_bpm"] == pytest.approx(124, abs=2)
    assert "house" in mix["title"].lower()


@pytest.mark.slow
def test_a_change_makes_a_child_and_keeps_the_parent(api_at_work: TestClient, made: dict[str, Any]):
    base = f"{V1}/studio/productions/{made['job_id']}"
    answer = api_at_work.post(f"{base}/changes", json={"kind": "stem", "role": "bass"})
    assert answer.status_code == 202
    job = wait(api_at_work, answer.json()["job_id"])
    assert job["status"] == "completed", job["error"]
    child = api_at_work.get(f"{V1}/studio/productions/{job['job_id']}").json()
    assert child["parent_id"] == made["job_id"]
    assert "bass" in child["change"]
    parent = api_at_work.get(base).json()
    assert [one["id"] for one in parent["children"]] == [child["id"]]
    old = {r["role"]: r["notes"] for r in api_at_work.get(f"{base}/notes").json()["roles"]}
    new = {
        r["role"]: r["notes"]
        for r in api_at_work.get(f"{V1}/studio/productions/{child['id']}/notes").json()["roles"]
    }
    assert new["bass"] != old["bass"]
    assert new["drums"] == old["drums"]
    removed = api_at_work.delete(f"{V1}/studio/productions/{child['id']}")
    assert removed.status_code == 204
    gone = api_at_work.get(f"{V1}/studio/productions/{child['id']}")
    assert problem_of(gone) == (404, "production_not_found")
    mix = api_at_work.get(f"{V1}/studio/productions/{child['id']}/files/mix.wav")
    assert problem_of(mix) == (404, "artifact_not_found")


@pytest.mark.slow
def test_a_reference_steers_and_can_be_compared(api_at_work: TestClient):
    answer = api_at_work.post(
        f"{V1}/jobs",
        data={"prompt": "a techno loop, 10 seconds"},
        files={"reference_track": ("my song.wav", reference_wav(), "audio/wav")},
    )
    job = wait(api_at_work, answer.json()["job_id"])
    detail = api_at_work.get(f"{V1}/studio/productions/{job['job_id']}").json()
    assert detail["reference"]["name"] == "my song.wav"
    assert detail["reference"]["bpm"] == pytest.approx(120, abs=1)
    assert detail["bpm"] == pytest.approx(120, abs=1)
    own, theirs = detail["loudness_lufs"], detail["reference"]["loudness_lufs"]
    assert detail["reference"]["gain_db"] == pytest.approx(own - theirs)
    sound = api_at_work.get(detail["reference"]["url"])
    assert sound.content == reference_wav()


@pytest.mark.slow
def test_a_running_production_is_cancelled_at_once(api_at_work: TestClient):
    accepted = api_at_work.post(f"{V1}/jobs", data={"prompt": "techno, 5 minutes"}).json()
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        job = api_at_work.get(f"{V1}/jobs/{accepted['job_id']}").json()
        if job["stage"].startswith("play"):
            break
        time.sleep(0.1)
    api_at_work.post(f"{V1}/jobs/{accepted['job_id']}/cancel")
    job = wait(api_at_work, accepted["job_id"])
    assert job["status"] == "failed"
    assert job["error"]["code"] == "cancelled"
    production = api_at_work.get(f"{V1}/studio/productions/{accepted['job_id']}").json()
    assert production["state"] == "failed"
    assert production["artifacts"] == []


# ------------------------------------------------------------------ words


def test_a_sentence_is_read_into_fields_and_a_plan(api: TestClient):
    body = {"prompt": "sad piano ballad in Bb minor, 72 bpm, no drums", "overrides": {"bpm": 70}}
    read = api.post(f"{V1}/studio/parse", json=body).json()
    assert (read["prompt"]["key"], read["prompt"]["mode"], read["prompt"]["bpm"]) == (
        ("Bb", "minor", 72.0)
    )
    assert "piano" in read["prompt"]["instruments"]
    assert "drums" in read["prompt"]["excluded"]
    assert read["plan"]["bpm"] == 70.0


def test_genres_and_options_can_be_asked_for(api: TestClient):
    genres = api.get(f"{V1}/studio/genres").json()["items"]
    assert len(genres) >= 24
    assert all(genre["title"] and genre["description"] and genre["stems"] for genre in genres)
    options = api.get(f"{V1}/studio/options").json()
    assert "streaming" in options["profiles"]
    assert options["generators"] == ["builtin"]


# ------------------------------------------------------------------ bad input


STATUS_OF = {
    "genre_unknown": 404,
    "track_not_found": 404,
    "generator_not_found": 404,
    "generator_not_configured": 503,
}


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, "prompt_empty"),
        ({"prompt": "   "}, "prompt_empty"),
        ({"prompt": "two cups of flour, one egg, bake for an hour"}, "prompt_not_music"),
        ({"prompt": "x" * 5000}, "prompt_too_long"),
        ({"prompt": "house, 45 minutes"}, "duration_refused"),
        ({"prompt": "house", "duration_s": "1"}, "duration_refused"),
        ({"prompt": "house", "duration_s": "long"}, "invalid_input"),
        ({"prompt": "house", "profile": "loudest"}, "override_refused"),
        ({"prompt": "house", "overrides": "[1]"}, "override_refused"),
        ({"prompt": "house", "overrides": '{"bpm": -1}'}, "override_refused"),
        ({"prompt": "house", "overrides": '{"tempo": 120}'}, "override_refused"),
        ({"prompt": "house", "overrides": '{"genre": "polka"}'}, "genre_unknown"),
        ({"prompt": "house", "seed": "-1"}, "invalid_input"),
        ({"prompt": "house", "generator": "suno"}, "generator_not_found"),
        ({"prompt": "house", "generator": "musicgen"}, "generator_not_configured"),
        ({"prompt": "house", "reference_track_id": str(uuid.UUID(int=1))}, "track_not_found"),
    ],
)
def test_a_request_that_cannot_be_made_is_refused_with_a_sentence(
    api: TestClient, fields: dict[str, str], code: str
):
    status, told = problem_of(api.post(f"{V1}/jobs", data=fields))
    assert told == code
    assert status == STATUS_OF.get(code, 400)
    assert api.get(f"{V1}/studio/productions").json()["total"] == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.wav", b"", "audio_empty"),
        ("a.mp3", b"this is no sound " * 500, "audio_"),
        ("a.wav", reference_wav(level=0.0), "reference_silent"),
        ("a.exe", b"MZ" + b"\0" * 3000, "audio_"),
    ],
)
def test_a_reference_that_is_none_fails_the_job_with_the_reason(
    api_at_work: TestClient, name: str, content: bytes, code: str
):
    accepted = api_at_work.post(
        f"{V1}/jobs",
        data={"prompt": "house, 8 seconds"},
        files={"reference_track": (name, content, "audio/wav")},
    )
    assert accepted.status_code == 202
    job = wait(api_at_work, accepted.json()["job_id"])
    assert job["status"] == "failed"
    assert job["error"]["code"].startswith(code)
    assert job["error"]["message"].endswith((".", "`"))


@pytest.mark.slow
def test_a_truncated_reference_is_used_as_far_as_it_goes(api_at_work: TestClient):
    cut = reference_wav(20.0)[: 48_000 * 6 * 12]
    accepted = api_at_work.post(
        f"{V1}/jobs",
        data={"prompt": "house, 8 seconds"},
        files={"reference_track": ("cut.wav", cut, "audio/wav")},
    )
    job = wait(api_at_work, accepted.json()["job_id"])
    assert job["status"] == "completed" or job["error"]["code"] == "quality_failed"


def test_a_reference_beyond_the_limit_is_refused(tmp_path: Path):
    application = build(load_settings(data_dir=tmp_path / "data", reference_mb=1))
    with TestClient(create_app(application), base_url="http://localhost") as api:
        answer = api.post(
            f"{V1}/jobs",
            data={"prompt": "house"},
            files={"reference_track": ("a.wav", b"\0" * (2 << 20), "audio/wav")},
        )
        assert problem_of(answer) == (400, "reference_too_large")
        assert not list((tmp_path / "data").rglob("reference*.wav"))
    application.stop()


@pytest.mark.parametrize(
    ("change", "status"),
    [({"kind": "stem"}, 404), ({"kind": "colour"}, 422), ({}, 422)],
)
def test_a_change_of_nothing_is_refused(api: TestClient, change: dict[str, str], status: int):
    path = f"{V1}/studio/productions/{uuid.UUID(int=3)}/changes"
    assert problem_of(api.post(path, json=change))[0] == status


@pytest.mark.slow
@pytest.mark.parametrize(
    "change",
    [
        {"kind": "stem", "role": "brass"},
        {"kind": "stem"},
        {"kind": "section", "section": 99},
        {"kind": "key"},
        {"kind": "tempo"},
    ],
)
def test_a_change_that_names_what_is_not_there_is_refused(
    api_at_work: TestClient, made: dict[str, Any], change: dict[str, Any]
):
    path = f"{V1}/studio/productions/{made['job_id']}/changes"
    assert problem_of(api_at_work.post(path, json=change)) == (422, "change_refused")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["nothing.wav", "../../menura.sqlite", "stems/", "%2e%2e/x"])
def test_a_file_that_is_not_there_is_not_found(
    api_at_work: TestClient, made: dict[str, Any], name: str
):
    answer = api_at_work.get(f"{V1}/studio/productions/{made['job_id']}/files/{name}")
    assert answer.status_code == 404


@pytest.mark.slow
def test_a_contradiction_is_settled_and_told(api_at_work: TestClient):
    prompt = "house in C minor and in E major, 8 seconds"
    accepted = api_at_work.post(f"{V1}/jobs", data={"prompt": prompt}).json()
    job = wait(api_at_work, accepted["job_id"])
    detail = api_at_work.get(f"{V1}/studio/productions/{job['job_id']}").json()
    told = [one for one in detail["decisions"] if one["field"] == "key" and one["rejected"]]
    assert told, detail["decisions"]
    assert (detail["key"], detail["mode"]) == ("C", "minor")


def test_a_production_cancelled_while_it_waits_is_told_as_failed(api: TestClient):
    job_id = api.post(f"{V1}/jobs", data={"prompt": PROMPT}).json()["job_id"]
    assert api.get(f"{V1}/studio/productions/{job_id}").json()["state"] == "queued"
    busy = api.delete(f"{V1}/studio/productions/{job_id}")
    assert problem_of(busy) == (409, "production_busy")
    api.post(f"{V1}/jobs/{job_id}/cancel")
    production = api.get(f"{V1}/studio/productions/{job_id}").json()
    assert (production["state"], production["error_code"]) == ("failed", "cancelled")
    assert api.get(f"{V1}/studio/productions").json()["items"][0]["state"] == "failed"
    assert api.delete(f"{V1}/studio/productions/{job_id}").status_code == 204


@pytest.mark.slow
def test_an_artist_of_the_own_library_is_the_reference(
    tmp_path_factory: pytest.TempPathFactory, scanned: Path
):
    home = tmp_path_factory.mktemp("library") / "data"
    shutil.copytree(scanned, home)
    application = build(load_settings(data_dir=home))
    workers = LocalWorkers(application, 1)
    workers.start()
    try:
        with TestClient(create_app(application), base_url="http://localhost") as api:
            prompt = "10 seconds of electronic music in the style of The House Trio"
            accepted = api.post(f"{V1}/jobs", data={"prompt": prompt}).json()
            job = wait(api, accepted["job_id"])
            assert job["status"] == "completed" or job["error"]["code"] == "quality_failed"
            detail = api.get(f"{V1}/studio/productions/{accepted['job_id']}").json()
            assert detail["reference"]["name"].startswith("The House Trio")
            assert api.get(detail["reference"]["url"]).status_code == 200
    finally:
        workers.stop()
        application.stop()


def test_what_cut_short_productions_left_behind_is_tidied_away(menura: Menura, api: TestClient):
    job_id = api.post(f"{V1}/jobs", data={"prompt": PROMPT}).json()["job_id"]
    wanted, orphan = menura.work_folder(job_id), menura.work_folder(str(uuid.UUID(int=5)))
    for folder in (wanted, orphan):
        folder.mkdir(parents=True)
        os.utime(folder, (0, 0))
    assert tidy_studio(menura) == 1
    assert wanted.is_dir()
    assert not orphan.exists()


class BrokenStore(LocalArtifacts):
    """Files that cannot be removed now."""

    def remove(self, production_id: str) -> None:
        raise ArtifactsUnavailableError(str(self.root), "it does not answer.")


def test_a_removal_that_fails_half_way_can_be_done_again(menura: Menura, api: TestClient):
    job_id = api.post(f"{V1}/jobs", data={"prompt": PROMPT}).json()["job_id"]
    api.post(f"{V1}/jobs/{job_id}/cancel")
    menura.__dict__["artifacts"] = BrokenStore(menura.studio_folder)
    failed = api.delete(f"{V1}/studio/productions/{job_id}")
    assert problem_of(failed) == (503, "artifacts_unavailable")
    del menura.__dict__["artifacts"]
    assert api.delete(f"{V1}/studio/productions/{job_id}").status_code == 204


def test_a_parent_is_not_removed_while_a_child_is_made_from_it(menura: Menura, api: TestClient):
    job_id = api.post(f"{V1}/jobs", data={"prompt": PROMPT}).json()["job_id"]
    api.post(f"{V1}/jobs/{job_id}/cancel")
    plan = plan_track(parse_prompt(PROMPT), None, {}, 1).plan
    summary = {"plan": to_record(plan), "stems": ["bass"], "sections": [{}], "decisions": []}
    with menura.store.unit() as unit:
        unit.productions.update(job_id, state=ProductionState.FINISHED, summary=summary)
    base = f"{V1}/studio/productions/{job_id}"
    bad = api.post(f"{base}/changes", json={"kind": "tempo", "bpm": 9999})
    assert problem_of(bad) == (422, "override_refused")
    bad = api.post(f"{base}/changes", json={"kind": "key", "key": "H#xyz"})
    assert problem_of(bad) == (422, "override_refused")
    child = api.post(f"{base}/changes", json={"kind": "stem", "role": "bass"}).json()["job_id"]
    assert problem_of(api.delete(base)) == (409, "production_busy")
    api.post(f"{V1}/jobs/{child}/cancel")
    assert api.delete(base).status_code == 204


def test_what_is_made_inside_a_music_folder_is_heard_once_and_as_made_here(tmp_path: Path):
    music = tmp_path / "music"
    application = build(load_settings(data_dir=music / "menura"))
    with application.rooms() as rooms:
        folder = rooms.library.add_folder(str(music))
    application.hear_studio()
    with application.rooms(read_only=True) as rooms:
        kinds = sorted(source.kind.value for source in rooms.library.sources())
    assert kinds == ["folder", "studio"]
    inside = FoundFile("menura/studio/productions/x/mix.wav", 1, 1)
    beside = FoundFile("album/song.wav", 1, 1)
    assert list(offered_files(folder, [inside, beside])) == [beside]
    application.stop()


def test_what_was_made_here_is_never_taken_for_the_artist_it_was_asked_to_follow(menura: Menura):
    menura.studio_folder.mkdir(parents=True)
    with menura.store.unit() as unit:
        source = Library(unit.sources, unit.tracks, unit.playlists, menura.clock).add_studio(
            str(menura.studio_folder)
        )
        found = FoundFile("1/mix.wav", 1, 1, TrackKind.MIX)
        unit.tracks.upsert_found(source.id, new_id(), [found], menura.clock.now())
        track = unit.tracks.list(TrackQuery()).items[0]
        heard = HeardFile(TrackMetadata(title="house like Skrillex", artists=("Menura",)), 9.0, "a")
        unit.tracks.record_heard(track.id, heard, menura.clock.now())
    lines: list[str] = []
    context = SimpleNamespace(log=lambda line, level="info": lines.append(line))
    with ExitStack() as fetched:
        job = cast("JobContext", context)
        assert find_in_library(menura, job, ("Skrillex",), fetched=fetched) is None
    assert "not in the library" in lines[0]


@pytest.mark.parametrize(
    "overrides", ['{"bpm": 1' + "0" * 400 + "}", "[" * 100_000, '{"\\ud800": 1}', '{"bpm": NaN}']
)
def test_odd_json_is_refused_and_never_a_fault(api: TestClient, overrides: str):
    answer = api.post(f"{V1}/jobs", data={"prompt": "house", "overrides": overrides})
    assert problem_of(answer) == (400, "override_refused")


def test_a_file_and_a_track_cannot_both_be_the_reference(api: TestClient):
    answer = api.post(
        f"{V1}/jobs",
        data={"prompt": "house", "reference_track_id": str(uuid.UUID(int=1))},
        files={"reference_track": ("a.wav", b"RIFF", "audio/wav")},
    )
    assert problem_of(answer) == (400, "override_refused")


def test_control_characters_in_a_prompt_are_blanks(api: TestClient):
    api.post(f"{V1}/jobs", data={"prompt": "house\0 beat\x1b[2J"})
    kept = api.get(f"{V1}/studio/productions").json()["items"][0]
    assert kept["prompt"].isprintable()


def test_a_very_long_file_name_is_not_found(api: TestClient):
    job_id = api.post(f"{V1}/jobs", data={"prompt": PROMPT}).json()["job_id"]
    answer = api.get(f"{V1}/studio/productions/{job_id}/files/{'x' * 5000}")
    assert problem_of(answer) == (404, "artifact_not_found")
