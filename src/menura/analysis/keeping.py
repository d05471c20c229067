"""Keep what was heard of tracks, each in one transaction."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from menura.analysis.copies import find_standing
from menura.analysis.hearing import Heard
from menura.analysis.inference import ModelResult
from menura.analysis.model import EmbeddingRow, Measured, StepState
from menura.analysis.ports import OfferedAnalyses
from menura.analysis.scanner import ScanUnit
from menura.analysis.service import TrackAnalyses
from menura.analysis.steps import DERIVED, FINGERPRINT, Versions, done_now, due_steps
from menura.audio.errors import AudioMissingError
from menura.catalogue import PASSING_FAILURES, HeardFile, Track
from menura.embedding import DSP
from menura.kernel.clock import Clock

Offering = Callable[[Any, Versions], OfferedAnalyses]
"""Opens what others have told, in a transaction."""


class ListenStore(Protocol):
    """Open transactions on the catalogue and on what was measured."""

    def unit(self, *, read_only: bool = False) -> AbstractContextManager[ScanUnit]:
        """Open one."""
        ...


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a file could not be heard.

    Attributes
    ----------
    steps : frozenset of str
        Those that were due.
    is_known : bool
        Whether the file is as it was when it was heard.
    """

    code: str
    message: str
    steps: frozenset[str]
    is_known: bool

    @property
    def is_gone(self) -> bool:
        """Tell whether the file is not there any more."""
        return self.code == AudioMissingError.code


class Keeper:
    """Keep what was heard."""

    def __init__(self, store: ListenStore, clock: Clock, offering: Offering | None = None) -> None:
        self._store = store
        self._clock = clock
        self._offering = offering

    def keep(
        self, track: Track, heard: Heard, candidates: Sequence[int] = (), *, wanted: Versions
    ) -> frozenset[str]:
        """Keep what was heard of one file; return the steps that models need not do any more.

        If another source has the same recording, the track of that one stands for both from now
        on: nothing but the fingerprint is kept of this one, and models need to do nothing. Most of
        a hearing goes into decoding and into what tells recordings apart (measured: 87 to 93 %),
        so it is not worth while to hear less of a track that may be one.

        Parameters
        ----------
        candidates : sequence of int
            Numbers of tracks that may be the same by what they are called.
        """
        standing = self._standing(track, heard, candidates)
        if standing is not None:
            self._keep_as_copy(track, heard, wanted)
            if self._join(track, standing):
                return frozenset(wanted)
        return self._keep_whole(track, heard, wanted)

    def _standing(self, track: Track, heard: Heard, candidates: Sequence[int]) -> Track | None:
        """Return the track of another source that holds the same recording."""
        if heard.fingerprint is None:
            return None
        with self._store.unit(read_only=True) as unit:
            kept = unit.tracks.by_numbers([track.number]).get(track.number)
            if kept is None or kept.copy_of is not None:
                return None
            vector = _dsp_vector(heard)
            alike = find_standing(unit, kept, heard.fingerprint, vector, candidates=candidates)
            return alike or find_standing(unit, kept, heard.fingerprint, vector)

    def _keep_as_copy(self, track: Track, heard: Heard, wanted: Versions) -> None:
        """Keep what a copy is told by; cut short after this, it has steps that are due."""
        now = self._clock.now()
        with self._store.unit() as unit:
            steps = done_now(frozenset({FINGERPRINT}), wanted, now)
            measured = Measured(fingerprint=heard.fingerprint, steps=steps, is_other=True)
            unit.analyses.keep(track.id, measured)
            file = HeardFile(heard.metadata, heard.duration_s, heard.content_hash)
            unit.tracks.record_heard(track.id, file, now)

    def _keep_whole(self, track: Track, heard: Heard, wanted: Versions) -> frozenset[str]:
        """Keep everything, in one transaction; return the steps others have told the rest of."""
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
            filled = self._fill(unit, track, heard, wanted)
            self._derive(unit, track, wanted)
        return filled

    def _join(self, track: Track, standing: Track) -> bool:
        """Let a track stand for another one; tell whether it does.

        In a transaction of its own: it locks what others lock before tracks. Where two are joined
        to each other at once, the store refuses the second.
        """
        with self._store.unit() as unit:
            return unit.tracks.make_copy(track.number, standing.number)

    def _fill(self, unit: ScanUnit, track: Track, heard: Heard, wanted: Versions) -> frozenset[str]:
        """Keep what others have told of this recording and was not measured; return its steps."""
        if self._offering is None or heard.fingerprint is None or heard.duration_s is None:
            return frozenset()
        known = replace(
            track,
            metadata=heard.metadata,
            content_hash=heard.content_hash,
            duration_s=heard.duration_s,
        )
        offers = self._offering(unit, wanted)
        if not offers.candidates(known):
            return frozenset()
        found = offers.take(
            known,
            content_hash=heard.content_hash,
            fingerprint=heard.fingerprint,
            duration_s=heard.duration_s,
            dsp_vector=_dsp_vector(heard),
        )
        if found is None:
            return frozenset()
        unit.analyses.keep(track.id, found)
        return frozenset(found.steps)

    def keep_derived(self, track: Track, wanted: Versions) -> None:
        """Do again what needs no file: from what other steps have kept."""
        with self._store.unit() as unit:
            self._derive(unit, track, wanted)

    def _derive(self, unit: ScanUnit, track: Track, wanted: Versions) -> None:
        done = unit.analyses.steps([track.number])[track.number]
        if not due_steps(done, wanted) & DERIVED:
            return
        steps = done_now(DERIVED, wanted, self._clock.now())
        TrackAnalyses(unit.analyses, unit.tracks, self._clock).derive(track.id, steps)

    def keep_failure(self, track: Track, failure: Failure, wanted: Versions) -> None:
        """Keep why a file could not be heard.

        Of a file that was heard before and has not changed, only the steps that were due have
        failed: what is known of it stays, and a later version of these steps is tried again.
        """
        with self._store.unit() as unit:
            if failure.is_gone:  # deleted since the walk saw it
                unit.tracks.record_missing(track.id)
            elif not failure.is_known:
                unit.tracks.record_failure(track.id, failure.code, failure.message)
            elif failure.code not in PASSING_FAILURES:
                now = self._clock.now()
                steps = {
                    step: StepState(wanted[step], now, failure.code, failure.message)
                    for step in failure.steps - DERIVED
                }
                unit.analyses.keep(track.id, Measured(steps=steps))

    def keep_model_result(self, result: ModelResult) -> None:
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
            kept = unit.tracks.by_numbers([result.track.number]).get(result.track.number)
            if kept is not None and kept.copy_of is None:  # it may have become a copy meanwhile
                unit.analyses.keep(result.track.id, measured)


def _dsp_vector(heard: Heard) -> NDArray[np.float32] | None:
    found = [one.vector for one in heard.vectors if one.space == DSP.name]
    return found[0] if found else None


def _is_other(track: Track, heard: Heard) -> bool:
    """Tell whether the sound may be another one than was heard before."""
    if heard.duration_s is None:  # only the tags were read, because the sound is the same
        return False
    return heard.content_hash is None or heard.content_hash != track.content_hash
