"""One run of one job: what its handler sees, and how it ends."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest

from menura.jobs import (
    Job,
    JobContext,
    JobFailedError,
    JobKind,
    JobStatus,
    JobSuspendedError,
    NewJob,
    Progress,
)
from menura.jobs import runner as runner_module
from menura.jobs.inline_engine import InlineEngine
from menura.jobs.lease import LEASE_TTL_S, Lease
from menura.jobs.runner import JobRunner
from menura.jobs.service import Jobs
from menura.kernel.clock import FixedClock
from menura.kernel.errors import CancelledError, UnavailableError
from menura.kernel.ids import new_id
from menura.kernel.registry import Registry
from menura.store import Store
from tests.factories import MORNING, new_job


@dataclass
class Bench:
    """A runner over a store, with one kind of work that does what a test says."""

    store: Store
    clock: FixedClock = field(default_factory=lambda: FixedClock(MORNING))
    stopping: threading.Event = field(default_factory=threading.Event)
    wait: Callable[[], object] = lambda: None

    def add(self, new: NewJob | None = None) -> Job:
        with self.store.jobs() as jobs:
            return jobs.add(new or new_job("work"), self.clock.now())

    def kinds(self, handler, **options) -> Registry[JobKind]:
        kinds: Registry[JobKind] = Registry("job kind")
        kinds.add("work", JobKind("work", handler, **options))
        return kinds

    def run(self, handler: Callable[[JobContext], Any], job: Job | None = None, **options) -> Job:
        """Run a job once with `handler` and return it as it is then."""
        job = job or self.add()
        kinds = self.kinds(handler, **options)
        JobRunner(
            self.store, kinds, self.clock, stopping=self.stopping, wait=lambda: self.wait()
        ).run(job.id)
        return self.get(job)

    def get(self, job: Job) -> Job:
        with self.store.jobs() as jobs:
            return jobs.get(job.id)

    def cancel(self, job: Job) -> None:
        with self.store.jobs() as jobs:
            jobs.request_cancel(job.id, self.clock.now())


@pytest.fixture
def bench(sqlite_store: Store) -> Bench:
    return Bench(sqlite_store)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let runs ask the store each time they are asked."""
    monkeypatch.setattr(runner_module, "STANDING_INTERVAL_S", 0.0)


def raising(error: BaseException) -> Callable[[JobContext], None]:
    def handler(context: JobContext) -> None:
        raise error

    return handler


def test_what_is_returned_is_the_result(bench: Bench):
    job = bench.run(lambda context: {"n": context.job.attempts})
    assert (job.status, job.result) == (JobStatus.SUCCEEDED, {"n": 1})


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (JobFailedError("No."), JobStatus.FAILED, "job_failed"),
        (ValueError("Oh."), JobStatus.FAILED, "internal_error"),
        (CancelledError("Stop."), JobStatus.CANCELLED, None),
        (JobSuspendedError("Later."), JobStatus.QUEUED, None),
        (UnavailableError("Not now."), JobStatus.QUEUED, None),
    ],
)
def test_each_error_ends_a_run_its_own_way(bench: Bench, error, status, code):
    job = bench.run(raising(error))
    assert (job.status, job.error_code) == (status, code)


def test_pauses_between_attempts_double(bench: Bench):
    job = bench.add()
    pauses = []
    for _ in range(3):
        bench.run(raising(UnavailableError("Not now.")), job, max_attempts=4, retry_delay_s=2.0)
        for seconds in range(1, 60):
            with bench.store.jobs() as jobs:
                due = jobs.undispatched(FixedClock(bench.clock.now()).now(), 1)
            if due:
                pauses.append(seconds - 1)
                break
            bench.clock.advance(1)
    assert pauses == [2, 4, 8]
    last = bench.run(raising(UnavailableError("Not now.")), job, max_attempts=4)
    assert (last.status, last.error_message) == (JobStatus.FAILED, "Not now.")


