"""A listening history becomes plays of a listener."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from menura.bootstrap import Menura, build
from menura.config import load_settings
from menura.jobs import JobContext, JobFailedError, Progress
from menura.kernel.errors import CancelledError
from menura.worker.history import import_listening
from tests.factories import add_source, add_tracks, record
from tests.unit.catalogue.fake_history_servers import (
    TOKEN,
    FakeLastfm,
    FakeListenBrainz,
    Heard,
    listen_of,
)

NOON = 1_700_000_000
HEARD = [Heard(NOON, "Artist", "Song")] * 2 + [Heard(NOON + 60, "Artist", "Else")] * 3


@dataclass
class FakeContext:
    """Remembers what was reported; is stopped after so many looks."""

    payload: Mapping[str, Any]
    looks: int = 1000
    reports: list[Progress] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    @property
    def job(self) -> Any:
        return SimpleNamespace(payload=self.payload)

    def report(self, progress: Progress) -> None:
        self.reports.append(progress)

    def log(self, message: str, level: str = "info") -> None:
        self.lines.append(message)

    def check(self) -> None:
        self.looks -= 1
        if self.looks < 0:
            raise CancelledError("stop")


@pytest.fixture(scope="module")
def menura(tmp_path_factory) -> Iterator[Menura]:
    application = build(load_settings(data_dir=tmp_path_factory.mktemp("history") / "data"))
    with application.store.unit() as unit:
        (track,) = add_tracks(unit, add_source(unit), "a.mp3")
        record(unit, track, title="Song", artists=("Artist",))
    yield application
    application.stop()


def do(menura: Menura, context: FakeContext, token: str | None = None) -> Mapping[str, Any]:
    return import_listening(menura, cast("JobContext", context), token)


def plays(menura: Menura, listener: str) -> list[int]:
    with menura.rooms(read_only=True) as rooms:
        return [one.play_count for one in rooms.listening.top(listener, 9)]


def test_an_export_becomes_plays_and_what_is_missing_is_told(menura: Menura, tmp_path: Path):
    file = tmp_path / "export.jsonl"
    file.write_text("".join(json.dumps(listen_of(one)) + "\n" for one in HEARD) + "broken\n")
    context = FakeContext({"service": "listenbrainz", "listener": " anna ", "file": str(file)})

    for _ in range(2):  # done twice it counts once
        result = do(menura, context)
        assert plays(menura, "anna") == [2]

    assert result == {
        "listens": 5,
        "matched": 2,
        "unmatched": 3,
        "bad_entries": 1,
        "tracks": 1,
        "missed": [{"artist": "Artist", "title": "Else", "count": 3}],
    }
    assert context.lines[0] == "could not be read: line 6"
    assert context.reports[-1].progress == 1.0


@pytest.mark.parametrize("kind", [FakeListenBrainz, FakeLastfm])
def test_a_service_is_asked_with_the_token_that_no_payload_holds(menura: Menura, kind):
    service = {FakeListenBrainz: "listenbrainz", FakeLastfm: "lastfm"}[kind]

    with kind([Heard(NOON + n, "Artist", "Song") for n in range(4)]).served() as fake:
        payload = {
            "service": service,
            "listener": service,
            "username": "bob",
            "base_url": fake.url,
        }
        context = FakeContext(payload)
        result = do(menura, context, TOKEN)

    assert (result["matched"], plays(menura, service)) == (4, [4])
    assert TOKEN not in repr((result, context))


def test_what_fails_is_told_and_nothing_is_kept(menura: Menura, tmp_path: Path):
    file = tmp_path / "picture.png"
    file.write_bytes(b"\x89PNG\r\n")

    with pytest.raises(JobFailedError, match=r"picture\.png"):
        do(menura, FakeContext({"service": "lastfm", "listener": "eva", "file": str(file)}))
    assert plays(menura, "eva") == []


def test_an_import_can_be_stopped(menura: Menura, tmp_path: Path):
    file = tmp_path / "export.jsonl"
    file.write_text("".join(json.dumps(listen_of(one)) + "\n" for one in HEARD))

    with pytest.raises(CancelledError):
        do(
            menura,
            FakeContext({"service": "lastfm", "listener": "eva", "file": str(file)}, looks=2),
        )
    assert plays(menura, "eva") == []
