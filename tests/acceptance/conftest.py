"""Fixtures for tests that use Menura as a person or a program does."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from menura.api import create_app
from menura.bootstrap import Menura, build
from menura.config import load_settings
from tests.audio_synthesis import RenderedTrack, render_library

TRACKS = 16
LENGTH_S = 8.0


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run of the program ended."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        return json.loads(self.out)


class Program:
    """The ``menura`` program, as its own process, on a data folder of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.environment = {
            name: value for name, value in os.environ.items() if not name.startswith("MENURA_")
        } | {
            "MENURA_DATA_DIR": str(home),
            "MENURA_LISTENERS": "2",
            "MENURA_WORKER_LINGER_S": "0",
            "COLUMNS": "200",
        }

    def start(self, *words: str, **more: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "menura", *words],
            env=self.environment | more,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str, timeout: float = 120, **more: str) -> Ended:
        process = self.start(*words, **more)
        try:
            out, err = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        return Ended(process.returncode, out, err)


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> list[RenderedTrack]:
    """A folder of generated music; nobody may change it."""
    return render_library(tmp_path_factory.mktemp("music"), TRACKS, LENGTH_S, seed=3)


@pytest.fixture(scope="session")
def music(library: list[RenderedTrack]) -> Path:
    return library[0].path.parent


@pytest.fixture(scope="session")
def scanned(tmp_path_factory: pytest.TempPathFactory, music: Path) -> Path:
    """The data folder of an installation that has scanned the music; nobody may change it."""
    home = tmp_path_factory.mktemp("scanned") / "data"
    ended = Program(home).run("scan", str(music))
    assert ended.code == 0, ended.err
    return home


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path / "data")


@pytest.fixture
def menura(tmp_path: Path) -> Iterator[Menura]:
    application = build(load_settings(data_dir=tmp_path / "data"))
    yield application
    application.stop()


@pytest.fixture
def api(menura: Menura) -> Iterator[TestClient]:
    with TestClient(
        create_app(menura), base_url="http://localhost", raise_server_exceptions=False
    ) as client:
        yield client


@pytest.fixture(scope="module")
def full_api(tmp_path_factory: pytest.TempPathFactory, scanned: Path) -> Iterator[TestClient]:
    """The API over a copy of the scanned installation."""
    import shutil

    home = tmp_path_factory.mktemp("copy") / "data"
    shutil.copytree(scanned, home)
    application = build(load_settings(data_dir=home))
    with TestClient(
        create_app(application), base_url="http://localhost", raise_server_exceptions=False
    ) as client:
        yield client
    application.stop()
