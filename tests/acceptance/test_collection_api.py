"""Two Menuras share analysis over HTTP; what nobody agreed to stays where it is."""

import json
import shutil
import socket
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi.testclient import TestClient

from menura.api import create_app
from menura.api.routes import collection
from menura.catalogue import Track
from menura.cli import main
from menura.embedding import DspEmbedder
from menura.jobs.inline_engine import InlineEngine
from menura.sharing import SharedTrack
from menura.store.engine import SQLITE_FILE
from tests.acceptance.conftest import Program
from tests.acceptance.discover_rig import V1, Rig, running
from tests.acceptance.test_discover_api import refused
from tests.unit.sharing.making import a_recording, hear

ARCHIVE = f"{V1}/collection/archive"
OWN = ("features", "fingerprint", "dsp")
PASSWORD = "open sesame and more"


@dataclass
class Server:
    """A Menura that others reach, with a password, and whose jobs are done as they come."""

    rig: Rig
    url: str

    @property
    def key(self) -> str:
        return str(self.rig.get("/collection")["fingerprint"])


def sung(seed: int) -> SharedTrack:
    """Return a recording as this Menura's own ear hears it."""
    plain = a_recording(seed)
    return replace(plain, steps={**plain.steps, "dsp": DspEmbedder().model_hash})


def keep(rig: Rig, recording: SharedTrack, *steps: str) -> Track:
    with rig.application.store.unit() as unit:
        return hear(unit, recording, *steps)


def has_clap(rig: Rig, track: Track) -> bool:
    with rig.application.store.unit(read_only=True) as unit:
        return unit.analyses.embedding_row(track.id, "clap") is not None


@contextmanager
def served(home: Path) -> Iterator[Server]:
    """Run a Menura behind a socket."""
    with running(home, password=PASSWORD) as rig, socket.socket() as listening:
        rig.api.auth = ("anybody", PASSWORD)
        listening.bind(("127.0.0.1", 0))
        config = uvicorn.Config(create_app(rig.application), log_config=None, lifespan="off")
        server = uvicorn.Server(config)
        stop = threading.Event()
        threads = [
            threading.Thread(target=server.run, args=([listening],)),
            threading.Thread(target=_work, args=(rig.engine, stop)),
        ]
        for thread in threads:
            thread.start()
        try:
            yield Server(rig, f"http://127.0.0.1:{listening.getsockname()[1]}")
        finally:
            server.should_exit = True
            stop.set()
            for thread in threads:
                thread.join()


def _work(engine: InlineEngine, stop: threading.Event) -> None:
    while not stop.wait(0.05):
        engine.start()


def home_in(folder: Path, template: Path) -> Path:
    """Return a data folder with a database that need not be made first."""
    (folder / "data").mkdir()
    shutil.copy(template, folder / "data" / SQLITE_FILE)
    return folder


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Server]:
    """Somebody else's Menura: it has a model, and heard the first recordings with it."""
    home = home_in(tmp_path_factory.mktemp("there"), sqlite_template)
    with pytest.MonkeyPatch.context() as patch, served(home) as server:
        patch.setattr(collection, "PREPARE_S", 0)  # peers ask again at once
        for seed in (1, 2):
            keep(server.rig, sung(seed), *OWN, "clap")
        yield server


@pytest.fixture
def here(tmp_path: Path, sqlite_template: Path) -> Iterator[Rig]:
    with running(home_in(tmp_path, sqlite_template)) as rig:
        yield rig


@pytest.fixture
def sharing(there: Server) -> Iterator[Server]:
    """The other Menura, once somebody there has agreed."""
    there.rig.patch("/collection", {"share": True, "instance": "Attic"})
    yield there
    there.rig.patch("/collection", {"share": False})
    for token in there.rig.get("/collection")["tokens"]:
        there.rig.delete(f"/collection/tokens/{token['id']}")


def token_of(server: Server, **more: Any) -> str:
    made = server.rig.post("/collection/tokens", {"name": "Here", **more})
    return str(made["token"])


def peer(here: Rig, server: Server, **more: Any) -> dict[str, Any]:
    body = {"name": "Attic", "url": server.url, "token": token_of(server), "signer": server.key}
    made: dict[str, Any] = here.post("/collection/peers", body | more)
    return made


def failed(rig: Rig, job: dict[str, Any]) -> dict[str, Any]:
    """Do the work of a job that cannot be done, and return why."""
    rig.work()
    ended = rig.get(f"/jobs/{job['job_id']}")
    assert ended["status"] == "failed", ended
    error: dict[str, Any] = ended["error"]
    return error


