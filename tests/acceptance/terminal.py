"""Run verbs of the program in this process, as a terminal would."""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from menura.cli.app import main


@dataclass
class Told:
    """How a verb ended."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        assert self.code == 0, self.err
        return json.loads(self.out)


@dataclass
class Terminal:
    """Where words are typed, and answers stand."""

    capture: pytest.CaptureFixture[str]

    def run(self, *words: str) -> Told:
        self.capture.readouterr()
        code = main(list(words))
        said = self.capture.readouterr()
        return Told(code, said.out, said.err)
