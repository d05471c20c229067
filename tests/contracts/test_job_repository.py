"""Laws every JobRepository keeps, over both databases."""

import threading
from dataclasses import fields
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menura.jobs import (
    Job,
    JobNotFoundError,
    JobPriority,
    JobQueue,
    JobStatus,
    LogLine,
    NewJob,
    Progress,
    Schedule,
    Ticket,
)
from menura.jobs.schedule import put_schedule, queue_due
from menura.kernel.ids import new_id
from menura.store import Store, Unit
from tests.contracts.test_track_repository import EXAMPLES
from tests.factories import MORNING, NOBODY, at, new_job, undone

ME, YOU = new_id(), new_id()


def add(unit: Unit, new: NewJob | None = None) -> Job:
    return unit.jobs.add(new or new_job(), MORNING)


def run(unit: Unit, new: NewJob | None = None, owner: str = ME) -> Job:
    """Add a job and begin to run it."""
    started = unit.jobs.start(add(unit, new).id, owner, MORNING)
    assert started is not None
    return started


def end(unit: Unit, job: Job, status: JobStatus = JobStatus.SUCCEEDED, seconds: float = 0) -> None:
    assert unit.jobs.finish(job.id, ME, status, at(seconds))


# -------------------------------------------------------------------------------------- adding


def test_a_new_job_waits_and_is_as_it_was_asked_for(store: Store):
    wanted = new_job(payload={"why": "é🎵\"'%\n", "n": [1, None, {"x": 0.5}]}, singleton_key="k")
    with store.unit() as unit:
        job = unit.jobs.add(wanted, MORNING)
    with store.unit(read_only=True) as unit:
        assert unit.jobs.get(job.id) == job
    common = {field.name for field in fields(NewJob)} & {field.name for field in fields(Job)}
    assert {n: getattr(job, n) for n in common} == {n: getattr(wanted, n) for n in common}
    assert (job.status, job.progress, job.attempts) == (JobStatus.QUEUED, 0.0, 0)
    assert (job.created_at, job.started_at, job.finished_at) == (MORNING, None, None)


def test_the_same_id_again_changes_nothing(store: Store):
    wanted = new_job()
    with store.unit() as unit:
        job = run(unit, wanted)
        assert unit.jobs.add(wanted, at(9)) == job
        assert unit.jobs.page().total == 1


def test_while_a_job_is_unfinished_its_key_gives_it_back(store: Store):
    with store.unit() as unit:
        first = add(unit, new_job(singleton_key="folder"))
        assert add(unit, new_job(singleton_key="folder")) == first
        running = unit.jobs.start(first.id, ME, MORNING)
        assert add(unit, new_job(singleton_key="folder")) == running
        assert unit.jobs.find_unfinished("dig", "folder") == running
        assert add(unit, new_job("sow", singleton_key="folder")).id != first.id
        assert add(unit, new_job(singleton_key="other")).id != first.id
        assert add(unit, new_job()).id != add(unit, new_job()).id
        end(unit, first)
        assert unit.jobs.find_unfinished("dig", "folder") is None
        assert add(unit, new_job(singleton_key="folder")).id != first.id