# ------------------------------------------------------------------ consent


def test_nothing_leaves_before_somebody_agrees(here: Rig):
    token = here.post("/collection/tokens", {"name": "Bert"})["token"]
    bearer = {"Authorization": f"Bearer {token}"}
    made = here.post(
        "/collection/peers", {"name": "Bert", "url": "http://127.0.0.1:1", "token": "t"}
    )
    answers = [
        here.api.get(ARCHIVE, headers=bearer),
        here.api.post(ARCHIVE, headers=bearer, content=b"x"),
        here.api.post(f"{V1}/collection/exports", json={}),
        here.api.post(f"{V1}/collection/peers/{made['id']}/push"),
    ]
    assert [answer.status_code for answer in answers] == [403] * 4
    assert all("switched off" in answer.json()["detail"] for answer in answers)
    assert here.get("/collection")["share"] is False


def test_a_token_is_shown_once_and_opens_the_archive_alone(sharing: Server):
    text = token_of(sharing)
    assert text not in sharing.rig.api.get(f"{V1}/collection").text
    with_token = {"Authorization": f"Bearer {text}"}
    client = TestClient(create_app(sharing.rig.application), base_url="http://localhost")
    with client:
        assert client.get(ARCHIVE, headers=with_token).status_code in (200, 202)
        assert client.get(f"{V1}/collection", headers=with_token).status_code == 401
        assert client.get(f"{V1}/tracks", headers=with_token).status_code == 401
        assert client.get(ARCHIVE).status_code == 401
        for wrong in ("", "x", text + "x"):
            headers = {"Authorization": f"Bearer {wrong}"}
            assert client.get(ARCHIVE, headers=headers).status_code == 401
    answer = sharing.rig.api.get(ARCHIVE)
    assert answer.status_code == 401  # the password of people is no peer's token


# ------------------------------------------------------------------ pull and push


def test_what_one_menura_heard_another_fetches(here: Rig, sharing: Server):
    mine = keep(here, replace(sung(1), content_hash="e" * 32), *OWN)
    other = keep(here, sung(5), *OWN)
    made = peer(here, sharing)
    counts = here.done(here.post(f"/collection/peers/{made['id']}/pull"))
    assert (counts["total"], counts["known"], counts["filled_tracks"]) == (2, 1, 1)
    assert has_clap(here, mine)
    assert not has_clap(here, other)
    state = here.get("/collection")
    assert [(one["offers"], one["taken"]) for one in state["signers"]] == [(1, 1)]
    assert state["peers"][0]["pulled_tracks"] == 2
    again = here.done(here.post(f"/collection/peers/{made['id']}/pull"))
    assert again["filled_tracks"] == 0

    gone = here.api.delete(f"{V1}/collection/signers/{sharing.key}", params={"taken": True}).json()
    assert gone == {"forgotten": 2}
    assert not has_clap(here, mine)
    assert here.get("/collection")["signers"] == []


def test_nothing_is_taken_in_before_a_peers_key_is_confirmed(here: Rig, sharing: Server):
    made = peer(here, sharing, signer=None)
    error = failed(here, here.post(f"/collection/peers/{made['id']}/pull"))
    assert error["code"] == "signer_not_trusted"
    assert sharing.key in error["message"]
    here.patch(f"/collection/peers/{made['id']}", {"signer": sharing.key})
    assert here.done(here.post(f"/collection/peers/{made['id']}/pull"))["offers"] == 2


def test_a_wrong_token_has_its_own_sentence_and_stands_in_none(here: Rig, sharing: Server):
    made = peer(here, sharing, token="menura-peer-wrong-secret")
    error = failed(here, here.post(f"/collection/peers/{made['id']}/pull"))
    assert error["code"] == "server_login"
    whole = here.api.get(f"{V1}/jobs").text + here.api.get(f"{V1}/collection").text
    assert "wrong-secret" not in whole + str(error)


def test_sharing_that_is_switched_off_has_its_own_sentence(here: Rig, sharing: Server):
    made = peer(here, sharing)
    sharing.rig.patch("/collection", {"share": False})
    error = failed(here, here.post(f"/collection/peers/{made['id']}/pull"))
    assert error["code"] == "peer_refused"
    assert "switched off" in error["message"]