def test_a_job_that_was_begun_too_often_is_not_begun_again(bench: Bench):
    job = bench.add()
    for _ in range(3):
        with bench.store.jobs() as jobs:
            jobs.start(job.id, new_id(), MORNING)  # and its process dies
    touched = []
    ended = bench.run(lambda context: touched.append(1), job, max_attempts=3)
    assert (ended.status, ended.error_code, touched) == (JobStatus.FAILED, "job_crashed", [])
    assert "3 times" in (ended.error_message or "")


def test_a_finished_job_is_not_run(bench: Bench):
    job = bench.run(lambda context: {"n": 1})
    assert bench.run(lambda context: {"n": 2}, job) == job


def test_frequent_reports_are_thinned_out_and_the_last_is_kept(bench: Bench):
    seen: set[float] = set()

    def handler(context: JobContext) -> None:
        for number in range(100):
            context.report(Progress(number / 200, counts={"n": number}))
            seen.add(bench.get(context.job).progress)

    job = bench.run(handler)
    assert len(seen) < 20
    assert job.counts == {"n": 99}


@pytest.mark.parametrize(
    "error", [JobFailedError("No."), ValueError("Oh."), CancelledError("x"), JobSuspendedError("x")]
)
def test_the_last_report_is_kept_however_a_run_ends(bench: Bench, error):
    def handler(context: JobContext) -> None:
        context.report(Progress(0.25, "first", {"n": 1}))
        context.report(Progress(0.5, counts={"n": 2}))
        context.report(Progress(stage="last"))
        raise error

    job = bench.run(handler)
    assert (job.progress, job.stage, job.counts) == (0.5, "last", {"n": 2})


