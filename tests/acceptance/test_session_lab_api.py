"""The Session Lab's two routes, field by field, with fakes in the place of providers."""

import io
import threading
import uuid
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from menura.api import create_app
from menura.api.schemas.session_lab import CreateSessionResponse, MoreLikeResponse
from menura.api.session_maker import get_session_maker
from menura.bootstrap import Menura, build
from menura.config import load_settings
from menura.sessions import GenerationFailedError
from menura.sessions.providers.fake_cluster_naming_provider import FakeClusterNamingProvider
from menura.sessions.providers.fake_embedding_provider import FakeEmbeddingProvider
from menura.sessions.providers.fake_music_provider import FakeMusicProvider
from menura.sessions.service import SessionService
from tests.acceptance.test_api import problem_of
from tests.conftest import BUCKET

NOBODY = str(uuid.UUID(int=1))


@dataclass
class Lab:
    """An application whose batches are made by fakes while the request waits."""

    application: Menura
    api: TestClient
    fail_all: bool = False

    def service(self) -> SessionService:
        media = self.application.media
        return SessionService(
            self.application.session_store,
            FakeMusicProvider(media.root / "tmp", fail_all=self.fail_all),
            FakeEmbeddingProvider(),
            FakeClusterNamingProvider("bright synthwave"),
            media,
        )

    def files(self) -> list[Path]:
        return [path for path in self.application.media.root.rglob("*") if path.is_file()]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    application = build(load_settings(data_dir=tmp_path_factory.mktemp("lab") / "data"))
    app = create_app(application)
    client = TestClient(app, base_url="http://localhost", raise_server_exceptions=False)
    lab = Lab(application, client)
    app.dependency_overrides[get_session_maker] = lab.service
    with client:
        yield lab
    application.stop()


@pytest.fixture
def lab(running: Lab) -> Lab:
    running.fail_all = False
    return running


def body(**changes: Any) -> dict[str, Any]:
    params = {"energy": 0.5, "density": 0.25, "duration_sec": 0.5} | changes.pop("params", {})
    return {"brief": "neon night drive", "num_clips": 4, "params": params} | changes


@pytest.fixture(scope="module")
def made(running: Lab) -> dict[str, Any]:
    answer = running.api.post("/sessions", json=body())
    assert answer.status_code == 200
    session: dict[str, Any] = answer.json()
    return session


def test_a_session_answers_with_exactly_the_fields_of_the_contract(made: dict[str, Any]):
    assert set(made) == {"session_id", "batch"}
    assert set(made["batch"]) == {"id", "clusters"}
    for cluster in made["batch"]["clusters"]:
        assert set(cluster) == {"id", "label", "tracks"}
        assert cluster["label"] == "bright synthwave"
        for track in cluster["tracks"]:
            assert set(track) == {"id", "audio_url", "duration_sec"}
            assert track["audio_url"] == f"/media/{made['session_id']}/{track['id']}.wav"
            assert track["duration_sec"] == 0.5
    assert sum(len(cluster["tracks"]) for cluster in made["batch"]["clusters"]) == 4
    CreateSessionResponse.model_validate(made)


def test_more_of_a_cluster_answers_with_exactly_the_fields_of_the_contract(
    lab: Lab, made: dict[str, Any]
):
    parent = made["batch"]["clusters"][0]["id"]
    path = f"/sessions/{made['session_id']}/clusters/{parent}/more"
    answer = lab.api.post(path, json={"num_clips": 2})
    assert answer.status_code == 200
    more = answer.json()
    MoreLikeResponse.model_validate(more)
    assert set(more) == {"session_id", "parent_cluster_id", "batch"}
    assert (more["session_id"], more["parent_cluster_id"]) == (made["session_id"], parent)
    (cluster,) = more["batch"]["clusters"]
    assert cluster["id"] != parent
    assert cluster["label"] == "bright synthwave"
    assert 1 <= len(cluster["tracks"]) <= 2
    again = lab.api.post(
        f"/sessions/{made['session_id']}/clusters/{cluster['id']}/more", json={"num_clips": 1}
    )
    assert again.status_code == 200  # a new cluster can be steered by, too


