"""Sessions as people and programs use them: real workers, the built-in providers, real files."""

import os
import shutil
import signal
import threading
import time
import uuid
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from menura.api import create_app
from menura.bootstrap import Menura, build
from menura.config import load_settings
from menura.worker import LocalWorkers
from tests.acceptance.test_api import problem_of

V1 = "/api/v1"
PATIENCE_S = 240.0


def body(**changes: Any) -> dict[str, Any]:
    params = {"energy": 0.5, "density": 0.5, "duration_sec": 1.0}
    return {"brief": "dusty house with warm keys", "num_clips": 3, "params": params} | changes


@dataclass
class Lab:
    """A Menura whose workers work."""

    application: Menura
    api: TestClient

    def wait(self, job_id: str) -> dict[str, Any]:
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            job: dict[str, Any] = self.api.get(f"{V1}/jobs/{job_id}").json()
            if job["status"] in ("completed", "failed"):
                return job
            time.sleep(0.1)
        raise AssertionError("the job did not end")

    def make(self, path: str, wanted: dict[str, Any]) -> dict[str, Any]:
        """Start a batch, wait for it, and return it as the API tells it."""
        started = self.api.post(f"{V1}/sessions{path}", json=wanted)
        assert started.status_code == 202, started.text
        told = started.json()
        assert told["job_id"] == told["batch_id"]
        job = self.wait(told["job_id"])
        assert job["status"] == "completed", job["error"]
        batch: dict[str, Any] = self.api.get(
            f"{V1}/sessions/{told['session_id']}/batches/{told['batch_id']}"
        ).json()
        return batch | {"session_id": told["session_id"], "job": job}

    def files(self) -> set[str]:
        root = self.application.media.root
        found = root.rglob("*") if root.is_dir() else ()
        return {path.relative_to(root).as_posix() for path in found if path.is_file()}

    def workers(self) -> list[int]:
        """Return the process ids of the workers on this data folder."""
        mine = f"MENURA_DATA_DIR={self.application.settings.data_dir}".encode()
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                words = (folder / "cmdline").read_bytes().split(b"\0")
                environment = (folder / "environ").read_bytes().split(b"\0")
            except OSError:
                continue
            if mine in environment and b"worker" in words:
                found.append(int(folder.name))
        return found


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    home = tmp_path_factory.mktemp("sessions") / "data"
    application = build(load_settings(data_dir=home, worker_linger_s=60.0))
    workers = LocalWorkers(application, 1)
    workers.start()
    client = TestClient(
        create_app(application), base_url="http://localhost", raise_server_exceptions=False
    )
    with client:
        yield Lab(application, client)
    workers.stop()
    application.stop()


@pytest.fixture(scope="module")
def made(lab: Lab) -> dict[str, Any]:
    return lab.make("", body(seed=11))


def clips_of(batch: dict[str, Any]) -> list[dict[str, Any]]:
    return [clip for cluster in batch["clusters"] for clip in cluster["clips"]]


def test_a_request_waits_for_real_clips(lab: Lab):
    answer = lab.api.post("/sessions", json=body(num_clips=2))
    assert answer.status_code == 200, answer.text
    tracks = [t for c in answer.json()["batch"]["clusters"] for t in c["tracks"]]
    assert len(tracks) == 2
    for track in tracks:
        path = lab.application.media.root / track["audio_url"].removeprefix("/media/")
        with wave.open(str(path)) as sound:
            assert (sound.getframerate(), sound.getnchannels()) == (48_000, 2)
            assert sound.getnframes() == 48_000
            assert any(sound.readframes(48_000))
    cluster = answer.json()["batch"]["clusters"][0]["id"]
    path = f"/sessions/{answer.json()['session_id']}/clusters/{cluster}/more"
    more = lab.api.post(path, json={"num_clips": 1})
    assert more.status_code == 200, more.text


def test_a_batch_made_as_a_job_tells_everything(lab: Lab, made: dict[str, Any]):
    assert (made["kind"], made["num_requested"], made["num_generated"]) == ("initial", 3, 3)
    assert made["job"]["progress"] == 100
    told = {clip["id"] for clip in made["job"]["results"]["clips"]}
    clips = clips_of(made)
    assert {clip["id"] for clip in clips} == told
    assert len({clip["seed"] for clip in clips}) == 3
    for clip in clips:
        assert clip["provider"] == "builtin"
        assert clip["genre"]
        assert clip["instruments"]
        assert clip["wanted_bpm"] > 40
        assert len(clip["features"]["peaks"]) > 10
        assert -30 < clip["features"]["loudness_lufs"] < -5
        assert clip["features"]["tempo_check"]["reason"]
    for cluster in made["clusters"]:
        assert cluster["label"].isascii()
        assert 1 <= len(cluster["label"].split()) <= 3
    assert made["session_id"] in {
        line["id"] for line in lab.api.get(f"{V1}/sessions").json()["items"]
    }