def test_many_threads_of_a_handler_may_report(bench: Bench, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(runner_module, "REPORT_INTERVAL_S", 0.0)

    def report_from_threads(context: JobContext) -> None:
        with ThreadPoolExecutor(8) as threads:
            for future in [
                threads.submit(context.report, Progress(number / 100)) for number in range(100)
            ]:
                future.result()
        context.report(Progress(1.0))

    job = bench.run(report_from_threads)
    assert job.status is JobStatus.SUCCEEDED, job.error_message
    assert job.progress == 1.0


def test_a_cancelled_run_is_told(bench: Bench, impatient: None):
    def handler(context: JobContext) -> None:
        assert not context.should_stop()
        context.check()
        bench.cancel(context.job)
        assert context.should_stop()
        context.check()
        raise AssertionError("check let a cancelled job pass")

    assert bench.run(handler).status is JobStatus.CANCELLED


def test_a_run_of_a_stopping_worker_is_suspended_and_not_counted(bench: Bench):
    def handler(context: JobContext) -> None:
        bench.stopping.set()
        context.check()

    job = bench.run(handler)
    assert (job.status, job.attempts) == (JobStatus.QUEUED, 0)


def test_a_stopping_worker_begins_nothing(bench: Bench):
    bench.stopping.set()
    touched = []
    job = bench.run(lambda context: touched.append(1))
    assert (job.status, job.attempts, touched) == (JobStatus.QUEUED, 0, [])


def test_a_run_that_was_taken_over_stops_and_leaves_no_trace(bench: Bench, impatient: None):
    def handler(context: JobContext) -> None:
        with bench.store.jobs() as jobs:
            jobs.start(context.job.id, new_id(), MORNING)
        context.report(Progress(0.9, stage="from the dead"))
        context.check()

    job = bench.run(handler)
    assert (job.status, job.stage, job.attempts) == (JobStatus.RUNNING, "waiting", 2)


def test_children_belong_to_the_job_and_are_submitted_once(bench: Bench):
    def handler(context: JobContext) -> dict[str, int]:
        child = new_job("work", parent=context.job)
        assert context.submit(child) == context.submit(child)
        return {"children": len(context.children())}

    assert bench.run(handler).result == {"children": 1}


def test_waiting_ends_when_every_child_has_finished(bench: Bench):
    seen: list[int] = []

    def finish_one() -> None:
        with bench.store.jobs() as jobs:
            ticket = jobs.undispatched(bench.clock.now(), 5)[0]
            owner = new_id()
            jobs.start(ticket.job_id, owner, MORNING)
            jobs.finish(ticket.job_id, owner, JobStatus.SUCCEEDED, MORNING)

    def handler(context: JobContext) -> None:
        for _ in range(3):
            context.submit(new_job("work", parent=context.job))
        done = context.wait_for_children(lambda c: seen.append(sum(x.finished for x in c)))
        assert all(child.finished for child in done)

    bench.wait = finish_one
    with bench.store.jobs() as jobs:
        assert jobs.count_unfinished() == 0
    job = bench.add()
    with bench.store.jobs() as jobs:
        jobs.mark_dispatched(jobs.undispatched(MORNING, 1))
    assert bench.run(handler, job).status is JobStatus.SUCCEEDED
    assert seen == [0, 1, 2, 3]


def test_a_parent_whose_children_were_all_cancelled_with_it_is_cancelled(bench: Bench):
    """Its children may have ended before it asks whether it is to stop itself."""

    def handler(context: JobContext) -> None:
        context.submit(new_job("work", parent=context.job))
        context.check()  # asked just now: the next question is not put to the store
        bench.cancel(context.job)
        context.wait_for_children(lambda children: None)

    assert bench.run(handler).status is JobStatus.CANCELLED


# ------------------------------------------------------------------------------- inline engine


def test_the_inline_engine_ends_when_its_handler_stops_it(bench: Bench):
    engine: InlineEngine

    def handler(context: JobContext) -> None:
        engine.stop()
        context.check()

    job = bench.add()
    engine = InlineEngine(bench.store, bench.kinds(handler), bench.clock)
    engine.start()
    assert bench.get(job).status is JobStatus.QUEUED


def test_the_inline_engine_runs_children_while_their_parent_waits(bench: Bench):
    order: list[str] = []

    def handler(context: JobContext) -> None:
        if context.job.parent_id is None:
            for _ in range(2):
                context.submit(new_job("work", parent=context.job))
            context.wait_for_children(lambda children: None)
        order.append("child" if context.job.parent_id else "parent")

    job = bench.add()
    InlineEngine(bench.store, bench.kinds(handler), bench.clock).start()
    assert order == ["child", "child", "parent"]
    assert bench.get(job).status is JobStatus.SUCCEEDED


# --------------------------------------------------------------------------------- leases, door


def test_a_lease_that_ran_out_is_taken_over_by_one(bench: Bench):
    leases = [Lease(name, bench.store, bench.clock) for name in ("a", "b", "c")]
    for lease in leases:
        lease.beat()
    for _ in range(int(LEASE_TTL_S) - 1):
        bench.clock.advance(1)
        leases[1].beat()
        leases[2].beat()
        assert leases[1].reap() == []
    bench.clock.advance(2)
    assert [leases[1].reap(), leases[2].reap()] == [["a"], []]


def test_a_worker_never_takes_over_itself(bench: Bench):
    lease = Lease("a", bench.store, bench.clock)
    lease.beat()
    bench.clock.advance(LEASE_TTL_S * 10)
    assert lease.reap() == []
    lease.end()
    with bench.store.jobs() as jobs:
        assert jobs.leases() == {}


def test_the_door_submits_finds_and_cancels(bench: Bench):
    with bench.store.jobs() as repository:
        jobs = Jobs(repository, bench.clock)
        job = jobs.submit("work", "Work", {"n": 1}, singleton_key="k")
        assert jobs.submit("work", "Work", {"n": 2}, singleton_key="k") == job
        assert jobs.get(job.id) == jobs.find_unfinished("work", "k") == job
        assert (jobs.count_unfinished(), jobs.page().total) == (1, 1)
        assert jobs.changed_since(0) == [job]
        assert jobs.newest_revision() >= job.revision
        assert jobs.cancel(job.id).status is JobStatus.CANCELLED
        assert (list(jobs.children(job.id)), list(jobs.log_tail(job.id))) == ([], [])
        repository.beat("w", bench.clock.now())
        assert jobs.live_workers(5.0) == 1
        bench.clock.advance(6)
        assert jobs.live_workers(5.0) == 0