def test_clips_are_real_files_that_can_be_sought_in(lab: Lab, made: dict[str, Any]):
    for cluster in made["batch"]["clusters"]:
        for track in cluster["tracks"]:
            whole = lab.api.get(track["audio_url"])
            assert (whole.status_code, whole.headers["content-type"]) == (200, "audio/wav")
            with wave.open(io.BytesIO(whole.content)) as sound:
                assert sound.getnframes() / sound.getframerate() == 0.5
    part = lab.api.get(track["audio_url"], headers={"Range": "bytes=44-143"})
    assert (part.status_code, part.content) == (206, whole.content[44:144])
    assert part.headers["content-range"] == f"bytes 44-143/{len(whole.content)}"
    beyond = lab.api.get(track["audio_url"], headers={"Range": "bytes=99999999-"})
    assert beyond.status_code == 416
    head = lab.api.head(track["audio_url"])
    assert (head.status_code, head.content) == (200, b"")
    assert int(head.headers["content-length"]) == len(whole.content)
    assert lab.api.get(track["audio_url"].upper().replace("/MEDIA", "/media")).status_code in (
        200,
        400,
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"brief": ""}, "brief"),
        ({"brief": "  \n "}, "brief"),
        ({"brief": "x" * 2001}, "brief"),
        ({"brief": "a\x00b"}, "brief"),
        ({"brief": None}, "brief"),
        ({"num_clips": 0}, "num_clips"),
        ({"num_clips": 7}, "num_clips"),
        ({"num_clips": 2.5}, "num_clips"),
        ({"params": {"energy": -0.01}}, "params.energy"),
        ({"params": {"energy": 1.01}}, "params.energy"),
        ({"params": {"density": "much"}}, "params.density"),
        ({"params": {"density": 2}}, "params.density"),
        ({"params": {"duration_sec": 0}}, "params.duration_sec"),
        ({"params": {"duration_sec": 30.01}}, "params.duration_sec"),
    ],
)
def test_what_cannot_be_understood_is_400_and_names_the_field(lab: Lab, changes, field):
    before = lab.files()
    answer = lab.api.post("/sessions", json=body(**changes))
    assert answer.status_code == 400
    assert answer.json()["field"] == field
    assert lab.files() == before


def test_missing_fields_are_400(lab: Lab):
    for name in ("brief", "num_clips", "params"):
        wanted = body()
        del wanted[name]
        answer = lab.api.post("/sessions", json=wanted)
        assert (answer.status_code, answer.json()["field"]) == (400, name)
    for content in (b"", b"{", b"[]", b'{"brief": "\\ud800"}', b"\xff"):
        answer = lab.api.post(
            "/sessions", content=content, headers={"content-type": "application/json"}
        )
        assert problem_of(answer)[0] == 400


def test_half_a_character_is_400_and_names_the_brief(lab: Lab):
    content = b'{"brief": "\\ud800", "num_clips": 1, "params": {"energy": 0, "density": 0, '
    content += b'"duration_sec": 1}}'
    answer = lab.api.post(
        "/sessions", content=content, headers={"content-type": "application/json"}
    )
    assert (answer.status_code, answer.json()["field"]) == (400, "brief")


@pytest.mark.parametrize("number", [1, 6])
def test_the_ends_of_the_ranges_are_inside(lab: Lab, number):
    params = {"energy": number % 2, "density": 1 - number % 2, "duration_sec": 0.1}
    answer = lab.api.post("/sessions", json=body(num_clips=number, params=params, brief="x" * 2000))
    assert answer.status_code == 200
    tracks = [t for c in answer.json()["batch"]["clusters"] for t in c["tracks"]]
    assert len(tracks) == number


def test_unknown_sessions_and_clusters_are_404(lab: Lab, made: dict[str, Any]):
    known, cluster = made["session_id"], made["batch"]["clusters"][0]["id"]
    wanted = {"num_clips": 1}
    for session_id, cluster_id in ((NOBODY, cluster), (known, NOBODY)):
        answer = lab.api.post(f"/sessions/{session_id}/clusters/{cluster_id}/more", json=wanted)
        assert problem_of(answer)[0] == 404


