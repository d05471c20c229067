"""Name the steps of a track's analysis and tell which are due.

Each step keeps the version of what did it. A step whose version is no longer the wanted one is
done again, alone: a better mood formula does not read a million files, and a model that was added
does not measure loudness anew.

::

    features     tempo, beats, key, loudness, sections ...     reads the file
    fingerprint  finds the same recording again                reads the file
    dsp          the built-in embedding                        reads the file
    musicnn      a model's embedding, tags and moods           reads the file, runs a model
    clap         a model's embedding                           reads the file, runs a model
    moods        moods without a model                         from features and the dsp vector
"""

from collections.abc import Mapping
from datetime import datetime

from menura.analysis.model import StepState
from menura.embedding import DSP

FEATURES = "features"
FINGERPRINT = "fingerprint"
MOODS = "moods"
BUILT_IN = frozenset({FEATURES, FINGERPRINT, DSP.name})
"""Steps that read a file and need no model."""
DERIVED = frozenset({MOODS})
"""Steps that need no file, only what other steps have kept."""

Versions = Mapping[str, str]
"""Step -> version of what does it now."""


def due_steps(
    done: Mapping[str, StepState], wanted: Versions, *, retry_failed: bool = False
) -> frozenset[str]:
    """Return the wanted steps that were not done in their present version.

    A step that failed is not tried again in the same version, unless `retry_failed` is set:
    nothing is analysed for ever.
    """
    return frozenset(
        step
        for step, version in wanted.items()
        if step not in done
        or done[step].version != version
        or (retry_failed and done[step].error_code is not None)
    )


def done_now(steps: frozenset[str], wanted: Versions, at: datetime) -> dict[str, StepState]:
    """Return the states of steps that were done just now."""
    return {step: StepState(wanted[step], at) for step in sorted(steps)}
