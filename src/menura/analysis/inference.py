"""Keep one warm process for each model, and feed it beside the listening."""

import queue
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from menura.analysis.model import MoodScores
from menura.analysis.steps import Versions
from menura.audio.excerpts import ExcerptOptions
from menura.catalogue import Track
from menura.embedding import ModelPin, ModelRole
from menura.kernel.errors import CancelledError

LINE_LENGTH = 16  # tracks whose inputs may wait: at most 1.5 MB each
MOST_AT_ONCE = 4  # tracks in one call; larger calls only cost memory

Inputs = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class ModelHearing:
    """What a model tells of a track: a vector of unit length, and the moods it knows."""

    vector: NDArray[np.float32]
    scores: MoodScores


@dataclass(frozen=True, slots=True, eq=False)
class ModelResult:
    """What became of a track in a model: what it told, or why it could not."""

    track: Track
    space: str
    version: str
    hearing: ModelHearing | None
    error_code: str | None = None
    error_message: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Waiting:
    """A track whose inputs wait for a model."""

    track: Track
    space: str
    version: str
    inputs: Inputs


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """What every track should have, as it was when a batch began: models may come and go.

    Attributes
    ----------
    versions : mapping of str to str
        Step -> version of what does it.
    excerpts : mapping of str to ExcerptOptions
        What each model wants to hear of a file, by space.
    files : mapping of str to mapping
        The files of each space, with their hashes.
    """

    versions: Versions
    excerpts: Mapping[str, ExcerptOptions] = field(default_factory=dict)
    files: Mapping[str, Mapping[ModelRole, ModelPin]] = field(default_factory=dict)


class ModelPools(Protocol):
    """The models that are there, each in a process of its own."""

    def plan(self) -> Plan:
        """Look at the models that are there now, and return what every track should have."""
        ...

    def infer(
        self, plan: Plan, waiting: Sequence[Waiting], should_stop: Callable[[], bool]
    ) -> Sequence[ModelResult]:
        """Have a model hear some tracks of one space; a failure of one is a result.

        Raises
        ------
        CancelledError
            `should_stop` returned true.
        UnavailableError
            The model itself is not there any more: nothing can be said of the tracks.
        """
        ...


class InferenceLine:
    """A thread that takes tracks to models while others are being decoded.

    Bounded: when models are slower than decoding, `put` waits. Leaving the ``with`` block waits
    for the rest; what goes wrong in the thread is raised there.
    """

    def __init__(
        self,
        models: ModelPools,
        plan: Plan,
        keep: Callable[[ModelResult], None],
        should_stop: Callable[[], bool],
    ) -> None:
        self._models = models
        self._plan = plan
        self._keep = keep
        self._should_stop = should_stop
        self._line: queue.Queue[Waiting | None] = queue.Queue(LINE_LENGTH)
        self._trouble: BaseException | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._thread is None:
            return
        if error is not None:
            self._trouble = self._trouble or error  # the thread gives up what is left
        self._send(None)
        self._thread.join()
        if error is None and self._trouble is not None:
            raise self._trouble

    def put(self, track: Track, inputs: Mapping[str, Inputs]) -> None:
        """Queue a track for every model it has inputs for."""
        for space, prepared in inputs.items():
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="inference", daemon=True)
                self._thread.start()
            self._send(Waiting(track, space, self._plan.versions[space], prepared))
            if self._trouble is not None:
                raise self._trouble

    def _send(self, waiting: Waiting | None) -> None:
        """Put something into the line; the thread empties it even when it has given up."""
        self._line.put(waiting)

    def _work(self) -> None:
        open_line = True
        while open_line:
            taken: dict[str, list[Waiting]] = {}
            count = 0
            waiting = self._line.get()
            while True:
                if waiting is None:
                    open_line = False
                    break
                taken.setdefault(waiting.space, []).append(waiting)
                count += 1
                if count >= MOST_AT_ONCE or self._line.empty():
                    break
                waiting = self._line.get()
            if self._trouble is None:
                self._hear(taken)

    def _hear(self, taken: Mapping[str, Sequence[Waiting]]) -> None:
        try:
            for waiting in taken.values():
                if self._should_stop():
                    raise CancelledError("The work was stopped on request.")
                for result in self._models.infer(self._plan, waiting, self._should_stop):
                    self._keep(result)
        # Whatever it is, it is raised in the thread that fills the line.
        except BaseException as error:  # noqa: BLE001
            self._trouble = error