def test_ids_that_are_no_uuids_and_numbers_out_of_range_are_400(lab: Lab, made: dict[str, Any]):
    known, cluster = made["session_id"], made["batch"]["clusters"][0]["id"]
    for session_id, cluster_id, number, field in (
        ("here", cluster, 1, "session_id"),
        (known, "42", 1, "cluster_id"),
        (known, cluster, 0, "num_clips"),
        (known, cluster, 7, "num_clips"),
    ):
        path = f"/sessions/{session_id}/clusters/{cluster_id}/more"
        answer = lab.api.post(path, json={"num_clips": number})
        assert (answer.status_code, answer.json()["field"]) == (400, field)


def test_if_nothing_can_be_made_it_is_500_with_the_reason_and_nothing_is_left(
    lab: Lab, made: dict[str, Any]
):
    before = lab.files()
    sessions = lab.api.get("/api/v1/sessions").json()["total"]
    lab.fail_all = True
    cluster = made["batch"]["clusters"][0]["id"]
    path = f"/sessions/{made['session_id']}/clusters/{cluster}/more"
    for answer in (
        lab.api.post("/sessions", json=body()),
        lab.api.post(path, json={"num_clips": 1}),
    ):
        assert problem_of(answer) == (500, "generation_failed")
        assert "No clip could be made" in answer.json()["detail"]
    assert lab.files() == before
    assert lab.api.get("/api/v1/sessions").json()["total"] == sessions


def test_nothing_but_clips_can_be_fetched(lab: Lab, made: dict[str, Any]):
    session = made["session_id"]
    track = made["batch"]["clusters"][0]["tracks"][0]["id"]
    (lab.application.media.root / "secret.wav").write_bytes(b"secret")
    for path in (
        "/media/tmp/clip-0.wav",
        "/media/secret.wav",
        f"/media/{session}/",
        f"/media/{session}/{track}",
        f"/media/{session}/{track}.mp3",
        f"/media/{session}/..%2Fsecret.wav",
        f"/media/{session}/%2e%2e/secret.wav",
        f"/media/{session}/..%5csecret.wav",
        "/media/%2e%2e/menura.sqlite",
        f"/media/..%2f..%2f{session}/{track}.wav",
        f"/media/{session}/{track}.wav%00",
        f"/media/{session}/{track}/../{track}.wav%20",
    ):
        answer = lab.api.get(path)
        assert answer.status_code in (400, 404), path
        assert b"secret" not in answer.content.replace(b"secret.wav", b"")
    (lab.application.media.root / "secret.wav").unlink()
    for path in (f"/media/{session}/{NOBODY}.wav", f"/media/{NOBODY}/{track}.wav"):
        assert problem_of(lab.api.get(path)) == (404, "clip_not_found")


# --------------------------------------------------------------------------- beyond


def test_a_session_is_read_with_everything_that_is_known(lab: Lab, made: dict[str, Any]):
    session = lab.api.get(f"/api/v1/sessions/{made['session_id']}").json()
    assert session["brief"] == "neon night drive"
    assert session["prompt"].startswith("neon night drive | energy=0.50 | density=0.25")
    first = session["batches"][0]
    assert (first["kind"], first["id"], first["num_generated"]) == (
        "initial",
        made["batch"]["id"],
        4,
    )
    for kept, told in zip(first["clusters"], made["batch"]["clusters"], strict=True):
        assert [clip["id"] for clip in kept["clips"]] == [track["id"] for track in told["tracks"]]
    assert (session["making"], session["error"]) == ([], None)


def test_the_map_stays_as_it_is_when_batches_come(lab: Lab):
    made = lab.api.post("/sessions", json=body()).json()
    path = f"/api/v1/sessions/{made['session_id']}/distribution"
    before = lab.api.get(path).json()
    assert len(before["points"]) == 4
    assert 0 < before["explained"] <= 1
    cluster = made["batch"]["clusters"][0]["id"]
    lab.api.post(f"/sessions/{made['session_id']}/clusters/{cluster}/more", json={"num_clips": 2})
    after = lab.api.get(path).json()
    assert after["points"][:4] == before["points"]
    assert len(after["points"]) > 4
    counts = {one["id"]: one["clip_count"] for one in after["clusters"]}
    for point in after["points"]:
        counts[point["cluster_id"]] -= 1
        assert 0 <= point["distance"] <= 2
    assert set(counts.values()) == {0}


