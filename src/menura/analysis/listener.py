"""Listen to a batch of tracks: what is due of each, in processes that may crash, and keep it."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from menura.analysis.batch import Batch, report_batch
from menura.analysis.hearing import Heard, HearingTask
from menura.analysis.inference import InferenceLine, ModelPools, ModelResult, Plan
from menura.analysis.model import EmbeddingRow, Measured, StepState
from menura.analysis.scanner import ScanUnit
from menura.analysis.service import TrackAnalyses
from menura.analysis.steps import DERIVED, Versions, done_now, due_steps
from menura.audio.errors import AudioMissingError
from menura.catalogue import PASSING_FAILURES, HeardFile, Track, TrackKind, TrackState
from menura.jobs import JobContext
from menura.jobs.process_pool import Outcome, ProcessPool
from menura.kernel.clock import Clock
from menura.kernel.errors import CancelledError

TRIES = 2  # a file that crashes or hangs its process is tried once more, then left alone


class ListenStore(Protocol):
    """Open transactions on the catalogue and on what was measured."""

    def unit(self, *, read_only: bool = False) -> AbstractContextManager[ScanUnit]:
        """Open one."""
        ...


@dataclass(frozen=True, slots=True)
class _Due:
    """A track and what is to be done of it."""

    track: Track
    path: Path
    steps: frozenset[str]

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


class Listener:
    """Do the work of the job kind ``listen``.

    Parameters
    ----------
    pool : ProcessPool
        Where files are decoded and measured; a crash there costs one file one try.
    models : ModelPools
        One warm process for each model that is there.
    """

    def __init__(
        self,
        store: ListenStore,
        pool: ProcessPool[HearingTask, Heard],
        models: ModelPools,
        clock: Clock,
    ) -> None:
        self._store = store
        self._pool = pool
        self._models = models
        self._clock = clock

    def listen(self, context: JobContext, batch: Batch) -> dict[str, int]:
        """Hear a batch of tracks; what cannot be heard is noted on the track, not raised."""
        plan = self._models.plan()
        due = self._due(batch, plan)
        known = max(0, batch.total - len(due))  # heard by an earlier run of this batch
        counts = {"total": batch.total, "heard": known, "failed": 0, "gone": 0}
        report_batch(context, counts)
        for one in [one for one in due if _is_known(one) and one.steps <= DERIVED]:
            context.check()
            self._keep_derived(one.track, plan.versions)
            due.remove(one)
            counts["heard"] += 1
            report_batch(context, counts)
        try:
            with InferenceLine(
                self._models, plan, self._keep_model_result, context.should_stop
            ) as line:
                self._hear_files(context, due, plan, counts, line)
        except CancelledError:
            context.check()  # says whether the job was cancelled or is only put off
            raise
        return counts

    def _due(self, batch: Batch, plan: Plan) -> list[_Due]:
        """Return the tracks of a batch that have something due."""
        with self._store.unit(read_only=True) as unit:
            root = Path(unit.sources.get(batch.source_id).location)
            numbers = unit.tracks.unheard(
                batch.source_id,
                plan.versions,
                batch.retry_failed,
                first=batch.first,
                last=batch.last,
            )
            tracks = unit.tracks.by_numbers(numbers)
            done = unit.analyses.steps(numbers)
        due = [
            _Due(
                track,
                root / track.location,
                due_steps(done[number], plan.versions, retry_failed=batch.retry_failed),
            )
            for number, track in tracks.items()
        ]
        # Another worker may have heard a track between the questions.
        return [one for one in due if one.steps or not _is_known(one)]

    def _hear_files(
        self,
        context: JobContext,
        due: Sequence[_Due],
        plan: Plan,
        counts: dict[str, int],
        line: InferenceLine,
    ) -> None:
        """Hear files, those that crash or hang a process once more at the end."""
        left = {str(one.path): one for one in due}
        for attempt in range(1, TRIES + 1):
            crashed: dict[str, _Due] = {}
            tasks = [one.task(plan) for one in left.values()]
            for outcome in self._pool.run(tasks, should_stop=context.should_stop):
                one = left[outcome.item.path]
                if outcome.status in ("crashed", "timed_out") and attempt < TRIES:
                    crashed[outcome.item.path] = one
                    continue
                if outcome.value is not None:
                    self._keep(one.track, outcome.value, plan.versions)
                    line.put(one.track, outcome.value.model_inputs)
                    counts["heard"] += 1
                else:
                    self._keep_failure(one, outcome, plan.versions)
                    is_gone = outcome.error_code == AudioMissingError.code
                    counts["gone" if is_gone else "failed"] += 1
                    context.log(f"{one.path.name}: {outcome.error_message}", "warning")
                report_batch(context, counts)
            left = crashed

    def _keep(self, track: Track, heard: Heard, wanted: Versions) -> None:
        """Keep what was heard of one file, in one transaction."""
        now = self._clock.now()
        with self._store.unit() as unit:
            unit.analyses.keep(
                track.id,
                Measured(
                    features=heard.features,
                    waveform=heard.waveform,
                    beats=heard.beats,
                    fingerprint=heard.fingerprint,
                    embeddings=[
                        EmbeddingRow(track.id, v.space, v.model_hash, v.vector)
                        for v in heard.vectors
                    ],
                    steps=done_now(heard.steps, wanted, now),
                    is_other=_is_other(track, heard),
                ),
            )
            file = HeardFile(heard.metadata, heard.duration_s, heard.content_hash)
            unit.tracks.record_heard(track.id, file, now)
            self._derive(unit, track, wanted)

    def _keep_derived(self, track: Track, wanted: Versions) -> None:
        """Do again what needs no file: from what other steps have kept."""
        with self._store.unit() as unit:
            self._derive(unit, track, wanted)

    def _derive(self, unit: ScanUnit, track: Track, wanted: Versions) -> None:
        done = unit.analyses.steps([track.number])[track.number]
        if not due_steps(done, wanted) & DERIVED:
            return
        steps = done_now(DERIVED, wanted, self._clock.now())
        TrackAnalyses(unit.analyses, unit.tracks, self._clock).derive(track.id, steps)

    def _keep_failure(
        self, one: _Due, outcome: Outcome[HearingTask, Heard], wanted: Versions
    ) -> None:
        """Keep why a file could not be heard.

        Of a file that was heard before and has not changed, only the steps that were due have
        failed: what is known of it stays, and a later version of these steps is tried again.
        """
        code, message = outcome.error_code or outcome.status, outcome.error_message or ""
        track = one.track
        with self._store.unit() as unit:
            if code == AudioMissingError.code:  # deleted since the walk saw it
                unit.tracks.record_missing(track.id)
            elif not _is_known(one):
                unit.tracks.record_failure(track.id, code, message)
            elif code not in PASSING_FAILURES:
                now = self._clock.now()
                steps = {
                    step: StepState(wanted[step], now, code, message)
                    for step in one.steps - DERIVED
                }
                unit.analyses.keep(track.id, Measured(steps=steps))

    def _keep_model_result(self, result: ModelResult) -> None:
        """Keep what a model told of a track, or that it could not."""
        state = StepState(result.version, self._clock.now())
        hearing = result.hearing
        if hearing is None:
            state = replace(state, error_code=result.error_code, error_message=result.error_message)
            measured = Measured(steps={result.space: state})
        else:
            row = EmbeddingRow(result.track.id, result.space, result.version, hearing.vector)
            measured = Measured(
                moods=[hearing.scores], embeddings=[row], steps={result.space: state}
            )
        with self._store.unit() as unit:
            unit.analyses.keep(result.track.id, measured)


def _is_other(track: Track, heard: Heard) -> bool:
    """Tell whether the sound may be another one than was heard before."""
    if heard.duration_s is None:  # only the tags were read, because the sound is the same
        return False
    return heard.content_hash is None or heard.content_hash != track.content_hash


def _is_known(one: _Due) -> bool:
    """Tell whether the file of a track is as it was when it was heard."""
    return one.track.state is TrackState.ANALYSED
