"""Compare readings of prompts with what a person expects, field by field."""

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from menura.kernel.errors import InvalidInputError
from menura.studio.model import StructuredPrompt
from menura.studio.prompt import parse_prompt

_PITCH = {
    "C": 0,
    "C#": 1,
    "D": 2,
    "D#": 3,
    "E": 4,
    "F": 5,
    "F#": 6,
    "G": 7,
    "G#": 8,
    "A": 9,
    "A#": 10,
    "B": 11,
}
_HIGH, _LOW = 0.6, 0.42


@dataclass
class Grades:
    """How many named fields were right, and which were not."""

    right: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        return sum(self.right.values()) / sum(self.asked.values())

    def table(self) -> str:
        rows = [
            f"{name:14s} {self.right[name]:3d}/{self.asked[name]:3d}" for name in sorted(self.asked)
        ]
        right, asked = sum(self.right.values()), sum(self.asked.values())
        total = f"{'all':14s} {right:3d}/{asked:3d} = {self.share:.1%}"
        return "\n".join([*rows, total, *self.misses])


def load(name: str) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = json.loads(Path(__file__).with_name(name).read_text("utf-8"))
    return cases


def grade(cases: list[dict[str, Any]]) -> Grades:
    grades = Grades()
    for case in cases:
        error, read = None, None
        try:
            read = parse_prompt(case["prompt"])
        except InvalidInputError as refused:
            error = refused.code
        for name, wanted in case["expect"].items():
            grades.asked[name] += 1
            got = error if name == "error" else (_value(read, name) if read else f"error {error}")
            if (read is not None and name != "error" and _matches(name, wanted, got)) or (
                name == "error" and got == wanted
            ):
                grades.right[name] += 1
            else:
                grades.misses.append(
                    f"  {case['prompt'][:90]!r}: {name} {got!r}, wanted {wanted!r}"
                )
    return grades


def _value(read: StructuredPrompt, name: str) -> Any:
    if name == "bpm_range":
        return read.bpm
    if name == "structure":
        return [str(one.name) for one in read.structure]
    if name == "bars":
        return [one.bars for one in read.structure]
    if name == "seconds":
        return [one.duration_s for one in read.structure]
    if name == "decision":
        return [one.field for one in read.decisions]
    if name in ("instruments", "excluded", "moods", "references"):
        return [str(one) for one in getattr(read, name)]
    return getattr(read, name)


def _matches(name: str, wanted: Any, got: Any) -> bool:
    if wanted is None or wanted == []:
        return not got
    if got is None:
        return False
    if name == "key":
        return bool(got == _PITCH[wanted])
    if name in ("energy", "density"):
        return bool(got >= _HIGH if wanted == "high" else got <= _LOW)
    if name == "bpm_range":
        return bool(wanted[0] <= got <= wanted[1])
    if name == "bpm" or name == "duration_s":
        return bool(abs(got - wanted) < 0.51)
    if name == "decision":
        return wanted in got
    if name in ("moods", "references"):
        return set(wanted) <= set(got)
    if name in ("instruments", "excluded"):
        return set(wanted) == set(got)
    return bool(got == wanted)