def test_two_that_submit_with_one_key_at_once_get_one_job(store: Store):
    barrier = threading.Barrier(4)
    ids: list[str] = []

    def submit() -> None:
        barrier.wait(20)
        with store.jobs() as jobs:
            ids.append(jobs.add(new_job(singleton_key="folder"), MORNING).id)

    threads = [threading.Thread(target=submit) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(ids) == 4
    assert len(set(ids)) == 1


@pytest.mark.parametrize("nonsense", ["", "nonsense", "\x00", "🎵", NOBODY])
def test_what_is_no_job_is_not_found(store: Store, nonsense: str):
    with store.unit() as unit:
        for ask in (unit.jobs.get, unit.jobs.standing):
            with pytest.raises(JobNotFoundError):
                ask(nonsense)
        with pytest.raises(JobNotFoundError):
            unit.jobs.request_cancel(nonsense, MORNING)


def test_an_id_in_capitals_names_the_same_job(store: Store):
    with store.unit() as unit:
        job = add(unit)
        assert unit.jobs.get(job.id.upper()) == job
        assert unit.jobs.request_cancel(job.id.upper(), MORNING).status is JobStatus.CANCELLED


# ------------------------------------------------------------------------------------- listing


def test_pages_show_parents_newest_first(store: Store):
    with store.unit() as unit:
        jobs = [unit.jobs.add(new_job(f"k{n % 2}"), at(n)) for n in range(5)]
        unit.jobs.add(new_job(parent=jobs[0]), at(9))
        ids = [job.id for job in jobs][::-1]
        page = unit.jobs.page(limit=2, offset=1)
        assert ([job.id for job in page.items], page.total) == (ids[1:3], 5)
        page = unit.jobs.page(kind="k1")
        assert ([job.id for job in page.items], page.total) == ([ids[1], ids[3]], 2)
        unit.jobs.start(ids[4], ME, MORNING)
        page = unit.jobs.page(status=JobStatus.RUNNING)
        assert ([job.id for job in page.items], page.total) == ([ids[4]], 1)


def test_children_are_listed_oldest_first(store: Store):
    with store.unit() as unit:
        parent = add(unit)
        children = [unit.jobs.add(new_job(parent=parent), at(n)) for n in (1, 2, 3)]
        unit.jobs.add(new_job(parent=children[0]), at(4))
        assert [child.id for child in unit.jobs.children(parent.id)] == [c.id for c in children]


def test_the_log_keeps_its_order(store: Store):
    lines = [LogLine(at(n), "info", f"line {n} 🎵\n\"'%") for n in range(5)]
    with store.unit() as unit:
        job, other = add(unit), add(unit)
        for line in lines:
            unit.jobs.append_log(job.id, line)
        assert unit.jobs.log_tail(job.id, 3) == lines[2:]
        assert unit.jobs.log_tail(job.id, 100) == lines
        assert unit.jobs.log_tail(other.id, 100) == []


def test_unfinished_jobs_are_counted(store: Store):
    with store.unit() as unit:
        add(unit)
        job = run(unit)
        assert unit.jobs.count_unfinished() == 2
        end(unit, job)
        assert unit.jobs.count_unfinished() == 1


# ------------------------------------------------------------------------- tickets and dispatch


def test_the_most_urgent_and_then_the_oldest_go_first(store: Store):
    with store.unit() as unit:
        wanted = []
        for second, priority in enumerate((100, 10, 1, 10)):
            wanted.append(unit.jobs.add(new_job(priority=priority), at(second)).id)
        tickets = unit.jobs.undispatched(at(60), 10)
        assert [ticket.job_id for ticket in tickets] == [wanted[n] for n in (2, 1, 3, 0)]
        assert unit.jobs.undispatched(at(60), 2) == tickets[:2]


def test_a_dispatched_ticket_is_given_once(store: Store):
    with store.unit() as unit:
        job, other = add(unit), add(unit)
        tickets = unit.jobs.undispatched(MORNING, 10)
        unit.jobs.mark_dispatched([t for t in tickets if t.job_id == job.id])
        assert [t.job_id for t in unit.jobs.undispatched(MORNING, 10)] == [other.id]
        assert [t.job_id for t in unit.jobs.dispatched()] == [job.id]


def test_a_job_that_went_back_has_a_new_ticket_and_waits_its_time(store: Store):
    with store.unit() as unit:
        job = add(unit)
        (first,) = unit.jobs.undispatched(MORNING, 10)
        unit.jobs.mark_dispatched([first])
        unit.jobs.start(job.id, ME, MORNING)
        unit.jobs.release(job.id, ME, at(30), refund=False)
        unit.jobs.mark_dispatched([first])  # a late engine: this ticket is no longer the one
        assert unit.jobs.undispatched(at(29), 10) == []
        (second,) = unit.jobs.undispatched(at(30), 10)
    assert (second.job_id, second.number > first.number) == (job.id, True)
    assert second.name != first.name


def test_a_lost_ticket_is_returned_once(store: Store):
    with store.unit() as unit:
        job = run(unit)
        unit.jobs.mark_dispatched(unit.jobs.undispatched(MORNING, 1))
        unit.jobs.return_ticket(_ticket_of(job))
        assert unit.jobs.get(job.id).status is JobStatus.QUEUED
        (again,) = unit.jobs.undispatched(MORNING, 10)
        assert not unit.jobs.finish(job.id, ME, JobStatus.SUCCEEDED, MORNING)
        unit.jobs.start(job.id, YOU, MORNING)
        unit.jobs.return_ticket(_ticket_of(job))
        assert unit.jobs.standing(job.id).owner == YOU
        assert again.number == 1


def test_a_finished_job_is_never_returned(store: Store):
    """It may finish between being looked for in the engine and being returned."""
    with store.unit() as unit:
        job = run(unit)
        end(unit, job)
        before = unit.jobs.get(job.id)
        unit.jobs.return_ticket(_ticket_of(job))
        assert unit.jobs.get(job.id) == before


def _ticket_of(job: Job) -> Ticket:
    return Ticket(job.id, 0, JobQueue.WORK, 10)


# ------------------------------------------------------------------------------------- running


def test_a_run_is_counted_and_owned(store: Store):
    with store.unit() as unit:
        job = run(unit)
        assert (job.status, job.attempts, job.started_at) == (JobStatus.RUNNING, 1, MORNING)
        again = unit.jobs.start(job.id, YOU, at(5))
        assert again is not None
        assert (again.attempts, again.started_at) == (2, MORNING)
        assert unit.jobs.standing(job.id).owner == YOU


def test_what_is_finished_is_not_started(store: Store):
    with store.unit() as unit:
        job = run(unit)
        end(unit, job)
        assert unit.jobs.start(job.id, YOU, MORNING) is None
        assert unit.jobs.start(new_id(), YOU, MORNING) is None


def test_success_keeps_its_result(store: Store):
    with store.unit() as unit:
        job = run(unit)
        unit.jobs.report(job.id, ME, Progress(0.4, "digging", {"holes": 2}, 12.0, 30.0))
        unit.jobs.finish(job.id, ME, JobStatus.SUCCEEDED, at(5), result={"depth": [1, 2.5, "é"]})
        done = unit.jobs.get(job.id)
        assert (done.status, done.progress, done.result) == (
            JobStatus.SUCCEEDED,
            1.0,
            {"depth": [1, 2.5, "é"]},
        )
        assert (done.counts, done.time_left_s, done.finished_at) == ({"holes": 2}, None, at(5))
        assert unit.jobs.standing(job.id).owner is None


def test_a_failure_keeps_its_sentence_and_how_far_it_came(store: Store):
    with store.unit() as unit:
        job = run(unit)
        unit.jobs.report(job.id, ME, Progress(0.4))
        unit.jobs.finish(
            job.id, ME, JobStatus.FAILED, at(5), error_code="rock", error_message="Rock."
        )
        failed = unit.jobs.get(job.id)
    assert (failed.status, failed.progress) == (JobStatus.FAILED, 0.4)
    assert (failed.error_code, failed.error_message) == ("rock", "Rock.")


def test_what_a_report_leaves_open_stays(store: Store):
    with store.unit() as unit:
        job = run(unit)
        unit.jobs.report(job.id, ME, Progress(0.2, "digging", {"holes": 1}, 60.0, 9.0))
        unit.jobs.report(job.id, ME, Progress(stage="resting"))
        now = unit.jobs.get(job.id)
        assert (now.progress, now.stage, now.counts) == (0.2, "resting", {"holes": 1})
        assert (now.rate_per_minute, now.time_left_s) == (60.0, 9.0)


def test_who_does_not_own_a_run_changes_nothing(store: Store):
    with store.unit() as unit:
        job = run(unit)
        before = unit.jobs.get(job.id)
        unit.jobs.report(job.id, YOU, Progress(0.9, "stealing"))
        unit.jobs.release(job.id, YOU, at(99), refund=True)
        assert not unit.jobs.finish(job.id, YOU, JobStatus.FAILED, at(1), error_code="x")
        assert unit.jobs.get(job.id) == before


def test_what_ended_is_not_changed_by_its_last_owner(store: Store):
    with store.unit() as unit:
        job = run(unit)
        end(unit, job)
        before = unit.jobs.get(job.id)
        unit.jobs.report(job.id, ME, Progress(0.1))
        unit.jobs.release(job.id, ME, at(9), refund=True)
        assert not unit.jobs.finish(job.id, ME, JobStatus.FAILED, at(9))
        assert unit.jobs.get(job.id) == before


def test_of_two_that_run_a_job_the_later_one_finishes_it(store: Store):
    """A worker that was taken for dead comes back while another has its job."""
    with store.unit() as unit:
        job = run(unit, owner=YOU)
        unit.jobs.start(job.id, ME, MORNING)
        assert not unit.jobs.finish(job.id, YOU, JobStatus.FAILED, at(1))
        assert unit.jobs.finish(job.id, ME, JobStatus.SUCCEEDED, at(2))
        assert not unit.jobs.finish(job.id, YOU, JobStatus.FAILED, at(3))
        assert unit.jobs.get(job.id).finished_at == at(2)


@pytest.mark.parametrize(("refund", "attempts"), [(True, 0), (False, 1)])
def test_a_released_job_waits_again(store: Store, refund: bool, attempts: int):
    with store.unit() as unit:
        job = run(unit)
        unit.jobs.release(job.id, ME, at(3), refund=refund)
        released = unit.jobs.get(job.id)
        assert (released.status, released.attempts) == (JobStatus.QUEUED, attempts)
        assert unit.jobs.standing(job.id).owner is None


# ---------------------------------------------------------------------------------- cancelling


def test_cancelling_reaches_the_whole_family(store: Store):
    with store.unit() as unit:
        parent = run(unit)
        waiting = add(unit, new_job(parent=parent))
        running = run(unit, new_job(parent=parent), YOU)
        grandchild = add(unit, new_job(parent=running))
        done = run(unit, new_job(parent=parent))
        end(unit, done)
        stranger = add(unit)
        unit.jobs.request_cancel(parent.id, at(5))
        for job in (parent, running):
            standing = unit.jobs.standing(job.id)
            assert (standing.status, standing.cancel_requested) == (JobStatus.RUNNING, True)
        for job in (waiting, grandchild):
            now = unit.jobs.get(job.id)
            assert (now.status, now.finished_at) == (JobStatus.CANCELLED, at(5))
        assert unit.jobs.get(done.id).status is JobStatus.SUCCEEDED
        assert unit.jobs.get(stranger.id) == stranger


def test_a_child_of_a_cancelled_parent_is_never_run(store: Store):
    """The parent may delegate a little more before it looks whether it is to stop."""
    with store.unit() as unit:
        parent = run(unit)
        unit.jobs.request_cancel(parent.id, at(5))
        child = unit.jobs.add(new_job(parent=parent), at(6))
        assert (child.status, child.finished_at) == (JobStatus.CANCELLED, at(6))
        assert unit.jobs.undispatched(at(60), 10) == []
        assert unit.jobs.start(child.id, ME, at(7)) is None


def test_a_cancelled_job_that_went_back_is_not_started_again(store: Store):
    with store.unit() as unit:
        job = run(unit)
        unit.jobs.request_cancel(job.id, at(1))
        unit.jobs.release(job.id, ME, at(2), refund=True)
        assert unit.jobs.start(job.id, YOU, at(3)) is None
        assert unit.jobs.get(job.id).status is JobStatus.CANCELLED


def test_cancelling_what_is_finished_changes_nothing(store: Store):
    with store.unit() as unit:
        job = run(unit)
        end(unit, job)
        before = unit.jobs.get(job.id)
        assert unit.jobs.request_cancel(job.id, at(9)) == before


# ------------------------------------------------------------------------------------ watching


def test_nothing_has_changed_in_the_beginning(store: Store):
    with store.unit(read_only=True) as unit:
        assert unit.jobs.newest_revision() == 0
        assert unit.jobs.changed_since(0, 10) == []


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["add", "start", "report", "release", "finish", "cancel", "look"]),
        st.integers(0, 5),
    ),
    max_size=30,
)


