"""A worker's listening without its processes: the same code, files and database."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from menura.analysis import MoodScore, MoodScores, TrackAnalyses
from menura.analysis.batch import Batch
from menura.analysis.hearing import Heard, HearingTask, hear
from menura.analysis.inference import ModelHearing, ModelResult, Plan, Waiting
from menura.analysis.listener import Listener
from menura.catalogue import Source, SourceKind, Track, walk_folder
from menura.embedding import NEURAL_SPACES, DspEmbedder
from menura.jobs import Job, JobSuspendedError, Progress
from menura.jobs.process_pool import Outcome
from menura.kernel.clock import SystemClock
from menura.kernel.errors import MenuraError
from menura.kernel.ids import new_id
from menura.store import Store
from tests.factories import MORNING, all_tracks
from tests.fakes import NoServers


class InlinePool:
    """Hears files one after the other in this process, and remembers which."""

    def __init__(self) -> None:
        self.tasks: list[HearingTask] = []
        self.die_at: str | None = None

    def run(
        self, items: Sequence[HearingTask], should_stop: Callable[[], bool] | None = None
    ) -> Iterator[Outcome[HearingTask, Heard]]:
        """Yield what becomes of each file; a file called `die_at` takes its process down."""
        for task in items:
            self.tasks.append(task)
            if self.die_at is not None and task.path.endswith(self.die_at):
                yield Outcome(task, "crashed", 0.0, error_message="The process died.")
                continue
            try:
                yield Outcome(task, "done", 0.0, value=hear(task))
            except MenuraError as error:
                yield Outcome(
                    task, "failed", 0.0, error_code=error.code, error_message=error.message
                )


@dataclass
class FakeModels:
    """The simplest models: the built-in steps, and a space whose vector is a mean of excerpts."""

    versions: dict[str, str] = field(
        default_factory=lambda: {
            "features": "1",
            "fingerprint": "1",
            "dsp": DspEmbedder().model_hash,
            "moods": "1",
        }
    )
    heard: list[str] = field(default_factory=list)
    fails_for: str | None = None
    trouble: BaseException | None = None

    def plan(self) -> Plan:
        """Return the steps with their versions, and what MusiCNN wants to hear if it is there."""
        wish = NEURAL_SPACES["musicnn"].excerpts
        return Plan(dict(self.versions), {"musicnn": wish} if "musicnn" in self.versions else {})

    def infer(
        self, plan: Plan, waiting: Sequence[Waiting], should_stop: Callable[[], bool]
    ) -> Sequence[ModelResult]:
        """Tell that everything is happy."""
        if self.trouble is not None:
            raise self.trouble
        results = []
        for one in waiting:
            self.heard.append(one.track.location)
            if one.track.location == self.fails_for:
                result = ModelResult(
                    one.track, one.space, one.version, None, "crashed", "The process died."
                )
            else:
                vector = np.full(200, 200**-0.5, np.float32)
                told = MoodScores(one.space, {"happy": MoodScore(0.8, 0.9)}, {})
                result = ModelResult(one.track, one.space, one.version, ModelHearing(vector, told))
            results.append(result)
        return results


@dataclass
class FakeContext:
    """A run of a job that nobody stops."""

    job: Job | None = None
    lines: list[str] = field(default_factory=list)
    progress: Progress | None = None
    stopped: bool = False

    def report(self, progress: Progress) -> None:
        self.progress = progress

    def log(self, message: str, level: str = "info") -> None:
        self.lines.append(message)

    def should_stop(self) -> bool:
        return self.stopped

    def check(self) -> None:
        if self.stopped:
            raise JobSuspendedError("The worker is going away; the job will go on later.")


class ListeningBench:
    """A folder of files, a database, and what listens."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store, self.folder = store, folder
        self.pool, self.models = InlinePool(), FakeModels()
        self.source = Source(new_id(), SourceKind.FOLDER, "Music", str(folder), MORNING)
        with store.unit() as unit:
            unit.sources.add(self.source)

    def add(self, source: Path, name: str) -> Path:
        """Copy a file into the folder."""
        return Path(shutil.copy(source, self.folder / name))

    def walk(self, *, away: bool = False) -> None:
        """Look for files without hearing any; with `away` as if the folder were not mounted."""
        with self.store.unit() as unit:
            scan_id = new_id()
            files = [] if away else list(walk_folder(str(self.folder)))
            unit.tracks.upsert_found(self.source.id, scan_id, files, MORNING)
            unit.tracks.mark_missing(self.source.id, scan_id, [])

    def scan(self, *, retry_failed: bool = False) -> dict[str, int]:
        """Look for files and hear what is due; return what was counted."""
        with self.store.unit() as unit:
            scan_id = new_id()
            files = list(walk_folder(str(self.folder)))
            unit.tracks.upsert_found(self.source.id, scan_id, files, MORNING)
            due = unit.tracks.unheard(self.source.id, self.models.plan().versions, retry_failed)
        self.pool.tasks.clear()
        self.models.heard.clear()
        if not due:
            return {"total": 0, "heard": 0, "failed": 0}
        self.context = FakeContext()
        listener = Listener(self.store, self.pool, self.models, NoServers(), clock=SystemClock())  # type: ignore[arg-type]
        batch = Batch(self.source.id, due[0], due[-1], len(due), retry_failed)
        return listener.listen(self.context, batch)  # type: ignore[arg-type]

    def tracks(self) -> dict[str, Track]:
        """Return all tracks by file name."""
        with self.store.unit(read_only=True) as unit:
            return {track.location: track for track in all_tracks(unit, self.source)}

    def known(self, name: str):
        """Return all that is known of a track."""
        with self.store.unit(read_only=True) as unit:
            analyses = TrackAnalyses(unit.analyses, unit.tracks, SystemClock())
            return analyses.of(self.tracks()[name])

    def steps_read(self) -> dict[str, set[str]]:
        """Return which steps each file was read for in the last scan."""
        return {Path(task.path).name: set(task.steps) for task in self.pool.tasks}
