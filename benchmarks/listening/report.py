"""Print figures beside their goals, and keep them as data."""

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

_WIDTHS = (52, 12, 14)


@dataclass(frozen=True, slots=True)
class Goal:
    """What a figure should be at least, or at most."""

    bound: float
    sense: Literal["at least", "at most"]

    def is_kept_by(self, value: float) -> bool:
        """Tell whether a value is good enough; a figure that could not be taken is not."""
        if math.isnan(value):
            return False
        return value >= self.bound if self.sense == "at least" else value <= self.bound


def at_least(bound: float) -> Goal:
    """Return the goal of being no less."""
    return Goal(bound, "at least")


def at_most(bound: float) -> Goal:
    """Return the goal of being no more."""
    return Goal(bound, "at most")


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of a table: a value, and where there is one, its goal."""

    name: str
    value: float
    unit: str = ""
    goal: Goal | None = None

    @property
    def is_missed(self) -> bool:
        """Tell whether there is a goal and it is not kept."""
        return self.goal is not None and not self.goal.is_kept_by(self.value)


@dataclass(slots=True)
class Table:
    """Figures of one part, with tables of detail and remarks below them."""

    title: str
    figures: list[Figure] = field(default_factory=list)
    details: list[str] = field(default_factory=list)

    def add(self, name: str, value: float, unit: str = "", goal: Goal | None = None) -> None:
        """Add one figure."""
        self.figures.append(Figure(name, float(value), unit, goal))

    def remark(self, *lines: str) -> None:
        """Add lines of detail."""
        self.details.extend(lines)

    def detail(self, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Add a small table of detail; numbers are rounded to three places."""
        cells = [[str(name) for name in header], *([_cell(value) for value in row] for row in rows)]
        widths = [max(len(row[column]) for row in cells) for column in range(len(header))]
        for row in cells:
            first, *others = (
                text.ljust(width) if column == 0 else text.rjust(width)
                for column, (text, width) in enumerate(zip(row, widths, strict=True))
            )
            self.details.append("  " + "  ".join([first, *others]))

    def print(self) -> None:
        """Print everything."""
        name_width, value_width, goal_width = _WIDTHS
        print(f"\n-- {self.title}", flush=True)
        if self.figures:
            print(f"{'':<{name_width}}{'value':>{value_width}}{'goal':>{goal_width}}")
        for figure in self.figures:
            value = f"{_cell(figure.value)} {figure.unit}".strip()
            line = f"{figure.name:<{name_width}}{value:>{value_width}}"
            if figure.goal is not None:
                sign = ">=" if figure.goal.sense == "at least" else "<="
                verdict = "MISSED" if figure.is_missed else "kept"
                line += f"{f'{sign} {figure.goal.bound:g}':>{goal_width}}  {verdict}"
            print(line)
        for line in self.details:
            print(line)


def write_json(path: Path, tables: Sequence[Table]) -> None:
    """Write all figures as JSON."""
    path.write_text(json.dumps([asdict(table) for table in tables], indent=1), "utf-8")


def _cell(value: object) -> str:
    if isinstance(value, float):
        return "-" if math.isnan(value) else f"{value:.3f}" if abs(value) < 10 else f"{value:.1f}"
    return str(value)