@EXAMPLES
@given(ACTS, st.integers(1, 4))
def test_a_watcher_never_misses_a_change(store: Store, acts, limit: int):
    with undone(store) as unit:
        jobs: list[Job] = []
        seen: dict[str, Job] = {}
        newest = 0

        def look() -> None:
            nonlocal newest
            while changed := unit.jobs.changed_since(newest, limit):
                revisions = [job.revision for job in changed]
                assert revisions == sorted(revisions)
                assert newest < revisions[0]
                assert len([r for r in revisions if r < revisions[-1]]) < limit
                newest = revisions[-1]
                seen.update({job.id: job for job in changed})

        for second, (act, which) in zip(count(1), acts, strict=False):
            if act == "look":
                look()
            elif act == "add" or not jobs:
                parent = jobs[which % len(jobs)] if jobs and which > 2 else None
                jobs.append(unit.jobs.add(new_job(parent=parent), at(second)))
            else:
                job = jobs[which % len(jobs)]
                if act == "start":
                    unit.jobs.start(job.id, ME, at(second))
                elif act == "report":
                    unit.jobs.report(job.id, ME, Progress(second / 100))
                elif act == "release":
                    unit.jobs.release(job.id, ME, at(second), refund=bool(which % 2))
                elif act == "finish":
                    unit.jobs.finish(job.id, ME, JobStatus.SUCCEEDED, at(second))
                else:
                    unit.jobs.request_cancel(job.id, at(second))
        look()
        assert seen == {job.id: unit.jobs.get(job.id) for job in jobs}
        assert unit.jobs.newest_revision() >= newest


