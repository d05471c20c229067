"""Hear one file that is in no library."""

from pathlib import Path

from menura.analysis.corrections import adjust_beats
from menura.analysis.hearing import HearingTask, hear
from menura.analysis.model import NO_BEATS, StepState
from menura.analysis.moods import estimate, view_moods
from menura.analysis.service import FileListening, TrackAnalysis
from menura.analysis.steps import BUILT_IN


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
