"""Choose what of an offered analysis a track here is to have."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from menura.analysis import EmbeddingRow, Measured, StepState
from menura.embedding import DSP
from menura.sharing.model import (
    DIMENSIONS,
    FEATURES,
    FINGERPRINT,
    MODEL_SPACES,
    STEPS,
    Agreement,
    KnownSpace,
    SharedTrack,
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What every track here should have.

    Attributes
    ----------
    versions : mapping of str to str
        Step -> version of what does it on this machine.
    hashes : mapping of str to str
        Space -> model of the vectors that are here, for spaces whose model is not.
    """

    versions: Mapping[str, str]
    hashes: Mapping[str, str] = field(default_factory=dict)

    def spaces(self) -> Mapping[str, KnownSpace]:
        """Return the spaces, each with the one model whose vectors can stand in it."""
        return {
            name: KnownSpace(dimension, self.versions.get(name) or self.hashes.get(name))
            for name, dimension in DIMENSIONS.items()
        }

    def version(self, step: str) -> str | None:
        """Return the version a step must have; None if any will do."""
        found = self.versions.get(step)
        if found is None and step in DIMENSIONS:
            found = self.hashes.get(step)
        return found

    def is_due(self, step: str, offered: SharedTrack, done: Mapping[str, StepState]) -> bool:
        """Tell whether a track lacks a step that an offer has in the right version."""
        version = offered.steps.get(step)
        if version is None or self.version(step) not in (None, version):
            return False
        if step not in (*self.versions, *MODEL_SPACES):
            return False
        state = done.get(step)
        return state is None or state.error_code is not None or state.version != version


def fill(
    track_id: str,
    offered: SharedTrack,
    agreement: Agreement,
    *,
    done: Mapping[str, StepState],
    wanted: Wanted,
    at: datetime,
) -> Measured | None:
    """Return what a track gets of an offer: the steps that are due; None if none is.

    Of another file of the same recording only what models hear: loudness, beats and the like are
    of one file.
    """
    steps = [
        step
        for step in STEPS
        if wanted.is_due(step, offered, done) and _holds(offered, step, agreement)
    ]
    if not steps:
        return None
    return Measured(
        features=offered.features if FEATURES in steps else None,
        waveform=offered.waveform if FEATURES in steps else None,
        beats=offered.beats if FEATURES in steps else None,
        fingerprint=offered.fingerprint if FINGERPRINT in steps else None,
        moods=[told for told in offered.moods if told.source in steps],
        embeddings=[
            EmbeddingRow(track_id, space, offered.steps[space], offered.vectors[space])
            for space in steps
            if space in offered.vectors
        ],
        steps={step: StepState(offered.steps[step], at) for step in steps},
    )


def _holds(offered: SharedTrack, step: str, agreement: Agreement) -> bool:
    """Tell whether an offer holds all that a step gives, and may be taken over."""
    if step in MODEL_SPACES:
        return step in offered.vectors
    if agreement is not Agreement.CONTENT:
        return False
    if step == FEATURES:
        parts = (offered.features, offered.waveform, offered.beats)
        return all(part is not None for part in parts)
    if step == FINGERPRINT:
        return offered.fingerprint is not None
    return step == DSP.name and step in offered.vectors
