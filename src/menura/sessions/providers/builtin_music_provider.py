"""Make clips with Menura's own composer and synthesiser: no key, no model file, no network."""

import errno
import json
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from threading import Lock

from menura.kernel.disk import hash_file
from menura.sessions.clip_plans import ClipPlan, plan_clips
from menura.sessions.clip_rendering import (
    RATE_HZ,
    clip_length,
    clip_parameters,
    manifest_of,
    write_clip,
)
from menura.sessions.clip_steering import plan_steered
from menura.sessions.engine import ENGINE
from menura.sessions.errors import GenerationFailedError, SessionInputError
from menura.sessions.media import ClipsNotKeptError
from menura.sessions.model import ClipManifest
from menura.sessions.ports import GeneratedClip, SteeringHint
from menura.studio import RecordDamagedError, from_record, to_record

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


def _go_on() -> None:
    """Never ask to stop."""


def _tell_nobody(share: float) -> None:
    """Report nothing."""


class BuiltinMusicProvider:
    """Compose and play clips, a few at once.

    Parameters
    ----------
    folder : Path
        Where clips are written, as ``clip-<index>.wav``; made if it is missing. A clip that lies
        there already from a run that was cut short is taken as it is.
    seed : int
        Of the batch: the same seed, prompt and numbers give the same files.
    threads : int
        Clips that are played at once.
    check : callable
        Called between stages, never by two threads at once; raises to stop the work.
    report : callable
        Told the share that is done, 0 to 1.
    """

    def __init__(
        self,
        folder: Path,
        *,
        seed: int,
        threads: int = 2,
        check: Callable[[], None] = _go_on,
        report: Callable[[float], None] = _tell_nobody,
    ) -> None:
        self._folder = folder
        self._seed = seed
        self._threads = max(1, threads)
        self._check = check
        self._report = report

    def generate_batch(
        self, prompt: str, num_clips: int, duration_sec: float
    ) -> list[GeneratedClip]:
        """Return clips of a brief, as different as it allows; those that fail are left out.

        Raises
        ------
        SessionInputError
            Numbers that no clip can have.
        GenerationFailedError
            All of them fail.
        ClipsNotKeptError
            The disk is full.
        """
        _check_numbers(num_clips, duration_sec)
        return self._make_all(plan_clips(prompt, num_clips, duration_sec, self._seed), prompt)

    def generate_steered(
        self, prompt: str, num_clips: int, duration_sec: float, hint: SteeringHint
    ) -> list[GeneratedClip]:
        """Return clips that go where the hint points; raise as `generate_batch`."""
        _check_numbers(num_clips, duration_sec)
        plans = plan_steered(prompt, num_clips, duration_sec, self._seed, hint)
        return self._make_all(plans, prompt)

    def _make_all(self, plans: Sequence[ClipPlan], prompt: str) -> list[GeneratedClip]:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ClipsNotKeptError(self._folder, error) from error
        gate = _Gate(self._check)
        made: list[GeneratedClip | None] = [None] * len(plans)
        failures: dict[int, Exception] = {}
        with ThreadPoolExecutor(self._threads, thread_name_prefix="clips") as threads:
            waiting = {
                threads.submit(self._make, index, plan, prompt, gate): index
                for index, plan in enumerate(plans)
            }
            try:
                while waiting:
                    finished, _ = wait(waiting, return_when=FIRST_COMPLETED)
                    for future in finished:
                        index = waiting.pop(future)
                        made[index] = _outcome(future, index, failures, gate)
                    self._report(1 - len(waiting) / len(plans))
            except BaseException:
                gate.close()
                threads.shutdown(cancel_futures=True)
                raise
        clips = [clip for clip in made if clip is not None]
        if not clips:
            first = failures[min(failures)]
            raise GenerationFailedError(str(first) or type(first).__name__)
        return clips

    def _make(self, index: int, plan: ClipPlan, prompt: str, gate: "_Gate") -> GeneratedClip:
        """Make one clip, or take the one that is there."""
        gate.check()
        path = self._folder / f"clip-{index}.wav"
        kept = path.with_suffix(".json")
        manifest = _kept_manifest(path, kept, plan, prompt)
        if manifest is None:
            try:
                kept.unlink(missing_ok=True)
                score = write_clip(plan, path, gate.check)
                manifest = manifest_of(plan, prompt, score, hash_file(path))
                _keep_manifest(kept, manifest)
            except OSError as error:
                if error.errno in _FULL:  # the other clips would be no better off
                    raise ClipsNotKeptError(self._folder, error) from error
                raise
        return GeneratedClip(path, clip_length(plan.duration_s) / RATE_HZ, prompt, manifest)


class _Gate:
    """Ask whether to go on, one thread at a time, and remember a no.

    What `check` raises is for whoever called the provider, whatever its class: it must never be
    taken for the failure of one clip.
    """

    def __init__(self, check: Callable[[], None]) -> None:
        self._check = check
        self._lock = Lock()
        self.stopped_by: BaseException | None = None
        self._closed = False

    def check(self) -> None:
        with self._lock:
            if self.stopped_by is not None:
                raise self.stopped_by
            if self._closed:
                raise _ClosedError
            try:
                self._check()
            except BaseException as error:
                self.stopped_by = error
                raise

    def close(self) -> None:
        """Let nobody go on: the caller is gone."""
        self._closed = True


class _ClosedError(Exception):
    """Say that nobody waits for the clip any more."""


def _outcome(
    future: "Future[GeneratedClip]", index: int, failures: dict[int, Exception], gate: _Gate
) -> GeneratedClip | None:
    """Return a finished clip, or note why there is none."""
    try:
        return future.result()
    except (ClipsNotKeptError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 - one clip's failure must not cost the others
        if gate.stopped_by is not None:
            raise gate.stopped_by from None
        failures[index] = error
        return None


def _check_numbers(num_clips: int, duration_sec: float) -> None:
    if num_clips < 1:
        raise SessionInputError(
            f"{num_clips} clips cannot be made; ask for one or more.", field="num_clips"
        )
    if not 0 < duration_sec < float("inf"):
        raise SessionInputError(
            f"A clip cannot last {duration_sec} s; ask for more than 0.", field="duration_sec"
        )


def _kept_manifest(path: Path, kept: Path, plan: ClipPlan, prompt: str) -> ClipManifest | None:
    """Return the manifest of a clip that is there already, if it is the one that is planned."""
    try:
        manifest = from_record(ClipManifest, json.loads(kept.read_text(encoding="utf-8")))
        is_same = (
            manifest.engine_version == ENGINE
            and manifest.seed == plan.seed
            and manifest.prompt == prompt
            and manifest.parameters == clip_parameters(plan)
            and manifest.sha256 == hash_file(path)
        )
    except (OSError, ValueError, RecordDamagedError):
        return None
    return manifest if is_same else None


def _keep_manifest(kept: Path, manifest: ClipManifest) -> None:
    """Write a manifest beside its clip, whole or not at all."""
    part = kept.with_name(kept.name + ".part")
    part.write_text(json.dumps(to_record(manifest)), encoding="utf-8")
    part.replace(kept)