def test_changes_of_many_writers_become_visible_in_the_order_of_their_numbers(store: Store):
    """A watcher that has seen number n never learns of a smaller one later."""
    writers, each = 4, 15
    barrier = threading.Barrier(writers + 1)
    seen: set[str] = set()

    def write() -> None:
        barrier.wait(20)
        for _ in range(each):
            with store.jobs() as jobs:
                jobs.add(new_job(), MORNING)
                jobs.add(new_job(), MORNING)

    threads = [threading.Thread(target=write) for _ in range(writers)]
    for thread in threads:
        thread.start()
    barrier.wait(20)
    newest = 0
    while True:
        over = not any(thread.is_alive() for thread in threads)
        with store.unit(read_only=True) as unit:
            changed = unit.jobs.changed_since(newest, 7)
        seen.update(job.id for job in changed)
        newest = changed[-1].revision if changed else newest
        if over and not changed:
            break
    for thread in threads:
        thread.join(30)
    assert len(seen) == writers * each * 2


# ------------------------------------------------------------------- leases, schedules, tidying


def test_a_lease_is_renewed_and_ended_once(store: Store):
    with store.unit() as unit:
        unit.jobs.beat("w1", MORNING)
        unit.jobs.beat("w2", MORNING)
        unit.jobs.beat("w1", at(5))
        assert unit.jobs.leases() == {"w1": at(5), "w2": MORNING}
        assert [unit.jobs.end_lease("w1"), unit.jobs.end_lease("w1")] == [True, False]
        assert unit.jobs.leases() == {"w2": MORNING}


