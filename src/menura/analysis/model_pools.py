"""Run each model in one warm process."""

from collections.abc import Callable, Mapping, Sequence

import structlog

from menura.analysis.inference import ModelHearing as Told
from menura.analysis.inference import ModelResult, Plan, Waiting
from menura.analysis.model import MoodScore, MoodScores
from menura.analysis.steps import FEATURES, FINGERPRINT, MOODS
from menura.audio.listen import FEATURES_VERSION, FINGERPRINT_VERSION
from menura.audio.moods import MOODS_VERSION
from menura.embedding import (
    CLAP,
    DSP,
    NEURAL_SPACES,
    ApartModelFolder,
    DspEmbedder,
    InferenceRequest,
    ModelHearing,
    ModelPin,
    ModelRole,
    infer,
    pin_files,
)
from menura.jobs.process_pool import Outcome, PoolOptions, ProcessPool
from menura.kernel.errors import MenuraError, UnavailableError

DEADLINE_S = 300.0  # for a few tracks; loading a large model from a slow disk is among it
MEMORY_BYTES = 16 << 30  # address space: CUDA alone reserves gigabytes it never touches
MODEL_CONFIDENCE = 0.9  # of models that were trained on labelled music
# Faults of the model and not of a track: with the model back, the track is to be heard.
OUTSIDE_FAULTS = frozenset({"model_runtime_missing", "model_changed", "model_storage"})
COSINE_CONFIDENCE = 0.3  # of cosines between sound and word: an order, no probabilities

log = structlog.get_logger("menura.analysis")


class ProcessModelPools:
    """The models of a folder, each in a process of its own that is started when first needed.

    Parameters
    ----------
    folder : ApartModelFolder
        Looked at anew whenever a batch begins, so that a model that was added is heard with.
    """

    def __init__(self, folder: ApartModelFolder) -> None:
        self._folder = folder
        self._pools: dict[str, ProcessPool[InferenceRequest, list[ModelHearing]]] = {}
        self._dsp_hash = DspEmbedder().model_hash

    def plan(self) -> Plan:
        """Look at the models that are there now, and return what every track should have."""
        versions = {
            FEATURES: FEATURES_VERSION,
            FINGERPRINT: FINGERPRINT_VERSION,
            DSP.name: self._dsp_hash,
            # derived from these two, so it changes with them
            MOODS: f"{MOODS_VERSION}.{FEATURES_VERSION}.{self._dsp_hash[:16]}",
        }
        try:
            files = self._folder.in_use()
        except MenuraError as error:
            log.warning("models cannot be used", reason=error.message)
            files = {}
        pins: dict[str, Mapping[ModelRole, ModelPin]] = {}
        for name, neural in NEURAL_SPACES.items():
            version = neural.version(files)
            if version is not None:
                versions[name] = version
                pins[name] = pin_files(neural.name, files)
        excerpts = {space: NEURAL_SPACES[space].excerpts for space in pins}
        return Plan(versions, excerpts, pins)

    def infer(
        self, plan: Plan, waiting: Sequence[Waiting], should_stop: Callable[[], bool]
    ) -> Sequence[ModelResult]:
        """Have a model hear some tracks of one space; a failure of one is a result.

        A batch that fails is tried again track by track, so that one cannot spoil the others.

        Raises
        ------
        CancelledError
            `should_stop` returned true.
        UnavailableError
            The model itself is not there any more: nothing can be said of the tracks.
        """
        outcome = self._run(plan, waiting, should_stop)
        if outcome.value is not None:
            pairs = zip(waiting, outcome.value, strict=True)
            return [_told(one, hearing) for one, hearing in pairs]
        if outcome.error_code in OUTSIDE_FAULTS:
            raise UnavailableError(outcome.error_message or "The model cannot be used.")
        if len(waiting) == 1:
            return [_failed(waiting[0], outcome)]
        return [result for one in waiting for result in self.infer(plan, [one], should_stop)]

    def close(self) -> None:
        """End all processes."""
        for pool in self._pools.values():
            pool.close()

    def _run(
        self, plan: Plan, waiting: Sequence[Waiting], should_stop: Callable[[], bool]
    ) -> Outcome[InferenceRequest, list[ModelHearing]]:
        space = waiting[0].space
        neural = NEURAL_SPACES[space]
        inputs = [one.inputs for one in waiting]
        request = InferenceRequest(neural.name, plan.files[space], inputs)
        pool = self._pools.get(space)
        if pool is None:
            options = PoolOptions(
                deadline_s=DEADLINE_S, memory_bytes=MEMORY_BYTES, items_per_child=1_000_000
            )
            pool = self._pools[space] = ProcessPool(infer, size=1, options=options)
        return next(iter(list(pool.run([request], should_stop=should_stop))))


def _told(one: Waiting, hearing: ModelHearing) -> ModelResult:
    """Return what a model told in the words of this room."""
    moods: dict[str, MoodScore] = {}
    if hearing.moods is not None:
        is_cosine = hearing.moods.source == CLAP.name
        confidence = COSINE_CONFIDENCE if is_cosine else MODEL_CONFIDENCE
        moods = {word: MoodScore(p, confidence) for word, p in hearing.moods.scores.items()}
    tags = {word: MoodScore(p, MODEL_CONFIDENCE) for word, p in (hearing.tags or {}).items()}
    scores = MoodScores(one.space, moods, tags)  # also empty ones replace what was told before
    return ModelResult(one.track, one.space, one.version, Told(hearing.vector, scores))


def _failed(one: Waiting, outcome: Outcome[InferenceRequest, list[ModelHearing]]) -> ModelResult:
    return ModelResult(
        one.track,
        one.space,
        one.version,
        None,
        error_code=outcome.error_code or outcome.status,
        error_message=outcome.error_message,
    )
