"""Jobs in the words of the API: one shape for every kind, and lists by it."""

from dataclasses import replace

import pytest

from menura.api.job_lists import page_of_jobs
from menura.api.schemas.jobs import API_STATUS, ApiJobStatus, JobOut
from menura.jobs import Job, JobStatus
from menura.jobs.service import Jobs
from menura.kernel.clock import FixedClock
from menura.store import Store
from tests.factories import MORNING, NOBODY, at, new_job

ENDINGS = (
    JobStatus.FAILED,
    JobStatus.CANCELLED,
    JobStatus.SUCCEEDED,
    JobStatus.CANCELLED,
    JobStatus.FAILED,
)


@pytest.fixture
def ended(store: Store) -> list[Job]:
    """Five jobs that ended in different ways, newest first."""
    jobs = []
    for seconds, status in enumerate(ENDINGS):
        with store.jobs() as repository:
            job = repository.add(new_job("work"), at(seconds))
            repository.start(job.id, NOBODY, at(seconds))
            repository.finish(job.id, NOBODY, status, at(seconds))
            jobs.append(repository.get(job.id))
    return jobs[::-1]


def listed(store: Store, **query) -> list[str]:
    with store.jobs(read_only=True) as repository:
        page = page_of_jobs(Jobs(repository, FixedClock(MORNING)), **query)
    return [job.id for job in page.items]


def test_failed_lists_what_went_wrong_and_what_was_cancelled_newest_first(
    store: Store, ended: list[Job]
):
    failed = [job.id for job in ended if job.status is not JobStatus.SUCCEEDED]
    assert len(failed) == 4
    assert listed(store, status=ApiJobStatus.FAILED) == failed
    for offset in range(5):
        part = listed(store, status=ApiJobStatus.FAILED, limit=2, offset=offset)
        assert part == failed[offset : offset + 2]


@pytest.mark.parametrize("cancelled", [True, False])
def test_cancelled_takes_the_two_kinds_of_failed_apart(
    store: Store, ended: list[Job], cancelled: bool
):
    wanted = JobStatus.CANCELLED if cancelled else JobStatus.FAILED
    found = listed(store, status=ApiJobStatus.FAILED, cancelled=cancelled)
    assert found == [job.id for job in ended if job.status is wanted]


def test_every_status_has_a_word(ended: list[Job]):
    assert set(API_STATUS) == set(JobStatus)
    for status in JobStatus:
        shaped = JobOut.of(replace(ended[0], status=status))
        assert shaped.status is API_STATUS[status]
        assert shaped.cancelled is (status is JobStatus.CANCELLED)


def test_a_cancelled_job_says_so_in_its_error(ended: list[Job]):
    shaped = JobOut.of(replace(ended[0], status=JobStatus.CANCELLED, error_code=None))
    assert shaped.error is not None
    assert shaped.error.code == "cancelled"


def test_a_job_without_results_answers_an_empty_object(ended: list[Job]):
    assert JobOut.of(replace(ended[0], result=None)).results == {}
    assert JobOut.of(replace(ended[0], result={"found": 3})).results == {"found": 3}


def test_progress_is_whole_percent_and_a_hundred_only_when_it_is_completed(ended: list[Job]):
    running = replace(ended[0], status=JobStatus.RUNNING)
    for percent in range(100):
        assert JobOut.of(replace(running, progress=percent / 100)).progress == percent
    for nearly in (0.995, 0.999999999, 1.0):
        assert JobOut.of(replace(running, progress=nearly)).progress == 99
    done = replace(running, status=JobStatus.SUCCEEDED, progress=1.0)
    assert JobOut.of(done).progress == 100
