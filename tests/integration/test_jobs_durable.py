"""No job is lost, and none is done twice, whatever happens to the processes that do them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from menura.bootstrap import build
from menura.config import Settings
from menura.jobs import JobQueue, JobStatus, NewJob, Schedule, lease
from menura.kernel.clock import SystemClock
from menura.store import Store
from menura.worker import LocalWorkers
from menura.worker.handlers import MAINTENANCE
from tests.conftest import Database
from tests.engine_scenarios import LEASE_TTL_S
from tests.factories import at, new_job
from tests.workers import (
    PATIENCE_S,
    Workers,
    get_job,
    span,
    wait_for,
    wait_until,
    worker_processes,
)

CLOCK = SystemClock()
ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
POSTGRES_ONLY = pytest.mark.parametrize(
    "database", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)


@pytest.fixture
def workers(database: Database) -> Iterator[Workers]:
    with worker_processes(database) as made:
        yield made


def submit(store: Store, *jobs: NewJob) -> list[str]:
    with store.jobs() as repository:
        return [repository.add(job, CLOCK.now()).id for job in jobs]


def count_job(folder: Path, total: int = 30) -> NewJob:
    return new_job("count", {"folder": str(folder), "total": total, "step_s": 0.05})


def made_in(folder: Path) -> int:
    return len(list(folder.iterdir())) if folder.is_dir() else 0


@pytest.mark.slow
def test_work_of_a_killed_worker_goes_on_in_another(store: Store, workers: Workers, tmp_path: Path):
    folder = tmp_path / "steps"
    first = workers.start()
    (job_id,) = submit(store, count_job(folder))
    wait_until(lambda: made_in(folder) > 3, "some steps")
    workers.kill(first)
    before = made_in(folder)
    assert get_job(store, job_id).status is JobStatus.RUNNING
    workers.start()
    done = wait_for(store, job_id)
    assert (done.status, done.attempts) == (JobStatus.SUCCEEDED, 2)
    assert done.result == {"made_by_last_run": 30 - before, "total": 30}
    assert made_in(folder) == 30


@pytest.mark.slow
@ONE_DATABASE
def test_a_parent_and_its_children_survive_their_worker(
    store: Store, workers: Workers, tmp_path: Path
):
    folders = [tmp_path / str(n) for n in range(3)]
    children = [{"folder": str(folder), "total": 6, "step_s": 0.05} for folder in folders]
    first = workers.start()
    payload = {"kind": "count", "children": children}
    (job_id,) = submit(store, new_job("family", payload, queue=JobQueue.PARENTS))
    wait_until(lambda: made_in(folders[0]) + made_in(folders[1]) > 2, "some steps")
    workers.kill(first)
    workers.start()
    done = wait_for(store, job_id)
    assert done.result == {"statuses": ["succeeded"] * 3}
    assert [made_in(folder) for folder in folders] == [6, 6, 6]


@pytest.mark.slow
@ONE_DATABASE
def test_a_job_that_kills_its_workers_fails_while_others_succeed(
    store: Store, workers: Workers, tmp_path: Path
):
    poison, unlucky, *good = submit(
        store,
        new_job("die"),
        new_job("die", {"marker": str(tmp_path / "died once")}),
        *(new_job("echo", {"n": n}) for n in range(3)),
    )
    ids = [poison, unlucky, *good]

    def keep_a_worker() -> bool:
        if not workers.processes or workers.processes[-1].poll() is not None:
            workers.start_unready()
        return all(get_job(store, job_id).finished for job_id in ids)

    wait_until(keep_a_worker, "every job to finish")
    failed = get_job(store, poison)
    assert (failed.status, failed.error_code) == (JobStatus.FAILED, "job_crashed")
    assert "3 times" in (failed.error_message or "")
    assert (failed.attempts, get_job(store, unlucky).attempts) == (4, 2)
    assert {get_job(store, i).status for i in (unlucky, *good)} == {JobStatus.SUCCEEDED}


@pytest.mark.slow
@ONE_DATABASE
def test_without_the_engines_own_file_no_job_is_lost(
    database: Database, store: Store, workers: Workers, tmp_path: Path
):
    folder = tmp_path / "steps"
    first = workers.start()
    ids = submit(store, count_job(folder), *(new_job("echo", {"n": n}) for n in range(3)))
    wait_until(lambda: made_in(folder) > 3, "some steps")

    def undispatched() -> int:
        with store.unit(read_only=True) as unit:
            return len(unit.jobs.undispatched(CLOCK.now(), 10))

    wait_until(lambda: undispatched() == 0, "the engine to have all jobs")
    workers.kill(first)
    for file in database.home.glob("jobs.sqlite*"):
        file.unlink()
    workers.start()
    assert [wait_for(store, job_id).status for job_id in ids] == [JobStatus.SUCCEEDED] * 4
    assert made_in(folder) == 30


@pytest.mark.slow
@POSTGRES_ONLY
def test_a_worker_taken_for_dead_that_comes_back_leaves_the_job_to_its_new_owner(
    store: Store, workers: Workers, tmp_path: Path
):
    folder = tmp_path / "steps"
    first = workers.start()
    (job_id,) = submit(store, count_job(folder, 100))
    wait_until(lambda: made_in(folder) > 3, "some steps")
    first.send_signal(signal.SIGSTOP)
    workers.start()
    wait_until(lambda: get_job(store, job_id).attempts == 2, "the other worker to take over")
    first.send_signal(signal.SIGCONT)
    done = wait_for(store, job_id)
    assert (done.status, done.attempts, made_in(folder)) == (JobStatus.SUCCEEDED, 2, 100)
    time.sleep(0.5)  # time for the old owner to do harm, if it could
    assert get_job(store, job_id) == done
    assert workers.end(first) == 0


@pytest.mark.slow
def test_a_schedule_fires_once_however_many_workers_look(store: Store, workers: Workers):
    with store.jobs() as jobs:
        jobs.put_schedule(Schedule("tidy", "echo", "Tidy", "0 4 * * *", {"n": 1}, True, at(0)))
        jobs.put_schedule(Schedule("off", "echo", "Off", "0 4 * * *", {}, False, at(0)))
    processes = [workers.start_unready(), workers.start_unready()]

    def fired() -> bool:
        with store.unit(read_only=True) as unit:
            return bool(unit.jobs.page().items) and unit.jobs.page().items[0].finished

    wait_until(fired, "the schedule to fire")
    for process in processes:
        workers.await_ready(process)
    time.sleep(0.5)  # both have looked by now
    with store.unit(read_only=True) as unit:
        (job,) = unit.jobs.page().items
        schedules = {schedule.name: schedule for schedule in unit.jobs.schedules()}
    assert (job.result, schedules["tidy"].last_job_id) == ({"n": 1}, job.id)
    assert schedules["tidy"].next_at is not None
    assert schedules["tidy"].next_at > CLOCK.now()
    assert schedules["off"].next_at == at(0)
    assert [workers.end(process) for process in processes] == [0, 0], workers.log


@pytest.mark.slow
@POSTGRES_ONLY
def test_two_workers_share_the_work_and_do_nothing_twice(
    store: Store, workers: Workers, tmp_path: Path
):
    processes = [workers.start(), workers.start()]
    folders = [tmp_path / str(n) for n in range(12)]
    ids = submit(store, *(count_job(folder, 4) for folder in folders))
    jobs = [wait_for(store, job_id) for job_id in ids]
    assert {job.attempts for job in jobs} == {1}
    assert [job.result for job in jobs] == [{"made_by_last_run": 4, "total": 4}] * 12
    spans = sorted(span(job) for job in jobs)
    overlaps = [began < ended for (_, ended), (began, _) in pairwise(spans)]
    assert any(overlaps), "only one of the workers worked"
    assert [workers.end(process) for process in processes] == [0, 0], workers.log


# ------------------------------------------------------------------------------ the real worker


def settings_of(database: Database) -> Settings:
    return Settings(data_dir=database.home, database_url=database.url, listeners=1)


@pytest.mark.slow
@ONE_DATABASE
def test_a_worker_does_what_waited_and_goes_home(database: Database, store: Store):
    (job_id,) = submit(store, new_job(MAINTENANCE))
    environment = os.environ | {"MENURA_DATA_DIR": str(database.home), "MENURA_LISTENERS": "1"}
    ended = subprocess.run(
        [sys.executable, "-m", "menura", "worker", "--linger", "0.5"],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr.decode()
    assert get_job(store, job_id).result == {"forgotten_jobs": 0, "tidied": 0}
    with store.unit(read_only=True) as unit:
        assert unit.jobs.leases() == {}


@pytest.mark.slow
@ONE_DATABASE
def test_local_workers_come_when_there_is_work_and_end_with_their_process(
    database: Database, store: Store
):
    menura = build(settings_of(database))
    workers = LocalWorkers(menura, count=1, quiet=True)
    workers.start()
    try:
        time.sleep(1.2)
        assert not (database.home / "worker.log").exists(), "a worker came without work"
        (job_id,) = submit(store, new_job(MAINTENANCE))
        assert wait_for(store, job_id).status is JobStatus.SUCCEEDED
    finally:
        workers.stop()
        menura.stop()
    assert menura.trouble is None
    with store.unit(read_only=True) as unit:
        assert unit.jobs.leases() == {}


def test_the_lease_of_the_tests_is_shorter_than_in_life():
    assert LEASE_TTL_S <= lease.LEASE_TTL_S
