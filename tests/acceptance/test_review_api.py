"""What the API answers to those who mean it ill, or ask too much."""

import time
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr
from sqlalchemy import make_url

from menura.api import events
from menura.bootstrap import Menura, describe_only
from menura.catalogue import Library
from menura.config import load_settings
from menura.store import open_store, sqlite_url
from tests.factories import NOBODY, new_job

V1 = "/api/v1"


@pytest.mark.parametrize(
    "origin", ["null", "", "http://[", "localhost", "http://evil.example", "http://localhost:81"]
)
def test_an_origin_that_is_not_this_server_changes_nothing(api: TestClient, origin: str):
    body = {"name": "P", "items": []}
    answer = api.post(f"{V1}/playlists", json=body, headers={"origin": origin})
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert api.get(f"{V1}/playlists").json()["items"] == []


def test_the_own_origin_may_change_things_in_any_case_of_letters(api: TestClient):
    body = {"name": "P", "items": []}
    answer = api.post(f"{V1}/playlists", json=body, headers={"origin": "http://LOCALHOST"})
    assert answer.status_code == 201


def test_the_name_of_a_test_is_no_name_of_this_machine(api: TestClient):
    assert api.get(f"{V1}/status", headers={"host": "testserver"}).status_code == 403
    assert api.get(f"{V1}/status", headers={"host": "[::1]:8000"}).status_code == 200


@pytest.mark.parametrize("field", ["name", "description", "reason"])
def test_a_nul_anywhere_in_a_playlist_is_refused_in_words(api: TestClient, field: str):
    texts = {"name": "P", "description": "", "reason": ""} | {field: "a\x00b"}
    item = {"track_id": NOBODY, "reason": texts.pop("reason")}
    body = texts | {"items": [item]}
    answer = api.post(f"{V1}/playlists", json=body)
    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert "control characters" in answer.json()["detail"]


def test_a_nul_in_a_sources_name_is_refused_in_words(api: TestClient, tmp_path: Path):
    answer = api.post(f"{V1}/sources", json={"path": str(tmp_path), "name": "a\x00b"})
    assert (answer.status_code, answer.json()["code"]) == (422, "control_characters")


@pytest.mark.parametrize("path", ["/folders?path=%00", "/tracks?limit=1e20", "/jobs?limit=1e20"])
def test_nonsense_in_an_address_is_refused(api: TestClient, path: str):
    assert api.get(V1 + path).status_code == 422


def test_counts_are_taken_once_in_a_while_and_never_forgotten(
    menura: Menura, monkeypatch: pytest.MonkeyPatch
):
    taken, now = [], [100.0]
    counts = Library.counts

    def counted(library: Library, source_id: str | None = None):
        taken.append(now[0])
        return counts(library, source_id)

    monkeypatch.setattr(Library, "counts", counted)
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    seen = events._Seen()
    events._begin(menura, seen, None)
    for _ in range(12):  # six seconds; a job moves in the first half only
        now[0] += events.POLL_INTERVAL_S
        if now[0] <= 103:
            with menura.store.jobs() as jobs:
                jobs.add(new_job(), menura.clock.now())
        events._changes(menura, seen)
    assert taken == [100.0, 102.0, 104.0]


@pytest.mark.parametrize("name", ["plain", "a#b", "100%", "50%25 off", "a%20b", "a?b", "ünï (1)"])
def test_a_data_folder_is_found_whatever_its_name(tmp_path: Path, name: str):
    store = open_store(tmp_path / name)
    store.check()
    store.close()
    assert (tmp_path / name / "menura.sqlite").is_file()
    path = tmp_path / name / "jobs.sqlite"
    assert make_url(sqlite_url(path)).database == str(path)


def test_the_old_scheme_of_postgresql_is_understood_by_the_job_engine(tmp_path: Path):
    url = "postgres://user:p%40ss@host/postgres://"
    settings = load_settings(data_dir=tmp_path, database_url=SecretStr(url))
    application = Menura(settings, describe_only().store)
    assert application.engine_url == "postgresql://user:p%40ss@host/postgres://"
