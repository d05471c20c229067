"""Searches for playlists that are cancelled or cut short, with the jobs they consist of."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from menura.jobs import JobStatus
from menura.jobs.schedule import queue_due
from menura.worker import LocalWorkers
from menura.worker.clusters import run_folder, sweep_cluster_work
from tests.acceptance.discover_rig import STYLES, Rig, filled
from tests.factories import NOBODY

PATIENCE_S = 120.0
WANTED = {
    "clusters_from": 4,
    "clusters_to": 8,
    "min_songs": 5,
    "playlists": len(STYLES),
    "per_artist": 0,
    "seed": 5,
}
UNFINISHED = {JobStatus.QUEUED, JobStatus.RUNNING}


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    with filled(tmp_path_factory.mktemp("jobs"), worker_linger_s=60.0) as rig:
        yield rig


def until(holds: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def children(rig: Rig, job_id: str) -> list[Any]:
    with rig.application.rooms(read_only=True) as rooms:
        return list(rooms.jobs.children(job_id))


def succeeded(rig: Rig, job_id: str) -> list[Any]:
    return [one for one in children(rig, job_id) if one.status is JobStatus.SUCCEEDED]


def tracks_of(rig: Rig, run_id: str) -> list[list[str]]:
    run = rig.get(f"/clusters/{run_id}")
    return [
        [track["id"] for track in rig.get(f"/clusters/{run_id}/playlists/{i}")["tracks"]]
        for i in range(len(run["playlists"]))
    ]


def test_a_cancelled_search_leaves_nothing_behind(rig: Rig):
    kept = rig.done(rig.post("/clusters", WANTED | {"iterations": 10}))["run_id"]
    saved = rig.post(f"/clusters/{kept}/save", {})["playlist_ids"]
    before = rig.get("/clusters"), rig.get("/playlists")
    held = {one: rig.playlist_ids(one) for one in saved.values()}

    job_id = rig.post("/clusters", WANTED | {"iterations": 10_000})["job_id"]
    worker = threading.Thread(target=rig.work)
    worker.start()
    until(lambda: len(succeeded(rig, job_id)) >= 7, "some children to be done")
    rig.post(f"/jobs/{job_id}/cancel")
    worker.join(PATIENCE_S)
    assert not worker.is_alive()

    ended = rig.get(f"/jobs/{job_id}")
    assert ended["cancelled"]
    made = children(rig, job_id)
    assert not {one.status for one in made} & UNFINISHED
    assert JobStatus.SUCCEEDED in {one.status for one in made}
    with rig.application.rooms(read_only=True) as rooms:
        assert rooms.jobs.count_unfinished() == 0
    assert not run_folder(rig.application, job_id).exists()
    assert (rig.get("/clusters"), rig.get("/playlists")) == before
    assert {one: rig.playlist_ids(one) for one in held} == held
    assert rig.api.get(f"/api/v1/clusters/{job_id}").status_code == 404


def test_a_search_that_never_began_can_be_cancelled(rig: Rig):
    job_id = rig.post("/clusters", WANTED | {"iterations": 10_000})["job_id"]
    rig.post(f"/jobs/{job_id}/cancel")
    rig.work()
    assert rig.get(f"/jobs/{job_id}")["cancelled"]
    assert children(rig, job_id) == []
    assert not run_folder(rig.application, job_id).exists()


def test_folders_of_searches_that_are_over_are_swept(rig: Rig):
    waiting = rig.post("/clusters", WANTED | {"iterations": 10})
    for run_id in (NOBODY, waiting["job_id"]):
        folder = run_folder(rig.application, run_id)
        folder.mkdir(parents=True)
        (folder / "found-0-0.json").write_text("[]")
    assert sweep_cluster_work(rig.application) == 1
    assert not run_folder(rig.application, NOBODY).exists()
    assert run_folder(rig.application, waiting["job_id"]).exists()
    rig.done(waiting)
    assert not run_folder(rig.application, waiting["job_id"]).exists()


@pytest.mark.slow
def test_a_search_whose_worker_is_killed_ends_as_if_nothing_had_been(rig: Rig):
    wanted = WANTED | {"iterations": 600}
    calm = rig.done(rig.post("/clusters", wanted))["run_id"]
    workers = LocalWorkers(rig.application, 1)
    workers.start()
    try:
        job_id = rig.post("/clusters", wanted)["job_id"]
        until(lambda: len(succeeded(rig, job_id)) >= 2, "two children to be done")
        done = {one.id for one in succeeded(rig, job_id)}
        (process,) = workers._processes
        process.send_signal(signal.SIGKILL)
        process.wait(10)
        with rig.application.rooms(read_only=True) as rooms:
            assert not rooms.jobs.get(job_id).finished
        until(lambda: rig.get(f"/jobs/{job_id}")["finished_at"] is not None, "the search to end")
    finally:
        workers.stop()
    ended = rig.get(f"/jobs/{job_id}")
    assert ended["status"] == "completed", ended["error"]
    assert tracks_of(rig, job_id) == tracks_of(rig, calm)
    one, other = (rig.get(f"/clusters/{run_id}") for run_id in (job_id, calm))
    assert (one["score"], one["genome"]) == (other["score"], other["genome"])
    assert {each.attempts for each in children(rig, job_id) if each.id in done} == {1}
    assert not run_folder(rig.application, job_id).exists()


def test_a_moment_two_workers_see_together_is_one_job(rig: Rig):
    body = {"work": "clustering", "cron": "* * * * *", "options": WANTED | {"iterations": 10}}
    rig.put("/schedules/often", body)
    with rig.application.store.unit() as unit:
        (planned,) = [one for one in unit.jobs.schedules() if one.name == "often"]
        assert planned.next_at is not None
        (first,) = queue_due(unit.jobs, planned.next_at)
        unit.jobs.put_schedule(planned)  # as the other worker read it
        (second,) = queue_due(unit.jobs, planned.next_at)
    assert first.id == second.id
    rig.delete("/schedules/often")
    rig.post(f"/jobs/{first.id}/cancel")
    rig.work()
