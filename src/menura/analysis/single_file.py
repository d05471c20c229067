"""Hear one file that is in no library."""

from pathlib import Path

from menura.analysis.corrections import adjust_beats
from menura.analysis.hearing import HearingTask, hear
from menura.analysis.model import NO_BEATS, StepState
from menura.analysis.moods import estimate, view_moods
from menura.analysis.service import FileListening, TrackAnalysis
from menura.analysis.steps import BUILT_IN
from menura.audio import errors
from menura.audio.errors import UnreadableAudioError
from menura.jobs.process_pool import PoolOptions, ProcessPool
from menura.kernel.errors import UnavailableError

DEADLINE_S = 1800.0
_REASONS = {
    name: error
    for name, error in vars(errors).items()
    if isinstance(error, type) and issubclass(error, UnreadableAudioError)
}


def hear_file(path: Path) -> FileListening:
    """Do every built-in step on a file.

    Raises
    ------
    UnreadableAudioError
        In one of its forms.
    """
    heard = hear(HearingTask(str(path), BUILT_IN, BUILT_IN))
    assert heard.features is not None  # the step was asked for
    assert heard.duration_s is not None
    (dsp,) = heard.vectors
    steps: dict[str, StepState] = {}
    return FileListening(
        metadata=heard.metadata,
        content_hash=heard.content_hash,
        duration_s=heard.duration_s,
        analysis=TrackAnalysis(
            features=heard.features,
            measured=heard.features,
            beats=adjust_beats(heard.beats or NO_BEATS, heard.features),
            moods=view_moods([estimate(heard.features, dsp.vector, dsp.model_hash)]),
            corrections=(),
            steps=steps,
            fingerprint=heard.fingerprint,
        ),
    )


def hear_file_apart(path: Path) -> FileListening:
    """Do the same in a process of its own, on one core, which a broken file may take down.

    Raises
    ------
    UnreadableAudioError
        The file cannot be heard; its message says why.
    UnavailableError
        The process died, or took too long.
    """
    options = PoolOptions(deadline_s=DEADLINE_S, memory_bytes=None, niceness=0)
    with ProcessPool[Path, FileListening](hear_file, size=1, options=options) as pool:
        (outcome,) = pool.run([path])
    if outcome.value is not None:
        return outcome.value
    reason = _REASONS.get(outcome.error_class or "")
    if reason is not None:  # the same error as there, with the sentence it has there
        error = reason.__new__(reason)
        UnreadableAudioError.__init__(error, outcome.error_message or "", path=path)
        raise error
    raise UnavailableError(outcome.error_message or f"The file {str(path)!r} could not be heard.")
