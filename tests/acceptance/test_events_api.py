"""The stream of events goes on where a client left it, over real connections."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from menura.api import create_app, events
from menura.bootstrap import Menura, build
from menura.config import load_settings
from menura.jobs import Job, JobStatus
from tests.factories import new_job

PATIENCE_S = 20.0
Told = dict[str, Any]


@dataclass
class Served:
    """A Menura that is listened to at a port of its own."""

    menura: Menura
    port: int

    def add(self, kind: str = "dig", parent: Job | None = None) -> Job:
        with self.menura.store.jobs() as jobs:
            return jobs.add(new_job(kind, parent=parent), self.menura.clock.now())

    def end(self, job: Job) -> None:
        now = self.menura.clock.now()
        with self.menura.store.jobs() as jobs:
            jobs.start(job.id, job.id, now)
            jobs.finish(job.id, job.id, JobStatus.SUCCEEDED, now, result={})

    def forget(self) -> None:
        """Forget all jobs that have ended, as the maintenance does."""
        tidying = self.add(events.MAINTENANCE)
        with self.menura.store.jobs() as jobs:
            jobs.delete_finished(self.menura.clock.now() + timedelta(days=1), 100)
        self.end(tidying)

    @contextmanager
    def stream(self, *, header: str | None = None, **query: str) -> Iterator[Iterator[Told]]:
        headers = {} if header is None else {"Last-Event-ID": header}
        with (
            httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=PATIENCE_S) as http,
            http.stream("GET", "/api/v1/events", params=query, headers=headers) as answer,
        ):
            assert answer.headers["content-type"].startswith("text/event-stream")
            yield _told(answer.iter_lines())

    def last_id(self) -> str:
        with self.stream() as stream:
            return str(self.caught_up(stream)[-1]["id"])

    def caught_up(self, stream: Iterator[Told]) -> list[Told]:
        """Return events up to the one that says that all was told."""
        with self.menura.store.jobs(read_only=True) as jobs:
            newest = str(jobs.newest_revision())
        return take(stream, lambda told: told.get("id") == newest)


def _told(lines: Iterator[str]) -> Iterator[Told]:
    """Yield events as they come, each with its id; comments under their own name."""
    told: Told = {}
    for line in lines:
        name, _, value = line.partition(": ")
        if line:
            told |= json.loads(value) if name == "data" else {name or "comment": value}
        elif told:
            yield told
            told = {}


def take(stream: Iterator[Told], until: Callable[[Told], bool]) -> list[Told]:
    """Return events up to the one that is as wanted."""
    taken = []
    for told in stream:
        taken.append(told)
        if until(told):
            return taken
    raise AssertionError(f"The stream ended after {taken}")


def jobs_of(taken: list[Told]) -> dict[str, str]:
    """Return the last status of each job that was told."""
    return {t["job"]["job_id"]: t["job"]["status"] for t in taken if t.get("type") == "job"}


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    menura = build(load_settings(data_dir=tmp_path / "data"))
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(create_app(menura), log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    try:
        yield Served(menura, listener.getsockname()[1])
    finally:
        menura.stopping.set()
        server.should_exit = True
        thread.join(PATIENCE_S)
        menura.stop()


def test_a_new_client_is_told_the_counts_and_what_is_unfinished(served: Served):
    ended, waiting = served.add(), served.add()
    served.end(ended)
    with served.stream() as stream:
        taken = served.caught_up(stream)
    assert [told["type"] for told in taken] == ["library", "job"]
    assert jobs_of(taken) == {waiting.id: "queued"}


@pytest.mark.parametrize("by_header", [True, False])
def test_who_comes_back_is_told_what_changed_and_what_ended_meanwhile(
    served: Served, by_header: bool
):
    same, ended = served.add(), served.add()
    last_id = served.last_id()
    served.end(ended)
    new = served.add()
    with served.stream(**{"header" if by_header else "after": last_id}) as stream:
        taken = served.caught_up(stream)
        assert jobs_of(taken) == {ended.id: "completed", new.id: "queued"}
        assert {told["type"] for told in taken} == {"library", "job"}
        served.end(same)
        assert jobs_of(take(stream, lambda t: jobs_of([t]).get(same.id) == "completed"))
    with served.stream(after=taken[-1]["id"]) as stream:
        assert jobs_of(served.caught_up(stream)) == {same.id: "completed"}


def test_who_missed_nothing_is_told_the_counts_alone(served: Served):
    served.add()
    with served.stream(after=served.last_id()) as stream:
        assert [told["type"] for told in served.caught_up(stream)] == ["library"]


def test_the_header_of_a_browser_counts_more_than_the_address_it_opened(served: Served):
    first_id, job = served.last_id(), served.add()
    later_id, other = served.last_id(), served.add()
    with served.stream(header=later_id, after=first_id) as stream:
        assert jobs_of(served.caught_up(stream)) == {other.id: "queued"}
    with served.stream(after=first_id) as stream:
        assert set(jobs_of(served.caught_up(stream))) == {job.id, other.id}


@pytest.mark.parametrize("unknown", ["999999", "9" * 99, "-1", "x", "1.5", "٣"])
def test_an_id_that_is_not_known_means_to_ask_for_everything_anew(served: Served, unknown: str):
    waiting = served.add()
    with served.stream(after=unknown) as stream:
        taken = served.caught_up(stream)
    assert [told["type"] for told in taken] == ["reset", "library", "job"]
    assert jobs_of(taken) == {waiting.id: "queued"}


def test_who_was_away_until_jobs_were_forgotten_asks_for_everything_anew(served: Served):
    last_id = served.last_id()
    served.end(served.add())
    served.forget()
    with served.stream(after=last_id) as stream:
        assert served.caught_up(stream)[0]["type"] == "reset"
    with served.stream(after=served.last_id()) as stream:
        assert served.caught_up(stream)[0]["type"] == "library"


def test_jobs_that_were_forgotten_before_are_nothing_missed(served: Served):
    served.end(served.add())
    served.forget()
    kept = served.add()
    last_id = served.last_id()
    served.forget()  # there is nothing but the one before
    with served.stream(after=last_id) as stream:
        taken = served.caught_up(stream)
    assert taken[0]["type"] == "library"
    assert kept.id not in jobs_of(taken)


def test_more_changes_than_are_worth_telling_are_not_told_one_by_one(
    served: Served, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(events, "MOST_MISSED", 3)
    last_id = served.last_id()
    for _ in range(3):
        served.add()
    with served.stream(after=last_id) as stream:
        assert served.caught_up(stream)[0]["type"] == "reset"


def test_a_family_that_was_cancelled_at_once_is_told_whole_before_its_id(served: Served):
    parent = served.add()
    family = {parent.id, *(served.add(parent=parent).id for _ in range(3))}
    with served.stream() as stream:
        served.caught_up(stream)
        with served.menura.store.jobs() as jobs:
            jobs.request_cancel(parent.id, served.menura.clock.now())
        told = served.caught_up(stream)
    assert jobs_of(told) == dict.fromkeys(family, "failed")


def test_of_one_job_nothing_else_is_told_to_who_comes_back(served: Served):
    job = served.add()
    last_id = served.last_id()
    child = served.add(parent=job)
    served.add()
    with served.stream(after=last_id, job_id=job.id) as stream:
        assert set(jobs_of(served.caught_up(stream))) == {child.id}


def test_a_quiet_stream_is_kept_alive(served: Served, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("fastapi.routing._PING_INTERVAL", 0.05)
    with served.stream() as stream:
        assert take(stream, lambda told: "comment" in told)[-1]["comment"] == "ping"
