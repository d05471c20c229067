"""Trying again what failed or was cancelled, and refusing what cannot be tried."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from menura.bootstrap import IMPORT_HISTORY, Menura
from menura.jobs import JobStatus, NewJob
from menura.kernel.ids import new_id
from menura.sharing import COLLECTION_IMPORT, COLLECTION_PULL
from tests.acceptance.conftest import Program
from tests.acceptance.test_api import problem_of
from tests.factories import NOBODY

V1 = "/api/v1"
PROMPT = "house in F minor, 124 bpm, 12 seconds"


def application_of(api: TestClient) -> Menura:
    menura: Menura = api.app.state.menura  # type: ignore[attr-defined]
    return menura


def failed_job(api: TestClient, kind: str, payload: Mapping[str, Any], **more: Any) -> str:
    """Keep a job that was begun and failed; return its id."""
    menura = application_of(api)
    new = NewJob(id=new_id(), kind=kind, title=f"Do {kind}", payload=payload, **more)
    with menura.store.jobs() as jobs:
        jobs.add(new, menura.clock.now())
        jobs.start(new.id, NOBODY, menura.clock.now())
        jobs.finish(new.id, NOBODY, JobStatus.FAILED, menura.clock.now(), error_code="broken")
    return new.id


def retry(api: TestClient, job_id: str) -> Any:
    return api.post(f"{V1}/jobs/{job_id}/retry")


def refusal(api: TestClient, job_id: str) -> str:
    answer = retry(api, job_id)
    assert problem_of(answer) == (409, "job_not_retryable")
    detail: str = answer.json()["detail"]
    return detail


def cancelled_scan(api: TestClient, music: Path) -> tuple[str, str]:
    """Return the ids of a source and of its scan, which is cancelled."""
    source = api.post(f"{V1}/sources", json={"path": str(music)}).json()
    api.post(f"{V1}/jobs/{source['scan_job_id']}/cancel")
    return source["id"], source["scan_job_id"]


def test_a_cancelled_scan_is_queued_anew_and_the_old_one_stays(api: TestClient, music: Path):
    source_id, stopped = cancelled_scan(api, music)
    answer = retry(api, stopped)
    assert answer.status_code == 202
    again = answer.json()
    assert again["job_id"] != stopped
    assert (again["kind"], again["status"]) == ("scan", "queued")
    assert api.get(f"{V1}/jobs/{stopped}").json()["cancelled"]
    sources = api.get(f"{V1}/sources").json()["items"]
    assert [(one["id"], one["scan_job_id"]) for one in sources] == [(source_id, again["job_id"])]
    menura = application_of(api)
    with menura.rooms(read_only=True) as rooms:
        old, new = rooms.jobs.get(stopped), rooms.jobs.get(again["job_id"])
    same = ("kind", "title", "payload", "queue", "priority", "singleton_key")
    assert [getattr(old, name) for name in same] == [getattr(new, name) for name in same]


def test_retried_twice_it_is_one_job(api: TestClient, music: Path):
    _, stopped = cancelled_scan(api, music)
    assert retry(api, stopped).json()["job_id"] == retry(api, stopped).json()["job_id"]


def test_other_work_of_the_same_name_is_not_taken_for_it(api: TestClient):
    old = failed_job(api, "cluster", {"seed": 1}, singleton_key="cluster")
    menura = application_of(api)
    with menura.rooms() as rooms:
        other = rooms.jobs.submit("cluster", "Search", {"seed": 2}, singleton_key="cluster")
    assert other.id in refusal(api, old)


def test_what_has_not_ended_or_did_its_work_is_refused(api: TestClient, music: Path):
    waiting = api.post(f"{V1}/sources", json={"path": str(music)}).json()["scan_job_id"]
    assert "has not ended" in refusal(api, waiting)
    menura = application_of(api)
    with menura.store.jobs() as jobs:
        jobs.start(waiting, NOBODY, menura.clock.now())
        jobs.finish(waiting, NOBODY, JobStatus.SUCCEEDED, menura.clock.now(), result={})
    assert "has done its work" in refusal(api, waiting)


def test_a_part_of_a_job_is_refused_and_names_the_whole(api: TestClient):
    whole = failed_job(api, "scan", {})
    part = failed_job(api, "listen", {}, parent_id=whole)
    assert whole in refusal(api, part)


def test_a_scan_of_a_source_that_was_removed_is_refused(api: TestClient, music: Path):
    source_id, stopped = cancelled_scan(api, music)
    assert api.delete(f"{V1}/sources/{source_id}").status_code < 300
    assert source_id in refusal(api, stopped)


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        (IMPORT_HISTORY, {"listener": "ada", "file": "x/plays.json", "name": "plays.json"}),
        (COLLECTION_IMPORT, {"file": "gone.menura", "trust": None, "keep_offers": True}),
        (COLLECTION_PULL, {"peer_id": new_id()}),
    ],
)
def test_what_it_needs_and_is_gone_is_told(api: TestClient, kind: str, payload: dict[str, Any]):
    said = refusal(api, failed_job(api, kind, payload))
    assert said.startswith(f"'Do {kind}' cannot be tried again: ")


def test_a_history_from_a_service_is_fetched_again(api: TestClient):
    payload = {"listener": "ada", "service": "listenbrainz", "username": "ada", "base_url": None}
    assert retry(api, failed_job(api, IMPORT_HISTORY, payload)).status_code == 202


def test_a_production_gets_a_row_and_a_copy_of_its_reference(api: TestClient):
    made = api.post(
        f"{V1}/jobs",
        data={"prompt": PROMPT, "seed": "7"},
        files={"reference_track": ("song.wav", io.BytesIO(b"RIFF of sorts"), "audio/wav")},
    ).json()["job_id"]
    api.post(f"{V1}/jobs/{made}/cancel")
    again = retry(api, made).json()["job_id"]
    detail = api.get(f"{V1}/studio/productions/{again}").json()
    assert (detail["prompt"], detail["seed"], detail["state"]) == (PROMPT, 7, "queued")
    menura = application_of(api)
    with menura.rooms(read_only=True) as rooms:
        wanted = rooms.productions.get(again).request
    assert wanted.reference is not None
    assert menura.reference_file(again, wanted.reference).read_bytes() == b"RIFF of sorts"


def test_a_production_whose_reference_is_gone_is_refused(api: TestClient):
    made = api.post(
        f"{V1}/jobs",
        data={"prompt": PROMPT},
        files={"reference_track": ("song.wav", io.BytesIO(b"RIFF"), "audio/wav")},
    ).json()["job_id"]
    api.post(f"{V1}/jobs/{made}/cancel")
    for path in application_of(api).uploads_folder(made).iterdir():
        path.unlink()
    refusal(api, made)
    assert api.get(f"{V1}/studio/productions").json()["total"] == 1


def test_a_batch_of_clips_is_asked_for_again_while_its_session_is_there(api: TestClient):
    wish = {"energy": 0.3, "density": 0.4, "duration_sec": 6}
    body = {"brief": "calm piano", "num_clips": 2, "params": wish, "seed": 5}
    asked = api.post(f"{V1}/sessions", json=body).json()
    api.post(f"{V1}/jobs/{asked['job_id']}/cancel")
    again = retry(api, asked["job_id"]).json()
    assert (again["kind"], again["status"]) == ("session_batch", "queued")
    api.post(f"{V1}/jobs/{again['job_id']}/cancel")
    assert api.delete(f"{V1}/sessions/{asked['session_id']}").status_code < 300
    assert asked["session_id"] in refusal(api, asked["job_id"])


def test_jobs_are_counted_by_kind_and_status(api: TestClient, music: Path):
    _, stopped = cancelled_scan(api, music)
    retry(api, stopped)
    failed_job(api, "index", {})
    failed_job(api, "listen", {}, parent_id=stopped)  # parts are not counted
    assert api.get(f"{V1}/jobs/tally").json()["items"] == [
        {"kind": "index", "counts": {"failed": 1}},
        {"kind": "scan", "counts": {"failed": 1, "queued": 1}},
    ]


def test_the_command_line_tries_again_and_says_why_not(
    api: TestClient, program: Program, music: Path
):
    _, stopped = cancelled_scan(api, music)
    again = program.run("jobs", stopped, "--retry", "--json").json()
    assert (again["kind"], again["status"]) == ("scan", "queued")
    refused = program.run("jobs", again["job_id"], "--retry")
    assert refused.code != 0
    assert "has not ended" in refused.err
