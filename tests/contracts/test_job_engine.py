"""Laws every JobEngine keeps: the inline one, and DBOS over both databases."""

import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from menura.jobs import Job, JobPriority, JobQueue, JobStatus, NewJob
from menura.jobs.inline_engine import InlineEngine
from menura.kernel.clock import SystemClock
from menura.store import Store
from tests.conftest import Database, new_database
from tests.engine_scenarios import scenario_kinds
from tests.factories import new_job
from tests.workers import Workers, get_job, span, wait_for, wait_until, worker_processes

CLOCK = SystemClock()
# Between somebody's wish and the last row that says "cancelled": 1 s is promised, the rest is for
# a machine that does other things as well.
CANCEL_S = 1.5


class Arena(ABC):
    """An engine at work over a database."""

    def __init__(self, store: Store) -> None:
        self.store = store

    @abstractmethod
    def start(self) -> None: ...

    @abstractmethod
    def stop(self) -> None: ...

    def submit(self, *jobs: NewJob) -> list[str]:
        """Queue jobs in one transaction, and return their ids."""
        with self.store.jobs() as repository:
            return [repository.add(job, CLOCK.now()).id for job in jobs]

    def do(self, kind: str, payload=None, queue: JobQueue = JobQueue.WORK) -> Job:
        """Have a job done and return it."""
        (job_id,) = self.submit(new_job(kind, payload, queue=queue))
        return wait_for(self.store, job_id)

    def job(self, job_id: str) -> Job:
        return get_job(self.store, job_id)

    def await_status(self, job_id: str, status: JobStatus) -> None:
        wait_until(lambda: self.job(job_id).status is status, f"{self.job(job_id)} to be {status}")

    def children(self, job_id: str) -> list[Job]:
        with self.store.unit(read_only=True) as unit:
            return list(unit.jobs.children(job_id))


class InlineArena(Arena):
    """An inline engine that is started again and again, in a thread."""

    def start(self) -> None:
        self._over = threading.Event()
        self._engine = InlineEngine(self.store, scenario_kinds(), CLOCK)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._over.wait(0.01):
            self._engine.start()

    def stop(self) -> None:
        self._over.set()
        while self._thread.is_alive():
            self._engine.stop()
            self._thread.join(0.05)


class DbosArena(Arena):
    """A worker process."""

    def __init__(self, store: Store, workers: Workers) -> None:
        super().__init__(store)
        self._workers = workers

    def start(self) -> None:
        self._process = self._workers.start()

    def stop(self) -> None:
        assert self._workers.end(self._process) == 0, self._workers.log


@pytest.fixture(
    scope="module",
    params=["inline", "dbos-sqlite", pytest.param("dbos-postgresql", marks=pytest.mark.postgres)],
)
def arena(request, tmp_path_factory) -> Iterator[Arena]:
    engine, _, kind = request.param.partition("-")
    home: Path = tmp_path_factory.mktemp("arena")
    for database in new_database(request, kind or "sqlite", home):
        yield from _arena_over(database, engine)


def _arena_over(database: Database, engine: str) -> Iterator[Arena]:
    store = database.open()
    with worker_processes(database) as workers:
        made = InlineArena(store) if engine == "inline" else DbosArena(store, workers)
        made.start()
        yield made
        made.stop()
    store.close()


# ------------------------------------------------------------------------------------ outcomes


def test_work_that_is_done_gives_its_result(arena: Arena):
    job = arena.do("echo", {"say": ["é🎵", 1.5, None, {"deep": True}]})
    assert job.status is JobStatus.SUCCEEDED
    assert job.result == {"say": ["é🎵", 1.5, None, {"deep": True}]}
    assert (job.progress, job.attempts, job.error_code) == (1.0, 1, None)
    assert job.started_at is not None
    assert job.finished_at is not None
    assert job.created_at <= job.started_at <= job.finished_at


def test_work_without_a_result_is_done_as_well(arena: Arena):
    assert arena.do("nothing").result == {}