def test_names_pins_and_favourites_are_kept(lab: Lab):
    made = lab.api.post("/sessions", json=body()).json()
    base = f"/api/v1/sessions/{made['session_id']}"
    cluster = made["batch"]["clusters"][0]
    clip = cluster["tracks"][0]["id"]
    lab.api.patch(base, json={"name": "Night  drive ", "pinned": True})
    lab.api.patch(f"{base}/clusters/{cluster['id']}", json={"label": "Über-Neon"})
    lab.api.patch(f"{base}/clips/{clip}", json={"name": "the one", "favourite": True})
    session = lab.api.get(base).json()
    assert (session["name"], session["pinned"]) == ("Night drive", True)
    kept = session["batches"][0]["clusters"][0]
    assert kept["label"] == "Über-Neon"
    assert (kept["clips"][0]["name"], kept["clips"][0]["favourite"]) == ("the one", True)
    assert lab.api.get("/api/v1/sessions").json()["items"][0]["id"] == made["session_id"]
    lab.api.patch(base, json={"pinned": False})


@pytest.mark.parametrize(
    ("below", "wanted", "field"),
    [
        ("", {"name": "x" * 201}, "name"),
        ("", {"name": "a\x00"}, "name"),
        ("/clusters/{cluster}", {"label": ""}, "label"),
        ("/clusters/{cluster}", {"label": "x" * 65}, "label"),
        ("/clusters/{cluster}", {}, "label"),
        ("/clips/{clip}", {"pinned": "perhaps"}, "pinned"),
        ("/clips/42", {}, "clip_id"),
    ],
)
def test_changes_that_cannot_be_made_are_400(lab: Lab, made, below, wanted, field):
    cluster = made["batch"]["clusters"][0]
    place = below.format(cluster=cluster["id"], clip=cluster["tracks"][0]["id"])
    answer = lab.api.patch(f"/api/v1/sessions/{made['session_id']}{place}", json=wanted)
    assert (answer.status_code, answer.json()["field"]) == (400, field)


def test_what_is_not_there_is_404(lab: Lab, made: dict[str, Any]):
    base = f"/api/v1/sessions/{made['session_id']}"
    for method, path in (
        ("GET", f"/api/v1/sessions/{NOBODY}"),
        ("GET", f"/api/v1/sessions/{NOBODY}/distribution"),
        ("DELETE", f"/api/v1/sessions/{NOBODY}"),
        ("GET", f"{base}/batches/{NOBODY}"),
        ("GET", f"{base}/clips/{NOBODY}/manifest"),
        ("POST", f"{base}/clips/{NOBODY}/render"),
        ("DELETE", f"{base}/clips/{NOBODY}"),
    ):
        assert problem_of(lab.api.request(method, path))[0] == 404, path
    wanted = {"num_clips": 1}
    for steer in ("more", "less"):
        answer = lab.api.post(f"{base}/clusters/{NOBODY}/{steer}", json=wanted)
        assert problem_of(answer) == (404, "cluster_not_found")
    cluster = made["batch"]["clusters"][0]["id"]
    same = lab.api.post(f"{base}/between", json=wanted | {"cluster_ids": [cluster, cluster]})
    assert (same.status_code, same.json()["field"]) == (400, "cluster_ids")


