"""Listen to a batch of tracks: what is due of each, in processes that may crash, and keep it."""

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from menura.analysis.batch import Batch, report_batch
from menura.analysis.fetching import FetchLine, Originals, is_fetched
from menura.analysis.hearing import Heard, HearingTask
from menura.analysis.inference import InferenceLine, ModelPools, Plan
from menura.analysis.keeping import Failure, Keeper, ListenStore, Offering
from menura.analysis.steps import DERIVED, due_steps
from menura.audio.errors import AudioMissingError
from menura.catalogue import (
    MADE_BY_MENURA,
    Source,
    Track,
    TrackKind,
    TrackState,
)
from menura.catalogue.server_errors import (
    IncompleteWalkError,
    NotAudioError,
    ServerForbiddenError,
    ServerNotFoundError,
    ServerProtocolError,
    ServerTooLargeError,
    ServerUnsupportedError,
)
from menura.jobs import JobContext, JobFailedError
from menura.jobs.process_pool import Outcome, ProcessPool
from menura.kernel.clock import Clock
from menura.kernel.errors import CancelledError, MenuraError

TRIES = 2  # a file that crashes or hangs its process is tried once more, then left alone
# What is wrong with one track of a server, and not with the server
OF_ONE_TRACK = (
    NotAudioError,
    ServerForbiddenError,
    ServerNotFoundError,
    ServerProtocolError,
    ServerTooLargeError,
    ServerUnsupportedError,
)


@dataclass(frozen=True, slots=True)
class _Due:
    """A track and what is to be done of it.

    Attributes
    ----------
    path : Path
        Of a track on a server a name for it, until it is fetched.
    candidates : sequence of int
        Numbers of tracks of other sources that may hold the same recording, by their names.
    tries : int
        How often it was tried already.
    """

    track: Track
    path: Path
    steps: frozenset[str]
    candidates: Sequence[int] = ()
    tries: int = 0

    def task(self, plan: Plan) -> HearingTask:
        """Return what a listening process is to do; steps that need no file are not among it."""
        everything = frozenset(plan.versions) - DERIVED
        is_new = not _is_known(self) and self.track.content_hash is None
        return HearingTask(
            path=str(self.path),
            steps=everything if is_new else self.steps - DERIVED,
            steps_if_other=everything,
            known_content=None if _is_known(self) else self.track.content_hash,
            excerpts=plan.excerpts,
            is_stem=self.track.kind is TrackKind.STEM,
        )


@dataclass(slots=True)
class _Run:
    """One batch on its way."""

    context: JobContext
    source: Source
    plan: Plan
    counts: dict[str, int]
    line: InferenceLine | None = None
    again: list[_Due] = field(default_factory=list)
    on_the_way: dict[str, _Due] = field(default_factory=dict)

    def count(self, name: str) -> None:
        """Count what became of a track, and tell."""
        self.counts[name] += 1
        report_batch(self.context, self.counts)