def test_work_that_fails_says_why_and_is_not_tried_again(arena: Arena):
    job = arena.do("fail")
    assert (job.status, job.attempts) == (JobStatus.FAILED, 1)
    assert (job.error_code, job.error_message) == (
        "job_failed",
        "The fish is not fresh; buy another.",
    )
    with arena.store.unit(read_only=True) as unit:
        (line,) = unit.jobs.log_tail(job.id, 10)
    assert (line.level, line.message) == ("error", job.error_message)


def test_what_failed_work_reported_last_is_kept(arena: Arena):
    job = arena.do("fail")
    assert (job.progress, job.stage, job.counts) == (0.7, "nearly", {"done": 7})


def test_a_fault_fails_the_job_and_not_the_engine(arena: Arena):
    job = arena.do("break_down")
    assert (job.status, job.error_code) == (JobStatus.FAILED, "internal_error")
    assert "ValueError: a fault" in (job.error_message or "")
    assert arena.do("echo").status is JobStatus.SUCCEEDED


def test_a_result_that_cannot_be_kept_fails_the_job(arena: Arena):
    job = arena.do("give_no_json")
    assert (job.status, job.error_code) == (JobStatus.FAILED, "internal_error")


def test_an_unknown_kind_of_work_fails_with_the_names_of_the_known(arena: Arena):
    job = arena.do("fly")
    assert (job.status, job.error_code) == (JobStatus.FAILED, "not_found")
    assert "'fly'" in (job.error_message or "")
    assert "echo" in (job.error_message or "")


def test_what_is_unavailable_now_is_tried_again_later(arena: Arena):
    job = arena.do("flaky", {"times": 2})
    assert (job.status, job.result, job.attempts) == (JobStatus.SUCCEEDED, {"attempts": 3}, 3)


def test_what_stays_unavailable_fails_in_the_end(arena: Arena):
    job = arena.do("flaky", {"times": 99})
    assert (job.status, job.attempts) == (JobStatus.FAILED, 3)
    assert (job.error_code, job.error_message) == (
        "unavailable",
        "The ferry does not run today; wait.",
    )
    with arena.store.unit(read_only=True) as unit:
        levels = [line.level for line in unit.jobs.log_tail(job.id, 10)]
    assert levels == ["warning", "warning", "error"]


def test_the_last_of_many_reports_is_kept(arena: Arena):
    job = arena.do("chatter")
    assert (job.stage, job.counts) == ("step 500", {"steps": 500})
    with arena.store.unit(read_only=True) as unit:
        (line,) = unit.jobs.log_tail(job.id, 10)
    assert line.message == "half way is far enough"


def test_a_job_is_run_once_however_often_it_is_submitted(arena: Arena, tmp_path: Path):
    job = new_job("count", {"folder": str(tmp_path / "c"), "total": 3, "step_s": 0})
    arena.submit(job, job)
    arena.submit(job)
    done = wait_for(arena.store, job.id)
    arena.submit(job)
    assert done.result == {"made_by_last_run": 3, "total": 3}
    arena.do("nothing")
    assert arena.job(job.id) == done


# ------------------------------------------------------------------------------ order and slots


def test_urgent_work_overtakes_what_waits(arena: Arena):
    (blocker,) = arena.submit(new_job("hold", {"seconds": 30}))
    arena.await_status(blocker, JobStatus.RUNNING)
    waiting: list[str] = []
    for priority in (JobPriority.BATCH, JobPriority.NORMAL, JobPriority.INTERACTIVE):
        waiting += arena.submit(*(new_job("nothing", priority=priority) for _ in range(2)))
        if isinstance(arena, DbosArena):  # the less urgent are to wait in the engine already
            wait_until(lambda: not _undispatched(arena), "the engine to have them all")
    _cancel(arena, blocker)
    jobs = [wait_for(arena.store, job_id) for job_id in waiting]
    by_start = sorted(jobs, key=lambda job: job.started_at or CLOCK.now())
    assert [job.priority for job in by_start] == [1, 1, 10, 10, 100, 100]


def test_one_slot_does_one_thing_at_a_time(arena: Arena):
    ids = arena.submit(*(new_job("hold", {"seconds": 0.1}) for _ in range(4)))
    jobs = [wait_for(arena.store, job_id) for job_id in ids]
    for (_, ended), (began, _) in pairwise(sorted(span(job) for job in jobs)):
        assert began >= ended