def test_what_one_menura_heard_it_sends_to_another(here: Rig, sharing: Server):
    lacks = keep(sharing.rig, sung(7), *OWN)
    keep(here, sung(7), *OWN, "clap")
    here.patch("/collection", {"share": True, "instance": "Cellar"})
    own_key = here.get("/collection")["fingerprint"]
    made = peer(here, sharing, token=token_of_sender(sharing, own_key))
    sent = here.done(here.post(f"/collection/peers/{made['id']}/push"))
    assert sent["tracks"] == 1
    sharing.rig.work()
    wait_until(lambda: has_clap(sharing.rig, lacks))
    assert here.get("/collection")["peers"][0]["pushed_tracks"] == 1


def token_of_sender(server: Server, key: str) -> str:
    made = server.rig.post("/collection/tokens", {"name": "Cellar", "signer": key})
    return str(made["token"])


def wait_until(is_so: Any) -> None:
    waiting = threading.Event()
    for _ in range(200):
        if is_so():
            return
        waiting.wait(0.05)
    raise AssertionError("it never came to be")


def test_with_a_token_for_fetching_nothing_can_be_sent(here: Rig, sharing: Server):
    keep(here, sung(8), *OWN)
    here.patch("/collection", {"share": True})
    made = peer(here, sharing)
    error = failed(here, here.post(f"/collection/peers/{made['id']}/push"))
    assert error["code"] == "peer_refused"
    assert "fetching alone" in error["message"]
    incoming = sharing.rig.application.settings.data_dir / "collection" / "incoming"
    assert not incoming.exists() or list(incoming.iterdir()) == []


def test_an_archive_signed_by_another_than_the_token_was_made_for_is_refused(
    here: Rig, sharing: Server
):
    keep(here, sung(8), *OWN)
    here.patch("/collection", {"share": True})
    made = peer(here, sharing, token=token_of_sender(sharing, "a" * 64))
    error = failed(here, here.post(f"/collection/peers/{made['id']}/push"))
    assert error["code"] == "peer_refused"
    assert "another key" in error["message"]
    incoming = sharing.rig.application.settings.data_dir / "collection" / "incoming"
    assert list(incoming.iterdir()) == []


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://169.254.169.254", "server_address"),
        ("http://127.0.0.1:1", "server_unreachable"),
    ],
)
def test_an_address_that_cannot_be_a_menura_has_its_own_sentence(here: Rig, url: str, code: str):
    body = {"name": "Nobody", "url": url, "token": "t", "signer": "a" * 64}
    made = here.post("/collection/peers", body)
    job = here.post(f"/collection/peers/{made['id']}/pull")
    here.work()
    told = here.get(f"/jobs/{job['job_id']}")
    assert told["status"] == "failed"
    if code == "server_unreachable":
        assert "no connection" in told["error"]["message"]
    else:
        assert told["error"]["code"] == code


# ------------------------------------------------------------------ files


def test_an_archive_goes_out_and_in_as_a_file(here: Rig, sharing: Server):
    mine = keep(here, sung(1), *OWN)
    job = sharing.rig.post("/collection/exports", {})
    wait_until(lambda: sharing.rig.get(f"/jobs/{job['job_id']}")["status"] == "completed")
    (made,) = sharing.rig.get("/collection/exports")["items"]
    data = sharing.rig.api.get(f"{V1}/collection/exports/{made['name']}").content
    assert len(data) == made["size_bytes"]
    assert data.startswith(b"PK")

    def send(**query: Any) -> dict[str, Any]:
        answer = here.api.post(f"{V1}/collection/imports", params=query, content=data)
        assert answer.status_code == 202, answer.text
        sent: dict[str, Any] = answer.json()
        return sent

    assert failed(here, send())["code"] == "signer_not_trusted"
    assert failed(here, send(trust="b" * 64))["code"] == "signer_not_trusted"
    key = " ".join(sharing.key[at : at + 8] for at in range(0, 64, 8)).upper()
    assert here.done(send(trust=key))["filled_tracks"] == 1
    assert has_clap(here, mine)
    incoming = here.application.settings.data_dir / "collection" / "incoming"
    assert list(incoming.iterdir()) == []
    sharing.rig.patch("/collection", {"share": False})
    assert sharing.rig.api.get(f"{V1}/collection/exports/{made['name']}").status_code == 403
    sharing.rig.delete(f"/collection/exports/{made['name']}")
    assert sharing.rig.get("/collection/exports")["items"] == []


def test_a_file_that_is_no_archive_is_refused_in_a_sentence(here: Rig):
    answer = here.api.post(f"{V1}/collection/imports", content=b"ID3 this is music")
    error = failed(here, answer.json())
    assert error["code"] == "archive_invalid"
    assert "is no Menura collection" in error["message"]