def test_the_same_seed_makes_the_same_clips(lab: Lab, made: dict[str, Any]):
    again = lab.make("", body(seed=11))
    base, other = (f"{V1}/sessions/{one['session_id']}" for one in (made, again))

    def hashes(path: str, batch: dict[str, Any]) -> set[str]:
        return {
            lab.api.get(f"{path}/clips/{clip['id']}/manifest").json()["sha256"]
            for clip in clips_of(batch)
        }

    assert hashes(base, made) == hashes(other, again)


def test_a_clip_is_rendered_again_bit_for_bit_also_when_its_file_is_gone(
    lab: Lab, made: dict[str, Any]
):
    clip = clips_of(made)[0]
    path = f"{V1}/sessions/{made['session_id']}/clips/{clip['id']}/render"
    kept = lab.api.get(clip["audio_url"]).content
    first = lab.wait(lab.api.post(path).json()["job_id"])["results"]
    assert (first["identical"], first["restored"]) == (True, False)
    file = lab.application.media.path(uuid.UUID(made["session_id"]), uuid.UUID(clip["id"]))
    file.unlink()
    assert problem_of(lab.api.get(clip["audio_url"]))[0] == 404
    again = lab.wait(lab.api.post(path).json()["job_id"])["results"]
    assert (again["identical"], again["restored"]) == (True, True)
    assert lab.api.get(clip["audio_url"]).content == kept
    file.write_bytes(kept[:-1] + b"x")  # changed by somebody else
    again = lab.wait(lab.api.post(path).json()["job_id"])["results"]
    assert again["restored"]
    assert lab.api.get(clip["audio_url"]).content == kept
    manifest = lab.api.get(path.replace("/render", "/manifest")).json()
    assert manifest["reproducible"] is True


def test_more_less_and_between_are_jobs(lab: Lab, made: dict[str, Any]):
    base = f"/{made['session_id']}"
    first = made["clusters"][0]
    for steer in ("more", "less"):
        batch = lab.make(f"{base}/clusters/{first['id']}/{steer}", {"num_clips": 1, "seed": 5})
        assert (batch["kind"], batch["parent_cluster_ids"]) == (steer, [first["id"]])
        assert len(clips_of(batch)) == 1
    again = lab.make(f"{base}/batches", {"num_clips": 1})
    assert again["kind"] == "again"
    pair = [first["id"], again["clusters"][0]["id"]]
    between = lab.make(f"{base}/between", {"num_clips": 1, "cluster_ids": pair})
    assert (between["kind"], between["parent_cluster_ids"]) == ("between", pair)


def test_a_clip_is_a_track_of_the_library_with_the_same_id(lab: Lab, made: dict[str, Any]):
    clip = clips_of(made)[1]
    deadline = time.monotonic() + PATIENCE_S
    track: dict[str, Any] = {}
    while time.monotonic() < deadline and track.get("state") != "analysed":
        track = lab.api.get(f"{V1}/tracks/{clip['id']}").json()
        time.sleep(0.2)
    assert (track["kind"], track["state"]) == ("clip", "analysed")
    similar = lab.api.get(f"{V1}/tracks/{clip['id']}/similar")
    assert similar.status_code == 200
    assert similar.json()["items"]


def test_deleting_a_clip_takes_it_out_of_the_library(lab: Lab):
    batch = lab.make("", body(num_clips=2))
    clip, left = (one["id"] for one in clips_of(batch))
    deadline = time.monotonic() + PATIENCE_S
    while lab.api.get(f"{V1}/tracks/{clip}").status_code == 404 and time.monotonic() < deadline:
        time.sleep(0.1)
    base = f"{V1}/sessions/{batch['session_id']}"
    assert lab.api.delete(f"{base}/clips/{clip}").status_code == 204
    assert lab.api.get(f"{V1}/tracks/{clip}").status_code == 404
    assert lab.api.get(f"/media/{batch['session_id']}/{left}.wav").status_code == 200
    assert lab.api.delete(base).status_code == 204
    assert not {name for name in lab.files() if name.startswith(batch["session_id"])}


def test_a_cancelled_batch_leaves_nothing_and_its_session_says_so(lab: Lab):
    before = lab.files()
    params = {"energy": 0.5, "density": 0.5, "duration_sec": 30.0}
    started = lab.api.post(f"{V1}/sessions", json=body(num_clips=6, params=params)).json()
    lab.api.post(f"{V1}/jobs/{started['job_id']}/cancel")
    job = lab.wait(started["job_id"])
    assert job["cancelled"]
    session = lab.api.get(f"{V1}/sessions/{started['session_id']}").json()
    assert (session["batches"], session["making"]) == ([], [])
    assert session["error"]["code"] == "cancelled"
    assert lab.files() - before == set()
    retried = lab.make(f"/{started['session_id']}/batches", {"num_clips": 1})
    assert retried["kind"] == "initial"