# -------------------------------------------------------------------------------------- families


def test_a_parent_waits_for_its_children(arena: Arena, tmp_path: Path):
    folders = [tmp_path / str(n) for n in range(3)]
    children = [{"folder": str(folder), "total": 2, "step_s": 0} for folder in folders]
    job = arena.do("family", {"kind": "count", "children": children}, JobQueue.PARENTS)
    assert job.result == {"statuses": ["succeeded"] * 3}
    assert job.counts == {"finished": 3}
    assert all(len(list(folder.iterdir())) == 2 for folder in folders)
    for child in arena.children(job.id):
        assert child.finished_at is not None
        assert job.finished_at is not None
        assert child.finished_at <= job.finished_at


def test_a_parent_sees_which_children_failed(arena: Arena):
    job = arena.do("family", {"kind": "fail", "children": [{}, {}]}, JobQueue.PARENTS)
    assert job.result == {"statuses": ["failed", "failed"]}


@pytest.mark.slow
def test_cancelling_a_parent_stops_the_whole_family_soon(arena: Arena):
    payload = {"kind": "hold", "children": [{"seconds": 60}] * 3}
    (parent,) = arena.submit(new_job("family", payload, queue=JobQueue.PARENTS))
    wait_until(
        lambda: [c.status for c in arena.children(parent)].count(JobStatus.RUNNING) == 1,
        "a child to run",
    )
    time.sleep(0.3)  # let it settle into its loop
    asked = CLOCK.now()
    _cancel(arena, parent)
    family = [parent, *(child.id for child in arena.children(parent))]
    jobs = [wait_for(arena.store, job_id) for job_id in family]
    assert len(jobs) == 4
    for job in jobs:
        assert job.status is JobStatus.CANCELLED
        assert job.finished_at is not None
        assert (job.finished_at - asked).total_seconds() <= CANCEL_S
    assert sum(job.started_at is not None for job in jobs) == 2, "a queued child was run"


def test_what_is_cancelled_before_it_runs_never_runs(arena: Arena, tmp_path: Path):
    (blocker,) = arena.submit(new_job("hold", {"seconds": 60}))
    arena.await_status(blocker, JobStatus.RUNNING)
    (waiting,) = arena.submit(new_job("count", {"folder": str(tmp_path / "c"), "total": 1}))
    _cancel(arena, waiting)
    _cancel(arena, blocker)
    wait_for(arena.store, blocker)
    assert arena.do("nothing").status is JobStatus.SUCCEEDED
    assert arena.job(waiting).status is JobStatus.CANCELLED
    assert not (tmp_path / "c").exists()


# ------------------------------------------------------------------------------- going and coming


def test_a_stopped_engine_suspends_its_work_and_the_next_goes_on(arena: Arena, tmp_path: Path):
    folder = tmp_path / "c"
    (job_id,) = arena.submit(new_job("count", {"folder": str(folder), "total": 40, "step_s": 0.05}))
    wait_until(lambda: folder.is_dir() and len(list(folder.iterdir())) > 2, "some steps")
    arena.stop()
    suspended = arena.job(job_id)
    assert (suspended.status, suspended.attempts) == (JobStatus.QUEUED, 0)
    before = len(list(folder.iterdir()))
    assert before < 40
    arena.start()
    done = wait_for(arena.store, job_id)
    assert done.result == {"made_by_last_run": 40 - before, "total": 40}
    assert done.attempts == 1


def test_what_is_queued_while_no_engine_runs_is_done_later(arena: Arena):
    arena.stop()
    ids = arena.submit(new_job("echo", {"n": 1}), new_job("echo", {"n": 2}))
    assert {arena.job(job_id).status for job_id in ids} == {JobStatus.QUEUED}
    arena.start()
    assert [wait_for(arena.store, job_id).result for job_id in ids] == [{"n": 1}, {"n": 2}]


def _cancel(arena: Arena, job_id: str) -> None:
    with arena.store.jobs() as jobs:
        jobs.request_cancel(job_id, CLOCK.now())


def _undispatched(arena: Arena) -> int:
    with arena.store.unit(read_only=True) as unit:
        return len(unit.jobs.undispatched(CLOCK.now(), 100))
