"""Cut what is to be heard into batches, and tell how fast they go."""

import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

from menura.jobs import Job, JobContext, Progress

RATE_WINDOW_S = 60.0


@dataclass(frozen=True, slots=True)
class Batch:
    """The tracks that one job listens to: those of a source in a range of numbers.

    A range and not a list: a scan of a million tracks looks at all its batches five times a
    second.

    Attributes
    ----------
    first, last : int
        Numbers of the first and the last track.
    total : int
        How many were to be heard when the batch was made.
    """

    source_id: str
    first: int
    last: int
    total: int
    retry_failed: bool

    @classmethod
    def of(cls, job: Job) -> Self:
        """Return the batch that a job of kind ``listen`` is about."""
        return cls(**job.payload)

    def holds(self, number: int) -> bool:
        """Tell whether a track is in the range."""
        return self.first <= number <= self.last


@dataclass(slots=True)
class Pace:
    """How fast something goes, over the last minute.

    The time until the first one is done holds the starting of processes, too, and tells nothing.
    """

    clock: Callable[[], float] = time.monotonic
    marks: deque[tuple[float, int]] = field(default_factory=deque)
    is_warm: bool = False

    def mark(self, done: int) -> None:
        """Note how much is done now."""
        now = self.clock()
        if not self.is_warm and self.marks and done > self.marks[0][1]:
            self.is_warm = True
            self.marks.clear()
        self.marks.append((now, done))
        while len(self.marks) > 2 and now - self.marks[0][0] > RATE_WINDOW_S:
            self.marks.popleft()

    @property
    def per_minute(self) -> float | None:
        """Return the pace, or None before it can be told."""
        if len(self.marks) < 2:
            return None
        (began, before), (ended, after) = self.marks[0], self.marks[-1]
        gone_s = ended - began
        return (after - before) * 60 / gone_s if after > before and gone_s > 0 else None

    def time_left_s(self, left: int) -> float | None:
        """Return how long `left` more will take at this pace."""
        return left * 60 / self.per_minute if self.per_minute else None


def report_batch(context: JobContext, counts: Mapping[str, int]) -> None:
    """Report what one batch has done."""
    done = count_done(counts)
    context.report(Progress(done / max(1, counts["total"]), stage="listening", counts=dict(counts)))


def report_children(context: JobContext, children: Sequence[Job], pace: Pace) -> None:
    """Report what all batches together have done."""
    counts = sum_counts(children)
    done = count_done(counts)
    pace.mark(done)
    context.report(
        Progress(
            progress=done / counts["total"] if counts["total"] else 1.0,
            stage="listening",
            counts=counts,
            rate_per_minute=pace.per_minute,
            time_left_s=pace.time_left_s(counts["total"] - done),
        )
    )


def sum_counts(children: Sequence[Job]) -> dict[str, int]:
    """Add up what batches report; a batch that has not begun still counts its tracks."""
    return {
        "total": sum(Batch.of(child).total for child in children),
        "heard": sum(child.counts.get("heard", 0) for child in children),
        "failed": sum(child.counts.get("failed", 0) for child in children),
        "gone": sum(child.counts.get("gone", 0) for child in children),
    }


def count_done(counts: Mapping[str, int]) -> int:
    """Return of how many tracks it is known what became of them."""
    return counts["heard"] + counts["failed"] + counts["gone"]