def test_a_session_cannot_be_deleted_while_a_batch_is_made(lab: Lab):
    params = {"energy": 0.5, "density": 0.5, "duration_sec": 20.0}
    started = lab.api.post(f"{V1}/sessions", json=body(num_clips=6, params=params)).json()
    path = f"{V1}/sessions/{started['session_id']}"
    assert problem_of(lab.api.delete(path)) == (409, "session_busy")
    assert lab.api.get(path).json()["making"][0]["job_id"] == started["job_id"]
    lab.api.post(f"{V1}/jobs/{started['job_id']}/cancel")
    lab.wait(started["job_id"])
    assert lab.api.delete(path).status_code == 204


def test_two_sessions_at_once_do_not_mix(lab: Lab):
    answers: list[Any] = []

    def ask(brief: str) -> None:
        answers.append(lab.api.post("/sessions", json=body(brief=brief, num_clips=2)))

    threads = [threading.Thread(target=ask, args=(brief,)) for brief in ("techno", "folk")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert [one.status_code for one in answers] == [200, 200]
    one, other = (answer.json() for answer in answers)
    assert one["session_id"] != other["session_id"]
    for session in (one, other):
        for cluster in session["batch"]["clusters"]:
            for track in cluster["tracks"]:
                assert track["audio_url"].startswith(f"/media/{session['session_id']}/")
                assert lab.api.get(track["audio_url"]).status_code == 200


@pytest.mark.slow
def test_a_batch_whose_worker_is_killed_is_made_once_and_whole(lab: Lab):
    params = {"energy": 0.5, "density": 0.5, "duration_sec": 8.0}
    started = lab.api.post(f"{V1}/sessions", json=body(num_clips=6, params=params)).json()
    work = lab.application.media.root / "tmp" / started["batch_id"]
    deadline = time.monotonic() + PATIENCE_S
    while not list(work.glob("*.wav")) and time.monotonic() < deadline:
        time.sleep(0.02)
    for pid in lab.workers():
        os.kill(pid, signal.SIGKILL)
    session = lab.api.get(f"{V1}/sessions/{started['session_id']}").json()
    assert session["batches"] == []
    assert not (lab.application.media.root / started["session_id"]).exists()
    lab.application.sweep_media()  # as a start would: work that goes on is left alone
    assert list(work.glob("*.wav"))
    job = lab.wait(started["job_id"])
    assert job["status"] == "completed", job["error"]
    session = lab.api.get(f"{V1}/sessions/{started['session_id']}").json()
    assert [batch["num_generated"] for batch in session["batches"]] == [6]
    kept = {name for name in lab.files() if name.startswith(started["session_id"])}
    assert len(kept) == 6
    assert not work.exists()


def test_leftovers_are_swept_and_clips_are_not(lab: Lab, made: dict[str, Any]):
    media = lab.application.media
    before = lab.files()
    batch, session = uuid.uuid4(), uuid.UUID(made["session_id"])
    work = media.work_folder(batch)
    for name in ("moved.wav", "half.wav"):
        (work / name).write_bytes(b"its job is gone")
    media.keep(batch, session, {uuid.uuid4(): work / "moved.wav"})
    assert lab.application.sweep_media() == 1
    assert lab.files() == before


def test_a_new_database_loses_no_clip(lab: Lab, made: dict[str, Any], tmp_path: Path):
    """As after one was damaged, or another was set up for the same folder."""
    home = tmp_path / "data"
    shutil.copytree(lab.application.media.root, home / "media")
    other = build(load_settings(data_dir=home))
    assert other.sweep_media() == 0
    clip = clips_of(made)[0]
    assert other.media.path(uuid.UUID(made["session_id"]), uuid.UUID(clip["id"])).is_file()
    other.stop()


def test_sessions_survive_a_restart(lab: Lab, made: dict[str, Any]):
    lab.api.patch(f"{V1}/sessions/{made['session_id']}", json={"name": "kept"})
    again = build(load_settings(data_dir=lab.application.settings.data_dir))
    with again.rooms(read_only=True) as rooms:
        session_id = uuid.UUID(made["session_id"])
        session = rooms.sessions.get(session_id)
        assert rooms.sessions.details(session_id).name == "kept"
        assert len(rooms.sessions.clips(session_id)) >= 3
        cluster = session.batches[0].clusters[0]
        assert rooms.sessions.centroids(session)[cluster.id].shape == (256,)
    again.stop()