@pytest.mark.parametrize("name", ["..%2f..%2fmenura.sqlite", "a", "menura.sqlite"])
def test_only_exports_can_be_downloaded(here: Rig, name: str):
    (here.application.settings.data_dir / "a").touch()
    here.patch("/collection", {"share": True})
    assert here.api.get(f"{V1}/collection/exports/{name}").status_code == 404
    assert here.api.delete(f"{V1}/collection/exports/{name}").status_code in (404, 405)
    assert (here.application.settings.data_dir / "menura.sqlite").is_file()


def test_what_cannot_be_a_key_a_name_or_an_address_is_refused_by_its_field(here: Rig):
    api, path = here.api, f"{V1}/collection"
    good = {"name": "Bert", "url": "http://bert:8000", "token": "t"}
    for body, field in (
        ({"url": "ftp://bert"}, "url"),
        ({"url": "http://me:pw@bert"}, "url"),
        ({"name": " "}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"token": " "}, "token"),
        ({"signer": "abc"}, "fingerprint"),
    ):
        refused(api.post(f"{path}/peers", json=good | body), field)
    assert api.post(f"{path}/peers", json=good).status_code == 201
    refused(api.post(f"{path}/peers", json=good), "name")
    refused(api.post(f"{path}/imports", params={"trust": "xyz"}, content=b""), "trust")
    assert here.api.delete(f"{path}/peers/nobody").status_code == 404
    assert here.api.delete(f"{path}/tokens/nobody").status_code == 404
    assert here.api.delete(f"{path}/signers/{'c' * 64}").status_code == 404


# ------------------------------------------------------------------ the command line


@pytest.fixture
def said(
    tmp_path: Path,
    sqlite_template: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[..., Any]:
    """Say words to the program on a data folder of its own; return what it answers as JSON."""
    monkeypatch.setenv("MENURA_DATA_DIR", str(home_in(tmp_path, sqlite_template) / "data"))

    def say(*words: str, code: int = 0) -> Any:
        assert main(["collection", *words, "--json"]) == code
        captured = capsys.readouterr()
        return json.loads(captured.out if code == 0 else captured.err)

    return say


def test_sharing_is_settled_from_the_command_line(
    said: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
):
    assert said("status")["share"] is False
    assert said("share", "on", "--name", "Attic") == {"share": True, "instance": "Attic"}
    assert said("share", "maybe", code=2)["code"] == "sharing_input"
    key = said("status")["fingerprint"]
    made = said("token", "add", "Anna", "--key", key)
    assert made["token"].startswith("menura-peer-")
    (listed,) = said("token", "list")["items"]
    assert listed == {name: value for name, value in made.items() if name != "token"}
    assert said("token", "add", "anna", code=2)["field"] == "name"
    monkeypatch.setenv("MENURA_SERVER_SECRET", "secret-of-bert")
    said("peer", "add", "Bert", "http://bert:8000/")
    assert said("peer", "confirm", "bert", key)["signer"] == key
    (peer,) = said("peer", "list")["items"]
    assert (peer["url"], "token" in peer) == ("http://bert:8000", False)
    assert said("pull", "nobody", code=3)["code"] == "sharing_not_found"
    said("peer", "remove", "Bert")
    said("token", "remove", made["id"])
    assert said("forget", key) == {"forgotten": 0}
    assert said("trust", key, "Anna")["name"] == "Anna"
    assert said("share", "off")["share"] is False
    assert said("export", "x.menura-collection", code=4)["code"] == "sharing_off"
    state = said("status")
    assert (state["tokens"], state["peers"], len(state["signers"])) == ([], [], 1)


@pytest.mark.slow
def test_an_archive_goes_from_one_program_to_another(
    scanned: Path, program: Program, music: Path, tmp_path: Path
):
    home = tmp_path / "theirs"
    shutil.copytree(scanned, home)
    theirs, file = Program(home), tmp_path / "theirs.menura-collection"
    assert theirs.run("collection", "share", "on").code == 0
    key = theirs.run("collection", "status", "--json").json()["fingerprint"]
    made = theirs.run("collection", "export", str(file), "--json").json()["results"]
    assert (made["tracks"], made["left_out"]) == (16, 0)
    assert file.stat().st_size == made["size_bytes"]
    taken = program.run("collection", "import", str(file), "--json", "--trust", key)
    assert taken.json()["results"]["offers"] == 16
    with zipfile.ZipFile(file) as archive:
        told = archive.read("tracks.jsonl")
    assert str(music).encode() not in told
    assert not any(path.name.encode() in told for path in music.iterdir())