def test_the_most_different_are_kept_and_what_is_pinned_never_goes(lab: Lab):
    made = lab.api.post("/sessions", json=body(num_clips=6)).json()
    base = f"/api/v1/sessions/{made['session_id']}"
    clips = [t["id"] for c in made["batch"]["clusters"] for t in c["tracks"]]
    lab.api.patch(f"{base}/clips/{clips[0]}", json={"pinned": True})
    lab.api.patch(f"{base}/clips/{clips[1]}", json={"favourite": True})
    looked = lab.api.post(f"{base}/most-different", json={"count": 3}).json()
    assert len(looked["clip_ids"]) == 3
    assert looked["removed_ids"] == []
    kept = lab.api.post(f"{base}/most-different", json={"count": 3, "remove_others": True}).json()
    assert kept["clip_ids"] == looked["clip_ids"]
    assert set(clips[:2]) <= set(kept["clip_ids"])
    assert len(kept["removed_ids"]) == 3
    left = lab.api.get(base).json()["batches"][0]["clusters"]
    assert {clip["id"] for cluster in left for clip in cluster["clips"]} == set(kept["clip_ids"])
    for clip in kept["removed_ids"]:
        assert lab.api.get(f"/media/{made['session_id']}/{clip}.wav").status_code == 404
    for wrong in ({"count": 0}, {"count": 3, "batch_id": "x"}):
        assert lab.api.post(f"{base}/most-different", json=wrong).status_code == 400


def test_a_deleted_session_leaves_no_files(lab: Lab):
    before = lab.files()
    made = lab.api.post("/sessions", json=body()).json()
    base = f"/api/v1/sessions/{made['session_id']}"
    clip = made["batch"]["clusters"][0]["tracks"][0]
    assert lab.api.delete(f"{base}/clips/{clip['id']}").status_code == 204
    assert lab.api.get(clip["audio_url"]).status_code == 404
    assert lab.api.delete(base).status_code == 204
    assert problem_of(lab.api.get(base)) == (404, "session_not_found")
    assert lab.files() == before


def test_a_manifest_says_what_a_clip_was_made_from(lab: Lab, made: dict[str, Any]):
    clip = made["batch"]["clusters"][0]["tracks"][0]["id"]
    told = lab.api.get(f"/api/v1/sessions/{made['session_id']}/clips/{clip}/manifest").json()
    assert (told["provider"], told["clip_id"]) == ("fake", clip)
    assert told["prompt"].startswith("neon night drive | ")
    assert len(told["sha256"]) == 64
    assert told["reproducible"] is False


def test_however_many_wait_for_clips_the_other_routes_answer(lab: Lab):
    """More than the forty threads that all other routes share."""
    go_on = threading.Event()
    waiting = threading.Semaphore(0)

    class Slow:
        def create_initial_batch(self, *_: object) -> None:
            waiting.release()
            go_on.wait(30)
            raise GenerationFailedError("enough")

    usual = lab.api.app.dependency_overrides  # type: ignore[attr-defined]
    usual[get_session_maker] = Slow
    threads = [
        threading.Thread(target=lambda: lab.api.post("/sessions", json=body())) for _ in range(50)
    ]
    try:
        for thread in threads:
            thread.start()
        for _ in threads:
            assert waiting.acquire(timeout=30)
        assert lab.api.get("/api/v1/sessions").status_code == 200
    finally:
        go_on.set()
        for thread in threads:
            thread.join()
        usual[get_session_maker] = lab.service


def test_clips_are_kept_in_an_object_store_too(tmp_path: Path, s3_address: str):
    application = build(
        load_settings(
            data_dir=tmp_path / "data",
            artifacts_url=f"s3://{BUCKET}/lab",
            s3_endpoint=s3_address,
            s3_access_key="key",
            s3_secret_key="secret",
        )
    )
    app = create_app(application)
    with TestClient(app, base_url="http://localhost") as api:
        elsewhere = Lab(application, api)
        app.dependency_overrides[get_session_maker] = elsewhere.service
        made = api.post("/sessions", json=body(num_clips=2)).json()
        one, other = (t for c in made["batch"]["clusters"] for t in c["tracks"])
        for file in elsewhere.files():
            file.unlink()  # as on another machine
        part = api.get(one["audio_url"], headers={"Range": "bytes=0-3"})
        assert (part.status_code, part.content) == (206, b"RIFF")
        base = f"/api/v1/sessions/{made['session_id']}"
        assert api.delete(f"{base}/clips/{one['id']}").status_code == 204
        assert api.get(one["audio_url"]).status_code == 404
        assert api.get(other["audio_url"]).status_code == 200
        assert api.delete(base).status_code == 204
        assert api.get(other["audio_url"]).status_code == 404
    application.stop()