class Listener:
    """Do the work of the job kind ``listen``.

    Parameters
    ----------
    pool : ProcessPool
        Where files are decoded and measured; a crash there costs one file one try.
    models : ModelPools
        One warm process for each model that is there.
    originals : Originals
        Where files of servers come from.
    offering : callable, optional
        Opens what others have told of music.
    """

    def __init__(
        self,
        store: ListenStore,
        pool: ProcessPool[HearingTask, Heard],
        models: ModelPools,
        originals: Originals,
        *,
        clock: Clock,
        offering: Offering | None = None,
    ) -> None:
        self._store = store
        self._keeper = Keeper(store, clock, offering)
        self._originals = originals
        self._pool = pool
        self._models = models

    def listen(self, context: JobContext, batch: Batch) -> dict[str, int]:
        """Hear a batch of tracks; what cannot be heard is noted on the track, not raised.

        Raises
        ------
        JobFailedError
            The server does not hand out its tracks any more.
        """
        plan = self._models.plan()
        with self._store.unit(read_only=True) as unit:
            source = unit.sources.get(batch.source_id)
        due = self._due(batch, plan, source)
        known = max(0, batch.total - len(due))  # heard by an earlier run of this batch
        counts = {"total": batch.total, "heard": known, "failed": 0, "gone": 0}
        run = _Run(context, source, plan, counts)
        report_batch(context, counts)
        for one in [one for one in due if _is_known(one) and one.steps <= DERIVED]:
            context.check()
            self._keeper.keep_derived(one.track, plan.versions)
            due.remove(one)
            run.count("heard")
        try:
            with InferenceLine(
                self._models, plan, self._keeper.keep_model_result, context.should_stop
            ) as run.line:
                while due:
                    self._hear_files(run, due)
                    due, run.again = run.again, []
        except CancelledError:
            context.check()  # says whether the job was cancelled or is only put off
            raise
        return counts

    def _due(self, batch: Batch, plan: Plan, source: Source) -> list[_Due]:
        """Return the tracks of a batch that have something due."""
        with self._store.unit(read_only=True) as unit:
            numbers = unit.tracks.unheard(
                batch.source_id,
                plan.versions,
                batch.retry_failed,
                first=batch.first,
                last=batch.last,
            )
            tracks = unit.tracks.by_numbers(numbers)
            done = unit.analyses.steps(numbers)
            new = [n for n, track in tracks.items() if track.state is not TrackState.ANALYSED]
            alike = {} if source.kind in MADE_BY_MENURA else unit.tracks.maybe_same(new)
        due = [
            _Due(
                track,
                Path(source.location, track.location),
                due_steps(done[number], plan.versions, retry_failed=batch.retry_failed),
                alike.get(number, ()),
            )
            for number, track in tracks.items()
        ]
        # Another worker may have heard a track between the questions.
        return [one for one in due if one.steps or not _is_known(one)]

    def _hear_files(self, run: _Run, due: Sequence[_Due]) -> None:
        """Hear files once; what is to be heard again stands in `run.again` afterwards."""
        with closing(self._tasks(run, due)) as tasks:
            try:
                for outcome in self._pool.run(tasks, should_stop=run.context.should_stop):
                    one = run.on_the_way.pop(outcome.item.path)
                    try:
                        self._take(run, one, outcome)
                    finally:
                        _forget_file(run.source, one)
            finally:
                for one in run.on_the_way.values():
                    _forget_file(run.source, one)
                run.on_the_way.clear()

    def _tasks(self, run: _Run, due: Sequence[_Due]) -> Generator[HearingTask, None, None]:
        """Yield what listening processes are to do, each when its file is there."""
        if not is_fetched(run.source):
            for one in due:
                run.on_the_way[str(one.path)] = one
                yield one.task(run.plan)
            return
        by_number = {one.track.number: one for one in due}
        tracks = [one.track for one in due]
        line = FetchLine(self._originals, run.source, tracks, run.context.should_stop)
        with closing(line.files()) as files:
            for fetched in files:
                one = by_number[fetched.track.number]
                if fetched.path is None:
                    self._take_unfetched(run, one, fetched.error)
                    continue
                one = replace(one, path=fetched.path)
                run.on_the_way[str(one.path)] = one
                yield one.task(run.plan)

    def _take(self, run: _Run, one: _Due, outcome: Outcome[HearingTask, Heard]) -> None:
        """Keep what was heard of one file, or why it was not."""
        if outcome.value is not None:
            done = self._keeper.keep(
                one.track, outcome.value, one.candidates, wanted=run.plan.versions
            )
            inputs = outcome.value.model_inputs
            left = {space: inputs[space] for space in inputs if space not in done}
            if left and run.line is not None:
                run.line.put(one.track, left)
            run.count("heard")
            return
        if outcome.status in ("crashed", "timed_out") and one.tries + 1 < TRIES:
            run.again.append(replace(one, tries=one.tries + 1))
            return
        code, message = outcome.error_code or outcome.status, outcome.error_message or ""
        self._keep_failure(run, one, code, message)

    def _take_unfetched(self, run: _Run, one: _Due, error: MenuraError | None) -> None:
        """Keep why a track could not be fetched; what is wrong with the server ends the batch."""
        if error is None or isinstance(error, CancelledError):
            return
        if not isinstance(error, OF_ONE_TRACK) or isinstance(error, IncompleteWalkError):
            raise JobFailedError(error.message) from error
        gone = isinstance(error, ServerNotFoundError)
        code = AudioMissingError.code if gone else error.code
        self._keep_failure(run, one, code, error.message)

    def _keep_failure(self, run: _Run, one: _Due, code: str, message: str) -> None:
        """Keep why a file could not be heard, and say it."""
        failure = Failure(code, message, one.steps, is_known=_is_known(one))
        self._keeper.keep_failure(one.track, failure, run.plan.versions)
        run.count("gone" if failure.is_gone else "failed")
        shown = one.track.path or one.track.location
        run.context.log(f"{shown.rpartition('/')[2]}: {message}", "warning")


def _forget_file(source: Source, one: _Due) -> None:
    """Delete a file that was fetched to be heard."""
    if is_fetched(source):
        one.path.unlink(missing_ok=True)


def _is_known(one: _Due) -> bool:
    """Tell whether the file of a track is as it was when it was heard."""
    return one.track.state is TrackState.ANALYSED