def test_a_schedule_comes_back_and_is_replaced_by_name(store: Store):
    schedule = Schedule("tidy", "dig", 'Tidy "up" 🎵', "0 4 * * *", {"a": [1]}, True, at(9))
    with store.unit() as unit:
        unit.jobs.put_schedule(schedule)
        unit.jobs.put_schedule(Schedule("again", "dig", "Again", "1 1 * * *", enabled=False))
        assert unit.jobs.schedules()[1] == schedule
        changed = Schedule("tidy", "sow", "Sow", "0 5 * * *", {}, False, None, new_id())
        unit.jobs.put_schedule(changed)
        assert [s.name for s in unit.jobs.schedules()] == ["again", "tidy"]
        assert unit.jobs.schedules()[1] == changed


def test_two_workers_that_look_at_one_due_schedule_queue_one_job(store: Store):
    with store.unit() as unit:
        put_schedule(unit.jobs, Schedule("tidy", "dig", "Tidy", "0 4 * * *"), MORNING)
    later = at(86_400)
    barrier = threading.Barrier(3)

    def look() -> None:
        barrier.wait(20)
        with store.jobs() as jobs:
            queue_due(jobs, later)

    threads = [threading.Thread(target=look) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    with store.unit() as unit:
        assert unit.jobs.page().total == 1
        (schedule,) = unit.jobs.schedules()
        assert schedule.next_at is not None
        assert schedule.next_at > later
        assert schedule.last_job_id == unit.jobs.page().items[0].id


def test_old_finished_jobs_are_forgotten_with_their_children_and_logs(store: Store):
    with store.unit() as unit:
        old, new, waiting = run(unit), run(unit), add(unit)
        child = add(unit, new_job(parent=old))
        unit.jobs.append_log(child.id, LogLine(MORNING, "info", "x"))
        end(unit, old, seconds=10)
        end(unit, new, seconds=20)
        assert unit.jobs.delete_finished(at(10), 10) == []
        assert unit.jobs.delete_finished(at(15), 10) == [old.id]
        assert unit.jobs.delete_finished(at(15), 10) == []
        for gone in (old, child):
            with pytest.raises(JobNotFoundError):
                unit.jobs.get(gone.id)
        assert unit.jobs.page().total == 2
        assert unit.jobs.get(waiting.id) == waiting


def test_forgetting_goes_in_steps(store: Store):
    with store.unit() as unit:
        for _ in range(5):
            end(unit, run(unit))
        steps = [len(unit.jobs.delete_finished(at(9), 2)) for _ in range(4)]
    assert steps == [2, 2, 1, 0]


def test_priorities_are_kept_as_numbers(store: Store):
    with store.unit() as unit:
        job = add(unit, new_job(priority=JobPriority.BATCH, queue=JobQueue.PARENTS))
        (ticket,) = unit.jobs.undispatched(MORNING, 1)
    assert (job.priority, job.queue) == (100, JobQueue.PARENTS)
    assert (ticket.priority, ticket.queue) == (100, JobQueue.PARENTS)


def test_a_job_that_is_told_to_stop_lets_go_of_its_key(store: Store):
    with store.unit() as unit:
        old = unit.jobs.add(new_job(singleton_key="k"), at(0))
        unit.jobs.start(old.id, new_id(), at(1))
        unit.jobs.request_cancel(old.id, at(2))
        fresh = unit.jobs.add(new_job(singleton_key="k"), at(3))
        assert fresh.id != old.id
        assert unit.jobs.find_unfinished(fresh.kind, "k") == fresh
