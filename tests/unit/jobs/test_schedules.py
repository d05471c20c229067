"""Schedules as people keep them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menura.jobs import JobPriority, JobQueue, Schedules, Work
from menura.jobs.errors import ScheduleNotFoundError
from menura.jobs.schedule import next_moment
from menura.kernel.clock import FixedClock
from menura.kernel.errors import InvalidInputError
from menura.store import Store
from tests.factories import MORNING

DIG = Work("dig", "Dig", {"deep": True})
DAILY = "30 3 * * *"
FIELD = st.text(st.sampled_from("0123456789*/-,LWH#R?monja@%_"), min_size=1, max_size=5)


@pytest.mark.parametrize(
    "cron",
    [
        "",
        " ",
        "30 3 * *",
        "30 3 * * * 0",
        "0 30 3 * * * 2026",
        "@daily",
        "60 * * * *",
        "* 24 * * *",
        "* * 0 * *",
        "* * * 13 *",
        "* * * * 8",
        "*/0 * * * *",
        "5-1-2 * * * *",
        "a b c d e",
        "0 0 30 2 *",
        "1\x00 * * * *",
    ],
)
def test_only_five_fields_that_come_true_are_a_schedule(cron: str):
    with pytest.raises(InvalidInputError) as caught:
        next_moment(cron, MORNING)
    assert caught.value.field == "cron"


@given(st.lists(FIELD, min_size=5, max_size=5))
def test_any_five_words_are_a_moment_or_a_sentence(fields: list[str]):
    try:
        due = next_moment(" ".join(fields), MORNING)
    except InvalidInputError:
        return
    assert due > MORNING
    assert (due.second, due.tzinfo) == (0, UTC)


@pytest.mark.parametrize(
    ("cron", "due"),
    [
        ("0 0 29 2 *", datetime(2028, 2, 29, tzinfo=UTC)),
        ("0 0 1 1 *", datetime(2027, 1, 1, tzinfo=UTC)),
        ("59 23 31 12 *", datetime(2026, 12, 31, 23, 59, tzinfo=UTC)),
        ("0 9 * * 1-5", datetime(2026, 1, 1, 9, tzinfo=UTC)),
        ("0 9 * * 0", datetime(2026, 1, 4, 9, tzinfo=UTC)),
        ("  0\t9  * * 7 ", datetime(2026, 1, 4, 9, tzinfo=UTC)),
        ("0 0 13 * fri", datetime(2026, 1, 2, tzinfo=UTC)),  # day or weekday, as cron has it
    ],
)
def test_a_schedule_means_what_cron_means(cron: str, due: datetime):
    assert next_moment(cron, MORNING) == due


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(MORNING)


def test_a_schedule_is_kept_replaced_and_forgotten(sqlite_store: Store, clock: FixedClock):
    with sqlite_store.jobs() as jobs:
        schedules = Schedules(jobs, clock)
        kept = schedules.put("  tidy ", DIG, DAILY)
        assert (kept.name, kept.kind, kept.title) == ("tidy", "dig", "Dig")
        assert kept.next_at == datetime(2026, 1, 2, 3, 30, tzinfo=UTC)
        other = schedules.put("tidy", replace(DIG, payload={}), "0 12 * * *")
        assert (other.payload, other.next_at) == ({}, datetime(2026, 1, 1, 12, tzinfo=UTC))
        assert schedules.all() == [other]
        schedules.remove("tidy")
        schedules.remove_if_there("tidy")
        with pytest.raises(ScheduleNotFoundError):
            schedules.remove("tidy")
        assert schedules.all() == []


def test_the_same_schedule_again_keeps_its_moment(sqlite_store: Store, clock: FixedClock):
    with sqlite_store.jobs() as jobs:
        schedules = Schedules(jobs, clock)
        first = schedules.put("tidy", DIG, "0 * * * *")
        clock.advance(1800)
        assert schedules.put("tidy", DIG, "0 * * * *").next_at == first.next_at


def test_a_schedule_that_rested_does_not_make_up_for_it(sqlite_store: Store, clock: FixedClock):
    with sqlite_store.jobs() as jobs:
        schedules = Schedules(jobs, clock)
        schedules.put("tidy", DIG, DAILY)
        assert schedules.enable("tidy", False).enabled is False
        clock.advance(timedelta(days=10).total_seconds())
        woken = schedules.enable("tidy", True)
        assert woken.next_at == datetime(2026, 1, 12, 3, 30, tzinfo=UTC)


def test_work_done_now_leaves_the_next_moment(sqlite_store: Store, clock: FixedClock):
    with sqlite_store.jobs() as jobs:
        schedules = Schedules(jobs, clock)
        kept = schedules.put("tidy", DIG, DAILY)
        job = schedules.run("tidy")
        assert (job.kind, job.payload, job.queue) == ("dig", {"deep": True}, JobQueue.PARENTS)
        assert job.priority == JobPriority.NORMAL
        assert schedules.run("tidy").id == job.id
        assert schedules.get("tidy") == replace(kept, last_job_id=job.id)
        with pytest.raises(ScheduleNotFoundError):
            schedules.run("nobody")


@pytest.mark.parametrize("name", ["", "  ", "a" * 81, "a\nb", "a\x00b", "rescan", " maintenance "])
def test_a_name_nobody_may_take_is_refused(sqlite_store: Store, clock: FixedClock, name: str):
    with sqlite_store.jobs() as jobs:
        schedules = Schedules(jobs, clock)
        with pytest.raises(InvalidInputError) as caught:
            schedules.put(name, DIG, DAILY)
        assert caught.value.field == "name"
        assert schedules.all() == []


def test_what_menura_keeps_itself_is_left_alone(sqlite_store: Store, clock: FixedClock):
    with sqlite_store.jobs() as jobs:
        schedules = Schedules(jobs, clock)
        for change in (schedules.remove, lambda name: schedules.put(name, DIG, DAILY)):
            with pytest.raises(InvalidInputError, match="kept by Menura itself"):
                change("rescan")
